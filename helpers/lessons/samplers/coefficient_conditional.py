"""The conditional law of one coefficient: what the others leave of y, and the prior's part."""

import numpy as np

from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.model import V0, column, terms, worlds


def _coefficient_cases(rng):
    for place, (X, y, beta, variance) in enumerate(worlds(rng)):
        yield (2, 1, 0, 3)[place], beta, variance, X, y


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
    return float(x @ rest / (x @ x)), float(np.sqrt(variance) / np.linalg.norm(x))


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


def _law(j, beta, variance, X, y):
    """Column j, what the others leave of y, and the precision x'x + 1/v0."""
    x, rest = column(j, beta, X, y)
    return x, rest, x @ x + 1 / V0


@coefficient_conditional.law(
    "The mean of a normal law is the top of its density: there the slope of the log posterior in "
    "beta_j, all else held, is 0. At yours it is {left}."
)
def _(found, j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    parts = np.array([x @ rest, -x @ x * found["mean"], -found["mean"] / V0]) / variance
    return parts.sum(), 0, np.abs(parts).max()


@coefficient_conditional.law(
    "One standard deviation to the left and to the right of any place, a normal log density is on "
    "average ½ lower than there. With yours the log posterior is {left} lower."
)
def _(found, j, beta, variance, X, y):
    def height(value):
        moved = np.where(np.arange(len(beta)) == j, value, beta)
        _n, _p, squares, size = terms(moved, variance, X, y)
        return -(squares + size / V0) / (2 * variance)

    center, sd = beta[j], found["standard deviation"]
    fall = height(center) - (height(center + sd) + height(center - sd)) / 2
    return fall, 0.5, 0.5 - height(center)


@coefficient_conditional.law(
    "Who knows the other coefficients knows beta_j no worse. But your standard deviation, {left}, "
    "exceeds the one without that knowledge, {right}.",
    "≤",
)
def _(found, j, beta, variance, X, y):
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return found["standard deviation"], np.sqrt(variance * V[j, j])


# Wrong means and wrong standard deviations; each says what is wrong with it whatever the other
# number is. x is column j, r what the others leave of y, b the coefficient itself, v the variance.
_MEANS = (
    (
        "own part taken away too",
        "You took the whole plane from y, the part of coefficient j included. What the *others* "
        "leave is wanted: add `X[:, j] * beta[j]` back.",
        lambda x, r, b, v, y: x @ (r - x * b) / (x @ x + 1 / V0),
    ),
    (
        "others ignored",
        "Your mean regresses y itself on column j. Take away first what the other coefficients "
        "explain.",
        lambda x, r, b, v, y: x @ y / (x @ x + 1 / V0),
    ),
    (
        "prior in the standard deviation only",
        "Your mean does not know the prior: divide by the precision x'x + 1/v0.",
        lambda x, r, b, v, y: x @ r / (x @ x),
    ),
    (
        "sign of the rest",
        "What you take for the rest is y *plus* the other coefficients' part. Take it away.",
        lambda x, r, b, v, y: x @ (2 * y - r) / (x @ x + 1 / V0),
    ),
    (
        "own part taken away twice",
        "Your rest has lost the part of coefficient j twice. `y - X @ beta` has lost it once: "
        "*add* `X[:, j] * beta[j]` back.",
        lambda x, r, b, v, y: x @ (r - 2 * x * b) / (x @ x + 1 / V0),
    ),
    (
        "only the own part taken away",
        "You took the part of coefficient j from y and left those of the others. It is the other "
        "way round.",
        lambda x, r, b, v, y: x @ (y - x * b) / (x @ x + 1 / V0),
    ),
    (
        "own part without its column",
        "You added `beta[j]` back, the same number in every row. The part of coefficient j is "
        "`X[:, j] * beta[j]`.",
        lambda x, r, b, v, y: x @ (r - x * b + b) / (x @ x + 1 / V0),
    ),
    (
        "not divided by the precision",
        "Your mean is x'r. Divide it by the precision.",
        lambda x, r, b, v, y: x @ r,
    ),
    (
        "brackets of the mean",
        "Your mean divides by x'x alone and then adds 1/v0: put the precision in brackets.",
        lambda x, r, b, v, y: x @ r / (x @ x) + 1 / V0,
    ),
    (
        "v0 for 1/v0 in the mean",
        "Your mean is divided by x'x + v0. v0 is a variance factor; its precision is 1/v0.",
        lambda x, r, b, v, y: x @ r / (x @ x + V0),
    ),
    (
        "variance in the mean",
        "Your mean is multiplied by the variance. In the mean it cancels: both the data and the "
        "prior have it as a factor.",
        lambda x, r, b, v, y: v * (x @ r) / (x @ x + 1 / V0),
    ),
    (
        "mean over the variance",
        "Your mean is divided by the variance. In the mean it cancels: both the data and the prior "
        "have it as a factor.",
        lambda x, r, b, v, y: x @ r / v / (x @ x + 1 / V0),
    ),
    (
        "prior about the present value",
        "Your prior pulls towards the coefficient's present value. It pulls towards 0, its mean, "
        "and the present value of coefficient j plays no part in its own law.",
        lambda x, r, b, v, y: (x @ r + b / V0) / (x @ x + 1 / V0),
    ),
    (
        "change without the pull of the prior",
        "Your mean is `beta[j]` plus the change that the residuals ask for. The prior asks for one "
        "as well: without the way over the residuals, the mean is x'r over the precision.",
        lambda x, r, b, v, y: b + x @ (r - x * b) / (x @ x + 1 / V0),
    ),
    (
        "the change alone",
        "Your mean is only the *change* of the coefficient. Add `beta[j]` itself.",
        lambda x, r, b, v, y: (x @ (r - x * b) - b / V0) / (x @ x + 1 / V0),
    ),
    (
        "present value for the mean",
        "Your mean is the coefficient's present value. Its law does not depend on that: it comes "
        "from y and the other coefficients.",
        lambda x, r, b, v, y: b,
    ),
)
_DEVIATIONS = (
    (
        "variance for standard deviation",
        "Your second number is the conditional *variance*; `rng.normal` wants its root.",
        lambda x, r, b, v, y: v / (x @ x + 1 / V0),
    ),
    (
        "noise forgotten",
        "Your standard deviation does not depend on the variance of the noise: 1/precision is to "
        "be multiplied by it.",
        lambda x, r, b, v, y: (x @ x + 1 / V0) ** -0.5,
    ),
    (
        "variance multiplied outside the root",
        "Your standard deviation is the variance times the root of 1/precision: the variance "
        "belongs under the root.",
        lambda x, r, b, v, y: v * (x @ x + 1 / V0) ** -0.5,
    ),
    (
        "prior in the mean only",
        "Your standard deviation does not know the prior: 1/v0 belongs into its precision, too.",
        lambda x, r, b, v, y: (v / (x @ x)) ** 0.5,
    ),
    (
        "variance without the prior",
        "Your second number is a variance, and that of the data alone. Wanted: the root of the "
        "variance over x'x + 1/v0.",
        lambda x, r, b, v, y: v / (x @ x),
    ),
    (
        "precision for standard deviation",
        "Your second number is the precision. The standard deviation is the root of variance over "
        "precision.",
        lambda x, r, b, v, y: x @ x + 1 / V0,
    ),
    (
        "one over the precision",
        "Your second number is 1/precision. Multiply it by the variance, and take the root.",
        lambda x, r, b, v, y: 1 / (x @ x + 1 / V0),
    ),
    (
        "precision over the variance",
        "Your second number is upside down: the precision divided by the variance is one over a "
        "*variance*. Wanted: `np.sqrt(variance / precision)`.",
        lambda x, r, b, v, y: (x @ x + 1 / V0) / v,
    ),
    (
        "root of the variance over the precision",
        "Your standard deviation has the whole precision below. The root is over both: "
        "`np.sqrt(variance / precision)`.",
        lambda x, r, b, v, y: v**0.5 / (x @ x + 1 / V0),
    ),
    (
        "root of the product",
        "Your standard deviation multiplies variance and precision. Divide: "
        "`np.sqrt(variance / precision)`.",
        lambda x, r, b, v, y: (v * (x @ x + 1 / V0)) ** 0.5,
    ),
    (
        "brackets of the standard deviation",
        "Your standard deviation divides by x'x alone and then adds 1/v0: put the precision in "
        "brackets.",
        lambda x, r, b, v, y: (v / (x @ x) + 1 / V0) ** 0.5,
    ),
    (
        "v0 for 1/v0 in the standard deviation",
        "Your standard deviation has the precision x'x + v0. v0 is a variance factor; its "
        "precision is 1/v0.",
        lambda x, r, b, v, y: (v / (x @ x + V0)) ** 0.5,
    ),
    (
        "½ in the standard deviation",
        "Your standard deviation is the root of variance over *twice* the precision. The 2 of the "
        "exponent stands there in every normal density; it is no part of the variance.",
        lambda x, r, b, v, y: (v / (x @ x + 1 / V0) / 2) ** 0.5,
    ),
)


def _mean(x, r, b, v, y):
    return x @ r / (x @ x + 1 / V0)


def _deviation(x, r, b, v, y):
    return (v / (x @ x + 1 / V0)) ** 0.5


def _from(mean, deviation):
    """A wrong pair, from the column, what the others leave, the coefficient and the variance."""

    def program(j, beta, variance, X, y):
        known = (*column(j, beta, X, y), beta[j], variance, y)
        return mean(*known), deviation(*known)

    return program


for _name, _says, _wrong in _MEANS:
    coefficient_conditional.misconception(_name, _says)(_from(_wrong, _deviation))
for _name, _says, _wrong in _DEVIATIONS:
    coefficient_conditional.misconception(_name, _says)(_from(_mean, _wrong))


def _of_precision(name, says, precision):
    """Both numbers with a wrong precision, from the column and the variance."""
    coefficient_conditional.misconception(name, says)(
        _from(
            lambda x, r, b, v, y: x @ r / precision(x, v),
            lambda x, r, b, v, y: (v / precision(x, v)) ** 0.5,
        )
    )


_of_precision(
    "no prior",
    "Your law is that of the data alone: the precision lacks the prior's part, 1/v0.",
    lambda x, v: x @ x,
)
_of_precision(
    "v0 for 1/v0",
    "Your precision adds v0. v0 is a variance factor; its precision is 1/v0.",
    lambda x, v: x @ x + V0,
)
_of_precision(
    "prior without the variance",
    "You gave the coefficient the prior variance v0, and so the precision x'x/variance + 1/v0. "
    "Here its prior variance is v0 times `variance`.",
    lambda x, v: x @ x + v / V0,
)
_of_precision(
    "variance in the prior's precision",
    "Your precision is x'x + 1/(v0 · variance): x'x without the variance and the prior with it. "
    "Either both have it, or neither: x'x + 1/v0, and the variance comes above.",
    lambda x, v: x @ x + 1 / (V0 * v),
)
_of_precision(
    "v0 squared",
    "Your precision has 1/v0². v0 is a variance factor already: 1/v0.",
    lambda x, v: x @ x + 1 / V0**2,
)
_of_precision(
    "root of v0",
    "Your precision has 1/√v0. v0 is a variance factor already: 1/v0.",
    lambda x, v: x @ x + V0**-0.5,
)
_of_precision(
    "v0 forgotten",
    "Your precision adds 1. The prior's part is 1/v0.",
    lambda x, v: x @ x + 1,
)
_of_precision(
    "v0 below both",
    "Your precision divides x'x by v0, too: put the brackets away, `x @ x + 1 / v0`.",
    lambda x, v: (x @ x + 1) / V0,
)
_of_precision(
    "sum for the sum of squares",
    "Your precision has the sum of column j. Wanted is the sum of its *squares*, `x @ x`.",
    lambda x, v: abs(x.sum()) + 1 / V0,
)
_of_precision(
    "square of the sum",
    "Your precision has the square of column j's sum. Wanted is the sum of its *squares*, `x @ x`.",
    lambda x, v: x.sum() ** 2 + 1 / V0,
)
_of_precision(
    "n for the sum of squares",
    "Your precision has n, the number of rows. Only for a column of ones is that x'x.",
    lambda x, v: len(x) + 1 / V0,
)


def _marginal_law(j, beta, variance, X, y):
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return (V @ X.T @ y)[j], np.sqrt(variance * V[j, j])


def _marginal_mean(j, beta, variance, X, y):
    precision = X.T @ X + np.eye(len(beta)) / V0
    return np.linalg.solve(precision, X.T @ y)[j], np.sqrt(variance / precision[j, j])


def _marginal_standard_deviation(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return x @ rest / (x @ x + 1 / V0), np.sqrt(variance * V[j, j])


def _standard_deviation_first(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return np.sqrt(variance / precision), x @ rest / precision


def _precision_with_the_variance_mean_without(j, beta, variance, X, y):
    x, rest = column(j, beta, X, y)
    precision = x @ x / variance + 1 / V0
    return x @ rest / precision, np.sqrt(1 / precision)


def _least_squares(j, beta, variance, X, y):
    V = np.linalg.inv(X.T @ X)
    return (V @ X.T @ y)[j], np.sqrt(variance * V[j, j])


def _coefficients_before_it_only(j, beta, variance, X, y):
    x, _rest, precision = _law(j, beta, variance, X, y)
    return x @ (y - X[:, :j] @ beta[:j]) / precision, np.sqrt(variance / precision)


coefficient_conditional.mistakes(
    ("marginal law", _marginal_law,
     "This is the law of coefficient j given the variance alone, whatever the others are. Gibbs "
     "needs its law given the *others where they are now*: narrower, and with another mean."),
    ("marginal mean", _marginal_mean,
     "Your standard deviation is right, but your mean is the posterior mean of coefficient j, "
     "whatever the others are. Given the others it is another one."),
    ("marginal standard deviation", _marginal_standard_deviation,
     "Your mean is right, but your standard deviation is that of coefficient j when the others "
     "are *not* known. Given the others it is smaller: only the entry [j, j] of the precision "
     "counts."),
    ("standard deviation first", _standard_deviation_first,
     "Your two numbers are exchanged: the mean comes first."),
    ("precision with the variance, mean without", _precision_with_the_variance_mean_without,
     "Your precision has x'x divided by the variance, and 1/v0 not; your mean has x'r undivided. "
     "Here the prior, too, has the variance as a factor: with the precision x'x + 1/v0 it cancels "
     "in the mean."),
    ("least squares", _least_squares,
     "This is the law of coefficient j by least squares, with all others fitted along. Gibbs "
     "needs its law given the *others where they are now*, and with its prior."),
    ("coefficients before it only", _coefficients_before_it_only,
     "You took away the parts of the coefficients before j, and left those after it. All the "
     "others count, whether they were drawn in this sweep or not."),
)  # fmt: skip


def _wrong_in_both(law, j, beta, variance, X, y):
    """What is wrong with the mean, and with the standard deviation, where both are known."""
    known = (*column(j, beta, X, y), beta[j], variance, y)
    return [
        [says for _, says, wrong in table if np.isclose(law[part], wrong(*known), 1e-6, 0)]
        for part, table in (("mean", _MEANS), ("standard deviation", _DEVIATIONS))
    ]


def _two_mistakes(j, beta, variance, X, y):
    x, _rest, precision = _law(j, beta, variance, X, y)
    return x @ (y - X @ beta) / precision, variance / precision


coefficient_conditional.mistakes(
    ("two mistakes", _two_mistakes,
     lambda *yours_and_case: " ".join(says[0] for says in _wrong_in_both(*yours_and_case)),
     {"recognises": lambda *yours_and_case: all(_wrong_in_both(*yours_and_case))}),
)  # fmt: skip
