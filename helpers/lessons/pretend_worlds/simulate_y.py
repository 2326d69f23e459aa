"""A simulator whose randomness is passed in: new noise in every call, the same for one seed."""

import numpy as np

from helpers.feedback import MonteCarlo
from helpers.lessons.contents import pretend_worlds as lesson
from helpers.lessons.pretend_worlds.noise_laws import CALLS, ROWS, STANDARD_ERRORS, noise_laws
from helpers.lessons.pretend_worlds.shared import WORLD


def _worlds(rng):
    X = np.column_stack([np.ones(ROWS), rng.uniform(size=(ROWS, 2))])
    yield X, np.array([3.0, -2.0, 5.0]), 2.5
    yield X[:, :2], np.array([-1.0, 4.0]), 0.5


@lesson.function(
    "01-simulate-y",
    cases=_worlds,
    probe=noise_laws,
    parts=tuple(STANDARD_ERRORS),
    tolerance=MonteCarlo(
        STANDARD_ERRORS,
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


def _chance(standard_error):
    """Beyond this an average of right draws lies with a probability below 1e-7."""
    return 5.6 * standard_error


@simulate_y.law(
    "Noise averages 0 over many calls, whatever sigma is. Yours averages {left} sigma.",
    relative=_chance(np.sqrt(1 / (CALLS * ROWS))),
)
def _(laws, X, beta, sigma):
    square = laws["mean square of the noise, in units of sigma²"]
    spread = laws["spread of the average from call to call"] ** 3
    # Loud noise, or rows that share theirs, leave more of an average to chance.
    size = np.sqrt(np.fmax(1, square * np.fmax(1, spread)) * ROWS / len(X))
    return laws["average of the noise"] * np.sqrt(square), 0, size


@simulate_y.law(
    "The mean square of noise with mean 0 is its variance, sigma². That of yours is {left} sigma².",
    relative=_chance(np.sqrt(2 / (CALLS * ROWS))),
)
def _(laws, X, beta, sigma):
    square = laws["mean square of the noise, in units of sigma²"]
    spread = laws["spread of the mean square from call to call"] ** 1.5
    return square, 1, np.fmax(1, square * np.fmax(1, spread)) * np.sqrt(ROWS / len(X))


@simulate_y.law(
    "The average of n independent draws varies √n times less than one draw. From call to call, "
    "your averages vary {left} times as much as that.",
    relative=_chance(np.sqrt(1 / (2 * CALLS))),
)
def _(laws, X, beta, sigma):
    return laws["spread of the average from call to call"] ** 1.5, 1, 1


@simulate_y.law(
    "Of Normal(0, sigma²) noise, a share of 0.683 lies within one sigma of 0; of yours, {left}.",
    relative=_chance(np.sqrt(0.683 * 0.317 / (CALLS * ROWS))),
)
def _(laws, X, beta, sigma):
    return laws["share of the noise within one sigma"], 0.6827, np.sqrt(ROWS / len(X))


def _draws_corrected_afterwards(X, beta, sigma, rng):
    noise = rng.normal(0, sigma, len(X))
    return X @ beta + noise - noise.mean()


simulate_y.mistakes(
    ("no noise", lambda X, beta, sigma, rng: X @ beta,
     "Your y lies exactly on the plane: no noise is added, so nothing is random."),
    ("variance as scale", lambda X, beta, sigma, rng: X @ beta + rng.normal(0, sigma**2, len(X)),
     "Your noise has standard deviation sigma². `normal` wants the standard deviation, and sigma "
     "is one already: do not square it."),
    ("square root as scale",
     lambda X, beta, sigma, rng: X @ beta + rng.normal(0, np.sqrt(sigma), len(X)),
     "Your noise has standard deviation √sigma. Here sigma is the standard deviation, not the "
     "variance: leave out the square root."),
    ("sigma ignored", lambda X, beta, sigma, rng: X @ beta + rng.standard_normal(len(X)),
     "Your noise has standard deviation 1, whatever sigma is. Multiply it by sigma."),
    ("sigma of one world",
     lambda X, beta, sigma, rng: X @ beta + rng.normal(0, WORLD.sigma, len(X)),
     "Your noise has standard deviation 5, whatever sigma is. Use the `sigma` that is handed in."),
    ("one piece of noise for all", lambda X, beta, sigma, rng: X @ beta + rng.normal(0, sigma),
     "Your function draws a single number and adds it to every row, so all observations move "
     "together. Each row needs a draw of its own."),
    ("same noise in every call",
     lambda X, beta, sigma, rng: X @ beta + np.random.default_rng(123).normal(0, sigma, len(X)),
     "Every call adds the same noise, whatever `rng` is handed in; a generator seeded inside does "
     "that. 2,000 simulations would be one simulation. Draw from `rng`.",
     {"recognises": lambda laws, X, beta, sigma: (
         laws["correlation of one call with the next"] > 0.9
         and laws["spread of the average from call to call"] < 0.01
         and laws["spread of the mean square from call to call"] < 0.01
         and 0 < laws["share of the noise below zero"] < 1
         and abs(laws["correlation of neighbouring rows"]) < 0.7
    )}),
    ("global generator", lambda X, beta, sigma, rng: X @ beta + np.random.normal(0, sigma, len(X)),
     "Two calls with generators of the same seed gave different noise. So it does not come from "
     "the `rng` that is handed in, but from `np.random` or from a generator of your own.",
     {"recognises": lambda laws, X, beta, sigma: (
         laws["difference between two calls with the same seed"] > 1e-6
    )}),
    ("noise with mean 10", lambda X, beta, sigma, rng: X @ beta + rng.normal(10, sigma, len(X)),
     "Your noise does not average 0. The constant is in beta already, as its first entry; noise "
     "with a mean of 10 would count it twice."),
    ("mean and standard deviation exchanged",
     lambda X, beta, sigma, rng: X @ beta + rng.normal(sigma, 0, len(X)),
     "Your noise is the same number in every row: sigma. `normal` takes the mean first, here 0, "
     "and then the standard deviation."),
    ("noise never negative", lambda X, beta, sigma, rng: X @ beta + sigma * rng.random(len(X)),
     "All your noise is positive. Normal noise falls on both sides of 0, half of it below.",
     {"recognises": lambda laws, X, beta, sigma: (
         laws["share of the noise below zero"] == 0
         and laws["spread of the mean square from call to call"] > 0.01
    )}),
    ("uniform noise",
     lambda X, beta, sigma, rng: X @ beta + np.sqrt(3) * rng.uniform(-sigma, sigma, len(X)),
     "Your noise has the right spread but not the shape: it is spread evenly. Wanted: normal "
     "noise, `rng.normal`."),
    ("uniform noise between −sigma and sigma",
     lambda X, beta, sigma, rng: X @ beta + rng.uniform(-sigma, sigma, len(X)),
     "Your noise is spread evenly between −sigma and sigma, and never goes beyond. Normal noise "
     "with standard deviation sigma does so in a third of its draws: `rng.normal`."),
    ("noise in beta", lambda X, beta, sigma, rng: X @ (beta + rng.normal(0, sigma, len(beta))),
     "You added the noise to beta, so that the plane moves and all observations stay on it. The "
     "noise is added to y, one piece for each row."),
    ("draws corrected afterwards", _draws_corrected_afterwards,
     "The noise of each of your calls averages exactly 0. Independent draws do not: their average "
     "varies from call to call, as the seed world's −0.281 shows. Leave the draws as they fall.",
     {"recognises": lambda laws, X, beta, sigma: (
         laws["spread of the average from call to call"] < 0.01
         and abs(laws["average of the noise"]) < 1e-6
         and laws["difference between two calls with the same seed"] < 1e-6
         and abs(laws["correlation of one call with the next"]) < 0.5
    )}),
    ("no constant", lambda X, beta, sigma, rng: X[:, 1:] @ beta[1:] + rng.normal(0, sigma, len(X)),
     "Your y lacks the constant: the first entry of beta, on the column of ones, is not added."),
    ("noise alone", lambda X, beta, sigma, rng: rng.normal(0, sigma, len(X)),
     "Your function returns the noise alone. Add it to the plane, `X @ beta`."),
)  # fmt: skip
