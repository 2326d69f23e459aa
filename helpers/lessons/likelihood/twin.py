"""The maximum for ten observations: whose plane, whose sigma, which divisor."""

import numpy as np
from scipy import optimize

from helpers import ols, simulate
from helpers.feedback import written
from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.fits import logpdf, lstsq, rms


def _twin():
    world = simulate.small_twin()
    return {"X": world.X, "y": world.y}


@lesson.value(
    "05-twin",
    data=_twin,
    parts=("beta", "sigma"),
    hints=(
        "Nothing has to be searched for: which beta is best does not depend on sigma, and the best "
        "sigma for it has a formula.",
        "The best beta is least squares on `twin.X` and `twin.y`. Then call `best_sigma`.",
        "`beta_twin = np.linalg.lstsq(twin.X, twin.y)[0]`, then "
        "`sigma_twin = best_sigma(beta_twin, twin.X, twin.y)`.",
    ),
)
def twin(X, y):
    """The maximum of the likelihood, for ten observations."""
    beta = lstsq(X, y)
    return beta, rms(y - X @ beta)


@twin.variant("normal equations, and a sum")
def _(X, y):
    beta = np.linalg.solve(X.T @ X, X.T @ y)
    return {"beta": beta, "sigma": (np.sum((y - X @ beta) ** 2) / len(y)) ** 0.5}


@twin.variant("from ols.fit")
def _(X, y):
    fit = ols.fit(X, y)
    return [fit.beta, fit.sigma_mle]


@twin.law(
    "For any sigma, the likelihood is highest at the beta with the least sum of squared residuals, "
    "{right}. Yours leaves {left}.",
    relative=1e-3,  # a smaller difference does not show; the next law tells it
)
def _(answer, X, y):
    left, least = y - X @ answer["beta"], y - X @ lstsq(X, y)
    return left @ left, least @ least


@twin.law("The slopes in beta are X'e/σ², and 0 at the top. Your beta leaves X'e at {left}.")
def _(answer, X, y):
    fitted = np.abs(X) @ np.abs(answer["beta"])
    return X.T @ (y - X @ answer["beta"]), 0, np.max(np.abs(X).T @ (np.abs(y) + fitted))


@twin.law(
    "The slope in sigma is 0 where S/σ² is n: at the top, residuals divided by σ have the mean "
    "square 1. Yours have {left}."
)
def _(answer, X, y):
    return np.mean((y - X @ answer["beta"]) ** 2) / answer["sigma"] ** 2, 1, 1


def _sigma_says(sentence):
    return lambda yours, X, y: sentence.format(written(yours["sigma"].item(), ".3f"))


def _df_divisor(X, y):
    fit = ols.fit(X, y)
    return fit.beta, fit.sigma


def _divisor_n_1(X, y):
    beta = lstsq(X, y)
    return beta, np.std(y - X @ beta, ddof=1)


def _variance(X, y):
    beta = lstsq(X, y)
    return beta, np.mean((y - X @ beta) ** 2)


def _variance_passed_as_sd(X, y):
    beta = lstsq(X, y)
    return beta, np.sqrt(rms(y - X @ beta))


def _dropped_n(X, y):
    beta = lstsq(X, y)
    return beta, np.linalg.norm(y - X @ beta)


def _no_constant(X, y):
    beta = lstsq(X[:, 1:], y)
    return beta, rms(y - X[:, 1:] @ beta)


def _all_200_observations(X, y):
    world = simulate.seed_world()
    beta = lstsq(world.X, world.y)
    return beta, rms(world.y - world.X @ beta)


def _beta_of_the_twin_sigma_of_the_200(X, y):
    world = simulate.seed_world()
    return lstsq(X, y), rms(world.y - world.X @ lstsq(world.X, world.y))


def _plane_of_the_200(X, y):
    world = simulate.seed_world()
    beta = lstsq(world.X, world.y)
    return beta, rms(y - X @ beta)


def _truth(X, y):
    beta = simulate.small_twin().beta
    return beta, rms(y - X @ beta)


def _sigma_around_the_plane_of_the_200(X, y):
    world = simulate.seed_world()
    return lstsq(X, y), rms(y - X @ lstsq(world.X, world.y))


def _sigma_of_the_200_around_the_twins_plane(X, y):
    world = simulate.seed_world()
    return lstsq(X, y), rms(world.y - world.X @ lstsq(X, y))


def _beta_of_the_twin_sigma_of_the_200_with_n(X, y):
    world = simulate.seed_world()
    return lstsq(X, y), ols.fit(world.X, world.y).sigma


def _sum_of_squares(X, y):
    beta = lstsq(X, y)
    return beta, np.sum((y - X @ beta) ** 2)


def _mean_absolute_residual(X, y):
    beta = lstsq(X, y)
    return beta, np.mean(np.abs(y - X @ beta))


twin.mistakes(
    ("df divisor", _df_divisor,
     _sigma_says(
     "Your beta is right. Your sigma, {}, divides by n − p; the likelihood is highest at the "
     "divisor n. With ten observations the two are far apart."
     )),
    ("divisor n − 1", _divisor_n_1,
     _sigma_says(
     "Your beta is right. Your sigma, {}, divides by n − 1; the likelihood is highest at the "
     "divisor n."
     )),
    ("variance", _variance,
     _sigma_says("Your beta is right. Your sigma, {}, is a variance: take the root.")),
    ("variance passed as sd", _variance_passed_as_sd,
     _sigma_says(
     "Your beta is right. The *square* of your sigma, {}, would fit: the likelihood that you "
     "maximised got σ² where it wants a standard deviation, or a root was taken twice."
     )),
    ("dropped n", _dropped_n,
     _sigma_says("Your beta is right. Your sigma, {}, is the root of the *sum* of squares.")),
    ("no constant", _no_constant,
     lambda yours, X, y: (
     f"Your {written(yours['beta'].flat[0], '.2f')} and "
     f"{written(yours['beta'].flat[-1], '.2f')} are the slopes of a plane forced through the "
     "origin: X has no column of ones."
     )),
    ("all 200 observations", _all_200_observations,
     lambda yours, X, y: (
     f"Your constant, {written(yours['beta'].flat[0], '.2f')}, belongs to all 200 observations. "
     "Use `twin.X` and `twin.y`."
     )),
    ("beta of the twin, sigma of the 200", _beta_of_the_twin_sigma_of_the_200,
     _sigma_says("Your beta is right. Your sigma, {}, belongs to all 200 observations.")),
    ("plane of the 200", _plane_of_the_200,
     "Your beta is that of all 200 observations, with the sigma that the ten have around it. Fit "
     "the plane to the ten."),
    ("truth", _truth,
     "Your beta is the truth. Nobody knows it outside of a simulation; wanted: the beta at which "
     "the likelihood is highest."),
    ("the truth, both", lambda X, y: (simulate.small_twin().beta, 5.0),
     "Your beta and sigma are the truth. The likelihood of ten observations is highest elsewhere."),
    ("true sigma", lambda X, y: (lstsq(X, y), 5.0),
     _sigma_says(
     "Your beta is right. Your sigma, {}, is the truth, which nobody knows outside of a "
     "simulation; wanted: the sigma at which the likelihood is highest."
     )),
    ("sigma around the true plane",
     lambda X, y: (lstsq(X, y), rms(y - X @ simulate.small_twin().beta)),
     _sigma_says(
     "Your beta is right. Your sigma, {}, is the best one around the *true* plane. Take the "
     "residuals from your own beta."
     )),
    ("sigma around the plane of the 200", _sigma_around_the_plane_of_the_200,
     _sigma_says(
     "Your beta is right. Your sigma, {}, is the best one around `beta_hat`, the plane of all "
     "200. Call `best_sigma` with `beta_twin`."
     )),
    ("sigma of the 200 around the twin's plane", _sigma_of_the_200_around_the_twins_plane,
     _sigma_says(
     "Your beta is right. Your sigma, {}, is that of all 200 observations around it. Call "
     "`best_sigma` with `twin.X` and `twin.y`."
     )),
    ("beta of the twin, sigma of the 200 with n − p", _beta_of_the_twin_sigma_of_the_200_with_n,
     _sigma_says("Your beta is right. Your sigma, {}, is the 200 observations', with n − p.")),
    ("sum of squares", _sum_of_squares,
     _sigma_says("Your beta is right. Your sigma, {}, is the sum of squares itself.")),
    ("mean absolute residual", _mean_absolute_residual,
     _sigma_says(
     "Your beta is right. Your sigma, {}, averages the sizes of the residuals. The normal "
     "density has their *squares*."
     )),
    ("spread of y", lambda X, y: (lstsq(X, y), np.std(y)),
     _sigma_says(
     "Your beta is right. Your sigma, {}, is the standard deviation of y itself. Take the plane "
     "away first."
     )),
)  # fmt: skip


def _beta_is(*betas):
    """A trait: beta is one of these, whatever stands beside it as sigma."""

    def recognises(yours, X, y):
        return any(
            yours["beta"].size == len(beta) and np.allclose(yours["beta"].ravel(), beta, rtol=1e-3)
            for beta in (make(X, y) for make in betas)
        )

    return recognises


def _no_constant_another_sigma(X, y):
    beta = lstsq(X[:, 1:], y)
    return np.append(0, beta), rms(y - X[:, 1:] @ beta)


def _plane_of_the_200_another_sigma(X, y):
    world = simulate.seed_world()
    return lstsq(world.X, world.y), rms(y - X @ lstsq(X, y))


def _a_search_that_stopped_early(X, y):
    def depth(place):
        return -np.sum(logpdf(y - X @ place[:-1], np.exp(place[-1])))

    found = optimize.minimize(depth, [10.0, 4.0, 10.0, 1.6], method="Nelder-Mead").x
    return found[:-1], np.exp(found[-1])


twin.mistakes(
    ("no constant, another sigma", _no_constant_another_sigma,
     lambda yours, X, y: (
     f"Your {written(yours['beta'].flat[-2], '.2f')} and "
     f"{written(yours['beta'].flat[-1], '.2f')} are the slopes of a plane forced through the "
     "origin. Keep the column of ones: its coefficient is the constant."
     ),
     {"recognises": _beta_is(
         lambda X, y: lstsq(X[:, 1:], y), lambda X, y: np.append(0, lstsq(X[:, 1:], y))
    )}),
    ("plane of the 200, another sigma", _plane_of_the_200_another_sigma,
     lambda yours, X, y: (
     f"Your constant, {written(yours['beta'].flat[0], '.2f')}, belongs to all 200 observations. "
     "Fit the plane to the ten."
     ),
     {"recognises": _beta_is(
         lambda X, y: lstsq(simulate.seed_world().X, simulate.seed_world().y),
    )}),
    ("true plane, another sigma",
     lambda X, y: (simulate.small_twin().beta, rms(y - X @ lstsq(X, y))),
     "Your beta is the truth. Nobody knows it outside of a simulation; wanted: the beta at which "
     "the likelihood is highest, and the sigma for it.",
     {"recognises": _beta_is(lambda X, y: simulate.small_twin().beta)}),
    ("a search that stopped early", _a_search_that_stopped_early,
     "Your numbers are near the top, but only near. If a search led there, it stopped a little "
     "early, and none is needed: for beta and for sigma there are formulas, and they go all the "
     "way.",
     {"recognises": lambda yours, X, y: (
         np.allclose(yours["beta"].ravel(), lstsq(X, y), rtol=6e-3)
         and np.allclose(yours["sigma"], rms(y - X @ lstsq(X, y)), rtol=6e-3)
    )}),
)  # fmt: skip


for _name, _says, _sigma in (
    (
        "divisor n − 2",
        "divides by n − 2; the likelihood is highest at the divisor n.",
        lambda residuals: np.std(residuals, ddof=2),
    ),
    (
        "divisor n − p − 1",
        "divides by n − p − 1; the likelihood is highest at the divisor n.",
        lambda residuals: np.sqrt(residuals @ residuals / 6),
    ),
    (
        "variance with n − p",
        "is a variance, with the divisor n − p. Take the root, and divide by n.",
        lambda residuals: residuals @ residuals / 7,
    ),
    (
        "n of the seed world",
        "divides by 200. The twin has ten observations.",
        lambda residuals: np.sqrt(residuals @ residuals / 200),
    ),
    (
        "n − p of the seed world",
        "divides by 197. The twin has ten observations, and the divisor is n.",
        lambda residuals: np.sqrt(residuals @ residuals / 197),
    ),
    (
        "divided by p",
        "divides by p, the number of coefficients. The divisor is n.",
        lambda residuals: np.sqrt(residuals @ residuals / 3),
    ),
    (
        "n − p outside of the root",
        "divides the root of the sum by n − p. The divisor is n, and stands under the root.",
        lambda residuals: np.linalg.norm(residuals) / 7,
    ),
    (
        "height for place",
        "is the height of the log-likelihood at its top. Wanted: the place, the sigma.",
        lambda residuals: np.sum(logpdf(residuals, rms(residuals))),
    ),
    (
        "depth for place",
        "is the lowest value of minus the log-likelihood (`.fun`). Wanted: the place, `.x`.",
        lambda residuals: -np.sum(logpdf(residuals, rms(residuals))),
    ),
):
    twin.misconception(_name, _sigma_says("Your beta is right. Your sigma, {}, " + _says))(
        lambda X, y, sigma=_sigma: (lstsq(X, y), sigma(y - X @ lstsq(X, y)))
    )


def _log_sigma(X, y):
    beta = lstsq(X, y)
    return beta + 1e-4, np.log(rms(y - X @ beta))


def _end_of_the_interval(X, y):
    beta = lstsq(X, y)
    return beta, optimize.minimize_scalar(
        lambda sigma: np.sum(logpdf(y - X @ beta, sigma)), bounds=(1, 20)
    ).x


twin.mistakes(
    ("spread of y, n − 1", lambda X, y: (lstsq(X, y), np.std(y, ddof=1)),
     _sigma_says(
     "Your beta is right. Your sigma, {}, is the standard deviation of y itself. Take the plane "
     "away first."
     )),
    ("log sigma", _log_sigma,
     _sigma_says(
     "Your sigma, {}, is the *logarithm* of the best one: the search ran over log σ. Take its "
     "exponential."
     ),
     {"recognises": lambda yours, X, y: (
         np.allclose(yours["beta"].ravel(), lstsq(X, y), rtol=6e-3)
         and np.allclose(yours["sigma"], np.log(rms(y - X @ lstsq(X, y))), rtol=6e-3)
    )}),
    ("end of the interval", _end_of_the_interval,
     _sigma_says(
     "Your beta is right. Your sigma, {}, is an end of the interval that was searched: hand "
     "*minus* the log-likelihood to a search for the lowest value. Or call `best_sigma`."
     ),
     {"recognises": lambda yours, X, y: (
         np.allclose(yours["beta"].ravel(), lstsq(X, y), rtol=1e-6)
         and min(abs(yours["sigma"].item() - end) for end in (1.0, 20.0)) < 1e-3
    )}),
)  # fmt: skip
