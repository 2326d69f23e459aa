"""Exercise of lesson 00, the average, and what it asks to predict."""

from helpers.lessons.start_here.average import average
from helpers.lessons.start_here.predictions import (
    area_when_halved,
    entry_at_four_degrees,
    height_at_the_centre,
    largest_of_ten,
    slope_at_2_1,
)

__all__ = [
    "area_when_halved",
    "average",
    "entry_at_four_degrees",
    "height_at_the_centre",
    "largest_of_ten",
    "slope_at_2_1",
]


def __dir__():
    return __all__
