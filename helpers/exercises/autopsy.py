"""Exercises of lesson 06: why a printed maximum was none, and a search that cannot do it again."""

from pathlib import Path

import numpy as np
from scipy import stats

from helpers import ols, simulate
from helpers.feedback import Lesson, Rounding, written

__all__ = [
    "best_run",
    "first_failure",
    "gate",
    "gradient_at_print",
    "log_sigma",
    "log_sigma_gradient",
    "mended",
    "true_maximum",
]

lesson = Lesson("06", "Autopsy of an optimiser", Path(__file__).with_name("solutions.json"))

PRINTED = np.array([16.66478861, 18.78203099, 7.66490432])  # beta1, beta2, sigma


def _lstsq(X, y):
    return np.linalg.lstsq(X, y, rcond=None)[0]


def _rms(residuals):
    """The root of the mean square."""
    return float(np.linalg.norm(residuals) / np.sqrt(len(residuals)))


def _seed():
    world = simulate.seed_world()
    return {"X": world.X, "y": world.y}


# The gradient at the printed point


@lesson.value(
    "06-gradient-at-print",
    data=lambda: {
        "X_without": simulate.seed_world().X[:, 1:],
        "y": simulate.seed_world().y,
        "printed": PRINTED,
    },
    hints=(
        "Lesson 05 wrote the gradient of the log-likelihood: $X'(y - X\\beta)/\\sigma^2$ and "
        "$-n/\\sigma + S/\\sigma^3$. What was minimised is minus that.",
        "The notebook's model has two columns, `X_without`; beta is `printed[:2]` and sigma is "
        "`printed[2]`.",
        "With `residuals = y - X_without @ printed[:2]` and `sigma = printed[2]`: "
        "`-X_without.T @ residuals / sigma**2`, then `n / sigma - residuals @ residuals / "
        "sigma**3`, joined by `np.append`.",
    ),
)
def gradient_at_print(X_without, y, printed):
    """The gradient at the printed point."""
    # The complex step (Squire and Trapp 1998): a slope without a difference, exact to rounding.
    slopes = []
    for move in 1e-30j * np.eye(len(printed)):
        *beta, sigma = printed + move
        residuals = y - X_without @ beta
        value = len(y) * np.log(sigma) + residuals @ residuals / (2 * sigma**2)
        slopes.append(value.imag / 1e-30)
    return np.array(slopes)


def _downhill(X, y, beta, sigma):
    """The gradient of the negative log-likelihood, in beta and in sigma."""
    residuals = y - X @ beta
    return -X.T @ residuals / sigma**2, len(y) / sigma - residuals @ residuals / sigma**3


@gradient_at_print.variant("the formula")
def _(X_without, y, printed):
    return np.append(*_downhill(X_without, y, printed[:2], printed[2]))


@gradient_at_print.variant("central differences")
def _(X_without, y, printed):
    def value(theta):
        return -np.sum(stats.norm.logpdf(y, X_without @ theta[:2], theta[2]))

    moves = 1e-4 * np.eye(3)
    return [(value(printed + move) - value(printed - move)) / 2e-4 for move in moves]


@gradient_at_print.misconception(
    "of the log-likelihood",
    "Your {yours} is the gradient of the log-likelihood itself. What SciPy minimised is its "
    "negative, so all the signs turn.",
)
def _(X_without, y, printed):
    return -np.append(*_downhill(X_without, y, printed[:2], printed[2]))


@gradient_at_print.misconception(
    "in log sigma",
    "The last of your {yours} is the slope in log σ. This optimiser moved σ itself: divide by σ.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = _downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta, by_sigma * printed[2])


@gradient_at_print.misconception(
    "with an intercept of 0",
    "Your {yours} has an entry for the intercept. The model that was fitted has none: use "
    "`X_without`.",
)
def _(X_without, y, printed):
    X = np.column_stack([np.ones(len(y)), X_without])
    return np.append(*_downhill(X, y, np.append(0.0, printed[:2]), printed[2]))


@gradient_at_print.misconception(
    "slopes in beta turned",
    "The last of your {yours} is right; the first two have the opposite sign. The inner "
    "derivative of y − Xβ brings a minus.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = _downhill(X_without, y, printed[:2], printed[2])
    return np.append(-by_beta, by_sigma)


@gradient_at_print.misconception(
    "slope in sigma turned",
    "The first two of your {yours} are right; the last one has the opposite sign.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = _downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta, -by_sigma)


@gradient_at_print.misconception(
    "sigma not squared",
    "The first two of your {yours} are divided by σ; the log-likelihood has σ² there.",
)
def _(X_without, y, printed):
    by_beta, by_sigma = _downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta * printed[2], by_sigma)


@gradient_at_print.misconception(
    "not divided by sigma²",
    "The first two of your {yours} still have to be divided by σ².",
)
def _(X_without, y, printed):
    by_beta, by_sigma = _downhill(X_without, y, printed[:2], printed[2])
    return np.append(by_beta * printed[2] ** 2, by_sigma)


@gradient_at_print.misconception(
    "½ lost",
    "Your {yours} lacks the ½ of the exponent: the 2 from the square cancels it.",
)
def _(X_without, y, printed):
    beta, sigma = printed[:2], printed[2]
    residuals = y - X_without @ beta
    return np.append(
        -2 * X_without.T @ residuals / sigma**2,
        len(y) / sigma - 2 * residuals @ residuals / sigma**3,
    )


@gradient_at_print.misconception(
    "beta alone",
    "Your {yours} are the slopes in beta, and they are right. The slope in sigma is missing.",
)
def _(X_without, y, printed):
    return _downhill(X_without, y, printed[:2], printed[2])[0]


@gradient_at_print.misconception(
    "averaged",
    "Your {yours} is divided by n: it belongs to the mean, not to the sum.",
)
def _(X_without, y, printed):
    return np.append(*_downhill(X_without, y, printed[:2], printed[2])) / len(y)


@gradient_at_print.misconception(
    "at the root mean square",
    "Your {yours} uses the residuals' own root mean square as sigma. Stand at the printed point, "
    "with the printed sigma.",
)
def _(X_without, y, printed):
    beta = printed[:2]
    return np.append(*_downhill(X_without, y, beta, _rms(y - X_without @ beta)))


# The first evaluation that failed


def _runs(rng):
    """Values of runs: falling, then nan or inf, perhaps finite again."""
    for bad, length, failures in (
        (np.nan, 15, (14,)),
        (np.inf, 12, (5, 6, 9)),
        (np.nan, 18, (7, 8, 9, 12, 17)),
        (-np.inf, 9, (6,)),
    ):
        values = 600 + np.sort(rng.exponential(400, length))[::-1]
        values[list(failures)] = bad
        if len(failures) > 4:
            values[9] = np.inf
        yield (values,)


@lesson.function(
    "06-first-failure",
    cases=_runs,
    hints=(
        "A value that is nan or infinite is not *finite*. NumPy has a word for that.",
        "`np.isfinite(values)` is True or False for each value. Where is the first False?",
        "`np.flatnonzero(~np.isfinite(values))` lists the places; take the first.",
    ),
)
def first_failure(values):
    """The first evaluation that failed."""
    return next(place for place, value in enumerate(values) if not np.isfinite(value))


@first_failure.variant("flatnonzero")
def _(values):
    return np.flatnonzero(~np.isfinite(values))[0]


@first_failure.variant("argmin of isfinite")
def _(values):
    return np.isfinite(values).argmin()


@first_failure.variant("a loop")
def _(values):
    place = 0
    while np.isfinite(values[place]):
        place = place + 1
    return place


@first_failure.misconception(
    "counted from 1",
    "Your function counts the evaluations from 1. As everywhere in Python, the start is number 0.",
)
def _(values):
    return np.flatnonzero(~np.isfinite(values))[0] + 1


@first_failure.misconception(
    "last good one",
    "Your function returns the last evaluation *before* the failure. Wanted: the failure itself.",
)
def _(values):
    return np.flatnonzero(~np.isfinite(values))[0] - 1


@first_failure.misconception(
    "last failure",
    "Your function returns the last failure. What counts is the first: the others follow from it.",
)
def _(values):
    return np.flatnonzero(~np.isfinite(values))[-1]


@first_failure.misconception(
    "all failures",
    "Your function returns the places of all failures. Take the first of them, `[0]`.",
)
def _(values):
    return np.flatnonzero(~np.isfinite(values))


@first_failure.misconception(
    "number of failures",
    "Your function counts how many evaluations failed. Wanted: the place of the first one.",
)
def _(values):
    return np.sum(~np.isfinite(values))


@first_failure.misconception(
    "only nan",
    "Your function finds nan but not infinity. Both end a search: ask `np.isfinite`.",
)
def _(values):
    return np.isnan(values).argmax()


@first_failure.misconception(
    "only infinity",
    "Your function finds infinity but not nan. Both end a search: ask `np.isfinite`.",
)
def _(values):
    return np.isinf(values).argmax()


@first_failure.misconception(
    "argmin of the values",
    "Your function uses `argmin` on the values. With nan among them it happens to return the first "
    "nan, but infinity it takes for an ordinary large number.",
)
def _(values):
    return np.argmin(values)


@first_failure.misconception(
    "argmax of the values",
    "Your function uses `argmax` on the values: that finds nan or the highest number, whichever "
    "there is.",
)
def _(values):
    return np.argmax(values)


@first_failure.misconception(
    "compared with ==",
    "Your function compares with `== np.nan`, and nan equals nothing, not even itself. Ask "
    "`np.isfinite`.",
)
def _(values):
    return np.argmax(values == np.nan)


@first_failure.misconception(
    "how many are finite",
    "Your function counts the finite values. That is the place of the first failure only if "
    "no finite value comes after it.",
)
def _(values):
    return np.isfinite(values).sum()


# The true maximum of the model without an intercept


@lesson.value(
    "06-true-maximum",
    data=_seed,
    parts=("beta", "sigma"),
    tolerance=Rounding(1e-5, reason="a numerical search ends within 5e-6 of the closed form"),
    hints=(
        "Lesson 05: whatever sigma is, the best beta is least squares. Which columns has this "
        "model?",
        "Least squares on `X_without` gives two slopes. The best sigma for them is the root of "
        "their mean squared residual.",
        "`beta_without = np.linalg.lstsq(X_without, y)[0]`, then "
        "`np.sqrt(np.mean((y - X_without @ beta_without) ** 2))`.",
    ),
)
def true_maximum(X, y):
    """The true maximum of the model without an intercept."""
    beta = _lstsq(X[:, 1:], y)
    return beta, _rms(y - X[:, 1:] @ beta)


@true_maximum.variant("normal equations")
def _(X, y):
    x = X[:, 1:]
    beta = np.linalg.solve(x.T @ x, x.T @ y)
    return {"beta": beta.tolist(), "sigma": (np.sum((y - x @ beta) ** 2) / len(y)) ** 0.5}


@true_maximum.variant("a search in log sigma")
def _(X, y):
    from scipy import optimize

    def value(theta):
        return -np.sum(stats.norm.logpdf(y, X[:, 1:] @ theta[:2], np.exp(theta[2])))

    found = optimize.minimize(value, [13.0, 18.0, 1.8], method="Nelder-Mead",
                              options={"xatol": 1e-9, "fatol": 1e-10}).x  # fmt: skip
    return found[:2], np.exp(found[2])


@true_maximum.misconception(
    "the printed point",
    "Your 16.66, 18.78 and 7.66 are the printed point, where the optimiser failed: its gradient "
    "is far from zero. Compute the maximum; nothing has to be searched for.",
    tolerance=Rounding(5e-3, reason="its last digits move with the version of SciPy"),
)
def _(X, y):
    return PRINTED[:2], PRINTED[2]


@true_maximum.misconception(
    "the start",
    "Your 2, 2 and 20 are where a search *started*: SciPy's meets nan on its first step from there "
    "and hands its start back. Nothing has to be searched for: this maximum has a formula.",
)
def _(X, y):
    return np.array([2.0, 2.0]), 20.0


@true_maximum.misconception(
    "the notebook's start",
    "Your 2, 2 and 2 are where the search *started*.",
)
def _(X, y):
    return np.array([2.0, 2.0]), 2.0


@true_maximum.misconception(
    "with an intercept",
    "Your numbers are the maximum of the *mended* model, which has an intercept. That comes later; "
    "first find the maximum of the model that the notebook had.",
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, _rms(y - X @ beta)


@true_maximum.misconception(
    "slopes of the mended model",
    "Your slopes and sigma belong to the model with an intercept; you only left it out of the "
    "answer. Fit `X_without`.",
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta[1:], _rms(y - X @ beta)


@true_maximum.misconception(
    "divisor n − p",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, divides by "
        "n − 2; the likelihood is highest at the divisor n."
    ),
)
def _(X, y):
    fit = ols.fit(X[:, 1:], y)
    return fit.beta, fit.sigma


@true_maximum.misconception(
    "residuals centred",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, is `np.std` of "
        "the residuals, which takes their mean away first. Without an intercept that mean is not "
        "0: take the root of the mean square."
    ),
)
def _(X, y):
    beta = _lstsq(X[:, 1:], y)
    return beta, np.std(y - X[:, 1:] @ beta)


@true_maximum.misconception(
    "variance",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.2f')}, is a variance: "
        "take the root."
    ),
)
def _(X, y):
    beta = _lstsq(X[:, 1:], y)
    return beta, np.mean((y - X[:, 1:] @ beta) ** 2)


@true_maximum.misconception(
    "printed slopes, their own sigma",
    "Your sigma is the best one for the *printed* slopes. The slopes have to be mended, too.",
    tolerance=Rounding(5e-3, reason="the printed digits move with the version of SciPy"),
)
def _(X, y):
    return PRINTED[:2], _rms(y - X[:, 1:] @ PRINTED[:2])


@true_maximum.misconception(
    "true slopes",
    "Your slopes are the truth of the seed world. Wanted: where this model's likelihood is "
    "highest, which is somewhere else.",
)
def _(X, y):
    beta = simulate.seed_world().beta[1:]
    return beta, _rms(y - X[:, 1:] @ beta)


# The negative log-likelihood in log sigma


def _regressions(rng):
    """A data set and a place (beta, log sigma), as a search meets them: not at the maximum."""
    for n, p, eta in ((7, 3, 0.6), (12, 2, -0.7), (15, 4, 1.1)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        truth = rng.normal(1, 2, p)
        y = X @ truth + np.exp(eta) * rng.normal(size=n)
        yield np.append(truth + rng.normal(0, 0.3, p), eta + 0.2), X, y


def _negative(beta, sigma, X, y):
    return -np.sum(stats.norm.logpdf(y, X @ beta, sigma))


@lesson.function(
    "06-log-sigma",
    cases=_regressions,
    hints=(
        "The last entry of `theta` is log σ, and any number will do. What has to be done to it to "
        "get a sigma?",
        "`sigma = np.exp(theta[-1])`, `beta = theta[:-1]`. Then as in lesson 05, with a minus.",
        "`-stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1])).sum()`",
    ),
)
def log_sigma(theta, X, y):
    """The negative log-likelihood, with log sigma for sigma."""
    return _negative(theta[:-1], np.exp(theta[-1]), X, y)


@log_sigma.variant("in closed form")
def _(theta, X, y):
    beta, eta = theta[:-1], theta[-1]
    residuals = y - X @ beta
    n = len(y)
    return n / 2 * np.log(2 * np.pi) + n * eta + residuals @ residuals * np.exp(-2 * eta) / 2


@log_sigma.misconception(
    "sigma itself",
    "Your function takes the last entry as sigma. It is *log* sigma: take its exponential first. "
    "As it is, a negative entry still gives nan.",
)
def _(theta, X, y):
    return _negative(theta[:-1], theta[-1], X, y)


@log_sigma.misconception(
    "log taken instead of exp",
    "Your function takes the logarithm of the last entry. It *is* a logarithm already; undo it "
    "with `np.exp`.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.log(theta[-1]), X, y)


@log_sigma.misconception(
    "absolute value",
    "Your function takes the absolute value of the last entry. That avoids nan, but folds the "
    "surface at 0, where it has no slope. The last entry is log sigma: take the exponential.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.abs(theta[-1]), X, y)


@log_sigma.misconception(
    "log of the variance",
    "Your function takes the last entry as the log of the *variance*. It is the log of sigma.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.exp(theta[-1] / 2), X, y)


@log_sigma.misconception(
    "variance passed as scale",
    "Your function passes exp(2 log σ) = σ² where the standard deviation is wanted.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.exp(2 * theta[-1]), X, y)


@log_sigma.misconception(
    "power of ten",
    "Your function uses 10 to the power of the last entry. It is a natural logarithm: `np.exp`.",
)
def _(theta, X, y):
    return _negative(theta[:-1], 10 ** theta[-1], X, y)


@log_sigma.misconception(
    "sign of the logarithm",
    "Your function uses exp(−log σ), which is 1/σ.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.exp(-theta[-1]), X, y)


@log_sigma.misconception(
    "Jacobian subtracted",
    "Your function also adds the log of a Jacobian, log σ, to the log-likelihood. Densities of "
    "*parameters* need one when a parameter is transformed (lesson 10); a likelihood does not: it "
    "is a density of y, and y has not been transformed.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.exp(theta[-1]), X, y) - theta[-1]


@log_sigma.misconception(
    "Jacobian added",
    "Your function takes log σ away from the log-likelihood, as for a change of variables. A "
    "likelihood needs none: it is a density of y, and y has not been transformed.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.exp(theta[-1]), X, y) + theta[-1]


@log_sigma.misconception(
    "sign not turned",
    "Your function returns the log-likelihood. A minimiser wants its negative.",
)
def _(theta, X, y):
    return -_negative(theta[:-1], np.exp(theta[-1]), X, y)


@log_sigma.misconception(
    "log sigma first",
    "Your function takes the *first* entry as log sigma. It is the last; beta stands before it.",
)
def _(theta, X, y):
    return _negative(theta[1:], np.exp(theta[0]), X, y)


@log_sigma.misconception(
    "no 2π",
    "Your function leaves out the 2π. The minimum stays where it is, but its value cannot be "
    "compared with what other programs print.",
)
def _(theta, X, y):
    beta, eta = theta[:-1], theta[-1]
    return _negative(beta, np.exp(eta), X, y) - len(y) / 2 * np.log(2 * np.pi)


@log_sigma.misconception(
    "mean for sum",
    "Your function averages over the observations. Sum them.",
)
def _(theta, X, y):
    return _negative(theta[:-1], np.exp(theta[-1]), X, y) / len(y)


@log_sigma.misconception(
    "log σ counted once",
    "Your function counts log σ once. Every observation brings its own: n log σ.",
)
def _(theta, X, y):
    eta = theta[-1]
    return _negative(theta[:-1], np.exp(eta), X, y) - (len(y) - 1) * eta


@log_sigma.misconception(
    "exp forgotten in the exponent",
    "Your function divides the squared residuals by (log σ)². There it must be σ², exp(2 log σ).",
)
def _(theta, X, y):
    beta, eta = theta[:-1], theta[-1]
    residuals = y - X @ beta
    n = len(y)
    return n / 2 * np.log(2 * np.pi) + n * eta + residuals @ residuals / (2 * eta**2)


# Its gradient


@lesson.function(
    "06-log-sigma-gradient",
    cases=_regressions,
    hints=(
        "The slopes in beta do not change, except that they belong to the *negative* "
        "log-likelihood. For log σ there is the chain rule.",
        "If log σ grows by a small h, σ grows by σh. So the slope in log σ is σ times the slope "
        "by σ.",
        "`-X.T @ residuals / sigma**2`, then `n - residuals @ residuals / sigma**2`, with "
        "`sigma = np.exp(theta[-1])` and `n = len(y)`.",
    ),
)
def log_sigma_gradient(theta, X, y):
    """The gradient in beta and log sigma."""
    # The complex step (Squire and Trapp 1998): a slope without a difference, exact to rounding.
    slopes = []
    for move in 1e-30j * np.eye(len(theta)):
        place = theta + move
        residuals = y - X @ place[:-1]
        value = len(y) * place[-1] + residuals @ residuals * np.exp(-2 * place[-1]) / 2
        slopes.append(value.imag / 1e-30)
    return np.array(slopes)


@log_sigma_gradient.variant("the formula")
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)


@log_sigma_gradient.variant("sigma times the slope in sigma")
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = _downhill(X, y, theta[:-1], sigma)
    return [*by_beta, sigma * by_sigma]


@log_sigma_gradient.misconception(
    "chain rule forgotten",
    "Your last entry is the slope in σ. By the chain rule the slope in log σ is σ times that.",
)
def _(theta, X, y):
    return np.append(*_downhill(X, y, theta[:-1], np.exp(theta[-1])))


@log_sigma_gradient.misconception(
    "chain rule the other way round",
    "Your last entry is the slope in σ *divided* by σ. When log σ grows by h, σ grows by σh: "
    "multiply.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = _downhill(X, y, theta[:-1], sigma)
    return np.append(by_beta, by_sigma / sigma)


@log_sigma_gradient.misconception(
    "multiplied by log sigma",
    "Your last entry is the slope in σ times log σ. The derivative of exp(log σ) by log σ is σ.",
)
def _(theta, X, y):
    by_beta, by_sigma = _downhill(X, y, theta[:-1], np.exp(theta[-1]))
    return np.append(by_beta, by_sigma * theta[-1])


@log_sigma_gradient.misconception(
    "all multiplied by sigma",
    "Your function multiplies every slope in σ. Only the last coordinate was changed, so only its "
    "slope changes.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    return sigma * np.append(*_downhill(X, y, theta[:-1], sigma))


@log_sigma_gradient.misconception(
    "sigma not exponentiated",
    "Your function takes the last entry as sigma. It is log sigma: take the exponential first.",
)
def _(theta, X, y):
    by_beta, by_sigma = _downhill(X, y, theta[:-1], theta[-1])
    return np.append(by_beta, theta[-1] * by_sigma)


@log_sigma_gradient.misconception(
    "gradient in sigma, unchanged",
    "Your function is the gradient in (beta, sigma) and takes the last entry as sigma. It is log "
    "sigma: take the exponential first, and use the chain rule.",
)
def _(theta, X, y):
    return np.append(*_downhill(X, y, theta[:-1], theta[-1]))


@log_sigma_gradient.misconception(
    "of the log-likelihood",
    "Your gradient belongs to the log-likelihood. What is minimised is its negative: turn all "
    "signs.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = _downhill(X, y, theta[:-1], sigma)
    return -np.append(by_beta, sigma * by_sigma)


@log_sigma_gradient.misconception(
    "slope in log sigma turned",
    "The slopes in beta are right; the last entry has the opposite sign.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = _downhill(X, y, theta[:-1], sigma)
    return np.append(by_beta, -sigma * by_sigma)


@log_sigma_gradient.misconception(
    "slopes in beta turned",
    "The last entry is right; the slopes in beta have the opposite sign.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = _downhill(X, y, theta[:-1], sigma)
    return np.append(-by_beta, sigma * by_sigma)


@log_sigma_gradient.misconception(
    "½ kept",
    "Your last entry has S/(2σ²). Differentiating exp(−2 log σ) brings a 2, which cancels the ½.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    by_beta = _downhill(X, y, theta[:-1], sigma)[0]
    return np.append(by_beta, len(y) - residuals @ residuals / (2 * sigma**2))


@log_sigma_gradient.misconception(
    "1 for n",
    "Your last entry begins with 1 where n belongs: every observation brings a log σ.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    by_beta = _downhill(X, y, theta[:-1], sigma)[0]
    return np.append(by_beta, 1 - residuals @ residuals / sigma**2)


@log_sigma_gradient.misconception(
    "with a Jacobian",
    "Your last entry is off by one: it holds the slope of a Jacobian. A likelihood is a density of "
    "y, and y has not been transformed, so there is none.",
)
def _(theta, X, y):
    sigma = np.exp(theta[-1])
    by_beta, by_sigma = _downhill(X, y, theta[:-1], sigma)
    return np.append(by_beta, sigma * by_sigma - 1)


@log_sigma_gradient.misconception(
    "beta alone",
    "Your function returns the slopes in beta, and they are right. Append the one in log σ.",
)
def _(theta, X, y):
    return _downhill(X, y, theta[:-1], np.exp(theta[-1]))[0]


# The mended model


@lesson.value(
    "06-mended",
    data=_seed,
    parts=("beta", "sigma"),
    tolerance=Rounding(1e-4, reason="a search by differences ends within 5e-5 of the closed form"),
    hints=(
        "Two faults, two repairs: the column of ones, and a search that cannot leave σ > 0.",
        "The start has four entries now: three of beta and one of sigma. Sigma's bound is a small "
        "positive number below and `None` above.",
        "`optimize.minimize(negative_log_likelihood, [1, 1, 1, 1], args=(X, y), "
        'method="L-BFGS-B", bounds=[(None, None)] * 3 + [(0.01, None)])`, then `.x[:3]` and '
        "`.x[3]`.",
    ),
)
def mended(X, y):
    """The mended model, by a search within bounds."""
    beta = _lstsq(X, y)
    return beta, _rms(y - X @ beta)


@mended.variant("a search within bounds")
def _(X, y):
    from scipy import optimize

    found = optimize.minimize(
        lambda theta: _negative(theta[:-1], theta[-1], X, y),
        [5, 5, 5, 5],
        jac=lambda theta: np.append(*_downhill(X, y, theta[:-1], theta[-1])),
        method="L-BFGS-B",
        bounds=[(None, None)] * 3 + [(0.01, None)],
        options={"ftol": 1e-15, "gtol": 1e-9},
    ).x
    return found[:3], found[3]


@mended.variant("from ols.fit")
def _(X, y):
    fit = ols.fit(X, y)
    return {"beta": fit.beta, "sigma": fit.sigma_mle}


@mended.misconception(
    "still no intercept",
    "Your 13.13, 18.06 and 5.90 are the true maximum of the model *without* an intercept: the "
    "optimiser has been mended, the model has not. Use `X`, with its column of ones.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    beta = _lstsq(X[:, 1:], y)
    return beta, _rms(y - X[:, 1:] @ beta)


@mended.misconception(
    "neither mended",
    "Your 16.66, 18.78 and 7.66 are the printed point: neither the model nor the optimiser has "
    "been mended.",
    tolerance=Rounding(5e-3, reason="its last digits move with the version of SciPy"),
)
def _(X, y):
    return PRINTED[:2], PRINTED[2]


@mended.misconception(
    "at the bound",
    lambda yours, X, y: (
        f"Your beta is right, but your sigma, {written(yours['sigma'].item(), '.4g')}, lies on a "
        "bound: the search wanted to go further and was not let. A bound must keep out what is "
        "impossible (σ ≤ 0), and nothing else."
    ),
    recognises=lambda yours, X, y: (
        yours["beta"].size == 3
        and np.allclose(yours["beta"].ravel(), _lstsq(X, y), rtol=1e-3)
        and yours["sigma"].size == 1
        and abs(float(yours["sigma"].item()) - _rms(y - X @ _lstsq(X, y))) > 1e-3
        and abs(2 * float(yours["sigma"].item()) - round(2 * float(yours["sigma"].item()))) < 1e-7
    ),
)
def _(X, y):
    return _lstsq(X, y), 6.0


@mended.misconception(
    "divisor n − p",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, divides by "
        "n − 3: the estimate of `ols.fit`'s table, not where the likelihood is highest."
    ),
)
def _(X, y):
    fit = ols.fit(X, y)
    return fit.beta, fit.sigma


@mended.misconception(
    "log sigma for sigma",
    lambda yours, X, y: (
        f"Your beta is right. Your {written(yours['sigma'].item(), '.4f')} is *log* sigma: take "
        "its exponential."
    ),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.log(_rms(y - X @ beta))


@mended.misconception(
    "variance",
    lambda yours, X, y: (
        f"Your beta is right. Your {written(yours['sigma'].item(), '.3f')} is a variance: take "
        "the root."
    ),
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta, np.mean((y - X @ beta) ** 2)


@mended.misconception(
    "slopes alone",
    "Your two slopes and your sigma are right, but the constant is missing: `beta` has three "
    "entries.",
)
def _(X, y):
    beta = _lstsq(X, y)
    return beta[1:], _rms(y - X @ beta)


@mended.misconception(
    "truth",
    "Your numbers are the truth of the seed world, not the maximum of the likelihood.",
)
def _(X, y):
    world = simulate.seed_world()
    return world.beta, world.sigma


@mended.misconception(
    "the start",
    "Your numbers are all ones: the start of the search, not where it ended. The result is in "
    "`.x`.",
)
def _(X, y):
    return np.ones(3), 1.0


# The best of several runs


def _collections(rng):
    """Runs from several starts: their ends, their values, and whether they arrived."""
    for k, d in ((4, 3), (7, 2), (5, 4)):
        ends = rng.normal(5, 3, (k, d))
        values = rng.uniform(600, 700, k)
        success = np.ones(k, dtype=bool)
        best = 1 + int(rng.integers(k - 2))
        values[best] = 590.0
        success[0], values[0] = False, np.nan  # failed, and says so
        success[-1], values[-1] = False, 550.0  # lower than all, but it never arrived
        yield ends, values, success


@lesson.function(
    "06-best-run",
    cases=_collections,
    hints=(
        "Who did not arrive is not heard, whatever value it claims. Among the others, the lowest "
        "value wins.",
        "Put `np.inf` in place of the values of runs without success; then `argmin` cannot choose "
        "them. (And nan would: `np.argmin` takes nan for the smallest.)",
        "`ends[np.where(success, values, np.inf).argmin()]`",
    ),
)
def best_run(ends, values, success):
    """The best of several runs."""
    arrived = [place for place in range(len(ends)) if success[place]]
    return ends[min(arrived, key=lambda place: values[place])]


@best_run.variant("with infinity for the failed")
def _(ends, values, success):
    return ends[np.where(success, values, np.inf).argmin()]


@best_run.variant("the successful ones, sorted")
def _(ends, values, success):
    return ends[success][np.argsort(values[success])[0]]


@best_run.variant("a penalty for the failed")
def _(ends, values, success):
    return ends[np.argmin(np.nan_to_num(values) + 1e9 * (1 - success))]


@best_run.misconception(
    "argmin takes nan",
    "Your function was given a nan, and `np.argmin` takes nan for the smallest value: you chose a "
    "run that failed. Ask for success first.",
)
def _(ends, values, success):
    return ends[np.argmin(values)]


@best_run.misconception(
    "success not asked",
    "Your function chose the lowest value, but that run did not succeed: it stopped on the way, or "
    "ran off to where the function has no bottom. Ask for success first.",
)
def _(ends, values, success):
    return ends[np.nanargmin(values)]


@best_run.misconception(
    "highest value",
    "Your function chose the *highest* value among the runs that arrived. What was minimised is "
    "the negative log-likelihood: lowest is best.",
)
def _(ends, values, success):
    return ends[np.where(success, values, -np.inf).argmax()]


@best_run.misconception(
    "first success",
    "Your function returns the first run that arrived. It may have arrived at a lower hill: "
    "compare their values.",
)
def _(ends, values, success):
    return ends[np.argmax(success)]


@best_run.misconception(
    "last success",
    "Your function returns the last run that arrived. Compare their values.",
)
def _(ends, values, success):
    return ends[np.flatnonzero(success)[-1]]


@best_run.misconception(
    "mean of the runs",
    "Your function averages the ends of the runs that arrived. Halfway between two hills there "
    "may be a valley: choose one.",
)
def _(ends, values, success):
    return ends[success].mean(axis=0)


@best_run.misconception(
    "mean of all",
    "Your function averages the ends of all runs, the failed ones too. Choose the best that "
    "arrived.",
)
def _(ends, values, success):
    return ends.mean(axis=0)


@best_run.misconception(
    "value for place",
    "Your function returns the lowest value. Wanted: the end that belongs to it.",
)
def _(ends, values, success):
    return np.where(success, values, np.inf).min()


@best_run.misconception(
    "number for place",
    "Your function returns the *number* of the best run. Wanted: its end, `ends[number]`.",
)
def _(ends, values, success):
    return np.where(success, values, np.inf).argmin()


@best_run.misconception(
    "place counted among the successes",
    "Your function finds the best among the successful runs, then uses that place in the list of "
    "*all* runs. Pick from the same list that you searched.",
)
def _(ends, values, success):
    return ends[np.argmin(values[success])]


# The gate


def _places(rng):
    """Places near a maximum, but not at it."""
    for n, p, scale in ((7, 3, 1.0), (12, 2, 30.0), (15, 4, 0.1)):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        y = scale * (X @ rng.normal(1, 2, p) + rng.normal(size=n))
        beta = _lstsq(X, y)
        sigma = _rms(y - X @ beta)
        yield beta + scale * rng.normal(0, 0.3, p), 1.25 * sigma, X, y


@lesson.function(
    "06-gate",
    cases=_places,
    hints=(
        "Two parts, one for beta and one for log σ, since the information has no entries between "
        "them: add g'I⁻¹g of the two.",
        "For beta: `g_beta @ np.linalg.solve(X.T @ X / sigma**2, g_beta)`. For log σ the "
        "information is the single number 2n, so it is `g_log_sigma**2 / (2 * n)`.",
        "`g_beta = X.T @ residuals / sigma**2` and `g_log_sigma = residuals @ residuals / sigma**2 "
        "- len(y)`.",
    ),
)
def gate(beta, sigma, X, y):
    """The gate: how far a point is from the top, free of units."""
    # Without a matrix to solve: the part of beta is the residuals' shadow on the columns of X.
    residuals = y - X @ beta
    shadow = np.linalg.qr(X)[0].T @ residuals
    return shadow @ shadow / sigma**2 + len(y) / 2 * (_rms(residuals) ** 2 / sigma**2 - 1) ** 2


def _score(beta, sigma, X, y):
    """The gradient of the log-likelihood, in beta and in log sigma."""
    residuals = y - X @ beta
    return X.T @ residuals / sigma**2, residuals @ residuals / sigma**2 - len(y)


@gate.variant("in two parts")
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 / (2 * len(y))


@gate.variant("one matrix")
def _(beta, sigma, X, y):
    p = len(beta)
    information = np.zeros((p + 1, p + 1))
    information[:p, :p] = X.T @ X / sigma**2
    information[p, p] = 2 * len(y)
    g = np.append(*_score(beta, sigma, X, y))
    return g @ np.linalg.inv(information) @ g


@gate.variant("in sigma itself")
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    by_sigma = by_log_sigma / sigma
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_sigma**2 / (
        2 * len(y) / sigma**2
    )


@gate.misconception(
    "length of the gradient, squared",
    "Your function returns g'g. It has units: measure y in another one and it changes. Weigh it "
    "with the inverse of the information.",
)
def _(beta, sigma, X, y):
    g = np.append(*_score(beta, sigma, X, y))
    return g @ g


@gate.misconception(
    "length of the gradient",
    "Your function returns the length of the gradient. It has units: measure y in another one and "
    "it changes. Weigh it: g'I⁻¹g.",
)
def _(beta, sigma, X, y):
    return np.linalg.norm(np.append(*_score(beta, sigma, X, y)))


@gate.misconception(
    "largest entry of the gradient",
    "Your function returns the largest slope. It has units: measure y in another one and it "
    "changes. Weigh them: g'I⁻¹g.",
)
def _(beta, sigma, X, y):
    return np.max(np.abs(np.append(*_score(beta, sigma, X, y))))


@gate.misconception(
    "information not inverted",
    "Your function computes g'Ig. Steep hills have large slopes and large curvature; *divide* by "
    "the curvature: g'I⁻¹g.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return by_beta @ (X.T @ X / sigma**2) @ by_beta + by_log_sigma**2 * 2 * len(y)


@gate.misconception(
    "root taken",
    "Your function takes the square root. That is a distance in standard errors, and a good number "
    "to know; the gate is its square.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    square = by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 / (2 * len(y))
    return np.sqrt(square)


@gate.misconception(
    "halved",
    "Your function returns half of it, the height that a parabola would still climb. The gate is "
    "g'I⁻¹g itself.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return (
        by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 / (2 * len(y))
    ) / 2


@gate.misconception(
    "sigma not asked",
    "Your function looks at beta alone. A wrong sigma passes it: add the part of log σ.",
)
def _(beta, sigma, X, y):
    by_beta = _score(beta, sigma, X, y)[0]
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta)


@gate.misconception(
    "beta not asked",
    "Your function looks at sigma alone. Add the part of beta.",
)
def _(beta, sigma, X, y):
    return _score(beta, sigma, X, y)[1] ** 2 / (2 * len(y))


@gate.misconception(
    "n for 2n",
    "Your information of log σ is n; it is 2n.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 / len(y)


@gate.misconception(
    "slope in sigma, information of log sigma",
    "Your function mixes two scales: the slope in σ with 2n, the information of *log* σ. Multiply "
    "the slope in σ first.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + (by_log_sigma / sigma) ** 2 / (
        2 * len(y)
    )


@gate.misconception(
    "slope in log sigma, information of sigma",
    "Your function mixes two scales: the slope in log σ with 2n/σ², the information of σ itself. "
    "With log σ goes 2n.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 * sigma**2 / (
        2 * len(y)
    )


@gate.misconception(
    "X'X without σ²",
    "Your information of beta is X'X. It is X'X/σ²: with less noise the same rows tell more.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return by_beta @ np.linalg.solve(X.T @ X, by_beta) + by_log_sigma**2 / (2 * len(y))


@gate.misconception(
    "diagonal of the information",
    "Your function divides by the diagonal of X'X/σ² alone. The columns of X are not at right "
    "angles: solve with the whole matrix.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return np.sum(by_beta**2 / np.diag(X.T @ X / sigma**2)) + by_log_sigma**2 / (2 * len(y))


@gate.misconception(
    "averaged",
    "Your gate is divided by n: a point would pass the more easily, the more data there are.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    square = by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 / (2 * len(y))
    return square / len(y)


def __dir__():
    return __all__
