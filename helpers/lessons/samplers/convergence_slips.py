"""R-hat, gone wrong in one more of its steps, or in several at once."""

from itertools import product

import numpy as np

from helpers.lessons.samplers.r_hat import halves_of, r_hat

# The steps of R-hat. The first way of each is the right one; the others say what is wrong with
# them. Those with a name are mistakes by themselves that `convergence` does not hold.
_CHAINS = (
    (None, "", halves_of),
    (None, "Your function compares whole chains; cut each in two first.", lambda chains: chains),
    (
        None,
        "Your function uses the second halves alone; both halves of each chain are to be compared.",
        lambda chains: chains[:, chains.shape[1] // 2 :],
    ),
    (
        None,
        "Your function uses the first halves alone; both halves of each chain are to be compared.",
        lambda chains: chains[:, : chains.shape[1] // 2],
    ),
    (
        None,
        "Your function splits a chain into its even and its odd draws, which always agree; take "
        "the first half and the second.",
        lambda chains: np.vstack([chains[:, ::2], chains[:, 1::2]]),
    ),
    (
        "halves run together",
        "Your function puts all first halves into one long chain, and all second halves into "
        "another. Each half of each chain is a chain of its own: one row for each.",
        lambda chains: np.vstack([half.ravel() for half in np.hsplit(chains, 2)]),
    ),
    (
        "rows cut in two lots",
        "Your function puts half of the chains end to end, and the other half. Each half of each "
        "chain is a chain of its own: one row for each.",
        lambda chains: np.resize(chains, (2, chains.size // 2)),
    ),
    (
        "columns for chains",
        "Your function takes the columns of the halves for chains. A row is a chain: means and "
        "variances are taken along `axis=1`.",
        lambda chains: halves_of(chains).T,
    ),
    (
        "columns for chains, not split",
        "Your function takes the columns of whole chains for chains. A row is a chain, to be cut "
        "in two: means and variances are taken along `axis=1`.",
        lambda chains: chains.T,
    ),
    (
        "half of the chains",
        "Your function takes half of the *chains*. Cut the draws of each in two: "
        "`chains[:, :k]` and `chains[:, k:]`.",
        lambda chains: chains[: max(2, len(chains) // 2)],
    ),
)
_WITHIN = (
    (None, "", lambda rows: rows.var(axis=1, ddof=1).mean()),
    (
        None,
        "Your variances within have the divisor n: `ddof=1`.",
        lambda rows: rows.var(axis=1).mean(),
    ),
    (
        None,
        "Your term within averages standard deviations; average the variances.",
        lambda rows: rows.std(axis=1, ddof=1).mean(),
    ),
    (
        "variances within summed",
        "Your variances within are summed. Wanted is their mean.",
        lambda rows: rows.var(axis=1, ddof=1).sum(),
    ),
    (
        "variances within over the number of chains",
        "The sum of your variances within is divided by the number of chains. There are twice as "
        "many halves.",
        lambda rows: rows.var(axis=1, ddof=1).mean() * 2,
    ),
    (
        "median of the variances",
        "Your term within is the median of the variances. Wanted is their mean.",
        lambda rows: np.median(rows.var(axis=1, ddof=1)),
    ),
    (
        "one variance of all draws within",
        "Your variance within is that of all draws together: take it along each half, with "
        "`axis=1`, and then the mean.",
        lambda rows: rows.var(ddof=1),
    ),
    (
        "one variance of all draws within, divisor n",
        "Your variance within is that of all draws together: take it along each half, with "
        "`axis=1`, and then the mean.",
        lambda rows: rows.var(),
    ),
)
_BETWEEN = (
    (None, "", lambda means, k: means.var(ddof=1)),
    (
        None,
        "The variance of your means has the divisor n: `ddof=1`.",
        lambda means, k: means.var(),
    ),
    (
        None,
        "Your term between is the standard deviation of the means; wanted is their variance.",
        lambda means, k: means.std(ddof=1),
    ),
    (
        None,
        "Your variance of the means is multiplied by the number of draws.",
        lambda means, k: k * means.var(ddof=1),
    ),
    (
        None,
        "Your variance of the means is divided by the number of draws.",
        lambda means, k: means.var(ddof=1) / k,
    ),
    (
        "one mean of all draws",
        "Your variance between is 0: it is that of one mean, of all draws. Take the mean along "
        "each half, with `axis=1`.",
        lambda means, k: 0.0,
    ),
    (
        "squares between summed",
        "Your squares of the means' deviations are summed. Divide the sum by m − 1.",
        lambda means, k: means.var() * len(means),
    ),
    (
        "number of chains for that of halves",
        "Your sum of squares between is divided by the number of chains less one. There are twice "
        "as many halves: m counts these.",
        lambda means, k: means.var() * len(means) / (len(means) / 2 - 1),
    ),
)
_FACTOR = (
    (None, "", lambda k: (k - 1) / k),
    (None, "Your factor (k − 1)/k is missing.", lambda k: 1.0),
    (None, "Your k is the length of the whole chain.", lambda k: (2 * k - 1) / (2 * k)),
    (
        "k/(k − 1)",
        "Your factor is k/(k − 1), upside down. It is (k − 1)/k.",
        lambda k: k / (k - 1),
    ),
    ("(k + 1)/k", "Your factor is (k + 1)/k. It is (k − 1)/k.", lambda k: (k + 1) / k),
)
_END = (
    (None, "", lambda whole, within, between: (whole / within) ** 0.5),
    (None, "Take the root at the end.", lambda whole, within, between: whole / within),
    (
        "root of the numerator",
        "Your root is taken before you divide. Divide by the variance within first, and take the "
        "root of the ratio.",
        lambda whole, within, between: whole**0.5 / within,
    ),
    (
        "not divided by the variance within",
        "Your number is the root of the numerator. Divide it by the variance within, before the "
        "root is taken.",
        lambda whole, within, between: whole**0.5,
    ),
    (
        "divided by the variance between",
        "Your ratio has the variance *between* below. Divide by the variance within.",
        lambda whole, within, between: (whole / between) ** 0.5,
    ),
    (
        "one taken away",
        "Your number is R-hat less one. Hand over R-hat itself.",
        lambda whole, within, between: (whole / within) ** 0.5 - 1,
    ),
)
_STEPS = _CHAINS, _WITHIN, _BETWEEN, _FACTOR, _END


def _by(chains, steps):
    """R-hat by all these ways for each of the steps: what was said of them, and the number."""
    ways_to_cut, ways_within, ways_between, factors, ends = steps
    for _, of_chains, cut in ways_to_cut:
        rows = cut(chains)
        k, means = rows.shape[1], rows.mean(axis=1)
        withins = [(says, way(rows)) for _, says, way in ways_within]
        betweens = [(says, way(means, k)) for _, says, way in ways_between]
        numbers = [(says, way(k)) for _, says, way in factors]
        for (of_within, within), (of_between, between), (of_factor, factor) in product(
            withins, betweens, numbers
        ):
            for _, of_end, way in ends:
                said = of_chains, of_within, of_between, of_factor, of_end
                yield said, way(factor * within + between, within, between)


def _with(place, way):
    """R-hat by steps that are all right but the one at this place."""
    steps = [(way,) if i == place else ways[:1] for i, ways in enumerate(_STEPS)]

    def program(chains):
        ((_, number),) = _by(chains, steps)
        return number

    return program


for _place, _ways in enumerate(_STEPS):
    for _way in _ways:
        if _way[0]:
            r_hat.misconception(_way[0], _way[1])(_with(_place, _way))


def _slips(yours, chains):
    """What is wrong with each step, if a few of them together give this number."""
    with np.errstate(all="ignore"):
        found = [
            [sentence for sentence in said if sentence]
            for said, number in _by(chains, _STEPS)
            if abs(number - yours) < 1e-9 * abs(yours)
        ]
    return min(found, key=len, default=[])


def _several_slips(chains):
    rows = halves_of(chains)
    k = rows.shape[1]
    return ((k - 1) / k * rows.var(axis=1).mean() + rows.mean(axis=1).var()) / rows.var(1).mean()


r_hat.mistakes(
    ("several slips", _several_slips,
     lambda yours, chains: " ".join(_slips(yours.item(), chains)),
     {"recognises": lambda yours, chains: bool(_slips(yours.item(), chains))}),
)  # fmt: skip


r_hat.misconception(
    "mean over the chains",
    "Your function computes one R-hat for each chain, from its two halves, and averages them. "
    "Compare the halves of *all* chains with each other.",
)(lambda chains: np.mean([_with(0, _CHAINS[0])(chain[None]) for chain in chains]))
