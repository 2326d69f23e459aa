"""The conjugate update: precisions add, and the misfit goes into b."""

import numpy as np
from scipy import linalg

from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.shared import (
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
        "1/sigma²). Their sum is P, and V is its inverse. For the mean, look for the terms of the "
        "equation in which beta stands once: what do they say on the left, and on the right?",
        "On the left they are −2β'X'y − 2β'V0⁻¹m0, on the right −2β'Pm. That is to hold for every "
        "beta, so what stands beside β' is the same: equations for m. Then put beta = 0 into both "
        "sides. What is r?",
        "`np.linalg.solve` finds the m with P m = V0⁻¹m0 + X'y. With beta = 0 the left side is "
        "y'y + m0'V0⁻¹m0, the right side m'Pm + r. Each row adds ½ to a, and *half* of r is added "
        "to b.",
        "`P = np.linalg.inv(V0) + X.T @ X`, "
        "`mean = np.linalg.solve(P, np.linalg.solve(V0, m0) + X.T @ y)`, "
        "`squares = y @ y + m0 @ np.linalg.solve(V0, m0) - mean @ P @ mean`"
        ", and return `mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2`.",
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


class _World:
    """A prior with its data, and what follows from them."""

    def __init__(self, X, y, m0, V0, a, b):
        self.X, self.y, self.m0, self.V0, self.a, self.b = X, y, m0, V0, a, b
        self.mean, self.V, self.a_n, self.b_n = closed_form(X, y, m0, V0, a, b)
        self.P0, (self.n, self.p) = np.linalg.inv(V0), X.shape
        self.P = self.P0 + X.T @ X

    def rss(self, m):
        return np.sum((self.y - self.X @ m) ** 2)

    def squares(self, m):
        """What half of is added to b."""
        return self.y @ self.y + self.m0 @ self.P0 @ self.m0 - m @ self.P @ m


def _with(part):
    """Makes of a wrong part the program that hands it over; a wrong mean goes on into b."""

    def of(formula):
        def program(*data):
            w = _World(*data)
            wrong = {part: formula(w)}
            mean = wrong.get("mean", w.mean)
            right = {"mean": mean, "V": w.V, "a": w.a_n, "b": w.b + w.squares(mean) / 2}
            return tuple({**right, **wrong}.values())

        return program

    return of


def _b_before_a(X, y, m0, V0, a, b):
    mean, V, a_n, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V, b_n, a_n


update.mistakes(
    ("V0 inverted", lambda X, y, m0, V0, a, b: closed_form(X, y, m0, np.linalg.inv(V0), a, b),
     "Your function adds V0 itself to X'X. Precisions add, and V0 is a covariance: add its "
     "inverse. (On the seed world it would give 9.431, 4.414, 9.852.)"),
    ("V0 inverted entry by entry",
     lambda X, y, m0, V0, a, b: closed_form(X, y, m0, np.linalg.inv(1 / V0), a, b),
     "Your function divides 1 by each entry of V0. The inverse of a matrix is another thing: "
     "`np.linalg.inv(V0)`."),
    ("m0 left out", lambda X, y, m0, V0, a, b: closed_form(X, y, 0 * m0, V0, a, b),
     "Your function puts the centre of the prior at zero. Its precision pulls towards m0: add "
     "V0⁻¹m0 to X'y (and m0'V0⁻¹m0 to the squares)."),
    ("b before a", _b_before_a,
     "Your last two numbers have changed places: a comes third, b last."),
)  # fmt: skip


update.mistakes(
    ("least squares for the mean", lambda w: lstsq(w.X, w.y),
     "Your mean is that of least squares. The posterior's lies between it and m0."),
    ("m0 left out of the mean", lambda w: w.V @ w.X.T @ w.y,
     "Your mean lacks V0⁻¹m0: the prior's precision pulls towards m0."),
    ("m0 not weighted", lambda w: w.V @ (w.m0 + w.X.T @ w.y),
     "Your function adds m0 itself to X'y. It has the weight of its precision: V0⁻¹m0."),
    ("P⁻¹ left out", lambda w: w.P0 @ w.m0 + w.X.T @ w.y,
     "Your mean is V0⁻¹m0 + X'y. Solve P m = V0⁻¹m0 + X'y for it, with `np.linalg.solve`."),
    of=_with("mean"),
)  # fmt: skip


update.mistakes(
    ("precision for V", lambda w: w.P,
     "Your V is the posterior's *precision*, V0⁻¹ + X'X. Hand over its inverse."),
    ("covariances added", lambda w: w.V0 + np.linalg.pinv(w.X.T @ w.X),
     "Your V is the sum of V0 and (X'X)⁻¹. Two sources of knowledge make the answer *more* "
     "certain: their precisions add."),
    ("V without the prior", lambda w: np.linalg.pinv(w.X.T @ w.X),
     "Your V is (X'X)⁻¹, what the data alone say. The prior's precision V0⁻¹ is added before "
     "inverting."),
    ("V in units of y", lambda w: w.V * w.b_n / (w.a_n - 1),
     "Your V is the covariance of beta itself, multiplied by b/(a − 1). V is the factor before "
     "sigma², as V0 was: leave it unscaled."),
    of=_with("V"),
)  # fmt: skip


update.mistakes(
    ("a + n", lambda w: w.a + w.n,
     "Your a grows by n. Each observation brings half a unit: a + n/2."),
    ("a + (n − p)/2", lambda w: w.a + (w.n - w.p) / 2,
     "Your a grows by (n − p)/2. That is right for a flat prior; here the prior's own p factors of "
     "1/sigma make up for the p that integration takes: a + n/2."),
    ("a + (n + p)/2", lambda w: w.a + (w.n + w.p) / 2,
     "Your a counts the p factors 1/sigma of the prior of beta. They are used up when beta's own "
     "normal law is split off: a + n/2."),
    ("a + (n − 1)/2", lambda w: w.a + (w.n - 1) / 2,
     "Your a grows by (n − 1)/2. No mean was estimated beforehand: each of the n observations "
     "brings ½."),
    ("n of the seed world", lambda w: w.a + 100,
     "Your a grows by 100, half of the seed world's 200 rows. The data that the function is given "
     "have a length of their own, `len(y)`."),
    of=_with("a"),
)  # fmt: skip


update.mistakes(
    ("no ½ in b", lambda w: w.b + w.squares(w.mean),
     "Your b lacks a ½: half of the sum of squares is added to it (with the whole, the seed "
     "world's b would be 4859.90). The ½ is that of the normal law's exponent."),
    ("residuals of least squares in b", lambda w: w.b + w.rss(lstsq(w.X, w.y)) / 2,
     "Your b adds half of the residual sum of squares of *least squares* (2414.63 on the seed "
     "world). The distance between the prior and the data belongs to it, too."),
    ("residuals alone in b", lambda w: w.b + w.rss(w.mean) / 2,
     "Your b adds half of the squared residuals at the posterior mean. What the mean lies away "
     "from m0 costs, too: add half of (m − m0)'V0⁻¹(m − m0)."),
    ("y'y alone in b", lambda w: w.b + w.y @ w.y / 2,
     "Your b adds half of y'y. What the plane explains has to be taken off: m'(V0⁻¹ + X'X)m; and "
     "m0'V0⁻¹m0 is added."),
    ("m0 left out of b", lambda w: w.b_n - w.m0 @ w.P0 @ w.m0 / 2,
     "Your b lacks ½ m0'V0⁻¹m0. With m0 = 0 it vanishes; here it does not."),
    ("m'Pm left out", lambda w: w.b_n + w.mean @ w.P @ w.mean / 2,
     "Your b lacks −½ m'Pm: what the plane and the prior explain is no misfit."),
    ("distance from the prior not weighted",
     lambda w: w.b + (w.rss(w.mean) + np.sum((w.mean - w.m0) ** 2)) / 2,
     "Your b has ½ (m − m0)'(m − m0). The distance is weighted by the prior's precision: ½ (m − "
     "m0)'V0⁻¹(m − m0)."),
    of=_with("b"),
)  # fmt: skip
