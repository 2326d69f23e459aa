"""Which of several models predicts best, by how much, and how sure that is."""

import math
from collections.abc import Mapping
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import minimize

from helpers.arguments import real_numbers
from helpers.arrays import Array
from helpers.criticism.loo import Loo


def compare(models: Mapping[str, Loo | ArrayLike]):
    """Put models of the same observations side by side, the best first.

    Parameters
    ----------
    models : mapping of names to Loo, or to array_like of shape (n,)
        Or log densities of each observation that were had in another way. All must be densities of
        the same y: a model of log y has the density p(log y) / y, so give
        ``loo.pointwise - np.log(y)``.

    Returns
    -------
    DataFrame, a row a model
        elpd, standard_error
            Sum of the log densities, and its standard error.
        difference, difference_error
            By how much the best is ahead, and the standard error of that, √n times the standard
            deviation of the n differences: rows that are hard to predict are so for both (Vehtari,
            Gelman & Gabry 2017, *Statistics and Computing* 27, equation 24). It is too small where
            models differ little or n is below 100 (Sivula, Magnusson, Matamoros & Vehtari 2025,
            *Bayesian Analysis*).
        p_loo
            Of a Loo; nan for other log densities.
        weight
            Of the model in a mixture of all, so that the mixture predicts best (stacking: Yao,
            Vehtari, Simpson & Gelman 2018, *Bayesian Analysis* 13, 917–1007). No probability of
            being true: of two models that say the same, one may get no weight.

    Raises
    ------
    TypeError, ValueError
        For what is no Loo and no vector of finite numbers, and for models of other observations.
    """
    import pandas as pd

    log_densities = _same_observations(models)
    n, elpds = len(log_densities), log_densities.sum(axis=0)
    order = np.argsort(-elpds, kind="stable")
    behind = log_densities[:, [order[0]]] - log_densities
    root = math.sqrt(n) if n > 1 else math.nan

    def error(columns: Array) -> Array:
        return root * columns.std(axis=0, ddof=min(1, n - 1))

    table = pd.DataFrame(
        {
            "elpd": elpds,
            "standard_error": error(log_densities),
            "difference": behind.sum(axis=0),
            "difference_error": error(behind),
            "p_loo": [getattr(model, "p_loo", math.nan) for model in models.values()],
            "weight": stacking_weights(log_densities),
        },
        index=list(models),
    )
    return table.iloc[order]


def stacking_weights(log_densities: Array) -> Array:
    """The weights w, none negative and with sum 1, that maximise Σ_i log Σ_k w_k p_k(y_i).

    Parameters
    ----------
    log_densities : ndarray, shape (n, models)
    """
    # Over each row's largest, which changes no more than the score's constant.
    densities = np.exp(log_densities - log_densities.max(axis=1, keepdims=True))
    count = densities.shape[1]

    def loss(weights: Array) -> tuple[float, Array]:
        """Minus the mean log score, a convex function, and its gradient."""
        mixed = densities @ weights
        with np.errstate(all="ignore"):  # no weight may be left for a row
            return -np.log(mixed).mean(), -(densities / mixed[:, None]).mean(axis=0)

    found = minimize(
        loss,
        np.full(count, 1 / count),
        jac=True,
        method="SLSQP",
        bounds=[(0, 1)] * count,
        constraints={"type": "eq", "fun": lambda w: w.sum() - 1, "jac": np.ones_like},
        options={"ftol": 1e-15, "maxiter": 1000},
    )
    return found.x / found.x.sum()


def _same_observations(models: Mapping[str, Loo | ArrayLike]) -> Array:
    """The log densities side by side, (n, models)."""
    if not isinstance(models, Mapping) or not models:
        told = "empty" if isinstance(models, Mapping) else f"a {type(models).__name__}"
        raise TypeError(
            f"models is {told}; wanted names with what loo returned, "
            '{"full": loo(X, y, prior), "without x1": …}.'
        )
    columns, responses = {}, {}
    for name, model in models.items():
        if isinstance(model, Loo):
            responses[name], model = model.y, model.pointwise
        column = real_numbers(f"models[{name!r}]", model, "a Loo, or n log densities")
        if column.ndim != 1 or not column.size or not np.isfinite(column).all():
            raise ValueError(
                f"models[{name!r}] has shape {column.shape}"
                + (", and not all of it is finite" if not np.isfinite(column).all() else "")
                + "; wanted one finite log density for each of n observations, shape (n,)."
            )
        columns[name] = column
    first, *others = columns
    for name in others:
        if len(columns[name]) != len(columns[first]):
            raise ValueError(
                f"{first!r} predicts {len(columns[first])} observations and {name!r} "
                f"{len(columns[name])}; wanted the same ones, in the same order."
            )
    for (one, y), (other, its_y) in pairwise(responses.items()):
        if not np.array_equal(y, its_y):
            raise ValueError(
                f"{one!r} and {other!r} predict different y. If the rows are in another order, "
                "sort them. If one is a model of log y, its log densities are in other units: give "
                "loo.pointwise - np.log(y), with the Jacobian of log y, in its place."
            )
    return np.column_stack(list(columns.values()))
