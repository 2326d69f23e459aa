"""From a formula and a frame to X and y: ``design("log(food) ~ log(income) + C(region)", frame)``.

The language is that of Wilkinson & Rogers (1973, *Applied Statistics* 22, 392–399), as in R and
statsmodels, and the library `formulaic` reads it; what is added here are shapes and words. It is
imported only where a formula is used.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from formulaic import ModelSpec


@dataclass(frozen=True, eq=False)
class Design:
    """X and y as a formula makes them: ``X, y = design(formula, frame)``.

    Attributes
    ----------
    X : DataFrame, shape (n, p)
        The constant is the column "Intercept", unless the formula leaves it out by ``- 1``.
    y : Series, shape (n,)
        As the formula transforms it, and named after that.
    rule : formulaic.ModelSpec
        How the columns of X are made, with what was learnt from the frame: categories, knots.
    """

    X: pd.DataFrame
    y: pd.Series
    rule: "ModelSpec"

    def __iter__(self) -> Iterator[pd.DataFrame | pd.Series]:
        return iter((self.X, self.y))

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """X at the rows of a new frame, see `rows_by`."""
        return rows_by(self.rule, frame)


def design(formula: str, frame: pd.DataFrame) -> Design:
    """Make X and y of the columns of a frame.

    Parameters
    ----------
    formula : str
        ``response ~ terms``, of the frame's columns; a name that is no word stands in backticks. A
        constant is added. ``C(x)`` takes x for a category, ``I(x**2)`` is arithmetic, ``x:z`` a
        product, ``x*z`` is ``x + z + x:z``, and `log`, `exp`, `np` and formulaic's other
        transforms are known.
    frame : DataFrame

    Returns
    -------
    Design
        Unpacks into X and y.

    Raises
    ------
    ImportError
        Where formulaic is not installed.
    TypeError, ValueError
        For what is no formula with one response, or no frame; where the frame does not have what
        the formula names, or values are missing.
    """
    read = _library().Formula
    if not isinstance(formula, str):
        raise TypeError(f'formula is a {type(formula).__name__}; wanted text, such as "y ~ x1".')
    made = _made(lambda data: read(formula).get_model_matrix(data, na_action="raise"), frame)
    sides = made if hasattr(made, "lhs") else None
    if sides is None or isinstance(sides.lhs, tuple) or sides.lhs.shape[1] != 1:
        raise ValueError(
            f"{formula!r} has no response that is one column of numbers; wanted one on the left of "
            'the ~, such as "y ~ x1 + x2".'
        )
    if isinstance(sides.rhs, tuple):
        raise ValueError(f"{formula!r} has several parts, divided by |; wanted one.")
    X, y = (pd.DataFrame(side).astype(float) for side in (sides.rhs, sides.lhs))
    return Design(X, y.iloc[:, 0], sides.rhs.model_spec)


def rows_by(rule: "ModelSpec", frame: pd.DataFrame) -> pd.DataFrame:
    """X at the rows of a new frame, its columns made as they were made before.

    Raises
    ------
    TypeError, ValueError
        As `design`; also for a category that was not there before, and so has no coefficient.
    """
    return pd.DataFrame(_made(rule.get_model_matrix, frame)).astype(float)


def _made(make, frame: pd.DataFrame):
    """What formulaic makes of a frame, its errors and warnings in the course's words."""
    errors = _library().errors
    if not isinstance(frame, pd.DataFrame):
        raise TypeError(
            f"A formula was given with a {type(frame).__name__}; wanted a pandas DataFrame with "
            "the columns that it names."
        )
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("error", errors.DataMismatchWarning)
            return make(frame)
    except errors.DataMismatchWarning as unseen:
        told = str(unseen).split(" They are")[0]
        raise ValueError(
            f"{told} No coefficient belongs to them: leave these rows out, or fit with rows of "
            "every category."
        ) from None
    except errors.FormulaicError as error:
        told = str(error).strip().splitlines()[0]
        columns = ", ".join(map(str, frame.columns))
        raise ValueError(
            f'{told} The frame has the columns {columns}; a formula is such as "y ~ x1 + C(group)".'
        ) from None
    except ValueError as error:
        raise ValueError(
            f"{error} Drop those rows of the frame, or fill them in, and say which."
        ) from None


def _library():
    try:
        import formulaic
        import formulaic.errors
    except ImportError:
        raise ImportError(
            "Formulas are read by the library formulaic, and it is not installed. Write: pip "
            'install "formulaic>=1.1,<2"; or give X and y, with a constant column in X.'
        ) from None
    return formulaic
