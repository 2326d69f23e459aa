"""Centring leaves the slopes alone; the constant is recovered from the point of means."""

import numpy as np

from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import lstsq, seed


@lesson.value(
    "02-centring",
    data=seed,
    attributes=("beta", "params"),
    hints=(
        "Centring moves the origin to the middle of the data. Slopes do not notice; "
        "the constant does.",
        "The plane passes through the point of means: "
        "$\\bar y = \\beta_0 + \\bar x_1 \\beta_1 + \\bar x_2 \\beta_2$. Solve for $\\beta_0$.",
        "`constant = y.mean() - x_mean @ slopes`, then `np.array([constant, *slopes])`.",
    ),
)
def centring(X, y):
    """All three coefficients from a fit to centred data."""
    return lstsq(X, y)


@centring.variant("by centring")
def _(X, y):
    means = X[:, 1:].mean(axis=0)
    slopes = np.linalg.solve(np.cov(X[:, 1:].T), [np.cov(x, y)[0, 1] for x in X[:, 1:].T])
    return [y.mean() - means @ slopes, *slopes]


@centring.law(
    "With a column of ones the plane passes through the point of means: over the means of x1 and "
    "x2 it is as high as the mean of y, {right}. Yours is {left} high there."
)
def _(b, X, y):
    return X.mean(axis=0) @ b, y.mean()


@centring.law(
    "What least squares leaves over is uncorrelated with every predictor, whatever the constant. "
    "With your slopes the correlations are {left}."
)
def _(b, X, y):
    left = y - X[:, 1:] @ b[1:]
    return np.array([np.corrcoef(column, left)[0, 1] for column in X[:, 1:].T]), 0, 1


def _shifted_the_wrong_way(X, y):
    slopes = lstsq(X, y)[1:]
    return np.array([y.mean() + X[:, 1:].mean(axis=0) @ slopes, *slopes])


def _only_x1_shifted_back(X, y):
    slopes = lstsq(X, y)[1:]
    return np.array([y.mean() - X[:, 1].mean() * slopes[0], *slopes])


def _only_x2_shifted_back(X, y):
    slopes = lstsq(X, y)[1:]
    return np.array([y.mean() - X[:, 2].mean() * slopes[1], *slopes])


def _slopes_exchanged(X, y):
    slopes = lstsq(X, y)[1:]
    return np.array([y.mean() - X[:, 1:].mean(axis=0) @ slopes[::-1], *slopes])


def _standardised(X, y):
    slopes = lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1)
    return np.array([y.mean() - X[:, 1:].mean(axis=0) @ slopes, *slopes])


def _y_not_averaged(X, y):
    slopes = lstsq(X, y)[1:]
    return np.array([-X[:, 1:].mean(axis=0) @ slopes, *slopes])


centring.mistakes(
    ("constant not shifted back", lambda X, y: np.array([y.mean(), *lstsq(X, y)[1:]]),
     "The first of your {yours} is the mean of y, the height of the plane over the *middle* of "
     "the data. The constant is its height over x = 0: shift it back."),
    ("shifted the wrong way", _shifted_the_wrong_way,
     "The first of your {yours} is the mean of y *plus* the slopes times the means of x. Going "
     "back from the middle to x = 0 takes that away: minus."),
    ("constant 0", lambda X, y: np.array([0.0, *lstsq(X, y)[1:]]),
     "Your {yours} say that the constant is 0. It is 0 for the centred data only; for the data as "
     "they are it has to be recovered from the means."),
    ("true constant", lambda X, y: np.array([10.0, *lstsq(X, y)[1:]]),
     "The first of your {yours} is 10, the truth. Outside of a simulation nobody knows it: "
     "recover the estimate from the means."),
    ("only x1 shifted back", _only_x1_shifted_back,
     "The first of your {yours} takes away the part of x1 but not that of x2."),
    ("only x2 shifted back", _only_x2_shifted_back,
     "The first of your {yours} takes away the part of x2 but not that of x1."),
    ("slopes exchanged", _slopes_exchanged,
     "The first of your {yours} pairs the mean of x1 with the slope of x2 and the other way "
     "round."),
    ("slopes only", lambda X, y: lstsq(X, y)[1:],
     "Your {yours} are the two slopes, and they are right. Put the constant before them."),
    ("standardised", _standardised,
     "The slopes among your {yours} are for predictors divided by their standard deviation. "
     "Centring takes away the mean and nothing else."),
    ("y not averaged", _y_not_averaged,
     "The first of your {yours} leaves out the mean of y: it is only minus the slopes times the "
     "means of x."),
)  # fmt: skip
