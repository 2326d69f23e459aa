"""Exercises of lesson 02: projection, normal equations, QR, R²."""

from helpers.exercises.least_squares.orthogonality import normal_equations
from helpers.exercises.least_squares.projection import hat_matrix
from helpers.exercises.least_squares.explained_share import r_squared
from helpers.exercises.least_squares.point_of_means import centring
from helpers.exercises.least_squares.triangle import qr
from helpers.exercises.least_squares.singular_values import condition_number
from helpers.exercises.least_squares.digits import longley

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
