"""Exercises of lesson 13b: triangles of data larger than memory; and its predictions."""

from helpers.lessons.larger_than_memory.merge import merge
from helpers.lessons.larger_than_memory.stream import stream
from helpers.lessons.larger_than_memory.smaller import smaller
from helpers.lessons.larger_than_memory.log_likelihood import log_likelihood
from helpers.lessons.larger_than_memory.hc3 import hc3
from helpers.lessons.larger_than_memory.predictions import (
    effective_parameters,
    how_much_narrower,
    law_of_eta,
    numbers_kept,
    r_squared_lost,
    robust_over_classical,
    who_loses,
)

__all__ = [
    "effective_parameters",
    "hc3",
    "how_much_narrower",
    "law_of_eta",
    "log_likelihood",
    "merge",
    "numbers_kept",
    "r_squared_lost",
    "robust_over_classical",
    "smaller",
    "stream",
    "who_loses",
]


def __dir__():
    return __all__
