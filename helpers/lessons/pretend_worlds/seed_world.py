"""The seed world, rebuilt: one stream of random numbers feeds three draws, and order matters."""

import numpy as np

from helpers.feedback import written
from helpers.lessons.contents import pretend_worlds as lesson
from helpers.lessons.pretend_worlds.shared import WORLD, least_squares


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


def _noise(yours):
    """What y has beyond the recipe's plane."""
    return yours["y"] - yours["x"].T @ WORLD.beta[1:]


def _others(mine, wanted):
    """How many entries are other numbers."""
    return np.sum(~np.isclose(mine, wanted, rtol=1e-6))


@seed_world.law(
    "A seed fixes the sequence: right after `np.random.seed(123)` everybody's `rand(2, 200)` gives "
    "the same x. Entries of yours that are other numbers: {left} of 400."
)
def _(yours):
    return _others(yours["x"], WORLD.X[:, 1:].T), 0


@seed_world.law(
    "Take the recipe's plane, `x.T @ beta`, away from y, and the noise e is left: 200 numbers that "
    "average {right}. Yours average {left}."
)
def _(yours):
    return _noise(yours).mean(), 10 + WORLD.noise.mean()


@seed_world.law(
    "Take the recipe's plane, `x.T @ beta`, away from y, and the noise e is left. Its standard "
    "deviation is {right}; yours has {left}."
)
def _(yours):
    return _noise(yours).std(), WORLD.noise.std()


@seed_world.law(
    "What y has beyond the plane `x.T @ beta` is e, in its order: the 200 draws that follow those "
    "of x. Other numbers among yours: {left}."
)
def _(yours):
    return _others(_noise(yours), 10 + WORLD.noise), 0


def _another_generator():
    rng = np.random.default_rng(123)
    return _made(rng.random((2, 200)), rng.normal(10, 5, 200), rng.uniform(1, 15, 2))


def _rand_200_2():
    x, e, beta = _draw(shape=(200, 2))
    return x, x @ beta + e


def _reshape_for_transpose():
    x, e, beta = _draw()
    return x, x.reshape(200, 2) @ beta + e


def _seeded_before_each_draw():
    first = (
        _draw(order)[place] for place, order in enumerate(("x e beta", "e x beta", "beta x e"))
    )
    return _made(*first)


def _rand_200_2_turned():
    x, e, beta = _draw(shape=(200, 2))
    return x.T, x @ beta + e


def _10_added_twice():
    x, e, beta = _draw()
    return x, 10 + x.T @ beta + e


def _slopes_exchanged():
    x, e, beta = _draw()
    return x, x.T @ beta[::-1] + e


def _noise_subtracted():
    x, e, beta = _draw()
    return x, x.T @ beta - e


def _no_noise():
    x, _e, beta = _draw()
    return x, x.T @ beta


seed_world.mistakes(
    ("zero-mean noise", lambda: _made(*_draw(mean=0)),
     lambda yours: (
     f"Least squares on your world finds a constant of {_coefficient(yours, 0)}, close to 0: "
     "your noise has mean 0. In this world it has mean 10, and that mean acts as the constant."
     )),
    ("variance used as scale", lambda: _made(*_draw(scale=25)),
     lambda yours: (
     f"Your y has a standard deviation of {np.std(yours['y']):.1f}: the noise is five times too "
     "wide. The second argument of `normal` is the standard deviation, 5, not the variance, 25."
     )),
    ("another generator", _another_generator,
     lambda yours: (
     f"Your y starts with {yours['y'].flat[0]:.3f}: these draws come from "
     "`np.random.default_rng(123)`. It is the better generator, but another one: the same seed "
     "gives other numbers. The seed world was made with `np.random.seed(123)`."
     )),
    ("rand(200, 2)", _rand_200_2,
     lambda yours: (
     f"Your x has shape {yours['x'].shape}. `rand(200, 2)` draws the same 400 numbers as "
     "`rand(2, 200)`, but deals them out in pairs, so other numbers meet as x1 and x2: "
     f"least squares on your world finds a constant of {_coefficient(yours, 0)}."
     )),
    ("reshape for transpose", _reshape_for_transpose,
     lambda yours: (
     "Your x is right, but your y is made with `x.reshape(200, 2)`, which cuts the rows of x "
     "into pairs. `.T` keeps each observation's own x1 and x2 together. The price: "
     f"x explains {_share_explained(yours):.3f} of the variation of your y."
     )),
    ("beta drawn first", lambda: _made(*_draw("beta x e")),
     lambda yours: (
     f"Your y starts with {yours['y'].flat[0]:.3f}: beta was drawn before x and e, which makes "
     "it (10.751, 5.006). One stream of random numbers feeds all three draws; "
     "their order matters."
     )),
    ("noise drawn last", lambda: _made(*_draw("x beta e")),
     lambda yours: (
     f"Your y starts with {yours['y'].flat[0]:.3f}: beta was drawn before the noise. "
     "One stream of random numbers feeds all three draws; the recipe says x, e, beta."
     )),
    ("noise drawn first", lambda: _made(*_draw("e x beta")),
     lambda yours: (
     f"Your y starts with {yours['y'].flat[0]:.3f}: the noise was drawn before x. "
     "One stream of random numbers feeds all three draws; the recipe says x, e, beta."
     )),
    ("beta, then noise, then x", lambda: _made(*_draw("beta e x")),
     lambda yours: (
     f"Your y starts with {yours['y'].flat[0]:.3f}: the three draws were made in the order "
     "beta, e, x. One stream of random numbers feeds all three; the recipe says x, e, beta."
     )),
    ("noise, then beta, then x", lambda: _made(*_draw("e beta x")),
     lambda yours: (
     f"Your y starts with {yours['y'].flat[0]:.3f}: the three draws were made in the order "
     "e, beta, x. One stream of random numbers feeds all three; the recipe says x, e, beta."
     )),
    ("seeded before each draw", _seeded_before_each_draw,
     "You seeded the generator three times, so that all three draws start with the same random "
     "numbers: x, noise and beta are tied to each other. Seed once, before the first draw."),
    ("rand(200, 2), turned", _rand_200_2_turned,
     "Your x has the right shape, but it was drawn as `rand(200, 2)` and then turned. The same "
     "400 numbers are dealt out in pairs that way; `rand(2, 200)` deals out one row after the "
     "other."),
    ("mean and standard deviation exchanged", lambda: _made(*_draw(mean=5, scale=10)),
     lambda yours: (
     f"Your y averages {np.mean(yours['y']):.1f}: the noise has mean 5 and standard deviation "
     "10. `normal` takes the mean first, here 10, then the standard deviation, 5."
     )),
    ("root of the standard deviation", lambda: _made(*_draw(scale=np.sqrt(5))),
     "Your noise has standard deviation √5. The recipe's 5 is the standard deviation itself."),
    ("one noise for all", lambda: _made(*_draw(pieces=None)),
     "Your noise is a single number, added to all 200 observations: your y lies exactly on a "
     "plane. `normal(10, 5, 200)` draws one for each."),
    ("10 added twice", _10_added_twice,
     "Your y lies 10 too high: the noise has mean 10 already, so the 10 must not be added again."),
    ("slopes exchanged", _slopes_exchanged,
     "Your y gives the first slope to x2 and the second to x1. `x.T @ beta` pairs them in order."),
    ("noise subtracted", _noise_subtracted,
     "Your y is the plane *minus* the noise. The recipe adds it."),
    ("another seed, or none", lambda: _made(*_draw(legacy=np.random.RandomState(0))),
     lambda yours: (
     f"Your x is uniform as it should be, but starts with {yours['x'].flat[0]:.4f}: it was not "
     "drawn right after `np.random.seed(123)`. Put the seed in the same cell as the draws, so "
     "that running the cell again starts anew."
     ),
     {"recognises": lambda yours: (
         yours["x"].shape == (2, 200)
         and 0 < yours["x"].min() < yours["x"].max() < 1
         and abs(yours["x"].mean() - 0.5) < 0.1
         and abs(np.corrcoef(yours["x"].ravel(), WORLD.X[:, 1:].T.ravel())[0, 1]) < 0.25
    )}),
    ("no noise", _no_noise,
     "Your y lies exactly on a plane through the origin: the noise `e` is not added."),
)  # fmt: skip


def _fit(yours):
    """Least squares on the learner's own x and y, however x is turned."""
    x = yours["x"] if yours["x"].shape[0] == 200 else yours["x"].T
    y = yours["y"].ravel()
    return least_squares(x, y), x, y


def _coefficient(yours, place):
    return written(_fit(yours)[0][place], ".3f")


def _share_explained(yours):
    beta, x, y = _fit(yours)
    return 1 - np.var(y - beta[0] - x @ beta[1:]) / np.var(y)
