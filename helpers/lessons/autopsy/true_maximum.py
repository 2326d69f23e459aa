"""The maximum by formula: what a search without an intercept should have found."""

import numpy as np
from scipy import optimize, stats

from helpers import ols, simulate
from helpers.feedback import Rounding, written
from helpers.lessons.autopsy.programs import (
    PRINTED,
    least_squares,
    left_by,
    root_mean_square,
    seed_data,
    squares,
)
from helpers.lessons.contents import autopsy as lesson
from helpers.lessons.slips import Slip, add_slips


@lesson.value(
    "06-true-maximum",
    data=seed_data,
    parts=("beta", "sigma"),
    tolerance=Rounding(
        1e-4, reason="four digits, as the lesson asks; the nearest wrong program is 2.5e-3 away"
    ),
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
    beta = least_squares(X[:, 1:], y)
    return beta, root_mean_square(y - X[:, 1:] @ beta)


@true_maximum.variant("normal equations")
def _(X, y):
    x = X[:, 1:]
    beta = np.linalg.solve(x.T @ x, x.T @ y)
    return {"beta": beta.tolist(), "sigma": (np.sum((y - x @ beta) ** 2) / len(y)) ** 0.5}


@true_maximum.variant("a search in log sigma")
def _(X, y):
    def value(theta):
        return -np.sum(stats.norm.logpdf(y, X[:, 1:] @ theta[:2], np.exp(theta[2])))

    found = optimize.minimize(value, [13.0, 18.0, 1.8], method="Nelder-Mead",
                              options={"xatol": 1e-9, "fatol": 1e-10}).x  # fmt: skip
    return found[:2], np.exp(found[2])


@true_maximum.law(
    "Where the likelihood is highest, beta is least squares: the residuals are orthogonal to x1 "
    "and x2, X'e is 0. Yours leaves {left}.",
    relative=1e-4,  # four digits are asked for
)
def _(top, X, y):
    return left_by(top["beta"], X[:, 1:], y)


@true_maximum.law("A standard deviation is positive. Your sigma is {left}.", "≥")
def _(top, X, y):
    return top["sigma"], 0


@true_maximum.law(
    "At the top the squared residuals, divided by σ², add up to n, here {right}. Yours add up to "
    "{left}.",
    relative=3e-4,
)
def _(top, X, y):
    return squares(top["beta"], X[:, 1:], y) / top["sigma"] ** 2, len(y), len(y)


def _with_an_intercept(X, y):
    beta = least_squares(X, y)
    return beta, root_mean_square(y - X @ beta)


def _slopes_of_the_mended_model(X, y):
    beta = least_squares(X, y)
    return beta[1:], root_mean_square(y - X @ beta)


true_maximum.mistakes(
    ("the printed point", lambda X, y: (PRINTED[:2], PRINTED[2]),
     "Your 16.66, 18.78 and 7.66 are the printed point, where the optimiser failed: its gradient "
     "is far from zero. Compute the maximum; nothing has to be searched for.",
     {"tolerance": Rounding(5e-3, reason="its last digits move with the version of SciPy")}),
    ("the start", lambda X, y: (np.array([2.0, 2.0]), 20.0),
     "Your 2, 2 and 20 are where a search *started*: SciPy's meets nan on its first step from "
     "there and hands its start back. Nothing has to be searched for: this maximum has a formula."),
    ("the notebook's start", lambda X, y: (np.array([2.0, 2.0]), 2.0),
     "Your 2, 2 and 2 are where the search *started*."),
    ("with an intercept", _with_an_intercept,
     "Your numbers are the maximum of the *mended* model, which has an intercept. That comes "
     "later; first find the maximum of the model that the notebook had."),
    ("printed slopes, their own sigma",
     lambda X, y: (PRINTED[:2], root_mean_square(y - X[:, 1:] @ PRINTED[:2])),
     "Your sigma is the best one for the *printed* slopes. The slopes have to be mended, too.",
     {"tolerance": Rounding(5e-3, reason="the printed digits move with the version of SciPy")}),
    ("slopes of the mended model", _slopes_of_the_mended_model,
     "Your slopes and sigma belong to the model with an intercept; you only left it out of the "
     "answer. Fit `X_without`."),
)  # fmt: skip


def _simple(x, y):
    """The slope of one column alone."""
    return x @ y / (x @ x)


def _sigma_is(text, form=".4f"):
    """A message that names the learner's sigma."""

    def says(yours, X, y):
        return f"Your sigma, {written(np.ravel(yours['sigma'])[0], form)}, {text}"

    return says


def _rule(sigma_of):
    """A term: the rule that makes sigma of the residuals."""
    return lambda X, y: sigma_of


def _divided_by(n_less):
    return lambda residuals: np.sqrt(residuals @ residuals / (len(residuals) - n_less))


def _number(sigma):
    return lambda X, y: lambda residuals: sigma(X, y)


_CENTRED = "which takes their mean away first. Without an intercept that mean is not 0: "
_FULL = "is that of the model with an intercept. Take the residuals of your own slopes."

add_slips(
    true_maximum,
    {
        "beta": lambda X, y: least_squares(X[:, 1:], y),
        "sigma": _rule(root_mean_square),
        "data": lambda X, y: (X[:, 1:], y),
    },
    lambda beta, sigma_of, data: (beta, sigma_of(data[1] - data[0] @ beta)),
    [
        Slip(
            "beta",
            "slopes of the mended model, their own sigma",
            "Your slopes belong to the model with an intercept. Fit `X_without` itself: without "
            "an intercept, other slopes are best.",
            lambda X, y: least_squares(X, y)[1:],
        ),
        Slip(
            "beta",
            "true slopes",
            "Your slopes are the truth of the seed world. Wanted: where this model's likelihood is "
            "highest, which is somewhere else.",
            lambda X, y: simulate.seed_world().beta[1:],
        ),
        Slip(
            "beta",
            "x2 cut off",
            "Your beta is an intercept and the slope of x1, from `X[:, :2]`. `X_without` is "
            "`X[:, 1:]`.",
            lambda X, y: least_squares(X[:, :2], y),
        ),
        Slip(
            "beta",
            "x1 cut off",
            "Your beta is an intercept and the slope of x2. `X_without` is `X[:, 1:]`.",
            lambda X, y: least_squares(X[:, [0, 2]], y),
        ),
        Slip(
            "beta",
            "one column at a time",
            "Your slopes are fitted one column at a time. Each then carries what belongs to the "
            "other: fit both at once.",
            lambda X, y: np.array([_simple(X[:, 1], y), _simple(X[:, 2], y)]),
        ),
        Slip(
            "beta",
            "one column and a constant at a time",
            "Your slopes are fitted one column at a time, each with a constant. Fit both columns "
            "of `X_without` at once, without one.",
            lambda X, y: np.array([np.polyfit(X[:, k], y, 1)[0] for k in (1, 2)]),
        ),
        Slip(
            "beta",
            "normal equations not solved",
            "Your beta is X'y. That still has to be solved: X'X β = X'y.",
            lambda X, y: X[:, 1:].T @ y,
        ),
        Slip(
            "beta",
            "slopes exchanged",
            "Your slopes have changed places: that of x1 comes first.",
            lambda X, y: least_squares(X[:, 1:], y)[::-1],
        ),
        Slip(
            "sigma",
            "divisor n − p",
            _sigma_is("divides by n − 2; the likelihood is highest at the divisor n."),
            _rule(_divided_by(2)),
        ),
        Slip(
            "sigma",
            "divisor n − 3",
            _sigma_is(
                "divides by n − 3. This model has two coefficients, not three, and the likelihood "
                "is highest at the divisor n anyway."
            ),
            _rule(_divided_by(3)),
        ),
        Slip(
            "sigma",
            "divisor n − 1",
            _sigma_is("divides by n − 1; the likelihood is highest at the divisor n."),
            _rule(_divided_by(1)),
        ),
        Slip(
            "sigma",
            "residuals centred",
            _sigma_is(f"is `np.std` of the residuals, {_CENTRED}take the root of the mean square."),
            _rule(np.std),
        ),
        *(
            Slip(
                "sigma",
                f"residuals centred, ddof={ddof}",
                _sigma_is(
                    f"is `np.std` of the residuals with ddof={ddof}, {_CENTRED}take the root of "
                    "their mean square, with divisor n."
                ),
                _rule(lambda residuals, ddof=ddof: np.std(residuals, ddof=ddof)),
            )
            for ddof in (1, 2, 3)
        ),
        Slip(
            "sigma",
            "variance",
            _sigma_is("is a variance: take the root.", ".2f"),
            _rule(lambda residuals: np.mean(residuals**2)),
        ),
        Slip(
            "sigma",
            "variance of the residuals",
            _sigma_is(f"is `np.var` of the residuals, {_CENTRED}take the root of the mean square."),
            _rule(np.var),
        ),
        Slip(
            "sigma",
            "variance with divisor n − p",
            _sigma_is("is a variance, with divisor n − 2: divide by n, and take the root.", ".2f"),
            _rule(lambda residuals: _divided_by(2)(residuals) ** 2),
        ),
        Slip(
            "sigma",
            "sum of squares for sigma",
            _sigma_is(
                "is the sum of the squared residuals (the second thing that `np.linalg.lstsq` "
                "returns): divide by n and take the root.",
                ".1f",
            ),
            _rule(lambda residuals: residuals @ residuals),
        ),
        Slip(
            "sigma",
            "root of the sum",
            _sigma_is("is the root of the *sum* of the squared residuals. Divide by n first."),
            _rule(np.linalg.norm),
        ),
        Slip(
            "sigma",
            "divided outside the root",
            _sigma_is("is the root of the sum of squares, over n. Divide inside the root."),
            _rule(lambda residuals: np.linalg.norm(residuals) / len(residuals)),
        ),
        Slip(
            "sigma",
            "mean of the sizes",
            _sigma_is("is the mean size of the residuals. Square them, average, take the root."),
            _rule(lambda residuals: np.mean(np.abs(residuals))),
        ),
        Slip(
            "sigma",
            "mean of the residuals",
            _sigma_is("is the mean of the residuals. Square them, average, take the root."),
            _rule(np.mean),
        ),
        Slip(
            "sigma",
            "log sigma for sigma",
            _sigma_is("is *log* sigma: take its exponential."),
            _rule(lambda residuals: np.log(root_mean_square(residuals))),
        ),
        Slip(
            "sigma",
            "true sigma",
            "Your sigma is the true one. Wanted is the best for this model's residuals.",
            _number(lambda X, y: simulate.seed_world().sigma),
        ),
        Slip(
            "sigma",
            "printed sigma",
            "Your sigma is the printed one. The best sigma is the root mean square of the "
            "residuals, for your slopes.",
            _number(lambda X, y: PRINTED[2]),
        ),
        Slip(
            "sigma",
            "sigma of the printed slopes",
            _sigma_is(
                "is the root mean square of the lesson's `residuals`, which belong to the printed "
                "slopes. Compute those of your own."
            ),
            _number(lambda X, y: root_mean_square(y - X[:, 1:] @ PRINTED[:2])),
        ),
        Slip(
            "sigma",
            "sigma of the mended model",
            _sigma_is(_FULL),
            _number(lambda X, y: root_mean_square(y - X @ least_squares(X, y))),
        ),
        Slip(
            "sigma",
            "sigma of the mended model's table",
            _sigma_is(_FULL),
            _number(lambda X, y: ols.fit(X, y).sigma),
        ),
        Slip(
            "sigma",
            "standard deviation of y",
            _sigma_is("is the standard deviation of y itself. Take the residuals."),
            _number(lambda X, y: np.std(y)),
        ),
    ],
    both=("x2 cut off", "divisor n − p"),
    apart=[
        ("slopes of the mended model, their own sigma", "sigma of the mended model"),
        ("true slopes", "true sigma"),
    ],
)


def _truth(X, y):
    world = simulate.seed_world()
    return world.beta[1:], world.sigma


def _truth_with_its_intercept(X, y):
    world = simulate.seed_world()
    return world.beta, world.sigma


def _table_of_the_mended_model(X, y):
    fit = ols.fit(X, y)
    return fit.beta, fit.sigma


def _0_for_the_intercept(X, y):
    beta = least_squares(X[:, 1:], y)
    return np.append(0.0, beta), root_mean_square(y - X[:, 1:] @ beta)


true_maximum.mistakes(
    ("truth", _truth,
     "Your numbers are the truth of the seed world. Wanted: where this model's likelihood is "
     "highest, which is somewhere else."),
    ("truth with its intercept", _truth_with_its_intercept,
     "Your numbers are the truth of the seed world, intercept and all. Wanted: where the "
     "likelihood of a model *without* intercept is highest."),
    ("table of the mended model", _table_of_the_mended_model,
     "Your numbers are least squares with an intercept, and sigma has divisor n − 3. The "
     "notebook's model had none: fit `X_without`, and divide by n."),
    ("0 for the intercept", _0_for_the_intercept,
     "Your numbers are right, but the model has no intercept to be 0: beta is the two slopes."),
)  # fmt: skip
