"""The law of a row that the posterior has not seen, from the posterior that has seen it."""

import numpy as np
from scipy import special, stats

from helpers.lessons.contents import criticise as lesson
from helpers.lessons.criticise.shared import rows_with_posterior


@lesson.function(
    "12-left-out",
    cases=rows_with_posterior,
    hints=(
        "Without row i the posterior has another mean, V, a and b. What does a row add to each of "
        "them? That is taken away; a row adds ½ to a.",
        "With $h = x_i'Vx_i$ and $e = y_i - x_i'm$, the others miss row i by $e/(1 - h)$. Their b "
        "is $b_n - e^2/(2(1 - h))$, their a is $a_n - \\frac12$, and their $x_i'V_{-i}x_i$ is "
        "$h/(1 - h)$.",
        "A new y at $x_i$ has two sources of spread, the plane and the noise: given sigma, its "
        "variance is $\\sigma^2(1 + h/(1 - h)) = \\sigma^2/(1 - h)$. Averaged over sigma that is a "
        "t law with 2a degrees of freedom and the squared scale b/a times the bracket.",
        "`h = np.sum(X @ V * X, axis=1)` and `e = y - X @ mean` for all rows at once; then "
        "`stats.t.logpdf(e / (1 - h), df, 0, scale)` with `df = 2 * a_n - 1` and `scale = "
        "np.sqrt((b_n - e**2 / (2 * (1 - h))) / (a_n - 1/2) / (1 - h))`.",
    ),
)
def left_out(X, y, mean, V, a_n, b_n):
    """The log density of each row, given all others."""
    out = np.empty(len(y))
    for i, (x, value) in enumerate(zip(X, y, strict=True)):
        P = np.linalg.inv(V)
        rest = P - np.outer(x, x)
        m = np.linalg.solve(rest, P @ mean - x * value)
        b = b_n + (mean @ P @ mean - value**2 - m @ rest @ m) / 2
        a = a_n - 0.5
        scale = np.sqrt(b / a * (1 + x @ np.linalg.solve(rest, x)))
        out[i] = stats.t.logpdf(value, 2 * a, x @ m, scale)
    return out


def _pieces(X, y, mean, V):
    """Leverages and residuals, under the posterior."""
    return np.sum(X @ V * X, axis=1), y - X @ mean


def _constants(X, y, mean, V, a_n, b_n):
    """The ratio of what the posteriors with and without each row are divided by."""
    h, e = _pieces(X, y, mean, V)
    b = b_n - e**2 / (1 - h) / 2
    gammas = special.gammaln(a_n) - special.gammaln(a_n - 0.5)
    logs = (a_n - 0.5) * np.log(b) - a_n * np.log(b_n)
    return gammas + logs + (np.log(1 - h) - np.log(2 * np.pi)) / 2


@left_out.variant("one fit")
def _(X, y, mean, V, a_n, b_n):
    h, e = _pieces(X, y, mean, V)
    scale = np.sqrt((b_n - e**2 / (2 * (1 - h))) / (a_n - 0.5) * (1 + h / (1 - h)))
    return stats.t.logpdf(y, 2 * a_n - 1, y - e / (1 - h), scale)


@left_out.variant("two evidences")
def _(X, y, mean, V, a_n, b_n):
    return _constants(X, y, mean, V, a_n, b_n)


@left_out.law(
    "A row is predicted no better by those that have not seen it: its log density is at most that "
    "under all rows. One of yours is higher by {left}.",
    "≤",
)
def _(density, X, y, mean, V, a_n, b_n):
    seen = _in_sample(X, y, mean, V, a_n, b_n)
    return np.max(density - seen), 0, np.abs(seen).max()


@left_out.law(
    "The law of a left-out row can be no narrower than the noise alone: its density is at most "
    "{right} anywhere, on the log scale. One of yours is {left}.",
    "≤",
)
def _(density, X, y, mean, V, a_n, b_n):
    h, e = _pieces(X, y, mean, V)
    least = np.sqrt((b_n - np.max(e**2 / (1 - h)) / 2) / (a_n - 0.5))
    return np.max(density), stats.t.logpdf(0, 2 * a_n - 1, 0, least), 10


@left_out.law(
    "The density of row i, given the others, is that of all y, divided by that of the others. Both "
    "are known in closed form, and by them your log densities are up to {left} off."
)
def _(density, X, y, mean, V, a_n, b_n):
    right = _constants(X, y, mean, V, a_n, b_n)
    return np.abs(density - right).max(), 0, np.abs(right).max()


def _in_sample(X, y, mean, V, a_n, b_n):
    h = np.sum(X @ V * X, axis=1)
    return stats.t.logpdf(y, 2 * a_n, X @ mean, np.sqrt(b_n / a_n * (1 + h)))


def _of_terms(terms):
    """From h, e, a_n, b_n to degrees of freedom, the distance of y, and the squared scale."""

    def program(X, y, mean, V, a_n, b_n):
        df, distance, square = terms(*_pieces(X, y, mean, V), a_n, b_n)
        return stats.t.logpdf(distance, df, 0, np.sqrt(square))

    return program


def _b(h, e, b_n):
    return b_n - e**2 / (2 * (1 - h))


left_out.mistakes(
    ("nothing left out", lambda h, e, a, b: (2 * a, e, b / a * (1 + h)),
     "Your numbers are the log densities under the posterior of *all* rows: each row has helped "
     "to predict itself. Take it away again, from the mean, from V, from a_n and from b_n."),
    ("nothing left out, noise alone", lambda h, e, a, b: (2 * a, e, b / a),
     "Your law is that of the noise around the plane of *all* rows, as if that plane were the true "
     "one. Take row i away from mean, V, a_n and b_n, and let the plane be uncertain."),
    ("the centre alone", lambda h, e, a, b: (2 * a, e / (1 - h), b / a * (1 + h)),
     "You take the row out of the mean, and out of nothing else: V, a_n and b_n still know it."),
    ("the residual kept", lambda h, e, a, b: (2 * a - 1, e, _b(h, e, b) / (a - 0.5) / (1 - h)),
     "Your law is centred at x'm, the plane that has seen the row. The others miss it by more: "
     "e/(1 − h)."),
    ("mean and V changed, a and b kept", lambda h, e, a, b: (2 * a, e / (1 - h), b / a / (1 - h)),
     "Your a_n and b_n still know the row, your mean and V do not. A row adds ½ to a and "
     "e²/(2(1 − h)) to b."),
    ("b kept", lambda h, e, a, b: (2 * a - 1, e / (1 - h), b / (a - 0.5) / (1 - h)),
     "You take the row out of the mean, V and a, but not out of b_n: its squared error is still "
     "in it. What it added is e²/(2(1 − h))."),
    ("a kept", lambda h, e, a, b: (2 * a, e / (1 - h), _b(h, e, b) / a / (1 - h)),
     "You take the row out of the mean, V and b, but not out of a_n, to which it added ½."),
    ("a lowered by 1", lambda h, e, a, b: (2 * a - 2, e / (1 - h), _b(h, e, b) / (a - 1) / (1 - h)),
     "Your a is a_n − 1. A row adds ½ to it: a_n = a + n/2."),
    ("½ of b forgotten",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), (b - e**2 / (1 - h)) / (a - 0.5)
                         / (1 - h)),
     "You take e²/(1 − h) out of b_n: in it stands *half* of a square."),
    ("square of the plain residual",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), (b - e**2 / 2) / (a - 0.5) / (1 - h)),
     "You take e²/2 out of b_n. The plane moves, too, when the row goes: the squares fall by "
     "e²/(1 − h), the residual times the deleted one."),
    ("square of the deleted residual",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h),
                         (b - (e / (1 - h)) ** 2 / 2) / (a - 0.5) / (1 - h)),
     "You take half the squared *deleted* residual out of b_n, which is too much: the squares "
     "fall by e²/(1 − h), the residual times the deleted one."),
    ("leverage of all rows", lambda h, e, a, b: (2 * a - 1, e / (1 - h),
                                                 _b(h, e, b) / (a - 0.5) * (1 + h)),
     "Your spread has 1 + h, with the V that has seen the row. Without it x'Vx is "
     "h/(1 − h), and the bracket 1/(1 − h)."),
    ("noise alone", lambda h, e, a, b: (2 * a - 1, e / (1 - h), _b(h, e, b) / (a - 0.5)),
     "Your spread is that of the noise around a known plane. The plane is uncertain as well: the "
     "squared scale has the factor 1 + h/(1 − h)."),
    ("V for the covariance of beta",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), _b(h, e, b) / (a - 0.5) + h / (1 - h)),
     "Your squared scale is b/a + h/(1 − h), as if V were the covariance of beta. That is σ²V: "
     "the plane's spread has the factor b/a, too."),
    ("plane alone",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), _b(h, e, b) / (a - 0.5) * h / (1 - h)),
     "Your spread is that of the plane's height at the row. An observation scatters around it: "
     "the factor is 1 + h/(1 − h)."),
    ("1 − h in the scale",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), _b(h, e, b) / (a - 0.5) * (1 - h)),
     "Your squared scale is *times* 1 − h. That is the variance of the residual of a row that has "
     "been seen. Unseen, it is farther off than the noise: divide."),
    ("h/(1 − h) twice removed",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), _b(h, e, b) / (a - 0.5) / (1 - h) ** 2),
     "Your squared scale has 1/(1 − h)². It is σ²(1 + h/(1 − h)), and that is σ²/(1 − h)."),
    ("variance for scale",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), (_b(h, e, b) / (a - 0.5) / (1 - h)) ** 2),
     "You hand the squared scale to a law that wants the scale: take the root."),
    ("degrees of freedom halved",
     lambda h, e, a, b: (a - 0.5, e / (1 - h), _b(h, e, b) / (a - 0.5) / (1 - h)),
     "Your t law has a degrees of freedom. It has twice as many, 2a, as in lesson 08."),
    ("degrees of freedom of all rows",
     lambda h, e, a, b: (2 * a, e / (1 - h), _b(h, e, b) / (a - 0.5) / (1 - h)),
     "Your t law has 2 a_n degrees of freedom, those of all rows. Without one it has 2 a_n − 1."),
    ("mean of sigma² for b/a",
     lambda h, e, a, b: (2 * a - 1, e / (1 - h), _b(h, e, b) / (a - 1.5) / (1 - h)),
     "Your scale has the posterior *mean* of sigma², b/(a − 1). The squared scale of the t law "
     "has b/a; its variance is larger than that by itself."),
    of=_of_terms,
)  # fmt: skip


def _normal(X, y, mean, V, a_n, b_n):
    h, e = _pieces(X, y, mean, V)
    return stats.norm.logpdf(e / (1 - h), 0, np.sqrt(_b(h, e, b_n) / (a_n - 0.5) / (1 - h)))


def _standardised(X, y, mean, V, a_n, b_n):
    h, e = _pieces(X, y, mean, V)
    scale = np.sqrt(_b(h, e, b_n) / (a_n - 0.5) / (1 - h))
    return stats.t.logpdf(e / (1 - h) / scale, 2 * a_n - 1)


def _flat_leverage(X, y, mean, V, a_n, b_n):
    h, e = np.sum(X * np.linalg.pinv(X).T, axis=1), y - X @ mean
    square = _b(h, e, b_n) / (a_n - 0.5) / (1 - h)
    return stats.t.logpdf(e / (1 - h), 2 * a_n - 1, 0, np.sqrt(square))


left_out.mistakes(
    ("normal for t", _normal,
     "Your law is normal. Sigma is not known: averaged over its posterior the law is a t law with "
     "2a degrees of freedom."),
    ("leverage of least squares", _flat_leverage,
     "Your leverages are those of least squares, X(X'X)⁻¹X'. Under this prior they are "
     "x'Vx, which is lower."),
    ("of the standardised residual", _standardised,
     "Your numbers are the log density of the *standardised* residual. That of y has −log(scale) "
     "besides: the wider a law, the lower its density. `stats.t.logpdf` takes the scale as its "
     "fourth argument."),
    ("no logarithm", lambda *given: np.exp(left_out.program(*given)),
     "Your numbers are densities. Asked: their logarithms."),
    ("added up", lambda *given: np.sum(left_out.program(*given)),
     "Your function returns one number, the sum. Asked: one log density for each row; the parts "
     "are needed below."),
)  # fmt: skip
