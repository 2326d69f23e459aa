"""What lesson 12 asks to predict; each answer is computed on a way of its own."""

import numpy as np
from scipy import integrate, special, stats

from helpers import bayes
from helpers.feedback import guess
from helpers.lessons.contents import criticise as lesson
from helpers.lessons.criticise.shared import V0, A, B, updated
from helpers.simulate import seed_world, small_twin

ALL, WITHOUT_X1 = [0, 1, 2], [0, 2]
FEWEST = 10  # guesses of a learner's own that are looked at


def _data(columns=ALL):
    world = seed_world()
    return world.X[:, columns], world.y


def _t(x, df, centre, square):
    """The log density of a t law, by its formula."""
    gammas = special.gammaln((df + 1) / 2) - special.gammaln(df / 2)
    inside = np.log1p((x - centre) ** 2 / (df * square))
    return gammas - (np.log(df * np.pi * square) + (df + 1) * inside) / 2


def _p_of_the_kurtosis():
    """Of the lesson's own data sets, whose share has two digits: by the rank of the data."""
    X, y = _data([1, 2])
    rng = np.random.default_rng(12)
    draws = bayes.NormalInverseGamma(np.zeros(2), V0, A, B).update(X, y).draw(3000, rng)
    sets = np.vstack([y, bayes.posterior_predictive(X, draws, rng=rng)[0]])
    fourth = stats.kurtosis(sets - sets @ np.linalg.pinv(X).T @ X.T, axis=1)
    return 1 - (stats.rankdata(fourth)[0] - 1) / 3000


def _elpd(X, y, v=V0):
    """Row by row, from the rest."""
    P, right = X.T @ X + np.eye(X.shape[1]) / v, X.T @ y
    total, a = 0.0, A + (len(y) - 1) / 2
    for x, value in zip(X, y, strict=True):
        V = np.linalg.inv(P - np.outer(x, x))
        mean = V @ (right - x * value)
        squares = y @ y - value**2 - mean @ (right - x * value)
        square = (B + squares / 2) / a * (1 + x @ V @ x)
        total += _t(value, 2 * a, x @ mean, square)
    return total


def _help():
    X, y = _data()
    mean, V, a, b = updated(X, y)
    seen = _t(y, 2 * a, X @ mean, b / a * (1 + np.sum(X @ V * X, axis=1)))
    return seen.sum() - _elpd(X, y)


def _gain(v=V0):
    return _elpd(*_data(), v) - _elpd(*_data(WITHOUT_X1), v)


def _psis():
    """The mean of 1/p under draws lacks the few that count: a density that is too high."""
    X, y = small_twin().X.copy(), small_twin().y
    X[0, 1] *= 10
    mean, V, a, b = updated(X, y)
    rng = np.random.default_rng(0)
    variance = b / rng.gamma(a, size=4000)
    at = X[0] @ mean + np.sqrt(variance * (X[0] @ V @ X[0])) * rng.standard_normal(4000)
    by_draws = -np.log(np.mean(1 / stats.norm.pdf(y[0], at, np.sqrt(variance))))
    rest_mean, rest_V, rest_a, rest_b = updated(X[1:], y[1:])
    square = rest_b / rest_a * (1 + X[0] @ rest_V @ X[0])
    return "too high" if by_draws > _t(y[0], 2 * rest_a, X[0] @ rest_mean, square) else "too low"


def _of_worlds(Y, columns):
    """For data sets in rows: elpd, and the posterior means, V, a and b."""
    X = seed_world().X[:, columns]
    P = X.T @ X + np.eye(X.shape[1]) / V0
    V = np.linalg.inv(P)
    means = Y @ X @ V
    errors, h = Y - means @ X.T, np.sum(X @ V * X, axis=1)
    a = A + len(X) / 2
    b = B + (np.sum(Y**2, axis=1) - np.sum(means @ P * means, axis=1)) / 2
    square = (b[:, None] - errors**2 / (1 - h) / 2) / (a - 0.5) / (1 - h)
    return _t(errors / (1 - h), 2 * a - 1, 0, square), means, V, a, b


def _true_gains(Y, beta, points):
    """Of the posteriors with x1 over those without: midpoints in x, Simpson's rule in y."""
    u = (np.arange(points) + 0.5) / points
    at = np.array([(1, left, right) for left in u for right in u])
    z = np.linspace(-6, 6, 31)
    new, weight = (at @ beta)[:, None] + 5 * z, stats.norm.pdf(z)
    gain = 0.0
    for columns, sign in ((ALL, 1), (WITHOUT_X1, -1)):
        rows = at[:, columns]
        _, means, V, a, b = _of_worlds(Y, columns)
        square = b[:, None] / a * (1 + np.sum(rows @ V * rows, axis=1))
        density = _t(new, 2 * a, (means @ rows.T)[..., None], square[..., None])
        gain = gain + sign * integrate.simpson(density * weight, x=z).mean(axis=1)
    return 200 * gain


def _true_gain():
    """The error of midpoints falls fourfold with each halved step: what is left is taken away."""
    coarse, fine = (_true_gains(_data()[1][None], seed_world().beta, k)[0] for k in (8, 16))
    return (4 * fine - coarse) / 3


def _errors_over_standard_errors():
    X, _ = _data()
    beta = seed_world().beta * [1, 0, 1]
    Y = X @ beta + 5 * np.random.default_rng(12).standard_normal((400, 200))
    gain = _of_worlds(Y, ALL)[0] - _of_worlds(Y, WITHOUT_X1)[0]
    off = gain.sum(axis=1) - _true_gains(Y, beta, 8)
    return off.std() / (np.sqrt(200) * gain.std(axis=1, ddof=1)).mean()


def _found_around_the_data():
    """Posteriors under a prior of another shape, and with squares that count twice, are made of
    old and new rows at once, and of the new ones with the old posterior as their prior.

    A right draw from the posterior, new rows from that draw: so the rule learns from rows as the
    likelihood says if, of ever more rows, the law of sigma² gathers around the true one.
    """
    rows = 1_000_000
    found = {
        "the shape": (B + rows * 25 / 2) / (A + 0.5 + rows / 2),
        "the scale": (B + rows * 25) / (A + rows / 2),
    }
    wrong = [name for name, variance in found.items() if abs(variance / 25 - 1) > 0.01]
    return wrong[0] if len(wrong) == 1 else "both" if wrong else "neither"


def _what_finds_it():
    """The sweep that forgot the prior of beta, in 500 worlds; by Kolmogorov and Smirnov's test."""
    X = small_twin().X - small_twin().X.mean(axis=0) * [0, 1, 1]
    rng, draws = np.random.default_rng(3), 49
    _, V, shape, _ = updated(X, small_twin().y)
    root = np.linalg.cholesky(V)
    sigma = np.sqrt(B / rng.gamma(A, size=500))
    beta = np.sqrt(V0) * sigma[:, None] * rng.standard_normal((500, 3))
    Y = beta @ X.T + sigma[:, None] * rng.standard_normal((500, 10))

    def numbers(beta, sigma):
        fit = -10 * np.log(sigma) - np.sum((Y - beta @ X.T) ** 2, axis=1) / (2 * sigma**2)
        return np.array([beta[:, 0], beta[:, 1], sigma, fit])

    truth, ranks = numbers(beta, sigma), 0
    for k in range(10 + 3 * draws):
        beta = Y @ X @ V + sigma[:, None] * (rng.standard_normal((500, 3)) @ root.T)
        squares = np.sum((Y - beta @ X.T) ** 2, axis=1)
        sigma = np.sqrt((B + squares / 2) / rng.gamma(shape, size=500))
        if k >= 10 and k % 3 == 0:
            ranks = ranks + (numbers(beta, sigma) < truth)
    places = (ranks + rng.random(ranks.shape)) / (draws + 1)
    p_values = [stats.kstest(row, "uniform").pvalue for row in places]
    names = ("constant", "slope of x1", "sigma", "log likelihood")
    return names[int(np.argmin(p_values))] if min(p_values) < 0.01 else "none of them"


def _sensitive_to_the_prior():
    """For x1 alone: whether the middle of its posterior moves if the prior has the power 1.2."""
    X, y = _data()
    beta, V = np.linalg.lstsq(X, y)[0], np.linalg.inv(X.T @ X)
    squares = np.sum((y - X @ beta) ** 2)
    error = squares / 197 * V[1, 1]
    eta = 5 * np.tan(np.pi / 2 * (np.arange(2000) + 0.5) / 2000)
    sigma = np.linspace(3.5, 6.5, 601)

    def middles(power):
        """Of beta, sigma and eta: the mean, and twice the median."""
        variance = 100 / power + eta**2
        weight = (1 + (eta / 5) ** 2) ** (1 - power) * np.exp(
            -(beta[1] ** 2) / (2 * (variance + error))
        )
        weight = np.cumsum(weight / np.sqrt(variance + error))
        shrunk = np.average(variance / (variance + error), weights=np.diff(weight, prepend=0))
        log = -197 * np.log(sigma) - squares / (2 * sigma**2) - power * np.log1p((sigma / 10) ** 2)
        of_sigma = np.cumsum(np.exp(log - log.max()))
        halves = (np.interp(w[-1] / 2, w, grid) for w, grid in ((of_sigma, sigma), (weight, eta)))
        return np.array([shrunk * beta[1], *halves])

    moved = np.abs(middles(1.2) / middles(1) - 1) > 0.05
    names = ("beta", "sigma", "mu and eta")
    return "all" if moved.all() else names[int(np.argmax(moved))]


def _lower_end():
    """Of Beta(9, 3), a polynomial of whole powers."""
    rate = np.linspace(0, 1, 100_001)
    below = 55 * rate**9 - 99 * rate**10 + 45 * rate**11
    return 100 * np.interp(0.05, below, rate)


def _share_of_hits():
    """Of the learner's own guesses, or of a made-up learner's."""
    own = [one.inside for one in guess.intervals()]
    if len(own) < FEWEST:
        own = np.abs(np.random.default_rng(12).normal(size=50)) <= 0.7
    return 100 * sum(map(int, own)) / len(own)


p_of_the_kurtosis = lesson.prediction("12-p-of-the-kurtosis", _p_of_the_kurtosis, ".2f")
help_of_having_seen = lesson.prediction("12-help-of-having-seen", _help, ".2f")
psis_of_the_typing_error = lesson.prediction(
    "12-psis-of-the-typing-error", _psis, choices=("too high", "too low")
)
gain_of_x1 = lesson.prediction("12-gain-of-x1", _gain, ".2f")
true_gain_of_x1 = lesson.prediction("12-true-gain-of-x1", _true_gain, ".2f")
errors_over_standard_errors = lesson.prediction(
    "12-errors-over-standard-errors", _errors_over_standard_errors, ".1f"
)
gain_under_a_wide_prior = lesson.prediction("12-gain-under-a-wide-prior", lambda: _gain(1e6), ".2f")
what_finds_it = lesson.prediction(
    "12-what-finds-it",
    _what_finds_it,
    choices=("constant", "slope of x1", "sigma", "log likelihood", "none of them"),
)
found_around_the_data = lesson.prediction(
    "12-found-around-the-data",
    _found_around_the_data,
    choices=("the shape", "the scale", "both", "neither"),
)
sensitive_to_the_prior = lesson.prediction(
    "12-sensitive-to-the-prior",
    _sensitive_to_the_prior,
    choices=("beta", "sigma", "mu and eta", "all"),
)
lower_end_of_8_in_10 = lesson.prediction("12-lower-end-of-8-in-10", _lower_end, ".0f")
share_of_your_hits = lesson.prediction("12-share-of-your-hits", _share_of_hits, ".0f")
