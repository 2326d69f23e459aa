"""The gradient in beta and sigma: signs, halves and powers of sigma."""

import numpy as np

from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.fits import logpdf, lstsq, regressions


@lesson.function(
    "05-gradient",
    cases=regressions,
    hints=(
        "The log-likelihood is $-n\\log\\sigma - S/(2\\sigma^2)$ and a constant, where "
        "$S = \\sum (y_i - x_i'\\beta)^2$ is the only part that holds $\\beta$.",
        "By $\\beta$, $S$ has the slopes $-2X'(y - X\\beta)$. By $\\sigma$, $\\log\\sigma$ has the "
        "slope $1/\\sigma$ and $\\sigma^{-2}$ has $-2\\sigma^{-3}$.",
        "By $\\beta$: $X'(y - X\\beta)/\\sigma^2$; by $\\sigma$: $-n/\\sigma + S/\\sigma^3$. With "
        "`residuals = y - X @ beta`: `np.append(X.T @ residuals / sigma**2, "
        "-len(y) / sigma + residuals @ residuals / sigma**3)`",
    ),
)
def gradient(beta, sigma, X, y):
    """The gradient of the log-likelihood."""
    # The complex step (Squire and Trapp 1998): a slope without a difference, exact to rounding.
    step = 1e-30
    place = np.append(beta, sigma)
    slopes = []
    for j in range(len(place)):
        moved = place.astype(complex)
        moved[j] += 1j * step
        residuals = y - X @ moved[:-1]
        value = -len(y) * np.log(moved[-1]) - residuals @ residuals / (2 * moved[-1] ** 2)
        slopes.append(value.imag / step)
    return np.array(slopes)


@gradient.variant("the formula")
def _(beta, sigma, X, y):
    residuals = y - X @ beta
    return np.append(X.T @ residuals / sigma**2, -len(y) / sigma + residuals @ residuals / sigma**3)


@gradient.variant("a loop over the observations")
def _(beta, sigma, X, y):
    total = np.zeros(len(beta) + 1)
    for row, value in zip(X, y, strict=True):
        residual = value - row @ beta
        total[:-1] += residual * row / sigma**2
        total[-1] += (residual**2 / sigma**2 - 1) / sigma
    return total.tolist()


@gradient.variant("central differences")
def _(beta, sigma, X, y):
    place, step = np.append(beta, sigma), 1e-5
    moves = step * np.eye(len(place))
    return [
        (_log_likelihood_at(place + move, X, y) - _log_likelihood_at(place - move, X, y))
        / (2 * step)
        for move in moves
    ]


def _log_likelihood_at(place, X, y):
    return np.sum(logpdf(y - X @ place[:-1], place[-1]))


@gradient.law(
    "A short step along the gradient leads up. Along yours the log-likelihood changes by {left} "
    "per unit of length.",
    "≥",
)
def _(slopes, beta, sigma, X, y):
    place, length = np.append(beta, sigma), np.linalg.norm(slopes)
    step = 1e-5 * slopes / (length or 1)
    up, down = (_log_likelihood_at(place + sign * step, X, y) for sign in (1, -1))
    return (up - down) / 2e-5, 0, len(y)


@gradient.law(
    "σ²(X'X)⁻¹ times the slopes in beta leads from any beta to least squares, to {right} in one "
    "entry. Yours lead to {left}."
)
def _(slopes, beta, sigma, X, y):
    mine, least = beta + sigma**2 * np.linalg.solve(X.T @ X, slopes[:-1]), lstsq(X, y)
    worst = np.argmax(np.abs(mine - least))
    return mine[worst], least[worst], np.max(np.abs([mine, least]))


@gradient.law(
    "The slope in sigma, times σ, is the sum of the squared residuals in units of σ, less n. Your "
    "slope makes that sum {left}; it is {right}."
)
def _(slopes, beta, sigma, X, y):
    z = (y - X @ beta) / sigma
    return sigma * slopes[-1] + len(y), z @ z


def _slopes(beta, sigma, X, y):
    """The two parts of the gradient, in beta and in sigma."""
    residuals = y - X @ beta
    return X.T @ residuals / sigma**2, -len(y) / sigma + residuals @ residuals / sigma**3


def _sigma_first(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_sigma, by_beta)


def _in_log_sigma(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta, sigma * by_sigma)


def _by_the_variance(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta, by_sigma / (2 * sigma))


def _sigma_not_squared(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(sigma * by_beta, by_sigma)


def _not_divided_by_sigma2(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(sigma**2 * by_beta, by_sigma)


def _half_lost(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma + 2 * residuals @ residuals / sigma**3
    return np.append(2 * X.T @ residuals / sigma**2, by_sigma)


def _slopes_in_beta_doubled(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(2 * by_beta, by_sigma)


def _n_of_the_seed_world(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -200 / sigma + residuals @ residuals / sigma**3
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


def _y_as_a_column_summed(beta, sigma, X, y):
    table = y[:, None] - X @ beta
    by_sigma = -len(y) / sigma + np.sum(table**2) / sigma**3
    return np.append((X.T @ table / sigma**2).sum(axis=1), by_sigma)


def _y_as_a_column(beta, sigma, X, y):
    table = y[:, None] - X @ beta
    by_sigma = -len(y) / sigma + np.sum(table**2) / sigma**3
    return np.append(X.T @ table / sigma**2, by_sigma)


def _2_from_the_square_lost(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta / 2, by_sigma)


def _half_kept_in_the_slope_in_sigma(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma + residuals @ residuals / (2 * sigma**3)
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


def _sigma_squared_not_cubed(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma + residuals @ residuals / sigma**2
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


def _sign_within_the_slope_in_sigma(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -len(y) / sigma - residuals @ residuals / sigma**3
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


def _slope_in_sigma_turned(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(by_beta, -by_sigma)


def _slopes_in_beta_turned(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(-by_beta, by_sigma)


def _1_sigma_once_not_n_times(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -1 / sigma + residuals @ residuals / sigma**3
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


def _1_sigma_once_and_sigma_squared(beta, sigma, X, y):
    residuals = y - X @ beta
    by_sigma = -1 / sigma + residuals @ residuals / sigma**2
    return np.append(_slopes(beta, sigma, X, y)[0], by_sigma)


def _n_sigma_missing(beta, sigma, X, y):
    residuals = y - X @ beta
    return np.append(_slopes(beta, sigma, X, y)[0], residuals @ residuals / sigma**3)


def _residuals_summed(beta, sigma, X, y):
    by_beta, by_sigma = _slopes(beta, sigma, X, y)
    return np.append(np.full_like(by_beta, np.sum(y - X @ beta) / sigma**2), by_sigma)


def _differences_with_few_digits(beta, sigma, X, y):
    place, step = np.append(beta, sigma), 1e-4
    here = _log_likelihood_at(place, X, y)
    moves = step * np.eye(len(place))
    return [(_log_likelihood_at(place + move, X, y) - here) / step for move in moves]


gradient.mistakes(
    ("sign turned", lambda beta, sigma, X, y: -np.append(*_slopes(beta, sigma, X, y)),
     "Your gradient points downhill: it belongs to *minus* the log-likelihood. Raising an entry "
     "of beta where `X.T @ residuals` is positive brings the plane closer to y."),
    ("beta alone", lambda beta, sigma, X, y: _slopes(beta, sigma, X, y)[0],
     "Your function returns the p slopes in beta, and they are right. Append the one in sigma."),
    ("sigma first", _sigma_first,
     "Your function puts the slope in sigma first. The order is beta, then sigma."),
    ("in log sigma", _in_log_sigma,
     "Your last entry is the slope in log σ, which is σ times the slope in σ. Lesson 06 will want "
     "that one; here the last entry is the one in sigma itself."),
    ("by the variance", _by_the_variance,
     "Your last entry is the slope in σ². By the chain rule the slope in σ is 2σ times that."),
    ("sigma not squared", _sigma_not_squared,
     "The slopes in beta are divided by σ; the log-likelihood has σ² there."),
    ("not divided by sigma²", _not_divided_by_sigma2,
     "The slopes in beta are `X.T @ residuals`; they still have to be divided by σ²."),
    ("½ lost", _half_lost,
     "Your slopes lack the ½ of the exponent: the 2 from the square cancels it."),
    ("slopes in beta doubled", _slopes_in_beta_doubled,
     "Your slopes in beta are twice what they should be: the 2 from the square is cancelled by "
     "the ½ of the exponent."),
    ("n of the seed world", _n_of_the_seed_world,
     "Your last entry counts 200 observations always: it uses the `n` of the seed world. The data "
     "that it is given have a length of their own, `len(y)`."),
    ("y as a column, summed", _y_as_a_column_summed,
     "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y "
     "with each plane height. Leave y as one long row of numbers, shape (n,)."),
    ("y as a column", _y_as_a_column,
     "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y "
     "with each plane height. Leave y as one long row of numbers, shape (n,)."),
    ("2 from the square lost", _2_from_the_square_lost,
     "Your slopes in beta are half of what they should be: the derivative of a square brings a 2, "
     "which cancels the ½."),
    ("½ kept in the slope in sigma", _half_kept_in_the_slope_in_sigma,
     "Your last entry has S/(2σ³). The derivative of 1/σ² is −2/σ³, and its 2 cancels the ½."),
    ("sigma squared, not cubed", _sigma_squared_not_cubed,
     "Your last entry has S/σ². The derivative of −1/(2σ²) is 1/σ³."),
    ("sign within the slope in sigma", _sign_within_the_slope_in_sigma,
     "Your last entry is −n/σ *minus* S/σ³. Differentiating −S/(2σ²) turns the sign: plus."),
    ("slope in sigma turned", _slope_in_sigma_turned,
     "The slopes in beta are right; the one in sigma has the opposite sign."),
    ("slopes in beta turned", _slopes_in_beta_turned,
     "The slope in sigma is right; those in beta have the opposite sign: the inner derivative of "
     "y − Xβ brings a second minus."),
    ("1/σ once, not n times", _1_sigma_once_not_n_times,
     "Your last entry has −1/σ. Every observation brings its own: −n/σ."),
    ("1/σ once, and sigma squared", _1_sigma_once_and_sigma_squared,
     "Your last entry is −1/σ + S/σ². Every observation brings its own 1/σ, so −n/σ; and the "
     "derivative of −1/(2σ²) is 1/σ³."),
    ("−n/σ missing", _n_sigma_missing,
     "Your last entry lacks −n/σ, the derivative of −n log σ. Without it more sigma would always "
     "be better."),
    ("X'y for X'(y − Xβ)",
     lambda beta, sigma, X, y: np.append(X.T @ y / sigma**2, _slopes(beta, sigma, X, y)[1]),
     "Your slopes in beta do not depend on beta: they use y where the residuals belong."),
    ("residuals summed", _residuals_summed,
     "Your slopes in beta are all the same sum of residuals. Each column of X weighs the "
     "residuals with its own entries: `X.T @ residuals`."),
    ("averaged", lambda beta, sigma, X, y: np.append(*_slopes(beta, sigma, X, y)) / len(y),
     "Your gradient is divided by n: it belongs to the mean log density, not to the sum."),
    ("differences with few digits", _differences_with_few_digits,
     "Your gradient is right to three digits or more, but not to six: it looks like differences "
     "with a step. Differentiate the formula (or use central differences with a step near 1e-5).",
     {"recognises": lambda yours, beta, sigma, X, y: (
         yours.size == len(beta) + 1
         and np.max(np.abs(yours.ravel() - np.append(*_slopes(beta, sigma, X, y))))
         < 5e-3 * np.max(np.abs(np.append(*_slopes(beta, sigma, X, y))))
    )}),
)  # fmt: skip


# Each row: the slope in sigma, given n, sigma and residuals e; the slopes in beta are right.

for _name, _says, _slope in (
    (
        "+n/σ",
        "Your last entry has *plus* n/σ. The log-likelihood has −n log σ: its derivative is −n/σ.",
        lambda n, sigma, e: n / sigma + e @ e / sigma**3,
    ),
    (
        "n/σ²",
        "Your last entry has −n/σ². The derivative of −n log σ is −n/σ.",
        lambda n, sigma, e: -n / sigma**2 + e @ e / sigma**3,
    ),
    (
        "n/(2σ)",
        "Your last entry has −n/(2σ). That would be the derivative of −n/2 log σ; it is −n log σ, "
        "or −n/2 log σ².",
        lambda n, sigma, e: -n / (2 * sigma) + e @ e / sigma**3,
    ),
    (
        "n/(2σ²)",
        "Your last entry has −n/(2σ²), the derivative of −n/2 log σ² by σ². By σ it is −n/σ.",
        lambda n, sigma, e: -n / (2 * sigma**2) + e @ e / sigma**3,
    ),
    (
        "n log σ not differentiated",
        "Your last entry has −n log σ itself. Its derivative is −n/σ.",
        lambda n, sigma, e: -n * np.log(sigma) + e @ e / sigma**3,
    ),
    (
        "n without σ",
        "Your last entry has −n. The derivative of −n log σ is −n/σ.",
        lambda n, sigma, e: -n + e @ e / sigma**3,
    ),
    (
        "n σ",
        "Your last entry has −nσ. The derivative of −n log σ is −n/σ.",
        lambda n, sigma, e: -n * sigma + e @ e / sigma**3,
    ),
    (
        "S/σ",
        "Your last entry has S/σ. The derivative of −S/(2σ²) is S/σ³.",
        lambda n, sigma, e: -n / sigma + e @ e / sigma,
    ),
    (
        "2S/σ³",
        "Your last entry has 2S/σ³. The derivative of −S/(2σ²) is S/σ³: the ½ and the 2 cancel.",
        lambda n, sigma, e: -n / sigma + 2 * e @ e / sigma**3,
    ),
    (
        "S/σ⁴",
        "Your last entry has S/σ⁴. The derivative of −S/(2σ²) is S/σ³.",
        lambda n, sigma, e: -n / sigma + e @ e / sigma**4,
    ),
    (
        "S/(2σ⁴)",
        "Your last entry has S/(2σ⁴), the derivative by σ². By σ it is S/σ³.",
        lambda n, sigma, e: -n / sigma + e @ e / (2 * sigma**4),
    ),
    (
        "S/(2σ²) not differentiated",
        "Your last entry has −S/(2σ²) itself. Its derivative is S/σ³.",
        lambda n, sigma, e: -n / sigma - e @ e / (2 * sigma**2),
    ),
    (
        "S missing",
        "Your last entry is −n/σ alone: the residuals are not used. S/σ³ is missing.",
        lambda n, sigma, e: -n / sigma,
    ),
    (
        "mean square for S",
        "Your last entry has the *mean* of the squared residuals. S is their sum.",
        lambda n, sigma, e: -n / sigma + np.mean(e**2) / sigma**3,
    ),
    (
        "residuals not squared",
        "Your last entry adds up the residuals where S belongs, the sum of their squares.",
        lambda n, sigma, e: -n / sigma + np.sum(e) / sigma**3,
    ),
    (
        "squared after the sum",
        "Your last entry adds up the residuals and squares the sum: they cancel. Square first.",
        lambda n, sigma, e: -n / sigma + np.sum(e) ** 2 / sigma**3,
    ),
    (
        "1/σ once, and ½ kept",
        "Your last entry is −1/σ + S/(2σ³). Every observation brings its own 1/σ, so −n/σ; and the "
        "derivative of −S/(2σ²) is S/σ³.",
        lambda n, sigma, e: -1 / sigma + e @ e / (2 * sigma**3),
    ),
    (
        "in log sigma, divided twice",
        "Your last entry is the slope in σ divided by σ. It is −n/σ + S/σ³ itself.",
        lambda n, sigma, e: (-n / sigma + e @ e / sigma**3) / sigma,
    ),
    (
        "twice sigma",
        "Your last entry is the slope in σ times 2σ: the chain rule was applied the wrong way "
        "round. It is −n/σ + S/σ³ itself.",
        lambda n, sigma, e: 2 * sigma * (-n / sigma + e @ e / sigma**3),
    ),
):
    gradient.misconception(_name, _says)(
        lambda beta, sigma, X, y, slope=_slope: np.append(
            _slopes(beta, sigma, X, y)[0], slope(len(y), sigma, y - X @ beta)
        )
    )

# Each row: the slopes in beta, given X, the residuals e and sigma; the slope in sigma is right.

for _name, _says, _slope in (
    (
        "beta averaged",
        "Your slopes in beta are divided by n: means over the observations where sums belong.",
        lambda beta, sigma, X, e: X.T @ e / len(e) / sigma**2,
    ),
    (
        "sigma cubed in beta",
        "Your slopes in beta are divided by σ³. That belongs to the slope in sigma; here it is σ².",
        lambda beta, sigma, X, e: X.T @ e / sigma**3,
    ),
    (
        "sigma to the fourth in beta",
        "Your slopes in beta are divided by σ⁴: sigma is squared twice.",
        lambda beta, sigma, X, e: X.T @ e / sigma**4,
    ),
    (
        "times sigma²",
        "Your slopes in beta are *multiplied* by σ². The log-likelihood has S/(2σ²): divide.",
        lambda beta, sigma, X, e: X.T @ e * sigma**2,
    ),
    (
        "residuals squared in beta",
        "Your slopes in beta have *squared* residuals. The derivative of a square has the residual "
        "itself: `X.T @ residuals`.",
        lambda beta, sigma, X, e: X.T @ e**2 / sigma**2,
    ),
    (
        "a step to the top",
        "Your slopes in beta have (X'X)⁻¹ in front: that is the *step* from here to least squares. "
        "The slope is X'(y − Xβ)/σ².",
        lambda beta, sigma, X, e: np.linalg.pinv(X) @ e,
    ),
    (
        "a step to the top, over σ²",
        "Your slopes in beta have (X'X)⁻¹ in front: that is the *step* from here to least squares. "
        "The slope is X'(y − Xβ)/σ².",
        lambda beta, sigma, X, e: np.linalg.pinv(X) @ e / sigma**2,
    ),
    (
        "X'Xβ alone",
        "Your slopes in beta are X'Xβ/σ²: y is not used. It is X'(y − Xβ)/σ².",
        lambda beta, sigma, X, e: X.T @ X @ beta / sigma**2,
    ),
    (
        "constant left out",
        "Your slopes in beta leave out the column of ones. The constant has a slope, too: one for "
        "each entry of beta.",
        lambda beta, sigma, X, e: X[:, 1:].T @ e / sigma**2,
    ),
    (
        "sum of squares for beta",
        "Your slopes in beta are one number, S/σ². There are p: X'(y − Xβ)/σ².",
        lambda beta, sigma, X, e: e @ e / sigma**2,
    ),
):
    gradient.misconception(_name, _says)(
        lambda beta, sigma, X, y, slope=_slope: np.append(
            slope(beta, sigma, X, y - X @ beta), _slopes(beta, sigma, X, y)[1]
        )
    )

for _name, _says, _program in (
    (
        "sigma one power short",
        "Your slopes are all divided by σ once too seldom: σ² for beta, and σ³ below S.",
        lambda sigma, X, y, e: np.append(X.T @ e / sigma, -len(e) / sigma + e @ e / sigma**2),
    ),
    (
        "½ kept throughout",
        "Your slopes have kept the ½ of the exponent. The derivative of a square brings a 2, and "
        "so does that of 1/σ²: both cancel it.",
        lambda sigma, X, y, e: np.append(
            X.T @ e / (2 * sigma**2), -len(e) / sigma + e @ e / (2 * sigma**3)
        ),
    ),
    (
        "exponent's sign",
        "The parts of your slopes with residuals have the opposite sign: the exponent has a minus, "
        "which the inner derivative turns into a plus.",
        lambda sigma, X, y, e: np.append(-X.T @ e / sigma**2, -len(e) / sigma - e @ e / sigma**3),
    ),
    (
        "plane left out",
        "Your slopes have y where the residuals belong, for beta and for sigma: beta is not used.",
        lambda sigma, X, y, e: np.append(X.T @ y / sigma**2, -len(y) / sigma + y @ y / sigma**3),
    ),
    (
        "nothing divided",
        "Your slopes are those of a log-likelihood with σ = 1 in the exponent: X'(y − Xβ) is "
        "divided by σ², and S by σ³.",
        lambda sigma, X, y, e: np.append(X.T @ e, -len(e) / sigma + e @ e),
    ),
    (
        "times σ²",
        "Your slopes in beta still have to be divided by σ². And your last entry is the slope in "
        "log σ; divide that by σ.",
        lambda sigma, X, y, e: np.append(X.T @ e, -len(e) + e @ e / sigma**2),
    ),
    (
        "slopes in beta alone, not divided",
        "Your function returns X'(y − Xβ). Divide it by σ², and append the slope in sigma.",
        lambda sigma, X, y, e: X.T @ e,
    ),
    (
        "added, not appended",
        "Your function adds the slope in sigma to each of the others. `np.append` puts it behind "
        "them.",
        lambda sigma, X, y, e: X.T @ e / sigma**2 - len(e) / sigma + e @ e / sigma**3,
    ),
    (
        "not summed over the observations",
        "Your slopes in beta are one for each observation and column, in one long row. Add up over "
        "the observations: `X.T @ residuals`.",
        lambda sigma, X, y, e: np.append(
            X * e[:, None] / sigma**2, -len(e) / sigma + e @ e / sigma**3
        ),
    ),
    (
        "differences not halved",
        "Your slopes are twice what they should be: central differences go a step to either side, "
        "so divide by *two* steps.",
        lambda sigma, X, y, e: (
            2 * np.append(X.T @ e / sigma**2, -len(e) / sigma + e @ e / sigma**3)
        ),
    ),
    (
        "length of the gradient",
        "Your function returns how steep the hill is, one number. Return all p + 1 slopes.",
        lambda sigma, X, y, e: np.linalg.norm(
            np.append(X.T @ e / sigma**2, -len(e) / sigma + e @ e / sigma**3)
        ),
    ),
):
    gradient.misconception(_name, _says)(
        lambda beta, sigma, X, y, program=_program: program(sigma, X, y, y - X @ beta)
    )


def _steps_pile_up(beta, sigma, X, y):
    place, step = np.append(beta, sigma), 1e-6
    here, slopes = _log_likelihood_at(place, X, y), []
    for j in range(len(place)):
        place[j] += step
        slopes.append((_log_likelihood_at(place, X, y) - here) / step)
    return np.array(slopes)


gradient.mistakes(
    ("steps pile up", _steps_pile_up,
     "From your second entry on, the slopes belong to a place that has moved: each small step "
     "stays in the array that the next one starts from. Start every step from a copy.",
     {"recognises": lambda yours, beta, sigma, X, y: (
         yours.shape == (len(beta) + 1,)
         and np.allclose(
             yours, np.cumsum(np.append(*_slopes(beta, sigma, X, y))), rtol=1e-3, atol=1e-3
         )
    )}),
)  # fmt: skip
