"""The prior of the lesson, its posterior in closed form, and worlds to judge programs in."""

import numpy as np

V0, A, B = 4, 2, 25


def updated(X, y, v0=V0, a=A, b=B):
    """Mean, V, a and b of the posterior under beta ~ N(0, sigma² v0 I), sigma² ~ IG(a, b)."""
    P = X.T @ X + np.eye(X.shape[1]) / v0
    mean = np.linalg.solve(P, X.T @ y)
    return mean, np.linalg.inv(P), a + len(y) / 2, b + (y @ y - mean @ P @ mean) / 2


def rows_with_posterior(rng):
    """Unequal sizes; rows of high leverage, and priors that count."""
    for n, p, v0, a, b in ((7, 3, 2.0, 1.5, 14.0), (12, 2, 0.8, 3.0, 29.0), (9, 4, 5.0, 2.5, 12.0)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        y = X @ rng.normal(0, 2, p) + rng.normal(0, 1.5, n)
        yield X, y, *updated(X, y, v0, a, b)
