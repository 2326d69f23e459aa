"""The likelihood ratio: twice the drop from one maximum to another."""

import numpy as np
from scipy import stats

from helpers import simulate
from helpers.exercises.curvature.programs import (
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
from helpers.exercises.lessons import curvature as lesson
from helpers.exercises.slips import Slip, add_slips


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


@likelihood_ratio.misconception(
    "not doubled",
    "Your {yours} is the difference of the two log-likelihoods. The statistic that follows χ² is "
    "*twice* that.",
)
def _(X, y):
    return highest(X, y) - highest(X[:, 1:], y)


@likelihood_ratio.misconception(
    "the wrong way round",
    "Your {yours} is negative: the restricted maximum minus the full one. The full model can never "
    "reach less; take the difference the other way.",
)
def _(X, y):
    return -2 * (highest(X, y) - highest(X[:, 1:], y))


@likelihood_ratio.misconception(
    "the wrong way round, not doubled",
    "Your {yours} is the restricted maximum minus the full one, and not doubled. The statistic is "
    "twice the difference, full minus restricted.",
)
def _(X, y):
    return highest(X[:, 1:], y) - highest(X, y)


@likelihood_ratio.misconception(
    "sigma not refitted",
    "Your {yours} keeps `sigma_hat` in the restricted model (the result is the Wald statistic). "
    "Without the constant the residuals are larger, and the restricted maximum has a larger sigma.",
)
def _(X, y):
    return constant_tests(X, y)["wald"]


@likelihood_ratio.misconception(
    "sigma of the restricted fit in both",
    "Your {yours} uses the restricted sigma in both log-likelihoods (the result is the score "
    "statistic). Each maximum has its own sigma.",
)
def _(X, y):
    return constant_tests(X, y)["score"]


@likelihood_ratio.misconception(
    "F statistic",
    "Your {yours} is the F statistic. It asks the same question, on another scale; wanted: twice "
    "the difference of the log-likelihoods.",
)
def _(X, y):
    return constant_tests(X, y)["f"]


@likelihood_ratio.misconception(
    "true sigma in both",
    "Your {yours} uses the true sigma, 5, in both log-likelihoods. Each maximum has its own "
    "estimate.",
)
def _(X, y):
    sigma = simulate.seed_world().sigma
    return (sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y)) / sigma**2


@likelihood_ratio.misconception(
    "slopes not refitted",
    "Your {yours} sets the constant to zero and leaves the slopes where they were. The restricted "
    "maximum has slopes of its own: 13.13 and 18.06.",
)
def _(X, y):
    beta = maximum(X, y)[0] * np.append(0, np.ones(X.shape[1] - 1))
    return 2 * (highest(X, y) - log_likelihood(X, y, beta, root_mean_square(y - X @ beta)))


@likelihood_ratio.misconception(
    "nothing refitted",
    "Your {yours} sets the constant to zero and leaves the slopes and sigma where they were. All "
    "of them are refitted in the restricted model.",
)
def _(X, y):
    beta, sigma = maximum(X, y)
    restricted = beta * np.append(0, np.ones(X.shape[1] - 1))
    return 2 * (highest(X, y) - log_likelihood(X, y, restricted, sigma))


@likelihood_ratio.misconception(
    "divisor n − p",
    "Your {yours} puts sigma with divisor n − p into the log-likelihoods. The maximum has divisor "
    "n.",
)
def _(X, y):
    def height(X):
        squares, (n, p) = sum_of_squares(X, y), X.shape
        sigma = np.sqrt(squares / (n - p))
        return -n * np.log(sigma) - squares / (2 * sigma**2)

    return 2 * (height(X) - height(X[:, 1:]))


@likelihood_ratio.misconception(
    "base-10 logarithm",
    "Your {yours} is based on logarithms to base 10. The likelihood uses the natural logarithm.",
)
def _(X, y):
    return len(y) * np.log10(sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y))


@likelihood_ratio.misconception(
    "ratio of the log-likelihoods",
    "Your {yours} divides one log-likelihood by the other. The *likelihoods* are divided; their "
    "logarithms are subtracted.",
)
def _(X, y):
    return highest(X[:, 1:], y) / highest(X, y)


@likelihood_ratio.misconception(
    "the ratio itself",
    "Your {yours} is the ratio of the likelihoods itself. The law of χ² is for twice its "
    "logarithm.",
)
def _(X, y):
    return np.exp(highest(X, y) - highest(X[:, 1:], y))


@likelihood_ratio.misconception(
    "the ratio the other way round",
    "Your {yours} is the restricted likelihood over the full one. The law of χ² is for minus twice "
    "its logarithm.",
)
def _(X, y):
    return np.exp(highest(X[:, 1:], y) - highest(X, y))


@likelihood_ratio.misconception(
    "difference of AIC",
    "Your {yours} is a difference of AIC values, which charges 2 for the parameter. The "
    "likelihood-ratio statistic charges nothing; the law of χ² does.",
)
def _(X, y):
    return 2 * (highest(X, y) - highest(X[:, 1:], y)) - 2


@likelihood_ratio.misconception(
    "difference of BIC",
    "Your {yours} is a difference of BIC values, which charges log n for the parameter. The "
    "likelihood-ratio statistic charges nothing; the law of χ² does.",
)
def _(X, y):
    return 2 * (highest(X, y) - highest(X[:, 1:], y)) - np.log(len(y))


@likelihood_ratio.misconception(
    "x1 left out",
    "Your {yours} tests the slope of x1. The hypothesis here leaves out the column of ones.",
)
def _(X, y):
    return 2 * (highest(X, y) - highest(X[:, [0, 2]], y))


@likelihood_ratio.misconception(
    "x2 left out",
    "Your {yours} tests the slope of x2. The hypothesis here leaves out the column of ones.",
)
def _(X, y):
    return 2 * (highest(X, y) - highest(X[:, :2], y))


@likelihood_ratio.misconception(
    "slopes left out",
    "Your {yours} compares with the model that has nothing but a constant. The hypothesis here is "
    "the other way: slopes, and no constant.",
)
def _(X, y):
    return 2 * (highest(X, y) - highest(X[:, :1], y))


@likelihood_ratio.misconception(
    "p-value",
    "Your {yours} is a p-value. Wanted here: the statistic itself, before χ² is asked.",
)
def _(X, y):
    return stats.chi2.sf(constant_tests(X, y)["lr"], 1)


@likelihood_ratio.misconception(
    "beta not restricted",
    "Your {yours} changes sigma to `sigma_0` and leaves the coefficients at `beta_hat`: it goes "
    "down the profile of sigma. At the restricted maximum the coefficients are `beta_0`.",
)
def _(X, y):
    beta = maximum(X, y)[0]
    return 2 * (highest(X, y) - log_likelihood(X, y, beta, maximum(X[:, 1:], y)[1]))


@likelihood_ratio.misconception(
    "beta not restricted, not doubled",
    "Your {yours} changes sigma to `sigma_0`, leaves the coefficients at `beta_hat`, and is not "
    "doubled. At the restricted maximum the coefficients are `beta_0`.",
)
def _(X, y):
    beta = maximum(X, y)[0]
    return highest(X, y) - log_likelihood(X, y, beta, maximum(X[:, 1:], y)[1])


@likelihood_ratio.misconception(
    "divisor n − p at the top",
    "Your {yours} takes the full log-likelihood at `least_squares.sigma`, which has divisor n − p. "
    "Its maximum is at `sigma_hat`.",
)
def _(X, y):
    n, p = X.shape
    beta = maximum(X, y)[0]
    sigma = np.sqrt(sum_of_squares(X, y) / (n - p))
    return 2 * (log_likelihood(X, y, beta, sigma) - highest(X[:, 1:], y))


@likelihood_ratio.misconception(
    "full fit's sigma below",
    "Your {yours} takes the restricted log-likelihood at `least_squares.sigma`, which belongs to "
    "the full fit and has divisor n − p. Its maximum is at `sigma_0`.",
)
def _(X, y):
    n, p = X.shape
    sigma = np.sqrt(sum_of_squares(X, y) / (n - p))
    return 2 * (highest(X, y) - log_likelihood(X, y, restricted_maximum(X, y)[0], sigma))


@likelihood_ratio.misconception(
    "against the truth",
    "Your {yours} compares the top with the truth. The hypothesis here is that the constant is "
    "zero: `beta_0`, `sigma_0`.",
)
def _(X, y):
    world = simulate.seed_world()
    return 2 * (highest(X, y) - log_likelihood(X, y, world.beta, world.sigma))


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


@likelihood_ratio.misconception(
    "brackets of 2",
    "Your {yours} doubles the first log-likelihood alone. Set brackets: `2 * (… - …)`.",
)
def _(X, y):
    return 2 * highest(X, y) - highest(X[:, 1:], y)


@likelihood_ratio.misconception(
    "full log-likelihood",
    "Your {yours} is the log-likelihood at the top. Subtract that of the restricted maximum, and "
    "double.",
)
def _(X, y):
    return highest(X, y)


@likelihood_ratio.misconception(
    "restricted log-likelihood",
    "Your {yours} is the log-likelihood at the restricted maximum. Subtract it from that at the "
    "top, and double.",
)
def _(X, y):
    return highest(X[:, 1:], y)


@likelihood_ratio.misconception(
    "both log-likelihoods",
    "Your {yours} are the two log-likelihoods. The statistic is twice their difference.",
)
def _(X, y):
    return highest(X, y), highest(X[:, 1:], y)


@likelihood_ratio.misconception(
    "sum for difference",
    "Your {yours} adds the two log-likelihoods. Their difference measures the way.",
)
def _(X, y):
    return 2 * (highest(X, y) + highest(X[:, 1:], y))


@likelihood_ratio.misconception(
    "t statistic", "Your {yours} is the t of least squares. Wanted: twice a difference of heights."
)
def _(X, y):
    return np.sqrt(constant_tests(X, y)["f"])


@likelihood_ratio.misconception(
    "difference of the sums of squares",
    "Your {yours} is the difference of the sums of squares. The log-likelihoods divide these by "
    "2σ², each by its own.",
)
def _(X, y):
    return sum_of_squares(X[:, 1:], y) - sum_of_squares(X, y)


@likelihood_ratio.misconception(
    "ratio of the sums of squares",
    "Your {yours} is the ratio of the sums of squares. The statistic is n times its logarithm.",
)
def _(X, y):
    return sum_of_squares(X[:, 1:], y) / sum_of_squares(X, y)


@likelihood_ratio.misconception(
    "critical value",
    "Your {yours} is a quantile of χ², the value that the statistic is compared with.",
)
def _(X, y):
    return stats.chi2.ppf(0.95, 1)


@likelihood_ratio.misconception(
    "log of the ratio of logs",
    "Your {yours} is minus twice the log of a ratio of *log*-likelihoods. The log of the ratio of "
    "likelihoods is the difference of these.",
)
def _(X, y):
    return -2 * np.log(highest(X[:, 1:], y) / highest(X, y))


@likelihood_ratio.misconception(
    "a probability",
    "Your {yours} lies between 0 and 1. If it is a p-value: wanted here is the statistic itself, "
    "before χ² is asked.",
    recognises=is_a_probability,
)
def _(X, y):
    return stats.chi2.sf(constant_tests(X, y)["lr"], 4)
