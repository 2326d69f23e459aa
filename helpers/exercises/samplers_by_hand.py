"""Exercises of lesson 09: Metropolis, what a chain is worth, Gibbs."""

import numpy as np
from scipy import special, stats

from helpers.exercises.lessons import samplers_by_hand as lesson
from helpers.feedback import MonteCarlo, Unreadable

__all__ = [
    "coefficient_conditional",
    "gibbs",
    "log_posterior",
    "mcse",
    "metropolis",
    "metropolis_step",
    "r_hat",
    "variance_conditional",
]


# The prior of lesson 08: beta given the variance is N(0, variance * V0 I), the variance IG(A, B).
V0, A, B = 4, 2, 25


def _worlds(rng):
    """Small worlds, with X of several shapes whose columns are related."""
    for n, p, sigma in ((7, 3, 0.9), (11, 2, 2.5), (10, 4, 1.6)):  # n + p even and odd
        X = np.column_stack([np.ones(n), rng.normal(1, 1, (n, p - 1))])
        beta = rng.normal(size=p)
        yield X, X @ beta + rng.normal(0, sigma, n), beta + rng.normal(0, 0.5, p), sigma**2


# The log posterior


def _points(rng):
    for X, y, beta, variance in _worlds(rng):
        betas = beta + rng.normal(0, 0.4, (6, len(beta)))
        yield betas, variance * rng.uniform(0.5, 2, 6), X, y


_DIFFERENCES = "your function at five points, less its value at a sixth"


def _heights(function, betas, variances, X, y):
    """Heights above the first point: there a constant factor of the density is gone."""
    found = [
        np.asarray(function(beta, variance, X, y), dtype=float)
        for beta, variance in zip(betas, variances, strict=True)
    ]
    if found[0].size != 1:
        raise Unreadable(
            f"It returns an array of shape {found[0].shape}; wanted one number, the sum of all "
            "log densities."
        )
    heights = np.array([float(height.squeeze()) for height in found])
    return {_DIFFERENCES: heights[1:] - heights[0]}


def _terms(beta, variance, X, y):
    """n, p and the two sums of squares, that of the residuals and that of beta."""
    residuals = y - X @ beta
    return len(y), len(beta), residuals @ residuals, beta @ beta


@lesson.function(
    "09-log-posterior",
    cases=_points,
    probe=_heights,
    parts=(_DIFFERENCES,),
    hints=(
        "A product of three densities becomes a sum of three logs: the data given beta and the "
        "variance, beta given the variance, the variance.",
        "A normal log density of k numbers with the common variance v has the terms "
        "$-\\frac k2 \\log v$ and minus their squares, summed, over $2v$. For y, v is `variance` "
        "and k is n; for beta, v is `v0 * variance` and k is p.",
        "With `e = y - X @ beta`: `-(n + p) / 2 * np.log(variance) - (e @ e + beta @ beta / v0) / "
        "(2 * variance)`, and from the prior of the variance "
        "`-(a + 1) * np.log(variance) - b / variance`. Take `n` and `p` from X.",
    ),
)
def log_posterior(beta, variance, X, y):
    """The log posterior, up to a constant."""
    # Both priors as more observations: p rows of 1/√V0 with the response 0, and one of √(2B).
    errors = np.concatenate([y - X @ beta, beta / np.sqrt(V0), [np.sqrt(2 * B)]])
    power = (len(errors) - 1) / 2 + A + 1
    return float(-power * np.log(variance) - errors @ errors / (2 * variance))


@log_posterior.variant("densities of SciPy")
def _(beta, variance, X, y):
    p = len(beta)
    return (
        stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
        + stats.multivariate_normal.logpdf(beta, np.zeros(p), V0 * variance * np.eye(p))
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


@log_posterior.variant("the formula, without constants")
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.variant("by way of the precision")
def _(beta, variance, X, y):
    sigma = variance**0.5
    return (
        stats.norm.logpdf(y - X @ beta, scale=sigma).sum()
        + stats.norm.logpdf(beta, scale=2 * sigma).sum()
        + stats.gamma.logpdf(1 / variance, A, scale=1 / B)
        - 2 * np.log(variance)
    )


@log_posterior.misconception(
    "likelihood alone",
    "Your function is the log-likelihood alone. Add the logs of the two prior densities: of beta "
    "given the variance, and of the variance.",
)
def _(beta, variance, X, y):
    n, _p, squares, _size = _terms(beta, variance, X, y)
    return -n / 2 * np.log(variance) - squares / (2 * variance)


@log_posterior.misconception(
    "prior of beta forgotten",
    "Your function lacks the prior of beta, a normal density with mean 0 and variance "
    "`v0 * variance` for each coefficient.",
)
def _(beta, variance, X, y):
    n, _p, squares, _size = _terms(beta, variance, X, y)
    return -(n / 2 + A + 1) * np.log(variance) - (squares + 2 * B) / (2 * variance)


@log_posterior.misconception(
    "prior of the variance forgotten",
    "Your function lacks the prior of the variance, the inverse gamma density.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    return -(n + p) / 2 * np.log(variance) - (squares + size / V0) / (2 * variance)


@log_posterior.misconception(
    "prior of beta without the variance",
    "Your prior of beta has the variance v0 for each coefficient. Here it is v0 times the variance "
    "of the noise.",
)
def _(beta, variance, X, y):
    n, _p, squares, size = _terms(beta, variance, X, y)
    return (
        -(n / 2 + A + 1) * np.log(variance) - (squares + 2 * B) / (2 * variance) - size / (2 * V0)
    )


@log_posterior.misconception(
    "p/2 forgotten",
    "Your prior of beta lacks the factor in front of its exponential, variance^(−p/2). It is no "
    "constant: the variance is one of the unknowns.",
)
def _(beta, variance, X, y):
    n, _p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -(n / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "n/2 forgotten",
    "Your likelihood lacks the factor in front of its exponential, variance^(−n/2). It is no "
    "constant: the variance is one of the unknowns.",
)
def _(beta, variance, X, y):
    _n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -(p / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "variance as standard deviation",
    "Your likelihood takes the variance for a standard deviation. Hand its square root to `norm`, "
    "or divide the squares by the variance itself.",
)
def _(beta, variance, X, y):
    return (
        stats.norm.logpdf(y, X @ beta, variance).sum()
        + stats.norm.logpdf(beta, 0, np.sqrt(V0 * variance)).sum()
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


@log_posterior.misconception(
    "variance as standard deviation, twice",
    "Both normal densities take a variance for a standard deviation: `norm` wants "
    "`np.sqrt(variance)` for y and `np.sqrt(v0 * variance)` for beta.",
)
def _(beta, variance, X, y):
    return (
        stats.norm.logpdf(y, X @ beta, variance).sum()
        + stats.norm.logpdf(beta, 0, V0 * variance).sum()
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


@log_posterior.misconception(
    "v0 as standard deviation",
    "Your prior of beta takes v0 for the square of a standard deviation's factor: you divide "
    "beta'beta by v0². It is a variance factor already: divide by v0.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0**2 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "v0 multiplied",
    "Your prior of beta multiplies beta'beta by v0. v0 is a variance factor: divide by it.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size * V0 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "a for a + 1",
    "The power of the inverse gamma density is −(a + 1), not −a. (With −a it would be the density "
    "of the log variance.)",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "a − 1 for a + 1",
    "The power of the variance in your prior is −(a − 1). That is the gamma density of 1/variance "
    "without the factor 1/variance² of the change of variable; for the variance itself the power "
    "is −(a + 1).",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A - 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "gamma for inverse gamma",
    "Your prior is a gamma density of the variance. The *inverse* of the variance follows the "
    "gamma law: b stands over the variance, and the power is −(a + 1).",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    normal = -(n + p) / 2 * np.log(variance) - (squares + size / V0) / (2 * variance)
    return normal + (A - 1) * np.log(variance) - B * variance


@log_posterior.misconception(
    "no ½",
    "Your exponents lack their ½: a normal log density has the squares over *twice* the variance.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / variance


@log_posterior.misconception(
    "b halved",
    "Your exponents are all halved, that of the inverse gamma too. Its exponent is −b/variance; "
    "the ½ belongs to the normal densities.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + B
    return -((n + p) / 2 + A + 1) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "sign of the exponents",
    "Your exponents lack their minus: with a plus the density grows without end as the variance "
    "goes to 0.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A + 1) * np.log(variance) + exponent / (2 * variance)


@log_posterior.misconception(
    "downhill",
    "Your function is the *negative* log posterior, which a minimiser wants. Turn all signs.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return ((n + p) / 2 + A + 1) * np.log(variance) + exponent / (2 * variance)


def _are_densities(found, case):
    """Whether the differences are those of densities, whatever their constant factor."""
    factor = found / np.expm1(_heights(log_posterior.program, *case)[_DIFFERENCES])
    return np.ptp(factor) < 1e-6 * np.abs(factor).max()


@log_posterior.misconception(
    "no logarithm",
    "Your function returns the density itself. With more data it is 0.0 for the computer; return "
    "its log, a sum.",
    recognises=lambda found, *case: _are_densities(found[_DIFFERENCES], case),
)
def _(beta, variance, X, y):
    return (
        stats.norm.pdf(y, X @ beta, np.sqrt(variance)).prod()
        * stats.norm.pdf(beta, 0, np.sqrt(V0 * variance)).prod()
        * stats.invgamma.pdf(variance, A, scale=B)
    )


@log_posterior.misconception(
    "density of sigma",
    "Your prior is the density of sigma, the root of the variance; it has a factor 2 sigma more. "
    "This walk goes in the variance.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    exponent = squares + size / V0 + 2 * B
    return -((n + p) / 2 + A + 0.5) * np.log(variance) - exponent / (2 * variance)


@log_posterior.misconception(
    "mean for sum",
    "Your likelihood is the *average* of the log densities, as if there were one observation. "
    "Independent observations multiply: sum their logs.",
)
def _(beta, variance, X, y):
    n, p, squares, size = _terms(beta, variance, X, y)
    prior = -(p / 2 + A + 1) * np.log(variance) - (size / V0 + 2 * B) / (2 * variance)
    return prior - np.log(variance) / 2 - squares / (2 * variance) / n


def _about_the_height(name, says):
    """A wrong log posterior, from n, p, both sums of squares and the variance."""

    def add(height):
        def program(beta, variance, X, y):
            return height(*_terms(beta, variance, X, y), variance)

        return log_posterior.misconception(name, says)(program)

    return add


def _height(power, halves, whole, v):
    """−power log v − halves/(2v) − whole/v."""
    return -power * np.log(v) - halves / (2 * v) - whole / v


_about_the_height(
    "whole division",
    "You halve n + p with `//`, which drops the half of an odd number. Divide with `/`.",
)(lambda n, p, squares, size, v: _height((n + p) // 2 + A + 1, squares + size / V0, B, v))

_about_the_height(
    "whole division, rounded down",
    "You halve −(n + p) with `//`, which goes down to a whole number. Divide with `/`.",
)(lambda n, p, squares, size, v: _height(-(-(n + p) // 2) + A + 1, squares + size / V0, B, v))

_about_the_height(
    "n and p of the lesson",
    "Your powers of the variance count 200 rows and 3 coefficients whatever X is: n and p come "
    "from the notebook. Take them from the X that is handed in: `n, p = X.shape`.",
)(lambda n, p, squares, size, v: _height(203 / 2 + A + 1, squares + size / V0, B, v))

_about_the_height(
    "b times the variance",
    "The exponent of your inverse gamma density is −b times the variance. The variance is below: "
    "−b/variance.",
)(lambda n, p, squares, size, v: _height((n + p) / 2 + A + 1, squares + size / V0, 0, v) - B * v)

_about_the_height(
    "b with a plus",
    "Your b/variance has a plus. With it the density grows without end as the variance goes to 0.",
)(lambda n, p, squares, size, v: _height((n + p) / 2 + A + 1, squares + size / V0, -B, v))

_about_the_height(
    "b forgotten", "Your prior of the variance lacks its exponential: the term −b/variance."
)(lambda n, p, squares, size, v: _height((n + p) / 2 + A + 1, squares + size / V0, 0, v))

_about_the_height(
    "scale 1",
    "Your inverse gamma density has the scale 1, as `stats.invgamma` has it unless you say "
    "`scale=b`.",
)(lambda n, p, squares, size, v: _height((n + p) / 2 + A + 1, squares + size / V0, 1, v))

_about_the_height(
    "rate for scale",
    "Your inverse gamma density has the scale 1/b. In `stats.invgamma` it is b itself.",
)(lambda n, p, squares, size, v: _height((n + p) / 2 + A + 1, squares + size / V0, 1 / B, v))

_about_the_height(
    "a and b exchanged", "Your inverse gamma density has the shape b and the scale a."
)(lambda n, p, squares, size, v: _height((n + p) / 2 + B + 1, squares + size / V0, A, v))

_about_the_height(
    "no ½ in the powers",
    "Your powers are n and p; the log of a *standard deviation* has these, that of a variance the "
    "half of them.",
)(lambda n, p, squares, size, v: _height(n + p + A + 1, squares + size / V0, B, v))

_about_the_height(
    "n − p",
    "Your power has n − p. No degree of freedom is spent here: the prior of beta adds its p/2.",
)(lambda n, p, squares, size, v: _height((n - p) / 2 + A + 1, squares + size / V0, B, v))

_about_the_height(
    "v0 forgotten",
    "Your prior of beta has the variance `variance` for each coefficient; it is v0 times as large.",
)(lambda n, p, squares, size, v: _height((n + p) / 2 + A + 1, squares + size, B, v))

_about_the_height(
    "variance as standard deviation throughout",
    "Your normal densities take `variance` for a standard deviation: the squares stand over its "
    "square. They stand over the variance itself, and its power is the half.",
)(
    lambda n, p, squares, size, v: (
        _height(n + p + A + 1, 0, B, v) - (squares + size / V0) / (2 * v**2)
    )
)


@log_posterior.misconception(
    "variance as standard deviation in the prior",
    "Your prior of beta takes a variance for a standard deviation: `norm` wants "
    "`np.sqrt(v0 * variance)`.",
)
def _(beta, variance, X, y):
    return (
        stats.norm.logpdf(y, X @ beta, np.sqrt(variance)).sum()
        + stats.norm.logpdf(beta, 0, V0 * variance).sum()
        + stats.invgamma.logpdf(variance, A, scale=B)
    )


# One step of Metropolis


def _outside(state):
    return state[-1] <= 0


def _choices(rng):
    """Hills, states on them, and where each is to go next; some proposals leave the support."""
    for d, k in ((2, 60), (3, 60), (1, 40)):
        root = np.eye(d) + 0.5 * np.tri(d)
        # Log densities of both signs, so that a quotient of logs is told from their difference;
        # and once so low that the density itself is 0 for the computer.
        top = 1.5 if d > 1 else -1000.0
        state = np.abs(rng.normal(size=(k, d))) + 0.1
        proposal = state + rng.normal(size=(k, d))
        yield root, top, state, proposal, np.log(rng.random(k))


def _next_states(function, root, top, state, proposal, log_uniform):
    """Where the function goes from each state, one row for each."""

    def log_density(theta):
        z = root @ theta
        return -np.inf if _outside(theta) else top - z @ z / 2

    found = []
    for row in zip(state, proposal, log_uniform, strict=True):
        chosen = np.asarray(function(log_density, *row), dtype=float)
        if chosen.size != state.shape[1]:
            raise Unreadable(
                f"It returns an array of shape {chosen.shape}; wanted the next state, which has "
                f"{state.shape[1]} numbers, as `state` and `proposal` have."
            )
        found.append(chosen.ravel())
    return np.array(found)


@lesson.function(
    "09-metropolis-step",
    cases=_choices,
    probe=_next_states,
    hints=(
        "The function has two ways out: it returns `proposal` or `state`. How high is the density "
        "at the one, compared with the other?",
        "The ratio of the densities is a difference of logs, "
        "`log_density(proposal) - log_density(state)`. Accept if the uniform number lies below "
        "the ratio; the log keeps that order.",
        "`if log_uniform < log_density(proposal) - log_density(state): return proposal`, and "
        "otherwise `return state`.",
    ),
)
def metropolis_step(log_density, state, proposal, log_uniform):
    """One step of Metropolis."""
    ratio = np.exp(min(log_density(proposal) - log_density(state), 0.0))
    return proposal if np.exp(log_uniform) < ratio else state


@metropolis_step.variant("logs throughout")
def _(log_density, state, proposal, log_uniform):
    if log_uniform < log_density(proposal) - log_density(state):
        return proposal
    return state


@metropolis_step.variant("np.where")
def _(log_density, state, proposal, log_uniform):
    accepted = log_density(state) + log_uniform <= log_density(proposal)
    return np.where(accepted, proposal, state)


@metropolis_step.misconception(
    "ratio upside down",
    "Your ratio is upside down: it favours steps *downhill*. Accept by the density of the proposal "
    "over that of the state: `log_density(proposal) - log_density(state)`.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(state) - log_density(proposal)
    return proposal if accepted else state


@metropolis_step.misconception(
    "only uphill",
    "Your step never goes downhill: so the chain climbs to the top and stays there. A lower "
    "proposal is accepted too, with a probability equal to the ratio; that is what `log_uniform` "
    "is for.",
)
def _(log_density, state, proposal, log_uniform):
    return proposal if log_density(proposal) > log_density(state) else state


@metropolis_step.misconception(
    "ratio not logged",
    "Your step accepts every proposal, and the density plays no part. (The log of a uniform number "
    "compared with the ratio itself, which is positive, does that: compare the log with the log.)",
)
def _(log_density, state, proposal, log_uniform):
    return proposal


@metropolis_step.misconception(
    "uniform not logged",
    "Your step compares the uniform number with the *difference of logs*, so that a lower proposal "
    "is never accepted, and a higher one not always. Compare `log_uniform` with it.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_uniform) < log_density(proposal) - log_density(state)
    return proposal if accepted else state


@metropolis_step.misconception(
    "quotient of logs",
    "Your step divides one log density by the other. The log of a ratio is the *difference* of the "
    "logs.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) / log_density(state)
    return proposal if accepted else state


@metropolis_step.misconception(
    "quotient of logs, uniform not logged",
    "Your step divides one log density by the other and compares a uniform number with that. The "
    "log of a ratio is the *difference* of the logs; compare it with `log_uniform`.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_uniform) < log_density(proposal) / log_density(state)
    return proposal if accepted else state


@metropolis_step.misconception(
    "accepted and rejected exchanged",
    "Your step returns the state where the proposal should be accepted, and the proposal where it "
    "should be rejected.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return state if accepted else proposal


@metropolis_step.misconception(
    "the state forgotten",
    "Your step judges the proposal by its own log density. What counts is its height *relative to "
    "the state's*: subtract `log_density(state)`.",
)
def _(log_density, state, proposal, log_uniform):
    return proposal if log_uniform < log_density(proposal) else state


@metropolis_step.misconception(
    "never moves",
    "Your step always returns the state. (A log taken of `log_uniform` would do that: it is a log "
    "already, so it is negative, and its log is nan.)",
)
def _(log_density, state, proposal, log_uniform):
    return state


@metropolis_step.misconception(
    "adds the proposal",
    "Where it accepts, your step returns state *plus* proposal. `proposal` is the place itself, "
    "not the way there.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return state + proposal if accepted else state


@metropolis_step.misconception(
    "halfway",
    "Where it accepts, your step goes halfway. The chain moves to the proposal, or not at all.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return (state + proposal) / 2 if accepted else state


@metropolis_step.misconception(
    "densities instead of logs",
    "Your step is right while the densities themselves are numbers. A density whose log is −1000 "
    "is 0 for the computer, and 0/0 is no number. Subtract the logs; take exp of nothing but the "
    "difference.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_uniform) < np.exp(log_density(proposal)) / np.exp(log_density(state))
    return proposal if accepted else state


@metropolis_step.misconception(
    "sum of logs",
    "Your step *adds* the two log densities. The log of a ratio is their difference.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) + log_density(state)
    return proposal if accepted else state


@metropolis_step.misconception(
    "minus the log of the uniform number",
    "Your step compares *minus* `log_uniform`, a positive number, with the difference: it refuses "
    "all that lies lower. `log_uniform` is negative already, as it should be.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = -log_uniform < log_density(proposal) - log_density(state)
    return proposal if accepted else state


@metropolis_step.misconception(
    "one half for chance",
    "Your step leaves nothing to chance: it accepts where the ratio is above ½. Accept where it is "
    "above the uniform number, whose log is `log_uniform`.",
)
def _(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_density(proposal) - log_density(state)) > 0.5
    return proposal if accepted else state


# The whole of Metropolis

STEPS, FLAT_STEPS, AGAIN = 5000, 3000, 60


def _targets(rng):
    """Normal hills, where to start and how to step: once along one axis, once along two."""
    yield np.array([3.0]), np.array([[0.5]]), 1.2, STEPS
    yield np.array([1.0, -2.0]), np.array([[1.5, 0.0], [-1.2, 0.8]]), 1.4, STEPS


def _chain_laws(function, mean, root, scale, draws):
    """What is known of a chain that steps by scale * root, on flat ground and on a normal hill.

    On flat ground every proposal is accepted, so that the steps themselves are seen. The draws
    from the hill, N(mean, root root'), are read as z = root⁻¹ (draw - mean), whose coordinates are
    independent N(0, 1).
    """
    inverse, d = np.linalg.inv(root), len(mean)
    start, afar = mean + root @ np.full(d, 2.0), mean + 90.0

    # Both far below zero: a density itself, without its log, is 0 for the computer.
    def hill(theta):
        z = inverse @ (theta - mean)
        return -1000.0 - 0.5 * (z @ z)

    def plain(theta):
        return -1000.0

    def chain(log_density, start, draws, seed):
        rng = np.random.default_rng(seed)
        found = np.asarray(function(log_density, start, scale * root, draws, rng), dtype=float)
        if found.ndim == 1 and d == 1:
            found = found[:, None]
        if found.ndim != 2 or found.shape[1] != d or len(found) < 3:
            raise Unreadable(
                f"It returns an array of shape {found.shape}; wanted ({draws}, {d}): one row for "
                "each draw."
            )
        return found

    flat = chain(plain, afar, FLAT_STEPS, 2025)
    begins_with_start = (flat[0] == afar).all()
    if len(flat) != FLAT_STEPS + (len(flat) > FLAT_STEPS) * begins_with_start:
        raise Unreadable(
            f"With draws = {FLAT_STEPS:,} it returns {len(flat):,} rows, though no proposal was to "
            "be refused there; wanted one row for each step, the start not among them."
        )
    found = chain(hill, start, draws, 2026)
    one, same, other = (chain(hill, start, AGAIN, seed) for seed in (7, 7, 8))
    z = (found - mean) @ inverse.T
    shorter = min(len(one), len(other))
    late = slice(shorter // 2, shorter)
    square = np.mean(z**2)
    first = np.abs(inverse @ (flat[0] - afar)).max() / scale
    return {
        "rows, over draws": len(found) / draws,
        # In between lies a step of normal length; seven would be one in 10¹¹.
        "way to the first row (0: none; 1: a step; 2: more)": float(first > 0) + float(first > 7),
        **_step_laws(np.diff(flat, axis=0) @ inverse.T / scale),
        "share of draws that repeat the one before": np.mean((z[1:] == z[:-1]).all(axis=1)),
        "average of the draws, in standard deviations": np.mean(z) / np.sqrt(max(1, square)),
        # The cube root makes the law of a sample variance nearly normal (Wilson, Hilferty 1931).
        "mean square of the draws, in variances (cube root)": np.cbrt(square),
        "correlation of the coordinates": (z[:, 0] @ z[:, -1] / (z * z).sum() * d) * (d > 1),
        "difference between two calls with the same seed": (
            np.mean(np.abs(one - same)) if one.shape == same.shape else 1.0
        ),
        "share of equal draws under two seeds": np.mean(one[late] == other[late]),
    }


def _step_laws(steps):
    """What is known of independent steps from N(0, I)."""
    squares = np.mean(steps**2, axis=0)
    size = np.sqrt(squares.mean()) or 1.0
    d = steps.shape[1]
    return {
        "share of steps refused where the density is flat": np.mean((steps == 0).all(axis=1)),
        "share of steps that are the same as the one before": np.mean(
            (np.abs(np.diff(steps, axis=0)) < 1e-6).all(axis=1) & (steps[1:] != 0).any(axis=1)
        ),
        "average step, over their root mean square": np.mean(steps) / size,
        "mean square of the steps, in the units of root": squares.mean(),
        "difference of the axes' mean squares, over their sum": (
            (squares[0] - squares[-1]) / (squares[0] + squares[-1] or 1.0)
        ),
        "correlation of a step's coordinates": (
            np.mean(steps[:, 0] * steps[:, -1]) / size**2 * (d > 1)
        ),
        "correlation of a step with the one before": np.mean(steps[1:] * steps[:-1]) / size**2,
        # Uniform steps end at √3 times their root mean square.
        "share of long steps": np.mean(np.abs(steps) > 3**0.5 * 1.01 * size),
    }


# Of two right runs, the learner's and the reference's: measured over 400 right functions, the
# larger of the two targets, times √2.
_CHAIN_ERRORS = {
    "rows, over draws": 0.0,
    "way to the first row (0: none; 1: a step; 2: more)": 0.0,
    "share of steps refused where the density is flat": 0.0,
    "share of steps that are the same as the one before": 0.0,
    "average step, over their root mean square": 0.027,
    "mean square of the steps, in the units of root": 0.037,
    "difference of the axes' mean squares, over their sum": 0.026,
    "correlation of a step's coordinates": 0.026,
    "correlation of a step with the one before": 0.026,
    "share of long steps": 0.0075,
    "share of draws that repeat the one before": 0.0115,
    "average of the draws, in standard deviations": 0.065,
    "mean square of the draws, in variances (cube root)": 0.029,
    "correlation of the coordinates": 0.065,
    "difference between two calls with the same seed": 0.0,
    "share of equal draws under two seeds": 0.02,
}
(
    _ROWS,
    _FIRST,
    _REFUSED,
    _SAME_STEP,
    _MEAN_STEP,
    _STEP_SQUARE,
    _AXES,
    _STEP_CORRELATION,
    _TWO_STEPS,
    _LONG,
    _REPEATS,
    _AVERAGE,
    _SQUARE,
    _CORRELATION,
    _SAME_SEED,
    _TWO_SEEDS,
) = _CHAIN_ERRORS


@lesson.function(
    "09-metropolis",
    cases=_targets,
    probe=_chain_laws,
    parts=tuple(_CHAIN_ERRORS),
    tolerance=MonteCarlo(
        _CHAIN_ERRORS,
        z=6,
        reason=f"averages over {STEPS:,} draws on each of two hills and {FLAT_STEPS:,} steps on "
        "flat ground; a right function is refused with a probability below 1e-7",
    ),
    hints=(
        "The chain is a loop. Each turn proposes a place near the state, decides, and keeps where "
        "the chain stands then, moved or not.",
        "A proposal is the state plus `root @ rng.standard_normal(len(start))`; "
        "`metropolis_step` of the exercise before decides, with `np.log(rng.random())`.",
        "In the loop: `proposal = state + root @ rng.standard_normal(len(start))`, then "
        "`state = metropolis_step(log_density, state, proposal, np.log(rng.random()))`, then "
        "`chain.append(state)`. At the end `np.array(chain)`.",
    ),
)
def metropolis(log_density, start, root, draws, rng):
    """Metropolis, from start to chain."""
    state, height = start, log_density(start)
    chain = np.empty((draws, len(start)))
    steps, waits = rng.standard_normal((draws, len(start))), rng.exponential(size=draws)
    for i in range(draws):
        proposal = state + root @ steps[i]
        higher = log_density(proposal)
        if higher - height > -waits[i]:
            state, height = proposal, higher
        chain[i] = state
    return chain


def _normal_step(root, rng):
    return root @ rng.standard_normal(len(root))


def _walk(propose=None, decide=lambda rise, u: np.log(u) < rise, step=_normal_step):
    """A sampler with rules of its own.

    `propose(state, start, root, rng)` makes the proposal, by default the state plus
    `step(root, rng)`; `decide(rise, u)` says whether to accept it.
    """

    def program(log_density, start, root, draws, rng):
        state, height, chain = start, log_density(start), []
        for _ in range(draws):
            proposal = propose(state, start, root, rng) if propose else state + step(root, rng)
            higher = log_density(proposal)
            if decide(higher - height, rng.random()):
                state, height = proposal, higher
            chain.append(state)
        return np.array(chain)

    return program


metropolis.variant("one random number at a time")(_walk())


@metropolis.variant("by a multivariate normal")
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for step in rng.multivariate_normal(np.zeros(len(start)), root @ root.T, size=draws):
        ratio = np.exp(min(log_density(state + step) - log_density(state), 0))
        state = state + (rng.random() < ratio) * step
        chain.append(state)
    return chain


def _seeded(laws):
    """Whether the random numbers come from `rng` alone."""
    return laws[_SAME_SEED] < 1e-9 and laws[_TWO_SEEDS] < 0.5


def _steps_well(laws):
    """Whether the steps, as flat ground shows them, are those asked for."""
    return (
        laws[_REFUSED] == laws[_SAME_STEP] == 0
        and abs(laws[_STEP_SQUARE] - 1) < 0.3
        and max(abs(laws[_MEAN_STEP]), abs(laws[_TWO_STEPS])) < 0.2
        and laws[_LONG] > 0.03
        and _seeded(laws)
    )


def _stays_well(laws):
    """Whether the draws from the hill are about where they belong."""
    return abs(laws[_AVERAGE]) < 0.5 and 0.7 < laws[_SQUARE] < 1.2 and 0 < laws[_REPEATS] < 0.9


@metropolis.misconception(
    "rejected states not repeated",
    "No two draws in a row of yours are equal: after a rejection your chain keeps nothing. The "
    "place where it stays must be counted once more, for each rejection; that is how often it is "
    "there. Without it, places from which most proposals are refused count too little.",
    recognises=lambda laws, *case: (
        laws[_REPEATS] == 0
        and abs(laws[_AVERAGE]) < 1
        and laws[_SQUARE] < 1.2
        and _steps_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + _normal_step(root, rng)
        if np.log(rng.random()) < log_density(proposal) - log_density(state):
            state = proposal
            chain.append(state)
    return np.array(chain)


@metropolis.misconception(
    "proposals kept",
    "No two draws in a row of yours are equal, and they spread too widely: your rows are the "
    "*proposals*, the refused ones among them. Keep the state, where the chain stands after the "
    "step.",
    recognises=lambda laws, *case: (
        laws[_REPEATS] == 0 and laws[_ROWS] == 1 and 1.2 < laws[_SQUARE] < 2 and _steps_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + _normal_step(root, rng)
        if np.log(rng.random()) < log_density(proposal) - log_density(state):
            state = proposal
        chain.append(proposal)
    return np.array(chain)


metropolis.misconception(
    "everything accepted",
    "Your chain accepts every proposal and wanders off: the density plays no part. Is the log of "
    "the uniform number compared with the *difference of the logs*?",
    recognises=lambda laws, *case: laws[_REPEATS] == 0 and laws[_SQUARE] > 2 and _steps_well(laws),
)(_walk(decide=lambda rise, u: True))


metropolis.misconception(
    "ratio upside down",
    "Your chain runs away downhill: the ratio is upside down. Accept by the density of the "
    "proposal over that of the state.",
    recognises=lambda laws, *case: (
        0 < laws[_REPEATS] < 0.7 and laws[_SQUARE] > 30 and _steps_well(laws)
    ),
)(_walk(decide=lambda rise, u: np.log(u) < -rise))


metropolis.misconception(
    "never downhill",
    "Your chain climbs to the top and stays there: it never, or hardly ever, goes downhill. Is "
    "the *log* of the uniform number compared with the difference of the logs, and does "
    "`metropolis_step` get its arguments in their order: log_density, state, proposal, "
    "log_uniform?",
    recognises=lambda laws, *case: laws[_REPEATS] > 0.9 and laws[_SQUARE] < 0.5,
)(_walk(decide=lambda rise, u: u < rise))


metropolis.misconception(
    "stays at the start",
    "Your chain never leaves its start. Either no proposal is ever accepted, or the state is not "
    "replaced by the one that was. (A density whose log is −1000 is 0 for the computer, and 0/0 is "
    "no number: compare logs.)",
    recognises=lambda laws, *case: laws[_REPEATS] == laws[_REFUSED] == 1 and laws[_FIRST] == 0,
)(lambda log_density, start, root, draws, rng: np.tile(start, (draws, 1)))


metropolis.misconception(
    "proposals around the start",
    "Every proposal of yours is made around the *start*, not around the state where the chain "
    "stands. Such a chain ends up in the wrong place, close to where it began. Does the new state "
    "get the name from which the next proposal is made?",
    recognises=lambda laws, *case: (
        abs(laws[_TWO_STEPS] + 0.5) < 0.15
        and 1.5 < laws[_STEP_SQUARE] < 2.5
        and laws[_FIRST] == 1
        and _seeded(laws)
    ),
)(_walk(lambda state, start, root, rng: start + _normal_step(root, rng)))


metropolis.misconception(
    "step for proposal",
    "Your proposals lie around 0, wherever the chain stands. A proposal is the *state plus* a "
    "step.",
    recognises=lambda laws, *case: (
        abs(laws[_TWO_STEPS] + 0.5) < 0.15 and laws[_FIRST] == 2 and laws[_REFUSED] == 0
    ),
)(_walk(lambda state, start, root, rng: _normal_step(root, rng)))


@metropolis.misconception(
    "one state in every row",
    "All rows of your chain are the same, its last state. A list that keeps `state` itself, "
    "changed in place by `+=` or `state[:] =`, holds one array many times over. Make a new "
    "array in each step, as `state + step` does, or keep a copy.",
    recognises=lambda laws, *case: laws[_REPEATS] == laws[_REFUSED] == 1 and laws[_FIRST] > 0,
)
def _(log_density, start, root, draws, rng):
    return np.tile(_walk()(log_density, start, root, draws, rng)[-1], (draws, 1))


@metropolis.misconception(
    "back to the start",
    "After a refusal your chain goes back to its start. It stays where it *is*.",
    tolerance=MonteCarlo(_CHAIN_ERRORS, z=12, reason="it returns too seldom for even averages"),
)
def _(log_density, start, root, draws, rng):
    state, chain = start, []
    for _ in range(draws):
        proposal = state + _normal_step(root, rng)
        accepted = np.log(rng.random()) < log_density(proposal) - log_density(state)
        state = proposal if accepted else start
        chain.append(state)
    return np.array(chain)


@metropolis.misconception(
    "start not used",
    "Your first step does not set out from `start`. The first proposal is `start` plus a step. "
    "(In the first turn of a loop, `chain[i - 1]` is the *last* row of the array, which is still "
    "empty.)",
    recognises=lambda laws, *case: laws[_FIRST] == 2 and _steps_well(laws),
)
def _(log_density, start, root, draws, rng):
    return _walk()(log_density, 0 * start, root, draws, rng)


metropolis.misconception(
    "root ignored",
    "Your steps have standard deviation 1 along each axis, whatever `root` is. A step is "
    "`root @` a vector of standard normal numbers.",
)(_walk(step=lambda root, rng: rng.standard_normal(len(root))))


metropolis.misconception(
    "covariance as root",
    "Your steps use root root', which is their *covariance*, where its root belongs: a variance "
    "in place of a standard deviation.",
)(_walk(step=lambda root, rng: root @ _normal_step(root.T, rng)))


metropolis.misconception(
    "root transposed",
    "Your steps have the covariance root'root, the wrong way round: that is what `z @ root` and "
    "`root.T @ z` give. A step is `root @ z`.",
)(_walk(step=lambda root, rng: _normal_step(root.T, rng)))


metropolis.misconception(
    "diagonal of root",
    "Your steps use the diagonal of `root` alone, so that they are not slanted. A step is the "
    "matrix product `root @ z`.",
)(_walk(step=lambda root, rng: np.diag(root) * rng.standard_normal(len(root))))


metropolis.misconception(
    "entry by entry",
    "Your steps multiply `root` with random numbers entry by entry and sum. A step is the matrix "
    "product `root @ z`, with one random number for each coordinate.",
)(_walk(step=lambda root, rng: (root * rng.standard_normal(root.shape)).sum(axis=0)))


metropolis.misconception(
    "2.38 once more",
    "Your steps are `root @ z` multiplied by 2.38/√d. `root` says already how long the steps are: "
    "whoever calls the function has put such a factor into it, or not.",
)(_walk(step=lambda root, rng: 2.38 / np.sqrt(len(root)) * _normal_step(root, rng)))


metropolis.misconception(
    "uniform steps",
    "Your steps are uniform. (A symmetric step of any law gives a right sampler, but another one; "
    "wanted here: `rng.standard_normal`.)",
    recognises=lambda laws, *case: (
        laws[_LONG] < 0.02
        and abs(laws[_MEAN_STEP]) < 0.2
        and laws[_REFUSED] == laws[_SAME_STEP] == 0
    ),
)(_walk(step=lambda root, rng: root @ (rng.random(len(root)) - 0.5)))


metropolis.misconception(
    "uniform steps to one side",
    "Your steps go to one side only, since `rng.random` is never negative. The chain drifts that "
    "way until every proposal is refused. Steps must be as likely forwards as backwards: "
    "`rng.standard_normal`.",
    recognises=lambda laws, *case: (
        laws[_LONG] < 0.1 and abs(laws[_MEAN_STEP]) > 0.2 and laws[_SAME_STEP] == 0
    ),
)(_walk(step=lambda root, rng: root @ rng.random(len(root))))


metropolis.misconception(
    "one random number for all coordinates",
    "All coordinates of a step of yours share one random number, so that the chain moves along a "
    "single line. Draw `rng.standard_normal(len(start))`.",
    recognises=lambda laws, mean, *case: (
        abs(laws[_SAME_STEP]) < 1e-9
        and _seeded(laws)
        and (_steps_well(laws) if len(mean) == 1 else abs(laws[_STEP_CORRELATION]) > 0.98)
    ),
)(_walk(step=lambda root, rng: root @ np.full(len(root), rng.standard_normal())))


@metropolis.misconception(
    "the same step every time",
    "All steps of yours are the same. The random numbers are drawn once, before the loop, or a "
    "generator with its seed is made anew in every turn of it. Draw a new `z` from `rng` for each "
    "step.",
    recognises=lambda laws, *case: laws[_SAME_STEP] > 0.5,
)
def _(log_density, start, root, draws, rng):
    step = _normal_step(root, rng)
    return _walk(step=lambda root, rng: step)(log_density, start, root, draws, rng)


metropolis.misconception(
    "difference of the logs counted twice",
    "Your chain keeps too close to the top: it weighs the difference of the log densities about "
    "twice. The log of the uniform number is the natural one, `np.log`, and the difference is "
    "compared as it is.",
)(_walk(decide=lambda rise, u: np.log10(u) < rise))


metropolis.misconception(
    "uniform number with a minus",
    "Your chain compares minus a uniform number with the difference of the logs. Wanted is its "
    "log: `np.log(rng.random())`.",
)(_walk(decide=lambda rise, u: -u < rise))


@metropolis.misconception(
    "one row too many",
    "Your chain has one row more than draws: it begins with the start. Keep the `draws` states "
    "that follow it.",
    recognises=lambda laws, mean, root, scale, draws: (
        abs(laws[_ROWS] * draws - draws - 1) < 0.5 and laws[_FIRST] == 0 and _stays_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    return np.vstack([start, _walk()(log_density, start, root, draws, rng)])


@metropolis.misconception(
    "the start as first row",
    "Your first row is the start itself. Step first and keep the state then: the start is no row, "
    "and the last step is one.",
    recognises=lambda laws, *case: (
        laws[_FIRST] == 0 and laws[_ROWS] == 1 and _steps_well(laws) and _stays_well(laws)
    ),
)
def _(log_density, start, root, draws, rng):
    return np.vstack([start, _walk()(log_density, start, root, draws, rng)[:-1]])


@metropolis.misconception(
    "the same chain every time",
    "Generators with different seeds gave the same chain: your function has a generator of its "
    "own, seeded inside. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: laws[_TWO_SEEDS] > 0.9 and laws[_REPEATS] < 0.9,
)
def _(log_density, start, root, draws, rng):
    return _walk()(log_density, start, root, draws, np.random.default_rng(1))


@metropolis.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different chains. So the random numbers do "
    "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
    recognises=lambda laws, *case: laws[_SAME_SEED] > 1e-9 and laws[_ROWS] == 1,
)
def _(log_density, start, root, draws, rng):
    return _walk()(log_density, start, root, draws, np.random)


# What a chain is worth


def _some_chains(rng):
    """Chains that remember and lie apart, or drift; an even number of draws in each."""
    for m, k, rho, apart in ((4, 30, 0.5, 0.8), (2, 8, 0.2, 1.5), (3, 100, 0.9, 0.1)):
        noise = rng.normal(size=(m, k))
        chains = np.empty((m, k))
        chains[:, 0] = noise[:, 0]
        for i in range(1, k):
            chains[:, i] = rho * chains[:, i - 1] + noise[:, i]
        yield (2 + chains + apart * rng.normal(size=(m, 1)) + np.linspace(0, apart, k),)


def _halves(chains):
    middle = chains.shape[1] // 2
    return np.vstack([chains[:, :middle], chains[:, middle:]])


def _within_and_between(chains):
    """The mean of the variances, and the variance of the means."""
    return chains.var(axis=1, ddof=1).mean(), chains.mean(axis=1).var(ddof=1)


@lesson.function(
    "09-r-hat",
    cases=_some_chains,
    hints=(
        "Cut each chain in two and take the halves for chains: `np.vstack` puts the first halves "
        "above the second ones. Then there are twice as many chains of `k = chains.shape[1] // 2` "
        "draws.",
        "Within: the mean of the variances of the halves (`ddof=1`). Between: the variance of "
        "their means (`ddof=1`).",
        "`np.sqrt(((k - 1) / k * within + between) / within)`",
    ),
)
def r_hat(chains):
    """Split R-hat."""
    halves = _halves(chains)
    k = halves.shape[1]
    # Its root holds the F statistic of a one-way analysis of variance.
    return float(np.sqrt((k - 1 + stats.f_oneway(*halves).statistic) / k))


@r_hat.variant("the formula")
def _(chains):
    halves = _halves(chains)
    k = halves.shape[1]
    within, between = _within_and_between(halves)
    return np.sqrt(((k - 1) / k * within + between) / within)


@r_hat.variant("reshape, and B as in the papers")
def _(chains):
    m, k = chains.shape[0] * 2, chains.shape[1] // 2
    halves = chains.reshape(m, k)
    B = k * np.sum((halves.mean(axis=1) - halves.mean()) ** 2) / (m - 1)
    W = np.mean([np.var(half, ddof=1) for half in halves])
    return (((k - 1) / k * W + B / k) / W) ** 0.5


def _r_hat(chains, *, k=None):
    """R-hat of these chains as they are; `k` in place of their length."""
    within, between = _within_and_between(chains)
    k = k or chains.shape[1]
    return np.sqrt(((k - 1) / k * within + between) / within)


@r_hat.misconception(
    "not split",
    "Your function compares whole chains. Cut each in two first: chains that drift together agree "
    "with each other, but their first halves do not agree with their second ones.",
)
def _(chains):
    return _r_hat(chains)


@r_hat.misconception(
    "no root", "Your function returns the ratio of the variances; R-hat is its square root."
)
def _(chains):
    return _r_hat(_halves(chains)) ** 2


@r_hat.misconception(
    "every second draw",
    "Your function splits a chain into its even and its odd draws. These two always agree. Take "
    "the first half and the second.",
)
def _(chains):
    return _r_hat(np.vstack([chains[:, ::2], chains[:, 1::2]]))


@r_hat.misconception(
    "draws for chains",
    "Your function takes columns for chains. A row is a chain; means and variances are taken along "
    "`axis=1`.",
)
def _(chains):
    halves = _halves(chains)
    within, between = halves.var(axis=0, ddof=1).mean(), halves.mean(axis=0).var(ddof=1)
    k = halves.shape[1]
    return np.sqrt(((k - 1) / k * within + between) / within)


@r_hat.misconception(
    "between multiplied by the length",
    "Your function adds the variance of the means *times* the number of draws. (The papers call "
    "that product B, and add B divided by the number of draws.)",
)
def _(chains):
    halves = _halves(chains)
    k = halves.shape[1]
    within, between = _within_and_between(halves)
    return np.sqrt(((k - 1) / k * within + k * between) / within)


@r_hat.misconception(
    "between divided by the length",
    "Your function divides the variance of the means by the number of draws. It is used as it is.",
)
def _(chains):
    halves = _halves(chains)
    k = halves.shape[1]
    within, between = _within_and_between(halves)
    return np.sqrt(((k - 1) / k * within + between / k) / within)


@r_hat.misconception(
    "divisor n",
    "Your variances have the divisor n: NumPy takes it unless you say `ddof=1`.",
)
def _(chains):
    halves = _halves(chains)
    k = halves.shape[1]
    within, between = halves.var(axis=1).mean(), halves.mean(axis=1).var()
    return np.sqrt(((k - 1) / k * within + between) / within)


@r_hat.misconception(
    "divisor n between",
    "The variance of your means has the number of halves as its divisor. With so few of them it "
    "matters: `ddof=1`.",
)
def _(chains):
    halves = _halves(chains)
    k = halves.shape[1]
    within, _between = _within_and_between(halves)
    return np.sqrt(((k - 1) / k * within + halves.mean(axis=1).var()) / within)


@r_hat.misconception(
    "divisor n within",
    "The variances within your halves have the divisor k: NumPy takes it unless you say `ddof=1`.",
)
def _(chains):
    halves = _halves(chains)
    k = halves.shape[1]
    within, between = halves.var(axis=1).mean(), halves.mean(axis=1).var(ddof=1)
    return np.sqrt(((k - 1) / k * within + between) / within)


@r_hat.misconception(
    "upside down",
    "Your ratio is upside down: R-hat has the variance within the halves *below*.",
)
def _(chains):
    return 1 / _r_hat(_halves(chains))


@r_hat.misconception(
    "between over within",
    "Your function returns the root of between over within. The number that is compared with the "
    "variance within is the whole variance, both terms together.",
)
def _(chains):
    within, between = _within_and_between(_halves(chains))
    return np.sqrt(between / within)


@r_hat.misconception(
    "(k − 1)/k left out",
    "Your function adds all of the variance within. Of it, (k − 1)/k belongs there: without this "
    "factor, even perfect halves have an R-hat above 1.",
)
def _(chains):
    within, between = _within_and_between(_halves(chains))
    return np.sqrt((within + between) / within)


@r_hat.misconception(
    "length of the whole chain",
    "Your halves are right, but k is still the length of the whole chain: a half has half as many "
    "draws.",
)
def _(chains):
    return _r_hat(_halves(chains), k=chains.shape[1])


@r_hat.misconception(
    "standard deviations averaged",
    "Your function averages the standard deviations within the halves. Average the variances.",
)
def _(chains):
    halves = _halves(chains)
    k = halves.shape[1]
    within = halves.std(axis=1, ddof=1).mean() ** 2
    between = halves.mean(axis=1).var(ddof=1)
    return np.sqrt(((k - 1) / k * within + between) / within)


@r_hat.misconception(
    "all draws pooled",
    "Your function compares the variance of all draws with the variance within. Close, but not "
    "R-hat: the variance of the halves' means enters as it is.",
)
def _(chains):
    halves = _halves(chains)
    return np.sqrt(chains.var(ddof=1) / halves.var(axis=1, ddof=1).mean())


@r_hat.misconception(
    "second halves only",
    "Your function uses the second halves alone. Both halves of each chain are to be compared.",
)
def _(chains):
    return _r_hat(chains[:, chains.shape[1] // 2 :])


def _about_the_halves(name, says):
    """A wrong R-hat, from the halves and their length."""

    def add(formula):
        def program(chains):
            halves = _halves(chains)
            return formula(halves, halves.shape[1], *_within_and_between(halves))

        return r_hat.misconception(name, says)(program)

    return add


_about_the_halves(
    "standard deviation within",
    "Your term within is an average of standard deviations. R-hat is made of variances, and one "
    "root is taken at the end.",
)(
    lambda halves, k, within, between: (
        (
            ((k - 1) / k * halves.std(axis=1, ddof=1).mean() + between)
            / halves.std(axis=1, ddof=1).mean()
        )
        ** 0.5
    )
)

_about_the_halves(
    "standard deviation between",
    "Your term between is the standard deviation of the means; wanted is their variance.",
)(lambda halves, k, within, between: (((k - 1) / k * within + between**0.5) / within) ** 0.5)

_about_the_halves(
    "standard deviations",
    "Your terms within and between are standard deviations; both should be variances.",
)(
    lambda halves, k, within, between: (
        (
            ((k - 1) / k * halves.std(axis=1, ddof=1).mean() + between**0.5)
            / halves.std(axis=1, ddof=1).mean()
        )
        ** 0.5
    )
)

_about_the_halves(
    "k as the number of chains",
    "Your k is the number of chains. It is the number of *draws* in a half.",
)(
    lambda halves, k, within, between: (
        ((len(halves) / 2 - 1) / (len(halves) / 2) + between / within) ** 0.5
    )
)

_about_the_halves(
    "k as the number of halves",
    "Your k is the number of halves. It is the number of *draws* in a half.",
)(lambda halves, k, within, between: ((len(halves) - 1) / len(halves) + between / within) ** 0.5)

_about_the_halves(
    "(k − 1)/k for both",
    "Your factor (k − 1)/k stands before both terms. It belongs to the variance within alone.",
)(lambda halves, k, within, between: ((k - 1) / k * (within + between) / within) ** 0.5)

_about_the_halves(
    "k − 1/k", "Your factor is k − 1/k: put the difference in brackets, `(k - 1) / k`."
)(lambda halves, k, within, between: (((k - 1 / k) * within + between) / within) ** 0.5)

_about_the_halves(
    "numerator without brackets",
    "Only your last term is divided by the variance within: put the sum in brackets before you "
    "divide.",
)(lambda halves, k, within, between: ((k - 1) / k * within + between / within) ** 0.5)

_about_the_halves(
    "pooled, divisor n",
    "Your function compares the variance of all draws with the variance within. Close, but not "
    "R-hat: the variance of the halves' means enters as it is.",
)(lambda halves, k, within, between: (halves.var() / within) ** 0.5)

_about_the_halves(
    "(m + 1)/m",
    "Your function multiplies the variance between by (m + 1)/m, as the paper of 1992 does. The "
    "formula here has it as it is.",
)(
    lambda halves, k, within, between: (
        (((k - 1) / k * within + (1 + 1 / len(halves)) * between) / within) ** 0.5
    )
)

r_hat.misconception(
    "k of a half, chains not split",
    "Your k is that of a half, but the variances and the means are those of whole chains. "
    "(`np.hstack` puts halves side by side again; `np.vstack` puts one above the other.)",
)(lambda chains: _r_hat(chains, k=chains.shape[1] // 2))

r_hat.misconception(
    "first halves only",
    "Your function uses the first halves alone. Both halves of each chain are to be compared.",
)(lambda chains: _r_hat(chains[:, : chains.shape[1] // 2]))

r_hat.misconception(
    "last draw of each half lost",
    "Your halves lack their last draw: a slice ends *before* the number after the colon. "
    "`chains[:, :k]` and `chains[:, k:]` hold all.",
)(lambda chains: _r_hat(np.vstack([half[:, :-1] for half in np.hsplit(chains, 2)])))


@r_hat.misconception(
    "last draw of each half lost, k kept",
    "Your halves lack their last draw: a slice ends *before* the number after the colon. "
    "`chains[:, :k]` and `chains[:, k:]` hold all.",
)
def _(chains):
    halves = np.vstack([half[:, :-1] for half in np.hsplit(chains, 2)])
    return _r_hat(halves, k=chains.shape[1] // 2)


@r_hat.misconception(
    "within from whole chains",
    "Your variance within is that of whole chains; take that of the halves, as for their means.",
)
def _(chains):
    within, k = chains.var(axis=1, ddof=1).mean(), chains.shape[1] // 2
    return (((k - 1) / k * within + _within_and_between(_halves(chains))[1]) / within) ** 0.5


def _batched(rng):
    for k, batches, rho in ((60, 6, 0.8), (100, 20, 0.5), (56, 7, 0.9)):
        chain = [rng.normal()]
        for _ in range(k - 1):
            chain.append(rho * chain[-1] + rng.normal())
        yield np.array(chain) + 1.0, batches


@lesson.function(
    "09-mcse",
    cases=_batched,
    hints=(
        "Within a chain neighbours are alike, but batches of many draws hardly know of each other. "
        "Their means are nearly independent: what is the standard error of *their* mean?",
        "`chain.reshape(batches, -1)` has one batch in each row.",
        "With `means = chain.reshape(batches, -1).mean(axis=1)`: "
        "`means.std(ddof=1) / np.sqrt(batches)`.",
    ),
)
def mcse(chain, batches):
    """The Monte Carlo standard error of a chain's mean."""
    return float(stats.sem([batch.mean() for batch in np.split(chain, batches)]))


@mcse.variant("reshape")
def _(chain, batches):
    means = chain.reshape(batches, -1).mean(axis=1)
    return means.std(ddof=1) / np.sqrt(batches)


@mcse.variant("from the squares")
def _(chain, batches):
    means = chain.reshape(batches, len(chain) // batches).mean(axis=1)
    return (np.sum((means - chain.mean()) ** 2) / (batches - 1) / batches) ** 0.5


def _means(chain, batches):
    return chain.reshape(batches, -1).mean(axis=1)


@mcse.misconception(
    "as if independent",
    "Your number is sd/√n, the standard error of *independent* draws. The draws of a chain "
    "resemble their neighbours; let the batch means say how much they vary.",
)
def _(chain, batches):
    return chain.std(ddof=1) / np.sqrt(len(chain))


@mcse.misconception(
    "as if independent, divisor n",
    "Your number is sd/√n, the standard error of *independent* draws. The draws of a chain "
    "resemble their neighbours; let the batch means say how much they vary.",
)
def _(chain, batches):
    return chain.std() / np.sqrt(len(chain))


@mcse.misconception(
    "sd of the chain",
    "Your number is the standard deviation of the draws: how wide the posterior is. Wanted: how "
    "far the *mean* of this chain may be off.",
)
def _(chain, batches):
    return chain.std(ddof=1)


@mcse.misconception(
    "sd over root of the batches",
    "Your number is the sd of the draws over √batches. Take the sd of the batch *means*.",
)
def _(chain, batches):
    return chain.std(ddof=1) / np.sqrt(batches)


@mcse.misconception(
    "spread of one batch mean",
    "Your number is the standard deviation of the batch means: the error of *one* batch. The mean "
    "of the chain averages them all: divide by √batches.",
)
def _(chain, batches):
    return _means(chain, batches).std(ddof=1)


@mcse.misconception(
    "divided by the root of the draws",
    "You divide the standard deviation of the batch means by √n. There are only `batches` of them.",
)
def _(chain, batches):
    return _means(chain, batches).std(ddof=1) / np.sqrt(len(chain))


@mcse.misconception(
    "divided by the root of a batch's length",
    "You divide by the root of a batch's length. What is averaged is the `batches` means.",
)
def _(chain, batches):
    return _means(chain, batches).std(ddof=1) / np.sqrt(len(chain) // batches)


@mcse.misconception(
    "divisor n",
    "The standard deviation of your means has the number of batches as its divisor; with so few of "
    "them it matters: `ddof=1`.",
)
def _(chain, batches):
    return _means(chain, batches).std() / np.sqrt(batches)


@mcse.misconception(
    "divided without root",
    "You divide by the number of batches. The standard error of a mean has its root below.",
)
def _(chain, batches):
    return _means(chain, batches).std(ddof=1) / batches


@mcse.misconception(
    "variance", "Your number is the *variance* of the mean; the standard error is its root."
)
def _(chain, batches):
    return _means(chain, batches).var(ddof=1) / batches


@mcse.misconception(
    "draws dealt out",
    "Your batches are dealt out like cards: `reshape(-1, batches)` puts neighbours into different "
    "ones. A batch is a run of neighbours: `reshape(batches, -1)`.",
)
def _(chain, batches):
    means = chain.reshape(-1, batches).mean(axis=0)
    return means.std(ddof=1) / np.sqrt(batches)


@mcse.misconception(
    "batches of that length",
    "Your batches have `batches` draws each; there should be `batches` of them.",
)
def _(chain, batches):
    means = chain.reshape(-1, batches).mean(axis=1)
    return means.std(ddof=1) / np.sqrt(len(means))


@mcse.misconception(
    "batches of that length, divided by their number asked for",
    "Your batches have `batches` draws each; there should be `batches` of them: "
    "`reshape(batches, -1)`.",
)
def _(chain, batches):
    return chain.reshape(-1, batches).mean(axis=1).std(ddof=1) / np.sqrt(batches)


@mcse.misconception(
    "mean across the batches",
    "Your means are taken across the batches, one draw from each (`axis=0`). A batch is a row: "
    "`axis=1`.",
)
def _(chain, batches):
    return chain.reshape(batches, -1).mean(axis=0).std(ddof=1) / np.sqrt(batches)


mcse.misconception(
    "variance over the root",
    "You divide the *variance* of the batch means by √batches; it is their standard deviation that "
    "is to be divided so.",
)(lambda chain, batches: _means(chain, batches).var(ddof=1) / np.sqrt(batches))

mcse.misconception(
    "root of batches − 1",
    "You divide by √(batches − 1). The − 1 is in the standard deviation already, by `ddof=1`.",
)(lambda chain, batches: _means(chain, batches).std(ddof=1) / np.sqrt(batches - 1))

mcse.misconception(
    "sums for means",
    "Your numbers are sums of batches. Take their means: the chain's *mean* is in question.",
)(lambda chain, batches: chain.reshape(batches, -1).sum(axis=1).std(ddof=1) / np.sqrt(batches))

mcse.misconception(
    "multiplied by the root",
    "You multiply by √batches. The more means, the smaller the error: divide.",
)(lambda chain, batches: _means(chain, batches).std(ddof=1) * np.sqrt(batches))

mcse.misconception(
    "spread within the batches",
    "Your number averages the standard deviations *within* the batches. How much do their means "
    "vary?",
)(lambda chain, batches: chain.reshape(batches, -1).std(axis=1, ddof=1).mean() / np.sqrt(batches))


# Gibbs: one coefficient, given all else


def _coefficient_cases(rng):
    for place, (X, y, beta, variance) in enumerate(_worlds(rng)):
        yield (1, 0, 3)[place], beta, variance, X, y


def _column(j, beta, X, y):
    """Column j of X, and what the other coefficients leave of y for it."""
    column = X[:, j]
    return column, y - X @ beta + column * beta[j]


@lesson.function(
    "09-coefficient-conditional",
    cases=_coefficient_cases,
    parts=("mean", "standard deviation"),
    hints=(
        "With the other coefficients known, take their part away from y. What is left is a "
        "regression on one column, `X[:, j]`.",
        "With x that column and r what is left: the exponent is "
        "$-\\frac1{2v}\\left[(r - x\\beta_j)'(r - x\\beta_j) + \\beta_j^2/v_0\\right]$. Complete "
        "the square in $\\beta_j$.",
        "With `precision = x @ x + 1 / v0` the mean is `x @ r / precision`, and the standard "
        "deviation is `np.sqrt(variance / precision)`. "
        "`r = y - X @ beta + X[:, j] * beta[j]`.",
    ),
)
def coefficient_conditional(j, beta, variance, X, y):
    """The law of one coefficient, given all else."""
    # The prior as one more observation: a row with 1/√V0 in column j, whose response is 0.
    x, rest = _column(j, beta, X, y)
    x, rest = np.append(x, V0**-0.5), np.append(rest, 0)
    mean = np.linalg.lstsq(x[:, None], rest, rcond=None)[0][0]
    return float(mean), float(np.sqrt(variance) / np.linalg.norm(x))


@coefficient_conditional.variant("completing the square")
def _(j, beta, variance, X, y):
    others = np.delete(np.arange(len(beta)), j)
    x, rest = X[:, j], y - X[:, others] @ beta[others]
    precision = x @ x + 1 / V0
    return x @ rest / precision, (variance / precision) ** 0.5


@coefficient_conditional.variant("from the joint normal law")
def _(j, beta, variance, X, y):
    precision = (X.T @ X + np.eye(len(beta)) / V0) / variance
    mean = np.linalg.solve(precision, X.T @ y / variance)
    others = np.arange(len(beta)) != j
    shift = precision[j, others] @ (beta - mean)[others] / precision[j, j]
    return mean[j] - shift, precision[j, j] ** -0.5


@coefficient_conditional.misconception(
    "variance for standard deviation",
    "The mean is right. Your second number is the conditional *variance*; `rng.normal` wants its "
    "root.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, variance / precision


@coefficient_conditional.misconception(
    "own part taken away too",
    "You took the whole plane from y, the part of coefficient j included. What the *others* leave "
    "is wanted: add `X[:, j] * beta[j]` back.",
)
def _(j, beta, variance, X, y):
    x, _rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ (y - X @ beta) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "others ignored",
    "Your mean regresses y itself on column j. Take away first what the other coefficients "
    "explain.",
)
def _(j, beta, variance, X, y):
    x, _rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ y / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "no prior",
    "Your law is that of the data alone: the precision lacks the prior's part, 1/v0.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    return x @ rest / (x @ x), np.sqrt(variance / (x @ x))


@coefficient_conditional.misconception(
    "v0 for 1/v0",
    "Your precision adds v0. v0 is a variance factor; its precision is 1/v0.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + V0
    return x @ rest / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "prior without the variance",
    "You gave the coefficient the prior variance v0, and so the precision x'x/variance + 1/v0. "
    "Here its prior variance is v0 times `variance`.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x / variance + 1 / V0
    return x @ rest / variance / precision, np.sqrt(1 / precision)


@coefficient_conditional.misconception(
    "noise forgotten",
    "Your standard deviation does not depend on the variance of the noise: 1/precision is to be "
    "multiplied by it.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, np.sqrt(1 / precision)


@coefficient_conditional.misconception(
    "variance multiplied outside the root",
    "Your standard deviation is the variance times the root of 1/precision: the variance belongs "
    "under the root.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, variance / np.sqrt(precision)


@coefficient_conditional.misconception(
    "marginal law",
    "This is the law of coefficient j given the variance alone, whatever the others are. Gibbs "
    "needs its law given the *others where they are now*: narrower, and with another mean.",
)
def _(j, beta, variance, X, y):
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return (V @ X.T @ y)[j], np.sqrt(variance * V[j, j])


@coefficient_conditional.misconception(
    "marginal mean",
    "Your standard deviation is right, but your mean is the posterior mean of coefficient j, "
    "whatever the others are. Given the others it is another one.",
)
def _(j, beta, variance, X, y):
    precision = X.T @ X + np.eye(len(beta)) / V0
    return np.linalg.solve(precision, X.T @ y)[j], np.sqrt(variance / precision[j, j])


@coefficient_conditional.misconception(
    "marginal standard deviation",
    "Your mean is right, but your standard deviation is that of coefficient j when the others are "
    "*not* known. Given the others it is smaller: only the entry [j, j] of the precision counts.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    V = np.linalg.inv(X.T @ X + np.eye(len(beta)) / V0)
    return x @ rest / (x @ x + 1 / V0), np.sqrt(variance * V[j, j])


@coefficient_conditional.misconception(
    "prior in the standard deviation only",
    "Your standard deviation knows the prior, your mean does not: divide by the same precision.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    return x @ rest / (x @ x), np.sqrt(variance / (x @ x + 1 / V0))


@coefficient_conditional.misconception(
    "prior in the mean only",
    "Your mean knows the prior, your standard deviation does not: 1/v0 belongs into both.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    return x @ rest / (x @ x + 1 / V0), np.sqrt(variance / (x @ x))


@coefficient_conditional.misconception(
    "precision for standard deviation",
    "Your second number is the precision. The standard deviation is the root of variance over "
    "precision.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, precision


@coefficient_conditional.misconception(
    "sign of the rest",
    "What you take for the rest is y *plus* the other coefficients' part. Take it away.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ (2 * y - rest) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "own part taken away twice",
    "Your rest has lost the part of coefficient j twice. `y - X @ beta` has lost it once: *add* "
    "`X[:, j] * beta[j]` back.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ (rest - 2 * x * beta[j]) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "only the own part taken away",
    "You took the part of coefficient j from y and left those of the others. It is the other way "
    "round.",
)
def _(j, beta, variance, X, y):
    x = X[:, j]
    precision = x @ x + 1 / V0
    return x @ (y - x * beta[j]) / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "v0 squared", "Your precision has 1/v0². v0 is a variance factor already: 1/v0."
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0**2
    return x @ rest / precision, np.sqrt(variance / precision)


@coefficient_conditional.misconception(
    "root of the variance over the precision",
    "Your standard deviation has the whole precision below. The root is over both: "
    "`np.sqrt(variance / precision)`.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return x @ rest / precision, np.sqrt(variance) / precision


@coefficient_conditional.misconception(
    "standard deviation first", "Your two numbers are exchanged: the mean comes first."
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x + 1 / V0
    return np.sqrt(variance / precision), x @ rest / precision


@coefficient_conditional.misconception(
    "precision with the variance, mean without",
    "Your precision has x'x divided by the variance, and 1/v0 not; your mean has x'r undivided. "
    "Here the prior, too, has the variance as a factor: with the precision x'x + 1/v0 it cancels "
    "in the mean.",
)
def _(j, beta, variance, X, y):
    x, rest = _column(j, beta, X, y)
    precision = x @ x / variance + 1 / V0
    return x @ rest / precision, np.sqrt(1 / precision)


# Gibbs: the variance, given beta


def _variance_cases(rng):
    for X, y, beta, _variance in _worlds(rng):
        yield beta, X, y


@lesson.function(
    "09-variance-conditional",
    cases=_variance_cases,
    parts=("shape", "scale"),
    hints=(
        "Gather in the log posterior everything that multiplies log(variance), and everything that "
        "is divided by the variance.",
        "An IG(a, b) density has the log −(a + 1) log v − b/v. The data bring −(n/2) log v, the "
        "prior of beta brings −(p/2) log v; and each brings a sum of squares over 2v.",
        "With `e = y - X @ beta`: shape `a + (n + p) / 2`, scale "
        "`b + (e @ e + beta @ beta / v0) / 2`, where `n, p = X.shape`.",
    ),
)
def variance_conditional(beta, X, y):
    """The law of the variance, given beta."""
    # The prior of beta as p more observations: rows of 1/√V0, whose responses are 0.
    rows = np.vstack([X, np.eye(len(beta)) / np.sqrt(V0)])
    residuals = np.append(y, np.zeros(len(beta))) - rows @ beta
    return A + len(residuals) / 2, float(B + residuals @ residuals / 2)


@variance_conditional.variant("term by term")
def _(beta, X, y):
    n, p, squares, size = _terms(beta, 1, X, y)
    return A + (n + p) / 2, B + (squares + size / V0) / 2


@variance_conditional.variant("from the doubled numbers")
def _(beta, X, y):
    n, p, squares, size = _terms(beta, 1, X, y)
    return (2 * A + n + p) / 2, (2 * B + squares + size / V0) / 2


def _about_the_variance(name, says):
    """A wrong pair of shape and scale, from n, p and both sums of squares."""

    def add(pair):
        def program(beta, X, y):
            return pair(*_terms(beta, 1, X, y))

        return variance_conditional.misconception(name, says)(program)

    return add


@_about_the_variance(
    "prior of beta forgotten",
    "Your law knows only the data. The prior of beta holds the variance, too: it brings p/2 to the "
    "shape and beta'beta/(2 v0) to the scale.",
)
def _(n, p, squares, size):
    return A + n / 2, B + squares / 2


@_about_the_variance(
    "p forgotten",
    "Your scale knows the prior of beta, your shape does not: its density has the factor "
    "variance^(−p/2).",
)
def _(n, p, squares, size):
    return A + n / 2, B + (squares + size / V0) / 2


@_about_the_variance(
    "beta'beta forgotten",
    "Your shape knows the prior of beta, your scale does not: add beta'beta/v0 to the squares.",
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares / 2


@_about_the_variance("no ½ in the scale", "Your scale has the sums of squares whole; halve them.")
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares + size / V0


@_about_the_variance(
    "½ of the residuals forgotten", "Your scale has e'e whole; the ½ belongs to it as well."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares + size / V0 / 2


@_about_the_variance(
    "½ of beta's part forgotten",
    "Your scale has beta'beta/v0 whole; the ½ of the normal density belongs to it as well.",
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + squares / 2 + size / V0


@_about_the_variance("no ½ in the shape", "Your shape counts n + p whole; each brings one half.")
def _(n, p, squares, size):
    return A + n + p, B + (squares + size / V0) / 2


@_about_the_variance(
    "no ½ at all", "Your shape and your scale both lack their ½: a squared error counts half."
)
def _(n, p, squares, size):
    return A + n + p, B + squares + size / V0


@_about_the_variance(
    "n − p", "Your shape has n − p. No degree of freedom is spent here: beta is given."
)
def _(n, p, squares, size):
    return A + (n - p) / 2, B + (squares + size / V0) / 2


@_about_the_variance(
    "v0 multiplied", "Your scale multiplies beta'beta by v0; v0 is a variance factor: divide."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + (squares + size * V0) / 2


@_about_the_variance(
    "v0 forgotten", "Your scale has beta'beta without v0. Divide it by v0, its variance factor."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + (squares + size) / 2


@_about_the_variance(
    "rate for scale",
    "Your second number is one over the scale. (NumPy's gamma law wants that; IG(a, b) has b.)",
)
def _(n, p, squares, size):
    return A + (n + p) / 2, 1 / (B + (squares + size / V0) / 2)


@_about_the_variance(
    "shape + 1",
    "Your shape is one too large: the density has the power −(shape + 1), so that the 1 is in it "
    "already.",
)
def _(n, p, squares, size):
    return A + 1 + (n + p) / 2, B + (squares + size / V0) / 2


@_about_the_variance(
    "prior of the variance forgotten",
    "Your law lacks the prior of the variance: a in the shape and b in the scale.",
)
def _(n, p, squares, size):
    return (n + p) / 2, (squares + size / V0) / 2


@_about_the_variance(
    "mean squares", "Your scale averages the squared residuals. Sum them: every row counts."
)
def _(n, p, squares, size):
    return A + (n + p) / 2, B + (squares / n + size / V0) / 2


@variance_conditional.misconception(
    "marginal law",
    "This is the law of the variance whatever beta is, the a and b of lesson 08. Gibbs needs it "
    "*given* the beta where the chain stands now.",
)
def _(beta, X, y):
    precision = X.T @ X + np.eye(len(beta)) / V0
    best = np.linalg.solve(precision, X.T @ y)
    return A + len(y) / 2, B + (y @ y - best @ precision @ best) / 2


@variance_conditional.misconception(
    "residuals of least squares",
    "Your scale takes the residuals of a *fitted* plane. Take those at the `beta` that is given.",
)
def _(beta, X, y):
    fitted = np.linalg.lstsq(X, y, rcond=None)[0]
    n, p, squares, _size = _terms(fitted, 1, X, y)
    return A + (n + p) / 2, B + (squares + beta @ beta / V0) / 2


def _right_scale(squares, size):
    return B + (squares + size / V0) / 2


for _name, _says, _pair in (
    (
        "whole division",
        "You halve n + p with `//`, which drops the half of an odd number. Divide with `/`.",
        lambda n, p, squares, size: (A + (n + p) // 2, _right_scale(squares, size)),
    ),
    (
        "n and p of the lesson",
        "Your shape counts 200 rows and 3 coefficients whatever X is: n and p come from the "
        "notebook. Take them from the X that is handed in: `n, p = X.shape`.",
        lambda n, p, squares, size: (A + 203 / 2, _right_scale(squares, size)),
    ),
    (
        "a forgotten",
        "Your shape lacks a, that of the variance's prior.",
        lambda n, p, squares, size: ((n + p) / 2, _right_scale(squares, size)),
    ),
    (
        "b forgotten",
        "Your scale lacks b, that of the variance's prior.",
        lambda n, p, squares, size: (A + (n + p) / 2, (squares + size / V0) / 2),
    ),
    (
        "n forgotten",
        "Your shape lacks the data: n observations bring n/2.",
        lambda n, p, squares, size: (A + p / 2, _right_scale(squares, size)),
    ),
    (
        "a halved",
        "Your shape halves a as well. Only n and p count half; a is a shape already.",
        lambda n, p, squares, size: ((A + n + p) / 2, _right_scale(squares, size)),
    ),
    (
        "b halved",
        "Your scale halves b as well. Only the squares count half.",
        lambda n, p, squares, size: (A + (n + p) / 2, (B + squares + size / V0) / 2),
    ),
    (
        "1/b for b",
        "Your scale begins with 1/b. b itself is the scale of the prior.",
        lambda n, p, squares, size: (A + (n + p) / 2, 1 / B + (squares + size / V0) / 2),
    ),
    (
        "scale first",
        "Your two numbers are exchanged: the shape comes first.",
        lambda n, p, squares, size: (_right_scale(squares, size), A + (n + p) / 2),
    ),
    (
        "a and b exchanged",
        "You exchanged a and b: a is the prior's shape, b its scale.",
        lambda n, p, squares, size: (B + (n + p) / 2, A + (squares + size / V0) / 2),
    ),
    (
        "½ of n forgotten",
        "Your shape has n whole and p halved. Put the sum in brackets: `(n + p) / 2`.",
        lambda n, p, squares, size: (A + n + p / 2, _right_scale(squares, size)),
    ),
    (
        "v0 squared",
        "Your scale has beta'beta/v0². v0 is a variance factor already: divide by v0.",
        lambda n, p, squares, size: (A + (n + p) / 2, _right_scale(squares, size / V0)),
    ),
):
    _about_the_variance(_name, _says)(_pair)


@variance_conditional.misconception(
    "constant without prior",
    "Your scale leaves the constant out of beta'beta. The prior holds for all coefficients.",
)
def _(beta, X, y):
    n, p, squares, _size = _terms(beta, 1, X, y)
    return A + (n + p) / 2, _right_scale(squares, beta[1:] @ beta[1:])


# The whole of Gibbs

SWEEPS, FIRST_SWEEPS = 3000, 60


def _related(rng):
    """Small worlds with correlated columns, which show in which order one draws, and with
    coefficients that the prior pulls at. The start's variance is far from the posterior."""
    for n, p in ((9, 3), (12, 2)):
        x = rng.normal(0.5, 1.0, (n, p - 1))
        X = np.column_stack([np.ones(n), x])
        y = X @ (6.0 * np.arange(1, p + 1)) + rng.normal(0, 2.0, n)
        yield X, y, np.append(np.ones(p), 900.0)


def _posterior_laws(function, X, y, start):
    """Averages over one long chain, against the exact posterior, and what the first sweep does.

    With C C' the inverse of X'X + I/V0, z = C⁻¹ (beta - mean) / √variance is N(0, I), and the
    variance of its own follows IG(a, b): both exactly.
    """
    n, p = X.shape
    precision = X.T @ X + np.eye(p) / V0
    mean = np.linalg.solve(precision, X.T @ y)
    a, b = A + n / 2, B + (y @ y - mean @ precision @ mean) / 2
    upper = np.linalg.cholesky(precision).T

    def chain(draws, seed, start=start):
        rng = np.random.default_rng(seed)
        found = np.asarray(function(X, y, start.copy(), draws, rng), dtype=float)
        if found.shape in ((p + 1,), (1, p + 1)) and draws > 1:
            raise Unreadable("It returns one row only; wanted one for each sweep.")
        if found.shape == (p + 1, draws):
            raise Unreadable(
                "It returns a column for each sweep; wanted a row: turn it, with `.T`."
            )
        if found.ndim == 2 and found.shape[1] == p + 1:
            if len(found) == draws + 1 and (found[0] == start).all():
                return found
            if len(found) != draws:
                raise Unreadable(
                    f"With draws = {draws:,} it returns {len(found):,} rows; wanted one for each "
                    "sweep, the start not among them."
                )
        if found.shape != (draws, p + 1):
            raise Unreadable(
                f"It returns an array of shape {found.shape}; wanted ({draws}, {p + 1}): a row for "
                "each sweep, beta and last the variance."
            )
        return found

    one, same, other = (chain(9, seed) for seed in (7, 7, 8))
    found = chain(SWEEPS, 2026)[SWEEPS // 20 :]
    beta, variance = found[:, :p], found[:, p]
    scale = np.sqrt(np.abs(variance)) + (variance == 0)
    z = (beta - mean) @ upper.T / scale[:, None]
    log_variance = np.log(np.maximum(np.abs(variance), 1e-300) / b)
    log_distance = np.log(np.sum(((beta - mean) @ upper.T) ** 2, axis=1) + 1e-300)
    # From afar: a variance of 1e40 makes betas of 1e20, and these the next variance; drawn first,
    # from betas of 1e6, it is about 1e13.
    afar = chain(1, 5, np.append(np.full(p, 1e6), 1e40))[-1, p]
    typical = np.append(mean, b / a)
    firsts = np.array([chain(1, 100 + i, typical)[-1] for i in range(FIRST_SWEEPS)])
    scales = [_scale(row[:p], X, y) for row in firsts]
    turned = (firsts[:, 1:] - mean) @ upper.T
    return {
        "rows beyond one for each sweep": len(one) - 9.0,
        "share of the first row's beta that is the start's": np.mean(one[0, :p] == start[:p]),
        "whether the first row's variance is the start's": float(one[0, p] == start[p]),
        "share of coefficients that never change": np.mean((beta == start[:p]).all(axis=0)),
        "average of beta, in standard deviations": np.mean(z),
        "mean square of beta, in variances (cube root)": np.cbrt(np.mean(z**2)),
        "average of the log variance, in standard deviations": (
            (np.mean(log_variance) + special.digamma(a)) * np.sqrt(a)
        ),
        "spread of the log variance": np.cbrt(np.var(log_variance) * a),
        "product of two coefficients": np.mean(z[:, 0] * z[:, 1]) / np.mean(z**2),
        # A large variance throws beta far, and a far beta makes a large variance.
        "correlation of a row's log variance with how far its beta lies": _correlation(
            log_variance, log_distance
        ),
        # with that of the row before, or, by those who draw the variance first, with its own
        "correlation of how far beta lies with the log variance it was drawn with": max(
            _correlation(log_variance[:-1], log_distance[1:]),
            _correlation(log_variance[1:], log_distance[:-1]),
        ),
        "share of sweeps that change nothing": _unchanged(found),
        "share of the first sweeps that change nothing": _unchanged(one),
        "share of variances below zero": np.mean(variance <= 0),
        "whether the first sweep begins at the start (1: yes; 2: it overshoots)": (
            1.0 if 1e30 < afar < 1e44 or 1e10 < afar < 1e16 else 2.0 * (afar > 1e60)
        ),
        "whether the rows begin with the variance": float(np.mean(turned**2) < 3 * b / a),
        "difference between two calls with the same seed": np.mean(np.abs(one - same)),
        "share of equal draws under two seeds": np.mean(one == other),
        "log variance after one sweep": np.mean(np.log(np.abs(firsts[:, p]) + 1e-300)),
        "log of its scale": np.mean(np.log(scales)),
        "spread of the logs of scale over variance": np.std(
            np.log(scales) - np.log(np.abs(firsts[:, p]) + 1e-300)
        ),
    }


def _scale(beta, X, y):
    _n, _p, squares, size = _terms(beta, 1, X, y)
    return B + (squares + size / V0) / 2


def _correlation(one, other):
    """The correlation, 0 where one of the two is constant."""
    spread = np.std(one) * np.std(other)
    return np.mean((one - one.mean()) * (other - other.mean())) / spread if spread > 1e-12 else 0.0


def _unchanged(rows):
    """The share of rows that are the same as the row before."""
    return np.mean((np.abs(np.diff(rows, axis=0)) <= 1e-12 * np.abs(rows[1:])).all(axis=1))


# Of two right runs, as above: measured over 400 right functions.
_SWEEP_ERRORS = {
    "rows beyond one for each sweep": 0.0,
    "share of the first row's beta that is the start's": 0.0,
    "whether the first row's variance is the start's": 0.0,
    "share of coefficients that never change": 0.0,
    "average of beta, in standard deviations": 0.02,
    "mean square of beta, in variances (cube root)": 0.0105,
    "average of the log variance, in standard deviations": 0.036,
    "spread of the log variance": 0.017,
    "product of two coefficients": 0.032,
    "correlation of a row's log variance with how far its beta lies": 0.03,
    "correlation of how far beta lies with the log variance it was drawn with": 0.03,
    "share of sweeps that change nothing": 0.0,
    "share of the first sweeps that change nothing": 0.0,
    "share of variances below zero": 0.0,
    "whether the first sweep begins at the start (1: yes; 2: it overshoots)": 0.0,
    "whether the rows begin with the variance": 0.0,
    "difference between two calls with the same seed": 0.0,
    "share of equal draws under two seeds": 0.0,
    # These three tell one mistake from another; what they judge, the long chain judges better.
    "log variance after one sweep": 0.4,
    "log of its scale": 0.4,
    "spread of the logs of scale over variance": 0.1,
}
(
    _EXTRA_ROWS,
    _FIRST_BETA,
    _FIRST_VARIANCE,
    _STUCK,
    _BETA,
    _BETA_SQUARE,
    _LOG_VARIANCE,
    _SPREAD,
    _PRODUCT,
    _WITHIN,
    _ONWARD,
    _UNCHANGED,
    _UNCHANGED_FIRST,
    _NEGATIVE,
    _FROM_AFAR,
    _TURNED,
    _SAME_CHAIN,
    _EQUAL_CHAINS,
    _FIRST_LOG,
    _FIRST_SCALE,
    _FIRST_SPREAD,
) = _SWEEP_ERRORS


@lesson.function(
    "09-gibbs",
    cases=_related,
    probe=_posterior_laws,
    parts=tuple(_SWEEP_ERRORS),
    tolerance=MonteCarlo(
        _SWEEP_ERRORS,
        z=6,
        reason=f"averages over {SWEEPS:,} sweeps in two worlds; a right function is refused with "
        "a probability below 1e-7",
    ),
    hints=(
        "A sweep draws each coefficient in its turn, then the variance. Each draw is made with the "
        "newest values of all the others.",
        "`beta[j] = rng.normal(mean, standard_deviation)` with the law of the first function, and "
        "`variance = scale / rng.gamma(shape)` with that of the second: one over a gamma draw is "
        "an inverse gamma draw.",
        "Begin with `beta, variance = start[:-1].copy(), start[-1]`. After each sweep keep "
        "`np.append(beta, variance)`, which is a new array, and not `beta` itself, which goes on "
        "changing.",
    ),
)
def gibbs(X, y, start, draws, rng):
    """Gibbs, sweep by sweep."""
    (n, p), products, towards = X.shape, X.T @ X + np.eye(X.shape[1]) / V0, X.T @ y
    chain, beta, variance = np.empty((draws, p + 1)), start[:-1].copy(), start[-1]
    gammas = rng.standard_gamma(A + (n + p) / 2, size=draws)
    steps = rng.standard_normal((draws, p)) / np.sqrt(np.diag(products))
    for i in range(draws):
        for j in range(p):
            slope = towards[j] - products[j] @ beta
            beta[j] += slope / products[j, j] + np.sqrt(variance) * steps[i, j]
        squares = y @ y - 2 * (beta @ towards) + beta @ products @ beta
        variance = (B + squares / 2) / gammas[i]
        chain[i, :p], chain[i, p] = beta, variance
    return chain


def _sweeps(X, y, start, draws, rng, *, sweep):
    """Sweep after sweep, kept as rows. `sweep` returns the next beta and the next variance."""
    beta, variance, rows = start[:-1].copy(), start[-1], []
    for _ in range(draws):
        beta, variance = sweep(beta, variance, X, y, rng)
        rows.append(np.append(beta, variance))
    return np.array(rows)


def _coefficients(beta, variance, X, y, rng, law=None):
    """All coefficients in their turn, each given the newest values of the others."""
    beta, products, towards = beta.copy(), X.T @ X, X.T @ y
    for j in range(len(beta)):
        precision = products[j, j] + 1 / V0
        mean = (towards[j] - products[j] @ beta + products[j, j] * beta[j]) / precision
        sd = np.sqrt(variance / precision)
        beta[j] = rng.normal(*(law(mean, sd) if law else (mean, sd)))
    return beta


def _variance(beta, X, y, rng):
    n, p, squares, size = _terms(beta, 1, X, y)
    return (B + (squares + size / V0) / 2) / rng.gamma(A + (n + p) / 2)


def _sweep(beta, variance, X, y, rng):
    beta = _coefficients(beta, variance, X, y, rng)
    return beta, _variance(beta, X, y, rng)


@gibbs.variant("with both conditionals")
def _(X, y, start, draws, rng):
    return _sweeps(X, y, start, draws, rng, sweep=_sweep)


@gibbs.variant("the variance first")
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        variance = _variance(beta, X, y, rng)
        return _coefficients(beta, variance, X, y, rng), variance

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.variant("all coefficients at once")
def _(X, y, start, draws, rng):
    V = np.linalg.inv(X.T @ X + np.eye(X.shape[1]) / V0)

    def sweep(beta, variance, X, y, rng):
        beta = rng.multivariate_normal(V @ X.T @ y, variance * V)
        return beta, 1 / rng.gamma(A + sum(X.shape) / 2, 1 / _scale(beta, X, y))

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "old values",
    "All coefficients of a sweep of yours are drawn from the *old* beta. Each must be drawn with "
    "the newest values of the others: put the new one into beta at once.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = beta.copy()
        for j in range(len(beta)):
            x, rest = _column(j, beta, X, y)
            precision = x @ x + 1 / V0
            new[j] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return new, _variance(new, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "conditional means in place of draws",
    "Your coefficients do not vary as draws do: they are set to their conditional means. Draw "
    "them: `rng.normal(mean, standard_deviation)`.",
    recognises=lambda laws, *case: (
        laws[_BETA_SQUARE] < 0.1 and laws[_SPREAD] > 0.1 and laws[_STUCK] == laws[_TURNED] == 0
    ),
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, variance, X, y, rng, law=lambda mean, sd: (mean, 0))
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


def _drawn_as(laws, X, wanted):
    """Whether the first variances are about what a wrong formula gives: `wanted(shape, scale)`."""
    shape, scale = A + sum(X.shape) / 2, np.exp(laws[_FIRST_SCALE])
    return abs(laws[_FIRST_LOG] - np.log(wanted(shape, scale))) < 0.3


def _draws_variance(formula):
    """A sampler whose variance is drawn by a formula of its own: `formula(shape, scale, rng)`."""

    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, min(variance, 1e6), X, y, rng)
        return beta, formula(A + sum(X.shape) / 2, _scale(beta, X, y), rng)

    return lambda *arguments: _sweeps(*arguments, sweep=sweep)


gibbs.misconception(
    "gamma not inverted",
    "Your variance is a *gamma* draw times the scale, which is what `rng.gamma(shape, scale)` "
    "gives, too. It follows the *inverse* gamma law: `scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: scale * shape),
)(_draws_variance(lambda shape, scale, rng: rng.gamma(shape, scale)))


gibbs.misconception(
    "scale forgotten",
    "Your variance does not depend on its scale: it is one over a gamma draw. Draw "
    "`scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: 1 / shape),
)(_draws_variance(lambda shape, scale, rng: 1 / rng.gamma(shape)))


gibbs.misconception(
    "rate for scale",
    "Your variance is a gamma draw divided by the scale. Divide the scale by the draw: "
    "`scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: shape / scale),
)(_draws_variance(lambda shape, scale, rng: rng.gamma(shape, 1 / scale)))


gibbs.misconception(
    "gamma inverted with the scale below",
    "Your variance is far too small. `rng.gamma(shape, scale)` multiplies by the scale, and "
    "one over that divides by it. Draw `scale / rng.gamma(shape)`.",
    recognises=lambda laws, X, *case: _drawn_as(laws, X, lambda shape, scale: 1 / (shape * scale)),
)(_draws_variance(lambda shape, scale, rng: 1 / rng.gamma(shape, scale)))


gibbs.misconception(
    "mean of the variance in place of a draw",
    "Your variance is no draw: given beta it is always the same number, such as the mean of its "
    "law. Draw `scale / rng.gamma(shape)`.",
    recognises=lambda laws, *case: (
        laws[_FIRST_SPREAD] < 1e-6 < laws[_SPREAD]
        and laws[_FIRST_BETA] == 0
        and laws[_FROM_AFAR] == 1
        and laws[_EQUAL_CHAINS] < 0.5
    ),
)(_draws_variance(lambda shape, scale, rng: scale / (shape - 1)))


gibbs.misconception(
    "shape halved",
    "Your variance has the wrong shape: a chi-squared draw with `shape` degrees of freedom has "
    "half of it. Draw `scale / rng.gamma(shape)`.",
)(_draws_variance(lambda shape, scale, rng: scale / rng.chisquare(shape)))


gibbs.misconception(
    "shape less one",
    "Your variance is too large: its gamma draw has the shape less one. That is in the formula of "
    "the *mean*; the draw is `scale / rng.gamma(shape)`.",
)(_draws_variance(lambda shape, scale, rng: scale / rng.gamma(shape - 1)))


@gibbs.misconception(
    "new variance not used",
    "Your rows hold a new variance, but the coefficients are always drawn with the start's. Give "
    "the draw the name with which the next sweep draws them.",
    recognises=lambda laws, X, *case: (
        _drawn_as(laws, X, lambda shape, scale: scale / shape)
        and laws[_BETA_SQUARE] > 1.5
        and abs(laws[_ONWARD]) < 0.12
        and laws[_STUCK] == 0
    ),
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, start[-1], X, y, rng)
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "variance from the old beta",
    "A row's beta and variance do not belong together: the variance is drawn with the beta of the "
    "sweep before. Compute its shape and scale from the new beta.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = _coefficients(beta, variance, X, y, rng)
        return new, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "variance one sweep late",
    "How far a row's beta lies does not depend on the variance of the row before, as it must "
    "if all coefficients of a sweep are drawn with that. Either they are drawn with an older "
    "variance, or the variance is drawn inside the loop over the coefficients.",
)
def _(X, y, start, draws, rng):
    older = [start[-1]]

    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, older.pop(), X, y, rng)
        older.append(variance)
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "root of the variance handed on",
    "The law of a coefficient is computed with the *root* of the variance. "
    "`coefficient_conditional` wants the variance itself.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, variance**0.5, X, y, rng)
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "beta from the start in every sweep",
    "Every sweep of yours begins with the start's beta again. It goes on from where the sweep "
    "before has ended: set beta to the start once, before the loop.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return _sweep(start[:-1], variance, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "conditionals at the start's beta",
    "Each coefficient of yours is drawn given the *start's* values of the others. Give their "
    "newest values.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        new = beta.copy()
        for j in range(len(beta)):
            x, rest = _column(j, start[:-1], X, y)
            precision = x @ x + 1 / V0
            new[j] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return new, _variance(new, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "one random number for all coefficients",
    "All coefficients of a sweep of yours share one random number. Draw a new one for each.",
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta, z = beta.copy(), rng.standard_normal()
        for j in range(len(beta)):
            x, rest = _column(j, beta, X, y)
            precision = x @ x + 1 / V0
            beta[j] = x @ rest / precision + np.sqrt(variance / precision) * z
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "start not used",
    "Your first sweep does not set out from the start: given a start far away, it is not far away "
    "itself, or elsewhere. Beta is `start[:-1]`, the variance `start[-1]`.",
    recognises=lambda laws, *case: (
        laws[_FROM_AFAR] != 1
        and laws[_FIRST_BETA] == laws[_FIRST_VARIANCE] == laws[_STUCK] == 0
        and abs(laws[_LOG_VARIANCE]) < 0.3
        and abs(laws[_BETA_SQUARE] - 1) < 0.1
        and laws[_SAME_CHAIN] < 1e-9
        and laws[_EQUAL_CHAINS] < 0.5
    ),
)
def _(X, y, start, draws, rng):
    return _sweeps(X, y, np.append(0 * start[:-1], 1.0), draws, rng, sweep=_sweep)


@gibbs.misconception(
    "one row too many",
    "Your chain has one row more than draws: it begins with the start. Keep the `draws` rows that "
    "follow it.",
    recognises=lambda laws, *case: laws[_EXTRA_ROWS] == 1,
)
def _(X, y, start, draws, rng):
    return np.vstack([start, _sweeps(X, y, start, draws, rng, sweep=_sweep)])


@gibbs.misconception(
    "the start as first row",
    "Your first row is the start itself. Sweep first and keep beta and the variance then: the "
    "start is no row, and the last sweep is one.",
    recognises=lambda laws, *case: (
        laws[_FIRST_BETA] == laws[_FIRST_VARIANCE] == 1
        and laws[_UNCHANGED_FIRST] == 0
        and laws[_EXTRA_ROWS] == laws[_STUCK] == 0
        and laws[_SPREAD] > 0.1
    ),
)
def _(X, y, start, draws, rng):
    chain = _sweeps(X, y, start, draws, rng, sweep=_sweep)
    return np.vstack([start, chain[:-1]])


@gibbs.misconception(
    "row kept before the variance is drawn",
    "Your first row has the start's variance: the row is kept before the variance is drawn. Keep "
    "it at the end of the sweep.",
    recognises=lambda laws, *case: (
        laws[_FIRST_VARIANCE] == 1 and laws[_FIRST_BETA] == 0 and laws[_SPREAD] > 0.1
    ),
)
def _(X, y, start, draws, rng):
    beta, variance, rows = start[:-1].copy(), start[-1], []
    for _ in range(draws):
        beta = _coefficients(beta, variance, X, y, rng)
        rows.append(np.append(beta, variance))
        variance = _variance(beta, X, y, rng)
    return np.array(rows)


@gibbs.misconception(
    "variance never drawn",
    "Your variance never changes. A sweep ends with a new draw of it, given the new beta.",
    recognises=lambda laws, *case: laws[_SPREAD] < 1e-6 and laws[_UNCHANGED] == 0,
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return _coefficients(beta, variance, X, y, rng), variance

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "one beta in every row",
    "All rows of your chain are the same. A list that keeps `beta` itself holds one array many "
    "times over, and it goes on changing: keep a copy, as `np.append(beta, variance)` is one.",
    recognises=lambda laws, *case: laws[_UNCHANGED] == laws[_UNCHANGED_FIRST] == 1,
)
def _(X, y, start, draws, rng):
    return np.tile(_sweeps(X, y, start, draws, rng, sweep=_sweep)[-1], (draws, 1))


@gibbs.misconception(
    "the same random numbers in every sweep",
    "Your chain comes to a standstill, and generators with different seeds gave the same one: a "
    "generator with its seed is made anew in every turn of a loop, so that the same random numbers "
    "come again. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: (
        laws[_SPREAD] < 1e-3 and laws[_UNCHANGED_FIRST] < 1 and laws[_EQUAL_CHAINS] > 0.9
    ),
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        return _sweep(beta, variance, X, y, np.random.default_rng(0))

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "standard deviation in the last column",
    "Your last column is the standard deviation, sigma; wanted: the variance.",
    recognises=lambda laws, X, *case: _drawn_as(
        laws, X, lambda shape, scale: (scale / shape) ** 0.5
    ),
)
def _(X, y, start, draws, rng):
    chain = _sweeps(X, y, start, draws, rng, sweep=_sweep)
    chain[:, -1] **= 0.5
    return chain


@gibbs.misconception(
    "variance first in its row",
    "Your rows begin with the variance. Put beta first and the variance last.",
    recognises=lambda laws, *case: laws[_TURNED] == 1,
)
def _(X, y, start, draws, rng):
    return np.roll(_sweeps(X, y, start, draws, rng, sweep=_sweep), 1, axis=1)


@gibbs.misconception(
    "only one coefficient a sweep",
    "Not every coefficient of yours is drawn: at least one stays at the start. Draw each of them "
    "in its turn, `for j in range(len(beta))`.",
    recognises=lambda laws, *case: laws[_STUCK] > 0 and laws[_UNCHANGED] < 1,
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = np.append(beta[:-1], _coefficients(beta, variance, X, y, rng)[-1])
        x, rest = _column(len(beta) - 1, beta, X, y)
        precision = x @ x + 1 / V0
        beta[-1] = rng.normal(x @ rest / precision, np.sqrt(variance / precision))
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "variance for standard deviation",
    "Your coefficients have the wrong spread: `rng.normal` is handed a variance. It wants a "
    "standard deviation.",
    recognises=lambda laws, *case: laws[_FROM_AFAR] == 2 and laws[_STUCK] == laws[_FIRST_BETA] == 0,
)
def _(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = _coefficients(beta, variance, X, y, rng, law=lambda mean, sd: (mean, sd**2))
        return beta, _variance(beta, X, y, rng)

    return _sweeps(X, y, start, draws, rng, sweep=sweep)


@gibbs.misconception(
    "the same chain every time",
    "Generators with different seeds gave the same chain: your function has a generator of its "
    "own, seeded inside. Draw from the `rng` that is handed in.",
    recognises=lambda laws, *case: (
        laws[_EQUAL_CHAINS] > 0.9 and laws[_UNCHANGED] == 0 and laws[_SPREAD] > 0.1
    ),
)
def _(X, y, start, draws, rng):
    return _sweeps(X, y, start, draws, np.random.default_rng(1), sweep=_sweep)


@gibbs.misconception(
    "global generator",
    "Two calls with generators of the same seed gave different chains. So the random numbers do "
    "not come from the `rng` that is handed in, but from `np.random` or a generator of your own.",
    recognises=lambda laws, *case: laws[_SAME_CHAIN] > 1e-9,
)
def _(X, y, start, draws, rng):
    return _sweeps(X, y, start, draws, np.random, sweep=_sweep)


def __dir__():
    return __all__
