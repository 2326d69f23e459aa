"""The pictures of the lessons, a module for each lesson.

Every picture is a function that returns an `explore.Picture`: a title that states the
finding with its numbers, axes with labels, and the same in words for those who cannot see
it. What they share, colours first of all, is in `helpers.lessons.style`.
"""

from helpers.lessons.autopsy.pictures import optimiser_path
from helpers.lessons.curvature.pictures import profile_sigma, three_tests
from helpers.lessons.full_joint.pictures import funnel, prior_and_posterior, runaway
from helpers.lessons.gradients.pictures import leapfrog_on_contours, three_samplers
from helpers.lessons.least_squares.pictures import projection, residuals
from helpers.lessons.likelihood.pictures import likelihood_surface
from helpers.lessons.pretend_worlds.pictures import fit_3d, pretend_world, truth_and_estimate
from helpers.lessons.priors.pictures import posterior_grid, prior_predictive, prior_to_posterior
from helpers.lessons.samplers.pictures import gibbs_on_contours, metropolis_on_contours
from helpers.lessons.start_here.pictures import density, gradient, inverse, matrix_times_vector
from helpers.lessons.style import CHOICE, ESTIMATE, STYLE, TRUTH
from helpers.lessons.uncertainty.pictures import intervals, sampling_law
from helpers.lessons.when_the_model_lies.pictures import break_assumptions

__all__ = [
    "CHOICE",
    "ESTIMATE",
    "STYLE",
    "TRUTH",
    "break_assumptions",
    "density",
    "fit_3d",
    "funnel",
    "gibbs_on_contours",
    "gradient",
    "intervals",
    "inverse",
    "leapfrog_on_contours",
    "likelihood_surface",
    "matrix_times_vector",
    "metropolis_on_contours",
    "optimiser_path",
    "posterior_grid",
    "pretend_world",
    "prior_and_posterior",
    "prior_predictive",
    "prior_to_posterior",
    "profile_sigma",
    "projection",
    "residuals",
    "runaway",
    "sampling_law",
    "three_samplers",
    "three_tests",
    "truth_and_estimate",
]
