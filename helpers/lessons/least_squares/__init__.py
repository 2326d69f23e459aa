"""Exercises of lesson 02: projection, normal equations, QR, R²."""

from helpers.lessons.least_squares.normal_equations import normal_equations
from helpers.lessons.least_squares.hat_matrix import hat_matrix
from helpers.lessons.least_squares.r_squared import r_squared
from helpers.lessons.least_squares.centring import centring
from helpers.lessons.least_squares.qr import qr
from helpers.lessons.least_squares.condition_number import condition_number
from helpers.lessons.least_squares.longley import longley

__all__ = [
    "centring",
    "condition_number",
    "hat_matrix",
    "longley",
    "normal_equations",
    "qr",
    "r_squared",
]


def __dir__():
    return __all__
