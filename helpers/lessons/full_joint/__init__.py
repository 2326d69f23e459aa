"""Exercises of lesson 11: the joint density, its priors, and a Gibbs sweep for it."""

from helpers.lessons.full_joint.log_joint import log_joint
from helpers.lessons.full_joint.log_hyperprior import log_hyperprior
from helpers.lessons.full_joint.eta_likelihood import eta_likelihood
from helpers.lessons.full_joint.beta_given import beta_given
from helpers.lessons.full_joint.mu_given import mu_given
from helpers.lessons.full_joint.sigma_given import sigma_given
from helpers.lessons.full_joint.eta_given import eta_given
from helpers.lessons.full_joint.sweep import sweep

__all__ = [
    "beta_given",
    "eta_given",
    "eta_likelihood",
    "log_hyperprior",
    "log_joint",
    "mu_given",
    "sigma_given",
    "sweep",
]


def __dir__():
    return __all__
