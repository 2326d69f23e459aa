"""Exercises of lesson 03: the sampling law of an estimate, its standard error, coverage, bias."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.exercises.lessons import uncertainty as lesson

__all__ = [
    "average_sigma",
    "covariance",
    "coverage",
    "height",
    "interval",
    "resimulate",
    "standard_errors",
]


WORLD = simulate.seed_world()
LEVEL = 0.95


def _seed():
    return {"X": WORLD.X, "y": WORLD.y}


def _lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def _sigma(X, y, divisor):
    """The root of the residual sum of squares over `divisor`."""
    residuals = y - X @ _lstsq(X, y)
    return np.sqrt(residuals @ residuals / divisor)


def _unscaled(X):
    """Square roots of the diagonal of the inverse of X'X."""
    return np.sqrt(np.diag(np.linalg.inv(X.T @ X)))


# Two thousand worlds


def _designs(rng):
    for n, p in ((7, 3), (12, 2), (9, 4)):
        yield np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))]), rng.normal(3, 2, p)


def _noisy_designs(rng):
    for replications, (X, beta) in zip((5, 4, 11), _designs(rng), strict=True):
        yield X, beta, rng.normal(0, 2, (replications, len(X)))


@lesson.function(
    "03-resimulate",
    cases=_noisy_designs,
    hints=(
        "Each row of `noise` makes a world of its own: the same plane, `X @ beta`, plus that row. "
        "Fit each of them.",
        "A loop over the rows of `noise` does it. Collect the fitted coefficients in a list, and "
        "make one array of the list.",
        "`X @ beta + noise` adds the plane to every row at once; call it `Y`. "
        "`np.linalg.lstsq(X, Y.T)[0]` then fits all columns of `Y.T`, and comes out as "
        "(p, replications): turn it.",
    ),
)
def resimulate(X, beta, noise):
    """The estimates of many worlds that share one truth."""
    return np.array([_lstsq(X, X @ beta + row) for row in noise])


@resimulate.variant("all worlds in one call")
def _(X, beta, noise):
    return np.linalg.lstsq(X, (X @ beta + noise).T, rcond=None)[0].T


@resimulate.variant("the truth plus what least squares makes of the noise")
def _(X, beta, noise):
    return beta + noise @ np.linalg.pinv(X).T


@resimulate.variant("normal equations in a loop, as a list")
def _(X, beta, noise):
    return [np.linalg.solve(X.T @ X, X.T @ (X @ beta + row)).tolist() for row in noise]


@resimulate.misconception(
    "worlds in columns",
    "Your estimates are right, but each world has a column of its own. Wanted: one row for each "
    "world, so turn the array.",
)
def _(X, beta, noise):
    return np.linalg.lstsq(X, (X @ beta + noise).T, rcond=None)[0]


@resimulate.misconception(
    "noise alone is fitted",
    "The plane is missing from your y: least squares has only the noise to fit. (Or the truth was "
    "taken away afterwards.)",
)
def _(X, beta, noise):
    return noise @ np.linalg.pinv(X).T


@resimulate.misconception(
    "no constant",
    "Your function fits planes through the origin: the column of ones is left out of the fit.",
)
def _(X, beta, noise):
    return np.array([_lstsq(X[:, 1:], X @ beta + row) for row in noise])


@resimulate.misconception(
    "constant missing in y",
    "Your y is made of the slopes alone, so your constants scatter around 0. "
    "The plane is all of `X @ beta`.",
)
def _(X, beta, noise):
    return np.array([_lstsq(X, X[:, 1:] @ beta[1:] + row) for row in noise])


@resimulate.misconception(
    "one world again and again",
    "All your rows are equal: every round fits the first row of the noise. "
    "World number i takes `noise[i]`.",
)
def _(X, beta, noise):
    return np.tile(_lstsq(X, X @ beta + noise[0]), (len(noise), 1))


@resimulate.misconception(
    "stops after the first world",
    "Your function returns after its first world. Move the `return` out of the loop, and collect "
    "the estimates of all worlds.",
)
def _(X, beta, noise):
    return _lstsq(X, X @ beta + noise[0])


@resimulate.misconception(
    "only the last world kept",
    "Your function returns the estimate of the last world alone: each round overwrites the one "
    "before. Collect them in a list.",
)
def _(X, beta, noise):
    return _lstsq(X, X @ beta + noise[-1])


@resimulate.misconception(
    "averaged",
    "Your function returns the average over all worlds, one set of coefficients. "
    "How the estimates scatter is gone: return all of them.",
)
def _(X, beta, noise):
    return np.mean([_lstsq(X, X @ beta + row) for row in noise], axis=0)


@resimulate.misconception(
    "noise piles up",
    "Each of your worlds keeps the noise of all worlds before it: `y += …` changes y for good. "
    "Make y anew in every round.",
)
def _(X, beta, noise):
    return np.array([_lstsq(X, X @ beta + row) for row in np.cumsum(noise, axis=0)])


@resimulate.misconception(
    "errors",
    "Your numbers are errors, truth minus estimate. Return the estimates themselves.",
)
def _(X, beta, noise):
    return -noise @ np.linalg.pinv(X).T


@resimulate.misconception(
    "noise subtracted", "Your y is the plane *minus* the noise. Noise is added."
)
def _(X, beta, noise):
    return beta - noise @ np.linalg.pinv(X).T


# The covariance of the estimates


def _designs_and_sigmas(rng):
    for sigma, (X, _) in zip((2.0, 0.3, 5.0), _designs(rng), strict=True):
        yield X, sigma


@lesson.function(
    "03-covariance",
    cases=_designs_and_sigmas,
    hints=(
        "The error is $A\\varepsilon$ with $A = (X'X)^{-1}X'$, and the covariance matrix of "
        "$A\\varepsilon$ is $\\sigma^2 A A'$.",
        "In $AA' = (X'X)^{-1} X' X (X'X)^{-1}$ most of it falls away: what remains is one inverse.",
        "`sigma**2 * np.linalg.inv(X.T @ X)`",
    ),
)
def covariance(X, sigma):
    """The covariance matrix of the estimates."""
    A = np.linalg.pinv(X)
    return sigma**2 * A @ A.T


@covariance.variant("inverse of X'X")
def _(X, sigma):
    return sigma**2 * np.linalg.inv(X.T @ X)


@covariance.variant("from QR")
def _(X, sigma):
    inverse = np.linalg.inv(np.linalg.qr(X)[1])
    return sigma**2 * inverse @ inverse.T


@covariance.misconception(
    "sigma not squared",
    "Your matrix is right up to sigma, which it has in place of sigma². sigma is a standard "
    "deviation; a covariance is in squared units.",
)
def _(X, sigma):
    return sigma * np.linalg.inv(X.T @ X)


@covariance.misconception(
    "sigma of the seed world",
    "Your matrix uses sigma = 5, whatever sigma is. Use the `sigma` that is handed in.",
)
def _(X, sigma):
    return WORLD.sigma**2 * np.linalg.inv(X.T @ X)


@covariance.misconception("sigma left out", "Your matrix does not depend on sigma: it is (X'X)⁻¹.")
def _(X, sigma):
    return np.linalg.inv(X.T @ X)


@covariance.misconception(
    "no inverse",
    "Your matrix is sigma² X'X. More data would make it larger, and the estimates less certain: "
    "the inverse is missing.",
)
def _(X, sigma):
    return sigma**2 * X.T @ X


@covariance.misconception(
    "divided by sigma²",
    "Your matrix is (X'X)⁻¹ / sigma². More noise would make the estimates *more* certain.",
)
def _(X, sigma):
    return np.linalg.inv(X.T @ X) / sigma**2


@covariance.misconception(
    "everything inverted",
    "Your matrix is X'X / sigma², the inverse of the covariance matrix. "
    "(It has a name, information; lesson 07 needs it.)",
)
def _(X, sigma):
    return X.T @ X / sigma**2


@covariance.misconception(
    "entries inverted one by one",
    "You divided by each entry of X'X. The inverse of a *matrix* is another thing: "
    "`np.linalg.inv`.",
)
def _(X, sigma):
    return sigma**2 / (X.T @ X)


@covariance.misconception(
    "divided by n",
    "Your matrix is divided by n once more. The n observations are counted in X'X already.",
)
def _(X, sigma):
    return sigma**2 * np.linalg.inv(X.T @ X) / len(X)


@covariance.misconception(
    "variances only",
    "Your numbers are the variances, the diagonal. Wanted: the whole matrix, for the estimates "
    "also vary together.",
)
def _(X, sigma):
    return sigma**2 * np.diag(np.linalg.inv(X.T @ X))


@covariance.misconception(
    "standard errors only",
    "Your numbers are standard errors, the roots of the diagonal. Wanted: the whole matrix, for "
    "the estimates also vary together.",
)
def _(X, sigma):
    return sigma * _unscaled(X)


@covariance.misconception(
    "off-diagonal zero",
    "Your matrix holds the right variances and zeros beside them. The estimates share their noise, "
    "so their errors are correlated.",
)
def _(X, sigma):
    return sigma**2 * np.diag(np.diag(np.linalg.inv(X.T @ X)))


@covariance.misconception(
    "covariance of the fitted values",
    "Your matrix is n by n, the covariance of the *fitted values*, sigma² H. "
    "Wanted: that of the p coefficients.",
)
def _(X, sigma):
    return sigma**2 * X @ np.linalg.pinv(X)


@covariance.misconception(
    "roots",
    "Your matrix holds the square roots of covariances: leave the matrix as it is. "
    "Only on the diagonal has a root a meaning.",
)
def _(X, sigma):
    return np.sqrt(sigma**2 * np.linalg.inv(X.T @ X))


@covariance.misconception(
    "covariance of the predictors",
    "Your matrix contains `np.cov` of the columns of X. That is how the predictors vary; "
    "the estimates vary with the *inverse* of X'X.",
)
def _(X, sigma):
    return sigma**2 * np.cov(X.T)


# Standard errors from one sample


@lesson.value(
    "03-standard-errors",
    data=_seed,
    attributes=("standard_errors", "bse"),
    hints=(
        "The covariance matrix has σ² in it, which one sample does not know. Estimate it from the "
        "residuals.",
        "`sigma_hat` is the root of the residual sum of squares divided by n − p. "
        "`covariance(X, sigma_hat)` then has the variances on its diagonal.",
        "`np.sqrt(np.diag(covariance(X, sigma_hat)))` with "
        "`sigma_hat = np.sqrt(residuals @ residuals / (n - p))`.",
    ),
)
def standard_errors(X, y):
    """Standard errors from one sample."""
    R = np.linalg.qr(X)[1]
    return _sigma(X, y, len(y) - X.shape[1]) * np.linalg.norm(np.linalg.inv(R), axis=1)


@standard_errors.variant("the formula")
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    variance = residuals @ residuals / (len(y) - X.shape[1])
    return np.sqrt(np.diag(variance * np.linalg.inv(X.T @ X)))


@standard_errors.variant("a fitted object")
def _(X, y):
    from helpers import ols

    return ols.fit(X, y)


@standard_errors.misconception(
    "divisor n",
    "Your {yours} use the residual sum of squares divided by n = 200. The plane has bent to the "
    "data in p directions, so residuals are smaller than noise: divide by n − p.",
)
def _(X, y):
    return _sigma(X, y, len(y)) * _unscaled(X)


@standard_errors.misconception(
    "divisor n − 1",
    "Your {yours} use the divisor n − 1 (`ddof=1`). That is right where only a mean was fitted; "
    "here p coefficients were.",
)
def _(X, y):
    return _sigma(X, y, len(y) - 1) * _unscaled(X)


@standard_errors.misconception(
    "divisor n − 2",
    "Your {yours} use the divisor n − 2, the one for a line. This plane has three coefficients: "
    "divide by n − p.",
)
def _(X, y):
    return _sigma(X, y, len(y) - 2) * _unscaled(X)


@standard_errors.misconception(
    "times 1.96",
    "Your {yours} are 1.96 standard errors, half the width of an interval. Wanted: one.",
)
def _(X, y):
    return 1.96 * _sigma(X, y, len(y) - 3) * _unscaled(X)


@standard_errors.misconception(
    "sigma from the noise",
    "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals.",
)
def _(X, y):
    return np.std(WORLD.noise) * _unscaled(X)


@standard_errors.misconception(
    "sigma from the noise, divisor n − 1",
    "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals.",
)
def _(X, y):
    return np.std(WORLD.noise, ddof=1) * _unscaled(X)


@standard_errors.misconception(
    "sigma from the noise, divisor n − p",
    "Your {yours} take sigma from `world.noise`, which no sample shows. Use the residuals.",
)
def _(X, y):
    return np.sqrt(WORLD.noise @ WORLD.noise / (len(y) - 3)) * _unscaled(X)


@standard_errors.misconception(
    "t values",
    "Your {yours} are estimates divided by standard errors. Wanted: the standard errors "
    "themselves.",
)
def _(X, y):
    return _lstsq(X, y) / (_sigma(X, y, len(y) - 3) * _unscaled(X))


@standard_errors.misconception(
    "true sigma",
    "Your {yours} use sigma = 5, the truth, and are the true standard errors. One sample does not "
    "know it: estimate sigma from the residuals.",
)
def _(X, y):
    return WORLD.sigma * _unscaled(X)


@standard_errors.misconception(
    "no square root",
    "Your {yours} are variances, in squared units. A standard error is their root.",
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) ** 2 * _unscaled(X) ** 2


@standard_errors.misconception(
    "1/diagonal",
    "Your {yours} divide by the diagonal of X'X. Invert the whole matrix first and then take the "
    "diagonal: the difference is what the predictors share with each other and with the constant.",
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) / np.sqrt(np.diag(X.T @ X))


@standard_errors.misconception(
    "1/diagonal, no square root",
    "Your {yours} divide the variance by the diagonal of X'X. Invert the whole matrix first, take "
    "its diagonal, and then the root.",
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) ** 2 / np.diag(X.T @ X)


@standard_errors.misconception(
    "sigma outside the root",
    "Your {yours} have sigma_hat² where sigma_hat belongs: it stands outside of the square root, "
    "or the variance was handed over as sigma. Take the root of the whole variance.",
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) ** 2 * _unscaled(X)


@standard_errors.misconception(
    "sigma not squared",
    "Your {yours} are roots of sigma_hat times the diagonal: sigma_hat is not squared.",
)
def _(X, y):
    return np.sqrt(_sigma(X, y, len(y) - X.shape[1])) * _unscaled(X)


@standard_errors.misconception(
    "root forgotten on the diagonal",
    "Your {yours} are sigma_hat times the diagonal of (X'X)⁻¹. The diagonal needs its root, too.",
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) * _unscaled(X) ** 2


@standard_errors.misconception(
    "without sigma", "Your {yours} are the roots of the diagonal of (X'X)⁻¹; sigma is missing."
)
def _(X, y):
    return _unscaled(X)


@standard_errors.misconception(
    "spread of y for sigma",
    "Your {yours} use the standard deviation of y. Much of that is the plane; sigma is what "
    "scatters around it: use the residuals.",
)
def _(X, y):
    return np.std(y, ddof=1) * _unscaled(X)


@standard_errors.misconception(
    "spread of y for sigma, divisor n",
    "Your {yours} use the standard deviation of y. Much of that is the plane; sigma is what "
    "scatters around it: use the residuals.",
)
def _(X, y):
    return np.std(y) * _unscaled(X)


@standard_errors.misconception(
    "no constant",
    "Your {yours} come from X without its column of ones. The constant takes part: "
    "invert the whole of X'X.",
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) * _unscaled(X[:, 1:])


@standard_errors.misconception(
    "divided by √n",
    "Your {yours} are divided by √n once too often: the n observations are counted in X'X already.",
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) * _unscaled(X) / np.sqrt(len(y))


@standard_errors.misconception(
    "whole matrix", "Your numbers are the whole covariance matrix. Take the roots of its diagonal."
)
def _(X, y):
    return _sigma(X, y, len(y) - X.shape[1]) ** 2 * np.linalg.inv(X.T @ X)


def _two_thousand(X):
    """The estimates of the notebook's 2,000 worlds."""
    noise = np.random.default_rng(2).normal(0, WORLD.sigma, size=(2000, len(X)))
    return WORLD.beta + noise @ np.linalg.pinv(X).T


SPREAD = (
    "Your {yours} are the spread of the 2,000 estimates. That took 2,000 worlds and the truth; "
    "wanted is what one sample says by itself."
)


@standard_errors.misconception("spread of the 2,000 worlds", SPREAD)
def _(X, y):
    return np.std(_two_thousand(X), axis=0)


@standard_errors.misconception("spread of the 2,000 worlds, divisor 1,999", SPREAD)
def _(X, y):
    return np.std(_two_thousand(X), axis=0, ddof=1)


def _robust(X, y, power):
    """The sandwich's standard errors; squared residuals are divided by (1 − leverage)**power."""
    A = np.linalg.pinv(X)
    left = 1 - np.sum(A.T * X, axis=1)
    return np.sqrt(A**2 @ ((y - X @ _lstsq(X, y)) ** 2 / left**power))


ROBUST = (
    "Your {yours} are robust standard errors ({kind}), which allow every row a noise of its own "
    "size. Wanted: one sigma for all rows; lesson 04 will need the others."
)


@standard_errors.misconception("robust standard errors (HC0)", ROBUST.replace("{kind}", "HC0"))
def _(X, y):
    return _robust(X, y, 0)


@standard_errors.misconception("robust standard errors (HC1)", ROBUST.replace("{kind}", "HC1"))
def _(X, y):
    return _robust(X, y, 0) * np.sqrt(len(y) / (len(y) - X.shape[1]))


@standard_errors.misconception("robust standard errors (HC2)", ROBUST.replace("{kind}", "HC2"))
def _(X, y):
    return _robust(X, y, 1)


@standard_errors.misconception("robust standard errors (HC3)", ROBUST.replace("{kind}", "HC3"))
def _(X, y):
    return _robust(X, y, 2)


def _by_repetition(yours, X, y):
    """Whether these are close to the standard errors, and yet no multiple of the formula's."""
    multiples = yours.ravel() / _unscaled(X)
    near = np.abs(multiples / [[_sigma(X, y, len(y) - 3)], [WORLD.sigma]] - 1)
    return yours.size == 3 and np.min(np.max(near, axis=1)) < 0.06 and np.ptp(multiples) > 0.01


@standard_errors.misconception(
    "made by repetition",
    "Your {yours} are close to what the formula gives, but are not from it. If they come from "
    "repetition (new worlds, a bootstrap), they keep a random error of their own: "
    "use `covariance(X, sigma_hat)`.",
    recognises=_by_repetition,
)
def _(X, y):
    noise = np.random.default_rng(0).normal(0, WORLD.sigma, (2000, len(y)))
    return np.std(noise @ np.linalg.pinv(X).T, axis=0)


# A sum of coefficients


@lesson.value(
    "03-height",
    data=_seed,
    hints=(
        "The height is $c'\\hat\\beta$ with $c = (1, 0.5, 0.5)$. Its parts are correlated, so "
        "their standard errors do not simply add up.",
        "The variance of $c'\\hat\\beta$ is $c' \\, C \\, c$, where $C$ is the covariance matrix "
        "of $\\hat\\beta$, with `sigma_hat` in it.",
        "`np.sqrt(c @ covariance(X, sigma_hat) @ c)` with `c = np.array([1, 0.5, 0.5])`.",
    ),
)
def height(X, y):
    """The standard error of the plane's height at (0.5, 0.5)."""
    # Measured from there, the constant *is* the height.
    shifted = np.column_stack([X[:, 0], X[:, 1:] - 0.5])
    return _sigma(X, y, len(y) - 3) * _unscaled(shifted)[0]


MIDDLE = np.array([1, 0.5, 0.5])


def _height_se(X, y, c=MIDDLE, sigma=None):
    sigma = _sigma(X, y, len(y) - 3) if sigma is None else sigma
    return np.sqrt(sigma**2 * c @ np.linalg.inv(X.T @ X) @ c)


@height.variant("the quadratic form")
def _(X, y):
    return _height_se(X, y)


@height.variant("variances and covariances, one by one")
def _(X, y):
    C = _sigma(X, y, len(y) - 3) ** 2 * np.linalg.inv(X.T @ X)
    c = MIDDLE
    return np.sqrt(sum(c[i] * c[j] * C[i, j] for i in range(3) for j in range(3)))


@height.misconception(
    "covariances left out",
    "Your {yours} treats the three estimates as independent. The constant is high in those worlds "
    "in which the slopes are low: their covariances take most of it away.",
)
def _(X, y):
    return np.sqrt(np.sum((MIDDLE * _sigma(X, y, len(y) - 3) * _unscaled(X)) ** 2))


@height.misconception(
    "standard errors added",
    "Your {yours} adds standard errors as if all three estimates erred together, in the same "
    "direction. Variances and covariances add up, not standard errors.",
)
def _(X, y):
    return MIDDLE @ (_sigma(X, y, len(y) - 3) * _unscaled(X))


@height.misconception("variance", "Your {yours} is the variance of the height. Take its root.")
def _(X, y):
    return _height_se(X, y) ** 2


@height.misconception(
    "height at (0, 0)",
    "Your {yours} is the standard error of the constant, the height over x = 0.",
)
def _(X, y):
    return _height_se(X, y, np.array([1, 0, 0]))


@height.misconception(
    "height at (1, 1)", "Your {yours} belongs to the height over x1 = x2 = 1: c is (1, 0.5, 0.5)."
)
def _(X, y):
    return _height_se(X, y, np.ones(3))


@height.misconception(
    "constant left out",
    "Your {yours} is the standard error of half the sum of the slopes. The constant belongs to the "
    "height: c starts with 1.",
)
def _(X, y):
    return _height_se(X, y, np.array([0, 0.5, 0.5]))


@height.misconception(
    "constant halved", "Your {yours} halves the constant, too: c is (1, 0.5, 0.5)."
)
def _(X, y):
    return _height_se(X, y, np.full(3, 0.5))


@height.misconception(
    "new observation",
    "Your {yours} is the standard deviation of a new *observation* there: it has the noise of one "
    "observation in it. The height of the plane has not.",
)
def _(X, y):
    return np.hypot(_height_se(X, y), _sigma(X, y, len(y) - 3))


@height.misconception(
    "true sigma",
    "Your {yours} uses sigma = 5, the truth, which one sample does not know: use `sigma_hat`.",
)
def _(X, y):
    return _height_se(X, y, sigma=WORLD.sigma)


@height.misconception(
    "divisor n",
    "Your {yours} has a sigma with the divisor n; divide the residual sum of squares by n − p.",
)
def _(X, y):
    return _height_se(X, y, sigma=_sigma(X, y, len(y)))


@height.misconception(
    "at the means",
    "Your {yours} is sigma_hat/√n, which belongs to the point of means. That is close by, but not "
    "(0.5, 0.5).",
)
def _(X, y):
    return _sigma(X, y, len(y) - 3) / np.sqrt(len(y))


@height.misconception(
    "at the means, divisor n",
    "Your {yours} belongs to the point of means, which is close by, but not (0.5, 0.5); and its "
    "sigma has the divisor n.",
)
def _(X, y):
    return _sigma(X, y, len(y)) / np.sqrt(len(y))


@height.misconception(
    "spread of the 2,000 worlds",
    "Your {yours} is the spread of the height in the 2,000 worlds. That took the truth; wanted is "
    "what one sample says by itself.",
)
def _(X, y):
    return np.std(_two_thousand(X) @ MIDDLE)


@height.misconception(
    "spread of the 2,000 worlds, divisor 1,999",
    "Your {yours} is the spread of the height in the 2,000 worlds. That took the truth; wanted is "
    "what one sample says by itself.",
)
def _(X, y):
    return np.std(_two_thousand(X) @ MIDDLE, ddof=1)


@height.misconception(
    "weights not squared",
    "Your {yours} weighs the variances and covariances by c and not twice by c: each c stands on "
    "both sides, $c'Cc$.",
)
def _(X, y):
    C = _sigma(X, y, len(y) - 3) ** 2 * np.linalg.inv(X.T @ X)
    return np.sqrt(MIDDLE @ np.diag(C) + 2 * np.sum(np.triu(np.outer(MIDDLE, MIDDLE) * C, 1)))


@height.misconception(
    "variances weighted once, no covariances",
    "Your {yours} weighs each variance by c and leaves the covariances out. A weight is squared in "
    "a variance, and the covariances count.",
)
def _(X, y):
    C = _sigma(X, y, len(y) - 3) ** 2 * np.linalg.inv(X.T @ X)
    return np.sqrt(MIDDLE @ np.diag(C))


@height.misconception(
    "covariances once",
    "Your {yours} counts each covariance once. In the variance of a sum each counts twice, as "
    "C has it above and below its diagonal.",
)
def _(X, y):
    C = _sigma(X, y, len(y) - 3) ** 2 * np.linalg.inv(X.T @ X)
    return np.sqrt(np.sum(np.triu(np.outer(MIDDLE, MIDDLE) * C)))


@height.misconception(
    "sigma² for sigma",
    "Your {yours} has sigma_hat² where sigma_hat belongs: it stands outside of the root, or the "
    "variance was handed over as sigma.",
)
def _(X, y):
    return _height_se(X, y, sigma=_sigma(X, y, len(y) - 3) ** 2)


@height.misconception(
    "the height itself",
    "Your {yours} is the fitted height itself. Wanted: its standard error.",
)
def _(X, y):
    return MIDDLE @ _lstsq(X, y)


@height.misconception(
    "sigma not squared", "Your {yours} has sigma_hat under the root without its square."
)
def _(X, y):
    return _height_se(X, y, sigma=np.sqrt(_sigma(X, y, len(y) - 3)))


@height.misconception(
    "sigma left out", "Your {yours} is what multiplies sigma_hat; sigma_hat itself is missing."
)
def _(X, y):
    return _height_se(X, y, sigma=1.0)


# An interval


def _constant_interval(X, y, quantile, sigma=None, centre=None):
    sigma = _sigma(X, y, len(y) - X.shape[1]) if sigma is None else sigma
    centre = _lstsq(X, y)[0] if centre is None else centre
    half = quantile * sigma * _unscaled(X)[0]
    return np.array([centre - half, centre + half])


T, Z = stats.t.ppf(0.975, 197), stats.norm.ppf(0.975)


@lesson.value(
    "03-interval",
    data=_seed,
    hints=(
        "An interval is the estimate, minus and plus so many standard errors. "
        "How many, the t distribution says.",
        "With 95 % between them, 2.5 % lie beyond each end. So the quantile is that of 0.975, with "
        "n − p degrees of freedom.",
        "`t = stats.t.ppf(0.975, n - p)`; the ends are `beta_hat[0] - t * standard_errors[0]` and "
        "`beta_hat[0] + t * standard_errors[0]`.",
    ),
)
def interval(X, y):
    """The 95 % interval of the constant."""
    from helpers import ols

    return ols.fit(X, y).conf_int(LEVEL)[0]


@interval.variant("the formula")
def _(X, y):
    return _constant_interval(X, y, stats.t.ppf(0.975, len(y) - X.shape[1])).tolist()


@interval.variant("t.interval")
def _(X, y):
    df = len(y) - X.shape[1]
    return stats.t.interval(
        LEVEL, df, loc=_lstsq(X, y)[0], scale=_sigma(X, y, df) * _unscaled(X)[0]
    )


@interval.misconception(
    "normal quantile",
    "Your {yours} use a quantile of the normal distribution. It would be right if sigma were "
    "known; sigma_hat varies too, and the t distribution allows for that.",
)
def _(X, y):
    return _constant_interval(X, y, Z)


@interval.misconception(
    "1.96",
    "Your {yours} use 1.96, the rounded quantile of the normal distribution. sigma_hat varies too, "
    "and the t distribution allows for that.",
)
def _(X, y):
    return _constant_interval(X, y, 1.96)


@interval.misconception(
    "two standard errors",
    "Your {yours} are two standard errors away: a rule of thumb. "
    "Take the quantile of the t distribution.",
)
def _(X, y):
    return _constant_interval(X, y, 2.0)


@interval.misconception(
    "one-sided",
    "Your {yours} use the quantile of 0.95, and so leave 5 % beyond *each* end: "
    "this is a 90 % interval.",
)
def _(X, y):
    return _constant_interval(X, y, stats.t.ppf(0.95, 197))


@interval.misconception(
    "one-sided and normal",
    "Your {yours} use the normal quantile of 0.95, and so leave 5 % beyond *each* end. "
    "Take 0.975, of the t distribution.",
)
def _(X, y):
    return _constant_interval(X, y, stats.norm.ppf(0.95))


@interval.misconception(
    "n degrees of freedom",
    "Your {yours} use the t distribution with n degrees of freedom. It has as many as sigma_hat "
    "has: n − p.",
)
def _(X, y):
    return _constant_interval(X, y, stats.t.ppf(0.975, 200))


@interval.misconception(
    "n − 1 degrees of freedom",
    "Your {yours} use the t distribution with n − 1 degrees of freedom. It has as many as "
    "sigma_hat has: n − p.",
)
def _(X, y):
    return _constant_interval(X, y, stats.t.ppf(0.975, 199))


@interval.misconception(
    "sigma with divisor n",
    "Your {yours} have a standard error with the divisor n. Use n − p: a t interval needs it.",
)
def _(X, y):
    return _constant_interval(X, y, T, sigma=_sigma(X, y, len(y)))


@interval.misconception(
    "sigma with divisor n − 1",
    "Your {yours} have a standard error with the divisor n − 1. Use n − p: a t interval needs it.",
)
def _(X, y):
    return _constant_interval(X, y, T, sigma=_sigma(X, y, len(y) - 1))


@interval.misconception(
    "divisor and degrees of freedom n − 1",
    "Your {yours} have n − 1 both as divisor and as degrees of freedom. Here p coefficients were "
    "fitted, not one mean: n − p in both places.",
)
def _(X, y):
    return _constant_interval(X, y, stats.t.ppf(0.975, 199), sigma=_sigma(X, y, 199))


@interval.misconception(
    "n − 2",
    "Your {yours} have n − 2, as for a line, both as divisor and as degrees of freedom. This plane "
    "has three coefficients: n − p in both places.",
)
def _(X, y):
    return _constant_interval(X, y, stats.t.ppf(0.975, 198), sigma=_sigma(X, y, 198))


@interval.misconception(
    "sigma with divisor n − 2",
    "Your {yours} have a standard error with the divisor n − 2, as for a line. Use n − p.",
)
def _(X, y):
    return _constant_interval(X, y, T, sigma=_sigma(X, y, 198))


@interval.misconception(
    "robust standard error",
    "Your {yours} are built on a robust standard error. Take the one of the exercise before, with "
    "one sigma for all rows.",
)
def _(X, y):
    return _lstsq(X, y)[0] + np.array([-T, T]) * _robust(X, y, 2)[0]


@interval.misconception(
    "robust standard error (HC0)",
    "Your {yours} are built on a robust standard error. Take the one of the exercise before, with "
    "one sigma for all rows.",
)
def _(X, y):
    return _lstsq(X, y)[0] + np.array([-T, T]) * _robust(X, y, 0)[0]


@interval.misconception(
    "spread of the 2,000 worlds",
    "Your {yours} are built on the spread of the 2,000 worlds, which no sample knows. Take "
    "`standard_errors[0]`.",
)
def _(X, y):
    return _lstsq(X, y)[0] + np.array([-T, T]) * np.std(_two_thousand(X)[:, 0])


@interval.misconception(
    "spread of the 2,000 worlds, divisor 1,999",
    "Your {yours} are built on the spread of the 2,000 worlds, which no sample knows. Take "
    "`standard_errors[0]`.",
)
def _(X, y):
    return _lstsq(X, y)[0] + np.array([-T, T]) * np.std(_two_thousand(X)[:, 0], ddof=1)


@interval.misconception(
    "margins only",
    "Your {yours} are the distances of the two ends from the estimate. Add the estimate.",
)
def _(X, y):
    return np.array([-T, T]) * _sigma(X, y, 197) * _unscaled(X)[0]


@interval.misconception(
    "normal quantile, divisor n",
    "Your {yours} combine the normal quantile with a sigma of divisor n: both make the interval "
    "too narrow.",
)
def _(X, y):
    return _constant_interval(X, y, Z, sigma=_sigma(X, y, len(y)))


@interval.misconception(
    "true sigma",
    "Your {yours} use the true sigma, 5, together with a t quantile, which is made for an "
    "estimated one.",
)
def _(X, y):
    return _constant_interval(X, y, T, sigma=WORLD.sigma)


@interval.misconception(
    "true sigma, normal quantile",
    "Your {yours} use the true sigma, 5, with a normal quantile. The two fit together, but one "
    "sample does not know sigma: take sigma_hat, and t.",
)
def _(X, y):
    return _constant_interval(X, y, Z, sigma=WORLD.sigma)


@interval.misconception(
    "around the truth",
    "Your {yours} lie around 10, the truth. An interval is built from the sample: around the "
    "estimate.",
)
def _(X, y):
    return _constant_interval(X, y, T, centre=WORLD.beta[0])


@interval.misconception(
    "one standard error",
    "Your {yours} are one standard error away. Such an interval holds the truth in only two worlds "
    "out of three.",
)
def _(X, y):
    return _constant_interval(X, y, 1.0)


@interval.misconception(
    "no standard error",
    "Your {yours} are the estimate minus and plus the quantile alone; multiply it by the standard "
    "error.",
)
def _(X, y):
    return _lstsq(X, y)[0] + np.array([-T, T])


@interval.misconception(
    "sigma for standard error",
    "Your {yours} use sigma_hat, the spread of single observations. The estimate varies much less: "
    "take its standard error.",
)
def _(X, y):
    return _lstsq(X, y)[0] + np.array([-T, T]) * _sigma(X, y, 197)


@interval.misconception(
    "variance for standard error",
    "Your {yours} multiply the quantile by the variance of the estimate; take its root, the "
    "standard error.",
)
def _(X, y):
    return _lstsq(X, y)[0] + np.array([-T, T]) * (_sigma(X, y, 197) * _unscaled(X)[0]) ** 2


@interval.misconception("upper end first", "Your {yours} stand in reverse: the lower end first.")
def _(X, y):
    return _constant_interval(X, y, T)[::-1]


@interval.misconception(
    "half the width",
    "Your {yours} is the half-width of the interval. Wanted: its two ends, the estimate minus and "
    "plus that.",
)
def _(X, y):
    return T * _sigma(X, y, 197) * _unscaled(X)[0]


@interval.misconception(
    "the quantiles",
    "Your {yours} are quantiles of the t distribution. Multiply by the standard error and add the "
    "estimate.",
)
def _(X, y):
    return np.array([-T, T])


@interval.misconception(
    "interval of a slope", "Your {yours} are the interval of the slope of x1. Asked: the constant."
)
def _(X, y):
    half = T * _sigma(X, y, 197) * _unscaled(X)[1]
    return _lstsq(X, y)[1] + np.array([-half, half])


@interval.misconception(
    "interval of the other slope",
    "Your {yours} are the interval of the slope of x2. Asked: the constant.",
)
def _(X, y):
    half = T * _sigma(X, y, 197) * _unscaled(X)[2]
    return _lstsq(X, y)[2] + np.array([-half, half])


@interval.misconception(
    "all three", "Your numbers are the intervals of all three coefficients. Asked: the constant's."
)
def _(X, y):
    half = T * _sigma(X, y, 197) * _unscaled(X)
    return np.column_stack([_lstsq(X, y) - half, _lstsq(X, y) + half])


# Coverage


def _many_worlds(rng):
    for replications, (X, beta) in zip((150, 100, 80), _designs(rng), strict=True):
        yield X, X @ beta + rng.normal(0, 2, (replications, len(X))), beta


def _squares(X, Y):
    """The residual sum of squares of each world."""
    return np.sum((Y - Y @ np.linalg.pinv(X).T @ X.T) ** 2, axis=1)


def _covered(X, Y, beta, quantile=None, divisor=None):
    """For each world and coefficient, whether the interval holds beta: (replications, p)."""
    n, p = X.shape
    quantile = stats.t.ppf(0.975, n - p) if quantile is None else quantile
    A = np.linalg.pinv(X)
    estimates = Y @ A.T
    squares = np.sum((Y - estimates @ X.T) ** 2, axis=1)
    errors = np.sqrt(squares / (divisor or n - p))[:, None] * np.linalg.norm(A, axis=1)
    return np.abs(estimates - beta) <= quantile * errors


@lesson.function(
    "03-coverage",
    cases=_many_worlds,
    hints=(
        "Build the interval of every world as you did for the seed world, then count those with "
        "the truth inside.",
        "Each world has its own estimate *and* its own `sigma_hat`. The truth is inside where "
        "`|estimate - beta|` is at most the quantile times the standard error.",
        "`n, p = X.shape`, `B = np.linalg.lstsq(X, Y.T)[0].T`, `residuals = Y - B @ X.T`, "
        "`sigma_hats = np.sqrt(np.sum(residuals**2, axis=1) / (n - p))`; one standard error for "
        "each world and coefficient is `sigma_hats[:, None] * np.sqrt(np.diag(np.linalg.inv(X.T @ "
        "X)))`. Average over the worlds, `axis=0`.",
    ),
)
def coverage(X, Y, beta):
    """The coverage of the 95 % t intervals."""
    n, p = X.shape
    t = [(_lstsq(X, y) - beta) / (_sigma(X, y, n - p) * _unscaled(X)) for y in Y]
    return np.mean(stats.t.cdf(np.abs(t), n - p) <= 0.975, axis=0)


@coverage.variant("vectorised")
def _(X, Y, beta):
    return _covered(X, Y, beta).mean(axis=0)


@coverage.variant("counted in a loop")
def _(X, Y, beta):
    n, p = X.shape
    unscaled, t = _unscaled(X), stats.t.ppf(0.975, n - p)
    count = np.zeros(p)
    for y in Y:
        beta_hat = _lstsq(X, y)
        half = t * _sigma(X, y, n - p) * unscaled
        count += (beta_hat - half < beta) & (beta < beta_hat + half)
    return count / len(Y)


@coverage.variant("all worlds in one call")
def _(X, Y, beta):
    from helpers import ols

    low, high = np.moveaxis(ols.fit_many(X, Y).conf_int(LEVEL), -1, 0)
    return np.mean((low <= beta) & (beta <= high), axis=0)


@coverage.misconception(
    "normal quantile and divisor n",
    "Your shares are those of intervals with a normal quantile and a sigma of divisor n. Each of "
    "the two makes them too narrow, the more so the fewer the rows: use n − p, and t.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, Z, len(X)).mean(axis=0)


@coverage.misconception(
    "normal quantile",
    "Your shares are those of intervals with a normal quantile. sigma_hat varies from world "
    "to world, which it does not allow for: use the t quantile, with n − p degrees of freedom.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, Z).mean(axis=0)


@coverage.misconception(
    "divisor n",
    "Your shares are those of t intervals whose sigma has the divisor n. The t distribution goes "
    "with n − p.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, divisor=len(X)).mean(axis=0)


@coverage.misconception(
    "divisor n − 1",
    "Your shares are those of t intervals whose sigma has the divisor n − 1: p coefficients were "
    "fitted, not one.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, divisor=len(X) - 1).mean(axis=0)


@coverage.misconception(
    "one-sided quantile",
    "Your shares are those of 90 % intervals: the quantile of 0.95 leaves 5 % beyond *each* end. "
    "Take that of 0.975.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, stats.t.ppf(0.95, X.shape[0] - X.shape[1])).mean(axis=0)


@coverage.misconception(
    "n − 1 degrees of freedom",
    "Your shares are those of intervals with the t quantile for n − 1 degrees of freedom; "
    "sigma_hat has n − p.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, stats.t.ppf(0.975, len(X) - 1)).mean(axis=0)


@coverage.misconception(
    "n degrees of freedom",
    "Your shares are those of intervals with the t quantile for n degrees of freedom; "
    "sigma_hat has n − p.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, stats.t.ppf(0.975, len(X))).mean(axis=0)


@coverage.misconception(
    "n and p of the seed world",
    "Your function counts 200 − 3 = 197 degrees of freedom, whatever X it is given: n and p come "
    "from outside. Read them off X: `n, p = X.shape`.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, stats.t.ppf(0.975, 197), 197).mean(axis=0)


@coverage.misconception(
    "divisor of the seed world",
    "Your sigma_hat divides by 197, whatever X it is given: n and p come from outside. "
    "Read them off X: `n, p = X.shape`.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, divisor=197).mean(axis=0)


@coverage.misconception(
    "quantile of the seed world",
    "Your function takes a t quantile for about 200 degrees of freedom, whatever X it is given. "
    "Compute it inside, from the X at hand: `n, p = X.shape`.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta, T).mean(axis=0)


def _share_within(X, Y, centre, quantile=None, power=1.0, level=LEVEL):
    """The share of worlds whose estimate is within `quantile` · se**power of `centre`."""
    n, p = X.shape
    quantile = stats.t.ppf((1 + level) / 2, n - p) if quantile is None else quantile
    estimates = Y @ np.linalg.pinv(X).T
    errors = np.sqrt(_squares(X, Y) / (n - p))[:, None] * _unscaled(X)
    return np.mean(np.abs(estimates - centre) <= quantile * errors**power, axis=0)


@coverage.misconception(
    "sigma not rooted",
    "Your intervals take sigma_hat², the variance of the residuals, for sigma_hat. Take its root.",
)
def _(X, Y, beta):
    n, p = X.shape
    half = stats.t.ppf(0.975, n - p) * (_squares(X, Y) / (n - p))[:, None] * _unscaled(X)
    return np.mean(np.abs(Y @ np.linalg.pinv(X).T - beta) <= half, axis=0)


@coverage.misconception(
    "variance for standard error",
    "Your intervals multiply the quantile by the variance of the estimate. Take its root, the "
    "standard error.",
)
def _(X, Y, beta):
    return _share_within(X, Y, beta, power=2)


@coverage.misconception(
    "around the average estimate",
    "Your function asks whether the intervals hold the *average estimate*. They should hold the "
    "truth, `beta`.",
)
def _(X, Y, beta):
    return _share_within(X, Y, (Y @ np.linalg.pinv(X).T).mean(axis=0))


@coverage.misconception(
    "two standard errors",
    "Your shares are those of intervals of two standard errors, a rule of thumb for large n. Take "
    "the t quantile, with n − p degrees of freedom.",
)
def _(X, Y, beta):
    return _share_within(X, Y, beta, 2.0)


@coverage.misconception(
    "true sigma of the seed world",
    "Your intervals take sigma = 5, whatever world they come from. Each world estimates its own "
    "sigma, from its residuals.",
)
def _(X, Y, beta):
    half = stats.t.ppf(0.975, X.shape[0] - X.shape[1]) * WORLD.sigma * _unscaled(X)
    return np.mean(np.abs(Y @ np.linalg.pinv(X).T - beta) <= half, axis=0)


@coverage.misconception(
    "quantile of 0.99",
    "Your shares are those of 98 % intervals: the quantile is that of 0.99. For 95 % it is 0.975.",
)
def _(X, Y, beta):
    return _share_within(X, Y, beta, level=0.98)


@coverage.misconception(
    "99 % intervals",
    "Your shares are those of 99 % intervals. Asked: 95 %, the quantile of 0.975.",
)
def _(X, Y, beta):
    return _share_within(X, Y, beta, level=0.99)


@coverage.misconception(
    "misses counted",
    "Your shares are of the intervals that *miss* the truth. Coverage counts the others.",
)
def _(X, Y, beta):
    return 1 - _covered(X, Y, beta).mean(axis=0)


@coverage.misconception(
    "only the lower end tested",
    "Your shares count every interval that begins below the truth. It must also end above it.",
)
def _(X, Y, beta):
    return _one_side(X, Y, beta, -1)


@coverage.misconception(
    "only the upper end tested",
    "Your shares count every interval that ends above the truth. It must also begin below it.",
)
def _(X, Y, beta):
    return _one_side(X, Y, beta, 1)


def _one_side(X, Y, beta, side):
    n, p = X.shape
    estimates = Y @ np.linalg.pinv(X).T
    sigmas = np.array([_sigma(X, y, n - p) for y in Y])
    ends = estimates + side * stats.t.ppf(0.975, n - p) * sigmas[:, None] * _unscaled(X)
    return np.mean(side * ends >= side * beta, axis=0)


@coverage.misconception(
    "all coefficients at once",
    "Your function counts the worlds in which *all* intervals hold their truths. "
    "Wanted: a share for each coefficient.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta).all(axis=1).mean()


@coverage.misconception(
    "one share for all",
    "Your function averages over worlds and coefficients together. Average over the worlds alone, "
    "`axis=0`: one share for each coefficient.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta).mean()


@coverage.misconception(
    "averaged over the coefficients",
    "Your function returns a number for each world: the mean was taken along the wrong axis. "
    "Average over the worlds, `axis=0`.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta).mean(axis=1)


@coverage.misconception(
    "counted, not averaged",
    "Your function returns how many intervals hold the truth. Divide by the number of worlds.",
)
def _(X, Y, beta):
    return _covered(X, Y, beta).sum(axis=0)


@coverage.misconception(
    "sigma of the first world for all",
    "Your intervals all have the width of the first world's. Every world estimates its own sigma.",
)
def _(X, Y, beta):
    n, p = X.shape
    half = stats.t.ppf(0.975, n - p) * _sigma(X, Y[0], n - p) * _unscaled(X)
    return np.mean(np.abs(Y @ np.linalg.pinv(X).T - beta) <= half, axis=0)


@coverage.misconception(
    "one sigma, from all worlds",
    "Your intervals all have the same width, from the residuals of all worlds together. "
    "Every world estimates its own sigma: use `axis=1`.",
)
def _(X, Y, beta):
    n, p = X.shape
    estimates = Y @ np.linalg.pinv(X).T
    sigma = np.sqrt(np.sum((Y - estimates @ X.T) ** 2) / ((n - p) * len(Y)))
    half = stats.t.ppf(0.975, n - p) * sigma * _unscaled(X)
    return np.mean(np.abs(estimates - beta) <= half, axis=0)


# The bias of sigma-hat


def _worlds_and_divisors(rng):
    for replications, less, (X, beta) in zip((6, 5, 9), (0, 2, 1), _designs(rng), strict=True):
        yield X, X @ beta + rng.normal(0, 2, (replications, len(X))), len(X) - less


@lesson.function(
    "03-average-sigma",
    cases=_worlds_and_divisors,
    hints=(
        "First one number for each world, then their average: in that order.",
        "For each world: fit, take the residuals, add up their squares, divide by `divisor`, take "
        "the root.",
        "`B = np.linalg.lstsq(X, Y.T)[0].T`, `squares = np.sum((Y - B @ X.T)**2, axis=1)`, then "
        "the mean of `np.sqrt(squares / divisor)`.",
    ),
)
def average_sigma(X, Y, divisor):
    """The average of sigma_hat over many worlds."""
    return float(np.mean([_sigma(X, y, divisor) for y in Y]))


@average_sigma.variant("vectorised")
def _(X, Y, divisor):
    return np.mean(np.sqrt(_squares(X, Y) / divisor))


@average_sigma.variant("by the hat matrix")
def _(X, Y, divisor):
    residuals = Y @ (np.eye(len(X)) - X @ np.linalg.pinv(X))
    return sum(np.linalg.norm(row) for row in residuals) / np.sqrt(divisor) / len(Y)


@average_sigma.misconception(
    "root after the average",
    "Your function averages the variances and takes the root at the end. Here every world reports "
    "its own sigma_hat: root first, then average. The two orders differ, and that is the point.",
)
def _(X, Y, divisor):
    return np.sqrt(np.mean(_squares(X, Y) / divisor))


@average_sigma.misconception(
    "no root", "Your function averages variances: sigma_hat² in place of sigma_hat."
)
def _(X, Y, divisor):
    return np.mean(_squares(X, Y) / divisor)


@average_sigma.misconception(
    "always divisor n",
    "Your function divides by n, whatever divisor it is given (`np.std` and `np.mean` do that).",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(_squares(X, Y) / len(X)))


@average_sigma.misconception(
    "always divisor n − 1", "Your function divides by n − 1, whatever divisor it is given."
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(_squares(X, Y) / (len(X) - 1)))


@average_sigma.misconception(
    "always divisor n − p", "Your function divides by n − p, whatever divisor it is given."
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(_squares(X, Y) / (X.shape[0] - X.shape[1])))


@average_sigma.misconception(
    "not averaged",
    "Your function returns the sigma_hat of every world. Take their average.",
)
def _(X, Y, divisor):
    return np.sqrt(_squares(X, Y) / divisor)


@average_sigma.misconception(
    "wrong axis",
    "Your sums run over the worlds, one for each observation. Each world adds up the squares of "
    "its own residuals: `axis=1`.",
)
def _(X, Y, divisor):
    squares = np.sum((Y - Y @ np.linalg.pinv(X).T @ X.T) ** 2, axis=0)
    return np.mean(np.sqrt(squares / divisor))


@average_sigma.misconception(
    "nothing fitted",
    "Your function takes the spread of y around its mean, the plane included. "
    "Fit first, and take the residuals.",
)
def _(X, Y, divisor):
    squares = np.sum((Y - Y.mean(axis=1, keepdims=True)) ** 2, axis=1)
    return np.mean(np.sqrt(squares / divisor))


@average_sigma.misconception(
    "all worlds pooled",
    "Your function throws the residuals of all worlds together and divides once. "
    "Every world has its own sigma_hat.",
)
def _(X, Y, divisor):
    return np.sqrt(np.sum(_squares(X, Y)) / divisor)


@average_sigma.misconception(
    "first world only", "Your function looks at the first world alone. Average over all rows of Y."
)
def _(X, Y, divisor):
    return np.sqrt(_squares(X, Y)[0] / divisor)


@average_sigma.misconception(
    "one plane for all",
    "Your function takes the residuals of every world from the plane of the first one. "
    "Each world has a fit of its own.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(np.sum((Y - X @ _lstsq(X, Y[0])) ** 2, axis=1) / divisor))


@average_sigma.misconception(
    "divided outside the root",
    "Your function divides the root by the divisor. The divisor stands under the root.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(_squares(X, Y)) / divisor)


@average_sigma.misconception(
    "n and p of the seed world",
    "Your function divides by 197, whatever divisor it is given: n and p come from outside. "
    "Use the `divisor` that is handed in.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(_squares(X, Y) / 197))


@average_sigma.misconception(
    "n of the seed world",
    "Your function divides by 200, whatever divisor it is given: n comes from outside. "
    "Use the `divisor` that is handed in.",
)
def _(X, Y, divisor):
    return np.mean(np.sqrt(_squares(X, Y) / 200))


@average_sigma.misconception(
    "divisor taken for ddof",
    "Your function hands `divisor` over as `ddof`, and so divides by n − divisor. The sum of "
    "squares is divided by `divisor` itself.",
)
def _(X, Y, divisor):
    with np.errstate(all="ignore"):
        return np.mean(np.sqrt(_squares(X, Y) / np.maximum(len(X) - divisor, 0)))


def __dir__():
    return __all__
