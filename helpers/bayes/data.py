"""What every entry point of Bayes takes: (X, y, …) or (S, …)."""

from typing import TypeVar

from numpy.typing import ArrayLike

from helpers.compressed import Compressed, compress

Belief = TypeVar("Belief")


def as_compressed(X: ArrayLike | Compressed, y: ArrayLike | None = None) -> Compressed:
    """The triangle of the data, whether they came as rows or compressed already."""
    if isinstance(X, Compressed):
        if y is not None:
            raise TypeError("A Compressed holds its y: give (S), without y.")
        return X
    if y is None:
        raise TypeError("X was given alone; wanted X and y, or S = compress(X, y).")
    return compress(X, y)


def data_and_belief(
    X: ArrayLike | Compressed, y: ArrayLike | Belief, belief: Belief | None, wanted: str = "prior"
) -> tuple[Compressed, Belief]:
    """(X, y, prior) or (S, prior), told apart: the triangle of the data, and the prior."""
    if isinstance(X, Compressed):
        if belief is not None:
            raise TypeError(f"A Compressed holds its y: give (S, {wanted}), without y.")
        return X, y
    if belief is None:
        raise TypeError(
            f"There are two arguments, and the first is no Compressed; wanted (X, y, {wanted}), or "
            f"(S, {wanted}) with S = compress(X, y)."
        )
    return compress(X, y), belief
