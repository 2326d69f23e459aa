"""One step of Metropolis: when to go, and when to stay."""

import numpy as np

from helpers.feedback import Unreadable
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


def _ratio_upside_down(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(state) - log_density(proposal)
    return proposal if accepted else state


def _only_uphill(log_density, state, proposal, log_uniform):
    return proposal if log_density(proposal) > log_density(state) else state


def _uniform_not_logged(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_uniform) < log_density(proposal) - log_density(state)
    return proposal if accepted else state


def _quotient_of_logs(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) / log_density(state)
    return proposal if accepted else state


def _quotient_of_logs_uniform_not_logged(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_uniform) < log_density(proposal) / log_density(state)
    return proposal if accepted else state


def _accepted_and_rejected_exchanged(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return state if accepted else proposal


def _the_state_forgotten(log_density, state, proposal, log_uniform):
    return proposal if log_uniform < log_density(proposal) else state


def _adds_the_proposal(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return state + proposal if accepted else state


def _halfway(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return (state + proposal) / 2 if accepted else state


def _densities_instead_of_logs(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_uniform) < np.exp(log_density(proposal)) / np.exp(log_density(state))
    return proposal if accepted else state


def _sum_of_logs(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) + log_density(state)
    return proposal if accepted else state


def _minus_the_log_of_the_uniform_number(log_density, state, proposal, log_uniform):
    accepted = -log_uniform < log_density(proposal) - log_density(state)
    return proposal if accepted else state


metropolis_step.mistakes(
    ("ratio upside down", _ratio_upside_down,
     "Your ratio is upside down: it favours steps *downhill*. Accept by the density of the "
     "proposal over that of the state: `log_density(proposal) - log_density(state)`."),
    ("only uphill", _only_uphill,
     "Your step never goes downhill: so the chain climbs to the top and stays there. A lower "
     "proposal is accepted too, with a probability equal to the ratio; that is what `log_uniform` "
     "is for."),
    ("ratio not logged", lambda log_density, state, proposal, log_uniform: proposal,
     "Your step accepts every proposal, and the density plays no part. (The log of a uniform "
     "number compared with the ratio itself, which is positive, does that: compare the log with "
     "the log.)"),
    ("uniform not logged", _uniform_not_logged,
     "Your step compares the uniform number with the *difference of logs*, so that a lower "
     "proposal is never accepted, and a higher one not always. Compare `log_uniform` with it."),
    ("quotient of logs", _quotient_of_logs,
     "Your step divides one log density by the other. The log of a ratio is the *difference* of "
     "the logs."),
    ("quotient of logs, uniform not logged", _quotient_of_logs_uniform_not_logged,
     "Your step divides one log density by the other and compares a uniform number with that. The "
     "log of a ratio is the *difference* of the logs; compare it with `log_uniform`."),
    ("accepted and rejected exchanged", _accepted_and_rejected_exchanged,
     "Your step returns the state where the proposal should be accepted, and the proposal where "
     "it should be rejected."),
    ("the state forgotten", _the_state_forgotten,
     "Your step judges the proposal by its own log density. What counts is its height *relative "
     "to the state's*: subtract `log_density(state)`."),
    ("never moves", lambda log_density, state, proposal, log_uniform: state,
     "Your step always returns the state. (A log taken of `log_uniform` would do that: it is a "
     "log already, so it is negative, and its log is nan.)"),
    ("adds the proposal", _adds_the_proposal,
     "Where it accepts, your step returns state *plus* proposal. `proposal` is the place itself, "
     "not the way there."),
    ("halfway", _halfway,
     "Where it accepts, your step goes halfway. The chain moves to the proposal, or not at all."),
    ("densities instead of logs", _densities_instead_of_logs,
     "Your step is right while the densities themselves are numbers. A density whose log is −1000 "
     "is 0 for the computer, and 0/0 is no number. Subtract the logs; take exp of nothing but "
     "the difference."),
    ("sum of logs", _sum_of_logs,
     "Your step *adds* the two log densities. The log of a ratio is their difference."),
    ("minus the log of the uniform number", _minus_the_log_of_the_uniform_number,
     "Your step compares *minus* `log_uniform`, a positive number, with the difference: it "
     "refuses all that lies lower. `log_uniform` is negative already, as it should be."),
)  # fmt: skip


def _decided(found, root, top, state, proposal, log_uniform):
    """Which proposals were accepted, by how much the log density rose; None if neither was kept."""
    accepted = (found == proposal).all(axis=1)
    if not (accepted | (found == state).all(axis=1)).all():
        return None, None
    outside = proposal[:, -1] <= 0
    rise = np.sum((state @ root.T) ** 2 - (proposal @ root.T) ** 2, axis=1) / 2
    return accepted, np.where(outside, -np.inf, rise)


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


def _one_half_for_chance(log_density, state, proposal, log_uniform):
    accepted = np.exp(log_density(proposal) - log_density(state)) > 0.5
    return proposal if accepted else state


def _chance_of_its_own(log_density, state, proposal, log_uniform):
    level = np.log(np.random.default_rng(int(1e6 * state[0])).random())
    return proposal if level < log_density(proposal) - log_density(state) else state


metropolis_step.mistakes(
    ("one half for chance", _one_half_for_chance,
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


def _about_the_decision(name, says):
    """A step that goes by a rule of its own: `accepts(lower, height, level)`."""

    def add(accepts):
        def program(log_density, state, proposal, log_uniform):
            with np.errstate(all="ignore"):
                accepted = accepts(log_density(proposal), log_density(state), log_uniform)
            return proposal if accepted else state

        return metropolis_step.misconception(name, says)(program)

    return add


for _name, _says, _accepts in (
    (
        "another base",
        "Your step takes `log_uniform` for a logarithm to the base 10. It is the natural one, as "
        "the log density is: exp undoes it.",
        lambda new, old, level: 10**level < np.exp(new - old),
    ),
    (
        "difference of densities",
        "Your step compares the uniform number with the *difference* of the densities. Their "
        "ratio counts, the difference of their logs.",
        lambda new, old, level: np.exp(level) < np.exp(new) - np.exp(old),
    ),
    (
        "difference of densities, log of the uniform",
        "Your step compares `log_uniform` with the difference of the *densities*. Compare it with "
        "the difference of their logs: take no exp.",
        lambda new, old, level: level < np.exp(new) - np.exp(old),
    ),
    (
        "log of a log",
        "Your step takes the log of a log density, which is no number where that is negative. "
        "`log_density` returns a log already.",
        lambda new, old, level: level < np.log(new) - np.log(old),
    ),
    (
        "uniform number times log density",
        "Your step multiplies a log density with the log of the uniform number. Densities "
        "multiply; their logs add: `log_uniform + log_density(state)`.",
        lambda new, old, level: level * old < new,
    ),
    (
        "difference counted twice",
        "Your step counts the difference of the logs twice. The ratio of the densities has no "
        "square.",
        lambda new, old, level: level < 2 * (new - old),
    ),
    (
        "difference halved",
        "Your step counts half of the difference of the logs. The ratio of the densities has no "
        "root.",
        lambda new, old, level: level < (new - old) / 2,
    ),
    (
        "ratio over the sum",
        "Your step accepts with the probability π(θ′)/(π(θ) + π(θ′)). Barker's rule is right, too, "
        "but moves less; wanted is Metropolis's, π(θ′)/π(θ).",
        lambda new, old, level: level < -np.logaddexp(0, old - new),
    ),
):
    _about_the_decision(_name, _says)(_accepts)


def _proposal_as_a_step(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(state + proposal) - log_density(state)
    return state + proposal if accepted else state


def _density_at_the_sum(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(state + proposal) - log_density(state)
    return proposal if accepted else state


def _way_for_place(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return proposal - state if accepted else state


def _zero_where_it_refuses(log_density, state, proposal, log_uniform):
    accepted = log_uniform < log_density(proposal) - log_density(state)
    return proposal if accepted else np.zeros_like(state)


metropolis_step.mistakes(
    ("proposal as a step", _proposal_as_a_step,
     "Your step takes `proposal` for the way to go, and looks at the density at state plus "
     "proposal. `proposal` is the place itself."),
    ("density at the sum", _density_at_the_sum,
     "Your step looks at the density at state *plus* proposal. `proposal` is the place itself."),
    ("way for place", _way_for_place,
     "Where it accepts, your step returns the *way*, proposal minus state. Return the place."),
    ("zero where it refuses", _zero_where_it_refuses,
     "Where it refuses, your step returns zeros. It stays where it is: return `state`."),
)  # fmt: skip
