"""The conditional law of one coefficient: what the others leave of y, and the prior's part."""

import numpy as np

from helpers.exercises.lessons import samplers_by_hand as lesson
from helpers.exercises.samplers_by_hand.model import V0, column, worlds


def _coefficient_cases(rng):
    for place, (X, y, beta, variance) in enumerate(worlds(rng)):
        yield (1, 0, 3)[place], beta, variance, X, y


@lesson.function(
    "09-coefficient-conditional",
    cases=_coefficient_cases,
    parts=("mean", "standard deviation"),
    hints=(
        "With the other coefficients known, take their part away from y. What is left is a "
        "regression on one column, `X[:, j]`.",
        "With x that column and r what is left: the exponent is "
        "$-\\frac1{2v}\\left[(r - x\\beta_j)'(r - x\\beta_j) + \\beta_j^2/v_0\\right]$. Complete "
        "the square in $\\beta_j$.",
        "With `precision = x @ x + 1 / v0` the mean is `x @ r / precision`, and the standard "
        "deviation is `np.sqrt(variance / precision)`. "
        "`r = y - X @ beta + X[:, j] * beta[j]`.",
    ),
)
def coefficient_conditional(j, beta, variance, X, y):
    """The law of one coefficient, given all else."""
    # The prior as one more observation: a row with 1/√V0 in column j, whose response is 0.
    x, rest = column(j, beta, X, y)
    x, rest = np.append(x, V0**-0.5), np.append(rest, 0)
    mean = np.linalg.lstsq(x[:, None], rest, rcond=None)[0][0]
    return float(mean), float(np.sqrt(variance) / np.linalg.norm(x))


@coefficient_conditional.variant("completing the square")
def _(j, beta, variance, X, y):
    others = np.delete(np.arange(len(beta)), j)
    x, rest = X[:, j], y - X[:, others] @ beta[others]
    precision = x @ x + 1 / V0
    return x @ rest / precision, (variance / precision) ** 0.5


@coefficient_conditional.variant("from the joint normal law")
def _(j, beta, variance, X, y):
    precision = (X.T @ X + np.eye(len(beta)) / V0) / variance
    mean = np.linalg.solve(precision, X.T @ y / variance)
    others = np.arange(len(beta)) != j
    shift = precision[j, others] @ (beta - mean)[others] / precision[j, j]
    return mean[j] - shift, precision[j, j] ** -0.5


@coefficient_conditional.misconception(
    "variance for standard deviation",
    "The mean is right. Your second number is the conditional *variance*; `rng.normal` wants its "
    "root.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, variance / precision


@coefficient_conditional.misconception(
    "own part taken away too",
    "You took the whole plane from y, the part of coefficient j included. What the *others* leave "
    "is wanted: add `X[:, j] * beta[j]` back.",
)
def _(j, beta, variance, X, y):
    x, _rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ (y - X @ beta) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "others ignored",
    "Your mean regresses y itself on column j. Take away first what the other coefficients "
    "explain.",
)
def _(j, beta, variance, X, y):
    x, _rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ y / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "no prior",
    "Your law is that of the data alone: the precision lacks the prior's part, 1/v0.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    return x @ rest / (x @ x), np.sqrt(variance / (x @ x))


@coefficient_conditional.misconception(
    "v0 for 1/v0",
    "Your precision adds v0. v0 is a variance factor; its precision is 1/v0.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + V0
    return x @ rest / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "prior without the variance",
    "You gave the coefficient the prior variance v0, and so the precision x'x/variance + 1/v0. "
    "Here its prior variance is v0 times `variance`.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x / variance + 1 / V0
    return x @ rest / variance / precision, np.sqrt(1 / precision)


@coefficient_conditional.misconception(
    "noise forgotten",
    "Your standard deviation does not depend on the variance of the noise: 1/precision is to be "
    "multiplied by it.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, np.sqrt(1 / precision)


@coefficient_conditional.misconception(
    "variance multiplied outside the root",
    "Your standard deviation is the variance times the root of 1/precision: the variance belongs "
    "under the root.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, variance / np.sqrt(precision)


@coefficient_conditional.misconception(
    "marginal law",
    "This is the law of coefficient j given the variance alone, whatever the others are. Gibbs "
    "needs its law given the *others where they are now*: narrower, and with another mean.",
)
def _(j, beta, variance, X, y):
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return (V @ X.T @ y)[j], np.sqrt(variance * V[j, j])


@coefficient_conditional.misconception(
    "marginal mean",
    "Your standard deviation is right, but your mean is the posterior mean of coefficient j, "
    "whatever the others are. Given the others it is another one.",
)
def _(j, beta, variance, X, y):
    precision = X.T @ X + np.eye(len(beta)) / V0
    return np.linalg.solve(precision, X.T @ y)[j], np.sqrt(variance / precision[j, j])


@coefficient_conditional.misconception(
    "marginal standard deviation",
    "Your mean is right, but your standard deviation is that of coefficient j when the others are "
    "*not* known. Given the others it is smaller: only the entry [j, j] of the precision counts.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return x @ rest / (x @ x + 1 / V0), np.sqrt(variance * V[j, j])


@coefficient_conditional.misconception(
    "prior in the standard deviation only",
    "Your standard deviation knows the prior, your mean does not: divide by the same precision.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    return x @ rest / (x @ x), np.sqrt(variance / (x @ x + 1 / V0))


@coefficient_conditional.misconception(
    "prior in the mean only",
    "Your mean knows the prior, your standard deviation does not: 1/v0 belongs into both.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    return x @ rest / (x @ x + 1 / V0), np.sqrt(variance / (x @ x))


@coefficient_conditional.misconception(
    "precision for standard deviation",
    "Your second number is the precision. The standard deviation is the root of variance over "
    "precision.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, precision


@coefficient_conditional.misconception(
    "sign of the rest",
    "What you take for the rest is y *plus* the other coefficients' part. Take it away.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ (2 * y - rest) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "own part taken away twice",
    "Your rest has lost the part of coefficient j twice. `y - X @ beta` has lost it once: *add* "
    "`X[:, j] * beta[j]` back.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ (rest - 2 * x * beta[j]) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "only the own part taken away",
    "You took the part of coefficient j from y and left those of the others. It is the other way "
    "round.",
)
def _(j, beta, variance, X, y):
    x = X[:, j]
    precision = x @ x + 1 / V0
    return x @ (y - x * beta[j]) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "v0 squared", "Your precision has 1/v0². v0 is a variance factor already: 1/v0."
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0**2
    return x @ rest / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "root of the variance over the precision",
    "Your standard deviation has the whole precision below. The root is over both: "
    "`np.sqrt(variance / precision)`.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, np.sqrt(variance) / precision


@coefficient_conditional.misconception(
    "standard deviation first", "Your two numbers are exchanged: the mean comes first."
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return np.sqrt(variance / precision), x @ rest / precision


@coefficient_conditional.misconception(
    "precision with the variance, mean without",
    "Your precision has x'x divided by the variance, and 1/v0 not; your mean has x'r undivided. "
    "Here the prior, too, has the variance as a factor: with the precision x'x + 1/v0 it cancels "
    "in the mean.",
)
def _(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x / variance + 1 / V0
    return x @ rest / precision, np.sqrt(1 / precision)
