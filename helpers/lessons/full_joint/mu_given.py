"""The law of mu given beta and eta: one observation and a prior, weighed by their precisions."""

import numpy as np

from helpers.lessons.contents import full_joint as lesson


def _coefficients(rng):
    for J in (2, 5, 3):
        yield rng.normal(4, 3, J), rng.uniform(0.4, 3, J), rng.normal(1, 2), rng.uniform(1, 4)


@lesson.function(
    "11-mu-given",
    cases=_coefficients,
    parts=("mean", "variance"),
    hints=(
        "mu_j is known from two sides: from its prior, N(m, s²), and from one observation of it, "
        "beta_j, whose standard deviation is eta_j.",
        "A source counts by its precision, one over its variance. What are the precisions of the "
        "two, and what is that of both together? The mean is an average with these weights.",
        "`v = 1 / (1 / eta**2 + 1 / s**2)`; return `v * (beta / eta**2 + m / s**2), v`.",
    ),
)
def mu_given(beta, eta, m, s):
    """The law of mu given beta and eta: mean and variance."""
    # Regression of mu on beta in their joint normal law.
    weight = s**2 / (s**2 + eta**2)
    return m + weight * (beta - m), s**2 - weight * s**2


@mu_given.variant("precisions added")
def _(beta, eta, m, s):
    v = 1 / (1 / eta**2 + 1 / s**2)
    return v * (beta / eta**2 + m / s**2), v


@mu_given.variant("a loop")
def _(beta, eta, m, s):
    v = [(eta_j * s) ** 2 / (eta_j**2 + s**2) for eta_j in eta]
    mean = [v_j * (b / eta_j**2 + m / s**2) for v_j, b, eta_j in zip(v, beta, eta, strict=True)]
    return mean, v


@mu_given.law(
    "A weighted average of beta_j and m lies between them: its distances to both add up to that "
    "from one to the other, {right} for one j. Yours add up to {left}."
)
def _(found, beta, eta, m, s):
    ways = np.abs(found["mean"] - m) + np.abs(found["mean"] - beta)
    worst = np.argmax(ways - np.abs(beta - m))
    return ways[worst], np.abs(beta - m)[worst], np.abs(beta).max() + abs(m)


@mu_given.law(
    "Who has two sources knows more than from either: the variance is below both η_j² and s², the "
    "smaller of which is {right} for one j. Yours is {left}.",
    "≤",
)
def _(found, beta, eta, m, s):
    least = np.minimum(eta**2, s**2)
    worst = np.argmax(found["variance"] / least)
    return found["variance"][worst], least[worst]


@mu_given.law(
    "At the mean the pulls balance: the distance to beta_j times its precision, the distance to m "
    "times its own. At yours a pull of {left} is left."
)
def _(found, beta, eta, m, s):
    to_beta, to_m = (beta - found["mean"]) / eta**2, (m - found["mean"]) / s**2
    worst = np.argmax(np.abs(to_beta + to_m))
    return (to_beta + to_m)[worst], 0, np.abs(to_beta).max() + np.abs(to_m).max()


@mu_given.law(
    "Precisions, one over the variances, add up. Your variance times the sum of both precisions is "
    "{left}, not 1."
)
def _(found, beta, eta, m, s):
    products = found["variance"] * (1 / eta**2 + 1 / s**2)
    return products[np.argmax(np.abs(products - 1))], 1


def _of(law):
    """From what is given, and the right mean and variance."""
    return lambda beta, eta, m, s: law(beta, eta, m, s, *mu_given.program(beta, eta, m, s))


def _added(for_beta, for_m, beta, m):
    """The law that two precisions give."""
    v = 1 / (for_beta + for_m)
    return v * (for_beta * beta + for_m * m), v


def _one_mu(beta, eta, m, s):
    v = 1 / (np.sum(1 / eta**2) + 1 / s**2)
    mean = v * (np.sum(beta / eta**2) + m / s**2)
    return np.full_like(beta, mean), np.full_like(beta, v)


mu_given.mistakes(
    ("sd for variance", lambda beta, eta, m, s, mean, v: (mean, np.sqrt(v)),
     "Your mean is right. Your second result is the standard deviation; wanted is the variance."),
    ("precision for variance", lambda beta, eta, m, s, mean, v: (mean, 1 / v),
     "Your mean is right. Your second result is the precision; wanted is one over that."),
    ("variances added", lambda beta, eta, m, s, mean, v: (mean, eta**2 + s**2),
     "Your variance is eta² + s². That is the variance of beta with mu integrated out; knowing "
     "beta makes mu *more* certain: precisions add up."),
    ("variances added throughout",
     lambda beta, eta, m, s, mean, v: ((eta**2 + s**2) * mean / v, eta**2 + s**2),
     "Your v is eta² + s², in the mean and as the variance. That is the variance of beta with mu "
     "integrated out; knowing beta makes mu *more* certain: v = 1/(1/eta² + 1/s²)."),
    ("one over the sum of the variances throughout",
     lambda beta, eta, m, s, mean, v: (mean / v / (eta**2 + s**2), 1 / (eta**2 + s**2)),
     "Your v is 1/(eta² + s²). It is the sum of the *precisions* that is inverted: 1/(1/eta² + "
     "1/s²)."),
    ("weights swapped", lambda beta, eta, m, s, mean, v: (v * (beta / s**2 + m / eta**2), v),
     "Your mean gives beta the weight that belongs to m, and the other way round. The narrower of "
     "two sources counts more: beta has the precision 1/eta²."),
    ("eta and s read as variances",
     lambda beta, eta, m, s, mean, v: _added(1 / eta, 1 / s, beta, m),
     "Your function treats eta and s as variances: 1/eta + 1/s. Both are standard deviations."),
    ("no hyperprior", lambda beta, eta, m, s, mean, v: (beta, eta**2),
     "Your mu has the law N(beta, eta²): its own prior is left out."),
    ("prior alone",
     lambda beta, eta, m, s, mean, v: (np.full_like(beta, m), np.full_like(beta, s**2)),
     "Your mu has its prior law, N(m, s²). It has seen one number: beta_j."),
    ("the prior of beta", lambda beta, eta, m, s, mean, v: (np.full_like(beta, m), eta**2 + s**2),
     "Your law is N(m, eta² + s²): that of *beta* with mu integrated out. Asked for is mu, and "
     "beta is known."),
    ("plain average", lambda beta, eta, m, s, mean, v: ((beta + m) / 2, v),
     "Your mean is halfway between beta and m, whatever eta and s are. Weigh them by their "
     "precisions."),
    ("m ignored", lambda beta, eta, m, s, mean, v: (v * beta / eta**2, v),
     "Your mean is pulled towards 0; the prior's mean is m."),
    ("not multiplied by v", lambda beta, eta, m, s, mean, v: (mean / v, v),
     "Your variance is right. Your mean is beta/eta² + m/s² itself; it still has to be multiplied "
     "by the variance."),
    ("one mu for all", lambda beta, eta, m, s, mean, v: _one_mu(beta, eta, m, s),
     "Your function draws one mu for all coefficients together. That is the exchangeable model, "
     "at the end of this lesson; in this one every beta_j has a mu_j of its own."),
    ("J observations of each mu",
     lambda beta, eta, m, s, mean, v: _added(len(beta) / eta**2, 1 / s**2, beta, m),
     "Your mu_j is drawn as if beta_j had been observed J times. Each mu_j has one beta_j."),
    ("matrix for variances", lambda beta, eta, m, s, mean, v: (mean, np.diag(v)),
     "Your mean is right. Your variances stand on the diagonal of a matrix; return them as an "
     "array of length J."),
    ("mean and variance exchanged", lambda beta, eta, m, s, mean, v: (v, mean),
     "The order is mean, variance: yours are exchanged."),
    of=_of,
)  # fmt: skip
