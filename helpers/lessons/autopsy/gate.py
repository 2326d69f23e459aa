"""The gate: slopes weighed by the information, so that no unit is left in them."""

import numpy as np
from scipy import stats

from helpers.lessons.autopsy.shared import (
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
        "One direction alone has slope²/information. For log σ, whose information is 2n, that is a "
        "division. For beta, whose information is the matrix X'X/σ², the division becomes "
        "`np.linalg.solve`, and the square a product with `@`.",
        "The slopes you have written before: those of the log-likelihood in beta in lesson 05, and "
        "that in log σ in `gradient_in_log_sigma`. The sign of a slope does not matter here.",
        "With `g_beta = X.T @ residuals / sigma**2` and `g_log_sigma = residuals @ residuals / "
        "sigma**2 - len(y)`: `g_beta @ np.linalg.solve(X.T @ X / sigma**2, g_beta) + "
        "g_log_sigma**2 / (2 * len(y))`",
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


def _gate(beta, sigma, X, y, **wrong):
    """The gate from its four ingredients, of which some may be wrong."""
    in_beta, in_log_sigma = score(beta, sigma, X, y)
    slopes = wrong.get("slopes", in_beta)
    slope = wrong.get("slope", in_log_sigma)
    block = wrong.get("block", X.T @ X / sigma**2)
    corner = wrong.get("corner", 2 * len(y))
    return slopes @ np.linalg.solve(block, slopes) + slope**2 / corner


def _gradient(beta, sigma, X, y):
    return np.append(*score(beta, sigma, X, y))


def _length_of_the_gradient_squared(beta, sigma, X, y):
    g = _gradient(beta, sigma, X, y)
    return g @ g


def _information_not_inverted(beta, sigma, X, y):
    by_beta, by_log_sigma = score(beta, sigma, X, y)
    return by_beta @ (X.T @ X / sigma**2) @ by_beta + by_log_sigma**2 * 2 * len(y)


def _sigma_taken_for_log_sigma(beta, sigma, X, y):
    slopes, slope = score(beta, np.exp(sigma), X, y)
    return _gate(beta, sigma, X, y, slopes=slopes, slope=slope)


def _n_of_the_lesson(beta, sigma, X, y):
    slope = score(beta, sigma, X, y)[1] + len(y) - 200
    return _gate(beta, sigma, X, y, slope=slope, corner=2 * 200)


def _height_itself(beta, sigma, X, y):
    top = least_squares(X, y)
    return negative_log_likelihood(beta, sigma, X, y) - negative_log_likelihood(
        top, root_mean_square(y - X @ top), X, y
    )


def _step_in_beta(beta, sigma, X, y):
    return np.linalg.solve(X.T @ X / sigma**2, score(beta, sigma, X, y)[0])


def _entry_by_entry(beta, sigma, X, y):
    by_beta = score(beta, sigma, X, y)[0]
    return by_beta * _step_in_beta(beta, sigma, X, y) + _part_of_log_sigma(beta, sigma, X, y)


def _inverse_entry_by_entry(beta, sigma, X, y):
    by_beta = score(beta, sigma, X, y)[0]
    information = X.T @ X / sigma**2
    return by_beta @ information**-1.0 @ by_beta + _part_of_log_sigma(beta, sigma, X, y)


def _observed_information(beta, sigma, X, y):
    residuals, p = y - X @ beta, len(beta)
    observed = np.zeros((p + 1, p + 1))
    observed[:p, :p] = X.T @ X
    observed[:p, p] = observed[p, :p] = 2 * X.T @ residuals
    observed[p, p] = 2 * residuals @ residuals
    g = _gradient(beta, sigma, X, y)
    return g @ np.linalg.solve(observed / sigma**2, g)


gate.mistakes(
    ("length of the gradient, squared", _length_of_the_gradient_squared,
     "Your function returns g'g. It has units: measure y in another one and it changes. Weigh it "
     "with the inverse of the information."),
    ("length of the gradient",
     lambda beta, sigma, X, y: np.linalg.norm(_gradient(beta, sigma, X, y)),
     "Your function returns the length of the gradient. It has units: measure y in another one "
     "and it changes. Weigh it: g'I⁻¹g."),
    ("largest entry of the gradient",
     lambda beta, sigma, X, y: np.max(np.abs(_gradient(beta, sigma, X, y))),
     "Your function returns the largest slope. It has units: measure y in another one and it "
     "changes. Weigh them: g'I⁻¹g."),
    ("information not inverted", _information_not_inverted,
     "Your function computes g'Ig. Steep hills have large slopes and large curvature; *divide* by "
     "the curvature: g'I⁻¹g."),
    ("sigma not asked", _part_of_beta,
     "Your function looks at beta alone. A wrong sigma passes it: add the part of log σ."),
    ("beta not asked", _part_of_log_sigma,
     "Your function looks at sigma alone. Add the part of beta."),
    ("sigma taken for log sigma", _sigma_taken_for_log_sigma,
     "Your gradient is taken at σ = exp(sigma). `gradient_in_log_sigma` wants *log* sigma as its "
     "last entry: `np.append(beta, np.log(sigma))`."),
    ("n of the lesson", _n_of_the_lesson,
     "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count "
     "those that came in: `len(y)`."),
    ("height for slope", lambda beta, sigma, X, y: 2 * _height_itself(beta, sigma, X, y),
     "Your function returns twice the height that is missing to the top. Close to it that is "
     "nearly the same, but the top must be known. The gate needs the slopes alone: g'I⁻¹g."),
    ("height itself", _height_itself,
     "Your function returns the height that is missing to the top. The top must be known for "
     "that; the gate needs the slopes alone: g'I⁻¹g."),
    ("root taken", lambda beta, sigma, X, y: np.sqrt(_gate(beta, sigma, X, y)),
     "Your function takes the square root. That is a distance in standard errors, and a good "
     "number to know; the gate is its square."),
    ("halved", lambda beta, sigma, X, y: _gate(beta, sigma, X, y) / 2,
     "Your function returns half of it, the height that a parabola would still climb. The gate is "
     "g'I⁻¹g itself."),
    ("averaged", lambda beta, sigma, X, y: _gate(beta, sigma, X, y) / len(y),
     "Your gate is divided by n: a point would pass the more easily, the more data there are."),
    ("slopes in beta not divided",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, slopes=X.T @ (y - X @ beta)),
     "Your slopes in beta are X'(y − Xβ); they still have to be divided by σ²."),
    ("slopes in beta divided by σ",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, slopes=X.T @ (y - X @ beta) / sigma),
     "Your slopes in beta are divided by σ; the log-likelihood has σ² there."),
    ("slope in sigma, information of log sigma",
     lambda beta, sigma, X, y: _gate(
         beta, sigma, X, y, slope=score(beta, sigma, X, y)[1] / sigma
     ),
     "Your function mixes two scales: the slope in σ with 2n, the information of *log* σ. "
     "Multiply the slope in σ by σ first."),
    ("n dropped",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, slope=squares(beta, X, y) / sigma**2),
     "Your slope in log σ lacks n: S/σ² − n."),
    ("1 for n",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, slope=squares(beta, X, y) / sigma**2 - 1),
     "Your slope in log σ has 1 where n belongs: every observation brings a log σ."),
    ("X'X without σ²", lambda beta, sigma, X, y: _gate(beta, sigma, X, y, block=X.T @ X),
     "Your information of beta is X'X. It is X'X/σ²: with less noise the same rows tell more."),
    ("slopes in beta not weighed",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, block=np.eye(len(beta))),
     "Your function squares the slopes in beta and adds them up. They have units: weigh them with "
     "the inverse of X'X/σ²."),
    ("diagonal of the information",
     lambda beta, sigma, X, y: _gate(
         beta, sigma, X, y, block=np.diag(np.sum(X**2, axis=0)) / sigma**2
     ),
     "Your function divides by the diagonal of X'X/σ² alone. The columns of X are not at right "
     "angles: solve with the whole matrix."),
    ("covariance with 1/σ²",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, block=X.T @ X * sigma**2),
     "Your function weighs the slopes in beta with (X'X)⁻¹/σ². The inverse of X'X/σ² is "
     "σ²(X'X)⁻¹."),
    ("inverse entry by entry", _inverse_entry_by_entry,
     "`** -1` takes one over each entry. The inverse of a matrix is something else: "
     "`np.linalg.inv`, or better `np.linalg.solve`."),
    ("n/2 for 2n", lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=len(y) / 2),
     "Your information of log σ is n/2, which is that of log σ². For log σ it is 2n."),
    ("n for 2n", lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=len(y)),
     "Your information of log σ is n. Differentiate its slope n − S/σ² once more: 2S/σ², which is "
     "2n at the top."),
    ("2 for 2n", lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=2),
     "Your information of log σ is 2, that of one observation. There are n: 2n."),
    ("slope of sigma not weighed", lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=1),
     "Your function adds the squared slope in log σ as it is. Divide it by its information, 2n."),
    ("slope in log sigma, information of sigma",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=2 * len(y) / sigma**2),
     "Your function mixes two scales: the slope in log σ with 2n/σ², the information of σ itself. "
     "With log σ goes 2n."),
    ("observed corner",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=2 * squares(beta, X, y) / sigma**2),
     "Your information of log σ is 2S/σ², the *observed* one. The lesson's I has 2n there, which "
     "it is at the top."),
    ("n − p in the information",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=2 * (len(y) - len(beta))),
     "Your information of log σ is 2(n − p). The likelihood knows nothing of degrees of freedom: "
     "2n."),
    ("n of the lesson in the information",
     lambda beta, sigma, X, y: _gate(beta, sigma, X, y, corner=2 * 200),
     "Your information of log σ is 2 · 200 whatever it is given: `n` is the lesson's. Count the "
     "observations that came in: `len(y)`."),
    ("observed information", _observed_information,
     "Your function uses the *observed* information, with X'e in its border. Away from the top "
     "that need not even be a hill: take the lesson's I, whose border is 0 and whose corner is "
     "2n."),
    ("product of the parts", lambda *case: _part_of_beta(*case) * _part_of_log_sigma(*case),
     "Your function multiplies the two parts. Where one is 0 all would pass: add them."),
    ("parts side by side", lambda *case: (_part_of_beta(*case), _part_of_log_sigma(*case)),
     "Your function returns the two parts. Add them: the gate is one number."),
    ("step in beta", _step_in_beta,
     "Your function stops at I⁻¹g of beta, the step that leads to the top. Multiply by g once "
     "more with `@`, and add the part of log σ."),
    ("entry by entry", _entry_by_entry,
     "Your function multiplies g and I⁻¹g with `*`, entry by entry. Sum them: `@`."),
    ("gradient", _gradient,
     "Your function returns the gradient. Weigh it: g'I⁻¹g, one number."),
    ("probability",
     lambda beta, sigma, X, y: stats.chi2.sf(_gate(beta, sigma, X, y), len(beta) + 1),
     "Your function returns a p-value of χ². The gate is the number that χ² would be asked about."),
)  # fmt: skip
