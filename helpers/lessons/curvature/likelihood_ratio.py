"""The likelihood ratio: twice the drop from one maximum to another."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.lessons.contents import curvature as lesson
from helpers.lessons.curvature.programs import (
    constant_tests,
    highest,
    is_a_probability,
    log_likelihood,
    maximum,
    restricted_maximum,
    root_mean_square,
    seed_data,
    sum_of_squares,
)
from helpers.lessons.slips import Slip, add_slips


@lesson.value(
    "07-likelihood-ratio",
    data=seed_data,
    hints=(
        "Fit the model twice, with and without the column of ones, and compare the two maxima of "
        "the log-likelihood. Each fit has its own beta *and* its own sigma.",
        "$LR = 2(\\hat\\ell - \\hat\\ell_0)$, where $\\hat\\ell_0$ is the log-likelihood at "
        "`beta_0`, `sigma_0`.",
        "`2 * (likelihood.log_likelihood(beta_hat, sigma_hat, X, y) - "
        "likelihood.log_likelihood(beta_0, sigma_0, X, y))`",
    ),
)
def likelihood_ratio(X, y):
    """The likelihood-ratio statistic for a constant of zero."""
    return 2 * (highest(X, y) - highest(X[:, 1:], y))


@likelihood_ratio.variant("from the residual sums of squares")
def _(X, y):
    return len(y) * np.log(sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y))


@likelihood_ratio.variant("difference of deviances")
def _(X, y):
    return -2 * highest(X[:, 1:], y) - -2 * highest(X, y)


@likelihood_ratio.law(
    "The top is never below the restricted maximum, so that LR is not negative. Yours is {left}.",
    "≥",
)
def _(value, X, y):
    return value, 0


@likelihood_ratio.law(
    "The likelihood ratio is never above the Wald statistic, whose parabola drops too far. Yours, "
    "{left}, is.",
    "≤",
)
def _(value, X, y):
    return value, constant_tests(X, y)["wald"]


@likelihood_ratio.law(
    "exp(LR/n) − 1 is the share by which the sum of squared residuals grows without the constant: "
    "{right}. Yours gives {left}.",
    relative=1e-8,  # a single number, and a formula
)
def _(value, X, y):
    return np.expm1(value / len(y)), sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y) - 1


def _true_sigma_in_both(X, y):
    sigma = simulate.seed_world().sigma
    return (sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y)) / sigma**2


def _slopes_not_refitted(X, y):
    beta = maximum(X, y)[0] * np.append(0, np.ones(X.shape[1] - 1))
    return 2 * (highest(X, y) - log_likelihood(X, y, beta, root_mean_square(y - X @ beta)))


def _nothing_refitted(X, y):
    beta, sigma = maximum(X, y)
    restricted = beta * np.append(0, np.ones(X.shape[1] - 1))
    return 2 * (highest(X, y) - log_likelihood(X, y, restricted, sigma))


def _divisor_n_p(X, y):
    def height(X):
        squares, (n, p) = sum_of_squares(X, y), X.shape
        sigma = np.sqrt(squares / (n - p))
        return -n * np.log(sigma) - squares / (2 * sigma**2)

    return 2 * (height(X) - height(X[:, 1:]))


def _beta_not_restricted(X, y):
    beta = maximum(X, y)[0]
    return 2 * (highest(X, y) - log_likelihood(X, y, beta, maximum(X[:, 1:], y)[1]))


def _beta_not_restricted_not_doubled(X, y):
    beta = maximum(X, y)[0]
    return highest(X, y) - log_likelihood(X, y, beta, maximum(X[:, 1:], y)[1])


def _divisor_n_p_at_the_top(X, y):
    n, p = X.shape
    beta = maximum(X, y)[0]
    sigma = np.sqrt(sum_of_squares(X, y) / (n - p))
    return 2 * (log_likelihood(X, y, beta, sigma) - highest(X[:, 1:], y))


def _full_fits_sigma_below(X, y):
    n, p = X.shape
    sigma = np.sqrt(sum_of_squares(X, y) / (n - p))
    return 2 * (highest(X, y) - log_likelihood(X, y, restricted_maximum(X, y)[0], sigma))


def _against_the_truth(X, y):
    world = simulate.seed_world()
    return 2 * (highest(X, y) - log_likelihood(X, y, world.beta, world.sigma))


likelihood_ratio.mistakes(
    ("not doubled", lambda X, y: highest(X, y) - highest(X[:, 1:], y),
     "Your {yours} is the difference of the two log-likelihoods. The statistic that follows χ² is "
     "*twice* that."),
    ("the wrong way round", lambda X, y: -2 * (highest(X, y) - highest(X[:, 1:], y)),
     "Your {yours} is negative: the restricted maximum minus the full one. The full model can "
     "never reach less; take the difference the other way."),
    ("the wrong way round, not doubled", lambda X, y: highest(X[:, 1:], y) - highest(X, y),
     "Your {yours} is the restricted maximum minus the full one, and not doubled. The statistic "
     "is twice the difference, full minus restricted."),
    ("sigma not refitted", lambda X, y: constant_tests(X, y)["wald"],
     "Your {yours} keeps `sigma_hat` in the restricted model (the result is the Wald statistic). "
     "Without the constant the residuals are larger, and the restricted maximum has a larger "
     "sigma."),
    ("sigma of the restricted fit in both", lambda X, y: constant_tests(X, y)["score"],
     "Your {yours} uses the restricted sigma in both log-likelihoods (the result is the score "
     "statistic). Each maximum has its own sigma."),
    ("F statistic", lambda X, y: constant_tests(X, y)["f"],
     "Your {yours} is the F statistic. It asks the same question, on another scale; wanted: twice "
     "the difference of the log-likelihoods."),
    ("true sigma in both", _true_sigma_in_both,
     "Your {yours} uses the true sigma, 5, in both log-likelihoods. Each maximum has its own "
     "estimate."),
    ("slopes not refitted", _slopes_not_refitted,
     "Your {yours} sets the constant to zero and leaves the slopes where they were. The "
     "restricted maximum has slopes of its own: 13.13 and 18.06."),
    ("nothing refitted", _nothing_refitted,
     "Your {yours} sets the constant to zero and leaves the slopes and sigma where they were. All "
     "of them are refitted in the restricted model."),
    ("divisor n − p", _divisor_n_p,
     "Your {yours} puts sigma with divisor n − p into the log-likelihoods. The maximum has "
     "divisor n."),
    ("base-10 logarithm",
     lambda X, y: len(y) * np.log10(sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y)),
     "Your {yours} is based on logarithms to base 10. The likelihood uses the natural logarithm."),
    ("ratio of the log-likelihoods", lambda X, y: highest(X[:, 1:], y) / highest(X, y),
     "Your {yours} divides one log-likelihood by the other. The *likelihoods* are divided; their "
     "logarithms are subtracted."),
    ("the ratio itself", lambda X, y: np.exp(highest(X, y) - highest(X[:, 1:], y)),
     "Your {yours} is the ratio of the likelihoods itself. The law of χ² is for twice its "
     "logarithm."),
    ("the ratio the other way round", lambda X, y: np.exp(highest(X[:, 1:], y) - highest(X, y)),
     "Your {yours} is the restricted likelihood over the full one. The law of χ² is for minus "
     "twice its logarithm."),
    ("difference of AIC", lambda X, y: 2 * (highest(X, y) - highest(X[:, 1:], y)) - 2,
     "Your {yours} is a difference of AIC values, which charges 2 for the parameter. The "
     "likelihood-ratio statistic charges nothing; the law of χ² does."),
    ("difference of BIC", lambda X, y: 2 * (highest(X, y) - highest(X[:, 1:], y)) - np.log(len(y)),
     "Your {yours} is a difference of BIC values, which charges log n for the parameter. The "
     "likelihood-ratio statistic charges nothing; the law of χ² does."),
    ("x1 left out", lambda X, y: 2 * (highest(X, y) - highest(X[:, [0, 2]], y)),
     "Your {yours} tests the slope of x1. The hypothesis here leaves out the column of ones."),
    ("x2 left out", lambda X, y: 2 * (highest(X, y) - highest(X[:, :2], y)),
     "Your {yours} tests the slope of x2. The hypothesis here leaves out the column of ones."),
    ("slopes left out", lambda X, y: 2 * (highest(X, y) - highest(X[:, :1], y)),
     "Your {yours} compares with the model that has nothing but a constant. The hypothesis here "
     "is the other way: slopes, and no constant."),
    ("p-value", lambda X, y: stats.chi2.sf(constant_tests(X, y)["lr"], 1),
     "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked."),
    ("beta not restricted", _beta_not_restricted,
     "Your {yours} changes sigma to `sigma_0` and leaves the coefficients at `beta_hat`: it goes "
     "down the profile of sigma. At the restricted maximum the coefficients are `beta_0`."),
    ("beta not restricted, not doubled", _beta_not_restricted_not_doubled,
     "Your {yours} changes sigma to `sigma_0`, leaves the coefficients at `beta_hat`, and is not "
     "doubled. At the restricted maximum the coefficients are `beta_0`."),
    ("divisor n − p at the top", _divisor_n_p_at_the_top,
     "Your {yours} takes the full log-likelihood at `least_squares.sigma`, which has divisor n − "
     "p. Its maximum is at `sigma_hat`."),
    ("full fit's sigma below", _full_fits_sigma_below,
     "Your {yours} takes the restricted log-likelihood at `least_squares.sigma`, which belongs to "
     "the full fit and has divisor n − p. Its maximum is at `sigma_0`."),
    ("against the truth", _against_the_truth,
     "Your {yours} compares the top with the truth. The hypothesis here is that the constant is "
     "zero: `beta_0`, `sigma_0`."),
)  # fmt: skip


def _at(where):
    """The log-likelihood at a place (beta, sigma) which is a program of the data."""
    return lambda X, y: log_likelihood(X, y, *where(X, y))


def _own(beta_of):
    """A place: these coefficients, and the best sigma for them."""

    def where(X, y):
        beta = beta_of(X, y)
        return beta, root_mean_square(y - X @ beta)

    return where


def _table_sigma(X, y):
    """Sigma of the full fit with divisor n − p."""
    n, p = X.shape
    return np.sqrt(sum_of_squares(X, y) / (n - p))


def _restricted_table_sigma(X, y):
    n, p = X[:, 1:].shape
    return np.sqrt(sum_of_squares(X[:, 1:], y) / (n - p))


def _constant_dropped(X, y):
    """The full fit's coefficients with the constant set to zero."""
    return maximum(X, y)[0] * np.append(0, np.ones(X.shape[1] - 1))


def _truth(X, y):
    world = simulate.seed_world()
    return world.beta, world.sigma


def _true_sigma(X, y):
    return simulate.seed_world().sigma


_FACTOR, _TOP, _BELOW = "factor", "full", "restricted"
_FULL = "Your {yours} takes the full log-likelihood at "
_LOW = "Your {yours} takes the restricted log-likelihood at "
_ITS_MAXIMUM = "Its maximum is at `beta_0` and `sigma_0`."

add_slips(
    likelihood_ratio,
    {_FACTOR: lambda X, y: 2.0, _TOP: highest, _BELOW: _at(restricted_maximum)},
    lambda factor, top, below: factor * (top - below),
    [
        Slip(
            _FACTOR,
            "not doubled",
            "Your {yours} is a difference of log-likelihoods that still has to be doubled.",
            lambda X, y: 1.0,
        ),
        Slip(
            _FACTOR,
            "the wrong way round",
            "Your {yours} is taken the wrong way round: the difference is full minus restricted.",
            lambda X, y: -2.0,
        ),
        Slip(
            _FACTOR,
            "the wrong way round, not doubled",
            "Your {yours} is taken the wrong way round, and is not doubled: twice full minus "
            "restricted.",
            lambda X, y: -1.0,
        ),
        Slip(
            _TOP,
            "divisor n − p at the top",
            _FULL + "`least_squares.sigma`, with divisor n − p. Its maximum is at `sigma_hat`.",
            _at(lambda X, y: (maximum(X, y)[0], _table_sigma(X, y))),
        ),
        Slip(
            _TOP,
            "true sigma at the top",
            _FULL + "the true sigma, 5. Its maximum is at `sigma_hat`.",
            _at(lambda X, y: (maximum(X, y)[0], _true_sigma(X, y))),
        ),
        Slip(
            _TOP,
            "truth at the top",
            _FULL + "the truth. Its maximum is at `beta_hat` and `sigma_hat`.",
            _at(_truth),
        ),
        Slip(
            _TOP,
            "restricted sigma at the top",
            _FULL + "`sigma_0`, of the restricted fit. Its maximum is at `sigma_hat`.",
            _at(lambda X, y: (maximum(X, y)[0], restricted_maximum(X, y)[1])),
        ),
        Slip(
            _BELOW,
            "sigma not refitted",
            _LOW + f"`sigma_hat`. {_ITS_MAXIMUM}",
            _at(lambda X, y: (restricted_maximum(X, y)[0], maximum(X, y)[1])),
        ),
        Slip(
            _BELOW,
            "full fit's sigma below",
            _LOW + f"`least_squares.sigma`, of the full fit. {_ITS_MAXIMUM}",
            _at(lambda X, y: (restricted_maximum(X, y)[0], _table_sigma(X, y))),
        ),
        Slip(
            _BELOW,
            "divisor of degrees of freedom below",
            _LOW + f"sigma with the divisor of its degrees of freedom. {_ITS_MAXIMUM}",
            _at(lambda X, y: (restricted_maximum(X, y)[0], _restricted_table_sigma(X, y))),
        ),
        Slip(
            _BELOW,
            "true sigma below",
            _LOW + f"the true sigma, 5. {_ITS_MAXIMUM}",
            _at(lambda X, y: (restricted_maximum(X, y)[0], _true_sigma(X, y))),
        ),
        Slip(
            _BELOW,
            "variance as sigma below",
            _LOW + f"the square of `sigma_0`, a variance. {_ITS_MAXIMUM}",
            _at(lambda X, y: (restricted_maximum(X, y)[0], restricted_maximum(X, y)[1] ** 2)),
        ),
        Slip(
            _BELOW,
            "beta not restricted",
            _LOW + f"`beta_hat`. {_ITS_MAXIMUM}",
            _at(lambda X, y: (maximum(X, y)[0], restricted_maximum(X, y)[1])),
        ),
        Slip(
            _BELOW,
            "slopes not refitted",
            _LOW + f"`beta_hat` with its constant set to 0. {_ITS_MAXIMUM}",
            _at(_own(_constant_dropped)),
        ),
        Slip(
            _BELOW,
            "slopes not refitted, sigma_0",
            _LOW + f"`beta_hat` with its constant set to 0. {_ITS_MAXIMUM}",
            _at(lambda X, y: (_constant_dropped(X, y), restricted_maximum(X, y)[1])),
        ),
        Slip(
            _BELOW,
            "nothing refitted",
            _LOW + f"`beta_hat` with its constant set to 0, and at `sigma_hat`. {_ITS_MAXIMUM}",
            _at(lambda X, y: (_constant_dropped(X, y), maximum(X, y)[1])),
        ),
        Slip(
            _BELOW,
            "against the truth",
            _LOW + f"the truth. {_ITS_MAXIMUM}",
            _at(_truth),
        ),
        Slip(
            _BELOW,
            "true slopes below",
            _LOW + f"the true slopes, without their constant. {_ITS_MAXIMUM}",
            _at(lambda X, y: (_truth(X, y)[0] * [0, 1, 1], _true_sigma(X, y))),
        ),
        Slip(
            _BELOW,
            "everything zero",
            _LOW + f"coefficients that are all zero. {_ITS_MAXIMUM}",
            _at(lambda X, y: (np.zeros(X.shape[1]), restricted_maximum(X, y)[1])),
        ),
        Slip(
            _BELOW,
            "x1 left out",
            "Your {yours} leaves x1 out of the restricted model. The hypothesis leaves out the "
            "column of ones.",
            lambda X, y: highest(X[:, [0, 2]], y),
        ),
        Slip(
            _BELOW,
            "x2 left out",
            "Your {yours} leaves x2 out of the restricted model. The hypothesis leaves out the "
            "column of ones.",
            lambda X, y: highest(X[:, :2], y),
        ),
        Slip(
            _BELOW,
            "slopes left out",
            "Your {yours} leaves the slopes out of the restricted model. The hypothesis leaves out "
            "the column of ones.",
            lambda X, y: highest(X[:, :1], y),
        ),
        Slip(
            _BELOW,
            "everything left out",
            "Your {yours} compares the top with 0: the restricted log-likelihood is missing.",
            lambda X, y: 0.0,
        ),
    ],
    both=("not doubled", "sigma not refitted"),
    apart=[
        ("divisor n − p at the top", "divisor of degrees of freedom below"),
        ("true sigma at the top", "true sigma below"),
        ("restricted sigma at the top", "beta not restricted"),
        ("truth at the top", "against the truth"),
    ],
)


likelihood_ratio.mistakes(
    ("brackets of 2", lambda X, y: 2 * highest(X, y) - highest(X[:, 1:], y),
     "Your {yours} doubles the first log-likelihood alone. Set brackets: `2 * (… - …)`."),
    ("full log-likelihood", lambda X, y: highest(X, y),
     "Your {yours} is the log-likelihood at the top. Subtract that of the restricted maximum, and "
     "double."),
    ("restricted log-likelihood", lambda X, y: highest(X[:, 1:], y),
     "Your {yours} is the log-likelihood at the restricted maximum. Subtract it from that at the "
     "top, and double."),
    ("both log-likelihoods", lambda X, y: (highest(X, y), highest(X[:, 1:], y)),
     "Your {yours} are the two log-likelihoods. The statistic is twice their difference."),
    ("sum for difference", lambda X, y: 2 * (highest(X, y) + highest(X[:, 1:], y)),
     "Your {yours} adds the two log-likelihoods. Their difference measures the way."),
    ("t statistic", lambda X, y: np.sqrt(constant_tests(X, y)["f"]),
     "Your {yours} is the t of least squares. Wanted: twice a difference of heights."),
    ("difference of the sums of squares",
     lambda X, y: sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y),
     "Your {yours} is the difference of the sums of squares. The log-likelihoods divide these by "
     "2σ², each by its own."),
    ("ratio of the sums of squares",
     lambda X, y: sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y),
     "Your {yours} is the ratio of the sums of squares. The statistic is n times its logarithm."),
    ("critical value", lambda X, y: stats.chi2.ppf(0.95, 1),
     "Your {yours} is a quantile of χ², the value that the statistic is compared with."),
    ("log of the ratio of logs", lambda X, y: -2 * np.log(highest(X[:, 1:], y) / highest(X, y)),
     "Your {yours} is minus twice the log of a ratio of *log*-likelihoods. The log of the ratio "
     "of likelihoods is the difference of these."),
    ("a probability", lambda X, y: stats.chi2.sf(constant_tests(X, y)["lr"], 4),
     "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
     "before χ² is asked.",
     {"recognises": is_a_probability}),
)  # fmt: skip
