"""The posterior of a hit rate: what so many hits among so many guesses say of it."""

import numpy as np
from scipy import optimize, special, stats

from helpers.lessons.contents import criticise as lesson


def _records(rng):
    for guesses, share, level in ((7, 0.6, 0.9), (40, 0.55, 0.95), (23, 0.9, 0.8), (12, 0.3, 0.5)):
        yield round(share * guesses), guesses, level


@lesson.function(
    "12-hit-rate",
    cases=_records,
    parts=("low", "high"),
    hints=(
        "Before any guess each rate between 0 and 1 is equally plausible. A hit multiplies the "
        "density at a rate by the rate, a miss by one minus it.",
        "After k hits and n − k misses the density is proportional to $r^k(1 - r)^{n-k}$. That is "
        "the law Beta(1 + k, 1 + n − k): its density has the powers a − 1 and b − 1.",
        "`stats.beta.ppf([tail, 1 - tail], 1 + hits, 1 + guesses - hits)`; outside of the interval "
        "lies `1 - level`, half of it on each side.",
    ),
)
def hit_rate(hits, guesses, level):
    """The ends of the central interval of the rate's posterior."""
    # The root of the binomial sum, which is the beta law's distribution function.
    tail = (1 - level) / 2

    def end(below):
        return optimize.brentq(
            lambda rate: stats.binom.sf(hits, guesses + 1, rate) - below, 0, 1, xtol=1e-14
        )

    return end(tail), end(1 - tail)


@hit_rate.variant("the beta law")
def _(hits, guesses, level):
    return stats.beta.interval(level, 1 + hits, 1 + guesses - hits)


@hit_rate.variant("an incomplete beta function turned round")
def _(hits, guesses, level):
    tail = (1 - level) / 2
    return special.betaincinv(1 + hits, 1 + guesses - hits, np.array([tail, 1 - tail]))


@hit_rate.variant("an F law")
def _(hits, guesses, level):
    a, b = hits + 1, guesses - hits + 1
    F = stats.f.ppf([(1 - level) / 2, (1 + level) / 2], 2 * a, 2 * b)
    return tuple(a * F / (a * F + b))


def _below(rate, hits, guesses):
    """The share of the posterior below a rate, by the binomial sum."""
    return stats.binom.sf(hits, guesses + 1, np.clip(rate, 0, 1))


@hit_rate.law(
    "Between the two ends lies the share `level` of the posterior, {right}. Between yours lies "
    "{left}."
)
def _(found, hits, guesses, level):
    below = [_below(found[end], hits, guesses) for end in ("low", "high")]
    return below[1] - below[0], level


@hit_rate.law(
    "As much of the posterior lies below the interval as above it. With yours {left} is below, and "
    "{right} above."
)
def _(found, hits, guesses, level):
    below = [_below(found[end], hits, guesses) for end in ("low", "high")]
    return below[0], 1 - below[1], 1


def _ends(law):
    """From a and b of a beta law, in hits and misses."""

    def program(hits, guesses, level):
        tail = (1 - level) / 2
        return stats.beta.ppf([tail, 1 - tail], *law(hits, guesses - hits))

    return program


hit_rate.mistakes(
    ("no prior", lambda k, m: (k, m),
     "Your law is Beta(hits, misses). The powers of the density are a − 1 and b − 1: Beta(1 + "
     "hits, 1 + misses), which the flat prior, Beta(1, 1), becomes."),
    ("half of a guess each", lambda k, m: (k + 0.5, m + 0.5),
     "Your prior is Beta(½, ½), which is Jeffreys'. Asked is a flat one: Beta(1, 1)."),
    ("turned round", lambda k, m: (1 + m, 1 + k),
     "Your interval is that of the *misses'* rate: hits come first."),
    ("guesses for misses", lambda k, m: (1 + k, 1 + k + m),
     "Your second parameter is 1 + all guesses. The hits are not misses: 1 + guesses − hits."),
    ("hits and guesses", lambda k, m: (k, k + m),
     "Your law is Beta(hits, guesses). Its powers count hits and *misses*, and the flat prior "
     "brings a 1 to both: Beta(1 + hits, 1 + misses)."),
    ("a 1 for the hits alone", lambda k, m: (1 + k, m),
     "Your law is Beta(1 + hits, misses). The flat prior brings a 1 to both: Beta(1 + hits, 1 + "
     "misses)."),
    ("a 1 for the misses alone", lambda k, m: (k, 1 + m),
     "Your law is Beta(hits, 1 + misses). The flat prior brings a 1 to both: Beta(1 + hits, 1 + "
     "misses)."),
    ("2 for 1", lambda k, m: (2 + k, 2 + m),
     "Your law is Beta(2 + hits, 2 + misses), two guesses more than there were. The flat prior is "
     "Beta(1, 1)."),
    of=_ends,
)  # fmt: skip


def _wald(hits, guesses, level):
    rate = hits / guesses
    return rate + stats.norm.ppf([(1 - level) / 2, (1 + level) / 2]) * np.sqrt(
        rate * (1 - rate) / guesses
    )


def _normal_posterior(hits, guesses, level):
    law = stats.beta(1 + hits, 1 + guesses - hits)
    return stats.norm.ppf([(1 - level) / 2, (1 + level) / 2], law.mean(), law.std())


def _clopper_pearson(hits, guesses, level):
    misses = guesses - hits
    low = stats.beta.ppf((1 - level) / 2, hits, misses + 1)
    return low, stats.beta.ppf((1 + level) / 2, hits + 1, misses)


def _wilson(hits, guesses, level):
    ends = stats.binomtest(hits, guesses).proportion_ci(level, method="wilson")
    return ends.low, ends.high


def _of_new_guesses(hits, guesses, level):
    law = stats.betabinom(guesses, 1 + hits, 1 + guesses - hits)
    return law.ppf([(1 - level) / 2, (1 + level) / 2]) / guesses


def _right(hits, guesses, tails):
    return stats.beta.ppf(tails, 1 + hits, 1 + guesses - hits)


def _shortest(hits, guesses, level):
    law = stats.beta(1 + hits, 1 + guesses - hits)
    below = optimize.brentq(
        lambda t: law.pdf(law.ppf(t)) - law.pdf(law.ppf(t + level)), 0, 1 - level, xtol=1e-12
    )
    return law.ppf([below, below + level])


def _is_shortest(found, hits, guesses, level):
    """A search ends near it, and no two do at the same number."""
    ends = np.array([found["low"], found["high"]])
    return bool(np.abs(ends - _shortest(hits, guesses, level)).max() < 1e-3)


hit_rate.mistakes(
    ("the shortest interval", _shortest,
     "Your interval is the *shortest* that holds so much, with the most plausible rates in it. "
     "Asked is the one with as much below it as above, whose ends are two quantiles.",
     {"recognises": _is_shortest}),
    ("a normal law around the share", _wald,
     "Your interval is the share of hits with its standard error, by a normal law. With few "
     "guesses, or a share near 1, the posterior is lopsided: Beta(1 + hits, 1 + misses) has its "
     "exact quantiles."),
    ("1.96 around the share", lambda k, n, level: k / n + np.array([-1.96, 1.96]) * np.sqrt(
        k / n * (1 - k / n) / n),
     "Your interval is the share of hits and 1.96 standard errors, whatever `level` is. With few "
     "guesses, or a share near 1, the posterior is lopsided: Beta(1 + hits, 1 + misses) has its "
     "exact quantiles."),
    ("a normal law for the posterior", _normal_posterior,
     "Your interval is a normal law with the posterior's mean and sd. The posterior is lopsided: "
     "take the quantiles of the beta law itself."),
    ("a confidence interval", _clopper_pearson,
     "Your interval is Clopper and Pearson's, a confidence interval, a little wider. Asked is the "
     "posterior's under a flat prior: one law, Beta(1 + hits, 1 + misses), for both ends."),
    ("Wilson's interval", _wilson,
     "Your interval is Wilson's, a confidence interval: all rates from which the share of hits is "
     "not too many standard errors away. Asked is the posterior's under a flat prior: two "
     "quantiles of Beta(1 + hits, 1 + misses)."),
    ("share of new hits", _of_new_guesses,
     "Your ends are those of the *share of hits* among as many new guesses, which adds their "
     "chance to what is not known of the rate. Asked is the rate alone: Beta(1 + hits, 1 + "
     "misses)."),
    ("upper end first",
     lambda k, n, level: _right(k, n, [(1 + level) / 2, (1 - level) / 2]),
     "Your ends stand in reverse: the lower one first."),
    ("always 90 %", lambda k, n, level: _right(k, n, [0.05, 0.95]),
     "Your interval holds 90 % whatever `level` is. Outside is to lie 1 − level."),
    ("always 95 %", lambda k, n, level: _right(k, n, [0.025, 0.975]),
     "Your interval holds 95 % whatever `level` is. Outside is to lie 1 − level."),
    ("always 80 %", lambda k, n, level: _right(k, n, [0.1, 0.9]),
     "Your interval holds 80 % whatever `level` is. That is how sure the guesses were; outside of "
     "this interval is to lie 1 − level."),
    ("cdf for ppf", lambda k, n, level: stats.beta.cdf(
        [(1 - level) / 2, (1 + level) / 2], 1 + k, 1 + n - k),
     "Your numbers are probabilities (`cdf`) below two rates. Asked are the rates: the quantiles, "
     "`ppf`."),
    ("level on one side", lambda k, n, level: _right(k, n, [1 - level, level]),
     "You leave 1 − level beyond *each* end. It is to lie outside altogether: half on each side."),
    ("the level's half", lambda k, n, level: _right(k, n, [level / 2, 1 - level / 2]),
     "You leave half the *level* beyond each end. Outside lies 1 − level: half of that on each "
     "side."),
    ("from 0", lambda k, n, level: _right(k, n, [0, level]),
     "Your interval begins at 0 and leaves all that is outside above it. Leave half on each "
     "side."),
    ("binomial counts", lambda k, n, level: stats.binom.ppf(
        [(1 - level) / 2, (1 + level) / 2], n, k / n),
     "Your ends are numbers of hits that one would see if the rate were the share. Asked is "
     "where the *rate* lies, given the hits."),
    ("binomial shares", lambda k, n, level: stats.binom.ppf(
        [(1 - level) / 2, (1 + level) / 2], n, k / n) / n,
     "Your ends are shares of hits that one would see if the rate were the share. Asked is "
     "where the *rate* lies, given the hits."),
)  # fmt: skip
