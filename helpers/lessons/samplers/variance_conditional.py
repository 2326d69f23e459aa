"""The conditional law of the variance: what the data bring to it, and what the two priors."""

import numpy as np

from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.model import V0, A, B, terms, worlds


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
        "An IG(a, b) density has the log −(a + 1) log v − b/v. The data bring −(n/2) log v, the "
        "prior of beta brings −(p/2) log v; and each brings a sum of squares over 2v.",
        "With `e = y - X @ beta`: shape `a + (n + p) / 2`, scale "
        "`b + (e @ e + beta @ beta / v0) / 2`, where `n, p = X.shape`.",
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
    n, p, squares, size = terms(beta, 1, X, y)
    return A + (n + p) / 2, B + (squares + size / V0) / 2


@variance_conditional.variant("from the doubled numbers")
def _(beta, X, y):
    n, p, squares, size = terms(beta, 1, X, y)
    return (2 * A + n + p) / 2, (2 * B + squares + size / V0) / 2


@variance_conditional.law(
    "Squares only add to the scale: it is never below the prior's b, {right}. Yours is {left}.", "≥"
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
    n, p, squares, size = terms(beta, 1, X, y)
    v = found["scale"] / (found["shape"] + 1)
    down, up = ((n + p) / 2 + A + 1) / v, ((squares + size / V0) / 2 + B) / v**2
    return up - down, 0, up


def _shape(n, p):
    return A + (n + p) / 2


def _scale(squares, size):
    return B + (squares + size / V0) / 2


# Wrong shapes, from n and p, and wrong scales, from both sums of squares; each says what is wrong
# with it whatever the other number is.
_SHAPES = (
    (
        "p forgotten",
        "Your shape does not know the prior of beta: its density has the factor variance^(−p/2).",
        lambda n, p: A + n / 2,
    ),
    (
        "no ½ in the shape",
        "Your shape counts n + p whole; each brings one half.",
        lambda n, p: A + n + p,
    ),
    (
        "n − p",
        "Your shape has n − p. No degree of freedom is spent here: beta is given.",
        lambda n, p: A + (n - p) / 2,
    ),
    (
        "shape + 1",
        "Your shape is one too large: the density has the power −(shape + 1), so that the 1 is in "
        "it already.",
        lambda n, p: A + 1 + (n + p) / 2,
    ),
    (
        "whole division",
        "You halve n + p with `//`, which drops the half of an odd number. Divide with `/`.",
        lambda n, p: A + (n + p) // 2,
    ),
    (
        "n and p of the lesson",
        "Your shape counts 200 rows and 3 coefficients whatever X is: n and p come from the "
        "notebook. Take them from the X that is handed in: `n, p = X.shape`.",
        lambda n, p: A + 203 / 2,
    ),
    (
        "n of the lesson",
        "Your shape counts 200 rows whatever X is: n comes from the notebook. Take it from the X "
        "that is handed in: `n, p = X.shape`.",
        lambda n, p: A + (200 + p) / 2,
    ),
    (
        "p of the lesson",
        "Your shape counts 3 coefficients whatever X is: p comes from the notebook. Take it from "
        "the X that is handed in: `n, p = X.shape`.",
        lambda n, p: A + (n + 3) / 2,
    ),
    (
        "a forgotten",
        "Your shape lacks a, that of the variance's prior.",
        lambda n, p: (n + p) / 2,
    ),
    (
        "n forgotten",
        "Your shape lacks the data: n observations bring n/2.",
        lambda n, p: A + p / 2,
    ),
    (
        "a halved",
        "Your shape is one too small, as if a were halved, too. Only n and p count half; a is a "
        "shape already.",
        lambda n, p: (A + n + p) / 2,
    ),
    (
        "½ of n forgotten",
        "Your shape has n whole and p halved. Put the sum in brackets: `(n + p) / 2`.",
        lambda n, p: A + n + p / 2,
    ),
    (
        "½ of p forgotten",
        "Your shape has p whole; a coefficient brings one half, as an observation does.",
        lambda n, p: A + n / 2 + p,
    ),
    (
        "n whole, p forgotten",
        "Your shape has n whole, and does not know the prior of beta, which brings p/2. An "
        "observation brings one half.",
        lambda n, p: A + n,
    ),
    (
        "a and p forgotten",
        "Your shape counts the data alone: it lacks a, and the p/2 of the prior of beta.",
        lambda n, p: n / 2,
    ),
)
_SCALES = (
    (
        "beta'beta forgotten",
        "Your scale does not know the prior of beta: add beta'beta/v0 to the squares.",
        lambda squares, size: B + squares / 2,
    ),
    (
        "no ½ in the scale",
        "Your scale has the sums of squares whole; halve them.",
        lambda squares, size: B + squares + size / V0,
    ),
    (
        "½ of the residuals forgotten",
        "Your scale has e'e whole; the ½ belongs to it as well. (Put the sum in brackets.)",
        lambda squares, size: B + squares + size / V0 / 2,
    ),
    (
        "½ of beta's part forgotten",
        "Your scale has too much of beta'beta: wanted is beta'beta/(2 v0), with the ½ of the "
        "normal density and v0 itself, not its root.",
        lambda squares, size: B + squares / 2 + size / V0,
    ),
    (
        "beta'beta and ½ forgotten",
        "Your scale has e'e whole, and does not know the prior of beta. Add beta'beta/v0, and "
        "halve.",
        lambda squares, size: B + squares,
    ),
    (
        "v0 multiplied",
        "Your scale multiplies beta'beta by v0; v0 is a variance factor: divide.",
        lambda squares, size: B + (squares + size * V0) / 2,
    ),
    (
        "v0 forgotten",
        "Your scale has beta'beta without v0. Divide it by v0, its variance factor.",
        lambda squares, size: B + (squares + size) / 2,
    ),
    (
        "v0 below both sums",
        "Your scale divides e'e by v0, too. v0 belongs to the prior of beta alone.",
        lambda squares, size: B + (squares + size) / V0 / 2,
    ),
    (
        "v0 below the residuals",
        "Your scale divides e'e by v0. It is beta'beta that is to be divided by it.",
        lambda squares, size: B + (squares / V0 + size) / 2,
    ),
    (
        "v0 squared",
        "Your scale has beta'beta/v0². v0 is a variance factor already: divide by v0.",
        lambda squares, size: B + (squares + size / V0**2) / 2,
    ),
    (
        "beta'beta subtracted",
        "Your scale subtracts beta'beta/v0. Both exponents have a minus: the sums add up.",
        lambda squares, size: B + (squares - size / V0) / 2,
    ),
    (
        "rate for scale",
        "Your second number is one over the scale. (NumPy's gamma law wants that; IG(a, b) has b.)",
        lambda squares, size: 1 / _scale(squares, size),
    ),
    (
        "b forgotten",
        "Your scale lacks b, that of the variance's prior.",
        lambda squares, size: (squares + size / V0) / 2,
    ),
    (
        "b and ½ forgotten",
        "Your scale lacks b, that of the variance's prior, and has the sums of squares whole.",
        lambda squares, size: squares + size / V0,
    ),
    (
        "the data's alone",
        "Your scale counts the data alone: it lacks b, and the beta'beta/(2 v0) of the prior of "
        "beta.",
        lambda squares, size: squares / 2,
    ),
    (
        "b halved",
        "Your scale halves b as well. Only the squares count half.",
        lambda squares, size: (B + squares + size / V0) / 2,
    ),
    (
        "1/b for b",
        "Your scale begins with 1/b. b itself is the scale of the prior.",
        lambda squares, size: 1 / B + (squares + size / V0) / 2,
    ),
    (
        "norm not squared",
        "Your scale has the length of e where its square belongs: `np.linalg.norm(e) ** 2`, or "
        "`e @ e`.",
        lambda squares, size: B + (squares**0.5 + size / V0) / 2,
    ),
)


def _about_the_variance(name, says):
    """A wrong pair of shape and scale, from n, p and both sums of squares."""

    def add(pair):
        def program(beta, X, y):
            return pair(*terms(beta, 1, X, y))

        return variance_conditional.misconception(name, says)(program)

    return add


for _name, _says, _wrong in _SHAPES:
    _about_the_variance(_name, _says)(
        lambda n, p, squares, size, shape=_wrong: (shape(n, p), _scale(squares, size))
    )
for _name, _says, _wrong in _SCALES:
    _about_the_variance(_name, _says)(
        lambda n, p, squares, size, scale=_wrong: (_shape(n, p), scale(squares, size))
    )


@_about_the_variance(
    "prior of beta forgotten",
    "Your law knows only the data. The prior of beta holds the variance, too: it brings p/2 to the "
    "shape and beta'beta/(2 v0) to the scale.",
)
def _(n, p, squares, size):
    return A + n / 2, B + squares / 2


@_about_the_variance(
    "no ½ at all", "Your shape and your scale both lack their ½: a squared error counts half."
)
def _(n, p, squares, size):
    return A + n + p, B + squares + size / V0


@_about_the_variance(
    "prior of the variance forgotten",
    "Your law lacks the prior of the variance: a in the shape and b in the scale.",
)
def _(n, p, squares, size):
    return (n + p) / 2, (squares + size / V0) / 2


@_about_the_variance("scale first", "Your two numbers are exchanged: the shape comes first.")
def _(n, p, squares, size):
    return _scale(squares, size), _shape(n, p)


@_about_the_variance(
    "a and b exchanged", "You exchanged a and b: a is the prior's shape, b its scale."
)
def _(n, p, squares, size):
    return B + (n + p) / 2, A + (squares + size / V0) / 2


@_about_the_variance(
    "mean squares", "Your scale averages the squared residuals. Sum them: every row counts."
)
def _(n, p, squares, size):
    return _shape(n, p), B + (squares / n + size / V0) / 2


@_about_the_variance(
    "mean squares of a fit",
    "Your scale has e'e/(n − p), an estimate of the variance. Sum the squares, and divide by "
    "nothing but 2.",
)
def _(n, p, squares, size):
    return _shape(n, p), B + (squares / (n - p) + size / V0) / 2


@_about_the_variance(
    "mean for scale",
    "Your second number is the mean of the law, scale/(shape − 1). Wanted: the scale itself.",
)
def _(n, p, squares, size):
    return _shape(n, p), _scale(squares, size) / (_shape(n, p) - 1)


def _marginal_law(beta, X, y):
    precision = X.T @ X + np.eye(len(beta)) / V0
    best = np.linalg.solve(precision, X.T @ y)
    return A + len(y) / 2, B + (y @ y - best @ precision @ best) / 2


def _residuals_of_least_squares(beta, X, y):
    fitted = np.linalg.lstsq(X, y, rcond=None)[0]
    n, p, squares, _size = terms(fitted, 1, X, y)
    return A + (n + p) / 2, B + (squares + beta @ beta / V0) / 2


def _constant_without_prior(beta, X, y):
    n, p, squares, _size = terms(beta, 1, X, y)
    return A + (n + p) / 2, _scale(squares, beta[1:] @ beta[1:])


def _squares_of_the_sum(beta, X, y):
    n, p, _squares, size = terms(beta, 1, X, y)
    return _shape(n, p), _scale(np.sum(y - X @ beta) ** 2, size)


def _y_for_the_residuals(beta, X, y):
    n, p, _squares, size = terms(beta, 1, X, y)
    return _shape(n, p), _scale(y @ y, size)


def _variance_of_the_residuals(beta, X, y):
    n, p, _squares, size = terms(beta, 1, X, y)
    return _shape(n, p), _scale(len(y) * np.var(y - X @ beta), size)


variance_conditional.mistakes(
    ("marginal law", _marginal_law,
     "This is the law of the variance whatever beta is, the a and b of lesson 08. Gibbs needs it "
     "*given* the beta where the chain stands now."),
    ("residuals of least squares", _residuals_of_least_squares,
     "Your scale takes the residuals of a *fitted* plane. Take those at the `beta` that is given."),
    ("constant without prior", _constant_without_prior,
     "Your scale leaves the constant out of beta'beta. The prior holds for all coefficients."),
    ("squares of the sum", _squares_of_the_sum,
     "Your scale has the square of the residuals' *sum*. Square each, then sum: `e @ e`."),
    ("y for the residuals", _y_for_the_residuals,
     "Your scale has the squares of y itself. Take those of what the plane leaves, `y - X @ "
     "beta`."),
    ("variance of the residuals", _variance_of_the_residuals,
     "Your scale takes the residuals' mean away from them, as `np.var` does. Square them as they "
     "are: `e @ e`."),
)  # fmt: skip


def _wrong_in_both(shape_and_scale, beta, X, y):
    """What is wrong with the shape, and with the scale, where both are known mistakes."""
    n, p, squares, size = terms(beta, 1, X, y)
    return [
        [says for _, says, wrong in table if np.isclose(number, wrong(*data), 1e-6, 0)]
        for table, number, data in (
            (_SHAPES, shape_and_scale["shape"], (n, p)),
            (_SCALES, shape_and_scale["scale"], (squares, size)),
        )
    ]


def _two_mistakes(beta, X, y):
    n, _p, squares, size = terms(beta, 1, X, y)
    return A + n / 2, B + squares + size / V0


variance_conditional.mistakes(
    ("two mistakes", _two_mistakes,
     lambda *yours_and_case: " ".join(says[0] for says in _wrong_in_both(*yours_and_case)),
     {"recognises": lambda *yours_and_case: all(_wrong_in_both(*yours_and_case))}),
)  # fmt: skip
