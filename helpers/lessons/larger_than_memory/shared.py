"""The readings of one hour, triangles, and what laws are made of."""

from functools import cache

import numpy as np

PIECES, ROWS = 20, 2_000_000


@cache
def readings():
    """X (constant, temperature, hours) and y of all pieces, as the lesson's generator makes them.

    The arrays are read-only: several predictions share them.
    """
    rows = ROWS // PIECES
    X, y = np.ones((ROWS, 3)), np.empty(ROWS)
    for number in range(PIECES):
        rng = np.random.default_rng([13, number])
        these = slice(number * rows, (number + 1) * rows)
        X[these, 1] = rng.normal(20, 8, rows)
        X[these, 2] = (number + rng.random(rows)) / PIECES
        noise = rng.normal(0, 1, rows) * (0.5 + np.abs(X[these, 1] - 20) / 8)
        y[these] = X[these] @ [5, 0.3, 2] + noise
    X.setflags(write=False)
    y.setflags(write=False)
    return X, y


def fitted():
    """beta, residuals, leverages and (X'X)⁻¹ of all rows, from columns that are centred first."""
    X, y = readings()
    return plain_fit(X, y)


def plain_fit(X, y):
    inverse = np.linalg.inv(X.T @ X)
    beta = inverse @ (X.T @ y)
    return beta, y - X @ beta, np.sum((X @ inverse) * X, axis=1), inverse


def upright(R):
    """A triangle without negative numbers on its diagonal."""
    return R * np.where(np.diag(R) < 0, -1.0, 1.0)[:, None]


def triangle(table):
    return upright(np.linalg.qr(table, mode="r"))


def world(rng, n, p):
    """X with a constant, and y."""
    X = np.column_stack([np.ones(n), rng.normal(2, 1, (n, p - 1))])
    return X, X @ rng.normal(1, 2, p) + rng.normal(0, 1.5, n)


def products(R, gram):
    """R'R and what it should be, where the two differ most; in units of the columns' lengths."""
    length = np.sqrt(np.diag(gram))
    off = np.abs(R.T @ R - gram) / np.outer(length, length)
    return off.max(), 0, 1


def below_the_diagonal(R):
    """The largest number below the diagonal, the 0 that it should be, and how large R is."""
    return np.abs(np.tril(R, -1)).max(), 0, np.abs(R).max()
