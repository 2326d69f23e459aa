"""Exercises of lesson 13: a real data set, from the question to a page for a stranger."""

from helpers.lessons.out_into_the_world.what_belongs_in import what_belongs_in
from helpers.lessons.out_into_the_world.spread_check import spread_check
from helpers.lessons.out_into_the_world.elpd_difference import elpd_difference
from helpers.lessons.out_into_the_world.one_elasticity import one_elasticity
from helpers.lessons.out_into_the_world.food_for import food_for
from helpers.lessons.out_into_the_world.best_amount import best_amount
from helpers.lessons.out_into_the_world.predictions import (
    amount,
    elasticity,
    inside_the_line,
    largest_share,
    real_panel,
    share_for_food,
    slope_without_one,
    slope_without_z,
    times_as_large,
    upper_end,
)

__all__ = [
    "amount",
    "best_amount",
    "elasticity",
    "elpd_difference",
    "food_for",
    "inside_the_line",
    "largest_share",
    "one_elasticity",
    "real_panel",
    "share_for_food",
    "slope_without_one",
    "slope_without_z",
    "spread_check",
    "times_as_large",
    "upper_end",
    "what_belongs_in",
]


def __dir__():
    return __all__
