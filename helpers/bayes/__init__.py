"""Bayes for one regression: priors, exact posteriors, evidence, and what they say of new data."""

from helpers.bayes.conjugate import NormalInverseGamma
from helpers.bayes.errors import ImproperPosteriorError, ImproperPriorError
from helpers.bayes.exact_hierarchy import HierarchyPosterior, exact_hierarchy, hierarchy_posterior
from helpers.bayes.hierarchies import ExchangeableHierarchy, SeedHierarchy
from helpers.bayes.joint import JointGradient, log_joint, log_joint_gradient, log_prior
from helpers.bayes.posterior import Posterior, exact_posterior, log_evidence, posterior
from helpers.bayes.priors import Fixed, Flat, HalfCauchy, HalfNormal, InverseGamma, Prior
from helpers.bayes.unconstrained import unconstrained

__all__ = [
    "ExchangeableHierarchy",
    "Fixed",
    "Flat",
    "HalfCauchy",
    "HalfNormal",
    "HierarchyPosterior",
    "ImproperPosteriorError",
    "ImproperPriorError",
    "InverseGamma",
    "JointGradient",
    "NormalInverseGamma",
    "Posterior",
    "Prior",
    "SeedHierarchy",
    "exact_hierarchy",
    "exact_posterior",
    "hierarchy_posterior",
    "log_evidence",
    "log_joint",
    "log_joint_gradient",
    "log_prior",
    "posterior",
    "unconstrained",
]
