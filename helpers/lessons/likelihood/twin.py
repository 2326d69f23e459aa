"""The maximum for ten observations: whose plane, whose sigma, which divisor."""

import numpy as np
from scipy import optimize

from helpers import ols, simulate
from helpers.feedback import written
from helpers.lessons.contents import likelihood as lesson
from helpers.lessons.likelihood.shared import logpdf, lstsq, rms

WORLD, TWIN = simulate.seed_world(), simulate.small_twin()
BETA_200 = lstsq(WORLD.X, WORLD.y)
SIGMA_200 = rms(WORLD.y - WORLD.X @ BETA_200)


def _fit(X, y):
    beta = lstsq(X, y)
    return beta, rms(y - X @ beta)


@lesson.value(
    "05-twin",
    data=lambda: {"X": TWIN.X, "y": TWIN.y},
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
    return _fit(X, y)


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


def _beta_is(*betas):
    """A trait: beta is one of these, whatever stands beside it as sigma."""

    def recognises(yours, X, y):
        return any(
            yours["beta"].size == len(beta) and np.allclose(yours["beta"].ravel(), beta, rtol=1e-3)
            for beta in (make(X, y) for make in betas)
        )

    return recognises


def _near(yours, beta, sigma):
    """Whether somebody's two parts are these, as a search finds them."""
    return np.allclose(yours["beta"].ravel(), beta, rtol=6e-3) and np.allclose(
        yours["sigma"], sigma, rtol=6e-3
    )


def _a_search_that_stopped_early(X, y):
    def depth(place):
        return -np.sum(logpdf(y - X @ place[:-1], np.exp(place[-1])))

    found = optimize.minimize(depth, [10.0, 4.0, 10.0, 1.6], method="Nelder-Mead").x
    return found[:-1], np.exp(found[-1])


twin.mistakes(
    ("no constant", lambda X, y: _fit(X[:, 1:], y),
     lambda yours, X, y: (
         f"Your {written(yours['beta'].flat[0], '.2f')} and "
         f"{written(yours['beta'].flat[-1], '.2f')} are the slopes of a plane forced through the "
         "origin: X has no column of ones."
     )),
    ("no constant, another sigma",
     lambda X, y: (np.append(0, lstsq(X[:, 1:], y)), _fit(X[:, 1:], y)[1]),
     lambda yours, X, y: (
         f"Your {written(yours['beta'].flat[-2], '.2f')} and "
         f"{written(yours['beta'].flat[-1], '.2f')} are the slopes of a plane forced through the "
         "origin. Keep the column of ones: its coefficient is the constant."
     ),
     {"recognises": _beta_is(
         lambda X, y: lstsq(X[:, 1:], y), lambda X, y: np.append(0, lstsq(X[:, 1:], y))
    )}),
    ("all 200 observations", lambda X, y: (BETA_200, SIGMA_200),
     lambda yours, X, y: (
         f"Your constant, {written(yours['beta'].flat[0], '.2f')}, belongs to all 200 "
         "observations. Use `twin.X` and `twin.y`."
     )),
    ("plane of the 200", lambda X, y: (BETA_200, rms(y - X @ BETA_200)),
     "Your beta is that of all 200 observations, with the sigma that the ten have around it. Fit "
     "the plane to the ten."),
    ("plane of the 200, another sigma", lambda X, y: (BETA_200, _fit(X, y)[1]),
     lambda yours, X, y: (
         f"Your constant, {written(yours['beta'].flat[0], '.2f')}, belongs to all 200 "
         "observations. Fit the plane to the ten."
     ),
     {"recognises": _beta_is(lambda X, y: BETA_200)}),
    ("the truth, both", lambda X, y: (TWIN.beta, 5.0),
     "Your beta and sigma are the truth. The likelihood of ten observations is highest elsewhere."),
    ("true plane, another sigma", lambda X, y: (TWIN.beta, _fit(X, y)[1]),
     "Your beta is the truth. Nobody knows it outside of a simulation; wanted: the beta at which "
     "the likelihood is highest, and the sigma for it.",
     {"recognises": _beta_is(lambda X, y: TWIN.beta)}),
    ("a search that stopped early", _a_search_that_stopped_early,
     "Your numbers are near the top, but only near. If a search led there, it stopped a little "
     "early, and none is needed: for beta and for sigma there are formulas, and they go all the "
     "way.",
     {"recognises": lambda yours, X, y: _near(yours, *_fit(X, y))}),
    ("log sigma", lambda X, y: (lstsq(X, y) + 1e-4, np.log(_fit(X, y)[1])),
     lambda yours, X, y: (
         f"Your sigma, {written(yours['sigma'].item(), '.3f')}, is the *logarithm* of the best "
         "one: the search ran over log σ. Take its exponential."
     ),
     {"recognises": lambda yours, X, y: _near(yours, lstsq(X, y), np.log(_fit(X, y)[1]))}),
)  # fmt: skip


# Beta is right in what follows: a row says what stands for sigma, and what is wrong with it.


def _says(sentence):
    return lambda yours, X, y: (
        f"Your beta is right. Your sigma, {written(yours['sigma'].item(), '.3f')}, {sentence}"
    )


def _of_sigma(sigma):
    return lambda X, y: (lstsq(X, y), sigma(X, y, y - X @ lstsq(X, y)))


def _end_of_the_interval(X, y, e):
    return optimize.minimize_scalar(lambda sigma: np.sum(logpdf(e, sigma)), bounds=(1, 20)).x


twin.mistakes(
    ("df divisor", lambda X, y, e: ols.fit(X, y).sigma,
     _says("divides by n − p; the likelihood is highest at the divisor n. With ten observations "
           "the two are far apart.")),
    ("divisor n − 1", lambda X, y, e: np.std(e, ddof=1),
     _says("divides by n − 1; the likelihood is highest at the divisor n.")),
    ("n of the seed world", lambda X, y, e: np.sqrt(e @ e / 200),
     _says("divides by 200. The twin has ten observations.")),
    ("variance", lambda X, y, e: np.mean(e**2), _says("is a variance: take the root.")),
    ("dropped n", lambda X, y, e: np.linalg.norm(e), _says("is the root of the *sum* of squares.")),
    ("sum of squares", lambda X, y, e: e @ e, _says("is the sum of squares itself.")),
    ("mean absolute residual", lambda X, y, e: np.mean(np.abs(e)),
     _says("averages the sizes of the residuals. The normal density has their *squares*.")),
    ("variance passed as sd", lambda X, y, e: np.sqrt(rms(e)),
     lambda yours, X, y: (
         f"Your beta is right. The *square* of your sigma, {written(yours['sigma'].item(), '.3f')}"
         ", would fit: the likelihood that you maximised got σ² where it wants a standard "
         "deviation, or a root was taken twice."
     )),
    ("beta of the twin, sigma of the 200", lambda X, y, e: SIGMA_200,
     _says("belongs to all 200 observations.")),
    ("beta of the twin, sigma of the 200 with n − p",
     lambda X, y, e: ols.fit(WORLD.X, WORLD.y).sigma,
     _says("is the 200 observations', with n − p.")),
    ("true sigma", lambda X, y, e: 5.0,
     _says("is the truth, which nobody knows outside of a simulation; wanted: the sigma at which "
           "the likelihood is highest.")),
    ("sigma around the true plane", lambda X, y, e: rms(y - X @ TWIN.beta),
     _says("is the best one around the *true* plane. Take the residuals from your own beta.")),
    ("sigma around the plane of the 200", lambda X, y, e: rms(y - X @ BETA_200),
     _says("is the best one around `beta_hat`, the plane of all 200. Call `best_sigma` with "
           "`beta_twin`.")),
    ("sigma of the 200 around the twin's plane",
     lambda X, y, e: rms(WORLD.y - WORLD.X @ lstsq(X, y)),
     _says("is that of all 200 observations around it. Call `best_sigma` with `twin.X` and "
           "`twin.y`.")),
    ("spread of y", lambda X, y, e: np.std(y),
     _says("is the standard deviation of y itself. Take the plane away first.")),
    ("height for place", lambda X, y, e: np.sum(logpdf(e, rms(e))),
     _says("is the height of the log-likelihood at its top. Wanted: the place, the sigma.")),
    ("depth for place", lambda X, y, e: -np.sum(logpdf(e, rms(e))),
     _says("is the lowest value of minus the log-likelihood (`.fun`). Wanted: the place, `.x`.")),
    ("end of the interval", _end_of_the_interval,
     _says("is an end of the interval that was searched: hand *minus* the log-likelihood to a "
           "search for the lowest value. Or call `best_sigma`."),
     {"recognises": lambda yours, X, y: (
         np.allclose(yours["beta"].ravel(), lstsq(X, y), rtol=1e-6)
         and min(abs(yours["sigma"].item() - end) for end in (1.0, 20.0)) < 1e-3
    )}),
    of=_of_sigma,
)  # fmt: skip
