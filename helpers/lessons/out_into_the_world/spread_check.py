"""A check that can see unequal noise: what looks at residuals must look at where they lie."""

import numpy as np
from scipy import stats

from helpers.feedback import Rounding, Unreadable
from helpers.feedback.answers import listed, numbers
from helpers.lessons.contents import out_into_the_world as lesson
from helpers.lessons.out_into_the_world.shared import design, engel, lstsq, residuals_of

WORLDS = 25
MOST_SHOWN = 4  # numbers of an answer that has too many
FRANCS = 40  # to a unit of another currency, about as to a euro
ENOUGH = 20  # a check that finds the fault in so many worlds has seen it
GROWS, SHRINKS = "noise that grows with income", "noise that shrinks with income"
LOOKS_AT = "what the check goes by"
IN_FRANCS = " Is a number of francs written in it?"
SIZES, SIGNS, NO_PLACE = 0.0, 1.0, 2.0  # the last: it says the same, whosever a residual is


def _unequal_worlds(rng):
    """Engel's incomes, or some of them, and residuals whose spread follows their logarithm.

    In the last worlds they are counted in another currency.
    """
    everyone = engel()[0]
    for n, strength, francs in ((235, 0.6, 1), (120, 0.9, 1), (150, 0.8, FRANCS)):
        income = everyone.copy() if n == 235 else rng.choice(everyone, n, replace=False) / francs
        z = np.clip(stats.zscore(np.log(income)), -2, 2)  # no lever that is loud alone
        X = design(np.log(income))
        grows, shrinks = (
            _standardised(residuals_of(X, rng.normal(size=(n, WORLDS)) * spread[:, None]).T)
            for spread in (np.exp(strength * z), np.exp(-strength * z))
        )
        yield income, grows, shrinks


def _standardised(worlds):
    return worlds / worlds.std(axis=1, keepdims=True)


def _judged(check, income, grows, shrinks):
    """In how many worlds the check finds more than in worlds without the fault, and by what.

    Those are the same residuals, each world's dealt out to other households: as loud, as
    heavy-tailed, but at any income. 95 % of them are to pass. A number below zero counts the
    worlds in which the check is lower than 95 % of the dealt ones.
    """

    def numbers_of(worlds):
        return np.array([_one_number(check(income, e), income) for e in worlds])

    rng = np.random.default_rng(1)
    counts, place = {}, []
    for kind, worlds in ((GROWS, grows), (SHRINKS, shrinks)):
        found, dealt = numbers_of(worlds), numbers_of(rng.permuted(worlds, axis=1))
        counts[kind] = _found(found, dealt)
        place.append(counts[kind] < ENOUGH and _same(found, dealt))
        if kind == GROWS:
            turned = numbers_of(np.abs(worlds) * rng.choice([-1, 1], worlds.shape))
            by_signs = not _same(found, turned) and _ranks_differ(found, turned)
    if min(counts.values()) == ENOUGH:
        return counts | {LOOKS_AT: SIZES}
    return counts | {LOOKS_AT: NO_PLACE if all(place) else SIGNS if by_signs else SIZES}


def _if_in_another_currency(income):
    """Words for incomes that cannot be francs, else none."""
    if income.max() >= engel()[0].min():
        return ""
    return f"where incomes run from {income.min():.3g} to {income.max():.3g}, not in francs, "


def _one_number(value, income):
    number = np.asarray(value, dtype=float)
    if number.size != 1:
        each = listed([numbers(one) for one in number.ravel()[:MOST_SHOWN]])
        each += ", …" * (number.size > MOST_SHOWN)
        raise Unreadable(f"your function returns {each}; the check has to be one number.")
    if not np.isfinite(number).all():
        where = _if_in_another_currency(income)
        said = f"{where}your function returns {number.item()}; wanted is a finite number."
        raise Unreadable(said + IN_FRANCS * bool(where))
    return number.item()


def _found(found, dealt):
    size = np.abs(dealt).max() or 1.0
    low, high = np.quantile(dealt, [0.05, 0.95])
    above, below = np.sum(found > high + 1e-9 * size), np.sum(found < low - 1e-9 * size)
    if np.abs(found).max() < 1e-12 * size:
        return 0
    return min(above, ENOUGH) if above >= below else -min(below, ENOUGH)


def _same(found, dealt):
    """Whether the check gives both about the same, or is zero but for rounding."""
    size = np.abs(dealt).max() or 1.0
    return np.abs(found).max() < 1e-12 * size or np.allclose(
        found, dealt, rtol=0.05, atol=1e-9 * size
    )


def _ranks_differ(found, turned):
    """Whether worlds in which one is large are hardly those in which the other is."""
    return np.ptp(found) > 0 and np.ptp(turned) > 0 and stats.spearmanr(found, turned)[0] < 0.5


def _achieved(judged, income, grows, shrinks):
    """In how many worlds the check finds the fault."""

    def said(count):
        if _low(count):
            return f"in none of {WORLDS} worlds, for there it is *low*,"
        at_least = "at least " if count == ENOUGH else ""
        return f"in {at_least}{max(int(count), 0)} of {WORLDS} worlds"

    where = _if_in_another_currency(income)
    return (
        f"{where}your check finds the fault {said(judged[GROWS])} "
        f"where the noise grows with income, and {said(judged[SHRINKS])} where it shrinks. "
        f"Wanted are {ENOUGH} in each." + IN_FRANCS * bool(where)
    )


@lesson.function(
    "13-spread-check",
    cases=_unequal_worlds,
    probe=_judged,
    parts=(GROWS, SHRINKS, LOOKS_AT),
    tolerance=Rounding(1e-6, reason="counts of worlds, and all from 20 of 25 upwards are one"),
    achieved=_achieved,
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
    "Where noise grows with income, Breusch and Pagan's test finds it in all of these worlds; your "
    "check does in {left} of 25.",
    "≥",
)
def _(judged, income, grows, shrinks):
    return max(judged[GROWS], 0), ENOUGH


@spread_check.law(
    "Noise is unequal whichever way it goes: let both kinds make the number large.",
    "≥",
)
def _(judged, income, grows, shrinks):
    return max(min(judged[GROWS], judged[SHRINKS]), 0), ENOUGH


def _neighbours_in_income(income, residuals):
    e = residuals[np.argsort(income)]
    return abs(2 - np.sum(np.diff(e) ** 2) / np.sum(e**2))


def _pattern(grown, shrunk):
    """A trait: what is found in both kinds of worlds, by a test of each."""
    return lambda judged, *case: grown(judged[GROWS]) and shrunk(judged[SHRINKS])


def _goes_by(what):
    return lambda judged, *case: judged[LOOKS_AT] == what


def _seen(count):
    return count == ENOUGH


def _low(count):
    return count <= -WORLDS / 2


def _size_follows(income, residuals):
    return np.corrcoef(np.log(income), np.abs(residuals))[0, 1]


spread_check.mistakes(
    ("blind", lambda income, residuals: stats.kurtosis(residuals),
     "Your check cannot tell whose residual is whose. Either it hardly changes when they are "
     "dealt out to other households, as tails, a standard deviation or the largest one do; or the "
     "normal equations make it zero, as they do with a correlation of log income and residuals.",
     {"recognises": _goes_by(NO_PLACE)}),
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
    ("by the signs", lambda income, residuals: abs(np.corrcoef(income, residuals)[0, 1]),
     "Your check goes by the *signs* of the residuals: give them new ones by lot, with the sizes "
     "as they are, and it is large in other worlds. Above and below the line are what the fit has "
     "balanced: by the normal equations residuals have no correlation with what is in X, and next "
     "to none with what is like it. How loud the noise is shows in their sizes.",
     {"recognises": _goes_by(SIGNS)}),
    ("neighbours", _neighbours_in_income,
     "Your check compares each residual with that of the next income. That sees a bend, or noise "
     "that remembers; the size of the noise is another thing."),
)  # fmt: skip
