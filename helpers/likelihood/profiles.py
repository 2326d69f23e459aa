"""Profile likelihood: for each value of one parameter, the best that all the others can do.

l_p(b) = max over everything else of log L with beta_j = b. An interval holds those b that lie
below the top by no more than half a chi² quantile (Venzon & Moolgavkar 1988, *Applied Statistics*
37). Unlike a Wald interval it does not change when the parameter is measured on another scale, and
it need not be symmetric.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats
from scipy.optimize import brentq

from helpers.arguments import confidence_level
from helpers.arrays import Array
from helpers.likelihood.climb import climb
from helpers.likelihood.hypotheses import restricted_climb
from helpers.likelihood.result import Fit

FARTHEST = 2.0**20  # standard errors; a profile that has not fallen enough there never will


@dataclass(frozen=True, eq=False)
class Profile:
    """The profile of one parameter.

    Attributes
    ----------
    parameter : str
        "sigma" or the column's name.
    values : ndarray, shape (k,)
        Values of the parameter, evenly spaced and wider than the interval.
    log_likelihood : ndarray, shape (k,)
        The profile at these values.
    estimate : float
        Where it is highest.
    highest : float
        The log-likelihood there.
    level : float
    interval : ndarray, shape (2,)
        Where it is chi²_level(1) / 2 below the top. An end is infinite where it never falls so far.
    at : callable
        The profile at any value.
    """

    parameter: str
    values: Array
    log_likelihood: Array
    estimate: float
    highest: float
    level: float
    interval: Array
    at: Callable[[float], float]

    @property
    def cutoff(self) -> float:
        """The height above which a value belongs to the interval."""
        return self.highest - stats.chi2.ppf(self.level, 1) / 2

    def __repr__(self) -> str:
        low, high = self.interval
        return f"<Profile of {self.parameter}: {self.level:.0%} interval [{low:.5g}, {high:.5g}]>"


def profile(fit: Fit, parameter: int | str, *, level: float = 0.95, points: int = 61) -> Profile:
    """The profile likelihood of a coefficient or of sigma, with its interval.

    Parameters
    ----------
    fit : Fit
    parameter : int or str
        The column's position or name; or "sigma".
    level : float
        Of the interval: 0.95, not 0.05; from 0.5 to 1.
    points : int
        At how many values the profile is computed.

    Returns
    -------
    Profile

    Notes
    -----
    Each value starts from the fit's maximum. Where Student's t has several maxima, the profile
    follows the one that is uphill from there.
    """
    level = confidence_level(level)
    if parameter == "sigma" and "sigma" not in fit.names:
        name, estimate, step = "sigma", fit.sigma, fit.log_sigma_standard_error
        height = _profile_of_sigma(fit)
        shift = lambda z: fit.sigma * np.exp(z * step)  # noqa: E731
    else:
        j = _position(fit, parameter)
        name, estimate, step = fit.names[j], float(fit.beta[j]), float(fit.standard_errors[j])
        height = _profile_of_beta(fit, j)
        shift = lambda z: estimate + z * step  # noqa: E731
    cutoff = fit.log_likelihood - stats.chi2.ppf(level, 1) / 2
    ends = np.array([_crossing(lambda z: height(shift(z)) - cutoff, side) for side in (-1, 1)])
    widest = np.where(np.isfinite(ends), ends, np.copysign(10.0, ends)) * 1.4
    values = np.linspace(shift(widest[0]), shift(widest[1]), points)
    return Profile(
        parameter=name,
        values=values,
        log_likelihood=np.array([height(value) for value in values]),
        estimate=estimate,
        highest=fit.log_likelihood,
        level=level,
        interval=np.array([shift(z) for z in ends]),
        at=height,
    )


def _profile_of_beta(fit: Fit, j: int) -> Callable[[float], float]:
    R = np.eye(fit.p)[[j]]

    def height(value: float) -> float:
        return restricted_climb(fit, R, np.array([float(value)])).log_likelihood

    return height


def _profile_of_sigma(fit: Fit) -> Callable[[float], float]:
    surface, phi = fit.surface, fit.phi

    def height(value: float) -> float:
        start = phi.copy()
        start[surface.k] = np.log(value / surface.unit)
        return climb(surface, "profile", start, held=surface.k).log_likelihood

    return height


def _crossing(height: Callable[[float], float], side: int) -> float:
    """How many standard errors from the estimate, to this side, the height changes its sign."""
    far = 1.0
    while height(side * far) > 0:
        if far > FARTHEST:
            return side * np.inf
        far *= 2
    return float(brentq(height, 0.0, side * far, xtol=1e-12, rtol=1e-12))


def _position(fit: Fit, parameter: int | str) -> int:
    if isinstance(parameter, str):
        if parameter not in fit.names:
            raise ValueError(
                f"There is no parameter {parameter!r}; wanted one of {[*fit.names, 'sigma']} or a "
                "column's position."
            )
        return fit.names.index(parameter)
    if not -fit.p <= parameter < fit.p:
        raise ValueError(f"There is no column {parameter}; X has {fit.p}, counted from 0.")
    return int(parameter) % fit.p
