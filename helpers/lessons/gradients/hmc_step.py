"""One step of Hamiltonian Monte Carlo: a roll, and the verdict on its energy."""

import numpy as np
from scipy import stats

from helpers.feedback import Unreadable
from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.leapfrog import leapfrog
from helpers.lessons.gradients.worlds import bent_hill


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
                f"It returns something of shape {chosen.shape}; wanted the next theta alone, "
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


def _of_step(name, says):
    """A wrong rule: accept by heights h, kinetic energies k and the log of a uniform number u."""

    def add(accept):
        def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
            end, *energies = _ends(log_density, gradient, theta, momentum, step_size, steps)
            return end if accept(*energies, log_uniform) else theta

        return hmc_step.misconception(name, says)(program)

    return add


@_of_step(
    "momentum ignored",
    "Your step accepts by the log density alone, or with the same momentum on both sides. What the "
    "roll keeps is the *energy*: height lost is speed won. Use each end's own momentum.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - h


@_of_step(
    "everything accepted",
    "Your step accepts every end. Leapfrog is not exact, and without the verdict its error stays "
    "in the draws. (If you compare: the log of the uniform number belongs beside the *difference* "
    "of energies, and theta must still be the start when you do.)",
)
def _(h, h_end, k, k_end, u):
    return True


@_of_step(
    "ratio upside down",
    "Your step favours ends of *higher* energy. The difference is energy before minus energy "
    "after.",
)
def _(h, h_end, k, k_end, u):
    return u < h - k - h_end + k_end


@_of_step(
    "sign of the kinetic energy",
    "Your energy has the kinetic part with the wrong sign: it is *minus* the log density plus "
    "momentum²/2.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end + k_end - h - k


@_of_step(
    "sign of the log density",
    "Your energy has the log density with the wrong sign: the potential energy is *minus* the log "
    "density.",
)
def _(h, h_end, k, k_end, u):
    return u < h - k_end - h_end + k


@_of_step("kinetic energy without ½", "Your kinetic energy lacks its ½: it is momentum²/2.")
def _(h, h_end, k, k_end, u):
    return u < h_end - 2 * k_end - h + 2 * k


@_of_step(
    "kinetic energy not squared",
    "Your kinetic energy is the length of the momentum, or half of it. It is half its *square*.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - np.sqrt(2 * k_end) / 2 - h + np.sqrt(2 * k) / 2


@_of_step(
    "only where the energy falls",
    "Your step accepts only if the energy does not rise. A rise is accepted, too, with probability "
    "exp(−rise): that is what `log_uniform` is for.",
)
def _(h, h_end, k, k_end, u):
    return h_end - k_end >= h - k


@_of_step(
    "uniform not logged",
    "Your step compares the uniform number itself with a difference of energies. Compare its log.",
)
def _(h, h_end, k, k_end, u):
    return np.exp(u) < h_end - k_end - h + k


@_of_step(
    "accepted and rejected exchanged",
    "Your step stays where it should go, and goes where it should stay.",
)
def _(h, h_end, k, k_end, u):
    return not u < h_end - k_end - h + k


@_of_step(
    "never moves",
    "Your step always returns the theta it started from. (If you compare: is one side nan, the log "
    "of a negative number?)",
)
def _(h, h_end, k, k_end, u):
    return False


@_of_step(
    "the start's energy forgotten",
    "Your step judges the end by its own energy. What counts is the *change*: compare with the "
    "energy at the start.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - k_end


@_of_step(
    "the start's momentum forgotten",
    "Your step leaves the momentum of the start out of the account: it looks as if the push had "
    "come for nothing.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - k_end - h


@_of_step(
    "the end's momentum forgotten",
    "Your step leaves the momentum of the end out of the account: its energy has a kinetic part, "
    "too.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - h + k


@_of_step(
    "both turned round",
    "Your comparison and your difference are both turned round: a step is accepted only if it wins "
    "much energy. Accept if log_uniform is *below* before − after.",
)
def _(h, h_end, k, k_end, u):
    return u > h - k - h_end + k_end


@_of_step(
    "½ missing at the start",
    "The kinetic energy at the start lacks its ½: each is momentum²/2.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - k_end - h + 2 * k


@_of_step(
    "½ missing at the end",
    "The kinetic energy at the end lacks its ½: each is momentum²/2.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - 2 * k_end - h + k


@_of_step(
    "kinetic energy a quarter",
    "Your kinetic energy is momentum²/4: it is halved twice.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - k_end / 2 - h + k / 2


@_of_step(
    "length of the momentum",
    "Your kinetic energy is the length of the momentum. It is half its *square*.",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - np.sqrt(2 * k_end) - h + np.sqrt(2 * k)


@_of_step(
    "sign of the log density at the start",
    "The energy at the start has the log density with the wrong sign: potential energy is *minus* "
    "the log density, at both ends.",
)
def _(h, h_end, k, k_end, u):
    return u < h + k + h_end - k_end


@_of_step(
    "sign of the log density at the end",
    "The energy at the end has the log density with the wrong sign: potential energy is *minus* "
    "the log density, at both ends.",
)
def _(h, h_end, k, k_end, u):
    return u < -h + k - h_end - k_end


@_of_step(
    "sign of the kinetic energy at the start",
    "The energy at the start has its kinetic part subtracted. It is added, at both ends: is a "
    "bracket missing in the difference?",
)
def _(h, h_end, k, k_end, u):
    return u < h_end - k_end - h - k


@_of_step(
    "sign of the kinetic energy at the end",
    "The energy at the end has its kinetic part subtracted. It is added, at both ends: is a "
    "bracket missing in the difference?",
)
def _(h, h_end, k, k_end, u):
    return u < h_end + k_end - h + k


@_of_step(
    "ratio of energies",
    "Your step compares with a *ratio* of energies. The densities have a ratio; energies, which "
    "are minus their logs, have a difference.",
)
def _(h, h_end, k, k_end, u):
    return np.exp(u) < (k - h) / (k_end - h_end)


@_of_step(
    "ratio of energies, turned round",
    "Your step compares with a *ratio* of energies. The densities have a ratio; energies, which "
    "are minus their logs, have a difference.",
)
def _(h, h_end, k, k_end, u):
    return np.exp(u) < (k_end - h_end) / (k - h)


@_of_step(
    "a fixed level",
    "Your step accepts where the chance is above ½, whatever `log_uniform` is. Compare with it.",
)
def _(h, h_end, k, k_end, u):
    return np.log(0.5) < h_end - k_end - h + k


@_of_step(
    "size of the change",
    "Your step takes the *size* of the energy's change: it also refuses ends that lose much. Those "
    "are always accepted.",
)
def _(h, h_end, k, k_end, u):
    return u < -abs(h_end - k_end - h + k)


@_of_step(
    "twice the change",
    "Your step compares with twice the change of energy. Compare with the change itself.",
)
def _(h, h_end, k, k_end, u):
    return u < 2 * (h_end - k_end - h + k)


@_of_step(
    "half the change",
    "Your step compares with half the change of energy. Compare with the change itself.",
)
def _(h, h_end, k, k_end, u):
    return u < (h_end - k_end - h + k) / 2


@_of_step(
    "log to the base 10",
    "Your step compares with a base-10 logarithm. Energies belong to the natural one.",
)
def _(h, h_end, k, k_end, u):
    return u < np.log(10) * (h_end - k_end - h + k)


@_of_step(
    "log density ignored",
    "Your step accepts by the kinetic energies alone, or with one theta on both sides. Use each "
    "end's own log density.",
)
def _(h, h_end, k, k_end, u):
    return u < k - k_end


def _of_roll(name, says):
    """A wrong roll, judged rightly by what it returns."""

    def add(roll):
        def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
            end, push = roll(gradient, theta, momentum, step_size, steps)
            lost = log_density(end) - push @ push / 2 - log_density(theta)
            return end if log_uniform < lost + momentum @ momentum / 2 else theta

        return hmc_step.misconception(name, says)(program)

    return add


@_of_roll("one leapfrog step", "Your roll makes a single leapfrog step, whatever `steps` is.")
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, 1)


@_of_roll("three leapfrog steps", "Your roll makes three leapfrog steps, whatever `steps` is.")
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, 3)


@_of_roll(
    "gradient of the energy",
    "Your roll is pushed downhill: `leapfrog` wants the gradient of the log density, as it is.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(lambda t: -gradient(t), theta, momentum, step_size, steps)


@_of_roll(
    "theta and momentum exchanged",
    "You hand theta and momentum to `leapfrog` in the wrong order.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, momentum, theta, step_size, steps)


@_of_roll(
    "end and momentum exchanged",
    "Your step takes the momentum at the end for the place: `leapfrog` returns theta first.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, steps)[::-1]


def _of_kinetic(name, says):
    """The right rule with another kinetic energy."""

    def add(kinetic):
        def program(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
            end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
            lost = log_density(end) - kinetic(push) - log_density(theta) + kinetic(momentum)
            return end if log_uniform < lost else theta

        return hmc_step.misconception(name, says)(program)

    return add


@_of_kinetic(
    "momentum summed, not squared", "Your kinetic energy sums the momentum. Sum its *squares*."
)
def _(momentum):
    return momentum.sum() / 2


@_of_kinetic(
    "mean of the squares",
    "Your kinetic energy averages the squares of the momentum. Sum them: every direction has its "
    "own energy.",
)
def _(momentum):
    return np.mean(momentum**2) / 2


@_of_kinetic(
    "mean of the squares, without ½",
    "Your kinetic energy averages the squares of the momentum. It is half their *sum*.",
)
def _(momentum):
    return np.mean(momentum**2)


@_of_kinetic(
    "momentum summed",
    "Your kinetic energy is the sum of the momentum. It is half the sum of its *squares*.",
)
def _(momentum):
    return momentum.sum()


@_of_kinetic(
    "sum squared",
    "Your kinetic energy squares the sum of the momentum. Square each entry, then sum.",
)
def _(momentum):
    return momentum.sum() ** 2 / 2


@_of_kinetic(
    "sizes summed",
    "Your kinetic energy sums the sizes of the momentum. Sum their *squares*.",
)
def _(momentum):
    return np.abs(momentum).sum() / 2


@_of_roll("one step too many", "Your roll makes one leapfrog step more than `steps`.")
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, steps + 1)


@_of_roll(
    "steps twice",
    "Your roll makes twice as many leapfrog steps as `steps`: `leapfrog` repeats them itself.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, 2 * steps)


@_of_roll(
    "steps squared",
    "Your roll calls `leapfrog` in a loop over `steps`. It repeats the steps itself: call it once.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, steps**2)


@_of_roll(
    "the lesson's steps",
    "Your roll makes 35 steps of 0.06, whatever it is given. Hand `step_size` and `steps` on.",
)
def _(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, 0.06, 35)


@_of_roll(
    "no half steps",
    "Your roll is one without half steps. Call `leapfrog`.",
)
def _(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size * momentum
    return theta, momentum


def _momentum_returned(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    before = log_density(theta) - momentum @ momentum / 2
    return push if log_uniform < log_density(end) - push @ push / 2 - before else momentum


def _a_verdict_after_each_step(
    log_density, gradient, theta, momentum, step_size, steps, log_uniform
):
    for _ in range(steps):
        end, push = leapfrog.program(gradient, theta, momentum, step_size, 1)
        before = log_density(theta) - momentum @ momentum / 2
        if log_uniform < log_density(end) - push @ push / 2 - before:
            theta, momentum = end, push
    return theta


def _a_walk_no_roll(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    end = theta + momentum
    return end if log_uniform < log_density(end) - log_density(theta) else theta


hmc_step.mistakes(
    ("momentum returned", _momentum_returned,
     "Your step returns the momentum. Where the chain *stands* is theta."),
    ("a verdict after each step", _a_verdict_after_each_step,
     "Your roll is judged after every single step. Roll all `steps` first: one verdict, on the "
     "end."),
    ("a walk, no roll", _a_walk_no_roll,
     "Your end is theta plus the momentum: a blind step, as in lesson 09. Call `leapfrog`, which "
     "follows the gradient."),
)  # fmt: skip


def _mostly_right(laws, hill, theta, momentum, step_size, steps, log_uniform):
    """Whether each place is the start or the end of its roll, and not always the chosen one."""
    ends = [
        leapfrog.program(hill[1], place, push, step_size, steps)[0]
        for place, push in zip(theta, momentum, strict=True)
    ]
    chosen = laws[_NEXT].reshape(len(theta), -1)
    return all(
        np.allclose(place, here) or np.allclose(place, end)
        for place, here, end in zip(chosen, theta, ends, strict=True)
    )


def _another_verdict(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    end, *energies = _ends(log_density, gradient, theta, momentum, step_size, steps)
    h, h_end, k, k_end = energies
    return end if np.sin(1e3 * log_uniform) < h_end - k_end - h + k else theta


hmc_step.mistakes(
    ("another verdict", _another_verdict,
     "Your rolls are right: each place you return is the start of its roll or the end. But the "
     "verdict is not always the right one. Compute the energy at both ends, each with its own "
     "momentum, and compare their difference with `log_uniform`, and with nothing else.",
     {"recognises": _mostly_right}),
)  # fmt: skip
