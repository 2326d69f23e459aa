"""Least squares with weights: rows that are known with different precision.

Where row i has the error variance sigma² / w_i, its row and response times √w_i have the variance
sigma² as all others do. So the fit is that of the scaled rows (Aitken 1936; Seber & Lee 2003,
§3.10), and only what speaks of y itself is to be said in y's own units: fitted values, residuals,
the mean that R² compares with, and the likelihood.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from helpers.arguments import real_numbers
from helpers.arrays import Array
from helpers.ols import robust
from helpers.ols.diagnostics import ChiSquaredTest, variance_test
from helpers.ols.errors import NotDefinedError
from helpers.ols.result import Fit
from helpers.rank import fits_perfectly


def as_weights(weights: ArrayLike, n: int) -> Array:
    """One positive, finite weight for each of n rows; otherwise TypeError or ValueError."""
    w = np.array(real_numbers("weights", weights))
    if w.shape == (n, 1):
        w = w[:, 0]
    if w.shape != (n,):
        raise ValueError(f"weights has shape {w.shape}; wanted one for each of the {n} rows.")
    wrong = ~(np.isfinite(w) & (w > 0))
    if wrong.any():
        row = int(wrong.argmax())
        remedy = " Leave out a row that is not to count." if w[row] == 0 else ""
        raise ValueError(
            f"weights[{row}] is {w[row]:g}; wanted positive numbers: a row's weight is one over "
            f"its error variance, up to a factor.{remedy}"
        )
    w.setflags(write=False)
    return w


@dataclass(frozen=True, eq=False, repr=False)
class WeightedFit(Fit):
    """A fit with weights; made by ``helpers.ols.fit(X, y, weights=w)``.

    `sigma` is the error's standard deviation in a row of weight 1. `residuals` and `fitted` are in
    the units of y; `weighted_residuals`, √w times these, have one variance under the model, and
    tests, leverages and robust covariances are about them. Conventions are those of statsmodels.

    Attributes
    ----------
    weights : ndarray, shape (n,)
    given : tuple of ndarray
        X and y as they were given; `rows` holds them times √w.
    """

    weights: Array = field(default=None, repr=False)
    given: tuple[NDArray, NDArray] = field(default=None, repr=False)

    model = "WLS"
    weighted = True

    @property
    def fitted(self) -> Array:
        """X beta, shape (n,)."""
        return self.given[0] @ self.beta

    @property
    def residuals(self) -> Array:
        """y - X beta, shape (n,)."""
        return self.weighted_residuals / np.sqrt(self.weights)

    @property
    def weighted_residuals(self) -> Array:
        """√w (y - X beta), shape (n,)."""
        return Fit.residuals.fget(self)

    @property
    def log_likelihood(self) -> float:
        """Normal log-likelihood at (beta, sigma_mle), row i with the variance sigma² / w_i."""
        return float(Fit.log_likelihood.fget(self) + np.log(self.weights).sum() / 2)

    @property
    def centered_tss(self) -> float:
        """Weighted sum of squares of y about its weighted mean."""
        y = self.given[1]
        return float(np.sum(self.weights * (y - np.average(y, weights=self.weights)) ** 2))

    @property
    def _whitened_residuals(self) -> Array:
        return self.weighted_residuals

    @cached_property
    def _direction_of_ones(self) -> Array | None:
        """As in `Fit`, for what the scaled rows hold in place of ones: √w."""
        root = np.sqrt(self.weights)
        Q, R = self._orthonormal
        direction = Q.T @ root
        left = float(np.linalg.norm(root - Q @ direction))
        if not fits_perfectly(R, direction, left, self.n):
            return None
        signs = np.where(np.diag(R) < 0, -1.0, 1.0)  # the triangle that is kept has none below zero
        direction = direction * signs
        return direction / np.linalg.norm(direction)

    def _variance_test(self, name: str, columns) -> ChiSquaredTest:
        residuals = self._varying_residuals(name)
        if not self.has_constant:
            raise NotDefinedError(
                f"{name} compares squared residuals with their mean, and that needs a constant in "
                "the model: add a column of ones to X."
            )
        Q, _ = robust.orthonormal(self.given[0], self.units)
        return variance_test(residuals, columns(Q), name)
