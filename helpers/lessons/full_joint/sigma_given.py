"""The law of sigma² given beta and zeta: a shape and a scale, collected from three factors."""

import numpy as np

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.shared import SEEDS_N, centred_squares, scale_of_sigma


def _residual_worlds(rng):
    for n, J in ((7, 2), (12, 3), (9, 1)):
        X = rng.normal(2, 1, (n, J))
        beta = rng.normal(1, 2, J)
        y = 5 + X @ beta + rng.normal(0, 1.5, n)
        yield beta + rng.normal(0, 0.5, J), rng.uniform(0.5, 4), X, y


@lesson.function(
    "11-sigma-given",
    cases=_residual_worlds,
    parts=("shape", "scale"),
    hints=(
        "Collect the powers of sigma² and the terms in 1/sigma² of three factors: n normal "
        "densities, what integrating alpha out adds, and IG(½, 1/zeta).",
        "The densities give $(\\sigma^2)^{-n/2}$; integrating out alpha, whose law is "
        "N(·, σ²/n), gives back $(\\sigma^2)^{1/2}$; the auxiliary prior gives "
        "$(\\sigma^2)^{-1/2-1}$. An IG(a, b) density has $(\\sigma^2)^{-a-1}$.",
        "The shape is n/2. With `residuals = y - X @ beta`, centred to mean 0, the scale is half "
        "their sum of squares plus `1 / zeta`.",
    ),
)
def sigma_given(beta, zeta, X, y):
    """The law of sigma² given beta and zeta: shape and scale."""
    n = len(y)
    return n / 2, n * np.var(y - X @ beta) / 2 + 1 / zeta


@sigma_given.variant("everything centred first")
def _(beta, zeta, X, y):
    residuals = (y - y.mean()) - (X - X.mean(axis=0)) @ beta
    return len(y) / 2, residuals @ residuals / 2 + 1 / zeta


@sigma_given.variant("the residuals centred")
def _(beta, zeta, X, y):
    return 0.5 * len(X), scale_of_sigma(beta, zeta, X, y)


@sigma_given.law(
    "Squares only add to the scale: it is never below the prior's 1/zeta, {right}. Yours is "
    "{left}.",
    "≥",
)
def _(found, beta, zeta, X, y):
    return found["scale"], 1 / zeta


@sigma_given.law(
    "With alpha integrated out the residuals are centred, which only shortens them: so the scale "
    "is at most {right}. Yours is {left}.",
    "≤",
)
def _(found, beta, zeta, X, y):
    residuals = y - X @ beta
    return found["scale"], residuals @ residuals / 2 + 1 / zeta


@sigma_given.law(
    "At large sigma² an IG density falls with the power shape + 1: with {left}, by your shape. The "
    "product of the three factors falls with another power."
)
def _(found, beta, zeta, X, y):
    return found["shape"] + 1, (len(y) - 1) / 2 + 1 / 2 + 1


@sigma_given.law(
    "An IG density is highest at scale/(shape + 1). There the joint log density, without alpha, "
    "has the slope 0 in sigma². At yours its slope is {left}."
)
def _(found, beta, zeta, X, y):
    v = found["scale"] / (found["shape"] + 1)
    down, up = (len(y) / 2 + 1) / v, (centred_squares(beta, X, y) / 2 + 1 / zeta) / v**2
    return up - down, 0, up


def _of(law):
    """From the sizes of X, the sum of squares S of the centred residuals, R of the raw ones."""

    def program(beta, zeta, X, y):
        squares = centred_squares(beta, X, y), np.sum((y - X @ beta) ** 2)
        return law(*X.shape, *squares, zeta)

    return program


def _of_residuals(residuals):
    def program(beta, zeta, X, y):
        return len(y) / 2, np.sum(residuals(beta, X, y) ** 2) / 2 + 1 / zeta

    return program


def _least_squares(beta, X, y):
    Xc, yc = X - X.mean(axis=0), y - y.mean()
    return yc - Xc @ np.linalg.lstsq(Xc, yc)[0]


sigma_given.mistakes(
    ("shape (n − 1)/2", lambda n, J, S, R, zeta: ((n - 1) / 2, S / 2 + 1 / zeta),
     "Your shape is (n − 1)/2: that is right for the n densities with alpha integrated out, but "
     "the half-Cauchy prior, IG(½, 1/zeta), adds ½ of its own."),
    ("shape (n + 1)/2", lambda n, J, S, R, zeta: ((n + 1) / 2, S / 2 + 1 / zeta),
     "Your shape is (n + 1)/2: right if alpha were known. It is integrated out, and costs one "
     "degree of freedom, that is ½."),
    ("shape (n − p)/2", lambda n, J, S, R, zeta: ((n - J - 1) / 2, S / 2 + 1 / zeta),
     "Your shape counts the coefficients as degrees of freedom. beta is *given* here; only alpha "
     "is integrated out."),
    ("shape (n − J)/2", lambda n, J, S, R, zeta: ((n - J) / 2, S / 2 + 1 / zeta),
     "Your shape subtracts a degree of freedom for each coefficient. beta is *given* here; only "
     "alpha is integrated out."),
    ("shape n/2 + 1", lambda n, J, S, R, zeta: (n / 2 + 1, S / 2 + 1 / zeta),
     "Your shape is n/2 + 1. A density IG(a, b) has the power −a − 1: the 1 is already in it."),
    ("shape n/2 − 1", lambda n, J, S, R, zeta: (n / 2 - 1, S / 2 + 1 / zeta),
     "Your shape is n/2 − 1. A density IG(a, b) has the power −a − 1; read a off, not the power."),
    ("shape n", lambda n, J, S, R, zeta: (n, S / 2 + 1 / zeta),
     "Your shape is n. Each observation brings one factor 1/sigma, which is *half* a power of "
     "sigma²."),
    ("shape 1", lambda n, J, S, R, zeta: (1, S / 2 + 1 / zeta),
     "Your shape is 1: that is right for one observation, as with eta. Here there are n."),
    ("the prior's shape", lambda n, J, S, R, zeta: (0.5, S / 2 + 1 / zeta),
     "Your shape is that of zeta's prior alone, ½. Each observation adds ½ of its own, and "
     "integrating out alpha takes ½ away."),
    ("the notebook's n", lambda n, J, S, R, zeta: (SEEDS_N / 2, S / 2 + 1 / zeta),
     "Your shape is 100: n is taken from the notebook, where it is 200. It is handed y: use "
     "`len(y)`."),
    ("no prior", lambda n, J, S, R, zeta: ((n - 1) / 2, S / 2),
     "Your law is that of a flat prior on log sigma: the half-Cauchy's ½ in the shape and its "
     "1/zeta in the scale are both missing."),
    ("zeta not inverted", lambda n, J, S, R, zeta: (n / 2, S / 2 + zeta),
     "Your scale adds zeta. The auxiliary prior is IG(½, 1/zeta): it adds 1/zeta."),
    ("zeta forgotten", lambda n, J, S, R, zeta: (n / 2, S / 2),
     "Your scale is half the sum of squares: the prior's own 1/zeta is missing."),
    ("scale inverted", lambda n, J, S, R, zeta: (n / 2, 1 / (S / 2 + 1 / zeta)),
     "Your scale is one over the right kind of sum: that is the scale of a *gamma* law, for the "
     "precision 1/sigma². An inverse gamma has the sum itself."),
    ("mean square", lambda n, J, S, R, zeta: (n / 2, S / n / 2 + 1 / zeta),
     "Your scale has the *mean* of the squares. Each observation adds its own: take the sum."),
    ("alpha neither integrated out nor left out",
     lambda n, J, S, R, zeta: ((n + 1) / 2, R / 2 + 1 / zeta),
     "Your shape (n + 1)/2 and your raw residuals are those for an intercept known to be 0. alpha "
     "is integrated out: centre them, and take off ½."),
    ("the prior's 1/zeta and the raw residuals",
     lambda n, J, S, R, zeta: ((n - 1) / 2, R / 2 + 1 / zeta),
     "Your shape (n − 1)/2 lacks the prior's ½, and your residuals still hold the intercept. "
     "Centre them, and add ½."),
    ("degrees of freedom for the shape", lambda n, J, S, R, zeta: (n, S + 2 / zeta),
     "Your shape and scale are both doubled: degrees of freedom and sum of squares of a scaled "
     "inverse chi². An inverse gamma has half of each."),
    ("order", lambda n, J, S, R, zeta: (S / 2 + 1 / zeta, n / 2),
     "The order is shape, scale: yours are swapped."),
    of=_of,
)  # fmt: skip


sigma_given.mistakes(
    ("S not centred", lambda b, X, y: y - X @ b,
     "Your residuals y − X beta are not centred: they still hold the intercept. Integrating out "
     "alpha takes their mean away."),
    ("only y centred", lambda b, X, y: y - y.mean() - X @ b,
     "Your residuals have y centred, but not X. Subtract the mean of the residuals, or centre "
     "both."),
    ("only X centred", lambda b, X, y: y - (X - X.mean(axis=0)) @ b,
     "Your residuals have X centred, but not y. Subtract the mean of the residuals, or centre "
     "both."),
    ("the residuals of least squares", _least_squares,
     "Your sum of squares is that of least squares. The chain has its own beta: use the one that "
     "is handed in."),
    of=_of_residuals,
)  # fmt: skip
