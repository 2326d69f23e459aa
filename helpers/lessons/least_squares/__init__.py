"""Exercises of lesson 02: projection, normal equations, QR, R²; and its predictions."""

from helpers.lessons.least_squares.normal_equations import normal_equations
from helpers.lessons.least_squares.hat_matrix import hat_matrix
from helpers.lessons.least_squares.r_squared import r_squared
from helpers.lessons.least_squares.centring import centring
from helpers.lessons.least_squares.qr import qr
from helpers.lessons.least_squares.condition_number import condition_number
from helpers.lessons.least_squares.digits import digits
from helpers.lessons.least_squares.longley import longley
from helpers.lessons.least_squares.predictions import (
    condition_centred,
    condition_of_square,
    largest_leverage,
    sd_of_residuals,
    share_from_zero,
    share_of_the_true_plane,
    slope_of_residuals,
)

__all__ = [
    "centring",
    "condition_centred",
    "condition_number",
    "condition_of_square",
    "digits",
    "hat_matrix",
    "largest_leverage",
    "longley",
    "normal_equations",
    "qr",
    "r_squared",
    "sd_of_residuals",
    "share_from_zero",
    "share_of_the_true_plane",
    "slope_of_residuals",
]


def __dir__():
    return __all__
