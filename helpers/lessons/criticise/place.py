"""The place of a truth among draws: a rank, made uniform between 0 and 1."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import criticise as lesson


def _worlds(rng):
    """Truths at the ends among them, and more or fewer draws than worlds."""
    for worlds, draws in ((7, 4), (5, 9), (12, 19)):
        truth = rng.normal(0, 1.3, worlds)
        truth[:2] = -9, 9
        yield truth, rng.normal(0, 1, (worlds, draws)), rng.uniform(0.1, 0.9, worlds)


def _from_either_end(function, truth, draws, u):
    """`u` may be counted from either end of its piece: 1 − u is as uniform."""
    found = function(truth, draws, u)
    turned = function(truth, draws, 1 - u)
    right = place.program(truth, draws, u)
    same = np.shape(turned) == right.shape and np.allclose(turned, right, rtol=0, atol=1e-9)
    return turned if same else found


@lesson.function(
    "12-place",
    cases=_worlds,
    probe=_from_either_end,
    hints=(
        "In each world, count the draws that lie below its truth. With L draws, how many different "
        "counts are there, and how probable is each?",
        "There are L + 1 counts, 0 to L. Cut the way from 0 to 1 into L + 1 pieces of equal "
        "length. The count r says in which piece the truth lies; `u` says where in it.",
        "`rank = np.sum(draws < truth[:, None], axis=1)`, and then `(rank + u) / (L + 1)` with "
        "`L = draws.shape[1]`.",
    ),
)
def place(truth, draws, u):
    """Where each truth lies among its draws, from 0 to 1."""
    L = draws.shape[1]
    return np.array(
        [(np.searchsorted(np.sort(row), true) + v) / (L + 1)
         for true, row, v in zip(truth, draws, u, strict=True)]
    )  # fmt: skip


def _ranks(truth, draws):
    return np.sum(draws < truth[:, None], axis=1)


@place.variant("all at once")
def _(truth, draws, u):
    return (_ranks(truth, draws) + u) / (draws.shape[1] + 1)


@place.variant("between two ends")
def _(truth, draws, u):
    ends = np.linspace(0, 1, draws.shape[1] + 2)
    ranks = _ranks(truth, draws)
    return ends[ranks] + u * (ends[ranks + 1] - ends[ranks])


@place.variant("ranks of SciPy")
def _(truth, draws, u):
    together = np.column_stack([truth, draws])
    first = stats.rankdata(together, axis=1)[:, 0] - 1
    return (first + u) / together.shape[1]


@place.variant("from the upper end of the piece")
def _(truth, draws, u):
    return (_ranks(truth, draws) + 1 - u) / (draws.shape[1] + 1)


@place.law(
    "With L draws a truth has one of L + 1 ranks, and all are equally probable: each gets a piece "
    "of length 1/(L + 1), in which `u` says where. So (L + 1) times the place, less `u` or plus "
    "it, is a whole number; one of yours is {left} away from any."
)
def _(places, truth, draws, u):
    ranks = places * (draws.shape[1] + 1) + np.outer([-1, 1], u)
    return np.abs(ranks - np.round(ranks)).max(axis=1).min(), 0, 1


@place.law(
    "A truth above all L draws lies in the last piece, between L/(L + 1) and 1. Yours lies "
    "at {left}.",
    "≥",
)
def _(places, truth, draws, u):
    L = draws.shape[1]
    highest = np.argmax(truth - draws.max(axis=1))
    return places[highest], L / (L + 1)


@place.law(
    "How many draws lie below the truth is the place times L + 1, cut down to a whole number. By "
    "yours these counts are up to {left} off."
)
def _(places, truth, draws, u):
    counts = np.floor(places * (draws.shape[1] + 1) + 1e-9)
    return np.abs(counts - _ranks(truth, draws)).max(), 0, 1


def _of_ranks(program):
    return lambda truth, draws, u: program(_ranks(truth, draws), draws.shape[1], u)


place.mistakes(
    ("no u", lambda r, L, u: r / (L + 1),
     "Your numbers are rank/(L + 1): always at the lower end of their piece, on average too low "
     "by half a piece. Add `u` to the rank, and they are uniform."),
    ("rank over L", lambda r, L, u: r / L,
     "Your numbers are the shares of draws below the truth. There are only L + 1 of them, with "
     "gaps between. Uniform numbers may lie anywhere: give each rank a piece of its own, and let "
     "`u` say where in it."),
    ("L pieces", lambda r, L, u: (r + u) / L,
     "You divide by L. With L draws there are L + 1 ranks: yours go beyond 1."),
    ("from 1", lambda r, L, u: (r + 1) / (L + 1),
     "Your numbers are (rank + 1)/(L + 1): always at the upper end of their piece. `u` says where "
     "in the piece: (rank + u)/(L + 1)."),
    ("from 1, with u", lambda r, L, u: (r + 1 + u) / (L + 1),
     "Your ranks begin with 1. A truth below all draws has the rank 0: with yours, some places "
     "lie above 1."),
    ("in the middle", lambda r, L, u: (r + 0.5) / (L + 1),
     "Your numbers lie in the middle of their piece. That is right on average, but there are only "
     "L + 1 of them: `u` spreads them over the piece."),
    ("the draws above", lambda r, L, u: (L - r + u) / (L + 1),
     "You count the draws *above* the truth. That would be uniform, too, but high would mean low: "
     "count those below."),
    ("ranks alone", lambda r, L, u: r,
     "Your numbers are the ranks, from 0 to L. Bring them between 0 and 1: (rank + u)/(L + 1)."),
    ("rank and u", lambda r, L, u: r + u,
     "Your numbers are rank + u, from 0 to L + 1. Divide by L + 1."),
    ("the whole of u", lambda r, L, u: r / (L + 1) + u,
     "You add the whole of `u`, which is as long as the way from 0 to 1. A rank's piece is only "
     "1/(L + 1) long: put brackets, `(rank + u) / (L + 1)`."),
    ("share and the whole of u", lambda r, L, u: r / L + u,
     "You add the whole of `u` to the share of draws below, and come as far as 2. Each of the L + "
     "1 ranks has a piece 1/(L + 1) long, and `u` says where in it."),
    ("u divided alone", lambda r, L, u: r + u / (L + 1),
     "You divide `u` alone by L + 1. Put brackets: `(rank + u) / (L + 1)`."),
    ("share and u", lambda r, L, u: r / L + u / (L + 1),
     "Your numbers are rank/L + u/(L + 1). A mean over the draws divides by L; both parts need "
     "L + 1: (rank + u)/(L + 1)."),
    ("L + 2", lambda r, L, u: (r + 1) / (L + 2),
     "Your numbers are (rank + 1)/(L + 2), the mean of where the truth may lie. `u` says where in "
     "its piece: (rank + u)/(L + 1)."),
    of=_of_ranks,
)  # fmt: skip


def _as_many_draws_as_worlds(truth, draws, u):
    return (_ranks(truth, draws) + u) / (len(draws) + 1)


def _other_truths(truth, draws, u):
    return (np.sum(truth[:, None] < truth, axis=0) + u) / (len(truth) + 1)


def _pooled(truth, draws, u):
    below = np.sum(draws.ravel() < truth[:, None], axis=1)
    return (below + u) / (draws.size + 1)


def _not_sorted(truth, draws, u):
    ranks = np.array([np.searchsorted(row, true) for true, row in zip(truth, draws, strict=True)])
    return (ranks + u) / (draws.shape[1] + 1)


place.mistakes(
    ("searched without sorting", _not_sorted,
     "You search in draws that are not sorted. `np.searchsorted` halves its way through a row and "
     "takes its order for granted: sort the row first, or count `draws < truth[:, None]`."),
    ("a normal law", lambda truth, draws, u: stats.norm.cdf(
        truth, draws.mean(axis=1), draws.std(axis=1)),
     "Your numbers take the draws for a normal law with their mean and sd. The posterior need not "
     "be normal: count draws."),
    ("a normal law, divisor n − 1", lambda truth, draws, u: stats.norm.cdf(
        truth, draws.mean(axis=1), draws.std(axis=1, ddof=1)),
     "Your numbers take the draws for a normal law with their mean and sd. The posterior need not "
     "be normal: count draws."),
    ("worlds for draws", _as_many_draws_as_worlds,
     "You divide by the number of *worlds* + 1. `draws` has a row for each world: L is its number "
     "of columns, `draws.shape[1]`."),
    ("among the truths", _other_truths,
     "You rank each truth among the other worlds' truths. Rank it among the draws of its own "
     "world."),
    ("among all draws", _pooled,
     "You rank each truth among the draws of *all* worlds. Those were made from other data: count "
     "along its own row."),
    ("standardised", lambda truth, draws, u: (truth - draws.mean(axis=1)) / draws.std(axis=1),
     "Your numbers say how many sds the truth lies from the mean of its draws. Asked: its place "
     "among them, from 0 to 1."),
)  # fmt: skip
