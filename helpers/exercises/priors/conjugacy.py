"""The conjugate update: precisions add, and the misfit goes into b."""

import numpy as np
from scipy import linalg

from helpers.exercises.lessons import priors as lesson
from helpers.exercises.priors.normal_inverse_gamma import (
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


@update.misconception(
    "no ½ in b",
    "Your b lacks a ½: half of the sum of squares is added to it (with the whole, the seed "
    "world's b would be 4859.90). The ½ is that of the normal law's exponent.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + 2 * (b_n - b)


@update.misconception(
    "residuals of least squares in b",
    "Your b adds half of the residual sum of squares of *least squares* (2414.63 on the seed "
    "world). The distance between the prior and the data belongs to it, too.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + np.sum((y - X @ lstsq(X, y)) ** 2) / 2


@update.misconception(
    "residuals alone in b",
    "Your b adds half of the squared residuals at the posterior mean. What the mean lies away from "
    "m0 costs, too: add half of (m − m0)'V0⁻¹(m − m0).",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + np.sum((y - X @ mean) ** 2) / 2


@update.misconception(
    "residuals alone in b, no ½",
    "Your b adds the squared residuals at the posterior mean. Half of them is wanted, and half of "
    "what the mean lies away from m0: (m − m0)'V0⁻¹(m − m0).",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + np.sum((y - X @ mean) ** 2)


@update.misconception(
    "y'y alone in b",
    "Your b adds half of y'y. What the plane explains has to be taken off: m'(V0⁻¹ + X'X)m; and "
    "m0'V0⁻¹m0 is added.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, _ = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b + y @ y / 2


@update.misconception(
    "m0 left out of b",
    "Your b lacks ½ m0'V0⁻¹m0. With m0 = 0 it vanishes; here it does not.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n - m0 @ np.linalg.solve(V0, m0) / 2


@update.misconception(
    "V for its inverse in b",
    "Your b takes off ½ m'Vm. The precision belongs there, V⁻¹ = V0⁻¹ + X'X.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n + (quadratic(mean, V) - mean @ V @ mean) / 2


@update.misconception(
    "sum of squares for b",
    "Your b is half of the sum of squares alone. The prior's own b is the start: add to it.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n - b


@update.misconception(
    "V0 inverted",
    "Your function adds V0 itself to X'X. Precisions add, and V0 is a covariance: add its inverse. "
    "(On the seed world it would give 9.431, 4.414, 9.852.)",
)
def _(X, y, m0, V0, a, b):
    return closed_form(X, y, m0, np.linalg.inv(V0), a, b)


@update.misconception(
    "m0 left out",
    "Your function puts the centre of the prior at zero. Its precision pulls towards m0: add "
    "V0⁻¹m0 to X'y (and m0'V0⁻¹m0 to the squares).",
)
def _(X, y, m0, V0, a, b):
    return closed_form(X, y, 0 * m0, V0, a, b)


@update.misconception(
    "m0 not weighted",
    "Your function adds m0 itself to X'y. It has the weight of its precision: V0⁻¹m0.",
)
def _(X, y, m0, V0, a, b):
    P = np.linalg.inv(V0) + X.T @ X
    mean = np.linalg.solve(P, m0 + X.T @ y)
    squares = y @ y + m0 @ np.linalg.solve(V0, m0) - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2


@update.misconception(
    "precision for V",
    "Your V is the posterior's *precision*, V0⁻¹ + X'X. Hand over its inverse.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, np.linalg.inv(V), a_n, b_n


@update.misconception(
    "covariances added",
    "Your V is the sum of V0 and (X'X)⁻¹. Two sources of knowledge make the answer *more* certain: "
    "their precisions add.",
)
def _(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V0 + np.linalg.pinv(X.T @ X), a_n, b_n


@update.misconception(
    "V without the prior",
    "Your V is (X'X)⁻¹, what the data alone say. The prior's precision V0⁻¹ is added before "
    "inverting.",
)
def _(X, y, m0, V0, a, b):
    mean, _, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, np.linalg.pinv(X.T @ X), a_n, b_n


@update.misconception(
    "V in units of y",
    "Your V is the covariance of beta itself, multiplied by b/(a − 1). V is the factor before "
    "sigma², as V0 was: leave it unscaled.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V * b_n / (a_n - 1), a_n, b_n


@update.misconception(
    "least squares for the mean",
    "Your mean is that of least squares. The posterior's lies between it and m0.",
)
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return lstsq(X, y), V, a_n, b_n


@update.misconception("a + n", "Your a grows by n. Each observation brings half a unit: a + n/2.")
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a + len(y), b_n


@update.misconception(
    "a + n and no ½ in b",
    "Your a grows by n and your b by the whole sum of squares. Both grow by half of that.",
)
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a + len(y), b + 2 * (b_n - b)


@update.misconception(
    "a + (n − p)/2",
    "Your a grows by (n − p)/2. That is right for a flat prior; here the prior's own p factors of "
    "1/sigma make up for the p that integration takes: a + n/2.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n - X.shape[1] / 2, b_n


@update.misconception(
    "a + (n + p)/2",
    "Your a counts the p factors 1/sigma of the prior of beta. They are used up when beta's own "
    "normal law is split off: a + n/2.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n + X.shape[1] / 2, b_n


@update.misconception("a unchanged", "Your a is still the prior's. Each observation adds ½ to it.")
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a, b_n


@update.misconception(
    "n of the seed world",
    "Your a grows by 100, half of the seed world's 200 rows. The data that the function is given "
    "have a length of their own, `len(y)`.",
)
def _(X, y, m0, V0, a, b):
    mean, V, _, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a + 100, b_n


@update.misconception(
    "V times b/a",
    "Your V is multiplied by b/a, as in the scale of a t law. V is the factor before sigma², as"
    " V0 was: leave it unscaled.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V * b_n / a_n, a_n, b_n


@update.misconception(
    "n/2 alone for a",
    "Your a is n/2 alone. The prior's own a is the start: add to it.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n - a, b_n


@update.misconception(
    "b reduced",
    "Your b gets smaller with data: half of the sum of squares is *added*.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, 2 * b - b_n


@update.misconception(
    "m'Pm added",
    "Your b adds ½ m'Pm. It is subtracted: what the plane and the prior explain is no misfit.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n + quadratic(mean, V)


@update.misconception(
    "m0'V0m0 in b",
    "Your b has ½ m0'V0m0. The precision belongs there: ½ m0'V0⁻¹m0.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n + (m0 @ V0 @ m0 - quadratic(m0, V0)) / 2


@update.misconception(
    "distance from the prior subtracted",
    "Your b subtracts ½ (m − m0)'V0⁻¹(m − m0). To lie away from m0 costs: add it.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, a_n, b_n - quadratic(mean - m0, V0)


@update.misconception(
    "b before a",
    "Your last two numbers have changed places: a comes third, b last.",
)
def _(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, b_n, a_n


@update.misconception(
    "m0 left out of the mean",
    "Your mean lacks V0⁻¹m0: the prior's precision pulls towards m0.",
)
def _(X, y, m0, V0, a, b):
    _, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return V @ X.T @ y, V, a_n, b_n


@update.misconception(
    "V0 not inverted beside m0",
    "Your function adds V0 m0 to X'y. The centre has the weight of its *precision*: V0⁻¹m0.",
)
def _(X, y, m0, V0, a, b):
    V = closed_form(X, y, m0, V0, a, b)[1]
    mean = V @ (V0 @ m0 + X.T @ y)
    squares = y @ y + quadratic(m0, V0) - quadratic(mean, V)
    return mean, V, a + len(y) / 2, b + squares / 2


@update.misconception(
    "diagonal only",
    "Your function uses the diagonal of V0 alone. V0 has entries off it: invert the whole matrix.",
)
def _(X, y, m0, V0, a, b):
    return closed_form(X, y, m0, np.diag(np.diag(V0)), a, b)
