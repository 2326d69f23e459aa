"""Leapfrog: half a push, a whole move, half a push at the new place."""

import numpy as np

from helpers.feedback import Unreadable, described
from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.shared import bent_hill


def _rolls(rng):
    for d, steps, step_size in ((3, 1, 0.3), (2, 7, 0.2), (1, 4, 0.35)):
        root = np.eye(d) + 0.4 * rng.normal(size=(d, d))
        _, slope = bent_hill(root @ root.T, 0.3)
        yield slope, rng.normal(1, 1, d), rng.normal(size=d), step_size, steps


def _end_of_roll(function, gradient, theta, momentum, step_size, steps):
    found = np.asarray(function(gradient, theta.copy(), momentum.copy(), step_size, steps), float)
    if found.shape in ((2, len(theta), 1), (2, 1, len(theta))):
        found = found.reshape(2, -1)
    if found.shape != (2, len(theta)):
        raise Unreadable(
            f"It returns {described(found)}; wanted two vectors of length "
            f"{len(theta)}: theta and the momentum, at the end."
        )
    return {"theta": found[0], "momentum": found[1]}


@lesson.function(
    "10-leapfrog",
    cases=_rolls,
    probe=_end_of_roll,
    parts=("theta", "momentum"),
    hints=(
        "Each step has three lines: half a push, a whole move, half a push. The second push uses "
        "the gradient at the *new* place.",
        "A push adds step size times gradient to the momentum; half a push adds half of that. A "
        "move adds step size times momentum to theta.",
        "In a loop over `range(steps)`: "
        "`momentum = momentum + step_size / 2 * gradient(theta)`, "
        "`theta = theta + step_size * momentum`, and the first line again. Return "
        "`theta, momentum`.",
    ),
)
def leapfrog(gradient, theta, momentum, step_size, steps):
    """Leapfrog."""
    # Without any momentum: each place from the two before it (Störmer 1907, Verlet 1967).
    before = theta - step_size * momentum + step_size**2 / 2 * gradient(theta)
    for _ in range(steps):
        before, theta = theta, 2 * theta - before + step_size**2 * gradient(theta)
    after = 2 * theta - before + step_size**2 * gradient(theta)
    return theta, (after - before) / (2 * step_size)


@leapfrog.variant("three lines a step")
def _rolled(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


@leapfrog.variant("half pushes of neighbours in one")
def _(gradient, theta, momentum, step_size, steps):
    momentum = momentum + 0.5 * step_size * gradient(theta)
    for step in range(steps):
        theta = theta + step_size * momentum
        last = step == steps - 1
        momentum = momentum + (0.5 if last else 1.0) * step_size * gradient(theta)
    return np.array([theta, momentum])


@leapfrog.law(
    "One step moves theta by the step size times the momentum after half a push. Yours ends {left} "
    "away from there."
)
def _(end, gradient, theta, momentum, step_size, steps):
    there = theta + step_size * (momentum + step_size / 2 * gradient(theta))
    return np.abs(end["theta"] - there).max() * (steps == 1), 0, np.abs(there).max()


@leapfrog.law(
    "One step changes the momentum by the step size times the mean of the gradients at both its "
    "ends. Yours is {left} off."
)
def _(end, gradient, theta, momentum, step_size, steps):
    slopes = gradient(theta) + gradient(end["theta"])
    off = end["momentum"] - momentum - step_size * slopes / 2
    return np.abs(off).max() * (steps == 1), 0, np.abs(slopes).max() + np.abs(momentum).max()


@leapfrog.law(
    "Leapfrog can be reversed: from the end, with the momentum turned round, as many steps lead "
    "back to the start. From your end they miss it by {left}."
)
def _(end, gradient, theta, momentum, step_size, steps):
    back = np.array(_rolled(gradient, end["theta"], -end["momentum"], step_size, steps))
    start = np.array([theta, -momentum])
    return np.linalg.norm(back - start), 0, np.abs(start).max() + np.abs(end["theta"]).max()


def _repeated(step):
    """A roll that repeats a step."""

    def program(gradient, theta, momentum, step_size, steps):
        for _ in range(steps):
            theta, momentum = step(gradient, theta, momentum, step_size)
        return theta, momentum

    return program


def _pushed_and_moved(sizes):
    """A roll by the sizes of first push, move and second push, in terms of the step size e."""

    def step(gradient, theta, r, e):
        first, move, second = sizes(e)
        r = r + first * gradient(theta)
        theta = theta + move * r
        return theta, r + second * gradient(theta)

    return _repeated(step)


leapfrog.mistakes(
    ("no half step", lambda e: (e, e, 0),
     "Your steps push and move in turn, but whole pushes from the start: position and momentum are "
     "half a step apart. Begin and end with *half* a push."),
    ("no half step, move first", lambda e: (0, e, e),
     "Your steps move and push in turn, with whole pushes: position and momentum are half a step "
     "apart. Begin and end with *half* a push."),
    ("only one half push a step", lambda e: (e / 2, e, 0),
     "Each of your steps has one half push. There are two: before the move and after it."),
    ("first half push forgotten", lambda e: (0, e, e / 2),
     "Each of your steps has one half push, after the move. There is another, before it."),
    ("pushed downhill", lambda e: (-e / 2, e, -e / 2),
     "Your pushes have the wrong sign: they drive the ball away from where the density is high. "
     "`gradient` is that of the *log density*: it is added."),
    ("moves of half a step", lambda e: (e / 2, e / 2, e / 2),
     "Your moves go half a step. The pushes are halved since there are two; the move is one."),
    ("whole pushes, half moves", lambda e: (e, e / 2, e),
     "Your pushes are whole and your moves half: it is the other way round."),
    ("pushes without the step size", lambda e: (1 / 2, e, 1 / 2),
     "Your pushes add half of the gradient, whatever the step size is: multiply by it."),
    ("moves without the step size", lambda e: (e / 2, 1, e / 2),
     "Your moves add the whole momentum, whatever the step size is: multiply by it."),
    ("pushes divided by the step size", lambda e: (1 / (2 * e), e, 1 / (2 * e)),
     "Your pushes divide by the step size. Multiply: the shorter the step, the smaller the push."),
    ("no pushes", lambda e: (0, e, 0),
     "Your ball goes straight on: no push changes its momentum."),
    of=_pushed_and_moved,
)  # fmt: skip


def _gradient_not_renewed(gradient, theta, r, e):
    slope = gradient(theta)
    r = r + e / 2 * slope
    return theta + e * r, r + e / 2 * slope


def _half_moves_whole_pushes(gradient, theta, r, e):
    theta = theta + e / 2 * r
    r = r + e * gradient(theta)
    return theta + e / 2 * r, r


leapfrog.mistakes(
    ("both from the old values",
     lambda gradient, theta, r, e: (theta + e * r, r + e * gradient(theta)),
     "Your step changes theta and momentum at once, both from their old values (L. Euler's "
     "method). The energy then grows with every step. Push, move with the *new* momentum, push at "
     "the *new* place."),
    ("gradient not renewed", _gradient_not_renewed,
     "Your second half push uses the gradient at the *old* place. Compute it anew where the move "
     "has led."),
    ("gradient for the momentum", lambda gradient, theta, r, e: (theta + e * gradient(theta), r),
     "Your moves follow the gradient: that is gradient ascent, and it ends at the top. A move "
     "follows the *momentum*, which the gradient pushes."),
    ("half moves, whole pushes", _half_moves_whole_pushes,
     "Your step is half a move, a whole push, half a move: a right integrator of its own "
     "(*position Verlet*), no worse than the one asked for here: half a push, a whole move, half a "
     "push."),
    of=_repeated,
)  # fmt: skip


def _half_pushed(push, last):
    """Half a push; then whole moves, a push after each of them and another after the last."""

    def program(gradient, theta, r, e, steps):
        r = r + e / 2 * gradient(theta)
        for step in range(steps):
            theta = theta + e * r
            r = r + (push if step < steps - 1 else last) * e * gradient(theta)
        return theta, r

    return program


def _gradient_of_the_start_throughout(gradient, theta, r, e, steps):
    slope = gradient(theta)
    return _rolled(lambda place: slope, theta, r, e, steps)


def _theta_not_carried_on(gradient, theta, r, e, steps):
    for _ in range(steps):
        end, r = _rolled(gradient, theta, r, e, 1)
    return end, r


def _momentum_not_carried_on(gradient, theta, r, e, steps):
    for _ in range(steps):
        theta, push = _rolled(gradient, theta, r, e, 1)
    return theta, push


def _momentum_turned_round(gradient, theta, r, e, steps):
    end, push = _rolled(gradient, theta, r, e, steps)
    return end, -push


leapfrog.mistakes(
    ("last half push forgotten", _half_pushed(1, 0),
     "The last half push is missing: your momentum stays half a step behind theta."),
    ("last push whole", _half_pushed(1, 1),
     "Your first push is half, but the last one is whole. After the last move only half a push is "
     "left."),
    ("half a push too many at the end", _half_pushed(1, 1.5),
     "Your last push is one and a half. Whole pushes in the loop leave the momentum half a push "
     "ahead at the end: *subtract* half."),
    ("half pushes between the moves", _half_pushed(1 / 2, 1 / 2),
     "Between two moves of yours there is half a push only. There are two halves: the end of one "
     "step, and the beginning of the next."),
    ("pushed at the beginning and the end only", _half_pushed(0, 1 / 2),
     "Your roll has half a push at its beginning and half a one at its end, none between. Every "
     "step has two half pushes."),
    ("gradient of the start throughout", _gradient_of_the_start_throughout,
     "All pushes of yours use the gradient at the start of the roll. Compute it anew after each "
     "move."),
    ("theta not carried on", _theta_not_carried_on,
     "Each of your steps begins at the first theta: the move's result is kept under another name, "
     "and the next step does not use it."),
    ("momentum not carried on", _momentum_not_carried_on,
     "Each of your steps begins with the first momentum: what the pushes gave is kept under "
     "another name, and the next step does not use it."),
    ("a single step", lambda gradient, theta, r, e, steps: _rolled(gradient, theta, r, e, 1),
     "Your function makes one step, whatever `steps` is. Repeat it."),
    ("one long step",
     lambda gradient, theta, r, e, steps: _rolled(gradient, theta, r, steps * e, 1),
     "Your function makes one step of the whole length, steps times step size. Make many short "
     "ones."),
    ("step size divided by the steps",
     lambda gradient, theta, r, e, steps: _rolled(gradient, theta, r, e / steps, steps),
     "Your step size is divided by the number of steps. `step_size` is the size of *each* step."),
    ("momentum turned round", _momentum_turned_round,
     "Your momentum is turned round at the end. (In a proof that makes the roll its own inverse; "
     "the energy does not notice.) Return it as it is."),
    ("momentum first",
     lambda gradient, theta, r, e, steps: _rolled(gradient, theta, r, e, steps)[::-1],
     "Your function returns the momentum first. Return theta, then the momentum."),
)  # fmt: skip
