"""The law of eta² given beta, mu and xi: one observation and its prior."""

import numpy as np

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.shared import SEEDS_N


def _distances(rng):
    for J in (2, 5, 3):
        beta = rng.normal(4, 3, J)
        yield beta, beta + rng.normal(0, 2, J), rng.uniform(0.5, 4, J)


@lesson.function(
    "11-eta-given",
    cases=_distances,
    parts=("shape", "scale"),
    hints=(
        "The same as for sigma², with a single observation: beta_j, at the distance beta_j − mu_j. "
        "And no intercept is integrated out.",
        "One density gives $(\\eta_j^2)^{-1/2}$, the auxiliary prior IG(½, 1/xi_j) gives "
        "$(\\eta_j^2)^{-1/2-1}$.",
        "The shape is ½ + ½. The scale is `(beta - mu) ** 2 / 2 + 1 / xi`, one for each j.",
    ),
)
def eta_given(beta, mu, xi):
    """The law of eta² given beta, mu and xi: shape and scale."""
    return 1.0, np.square(beta - mu) / 2 + 1 / xi


@eta_given.variant("a loop")
def _(beta, mu, xi):
    return 1, [(b - u) ** 2 / 2 + 1 / x for b, u, x in zip(beta, mu, xi, strict=True)]


@eta_given.variant("over a common denominator")
def _(beta, mu, xi):
    return 0.5 + 0.5, (xi * (mu - beta) ** 2 + 2) / (2 * xi)


@eta_given.law(
    "Squares only add to the scale: it is never below the prior's 1/xi_j, {right} for one of them. "
    "Yours is {left} there.",
    "≥",
)
def _(found, beta, mu, xi):
    worst = np.argmin(found["scale"] * xi)
    return found["scale"][worst], 1 / xi[worst]


@eta_given.law(
    "At large η² an IG density falls with the power shape + 1: with {left}, by your shape. The "
    "density of beta_j, times the prior of η_j², falls with another power."
)
def _(found, beta, mu, xi):
    return found["shape"] + 1, 1 / 2 + 1 / 2 + 1


@eta_given.law(
    "An IG density is highest at scale/(shape + 1). There the joint log density has the slope 0 in "
    "η_j². For one j its slope at yours is {left}."
)
def _(found, beta, mu, xi):
    v = found["scale"] / (found["shape"] + 1)
    down, up = (1 / 2 + 1 / 2 + 1) / v, ((beta - mu) ** 2 / 2 + 1 / xi) / v**2
    worst = np.argmax(np.abs(1 - down / up))
    return (up - down)[worst], 0, up[worst]


def _of(law):
    """From the distances of beta from mu, and the companions."""
    return lambda beta, mu, xi: law(beta - mu, xi)


eta_given.mistakes(
    ("shape ½", lambda d, xi: (0.5, d**2 / 2 + 1 / xi),
     "Your shape is ½. Two halves meet: one from the density of beta_j, one from the prior IG(½, "
     "1/xi)."),
    ("no prior", lambda d, xi: (0.5, d**2 / 2),
     "Your law has only the density of beta_j in it: the half-Cauchy's ½ in the shape and its "
     "1/xi in the scale are both missing. Without them eta could fall into 0 for ever."),
    ("one shape for each", lambda d, xi: (np.ones(len(d)), d**2 / 2 + 1 / xi),
     "Your shape holds the right number, once for each coefficient. Return it once: it is the "
     "same for all."),
    ("shape 3/2", lambda d, xi: (1.5, d**2 / 2 + 1 / xi),
     "Your shape is 3/2. A density IG(a, b) has the power −a − 1: the 1 is already in it, and "
     "what is left are two halves."),
    ("shape 2", lambda d, xi: (2, d**2 / 2 + 1 / xi),
     "Your shape is 2: the power of eta². A density IG(a, b) has the power −a − 1; read a off."),
    ("shape J/2", lambda d, xi: (len(d) / 2, d**2 / 2 + 1 / xi),
     "Your shape is J/2 (right by accident where J is 2). Each eta_j has seen *one* coefficient: "
     "½ from it, ½ from the prior."),
    ("the notebook's n", lambda d, xi: (SEEDS_N / 2, d**2 / 2 + 1 / xi),
     "Your shape is 100, half of the notebook's n. Each eta_j has seen one coefficient, and no y: "
     "½ from it, ½ from the prior."),
    ("xi not inverted", lambda d, xi: (1, d**2 / 2 + xi),
     "Your scale adds xi. The auxiliary prior is IG(½, 1/xi): it adds 1/xi."),
    ("xi forgotten", lambda d, xi: (1, d**2 / 2),
     "Your scale is half the squared distance: the prior's own 1/xi is missing. Without it eta "
     "could fall into 0 and never come out."),
    ("A² for xi", lambda d, xi: (1, d**2 / 2 + 1 / 25),
     "Your scale has the notebook's A² = 25 where xi belongs. A comes in when xi is drawn."),
    ("one eta for all", lambda d, xi: ((len(d) + 1) / 2, np.sum(d**2) / 2 + 1 / xi),
     "Your scale sums over the coefficients, as if one eta were common to all. That is the "
     "exchangeable model, at the end of this lesson; here each has its own."),
    ("summed", lambda d, xi: (1, np.sum(d**2) / 2 + 1 / xi),
     "Your scale sums the squares over the coefficients. Each eta_j has seen one distance: its "
     "own."),
    ("summed, companions too", lambda d, xi: (1, np.sum(d**2 / 2 + 1 / xi)),
     "Your scale is one number, summed over the coefficients. Each eta_j has its own: no sum."),
    ("scale inverted", lambda d, xi: (1, 1 / (d**2 / 2 + 1 / xi)),
     "Your scale is one over the right kind of sum: that is the scale of a *gamma* law, for the "
     "precision. An inverse gamma has the sum itself."),
    ("scale of eta, not of eta²", lambda d, xi: (1, np.sqrt(d**2 / 2 + 1 / xi)),
     "Your scale is a root. The law is that of eta²: no root is taken before the draw is made."),
    ("distances centred", lambda d, xi: (1, (d - d.mean()) ** 2 / 2 + 1 / xi),
     "Your distances beta − mu are centred, like the residuals of y. There is no intercept here: "
     "each distance counts as it is."),
    ("prior alone", lambda d, xi: (1, 1 / xi),
     "Your scale is 1/xi, the prior's: the distance of beta from mu has not told anything."),
    ("the prior's law", lambda d, xi: (0.5, 1 / xi),
     "Your law is the prior's, IG(½, 1/xi): the distance of beta from mu has not told anything."),
    ("degrees of freedom for the shape", lambda d, xi: (2, d**2 + 2 / xi),
     "Your shape and scale are both doubled: degrees of freedom and sum of squares of a scaled "
     "inverse chi². An inverse gamma has half of each."),
    ("order", lambda d, xi: (d**2 / 2 + 1 / xi, 1),
     "The order is shape, scale: yours are swapped."),
    of=_of,
)  # fmt: skip
