"""Exercises of lesson 01: simulate, seed, store the truth, recover it."""

from helpers.exercises.pretend_worlds.recipe import seed_world
from helpers.exercises.pretend_worlds.design import design_matrix
from helpers.exercises.pretend_worlds.disturbances import noise
from helpers.exercises.pretend_worlds.recovery import estimation_error
from helpers.exercises.pretend_worlds.loudness import quieter_world
from helpers.exercises.pretend_worlds.generator import simulate_y

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
