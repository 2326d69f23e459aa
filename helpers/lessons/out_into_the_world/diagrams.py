"""Four diagrams of causes without a story: what each variable acts on, and what is not measured."""

from __future__ import annotations

from itertools import combinations

import numpy as np

NAMES = ("x", "y", "z", "w", "u", "v")  # u and v are not measured
X, Y, Z, W = range(4)
DIAGRAMS = (
    "z>x z>y x>y x>w y>w",
    "x>z z>y x>y w>y",
    "u>x u>z v>z v>y w>x w>y x>y",
    "z>x z>y x>w w>y x>y",
)
CHOICES = {1: (), 2: (Z,), 3: (W,), 4: (Z, W)}  # what is put in beside x


def four_diagrams() -> dict[str, np.ndarray]:
    """arrows (4, 6, 6): in diagram d, [d, i, j] is 1 where variable i of NAMES acts on j."""
    arrows = np.zeros((len(DIAGRAMS), len(NAMES), len(NAMES)), dtype=int)
    for diagram, text in zip(arrows, DIAGRAMS, strict=True):
        for cause, _, effect in text.split():
            diagram[NAMES.index(cause), NAMES.index(effect)] = 1
    return {"arrows": arrows}


def _paths(arrows):
    """Effects of one unit of each variable on each other, and the covariance of them all.

    Every variable is the sum of its causes, each times a strength of its own, and of independent
    noise with variance 1.
    """
    strengths = 0.5 + np.arange(arrows.size).reshape(arrows.shape) % 7 / 20
    total = np.linalg.inv(np.eye(len(arrows)) - arrows * strengths)
    return total, total.T @ total


def effect(arrows):
    """What one unit of x does to y, by all its ways."""
    return _paths(arrows)[0][X, Y]


def slope(arrows, beside):
    """The slope of x in the regression of y on x and what is put in beside it, for n = ∞."""
    covariance, columns = _paths(arrows)[1], [X, *beside]
    return np.linalg.solve(covariance[np.ix_(columns, columns)], covariance[columns, Y])[0]


def r_squared(arrows, beside):
    """The share of the variance of y that this regression explains, for n = ∞."""
    covariance, columns = _paths(arrows)[1], [X, *beside]
    with_y = covariance[columns, Y]
    explained = with_y @ np.linalg.solve(covariance[np.ix_(columns, columns)], with_y)
    return explained / covariance[Y, Y]


def is_effect(arrows, beside):
    return abs(slope(arrows, beside) - effect(arrows)) < 1e-9


def descendants(arrows, cause):
    """All that a variable acts on, also by way of others."""
    found, new = set(), {cause}
    while new:
        new = set(np.flatnonzero(arrows[sorted(new)].any(axis=0))) - found
        found |= new
    return found


def separated(arrows, beside):
    """Whether `beside` closes every back door from x to y (Pearl 1995, *Biometrika* 82).

    By the moral graph of the ancestors, with the arrows out of x taken away.
    """
    arrows = arrows.copy()
    arrows[X] = 0
    wanted = {X, Y, *beside}
    kept = {i for i in range(len(arrows)) if i in wanted or wanted & descendants(arrows, i)}
    linked = (arrows + arrows.T).astype(bool)
    for child in kept:
        for one, other in combinations(np.flatnonzero(arrows[:, child]), 2):
            linked[one, other] = linked[other, one] = True
    open_to = kept - set(beside)
    reached, new = set(), {X}
    while new:
        reached |= new
        new = {j for i in new for j in np.flatnonzero(linked[i])} & open_to - reached
    return Y not in reached
