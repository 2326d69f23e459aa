"""What is known of a right Gibbs chain, and how closely."""

import numpy as np
from scipy import special

from helpers.feedback import Unreadable, described
from helpers.lessons.samplers.shared import V0, A, B

SWEEPS, FIRST_SWEEPS = 3000, 60

# Of two right runs: measured over 400 right functions.
SWEEP_ERRORS = {
    (EXTRA_ROWS := "rows beyond one for each sweep"): 0.0,
    (FIRST_BETA := "share of the first row's beta that is the start's"): 0.0,
    (FIRST_VARIANCE := "whether the first row's variance is the start's"): 0.0,
    (STUCK := "share of coefficients that never change"): 0.0,
    (BETA := "average of beta, in standard deviations"): 0.019,
    (BETA_SQUARE := "mean square of beta, in variances (cube root)"): 0.0106,
    (LOG_VARIANCE := "average of the log variance, in standard deviations"): 0.036,
    (SPREAD := "spread of the log variance"): 0.0185,
    (PRODUCT := "product of two coefficients"): 0.031,
    (WITHIN := "correlation of a row's log variance with how far its beta lies"): 0.028,
    (GAMMA_MEAN := "average log of scale over variance"): 0.0106,
    (GAMMA_SPREAD := "spread of the log of scale over variance"): 0.023,
    (GAMMA_AND_SCALE := "correlation of scale over variance with the scale"): 0.028,
    (OLDER := "share of coefficients drawn with a variance that is older than a sweep"): 0.0,
    (FROM_BETA := "whether the first sweep begins at the start's beta"): 0.0,
    (FROM_VARIANCE := "whether the first sweep begins at the start's variance"): 0.0,
    (UNCHANGED := "share of sweeps that change nothing"): 0.0,
    (UNCHANGED_FIRST := "share of the first sweeps that change nothing"): 0.0,
    (NEGATIVE := "share of variances below zero"): 0.0,
    (FROM_AFAR := "whether the first sweep begins at the start (1: yes; 2: it overshoots)"): 0.0,
    (TURNED := "whether the rows begin with the variance"): 0.0,
    (SAME_CHAIN := "difference between two calls with the same seed"): 0.0,
    (EQUAL_CHAINS := "share of equal draws under two seeds"): 0.0,
    # These three tell one mistake from another; what they judge, the long chain judges better.
    (FIRST_LOG := "log variance after one sweep"): 0.4,
    (FIRST_SCALE := "log of its scale"): 0.4,
    (FIRST_SPREAD := "spread of the logs of scale over variance"): 0.1,
}


def related(rng):
    """Small worlds with correlated columns, which show in which order one draws, and with
    coefficients that the prior pulls at. The start's variance is far from the posterior."""
    for n, p in ((9, 3), (12, 2)):
        x = rng.normal(0.5, 1.0, (n, p - 1))
        X = np.column_stack([np.ones(n), x])
        y = X @ (6.0 * np.arange(1, p + 1)) + rng.normal(0, 2.0, n)
        yield X, y, np.append(np.ones(p), 900.0)


def posterior_laws(function, X, y, start, *, sweeps=SWEEPS, first=FIRST_SWEEPS):
    """Averages over one long chain, against the exact posterior, and what the first sweep does.

    With C C' the inverse of X'X + I/V0, z = C⁻¹ (beta - mean) / √variance is N(0, I), and the
    variance of its own follows IG(a, b): both exactly.
    """
    n, p = X.shape
    precision = X.T @ X + np.eye(p) / V0
    mean = np.linalg.solve(precision, X.T @ y)
    a, b = A + n / 2, B + (y @ y - mean @ precision @ mean) / 2
    upper = np.linalg.cholesky(precision).T

    def chain(draws, seed, start=start):
        rng = np.random.default_rng(seed)
        found = np.asarray(function(X, y, start.copy(), draws, rng), dtype=float)
        if found.shape in ((p + 1,), (1, p + 1)) and draws > 1:
            raise Unreadable("It returns one row only; wanted one for each sweep.")
        if found.shape == (p + 1, draws):
            raise Unreadable(
                "It returns a column for each sweep; wanted a row: turn it, with `.T`."
            )
        if found.ndim == 2 and found.shape[1] == p + 1:
            if len(found) == draws + 1 and (found[0] == start).all():
                return found
            if len(found) != draws:
                raise Unreadable(
                    f"With draws = {draws:,} it returns {len(found):,} rows; wanted one for each "
                    "sweep, the start not among them."
                )
        if found.shape != (draws, p + 1):
            raise Unreadable(
                f"It returns {described(found)}; wanted ({draws}, {p + 1}): a row for "
                "each sweep, beta and last the variance."
            )
        return found

    one, same, other = (chain(9, seed) for seed in (7, 7, 8))
    found = chain(sweeps, 2026)[sweeps // 20 :]
    beta, variance = found[:, :p], found[:, p]
    scale = np.sqrt(np.abs(variance)) + (variance == 0)
    z = (beta - mean) @ upper.T / scale[:, None]
    log_variance = np.log(np.maximum(np.abs(variance), 1e-300) / b)
    log_distance = np.log(np.sum(((beta - mean) @ upper.T) ** 2, axis=1) + 1e-300)
    # Given beta, scale / variance follows a gamma law whose log has this mean and this spread.
    shape = A + (n + p) / 2
    log_scale = np.log(_scales(beta, X, y))
    log_gamma = log_scale - np.log(np.maximum(np.abs(variance), 1e-300))
    # From a variance of next to nothing: coefficients drawn with it lie at their conditional means,
    # and vary no more from seed to seed than those do. From betas of 1e6 they lie far away.
    still = np.array([chain(2, 20 + i, np.append(mean, 1e-40)) for i in range(5)])
    far = np.array([chain(1, 30 + i, np.append(np.full(p, 1e6), 1e-40))[-1, :p] for i in range(4)])
    # From afar: a variance of 1e40 makes betas of 1e20, and these the next variance; drawn first,
    # from betas of 1e6, it is about 1e13.
    afar = chain(1, 5, np.append(np.full(p, 1e6), 1e40))[-1, p]
    typical = np.append(mean, b / a)
    firsts = np.array([chain(1, 100 + i, typical)[-1] for i in range(first)])
    scales = _scales(firsts[:, :p], X, y)
    turned = (firsts[:, 1:] - mean) @ upper.T
    return {
        EXTRA_ROWS: len(one) - 9.0,
        FIRST_BETA: np.mean(one[0, :p] == start[:p]),
        FIRST_VARIANCE: float(one[0, p] == start[p]),
        STUCK: np.mean((beta == start[:p]).all(axis=0)),
        BETA: np.mean(z),
        BETA_SQUARE: np.cbrt(np.mean(z**2)),
        LOG_VARIANCE: (np.mean(log_variance) + special.digamma(a)) * np.sqrt(a),
        SPREAD: np.cbrt(np.var(log_variance) * a),
        PRODUCT: np.mean(z[:, 0] * z[:, 1]) / np.mean(z**2),
        # A large variance throws beta far, and a far beta makes a large variance.
        WITHIN: _correlation(log_variance, log_distance),
        GAMMA_MEAN: np.mean(log_gamma) - special.digamma(shape),
        GAMMA_SPREAD: np.std(log_gamma) / np.sqrt(special.polygamma(1, shape)),
        GAMMA_AND_SCALE: _correlation(log_gamma, log_scale),
        OLDER: np.mean(np.ptp(still[:, 1, :p], axis=0) < 1e-12 * (1 + np.abs(mean))),
        FROM_BETA: float(np.abs(far - mean).max() > 1e3 or np.abs(far - mean).max() < 1e-6),
        FROM_VARIANCE: float(not 1e-3 < np.ptp(far, axis=0).max() < 100),
        UNCHANGED: _unchanged(found),
        UNCHANGED_FIRST: _unchanged(one),
        NEGATIVE: np.mean(variance <= 0),
        FROM_AFAR: 1.0 if 1e3 < afar < 1e44 else 2.0 * (afar > 1e60),
        TURNED: float(np.mean(turned**2) < 3 * b / a),
        SAME_CHAIN: np.mean(np.abs(one - same)),
        EQUAL_CHAINS: np.mean(one == other),
        FIRST_LOG: np.mean(np.log(np.abs(firsts[:, p]) + 1e-300)),
        FIRST_SCALE: np.mean(np.log(scales)),
        FIRST_SPREAD: np.std(np.log(scales) - np.log(np.abs(firsts[:, p]) + 1e-300)),
    }


def _scales(beta, X, y):
    """The scale of the variance's law for each row of beta."""
    residuals = y - beta @ X.T
    return B + (np.sum(residuals**2, axis=1) + np.sum(beta**2, axis=1) / V0) / 2


def _correlation(one, other):
    """The correlation, 0 where one of the two is constant."""
    spread = np.std(one) * np.std(other)
    return np.mean((one - one.mean()) * (other - other.mean())) / spread if spread > 1e-12 else 0.0


def _unchanged(rows):
    """The share of rows that are the same as the row before."""
    return np.mean((np.abs(np.diff(rows, axis=0)) <= 1e-12 * np.abs(rows[1:])).all(axis=1))
