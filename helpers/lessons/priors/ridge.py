"""Ridge regression as the mode of a posterior: what lambda is made of."""

import numpy as np
from scipy import optimize

from helpers.feedback import Rounding
from helpers.lessons.contents import priors as lesson
from helpers.lessons.priors.shared import lstsq


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


def _minus_log_joint(X, y, sigma, eta):
    def height(beta):
        fit = np.sum((y - X @ beta) ** 2) / (2 * sigma**2)
        return fit + np.sum(beta[1:] ** 2) / (2 * eta**2)

    return height


@ridge.variant("by search, without a gradient")
def _(X, y, sigma, eta):
    return optimize.minimize(_minus_log_joint(X, y, sigma, eta), np.zeros(X.shape[1])).x


@ridge.variant("by search, with a simplex")
def _(X, y, sigma, eta):
    height, start = _minus_log_joint(X, y, sigma, eta), np.zeros(X.shape[1])
    return optimize.minimize(height, start, method="Nelder-Mead").x


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


def _with_constant(formula):
    """The program with another constant, made of X, y and the right coefficients."""

    def program(X, y, sigma, eta):
        beta = ridge.program(X, y, sigma, eta)
        return np.append(formula(X, y, beta), beta[1:])

    return program


ridge.mistakes(
    ("mean of y as constant", lambda X, y, beta: y.mean(),
     "Your constant is the mean of y. That is the height over the *mean* of the predictors; at "
     "zero the plane is lower by the slopes times these means."),
    ("constant left at zero", lambda X, y, beta: 0.0,
     "Your slopes are right, and the constant is 0, as it is once y and the predictors are "
     "centred. Turn it back: the mean of y minus the means of the predictors times their slopes."),
    ("constant of least squares", lambda X, y, beta: lstsq(X, y)[0],
     "Your constant is that of least squares. With other slopes the plane must be lifted anew: "
     "solve for all coefficients at once."),
    of=_with_constant,
)  # fmt: skip


def _with_lambda(formula):
    """The program with another λ, made of sigma, eta and n."""
    return lambda X, y, sigma, eta: _penalised(X, y, _slopes_only(X, formula(sigma, eta, len(y))))


ridge.mistakes(
    ("ratio inverted", lambda sigma, eta, n: eta**2 / sigma**2,
     "Your λ is eta²/sigma², the wrong way round. A wide prior (large eta) should pull *less*: λ = "
     "sigma²/eta²."),
    ("λ times n", lambda sigma, eta, n: n * sigma**2 / eta**2,
     "Your λ is multiplied by n: that happens where the *mean* of the squared residuals is "
     "minimised beside the penalty (on the seed world with λ = 1 it gives 0.271 and 0.877). The "
     "log joint density holds their sum."),
    ("λ over n", lambda sigma, eta, n: sigma**2 / eta**2 / n,
     "Your λ is divided by n. The log joint density holds the sum of the squared residuals, not "
     "their mean: λ = sigma²/eta² as it is."),
    ("not squared", lambda sigma, eta, n: sigma / eta,
     "Your λ is sigma/eta. Both are standard deviations; the densities hold their squares."),
    ("sigma left out", lambda sigma, eta, n: 1 / eta**2,
     "Your λ is 1/eta². The residuals are measured in units of sigma: λ = sigma²/eta²."),
    ("a ½ lost", lambda sigma, eta, n: sigma**2 / eta**2 / 2,
     "Your λ is half of what it should be: one of the two exponents has lost its ½. They cancel."),
    ("a ½ too many", lambda sigma, eta, n: 2 * sigma**2 / eta**2,
     "Your λ is twice what it should be: one of the two exponents has lost its ½. They cancel."),
    of=_with_lambda,
)  # fmt: skip


def _predictors_standardised(X, y, sigma, eta):
    sd = np.append(1, X[:, 1:].std(axis=0))
    return _penalised(X, y, _slopes_only(X, sigma**2 / eta**2) * sd**2)


def _slopes_of_standardised_predictors(X, y, sigma, eta):
    Z = (X[:, 1:] - X[:, 1:].mean(axis=0)) / X[:, 1:].std(axis=0)
    slopes = _penalised(Z, y, np.full(Z.shape[1], sigma**2 / eta**2))
    return np.append(y.mean(), slopes)


def _y_centred_x_not(X, y, sigma, eta):
    beta = _penalised(X, y - y.mean(), np.full(X.shape[1], sigma**2 / eta**2))
    return beta + y.mean() * (np.arange(len(beta)) == 0)


def _lasso(X, y, weight):
    """Where |y − X beta|²/2 + weight Σ |slope_j| is smallest, coordinate by coordinate."""
    beta = lstsq(X, y)
    for _ in range(2000):
        for j in range(X.shape[1]):
            along = X[:, j] @ (y - X @ beta + X[:, j] * beta[j])
            if j:  # moved towards zero by a constant, where it stops
                along = np.sign(along) * max(abs(along) - weight, 0)
            beta[j] = along / (X[:, j] @ X[:, j])
    return beta


def _wide_prior_for_the_constant(X, y, sigma, eta):
    return _penalised(X, y, sigma**2 * np.append(1e-2, np.full(X.shape[1] - 1, eta**-2)))


def _is_nearly_flat(beta, X, y, sigma, eta):
    """Whether the slopes are in balance, and the constant is held back by some small penalty."""
    pull = X.T @ (y - X @ beta) - _slopes_only(X, sigma**2 / eta**2) * beta
    balanced = np.all(np.abs(pull[1:]) < 1e-8 * np.max(np.abs(X.T @ y)))
    return balanced and 0 < pull[0] / beta[0] < sigma**2 / eta**2


def _curvature(X, sigma, eta):
    """Of minus the log joint density."""
    return X.T @ X / sigma**2 + np.diag(_slopes_only(X, 1 / eta**2))


def _search_stopped_early(X, y, sigma, eta):
    # Uphill along the slope, until a step gains less than 1e-4.
    H, slope = _curvature(X, sigma, eta), X.T @ y / sigma**2
    beta, length = np.zeros(X.shape[1]), 1 / np.linalg.eigvalsh(H)[-1]
    while length * slope @ slope > 1e-4:
        beta = beta + length * slope
        slope = X.T @ y / sigma**2 - H @ beta
    return beta


def _is_near_the_top(beta, X, y, sigma, eta):
    """Whether the log joint density lies less than 0.02 below its top; wrong ones lose 0.1."""
    H = _curvature(X, sigma, eta)
    off = beta - np.linalg.solve(H, X.T @ y / sigma**2)
    return off @ H @ off / 2 < 0.02


ridge.mistakes(
    ("intercept penalised",
     lambda X, y, sigma, eta: _penalised(X, y, np.full(X.shape[1], sigma**2 / eta**2)),
     "Your function pulls the constant towards zero, too (with λ = 1, the seed world's slopes "
     "would be 4.358 and 10.699). Its prior is flat: the penalty for the first column is 0."),
    ("λ added to every entry",
     lambda X, y, sigma, eta: np.linalg.solve(X.T @ X + sigma**2 / eta**2, X.T @ y),
     "Your λ is added to every entry of X'X. It belongs on the diagonal: λ times a diagonal "
     "matrix, with a 0 for the constant."),
    ("slopes only", lambda X, y, sigma, eta: ridge.program(X, y, sigma, eta)[1:],
     "Your slopes are right. Hand over the constant, too: the mean of y minus the means of the "
     "predictors times their slopes."),
    ("no constant",
     lambda X, y, sigma, eta: _penalised(X[:, 1:], y, np.full(X.shape[1] - 1, sigma**2 / eta**2)),
     "Your slopes are those of a plane through the origin: the column of ones was left out."),
    ("least squares divided", lambda X, y, sigma, eta: lstsq(X, y) / (1 + sigma**2 / eta**2),
     "Your numbers are least squares, divided by 1 + λ. That is right for orthonormal columns "
     "only; here each direction shrinks by a factor of its own."),
    ("predictors standardised", _predictors_standardised,
     "Your predictors were standardised, as ridge programs often do, and the slopes turned back. "
     "That is another prior, one on the standardised slopes."),
    ("slopes of standardised predictors", _slopes_of_standardised_predictors,
     "Your slopes are those of standardised predictors, and the constant is the height at their "
     "mean. Wanted: the coefficients of `X` as it is, with the prior on its own slopes."),
    ("y centred, X not", _y_centred_x_not,
     "Your y was centred, and all coefficients were penalised. To leave the constant free that "
     "way, the predictors must be centred, too; or give the first column the penalty 0."),
    ("eta² handed over as V0",
     lambda X, y, sigma, eta: _penalised(X, y, np.full(X.shape[1], 1 / eta**2)),
     "Your numbers are the conjugate prior's with V0 = eta² I. There V0 is in units of sigma²: it "
     "would be eta²/sigma². And the constant's prior is flat here."),
    ("absolute values", lambda X, y, sigma, eta: _lasso(X, y, sigma**2 / eta),
     "Your penalty holds absolute values of the slopes (the lasso). A normal prior has their "
     "squares in its exponent."),
    ("absolute values for squares", lambda X, y, sigma, eta: _lasso(X, y, sigma**2 / (2 * eta**2)),
     "Your penalty holds absolute values of the slopes (the lasso). A normal prior has their "
     "squares in its exponent."),
    ("X'y not divided", lambda X, y, sigma, eta: sigma**2 * ridge.program(X, y, sigma, eta),
     "Your X'X is divided by sigma², X'y is not. Both sides of the equation carry the factor."),
    ("wide prior for the constant", _wide_prior_for_the_constant,
     "Your slopes have the right prior, and the constant a wide one of its own, which still pulls "
     "it towards zero. A flat prior is no penalty at all: put a 0 in its place.",
     {"recognises": _is_nearly_flat}),
    ("search stopped early", _search_stopped_early,
     "Your numbers are near the top, but not on it. If a search led there, the route is right, and "
     "it stopped too soon: give it a tighter tolerance and more steps, or solve the linear "
     "equation.",
     {"recognises": _is_near_the_top}),
)  # fmt: skip
