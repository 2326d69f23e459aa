"""The conjugate update: precisions add, and the misfit goes into b."""

import numpy as np
from scipy import linalg

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.normal_inverse_gamma import (
    closed_form,
    lstsq,
    quadratic,
    worlds_to_update,
)


@lesson.function(
    "08-update",
    cases=worlds_to_update,
    parts=("mean", "V", "a", "b"),
    hints=(
        "Precisions add: that of the prior, V0⁻¹, and that of the data, X'X (both in units of "
        "1/sigma²). The posterior mean is the average of m0 and the data with these weights.",
        "So V is the inverse of that sum, and it turns V0⁻¹ m0 + X'y into the mean. Each row adds "
        "½ to a. And b grows by half of the squares that are left over: those of y and of m0, less "
        "those that the mean explains.",
        "`P = np.linalg.inv(V0) + X.T @ X` is the posterior precision; the mean solves "
        "P m = V0⁻¹ m0 + X'y. Then a + n/2, and b plus *half* of y'y + m0'V0⁻¹m0 − m'Pm.",
        "`mean = np.linalg.solve(P, np.linalg.solve(V0, m0) + X.T @ y)`, "
        "`V = np.linalg.inv(P)`, `squares = y @ y + m0 @ np.linalg.solve(V0, m0) - mean @ P @ mean`"
        ", and return `mean, V, a + len(y) / 2, b + squares / 2`.",
    ),
)
def update(X, y, m0, V0, a, b):
    """The normal–inverse-gamma posterior."""
    # The prior as p more observations: least squares on both together, no precision matrix formed.
    whitening = linalg.solve_triangular(np.linalg.cholesky(V0), np.eye(len(m0)), lower=True)
    rows, response = np.vstack([X, whitening]), np.append(y, whitening @ m0)
    mean = lstsq(rows, response)
    inverse = np.linalg.pinv(rows)
    return mean, inverse @ inverse.T, a + len(y) / 2, b + np.sum((response - rows @ mean) ** 2) / 2


@update.variant("precisions")
def _(X, y, m0, V0, a, b):
    P0 = np.linalg.inv(V0)
    P = P0 + X.T @ X
    mean = np.linalg.solve(P, P0 @ m0 + X.T @ y)
    squares = y @ y + m0 @ P0 @ m0 - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2


@update.variant("residuals and distance from the prior")
def _(X, y, m0, V0, a, b):
    V = np.linalg.inv(np.linalg.inv(V0) + X.T @ X)
    mean = m0 + V @ X.T @ (y - X @ m0)
    squares = np.sum((y - X @ mean) ** 2) + (mean - m0) @ np.linalg.solve(V0, mean - m0)
    return [mean, V, a + 0.5 * len(y), b + 0.5 * squares]


@update.variant("one observation after the other")
def _(X, y, m0, V0, a, b):
    mean, V = m0, V0
    for x, value in zip(X, y, strict=True):
        gain, spread = V @ x, 1 + x @ V @ x
        error = value - x @ mean
        a, b = a + 1 / 2, b + error**2 / (2 * spread)
        mean, V = mean + gain * error / spread, V - np.outer(gain, gain) / spread
    return mean, V, a, b


@update.law(
    "Precisions add, so V times V0⁻¹ + X'X is the identity matrix. Your product differs from it by "
    "up to {left}."
)
def _(found, X, y, m0, V0, a, b):
    precision = np.linalg.inv(V0) + X.T @ X
    off = np.abs(found["V"] @ precision - np.eye(len(m0)))
    return off.max(), 0, (np.abs(found["V"]) @ np.abs(precision)).max()


@update.law(
    "The posterior mean m stands where data and prior pull alike: X'(y − Xm) = V0⁻¹(m − m0). For "
    "one coefficient they pull with {left} and {right} at yours."
)
def _(found, X, y, m0, V0, a, b):
    m, precision = found["mean"], np.linalg.inv(V0)
    size = np.abs(X).T @ (np.abs(y) + np.abs(X) @ np.abs(m))
    size += np.abs(precision) @ np.abs(m - m0)
    data, prior = X.T @ (y - X @ m), precision @ (m - m0)
    worst = np.argmax(np.abs(data - prior) / size)
    return data[worst], prior[worst], size[worst]


@update.law("Each row adds ½ to a: 2(aₙ − a) is n, {right} here. Yours gives {left}.")
def _(found, X, y, m0, V0, a, b):
    return 2 * (found["a"] - a), len(y), len(y)


@update.law(
    "b grows by half of what m leaves: the squares of y − Xm, and those of m − m0 weighed by V0⁻¹. "
    "At your m these add up to {right}; your 2(bₙ − b) is {left}."
)
def _(found, X, y, m0, V0, a, b):
    mean = found["mean"]
    return 2 * (found["b"] - b), np.sum((y - X @ mean) ** 2) + quadratic(mean - m0, V0)


def _a_n_and_no_half_in_b(X, y, m0, V0, a, b):
    mean, V, _, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a + len(y), b + 2 * (b_n - b)


def _b_before_a(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, b_n, a_n


def _v0_added_to_xx(X, y, m0, V0, a, b):
    P = V0 + X.T @ X
    mean = np.linalg.solve(P, np.linalg.solve(V0, m0) + X.T @ y)
    squares = y @ y + quadratic(m0, V0) - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2


update.mistakes(
    ("V0 inverted", lambda X, y, m0, V0, a, b: closed_form(X, y, m0, np.linalg.inv(V0), a, b),
     "Your function adds V0 itself to X'X. Precisions add, and V0 is a covariance: add its "
     "inverse. (On the seed world it would give 9.431, 4.414, 9.852.)"),
    ("m0 left out", lambda X, y, m0, V0, a, b: closed_form(X, y, 0 * m0, V0, a, b),
     "Your function puts the centre of the prior at zero. Its precision pulls towards m0: add "
     "V0⁻¹m0 to X'y (and m0'V0⁻¹m0 to the squares)."),
    ("a + n and no ½ in b", _a_n_and_no_half_in_b,
     "Your a grows by n and your b by the whole sum of squares. Both grow by half of that."),
    ("diagonal only", lambda X, y, m0, V0, a, b: closed_form(X, y, m0, np.diag(np.diag(V0)), a, b),
     "Your function uses the diagonal of V0 alone. V0 has entries off it: invert the whole "
     "matrix."),
    ("b before a", _b_before_a,
     "Your last two numbers have changed places: a comes third, b last."),
    ("V0 inverted entry by entry",
     lambda X, y, m0, V0, a, b: closed_form(X, y, m0, np.linalg.inv(1 / V0), a, b),
     "Your function divides 1 by each entry of V0. The inverse of a matrix is another thing: "
     "`np.linalg.inv(V0)`."),
    ("V0 added to X'X", _v0_added_to_xx,
     "Your P is V0 + X'X, though V0⁻¹ stands in other places. Precisions add: P = V0⁻¹ + X'X."),
)  # fmt: skip
