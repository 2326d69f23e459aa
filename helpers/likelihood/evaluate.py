"""Log-likelihood, score and information of a linear model at any (beta, sigma).

With u = (y - X beta) / sigma and the family's kernel k (see `families`), summed over rows,

    log L        =  n (log f(0) - log sigma) + Σ k(u)
    d / d beta   = -X'k'(u) / sigma
    d / d log sigma = -n - Σ u k'(u)

and once more differentiated, with the sign turned, the observed information. The scale enters by
its logarithm: then any real number is a possible value, and units drop out. For the normal law
Σ k(u) = -‖u‖²/2, and the rows of X and y may be those of the triangle (`helpers.compressed`): the
number n is all that has to be remembered. That is O(p²) at any n.

Sources: Davison 2003, *Statistical Models*, §4.4 and §8.2; for Student's t Lange, Little & Taylor
1989, *JASA* 84, 881–896.
"""

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers
from helpers.arrays import Array, as_design, as_response, matching_rows
from helpers.compressed import Compressed, compress, require_data
from helpers.likelihood.errors import NeedsRowsError
from helpers.likelihood.families import Family, Normal, as_family


class Table(NamedTuple):
    """The rows that a likelihood is summed over, n observations or the triangle they left."""

    X: Array  # (m, p)
    y: Array  # (m,)
    n: int


def as_table(X: ArrayLike | Compressed, y: ArrayLike | None, family: Family) -> Table:
    """Rows, or for normal errors the triangle of a Compressed."""
    require_data(X, y)
    if isinstance(X, Compressed):
        if family.needs_rows:
            raise NeedsRowsError(
                f"{family!r} needs rows, and a compressed table holds none: a sum of squares can "
                "be compressed, a sum of logarithms cannot. Give X and y."
            )
        return Table(X.factor[:, :-1], X.factor[:, -1], X.n)
    matching_rows(X, y)
    rows = as_design(X, tall=False)
    return Table(rows, as_response(y, len(rows)), len(rows))


def log_likelihood(
    beta: ArrayLike,
    sigma: ArrayLike,
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
    *,
    family: Family | str = "normal",
) -> float | Array:
    """The log of the joint density of y, given X, at (beta, sigma).

    Parameters
    ----------
    beta : array_like, shape (p,) or (..., p)
        Many points at once give as many values: a grid for a picture.
    sigma : array_like, a number or shape (...)
        The errors' scale, positive; for normal errors their standard deviation, never a variance.
    X : array_like, shape (n, p), or Compressed
    y : array_like, shape (n,), or nothing where X is a Compressed
    family : "normal" or StudentT(df)

    Returns
    -------
    float, or ndarray of shape (...)

    Raises
    ------
    ValueError
        Where sigma is not positive, or a shape does not fit.
    NeedsRowsError
        For Student's t and a Compressed.
    """
    family = as_family(family)
    table = as_table(X, y, family)
    beta, sigma = _points(beta, sigma, table)
    if beta.ndim > 1 and isinstance(family, Normal) and len(table.X) > table.X.shape[1] + 1:
        table = as_table(compress(table.X, table.y), None, family)
    u = (table.y - beta @ table.X.T) / sigma[..., None]
    value = table.n * (family.log_peak - np.log(sigma)) + family.kernel(u).sum(axis=-1)
    return float(value) if np.ndim(value) == 0 else value


def score(
    beta: ArrayLike,
    sigma: float,
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
    *,
    family: Family | str = "normal",
) -> Array:
    """The gradient of the log-likelihood in (beta, log sigma), shape (p + 1,).

    Parameters, errors: as `log_likelihood`, for one point.
    """
    family = as_family(family)
    table = as_table(X, y, family)
    return score_at(family, table, *_one_point(beta, sigma, table))


def information(
    beta: ArrayLike,
    sigma: float,
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
    *,
    kind: Literal["observed", "expected"] = "observed",
    family: Family | str = "normal",
) -> Array:
    """Fisher information in (beta, log sigma), shape (p + 1, p + 1).

    Parameters
    ----------
    beta, sigma, X, y, family
        As `log_likelihood`, for one point.
    kind : "observed" or "expected"
        Minus the second derivatives for these data; or their mean over all data that (beta, sigma)
        would bring forth, which equals the score's covariance.
    """
    family = as_family(family)
    table = as_table(X, y, family)
    point = _one_point(beta, sigma, table)
    if kind not in ("observed", "expected"):
        raise ValueError(f'kind is {kind!r}; wanted "observed" or "expected".')
    with np.errstate(over="ignore"):
        found = (
            observed_at(family, table, *point)
            if kind == "observed"
            else expected_at(family, table, point[1])
        )
    return finite_information(found)


def finite_information(found: Array) -> Array:
    """The information, or OverflowError where units are so far apart that it is no number."""
    if not np.isfinite(found).all():
        raise OverflowError(
            "The information is beyond all floating-point numbers: it holds squares of columns of "
            "X over sigma². Choose other units of X or y."
        )
    return found


# ---- the formulas, for a table and a point that are known to be sound ---------------------------


def log_likelihood_at(family: Family, table: Table, beta: Array, sigma: float) -> float:
    """Log-likelihood; see the top of this module."""
    u = (table.y - table.X @ beta) / sigma
    return float(table.n * (family.log_peak - np.log(sigma)) + family.kernel(u).sum())


def score_at(family: Family, table: Table, beta: Array, sigma: float) -> Array:
    """Gradient in (beta, log sigma)."""
    u = (table.y - table.X @ beta) / sigma
    slope = family.slope(u)
    return np.append(-(slope @ table.X) / sigma, -table.n - u @ slope)


def observed_at(family: Family, table: Table, beta: Array, sigma: float) -> Array:
    """Minus the second derivatives in (beta, log sigma)."""
    p = table.X.shape[1]
    u = (table.y - table.X @ beta) / sigma
    slope, curvature = family.slope(u), family.curvature(u)
    bend = slope + u * curvature
    information = np.empty((p + 1, p + 1))
    information[:p, :p] = -(table.X.T * curvature) @ table.X / sigma**2
    information[:p, p] = information[p, :p] = -(bend @ table.X) / sigma
    information[p, p] = -(u @ bend)
    return information


def expected_at(family: Family, table: Table, sigma: float) -> Array:
    """Mean of the observed information: beta and log sigma do not mix, since f is symmetric."""
    p = table.X.shape[1]
    of_beta, of_log_sigma = family.expected
    information = np.zeros((p + 1, p + 1))
    information[:p, :p] = of_beta * (table.X.T @ table.X) / sigma**2
    information[p, p] = of_log_sigma * table.n
    return information


def _points(beta: ArrayLike, sigma: ArrayLike, table: Table) -> tuple[Array, Array]:
    beta, sigma = real_numbers("beta", beta), real_numbers("sigma", sigma)
    p = table.X.shape[1]
    if beta.ndim == 0 or beta.shape[-1] != p:
        raise ValueError(
            f"beta has shape {beta.shape} and X has {p} columns; wanted one coefficient a column, "
            f"shape ({p},)."
        )
    if not (sigma > 0).all():
        raise ValueError(
            f"sigma is {sigma[()] if sigma.ndim == 0 else sigma.min()}; a standard deviation is "
            "positive. An optimiser stays there if it works on log sigma."
        )
    return beta, sigma


def _one_point(beta: ArrayLike, sigma: float, table: Table) -> tuple[Array, float]:
    beta, sigma = _points(beta, sigma, table)
    if beta.ndim != 1 or sigma.ndim != 0:
        raise ValueError(
            f"beta has shape {beta.shape} and sigma shape {sigma.shape}; wanted one point: shape "
            f"({table.X.shape[1]},) and a number."
        )
    return beta, float(sigma)
