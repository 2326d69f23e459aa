"""Exercises of lesson 06: why a printed maximum was none, and a search that cannot do it again."""

import numpy as np
from scipy import stats

from helpers import ols, simulate
from helpers.exercises.lessons import autopsy as lesson
from helpers.feedback import Rounding, written

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
    tolerance=Rounding(
        8e-6, reason="differences by SciPy's step of 1.5e-8 keep five to six digits"
    ),
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


def _negative(beta, sigma, X, y):
    return -np.sum(stats.norm.logpdf(y, X @ beta, sigma))


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
        return _negative(theta[:2], theta[2], X_without, y)

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


def _at_print(X_without, y, printed):
    """Residuals and sigma at the printed point, and the two parts of the gradient there."""
    residuals, sigma = y - X_without @ printed[:2], printed[2]
    return residuals, sigma, *_downhill(X_without, y, printed[:2], sigma)


@gradient_at_print.variant("forward differences")
def _(X_without, y, printed):
    from scipy import optimize

    return optimize.approx_fprime(printed, lambda t: _negative(t[:2], t[2], X_without, y), 1e-6)


@gradient_at_print.misconception(
    "by coarse differences",
    "Your {yours} agree with the gradient in the first digits alone, as differences do whose "
    "step is too wide or too narrow, or that are taken around another point than `printed`. "
    "Lesson 05 has a formula.",
    tolerance=Rounding(2e-3, reason="where a difference loses its digits depends on its step"),
)
def _(X_without, y, printed):
    def value(theta):
        return _negative(theta[:2], theta[2], X_without, y)

    return [(value(printed + move) - value(printed)) / 1e-3 for move in 1e-3 * np.eye(3)]


@gradient_at_print.misconception(
    "S/σ² in the slope in sigma",
    "The last of your {yours} has S/σ². In the slope in σ it is S/σ³, since differentiating "
    "1/σ² by σ raises the power.",
)
def _(X_without, y, printed):
    residuals, sigma, by_beta, _ = _at_print(X_without, y, printed)
    return np.append(by_beta, len(y) / sigma - residuals @ residuals / sigma**2)


@gradient_at_print.misconception(
    "½ in the slope in sigma",
    "The last of your {yours} has S/(2σ³). Differentiating 1/σ² by σ brings a 2, which cancels "
    "the ½.",
)
def _(X_without, y, printed):
    residuals, sigma, by_beta, _ = _at_print(X_without, y, printed)
    return np.append(by_beta, len(y) / sigma - residuals @ residuals / (2 * sigma**3))


@gradient_at_print.misconception(
    "1/σ for n/σ",
    "The last of your {yours} begins with 1/σ. Every observation brings its own log σ, so it is "
    "n/σ.",
)
def _(X_without, y, printed):
    residuals, sigma, by_beta, _ = _at_print(X_without, y, printed)
    return np.append(by_beta, 1 / sigma - residuals @ residuals / sigma**3)


@gradient_at_print.misconception(
    "slopes of the sum of squares",
    "The first two of your {yours} are the slopes of the sum of squares, −2X'(y − Xβ). The "
    "log-likelihood divides that sum by 2σ².",
)
def _(X_without, y, printed):
    residuals, _, _, by_sigma = _at_print(X_without, y, printed)
    return np.append(-2 * X_without.T @ residuals, by_sigma)


@gradient_at_print.misconception(
    "true sigma",
    "Your {yours} are taken at the true sigma, 5. Stand at the printed point, with the printed "
    "sigma.",
)
def _(X_without, y, printed):
    return np.append(*_downhill(X_without, y, printed[:2], simulate.seed_world().sigma))


@gradient_at_print.misconception(
    "variance as sigma",
    "Your {yours} take the square of the printed sigma for sigma itself. `printed[2]` is a "
    "standard deviation already.",
)
def _(X_without, y, printed):
    return np.append(*_downhill(X_without, y, printed[:2], printed[2] ** 2))


@gradient_at_print.misconception(
    "root of sigma",
    "Your {yours} take the root of the printed sigma. `printed[2]` is no variance: it is a "
    "standard deviation already.",
)
def _(X_without, y, printed):
    return np.append(*_downhill(X_without, y, printed[:2], np.sqrt(printed[2])))


@gradient_at_print.misconception(
    "at least squares",
    "The first two of your numbers are zero but for rounding: they are taken at the least-squares "
    "slopes. Stand at the printed ones, `printed[:2]`.",
    recognises=lambda yours, X_without, y, printed: (
        yours.size == 3 and np.abs(yours[:2]).max() < 1e-6 < abs(yours[2])
    ),
)
def _(X_without, y, printed):
    return np.append(*_downhill(X_without, y, _lstsq(X_without, y), printed[2]))


@gradient_at_print.misconception(
    "at the true slopes",
    "Your {yours} are taken at the true slopes. Stand at the printed ones, `printed[:2]`.",
)
def _(X_without, y, printed):
    return np.append(*_downhill(X_without, y, simulate.seed_world().beta[1:], printed[2]))


# The first evaluation that failed


def _runs(rng):
    """Values of runs: falling, then nan, inf and -inf in every order, some finite in between.

    All three are in every run, so that a program that looks for one of them finds one; and one run
    fails at its start, which tells "not found" (0) from "the first finite one".
    """
    nan, inf = np.nan, np.inf
    for length, failures in (
        (15, {11: nan, 13: inf, 14: -inf}),
        (12, {5: inf, 6: inf, 8: -inf, 10: nan}),
        (18, {7: -inf, 8: -inf, 9: inf, 12: nan, 17: inf}),
        (7, {3: inf, 4: nan, 6: -inf}),
        (9, {0: nan, 4: -inf, 7: inf}),
    ):
        values = 600 + np.sort(rng.exponential(400, length))[::-1]
        for place, bad in failures.items():
            values[place] = bad
        yield (values,)


@lesson.function(
    "06-first-failure",
    cases=_runs,
    hints=(
        "A value that is nan or infinite is not *finite*. NumPy has a word for that. (`== np.nan` "
        "finds nothing: nan equals nothing, not even itself.)",
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
    "Your function returns the place of the nan, and misses an infinity that came before it. (So "
    "do `np.isnan`, and `argmin` and `argmax` of the values.) Both end a search: ask "
    "`np.isfinite`.",
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
    "only plus infinity",
    "Your function finds +inf alone. Nan and −inf end a search as well: ask `np.isfinite`.",
)
def _(values):
    return np.flatnonzero(values == np.inf)[0]


@first_failure.misconception(
    "minus infinity forgotten",
    "Your function finds nan and +inf, but takes −inf for a good value. That is no finite number "
    "either: ask `np.isfinite`.",
)
def _(values):
    return np.argmin(values < np.inf)


@first_failure.misconception(
    "plus infinity forgotten",
    "Your function finds nan and −inf, but takes +inf for a good value. That is no finite number "
    "either: ask `np.isfinite`.",
)
def _(values):
    return np.argmin(values > -np.inf)


@first_failure.misconception(
    "first finite value",
    "Your function returns the first evaluation that *did* give a finite number. Turn the question "
    "round with `~`: wanted is the first that did not.",
)
def _(values):
    return np.isfinite(values).argmax()


@first_failure.misconception(
    "value for place",
    "Your function returns the failed value itself, nan or infinity. Wanted: its place, the number "
    "of the evaluation.",
)
def _(values):
    return values[~np.isfinite(values)][0]


@first_failure.misconception(
    "compared with ==",
    "Your function returns 0 whatever fails: it finds nothing. If it compares with `== np.nan`, "
    "that is why: nan equals nothing, not even itself. Ask `np.isfinite`.",
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


def _spoilt(sigma_of):
    """A program with the right slopes, and sigma from the residuals by another rule."""

    def program(X, y):
        beta = _lstsq(X[:, 1:], y)
        return beta, sigma_of(y - X[:, 1:] @ beta)

    return program


true_maximum.misconception(
    "divisor n − 3",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, divides by "
        "n − 3. This model has two coefficients, not three, and the likelihood is highest at the "
        "divisor n anyway."
    ),
)(_spoilt(lambda residuals: np.sqrt(residuals @ residuals / (len(residuals) - 3))))

for _ddof in (1, 2, 3):
    true_maximum.misconception(
        f"residuals centred, ddof={_ddof}",
        lambda yours, X, y, ddof=_ddof: (
            f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.4f')}, is `np.std` "
            f"of the residuals with ddof={ddof}: it takes their mean away, which is not 0 here, "
            f"and divides by n − {ddof}. Take the root of their mean square."
        ),
    )(_spoilt(lambda residuals, ddof=_ddof: np.std(residuals, ddof=ddof)))

true_maximum.misconception(
    "sum of squares for sigma",
    lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.1f')}, is the sum of "
        "the squared residuals (the second thing that `np.linalg.lstsq` returns): divide by n and "
        "take the root."
    ),
)(_spoilt(lambda residuals: residuals @ residuals))


@true_maximum.misconception(
    "slopes of the mended model, their own sigma",
    "Your slopes belong to the model with an intercept, and sigma to their residuals without it. "
    "Fit `X_without` itself: without an intercept, other slopes are best.",
)
def _(X, y):
    beta = _lstsq(X, y)[1:]
    return beta, _rms(y - X[:, 1:] @ beta)


@true_maximum.misconception(
    "truth",
    "Your numbers are the truth of the seed world. Wanted: where this model's likelihood is "
    "highest, which is somewhere else.",
)
def _(X, y):
    world = simulate.seed_world()
    return world.beta[1:], world.sigma


# The negative log-likelihood in log sigma


def _regressions(rng):
    """A data set and a place (beta, log sigma), as a search meets them: not at the maximum.

    In the last but one the density of all rows together is below the smallest float; in the last,
    with residuals of fifty sigma, that of a single row.
    """
    for n, p, eta, narrower in (
        (7, 3, 0.6, 1),
        (12, 2, -0.7, 1),
        (15, 4, 1.1, 1),
        (331, 3, 0.9, 3),
        (23, 2, 0.4, 50),
    ):
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        truth = rng.normal(1, 2, p)
        y = X @ truth + np.exp(eta) * rng.normal(size=n)
        yield np.append(truth + rng.normal(0, 0.3, p), eta + 0.2 - np.log(narrower)), X, y


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


@log_sigma.misconception(
    "product of densities",
    "Your function takes the log of a *product* of densities. With a few hundred rows the product "
    "is smaller than any float and becomes 0, whose log is −inf. Sum logs: `logpdf(...).sum()`.",
)
def _(theta, X, y):
    return -np.log(np.prod(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1]))))


@log_sigma.misconception(
    "log of the density",
    "Your function takes the log of `pdf`. Some 39 sigma away from its mean a density is smaller "
    "than any float and becomes 0, whose log is −inf. `logpdf` never makes that detour.",
)
def _(theta, X, y):
    return -np.sum(np.log(stats.norm.pdf(y, X @ theta[:-1], np.exp(theta[-1]))))


@log_sigma.misconception(
    "square for exp",
    "Your function squares the last entry. That is positive, but not sigma: the way back from a "
    "logarithm is `np.exp`.",
)
def _(theta, X, y):
    return _negative(theta[:-1], theta[-1] ** 2, X, y)


@log_sigma.misconception(
    "power of two",
    "Your function uses 2 to the power of the last entry. It is a natural logarithm: `np.exp`.",
)
def _(theta, X, y):
    return _negative(theta[:-1], 2.0 ** theta[-1], X, y)


@log_sigma.misconception(
    "exp of all entries",
    "Your function takes the exponential of beta, too. Only the last entry of theta is a "
    "logarithm.",
)
def _(theta, X, y):
    return _negative(np.exp(theta[:-1]), np.exp(theta[-1]), X, y)


def _closed_form(theta, X, y):
    """The three terms of the negative log-likelihood: with 2π, with log sigma, with squares."""
    beta, eta, n = theta[:-1], theta[-1], len(y)
    return n / 2 * np.log(2 * np.pi), n * eta, np.sum((y - X @ beta) ** 2) / (2 * np.exp(2 * eta))


@log_sigma.misconception(
    "½ of the squares lost",
    "Your function divides the squared residuals by σ². The exponent of the normal density has "
    "2σ² there.",
)
def _(theta, X, y):
    pi, log, squares = _closed_form(theta, X, y)
    return pi + log + 2 * squares


@log_sigma.misconception(
    "σ for σ² under the squares",
    "Your function divides the squared residuals by 2σ. It is 2σ², `2 * np.exp(2 * theta[-1])`.",
)
def _(theta, X, y):
    pi, log, squares = _closed_form(theta, X, y)
    return pi + log + squares * np.exp(theta[-1])


@log_sigma.misconception(
    "½ of the 2π lost",
    "Your function has n log(2π). The density has √(2π), which is ½ log(2π) for each observation.",
)
def _(theta, X, y):
    pi, log, squares = _closed_form(theta, X, y)
    return 2 * pi + log + squares


@log_sigma.misconception(
    "nσ for n log σ",
    "Your function has n σ where n log σ belongs. The logarithm is what you were given: "
    "`len(y) * theta[-1]`.",
)
def _(theta, X, y):
    pi, _, squares = _closed_form(theta, X, y)
    return pi + len(y) * np.exp(theta[-1]) + squares


@log_sigma.misconception(
    "not summed",
    "Your function returns one number for each observation. Sum them.",
)
def _(theta, X, y):
    return -stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1]))


@log_sigma.misconception(
    "n of the lesson",
    "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count those "
    "that came in: `len(y)`.",
)
def _(theta, X, y):
    pi, log, squares = _closed_form(theta, X, y)
    return (pi + log) * 200 / len(y) + squares


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


@log_sigma_gradient.misconception(
    "by differences",
    "Your function agrees with the gradient in its first digits alone, as a difference of two "
    "values does. Write the slopes as formulas: these have all digits, and a search that is close "
    "to the top needs them.",
    tolerance=Rounding(1e-3, reason="where a difference loses its digits depends on its step"),
)
def _(theta, X, y):
    def value(place):
        return sum(_closed_form(place, X, y))

    here = value(theta)
    return [(value(theta + move) - here) / 1e-7 for move in 1e-7 * np.eye(len(theta))]


def _slopes(theta, X, y):
    """By beta, the sum of squares S, and sigma: what formulas of the last entry are made of."""
    sigma = np.exp(theta[-1])
    by_beta = _downhill(X, y, theta[:-1], sigma)[0]
    return by_beta, np.sum((y - X @ theta[:-1]) ** 2), sigma


@log_sigma_gradient.misconception(
    "not divided by sigma²",
    "Your slopes in beta still have to be divided by σ²; the last entry is right.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta * sigma**2, len(y) - squares / sigma**2)


@log_sigma_gradient.misconception(
    "slopes of the sum of squares",
    "Your slopes in beta are those of the sum of squares, −2X'(y − Xβ). The log-likelihood divides "
    "that sum by 2σ².",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(2 * by_beta * sigma**2, len(y) - squares / sigma**2)


@log_sigma_gradient.misconception(
    "last entry halved",
    "Your last entry is n/2 − S/(2σ²), half of what it should be: that is the slope in log σ², "
    "the log of the variance.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, (len(y) - squares / sigma**2) / 2)


@log_sigma_gradient.misconception(
    "S/σ",
    "Your last entry has S/σ. The slope in σ was n/σ − S/σ³; multiply both terms by σ, once.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, len(y) - squares / sigma)


@log_sigma_gradient.misconception(
    "S/σ³",
    "Your last entry has n, but still S/σ³. The chain rule multiplies both terms of n/σ − S/σ³ "
    "by σ.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, len(y) - squares / sigma**3)


@log_sigma_gradient.misconception(
    "2S/σ²",
    "Your last entry has 2S/σ². The 2 that differentiating exp(−2 log σ) brings is cancelled by "
    "the ½ of the exponent.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, len(y) - 2 * squares / sigma**2)


@log_sigma_gradient.misconception(
    "log taken instead of exp",
    "Your function takes the logarithm of the last entry. It *is* a logarithm already; undo it "
    "with `np.exp`.",
)
def _(theta, X, y):
    sigma = np.log(theta[-1])
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)


@log_sigma_gradient.misconception(
    "n of the lesson",
    "Your last entry counts 200 observations whatever it is given: `n` is the lesson's. Count "
    "those that came in: `len(y)`.",
)
def _(theta, X, y):
    by_beta, squares, sigma = _slopes(theta, X, y)
    return np.append(by_beta, 200 - squares / sigma**2)


# The mended model


@lesson.value(
    "06-mended",  # judged is where the search ended; by what bounds it got there cannot be seen
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


@mended.misconception(
    "printed slopes, no constant",
    "Your slopes are the printed ones, with a 0 before them. Search again, with `X`: the slopes "
    "change once the constant may be anything.",
    tolerance=Rounding(5e-3, reason="the printed digits move with the version of SciPy"),
)
def _(X, y):
    return np.append(0, PRINTED[:2]), PRINTED[2]


@mended.misconception(
    "constant held at 0",
    "Your numbers are the maximum of the model *without* an intercept, with a 0 before its slopes. "
    "Search with `X`, whose first column is the intercept's.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    beta = _lstsq(X[:, 1:], y)
    return np.append(0, beta), _rms(y - X[:, 1:] @ beta)


@mended.misconception(
    "theta cut at the wrong place",
    "Your sigma is the constant, and your beta ends with sigma. Theta holds beta first, "
    "`.x[:3]`, and sigma last, `.x[3]`.",
    tolerance=Rounding(1e-3, reason="a search ends within 1e-4"),
)
def _(X, y):
    beta = _lstsq(X, y)
    return np.append(beta[1:], _rms(y - X @ beta)), beta[0]


def _may_be_a_place(yours):
    return yours["beta"].size == 3 and yours["sigma"].size == 1


@mended.misconception(
    "negative sigma",
    "Your sigma is negative: the search went through 0, where no likelihood exists. Give sigma a "
    "bound, in `bounds` as the last pair.",
    recognises=lambda yours, X, y: _may_be_a_place(yours) and yours["sigma"].item() < 0,
)
def _(X, y):
    return np.array([2.0, 9.0, 13.0]), -3.0


def _steepest(yours, X, y):
    """The largest slope of the log-likelihood at the learner's own point."""
    beta, sigma = yours["beta"].ravel(), float(yours["sigma"].item())
    return float(np.abs(np.append(*_downhill(X, y, beta, sigma))).max())


@mended.misconception(
    "stopped on the way",
    lambda yours, X, y: (
        "At your numbers one slope of the log-likelihood is still "
        f"{written(_steepest(yours, X, y), '.3g')} in size: this is no maximum. Look at "
        "`result.success` and `result.message`. Was there a bound for sigma, and were there "
        "iterations enough?"
    ),
    recognises=lambda yours, X, y: (
        _may_be_a_place(yours) and yours["sigma"].item() > 0 and _steepest(yours, X, y) > 1e-2
    ),
)
def _(X, y):
    return np.array([10.632, 7.787, 8.204]), 6.225  # SciPy's end from 5, 5, 5, 20 without bounds


# The best of several runs


def _collections(rng):
    """Runs from several starts: their ends, their values, and whether they arrived.

    Values may be negative or above a million, the failed ones lower or higher than the others, nan
    among them or not, the first run good or bad; and a single one may have arrived.
    """
    nan = np.nan
    for d, values, arrived in (
        (3, [550, nan, 590, 650, 620, 700], [2, 3, 4]),
        (4, [2650, nan, 2620, 2590, 1830, 2700], [2, 0, 3]),
        (2, [-20, nan, -31, -12, -44, -3, -25], [0, 2, 3, 6]),
        (3, [695, 655, 610, 640, 690, 700], [1, 2, 3]),
        (5, [nan, 5e6, 14e6, nan, 13e6], [2]),
    ):
        success = np.isin(np.arange(len(values)), arrived)
        values = np.array(values) + rng.uniform(0, 1, len(values))
        yield rng.normal(5, 3, (len(values), d)), values, success


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


@best_run.misconception(
    "first failure",
    "Your function returns the first run that *failed*. What stands for the value of a failed run "
    "must never win: for `argmin` that is +inf (not −inf, not nan), and `argmax` would look for "
    "the highest.",
)
def _(ends, values, success):
    return ends[np.where(success, values, -np.inf).argmin()]


@best_run.misconception(
    "0 for the failed",
    "Your function lets 0 stand for the value of a failed run, and 0 wins against all that is "
    "positive. Put `np.inf` in its place.",
)
def _(ends, values, success):
    return ends[np.where(success, values, 0).argmin()]


@best_run.misconception(
    "values times success",
    "Your function multiplies values by success. That makes 0 of a failed run, which is lower than "
    "all that is positive, and leaves nan as it is. Put `np.inf` in its place.",
)
def _(ends, values, success):
    return ends[np.argmin(values * success)]


@best_run.misconception(
    "best failure",
    "Your function chooses among the runs that *failed*: the condition is turned round.",
)
def _(ends, values, success):
    return ends[np.where(~success, values, np.inf).argmin()]


@best_run.misconception(
    "nan_to_num",
    "Your function makes 0 of nan, and 0 is lower than all that is positive. It does not ask for "
    "success either: put `np.inf` where that is False.",
)
def _(ends, values, success):
    return ends[np.nan_to_num(values).argmin()]


@best_run.misconception(
    "argmax of all",
    "Your function takes `np.argmax` of the values, which finds nan first and else the highest. "
    "Lowest is best, and only among the runs that arrived.",
)
def _(ends, values, success):
    return ends[np.argmax(values)]


@best_run.misconception(
    "highest of all",
    "Your function chooses the highest value of all runs. Lowest is best, and only among the runs "
    "that arrived.",
)
def _(ends, values, success):
    return ends[np.nanargmax(values)]


@best_run.misconception(
    "first run",
    "Your function returns the first run, whatever became of it.",
)
def _(ends, values, success):
    return ends[0]


@best_run.misconception(
    "loop from run 0",
    "Your function begins with run 0 as the best so far, without asking whether it arrived. If it "
    "failed with nan, no other is ever lower. Begin with none: a best value of `np.inf`.",
)
def _(ends, values, success):
    best = 0
    for place in range(len(ends)):
        if success[place] and values[place] < values[best]:
            best = place
    return ends[best]


@best_run.misconception(
    "loop from run 0, nan overcome",
    "Your function begins with run 0 as the best so far, without asking whether it arrived. Where "
    "it failed at a low value, it stays. Begin with none: a best value of `np.inf`.",
)
def _(ends, values, success):
    best = 0
    for place in range(len(ends)):
        if success[place] and not values[place] > values[best]:
            best = place
    return ends[best]


@best_run.misconception(
    "loop without success",
    "Your function walks through all runs and never asks for success. And if run 0 is nan, no "
    "other is ever lower.",
)
def _(ends, values, success):
    best = 0
    for place in range(len(ends)):
        if values[place] < values[best]:
            best = place
    return ends[best]


@best_run.misconception(
    "place counted among all",
    "Your function finds a place in the list of *all* runs, then uses it in the list of the "
    "successful ones. Pick from the same list that you searched.",
)
def _(ends, values, success):
    return ends[success][np.argmin(values)]


@best_run.misconception(
    "1000 for the failed",
    "Your function lets an ordinary number stand for the value of a failed run, and that wins "
    "where the runs that arrived have higher values. Nothing is above `np.inf`.",
)
def _(ends, values, success):
    return ends[np.where(success, values, 1000).argmin()]


@best_run.misconception(
    "largest value for the failed",
    "Your function gives the failed runs a value that is high, but not above all: where only one "
    "run arrived, a failed one draws level with it or wins. Nothing is above `np.inf`.",
)
def _(ends, values, success):
    return ends[np.where(success, values, np.nanmax(values)).argmin()]


@best_run.misconception(
    "signs dropped",
    "Your function compares sizes without signs. A negative log-likelihood may be below zero: −31 "
    "is lower, and better, than −12.",
)
def _(ends, values, success):
    return ends[np.argmin(np.abs(np.where(success, values, np.inf)))]


@best_run.misconception(
    "values divided by success",
    "Your function divides by success, which makes +inf of a failed run with a positive value, but "
    "−inf of one with a negative value, and that wins.",
)
def _(ends, values, success):
    return ends[np.nanargmin(values / success)]


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


def _gate_of(by_beta, by_log_sigma, beta_information, sigma_information):
    """The gate from its ingredients, of which a wrong program has one wrong."""
    return (
        by_beta @ np.linalg.solve(beta_information, by_beta) + by_log_sigma**2 / sigma_information
    )


@gate.misconception(
    "brackets of 2n",
    "In your part of log σ, `/ 2 * n` divides by 2 and then multiplies by n. Write `/ (2 * n)`.",
)
def _(beta, sigma, X, y):
    n = len(y)
    return _gate_of(*_score(beta, sigma, X, y), X.T @ X / sigma**2, 2 / n)


@gate.misconception(
    "part of sigma not squared",
    "Your part of log σ is its slope over 2n. The slope counts twice, from the left and from the "
    "right: square it.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return _gate_of(by_beta, 0, X.T @ X / sigma**2, 1) + by_log_sigma / (2 * len(y))


@gate.misconception(
    "sigma taken for log sigma",
    "Your gradient is taken at σ = exp(sigma). `gradient_in_log_sigma` wants *log* sigma as its "
    "last entry: `np.append(beta, np.log(sigma))`.",
)
def _(beta, sigma, X, y):
    return _gate_of(*_score(beta, np.exp(sigma), X, y), X.T @ X / sigma**2, 2 * len(y))


@gate.misconception(
    "covariance with 1/σ²",
    "Your function weighs the slopes in beta with (X'X)⁻¹/σ². The inverse of X'X/σ² is σ²(X'X)⁻¹.",
)
def _(beta, sigma, X, y):
    return _gate_of(*_score(beta, sigma, X, y), X.T @ X * sigma**2, 2 * len(y))


@gate.misconception(
    "slopes in beta not divided",
    "Your slopes in beta are X'(y − Xβ); they still have to be divided by σ².",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return _gate_of(by_beta * sigma**2, by_log_sigma, X.T @ X / sigma**2, 2 * len(y))


@gate.misconception(
    "slopes in beta divided by σ",
    "Your slopes in beta are divided by σ; the log-likelihood has σ² there.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return _gate_of(by_beta * sigma, by_log_sigma, X.T @ X / sigma**2, 2 * len(y))


@gate.misconception(
    "inverse entry by entry",
    "`** -1` takes one over each entry. The inverse of a matrix is something else: "
    "`np.linalg.inv`, or better `np.linalg.solve`.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return by_beta @ (X.T @ X / sigma**2) ** -1.0 @ by_beta + by_log_sigma**2 / (2 * len(y))


@gate.misconception(
    "n − p in the slope",
    "Your slope in log σ has n − p. The likelihood knows nothing of degrees of freedom: S/σ² − n.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return _gate_of(by_beta, by_log_sigma + len(beta), X.T @ X / sigma**2, 2 * len(y))


@gate.misconception(
    "n − p in the information",
    "Your information of log σ is 2(n − p). The likelihood knows nothing of degrees of freedom: "
    "2n.",
)
def _(beta, sigma, X, y):
    return _gate_of(*_score(beta, sigma, X, y), X.T @ X / sigma**2, 2 * (len(y) - len(beta)))


@gate.misconception(
    "n of the lesson",
    "Your function counts 200 observations whatever it is given: `n` is the lesson's. Count those "
    "that came in: `len(y)`.",
)
def _(beta, sigma, X, y):
    by_beta, by_log_sigma = _score(beta, sigma, X, y)
    return _gate_of(by_beta, by_log_sigma + len(y) - 200, X.T @ X / sigma**2, 2 * 200)


@gate.misconception(
    "n of the lesson in the information",
    "Your information of log σ is 2 · 200 whatever it is given: `n` is the lesson's. Count the "
    "observations that came in: `len(y)`.",
)
def _(beta, sigma, X, y):
    return _gate_of(*_score(beta, sigma, X, y), X.T @ X / sigma**2, 2 * 200)


@gate.misconception(
    "height for slope",
    "Your function returns twice the height that is missing to the top. Close to it that is nearly "
    "the same, but the top must be known. The gate needs the slopes alone: g'I⁻¹g.",
)
def _(beta, sigma, X, y):
    top = _lstsq(X, y)
    return 2 * (_negative(beta, sigma, X, y) - _negative(top, _rms(y - X @ top), X, y))


def __dir__():
    return __all__
