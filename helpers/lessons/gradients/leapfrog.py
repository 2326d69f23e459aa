"""Leapfrog: half a push, a whole move, half a push at the new place."""

import numpy as np

from helpers.feedback import Unreadable
from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients.worlds import bent_hill


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
            f"It returns something of shape {found.shape}; wanted two vectors of length "
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


def _no_half_step(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size * momentum
    return theta, momentum


def _no_half_step_move_first(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum


def _both_from_the_old_values(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        slope = gradient(theta)
        theta, momentum = theta + step_size * momentum, momentum + step_size * slope
    return theta, momentum


def _only_one_half_push_a_step(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
    return theta, momentum


def _last_half_push_forgotten(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    for step in range(steps):
        theta = theta + step_size * momentum
        if step < steps - 1:
            momentum = momentum + step_size * gradient(theta)
    return theta, momentum


def _last_push_whole(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    for _ in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum


def _gradient_not_renewed(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        slope = gradient(theta)
        momentum = momentum + step_size / 2 * slope
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * slope
    return theta, momentum


def _pushed_downhill(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum - step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum - step_size / 2 * gradient(theta)
    return theta, momentum


def _whole_pushes(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum


def _pushes_without_the_step_size(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + gradient(theta) / 2
        theta = theta + step_size * momentum
        momentum = momentum + gradient(theta) / 2
    return theta, momentum


def _moves_without_the_step_size(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


def _moves_of_half_a_step(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size / 2 * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


def _a_single_step(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    theta = theta + step_size * momentum
    return theta, momentum + step_size / 2 * gradient(theta)


def _one_step_too_many(gradient, theta, momentum, step_size, steps):
    for _ in range(steps + 1):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


def _one_step_too_few(gradient, theta, momentum, step_size, steps):
    for _ in range(steps - 1):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


def _momentum_turned_round(gradient, theta, momentum, step_size, steps):
    end, push = leapfrog.program(gradient, theta, momentum, step_size, steps)
    return end, -push


def _momentum_first(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size, steps)[::-1]


def _half_moves_whole_pushes(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        theta = theta + step_size / 2 * momentum
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size / 2 * momentum
    return theta, momentum


leapfrog.mistakes(
    ("no half step", _no_half_step,
     "Your steps push and move in turn, but whole pushes from the start: position and momentum "
     "are half a step apart. Begin and end with *half* a push."),
    ("no half step, move first", _no_half_step_move_first,
     "Your steps move and push in turn, with whole pushes: position and momentum are half a step "
     "apart. Begin and end with *half* a push."),
    ("both from the old values", _both_from_the_old_values,
     "Your step changes theta and momentum at once, both from their old values (L. Euler's "
     "method). The energy then grows with every step. Push, move with the *new* momentum, push at "
     "the *new* place."),
    ("only one half push a step", _only_one_half_push_a_step,
     "Each of your steps has one half push. There are two: before the move and after it."),
    ("last half push forgotten", _last_half_push_forgotten,
     "The last half push is missing: your momentum stays half a step behind theta."),
    ("last push whole", _last_push_whole,
     "Your first push is half, but the last one is whole. After the last move only half a push is "
     "left."),
    ("gradient not renewed", _gradient_not_renewed,
     "Your second half push uses the gradient at the *old* place. Compute it anew where the move "
     "has led."),
    ("pushed downhill", _pushed_downhill,
     "Your pushes have the wrong sign: they drive the ball away from where the density is high. "
     "`gradient` is that of the *log density*: it is added."),
    ("whole pushes", _whole_pushes,
     "Both pushes of your step are whole ones. Each is half."),
    ("pushes without the step size", _pushes_without_the_step_size,
     "Your pushes add half of the gradient, whatever the step size is: multiply by it."),
    ("moves without the step size", _moves_without_the_step_size,
     "Your moves add the whole momentum, whatever the step size is: multiply by it."),
    ("moves of half a step", _moves_of_half_a_step,
     "Your moves go half a step. The pushes are halved since there are two; the move is one."),
    ("a single step", _a_single_step,
     "Your function makes one step, whatever `steps` is. Repeat it."),
    ("one step too many", _one_step_too_many,
     "Your function makes one step more than `steps`."),
    ("one step too few", _one_step_too_few,
     "Your function makes one step less than `steps`."),
    ("momentum turned round", _momentum_turned_round,
     "Your momentum is turned round at the end. (In a proof that makes the roll its own inverse; "
     "the energy does not notice.) Return it as it is."),
    ("momentum first", _momentum_first,
     "Your function returns the momentum first. Return theta, then the momentum."),
    ("half moves, whole pushes", _half_moves_whole_pushes,
     "Your step is half a move, a whole push, half a move: a right integrator of its own "
     "(*position Verlet*), no worse than the one asked for here: half a push, a whole move, half "
     "a push."),
)  # fmt: skip
