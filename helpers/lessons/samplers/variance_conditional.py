"""The conditional law of the variance: what the data bring to it, and what the two priors."""

import numpy as np

from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.shared import V0, A, B, terms, worlds


def _variance_cases(rng):
    for X, y, beta, _variance in worlds(rng):
        yield beta, X, y


@lesson.function(
    "09-variance-conditional",
    cases=_variance_cases,
    parts=("shape", "scale"),
    hints=(
        "Gather in the log posterior everything that multiplies log(variance), and everything that "
        "is divided by the variance.",
        "An IG(a0, b0) density has the log −(a0 + 1) log v − b0/v. The data bring −(n/2) log v, "
        "the prior of beta brings −(p/2) log v; and each brings a sum of squares over 2v.",
        "With `e = y - X @ beta`: shape `a0 + (n + p) / 2`, scale "
        "`b0 + (e @ e + beta @ beta / v0) / 2`, where `n, p = X.shape`.",
    ),
)
def variance_conditional(beta, X, y):
    """The law of the variance, given beta."""
    # The prior of beta as p more observations: rows of 1/√V0, whose responses are 0.
    rows = np.vstack([X, np.eye(len(beta)) / np.sqrt(V0)])
    residuals = np.append(y, np.zeros(len(beta))) - rows @ beta
    return A + len(residuals) / 2, float(B + residuals @ residuals / 2)


@variance_conditional.variant("term by term")
def _(beta, X, y):
    n, p, squares, size = terms(beta, X, y)
    return A + (n + p) / 2, B + (squares + size / V0) / 2


@variance_conditional.variant("from the doubled numbers")
def _(beta, X, y):
    n, p, squares, size = terms(beta, X, y)
    return (2 * A + n + p) / 2, (2 * B + squares + size / V0) / 2


@variance_conditional.law(
    "Squares only add to the scale: it is never below the prior's b0, {right}. Yours is {left}.",
    "≥",
)
def _(found, beta, X, y):
    return found["scale"], B


@variance_conditional.law(
    "At large variances an IG density falls with the power shape + 1: with {left}, by your shape. "
    "The posterior, a product of three densities, falls with another power."
)
def _(found, beta, X, y):
    n, p = X.shape
    return found["shape"] + 1, n / 2 + p / 2 + A + 1


@variance_conditional.law(
    "An IG density is highest at scale/(shape + 1). There the log posterior, with beta as given, "
    "has the slope 0 in the variance. At yours its slope is {left}."
)
def _(found, beta, X, y):
    n, p, squares, size = terms(beta, X, y)
    v = found["scale"] / (found["shape"] + 1)
    down, up = ((n + p) / 2 + A + 1) / v, ((squares + size / V0) / 2 + B) / v**2
    return up - down, 0, up


def _shape(n, p):
    return A + (n + p) / 2


def _scale(squares, size):
    return B + (squares + size / V0) / 2


def _of_sums(pair):
    """A wrong pair of shape and scale, from n, p and the sums of squares, e'e and beta'beta."""
    return lambda beta, X, y: pair(*terms(beta, X, y))


variance_conditional.mistakes(
    ("p forgotten", lambda n, p, squares, size: (A + n / 2, _scale(squares, size)),
     "Your shape does not know the prior of beta: its density has the factor variance^(−p/2)."),
    ("n − p", lambda n, p, squares, size: (A + (n - p) / 2, _scale(squares, size)),
     "Your shape has n − p. No degree of freedom is spent here: beta is given."),
    ("shape + 1", lambda n, p, squares, size: (_shape(n, p) + 1, _scale(squares, size)),
     "Your shape is one too large: the density has the power −(shape + 1), so that the 1 is in "
     "it already."),
    ("n and p of the lesson",
     lambda n, p, squares, size: (_shape(200, 3), _scale(squares, size)),
     "Your shape counts 200 rows and 3 coefficients whatever X is: n and p come from the "
     "notebook. Take them from the X that is handed in: `n, p = X.shape`."),
    ("a forgotten", lambda n, p, squares, size: ((n + p) / 2, _scale(squares, size)),
     "Your shape lacks a0, that of the variance's prior."),
    ("beta'beta forgotten", lambda n, p, squares, size: (_shape(n, p), B + squares / 2),
     "Your scale does not know the prior of beta: add beta'beta/v0 to the squares."),
    ("½ of beta's part forgotten",
     lambda n, p, squares, size: (_shape(n, p), B + squares / 2 + size / V0),
     "Your scale has too much of beta'beta: wanted is beta'beta/(2 v0), with the ½ of the "
     "normal density and v0 itself, not its root."),
    ("v0 squared", lambda n, p, squares, size: (_shape(n, p), _scale(squares, size / V0)),
     "Your scale has beta'beta/v0². v0 is a variance factor already: divide by v0."),
    ("rate for scale", lambda n, p, squares, size: (_shape(n, p), 1 / _scale(squares, size)),
     "Your second number is one over the scale. (NumPy's gamma law wants that; IG(a, b) has b.)"),
    ("b forgotten", lambda n, p, squares, size: (_shape(n, p), (squares + size / V0) / 2),
     "Your scale lacks b0, that of the variance's prior."),
    ("v0 forgotten", lambda n, p, squares, size: (_shape(n, p), _scale(squares, V0 * size)),
     "Your scale has beta'beta without v0. Divide it by v0, its variance factor."),
    ("prior of beta forgotten", lambda n, p, squares, size: (A + n / 2, B + squares / 2),
     "Your law knows only the data. The prior of beta holds the variance, too: it brings p/2 to "
     "the shape and beta'beta/(2 v0) to the scale."),
    ("no ½ at all", lambda n, p, squares, size: (A + n + p, B + squares + size / V0),
     "Your shape and your scale both lack their ½: a squared error counts half."),
    ("prior of the variance forgotten",
     lambda n, p, squares, size: ((n + p) / 2, (squares + size / V0) / 2),
     "Your law lacks the prior of the variance: a0 in the shape and b0 in the scale."),
    ("mean squares", lambda n, p, squares, size: (_shape(n, p), _scale(squares / n, size)),
     "Your scale averages the squared residuals. Sum them: every row counts."),
    ("mean squares of a fit",
     lambda n, p, squares, size: (_shape(n, p), _scale(squares / (n - p), size)),
     "Your scale has e'e/(n − p), an estimate of the variance. Sum the squares, and divide by "
     "nothing but 2."),
    ("mean for scale",
     lambda n, p, squares, size: (_shape(n, p), _scale(squares, size) / (_shape(n, p) - 1)),
     "Your second number is the mean of the law, scale/(shape − 1). Wanted: the scale itself."),
    of=_of_sums,
)  # fmt: skip


def _marginal_law(beta, X, y):
    precision = X.T @ X + np.eye(len(beta)) / V0
    best = np.linalg.solve(precision, X.T @ y)
    return A + len(y) / 2, B + (y @ y - best @ precision @ best) / 2


variance_conditional.mistakes(
    ("marginal law", _marginal_law,
     "This is the law of the variance whatever beta is, the a and b of lesson 08. Gibbs needs it "
     "*given* the beta where the chain stands now."),
    ("residuals of least squares",
     lambda beta, X, y: (
         _shape(*X.shape), _scale(np.sum((y - X @ np.linalg.lstsq(X, y)[0]) ** 2), beta @ beta)),
     "Your scale takes the residuals of a *fitted* plane. Take those at the `beta` that is given."),
    ("constant without prior",
     lambda beta, X, y: (
         _shape(*X.shape), _scale(np.sum((y - X @ beta) ** 2), beta[1:] @ beta[1:])),
     "Your scale leaves the constant out of beta'beta. The prior holds for all coefficients."),
    ("squares of the sum",
     lambda beta, X, y: (_shape(*X.shape), _scale(np.sum(y - X @ beta) ** 2, beta @ beta)),
     "Your scale has the square of the residuals' *sum*. Square each, then sum: `e @ e`."),
    ("variance of the residuals",
     lambda beta, X, y: (_shape(*X.shape), _scale(len(y) * np.var(y - X @ beta), beta @ beta)),
     "Your scale takes the residuals' mean away from them, as `np.var` does. Square them as they "
     "are: `e @ e`."),
)  # fmt: skip
