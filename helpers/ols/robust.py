"""Standard errors that do not believe in one sigma.

With A = (X'X)⁻¹ X', the estimate is beta-hat = A y, so its covariance is A V A' whatever the
covariance V of the errors is. For independent rows V is diagonal, and though no single variance
can be estimated, A V A' can: put the squared residuals in place of the variances (Eicker 1967;
Huber 1967; White 1980, *Econometrica* 48). Residuals are smaller than errors, the more so the more
leverage h their row has, since var(e_i) = sigma² (1 - h_i) under one sigma. The kinds differ in how
they make up for that:

====  ====================  =============================================================
kind  in place of var_i     source
====  ====================  =============================================================
HC0   e_i²                  White 1980
HC1   e_i² n / (n - p)      Hinkley 1977, *Technometrics* 19
HC2   e_i² / (1 - h_i)      Horn, Horn & Duncan 1975, *JASA* 70: unbiased under one sigma
HC3   e_i² / (1 - h_i)²     MacKinnon & White 1985, *Journal of Econometrics* 29: nearly
                            the jackknife; for small n (Long & Ervin 2000, *Am. Stat.* 54)
====  ====================  =============================================================

Rows that belong together, pupils of one class, may share errors: then whole clusters take the place
of single rows, and their scores X'e are added up before they are squared (Liang & Zeger 1986,
*Biometrika* 73). Errors of neighbouring times may be alike: then the scores of rows up to L apart
are multiplied, too, with weights 1 - l / (L + 1) that keep the sum a covariance (Newey & West 1987,
*Econometrica* 55). Conventions are those of statsmodels: clusters with the factor
G / (G - 1) · (n - 1) / (n - p) for G clusters, Newey and West without one.
"""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count
from helpers.arrays import Array
from helpers.ols.errors import NotDefinedError

KINDS = ("HC0", "HC1", "HC2", "HC3")
ROOM = 1e-12  # 1 - leverage below this is rounding where there should be zero


def orthonormal(X: ArrayLike, units: Array) -> tuple[Array, Array]:
    """Q, shape (n, p), with orthonormal columns and triangular R, such that X / units = Q R."""
    return np.linalg.qr(np.asarray(X) / units)


def leverage(Q: Array) -> Array:
    """Diagonal of the hat matrix Q Q', shape (n,), without the matrix; between 0 and 1."""
    return np.minimum(np.einsum("ij,ij->i", Q, Q), 1.0)


def variance_factors(kind: str, h: Array, p: int) -> Array:
    """What each squared residual is multiplied by to stand for its row's variance, shape (n,).

    Parameters
    ----------
    kind : {"HC0", "HC1", "HC2", "HC3"}
    h : ndarray, shape (n,)
        Leverages.
    p : int
        Number of coefficients.
    """
    if kind not in KINDS:
        raise ValueError(f"kind is {kind!r}; wanted one of {', '.join(map(repr, KINDS))}.")
    n = len(h)
    if kind == "HC0":
        return np.ones(n)
    if kind == "HC1":
        return np.full(n, n / (n - p))
    room = 1 - h
    if room.min() < ROOM:
        raise NotDefinedError(
            f"{kind} divides by 1 - leverage, and row {int(room.argmin())} has leverage 1: the fit "
            "passes through it whatever its y is, so that nothing is left to tell its variance. "
            "Use HC0 or HC1, or leave out that row and the column that only it informs."
        )
    return 1 / room if kind == "HC2" else 1 / room**2


def cluster_scatter(by_row: Array, clusters: ArrayLike, p: int) -> Array:
    """What each cluster adds to the scatter of beta, shape (p, G), small samples made up for.

    Parameters
    ----------
    by_row : ndarray, shape (p, n)
        What each row adds.
    clusters : array_like, shape (n,)
        The cluster that each row belongs to: any labels.
    p : int
        Number of coefficients.
    """
    n = by_row.shape[1]
    labels = np.asarray(clusters)
    if labels.shape != (n,):
        raise ValueError(
            f"clusters has shape {labels.shape}; wanted one label for each of the {n} rows."
        )
    groups, which = np.unique(labels, return_inverse=True)
    G = len(groups)
    if G < 2:
        raise NotDefinedError(
            "All rows are in one cluster: what clusters add to the scatter of beta is then zero. "
            "Two clusters are the least, and some thirty are wanted."
        )
    sums = np.zeros((len(by_row), G))
    np.add.at(sums, (slice(None), which), by_row)
    return sums * np.sqrt(G / (G - 1) * (n - 1) / (n - p))


def newey_west(by_row: Array, lags: int) -> Array:
    """Covariance of the sum of what rows add, rows in order of time, shape (p, p)."""
    n = by_row.shape[1]
    lags = require_count("lags", lags, 0)
    if lags >= n:
        raise ValueError(f"lags is {lags}; there are {n} rows, and no two are further apart.")
    total = by_row @ by_row.T
    for lag in range(1, lags + 1):
        product = by_row[:, lag:] @ by_row[:, :-lag].T
        total += (1 - lag / (lags + 1)) * (product + product.T)
    return total
