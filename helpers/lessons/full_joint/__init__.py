"""Exercises of lesson 11: the joint density, its priors, and a Gibbs sweep for it."""

from helpers.lessons.full_joint.log_joint import log_joint
from helpers.lessons.full_joint.log_hyperprior import log_hyperprior
from helpers.lessons.full_joint.eta_likelihood import eta_likelihood
from helpers.lessons.full_joint.beta_given import beta_given
from helpers.lessons.full_joint.mu_given import mu_given
from helpers.lessons.full_joint.sigma_given import sigma_given
from helpers.lessons.full_joint.eta_given import eta_given
from helpers.lessons.full_joint.sweep import sweep
from helpers.lessons.full_joint.told import told
from helpers.lessons.full_joint.predictions import (
    form_without_trouble,
    gain_of_beta,
    highest_plane,
    nats_about_eta,
    prior_that_would_do,
    pull_on_beta,
    way_of_eta,
    wider_prior_of_mu,
    worlds_of_equal_slopes,
)

__all__ = [
    "beta_given",
    "eta_given",
    "eta_likelihood",
    "form_without_trouble",
    "gain_of_beta",
    "highest_plane",
    "log_hyperprior",
    "log_joint",
    "mu_given",
    "nats_about_eta",
    "prior_that_would_do",
    "pull_on_beta",
    "sigma_given",
    "sweep",
    "told",
    "way_of_eta",
    "wider_prior_of_mu",
    "worlds_of_equal_slopes",
]


def __dir__():
    return __all__
