"""The share of intervals that hold the truth: every world with a width of its own."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.fits import (
    LEVEL,
    T,
    Z,
    lstsq,
    residual_squares,
    sigma_of,
    unscaled_errors,
)
from helpers.lessons.uncertainty.worlds import WORLD, designs


def _many_worlds(rng):
    """Two of the three so loud that intervals made with sigma = 5 miss the truth there, too."""
    sizes_and_sigmas = (250, 6.0), (400, 2.0), (80, 9.0)
    for (replications, sigma), (X, beta) in zip(sizes_and_sigmas, designs(rng), strict=True):
        yield X, X @ beta + rng.normal(0, sigma, (replications, len(X))), beta


def covered(X, Y, beta, quantile=None, divisor=None):
    """For each world and coefficient, whether the interval holds beta: (replications, p)."""
    n, p = X.shape
    quantile = stats.t.ppf(0.975, n - p) if quantile is None else quantile
    A = np.linalg.pinv(X)
    estimates = Y @ A.T
    squares = np.sum((Y - estimates @ X.T) ** 2, axis=1)
    errors = np.sqrt(squares / (divisor or n - p))[:, None] * np.linalg.norm(A, axis=1)
    return np.abs(estimates - beta) <= quantile * errors


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
    return covered(X, Y, beta).mean(axis=0)


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
    from helpers import ols

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


def _one_sided_quantile(X, Y, beta):
    return covered(X, Y, beta, stats.t.ppf(0.95, X.shape[0] - X.shape[1])).mean(axis=0)


coverage.mistakes(
    ("normal quantile and divisor n",
     lambda X, Y, beta: covered(X, Y, beta, Z, len(X)).mean(axis=0),
     "Your shares are those of intervals with a normal quantile and a sigma of divisor n. Each of "
     "the two makes them too narrow, the more so the fewer the rows: use n − p, and t."),
    ("normal quantile", lambda X, Y, beta: covered(X, Y, beta, Z).mean(axis=0),
     "Your shares are those of intervals with a normal quantile. sigma_hat varies from world to "
     "world, which it does not allow for: use the t quantile, with n − p degrees of freedom."),
    ("divisor n", lambda X, Y, beta: covered(X, Y, beta, divisor=len(X)).mean(axis=0),
     "Your shares are those of t intervals whose sigma has the divisor n. The t distribution goes "
     "with n − p."),
    ("divisor n − 1", lambda X, Y, beta: covered(X, Y, beta, divisor=len(X) - 1).mean(axis=0),
     "Your shares are those of t intervals whose sigma has the divisor n − 1: p coefficients were "
     "fitted, not one."),
    ("one-sided quantile", _one_sided_quantile,
     "Your shares are those of 90 % intervals: the quantile of 0.95 leaves 5 % beyond *each* end. "
     "Take that of 0.975."),
    ("n − 1 degrees of freedom",
     lambda X, Y, beta: covered(X, Y, beta, stats.t.ppf(0.975, len(X) - 1)).mean(axis=0),
     "Your shares are those of intervals with the t quantile for n − 1 degrees of freedom; "
     "sigma_hat has n − p."),
    ("n degrees of freedom",
     lambda X, Y, beta: covered(X, Y, beta, stats.t.ppf(0.975, len(X))).mean(axis=0),
     "Your shares are those of intervals with the t quantile for n degrees of freedom; sigma_hat "
     "has n − p."),
    ("n and p of the seed world",
     lambda X, Y, beta: covered(X, Y, beta, stats.t.ppf(0.975, 197), 197).mean(axis=0),
     "Your function counts 200 − 3 = 197 degrees of freedom, whatever X it is given: n and p come "
     "from outside. Read them off X: `n, p = X.shape`."),
    ("divisor of the seed world", lambda X, Y, beta: covered(X, Y, beta, divisor=197).mean(axis=0),
     "Your sigma_hat divides by 197, whatever X it is given: n and p come from outside. Read them "
     "off X: `n, p = X.shape`."),
)  # fmt: skip


def _about_two(yours, X, Y, beta):
    """Whether some quantile between 1.962 and 1.99, the t law's from 85 degrees of freedom on,
    gives these shares."""
    fewest, most = (covered(X, Y, beta, q).mean(axis=0) for q in (1.962, 1.99))
    return yours.shape == most.shape and bool(np.all((fewest <= yours) & (yours <= most)))


coverage.mistakes(
    ("quantile of the seed world", lambda X, Y, beta: covered(X, Y, beta, T).mean(axis=0),
     "Your function takes a t quantile for a hundred degrees of freedom or more, whatever X it is "
     "given: those of the seed world, or the number of worlds. sigma_hat has n − p, of the X at "
     "hand: `n, p = X.shape`.",
     {"recognises": _about_two}),
)  # fmt: skip


def share_within(X, Y, centre, quantile=None, power=1.0, level=LEVEL):
    """The share of worlds whose estimate is within `quantile` · se**power of `centre`."""
    n, p = X.shape
    quantile = stats.t.ppf((1 + level) / 2, n - p) if quantile is None else quantile
    estimates = Y @ np.linalg.pinv(X).T
    errors = np.sqrt(residual_squares(X, Y) / (n - p))[:, None] * unscaled_errors(X)
    return np.mean(np.abs(estimates - centre) <= quantile * errors**power, axis=0)


def _sigma_not_rooted(X, Y, beta):
    n, p = X.shape
    variances = residual_squares(X, Y) / (n - p)
    half = stats.t.ppf(0.975, n - p) * variances[:, None] * unscaled_errors(X)
    return np.mean(np.abs(Y @ np.linalg.pinv(X).T - beta) <= half, axis=0)


def _true_sigma_of_the_seed_world(X, Y, beta):
    half = stats.t.ppf(0.975, X.shape[0] - X.shape[1]) * WORLD.sigma * unscaled_errors(X)
    return np.mean(np.abs(Y @ np.linalg.pinv(X).T - beta) <= half, axis=0)


coverage.mistakes(
    ("sigma not rooted", _sigma_not_rooted,
     "Your intervals take sigma_hat², the variance of the residuals, for sigma_hat. Take its "
     "root."),
    ("variance for standard error", lambda X, Y, beta: share_within(X, Y, beta, power=2),
     "Your intervals multiply the quantile by the variance of the estimate. Take its root, the "
     "standard error."),
    ("around the average estimate",
     lambda X, Y, beta: share_within(X, Y, (Y @ np.linalg.pinv(X).T).mean(axis=0)),
     "Your function asks whether the intervals hold the *average estimate*. They should hold the "
     "truth, `beta`."),
    ("two standard errors", lambda X, Y, beta: share_within(X, Y, beta, 2.0),
     "Your shares are those of intervals of two standard errors, a rule of thumb for large n. "
     "Take the t quantile, with n − p degrees of freedom."),
    ("true sigma of the seed world", _true_sigma_of_the_seed_world,
     "Your intervals take sigma = 5, whatever world they come from. Each world estimates its own "
     "sigma, from its residuals."),
    ("quantile of 0.99", lambda X, Y, beta: share_within(X, Y, beta, level=0.98),
     "Your shares are those of 98 % intervals: the quantile is that of 0.99. For 95 % it is "
     "0.975."),
    ("99 % intervals", lambda X, Y, beta: share_within(X, Y, beta, level=0.99),
     "Your shares are those of 99 % intervals. Asked: 95 %, the quantile of 0.975."),
    ("misses counted", lambda X, Y, beta: 1 - covered(X, Y, beta).mean(axis=0),
     "Your shares are of the intervals that *miss* the truth. Coverage counts the others."),
    ("only the lower end tested", lambda X, Y, beta: _one_side(X, Y, beta, -1),
     "Your shares count every interval that begins below the truth. It must also end above it."),
    ("only the upper end tested", lambda X, Y, beta: _one_side(X, Y, beta, 1),
     "Your shares count every interval that ends above the truth. It must also begin below it."),
)  # fmt: skip


def _one_side(X, Y, beta, side):
    n, p = X.shape
    estimates = Y @ np.linalg.pinv(X).T
    sigmas = np.array([sigma_of(X, y, n - p) for y in Y])
    ends = estimates + side * stats.t.ppf(0.975, n - p) * sigmas[:, None] * unscaled_errors(X)
    return np.mean(side * ends >= side * beta, axis=0)


def _sigma_of_the_first_world_for_all(X, Y, beta):
    n, p = X.shape
    half = stats.t.ppf(0.975, n - p) * sigma_of(X, Y[0], n - p) * unscaled_errors(X)
    return np.mean(np.abs(Y @ np.linalg.pinv(X).T - beta) <= half, axis=0)


def _one_sigma_from_all_worlds(X, Y, beta):
    n, p = X.shape
    estimates = Y @ np.linalg.pinv(X).T
    sigma = np.sqrt(np.sum((Y - estimates @ X.T) ** 2) / ((n - p) * len(Y)))
    half = stats.t.ppf(0.975, n - p) * sigma * unscaled_errors(X)
    return np.mean(np.abs(estimates - beta) <= half, axis=0)


coverage.mistakes(
    ("all coefficients at once", lambda X, Y, beta: covered(X, Y, beta).all(axis=1).mean(),
     "Your function counts the worlds in which *all* intervals hold their truths. Wanted: a share "
     "for each coefficient."),
    ("one share for all", lambda X, Y, beta: covered(X, Y, beta).mean(),
     "Your function averages over worlds and coefficients together. Average over the worlds "
     "alone, `axis=0`: one share for each coefficient."),
    ("averaged over the coefficients", lambda X, Y, beta: covered(X, Y, beta).mean(axis=1),
     "Your function returns a number for each world: the mean was taken along the wrong axis. "
     "Average over the worlds, `axis=0`."),
    ("counted, not averaged", lambda X, Y, beta: covered(X, Y, beta).sum(axis=0),
     "Your function returns how many intervals hold the truth. Divide by the number of worlds."),
    ("sigma of the first world for all", _sigma_of_the_first_world_for_all,
     "Your intervals all have the width of the first world's. Every world estimates its own "
     "sigma."),
    ("one sigma, from all worlds", _one_sigma_from_all_worlds,
     "Your intervals all have the same width, from the residuals of all worlds together. Every "
     "world estimates its own sigma: use `axis=1`."),
)  # fmt: skip
