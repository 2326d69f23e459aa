"""Ridge regression and empirical Bayes: one prior sd for all slopes, chosen or estimated.

With beta_j ~ N(m, eta²) for every slope and a flat intercept, the posterior mode of beta given
sigma minimises

    ‖y - X beta‖² + penalty Σ_j (beta_j - m)²,         penalty = sigma² / eta²

(ridge: Hoerl & Kennard 1970, *Technometrics* 12, 55–67; as a posterior: Lindley & Smith 1972,
*JRSS B* 34, 1–41). The intercept is not penalised; a penalty on it would pull the fit towards
y = 0, and change with the origin of y.

**Empirical Bayes** estimates eta and sigma where the density of the data, averaged over beta, is
highest (Bishop 2006, *Pattern Recognition and Machine Learning*, §3.5). With the intercept
projected out and the singular values s_k of what is left of X, c_k the components of y along them
and r the length of the rest, it depends on sigma² and theta = eta² / sigma² through

    -½ [(n - 1) log sigma² + Σ_k log(1 + theta s_k²) + (r² + Σ_k c_k² / (1 + theta s_k²)) / sigma²],

so that sigma² has a closed form for every theta, and theta is found on a line. The estimate may
be eta = 0, all slopes equal to m: that is no failure of the search but the top of the density,
reached at the boundary where the slopes differ from m by no more than noise would make them. Then
the posterior of beta pretends to know it exactly; a full prior on eta does not.
"""

import math
from dataclasses import dataclass
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg.lapack import dtrtri

from helpers.arrays import Array, column_lengths
from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.quadrature.peaks import tops
from helpers.compressed import Compressed, as_compressed

LINE = np.linspace(-60.0, 60.0, 1201)  # of log theta, in units of the singular values


def ridge(
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
    *,
    penalty: float,
    mean: float = 0.0,
) -> Array:
    """Coefficients by ridge regression: the posterior mode under slopes ~ N(mean, eta²).

    Parameters
    ----------
    X : array_like, shape (n, p), or Compressed
        Its constant column, if it has one, is not penalised. The penalty is on coefficients, and
        so depends on the columns' units.
    y : array_like, shape (n,), or nothing where X is a Compressed
    penalty : float
        lambda = sigma² / eta², a ratio of variances; 0 is least squares.
    mean : float
        What the slopes are pulled towards.

    Returns
    -------
    ndarray, shape (p,)

    Raises
    ------
    ValueError
        For a penalty that is negative or infinite; and where penalty is 0, for columns that repeat
        each other.
    """
    _require_number("penalty", penalty)
    _require_number("mean", mean)
    if not 0 <= penalty < math.inf:
        raise ValueError(
            f"penalty is {penalty}; wanted a number from 0 on: sigma² / eta², the variance of the "
            "errors over the prior variance of the slopes."
        )
    S = as_compressed(X, y)
    slopes = np.arange(S.p) != (-1 if S.constant is None else S.constant)
    stack = np.zeros((2 * S.p + 1, S.p + 1))
    stack[: S.p + 1] = S.factor
    stack[np.arange(S.p) + S.p + 1, np.arange(S.p)] = np.sqrt(penalty) * slopes
    stack[S.p + 1 :, S.p] = np.sqrt(penalty) * slopes * mean
    lengths = column_lengths(stack[:, : S.p])
    triangle = np.linalg.qr(stack / np.append(np.where(lengths > 0, lengths, 1.0), 1.0), mode="r")
    if np.abs(np.diag(triangle)[: S.p]).min() < 1e-14:
        raise ValueError(
            "Without a penalty the columns do not determine the coefficients: they repeat each "
            "other, or there are too few rows. Wanted a penalty above 0."
        )
    return dtrtri(triangle[: S.p, : S.p])[0] @ triangle[: S.p, S.p] / lengths


def _require_number(name: str, value: object) -> None:
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real) or math.isnan(value):
        raise TypeError(f"{name} is {value!r}; wanted one real number, the same for all slopes.")


@dataclass(frozen=True, eq=False)
class EmpiricalBayes:
    """The common prior sd of the slopes, estimated; made by `empirical_bayes`.

    Attributes
    ----------
    eta : float
        Estimated prior sd of the slopes, not a variance; 0 where the estimate is degenerate.
    sigma : float
        Estimated standard deviation of the errors.
    mean : float
        What the slopes are pulled towards.
    beta : ndarray, shape (p,)
        Posterior means given eta and sigma; where eta is 0, slopes equal to `mean`.
    log_likelihood : float
        Of (eta, sigma), slopes and the flat intercept integrated out.
    names : tuple of str
    """

    eta: float
    sigma: float
    mean: float
    beta: Array
    log_likelihood: float
    names: tuple[str, ...]

    @property
    def degenerate(self) -> bool:
        """Whether the estimate is eta = 0: the data do not tell the slopes from `mean`."""
        return self.eta == 0

    @property
    def penalty(self) -> float:
        """sigma² / eta², the ridge penalty that this stands for; inf where eta is 0."""
        return math.inf if self.degenerate else (self.sigma / self.eta) ** 2

    def __repr__(self) -> str:
        beta = ", ".join(f"{n} = {b:.5g}" for n, b in zip(self.names, self.beta, strict=True))
        if not self.degenerate:
            return f"<Empirical Bayes: eta = {self.eta:.5g}, sigma = {self.sigma:.5g}; {beta}>"
        return (
            f"<Empirical Bayes, degenerate: eta = 0, sigma = {self.sigma:.5g}; {beta}. The slopes "
            f"differ from {self.mean:g} by no more than noise would make them.>"
        )


def empirical_bayes(
    X: ArrayLike | Compressed, y: ArrayLike | None = None, *, mean: float = 0.0
) -> EmpiricalBayes:
    """Estimate the prior sd that all slopes have in common, and sigma, from the data themselves.

    Parameters
    ----------
    X : array_like, shape (n, p), or Compressed
        With one prior sd for all, its columns should be of comparable scale. The coefficient of
        the constant column, if there is one, is flat and integrated out.
    y : array_like, shape (n,), or nothing where X is a Compressed
    mean : float
        Prior mean of the slopes.

    Returns
    -------
    EmpiricalBayes
        Of several maxima the highest.

    Raises
    ------
    ImproperPosteriorError
        Where the fit is perfect, also for want of rows: the likelihood grows without end as sigma
        goes to 0.
    ValueError
        Where X has no column but the constant.
    """
    _require_number("mean", mean)
    S = as_compressed(X, y)
    slopes = [j for j in range(S.p) if j != S.constant]
    if not slopes:
        raise ValueError("X has no column but the constant; wanted at least one slope.")
    f = S.p - len(slopes)
    order = [*([S.constant] if f else []), *slopes]
    triangle = np.linalg.qr(S.factor[:, [*order, S.p]], mode="r")
    R, w = triangle[f : S.p, f : S.p], triangle[f : S.p, S.p]
    w = w - R @ np.full(len(slopes), mean)
    left, s, _ = np.linalg.svd(R)
    if s[0] == 0:
        raise ValueError(
            "All columns but the constant are zero, or constant themselves: there is no slope to "
            "estimate. Wanted at least one column that varies."
        )
    c2, r2 = (left.T @ w) ** 2, float(triangle[S.p, S.p]) ** 2
    s2, rows = s**2, S.n - f
    whole = r2 + c2.sum()
    unexplained = r2 + c2[s < 1e-13 * s[0]].sum()
    if rows <= (s >= 1e-13 * s[0]).sum() or unexplained <= 1e-26 * whole:
        raise ImproperPosteriorError(
            f"Some beta passes through all {S.n} points, and the likelihood grows without end as "
            "sigma goes to 0. Empirical Bayes wants more rows than coefficients and a fit that is "
            "not perfect; otherwise give sigma a prior (`posterior`)."
        )

    def variance(theta):
        return (r2 + (c2 / (1 + np.multiply.outer(theta, s2))).sum(axis=-1)) / rows

    def height(theta):
        spread = np.log1p(np.multiply.outer(theta, s2)).sum(axis=-1)
        return -0.5 * (rows * np.log(variance(theta)) + spread)

    def slope(log_theta):
        share = np.multiply.outer(np.exp(log_theta), s2)
        share = share / (1 + share)
        pull = (c2 * share * (1 - share)).sum(axis=-1) / variance(np.exp(log_theta))
        return pull - share.sum(axis=-1)

    candidates = np.append(0.0, np.exp(tops(slope, LINE - 2 * math.log(s[0]))))
    theta = float(candidates[height(candidates).argmax()])
    sigma = math.sqrt(float(variance(theta)))
    if theta > 0:
        beta = ridge(S, penalty=1 / theta, mean=mean)
    else:
        beta = np.full(S.p, float(mean))
        if f:
            rest = triangle[0, S.p] - triangle[0, 1 : S.p].sum() * mean
            beta[S.constant] = rest / triangle[0, 0]
    constant = -0.5 * rows * (1 + math.log(2 * math.pi)) - f * math.log(abs(triangle[0, 0]))
    return EmpiricalBayes(
        eta=sigma * math.sqrt(theta),
        sigma=sigma,
        mean=float(mean),
        beta=beta,
        log_likelihood=float(height(theta)) + constant,
        names=S.names,
    )
