"""A model of y and one of log y: densities of two things, until the Jacobian makes them one."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import out_into_the_world as lesson


def _log_densities(rng):
    """Of a model of y and of one of log y, left-out row by left-out row, and y itself."""
    for n in (7, 60, 25):
        y = np.exp(rng.normal(1.5, 0.8, n))
        of_y = rng.normal(-2, 1, n)
        yield of_y, of_y + np.log(y) + rng.normal(0.3, 0.6, n), y


def _summed(differences):
    return [np.sum(differences), np.sqrt(len(differences)) * np.std(differences, ddof=1)]


@lesson.function(
    "13-elpd-difference",
    cases=_log_densities,
    hints=(
        "A density says how much probability there is per unit: per franc here, per unit of log "
        "francs there. Before two are compared, they need the same unit.",
        "As in lesson 10: the density of y is the density of log y times |d log y / dy| = 1/y. Do "
        "that row by row, on the log scale.",
        "`differences = log_density_log_y - np.log(y) - log_density_y`. Their sum is the "
        "difference; its standard error is √n times their standard deviation.",
    ),
)
def elpd_difference(log_density_y, log_density_log_y, y):
    """How much better a model of log y predicts y, and how sure that is."""
    d = np.log(np.exp(log_density_log_y) / y) - log_density_y
    return np.array([d.sum(), np.sqrt(len(d) / (len(d) - 1) * np.sum((d - d.mean()) ** 2))])


@elpd_difference.variant("differences first")
def _(log_density_y, log_density_log_y, y):
    return _summed(log_density_log_y - np.log(y) - log_density_y)


@elpd_difference.variant("sums, and a variance")
def _(log_density_y, log_density_log_y, y):
    as_y = log_density_log_y - np.log(y)
    variance = len(y) * np.var(as_y - log_density_y, ddof=1)
    return as_y.sum() - log_density_y.sum(), variance**0.5


@elpd_difference.law(
    "Row by row, both models give a density of y, per unit of y. The ratio of the two has the "
    "geometric mean exp(difference / n), {right}. From your difference it would be {left}."
)
def _(answer, log_density_y, log_density_log_y, y):
    ratios = np.exp(log_density_log_y - log_density_y) / y
    return np.exp(answer[0] / len(y)), stats.gmean(ratios)


@elpd_difference.law(
    "A sum of n independent differences has n times the variance of one. One has {right} here; "
    "from your standard error it would be {left}."
)
def _(answer, log_density_y, log_density_log_y, y):
    d = log_density_log_y - np.log(y) - log_density_y
    return answer[1] ** 2 / len(y), np.sum((d - d.mean()) ** 2) / (len(d) - 1)


def _of_differences(differences):
    """A whole program from what a row compares, household by household."""
    return lambda *given: _summed(differences(*given))


elpd_difference.mistakes(
    ("no Jacobian", lambda a, b, y: b - a,
     "Your {yours} subtract a density per unit of y from one per unit of log y. That comparison "
     "changes with the unit of money: in centimes the winner could be the other. Make both a "
     "density of y: lesson 10's Jacobian."),
    ("Jacobian upside down", lambda a, b, y: b + np.log(y) - a,
     "Your {yours} multiply the density of log y by y, or divide that of y by it. The density of y "
     "stays as it is; that of log y is to be multiplied by d log y / dy = 1/y."),
    ("logarithm to the base 10", lambda a, b, y: b - np.log10(y) - a,
     "Your {yours} take log₁₀ of y for the Jacobian. Densities here are natural logarithms."),
    ("1/y for its logarithm", lambda a, b, y: b - 1 / y - a,
     "Your {yours} subtract 1/y from a *log* density. A factor of 1/y becomes −log y there."),
    ("divided on the log scale", lambda a, b, y: b / y - a,
     "Your {yours} divide a *log* density by y. A factor of 1/y becomes −log y there."),
    ("one Jacobian for all", lambda a, b, y: b - np.log(np.mean(y)) - a,
     "Your {yours} use the average of y for every row. Each row has a Jacobian of its own."),
    ("the other way round", lambda a, b, y: a - (b - np.log(y)),
     "Your {yours} say how much better the model of *y* is. Asked: the model of log y."),
    of=_of_differences,
)  # fmt: skip


def _of_error(error):
    """The right difference, with what a row makes of the two columns of log densities of y."""

    def program(log_density_y, log_density_log_y, y):
        as_y = log_density_log_y - np.log(y)
        return [np.sum(as_y - log_density_y), error(log_density_y, as_y)]

    return program


elpd_difference.mistakes(
    ("as if independent", lambda a, b: np.sqrt(len(a) * (np.var(a, ddof=1) + np.var(b, ddof=1))),
     "The difference is right. Your standard error treats the two sums as independent. Both "
     "models predict the same rows: take the spread of the differences, row by row."),
    ("no √n", lambda a, b: np.std(b - a, ddof=1),
     "The difference is right. Your standard error is the spread of one row's difference. The sum "
     "of n such has √n times that."),
    ("of the mean", lambda a, b: np.std(b - a, ddof=1) / np.sqrt(len(a)),
     "The difference is right. Your standard error is that of the *mean* difference of a row. The "
     "sum's is n times as large."),
    ("n times", lambda a, b: len(a) * np.std(b - a, ddof=1),
     "The difference is right. Your standard error grows like n, as if all rows were off "
     "together. Independent ones partly cancel: √n."),
    ("divisor n", lambda a, b: np.sqrt(len(a)) * np.std(b - a),
     "The difference is right. Your spread divides by n; from a sample it is n − 1: `ddof=1`."),
    ("variance of the sum", lambda a, b: len(a) * np.var(b - a, ddof=1),
     "The difference is right. Your second number is the variance of the sum. Take its root."),
    of=_of_error,
)  # fmt: skip


def _error_without_jacobian(log_density_y, log_density_log_y, y):
    d = log_density_log_y - log_density_y
    return [np.sum(d - np.log(y)), np.sqrt(len(d)) * np.std(d, ddof=1)]


elpd_difference.mistakes(
    ("Jacobian for the sum alone", _error_without_jacobian,
     "The difference is right. Your standard error comes from differences without the Jacobian: "
     "it belongs to each row, and moves their spread as well."),
    ("means for sums",
     lambda *given: [value / len(given[2]) for value in elpd_difference.program(*given)],
     "Your {yours} are those of the average row. An elpd is a sum over all rows."),
)  # fmt: skip
