"""The design matrix: a row an observation, a first column of ones; `reshape` is not `.T`."""

import numpy as np

from helpers.lessons.contents import pretend_worlds as lesson


def _predictors(rng):
    for k, n in ((2, 7), (3, 12), (1, 5), (4, 4), (5, 3)):
        yield (rng.normal(size=(k, n)),)


@lesson.function(
    "01-design-matrix",
    cases=_predictors,
    hints=(
        "Each row of X is one observation: a 1, then its predictors.",
        "`x` has one row for each predictor, so it has to be turned: `x.T`. "
        "How many ones are needed? As many as x has columns.",
        "`np.column_stack([np.ones(x.shape[1]), x.T])`",
    ),
)
def design_matrix(x):
    """The design matrix, with its constant column."""
    k, n = x.shape
    X = np.ones((n, k + 1))
    X[:, 1:] = x.T
    return X


@design_matrix.variant("column_stack")
def _(x):
    return np.column_stack([np.ones(x.shape[1]), x.T])


@design_matrix.variant("vstack, then transpose")
def _(x):
    return np.vstack([np.ones(x.shape[1]), x]).T


@design_matrix.variant("rows as lists")
def _(x):
    return [[1, *column] for column in x.T.tolist()]


@design_matrix.law(
    "Every observation has the constant once, so the first column of X holds ones. In yours, its "
    "smallest and its largest entry are {left}."
)
def _(X, x):
    return np.array([X[:, 0].min(), X[:, 0].max()]), np.ones(2)


@design_matrix.law(
    "A predictor keeps its average when it becomes a column of X. One that averages {right} in x "
    "averages {left} in yours."
)
def _(X, x):
    mine, given = X[:, 1:].mean(axis=0), x.mean(axis=1)
    worst = np.argmax(np.abs(mine - given))
    return mine[worst], given[worst], np.abs(x).max()


@design_matrix.law(
    "Turning a table keeps each observation together: row i of X is a 1 and then `x[:, i]`. Rows "
    "of yours that are otherwise: {left}."
)
def _(X, x):
    kept = np.isclose(X[:, 0], 1) & np.isclose(X[:, 1:], x.T).all(axis=1)
    return np.sum(~kept), 0


design_matrix.mistakes(
    ("no constant", lambda x: x.T,
     "Your matrix holds the predictors alone. Without a first column of ones the plane is forced "
     "through the origin."),
    ("constant last", lambda x: np.column_stack([x.T, np.ones(x.shape[1])]),
     "Your column of ones stands last. In this course the constant comes first, so that `beta[0]` "
     "is always the constant."),
    ("not turned", lambda x: np.vstack([np.ones(x.shape[1]), x]),
     "Your matrix has observations in its columns. Turn it: in X, rows are observations."),
    ("not turned, ones beside it", lambda x: np.column_stack([np.ones(x.shape[0]), x]),
     "You put the ones beside x as it is, whose rows are predictors. Turn x first: in X, rows are "
     "observations."),
    ("made for two predictors",
     lambda x: np.column_stack([np.ones(x.shape[1]), x[0], x[min(1, len(x) - 1)]]),
     "Your matrix uses two predictors, however many x has. Turn all of x at once: `x.T`.",
     {"recognises": lambda yours, x: (
         yours.shape == (x.shape[1], 3) and np.array_equal(yours[:, 1 : 1 + len(x)], x[:2].T)
    )}),
    ("reshape for transpose",
     lambda x: np.column_stack([np.ones(x.shape[1]), x.reshape(x.shape[1], -1)]),
     "`reshape` deals the numbers out anew, so the values of one predictor land in several "
     "columns. (With such an X, the seed world's R² falls from 0.330 to 0.005.) `.T` turns the "
     "table and keeps every observation together."),
    ("constant of zeros", lambda x: np.column_stack([np.zeros(x.shape[1]), x.T]),
     "Your first column holds zeros. The constant is multiplied by this column: it must hold "
     "ones."),
)  # fmt: skip
