"""Exercises of lesson 13: a real data set, from the question to a page for a stranger."""

from helpers.lessons.out_into_the_world.what_belongs_in import what_belongs_in
from helpers.lessons.out_into_the_world.spread_check import spread_check
from helpers.lessons.out_into_the_world.elpd_difference import elpd_difference
from helpers.lessons.out_into_the_world.one_elasticity import one_elasticity
from helpers.lessons.out_into_the_world.food_for import food_for
from helpers.lessons.out_into_the_world.best_amount import best_amount

__all__ = [
    "best_amount",
    "elpd_difference",
    "food_for",
    "one_elasticity",
    "spread_check",
    "what_belongs_in",
]


def __dir__():
    return __all__
