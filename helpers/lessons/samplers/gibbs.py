"""The whole of Gibbs: with which values each draw is made."""

from functools import partial

import numpy as np

from helpers.feedback import MonteCarlo
from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.shared import V0, A, B, column, conditional_scale
from helpers.lessons.samplers.sweep_laws import (
    BETA,
    BETA_SQUARE,
    EQUAL_CHAINS,
    EXTRA_ROWS,
    FIRST_BETA,
    FIRST_LOG,
    FIRST_SCALE,
    FIRST_VARIANCE,
    FROM_AFAR,
    FROM_BETA,
    FROM_VARIANCE,
    GAMMA_MEAN,
    GAMMA_SPREAD,
    LOG_VARIANCE,
    OLDER,
    PRODUCT,
    SAME_CHAIN,
    SPREAD,
    STUCK,
    SWEEP_ERRORS,
    SWEEPS,
    TURNED,
    UNCHANGED,
    UNCHANGED_FIRST,
    posterior_laws,
    related,
)


@lesson.function(
    "09-gibbs",
    cases=related,
    probe=posterior_laws,
    rehearsal=partial(posterior_laws, sweeps=100, first=20),
    rows="draws",
    parts=tuple(SWEEP_ERRORS),
    tolerance=MonteCarlo(
        SWEEP_ERRORS,
        z=6,
        reason=f"averages over {SWEEPS:,} sweeps in two worlds; a right function is refused with "
        "a probability below 1e-7",
    ),
    hints=(
        "A sweep draws each coefficient in its turn, and the variance. Each draw is made with the "
        "newest values of all the others.",
        "`beta[j] = rng.normal(mean, standard_deviation)` with the law of the first function, and "
        "`variance = scale / rng.gamma(shape)` with that of the second: one over a gamma draw is "
        "an inverse gamma draw.",
        "Begin with `beta, variance = start[:-1].copy(), start[-1]`. After each sweep keep "
        "`np.append(beta, variance)`, which is a new array, and not `beta` itself, which goes on "
        "changing.",
    ),
)
def gibbs(X, y, start, draws, rng):
    """Gibbs, sweep by sweep."""
    (n, p), products, towards = X.shape, X.T @ X + np.eye(X.shape[1]) / V0, X.T @ y
    chain, beta, variance = np.empty((draws, p + 1)), start[:-1].copy(), start[-1]
    gammas = rng.standard_gamma(A + (n + p) / 2, size=draws)
    steps = rng.standard_normal((draws, p)) / np.sqrt(np.diag(products))
    for i in range(draws):
        for j in range(p):
            slope = towards[j] - products[j] @ beta
            beta[j] += slope / products[j, j] + np.sqrt(variance) * steps[i, j]
        squares = y @ y - 2 * (beta @ towards) + beta @ products @ beta
        variance = (B + squares / 2) / gammas[i]
        chain[i, :p], chain[i, p] = beta, variance
    return chain


def sweeps(X, y, start, draws, rng, *, sweep):
    """Sweep after sweep, kept as rows. `sweep` returns the next beta and the next variance."""
    beta, variance, rows = start[:-1].copy(), start[-1], []
    for _ in range(draws):
        beta, variance = sweep(beta, variance, X, y, rng)
        rows.append(np.append(beta, variance))
    return np.array(rows)


def coefficients(beta, variance, X, y, rng, law=None):
    """All coefficients in their turn, each given the newest values of the others."""
    beta, products, towards = beta.copy(), X.T @ X, X.T @ y
    for j in range(len(beta)):
        precision = products[j, j] + 1 / V0
        mean = (towards[j] - products[j] @ beta + products[j, j] * beta[j]) / precision
        sd = np.sqrt(variance / precision)
        beta[j] = rng.normal(*(law(mean, sd) if law else (mean, sd)))
    return beta


def draw_variance(beta, X, y, rng):
    """The variance given beta."""
    return conditional_scale(beta, X, y) / rng.gamma(A + sum(X.shape) / 2)


def sweep_once(beta, variance, X, y, rng):
    """The coefficients, then the variance."""
    beta = coefficients(beta, variance, X, y, rng)
    return beta, draw_variance(beta, X, y, rng)


@gibbs.variant("with both conditionals")
def _(X, y, start, draws, rng):
    return sweeps(X, y, start, draws, rng, sweep=sweep_once)


@gibbs.variant("the variance first")
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        variance = draw_variance(beta, X, y, rng)
        return coefficients(beta, variance, X, y, rng), variance

    return sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.variant("the variance after each coefficient")
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = beta.copy()
        for j in range(len(beta)):
            x, rest = column(j, beta, X, y)
            precision = x @ x + 1 / V0
            beta[j] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
            variance = draw_variance(beta, X, y, rng)
        return beta, variance

    return sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.variant("all coefficients at once")
def _(X, y, start, draws, rng):
    V = np.linalg.inv(X.T @ X + np.eye(X.shape[1]) / V0)

    def sweep(beta, variance, X, y, rng):
        beta = rng.multivariate_normal(V @ X.T @ y, variance * V)
        return beta, 1 / rng.gamma(A + sum(X.shape) / 2, 1 / conditional_scale(beta, X, y))

    return sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.law(
    "A sweep draws every coefficient anew, in its turn. In your chain a share of {left} of them "
    "never leaves the start."
)
def _(laws, *case):
    return laws[STUCK], 0


# What is allowed is the relative 1 of the sizes: six standard errors of a single run or more.
@gibbs.law(
    "Given the variance in its row, beta is normal around the posterior mean: standardised, it has "
    "the average 0, the mean square 1 and the correlation 0. Yours has {left}.",
    relative=1,
)
def _(laws, *case):
    found = laws[BETA], laws[BETA_SQUARE] ** 3, laws[PRODUCT]
    return np.array(found), np.array([0, 1, 0]), np.array([0.1, 0.18, 0.16])


@gibbs.law(
    "Given a row's beta, scale over variance is a gamma number. Take logs: the average is 0 off "
    "that law's, and the spread 1 times that law's. Yours are {left}.",
    relative=1,
)
def _(laws, *case):
    found = laws[GAMMA_MEAN], laws[GAMMA_SPREAD]
    return np.array(found), np.array([0, 1]), np.array([0.06, 0.13])


@gibbs.law(
    "Over the whole chain, whatever beta is, the variance follows its law of lesson 08. The "
    "average log of yours lies about {left} standard deviations off.",
    relative=0.2,
)
def _(laws, *case):
    return laws[LOG_VARIANCE], 0, 1


def drawn_as(laws, X, wanted):
    """Whether the first variances are about what a wrong formula gives: `wanted(shape, scale)`."""
    shape, scale = A + sum(X.shape) / 2, np.exp(laws[FIRST_SCALE])
    return abs(laws[FIRST_LOG] - np.log(wanted(shape, scale))) < 0.3


def _from_the_old(beta, variance, X, y, rng):
    """New coefficients, each drawn with the old values of the others."""
    new = beta.copy()
    for j in range(len(beta)):
        x, rest = column(j, beta, X, y)
        precision = x @ x + 1 / V0
        new[j] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
    return new


def _old_values(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = _from_the_old(beta, variance, X, y, rng)
        return new, draw_variance(new, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _conditional_means_in_place_of_draws(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, variance, X, y, rng, law=lambda mean, sd: (mean, 0))
        return beta, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _new_variance_not_used(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, start[-1], X, y, rng)
        return beta, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _variance_from_the_old_beta(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = coefficients(beta, variance, X, y, rng)
        return new, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _variance_one_sweep_late(X, y, start, draws, rng):
    older = [start[-1]]

    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, older.pop(), X, y, rng)
        older.append(variance)
        return beta, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _root_of_the_variance_handed_on(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, variance**0.5, X, y, rng)
        return beta, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _beta_from_the_start_in_every_sweep(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return sweep_once(start[:-1], variance, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _conditionals_at_the_starts_beta(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = beta.copy()
        for j in range(len(beta)):
            x, rest = column(j, start[:-1], X, y)
            precision = x @ x + 1 / V0
            new[j] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return new, draw_variance(new, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _one_random_number_for_all_coefficients(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta, z = beta.copy(), rng.standard_normal()
        for j in range(len(beta)):
            x, rest = column(j, beta, X, y)
            precision = x @ x + 1 / V0
            beta[j] = x @ rest / precision + np.sqrt(variance / precision) * z
        return beta, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _start_not_used(X, y, start, draws, rng):
    return sweeps(X, y, np.append(0 * start[:-1], 1.0), draws, rng, sweep=sweep_once)


def _one_row_too_many(X, y, start, draws, rng):
    return np.vstack([start, sweeps(X, y, start, draws, rng, sweep=sweep_once)])


def _the_start_as_first_row(X, y, start, draws, rng):
    chain = sweeps(X, y, start, draws, rng, sweep=sweep_once)
    return np.vstack([start, chain[:-1]])


def _row_kept_before_the_variance_is_drawn(X, y, start, draws, rng):
    beta, variance, rows = start[:-1].copy(), start[-1], []
    for _ in range(draws):
        beta = coefficients(beta, variance, X, y, rng)
        rows.append(np.append(beta, variance))
        variance = draw_variance(beta, X, y, rng)
    return np.array(rows)


def _variance_never_drawn(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return coefficients(beta, variance, X, y, rng), variance

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _one_beta_in_every_row(X, y, start, draws, rng):
    return np.tile(sweeps(X, y, start, draws, rng, sweep=sweep_once)[-1], (draws, 1))


def _the_same_random_numbers_in_every_sweep(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return sweep_once(beta, variance, X, y, np.random.default_rng(0))

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _standard_deviation_in_the_last_column(X, y, start, draws, rng):
    chain = sweeps(X, y, start, draws, rng, sweep=sweep_once)
    chain[:, -1] **= 0.5
    return chain


def _variance_first_in_its_row(X, y, start, draws, rng):
    return np.roll(sweeps(X, y, start, draws, rng, sweep=sweep_once), 1, axis=1)


def _only_one_coefficient_a_sweep(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = np.append(beta[:-1], coefficients(beta, variance, X, y, rng)[-1])
        x, rest = column(len(beta) - 1, beta, X, y)
        precision = x @ x + 1 / V0
        beta[-1] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return beta, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _variance_for_standard_deviation(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, variance, X, y, rng, law=lambda mean, sd: (mean, sd**2))
        return beta, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


def _the_same_chain_every_time(X, y, start, draws, rng):
    return sweeps(X, y, start, draws, np.random.default_rng(1), sweep=sweep_once)


def _old_values_throughout(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = _from_the_old(beta, variance, X, y, rng)
        return new, draw_variance(beta, X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


gibbs.mistakes(
    ("old values", _old_values,
     "All coefficients of a sweep of yours are drawn from the *old* beta. Each must be drawn with "
     "the newest values of the others: put the new one into beta at once."),
    ("conditional means in place of draws", _conditional_means_in_place_of_draws,
     "Your coefficients do not vary as draws do: they are set to their conditional means. Draw "
     "them: `rng.normal(mean, standard_deviation)`.",
     {"recognises": lambda laws, *case: (
         laws[BETA_SQUARE] < 0.1
         and laws[SPREAD] > 0.1
         and abs(laws[GAMMA_MEAN]) < 0.3
         and laws[STUCK] == laws[TURNED] == 0
    )}),
    ("new variance not used", _new_variance_not_used,
     "Your rows hold a new variance, but the coefficients are always drawn with the start's. Give "
     "the draw the name with which the next sweep draws them.",
     {"recognises": lambda laws, X, *case: (
         drawn_as(laws, X, lambda shape, scale: scale / shape)
         and laws[OLDER] == 1
         and laws[BETA_SQUARE] > 1.5
         and laws[STUCK] == 0
         and laws[EQUAL_CHAINS] < 0.5
    )}),
    ("variance from the old beta", _variance_from_the_old_beta,
     "A row's beta and variance do not belong together: the variance is drawn with the beta of "
     "the sweep before. Compute its shape and scale from the new beta."),
    ("variance one sweep late", _variance_one_sweep_late,
     "Your coefficients are drawn with an older variance than the newest: that of the row before "
     "plays no part in them. Give the new variance the name with which the next sweep draws.",
     {"recognises": lambda laws, *case: (
         laws[OLDER] == 1
         and 0.5 < laws[BETA_SQUARE] < 1.5
         and laws[SPREAD] > 0.1
         and laws[EQUAL_CHAINS] < 0.5
         and laws[STUCK] == laws[UNCHANGED] == laws[FIRST_VARIANCE] == 0
    )}),
    ("root of the variance handed on", _root_of_the_variance_handed_on,
     "The law of a coefficient is computed with the *root* of the variance. "
     "`coefficient_conditional` wants the variance itself."),
    ("beta from the start in every sweep", _beta_from_the_start_in_every_sweep,
     "Every sweep of yours begins with the start's beta again. It goes on from where the sweep "
     "before has ended: set beta to the start once, before the loop."),
    ("conditionals at the start's beta", _conditionals_at_the_starts_beta,
     "Each coefficient of yours is drawn given the *start's* values of the others. Give their "
     "newest values."),
    ("one random number for all coefficients", _one_random_number_for_all_coefficients,
     "All coefficients of a sweep of yours share one random number. Draw a new one for each."),
    ("start not used", _start_not_used,
     "Your first sweep does not set out from the start: given a start far away, it is not far "
     "away itself, or elsewhere. Beta is `start[:-1]`, the variance `start[-1]`. (Nor should rows "
     "be thrown away: a warm-up may be dropped by whoever calls the function.)",
     {"recognises": lambda laws, *case: (
         not laws[FROM_AFAR] == laws[FROM_BETA] == laws[FROM_VARIANCE] == 1
         and laws[FIRST_BETA] == laws[FIRST_VARIANCE] == laws[STUCK] == 0
         and abs(laws[LOG_VARIANCE]) < 0.3
         and abs(laws[BETA_SQUARE] - 1) < 0.1
         and laws[SAME_CHAIN] < 1e-9
         and laws[EQUAL_CHAINS] < 0.5
    )}),
    ("one row too many", _one_row_too_many,
     "Your chain has one row more than draws: it begins with the start. Keep the `draws` rows "
     "that follow it.",
     {"early": True, "recognises": lambda laws, *case: laws[EXTRA_ROWS] == 1}),
    ("the start as first row", _the_start_as_first_row,
     "Your first row is the start itself. Sweep first and keep beta and the variance then: the "
     "start is no row, and the last sweep is one.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[FIRST_BETA] == laws[FIRST_VARIANCE] == 1
         and laws[UNCHANGED_FIRST] == 0
         and laws[EXTRA_ROWS] == laws[STUCK] == 0
         and laws[SPREAD] > 0.1
    )}),
    ("row kept before the variance is drawn", _row_kept_before_the_variance_is_drawn,
     "Your first row has the start's variance: the row is kept before the variance is drawn. Keep "
     "it at the end of the sweep.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[FIRST_VARIANCE] == 1 and laws[FIRST_BETA] == 0 and laws[SPREAD] > 0.1
    )}),
    ("variance never drawn", _variance_never_drawn,
     "Your variance never changes. A sweep draws it anew, too, given the newest beta.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[SPREAD] < 1e-6 and laws[UNCHANGED] == 0)}),
    ("one beta in every row", _one_beta_in_every_row,
     "All rows of your chain are the same. A list that keeps `beta` itself holds one array many "
     "times over, and it goes on changing: keep a copy, as `np.append(beta, variance)` is one.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[UNCHANGED] == laws[UNCHANGED_FIRST] == 1)}),
    ("the same random numbers in every sweep", _the_same_random_numbers_in_every_sweep,
     "Your chain comes to a standstill, and generators with different seeds gave the same one: a "
     "generator with its seed is made anew in every turn of a loop, so that the same random "
     "numbers come again. Draw from the `rng` that is handed in.",
     {"recognises": lambda laws, *case: (
         laws[SPREAD] < 1e-3 and laws[UNCHANGED_FIRST] < 1 and laws[EQUAL_CHAINS] > 0.9
    )}),
    ("standard deviation in the last column", _standard_deviation_in_the_last_column,
     "Your last column is the standard deviation, sigma; wanted: the variance.",
     {"early": True, "recognises": lambda laws, X, *case: drawn_as(
         laws, X, lambda shape, scale: (scale / shape) ** 0.5
    )}),
    ("variance first in its row", _variance_first_in_its_row,
     "Your rows begin with the variance. Put beta first and the variance last.",
     {"recognises": lambda laws, *case: laws[TURNED] == 1}),
    ("only one coefficient a sweep", _only_one_coefficient_a_sweep,
     "Not every coefficient of yours is drawn: at least one stays at the start. Draw each of them "
     "in its turn, `for j in range(len(beta))`.",
     {"recognises": lambda laws, *case: laws[STUCK] > 0 and laws[UNCHANGED] < 1}),
    ("variance for standard deviation", _variance_for_standard_deviation,
     "Your coefficients have the wrong spread: `rng.normal` is handed a variance. It wants a "
     "standard deviation.",
     {"recognises": lambda laws, *case: (
         laws[FROM_AFAR] == 2
         and laws[STUCK] == laws[FIRST_BETA] == 0
         and laws[FIRST_LOG] < laws[FIRST_SCALE]
    )}),
    ("the same chain every time", _the_same_chain_every_time,
     "Generators with different seeds gave the same chain: your function has a generator of its "
     "own, seeded inside. Draw from the `rng` that is handed in.",
     {"recognises": lambda laws, *case: (
         laws[EQUAL_CHAINS] > 0.9 and laws[UNCHANGED] == 0 and laws[SPREAD] > 0.1
    )}),
    ("global generator",
     lambda X, y, start, draws, rng: sweeps(X, y, start, draws, np.random, sweep=sweep_once),
     "Two calls with generators of the same seed gave different chains. So the random numbers do "
     "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
     {"recognises": lambda laws, *case: laws[SAME_CHAIN] > 1e-9}),
    ("old values throughout", _old_values_throughout,
     "All coefficients and the variance of a sweep of yours are drawn from the *old* beta. Each "
     "draw is made with the newest values of the others: put a new one into beta at once."),
)  # fmt: skip


def _by_another_law(law):
    """A sampler whose coefficients are drawn by `law(mean, sd, rng)`."""

    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, variance, X, y, rng, law=lambda mean, sd: (law(mean, sd, rng), 0))
        return beta, draw_variance(beta, X, y, rng)

    return lambda *arguments: sweeps(*arguments, sweep=sweep)


gibbs.mistakes(
    ("root of the standard deviation", lambda mean, sd, rng: rng.normal(mean, sd**0.5),
     "Your coefficients have the wrong spread: `rng.normal` is handed the root of the standard "
     "deviation. Hand it over as it is."),
    ("standard deviation 1", lambda mean, sd, rng: rng.normal(mean),
     "Your coefficients are drawn with the standard deviation 1. `rng.normal` wants two "
     "arguments, the mean and the standard deviation."),
    ("uniform number", lambda mean, sd, rng: mean + sd * rng.random(),
     "Your coefficients never lie below their conditional means: a uniform number stands where a "
     "normal one should, `rng.normal(mean, standard_deviation)`."),
    of=_by_another_law,
)  # fmt: skip
