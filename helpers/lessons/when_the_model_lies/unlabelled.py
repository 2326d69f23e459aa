"""Five worlds without labels: one predictor, 80 rows, and in each one fault or none."""

from __future__ import annotations

import numpy as np

from helpers import simulate

KEY = {
    1: "nothing",
    2: "curvature",
    3: "unequal noise",
    4: "dependence",
    5: "heavy tails",
    6: "a long lever with an odd y",
}
FAULTS = (3, 1, 6, 4, 2)  # in the order of the worlds
ROWS, ODD_ROW = 80, 17
SEED = 4  # one of the many at which every clue is plain


def five_worlds(seed: int = SEED) -> dict[str, np.ndarray]:
    """X (5, 80, 2) and y (5, 80): the third index of X is the column, a constant and x.

    The rows are in the order in which they were observed. Only in the last world is that the
    order of x as well.
    """
    rng = np.random.default_rng(seed)
    x = rng.uniform(size=(5, ROWS))
    x[2, ODD_ROW] = 6.0
    x[4].sort()
    X = np.stack([np.ones_like(x), x], axis=-1)
    broken = (
        {"noise": simulate.Heteroskedastic(lambda X: np.exp(3 * (X[:, 1] - 0.5)))},
        {},
        {},
        {"noise": simulate.AR1(0.7)},
        {"departure": lambda X: 3 * (2 * X[:, 1] - 1) ** 2},
    )
    y = np.concatenate(
        [
            simulate.replicate(one, [10, 5], 1.0, rng, replications=1, **how)
            for one, how in zip(X, broken, strict=True)
        ]
    )
    y[2, ODD_ROW] -= 14
    return {"X": X, "y": y}
