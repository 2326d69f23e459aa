"""What several exercises of lesson 13 share: Engel's households, a fit, thirds of the incomes."""

from functools import cache

import numpy as np


@cache
def engel():
    """Income and food expenditure of 235 households, in Belgian francs (Engel 1857).

    As in Koenker & Bassett 1982, *Econometrica* 50.
    """
    from statsmodels.datasets import engel as data

    table = data.load_pandas().data
    columns = table["income"].to_numpy(dtype=float), table["foodexp"].to_numpy(dtype=float)
    for column in columns:
        column.setflags(write=False)
    return columns


def households():
    """The same as the data of an exercise."""
    income, food = engel()
    return {"income": income.copy(), "food": food.copy()}


def design(*columns):
    """These columns beside a constant."""
    return np.column_stack([np.ones(len(columns[0])), *columns])


def lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def residuals_of(X, y):
    return y - X @ lstsq(X, y)


def leverage(X):
    return np.sum(np.linalg.qr(X)[0] ** 2, axis=1)


def thirds(income):
    """0, 1 or 2: the lower, middle or upper third of the incomes."""
    return np.searchsorted(np.quantile(income, [1 / 3, 2 / 3]), income)


def by_thirds(log_income, third):
    """A constant, log income, indicators of thirds 1 and 2, and their products with log income."""
    indicators = np.column_stack([third == 1, third == 2]).astype(float)
    return np.column_stack([design(log_income), indicators, indicators * log_income[:, None]])
