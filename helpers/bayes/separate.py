"""Model A without a chain: independent draws, for up to three predictors.

mu_j integrated out, beta_j given eta_j is N(m, w_j) with w_j = s² + eta_j²: over eta_j, a scale
mixture of normals. Given all eta, and with D = diag(√w_j), the data are

    z - R m ~ N(0, sigma² I + (R D)(R D)'),   R D = U Λ V',

so that sigma enters by J numbers of the form λ² + sigma². The mixture over (eta_1, …, eta_J) is a
sum over a lattice of K^J nodes: with eta = c sinh(x) its terms are smooth and even functions of x,
for which the trapezoidal rule has eight digits with K about 60. Each node has its own small
singular value decomposition; they are computed side by side by Jacobi's rotations, which do not
mind columns of unequal lengths (Demmel & Veselić 1992, *SIAM J. Matrix Anal. Appl.* 13, 1204–1245).

**From nodes to draws.** Given a node, beta is normal: so (sigma, beta) is drawn, and the node is
forgotten. What is left to draw, (mu_j, eta_j) given beta_j, is one dimension a coefficient, and the
data have no more to say about it: this is why mu_j and eta_j stay close to their prior. Last, what
so far comes from a finite set, sigma and some of eta_j, is drawn once more from its full
conditional, as in `helpers.bayes.exchangeable`.

More predictors make too many nodes, and no bound that an accept–reject step could use is tight in
many dimensions; `helpers.samplers.gibbs` has no such limit.
"""

import math
from functools import cached_property
from typing import NamedTuple

import numpy as np

from helpers.arrays import Array
from helpers.bayes.centred import Centred
from helpers.bayes.conditionals import draw_scale, log_centre
from helpers.bayes.hierarchies import SeedHierarchy
from helpers.bayes.marginals import Marginal, ScaleMarginal, SideBySide, mixture
from helpers.bayes.margins import KnownSigma, NormalMixture
from helpers.bayes.priors import Fixed, HalfNormal, InverseGamma
from helpers.bayes.tails import finite_orders
from helpers.bayes.trapezoid import NEGLIGIBLE, find_peaks, log_sum, window
from helpers.draws import Draws

MOST_PREDICTORS = 3
STEP = 0.25  # in x, where eta = c sinh(x), and in log eta; at most
LOG_STEP = 0.16  # in log sigma, at most
FINER = 3
TABLES = 32  # for as many groups of draws
KEEPS_ENOUGH = 0.3  # of the draws from eta's law
TOO_LITTLE = 25.0  # a node whose log weight is lower than the highest by this may be left out
MOST_NODES = 1_000_000
AT_ONCE = 1_000_000  # numbers in an array


class Given(NamedTuple):
    """The regression given eta, one row a node; see the top of this module."""

    root: Array  # (rows, J): √w
    values: Array  # (rows, J): λ
    V: Array  # (rows, J, J)
    seen: Array  # (rows, J): U'(z - R m)


class SeedPosterior:
    """The posterior of model A.

    Parameters
    ----------
    data : Centred
    hierarchy : SeedHierarchy

    Raises
    ------
    ImproperPosteriorError
    ValueError
        For more than three predictors.
    """

    def __init__(self, data: Centred, hierarchy: SeedHierarchy):
        if data.J > MOST_PREDICTORS:
            raise ValueError(
                f"There are {data.J} predictors; exact draws from a SeedHierarchy are made for up "
                f"to {MOST_PREDICTORS}, since each has an eta of its own to integrate over. "
                "samplers.gibbs takes any number, and an ExchangeableHierarchy is exact for any."
            )
        self.data, self.hierarchy = data, hierarchy
        self.orders = finite_orders(data, hierarchy)
        eta, log_prior = self._eta_nodes()
        self.eta = _lattice([eta] * data.J)
        self._log_prior = _lattice([log_prior] * data.J).sum(axis=-1)
        few = slice(None, None, max(len(self.eta) // 300, 1))
        given = self._regressions(self.eta[few])
        self.log_sigma = self._sigma_nodes(given, self._log_prior[few])
        counts = self._may_count(given, self._log_prior[few])
        self.eta, self._log_prior = self.eta[counts], self._log_prior[counts]
        self._given = self._regressions(self.eta)
        log_weights = self._log_weights(self._given, self._log_prior, self.log_sigma)
        weights = np.exp(log_weights - log_weights.max())
        self.weights = weights / weights.sum()  # (nodes of eta, nodes of sigma)

    # ---- the density -----------------------------------------------------------------------------

    def _regressions(self, eta: Array) -> Given:
        """The regression given each row of eta, shape (rows, J)."""
        data, hierarchy = self.data, self.hierarchy
        root = np.hypot(hierarchy.s, eta)
        U, values, V = jacobi(data.R * root[:, None, :])
        left = data.z - data.R.sum(axis=1) * hierarchy.m
        return Given(root, values, V, np.einsum("rij,i->rj", U, left))

    def _log_density(self, given: Given, log_sigma: Array) -> Array:
        """Log density of log sigma given each eta, (rows, k), for log_sigma (rows or 1, k)."""
        variance = np.exp(2 * log_sigma)
        value = self._log_rest(log_sigma)
        for j in range(self.data.J):
            spread = np.square(given.values[:, j, None]) + variance
            value = value - 0.5 * (np.log(spread) + np.square(given.seen[:, j, None]) / spread)
        return value

    def _log_rest(self, log_sigma: Array) -> Array:
        """What of the density does not depend on eta: the residuals' part, and sigma's law."""
        data, law = self.data, self.hierarchy.sigma
        value = -(data.n - 1 - data.J) * log_sigma
        if data.rss > 0:
            value = value - 0.5 * data.rss / np.exp(2 * log_sigma)
        if not isinstance(law, Fixed):
            value = value + log_sigma + law.log_density(np.exp(log_sigma))
        return value

    def _log_weights(self, given: Given, log_prior: Array, log_sigma: Array) -> Array:
        value = np.empty((len(log_prior), len(log_sigma)))
        for part in _parts(len(log_prior), len(log_sigma)):
            few = Given(*(x[part] for x in given))
            value[part] = self._log_density(few, log_sigma[None, :]) + log_prior[part, None]
        return value

    # ---- the nodes -------------------------------------------------------------------------------

    def _eta_nodes(self) -> tuple[Array, Array]:
        """Nodes of one eta, and the log of prior density times step there."""
        law, s = self.hierarchy.eta, self.hierarchy.s
        if isinstance(law, Fixed):
            return np.array([float(law.value)]), np.zeros(1)
        scale, far = self._eta_scales()
        unit = min(s, scale)
        reach = np.arcsinh(4 * far / unit) + 28 / (law.tail if self.data.rank else law.tail - 1)
        if isinstance(law, HalfNormal):
            reach = np.arcsinh(self._highest(scale, far) / unit)
        step = self._step(scale, far)
        x = np.arange(0, reach + step, step)
        if len(x) ** self.data.J > MOST_NODES:
            raise ValueError(
                f"The slopes are up to {far / scale:.3g} times larger than the law of eta expects, "
                f"{law!r}: exact draws would need too many nodes. Check the units of the "
                "predictors, give eta a wider law, or use samplers.gibbs."
            )
        eta = unit * np.sinh(np.maximum(x, 1e-12))
        log_prior = law.log_density(eta) + np.log(unit * np.cosh(x) * step)
        log_prior[0] -= math.log(2)
        return eta, log_prior

    def _step(self, scale: float, far: float) -> float:
        """In x and log eta: no wider than eta_j's logarithm may be known to be."""
        match self.hierarchy.eta:
            case InverseGamma(a):
                return min(STEP, 0.9 / math.sqrt(4 * a + 2))
            case HalfNormal():  # e^(-far²/2eta²) e^(-eta²/2scale²) has the sd ½ √(scale/far)
                return min(STEP, 0.45 / math.sqrt(far / scale))
        return STEP

    def _highest(self, scale: float, far: float) -> float:
        """Where a half-normal law has cut off eta, pulled up to √(far scale) by the data."""
        return 9 * scale + 3 * math.sqrt(far * scale)

    def _eta_scales(self) -> tuple[float, float]:
        """A typical value under the law of eta, and the largest that the data may ask for."""
        law, spectrum = self.hierarchy.eta, self.data.spectrum
        scale = math.exp(log_centre(law)) / (4 if law.closes_zero else 1)
        largest = max(scale, self.hierarchy.s)
        # A half-normal law asks for slopes under a wide prior, any other for what fits best.
        w = (10 * largest if isinstance(law, HalfNormal) else 1e12 * largest) ** 2
        variance = self.data.rss / max(self.data.df, 1)
        spread = np.maximum(w * spectrum.d**2 + variance, 1e-300)
        slopes = np.abs(spectrum.V @ (w * spectrum.d * spectrum.z / spread))
        slopes += 10 * np.sqrt(spectrum.V**2 @ (w * variance / spread))
        return scale, float(np.clip(slopes.max(), largest, 1e12 * largest))

    def _sigma_nodes(self, given: Given, log_prior: Array) -> Array:
        """Nodes of log sigma, the same for all eta that count, of which a few are given."""
        law, data = self.hierarchy.sigma, self.data
        if isinstance(law, Fixed):
            return np.log([law.value])

        def log_f(t):
            return self._log_density(given, t)

        lean = 2.0 if self.orders["sigma"] > 2 else 1.0 if self.orders["sigma"] > 1 else 0.0
        rest = max(data.rss, 1e-30 * float(data.z @ data.z)) / max(data.n - 1, 1)
        guess = np.full(len(given.root), 0.5 * math.log(rest) if rest > 0 else 0.0)
        peak, width = find_peaks(log_f, guess - 1, guess + 1)
        height = log_f(peak[:, None])[:, 0] + np.log(width) + log_prior
        left, right = window(log_f, peak, width, lean)
        counts = height > height.max() - NEGLIGIBLE
        low, high = left[counts].min(), right[counts].max()
        bend = np.abs(law.curvature(np.exp(peak[height > height.max() - 15]))).max()
        step = min(LOG_STEP, 0.9 / math.sqrt(2 * (data.n + 1) + 2 * bend))
        return np.linspace(low, high, int(np.ceil((high - low) / step)) + 1)

    def _may_count(self, given: Given, log_prior: Array) -> Array:
        """Which nodes of eta may have a share in the mass, or in the second moments, that counts.

        The density given eta and sigma is at most 1 / (|R| Π √w_j) times what does not depend on
        eta. Few of the nodes where several eta are far out come near the best of those given.
        """
        s, (_, far) = self.hierarchy.s, self._eta_scales()
        best = self._log_weights(given, log_prior, self.log_sigma).max()
        log_root = np.log(np.hypot(s, self.eta))
        bound = log_sum(self._log_rest(self.log_sigma)) - np.linalg.slogdet(self.data.R).logabsdet
        log_spread = 2 * (np.minimum(log_root.max(axis=1), math.log(4 * far)) - math.log(s))
        return self._log_prior - log_root.sum(axis=1) + bound + log_spread > best - TOO_LITTLE

    # ---- draws -----------------------------------------------------------------------------------

    def draw(self, draws: int, rng: np.random.Generator) -> Draws:
        """Independent draws of beta, sigma, mu and eta; mu and eta of shape (1, draws, J)."""
        data, hierarchy = self.data, self.hierarchy
        cumulative = np.cumsum(self.weights)
        at = np.searchsorted(cumulative, rng.random(draws) * cumulative[-1])
        node, t = np.divmod(at, len(self.log_sigma))
        sigma = np.exp(self.log_sigma[t])
        given = Given(*(x[node] for x in self._given))
        mean, sd = _coordinates(given, sigma[:, None])
        off = mean + sd * rng.standard_normal((draws, data.J))
        slopes = hierarchy.m + given.root * np.einsum("rij,rj->ri", given.V, off)
        squares = data.rss + np.square(given.seen - given.values * off).sum(axis=-1)
        mu, eta = np.empty_like(slopes), np.empty_like(slopes)
        for j in range(data.J):
            mu[:, j], eta[:, j] = self._draw_mu_eta(slopes[:, j], rng)
        sigma = draw_scale(hierarchy.sigma, data.n - 1, squares, sigma, rng)
        beta = data.with_intercept(slopes, sigma, rng)
        return Draws(
            {"beta": beta[None], "sigma": sigma[None], "mu": mu[None], "eta": eta[None]},
            labels={"beta": data.labels, "mu": data.slope_labels, "eta": data.slope_labels},
            iid=True,
            finite_moments={k: v for k, v in self.orders.items() if v <= 2},
        )

    def _draw_mu_eta(self, slope: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """One coefficient's (mu_j, eta_j) given the coefficient: eta, mu, and eta once more."""
        m, s = self.hierarchy.m, self.hierarchy.s
        eta, from_nodes = self._draw_eta(np.square(slope - m), rng)
        w = s**2 + eta**2
        off = (m - slope) * (eta**2 / w) + s * eta / np.sqrt(w) * rng.standard_normal(len(slope))
        if len(from_nodes):
            squares = np.square(off[from_nodes])
            eta[from_nodes] = draw_scale(self.hierarchy.eta, 1, squares, eta[from_nodes], rng)
        return slope + off, eta

    def _draw_eta(self, squares: Array, rng: np.random.Generator) -> tuple[Array, Array]:
        """eta_j given (beta_j - m)², mu_j integrated out; and which of them are nodes of a lattice.

        The data say little of eta_j: a draw from its law is kept with the ratio of the likelihood,
        √(1/w) e^(-square/2w), to its maximum, at w = max(s², square). Where that keeps too few, the
        others come from a lattice.
        """
        law, s = self.hierarchy.eta, self.hierarchy.s
        eta, left = np.empty_like(squares), np.arange(len(squares))
        keeps_enough = not isinstance(law, Fixed)
        while keeps_enough and len(left):
            proposed = law.draw(len(left), rng)
            w, square = s**2 + proposed**2, squares[left]
            best = np.maximum(s**2, square)
            drop = 0.5 * (np.log(w / best) + square / w - square / best)
            kept = rng.standard_exponential(len(left)) > drop
            eta[left[kept]] = proposed[kept]
            keeps_enough = kept.mean() > KEEPS_ENOUGH
            left = left[~kept]
        if len(left):
            eta[left] = self._draw_eta_node(squares[left], rng)
        return eta, left

    def _draw_eta_node(self, squares: Array, rng: np.random.Generator) -> Array:
        """eta_j given (beta_j - m)², mu_j integrated out, on a lattice of logarithms.

        A table of probabilities for every draw would be most of the work. So neighbouring squares
        share the table of the smallest of them, q: its terms, proportional to e^(-q/2w), exceed
        e^(-square/2w), and a draw is kept with their ratio. Few are not, and get their own table.
        """
        log_eta, log_prior = self._log_eta_nodes(1, NEGLIGIBLE / 2, NEGLIGIBLE / 2)
        eta = np.exp(log_eta)
        half = 0.5 / (self.hierarchy.s**2 + eta**2)
        log_terms = log_prior + 0.5 * np.log(half)
        order = np.argsort(squares)
        group = np.empty(len(squares), dtype=int)
        group[order] = np.arange(len(squares)) * TABLES // len(squares)
        least = np.full(TABLES, np.inf)
        np.minimum.at(least, group, squares)
        least[np.isinf(least)] = 0.0
        table = _cumulative(log_terms - least[:, None] * half)
        wanted = group + rng.random(len(squares))
        node = np.searchsorted((table + np.arange(TABLES)[:, None]).ravel(), wanted)
        node = np.minimum(node - group * len(eta), len(eta) - 1)
        kept = rng.random(len(squares)) < np.exp((least[group] - squares) * half[node])
        own = _cumulative(log_terms - squares[~kept, None] * half)
        node[~kept] = (own < rng.random((len(own), 1))).sum(axis=1)
        return eta[node]

    def _log_eta_nodes(self, finer: int, left: float, right: float) -> tuple[Array, Array]:
        """Equally spaced log eta, and the log prior density there.

        The posterior falls by e^-left and e^-right on the sides.
        """
        law = self.hierarchy.eta
        if isinstance(law, Fixed):
            return np.log([law.value]), np.zeros(1)
        scale, far = self._eta_scales()
        low = math.log(min(scale, self.hierarchy.s)) - (left if not law.closes_zero else 0.0)
        high = math.log(4 * far) + right / (law.tail if self.data.rank else law.tail - 1)
        if law.closes_zero:
            low = 0.5 * math.log(law.b / 700)
        if isinstance(law, HalfNormal):
            high = math.log(self._highest(scale, far))
        log_eta = np.arange(low, high, self._step(scale, far) / finer)
        return log_eta, log_eta + law.log_density(np.exp(log_eta))

    # ---- marginals -------------------------------------------------------------------------------

    def marginal(self, name: str) -> Marginal:
        """The exact marginal of beta (in the order of X's columns), sigma, mu or eta."""
        if name == "beta":
            return self._beta_marginal()
        if name == "sigma":
            return self._sigma_marginal()
        return SideBySide(tuple(pair[name == "eta"] for pair in self._mu_eta_marginals))

    def _beta_marginal(self) -> NormalMixture:
        data, J = self.data, self.data.J
        # What is far out counts by its spread too, if moments are to be right.
        spread = (
            np.square(np.exp(self.log_sigma)) + np.square(self._given.root).max(axis=1)[:, None]
        )
        spread *= self.weights
        node, t = np.nonzero(self.weights + spread / spread.sum() > 1e-14)
        weights = self.weights[node, t] / self.weights[node, t].sum()
        sigma = np.exp(self.log_sigma[t])
        given = Given(*(x[node] for x in self._given))
        along = np.insert(np.eye(J), data.constant, -data.shift, axis=0)
        means, variances = self._slopes(given, sigma, along)
        means[:, data.constant] += data.level
        variances[:, data.constant] += np.square(sigma / data.length)
        return mixture(weights, means, np.sqrt(variances), [self.orders["beta"]] * (J + 1))

    @cached_property
    def _mu_eta_marginals(self) -> list[tuple[NormalMixture, ScaleMarginal | KnownSigma]]:
        return [self._mu_eta(j) for j in range(self.data.J)]

    def _slopes(self, given: Given, sigma: Array, along: Array) -> tuple[Array, Array]:
        """Means and variances of along @ beta, shape (rows, len(along)), given eta and sigma."""
        mean, sd = _coordinates(given, sigma[:, None])
        axes = np.einsum("ai,ri,rij->raj", along, given.root, given.V)
        means = along.sum(axis=1) * self.hierarchy.m + np.einsum("raj,rj->ra", axes, mean)
        return means, np.einsum("raj,rj->ra", axes**2, sd**2)

    def _sigma_marginal(self) -> ScaleMarginal | KnownSigma:
        law = self.hierarchy.sigma
        if isinstance(law, Fixed):
            return KnownSigma(float(law.value))
        kept = self.weights.sum(axis=1) > 1e-17
        given = Given(*(x[kept] for x in self._given))
        low, high = self.log_sigma[[0, -1]]
        points = np.linspace(low, high, FINER * (len(self.log_sigma) - 1) + 1)
        log_density = np.concatenate(
            [
                log_sum(self._log_weights(given, self._log_prior[kept], points[part]), axis=0)
                for part in _parts(len(points), int(kept.sum()))
            ]
        )
        return ScaleMarginal(points, log_density, self.orders["sigma"])

    def _mu_eta(self, j: int) -> tuple[NormalMixture, ScaleMarginal | KnownSigma]:
        """Marginals of mu_j and eta_j: eta_j on a fine lattice of logarithms."""
        law, (m, s) = self.hierarchy.eta, (self.hierarchy.m, self.hierarchy.s)
        log_eta, log_mine = self._log_eta_nodes(FINER, 0.7 * NEGLIGIBLE, 1.6 * NEGLIGIBLE)
        eta, log_prior = self._eta_nodes()
        places = [np.arange(len(eta))] * (self.data.J - 1)
        places.insert(j, np.arange(len(log_eta)))
        places = _lattice(places)
        values = eta[np.where(np.arange(self.data.J) == j, 0, places)]
        values[:, j] = np.exp(log_eta[places[:, j]])
        log_priors = log_prior[np.where(np.arange(self.data.J) == j, 0, places)]
        log_priors[:, j] = log_mine[places[:, j]]
        given = self._regressions(values)
        log_weights = self._log_weights(given, log_priors.sum(axis=1), self.log_sigma)
        log_rows = log_sum(log_weights)
        at = np.lexsort((np.arange(len(places)), places[:, j]))
        log_density = log_sum(log_rows[at].reshape(len(log_eta), -1))
        if isinstance(law, Fixed):
            eta_marginal = KnownSigma(float(law.value))
        else:
            eta_marginal = ScaleMarginal(log_eta, log_density, self.orders["eta"])
        log_weights[places[:, j] % FINER > 0] = -np.inf  # a mixture of normals is smooth by itself
        node, t = np.nonzero(log_weights > log_weights.max() - 0.65 * NEGLIGIBLE)
        weights = np.exp(log_weights[node, t] - log_sum(log_weights[node, t]))
        few = Given(*(x[node] for x in given))
        mean, variance = self._slopes(few, np.exp(self.log_sigma[t]), np.eye(self.data.J)[[j]])
        w, square = few.root[:, j] ** 2, values[node, j] ** 2
        means = m + s**2 / w * (mean[:, 0] - m)
        sds = np.sqrt(s**2 * square / w + (s**2 / w) ** 2 * variance[:, 0])
        return mixture(weights, means[:, None], sds[:, None], [self.orders["mu"]]), eta_marginal


def _coordinates(given: Given, sigma: Array) -> tuple[Array, Array]:
    """Means and sds of V'D⁻¹(beta - m), which are independent given eta and sigma."""
    spread = np.square(given.values) + sigma**2
    return given.values * given.seen / spread, sigma / np.sqrt(spread)


def jacobi(M: Array) -> tuple[Array, Array, Array]:
    """Singular value decompositions M = U diag(values) V' of many small matrices.

    Columns are rotated in pairs until all are orthogonal; their lengths then are the singular
    values (Hestenes 1958). What belongs to a value of 0 is 0 in U.

    Parameters
    ----------
    M : ndarray, shape (rows, J, J)

    Returns
    -------
    U : (rows, J, J), values : (rows, J) in no particular order, V : (rows, J, J)
    """
    J = M.shape[-1]
    M, V = M.copy(), np.broadcast_to(np.eye(J), M.shape).copy()
    for _ in range(30):
        turned = False
        for p in range(J):
            for q in range(p + 1, J):
                left, right = M[:, :, p], M[:, :, q]
                a, b = (left**2).sum(axis=1), (right**2).sum(axis=1)
                c = (left * right).sum(axis=1)
                oblique = np.abs(c) > 1e-16 * np.sqrt(a) * np.sqrt(b)
                if not oblique.any():
                    continue
                turned = turned or bool((np.abs(c) > 1e-14 * np.sqrt(a) * np.sqrt(b)).any())
                zeta = np.where(oblique, b - a, 1.0) / np.where(oblique, 2 * c, 1.0)
                tangent = np.where(zeta < 0, -1.0, 1.0) / (np.abs(zeta) + np.hypot(1, zeta))
                tangent = np.where(oblique, tangent, 0.0)
                cosine = 1 / np.hypot(1, tangent)
                for A in (M, V):
                    x, y = A[:, :, p].copy(), A[:, :, q]
                    A[:, :, p] = cosine[:, None] * (x - tangent[:, None] * y)
                    A[:, :, q] = cosine[:, None] * (tangent[:, None] * x + y)
        if not turned or J == 2:  # one rotation is all that two columns need
            break
    values = np.sqrt((M**2).sum(axis=1))
    return M / np.where(values > 0, values, 1.0)[:, None, :], values, V


def _cumulative(log_terms: Array) -> Array:
    """Cumulative probabilities along the rows, ending in 1."""
    sums = np.cumsum(np.exp(log_terms - log_terms.max(axis=1, keepdims=True)), axis=1)
    return sums / sums[:, -1:]


def _lattice(axes: list[Array]) -> Array:
    """All combinations, shape (product of lengths, len(axes))."""
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))


def _parts(rows: int, columns: int) -> list[Array]:
    return np.array_split(np.arange(rows), rows * columns // AT_ONCE + 1)
