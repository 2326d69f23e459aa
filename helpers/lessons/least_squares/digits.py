"""How many digits each method keeps: which condition number counts, and what squaring it costs."""

import numpy as np

from helpers.lessons.contents import least_squares as lesson
from helpers.lessons.least_squares.shared import longley_data


def _scaled(X):
    return X / np.linalg.norm(X, axis=0)


def _kept(lost):
    """Of 16 digits, where the normal equations lose twice as many as QR."""
    return 16 - lost, 16 - 2 * lost


@lesson.value(
    "02-digits",
    data=lambda: {"X": longley_data()["X"]},
    hints=(
        "Which of the two condition numbers counts, that of the columns as they are or that of the "
        "columns scaled to length 1?",
        "A condition number of $10^k$ costs $k$ digits: $k$ is its logarithm to the base 10. And "
        "what is the condition number of X'X, if you know that of X?",
        "`lost = np.log10(np.linalg.cond(scaled))` digits are lost by QR, and twice as many by the "
        "normal equations. How many are left of 16?",
    ),
)
def digits(X):
    """How many digits will each method keep?"""
    axes = np.linalg.svd(_scaled(X), compute_uv=False)
    return _kept(np.log10(axes[0]) - np.log10(axes[-1]))


@digits.variant("the condition number, and its square")
def _(X):
    condition = np.linalg.cond(_scaled(X))
    return 16 - np.log10(condition), 16 - np.log10(condition**2)


@digits.variant("natural logarithms, divided")
def _(X):
    lost = np.log(np.linalg.cond(_scaled(X))) / np.log(10)
    return [16 - lost, 16 - 2 * lost]


@digits.law(
    "Each digit lost by QR stands for a factor of 10 between the half-axes: the shortest one of "
    "the scaled columns, times all of these, is the longest, {right}. With yours it is {left}."
)
def _(yours, X):
    axes = np.linalg.svd(_scaled(X), compute_uv=False)
    return 10 ** np.clip(16 - yours[0], -300, 300) * axes[-1], axes[0]


@digits.law(
    "The square of a number has twice its logarithm: of the 16, the normal equations lose two "
    "digits for each one that QR loses. By your numbers they lose {left}, QR half of {right}."
)
def _(yours, X):
    return 16 - yours[1], 2 * (16 - yours[0])


def _exchanged(X):
    by_qr, by_normal_equations = digits.program(X)
    return by_normal_equations, by_qr


def _centred(X):
    return _kept(np.log10(np.linalg.cond(_scaled(X[:, 1:] - X[:, 1:].mean(axis=0)))))


def _rows_scaled(X):
    return _kept(np.log10(np.linalg.cond(X / np.linalg.norm(X, axis=1, keepdims=True))))


def _is_rounded(yours, X):
    right = np.array(digits.program(X))
    shorter = (np.floor(right), np.round(right), np.round(right, 1))
    return any(np.allclose(yours.ravel(), one) for one in shorter)


def _from_the_digits_lost(answer):
    """A program from what it makes of the digits that QR loses."""
    return lambda X: answer(np.log10(np.linalg.cond(_scaled(X))))


digits.mistakes(
    ("columns as they are", lambda X: _kept(np.log10(np.linalg.cond(X))),
     "Your {yours} come from the columns as they are. Most of that condition number is units, and "
     "units cost neither method a digit: take the columns scaled to length 1."),
    ("exchanged", _exchanged,
     "Your {yours} are in the wrong places: QR comes first, and it is the method that works on X "
     "itself."),
    ("centred", _centred,
     "Your {yours} are for centred columns. Those would keep more digits, but here the columns are "
     "scaled and not moved."),
    ("rounded", lambda X: np.round(digits.program(X), 1),
     "Your {yours} are as the rule has them, but rounded. Hand over the computed numbers: the "
     "picture that follows rounds for itself.", {"recognises": _is_rounded}),
    ("rows scaled", _rows_scaled,
     "Your {yours} are for *rows* scaled to length 1. A unit belongs to a column: scale along "
     "`axis=0`."),
)  # fmt: skip

digits.mistakes(
    ("not squared", lambda lost: (16 - lost, 16 - lost),
     "Your two numbers, {yours}, are one. But the normal equations contain X'X, whose condition "
     "number is the square of that of X."),
    ("digits lost", lambda lost: (lost, 2 * lost),
     "Your {yours} are the digits that are *lost*. Of 16, how many are kept?"),
    ("natural logarithm", lambda lost: _kept(lost * np.log(10)),
     "Your {yours} come from natural logarithms. Digits count powers of 10: `np.log10`."),
    ("logarithm squared", lambda lost: (16 - lost, 16 - lost**2),
     "The second of your {yours} squares the logarithm. It is the condition number that is "
     "squared, and the logarithm of a square is *twice* the logarithm."),
    ("half for QR", lambda lost: _kept(lost / 2),
     "Your {yours} let the normal equations lose what QR loses. QR feels the condition number of "
     "X, and the normal equations feel its square."),
    ("squared twice", lambda lost: _kept(2 * lost),
     "Your {yours} charge QR with the square already. It works on X itself."),
    ("condition numbers themselves", lambda lost: (10**lost, 100**lost),
     "Your {yours} are condition numbers. How many digits does each of them cost, and how many are "
     "left of 16?"),
    ("machine epsilon for 16",
     lambda lost: (-np.log10(2.0**-52) - lost, -np.log10(2.0**-52) - 2 * lost),
     "Your {yours} start from machine epsilon, 15.65 digits. That is a finer count; the rule of "
     "thumb starts from 16."),
    of=_from_the_digits_lost,
)  # fmt: skip
