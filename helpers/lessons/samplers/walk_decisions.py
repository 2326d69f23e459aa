"""The whole of Metropolis, gone wrong where it decides whether to go."""

import numpy as np
from scipy import stats

from helpers.lessons.samplers.decisions import FAR, ONE_LEVEL, POWER, UPHILL
from helpers.lessons.samplers.metropolis import metropolis, normal_step, steps_well, walk
from helpers.lessons.samplers.walk_laws import (
    AVERAGE,
    REFUSED,
    REPEATS,
    SAME_STEP,
    SQUARE,
)


def _counted(yours, *case):
    """How many times the difference of the logs is counted, as the accepted steps show."""
    return (
        f"Your chain counts the difference of the log densities about {yours[POWER]:.2g} times: "
        f"with that power of the ratio it accepts steps downhill. The log of the uniform number is "
        "the natural one, `np.log`, and the difference is compared as it is."
    )


def _accepts_far_down(laws, mean):
    """Whether steps far downhill are accepted as often as the power of the ratio says."""
    return laws[FAR] > (-0.03 if len(mean) == 1 else -0.015)


def _refused_on_flat_ground(yours, *case):
    return (
        "Where the density is flat no step is ever to be refused; your chain refuses "
        f"{100 * yours[REFUSED]:.0f} % of them. The number that is compared with the difference of "
        "the logs is not the log of a uniform number between 0 and 1, which is negative: "
        "`np.log(rng.random())`."
    )


def _one_number_decides_all_steps(log_density, start, root, draws, rng):
    level = np.log(rng.random())
    return walk(level=lambda rng: level)(log_density, start, root, draws, rng)


metropolis.mistakes(
    ("one number decides all steps", _one_number_decides_all_steps,
     "All decisions of your chain are the same one: whatever goes less far down than a certain "
     "depth is accepted, and nothing else. The log of the uniform number is drawn once, or with "
     "the same seed each time, or is a number of yours. Draw a new one for each step: "
     "`np.log(rng.random())`.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[ONE_LEVEL] == 1 and laws[REFUSED] == 0 and laws[SAME_STEP] < 0.5
    )}),
)  # fmt: skip


def _below_what_is_negative(rise, level):
    """Of a normal number z with P(z < x) = exp(level): whether log z < rise, where z has a log."""
    z = stats.norm.ppf(np.exp(level))
    return z > 0 and np.log(z) < rise


metropolis.misconception(
    "log of a normal number",
    "Your chain refuses two steps of three even on flat ground, where it should refuse none: so it "
    "is with the log of a *normal* number, half of which are negative and have none. Compare with "
    "the log of a uniform one, `np.log(rng.random())`.",
    recognises=lambda laws, *case: abs(laws[REFUSED] - 0.6587) < 0.03,  # 0.5 + P(z > 1)
)(walk(decide=_below_what_is_negative))


metropolis.misconception(
    "no log of a uniform number",
    _refused_on_flat_ground,
    early=True,
    recognises=lambda laws, *case: 0.02 < laws[REFUSED] < 0.98,
)(walk(level=lambda rng: rng.standard_normal()))


metropolis.misconception(
    "everything accepted",
    "Your chain accepts every proposal and wanders off: the density plays no part. Is the log of "
    "the uniform number compared with the *difference of the logs*? (After `proposal = state` a "
    "`proposal +=` moves the state itself; make a new array, `state + step`.)",
    early=True,
    recognises=lambda laws, *case: laws[REPEATS] == 0 and laws[SQUARE] > 2 and steps_well(laws),
)(walk(decide=lambda rise, level: True))


metropolis.misconception(
    "ratio upside down",
    "Your chain runs away downhill: the ratio is upside down. Accept by the density of the "
    "proposal over that of the state.",
    recognises=lambda laws, *case: (
        0 < laws[REPEATS] < 0.7 and laws[SQUARE] > 30 and steps_well(laws)
    ),
)(walk(decide=lambda rise, level: level < -rise))


metropolis.misconception(
    "never downhill",
    "Your chain climbs to the top and stays there: it never, or hardly ever, goes downhill. Is "
    "the *log* of the uniform number compared with the difference of the logs, and does "
    "`metropolis_step` get its arguments in their order: log_density, state, proposal, "
    "log_uniform?",
    recognises=lambda laws, *case: laws[REPEATS] > 0.9 and laws[SQUARE] < 0.5,
)(walk(decide=lambda rise, level: np.exp(level) < rise))


def _height_of_the_refused_proposal(log_density, start, root, draws, rng):
    state, height, chain = start, log_density(start), []
    for _ in range(draws):
        proposal = state + normal_step(root, rng)
        higher = log_density(proposal)
        if np.log(rng.random()) < higher - height:
            state = proposal
        height = higher
        chain.append(state)
    return np.array(chain)


metropolis.mistakes(
    ("height of the refused proposal", _height_of_the_refused_proposal,
     "Your chain compares a proposal with the one before, though that may have been refused. Keep "
     "the log density of the *state*: replace it only when the state is replaced.",
     {"recognises": lambda laws, mean, *case: (
         abs(laws[POWER] - (0.63 if len(mean) == 1 else 0.39)) < 0.08
         and laws[SQUARE] > 1.1
         and abs(laws[AVERAGE]) < 0.4
         and laws[UPHILL] == 0
         and steps_well(laws)
    )}),
)  # fmt: skip


metropolis.misconception(
    "difference of the logs counted twice",
    _counted,
    recognises=lambda laws, mean, *case: (
        laws[POWER] > 1.3
        and _accepts_far_down(laws, mean)
        and laws[UPHILL] == 0
        and steps_well(laws)
    ),
)(walk(level=lambda rng: np.log10(rng.random())))


metropolis.misconception(
    "difference of the logs counted in part",
    _counted,
    recognises=lambda laws, mean, *case: (
        0.2 < laws[POWER] < 0.85
        and _accepts_far_down(laws, mean)
        and laws[UPHILL] == 0
        and 0 < laws[REPEATS]
        and steps_well(laws)
    ),
)(walk(decide=lambda rise, level: level < rise / 2))


metropolis.misconception(
    "uniform number with a minus",
    "Your chain compares minus a uniform number with the difference of the logs. Wanted is its "
    "log: `np.log(rng.random())`.",
    recognises=lambda laws, mean, *case: (
        1.3 < laws[POWER] < 2.3
        and not _accepts_far_down(laws, mean)
        and laws[UPHILL] == laws[ONE_LEVEL] == 0
        and steps_well(laws)
    ),
)(walk(decide=lambda rise, level: -np.exp(level) < rise))


metropolis.misconception(
    "accepted and refused exchanged",
    "Your chain refuses every step where the density is flat, and runs away downhill: it stays "
    "where it should go, and goes where it should stay.",
    recognises=lambda laws, *case: (
        laws[REFUSED] == 1 and 0 < laws[REPEATS] < 1 and laws[SQUARE] > 5
    ),
)(walk(decide=lambda rise, level: level >= rise))


def _next_proposal_from_the_refused_one(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + normal_step(root, rng)
        accepted = np.log(rng.random()) < log_density(proposal) - log_density(state)
        chain.append(proposal if accepted else state)
        state = proposal
    return np.array(chain)


def _height_of_the_start(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + normal_step(root, rng)
        if np.log(rng.random()) < log_density(proposal) - log_density(start):
            state = proposal
        chain.append(state)
    return np.array(chain)


metropolis.mistakes(
    ("next proposal from the refused one", _next_proposal_from_the_refused_one,
     "Your chain goes on from its proposals, the refused ones among them, and wanders off. What "
     "the step returns is the next state: the next proposal is made around *that*.",
     {"recognises": lambda laws, *case: (
         0 < laws[REPEATS] < 0.7 and 2 < laws[SQUARE] <= 30 and steps_well(laws)
    )}),
    ("height of the start", _height_of_the_start,
     "Your chain compares every proposal with the *start's* log density. Compare it with that of "
     "the state where the chain stands.",
     {"recognises": lambda laws, *case: (
         0.002 < laws[UPHILL] < 0.1
         and 0.2 < laws[POWER] < 0.45
         and laws[SQUARE] > 1.1
         and abs(laws[AVERAGE]) < 0.4
         and steps_well(laws)
    )}),
)  # fmt: skip
