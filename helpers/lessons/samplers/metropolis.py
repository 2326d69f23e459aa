"""The whole of Metropolis: where a proposal is made, and what is kept."""

from functools import partial

import numpy as np

from helpers.feedback import MonteCarlo
from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.walk_laws import (
    ASKED,
    AVERAGE,
    AXES,
    CHAIN_ERRORS,
    FAR,
    FIRST,
    FLAT_STEPS,
    LONG,
    MEAN_STEP,
    ONE_LEVEL,
    POWER,
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
    UPHILL,
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


def _normal_step(root, rng):
    """root z."""
    return root @ rng.standard_normal(len(root))


def _walk(
    propose=None,
    decide=lambda rise, level: level < rise,
    step=_normal_step,
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


def _steps_well(laws, length=(0.7, 1.3)):
    """Whether the steps, as flat ground shows them, are those asked for, or of another length."""
    return (
        laws[REFUSED] == laws[SAME_STEP] == 0
        and length[0] < laws[STEP_SQUARE] < length[1]
        and max(abs(laws[MEAN_STEP]), abs(laws[TWO_STEPS])) < 0.2
        and laws[LONG] > 0.03
        and _seeded(laws)
    )


def _decides_well(laws):
    """Whether the steps are accepted by the ratio of the densities."""
    return (
        laws[UPHILL] < 0.01
        and abs(laws[POWER] - 1) < 0.3
        and abs(laws[FAR]) < 0.06
        and laws[ONE_LEVEL] == 0
    )


def _stays_well(laws):
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


def _ending(turn):
    """A sampler whose turns end in a way of their own.

    `turn(state, proposal, accepted, start)` returns the place from which the next proposal is
    made, and what is kept: a list of rows.
    """

    def program(log_density, start, root, draws, rng):
        state, chain = start, []
        for _ in range(draws):
            proposal = state + _normal_step(root, rng)
            accepted = np.log(rng.random()) < log_density(proposal) - log_density(state)
            state, kept = turn(state, proposal, accepted, start)
            chain.extend(kept)
        return np.array(chain)

    return program


metropolis.mistakes(
    ("rejected states not repeated",
     lambda state, proposal, accepted, start: (proposal, [proposal]) if accepted else (state, []),
     "No two draws in a row of yours are equal: after a rejection your chain keeps nothing. The "
     "place where it stays must be counted once more, for each rejection; that is how often it is "
     "there. Without it, places from which most proposals are refused count too little.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[REPEATS] == 0 and abs(laws[AVERAGE]) < 1 and laws[SQUARE] < 1.2
         and _steps_well(laws))}),
    ("proposals kept",
     lambda state, proposal, accepted, start: (proposal if accepted else state, [proposal]),
     "No two draws in a row of yours are equal, and they spread too widely: your rows are the "
     "*proposals*, the refused ones among them. Keep the state, where the chain stands after the "
     "step.",
     {"recognises": lambda laws, *case: (
         laws[REPEATS] == 0 and laws[ROWS] == 1 and 1.2 < laws[SQUARE] < 2 and _steps_well(laws))}),
    ("back to the start",
     lambda state, proposal, accepted, start: (
         (proposal, [proposal]) if accepted else (start, [start])),
     "After a refusal your chain goes back to its start. It stays where it *is*.",
     {"recognises": lambda laws, *case: (
         0.5 < laws[AVERAGE] < 1 and 0.2 < laws[POWER] < 0.6 and 0 < laws[UPHILL] < 0.05
         and 0 < laws[REPEATS] < 0.5 and _steps_well(laws))}),
    ("next proposal from the refused one",
     lambda state, proposal, accepted, start: (proposal, [proposal if accepted else state]),
     "Your chain goes on from its proposals, the refused ones among them, and wanders off. What "
     "the step returns is the next state: the next proposal is made around *that*.",
     {"recognises": lambda laws, *case: (
         0 < laws[REPEATS] < 0.7 and 2 < laws[SQUARE] <= 30 and _steps_well(laws))}),
    of=_ending,
)  # fmt: skip


def _around(change):
    """A sampler that hands something else to the right one, or makes something else of its chain.

    `change(chain, start, draws)` returns the rows; `chain()` makes the right ones, and takes
    another start, number of draws or generator.
    """

    def program(log_density, start, root, draws, rng):
        def chain(start=start, draws=draws, rng=rng):
            return _walk()(log_density, start, root, draws, rng)

        return change(chain, start, draws)

    return program


metropolis.mistakes(
    ("stays at the start", lambda chain, start, draws: np.tile(start, (draws, 1)),
     "Your chain never leaves its start. Either no proposal is ever accepted, or the state is not "
     "replaced by the one that was. (A density whose log is −1000 is 0 for the computer, and 0/0 "
     "is no number: compare logs.)",
     {"early": True, "recognises": lambda laws, *case: (
         laws[REPEATS] == laws[REFUSED] == 1 and laws[FIRST] == 0)}),
    ("one state in every row", lambda chain, start, draws: np.tile(chain()[-1], (draws, 1)),
     "All rows of your chain are the same, its last state. A list that keeps `state` itself, "
     "changed in place by `+=` or `state[:] =`, holds one array many times over. Make a new array "
     "in each step, as `state + step` does, or keep a copy.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[REPEATS] == laws[REFUSED] == 1 and laws[FIRST] > 0)}),
    ("first steps thrown away", lambda chain, start, draws: chain(draws=draws + 500)[500:],
     "Your chain takes more steps than it returns rows: the first ones are thrown away. Whoever "
     "calls the function may drop a warm-up; keep every row, from the first step on.",
     {"recognises": lambda laws, *case: (
         1.002 < laws[ASKED] < 1.5 and laws[FIRST] > 0 and _steps_well(laws)
         and _stays_well(laws))}),
    ("several steps a row", lambda chain, start, draws: chain(draws=2 * draws)[1::2],
     "Your chain takes several steps for each row. They are not lost if they are kept: one row "
     "for each step.",
     {"recognises": lambda laws, *case: (
         laws[ASKED] > 1.5 and laws[STEP_SQUARE] > 1.5 and laws[REFUSED] == 0 and _seeded(laws))}),
    ("start not used", lambda chain, start, draws: chain(start=0 * start),
     "Your first step does not set out from `start`. The first proposal is `start` plus a step. "
     "(In the first turn of a loop, `chain[i - 1]` is the *last* row of the array, which is still "
     "empty.)",
     {"recognises": lambda laws, *case: laws[FIRST] == 2 and _steps_well(laws)}),
    ("one row too many", lambda chain, start, draws: np.vstack([start, chain()]),
     "Your chain has one row more than draws: it begins with the start. Keep the `draws` states "
     "that follow it.",
     {"recognises": lambda laws, mean, root, scale, draws: (
         abs(laws[ROWS] * draws - draws - 1) < 0.5 and laws[FIRST] == 0 and _stays_well(laws))}),
    ("the start as first row", lambda chain, start, draws: np.vstack([start, chain()[:-1]]),
     "Your first row is the start itself. Step first and keep the state then: the start is no "
     "row, and the last step is one.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[FIRST] == 0 and laws[ROWS] == 1 and laws[REFUSED] == laws[SAME_STEP] == 0)}),
    ("the same chain every time",
     lambda chain, start, draws: chain(rng=np.random.default_rng(1)),
     "Generators with different seeds gave the same chain: your function has a generator of its "
     "own, seeded inside. Draw from the `rng` that is handed in.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[TWO_SEEDS] > 0.9 and laws[REPEATS] < 0.9)}),
    ("global generator", lambda chain, start, draws: chain(rng=np.random),
     "Two calls with generators of the same seed gave different chains. So the random numbers do "
     "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
     {"early": True, "recognises": lambda laws, *case: laws[SAME_SEED] > 1e-9 and laws[ROWS] == 1}),
    of=_around,
)  # fmt: skip


def _accepts_far_down(laws, mean):
    """Whether steps far downhill are accepted as often as the power of the ratio says."""
    return laws[FAR] > (-0.03 if len(mean) == 1 else -0.015)


def _counted(yours, *case):
    """How many times the difference of the logs is counted, as the accepted steps show."""
    return (
        f"Your chain counts the difference of the log densities about {yours[POWER]:.2g} times: "
        f"with that power of the ratio it accepts steps downhill. The log of the uniform number is "
        "the natural one, `np.log`, and the difference is compared as it is."
    )


def _one_number_decides_all_steps(log_density, start, root, draws, rng):
    level = np.log(rng.random())
    return _walk(level=lambda rng: level)(log_density, start, root, draws, rng)


def _comparing(replaces):
    """A sampler that compares a proposal with a height which need not be that of its state.

    `replaces(accepted)` says whether the proposal's height is the next one to compare with.
    """

    def program(log_density, start, root, draws, rng):
        state, height, chain = start, log_density(start), []
        for _ in range(draws):
            proposal = state + _normal_step(root, rng)
            higher = log_density(proposal)
            accepted = np.log(rng.random()) < higher - height
            state = proposal if accepted else state
            height = higher if replaces(accepted) else height
            chain.append(state)
        return np.array(chain)

    return program


metropolis.mistakes(
    ("one number decides all steps", _one_number_decides_all_steps,
     "All decisions of your chain are the same one: whatever goes less far down than a certain "
     "depth is accepted, and nothing else. The log of the uniform number is drawn once, or with "
     "the same seed each time, or is a number of yours. Draw a new one for each step: "
     "`np.log(rng.random())`.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[ONE_LEVEL] == 1 and laws[REFUSED] == 0 and laws[SAME_STEP] < 0.5)}),
    ("no log of a uniform number", _walk(level=lambda rng: rng.standard_normal()),
     lambda yours, *case: (
         "Where the density is flat no step is ever to be refused; your chain refuses "
         f"{100 * yours[REFUSED]:.0f} % of them. The number that is compared with the difference "
         "of the logs is not the log of a uniform number between 0 and 1, which is negative: "
         "`np.log(rng.random())`."),
     {"early": True, "recognises": lambda laws, *case: 0.02 < laws[REFUSED] < 0.98}),
    ("everything accepted", _walk(decide=lambda rise, level: True),
     "Your chain accepts every proposal and wanders off: the density plays no part. Is the log of "
     "the uniform number compared with the *difference of the logs*? (After `proposal = state` a "
     "`proposal +=` moves the state itself; make a new array, `state + step`.)",
     {"early": True, "recognises": lambda laws, *case: (
         laws[REPEATS] == 0 and laws[SQUARE] > 2 and _steps_well(laws))}),
    ("ratio upside down", _walk(decide=lambda rise, level: level < -rise),
     "Your chain runs away downhill: the ratio is upside down. Accept by the density of the "
     "proposal over that of the state.",
     {"recognises": lambda laws, *case: (
         0 < laws[REPEATS] < 0.7 and laws[SQUARE] > 30 and _steps_well(laws))}),
    ("never downhill", _walk(decide=lambda rise, level: np.exp(level) < rise),
     "Your chain climbs to the top and stays there: it never, or hardly ever, goes downhill. Is "
     "the *log* of the uniform number compared with the difference of the logs, and does "
     "`metropolis_step` get its arguments in their order: log_density, state, proposal, "
     "log_uniform?",
     {"recognises": lambda laws, *case: laws[REPEATS] > 0.9 and laws[SQUARE] < 0.5}),
    ("accepted and refused exchanged", _walk(decide=lambda rise, level: level >= rise),
     "Your chain refuses every step where the density is flat, and runs away downhill: it stays "
     "where it should go, and goes where it should stay.",
     {"recognises": lambda laws, *case: (
         laws[REFUSED] == 1 and 0 < laws[REPEATS] < 1 and laws[SQUARE] > 5)}),
    ("difference of the logs counted twice", _walk(level=lambda rng: np.log10(rng.random())),
     _counted,
     {"recognises": lambda laws, mean, *case: (
         laws[POWER] > 1.3 and _accepts_far_down(laws, mean) and laws[UPHILL] == 0
         and _steps_well(laws))}),
    ("height of the refused proposal", _comparing(lambda accepted: True),
     "Your chain compares a proposal with the one before, though that may have been refused. Keep "
     "the log density of the *state*: replace it only when the state is replaced.",
     {"recognises": lambda laws, mean, *case: (
         abs(laws[POWER] - (0.63 if len(mean) == 1 else 0.39)) < 0.08 and laws[SQUARE] > 1.1
         and abs(laws[AVERAGE]) < 0.4 and laws[UPHILL] == 0 and _steps_well(laws))}),
    ("difference of the logs counted in part", _walk(decide=lambda rise, level: level < rise / 2),
     _counted,
     {"recognises": lambda laws, mean, *case: (
         0.2 < laws[POWER] < 0.85 and _accepts_far_down(laws, mean) and laws[UPHILL] == 0
         and 0 < laws[REPEATS] and _steps_well(laws))}),
    ("height of the start", _comparing(lambda accepted: False),
     "Your chain compares every proposal with the *start's* log density. Compare it with that of "
     "the state where the chain stands.",
     {"recognises": lambda laws, *case: (
         0.002 < laws[UPHILL] < 0.1 and 0.2 < laws[POWER] < 0.45 and laws[SQUARE] > 1.1
         and abs(laws[AVERAGE]) < 0.4 and _steps_well(laws))}),
)  # fmt: skip


def _the_same_step_every_time(log_density, start, root, draws, rng):
    step = _normal_step(root, rng)
    return _walk(step=lambda root, rng: step)(log_density, start, root, draws, rng)


def _by_covariance(root, rng):
    """A step whose covariance is root, by its singular values, as a Generator draws it."""
    directions, sizes, _ = np.linalg.svd(root)
    return directions @ (np.sqrt(sizes) * rng.standard_normal(len(root)))


metropolis.mistakes(
    ("proposals around the start",
     _walk(lambda state, start, root, rng: start + _normal_step(root, rng)),
     "Every proposal of yours is made around the *start*, not around the state where the chain "
     "stands. Such a chain ends up in the wrong place, close to where it began. Does the new state "
     "get the name from which the next proposal is made?",
     {"recognises": lambda laws, *case: (
         abs(laws[TWO_STEPS] + 0.5) < 0.15 and 1.5 < laws[STEP_SQUARE] < 2.5 and laws[FIRST] == 1
         and _seeded(laws))}),
    ("step for proposal", _walk(lambda state, start, root, rng: _normal_step(root, rng)),
     "Your proposals lie around 0, wherever the chain stands. A proposal is the *state plus* a "
     "step.",
     {"recognises": lambda laws, *case: (
         abs(laws[TWO_STEPS] + 0.5) < 0.15 and laws[FIRST] == 2 and laws[REFUSED] == 0)}),
    ("the same step every time", _the_same_step_every_time,
     "All steps of yours are the same. The random numbers are drawn once, before the loop, or a "
     "generator with its seed is made anew in every turn of it. Draw a new `z` from `rng` for "
     "each step.",
     {"early": True, "recognises": lambda laws, *case: laws[SAME_STEP] > 0.5}),
)  # fmt: skip

metropolis.mistakes(
    ("root ignored", lambda root, rng: rng.standard_normal(len(root)),
     "Your steps have standard deviation 1 along each axis, whatever `root` is. A step is `root "
     "@` a vector of standard normal numbers."),
    ("covariance as root", lambda root, rng: root @ _normal_step(root.T, rng),
     "Your steps use root root', which is their *covariance*, where its root belongs: a variance "
     "in place of a standard deviation."),
    ("root transposed", lambda root, rng: _normal_step(root.T, rng),
     "Your steps have the covariance root'root, the wrong way round: that is what `z @ root` and "
     "`root.T @ z` give. A step is `root @ z`."),
    ("diagonal of root", lambda root, rng: np.diag(root) * rng.standard_normal(len(root)),
     "Your steps use the diagonal of `root` alone, so that they are not slanted. A step is the "
     "matrix product `root @ z`."),
    ("entry by entry", lambda root, rng: (root * rng.standard_normal(root.shape)).sum(axis=0),
     "Your steps multiply `root` with random numbers entry by entry and sum. A step is the matrix "
     "product `root @ z`, with one random number for each coordinate."),
    ("root as covariance", _by_covariance,
     "Your steps take `root` for a *covariance*, as `rng.multivariate_normal` wants it. Hand it "
     "`root @ root.T`, or add `root @ z` to the state."),
    ("uniform steps", lambda root, rng: root @ (rng.random(len(root)) - 0.5),
     "Your steps are uniform. (A symmetric step of any law gives a right sampler, but another "
     "one; wanted here: `rng.standard_normal`.)",
     {"recognises": lambda laws, *case: (
         laws[LONG] < 0.02 and abs(laws[MEAN_STEP]) < 0.2 and laws[STEP_SQUARE] < 2
         and laws[REFUSED] == laws[SAME_STEP] == 0)}),
    ("uniform steps to one side", lambda root, rng: root @ rng.random(len(root)),
     "Your steps go to one side only, since `rng.random` is never negative. The chain drifts that "
     "way until every proposal is refused. Steps must be as likely forwards as backwards: "
     "`rng.standard_normal`.",
     {"recognises": lambda laws, *case: (
         laws[LONG] < 0.1 and abs(laws[MEAN_STEP]) > 0.2 and laws[SAME_STEP] == 0)}),
    ("one random number for all coordinates",
     lambda root, rng: root @ np.full(len(root), rng.standard_normal()),
     "All coordinates of a step of yours share one random number, so that the chain moves along a "
     "single line. Draw `rng.standard_normal(len(start))`.",
     {"early": True, "recognises": lambda laws, mean, *case: (
         abs(laws[SAME_STEP]) < 1e-9 and _seeded(laws)
         and (_steps_well(laws) if len(mean) == 1 else abs(laws[STEP_CORRELATION]) > 0.98))}),
    ("steps of another length", lambda root, rng: 0.5 * _normal_step(root, rng),
     lambda yours, *case: (
         f"Your steps are {np.sqrt(yours[STEP_SQUARE]):.2g} times as long as asked for. (Such a "
         "chain has the right law all the same, but `root` says already how long its steps are: "
         "a step is `root @ z`.)"),
     {"recognises": lambda laws, *case: (
         laws[ASKED] < 1.002 and _steps_well(laws, length=(0, np.inf)) and _decides_well(laws)
         and laws[FIRST] == 1
         and max(abs(laws[AXES]), abs(laws[STEP_CORRELATION]), abs(laws[MEAN_STEP])) < 0.15)}),
    of=lambda step: _walk(step=step),
)  # fmt: skip
