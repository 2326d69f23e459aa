"""The bootstrap of rows: what is drawn, with replacement or without, and what is kept of it."""

import numpy as np

from helpers.feedback import MonteCarlo, Unreadable, described
from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import lstsq, residual_squares

COUNT, FEW = 800, 21
_ROWS = "rows that are returned, as a share of those wanted"
_TURNED = "whether rows and columns are exchanged"
_AVERAGES = (
    "average of the constants, from the sample's own, in units of their spread",
    "average of the last slopes, from the sample's own, in units of their spread",
)
_SPREADS = (
    "average distance of the constants from their average, in units of their spread",
    "average distance of the last slopes from their average, in units of their spread",
)
_KINDS = "share of estimates that differ from all others"
_QUARTERS = "share of the means of 0, 0, 0 and 1 that are quarters"
_THIRDS = "share of the means of 0, 0, 0 and 1 that are a third"
_ZEROS = "share of the means of 0, 0, 0 and 1 that are 0"
_TWICE = "difference between two calls with the same seed"
_OTHERS = "share of estimates that two calls with different seeds have in common"


def _spreads(X, y):
    """How far a drawing of rows moves each coefficient, to first order: (p,).

    A row that is drawn once more moves it by its residual, times its weight in the coefficient.
    """
    return np.sqrt(np.linalg.pinv(X) ** 2 @ (y - X @ lstsq(X, y)) ** 2)


def _bootstrap_laws(function, X, y):
    """Averages over many resamples by which a bootstrap of rows is known."""
    p, beta_hat, spreads = X.shape[1], lstsq(X, y), _spreads(X, y)

    def drawn(count, seed):
        estimates = np.asarray(function(X, y, count, np.random.default_rng(seed)), dtype=float)
        if estimates.size % p or not estimates.size:
            raise Unreadable(
                f"It returns {described(estimates)}; wanted {count} rows of {p} coefficients."
            )
        turned = estimates.shape == (p, count)
        standard = ((estimates.T if turned else estimates.reshape(-1, p)) - beta_hat) / spreads
        return standard, turned

    few, again, others = (drawn(FEW, seed)[0] for seed in (7, 7, 8))
    standard, turned = drawn(COUNT, 2026)
    seen = standard[:, [0, -1]]
    average = seen.mean(axis=0)
    both = np.vstack([few, others]).round(6)
    # Whether a row counts twice is seen where the average of whole numbers is taken.
    of_four = function(np.ones((4, 1)), np.array([0, 0, 0, 1.0]), COUNT, np.random.default_rng(5))
    quarters = 4 * np.asarray(of_four, dtype=float).ravel()
    return {
        _ROWS: len(standard) / COUNT,
        _TURNED: float(turned),
        **dict(zip(_AVERAGES, average, strict=True)),
        **dict(zip(_SPREADS, np.abs(seen - average).mean(axis=0), strict=True)),
        _KINDS: len(np.unique(standard.round(6), axis=0)) / len(standard),
        _QUARTERS: np.mean(np.abs(quarters - quarters.round()) < 1e-6),
        _THIRDS: np.mean(np.abs(quarters - 4 / 3) < 1e-6),
        _ZEROS: np.mean(np.abs(quarters) < 1e-6),
        _TWICE: np.mean(np.abs(few - again)) if few.shape == again.shape else np.inf,
        _OTHERS: 1 - (len(np.unique(both, axis=0)) - len(np.unique(few.round(6), axis=0))) / FEW,
    }


# Two finite runs are compared, the learner's and the reference's: hence the factor 2 in the roots.
# In units of the first-order spread an estimate's sd is 1.2 at most, and its distance from the
# average varies by 0.8 at most: resamples of so few rows have tails.
_ERRORS = {
    _ROWS: 0.0,
    _TURNED: 0.0,
    **dict.fromkeys(_AVERAGES, 1.2 * np.sqrt(2 / COUNT)),
    **dict.fromkeys(_SPREADS, 0.8 * np.sqrt(2 / COUNT)),
    _KINDS: 0.0005,
    _QUARTERS: 0.018,  # these two for wrong programs: of the right one's means all are quarters
    _THIRDS: 0.018,
    _ZEROS: np.sqrt(2 * 0.316 * 0.684 / COUNT),  # 0.316 = (3/4)⁴
    _TWICE: 0.0,
    _OTHERS: 0.0,
}


def _samples(rng):
    """Noise grows along x, so that its sizes matter; the first and the last row weigh much."""
    for n, beta, grows in ((30, [2.0, -5.0], 1), (36, [-3.0, 1.0, 4.0], 2)):
        x = rng.uniform(size=(n, len(beta) - 1))
        x[[0, -1]] = [[-0.3], [1.5]]
        noise = rng.normal(0, 0.2 + 2.5 * np.abs(x[:, grows - 1] - 0.2) ** 1.5)
        noise[[0, -1]] = 1.8, 3.6
        X = np.column_stack([np.ones(n), x])
        yield X, X @ beta + noise


@lesson.function(
    "03-bootstrap",
    cases=_samples,
    probe=_bootstrap_laws,
    rows="count",
    parts=tuple(_ERRORS),
    tolerance=MonteCarlo(
        _ERRORS,
        z=5.6,
        reason="averages over 800 resamples of two samples; a right function is refused with a "
        "probability below 1e-6",
    ),
    hints=(
        "A resample is a sample of n rows out of the n that there are. A row may come twice or "
        "more often, and another not at all.",
        "Draw the *numbers* of the rows: `rows = rng.integers(0, n, size=n)`. A row keeps its x "
        "and its y together.",
        "`X[rows]` and `y[rows]` are the resample; fit it. Do this `count` times, with new numbers "
        "each time, and collect the estimates in a list.",
    ),
)
def bootstrap(X, y, count, rng):
    """The estimates of many resamples of one sample."""
    times = rng.multinomial(len(y), np.full(len(y), 1 / len(y)), size=count)
    roots = np.sqrt(times)[:, :, None]  # a row that came k times weighs √k
    return np.array([lstsq(root * X, root[:, 0] * y) for root in roots])


@bootstrap.variant("numbers of rows")
def _(X, y, count, rng):
    drawn = [rng.integers(0, len(y), size=len(y)) for _ in range(count)]
    return [lstsq(X[rows], y[rows]) for rows in drawn]


@bootstrap.variant("choice")
def _(X, y, count, rng):
    estimates = np.empty((count, X.shape[1]))
    for i in range(count):
        rows = rng.choice(len(y), len(y))
        estimates[i] = lstsq(X[rows], y[rows])
    return estimates


@bootstrap.variant("whole rows of one table")
def _(X, y, count, rng):
    table = np.column_stack([X, y])
    drawn = rng.choice(table, size=(count, len(y)))
    return np.array([lstsq(rows[:, :-1], rows[:, -1]) for rows in drawn])


@bootstrap.law(
    "Each resample has an estimate of its own: {right} rows were wanted. Yours has {left}."
)
def _(laws, X, y):
    return laws[_ROWS] * COUNT, COUNT


@bootstrap.law(
    "Two resamples are hardly ever the same, nor are their estimates. Of yours, a share of {left} "
    "differs from all others.",
    "≥",
)
def _(laws, X, y):
    return laws[_KINDS], 0.99


@bootstrap.law(
    "Over many resamples the estimates average close to the sample's own, within half of their "
    "spread. Yours are away from it by {left} times their spread.",
    "≤",
)
def _(laws, X, y):
    return np.abs([laws[part] for part in _AVERAGES]), 0.5


@bootstrap.law(
    "A row that comes once more moves a coefficient by its residual, times its weight in the "
    "coefficient; over n drawn rows that makes a spread. Yours spread {left} times as far.",
    relative=0.45,
)
def _(laws, X, y):
    return (
        np.array([laws[part] for part in _SPREADS]) / 0.8,
        1,
        1,
    )  # of a normal law, the average distance is 0.8 sd


def _fits(resample):
    """The program that fits what `resample(X, y, count, rng)` draws, `count` times."""
    return lambda X, y, count, rng: np.array(
        [lstsq(*resample(X, y, count, rng)) for _ in range(count)]
    )


def _of_rows(numbers):
    """The program that draws the numbers of its rows so."""

    def resample(X, y, count, rng):
        rows = numbers(len(y), count, rng)
        return X[rows], y[rows]

    return _fits(resample)


def _then(change):
    """The program that makes something else of the right estimates."""
    return lambda X, y, count, rng: change(bootstrap.program(X, y, count, rng), X, y)


def _kept_predictors(X, y, count, rng):
    fitted = X @ lstsq(X, y)
    return X, fitted + rng.choice(y - fitted, len(y))


def _without_rng(X, y, count, rng):
    return bootstrap.program(X, y, count, np.random.default_rng(0))


def _global_generator(X, y, count, rng):
    drawn = [np.random.randint(0, len(y), len(y)) for _ in range(count)]
    return np.array([lstsq(X[rows], y[rows]) for rows in drawn])


def _one_for_all(X, y, count, rng):
    rows = rng.integers(0, len(y), len(y))
    return np.tile(lstsq(X[rows], y[rows]), (count, 1))


def _of_the_one_before(X, y, count, rng):
    estimates = []
    for _ in range(count):
        rows = rng.integers(0, len(y), len(y))
        X, y = X[rows], y[rows]
        estimates.append(lstsq(X, y))
    return np.array(estimates)


# Traits, of the constant and the last slope


def _of_two(laws, parts, X, y):
    """Averages or distances of the constant and the last slope; their estimates and spreads."""
    ends = [0, -1]
    return np.array([laws[part] for part in parts]), lstsq(X, y)[ends], _spreads(X, y)[ends]


def _is_of_kept_predictors(laws, X, y):
    """Whether these spread as estimates do whose X stays and whose noise has one size."""
    residual = np.sqrt(residual_squares(X, y[None])[0] / len(y))
    usual = residual * np.sqrt(np.diag(np.linalg.inv(X.T @ X)))[[0, -1]]
    distances, _, spreads = _of_two(laws, _SPREADS, X, y)
    ratio = distances / 0.8 * spreads / usual
    close = np.all(np.abs(ratio - 1.02) < 0.13) and np.all(
        np.abs(_of_two(laws, _AVERAGES, X, y)[0]) < 0.25
    )
    return close and _is_whole(laws)


def _is_whole(laws):
    """Whether there are as many rows as wanted, all different, and others for another seed."""
    return laws[_ROWS] == 1 and laws[_KINDS] > 0.99 and laws[_OTHERS] == 0


def _is_torn(laws, X, y):
    """Whether the slopes scatter around 0, in as many rows as wanted."""
    averages, estimates, spreads = _of_two(laws, _AVERAGES, X, y)
    slope = estimates[1] + averages[1] * spreads[1]
    return _is_whole(laws) and abs(slope) < 0.1 * abs(estimates[1])


def _single(laws, X, y):
    """The one row of p numbers that comes back, in units of the spreads; None if there are more."""
    if laws[_ROWS] * COUNT != 1:
        return None
    averages, estimates, spreads = _of_two(laws, _AVERAGES, X, y)
    return averages + estimates / spreads


def _is_spread(times):
    def recognises(laws, X, y):
        row = _single(laws, X, y)
        return row is not None and np.all((0.6 < times * row) & (times * row < 1.6))

    return recognises


def _is_average(laws, X, y):
    return _single(laws, X, y) is not None and np.all(
        np.abs(_of_two(laws, _AVERAGES, X, y)[0]) < 0.3
    )


def _repeats(laws, X, y):
    return laws[_ROWS] == 1 and laws[_TWICE] < 1e-9 and laws[_KINDS] * COUNT == 1


def _is_one_for_all(laws, X, y):
    return _repeats(laws, X, y) and np.any(np.abs(_of_two(laws, _AVERAGES, X, y)[0]) > 1e-3)


def _is_single_resample(laws, X, y):
    return _single(laws, X, y) is not None and np.all(np.abs(_of_two(laws, _AVERAGES, X, y)[0]) < 5)


def _is_variance(laws, X, y):
    row = _single(laws, X, y)
    return row is not None and np.all(np.abs(np.log(row / _spreads(X, y)[[0, -1]])) < 0.9)


def _dies_out(laws, X, y):
    return laws[_ROWS] == 1 and 2 / COUNT < laws[_KINDS] < 0.6


NEVER_DRAWN = (
    "One row is never drawn, the {which}. `rng.integers(low, high)` begins with `low` and ends "
    "before `high`: `rng.integers(0, n, size=n)` has all n rows, numbered from 0."
)

bootstrap.mistakes(
    ("y alone",
     _fits(lambda X, y, count, rng: (X, rng.choice(y, len(y)))),
     "Your rows are torn apart: the y of one row meets the x of another, so your slopes scatter "
     "around 0. Draw numbers of rows once for each resample, and take X and y by the same ones.",
     {"recognises": _is_torn}),
    ("without replacement", _of_rows(lambda n, count, rng: rng.permutation(n)),
     "All your estimates are the sample's own. n rows out of n *without* replacement are the same "
     "rows in another order, and least squares does not look at the order. Draw with replacement."),
    ("each row once", _of_rows(lambda n, count, rng: np.unique(rng.integers(0, n, n))),
     "Your resamples hold a row once, however often it was drawn. But a row that came three times "
     "has to count three times: that is what makes the resamples differ as new samples would."),
    ("predictors kept", _fits(_kept_predictors),
     "You keep X and draw new noise for it. That is a bootstrap, too, but another one: it takes on "
     "trust that the noise is equally large in all rows. Draw whole rows, an x with its y.",
     {"recognises": _is_of_kept_predictors}),
    ("count for n", _of_rows(lambda n, count, rng: rng.integers(0, n, count)),
     "Each of your resamples has `count` rows in place of n. Its estimate varies like that of a "
     "sample of such a size. A resample is as large as the sample."),
    ("standard deviation", _then(lambda estimates, X, y: estimates.std(axis=0, ddof=1)),
     "Your function returns the standard deviation of the estimates. That comes next; return the "
     "estimates themselves, a row for each resample.",
     {"recognises": _is_spread(1)}),
    ("standard deviation over √count",
     _then(lambda estimates, X, y: estimates.std(axis=0, ddof=1) / np.sqrt(len(estimates))),
     "Your function returns the standard deviation over the root of `count`. That says how well "
     "`count` resamples know their own average, and shrinks as you draw more. (And wanted are the "
     "estimates themselves.)",
     {"recognises": _is_spread(np.sqrt(COUNT))}),
    ("variance", _then(lambda estimates, X, y: estimates.var(axis=0, ddof=1)),
     "Your function returns the variance of the estimates. Return the estimates themselves, a row "
     "for each resample.",
     {"recognises": _is_variance}),
    ("averaged", _then(lambda estimates, X, y: estimates.mean(axis=0)),
     "Your function returns the average over all resamples. It is close to the sample's own "
     "estimate, and how they scatter is gone: return all of them.",
     {"recognises": _is_average}),
    ("one row alone", lambda X, y, count, rng: bootstrap.program(X, y, 1, rng)[0],
     "Your function returns the estimate of a single resample. Is the `return` inside the loop, or "
     "does each round overwrite the one before? Collect all of them in a list.",
     {"recognises": _is_single_resample}),
    ("resamples in columns", _then(lambda estimates, X, y: estimates.T),
     "Your estimates are right, but each resample has a column of its own. Wanted: one row for "
     "each resample."),
    ("distances from the sample's estimate",
     _then(lambda estimates, X, y: estimates - lstsq(X, y)),
     "Your numbers scatter around 0: the sample's own estimate is taken away. Return the estimates "
     "themselves."),
    ("one resample for all", _one_for_all,
     "All your rows are equal: the numbers of the rows are drawn once, before the loop. Each "
     "resample needs numbers of its own.",
     {"recognises": _is_one_for_all}),
    ("a resample of the one before", _of_the_one_before,
     "Each of your resamples is drawn from the one before, because the loop gives X and y new "
     "values. So rows die out, until a single one is left. Draw always from the sample.",
     {"recognises": _dies_out}),
    ("last row never drawn", _of_rows(lambda n, count, rng: rng.integers(0, n - 1, n)),
     NEVER_DRAWN.replace("{which}", "last")),
    ("first row never drawn", _of_rows(lambda n, count, rng: rng.integers(1, n, n)),
     NEVER_DRAWN.replace("{which}", "first")),
    ("generator seeded inside", _without_rng,
     "Every call draws the same rows, whatever `rng` is handed in; a generator seeded inside does "
     "that. Draw from `rng`.",
     {"recognises": lambda laws, X, y: laws[_KINDS] > 0.99 and laws[_OTHERS] == 1}),
    ("global generator", _global_generator,
     "Two calls with generators of the same seed gave different estimates. So your rows do not "
     "come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
     {"recognises": lambda laws, X, y: laws[_TWICE] > 1e-6 and laws[_ROWS] == 1}),
)  # fmt: skip
