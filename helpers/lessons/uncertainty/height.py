"""The standard error of a weighted sum of estimates: covariances count, and weights twice."""

import numpy as np

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import (
    WORLD,
    covariances_of,
    errors_of,
    lstsq,
    notebook_estimates,
    robust_errors,
    seed,
    sigma_of,
)

MIDDLE = np.array([1, 0.5, 0.5])


def _height_se(X, y, c=MIDDLE, sigma=None):
    sigma = sigma_of(X, y) if sigma is None else sigma
    return np.sqrt(sigma**2 * c @ np.linalg.inv(X.T @ X) @ c)


def _from_the_middle(X):
    """X measured from (0.5, 0.5): the constant *is* the height there."""
    return np.column_stack([X[:, 0], X[:, 1:] - 0.5])


@lesson.value(
    "03-height",
    data=seed,
    hints=(
        "The height is $c'\\hat\\beta$ with $c = (1, 0.5, 0.5)$. Its parts are correlated, so "
        "their standard errors do not simply add up.",
        "In the variance of a sum, every variance counts with its weight squared, and every "
        "covariance with both of its weights. They all stand in `covariance(X, sigma_hat)`.",
        "That double sum is $c' \\, C \\, c$: `np.sqrt(c @ covariance(X, sigma_hat) @ c)` with "
        "`c = np.array([1, 0.5, 0.5])`.",
    ),
)
def height(X, y):
    """The standard error of the plane's height at (0.5, 0.5)."""
    return errors_of(_from_the_middle(X), y)[0]


@height.variant("the quadratic form")
def _(X, y):
    return _height_se(X, y)


@height.variant("variances and covariances, one by one")
def _(X, y):
    C, c = covariances_of(X, y), MIDDLE
    return np.sqrt(sum(c[i] * c[j] * C[i, j] for i in range(3) for j in range(3)))


@height.law(
    "The plane is known best at the means of the predictors, with the standard error sigma_hat/√n: "
    "{right}. It is nowhere less; yours is {left}.",
    "≥",
)
def _(error, X, y):
    return error, sigma_of(X, y) / np.sqrt(len(y))


def _around(X, y):
    """Variances of the heights at (0, 0) and (1, 1), and of their difference."""
    return [_height_se(X, y, np.array(c)) ** 2 for c in ([1, 0, 0], [1, 1, 1], [0, 1, 1])]


@height.law(
    "(0.5, 0.5) lies midway between (0, 0) and (1, 1), and midway the variance is at most the "
    "mean of both: {right} here. Yours, squared, is {left}.",
    "≤",
)
def _(error, X, y):
    return error**2, np.mean(_around(X, y)[:2])


@height.law(
    "Of the heights at (0, 0) and (1, 1), twice the sum of the variances, {right}, is four times "
    "the variance midway plus that of their difference. Yours makes {left}."
)
def _(error, X, y):
    first, last, difference = _around(X, y)
    return 4 * error**2 + difference, 2 * (first + last)


SPREAD = (
    "Your {yours} is the spread of the height in the 2,000 worlds. That took the truth; wanted "
    "is what one sample says by itself."
)
MEAN_OF_Y = (
    "Your {yours} is the standard deviation of y over √n: the plane itself is in it. Sigma is what "
    "scatters around the plane, and the height's variance is c'Cc."
)
NO_WEIGHTS = (
    "Your {yours} forgets the weights, and that the estimates vary together: the variance of "
    "c'β̂ is c'Cc."
)
ROBUST = (
    "Your {yours} is built on a robust covariance matrix, which allows every row a noise of its "
    "own size. Wanted: one sigma for all rows; lesson 04 will need the other."
)

height.mistakes(
    ("covariances left out", lambda X, y: np.linalg.norm(MIDDLE * errors_of(X, y)),
     "Your {yours} treats the three estimates as independent. The constant is high in those "
     "worlds in which the slopes are low: their covariances take most of it away."),
    ("standard errors added", lambda X, y: MIDDLE @ errors_of(X, y),
     "Your {yours} adds standard errors as if all three estimates erred together, in the same "
     "direction. Variances and covariances add up, not standard errors."),
    ("no weights", lambda X, y: np.linalg.norm(errors_of(X, y)), NO_WEIGHTS),
    ("sum of the standard errors", lambda X, y: np.sum(errors_of(X, y)), NO_WEIGHTS),
    ("mean of the standard errors", lambda X, y: np.mean(errors_of(X, y)), NO_WEIGHTS),
    ("variances weighted once, no covariances",
     lambda X, y: np.sqrt(MIDDLE @ errors_of(X, y) ** 2),
     "Your {yours} weighs each variance by c and leaves the covariances out. A weight is squared "
     "in a variance, and the covariances count."),
    ("covariances once",
     lambda X, y: np.sqrt(np.sum(np.triu(np.outer(MIDDLE, MIDDLE) * covariances_of(X, y)))),
     "Your {yours} counts each covariance once. In the variance of a sum each counts twice, as C "
     "has it above and below its diagonal."),
    ("covariances subtracted",
     lambda X, y: np.sqrt(2 * MIDDLE**2 @ errors_of(X, y) ** 2 - _height_se(X, y) ** 2),
     "Your {yours} subtracts the covariances. In the variance of a *sum* they are added; most are "
     "negative here, and that is what makes the height so certain."),
    ("covariance of the slopes left out",
     lambda X, y: np.sqrt(_height_se(X, y) ** 2 - 0.5 * covariances_of(X, y)[1, 2]),
     "Your {yours} has the covariances of the constant with the slopes, but not that of the two "
     "slopes."),
    ("c on one side", lambda X, y: covariances_of(X, y) @ MIDDLE,
     "Your three numbers are C c, with c on one side alone. Multiply by c once more, c'Cc, and "
     "take the root."),
    ("height at (0, 0)", lambda X, y: errors_of(X, y)[0],
     "Your {yours} is the standard error of the constant, the height over x = 0."),
    ("height at (1, 1)", lambda X, y: _height_se(X, y, np.ones(3)),
     "Your {yours} belongs to the height over x1 = x2 = 1: c is (1, 0.5, 0.5)."),
    ("x1 alone", lambda X, y: _height_se(X, y, np.array([1, 0.5, 0])),
     "Your {yours} belongs to the height over x1 = 0.5, x2 = 0: c is (1, 0.5, 0.5)."),
    ("x2 alone", lambda X, y: _height_se(X, y, np.array([1, 0, 0.5])),
     "Your {yours} belongs to the height over x1 = 0, x2 = 0.5: c is (1, 0.5, 0.5)."),
    ("new observation", lambda X, y: np.hypot(_height_se(X, y), sigma_of(X, y)),
     "Your {yours} is the standard deviation of a new *observation* there: it has the noise of "
     "one observation in it. The height of the plane has not."),
    ("the height itself", lambda X, y: MIDDLE @ lstsq(X, y),
     "Your {yours} is the fitted height itself. Wanted: its standard error."),
    ("true sigma", lambda X, y: _height_se(X, y, sigma=WORLD.sigma),
     "Your {yours} uses sigma = 5, the truth, which one sample does not know: use `sigma_hat`."),
    ("divisor n", lambda X, y: _height_se(X, y, sigma=sigma_of(X, y, len(y))),
     "Your {yours} has a sigma with the divisor n; divide the residual sum of squares by n − p."),
    ("sigma left out", lambda X, y: _height_se(X, y, sigma=1.0),
     "Your {yours} is what multiplies sigma_hat; sigma_hat itself is missing."),
    ("at the means", lambda X, y: sigma_of(X, y) / np.sqrt(len(y)),
     "Your {yours} is sigma_hat/√n, which belongs to the point of means. That is close by, but "
     "not (0.5, 0.5)."),
    ("spread of y over √n", lambda X, y: np.std(y) / np.sqrt(len(y)), MEAN_OF_Y),
    ("spread of y over √n, n − 1", lambda X, y: np.std(y, ddof=1) / np.sqrt(len(y)), MEAN_OF_Y),
    ("spread of the 2,000 worlds", lambda X, y: np.std(notebook_estimates(X) @ MIDDLE), SPREAD),
    ("spread of the 2,000 worlds, divisor 1,999",
     lambda X, y: np.std(notebook_estimates(X) @ MIDDLE, ddof=1), SPREAD),
    ("no inverse", lambda X, y: sigma_of(X, y) * np.linalg.norm(X @ MIDDLE),
     "Your {yours} has X'X itself where its inverse belongs: more data would make the height less "
     "certain."),
    ("robust standard error", lambda X, y: robust_errors(_from_the_middle(X), y, 2)[0], ROBUST),
    ("robust standard error (HC0)",
     lambda X, y: robust_errors(_from_the_middle(X), y, 0)[0], ROBUST),
)  # fmt: skip
