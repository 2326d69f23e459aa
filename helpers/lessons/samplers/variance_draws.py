"""The whole of Gibbs, gone wrong where the variance is drawn."""

from helpers.lessons.samplers.gibbs import (
    coefficients,
    draw_variance,
    drawn_as,
    gibbs,
    sweeps,
)
from helpers.lessons.samplers.shared import A, conditional_scale
from helpers.lessons.samplers.sweep_laws import (
    EQUAL_CHAINS,
    FIRST_BETA,
    FIRST_SPREAD,
    FROM_AFAR,
    GAMMA_SPREAD,
    SPREAD,
)


def _draws_variance(formula):
    """A sampler whose variance is drawn by a formula of its own: `formula(shape, scale, rng)`."""

    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, min(variance, 1e6), X, y, rng)
        return beta, formula(A + sum(X.shape) / 2, conditional_scale(beta, X, y), rng)

    return lambda *arguments: sweeps(*arguments, sweep=sweep)


gibbs.misconception(
    "gamma not inverted",
    "Your variance is a *gamma* draw times the scale, which is what `rng.gamma(shape, scale)` "
    "gives, too. It follows the *inverse* gamma law: `scale / rng.gamma(shape)`.",
    early=True,
    recognises=lambda laws, X, *case: drawn_as(laws, X, lambda shape, scale: scale * shape),
)(_draws_variance(lambda shape, scale, rng: rng.gamma(shape, scale)))


gibbs.misconception(
    "scale forgotten",
    "Your variance does not depend on its scale: it is one over a gamma draw. Draw "
    "`scale / rng.gamma(shape)`.",
    early=True,
    recognises=lambda laws, X, *case: drawn_as(laws, X, lambda shape, scale: 1 / shape),
)(_draws_variance(lambda shape, scale, rng: 1 / rng.gamma(shape)))


gibbs.misconception(
    "rate for scale",
    "Your variance is about shape over scale: a gamma draw divided by the scale, or the two "
    "numbers exchanged. Divide the scale by the draw: `scale / rng.gamma(shape)`.",
    early=True,
    recognises=lambda laws, X, *case: drawn_as(laws, X, lambda shape, scale: shape / scale),
)(_draws_variance(lambda shape, scale, rng: rng.gamma(shape, 1 / scale)))


gibbs.misconception(
    "gamma inverted with the scale below",
    "Your variance is far too small. `rng.gamma(shape, scale)` multiplies by the scale, and "
    "one over that divides by it. Draw `scale / rng.gamma(shape)`.",
    early=True,
    recognises=lambda laws, X, *case: drawn_as(laws, X, lambda shape, scale: 1 / (shape * scale)),
)(_draws_variance(lambda shape, scale, rng: 1 / rng.gamma(shape, scale)))


gibbs.misconception(
    "mean of the variance in place of a draw",
    "Your variance is no draw: given beta it is always the same number, such as the mean of its "
    "law. Draw `scale / rng.gamma(shape)`.",
    recognises=lambda laws, *case: (
        laws[FIRST_SPREAD] < 1e-6 < laws[SPREAD]
        and laws[FIRST_BETA] == 0
        and laws[FROM_AFAR] == 1
        and laws[EQUAL_CHAINS] < 0.5
    ),
)(_draws_variance(lambda shape, scale, rng: scale / (shape - 1)))


gibbs.misconception(
    "shape halved",
    "Your variance has the wrong shape: a chi-squared draw with `shape` degrees of freedom has "
    "half of it. Draw `scale / rng.gamma(shape)`.",
)(_draws_variance(lambda shape, scale, rng: scale / rng.chisquare(shape)))


gibbs.misconception(
    "shape less one",
    "Your variance is too large: its gamma draw has the shape less one. That is in the formula of "
    "the *mean*; the draw is `scale / rng.gamma(shape)`.",
)(_draws_variance(lambda shape, scale, rng: scale / rng.gamma(shape - 1)))


gibbs.misconception(
    "scale squared",
    "Your variance has the scale twice in it. Divide it by the gamma draw once: "
    "`scale / rng.gamma(shape)`, with no second argument.",
    early=True,
    recognises=lambda laws, X, *case: drawn_as(laws, X, lambda shape, scale: scale**2 / shape),
)(_draws_variance(lambda shape, scale, rng: scale / rng.gamma(shape, 1 / scale)))


def _one_gamma_draw_for_all_sweeps(X, y, start, draws, rng):
    draw = rng.gamma(A + sum(X.shape) / 2)
    sampler = _draws_variance(lambda shape, scale, rng: scale / draw)
    return sampler(X, y, start, draws, rng)


gibbs.mistakes(
    ("one gamma draw for all sweeps", _one_gamma_draw_for_all_sweeps,
     "In all rows of yours the variance is its scale divided by the same number: the gamma draw "
     "is made once, before the loop. Draw a new one in each sweep.",
     {"recognises": lambda laws, *case: (
         laws[GAMMA_SPREAD] < 1e-6 < min(laws[FIRST_SPREAD], laws[SPREAD])
    )}),
)  # fmt: skip


gibbs.mistakes(
    ("shape plus one", lambda shape, scale, rng: scale / rng.gamma(shape + 1),
     "Your variance is too small: its gamma draw has the shape plus one. The 1 of the power "
     "−shape − 1 belongs to the density; the draw is `scale / rng.gamma(shape)`."),
    ("half the shape", lambda shape, scale, rng: scale / rng.gamma(shape / 2),
     "Your variance has half the shape, as for a chi-squared law. A gamma draw has the shape "
     "itself: `scale / rng.gamma(shape)`."),
    ("twice the shape", lambda shape, scale, rng: scale / rng.gamma(2 * shape),
     "Your variance has twice the shape. Those are the degrees of freedom of a chi-squared draw; "
     "a gamma draw has the shape itself: `scale / rng.gamma(shape)`."),
    ("half the variance", lambda shape, scale, rng: scale / rng.chisquare(2 * shape),
     "Your variances are half as large as they should be. (`2 * scale` stands over a chi-squared "
     "draw with 2 · shape degrees of freedom; over a gamma draw it is `scale`.)"),
    ("twice the variance", lambda shape, scale, rng: 2 * scale / rng.gamma(shape),
     "Your variances are twice as large as they should be. Draw `scale / rng.gamma(shape)`."),
    of=_draws_variance,
)  # fmt: skip


def _variance_at_the_starts_beta(X, y, start, draws, rng):
    def sweep(beta, variance, X, y, rng):
        beta = coefficients(beta, variance, X, y, rng)
        return beta, draw_variance(start[:-1], X, y, rng)

    return sweeps(X, y, start, draws, rng, sweep=sweep)


gibbs.mistakes(
    ("variance at the start's beta", _variance_at_the_starts_beta,
     "Your variance is drawn given the *start's* beta in every sweep. Compute its shape and scale "
     "from the newest beta."),
)  # fmt: skip
