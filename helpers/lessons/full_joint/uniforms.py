"""Sweeps judged by their laws alone: right draws, each put into its own law, are uniform numbers.

If u is the value at a draw of the distribution function that the draw should have, given all that
was drawn before, then the u of all steps are independent of each other and of the old state, and
uniform between 0 and 1 (M. Rosenblatt, 1952). That holds whatever the order of the steps, and
however the draws were made. Here it is tested for a thousand old states.
"""

import time
from itertools import product
from typing import NamedTuple

import numpy as np
from scipy import special

from helpers.lessons.full_joint.sweeps import Given, Values

FIRST = 150  # tries in each world; most wrong sweeps are known by them
SECONDS = 1.5  # of computing, after which the first tries have to do
LEVEL = 22.0  # minus the log of the level of one statistic: 1,500 of them reject 1e-6 together
TOGETHER = "together"


class _World(NamedTuple):
    """Where a sweep is tried: how often, and the sizes of X, of the noise, of old sigma and eta."""

    tries: int
    n: int
    J: int
    size_of_X: float
    noise: float
    sigma: float
    eta: float
    spread: float  # of the logs of sigma and eta
    given: dict

    def given_and_states(self, rng):
        """What the sweep is handed, and without end old states around it."""
        common, own = rng.normal(size=(self.n, 1)), rng.normal(size=(self.n, self.J))
        X = 2 + self.size_of_X * (common + own)
        y = 5 + X @ np.full(self.J, self.given["m"]) + rng.normal(0, self.noise, self.n)
        return Given(X, y, **self.given), self._states(rng)

    def _states(self, rng):
        sds = np.append(self.sigma, np.full(self.J, self.eta))
        while True:
            places = rng.normal(self.given["m"], 1, 2 * self.J)
            yield np.append(places, sds * np.exp(rng.normal(0, self.spread, self.J + 1)))


_WORLDS = (
    # the prior holds beta close to the truth, and there is little noise: zeta matters
    _World(500, 4, 2, 1.0, 0.02, 0.8, 0.01, 1.5, {"m": 0.5, "s": 0.01, "A": 0.02, "B": 0.35}),
    # many coefficients, the data know beta, and s holds mu close to it: xi matters
    _World(350, 12, 8, 10.0, 0.05, 0.4, 3.0, 1.5, {"m": 0.5, "s": 0.2, "A": 3.0, "B": 0.35}),
    # the data know little: the prior of beta matters, and first its eta, then its s
    _World(250, 6, 3, 0.2, 1.0, 10.0, 3.0, 0.8, {"m": 1.5, "s": 3.0, "A": 0.6, "B": 3.0}),
    _World(250, 9, 4, 0.3, 0.5, 5.0, 0.7, 0.8, {"m": 0.5, "s": 3.0, "A": 0.5, "B": 1.6}),
)


def wrong_step(sweep, seed):
    """Which of "beta", "mu", "sigma" and "eta" is drawn from another law than the table's.

    "together" where each has its own law, but they depend on what they should not. None for a
    right sweep, in whatever order it draws; once in a million a right one is not known as such.
    Where a sweep is slow, fewer tries are made: only large mistakes are told then.
    """
    end = time.thread_time() + SECONDS
    for k, world in enumerate(_WORLDS):
        given, states = world.given_and_states(np.random.default_rng([seed, k, 0]))
        rng = np.random.default_rng([seed, k, 1])
        step = _in_world(sweep, given, states, world.tries, rng, end)
        if step is not None:
            return step
    return None


def _in_world(sweep, given, states, tries, rng, end):
    olds, news = [], []
    for count in (FIRST, tries):
        while len(news) < count and (count == FIRST or time.thread_time() < end):
            olds.append(next(states))
            news.append(np.ravel(np.asarray(sweep(olds[-1].copy(), *given, rng), dtype=float)))
            if news[-1].shape != olds[-1].shape or not np.isfinite(news[-1]).all():
                return TOGETHER
        old, new = np.array(olds), np.array(news)
        verdicts = [
            _verdict(_uniforms(old, new, given, sigma_first, eta_first), old)
            for sigma_first, eta_first in product((False, True), repeat=2)
        ]
        excess, step = min(verdicts)
        if excess > 1:
            return step
    return None


def _uniforms(old, new, given, sigma_first, eta_first):
    """The draws of every step in their laws, shape (count, …), if they were made in this order."""
    old, new = (Values(*np.split(x, _places(x), axis=1)) for x in (old, new))
    sigma, eta = (new if sigma_first else old).sigma, (new if eta_first else old).eta
    residuals_of, distances_of = (old if sigma_first else new), (old if eta_first else new)
    return {
        "beta": _of_beta(new.beta, sigma, eta, given),
        "mu": _of_mu(new.mu, new.beta, eta, given),
        "sigma": _of_sigma(new.sigma, residuals_of.beta, old.sigma, given),
        "eta": _of_eta(new.eta, distances_of.beta - distances_of.mu, old.eta, given),
    }


def _places(states):
    J = states.shape[1] // 3
    return [J, 2 * J, 2 * J + 1]


def _of_beta(beta, sigma, eta, given):
    centred = given.X - given.X.mean(axis=0)
    w = eta**2 + given.s**2
    precision = centred.T @ centred / sigma[..., None] ** 2 + np.eye(w.shape[1]) / w[..., None]
    linear = given.y @ centred / sigma**2 + given.m / w
    mean = np.linalg.solve(precision, linear[..., None])[..., 0]
    # The precision's root whitens: precision = L L', and L'(beta − mean) is standard normal.
    root = np.linalg.cholesky(precision)
    return special.ndtr(np.einsum("nij,ni->nj", root, beta - mean))


def _of_mu(mu, beta, eta, given):
    weight = given.s**2 / (given.s**2 + eta**2)
    mean, sd = given.m + weight * (beta - given.m), given.s * np.sqrt(1 - weight)
    return special.ndtr((mu - mean) / sd)


_NODES, _WEIGHTS = np.polynomial.laguerre.laggauss(40)


def _of_sigma(sigma, beta, before, given):
    """With 1/zeta, which is exponential, integrated out by quadrature."""
    residuals = given.y - beta @ given.X.T
    half_squares = len(given.y) * residuals.var(axis=1, keepdims=True) / 2
    rate = 1 / given.B**2 + 1 / before**2
    shares = special.gammaincc(len(given.y) / 2, (half_squares + _NODES / rate) / sigma**2)
    return np.clip(shares @ _WEIGHTS, 0, 1)[:, None]


def _of_eta(eta, distance, before, given):
    """With 1/xi integrated out."""
    rate = 1 / given.A**2 + 1 / before**2
    return np.exp(-(distance**2) / 2 / eta**2) * rate * eta**2 / (1 + rate * eta**2)


def _verdict(uniforms, old):
    """The largest distance from chance, in units of what is allowed, and the step that shows it."""
    first, second, third = (
        {step: polynomial(u) for step, u in uniforms.items()} for polynomial in _LEGENDRE
    )
    excess = []
    for step in uniforms:
        own = [first[step], second[step], third[step]]
        pooled = [scores.ravel() for scores in own[:2]]
        within = [_products(scores) for scores in own[:2]]
        excess.append((max(map(_excess, (*own, *pooled, *within))), step))
    ranks = _LEGENDRE[0]((old.argsort(axis=0).argsort(axis=0) + 0.5) / len(old))
    linear, square = (np.hstack(list(scores.values())) for scores in (first, second))
    with_old = [scores[:, :, None] * ranks[:, None] for scores in (linear, square)]
    depends = (*with_old, _products(linear), _products(square))
    if max(excess)[0] <= 1:
        excess.append((max(map(_excess, depends)), TOGETHER))
    return max(excess)


def _products(scores):
    """The products of every two columns."""
    i, j = np.triu_indices(scores.shape[1], 1)
    return scores[:, i] * scores[:, j]


def _excess(scores):
    """The distance of the columns' means from 0, in units of what chance allows.

    By Bernstein's inequality, for independent numbers of variance 1 that are 5 at most.
    """
    slack = 5 * LEVEL / (3 * np.sqrt(len(scores)))
    most = slack + np.sqrt(slack**2 + 2 * LEVEL)
    return np.max(np.abs(scores.sum(axis=0)), initial=0.0) / (most * np.sqrt(len(scores)))


# Legendre's polynomials: of mean 0, variance 1 and uncorrelated, for uniform numbers
_LEGENDRE = (
    lambda u: np.sqrt(3) * (2 * u - 1),
    lambda u: np.sqrt(5) * (6 * u**2 - 6 * u + 1),
    lambda u: np.sqrt(7) * (20 * u**3 - 30 * u**2 + 12 * u - 1),
)
