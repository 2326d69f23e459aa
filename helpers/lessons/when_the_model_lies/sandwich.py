"""The covariance of the estimates under any noise: what is bread, what is filling, how often."""

import numpy as np

from helpers.lessons.contents import when_the_model_lies as lesson


def _noise_covariances(rng):
    for n, p in ((7, 3), (12, 2), (9, 4)):
        X = np.column_stack([np.ones(n), rng.uniform(size=(n, p - 1))])
        L = rng.normal(size=(n, n + 3))
        yield X, L @ L.T / n


def _aca(X, C):
    A = np.linalg.pinv(X)
    return A @ C @ A.T


@lesson.function(
    "04-sandwich",
    cases=_noise_covariances,
    hints=(
        "As in lesson 03, the error of the estimate is $A\\varepsilon$ with $A = (X'X)^{-1}X'$.",
        "The covariance matrix is the mean of $A\\varepsilon\\,(A\\varepsilon)'$, and A does not "
        "vary. Of $\\varepsilon\\varepsilon'$ the mean is C.",
        "That leaves $A \\, C \\, A'$: `A = np.linalg.pinv(X)`, which is $(X'X)^{-1}X'$; then "
        "`A @ C @ A.T`.",
    ),
)
def sandwich(X, C):
    """The covariance of the estimates when the noise has any covariance matrix."""
    R = np.linalg.qr(X)[1]
    bread = np.linalg.inv(R) @ np.linalg.inv(R).T
    return bread @ (X.T @ C @ X) @ bread


@sandwich.variant("A C A'")
def _(X, C):
    return _aca(X, C)


@sandwich.variant("solved twice")
def _(X, C):
    half = np.linalg.solve(X.T @ X, X.T @ C @ X)
    return np.linalg.solve(X.T @ X, half.T)


@sandwich.law(
    "The covariance of two estimates is the same in either order: the matrix is symmetric. Yours "
    "is not."
)
def _(V, X, C):
    return V, V.T


@sandwich.law(
    "Even with C known, no unbiased weighted sum of y estimates one coefficient with a variance "
    "below {right}. Yours has {left}.",
    "≥",
)
def _(V, X, C):
    variances, least = np.diag(V), np.diag(np.linalg.inv(X.T @ np.linalg.solve(C, X)))
    worst = np.argmin(variances / least)
    return variances[worst], least[worst]


@sandwich.law(
    "The fitted values are Hy: over all rows, their variances x'Vx add up to the trace of HC, "
    "{right}. With yours they add up to {left}."
)
def _(V, X, C):
    return np.sum(X @ V * X), np.trace(X @ np.linalg.pinv(X) @ C)


@sandwich.law(
    "X'X on both sides takes the bread off and leaves the filling, X'CX. Yours leaves something "
    "else, by up to {left}."
)
def _(V, X, C):
    crust = X.T @ X
    left = crust @ V @ crust - X.T @ C @ X
    return np.abs(left).max(), 0, np.max(np.abs(crust) @ np.abs(V) @ np.abs(crust))


sandwich.mistakes(
    ("one variance for all", lambda X, C: np.mean(np.diag(C)) * np.linalg.inv(X.T @ X),
     "Your matrix is (X'X)⁻¹ times the average variance: it treats the noise as equal and "
     "independent, which C says it is not."),
    ("off-diagonal ignored", lambda X, C: _aca(X, np.diag(np.diag(C))),
     "Your matrix uses the diagonal of C alone. Its other entries say which pieces of noise go "
     "together, and they count."),
    ("generalised least squares", lambda X, C: np.linalg.inv(X.T @ np.linalg.inv(C) @ X),
     "Your matrix is (X'C⁻¹X)⁻¹: the covariance of *another* estimator, which weighs the rows by "
     "C. Ordinary least squares does not, and is less precise."),
    ("only the filling", lambda X, C: X.T @ C @ X,
     "Your matrix is X'CX, the filling of the sandwich. The bread, (X'X)⁻¹, is missing on both "
     "sides."),
    ("bread on one side", lambda X, C: np.linalg.inv(X.T @ X) @ X.T @ C @ X,
     "Your matrix has (X'X)⁻¹ on the left alone. An error occurs twice in its variance: A C A'."),
    ("bread not inverted", lambda X, C: X.T @ X @ X.T @ C @ X @ X.T @ X,
     "Your matrix has X'X on both sides of X'CX; its inverse belongs there."),
    ("filling inverted", lambda X, C: np.linalg.inv(X.T @ C @ X),
     "Your matrix is (X'CX)⁻¹: more noise would make the estimate *more* certain."),
    ("C squared", lambda X, C: _aca(X, C @ C),
     "Your matrix has C twice. C holds variances already: do not square it."),
    ("standard errors only", lambda X, C: np.sqrt(np.diag(_aca(X, C))),
     "Your numbers are standard errors, the roots of the diagonal. Wanted: the whole matrix."),
    ("covariance of the fitted values", lambda X, C: X @ _aca(X, C) @ X.T,
     "Your matrix is n by n: H C H, the covariance of the *fitted values*. Wanted: that of the p "
     "coefficients."),
    ("sigma² of the seed world", lambda X, C: 25 * np.linalg.inv(X.T @ X),
     "Your matrix is 25 (X'X)⁻¹, the formula of lesson 03 with sigma = 5, whatever C is: it "
     "treats the noise as equal and independent, which C says it is not."),
    ("covariances dropped", lambda X, C: np.diag(np.diag(_aca(X, C))),
     "Your matrix holds the right variances and zeros beside them. The estimates share their "
     "noise, so their errors are correlated: keep the whole matrix."),
    ("bread on the other side", lambda X, C: X.T @ C @ X @ np.linalg.inv(X.T @ X),
     "Your matrix has (X'X)⁻¹ on the right alone. An error occurs twice: A C A'."),
    ("both slices on one side",
     lambda X, C: np.linalg.inv(X.T @ X) @ np.linalg.inv(X.T @ X) @ X.T @ C @ X,
     "Your matrix has both (X'X)⁻¹ on the left. Matrices cannot change places: one slice belongs "
     "on each side of X'CX."),
    ("bread inverted entry by entry", lambda X, C: (1 / (X.T @ X)) @ X.T @ C @ X @ (1 / (X.T @ X)),
     "Your bread divides 1 by each entry of X'X. The inverse of a *matrix* is another thing: "
     "`np.linalg.inv`."),
    ("inside out", lambda X, C: np.linalg.inv(X.T @ C @ X) @ X.T @ X @ np.linalg.inv(X.T @ C @ X),
     "Your matrix has (X'CX)⁻¹ on both sides and X'X between them: bread and filling have changed "
     "places."),
    ("half of it", lambda X, C: np.linalg.pinv(X) @ C,
     "Your matrix is p by n, A C: the covariance of the estimates with the noise. Multiply by A' "
     "as well."),
)  # fmt: skip
