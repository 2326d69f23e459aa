"""A sweep as data (the law of each step, and how it draws), and the search for a way through it.

A mistake replaces some of the laws or ways. The search tells in which order, and how, a state was
drawn.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from helpers.lessons.full_joint.eta_given import eta_given
from helpers.lessons.full_joint.mu_given import mu_given
from helpers.lessons.full_joint.shared import law_of_beta, scale_of_sigma


class Given(NamedTuple):
    """What a sweep is handed besides the state and the generator."""

    X: np.ndarray
    y: np.ndarray
    m: float
    s: float
    A: float
    B: float


class Values(NamedTuple):
    """The state, and the companions of sigma and eta while a sweep runs."""

    beta: np.ndarray
    mu: np.ndarray
    sigma: float
    eta: np.ndarray
    zeta: float = np.nan
    xi: np.ndarray | float = np.nan

    @classmethod
    def of(cls, state, arrangement="beta mu sigma eta"):
        """Read a state; the lesson's arrangement is the default."""
        J, names = len(state) // 3, arrangement.split()
        ends = np.cumsum([1 if name == "sigma" else J for name in names])
        values = dict(zip(names, np.split(np.asarray(state, dtype=float), ends[:-1]), strict=True))
        return cls(**values | {"sigma": values["sigma"][0]})

    def state(self, arrangement="beta mu sigma eta"):
        """Write it."""
        return np.concatenate([np.atleast_1d(getattr(self, name)) for name in arrangement.split()])


VISIBLE = ("beta", "mu", "sigma", "eta")

# The laws of the table. Each gets the newest values, those of the old state, and what is given:
# mean and covariance (of mu: variances) of a normal law, shape and scale of an inverse gamma.


def beta_law(now, old, given):
    return law_of_beta(now.sigma, now.eta, given.X, given.y, given.m, given.s)


def mu_law(now, old, given):
    return mu_given.program(now.beta, now.eta, given.m, given.s)


def zeta_law(now, old, given):
    return 1.0, 1 / given.B**2 + 1 / now.sigma**2


def sigma_law(now, old, given):
    return len(given.y) / 2, scale_of_sigma(now.beta, now.zeta, given.X, given.y)


def xi_law(now, old, given):
    return 1.0, 1 / given.A**2 + 1 / now.eta**2


def eta_law(now, old, given):
    return eta_given.program(now.beta, now.mu, now.xi)


# How a learner draws from them


def draw_normal(mean, covariance, rng):
    return mean + np.linalg.cholesky(covariance) @ rng.standard_normal(len(mean))


def _by_numpy(mean, covariance, rng):
    return rng.multivariate_normal(mean, covariance)


def draw_independent(mean, variance, rng):
    return rng.normal(mean, np.sqrt(variance))


def draw_inverse_gamma(shape, scale, rng):
    return scale / rng.gamma(shape, size=np.shape(scale))


def one_number(shape, scale, rng):
    """One gamma number for all of an array."""
    return scale / rng.gamma(shape)


def _root(drawn, old):
    return np.sqrt(drawn)


@dataclass(frozen=True, eq=False)
class Sweep:
    """A sweep that can be run, and recognised in whatever order and way it draws.

    Attributes
    ----------
    steps : str
        The steps in the order in which it takes them when it is run.
    beta, mu, zeta, sigma, xi, eta : callable
        The law of each step.
    ways : mapping of str to tuple of callable
        How a step draws, by its name; "gamma" is for all that draw from an inverse gamma law. It
        is run in the first of the ways.
    kept : mapping of str to callable
        What goes into the state, for a draw of sigma² or eta² and the old values.
    free : bool
        The steps may be taken in any order: for laws that look at old values.
    mu_first : bool
        mu is drawn before beta.
    reads : callable
        How it takes the old values out of the state.
    arrangement : str
        In which order it puts the new values into the state.
    also : tuple of Sweep
        Other programs of the same mistake.
    """

    steps: str = "beta mu zeta sigma xi eta"
    beta: Callable = beta_law
    mu: Callable = mu_law
    zeta: Callable = zeta_law
    sigma: Callable = sigma_law
    xi: Callable = xi_law
    eta: Callable = eta_law
    ways: Mapping[str, tuple[Callable, ...]] = field(default_factory=dict)
    kept: Mapping[str, Callable] = field(default_factory=dict)
    free: bool = False
    mu_first: bool = False
    reads: Callable = Values.of
    arrangement: str = "beta mu sigma eta"
    also: tuple["Sweep", ...] = ()

    def __post_init__(self):
        usual = {
            "beta": (draw_normal, _by_numpy),
            "mu": (draw_independent,),
            "gamma": (draw_inverse_gamma,),
        }
        object.__setattr__(self, "ways", MappingProxyType(usual | dict(self.ways)))

    def __call__(self, state, X, y, m, s, A, B, rng):
        now = old = self.reads(state)
        given = Given(X, y, m, s, A, B)
        for step in self.steps.split():
            way = self.ways.get(step, self.ways["gamma"])[0]
            now = self.taken(step, way(*getattr(self, step)(now, old, given), rng), now, old)
        return now.state(self.arrangement)

    def taken(self, step, drawn, now, old):
        """The values after a step."""
        if step in ("sigma", "eta"):
            drawn = self.kept.get(step, _root)(drawn, old)
        return now._replace(**{step: drawn})

    def may_take(self, step, done):
        """Whether what the step looks at is in place, after those that are done.

        beta is drawn as if mu were not known. Until mu has been drawn anew, the old one does not
        belong to it, and eta, which looks at both, has to wait. (sigma without its zeta, or eta
        without its xi, would be nan.)
        """
        pending = set(self.steps.split()) - done
        if self.free:
            return True
        if self.mu_first:
            return step != "beta" or "mu" not in pending
        if step == "mu":
            return "beta" not in pending
        return not (step == "eta" and "beta" in done and "mu" in pending)


RIGHT = Sweep()


def first_of(*sweeps):
    """Several programs of one mistake, run as the first."""
    return Sweep(
        **{**vars(sweeps[0]), "also": tuple(s for one in sweeps for s in (one, *one.also))}
    )


class Routes:
    """All ways from an old state to a new one with the numbers of one generator.

    A sweep leads there if some order of its steps and some way of drawing does. The search takes
    a step and goes on from where it gave what the new state holds; zeta and xi are not in the
    state, and are believed until sigma and eta prove them wrong. What one sweep tried is
    remembered for the next, which differs from it in a step or two.
    """

    def __init__(self, new, state, given, seed):
        self._new, self._state, self._given = new, state, Given(*given)
        self._rng = np.random.default_rng(seed)
        self._begin = self._rng.bit_generator.state
        self._known = {}

    def lead_there(self, sweep, *, but=frozenset(), until=None):
        """Whether this sweep, or another program of the same mistake, gives the new state.

        The steps `but` may give anything, and the generator has to end in the state `until`.
        """
        return any(self._one_leads_there(one, but, until) for one in (sweep, *sweep.also))

    def _one_leads_there(self, sweep, but, until):
        goal, old = Values.of(self._new, sweep.arrangement), sweep.reads(self._state)
        steps = frozenset(sweep.steps.split())
        if not all(same(getattr(old, name), getattr(goal, name)) for name in {*VISIBLE} - steps):
            return False

        def leads_there(now, generator, pending):
            if pending.isdisjoint(VISIBLE):
                return until in (None, generator)
            done = steps - pending
            for step in sorted(pending):
                if not sweep.may_take(step, done):
                    continue
                for way in sweep.ways.get(step, sweep.ways["gamma"]):
                    value, after = take(step, way, now, generator, done)
                    if value is None:
                        continue
                    if leads_there(now._replace(**{step: value}), after, pending - {step}):
                        return True
            return False

        def take(step, way, now, generator, done):
            """What a step gives, None where the goal has something else; and the generator then."""
            law, kept = getattr(sweep, step), sweep.kept.get(step)
            # Where the visible steps that are done have led is known; zeta and xi are compared by
            # identity, as they are kept here.
            hidden = (id(now.zeta), id(now.xi)) if step in ("sigma", "eta") else ()
            place = sweep.reads, sweep.arrangement, done.intersection(VISIBLE), hidden
            key = step, way, law, kept, place, generator["state"]["state"], step in but
            if key not in self._known:
                self._rng.bit_generator.state = generator
                drawn = way(*law(now, old, self._given), self._rng)
                value = getattr(sweep.taken(step, drawn, now, old), step)
                if step in but:
                    value = getattr(goal, step)
                elif step in VISIBLE and not same(value, getattr(goal, step)):
                    value = None
                self._known[key] = value, self._rng.bit_generator.state
            return self._known[key]

        return leads_there(old, self._begin, steps)


def same(value, wanted):
    """Equal up to rounding."""
    if np.shape(value) != np.shape(wanted):
        return False
    return bool(np.max(np.abs(value - wanted)) <= 1e-7 * np.max(np.abs(wanted)))
