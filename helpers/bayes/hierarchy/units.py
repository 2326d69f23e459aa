"""Units in which squares are floating-point numbers.

A model that is measured in other units is the same model: with y in units of u and a column in
units of v, its coefficient is in units of u/v, sigma in units of u, and every prior follows. So
data and priors whose squares, or squares of squares, would over- or underflow are divided by powers
of two near their size, which rounds nothing, and what comes out is multiplied again.

Units between 2^-64 and 2^64 are left alone. There even a coefficient, which is measured in one unit
over another, has a fourth power that is a floating-point number.
"""

from dataclasses import dataclass, replace

import numpy as np

from helpers.arrays import Array, column_lengths
from helpers.bayes.hierarchy.models import Hierarchy
from helpers.bayes.priors import Fixed, HalfCauchy, HalfNormal, InverseGamma, Prior, SigmaLaw
from helpers.bayes.quadrature.marginals import Marginal
from helpers.compressed import Compressed
from helpers.draws import Draws

MODERATE = 64  # as a power of two: 10^19


@dataclass(frozen=True, eq=False)
class Units:
    """Powers of two that y and the columns of X are measured in.

    Attributes
    ----------
    y : float
    X : ndarray, shape (p,)
    slope : float
        y's unit over that of the predictors, where these have one in common.
    """

    y: float
    X: Array
    slope: float

    @property
    def plain(self) -> bool:
        """Whether all units are 1."""
        return self.y == 1 and bool((self.X == 1).all())

    @property
    def by_name(self) -> dict[str, float | Array]:
        """The unit of each parameter."""
        return {"beta": self.y / self.X, "sigma": self.y, "mu": self.slope, "eta": self.slope}

    def data(self, S: Compressed) -> Compressed:
        """The data in these units."""
        if self.plain:
            return S
        return replace(
            S, factor=S.factor / np.append(self.X, self.y), constants=S.constants / self.X
        )

    def prior(self, prior: Prior) -> Prior:
        """A prior of independent coefficients in these units."""
        if self.plain:
            return prior
        beta = self.y / self.X
        return Prior(prior.beta_mean / beta, prior.beta_sd / beta, law_in(prior.sigma, self.y))

    def hierarchy(self, hierarchy: Hierarchy) -> Hierarchy:
        """A hierarchy in these units."""
        if self.plain:
            return hierarchy
        return replace(
            hierarchy,
            m=hierarchy.m / self.slope,
            s=hierarchy.s / self.slope,
            eta=law_in(hierarchy.eta, self.slope),
            sigma=law_in(hierarchy.sigma, self.y),
        )

    def values(self, values: dict[str, Array]) -> dict[str, Array]:
        """Parameters in these units, back in those of the data."""
        return {name: value * self.by_name[name] for name, value in values.items()}

    def draws(self, draws: Draws) -> Draws:
        """Draws in these units, back in those of the data."""
        if self.plain:
            return draws
        return Draws(
            self.values(dict(draws)),
            labels={name: draws.labels[name] for name in draws if draws[name].ndim > 2},
            iid=draws.iid,
            finite_moments=draws.finite_moments,
        )

    def marginal(self, name: str, marginal: Marginal) -> Marginal:
        """A parameter's marginal in these units, back in those of the data."""
        return marginal if self.plain else marginal.in_unit(self.by_name[name])


def units_of(S: Compressed, *, shared: bool) -> Units:
    """Units near the typical size of y and of the columns of X.

    Parameters
    ----------
    S : Compressed
    shared : bool
        All columns but the constant have one unit, since a hierarchy compares their coefficients.
    """
    sizes = column_lengths(S.factor) / np.sqrt(max(S.n, 1))
    powers = np.round(np.log2(np.where(sizes > 0, sizes, 1.0)))
    predictors = [j for j in range(S.p) if j != S.constant] or list(range(S.p))
    middle = np.round(np.median(powers[predictors]))
    if shared:
        powers[predictors] = middle
    powers[np.abs(powers) <= MODERATE] = 0
    units = 2.0**powers
    return Units(float(units[-1]), units[:-1], float(units[-1] / units[predictors[0]]))


def law_in(law: SigmaLaw, unit: float) -> SigmaLaw:
    """A law of a scale, in another unit."""
    match law:
        case HalfCauchy(scale) | HalfNormal(scale):
            return type(law)(scale / unit)
        case InverseGamma(a, b):
            return InverseGamma(a, b / unit / unit)
        case Fixed(value):
            return Fixed(value / unit)
    return law
