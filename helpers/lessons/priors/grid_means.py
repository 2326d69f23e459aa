"""Posterior means from a table of log densities: weights that sum to 1, and no overflow."""

import numpy as np
from scipy import special

from helpers.lessons.contents import priors as lesson


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


def _underflow(log_joint, beta, sigma):
    weights = np.exp(log_joint)
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _another_entry_than_the_largest_subtracte(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.min())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _place_of_the_largest_entry(log_joint, beta, sigma):
    i, j = np.unravel_index(np.argmax(log_joint), log_joint.shape)
    return beta[i], sigma[j]


def _not_normalised(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max())
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _logs_as_weights(log_joint, beta, sigma):
    weights = log_joint / log_joint.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _shifted_logs_as_weights(log_joint, beta, sigma):
    weights = log_joint - log_joint.max()
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _largest_of_each_row_and_column(log_joint, beta, sigma):
    weights = _weights(log_joint)
    of_beta, of_sigma = weights.max(axis=1), weights.max(axis=0)
    return beta @ of_beta / of_beta.sum(), sigma @ of_sigma / of_sigma.sum()


def _the_other_at_its_mode(log_joint, beta, sigma):
    weights = _weights(log_joint)
    i, j = np.unravel_index(np.argmax(weights), weights.shape)
    return beta @ weights[:, j] / weights[:, j].sum(), weights[i] @ sigma / weights[i].sum()


def _each_row_normalised(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _each_column_normalised(log_joint, beta, sigma):
    weights = np.exp(log_joint - log_joint.max(axis=0, keepdims=True))
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _logs_summed(log_joint, beta, sigma):
    rows, columns = log_joint.sum(axis=1), log_joint.sum(axis=0)
    return beta @ special.softmax(rows), sigma @ special.softmax(columns)


def _sigma_first(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return weights.sum(axis=0) @ sigma, beta @ weights.sum(axis=1)


def _standard_deviations(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return [
        np.sqrt(np.cov(values, aweights=along, ddof=0))
        for values, along in ((beta, weights.sum(axis=1)), (sigma, weights.sum(axis=0)))
    ]


def _normalised_along_each_row(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / weights.sum(axis=1, keepdims=True)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _normalised_along_each_column(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / weights.sum(axis=0, keepdims=True)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _normalised_as_a_density(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights / (weights.sum() * (beta[1] - beta[0]) * (sigma[1] - sigma[0]))
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _jacobian_again(log_joint, beta, sigma):
    weights = _weights(log_joint)
    weights = weights * sigma / (weights * sigma).sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _power_of_10(log_joint, beta, sigma):
    weights = 10 ** (log_joint - log_joint.max())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _underflow_not_normalised(log_joint, beta, sigma):
    weights = np.exp(log_joint)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _mean_for_sum(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return np.mean(beta * weights.sum(axis=1)), np.mean(sigma * weights.sum(axis=0))


def _average_over_the_table(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return np.mean(beta[:, None] * weights), np.mean(sigma * weights)


def _mean_of_each_row(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return beta @ weights.mean(axis=1), weights.mean(axis=0) @ sigma


def _values_left_out(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return weights.sum(axis=1).mean(), weights.sum(axis=0).mean()


grid_means.mistakes(
    ("underflow", _underflow,
     "Your weights are all zero where the table is far below zero: `np.exp(-900)` is 0, as the "
     "product of many densities was in lesson 05. Subtract the table's largest entry before the "
     "exponential."),
    ("another entry than the largest subtracted", _another_entry_than_the_largest_subtracte,
     "Your weights overflow where the table is steep, as with many rows: `np.exp(800)` is "
     "infinite, and infinite over infinite is nan. Subtract the *largest* entry; then no "
     "exponential exceeds 1.",
     {"recognises": lambda means, log_joint, beta, sigma: (
         not np.isfinite(means).all()
         if _is_steep(log_joint)
         else np.allclose(means, grid_means.program(log_joint, beta, sigma))
    )}),
    ("place of the largest entry", _place_of_the_largest_entry,
     "Your two numbers are the place of the table's largest entry, the mode. The mean weighs all "
     "the others, too."),
    ("not normalised", _not_normalised,
     "Your weights do not sum to 1: divide them by their sum."),
    ("logs as weights", _logs_as_weights,
     "Your weights are the logs themselves. Weights are proportional to the density: take the "
     "exponential."),
    ("shifted logs as weights", _shifted_logs_as_weights,
     "Your weights are logs, shifted by the largest one. Weights are proportional to the density: "
     "take the exponential."),
    ("largest of each row and column", _largest_of_each_row_and_column,
     "Your weights are the largest entries of each row and column: a profile, as in lesson 07. A "
     "posterior *sums* over the other parameter."),
    ("the other at its mode", _the_other_at_its_mode,
     "Your means hold the other parameter at its most probable value. The posterior of one "
     "parameter sums over all values of the other."),
    ("each row normalised", _each_row_normalised,
     "You subtract the largest entry of each row, so that all rows weigh about the same. Subtract "
     "one number from the whole table."),
    ("each column normalised", _each_column_normalised,
     "You subtract the largest entry of each column, so that all columns weigh about the same. "
     "Subtract one number from the whole table."),
    ("logs summed", _logs_summed,
     "You sum the *logs* over the other parameter and take the exponential then. That multiplies "
     "densities; to leave a parameter open, densities are summed."),
    ("sigma first", _sigma_first,
     "Your two numbers are right, but sigma comes first. Wanted: beta, then sigma."),
    ("standard deviations", _standard_deviations,
     "Your two numbers are posterior standard deviations. Wanted: means."),
    ("unweighted", lambda log_joint, beta, sigma: (beta.mean(), sigma.mean()),
     "Your two numbers are the means of the grid points, without any weights."),
    ("normalised along each row", _normalised_along_each_row,
     "Your weights sum to 1 in each row, so that every beta counts the same. All weights together "
     "should sum to 1: divide by `weights.sum()`."),
    ("normalised along each column", _normalised_along_each_column,
     "Your weights sum to 1 in each column, so that every sigma counts the same. All weights "
     "together should sum to 1: divide by `weights.sum()`."),
    ("normalised as a density", _normalised_as_a_density,
     "Your weights are densities: they integrate to 1, but do not sum to 1. Divide by the sum "
     "alone, without the spacing of the grid (or multiply by the spacing once more in the means)."),
    ("Jacobian again", _jacobian_again,
     "Your weights are multiplied by sigma. The table is per unit of sigma already, and the grid "
     "has equal steps of sigma."),
    ("power of 10", _power_of_10,
     "Your weights are powers of 10. The table holds natural logs: `np.exp`."),
    ("underflow, not normalised", _underflow_not_normalised,
     "Your weights are all zero where the table is far below zero, and elsewhere they do not sum "
     "to 1. Subtract the table's largest entry before the exponential, and divide by the sum "
     "after it."),
    ("mean for sum", _mean_for_sum,
     "Your two numbers are *averages* of value times weight. The weights are shares that sum to "
     "1: add the products up."),
    ("average over the table", _average_over_the_table,
     "Your two numbers are *averages* of value times weight, over the whole table. The weights "
     "are shares that sum to 1: add the products up."),
    ("mean of each row", _mean_of_each_row,
     "Your function takes the *mean* of each row and column. The probability of one beta, "
     "whatever sigma is, is the sum over its row."),
    ("values left out", _values_left_out,
     "Your two numbers are means of the weights. Wanted: means of beta and sigma, each value "
     "times its weight, summed."),
)  # fmt: skip


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


def _logs_averaged(log_joint, beta, sigma):
    rows, columns = log_joint.mean(axis=1), log_joint.mean(axis=0)
    return beta @ special.softmax(rows), sigma @ special.softmax(columns)


def _conditional_laws_averaged(log_joint, beta, sigma):
    of_beta = special.softmax(log_joint, axis=0).mean(axis=1)
    of_sigma = special.softmax(log_joint, axis=1).mean(axis=0)
    return beta @ of_beta, of_sigma @ sigma


def _integral_not_normalised(log_joint, beta, sigma):
    density = np.exp(log_joint - log_joint.max())
    cell = (beta[1] - beta[0]) * (sigma[1] - sigma[0])
    return beta @ density.sum(axis=1) * cell, density.sum(axis=0) @ sigma * cell


def _places_for_values(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return np.argmax(weights.sum(axis=1)), np.argmax(weights.sum(axis=0))


def _axes_of_meshgrid(log_joint, beta, sigma):
    weights = _weights(log_joint).ravel()
    betas, sigmas = np.meshgrid(beta, sigma)
    return betas.ravel() @ weights, sigmas.ravel() @ weights


def _variances(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return [
        np.cov(values, aweights=along, ddof=0)
        for values, along in ((beta, weights.sum(axis=1)), (sigma, weights.sum(axis=0)))
    ]


def _mean_of_sigma2(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma**2


def _root_of_the_mean_of_sigma2(log_joint, beta, sigma):
    weights = _weights(log_joint)
    return beta @ weights.sum(axis=1), np.sqrt(weights.sum(axis=0) @ sigma**2)


def _points_of_the_grid(log_joint, beta, sigma):
    weights = _weights(log_joint)
    of_beta, of_sigma = weights.sum(axis=1), weights.sum(axis=0)
    return beta[np.argmax(of_beta)], sigma[np.argmax(of_sigma)]


grid_means.mistakes(
    ("sign of the exponent",
     lambda log_joint, beta, sigma: _means(np.exp(log_joint.max() - log_joint), beta, sigma),
     "Your weights are the largest where the density is the lowest: the exponent has the wrong "
     "sign. `np.exp(log_joint - log_joint.max())`.",
     {"recognises": lambda means, log_joint, beta, sigma: (
         np.allclose(means, grid_means.program(-log_joint, beta, sigma))
         or (_is_steep(log_joint) and not np.isfinite(means).all())
    )}),
    ("logs above the smallest as weights",
     lambda log_joint, beta, sigma: _means(log_joint - log_joint.min(), beta, sigma),
     "Your weights are logs, counted from the smallest one. Weights are proportional to the "
     "density: take the exponential."),
    ("logs averaged", _logs_averaged,
     "You average the *logs* over the other parameter and take the exponential then. To leave a "
     "parameter open, densities are summed."),
    ("conditional laws averaged", _conditional_laws_averaged,
     "Your function makes each column (or row) sum to 1 and averages them then, so that "
     "improbable values of the other parameter count as much as probable ones. All weights "
     "together should sum to 1."),
    ("shares along each row",
     lambda log_joint, beta, sigma: _means(special.softmax(log_joint, axis=1), beta, sigma),
     "Your weights sum to 1 in each row (`softmax` with an axis does that), so that every beta "
     "counts the same. All weights together should sum to 1."),
    ("shares along each column",
     lambda log_joint, beta, sigma: _means(special.softmax(log_joint, axis=0), beta, sigma),
     "Your weights sum to 1 in each column (`softmax` with an axis does that), so that every "
     "sigma counts the same. All weights together should sum to 1."),
    ("integral not normalised", _integral_not_normalised,
     "Your two numbers are integrals of value times density, but the density does not integrate "
     "to 1: divide by its own integral."),
    ("places for values", _places_for_values,
     "Your two numbers count places in the grid. Wanted: means of beta and sigma, each value "
     "times its weight, summed."),
    ("axes of meshgrid", _axes_of_meshgrid,
     "Your values and weights do not belong together: `np.meshgrid` lays its first argument along"
     ' the *columns*. Write `indexing="ij"`, or `beta[:, None]`.'),
    ("variances", _variances,
     "Your two numbers are posterior variances. Wanted: means."),
    ("mean of sigma²", _mean_of_sigma2,
     "Your second number is the mean of sigma². Wanted: that of sigma."),
    ("root of the mean of sigma²", _root_of_the_mean_of_sigma2,
     "Your second number is the root of the mean of sigma². Wanted: the mean of sigma itself, "
     "which is a little smaller."),
    ("points of the grid", _points_of_the_grid,
     "Your two numbers are points of the grid: the most probable ones, or medians. The mean "
     "weighs all points, and lies between them.",
     {"recognises": lambda means, log_joint, beta, sigma: means[0] in beta and means[1] in sigma}),
    ("out of range", lambda log_joint, beta, sigma: _means(np.exp(log_joint + 900), beta, sigma),
     "Your means are nan for at least one table, and right wherever they are not. `np.exp(-900)` "
     "is 0, and `np.exp(900)` is infinite: subtract the table's *largest entry* before the "
     "exponential, whatever that is, and no other number.",
     {"recognises": lambda means, log_joint, beta, sigma: (
         not np.isfinite(means).all()
         or np.allclose(means, grid_means.program(log_joint, beta, sigma))
    )}),
)  # fmt: skip
