"""Exercises of lesson 01: simulate, seed, store the truth, recover it."""

import numpy as np

from helpers import simulate
from helpers.exercises.lessons import pretend_worlds as lesson
from helpers.feedback import MonteCarlo, Unreadable, written

__all__ = [
    "design_matrix",
    "estimation_error",
    "noise",
    "quieter_world",
    "seed_world",
    "simulate_y",
]


WORLD = simulate.seed_world()


def _lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def _least_squares(x, y):
    """Constant and slopes, from predictors x of shape (n, 2)."""
    return _lstsq(np.column_stack([np.ones(len(y)), x]), y)


# The seed world


def _draw(order="x e beta", *, mean=10, scale=5, legacy=None, shape=(2, 200), pieces=200):
    """The seed world's draws in a given order, from the legacy generator with seed 123."""
    legacy = legacy or np.random.RandomState(123)
    draws = {
        "x": lambda: legacy.uniform(size=shape),
        "e": lambda: legacy.normal(mean, scale, pieces),
        "beta": lambda: legacy.uniform(1, 15, 2),
    }
    made = {name: draws[name]() for name in order.split()}
    return made["x"], made["e"], made["beta"]


def _made(x, e, beta):
    return x, x.T @ beta + e


@lesson.value(
    "01-seed-world",
    data=dict,
    parts=("x", "y"),
    hints=(
        "A seed fixes the whole sequence of random numbers, so the order of the three draws is "
        "part of the recipe.",
        "Call `np.random.seed(123)` first. Then draw `x`, then the noise `e`, then `beta`, "
        "each with the call that the recipe names.",
        "`x` is (2, 200) and `beta` has 2 entries; `x.T @ beta` has one number for each of the "
        "200 observations. Add `e` to it.",
    ),
)
def seed_world():
    """Rebuild the seed world."""
    return WORLD.X[:, 1:].T, WORLD.y


@seed_world.variant("a legacy generator of its own")
def _():
    return _made(*_draw())


@seed_world.variant("a loop over the observations")
def _():
    x, e, beta = _draw()
    return {"x": x, "y": [x[0, i] * beta[0] + x[1, i] * beta[1] + e[i] for i in range(200)]}


@seed_world.misconception(
    "zero-mean noise",
    lambda yours: (
        f"Least squares on your world finds a constant of {_coefficient(yours, 0)}, close to 0: "
        "your noise has mean 0. In this world it has mean 10, and that mean acts as the constant."
    ),
)
def _():
    return _made(*_draw(mean=0))


@seed_world.misconception(
    "variance used as scale",
    lambda yours: (
        f"Your y has a standard deviation of {np.std(yours['y']):.1f}: the noise is five times too "
        "wide. The second argument of `normal` is the standard deviation, 5, not the variance, 25."
    ),
)
def _():
    return _made(*_draw(scale=25))


@seed_world.misconception(
    "another generator",
    lambda yours: (
        f"Your y starts with {yours['y'].flat[0]:.3f}: these draws come from "
        "`np.random.default_rng(123)`. It is the better generator, but another one: the same seed "
        "gives other numbers. The seed world was made with `np.random.seed(123)`."
    ),
)
def _():
    rng = np.random.default_rng(123)
    return _made(rng.random((2, 200)), rng.normal(10, 5, 200), rng.uniform(1, 15, 2))


@seed_world.misconception(
    "rand(200, 2)",
    lambda yours: (
        f"Your x has shape {yours['x'].shape}. `rand(200, 2)` draws the same 400 numbers as "
        "`rand(2, 200)`, but deals them out in pairs, so other numbers meet as x1 and x2: "
        f"least squares on your world finds a constant of {_coefficient(yours, 0)}."
    ),
)
def _():
    x, e, beta = _draw(shape=(200, 2))
    return x, x @ beta + e


@seed_world.misconception(
    "reshape for transpose",
    lambda yours: (
        "Your x is right, but your y is made with `x.reshape(200, 2)`, which cuts the rows of x "
        "into pairs. `.T` keeps each observation's own x1 and x2 together. The price: "
        f"x explains {_share_explained(yours):.3f} of the variation of your y."
    ),
)
def _():
    x, e, beta = _draw()
    return x, x.reshape(200, 2) @ beta + e


@seed_world.misconception(
    "beta drawn first",
    lambda yours: (
        f"Your y starts with {yours['y'].flat[0]:.3f}: beta was drawn before x and e, which makes "
        "it (10.751, 5.006). One stream of random numbers feeds all three draws; "
        "their order matters."
    ),
)
def _():
    return _made(*_draw("beta x e"))


@seed_world.misconception(
    "noise drawn last",
    lambda yours: (
        f"Your y starts with {yours['y'].flat[0]:.3f}: beta was drawn before the noise. "
        "One stream of random numbers feeds all three draws; the recipe says x, e, beta."
    ),
)
def _():
    return _made(*_draw("x beta e"))


@seed_world.misconception(
    "noise drawn first",
    lambda yours: (
        f"Your y starts with {yours['y'].flat[0]:.3f}: the noise was drawn before x. "
        "One stream of random numbers feeds all three draws; the recipe says x, e, beta."
    ),
)
def _():
    return _made(*_draw("e x beta"))


@seed_world.misconception(
    "beta, then noise, then x",
    lambda yours: (
        f"Your y starts with {yours['y'].flat[0]:.3f}: the three draws were made in the order "
        "beta, e, x. One stream of random numbers feeds all three; the recipe says x, e, beta."
    ),
)
def _():
    return _made(*_draw("beta e x"))


@seed_world.misconception(
    "noise, then beta, then x",
    lambda yours: (
        f"Your y starts with {yours['y'].flat[0]:.3f}: the three draws were made in the order "
        "e, beta, x. One stream of random numbers feeds all three; the recipe says x, e, beta."
    ),
)
def _():
    return _made(*_draw("e beta x"))


@seed_world.misconception(
    "seeded before each draw",
    "You seeded the generator three times, so that all three draws start with the same random "
    "numbers: x, noise and beta are tied to each other. Seed once, before the first draw.",
)
def _():
    first = (
        _draw(order)[place] for place, order in enumerate(("x e beta", "e x beta", "beta x e"))
    )
    return _made(*first)


@seed_world.misconception(
    "rand(200, 2), turned",
    "Your x has the right shape, but it was drawn as `rand(200, 2)` and then turned. The same 400 "
    "numbers are dealt out in pairs that way; `rand(2, 200)` deals out one row after the other.",
)
def _():
    x, e, beta = _draw(shape=(200, 2))
    return x.T, x @ beta + e


@seed_world.misconception(
    "mean and standard deviation exchanged",
    lambda yours: (
        f"Your y averages {np.mean(yours['y']):.1f}: the noise has mean 5 and standard deviation "
        "10. `normal` takes the mean first, here 10, then the standard deviation, 5."
    ),
)
def _():
    return _made(*_draw(mean=5, scale=10))


@seed_world.misconception(
    "root of the standard deviation",
    "Your noise has standard deviation √5. The recipe's 5 is the standard deviation itself.",
)
def _():
    return _made(*_draw(scale=np.sqrt(5)))


@seed_world.misconception(
    "one noise for all",
    "Your noise is a single number, added to all 200 observations: your y lies exactly on a plane. "
    "`normal(10, 5, 200)` draws one for each.",
)
def _():
    return _made(*_draw(pieces=None))


@seed_world.misconception(
    "10 added twice",
    "Your y lies 10 too high: the noise has mean 10 already, so the 10 must not be added again.",
)
def _():
    x, e, beta = _draw()
    return x, 10 + x.T @ beta + e


@seed_world.misconception(
    "slopes exchanged",
    "Your y gives the first slope to x2 and the second to x1. `x.T @ beta` pairs them in order.",
)
def _():
    x, e, beta = _draw()
    return x, x.T @ beta[::-1] + e


@seed_world.misconception(
    "noise subtracted", "Your y is the plane *minus* the noise. The recipe adds it."
)
def _():
    x, e, beta = _draw()
    return x, x.T @ beta - e


@seed_world.misconception(
    "another seed, or none",
    lambda yours: (
        f"Your x is uniform as it should be, but starts with {yours['x'].flat[0]:.4f}: it was not "
        "drawn right after `np.random.seed(123)`. Put the seed in the same cell as the draws, so "
        "that running the cell again starts anew."
    ),
    recognises=lambda yours: (
        yours["x"].shape == (2, 200)
        and 0 < yours["x"].min() < yours["x"].max() < 1
        and abs(yours["x"].mean() - 0.5) < 0.1
        and abs(np.corrcoef(yours["x"].ravel(), WORLD.X[:, 1:].T.ravel())[0, 1]) < 0.25
    ),
)
def _():
    return _made(*_draw(legacy=np.random.RandomState(0)))


@seed_world.misconception(
    "no noise",
    "Your y lies exactly on a plane through the origin: the noise `e` is not added.",
)
def _():
    x, _e, beta = _draw()
    return x, x.T @ beta


def _fit(yours):
    """Least squares on the learner's own x and y, however x is turned."""
    x = yours["x"] if yours["x"].shape[0] == 200 else yours["x"].T
    y = yours["y"].ravel()
    return _least_squares(x, y), x, y


def _coefficient(yours, place):
    return written(_fit(yours)[0][place], ".3f")


def _share_explained(yours):
    beta, x, y = _fit(yours)
    return 1 - np.var(y - beta[0] - x @ beta[1:]) / np.var(y)


# The design matrix


def _predictors(rng):
    for k, n in ((2, 7), (3, 12), (1, 5), (4, 4), (5, 3)):
        yield (rng.normal(size=(k, n)),)


@lesson.function(
    "01-design-matrix",
    cases=_predictors,
    hints=(
        "Each row of X is one observation: a 1, then its predictors.",
        "`x` has one row for each predictor, so it has to be turned: `x.T`. "
        "How many ones are needed? As many as x has columns.",
        "`np.column_stack([np.ones(x.shape[1]), x.T])`",
    ),
)
def design_matrix(x):
    """The design matrix, with its constant column."""
    k, n = x.shape
    X = np.ones((n, k + 1))
    X[:, 1:] = x.T
    return X


@design_matrix.variant("column_stack")
def _(x):
    return np.column_stack([np.ones(x.shape[1]), x.T])


@design_matrix.variant("vstack, then transpose")
def _(x):
    return np.vstack([np.ones(x.shape[1]), x]).T


@design_matrix.variant("rows as lists")
def _(x):
    return [[1, *column] for column in x.T.tolist()]


@design_matrix.misconception(
    "no constant",
    "Your matrix holds the predictors alone. Without a first column of ones the plane is forced "
    "through the origin.",
)
def _(x):
    return x.T


@design_matrix.misconception(
    "constant last",
    "Your column of ones stands last. In this course the constant comes first, so that "
    "`beta[0]` is always the constant.",
)
def _(x):
    return np.column_stack([x.T, np.ones(x.shape[1])])


@design_matrix.misconception(
    "not turned",
    "Your matrix has observations in its columns. Turn it: in X, rows are observations.",
)
def _(x):
    return np.vstack([np.ones(x.shape[1]), x])


@design_matrix.misconception(
    "not turned, ones beside it",
    "You put the ones beside x as it is, whose rows are predictors. Turn x first: in X, rows are "
    "observations.",
)
def _(x):
    return np.column_stack([np.ones(x.shape[0]), x])


@design_matrix.misconception(
    "made for two predictors",
    "Your matrix uses two predictors, however many x has. Turn all of x at once: `x.T`.",
    recognises=lambda yours, x: (
        yours.shape == (x.shape[1], 3) and np.array_equal(yours[:, 1 : 1 + len(x)], x[:2].T)
    ),
)
def _(x):
    return np.column_stack([np.ones(x.shape[1]), x[0], x[min(1, len(x) - 1)]])


@design_matrix.misconception(
    "reshape for transpose",
    "`reshape` deals the numbers out anew, so the values of one predictor land in several columns. "
    "(With such an X, the seed world's R² falls from 0.330 to 0.005.) `.T` turns the table and "
    "keeps every observation together.",
)
def _(x):
    return np.column_stack([np.ones(x.shape[1]), x.reshape(x.shape[1], -1)])


@design_matrix.misconception(
    "constant of zeros",
    "Your first column holds zeros. The constant is multiplied by this column: it must hold ones.",
)
def _(x):
    return np.column_stack([np.zeros(x.shape[1]), x.T])


# Truth and noise kept apart


def _is_fresh_noise(values, noise, X, sigma):
    """Whether values scatter like new draws: unrelated to the noise, in any order, and to X."""
    old, new = np.sort(noise / noise.std()), np.sort(values / values.std())
    related = np.corrcoef([values, noise, *X[:, 1:].T])[0, 1:]
    return (
        0.8 < values.std() / sigma < 1.2
        and np.max(np.abs(related)) < 0.25
        and not np.allclose(new, old)
        and not np.allclose(new, -old[::-1])
    )


def _truth():
    return {"X": WORLD.X, "y": WORLD.y, "beta": WORLD.beta}


@lesson.value(
    "01-noise",
    data=_truth,
    hints=(
        "What is left of y when the plane that made it is taken away?",
        "The true plane is `X @ world.beta`, constant included. (The `beta` of the recipe has only "
        "the two slopes.)",
        "`y - X @ world.beta`",
    ),
)
def noise(X, y, beta):
    """The noise of the seed world, apart from its truth."""
    return y - X @ beta


@noise.variant("a loop")
def _(X, y, beta):
    return [y[i] - sum(X[i, j] * beta[j] for j in range(3)) for i in range(len(y))]


@noise.variant("a column")
def _(X, y, beta):
    return y[:, None] - X @ beta[:, None]


@noise.misconception(
    "residuals",
    lambda yours, X, y, beta: (
        "Your 200 numbers average exactly 0 and are uncorrelated with x1 and x2: they are "
        "residuals, what the *fitted* plane leaves over. The noise, which only a simulator knows, "
        "is what the *true* plane leaves over; it averages "
        f"{written(np.mean(y - X @ beta), '.2f')}."
    ),
)
def _(X, y, beta):
    return y - X @ _lstsq(X, y)


@noise.misconception(
    "constant left in",
    lambda yours, X, y, beta: (
        f"Your noise has mean {np.mean(yours):.2f}: the constant, 10, is still in it. "
        "The truth has three entries; take away all three, `X @ world.beta`."
    ),
)
def _(X, y, beta):
    return y - X[:, 1:] @ beta[1:]


@noise.misconception(
    "sign turned",
    "Your numbers are the plane minus y, so an observation above the plane gets negative noise. "
    "Noise is what is added to the plane: y minus the plane.",
)
def _(X, y, beta):
    return X @ beta - y


@noise.misconception(
    "the plane itself",
    "Your numbers are the true plane, `X @ world.beta`; the noise is what y adds to it.",
)
def _(X, y, beta):
    return X @ beta


@noise.misconception(
    "rounded truth",
    "Your numbers are close, but the truth was typed in with four or five digits, as it is "
    "printed. `world.beta` has all of them.",
    recognises=lambda yours, X, y, beta: any(
        np.allclose(yours, y - X @ np.round(beta, decimals), rtol=1e-9) for decimals in range(1, 6)
    ),
)
def _(X, y, beta):
    return y - X @ beta.round(3)


@noise.misconception(
    "deviation from the mean",
    "Your numbers are y minus its mean. That takes away the height of the plane, but not its "
    "slopes.",
)
def _(X, y, beta):
    return y - np.mean(y)


@noise.misconception(
    "only the constant taken away",
    "Your numbers are y minus the constant. The two slopes are still in them: take away all of "
    "`X @ world.beta`.",
)
def _(X, y, beta):
    return y - beta[0]


@noise.misconception(
    "new draws",
    "Your numbers look like noise, but they are new draws, unrelated to the noise in y. The noise "
    "of *this* world is in y already: take away the true plane.",
    recognises=lambda yours, X, y, beta: _is_fresh_noise(yours, y - X @ beta, X, 5.0),
)
def _(X, y, beta):
    return np.random.default_rng(1).normal(0, 5, len(y))


@noise.misconception(
    "in units of sigma",
    "Your noise has a standard deviation close to 1: it is divided by sigma = 5. "
    "Leave it in the units of y.",
)
def _(X, y, beta):
    return (y - X @ beta) / WORLD.sigma


# The estimate and the truth


def _estimate():
    return {"beta_hat": _least_squares(WORLD.X[:, 1:], WORLD.y), "beta": WORLD.beta}


@lesson.value(
    "01-estimation-error",
    data=_estimate,
    hints=(
        "An error is positive where the estimate is too large.",
        "Both have three entries: constant, slope of x1, slope of x2. Subtract entry by entry.",
        "`beta_hat - world.beta`, whose constant is 10.",
    ),
)
def estimation_error(beta_hat, beta):
    """How far the estimate is from the truth."""
    return beta_hat - beta


@estimation_error.variant("a loop")
def _(beta_hat, beta):
    return [float(estimate - truth) for estimate, truth in zip(beta_hat, beta, strict=True)]


@estimation_error.misconception(
    "truth minus estimate",
    "Your {yours} are truth minus estimate. An estimate that is too large should have a "
    "positive error: estimate minus truth.",
)
def _(beta_hat, beta):
    return beta - beta_hat


@estimation_error.misconception(
    "true constant taken as 0",
    "The first of your {yours} compares the constant with 0. The recipe names "
    "only two slopes, but its noise has mean 10, and that is the true constant.",
)
def _(beta_hat, beta):
    return beta_hat - np.array([0.0, *beta[1:]])


@estimation_error.misconception(
    "relative error",
    "Your {yours} are errors divided by the truth. Wanted: the plain differences, "
    "in the units of beta.",
)
def _(beta_hat, beta):
    return (beta_hat - beta) / beta


@estimation_error.misconception(
    "rounded truth",
    "Your {yours} are close, but the truth was typed in with four or five digits, as it is "
    "printed. `world.beta` has all of them.",
    recognises=lambda yours, beta_hat, beta: any(
        np.allclose(yours, beta_hat - np.round(beta, decimals), rtol=1e-9)
        for decimals in range(1, 6)
    ),
)
def _(beta_hat, beta):
    return beta_hat - beta.round(3)


@estimation_error.misconception(
    "not compared", "Your {yours} are the estimates themselves. Take away the truth."
)
def _(beta_hat, beta):
    return beta_hat


@estimation_error.misconception(
    "ratio",
    "Your {yours} are estimates divided by truths. Wanted: the differences, in the units of beta.",
)
def _(beta_hat, beta):
    return beta_hat / beta


@estimation_error.misconception(
    "in percent",
    "Your {yours} are errors in percent of the truth. Wanted: the plain differences, in the units "
    "of beta.",
)
def _(beta_hat, beta):
    return 100 * (beta_hat - beta) / beta


@estimation_error.misconception(
    "sign dropped",
    "Your {yours} have lost their signs. Whether an estimate is too large or too small "
    "matters: averaged over many worlds the signs cancel, the sizes do not.",
)
def _(beta_hat, beta):
    return np.abs(beta_hat - beta)


@estimation_error.misconception(
    "squared error", "Your {yours} are squared errors. Wanted: the plain differences."
)
def _(beta_hat, beta):
    return (beta_hat - beta) ** 2


@estimation_error.misconception(
    "slopes only",
    "Your {yours} are the errors of the two slopes. The constant is estimated too: "
    "its truth is 10.",
)
def _(beta_hat, beta):
    return (beta_hat - beta)[1:]


# A quieter world


@lesson.value(
    "01-quieter-world",
    data=lambda: {"X": WORLD.X, "beta": WORLD.beta, "noise": WORLD.noise},
    hints=(
        "A world is a plane plus noise. Which of the two changes when it gets quieter?",
        "The plane stays, constant included. Each of the 200 pieces of noise is halved.",
        "`X @ world.beta + noise / 2`",
    ),
)
def quieter_world(X, beta, noise):
    """The same world with half the noise."""
    return X @ beta + 0.5 * noise


@quieter_world.variant("halfway between y and the plane")
def _(X, beta, noise):
    plane = X @ beta
    return (plane + noise + plane) / 2


@quieter_world.variant("a loop")
def _(X, beta, noise):
    return [row @ beta + piece / 2 for row, piece in zip(X, noise, strict=True)]


@quieter_world.misconception(
    "y halved",
    lambda yours, X, beta, noise: (
        f"Least squares on your y finds a constant of {_least_squares(X[:, 1:], yours)[0]:.2f}: "
        "you halved all of y, the plane included. Only the noise gets quieter."
    ),
)
def _(X, beta, noise):
    return (X @ beta + noise) / 2


@quieter_world.misconception(
    "constant halved",
    lambda yours, X, beta, noise: (
        "Your y lies 5 too low: the constant, 10, was halved together with the noise. "
        "In the original recipe the constant hides in the noise as its mean; the mean stays."
    ),
)
def _(X, beta, noise):
    return X[:, 1:] @ beta[1:] + (beta[0] + noise) / 2


@quieter_world.misconception(
    "variance halved",
    lambda yours, X, beta, noise: (
        f"Your noise has a standard deviation of {np.std(yours - X @ beta):.2f}, "
        "the old one divided by √2: you halved the variance. Halve the noise itself."
    ),
)
def _(X, beta, noise):
    return X @ beta + noise / np.sqrt(2)


@quieter_world.misconception(
    "no noise", "Your y lies exactly on the plane: the noise is gone, not halved."
)
def _(X, beta, noise):
    return X @ beta


@quieter_world.misconception(
    "fitted plane",
    "Your y scatters around the *fitted* plane. A simulator knows the truth: halve the noise "
    "around `X @ world.beta`.",
)
def _(X, beta, noise):
    return X @ _lstsq(X, X @ beta + noise) + noise / 2


@quieter_world.misconception(
    "halfway to the fitted plane",
    "Your y lies halfway between the old y and the *fitted* plane: you halved the residuals. The "
    "noise is what the true plane leaves over.",
)
def _(X, beta, noise):
    y = X @ beta + noise
    return (y + X @ _lstsq(X, y)) / 2


@quieter_world.misconception(
    "new draws",
    "Your noise has the right size, but it is new: not the old draws, halved. With the same draws, "
    "whatever differs between the two worlds is due to the size of the noise alone.",
    recognises=lambda yours, X, beta, noise: _is_fresh_noise(yours - X @ beta, noise, X, 2.5),
)
def _(X, beta, noise):
    return X @ beta + np.random.default_rng(1).normal(0, 2.5, len(noise))


@quieter_world.misconception(
    "unchanged", "Your y is that of the seed world, with all of its noise."
)
def _(X, beta, noise):
    return X @ beta + noise


@quieter_world.misconception(
    "half a noise more",
    "You added half the noise to y, which has the whole noise already: now it is one and a half "
    "times as loud. Start from the plane, `X @ world.beta`.",
)
def _(X, beta, noise):
    return X @ beta + 1.5 * noise


@quieter_world.misconception(
    "noise quartered", "Your noise is a quarter of the old one; it should be half of it."
)
def _(X, beta, noise):
    return X @ beta + noise / 4


@quieter_world.misconception(
    "constant left out",
    "Your y lies 10 too low: the constant is missing. The plane is `X @ world.beta`, with all "
    "three coefficients.",
)
def _(X, beta, noise):
    return X[:, 1:] @ beta[1:] + noise / 2


@quieter_world.misconception(
    "noise doubled", "Your noise is twice as wide as before; it should be half as wide."
)
def _(X, beta, noise):
    return X @ beta + 2 * noise


@quieter_world.misconception(
    "noise alone", "Your numbers are the halved noise alone; add the plane, `X @ world.beta`."
)
def _(X, beta, noise):
    return noise / 2


# Simulating with a generator passed in

CALLS, ROWS = 200, 30


def _worlds(rng):
    X = np.column_stack([np.ones(ROWS), rng.uniform(size=(ROWS, 2))])
    yield X, np.array([3.0, -2.0, 5.0]), 2.5
    yield X[:, :2], np.array([-1.0, 4.0]), 0.5


def _noise_laws(function, X, beta, sigma):
    """Averages over many calls by which independent N(0, sigma²) noise is known.

    The noise is read off as z = (y - X beta) / sigma, shape (calls, rows). Averages of
    products are divided by the mean square, so that a wrong scale shows in one place only.
    """

    def standardised(rng):
        y = np.asarray(function(X, beta, sigma, rng), dtype=float)
        if y.size != len(X):
            raise Unreadable(
                f"It returns an array of shape {y.shape}; wanted one y for each of the "
                f"{len(X)} rows of X."
            )
        return (y.ravel() - X @ beta) / sigma

    rng = np.random.default_rng(2026)
    z = np.array([standardised(rng) for _ in range(CALLS)])
    twice = [standardised(np.random.default_rng(7)) for _ in range(2)]
    square = np.mean(z**2) if np.mean(z**2) > 1e-20 else np.nan
    return {
        "average of the noise": z.mean() / np.sqrt(square),
        "mean fourth power of the noise (cube root)": np.cbrt(np.mean(z**4) / square**2 / 3),
        "mean square of the noise, in units of sigma²": np.mean(z**2),
        "share of the noise within one sigma": np.mean(np.abs(z) < 1),
        "share of the noise below zero": np.mean(z < 0),
        "correlation of neighbouring rows": np.mean(z[:, 1:] * z[:, :-1]) / square,
        "correlation of one call with the next": np.mean(z[1:] * z[:-1]) / square,
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        "spread of the average from call to call": np.cbrt(ROWS * np.var(z.mean(axis=1)) / square),
        "spread of the mean square from call to call": np.cbrt(
            ROWS / 2 * np.var(np.mean(z**2, axis=1)) / square**2
        ),
        "spread of the mean square from row to row": np.cbrt(
            CALLS / 2 * np.var(np.mean(z**2, axis=0)) / square**2
        ),
        "mean squared correlation of two rows": np.cbrt(
            np.mean((z.T @ z / CALLS / square)[np.triu_indices(ROWS, 1)] ** 2) * CALLS
        ),
        "difference between two calls with the same seed": np.mean(np.abs(twice[0] - twice[1])),
    }


# Two finite runs are compared, the learner's and the reference's: hence the factor sqrt(2).
_STANDARD_ERRORS = {
    "average of the noise": np.sqrt(2 / (CALLS * ROWS)),
    "mean fourth power of the noise (cube root)": 1.1 * np.sqrt(2 * 24 / (CALLS * ROWS)) / 9,
    "mean square of the noise, in units of sigma²": np.sqrt(2 * 2 / (CALLS * ROWS)),
    "share of the noise within one sigma": np.sqrt(2 * 0.683 * 0.317 / (CALLS * ROWS)),
    "share of the noise below zero": np.sqrt(2 * 0.25 / (CALLS * ROWS)),
    "correlation of neighbouring rows": np.sqrt(2 / (CALLS * (ROWS - 1))),
    "correlation of one call with the next": np.sqrt(2 / ((CALLS - 1) * ROWS)),
    "spread of the average from call to call": np.sqrt(2 * 2 / (9 * CALLS)),
    # A mean of ROWS squares has somewhat heavier tails than a normal variable.
    "spread of the mean square from call to call": np.sqrt(2 * (2 + 12 / ROWS) / (9 * CALLS)),
    "spread of the mean square from row to row": np.sqrt(2 * (2 + 12 / CALLS) / (9 * ROWS)),
    "mean squared correlation of two rows": np.sqrt(2 * 2 / (9 * ROWS * (ROWS - 1) / 2)),
    "difference between two calls with the same seed": 0.0,
}


@lesson.function(
    "01-simulate-y",
    cases=_worlds,
    probe=_noise_laws,
    parts=tuple(_STANDARD_ERRORS),
    tolerance=MonteCarlo(
        _STANDARD_ERRORS,
        z=5.6,
        reason="averages over 200 calls of 30 rows in two worlds; a right function is refused "
        "with a probability of 5e-7",
    ),
    hints=(
        "One observation is its place on the plane, `X @ beta`, plus its own piece of noise.",
        "All randomness comes from the `rng` that is handed in: "
        "`rng.normal(mean, standard_deviation, how_many)`.",
        "`X @ beta + rng.normal(0, sigma, len(X))`",
    ),
)
def simulate_y(X, beta, sigma, rng):
    """Draw y with a generator passed in."""
    return X @ beta + sigma * rng.standard_normal(len(X))


@simulate_y.variant("rng.normal")
def _(X, beta, sigma, rng):
    return X @ beta + rng.normal(0, sigma, len(X))


@simulate_y.variant("a loop over the rows")
def _(X, beta, sigma, rng):
    return [row @ beta + rng.normal(0, sigma) for row in X]


@simulate_y.variant("one draw of a multivariate normal")
def _(X, beta, sigma, rng):
    return rng.multivariate_normal(X @ beta, sigma**2 * np.eye(len(X)))


@simulate_y.variant("a column")
def _(X, beta, sigma, rng):
    return (X @ beta)[:, None] + rng.normal(scale=sigma, size=(len(X), 1))


@simulate_y.misconception(
    "no noise", "Your y lies exactly on the plane: no noise is added, so nothing is random."
)
def _(X, beta, sigma, rng):
    return X @ beta


@simulate_y.misconception(
    "variance as scale",
    "Your noise has standard deviation sigma². `normal` wants the standard deviation, "
    "and sigma is one already: do not square it.",
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.normal(0, sigma**2, len(X))


@simulate_y.misconception(
    "square root as scale",
    "Your noise has standard deviation √sigma. Here sigma is the standard deviation, "
    "not the variance: leave out the square root.",
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.normal(0, np.sqrt(sigma), len(X))


@simulate_y.misconception(
    "sigma ignored", "Your noise has standard deviation 1, whatever sigma is. Multiply it by sigma."
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.standard_normal(len(X))


@simulate_y.misconception(
    "sigma of one world",
    "Your noise has standard deviation 5, whatever sigma is. Use the `sigma` that is handed in.",
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.normal(0, WORLD.sigma, len(X))


@simulate_y.misconception(
    "one piece of noise for all",
    "Your function draws a single number and adds it to every row, so all observations move "
    "together. Each row needs a draw of its own.",
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.normal(0, sigma)


@simulate_y.misconception(
    "same noise in every call",
    "Every call adds the same noise, whatever `rng` is handed in; a generator seeded inside does "
    "that. 2,000 simulations would be one simulation. Draw from `rng`.",
    recognises=lambda laws, X, beta, sigma: (
        laws["correlation of one call with the next"] > 0.9
        and laws["spread of the average from call to call"] < 0.01
        and laws["spread of the mean square from call to call"] < 0.01
        and 0 < laws["share of the noise below zero"] < 1
        and abs(laws["correlation of neighbouring rows"]) < 0.7
    ),
)
def _(X, beta, sigma, rng):
    return X @ beta + np.random.default_rng(123).normal(0, sigma, len(X))


@simulate_y.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different noise. So it does not come from the "
    "`rng` that is handed in, but from `np.random` or from a generator of your own.",
    recognises=lambda laws, X, beta, sigma: (
        laws["difference between two calls with the same seed"] > 1e-6
    ),
)
def _(X, beta, sigma, rng):
    return X @ beta + np.random.normal(0, sigma, len(X))


@simulate_y.misconception(
    "noise with mean 10",
    "Your noise does not average 0. The constant is in beta already, as its first entry; "
    "noise with a mean of 10 would count it twice.",
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.normal(10, sigma, len(X))


@simulate_y.misconception(
    "mean and standard deviation exchanged",
    "Your noise is the same number in every row: sigma. `normal` takes the mean first, here 0, and "
    "then the standard deviation.",
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.normal(sigma, 0, len(X))


@simulate_y.misconception(
    "noise never negative",
    "All your noise is positive. Normal noise falls on both sides of 0, half of it below.",
    recognises=lambda laws, X, beta, sigma: (
        laws["share of the noise below zero"] == 0
        and laws["spread of the mean square from call to call"] > 0.01
    ),
)
def _(X, beta, sigma, rng):
    return X @ beta + sigma * rng.random(len(X))


@simulate_y.misconception(
    "uniform noise",
    "Your noise has the right spread but not the shape: it is spread evenly. "
    "Wanted: normal noise, `rng.normal`.",
)
def _(X, beta, sigma, rng):
    return X @ beta + np.sqrt(3) * rng.uniform(-sigma, sigma, len(X))


@simulate_y.misconception(
    "uniform noise between −sigma and sigma",
    "Your noise is spread evenly between −sigma and sigma, and never goes beyond. Normal noise "
    "with standard deviation sigma does so in a third of its draws: `rng.normal`.",
)
def _(X, beta, sigma, rng):
    return X @ beta + rng.uniform(-sigma, sigma, len(X))


@simulate_y.misconception(
    "noise in beta",
    "You added the noise to beta, so that the plane moves and all observations stay on it. "
    "The noise is added to y, one piece for each row.",
)
def _(X, beta, sigma, rng):
    return X @ (beta + rng.normal(0, sigma, len(beta)))


@simulate_y.misconception(
    "draws corrected afterwards",
    "The noise of each of your calls averages exactly 0. Independent draws do not: their average "
    "varies from call to call, as the seed world's −0.281 shows. Leave the draws as they fall.",
    recognises=lambda laws, X, beta, sigma: (
        laws["spread of the average from call to call"] < 0.01
        and abs(laws["average of the noise"]) < 1e-6
        and laws["difference between two calls with the same seed"] < 1e-6
        and abs(laws["correlation of one call with the next"]) < 0.5
    ),
)
def _(X, beta, sigma, rng):
    noise = rng.normal(0, sigma, len(X))
    return X @ beta + noise - noise.mean()


@simulate_y.misconception(
    "no constant",
    "Your y lacks the constant: the first entry of beta, on the column of ones, is not added.",
)
def _(X, beta, sigma, rng):
    return X[:, 1:] @ beta[1:] + rng.normal(0, sigma, len(X))


@simulate_y.misconception(
    "noise alone", "Your function returns the noise alone. Add it to the plane, `X @ beta`."
)
def _(X, beta, sigma, rng):
    return rng.normal(0, sigma, len(X))


def __dir__():
    return __all__
