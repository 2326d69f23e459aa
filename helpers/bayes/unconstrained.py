"""A posterior as a sampler wants it: a log density on all of R^d, with its gradient.

A random walk or a rolling ball knows no bounds, so the standard deviations enter by their
logarithms. A density changes with its coordinate: p(log sigma) = p(sigma) d sigma / d log sigma
= p(sigma) sigma, so that each logarithm adds itself to the log density (the Jacobian). Then

    log p(beta, log sigma, y) = log N(y; X beta, sigma²) + log p(beta) + log p(sigma) + log sigma.

Of the data only the triangle enters (`helpers.compressed`): an evaluation costs O(p²) whatever n
is, and is a handful of NumPy calls for any number of chains.

**Three ways to write a hierarchy.** The same posterior, in coordinates that a sampler finds easy
or hard:

- "centred": (beta, mu, log eta), beta_j ~ N(mu_j, eta_j²). As eta goes to 0 beta is held ever
  more tightly to mu: a funnel, whose neck needs shorter steps than its mouth.
- "non-centred": (zeta, mu, log eta) with beta = mu + eta zeta, zeta ~ N(0, 1): no neck a priori.
- "marginal": (beta, log eta), mu integrated out, beta_j ~ N(m, eta_j² + s²), which never gets
  narrower than s: no neck. In model B that holds along the mean of the slopes alone; their
  differences are as narrow as eta, and data that leave eta near 0 leave a neck. `constrain` draws
  mu again, given the rest.

(These words speak of beta around mu. Predictors are centred in all three; see
`hierarchy.centred`.)

Sources: Neal 2003, *Ann. Statist.* 31, 705–767, §8 (the funnel); Betancourt & Girolami 2015,
*Current Trends in Bayesian Methodology*, ch. 4 (the three ways).
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.arrays import Array, column_lengths
from helpers.bayes.data import data_and_belief
from helpers.bayes.hierarchy.centred import Centred, centre
from helpers.bayes.hierarchy.existence import finite_orders, missing
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, Hierarchy, SeedHierarchy
from helpers.bayes.priors import (
    Fixed,
    HalfCauchy,
    HalfNormal,
    InverseGamma,
    Prior,
    SigmaLaw,
    require_p,
)
from helpers.bayes.regression.given_sigma import project
from helpers.compressed import Compressed

LOG_2PI = math.log(2 * math.pi)

Parameterisation = Literal["centred", "non-centred", "marginal"]


@dataclass(frozen=True, eq=False, repr=False)
class Unconstrained:
    """A posterior in real coordinates theta of shape (..., d).

    Attributes
    ----------
    dimension : int
        Length of theta.
    names : tuple of str
        The coordinates of theta, for pictures: ("const", "x1", "log sigma"), say.
    labels : dict
        Labels of the vector parameters that `constrain` makes.
    finite_moments : dict
        For parameters without a posterior mean or variance, the order below which moments exist;
        `samplers.hmc` and `samplers.metropolis` take it, and their summaries say inf then.
    """

    dimension: int
    names: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    finite_moments: dict[str, float]

    def __repr__(self) -> str:
        return f"<Unconstrained: theta = ({', '.join(self.names)})>"

    def log_density(self, theta: Array) -> Array:
        """Log of p(theta, y), normalised but for flat priors, shape (...)."""
        return self.log_density_and_gradient(theta)[0]

    def log_density_and_gradient(self, theta: Array) -> tuple[Array, Array]:
        """The same with its derivatives by theta, shapes (...) and (..., d)."""
        raise NotImplementedError

    def constrain(self, theta: Array) -> dict[str, Array]:
        """The parameters of the model: "beta" (..., p), "sigma" (...), and a hierarchy's."""
        raise NotImplementedError

    def start(self, chains: int, rng: np.random.Generator) -> Array:
        """Points to start from, shape (chains, d): spread about twice as wide as the posterior."""
        raise NotImplementedError

    def _coordinates(self, theta: ArrayLike) -> Array:
        theta = np.asarray(theta, dtype=float)
        if theta.ndim == 0 or theta.shape[-1] != self.dimension:
            raise ValueError(
                f"theta has shape {theta.shape}; wanted (..., {self.dimension}), the coordinates "
                f"{', '.join(self.names)} along the last axis."
            )
        return theta


def unconstrained(
    X: ArrayLike | Compressed,
    y: ArrayLike | Prior | Hierarchy | None = None,
    prior: Prior | Hierarchy | None = None,
    *,
    parameterisation: Parameterisation = "marginal",
) -> Unconstrained:
    """The posterior of a regression in coordinates for `samplers.metropolis` and `samplers.hmc`.

    Parameters
    ----------
    X, y : array_like, shapes (n, p) and (n,); or one Compressed
        ``unconstrained(X, y, prior)`` or ``unconstrained(S, prior)``.
    prior : Prior, SeedHierarchy or ExchangeableHierarchy
    parameterisation : "centred", "non-centred" or "marginal"
        For a hierarchy; see above.

    Returns
    -------
    Unconstrained
        For a Prior, theta = (beta, log sigma). For a hierarchy, theta = (alpha, slopes or zeta,
        log sigma, mu, log eta), alpha being the intercept of the centred predictors; mu is left
        out if "marginal". What is Fixed is left out too.

    Raises
    ------
    ImproperPosteriorError
        Where the posterior is no distribution: a chain would wander off without end.
    TypeError, ValueError
        For what is no regression or no prior.

    Examples
    --------
    >>> model = bayes.unconstrained(X, y, prior)  # doctest: +SKIP
    >>> samplers.hmc(
    ...     model.log_density_and_gradient,
    ...     model.start(4, rng),
    ...     rng=rng,
    ...     constrain=model.constrain,
    ...     labels=model.labels,
    ...     finite_moments=model.finite_moments,
    ... )  # doctest: +SKIP
    """
    S, prior = data_and_belief(X, y, prior, "prior")
    if parameterisation not in ("centred", "non-centred", "marginal"):
        raise ValueError(
            f'parameterisation is {parameterisation!r}; wanted "centred", "non-centred" or '
            '"marginal".'
        )
    if isinstance(prior, SeedHierarchy | ExchangeableHierarchy):
        data = centre(S)
        orders = finite_orders(data, prior)  # refuses what has no posterior
        return _hierarchical(data, prior, parameterisation, missing(orders))
    require_p(prior, S.p)
    flats = project(S, prior).flats  # refuses likewise
    order = prior.sigma.tail - 1 + S.n - flats  # as LogSigma.decay
    orders = {"sigma": order, "beta": order if flats else math.inf}
    names = S.names if isinstance(prior.sigma, Fixed) else (*S.names, "log sigma")
    return Regression(len(names), names, {"beta": S.names}, missing(orders), S, prior)


@dataclass(frozen=True, eq=False, repr=False)
class Regression(Unconstrained):
    """Independent coefficients: theta = (beta, log sigma), or beta alone where sigma is Fixed."""

    S: Compressed
    prior: Prior

    def log_density_and_gradient(self, theta: Array) -> tuple[Array, Array]:
        """Log of p(beta, log sigma, y) and its derivatives; formulas at the top of the module."""
        theta = self._coordinates(theta)
        p, prior = self.S.p, self.prior
        R, z = self.S.factor[:, :p], self.S.factor[:, p]
        beta = theta[..., :p]
        off = beta - prior.beta_mean
        pull = off * self._precision
        with np.errstate(over="ignore", under="ignore"):
            log_sigma, _, of_law, slope = _spread(theta[..., p:], prior.sigma)
            residual = z - beta @ R.T
            weight = np.exp(-2 * log_sigma)
            square = np.einsum("...i,...i->...", residual, residual) * weight
            value = self._constant - self.S.n * log_sigma - 0.5 * square + of_law
            value -= 0.5 * np.einsum("...i,...i->...", off, pull)
            gradient = np.empty(theta.shape)
            gradient[..., :p] = (residual @ R) * weight[..., None] - pull
            if slope is not None:
                gradient[..., p] = square - self.S.n + slope
        return value, gradient

    def constrain(self, theta: Array) -> dict[str, Array]:
        """beta (..., p) and sigma (...)."""
        theta, p = self._coordinates(theta), self.S.p
        return {"beta": theta[..., :p], "sigma": _scale(theta[..., p:], self.prior.sigma)}

    def start(self, chains: int, rng: np.random.Generator) -> Array:
        """Twice the spread of a normal approximation at a rough estimate of sigma."""
        _require_start(chains, rng)
        p = self.S.p
        R, z = self.S.factor[:, :p], self.S.factor[:, p]
        prior_rows, prior_z = np.diag(self._precision**0.5), self._precision**0.5
        sigma = _rough_sigma(self.S.n, R, z, self.prior.sigma)
        rows = np.vstack([R / sigma, prior_rows])
        beta = _scatter(rows, np.append(z / sigma, prior_z * self.prior.beta_mean), chains, rng)
        if isinstance(self.prior.sigma, Fixed):
            return beta
        return np.column_stack([beta, _scatter_log(sigma, self.S.n, chains, rng)])

    @property
    def _precision(self) -> Array:
        return self.prior.beta_sd**-2.0

    @property
    def _constant(self) -> float:
        sd = self.prior.beta_sd[~self.prior.flat]
        return -0.5 * (self.S.n + len(sd)) * LOG_2PI - float(np.log(sd).sum())


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
            log_sigma, _, of_law, slope = _spread(theta[..., at["log sigma"]], prior.sigma)
            log_eta, eta, of_eta, eta_slope = _spread(theta[..., at["log eta"]], prior.eta, True)
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
        eta = _scale(theta[..., at["log eta"]], prior.eta, self._groups)
        slopes = theta[..., at["slopes"]]
        if self.parameterisation == "non-centred":
            slopes = theta[..., at["mu"]] + eta * slopes
        beta = data.beta(theta[..., 0], slopes)
        found = {"beta": beta, "sigma": _scale(theta[..., at["log sigma"]], prior.sigma)}
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
        _require_start(chains, rng)
        data, prior, at = self.data, self.prior, self.at
        # Centring takes a row.
        sigma = _rough_sigma(data.n - 1, data.R, data.z, prior.sigma, data.rss)
        eta = _typical(prior.eta, data)
        wide = np.sqrt(min(prior.s, 1e3 * eta) ** 2 + eta**2)
        rows = np.vstack([data.R / sigma, np.eye(data.J) / wide])
        rhs = np.append(data.z / sigma, np.full(data.J, prior.m / wide))
        slopes = _scatter(rows, rhs, chains, rng)
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
            theta[:, at["log sigma"]] = _scatter_log(sigma, data.n, chains, rng)[:, None]
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


def _hierarchical(
    data: Centred, prior: Hierarchy, parameterisation: str, finite_moments: dict[str, float]
) -> Hierarchical:
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
        len(names), tuple(names), labels, finite_moments, data, prior, parameterisation, at
    )


# ---- standard deviations by their logarithms ----------------------------------------------------


def _spread(block: Array, law: SigmaLaw, many: bool = False):
    """Log, value, log density with its Jacobian, and slope of the latter by the log.

    A Fixed one is no coordinate: its block is empty, its density 1, and there is no slope.
    """
    if isinstance(law, Fixed):
        nothing = np.zeros((*block.shape[:-1], 1) if many else block.shape[:-1])
        return nothing + math.log(law.value), nothing + law.value, nothing, None
    log = block if many else block[..., 0]
    value = np.exp(log)
    return log, value, law.log_density(value) + log, law.slope(value) + 1


def _scale(block: Array, law: SigmaLaw, groups: int | None = None) -> Array:
    """sigma (...) or eta (..., groups) of a block of logarithms."""
    if isinstance(law, Fixed):
        return np.full(block.shape[:-1] + ((groups,) if groups else ()), law.value)
    return np.exp(block if groups else block[..., 0])


# ---- where to start -----------------------------------------------------------------------------


def _require_start(chains: int, rng: np.random.Generator) -> None:
    require_count("chains", chains)
    require_generator(rng)


def _rough_sigma(n: int, R: Array, z: Array, law: SigmaLaw, rss: float = 0.0) -> float:
    """The root mean square residual; where X can fit everything, a tenth of y's."""
    if isinstance(law, Fixed):
        return law.value
    beta = _least_squares(R, z)
    left = float(np.sum((z - R @ beta) ** 2)) + rss
    whole = float(z @ z) + rss
    if n == 0 or whole == 0:
        return 1.0
    return math.sqrt(max(left, 0.01 * whole if n <= R.shape[1] else 0.0, 1e-20 * whole) / n)


def _scatter(rows: Array, rhs: Array, chains: int, rng: np.random.Generator) -> Array:
    """Draws of N(A⁻¹ rows' rhs, 4 A⁻¹), A = rows' rows, by least squares on scattered rhs."""
    noise = 2 * rng.standard_normal((chains, len(rhs)))
    return _least_squares(rows, (rhs + noise).T).T


def _least_squares(rows: Array, rhs: Array) -> Array:
    """By columns of unit length: what is tiny only by its unit would be left out as singular."""
    lengths = column_lengths(rows)
    lengths = np.where(lengths > 0, lengths, 1.0)
    return (np.linalg.lstsq(rows / lengths, rhs, rcond=None)[0].T / lengths).T


def _scatter_log(sigma: float, n: int, chains: int, rng: np.random.Generator) -> Array:
    return math.log(sigma) + 2 / math.sqrt(2 * max(n, 1)) * rng.standard_normal(chains)


def _typical(law: SigmaLaw, data: Centred) -> float:
    """A value of eta that its law does not find strange; under a flat one, that of the slopes."""
    if isinstance(law, Fixed):
        return law.value
    if isinstance(law, InverseGamma):
        return math.sqrt(law.b / law.a)
    if isinstance(law, HalfCauchy | HalfNormal):
        return law.scale
    slopes = _least_squares(data.R, data.z)
    return float(np.std(slopes)) or 1.0
