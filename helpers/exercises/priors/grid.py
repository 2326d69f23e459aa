"""Posterior means from a table of log densities: weights that sum to 1, and no overflow."""

import numpy as np
from scipy import special

from helpers.exercises.lessons import priors as lesson


def _grids(rng):
    """Tables of unequal sides; the first two lie so low that their exponentials underflow.

    The last is as steep as that of many rows: even its mean lies so far below its largest entry
    that the exponential of the difference overflows. All vanish at the edges, and several steps
    cross each hill: the rules of trapezoid and Simpson give what sums give.
    """
    for rows, columns, level, middle in (
        (45, 64, -2400.0, 1.9),
        (66, 37, -900.0, 2.1),
        (51, 48, -3.0, 2.2),
    ):
        beta = np.linspace(2.0, 6.0, rows)
        sigma = np.linspace(1.0, 4.0, columns)
        centre, width = 3.4 + 0.25 * sigma, 0.1 * sigma
        log_beta = -(((beta[:, None] - centre) / width) ** 2) / 2 - np.log(width)
        log_sigma = -((np.log(sigma / middle) / 0.09) ** 2) / 2
        yield log_beta + log_sigma + level, beta, sigma
    n, beta, sigma = 3000, np.linspace(2.0, 6.0, 241), np.linspace(1.0, 4.0, 211)
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


@grid_means.variant("by the trapezoid rule")
def _(log_joint, beta, sigma):
    density = np.exp(log_joint - log_joint.max())
    of_beta, of_sigma = np.trapezoid(density, sigma, axis=1), np.trapezoid(density, beta, axis=0)
    return [
        np.trapezoid(of_beta * beta, beta) / np.trapezoid(of_beta, beta),
        np.trapezoid(of_sigma * sigma, sigma) / np.trapezoid(of_sigma, sigma),
    ]


@grid_means.law(
    "A mean lies between the smallest and the largest of its values. Yours are {left}; the nearest "
    "between the ends of the grids are {right}."
)
def _(means, log_joint, beta, sigma):
    return means, np.clip(means, [beta.min(), sigma.min()], [beta.max(), sigma.max()])


def _deviations(means, log_joint, beta, sigma):
    """The average deviation of beta and sigma from these means, and the average square of it."""
    weights = _weights(log_joint)
    sides = ((weights.sum(axis=1), beta - means[0]), (weights.sum(axis=0), sigma - means[1]))
    return np.array([(w @ off, w @ off**2) for w, off in sides]).T


@grid_means.law(
    "The average squared deviation, with the weights of the grid, is smallest from the mean. From "
    "yours, in beta and sigma, it is {left}; from other values {right}.",
    "≤",
)
def _(means, *case):
    off, square = _deviations(means, *case)
    return square, square - off**2


@grid_means.law(
    "Deviations from a mean, averaged with its weights, cancel. From yours they do not."
)
def _(means, *case):
    return _deviations(means, *case)[0], 0, means


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


@grid_means.misconception(
    "average over the table",
    "Your two numbers are *averages* of value times weight, over the whole table. The weights are "
    "shares that sum to 1: add the products up.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return np.mean(beta[:, None] * weights), np.mean(sigma * weights)


@grid_means.misconception(
    "mean of each row",
    "Your function takes the *mean* of each row and column. The probability of one beta, whatever "
    "sigma is, is the sum over its row.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return beta @ weights.mean(axis=1), weights.mean(axis=0) @ sigma


@grid_means.misconception(
    "values left out",
    "Your two numbers are means of the weights. Wanted: means of beta and sigma, each value times "
    "its weight, summed.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return weights.sum(axis=1).mean(), weights.sum(axis=0).mean()


# The logs are made small enough for the exponential, but not by subtracting one number


def _means(weights, beta, sigma):
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


for _name, _says, _logs in (
    (
        "divided by the largest entry",
        "Your function *divides* the table by its largest entry. Divided logs are other powers of "
        "the density. Subtract: a factor common to all densities cancels.",
        lambda table: table / table.max(),
    ),
    (
        "divided by the largest size",
        "Your function *divides* the table by the size of its largest entry. Divided logs are "
        "other powers of the density. Subtract: a factor common to all densities cancels.",
        lambda table: table / np.abs(table).max(),
    ),
    (
        "divided by the sum of the logs",
        "Your function divides the *logs* by their sum. Take the exponential first (of the table "
        "less its largest entry), and divide that by its sum.",
        lambda table: table / table.sum(),
    ),
    (
        "logs cut off",
        "Your function cuts the logs off at some ±700, so that all entries below count alike. "
        "Subtract the table's largest entry: nothing is lost that counts.",
        lambda table: np.clip(table, -700, 700),
    ),
):
    grid_means.misconception(_name, _says)(
        lambda log_joint, beta, sigma, logs=_logs: _means(np.exp(logs(log_joint)), beta, sigma)
    )


@grid_means.misconception(
    "sign of the exponent",
    "Your weights are the largest where the density is the lowest: the exponent has the wrong "
    "sign. `np.exp(log_joint - log_joint.max())`.",
    recognises=lambda means, log_joint, beta, sigma: (
        np.allclose(means, grid_means.program(-log_joint, beta, sigma))
        or (_is_steep(log_joint) and not np.isfinite(means).all())
    ),
)
def _(log_joint, beta, sigma):
    return _means(np.exp(log_joint.max() - log_joint), beta, sigma)


@grid_means.misconception(
    "logs above the smallest as weights",
    "Your weights are logs, counted from the smallest one. Weights are proportional to the "
    "density: take the exponential.",
)
def _(log_joint, beta, sigma):
    return _means(log_joint - log_joint.min(), beta, sigma)


@grid_means.misconception(
    "logs averaged",
    "You average the *logs* over the other parameter and take the exponential then. To leave a "
    "parameter open, densities are summed.",
)
def _(log_joint, beta, sigma):
    rows, columns = log_joint.mean(axis=1), log_joint.mean(axis=0)
    return beta @ special.softmax(rows), sigma @ special.softmax(columns)


@grid_means.misconception(
    "conditional laws averaged",
    "Your function makes each column (or row) sum to 1 and averages them then, so that improbable "
    "values of the other parameter count as much as probable ones. All weights together should sum "
    "to 1.",
)
def _(log_joint, beta, sigma):
    of_beta = special.softmax(log_joint, axis=0).mean(axis=1)
    of_sigma = special.softmax(log_joint, axis=1).mean(axis=0)
    return beta @ of_beta, of_sigma @ sigma


@grid_means.misconception(
    "shares along each row",
    "Your weights sum to 1 in each row (`softmax` with an axis does that), so that every beta "
    "counts the same. All weights together should sum to 1.",
)
def _(log_joint, beta, sigma):
    return _means(special.softmax(log_joint, axis=1), beta, sigma)


@grid_means.misconception(
    "shares along each column",
    "Your weights sum to 1 in each column (`softmax` with an axis does that), so that every sigma "
    "counts the same. All weights together should sum to 1.",
)
def _(log_joint, beta, sigma):
    return _means(special.softmax(log_joint, axis=0), beta, sigma)


@grid_means.misconception(
    "integral not normalised",
    "Your two numbers are integrals of value times density, but the density does not integrate to "
    "1: divide by its own integral.",
)
def _(log_joint, beta, sigma):
    density = np.exp(log_joint - log_joint.max())
    cell = (beta[1] - beta[0]) * (sigma[1] - sigma[0])
    return beta @ density.sum(axis=1) * cell, density.sum(axis=0) @ sigma * cell


@grid_means.misconception(
    "places for values",
    "Your two numbers count places in the grid. Wanted: means of beta and sigma, each value times "
    "its weight, summed.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return np.argmax(weights.sum(axis=1)), np.argmax(weights.sum(axis=0))


@grid_means.misconception(
    "axes of meshgrid",
    "Your values and weights do not belong together: `np.meshgrid` lays its first argument along "
    'the *columns*. Write `indexing="ij"`, or `beta[:, None]`.',
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint).ravel()
    betas, sigmas = np.meshgrid(beta, sigma)
    return betas.ravel() @ weights, sigmas.ravel() @ weights


@grid_means.misconception("variances", "Your two numbers are posterior variances. Wanted: means.")
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return [
        np.cov(values, aweights=along, ddof=0)
        for values, along in ((beta, weights.sum(axis=1)), (sigma, weights.sum(axis=0)))
    ]


@grid_means.misconception(
    "mean of sigma²",
    "Your second number is the mean of sigma². Wanted: that of sigma.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma**2


@grid_means.misconception(
    "root of the mean of sigma²",
    "Your second number is the root of the mean of sigma². Wanted: the mean of sigma itself, which "
    "is a little smaller.",
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return beta @ weights.sum(axis=1), np.sqrt(weights.sum(axis=0) @ sigma**2)


@grid_means.misconception(
    "points of the grid",
    "Your two numbers are points of the grid: the most probable ones, or medians. The mean weighs "
    "all points, and lies between them.",
    recognises=lambda means, log_joint, beta, sigma: means[0] in beta and means[1] in sigma,
)
def _(log_joint, beta, sigma):
    weights = _weights(log_joint)
    of_beta, of_sigma = weights.sum(axis=1), weights.sum(axis=0)
    return beta[np.argmax(of_beta)], sigma[np.argmax(of_sigma)]


@grid_means.misconception(
    "out of range",
    "Your means are nan for at least one table, and right wherever they are not. `np.exp(-900)` is "
    "0, and `np.exp(900)` is infinite: subtract the table's *largest entry* before the "
    "exponential, whatever that is, and no other number.",
    recognises=lambda means, log_joint, beta, sigma: (
        not np.isfinite(means).all()
        or np.allclose(means, grid_means.program(log_joint, beta, sigma))
    ),
)
def _(log_joint, beta, sigma):
    return _means(np.exp(log_joint + 900), beta, sigma)
