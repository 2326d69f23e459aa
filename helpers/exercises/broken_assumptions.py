"""Exercises of lesson 04: residuals, unequal noise, leverage, dependence, tails."""

from itertools import pairwise

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.exercises.lessons import broken_assumptions as lesson

__all__ = [
    "breusch_pagan",
    "deleted_residuals",
    "durbin_watson",
    "kurtosis",
    "residual_clues",
    "robust_standard_errors",
    "sandwich",
]


WORLD = simulate.seed_world()


def _seed():
    return {"X": WORLD.X, "y": WORLD.y}


def _lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def _residuals(X, y):
    return y - X @ _lstsq(X, y)


def _leverage(X):
    return np.sum(np.linalg.qr(X)[0] ** 2, axis=1)


# What residuals give away


@lesson.value(
    "04-residual-clues",
    data=_seed,
    hints=(
        "Nothing made these residuals average zero: their fit had no column of ones.",
        "One list of three numbers: `residuals.mean()`, and the correlation of the residuals with "
        "x1 and with x2. A correlation measures both from their means.",
        "`np.corrcoef(residuals, X[:, 1])[0, 1]` is the second number.",
    ),
)
def residual_clues(X, y):
    """What the residuals of a plane through the origin give away."""
    residuals = _residuals(X[:, 1:], y)
    return np.array([residuals.mean(), *(stats.pearsonr(x, residuals)[0] for x in X[:, 1:].T)])


@residual_clues.variant("corrcoef of everything at once")
def _(X, y):
    residuals = _residuals(X[:, 1:], y)
    return [residuals.mean(), *np.corrcoef([residuals, *X[:, 1:].T])[0, 1:]]


@residual_clues.misconception(
    "residuals of the full model",
    "Your numbers are zero up to rounding: they belong to the fit *with* a constant, which makes "
    "them zero. Take the residuals of the plane through the origin, `X[:, 1:]`.",
    recognises=lambda yours, X, y: yours.size == 3 and np.max(np.abs(yours)) < 1e-9,
)
def _(X, y):
    residuals = _residuals(X, y)
    return [residuals.mean(), *(np.corrcoef(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "scalar products",
    "Your last two numbers are zero up to rounding. The scalar products of these residuals with x1 "
    "and x2 are; their correlations are not, for those measure both variables from their means. "
    "(Correlations of `fit.residuals` are zero, too: take those of `residuals`.)",
    recognises=lambda yours, X, y: (
        yours.size == 3 and np.max(np.abs(yours.ravel()[1:])) < 1e-9 < abs(yours.ravel()[0])
    ),
)
def _(X, y):
    residuals = _residuals(X[:, 1:], y)
    return [residuals.mean(), *(X[:, 1:].T @ residuals / len(y))]


@residual_clues.misconception(
    "covariances",
    "The last two of your {yours} are covariances. Divide by both standard deviations.",
)
def _(X, y):
    residuals = _residuals(X[:, 1:], y)
    return [residuals.mean(), *(np.cov(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "covariances, divisor n",
    "The last two of your {yours} are covariances. Divide by both standard deviations.",
)
def _(X, y):
    residuals = _residuals(X[:, 1:], y)
    return [residuals.mean(), *(np.cov(residuals, x, ddof=0)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "correlations of y",
    "The last two of your {yours} are correlations of y itself with the predictors. "
    "Take what the plane leaves over.",
)
def _(X, y):
    return [_residuals(X[:, 1:], y).mean(), *(np.corrcoef(y, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "slopes",
    "The last two of your {yours} are slopes of a fit to the residuals. Wanted: correlations.",
)
def _(X, y):
    residuals = _residuals(X[:, 1:], y)
    return [residuals.mean(), *(np.polyfit(x, residuals, 1)[0] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "fitted minus observed",
    "Your {yours} all have the wrong sign: a residual is observed minus fitted.",
)
def _(X, y):
    residuals = -_residuals(X[:, 1:], y)
    return [residuals.mean(), *(np.corrcoef(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "sum for mean", "The first of your {yours} is the sum of the residuals. Divide it by n."
)
def _(X, y):
    residuals = _residuals(X[:, 1:], y)
    return [residuals.sum(), *(np.corrcoef(residuals, x)[0, 1] for x in X[:, 1:].T)]


@residual_clues.misconception(
    "squared correlations",
    "The last two of your {yours} are squared correlations, which have lost their signs.",
)
def _(X, y):
    residuals = _residuals(X[:, 1:], y)
    return [residuals.mean(), *(np.corrcoef(residuals, x)[0, 1] ** 2 for x in X[:, 1:].T)]


@residual_clues.misconception(
    "noise for residuals",
    "Your {yours} come from the noise around the *true* plane, which a real sample does not show. "
    "Take the residuals of the fitted one.",
)
def _(X, y):
    noise = y - X @ WORLD.beta
    return [noise.mean(), *(np.corrcoef(noise, x)[0, 1] for x in X[:, 1:].T)]


# The covariance of the estimates under any noise


def _noise_covariances(rng):
    for n, p in ((7, 3), (12, 2), (9, 4)):
        X = np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))])
        L = rng.normal(size=(n, n + 3))
        yield X, L @ L.T / n


@lesson.function(
    "04-sandwich",
    cases=_noise_covariances,
    hints=(
        "As in lesson 03, the error of the estimate is $A\\varepsilon$ with $A = (X'X)^{-1}X'$.",
        "The covariance matrix of $A\\varepsilon$ is $A \\, C \\, A'$, whatever C is.",
        "`A = np.linalg.pinv(X)`, which is $(X'X)^{-1}X'$; then `A @ C @ A.T`.",
    ),
)
def sandwich(X, C):
    """The covariance of the estimates when the noise has any covariance matrix."""
    R = np.linalg.qr(X)[1]
    bread = np.linalg.inv(R) @ np.linalg.inv(R).T
    return bread @ (X.T @ C @ X) @ bread


@sandwich.variant("A C A'")
def _(X, C):
    A = np.linalg.pinv(X)
    return A @ C @ A.T


@sandwich.variant("solved twice")
def _(X, C):
    half = np.linalg.solve(X.T @ X, X.T @ C @ X)
    return np.linalg.solve(X.T @ X, half.T)


@sandwich.misconception(
    "one variance for all",
    "Your matrix is (X'X)⁻¹ times the average variance: it treats the noise as equal and "
    "independent, which C says it is not.",
)
def _(X, C):
    return np.mean(np.diag(C)) * np.linalg.inv(X.T @ X)


@sandwich.misconception(
    "off-diagonal ignored",
    "Your matrix uses the diagonal of C alone. Its other entries say which pieces of noise go "
    "together, and they count.",
)
def _(X, C):
    A = np.linalg.pinv(X)
    return A * np.diag(C) @ A.T


@sandwich.misconception(
    "generalised least squares",
    "Your matrix is (X'C⁻¹X)⁻¹: the covariance of *another* estimator, which weighs the rows by C. "
    "Ordinary least squares does not, and is less precise.",
)
def _(X, C):
    return np.linalg.inv(X.T @ np.linalg.inv(C) @ X)


@sandwich.misconception(
    "only the filling",
    "Your matrix is X'CX, the filling of the sandwich. The bread, (X'X)⁻¹, is missing on both "
    "sides.",
)
def _(X, C):
    return X.T @ C @ X


@sandwich.misconception(
    "bread on one side",
    "Your matrix has (X'X)⁻¹ on the left alone. An error occurs twice in its variance: A C A'.",
)
def _(X, C):
    return np.linalg.inv(X.T @ X) @ X.T @ C @ X


@sandwich.misconception(
    "bread not inverted",
    "Your matrix has X'X on both sides of X'CX; its inverse belongs there.",
)
def _(X, C):
    return X.T @ X @ X.T @ C @ X @ X.T @ X


@sandwich.misconception(
    "filling inverted",
    "Your matrix is (X'CX)⁻¹: more noise would make the estimate *more* certain.",
)
def _(X, C):
    return np.linalg.inv(X.T @ C @ X)


@sandwich.misconception(
    "filling divided by n",
    "Your matrix is the right one divided by n. The sums over the rows are in it already.",
)
def _(X, C):
    A = np.linalg.pinv(X)
    return A @ C @ A.T / len(X)


@sandwich.misconception(
    "C squared",
    "Your matrix has C twice. C holds variances already: do not square it.",
)
def _(X, C):
    A = np.linalg.pinv(X)
    return A @ C @ C @ A.T


@sandwich.misconception(
    "variances only", "Your numbers are the variances, the diagonal. Wanted: the whole matrix."
)
def _(X, C):
    A = np.linalg.pinv(X)
    return np.diag(A @ C @ A.T)


@sandwich.misconception(
    "standard errors only",
    "Your numbers are standard errors, the roots of the diagonal. Wanted: the whole matrix.",
)
def _(X, C):
    A = np.linalg.pinv(X)
    return np.sqrt(np.diag(A @ C @ A.T))


@sandwich.misconception(
    "covariance of the fitted values",
    "Your matrix is n by n: H C H, the covariance of the *fitted values*. "
    "Wanted: that of the p coefficients.",
)
def _(X, C):
    H = X @ np.linalg.pinv(X)
    return H @ C @ H


# Residuals of a fit that has not seen the row


def _uneven_samples(rng):
    for n, p in ((7, 3), (20, 2), (15, 4)):
        X = np.column_stack([np.ones(n), rng.exponential(size=(n, p - 1))])
        yield X, X @ rng.normal(1, 2, p) + rng.normal(size=n) * (0.2 + X[:, 1])


@lesson.function(
    "04-deleted-residuals",
    cases=_uneven_samples,
    hints=(
        "For each row: fit the other n − 1 rows, and see by how much that plane misses this row.",
        "`np.delete(X, i, axis=0)` is X without row i. There is also a way without n fits: a "
        "residual is its deleted residual times $1 - h_i$, where $h_i$ is the leverage.",
        "With `A = np.linalg.pinv(X)`: the fitted values are `X @ (A @ y)`, the leverages are "
        "`np.diag(X @ A)`. Divide the residuals of this fit by 1 − leverage.",
    ),
)
def deleted_residuals(X, y):
    """How far each row lies from the plane fitted to the others."""
    out = np.empty(len(y))
    for i in range(len(y)):
        rest = np.arange(len(y)) != i
        out[i] = y[i] - X[i] @ _lstsq(X[rest], y[rest])
    return out


@deleted_residuals.variant("from one fit")
def _(X, y):
    return _residuals(X, y) / (1 - _leverage(X))


@deleted_residuals.variant("np.delete in a list")
def _(X, y):
    return [y[i] - X[i] @ _lstsq(np.delete(X, i, axis=0), np.delete(y, i)) for i in range(len(y))]


@deleted_residuals.misconception(
    "plain residuals",
    "Your numbers are ordinary residuals: each row has helped to fit the plane it is compared "
    "with. Leave the row out of its fit.",
)
def _(X, y):
    return _residuals(X, y)


@deleted_residuals.misconception(
    "multiplied instead of divided",
    "Your numbers are residuals *times* 1 − leverage. A plane that has not seen the row misses it "
    "by more, not by less: divide.",
)
def _(X, y):
    return _residuals(X, y) * (1 - _leverage(X))


@deleted_residuals.misconception(
    "root of 1 − leverage",
    "Your numbers are residuals divided by √(1 − leverage). That gives all of them the same "
    "variance; leaving the row out divides by 1 − leverage itself.",
)
def _(X, y):
    return _residuals(X, y) / np.sqrt(1 - _leverage(X))


@deleted_residuals.misconception(
    "standardised",
    "Your numbers are standardised residuals, divided by sigma_hat √(1 − leverage). "
    "Wanted: how far the row is off, in the units of y.",
)
def _(X, y):
    residuals = _residuals(X, y)
    sigma = np.sqrt(residuals @ residuals / (X.shape[0] - X.shape[1]))
    return residuals / sigma / np.sqrt(1 - _leverage(X))


@deleted_residuals.misconception(
    "externally studentised",
    "Your numbers are studentised residuals: each is divided by a standard error that comes from "
    "the other rows. Wanted: how far the row is off, in the units of y.",
)
def _(X, y):
    residuals, left = _residuals(X, y), 1 - _leverage(X)
    others = (residuals @ residuals - residuals**2 / left) / (len(y) - X.shape[1] - 1)
    return residuals / np.sqrt(others * left)


@deleted_residuals.misconception(
    "1 − leverage²",
    "Your numbers are residuals divided by 1 − h². Divide by 1 − h, with the leverage itself.",
)
def _(X, y):
    return _residuals(X, y) / (1 - _leverage(X) ** 2)


@deleted_residuals.misconception(
    "divided by the leverage",
    "Your numbers are residuals divided by the leverage. Divide by what is left of 1, "
    "1 − leverage.",
)
def _(X, y):
    return _residuals(X, y) / _leverage(X)


@deleted_residuals.misconception(
    "fitted minus observed",
    "Your numbers are predicted minus observed; a residual is observed minus predicted.",
)
def _(X, y):
    return -_residuals(X, y) / (1 - _leverage(X))


@deleted_residuals.misconception(
    "predictions",
    "Your numbers are the predictions for the rows left out. Take them away from y.",
)
def _(X, y):
    return y - _residuals(X, y) / (1 - _leverage(X))


@deleted_residuals.misconception(
    "squared", "Your numbers are the squares of what is wanted, and have lost their signs."
)
def _(X, y):
    return (_residuals(X, y) / (1 - _leverage(X))) ** 2


@deleted_residuals.misconception(
    "another row left out of y",
    "Your fits leave out row i of X but the last row of y, so that the rest no longer belongs "
    "together. Leave out the same row of both.",
)
def _(X, y):
    return [y[i] - X[i] @ _lstsq(np.delete(X, i, axis=0), y[:-1]) for i in range(len(y))]


@deleted_residuals.misconception(
    "change of the fitted value",
    "Your numbers say by how much the *fitted value* moves when the row is left out. "
    "Wanted: observed minus the new prediction.",
)
def _(X, y):
    h = _leverage(X)
    return _residuals(X, y) * h / (1 - h)


# Robust standard errors


def _hc(X, y, factor):
    A = np.linalg.pinv(X)
    return np.sqrt(A**2 @ (_residuals(X, y) ** 2 * factor))


@lesson.function(
    "04-robust-standard-errors",
    cases=_uneven_samples,
    hints=(
        "It is your `sandwich(X, C)`, with a C made of residuals.",
        "C is diagonal, with the squares of the deleted residuals on it: "
        "`np.diag(deleted_residuals(X, y)**2)`.",
        "The standard errors are the roots of the diagonal of `sandwich(X, C)`.",
    ),
)
def robust_standard_errors(X, y):
    """Standard errors that do not believe in equal noise (HC3)."""
    jackknife = _residuals(X, y) / (1 - _leverage(X))
    bread = np.linalg.inv(X.T @ X)
    filling = X.T @ (jackknife[:, None] ** 2 * X)
    return np.sqrt(np.diag(bread @ filling @ bread))


@robust_standard_errors.variant("weights squared")
def _(X, y):
    return _hc(X, y, 1 / (1 - _leverage(X)) ** 2)


@robust_standard_errors.variant("the whole of C, and a loop for the deleted residuals")
def _(X, y):
    C = np.diag(np.square(deleted_residuals.program(X, y)))
    A = np.linalg.pinv(X)
    return np.diag(A @ C @ A.T) ** 0.5


@robust_standard_errors.variant("the library")
def _(X, y):
    from helpers import ols

    return ols.fit(X, y).robust_standard_errors("HC3")


@robust_standard_errors.misconception(
    "plain residuals (HC0)",
    "Your function squares the ordinary residuals, which are too small where the leverage is high. "
    "This is HC0; on the seed world it gives 0.958, 1.263, 1.150. Use the deleted residuals.",
)
def _(X, y):
    return _hc(X, y, 1.0)


@robust_standard_errors.misconception(
    "n/(n − p) for all (HC1)",
    "Your function makes all squared residuals larger by the same factor, n/(n − p). This is HC1. "
    "A row's own leverage says how much its residual is too small: use the deleted residuals.",
)
def _(X, y):
    return _hc(X, y, len(y) / (len(y) - X.shape[1]))


@robust_standard_errors.misconception(
    "1 − leverage once (HC2)",
    "Your function divides the squared residuals by 1 − leverage once. This is HC2. A deleted "
    "residual is divided by 1 − leverage *before* it is squared.",
)
def _(X, y):
    return _hc(X, y, 1 / (1 - _leverage(X)))


@robust_standard_errors.misconception(
    "classical",
    "Your function gives the standard errors of lesson 03, with one sigma for all rows.",
)
def _(X, y):
    residuals = _residuals(X, y)
    n, p = X.shape
    return np.sqrt(residuals @ residuals / (n - p) * np.diag(np.linalg.inv(X.T @ X)))


@robust_standard_errors.misconception(
    "deleted residuals centred",
    "Your C holds squares of deleted residuals measured from their mean (`np.var` and `np.cov` do "
    "that). Square them as they are.",
)
def _(X, y):
    deleted = _residuals(X, y) / (1 - _leverage(X))
    return np.sqrt(np.linalg.pinv(X) ** 2 @ (deleted - deleted.mean()) ** 2)


@robust_standard_errors.misconception(
    "no square root", "Your function returns variances; a standard error is their root."
)
def _(X, y):
    return _hc(X, y, 1 / (1 - _leverage(X)) ** 2) ** 2


@robust_standard_errors.misconception(
    "residuals not squared",
    "The diagonal of your C holds absolute residuals. C holds variances: square them.",
)
def _(X, y):
    return np.sqrt(np.linalg.pinv(X) ** 2 @ np.abs(_residuals(X, y) / (1 - _leverage(X))))


@robust_standard_errors.misconception(
    "multiplied by 1 − leverage",
    "Your function multiplies the residuals by 1 − leverage; deleted residuals are divided by it.",
)
def _(X, y):
    return _hc(X, y, (1 - _leverage(X)) ** 2)


@robust_standard_errors.misconception(
    "a full C",
    "Your C is the outer product of the residuals with themselves, off-diagonal entries and all. "
    "Different rows are taken as independent here: only the diagonal counts.",
)
def _(X, y):
    return np.abs(np.linalg.pinv(X) @ (_residuals(X, y) / (1 - _leverage(X))))


@robust_standard_errors.misconception(
    "whole matrix",
    "Your function returns the whole covariance matrix: take the roots of its diagonal.",
)
def _(X, y):
    A = np.linalg.pinv(X)
    return A * (_residuals(X, y) / (1 - _leverage(X))) ** 2 @ A.T


@robust_standard_errors.misconception(
    "divided by √n",
    "Your standard errors are divided by √n once too often: the sums over the rows are in the "
    "sandwich already.",
)
def _(X, y):
    return _hc(X, y, 1 / (1 - _leverage(X)) ** 2) / np.sqrt(len(y))


# Breusch and Pagan's test


def _residual_samples(rng):
    for n, p in ((7, 3), (40, 2), (25, 4)):
        X = np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))])
        yield X, _residuals(X, rng.normal(size=n) * (0.6 + X[:, 1]))


def _n_r_squared(X, z):
    return len(z) * (1 - np.sum(_residuals(X, z) ** 2) / np.sum((z - z.mean()) ** 2))


@lesson.function(
    "04-breusch-pagan",
    cases=_residual_samples,
    hints=(
        "Regress the *squared* residuals on X, as if they were a y.",
        "The statistic is n times the R² of that regression. If X says nothing of the variance, it "
        "follows a chi-squared law with p − 1 degrees of freedom.",
        "`n, p = X.shape`, then `stats.chi2.sf(n * r_squared, p - 1)`, where `r_squared` "
        "belongs to `residuals**2` on X.",
    ),
)
def breusch_pagan(X, residuals):
    """The p-value of Breusch and Pagan's test for equal variance."""
    squares = residuals**2
    fitted = X @ _lstsq(X, squares)
    statistic = len(X) * np.corrcoef(fitted, squares)[0, 1] ** 2
    return float(stats.chi2.sf(statistic, X.shape[1] - 1))


@breusch_pagan.variant("explained over total")
def _(X, residuals):
    squares = residuals**2
    explained = np.var(X @ np.linalg.pinv(X) @ squares) / np.var(squares)
    return 1 - stats.chi2.cdf(len(X) * explained, X.shape[1] - 1)


@breusch_pagan.variant("by the library's R²")
def _(X, residuals):
    from helpers import ols

    return stats.chi2.sf(len(X) * ols.fit(X, residuals**2).r_squared, X.shape[1] - 1)


@breusch_pagan.misconception(
    "the statistic",
    "Your function returns the statistic, n R². Turn it into a p-value: the chi-squared law's "
    "share above it.",
)
def _(X, residuals):
    return _n_r_squared(X, residuals**2)


@breusch_pagan.misconception(
    "p degrees of freedom",
    "Your p-value counts p degrees of freedom. The constant cannot make variances unequal: p − 1.",
)
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X, residuals**2), X.shape[1])


@breusch_pagan.misconception(
    "n and p of the seed world",
    "Your function counts 200 rows and 3 columns, whatever X it is given. Read them off X: "
    "`n, p = X.shape`.",
)
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X, residuals**2) / len(X) * 200, 2)


@breusch_pagan.misconception(
    "n of the seed world",
    "Your function multiplies R² by 200, whatever X it is given. Its n is `len(X)`.",
)
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X, residuals**2) / len(X) * 200, X.shape[1] - 1)


@breusch_pagan.misconception(
    "p of the seed world",
    "Your function counts 2 degrees of freedom, whatever X it is given. Wanted: the columns of "
    "this X, less the constant.",
)
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X, residuals**2), 2)


@breusch_pagan.misconception(
    "lower tail",
    "Your number is the share *below* the statistic. A p-value is the share above: `sf`, not "
    "`cdf`.",
)
def _(X, residuals):
    return stats.chi2.cdf(_n_r_squared(X, residuals**2), X.shape[1] - 1)


@breusch_pagan.misconception(
    "residuals not squared",
    "Your p-value is 1 on every input. That is what comes out if the residuals themselves are "
    "regressed on X, where the normal equations have left nothing. Their *squares* tell of the "
    "variance.",
    recognises=lambda yours, X, residuals: yours.size == 1 and abs(yours.item() - 1) < 1e-6,
)
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X, residuals), X.shape[1] - 1)


@breusch_pagan.misconception(
    "critical value",
    "Your function returns the 95 % quantile of the chi-squared law: the value that the statistic "
    "is compared with, the same for all residuals. Wanted: the share of the law above *your* "
    "statistic.",
)
def _(X, residuals):
    return stats.chi2.isf(0.05, X.shape[1] - 1)


@breusch_pagan.misconception(
    "above 1",
    "A p-value is a probability and cannot exceed 1; yours does. Turn the statistic into the "
    "chi-squared law's share above it.",
    recognises=lambda yours, X, residuals: yours.size == 1 and yours.item() > 1 + 1e-6,
)
def _(X, residuals):
    return 1 + _n_r_squared(X, residuals**2)


@breusch_pagan.misconception(
    "n − p for n",
    "Your statistic is (n − p) R². It is n R²: all rows count.",
)
def _(X, residuals):
    n, p = X.shape
    return stats.chi2.sf(_n_r_squared(X, residuals**2) * (n - p) / n, p - 1)


@breusch_pagan.misconception(
    "n − 1 for n",
    "Your statistic is (n − 1) R². It is n R²: all rows count.",
)
def _(X, residuals):
    n, p = X.shape
    return stats.chi2.sf(_n_r_squared(X, residuals**2) * (n - 1) / n, p - 1)


@breusch_pagan.misconception(
    "density",
    "Your number is the chi-squared law's *density* at the statistic (`pdf`). A p-value is the "
    "share above it: `sf`.",
)
def _(X, residuals):
    return stats.chi2.pdf(_n_r_squared(X, residuals**2), X.shape[1] - 1)


@breusch_pagan.misconception(
    "absolute residuals",
    "Your p-value belongs to the absolute residuals (Glejser's test). Breusch and Pagan take the "
    "squares.",
)
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X, np.abs(residuals)), X.shape[1] - 1)


@breusch_pagan.misconception(
    "the original form of 1979",
    "Your p-value belongs to the test's first form, half the explained squares, which counts on "
    "normal noise. Wanted: Koenker's n R², which does not.",
)
def _(X, residuals):
    scaled = residuals**2 / np.mean(residuals**2)
    explained = np.sum((X @ _lstsq(X, scaled) - 1) ** 2)
    return stats.chi2.sf(explained / 2, X.shape[1] - 1)


@breusch_pagan.misconception("R² without n", "Your statistic is R² alone; multiply it by n.")
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X, residuals**2) / len(X), X.shape[1] - 1)


@breusch_pagan.misconception(
    "R² measured from zero",
    "Your R² divides by the squares measured from zero. Measure the squared residuals from their "
    "mean.",
)
def _(X, residuals):
    z = residuals**2
    r_squared = 1 - np.sum(_residuals(X, z) ** 2) / (z @ z)
    return stats.chi2.sf(len(X) * r_squared, X.shape[1] - 1)


@breusch_pagan.misconception(
    "no constant in the second regression",
    "Your second regression has no column of ones. Use all of X.",
)
def _(X, residuals):
    return stats.chi2.sf(_n_r_squared(X[:, 1:], residuals**2), X.shape[1] - 1)


@breusch_pagan.misconception(
    "F law",
    "Your p-value comes from the F statistic of the second regression. That is close for large n; "
    "wanted: n R² and the chi-squared law.",
)
def _(X, residuals):
    n, p = X.shape
    r_squared = _n_r_squared(X, residuals**2) / n
    return stats.f.sf(r_squared / (1 - r_squared) * (n - p) / (p - 1), p - 1, n - p)


@breusch_pagan.misconception(
    "White's test",
    "Your second regression has squares and products of the predictors in it, too. That is White's "
    "test (0.583 on the seed world); Breusch and Pagan's takes X as it is.",
)
def _(X, residuals):
    first, second = np.triu_indices(X.shape[1])
    products = X[:, first] * X[:, second]
    return stats.chi2.sf(_n_r_squared(products, residuals**2), products.shape[1] - 1)


@breusch_pagan.misconception(
    "squares of the predictors",
    "Your second regression has squares of the predictors in it, too: half of White's test. "
    "Breusch and Pagan's takes X as it is.",
)
def _(X, residuals):
    squares = np.column_stack([X, X[:, 1:] ** 2])
    return stats.chi2.sf(_n_r_squared(squares, residuals**2), squares.shape[1] - 1)


@breusch_pagan.misconception(
    "normal tail",
    "Your p-value treats the statistic as a standard normal number. It follows a chi-squared law.",
)
def _(X, residuals):
    return 2 * stats.norm.sf(_n_r_squared(X, residuals**2))


# Durbin and Watson's statistic


def _series(rng):
    for n, rho in ((7, 0.3), (30, 0.6), (12, -0.4)):
        e = rng.normal(size=n)
        for i in range(1, n):
            e[i] += rho * e[i - 1]
        yield (e + 0.2,)


@lesson.function(
    "04-durbin-watson",
    cases=_series,
    hints=(
        "Neighbours that resemble each other have small differences, compared with the residuals "
        "themselves.",
        "`np.diff(residuals)` has all n − 1 differences of neighbours. Square them and add them "
        "up.",
        "`np.sum(np.diff(residuals)**2) / np.sum(residuals**2)`",
    ),
)
def durbin_watson(residuals):
    """Durbin and Watson's statistic."""
    numerator = sum((b - a) ** 2 for a, b in pairwise(residuals))
    return float(numerator / np.dot(residuals, residuals))


@durbin_watson.variant("diff")
def _(residuals):
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2)


@durbin_watson.variant("multiplied out")
def _(residuals):
    e = residuals
    return (e[1:] @ e[1:] + e[:-1] @ e[:-1] - 2 * e[1:] @ e[:-1]) / (e @ e)


@durbin_watson.misconception(
    "two times one minus the correlation",
    "Your function returns 2(1 − r), with r the correlation of neighbours. That is what "
    "Durbin–Watson comes close to for long series; its own formula has sums of squares.",
)
def _(residuals):
    return 2 * (1 - np.corrcoef(residuals[1:], residuals[:-1])[0, 1])


@durbin_watson.misconception(
    "two times one minus the scalar product",
    "Your function returns 2(1 − r), with r = Σ e_i e_(i−1) / Σ e_i². That leaves out the two "
    "ends: take the squared differences themselves.",
)
def _(residuals):
    return 2 * (1 - residuals[1:] @ residuals[:-1] / (residuals @ residuals))


@durbin_watson.misconception(
    "the correlation",
    "Your function returns the correlation of neighbours. Durbin–Watson is 2 where that is 0: "
    "squared differences over squares.",
)
def _(residuals):
    return np.corrcoef(residuals[1:], residuals[:-1])[0, 1]


@durbin_watson.misconception(
    "the scalar product",
    "Your function returns Σ e_i e_(i−1) / Σ e_i². Durbin–Watson has squared *differences* above.",
)
def _(residuals):
    return residuals[1:] @ residuals[:-1] / (residuals @ residuals)


@durbin_watson.misconception(
    "means for sums",
    "Your function divides a mean of n − 1 numbers by a mean of n. Durbin–Watson divides sums.",
)
def _(residuals):
    return np.mean(np.diff(residuals) ** 2) / np.mean(residuals**2)


@durbin_watson.misconception(
    "variances",
    "Your function divides variances, which measure from the mean. Durbin–Watson takes plain sums "
    "of squares.",
)
def _(residuals):
    return np.var(np.diff(residuals)) / np.var(residuals)


@durbin_watson.misconception(
    "squared after the sum",
    "Your function adds up the differences and squares the sum: they cancel. Square first.",
)
def _(residuals):
    return np.sum(np.diff(residuals)) ** 2 / np.sum(residuals**2)


@durbin_watson.misconception(
    "differences of squares",
    "Your function takes differences of squares. Wanted: squares of differences.",
)
def _(residuals):
    return np.sum(np.diff(residuals**2)) / np.sum(residuals**2)


@durbin_watson.misconception(
    "absolute values",
    "Your function uses absolute values in place of squares.",
)
def _(residuals):
    return np.sum(np.abs(np.diff(residuals))) / np.sum(np.abs(residuals))


@durbin_watson.misconception(
    "not divided",
    "Your function returns the sum of squared differences. Divide by the sum of squared residuals.",
)
def _(residuals):
    return np.sum(np.diff(residuals) ** 2)


@durbin_watson.misconception(
    "first residual left out below",
    "Your function leaves the first residual out of the denominator. All n of them belong there.",
)
def _(residuals):
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals[1:] ** 2)


@durbin_watson.misconception(
    "last residual left out below",
    "Your function leaves the last residual out of the denominator. All n of them belong there.",
)
def _(residuals):
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals[:-1] ** 2)


@durbin_watson.misconception(
    "differences of differences",
    "Your function takes differences twice: the 2 in `np.diff(residuals, 2)` is how often. "
    "Square with `**2`, outside.",
)
def _(residuals):
    return np.sum(np.diff(residuals, 2)) / np.sum(residuals**2)


@durbin_watson.misconception(
    "differences of differences, squared",
    "Your function takes differences of differences: the 2 in `np.diff(residuals, 2)` is how "
    "often they are taken. Once is enough.",
)
def _(residuals):
    return np.sum(np.diff(residuals, 2) ** 2) / np.sum(residuals**2)


@durbin_watson.misconception(
    "upside down", "Your function divides the squares by the squared differences: turn it over."
)
def _(residuals):
    return np.sum(residuals**2) / np.sum(np.diff(residuals) ** 2)


@durbin_watson.misconception(
    "a circle",
    "Your function also compares the first residual with the last one (`np.roll` does that). "
    "They are no neighbours.",
)
def _(residuals):
    return np.sum((residuals - np.roll(residuals, 1)) ** 2) / np.sum(residuals**2)


@durbin_watson.misconception(
    "root", "Your function takes a root at the end; Durbin–Watson is the ratio itself."
)
def _(residuals):
    return np.sqrt(np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2))


# Kurtosis


@lesson.value(
    "04-kurtosis",
    data=lambda: {"residuals": _residuals(WORLD.X, WORLD.y)},
    hints=(
        "How much of the variation comes from a few far-out values? The fourth power weighs them.",
        "The mean fourth power, divided by the square of the mean square.",
        "`np.mean(fit.residuals**4) / np.mean(fit.residuals**2)**2`. (`stats.kurtosis` takes 3 "
        "away unless told `fisher=False`.)",
    ),
)
def kurtosis(residuals):
    """The kurtosis of the residuals."""
    return float(stats.kurtosis(residuals, fisher=False))


@kurtosis.variant("by the definition")
def _(residuals):
    return np.mean(residuals**4) / np.mean(residuals**2) ** 2


@kurtosis.variant("standardised first")
def _(residuals):
    return np.mean(((residuals - residuals.mean()) / residuals.std()) ** 4)


@kurtosis.misconception(
    "excess",
    "Your {yours} is the *excess* kurtosis: 3, that of the normal law, has been taken away. "
    "Wanted: the kurtosis itself.",
)
def _(residuals):
    return stats.kurtosis(residuals)


@kurtosis.misconception(
    "excess, corrected for bias",
    "Your {yours} is the excess kurtosis with a correction for small samples (pandas gives that). "
    "Wanted: the plain ratio of moments, without taking 3 away.",
)
def _(residuals):
    return stats.kurtosis(residuals, bias=False)


@kurtosis.misconception(
    "corrected for bias",
    "Your {yours} has a correction for small samples. Wanted: the plain ratio of moments.",
)
def _(residuals):
    return stats.kurtosis(residuals, bias=False, fisher=False)


@kurtosis.misconception(
    "divisor n − 1",
    "Your {yours} standardises with the divisor n − 1. In the ratio of moments both are plain "
    "means.",
)
def _(residuals):
    return np.mean((residuals / residuals.std(ddof=1)) ** 4)


@kurtosis.misconception(
    "divisor n − p",
    "Your {yours} standardises with sigma_hat, whose divisor is n − p. In the ratio of moments "
    "both are plain means.",
)
def _(residuals):
    return np.mean(residuals**4) / (np.sum(residuals**2) / (len(residuals) - 3)) ** 2


@kurtosis.misconception(
    "skewness",
    "Your {yours} is the skewness, from third powers. It tells of lopsidedness; tails are in the "
    "fourth power.",
)
def _(residuals):
    return stats.skew(residuals)


@kurtosis.misconception(
    "not standardised",
    "Your {yours} is the mean fourth power, in the fourth power of y's unit. Divide by the square "
    "of the mean square.",
)
def _(residuals):
    return np.mean(residuals**4)


@kurtosis.misconception(
    "mean square not squared",
    "Your {yours} divides by the mean square; divide by its square, so that units cancel.",
)
def _(residuals):
    return np.mean(residuals**4) / np.mean(residuals**2)


@kurtosis.misconception(
    "sum for mean", "Your {yours} adds up the fourth powers without dividing by n."
)
def _(residuals):
    return np.sum(residuals**4) / np.mean(residuals**2) ** 2


@kurtosis.misconception(
    "sums for means",
    "Your {yours} divides a sum by the square of a sum. Use means: n does not cancel here.",
)
def _(residuals):
    return np.sum(residuals**4) / np.sum(residuals**2) ** 2


ORIGIN = (
    "Your {yours} belongs to the residuals of the plane through the origin, which the lesson "
    "still calls `residuals`. Asked: those of the full model, `fit.residuals`."
)


def _origin():
    return _residuals(WORLD.X[:, 1:], WORLD.y)


def _raw_kurtosis(u):
    """The mean fourth power over the squared mean square, both measured from zero."""
    return np.mean(u**4) / np.mean(u**2) ** 2


@kurtosis.misconception("plane through the origin", ORIGIN)
def _(residuals):
    return _raw_kurtosis(_origin())


@kurtosis.misconception("plane through the origin, centred", ORIGIN)
def _(residuals):
    return stats.kurtosis(_origin(), fisher=False)


@kurtosis.misconception(
    "plane through the origin, excess",
    ORIGIN + " And 3 has been taken away: wanted is the kurtosis itself.",
)
def _(residuals):
    return stats.kurtosis(_origin())


@kurtosis.misconception(
    "plane through the origin, from zero, excess",
    ORIGIN + " And 3 has been taken away: wanted is the kurtosis itself.",
)
def _(residuals):
    return _raw_kurtosis(_origin()) - 3


NOISE = (
    "Your {yours} belongs to the noise around the *true* plane, which a real sample does not "
    "show. Take the residuals of the fitted one, `fit.residuals`."
)


@kurtosis.misconception("noise for residuals", NOISE)
def _(residuals):
    return _raw_kurtosis(WORLD.noise)


@kurtosis.misconception("noise for residuals, centred", NOISE)
def _(residuals):
    return stats.kurtosis(WORLD.noise, fisher=False)


def __dir__():
    return __all__
