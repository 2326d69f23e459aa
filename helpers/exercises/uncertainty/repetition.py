"""A fit of every world: which noise enters, which plane, and whether all estimates are kept."""

import numpy as np

from helpers.exercises.lessons import uncertainty as lesson
from helpers.exercises.uncertainty.fits import lstsq, residual_squares
from helpers.exercises.uncertainty.worlds import WORLD, designs


def _noisy_designs(rng):
    for replications, (X, beta) in zip((5, 4, 11), designs(rng), strict=True):
        yield X, beta, rng.normal(0, 2, (replications, len(X)))


@lesson.function(
    "03-resimulate",
    cases=_noisy_designs,
    hints=(
        "Each row of `noise` makes a world of its own: the same plane, `X @ beta`, plus that row. "
        "Fit each of them.",
        "A loop over the rows of `noise` does it. Collect the fitted coefficients in a list, and "
        "make one array of the list.",
        "`X @ beta + noise` adds the plane to every row at once; call it `Y`. "
        "`np.linalg.lstsq(X, Y.T)[0]` then fits all columns of `Y.T`, and comes out as "
        "(p, replications): turn it.",
    ),
)
def resimulate(X, beta, noise):
    """The estimates of many worlds that share one truth."""
    return np.array([lstsq(X, X @ beta + row) for row in noise])


@resimulate.variant("all worlds in one call")
def _(X, beta, noise):
    return np.linalg.lstsq(X, (X @ beta + noise).T, rcond=None)[0].T


@resimulate.variant("the truth plus what least squares makes of the noise")
def _(X, beta, noise):
    return beta + noise @ np.linalg.pinv(X).T


@resimulate.variant("normal equations in a loop, as a list")
def _(X, beta, noise):
    return [np.linalg.solve(X.T @ X, X.T @ (X @ beta + row)).tolist() for row in noise]


@resimulate.law(
    "Worlds with different noise have different estimates: {right} different rows here. Yours has "
    "{left}.",
    "≥",
)
def _(B, X, beta, noise):
    return len(np.unique(B, axis=0)), len(np.unique((noise @ X).round(6), axis=0))


@resimulate.law(
    "X(b − β) is the noise's shadow on the columns of X: its squares add up to at most the "
    "noise's, {right} in one world. Yours add up to {left} there.",
    "≤",
)
def _(B, X, beta, noise):
    errors, given = np.sum(((B - beta) @ X.T) ** 2, axis=1), np.sum(noise**2, axis=1)
    worst = np.argmax(errors - given)
    return errors[worst], given[worst]


@resimulate.law(
    "What least squares leaves of a world's y is orthogonal to every column of X: X'(y − Xb) is 0. "
    "Yours leaves up to {left}."
)
def _(B, X, beta, noise):
    left = (X @ beta + noise - B @ X.T) @ X
    return np.abs(left).max(), 0, np.max((np.abs(noise) + np.abs(B) @ np.abs(X).T) @ np.abs(X))


@resimulate.misconception(
    "worlds in columns",
    "Your estimates are right, but each world has a column of its own. Wanted: one row for each "
    "world, so turn the array.",
)
def _(X, beta, noise):
    return np.linalg.lstsq(X, (X @ beta + noise).T, rcond=None)[0]


@resimulate.misconception(
    "noise alone is fitted",
    "The plane is missing from your y: least squares has only the noise to fit. (Or the truth was "
    "taken away afterwards.)",
)
def _(X, beta, noise):
    return noise @ np.linalg.pinv(X).T


@resimulate.misconception(
    "no constant",
    "Your function fits planes through the origin: the column of ones is left out of the fit.",
)
def _(X, beta, noise):
    return np.array([lstsq(X[:, 1:], X @ beta + row) for row in noise])


@resimulate.misconception(
    "constant missing in y",
    "Your y is made of the slopes alone, so your constants scatter around 0. "
    "The plane is all of `X @ beta`.",
)
def _(X, beta, noise):
    return np.array([lstsq(X, X[:, 1:] @ beta[1:] + row) for row in noise])


@resimulate.misconception(
    "one world again and again",
    "All your rows are equal: every round fits the first row of the noise. "
    "World number i takes `noise[i]`.",
)
def _(X, beta, noise):
    return np.tile(lstsq(X, X @ beta + noise[0]), (len(noise), 1))


@resimulate.misconception(
    "stops after the first world",
    "Your function returns after its first world. Move the `return` out of the loop, and collect "
    "the estimates of all worlds.",
)
def _(X, beta, noise):
    return lstsq(X, X @ beta + noise[0])


@resimulate.misconception(
    "only the last world kept",
    "Your function returns the estimate of the last world alone: each round overwrites the one "
    "before. Collect them in a list.",
)
def _(X, beta, noise):
    return lstsq(X, X @ beta + noise[-1])


@resimulate.misconception(
    "averaged",
    "Your function returns the average over all worlds, one set of coefficients. "
    "How the estimates scatter is gone: return all of them.",
)
def _(X, beta, noise):
    return np.mean([lstsq(X, X @ beta + row) for row in noise], axis=0)


@resimulate.misconception(
    "noise piles up",
    "Each of your worlds keeps the noise of all worlds before it: `y += …` changes y for good. "
    "Make y anew in every round.",
)
def _(X, beta, noise):
    return np.array([lstsq(X, X @ beta + row) for row in np.cumsum(noise, axis=0)])


@resimulate.misconception(
    "errors",
    "Your numbers are errors, truth minus estimate. Return the estimates themselves.",
)
def _(X, beta, noise):
    return -noise @ np.linalg.pinv(X).T


@resimulate.misconception(
    "noise subtracted", "Your y is the plane *minus* the noise. Noise is added."
)
def _(X, beta, noise):
    return beta - noise @ np.linalg.pinv(X).T


for _name, _says, _program in (
    (
        "not fitted",
        "Your function returns the y of every world, n numbers each. Fit them: wanted are the "
        "coefficients.",
        lambda X, beta, noise: X @ beta + noise,
    ),
    (
        "one long row",
        "All estimates stand in one long row. Keep a row for each world: `np.array` of the list, "
        "not `np.concatenate` or `np.append`.",
        lambda X, beta, noise: np.ravel(beta + noise @ np.linalg.pinv(X).T),
    ),
    (
        "reshaped, not turned",
        "Your numbers are right, but `reshape` has mixed worlds and coefficients: it reads the "
        "numbers on, row by row. To turn rows into columns, use `.T`.",
        lambda X, beta, noise: (beta[:, None] + np.linalg.pinv(X) @ noise.T).reshape(
            len(noise), -1
        ),
    ),
    (
        "never filled",
        "Your function returns zeros: nothing was put into the array. `np.append` hands back a new "
        "array and leaves the old one as it is; write `out[i] = …`.",
        lambda X, beta, noise: np.zeros((len(noise), len(beta))),
    ),
    (
        "noise multiplied by sigma",
        "Your noise is five times as large as the one handed in: it has sigma in it already.",
        lambda X, beta, noise: beta + WORLD.sigma * noise @ np.linalg.pinv(X).T,
    ),
    (
        "spread",
        "Your function returns the standard deviation over all worlds. That comes next; return the "
        "estimates themselves.",
        lambda X, beta, noise: np.std(noise @ np.linalg.pinv(X).T, axis=0),
    ),
    (
        "spread, divisor less one",
        "Your function returns the standard deviation over all worlds. That comes next; return the "
        "estimates themselves.",
        lambda X, beta, noise: np.std(noise @ np.linalg.pinv(X).T, axis=0, ddof=1),
    ),
    (
        "sums of squares",
        "Your function returns what is second in the answer of `np.linalg.lstsq`, the residual "
        "sums of squares. The estimates are the first, `[0]`.",
        lambda X, beta, noise: residual_squares(X, X @ beta + noise),
    ),
    (
        "average noise for all",
        "All your rows are equal: every world gets the average of the noise. World number i takes "
        "`noise[i]`.",
        lambda X, beta, noise: np.tile(
            beta + np.linalg.pinv(X) @ noise.mean(axis=0), (len(noise), 1)
        ),
    ),
    (
        "first number of each row",
        "Your function adds one and the same number to all rows of a world, so that only the "
        "constant moves. Each observation has a piece of noise of its own.",
        lambda X, beta, noise: beta + noise[:, :1] @ np.ones((1, len(X))) @ np.linalg.pinv(X).T,
    ),
):
    resimulate.misconception(_name, _says)(_program)
