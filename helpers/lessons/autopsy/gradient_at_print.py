"""The gradient at a point: at a maximum every slope is zero, and at the printed point none is."""

import numpy as np
from scipy import optimize

from helpers import simulate
from helpers.feedback import Rounding
from helpers.lessons.autopsy.shared import (
    PRINTED,
    along,
    bottom_by,
    downhill,
    least_squares,
    negative_log_likelihood,
    root_mean_square,
    squares,
    truth,
)
from helpers.lessons.contents import autopsy as lesson


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


@gradient_at_print.variant("forward differences")
def _(X_without, y, printed):
    return optimize.approx_fprime(
        printed, lambda t: negative_log_likelihood(t[:2], t[2], X_without, y), 1e-6
    )


@gradient_at_print.law(
    "From the slope in sigma, with n and σ, one can tell S, the sum of the squared residuals. It "
    "is {right}; by your slope it would be {left}."
)
def _(g, X_without, y, printed):
    beta, sigma = printed[:2], printed[2]
    return len(y) * sigma**2 - sigma**3 * g[2], squares(beta, X_without, y)


@gradient_at_print.law(
    "A gradient foretells what a small step changes. Along yours it foretells {left} for each unit "
    "of the step; the negative log-likelihood changes by {right}.",
    relative=1e-5,  # differences
)
def _(g, X_without, y, printed):
    def value(theta):
        return negative_log_likelihood(theta[:2], theta[2], X_without, y)

    return along(g, value, printed)


@gradient_at_print.law(
    "In beta alone this function is a parabola: the step −σ²(X'X)⁻¹g leads from any point to its "
    "bottom, where X'e is 0. The step by your slopes ends where X'e is {left}."
)
def _(g, X_without, y, printed):
    return bottom_by(g[:2], X_without, y, printed[:2], printed[2])


def _with_an_intercept_of_0(X_without, y, printed):
    X = np.column_stack([np.ones(len(y)), X_without])
    return np.append(*downhill(X, y, np.append(0.0, printed[:2]), printed[2]))


def _half_lost(X_without, y, printed):
    beta, sigma = printed[:2], printed[2]
    residuals = y - X_without @ beta
    return np.append(
        -2 * X_without.T @ residuals / sigma**2,
        len(y) / sigma - 2 * residuals @ residuals / sigma**3,
    )


def _by_coarse_differences(X_without, y, printed):
    def value(theta):
        return negative_log_likelihood(theta[:2], theta[2], X_without, y)

    return [(value(printed + move) - value(printed)) / 1e-3 for move in 1e-3 * np.eye(3)]


def _a_row_for_each_observation(X_without, y, printed):
    residuals, sigma = y - X_without @ printed[:2], printed[2]
    return np.column_stack([-X_without * residuals[:, None], sigma - residuals**2 / sigma]) / (
        sigma**2
    )


def _three_columns(X_without, y, printed):
    X = np.column_stack([np.ones(len(y)), X_without])
    return -X.T @ (y - X @ printed) / printed[2] ** 2


def _three_columns_sigma_apart(X_without, y, printed):
    X = np.column_stack([np.ones(len(y)), X_without])
    return -X.T @ (y - X_without @ printed[:2]) / printed[2] ** 2


gradient_at_print.mistakes(
    ("with an intercept of 0", _with_an_intercept_of_0,
     "Your {yours} have an entry for the intercept. The model that was fitted has none: use "
     "`X_without`."),
    ("½ lost", _half_lost,
     "Your {yours} lack the ½ of the exponent: the 2 from the square cancels it."),
    ("beta alone", lambda X_without, y, printed: downhill(X_without, y, printed[:2], printed[2])[0],
     "Your {yours} are the slopes in beta, and they are right. The slope in sigma is missing."),
    ("by coarse differences", _by_coarse_differences,
     "Your {yours} agree with the gradient in the first digits alone. If they are differences: "
     "their step is too wide or too narrow, or they are taken around another point than "
     "`printed`. Lesson 05 has a formula.",
     {"tolerance": Rounding(2e-3,
                            reason="where a difference loses its digits depends on its step")}),
    ("a row for each observation", _a_row_for_each_observation,
     "Your answer has a row for each observation. The log-likelihood is their sum, and so is its "
     "gradient: sum over the rows."),
    ("three columns", _three_columns,
     "Your {yours} take all three printed numbers as coefficients of `X`. The last one is sigma, "
     "and the model has two columns: `X_without @ printed[:2]`."),
    ("three columns, sigma apart", _three_columns_sigma_apart,
     "Your {yours} are three slopes in coefficients, the first of an intercept of 0. The model "
     "has none: use `X_without`, and let the slope in sigma be the third."),
)  # fmt: skip


def _taken_elsewhere(place):
    """A program from another place than the printed one: beta and sigma."""

    def program(X_without, y, printed):
        return np.append(*downhill(X_without, y, *place(X_without, y, printed)))

    return program


gradient_at_print.mistakes(
    ("true sigma", lambda X_without, y, printed: (printed[:2], truth()[1]),
     "Your {yours} are taken at the true sigma, 5. Stand at the printed point, with the printed "
     "sigma."),
    ("variance as sigma", lambda X_without, y, printed: (printed[:2], printed[2] ** 2),
     "Your {yours} take the square of the printed sigma for sigma itself. `printed[2]` is a "
     "standard deviation already."),
    ("at the root mean square",
     lambda X_without, y, printed: (printed[:2], root_mean_square(y - X_without @ printed[:2])),
     "Your {yours} use the residuals' own root mean square as sigma. Stand at the printed point, "
     "with the printed sigma."),
    ("residuals' standard deviation",
     lambda X_without, y, printed: (printed[:2], np.std(y - X_without @ printed[:2])),
     "Your {yours} use `np.std` of the residuals as sigma. Stand at the printed point, with the "
     "printed sigma."),
    ("at least squares", lambda X_without, y, printed: (least_squares(X_without, y), printed[2]),
     "The first two of your numbers are zero but for rounding: they are taken at the "
     "least-squares slopes. Stand at the printed ones, `printed[:2]`.",
     {"recognises": lambda yours, X_without, y, printed: (
         yours.size == 3 and 0 < np.abs(yours.ravel()[:2]).max() < 1e-6
     )}),
    ("at the truth", lambda X_without, y, printed: (truth()[0][1:], truth()[1]),
     "Your {yours} are taken at the truth of the seed world. Stand at the printed point."),
    ("at the start", lambda X_without, y, printed: (np.array([2.0, 2.0]), 2.0),
     "Your {yours} are taken at the start of the search, 2, 2, 2. Stand at the printed point."),
    ("y for all residuals", lambda X_without, y, printed: (np.zeros(2), printed[2]),
     "Your {yours} use y where they should use the residuals, y − Xβ, in all three slopes."),
    of=_taken_elsewhere,
)  # fmt: skip


def _of_the_right_slopes(change):
    """A program from what is done to the right slopes, in beta and in sigma."""

    def program(X_without, y, printed):
        by_beta, by_sigma = downhill(X_without, y, printed[:2], printed[2])
        return np.append(*change(by_beta, by_sigma, printed[2], len(y)))

    return program


def _with_a_last_slope(formula):
    """A program from a formula for the slope in sigma: of n, the sum of squares, and sigma."""

    def program(X_without, y, printed):
        beta, sigma = printed[:2], printed[2]
        last = formula(len(y), squares(beta, X_without, y), sigma)
        return np.append(downhill(X_without, y, beta, sigma)[0], last)

    return program


gradient_at_print.mistakes(
    ("of the log-likelihood", lambda by_beta, by_sigma, sigma, n: (-by_beta, -by_sigma),
     "Your {yours} belong to the gradient of the log-likelihood itself. What SciPy minimised is "
     "its negative, so all the signs turn."),
    ("averaged", lambda by_beta, by_sigma, sigma, n: (by_beta / n, by_sigma / n),
     "Your {yours} are divided by n: they belong to the mean, not to the sum."),
    ("slopes in beta turned", lambda by_beta, by_sigma, sigma, n: (-by_beta, by_sigma),
     "The first two of your {yours} have the opposite sign. The inner derivative of y − Xβ brings "
     "a minus."),
    ("not divided by sigma²", lambda by_beta, by_sigma, sigma, n: (by_beta * sigma**2, by_sigma),
     "The first two of your {yours} still have to be divided by σ²."),
    ("slopes of the sum of squares",
     lambda by_beta, by_sigma, sigma, n: (2 * by_beta * sigma**2, by_sigma),
     "The first two of your {yours} are the slopes of the sum of squares, −2X'(y − Xβ). The "
     "log-likelihood divides that sum by 2σ²."),
    ("slope in sigma turned", lambda by_beta, by_sigma, sigma, n: (by_beta, -by_sigma),
     "The last of your {yours} has the opposite sign."),
    ("in log sigma", lambda by_beta, by_sigma, sigma, n: (by_beta, by_sigma * sigma),
     "The last of your {yours} is the slope in log σ. This optimiser moved σ itself: divide by σ."),
    ("in log sigma, turned", lambda by_beta, by_sigma, sigma, n: (by_beta, -by_sigma * sigma),
     "The last of your {yours} is the slope in log σ of the log-likelihood. Wanted is the slope "
     "in σ itself, and of the negative: divide by σ, and turn the sign."),
    ("in the variance", lambda by_beta, by_sigma, sigma, n: (by_beta, by_sigma / (2 * sigma)),
     "The last of your {yours} is the slope in σ², the variance. This optimiser moved σ itself: "
     "by the chain rule its slope is 2σ times that."),
    of=_of_the_right_slopes,
)  # fmt: skip

gradient_at_print.mistakes(
    ("½ in the slope in sigma", lambda n, squares, sigma: n / sigma - squares / (2 * sigma**3),
     "The last of your {yours} has S/(2σ³). Differentiating 1/σ² by σ brings a 2, which cancels "
     "the ½."),
    ("1/σ for n/σ", lambda n, squares, sigma: 1 / sigma - squares / sigma**3,
     "The last of your {yours} begins with 1/σ. Every observation brings its own log σ, so it is "
     "n/σ."),
    ("n/σ dropped", lambda n, squares, sigma: -squares / sigma**3,
     "The last of your {yours} lacks n/σ, the slope of n log σ."),
    ("squares dropped", lambda n, squares, sigma: n / sigma,
     "The last of your {yours} is n/σ alone. The squared residuals depend on σ, too: − S/σ³."),
    ("n − 2", lambda n, squares, sigma: (n - 2) / sigma - squares / sigma**3,
     "The last of your {yours} has n − 2. The likelihood knows no degrees of freedom: n."),
    of=_with_a_last_slope,
)  # fmt: skip
