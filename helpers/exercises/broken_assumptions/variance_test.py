"""Breusch and Pagan's test: which regression, which statistic, which tail of which law."""

import numpy as np
from scipy import stats

from helpers.exercises.broken_assumptions.fits import lstsq, residuals_of
from helpers.exercises.lessons import broken_assumptions as lesson


def _residual_samples(rng):
    for n, p in ((7, 3), (40, 2), (25, 4)):
        X = np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))])
        yield X, residuals_of(X, rng.normal(size=n) * (0.6 + X[:, 1]))


def _n_r_squared(X, z):
    return len(z) * (1 - np.sum(residuals_of(X, z) ** 2) / np.sum((z - z.mean()) ** 2))


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
    fitted = X @ lstsq(X, squares)
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
    explained = np.sum((X @ lstsq(X, scaled) - 1) ** 2)
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
    r_squared = 1 - np.sum(residuals_of(X, z) ** 2) / (z @ z)
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
