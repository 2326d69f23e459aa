"""The law of beta given sigma and eta: precisions add up, once alpha and mu are integrated out."""

import numpy as np

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.shared import added, law_of_beta, normal_law, pieces


def _worlds(rng):
    """Predictors far from zero: there raw and centred ones differ."""
    for n, J in ((7, 2), (11, 3), (9, 1)):
        X = rng.normal(2, 1, (n, J))
        y = 5 + X @ rng.normal(1, 2, J) + rng.normal(0, 1.5, n)
        yield rng.uniform(0.7, 2), rng.uniform(0.4, 3, J), X, y, rng.normal(2, 1), rng.uniform(2, 5)


@lesson.function(
    "11-beta-given",
    cases=_worlds,
    parts=("mean", "covariance"),
    hints=(
        "With mu integrated out, beta_j has the prior N(m, eta_j² + s²). With alpha integrated "
        "out, the columns of X are centred. What is left is a normal prior and a normal "
        "likelihood, as in lesson 08.",
        "Precisions add up: the data bring $X_c'X_c/\\sigma^2$. What does the prior bring, with "
        "its variances $w_j = \\eta_j^2 + s^2$? The mean is the average of the estimate and m with "
        "these precisions for weights; the covariance is the inverse of their sum.",
        "`Xc = X - X.mean(axis=0)`, `w = eta**2 + s**2`, "
        "`covariance = np.linalg.inv(Xc.T @ Xc / sigma**2 + np.diag(1 / w))`, "
        "`mean = covariance @ (Xc.T @ y / sigma**2 + m / w)`. Return `mean, covariance`.",
    ),
)
def beta_given(sigma, eta, X, y, m, s):
    """The law of beta given sigma and eta: mean and covariance."""
    # alpha, beta and mu as one normal law, in which alpha and mu are then left unlooked at.
    n, J = X.shape
    design = np.column_stack([np.ones(n), X, np.zeros((n, J))])
    towards = np.column_stack([np.zeros(J), np.eye(J), -np.eye(J)]) / eta[:, None]
    hyper = np.column_stack([np.zeros((J, 1 + J)), np.eye(J)]) / s
    rows = np.vstack([design / sigma, towards, hyper])
    targets = np.concatenate([y / sigma, np.zeros(J), np.full(J, m / s)])
    everything = np.linalg.pinv(rows)
    block = slice(1, 1 + J)
    return (everything @ targets)[block], (everything @ everything.T)[block, block]


beta_given.variant("precisions added")(law_of_beta)


@beta_given.variant("only X centred")
def _(sigma, eta, X, y, m, s):
    Xc, w = X - X.mean(axis=0), eta**2 + s**2
    P = Xc.T @ Xc / sigma**2 + np.diag(1 / w)
    return {
        "mean": np.linalg.solve(P, Xc.T @ y / sigma**2 + m / w),
        "covariance": np.linalg.inv(P),
    }


@beta_given.variant("the estimate pulled towards m")
def _(sigma, eta, X, y, m, s):
    gram, products = pieces(X, y, sigma)
    V, W = np.linalg.inv(gram), np.diag(eta**2 + s**2)
    pull = V @ np.linalg.inv(V + W)
    estimate = V @ products
    return estimate + pull @ (m - estimate), V - pull @ V


@beta_given.law(
    "Data narrow a normal prior and never widen it: no variance of beta exceeds η² + s², {right} "
    "for one of them. Yours is {left} there.",
    "≤",
)
def _(found, sigma, eta, X, y, m, s):
    mine, prior = np.diag(found["covariance"]), eta**2 + s**2
    worst = np.argmax(mine / prior)
    return mine[worst], prior[worst]


@beta_given.law(
    "The mean of a normal law is the top of its density: there no slope is left, the pulls of data "
    "and prior cancel. At yours the log density has a slope of {left}."
)
def _(found, sigma, eta, X, y, m, s):
    gram, products = pieces(X, y, sigma)
    w = eta**2 + s**2
    slopes = products - gram @ found["mean"] - (found["mean"] - m) / w
    worst = np.argmax(np.abs(slopes))
    return slopes[worst], 0, np.abs(products).max() + np.abs(gram).max()


@beta_given.law(
    "Covariance times precision is the identity matrix, and precisions, of data and of prior, add "
    "up. With yours an entry of that product is {left} off."
)
def _(found, sigma, eta, X, y, m, s):
    precision = pieces(X, y, sigma)[0] + np.diag(1 / (eta**2 + s**2))
    off = found["covariance"] @ precision - np.eye(len(eta))
    return np.abs(off).max(), 0, 1


def _from_pieces(law):
    """A law from X'X/sigma² and X'y/sigma² of centred data, the prior variances w and the rest."""

    def program(sigma, eta, X, y, m, s):
        return law(*pieces(X, y, sigma), eta**2 + s**2, sigma, eta, m, s)

    return program


def _from_right(change):
    """Of the right mean and covariance, and sigma."""
    return lambda sigma, *given: change(*law_of_beta(sigma, *given), sigma)


def _centred_by(centre):
    def program(sigma, eta, X, y, m, s):
        Z = centre(X)
        return added(Z.T @ Z / sigma**2, Z.T @ y / sigma**2, eta**2 + s**2, m)

    return program


def _with_alpha(sigma, eta, X, y, m, s, variance=np.inf):
    """alpha and beta; alpha with a flat prior, or a wide normal one around 0."""
    Z = np.column_stack([np.ones(len(y)), X])
    w = np.append(variance, eta**2 + s**2)
    return added(Z.T @ Z / sigma**2, Z.T @ y / sigma**2, w, np.append(0, np.full_like(eta, m)))


def _vague_alpha(*given, variance=1e4):
    mean, covariance = _with_alpha(*given, variance=variance)
    return mean[1:], covariance[1:, 1:]


def _has_vague_alpha(yours, *given):
    laws = (_vague_alpha(*given, variance=10.0**k) for k in range(2, 9))
    return any(
        np.allclose(yours["mean"], mean, rtol=1e-8, atol=0)
        and np.allclose(yours["covariance"], covariance, rtol=1e-8, atol=1e-14)
        for mean, covariance in laws
    )


beta_given.mistakes(
    ("mu held at m", lambda G, p, w, sigma, eta, m, s: added(G, p, eta**2, m),
     "Your prior variance is eta² alone: that is the law of beta if mu were known to be m. With "
     "mu integrated out, its s² comes on top."),
    ("eta left out", lambda G, p, w, sigma, eta, m, s: added(G, p, s**2, m),
     "Your prior variance is s² alone. beta_j lies around mu_j with its own spread, eta_j, and "
     "that comes on top."),
    ("precisions of eta and s added",
     lambda G, p, w, sigma, eta, m, s: added(G, p, 1 / (1 / eta**2 + 1 / s**2), m),
     "Your prior variance is (1/eta² + 1/s²)⁻¹, the variance of mu given beta. To get from m to "
     "beta, two steps follow each other, and their variances add up."),
    ("sds added", lambda G, p, w, sigma, eta, m, s: added(G, p, (eta + s) ** 2, m),
     "Your prior variance is (eta + s)². Of two independent steps the variances add up, not the "
     "standard deviations."),
    ("eta and s read as variances", lambda G, p, w, sigma, eta, m, s: added(G, p, eta + s, m),
     "Your prior variance is eta + s. Both are standard deviations: square them."),
    ("prior precision inverted",
     lambda G, p, w, sigma, eta, m, s: normal_law(G + np.diag(w), p + m / w),
     "Your precision has the prior *variances* on its diagonal. Precisions add up: 1/w."),
    ("m forgotten", lambda G, p, w, sigma, eta, m, s: added(G, p, w, 0),
     "Your mean is pulled towards 0. The prior has its centre at m: add m/w to X'y/sigma²."),
    ("m not divided by w", lambda G, p, w, sigma, eta, m, s: added(G, p, w, m * w),
     "Your mean adds m itself to X'y/sigma². The prior counts with its precision: m/w."),
    ("least squares", lambda G, p, w, sigma, eta, m, s: normal_law(G, p),
     "Your law is that of least squares: the prior is left out of both mean and covariance."),
    ("X'y not divided", lambda G, p, w, sigma, eta, m, s: added(G, p * sigma**2, w, m),
     "Your covariance is right. In your mean X'y is not divided by sigma², though X'X is."),
    ("sigma left out",
     lambda G, p, w, sigma, eta, m, s: added(G * sigma**2, p * sigma**2, w, m),
     "Your function adds X'X itself to the prior precision. The data count with the precision "
     "1/sigma² of one observation."),
    ("linear term for mean",
     lambda G, p, w, sigma, eta, m, s: (p + m / w, np.linalg.inv(G + np.diag(1 / w))),
     "Your covariance is right. Your mean is X'y/sigma² + m/w itself; it still has to be "
     "multiplied by the covariance."),
    ("1/w in every entry", lambda G, p, w, sigma, eta, m, s: normal_law(G + 1 / w, p + m / w),
     "Your function adds 1/w to every row of X'X/sigma². It belongs on the diagonal: `np.diag`."),
    ("m added to the mean",
     lambda G, p, w, sigma, eta, m, s: (m + added(G, p, w, 0)[0], added(G, p, w, 0)[1]),
     "Your mean adds m to what the data give. Measured from m, the data are y − X m; or put m/w "
     "into the bracket."),
    ("the conjugate prior's law", lambda G, p, w, sigma, eta, m, s: added(G, p, w * sigma**2, m),
     "Your law is that of the conjugate prior of lesson 08, whose variance is sigma² w. Here the "
     "prior of beta does not know sigma."),
    ("inverse entry by entry",
     lambda G, p, w, sigma, eta, m, s: (
         (1 / (G + np.diag(1 / w))) @ (p + m / w),
         1 / (G + np.diag(1 / w)),
     ),
     "Your covariance holds one over each entry of the precision. The inverse of a matrix is "
     "another thing: `np.linalg.inv`."),
    ("the prior alone",
     lambda G, p, w, sigma, eta, m, s: (np.full_like(eta, m), np.diag(w)),
     "Your law is the prior's, N(m, eta² + s²): it has not seen the data."),
    of=_from_pieces,
)  # fmt: skip


beta_given.mistakes(
    ("raw X", _centred_by(lambda X: X),
     "Your function does not centre X, so it draws planes through the origin. alpha is integrated "
     "out, and that centres the columns: `X - X.mean(axis=0)`."),
    ("X'X not centred",
     lambda sigma, eta, X, y, m, s: added(
         X.T @ X / sigma**2, pieces(X, y, sigma)[1], eta**2 + s**2, m
     ),
     "Your X'y is centred, through X or through y, but X'X holds the raw columns. alpha is "
     "integrated out, and that centres X in both."),
    ("X standardised", _centred_by(lambda X: (X - X.mean(axis=0)) / X.std(axis=0)),
     "Your columns of X are divided by their standard deviations. beta belongs to the columns as "
     "they are: centre them, and no more."),
    ("one mean for all columns", _centred_by(lambda X: X - X.mean()),
     "Your X has the mean of *all* its entries subtracted. Each column has its own: "
     "`X.mean(axis=0)`."),
    ("the covariance of X for X'X",
     lambda sigma, eta, X, y, m, s: added(
         np.cov(X.T) / sigma**2, pieces(X, y, sigma)[1], eta**2 + s**2, m
     ),
     "Your precision has the covariance matrix of the columns of X. The data count with X_c'X_c, "
     "the *sum* over the observations."),
    ("alpha left in", _with_alpha,
     "Your law is that of alpha and beta together, J + 1 numbers. alpha is integrated out: drop "
     "its entry of the mean, and its row and column of the covariance."),
    ("a vague prior of alpha", _vague_alpha,
     "Your alpha has a wide normal prior. Here its prior is flat: no term of its own in the "
     "precision.",
     {"recognises": _has_vague_alpha}),
    ("covariance with alpha known",
     lambda sigma, eta, X, y, m, s: (
         law_of_beta(sigma, eta, X, y, m, s)[0],
         np.linalg.inv(X.T @ X / sigma**2 + np.diag(1 / (eta**2 + s**2))),
     ),
     "Your mean is right. Your covariance holds the raw X'X: it is the inverse of a block of the "
     "precision, the law of beta if alpha were *known*. To integrate alpha out, take the block of "
     "the inverse, or centre X."),
    ("precision for covariance", _from_right(lambda mean, c, sigma: (mean, np.linalg.inv(c))),
     "Your mean is right. The matrix is the precision; wanted is its inverse, the covariance."),
    ("conjugate prior", _from_right(lambda mean, c, sigma: (mean, c * sigma**2)),
     "Your covariance is multiplied by sigma², as in the conjugate prior of lesson 08. Here the "
     "prior of beta does not know sigma: the covariance is the inverse of P alone."),
    ("ridge form, covariance without sigma²",
     _from_right(lambda mean, c, sigma: (mean, c / sigma**2)),
     "Your mean is right. Your covariance is the inverse of X'X + sigma²/w; in that form it has "
     "to be multiplied by sigma²."),
    ("variances for covariance", _from_right(lambda mean, c, sigma: (mean, np.diag(c))),
     "Your mean is right. The second result holds the variances alone; a draw of beta needs the "
     "whole covariance matrix."),
    ("correlations dropped", _from_right(lambda mean, c, sigma: (mean, np.diag(np.diag(c)))),
     "Your mean is right. Your covariance is diagonal: it has lost the correlations between the "
     "coefficients."),
    ("root for covariance", _from_right(lambda mean, c, sigma: (mean, np.linalg.cholesky(c))),
     "Your mean is right. Your matrix is the covariance's root; `draw_normal` takes the root "
     "itself. Return the covariance."),
    ("covariance before mean", _from_right(lambda mean, c, sigma: (c, mean)),
     "The order is mean, covariance: yours are exchanged."),
)  # fmt: skip
