"""The difference of two models that predict the same rows, and its standard error."""

import numpy as np

from helpers.lessons.contents import criticise as lesson


def _pairs(rng):
    """Log densities of the same rows by two models: they go together, more or less."""
    for n, own, better in ((7, 0.3, 0.3), (12, 1.0, -0.8), (20, 0.15, 0.1)):
        easy = -2.5 - rng.exponential(1, n)
        yield easy + better + own * rng.normal(size=n), easy + own * rng.normal(size=n)


@lesson.function(
    "12-difference",
    cases=_pairs,
    parts=("difference", "standard error"),
    hints=(
        "Both models predict the *same* rows, and a row that is hard for one is hard for the "
        "other. What the rows say of the two models is in their differences, row by row.",
        "The estimate is the sum of n differences. Take them for independent: their variances add "
        "up, so the sum has n times the variance of one.",
        "With `gain = first - second`: `gain.sum()` and `np.sqrt(len(gain)) * gain.std(ddof=1)`.",
    ),
)
def difference(first, second):
    """By how much the first model predicts better, and the standard error of that."""
    gain = np.asarray(first) - second
    return float(gain.sum()), float(np.sqrt(len(gain) * gain.var(ddof=1)))


@difference.variant("from the mean")
def _(first, second):
    gain, n = np.subtract(first, second), len(first)
    return n * gain.mean(), n * gain.std(ddof=1) / np.sqrt(n)


@difference.variant("from variances and covariance")
def _(first, second):
    table = np.cov(first, second)
    return np.sum(first) - np.sum(second), np.sqrt(
        len(first) * (np.array([1, -1]) @ table @ [1, -1])
    )


@difference.law(
    "The elpd of the first model is that of the second, plus the difference: {right}. With yours "
    "it is {left}."
)
def _(found, first, second):
    return np.sum(second) + found["difference"], np.sum(first), np.abs(first).sum()


@difference.law(
    "The same amount added to each row of one model changes the difference and not its standard "
    "error. Add so much that the difference is 0: then the squares of the rows sum to (n − 1)/n "
    "times the squared standard error, {right} by yours. They are {left}."
)
def _(found, first, second):
    gain = first - second
    n = len(gain)
    level = gain - gain.mean()
    return level @ level, (n - 1) / n * found["standard error"] ** 2


@difference.law(
    "Two elpds that differ have standard errors of their own; that of the difference is at most "
    "their sum, {right}. Yours is {left}.",
    "≤",
)
def _(found, first, second):
    n = len(first)
    return found["standard error"], np.sqrt(n) * (np.std(first, ddof=1) + np.std(second, ddof=1))


def _of_gain(pair):
    return lambda first, second: pair(first - second, len(first))


difference.mistakes(
    ("√n lost", lambda gain, n: (gain.sum(), gain.std(ddof=1)),
     "Your standard error is the sd of a single row's difference. The estimate is a *sum* of n of "
     "them: times √n."),
    ("standard error of the mean", lambda gain, n: (gain.sum(), gain.std(ddof=1) / np.sqrt(n)),
     "Your standard error is that of the *mean* difference, sd/√n. You sum the rows: n times as "
     "much, √n · sd."),
    ("mean and its standard error", lambda gain, n: (gain.mean(), gain.std(ddof=1) / np.sqrt(n)),
     "Your two numbers are the mean difference and its standard error. An elpd is a sum over the "
     "rows: both times n."),
    ("mean for sum", lambda gain, n: (gain.mean(), np.sqrt(n) * gain.std(ddof=1)),
     "Your difference is the mean over the rows, while your standard error is that of the sum. "
     "Sum the rows."),
    ("n times the sd", lambda gain, n: (gain.sum(), n * gain.std(ddof=1)),
     "Your standard error is n times the sd of a row, as if all rows erred together. Of "
     "independent rows the *variances* add up: √n."),
    ("variance for standard error", lambda gain, n: (gain.sum(), n * gain.var(ddof=1)),
     "Your second number is the variance of the sum, n times that of a row. Its root is the "
     "standard error."),
    ("variance of a row", lambda gain, n: (gain.sum(), gain.var(ddof=1)),
     "Your second number is the variance of one row's difference. Of the sum it is n times that, "
     "and the standard error its root."),
    ("root of the sum of squares", lambda gain, n: (gain.sum(), np.sqrt(gain @ gain)),
     "Your standard error takes the squares around 0. Take them around the mean of the rows: how "
     "far they are from 0 together is the difference itself."),
    ("divisor n", lambda gain, n: (gain.sum(), np.sqrt(n) * gain.std()),
     "Your standard error has the divisor n (`np.std` without `ddof=1`). The mean is estimated "
     "from the same rows: n − 1."),
    ("divisor n, √n lost", lambda gain, n: (gain.sum(), gain.std()),
     "Your standard error is the sd of a single row's difference, with the divisor n. The "
     "estimate is a *sum* of n of them: √n times the sd with `ddof=1`."),
    ("without its sign", lambda gain, n: (abs(gain.sum()), np.sqrt(n) * gain.std(ddof=1)),
     "Your difference has lost its sign. Asked: by how much the first predicts better, which is "
     "below 0 where it predicts worse."),
    ("each row without its sign",
     lambda gain, n: (np.abs(gain).sum(), np.sqrt(n) * np.abs(gain).std(ddof=1)),
     "You take the absolute difference of each row. Rows for and against a model have to cancel."),
    ("turned round", lambda gain, n: (-gain.sum(), np.sqrt(n) * gain.std(ddof=1)),
     "Your difference is second minus first. Asked: by how much the *first* predicts better."),
    of=_of_gain,
)  # fmt: skip


def _unpaired(combined):
    def program(first, second):
        variances = np.var(first, ddof=1), np.var(second, ddof=1)
        return np.sum(first) - np.sum(second), combined(*variances, len(first))

    return program


difference.mistakes(
    ("not paired", lambda v, w, n: np.sqrt(n * (v + w)),
     "Your standard error adds the variances of the two elpds, as if other rows had judged the "
     "second model. The same rows judge both, and most of what makes a row hard falls out of the "
     "difference: take the sd of the differences."),
    ("not paired, √n lost", lambda v, w, n: np.sqrt(v + w),
     "Your standard error adds the variances of the two models' rows. The same rows judge both: "
     "take the sd of the differences, times √n."),
    ("difference of the standard errors", lambda v, w, n: np.sqrt(n) * abs(np.sqrt(v) - np.sqrt(w)),
     "Your standard error is the difference of the two models' own. Errors do not subtract: take "
     "the sd of the *differences*, row by row."),
    ("sum of the standard errors", lambda v, w, n: np.sqrt(n) * (np.sqrt(v) + np.sqrt(w)),
     "Your standard error is the sum of the two models' own, the most that it can be. The rows "
     "err alike: take the sd of the *differences*, row by row."),
    of=_unpaired,
)  # fmt: skip
