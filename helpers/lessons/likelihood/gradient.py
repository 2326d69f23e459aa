"""The gradient in beta and sigma: signs, halves and powers of sigma."""

import numpy as np

from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.shared import logpdf, lstsq, regressions


@lesson.function(
    "05-gradient",
    cases=regressions,
    hints=(
        "One observation first. Its log density holds $\\mu_i$ in $-(y_i - \\mu_i)^2/(2\\sigma^2)$ "
        "alone. And how far does $\\mu_i$ move, if $\\beta_j$ rises by 1?",
        "The links are $(y_i - \\mu_i)/\\sigma^2$ and $x_{ij}$. Multiply them and add up over the "
        "observations: which product of a matrix and the residuals does that for every j at once?",
        "A column of X, times the residuals, added up: that is `X.T @ residuals`. The slope in "
        "sigma is the one that you set to zero for the best sigma.",
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


def _y_as_a_column(beta, sigma, X, y):
    table = y[:, None] - X @ beta
    by_sigma = -len(y) / sigma + np.sum(table**2) / sigma**3
    return np.append(X.T @ table / sigma**2, by_sigma)


def _differences_with_few_digits(beta, sigma, X, y):
    place, step = np.append(beta, sigma), 1e-4
    here = _log_likelihood_at(place, X, y)
    moves = step * np.eye(len(place))
    return [(_log_likelihood_at(place + move, X, y) - here) / step for move in moves]


def _steps_pile_up(beta, sigma, X, y):
    place, step = np.append(beta, sigma), 1e-6
    here, slopes = _log_likelihood_at(place, X, y), []
    for j in range(len(place)):
        place[j] += step
        slopes.append((_log_likelihood_at(place, X, y) - here) / step)
    return np.array(slopes)


gradient.mistakes(
    ("y as a column", _y_as_a_column,
     "Your function subtracts `X @ beta` from y as a column: that makes an n × n table, each y "
     "with each plane height. Leave y as one long row of numbers, shape (n,)."),
    ("X'y for X'(y − Xβ)",
     lambda beta, sigma, X, y: np.append(X.T @ y / sigma**2, _slopes(beta, sigma, X, y)[1]),
     "Your slopes in beta do not depend on beta: they use y where the residuals belong."),
    ("differences with few digits", _differences_with_few_digits,
     "Your gradient is right to three digits or more, but not to six: it looks like differences "
     "with a step. Differentiate the formula (or use central differences with a step near 1e-5).",
     {"recognises": lambda yours, beta, sigma, X, y: (
         yours.size == len(beta) + 1
         and np.max(np.abs(yours.ravel() - np.append(*_slopes(beta, sigma, X, y))))
         < 5e-3 * np.max(np.abs(np.append(*_slopes(beta, sigma, X, y))))
    )}),
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


def _of_both(join):
    """A program from what it makes of the slopes in beta, of that in sigma, and of sigma and n."""
    return lambda beta, sigma, X, y: join(*_slopes(beta, sigma, X, y), sigma, len(y))


gradient.mistakes(
    ("sign turned", lambda by_beta, by_sigma, sigma, n: -np.append(by_beta, by_sigma),
     "Your gradient points downhill: it belongs to *minus* the log-likelihood. Raising an entry "
     "of beta where `X.T @ residuals` is positive brings the plane closer to y."),
    ("slopes in beta turned", lambda by_beta, by_sigma, sigma, n: np.append(-by_beta, by_sigma),
     "The slope in sigma is right; those in beta have the opposite sign: the inner derivative of "
     "y − Xβ brings a second minus."),
    ("beta alone", lambda by_beta, by_sigma, sigma, n: by_beta,
     "Your function returns the p slopes in beta, and they are right. Append the one in sigma."),
    ("added, not appended", lambda by_beta, by_sigma, sigma, n: by_beta + by_sigma,
     "Your function adds the slope in sigma to each of the others. `np.append` puts it behind "
     "them."),
    ("in log sigma", lambda by_beta, by_sigma, sigma, n: np.append(by_beta, sigma * by_sigma),
     "Your last entry is the slope in log σ, which is σ times the slope in σ. Lesson 06 will want "
     "that one; here the last entry is the one in sigma itself."),
    ("by the variance",
     lambda by_beta, by_sigma, sigma, n: np.append(by_beta, by_sigma / (2 * sigma)),
     "Your last entry is the slope in σ². By the chain rule the slope in σ is 2σ times that."),
    ("averaged", lambda by_beta, by_sigma, sigma, n: np.append(by_beta, by_sigma) / n,
     "Your gradient is divided by n: it belongs to the mean log density, not to the sum."),
    ("sigma not squared", lambda by_beta, by_sigma, sigma, n: np.append(sigma * by_beta, by_sigma),
     "The slopes in beta are divided by σ; the log-likelihood has σ² there."),
    ("not divided by sigma²",
     lambda by_beta, by_sigma, sigma, n: np.append(sigma**2 * by_beta, by_sigma),
     "The slopes in beta are `X.T @ residuals`; they still have to be divided by σ²."),
    ("½ lost",
     lambda by_beta, by_sigma, sigma, n: np.append(2 * by_beta, 2 * by_sigma + n / sigma),
     "Your slopes lack the ½ of the exponent: the 2 from the square cancels it."),
    ("slopes in beta doubled", lambda by_beta, by_sigma, sigma, n: np.append(2 * by_beta, by_sigma),
     "Your slopes in beta are twice what they should be: the 2 from the square is cancelled by "
     "the ½ of the exponent."),
    ("2 from the square lost", lambda by_beta, by_sigma, sigma, n: np.append(by_beta / 2, by_sigma),
     "Your slopes in beta are half of what they should be: the derivative of a square brings a 2, "
     "which cancels the ½."),
    ("differences not halved", lambda by_beta, by_sigma, sigma, n: 2 * np.append(by_beta, by_sigma),
     "Your slopes are twice what they should be: central differences go a step to either side, "
     "so divide by *two* steps."),
    of=_of_both,
)  # fmt: skip


def _by_sigma(slope):
    """The right slopes in beta, and one in sigma made of n, sigma and the residuals e."""
    return lambda beta, sigma, X, y: np.append(
        _slopes(beta, sigma, X, y)[0], slope(len(y), sigma, y - X @ beta)
    )


gradient.mistakes(
    ("n of the seed world", lambda n, sigma, e: -200 / sigma + e @ e / sigma**3,
     "Your last entry counts 200 observations always: it uses the `n` of the seed world. The data "
     "that it is given have a length of their own, `len(y)`."),
    ("1/σ once, not n times", lambda n, sigma, e: -1 / sigma + e @ e / sigma**3,
     "Your last entry has −1/σ. Every observation brings its own: −n/σ."),
    ("−n/σ missing", lambda n, sigma, e: e @ e / sigma**3,
     "Your last entry lacks −n/σ, the derivative of −n log σ. Without it more sigma would always "
     "be better."),
    ("n without σ", lambda n, sigma, e: -n + e @ e / sigma**3,
     "Your last entry has −n. The derivative of −n log σ is −n/σ."),
    ("S missing", lambda n, sigma, e: -n / sigma,
     "Your last entry is −n/σ alone: the residuals are not used. S/σ³ is missing."),
    ("½ kept in the slope in sigma", lambda n, sigma, e: -n / sigma + e @ e / (2 * sigma**3),
     "Your last entry has S/(2σ³). The derivative of 1/σ² is −2/σ³, and its 2 cancels the ½."),
    ("sigma squared, not cubed", lambda n, sigma, e: -n / sigma + e @ e / sigma**2,
     "Your last entry has S/σ². The derivative of −1/(2σ²) is 1/σ³."),
    ("S/σ", lambda n, sigma, e: -n / sigma + e @ e / sigma,
     "Your last entry has S/σ. The derivative of −S/(2σ²) is S/σ³."),
    ("S/(2σ²) not differentiated", lambda n, sigma, e: -n / sigma - e @ e / (2 * sigma**2),
     "Your last entry has −S/(2σ²) itself. Its derivative is S/σ³."),
    ("sign within the slope in sigma", lambda n, sigma, e: -n / sigma - e @ e / sigma**3,
     "Your last entry is −n/σ *minus* S/σ³. Differentiating −S/(2σ²) turns the sign: plus."),
    of=_by_sigma,
)  # fmt: skip


def _by_beta(slopes):
    """The right slope in sigma, and those in beta made of X, the residuals e and sigma."""
    return lambda beta, sigma, X, y: np.append(
        slopes(X, y - X @ beta, sigma), _slopes(beta, sigma, X, y)[1]
    )


gradient.mistakes(
    ("residuals summed", lambda X, e, sigma: np.full(X.shape[1], np.sum(e) / sigma**2),
     "Your slopes in beta are all the same sum of residuals. Each column of X weighs the "
     "residuals with its own entries: `X.T @ residuals`."),
    ("a step to the top", lambda X, e, sigma: np.linalg.pinv(X) @ e,
     "Your slopes in beta have (X'X)⁻¹ in front: that is the *step* from here to least squares. "
     "The slope is X'(y − Xβ)/σ²."),
    ("not summed over the observations", lambda X, e, sigma: X * e[:, None] / sigma**2,
     "Your slopes in beta are one for each observation and column, in one long row. Add up over "
     "the observations: `X.T @ residuals`."),
    of=_by_beta,
)  # fmt: skip
