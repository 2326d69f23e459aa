"""What lesson 13b asks its learner to predict."""

from functools import cache

import numpy as np
from scipy import stats

from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import PIECES, ROWS, fitted, plain_fit, readings


def _numbers_kept() -> str:
    """A number for each pair of the four columns of [X y], each with itself included."""
    columns = readings()[0].shape[1] + 1
    return str(columns * (columns + 1) // 2)


@cache
def _who_loses() -> str:
    """Of the slope of a clock far from zero, in columns of length 1: are six digits right?"""
    X, y = readings()
    right = plain_fit(X, y)[0][2] / 3600
    X = np.column_stack([X[:, :2], 1_750_000_000 + 3600 * X[:, 2]])
    length = np.linalg.norm(X, axis=0)
    X /= length
    Q, R = np.linalg.qr(X)
    slopes = {
        "the sums": np.linalg.lstsq(X.T @ X, X.T @ y, rcond=None)[0][2] / length[2],
        "the triangle": np.linalg.solve(R, Q.T @ y)[2] / length[2],
    }
    lost = [name for name, slope in slopes.items() if abs(slope / right - 1) > 5e-7]
    return lost[0] if len(lost) == 1 else "both" if lost else "neither"


def _standard_error(X, y) -> float:
    """Of the slope of the temperature."""
    _, e, _, inverse = plain_fit(X, y)
    return np.sqrt(e @ e / (len(y) - X.shape[1]) * inverse[1, 1])


@cache
def _narrower() -> float:
    X, y = readings()
    first = slice(ROWS // PIECES)
    return _standard_error(X[first], y[first]) / _standard_error(X, y)


@cache
def _r_squared_lost() -> float:
    """By the residuals of two fits, beside y around its mean."""
    X, y = readings()
    with_hours, without = (plain_fit(X[:, :columns], y)[1] for columns in (3, 2))
    return (without @ without - with_hours @ with_hours) / np.sum((y - y.mean()) ** 2)


def _law_of_eta() -> str:
    """The middle half of eta, from the estimate of one slope with mu and beta integrated out."""
    X, y = readings()
    eta = stats.halfcauchy.ppf((np.arange(20_000) + 0.5) / 20_000, scale=5)
    widths = []
    for rows in (200, len(y)):
        slope = plain_fit(X[:rows], y[:rows])[0][1]
        error = _standard_error(X[:rows], y[:rows])
        weight = stats.norm.pdf(slope, 0, np.sqrt(10**2 + eta**2 + error**2)).cumsum()
        ends = np.searchsorted(weight, np.array([0.25, 0.75]) * weight[-1])
        widths.append(np.ptp(eta[ends]))
    ratio = widths[1] / widths[0]
    return "much narrower" if ratio < 0.5 else "wider" if ratio > 1.1 else "hardly"


@cache
def _robust() -> float:
    X, y = readings()
    _, e, h, inverse = fitted()
    influence = X @ inverse[:, 1]
    return np.linalg.norm(influence * e / (1 - h)) / _standard_error(X, y)


@cache
def _effective() -> float:
    """What the rows' own log densities exceed those without them by, summed."""
    _, e, h, _ = fitted()
    n, p = len(e), 3
    ssr = e @ e
    without = np.sqrt((ssr - e**2 / (1 - h)) / (n - 1 - p))
    left_out = stats.t.logpdf(e / (1 - h), n - 1 - p, scale=without / np.sqrt(1 - h))
    scale = np.sqrt(ssr / (n - p))
    own = stats.t.logpdf(e, n - p, scale=scale * np.sqrt(1 + h))
    return float((own - left_out).sum())


numbers_kept = lesson.prediction(
    "13b-numbers-kept", _numbers_kept, choices=("6", "10", "16", "more with more rows")
)
who_loses = lesson.prediction(
    "13b-who-loses", _who_loses, choices=("the sums", "the triangle", "both", "neither")
)
how_much_narrower = lesson.prediction("13b-how-much-narrower", _narrower, ".2f")
r_squared_lost = lesson.prediction("13b-r-squared-lost", _r_squared_lost, ".3f")
law_of_eta = lesson.prediction(
    "13b-law-of-eta", _law_of_eta, choices=("much narrower", "hardly", "wider")
)
robust_over_classical = lesson.prediction("13b-robust-over-classical", _robust, ".2f")
effective_parameters = lesson.prediction("13b-effective-parameters", _effective, ".1f")
