"""The Monte Carlo standard error, gone wrong in one more of its steps, or in several at once."""

from itertools import product

import numpy as np

from helpers.lessons.samplers.mcse import mcse

# The steps: what is compared, its spread, and what the spread is divided by. The first way of each
# is the right one; the others say what is wrong with them. Those with a name are mistakes by
# themselves that `standard_error` does not hold.
_NUMBERS = (
    (None, "", lambda chain, batches: chain.reshape(batches, -1).mean(axis=1)),
    (
        None,
        "Your spread is that of the draws; take that of the batch means.",
        lambda chain, batches: chain,
    ),
    (
        None,
        "Your batches are dealt out like cards; a batch is a run of neighbours, a row of "
        "`chain.reshape(batches, -1)`.",
        lambda chain, batches: chain.reshape(-1, batches).mean(axis=0),
    ),
    (
        None,
        "Your batches have `batches` draws each; there should be `batches` of them: "
        "`chain.reshape(batches, -1)`.",
        lambda chain, batches: chain.reshape(-1, batches).mean(axis=1),
    ),
    (
        None,
        "Your means are taken across the batches, one draw from each; a batch is a row: `axis=1`.",
        lambda chain, batches: chain.reshape(batches, -1).mean(axis=0),
    ),
    (
        None,
        "Your numbers are sums of batches; take their means.",
        lambda chain, batches: chain.reshape(batches, -1).sum(axis=1),
    ),
    (
        "medians for means",
        "Your numbers are the medians of the batches. The chain's *mean* is in question: take "
        "means.",
        lambda chain, batches: np.median(chain.reshape(batches, -1), axis=1),
    ),
    (
        "last batch lost",
        "Your last batch is missing: `range(batches)` counts all of them.",
        lambda chain, batches: chain.reshape(batches, -1).mean(axis=1)[:-1],
    ),
    (
        "spreads for means",
        "Your numbers are the standard deviations of the batches. Take their means.",
        lambda chain, batches: chain.reshape(batches, -1).std(axis=1, ddof=1),
    ),
)
_SPREADS = (
    (None, "", lambda numbers: numbers.std(ddof=1)),
    (None, "Your standard deviation has the divisor n: `ddof=1`.", lambda numbers: numbers.std()),
    (None, "Wanted is a standard deviation, not a variance.", lambda numbers: numbers.var(ddof=1)),
    (
        "variance, divisor n",
        "Wanted is a standard deviation, not a variance; and yours has the divisor n: `ddof=1`.",
        lambda numbers: numbers.var(),
    ),
    (
        "distance from 0",
        "Your numbers are squared as they are. The spread is about their mean: take it away first, "
        "as `std(ddof=1)` does.",
        lambda numbers: np.sqrt(np.mean(numbers**2)),
    ),
    (
        "average of the numbers",
        "Your function averages, where the numbers' *spread* is wanted: `std(ddof=1)`.",
        lambda numbers: numbers.mean(),
    ),
)
_DIVISORS = (
    (None, "", lambda n, batches: batches**0.5),
    (
        None,
        "Your spread is not divided: the mean of all batches varies less.",
        lambda n, batches: 1,
    ),
    (None, "You divide by the number of batches; take its root.", lambda n, batches: batches),
    (
        None,
        "You divide by √n; what is averaged is the `batches` means.",
        lambda n, batches: n**0.5,
    ),
    (
        None,
        "You divide by the root of a batch's length; what is averaged is the `batches` means.",
        lambda n, batches: (n / batches) ** 0.5,
    ),
    (
        None,
        "You divide by √(batches − 1). The − 1 belongs into the standard deviation, `ddof=1`.",
        lambda n, batches: (batches - 1) ** 0.5,
    ),
    (None, "You multiply by √batches; divide.", lambda n, batches: batches**-0.5),
    (
        "40 batches",
        "You divide by √40, whatever `batches` is.",
        lambda n, batches: 40**0.5,
    ),
    (
        "divided by the draws",
        "You divide by the number of draws. What is averaged is the `batches` means: divide by "
        "the root of their number.",
        lambda n, batches: n,
    ),
    (
        "times the root of a batch's length",
        "Your number is multiplied by the root of a batch's length. The batch means have the "
        "spread that they have: divide it by √batches.",
        lambda n, batches: batches / n**0.5,
    ),
    (
        "margin for 95 %",
        "Your number is 1.96 standard errors. Hand over the standard error itself.",
        lambda n, batches: batches**0.5 / 1.96,
    ),
)
_STEPS = _NUMBERS, _SPREADS, _DIVISORS


def _by(chain, batches, steps):
    """The error by all these ways for each of the steps: what was said of them, and the number."""
    ways_to_number, spreads, divisors = steps
    for _, of_numbers, number in ways_to_number:
        numbers = number(chain, batches)
        spread_and_divisor = product(spreads, divisors)
        for (_, of_spread, spread), (_, of_divisor, divisor) in spread_and_divisor:
            error = spread(numbers) / divisor(len(chain), batches)
            yield (of_numbers, of_spread, of_divisor), error


def _with(place, way):
    """The error by steps that are all right but the one at this place."""
    steps = [(way,) if i == place else ways[:1] for i, ways in enumerate(_STEPS)]

    def program(chain, batches):
        ((_, error),) = _by(chain, batches, steps)
        return error

    return program


for _place, _ways in enumerate(_STEPS):
    for _way in _ways:
        if _way[0]:
            mcse.misconception(_way[0], _way[1])(_with(_place, _way))


def _slips(yours, chain, batches):
    """What is wrong with each step, if a few of them together give this number."""
    found = [
        [sentence for sentence in said if sentence]
        for said, error in _by(chain, batches, _STEPS)
        if abs(error - yours) < 1e-9 * abs(yours)
    ]
    return min(found, key=len, default=[])


mcse.mistakes(
    ("several slips",
     lambda chain, batches: chain.reshape(batches, -1).mean(axis=1).std() / len(chain) ** 0.5,
     lambda yours, chain, batches: " ".join(_slips(yours.item(), chain, batches)),
     {"recognises": lambda yours, chain, batches: bool(_slips(yours.item(), chain, batches))}),
)  # fmt: skip


mcse.misconception(
    "root of the ratio",
    "Your root is over the standard deviation, too. Divide the standard deviation by √batches.",
)(lambda chain, batches: (chain.reshape(batches, -1).mean(axis=1).std(ddof=1) / batches) ** 0.5)

mcse.misconception(
    "mean of the batches' own errors",
    "Your number is the average of the errors that the batches have if their draws are "
    "independent. They are not; let the *means* of the batches say how much they vary.",
)(
    lambda chain, batches: (
        chain.reshape(batches, -1).std(axis=1, ddof=1).mean() / (len(chain) / batches) ** 0.5
    )
)

mcse.misconception(
    "effective sample size",
    "Your number is an effective sample size. Hand over the standard error that it comes from.",
)(
    lambda chain, batches: (
        chain.var() * batches / chain.reshape(batches, -1).mean(axis=1).var(ddof=1)
    )
)
