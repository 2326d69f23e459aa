"""How a chain decides: its proposals, accepted and refused, and how high each lay above the state.

They are not among the rows of a chain. But every proposal is a point for which the chain asks the
log density, and a point that became no row was refused.
"""

import numpy as np

UPHILL = "share of refused steps among those that go uphill"
POWER = "power of the density's ratio by which steps downhill are accepted"
FAR = "share of accepted steps far downhill, less what that power gives"
ONE_LEVEL = "whether one number decides all steps"


def asking(log_density):
    """The log density, and the list of points and heights that grows as it is asked."""
    asked = []

    def recorded(theta):
        height = log_density(theta)
        asked.append((np.array(theta, dtype=float).tobytes(), height))
        return height

    return recorded, asked


def rises(path, heights, asked):
    """By how much the log density rose in each accepted step, and in each refused one.

    `path` (steps + 1, d) begins with the start; `heights` are its log densities. Returns None if
    the chain did not ask for its own rows: then nothing is known.
    """
    place = {}
    for i, row in enumerate(path):
        place.setdefault(row.tobytes(), i)
    newest, refused, found = 0, {}, set()
    for key, height in asked:
        if key in place:
            newest = max(newest, place[key])
            found.add(key)
        else:
            refused.setdefault(key, height - heights[newest])
    if len(found) < 0.99 * len(place):
        return None
    moved = (path[1:] != path[:-1]).any(axis=1)
    return np.diff(heights)[moved], np.array(list(refused.values()))


def decision_laws(path, heights, asked):
    """Metropolis accepts all steps uphill, and one downhill with the ratio of the densities."""
    known = rises(path, heights, asked)
    if known is None:
        return {UPHILL: 0.0, POWER: 1.0, FAR: 0.0, ONE_LEVEL: 0.0}
    accepted, refused = known
    uphill = np.sum(refused > 0) / max(1, np.sum(accepted > 0) + np.sum(refused > 0))
    down = np.concatenate([accepted[accepted < 0], refused[refused < 0]])
    yes = np.arange(len(down)) < np.sum(accepted < 0)
    power = _power(down, yes.sum())
    far = down < -1
    return {
        UPHILL: uphill,
        POWER: power,
        FAR: np.mean(yes[far] - np.exp(power * down[far])) if far.any() else 0.0,
        ONE_LEVEL: float(yes.any() and len(refused) > 0 and np.min(accepted) > np.max(refused)),
    }


def _power(down, count):
    """The c with which exp(c · rise), summed over the steps downhill, is the number accepted."""
    low, high = 1e-3, 30.0
    for _ in range(50):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if np.exp(middle * down).sum() > count else (low, middle)
    return np.sqrt(low * high)
