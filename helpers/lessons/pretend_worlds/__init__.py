"""Exercises of lesson 01: simulate, seed, store the truth, recover it; and its predictions."""

from helpers.lessons.pretend_worlds.seed_world import seed_world
from helpers.lessons.pretend_worlds.design_matrix import design_matrix
from helpers.lessons.pretend_worlds.noise import noise
from helpers.lessons.pretend_worlds.estimation_error import estimation_error
from helpers.lessons.pretend_worlds.quieter_world import quieter_world
from helpers.lessons.pretend_worlds.simulate_y import simulate_y
from helpers.lessons.pretend_worlds.predictions import (
    error_when_quieter,
    fitted_constant,
    mean_of_the_noise,
    mean_of_y,
    moving_plane,
    times_smaller,
)

__all__ = [
    "design_matrix",
    "error_when_quieter",
    "estimation_error",
    "fitted_constant",
    "mean_of_the_noise",
    "mean_of_y",
    "moving_plane",
    "noise",
    "quieter_world",
    "seed_world",
    "simulate_y",
    "times_smaller",
]


def __dir__():
    return __all__
