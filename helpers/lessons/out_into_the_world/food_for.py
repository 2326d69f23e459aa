"""What one household spends, with an interval: back from logs, and for a household, not a mean."""

import numpy as np
from scipy import stats

from helpers import ols
from helpers.lessons.contents import out_into_the_world as lesson
from helpers.lessons.out_into_the_world.shared import design, engel, lstsq, residuals_of


def _samples(rng):
    income, food = engel()
    yield income.copy(), food.copy(), 700.0
    for n, new in ((7, 900.0), (40, 2500.0)):
        rows = rng.choice(len(income), n, replace=False)
        yield income[rows], food[rows], new


@lesson.function(
    "13-food-for",
    cases=_samples,
    hints=(
        "Everything is first done on the log scale, the one on which the model was fitted. The "
        "last step brings three numbers back.",
        "The question is one household, so its own noise belongs in. Of which kind of interval in "
        "lesson 03 was that true?",
        '`fit.predict(row, interval=…)`, with `"mean"` or `"observation"`, returns a fitted value '
        "and two ends; the row has a constant and the *log* of the new income. `np.exp` of all "
        "three: half of such households lie below the first.",
    ),
)
def food_for(income, food, new_income):
    """The median and the 95 % prediction interval of one household's food, in francs."""
    X, y = design(np.log(income)), np.log(food)
    row = np.array([1, np.log(new_income)])
    e, freedom = residuals_of(X, y), len(y) - 2
    variance = e @ e / freedom * (1 + row @ np.linalg.solve(X.T @ X, row))
    law = stats.t(freedom, row @ lstsq(X, y), np.sqrt(variance))
    return np.exp([law.median(), *law.interval(0.95)])


@food_for.variant("the library")
def _(income, food, new_income):
    fit = ols.fit(design(np.log(income)), np.log(food))
    return np.exp(fit.predict([[1, np.log(new_income)]], interval="observation")[0])


@food_for.variant("logarithms to the base 10")
def _(income, food, new_income):
    fit = ols.fit(design(np.log10(income)), np.log10(food))
    return 10 ** fit.predict([[1, np.log10(new_income)]], interval="observation")[0]


@food_for.law("Money spent on food is above 0. The least of your three numbers is {left}.", "≥")
def _(answer, income, food, new_income):
    return np.min(answer), 0, np.max(np.abs(answer))


@food_for.law(
    "On the log scale the interval reaches equally far to both sides, so the middle is the "
    "geometric mean of the ends. Yours is {left} times that."
)
def _(answer, income, food, new_income):
    return answer[0] / np.sqrt(answer[1] * answer[2]), 1


@food_for.law(
    "On the log scale the middle lies on the fitted line. From the point of means to yours the "
    "line would have the elasticity {left}; least squares gives it another."
)
def _(answer, income, food, new_income):
    x, y = np.log(income), np.log(food)
    slope = (np.log(answer[0]) - y.mean()) / (np.log(new_income) - x.mean())
    return slope, np.cov(x, y)[0, 1] / np.var(x, ddof=1)


@food_for.law(
    "On the log scale, half of the width over the quantile of t is a standard error. Squared, it "
    "is sigma² for the household and, for the line at this income, {right} times sigma². Yours "
    "leaves {left} times sigma² for the line."
)
def _(answer, income, food, new_income):
    X, y, row = design(np.log(income)), np.log(food), np.array([1, np.log(new_income)])
    e, freedom = residuals_of(X, y), len(y) - 2
    half = np.log(answer[2] / answer[1]) / 2 / stats.t.ppf(0.975, freedom)
    return half**2 / (e @ e / freedom) - 1, row @ np.linalg.inv(X.T @ X) @ row, 1


def _on_log_scale(income, food, new_income):
    """The fitted log food, sigma, leverage of the new row and degrees of freedom."""
    X, y, row = design(np.log(income)), np.log(food), np.array([1, np.log(new_income)])
    e, freedom = residuals_of(X, y), len(y) - 2
    return row @ lstsq(X, y), np.sqrt(e @ e / freedom), row @ np.linalg.inv(X.T @ X) @ row, freedom


def _of_width(width):
    """Back from logs, with what a row takes for half of the width there."""

    def program(income, food, new_income):
        middle, sigma, h, freedom = _on_log_scale(income, food, new_income)
        half = width(sigma, h, freedom)
        return np.exp([middle, middle - half, middle + half])

    return program


def _t(freedom):
    return stats.t.ppf(0.975, freedom)


food_for.mistakes(
    ("interval for the mean", lambda sigma, h, freedom: _t(freedom) * sigma * np.sqrt(h),
     "Your {yours} hold where the *line* lies. One household lies above or below it by noise of "
     "its own: `interval=\"observation\"`."),
    ("sigma alone", lambda sigma, h, freedom: _t(freedom) * sigma,
     "Your interval has the household's own noise, and takes the line as known. Its error adds "
     "up: sigma² (1 + h)."),
    ("1.96", lambda sigma, h, freedom: 1.96 * sigma * np.sqrt(1 + h),
     "Your interval takes 1.96, as if sigma were known. Estimated sigma goes with t."),
    ("normal quantile", lambda sigma, h, freedom: stats.norm.ppf(0.975) * sigma * np.sqrt(1 + h),
     "Your interval takes a normal quantile, as if sigma were known. Estimated sigma goes with t."),
    ("two sigmas", lambda sigma, h, freedom: 2 * sigma * np.sqrt(1 + h),
     "Your interval takes 2, as if sigma were known and 95 % a round number. Estimated sigma goes "
     "with the 97.5 % quantile of t."),
    ("5 % at each end", lambda sigma, h, freedom: (
        stats.t.ppf(0.95, freedom) * sigma * np.sqrt(1 + h)),
     "Your interval leaves 5 % at each end, so it holds 90 %. For 95 % it is the 97.5 % quantile."),
    ("one standard error", lambda sigma, h, freedom: sigma * np.sqrt(1 + h),
     "Your interval reaches one standard error to each side; that holds about two of three. For "
     "95 %, times the quantile of t."),
    ("errors added", lambda sigma, h, freedom: _t(freedom) * sigma * (1 + np.sqrt(h)),
     "Your interval adds two standard errors. Independent errors add by their variances."),
    ("divisor n", lambda sigma, h, freedom: (
        _t(freedom) * sigma * np.sqrt(freedom / (freedom + 2)) * np.sqrt(1 + h)),
     "Your sigma divides by n. Residuals are smaller than noise: n − p."),
    of=_of_width,
)  # fmt: skip


def _still_logs(income, food, new_income):
    middle, sigma, h, freedom = _on_log_scale(income, food, new_income)
    return middle + _t(freedom) * sigma * np.sqrt(1 + h) * np.array([0, -1, 1])


def _mean_for_median(income, food, new_income):
    sigma = _on_log_scale(income, food, new_income)[1]
    middle, *ends = np.exp(_still_logs(income, food, new_income))
    return [middle * np.exp(sigma**2 / 2), *ends]


def _off(yours, *given):
    """How far the three are off on the log scale, in standard errors of a household, and that."""
    _, sigma, h, _ = _on_log_scale(*given)
    scale = sigma * np.sqrt(1 + h)
    with np.errstate(all="ignore"):
        return (np.log(yours) - _still_logs(*given)) / scale, scale


def _is_a_mean(yours, *given):
    """Whether the first lies above the middle as a mean does, and the ends are right.

    The mean of normal noise lies scale/2 above, in these units, that of the heavier t a little
    more; that of draws near it.
    """
    off, scale = _off(yours, *given)
    return np.abs(off[1:]).max() < 1e-6 and 0.4 < off[0] / (scale / 2) < 4


def _is_near(yours, *given):
    """Whether all three are near, as quantiles of some thousand draws are, the first not exact."""
    off = np.abs(_off(yours, *given)[0])
    return 1e-6 < off[0] < 0.05 and off[1:].max() < 0.15


def _draws(income, food, new_income):
    middle, sigma, h, freedom = _on_log_scale(income, food, new_income)
    noise = np.random.default_rng(0).standard_t(freedom, 100_000)
    return np.exp(middle + sigma * np.sqrt(1 + h) * noise)


def _quantiles_of_draws(*given):
    return np.quantile(_draws(*given), [0.5, 0.025, 0.975])


def _halfway(*given):
    _, low, high = np.exp(_still_logs(*given))
    return [(low + high) / 2, low, high]


def _mean_of_draws(*given):
    return [np.mean(_draws(*given)), *np.exp(_still_logs(*given))[1:]]


def _of_line(left, right):
    """By the library: which columns are fitted, and in which form the new income is put in."""

    def program(income, food, new_income):
        fit = ols.fit(design(left(income)), right(food))
        return fit.predict([[1, left(new_income)]], interval="observation")[0]

    return program


def _new_income_not_logged(income, food, new_income):
    fit = ols.fit(design(np.log(income)), np.log(food))
    with np.errstate(over="ignore"):
        return np.exp(fit.predict([[1, new_income]], interval="observation")[0])


def _width_in_francs(income, food, new_income):
    """The noise taken as so many francs up and down, by its share of the middle."""
    middle, sigma, h, freedom = _on_log_scale(income, food, new_income)
    return np.exp(middle) * (1 + _t(freedom) * sigma * np.sqrt(1 + h) * np.array([0, -1, 1]))


food_for.mistakes(
    ("still logarithms", _still_logs,
     "Your {yours} are logarithms of francs. Bring all three back: `np.exp`."),
    ("mean for median", _mean_for_median,
     "The first of your {yours} is the *mean* of such households, exp(m + sigma²/2), which the "
     "few large ones pull up. Asked is the median: the exp of the middle."),
    ("a mean above the middle", _mean_of_draws,
     "Both ends are right. Your first number lies above the middle as a mean does, whether of a "
     "formula or of draws: `exp` lifts what is high by more than it lowers what is low. Asked is "
     "the median, the exp of the middle.",
     {"recognises": _is_a_mean}),
    ("halfway between the ends", _halfway,
     "Both ends are right. Your first number lies halfway between them in francs. The middle of "
     "the law is halfway in *logs*: `exp` lifts the upper end by more than it lowers the other."),
    ("quantiles of draws", _quantiles_of_draws,
     "Your numbers are near, but the first is not exact. Are they quantiles of draws? Those carry "
     "the noise of the draws; `np.exp` of a fitted value and of two ends needs none. Or was "
     "something rounded on the way?",
     {"recognises": _is_near}),
    ("the straight line", _of_line(np.asarray, np.asarray),
     "Your {yours} come from the straight line in francs, with one sigma for poor and rich. Take "
     "the fit of log food on log income."),
    ("income not in logs", lambda *given: np.exp(_of_line(np.asarray, np.log)(*given)),
     "Your {yours} come from log food on income in francs. The model has the log on both sides."),
    ("food not in logs", _of_line(np.log, np.asarray),
     "Your {yours} come from food in francs on log income. The model has the log on both sides."),
    ("new income not in logs", _new_income_not_logged,
     "Your numbers are beyond all money. Does your new row hold the income in francs? The model "
     "was fitted to its logarithm.",
     {"recognises": lambda yours, *given: np.max(yours) > 1e50}),
    ("equally far in francs", _width_in_francs,
     "Your interval reaches equally far up and down in francs. It does so in logs: bring the ends "
     "back, not the width."),
)  # fmt: skip
