"""The whole of Metropolis: where a proposal is made, and what is kept."""

from functools import partial

import numpy as np

from helpers.feedback import MonteCarlo
from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.decisions import FAR, ONE_LEVEL, POWER, UPHILL
from helpers.lessons.samplers.walk_laws import (
    ASKED,
    AVERAGE,
    CHAIN_ERRORS,
    FIRST,
    FLAT_STEPS,
    LONG,
    MEAN_STEP,
    REFUSED,
    REPEATS,
    ROWS,
    SAME_SEED,
    SAME_STEP,
    SQUARE,
    STEP_SQUARE,
    STEPS,
    TWO_SEEDS,
    TWO_STEPS,
    chain_laws,
    targets,
)


@lesson.function(
    "09-metropolis",
    cases=targets,
    probe=chain_laws,
    rehearsal=partial(chain_laws, share=50),
    rows="draws",
    parts=tuple(CHAIN_ERRORS),
    tolerance=MonteCarlo(
        CHAIN_ERRORS,
        z=6,
        reason=f"averages over {STEPS:,} draws on each of two hills and {FLAT_STEPS:,} random "
        "numbers on flat ground; a right function is refused with a probability below 1e-7",
    ),
    hints=(
        "The chain is a loop. Each turn proposes a place near the state, decides, and keeps where "
        "the chain stands then, moved or not.",
        "A proposal is the state plus `root @ rng.standard_normal(len(start))`; "
        "`metropolis_step` of the exercise before decides, with `np.log(rng.random())`.",
        "In the loop: `proposal = state + root @ rng.standard_normal(len(start))`, then "
        "`state = metropolis_step(log_density, state, proposal, np.log(rng.random()))`, then "
        "`chain.append(state)`. At the end `np.array(chain)`.",
    ),
)
def metropolis(log_density, start, root, draws, rng):
    """Metropolis, from start to chain."""
    state, height = start, log_density(start)
    chain = np.empty((draws, len(start)))
    steps, waits = rng.standard_normal((draws, len(start))), rng.exponential(size=draws)
    for i in range(draws):
        proposal = state + root @ steps[i]
        higher = log_density(proposal)
        if higher - height > -waits[i]:
            state, height = proposal, higher
        chain[i] = state
    return chain


def normal_step(root, rng):
    """root z."""
    return root @ rng.standard_normal(len(root))


def walk(
    propose=None,
    decide=lambda rise, level: level < rise,
    step=normal_step,
    level=lambda rng: np.log(rng.random()),
):
    """A sampler with rules of its own.

    `propose(state, start, root, rng)` makes the proposal, by default the state plus
    `step(root, rng)`; `decide(rise, level)` says whether to accept it, with `level(rng)` for the
    log of the uniform number.
    """

    def program(log_density, start, root, draws, rng):
        state, height, chain = start, log_density(start), []
        for _ in range(draws):
            proposal = propose(state, start, root, rng) if propose else state + step(root, rng)
            higher = log_density(proposal)
            if decide(higher - height, level(rng)):
                state, height = proposal, higher
            chain.append(state)
        return np.array(chain)

    return program


metropolis.variant("one random number at a time")(walk())


@metropolis.variant("by a multivariate normal")
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for step in rng.multivariate_normal(np.zeros(len(start)), root @ root.T, size=draws):
        ratio = np.exp(min(log_density(state + step) - log_density(state), 0))
        state = state + (rng.random() < ratio) * step
        chain.append(state)
    return chain


def seeded(laws):
    """Whether the random numbers come from `rng` alone."""
    return laws[SAME_SEED] < 1e-9 and laws[TWO_SEEDS] < 0.5


def steps_well(laws, length=(0.7, 1.3)):
    """Whether the steps, as flat ground shows them, are those asked for, or of another length."""
    return (
        laws[REFUSED] == laws[SAME_STEP] == 0
        and length[0] < laws[STEP_SQUARE] < length[1]
        and max(abs(laws[MEAN_STEP]), abs(laws[TWO_STEPS])) < 0.2
        and laws[LONG] > 0.03
        and seeded(laws)
    )


def decides_well(laws):
    """Whether the steps are accepted by the ratio of the densities."""
    return (
        laws[UPHILL] < 0.01
        and abs(laws[POWER] - 1) < 0.3
        and abs(laws[FAR]) < 0.06
        and laws[ONE_LEVEL] == 0
    )


def stays_well(laws):
    """Whether the draws from the hill are about where they belong."""
    return abs(laws[AVERAGE]) < 0.5 and 0.7 < laws[SQUARE] < 1.2 and 0 < laws[REPEATS] < 0.9


@metropolis.law(
    "Where the density is flat the ratio is 1, and no step is ever refused. Of yours a share of "
    "{left} ends where it began."
)
def _(laws, *case):
    return laws[REFUSED], 0


# What is allowed is the relative 1 of the sizes: six standard errors of a single run or more.
@metropolis.law(
    "Steps made of standard normal numbers, in the units of `root`, have average 0 and mean "
    "square 1. Yours have {left}.",
    relative=1,
)
def _(laws, *case):
    mean = laws[MEAN_STEP] * np.sqrt(laws[STEP_SQUARE])
    return np.array([mean, laws[STEP_SQUARE]]), np.array([0, 1]), np.array([0.1, 0.14])


@metropolis.law(
    "Downhill, the share of accepted steps is the ratio of the densities. Yours are accepted "
    "about as often as that ratio to the power {left} says.",
    relative=0.25,
)
def _(laws, *case):
    return laws[POWER], 1, 1


@metropolis.law(
    "Draws from a normal hill, in standard deviations from its top, have average 0 and mean "
    "square 1. Yours have {left}.",
    relative=1,
)
def _(laws, *case):
    square = laws[SQUARE] ** 3
    mean = laws[AVERAGE] * np.sqrt(max(1, square))
    return np.array([mean, square]), np.array([0, 1]), np.array([0.35, 0.45])


def _rejected_states_not_repeated(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + normal_step(root, rng)
        if np.log(rng.random()) < log_density(proposal) - log_density(state):
            state = proposal
            chain.append(state)
    return np.array(chain)


def _proposals_kept(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + normal_step(root, rng)
        if np.log(rng.random()) < log_density(proposal) - log_density(state):
            state = proposal
        chain.append(proposal)
    return np.array(chain)


metropolis.mistakes(
    ("rejected states not repeated", _rejected_states_not_repeated,
     "No two draws in a row of yours are equal: after a rejection your chain keeps nothing. The "
     "place where it stays must be counted once more, for each rejection; that is how often it is "
     "there. Without it, places from which most proposals are refused count too little.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[REPEATS] == 0 and abs(laws[AVERAGE]) < 1 and laws[SQUARE] < 1.2 and steps_well(laws)
    )}),
    ("proposals kept", _proposals_kept,
     "No two draws in a row of yours are equal, and they spread too widely: your rows are the "
     "*proposals*, the refused ones among them. Keep the state, where the chain stands after the "
     "step.",
     {"recognises": lambda laws, *case: (
         laws[REPEATS] == 0 and laws[ROWS] == 1 and 1.2 < laws[SQUARE] < 2 and steps_well(laws)
    )}),
)  # fmt: skip


metropolis.misconception(
    "stays at the start",
    "Your chain never leaves its start. Either no proposal is ever accepted, or the state is not "
    "replaced by the one that was. (A density whose log is −1000 is 0 for the computer, and 0/0 is "
    "no number: compare logs.)",
    early=True,
    recognises=lambda laws, *case: laws[REPEATS] == laws[REFUSED] == 1 and laws[FIRST] == 0,
)(lambda log_density, start, root, draws, rng: np.tile(start, (draws, 1)))


def _one_state_in_every_row(log_density, start, root, draws, rng):
    return np.tile(walk()(log_density, start, root, draws, rng)[-1], (draws, 1))


def _back_to_the_start(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + normal_step(root, rng)
        accepted = np.log(rng.random()) < log_density(proposal) - log_density(state)
        state = proposal if accepted else start
        chain.append(state)
    return np.array(chain)


def _first_steps_thrown_away(log_density, start, root, draws, rng):
    return walk()(log_density, start, root, draws + 500, rng)[500:]


def _several_steps_a_row(log_density, start, root, draws, rng):
    return walk()(log_density, start, root, 2 * draws, rng)[1::2]


def _one_row_too_many(log_density, start, root, draws, rng):
    return np.vstack([start, walk()(log_density, start, root, draws, rng)])


def _the_start_as_first_row(log_density, start, root, draws, rng):
    return np.vstack([start, walk()(log_density, start, root, draws, rng)[:-1]])


def _the_same_chain_every_time(log_density, start, root, draws, rng):
    return walk()(log_density, start, root, draws, np.random.default_rng(1))


def _global_generator(log_density, start, root, draws, rng):
    return walk()(log_density, start, root, draws, np.random)


metropolis.mistakes(
    ("one state in every row", _one_state_in_every_row,
     "All rows of your chain are the same, its last state. A list that keeps `state` itself, "
     "changed in place by `+=` or `state[:] =`, holds one array many times over. Make a new array "
     "in each step, as `state + step` does, or keep a copy.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[REPEATS] == laws[REFUSED] == 1 and laws[FIRST] > 0)}),
    ("back to the start", _back_to_the_start,
     "After a refusal your chain goes back to its start. It stays where it *is*.",
     {"recognises": lambda laws, *case: (
         0.5 < laws[AVERAGE] < 1
         and 0.2 < laws[POWER] < 0.6
         and 0 < laws[UPHILL] < 0.05
         and 0 < laws[REPEATS] < 0.5
         and steps_well(laws)
    )}),
    ("first steps thrown away", _first_steps_thrown_away,
     "Your chain takes more steps than it returns rows: the first ones are thrown away. Whoever "
     "calls the function may drop a warm-up; keep every row, from the first step on.",
     {"recognises": lambda laws, *case: (
         1.002 < laws[ASKED] < 1.5 and laws[FIRST] > 0 and steps_well(laws) and stays_well(laws)
    )}),
    ("several steps a row", _several_steps_a_row,
     "Your chain takes several steps for each row. They are not lost if they are kept: one row "
     "for each step.",
     {"recognises": lambda laws, *case: (
         laws[ASKED] > 1.5 and laws[STEP_SQUARE] > 1.5 and laws[REFUSED] == 0 and seeded(laws)
    )}),
    ("start not used",
     lambda log_density, start, root, draws, rng: walk()(log_density, 0 * start, root, draws, rng),
     "Your first step does not set out from `start`. The first proposal is `start` plus a step. "
     "(In the first turn of a loop, `chain[i - 1]` is the *last* row of the array, which is still "
     "empty.)",
     {"recognises": lambda laws, *case: laws[FIRST] == 2 and steps_well(laws)}),
    ("one row too many", _one_row_too_many,
     "Your chain has one row more than draws: it begins with the start. Keep the `draws` states "
     "that follow it.",
     {"recognises": lambda laws, mean, root, scale, draws: (
         abs(laws[ROWS] * draws - draws - 1) < 0.5 and laws[FIRST] == 0 and stays_well(laws)
    )}),
    ("the start as first row", _the_start_as_first_row,
     "Your first row is the start itself. Step first and keep the state then: the start is no "
     "row, and the last step is one.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[FIRST] == 0 and laws[ROWS] == 1 and laws[REFUSED] == laws[SAME_STEP] == 0
    )}),
    ("the same chain every time", _the_same_chain_every_time,
     "Generators with different seeds gave the same chain: your function has a generator of its "
     "own, seeded inside. Draw from the `rng` that is handed in.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[TWO_SEEDS] > 0.9 and laws[REPEATS] < 0.9)}),
    ("global generator", _global_generator,
     "Two calls with generators of the same seed gave different chains. So the random numbers do "
     "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
     {"early": True, "recognises": lambda laws, *case: laws[SAME_SEED] > 1e-9 and laws[ROWS] == 1}),
)  # fmt: skip
