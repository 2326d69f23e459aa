"""Slips in one term of a p-value: the restricted model, the statistic, the law."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.curvature.p_value import equal_slopes, p_value
from helpers.lessons.curvature.programs import (
    log_likelihood,
    maximum,
    sum_of_squares,
    three_tests,
)
from helpers.lessons.slips import Slip, add_slips


def _always(thing):
    return lambda X, y: thing


def _lr(X, restricted, y):
    return three_tests(X, restricted, y)["lr"]


def _as_chi2(X, restricted, y):
    """The χ² of the same p-value as the F test's."""
    n, p = X.shape
    return stats.chi2.isf(stats.f.sf(three_tests(X, restricted, y)["f"], 1, n - p), 1)


def _test(name):
    """A term: one of the other statistics in place of the likelihood ratio."""
    return _always(lambda X, restricted, y: three_tests(X, restricted, y)[name])


def _heights(top, below):
    """Twice a difference of log-likelihoods, each at a sigma of its own rule."""

    def statistic(X, restricted, y):
        def height(columns, sigma):
            return log_likelihood(columns, y, maximum(columns, y)[0], sigma(columns, X, y))

        return 2 * (height(X, top) - height(restricted, below))

    return _always(statistic)


def _best(columns, X, y):
    return maximum(columns, y)[1]


def _of_the_full_fit(columns, X, y):
    return maximum(X, y)[1]


def _of_the_table(columns, X, y):
    n, p = X.shape
    return np.sqrt(sum_of_squares(X, y) / (n - p))


def _of_its_degrees(columns, X, y):
    return _of_the_table(columns, columns, y)


def _true(columns, X, y):
    return simulate.seed_world().sigma


_MODEL, _STATISTIC, _LAW = "restricted model", "statistic", "law"
_TESTS = "Your {yours} is for "
_EQUAL_SLOPES = "The hypothesis here is that the two slopes are equal."
_HEIGHTS = "Your {yours} takes "
_ITS_OWN = "Each maximum has its own sigma, with divisor n."

add_slips(
    p_value,
    {
        _MODEL: lambda X, y: equal_slopes(X),
        _STATISTIC: _always(_lr),
        _LAW: _always(lambda value: stats.chi2.sf(value, 1)),
        "data": lambda X, y: (X, y),
    },
    lambda model, statistic, law, data: law(statistic(data[0], model, data[1])),
    [
        Slip(
            _MODEL,
            "constant zero",
            _TESTS + f"the hypothesis that the constant is zero. {_EQUAL_SLOPES}",
            lambda X, y: X[:, 1:],
        ),
        Slip(
            _MODEL,
            "x1 left out",
            _TESTS + f"the hypothesis that the slope of x1 is zero. {_EQUAL_SLOPES}",
            lambda X, y: X[:, [0, 2]],
        ),
        Slip(
            _MODEL,
            "x2 left out",
            _TESTS + f"the hypothesis that the slope of x2 is zero. {_EQUAL_SLOPES}",
            lambda X, y: X[:, :2],
        ),
        Slip(
            _MODEL,
            "both slopes zero, one degree of freedom",
            _TESTS + "the hypothesis that both slopes are zero, with one degree of freedom. Equal "
            "does not mean zero: keep x1 + x2.",
            lambda X, y: X[:, :1],
        ),
        Slip(
            _MODEL,
            "opposite slopes",
            _TESTS + "slopes that are opposite: its predictor is x1 − x2. With equal slopes it is "
            "the sum.",
            lambda X, y: np.column_stack([X[:, 0], X[:, 1] - X[:, 2]]),
        ),
        Slip(
            _MODEL,
            "constant lost",
            _TESTS + "a restricted model without a constant. The hypothesis says nothing about "
            "that: keep the column of ones beside x1 + x2.",
            lambda X, y: equal_slopes(X)[:, 1:],
        ),
        Slip(
            _MODEL,
            "product for sum",
            _TESTS + "a restricted model with the product of x1 and x2. Take the sum.",
            lambda X, y: np.column_stack([X[:, 0], X[:, 1] * X[:, 2]]),
        ),
        Slip(
            _STATISTIC,
            "F test",
            "Your {yours} is the p-value of an F test. Wanted is the likelihood ratio's.",
            _always(_as_chi2),
        ),
        Slip(
            _STATISTIC,
            "F statistic",
            "Your {yours} asks χ² about the F statistic (the square of t, from sigma with divisor "
            "n − p). The likelihood ratio takes each maximum at its own sigma, with divisor n.",
            _test("f"),
        ),
        Slip(
            _STATISTIC,
            "Wald test",
            "Your {yours} is about the Wald statistic (or keeps `sigma_hat` in the restricted "
            "model). Wanted is the likelihood ratio's.",
            _test("wald"),
        ),
        Slip(
            _STATISTIC,
            "score test",
            "Your {yours} is about the score statistic. Wanted is the likelihood ratio's.",
            _test("score"),
        ),
        Slip(
            _STATISTIC,
            "not doubled",
            "Your {yours} is about the plain difference of log-likelihoods. *Twice* the difference "
            "follows χ².",
            _always(lambda X, restricted, y: _lr(X, restricted, y) / 2),
        ),
        Slip(
            _STATISTIC,
            "doubled twice",
            "Your {yours} is about four times the difference of log-likelihoods. Twice is enough.",
            _always(lambda X, restricted, y: 2 * _lr(X, restricted, y)),
        ),
        Slip(
            _STATISTIC,
            "root of the statistic",
            "Your {yours} is about the root of the statistic. χ² is the law of squares.",
            _always(lambda X, restricted, y: np.sqrt(_lr(X, restricted, y))),
        ),
        Slip(
            _STATISTIC,
            "the wrong way round",
            "Your {yours} is about a negative statistic: take the difference full minus "
            "restricted.",
            _always(lambda X, restricted, y: -_lr(X, restricted, y)),
        ),
        Slip(
            _STATISTIC,
            "divisor n − p",
            _HEIGHTS + f"both heights at sigmas with the divisor of their degrees of freedom. "
            f"{_ITS_OWN}",
            _heights(_of_its_degrees, _of_its_degrees),
        ),
        Slip(
            _STATISTIC,
            "divisor n − p at the top",
            _HEIGHTS + f"the full height at `least_squares.sigma`. {_ITS_OWN}",
            _heights(_of_the_table, _best),
        ),
        Slip(
            _STATISTIC,
            "divisor n − p below",
            _HEIGHTS + f"the restricted height at sigma with divisor n − 2. {_ITS_OWN}",
            _heights(_best, _of_its_degrees),
        ),
        Slip(
            _STATISTIC,
            "full sigma below",
            _HEIGHTS
            + f"the restricted height at `least_squares.sigma`, of the full fit. {_ITS_OWN}",
            _heights(_best, _of_the_table),
        ),
        Slip(
            _STATISTIC,
            "true sigma in both",
            _HEIGHTS + f"both heights at the true sigma, 5. {_ITS_OWN}",
            _heights(_true, _true),
        ),
        Slip(
            _STATISTIC,
            "true sigma below",
            _HEIGHTS + f"the restricted height at the true sigma, 5. {_ITS_OWN}",
            _heights(_best, _true),
        ),
        Slip(
            _STATISTIC,
            "difference of AIC",
            "Your {yours} is about a difference of AIC values, 2 less than the statistic.",
            _always(lambda X, restricted, y: _lr(X, restricted, y) - 2),
        ),
        Slip(
            _LAW,
            "the statistic",
            "Your {yours} is a statistic. The p-value is the probability that χ² exceeds it.",
            _always(lambda value: value),
        ),
        Slip(
            _LAW,
            "below for above",
            "Your {yours} is the probability of a *smaller* statistic: one minus that is the "
            "p-value.",
            _always(lambda value: stats.chi2.cdf(value, 1)),
        ),
        Slip(
            _LAW,
            "two degrees of freedom",
            "Your {yours} counts two degrees of freedom. *One* equation is tested.",
            _always(lambda value: stats.chi2.sf(value, 2)),
        ),
        Slip(
            _LAW,
            "three degrees of freedom",
            "Your {yours} counts three degrees of freedom. Count the restrictions: one.",
            _always(lambda value: stats.chi2.sf(value, 3)),
        ),
        Slip(
            _LAW,
            "degrees of freedom of all parameters",
            "Your {yours} counts four degrees of freedom. Count the restrictions: one.",
            _always(lambda value: stats.chi2.sf(value, 4)),
        ),
        Slip(
            _LAW,
            "halved",
            "Your {yours} counts one tail of the normal law. χ² counts both.",
            _always(lambda value: stats.chi2.sf(value, 1) / 2),
        ),
        Slip(
            _LAW,
            "doubled",
            "Your {yours} is doubled. χ² counts both sides already.",
            _always(lambda value: 2 * stats.chi2.sf(value, 1)),
        ),
        Slip(
            _LAW,
            "density",
            "Your {yours} is a density of χ². A p-value is an area, to the right.",
            _always(lambda value: stats.chi2.pdf(value, 1)),
        ),
        Slip(
            _LAW,
            "normal law of the statistic",
            "Your {yours} asks the normal law about a statistic that is already squared.",
            _always(stats.norm.sf),
        ),
        Slip(
            _LAW,
            "F law",
            "Your {yours} asks the F law (or t about the root). The likelihood ratio follows χ².",
            lambda X, y: lambda value: stats.f.sf(value, 1, len(y) - X.shape[1]),
        ),
        Slip(
            _LAW,
            "arguments exchanged",
            "Your {yours} has the arguments exchanged: `chi2.sf(statistic, 1)`.",
            _always(lambda value: stats.chi2.sf(1, value)),
        ),
    ],
    both=("x1 left out", "not doubled"),
    apart=[("F statistic", "F law"), ("F test", "F law")],
)
