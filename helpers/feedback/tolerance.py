"""When two answers count as the same. Each tolerance carries its reason.

`Rounding` is for answers that every right route reaches up to floating-point rounding;
`MonteCarlo` is for answers that differ because each run draws its own random numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    pass


def same_shape(answer: np.ndarray, target: np.ndarray) -> np.ndarray | None:
    """Bring `answer` to the shape of `target` if the two differ only in axes of length 1.

    A vector of length k may come as (k,), (k, 1) or (1, k). Returns None where the shapes
    really differ; a transposed matrix is never turned.
    """
    if answer.shape == target.shape:
        return answer
    long_axes = [size for size in answer.shape if size != 1]
    if long_axes == [size for size in target.shape if size != 1]:
        return answer.reshape(target.shape)
    return None


@dataclass(frozen=True)
class Rounding:
    """Equal up to rounding.

    Parameters
    ----------
    relative : float
        Largest difference, relative to each entry of the target.
    floor : float
        Largest difference, relative to the target's largest entry: what an entry close to
        zero is allowed, since it is a difference of larger numbers.
    reason : str
        Why these sizes tell right from wrong.
    """

    relative: float = 1e-6
    floor: float = 1e-12
    reason: str = (
        "right routes agree to nine digits or more, single precision to six; "
        "wrong programs differ in the first four"
    )
    exact: bool = field(default=True, init=False, repr=False)

    def distance(self, answer: np.ndarray, target: np.ndarray, part: str = "") -> np.ndarray:
        """Difference of each entry in units of what is allowed; right is at most 1."""
        largest = np.max(np.abs(target[np.isfinite(target)]), initial=0.0)
        allowed = self.relative * np.abs(target) + self.floor * largest
        return _in_units(answer, target, allowed)


@dataclass(frozen=True)
class MonteCarlo:
    """Equal up to Monte Carlo error.

    Parameters
    ----------
    standard_error : mapping of str to float
        The standard error of each named part, for a right program (on the scale of the part).
    z : float
        How many standard errors are allowed. A right program is refused with probability
        2 Φ(−z) for each part: 4e-8 at 5.5.
    reason : str
        What was averaged, and over how many draws.
    """

    standard_error: Mapping[str, float]
    z: float = 5.5
    reason: str = "Monte Carlo error of a finite number of draws"
    exact: bool = field(default=False, init=False, repr=False)

    def distance(self, answer: np.ndarray, target: np.ndarray, part: str = "") -> np.ndarray:
        """Difference in units of what is allowed; right is at most 1.

        A wrong program may spread more widely than the right one, so the allowance grows
        with the target once that exceeds 1.
        """
        allowed = self.z * self.standard_error[part] * np.maximum(1.0, np.abs(target)) + 1e-9
        return _in_units(answer, target, allowed)


def _in_units(answer: np.ndarray, target: np.ndarray, allowed: np.ndarray) -> np.ndarray:
    with np.errstate(all="ignore"):
        distance = np.abs(answer - target) / allowed
    agree = (answer == target) | (np.isnan(answer) & np.isnan(target))
    return np.where(agree, 0.0, np.where(np.isnan(distance), np.inf, distance))


Tolerance = Rounding | MonteCarlo

ONE_NUMBER = Rounding(
    1e-8,
    floor=0.0,
    reason="many wrong programs crowd around a single number, 35 of lesson 08's and 275 pairs of "
    "their slips within 1 % of the right one: at 1e-6 a number near it meets one by chance in 3 "
    "of 100 cases, and what a formula gives has nine digits",
)


def for_each(tolerance: Tolerance | tuple[Tolerance, ...], count: int) -> tuple[Tolerance, ...]:
    """One tolerance for each of `count` data sets.

    An author may give as many as the exercise has data sets of its own; data of the learner's
    own are judged by the first.
    """
    if not isinstance(tolerance, tuple):
        return (tolerance,) * count
    return tolerance if len(tolerance) == count else (tolerance[0],) * count
