"""Bayes for one regression: priors, exact posteriors, evidence, and what they say of new data."""

from helpers.bayes.conjugate import NormalInverseGamma
from helpers.bayes.empirical_hierarchy import EmpiricalHierarchy, empirical_hierarchy
from helpers.bayes.errors import ImproperPosteriorError, ImproperPriorError
from helpers.bayes.exact_hierarchy import HierarchyPosterior, exact_hierarchy, hierarchy_posterior
from helpers.bayes.grid import Grid, GridWarning, grid
from helpers.bayes.hierarchies import ExchangeableHierarchy, SeedHierarchy
from helpers.bayes.joint import JointGradient, log_joint, log_joint_gradient, log_prior
from helpers.bayes.laplace import Laplace, laplace
from helpers.bayes.posterior import Posterior, exact_posterior, log_evidence, posterior
from helpers.bayes.predictive import posterior_predictive, prior_draws, prior_predictive
from helpers.bayes.priors import Fixed, Flat, HalfCauchy, HalfNormal, InverseGamma, Prior
from helpers.bayes.shrinkage import EmpiricalBayes, empirical_bayes, ridge
from helpers.bayes.unconstrained import unconstrained

__all__ = [
    "EmpiricalBayes",
    "EmpiricalHierarchy",
    "ExchangeableHierarchy",
    "Fixed",
    "Flat",
    "Grid",
    "GridWarning",
    "HalfCauchy",
    "HalfNormal",
    "HierarchyPosterior",
    "ImproperPosteriorError",
    "ImproperPriorError",
    "InverseGamma",
    "JointGradient",
    "Laplace",
    "NormalInverseGamma",
    "Posterior",
    "Prior",
    "SeedHierarchy",
    "empirical_bayes",
    "empirical_hierarchy",
    "exact_hierarchy",
    "exact_posterior",
    "grid",
    "hierarchy_posterior",
    "laplace",
    "log_evidence",
    "log_joint",
    "log_joint_gradient",
    "log_prior",
    "posterior",
    "posterior_predictive",
    "prior_draws",
    "prior_predictive",
    "ridge",
    "unconstrained",
]
