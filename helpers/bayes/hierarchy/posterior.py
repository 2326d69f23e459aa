"""Independent draws from the hierarchical models, and their exact marginals: no chain, no warm-up.

>>> import numpy as np
>>> from helpers import bayes, simulate
>>> world = simulate.seed_world()
>>> pooled = bayes.ExchangeableHierarchy(0, 10, eta=bayes.HalfCauchy(5), sigma=bayes.HalfCauchy(10))
>>> posterior = bayes.hierarchy_posterior(world.X, world.y, pooled)
>>> print(round(posterior.eta.quantile(0.5), 3))
5.073
>>> posterior.draw(4000, np.random.default_rng(0))
<Draws: 4,000 independent draws of beta (3), sigma, mu, eta>
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.bayes.data import data_and_belief
from helpers.bayes.hierarchy.centred import centre
from helpers.bayes.hierarchy.exchangeable import ExchangeablePosterior
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, Hierarchy, SeedHierarchy
from helpers.bayes.hierarchy.separate import SeedPosterior
from helpers.bayes.hierarchy.units import Units, units_of
from helpers.bayes.quadrature.marginals import Marginal
from helpers.compressed import Compressed
from helpers.draws import Draws


def exact_hierarchy(
    X: ArrayLike | Compressed,
    y: ArrayLike | Hierarchy,
    hierarchy: Hierarchy | None = None,
    draws: int = 4000,
    *,
    rng: np.random.Generator,
) -> Draws:
    """Independent draws from the posterior of a hierarchical model.

    Parameters
    ----------
    X : array_like, shape (n, J + 1), or Compressed
        With a constant column, in any place; the predictors are centred here.
    y : array_like, shape (n,), or nothing where X is a Compressed: ``(S, hierarchy, rng=rng)``
    hierarchy : SeedHierarchy or ExchangeableHierarchy
        Either takes milliseconds with any number of predictors, a SeedHierarchy as long as the data
        say more of the slopes than the prior; if they do not, up to three predictors.
    draws : int
    rng : numpy.random.Generator

    Returns
    -------
    Draws
        One chain of independent draws: "beta" of shape (1, draws, J + 1), on the scale of X as it
        was given, the intercept included; "sigma" (1, draws); "mu" and "eta", (1, draws) in an
        ExchangeableHierarchy and (1, draws, J) in a SeedHierarchy.

    Raises
    ------
    ImproperPosteriorError
        Where prior and data leave no posterior, with the reason.
    TypeError, ValueError
        For what is no regression or has no constant column; for a SeedHierarchy with more than
        three predictors of which the data say less than the prior.
    """
    if isinstance(X, Compressed) and isinstance(hierarchy, int | np.integer):
        hierarchy, draws = None, hierarchy  # (S, hierarchy, draws)
    require_generator(rng)
    return hierarchy_posterior(X, y, hierarchy).draw(draws, rng)


def hierarchy_posterior(
    X: ArrayLike | Compressed, y: ArrayLike | Hierarchy, hierarchy: Hierarchy | None = None
) -> "HierarchyPosterior":
    """The posterior itself, of which means, quantiles and draws can be asked.

    Parameters, errors: as `exact_hierarchy`.
    """
    S, hierarchy = data_and_belief(X, y, hierarchy, "hierarchy")
    if not isinstance(hierarchy, SeedHierarchy | ExchangeableHierarchy):
        raise TypeError(
            f"hierarchy is a {type(hierarchy).__name__}; wanted a SeedHierarchy or an "
            "ExchangeableHierarchy, after X and y or after S = compress(X, y)."
        )
    units = units_of(S, shared=True)
    data, inner = centre(units.data(S)), units.hierarchy(hierarchy)
    kind = SeedPosterior if isinstance(hierarchy, SeedHierarchy) else ExchangeablePosterior
    with np.errstate(over="ignore", under="ignore"):
        return HierarchyPosterior(kind(data, inner), hierarchy, units)


@dataclass(frozen=True, eq=False)
class HierarchyPosterior:
    """The posterior of a hierarchical model, by quadrature; made by `hierarchy_posterior`.

    `beta`, `sigma`, `mu` and `eta` each have `.mean .sd .density(x) .cdf(x) .quantile(q)`. beta has
    shape (J + 1,), in the order of X's columns; mu and eta have shape (J,) in a SeedHierarchy, and
    in an ExchangeableHierarchy mu has shape (1,) and eta is a number, as sigma is. A moment that
    does not exist is inf, or nan for the mean of what takes both signs.
    """

    exact: SeedPosterior | ExchangeablePosterior  # in `units`
    hierarchy: Hierarchy
    units: Units

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.exact.data.labels

    @cached_property
    def beta(self) -> Marginal:
        """Of each coefficient, the intercept included, for X as it was given."""
        return self._marginal("beta")

    @cached_property
    def sigma(self) -> Marginal:
        """Of the errors' standard deviation."""
        return self._marginal("sigma")

    @cached_property
    def mu(self) -> Marginal:
        """Of the coefficients' prior mean or means."""
        return self._marginal("mu")

    @cached_property
    def eta(self) -> Marginal:
        """Of the coefficients' prior standard deviation or deviations."""
        return self._marginal("eta")

    def draw(self, draws: int, rng: np.random.Generator) -> Draws:
        """Independent draws, as `exact_hierarchy` makes them."""
        size = require_count("draws", draws)
        require_generator(rng)
        with np.errstate(over="ignore", under="ignore"):
            return self.units.draws(self.exact.draw(size, rng))

    def _marginal(self, name: str) -> Marginal:
        with np.errstate(over="ignore", under="ignore"):
            return self.units.marginal(name, self.exact.marginal(name))

    def __repr__(self) -> str:
        return f"<Posterior of {self.hierarchy!r}>"
