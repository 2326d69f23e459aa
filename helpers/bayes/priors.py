"""Priors: what is believed of beta and sigma before the data.

The coefficients are independent a priori, each normal or flat; sigma, the standard deviation of
the errors, follows one of five laws:

    HalfCauchy(scale)    2 / (π scale (1 + (sigma/scale)²))      median at scale, heavy tail
    HalfNormal(scale)    √(2/π) / scale  exp(-(sigma/scale)²/2)  68 % below scale
    InverseGamma(a, b)   of the variance: sigma² ~ b^a / Γ(a) x^(-a-1) e^(-b/x)
    Flat()               1, on sigma from 0 to ∞: no distribution
    Fixed(value)         sigma is known

Every law gives its density **in sigma**, InverseGamma too: there the variance's density is
multiplied by d sigma² / d sigma = 2 sigma. Slopes and curvatures are taken by log sigma, the
coordinate in which everything here is computed.

Sources: Gelman 2006, *Bayesian Analysis* 1, 515–534 (half-Cauchy and half-normal, and what is
wrong with a vague inverse gamma); Gelman et al. 2013, *Bayesian Data Analysis*, §14.2 and §14.8.
"""

import math
from dataclasses import dataclass
from numbers import Real
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers
from helpers.arrays import Array
from helpers.bayes.errors import ImproperPriorError

SMALLEST, LARGEST = 1e-150, 1e150  # standard deviations: beyond, variances over- or underflow


class SigmaLaw(Protocol):
    """What a law of sigma knows of itself.

    Attributes
    ----------
    proper : bool
        Whether the density has a finite integral.
    tail : float
        As sigma grows, the density falls like sigma^-tail; inf where it falls faster than that.
    closes_zero : bool
        Whether the density falls to 0 faster than any power of sigma as sigma goes to 0.
    """

    proper: bool
    tail: float
    closes_zero: bool

    def log_density(self, sigma: ArrayLike) -> Array:
        """Log density in sigma, shape as sigma; -inf where sigma is not positive."""

    def slope(self, sigma: ArrayLike) -> Array:
        """Derivative of `log_density` by log sigma."""

    def curvature(self, sigma: ArrayLike) -> Array:
        """Second derivative of `log_density` by log sigma."""

    def draw(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Array:
        """Independent draws of sigma."""


@dataclass(frozen=True)
class HalfCauchy:
    """sigma ~ `|Cauchy(0, scale)|`: half of it below `scale`, and a tail that rules out nothing.

    Parameters
    ----------
    scale : float
        In units of sigma: a standard deviation, not a variance.
    """

    scale: float

    proper = True
    tail = 2.0
    closes_zero = False

    def __post_init__(self):
        _require_positive(self, "scale")

    def log_density(self, sigma: ArrayLike) -> Array:
        """log 2 / (π scale) - log(1 + (sigma/scale)²)."""
        square = _squares(sigma, self.scale)
        return _on_positive(sigma, math.log(2 / (math.pi * self.scale)) - np.log1p(square))

    def slope(self, sigma: ArrayLike) -> Array:
        """-2 (sigma/scale)² / (1 + (sigma/scale)²)."""
        return -2 / (1 + 1 / _squares(sigma, self.scale))

    def curvature(self, sigma: ArrayLike) -> Array:
        """-4 (sigma/scale)² / (1 + (sigma/scale)²)²."""
        square = _squares(sigma, self.scale)
        return -4 / (1 + square) / (1 + 1 / square)

    def draw(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Array:
        """Independent draws of sigma."""
        return self.scale * np.abs(rng.standard_cauchy(size))


@dataclass(frozen=True)
class HalfNormal:
    """sigma ~ `|N(0, scale²)|`: two thirds of it below `scale`, and next to nothing above 3 scale.

    Parameters
    ----------
    scale : float
        In units of sigma: the standard deviation of the whole normal.
    """

    scale: float

    proper = True
    tail = math.inf
    closes_zero = False

    def __post_init__(self):
        _require_positive(self, "scale")

    def log_density(self, sigma: ArrayLike) -> Array:
        """log √(2/π) / scale - (sigma/scale)²/2."""
        peak = 0.5 * math.log(2 / math.pi) - math.log(self.scale)
        return _on_positive(sigma, peak - 0.5 * _squares(sigma, self.scale))

    def slope(self, sigma: ArrayLike) -> Array:
        """-(sigma/scale)²."""
        return -_squares(sigma, self.scale)

    def curvature(self, sigma: ArrayLike) -> Array:
        """-2 (sigma/scale)²."""
        return -2 * _squares(sigma, self.scale)

    def draw(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Array:
        """Independent draws of sigma."""
        return self.scale * np.abs(rng.standard_normal(size))


@dataclass(frozen=True)
class InverseGamma:
    """sigma² ~ IG(a, b), density ∝ x^(-a-1) e^(-b/x) in the variance x.

    It says as much as 2a earlier observations with the mean square b/a.

    Parameters
    ----------
    a : float
        Shape; a pure number.
    b : float
        Scale, in units of the variance sigma².
    """

    a: float
    b: float

    proper = True
    closes_zero = True

    def __post_init__(self):
        if all(isinstance(value, Real) and value == 0 for value in (self.a, self.b)):
            raise ValueError(
                "InverseGamma(0, 0) is the improper prior 1/sigma² on the variance, 1/sigma on "
                "sigma. To let the data decide, give HalfCauchy(scale), as wide as sigma could "
                "well be, or Flat(), 1 on sigma. On a hierarchy's eta² it would leave no "
                "posterior: all of it would run to eta = 0."
            )
        _require_positive(self, "a")
        _require_positive(self, "b")

    @property
    def tail(self) -> float:
        """The density in sigma falls like sigma^-(2a + 1)."""
        return 2 * self.a + 1

    def log_density(self, sigma: ArrayLike) -> Array:
        """log 2 b^a / Γ(a) - (2a + 1) log sigma - b/sigma²: a density in sigma."""
        peak = math.log(2) + self.a * math.log(self.b) - math.lgamma(self.a)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            sigma = np.asarray(sigma, dtype=float)
            value = peak - (2 * self.a + 1) * np.log(sigma) - self.b / sigma**2
        return _on_positive(sigma, value)

    def slope(self, sigma: ArrayLike) -> Array:
        """2b/sigma² - (2a + 1)."""
        return 2 * self.b / np.square(sigma, dtype=float) - (2 * self.a + 1)

    def curvature(self, sigma: ArrayLike) -> Array:
        """-4b/sigma²."""
        return -4 * self.b / np.square(sigma, dtype=float)

    def draw(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Array:
        """Independent draws of sigma, the root of the variance.

        Raises
        ------
        ValueError
            Where some are larger than any floating-point number, which is not what was meant.
        """
        with np.errstate(divide="ignore", over="ignore"):
            sigma = np.sqrt(self.b / rng.standard_gamma(self.a, size))
        beyond = int(np.isinf(sigma).sum())
        if beyond:
            raise ValueError(
                f"{beyond:,} of {np.size(sigma):,} draws from {self!r} are larger than any "
                "floating-point number. So small an a is no absence of an opinion: it believes in "
                "a sigma beyond all measure. Wanted a of 1, say, or HalfCauchy(scale)."
            )
        return sigma


@dataclass(frozen=True)
class Flat:
    """Density 1 in sigma, from 0 to ∞: no distribution, and no evidence can be had from it."""

    proper = False
    tail = 0.0
    closes_zero = False

    def log_density(self, sigma: ArrayLike) -> Array:
        """0 where sigma is positive."""
        return _on_positive(sigma, np.zeros(np.shape(sigma)))

    def slope(self, sigma: ArrayLike) -> Array:
        """0."""
        return np.zeros(np.shape(sigma))

    def curvature(self, sigma: ArrayLike) -> Array:
        """0."""
        return np.zeros(np.shape(sigma))

    def draw(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Array:
        """Always refused."""
        raise ImproperPriorError(
            "A flat prior on sigma is no distribution, and nothing can be drawn from it. Wanted "
            "a proper one, such as HalfCauchy(scale)."
        )


@dataclass(frozen=True)
class Fixed:
    """sigma is known to be `value`.

    Parameters
    ----------
    value : float
        The standard deviation of the errors, not their variance.
    """

    value: float

    proper = True
    tail = math.inf
    closes_zero = True

    def __post_init__(self):
        _require_positive(self, "value")

    def log_density(self, sigma: ArrayLike) -> Array:
        """Log probability of a point mass: 0 at the value, -inf elsewhere."""
        return np.where(np.asarray(sigma) == self.value, 0.0, -np.inf)[()]

    def slope(self, sigma: ArrayLike) -> Array:
        """0: sigma cannot move."""
        return np.zeros(np.shape(sigma))

    def curvature(self, sigma: ArrayLike) -> Array:
        """0."""
        return np.zeros(np.shape(sigma))

    def draw(self, size: int | tuple[int, ...], rng: np.random.Generator) -> Array:
        """The value, as often as wanted."""
        return np.full(size, float(self.value))


LAWS = HalfCauchy, HalfNormal, InverseGamma, Flat, Fixed


@dataclass(frozen=True, eq=False)
class Prior:
    """Independent coefficients, beta_j ~ N(beta_mean_j, beta_sd_j²) or flat, and a law of sigma.

    beta does not know sigma: unlike in `NormalInverseGamma`, its standard deviations do not scale
    with the errors.

    Parameters
    ----------
    beta_mean : array_like, shape (p,), or one number for all
        Prior means of the coefficients, in the order of X's columns, the constant included.
    beta_sd : array_like, shape (p,), or one number for all
        Prior standard deviations (not variances), positive; an entry of inf makes that
        coefficient's prior flat, density 1, whatever its mean.
    sigma : HalfCauchy, HalfNormal, InverseGamma, Flat or Fixed

    Raises
    ------
    TypeError, ValueError
        For what is no number, no law, not positive; for lengths that differ; where neither
        beta_mean nor beta_sd says how many coefficients there are.
    """

    beta_mean: Array
    beta_sd: Array
    sigma: SigmaLaw

    def __post_init__(self):
        mean, sd = _vector("beta_mean", self.beta_mean), _vector("beta_sd", self.beta_sd)
        if mean.ndim == sd.ndim == 0:
            raise ValueError(
                f"beta_mean is {mean} and beta_sd is {sd}, two single numbers; wanted p entries in "
                "at least one of them, an entry for each column of X, the constant included."
            )
        if mean.ndim and sd.ndim and len(mean) != len(sd):
            raise ValueError(
                f"beta_mean has {len(mean)} entries and beta_sd has {len(sd)}; wanted one of each "
                "for every column of X, the constant included."
            )
        mean, sd = (np.array(a) for a in np.broadcast_arrays(mean, sd))
        if not np.isfinite(mean).all():
            raise ValueError(
                f"beta_mean is {mean}; wanted finite numbers. A coefficient of which nothing is "
                "known has beta_sd = inf, and then its mean does not matter: write 0."
            )
        if mean.size == 0:
            raise ValueError(
                "beta_mean or beta_sd has no entries; wanted one for each column of X, the "
                "constant included."
            )
        if not (sd > 0).all():
            raise ValueError(
                f"beta_sd is {sd}; standard deviations are positive. A coefficient known exactly "
                "is no coefficient: subtract its column times it from y."
            )
        if ((sd < SMALLEST) | (sd > LARGEST) & np.isfinite(sd)).any():
            raise ValueError(
                f"beta_sd is {sd}, and squares of that are no floating-point numbers. Choose other "
                "units; a coefficient of which nothing is known has beta_sd = inf."
            )
        if not isinstance(self.sigma, LAWS):
            names = ", ".join(law.__name__ for law in LAWS)
            raise TypeError(
                f"sigma is {self.sigma!r}; wanted one of the laws {names}, such as "
                "HalfCauchy(2.5). A known sigma is Fixed(value)."
            )
        for name, value in (("beta_mean", mean), ("beta_sd", sd)):
            value.setflags(write=False)
            object.__setattr__(self, name, value)

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return len(self.beta_mean)

    @property
    def flat(self) -> Array:
        """Which coefficients have a flat prior: shape (p,), bool."""
        return np.isinf(self.beta_sd)

    @property
    def proper(self) -> bool:
        """Whether nothing in it is flat."""
        return bool(self.sigma.proper and not self.flat.any())

    def __repr__(self) -> str:
        beta = ", ".join(
            "flat" if np.isinf(sd) else f"N({mean:.4g}, {sd:.4g}²)"
            for mean, sd in zip(self.beta_mean, self.beta_sd, strict=True)
        )
        return f"<Prior: beta ~ {beta}; sigma ~ {self.sigma!r}>"


def require_p(prior: Prior, p: int) -> None:
    """Raise ValueError unless the prior speaks of p coefficients."""
    if not isinstance(prior, Prior):
        closed = " A conjugate prior has closed forms of its own: prior.update(X, y)."
        raise TypeError(
            f"prior is a {type(prior).__name__}; wanted a Prior(beta_mean, beta_sd, sigma=…)."
            + (closed if hasattr(prior, "update") else "")
        )
    if prior.p != p:
        raise ValueError(
            f"The prior speaks of {prior.p} coefficients and X has {p} columns; wanted one entry "
            "of beta_mean and beta_sd for each column, the constant included."
        )


def _squares(sigma: ArrayLike, scale: float) -> Array:
    # 1e-300 for 0, so that a slope may divide by it.
    return np.maximum(np.square(np.asarray(sigma, dtype=float) / scale), 1e-300)


def _on_positive(sigma: ArrayLike, value: Array) -> Array:
    """The value where sigma is positive, -inf elsewhere."""
    sigma = np.asarray(sigma, dtype=float)
    if sigma.min(initial=np.inf) > 0:
        return value
    return np.where(sigma > 0, value, -np.inf)[()]


def _vector(name: str, value: ArrayLike) -> Array:
    array = real_numbers(name, value, "p real numbers")
    if array.ndim > 1:
        raise ValueError(f"{name} has shape {array.shape}; wanted (p,), one entry a coefficient.")
    return array


def _require_positive(law: object, name: str) -> None:
    value = getattr(law, name)
    if isinstance(value, np.generic):  # of half precision, say, or with a repr of its own
        object.__setattr__(law, name, value := value.item())
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"{name} of {type(law).__name__} is {value!r}; wanted one positive number.")
    if not 0 < value < math.inf:
        raise ValueError(
            f"{name} of {type(law).__name__} is {value}; wanted a positive, finite number."
            + (" For no opinion on sigma there is Flat()." if value == math.inf else "")
        )
    if not isinstance(law, InverseGamma) and not SMALLEST <= value <= LARGEST:
        raise ValueError(
            f"{name} of {type(law).__name__} is too {'small' if value < 1 else 'large'}: its "
            f"square is no floating-point number. Wanted {SMALLEST:g} to {LARGEST:g}; choose other "
            "units."
        )
