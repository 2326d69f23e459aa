"""Exercises of lesson 02: projection, normal equations, QR, R²."""

import numpy as np
from scipy.linalg import solve_triangular

from helpers import ols, simulate
from helpers.exercises.lessons import least_squares as lesson
from helpers.feedback import Rounding, written

__all__ = [
    "centring",
    "condition_number",
    "hat_matrix",
    "longley",
    "normal_equations",
    "qr",
    "r_squared",
]


def _seed():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


def _lstsq(X, y):
    """Least squares by the singular value decomposition: an independent route."""
    return np.linalg.lstsq(X, y, rcond=None)[0]


def _share(residuals, total):
    """1 - (residual sum of squares) / (total sum of squares)."""
    return float(1 - residuals @ residuals / (total @ total))


# The normal equations


@lesson.value(
    "02-normal-equations",
    data=_seed,
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
    return _lstsq(X, y)


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


@normal_equations.misconception(
    "no constant",
    "Your {yours} are the slopes of a plane forced through the origin: X has no column of ones.",
)
def _(X, y):
    return _lstsq(X[:, 1:], y)


@normal_equations.misconception(
    "one predictor at a time",
    "Your {yours} come from fitting each predictor on its own. In this sample the two are slightly "
    "correlated (−0.02), so each slope on its own soaks up some of the other's effect: "
    "fit them together.",
)
def _(X, y):
    return [_lstsq(X[:, [0, j]], y)[1] for j in range(1, X.shape[1])]


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
    return np.array([y.mean(), *_lstsq(X, y)[1:]])


@normal_equations.misconception(
    "predictors standardised (n − 1)",
    "Your {yours} are for standardised predictors (divisor n − 1): a slope is then the change of y "
    "for one standard deviation of x. Wanted: for one unit of x.",
)
def _(X, y):
    return np.array([y.mean(), *_lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1)])


@normal_equations.misconception(
    "predictors standardised (n)",
    "Your {yours} are for standardised predictors (divisor n): a slope is then the change of y "
    "for one standard deviation of x. Wanted: for one unit of x.",
)
def _(X, y):
    return np.array([y.mean(), *_lstsq(X, y)[1:] * X[:, 1:].std(axis=0)])


@normal_equations.misconception(
    "slopes of standardised predictors (n − 1)",
    "Your {yours} are slopes for standardised predictors (divisor n − 1), without the constant. "
    "Wanted: the constant, and the change of y for one *unit* of each x.",
)
def _(X, y):
    return _lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1)


@normal_equations.misconception(
    "slopes of standardised predictors (n)",
    "Your {yours} are slopes for standardised predictors (divisor n), without the constant. "
    "Wanted: the constant, and the change of y for one *unit* of each x.",
)
def _(X, y):
    return _lstsq(X, y)[1:] * X[:, 1:].std(axis=0)


@normal_equations.misconception(
    "everything centred",
    "Your {yours} are the two slopes alone. They are right, but centring removed the constant: "
    "it is the mean of y minus the slopes times the means of x.",
)
def _(X, y):
    return _lstsq(X, y)[1:]


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
    return np.array([0.0, *_lstsq(X, y)[1:]])


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
    return _lstsq(X, y - 10)


@normal_equations.misconception(
    "small twin", "Your {yours} are fitted to the first ten observations only. Use all 200."
)
def _(X, y):
    return _lstsq(X[:10], y[:10])


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


# The hat matrix


def _designs(rng):
    for n, p in ((7, 3), (12, 2), (9, 4), (20, 3)):
        yield (np.column_stack([np.ones(n), rng.normal(2, 1, (n, p - 1))]),)
    yield (rng.normal(size=(8, 3)),)  # without a constant


@lesson.function(
    "02-hat-matrix",
    cases=_designs,
    hints=(
        "Put $\\hat\\beta = (X'X)^{-1}X'y$ into $\\hat y = X\\hat\\beta$. What stands before $y$?",
        "$H = X (X'X)^{-1} X'$, a matrix with n rows and n columns.",
        "`X @ np.linalg.solve(X.T @ X, X.T)`, or with `Q, _ = np.linalg.qr(X)`: `Q @ Q.T`.",
    ),
)
def hat_matrix(X):
    """The hat matrix, which projects y onto the columns of X."""
    return X @ np.linalg.pinv(X)


@hat_matrix.variant("by the formula")
def _(X):
    return X @ np.linalg.inv(X.T @ X) @ X.T


@hat_matrix.variant("solve")
def _(X):
    return X @ np.linalg.solve(X.T @ X, X.T)


@hat_matrix.variant("QR")
def _(X):
    Q = np.linalg.qr(X)[0]
    return Q @ Q.T


@hat_matrix.variant("the fitted values of each unit vector")
def _(X):
    return np.column_stack([X @ _lstsq(X, unit) for unit in np.eye(len(X))])


@hat_matrix.misconception(
    "residual maker",
    "Your matrix is I − H: it takes y to the residuals. Wanted: the matrix that takes y to the "
    "fitted values.",
)
def _(X):
    return np.eye(len(X)) - X @ np.linalg.pinv(X)


@hat_matrix.misconception(
    "no inverse",
    "Your matrix is X X'. It does not project: applied twice it gives another result than once. "
    "The inverse of X'X belongs in the middle.",
)
def _(X):
    return X @ X.T


@hat_matrix.misconception(
    "inverse forgotten, X'X kept",
    "Your matrix is X (X'X) X'. The middle must be the *inverse* of X'X.",
)
def _(X):
    return X @ (X.T @ X) @ X.T


@hat_matrix.misconception(
    "pseudo-inverse",
    "Your matrix is (X'X)⁻¹X', which takes y to the coefficients. Multiply by X from the left to "
    "get to the fitted values.",
)
def _(X):
    return np.linalg.pinv(X)


@hat_matrix.misconception(
    "identity of size p",
    "Your matrix is the p × p identity. That is Q'Q, or X' and X with their places exchanged. "
    "H has n rows and n columns: X comes first and X' last, Q first and Q' last.",
)
def _(X):
    return np.eye(X.shape[1])


@hat_matrix.misconception(
    "inverse alone",
    "Your matrix is (X'X)⁻¹, with p rows. X belongs before it and X' after it.",
)
def _(X):
    return np.linalg.inv(X.T @ X)


@hat_matrix.misconception(
    "entries inverted",
    "Your matrix uses `1 / (X.T @ X)` or `(X.T @ X)**-1`, which inverts entry by entry. The "
    "inverse of a matrix is `np.linalg.inv`; better still, solve.",
)
def _(X):
    return X @ (1 / (X.T @ X)) @ X.T


@hat_matrix.misconception(
    "first column left out",
    "Your matrix projects onto all columns of X but the first. The column of ones belongs to X.",
)
def _(X):
    return X[:, 1:] @ np.linalg.pinv(X[:, 1:])


@hat_matrix.misconception(
    "complete Q",
    "Your matrix is the identity: the full n × n Q spans everything, so every y is its own "
    "projection. Use the reduced Q with p columns, numpy's default.",
)
def _(X):
    return np.eye(len(X))


@hat_matrix.misconception(
    "leverages only",
    "Your function returns the diagonal of H, the leverages. Wanted: all n × n of it.",
)
def _(X):
    return np.diag(X @ np.linalg.pinv(X))


@hat_matrix.misconception(
    "constant lost",
    "Your matrix projects onto the centred predictors: its rows add up to 0 where they should add "
    "up to 1. The column of ones belongs to X too.",
)
def _(X):
    return X @ np.linalg.pinv(X) - 1 / len(X)


# R²


@lesson.value(
    "02-r-squared",
    data=_seed,
    attributes=("r_squared", "rsquared"),
    hints=(
        "Compare two sums of squares: of the residuals, and of y around its own mean.",
        "$R^2 = 1 - \\sum (y_i - \\hat y_i)^2 \\big/ \\sum (y_i - \\bar y)^2$",
        "`1 - np.sum((y - X @ beta_hat)**2) / np.sum((y - y.mean())**2)`",
    ),
)
def r_squared(X, y):
    """The share of the variation of y that the plane explains."""
    return _share(y - X @ _lstsq(X, y), y - y.mean())


@r_squared.variant("explained over total")
def _(X, y):
    fitted = X @ _lstsq(X, y)
    return np.sum((fitted - y.mean()) ** 2) / np.sum((y - y.mean()) ** 2)


@r_squared.variant("squared correlation of y with the fit")
def _(X, y):
    return np.corrcoef(y, X @ _lstsq(X, y))[0, 1] ** 2


@r_squared.misconception(
    "uncentred total",
    "Your {yours} measures y around 0, not around its mean: `y @ y` in the denominator. "
    "So it credits the plane with the constant, which every model has.",
)
def _(X, y):
    return _share(y - X @ _lstsq(X, y), y)


@r_squared.misconception(
    "no constant, uncentred total",
    "Your {yours} comes from a plane through the origin, with y measured around 0. It looks "
    "better than the right value and describes a worse fit: X has lost its column of ones.",
)
def _(X, y):
    return _share(y - X[:, 1:] @ _lstsq(X[:, 1:], y), y)


@r_squared.misconception(
    "no constant",
    "Your {yours} comes from a plane through the origin: X has lost its column of ones, "
    "and the residuals grew.",
)
def _(X, y):
    return _share(y - X[:, 1:] @ _lstsq(X[:, 1:], y), y - y.mean())


@r_squared.misconception(
    "unexplained share",
    "Your {yours} is the share that is left *unexplained*: residuals over total. "
    "R² is one minus that.",
)
def _(X, y):
    return 1 - _share(y - X @ _lstsq(X, y), y - y.mean())


@r_squared.misconception(
    "R, not squared", "Your {yours} is the correlation of y with the fitted values. Square it."
)
def _(X, y):
    return np.sqrt(_share(y - X @ _lstsq(X, y), y - y.mean()))


@r_squared.misconception(
    "adjusted R²",
    "Your {yours} is the adjusted R², which divides by degrees of freedom first. "
    "Wanted: the plain one.",
)
def _(X, y):
    n, p = X.shape
    return 1 - (1 - _share(y - X @ _lstsq(X, y), y - y.mean())) * (n - 1) / (n - p)


@r_squared.misconception(
    "explained over unexplained",
    "Your {yours} divides the explained by the unexplained variation. "
    "Divide by the total, the sum of both.",
)
def _(X, y):
    share = _share(y - X @ _lstsq(X, y), y - y.mean())
    return share / (1 - share)


@r_squared.misconception(
    "one predictor: x1",
    "Your {yours} is the squared correlation of y with x1 alone. R² is for both predictors "
    "together.",
)
def _(X, y):
    return np.corrcoef(X[:, 1], y)[0, 1] ** 2


@r_squared.misconception(
    "one predictor: x2",
    "Your {yours} is the squared correlation of y with x2 alone. R² is for both predictors "
    "together.",
)
def _(X, y):
    return np.corrcoef(X[:, 2], y)[0, 1] ** 2


@r_squared.misconception(
    "squared correlations added",
    "Your {yours} adds the squared correlations of y with x1 and with x2. That is R² only for "
    "predictors that are uncorrelated; these are nearly so, but not quite.",
)
def _(X, y):
    return np.corrcoef(X[:, 1], y)[0, 1] ** 2 + np.corrcoef(X[:, 2], y)[0, 1] ** 2


@r_squared.misconception(
    "the true plane's share",
    "Your {yours} is the share that the *true* plane explains. R² belongs to the fitted plane, "
    "which in its own sample explains a little more.",
)
def _(X, y):
    return _share(y - X @ simulate.seed_world().beta, y - y.mean())


@r_squared.misconception(
    "explained over the uncentred total",
    "Your {yours} divides by the sum of squares of y itself. Measure both from the mean of y.",
)
def _(X, y):
    return np.sum((X @ _lstsq(X, y) - y.mean()) ** 2) / (y @ y)


@r_squared.misconception(
    "two divisors",
    "Your {yours} mixes a variance with divisor n and one with divisor n − 1. In R² the divisors "
    "must cancel.",
)
def _(X, y):
    residuals = y - X @ _lstsq(X, y)
    return 1 - residuals @ residuals / (len(y) - 1) / np.var(y)


@r_squared.misconception(
    "not squared",
    "Your {yours} compares lengths, not squared lengths: 1 − |residual| / |y − mean|. "
    "Pythagoras is about squares.",
)
def _(X, y):
    return 1 - np.sqrt(1 - _share(y - X @ _lstsq(X, y), y - y.mean()))


# Centring


@lesson.value(
    "02-centring",
    data=_seed,
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
    return _lstsq(X, y)


@centring.variant("by centring")
def _(X, y):
    means = X[:, 1:].mean(axis=0)
    slopes = np.linalg.solve(np.cov(X[:, 1:].T), [np.cov(x, y)[0, 1] for x in X[:, 1:].T])
    return [y.mean() - means @ slopes, *slopes]


@centring.misconception(
    "constant not shifted back",
    "The first of your {yours} is the mean of y, the height of the plane over the *middle* of the "
    "data. The constant is its height over x = 0: shift it back.",
)
def _(X, y):
    return np.array([y.mean(), *_lstsq(X, y)[1:]])


@centring.misconception(
    "shifted the wrong way",
    "The first of your {yours} is the mean of y *plus* the slopes times the means of x. "
    "Going back from the middle to x = 0 takes that away: minus.",
)
def _(X, y):
    slopes = _lstsq(X, y)[1:]
    return np.array([y.mean() + X[:, 1:].mean(axis=0) @ slopes, *slopes])


@centring.misconception(
    "constant 0",
    "Your {yours} say that the constant is 0. It is 0 for the centred data only; "
    "for the data as they are it has to be recovered from the means.",
)
def _(X, y):
    return np.array([0.0, *_lstsq(X, y)[1:]])


@centring.misconception(
    "true constant",
    "The first of your {yours} is 10, the truth. Outside of a simulation nobody knows it: recover "
    "the estimate from the means.",
)
def _(X, y):
    return np.array([10.0, *_lstsq(X, y)[1:]])


@centring.misconception(
    "only x1 shifted back",
    "The first of your {yours} takes away the part of x1 but not that of x2.",
)
def _(X, y):
    slopes = _lstsq(X, y)[1:]
    return np.array([y.mean() - X[:, 1].mean() * slopes[0], *slopes])


@centring.misconception(
    "only x2 shifted back",
    "The first of your {yours} takes away the part of x2 but not that of x1.",
)
def _(X, y):
    slopes = _lstsq(X, y)[1:]
    return np.array([y.mean() - X[:, 2].mean() * slopes[1], *slopes])


@centring.misconception(
    "slopes exchanged",
    "The first of your {yours} pairs the mean of x1 with the slope of x2 and the other way round.",
)
def _(X, y):
    slopes = _lstsq(X, y)[1:]
    return np.array([y.mean() - X[:, 1:].mean(axis=0) @ slopes[::-1], *slopes])


@centring.misconception(
    "slopes only",
    "Your {yours} are the two slopes, and they are right. Put the constant before them.",
)
def _(X, y):
    return _lstsq(X, y)[1:]


@centring.misconception(
    "standardised",
    "The slopes among your {yours} are for predictors divided by their standard deviation. "
    "Centring takes away the mean and nothing else.",
)
def _(X, y):
    slopes = _lstsq(X, y)[1:] * X[:, 1:].std(axis=0, ddof=1)
    return np.array([y.mean() - X[:, 1:].mean(axis=0) @ slopes, *slopes])


@centring.misconception(
    "y not averaged",
    "The first of your {yours} leaves out the mean of y: it is only minus the slopes times the "
    "means of x.",
)
def _(X, y):
    slopes = _lstsq(X, y)[1:]
    return np.array([-X[:, 1:].mean(axis=0) @ slopes, *slopes])


# QR


def _regressions(rng):
    """Ordinary problems, and a last one whose columns are nearly parallel (condition 6e6)."""
    for n, p in ((7, 3), (12, 2), (15, 4)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        yield X, X @ rng.normal(size=p) + rng.normal(size=n)
    U = np.linalg.qr(rng.normal(size=(30, 3)))[0]
    V = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    X = U * [1.0, 0.1, 1.6e-7] @ V.T
    yield X, X @ np.array([2.0, -1.0, 3.0])


@lesson.function(
    "02-qr",
    cases=_regressions,
    attributes=("beta", "params"),
    hints=(
        "Put X = QR into the normal equations and use Q'Q = I. What is left?",
        "$R\\beta = Q'y$. R is triangular, so this is solved from the last row upwards.",
        "`Q, R = np.linalg.qr(X)`, then `solve_triangular(R, Q.T @ y)` from `scipy.linalg` "
        "(or `np.linalg.solve`).",
    ),
)
def qr(X, y):
    """Least squares by QR."""
    return _lstsq(X, y)


@qr.variant("solve_triangular")
def _(X, y):
    Q, R = np.linalg.qr(X)
    return solve_triangular(R, Q.T @ y)


@qr.variant("solve")
def _(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R, Q.T @ y)


@qr.variant("back substitution by hand")
def _(X, y):
    Q, R = np.linalg.qr(X)
    z, p = Q.T @ y, X.shape[1]
    beta = np.zeros(p)
    for j in reversed(range(p)):
        beta[j] = (z[j] - R[j, j + 1 :] @ beta[j + 1 :]) / R[j, j]
    return beta


@qr.variant("singular value decomposition")
def _(X, y):
    U, s, Vt = np.linalg.svd(X, full_matrices=False)
    return Vt.T @ (U.T @ y / s)


@qr.misconception(
    "digits lost",
    "On ordinary data your function agrees with the reference. On the last input, whose condition "
    "number is 6 million, it loses most of its digits. Forming X'X does that (the number is "
    "squared); so do a Q whose columns are not quite at right angles and a cut-off that drops a "
    "direction.",
    tolerance=(
        Rounding(),
        Rounding(),
        Rounding(),
        Rounding(0.5, floor=0.5, reason="how many digits are lost depends on the processor"),
    ),
)
def _(X, y):
    return np.linalg.solve(X.T @ X, X.T @ y)


@qr.misconception(
    "X'y for Q'y",
    "Your function solves Rβ = X'y. With R alone goes Q'y; X'y goes with the whole of X'X.",
)
def _(X, y):
    return np.linalg.solve(np.linalg.qr(X)[1], X.T @ y)


@qr.misconception(
    "not solved",
    "Your function returns Q'y. Those are coordinates along the columns of Q; "
    "solve Rβ = Q'y to get coordinates along the columns of X.",
)
def _(X, y):
    return np.linalg.qr(X)[0].T @ y


@qr.misconception(
    "multiplied instead of solved",
    "Your function multiplies Q'y by R. R stands on the other side of the equation: solve.",
)
def _(X, y):
    Q, R = np.linalg.qr(X)
    return R @ (Q.T @ y)


@qr.misconception(
    "R transposed",
    "Your function solves R'β = Q'y. The triangle is R itself, upper triangular: Rβ = Q'y.",
)
def _(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R.T, Q.T @ y)


@qr.misconception(
    "fitted values",
    "Your function returns QQ'y, the n fitted values. Wanted: the p coefficients.",
)
def _(X, y):
    Q = np.linalg.qr(X)[0]
    return Q @ (Q.T @ y)


@qr.misconception(
    "only the diagonal of R used",
    "Your function divides Q'y by the diagonal of R. R is *upper* triangular: the entries above "
    "the diagonal count too, so solve from the last row upwards (and do not say `lower=True`).",
)
def _(X, y):
    Q, R = np.linalg.qr(X)
    return Q.T @ y / np.diag(R)


@qr.misconception(
    "QR of X'X, solved against y",
    "Your function solves R'Rβ = Q'y: one triangle too many. "
    "R'R goes with X'y, and R alone goes with Q'y.",
)
def _(X, y):
    Q, R = np.linalg.qr(X)
    return np.linalg.solve(R.T @ R, Q.T @ y)


# The condition number


@lesson.value(
    "02-condition-number",
    data=lambda: {"X": simulate.seed_world().X},
    attributes=("condition_number",),
    hints=(
        "How much longer is the longest axis of the ellipsoid to which X takes the unit sphere "
        "than the shortest one?",
        "The singular values of X are those lengths: `np.linalg.svd(X, compute_uv=False)`.",
        "The largest singular value divided by the smallest; `np.linalg.cond(X)` does it.",
    ),
)
def condition_number(X):
    """The condition number of X."""
    singular_values = np.linalg.svd(X, compute_uv=False)
    return singular_values[0] / singular_values[-1]


@condition_number.variant("cond")
def _(X):
    return np.linalg.cond(X)


@condition_number.variant("from the eigenvalues of X'X")
def _(X):
    eigenvalues = np.linalg.eigvalsh(X.T @ X)
    return np.sqrt(eigenvalues[-1] / eigenvalues[0])


@condition_number.variant("of R")
def _(X):
    return np.linalg.cond(np.linalg.qr(X)[1])


@condition_number.misconception(
    "cond(X'X)",
    "Your {yours} is the condition number of X'X, the *square* of that of X. This squaring is what "
    "costs the normal equations their digits.",
)
def _(X):
    return np.linalg.cond(X.T @ X)


@condition_number.misconception(
    "without the constant",
    "Your {yours} is for the two predictors alone. The column of ones is part of X.",
)
def _(X):
    return np.linalg.cond(X[:, 1:])


@condition_number.misconception(
    "centred",
    "Your {yours} is for centred predictors, which are nearly at right angles. "
    "Take X as it is, with its column of ones.",
)
def _(X):
    return np.linalg.cond(X[:, 1:] - X[:, 1:].mean(axis=0))


@condition_number.misconception(
    "inverted",
    "Your {yours} is the smallest singular value over the largest; "
    "a condition number is at least 1.",
)
def _(X):
    return 1 / np.linalg.cond(X)


@condition_number.misconception(
    "first over second",
    "Your {yours} is the largest singular value over the second; divide by the smallest.",
)
def _(X):
    singular_values = np.linalg.svd(X, compute_uv=False)
    return singular_values[0] / singular_values[1]


@condition_number.misconception(
    "all singular values",
    "Your {yours} are the singular values themselves. Divide the largest by the smallest.",
)
def _(X):
    return np.linalg.svd(X, compute_uv=False)


@condition_number.misconception(
    "diagonal of R",
    "Your {yours} divides entries on the diagonal of R. Those hint at the condition number, but "
    "the lengths of the axes are the singular values.",
)
def _(X):
    diagonal = np.abs(np.diag(np.linalg.qr(X)[1]))
    return diagonal.max() / diagonal.min()


@condition_number.misconception(
    "lengths of the columns",
    "Your {yours} divides the longest column by the shortest. How the columns lie to each other "
    "counts, too: take the singular values.",
)
def _(X):
    lengths = np.linalg.norm(X, axis=0)
    return lengths.max() / lengths.min()


@condition_number.misconception(
    "columns scaled",
    "Your {yours} is for columns scaled to length 1: a fairer measure of collinearity, and the one "
    "by which `ols.fit` judges rank. Here: the plain condition number of X.",
)
def _(X):
    return np.linalg.cond(X / np.linalg.norm(X, axis=0))


@condition_number.misconception(
    "largest singular value", "Your {yours} is the largest singular value; divide by the smallest."
)
def _(X):
    return np.linalg.norm(X, 2)


# Longley


def _longley():
    from statsmodels.datasets import longley as data

    table = data.load_pandas()
    X = np.column_stack([np.ones(len(table.endog)), table.exog.to_numpy(dtype=float)])
    return {"X": X, "y": table.endog.to_numpy(dtype=float)}


@lesson.value(
    "02-longley",
    data=_longley,
    attributes=("beta", "params"),
    tolerance=Rounding(
        6e-10,
        floor=0.0,
        reason="ten significant digits; QR keeps 10.8 or more, the normal equations at most 8.6",
    ),
    hints=(
        "Which of the two ways, normal equations or QR, squares the condition number?",
        "You have written the better way already, as `least_squares_qr`.",
        "`least_squares_qr(X_longley, y_longley)`",
    ),
)
def longley(X, y):
    """Longley's data, to ten digits."""
    return ols.fit(X, y).beta


@longley.variant("QR")
def _(X, y):
    Q, R = np.linalg.qr(X)
    return solve_triangular(R, Q.T @ y)


@longley.variant("a fitted object")
def _(X, y):
    return ols.fit(X, y)


@longley.misconception(
    "digits lost",
    lambda yours, X, y: (
        f"Your coefficient of the year, {written(yours.ravel()[-1], '.9g')}, looks right, but your "
        f"numbers keep only {_digits(yours.ravel(), ols.fit(X, y).beta):.1f} correct digits. The "
        "normal equations do that, since X'X squares the condition number. Use QR on X itself, and "
        "round nothing on the way."
    ),
    tolerance=Rounding(1e-4, floor=0.0, reason="the digits lost depend on the processor"),
)
def _(X, y):
    return np.linalg.solve(X.T @ X, X.T @ y)


def _digits(answer, right):
    """The correct digits of the worst entry: its log relative error."""
    return float(-np.log10(np.max(np.abs(answer / right - 1))))


@longley.misconception(
    "no constant",
    "Your {yours} are slopes of a plane through the origin. Longley's data need their constant, "
    "all −3.5 million of it: put a column of ones before the six predictors.",
)
def _(X, y):
    return _lstsq(X[:, 1:], y)


@longley.misconception(
    "constant last",
    "Your {yours} stand in another order: your column of ones is the last one. Put it first.",
)
def _(X, y):
    beta = ols.fit(X, y).beta
    return np.array([*beta[1:], beta[0]])


@longley.misconception(
    "predictors standardised",
    "Your {yours} are for standardised predictors: changes of y for one standard deviation of x. "
    "Wanted: for one unit of x.",
)
def _(X, y):
    return np.array([y.mean(), *ols.fit(X, y).beta[1:] * X[:, 1:].std(axis=0, ddof=1)])


@longley.misconception(
    "years counted from 1947",
    "The first of your {yours} is the constant for years counted from 1947. Take the years as the "
    "table has them.",
)
def _(X, y):
    beta = ols.fit(X, y).beta
    return np.array([beta[0] + 1947 * beta[-1], *beta[1:]])


@longley.misconception(
    "predictors centred",
    "Your first number, among {yours}, is the mean of y: the constant of centred predictors. "
    "Shift it back, or fit the columns as they are.",
)
def _(X, y):
    return np.array([y.mean(), *ols.fit(X, y).beta[1:]])


@longley.misconception(
    "pseudo-inverse of X'X",
    "Your {yours} come from a pseudo-inverse of X'X. It drops the directions that it can no "
    "longer tell from zero. Use QR on X itself.",
    tolerance=Rounding(1e-2, floor=0.0, reason="the digits lost depend on the processor"),
)
def _(X, y):
    return np.linalg.pinv(X.T @ X) @ X.T @ y


def __dir__():
    return __all__
