"""Exercises of lesson 11: the joint density, its priors, and a Gibbs sweep for it."""

from helpers.exercises.full_joint.joint_density import log_joint
from helpers.exercises.full_joint.hyperpriors import log_hyperprior
from helpers.exercises.full_joint.marginal_likelihood import eta_likelihood
from helpers.exercises.full_joint.law_of_beta import beta_given
from helpers.exercises.full_joint.law_of_mu import mu_given
from helpers.exercises.full_joint.law_of_sigma import sigma_given
from helpers.exercises.full_joint.law_of_eta import eta_given
from helpers.exercises.full_joint.gibbs_sweep import sweep
from helpers.exercises.full_joint import sweep_mistakes, companion_mistakes, draw_mistakes  # noqa: F401

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
