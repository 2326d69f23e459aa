"""From data to coefficients: beta minimises ‖y - X beta‖.

With [X y] = Q R, R = [[R_x, z], [0, r]], the minimum is at R_x beta = z and its length is r: one
triangular solve (Golub & Van Loan 2013, §5.3.2).
"""

from dataclasses import fields, replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solve_triangular

from helpers.arrays import Array, column_lengths, matching_rows, require_same_index
from helpers.compressed import Compressed, compress
from helpers.formula import design
from helpers.ols.errors import NeedsRowsError
from helpers.ols.rank import NEARLY_REPEATED, least_distance
from helpers.ols.refinement import refine, refined_inverse, residual
from helpers.ols.result import Fit
from helpers.ols.weighted import WeightedFit, as_weights

SMALL = 2**15  # entries of X: correcting so few takes milliseconds and is always done
DIGITS_LOST = 1e-3  # a least distance below costs three digits or more


def fit(
    X: ArrayLike | Compressed | str,
    y: ArrayLike | pd.DataFrame | None = None,
    *,
    weights: ArrayLike | None = None,
) -> Fit:
    """Fit a linear model by least squares.

    Parameters
    ----------
    X : array_like, shape (n, p), or Compressed, or str
        The design matrix, its constant column included; or what `helpers.compressed` made of X
        and y, from which everything follows that does not depend on single rows; or a formula such
        as ``"y ~ x1 + C(group)"``, see `helpers.formula`.
    y : array_like, shape (n,); nothing where X is a Compressed; a DataFrame where it is a formula
    weights : array_like, shape (n,), optional
        One over each row's error variance, up to a common factor: positive numbers.

    Returns
    -------
    Fit
        With weights a `helpers.ols.weighted.WeightedFit`.

    Raises
    ------
    RankError
        Where columns of X repeat each other exactly.
    TypeError, ValueError
        For input that is no regression (see `helpers.arrays`), and for n < p.
    ImportError
        For a formula where `formulaic` is not installed.

    Warns
    -----
    CollinearityWarning
        Where they nearly do.

    Notes
    -----
    From a Compressed, beta has the digits of Householder's QR: about 16 less those of the
    condition number of the scaled columns. From rows it is corrected with residuals of twice the
    precision (`helpers.ols.refinement`). That needs further passes over the rows, and so is done
    where X is small (up to 2^15 entries) or so ill-conditioned that a warning is due (a least
    distance, see `helpers.ols.rank`, below 1e-6). Standard errors are corrected likewise where X
    is small and has a least distance below 1e-3.

    A fit from rows keeps a copy of them, for its residuals and all that follows from these, so that
    it stays what it is when X or y are altered later. A fit from a Compressed keeps no rows.

    With n = p, beta passes through all points; what needs an estimate of sigma then raises
    `NotDefinedError`.
    """
    if isinstance(X, Compressed):
        if y is not None:
            raise TypeError("fit was given a Compressed and y; a Compressed holds its y: fit(S).")
        if weights is not None:
            raise NeedsRowsError(
                "Weights need rows, and a compressed table holds none. Use fit(X, y, weights=w)."
            )
        return fitted_to(X, None)
    rule = None
    if isinstance(X, str):
        made = design(X, y)
        X, y, rule = made.X, made.y, made.rule
    if y is None:
        raise TypeError(
            "fit was given X alone; wanted fit(X, y), or fit(S) with S = compress(X, y)."
        )
    rows = tuple(owned(part) for part in matching_rows(X, y))
    if weights is None:
        return fitted_to(compress(X, y), rows, rule)
    if hasattr(X, "iloc"):
        require_same_index(X, weights, "weights")
    w = as_weights(weights, len(rows[0]))
    root = np.sqrt(w)
    scaled = tuple(owned(part) for part in (rows[0] * root[:, None], rows[1] * root))
    plain = compress(X, y)
    S = replace(compress(*scaled), given_names=plain.names, response=plain.response)
    made = fitted_to(S, scaled, rule)
    own = {one.name: getattr(made, one.name) for one in fields(Fit)}
    return WeightedFit(**own, weights=w, given=rows)


def fitted_to(
    S: Compressed, rows: tuple[NDArray, NDArray] | None, rule: object | None = None
) -> Fit:
    """The fit of a compressed table, corrected by its rows where they are there."""
    if S.n < S.p:
        turned = " If rows and columns are swapped, use X.T." if S.n else ""
        raise ValueError(
            f"X has {S.n} rows and {S.p} columns; a fit needs at least as many observations as "
            f"coefficients.{turned} Otherwise collect more rows or leave columns out."
        )
    distance = least_distance(S, stacklevel=4)
    # In units of powers of two near the columns' lengths no product over- or underflows, and
    # multiplying by them rounds nothing.
    unit = power_of_two(column_lengths(S.factor) / np.sqrt(S.n))
    R = S.factor / unit
    R_x, z, length = R[:-1, :-1], R[:-1, -1], R[-1, -1]
    beta = solve_triangular(R_x, z)
    root = solve_triangular(R_x, np.eye(S.p))
    inverse, residuals = root @ root.T, None
    small = rows is not None and rows[0].size <= SMALL
    if small or (rows is not None and distance < NEARLY_REPEATED):
        beta = refine(*rows, unit, R_x, beta)
    if small:
        residuals = residual(rows[0] / unit[:-1], rows[1] / unit[-1], beta)[0]
        length = np.linalg.norm(residuals)
        if distance < DIGITS_LOST:
            inverse = refined_inverse(rows[0], unit, R_x)
    return Fit(
        beta=beta * (unit[-1] / unit[:-1]),
        compressed=S,
        residual_length=length * unit[-1],
        inverse=inverse,
        units=unit[:-1],
        rows=rows,
        precise_residuals=None if residuals is None else residuals * unit[-1],
        rule=rule,
    )


def owned(part: NDArray) -> NDArray:
    """A copy that nobody else can alter."""
    part = part.copy(order="K")
    part.setflags(write=False)
    return part


def power_of_two(size: Array) -> Array:
    return 2.0 ** np.round(np.log2(np.where(size > 0, size, 1.0)))
