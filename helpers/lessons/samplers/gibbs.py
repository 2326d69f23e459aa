"""The whole of Gibbs: with which values each draw is made."""

from functools import partial

import numpy as np

from helpers.feedback import MonteCarlo
from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.shared import V0, A, B, conditional_scale
from helpers.lessons.samplers.sweep_laws import (
    BETA,
    BETA_SQUARE,
    EQUAL_CHAINS,
    EXTRA_ROWS,
    FIRST_BETA,
    FIRST_LOG,
    FIRST_SCALE,
    FIRST_SPREAD,
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
        "Two loops: sweeps, and in each the coefficients. What a draw needs is the law that one of "
        "your two functions returns for the values as they are *now*; what it gives takes the old "
        "value's place at once.",
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


def _drawn_normal(mean, sd, rng):
    return rng.normal(mean, sd)


def _drawn_inverse_gamma(shape, scale, rng):
    return scale / rng.gamma(shape)


def _coefficients(beta, variance, X, y, rng, _start=None, *, draw=_drawn_normal, given=None):
    """All coefficients in their turn, each with the newest values of the others, or those given."""
    beta, products, towards = beta.copy(), X.T @ X + np.eye(X.shape[1]) / V0, X.T @ y
    for j in range(len(beta)):
        others = beta if given is None else given
        mean = others[j] + (towards[j] - products[j] @ others) / products[j, j]
        beta[j] = draw(mean, np.sqrt(variance / products[j, j]), rng)
    return beta


def _variance(beta, X, y, rng, draw=_drawn_inverse_gamma):
    """The variance given beta."""
    return draw(A + sum(X.shape) / 2, conditional_scale(beta, X, y), rng)


def _sweep(beta, variance, X, y, rng, _start=None):
    """The coefficients, then the variance."""
    beta = _coefficients(beta, variance, X, y, rng)
    return beta, _variance(beta, X, y, rng)


def _sweeping(sweep):
    """A sampler: `sweep(beta, variance, X, y, rng, start)` returns the next beta and variance."""

    def program(X, y, start, draws, rng):
        beta, variance, rows = start[:-1].copy(), start[-1], []
        for _ in range(draws):
            beta, variance = sweep(beta, variance, X, y, rng, start)
            rows.append(np.append(beta, variance))
        return np.array(rows)

    return program


gibbs.variant("with both conditionals")(_sweeping(_sweep))


@gibbs.variant("the variance first")
@_sweeping
def _(beta, variance, X, y, rng, start):
    variance = _variance(beta, X, y, rng)
    return _coefficients(beta, variance, X, y, rng), variance


@gibbs.variant("the variance after each coefficient")
@_sweeping
def _(beta, variance, X, y, rng, start):
    beta = beta.copy()
    for j in range(len(beta)):
        beta[j] = _coefficients(beta, variance, X, y, rng, given=beta)[j]
        variance = _variance(beta, X, y, rng)
    return beta, variance


@gibbs.variant("all coefficients at once")
@_sweeping
def _(beta, variance, X, y, rng, start):
    V = np.linalg.inv(X.T @ X + np.eye(X.shape[1]) / V0)
    beta = rng.multivariate_normal(V @ X.T @ y, variance * V)
    return beta, 1 / rng.gamma(A + sum(X.shape) / 2, 1 / conditional_scale(beta, X, y))


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


def _drawn_as(wanted):
    """Recognises first variances that are about what a wrong formula gives: of shape and scale."""

    def recognises(laws, X, *case):
        shape, scale = A + sum(X.shape) / 2, np.exp(laws[FIRST_SCALE])
        return abs(laws[FIRST_LOG] - np.log(wanted(shape, scale))) < 0.3

    return recognises


def _around(change):
    """A sampler that hands something else to the right one, or makes something else of its chain.

    `change(chain, start, draws)` returns the rows; `chain()` makes the right ones, and takes
    another start or generator.
    """

    def program(X, y, start, draws, rng):
        def chain(start=start, rng=rng):
            return _sweeping(_sweep)(X, y, start, draws, rng)

        return change(chain, start, draws)

    return program


def _row_kept_before_the_variance_is_drawn(chain, start, draws):
    rows = chain()
    rows[:, -1] = np.append(start[-1], rows[:-1, -1])
    return rows


gibbs.mistakes(
    ("start not used", lambda chain, start, draws: chain(start=np.append(0 * start[:-1], 1.0)),
     "Your first sweep does not set out from the start: given a start far away, it is not far "
     "away itself, or elsewhere. Beta is `start[:-1]`, the variance `start[-1]`. (Nor should rows "
     "be thrown away: a warm-up may be dropped by whoever calls the function.)",
     {"recognises": lambda laws, *case: (
         not laws[FROM_AFAR] == laws[FROM_BETA] == laws[FROM_VARIANCE] == 1
         and laws[FIRST_BETA] == laws[FIRST_VARIANCE] == laws[STUCK] == 0
         and abs(laws[LOG_VARIANCE]) < 0.3 and abs(laws[BETA_SQUARE] - 1) < 0.1
         and laws[SAME_CHAIN] < 1e-9 and laws[EQUAL_CHAINS] < 0.5)}),
    ("one row too many", lambda chain, start, draws: np.vstack([start, chain()]),
     "Your chain has one row more than draws: it begins with the start. Keep the `draws` rows "
     "that follow it.",
     {"early": True, "recognises": lambda laws, *case: laws[EXTRA_ROWS] == 1}),
    ("the start as first row", lambda chain, start, draws: np.vstack([start, chain()[:-1]]),
     "Your first row is the start itself. Sweep first and keep beta and the variance then: the "
     "start is no row, and the last sweep is one.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[FIRST_BETA] == laws[FIRST_VARIANCE] == 1 and laws[UNCHANGED_FIRST] == 0
         and laws[EXTRA_ROWS] == laws[STUCK] == 0 and laws[SPREAD] > 0.1)}),
    ("row kept before the variance is drawn",
     _row_kept_before_the_variance_is_drawn,
     "Your first row has the start's variance: the row is kept before the variance is drawn. Keep "
     "it at the end of the sweep.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[FIRST_VARIANCE] == 1 and laws[FIRST_BETA] == 0 and laws[SPREAD] > 0.1)}),
    ("one beta in every row", lambda chain, start, draws: np.tile(chain()[-1], (draws, 1)),
     "All rows of your chain are the same. A list that keeps `beta` itself holds one array many "
     "times over, and it goes on changing: keep a copy, as `np.append(beta, variance)` is one.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[UNCHANGED] == laws[UNCHANGED_FIRST] == 1)}),
    ("standard deviation in the last column",
     lambda chain, start, draws: chain() ** np.append(np.ones(len(start) - 1), 0.5),
     "Your last column is the standard deviation, sigma; wanted: the variance.",
     {"early": True, "recognises": _drawn_as(lambda shape, scale: (scale / shape) ** 0.5)}),
    ("variance first in its row", lambda chain, start, draws: np.roll(chain(), 1, axis=1),
     "Your rows begin with the variance. Put beta first and the variance last.",
     {"recognises": lambda laws, *case: laws[TURNED] == 1}),
    ("the same chain every time", lambda chain, start, draws: chain(rng=np.random.default_rng(1)),
     "Generators with different seeds gave the same chain: your function has a generator of its "
     "own, seeded inside. Draw from the `rng` that is handed in.",
     {"recognises": lambda laws, *case: (
         laws[EQUAL_CHAINS] > 0.9 and laws[UNCHANGED] == 0 and laws[SPREAD] > 0.1)}),
    ("global generator", lambda chain, start, draws: chain(rng=np.random),
     "Two calls with generators of the same seed gave different chains. So the random numbers do "
     "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
     {"recognises": lambda laws, *case: laws[SAME_CHAIN] > 1e-9}),
    of=_around,
)  # fmt: skip


def _drawing_beta(draw):
    """A sampler: `draw(beta, variance, X, y, rng, start)` makes the new beta of a sweep."""

    @_sweeping
    def program(beta, variance, X, y, rng, start):
        beta = draw(beta, variance, X, y, rng, start)
        return beta, _variance(beta, X, y, rng)

    return program


def _one_random_number(beta, variance, X, y, rng, start):
    z = rng.standard_normal()
    return _coefficients(beta, variance, X, y, rng, draw=lambda mean, sd, rng: mean + sd * z)


gibbs.mistakes(
    ("old values",
     lambda beta, variance, X, y, rng, start: _coefficients(beta, variance, X, y, rng, given=beta),
     "All coefficients of a sweep of yours are drawn from the *old* beta. Each must be drawn with "
     "the newest values of the others: put the new one into beta at once."),
    ("conditional means in place of draws",
     lambda *now: _coefficients(*now, draw=lambda mean, sd, rng: mean),
     "Your coefficients do not vary as draws do: they are set to their conditional means. Draw "
     "them: `rng.normal(mean, standard_deviation)`.",
     {"recognises": lambda laws, *case: (
         laws[BETA_SQUARE] < 0.1 and laws[SPREAD] > 0.1 and abs(laws[GAMMA_MEAN]) < 0.3
         and laws[STUCK] == laws[TURNED] == 0)}),
    ("new variance not used",
     lambda beta, variance, X, y, rng, start: _coefficients(beta, start[-1], X, y, rng),
     "Your rows hold a new variance, but the coefficients are always drawn with the start's. Give "
     "the draw the name with which the next sweep draws them.",
     {"recognises": lambda laws, X, *case: (
         _drawn_as(lambda shape, scale: scale / shape)(laws, X) and laws[OLDER] == 1
         and laws[BETA_SQUARE] > 1.5 and laws[STUCK] == 0 and laws[EQUAL_CHAINS] < 0.5)}),
    ("root of the variance handed on",
     lambda beta, variance, X, y, rng, start: _coefficients(beta, variance**0.5, X, y, rng),
     "The law of a coefficient is computed with the *root* of the variance. "
     "`coefficient_conditional` wants the variance itself."),
    ("beta from the start in every sweep",
     lambda beta, variance, X, y, rng, start: _coefficients(start[:-1], variance, X, y, rng),
     "Every sweep of yours begins with the start's beta again. It goes on from where the sweep "
     "before has ended: set beta to the start once, before the loop."),
    ("conditionals at the start's beta",
     lambda beta, variance, X, y, rng, start: (
         _coefficients(beta, variance, X, y, rng, given=start[:-1])),
     "Each coefficient of yours is drawn given the *start's* values of the others. Give their "
     "newest values."),
    ("one random number for all coefficients", _one_random_number,
     "All coefficients of a sweep of yours share one random number. Draw a new one for each."),
    ("only one coefficient a sweep",
     lambda beta, *rest: np.append(beta[:-1], _coefficients(beta, *rest, given=beta)[-1]),
     "Not every coefficient of yours is drawn: at least one stays at the start. Draw each of them "
     "in its turn, `for j in range(len(beta))`.",
     {"recognises": lambda laws, *case: laws[STUCK] > 0 and laws[UNCHANGED] < 1}),
    ("variance for standard deviation",
     lambda *now: _coefficients(*now, draw=lambda mean, sd, rng: rng.normal(mean, sd**2)),
     "Your coefficients have the wrong spread: `rng.normal` is handed a variance. It wants a "
     "standard deviation.",
     {"recognises": lambda laws, *case: (
         laws[FROM_AFAR] == 2 and laws[STUCK] == laws[FIRST_BETA] == 0
         and laws[FIRST_LOG] < laws[FIRST_SCALE])}),
    ("standard deviation 1",
     lambda *now: _coefficients(*now, draw=lambda mean, sd, rng: rng.normal(mean)),
     "Your coefficients are drawn with the standard deviation 1. `rng.normal` wants two "
     "arguments, the mean and the standard deviation."),
    of=_drawing_beta,
)  # fmt: skip

gibbs.mistakes(
    ("variance from the old beta",
     lambda beta, variance, X, y, rng, start: (
         _coefficients(beta, variance, X, y, rng), _variance(beta, X, y, rng)),
     "A row's beta and variance do not belong together: the variance is drawn with the beta of "
     "the sweep before. Compute its shape and scale from the new beta."),
    ("variance never drawn",
     lambda beta, variance, X, y, rng, start: (
         _coefficients(beta, variance, X, y, rng), variance),
     "Your variance never changes. A sweep draws it anew, too, given the newest beta.",
     {"early": True, "recognises": lambda laws, *case: (
         laws[SPREAD] < 1e-6 and laws[UNCHANGED] == 0)}),
    ("the same random numbers in every sweep",
     lambda beta, variance, X, y, rng, start: (
         _sweep(beta, variance, X, y, np.random.default_rng(0))),
     "Your chain comes to a standstill, and generators with different seeds gave the same one: a "
     "generator with its seed is made anew in every turn of a loop, so that the same random "
     "numbers come again. Draw from the `rng` that is handed in.",
     {"recognises": lambda laws, *case: (
         laws[SPREAD] < 1e-3 and laws[UNCHANGED_FIRST] < 1 and laws[EQUAL_CHAINS] > 0.9)}),
    ("old values throughout",
     lambda beta, variance, X, y, rng, start: (
         _coefficients(beta, variance, X, y, rng, given=beta), _variance(beta, X, y, rng)),
     "All coefficients and the variance of a sweep of yours are drawn from the *old* beta. Each "
     "draw is made with the newest values of the others: put a new one into beta at once."),
    ("variance at the start's beta",
     lambda beta, variance, X, y, rng, start: (
         _coefficients(beta, variance, X, y, rng), _variance(start[:-1], X, y, rng)),
     "Your variance is drawn given the *start's* beta in every sweep. Compute its shape and scale "
     "from the newest beta."),
    of=_sweeping,
)  # fmt: skip


def _drawing_the_variance(draw):
    """A sampler whose variance is drawn by `draw(shape, scale, rng)`; none is used above 1e6."""

    @_sweeping
    def program(beta, variance, X, y, rng, start):
        beta = _coefficients(beta, min(variance, 1e6), X, y, rng)
        return beta, _variance(beta, X, y, rng, draw)

    return program


gibbs.mistakes(
    ("gamma not inverted", lambda shape, scale, rng: rng.gamma(shape, scale),
     "Your variance is a *gamma* draw times the scale, which is what `rng.gamma(shape, scale)` "
     "gives, too. It follows the *inverse* gamma law: `scale / rng.gamma(shape)`.",
     {"early": True, "recognises": _drawn_as(lambda shape, scale: scale * shape)}),
    ("scale forgotten", lambda shape, scale, rng: 1 / rng.gamma(shape),
     "Your variance does not depend on its scale: it is one over a gamma draw. Draw "
     "`scale / rng.gamma(shape)`.",
     {"early": True, "recognises": _drawn_as(lambda shape, scale: 1 / shape)}),
    ("rate for scale", lambda shape, scale, rng: rng.gamma(shape, 1 / scale),
     "Your variance is about shape over scale: a gamma draw divided by the scale, or the two "
     "numbers exchanged. Divide the scale by the draw: `scale / rng.gamma(shape)`.",
     {"early": True, "recognises": _drawn_as(lambda shape, scale: shape / scale)}),
    ("gamma inverted with the scale below", lambda shape, scale, rng: 1 / rng.gamma(shape, scale),
     "Your variance is far too small. `rng.gamma(shape, scale)` multiplies by the scale, and "
     "one over that divides by it. Draw `scale / rng.gamma(shape)`.",
     {"early": True, "recognises": _drawn_as(lambda shape, scale: 1 / (shape * scale))}),
    ("scale squared", lambda shape, scale, rng: scale / rng.gamma(shape, 1 / scale),
     "Your variance has the scale twice in it. Divide it by the gamma draw once: "
     "`scale / rng.gamma(shape)`, with no second argument.",
     {"early": True, "recognises": _drawn_as(lambda shape, scale: scale**2 / shape)}),
    ("mean of the variance in place of a draw", lambda shape, scale, rng: scale / (shape - 1),
     "Your variance is no draw: given beta it is always the same number, such as the mean of its "
     "law. Draw `scale / rng.gamma(shape)`.",
     {"recognises": lambda laws, *case: (
         laws[FIRST_SPREAD] < 1e-6 < laws[SPREAD] and laws[FIRST_BETA] == 0
         and laws[FROM_AFAR] == 1 and laws[EQUAL_CHAINS] < 0.5)}),
    ("shape halved", lambda shape, scale, rng: scale / rng.chisquare(shape),
     "Your variance has the wrong shape: a chi-squared draw with `shape` degrees of freedom has "
     "half of it. Draw `scale / rng.gamma(shape)`."),
    ("shape less one", lambda shape, scale, rng: scale / rng.gamma(shape - 1),
     "Your variance is too large: its gamma draw has the shape less one. That is in the formula "
     "of the *mean*; the draw is `scale / rng.gamma(shape)`."),
    ("shape plus one", lambda shape, scale, rng: scale / rng.gamma(shape + 1),
     "Your variance is too small: its gamma draw has the shape plus one. The 1 of the power "
     "−shape − 1 belongs to the density; the draw is `scale / rng.gamma(shape)`."),
    ("half the variance", lambda shape, scale, rng: scale / rng.chisquare(2 * shape),
     "Your variances are half as large as they should be. (`2 * scale` stands over a chi-squared "
     "draw with 2 · shape degrees of freedom; over a gamma draw it is `scale`.)"),
    of=_drawing_the_variance,
)  # fmt: skip


def _one_gamma_draw_for_all_sweeps(X, y, start, draws, rng):
    gamma = rng.gamma(A + sum(X.shape) / 2)
    sampler = _drawing_the_variance(lambda shape, scale, rng: scale / gamma)
    return sampler(X, y, start, draws, rng)


def _variance_one_sweep_late(X, y, start, draws, rng):
    older = [start[-1]]

    @_sweeping
    def sampler(beta, variance, X, y, rng, start):
        beta = _coefficients(beta, older.pop(), X, y, rng)
        older.append(variance)
        return beta, _variance(beta, X, y, rng)

    return sampler(X, y, start, draws, rng)


gibbs.mistakes(
    ("one gamma draw for all sweeps", _one_gamma_draw_for_all_sweeps,
     "In all rows of yours the variance is its scale divided by the same number: the gamma draw "
     "is made once, before the loop. Draw a new one in each sweep.",
     {"recognises": lambda laws, *case: (
         laws[GAMMA_SPREAD] < 1e-6 < min(laws[FIRST_SPREAD], laws[SPREAD]))}),
    ("variance one sweep late", _variance_one_sweep_late,
     "Your coefficients are drawn with an older variance than the newest: that of the row before "
     "plays no part in them. Give the new variance the name with which the next sweep draws.",
     {"recognises": lambda laws, *case: (
         laws[OLDER] == 1 and 0.5 < laws[BETA_SQUARE] < 1.5 and laws[SPREAD] > 0.1
         and laws[EQUAL_CHAINS] < 0.5
         and laws[STUCK] == laws[UNCHANGED] == laws[FIRST_VARIANCE] == 0)}),
)  # fmt: skip
