"""One step of Hamiltonian Monte Carlo: a roll, and the verdict on its energy."""

import numpy as np
from scipy import stats

from helpers.feedback import Unreadable, described
from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.leapfrog import leapfrog
from helpers.lessons.gradients.shared import bent_hill


def _pushes(rng):
    """Many places and pushes, and steps so long that the energy errors matter."""
    for d, steps, step_size in ((2, 3, 0.75), (1, 2, 1.2), (3, 5, 0.6)):
        root = np.eye(d) + 0.3 * np.tri(d)
        theta, momentum = rng.normal(0, 0.8, (60, d)), rng.normal(size=(60, d))
        log_uniform = np.log(rng.random(60))
        hill = bent_hill(np.linalg.inv(root @ root.T), 0.2)
        yield hill, list(theta), list(momentum), step_size, steps, list(log_uniform)


_NEXT = "next thetas, one row for each of 60 places"


def _next_places(function, hill, theta, momentum, step_size, steps, log_uniform):
    """Where the function goes from each place, one row for each."""
    log_density, slope = hill
    found = []
    for place, push, level in zip(theta, momentum, log_uniform, strict=True):
        chosen = np.asarray(
            function(log_density, slope, place.copy(), push.copy(), step_size, steps, level),
            dtype=float,
        )
        if chosen.size != len(place):
            raise Unreadable(
                f"It returns {described(chosen)}; wanted the next theta alone, "
                f"which has {len(place)} number{'s' * (len(place) > 1)}."
            )
        found.append(chosen.ravel())
    return {_NEXT: np.array(found)}


@lesson.function(
    "10-hmc-step",
    cases=_pushes,
    probe=_next_places,
    parts=(_NEXT,),
    hints=(
        "Roll with `leapfrog`. A perfect roll would keep the energy; accept by how much of it was "
        "won or lost.",
        "The energy is `-log_density(theta) + momentum @ momentum / 2`, at the start with the "
        "momentum of the start, at the end with that of the end.",
        "With `before` and `after` for both energies: the end is accepted if "
        "`log_uniform < before - after`; otherwise theta stays.",
    ),
)
def hmc_step(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    """One step of Hamiltonian Monte Carlo."""
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    joint = log_density(theta) + stats.norm.logpdf(momentum).sum()
    joint_at_end = log_density(end) + stats.norm.logpdf(push).sum()
    return end if np.exp(log_uniform) < np.exp(min(joint_at_end - joint, 0.0)) else theta


def _ends(log_density, gradient, theta, momentum, step_size, steps):
    """The end of the roll, both log densities and both kinetic energies."""
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    heights = log_density(theta), log_density(end)
    return end, *heights, momentum @ momentum / 2, push @ push / 2


@hmc_step.variant("energies")
def _(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    def energy(theta, momentum):
        return -log_density(theta) + momentum @ momentum / 2

    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    accepted = log_uniform < energy(theta, momentum) - energy(end, push)
    return end if accepted else theta


@hmc_step.variant("np.where, momentum turned round")
def _(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    push = -push
    change = log_density(end) - log_density(theta) - np.sum(push**2 - momentum**2) / 2
    return np.where(log_uniform < change, end, theta)


def _judged(found, hill, thetas, momenta, step_size, steps):
    """Which places are the ends of their rolls, which the starts, and what energy a roll gains."""
    rolls = [
        _ends(*hill, theta, momentum, step_size, steps)
        for theta, momentum in zip(thetas, momenta, strict=True)
    ]
    ends = np.array([roll[0] for roll in rolls])
    h, h_end, k, k_end = np.array([roll[1:] for roll in rolls]).T
    at_end, at_start = (np.isclose(found[_NEXT], rows).all(axis=1) for rows in (ends, thetas))
    return at_end, at_start, (k_end - h_end) - (k - h)


@hmc_step.law(
    "A turn ends where the roll does, or stays where it began. {left} of your places are neither."
)
def _(found, *case):
    at_end, at_start, _gain = _judged(found, *case[:-1])
    return np.sum(~at_end & ~at_start), 0


@hmc_step.law(
    "A roll whose energy falls is always accepted. Of {right} such rolls yours accepts {left}."
)
def _(found, *case):
    at_end, _at_start, gain = _judged(found, *case[:-1])
    return np.sum(at_end & (gain < 0)), np.sum(gain < 0)


@hmc_step.law(
    "A roll whose energy rises is accepted if `log_uniform` lies below minus that rise, and only "
    "then. {left} of yours go otherwise."
)
def _(found, *case):
    at_end, _at_start, gain = _judged(found, *case[:-1])
    return np.sum((at_end != (np.array(case[-1]) < -gain)) & (gain >= 0)), 0


def _judged_by(accept):
    """A step by a rule of the heights h, the kinetic energies k and log_uniform, u."""

    def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
        end, *energies = _ends(log_density, gradient, theta, momentum, step_size, steps)
        return end if accept(*energies, log_uniform) else theta

    return program


hmc_step.mistakes(
    ("momentum ignored", lambda h, h_end, k, k_end, u: u < h_end - h,
     "Your step accepts by the log density alone, or with the same momentum on both sides. What "
     "the roll keeps is the *energy*: height lost is speed won. Use each end's own momentum."),
    ("log density ignored", lambda h, h_end, k, k_end, u: u < k - k_end,
     "Your step accepts by the kinetic energies alone, or with one theta on both sides. Use each "
     "end's own log density."),
    ("everything accepted", lambda h, h_end, k, k_end, u: True,
     "Your step accepts every end. Leapfrog is not exact, and without the verdict its error stays "
     "in the draws. (If you compare: the log of the uniform number belongs beside the *difference* "
     "of energies, and theta must still be the start when you do.)"),
    ("never moves", lambda h, h_end, k, k_end, u: False,
     "Your step always returns the theta it started from. (If you compare: is one side nan, the "
     "log of a negative number?)"),
    ("accepted and rejected exchanged", lambda h, h_end, k, k_end, u: u >= h_end - k_end - h + k,
     "Your step stays where it should go, and goes where it should stay."),
    ("only where the energy falls", lambda h, h_end, k, k_end, u: h_end - k_end >= h - k,
     "Your step accepts only if the energy does not rise. A rise is accepted, too, with "
     "probability exp(−rise): that is what `log_uniform` is for."),
    ("uniform not logged", lambda h, h_end, k, k_end, u: np.exp(u) < h_end - k_end - h + k,
     "Your step compares the uniform number itself with a difference of energies. Compare its "
     "log."),
    ("log to the base 10", lambda h, h_end, k, k_end, u: u < np.log(10) * (h_end - k_end - h + k),
     "Your step compares with a base-10 logarithm. Energies belong to the natural one."),
    ("ratio upside down", lambda h, h_end, k, k_end, u: u < h - k - h_end + k_end,
     "Your step favours ends of *higher* energy. The difference is energy before minus energy "
     "after."),
    ("ratio of energies", lambda h, h_end, k, k_end, u: np.exp(u) < (k - h) / (k_end - h_end),
     "Your step compares with a *ratio* of energies. The densities have a ratio; energies, which "
     "are minus their logs, have a difference."),
    ("sign of the kinetic energy", lambda h, h_end, k, k_end, u: u < h_end + k_end - h - k,
     "Your energy has the kinetic part with the wrong sign: it is *minus* the log density plus "
     "momentum²/2."),
    ("sign of the log density", lambda h, h_end, k, k_end, u: u < h - k_end - h_end + k,
     "Your energy has the log density with the wrong sign: the potential energy is *minus* the log "
     "density."),
    ("sign of the log density at the start",
     lambda h, h_end, k, k_end, u: u < h + k + h_end - k_end,
     "The energy at the start has the log density with the wrong sign: potential energy is *minus* "
     "the log density, at both ends."),
    ("sign of the log density at the end", lambda h, h_end, k, k_end, u: u < -h + k - h_end - k_end,
     "The energy at the end has the log density with the wrong sign: potential energy is *minus* "
     "the log density, at both ends."),
    ("the start's energy forgotten", lambda h, h_end, k, k_end, u: u < h_end - k_end,
     "Your step judges the end by its own energy. What counts is the *change*: compare with the "
     "energy at the start."),
    ("the start's momentum forgotten", lambda h, h_end, k, k_end, u: u < h_end - k_end - h,
     "Your step leaves the momentum of the start out of the account: it looks as if the push had "
     "come for nothing."),
    ("the end's momentum forgotten", lambda h, h_end, k, k_end, u: u < h_end - h + k,
     "Your step leaves the momentum of the end out of the account: its energy has a kinetic part, "
     "too."),
    of=_judged_by,
)  # fmt: skip


def _with_kinetic(kinetic):
    """The right rule with another kinetic energy."""

    def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
        end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
        lost = log_density(end) - kinetic(push) - log_density(theta) + kinetic(momentum)
        return end if log_uniform < lost else theta

    return program


hmc_step.mistakes(
    ("kinetic energy without ½", lambda momentum: momentum @ momentum,
     "Your kinetic energy lacks its ½: it is momentum²/2."),
    ("kinetic energy not squared", lambda momentum: np.linalg.norm(momentum) / 2,
     "Your kinetic energy is the length of the momentum, or half of it. It is half its *square*."),
    ("length of the momentum", lambda momentum: np.linalg.norm(momentum),
     "Your kinetic energy is the length of the momentum. It is half its *square*."),
    ("momentum summed, not squared", lambda momentum: momentum.sum() / 2,
     "Your kinetic energy sums the momentum. Sum its *squares*."),
    ("mean of the squares", lambda momentum: np.mean(momentum**2) / 2,
     "Your kinetic energy averages the squares of the momentum. Sum them: every direction has its "
     "own energy."),
    ("sum squared", lambda momentum: momentum.sum() ** 2 / 2,
     "Your kinetic energy squares the sum of the momentum. Square each entry, then sum."),
    of=_with_kinetic,
)  # fmt: skip


def _a_verdict_after_each_step(log_density, gradient, theta, r, step_size, steps, log_uniform):
    for _ in range(steps):
        end, push = leapfrog.program(gradient, theta, r, step_size, 1)
        before = log_density(theta) - r @ r / 2
        if log_uniform < log_density(end) - push @ push / 2 - before:
            theta, r = end, push
    return theta


def _a_walk_no_roll(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    end = theta + momentum
    return end if log_uniform < log_density(end) - log_density(theta) else theta


hmc_step.mistakes(
    ("gradient of the energy",
     lambda height, slope, *rest: hmc_step.program(height, lambda t: -slope(t), *rest),
     "Your roll is pushed downhill: `leapfrog` wants the gradient of the log density, as it is."),
    ("one leapfrog step", lambda *case: hmc_step.program(*case[:5], 1, case[6]),
     "Your roll makes a single leapfrog step, whatever `steps` is."),
    ("steps squared", lambda *case: hmc_step.program(*case[:5], case[5] ** 2, case[6]),
     "Your roll calls `leapfrog` in a loop over `steps`. It repeats the steps itself: call it "
     "once."),
    ("a verdict after each step", _a_verdict_after_each_step,
     "Your roll is judged after every single step. Roll all `steps` first: one verdict, on the "
     "end."),
    ("a walk, no roll", _a_walk_no_roll,
     "Your end is theta plus the momentum: a blind step, as in lesson 09. Call `leapfrog`, which "
     "follows the gradient."),
)  # fmt: skip
