"""Exercises of lesson 12: to check a model, to compare two, and to test a sampler and oneself."""

from helpers.lessons.criticise.predictive_p import predictive_p
from helpers.lessons.criticise.left_out import left_out
from helpers.lessons.criticise.difference import difference
from helpers.lessons.criticise.place import place
from helpers.lessons.criticise.forgotten_factor import forgotten_factor
from helpers.lessons.criticise.hit_rate import hit_rate

__all__ = [
    "difference",
    "forgotten_factor",
    "hit_rate",
    "left_out",
    "place",
    "predictive_p",
]


def __dir__():
    return __all__
