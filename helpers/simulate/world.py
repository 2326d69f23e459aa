"""A simulated data set, and the truth it came from."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from helpers.arrays import Array
from helpers.simulate.arguments import whole_number
from helpers.simulate.noise import Noise, Normal

__all__ = ["World"]


@dataclass(frozen=True, eq=False, repr=False)
class World:
    """Simulated data together with the truth they came from.

    The arrays are read-only, so that no cell of a notebook can change the world
    under the feet of the next one. To alter one, take a copy: ``world.y.copy()``.

    Attributes
    ----------
    X : ndarray (n, p)
        Design matrix. Rows are observations; the first column is the constant.
    y : ndarray (n,)
        Response.
    beta : ndarray (p,)
        True coefficients, the constant first.
    sigma : float
        True standard deviation of the noise, in the units of ``y``. Where it differs
        from row to row, `noise_sd` holds each row's.
    noise : ndarray (n,)
        The noise that was drawn, around zero: ``y = mean + noise``.
    names : tuple of str
        A name for each column of ``X``.
    law : Noise
        The law of the noise in units of `sigma`, see `helpers.simulate.noise`.
    departure : ndarray (n,), or None
        What the mean of ``y`` has beyond ``X @ beta``; None where the linear model holds.
    """

    X: np.ndarray
    y: np.ndarray
    beta: np.ndarray
    sigma: float
    noise: np.ndarray
    names: tuple[str, ...]
    law: Noise = field(default_factory=Normal)
    departure: np.ndarray | None = None

    def __post_init__(self) -> None:
        for array in (self.X, self.y, self.beta, self.noise, self.departure):
            if array is not None:
                array.setflags(write=False)

    @property
    def frame(self) -> pd.DataFrame:
        """The data as a new DataFrame: ``y`` and the predictors, without the constant."""
        columns = dict(zip(self.names[1:], self.X.T[1:], strict=True))
        return pd.DataFrame({"y": self.y, **columns})

    @property
    def mean(self) -> Array:
        """True mean of ``y`` in each row, (n,): ``X @ beta``, plus the departure if any."""
        mean = self.X @ self.beta
        return mean if self.departure is None else mean + self.departure

    @property
    def noise_sd(self) -> Array:
        """True standard deviation of each row's noise, (n,)."""
        return self.sigma * self.law.relative_sd(self.X)

    @property
    def best_beta(self) -> Array:
        """Coefficients of the plane nearest to the true mean on these rows, (p,).

        The mean of the least-squares estimates over repetitions, whatever the mean's shape; equal
        to `beta` where the linear model holds (White 1980, *International Economic Review* 21).
        """
        if self.departure is None:
            return self.beta.copy()
        return self.beta + self._least_squares() @ self.departure

    @property
    def sampling_covariance(self) -> Array:
        """True covariance of the least-squares estimates over repetitions, (p, p).

        (X'X)⁻¹ X' V X (X'X)⁻¹, with V the true covariance of the noise, for these rows of X. Where
        the rows are independent with one standard deviation it is sigma² (X'X)⁻¹ (Seber & Lee
        2003, *Linear Regression Analysis*, §3.2). The roots of its diagonal are the standard
        errors that an estimate of them aims at.
        """
        by_row = self.sigma * self._least_squares()
        covariance = by_row @ self.law.covariance_times(self.X, by_row.T)
        return (covariance + covariance.T) / 2

    def head(self, n: int) -> World:
        """Return the same world with its first `n` observations only."""
        n = whole_number("n", n)
        if n > len(self.y):
            raise ValueError(f"n is {n}, but this world has only {len(self.y)} observations.")
        return World(
            X=self.X[:n].copy(),
            y=self.y[:n].copy(),
            beta=self.beta.copy(),
            sigma=self.sigma,
            noise=self.noise[:n].copy(),
            names=self.names,
            law=self.law,
            departure=None if self.departure is None else self.departure[:n].copy(),
        )

    def __repr__(self) -> str:
        beta = ", ".join(f"{value:.6g}" for value in self.beta)
        columns = " ".join(self.names)
        law = "" if self.law == Normal() else f", noise={self.law}"
        departure = "" if self.departure is None else ", mean not linear"
        return (
            f"World(n={len(self.y)}, columns={columns}, beta=[{beta}], sigma={self.sigma:.6g}"
            f"{law}{departure})"
        )

    def _least_squares(self) -> Array:
        """(X'X)⁻¹ X', (p, n): what takes a response to its coefficients."""
        if np.linalg.matrix_rank(self.X) < self.X.shape[1]:
            raise ValueError(
                f"X of shape {self.X.shape} does not determine {self.X.shape[1]} coefficients: "
                "there are too few rows, or columns that repeat each other."
            )
        return np.linalg.pinv(self.X)
