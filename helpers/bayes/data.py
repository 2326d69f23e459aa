"""What every entry point of Bayes takes: (X, y, prior) or (S, prior)."""

from typing import TypeVar

from numpy.typing import ArrayLike

from helpers.compressed import Compressed, compress

Belief = TypeVar("Belief")


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
