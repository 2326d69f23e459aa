"""The noise, which only a simulator knows, told from residuals and from other draws."""

import numpy as np

from helpers.feedback import written
from helpers.lessons.contents import pretend_worlds as lesson
from helpers.lessons.pretend_worlds.shared import WORLD, is_fresh_noise, lstsq


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


@noise.law(
    "The average of the true plane and the average of the noise add up to the average of y, "
    "{right}. With yours they make {left}."
)
def _(noise, X, y, beta):
    return np.mean(X @ beta) + np.mean(noise), np.mean(y)


@noise.law(
    "Plane plus noise is y again, in every observation: `X @ world.beta` + noise = y. Yours misses "
    "y by up to {left}."
)
def _(noise, X, y, beta):
    return np.abs(X @ beta + noise - y).max(), 0, np.abs(y).max()


noise.mistakes(
    ("residuals", lambda X, y, beta: y - X @ lstsq(X, y),
     lambda yours, X, y, beta: (
     "Your 200 numbers average exactly 0 and are uncorrelated with x1 and x2: they are "
     "residuals, what the *fitted* plane leaves over. The noise, which only a simulator knows, "
     "is what the *true* plane leaves over; it averages "
     f"{written(np.mean(y - X @ beta), '.2f')}."
     )),
    ("constant left in", lambda X, y, beta: y - X[:, 1:] @ beta[1:],
     lambda yours, X, y, beta: (
     f"Your noise has mean {np.mean(yours):.2f}: the constant, 10, is still in it. "
     "The truth has three entries; take away all three, `X @ world.beta`."
     )),
    ("sign turned", lambda X, y, beta: X @ beta - y,
     "Your numbers are the plane minus y, so an observation above the plane gets negative noise. "
     "Noise is what is added to the plane: y minus the plane."),
    ("the plane itself", lambda X, y, beta: X @ beta,
     "Your numbers are the true plane, `X @ world.beta`; the noise is what y adds to it."),
    ("rounded truth", lambda X, y, beta: y - X @ beta.round(3),
     "Your numbers are close, but the truth was typed in with four or five digits, as it is "
     "printed. `world.beta` has all of them.",
     {"recognises": lambda yours, X, y, beta: any(
         np.allclose(yours, y - X @ np.round(beta, decimals), rtol=1e-9) for decimals in range(1, 6)
    )}),
    ("deviation from the mean", lambda X, y, beta: y - np.mean(y),
     "Your numbers are y minus its mean. That takes away the height of the plane, but not its "
     "slopes."),
    ("only the constant taken away", lambda X, y, beta: y - beta[0],
     "Your numbers are y minus the constant. The two slopes are still in them: take away all of "
     "`X @ world.beta`."),
    ("new draws", lambda X, y, beta: np.random.default_rng(1).normal(0, 5, len(y)),
     "Your numbers look like noise, but they are new draws, unrelated to the noise in y. The "
     "noise of *this* world is in y already: take away the true plane.",
     {"recognises": lambda yours, X, y, beta: is_fresh_noise(yours, y - X @ beta, X, 5.0)}),
    ("in units of sigma", lambda X, y, beta: (y - X @ beta) / WORLD.sigma,
     "Your noise has a standard deviation close to 1: it is divided by sigma = 5. Leave it in the "
     "units of y."),
)  # fmt: skip
