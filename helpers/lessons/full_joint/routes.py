"""The search for a way through a sweep: in which order, and how, was this state drawn?"""

import numpy as np

from helpers.lessons.full_joint.sweeps import VISIBLE, Given, Values


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
