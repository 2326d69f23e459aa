"""Is the posterior of a hierarchical model proper, and which of its moments exist?

Both questions are answered at infinity. Let sigma and eta grow by powers of a number: along each
such direction the density in (log sigma, log eta) becomes a pure exponential, whose rate is a sum
of plain counts. Every identified coefficient and every row takes a power of what it bounds, a flat
mu gives one back, the laws of sigma and eta take their own tails. If all rates are negative the
integral is finite; a moment of order k of what grows along the direction adds k to its rate.

What happens as sigma goes to 0 matters only where the data are fitted without residuals.

Sources: Gelman 2006, *Bayesian Analysis* 1, §3 (uniform and 1/eta priors); Hobert & Casella 1996,
*JASA* 91, 1461–1473 (improper posteriors behind innocent conditionals).
"""

import math
from typing import NamedTuple

import numpy as np

from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.hierarchy.centred import Centred
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, Hierarchy, SeedHierarchy

MANY_ROWS = "More rows, or a proper law of sigma such as HalfCauchy(scale), bound it."


def finite_orders(data: Centred, hierarchy: Hierarchy) -> dict[str, float]:
    """For beta, sigma, mu and eta the order below which posterior moments exist, inf for all.

    Raises
    ------
    ImproperPosteriorError
        Where there is no posterior, with the reason.
    """
    _require_bounded_below(data, hierarchy)
    if isinstance(hierarchy, SeedHierarchy):
        return _seed_orders(data, hierarchy)
    return _exchangeable_orders(data, hierarchy)


def missing(orders: dict[str, float]) -> dict[str, float]:
    """Of the orders below which moments exist those that leave out a mean or a variance."""
    return {name: order for name, order in orders.items() if order <= 2}


def _seed_orders(data: Centred, hierarchy: SeedHierarchy) -> dict[str, float]:
    sigma = -(data.n - 1) + 1 - hierarchy.sigma.tail
    if sigma >= 0:
        raise ImproperPosteriorError(
            f"{data.n} rows and a flat sigma leave it unbounded above: its density falls like "
            f"sigma^-{data.n - 1}. {MANY_ROWS}"
        )
    unseen = bool((np.abs(data.R).max(axis=0) == 0).any())
    eta = -(not unseen) + 1 - hierarchy.eta.tail
    both = sigma + 1 - hierarchy.eta.tail
    return {
        "beta": min(-sigma, -both, -eta if unseen else math.inf),
        "sigma": -sigma,
        "mu": math.inf,  # its prior is normal and the likelihood bounded
        "eta": min(-eta, -both),
    }


class Fall(NamedTuple):
    """How fast model B's density in (log sigma, log eta) falls: like e^-number, per unit."""

    sigma: float  # as sigma grows alone
    eta: float  # as eta grows alone
    both: float  # as they grow together


def exchangeable_fall(data: Centred, hierarchy: ExchangeableHierarchy) -> Fall:
    """How fast model B's density falls along the three ways to infinity."""
    rows, flat = data.n - 1, hierarchy.s == math.inf
    sigma, eta = hierarchy.sigma.tail - 1, hierarchy.eta.tail - 1
    return Fall(rows - flat + sigma, data.rank - flat + eta, rows - flat + sigma + eta)


def _exchangeable_orders(data: Centred, hierarchy: ExchangeableHierarchy) -> dict[str, float]:
    flat = hierarchy.s == math.inf
    if flat and not np.abs(data.spectrum.seen).max() > 0:
        raise ImproperPosteriorError(
            "mu has a flat prior and the data do not show it: the predictors' sum is constant. "
            "Give a finite s."
        )
    sigma, eta, both = exchangeable_fall(data, hierarchy)
    if eta <= 0:
        wanted = 3 if flat else 2
        raise ImproperPosteriorError(
            f"The law of eta is flat, and {data.rank} independent predictor"
            f"{'s' * (data.rank != 1)} cannot bound the spread of {data.J}: as eta grows the "
            f"density falls like eta^-{data.rank - flat} only. "
            f"Wanted {wanted} under a {'flat' if flat else 'proper'} mu, or a proper law of eta, "
            "such as HalfCauchy(scale)."
        )
    if sigma <= 0 or both <= 0:
        raise ImproperPosteriorError(
            f"{data.n} rows leave sigma{' and eta together' * (sigma > 0)} unbounded above. "
            f"{MANY_ROWS}"
        )
    slopes = eta if data.rank < data.J else math.inf
    return {
        "beta": min(sigma, both, slopes),
        "sigma": min(sigma, both),
        "mu": min(sigma, eta, both) if flat else math.inf,
        "eta": min(eta, both),
    }


def _require_bounded_below(data: Centred, hierarchy: Hierarchy) -> None:
    """Refuse what lets sigma go to 0: no residuals, and a law of sigma that does not mind."""
    if data.rss > 0 or hierarchy.sigma.closes_zero or data.n == 1:
        return
    remedy = "Look for y among the predictors, or give sigma an InverseGamma(a, b) or Fixed(value)."
    if data.df > 0:
        raise ImproperPosteriorError(
            f"The predictors fit y perfectly, on {data.df} degrees of freedom: as sigma goes to 0 "
            f"the density grows like sigma^-{data.df}. {remedy}"
        )
    if isinstance(hierarchy, SeedHierarchy) or hierarchy.eta.closes_zero:
        return
    along = data.spectrum.seen
    z = data.spectrum.z
    length = np.linalg.norm(along)
    off = z - along * (along @ z / length**2) if length > 0 else z
    if data.n >= 4 and np.linalg.norm(off) <= 1e-13 * np.linalg.norm(z):
        raise ImproperPosteriorError(
            "Equal slopes fit y perfectly: sigma and eta can go to 0 together, and the density "
            f"grows without end. {remedy}"
        )
