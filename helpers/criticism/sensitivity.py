"""How much does the posterior hang on the prior, and how much on the data? Power-scaling says it.

The prior, or the likelihood, is raised to a power alpha a little above and a little below 1: a
stronger and a weaker one of the same kind. Nothing is fitted anew, since the draws at hand only
get other weights, p(theta)^(alpha - 1). How far that moves each parameter's distribution, per
doubling of alpha, is its sensitivity.

Source: Kallioinen, Paananen, Bürkner & Vehtari 2024, *Statistics and Computing* 34, 57. Weights,
smoothed by a Pareto tail, and distances are those of arviz-stats.
"""

from typing import TYPE_CHECKING

import numpy as np

from helpers.arrays import Array
from helpers.draws import Draws, LogDensity, log_density_at

if TYPE_CHECKING:
    import pandas as pd

ALPHAS = (0.99, 1.01)
FEWEST = 100  # draws: a fifth of them are the tail that is smoothed


def power_scaling(
    draws: Draws, log_prior: LogDensity, log_likelihood: LogDensity
) -> "pd.DataFrame":
    """Sensitivity of each parameter to the prior and to the likelihood.

    Parameters
    ----------
    draws : Draws
        From the posterior, independent or a chain's.
    log_prior : array_like of shape (chain, draw), or function of draws that returns one
        Log density of the prior at each draw, in the parameters in which it is stated; what does
        not depend on them may be left out. In a hierarchy it is a choice what is called prior: that
        of mu, eta and sigma alone, or that of beta as well.
    log_likelihood : array_like of shape (chain, draw), or function of draws that returns one
        Log density of all rows together.

    Returns
    -------
    DataFrame
        One row a number, as in ``draws.summary()``, in the columns prior and likelihood. Each is
        the rate at which the cumulative Jensen–Shannon distance grows with log2(alpha): 0 where
        nothing moves. It is called sensitive from 0.05 on. Sensitive to the likelihood alone is as
        it should be; to the prior alone: the data say little; to both: they may disagree. A
        transformed parameter has another value, since distances are measured on its scale: where a
        tail is heavy, take the logarithm. A constant has none (nan).

    Raises
    ------
    TypeError, ValueError
        For log densities that are no finite numbers, or not one for each draw.
    """
    import pandas as pd

    if not isinstance(draws, Draws):
        raise TypeError(
            f"draws is a {type(draws).__name__}; wanted Draws. Arrays of shape (chain, draw, …) "
            'become such by Draws({"beta": beta, "sigma": sigma}).'
        )
    if draws.chains * draws.draws < FEWEST:
        raise ValueError(
            f"There are {draws.chains * draws.draws} draws; wanted {FEWEST} or more, since their "
            "weights differ by a percent."
        )
    weights = {
        name: [_weights(density, alpha) for alpha in ALPHAS]
        for name, density in (
            ("prior", log_density_at(draws, "log_prior", log_prior, ndim=2)),
            ("likelihood", log_density_at(draws, "log_likelihood", log_likelihood, ndim=2)),
        )
    }
    rows = {
        label: {name: _sensitivity(x, *pair) for name, pair in weights.items()}
        for label, x in draws.numbers()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def _weights(log_density: Array, alpha: float) -> Array:
    """The draws' weights where this density has the power alpha; their sum is 1."""
    from arviz_stats.base import array_stats

    if (log_density == log_density[0, 0]).all():  # flat, and flat to any power
        return np.full(log_density.shape, 1 / log_density.size)
    weights = np.exp(array_stats.power_scale_lw(log_density, alpha=alpha, axis=(0, 1)))
    return weights / weights.sum()


def _sensitivity(x: Array, lower: Array, upper: Array) -> float:
    from arviz_stats.base import array_stats

    with np.errstate(invalid="ignore"):  # a constant has no distance from itself: nan
        return float(
            array_stats.power_scale_sense(x, lower, upper, *ALPHAS, chain_axis=0, draw_axis=1)
        )
