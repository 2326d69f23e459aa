"""The same world with half the noise: the plane stays, constant included, and so do the draws."""

import numpy as np

from helpers.lessons.contents import pretend_worlds as lesson
from helpers.lessons.pretend_worlds.shared import (
    WORLD,
    is_fresh_noise,
    least_squares,
    lstsq,
)


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


@quieter_world.law(
    "Half the noise, half the scatter: y less the true plane, `X @ world.beta`, has the standard "
    "deviation {right} now. With your y it is {left}."
)
def _(y, X, beta, noise):
    return np.std(y - X @ beta), np.std(noise) / 2


@quieter_world.law(
    "The plane stays where it is, so the average of y is the plane's plus half of the noise's: "
    "{right}. Yours averages {left}."
)
def _(y, X, beta, noise):
    return np.mean(y), np.mean(X @ beta) + np.mean(noise) / 2


@quieter_world.law(
    "Every observation keeps its own draw: twice what lies between your y and the true plane is "
    "the old noise again. Yours misses it by up to {left}."
)
def _(y, X, beta, noise):
    return np.abs(2 * (y - X @ beta) - noise).max(), 0, np.abs(y).max()


def _halfway_to_the_fitted_plane(X, beta, noise):
    y = X @ beta + noise
    return (y + X @ lstsq(X, y)) / 2


quieter_world.mistakes(
    ("y halved", lambda X, beta, noise: (X @ beta + noise) / 2,
     lambda yours, X, beta, noise: (
     f"Least squares on your y finds a constant of {least_squares(X[:, 1:], yours)[0]:.2f}: "
     "you halved all of y, the plane included. Only the noise gets quieter."
     )),
    ("constant halved", lambda X, beta, noise: X[:, 1:] @ beta[1:] + (beta[0] + noise) / 2,
     lambda yours, X, beta, noise: (
     "Your y lies 5 too low: the constant, 10, was halved together with the noise. "
     "In the original recipe the constant hides in the noise as its mean; the mean stays."
     )),
    ("variance halved", lambda X, beta, noise: X @ beta + noise / np.sqrt(2),
     lambda yours, X, beta, noise: (
     f"Your noise has a standard deviation of {np.std(yours - X @ beta):.2f}, "
     "the old one divided by √2: you halved the variance. Halve the noise itself."
     )),
    ("no noise", lambda X, beta, noise: X @ beta,
     "Your y lies exactly on the plane: the noise is gone, not halved."),
    ("fitted plane", lambda X, beta, noise: X @ lstsq(X, X @ beta + noise) + noise / 2,
     "Your y scatters around the *fitted* plane. A simulator knows the truth: halve the noise "
     "around `X @ world.beta`."),
    ("halfway to the fitted plane", _halfway_to_the_fitted_plane,
     "Your y lies halfway between the old y and the *fitted* plane: you halved the residuals. The "
     "noise is what the true plane leaves over."),
    ("new draws",
     lambda X, beta, noise: X @ beta + np.random.default_rng(1).normal(0, 2.5, len(noise)),
     "Your noise has the right size, but it is new: not the old draws, halved. With the same "
     "draws, whatever differs between the two worlds is due to the size of the noise alone.",
     {"recognises": lambda yours, X, beta, noise: is_fresh_noise(yours - X @ beta, noise, X, 2.5)}),
    ("unchanged", lambda X, beta, noise: X @ beta + noise,
     "Your y is that of the seed world, with all of its noise."),
    ("half a noise more", lambda X, beta, noise: X @ beta + 1.5 * noise,
     "You added half the noise to y, which has the whole noise already: now it is one and a half "
     "times as loud. Start from the plane, `X @ world.beta`."),
    ("noise quartered", lambda X, beta, noise: X @ beta + noise / 4,
     "Your noise is a quarter of the old one; it should be half of it."),
    ("constant left out", lambda X, beta, noise: X[:, 1:] @ beta[1:] + noise / 2,
     "Your y lies 10 too low: the constant is missing. The plane is `X @ world.beta`, with all "
     "three coefficients."),
    ("noise doubled", lambda X, beta, noise: X @ beta + 2 * noise,
     "Your noise is twice as wide as before; it should be half as wide."),
    ("noise alone", lambda X, beta, noise: noise / 2,
     "Your numbers are the halved noise alone; add the plane, `X @ world.beta`."),
)  # fmt: skip
