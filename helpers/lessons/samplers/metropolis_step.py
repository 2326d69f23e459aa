"""One step of Metropolis: when to go, and when to stay."""

import numpy as np

from helpers.feedback import Unreadable, described
from helpers.lessons.contents import samplers as lesson


def _outside(state):
    return state[-1] <= 0


def _choices(rng):
    """Hills, states on them, and where each is to go next; some proposals leave the support."""
    for d, k in ((2, 120), (3, 120), (1, 120)):
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
                f"It returns {described(chosen)}; wanted the next state, which has "
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
        "Accept if the uniform number lies below the ratio of the densities. Both sides of that "
        "comparison can be logged, since the log keeps the order: what is the log of a ratio?",
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


def _steps(found, root, state, proposal):
    """Which steps went to the proposal, which stayed, and by how much the log density rises."""
    went, stayed = (np.isclose(found, rows).all(axis=1) for rows in (proposal, state))
    rise = np.sum((state @ root.T) ** 2 - (proposal @ root.T) ** 2, axis=1) / 2
    return went, stayed, np.where(proposal[:, -1] <= 0, -np.inf, rise)


@metropolis_step.law(
    "A step ends at the proposal or stays at the state. {left} of yours end at neither."
)
def _(found, root, top, state, proposal, log_uniform):
    went, stayed, _rise = _steps(found, root, state, proposal)
    return np.sum(~went & ~stayed), 0


@metropolis_step.law(
    "A proposal where the density is higher is always accepted. Of {right} such proposals yours "
    "accepts {left}."
)
def _(found, root, top, state, proposal, log_uniform):
    went, _stayed, rise = _steps(found, root, state, proposal)
    return np.sum(went & (rise > 0)), np.sum(rise > 0)


@metropolis_step.law(
    "Where the density is 0, its log −∞, the chain never goes. Yours goes there {left} times."
)
def _(found, root, top, state, proposal, log_uniform):
    went, _stayed, rise = _steps(found, root, state, proposal)
    return np.sum(went & np.isinf(rise)), 0


@metropolis_step.law(
    "A proposal where the density is lower is accepted if the uniform number lies below the ratio "
    "of the densities, new over old, and only then. {left} of yours go otherwise."
)
def _(found, root, top, state, proposal, log_uniform):
    went, _stayed, rise = _steps(found, root, state, proposal)
    return np.sum((went != (log_uniform < rise)) & (rise < 0)), 0


def _accepting(accepts):
    """A step that goes by a rule of its own: `accepts(new, old, level)`, of both heights."""

    def step(log_density, state, proposal, log_uniform):
        with np.errstate(all="ignore"):
            accepted = accepts(log_density(proposal), log_density(state), log_uniform)
        return proposal if accepted else state

    return step


metropolis_step.mistakes(
    ("ratio upside down", lambda new, old, level: level < old - new,
     "Your ratio is upside down: it favours steps *downhill*. Accept by the density of the "
     "proposal over that of the state: `log_density(proposal) - log_density(state)`."),
    ("only uphill", lambda new, old, level: new > old,
     "Your step never goes downhill: so the chain climbs to the top and stays there. A lower "
     "proposal is accepted too, with a probability equal to the ratio; that is what `log_uniform` "
     "is for."),
    ("ratio not logged", lambda new, old, level: True,
     "Your step accepts every proposal, and the density plays no part. (The log of a uniform "
     "number compared with the ratio itself, which is positive, does that: compare the log with "
     "the log.)"),
    ("uniform not logged", lambda new, old, level: np.exp(level) < new - old,
     "Your step compares the uniform number with the *difference of logs*, so that a lower "
     "proposal is never accepted, and a higher one not always. Compare `log_uniform` with it."),
    ("quotient of logs", lambda new, old, level: level < new / old,
     "Your step divides one log density by the other. The log of a ratio is the *difference* of "
     "the logs."),
    ("quotient of logs, uniform not logged", lambda new, old, level: np.exp(level) < new / old,
     "Your step divides one log density by the other and compares a uniform number with that. The "
     "log of a ratio is the *difference* of the logs; compare it with `log_uniform`."),
    ("the state forgotten", lambda new, old, level: level < new,
     "Your step judges the proposal by its own log density. What counts is its height *relative "
     "to the state's*: subtract `log_density(state)`."),
    ("never moves", lambda new, old, level: False,
     "Your step always returns the state. (A log taken of `log_uniform` would do that: it is a "
     "log already, so it is negative, and its log is nan.)"),
    ("densities instead of logs",
     lambda new, old, level: np.exp(level) < np.exp(new) / np.exp(old),
     "Your step is right while the densities themselves are numbers. A density whose log is −1000 "
     "is 0 for the computer, and 0/0 is no number. Subtract the logs; take exp of nothing but "
     "the difference."),
    ("minus the log of the uniform number", lambda new, old, level: -level < new - old,
     "Your step compares *minus* `log_uniform`, a positive number, with the difference: it "
     "refuses all that lies lower. `log_uniform` is negative already, as it should be."),
    ("difference of densities",
     lambda new, old, level: np.exp(level) < np.exp(new) - np.exp(old),
     "Your step compares the uniform number with the *difference* of the densities. Their "
     "ratio counts, the difference of their logs."),
    ("log of a log", lambda new, old, level: level < np.log(new) - np.log(old),
     "Your step takes the log of a log density, which is no number where that is negative. "
     "`log_density` returns a log already."),
    ("uniform number times log density", lambda new, old, level: level * old < new,
     "Your step multiplies a log density with the log of the uniform number. Densities "
     "multiply; their logs add: `log_uniform + log_density(state)`."),
    ("ratio over the sum", lambda new, old, level: level < -np.logaddexp(0, old - new),
     "Your step accepts with the probability π(θ′)/(π(θ) + π(θ′)). Barker's rule is right, too, "
     "but moves less; wanted is Metropolis's, π(θ′)/π(θ)."),
    of=_accepting,
)  # fmt: skip


def _proposal_as_a_step(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(state + proposal) - log_density(state)
    return state + proposal if accepted else state


def _chance_of_its_own(log_density, state, proposal, log_uniform):
    level = np.log(np.random.default_rng(int(1e6 * state[0])).random())
    return proposal if level < log_density(proposal) - log_density(state) else state


def _decided(found, root, top, state, proposal, log_uniform):
    """Which proposals were accepted and by how much the density rose, where no step went astray."""
    went, stayed, rise = _steps(found, root, state, proposal)
    return (went, rise) if (went | stayed).all() else (None, None)


def _by_a_threshold(found, *case):
    """Whether all that lies less deep than something was accepted, and nothing else."""
    accepted, rise = _decided(found, *case)
    return accepted is not None and rise[~accepted].max() < rise[accepted].min() < 0


def _by_other_chance(found, *case):
    """Whether steps downhill, and these alone, were left to a chance that is not `log_uniform`."""
    accepted, rise = _decided(found, *case)
    if accepted is None:
        return False
    wanted = case[-1] < rise
    return (
        accepted[rise > 0].all()
        and not accepted[np.isinf(rise)].any()
        and (accepted & ~wanted).any()
        and (wanted & ~accepted).any()
    )


metropolis_step.mistakes(
    ("proposal as a step", _proposal_as_a_step,
     "Your step takes `proposal` for the way to go, and looks at the density at state plus "
     "proposal. `proposal` is the place itself."),
    ("one half for chance", _accepting(lambda new, old, level: new - old > np.log(0.5)),
     "Your step leaves nothing to chance: it accepts whatever lies less deep than a certain "
     "depth, such as where the ratio is above ½. Accept where it is above the uniform number, "
     "whose log is `log_uniform`.",
     {"recognises": _by_a_threshold}),
    ("chance of its own", _chance_of_its_own,
     "Your step accepts what lies higher, as it should, and leaves what lies lower to chance, but "
     "not to that of `log_uniform`. Draw no random number of your own, and accept where "
     "`log_uniform` is *below* the difference of the logs.",
     {"recognises": _by_other_chance}),
)  # fmt: skip
