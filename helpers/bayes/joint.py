"""The joint density, factor by factor: likelihood, prior of beta, prior of sigma.

`log_joint` is the formula with which this course began, mended: both exponents have their minus
sign, and the intercept may be left without a prior.

    log p(y, beta | sigma, mu, eta) =  - n log(√(2π) sigma) - ‖y - X beta‖² / (2 sigma²)
                                       - Σ_j [log(√(2π) eta_j) + (beta_j - mu_j)² / (2 eta_j²)].

It is a density in y and beta **given** sigma, mu and eta. Read as a function of all of them it is
no full joint density, since sigma, mu and eta have no priors in it, and it has no maximum: at
beta_j = mu_j it grows without end as eta_j goes to 0.

The rows enter by their triangle (`helpers.compressed`), so that many points cost little.

Source: Lindley & Smith 1972, *JRSS B* 34, 1–41, eq. (1)–(3).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers
from helpers.arrays import Array
from helpers.bayes.priors import Prior, require_p
from helpers.compressed import Compressed, as_compressed

HALF_LOG_2PI = 0.5 * math.log(2 * math.pi)


class JointGradient(NamedTuple):
    """The derivatives of `log_joint`."""

    beta: Array  # (p,)
    log_sigma: float
    mu: Array  # (p,), 0 where eta is inf
    log_eta: Array  # (p,), 0 where eta is inf


def log_prior(beta: ArrayLike, sigma: ArrayLike, prior: Prior) -> float | Array:
    """Log of p(beta) p(sigma), a density in beta and sigma (not in log sigma, nor in sigma²).

    Parameters
    ----------
    beta : array_like, shape (p,) or (..., p)
        Many points at once give as many values.
    sigma : array_like, a number or shape (...)
        The errors' standard deviation; where it is not positive, the value is -inf.
    prior : Prior
        A flat coefficient, or a flat sigma, adds nothing.

    Returns
    -------
    float, or ndarray of shape (...)
    """
    beta = _coefficients("beta", beta)
    require_p(prior, beta.shape[-1])
    sigma = real_numbers("sigma", sigma)
    _require_together(beta=beta.shape[:-1], sigma=sigma.shape)
    value = _log_normal(beta, prior.beta_mean, prior.beta_sd) + prior.sigma.log_density(sigma)
    return float(value) if np.ndim(value) == 0 else value


def log_joint(
    beta: ArrayLike,
    sigma: ArrayLike,
    mu: ArrayLike,
    eta: ArrayLike,
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
) -> float | Array:
    """log p(y, beta | sigma, mu, eta), the seed's formula with its signs set right.

    Parameters
    ----------
    beta : array_like, shape (p,) or (..., p)
        Many points at once give as many values.
    sigma : array_like, a number or shape (...)
        The errors' standard deviation, positive.
    mu, eta : array_like, shape (p,) or (..., p), or one number for all
        Prior means and prior standard deviations of the coefficients, the constant's included;
        eta positive. An eta of inf leaves that coefficient's factor out: it is flat.
    X : array_like, shape (n, p), or Compressed
    y : array_like, shape (n,), or nothing where X is a Compressed

    Returns
    -------
    float, or ndarray of shape (...)

    Raises
    ------
    TypeError, ValueError
        For shapes that do not fit; for sigma or eta not positive.
    """
    S = as_compressed(X, y)
    beta, sigma, mu, eta = _points(beta, sigma, mu, eta, S)
    with np.errstate(over="ignore"):  # -inf says it all
        residuals = _residuals(beta, S) / sigma[..., None]
        value = -S.n * (HALF_LOG_2PI + np.log(sigma)) - 0.5 * np.square(residuals).sum(axis=-1)
    value = value + _log_normal(beta, mu, eta)
    return float(value) if np.ndim(value) == 0 else value


def log_joint_gradient(
    beta: ArrayLike,
    sigma: float,
    mu: ArrayLike,
    eta: ArrayLike,
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
) -> JointGradient:
    """The derivatives of `log_joint` by beta, log sigma, mu and log eta, at one point.

        d / d beta      = X'(y - X beta) / sigma² - (beta - mu) / eta²
        d / d log sigma = -n + ‖y - X beta‖² / sigma²
        d / d mu        = (beta - mu) / eta²
        d / d log eta   = -1 + (beta - mu)² / eta²

    Parameters, errors: as `log_joint`, for one point.
    """
    S = as_compressed(X, y)
    beta, sigma, mu, eta = _points(beta, sigma, mu, eta, S)
    if not beta.ndim == mu.ndim == eta.ndim == 1 or sigma.ndim != 0:
        raise ValueError(
            f"beta has shape {beta.shape}, sigma {sigma.shape}, mu {mu.shape} and eta {eta.shape}; "
            f"wanted one point: shape ({S.p},), and a number for sigma."
        )
    u = _residuals(beta, S) / sigma
    z = (beta - mu) / eta
    return JointGradient(
        beta=u @ S.factor[:, :-1] / sigma - z / eta,
        log_sigma=float(u @ u) - S.n,
        mu=z / eta,
        log_eta=np.where(np.isinf(eta), 0.0, z * z - 1),
    )


def _residuals(beta: Array, S: Compressed) -> Array:
    """p + 1 numbers with the length of y - X beta."""
    return S.factor[:, -1] - beta @ S.factor[:, :-1].T


def _log_normal(beta: Array, mean: Array, sd: Array) -> Array:
    """Σ_j log N(beta_j; mean_j, sd_j²), without the terms of infinite sd."""
    finite = np.isfinite(sd)
    z = np.where(finite, beta - mean, 0.0) / sd
    peaks = np.where(finite, HALF_LOG_2PI + np.log(np.where(finite, sd, 1.0)), 0.0)
    return -(0.5 * z * z + peaks).sum(axis=-1)


def _points(beta, sigma, mu, eta, S: Compressed) -> tuple[Array, Array, Array, Array]:
    beta = _coefficients("beta", beta, S.p)
    mu, eta = (
        np.broadcast_to(v, (S.p,)) if v.ndim == 0 else _coefficients(name, v, S.p)
        for name, v in (("mu", real_numbers("mu", mu)), ("eta", real_numbers("eta", eta)))
    )
    sigma = real_numbers("sigma", sigma)
    for name, value in (("sigma", sigma), ("eta", eta)):
        if not (value > 0).all():
            raise ValueError(
                f"{name} is {value}; a standard deviation is positive. An optimiser or a sampler "
                f"stays there if it works on log {name}."
            )
    _require_together(beta=beta.shape[:-1], sigma=sigma.shape, mu=mu.shape[:-1], eta=eta.shape[:-1])
    return beta, sigma, mu, eta


def _require_together(**points: tuple[int, ...]) -> None:
    """Raise ValueError unless so many points of each can be taken together."""
    try:
        np.broadcast_shapes(*points.values())
    except ValueError:
        given = ", ".join(f"{name} {shape}" for name, shape in points.items())
        raise ValueError(
            f"There are different numbers of points: {given}, the coefficients' own axis left "
            "out. Wanted the same number of each, or a single one."
        ) from None


def _coefficients(name: str, value: ArrayLike, p: int | None = None) -> Array:
    array = real_numbers(name, value)
    if array.ndim == 0 or (p is not None and array.shape[-1] != p):
        wanted = (
            "(p,), one entry a coefficient" if p is None else f"({p},), one entry a column of X"
        )
        raise ValueError(f"{name} has shape {array.shape}; wanted {wanted}.")
    return array
