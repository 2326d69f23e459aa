"""Posterior means from a table of log densities: weights that sum to 1, and no overflow."""

import numpy as np
from scipy import special

from helpers.exercises.lessons import priors as lesson


def _grids(rng):
    """Tables of unequal sides; the first two lie so low that their exponentials underflow.

    The last is as steep as that of many rows: even its mean lies so far below its largest entry
    that the exponential of the difference overflows.
    """
    for rows, columns, level in ((9, 14, -2400.0), (16, 7, -900.0), (11, 12, -3.0)):
        beta = np.linspace(2.0, 6.0, rows)
        sigma = np.linspace(1.0, 4.0, columns)
        centre, width = 3.4 + 0.25 * sigma, 0.5 * sigma
        log_beta = -(((beta[:, None] - centre) / width) ** 2) / 2 - np.log(width)
        log_sigma = 3.0 * np.log(sigma) - 2.0 * sigma
        yield log_beta + log_sigma + level, beta, sigma
    n, beta, sigma = 3000, np.linspace(2.0, 6.0, 81), np.linspace(1.0, 4.0, 91)
    misfit = 4 + (beta[:, None] - 3.41) ** 2
    yield -n * (np.log(sigma) + misfit / (2 * sigma**2)), beta, sigma


def _is_steep(table):
    """Whether the exponential overflows unless (nearly) the largest entry is subtracted."""
    return table.max() - table.mean() > 710


@lesson.function(
    "08-grid-means",
    cases=_grids,
    hints=(
        "First from logs to weights: exponentials, divided by their sum. Their common size "
        "cancels, so you may subtract one number from the whole table first. Choose it so that no "
        "exponential overflows, and not all of them underflow.",
        "`weights = np.exp(log_joint - log_joint.max())`, divided by `weights.sum()`. How much "
        "weight has each beta, whatever sigma is? The sum of its row.",
        "`beta @ weights.sum(axis=1)` and `weights.sum(axis=0) @ sigma`.",
    ),
)
def grid_means(log_joint, beta, sigma):
    """Posterior means from a grid."""
    weights = special.softmax(log_joint)
    return np.array([np.einsum("ij,i->", weights, beta), np.einsum("ij,j->", weights, sigma)])


def _weights(log_joint):
    weights = np.exp(log_joint - log_joint.max())
    return weights / weights.sum()


@grid_means.variant("sums of rows and columns")
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), sigma @ weights.sum(axis=0)


@grid_means.variant("a ratio of two sums")
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - np.max(log_joint))
    total = np.sum(weights)
    return [np.sum(weights * beta[:, None]) / total, np.sum(weights * sigma[None, :]) / total]


@grid_means.variant("averages with weights")
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - special.logsumexp(log_joint))
    return [
        np.average(beta, weights=weights.sum(axis=1)),
        np.average(sigma, weights=weights.sum(axis=0)),
    ]


@grid_means.misconception(
    "underflow",
    "Your weights are all zero where the table is far below zero: `np.exp(-900)` is 0, as the "
    "product of many densities was in lesson 05. Subtract the table's largest entry before the "
    "exponential.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint)
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "another entry than the largest subtracted",
    "Your weights overflow where the table is steep, as with many rows: `np.exp(800)` is infinite, "
    "and infinite over infinite is nan. Subtract the *largest* entry; then no exponential "
    "exceeds 1.",
    recognises=lambda means, log_joint, beta, sigma: (
        not np.isfinite(means).all()
        if _is_steep(log_joint)
        else np.allclose(means, grid_means.program(log_joint, beta, sigma))
    ),
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.min())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "place of the largest entry",
    "Your two numbers are the place of the table's largest entry, the mode. The mean weighs all "
    "the others, too.",
)
def _(log_joint, beta, sigma):
    i, j = np.unravel_index(np.argmax(log_joint), log_joint.shape)
    return beta[i], sigma[j]


@grid_means.misconception(
    "not normalised",
    "Your weights do not sum to 1: divide them by their sum.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max())
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "logs as weights",
    "Your weights are the logs themselves. Weights are proportional to the density: take the "
    "exponential.",
)
def _(log_joint, beta, sigma):
    weights = log_joint / log_joint.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "shifted logs as weights",
    "Your weights are logs, shifted by the largest one. Weights are proportional to the density: "
    "take the exponential.",
)
def _(log_joint, beta, sigma):
    weights = log_joint - log_joint.max()
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "largest of each row and column",
    "Your weights are the largest entries of each row and column: a profile, as in lesson 07. A "
    "posterior *sums* over the other parameter.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    of_beta, of_sigma = weights.max(axis=1), weights.max(axis=0)
    return beta @ of_beta / of_beta.sum(), sigma @ of_sigma / of_sigma.sum()


@grid_means.misconception(
    "the other at its mode",
    "Your means hold the other parameter at its most probable value. The posterior of one "
    "parameter sums over all values of the other.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    i, j = np.unravel_index(np.argmax(weights), weights.shape)
    return beta @ weights[:, j] / weights[:, j].sum(), weights[i] @ sigma / weights[i].sum()


@grid_means.misconception(
    "each row normalised",
    "You subtract the largest entry of each row, so that all rows weigh about the same. Subtract "
    "one number from the whole table.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "each column normalised",
    "You subtract the largest entry of each column, so that all columns weigh about the same. "
    "Subtract one number from the whole table.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max(axis=0, keepdims=True))
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "logs summed",
    "You sum the *logs* over the other parameter and take the exponential then. That multiplies "
    "densities; to leave a parameter open, densities are summed.",
)
def _(log_joint, beta, sigma):
    rows, columns = log_joint.sum(axis=1), log_joint.sum(axis=0)
    return beta @ special.softmax(rows), sigma @ special.softmax(columns)


@grid_means.misconception(
    "sigma first", "Your two numbers are right, but sigma comes first. Wanted: beta, then sigma."
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return weights.sum(axis=0) @ sigma, beta @ weights.sum(axis=1)


@grid_means.misconception(
    "standard deviations",
    "Your two numbers are posterior standard deviations. Wanted: means.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return [
        np.sqrt(np.cov(values, aweights=along, ddof=0))
        for values, along in ((beta, weights.sum(axis=1)), (sigma, weights.sum(axis=0)))
    ]


@grid_means.misconception(
    "unweighted", "Your two numbers are the means of the grid points, without any weights."
)
def _(log_joint, beta, sigma):
    return beta.mean(), sigma.mean()


@grid_means.misconception(
    "normalised along each row",
    "Your weights sum to 1 in each row, so that every beta counts the same. All weights "
    "together should sum to 1: divide by `weights.sum()`.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / weights.sum(axis=1, keepdims=True)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "normalised along each column",
    "Your weights sum to 1 in each column, so that every sigma counts the same. All weights "
    "together should sum to 1: divide by `weights.sum()`.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / weights.sum(axis=0, keepdims=True)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "normalised as a density",
    "Your weights are densities: they integrate to 1, but do not sum to 1. Divide by the sum "
    "alone, without the spacing of the grid (or multiply by the spacing once more in the "
    "means).",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / (weights.sum() * (beta[1] - beta[0]) * (sigma[1] - sigma[0]))
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "Jacobian again",
    "Your weights are multiplied by sigma. The table is per unit of sigma already, and the grid"
    " has equal steps of sigma.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights * sigma / (weights * sigma).sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "power of 10",
    "Your weights are powers of 10. The table holds natural logs: `np.exp`.",
)
def _(log_joint, beta, sigma):
    weights = 10 ** (log_joint - log_joint.max())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "underflow, not normalised",
    "Your weights are all zero where the table is far below zero, and elsewhere they do not sum"
    " to 1. Subtract the table's largest entry before the exponential, and divide by the sum "
    "after it.",
)
def _(log_joint, beta, sigma):
    weights = np.exp(log_joint)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


@grid_means.misconception(
    "mean for sum",
    "Your two numbers are *averages* of value times weight. The weights are shares that sum to "
    "1: add the products up.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return np.mean(beta * weights.sum(axis=1)), np.mean(sigma * weights.sum(axis=0))
