"""Chains with a wrong verdict, known turn by turn from the energies of their rolls.

A chain under a wrong verdict may fly off or stick, so that no average of it is sure. But wherever
it is, each of its verdicts is a coin, and its rule says with which chance it comes up.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import special

from helpers.lessons.gradients.chain_laws import (
    PUSH_AVERAGE,
    PUSH_SQUARE,
    SETTLED,
    TURNS,
    surprise,
)
from helpers.lessons.gradients.hmc import hmc, rolling


@dataclass(frozen=True)
class _Turn:
    """Potential energies u and kinetic energies k, at the beginning and the end of a roll.

    `first` is the potential energy where the chain starts, in d dimensions.
    """

    u: np.ndarray
    u_end: np.ndarray
    k: np.ndarray
    k_end: np.ndarray
    first: float
    d: int

    @property
    def lost(self):
        return self.u + self.k - self.u_end - self.k_end


@dataclass(frozen=True)
class _Coin:
    """A roll is accepted where `level(rng)`, a random number, is below what its rule says is lost.

    `chance(lost)` is how often that happens.
    """

    level: Callable
    chance: Callable


_LOG = _Coin(lambda rng: np.log(rng.random()), lambda lost: np.exp(np.minimum(lost, 0)))
_LOG_10 = _Coin(lambda rng: np.log10(rng.random()), lambda lost: 10 ** np.minimum(lost, 0))
_PLAIN = _Coin(lambda rng: rng.random(), lambda lost: np.clip(lost, 0, 1))
_MINUS_LOG = _Coin(lambda rng: -np.log(rng.random()), lambda lost: -np.expm1(-np.maximum(lost, 0)))
_NORMAL = _Coin(lambda rng: rng.standard_normal(), special.ndtr)
_LOG_NORMAL = _Coin(
    lambda rng: np.log(rng.standard_normal()),  # nan, and so a refusal, half of the time
    lambda lost: special.ndtr(np.exp(np.minimum(lost, 9))) - 0.5,
)
_NONE = _Coin(lambda rng: 0.0, lambda lost: (lost > 0).astype(float))


def _obeys(laws, hill, rule, coin):
    """Whether the verdicts of a chain, whose pushes are right, are those of a rule."""
    turns = laws[TURNS][laws[TURNS].any(axis=1)]
    if not (len(turns) and laws[SETTLED] == 1):
        return False
    if max(abs(laws[PUSH_AVERAGE]), abs(laws[PUSH_SQUARE])) > 0.16:
        return False
    first = np.sum(np.full(len(hill[0]), 1.5) ** 2) / 2
    turn, accepted = _Turn(*turns.T[:4], first, len(hill[0])), turns[:, 4] == 1
    lost = rule(turn)
    chance = coin.chance(lost)
    certain = (np.abs(lost) > 1e-9) & (np.abs(chance - 0.5) > 0.5 - 1e-12)
    if (accepted != (chance > 0.5))[certain].any():
        return False
    groups = (
        lost < 9,
        lost < -1,
        abs(lost) < 0.5,
        turn.k_end > turn.k,
        turn.lost > 0,
        turn.lost < -1,
    )
    return all(abs(surprise(accepted[group], chance[group])) < 5 for group in groups)


def _of_verdict(name, says, *rules, coins=(_LOG,)):
    """A chain whose verdict compares what a rule says is lost with a coin: any of each."""

    def program(log_density, gradient, start, step_size, steps, draws, rng):
        first = -log_density(start)

        def accept(*energies):
            return coins[0].level(rng) < rules[0](_Turn(*energies, first, len(start)))

        return rolling(log_density, gradient, start, step_size, steps, draws, rng, accept=accept)

    def recognises(laws, hill, *case):
        return any(_obeys(laws, hill, rule, coin) for rule in rules for coin in coins)

    hmc.misconception(name, says, recognises=recognises)(program)


_of_verdict(
    "everything accepted",
    "Your chain accepts every roll. The verdict on the energy takes the error of leapfrog away: is "
    "the log of a uniform number, drawn anew in every turn, compared with the energy *lost*?",
    lambda turn: turn.u * 0 + np.inf,
)
_of_verdict(
    "only where the energy falls",
    "Your chain accepts only rolls that do not gain energy. A gain is accepted, too, with "
    "probability exp(−gain).",
    lambda turn: turn.lost,
    coins=(_NONE,),
)
_of_verdict(
    "uniform not logged",
    "Your verdict compares the energy lost with a positive number: the uniform one itself, or "
    "minus its log. Compare its log, `np.log(rng.random())`, which is negative.",
    lambda turn: turn.lost,
    coins=(_PLAIN, _MINUS_LOG),
)
_of_verdict(
    "log to the base 10",
    "Your verdict refuses a gain of energy too often, as the base-10 logarithm of the uniform "
    "number does. The energy belongs to the natural one, `np.log`.",
    lambda turn: turn.lost,
    coins=(_LOG_10,),
)
_of_verdict(
    "normal number for the uniform one",
    "Your verdict compares a *normal* number, or its log, with the energy lost. It wants the log "
    "of a uniform one, `np.log(rng.random())`.",
    lambda turn: turn.lost,
    coins=(_NORMAL, _LOG_NORMAL),
)
_of_verdict(
    "momentum ignored",
    "Your verdict compares the log densities alone, or with one momentum on both sides. What the "
    "roll keeps is the energy, momentum²/2 included.",
    lambda turn: turn.u - turn.u_end,
)
_of_verdict(
    "kinetic energy without ½",
    "The kinetic energy in your verdict lacks its ½, before the roll or after it: it is "
    "momentum²/2.",
    lambda turn: turn.lost + turn.k - turn.k_end,
    lambda turn: turn.lost + turn.k,
    lambda turn: turn.lost - turn.k_end,
)
_of_verdict(
    "kinetic energy not squared",
    "Your verdict takes the length of the momentum, or half of it, for its energy. It is half its "
    "*square*.",
    lambda turn: turn.u - turn.u_end + np.sqrt(turn.k / 2) - np.sqrt(turn.k_end / 2),
    lambda turn: turn.u - turn.u_end + np.sqrt(turn.k * 2) - np.sqrt(turn.k_end * 2),
)
_of_verdict(
    "mean of the squares",
    "Your kinetic energy averages the squares of the momentum. Sum them: every direction has its "
    "own energy.",
    lambda turn: turn.u - turn.u_end + (turn.k - turn.k_end) / turn.d,
)
_of_verdict(
    "sign of the kinetic energy",
    "Your energy has the kinetic part with the wrong sign: it is *minus* the log density plus "
    "momentum²/2.",
    lambda turn: turn.u - turn.u_end - turn.k + turn.k_end,
)
_of_verdict(
    "sign of the log density",
    "Your energy has the log density with the wrong sign: the potential energy is *minus* the log "
    "density.",
    lambda turn: turn.u_end - turn.u + turn.k - turn.k_end,
)
_of_verdict(
    "ratio upside down",
    "Your verdict favours ends of *higher* energy. The difference is energy before minus energy "
    "after.",
    lambda turn: -turn.lost,
)
_of_verdict(
    "accepted and rejected exchanged",
    "Your chain stays where it should go, and goes where it should stay.",
    lambda turn: -turn.lost,
    coins=(_MINUS_LOG,),
)
_of_verdict(
    "energy before the roll forgotten",
    "Your verdict judges the end of a roll by its own energy. What counts is the *change*: compare "
    "with the energy before the roll.",
    lambda turn: -turn.u_end - turn.k_end,
)
_of_verdict(
    "momentum before the roll forgotten",
    "Your verdict leaves the momentum before the roll out of the account: it looks as if the push "
    "had come for nothing.",
    lambda turn: turn.u - turn.u_end - turn.k_end,
)
_of_verdict(
    "momentum after the roll forgotten",
    "Your verdict leaves the momentum after the roll out of the account: that energy has a kinetic "
    "part, too.",
    lambda turn: turn.u - turn.u_end + turn.k,
)
_of_verdict(
    "height of the start never renewed",
    "Your verdict compares every roll with the height of `start`. Compare with the height where "
    "the roll began: it changes whenever the chain moves.",
    lambda turn: turn.first + turn.k - turn.u_end - turn.k_end,
)


def _one_level(laws, *case):
    """Every accepted roll gained less than every refused one: nothing random is between."""
    turns = laws[TURNS][laws[TURNS].any(axis=1)]
    accepted, gain = turns[:, 4] == 1, -_Turn(*turns.T[:4], 0.0, 1).lost
    refused = gain[~accepted]
    return len(refused) > 0 and gain[accepted].max(initial=-np.inf) < refused.min()


def _one_uniform_number_for_all_turns(log_density, gradient, start, step_size, steps, draws, rng):
    level = np.log(rng.random())

    def accept(u, u_end, k, k_end):
        return level < u + k - u_end - k_end

    return rolling(log_density, gradient, start, step_size, steps, draws, rng, accept=accept)


hmc.mistakes(
    ("one uniform number for all turns", _one_uniform_number_for_all_turns,
     "All turns of yours are judged by one level: every accepted roll gains less energy than "
     "every refused one. Draw a new uniform number in each turn, inside the loop, and take its "
     "log.",
     {"recognises": _one_level}),
)  # fmt: skip
