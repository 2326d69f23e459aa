"""Ordinary least squares with its inference, from rows or from what `compressed` keeps of them.

>>> from helpers import ols, simulate
>>> world = simulate.seed_world()
>>> print(ols.fit(world.X, world.y).summary())  # doctest: +SKIP

`fitting` goes from the data to the coefficients, `rank` refuses columns that repeat each other,
`refinement` recovers the last digits, `result` holds everything that follows from a fit, and
`summary` prints it.
"""

from helpers.ols.errors import (
    CollinearityWarning,
    NeedsRowsError,
    NotAvailableError,
    NotDefinedError,
    RankError,
)
from helpers.ols.fitting import fit
from helpers.ols.result import Fit

__all__ = [
    "CollinearityWarning",
    "Fit",
    "NeedsRowsError",
    "NotAvailableError",
    "NotDefinedError",
    "RankError",
    "fit",
]
