"""The whole of Metropolis, gone wrong in the steps that it proposes."""

import numpy as np

from helpers.lessons.samplers.metropolis import (
    decides_well,
    metropolis,
    normal_step,
    seeded,
    steps_well,
    walk,
)
from helpers.lessons.samplers.walk_laws import (
    ASKED,
    AXES,
    FIRST,
    LONG,
    MEAN_STEP,
    REFUSED,
    SAME_STEP,
    STEP_CORRELATION,
    STEP_SQUARE,
    TWO_STEPS,
)

metropolis.misconception(
    "proposals around the start",
    "Every proposal of yours is made around the *start*, not around the state where the chain "
    "stands. Such a chain ends up in the wrong place, close to where it began. Does the new state "
    "get the name from which the next proposal is made?",
    recognises=lambda laws, *case: (
        abs(laws[TWO_STEPS] + 0.5) < 0.15
        and 1.5 < laws[STEP_SQUARE] < 2.5
        and laws[FIRST] == 1
        and seeded(laws)
    ),
)(walk(lambda state, start, root, rng: start + normal_step(root, rng)))


metropolis.misconception(
    "step for proposal",
    "Your proposals lie around 0, wherever the chain stands. A proposal is the *state plus* a "
    "step.",
    recognises=lambda laws, *case: (
        abs(laws[TWO_STEPS] + 0.5) < 0.15 and laws[FIRST] == 2 and laws[REFUSED] == 0
    ),
)(walk(lambda state, start, root, rng: normal_step(root, rng)))


metropolis.misconception(
    "root ignored",
    "Your steps have standard deviation 1 along each axis, whatever `root` is. A step is "
    "`root @` a vector of standard normal numbers.",
)(walk(step=lambda root, rng: rng.standard_normal(len(root))))


metropolis.misconception(
    "covariance as root",
    "Your steps use root root', which is their *covariance*, where its root belongs: a variance "
    "in place of a standard deviation.",
)(walk(step=lambda root, rng: root @ normal_step(root.T, rng)))


metropolis.misconception(
    "root transposed",
    "Your steps have the covariance root'root, the wrong way round: that is what `z @ root` and "
    "`root.T @ z` give. A step is `root @ z`.",
)(walk(step=lambda root, rng: normal_step(root.T, rng)))


metropolis.misconception(
    "diagonal of root",
    "Your steps use the diagonal of `root` alone, so that they are not slanted. A step is the "
    "matrix product `root @ z`.",
)(walk(step=lambda root, rng: np.diag(root) * rng.standard_normal(len(root))))


metropolis.misconception(
    "entry by entry",
    "Your steps multiply `root` with random numbers entry by entry and sum. A step is the matrix "
    "product `root @ z`, with one random number for each coordinate.",
)(walk(step=lambda root, rng: (root * rng.standard_normal(root.shape)).sum(axis=0)))


metropolis.misconception(
    "2.38 once more",
    "Your steps are `root @ z` multiplied by 2.38/√d. `root` says already how long the steps are: "
    "whoever calls the function has put such a factor into it, or not.",
)(walk(step=lambda root, rng: 2.38 / np.sqrt(len(root)) * normal_step(root, rng)))


metropolis.misconception(
    "uniform steps",
    "Your steps are uniform. (A symmetric step of any law gives a right sampler, but another one; "
    "wanted here: `rng.standard_normal`.)",
    recognises=lambda laws, *case: (
        laws[LONG] < 0.02
        and abs(laws[MEAN_STEP]) < 0.2
        and laws[STEP_SQUARE] < 2
        and laws[REFUSED] == laws[SAME_STEP] == 0
    ),
)(walk(step=lambda root, rng: root @ (rng.random(len(root)) - 0.5)))


metropolis.misconception(
    "uniform steps to one side",
    "Your steps go to one side only, since `rng.random` is never negative. The chain drifts that "
    "way until every proposal is refused. Steps must be as likely forwards as backwards: "
    "`rng.standard_normal`.",
    recognises=lambda laws, *case: (
        laws[LONG] < 0.1 and abs(laws[MEAN_STEP]) > 0.2 and laws[SAME_STEP] == 0
    ),
)(walk(step=lambda root, rng: root @ rng.random(len(root))))


metropolis.misconception(
    "one random number for all coordinates",
    "All coordinates of a step of yours share one random number, so that the chain moves along a "
    "single line. Draw `rng.standard_normal(len(start))`.",
    early=True,
    recognises=lambda laws, mean, *case: (
        abs(laws[SAME_STEP]) < 1e-9
        and seeded(laws)
        and (steps_well(laws) if len(mean) == 1 else abs(laws[STEP_CORRELATION]) > 0.98)
    ),
)(walk(step=lambda root, rng: root @ np.full(len(root), rng.standard_normal())))


def _the_same_step_every_time(log_density, start, root, draws, rng):
    step = normal_step(root, rng)
    return walk(step=lambda root, rng: step)(log_density, start, root, draws, rng)


metropolis.mistakes(
    ("the same step every time", _the_same_step_every_time,
     "All steps of yours are the same. The random numbers are drawn once, before the loop, or a "
     "generator with its seed is made anew in every turn of it. Draw a new `z` from `rng` for "
     "each step.",
     {"early": True, "recognises": lambda laws, *case: laws[SAME_STEP] > 0.5}),
)  # fmt: skip


def _by_covariance(root, rng):
    """A step whose covariance is root, by its singular values, as a Generator draws it."""
    directions, sizes, _ = np.linalg.svd(root)
    return directions @ (np.sqrt(sizes) * rng.standard_normal(len(root)))


metropolis.misconception(
    "root as covariance",
    "Your steps take `root` for a *covariance*, as `rng.multivariate_normal` wants it. Hand it "
    "`root @ root.T`, or add `root @ z` to the state.",
)(walk(step=_by_covariance))


def _other_length(yours, *case):
    return (
        f"Your steps are {np.sqrt(yours[STEP_SQUARE]):.2g} times as long as asked for. (Such a "
        "chain has the right law all the same, but `root` says already how long its steps are: a "
        "step is `root @ z`.)"
    )


metropolis.misconception(
    "steps of another length",
    _other_length,
    recognises=lambda laws, *case: (
        laws[ASKED] < 1.002
        and steps_well(laws, length=(0, np.inf))
        and decides_well(laws)
        and laws[FIRST] == 1
        and max(abs(laws[AXES]), abs(laws[STEP_CORRELATION]), abs(laws[MEAN_STEP])) < 0.15
    ),
)(walk(step=lambda root, rng: 0.5 * normal_step(root, rng)))
