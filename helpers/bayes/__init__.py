"""Bayes for one regression: priors, exact posteriors, evidence, and what they say of new data."""

from helpers.bayes.errors import ImproperPosteriorError, ImproperPriorError
from helpers.bayes.hierarchies import ExchangeableHierarchy, SeedHierarchy
from helpers.bayes.posterior import Posterior, exact_posterior, log_evidence, posterior
from helpers.bayes.priors import Fixed, Flat, HalfCauchy, HalfNormal, InverseGamma, Prior
from helpers.bayes.unconstrained import unconstrained

__all__ = [
    "ExchangeableHierarchy",
    "Fixed",
    "Flat",
    "HalfCauchy",
    "HalfNormal",
    "ImproperPosteriorError",
    "ImproperPriorError",
    "InverseGamma",
    "Posterior",
    "Prior",
    "SeedHierarchy",
    "exact_posterior",
    "log_evidence",
    "posterior",
    "unconstrained",
]
