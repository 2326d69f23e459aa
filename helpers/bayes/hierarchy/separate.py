"""Model A without a chain: independent draws for any number of slopes, and exact marginals.

The posterior falls into two parts. With mu_j and eta_j integrated out, all slopes have the same
prior, and what is left is a regression. Its slopes and sigma are drawn under an `envelope`, which
takes any number of slopes as long as the data say more of them than the prior, or from an
`eta_lattice`, which takes any data but few slopes. Either has sigma on nodes; given the slopes it
is drawn once more, from its full conditional, which makes the discrete continuous. Then (mu_j,
eta_j) is drawn given beta_j, by `slope_prior`: of these two the data say nothing else.
"""

from functools import cached_property

import numpy as np

from helpers.arrays import Array
from helpers.bayes.hierarchy.centred import Centred
from helpers.bayes.hierarchy.envelope import Envelope, envelope
from helpers.bayes.hierarchy.eta_lattice import MOST_PREDICTORS, EtaLattice
from helpers.bayes.hierarchy.existence import finite_orders, missing
from helpers.bayes.hierarchy.models import SeedHierarchy
from helpers.bayes.hierarchy.scales import draw_scale
from helpers.bayes.hierarchy.slope_prior import SlopePrior, typical
from helpers.bayes.priors import HalfNormal
from helpers.bayes.quadrature.marginals import Marginal
from helpers.draws import Draws


class SeedPosterior:
    """The posterior of model A.

    Parameters
    ----------
    data : Centred
    hierarchy : SeedHierarchy

    Raises
    ------
    ImproperPosteriorError
    """

    def __init__(self, data: Centred, hierarchy: SeedHierarchy):
        self.data, self.hierarchy = data, hierarchy
        self.orders = finite_orders(data, hierarchy)
        self.prior = SlopePrior(hierarchy, _farthest(data, hierarchy), seen=data.rank > 0)

    def draw(self, draws: int, rng: np.random.Generator) -> Draws:
        """Independent draws of beta, sigma, mu and eta; mu and eta of shape (1, draws, J).

        Raises
        ------
        ValueError
            For more than three predictors of which the data say less than the prior.
        """
        data = self.data
        slopes, sigma, squares = self._draw_slopes(draws, rng)
        mu, eta = self.prior.draw(slopes, rng)
        sigma = draw_scale(self.hierarchy.sigma, data.n - 1, squares, sigma, rng)
        beta = data.with_intercept(slopes, sigma, rng)
        return Draws(
            {"beta": beta[None], "sigma": sigma[None], "mu": mu[None], "eta": eta[None]},
            labels={"beta": data.labels, "mu": data.slope_labels, "eta": data.slope_labels},
            iid=True,
            finite_moments=missing(self.orders),
        )

    def marginal(self, name: str) -> Marginal:
        """The exact marginal of beta (in the order of X's columns), sigma, mu or eta.

        Raises
        ------
        ValueError
            For more than three predictors.
        """
        if self.data.J > MOST_PREDICTORS:
            raise ValueError(
                f"There are {self.data.J} predictors; exact marginals of a SeedHierarchy are made "
                f"for up to {MOST_PREDICTORS}, since each has an eta of its own to integrate over. "
                "For more, draw: exact_hierarchy, or samplers.gibbs. An ExchangeableHierarchy has "
                "exact marginals for any number."
            )
        return self._lattice.marginal(name)

    def _draw_slopes(self, draws: int, rng: np.random.Generator) -> tuple[Array, Array, Array]:
        found = self._envelope.draw(draws, rng) if self._envelope else None
        if found is not None:
            return found
        if self.data.J > MOST_PREDICTORS:
            raise ValueError(
                f"There are {self.data.J} predictors, and independent draws of their slopes cannot "
                "be had: the data say less of them than the prior, contradict it, or leave sigma "
                "or a slope open. samplers.gibbs takes any data, and an ExchangeableHierarchy is "
                "exact for any. More rows, or a wider s, help too."
            )
        return self._lattice.draw(draws, rng)

    @cached_property
    def _envelope(self) -> Envelope | None:
        return envelope(self.data, self.hierarchy.sigma, self.prior)

    @cached_property
    def _lattice(self) -> EtaLattice:
        return EtaLattice(self.data, self.hierarchy, self.prior, self.orders)


def _farthest(data: Centred, hierarchy: SeedHierarchy) -> float:
    """The largest |beta_j - m| that the data may ask for."""
    law, spectrum = hierarchy.eta, data.spectrum
    largest = max(typical(hierarchy), hierarchy.s)
    # A half-normal law asks for slopes under a wide prior, any other for what fits best.
    w = (10 * largest if isinstance(law, HalfNormal) else 1e12 * largest) ** 2
    variance = data.rss / max(data.df, 1)
    spread = np.maximum(w * spectrum.d**2 + variance, 1e-300)
    z = spectrum.z - spectrum.seen * hierarchy.m
    slopes = np.abs(spectrum.V @ (w * spectrum.d * z / spread))
    slopes += 10 * np.sqrt(spectrum.V**2 @ (w * variance / spread))
    return float(np.clip(slopes.max(), largest, 1e12 * largest))
