"""A hierarchy in real coordinates: one posterior, in three ways that a sampler finds easy or hard.


- "centred": (beta, mu, log eta), beta_j ~ N(mu_j, eta_j²). As eta goes to 0 beta is held ever
  more tightly to mu: a funnel, whose neck needs shorter steps than its mouth.
- "non-centred": (zeta, mu, log eta) with beta = mu + eta zeta, zeta ~ N(0, 1): no neck a priori.
- "marginal": (beta, log eta), mu integrated out, beta_j ~ N(m, eta_j² + s²), which never gets
  narrower than s: no neck. In model B that holds along the mean of the slopes alone; their
  differences are as narrow as eta, and data that leave eta near 0 leave a neck. `constrain` draws
  mu again, given the rest.

(These words speak of beta around mu. Predictors are centred in all three; see `centred` among the
hierarchies.)

Sources: Neal 2003, *Ann. Statist.* 31, 705–767, §8 (the funnel); Betancourt & Girolami 2015,
*Current Trends in Bayesian Methodology*, ch. 4 (the three ways).
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from helpers.arrays import Array
from helpers.bayes.hierarchy.centred import Centred, centre
from helpers.bayes.hierarchy.existence import finite_orders, missing
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, Hierarchy, SeedHierarchy
from helpers.bayes.priors import Fixed, HalfCauchy, HalfNormal, InverseGamma, SigmaLaw
from helpers.bayes.unconstrained.coordinates import (
    LOG_2PI,
    Unconstrained,
    least_squares,
    require_start,
    rough_sigma,
    scale,
    scatter,
    scatter_log,
    spread,
)
from helpers.compressed import Compressed

Parameterisation = Literal["centred", "non-centred", "marginal"]


@dataclass(frozen=True, eq=False, repr=False)
class Hierarchical(Unconstrained):
    """A hierarchy; the blocks of theta are the slices `at`."""

    data: Centred
    prior: Hierarchy
    parameterisation: Parameterisation
    at: dict[str, slice]

    def log_density_and_gradient(self, theta: Array) -> tuple[Array, Array]:
        """Log of p(theta, y) and its derivatives."""
        theta = self._coordinates(theta)
        data, prior, at = self.data, self.prior, self.at
        gradient = np.empty(theta.shape)
        with np.errstate(over="ignore", under="ignore"):
            log_sigma, _, of_law, slope = spread(theta[..., at["log sigma"]], prior.sigma)
            log_eta, eta, of_eta, eta_slope = spread(theta[..., at["log eta"]], prior.eta, True)
            slopes = theta[..., at["slopes"]]
            if self.parameterisation == "non-centred":
                zeta, slopes = slopes, theta[..., at["mu"]] + eta * slopes

            # The likelihood, by alpha, the slopes and log sigma.
            residual = data.z - slopes @ data.R.T
            off = data.length * (data.level - theta[..., 0])
            weight = np.exp(-2 * log_sigma)
            square = (np.einsum("...i,...i->...", residual, residual) + off**2 + data.rss) * weight
            value = of_law - data.n * (log_sigma + 0.5 * LOG_2PI) - 0.5 * square
            gradient[..., 0] = data.length * off * weight
            by_slopes = (residual @ data.R) * weight[..., None]
            if slope is not None:
                gradient[..., at["log sigma"]] = (square - data.n + slope)[..., None]

            # The slopes' prior, by what it speaks of.
            if self.parameterisation == "marginal":
                of_slopes, pull, by_log_eta = self._marginal(slopes, eta)
                gradient[..., at["slopes"]] = by_slopes + pull
            elif self.parameterisation == "centred":
                zeta = (slopes - theta[..., at["mu"]]) / eta
                of_slopes = -0.5 * (zeta**2 + LOG_2PI + 2 * log_eta).sum(axis=-1)
                gradient[..., at["slopes"]] = by_slopes - zeta / eta
                gradient[..., at["mu"]] = self._pool(zeta / eta)
                by_log_eta = self._pool(zeta**2 - 1)
            else:
                of_slopes = -0.5 * (zeta**2 + LOG_2PI).sum(axis=-1)
                gradient[..., at["slopes"]] = eta * by_slopes - zeta
                gradient[..., at["mu"]] = self._pool(by_slopes)
                by_log_eta = self._pool(by_slopes * eta * zeta)
            if eta_slope is not None:
                gradient[..., at["log eta"]] = by_log_eta + eta_slope
            if self.parameterisation != "marginal" and prior.s < math.inf:
                off_m = (theta[..., at["mu"]] - prior.m) / prior.s
                of_slopes = of_slopes - 0.5 * (off_m**2 + LOG_2PI + 2 * math.log(prior.s)).sum(
                    axis=-1
                )
                gradient[..., at["mu"]] -= off_m / prior.s
        return value + of_slopes + of_eta.sum(axis=-1), gradient

    def constrain(self, theta: Array, rng: np.random.Generator | None = None) -> dict[str, Array]:
        """beta (..., p) on the original scale, sigma, mu, eta; model A: mu and eta are (..., J).

        Where mu is integrated out it is drawn from its normal law given the rest if there is an
        `rng`, and otherwise not among the parameters.
        """
        theta = self._coordinates(theta)
        data, prior, at = self.data, self.prior, self.at
        eta = scale(theta[..., at["log eta"]], prior.eta, self._groups)
        slopes = theta[..., at["slopes"]]
        if self.parameterisation == "non-centred":
            slopes = theta[..., at["mu"]] + eta * slopes
        beta = data.beta(theta[..., 0], slopes)
        found = {"beta": beta, "sigma": scale(theta[..., at["log sigma"]], prior.sigma)}
        if self.parameterisation != "marginal":
            found["mu"] = theta[..., at["mu"]]
        elif rng is not None:
            count = data.J / self._groups
            variance = 1 / (count / eta**2 + prior.s**-2.0)
            mean = variance * (self._pool(slopes) / eta**2 + prior.m * prior.s**-2.0)
            found["mu"] = mean + np.sqrt(variance) * rng.standard_normal(mean.shape)
        found["eta"] = eta
        if self._groups == 1 and isinstance(prior, ExchangeableHierarchy):
            found |= {name: found[name][..., 0] for name in ("mu", "eta") if name in found}
        return found

    def start(self, chains: int, rng: np.random.Generator) -> Array:
        """Slopes about twice as wide as the posterior; mu and eta from about their prior."""
        require_start(chains, rng)
        data, prior, at = self.data, self.prior, self.at
        # Centring takes a row.
        sigma = rough_sigma(data.n - 1, data.R, data.z, prior.sigma, data.rss)
        eta = _typical(prior.eta, data)
        wide = np.sqrt(min(prior.s, 1e3 * eta) ** 2 + eta**2)
        rows = np.vstack([data.R / sigma, np.eye(data.J) / wide])
        rhs = np.append(data.z / sigma, np.full(data.J, prior.m / wide))
        slopes = scatter(rows, rhs, chains, rng)
        theta = np.empty((chains, self.dimension))
        theta[:, 0] = data.level + 2 * sigma / data.length * rng.standard_normal(chains)
        theta[:, at["slopes"]] = slopes
        mu = self._pool(slopes) * self._groups / data.J
        # Below the slopes' own spread an eta would start on a steep slope.
        spread = np.sqrt(self._pool((slopes - mu) ** 2) * self._groups / data.J)
        log_eta = np.log(eta) + 0.5 * rng.standard_normal((chains, self._groups))
        if not isinstance(prior.eta, Fixed):
            theta[:, at["log eta"]] = log_eta = np.maximum(log_eta, np.log(spread + 1e-6 * eta))
        if "mu" in at:
            theta[:, at["mu"]] = mu
        if self.parameterisation == "non-centred":
            theta[:, at["slopes"]] = (slopes - mu) / np.exp(log_eta)
        if not isinstance(prior.sigma, Fixed):
            theta[:, at["log sigma"]] = scatter_log(sigma, data.n, chains, rng)[:, None]
        return theta

    @property
    def _groups(self) -> int:
        """How many mu and eta there are: one a slope (model A), or one for all (model B)."""
        return self.data.J if isinstance(self.prior, SeedHierarchy) else 1

    def _pool(self, each: Array) -> Array:
        """Sum over the slopes that share a mu and an eta."""
        return each if isinstance(self.prior, SeedHierarchy) else each.sum(axis=-1, keepdims=True)

    def _marginal(self, slopes: Array, eta: Array) -> tuple[Array, Array, Array]:
        """log N(slopes; m, eta² I + s² blocks of ones), its slopes by the slopes and by log eta.

        The covariance of k slopes that share a mu has the eigenvalue eta² + k s² along their mean
        and eta² across it (k = 1 in model A: nothing is across).
        """
        k, m, s2 = self.data.J // self._groups, self.prior.m, self.prior.s**2
        off = slopes - m
        mean = self._pool(off) / k
        across = off - mean
        v, w = eta**2, eta**2 + k * s2
        square = k * mean**2
        scatter = self._pool(across**2)
        value = -0.5 * ((k - 1) * np.log(v) + scatter / v + square / w)
        if s2 < math.inf:
            value = value - 0.5 * (np.log(w) + k * LOG_2PI)
        else:
            value = value - 0.5 * (math.log(k) + (k - 1) * LOG_2PI)
        by_log_eta = scatter / v - (k - 1) + (square / w - 1) * v / w
        return value.sum(axis=-1), -across / v - mean / w, by_log_eta


def of_hierarchy(
    S: Compressed, prior: Hierarchy, parameterisation: Parameterisation
) -> Hierarchical:
    """The posterior of a hierarchy, or why there is none."""
    data = centre(S)
    orders = finite_orders(data, prior)  # refuses what has no posterior
    J, slopes = data.J, data.slope_labels
    exchangeable = isinstance(prior, ExchangeableHierarchy)
    each = [""] if exchangeable else [f"[{label}]" for label in slopes]
    prefix = "zeta " if parameterisation == "non-centred" else ""
    blocks = {
        "alpha": ["alpha"],
        "slopes": [prefix + label for label in slopes],
        "log sigma": [] if isinstance(prior.sigma, Fixed) else ["log sigma"],
        "mu": [] if parameterisation == "marginal" else ["mu" + label for label in each],
        "log eta": [] if isinstance(prior.eta, Fixed) else ["log eta" + label for label in each],
    }
    at, names = {}, []
    for block, members in blocks.items():
        at[block] = slice(len(names), len(names) + len(members))
        names += members
    if parameterisation == "marginal":
        del at["mu"]
    assert at["slopes"] == slice(1, 1 + J)
    labels = {"beta": data.labels} | ({} if exchangeable else {"mu": slopes, "eta": slopes})
    return Hierarchical(
        len(names), tuple(names), labels, missing(orders), data, prior, parameterisation, at
    )


def _typical(law: SigmaLaw, data: Centred) -> float:
    """A value of eta that its law does not find strange; under a flat one, that of the slopes."""
    if isinstance(law, Fixed):
        return law.value
    if isinstance(law, InverseGamma):
        return math.sqrt(law.b / law.a)
    if isinstance(law, HalfCauchy | HalfNormal):
        return law.scale
    slopes = least_squares(data.R, data.z)
    return float(np.std(slopes)) or 1.0
