"""A fit, what it leaves over, and how much each row has bent it."""

import numpy as np


def lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def residuals_of(X, y):
    return y - X @ lstsq(X, y)


def leverage(X):
    return np.sum(np.linalg.qr(X)[0] ** 2, axis=1)
