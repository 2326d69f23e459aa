"""The pictures of the lessons, a module for each lesson.

Every picture is a function that returns an `explore.Picture`: a title that states the
finding with its numbers, axes with labels, and the same in words for those who cannot see
it. What they share, colours first of all, is in `helpers.plots.style`.
"""

from helpers.plots.autopsy import optimiser_path
from helpers.plots.broken_assumptions import break_assumptions
from helpers.plots.curvature import profile_sigma, three_tests
from helpers.plots.full_joint import funnel, prior_and_posterior, runaway
from helpers.plots.gradients import leapfrog_on_contours, three_samplers
from helpers.plots.least_squares import projection, residuals
from helpers.plots.likelihood import likelihood_surface
from helpers.plots.pretend_worlds import fit_3d, pretend_world, truth_and_estimate
from helpers.plots.priors import posterior_grid, prior_predictive, prior_to_posterior
from helpers.plots.samplers_by_hand import gibbs_on_contours, metropolis_on_contours
from helpers.plots.start import density, gradient, inverse, matrix_times_vector
from helpers.plots.style import CHOICE, ESTIMATE, STYLE, TRUTH
from helpers.plots.uncertainty import intervals, sampling_law

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
