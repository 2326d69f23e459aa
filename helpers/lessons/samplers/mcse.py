"""The Monte Carlo standard error by batches."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import samplers as lesson


def _batched(rng):
    for k, batches, rho in ((60, 6, 0.8), (100, 20, 0.5), (56, 7, 0.9)):
        chain = [rng.normal()]
        for _ in range(k - 1):
            chain.append(rho * chain[-1] + rng.normal())
        yield np.array(chain) + 1.0, batches


@lesson.function(
    "09-mcse",
    cases=_batched,
    hints=(
        "Within a chain neighbours are alike, but batches of many draws hardly know of each other. "
        "Their means are nearly independent: what is the standard error of *their* mean?",
        "`chain.reshape(batches, -1)` has one batch in each row.",
        "With `means = chain.reshape(batches, -1).mean(axis=1)`: "
        "`means.std(ddof=1) / np.sqrt(batches)`.",
    ),
)
def mcse(chain, batches):
    """The Monte Carlo standard error of a chain's mean."""
    return float(stats.sem([batch.mean() for batch in np.split(chain, batches)]))


@mcse.variant("reshape")
def _(chain, batches):
    means = chain.reshape(batches, -1).mean(axis=1)
    return means.std(ddof=1) / np.sqrt(batches)


@mcse.variant("from the squares")
def _(chain, batches):
    means = chain.reshape(batches, len(chain) // batches).mean(axis=1)
    return (np.sum((means - chain.mean()) ** 2) / (batches - 1) / batches) ** 0.5


def _means(chain, batches):
    return chain.reshape(batches, -1).mean(axis=1)


@mcse.law(
    "The standard error times √batches is the standard deviation of the batch means, and no "
    "standard deviation exceeds the range, {right} here. Yours would be {left}.",
    "≤",
)
def _(found, chain, batches):
    return found * np.sqrt(batches), np.ptp(_means(chain, batches))


@mcse.law(
    "A mean of independent numbers has their variance, over their number. By your standard error "
    "the batch means would have {left} times the variance that they have."
)
def _(found, chain, batches):
    squares = np.sum((_means(chain, batches) - chain.mean()) ** 2)
    return found**2 * batches * (batches - 1) / squares, 1


def _sem(means):
    """The standard error of the mean of independent numbers."""
    return means.std(ddof=1) / np.sqrt(len(means))


mcse.mistakes(
    ("as if independent", lambda chain, batches: _sem(chain),
     "Your number is sd/√n, the standard error of *independent* draws. The draws of a chain "
     "resemble their neighbours; let the batch means say how much they vary."),
    ("as if independent, divisor n", lambda chain, batches: chain.std() / np.sqrt(len(chain)),
     "Your number is sd/√n, the standard error of *independent* draws. The draws of a chain "
     "resemble their neighbours; let the batch means say how much they vary."),
    ("sd of the chain", lambda chain, batches: chain.std(ddof=1),
     "Your number is the standard deviation of the draws: how wide the posterior is. Wanted: how "
     "far the *mean* of this chain may be off."),
    ("sd over root of the batches", lambda chain, batches: chain.std(ddof=1) / np.sqrt(batches),
     "Your number is the sd of the draws over √batches. Take the sd of the batch *means*."),
    ("spread of one batch mean", lambda chain, batches: _means(chain, batches).std(ddof=1),
     "Your number is the standard deviation of the batch means: the error of *one* batch. The "
     "mean of the chain averages them all: divide by √batches."),
    ("divisor n", lambda chain, batches: _means(chain, batches).std() / np.sqrt(batches),
     "The standard deviation of your means has the number of batches as its divisor; with so few "
     "of them it matters: `ddof=1`."),
    ("root of batches − 1",
     lambda chain, batches: _means(chain, batches).std(ddof=1) / np.sqrt(batches - 1),
     "You divide by √(batches − 1). The − 1 is in the standard deviation already, by `ddof=1`."),
    ("variance", lambda chain, batches: _means(chain, batches).var(ddof=1) / batches,
     "Your number is the *variance* of the mean; the standard error is its root."),
    ("draws dealt out", lambda chain, batches: _sem(chain.reshape(-1, batches).mean(axis=0)),
     "Your batches are dealt out like cards: `reshape(-1, batches)` puts neighbours into "
     "different ones. A batch is a run of neighbours: `reshape(batches, -1)`."),
    ("batches of that length",
     lambda chain, batches: _sem(chain.reshape(-1, batches).mean(axis=1)),
     "Your batches have `batches` draws each; there should be `batches` of them."),
    ("batches of that length, divided by their number asked for",
     lambda chain, batches: chain.reshape(-1, batches).mean(axis=1).std(ddof=1) / np.sqrt(batches),
     "Your batches have `batches` draws each; there should be `batches` of them: "
     "`reshape(batches, -1)`."),
    ("mean across the batches",
     lambda chain, batches: chain.reshape(batches, -1).mean(axis=0).std(ddof=1) / np.sqrt(batches),
     "Your means are taken across the batches, one draw from each (`axis=0`). A batch is a row: "
     "`axis=1`."),
    ("spread within the batches",
     lambda chain, batches: (
         chain.reshape(batches, -1).std(axis=1, ddof=1).mean() / np.sqrt(batches)),
     "Your number averages the standard deviations *within* the batches. How much do their means "
     "vary?"),
    ("mean of the batches' own errors",
     lambda chain, batches: np.mean([_sem(batch) for batch in chain.reshape(batches, -1)]),
     "Your number is the average of the errors that the batches have if their draws are "
     "independent. They are not; let the *means* of the batches say how much they vary."),
    ("40 batches", lambda chain, batches: _means(chain, batches).std(ddof=1) / np.sqrt(40),
     "You divide by √40, whatever `batches` is."),
    ("margin for 95 %", lambda chain, batches: 1.96 * _sem(_means(chain, batches)),
     "Your number is 1.96 standard errors. Hand over the standard error itself."),
    ("effective sample size",
     lambda chain, batches: chain.var() / _sem(_means(chain, batches)) ** 2,
     "Your number is an effective sample size. Hand over the standard error that it comes from."),
)  # fmt: skip
