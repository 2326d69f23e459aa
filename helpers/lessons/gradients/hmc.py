"""The whole of Hamiltonian Monte Carlo: a push, a roll and a verdict in every turn."""

from functools import partial

import numpy as np

from helpers.feedback import MonteCarlo
from helpers.lessons.contents import gradients as lesson
from helpers.lessons.gradients import chain_laws as chains
from helpers.lessons.gradients.hmc_step import hmc_step
from helpers.lessons.gradients.leapfrog import leapfrog


@lesson.function(
    "10-hmc",
    cases=chains.targets,
    probe=chains.chain_laws,
    rehearsal=partial(chains.chain_laws, share=50),
    rows="draws",
    parts=tuple(chains.CHAIN_ERRORS),
    tolerance=MonteCarlo(
        chains.CHAIN_ERRORS,
        z=6,
        reason=f"averages over chains of {chains.DRAWS:,} draws on two hills; a right function is "
        "refused with a probability below 1e-7",
    ),
    hints=(
        "The loop of Metropolis, with another proposal: each turn begins with a push.",
        "A push is a *new* momentum, `rng.standard_normal(len(start))`, in every turn. `hmc_step` "
        "does the rest; keep where the chain stands after it.",
        "In the loop: `momentum = rng.standard_normal(len(start))`, then "
        "`theta = hmc_step(log_density, gradient, theta, momentum, step_size, steps, "
        "np.log(rng.random()))`, then `chain.append(theta)`.",
    ),
)
def hmc(log_density, gradient, start, step_size, steps, draws, rng):
    """Hamiltonian Monte Carlo, from start to chain."""
    pushes, levels = rng.standard_normal((draws, len(start))), -rng.exponential(size=draws)
    theta, chain = start, np.empty(pushes.shape)
    for i in range(draws):

        def accept(u, u_end, k, k_end, level=levels[i]):
            return level < u + k - u_end - k_end

        theta = _turn(log_density, gradient, theta, pushes[i], step_size, steps, accept)
        chain[i] = theta
    return chain


def _turn(log_density, gradient, theta, momentum, step_size, steps, accept):
    """Roll and judge: `accept` gets both potential energies, then both kinetic ones."""
    place, push = theta, momentum + step_size / 2 * gradient(theta)
    for step in range(steps):
        place = place + step_size * push
        push = push + (1.0 if step < steps - 1 else 0.5) * step_size * gradient(place)
    potential = -log_density(theta), -log_density(place)
    return place if accept(*potential, momentum @ momentum / 2, push @ push / 2) else theta


def rolling(log_density, gradient, start, step_size, steps, draws, rng, *, accept=None, push=None):
    """A chain with rules of its own for the verdict and for the push."""

    def by_energy(u, u_end, k, k_end):
        return np.log(rng.random()) < u + k - u_end - k_end

    accept = accept or by_energy
    push = push or (lambda: rng.standard_normal(len(start)))
    theta, chain = start, []
    for _ in range(draws):
        theta = _turn(log_density, gradient, theta, push(), step_size, steps, accept)
        chain.append(theta)
    return np.array(chain)


@hmc.variant("one push at a time")
def _(log_density, gradient, start, step_size, steps, draws, rng):
    return rolling(log_density, gradient, start, step_size, steps, draws, rng)


@hmc.variant("all in one loop")
def _(log_density, gradient, start, step_size, steps, draws, rng):
    chain = np.empty((draws, len(start)))
    here = np.array(start)
    for i in range(draws):
        first = rng.normal(0, 1, len(here))
        there, momentum = here, first
        for _ in range(steps):
            halfway = momentum + gradient(there) * step_size / 2
            there = there + step_size * halfway
            momentum = halfway + gradient(there) * step_size / 2
        before = first @ first / 2 - log_density(here)
        after = momentum @ momentum / 2 - log_density(there)
        if rng.uniform() < np.exp(min(before - after, 0)):
            here = there
        chain[i] = here
    return chain


# What is allowed is the relative 1 of the sizes: six standard errors of a single run or more.
@hmc.law(
    "A push is made of standard normal numbers: their average is 0 and their mean square 1. To end "
    "where they do, your rolls would take pushes with {left}.",
    relative=1,
)
def _(laws, hill, *case):
    d, known = len(hill[0]), np.count_nonzero(laws[chains.TURNS].any(axis=1))
    found = laws[chains.PUSH_AVERAGE] / np.sqrt(d), 1 + laws[chains.PUSH_SQUARE] * np.sqrt(2 / d)
    return np.array(found), np.array([0, 1]), np.array([6.5, 10]) / np.sqrt(max(1, known))


@hmc.law(
    "A roll whose energy falls is always accepted. Of yours a share of {left} is.",
    relative=0.01,
)
def _(laws, *case):
    return laws[chains.DOWNHILL], 1


@hmc.law(
    "A roll is accepted with probability exp(−rise of its energy). The number of yours that are "
    "is {left} standard errors off what the rises say.",
    relative=6,
)
def _(laws, *case):
    return laws[chains.VERDICTS] * np.sqrt(chains.DRAWS), 0, 1


@hmc.law(
    "Draws from a normal hill, in standard deviations from its top, have average 0 and mean "
    "square 1. Yours have {left}.",
    relative=1,
)
def _(laws, *case):
    square = laws[chains.SQUARE] ** 3
    mean = laws[chains.AVERAGE] * np.sqrt(max(1, square))
    return np.array([mean, square]), np.array([0, 1]), np.array([0.17, 0.28])


def _kept(rows):
    """A right chain, of which other rows are handed over."""

    def program(log_density, gradient, start, step_size, steps, draws, rng):
        return rows(start, rolling(log_density, gradient, start, step_size, steps, draws, rng))

    return program


def _asked(change):
    """A chain that would be right for other arguments (e: the step size)."""

    def program(log_density, gradient, *arguments):
        return rolling(log_density, gradient, *change(*arguments))

    return program


def _pushed(push):
    """A chain with other pushes, of the generator, the dimension d and the step size e."""

    def program(log_density, gradient, start, step_size, steps, draws, rng):
        own = partial(push, rng, len(start), step_size)
        return rolling(log_density, gradient, start, step_size, steps, draws, rng, push=own)

    return program


def _every_roll_from_the_start(log_density, gradient, start, step_size, steps, draws, rng):
    turn = log_density, gradient, start, step_size, steps, 1, rng
    return np.array([rolling(*turn)[0] for _ in range(draws)])


def _ends_kept_though_refused(log_density, gradient, start, step_size, steps, draws, rng):
    ends = []

    def height(theta):
        ends.append(theta)
        return log_density(theta)

    rolling(height, gradient, start, step_size, steps, draws, rng)
    return np.array(ends[1::2])


def _half_moves_whole_pushes(log_density, gradient, start, step_size, steps, draws, rng):
    theta, chain = start, []
    for _ in range(draws):
        first = rng.standard_normal(len(start))
        place, push = theta, first
        for _ in range(steps):
            place = place + step_size / 2 * push
            push = push + step_size * gradient(place)
            place = place + step_size / 2 * push
        lost = log_density(place) - log_density(theta) + (first @ first - push @ push) / 2
        theta = place if np.log(rng.random()) < lost else theta
        chain.append(theta)
    return np.array(chain)


def _rolled_on_until_accepted(log_density, gradient, start, step_size, steps, draws, rng):
    chain = [start]
    while len(chain) <= draws:
        end = rolling(log_density, gradient, chain[-1], step_size, steps, 1, rng)[0]
        if (end != chain[-1]).any():
            chain.append(end)
    return np.array(chain[1:])


def _gradient_never_asked_for(log_density, gradient, start, step_size, steps, draws, rng):
    theta, chain = start, []
    for _ in range(draws):
        end = theta + step_size * rng.standard_normal(len(start))
        if np.log(rng.random()) < log_density(end) - log_density(theta):
            theta = end
        chain.append(theta)
    return np.array(chain)


def _theta_and_momentum_exchanged(log_density, gradient, start, step_size, steps, draws, rng):
    theta, chain = start, []
    for _ in range(draws):
        push, level = rng.standard_normal(len(start)), np.log(rng.random())
        theta = hmc_step.program(log_density, gradient, push, theta, step_size, steps, level)
        chain.append(theta)
    return np.array(chain)


def _more_rolls_than_draws(log_density, gradient, start, step_size, steps, draws, rng):
    return rolling(log_density, gradient, start, step_size, steps, 2 * draws, rng)[1::2]


def _one_push_for_all(log_density, gradient, start, step_size, steps, draws, rng):
    once = rng.standard_normal(len(start))
    return rolling(log_density, gradient, start, step_size, steps, draws, rng, push=lambda: once)


def _momentum_carried_on(log_density, gradient, start, step_size, steps, draws, rng):
    momentum, theta, chain = rng.standard_normal(len(start)), start, []
    for _ in range(draws):
        there, after = leapfrog.program(gradient, theta, momentum, step_size, steps)
        k, k_end = momentum @ momentum / 2, after @ after / 2
        if np.log(rng.random()) < log_density(there) - k_end - log_density(theta) + k:
            theta, momentum = there, after
        chain.append(theta)
    return np.array(chain)


def _pushes_added_up(log_density, gradient, start, step_size, steps, draws, rng):
    momentum = np.zeros(len(start))

    def push():
        momentum[:] = momentum + rng.standard_normal(len(start))
        return momentum.copy()

    return rolling(log_density, gradient, start, step_size, steps, draws, rng, push=push)


def _size(laws, hill):
    """Root mean square of the pushes."""
    return np.sqrt(1 + laws[chains.PUSH_SQUARE] / np.sqrt(len(hill[0]) / 2))


hmc.mistakes(
    ("every roll from the start", _every_roll_from_the_start,
     "Every roll of yours begins at `start`. It must begin where the chain stands."),
    ("ends kept though refused", _ends_kept_though_refused,
     "The rows of your chain are the ends of all rolls, refused ones too. Keep where the chain "
     "*stands* after the verdict."),
    ("half moves, whole pushes", _half_moves_whole_pushes,
     "Your roll is half a move, a whole push, half a move (*position Verlet*): a right "
     "integrator, but not leapfrog as this lesson has it. Call `hmc_step`."),
    ("one array in all rows", _kept(lambda start, chain: 0 * chain + chain[-1]),
     "All rows of your chain are the same place, and it is not the start. Most often the loop "
     "changes one array and keeps it again and again: make a new one in every turn, or keep a "
     "copy. If it does: is the gradient handed on where a gradient is wanted?",
     {"early": True,
      "recognises": lambda laws, *case: laws[chains.REPEATS] == 1 and laws[chains.START] == 0}),
    ("stays at the start", _kept(lambda start, chain: 0 * chain + start),
     "Your chain never leaves its start. Either no roll is ever accepted, or theta is not "
     "replaced by its end.",
     {"early": True,
      "recognises": lambda laws, *case: laws[chains.REPEATS] == 1 and laws[chains.START] == 1}),
    ("rejected states not repeated",
     _kept(lambda start, chain: chain[1:][(chain[1:] != chain[:-1]).any(axis=1)]),
     "No two draws in a row of yours are equal: after a rejection your chain keeps nothing. The "
     "place where it stays must be counted once more, for each rejection.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[chains.REPEATS] == 0 and 0.2 < laws[chains.ROWS] < 0.999)}),
    ("rolled on until accepted", _rolled_on_until_accepted,
     "No two draws in a row of yours are equal, and there are more rolls than draws: after a "
     "rejection your chain rolls again, until an end is accepted. The place where it stays must "
     "be counted once more, for each rejection.",
     {"recognises": lambda laws, hill, step_size, steps: (
         laws[chains.REPEATS] == 0 and laws[chains.ROWS] == 1 and laws[chains.ROLLS] > 1.02
         and abs(laws[chains.SLOPES] - laws[chains.ROLLS]) < 0.01)}),
    ("one row too many", _kept(lambda start, chain: np.vstack([start, chain])),
     "Your chain has one row more than draws: it begins with the start. Keep the `draws` states "
     "that follow it.",
     {"recognises": lambda laws, *case: (
         laws[chains.ROWS] == (chains.DRAWS + 1) / chains.DRAWS and laws[chains.START] == 1)}),
    ("another number of rows",
     _asked(lambda start, e, steps, draws, rng: (start, e, steps, draws - 1, rng)),
     lambda laws, *case: (
         f"Your chain has {laws[chains.ROWS] * chains.DRAWS:.0f} rows when {chains.DRAWS} draws "
         "are asked for. One row for each turn, and `draws` turns."),
     {"recognises": lambda laws, *case: laws[chains.ROWS] != 1}),
    ("the start as a row", _kept(lambda start, chain: np.vstack([start, chain[:-1]])),
     "The first row of your chain is the start. Keep the `draws` states that follow it: a turn "
     "first, then its row.",
     {"early": True,
      "recognises": lambda laws, *case: laws[chains.START] == 1 and laws[chains.PUSH] > 0.1}),
    ("start ignored", _asked(lambda start, e, steps, draws, rng: (0 * start, e, steps, draws, rng)),
     "Your chain does not begin at `start`: after one turn of a single tiny step it is far from "
     "it.",
     {"early": True,
      "recognises": lambda laws, *case: laws[chains.FIRST] > 0.5 and laws[chains.PUSH] < 2}),
    ("global generator",
     _asked(lambda start, e, steps, draws, rng: (start, e, steps, draws, np.random)),
     "Two calls with generators of the same seed gave different chains. So the random numbers do "
     "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
     {"early": True, "recognises": lambda laws, *case: laws[chains.SAME_SEED] > 1e-9}),
    ("gradient never asked for", _gradient_never_asked_for,
     "Your chain never asks for the gradient: it walks at random. Call `hmc_step`, which rolls.",
     {"early": True, "recognises": lambda laws, *case: laws[chains.SLOPES] == 0}),
    ("theta and momentum exchanged", _theta_and_momentum_exchanged,
     "Your rolls begin at the push and are pushed by theta: the two have changed places.",
     {"early": True, "recognises": lambda laws, hill, step_size, steps: (
         laws[chains.ROLLS] == 2 and round(laws[chains.SLOPES] * steps, 6) == steps + 1)}),
    ("more rolls than draws", _more_rolls_than_draws,
     lambda laws, *case: (
         f"Your function makes {laws[chains.ROLLS] * chains.DRAWS:,.0f} rolls when "
         f"{chains.DRAWS:,} draws are asked for. One turn for each row."),
     {"recognises": lambda laws, hill, step_size, steps: (
         laws[chains.ROWS] == 1 and laws[chains.ROLLS] > 1.2
         and abs(laws[chains.SLOPES] - laws[chains.ROLLS]) < 0.01)}),
    ("rows that are no states", _kept(lambda start, chain: np.exp(chain)),
     "The rows of your chain are neither the ends of its rolls nor the places where they began: "
     "something else is kept, or the chain is changed afterwards. Keep theta as the verdict "
     "leaves it.",
     {"recognises": lambda laws, *case: laws[chains.SETTLED] < 0.5}),
    ("one leapfrog step", _asked(lambda start, e, steps, draws, rng: (start, e, 1, draws, rng)),
     "Each turn of yours makes a single leapfrog step, whatever `steps` is.",
     {"early": True, "recognises": lambda laws, hill, step_size, steps: (
         laws[chains.ROLLS] == 1 < steps and round(laws[chains.SLOPES] * steps) == 1)}),
    ("push of another width", _pushed(lambda rng, d, e: rng.normal(0, e, d)),
     "Your push has the standard deviation `step_size`. Its energy, momentum²/2, belongs to a "
     "*standard* normal push.",
     {"recognises": lambda laws, hill, step_size, steps: (
         laws[chains.SETTLED] == 1 and abs(_size(laws, hill) / step_size - 1) < 0.04)}),
    ("uniform push", _pushed(lambda rng, d, e: rng.random(d)),
     "Your push is uniform between 0 and 1, never backwards. It must be standard normal: its log "
     "density is −momentum²/2, and that is the kinetic energy.",
     {"recognises": lambda laws, hill, *case: (
         abs(laws[chains.PUSH_AVERAGE] / np.sqrt(len(hill[0])) - 1 / 2) < 0.05
         and abs(_size(laws, hill) - np.sqrt(1 / 3)) < 0.03)}),
    ("no push", _pushed(lambda rng, d, e: np.zeros(d)),
     "Your balls start from rest: with tiny steps they hardly move. Each turn begins with a "
     "standard normal push, `rng.standard_normal(len(start))`.",
     {"recognises": lambda laws, *case: laws[chains.PUSH] < 0.05 and laws[chains.START] == 0}),
    ("one push for all", _one_push_for_all,
     "All turns of yours roll with the same push. Each needs a *new* one: draw it inside the "
     "loop, from the one generator `rng`.",
     {"recognises": lambda laws, *case: (
         laws[chains.SPREAD] < 0.25 and laws[chains.PUSH] > 0.05 and laws[chains.SETTLED] == 1)}),
    ("the same chain every time",
     _asked(lambda start, e, steps, draws, rng: (start, e, steps, draws, np.random.default_rng(1))),
     "Generators with different seeds gave the same chain: your function has a generator of its "
     "own, seeded inside. Draw from the `rng` that is handed in.",
     {"early": True, "recognises": lambda laws, *case: laws[chains.TWO_SEEDS] > 0.9}),
    ("momentum carried on", _momentum_carried_on,
     "Your turns begin with a momentum that follows from the end of the last roll: the momentum "
     "it had there, or the gradient. Each begins with a *new* push, "
     "`rng.standard_normal(len(start))`: draw it inside the loop.",
     {"recognises": lambda laws, *case: laws[chains.RENEWED] > 0.97 and laws[chains.PUSH] < 1.5}),
    ("pushes added up", _pushes_added_up,
     "The pushes of your turns are alike: more than new random numbers is in them, the push "
     "before, again or added up, or theta. A push is *new* in every turn, standard normal numbers "
     "alone.",
     {"recognises": lambda laws, *case: (
         laws[chains.RENEWED] > 0.5 + laws[chains.SIDE] ** 2
         or (laws[chains.RENEWED] > 0.9 and laws[chains.PUSH] > 1.5))}),
    ("one number for all coordinates", _pushed(lambda rng, d, e: np.full(d, rng.standard_normal())),
     "Your pushes have the same number in every coordinate: each goes along one and the same "
     "diagonal. Draw `len(start)` numbers.",
     {"recognises": lambda laws, hill, *case: len(hill[0]) == 1 or laws[chains.ALIKE] > 0.98}),
    ("step size ignored",
     _asked(lambda start, e, steps, draws, rng: (start, 0.06, steps, draws, rng)),
     "With steps of 0.001 your turns go many times as far as these allow. Hand `step_size` on.",
     {"recognises": lambda laws, *case: laws[chains.PUSH] > 10 and laws[chains.RENEWED] < 0.3}),
    ("number of steps ignored",
     _asked(lambda start, e, steps, draws, rng: (start, e, 3, draws, rng)),
     "Your rolls go equally far whether `steps` is 1 or 7. Hand `steps` on.",
     {"recognises": lambda laws, *case: abs(laws[chains.RATIO] - np.cbrt(1 / 49)) < 0.04}),
    ("another number of steps",
     _asked(lambda start, e, steps, draws, rng: (start, e, steps + 1, draws, rng)),
     lambda laws, hill, step_size, steps: (
         f"Your rolls have {laws[chains.SLOPES] * steps:.0f} steps where `steps` is {steps}."),
     {"recognises": lambda laws, hill, step_size, steps: (
         laws[chains.ROLLS] == 1 and abs(laws[chains.SLOPES] - 1) * steps > 0.9)}),
    ("push of another law", _pushed(lambda rng, d, e: np.sqrt(3) * rng.uniform(-1, 1, d)),
     "Your pushes are not normal: the mean of their sizes is another share of their root mean "
     "square than 0.798. Draw them with `rng.standard_normal(len(start))`.",
     {"recognises": lambda laws, *case: (
         laws[chains.SETTLED] == 1 and abs(laws[chains.PUSH_SHAPE]) > 0.16)}),
    ("push of another size", _pushed(lambda rng, d, e: 2 * rng.standard_normal(d)),
     lambda laws, hill, *case: (
         f"The root mean square of your pushes is {_size(laws, hill):.2f}. Draw them standard "
         "normal, not scaled: `rng.standard_normal(len(start))`."),
     {"recognises": lambda laws, hill, *case: (
         laws[chains.SETTLED] == 1 and abs(_size(laws, hill) - 1) > 0.03
         and abs(laws[chains.PUSH_AVERAGE]) < 0.16)}),
)  # fmt: skip


def _judged(name, rule, says, *others, coins=(chains.LOG,)):
    """The row of a verdict that compares what a rule says is lost with a coin: any of each."""

    def program(log_density, gradient, start, step_size, steps, draws, rng):
        first = -log_density(start)

        def accept(*energies):
            return coins[0].level(rng) < rule(chains.Turn(*energies, first))

        return rolling(log_density, gradient, start, step_size, steps, draws, rng, accept=accept)

    def recognises(laws, hill, *case):
        return any(chains.obeys(laws, hill, one, coin) for one in (rule, *others) for coin in coins)

    return name, program, says, {"recognises": recognises}


def _one_uniform_number_for_all_turns(log_density, gradient, start, step_size, steps, draws, rng):
    level = np.log(rng.random())

    def accept(u, u_end, k, k_end):
        return level < u + k - u_end - k_end

    return rolling(log_density, gradient, start, step_size, steps, draws, rng, accept=accept)


def _one_level(laws, *case):
    """Every accepted roll gained less than every refused one: nothing random is between."""
    turn, accepted = chains.turns_of(laws)
    refused = -turn.lost[~accepted]
    return len(refused) > 0 and (-turn.lost[accepted]).max(initial=-np.inf) < refused.min()


hmc.mistakes(
    _judged("everything accepted", lambda t: t.u * 0 + np.inf,
            "Your chain accepts every roll. The verdict on the energy takes the error of leapfrog "
            "away: is the log of a uniform number, drawn anew in every turn, compared with the "
            "energy *lost*?"),
    _judged("only where the energy falls", lambda t: t.lost,
            "Your chain accepts only rolls that do not gain energy. A gain is accepted, too, with "
            "probability exp(−gain).", coins=(chains.NONE,)),
    _judged("uniform not logged", lambda t: t.lost,
            "Your verdict compares the energy lost with a positive number: the uniform one itself, "
            "or minus its log. Compare its log, `np.log(rng.random())`, which is negative.",
            coins=(chains.PLAIN, chains.MINUS_LOG)),
    _judged("log to the base 10", lambda t: t.lost,
            "Your verdict refuses a gain of energy too often, as the base-10 logarithm of the "
            "uniform number does. The energy belongs to the natural one, `np.log`.",
            coins=(chains.LOG_10,)),
    _judged("normal number for the uniform one", lambda t: t.lost,
            "Your verdict compares a *normal* number, or its log, with the energy lost. It wants "
            "the log of a uniform one, `np.log(rng.random())`.",
            coins=(chains.NORMAL, chains.LOG_NORMAL)),
    _judged("momentum ignored", lambda t: t.u - t.u_end,
            "Your verdict compares the log densities alone, or with one momentum on both sides. "
            "What the roll keeps is the energy, momentum²/2 included."),
    _judged("kinetic energy without ½", lambda t: t.lost + t.k - t.k_end,
            "The kinetic energy in your verdict lacks its ½, before the roll or after it: it is "
            "momentum²/2.",
            lambda t: t.lost + t.k,
            lambda t: t.lost - t.k_end),
    _judged("kinetic energy not squared",
            lambda t: t.u - t.u_end + np.sqrt(t.k / 2) - np.sqrt(t.k_end / 2),
            "Your verdict takes the length of the momentum, or half of it, for its energy. It is "
            "half its *square*.",
            lambda t: t.u - t.u_end + np.sqrt(t.k * 2) - np.sqrt(t.k_end * 2)),
    _judged("sign of the kinetic energy", lambda t: t.u - t.u_end - t.k + t.k_end,
            "Your energy has the kinetic part with the wrong sign: it is *minus* the log density "
            "plus momentum²/2."),
    _judged("ratio upside down", lambda t: -t.lost,
            "Your verdict favours ends of *higher* energy. The difference is energy before minus "
            "energy after."),
    _judged("height of the start never renewed", lambda t: t.first + t.k - t.u_end - t.k_end,
            "Your verdict compares every roll with the height of `start`. Compare with the height "
            "where the roll began: it changes whenever the chain moves."),
    ("one uniform number for all turns", _one_uniform_number_for_all_turns,
     "All turns of yours are judged by one level: every accepted roll gains less energy than "
     "every refused one. Draw a new uniform number in each turn, inside the loop, and take its "
     "log.",
     {"recognises": _one_level}),
)  # fmt: skip
