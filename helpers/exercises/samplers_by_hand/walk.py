"""The whole of Metropolis: where a proposal is made, and what is kept."""

import numpy as np

from helpers.exercises.lessons import samplers_by_hand as lesson
from helpers.exercises.samplers_by_hand.walk_laws import (
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
    STEP_CORRELATION,
    STEP_SQUARE,
    STEPS,
    TWO_SEEDS,
    TWO_STEPS,
    chain_laws,
    targets,
)
from helpers.feedback import MonteCarlo


@lesson.function(
    "09-metropolis",
    cases=targets,
    probe=chain_laws,
    parts=tuple(CHAIN_ERRORS),
    tolerance=MonteCarlo(
        CHAIN_ERRORS,
        z=6,
        reason=f"averages over {STEPS:,} draws on each of two hills and {FLAT_STEPS:,} steps on "
        "flat ground; a right function is refused with a probability below 1e-7",
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


def _normal_step(root, rng):
    return root @ rng.standard_normal(len(root))


def _walk(propose=None, decide=lambda rise, u: np.log(u) < rise, step=_normal_step):
    """A sampler with rules of its own.

    `propose(state, start, root, rng)` makes the proposal, by default the state plus
    `step(root, rng)`; `decide(rise, u)` says whether to accept it.
    """

    def program(log_density, start, root, draws, rng):
        state, height, chain = start, log_density(start), []
        for _ in range(draws):
            proposal = propose(state, start, root, rng) if propose else state + step(root, rng)
            higher = log_density(proposal)
            if decide(higher - height, rng.random()):
                state, height = proposal, higher
            chain.append(state)
        return np.array(chain)

    return program


metropolis.variant("one random number at a time")(_walk())


@metropolis.variant("by a multivariate normal")
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for step in rng.multivariate_normal(np.zeros(len(start)), root @ root.T, size=draws):
        ratio = np.exp(min(log_density(state + step) - log_density(state), 0))
        state = state + (rng.random() < ratio) * step
        chain.append(state)
    return chain


def _seeded(laws):
    """Whether the random numbers come from `rng` alone."""
    return laws[SAME_SEED] < 1e-9 and laws[TWO_SEEDS] < 0.5


def _steps_well(laws):
    """Whether the steps, as flat ground shows them, are those asked for."""
    return (
        laws[REFUSED] == laws[SAME_STEP] == 0
        and abs(laws[STEP_SQUARE] - 1) < 0.3
        and max(abs(laws[MEAN_STEP]), abs(laws[TWO_STEPS])) < 0.2
        and laws[LONG] > 0.03
        and _seeded(laws)
    )


def _stays_well(laws):
    """Whether the draws from the hill are about where they belong."""
    return abs(laws[AVERAGE]) < 0.5 and 0.7 < laws[SQUARE] < 1.2 and 0 < laws[REPEATS] < 0.9


@metropolis.misconception(
    "rejected states not repeated",
    "No two draws in a row of yours are equal: after a rejection your chain keeps nothing. The "
    "place where it stays must be counted once more, for each rejection; that is how often it is "
    "there. Without it, places from which most proposals are refused count too little.",
    recognises=lambda laws, *case: (
        laws[REPEATS] == 0 and abs(laws[AVERAGE]) < 1 and laws[SQUARE] < 1.2 and _steps_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + _normal_step(root, rng)
        if np.log(rng.random()) < log_density(proposal) - log_density(state):
            state = proposal
            chain.append(state)
    return np.array(chain)


@metropolis.misconception(
    "proposals kept",
    "No two draws in a row of yours are equal, and they spread too widely: your rows are the "
    "*proposals*, the refused ones among them. Keep the state, where the chain stands after the "
    "step.",
    recognises=lambda laws, *case: (
        laws[REPEATS] == 0 and laws[ROWS] == 1 and 1.2 < laws[SQUARE] < 2 and _steps_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + _normal_step(root, rng)
        if np.log(rng.random()) < log_density(proposal) - log_density(state):
            state = proposal
        chain.append(proposal)
    return np.array(chain)


metropolis.misconception(
    "everything accepted",
    "Your chain accepts every proposal and wanders off: the density plays no part. Is the log of "
    "the uniform number compared with the *difference of the logs*?",
    recognises=lambda laws, *case: laws[REPEATS] == 0 and laws[SQUARE] > 2 and _steps_well(laws),
)(_walk(decide=lambda rise, u: True))


metropolis.misconception(
    "ratio upside down",
    "Your chain runs away downhill: the ratio is upside down. Accept by the density of the "
    "proposal over that of the state.",
    recognises=lambda laws, *case: (
        0 < laws[REPEATS] < 0.7 and laws[SQUARE] > 30 and _steps_well(laws)
    ),
)(_walk(decide=lambda rise, u: np.log(u) < -rise))


metropolis.misconception(
    "never downhill",
    "Your chain climbs to the top and stays there: it never, or hardly ever, goes downhill. Is "
    "the *log* of the uniform number compared with the difference of the logs, and does "
    "`metropolis_step` get its arguments in their order: log_density, state, proposal, "
    "log_uniform?",
    recognises=lambda laws, *case: laws[REPEATS] > 0.9 and laws[SQUARE] < 0.5,
)(_walk(decide=lambda rise, u: u < rise))


metropolis.misconception(
    "stays at the start",
    "Your chain never leaves its start. Either no proposal is ever accepted, or the state is not "
    "replaced by the one that was. (A density whose log is −1000 is 0 for the computer, and 0/0 is "
    "no number: compare logs.)",
    recognises=lambda laws, *case: laws[REPEATS] == laws[REFUSED] == 1 and laws[FIRST] == 0,
)(lambda log_density, start, root, draws, rng: np.tile(start, (draws, 1)))


metropolis.misconception(
    "proposals around the start",
    "Every proposal of yours is made around the *start*, not around the state where the chain "
    "stands. Such a chain ends up in the wrong place, close to where it began. Does the new state "
    "get the name from which the next proposal is made?",
    recognises=lambda laws, *case: (
        abs(laws[TWO_STEPS] + 0.5) < 0.15
        and 1.5 < laws[STEP_SQUARE] < 2.5
        and laws[FIRST] == 1
        and _seeded(laws)
    ),
)(_walk(lambda state, start, root, rng: start + _normal_step(root, rng)))


metropolis.misconception(
    "step for proposal",
    "Your proposals lie around 0, wherever the chain stands. A proposal is the *state plus* a "
    "step.",
    recognises=lambda laws, *case: (
        abs(laws[TWO_STEPS] + 0.5) < 0.15 and laws[FIRST] == 2 and laws[REFUSED] == 0
    ),
)(_walk(lambda state, start, root, rng: _normal_step(root, rng)))


@metropolis.misconception(
    "one state in every row",
    "All rows of your chain are the same, its last state. A list that keeps `state` itself, "
    "changed in place by `+=` or `state[:] =`, holds one array many times over. Make a new "
    "array in each step, as `state + step` does, or keep a copy.",
    recognises=lambda laws, *case: laws[REPEATS] == laws[REFUSED] == 1 and laws[FIRST] > 0,
)
def _(log_density, start, root, draws, rng):
    return np.tile(_walk()(log_density, start, root, draws, rng)[-1], (draws, 1))


@metropolis.misconception(
    "back to the start",
    "After a refusal your chain goes back to its start. It stays where it *is*.",
    tolerance=MonteCarlo(CHAIN_ERRORS, z=12, reason="it returns too seldom for even averages"),
)
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + _normal_step(root, rng)
        accepted = np.log(rng.random()) < log_density(proposal) - log_density(state)
        state = proposal if accepted else start
        chain.append(state)
    return np.array(chain)


@metropolis.misconception(
    "start not used",
    "Your first step does not set out from `start`. The first proposal is `start` plus a step. "
    "(In the first turn of a loop, `chain[i - 1]` is the *last* row of the array, which is still "
    "empty.)",
    recognises=lambda laws, *case: laws[FIRST] == 2 and _steps_well(laws),
)
def _(log_density, start, root, draws, rng):
    return _walk()(log_density, 0 * start, root, draws, rng)


metropolis.misconception(
    "root ignored",
    "Your steps have standard deviation 1 along each axis, whatever `root` is. A step is "
    "`root @` a vector of standard normal numbers.",
)(_walk(step=lambda root, rng: rng.standard_normal(len(root))))


metropolis.misconception(
    "covariance as root",
    "Your steps use root root', which is their *covariance*, where its root belongs: a variance "
    "in place of a standard deviation.",
)(_walk(step=lambda root, rng: root @ _normal_step(root.T, rng)))


metropolis.misconception(
    "root transposed",
    "Your steps have the covariance root'root, the wrong way round: that is what `z @ root` and "
    "`root.T @ z` give. A step is `root @ z`.",
)(_walk(step=lambda root, rng: _normal_step(root.T, rng)))


metropolis.misconception(
    "diagonal of root",
    "Your steps use the diagonal of `root` alone, so that they are not slanted. A step is the "
    "matrix product `root @ z`.",
)(_walk(step=lambda root, rng: np.diag(root) * rng.standard_normal(len(root))))


metropolis.misconception(
    "entry by entry",
    "Your steps multiply `root` with random numbers entry by entry and sum. A step is the matrix "
    "product `root @ z`, with one random number for each coordinate.",
)(_walk(step=lambda root, rng: (root * rng.standard_normal(root.shape)).sum(axis=0)))


metropolis.misconception(
    "2.38 once more",
    "Your steps are `root @ z` multiplied by 2.38/√d. `root` says already how long the steps are: "
    "whoever calls the function has put such a factor into it, or not.",
)(_walk(step=lambda root, rng: 2.38 / np.sqrt(len(root)) * _normal_step(root, rng)))


metropolis.misconception(
    "uniform steps",
    "Your steps are uniform. (A symmetric step of any law gives a right sampler, but another one; "
    "wanted here: `rng.standard_normal`.)",
    recognises=lambda laws, *case: (
        laws[LONG] < 0.02 and abs(laws[MEAN_STEP]) < 0.2 and laws[REFUSED] == laws[SAME_STEP] == 0
    ),
)(_walk(step=lambda root, rng: root @ (rng.random(len(root)) - 0.5)))


metropolis.misconception(
    "uniform steps to one side",
    "Your steps go to one side only, since `rng.random` is never negative. The chain drifts that "
    "way until every proposal is refused. Steps must be as likely forwards as backwards: "
    "`rng.standard_normal`.",
    recognises=lambda laws, *case: (
        laws[LONG] < 0.1 and abs(laws[MEAN_STEP]) > 0.2 and laws[SAME_STEP] == 0
    ),
)(_walk(step=lambda root, rng: root @ rng.random(len(root))))


metropolis.misconception(
    "one random number for all coordinates",
    "All coordinates of a step of yours share one random number, so that the chain moves along a "
    "single line. Draw `rng.standard_normal(len(start))`.",
    recognises=lambda laws, mean, *case: (
        abs(laws[SAME_STEP]) < 1e-9
        and _seeded(laws)
        and (_steps_well(laws) if len(mean) == 1 else abs(laws[STEP_CORRELATION]) > 0.98)
    ),
)(_walk(step=lambda root, rng: root @ np.full(len(root), rng.standard_normal())))


@metropolis.misconception(
    "the same step every time",
    "All steps of yours are the same. The random numbers are drawn once, before the loop, or a "
    "generator with its seed is made anew in every turn of it. Draw a new `z` from `rng` for each "
    "step.",
    recognises=lambda laws, *case: laws[SAME_STEP] > 0.5,
)
def _(log_density, start, root, draws, rng):
    step = _normal_step(root, rng)
    return _walk(step=lambda root, rng: step)(log_density, start, root, draws, rng)


metropolis.misconception(
    "difference of the logs counted twice",
    "Your chain keeps too close to the top: it weighs the difference of the log densities about "
    "twice. The log of the uniform number is the natural one, `np.log`, and the difference is "
    "compared as it is.",
)(_walk(decide=lambda rise, u: np.log10(u) < rise))


metropolis.misconception(
    "uniform number with a minus",
    "Your chain compares minus a uniform number with the difference of the logs. Wanted is its "
    "log: `np.log(rng.random())`.",
)(_walk(decide=lambda rise, u: -u < rise))


@metropolis.misconception(
    "one row too many",
    "Your chain has one row more than draws: it begins with the start. Keep the `draws` states "
    "that follow it.",
    recognises=lambda laws, mean, root, scale, draws: (
        abs(laws[ROWS] * draws - draws - 1) < 0.5 and laws[FIRST] == 0 and _stays_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    return np.vstack([start, _walk()(log_density, start, root, draws, rng)])


@metropolis.misconception(
    "the start as first row",
    "Your first row is the start itself. Step first and keep the state then: the start is no row, "
    "and the last step is one.",
    recognises=lambda laws, *case: (
        laws[FIRST] == 0 and laws[ROWS] == 1 and _steps_well(laws) and _stays_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    return np.vstack([start, _walk()(log_density, start, root, draws, rng)[:-1]])


@metropolis.misconception(
    "the same chain every time",
    "Generators with different seeds gave the same chain: your function has a generator of its "
    "own, seeded inside. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: laws[TWO_SEEDS] > 0.9 and laws[REPEATS] < 0.9,
)
def _(log_density, start, root, draws, rng):
    return _walk()(log_density, start, root, draws, np.random.default_rng(1))


@metropolis.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different chains. So the random numbers do "
    "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
    recognises=lambda laws, *case: laws[SAME_SEED] > 1e-9 and laws[ROWS] == 1,
)
def _(log_density, start, root, draws, rng):
    return _walk()(log_density, start, root, draws, np.random)
