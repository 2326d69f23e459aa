"""Ordinary least squares with its inference, from rows or from what `compressed` keeps of them.

>>> from helpers import ols, simulate
>>> world = simulate.seed_world()
>>> print(ols.fit(world.X, world.y).summary())  # doctest: +SKIP

`fitting` goes from the data to the coefficients, `rank` refuses columns that repeat each other,
`refinement` recovers the last digits, `result` holds everything that follows from a fit, and
`summary` prints it. What needs single rows is in `rows`, with `robust` standard errors and the
tests in `diagnostics`. `replications` fits many responses on one X at once. In place of X and y,
`fit` takes a formula and a frame, see `helpers.formula`.
"""

from helpers.ols.diagnostics import ChiSquaredTest
from helpers.ols.errors import (
    CollinearityWarning,
    NeedsRowsError,
    NotAvailableError,
    NotDefinedError,
    RankError,
)
from helpers.ols.fitting import fit
from helpers.ols.replications import Fits, fit_many
from helpers.ols.result import Fit

__all__ = [
    "ChiSquaredTest",
    "CollinearityWarning",
    "Fit",
    "Fits",
    "NeedsRowsError",
    "NotAvailableError",
    "NotDefinedError",
    "RankError",
    "fit",
    "fit_many",
]
