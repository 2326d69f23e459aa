"""The gradient at a point: at a maximum every slope is zero, and at the printed point none is."""

import numpy as np
from scipy import optimize

from helpers import simulate
from helpers.feedback import Rounding
from helpers.lessons.autopsy.programs import (
    PRINTED,
    along,
    bottom_by,
    downhill,
    least_squares,
    negative_log_likelihood,
    root_mean_square,
    squares,
)
from helpers.lessons.contents import autopsy as lesson
from helpers.lessons.slips import Slip, add_slips


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


def _at_the_root_mean_square(X_without, y, printed):
    beta = printed[:2]
    return np.append(*downhill(X_without, y, beta, root_mean_square(y - X_without @ beta)))


gradient_at_print.mistakes(
    ("with an intercept of 0", _with_an_intercept_of_0,
     "Your {yours} has an entry for the intercept. The model that was fitted has none: use "
     "`X_without`."),
    ("½ lost", _half_lost,
     "Your {yours} lacks the ½ of the exponent: the 2 from the square cancels it."),
    ("beta alone", lambda X_without, y, printed: downhill(X_without, y, printed[:2], printed[2])[0],
     "Your {yours} are the slopes in beta, and they are right. The slope in sigma is missing."),
    ("at the root mean square", _at_the_root_mean_square,
     "Your {yours} uses the residuals' own root mean square as sigma. Stand at the printed point, "
     "with the printed sigma."),
)  # fmt: skip


def _at_print(X_without, y, printed):
    """Residuals and sigma at the printed point, and the two parts of the gradient there."""
    residuals, sigma = y - X_without @ printed[:2], printed[2]
    return residuals, sigma, *downhill(X_without, y, printed[:2], sigma)


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


def _by_coarse_differences(X_without, y, printed):
    def value(theta):
        return negative_log_likelihood(theta[:2], theta[2], X_without, y)

    return [(value(printed + move) - value(printed)) / 1e-3 for move in 1e-3 * np.eye(3)]


def _true_sigma(X_without, y, printed):
    return np.append(*downhill(X_without, y, printed[:2], simulate.seed_world().sigma))


def _root_of_sigma(X_without, y, printed):
    return np.append(*downhill(X_without, y, printed[:2], np.sqrt(printed[2])))


def _at_least_squares(X_without, y, printed):
    return np.append(*downhill(X_without, y, least_squares(X_without, y), printed[2]))


def _at_the_true_slopes(X_without, y, printed):
    return np.append(*downhill(X_without, y, simulate.seed_world().beta[1:], printed[2]))


gradient_at_print.mistakes(
    ("by coarse differences", _by_coarse_differences,
     "Your {yours} agree with the gradient in the first digits alone. If they are differences: "
     "their step is too wide or too narrow, or they are taken around another point than "
     "`printed`. Lesson 05 has a formula.",
     {"tolerance": Rounding(2e-3,
                             reason="where a difference loses its digits depends on its step")}),
    ("true sigma", _true_sigma,
     "Your {yours} are taken at the true sigma, 5. Stand at the printed point, with the printed "
     "sigma."),
    ("variance as sigma",
     lambda X_without, y, printed: np.append(*downhill(X_without, y, printed[:2], printed[2] ** 2)),
     "Your {yours} take the square of the printed sigma for sigma itself. `printed[2]` is a "
     "standard deviation already."),
    ("root of sigma", _root_of_sigma,
     "Your {yours} take the root of the printed sigma. `printed[2]` is no variance: it is a "
     "standard deviation already."),
    ("at least squares", _at_least_squares,
     "The first two of your numbers are zero but for rounding: they are taken at the "
     "least-squares slopes. Stand at the printed ones, `printed[:2]`.",
     {"recognises": lambda yours, X_without, y, printed: (
         yours.size == 3 and 0 < np.abs(yours.ravel()[:2]).max() < 1e-6
    )}),
    ("at the true slopes", _at_the_true_slopes,
     "Your {yours} are taken at the true slopes. Stand at the printed ones, `printed[:2]`."),
)  # fmt: skip


def _residuals(X_without, y, printed):
    return y - X_without @ printed[:2]


def _by_beta(X_without, y, printed):
    return downhill(X_without, y, printed[:2], printed[2])[0]


def _by_sigma(X_without, y, printed):
    return downhill(X_without, y, printed[:2], printed[2])[1]


def _with(first, second):
    """A slope in sigma from its two terms, given n, the sum of squares, the residuals and sigma."""

    def program(X_without, y, printed):
        residuals = _residuals(X_without, y, printed)
        given = len(y), residuals @ residuals, residuals, printed[2]
        return first(*given) - second(*given)

    return program


def _n_over_sigma(n, squares, residuals, sigma):
    return n / sigma


def _squares_over_cube(n, squares, residuals, sigma):
    return squares / sigma**3


def _one(*data):
    return 1.0


_IN_BETA = "The first two of your {yours} "
_IN_SIGMA = "The last of your {yours} "

add_slips(
    gradient_at_print,
    {"beta": _by_beta, "sigma": _by_sigma, "sign": _one, "count": _one},
    lambda by_beta, by_sigma, sign, count: sign * np.append(by_beta, by_sigma) / count,
    [
        Slip(
            "sign",
            "of the log-likelihood",
            "Your {yours} belong to the gradient of the log-likelihood itself. What SciPy "
            "minimised is its negative, so all the signs turn.",
            lambda *data: -1,
        ),
        Slip(
            "count",
            "averaged",
            "Your {yours} are divided by n: they belong to the mean, not to the sum.",
            lambda X_without, y, printed: len(y),
        ),
        Slip(
            "beta",
            "slopes in beta turned",
            _IN_BETA + "have the opposite sign. The inner derivative of y − Xβ brings a minus.",
            lambda *data: -_by_beta(*data),
        ),
        Slip(
            "beta",
            "sigma not squared",
            _IN_BETA + "are divided by σ; the log-likelihood has σ² there.",
            lambda *data: _by_beta(*data) * data[2][2],
        ),
        Slip(
            "beta",
            "σ³ in beta",
            _IN_BETA + "are divided by σ³; the log-likelihood has σ² there.",
            lambda *data: _by_beta(*data) / data[2][2],
        ),
        Slip(
            "beta",
            "not divided by sigma²",
            _IN_BETA + "still have to be divided by σ².",
            lambda *data: _by_beta(*data) * data[2][2] ** 2,
        ),
        Slip(
            "beta",
            "slopes of the sum of squares",
            _IN_BETA + "are the slopes of the sum of squares, −2X'(y − Xβ). The log-likelihood "
            "divides that sum by 2σ².",
            lambda *data: 2 * _by_beta(*data) * data[2][2] ** 2,
        ),
        Slip(
            "beta",
            "doubled in beta",
            _IN_BETA + "are doubled: the 2 from the square is cancelled by the ½ of the exponent.",
            lambda *data: 2 * _by_beta(*data),
        ),
        Slip(
            "beta",
            "halved in beta",
            _IN_BETA + "are halved: the ½ of the exponent is cancelled by the 2 from the square.",
            lambda *data: _by_beta(*data) / 2,
        ),
        Slip(
            "beta",
            "averaged in beta",
            _IN_BETA + "are divided by n: they belong to the mean, not to the sum.",
            lambda *data: _by_beta(*data) / len(data[1]),
        ),
        Slip(
            "beta",
            "y for the residuals",
            _IN_BETA + "use y where they should use the residuals, y − Xβ.",
            lambda X_without, y, printed: -X_without.T @ y / printed[2] ** 2,
        ),
        Slip(
            "sigma",
            "slope in sigma turned",
            _IN_SIGMA + "has the opposite sign.",
            lambda *data: -_by_sigma(*data),
        ),
        Slip(
            "sigma",
            "in log sigma",
            _IN_SIGMA + "is the slope in log σ. This optimiser moved σ itself: divide by σ.",
            lambda *data: _by_sigma(*data) * data[2][2],
        ),
        Slip(
            "sigma",
            "in log sigma, turned",
            _IN_SIGMA + "is the slope in log σ of the log-likelihood. Wanted is the slope in σ "
            "itself, and of the negative: divide by σ, and turn the sign.",
            lambda *data: -_by_sigma(*data) * data[2][2],
        ),
        Slip(
            "sigma",
            "in the variance",
            _IN_SIGMA + "is the slope in σ², the variance. This optimiser moved σ itself: by the "
            "chain rule its slope is 2σ times that.",
            lambda *data: _by_sigma(*data) / (2 * data[2][2]),
        ),
        Slip(
            "sigma",
            "doubled in sigma",
            _IN_SIGMA + "is doubled.",
            lambda *data: 2 * _by_sigma(*data),
        ),
        Slip(
            "sigma",
            "S/σ² in the slope in sigma",
            _IN_SIGMA + "has S/σ². In the slope in σ it is S/σ³, since differentiating 1/σ² by σ "
            "raises the power.",
            _with(_n_over_sigma, lambda n, squares, residuals, sigma: squares / sigma**2),
        ),
        Slip(
            "sigma",
            "½ in the slope in sigma",
            _IN_SIGMA + "has S/(2σ³). Differentiating 1/σ² by σ brings a 2, which cancels the ½.",
            _with(_n_over_sigma, lambda n, squares, residuals, sigma: squares / sigma**3 / 2),
        ),
        Slip(
            "sigma",
            "2S/σ³ in the slope in sigma",
            _IN_SIGMA + "has 2S/σ³. The 2 from differentiating 1/σ² is cancelled by the ½ of the "
            "exponent.",
            _with(_n_over_sigma, lambda n, squares, residuals, sigma: 2 * squares / sigma**3),
        ),
        Slip(
            "sigma",
            "1/σ for n/σ",
            _IN_SIGMA + "begins with 1/σ. Every observation brings its own log σ, so it is n/σ.",
            _with(lambda n, squares, residuals, sigma: 1 / sigma, _squares_over_cube),
        ),
        Slip(
            "sigma",
            "n/σ dropped",
            _IN_SIGMA + "lacks n/σ, the slope of n log σ.",
            _with(lambda *given: 0.0, _squares_over_cube),
        ),
        Slip(
            "sigma",
            "squares dropped",
            _IN_SIGMA + "is n/σ alone. The squared residuals depend on σ, too: − S/σ³.",
            _with(_n_over_sigma, lambda *given: 0.0),
        ),
        Slip(
            "sigma",
            "plus S/σ³",
            _IN_SIGMA + "adds n/σ and S/σ³. Wider is better for the residuals: S/σ³ is subtracted.",
            _with(_n_over_sigma, lambda n, squares, residuals, sigma: -squares / sigma**3),
        ),
        Slip(
            "sigma",
            "n log σ not differentiated",
            _IN_SIGMA + "has n log σ itself. Its slope in σ is n/σ.",
            _with(lambda n, squares, residuals, sigma: n * np.log(sigma), _squares_over_cube),
        ),
        Slip(
            "sigma",
            "mean of squares for their sum",
            _IN_SIGMA + "has the mean of the squared residuals where their sum belongs.",
            _with(_n_over_sigma, lambda n, squares, residuals, sigma: squares / n / sigma**3),
        ),
        Slip(
            "sigma",
            "square of the sum",
            _IN_SIGMA + "squares the *sum* of the residuals. Square each of them, then sum.",
            _with(_n_over_sigma, lambda n, squares, r, sigma: r.sum() ** 2 / sigma**3),
        ),
        Slip(
            "sigma",
            "sum of residuals",
            _IN_SIGMA + "sums the residuals. Square each of them first.",
            _with(_n_over_sigma, lambda n, squares, residuals, sigma: residuals.sum() / sigma**3),
        ),
        Slip(
            "sigma",
            "length of the residuals",
            _IN_SIGMA + "has the root of the sum of squares (`np.linalg.norm`). Leave it a square.",
            _with(_n_over_sigma, lambda n, squares, r, sigma: np.sqrt(squares) / sigma**3),
        ),
        Slip(
            "sigma",
            "n − 2",
            _IN_SIGMA + "has n − 2. The likelihood knows no degrees of freedom: n.",
            _with(lambda n, squares, r, sigma: (n - 2) / sigma, _squares_over_cube),
        ),
    ],
    both=("sigma not squared", "½ in the slope in sigma"),
    apart=[
        ("slopes in beta turned", "slope in sigma turned"),
        ("slopes in beta turned", "in log sigma, turned"),
        ("averaged", "averaged in beta"),
    ],
)


def _a_row_for_each_observation(X_without, y, printed):
    residuals, sigma = _residuals(X_without, y, printed), printed[2]
    return np.column_stack([-X_without * residuals[:, None], sigma - residuals**2 / sigma]) / (
        sigma**2
    )


def _three_columns(X_without, y, printed):
    X = np.column_stack([np.ones(len(y)), X_without])
    return -X.T @ (y - X @ printed) / printed[2] ** 2


def _three_columns_sigma_apart(X_without, y, printed):
    X = np.column_stack([np.ones(len(y)), X_without])
    return -X.T @ (y - X_without @ printed[:2]) / printed[2] ** 2


def _sigma_first(X_without, y, printed):
    return np.roll(np.append(*downhill(X_without, y, printed[:2], printed[2])), 1)


def _residuals_standard_deviation(X_without, y, printed):
    sigma = np.std(_residuals(X_without, y, printed))
    return np.append(*downhill(X_without, y, printed[:2], sigma))


def _at_the_truth(X_without, y, printed):
    world = simulate.seed_world()
    return np.append(*downhill(X_without, y, world.beta[1:], world.sigma))


def _y_for_all_residuals(X_without, y, printed):
    sigma = printed[2]
    return np.append(-X_without.T @ y / sigma**2, len(y) / sigma - y @ y / sigma**3)


gradient_at_print.mistakes(
    ("a row for each observation", _a_row_for_each_observation,
     "Your answer has a row for each observation. The log-likelihood is their sum, and so is its "
     "gradient: sum over the rows."),
    ("three columns", _three_columns,
     "Your {yours} take all three printed numbers as coefficients of `X`. The last one is sigma, "
     "and the model has two columns: `X_without @ printed[:2]`."),
    ("three columns, sigma apart", _three_columns_sigma_apart,
     "Your {yours} are three slopes in coefficients, the first of an intercept of 0. The model "
     "has none: use `X_without`, and let the slope in sigma be the third."),
    ("sigma first", _sigma_first,
     "Your {yours} are the right slopes, but sigma's comes first. In theta it is last."),
    ("at the start",
     lambda X_without, y, printed: np.append(*downhill(X_without, y, np.array([2.0, 2.0]), 2.0)),
     "Your {yours} are taken at the start of the search, 2, 2, 2. Stand at the printed point."),
    ("residuals' standard deviation", _residuals_standard_deviation,
     "Your {yours} use `np.std` of the residuals as sigma. Stand at the printed point, with the "
     "printed sigma."),
    ("at the truth", _at_the_truth,
     "Your {yours} are taken at the truth of the seed world. Stand at the printed point."),
    ("y for all residuals", _y_for_all_residuals,
     "Your {yours} use y where they should use the residuals, y − Xβ, in all three slopes."),
)  # fmt: skip
