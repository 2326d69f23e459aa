"""Ridge regression as the mode of a posterior: what lambda is made of."""

import numpy as np
from scipy import optimize

from helpers.feedback import Rounding
from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.normal_inverse_gamma import lstsq
from helpers.lessons.slips import Slip, add_slips


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
        floor=3e-4,
        reason="searches without slopes (Nelder–Mead, Powell, COBYLA), left at their defaults, "
        "stop within 3e-4 of the largest coefficient; wrong programs are off by 0.05 of it",
    ),
    hints=(
        "Write down minus the log joint density and drop what does not depend on beta: squared "
        "residuals over 2σ², plus the squared slopes over 2η². Multiply by 2σ².",
        "What is left is |y − Xβ|² + λ Σ slopes², with λ = σ²/η². Half its slope in beta is "
        "−X'(y − Xβ) + λDβ, where D takes the constant out. Where is it zero?",
        "(X'X + λD)β = X'y, with D diagonal: a 0 for the constant and a 1 for each slope.",
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


@ridge.variant("the root of the slope")
def _(X, y, sigma, eta):
    def slope(beta):
        return X.T @ (X @ beta - y) / sigma**2 + np.append(0, beta[1:]) / eta**2

    return optimize.root(slope, np.zeros(X.shape[1]), tol=1e-10).x


@ridge.variant("by search, without a gradient")
def _(X, y, sigma, eta):
    def minus_log_joint(beta):
        fit = np.sum((y - X @ beta) ** 2) / (2 * sigma**2)
        return fit + np.sum(beta[1:] ** 2) / (2 * eta**2)

    return optimize.minimize(minus_log_joint, np.zeros(X.shape[1])).x


@ridge.variant("by search, with a simplex")
def _(X, y, sigma, eta):
    def minus_log_joint(beta):
        fit = np.sum((y - X @ beta) ** 2) / (2 * sigma**2)
        return fit + np.sum(beta[1:] ** 2) / (2 * eta**2)

    start = np.zeros(X.shape[1])
    return optimize.minimize(minus_log_joint, start, method="Nelder-Mead").x


@ridge.law(
    "Nothing pulls at the constant but the data, so the residuals add up to 0. Yours add up to "
    "{left}.",
    relative=3e-4,  # searches
)
def _(beta, X, y, sigma, eta):
    return np.sum(y - X @ beta), 0, np.sum(np.abs(y) + np.abs(X) @ np.abs(beta))


@ridge.law(
    "A prior around zero makes slopes shorter, taken together: √(Σ slopes²) is {right} for least "
    "squares. Yours is {left}.",
    "≤",
)
def _(beta, X, y, sigma, eta):
    return np.linalg.norm(beta[1:]), np.linalg.norm(lstsq(X, y)[1:])


@ridge.law(
    "At the top data and prior pull alike at each slope: x'e/σ² is slope/η². At one of yours "
    "the data pull with {left}, the prior with {right}.",
    relative=3e-4,
)
def _(beta, X, y, sigma, eta):
    x, size = X[:, 1:], np.abs(y) + np.abs(X) @ np.abs(beta)
    data, prior = x.T @ (y - X @ beta) / sigma**2, beta[1:] / eta**2
    size = np.abs(x).T @ size / sigma**2
    worst = np.argmax(np.abs(data - prior) / size)
    return data[worst], prior[worst], size[worst]


def _mean_of_y_as_constant(X, y, sigma, eta):
    slopes = _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]
    return np.append(y.mean(), slopes)


def _constant_left_at_zero(X, y, sigma, eta):
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2)) * (np.arange(X.shape[1]) > 0)


def _constant_of_least_squares(X, y, sigma, eta):
    slopes = _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:]
    return np.append(lstsq(X, y)[0], slopes)


def _predictors_standardised(X, y, sigma, eta):
    sd = np.append(1, X[:, 1:].std(axis=0))
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2) * sd**2)


def _predictors_standardised_with_n_1(X, y, sigma, eta):
    sd = np.append(1, X[:, 1:].std(axis=0, ddof=1))
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2) * sd**2)


def _slopes_of_standardised_predictors(X, y, sigma, eta):
    Z = (X[:, 1:] - X[:, 1:].mean(axis=0)) / X[:, 1:].std(axis=0)
    slopes = _penalised(Z, y, np.full(Z.shape[1], sigma**2 / eta**2))
    return np.append(y.mean(), slopes)


def _y_centred_x_not(X, y, sigma, eta):
    beta = _penalised(X, y - y.mean(), np.full(X.shape[1], sigma**2 / eta**2))
    return beta + y.mean() * (np.arange(len(beta)) == 0)


ridge.mistakes(
    ("ratio inverted, intercept penalised",
     lambda X, y, sigma, eta: _penalised(X, y, np.full(X.shape[1], eta**2 / sigma**2)),
     "Your λ is eta²/sigma², the wrong way round, and the constant is penalised, too."),
    ("slopes only",
     lambda X, y, sigma, eta: _penalised(X, y, _slopes_only(X, sigma**2 / eta**2))[1:],
     "Your slopes are right. Hand over the constant, too: the mean of y minus the means of the "
     "predictors times their slopes."),
    ("no constant",
     lambda X, y, sigma, eta: _penalised(X[:, 1:], y, np.full(X.shape[1] - 1, sigma**2 / eta**2)),
     "Your slopes are those of a plane through the origin: the column of ones was left out."),
    ("mean of y as constant", _mean_of_y_as_constant,
     "Your constant is the mean of y. That is the height over the *mean* of the predictors; at "
     "zero the plane is lower by the slopes times these means."),
    ("constant left at zero", _constant_left_at_zero,
     "Your slopes are right, and the constant is 0, as it is once y and the predictors are "
     "centred. Turn it back: the mean of y minus the means of the predictors times their slopes."),
    ("constant of least squares", _constant_of_least_squares,
     "Your constant is that of least squares. With other slopes the plane must be lifted anew: "
     "solve for all coefficients at once."),
    ("least squares divided", lambda X, y, sigma, eta: lstsq(X, y) / (1 + sigma**2 / eta**2),
     "Your numbers are least squares, divided by 1 + λ. That is right for orthonormal columns "
     "only; here each direction shrinks by a factor of its own."),
    ("predictors standardised", _predictors_standardised,
     "Your predictors were standardised, as ridge programs often do, and the slopes turned back. "
     "That is another prior, one on the standardised slopes."),
    ("eta² handed over as V0",
     lambda X, y, sigma, eta: _penalised(X, y, np.full(X.shape[1], 1 / eta**2)),
     "Your numbers are the conjugate prior's with V0 = eta² I. There V0 is in units of sigma²: it "
     "would be eta²/sigma². And the constant's prior is flat here."),
    ("predictors standardised, with n − 1", _predictors_standardised_with_n_1,
     "Your predictors were divided by their standard deviations (with n − 1), as ridge programs "
     "often do, and the slopes turned back. That is another prior, one on the standardised "
     "slopes."),
    ("slopes of standardised predictors", _slopes_of_standardised_predictors,
     "Your slopes are those of standardised predictors, and the constant is the height at their "
     "mean. Wanted: the coefficients of `X` as it is, with the prior on its own slopes."),
    ("slopes of least squares divided",
     lambda X, y, sigma, eta: lstsq(X, y) / (1 + _slopes_only(X, sigma**2 / eta**2)),
     "Your slopes are those of least squares, divided by 1 + λ. That is right for orthonormal "
     "columns only; here each direction shrinks by a factor of its own."),
    ("y centred, X not", _y_centred_x_not,
     "Your y was centred, and all coefficients were penalised. To leave the constant free that "
     "way, the predictors must be centred, too; or give the first column the penalty 0."),
)  # fmt: skip


def _lasso(X, y, weight):
    """Where |y − X beta|²/2 + weight Σ |slope_j| is smallest.

    Coordinate by coordinate: each slope is moved towards zero by a constant, and stops there.
    """
    beta = lstsq(X, y)
    for _ in range(2000):
        for j in range(X.shape[1]):
            along = X[:, j] @ (y - X @ beta + X[:, j] * beta[j])
            if j:
                along = np.sign(along) * max(abs(along) - weight, 0)
            beta[j] = along / (X[:, j] @ X[:, j])
    return beta


_ABSOLUTE = (
    "Your penalty holds absolute values of the slopes (the lasso). A normal prior has their "
    "squares in its exponent."
)


ridge.mistakes(
    ("absolute values", lambda X, y, sigma, eta: _lasso(X, y, sigma**2 / eta),
     _ABSOLUTE),
    ("absolute values for squares", lambda X, y, sigma, eta: _lasso(X, y, sigma**2 / (2 * eta**2)),
     _ABSOLUTE),
)  # fmt: skip


def _is_nearly_flat(ridge, X, y, sigma, eta):
    """Whether the slopes are in balance, and the constant is held back by some small penalty."""
    D = np.append(0, np.ones(X.shape[1] - 1))
    pull = X.T @ (y - X @ ridge) - sigma**2 / eta**2 * D * ridge
    balanced = np.all(np.abs(pull[1:]) < 1e-8 * np.max(np.abs(X.T @ y)))
    return balanced and 0 < pull[0] / ridge[0] < sigma**2 / eta**2


def _wide_prior_for_the_constant(X, y, sigma, eta):
    return _penalised(X, y, sigma**2 * np.append(1e-2, np.full(X.shape[1] - 1, eta**-2)))


ridge.mistakes(
    ("wide prior for the constant", _wide_prior_for_the_constant,
     "Your slopes have the right prior, and the constant a wide one of its own, which still pulls "
     "it towards zero. A flat prior is no penalty at all: put a 0 in its place.",
     {"recognises": _is_nearly_flat}),
)  # fmt: skip


# One term at a time: both sides of the equation, lambda, and the matrix that it multiplies

_SIDES, _LAMBDA, _MATRIX = "sides", "lambda", "matrix"


def _with_lambda(formula):
    return lambda X, y, sigma, eta: formula(sigma, eta, len(y))


def _with_matrix(formula):
    return lambda X, y, sigma, eta: formula(X.shape[1])


add_slips(
    ridge,
    {
        _SIDES: lambda X, y, sigma, eta: (X.T @ X, X.T @ y),
        _LAMBDA: _with_lambda(lambda sigma, eta, n: sigma**2 / eta**2),
        _MATRIX: _with_matrix(lambda p: np.diag(np.append(0, np.ones(p - 1)))),
    },
    lambda sides, weight, matrix: np.linalg.solve(sides[0] + weight * matrix, sides[1]),
    [
        Slip(
            _LAMBDA,
            "ratio inverted",
            "Your λ is eta²/sigma², the wrong way round. A wide prior (large eta) should pull "
            "*less*: λ = sigma²/eta².",
            _with_lambda(lambda sigma, eta, n: eta**2 / sigma**2),
        ),
        Slip(
            _LAMBDA,
            "λ times n",
            "Your λ is multiplied by n: that happens where the *mean* of the squared residuals "
            "is minimised beside the penalty (on the seed world with λ = 1 it gives 0.271 and "
            "0.877). The log joint density holds their sum.",
            _with_lambda(lambda sigma, eta, n: n * sigma**2 / eta**2),
        ),
        Slip(
            _LAMBDA,
            "λ over n",
            "Your λ is divided by n. The log joint density holds the sum of the squared "
            "residuals, not their mean: λ = sigma²/eta² as it is.",
            _with_lambda(lambda sigma, eta, n: sigma**2 / eta**2 / n),
        ),
        Slip(
            _LAMBDA,
            "not squared",
            "Your λ is sigma/eta. Both are standard deviations; the densities hold their squares.",
            _with_lambda(lambda sigma, eta, n: sigma / eta),
        ),
        Slip(
            _LAMBDA,
            "ratio inverted, not squared",
            "Your λ is eta/sigma. It is the other way round, and both are squared: λ = "
            "sigma²/eta².",
            _with_lambda(lambda sigma, eta, n: eta / sigma),
        ),
        Slip(
            _LAMBDA,
            "sigma left out",
            "Your λ is 1/eta². The residuals are measured in units of sigma: λ = sigma²/eta².",
            _with_lambda(lambda sigma, eta, n: 1 / eta**2),
        ),
        Slip(
            _LAMBDA,
            "sigma left out, eta not squared",
            "Your λ is 1/eta. The residuals are measured in units of sigma, and the densities "
            "hold squares: λ = sigma²/eta².",
            _with_lambda(lambda sigma, eta, n: 1 / eta),
        ),
        Slip(
            _LAMBDA,
            "sigma left out, ½ kept",
            "Your λ is 1/(2 eta²). Multiply the whole of minus the log joint density by 2 "
            "sigma², so that the squared residuals stand alone: λ = sigma²/eta².",
            _with_lambda(lambda sigma, eta, n: 1 / (2 * eta**2)),
        ),
        Slip(
            _LAMBDA,
            "divided by sigma²",
            "Your λ is 1/(sigma² eta²). Multiply by sigma²: the noisier the rows, the more the "
            "prior counts.",
            _with_lambda(lambda sigma, eta, n: 1 / (sigma**2 * eta**2)),
        ),
        Slip(
            _LAMBDA,
            "eta left out",
            "Your λ does not depend on eta, the prior's sd: λ = sigma²/eta².",
            _with_lambda(lambda sigma, eta, n: sigma**2),
        ),
        Slip(
            _LAMBDA,
            "λ is 1",
            "Your λ is 1, whatever sigma and eta are: λ = sigma²/eta².",
            _with_lambda(lambda sigma, eta, n: 1.0),
        ),
        Slip(
            _LAMBDA,
            "a ½ lost",
            "Your λ is half of what it should be: one of the two exponents has lost its ½. They "
            "cancel.",
            _with_lambda(lambda sigma, eta, n: sigma**2 / eta**2 / 2),
        ),
        Slip(
            _LAMBDA,
            "a ½ too many",
            "Your λ is twice what it should be: one of the two exponents has lost its ½. They "
            "cancel.",
            _with_lambda(lambda sigma, eta, n: 2 * sigma**2 / eta**2),
        ),
        Slip(
            _LAMBDA,
            "penalty subtracted",
            "Your penalty has the wrong sign: it pushes the slopes away from zero.",
            _with_lambda(lambda sigma, eta, n: -(sigma**2) / eta**2),
        ),
        Slip(
            _LAMBDA,
            "no penalty",
            "Your numbers are those of least squares: the prior has no influence.",
            _with_lambda(lambda sigma, eta, n: 0.0),
        ),
        Slip(
            _LAMBDA,
            "eta not squared",
            "Your λ is sigma²/eta. Both are standard deviations; the densities hold their squares.",
            _with_lambda(lambda sigma, eta, n: sigma**2 / eta),
        ),
        Slip(
            _LAMBDA,
            "sigma not squared",
            "Your λ is sigma/eta². Both are standard deviations; the densities hold their squares.",
            _with_lambda(lambda sigma, eta, n: sigma / eta**2),
        ),
        Slip(
            _LAMBDA,
            "multiplied by eta²",
            "Your λ is sigma² eta². A wide prior (large eta) should pull *less*: divide.",
            _with_lambda(lambda sigma, eta, n: sigma**2 * eta**2),
        ),
        Slip(
            _LAMBDA,
            "λ squared",
            "Your λ is (sigma/eta)⁴: it was squared twice.",
            _with_lambda(lambda sigma, eta, n: (sigma / eta) ** 4),
        ),
        Slip(
            _MATRIX,
            "intercept penalised",
            "Your function pulls the constant towards zero, too (with λ = 1, the seed world's "
            "slopes would be 4.358 and 10.699). Its prior is flat: the penalty for the first "
            "column is 0.",
            _with_matrix(lambda p: np.eye(p)),
        ),
        Slip(
            _MATRIX,
            "penalty on the last",
            "Your penalty spares the last coefficient in place of the first. The column of ones "
            "comes first.",
            _with_matrix(lambda p: np.diag(np.append(np.ones(p - 1), 0))),
        ),
        Slip(
            _MATRIX,
            "λ added to every entry",
            "Your λ is added to every entry of X'X. It belongs on the diagonal: λ times a "
            "diagonal matrix, with a 0 for the constant.",
            _with_matrix(lambda p: np.ones((p, p))),
        ),
        Slip(
            _MATRIX,
            "square of the sum",
            "Your penalty holds the square of the *sum* of the slopes. Square each, then sum.",
            _with_matrix(lambda p: np.pad(np.ones((p - 1, p - 1)), ((1, 0), (1, 0)))),
        ),
        Slip(
            _SIDES,
            "X'y not divided",
            "Your X'X is divided by sigma², X'y is not. Both sides of the equation carry the "
            "factor.",
            lambda X, y, sigma, eta: (X.T @ X, sigma**2 * X.T @ y),
        ),
    ],
    both=("a ½ lost", "intercept penalised"),
)


def _curvature(X, sigma, eta):
    """Of minus the log joint density."""
    return X.T @ X / sigma**2 + np.diag(_slopes_only(X, 1 / eta**2))


def _is_near_the_top(ridge, X, y, sigma, eta):
    """Whether the log joint density lies less than 0.02 below its top; wrong ones lose 0.1."""
    H = _curvature(X, sigma, eta)
    off = ridge - np.linalg.solve(H, X.T @ y / sigma**2)
    return off @ H @ off / 2 < 0.02


def _search_stopped_early(X, y, sigma, eta):
    # Uphill along the slope, until a step gains less than 1e-4.
    H, slope = _curvature(X, sigma, eta), X.T @ y / sigma**2
    beta, length = np.zeros(X.shape[1]), 1 / np.linalg.eigvalsh(H)[-1]
    while length * slope @ slope > 1e-4:
        beta = beta + length * slope
        slope = X.T @ y / sigma**2 - H @ beta
    return beta


ridge.mistakes(
    ("search stopped early", _search_stopped_early,
     "Your numbers are near the top, but not on it. If a search led there, the route is right, "
     "and it stopped too soon: give it a tighter tolerance and more steps, or solve the linear "
     "equation.",
     {"recognises": _is_near_the_top}),
)  # fmt: skip
