"""The conditional law of the variance: what the data bring to it, and what the two priors."""

import numpy as np

from helpers.exercises.lessons import samplers_by_hand as lesson
from helpers.exercises.samplers_by_hand.model import V0, A, B, terms, worlds


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


def _about_the_variance(name, says):
    """A wrong pair of shape and scale, from n, p and both sums of squares."""

    def add(pair):
        def program(beta, X, y):
            return pair(*terms(beta, 1, X, y))

        return variance_conditional.misconception(name, says)(program)

    return add


@_about_the_variance(
    "prior of beta forgotten",
    "Your law knows only the data. The prior of beta holds the variance, too: it brings p/2 to the "
    "shape and beta'beta/(2 v0) to the scale.",
)
def _(n, p, squares, size):
    return A + n / 2, B + squares / 2


@_about_the_variance(
    "p forgotten",
    "Your scale knows the prior of beta, your shape does not: its density has the factor "
    "variance^(−p/2).",
)
def _(n, p, squares, size):
    return A + n / 2, B + (squares + size / V0) / 2


@_about_the_variance(
    "beta'beta forgotten",
    "Your shape knows the prior of beta, your scale does not: add beta'beta/v0 to the squares.",
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares / 2


@_about_the_variance("no ½ in the scale", "Your scale has the sums of squares whole; halve them.")
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares + size / V0


@_about_the_variance(
    "½ of the residuals forgotten", "Your scale has e'e whole; the ½ belongs to it as well."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares + size / V0 / 2


@_about_the_variance(
    "½ of beta's part forgotten",
    "Your scale has beta'beta/v0 whole; the ½ of the normal density belongs to it as well.",
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares / 2 + size / V0


@_about_the_variance("no ½ in the shape", "Your shape counts n + p whole; each brings one half.")
def _(n, p, squares, size):
    return A + n + p, B + (squares + size / V0) / 2


@_about_the_variance(
    "no ½ at all", "Your shape and your scale both lack their ½: a squared error counts half."
)
def _(n, p, squares, size):
    return A + n + p, B + squares + size / V0


@_about_the_variance(
    "n − p", "Your shape has n − p. No degree of freedom is spent here: beta is given."
)
def _(n, p, squares, size):
    return A + (n - p) / 2, B + (squares + size / V0) / 2


@_about_the_variance(
    "v0 multiplied", "Your scale multiplies beta'beta by v0; v0 is a variance factor: divide."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + (squares + size * V0) / 2


@_about_the_variance(
    "v0 forgotten", "Your scale has beta'beta without v0. Divide it by v0, its variance factor."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + (squares + size) / 2


@_about_the_variance(
    "rate for scale",
    "Your second number is one over the scale. (NumPy's gamma law wants that; IG(a, b) has b.)",
)
def _(n, p, squares, size):
    return A + (n + p) / 2, 1 / (B + (squares + size / V0) / 2)


@_about_the_variance(
    "shape + 1",
    "Your shape is one too large: the density has the power −(shape + 1), so that the 1 is in it "
    "already.",
)
def _(n, p, squares, size):
    return A + 1 + (n + p) / 2, B + (squares + size / V0) / 2


@_about_the_variance(
    "prior of the variance forgotten",
    "Your law lacks the prior of the variance: a in the shape and b in the scale.",
)
def _(n, p, squares, size):
    return (n + p) / 2, (squares + size / V0) / 2


@_about_the_variance(
    "mean squares", "Your scale averages the squared residuals. Sum them: every row counts."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + (squares / n + size / V0) / 2


@variance_conditional.misconception(
    "marginal law",
    "This is the law of the variance whatever beta is, the a and b of lesson 08. Gibbs needs it "
    "*given* the beta where the chain stands now.",
)
def _(beta, X, y):
    precision = X.T @ X + np.eye(len(beta)) / V0
    best = np.linalg.solve(precision, X.T @ y)
    return A + len(y) / 2, B + (y @ y - best @ precision @ best) / 2


@variance_conditional.misconception(
    "residuals of least squares",
    "Your scale takes the residuals of a *fitted* plane. Take those at the `beta` that is given.",
)
def _(beta, X, y):
    fitted = np.linalg.lstsq(X, y, rcond=None)[0]
    n, p, squares, _size = terms(fitted, 1, X, y)
    return A + (n + p) / 2, B + (squares + beta @ beta / V0) / 2


def _right_scale(squares, size):
    return B + (squares + size / V0) / 2


for _name, _says, _pair in (
    (
        "whole division",
        "You halve n + p with `//`, which drops the half of an odd number. Divide with `/`.",
        lambda n, p, squares, size: (A + (n + p) // 2, _right_scale(squares, size)),
    ),
    (
        "n and p of the lesson",
        "Your shape counts 200 rows and 3 coefficients whatever X is: n and p come from the "
        "notebook. Take them from the X that is handed in: `n, p = X.shape`.",
        lambda n, p, squares, size: (A + 203 / 2, _right_scale(squares, size)),
    ),
    (
        "a forgotten",
        "Your shape lacks a, that of the variance's prior.",
        lambda n, p, squares, size: ((n + p) / 2, _right_scale(squares, size)),
    ),
    (
        "b forgotten",
        "Your scale lacks b, that of the variance's prior.",
        lambda n, p, squares, size: (A + (n + p) / 2, (squares + size / V0) / 2),
    ),
    (
        "n forgotten",
        "Your shape lacks the data: n observations bring n/2.",
        lambda n, p, squares, size: (A + p / 2, _right_scale(squares, size)),
    ),
    (
        "a halved",
        "Your shape halves a as well. Only n and p count half; a is a shape already.",
        lambda n, p, squares, size: ((A + n + p) / 2, _right_scale(squares, size)),
    ),
    (
        "b halved",
        "Your scale halves b as well. Only the squares count half.",
        lambda n, p, squares, size: (A + (n + p) / 2, (B + squares + size / V0) / 2),
    ),
    (
        "1/b for b",
        "Your scale begins with 1/b. b itself is the scale of the prior.",
        lambda n, p, squares, size: (A + (n + p) / 2, 1 / B + (squares + size / V0) / 2),
    ),
    (
        "scale first",
        "Your two numbers are exchanged: the shape comes first.",
        lambda n, p, squares, size: (_right_scale(squares, size), A + (n + p) / 2),
    ),
    (
        "a and b exchanged",
        "You exchanged a and b: a is the prior's shape, b its scale.",
        lambda n, p, squares, size: (B + (n + p) / 2, A + (squares + size / V0) / 2),
    ),
    (
        "½ of n forgotten",
        "Your shape has n whole and p halved. Put the sum in brackets: `(n + p) / 2`.",
        lambda n, p, squares, size: (A + n + p / 2, _right_scale(squares, size)),
    ),
    (
        "v0 squared",
        "Your scale has beta'beta/v0². v0 is a variance factor already: divide by v0.",
        lambda n, p, squares, size: (A + (n + p) / 2, _right_scale(squares, size / V0)),
    ),
):
    _about_the_variance(_name, _says)(_pair)


@variance_conditional.misconception(
    "constant without prior",
    "Your scale leaves the constant out of beta'beta. The prior holds for all coefficients.",
)
def _(beta, X, y):
    n, p, squares, _size = terms(beta, 1, X, y)
    return A + (n + p) / 2, _right_scale(squares, beta[1:] @ beta[1:])
