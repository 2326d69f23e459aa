"""Ridge regression as the mode of a posterior: what lambda is made of."""

import numpy as np
from scipy import optimize

from helpers.exercises.lessons import priors as lesson
from helpers.exercises.priors.normal_inverse_gamma import lstsq
from helpers.feedback import Rounding


def _ridges(rng):
    for n, p, sigma, eta in ((7, 3, 2.0, 1.6), (12, 2, 0.7, 1.9), (9, 4, 1.5, 0.7)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        yield X, X @ rng.normal(0, 2, p) + 6 + rng.normal(0, 1, n), sigma, eta


def _penalised(X, y, penalty):
    """Where |y − X beta|² + Σ penalty_j beta_j² is smallest."""
    return np.linalg.solve(X.T @ X + np.diag(penalty), X.T @ y)


def _slopes_only(X, weight):
    return weight * np.append(0, np.ones(X.shape[1] - 1))


@lesson.function(
    "08-ridge",
    cases=_ridges,
    tolerance=Rounding(
        relative=1e-6,
        floor=2e-6,
        reason="a search may stop with errors of a millionth of the largest coefficient; wrong "
        "programs differ in the first four digits of it",
    ),
    hints=(
        "Write down minus the log joint density and drop what does not depend on beta: squared "
        "residuals over 2σ², plus the squared slopes over 2η². Multiply by 2σ².",
        "What is left is |y − Xβ|² + λ Σ slopes², with λ = σ²/η². Set its slope in beta to zero: "
        "(X'X + λD)β = X'y, D diagonal with a 0 for the constant and a 1 for each slope.",
        "`D = np.diag([0, *np.ones(X.shape[1] - 1)])`, then "
        "`np.linalg.solve(X.T @ X + sigma**2 / eta**2 * D, X.T @ y)`.",
    ),
)
def ridge(X, y, sigma, eta):
    """Ridge regression as the mode of a posterior."""
    # Each slope's prior is one more observation: it says 0, with noise of sd eta.
    p = X.shape[1]
    rows = np.vstack([X / sigma, np.eye(p)[1:] / eta])
    return lstsq(rows, np.append(y / sigma, np.zeros(p - 1)))


@ridge.variant("the penalised normal equations")
def _(X, y, sigma, eta):
    penalty = np.eye(X.shape[1]) * sigma**2 / eta**2
    penalty[0, 0] = 0
    return np.linalg.solve(X.T @ X + penalty, X.T @ y)


@ridge.variant("centred, the intercept afterwards")
def _(X, y, sigma, eta):
    means = X[:, 1:].mean(axis=0)
    Z = X[:, 1:] - means
    slopes = np.linalg.solve(Z.T @ Z + (sigma / eta) ** 2 * np.eye(Z.shape[1]), Z.T @ y)
    return [y.mean() - means @ slopes, *slopes]


@ridge.variant("by search")
def _(X, y, sigma, eta):
    def height(beta):
        return np.sum((y - X @ beta) ** 2) / sigma**2 + np.sum(beta[1:] ** 2) / eta**2

    def slope(beta):
        return 2 * (X.T @ (X @ beta - y) / sigma**2 + np.append(0, beta[1:]) / eta**2)

    return optimize.minimize(height, np.zeros(X.shape[1]), jac=slope, options={"gtol": 1e-9}).x


@ridge.variant("by search, without a gradient")
def _(X, y, sigma, eta):
    def minus_log_joint(beta):
        fit = np.sum((y - X @ beta) ** 2) / (2 * sigma**2)
        return fit + np.sum(beta[1:] ** 2) / (2 * eta**2)

    return optimize.minimize(minus_log_joint, np.zeros(X.shape[1])).x


@ridge.misconception(
    "intercept penalised",
    "Your function pulls the constant towards zero, too (with λ = 1, the seed world's slopes would "
    "be 4.358 and 10.699). Its prior is flat: the penalty for the first column is 0.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, np.full(X.shape[1], sigma**2 / eta**2))


@ridge.misconception(
    "ratio inverted",
    "Your λ is eta²/sigma², the wrong way round. A wide prior (large eta) should pull *less*: "
    "λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, eta**2 / sigma**2))


@ridge.misconception(
    "ratio inverted, intercept penalised",
    "Your λ is eta²/sigma², the wrong way round, and the constant is penalised, too.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, np.full(X.shape[1], eta**2 / sigma**2))


@ridge.misconception(
    "λ times n",
    "Your λ is multiplied by n: that happens where the *mean* of the squared residuals is "
    "minimised beside the penalty (on the seed world with λ = 1 it gives 0.271 and 0.877). The log "
    "joint density holds their sum.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, len(y) * sigma**2 / eta**2))


@ridge.misconception(
    "λ over n",
    "Your λ is divided by n. The log joint density holds the sum of the squared residuals, not "
    "their mean: λ = sigma²/eta² as it is.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2 / len(y)))


@ridge.misconception(
    "not squared",
    "Your λ is sigma/eta. Both are standard deviations; the densities hold their squares.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma / eta))


@ridge.misconception(
    "sigma left out",
    "Your λ is 1/eta². The residuals are measured in units of sigma: λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, 1 / eta**2))


@ridge.misconception(
    "eta left out",
    "Your λ does not depend on eta, the prior's sd: λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2))


@ridge.misconception(
    "a ½ lost",
    "Your λ is half of what it should be: one of the two exponents has lost its ½. They cancel.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2 / 2))


@ridge.misconception(
    "a ½ too many",
    "Your λ is twice what it should be: one of the two exponents has lost its ½. They cancel.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, 2 * sigma**2 / eta**2))


@ridge.misconception(
    "penalty subtracted",
    "Your penalty has the wrong sign: it pushes the slopes away from zero.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, -(sigma**2) / eta**2))


@ridge.misconception(
    "no penalty", "Your numbers are those of least squares: the prior has no influence."
)
def _(X, y, sigma, eta):
    return lstsq(X, y)


@ridge.misconception(
    "slopes only",
    "Your slopes are right. Hand over the constant, too: the mean of y minus the means of the "
    "predictors times their slopes.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]


@ridge.misconception(
    "no constant",
    "Your slopes are those of a plane through the origin: the column of ones was left out.",
)
def _(X, y, sigma, eta):
    return _penalised(X[:, 1:], y, np.full(X.shape[1] - 1, sigma**2 / eta**2))


@ridge.misconception(
    "mean of y as constant",
    "Your constant is the mean of y. That is the height over the *mean* of the predictors; at "
    "zero the plane is lower by the slopes times these means.",
)
def _(X, y, sigma, eta):
    slopes = _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]
    return np.append(y.mean(), slopes)


@ridge.misconception(
    "constant of least squares",
    "Your constant is that of least squares. With other slopes the plane must be lifted anew: "
    "solve for all coefficients at once.",
)
def _(X, y, sigma, eta):
    slopes = _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]
    return np.append(lstsq(X, y)[0], slopes)


@ridge.misconception(
    "penalty on the last",
    "Your penalty spares the last coefficient in place of the first. The column of ones comes "
    "first.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2)[::-1])


@ridge.misconception(
    "least squares divided",
    "Your numbers are least squares, divided by 1 + λ. That is right for orthonormal columns only; "
    "here each direction shrinks by a factor of its own.",
)
def _(X, y, sigma, eta):
    return lstsq(X, y) / (1 + sigma**2 / eta**2)


@ridge.misconception(
    "predictors standardised",
    "Your predictors were standardised, as ridge programs often do, and the slopes turned back. "
    "That is another prior, one on the standardised slopes.",
)
def _(X, y, sigma, eta):
    sd = np.append(1, X[:, 1:].std(axis=0))
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2) * sd**2)


@ridge.misconception(
    "eta not squared",
    "Your λ is sigma²/eta. Both are standard deviations; the densities hold their squares.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta))


@ridge.misconception(
    "sigma not squared",
    "Your λ is sigma/eta². Both are standard deviations; the densities hold their squares.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma / eta**2))


@ridge.misconception(
    "multiplied by eta²",
    "Your λ is sigma² eta². A wide prior (large eta) should pull *less*: divide.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 * eta**2))


@ridge.misconception(
    "λ squared",
    "Your λ is (sigma/eta)⁴: it was squared twice.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, (sigma / eta) ** 4))


@ridge.misconception(
    "sigma left out, ½ kept",
    "Your λ is 1/(2 eta²). Multiply the whole of minus the log joint density by 2 sigma², so "
    "that the squared residuals stand alone: λ = sigma²/eta².",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, 1 / (2 * eta**2)))


@ridge.misconception(
    "eta² handed over as V0",
    "Your numbers are the conjugate prior's with V0 = eta² I. There V0 is in units of sigma²: "
    "it would be eta²/sigma². And the constant's prior is flat here.",
)
def _(X, y, sigma, eta):
    return _penalised(X, y, np.full(X.shape[1], 1 / eta**2))


@ridge.misconception(
    "λ added to every entry",
    "Your λ is added to every entry of X'X. It belongs on the diagonal: λ times a diagonal "
    "matrix, with a 0 for the constant.",
)
def _(X, y, sigma, eta):
    return np.linalg.solve(X.T @ X + sigma**2 / eta**2, X.T @ y)


@ridge.misconception(
    "X'y not divided",
    "Your X'X is divided by sigma², X'y is not. Both sides of the equation carry the factor.",
)
def _(X, y, sigma, eta):
    return sigma**2 * _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))


@ridge.misconception(
    "absolute values",
    "Your penalty holds absolute values of the slopes (the lasso). A normal prior has their "
    "squares in its exponent.",
)
def _(X, y, sigma, eta):
    # Coordinate by coordinate: each slope is moved towards zero by a constant, and stops there.
    weight, beta = sigma**2 / eta, lstsq(X, y)
    for _ in range(2000):
        for j in range(X.shape[1]):
            along = X[:, j] @ (y - X @ beta + X[:, j] * beta[j])
            if j:
                along = np.sign(along) * max(abs(along) - weight, 0)
            beta[j] = along / (X[:, j] @ X[:, j])
    return beta
