"""The maximum by formula: what a search without an intercept should have found."""

import numpy as np
from scipy import optimize, stats

from helpers import ols, simulate
from helpers.exercises.autopsy.programs import PRINTED, least_squares, root_mean_square, seed_data
from helpers.exercises.lessons import autopsy as lesson
from helpers.feedback import Rounding, written


@lesson.value(
    "06-true-maximum",
    data=seed_data,
    parts=("beta", "sigma"),
    tolerance=Rounding(1e-5, reason="a numerical search ends within 5e-6 of the closed form"),
    hints=(
        "Lesson 05: whatever sigma is, the best beta is least squares. Which columns has this "
        "model?",
        "Least squares on `X_without` gives two slopes. The best sigma for them is the root of "
        "their mean squared residual.",
        "`beta_without = np.linalg.lstsq(X_without, y)[0]`, then "
        "`np.sqrt(np.mean((y - X_without @ beta_without) ** 2))`.",
    ),
)
def true_maximum(X, y):
    """The true maximum of the model without an intercept."""
    beta = least_squares(X[:, 1:], y)
    return beta, root_mean_square(y - X[:, 1:] @ beta)


@true_maximum.variant("normal equations")
def _(X, y):
    x = X[:, 1:]
    beta = np.linalg.solve(x.T @ x, x.T @ y)
    return {"beta": beta.tolist(), "sigma": (np.sum((y - x @ beta) ** 2) / len(y)) ** 0.5}


@true_maximum.variant("a search in log sigma")
def _(X, y):
    def value(theta):
        return -np.sum(stats.norm.logpdf(y, X[:, 1:] @ theta[:2], np.exp(theta[2])))

    found = optimize.minimize(value, [13.0, 18.0, 1.8], method="Nelder-Mead",
                              options={"xatol": 1e-9, "fatol": 1e-10}).x  # fmt: skip
    return found[:2], np.exp(found[2])


@true_maximum.misconception(
    "the printed point",
    "Your 16.66, 18.78 and 7.66 are the printed point, where the optimiser failed: its gradient "
    "is far from zero. Compute the maximum; nothing has to be searched for.",
    tolerance=Rounding(5e-3, reason="its last digits move with the version of SciPy"),
)
def _(X, y):
    return PRINTED[:2], PRINTED[2]


@true_maximum.misconception(
    "the start",
    "Your 2, 2 and 20 are where a search *started*: SciPy's meets nan on its first step from there "
    "and hands its start back. Nothing has to be searched for: this maximum has a formula.",
)
def _(X, y):
    return np.array([2.0, 2.0]), 20.0


@true_maximum.misconception(
    "the notebook's start",
    "Your 2, 2 and 2 are where the search *started*.",
)
def _(X, y):
    return np.array([2.0, 2.0]), 2.0


@true_maximum.misconception(
    "with an intercept",
    "Your numbers are the maximum of the *mended* model, which has an intercept. That comes later; "
    "first find the maximum of the model that the notebook had.",
)
def _(X, y):
    beta = least_squares(X, y)
    return beta, root_mean_square(y - X @ beta)


@true_maximum.misconception(
    "slopes of the mended model",
    "Your slopes and sigma belong to the model with an intercept; you only left it out of the "
    "answer. Fit `X_without`.",
)
def _(X, y):
    beta = least_squares(X, y)
    return beta[1:], root_mean_square(y - X @ beta)


@true_maximum.misconception(
    "divisor n − p",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, divides by "
        "n − 2; the likelihood is highest at the divisor n."
    ),
)
def _(X, y):
    fit = ols.fit(X[:, 1:], y)
    return fit.beta, fit.sigma


@true_maximum.misconception(
    "residuals centred",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, is `np.std` of "
        "the residuals, which takes their mean away first. Without an intercept that mean is not "
        "0: take the root of the mean square."
    ),
)
def _(X, y):
    beta = least_squares(X[:, 1:], y)
    return beta, np.std(y - X[:, 1:] @ beta)


@true_maximum.misconception(
    "variance",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.2f')}, is a variance: "
        "take the root."
    ),
)
def _(X, y):
    beta = least_squares(X[:, 1:], y)
    return beta, np.mean((y - X[:, 1:] @ beta) ** 2)


@true_maximum.misconception(
    "printed slopes, their own sigma",
    "Your sigma is the best one for the *printed* slopes. The slopes have to be mended, too.",
    tolerance=Rounding(5e-3, reason="the printed digits move with the version of SciPy"),
)
def _(X, y):
    return PRINTED[:2], root_mean_square(y - X[:, 1:] @ PRINTED[:2])


@true_maximum.misconception(
    "true slopes",
    "Your slopes are the truth of the seed world. Wanted: where this model's likelihood is "
    "highest, which is somewhere else.",
)
def _(X, y):
    beta = simulate.seed_world().beta[1:]
    return beta, root_mean_square(y - X[:, 1:] @ beta)


def _spoilt(sigma_of):
    """A program with the right slopes, and sigma from the residuals by another rule."""

    def program(X, y):
        beta = least_squares(X[:, 1:], y)
        return beta, sigma_of(y - X[:, 1:] @ beta)

    return program


true_maximum.misconception(
    "divisor n − 3",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, divides by "
        "n − 3. This model has two coefficients, not three, and the likelihood is highest at the "
        "divisor n anyway."
    ),
)(_spoilt(lambda residuals: np.sqrt(residuals @ residuals / (len(residuals) - 3))))


for _ddof in (1, 2, 3):
    true_maximum.misconception(
        f"residuals centred, ddof={_ddof}",
        lambda yours, X, y, ddof=_ddof: (
            f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, is `np.std` "
            f"of the residuals with ddof={ddof}: it takes their mean away, which is not 0 here, "
            f"and divides by n − {ddof}. Take the root of their mean square."
        ),
    )(_spoilt(lambda residuals, ddof=_ddof: np.std(residuals, ddof=ddof)))


true_maximum.misconception(
    "sum of squares for sigma",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.1f')}, is the sum of "
        "the squared residuals (the second thing that `np.linalg.lstsq` returns): divide by n and "
        "take the root."
    ),
)(_spoilt(lambda residuals: residuals @ residuals))


@true_maximum.misconception(
    "slopes of the mended model, their own sigma",
    "Your slopes belong to the model with an intercept, and sigma to their residuals without it. "
    "Fit `X_without` itself: without an intercept, other slopes are best.",
)
def _(X, y):
    beta = least_squares(X, y)[1:]
    return beta, root_mean_square(y - X[:, 1:] @ beta)


@true_maximum.misconception(
    "truth",
    "Your numbers are the truth of the seed world. Wanted: where this model's likelihood is "
    "highest, which is somewhere else.",
)
def _(X, y):
    world = simulate.seed_world()
    return world.beta[1:], world.sigma
