"""Bayes for one regression: priors, exact posteriors, evidence, and what they say of new data.

>>> import numpy as np
>>> from helpers import bayes, simulate
>>> world = simulate.seed_world()
>>> prior = bayes.Prior(beta_mean=0, beta_sd=[10, 10, 10], sigma=bayes.HalfCauchy(2.5))
>>> posterior = bayes.posterior(world.X, world.y, prior)
>>> posterior
<Posterior, n = 200: const = 9.0957 ± 0.946, x1 = 4.3496 ± 1.3, x2 = 10.964 ± 1.18, \
sigma = 4.9364 ± 0.249>
>>> posterior.sigma.quantile([0.05, 0.95]).round(4), round(posterior.log_evidence, 4)
(array([4.5447, 5.3637]), -613.2579)
>>> posterior.draw(4000, np.random.default_rng(1))
<Draws: 4,000 independent draws of beta (3), sigma>

The face is one module a question. `priors` says what is believed, `joint` multiplies it with the
likelihood, `conjugate` is the one family for which all is closed form, and `posterior` has the
others exactly. `laplace` and `grid` approximate, `predictive` looks at data to come, and
`shrinkage` estimates the prior itself.

Behind it are four rooms. `regression` is what `posterior` and `laplace` need, `hierarchy` holds two
models whose prior has unknowns of its own, and both integrate by `quadrature`, which knows of
neither. `unconstrained` hands any of these posteriors to a sampler. `data` and `errors` are what
all of them share. A module imports only from what stands below it; pyproject.toml has the floors.
"""

from helpers.bayes.conjugate import NormalInverseGamma
from helpers.bayes.errors import ImproperPosteriorError, ImproperPriorError
from helpers.bayes.grid import Grid, GridWarning, grid
from helpers.bayes.hierarchy.empirical import EmpiricalHierarchy, empirical_hierarchy
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, SeedHierarchy
from helpers.bayes.hierarchy.posterior import (
    HierarchyPosterior,
    exact_hierarchy,
    hierarchy_posterior,
)
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
