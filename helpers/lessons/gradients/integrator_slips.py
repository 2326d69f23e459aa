"""Leapfrog with slips: in the step that is repeated, or in how it is repeated."""

from helpers.lessons.gradients.leapfrog import leapfrog


def _of_leapfrog(name, says):
    """A wrong step, repeated."""

    def add(step):
        def program(gradient, theta, momentum, step_size, steps):
            for _ in range(steps):
                theta, momentum = step(gradient, theta, momentum, step_size)
            return theta, momentum

        return leapfrog.misconception(name, says)(program)

    return add


@_of_leapfrog(
    "first half push forgotten",
    "Each of your steps has one half push, after the move. There is another, before it.",
)
def _(gradient, theta, r, size):
    theta = theta + size * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "first push downhill",
    "The first push of your step has the wrong sign. Both are added.",
)
def _(gradient, theta, r, size):
    r = r - size / 2 * gradient(theta)
    theta = theta + size * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "second push downhill",
    "The second push of your step has the wrong sign. Both are added.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = theta + size * r
    return theta, r - size / 2 * gradient(theta)


@_of_leapfrog(
    "moved backwards",
    "Your moves subtract the momentum. The ball goes where its momentum points: add.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = theta - size * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "move without the first push",
    "Your move uses the momentum from *before* the first half push. Push first, then move with the "
    "new momentum.",
)
def _(gradient, theta, r, size):
    end = theta + size * r
    return end, r + size / 2 * (gradient(theta) + gradient(end))


@_of_leapfrog(
    "half of the square in the push",
    "Your pushes are ε²/2 times the gradient. Half a push is ε/2 times it.",
)
def _(gradient, theta, r, size):
    r = r + size**2 / 2 * gradient(theta)
    theta = theta + size * r
    return theta, r + size**2 / 2 * gradient(theta)


@_of_leapfrog(
    "momentum replaced",
    "Your pushes replace the momentum. A push is *added* to it.",
)
def _(gradient, theta, r, size):
    theta = theta + size * (size / 2 * gradient(theta))
    return theta, size / 2 * gradient(theta)


@_of_leapfrog(
    "theta replaced",
    "Your moves replace theta by a step. A move is *added* to it.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = size * r
    return theta, r + size / 2 * gradient(theta)


def _pushed_at_the_beginning_and_the_end_only(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    theta = theta + steps * step_size * momentum
    return theta, momentum + step_size / 2 * gradient(theta)


def _half_a_push_too_many_at_the_end(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    for _ in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size * gradient(theta)
    return theta, momentum + step_size / 2 * gradient(theta)


leapfrog.mistakes(
    ("pushed at the beginning and the end only", _pushed_at_the_beginning_and_the_end_only,
     "Your roll has half a push at its beginning and half a one at its end, none between. Every "
     "step has two half pushes."),
    ("half a push too many at the end", _half_a_push_too_many_at_the_end,
     "Your last push is one and a half. Whole pushes in the loop leave the momentum half a push "
     "ahead at the end: *subtract* half."),
)  # fmt: skip


@_of_leapfrog(
    "second push whole",
    "The second push of your step is a whole one. Both are half.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = theta + size * r
    return theta, r + size * gradient(theta)


@_of_leapfrog(
    "first push whole",
    "The first push of your step is a whole one. Both are half.",
)
def _(gradient, theta, r, size):
    r = r + size * gradient(theta)
    theta = theta + size * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "first push forgotten again",
    "Your second push is added to the momentum from *before* the first one, which is lost. Keep "
    "the momentum that the move has used, and push that.",
)
def _(gradient, theta, r, size):
    theta = theta + size * (r + size / 2 * gradient(theta))
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "quarter pushes",
    "Your pushes are a quarter of step size times gradient. Each is half of it.",
)
def _(gradient, theta, r, size):
    r = r + size / 4 * gradient(theta)
    theta = theta + size * r
    return theta, r + size / 4 * gradient(theta)


@_of_leapfrog(
    "pushes divided by the step size",
    "Your pushes divide by the step size. Multiply: the shorter the step, the smaller the push.",
)
def _(gradient, theta, r, size):
    r = r + gradient(theta) / (2 * size)
    theta = theta + size * r
    return theta, r + gradient(theta) / (2 * size)


@_of_leapfrog(
    "square of the step in the move",
    "Your move is the momentum times the step size *squared*. It is the step size times it.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(theta)
    theta = theta + size**2 * r
    return theta, r + size / 2 * gradient(theta)


@_of_leapfrog(
    "whole pushes, half moves",
    "Your pushes are whole and your moves half: it is the other way round.",
)
def _(gradient, theta, r, size):
    r = r + size * gradient(theta)
    theta = theta + size / 2 * r
    return theta, r + size * gradient(theta)


@_of_leapfrog(
    "backwards in time",
    "Your step subtracts everywhere: the roll goes backwards in time. Add pushes and move.",
)
def _(gradient, theta, r, size):
    r = r - size / 2 * gradient(theta)
    theta = theta - size * r
    return theta, r - size / 2 * gradient(theta)


@_of_leapfrog(
    "gradient of the momentum",
    "Your pushes take the gradient at the momentum. The hill is a function of theta: "
    "`gradient(theta)`.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * gradient(r)
    theta = theta + size * r
    return theta, r + size / 2 * gradient(r)


@_of_leapfrog(
    "theta for the gradient",
    "Your pushes add theta itself. They add `gradient(theta)`.",
)
def _(gradient, theta, r, size):
    r = r + size / 2 * theta
    theta = theta + size * r
    return theta, r + size / 2 * theta


@_of_leapfrog(
    "gradient for the momentum",
    "Your moves follow the gradient: that is gradient ascent, and it ends at the top. A move "
    "follows the *momentum*, which the gradient pushes.",
)
def _(gradient, theta, r, size):
    return theta + size * gradient(theta), r


@_of_leapfrog(
    "no pushes",
    "Your ball goes straight on: no push changes its momentum.",
)
def _(gradient, theta, r, size):
    return theta + size * r, r


@_of_leapfrog(
    "half a move",
    "Your step moves by half, pushes, and leaves the other half out. Leapfrog is half a push, a "
    "whole move, half a push.",
)
def _(gradient, theta, r, size):
    theta = theta + size / 2 * r
    return theta, r + size * gradient(theta)


def _gradient_of_the_start_throughout(gradient, theta, momentum, step_size, steps):
    slope = gradient(theta)
    for _ in range(steps):
        momentum = momentum + step_size / 2 * slope
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * slope
    return theta, momentum


def _one_long_step(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, steps * step_size, 1)


def _step_size_divided_by_the_steps(gradient, theta, momentum, step_size, steps):
    return leapfrog.program(gradient, theta, momentum, step_size / steps, steps)


def _theta_not_carried_on(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        end = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(end)
    return end, momentum


def _momentum_not_carried_on(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        push = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * push
        push = push + step_size / 2 * gradient(theta)
    return theta, push


def _half_pushes_between_the_moves(gradient, theta, momentum, step_size, steps):
    momentum = momentum + step_size / 2 * gradient(theta)
    for _ in range(steps):
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum


def _another_integrator(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        halfway = theta + step_size / 2 * momentum, momentum + step_size / 2 * gradient(theta)
        theta, momentum = (
            theta + step_size * halfway[1],
            momentum + step_size * gradient(halfway[0]),
        )
    return theta, momentum


leapfrog.mistakes(
    ("gradient of the start throughout", _gradient_of_the_start_throughout,
     "All pushes of yours use the gradient at the start of the roll. Compute it anew after each "
     "move."),
    ("one long step", _one_long_step,
     "Your function makes one step of the whole length, steps times step size. Make many short "
     "ones."),
    ("step size divided by the steps", _step_size_divided_by_the_steps,
     "Your step size is divided by the number of steps. `step_size` is the size of *each* step."),
    ("theta not carried on", _theta_not_carried_on,
     "Each of your steps begins at the first theta: the move's result is kept under another name, "
     "and the next step does not use it."),
    ("momentum not carried on", _momentum_not_carried_on,
     "Each of your steps begins with the first momentum: what the pushes gave is kept under "
     "another name, and the next step does not use it."),
    ("half pushes between the moves", _half_pushes_between_the_moves,
     "Between two moves of yours there is half a push only. There are two halves: the end of one "
     "step, and the beginning of the next."),
    ("another integrator", _another_integrator,
     "Your roll is the midpoint rule (of C. Runge): close, but its energy drifts, and it cannot "
     "be rolled back. Leapfrog is half a push, a whole move, half a push."),
)  # fmt: skip
