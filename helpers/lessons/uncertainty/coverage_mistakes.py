"""Shares of intervals that are counted, built or averaged otherwise than asked."""

import numpy as np
from scipy import stats

from helpers.lessons.uncertainty.coverage import coverage, covered, share_within
from helpers.lessons.uncertainty.fits import (
    LEVEL,
    Z,
    lstsq,
    residual_squares,
    sigma_of,
    unscaled_errors,
)
from helpers.lessons.uncertainty.worlds import WORLD

LINE = (
    "Your shares are those of intervals that count n − 2, as for a line. X may have any number of "
    "columns: n − p, both as divisor and as degrees of freedom."
)
ONE_TOO_MANY = (
    "Your shares are those of intervals that count n − p − 1. p counts the constant already: "
    "n − p, both as divisor and as degrees of freedom."
)

for _name, _says, _freedom, _divisor in (
    ("n − 2 degrees of freedom", LINE, lambda n, p: n - 2, lambda n, p: n - p),
    ("divisor n − 2", LINE, lambda n, p: n - p, lambda n, p: n - 2),
    ("n − 2 in both places", LINE, lambda n, p: n - 2, lambda n, p: n - 2),
    ("n − p − 1 degrees of freedom", ONE_TOO_MANY, lambda n, p: n - p - 1, lambda n, p: n - p),
    ("divisor n − p − 1", ONE_TOO_MANY, lambda n, p: n - p, lambda n, p: n - p - 1),
    ("n − p − 1 in both places", ONE_TOO_MANY, lambda n, p: n - p - 1, lambda n, p: n - p - 1),
    (
        "n − 1 in both places",
        "Your shares are those of intervals that count n − 1, as for a mean. Here p coefficients "
        "were fitted: n − p, both as divisor and as degrees of freedom.",
        lambda n, p: n - 1,
        lambda n, p: n - 1,
    ),
    (
        "n in both places",
        "Your shares are those of intervals that count n, both as divisor and as degrees of "
        "freedom. The fit has used up p of them: n − p.",
        lambda n, p: n,
        lambda n, p: n,
    ),
    (
        "n − 3 always",
        "Your function counts n − 3, whatever X it is given. p is the number of columns of X: "
        "`n, p = X.shape`.",
        lambda n, p: n - 3,
        lambda n, p: n - 3,
    ),
    (
        "p degrees of freedom",
        "Your shares are those of intervals with the t quantile for p degrees of freedom; "
        "sigma_hat has n − p.",
        lambda n, p: p,
        lambda n, p: n - p,
    ),
):
    coverage.misconception(_name, _says)(
        lambda X, Y, beta, freedom=_freedom, divisor=_divisor: covered(
            X, Y, beta, stats.t.ppf(0.975, freedom(*X.shape)), divisor(*X.shape)
        ).mean(axis=0)
    )

# Each row: how wide the interval is to one side, given the t quantile and a column of sigma_hats.

OF_THE_ESTIMATES = (
    "Your intervals all have the same width, from the spread of the estimates over all worlds. No "
    "single world knows that: each builds its interval from its own sigma_hat."
)
OF_Y = (
    "Your sigma_hat is the standard deviation of y, the plane included. Take it from the residuals "
    "of each world's fit."
)


def _estimates(X, Y):
    return Y @ np.linalg.pinv(X).T


def _sigmas_around(X, Y, beta):
    """Each world's sigma, as a column, if the plane of `beta` is taken for the fitted one."""
    squares = np.sum((Y - X @ beta) ** 2, axis=1, keepdims=True)
    return np.sqrt(squares / (X.shape[0] - X.shape[1]))


for _name, _says, _half in (
    (
        "one standard error",
        "Your intervals are one standard error wide on each side. Multiply by the t quantile of "
        "0.975.",
        lambda X, Y, beta, t, sigmas: sigmas * unscaled_errors(X),
    ),
    (
        "normal quantile and divisor n − 1",
        "Your shares are those of intervals with a normal quantile and a sigma of divisor n − 1. "
        "Each of the two makes them too narrow: use n − p, and t.",
        lambda X, Y, beta, t, sigmas: (
            Z * np.sqrt(residual_squares(X, Y) / (len(X) - 1))[:, None] * unscaled_errors(X)
        ),
    ),
    (
        "sigma_hat of the seed world",
        "Your intervals take the `sigma_hat` of the seed world, whatever world they come from. "
        "Each world estimates its own sigma, from its residuals.",
        lambda X, Y, beta, t, sigmas: t * sigma_of(WORLD.X, WORLD.y, 197) * unscaled_errors(X),
    ),
    (
        "sigma_hat/√n",
        "Your intervals use sigma_hat/√n, the standard error of a *mean*. Each coefficient has one "
        "of its own, from the diagonal of (X'X)⁻¹.",
        lambda X, Y, beta, t, sigmas: t * sigmas / np.sqrt(len(X)),
    ),
    (
        "sum of squares not divided",
        "Your sigma_hat is the root of the whole sum of squares. Divide by n − p first.",
        lambda X, Y, beta, t, sigmas: (
            t * np.sqrt(residual_squares(X, Y))[:, None] * unscaled_errors(X)
        ),
    ),
    (
        "sigma left out",
        "Your standard errors are the roots of the diagonal of (X'X)⁻¹; sigma_hat is missing.",
        lambda X, Y, beta, t, sigmas: t * unscaled_errors(X),
    ),
    (
        "no inverse",
        "Your standard errors have the diagonal of X'X itself. It is that of its inverse.",
        lambda X, Y, beta, t, sigmas: t * sigmas * np.sqrt(np.diag(X.T @ X)),
    ),
    (
        "one-sided and normal",
        "Your shares are those of intervals with the normal quantile of 0.95, 1.645. It leaves 5 % "
        "beyond *each* end, and sigma_hat varies: take 0.975, and t.",
        lambda X, Y, beta, t, sigmas: stats.norm.ppf(0.95) * sigmas * unscaled_errors(X),
    ),
    (
        "97.5 % intervals",
        "Your shares are those of 97.5 % intervals: 0.975 is the quantile to look up, not the "
        "level. The level is 0.95.",
        lambda X, Y, beta, t, sigmas: (
            stats.t.ppf(0.9875, X.shape[0] - X.shape[1]) * sigmas * unscaled_errors(X)
        ),
    ),
    (
        "cdf for ppf",
        "Your intervals multiply the standard error by a probability (`cdf`). The quantile is "
        "wanted: `ppf`.",
        lambda X, Y, beta, t, sigmas: (
            stats.t.cdf(0.975, X.shape[0] - X.shape[1]) * sigmas * unscaled_errors(X)
        ),
    ),
    (
        "the level for the quantile",
        "Your intervals multiply the standard error by 0.95. How many standard errors belong to "
        "that level, the t quantile says.",
        lambda X, Y, beta, t, sigmas: 0.95 * sigmas * unscaled_errors(X),
    ),
    (
        "no standard error",
        "Your intervals are the quantile alone, to both sides. Multiply it by the standard error.",
        lambda X, Y, beta, t, sigmas: t,
    ),
    (
        "sigma for standard error",
        "Your intervals use sigma_hat, the spread of single observations. An estimate's standard "
        "error is sigma_hat times the root of its entry on the diagonal of (X'X)⁻¹.",
        lambda X, Y, beta, t, sigmas: t * sigmas,
    ),
    (
        "root forgotten on the diagonal",
        "Your intervals multiply sigma_hat by the diagonal of (X'X)⁻¹. The diagonal needs its "
        "root, too.",
        lambda X, Y, beta, t, sigmas: t * sigmas * unscaled_errors(X) ** 2,
    ),
    (
        "1/diagonal",
        "Your standard errors divide by the diagonal of X'X. Invert the whole matrix first, then "
        "take the diagonal, then the root.",
        lambda X, Y, beta, t, sigmas: t * sigmas / np.sqrt(np.diag(X.T @ X)),
    ),
    (
        "divided by √n",
        "Your standard errors are divided by √n once too often: the n observations are counted in "
        "X'X already.",
        lambda X, Y, beta, t, sigmas: t * sigmas * unscaled_errors(X) / np.sqrt(len(X)),
    ),
    (
        "half the width",
        "Your intervals are half as wide as they should be: the quantile times the standard error "
        "goes to *each* side.",
        lambda X, Y, beta, t, sigmas: t * sigmas * unscaled_errors(X) / 2,
    ),
    (
        "twice the width",
        "Your intervals are twice as wide as they should be: the quantile times the standard error "
        "goes to each side, once.",
        lambda X, Y, beta, t, sigmas: 2 * t * sigmas * unscaled_errors(X),
    ),
    (
        "spread of the estimates",
        OF_THE_ESTIMATES,
        lambda X, Y, beta, t, sigmas: t * np.std(_estimates(X, Y), axis=0),
    ),
    (
        "spread of the estimates, divisor less one",
        OF_THE_ESTIMATES,
        lambda X, Y, beta, t, sigmas: t * np.std(_estimates(X, Y), axis=0, ddof=1),
    ),
    (
        "average sigma",
        "Your intervals all have the same width, from the average of all sigma_hats. Every world "
        "uses its own: keep them in a column, `sigma_hats[:, None]`.",
        lambda X, Y, beta, t, sigmas: t * sigmas.mean() * unscaled_errors(X),
    ),
    (
        "spread of y",
        OF_Y,
        lambda X, Y, beta, t, sigmas: t * np.std(Y, axis=1)[:, None] * unscaled_errors(X),
    ),
    (
        "spread of y, n − 1",
        OF_Y,
        lambda X, Y, beta, t, sigmas: t * np.std(Y, axis=1, ddof=1)[:, None] * unscaled_errors(X),
    ),
    (
        "residuals from the true plane",
        "Your sigma_hats come from the noise around the *true* plane, which no world shows. Take "
        "the residuals from each world's own fit.",
        lambda X, Y, beta, t, sigmas: t * _sigmas_around(X, Y, beta) * unscaled_errors(X),
    ),
    (
        "residuals from the first world's plane",
        "Your sigma_hats take the residuals of all worlds from the plane of the first. Each world "
        "has a fit of its own.",
        lambda X, Y, beta, t, sigmas: t * _sigmas_around(X, Y, lstsq(X, Y[0])) * unscaled_errors(X),
    ),
):

    @coverage.misconception(_name, _says)
    def _(X, Y, beta, half=_half):
        freedom = X.shape[0] - X.shape[1]
        sigmas = np.sqrt(residual_squares(X, Y) / freedom)[:, None]
        half = half(X, Y, beta, stats.t.ppf(0.975, freedom), sigmas)
        return np.mean(np.abs(_estimates(X, Y) - beta) <= half, axis=0)


coverage.mistakes(
    ("lower or upper end", lambda X, Y, beta: np.ones(len(beta)),
     "Your shares are all 1: not one interval misses. Every truth is above the lower end *or* "
     "below the upper one; both are needed, `&` and not `|`. (Or the intervals are far too wide.)"),
    ("negative quantile", lambda X, Y, beta: np.zeros(len(beta)),
     "Your shares are all 0: no interval holds the truth. Is the quantile that of 0.025? It is "
     "negative, and no distance is smaller than that: take 0.975."),
    ("the level promised", lambda X, Y, beta: np.full(len(beta), LEVEL),
     "Your function returns 0.95, what the intervals *promise*. Count how many of them keep it."),
    ("divided by 2,000", lambda X, Y, beta: covered(X, Y, beta).sum(axis=0) / 2000,
     "Your function divides by 2,000, whatever Y it is given. The worlds are the rows of Y: "
     "`len(Y)`."),
    ("divided by n", lambda X, Y, beta: covered(X, Y, beta).sum(axis=0) / len(X),
     "Your function divides by n, the number of observations. Divide by the number of worlds, "
     "`len(Y)`."),
    ("stops after the first world", lambda X, Y, beta: covered(X, Y, beta)[0] / len(Y),
     "Your function returns after its first world: the `return` stands inside the loop."),
    ("truth forgotten", lambda X, Y, beta: share_within(X, Y, 0.0),
     "Your shares are of the estimates that lie within the half-width of *zero*. Measure from the "
     "truth, `beta`."),
)  # fmt: skip
