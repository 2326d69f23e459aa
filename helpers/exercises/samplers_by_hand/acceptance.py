"""One step of Metropolis: when to go, and when to stay."""

import numpy as np

from helpers.exercises.lessons import samplers_by_hand as lesson
from helpers.feedback import Unreadable


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
