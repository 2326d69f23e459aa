"""Laws by which independent N(0, sigma²) noise is known, and how far they vary by chance."""

import numpy as np

from helpers.feedback import Unreadable, described

CALLS, ROWS = 200, 30


def noise_laws(function, X, beta, sigma):
    """Averages over many calls by which independent N(0, sigma²) noise is known.

    The noise is read off as z = (y - X beta) / sigma, shape (calls, rows). Averages of
    products are divided by the mean square, so that a wrong scale shows in one place only.
    """

    def standardised(rng):
        y = np.asarray(function(X, beta, sigma, rng), dtype=float)
        if y.size != len(X):
            raise Unreadable(
                f"It returns {described(y)}; wanted one y for each of the {len(X)} rows of X."
            )
        return (y.ravel() - X @ beta) / sigma

    rows, rng = len(X), np.random.default_rng(2026)
    z = np.array([standardised(rng) for _ in range(CALLS)])
    twice = [standardised(np.random.default_rng(7)) for _ in range(2)]
    square = np.mean(z**2) if np.mean(z**2) > 1e-20 else np.nan
    return {
        "average of the noise": z.mean() / np.sqrt(square),
        "mean fourth power of the noise (cube root)": np.cbrt(np.mean(z**4) / square**2 / 3),
        "mean square of the noise, in units of sigma²": np.mean(z**2),
        "share of the noise within one sigma": np.mean(np.abs(z) < 1),
        "share of the noise below zero": np.mean(z < 0),
        "correlation of neighbouring rows": np.mean(z[:, 1:] * z[:, :-1]) / square,
        "correlation of one call with the next": np.mean(z[1:] * z[:-1]) / square,
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        "spread of the average from call to call": np.cbrt(rows * np.var(z.mean(axis=1)) / square),
        "spread of the mean square from call to call": np.cbrt(
            rows / 2 * np.var(np.mean(z**2, axis=1)) / square**2
        ),
        "spread of the mean square from row to row": np.cbrt(
            CALLS / 2 * np.var(np.mean(z**2, axis=0)) / square**2
        ),
        "mean squared correlation of two rows": np.cbrt(
            np.mean((z.T @ z / CALLS / square)[np.triu_indices(rows, 1)] ** 2) * CALLS
        ),
        "difference between two calls with the same seed": np.mean(np.abs(twice[0] - twice[1])),
    }


# Two finite runs are compared, the learner's and the reference's: hence the factor sqrt(2).
STANDARD_ERRORS = {
    "average of the noise": np.sqrt(2 / (CALLS * ROWS)),
    "mean fourth power of the noise (cube root)": 1.1 * np.sqrt(2 * 24 / (CALLS * ROWS)) / 9,
    "mean square of the noise, in units of sigma²": np.sqrt(2 * 2 / (CALLS * ROWS)),
    "share of the noise within one sigma": np.sqrt(2 * 0.683 * 0.317 / (CALLS * ROWS)),
    "share of the noise below zero": np.sqrt(2 * 0.25 / (CALLS * ROWS)),
    "correlation of neighbouring rows": np.sqrt(2 / (CALLS * (ROWS - 1))),
    "correlation of one call with the next": np.sqrt(2 / ((CALLS - 1) * ROWS)),
    "spread of the average from call to call": np.sqrt(2 * 2 / (9 * CALLS)),
    # A mean of ROWS squares has somewhat heavier tails than a normal variable.
    "spread of the mean square from call to call": np.sqrt(2 * (2 + 12 / ROWS) / (9 * CALLS)),
    "spread of the mean square from row to row": np.sqrt(2 * (2 + 12 / CALLS) / (9 * ROWS)),
    "mean squared correlation of two rows": np.sqrt(2 * 2 / (9 * ROWS * (ROWS - 1) / 2)),
    "difference between two calls with the same seed": 0.0,
}
