"""The gate: slopes weighed by the information, so that no unit is left in them."""

import numpy as np

from helpers.lessons.autopsy.programs import (
    least_squares,
    negative_log_likelihood,
    root_mean_square,
    squares,
)
from helpers.lessons.contents import autopsy as lesson


def _places(rng):
    """Places near a maximum, but not at it."""
    for n, p, scale in ((7, 3, 1.0), (12, 2, 30.0), (15, 4, 0.1)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        y = scale * (X @ rng.normal(1, 2, p) + rng.normal(size=n))
        beta = least_squares(X, y)
        sigma = root_mean_square(y - X @ beta)
        yield beta + scale * rng.normal(0, 0.3, p), 1.25 * sigma, X, y


@lesson.function(
    "06-gate",
    cases=_places,
    hints=(
        "Two parts, one for beta and one for log σ, since the information has no entries between "
        "them: add g'I⁻¹g of the two.",
        "Slopes first: in beta X'e/σ², with the residuals e; in log σ it is σ times the slope in "
        "σ, which was S/σ³ − n/σ. Their informations are the blocks X'X/σ² and 2n.",
        "`g_beta = X.T @ residuals / sigma**2` and `g_log_sigma = residuals @ residuals / sigma**2 "
        "- len(y)`. A part is its slopes times the inverse of its block times its slopes.",
        "`g_beta @ np.linalg.solve(X.T @ X / sigma**2, g_beta) + g_log_sigma**2 / (2 * len(y))`",
    ),
)
def gate(beta, sigma, X, y):
    """The gate: how far a point is from the top, free of units."""
    # Without a matrix to solve: the part of beta is the residuals' shadow on the columns of X.
    residuals = y - X @ beta
    shadow = np.linalg.qr(X)[0].T @ residuals
    return (
        shadow @ shadow / sigma**2
        + len(y) / 2 * (root_mean_square(residuals) ** 2 / sigma**2 - 1) ** 2
    )


def score(beta, sigma, X, y):
    """The gradient of the log-likelihood, in beta and in log sigma."""
    residuals = y - X @ beta
    return X.T @ residuals / sigma**2, residuals @ residuals / sigma**2 - len(y)


@gate.variant("in two parts")
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 / (2 * len(y))


@gate.variant("one matrix")
def _(beta, sigma, X, y):
    p = len(beta)
    information = np.zeros((p + 1, p + 1))
    information[:p, :p] = X.T @ X / sigma**2
    information[p, p] = 2 * len(y)
    g = np.append(*score(beta, sigma, X, y))
    return g @ np.linalg.inv(information) @ g


@gate.variant("in sigma itself")
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    by_sigma = by_log_sigma / sigma
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_sigma**2 / (
        2 * len(y) / sigma**2
    )


def _part_of_beta(beta, sigma, X, y):
    """The excess of the sum of squares over the least, in units of sigma²."""
    return (squares(beta, X, y) - squares(least_squares(X, y), X, y)) / sigma**2


def _part_of_log_sigma(beta, sigma, X, y):
    return score(beta, sigma, X, y)[1] ** 2 / (2 * len(y))


@gate.law(
    "Each part is a square, so neither can lower the sum. That of log σ alone is {right}. Yours is "
    "{left}.",
    "≥",
)
def _(value, *case):
    return value, _part_of_log_sigma(*case)


@gate.law(
    "Neither part can lower the sum. That of beta is how far the sum of squared residuals lies "
    "above the least one, in units of σ²: {right}. Yours is {left}.",
    "≥",
)
def _(value, *case):
    return value, _part_of_beta(*case)


@gate.law(
    "Without the part of log σ there remains that of beta: how far the sum of squared residuals "
    "lies above the least one, in units of σ², {right}. Of yours there remains {left}."
)
def _(value, *case):
    return value - _part_of_log_sigma(*case), _part_of_beta(*case)


def _length_of_the_gradient_squared(beta, sigma, X, y):
    g = np.append(*score(beta, sigma, X, y))
    return g @ g


def _information_not_inverted(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return by_beta @ (X.T @ X / sigma**2) @ by_beta + by_log_sigma**2 * 2 * len(y)


def _sigma_not_asked(beta, sigma, X, y):
    by_beta = score(beta, sigma, X, y)[0]
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta)


gate.mistakes(
    ("length of the gradient, squared", _length_of_the_gradient_squared,
     "Your function returns g'g. It has units: measure y in another one and it changes. Weigh it "
     "with the inverse of the information."),
    ("length of the gradient",
     lambda beta, sigma, X, y: np.linalg.norm(np.append(*score(beta, sigma, X, y))),
     "Your function returns the length of the gradient. It has units: measure y in another one "
     "and it changes. Weigh it: g'I⁻¹g."),
    ("largest entry of the gradient",
     lambda beta, sigma, X, y: np.max(np.abs(np.append(*score(beta, sigma, X, y)))),
     "Your function returns the largest slope. It has units: measure y in another one and it "
     "changes. Weigh them: g'I⁻¹g."),
    ("information not inverted", _information_not_inverted,
     "Your function computes g'Ig. Steep hills have large slopes and large curvature; *divide* by "
     "the curvature: g'I⁻¹g."),
    ("sigma not asked", _sigma_not_asked,
     "Your function looks at beta alone. A wrong sigma passes it: add the part of log σ."),
    ("beta not asked", lambda beta, sigma, X, y: score(beta, sigma, X, y)[1] ** 2 / (2 * len(y)),
     "Your function looks at sigma alone. Add the part of beta."),
)  # fmt: skip


def gate_of(by_beta, by_log_sigma, beta_information, sigma_information):
    """The gate from its ingredients, of which a wrong program has one wrong."""
    return (
        by_beta @ np.linalg.solve(beta_information, by_beta) + by_log_sigma**2 / sigma_information
    )


def _part_of_sigma_not_squared(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return gate_of(by_beta, 0, X.T @ X / sigma**2, 1) + by_log_sigma / (2 * len(y))


def _sigma_taken_for_log_sigma(beta, sigma, X, y):
    return gate_of(*score(beta, np.exp(sigma), X, y), X.T @ X / sigma**2, 2 * len(y))


def _n_of_the_lesson(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return gate_of(by_beta, by_log_sigma + len(y) - 200, X.T @ X / sigma**2, 2 * 200)


def _height_for_slope(beta, sigma, X, y):
    top = least_squares(X, y)
    return 2 * (
        negative_log_likelihood(beta, sigma, X, y)
        - negative_log_likelihood(top, root_mean_square(y - X @ top), X, y)
    )


gate.mistakes(
    ("part of sigma not squared", _part_of_sigma_not_squared,
     "Your part of log σ is its slope over 2n. The slope counts twice, from the left and from the "
     "right: square it."),
    ("sigma taken for log sigma", _sigma_taken_for_log_sigma,
     "Your gradient is taken at σ = exp(sigma). `gradient_in_log_sigma` wants *log* sigma as its "
     "last entry: `np.append(beta, np.log(sigma))`."),
    ("n of the lesson", _n_of_the_lesson,
     "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count "
     "those that came in: `len(y)`."),
    ("height for slope", _height_for_slope,
     "Your function returns twice the height that is missing to the top. Close to it that is "
     "nearly the same, but the top must be known. The gate needs the slopes alone: g'I⁻¹g."),
)  # fmt: skip
