"""The conditional law of one coefficient: what the others leave of y, and the prior's part."""

import numpy as np

from helpers.lessons.contents import samplers as lesson
from helpers.lessons.samplers.shared import V0, column, terms, worlds


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
        _n, _p, squares, size = terms(moved, X, y)
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


def _mean(x, r):
    return x @ r / (x @ x + 1 / V0)


def _sd(x, v):
    return (v / (x @ x + 1 / V0)) ** 0.5


def _from(law):
    """A wrong law from column j, what the others leave of y, coefficient j and the variance."""
    return lambda j, beta, variance, X, y: law(*column(j, beta, X, y), beta[j], variance, y)


def _of_precision(precision):
    """A law with a wrong precision, from the column and the variance."""
    return _from(lambda x, r, b, v, y: (x @ r / precision(x, v), (v / precision(x, v)) ** 0.5))


coefficient_conditional.mistakes(
    ("own part taken away too", lambda x, r, b, v, y: (_mean(x, r - x * b), _sd(x, v)),
     "You took the whole plane from y, the part of coefficient j included. What the *others* "
     "leave is wanted: add `X[:, j] * beta[j]` back."),
    ("others ignored", lambda x, r, b, v, y: (_mean(x, y), _sd(x, v)),
     "Your mean regresses y itself on column j. Take away first what the other coefficients "
     "explain."),
    ("only the own part taken away", lambda x, r, b, v, y: (_mean(x, y - x * b), _sd(x, v)),
     "You took the part of coefficient j from y and left those of the others. It is the other "
     "way round."),
    ("own part without its column", lambda x, r, b, v, y: (_mean(x, r - x * b + b), _sd(x, v)),
     "You added `beta[j]` back, the same number in every row. The part of coefficient j is "
     "`X[:, j] * beta[j]`."),
    ("variance in the mean", lambda x, r, b, v, y: (v * _mean(x, r), _sd(x, v)),
     "Your mean is multiplied by the variance. In the mean it cancels: both the data and the "
     "prior have it as a factor."),
    ("mean over the variance", lambda x, r, b, v, y: (_mean(x, r) / v, _sd(x, v)),
     "Your mean is divided by the variance. In the mean it cancels: both the data and the prior "
     "have it as a factor."),
    ("prior about the present value",
     lambda x, r, b, v, y: ((x @ r + b / V0) / (x @ x + 1 / V0), _sd(x, v)),
     "Your prior pulls towards the coefficient's present value. It pulls towards 0, its mean, "
     "and the present value of coefficient j plays no part in its own law."),
    ("present value for the mean", lambda x, r, b, v, y: (b, _sd(x, v)),
     "Your mean is the coefficient's present value. Its law does not depend on that: it comes "
     "from y and the other coefficients."),
    ("variance for standard deviation", lambda x, r, b, v, y: (_mean(x, r), _sd(x, v) ** 2),
     "Your second number is the conditional *variance*; `rng.normal` wants its root."),
    ("noise forgotten", lambda x, r, b, v, y: (_mean(x, r), _sd(x, 1)),
     "Your standard deviation does not depend on the variance of the noise: 1/precision is to "
     "be multiplied by it."),
    ("precision for standard deviation", lambda x, r, b, v, y: (_mean(x, r), x @ x + 1 / V0),
     "Your second number is the precision. The standard deviation is the root of variance over "
     "precision."),
    ("½ in the standard deviation", lambda x, r, b, v, y: (_mean(x, r), _sd(x, v / 2)),
     "Your standard deviation is the root of variance over *twice* the precision. The 2 of the "
     "exponent stands there in every normal density; it is no part of the variance."),
    ("precision with the variance, mean without",
     lambda x, r, b, v, y: (x @ r / (x @ x / v + 1 / V0), (x @ x / v + 1 / V0) ** -0.5),
     "Your precision has x'x divided by the variance, and 1/v0 not; your mean has x'r undivided. "
     "Here the prior, too, has the variance as a factor: with the precision x'x + 1/v0 it cancels "
     "in the mean."),
    of=_from,
)  # fmt: skip

coefficient_conditional.mistakes(
    ("no prior", lambda x, v: x @ x,
     "Your law is that of the data alone: the precision lacks the prior's part, 1/v0."),
    ("v0 for 1/v0", lambda x, v: x @ x + V0,
     "Your precision adds v0. v0 is a variance factor; its precision is 1/v0."),
    ("prior without the variance", lambda x, v: x @ x + v / V0,
     "You gave the coefficient the prior variance v0, and so the precision x'x/variance + 1/v0. "
     "Here its prior variance is v0 times `variance`."),
    ("variance in the prior's precision", lambda x, v: x @ x + 1 / (V0 * v),
     "Your precision is x'x + 1/(v0 · variance): x'x without the variance and the prior with it. "
     "Either both have it, or neither: x'x + 1/v0, and the variance comes above."),
    ("v0 squared", lambda x, v: x @ x + 1 / V0**2,
     "Your precision has 1/v0². v0 is a variance factor already: 1/v0."),
    ("v0 forgotten", lambda x, v: x @ x + 1,
     "Your precision adds 1. The prior's part is 1/v0."),
    ("n for the sum of squares", lambda x, v: len(x) + 1 / V0,
     "Your precision has n, the number of rows. Only for a column of ones is that x'x."),
    of=_of_precision,
)  # fmt: skip


def _joint(beta, X, y):
    """The mean of all coefficients together, and their covariance over the variance."""
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return V @ X.T @ y, V


def _marginal_law(j, beta, variance, X, y):
    mean, V = _joint(beta, X, y)
    return mean[j], np.sqrt(variance * V[j, j])


def _marginal_mean(j, beta, variance, X, y):
    return _joint(beta, X, y)[0][j], _sd(X[:, j], variance)


def _marginal_standard_deviation(j, beta, variance, X, y):
    _mean_of_all, V = _joint(beta, X, y)
    return _mean(*column(j, beta, X, y)), np.sqrt(variance * V[j, j])


def _least_squares(j, beta, variance, X, y):
    V = np.linalg.inv(X.T @ X)
    return (V @ X.T @ y)[j], np.sqrt(variance * V[j, j])


def _coefficients_before_it_only(j, beta, variance, X, y):
    return _mean(X[:, j], y - X[:, :j] @ beta[:j]), _sd(X[:, j], variance)


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
    ("least squares", _least_squares,
     "This is the law of coefficient j by least squares, with all others fitted along. Gibbs "
     "needs its law given the *others where they are now*, and with its prior."),
    ("coefficients before it only", _coefficients_before_it_only,
     "You took away the parts of the coefficients before j, and left those after it. All the "
     "others count, whether they were drawn in this sweep or not."),
)  # fmt: skip
