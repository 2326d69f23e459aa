"""HC3 in a second pass: residuals and leverages of each block, from the triangle of all."""

import numpy as np
from scipy.linalg import solve_triangular

from helpers.feedback import written
from helpers.lessons.contents import larger_than_memory as lesson
from helpers.lessons.larger_than_memory.shared import Blocks, plain_fit, stacked, triangle, world


def _streams(rng):
    """Noise that grows with a predictor, so that the kinds of standard errors differ.

    Each block has more rows than columns, so that a fit to it alone can be told.
    """
    for p, sizes in ((3, (7, 6)), (2, (5, 4, 8)), (4, (9, 6, 12)), (3, (40, 30))):
        plain = (world(rng, size, p) for size in sizes)
        blocks = Blocks((X, y + X[:, -1] ** 2 * rng.normal(size=len(y))) for X, y in plain)
        yield blocks, triangle(np.column_stack(stacked(blocks)))


@lesson.function(
    "13b-hc3",
    cases=_streams,
    hints=(
        "The triangle of all rows holds β and (X'X)⁻¹. With these, each row of a block knows its "
        "residual e and its leverage h; add up x x' e²/(1 − h)² over rows and blocks.",
        "`Rx, z = R[:-1, :-1], R[:-1, -1]`: Rx β = z. The leverages of a block are the squared "
        'lengths of the columns of `solve_triangular(Rx, X.T, trans="T")`.',
        "All weighted rows of a block at once: multiply each row of X by its own e/(1 − h), "
        "`X * w[:, None]`. The product of that table's transpose with it is the sum over its rows. "
        "Blocks come by once, so all of this is one loop.",
        "With `w = e / (1 - h)` a block adds `(X * w[:, None]).T @ (X * w[:, None])` to the sum M. "
        "After the last block, with `bread = np.linalg.inv(Rx.T @ Rx)`, the covariance is "
        "`bread @ M @ bread`. The standard errors are the roots of its diagonal.",
    ),
)
def hc3(blocks, R):
    """HC3 standard errors in a second pass."""
    # From the triangle of the rows x e / (1 − h).
    Rx = R[:-1, :-1]
    beta = solve_triangular(Rx, R[:-1, -1])
    again = np.zeros_like(Rx)
    for X, y in blocks:
        h = np.sum(solve_triangular(Rx, X.T, trans="T") ** 2, axis=0)
        again = triangle(np.vstack([again, X * ((y - X @ beta) / (1 - h))[:, None]]))
    half = solve_triangular(Rx, solve_triangular(Rx, again.T, trans="T"))
    return np.linalg.norm(half, axis=1)


@hc3.variant("all rows at once, without the triangle")
def _(blocks, R):
    X, y = stacked(blocks)
    pseudo = np.linalg.pinv(X)
    e, h = y - X @ (pseudo @ y), np.diag(X @ pseudo)
    return np.sqrt(np.sum((pseudo * (e / (1 - h))) ** 2, axis=1))


@hc3.variant("block after block")
def _(blocks, R):
    Rx, z = R[:-1, :-1], R[:-1, -1]
    beta, total = solve_triangular(Rx, z), 0
    for X, y in blocks:
        h = np.sum(solve_triangular(Rx, X.T, trans="T") ** 2, axis=0)
        rows = X * ((y - X @ beta) / (1 - h))[:, None]
        total = total + rows.T @ rows
    bread = np.linalg.inv(Rx.T @ Rx)
    return np.sqrt(np.diag(bread @ total @ bread))


@hc3.law(
    "Leave out each row once: the squared moves of a coefficient add up to the square of its HC3 "
    "standard error. Your first one squares to {left}, and the moves of the constant do not add up "
    "to that."
)
def _(errors, blocks, R):
    return errors[0] ** 2, _moves(blocks)[0]


@hc3.law("So it is for every coefficient. The last of yours squares to {left}; its moves do not.")
def _(errors, blocks, R):
    return errors[-1] ** 2, _moves(blocks)[-1]


def _moves(blocks):
    """The sum over rows of the squared moves of beta where the row is left out."""
    X, y = stacked(blocks)
    everything = np.linalg.lstsq(X, y, rcond=None)[0]
    deleted = [
        np.linalg.lstsq(np.delete(X, i, axis=0), np.delete(y, i), rcond=None)[0]
        for i in range(len(y))
    ]
    return np.sum((np.array(deleted) - everything) ** 2, axis=0)


def _errors(variance):
    """Standard errors with something else in place of each row's variance."""

    def program(blocks, R):
        X, y = stacked(blocks)
        _, e, h, inverse = plain_fit(X, y)
        return np.sqrt(np.sum((inverse @ X.T) ** 2 * variance(e, h, *X.shape), axis=1))

    return program


def _by_block(own_beta, own_leverage):
    """Each block with its own plane, or its own (X'X)⁻¹ for the leverages."""

    def program(blocks, R):
        X, y = stacked(blocks)
        beta, _, _, inverse = plain_fit(X, y)
        total = 0
        for Z, v in blocks.pairs:
            own = np.linalg.pinv(Z)
            h = np.diag(Z @ own) if own_leverage else np.sum((Z @ inverse) * Z, axis=1)
            e = v - Z @ (own @ v if own_beta else beta)
            rows = Z * (e / (1 - h))[:, None]
            total = total + rows.T @ rows
        return np.sqrt(np.diag(inverse @ total @ inverse))

    return program


def _from_right(change):
    return lambda blocks, R: change(hc3.program(blocks, R))


def _y_in_the_leverage(blocks, R):
    X, y = stacked(blocks)
    table = np.column_stack([X, y])
    _, e, _, inverse = plain_fit(X, y)
    h = np.diag(table @ np.linalg.pinv(table))
    return np.sqrt(np.sum((inverse @ X.T) ** 2 * (e / (1 - h)) ** 2, axis=1))


def _no_bread(blocks, R):
    X, y = stacked(blocks)
    _, e, h, _ = plain_fit(X, y)
    return np.sqrt(np.sum((X * (e / (1 - h))[:, None]) ** 2, axis=0))


def _the_last_block(blocks, R):
    X, y = stacked(blocks)
    beta, _, _, inverse = plain_fit(X, y)
    Z, v = blocks.pairs[-1]
    h = np.sum((Z @ inverse) * Z, axis=1)
    return np.linalg.norm(inverse @ (Z * ((v - Z @ beta) / (1 - h))[:, None]).T, axis=1)


def _weight_once(blocks, R):
    """The sum of x x' e/(1 − h) is no sum of squares: below zero its root is nan."""
    X, y = stacked(blocks)
    _, e, h, inverse = plain_fit(X, y)
    with np.errstate(invalid="ignore"):
        return np.sqrt(np.sum((inverse @ X.T) ** 2 * (e / (1 - h)), axis=1))


def _row_moves(blocks):
    """By how much each row moves each coefficient: its part of HC3, before it is squared."""
    X, y = stacked(blocks)
    _, e, h, inverse = plain_fit(X, y)
    return X @ inverse * (e / (1 - h))[:, None]


def _about_their_mean(blocks, R):
    moves = _row_moves(blocks)
    return np.sqrt((len(moves) - 1) * np.var(moves, axis=0))


def _of_each_block(blocks):
    ends = np.cumsum([len(y) for _, y in blocks.pairs])[:-1]
    return np.split(_row_moves(blocks), ends)


def _roots_before_the_sum(blocks, R):
    return np.sum([np.linalg.norm(moves, axis=0) for moves in _of_each_block(blocks)], axis=0)


def _summed_within_blocks(blocks, R):
    sums = [moves.sum(axis=0) for moves in _of_each_block(blocks)]
    return np.linalg.norm(sums, axis=0)


def _times(factor):
    """HC3 with one factor for all, of the numbers of rows and columns."""

    def program(blocks, R):
        return hc3.program(blocks, R) * factor(*stacked(blocks)[0].shape)

    return program


def _untransposed(blocks, R):
    """The "leverages" |Rx⁻¹ x|² of all rows."""
    return np.sum(solve_triangular(R[:-1, :-1], stacked(blocks)[0].T) ** 2, axis=0)


def _trans_forgotten(blocks, R):
    X, y = stacked(blocks)
    _, e, _, inverse = plain_fit(X, y)
    return np.linalg.norm(inverse @ X.T * (e / (1 - _untransposed(blocks, R))), axis=1)


def _says_their_sum(yours, blocks, R):
    added = written(_untransposed(blocks, R).sum(), ".4g")
    return (
        f"Over all rows leverages add up to p, which is {len(R) - 1} for the first input. Yours "
        f"add up to {added}: with Rx in place of its transpose they are |Rx⁻¹x|². Wanted is the "
        'squared length of a row of Q: `trans="T"`.'
    )


hc3.mistakes(
    ("HC0", _errors(lambda e, h, n, p: e**2),
     "Your {yours} are HC0: the squared residuals as they are. HC3 divides each residual by 1 − h, "
     "since a row with a long lever pulls the plane to itself."),
    ("HC1", _errors(lambda e, h, n, p: e**2 * n / (n - p)),
     "Your {yours} are HC1: all squared residuals times n/(n − p). HC3 gives each row a factor of "
     "its own, 1/(1 − h)²."),
    ("HC2", _errors(lambda e, h, n, p: e**2 / (1 - h)),
     "Your {yours} are HC2: the squared residual over 1 − h. HC3 divides the *residual* by 1 − h, "
     "so the square by (1 − h)²."),
    ("one sigma for all", _errors(lambda e, h, n, p: e @ e / (n - p)),
     "Your {yours} are the classical standard errors, with one sigma for all rows. They need no "
     "second pass, and no robust ones come out of the first."),
    ("leverages within each block", _by_block(False, True),
     "Your leverages are those of a fit to the block alone. A row's lever is short among all rows: "
     "take (X'X)⁻¹ from R, the triangle of *all* blocks."),
    ("a plane for each block", _by_block(True, False),
     "Your residuals come from a plane of each block's own. There is one plane, that of all rows: "
     "its β is in R."),
    ("a fit for each block", _by_block(True, True),
     "Your residuals and leverages come from a fit to each block alone. Both belong to the plane "
     "of all rows, which is in R."),
    ("the last block alone", _the_last_block,
     "Your sum holds the last block alone: each block overwrites those before it. Add them up."),
    ("y among the columns", _y_in_the_leverage,
     "Your leverages come from the whole triangle, y's column included. Leverages know only X: "
     "Rx is R without its last row and column."),
    ("nothing around the sum", _no_bread,
     "Your numbers are roots of the sum of x x' e²/(1 − h)² alone. On either side belongs (X'X)⁻¹, "
     "which turns it into a covariance of β."),
    ("the weight not squared", _weight_once,
     "Your sum holds x x' e/(1 − h), the weight once: it may be negative, and then a root is nan. "
     "In place of each row's variance stands e²/(1 − h)²: weight x on both sides."),
    ("the weight squared on both sides", _errors(lambda e, h, n, p: (e / (1 - h)) ** 4),
     "Your sum holds x x' e⁴/(1 − h)⁴: each row's variance enters twice. If x on *both* sides is "
     "multiplied by w, w = e/(1 − h) is enough; the square comes of the two."),
    ("HC1's factor on top", _times(lambda n, p: np.sqrt(n / (n - p))),
     "Your {yours} are HC3 times √(n/(n − p)), which is HC1's factor. HC3 has none: each row's own "
     "1/(1 − h)² does already what that does on average."),
    ("n over n − p on top", _times(lambda n, p: n / (n - p)),
     "Your {yours} are HC3 times n/(n − p). HC3 has no factor for all rows: each has its own, "
     "1/(1 − h)²."),
    ("the jackknife's factor", _times(lambda n, p: np.sqrt((n - 1) / n)),
     "Your {yours} are HC3 times √((n − 1)/n), a factor of the jackknife. HC3 leaves it out."),
    ("about their mean", _about_their_mean,
     "Your {yours} take the moves of the coefficients about their *mean*, times (n − 1)/n: the "
     "jackknife's errors. HC3 adds up the squared moves as they are, without a factor."),
    ("roots before the sum", _roots_before_the_sum,
     "Your {yours} add up a standard error for each block. Variances add, not their roots: sum "
     "over all blocks first, and take the root of the diagonal once, at the end."),
    ("summed within each block", _summed_within_blocks,
     "Your function adds up the rows x e/(1 − h) of a block before it squares them, so the noise "
     "of different rows may cancel: errors clustered by block. For HC3 each row is squared alone."),
    ("a triangle not transposed", _trans_forgotten, _says_their_sum),
    ("variances", _from_right(lambda errors: errors**2),
     "Your {yours} are variances. A standard error is the root."),
)  # fmt: skip
