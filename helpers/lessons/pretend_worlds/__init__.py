"""Exercises of lesson 01: simulate, seed, store the truth, recover it."""

from helpers.lessons.pretend_worlds.seed_world import seed_world
from helpers.lessons.pretend_worlds.design_matrix import design_matrix
from helpers.lessons.pretend_worlds.noise import noise
from helpers.lessons.pretend_worlds.estimation_error import estimation_error
from helpers.lessons.pretend_worlds.quieter_world import quieter_world
from helpers.lessons.pretend_worlds.simulate_y import simulate_y

__all__ = [
    "design_matrix",
    "estimation_error",
    "noise",
    "quieter_world",
    "seed_world",
    "simulate_y",
]


def __dir__():
    return __all__
