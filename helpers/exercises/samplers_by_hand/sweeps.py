"""The whole of Gibbs: with which values each draw is made."""

import numpy as np

from helpers.exercises.lessons import samplers_by_hand as lesson
from helpers.exercises.samplers_by_hand.model import (
    V0,
    A,
    B,
    column,
    conditional_scale,
)
from helpers.exercises.samplers_by_hand.sweep_laws import (
    BETA_SQUARE,
    EQUAL_CHAINS,
    EXTRA_ROWS,
    FIRST_BETA,
    FIRST_LOG,
    FIRST_SCALE,
    FIRST_SPREAD,
    FIRST_VARIANCE,
    FROM_AFAR,
    LOG_VARIANCE,
    ONWARD,
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
from helpers.feedback import MonteCarlo


@lesson.function(
    "09-gibbs",
    cases=related,
    probe=posterior_laws,
    parts=tuple(SWEEP_ERRORS),
    tolerance=MonteCarlo(
        SWEEP_ERRORS,
        z=6,
        reason=f"averages over {SWEEPS:,} sweeps in two worlds; a right function is refused with "
        "a probability below 1e-7",
    ),
    hints=(
        "A sweep draws each coefficient in its turn, then the variance. Each draw is made with the "
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


def _sweeps(X, y, start, draws, rng, *, sweep):
    """Sweep after sweep, kept as rows. `sweep` returns the next beta and the next variance."""
    beta, variance, rows = start[:-1].copy(), start[-1], []
    for _ in range(draws):
        beta, variance = sweep(beta, variance, X, y, rng)
        rows.append(np.append(beta, variance))
    return np.array(rows)


def _coefficients(beta, variance, X, y, rng, law=None):
    """All coefficients in their turn, each given the newest values of the others."""
    beta, products, towards = beta.copy(), X.T @ X, X.T @ y
    for j in range(len(beta)):
        precision = products[j, j] + 1 / V0
        mean = (towards[j] - products[j] @ beta + products[j, j] * beta[j]) / precision
        sd = np.sqrt(variance / precision)
        beta[j] = rng.normal(*(law(mean, sd) if law else (mean, sd)))
    return beta


def _variance(beta, X, y, rng):
    return conditional_scale(beta, X, y) / rng.gamma(A + sum(X.shape) / 2)


def _sweep(beta, variance, X, y, rng):
    beta = _coefficients(beta, variance, X, y, rng)
    return beta, _variance(beta, X, y, rng)


@gibbs.variant("with both conditionals")
def _(X, y, start, draws, rng):
    return _sweeps(X, y, start, draws, rng, sweep=_sweep)


@gibbs.variant("the variance first")
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        variance = _variance(beta, X, y, rng)
        return _coefficients(beta, variance, X, y, rng), variance

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.variant("all coefficients at once")
def _(X, y, start, draws, rng):
    V = np.linalg.inv(X.T @ X + np.eye(X.shape[1]) / V0)

    def sweep(beta, variance, X, y, rng):
        beta = rng.multivariate_normal(V @ X.T @ y, variance * V)
        return beta, 1 / rng.gamma(A + sum(X.shape) / 2, 1 / conditional_scale(beta, X, y))

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "old values",
    "All coefficients of a sweep of yours are drawn from the *old* beta. Each must be drawn with "
    "the newest values of the others: put the new one into beta at once.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = beta.copy()
        for j in range(len(beta)):
            x, rest = column(j, beta, X, y)
            precision = x @ x + 1 / V0
            new[j] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return new, _variance(new, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "conditional means in place of draws",
    "Your coefficients do not vary as draws do: they are set to their conditional means. Draw "
    "them: `rng.normal(mean, standard_deviation)`.",
    recognises=lambda laws, *case: (
        laws[BETA_SQUARE] < 0.1 and laws[SPREAD] > 0.1 and laws[STUCK] == laws[TURNED] == 0
    ),
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, variance, X, y, rng, law=lambda mean, sd: (mean, 0))
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


def _drawn_as(laws, X, wanted):
    """Whether the first variances are about what a wrong formula gives: `wanted(shape, scale)`."""
    shape, scale = A + sum(X.shape) / 2, np.exp(laws[FIRST_SCALE])
    return abs(laws[FIRST_LOG] - np.log(wanted(shape, scale))) < 0.3


def _draws_variance(formula):
    """A sampler whose variance is drawn by a formula of its own: `formula(shape, scale, rng)`."""

    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, min(variance, 1e6), X, y, rng)
        return beta, formula(A + sum(X.shape) / 2, conditional_scale(beta, X, y), rng)

    return lambda *arguments: _sweeps(*arguments, sweep=sweep)


gibbs.misconception(
    "gamma not inverted",
    "Your variance is a *gamma* draw times the scale, which is what `rng.gamma(shape, scale)` "
    "gives, too. It follows the *inverse* gamma law: `scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: scale * shape),
)(_draws_variance(lambda shape, scale, rng: rng.gamma(shape, scale)))


gibbs.misconception(
    "scale forgotten",
    "Your variance does not depend on its scale: it is one over a gamma draw. Draw "
    "`scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: 1 / shape),
)(_draws_variance(lambda shape, scale, rng: 1 / rng.gamma(shape)))


gibbs.misconception(
    "rate for scale",
    "Your variance is a gamma draw divided by the scale. Divide the scale by the draw: "
    "`scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: shape / scale),
)(_draws_variance(lambda shape, scale, rng: rng.gamma(shape, 1 / scale)))


gibbs.misconception(
    "gamma inverted with the scale below",
    "Your variance is far too small. `rng.gamma(shape, scale)` multiplies by the scale, and "
    "one over that divides by it. Draw `scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: 1 / (shape * scale)),
)(_draws_variance(lambda shape, scale, rng: 1 / rng.gamma(shape, scale)))


gibbs.misconception(
    "mean of the variance in place of a draw",
    "Your variance is no draw: given beta it is always the same number, such as the mean of its "
    "law. Draw `scale / rng.gamma(shape)`.",
    recognises=lambda laws, *case: (
        laws[FIRST_SPREAD] < 1e-6 < laws[SPREAD]
        and laws[FIRST_BETA] == 0
        and laws[FROM_AFAR] == 1
        and laws[EQUAL_CHAINS] < 0.5
    ),
)(_draws_variance(lambda shape, scale, rng: scale / (shape - 1)))


gibbs.misconception(
    "shape halved",
    "Your variance has the wrong shape: a chi-squared draw with `shape` degrees of freedom has "
    "half of it. Draw `scale / rng.gamma(shape)`.",
)(_draws_variance(lambda shape, scale, rng: scale / rng.chisquare(shape)))


gibbs.misconception(
    "shape less one",
    "Your variance is too large: its gamma draw has the shape less one. That is in the formula of "
    "the *mean*; the draw is `scale / rng.gamma(shape)`.",
)(_draws_variance(lambda shape, scale, rng: scale / rng.gamma(shape - 1)))


@gibbs.misconception(
    "new variance not used",
    "Your rows hold a new variance, but the coefficients are always drawn with the start's. Give "
    "the draw the name with which the next sweep draws them.",
    recognises=lambda laws, X, *case: (
        _drawn_as(laws, X, lambda shape, scale: scale / shape)
        and laws[BETA_SQUARE] > 1.5
        and abs(laws[ONWARD]) < 0.12
        and laws[STUCK] == 0
    ),
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, start[-1], X, y, rng)
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "variance from the old beta",
    "A row's beta and variance do not belong together: the variance is drawn with the beta of the "
    "sweep before. Compute its shape and scale from the new beta.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = _coefficients(beta, variance, X, y, rng)
        return new, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "variance one sweep late",
    "How far a row's beta lies does not depend on the variance of the row before, as it must "
    "if all coefficients of a sweep are drawn with that. Either they are drawn with an older "
    "variance, or the variance is drawn inside the loop over the coefficients.",
)
def _(X, y, start, draws, rng):
    older = [start[-1]]

    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, older.pop(), X, y, rng)
        older.append(variance)
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "root of the variance handed on",
    "The law of a coefficient is computed with the *root* of the variance. "
    "`coefficient_conditional` wants the variance itself.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, variance**0.5, X, y, rng)
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "beta from the start in every sweep",
    "Every sweep of yours begins with the start's beta again. It goes on from where the sweep "
    "before has ended: set beta to the start once, before the loop.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return _sweep(start[:-1], variance, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "conditionals at the start's beta",
    "Each coefficient of yours is drawn given the *start's* values of the others. Give their "
    "newest values.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = beta.copy()
        for j in range(len(beta)):
            x, rest = column(j, start[:-1], X, y)
            precision = x @ x + 1 / V0
            new[j] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return new, _variance(new, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "one random number for all coefficients",
    "All coefficients of a sweep of yours share one random number. Draw a new one for each.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta, z = beta.copy(), rng.standard_normal()
        for j in range(len(beta)):
            x, rest = column(j, beta, X, y)
            precision = x @ x + 1 / V0
            beta[j] = x @ rest / precision + np.sqrt(variance / precision) * z
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "start not used",
    "Your first sweep does not set out from the start: given a start far away, it is not far away "
    "itself, or elsewhere. Beta is `start[:-1]`, the variance `start[-1]`.",
    recognises=lambda laws, *case: (
        laws[FROM_AFAR] != 1
        and laws[FIRST_BETA] == laws[FIRST_VARIANCE] == laws[STUCK] == 0
        and abs(laws[LOG_VARIANCE]) < 0.3
        and abs(laws[BETA_SQUARE] - 1) < 0.1
        and laws[SAME_CHAIN] < 1e-9
        and laws[EQUAL_CHAINS] < 0.5
    ),
)
def _(X, y, start, draws, rng):
    return _sweeps(X, y, np.append(0 * start[:-1], 1.0), draws, rng, sweep=_sweep)


@gibbs.misconception(
    "one row too many",
    "Your chain has one row more than draws: it begins with the start. Keep the `draws` rows that "
    "follow it.",
    recognises=lambda laws, *case: laws[EXTRA_ROWS] == 1,
)
def _(X, y, start, draws, rng):
    return np.vstack([start, _sweeps(X, y, start, draws, rng, sweep=_sweep)])


@gibbs.misconception(
    "the start as first row",
    "Your first row is the start itself. Sweep first and keep beta and the variance then: the "
    "start is no row, and the last sweep is one.",
    recognises=lambda laws, *case: (
        laws[FIRST_BETA] == laws[FIRST_VARIANCE] == 1
        and laws[UNCHANGED_FIRST] == 0
        and laws[EXTRA_ROWS] == laws[STUCK] == 0
        and laws[SPREAD] > 0.1
    ),
)
def _(X, y, start, draws, rng):
    chain = _sweeps(X, y, start, draws, rng, sweep=_sweep)
    return np.vstack([start, chain[:-1]])


@gibbs.misconception(
    "row kept before the variance is drawn",
    "Your first row has the start's variance: the row is kept before the variance is drawn. Keep "
    "it at the end of the sweep.",
    recognises=lambda laws, *case: (
        laws[FIRST_VARIANCE] == 1 and laws[FIRST_BETA] == 0 and laws[SPREAD] > 0.1
    ),
)
def _(X, y, start, draws, rng):
    beta, variance, rows = start[:-1].copy(), start[-1], []
    for _ in range(draws):
        beta = _coefficients(beta, variance, X, y, rng)
        rows.append(np.append(beta, variance))
        variance = _variance(beta, X, y, rng)
    return np.array(rows)


@gibbs.misconception(
    "variance never drawn",
    "Your variance never changes. A sweep ends with a new draw of it, given the new beta.",
    recognises=lambda laws, *case: laws[SPREAD] < 1e-6 and laws[UNCHANGED] == 0,
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return _coefficients(beta, variance, X, y, rng), variance

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "one beta in every row",
    "All rows of your chain are the same. A list that keeps `beta` itself holds one array many "
    "times over, and it goes on changing: keep a copy, as `np.append(beta, variance)` is one.",
    recognises=lambda laws, *case: laws[UNCHANGED] == laws[UNCHANGED_FIRST] == 1,
)
def _(X, y, start, draws, rng):
    return np.tile(_sweeps(X, y, start, draws, rng, sweep=_sweep)[-1], (draws, 1))


@gibbs.misconception(
    "the same random numbers in every sweep",
    "Your chain comes to a standstill, and generators with different seeds gave the same one: a "
    "generator with its seed is made anew in every turn of a loop, so that the same random numbers "
    "come again. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: (
        laws[SPREAD] < 1e-3 and laws[UNCHANGED_FIRST] < 1 and laws[EQUAL_CHAINS] > 0.9
    ),
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return _sweep(beta, variance, X, y, np.random.default_rng(0))

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "standard deviation in the last column",
    "Your last column is the standard deviation, sigma; wanted: the variance.",
    recognises=lambda laws, X, *case: _drawn_as(
        laws, X, lambda shape, scale: (scale / shape) ** 0.5
    ),
)
def _(X, y, start, draws, rng):
    chain = _sweeps(X, y, start, draws, rng, sweep=_sweep)
    chain[:, -1] **= 0.5
    return chain


@gibbs.misconception(
    "variance first in its row",
    "Your rows begin with the variance. Put beta first and the variance last.",
    recognises=lambda laws, *case: laws[TURNED] == 1,
)
def _(X, y, start, draws, rng):
    return np.roll(_sweeps(X, y, start, draws, rng, sweep=_sweep), 1, axis=1)


@gibbs.misconception(
    "only one coefficient a sweep",
    "Not every coefficient of yours is drawn: at least one stays at the start. Draw each of them "
    "in its turn, `for j in range(len(beta))`.",
    recognises=lambda laws, *case: laws[STUCK] > 0 and laws[UNCHANGED] < 1,
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = np.append(beta[:-1], _coefficients(beta, variance, X, y, rng)[-1])
        x, rest = column(len(beta) - 1, beta, X, y)
        precision = x @ x + 1 / V0
        beta[-1] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "variance for standard deviation",
    "Your coefficients have the wrong spread: `rng.normal` is handed a variance. It wants a "
    "standard deviation.",
    recognises=lambda laws, *case: laws[FROM_AFAR] == 2 and laws[STUCK] == laws[FIRST_BETA] == 0,
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, variance, X, y, rng, law=lambda mean, sd: (mean, sd**2))
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "the same chain every time",
    "Generators with different seeds gave the same chain: your function has a generator of its "
    "own, seeded inside. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: (
        laws[EQUAL_CHAINS] > 0.9 and laws[UNCHANGED] == 0 and laws[SPREAD] > 0.1
    ),
)
def _(X, y, start, draws, rng):
    return _sweeps(X, y, start, draws, np.random.default_rng(1), sweep=_sweep)


@gibbs.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different chains. So the random numbers do "
    "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
    recognises=lambda laws, *case: laws[SAME_CHAIN] > 1e-9,
)
def _(X, y, start, draws, rng):
    return _sweeps(X, y, start, draws, np.random, sweep=_sweep)
