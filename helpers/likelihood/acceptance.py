"""The gate through which a point has to pass before it may be called a maximum.

It asks nothing of how the point was found, so that any optimiser's answer can be put before it.
"""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arrays import Array
from helpers.compressed import Compressed
from helpers.likelihood.climb import GATE
from helpers.likelihood.errors import ConvergenceError
from helpers.likelihood.families import Family, as_family
from helpers.likelihood.starts import phi_of
from helpers.likelihood.surface import Surface, as_surface


def gate(
    beta: ArrayLike,
    sigma: float,
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
    *,
    family: Family | str = "normal",
) -> float:
    """g'I⁻¹g at (beta, sigma): the squared distance to the maximum in standard errors, nearly.

    With g the score and I the expected information, which is Rao's score statistic. It does not
    change with the units of X or y. `fit` accepts what is below 1e-8. For normal errors it is

        ‖part of the residuals within the columns of X‖² / sigma² + n/2 (rms² / sigma² - 1)²,

    so that it is small only where beta is least squares and sigma is the root mean square `rms` of
    the residuals.

    Parameters, errors: as `score`.
    """
    return _gate_at(*_place(beta, sigma, X, y, family))


def require_maximum(
    beta: ArrayLike,
    sigma: float,
    X: ArrayLike | Compressed,
    y: ArrayLike | None = None,
    *,
    family: Family | str = "normal",
) -> float:
    """Return the gate of (beta, sigma), or raise ConvergenceError where it is no maximum.

    Parameters: as `score`. It is what an optimiser's `x` should be asked before it is believed.
    """
    surface, phi = _place(beta, sigma, X, y, family)
    value = _gate_at(surface, phi)
    if not value < GATE:
        raise ConvergenceError(
            f"(beta, sigma) is no maximum: its gate g'I⁻¹g is {value:.3g}, wanted below {GATE:g}. "
            "(Near a maximum the root of the gate is the distance to it in standard errors; here "
            f"it is {np.sqrt(value):.3g}.) Look whether the optimiser reported success, start it "
            "elsewhere, and let it work on log sigma."
        )
    if np.linalg.eigvalsh(surface.information(phi))[0] <= 0:
        raise ConvergenceError(
            "(beta, sigma) is no maximum: the likelihood is level there, but rises to some side, "
            "as on a pass between two tops. Start the optimiser a little to either side."
        )
    return value


def _place(beta, sigma, X, y, family: Family | str) -> tuple[Surface, Array]:
    family = as_family(family)
    if family.estimates_df:
        raise ValueError("StudentT() has no df yet; the gate asks about a point: StudentT(4), say.")
    surface = as_surface(X, y, family)
    return surface, phi_of(surface, beta, sigma)


def _gate_at(surface: Surface, phi: Array) -> float:
    gradient = surface.gradient(phi)
    return float(gradient @ np.linalg.solve(surface.expected(phi), gradient))
