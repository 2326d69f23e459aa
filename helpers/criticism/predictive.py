"""Do data that the fitted model brings forth look like the data it was fitted to?

Draw parameters from the posterior, data from the parameters at the same X, and compute of these
replicated data whatever matters, as of the data observed (Rubin 1984, *Annals of Statistics* 12,
1151–1172; Gelman, Meng & Stern 1996, *Statistica Sinica* 6, 733–807). A statistic far out in the
distribution of its replications is a way in which the model fails.

The opposite does not hold: what the model was fitted to, such as a mean, it will reproduce whether
right or wrong. And p-values of a right model are not uniform but nearer to a half, since the data
were used twice (Meng 1994, *Annals of Statistics* 22, 1142–1160).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers, require_count, require_generator
from helpers.arrays import Array, as_response, matching_rows
from helpers.bayes import (
    ExchangeableHierarchy,
    HierarchyPosterior,
    NormalInverseGamma,
    Posterior,
    Prior,
    SeedHierarchy,
    exact_hierarchy,
    exact_posterior,
    posterior_predictive,
)
from helpers.compressed import Compressed
from helpers.draws import Draws
from helpers.ols import NeedsRowsError

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Statistic = Callable[[Array], float]
Belief = (
    Prior
    | NormalInverseGamma
    | SeedHierarchy
    | ExchangeableHierarchy
    | Posterior
    | HierarchyPosterior
    | Draws
)
BLOCK_ENTRIES = 2**20  # numbers of replicated data at a time
ENDS = (0.05, 0.95)


@dataclass(frozen=True, eq=False)
class PredictiveCheck:
    """Statistics of the data, and of data that the model brings forth; from `predictive_check`.

    Attributes
    ----------
    observed : dict of str to float
        Of each statistic.
    replicated : dict of str to ndarray, shape (draws,)
    """

    observed: dict[str, float]
    replicated: dict[str, Array]

    @property
    def p(self) -> dict[str, float]:
        """Of each statistic the share of replicated data where it is as large or larger.

        Ties count half. Near 0 the data have more of it than the model brings forth, near 1 less.
        """
        return {
            name: float((values > self.observed[name]).mean())
            + 0.5 * float((values == self.observed[name]).mean())
            for name, values in self.replicated.items()
        }

    def table(self) -> "pd.DataFrame":
        """A row a statistic: observed; mean, 5 % and 95 % quantile of the replicated; p."""
        import pandas as pd

        values = np.column_stack(list(self.replicated.values()))
        return pd.DataFrame(
            {
                "observed": list(self.observed.values()),
                "mean": values.mean(axis=0),
                **dict(zip(("5%", "95%"), np.quantile(values, ENDS, axis=0), strict=True)),
                "p": list(self.p.values()),
            },
            index=list(self.observed),
        )

    def plot(self) -> "Figure":
        """A histogram of each statistic of the replicated data, with a line at the observed one."""
        from helpers.criticism.figures import replicated_figure

        return replicated_figure(self.replicated, self.observed, self.p)

    def __repr__(self) -> str:
        told = ", ".join(f"{name}: p = {p:.3g}" for name, p in self.p.items())
        count = len(next(iter(self.replicated.values())))
        return f"<PredictiveCheck, {count:,} replicated data sets: {told}>"


def predictive_check(
    X: ArrayLike,
    y: ArrayLike,
    prior: Belief,
    statistics: Mapping[str, Statistic],
    draws: int = 4000,
    *,
    rng: np.random.Generator,
) -> PredictiveCheck:
    """Compare statistics of y with those of data from the posterior predictive distribution.

    Parameters
    ----------
    X : array_like, shape (n, p)
    y : array_like, shape (n,)
    prior : Prior, NormalInverseGamma or a hierarchy
        What was believed before the data. Or what is known after them: a posterior, or Draws with
        "beta" and "sigma", all of which are used. A NormalInverseGamma is taken for a prior.
    statistics : mapping of names to functions
        Each takes one data set y, an ndarray of shape (n,), and returns one number. It is called
        once for every replicated data set, one after the other.
    draws : int
        Number of replicated data sets.
    rng : numpy.random.Generator

    Returns
    -------
    PredictiveCheck

    Raises
    ------
    helpers.ols.NeedsRowsError
        For a Compressed.
    TypeError, ValueError
        For input that is no regression, or no belief about one, and for a statistic that returns
        anything but a number. What is raised inside a statistic goes through.
    """
    if isinstance(X, Compressed):
        raise NeedsRowsError(
            "predictive_check needs rows, and a compressed table holds none. Use "
            "predictive_check(X, y, prior, statistics, rng=rng)."
        )
    size = require_count("draws", draws)
    require_generator(rng)
    _require_functions(statistics)
    matching_rows(X, y)
    response = as_response(y)
    known = _posterior_draws(X, y, prior, size, rng)
    observed = _of_data(statistics, response)
    replicated = [_of_data(statistics, data) for data in _replicated(X, known, rng)]
    columns = {name: np.array([values[name] for values in replicated]) for name in statistics}
    return PredictiveCheck(observed, columns)


def _posterior_draws(
    X: ArrayLike, y: ArrayLike, prior: Belief, draws: int, rng: np.random.Generator
) -> Mapping[str, Array]:
    """Draws of beta and sigma, (chain, draw, …)."""
    match prior:
        case NormalInverseGamma():
            return prior.update(X, y).draw(draws, rng)
        case Prior():
            return exact_posterior(X, y, prior, draws, rng=rng)
        case SeedHierarchy() | ExchangeableHierarchy():
            return exact_hierarchy(X, y, prior, draws, rng=rng)
        case Posterior() | HierarchyPosterior():
            return prior.draw(draws, rng)
        case Mapping():
            return prior
    raise TypeError(
        f"prior is a {type(prior).__name__}; wanted a Prior, a NormalInverseGamma or a hierarchy, "
        "or what is known after the data: a posterior, or Draws of beta and sigma."
    )


def _replicated(
    X: ArrayLike, known: Mapping[str, Array], rng: np.random.Generator
) -> Iterator[Array]:
    """Data sets of shape (n,), one for each draw; a few at a time are made."""
    chains, draws = np.shape(next(iter(known.values())))[:2]
    step = max(BLOCK_ENTRIES // (chains * len(X)), 1)
    labels = {"beta": known.labels["beta"]} if "beta" in getattr(known, "labels", {}) else None
    for first in range(0, draws, step):
        some = {name: np.asarray(known[name])[:, first : first + step] for name in known}
        block = posterior_predictive(X, Draws(some, labels=labels), rng=rng)
        yield from block.reshape(-1, block.shape[-1])


def _require_functions(statistics: Mapping[str, Statistic]) -> None:
    if not isinstance(statistics, Mapping) or not statistics:
        told = "empty" if isinstance(statistics, Mapping) else f"a {type(statistics).__name__}"
        raise TypeError(
            f"statistics is {told}; wanted names with functions of y, such as "
            '{"largest y": np.max}.'
        )
    for name, function in statistics.items():
        if not callable(function):
            raise TypeError(
                f"statistics[{name!r}] is {function!r}; wanted a function that takes a data set y "
                "and returns a number. Give the function itself, without calling it."
            )


def _of_data(statistics: Mapping[str, Statistic], y: Array) -> dict[str, float]:
    """Each statistic of one data set."""
    found = {}
    for name, function in statistics.items():
        value = function(y.copy())  # which the function may well sort in place
        number = real_numbers(f"What statistics[{name!r}] returned", value, "one number")
        if number.size != 1 or not np.isfinite(number).all():
            raise ValueError(
                f"statistics[{name!r}] returned {value!r}; wanted one finite number for each data "
                "set y."
            )
        found[name] = number.item()
    return found
