"""What a maximum-likelihood fit holds, and what follows from the curvature at its top.

The inverse of the observed information estimates the covariance of the estimates (Efron & Hinkley
1978, *Biometrika* 65). For normal errors that is sigma² (X'X)⁻¹ for beta, with divisor n in sigma²,
and 1 / (2n) for log sigma.
"""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from scipy import stats

from helpers.arguments import confidence_level, require_squares
from helpers.arrays import Array, column_lengths
from helpers.likelihood.climb import Climb
from helpers.likelihood.evaluate import finite_information
from helpers.likelihood.families import Family, StudentT
from helpers.likelihood.surface import Surface


@dataclass(frozen=True, eq=False)
class Fit:
    """A maximum of the likelihood; made by `helpers.likelihood.fit`.

    Attributes
    ----------
    beta : ndarray, shape (p,)
        Coefficients, in the order of X's columns.
    sigma : float
        Scale of the errors: for normal errors the root mean square of the residuals (divisor n);
        for Student's t the scale, not the standard deviation.
    family : Normal or StudentT
        With the estimated df, where df was estimated.
    log_likelihood : float
    gate : float
        g'I⁻¹g: squared distance from the very top, in standard errors; below 1e-8.
    starts : tuple of Climb
        How each start ended, the one taken first.
    estimates_df : bool
        Whether df was left to the data.
    """

    beta: Array
    sigma: float
    family: Family
    log_likelihood: float
    gate: float
    starts: tuple[Climb, ...] = field(repr=False)
    estimates_df: bool
    surface: Surface = field(repr=False)
    phi: Array = field(repr=False)  # the maximum in the surface's coordinates

    def __post_init__(self):
        self.beta.setflags(write=False)

    def __repr__(self) -> str:
        beta = ", ".join(f"{n} = {b:.5g}" for n, b in zip(self.names, self.beta, strict=True))
        law = f", df = {self.family.df:.4g}" if isinstance(self.family, StudentT) else ""
        return f"<ML fit, n = {self.n}: {beta}, sigma = {self.sigma:.5g}{law}>"

    @property
    def n(self) -> int:
        """Number of observations."""
        return self.surface.n

    @property
    def p(self) -> int:
        """Number of coefficients; sigma is not counted."""
        return len(self.beta)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the coefficients."""
        return self.surface.names

    @property
    def parameters(self) -> int:
        """Number of all estimated parameters: beta, sigma, and df where it was estimated."""
        return self.p + 1 + self.estimates_df

    @property
    def information(self) -> Array:
        """Observed information in (beta, log sigma) and, if estimated and finite, log df."""
        to_phi = np.linalg.inv(self._to_parameters)
        with np.errstate(over="ignore", invalid="ignore"):
            found = to_phi.T @ self.surface.information(self.phi) @ to_phi
        return finite_information(found)

    @property
    def full_covariance(self) -> Array:
        """Inverse of `information`: the estimated covariance of all parameters."""
        with np.errstate(over="ignore", invalid="ignore"):
            covariance = self._root @ self._root.T
        require_squares("The covariance", np.diag(covariance), self._all_standard_errors)
        return covariance

    @property
    def covariance(self) -> Array:
        """Estimated covariance of beta, shape (p, p)."""
        return self.full_covariance[: self.p, : self.p]

    @property
    def standard_errors(self) -> Array:
        """Standard errors of beta, shape (p,), from the curvature: on sigma with divisor n."""
        return self._all_standard_errors[: self.p]

    @property
    def log_sigma_standard_error(self) -> float:
        """Standard error of log sigma; 1 / √(2n) for normal errors."""
        return float(self._all_standard_errors[self.p])

    @property
    def sigma_standard_error(self) -> float:
        """Standard error of sigma: sigma times that of log sigma (the delta method)."""
        return self.sigma * self.log_sigma_standard_error

    def conf_int(self, level: float = 0.95) -> Array:
        """Wald intervals for beta, shape (p, 2): estimate ± normal quantile x standard error."""
        margin = stats.norm.ppf((1 + confidence_level(level)) / 2) * self.standard_errors
        return np.column_stack([self.beta - margin, self.beta + margin])

    def sigma_interval(
        self, level: float = 0.95, scale: Literal["log sigma", "sigma"] = "log sigma"
    ) -> Array:
        """Wald interval for sigma, shape (2,), symmetric about the estimate on the given scale."""
        z = stats.norm.ppf((1 + confidence_level(level)) / 2)
        if scale == "log sigma":
            return self.sigma * np.exp(np.array([-z, z]) * self.log_sigma_standard_error)
        if scale == "sigma":
            return self.sigma + np.array([-z, z]) * self.sigma_standard_error
        raise ValueError(f'scale is {scale!r}; wanted "log sigma" or "sigma".')

    def summary(self, level: float = 0.95) -> str:
        """Estimates, standard errors and Wald intervals as a table of text.

        The interval of sigma, and of df, is symmetric on the logarithm's scale.
        """
        errors = self._all_standard_errors
        z = stats.norm.ppf((1 + confidence_level(level)) / 2)
        rows = [
            (name, b, error, b - z * error, b + z * error)
            for name, b, error in zip(self.names, self.beta, errors[: self.p], strict=True)
        ]
        scales = [("sigma", self.sigma)]
        if len(errors) > self.p + 1:
            scales.append(("df", self.family.df))
        for (name, value), error in zip(scales, errors[self.p :], strict=True):
            reach = np.exp(z * error)
            rows.append((name, value, value * error, value / reach, value * reach))
        width = max(10, *(len(name) for name in self.names))
        ends = (f"[{(1 - level) / 2:.3g}", f"{(1 + level) / 2:.3g}]")
        heads = ("estimate", "std err", *ends)
        return "\n".join([
            f"Maximum likelihood, {self.family!r} errors, n = {self.n}, log-likelihood "
            f"{self.log_likelihood:.3f}",
            " " * width + "".join(f"{head:>12}" for head in heads),
            *(f"{row[0]:<{width}}" + "".join(f"{x:>#12.5g}" for x in row[1:]) for row in rows),
        ])  # fmt: skip

    @property
    def root(self) -> Array:
        """A root of `covariance`, shape (p, number of all parameters)."""
        return self._root[: self.p]

    @property
    def _root(self) -> Array:
        """A root of the covariance of all parameters."""
        inverse = np.linalg.inv(self.surface.information(self.phi))
        return self._to_parameters @ np.linalg.cholesky(inverse)

    @property
    def _all_standard_errors(self) -> Array:
        return column_lengths(self._root.T)

    @property
    def _to_parameters(self) -> Array:
        """Derivative of (beta, log sigma, …) by phi = (theta, log sigma, …)."""
        matrix = np.eye(len(self.phi))
        matrix[: self.p, : self.p] = self.surface.to_beta
        return matrix
