"""Five worlds without labels: which clue belongs to which fault, and which is looked at first."""

import numpy as np
from scipy import stats

from helpers.lessons.contents import when_the_model_lies as lesson
from helpers.lessons.when_the_model_lies.shared import deleted, leverage, residuals_of
from helpers.lessons.when_the_model_lies.unlabelled import KEY, five_worlds

NOTHING, CURVATURE, UNEQUAL, DEPENDENCE, TAILS, LEVER = range(1, 7)
IN_ORDER = (LEVER, CURVATURE, DEPENDENCE, UNEQUAL, TAILS)  # the first may look like the others
HIGH = 0.5  # a leverage; the other rows have some 0.05
CLUE = 0.003  # a p-value below this is one
PLAIN = 0.001  # and below this they all are, in these worlds


def t_of_square(X, y):
    """The t value of x² beside x, and its degrees of freedom, without rows that are levers."""
    few = leverage(X) < HIGH
    bent = np.column_stack([X, X[:, 1] ** 2])[few]
    A, e = np.linalg.pinv(bent), residuals_of(bent, y[few])
    df = len(e) - bent.shape[1]
    return (A @ y[few])[-1] / np.sqrt(e @ e / df) / np.linalg.norm(A[-1]), df


def p_of_curvature(X, y):
    t, df = t_of_square(X, y)
    return 2 * stats.t.sf(np.abs(t), df)


def p_of_unequal(X, y):
    return stats.chi2.sf(len(y) * np.corrcoef(X[:, 1], residuals_of(X, y) ** 2)[0, 1] ** 2, 1)


def p_of_dependence(X, y):
    e = residuals_of(X, y)
    d = np.sum(np.diff(e) ** 2) / (e @ e)
    return 2 * stats.norm.sf(np.sqrt(len(y)) * np.abs(1 - d / 2))


def p_of_tails(X, y):
    return stats.jarque_bera(residuals_of(X, y)).pvalue


def p_of_lever(X, y):
    """Of the deleted residual, in its standard errors, of the row with the highest leverage."""
    h, e = leverage(X), residuals_of(X, y)
    row, df = h.argmax(), len(y) - X.shape[1] - 1
    if h[row] < HIGH:
        return 1.0
    others = (e @ e - e[row] ** 2 / (1 - h[row])) / df
    return 2 * stats.t.sf(np.abs(e[row]) / np.sqrt(others * (1 - h[row])), df)


P_VALUES = {
    CURVATURE: p_of_curvature,
    UNEQUAL: p_of_unequal,
    DEPENDENCE: p_of_dependence,
    TAILS: p_of_tails,
    LEVER: p_of_lever,
}


def first_clue(X, y, order=IN_ORDER):
    """The first fault, in some order, whose own test is below CLUE."""
    return next((fault for fault in order if P_VALUES[fault](X, y) < CLUE), NOTHING)


@lesson.value(
    "04-name-the-fault",
    data=five_worlds,
    hints=(
        "Fit each world, look at its four pictures, and ask for one clue after the other. Begin "
        "with the leverages: a long lever hides what is wrong with its own row.",
        "Several clues may show at once. Rows in the order of x make a bend look like dependence, "
        "and quiet rows beside loud ones have a high kurtosis. So the order is: lever, bend, "
        "neighbours, squares, tails.",
        "Of the four numbers under a world, which lies beyond its yardstick? They are a leverage "
        "above 0.5, d outside of 2 ± 0.45 and Breusch–Pagan's p below 0.01. A bend has no number "
        "there: look at the first picture. If none of these shows, a kurtosis above 4.1 is 5, and "
        "else it is 1.",
    ),
)
def name_the_fault(X, y):
    """Which fault is in which of five worlds."""
    return [first_clue(*world) for world in zip(X, y, strict=True)]


@name_the_fault.variant("halves, neighbours and sizes")
def _(X, y):
    """Other clues: how large deleted residuals are, correlations, halves compared."""
    names = []
    for one, response in zip(X, y, strict=True):
        x, e = one[:, 1], residuals_of(one, response)
        low, high = sorted(np.std(half) for half in np.split(e[np.argsort(x)], 2))
        if np.abs(deleted(one, response)).max() > 3 * np.abs(e).max():
            names.append(LEVER)
        elif np.abs(np.corrcoef((x - np.median(x)) ** 2, e)[0, 1]) > 0.45:
            names.append(CURVATURE)
        elif np.abs(np.corrcoef(e[1:], e[:-1])[0, 1]) > 0.45:
            names.append(DEPENDENCE)
        elif high > 1.8 * low:
            names.append(UNEQUAL)
        else:
            names.append(TAILS if np.mean(e**4) > 5 * np.mean(e**2) ** 2 else NOTHING)
    return names


def _in(names, X, y, which):
    """The worlds to which an answer gives a name that `which` accepts, with the name."""
    rows = zip(np.ravel(names), X, y, strict=True)
    return [(int(name), one, response) for name, one, response in rows if which(name)]


@name_the_fault.law(
    "A fault that you name has to leave its own clue: in these worlds, a p-value below 0.001. In "
    "one world yours leaves {left}.",
    "≤",
)
def _(names, X, y):
    named = _in(names, X, y, lambda name: name in P_VALUES)
    return np.max([P_VALUES[name](*world) for name, *world in named], initial=0), PLAIN


@name_the_fault.law(
    "A world with nothing wrong passes every test. In one that you call so, a test of this lesson "
    "has p = {left}.",
    "≥",
)
def _(names, X, y):
    sound = _in(names, X, y, lambda name: name == NOTHING)
    found = [test(*world) for _, *world in sound for test in P_VALUES.values()]
    return np.min(found, initial=1), PLAIN


@name_the_fault.law(
    "Where a straight line is right, x² beside x has a t value within ± 4. In a world without a "
    "bend in your list it is {left} in size.",
    "≤",
)
def _(names, X, y):
    straight = _in(names, X, y, lambda name: name != CURVATURE)
    return np.max([np.abs(t_of_square(*world)[0]) for _, *world in straight], initial=0), 4


@name_the_fault.law(
    "Where all noise has one sigma, squared residuals do not follow x. In a world without unequal "
    "noise in your list, Breusch–Pagan's p is {left}.",
    "≥",
)
def _(names, X, y):
    equal = _in(names, X, y, lambda name: name != UNEQUAL)
    return np.min([p_of_unequal(*world) for _, *world in equal], initial=1), PLAIN


def _without(*faults):
    """The rule of one who does not ask for some faults."""
    order = [fault for fault in IN_ORDER if fault not in faults]
    return lambda X, y: [first_clue(*world, order) for world in zip(X, y, strict=True)]


def _but(taken, given):
    """The right names, with one fault taken for another."""
    return lambda X, y: [given if name == taken else name for name in name_the_fault.program(X, y)]


def _sorted_by_x(X, y):
    """Neighbours in x, and no look at a bend."""
    names = []
    for one, response in zip(X, y, strict=True):
        order = np.argsort(one[:, 1])
        names.append(_without(CURVATURE)([one[order]], [response[order]])[0])
    return names


def _only_the_sound_one_off(yours, X, y):
    right = np.array(name_the_fault.program(X, y))
    return yours.size == 5 and np.array_equal(yours.ravel() == right, right != NOTHING)


def _only_one_off(yours, X, y):
    return yours.size == 5 and np.sum(yours.ravel() != name_the_fault.program(X, y)) == 1


def _why_not(yours, X, y):
    """What the named fault's own test says of the one world that is misnamed."""
    (k,) = np.flatnonzero(yours.ravel() != name_the_fault.program(X, y))
    name = yours.ravel()[k]
    why = f"You give it {name:g}, which is not in the key."
    if name == NOTHING:
        why = "You call it sound, and one of its four pictures says that it is not."
    elif name == LEVER:
        why = f"You see a long lever there, but no leverage is above {leverage(X[k]).max():.3f}."
    elif name in P_VALUES:
        p_value = P_VALUES[name](X[k], y[k])
        why = f"You name {KEY[int(name)]} there, but the test for that gives p = {p_value:.2f}."
    return f"Four of your five are right, all but world {k + 1}. {why}"


name_the_fault.mistakes(
    ("heavy tails for unequal noise", _without(UNEQUAL),
     "One of your worlds is called heavy-tailed, and its kurtosis is high. But its loud rows all "
     "stand at one end of x. Quiet and loud rows put together have a high kurtosis whatever their "
     "law: ask Breusch and Pagan before you look at tails."),
    ("dependence for curvature", _without(CURVATURE),
     "In one of the worlds that you call dependent the rows stand in the order of x. There a bend "
     "makes neighbours alike, too. Put x² into the model: if Durbin–Watson goes back to 2, it was "
     "the bend."),
    ("lever not looked at", _without(LEVER),
     "One of the worlds that you call sound has ordinary residuals, because a long lever has "
     "pulled the line to its own y. Look at the leverages, and at what that row's deleted "
     "residual is."),
    ("dependence not looked for", _without(DEPENDENCE),
     "One of the worlds that you call sound has neighbours that resemble each other. Against x "
     "nothing shows, since its rows are not in the order of x: plot each residual against the one "
     "before it."),
    ("heavy tails for the lever", _but(LEVER, TAILS),
     "One of the worlds that you call heavy-tailed has a single row far out, and far out in *x*. "
     "Heavy tails are huge pieces of noise at any x. Look at the leverage of that row."),
    ("curvature for dependence", _but(DEPENDENCE, CURVATURE),
     "One of the worlds that you call bent has waves in the order of its rows, but none against "
     "x. Curvature is a matter of x: there x² has nothing to say."),
    ("unequal noise for dependence", _but(DEPENDENCE, UNEQUAL),
     "One of the worlds to which you give unequal noise has runs of high and of low residuals. "
     "Their size does not follow x, which Breusch and Pagan confirm; look at neighbours."),
    ("unequal noise for curvature", _but(CURVATURE, UNEQUAL),
     "One of the worlds to which you give unequal noise has residuals whose *mean* follows x: low "
     "in the middle, high at the ends. Their spread about that bend is the same everywhere."),
    ("curvature for the lever", _but(LEVER, CURVATURE),
     "One of the worlds that you call bent owes its look to one row alone, far out in x. Leave "
     "this row out, and the others lie about a straight line."),
    ("sorted by x first", _sorted_by_x,
     "Your names are those of one who sorts the rows by x before comparing neighbours. Then a "
     "bend looks like dependence, and real dependence is torn apart. Neighbours are those in the "
     "order of observation."),
    ("zeros that are forced", lambda X, y: [NOTHING] * 5,
     "You call all five worlds sound. In each of them the mean of the residuals is 0, and so is "
     "their correlation with x: the normal equations force both, and they prove nothing."),
    ("a fault where there is none", _but(NOTHING, TAILS),
     "Four of your five are right. The other world passes every test of this lesson: a few dots "
     "that look odd are what noise looks like.",
     {"recognises": _only_the_sound_one_off}),
    ("one world misnamed", _but(UNEQUAL, CURVATURE), _why_not, {"recognises": _only_one_off}),
    ("the key counted from 0", lambda X, y: np.subtract(name_the_fault.program(X, y), 1),
     "Your numbers count the key from 0. It begins with 1, for nothing."),
    ("a world for each fault", lambda X, y: np.argsort(name_the_fault.program(X, y)) + 1,
     "Your list goes through the *key*, and says which world it is. Go through the worlds, and "
     "say which number of the key it is."),
)  # fmt: skip
