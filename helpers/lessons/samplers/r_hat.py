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


def halves_of(chains):
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
    halves = halves_of(chains)
    k = halves.shape[1]
    # Its root holds the F statistic of a one-way analysis of variance.
    return float(np.sqrt((k - 1 + stats.f_oneway(*halves).statistic) / k))


@r_hat.variant("the formula")
def _(chains):
    halves = halves_of(chains)
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
    halves = halves_of(chains)
    m, k = halves.shape
    within, _between = _within_and_between(halves)
    parts = m * (k - 1) * within + k * (m - 1) * (found**2 - (k - 1) / k) * within
    return parts / np.sum((halves - halves.mean()) ** 2), 1


def _draws_for_chains(chains):
    halves = halves_of(chains)
    within, between = halves.var(axis=0, ddof=1).mean(), halves.mean(axis=0).var(ddof=1)
    k = halves.shape[1]
    return np.sqrt(((k - 1) / k * within + between) / within)


def _between_multiplied_by_the_length(chains):
    halves = halves_of(chains)
    k = halves.shape[1]
    within, between = _within_and_between(halves)
    return np.sqrt(((k - 1) / k * within + k * between) / within)


def _between_divided_by_the_length(chains):
    halves = halves_of(chains)
    k = halves.shape[1]
    within, between = _within_and_between(halves)
    return np.sqrt(((k - 1) / k * within + between / k) / within)


def _divisor_n(chains):
    halves = halves_of(chains)
    k = halves.shape[1]
    within, between = halves.var(axis=1).mean(), halves.mean(axis=1).var()
    return np.sqrt(((k - 1) / k * within + between) / within)


def _divisor_n_between(chains):
    halves = halves_of(chains)
    k = halves.shape[1]
    within, _between = _within_and_between(halves)
    return np.sqrt(((k - 1) / k * within + halves.mean(axis=1).var()) / within)


def _divisor_n_within(chains):
    halves = halves_of(chains)
    k = halves.shape[1]
    within, between = halves.var(axis=1).mean(), halves.mean(axis=1).var(ddof=1)
    return np.sqrt(((k - 1) / k * within + between) / within)


def _between_over_within(chains):
    within, between = _within_and_between(halves_of(chains))
    return np.sqrt(between / within)


def _k_1_k_left_out(chains):
    within, between = _within_and_between(halves_of(chains))
    return np.sqrt((within + between) / within)


def _standard_deviations_averaged(chains):
    halves = halves_of(chains)
    k = halves.shape[1]
    within = halves.std(axis=1, ddof=1).mean() ** 2
    between = halves.mean(axis=1).var(ddof=1)
    return np.sqrt(((k - 1) / k * within + between) / within)


def _all_draws_pooled(chains):
    halves = halves_of(chains)
    return np.sqrt(chains.var(ddof=1) / halves.var(axis=1, ddof=1).mean())


r_hat.mistakes(
    ("not split", lambda chains: _r_hat(chains),
     "Your function compares whole chains. Cut each in two first: chains that drift together "
     "agree with each other, but their first halves do not agree with their second ones."),
    ("no root", lambda chains: _r_hat(halves_of(chains)) ** 2,
     "Your function returns the ratio of the variances; R-hat is its square root."),
    ("every second draw", lambda chains: _r_hat(np.vstack([chains[:, ::2], chains[:, 1::2]])),
     "Your function splits a chain into its even and its odd draws. These two always agree. Take "
     "the first half and the second."),
    ("draws for chains", _draws_for_chains,
     "Your function takes columns for chains. A row is a chain; means and variances are taken "
     "along `axis=1`."),
    ("between multiplied by the length", _between_multiplied_by_the_length,
     "Your function adds the variance of the means *times* the number of draws. (The papers call "
     "that product B, and add B divided by the number of draws.)"),
    ("between divided by the length", _between_divided_by_the_length,
     "Your function divides the variance of the means by the number of draws. It is used as it "
     "is."),
    ("divisor n", _divisor_n,
     "Your variances have the divisor n: NumPy takes it unless you say `ddof=1`."),
    ("divisor n between", _divisor_n_between,
     "The variance of your means has the number of halves as its divisor. With so few of them it "
     "matters: `ddof=1`."),
    ("divisor n within", _divisor_n_within,
     "The variances within your halves have the divisor k: NumPy takes it unless you say "
     "`ddof=1`."),
    ("upside down", lambda chains: 1 / _r_hat(halves_of(chains)),
     "Your ratio is upside down: R-hat has the variance within the halves *below*."),
    ("between over within", _between_over_within,
     "Your function returns the root of between over within. The number that is compared with the "
     "variance within is the whole variance, both terms together."),
    ("(k − 1)/k left out", _k_1_k_left_out,
     "Your function adds all of the variance within. Of it, (k − 1)/k belongs there: without this "
     "factor, even perfect halves have an R-hat above 1."),
    ("length of the whole chain", lambda chains: _r_hat(halves_of(chains), k=chains.shape[1]),
     "Your halves are right, but k is still the length of the whole chain: a half has half as "
     "many draws."),
    ("standard deviations averaged", _standard_deviations_averaged,
     "Your function averages the standard deviations within the halves. Average the variances."),
    ("all draws pooled", _all_draws_pooled,
     "Your function compares the variance of all draws with the variance within. Close, but not "
     "R-hat: the variance of the halves' means enters as it is."),
    ("second halves only", lambda chains: _r_hat(chains[:, chains.shape[1] // 2 :]),
     "Your function uses the second halves alone. Both halves of each chain are to be compared."),
)  # fmt: skip


def _about_the_halves(name, says):
    """A wrong R-hat, from the halves and their length."""

    def add(formula):
        def program(chains):
            halves = halves_of(chains)
            return formula(halves, halves.shape[1], *_within_and_between(halves))

        return r_hat.misconception(name, says)(program)

    return add


_about_the_halves(
    "standard deviation within",
    "Your term within is an average of standard deviations. R-hat is made of variances, and one "
    "root is taken at the end.",
)(
    lambda halves, k, within, between: (
        (
            ((k - 1) / k * halves.std(axis=1, ddof=1).mean() + between)
            / halves.std(axis=1, ddof=1).mean()
        )
        ** 0.5
    )
)

_about_the_halves(
    "standard deviation between",
    "Your term between is the standard deviation of the means; wanted is their variance.",
)(lambda halves, k, within, between: (((k - 1) / k * within + between**0.5) / within) ** 0.5)

_about_the_halves(
    "standard deviations",
    "Your terms within and between are standard deviations; both should be variances.",
)(
    lambda halves, k, within, between: (
        (
            ((k - 1) / k * halves.std(axis=1, ddof=1).mean() + between**0.5)
            / halves.std(axis=1, ddof=1).mean()
        )
        ** 0.5
    )
)

_about_the_halves(
    "k as the number of chains",
    "Your k is the number of chains. It is the number of *draws* in a half.",
)(
    lambda halves, k, within, between: (
        ((len(halves) / 2 - 1) / (len(halves) / 2) + between / within) ** 0.5
    )
)

_about_the_halves(
    "k as the number of halves",
    "Your k is the number of halves. It is the number of *draws* in a half.",
)(lambda halves, k, within, between: ((len(halves) - 1) / len(halves) + between / within) ** 0.5)

_about_the_halves(
    "(k − 1)/k for both",
    "Your factor (k − 1)/k stands before both terms. It belongs to the variance within alone.",
)(lambda halves, k, within, between: ((k - 1) / k * (within + between) / within) ** 0.5)

_about_the_halves(
    "k − 1/k", "Your factor is k − 1/k: put the difference in brackets, `(k - 1) / k`."
)(lambda halves, k, within, between: (((k - 1 / k) * within + between) / within) ** 0.5)

_about_the_halves(
    "numerator without brackets",
    "Only your last term is divided by the variance within: put the sum in brackets before you "
    "divide.",
)(lambda halves, k, within, between: ((k - 1) / k * within + between / within) ** 0.5)

_about_the_halves(
    "pooled, divisor n",
    "Your function compares the variance of all draws with the variance within. Close, but not "
    "R-hat: the variance of the halves' means enters as it is.",
)(lambda halves, k, within, between: (halves.var() / within) ** 0.5)

_about_the_halves(
    "(m + 1)/m",
    "Your function multiplies the variance between by (m + 1)/m, as the paper of 1992 does. The "
    "formula here has it as it is.",
)(
    lambda halves, k, within, between: (
        (((k - 1) / k * within + (1 + 1 / len(halves)) * between) / within) ** 0.5
    )
)

r_hat.misconception(
    "k of a half, chains not split",
    "Your k is that of a half, but the variances and the means are those of whole chains. "
    "(`np.hstack` puts halves side by side again; `np.vstack` puts one above the other.)",
)(lambda chains: _r_hat(chains, k=chains.shape[1] // 2))

r_hat.misconception(
    "first halves only",
    "Your function uses the first halves alone. Both halves of each chain are to be compared.",
)(lambda chains: _r_hat(chains[:, : chains.shape[1] // 2]))

r_hat.misconception(
    "last draw of each half lost",
    "Your halves lack their last draw: a slice ends *before* the number after the colon. "
    "`chains[:, :k]` and `chains[:, k:]` hold all.",
)(lambda chains: _r_hat(np.vstack([half[:, :-1] for half in np.hsplit(chains, 2)])))


def _last_draw_of_each_half_lost_k_kept(chains):
    halves = np.vstack([half[:, :-1] for half in np.hsplit(chains, 2)])
    return _r_hat(halves, k=chains.shape[1] // 2)


def _within_from_whole_chains(chains):
    within, k = chains.var(axis=1, ddof=1).mean(), chains.shape[1] // 2
    return (((k - 1) / k * within + _within_and_between(halves_of(chains))[1]) / within) ** 0.5


r_hat.mistakes(
    ("last draw of each half lost, k kept", _last_draw_of_each_half_lost_k_kept,
     "Your halves lack their last draw: a slice ends *before* the number after the colon. "
     "`chains[:, :k]` and `chains[:, k:]` hold all."),
    ("within from whole chains", _within_from_whole_chains,
     "Your variance within is that of whole chains; take that of the halves, as for their means."),
)  # fmt: skip
