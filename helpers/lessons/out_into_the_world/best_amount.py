"""The amount that loses least: a decision takes a law and a loss, not the middle of the law."""

import numpy as np
from scipy import optimize, stats

from helpers.feedback import Rounding, Unreadable
from helpers.feedback.answers import numbers
from helpers.lessons.contents import out_into_the_world as lesson

AMOUNT = "amount, in francs"
LOSS, ABOVE = "average loss, in units of the least", "share of the draws above the amount"
DOUBLED = "how many times as much, if every draw is doubled"
FLAT = 5e-4  # so near to the least loss, a search or a grid may end


def _predictions(rng):
    """Draws of what will be needed, and the price of a franc too much and of one too little.

    None follows a law that a mean and an sd, of draws or of their logs, would settle.
    """
    two_humps = np.where(
        rng.random(4000) < 0.7, rng.normal(250, 30, 4000), rng.normal(480, 40, 4000)
    )
    yield two_humps, 0.5, 2.0
    yield rng.uniform(20, 200, 3001), 2.5, 0.5
    yield 50 + 200 * rng.beta(5, 2, 2500), 0.2, 3.0


def loss(amount, draws, too_much, too_little):
    """The average loss of an amount."""
    over = amount - draws
    return np.mean(np.where(over > 0, too_much * over, -too_little * over))


def _cost(choose, draws, too_much, too_little):
    """What the amount loses and how often it is too little; all amounts near the best are one."""
    best = best_amount.program(draws, too_much, too_little)
    amount = _one_amount(choose(draws, too_much, too_little))
    cost = _times_the_least(amount, draws, too_much, too_little)
    if cost <= 1 + FLAT:
        share = too_much / (too_much + too_little)
        return {AMOUNT: best, LOSS: 1.0, ABOVE: share, DOUBLED: 2.0}
    doubled = _one_amount(choose(2 * draws, too_much, too_little))
    return {
        AMOUNT: amount,
        LOSS: cost,
        ABOVE: np.mean(draws > amount),
        DOUBLED: doubled / amount if amount else 0.0,
    }


def _one_amount(chosen):
    amount = np.asarray(chosen, dtype=float)
    if amount.size != 1:
        raise Unreadable(f"your function returns {amount.size} numbers; wanted is one amount.")
    return amount.item()


def _times_the_least(amount, draws, too_much, too_little):
    least = loss(best_amount.program(draws, too_much, too_little), draws, too_much, too_little)
    return loss(amount, draws, too_much, too_little) / least


def _achieved(judged, draws, too_much, too_little):
    """The learner's own amount, on which side of the best it lies, and what it loses."""
    amount, cost = float(judged[AMOUNT]), float(judged[LOSS])
    best = best_amount.program(draws, too_much, too_little)
    far = "far " * (not best / 2 <= amount <= 2 * best)
    loses = f"{cost:.3g} times as much" if cost >= 2 else f"{100 * (cost - 1):.2g} % more than it"
    return (
        f"your amount, {numbers(judged[AMOUNT])} francs, is {far}"
        f"{'above' if amount > best else 'below'} the best and loses {loses}."
    )


@lesson.function(
    "13-best-amount",
    cases=_predictions,
    probe=_cost,
    parts=(AMOUNT, LOSS, ABOVE, DOUBLED),
    achieved=_achieved,
    tolerance=Rounding(
        1e-3,
        reason="one draw more or less, which a search may end at, moves the share by 4e-4 at most; "
        "all amounts near the best count as the best",
    ),
    hints=(
        "Write down what an amount costs if one draw comes true. Average that over all draws. "
        "Which amount makes it smallest?",
        "Try amounts: for each of many, the average loss over the draws, and take the best. Or "
        "think of one franc more: in which share of the draws is it one too many, and in which "
        "does it save one that is missing?",
        "One franc more costs `too_much` where the draw is below the amount, and saves "
        "`too_little` where it is above. At the best amount the two are equal: the share of draws "
        "below it is `too_little / (too_much + too_little)`, and `np.quantile` finds it.",
    ),
)
def best_amount(draws, too_much, too_little):
    """The amount with the smallest expected loss."""
    return np.quantile(draws, too_little / (too_much + too_little))


@best_amount.variant("by search")
def _(draws, too_much, too_little):
    return optimize.minimize_scalar(
        lambda amount: loss(amount, draws, too_much, too_little),
        bounds=(draws.min(), draws.max()),
        method="bounded",
        options={"xatol": 1e-3},
    ).x


@best_amount.variant("each draw tried")
def _(draws, too_much, too_little):
    ordered = np.sort(draws)
    n, rank = len(draws), np.arange(len(draws))
    below = np.cumsum(ordered)
    losses = too_much * (ordered * (rank + 1) - below)
    losses += too_little * (below[-1] - below - ordered * (n - 1 - rank))
    return ordered[np.argmin(losses)]


@best_amount.variant("a grid of amounts")
def _(draws, too_much, too_little):
    amounts = np.linspace(draws.min(), draws.max(), 2001)
    losses = [loss(amount, draws, too_much, too_little) for amount in amounts]
    return amounts[np.argmin(losses)]


@best_amount.law(
    "At the best amount one franc more costs on average as much as it saves. With yours it costs "
    "{left} times what it saves.",
)
def _(judged, draws, too_much, too_little):
    above = np.clip(judged[ABOVE], 0.5 / len(draws), 1)
    return too_much * (1 - above) / (too_little * above), 1, 1


@best_amount.law(
    "No amount loses less on average than the best. Yours loses {left} times as much.", "≤"
)
def _(judged, draws, too_much, too_little):
    return judged[LOSS], 1


def _costs(yours, why):
    """The message of a mistake, with what its amount costs on the first input."""

    def says(judged, draws, too_much, too_little):
        more = 100 * (float(np.squeeze(judged[LOSS])) - 1)
        return f"{yours} On the first input it loses {more:.1f} % more than the best amount. {why}"

    return says


def _best_if_exchanged(judged, draws, too_much, too_little):
    """Whether the amount is the best at exchanged prices, as nearly as a grid ends."""
    costs = _times_the_least(judged[AMOUNT], draws, too_little, too_much)
    return judged[LOSS] > 1 and costs <= 1 + 4 * FLAT


def _is_a_place(judged, draws, too_much, too_little):
    return judged[DOUBLED] == 1 and judged[AMOUNT] == np.round(judged[AMOUNT])


best_amount.mistakes(
    ("the mean", lambda draws, too_much, too_little: np.mean(draws),
     _costs("Your amount is the mean of the draws, whatever the prices are.",
            "The mean is best where the loss grows with the *square* of the error.")),
    ("the median", lambda draws, too_much, too_little: np.median(draws),
     _costs("Your amount is the median of the draws, whatever the prices are.",
            "The median is best where a franc too much costs what a franc too little does.")),
    ("the prices changed places",
     lambda draws, too_much, too_little: np.quantile(draws, too_much / (too_much + too_little)),
     _costs("Your amount lies on the wrong side of the middle.",
            "The dearer a missing franc, the more is to be set aside."),
     {"recognises": _best_if_exchanged}),
    ("the upper end of the interval",
     lambda draws, too_much, too_little: np.quantile(draws, 0.975),
     _costs("Your amount is the upper end of the 95 % interval, whatever the prices are.",
            "To be safe has its price as well: weigh it.")),
    ("nineteen of twenty", lambda draws, too_much, too_little: np.quantile(draws, 0.95),
     _costs("Your amount suffices in 19 of 20 draws, whatever the prices are.",
            "To be safe has its price as well: weigh it.")),
    ("the ratio for the share",
     lambda draws, too_much, too_little: np.quantile(
         draws, np.clip(1 - too_much / too_little, 0, 1)),
     _costs("Your share above the amount is the ratio of the two prices.",
            "At the best amount it is the *odds*, above against below, that equal that ratio.")),
    ("the largest draw", lambda draws, too_much, too_little: np.max(draws),
     _costs("Your amount suffices in every draw.",
            "To be safe has its price as well: weigh it.")),
    ("a normal law", lambda draws, too_much, too_little: stats.norm.ppf(
        too_little / (too_much + too_little), np.mean(draws), np.std(draws)),
     _costs("Your amount is right for a normal law with the mean and the sd of the draws.",
            "These draws are not normal: take their own quantile.")),
    ("a lognormal law", lambda draws, too_much, too_little: np.exp(stats.norm.ppf(
        too_little / (too_much + too_little), np.mean(np.log(draws)), np.std(np.log(draws)))),
     _costs("Your amount is right for a lognormal law with the mean and the sd of the logs.",
            "These draws are not lognormal, one input has two humps: take their own quantile.")),
    ("a place in a list", lambda draws, too_much, too_little: len(draws) // 2,
     "Your {yours} is a whole number, and stays what it is if every draw is doubled: an amount in "
     "francs would double. Is it the place of the best in a list of amounts, as `argmin` returns "
     "it? Asked is the amount that stands there.",
     {"recognises": _is_a_place}),
    ("the share for the amount",
     lambda draws, too_much, too_little: too_little / (too_much + too_little),
     "Your {yours} is the share of the draws in which the best amount suffices. Asked is the "
     "amount, in francs: that share's quantile of the draws."),
    ("a share for a percentage",
     lambda draws, too_much, too_little: np.percentile(
         draws, too_little / (too_much + too_little)),
     "Your amount suffices in less than one draw of a hundred: `np.percentile` counts in percent, "
     "from 0 to 100. For a share of the draws, 0 to 1, take `np.quantile`."),
    ("the loss for the amount",
     lambda draws, too_much, too_little: loss(
         best_amount.program(draws, too_much, too_little), draws, too_much, too_little),
     "Your {yours} is what the best amount *loses* on average. Asked is the amount itself: where "
     "the losses are least, not how small they are there.",
     {"recognises": lambda judged, *case: judged[LOSS] > 1 and np.isclose(
         judged[AMOUNT], loss(best_amount.program(*case), *case), rtol=5e-3)}),
    ("the middle weighted by prices",
     lambda draws, too_much, too_little: (
         too_little / (too_much + too_little) * 2 * np.mean(draws)),
     _costs("Your amount is the mean, made larger or smaller in proportion to the prices.",
            "How far to go depends on how the draws scatter, too.")),
)  # fmt: skip
