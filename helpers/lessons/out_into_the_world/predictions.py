"""What lesson 13 asks to predict: a slope that answers for another, and what 235 households say."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import out_into_the_world as lesson
from helpers.lessons.out_into_the_world.shared import (
    design,
    engel,
    leverage,
    lstsq,
    residuals_of,
    thirds,
)


def _slope_without_z():
    rng = np.random.default_rng(13)
    z = rng.normal(size=1000)
    x = 0.8 * z + rng.normal(size=1000)
    y = 0.5 * x + 0.6 * z + 0.5 * rng.normal(size=1000)
    return np.cov(x, y)[0, 1] / np.var(x, ddof=1)


def _share_for_food():
    income, food = engel()
    return np.median(food / income)


def _in_logs():
    income, food = engel()
    return design(np.log(income)), np.log(food)


def _times_as_large():
    income, food = engel()
    X = design(income)
    e, weights = residuals_of(X, food), np.linalg.pinv(X)[1]
    robust = np.linalg.norm(weights * e / (1 - leverage(X)))
    return robust / (np.sqrt(e @ e / (len(e) - 2)) * np.linalg.norm(weights))


def _slope_without_one():
    income, food = (np.delete(column, 137) for column in engel())
    return np.polyfit(income, food, 1)[0]


def _elasticity():
    X, y = _in_logs()
    return lstsq(X, y)[1]


def _real_panel():
    rng = np.random.default_rng(7)
    for _ in range(8):
        rng.permutation(engel()[0])
    return str(rng.integers(9) + 1)


def _deleted(X, y):
    """Deleted residuals, their standard errors without the row, and degrees of freedom."""
    e, h, freedom = residuals_of(X, y), leverage(X), len(y) - X.shape[1] - 1
    return e / (1 - h), np.sqrt((e @ e - e**2 / (1 - h)) / freedom / (1 - h)), freedom


def _log_densities(X, y):
    deleted, error, freedom = _deleted(X, y)
    return stats.t.logpdf(deleted / error, freedom) - np.log(error)


def _largest_share():
    income, food = engel()
    return np.max(_log_densities(*_in_logs()) - np.log(food) - _log_densities(design(income), food))


def _predicted():
    """The law of log food of one household with 500 francs."""
    X, y = _in_logs()
    e, row, freedom = residuals_of(X, y), np.array([1, np.log(500.0)]), len(y) - 2
    variance = e @ e / freedom * (1 + row @ np.linalg.inv(X.T @ X) @ row)
    return stats.t(freedom, row @ lstsq(X, y), np.sqrt(variance))


def _inside_the_line():
    income, food = engel()
    deleted, error, freedom = _deleted(design(income), food)
    inside = np.abs(deleted / error) <= stats.t.ppf(0.975, freedom)
    return inside[thirds(income) == 0].mean()


def _amount():
    law = _predicted()
    centre, scale = law.args[1:]
    t = np.random.default_rng(14).standard_t(law.args[0], 20_000)
    return np.exp(centre + scale * np.quantile(t, 0.8))


slope_without_z = lesson.prediction("13-slope-without-z", _slope_without_z, ".3f")
share_for_food = lesson.prediction("13-share-for-food", _share_for_food, ".3f")
times_as_large = lesson.prediction("13-times-as-large", _times_as_large, ".2f")
slope_without_one = lesson.prediction("13-slope-without-one", _slope_without_one, ".3f")
elasticity = lesson.prediction("13-elasticity", _elasticity, ".3f")
real_panel = lesson.prediction("13-real-panel", _real_panel, choices=tuple("123456789"))
largest_share = lesson.prediction("13-largest-share", _largest_share, ".1f")
upper_end = lesson.prediction("13-upper-end", lambda: np.exp(_predicted().ppf(0.975)), ".1f")
inside_the_line = lesson.prediction("13-inside-the-line", _inside_the_line, ".3f")
amount = lesson.prediction("13-amount", _amount, ".0f")
