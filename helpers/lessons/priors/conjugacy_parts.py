"""Slips in one part of the conjugate update: its mean, V, a or b; and in several at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from helpers.feedback.tolerance import same_shape
from helpers.lessons.priors.normal_inverse_gamma import closed_form, lstsq
from helpers.lessons.priors.update import update


class _World:
    """A prior with its data, and what follows from them."""

    def __init__(self, X, y, m0, V0, a, b):
        self.X, self.y, self.m0, self.V0, self.a, self.b = X, y, m0, V0, a, b
        self.mean, self.V, self.a_n, self.b_n = closed_form(X, y, m0, V0, a, b)
        self.P0, self.n = np.linalg.inv(V0), len(y)
        self.P = self.P0 + X.T @ X

    def rss(self, m):
        return np.sum((self.y - self.X @ m) ** 2)

    def distance(self, m, weight):
        return (m - self.m0) @ weight @ (m - self.m0)

    def squares(self, m):
        """What half of is added to b. At the posterior mean it equals `squares_apart`."""
        return self.y @ self.y + self.m0 @ self.P0 @ self.m0 - m @ self.P @ m

    def squares_apart(self, m):
        return self.rss(m) + self.distance(m, self.P0)


class _Slip(NamedTuple):
    """A wrong part, made from the world and the mean with which the function goes on."""

    part: str
    name: str
    says: str
    program: Callable[[_World, np.ndarray], object]


_RIGHT = {
    "mean": lambda w, m: w.mean,
    "V": lambda w, m: w.V,
    "a": lambda w, m: w.a_n,
    "b": lambda w, m: w.b + w.squares(m) / 2,
}

_SLIPS = [
    _Slip(
        "mean",
        "least squares for the mean",
        "Your mean is that of least squares. The posterior's lies between it and m0.",
        lambda w, m: lstsq(w.X, w.y),
    ),
    _Slip(
        "mean",
        "m0 left out of the mean",
        "Your mean lacks V0⁻¹m0: the prior's precision pulls towards m0.",
        lambda w, m: w.V @ w.X.T @ w.y,
    ),
    _Slip(
        "mean",
        "m0 not weighted",
        "Your function adds m0 itself to X'y. It has the weight of its precision: V0⁻¹m0.",
        lambda w, m: w.V @ (w.m0 + w.X.T @ w.y),
    ),
    _Slip(
        "mean",
        "V0 not inverted beside m0",
        "Your function adds V0 m0 to X'y. The centre has the weight of its *precision*: V0⁻¹m0.",
        lambda w, m: w.V @ (w.V0 @ w.m0 + w.X.T @ w.y),
    ),
    _Slip(
        "mean",
        "P⁻¹ left out",
        "Your mean is V0⁻¹m0 + X'y. Solve P m = V0⁻¹m0 + X'y for it, with `np.linalg.solve`.",
        lambda w, m: w.P0 @ w.m0 + w.X.T @ w.y,
    ),
    _Slip(
        "mean",
        "X'y subtracted",
        "Your mean subtracts X'y from V0⁻¹m0. Both pull towards what they know: add.",
        lambda w, m: w.V @ (w.P0 @ w.m0 - w.X.T @ w.y),
    ),
    _Slip(
        "mean",
        "multiplied by P",
        "Your mean is P (V0⁻¹m0 + X'y). The equation is P m = V0⁻¹m0 + X'y: solve it, or "
        "multiply by V = P⁻¹.",
        lambda w, m: w.P @ (w.P0 @ w.m0 + w.X.T @ w.y),
    ),
    _Slip(
        "V",
        "precision for V",
        "Your V is the posterior's *precision*, V0⁻¹ + X'X. Hand over its inverse.",
        lambda w, m: w.P,
    ),
    _Slip(
        "V",
        "covariances added",
        "Your V is the sum of V0 and (X'X)⁻¹. Two sources of knowledge make the answer *more* "
        "certain: their precisions add.",
        lambda w, m: w.V0 + np.linalg.pinv(w.X.T @ w.X),
    ),
    _Slip(
        "V",
        "V without the prior",
        "Your V is (X'X)⁻¹, what the data alone say. The prior's precision V0⁻¹ is added before "
        "inverting.",
        lambda w, m: np.linalg.pinv(w.X.T @ w.X),
    ),
    _Slip(
        "V",
        "V in units of y",
        "Your V is the covariance of beta itself, multiplied by b/(a − 1). V is the factor "
        "before sigma², as V0 was: leave it unscaled.",
        lambda w, m: w.V * w.b_n / (w.a_n - 1),
    ),
    _Slip(
        "V",
        "V times b/a",
        "Your V is multiplied by b/a, as in the scale of a t law. V is the factor before sigma², "
        "as V0 was: leave it unscaled.",
        lambda w, m: w.V * w.b_n / w.a_n,
    ),
    _Slip(
        "V",
        "diagonal of V",
        "Your V has its diagonal alone. The coefficients are correlated after the data: hand "
        "over the whole matrix.",
        lambda w, m: np.diag(np.diag(w.V)),
    ),
    _Slip(
        "V",
        "V0 not inverted in V",
        "Your V is the inverse of V0 + X'X. Precisions add: V = (V0⁻¹ + X'X)⁻¹.",
        lambda w, m: np.linalg.inv(w.V0 + w.X.T @ w.X),
    ),
    _Slip(
        "V",
        "V0 for V",
        "Your V is still the prior's. After the data it is (V0⁻¹ + X'X)⁻¹.",
        lambda w, m: w.V0,
    ),
    _Slip(
        "a",
        "a + n",
        "Your a grows by n. Each observation brings half a unit: a + n/2.",
        lambda w, m: w.a + w.n,
    ),
    _Slip(
        "a",
        "a + (n − p)/2",
        "Your a grows by (n − p)/2. That is right for a flat prior; here the prior's own p "
        "factors of 1/sigma make up for the p that integration takes: a + n/2.",
        lambda w, m: w.a_n - len(w.m0) / 2,
    ),
    _Slip(
        "a",
        "a + (n + p)/2",
        "Your a counts the p factors 1/sigma of the prior of beta. They are used up when beta's "
        "own normal law is split off: a + n/2.",
        lambda w, m: w.a_n + len(w.m0) / 2,
    ),
    _Slip(
        "a",
        "a + (n − 1)/2",
        "Your a grows by (n − 1)/2. No mean was estimated beforehand: each of the n observations "
        "brings ½.",
        lambda w, m: w.a_n - 1 / 2,
    ),
    _Slip(
        "a",
        "a + p/2",
        "Your a grows by p/2, half of the number of columns. Each *observation* brings ½: a + n/2.",
        lambda w, m: w.a + len(w.m0) / 2,
    ),
    _Slip(
        "a",
        "(a + n)/2",
        "Your a is (a + n)/2. Only n is halved: a + n/2.",
        lambda w, m: (w.a + w.n) / 2,
    ),
    _Slip(
        "a",
        "a times n/2",
        "Your a is multiplied by n/2. Each observation *adds* ½: a + n/2.",
        lambda w, m: w.a * w.n / 2,
    ),
    _Slip(
        "a",
        "a unchanged",
        "Your a is still the prior's. Each observation adds ½ to it.",
        lambda w, m: w.a,
    ),
    _Slip(
        "a",
        "n of the seed world",
        "Your a grows by 100, half of the seed world's 200 rows. The data that the function is "
        "given have a length of their own, `len(y)`.",
        lambda w, m: w.a + 100,
    ),
    _Slip(
        "a",
        "n/2 alone for a",
        "Your a is n/2 alone. The prior's own a is the start: add to it.",
        lambda w, m: w.n / 2,
    ),
    _Slip(
        "b",
        "no ½ in b",
        "Your b lacks a ½: half of the sum of squares is added to it (with the whole, the seed "
        "world's b would be 4859.90). The ½ is that of the normal law's exponent.",
        lambda w, m: w.b + w.squares(m),
    ),
    _Slip(
        "b",
        "residuals of least squares in b",
        "Your b adds half of the residual sum of squares of *least squares* (2414.63 on the seed "
        "world). The distance between the prior and the data belongs to it, too.",
        lambda w, m: w.b + w.rss(lstsq(w.X, w.y)) / 2,
    ),
    _Slip(
        "b",
        "residuals alone in b",
        "Your b adds half of the squared residuals at the posterior mean. What the mean lies "
        "away from m0 costs, too: add half of (m − m0)'V0⁻¹(m − m0).",
        lambda w, m: w.b + w.rss(m) / 2,
    ),
    _Slip(
        "b",
        "residuals alone in b, no ½",
        "Your b adds the squared residuals at the posterior mean. Half of them is wanted, and "
        "half of what the mean lies away from m0: (m − m0)'V0⁻¹(m − m0).",
        lambda w, m: w.b + w.rss(m),
    ),
    _Slip(
        "b",
        "y'y alone in b",
        "Your b adds half of y'y. What the plane explains has to be taken off: m'(V0⁻¹ + X'X)m; "
        "and m0'V0⁻¹m0 is added.",
        lambda w, m: w.b + w.y @ w.y / 2,
    ),
    _Slip(
        "b",
        "m0 left out of b",
        "Your b lacks ½ m0'V0⁻¹m0. With m0 = 0 it vanishes; here it does not.",
        lambda w, m: w.b + (w.squares(m) - w.m0 @ w.P0 @ w.m0) / 2,
    ),
    _Slip(
        "b",
        "V for its inverse in b",
        "Your b takes off ½ m'Vm. The precision belongs there, V⁻¹ = V0⁻¹ + X'X.",
        lambda w, m: w.b + (w.squares(m) + m @ w.P @ m - m @ w.V @ m) / 2,
    ),
    _Slip(
        "b",
        "sum of squares for b",
        "Your b is half of the sum of squares alone. The prior's own b is the start: add to it.",
        lambda w, m: w.squares(m) / 2,
    ),
    _Slip(
        "b",
        "sum of squares for b, no ½",
        "Your b is the sum of squares alone. The prior's own b is the start: add half of the sum "
        "to it.",
        lambda w, m: w.squares(m),
    ),
    _Slip(
        "b",
        "b halved, too",
        "Your b is half of b plus the sum of squares. Only the sum is halved.",
        lambda w, m: (w.b + w.squares(m)) / 2,
    ),
    _Slip(
        "b",
        "b unchanged",
        "Your b is still the prior's. Half of the sum of squares is added to it.",
        lambda w, m: w.b,
    ),
    _Slip(
        "b",
        "b reduced",
        "Your b gets smaller with data: half of the sum of squares is *added*.",
        lambda w, m: w.b - w.squares(m) / 2,
    ),
    _Slip(
        "b",
        "mean of squares in b",
        "Your b adds half of the *mean* of squares. Half of their sum is wanted.",
        lambda w, m: w.b + w.squares(m) / w.n / 2,
    ),
    _Slip(
        "b",
        "m'Pm left out",
        "Your b lacks −½ m'Pm: what the plane and the prior explain is no misfit.",
        lambda w, m: w.b + (w.squares(m) + m @ w.P @ m) / 2,
    ),
    _Slip(
        "b",
        "m'Pm added",
        "Your b adds ½ m'Pm. It is subtracted: what the plane and the prior explain is no misfit.",
        lambda w, m: w.b + w.squares(m) / 2 + m @ w.P @ m,
    ),
    _Slip(
        "b",
        "V0⁻¹ for P in b",
        "Your b takes off ½ m'V0⁻¹m. The posterior precision belongs there, P = V0⁻¹ + X'X.",
        lambda w, m: w.b + (w.squares(m) + m @ (w.P - w.P0) @ m) / 2,
    ),
    _Slip(
        "b",
        "V0 for P in b",
        "Your b takes off ½ m'V0m. The posterior precision belongs there, P = V0⁻¹ + X'X.",
        lambda w, m: w.b + (w.squares(m) + m @ (w.P - w.V0) @ m) / 2,
    ),
    _Slip(
        "b",
        "X'X for P in b",
        "Your b takes off ½ m'X'Xm. The posterior precision belongs there, P = V0⁻¹ + X'X.",
        lambda w, m: w.b + (w.squares(m) + m @ w.P0 @ m) / 2,
    ),
    _Slip(
        "b",
        "½ for y'y alone",
        "Your b halves y'y, but not the rest. All of the sum of squares is halved: mind the "
        "brackets.",
        lambda w, m: w.b + w.squares(m) - w.y @ w.y / 2,
    ),
    _Slip(
        "b",
        "m0'V0m0 in b",
        "Your b has ½ m0'V0m0. The precision belongs there: ½ m0'V0⁻¹m0.",
        lambda w, m: w.b + (w.squares(m) + w.m0 @ w.V0 @ w.m0 - w.m0 @ w.P0 @ w.m0) / 2,
    ),
    _Slip(
        "b",
        "m0'Pm0 in b",
        "Your b has ½ m0'Pm0, with the posterior precision. The prior's belongs there: ½ "
        "m0'V0⁻¹m0.",
        lambda w, m: w.b + (w.squares(m) + w.m0 @ w.X.T @ w.X @ w.m0) / 2,
    ),
    _Slip(
        "b",
        "m0'V0⁻¹m0 subtracted",
        "Your b subtracts ½ m0'V0⁻¹m0. It is added.",
        lambda w, m: w.b + w.squares(m) / 2 - w.m0 @ w.P0 @ w.m0,
    ),
    _Slip(
        "b",
        "distance from the prior subtracted",
        "Your b subtracts ½ (m − m0)'V0⁻¹(m − m0). To lie away from m0 costs: add it.",
        lambda w, m: w.b + (w.rss(m) - w.distance(m, w.P0)) / 2,
    ),
    _Slip(
        "b",
        "distance from the prior not halved",
        "Your b halves the squared residuals, but not the distance from the prior. Both are "
        "halved.",
        lambda w, m: w.b + w.rss(m) / 2 + w.distance(m, w.P0),
    ),
    _Slip(
        "b",
        "distance from the prior not weighted",
        "Your b has ½ (m − m0)'(m − m0). The distance is weighted by the prior's precision: ½ (m "
        "− m0)'V0⁻¹(m − m0).",
        lambda w, m: w.b + (w.rss(m) + w.distance(m, np.eye(len(m)))) / 2,
    ),
    _Slip(
        "b",
        "distance weighted by V0",
        "Your b has ½ (m − m0)'V0(m − m0). The precision belongs there: ½ (m − m0)'V0⁻¹(m − m0).",
        lambda w, m: w.b + (w.rss(m) + w.distance(m, w.V0)) / 2,
    ),
    _Slip(
        "b",
        "least squares for m in b",
        "Your b measures residuals and the distance from m0 at *least squares*. Both are taken "
        "at the posterior mean m.",
        lambda w, m: w.b + w.squares_apart(lstsq(w.X, w.y)) / 2,
    ),
]


def _with_one(slip):
    """The program with this slip. A wrong mean goes on into b."""

    def program(*data):
        world, made = _World(*data), {**_RIGHT, slip.part: slip.program}
        mean = made["mean"](world, None)
        return tuple(make(world, mean) for make in made.values())

    return program


for _slip in _SLIPS:
    update.misconception(_slip.name, _slip.says)(_with_one(_slip))


def _found(yours, *data):
    """The slips that made an answer, part by part; None where a part remains unexplained."""
    world, found = _World(*data), []

    def same(part, target):
        target = np.asarray(target, dtype=float)
        shaped = same_shape(yours[part], target)
        return shaped is not None and np.all(update.tolerance.distance(shaped, target) <= 1)

    for part in _RIGHT:
        right = [_RIGHT[part](world, yours["mean"]), _RIGHT[part](world, world.mean)]
        if part == "b":
            right.append(world.b + world.squares_apart(yours["mean"]) / 2)
        if any(same(part, target) for target in right):
            continue
        made = (
            slip
            for slip in _SLIPS
            if slip.part == part
            and any(same(part, slip.program(world, m)) for m in (yours["mean"], world.mean))
        )
        slip = next(made, None)
        if slip is None:
            return None
        found.append(slip)
    return found


def _says(yours, *data):
    return " And: ".join(slip.says for slip in _found(yours, *data))


def _slips_in_several_parts(X, y, m0, V0, a, b):
    mean, _, _, b_n = closed_form(X, y, m0, V0, a, b)
    return mean, V0, a + len(y), b_n


update.mistakes(
    ("slips in several parts", _slips_in_several_parts,
     _says,
     {"recognises": lambda yours, *data: bool(_found(yours, *data))}),
)  # fmt: skip
