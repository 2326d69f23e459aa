"""Model B without a chain: independent draws from two nested sums.

In the coordinates of the singular value decomposition (`helpers.bayes.hierarchy.centred`) the data
are J numbers z_i ~ N(d_i gamma_i, sigma²), and gamma = V'beta ~ N(mu V'1, eta² I). Write
tau = eta/sigma and e_i = 1 + tau² d_i². Then, gamma integrated out,

    z_i ~ N(k_i mu, sigma² e_i),   k_i = d_i (V'1)_i,

a straight line through the origin with weights: mu comes in by its weighted least-squares estimate,
of precision Q/sigma² with Q = Σ k_i²/e_i, and can be integrated out too (for the covariance
matrix this is Sherman & Morrison's formula). What is left depends on the J coefficients by four
sums, and these on tau alone. So log tau is taken in rows, log sigma along them, and a node costs
next to nothing, however many coefficients there are.

**From nodes to draws.** The nodes carry the posterior of (sigma, eta) as a sum. Given a node, mu
and beta are normal, and their mixture over nodes is their posterior to eight digits, since the
trapezoidal rule integrates it so. A node's own (sigma, eta) is one of a finite set, and is drawn
once more, given beta and mu, from its full conditional: one step of the Gibbs sampler, started in
the posterior, stays in it and makes the discrete continuous.

Sources: Lindley & Smith 1972, *JRSS B* 34, 1–41, §3; Gelman et al. 2013, *Bayesian Data Analysis*,
§5.4 and §15.3 (mu, then eta, integrated in turn).
"""

import math
from typing import NamedTuple

import numpy as np

from helpers.arrays import Array
from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.hierarchy.centred import Centred
from helpers.bayes.hierarchy.existence import Fall, exchangeable_fall, finite_orders, missing
from helpers.bayes.hierarchy.models import ExchangeableHierarchy
from helpers.bayes.hierarchy.scales import draw_scale, log_centre, most_bent, step_of_log
from helpers.bayes.priors import Fixed, SigmaLaw
from helpers.bayes.quadrature.marginals import (
    KnownScale,
    Marginal,
    NormalMixture,
    ScaleMarginal,
    mixture,
)
from helpers.bayes.quadrature.peaks import FARTHEST, NEGLIGIBLE, find_peaks
from helpers.bayes.quadrature.tails import has_long_tail, lean_for, rest
from helpers.bayes.quadrature.trapezoid import draw_nodes, in_parts, integrate, log_sum, normalised
from helpers.draws import Draws

FINER = 8  # by how much the steps of a marginal density are finer
SCAN = 64  # values of tau in a first look
SLOWEST = 0.19  # a density that falls like e^-0.19 t is negligible after 200 units of t


class Sums(NamedTuple):
    """What the coefficients leave of themselves at a given tau; each of the shape of log tau."""

    log_root_det: Array  # ½ Σ log e_i
    mu: Array  # weighted least-squares estimate of mu
    precision: Array  # Q
    rss: Array  # Σ (z_i - k_i mu)² / e_i, and the residuals'


def sums_at(data: Centred, log_tau: Array) -> Sums:
    """The four sums over coefficients, at log tau of any shape."""
    spectrum, tau = data.spectrum, np.exp(np.minimum(log_tau, 300.0))
    e = 1 + np.square(tau[..., None] * spectrum.d)
    k = spectrum.seen
    precision = (k**2 / e).sum(axis=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mu = np.where(precision > 0, (k * spectrum.z / e).sum(axis=-1) / precision, 0.0)
    rss = data.rss + (np.square(spectrum.z - k * mu[..., None]) / e).sum(axis=-1)
    return Sums(0.5 * np.log(e).sum(axis=-1), mu, precision, rss)


class ExchangeablePosterior:
    """The posterior of model B.

    Parameters
    ----------
    data : Centred
    hierarchy : ExchangeableHierarchy

    Raises
    ------
    ImproperPosteriorError
    """

    def __init__(self, data: Centred, hierarchy: ExchangeableHierarchy):
        self.data, self.hierarchy = data, hierarchy
        self.orders = finite_orders(data, hierarchy)
        self.fall = exchangeable_fall(data, hierarchy)
        _require_within_reach(self.fall)
        self._step_sigma, self._step_eta = self._steps(np.zeros(0), np.zeros(0))
        self.log_sigma, self.log_eta, log_weights = self._nodes()
        self.weights = normalised(log_weights)

    # ---- the density of (log sigma, log eta) ----------------------------------------------------

    def sums(self, log_tau: Array) -> Sums:
        """The four sums over coefficients."""
        return sums_at(self.data, log_tau)

    def log_density(self, sums: Sums, log_sigma: Array, log_tau: Array) -> Array:
        """Log posterior density of (log sigma, log eta), up to a constant, at eta = tau sigma.

        sums, log_sigma and log_tau are broadcast against each other. A fixed sigma or eta adds no
        density of its own.
        """
        data, (m, s) = self.data, (self.hierarchy.m, self.hierarchy.s)
        log_eta, variance = log_tau + log_sigma, np.exp(2 * np.clip(log_sigma, -FARTHEST, FARTHEST))
        value = -(data.n - 1) * log_sigma - sums.log_root_det - 0.5 * sums.rss / variance
        with np.errstate(divide="ignore"):
            if s == math.inf:
                value = value - 0.5 * np.log(sums.precision) + log_sigma
            else:
                value = value - 0.5 * np.log1p(s**2 * sums.precision / variance)
                spread = s**2 + variance / sums.precision
                value = value - 0.5 * (sums.mu - m) ** 2 / spread
        for law, log_scale in ((self.hierarchy.sigma, log_sigma), (self.hierarchy.eta, log_eta)):
            if not isinstance(law, Fixed):
                scale = np.exp(np.clip(log_scale, -FARTHEST, FARTHEST))
                value = value + log_scale + law.log_density(scale)
        return value

    def _at(self, log_sigma: Array, log_eta: Array) -> Array:
        log_tau = log_eta - log_sigma
        return self.log_density(self.sums(log_tau), log_sigma, log_tau)

    # ---- the nodes -------------------------------------------------------------------------------

    def _steps(self, log_sigma: Array, log_eta: Array) -> tuple[float, float]:
        """Steps of log sigma and log eta, once the coefficients are known."""
        data, hierarchy = self.data, self.hierarchy
        return (
            step_of_log(data.n + data.J, most_bent(hierarchy.sigma, log_sigma)),
            step_of_log(data.J + 1, most_bent(hierarchy.eta, log_eta)),
        )

    def _nodes(self) -> tuple[Array, Array, Array]:
        """log sigma, log eta and log weight of every node."""
        sigma, eta = self.hierarchy.sigma, self.hierarchy.eta
        if isinstance(sigma, Fixed) and isinstance(eta, Fixed):
            return np.log([sigma.value]), np.log([eta.value]), np.zeros(1)
        if isinstance(sigma, Fixed):
            fixed, low = np.log(sigma.value), self._tau_guesses(np.log(sigma.value))
            peak, _ = find_peaks(
                lambda h: self._at(fixed, h), *(np.array([x + fixed]) for x in low)
            )
            self._step_eta, fall = self._steps(np.zeros(0), peak)[1], self.fall.eta
            rows = integrate(lambda h: self._at(fixed, h), peak, peak, self._step_eta, fall)
            return np.full(rows.nodes.size, fixed), rows.nodes[0], rows.log_weights[0]
        if isinstance(eta, Fixed):
            fixed, guesses = np.log(eta.value), self._sigma_guesses(self.sums(np.zeros(1)), 0.0)
            peak, _ = find_peaks(lambda t: self._at(t, fixed), *guesses)
            self._step_sigma, fall = self._steps(peak, np.zeros(0))[0], self.fall.sigma
            rows = integrate(lambda t: self._at(t, fixed), peak, peak, self._step_sigma, fall)
            return rows.nodes[0], np.full(rows.nodes.size, fixed), rows.log_weights[0]
        return self._plane()

    def _plane(self) -> tuple[Array, Array, Array]:
        """Rows of equal tau, each over log sigma; both sums by the trapezoidal rule."""
        log_tau, guesses = self._rows()
        sums = self.sums(log_tau)
        log_f = self._along(sums, log_tau)
        step = min(self._step_sigma, self._step_eta)  # at a given tau both laws act on sigma
        rows = integrate(log_f, guesses - 0.3, guesses + 0.3, step, self.fall.both)
        log_sigma, log_eta = rows.nodes, log_tau[:, None] + rows.nodes
        log_weights = rows.log_weights
        # Beyond the rows one of the two grows alone: sigma before the first, eta after the last.
        further = log_tau[1] - log_tau[0]
        if has_long_tail(self.fall.sigma):
            distance, weight = rest(self.fall.sigma, further)
            log_sigma = np.vstack([log_sigma[0] + distance, log_sigma])
            log_eta = np.vstack([log_eta[0], log_eta])
            log_weights = np.vstack([log_weights[0] + weight, log_weights])
        if has_long_tail(self.fall.eta):
            distance, weight = rest(self.fall.eta, further)
            log_sigma = np.vstack([log_sigma, log_sigma[-1]])
            log_eta = np.vstack([log_eta, log_eta[-1] + distance])
            log_weights = np.vstack([log_weights, log_weights[-1] + weight])
        kept = log_weights > log_weights.max() - 5 * NEGLIGIBLE  # far nodes count in moments
        return log_sigma[kept], log_eta[kept], log_weights[kept]

    def _along(self, sums: Sums, log_tau: Array):
        columns = Sums(*(part[:, None] for part in sums))
        return lambda t: self.log_density(columns, t, log_tau[:, None])

    def _rows(self) -> tuple[Array, Array]:
        """Values of log tau, equally spaced, that hold the posterior, and where sigma is there."""
        low, high = self._tau_guesses(self._sigma_guesses(self.sums(np.zeros(1)), 0.0)[0][0])
        low, high = low - 45, high + 45
        for _ in range(20):
            log_tau = np.linspace(low, high, SCAN)
            sums = self.sums(log_tau)
            log_f = self._along(sums, log_tau)
            peaks, widths = find_peaks(log_f, *self._sigma_guesses(sums, log_tau, relative=True))
            height = log_f(peaks[:, None])[:, 0] + np.log(widths)  # Laplace's approximation
            top = np.argmax(height)
            sigma, eta = peaks - peaks[top], peaks + log_tau - peaks[top] - log_tau[top]
            grown = np.maximum(lean_for(self.fall.sigma) * sigma, lean_for(self.fall.eta) * eta)
            leaning = height + np.maximum(grown, 0.0)
            good = np.flatnonzero(leaning > leaning.max() - NEGLIGIBLE)
            first, last = good[0], good[-1]
            if (first == 0 or last == SCAN - 1) and high - low < 600:
                low, high = low - 40 * (first == 0), high + 40 * (last == SCAN - 1)
                continue
            likely = height > height[top] - 15
            self._step_sigma, self._step_eta = self._steps(peaks[likely], (peaks + log_tau)[likely])
            step = math.hypot(self._step_eta, self._step_sigma)
            low, high = log_tau[max(first - 1, 0)], log_tau[min(last + 1, SCAN - 1)]
            if last - first >= SCAN // 4 or high - low < step * SCAN / 4:
                break
        fine = np.linspace(low, high, max(int(np.ceil((high - low) / step)) + 1, 3))
        return fine, np.interp(fine, log_tau, peaks)

    def _tau_guesses(self, log_sigma: float) -> tuple[float, float]:
        """About where log tau may be: where coefficients come into sight, and eta's law."""
        d = self.data.spectrum.d
        guesses = [-np.log(d[d > 0].max()), -np.log(d[d > 0].min())] if (d > 0).any() else []
        centre = log_centre(self.hierarchy.eta)
        guesses += [] if centre is None else [centre - log_sigma]
        return min(guesses), max(guesses)

    def _sigma_guesses(self, sums: Sums, log_eta: Array, relative=False) -> tuple[Array, Array]:
        """About where log sigma may be; `relative` says that log_eta is in fact log tau."""
        n = self.data.n
        with np.errstate(divide="ignore"):
            guesses = [0.5 * np.log(sums.rss / max(n - 1, 1))]
            if self.hierarchy.s == math.inf or n <= 3:
                guesses.append(0.5 * np.log(sums.rss))
        sigma, eta = log_centre(self.hierarchy.sigma), log_centre(self.hierarchy.eta)
        guesses += [] if sigma is None else [np.full_like(sums.rss, sigma)]
        guesses += [] if eta is None or not relative else [np.full_like(sums.rss, eta) - log_eta]
        guesses = np.array(guesses)
        low = np.where(np.isfinite(guesses), guesses, np.inf).min(axis=0)
        high = np.where(np.isfinite(guesses), guesses, -np.inf).max(axis=0)
        return np.where(np.isfinite(low), low, 0.0) - 1, np.where(np.isfinite(high), high, 0.0) + 1

    # ---- draws -----------------------------------------------------------------------------------

    def draw(self, draws: int, rng: np.random.Generator) -> Draws:
        """Independent draws of beta, sigma, mu and eta."""
        data, hierarchy, spectrum = self.data, self.hierarchy, self.data.spectrum
        at = draw_nodes(self.weights, draws, rng)
        sigma, eta = np.exp(self.log_sigma[at]), np.exp(self.log_eta[at])
        mean, sd = self._mu_given(*(x[at] for x in (self.log_sigma, self.log_eta)))
        mu = mean + sd * rng.standard_normal(draws)
        center, off, spread = self._coordinates(mu, sigma, eta)
        noise = spread * rng.standard_normal((draws, data.J))
        gamma = center + noise
        off += noise
        squares = data.rss + np.square(spectrum.z - spectrum.d * gamma).sum(axis=-1)
        sigma = draw_scale(hierarchy.sigma, data.n - 1, squares, sigma, rng)
        eta = draw_scale(hierarchy.eta, data.J, np.square(off).sum(axis=-1), eta, rng)
        beta = data.with_intercept(gamma @ spectrum.V.T, sigma, rng)
        return Draws(
            {"beta": beta[None], "sigma": sigma[None], "mu": mu[None], "eta": eta[None]},
            labels={"beta": data.labels},
            iid=True,
            finite_moments=missing(self.orders),
        )

    def _mu_given(self, log_sigma: Array, log_eta: Array) -> tuple[Array, Array]:
        """Mean and sd of mu given sigma and eta, beta integrated out."""
        sums, (m, s) = self.sums(log_eta - log_sigma), (self.hierarchy.m, self.hierarchy.s)
        variance = np.exp(2 * log_sigma)
        precision = s**-2.0 + sums.precision / variance
        mean = (m * s**-2.0 + sums.mu * sums.precision / variance) / precision
        return mean, 1 / np.sqrt(precision)

    def _coordinates(self, mu: Array, sigma: Array, eta: Array) -> tuple[Array, Array, Array]:
        """Given mu, sigma and eta: the means of gamma, of gamma - mu V'1, and the sds of either.

        Each mean in the form that does not take it as a difference of large numbers.
        """
        d, z, ones = self.data.spectrum.d, self.data.spectrum.z, self.data.spectrum.ones
        square, mu = np.square(eta / sigma)[:, None], mu[:, None]
        e = 1 + square * d**2
        mean = (square * d * z + mu * ones) / e
        return mean, square * d * (z - d * ones * mu) / e, eta[:, None] / np.sqrt(e)

    # ---- marginals -------------------------------------------------------------------------------

    def marginal(self, name: str) -> Marginal:
        """The exact marginal of beta (in the order of X's columns), sigma, mu or eta."""
        if name == "beta":
            return self._beta_marginal()
        if name == "mu":
            mean, sd = self._mu_given(self.log_sigma, self.log_eta)
            return mixture(self.weights, mean[:, None], sd[:, None], [self.orders["mu"]])
        law = self.hierarchy.sigma if name == "sigma" else self.hierarchy.eta
        return self._scale(name, self.log_sigma, self.log_eta, law)

    def _beta_marginal(self) -> NormalMixture:
        data, spectrum = self.data, self.data.spectrum
        log_sigma, log_eta, weights = self.log_sigma, self.log_eta, self.weights
        sigma, eta = np.exp(log_sigma), np.exp(log_eta)
        mean, sd = self._mu_given(log_sigma, log_eta)
        gamma, _, spread = self._coordinates(mean, sigma, eta)
        # A slope moves with mu and with its own coordinates; so does the intercept, and with y's.
        along = data.along
        e = 1 + np.square((eta / sigma)[:, None] * spectrum.d)
        moved = (spectrum.ones / e) @ (along @ spectrum.V).T
        variance = spread**2 @ np.square(along @ spectrum.V).T + np.square(moved * sd[:, None])
        means, sds = data.with_level(gamma @ (along @ spectrum.V).T, variance, sigma)
        return mixture(weights, means, sds, [self.orders["beta"]] * (data.J + 1))

    def _scale(self, name: str, log_sigma: Array, log_eta: Array, law: SigmaLaw) -> Marginal:
        """The marginal of sigma or eta: the other one is summed over, at every point anew."""
        if isinstance(law, Fixed):
            return KnownScale(float(law.value))
        steps = self._step_sigma, self._step_eta
        mine, other = (log_sigma, log_eta) if name == "sigma" else (log_eta, log_sigma)
        step, other_step = steps if name == "sigma" else steps[::-1]
        points = np.arange(self._whole_range(name)[0], self._whole_range(name)[1], step / FINER)
        across = (
            other - mine if name == "sigma" else other
        )  # sigma at equal tau, eta at equal sigma
        if np.ptp(other) == 0:
            grid, shift = other[:1], 0.0
        else:
            grid = np.arange(across.min(), across.max() + other_step, other_step)
            shift = points[:, None] if name == "sigma" else 0.0
        log_density = np.empty(len(points))
        for part in in_parts(len(points), len(grid), 20_000):
            rest = grid[None, :] + (shift[part] if np.ndim(shift) else shift)
            here = points[part, None]
            pair = (here, rest) if name == "sigma" else (rest, here)
            log_density[part] = log_sum(self._at(*np.broadcast_arrays(*pair)))
        return ScaleMarginal(points, log_density, self.orders[name])

    def _whole_range(self, name: str) -> tuple[float, float]:
        logs = self.log_sigma if name == "sigma" else self.log_eta
        return logs.min(), logs.max()


def _require_within_reach(fall: Fall) -> None:
    """Refuse a posterior that exists on paper and not among floating-point numbers."""
    for name in ("sigma", "eta"):
        rate = getattr(fall, name)
        if rate < SLOWEST:
            raise ImproperPosteriorError(
                f"The posterior of {name} hardly exists: its density falls like {name}^-(1 + "
                f"{rate:.2g}), so slowly that much of it lies beyond all floating-point numbers. "
                f"The data say nothing of a large {name}, and InverseGamma with so small an a does "
                "not either. Give a law that does, such as HalfCauchy(scale)."
            )
