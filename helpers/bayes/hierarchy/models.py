"""Priors that are themselves estimated: the two hierarchical models.

Both have an intercept alpha with a flat prior, predictors x_j that are centred, and errors of
standard deviation sigma:

    y ~ N(alpha 1 + X beta, sigma² I)

**Model A** (`SeedHierarchy`): every coefficient has its own mean and its own spread,

    beta_j ~ N(mu_j, eta_j²),  mu_j ~ N(m, s²),  eta_j ~ the law `eta`,  j = 1, …, J.

One coefficient is one observation of its own (mu_j, eta_j), and says next to nothing of them.

**Model B** (`ExchangeableHierarchy`): all coefficients are draws from one population,

    beta_j ~ N(mu, eta²),  mu ~ N(m, s²),  eta ~ the law `eta`,

so that J coefficients together tell where it lies and how wide it is, and each is pulled towards
the others. That is a statement about their sizes: it wants predictors on comparable scales.

Sources: Lindley & Smith 1972, *JRSS B* 34, 1–41 (exchangeable coefficients); Gelman 2006,
*Bayesian Analysis* 1, 515–534 (laws of eta).
"""

import math
from dataclasses import dataclass
from numbers import Real

from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.priors import LAWS, SigmaLaw


@dataclass(frozen=True)
class SeedHierarchy:
    """Model A: beta_j ~ N(mu_j, eta_j²), mu_j ~ N(m, s²), each coefficient by itself.

    Parameters
    ----------
    m : float
        Prior mean of every mu_j.
    s : float
        Prior standard deviation (not variance) of every mu_j, positive and finite.
    eta : HalfCauchy, HalfNormal, InverseGamma or Fixed
        Law of every eta_j, a standard deviation; InverseGamma(a, b) is the law of eta_j².
    sigma : HalfCauchy, HalfNormal, InverseGamma, Flat or Fixed
        Law of sigma.

    Raises
    ------
    ImproperPosteriorError
        For a flat eta: one coefficient cannot keep its eta_j from running to infinity. Also for
        an infinite s, which leaves mu_j free to follow beta_j anywhere.
    TypeError, ValueError
        For what is no number or no law.
    """

    m: float
    s: float
    eta: SigmaLaw
    sigma: SigmaLaw

    def __post_init__(self):
        _require_sound(self)
        if self.s == math.inf:
            raise ImproperPosteriorError(
                "s is inf. With a flat mu_j, beta_j is free whatever eta_j is: the data say "
                "nothing of mu_j and eta_j. Give a finite s, or use Prior(0, inf) for beta."
            )
        if not self.eta.proper:
            raise ImproperPosteriorError(
                "The law of eta is flat. As eta_j grows the likelihood falls like 1/eta_j only, "
                "which has an infinite integral: a single coefficient cannot bound its own spread. "
                "Give a proper law, such as HalfCauchy(scale), or pool the coefficients in an "
                "ExchangeableHierarchy."
            )


@dataclass(frozen=True)
class ExchangeableHierarchy:
    """Model B: beta_j ~ N(mu, eta²), mu ~ N(m, s²), one population for all coefficients.

    Parameters
    ----------
    m : float
        Prior mean of mu.
    s : float
        Prior standard deviation (not variance) of mu, positive; inf makes its prior flat, and then
        m does not matter.
    eta : HalfCauchy, HalfNormal, InverseGamma, Flat or Fixed
        Law of eta, a standard deviation; InverseGamma(a, b) is the law of eta². Flat needs two
        predictors, and three under a flat mu.
    sigma : HalfCauchy, HalfNormal, InverseGamma, Flat or Fixed
        Law of sigma.

    Raises
    ------
    TypeError, ValueError
        For what is no number or no law. Whether the posterior is proper depends on the data, and
        is said by `exact_hierarchy` and the samplers.
    """

    m: float
    s: float
    eta: SigmaLaw
    sigma: SigmaLaw

    def __post_init__(self):
        _require_sound(self)


Hierarchy = SeedHierarchy | ExchangeableHierarchy


def _require_sound(hierarchy: Hierarchy) -> None:
    for name in ("m", "s"):
        value = getattr(hierarchy, name)
        if not isinstance(value, Real) or isinstance(value, bool) or math.isnan(value):
            raise TypeError(f"{name} is {value!r}; wanted one real number for all coefficients.")
        object.__setattr__(hierarchy, name, float(value))
    if not math.isfinite(hierarchy.m):
        raise ValueError(f"m is {hierarchy.m}; a prior mean is finite.")
    if not hierarchy.s > 0:
        raise ValueError(
            f"s is {hierarchy.s}; a standard deviation is positive. A mu that is known exactly "
            "is the limit of a small s."
        )
    for name in ("eta", "sigma"):
        law = getattr(hierarchy, name)
        if not isinstance(law, LAWS):
            known = ", ".join(kind.__name__ for kind in LAWS)
            raise TypeError(
                f"{name} is {law!r}; wanted one of the laws {known}, such as HalfCauchy(5). A "
                "known value is Fixed(value)."
            )
