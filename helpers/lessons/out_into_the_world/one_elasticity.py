"""Is the elasticity the same in all thirds? Which coefficients that asks about, and by which V."""

import numpy as np
from scipy import stats

from helpers import ols
from helpers.lessons.contents import out_into_the_world as lesson
from helpers.lessons.out_into_the_world.shared import (
    by_thirds,
    design,
    households,
    leverage,
    residuals_of,
    thirds,
)


def _fitted(income, food):
    return ols.fit(by_thirds(np.log(income), thirds(income)), np.log(food))


def _zero(*coefficients):
    """The equations that each of these coefficients is zero."""
    return np.eye(6)[list(coefficients)]


def _tested(R, covariance="HC3"):
    """A program: F and p of these equations, all together."""

    def program(income, food):
        found = _fitted(income, food).f_test(R, covariance=covariance)
        return [found.statistic, found.p_value]

    return program


def _with_neighbours(income, food):
    fit = _fitted(income, food)
    found = fit.f_test(_zero(4, 5), covariance=fit.robust_covariance(lags=5))
    return [found.statistic, found.p_value]


@lesson.value(
    "13-one-elasticity",
    data=households,
    hints=(
        "The fit has six coefficients. Which of them have to be zero if all three lines are "
        "parallel? They may still lie at different heights.",
        "The elasticities are b₁ in the lower third, b₁ + b₄ in the middle and b₁ + b₅ in the "
        "upper one. And for the covariance: what did Breusch and Pagan's test say of the noise?",
        "`R` has two rows of six numbers, with a single 1 in each. Then "
        '`fit_thirds.f_test(R, covariance="HC3")` holds `.statistic` and `.p_value`.',
    ),
)
def one_elasticity(income, food):
    """F and p for one elasticity in all thirds, with noise of any size."""
    log_income, log_food, third = np.log(income), np.log(food), thirds(income)
    X = by_thirds(log_income, third)
    A = np.linalg.pinv(X)
    spread = A * (residuals_of(X, log_food) / (1 - leverage(X)))
    b, V = (A @ log_food)[4:], (spread @ spread.T)[4:, 4:]
    F = b @ np.linalg.solve(V, b) / 2
    return [F, stats.f.sf(F, 2, len(food) - 6)]


@one_elasticity.variant("the library")
def _(income, food):
    return _tested(_zero(4, 5))(income, food)


@one_elasticity.variant("a line for each third, and two differences")
def _(income, food):
    """The estimates of three separate fits are independent; HC3 has no sigma in common."""
    third = thirds(income)
    fits = [ols.fit(design(np.log(income[third == k])), np.log(food[third == k])) for k in range(3)]
    b = np.array([fit.beta[1] for fit in fits])
    V = np.diag([fit.robust_covariance("HC3")[1, 1] for fit in fits])
    R = np.array([[1, -1, 0], [0, 1, -1]])
    F = R @ b @ np.linalg.solve(R @ V @ R.T, R @ b) / 2
    return F, stats.f.sf(F, 2, len(food) - 6)


@one_elasticity.law("A p-value is a probability, between 0 and 1. Yours is {left}.")
def _(answer, income, food):
    return answer[1], np.clip(answer[1], 0, 1)


@one_elasticity.law(
    "p is the share of the F law above the statistic, with 2 degrees of freedom for two equations "
    "and n − 6 = 229. Above your statistic lies another share than your {left}."
)
def _(answer, income, food):
    return answer[1], stats.f.sf(answer[0], 2, len(food) - 6)


@one_elasticity.law(
    "Fit each third by itself: equal elasticities miss the three slopes, weighed by their HC3 "
    "errors, by a sum of squares that is F times 2. Yours times 2 is {left}; that sum is another."
)
def _(answer, income, food):
    third = thirds(income)
    fits = [ols.fit(design(np.log(income[third == k])), np.log(food[third == k])) for k in range(3)]
    b = np.array([fit.beta[1] for fit in fits])
    w = np.array([fit.robust_standard_errors("HC3")[1] ** -2 for fit in fits])
    return 2 * answer[0], np.sum(w * (b - w @ b / w.sum()) ** 2)


def _chi_squared(income, food):
    F = _tested(_zero(4, 5))(income, food)[0]
    return [2 * F, stats.chi2.sf(2 * F, 2)]


def _one_by_one(income, food):
    fit = _fitted(income, food)
    t = (fit.beta / fit.robust_standard_errors("HC3"))[4:]
    largest = np.max(np.abs(t))
    return [largest, 2 * stats.t.sf(largest, fit.df_resid)]


def _without_logs(income, food):
    X = by_thirds(income, thirds(income))
    found = ols.fit(X, food).f_test(np.eye(6)[[4, 5]], covariance="HC3")
    return [found.statistic, found.p_value]


one_elasticity.mistakes(
    ("products for elasticities", _tested([[0, 1, 0, 0, -1, 0], [0, 1, 0, 0, 0, -1]]),
     "Your {yours} ask whether b₁, b₄ and b₅ are equal. The products' coefficients are no "
     "elasticities but *differences* from that of the lower third. Write down the three "
     "elasticities first: which equations make them equal?"),
    ("one equation for two", _tested([[0, 0, 0, 0, 1, 1]]),
     "Your {yours} have one equation, b₄ + b₅ = 0. That holds, too, where one third lies above the "
     "lower one by as much as the other lies below. Two equations take two rows."),
    ("middle and upper alone", _tested([[0, 0, 0, 0, 1, -1]]),
     "Your {yours} compare the middle third with the upper one, and leave out the lower."),
    ("with neighbours", _with_neighbours,
     "Your {yours} test the right two coefficients, and allow for neighbours in the file as well. "
     "That is sensible, and what follows comes to it; asked here is the covariance of the table."),
    ("one sigma for all", _tested(_zero(4, 5), None),
     "Your {yours} test the right two coefficients, with a covariance that believes in one sigma. "
     "The squared residuals follow income, as Breusch and Pagan's test found: take HC3."),
    ("plain residuals", _tested(_zero(4, 5), "HC0"),
     "Your {yours} test the right two coefficients, with plain residuals in the covariance (HC0). "
     "They are too small where the leverage is high, as for household 137: take HC3."),
    ("HC1", _tested(_zero(4, 5), "HC1"),
     "Your {yours} test the right two coefficients, with HC1: all squared residuals times "
     "n/(n − p). The table has HC3, which gives each household its own factor, 1/(1 − h)²."),
    ("HC2", _tested(_zero(4, 5), "HC2"),
     "Your {yours} test the right two coefficients, with HC2: each squared residual over 1 − h. "
     "The table has HC3, which divides by (1 − h)²."),
    ("heights as well", _tested(_zero(2, 3, 4, 5)),
     "Your {yours} ask whether there is one *line*: heights and elasticities alike. Asked are the "
     "elasticities alone; the lines may lie at different heights."),
    ("heights as well, one sigma for all", _tested(_zero(2, 3, 4, 5), None),
     "Your {yours} ask whether there is one *line*, heights and elasticities alike, and believe "
     "in one sigma. Asked are the elasticities alone, with HC3."),
    ("the heights", _tested(_zero(2, 3)),
     "Your {yours} test the two indicators. With products in the model these are the differences "
     "of the lines over log income 0, an income of one franc. The elasticities differ by the "
     "products."),
    ("no elasticity at all", _tested(_zero(1, 4, 5)),
     "Your {yours} ask whether all three elasticities are *zero*. Asked: whether they are equal."),
    ("the upper third alone", _tested(_zero(5)),
     "Your {yours} compare the upper third with the lower one, and leave out the middle."),
    ("the middle third alone", _tested(_zero(4)),
     "Your {yours} compare the middle third with the lower one, and leave out the upper."),
    ("the whole fit", _tested(_zero(1, 2, 3, 4, 5)),
     "Your {yours} test all coefficients but the constant: whether income says anything at all."),
    ("one by one", _one_by_one,
     "Your {yours} are the larger of two t values and its p. Who looks at two and takes the larger "
     "finds something too often: test both together."),
    ("chi-squared", _chi_squared,
     "Your {yours} are 2F and the chi-squared law's share above it, as if the residuals were "
     "infinitely many. Wanted: F with 2 and n − 6 degrees of freedom."),
    ("not in logs", _without_logs,
     "Your {yours} test lines in francs, whose slopes are francs for a franc. An elasticity is a "
     "slope in logs."),
)  # fmt: skip
