"""Laplace's approximation: a normal put where the posterior is highest.

At its mode the log posterior of (beta, phi) is replaced by its parabola. That gives a normal
posterior, and an evidence: the density at the mode times the volume under the parabola,
(2π)^((p+1)/2) |H|^(-½), where H is minus the matrix of second derivatives.

Which phi stands for sigma matters. A density changes from one coordinate to another by the
Jacobian, so that the modes in log sigma, sigma and sigma² are three different points, with three
different parabolas. None is wrong; that in log sigma is nearest, for there the posterior is most
nearly normal.

Given sigma the posterior of beta is normal, and its parabola exact. So everything is found along
one curve: sigma, and with it the beta that is then best. P(t), with t = log sigma, is the log
posterior along it; and with v = 1 / (-d²P / d phi²) and b = d beta / d phi at its top,

    log p(y) ≈ log p(y, phi) + ½ log (2π v),      Var(phi) ≈ v,      Cov(beta) ≈ H_beta⁻¹ + v b b',

p(y, phi) being exact: beta has been integrated out.

Sources: Tierney & Kadane 1986, *JASA* 81, 82–86; Gelman et al. 2013, *Bayesian Data Analysis*,
§4.1 and §13.3; Bishop 2006, *Pattern Recognition and Machine Learning*, §4.4.
"""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_squares
from helpers.arrays import Array, column_lengths
from helpers.bayes.conjugate import NormalInverseGamma
from helpers.bayes.data import data_and_belief
from helpers.bayes.errors import ImproperPriorError
from helpers.bayes.priors import Fixed, InverseGamma, Prior, require_p
from helpers.bayes.quadrature.peaks import tops
from helpers.bayes.regression.given_sigma import LOG_2PI, project
from helpers.bayes.regression.log_sigma import LogSigma
from helpers.compressed import Compressed

Scale = Literal["log sigma", "sigma", "sigma²"]
POWERS = {"log sigma": 0, "sigma": 1, "sigma²": 2}
FROM_SMALL_TO_LARGE = 0.01 * np.sinh(np.linspace(-9.0, 9.0, 2001))  # of t, finest about 0


@dataclass(frozen=True, eq=False)
class Laplace:
    """A normal approximation to the posterior of (beta, phi); made by `laplace`.

    Attributes
    ----------
    scale : "log sigma", "sigma" or "sigma²"
        What phi is.
    beta : ndarray, shape (p,)
        Coefficients at the mode in this scale.
    sigma, phi : float
        At the mode.
    covariance : ndarray, shape (p + 1, p + 1)
        Of (beta, phi).
    labels : tuple of str
        Names of the coefficients.
    """

    scale: str
    beta: Array
    sigma: float
    phi: float
    covariance: Array
    labels: tuple[str, ...]
    log_volume: float | None  # None where the prior is flat in anything

    @property
    def beta_sd(self) -> Array:
        """Approximate posterior sds of beta, shape (p,)."""
        return np.sqrt(np.diag(self.covariance)[:-1])

    @property
    def phi_sd(self) -> float:
        """Approximate posterior sd of phi."""
        return float(np.sqrt(self.covariance[-1, -1]))

    @property
    def log_evidence(self) -> float:
        """Approximate log p(y).

        Raises
        ------
        ImproperPriorError
            Where the prior is flat in anything.
        """
        if self.log_volume is None:
            raise ImproperPriorError(
                "Part of the prior is flat, and then the evidence has no value. Give every "
                "coefficient a finite beta_sd, and sigma a proper law."
            )
        return self.log_volume

    def __repr__(self) -> str:
        beta = ", ".join(
            f"{name} = {mean:.5g} ± {sd:.3g}"
            for name, mean, sd in zip(self.labels, self.beta, self.beta_sd, strict=True)
        )
        return f"<Laplace: {beta}, {self.scale} = {self.phi:.5g} ± {self.phi_sd:.3g}>"


def laplace(
    X: ArrayLike | Compressed,
    y: ArrayLike | Prior | NormalInverseGamma,
    prior: Prior | NormalInverseGamma | None = None,
    *,
    scale: Scale = "log sigma",
) -> Laplace:
    """Approximate the posterior by a normal at its mode.

    Parameters
    ----------
    X, y, prior
        (X, y, prior) or (S, prior), as `posterior`; the prior may be a NormalInverseGamma too.
    scale : "log sigma", "sigma" or "sigma²"
        The coordinate in which the mode is looked for and the parabola drawn.

    Returns
    -------
    Laplace
        Of several modes, at the highest.

    Raises
    ------
    ImproperPosteriorError
        As `posterior`.
    ValueError
        Where there is no mode: some beta passes through all points, and towards sigma = 0 the
        density grows. For a `Fixed` sigma, where nothing is left to approximate.
    """
    if not isinstance(scale, str) or scale not in POWERS:
        raise ValueError(f'scale is {scale!r}; wanted "log sigma", "sigma" or "sigma²".')
    S, prior = data_and_belief(X, y, prior)
    if isinstance(prior, NormalInverseGamma):
        return _of_conjugate(prior, S, scale)
    require_p(prior, S.p)
    if isinstance(prior.sigma, Fixed):
        raise ValueError(
            "sigma is fixed: the posterior of beta is normal as it is, and `posterior` has its "
            "mean and covariance exactly."
        )
    projected = project(S, prior)
    given = projected.at(projected.first_unit())
    law = LogSigma(given, prior.sigma)
    t = _highest(law, POWERS[scale])
    sigma = given.unit * math.exp(t)
    variance = 1 / -float(_bend(law, t))
    g, precision = given.of_g(np.array([t]))
    moved = np.zeros(S.p)
    k = len(given.pull)
    moved[:k] = -2 * math.exp(-2 * t) * given.pull * given.from_prior / precision[:k, 0] ** 2
    height = given.constant + given.log_likelihood(np.array([t]))[0]
    height += float(prior.sigma.log_density(sigma))
    return _assemble(
        scale,
        given.origin + given.basis @ g[:, 0],
        sigma,
        given.basis / np.sqrt(precision[:, 0]),
        given.basis @ moved,
        variance,
        S.names,
        height if prior.proper else None,
    )


def _of_conjugate(prior: NormalInverseGamma, S: Compressed, scale: Scale) -> Laplace:
    """P(t) = -(2 a_n + p + power) t - b_n e^(-2t): the mode of sigma² in closed form."""
    after = prior.update(S)
    weight = 2 * after.a + S.p + POWERS[scale]
    sigma = math.sqrt(2 * after.b / weight)
    height = prior.log_evidence(S) + float(InverseGamma(after.a, after.b).log_density(sigma))
    unmoved = np.zeros(S.p)
    return _assemble(
        scale, after.mean, sigma, sigma * after.root, unmoved, 1 / (2 * weight), S.names, height
    )


def _assemble(scale, beta, sigma, root, moved, variance, labels, height) -> Laplace:
    """From the coordinate t = log sigma to phi.

    `root` is a root of the covariance of beta given sigma, `moved` is d beta / dt, `variance` that
    of t, and
    `height` is log p(y, sigma), a density in sigma.
    """
    power = POWERS[scale]
    rate = (1.0, sigma, 2 * sigma**2)[power]  # d phi / dt
    p = len(beta)
    whole_root = np.zeros((p + 1, p + 1))
    whole_root[:p, :p], whole_root[:p, p] = root, math.sqrt(variance) * moved
    whole_root[p, p] = math.sqrt(variance) * rate
    with np.errstate(over="ignore", invalid="ignore"):
        whole = whole_root @ whole_root.T
    require_squares("The covariance", np.diag(whole), column_lengths(whole_root.T))
    # p(y, phi) = p(y, sigma) sigma / rate, and the sd of phi is rate times that of t.
    volume = None if height is None else height + math.log(sigma * math.sqrt(variance))
    phi = (math.log(sigma), sigma, sigma**2)[power]
    return Laplace(
        scale, beta, sigma, phi, whole, labels, None if volume is None else volume + 0.5 * LOG_2PI
    )


def _highest(law: LogSigma, power: int) -> float:
    """The t at which P is highest, P being a density in sigma^power."""

    def slope(t):
        given = law.given
        rho = np.exp(-2 * t)
        own = law.law.slope(given.unit * np.exp(t)) + (1 - power - given.n)
        return own + given.residual * rho + given.conflicting_slope(t)

    with np.errstate(over="ignore"):  # far out, where squares of sigma overflow, no mode is
        modes = tops(slope, FROM_SMALL_TO_LARGE)
    if not len(modes):
        raise ValueError(
            "The posterior density has no mode: some beta passes through all points, and towards "
            "sigma = 0 the density grows without end, though its integral is finite. Laplace's "
            "approximation has nowhere to stand; `posterior` is exact."
        )
    return float(modes[_along(law, power, modes).argmax()])


def _along(law: LogSigma, power: int, t: Array) -> Array:
    """P(t), up to a constant: the posterior with its best beta instead of all betas."""
    _, precision = law.given.of_g(t)
    return law.log_density(t) - power * t + 0.5 * np.log(precision).sum(axis=0)


def _bend(law: LogSigma, t: float) -> float:
    """d²P / dt²."""
    given, rho = law.given, math.exp(-2 * t)
    by_data = rho * given.from_data
    precision = by_data + given.from_prior
    pushed = given.conflict * given.from_prior * (given.from_prior - by_data) / precision**3
    own = law.law.curvature(given.unit * math.exp(t))
    return own - 2 * rho * (given.residual + pushed.sum())
