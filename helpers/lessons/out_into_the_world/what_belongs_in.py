"""Which variables belong in: a question to the diagram of causes, and not to R²."""

import numpy as np

from helpers.lessons.contents import out_into_the_world as lesson
from helpers.lessons.out_into_the_world.diagrams import (
    CHOICES,
    W,
    X,
    Y,
    Z,
    descendants,
    effect,
    four_diagrams,
    is_effect,
    r_squared,
    separated,
    slope,
)


def _by(rule):
    """The numbers of the key for a rule that says of one diagram what is put in."""
    numbers = {frozenset(beside): number for number, beside in CHOICES.items()}
    return lambda arrows: [numbers[frozenset(rule(one))] for one in arrows]


@lesson.value(
    "13-what-belongs-in",
    data=four_diagrams,
    hints=(
        "Follow, in each diagram, every way from x to y, against the arrows as well. What x does "
        "to y runs along the arrows alone. All other ways have to be closed, and the ways along "
        "the arrows have to stay open.",
        "A common cause is closed by putting it in. What x acts on is left out, whatever it "
        "explains. A variable into which two arrows run closes its way by itself, and putting it "
        "in opens that.",
        "You can try it: make each variable the sum of its causes and of noise of its own, with "
        "10,000 rows, and fit y on x with each of the four sets. Compare the slope of x with what "
        "x does to y: the products of the strengths along each way of arrows, added up.",
    ),
)
def what_belongs_in(arrows):
    """Which variables belong in, for what x does to y in all."""
    return [
        next(number for number, beside in CHOICES.items() if is_effect(one, beside))
        for one in arrows
    ]


@what_belongs_in.variant("the back-door criterion")
def _(arrows):
    def closes(one, beside):
        return not set(beside) & descendants(one, X) and separated(one, beside)

    return [next(k for k, beside in CHOICES.items() if closes(one, beside)) for one in arrows]


@what_belongs_in.variant("the measured causes of x")
def _(arrows):
    return _by(lambda one: [j for j in (Z, W) if one[j, X]])(arrows)


def _sets(names):
    return [CHOICES.get(int(name), ()) for name in np.ravel(names)]


@what_belongs_in.law("The key has the numbers 1 to 4. Yours are {left}.")
def _(names, arrows):
    return names, np.clip(np.round(names), 1, 4)


@what_belongs_in.law(
    "With the right variables the slope of x is what x does to y. In one diagram, with strengths "
    "of 0.5 to 0.8, that is {right}, and with yours the slope is {left}."
)
def _(names, arrows):
    slopes = [slope(one, beside) for one, beside in zip(arrows, _sets(names), strict=True)]
    effects = [effect(one) for one in arrows]
    worst = np.argmax(np.abs(np.subtract(slopes, effects)))
    return slopes[worst], effects[worst]


@what_belongs_in.law(
    "Of all sets that give the right slope, the smallest is asked for. In one diagram yours holds "
    "{left} more than is needed.",
    "≤",
)
def _(names, arrows):
    needed = [
        min(len(beside) for beside in CHOICES.values() if is_effect(one, beside)) for one in arrows
    ]
    return max(len(a) - b for a, b in zip(_sets(names), needed, strict=True)), 0, 1


def _evidence(yours, arrows):
    """What the first choice that is wrong does to the slope; which one it is, is not told."""
    names = np.ravel(yours)
    right = what_belongs_in.program(arrows)
    first = int(np.flatnonzero(names != right)[0])
    one, beside = arrows[first], CHOICES[int(names[first])]
    numbers = (
        f"There one unit of x moves y by {effect(one):.2f}, and with your choice the slope of x is "
        f"{slope(one, beside):.2f}."
    )
    if set(beside) & descendants(one, X):
        why = "you hold fixed what x itself changes: a part of what x does is then taken from it."
    elif is_effect(one, beside):
        why, numbers = "the slope of x is right with fewer variables, too.", ""
    elif separated(one, ()):
        why = "no way was open, and what you put in opens one: two arrows run into it."
    elif any(separated(one, (j,)) for j in beside):
        why = "you close one way, and open another: two arrows run into what you put in."
    else:
        why = "a common cause of x and y is left free, and the slope of x answers for it."
    at_least = "At least one of your sets is not the smallest right one."
    return f"{at_least} In one diagram, {why} {numbers}".rstrip()


what_belongs_in.mistakes(
    ("everything that is measured",
     _by(lambda one: max(CHOICES.values(), key=lambda beside: r_squared(one, beside))),
     "You put everything in, everywhere. That has the highest R², as always, and in all four "
     "diagrams the wrong slope or more than is needed: R² does not know which arrows point where."),
    ("nothing beside x", _by(lambda one: ()),
     "You put nothing in, anywhere. In three of the four a common cause moves x and y together, "
     "and the slope of x is then partly its doing."),
    ("whatever comes before x", _by(lambda one: {Z, W} - descendants(one, X)),
     "You put in what x does not act on. That keeps out what x changes, which is right. But not "
     "all that comes before x is a common cause: one such variable is the effect of two hidden "
     "ones, and putting it in links them."),
    ("the direct effect",
     _by(lambda one: [j for j in (Z, W) if one[j, Y] and (one[j, X] or one[X, j])]),
     "You hold fixed what stands on a way from x to y. What is left is the part of x's doing that "
     "takes no such way; asked is what x does in all."),
    ("whatever acts on y", _by(lambda one: [j for j in (Z, W) if one[j, Y]]),
     "You put in each measured cause of y. A cause of y alone is no harm and not needed; one that "
     "is itself an effect of x takes a part of what x does away."),
    ("whatever goes with x and y", _by(lambda one: [j for j in (Z, W) if abs(
        slope(one, ()) - slope(one, (j,))) > 1e-9]),
     "You put in whatever moves the slope of x. A common effect and a step on the way move it as "
     "well as a common cause does: that a slope moves does not say which of the two is right."),
    ("the key counted from 0", lambda arrows: np.subtract(what_belongs_in.program(arrows), 1),
     "Your numbers count the key from 0. It begins with 1, for nothing beside x."),
    ("another set", lambda arrows: [2, 1, 3, 3], _evidence,
     {"recognises": lambda yours, arrows: yours.size == 4 and np.all(np.isin(yours, range(1, 5)))}),
)  # fmt: skip
