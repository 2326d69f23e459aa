"""The covariance matrix sigma² (X'X)⁻¹: its square, its inverse, and what is only a part of it."""

import numpy as np

from helpers.lessons.contents import uncertainty as lesson
from helpers.lessons.uncertainty.shared import WORLD, designs, notebook_noise, unscaled_errors


def _designs_and_sigmas(rng):
    for sigma, (X, _) in zip((2.0, 0.3, 5.0), designs(rng), strict=True):
        yield X, sigma


@lesson.function(
    "03-covariance",
    cases=_designs_and_sigmas,
    hints=(
        "The error is $A\\varepsilon$ with $A = (X'X)^{-1}X'$, and the covariance matrix of "
        "$A\\varepsilon$ is $\\sigma^2 A A'$.",
        "In $AA' = (X'X)^{-1} X' X (X'X)^{-1}$ most of it falls away: what remains is one inverse.",
        "`sigma**2 * np.linalg.inv(X.T @ X)`",
    ),
)
def covariance(X, sigma):
    """The covariance matrix of the estimates."""
    A = np.linalg.pinv(X)
    return sigma**2 * A @ A.T


@covariance.variant("inverse of X'X")
def _(X, sigma):
    return sigma**2 * np.linalg.inv(X.T @ X)


@covariance.variant("from QR")
def _(X, sigma):
    inverse = np.linalg.inv(np.linalg.qr(X)[1])
    return sigma**2 * inverse @ inverse.T


@covariance.law(
    "The covariance of two estimates is the same in either order: C is symmetric. Yours is not."
)
def _(C, X, sigma):
    return C, C.T


@covariance.law(
    "Other columns only cost certainty: a variance is at least σ²/Σx², what it would be without "
    "them. Yours is {left} where that is {right}.",
    "≥",
)
def _(C, X, sigma):
    variances, alone = np.diag(C), sigma**2 / np.sum(X**2, axis=0)
    worst = np.argmin(variances / alone)
    return variances[worst], alone[worst]


@covariance.law(
    "Over all rows, the variances x'Cx of the fitted values add up to p σ²: {right} here. Yours "
    "add up to {left}."
)
def _(C, X, sigma):
    return np.sum(X @ C * X), X.shape[1] * sigma**2


@covariance.law(
    "C undoes X'X, but for σ²: X'X C is σ² times the identity. Yours differs from that by up to "
    "{left}."
)
def _(C, X, sigma):
    off = X.T @ X @ C - sigma**2 * np.eye(len(C))
    return np.abs(off).max(), 0, np.max(np.abs(X.T @ X) @ np.abs(C))


def _by_simulation(yours, X, sigma):
    """Near the covariance matrix in every entry, and yet not from the formula."""
    right = sigma**2 * np.linalg.inv(X.T @ X)
    scale = np.sqrt(np.outer(np.diag(right), np.diag(right)))
    return yours.shape == right.shape and 1e-4 < np.max(np.abs(yours - right) / scale) < 0.25


covariance.mistakes(
    ("sigma not squared", lambda X, sigma: sigma * np.linalg.inv(X.T @ X),
     "Your matrix is right up to sigma, which it has in place of sigma². sigma is a standard "
     "deviation; a covariance is in squared units."),
    ("sigma of the seed world", lambda X, sigma: WORLD.sigma**2 * np.linalg.inv(X.T @ X),
     "Your matrix uses sigma = 5, whatever sigma is. Use the `sigma` that is handed in."),
    ("sigma left out", lambda X, sigma: np.linalg.inv(X.T @ X),
     "Your matrix does not depend on sigma: it is (X'X)⁻¹."),
    ("no inverse", lambda X, sigma: sigma**2 * X.T @ X,
     "Your matrix is sigma² X'X. More data would make it larger, and the estimates less certain: "
     "the inverse is missing."),
    ("divided by sigma²", lambda X, sigma: np.linalg.inv(X.T @ X) / sigma**2,
     "Your matrix is (X'X)⁻¹ / sigma². More noise would make the estimates *more* certain."),
    ("everything inverted", lambda X, sigma: X.T @ X / sigma**2,
     "Your matrix is X'X / sigma², the inverse of the covariance matrix. (It has a name, "
     "information; lesson 07 needs it.)"),
    ("entries inverted one by one", lambda X, sigma: sigma**2 / (X.T @ X),
     "You divided by each entry of X'X. The inverse of a *matrix* is another thing: "
     "`np.linalg.inv`."),
    ("divided by n", lambda X, sigma: sigma**2 * np.linalg.inv(X.T @ X) / len(X),
     "Your matrix is divided by n once more. The n observations are counted in X'X already."),
    ("variances only", lambda X, sigma: sigma**2 * np.diag(np.linalg.inv(X.T @ X)),
     "Your numbers are the variances, the diagonal. Wanted: the whole matrix, for the estimates "
     "also vary together."),
    ("standard errors only", lambda X, sigma: sigma * unscaled_errors(X),
     "Your numbers are standard errors, the roots of the diagonal. Wanted: the whole matrix, for "
     "the estimates also vary together."),
    ("off-diagonal zero", lambda X, sigma: sigma**2 * np.diag(np.diag(np.linalg.inv(X.T @ X))),
     "Your matrix holds the right variances and zeros beside them. The estimates share their "
     "noise, so their errors are correlated."),
    ("covariance of the fitted values", lambda X, sigma: sigma**2 * X @ np.linalg.pinv(X),
     "Your matrix is n by n, the covariance of the *fitted values*, sigma² H. Wanted: that of the "
     "p coefficients."),
    ("correlations",
     lambda X, sigma: np.linalg.inv(X.T @ X) / np.outer(unscaled_errors(X), unscaled_errors(X)),
     "Your matrix holds correlations: ones on its diagonal, and no unit. Leave the covariances as "
     "they are."),
    ("the identity", lambda X, sigma: sigma**2 * np.eye(X.shape[1]),
     "Your matrix is sigma² on the diagonal and zero elsewhere: X has cancelled altogether. In "
     "AA' = (X'X)⁻¹ X'X (X'X)⁻¹ one inverse remains."),
    ("covariance of the predictors, without sigma", lambda X, sigma: np.cov(X.T),
     "Your matrix is `np.cov` of the columns of X. That is how the predictors vary; the estimates "
     "vary with the *inverse* of X'X, and with sigma²."),
    ("A itself", lambda X, sigma: sigma**2 * np.linalg.pinv(X),
     "Your matrix is p by n: A, times sigma². The covariance matrix of Aε is sigma² A A'."),
    ("* 2 for ** 2", lambda X, sigma: 2 * sigma * np.linalg.inv(X.T @ X),
     "Your matrix has 2 sigma where sigma² belongs: `* 2` doubles, `** 2` squares."),
    ("n by n identity", lambda X, sigma: sigma**2 * np.eye(len(X)),
     "Your matrix is n by n, the covariance of the *noise*, sigma² I. That of Aε: sigma² A A'."),
    ("made by simulation",
     lambda X, sigma: np.cov(np.linalg.pinv(X) @ notebook_noise(X).T * sigma / WORLD.sigma),
     "Your matrix is close to what the formula gives, but is not from it. If it comes from "
     "repetition, it keeps a random error of its own: simplify $\\sigma^2 AA'$ instead.",
     {"recognises": _by_simulation}),
)  # fmt: skip
