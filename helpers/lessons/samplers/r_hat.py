"""Split R-hat: variances of halves, and of their means."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import samplers as lesson


def _some_chains(rng):
    """Chains that remember and lie apart, or drift; an even number of draws in each."""
    for m, k, rho, apart in ((4, 30, 0.5, 0.8), (2, 8, 0.2, 1.5), (3, 100, 0.9, 0.1)):
        noise = rng.normal(size=(m, k))
        chains = np.empty((m, k))
        chains[:, 0] = noise[:, 0]
        for i in range(1, k):
            chains[:, i] = rho * chains[:, i - 1] + noise[:, i]
        yield (2 + chains + apart * rng.normal(size=(m, 1)) + np.linspace(0, apart, k),)


def _halves_of(chains):
    """The first halves of the chains above the second ones."""
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
    halves = _halves_of(chains)
    k = halves.shape[1]
    # Its root holds the F statistic of a one-way analysis of variance.
    return float(np.sqrt((k - 1 + stats.f_oneway(*halves).statistic) / k))


@r_hat.variant("the formula")
def _(chains):
    halves = _halves_of(chains)
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


@r_hat.law(
    "Halves of k draws with one and the same mean have the lowest R-hat that there is, "
    "√((k − 1)/k): {right} here. Yours is {left}.",
    "≥",
)
def _(found, chains):
    k = chains.shape[1] // 2
    return found, np.sqrt((k - 1) / k)


@r_hat.law(
    "The squares within the halves and those between their means add up to the squares of all "
    "draws around their mean. With what your R-hat says of the means, they add up to {left} times "
    "that."
)
def _(found, chains):
    halves = _halves_of(chains)
    m, k = halves.shape
    within, _between = _within_and_between(halves)
    parts = m * (k - 1) * within + k * (m - 1) * (found**2 - (k - 1) / k) * within
    return parts / np.sum((halves - halves.mean()) ** 2), 1


r_hat.mistakes(
    ("not split", _r_hat,
     "Your function compares whole chains. Cut each in two first: chains that drift together "
     "agree with each other, but their first halves do not agree with their second ones."),
    ("every second draw", lambda chains: _r_hat(np.vstack([chains[:, ::2], chains[:, 1::2]])),
     "Your function splits a chain into its even and its odd draws. These two always agree. Take "
     "the first half and the second."),
    ("length of the whole chain", lambda chains: _r_hat(_halves_of(chains), k=chains.shape[1]),
     "Your halves are right, but k is still the length of the whole chain: a half has half as "
     "many draws."),
    ("second halves only", lambda chains: _r_hat(chains[:, chains.shape[1] // 2 :]),
     "Your function uses the second halves alone. Both halves of each chain are to be compared."),
    ("first halves only", lambda chains: _r_hat(chains[:, : chains.shape[1] // 2]),
     "Your function uses the first halves alone. Both halves of each chain are to be compared."),
    ("k of a half, chains not split", lambda chains: _r_hat(chains, k=chains.shape[1] // 2),
     "Your k is that of a half, but the variances and the means are those of whole chains. "
     "(`np.hstack` puts halves side by side again; `np.vstack` puts one above the other.)"),
    ("last draw of each half lost",
     lambda chains: _r_hat(np.vstack([half[:, :-1] for half in np.hsplit(chains, 2)])),
     "Your halves lack their last draw: a slice ends *before* the number after the colon. "
     "`chains[:, :k]` and `chains[:, k:]` hold all."),
    ("halves run together",
     lambda chains: _r_hat(np.vstack([half.ravel() for half in np.hsplit(chains, 2)])),
     "Your function puts all first halves into one long chain, and all second halves into "
     "another. Each half of each chain is a chain of its own: one row for each."),
    ("columns for chains", lambda chains: _r_hat(_halves_of(chains).T),
     "Your function takes the columns of the halves for chains. A row is a chain: means and "
     "variances are taken along `axis=1`."),
    ("half of the chains", lambda chains: _r_hat(chains[: max(2, len(chains) // 2)]),
     "Your function takes half of the *chains*. Cut the draws of each in two: "
     "`chains[:, :k]` and `chains[:, k:]`."),
    ("mean over the chains",
     lambda chains: np.mean([_r_hat(_halves_of(chain[None])) for chain in chains]),
     "Your function computes one R-hat for each chain, from its two halves, and averages them. "
     "Compare the halves of *all* chains with each other."),
)  # fmt: skip


def _of_halves(formula):
    """A wrong R-hat, from the halves, their length and the variances within and between."""

    def program(chains):
        halves = _halves_of(chains)
        return formula(halves, halves.shape[1], *_within_and_between(halves))

    return program


def _of_variances(terms):
    """R-hat from two wrong terms, within and between; `terms` gets what `_of_halves` gives."""

    def formula(halves, k, *right):
        within, between = terms(halves, k, *right)
        return np.sqrt((k - 1) / k + between / within)

    return _of_halves(formula)


r_hat.mistakes(
    ("draws for chains",
     lambda halves, k, *_: (halves.var(axis=0, ddof=1).mean(), halves.mean(axis=0).var(ddof=1)),
     "Your function takes columns for chains. A row is a chain; means and variances are taken "
     "along `axis=1`."),
    ("between multiplied by the length", lambda halves, k, within, between: (within, k * between),
     "Your function adds the variance of the means *times* the number of draws. (The papers call "
     "that product B, and add B divided by the number of draws.)"),
    ("divisor n", lambda halves, k, *_: (halves.var(axis=1).mean(), halves.mean(axis=1).var()),
     "Your variances have the divisor n: NumPy takes it unless you say `ddof=1`."),
    ("one variance of all draws within",
     lambda halves, k, within, between: (halves.var(ddof=1), between),
     "Your variance within is that of all draws together: take it along each half, with "
     "`axis=1`, and then the mean."),
    ("standard deviations",
     lambda halves, k, within, between: (halves.std(axis=1, ddof=1).mean(), between**0.5),
     "Your terms within and between are standard deviations; both should be variances."),
    ("(m + 1)/m",
     lambda halves, k, within, between: (within, (1 + 1 / len(halves)) * between),
     "Your function multiplies the variance between by (m + 1)/m, as the paper of 1992 does. The "
     "formula here has it as it is."),
    of=_of_variances,
)  # fmt: skip

r_hat.mistakes(
    ("between over within", lambda halves, k, within, between: (between / within) ** 0.5,
     "Your function returns the root of between over within. The number that is compared with the "
     "variance within is the whole variance, both terms together."),
    ("(k − 1)/k left out", lambda halves, k, within, between: (1 + between / within) ** 0.5,
     "Your function adds all of the variance within. Of it, (k − 1)/k belongs there: without this "
     "factor, even perfect halves have an R-hat above 1."),
    ("k as the number of halves",
     lambda halves, k, within, between: (1 - 1 / len(halves) + between / within) ** 0.5,
     "Your k is the number of halves. It is the number of *draws* in a half."),
    ("all draws pooled", lambda halves, k, within, between: (halves.var(ddof=1) / within) ** 0.5,
     "Your function compares the variance of all draws with the variance within. Close, but not "
     "R-hat: the variance of the halves' means enters as it is."),
    ("one mean of all draws", lambda halves, k, within, between: (1 - 1 / k) ** 0.5,
     "Your variance between is 0: it is that of one mean, of all draws. Take the mean along "
     "each half, with `axis=1`."),
    of=_of_halves,
)  # fmt: skip
