"""A check that can see unequal noise: what looks at residuals must look at where they lie."""

import numpy as np
from scipy import stats

from helpers.feedback import Rounding
from helpers.lessons.contents import out_into_the_world as lesson
from helpers.lessons.out_into_the_world.shared import design, engel, lstsq, residuals_of

WORLDS = 25
ENOUGH = 0.8  # a check that finds the fault in this share of worlds has seen it
LOW = 0.001  # stands for a check that is low where it should be high; no share of 25 worlds
PARTS = ("noise that grows with income", "noise that shrinks with income")


def _unequal_worlds(rng):
    """Engel's incomes, or some of them, and residuals whose spread follows their logarithm."""
    everyone = engel()[0]
    for n, strength in ((235, 0.6), (120, 0.9), (150, 0.8)):
        income = everyone.copy() if n == 235 else rng.choice(everyone, n, replace=False)
        z = np.clip(stats.zscore(np.log(income)), -2, 2)  # no lever that is loud alone
        X = design(np.log(income))
        grows, shrinks = (
            _standardised(residuals_of(X, rng.normal(size=(n, WORLDS)) * spread[:, None]).T)
            for spread in (np.exp(strength * z), np.exp(-strength * z))
        )
        yield income, grows, shrinks


def _standardised(worlds):
    return worlds / worlds.std(axis=1, keepdims=True)


def _shares(check, income, grows, shrinks):
    """In which share of worlds the check finds more than in worlds without the fault.

    Those are the same residuals, each world's dealt out to other households: as loud, as
    heavy-tailed, but at any income. 95 % of them are to pass.
    """
    shares = []
    for worlds in (grows, shrinks):
        dealt = np.random.default_rng(1).permuted(worlds, axis=1)
        found, sound = (
            np.array([_one_number(check(income, e)) for e in residuals])
            for residuals in (worlds, dealt)
        )
        shares.append(_found(found, sound))
    return dict(zip(PARTS, shares, strict=True))


def _one_number(value):
    number = np.asarray(value, dtype=float)
    if number.size != 1 or not np.isfinite(number).all():
        raise ValueError(f"the check has to be one finite number; yours is {value!r}")
    return number.item()


def _found(found, sound):
    """The share of worlds above 95 % of the sound ones; LOW where more are below 95 % of them.

    Zero where the check sees nothing and gives both about the same, or is zero but for rounding.
    """
    size = np.abs(sound).max() or 1.0
    low, high = np.quantile(sound, [0.05, 0.95])
    above, below = np.mean(found > high + 1e-9 * size), np.mean(found < low - 1e-9 * size)
    if np.abs(found).max() < 1e-12 * size or (
        max(above, below) < ENOUGH and np.allclose(found, sound, rtol=0.05, atol=1e-9 * size)
    ):
        return 0.0
    return min(above, ENOUGH) if above >= below else LOW


@lesson.function(
    "13-spread-check",
    cases=_unequal_worlds,
    probe=_shares,
    parts=PARTS,
    tolerance=Rounding(1e-6, reason="shares of 25 worlds, and all from 0.8 upwards are one"),
    hints=(
        "What stays the same if the residuals are dealt out to other households? A check that is "
        "made of such things alone cannot see where the noise is loud.",
        "It needs the *size* of each residual, without its sign, beside the income of the same "
        "household. And it has to be large both where the size rises and where it falls.",
        "Lesson 04 asked the squared residuals: how closely do they follow log income? A "
        "correlation says that, and its square or its size forgets the direction.",
    ),
)
def spread_check(income, residuals):
    """A number that is large where the noise depends on income."""
    return np.corrcoef(np.log(income), residuals**2)[0, 1] ** 2


@spread_check.variant("ranks of the sizes")
def _(income, residuals):
    return abs(stats.spearmanr(income, np.abs(residuals))[0])


@spread_check.variant("two halves compared")
def _(income, residuals):
    poor = income < np.median(income)
    ratio = np.std(residuals[poor]) / np.std(residuals[~poor])
    return max(ratio, 1 / ratio)


@spread_check.variant("n R² of the squared residuals, as in lesson 04")
def _(income, residuals):
    X, squares = design(np.log(income)), residuals**2
    left = squares - X @ lstsq(X, squares)
    return len(squares) * (1 - left @ left / np.sum((squares - squares.mean()) ** 2))


@spread_check.law(
    "Noise is unequal whichever way it goes: a check has to find it in most worlds, both where it "
    "grows and where it shrinks with income. The less of your two shares is {left}.",
    "≥",
)
def _(shares, income, grows, shrinks):
    return min(shares.values()), ENOUGH


@spread_check.law(
    "Where noise grows with income, Breusch and Pagan's test finds it in all of these worlds. Your "
    "check finds it in a share of {left}.",
    "≥",
)
def _(shares, income, grows, shrinks):
    return shares[PARTS[0]], ENOUGH


def _neighbours_in_income(income, residuals):
    e = residuals[np.argsort(income)]
    return abs(2 - np.sum(np.diff(e) ** 2) / np.sum(e**2))


def _pattern(grown, shrunk):
    """A trait: what the shares are in both kinds of worlds, by a test of each."""
    return lambda shares, *case: grown(shares[PARTS[0]]) and shrunk(shares[PARTS[1]])


def _seen(share):
    return share == ENOUGH


def _low(share):
    return share == LOW


def _none(share):
    return share == 0


def _size_follows(income, residuals):
    return np.corrcoef(np.log(income), np.abs(residuals))[0, 1]


spread_check.mistakes(
    ("blind", lambda income, residuals: stats.kurtosis(residuals),
     "Your check cannot tell whose residual is whose. Either it hardly changes when they are "
     "dealt out to other households, as tails, a standard deviation or the largest one do; or the "
     "normal equations make it zero, as they do with a correlation of income and residuals.",
     {"recognises": _pattern(_none, _none)}),
    ("growing alone", _size_follows,
     "Your check finds noise that grows with income. Where the noise shrinks, its number is low. "
     "Let both make it large.",
     {"recognises": _pattern(_seen, _low)}),
    ("shrinking alone", lambda income, residuals: -_size_follows(income, residuals),
     "Your check finds noise that shrinks with income. Where the noise grows, its number is low. "
     "Let both make it large.",
     {"recognises": _pattern(_low, _seen)}),
    ("upside down", lambda income, residuals: stats.spearmanr(income, np.abs(residuals)).pvalue,
     "Your check sees both kinds of noise, and is *low* where it does, as a p-value is. Turn it "
     "round: large where there is something to see.",
     {"recognises": _pattern(_low, _low)}),
    ("neighbours", _neighbours_in_income,
     "Your check compares each residual with that of the next income. That sees a bend, or noise "
     "that remembers; the size of the noise is another thing."),
)  # fmt: skip
