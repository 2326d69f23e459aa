"""The model of the lesson, small worlds of it, and what its conditionals are made of."""

import numpy as np

# The prior of lesson 08: beta given the variance is N(0, variance * V0 I), the variance IG(A, B).
V0, A, B = 4, 2, 25


def worlds(rng):
    """Small worlds, with X of several shapes whose columns are related."""
    # n + p even and odd; with the first n and p, other counts are other numbers
    for n, p, sigma in ((12, 5, 1.2), (7, 3, 0.9), (11, 2, 2.5), (10, 4, 1.6)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        beta = rng.normal(size=p)
        yield X, X @ beta + rng.normal(0, sigma, n), beta + rng.normal(0, 0.5, p), sigma**2


def terms(beta, X, y):
    """n, p and the two sums of squares, that of the residuals and that of beta."""
    residuals = y - X @ beta
    return len(y), len(beta), residuals @ residuals, beta @ beta


def column(j, beta, X, y):
    """Column j of X, and what the other coefficients leave of y for it."""
    x = X[:, j]
    return x, y - X @ beta + x * beta[j]


def conditional_scale(beta, X, y):
    """The scale of the inverse gamma law of the variance, given beta."""
    _n, _p, squares, size = terms(beta, X, y)
    return B + (squares + size / V0) / 2
