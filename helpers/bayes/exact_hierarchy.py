"""Independent draws from the hierarchical models, and their exact marginals: no chain, no warm-up.

>>> import numpy as np
>>> from helpers import bayes, simulate
>>> world = simulate.seed_world()
>>> pooled = bayes.ExchangeableHierarchy(0, 10, eta=bayes.HalfCauchy(5), sigma=bayes.HalfCauchy(10))
>>> posterior = bayes.hierarchy_posterior(world.X, world.y, pooled)
>>> round(posterior.quantile("eta", 0.5), 3)
5.073
>>> posterior.draw(4000, np.random.default_rng(0))
<Draws: 4,000 independent draws of beta (3), sigma, mu, eta>
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.arrays import Array
from helpers.bayes.centred import as_compressed, centre
from helpers.bayes.exchangeable import ExchangeablePosterior
from helpers.bayes.hierarchies import ExchangeableHierarchy, Hierarchy, SeedHierarchy
from helpers.bayes.separate import SeedPosterior
from helpers.compressed import Compressed
from helpers.draws import Draws


def exact_hierarchy(
    X: ArrayLike | Compressed,
    y: ArrayLike | Hierarchy,
    hierarchy: Hierarchy | None = None,
    *,
    draws: int = 4000,
    rng: np.random.Generator,
) -> Draws:
    """Independent draws from the posterior of a hierarchical model.

    Parameters
    ----------
    X : array_like, shape (n, J + 1), or Compressed
        With a constant column, in any place; the predictors are centred here.
    y : array_like, shape (n,), or nothing where X is a Compressed: ``(S, hierarchy, rng=rng)``
    hierarchy : SeedHierarchy or ExchangeableHierarchy
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
        three predictors.
    """
    if isinstance(draws, bool) or not isinstance(draws, int | np.integer) or draws < 1:
        raise ValueError(f"draws is {draws!r}; wanted a whole number, at least 1.")
    if not isinstance(rng, np.random.Generator):
        raise TypeError(
            f"rng is a {type(rng).__name__}; wanted a Generator: np.random.default_rng(1)."
        )
    return hierarchy_posterior(X, y, hierarchy).draw(int(draws), rng)


def hierarchy_posterior(
    X: ArrayLike | Compressed, y: ArrayLike | Hierarchy, hierarchy: Hierarchy | None = None
) -> "HierarchyPosterior":
    """The posterior itself, of which means, quantiles and draws can be asked.

    Parameters, errors: as `exact_hierarchy`.
    """
    S, hierarchy = data_and_hierarchy(X, y, hierarchy)
    data = centre(S)
    with np.errstate(over="ignore", under="ignore"):
        if isinstance(hierarchy, SeedHierarchy):
            return HierarchyPosterior(SeedPosterior(data, hierarchy))
        return HierarchyPosterior(ExchangeablePosterior(data, hierarchy))


def data_and_hierarchy(X, y, hierarchy):
    """Tell (X, y, hierarchy) from (S, hierarchy); the data as they were given, X or S and y."""
    if isinstance(X, Compressed) and hierarchy is None:
        y, hierarchy = None, y
    if not isinstance(hierarchy, SeedHierarchy | ExchangeableHierarchy):
        raise TypeError(
            f"hierarchy is a {type(hierarchy).__name__}; wanted a SeedHierarchy or an "
            "ExchangeableHierarchy, after X and y or after S = compress(X, y)."
        )
    return as_compressed(X, y), hierarchy


@dataclass(frozen=True, eq=False)
class HierarchyPosterior:
    """The posterior of a hierarchical model, by quadrature.

    Names are "beta" (shape (J + 1,), in the order of X's columns), "sigma", "mu" and "eta" (numbers,
    or shape (J,) in a SeedHierarchy). Moments that do not exist are inf, or nan for the mean of
    what takes both signs.
    """

    exact: SeedPosterior | ExchangeablePosterior

    @property
    def hierarchy(self) -> Hierarchy:
        """The model."""
        return self.exact.hierarchy

    def draw(self, draws: int, rng: np.random.Generator) -> Draws:
        """Independent draws, as `exact_hierarchy` makes them."""
        with np.errstate(over="ignore", under="ignore"):
            return self.exact.draw(draws, rng)

    def mean(self, name: str) -> float | Array:
        """Posterior mean."""
        return self._each(name, lambda marginal: marginal.mean())

    def sd(self, name: str) -> float | Array:
        """Posterior standard deviation."""
        return self._each(name, lambda marginal: marginal.sd())

    def quantile(self, name: str, level: float) -> float | Array:
        """The value below which the probability is `level`, between 0 and 1."""
        if not 0 < level < 1:
            raise ValueError(f"level is {level}; wanted a probability between 0 and 1.")
        return self._each(name, lambda marginal: marginal.quantile(level))

    def cdf(self, name: str, value: float) -> float | Array:
        """Probability of at most `value`."""
        return self._each(name, lambda marginal: marginal.cdf(value))

    def _each(self, name: str, ask) -> float | Array:
        with np.errstate(over="ignore", under="ignore"):
            marginals = self.exact.marginals
        if name not in marginals:
            raise KeyError(f"There is no {name!r} here, but {', '.join(map(repr, marginals))}.")
        found = marginals[name]
        if isinstance(found, list):
            return np.array([ask(marginal) for marginal in found])
        return ask(found)

    def __repr__(self) -> str:
        return f"<Posterior of {self.hierarchy!r}>"
