"""The whole of Hamiltonian Monte Carlo: a push, a roll and a verdict in every turn."""

import numpy as np

from helpers.exercises.gradients.integrator import leapfrog
from helpers.exercises.lessons import gradients as lesson
from helpers.feedback import MonteCarlo, Unreadable

DRAWS, SHORT, AGAIN, TINY = 2500, 300, 60, 400


def _targets(rng):
    """Normal hills, with steps so long that an unjudged roll leaves its mark."""
    yield (np.array([3.0]), np.array([[1.5]])), 2.0, 3
    yield (np.array([1.0, -2.0]), np.array([[1.0, 0.0], [-0.6, 0.8]])), 0.7, 2


def _chain_laws(function, hill, step_size, steps):
    """What is known of a chain on N(mean, root root').

    The draws are read as z = root⁻¹ (draw - mean), whose coordinates are independent N(0, 1).
    Rolls of tiny steps go straight on, nearly all of them: there each move, over step size and
    number of steps, is the push itself.
    """
    mean, root = hill
    inverse, d = np.linalg.inv(root), len(mean)
    precision, start = inverse.T @ inverse, mean + root @ np.full(d, 1.5)

    def log_density(theta):
        z = inverse @ (theta - mean)
        return -0.5 * (z @ z)

    def slope(theta, *more):
        if more:
            raise Unreadable("call `gradient(theta)` with theta alone: it knows its data.")
        return precision @ (mean - theta)

    def chain(draws, seed, step_size=step_size, steps=steps):
        rng = np.random.default_rng(seed)
        found = function(log_density, slope, start.copy(), step_size, steps, draws, rng)
        found = np.asarray(found, dtype=float)
        if found.ndim == 1 and d == 1:
            found = found[:, None]
        if found.ndim != 2 or found.shape[1] != d or len(found) == 0:
            raise Unreadable(
                f"It returns something of shape {found.shape}; wanted ({draws}, {d}): one row for "
                "each draw."
            )
        return np.clip(found, -1e100, 1e100)

    def pushes(seed, steps):
        moves = np.diff(chain(TINY, seed, _TINY_STEP, steps), axis=0)
        return moves / (_TINY_STEP * steps)

    found = chain(DRAWS, 2026)
    z = (found - mean) @ inverse.T
    one, same, other = (chain(AGAIN, seed) for seed in (7, 7, 8))
    late = slice(AGAIN // 2, min(len(one), len(other)))
    short = chain(SHORT, 5, step_size / 5, steps * 5)
    far, near = pushes(11, 7), pushes(12, 1)
    first = np.array([chain(2, seed, _TINY_STEP, 1)[0] for seed in range(20)])
    square, strength = np.mean(z**2), _strength(far)
    return {
        _ROWS: len(found) / DRAWS,
        _REPEATS: _share_of_repeats(z),
        # Here a right roll keeps its energy, and hardly any is refused.
        _SHORT: _share_of_repeats(short),
        _AVERAGE: np.mean(z) / np.sqrt(max(1, square)),
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        _SQUARE: np.cbrt(square),
        _NEIGHBOURS: np.mean(np.sum(z[1:] * z[:-1], axis=1)) / (d * square),
        _SAME_SEED: np.mean(np.abs(one - same)) if one.shape == same.shape else 1.0,
        _TWO_SEEDS: np.mean(one[late] == other[late]),
        _FIRST: np.max(np.abs(first - start)),
        _START: np.mean((first == start).all(axis=1)),
        _PUSH: np.cbrt(strength),
        _SIDE: np.mean(far) / np.sqrt(max(1, strength)),
        _RATIO: np.cbrt(strength / max(_strength(near), 1e-12)),
        _RENEWED: _correlation(far[1:], far[:-1]),
        _ALIKE: _correlation(far[:, 1:], far[:, :-1]) if d > 1 else 0.0,
        _SPREAD: np.std(far, axis=0).max() / np.sqrt(max(1, strength)),
    }


_TINY_STEP = 1e-3


def _share_of_repeats(chain):
    return np.mean((chain[1:] == chain[:-1]).all(axis=1)) if len(chain) > 1 else 0.0


def _strength(moves):
    """Mean square of the moves, without the rolls that were refused."""
    moved = moves[(moves != 0).any(axis=1)]
    return np.mean(moved**2) if len(moved) else 0.0


def _correlation(left, right):
    """About zero, whatever their means are."""
    size = np.sqrt(np.mean(left**2) * np.mean(right**2))
    return np.mean(left * right) / size if size > 0 else 0.0


_ROWS = "number of rows, over the number of draws"
_REPEATS = "share of draws that repeat the one before"
_SHORT = "the same, with five times shorter steps"
_AVERAGE = "average of the draws, in standard deviations"
_SQUARE = "mean square of the draws, in variances (cube root)"
_NEIGHBOURS = "correlation of neighbours"
_SAME_SEED = "difference between two calls with the same seed"
_TWO_SEEDS = "share of equal draws under two seeds"
_FIRST = "distance of first draws from the start, for a tiny step"
_START = "share of first draws that are the start"
_PUSH = "mean square of the moves in rolls of tiny steps, over that of the pushes (cube root)"
_SIDE = "average of these moves, in standard deviations"
_RATIO = "their mean square for 7 steps, over 49 times that for one step (cube root)"
_RENEWED = "correlation of these moves with the ones before"
_ALIKE = "correlation of the coordinates of these moves"
_SPREAD = "spread of these moves, over that of the pushes"

# Of two right runs, the learner's and the reference's: measured over right functions with random
# numbers of their own, the larger of the two targets, times √2.
_CHAIN_ERRORS = {
    _ROWS: 0.0,
    _REPEATS: 0.014,
    _SHORT: 0.0065,
    _AVERAGE: 0.03,
    _SQUARE: 0.018,
    _NEIGHBOURS: 0.034,
    _SAME_SEED: 0.0,
    _TWO_SEEDS: 0.02,
    _FIRST: 0.002,
    _START: 0.0,
    _PUSH: 0.04,
    _SIDE: 0.075,
    _RATIO: 0.055,
    _RENEWED: 0.08,
    _ALIKE: 0.075,
    _SPREAD: 0.05,
}


@lesson.function(
    "10-hmc",
    cases=_targets,
    probe=_chain_laws,
    parts=tuple(_CHAIN_ERRORS),
    tolerance=MonteCarlo(
        _CHAIN_ERRORS,
        z=6,
        reason=f"averages over chains of {DRAWS:,} draws on two hills; a right function is "
        "refused with a probability below 1e-7",
    ),
    hints=(
        "The loop of Metropolis, with another proposal: each turn begins with a push.",
        "A push is a *new* momentum, `rng.standard_normal(len(start))`, in every turn. `hmc_step` "
        "does the rest; keep where the chain stands after it.",
        "In the loop: `momentum = rng.standard_normal(len(start))`, then "
        "`theta = hmc_step(log_density, gradient, theta, momentum, step_size, steps, "
        "np.log(rng.random()))`, then `chain.append(theta)`.",
    ),
)
def hmc(log_density, gradient, start, step_size, steps, draws, rng):
    """Hamiltonian Monte Carlo, from start to chain."""
    theta, chain = start, np.empty((draws, len(start)))
    pushes, levels = rng.standard_normal(chain.shape), -rng.exponential(size=draws)
    for i in range(draws):
        theta = _rolled(
            log_density, gradient, theta, pushes[i], step_size, steps, lambda rise, i=i: levels[i]
        )
        chain[i] = theta
    return chain


def _rolled(log_density, gradient, theta, momentum, step_size, steps, level):
    """Roll and judge: the end is accepted if the energy lost exceeds `level` of it."""
    place, push = theta, momentum + step_size / 2 * gradient(theta)
    for step in range(steps):
        place = place + step_size * push
        push = push + (1.0 if step < steps - 1 else 0.5) * step_size * gradient(place)
    lost = log_density(place) - push @ push / 2 - log_density(theta) + momentum @ momentum / 2
    return place if level(lost) < lost else theta


def _rolling(log_density, gradient, start, step_size, steps, draws, rng, *, level=None, push=None):
    """A chain with rules of its own for the verdict and for the push."""
    level = level or (lambda lost: np.log(rng.random()))
    push = push or (lambda: rng.standard_normal(len(start)))
    theta, chain = start, []
    for _ in range(draws):
        theta = _rolled(log_density, gradient, theta, push(), step_size, steps, level)
        chain.append(theta)
    return np.array(chain)


@hmc.variant("one push at a time")
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, steps, draws, rng)


@hmc.variant("all in one loop")
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = np.empty((draws, len(start)))
    here = np.array(start)
    for i in range(draws):
        first = rng.normal(0, 1, len(here))
        there, momentum = here, first
        for _ in range(steps):
            halfway = momentum + gradient(there) * step_size / 2
            there = there + step_size * halfway
            momentum = halfway + gradient(there) * step_size / 2
        before = first @ first / 2 - log_density(here)
        after = momentum @ momentum / 2 - log_density(there)
        if rng.uniform() < np.exp(min(before - after, 0)):
            here = there
        chain[i] = here
    return chain


@hmc.misconception(
    "push of another width",
    "Your push has the standard deviation `step_size`. Its energy, momentum²/2, belongs to a "
    "*standard* normal push.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return rng.normal(0, step_size, len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "uniform push",
    "Your push is uniform between 0 and 1, never backwards. It must be standard normal: its log "
    "density is −momentum²/2, and that is the kinetic energy.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return rng.random(len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "one leapfrog step",
    "Each turn of yours makes a single leapfrog step, whatever `steps` is.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, 1, draws, rng)


@hmc.misconception(
    "momentum ignored",
    "Your verdict compares the log densities alone. What the roll keeps is the energy, momentum²/2 "
    "included.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    theta, chain = start, []
    for _ in range(draws):
        push = rng.standard_normal(len(start))
        end, _momentum = leapfrog.program(gradient, theta, push, step_size, steps)
        if np.log(rng.random()) < log_density(end) - log_density(theta):
            theta = end
        chain.append(theta)
    return np.array(chain)


@hmc.misconception(
    "every roll from the start",
    "Every roll of yours begins at `start`. It must begin where the chain stands.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = [
        _rolling(log_density, gradient, start, step_size, steps, 1, rng)[0] for _ in range(draws)
    ]
    return np.array(chain)


@hmc.misconception(
    "log to the base 10",
    "Your verdict compares the base-10 logarithm of the uniform number. The energy belongs to the "
    "natural one, `np.log`.",
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def level(lost):
        return np.log10(rng.random())

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, level=level)


# What follows is known by a trait, since its numbers differ from run to run. Each is sure only
# after the ones before it.


@hmc.misconception(
    "one array in all rows",
    "All rows of your chain are the same place, and it is not the start: the loop changes one "
    "array and keeps it again and again. Make a new one in every turn, or keep a copy.",
    recognises=lambda laws, *case: laws[_REPEATS] == 1 and laws[_START] == 0,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws, rng)
    return np.tile(chain[-1], (len(chain), 1))


@hmc.misconception(
    "stays at the start",
    "Your chain never leaves its start. Either no roll is ever accepted, or theta is not replaced "
    "by its end.",
    recognises=lambda laws, *case: laws[_REPEATS] == 1 and laws[_START] == 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return np.tile(start, (draws, 1))


@hmc.misconception(
    "uniform not logged",
    "No roll of tiny steps is accepted in your chain, though such a roll keeps its energy all but "
    "exactly. Does the verdict compare the *log* of the uniform number, `np.log(rng.random())`, "
    "which is negative, with the energy lost?",
    recognises=lambda laws, *case: (
        laws[_ROWS] == 1 and laws[_PUSH] == 0 and laws[_START] == 1 and laws[_REPEATS] < 1
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def level(lost):
        return rng.random()

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, level=level)


@hmc.misconception(
    "rejected states not repeated",
    "No two draws in a row of yours are equal: after a rejection your chain keeps nothing. The "
    "place where it stays must be counted once more, for each rejection.",
    recognises=lambda laws, *case: laws[_REPEATS] == 0 and 0.2 < laws[_ROWS] < 0.999,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws, rng)
    moved = (chain[1:] != chain[:-1]).any(axis=1)
    return chain[1:][moved]


@hmc.misconception(
    "one row too many",
    "Your chain has one row more than draws: it begins with the start. Keep the `draws` states "
    "that follow it.",
    recognises=lambda laws, *case: laws[_ROWS] == (DRAWS + 1) / DRAWS and laws[_START] == 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws, rng)
    return np.vstack([start, chain])


@hmc.misconception(
    "another number of rows",
    lambda laws, *case: (
        f"Your chain has {laws[_ROWS] * DRAWS:.0f} rows when {DRAWS} draws are asked for. One row "
        "for each turn, and `draws` turns."
    ),
    recognises=lambda laws, *case: laws[_ROWS] != 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, steps, draws - 1, rng)


@hmc.misconception(
    "the start as a row",
    "The first row of your chain is the start. Keep the `draws` states that follow it: a turn "
    "first, then its row.",
    recognises=lambda laws, *case: laws[_START] == 1 and laws[_PUSH] > 0.1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = _rolling(log_density, gradient, start, step_size, steps, draws - 1, rng)
    return np.vstack([start, chain])


@hmc.misconception(
    "start ignored",
    "Your chain does not begin at `start`: after one turn of a single tiny step it is far from it.",
    recognises=lambda laws, *case: laws[_FIRST] > 0.5 and laws[_PUSH] < 2,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, 0 * start, step_size, steps, draws, rng)


@hmc.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different chains. So the random numbers do "
    "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
    recognises=lambda laws, *case: laws[_SAME_SEED] > 1e-9,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, steps, draws, np.random)


@hmc.misconception(
    "no push",
    "Your balls start from rest: with tiny steps they hardly move. Each turn begins with a "
    "standard normal push, `rng.standard_normal(len(start))`.",
    recognises=lambda laws, *case: laws[_PUSH] < 0.05 and laws[_START] == 0,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return np.zeros(len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "one push for all",
    "All turns of yours roll with the same push. Each needs a *new* one: draw it inside the loop.",
    # The pushes of a roll of tiny steps differ by its small accelerations alone.
    recognises=lambda laws, *case: laws[_SPREAD] < 0.25 and laws[_PUSH] > 0.05,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    once = rng.standard_normal(len(start))
    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=lambda: once)


@hmc.misconception(
    "the same chain every time",
    "Generators with different seeds gave the same chain: your function has a generator of its "
    "own, seeded inside. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: laws[_TWO_SEEDS] > 0.9,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    own = np.random.default_rng(1)
    return _rolling(log_density, gradient, start, step_size, steps, draws, own)


@hmc.misconception(
    "pushes added up",
    "The pushes of your turns follow from one another: something of the push before is kept. A "
    "push is *new* in every turn; what the ball had is forgotten.",
    recognises=lambda laws, *case: (
        laws[_RENEWED] > 0.5 + laws[_SIDE] ** 2 or (laws[_RENEWED] > 0.9 and laws[_PUSH] > 1.5)
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    momentum = np.zeros(len(start))

    def push():
        momentum[:] = momentum + rng.standard_normal(len(start))
        return momentum.copy()

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "one number for all coordinates",
    "Your pushes have the same number in every coordinate, so the ball rolls along one line. Draw "
    "`len(start)` numbers.",
    recognises=lambda laws, hill, *case: len(hill[0]) == 1 or laws[_ALIKE] > 0.98,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return np.full(len(start), rng.standard_normal())

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "step size ignored",
    "With steps of 0.001 your turns go many times as far as these allow. Hand `step_size` on.",
    recognises=lambda laws, *case: laws[_PUSH] > 10 and laws[_RENEWED] < 0.3,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, 0.06, steps, draws, rng)


@hmc.misconception(
    "number of steps ignored",
    "Your rolls go equally far whether `steps` is 1 or 7. Hand `steps` on.",
    recognises=lambda laws, *case: abs(laws[_RATIO] - np.cbrt(1 / 49)) < 0.04,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(log_density, gradient, start, step_size, 3, draws, rng)


@hmc.misconception(
    "push to one side",
    "Your pushes favour one side: on average they are not 0. A standard normal push goes either "
    "way.",
    recognises=lambda laws, *case: laws[_SIDE] > 0.45,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return np.abs(rng.standard_normal(len(start)))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "push of another size",
    lambda laws, *case: (
        f"With tiny steps your rolls go {laws[_PUSH] ** 1.5:.2g} times as far as standard normal "
        "pushes would carry them (root mean square). Is the push standard normal, neither scaled "
        "nor uniform?"
    ),
    recognises=lambda laws, *case: (
        abs(laws[_PUSH] - 1) > 0.2 and abs(laws[_RATIO] - 1) < 0.18 and laws[_SPREAD] > 0.3
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    def push():
        return 2 * rng.standard_normal(len(start))

    return _rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


@hmc.misconception(
    "only where the energy falls",
    "Your chain accepts only rolls that do not gain energy. A gain is accepted, too, with "
    "probability exp(−gain).",
    recognises=lambda laws, *case: (
        laws[_REPEATS] > 0.9 and laws[_SQUARE] < 0.6 and 0.7 < laws[_PUSH] < 1.3
    ),
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(
        log_density, gradient, start, step_size, steps, draws, rng, level=lambda lost: 0.0
    )


@hmc.misconception(
    "everything accepted",
    "Your chain accepts every roll: with a step as long as here, its draws scatter too widely. The "
    "verdict on the energy takes the error of leapfrog away: is the log of a uniform number, drawn "
    "anew in every turn, compared with the energy *lost*?",
    recognises=lambda laws, *case: laws[_REPEATS] == 0 and laws[_SQUARE] > 1,
)
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return _rolling(
        log_density, gradient, start, step_size, steps, draws, rng, level=lambda lost: -np.inf
    )
