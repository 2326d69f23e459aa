"""Residuals of a plane without a constant: their mean, and correlations that stay."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.shared import WORLD, residuals_of


@lesson.value(
    "04-residual-clues",
    data=lambda: {"X": WORLD.X, "y": WORLD.y},
    hints=(
        "Nothing made these residuals average zero: their fit had no column of ones.",
        "One list of three numbers: `residuals.mean()`, and the correlation of the residuals with "
        "x1 and with x2. A correlation measures both from their means.",
        "`np.corrcoef(residuals, X[:, 1])[0, 1]` is the second number.",
    ),
)
def residual_clues(X, y):
    """What the residuals of a plane through the origin give away."""
    residuals = residuals_of(X[:, 1:], y)
    return np.array([residuals.mean(), *(stats.pearsonr(x, residuals)[0] for x in X[:, 1:].T)])


@residual_clues.variant("corrcoef of everything at once")
def _(X, y):
    residuals = residuals_of(X[:, 1:], y)
    return [residuals.mean(), *np.corrcoef([residuals, *X[:, 1:].T])[0, 1:]]


@residual_clues.law("A correlation lies between −1 and 1. Yours are {left}.")
def _(clues, X, y):
    return clues[1:], np.clip(clues[1:], -1, 1)


@residual_clues.law(
    "The mean of y is the mean of the fitted values plus that of the residuals: {right}. With your "
    "mean it would be {left}."
)
def _(clues, X, y):
    return np.mean(y - residuals_of(X[:, 1:], y)) + clues[0], np.mean(y)


@residual_clues.law(
    "x'e is 0 here, so the covariance of x and e is minus the product of their means, {right} for "
    "one x. Your r times both standard deviations is {left}."
)
def _(clues, X, y):
    x, e = X[:, 1:], residuals_of(X[:, 1:], y)
    mine, wanted = clues[1:] * x.std(axis=0) * e.std(), -x.mean(axis=0) * e.mean()
    worst = np.argmax(np.abs(mine - wanted))
    return mine[worst], wanted[worst]


def _correlations(residuals, X):
    return [np.corrcoef(residuals, x)[0, 1] for x in X[:, 1:].T]


def _clues(residuals, X):
    return [residuals.mean(), *_correlations(residuals, X)]


def _has_a_one_of_itself(yours, X, y):
    """A 1 where a correlation stands, or in place of the mean, before the right correlations."""
    if yours.size != 3:
        return False
    first, *others = yours.ravel()
    right = residual_clues.program(X, y)[1:]
    return np.min(np.abs(np.subtract(others, 1))) < 1e-9 or (
        abs(first - 1) < 1e-9 and np.allclose(others, right)
    )


residual_clues.mistakes(
    ("residuals of the full model", lambda X, y: _clues(residuals_of(X, y), X),
     "Your numbers are zero up to rounding: they belong to the fit *with* a constant, which makes "
     "them zero. Take the residuals of the plane through the origin, `X[:, 1:]`.",
     {"recognises": lambda yours, X, y: yours.size == 3 and 0 < np.max(np.abs(yours)) < 1e-9}),
    ("mean of the full model",
     lambda X, y: [residuals_of(X, y).mean(), *_correlations(residuals_of(X[:, 1:], y), X)],
     "The first of your {yours} is zero up to rounding: it is the mean of `seed_fit.residuals`, "
     "which the constant makes zero. Take the mean of `residuals`, as for the other two.",
     {"recognises": lambda yours, X, y: (
         yours.size == 3 and 0 < abs(yours.ravel()[0]) < 1e-9 < np.min(np.abs(yours.ravel()[1:]))
    )}),
    ("noise for residuals", lambda X, y: _clues(y - X @ WORLD.beta, X),
     "Your {yours} come from the noise around the *true* plane, which a real sample does not "
     "show. Take the residuals of the fitted one."),
    ("fitted minus observed", lambda X, y: _clues(-residuals_of(X[:, 1:], y), X),
     "Your {yours} all have the wrong sign: a residual is observed minus fitted."),
    ("correlations of y", lambda X, y: [residuals_of(X[:, 1:], y).mean(), *_correlations(y, X)],
     "The last two of your {yours} are correlations of y itself with the predictors. Take what "
     "the plane leaves over."),
    ("correlation with itself",
     lambda X, y: np.corrcoef([residuals_of(X[:, 1:], y), *X[:, 1:].T])[0],
     "A 1 among your {yours} is a correlation of something with itself, from the diagonal of the "
     "table that `corrcoef` returns. Take `[0, 1]` of it.",
     {"recognises": _has_a_one_of_itself}),
)  # fmt: skip


def _of_first(first):
    """The right correlations, and before them what a row makes of the residuals."""

    def program(X, y):
        residuals = residuals_of(X[:, 1:], y)
        return [first(residuals), *_correlations(residuals, X)]

    return program


residual_clues.mistakes(
    ("sizes for the residuals", lambda residuals: np.mean(np.abs(residuals)),
     "The first of your {yours} averages the *sizes* of the residuals. Their mean, with signs, "
     "is what a column of ones would have made zero."),
    ("spread for the mean", np.std,
     "The first of your {yours} is the standard deviation of the residuals. Asked: their mean."),
    of=_of_first,
)  # fmt: skip


def _of_measure(measure):
    """The right mean, and what a row puts for the correlation of an x and the residuals."""

    def program(X, y):
        residuals = residuals_of(X[:, 1:], y)
        return [residuals.mean(), *(measure(x, residuals) for x in X[:, 1:].T)]

    return program


residual_clues.mistakes(
    ("scalar products", lambda x, residuals: x @ residuals / len(x),
     "Your last two numbers are zero up to rounding. The scalar products of these residuals with "
     "x1 and x2 are; their correlations are not, for those measure both variables from their "
     "means. (Correlations of `seed_fit.residuals` are zero, too: take those of `residuals`.)",
     {"recognises": lambda yours, X, y: (
         yours.size == 3 and 0 < np.max(np.abs(yours.ravel()[1:])) < 1e-9 < abs(yours.ravel()[0])
    )}),
    ("covariances", lambda x, residuals: np.cov(residuals, x)[0, 1],
     "The last two of your {yours} are covariances. Divide by both standard deviations."),
    ("covariances, divisor n", lambda x, residuals: np.cov(residuals, x, ddof=0)[0, 1],
     "The last two of your {yours} are covariances. Divide by both standard deviations."),
    ("two divisors",
     lambda x, residuals: np.cov(x, residuals)[0, 1] / np.std(x) / np.std(residuals),
     "The last two of your {yours} divide a covariance with n − 1 (`np.cov`) by standard "
     "deviations with n (`np.std`). Take the same divisor in both, or `np.corrcoef`."),
    ("slopes", lambda x, residuals: np.polyfit(x, residuals, 1)[0],
     "The last two of your {yours} are slopes of a fit to the residuals. Wanted: correlations."),
    ("rank correlations", lambda x, residuals: stats.spearmanr(x, residuals)[0],
     "The last two of your {yours} are correlations of *ranks* (Spearman's). Take the ordinary "
     "ones: `np.corrcoef`."),
    ("p-values", lambda x, residuals: stats.pearsonr(x, residuals)[1],
     "The last two of your {yours} are p-values, the second of what `stats.pearsonr` returns. "
     "The correlation is the first."),
    ("squared residuals", lambda x, residuals: np.corrcoef(x, residuals**2)[0, 1],
     "The last two of your {yours} are correlations of the *squared* residuals. Those tell of "
     "unequal noise, later on; asked are the residuals themselves."),
    of=_of_measure,
)  # fmt: skip
