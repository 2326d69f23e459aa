"""The normal equations: residuals at a right angle to every column of X, the ones included."""

import numpy as np

from helpers import ols, simulate
from helpers.exercises.least_squares.programs import at_right_angles, lstsq, seed, squares_left
from helpers.exercises.lessons import least_squares as lesson


@lesson.value(
    "02-normal-equations",
    data=seed,
    attributes=("beta", "params"),
    hints=(
        "The residual must be at a right angle to every column of X: $X'(y - X\\beta) = 0$.",
        "Multiply out: $X'X\\,\\beta = X'y$. That is a system of three equations, with the matrix "
        "`X.T @ X` on the left and the vector `X.T @ y` on the right.",
        "`np.linalg.solve(A, b)` solves $A\\beta = b$.",
    ),
)
def normal_equations(X, y):
    """The coefficients from the normal equations."""
    return lstsq(X, y)


@normal_equations.variant("solve")
def _(X, y):
    return np.linalg.solve(X.T @ X, X.T @ y)


@normal_equations.variant("inverse")
def _(X, y):
    return np.linalg.inv(X.T @ X) @ X.T @ y


@normal_equations.variant("pseudo-inverse, as a column")
def _(X, y):
    return np.linalg.pinv(X) @ y[:, None]


@normal_equations.variant("a fitted object")
def _(X, y):
    return ols.fit(X, y)


@normal_equations.variant("sums in a loop")
def _(X, y):
    p = X.shape[1]
    A = [[sum(X[:, i] * X[:, j]) for j in range(p)] for i in range(p)]
    return np.linalg.solve(A, [sum(X[:, i] * y) for i in range(p)]).tolist()


@normal_equations.law(
    "Least squares: no other plane has a smaller sum of squared residuals. Yours leaves {left}; "
    "there is a plane that leaves {right}.",
    relation="≤",
)
def _(b, X, y):
    return squares_left(b, X, y), squares_left(lstsq(X, y), X, y)


@normal_equations.law(
    "The residuals e = y − Xb are at a right angle to every column of X: X'e = 0. Yours give "
    "{left}."
)
def _(b, X, y):
    return at_right_angles(b, X, y)


@normal_equations.misconception(
    "no constant",
    "Your {yours} are the slopes of a plane forced through the origin: X has no column of ones.",
)
def _(X, y):
    return lstsq(X[:, 1:], y)


@normal_equations.misconception(
    "one predictor at a time",
    "Your {yours} come from fitting each predictor on its own. In this sample the two are slightly "
    "correlated (−0.02), so each slope on its own soaks up some of the other's effect: "
    "fit them together.",
)
def _(X, y):
    return [lstsq(X[:, [0, j]], y)[1] for j in range(1, X.shape[1])]


@normal_equations.misconception(
    "each column on its own",
    "Your {yours} are `X.T @ y` divided by each column's own sum of squares. That is right only "
    "for columns at right angles; here the off-diagonal entries of `X.T @ X` count too.",
)
def _(X, y):
    return X.T @ y / np.diag(X.T @ X)


@normal_equations.misconception(
    "predictors centred",
    "Your {yours} have the right slopes, but the constant belongs to centred predictors: "
    "it is the mean of y. Use X as it is, or shift the constant back.",
)
def _(X, y):
    return np.array([y.mean(), *lstsq(X, y)[1:]])


@normal_equations.misconception(
    "predictors standardised (n − 1)",
    "Your {yours} are for standardised predictors (divisor n − 1): a slope is then the change of y "
    "for one standard deviation of x. Wanted: for one unit of x.",
)
def _(X, y):
    return np.array([y.mean(), *lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1)])


@normal_equations.misconception(
    "predictors standardised (n)",
    "Your {yours} are for standardised predictors (divisor n): a slope is then the change of y "
    "for one standard deviation of x. Wanted: for one unit of x.",
)
def _(X, y):
    return np.array([y.mean(), *lstsq(X, y)[1:] * X[:, 1:].std(axis=0)])


@normal_equations.misconception(
    "slopes of standardised predictors (n − 1)",
    "Your {yours} are slopes for standardised predictors (divisor n − 1), without the constant. "
    "Wanted: the constant, and the change of y for one *unit* of each x.",
)
def _(X, y):
    return lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1)


@normal_equations.misconception(
    "slopes of standardised predictors (n)",
    "Your {yours} are slopes for standardised predictors (divisor n), without the constant. "
    "Wanted: the constant, and the change of y for one *unit* of each x.",
)
def _(X, y):
    return lstsq(X, y)[1:] * X[:, 1:].std(axis=0)


@normal_equations.misconception(
    "everything centred",
    "Your {yours} are the two slopes alone. They are right, but centring removed the constant: "
    "it is the mean of y minus the slopes times the means of x.",
)
def _(X, y):
    return lstsq(X, y)[1:]


@normal_equations.misconception(
    "entries inverted",
    "Your {yours} come from `1 / (X.T @ X)` or `(X.T @ X)**-1`, which inverts entry by entry. "
    "The inverse of a matrix is `np.linalg.inv`; better still, solve.",
)
def _(X, y):
    return (1 / (X.T @ X)) @ X.T @ y


@normal_equations.misconception(
    "the truth",
    "Your {yours} are the truth, `world.beta`, which outside of a simulation nobody knows. "
    "Estimate it from X and y.",
)
def _(X, y):
    return simulate.seed_world().beta


@normal_equations.misconception(
    "constant kept elsewhere",
    "Your {yours} have the right slopes and a 0 for the constant: the software fitted a constant "
    "of its own and keeps it elsewhere (scikit-learn: in `intercept_`).",
)
def _(X, y):
    return np.array([0.0, *lstsq(X, y)[1:]])


@normal_equations.misconception(
    "divided by n", "Your {yours} are `X.T @ y / n`: averages of products, not yet solved for beta."
)
def _(X, y):
    return X.T @ y / len(y)


@normal_equations.misconception(
    "10 taken away first",
    "The constant among your {yours} is too low by 10: you took the true constant away from y "
    "before fitting. Least squares is to find it.",
)
def _(X, y):
    return lstsq(X, y - 10)


@normal_equations.misconception(
    "small twin", "Your {yours} are fitted to the first ten observations only. Use all 200."
)
def _(X, y):
    return lstsq(X[:10], y[:10])


@normal_equations.misconception(
    "not solved", "Your {yours} are `X.T @ y`, the right-hand side. Solve `X.T @ X` against it."
)
def _(X, y):
    return X.T @ y


@normal_equations.misconception(
    "multiplied instead of solved",
    "Your {yours} are `X.T @ X` *times* `X.T @ y`. The matrix stands on the other side of the "
    "equation: solve, or multiply by its inverse.",
)
def _(X, y):
    return X.T @ X @ X.T @ y


@normal_equations.misconception(
    "* for @",
    "Your answer is a 3 × 3 table: `*` multiplies entry by entry. The product of a matrix and a "
    "vector is written `@`.",
)
def _(X, y):
    return np.linalg.inv(X.T @ X) * (X.T @ y)


@normal_equations.misconception(
    "predictors and response exchanged",
    "Your {yours} are slopes of the predictors on y, not of y on the predictors. "
    "Least squares is not symmetric: the error it makes small is the error in y.",
)
def _(X, y):
    return X.T @ y / (y @ y)
