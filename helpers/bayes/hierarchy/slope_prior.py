"""What model A believes of one slope: mu_j and eta_j integrated out, and drawn back again.

Given eta_j, and with mu_j integrated out, beta_j is N(m, w) with w = s² + eta_j². So every slope
has the same prior, a scale mixture of normals,

    g(b) = ∫ N(b; 0, s² + eta²) p(eta) d eta,        b = beta_j - m.

With eta = c sinh(x) the integrand is a smooth and even function of x, for which the trapezoidal
rule has eight digits with about 60 nodes. Averages over eta given b give the slopes of log g,

    (log g)' = -b E[1/w | b],     (log g)'' = b² Var[1/w | b] - E[1/w | b]

(Andrews & Mallows 1974, *JRSS B* 36, 99–102, on scale mixtures).

**The way back.** Given beta_j the data have no more to say of (mu_j, eta_j): this is why these two
stay close to their prior. eta_j is drawn from its law and kept with the ratio of its likelihood to
the highest; mu_j given both is normal.
"""

import math
from functools import cached_property

import numpy as np

from helpers.arrays import Array
from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.hierarchy.models import SeedHierarchy
from helpers.bayes.hierarchy.scales import draw_scale, inverse_gamma, log_centre
from helpers.bayes.priors import Fixed, HalfNormal, InverseGamma
from helpers.bayes.quadrature.peaks import FARTHEST, NEGLIGIBLE
from helpers.bayes.quadrature.trapezoid import in_parts, log_sum

STEP = 0.25  # in x, where eta = c sinh(x), and in log eta; at most
TABLES = 32  # for as many groups of draws, at least
KEEPS_ENOUGH = 0.3  # of the draws from eta's law


class SlopePrior:
    """The prior of one slope, and (mu_j, eta_j) given the slope.

    Parameters
    ----------
    hierarchy : SeedHierarchy
    far : float
        The largest |beta_j - m| at which it has to be right.
    seen : bool
        Whether the data bound the slope. If they do not, moments have a longer way to go.
    """

    def __init__(self, hierarchy: SeedHierarchy, far: float, seen: bool = True):
        self.hierarchy, self.far, self.seen = hierarchy, far, seen
        self.m, self.s, self.law = hierarchy.m, hierarchy.s, hierarchy.eta
        self.scale = typical(hierarchy)

    def reaching(self, far: float) -> "SlopePrior":
        """The same, right as far out as `far` too."""
        return self if far <= self.far else SlopePrior(self.hierarchy, far, self.seen)

    # ---- nodes for eta ---------------------------------------------------------------------------

    @property
    def step(self) -> float:
        """In x and in log eta: no wider than the logarithm of eta_j may be known to be."""
        match self.law:
            case InverseGamma(a):  # e^(-b/eta²) cuts eta off below, and wants more nodes
                return min(0.8 * STEP, 0.72 / math.sqrt(4 * a + 2))
            case HalfNormal():  # e^(-far²/2eta²) e^(-eta²/2scale²) has the sd ½ √(scale/far)
                return min(STEP, 0.45 / math.sqrt(max(self.far / self.scale, 1.0)))
        return STEP

    @property
    def count(self) -> int:
        """How many nodes it takes.

        Raises
        ------
        ImproperPosteriorError
            Where they would have to reach beyond floating-point numbers.
        """
        if isinstance(self.law, Fixed):
            return 1
        if isinstance(self.law, HalfNormal):
            reach = math.asinh(self._highest() / self._unit)
        else:
            reach = math.asinh(4 * self.far / self._unit) + self._beyond(28.0)
        if reach > FARTHEST:
            raise ImproperPosteriorError(
                f"The law of eta, {self.law!r}, has so heavy a tail that floating-point numbers do "
                "not reach its end, and the data do not show the slopes. Give eta a law that says "
                "more, such as HalfCauchy(scale)."
            )
        return 2 + math.floor(reach / self.step)

    @cached_property
    def nodes(self) -> tuple[Array, Array]:
        """Nodes of eta, and the log of prior density times step there."""
        if isinstance(self.law, Fixed):
            return np.array([float(self.law.value)]), np.zeros(1)
        x = self.step * np.arange(self.count)
        eta = self._unit * np.sinh(np.maximum(x, 1e-12))
        log_prior = self.law.log_density(eta) + np.log(self._unit * np.cosh(x) * self.step)
        log_prior[0] -= math.log(2)
        return eta, log_prior

    def log_nodes(self, finer: int, left: float, right: float) -> tuple[Array, Array]:
        """Equally spaced log eta, and the log prior density there.

        The posterior falls by e^-left and e^-right on the sides.
        """
        law = self.law
        if isinstance(law, Fixed):
            return np.log([law.value]), np.zeros(1)
        low = math.log(min(self.scale, self.s)) - (left if not law.closes_zero else 0.0)
        high = math.log(4 * self.far) + self._beyond(right)
        if law.closes_zero:
            low = 0.5 * math.log(law.b / (law.a + 20 * math.sqrt(law.a) + 700))
        if isinstance(law, HalfNormal):
            high = math.log(self._highest())
        log_eta = np.arange(low, high, self.step / finer)
        return log_eta, log_eta + law.log_density(np.exp(log_eta))

    @property
    def _unit(self) -> float:
        return min(self.s, self.scale)

    @property
    def _tail(self) -> float:
        return self.law.tail if self.seen else self.law.tail - 1

    def _beyond(self, drop: float) -> float:
        """How far above a typical log eta its law has fallen by e^-drop: a power, after a bell."""
        return drop / self._tail + 2 * math.sqrt(drop / self._tail)

    def _highest(self) -> float:
        """Where a half-normal law has cut off eta, pulled up to √(far scale) by the data."""
        return 9 * self.scale + 3 * math.sqrt(self.far * self.scale)

    # ---- the density -----------------------------------------------------------------------------

    def log_density(self, b: Array) -> tuple[Array, Array, Array]:
        """log g(b), E[1/w | b] and Var[1/w | b], each of the shape of b."""
        eta, log_prior = self.nodes
        precision = 1 / (self.s**2 + eta**2)
        log_terms = log_prior + 0.5 * np.log(precision / (2 * np.pi))
        squares = np.square(np.ravel(b))
        found = np.empty((3, len(squares)))
        for part in in_parts(len(squares), len(eta)):
            terms = log_terms - 0.5 * squares[part, None] * precision
            value = log_sum(terms)
            weights = np.exp(terms - value[:, None])
            mean = weights @ precision
            spread = (weights * np.square(precision - mean[:, None])).sum(axis=1)
            found[:, part] = value, mean, spread
        return tuple(row.reshape(np.shape(b)) for row in found)

    # ---- and back --------------------------------------------------------------------------------

    def draw(self, slopes: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """mu and eta given the slopes, all of shape (draws, J): eta, mu, and eta once more."""
        slope = slopes.ravel()
        eta, from_nodes = self._draw_eta(np.square(slope - self.m), rng)
        w = self.s**2 + eta**2
        noise = self.s * eta / np.sqrt(w) * rng.standard_normal(len(slope))
        off = (self.m - slope) * (eta**2 / w) + noise
        if len(from_nodes):
            squares = np.square(off[from_nodes])
            eta[from_nodes] = draw_scale(self.law, 1, squares, eta[from_nodes], rng)
        return (slope + off).reshape(slopes.shape), eta.reshape(slopes.shape)

    def _draw_eta(self, squares: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """eta_j given (beta_j - m)², mu_j integrated out; and which of them are nodes of a lattice.

        The data say little of eta_j: a draw from its law is kept with the ratio of the likelihood,
        √(1/w) e^(-square/2w), to its maximum, at w = max(s², square). Where that keeps too few, the
        others come from a lattice.
        """
        eta, left = np.empty_like(squares), np.arange(len(squares))
        keeps_enough = not isinstance(self.law, Fixed)
        while keeps_enough and len(left):
            proposed = self._proposals(len(left), rng)
            w, square = self.s**2 + proposed**2, squares[left]
            best = np.maximum(self.s**2, square)
            drop = 0.5 * (np.log(w / best) + square / w - square / best)
            kept = rng.standard_exponential(len(left)) > drop
            eta[left[kept]] = proposed[kept]
            keeps_enough = kept.mean() > KEEPS_ENOUGH
            left = left[~kept]
        if len(left):
            eta[left] = self._draw_eta_node(squares[left], rng)
        return eta, left

    def _proposals(self, size: int, rng: np.random.Generator) -> Array:
        """Draws from eta's law; inf, which is never kept, where they are too large for a number."""
        if isinstance(self.law, InverseGamma):
            with np.errstate(divide="ignore", over="ignore"):
                return np.sqrt(inverse_gamma(self.law.a, np.full(size, self.law.b), rng))
        return self.law.draw(size, rng)

    def _draw_eta_node(self, squares: Array, rng: np.random.Generator) -> Array:
        """eta_j given (beta_j - m)², mu_j integrated out, on a lattice of logarithms.

        A table of probabilities for every draw would be most of the work. So neighbouring squares
        share the table of the smallest of them, q: its terms, proportional to e^(-q/2w), exceed
        e^(-square/2w), and a draw is kept with their ratio. Few are not, and get their own table.
        """
        log_eta, log_prior = self.log_nodes(1, NEGLIGIBLE / 2, NEGLIGIBLE / 2)
        eta = np.exp(log_eta)
        half = 0.5 / (self.s**2 + eta**2)
        log_terms = log_prior + 0.5 * np.log(half)
        order, tables = np.argsort(squares), max(TABLES, len(squares) // 250)
        group = np.empty(len(squares), dtype=int)
        group[order] = np.arange(len(squares)) * tables // len(squares)
        least = np.full(tables, np.inf)
        np.minimum.at(least, group, squares)
        least[np.isinf(least)] = 0.0
        table = _cumulative(log_terms - least[:, None] * half)
        wanted = group + rng.random(len(squares))
        node = np.searchsorted((table + np.arange(tables)[:, None]).ravel(), wanted)
        node = np.minimum(node - group * len(eta), len(eta) - 1)
        kept = rng.random(len(squares)) < np.exp((least[group] - squares) * half[node])
        others = np.flatnonzero(~kept)
        for some in in_parts(len(others), len(eta)):
            part = others[some]
            own = _cumulative(log_terms - squares[part, None] * half)
            node[part] = (own < rng.random((len(part), 1))).sum(axis=1)
        return eta[node]


def typical(hierarchy: SeedHierarchy) -> float:
    """A typical value of eta under its law; where the law closes 0, a small one."""
    return math.exp(log_centre(hierarchy.eta)) / (4 if hierarchy.eta.closes_zero else 1)


def _cumulative(log_terms: Array) -> Array:
    """Cumulative probabilities along the rows, ending in 1."""
    sums = np.cumsum(np.exp(log_terms - log_terms.max(axis=1, keepdims=True)), axis=1)
    return sums / sums[:, -1:]
