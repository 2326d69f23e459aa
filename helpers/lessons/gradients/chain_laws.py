"""What is known of a chain of Hamiltonian Monte Carlo: the laws by which it is judged.

The functions that the sampler is given listen: where it asks for the log density, a roll has ended.
So each turn's push is known, and its energies, and whether its end was accepted. The pushes must be
standard normal numbers, and the verdicts independent coins with the chances that the energies say;
both hold turn by turn, wherever the chain may be.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from helpers.feedback import Unreadable, described
from helpers.lessons.gradients.leapfrog import leapfrog

DRAWS, SHORT, AGAIN, TINY = 2500, 300, 60, 400
TINY_STEP = 1e-3

ROWS = "number of rows, over the number of draws"
REPEATS = "share of draws that repeat the one before"
SHORTER = "the same, with five times shorter steps"
AVERAGE = "average of the draws, in standard deviations"
SQUARE = "mean square of the draws, in variances (cube root)"
NEIGHBOURS = "correlation of neighbours"
SAME_SEED = "difference between two calls with the same seed"
TWO_SEEDS = "share of equal draws under two seeds"
FIRST = "distance of first draws from the start, for a tiny step"
START = "share of first draws that are the start"
PUSH = "mean square of the moves in rolls of tiny steps, over that of the pushes (cube root)"
SIDE = "average of these moves, in standard deviations"
RATIO = "their mean square for 7 steps, over 49 times that for one step (cube root)"
RENEWED = "correlation of these moves with the ones before"
ALIKE = "correlation of the coordinates of these moves"
SPREAD = "spread of these moves, over that of the pushes"
PUSH_AVERAGE = "average of the pushes"
PUSH_SQUARE = "mean square of the pushes, less 1"
PUSH_SHAPE = "mean size of the pushes over their root mean square, less that of normal ones"
SETTLED = "share of draws that are the end of their roll, or its beginning"
DOWNHILL = "share of the rolls without a gain of energy that are accepted"
VERDICTS = "accepted rolls, less the number expected"
STEEP = "accepted rolls that gain more than 1 of energy, less the number expected"
ROLLS = "number of rolls, over the number of draws"
SLOPES = "number of places where the gradient is asked for, over that of draws times steps"
TURNS = "energies of the turns, and their fate"

# Of two right runs, the learner's and the reference's: measured over right functions with random
# numbers of their own, the larger of the two targets, times √2. The last two
# only serve to name a mistake.
CHAIN_ERRORS = {
    ROWS: 0.0,
    REPEATS: 0.014,
    SHORTER: 0.0065,
    AVERAGE: 0.03,
    SQUARE: 0.018,
    NEIGHBOURS: 0.034,
    SAME_SEED: 0.0,
    TWO_SEEDS: 0.02,
    FIRST: 0.002,
    START: 0.0,
    PUSH: 0.04,
    SIDE: 0.075,
    RATIO: 0.055,
    RENEWED: 0.08,
    ALIKE: 0.075,
    SPREAD: 0.05,
    # These five are divided by what they vary by, if right, in a single turn.
    PUSH_AVERAGE: np.sqrt(2 / DRAWS),
    PUSH_SQUARE: np.sqrt(2 / DRAWS),
    PUSH_SHAPE: np.sqrt(2 / DRAWS),
    # In a right chain these two are exactly 1.
    SETTLED: 0.01,
    DOWNHILL: 0.005,
    # So is this, unless it looks at the gradient elsewhere, too.
    SLOPES: 0.5,
    VERDICTS: np.sqrt(2 / DRAWS),
    STEEP: np.sqrt(2 / DRAWS),
    ROLLS: np.inf,
    TURNS: np.inf,
}


def targets(rng):
    """Normal hills, with steps so long that an unjudged roll leaves its mark."""
    yield (np.array([3.0]), np.array([[1.5]])), 2.0, 3
    slanted = np.tril(np.full((4, 4), -0.3), -1) + np.diag([1.0, 0.8, 1.2, 0.9])
    yield (np.array([1.0, -2.0, 0.5, 3.0]), slanted), 0.9, 2


def start_of(hill):
    """Where the chains begin: one and a half standard deviations out in every direction."""
    mean, root = hill
    return mean + root @ np.full(len(mean), 1.5)


def chain_laws(function, hill, step_size, steps, *, share=1):
    """What is known of a chain on N(mean, root root').

    The draws are read as z = root⁻¹ (draw - mean), whose coordinates are independent N(0, 1).
    Rolls of tiny steps go straight on, nearly all of them: there each move, over step size and
    number of steps, is the push itself. The chains are 1/share as long as they might be.
    """
    mean, root = hill
    inverse, d = np.linalg.inv(root), len(mean)
    start = start_of(hill)

    trial = _Listener(mean, inverse)
    with contextlib.suppress(Unreadable):
        _chain(function, trial, start, step_size, steps, 4, 1)
    # Rolls of far too many steps take long, and little is needed to know them.
    if len(_new(trial.slopes, start)) > 5 * 4 * steps:
        share = max(share, 10)
    draws, tiny = DRAWS // share, TINY // share
    listener = _Listener(mean, inverse)
    found = _chain(function, listener, start, step_size, steps, draws, 2026)

    def chain(count, seed, step_size=step_size, steps=steps):
        try:
            return _chain(function, _Listener(mean, inverse), start, step_size, steps, count, seed)
        except Unreadable:
            if len(found) == draws:
                raise
            return np.tile(start, (count, 1))  # rows were cut off, here all of them

    def pushes(seed, steps):
        moves = np.diff(chain(tiny, seed, TINY_STEP, steps), axis=0)
        return moves / (TINY_STEP * steps)

    z = (found - mean) @ inverse.T
    one, same, other = (chain(AGAIN, seed) for seed in (7, 7, 8))
    late = slice(AGAIN // 2, min(len(one), len(other)))
    short = chain(SHORT // share, 5, step_size / 5, steps * 5)
    far, near = pushes(11, 7), pushes(12, 1)
    first = np.array([chain(2, seed, TINY_STEP, 1)[0] for seed in range(20)])
    square, strength = np.mean(z**2), _strength(far)
    return {
        ROWS: len(found) / draws,
        # Of the rows themselves: a matrix product may round equal rows differently.
        REPEATS: _share_of_repeats(found),
        # Here a right roll keeps its energy, and hardly any is refused.
        SHORTER: _share_of_repeats(short),
        AVERAGE: np.mean(z) / np.sqrt(max(1, square)),
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        SQUARE: np.cbrt(square),
        NEIGHBOURS: np.mean(np.sum(z[1:] * z[:-1], axis=1)) / (d * square),
        SAME_SEED: np.mean(np.abs(one - same)) if one.shape == same.shape else 1.0,
        TWO_SEEDS: np.mean(one[late] == other[late]),
        FIRST: np.max(np.abs(first - start)),
        START: np.mean((first == start).all(axis=1)),
        PUSH: np.cbrt(strength),
        SIDE: np.mean(far) / np.sqrt(max(1, strength)),
        RATIO: np.cbrt(strength / max(_strength(near), 1e-12)),
        RENEWED: _correlation(far[1:], far[:-1]),
        ALIKE: _correlation(far[:, 1:], far[:, :-1]) if d > 1 else 0.0,
        SPREAD: np.std(far, axis=0).max() / np.sqrt(max(1, strength)),
        **_laws_of_turns(listener, found, start, step_size, steps, draws),
    }


class _Listener:
    """A normal hill that remembers where it was asked for its height and its slope."""

    def __init__(self, mean, inverse):
        self.mean, self.inverse = mean, inverse
        self.precision = inverse.T @ inverse
        self.heights, self.slopes = [], []

    def functions(self):
        """The log density and its gradient: functions, since methods are copied with their hill."""

        def log_density(theta):
            self.heights.append(np.array(theta, dtype=float))
            z = self.inverse @ (theta - self.mean)
            return -0.5 * (z @ z)

        def slope(theta, *more):
            if more:
                raise Unreadable("call `gradient(theta)` with theta alone: it knows its data.")
            self.slopes.append(np.array(theta, dtype=float))
            return self.precision @ (self.mean - theta)

        return log_density, slope

    def roll(self, step_size, steps):
        """The matrices of a roll, from mean + x with push r: A x + B r and C x + D r."""
        one, zero = np.eye(len(self.mean)), np.zeros((len(self.mean),) * 2)

        def slope(x):
            return -self.precision @ x

        A, C = leapfrog.program(slope, one, zero, step_size, steps)
        B, D = leapfrog.program(slope, zero, one, step_size, steps)
        return A, B, C, D


def _chain(function, hill, start, step_size, steps, draws, seed):
    rng = np.random.default_rng(seed)
    found = function(*hill.functions(), start.copy(), step_size, steps, draws, rng)
    found, d = np.asarray(found, dtype=float), len(start)
    if found.ndim == 1 and d == 1:
        found = found[:, None]
    if found.ndim != 2 or found.shape[1] != d or len(found) == 0:
        hint = {
            (d,): " Is it the last state alone? Keep that of every turn in a list.",
            (d, draws): " Are rows and columns exchanged?",
            (draws, 2, d): " Keep theta alone, without the momentum.",
        }.get(found.shape, "")
        raise Unreadable(
            f"It returns {described(found)}; wanted ({draws}, {d}): one row for each draw.{hint}"
        )
    return np.clip(found, -1e100, 1e100)


def _laws_of_turns(hill, rows, start, step_size, steps, draws):
    """The pushes and the verdicts, turn by turn; as if right where they cannot be told."""
    heights, slopes = (_new(places, start) for places in (hill.heights, hill.slopes))
    ends = slopes[steps - 1 :: steps] if len(slopes) == steps * draws else heights
    laws = dict.fromkeys((PUSH_AVERAGE, PUSH_SQUARE, PUSH_SHAPE, VERDICTS, STEEP), 0.0)
    laws |= {SETTLED: 1.0, DOWNHILL: 1.0, TURNS: np.zeros((DRAWS, 5))}
    laws |= {ROLLS: len(ends) / draws, SLOPES: len(slopes) / draws / steps}
    if draws < DRAWS or len(ends) != DRAWS or len(rows) != DRAWS:
        return laws
    before = np.vstack([start, rows[:-1]])
    known = np.abs(np.hstack([before, ends])).max(axis=1) < 1e4  # beyond, digits are lost
    if known.sum() < 40:
        return laws
    ends, before, rows = ends[known], before[known], rows[known]
    A, B, C, D = hill.roll(step_size, steps)
    x = before - hill.mean
    pushes = np.linalg.solve(B, (ends - hill.mean - x @ A.T).T).T
    last = x @ C.T + pushes @ D.T
    potential, potential_at_end = (
        np.sum(((place - hill.mean) @ hill.inverse.T) ** 2, axis=1) / 2 for place in (before, ends)
    )
    kinetic, kinetic_at_end = (np.sum(r**2, axis=1) / 2 for r in (pushes, last))
    accepted, stayed = _close(rows, ends), _close(rows, before)
    fate = np.where(accepted | stayed, accepted.astype(int), -1)
    laws[TURNS][: len(fate)] = np.column_stack(
        [potential, potential_at_end, kinetic, kinetic_at_end, fate]
    )
    gain = potential_at_end + kinetic_at_end - potential - kinetic
    down, up, steep = gain < -1e-9, gain > 1e-9, gain > 1
    d, size = len(start), np.sqrt(np.mean(pushes**2))
    shape = np.abs(pushes).mean() / max(size, 1e-12)
    return laws | {
        PUSH_AVERAGE: pushes.mean() * np.sqrt(d),
        PUSH_SQUARE: (size**2 - 1) * np.sqrt(d / 2),
        # The ratio of R. Geary (1935), which tells a normal law from others of its variance.
        PUSH_SHAPE: (shape - np.sqrt(2 / np.pi)) * np.sqrt(d) / 0.2123,
        SETTLED: np.mean(fate >= 0),
        DOWNHILL: accepted[down].mean() if down.any() else 1.0,
        VERDICTS: surprise(accepted[up], np.exp(-gain[up])) / np.sqrt(DRAWS),
        STEEP: surprise(accepted[steep], np.exp(-gain[steep])) / np.sqrt(DRAWS),
    }


def _new(places, start):
    """The places, each where it first comes, without the start."""
    places = [start, *(place.ravel() for place in places if place.size == start.size)]
    places = np.clip(places, -1e100, 1e100)
    _, first = np.unique(places.round(9), axis=0, return_index=True)
    return places[np.sort(first)[1:]]


def _close(rows, places):
    return np.isclose(rows, places, rtol=1e-9, atol=1e-9).all(axis=1)


def surprise(accepted, chance):
    """How far the number accepted is from the one expected, in standard errors.

    A few rare coins are no evidence: a standard error counts as 4 at least.
    """
    return np.sum(accepted - chance) / max(np.sqrt(np.sum(chance * (1 - chance))), 4)


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


# Verdicts, known by the energies of the turns

# A chain under a wrong verdict may fly off or stick, so that no average of it is sure. But wherever
# it is, each of its verdicts is a coin, and its rule says with which chance it comes up.


@dataclass(frozen=True)
class Turn:
    """Potential energies u and kinetic ones k, at the beginning and the end of a roll.

    `first` is the potential energy where the chain starts.
    """

    u: np.ndarray
    u_end: np.ndarray
    k: np.ndarray
    k_end: np.ndarray
    first: float

    @property
    def lost(self):
        return self.u + self.k - self.u_end - self.k_end


@dataclass(frozen=True)
class Coin:
    """A roll is accepted where `level(rng)`, a random number, is below what its rule says is lost.

    `chance(lost)` is how often that happens.
    """

    level: Callable
    chance: Callable


LOG = Coin(lambda rng: np.log(rng.random()), lambda lost: np.exp(np.minimum(lost, 0)))
LOG_10 = Coin(lambda rng: np.log10(rng.random()), lambda lost: 10 ** np.minimum(lost, 0))
PLAIN = Coin(lambda rng: rng.random(), lambda lost: np.clip(lost, 0, 1))
MINUS_LOG = Coin(lambda rng: -np.log(rng.random()), lambda lost: -np.expm1(-np.maximum(lost, 0)))
NORMAL = Coin(lambda rng: rng.standard_normal(), special.ndtr)
LOG_NORMAL = Coin(
    lambda rng: np.log(rng.standard_normal()),  # nan, and so a refusal, half of the time
    lambda lost: special.ndtr(np.exp(np.minimum(lost, 9))) - 0.5,
)
NONE = Coin(lambda rng: 0.0, lambda lost: (lost > 0).astype(float))


def turns_of(laws, first=0.0):
    """The turns that are known, and which of their rolls were accepted."""
    turns = laws[TURNS][laws[TURNS].any(axis=1)]
    return Turn(*turns.T[:4], first), turns[:, 4] == 1


def obeys(laws, hill, rule, coin):
    """Whether the verdicts of a chain, whose pushes are right, are those of a rule."""
    first = len(hill[0]) * 1.5**2 / 2  # at `start_of(hill)`
    turn, accepted = turns_of(laws, first)
    if not (len(accepted) and laws[SETTLED] == 1):
        return False
    if max(abs(laws[PUSH_AVERAGE]), abs(laws[PUSH_SQUARE])) > 0.16:
        return False
    lost = rule(turn)
    chance = coin.chance(lost)
    certain = (np.abs(lost) > 1e-9) & (np.abs(chance - 0.5) > 0.5 - 1e-12)
    if (accepted != (chance > 0.5))[certain].any():
        return False
    near, up, steep = abs(lost) < 0.5, turn.k_end > turn.k, turn.lost < -1
    groups = (lost < 9, lost < -1, near, up, turn.lost > 0, steep)
    return all(abs(surprise(accepted[group], chance[group])) < 5 for group in groups)
