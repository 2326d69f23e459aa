"""The normal equations: residuals at a right angle to every column of X, the ones included."""

import numpy as np

from helpers import ols, simulate
from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import at_right_angles, lstsq, seed, squares_left


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


normal_equations.mistakes(
    ("no constant", lambda X, y: lstsq(X[:, 1:], y),
     "Your {yours} are the slopes of a plane forced through the origin: X has no column of ones."),
    ("one predictor at a time",
     lambda X, y: [lstsq(X[:, [0, j]], y)[1] for j in range(1, X.shape[1])],
     "Your {yours} come from fitting each predictor on its own. In this sample the two are "
     "slightly correlated (−0.02), so each slope on its own soaks up some of the other's effect: "
     "fit them together."),
    ("each column on its own", lambda X, y: X.T @ y / np.diag(X.T @ X),
     "Your {yours} are `X.T @ y` divided by each column's own sum of squares. That is right only "
     "for columns at right angles; here the off-diagonal entries of `X.T @ X` count too."),
    ("predictors centred", lambda X, y: np.array([y.mean(), *lstsq(X, y)[1:]]),
     "Your {yours} have the right slopes, but the constant belongs to centred predictors: it is "
     "the mean of y. Use X as it is, or shift the constant back."),
    ("predictors standardised (n − 1)",
     lambda X, y: np.array([y.mean(), *lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1)]),
     "Your {yours} are for standardised predictors (divisor n − 1): a slope is then the change of "
     "y for one standard deviation of x. Wanted: for one unit of x."),
    ("predictors standardised (n)",
     lambda X, y: np.array([y.mean(), *lstsq(X, y)[1:] * X[:, 1:].std(axis=0)]),
     "Your {yours} are for standardised predictors (divisor n): a slope is then the change of y "
     "for one standard deviation of x. Wanted: for one unit of x."),
    ("slopes of standardised predictors (n − 1)",
     lambda X, y: lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1),
     "Your {yours} are slopes for standardised predictors (divisor n − 1), without the constant. "
     "Wanted: the constant, and the change of y for one *unit* of each x."),
    ("slopes of standardised predictors (n)", lambda X, y: lstsq(X, y)[1:] * X[:, 1:].std(axis=0),
     "Your {yours} are slopes for standardised predictors (divisor n), without the constant. "
     "Wanted: the constant, and the change of y for one *unit* of each x."),
    ("everything centred", lambda X, y: lstsq(X, y)[1:],
     "Your {yours} are the two slopes alone. They are right, but centring removed the constant: "
     "it is the mean of y minus the slopes times the means of x."),
    ("entries inverted", lambda X, y: (1 / (X.T @ X)) @ X.T @ y,
     "Your {yours} come from `1 / (X.T @ X)` or `(X.T @ X)**-1`, which inverts entry by entry. "
     "The inverse of a matrix is `np.linalg.inv`; better still, solve."),
    ("the truth", lambda X, y: simulate.seed_world().beta,
     "Your {yours} are the truth, `world.beta`, which outside of a simulation nobody knows. "
     "Estimate it from X and y."),
    ("constant kept elsewhere", lambda X, y: np.array([0.0, *lstsq(X, y)[1:]]),
     "Your {yours} have the right slopes and a 0 for the constant: the software fitted a constant "
     "of its own and keeps it elsewhere (scikit-learn: in `intercept_`)."),
    ("divided by n", lambda X, y: X.T @ y / len(y),
     "Your {yours} are `X.T @ y / n`: averages of products, not yet solved for beta."),
    ("10 taken away first", lambda X, y: lstsq(X, y - 10),
     "The constant among your {yours} is too low by 10: you took the true constant away from y "
     "before fitting. Least squares is to find it."),
    ("small twin", lambda X, y: lstsq(X[:10], y[:10]),
     "Your {yours} are fitted to the first ten observations only. Use all 200."),
    ("not solved", lambda X, y: X.T @ y,
     "Your {yours} are `X.T @ y`, the right-hand side. Solve `X.T @ X` against it."),
    ("multiplied instead of solved", lambda X, y: X.T @ X @ X.T @ y,
     "Your {yours} are `X.T @ X` *times* `X.T @ y`. The matrix stands on the other side of the "
     "equation: solve, or multiply by its inverse."),
    ("* for @", lambda X, y: np.linalg.inv(X.T @ X) * (X.T @ y),
     "Your answer is a 3 × 3 table: `*` multiplies entry by entry. The product of a matrix and a "
     "vector is written `@`."),
    ("predictors and response exchanged", lambda X, y: X.T @ y / (y @ y),
     "Your {yours} are slopes of the predictors on y, not of y on the predictors. Least squares "
     "is not symmetric: the error it makes small is the error in y."),
)  # fmt: skip
