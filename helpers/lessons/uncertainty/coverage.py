"""The share of intervals that hold the truth: every world with a width of its own."""

import numpy as np
from scipy import stats

from helpers import ols
from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import (
    LEVEL,
    WORLD,
    T,
    Z,
    designs,
    lstsq,
    residual_squares,
    sigma_of,
    unscaled_errors,
)


def _many_worlds(rng):
    """Two of the three so loud that intervals made with sigma = 5 miss the truth there, too."""
    sizes_and_sigmas = (250, 6.0), (400, 2.0), (80, 9.0)
    for (replications, sigma), (X, beta) in zip(sizes_and_sigmas, designs(rng), strict=True):
        yield X, X @ beta + rng.normal(0, sigma, (replications, len(X))), beta


def _estimates(X, Y):
    return Y @ np.linalg.pinv(X).T


def _t(X, df=None, probability=0.975):
    """The t quantile, with n − p degrees of freedom if not given."""
    return stats.t.ppf(probability, df or X.shape[0] - X.shape[1])


def _sigmas(X, Y, divisor=None):
    """The sigma_hat of each world, in a column."""
    return np.sqrt(residual_squares(X, Y) / (divisor or X.shape[0] - X.shape[1]))[:, None]


def _errors(X, Y, divisor=None):
    """The standard errors: (replications, p)."""
    return _sigmas(X, Y, divisor) * unscaled_errors(X)


def _within(X, Y, centre, half):
    """Which estimates are as close as `half` to what their intervals should hold."""
    return np.abs(_estimates(X, Y) - centre) <= half


def _covered(X, Y, beta):
    return _within(X, Y, beta, _t(X) * _errors(X, Y))


@lesson.function(
    "03-coverage",
    cases=_many_worlds,
    hints=(
        "Build the interval of every world as you did for the seed world, then count those with "
        "the truth inside.",
        "Each world has its own estimate *and* its own `sigma_hat`. The truth is inside where "
        "`|estimate - beta|` is at most the quantile times the standard error.",
        "`n, p = X.shape`, `B = np.linalg.lstsq(X, Y.T)[0].T`, `residuals = Y - B @ X.T`, "
        "`sigma_hats = np.sqrt(np.sum(residuals**2, axis=1) / (n - p))`; one standard error for "
        "each world and coefficient is `sigma_hats[:, None] * np.sqrt(np.diag(np.linalg.inv(X.T @ "
        "X)))`. Average over the worlds, `axis=0`.",
    ),
)
def coverage(X, Y, beta):
    """The coverage of the 95 % t intervals."""
    n, p = X.shape
    t = [(lstsq(X, y) - beta) / (sigma_of(X, y, n - p) * unscaled_errors(X)) for y in Y]
    return np.mean(stats.t.cdf(np.abs(t), n - p) <= 0.975, axis=0)


@coverage.variant("vectorised")
def _(X, Y, beta):
    return _covered(X, Y, beta).mean(axis=0)


@coverage.variant("counted in a loop")
def _(X, Y, beta):
    n, p = X.shape
    unscaled, t = unscaled_errors(X), stats.t.ppf(0.975, n - p)
    count = np.zeros(p)
    for y in Y:
        beta_hat = lstsq(X, y)
        half = t * sigma_of(X, y, n - p) * unscaled
        count += (beta_hat - half < beta) & (beta < beta_hat + half)
    return count / len(Y)


@coverage.variant("all worlds in one call")
def _(X, Y, beta):
    low, high = np.moveaxis(ols.fit_many(X, Y).conf_int(LEVEL), -1, 0)
    return np.mean((low <= beta) & (beta <= high), axis=0)


@coverage.law("A share lies between 0 and 1. Yours are {left}.")
def _(shares, X, Y, beta):
    return shares, np.clip(shares, 0, 1)


@coverage.law(
    "Intervals of 95 % hold the truth in about 95 of 100 worlds. Yours do in {left} of 100, "
    "further off than chance explains."
)
def _(shares, X, Y, beta):
    return 100 * shares, 100 * np.clip(
        shares, *stats.binom.ppf([1e-9, 1 - 1e-9], len(Y), 0.95) / len(Y)
    )


@coverage.law(
    "A share of the worlds, times their number, is a whole number of worlds. Yours come to {left}."
)
def _(shares, X, Y, beta):
    return shares * len(Y), np.round(shares * len(Y))


@coverage.law(
    "Hold one coefficient of a fit to its truth: where that adds at most t² sigma_hat² to the "
    "squares, the interval holds the truth. Your shares differ from that by up to {left}."
)
def _(shares, X, Y, beta):
    df = len(X) - X.shape[1]
    free, allowed = residual_squares(X, Y), stats.t.ppf(0.975, df) ** 2 / df
    held = [
        residual_squares(np.delete(X, j, axis=1), Y - X[:, j] * beta[j]) for j in range(len(beta))
    ]
    inside = np.array(held) - free <= allowed * free
    return np.abs(shares - inside.mean(axis=1)).max(), 0, 1


def _pooled(X, Y, divisor):
    """One sigma for all worlds, from the average of their sums of squares."""
    return np.sqrt(residual_squares(X, Y).mean() / divisor)


def _with_the_true_plane(X, Y, beta):
    squares = np.sum((Y - X @ beta) ** 2, axis=1, keepdims=True)
    return _t(X) * np.sqrt(squares / (X.shape[0] - X.shape[1])) * unscaled_errors(X)


def _share_of(half):
    """The program whose intervals are so wide to each side."""
    return lambda X, Y, beta: _within(X, Y, beta, half(X, Y, beta)).mean(axis=0)


def _about_two(yours, X, Y, beta):
    """Whether some quantile between 1.962 and 1.99, the t law's from 85 degrees of freedom on,
    gives these shares."""
    fewest, most = (_within(X, Y, beta, q * _errors(X, Y)).mean(axis=0) for q in (1.962, 1.99))
    return yours.shape == most.shape and bool(np.all((fewest <= yours) & (yours <= most)))


OF_THE_ESTIMATES = (
    "Your intervals all have the same width, from the spread of the estimates over all worlds. No "
    "single world knows that: each builds its interval from its own sigma_hat."
)
OF_ALL_WORLDS = (
    "Your intervals all have the same width: one sigma_hat for all worlds, from the residuals of "
    "all of them together. Each world uses its own: `axis=1` in the sum of squares, then a column."
)
OF_Y = (
    "Your sigma_hat is the standard deviation of y, the plane included. Take it from the residuals "
    "of each world's fit."
)

coverage.mistakes(
    ("normal quantile and divisor n", lambda X, Y, beta: Z * _errors(X, Y, len(X)),
     "Your shares are those of intervals with a normal quantile and a sigma of divisor n. Each of "
     "the two makes them too narrow, the more so the fewer the rows: use n − p, and t."),
    ("normal quantile", lambda X, Y, beta: Z * _errors(X, Y),
     "Your shares are those of intervals with a normal quantile. sigma_hat varies from world to "
     "world, which it does not allow for: use the t quantile, with n − p degrees of freedom."),
    ("two standard errors", lambda X, Y, beta: 2 * _errors(X, Y),
     "Your shares are those of intervals of two standard errors, a rule of thumb for large n. "
     "Take the t quantile, with n − p degrees of freedom."),
    ("one-sided quantile", lambda X, Y, beta: _t(X, probability=0.95) * _errors(X, Y),
     "Your shares are those of 90 % intervals: the quantile of 0.95 leaves 5 % beyond *each* end. "
     "Take that of 0.975."),
    ("97.5 % intervals", lambda X, Y, beta: _t(X, probability=0.9875) * _errors(X, Y),
     "Your shares are those of 97.5 % intervals: 0.975 is the quantile to look up, not the level. "
     "The level is 0.95."),
    ("divisor n", lambda X, Y, beta: _t(X) * _errors(X, Y, len(X)),
     "Your shares are those of t intervals whose sigma has the divisor n. The t distribution goes "
     "with n − p."),
    ("divisor n − 1", lambda X, Y, beta: _t(X) * _errors(X, Y, len(X) - 1),
     "Your shares are those of t intervals whose sigma has the divisor n − 1: p coefficients were "
     "fitted, not one."),
    ("n degrees of freedom", lambda X, Y, beta: _t(X, len(X)) * _errors(X, Y),
     "Your shares are those of intervals with the t quantile for n degrees of freedom; sigma_hat "
     "has n − p."),
    ("n − 1 degrees of freedom", lambda X, Y, beta: _t(X, len(X) - 1) * _errors(X, Y),
     "Your shares are those of intervals with the t quantile for n − 1 degrees of freedom; "
     "sigma_hat has n − p."),
    ("n in both places", lambda X, Y, beta: _t(X, len(X)) * _errors(X, Y, len(X)),
     "Your shares are those of intervals that count n, both as divisor and as degrees of freedom. "
     "The fit has used up p of them: n − p."),
    ("n − 1 in both places", lambda X, Y, beta: _t(X, len(X) - 1) * _errors(X, Y, len(X) - 1),
     "Your shares are those of intervals that count n − 1, as for a mean. Here p coefficients "
     "were fitted: n − p, both as divisor and as degrees of freedom."),
    ("n − 2 in both places", lambda X, Y, beta: _t(X, len(X) - 2) * _errors(X, Y, len(X) - 2),
     "Your shares are those of intervals that count n − 2, as for a line. X may have any number "
     "of columns: n − p, both as divisor and as degrees of freedom."),
    ("n − 3 always", lambda X, Y, beta: _t(X, len(X) - 3) * _errors(X, Y, len(X) - 3),
     "Your function counts n − 3, whatever X it is given. p is the number of columns of X: "
     "`n, p = X.shape`."),
    ("n and p of the seed world", lambda X, Y, beta: _t(X, 197) * _errors(X, Y, 197),
     "Your function counts 200 − 3 = 197 degrees of freedom, whatever X it is given: n and p come "
     "from outside. Read them off X: `n, p = X.shape`."),
    ("quantile of the seed world", lambda X, Y, beta: T * _errors(X, Y),
     "Your function takes a t quantile for a hundred degrees of freedom or more, whatever X it is "
     "given: those of the seed world, or the number of worlds. sigma_hat has n − p, of the X at "
     "hand: `n, p = X.shape`.",
     {"recognises": _about_two}),
    ("true sigma of the seed world", lambda X, Y, beta: _t(X) * WORLD.sigma * unscaled_errors(X),
     "Your intervals take sigma = 5, whatever world they come from. Each world estimates its own "
     "sigma, from its residuals."),
    ("sigma_hat of the seed world",
     lambda X, Y, beta: _t(X) * sigma_of(WORLD.X, WORLD.y) * unscaled_errors(X),
     "Your intervals take the `sigma_hat` of the seed world, whatever world they come from. Each "
     "world estimates its own sigma, from its residuals."),
    ("sigma of the first world for all",
     lambda X, Y, beta: _t(X) * _sigmas(X, Y)[0] * unscaled_errors(X),
     "Your intervals all have the width of the first world's. Every world estimates its own "
     "sigma."),
    ("average sigma", lambda X, Y, beta: _t(X) * _sigmas(X, Y).mean() * unscaled_errors(X),
     "Your intervals all have the same width, from the average of all sigma_hats. Every world "
     "uses its own: keep them in a column, `sigma_hats[:, None]`."),
    ("one sigma_hat for all worlds",
     lambda X, Y, beta: _t(X) * _pooled(X, Y, X.shape[0] - X.shape[1]) * unscaled_errors(X),
     OF_ALL_WORLDS),
    ("one sigma_hat for all worlds, divisor n",
     lambda X, Y, beta: _t(X) * _pooled(X, Y, len(X)) * unscaled_errors(X), OF_ALL_WORLDS),
    ("residuals from the true plane", _with_the_true_plane,
     "Your sigma_hats come from the noise around the *true* plane, which no world shows. Take the "
     "residuals from each world's own fit."),
    ("spread of y", lambda X, Y, beta: _t(X) * np.std(Y, axis=1)[:, None] * unscaled_errors(X),
     OF_Y),
    ("spread of y, n − 1",
     lambda X, Y, beta: _t(X) * np.std(Y, axis=1, ddof=1)[:, None] * unscaled_errors(X), OF_Y),
    ("spread of the estimates",
     lambda X, Y, beta: _t(X) * np.std(_estimates(X, Y), axis=0), OF_THE_ESTIMATES),
    ("spread of the estimates, divisor less one",
     lambda X, Y, beta: _t(X) * np.std(_estimates(X, Y), axis=0, ddof=1), OF_THE_ESTIMATES),
    ("sigma_hat/√n", lambda X, Y, beta: _t(X) * _sigmas(X, Y) / np.sqrt(len(X)),
     "Your intervals use sigma_hat/√n, the standard error of a *mean*. Each coefficient has one "
     "of its own, from the diagonal of (X'X)⁻¹."),
    ("sum of squares not divided",
     lambda X, Y, beta: _t(X) * np.sqrt(residual_squares(X, Y))[:, None] * unscaled_errors(X),
     "Your sigma_hat is the root of the whole sum of squares. Divide by n − p first."),
    ("1/diagonal", lambda X, Y, beta: _t(X) * _sigmas(X, Y) / np.sqrt(np.diag(X.T @ X)),
     "Your standard errors divide by the diagonal of X'X. Invert the whole matrix first, then "
     "take the diagonal, then the root."),
    ("sigma left out", lambda X, Y, beta: _t(X) * unscaled_errors(X),
     "Your standard errors are the roots of the diagonal of (X'X)⁻¹; sigma_hat is missing."),
    ("sigma for standard error", lambda X, Y, beta: _t(X) * _sigmas(X, Y),
     "Your intervals use sigma_hat, the spread of single observations. An estimate's standard "
     "error is sigma_hat times the root of its entry on the diagonal of (X'X)⁻¹."),
    ("variance for standard error", lambda X, Y, beta: _t(X) * _errors(X, Y) ** 2,
     "Your intervals multiply the quantile by the variance of the estimate. Take its root, the "
     "standard error."),
    of=_share_of,
)  # fmt: skip


def _one_side(X, Y, beta, side):
    ends = _estimates(X, Y) + side * _t(X) * _errors(X, Y)
    return np.mean(side * ends >= side * beta, axis=0)


coverage.mistakes(
    ("only the lower end tested", lambda X, Y, beta: _one_side(X, Y, beta, -1),
     "Your shares count every interval that begins below the truth. It must also end above it."),
    ("only the upper end tested", lambda X, Y, beta: _one_side(X, Y, beta, 1),
     "Your shares count every interval that ends above the truth. It must also begin below it."),
    ("lower or upper end", lambda X, Y, beta: np.ones(len(beta)),
     "Your shares are all 1: not one interval misses. Every truth is above the lower end *or* "
     "below the upper one; both are needed, `&` and not `|`. (Or the intervals are far too wide.)"),
    ("negative quantile", lambda X, Y, beta: np.zeros(len(beta)),
     "Your shares are all 0: no interval holds the truth. Is the quantile that of 0.025? It is "
     "negative, and no distance is smaller than that: take 0.975."),
    ("the level promised", lambda X, Y, beta: np.full(len(beta), LEVEL),
     "Your function returns 0.95, what the intervals *promise*. Count how many of them keep it."),
    ("around the average estimate",
     lambda X, Y, beta: _covered(X, Y, _estimates(X, Y).mean(axis=0)).mean(axis=0),
     "Your function asks whether the intervals hold the *average estimate*. They should hold the "
     "truth, `beta`."),
    ("truth forgotten", lambda X, Y, beta: _covered(X, Y, 0.0).mean(axis=0),
     "Your shares are of the estimates that lie within the half-width of *zero*. Measure from the "
     "truth, `beta`."),
    ("misses counted", lambda X, Y, beta: 1 - _covered(X, Y, beta).mean(axis=0),
     "Your shares are of the intervals that *miss* the truth. Coverage counts the others."),
    ("all coefficients at once", lambda X, Y, beta: _covered(X, Y, beta).all(axis=1).mean(),
     "Your function counts the worlds in which *all* intervals hold their truths. Wanted: a share "
     "for each coefficient."),
    ("one share for all", lambda X, Y, beta: _covered(X, Y, beta).mean(),
     "Your function averages over worlds and coefficients together. Average over the worlds "
     "alone, `axis=0`: one share for each coefficient."),
    ("averaged over the coefficients", lambda X, Y, beta: _covered(X, Y, beta).mean(axis=1),
     "Your function returns a number for each world: the mean was taken along the wrong axis. "
     "Average over the worlds, `axis=0`."),
    ("divided by 2,000", lambda X, Y, beta: _covered(X, Y, beta).sum(axis=0) / 2000,
     "Your function divides by 2,000, whatever Y it is given. The worlds are the rows of Y: "
     "`len(Y)`."),
    ("stops after the first world", lambda X, Y, beta: _covered(X, Y, beta)[0] / len(Y),
     "Your function returns after its first world: the `return` stands inside the loop."),
)  # fmt: skip
