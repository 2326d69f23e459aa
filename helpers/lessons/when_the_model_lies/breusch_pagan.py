"""Breusch and Pagan's test: which regression, which statistic, which tail of which law."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.shared import lstsq, residuals_of


def _residual_samples(rng):
    for n, p in ((7, 3), (40, 2), (25, 4)):
        X = np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))])
        yield X, residuals_of(X, rng.normal(size=n) * (0.1 + X[:, 1]) ** 2)


def _n_r_squared(X, z):
    return len(z) * (1 - np.sum(residuals_of(X, z) ** 2) / np.sum((z - z.mean()) ** 2))


@lesson.function(
    "04-breusch-pagan",
    cases=_residual_samples,
    hints=(
        "Regress the *squared* residuals on X, as if they were a y.",
        "The statistic is n times the R² of that regression. If X says nothing of the variance, it "
        "follows a chi-squared law: a degree of freedom for each predictor, none for the constant.",
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


@breusch_pagan.law("A p-value is a probability, between 0 and 1. Yours is {left}.")
def _(share, X, residuals):
    return share, np.clip(share, 0, 1)


@breusch_pagan.law(
    "R² is at most 1 and n R² at most n, so no p-value here is below {right}. Yours is {left}.",
    "≥",
)
def _(share, X, residuals):
    return share, stats.chi2.sf(len(X), X.shape[1] - 1)


@breusch_pagan.law(
    "Chi-squared with p − 1 degrees of freedom exceeds n R² as often as the p-value says. Yours "
    "belongs to an R² of {left}; that of the squared residuals on X is another."
)
def _(share, X, residuals):
    squares = residuals**2
    explained = np.var(X @ lstsq(X, squares)) / np.var(squares)
    return stats.chi2.isf(share, X.shape[1] - 1) / len(X), explained, 1


def _the_original_form_of_1979(X, residuals):
    scaled = residuals**2 / np.mean(residuals**2)
    explained = np.sum((X @ lstsq(X, scaled) - 1) ** 2)
    return stats.chi2.sf(explained / 2, X.shape[1] - 1)


def _r2_measured_from_zero(X, residuals):
    z = residuals**2
    r_squared = 1 - np.sum(residuals_of(X, z) ** 2) / (z @ z)
    return stats.chi2.sf(len(X) * r_squared, X.shape[1] - 1)


def _whites_test(X, residuals):
    first, second = np.triu_indices(X.shape[1])
    products = X[:, first] * X[:, second]
    return stats.chi2.sf(_n_r_squared(products, residuals**2), products.shape[1] - 1)


breusch_pagan.mistakes(
    ("residuals not squared",
     lambda X, residuals: stats.chi2.sf(_n_r_squared(X, residuals), X.shape[1] - 1),
     "Your p-value is 1 on every input, as where the statistic is zero or below. Zero is what "
     "comes out if the residuals themselves are regressed on X, where the normal equations have "
     "left nothing. Their *squares* tell of the variance.",
     {"recognises": lambda yours, X, residuals: yours.size == 1 and abs(yours.item() - 1) < 1e-6}),
    ("absolute residuals",
     lambda X, residuals: stats.chi2.sf(_n_r_squared(X, np.abs(residuals)), X.shape[1] - 1),
     "Your p-value belongs to the absolute residuals (Glejser's test). Breusch and Pagan take the "
     "squares."),
    ("the original form of 1979", _the_original_form_of_1979,
     "Your p-value belongs to the test's first form, half the explained squares, which counts on "
     "normal noise. Wanted: Koenker's n R², which does not."),
    ("R² measured from zero", _r2_measured_from_zero,
     "Your R² divides by the squares measured from zero. Measure the squared residuals from their "
     "mean."),
    ("White's test", _whites_test,
     "Your second regression has squares and products of the predictors in it, too. That is "
     "White's test (0.583 on the seed world); Breusch and Pagan's takes X as it is."),
    ("above 1", lambda X, residuals: 1 + _n_r_squared(X, residuals**2),
     "A p-value is a probability and cannot exceed 1; yours does. Turn the statistic into the "
     "chi-squared law's share above it.",
     {"recognises": lambda yours, X, residuals: yours.size == 1 and yours.item() > 1 + 1e-6}),
)  # fmt: skip


def _of_r_squared(program):
    """A whole program from what it makes of n, p and the R² of the squared residuals on X."""

    def whole(X, residuals):
        n, p = X.shape
        with np.errstate(all="ignore"):  # a law may be asked outside of its domain
            return program(n, p, _n_r_squared(X, residuals**2) / n)

    return whole


breusch_pagan.mistakes(
    ("the statistic", lambda n, p, r_squared: n * r_squared,
     "Your function returns the statistic, n R². Turn it into a p-value: the chi-squared law's "
     "share above it."),
    ("R² itself", lambda n, p, r_squared: r_squared,
     "Your function returns R². Multiply it by n, and turn that into a p-value: the chi-squared "
     "law's share above it."),
    ("p degrees of freedom", lambda n, p, r_squared: stats.chi2.sf(n * r_squared, p),
     "Your p-value counts p degrees of freedom. The constant cannot make variances unequal: p − "
     "1."),
    ("n − p degrees of freedom", lambda n, p, r_squared: stats.chi2.sf(n * r_squared, n - p),
     "Your p-value counts n − p degrees of freedom, those of the residuals. The law has one for "
     "each predictor: p − 1."),
    ("one degree of freedom", lambda n, p, r_squared: stats.chi2.sf(n * r_squared, 1),
     "Your p-value counts one degree of freedom (a standard normal number squared). The law has "
     "one for each predictor: p − 1."),
    ("n and p of the seed world", lambda n, p, r_squared: stats.chi2.sf(200 * r_squared, 2),
     "Your function counts 200 rows and 3 columns, whatever X it is given. Read them off X: `n, p "
     "= X.shape`."),
    ("n of the seed world", lambda n, p, r_squared: stats.chi2.sf(200 * r_squared, p - 1),
     "Your function multiplies R² by 200, whatever X it is given. Its n is `len(X)`."),
    ("p of the seed world", lambda n, p, r_squared: stats.chi2.sf(n * r_squared, 2),
     "Your function counts 2 degrees of freedom, whatever X it is given. Wanted: the columns of "
     "this X, less the constant."),
    ("lower tail", lambda n, p, r_squared: stats.chi2.cdf(n * r_squared, p - 1),
     "Your number is the share *below* the statistic. A p-value is the share above: `sf`, not "
     "`cdf`."),
    ("density", lambda n, p, r_squared: stats.chi2.pdf(n * r_squared, p - 1),
     "Your number is the chi-squared law's *density* at the statistic (`pdf`). A p-value is the "
     "share above it: `sf`."),
    ("critical value", lambda n, p, r_squared: stats.chi2.isf(0.05, p - 1),
     "Your function returns the 95 % quantile of the chi-squared law: the value that the "
     "statistic is compared with, the same for all residuals. Wanted: the share of the law above "
     "*your* statistic."),
    ("quantile for share", lambda n, p, r_squared: stats.chi2.isf(n * r_squared, p - 1),
     "Your function looks up a *quantile* (`isf`): it takes the statistic for a probability. "
     "The share above the statistic is `sf`."),
    ("quantile for share, lower tail", lambda n, p, r_squared: stats.chi2.ppf(n * r_squared, p - 1),
     "Your function looks up a *quantile* (`ppf`): it takes the statistic for a probability. "
     "The share above the statistic is `sf`."),
    ("F law",
     lambda n, p, r_squared: stats.f.sf(
         r_squared / (1 - r_squared) * (n - p) / (p - 1), p - 1, n - p
     ),
     "Your p-value comes from the F statistic of the second regression. That is close for large "
     "n; wanted: n R² and the chi-squared law."),
    ("normal tail", lambda n, p, r_squared: 2 * stats.norm.sf(n * r_squared),
     "Your p-value treats the statistic as a standard normal number. It follows a chi-squared "
     "law."),
    ("adjusted R²",
     lambda n, p, r_squared: stats.chi2.sf(n * (1 - (1 - r_squared) * (n - 1) / (n - p)), p - 1),
     "Your R² is the adjusted one, with n − p and n − 1. Take the plain one: n R²."),
    of=_of_r_squared,
)  # fmt: skip
