"""A fit of every world: which noise enters, which plane, and whether all estimates are kept."""

import numpy as np

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import WORLD, designs, lstsq, residual_squares


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


def _noise_piles_up(X, beta, noise):
    return np.array([lstsq(X, X @ beta + row) for row in np.cumsum(noise, axis=0)])


resimulate.mistakes(
    ("worlds in columns",
     lambda X, beta, noise: np.linalg.lstsq(X, (X @ beta + noise).T, rcond=None)[0],
     "Your estimates are right, but each world has a column of its own. Wanted: one row for each "
     "world, so turn the array."),
    ("noise alone is fitted", lambda X, beta, noise: noise @ np.linalg.pinv(X).T,
     "The plane is missing from your y: least squares has only the noise to fit. (Or the truth "
     "was taken away afterwards.)"),
    ("one world again and again",
     lambda X, beta, noise: np.tile(lstsq(X, X @ beta + noise[0]), (len(noise), 1)),
     "All your rows are equal: every round fits the first row of the noise. World number i takes "
     "`noise[i]`."),
    ("stops after the first world", lambda X, beta, noise: lstsq(X, X @ beta + noise[0]),
     "Your function returns after its first world. Move the `return` out of the loop, and collect "
     "the estimates of all worlds."),
    ("only the last world kept", lambda X, beta, noise: lstsq(X, X @ beta + noise[-1]),
     "Your function returns the estimate of the last world alone: each round overwrites the one "
     "before. Collect them in a list."),
    ("averaged",
     lambda X, beta, noise: np.mean([lstsq(X, X @ beta + row) for row in noise], axis=0),
     "Your function returns the average over all worlds, one set of coefficients. How the "
     "estimates scatter is gone: return all of them."),
    ("noise piles up", _noise_piles_up,
     "Each of your worlds keeps the noise of all worlds before it: `y += …` changes y for good. "
     "Make y anew in every round."),
    ("errors", lambda X, beta, noise: -noise @ np.linalg.pinv(X).T,
     "Your numbers are errors, truth minus estimate. Return the estimates themselves."),
    ("not fitted", lambda X, beta, noise: X @ beta + noise,
     "Your function returns the y of every world, n numbers each. Fit them: wanted are the "
     "coefficients."),
    ("one long row", lambda X, beta, noise: np.ravel(beta + noise @ np.linalg.pinv(X).T),
     "All estimates stand in one long row. Keep a row for each world: `np.array` of the list, not "
     "`np.concatenate` or `np.append`."),
    ("reshaped, not turned",
     lambda X, beta, noise: (beta[:, None] + np.linalg.pinv(X) @ noise.T).reshape(len(noise), -1),
     "Your numbers are right, but `reshape` has mixed worlds and coefficients: it reads the "
     "numbers on, row by row. To turn rows into columns, use `.T`."),
    ("never filled", lambda X, beta, noise: np.zeros((len(noise), len(beta))),
     "Your function returns zeros: nothing was put into the array. `np.append` hands back a new "
     "array and leaves the old one as it is; write `out[i] = …`."),
    ("noise multiplied by sigma",
     lambda X, beta, noise: beta + WORLD.sigma * noise @ np.linalg.pinv(X).T,
     "Your noise is five times as large as the one handed in: it has sigma in it already."),
    ("spread", lambda X, beta, noise: np.std(noise @ np.linalg.pinv(X).T, axis=0),
     "Your function returns the standard deviation over all worlds. That comes next; return the "
     "estimates themselves."),
    ("sums of squares", lambda X, beta, noise: residual_squares(X, X @ beta + noise),
     "Your function returns what is second in the answer of `np.linalg.lstsq`, the residual sums "
     "of squares. The estimates are the first, `[0]`."),
)  # fmt: skip
