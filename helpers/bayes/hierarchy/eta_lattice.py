"""Model A by a lattice over the eta of all slopes: exact marginals, for up to three predictors.

mu_j integrated out, beta_j given eta_j is N(m, w_j) with w_j = s² + eta_j². Given all eta, and with
D = diag(√w_j), the data are

    z - R m ~ N(0, sigma² I + (R D)(R D)'),   R D = U Λ V',

so that sigma enters by J numbers of the form λ² + sigma². The mixture over (eta_1, …, eta_J) is a
sum over a lattice of K^J nodes, K about 60 (`helpers.bayes.hierarchy.slope_prior`). Each node has
its own small singular value decomposition; they are computed side by side by Jacobi's rotations,
which do not mind columns of unequal lengths (Demmel & Veselić 1992, *SIAM J. Matrix Anal. Appl.*
13, 1204–1245). Given a node and sigma the slopes are normal.
"""

import math
from functools import cached_property
from typing import NamedTuple

import numpy as np

from helpers.arrays import Array
from helpers.bayes.hierarchy.centred import Centred
from helpers.bayes.hierarchy.envelope import log_rest
from helpers.bayes.hierarchy.models import SeedHierarchy
from helpers.bayes.hierarchy.scales import most_bent, step_of_log
from helpers.bayes.hierarchy.slope_prior import SlopePrior
from helpers.bayes.priors import Fixed
from helpers.bayes.quadrature.marginals import (
    KnownScale,
    Marginal,
    NormalMixture,
    ScaleMarginal,
    SideBySide,
    mixture,
)
from helpers.bayes.quadrature.peaks import NEGLIGIBLE, find_peaks, window
from helpers.bayes.quadrature.tails import highest_moment
from helpers.bayes.quadrature.trapezoid import draw_nodes, in_parts, log_sum, normalised

MOST_PREDICTORS = 3
FINER = 3
TOO_LITTLE = 25.0  # a node whose log weight is lower than the highest by this may be left out
MOST_NODES, MOST_NUMBERS = 400_000, 60_000_000  # some seconds, half a gigabyte


class Given(NamedTuple):
    """The regression given eta, one row a node; see the top of this module."""

    root: Array  # (rows, J): √w
    values: Array  # (rows, J): λ
    V: Array  # (rows, J, J)
    seen: Array  # (rows, J): U'(z - R m)


class EtaLattice:
    """The posterior of model A on a lattice of (eta_1, …, eta_J) and sigma.

    Parameters
    ----------
    data : Centred
    hierarchy : SeedHierarchy
    prior : SlopePrior
        Right as far out as the data ask for.
    orders : dict of str to float
        Up to which order the moments of beta, sigma, mu and eta exist.

    Raises
    ------
    ValueError
        For more than three predictors, or where the lattice would have too many nodes.
    """

    def __init__(
        self, data: Centred, hierarchy: SeedHierarchy, prior: SlopePrior, orders: dict[str, float]
    ):
        self.data, self.hierarchy, self.prior, self.orders = data, hierarchy, prior, orders
        if prior.count**data.J > MOST_NODES:
            raise ValueError(
                f"The slopes are up to {prior.far / prior.scale:.3g} times larger than the law of "
                f"eta expects, {hierarchy.eta!r}: a lattice would need too many nodes. Check the "
                "units of the predictors, give eta a wider law, or use samplers.gibbs."
            )
        eta, log_prior = prior.nodes
        self.eta = _lattice([eta] * data.J)
        self._log_prior = _lattice([log_prior] * data.J).sum(axis=-1)
        few = slice(None, None, max(len(self.eta) // 300, 1))
        given = self._regressions(self.eta[few])
        self.log_sigma = self._sigma_nodes(given, self._log_prior[few])
        counts = self._may_count(given, self._log_prior[few])
        self.eta, self._log_prior = self.eta[counts], self._log_prior[counts]
        if len(self.eta) * len(self.log_sigma) > MOST_NUMBERS:
            raise ValueError(
                f"Neither {data.n} rows nor {hierarchy.sigma!r} say much of sigma: a lattice would "
                "need too many nodes. Give sigma a law that says more, or use samplers.gibbs."
            )
        self._given = self._regressions(self.eta)
        log_weights = self._log_weights(self._given, self._log_prior, self.log_sigma)
        self.weights = normalised(log_weights)  # (nodes of eta, nodes of sigma)

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
        value = log_rest(self.data, self.hierarchy.sigma, log_sigma)
        for j in range(self.data.J):
            spread = np.square(given.values[:, j, None]) + variance
            value = value - 0.5 * (np.log(spread) + np.square(given.seen[:, j, None]) / spread)
        return value

    def _log_weights(self, given: Given, log_prior: Array, log_sigma: Array) -> Array:
        value = np.empty((len(log_prior), len(log_sigma)))
        for part in in_parts(len(log_prior), len(log_sigma)):
            few = Given(*(x[part] for x in given))
            value[part] = self._log_density(few, log_sigma[None, :]) + log_prior[part, None]
        return value

    # ---- the nodes -------------------------------------------------------------------------------

    def _sigma_nodes(self, given: Given, log_prior: Array) -> Array:
        """Nodes of log sigma, the same for all eta that count, of which a few are given."""
        law, data = self.hierarchy.sigma, self.data
        if isinstance(law, Fixed):
            return np.log([law.value])

        def log_f(t):
            return self._log_density(given, t)

        lean = highest_moment(self.orders["sigma"])
        rest = max(data.rss, 1e-30 * float(data.z @ data.z)) / max(data.n - 1, 1)
        # Sigma may be small, or large with the slopes' conflict with their prior taken for noise.
        z = data.z - data.R.sum(axis=1) * self.hierarchy.m
        all_noise = rest + float(z @ z) / max(data.n - 1, 1)
        found = []
        for square in {rest, all_noise}:
            guess = np.full(len(given.root), 0.5 * math.log(square) if square > 0 else 0.0)
            peak, width = find_peaks(log_f, guess - 1, guess + 1)
            height = log_f(peak[:, None])[:, 0] + np.log(width) + log_prior
            found.append((peak, height, *window(log_f, peak, width, lean)))
        peak, height, left, right = (np.concatenate(parts) for parts in zip(*found, strict=True))
        counts = height > height.max() - NEGLIGIBLE
        low, high = left[counts].min(), right[counts].max()
        step = step_of_log(data.n + 1, most_bent(law, peak[height > height.max() - 15]))
        return np.linspace(low, high, int(np.ceil((high - low) / step)) + 1)

    def _may_count(self, given: Given, log_prior: Array) -> Array:
        """Which nodes of eta may have a share in the mass, or in the second moments, that counts.

        The density given eta and sigma is at most 1 / (|R| Π √w_j) times what does not depend on
        eta. Few of the nodes where several eta are far out come near the best of those given.
        """
        s, far = self.hierarchy.s, self.prior.far
        best = self._log_weights(given, log_prior, self.log_sigma).max()
        log_root = np.log(np.hypot(s, self.eta))
        bound = (
            log_sum(log_rest(self.data, self.hierarchy.sigma, self.log_sigma))
            - np.linalg.slogdet(self.data.R).logabsdet
        )
        log_spread = 2 * (np.minimum(log_root.max(axis=1), math.log(4 * far)) - math.log(s))
        return self._log_prior - log_root.sum(axis=1) + bound + log_spread > best - TOO_LITTLE

    # ---- draws -----------------------------------------------------------------------------------

    def draw(self, draws: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
        """Independent draws: slopes (draws, J), sigma (draws,), sums of squared residuals (draws,).

        sigma is one of the nodes.
        """
        node, t = np.divmod(draw_nodes(self.weights, draws, rng), len(self.log_sigma))
        sigma = np.exp(self.log_sigma[t])
        given = Given(*(x[node] for x in self._given))
        mean, sd = _coordinates(given, sigma[:, None])
        off = mean + sd * rng.standard_normal((draws, self.data.J))
        slopes = self.hierarchy.m + given.root * np.einsum("rij,rj->ri", given.V, off)
        squares = self.data.rss + np.square(given.seen - given.values * off).sum(axis=-1)
        return slopes, sigma, squares

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
        means, sds = data.with_level(*self._slopes(given, sigma, data.along), sigma)
        return mixture(weights, means, sds, [self.orders["beta"]] * (J + 1))

    @cached_property
    def _mu_eta_marginals(self) -> list[tuple[NormalMixture, ScaleMarginal | KnownScale]]:
        return [self._mu_eta(j) for j in range(self.data.J)]

    def _slopes(self, given: Given, sigma: Array, along: Array) -> tuple[Array, Array]:
        """Means and variances of along @ beta, shape (rows, len(along)), given eta and sigma."""
        mean, sd = _coordinates(given, sigma[:, None])
        axes = np.einsum("ai,ri,rij->raj", along, given.root, given.V)
        means = along.sum(axis=1) * self.hierarchy.m + np.einsum("raj,rj->ra", axes, mean)
        return means, np.einsum("raj,rj->ra", axes**2, sd**2)

    def _sigma_marginal(self) -> ScaleMarginal | KnownScale:
        law = self.hierarchy.sigma
        if isinstance(law, Fixed):
            return KnownScale(float(law.value))
        kept = self.weights.sum(axis=1) > 1e-17
        given = Given(*(x[kept] for x in self._given))
        low, high = self.log_sigma[[0, -1]]
        points = np.linspace(low, high, FINER * (len(self.log_sigma) - 1) + 1)
        log_density = np.concatenate(
            [
                log_sum(self._log_weights(given, self._log_prior[kept], points[part]), axis=0)
                for part in in_parts(len(points), int(kept.sum()))
            ]
        )
        return ScaleMarginal(points, log_density, self.orders["sigma"])

    def _mu_eta(self, j: int) -> tuple[NormalMixture, ScaleMarginal | KnownScale]:
        """Marginals of mu_j and eta_j: eta_j on a fine lattice of logarithms."""
        law, (m, s) = self.hierarchy.eta, (self.hierarchy.m, self.hierarchy.s)
        log_eta, log_mine = self.prior.log_nodes(FINER, 0.7 * NEGLIGIBLE, 1.6 * NEGLIGIBLE)
        eta, log_prior = self.prior.nodes
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
            eta_marginal = KnownScale(float(law.value))
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


def _lattice(axes: list[Array]) -> Array:
    """All combinations, shape (product of lengths, len(axes))."""
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(axes))
