"""What a sampler learns while it warms up: how long its steps should be, and in which units.

Two things are learnt, by all chains together, which is why many chains learn fast.

**Units.** A posterior may be a million times wider in one direction than in another. With a root
L of its covariance, L L' = covariance, and theta = L z, the coordinates z all have spread 1. The
covariance is that of the chains' own past, taken anew from windows of doubling length, so that
what was seen before the chains arrived is forgotten.

**Step size.** Longer steps go further and are accepted less. Between windows the logarithm of the
step size is led to where the mean acceptance is what it should be.

Both end with the warm-up. A chain that goes on tuning itself by its own past is no Markov chain,
and need not have the posterior as its law.

Sources: Haario, Saksman & Tamminen (2001), *Bernoulli* 7, 223–242, for the covariance; Hoffman &
Gelman (2014), *JMLR* 15, 1593–1623, §3.2, for dual averaging; the plan of windows is that of Stan
(Reference Manual, "HMC algorithm parameters").
"""

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers
from helpers.arrays import Array

FIRST, LAST, WIDTH = 75, 50, 25  # iterations before the first window, after the last, of the first
LEAST = 20  # iterations in which a step size can be learnt: with fewer it is still far too long


class StepSize:
    """A step size that is led to a target acceptance (Hoffman & Gelman 2014, eq. 6).

    After t iterations, with H the mean of target - acceptance over them,

        log size = log(10 × first size) - H √t / 0.05,

    so that a lasting lack of acceptance makes steps shorter. What is kept at the end is a weighted
    mean of log size in which early iterations count less, `average`.

    Parameters
    ----------
    first : float or ndarray
        To start with; an array leads several step sizes side by side.
    target : float
        Wanted mean acceptance, between 0 and 1.
    """

    def __init__(self, first: float | Array, target: float):
        self.size = self.average = first
        self.target, self.anchor = target, np.log(10 * first)
        self.t, self.lack = 0, 0.0

    def learn(self, acceptance: float | Array) -> None:
        """Take the acceptance probability of one iteration into account."""
        self.t += 1
        t = self.t
        self.lack += (self.target - acceptance - self.lack) / (t + 10)
        log_size = self.anchor - self.lack * np.sqrt(t) / 0.05
        self.size = np.exp(log_size)
        weight = t**-0.75
        self.average = np.exp(weight * log_size + (1 - weight) * np.log(self.average))


class Units:
    """The root of the posterior's covariance, learnt from windows of the chains' past.

    Parameters
    ----------
    warmup : int
        Number of iterations to learn in.
    root : ndarray, shape (d, d)
        To start with.
    learn : bool
        Otherwise the root stays.
    diagonal : bool
        Learn only the spread of each parameter, not how they move together.
    """

    def __init__(self, warmup: int, root: Array, *, learn: bool = True, diagonal: bool = False):
        self.root, self.diagonal = root, diagonal
        self.starts = {end: start for start, end in windows(warmup)} if learn else {}
        self.past: list[Array] = []

    def learn(self, position: Array) -> bool:
        """Take an iteration into account; tell whether the root has changed."""
        self.past.append(position)
        end = len(self.past)
        if end not in self.starts:
            return False
        window = np.array(self.past[self.starts[end] : end])
        self.root = learnt_root(window, self.root, diagonal=self.diagonal)
        return True


def windows(length: int) -> list[tuple[int, int]]:
    """(start, end) of the windows of a warm-up; their widths double, the last fills what is left.

    The first iterations of the warm-up belong to none, since the chains are still on their way;
    nor do the last, which tune the step size to the final units. A short warm-up learns no units.
    """
    if length < 2 * LEAST:
        return []
    start, stop = min(FIRST, length * 15 // 100), length - min(LAST, max(length // 10, LEAST))
    plan, width = [], WIDTH
    while start < stop:
        end = start + width
        if end + 2 * width > stop:  # the next one would not fit
            end = stop
        plan.append((start, end))
        start, width = end, 2 * width
    return plan


def learnt_root(window: Array, root: Array, *, diagonal: bool = False) -> Array:
    """A root of the covariance of what the chains have seen, shape (iterations, chains, d).

    The correlations are drawn a little towards 0: a few points lie in a plane, and a plane has no
    width. The share, of order (d / count)², vanishes faster than the error of the estimate, so that
    correlations as near to 1 as collinear columns make them are learnt too.
    """
    points = window.reshape(-1, window.shape[-1])
    count, d = points.shape
    sd = points.std(axis=0)
    sd = np.where(sd > 0, sd, np.sqrt((root**2).sum(axis=1)))  # never moved: keep the old unit
    if diagonal or d == 1:
        return np.diag(sd)
    z = (points - points.mean(axis=0)) / sd
    share = ((5 + d) / (5 + d + count)) ** 2
    correlation = (1 - share) * z.T @ z / count
    np.fill_diagonal(correlation, 1.0)
    return sd[:, None] * np.linalg.cholesky(correlation)


def given_root(
    points: Array, scale: ArrayLike | None, covariance: ArrayLike | None
) -> tuple[Array, bool]:
    """The units to start with, shape (d, d), and whether they were given, not guessed.

    The guess is the spread of the starting points where they differ, otherwise 1.
    """
    d = points.shape[1]
    if scale is not None and covariance is not None:
        raise ValueError("Both scale (sds) and covariance were given; one says it all.")
    if covariance is not None:
        covariance = real_numbers("covariance", covariance)
        if covariance.shape != (d, d):
            raise ValueError(
                f"covariance has shape {covariance.shape} and theta {d} entries; wanted ({d}, {d})."
            )
        try:
            if not np.allclose(covariance, covariance.T):
                raise np.linalg.LinAlgError
            return np.linalg.cholesky(covariance), True
        except np.linalg.LinAlgError:
            raise ValueError(
                "covariance is not symmetric and positive definite, so it is the covariance of "
                "nothing. Sds instead of variances go in as scale."
            ) from None
    if scale is not None:
        scale = real_numbers("scale", scale)
        if scale.shape not in ((), (d,)):
            raise ValueError(
                f"scale has shape {scale.shape}; wanted a number or one sd for each of {d} "
                "parameters. A matrix goes in as covariance."
            )
        if not (np.isfinite(scale) & (scale > 0)).all():
            raise ValueError(f"scale is {scale}; sds are positive and finite.")
        return np.diag(np.broadcast_to(scale, d)).astype(float), True
    spread = points.std(axis=0)
    return np.diag(np.where(spread > 0, spread, 1.0)), False
