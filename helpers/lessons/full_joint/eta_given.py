"""The law of eta² given beta, mu and xi: one observation and its prior."""

import numpy as np

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.programs import SHAPE_SCALE


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


def _eta_with(shape=1.0, scale=lambda d, xi: d**2 / 2 + 1 / xi):
    return lambda beta, mu, xi: (shape, scale(beta - mu, xi))


eta_given.mistakes(
    ("shape ½", _eta_with(0.5),
     "Your shape is ½. Two halves meet: one from the density of beta_j, one from the prior IG(½, "
     "1/xi)."),
    ("no prior", _eta_with(0.5, lambda d, xi: d**2 / 2 + 0 * xi),
     "Your law has only the density of beta_j in it: the half-Cauchy's ½ in the shape and its "
     "1/xi in the scale are both missing. Without them eta could fall into 0 for ever."),
    ("one shape for each", lambda beta, mu, xi: (np.ones(len(beta)), (beta - mu) ** 2 / 2 + 1 / xi),
     "Your shape holds the right number, once for each coefficient. Return it once: it is the "
     "same for all."),
    ("shape 3/2", _eta_with(1.5),
     "Your shape is 3/2. A density IG(a, b) has the power −a − 1: the 1 is already in it, and "
     "what is left are two halves."),
    ("shape 2", _eta_with(2.0),
     "Your shape is 2: the power of eta². A density IG(a, b) has the power −a − 1; read a off."),
    ("no ½", _eta_with(scale=lambda d, xi: d**2 + 1 / xi),
     "Your scale has the whole squared distance; the exponent of a normal density has half."),
    ("all halved", _eta_with(scale=lambda d, xi: (d**2 + 1 / xi) / 2),
     "Your scale halves 1/xi along with the squared distance. The ½ belongs to the square alone."),
    ("xi not inverted", _eta_with(scale=lambda d, xi: d**2 / 2 + xi),
     "Your scale adds xi. The auxiliary prior is IG(½, 1/xi): it adds 1/xi."),
    ("xi forgotten", _eta_with(scale=lambda d, xi: d**2 / 2 + 0 * xi),
     "Your scale is half the squared distance: the prior's own 1/xi is missing. Without it eta "
     "could fall into 0 and never come out."),
    ("distance not squared", _eta_with(scale=lambda d, xi: np.abs(d) / 2 + 1 / xi),
     "Your scale has the distance itself where its square belongs."),
    ("distance with its sign, not squared", _eta_with(scale=lambda d, xi: d / 2 + 1 / xi),
     "Your scale has beta − mu itself where its square belongs."),
    ("one eta for all",
     lambda beta, mu, xi: ((len(beta) + 1) / 2, np.sum((beta - mu) ** 2) / 2 + 1 / xi),
     "Your scale sums over the coefficients, as if one eta were common to all. That is the "
     "exchangeable model, at the end of this lesson; here each has its own."),
    ("summed", lambda beta, mu, xi: (1.0, np.sum((beta - mu) ** 2) / 2 + 1 / xi),
     "Your scale sums the squares over the coefficients. Each eta_j has seen one distance: its "
     "own."),
    ("scale inverted", _eta_with(scale=lambda d, xi: 1 / (d**2 / 2 + 1 / xi)),
     "Your scale is one over the right kind of sum: that is the scale of a *gamma* law, for the "
     "precision. An inverse gamma has the sum itself."),
    ("scale of eta, not of eta²", _eta_with(scale=lambda d, xi: np.sqrt(d**2 / 2 + 1 / xi)),
     "Your scale is a root. The law is that of eta²: no root is taken before the draw is made."),
    ("shape J/2", lambda beta, mu, xi: (len(beta) / 2, (beta - mu) ** 2 / 2 + 1 / xi),
     "Your shape is J/2 (right by accident where J is 2). Each eta_j has seen *one* coefficient: "
     "½ from it, ½ from the prior."),
    ("shape 0", _eta_with(0.0),
     "Your shape is 0, and with it there is no law. Two halves meet, and they are added."),
    ("shape (J + 1)/2", lambda beta, mu, xi: ((len(beta) + 1) / 2, (beta - mu) ** 2 / 2 + 1 / xi),
     "Your shape is (J + 1)/2, as if all J coefficients had one eta. Each eta_j has seen one "
     "coefficient: ½ from it, ½ from the prior."),
    ("xi squared", _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / xi**2),
     "Your scale adds 1/xi². xi is on the scale of a variance already: it adds 1/xi."),
    ("xi[0] for all", lambda beta, mu, xi: (1.0, (beta - mu) ** 2 / 2 + 1 / xi[0]),
     "Your scale uses the first xi for every coefficient. Each has its own."),
    ("A for xi", _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / 5 + 0 * xi),
     "Your scale has the notebook's A = 5 where xi belongs. A comes in when xi is drawn."),
    ("A² for xi", _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / 25 + 0 * xi),
     "Your scale has the notebook's A² = 25 where xi belongs. A comes in when xi is drawn."),
    ("distances centred", _eta_with(scale=lambda d, xi: (d - d.mean()) ** 2 / 2 + 1 / xi),
     "Your distances beta − mu are centred, like the residuals of y. There is no intercept here: "
     "each distance counts as it is."),
    ("mu ignored", lambda beta, mu, xi: (1.0, beta**2 / 2 + 1 / xi),
     "Your scale has beta² where the distance from mu should be squared."),
    ("order", lambda beta, mu, xi: ((beta - mu) ** 2 / 2 + 1 / xi, 1.0),
     SHAPE_SCALE),
    ("beta ignored", lambda beta, mu, xi: (1.0, mu**2 / 2 + 1 / xi),
     "Your scale has mu² where the distance of beta from mu should be squared."),
    ("difference of the squares", lambda beta, mu, xi: (1.0, (beta**2 - mu**2) / 2 + 1 / xi),
     "Your scale has beta² − mu². Subtract first, then square."),
    ("halved before it is squared", _eta_with(scale=lambda d, xi: (d / 2) ** 2 + 1 / xi),
     "Your scale has the square of half the distance, a quarter of its square. Square first, then "
     "halve."),
    ("twice the square", _eta_with(scale=lambda d, xi: 2 * d**2 + 1 / xi),
     "Your scale has *twice* the squared distance; the exponent of a normal density has half."),
    ("mean of the squares", _eta_with(scale=lambda d, xi: np.mean(d**2) / 2 + 1 / xi),
     "Your scale has the mean of the squared distances. Each eta_j has seen one: its own."),
    ("summed, companions too", _eta_with(scale=lambda d, xi: np.sum(d**2 / 2 + 1 / xi)),
     "Your scale is one number, summed over the coefficients. Each eta_j has its own: no sum."),
    ("root of xi", _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / np.sqrt(xi)),
     "Your scale adds 1/√xi. xi is on the scale of a variance already: it adds 1/xi."),
    ("1/xi subtracted", _eta_with(scale=lambda d, xi: d**2 / 2 - 1 / xi),
     "Your scale subtracts 1/xi. Both stand over eta² with a minus sign in the exponent: add."),
    ("one companion for all", _eta_with(scale=lambda d, xi: d**2 / 2 + 1 / np.sum(xi)),
     "Your scale adds one number for all coefficients, made of all xi. Each eta_j has a companion "
     "of its own: 1/xi_j."),
    ("all companions added", _eta_with(scale=lambda d, xi: d**2 / 2 + np.sum(1 / xi)),
     "Your scale adds the 1/xi of *all* coefficients to each. Each eta_j has one companion."),
    ("mean of the companions", _eta_with(scale=lambda d, xi: d**2 / 2 + np.mean(1 / xi)),
     "Your scale adds the mean of all 1/xi to each. Each eta_j has a companion of its own."),
    ("prior alone", _eta_with(scale=lambda d, xi: 1 / xi + 0 * d),
     "Your scale is 1/xi, the prior's: the distance of beta from mu has not told anything."),
    ("the prior's law", _eta_with(0.5, lambda d, xi: 1 / xi + 0 * d),
     "Your law is the prior's, IG(½, 1/xi): the distance of beta from mu has not told anything."),
    ("degrees of freedom for the shape", _eta_with(2.0, lambda d, xi: d**2 + 2 / xi),
     "Your shape and scale are both doubled: degrees of freedom and sum of squares of a scaled "
     "inverse chi². An inverse gamma has half of each."),
    ("shape ½, all halved", _eta_with(0.5, lambda d, xi: (d**2 + 1 / xi) / 2),
     "Your shape is ½ and your scale is halved throughout. Two halves meet in the shape, and the "
     "½ of the scale belongs to the square alone."),
    ("shape 3/2 without xi", _eta_with(1.5, lambda d, xi: d**2 / 2 + 0 * xi),
     "Your shape is 3/2, and the prior's 1/xi is missing in the scale. A density IG(a, b) has the "
     "power −a − 1: the 1 is already in it."),
    ("matrix for scales", _eta_with(scale=lambda d, xi: np.diag(d**2 / 2 + 1 / xi)),
     "Your scales stand on the diagonal of a matrix; return them as an array of length J."),
    ("shape J", lambda beta, mu, xi: (float(len(beta)), (beta - mu) ** 2 / 2 + 1 / xi),
     "Your shape is J. Each eta_j has seen *one* coefficient: ½ from it, ½ from the prior."),
    ("the notebook's n", _eta_with(100.0),
     "Your shape is 100, half of the notebook's n. Each eta_j has seen one coefficient, and no y: "
     "½ from it, ½ from the prior."),
    ("(n + 1)/2 of the notebook", _eta_with(100.5),
     "Your shape counts the notebook's 200 observations. Each eta_j has seen one coefficient, and "
     "no y: ½ from it, ½ from the prior."),
)  # fmt: skip
