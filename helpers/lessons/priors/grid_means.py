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


def _sums(weights, beta, sigma):
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma


def _with_weights(formula):
    """The program with other weights, made of the table; they are divided by their sum."""

    def program(log_joint, beta, sigma):
        weights = formula(log_joint)
        return _sums(weights / weights.sum(), beta, sigma)

    return program


def _fails_where_steep(means, log_joint, beta, sigma):
    if _is_steep(log_joint):
        return not np.isfinite(means).all()
    return np.allclose(means, grid_means.program(log_joint, beta, sigma))


def _fails_or_is_right(means, *case):
    return not np.isfinite(means).all() or np.allclose(means, grid_means.program(*case))


def _has_the_other_sign(means, log_joint, beta, sigma):
    turned = np.allclose(means, grid_means.program(-log_joint, beta, sigma))
    return turned or (_is_steep(log_joint) and not np.isfinite(means).all())


grid_means.mistakes(
    ("underflow", np.exp,
     "Your weights are all zero where the table is far below zero: `np.exp(-900)` is 0, as the "
     "product of many densities was in lesson 05. Subtract the table's largest entry before the "
     "exponential."),
    ("another entry than the largest subtracted", lambda table: np.exp(table - table.min()),
     "Your weights overflow where the table is steep, as with many rows: `np.exp(800)` is "
     "infinite, and infinite over infinite is nan. Subtract the *largest* entry; then no "
     "exponential exceeds 1.",
     {"recognises": _fails_where_steep}),
    ("logs as weights", lambda table: table,
     "Your weights are the logs themselves. Weights are proportional to the density: take the "
     "exponential."),
    ("each row normalised", lambda table: np.exp(table - table.max(axis=1, keepdims=True)),
     "You subtract the largest entry of each row, so that all rows weigh about the same. Subtract "
     "one number from the whole table."),
    ("divided by the largest entry", lambda table: np.exp(table / table.max()),
     "Your function *divides* the table by its largest entry. Divided logs are other powers of the "
     "density. Subtract: a factor common to all densities cancels."),
    ("divided by the largest size", lambda table: np.exp(table / np.abs(table).max()),
     "Your function *divides* the table by the size of its largest entry. Divided logs are other "
     "powers of the density. Subtract: a factor common to all densities cancels."),
    ("divided by the sum of the logs", lambda table: np.exp(table / table.sum()),
     "Your function divides the *logs* by their sum. Take the exponential first (of the table less "
     "its largest entry), and divide that by its sum."),
    ("logs cut off", lambda table: np.exp(np.clip(table, -700, 700)),
     "Your function cuts the logs off at some ±700, so that all entries below count alike. "
     "Subtract the table's largest entry: nothing is lost that counts."),
    ("sign of the exponent", lambda table: np.exp(table.max() - table),
     "Your weights are the largest where the density is the lowest: the exponent has the wrong "
     "sign. `np.exp(log_joint - log_joint.max())`.",
     {"recognises": _has_the_other_sign}),
    ("out of range", lambda table: np.exp(table + 900),
     "Your means are nan for at least one table, and right wherever they are not. `np.exp(-900)` "
     "is 0, and `np.exp(900)` is infinite: subtract the table's *largest entry* before the "
     "exponential, whatever that is, and no other number.",
     {"recognises": _fails_or_is_right}),
    of=_with_weights,
)  # fmt: skip


def _from_weights(formula):
    """The program that goes on in another way from the right weights."""
    return lambda log_joint, beta, sigma: formula(_weights(log_joint), beta, sigma)


def _largest_of_each_row_and_column(weights, beta, sigma):
    of_beta, of_sigma = weights.max(axis=1), weights.max(axis=0)
    return beta @ of_beta / of_beta.sum(), sigma @ of_sigma / of_sigma.sum()


def _the_other_at_its_mode(weights, beta, sigma):
    i, j = np.unravel_index(np.argmax(weights), weights.shape)
    return beta @ weights[:, j] / weights[:, j].sum(), weights[i] @ sigma / weights[i].sum()


def _place_of_the_largest_entry(weights, beta, sigma):
    i, j = np.unravel_index(np.argmax(weights), weights.shape)
    return beta[i], sigma[j]


def _normalised_as_a_density(weights, beta, sigma):
    cell = (beta[1] - beta[0]) * (sigma[1] - sigma[0])
    return _sums(weights / cell, beta, sigma)


def _axes_of_meshgrid(weights, beta, sigma):
    betas, sigmas = np.meshgrid(beta, sigma)
    return betas.ravel() @ weights.ravel(), sigmas.ravel() @ weights.ravel()


def _points_of_the_grid(weights, beta, sigma):
    return beta[np.argmax(weights.sum(axis=1))], sigma[np.argmax(weights.sum(axis=0))]


grid_means.mistakes(
    ("largest of each row and column", _largest_of_each_row_and_column,
     "Your weights are the largest entries of each row and column: a profile, as in lesson 07. A "
     "posterior *sums* over the other parameter."),
    ("the other at its mode", _the_other_at_its_mode,
     "Your means hold the other parameter at its most probable value. The posterior of one "
     "parameter sums over all values of the other."),
    ("place of the largest entry", _place_of_the_largest_entry,
     "Your two numbers are the place of the table's largest entry, the mode. The mean weighs all "
     "the others, too."),
    ("points of the grid", _points_of_the_grid,
     "Your two numbers are points of the grid: the most probable ones, or medians. The mean weighs "
     "all points, and lies between them.",
     {"recognises": lambda means, log_joint, beta, sigma: means[0] in beta and means[1] in sigma}),
    ("normalised along each row",
     lambda weights, *sides: _sums(weights / weights.sum(axis=1, keepdims=True), *sides),
     "Your weights sum to 1 in each row, so that every beta counts the same. All weights together "
     "should sum to 1: divide by `weights.sum()`."),
    ("normalised as a density", _normalised_as_a_density,
     "Your weights are densities: they integrate to 1, but do not sum to 1. Divide by the sum "
     "alone, without the spacing of the grid (or multiply by the spacing once more in the means)."),
    ("Jacobian again",
     lambda weights, beta, sigma: _sums(weights * sigma / (weights * sigma).sum(), beta, sigma),
     "Your weights are multiplied by sigma. The table is per unit of sigma already, and the grid "
     "has equal steps of sigma."),
    ("axes of meshgrid", _axes_of_meshgrid,
     "Your values and weights do not belong together: `np.meshgrid` lays its first argument along "
     'the *columns*. Write `indexing="ij"`, or `beta[:, None]`.'),
    of=_from_weights,
)  # fmt: skip


def _not_normalised(log_joint, beta, sigma):
    return _sums(np.exp(log_joint - log_joint.max()), beta, sigma)


def _conditional_laws_averaged(log_joint, beta, sigma):
    of_beta = special.softmax(log_joint, axis=0).mean(axis=1)
    of_sigma = special.softmax(log_joint, axis=1).mean(axis=0)
    return beta @ of_beta, of_sigma @ sigma


def _logs_summed(log_joint, beta, sigma):
    rows, columns = log_joint.sum(axis=1), log_joint.sum(axis=0)
    return beta @ special.softmax(rows), sigma @ special.softmax(columns)


grid_means.mistakes(
    ("not normalised", _not_normalised,
     "Your weights do not sum to 1: divide them by their sum."),
    ("unweighted", lambda log_joint, beta, sigma: (beta.mean(), sigma.mean()),
     "Your two numbers are the means of the grid points, without any weights."),
    ("logs summed", _logs_summed,
     "You sum the *logs* over the other parameter and take the exponential then. That multiplies "
     "densities; to leave a parameter open, densities are summed."),
    ("conditional laws averaged", _conditional_laws_averaged,
     "Your function makes each column (or row) sum to 1 and averages them then, so that improbable "
     "values of the other parameter count as much as probable ones. All weights together should "
     "sum to 1."),
)  # fmt: skip
