"""The gradient at a point: at a maximum every slope is zero, and at the printed point none is."""

import numpy as np
from scipy import optimize

from helpers import simulate
from helpers.exercises.autopsy.programs import (
    PRINTED,
    downhill,
    least_squares,
    negative_log_likelihood,
    root_mean_square,
)
from helpers.exercises.lessons import autopsy as lesson
from helpers.feedback import Rounding


@lesson.value(
    "06-gradient-at-print",
    data=lambda: {
        "X_without": simulate.seed_world().X[:, 1:],
        "y": simulate.seed_world().y,
        "printed": PRINTED,
    },
    tolerance=Rounding(
        8e-6, reason="differences by SciPy's step of 1.5e-8 keep five to six digits"
    ),
    hints=(
        "Lesson 05 wrote the gradient of the log-likelihood: $X'(y - X\\beta)/\\sigma^2$ and "
        "$-n/\\sigma + S/\\sigma^3$. What was minimised is minus that.",
        "The notebook's model has two columns, `X_without`; beta is `printed[:2]` and sigma is "
        "`printed[2]`.",
        "With `residuals = y - X_without @ printed[:2]` and `sigma = printed[2]`: "
        "`-X_without.T @ residuals / sigma**2`, then `n / sigma - residuals @ residuals / "
        "sigma**3`, joined by `np.append`.",
    ),
)
def gradient_at_print(X_without, y, printed):
    """The gradient at the printed point."""
    # The complex step (Squire and Trapp 1998): a slope without a difference, exact to rounding.
    slopes = []
    for move in 1e-30j * np.eye(len(printed)):
        *beta, sigma = printed + move
        residuals = y - X_without @ beta
        value = len(y) * np.log(sigma) + residuals @ residuals / (2 * sigma**2)
        slopes.append(value.imag / 1e-30)
    return np.array(slopes)


@gradient_at_print.variant("the formula")
def _(X_without, y, printed):
    return np.append(*downhill(X_without, y, printed[:2], printed[2]))


@gradient_at_print.variant("central differences")
def _(X_without, y, printed):
    def value(theta):
        return negative_log_likelihood(theta[:2], theta[2], X_without, y)

    moves = 1e-4 * np.eye(3)
    return [(value(printed + move) - value(printed - move)) / 2e-4 for move in moves]


@gradient_at_print.misconception(
    "of the log-likelihood",
    "Your {yours} is the gradient of the log-likelihood itself. What SciPy minimised is its "
    "negative, so all the signs turn.",
)
def _(X_without, y, printed):
    return -np.append(*downhill(X_without, y, printed[:2], printed[2]))


@gradient_at_print.misconception(
    "in log sigma",
    "The last of your {yours} is the slope in log σ. This optimiser moved σ itself: divide by σ.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta, by_sigma * printed[2])


@gradient_at_print.misconception(
    "with an intercept of 0",
    "Your {yours} has an entry for the intercept. The model that was fitted has none: use "
    "`X_without`.",
)
def _(X_without, y, printed):
    X = np.column_stack([np.ones(len(y)), X_without])
    return np.append(*downhill(X, y, np.append(0.0, printed[:2]), printed[2]))


@gradient_at_print.misconception(
    "slopes in beta turned",
    "The last of your {yours} is right; the first two have the opposite sign. The inner "
    "derivative of y − Xβ brings a minus.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = downhill(X_without, y, printed[:2], printed[2])
    return np.append(-by_beta, by_sigma)


@gradient_at_print.misconception(
    "slope in sigma turned",
    "The first two of your {yours} are right; the last one has the opposite sign.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta, -by_sigma)


@gradient_at_print.misconception(
    "sigma not squared",
    "The first two of your {yours} are divided by σ; the log-likelihood has σ² there.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta * printed[2], by_sigma)


@gradient_at_print.misconception(
    "not divided by sigma²",
    "The first two of your {yours} still have to be divided by σ².",
)
def _(X_without, y, printed):
    by_beta, by_sigma = downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta * printed[2] ** 2, by_sigma)


@gradient_at_print.misconception(
    "½ lost",
    "Your {yours} lacks the ½ of the exponent: the 2 from the square cancels it.",
)
def _(X_without, y, printed):
    beta, sigma = printed[:2], printed[2]
    residuals = y - X_without @ beta
    return np.append(
        -2 * X_without.T @ residuals / sigma**2,
        len(y) / sigma - 2 * residuals @ residuals / sigma**3,
    )


@gradient_at_print.misconception(
    "beta alone",
    "Your {yours} are the slopes in beta, and they are right. The slope in sigma is missing.",
)
def _(X_without, y, printed):
    return downhill(X_without, y, printed[:2], printed[2])[0]


@gradient_at_print.misconception(
    "averaged",
    "Your {yours} is divided by n: it belongs to the mean, not to the sum.",
)
def _(X_without, y, printed):
    return np.append(*downhill(X_without, y, printed[:2], printed[2])) / len(y)


@gradient_at_print.misconception(
    "at the root mean square",
    "Your {yours} uses the residuals' own root mean square as sigma. Stand at the printed point, "
    "with the printed sigma.",
)
def _(X_without, y, printed):
    beta = printed[:2]
    return np.append(*downhill(X_without, y, beta, root_mean_square(y - X_without @ beta)))


def _at_print(X_without, y, printed):
    """Residuals and sigma at the printed point, and the two parts of the gradient there."""
    residuals, sigma = y - X_without @ printed[:2], printed[2]
    return residuals, sigma, *downhill(X_without, y, printed[:2], sigma)


@gradient_at_print.variant("forward differences")
def _(X_without, y, printed):
    return optimize.approx_fprime(
        printed, lambda t: negative_log_likelihood(t[:2], t[2], X_without, y), 1e-6
    )


@gradient_at_print.misconception(
    "by coarse differences",
    "Your {yours} agree with the gradient in the first digits alone, as differences do whose "
    "step is too wide or too narrow, or that are taken around another point than `printed`. "
    "Lesson 05 has a formula.",
    tolerance=Rounding(2e-3, reason="where a difference loses its digits depends on its step"),
)
def _(X_without, y, printed):
    def value(theta):
        return negative_log_likelihood(theta[:2], theta[2], X_without, y)

    return [(value(printed + move) - value(printed)) / 1e-3 for move in 1e-3 * np.eye(3)]


@gradient_at_print.misconception(
    "S/σ² in the slope in sigma",
    "The last of your {yours} has S/σ². In the slope in σ it is S/σ³, since differentiating "
    "1/σ² by σ raises the power.",
)
def _(X_without, y, printed):
    residuals, sigma, by_beta, _ = _at_print(X_without, y, printed)
    return np.append(by_beta, len(y) / sigma - residuals @ residuals / sigma**2)


@gradient_at_print.misconception(
    "½ in the slope in sigma",
    "The last of your {yours} has S/(2σ³). Differentiating 1/σ² by σ brings a 2, which cancels "
    "the ½.",
)
def _(X_without, y, printed):
    residuals, sigma, by_beta, _ = _at_print(X_without, y, printed)
    return np.append(by_beta, len(y) / sigma - residuals @ residuals / (2 * sigma**3))


@gradient_at_print.misconception(
    "1/σ for n/σ",
    "The last of your {yours} begins with 1/σ. Every observation brings its own log σ, so it is "
    "n/σ.",
)
def _(X_without, y, printed):
    residuals, sigma, by_beta, _ = _at_print(X_without, y, printed)
    return np.append(by_beta, 1 / sigma - residuals @ residuals / sigma**3)


@gradient_at_print.misconception(
    "slopes of the sum of squares",
    "The first two of your {yours} are the slopes of the sum of squares, −2X'(y − Xβ). The "
    "log-likelihood divides that sum by 2σ².",
)
def _(X_without, y, printed):
    residuals, _, _, by_sigma = _at_print(X_without, y, printed)
    return np.append(-2 * X_without.T @ residuals, by_sigma)


@gradient_at_print.misconception(
    "true sigma",
    "Your {yours} are taken at the true sigma, 5. Stand at the printed point, with the printed "
    "sigma.",
)
def _(X_without, y, printed):
    return np.append(*downhill(X_without, y, printed[:2], simulate.seed_world().sigma))


@gradient_at_print.misconception(
    "variance as sigma",
    "Your {yours} take the square of the printed sigma for sigma itself. `printed[2]` is a "
    "standard deviation already.",
)
def _(X_without, y, printed):
    return np.append(*downhill(X_without, y, printed[:2], printed[2] ** 2))


@gradient_at_print.misconception(
    "root of sigma",
    "Your {yours} take the root of the printed sigma. `printed[2]` is no variance: it is a "
    "standard deviation already.",
)
def _(X_without, y, printed):
    return np.append(*downhill(X_without, y, printed[:2], np.sqrt(printed[2])))


@gradient_at_print.misconception(
    "at least squares",
    "The first two of your numbers are zero but for rounding: they are taken at the least-squares "
    "slopes. Stand at the printed ones, `printed[:2]`.",
    recognises=lambda yours, X_without, y, printed: (
        yours.size == 3 and np.abs(yours[:2]).max() < 1e-6 < abs(yours[2])
    ),
)
def _(X_without, y, printed):
    return np.append(*downhill(X_without, y, least_squares(X_without, y), printed[2]))


@gradient_at_print.misconception(
    "at the true slopes",
    "Your {yours} are taken at the true slopes. Stand at the printed ones, `printed[:2]`.",
)
def _(X_without, y, printed):
    return np.append(*downhill(X_without, y, simulate.seed_world().beta[1:], printed[2]))
