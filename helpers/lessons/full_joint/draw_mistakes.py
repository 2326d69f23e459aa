"""Wrong sweeps: the state read or written wrongly, other draws, other laws than the table's."""

import numpy as np

from helpers.lessons.full_joint.programs import normal_law, pieces
from helpers.lessons.full_joint.routes import same
from helpers.lessons.full_joint.sweep import sweep
from helpers.lessons.full_joint.sweeps import (
    RIGHT,
    Sweep,
    Values,
    beta_law,
    eta_law,
    first_of,
    mu_law,
    one_number,
    sigma_law,
)

# The state: how it is read, and what is put into it


def _reading(change):
    def reads(state):
        return change(Values.of(state), np.asarray(state, dtype=float))

    return Sweep(reads=reads)


def _identity(drawn, old):
    return drawn


def _one_over_root(drawn, old):
    return 1 / np.sqrt(drawn)


def _fourth_root(drawn, old):
    return drawn**0.25


sweep.mistakes(
    ("variance for sd", Sweep(kept={"sigma": _identity, "eta": _identity}),
     "Your state holds sigma² and eta². The laws are those of the variances: take roots before "
     "they go into the state."),
    ("sigma² for sigma", Sweep(kept={"sigma": _identity}),
     "Your state holds sigma² where sigma belongs: take the root of the draw."),
    ("eta² for eta", Sweep(kept={"eta": _identity}),
     "Your state holds eta² where eta belongs: take the root of the draw."),
    ("one over the root", Sweep(kept={"sigma": _one_over_root, "eta": _one_over_root}),
     "Your state holds 1/sigma and 1/eta. An inverse-gamma draw is a variance already: take its "
     "root, and no inverse."),
    ("root twice", Sweep(kept={"sigma": _fourth_root, "eta": _fourth_root}),
     "Your state holds the roots of sigma and eta: the root was taken twice."),
    ("state read as variances",
     _reading(lambda old, state: old._replace(sigma=np.sqrt(old.sigma), eta=np.sqrt(old.eta))),
     "Your sweep takes roots of the old state's sigma and eta. The state holds standard "
     "deviations."),
    ("sigma and eta squared as they are read",
     _reading(lambda old, state: old._replace(sigma=old.sigma**2, eta=old.eta**2)),
     "Your sweep works with the squares of the old sigma and eta throughout, also where a "
     "standard deviation is wanted."),
    ("sigma read in the wrong place",
     first_of(
         _reading(lambda old, state: old._replace(sigma=state[-1])),
         _reading(lambda old, state: old._replace(sigma=state[2 * len(old.eta) - 1])),
         _reading(lambda old, state: old._replace(sigma=state[2 * len(old.eta) + 1])),
         _reading(lambda old, state: old._replace(sigma=state[len(old.eta)])),
         _reading(lambda old, state: old._replace(sigma=state[0])),
         ),
     "Your sweep reads the old sigma in the wrong place. In a state of beta, mu, sigma and eta it "
     "is entry 2J, after J betas and J mus."),
    ("eta read in the wrong place",
     first_of(
         _reading(lambda old, state: old._replace(eta=state[2 * len(old.eta) : -1])),
         _reading(lambda old, state: old._replace(eta=state[len(old.eta) : 2 * len(old.eta)])),
         _reading(lambda old, state: old._replace(eta=state[: len(old.eta)])),
         _reading(
         lambda old, state: old._replace(sigma=state[-1], eta=state[2 * len(old.eta) : -1])
         ),
         _reading(lambda old, state: old._replace(eta=np.full_like(old.eta, old.eta[0]))),
         _reading(lambda old, state: old._replace(eta=np.full_like(old.eta, old.eta[-1]))),
         ),
     "Your sweep reads the old eta in the wrong place. In a state of beta, mu, sigma and eta it "
     "is what follows entry 2J, `state[2 * J + 1:]`."),
    ("eta before sigma in the state", Sweep(arrangement="beta mu eta sigma"),
     "Your state ends with eta and then sigma. Its order is beta, mu, sigma, eta."),
    ("mu before beta in the state", Sweep(arrangement="mu beta sigma eta"),
     "Your state begins with mu. Its order is beta, mu, sigma, eta."),
    ("sigma first in the state",
     first_of(Sweep(arrangement="sigma beta mu eta"), Sweep(arrangement="sigma eta beta mu")),
     "Your state begins with sigma. Its order is beta, mu, sigma, eta."),
    ("sigma before mu in the state",
     first_of(Sweep(arrangement="beta sigma mu eta"), Sweep(arrangement="beta sigma eta mu")),
     "Your state holds beta, sigma, mu and eta. Its order is beta, mu, sigma, eta."),
)  # fmt: skip


# How the draws are made


def _beta_by(*ways):
    return Sweep(ways={"beta": ways})


def _mu_by(*ways):
    return Sweep(ways={"mu": ways})


def _gamma_by(way):
    return Sweep(ways={"gamma": (way,)})


def _mean_alone(mean, spread, rng):
    return mean + 0 * spread[0]


def _mean_and_a_number(mean, spread, rng):
    return mean + 0 * rng.standard_normal(len(mean))


sweep.mistakes(
    ("beta without a random number", _beta_by(_mean_alone, _mean_and_a_number),
     "Your beta is the mean of its law. A chain that always takes the mean knows no uncertainty: "
     "draw."),
    ("covariance for its root",
     _beta_by(lambda mean, c, rng: mean + c @ rng.standard_normal(len(mean))),
     "Your beta multiplies the random numbers by the covariance. They need its root, which "
     "`draw_normal` takes."),
    ("the root transposed",
     _beta_by(lambda mean, c, rng: mean + np.linalg.cholesky(c).T @ rng.normal(size=len(mean))),
     "Your beta multiplies by the transpose of the covariance's root, so its covariance is "
     "another one: L L', not L'L."),
    ("the precision's root",
     _beta_by(
         lambda mean, c, rng: (
         mean + np.linalg.cholesky(np.linalg.inv(c)) @ rng.normal(size=len(mean))
         ),
         lambda mean, c, rng: rng.multivariate_normal(mean, np.linalg.inv(c)),
         ),
     "Your beta multiplies the random numbers by a root of the precision. They need a root of the "
     "covariance."),
    ("root entry by entry",
     _beta_by(
         lambda mean, c, rng: (
         mean + np.sqrt(np.abs(c)) * np.sign(c) @ rng.normal(size=len(mean))
         ),
         lambda mean, c, rng: mean + np.sqrt(np.abs(c)) @ rng.normal(size=len(mean)),
         ),
     "Your beta multiplies the random numbers by the roots of the covariance's entries. The root "
     "of a matrix is another thing: `np.linalg.cholesky`."),
    ("beta without its correlations",
     _beta_by(lambda mean, c, rng: rng.normal(mean, np.sqrt(np.diag(c)))),
     "Your beta draws each coefficient by itself, with its own standard deviation. They are "
     "correlated given the data: use `draw_normal` with the whole covariance."),
    ("variances of beta as sds", _beta_by(lambda mean, c, rng: rng.normal(mean, np.diag(c))),
     "Your beta draws each coefficient by itself, and with its *variance* for a standard "
     "deviation. Use `draw_normal` with the whole covariance."),
    ("one random number for all of beta",
     _beta_by(
         lambda mean, c, rng: (
         mean + np.linalg.cholesky(c) @ np.full(len(mean), rng.standard_normal())
         ),
         lambda mean, c, rng: mean + np.sqrt(np.diag(c)) * rng.standard_normal(),
         ),
     "Your beta_j are all moved by one and the same random number. Each needs its own; "
     "`draw_normal` draws J."),
    ("mu without a random number", _mu_by(_mean_alone, _mean_and_a_number),
     "Your mu is the mean of its law, without a draw."),
    ("one random number for all of mu",
     _mu_by(lambda mean, v, rng: mean + np.sqrt(v) * rng.standard_normal()),
     "Your mu_j are all moved by one and the same random number. Each needs its own: "
     "`rng.standard_normal(J)`."),
    ("root of mu's sd", _mu_by(lambda mean, v, rng: rng.normal(mean, v**0.25)),
     "Your mu is drawn with the root of its standard deviation. If `mu_given` returns a variance, "
     "one root is right: was it taken twice, there and here?"),
    ("variance of mu as its sd", _mu_by(lambda mean, v, rng: rng.normal(mean, v)),
     "Your mu is drawn with its variance as the standard deviation: take the root."),
    ("variance of mu squared", _mu_by(lambda mean, v, rng: rng.normal(mean, v**2)),
     "Your mu is drawn with the square of its variance as the standard deviation: take the "
     "variance's root."),
    ("one random number for all of eta",
     Sweep(
         ways={"eta": (one_number,)},
         also=(Sweep(ways={"xi": (one_number,), "eta": (one_number,)}),),
         ),
     "Your eta_j are all drawn with one and the same random number. Each needs its own: "
     "`size=np.shape(scale)`."),
    ("inverse gamma upside down",
     _gamma_by(lambda shape, scale, rng: rng.gamma(shape, size=np.shape(scale)) / scale),
     "Your draws are gamma draws divided by the scale: those of a precision. An inverse-gamma "
     "draw is the scale divided by a gamma draw."),
    ("gamma for inverse gamma",
     _gamma_by(lambda shape, scale, rng: scale * rng.gamma(shape, size=np.shape(scale))),
     "Your draws are those of a *gamma* law with this shape and scale. An inverse-gamma draw is "
     "the scale divided by a gamma draw: `draw_inverse_gamma`."),
    ("scale in the gamma's place",
     _gamma_by(lambda shape, scale, rng: 1 / (scale * rng.gamma(shape, size=np.shape(scale)))),
     "Your draws are 1/gamma with the scale handed to NumPy's gamma as it is. There it has to be "
     "1/scale; `draw_inverse_gamma` does so."),
    ("shape and scale exchanged",
     _gamma_by(lambda shape, scale, rng: shape / rng.gamma(scale, size=np.shape(scale) or None)),
     "Your draws have shape and scale exchanged: `draw_inverse_gamma(shape, scale, rng)`."),
)  # fmt: skip


# The laws of beta, mu, sigma and eta


def _beta_seeing(sigma=lambda sigma: sigma, eta=lambda eta: eta):
    return Sweep(
        beta=lambda now, old, given: beta_law(
            now._replace(sigma=sigma(now.sigma), eta=eta(now.eta)), old, given
        )
    )


def _sigma_seeing(zeta):
    return Sweep(
        sigma=lambda now, old, given: sigma_law(now._replace(zeta=zeta(now.zeta)), old, given)
    )


def _eta_seeing(xi):
    return Sweep(eta=lambda now, old, given: eta_law(now._replace(xi=xi(now.xi)), old, given))


def _not_centred(now, old, given):
    squares = np.sum((given.y - given.X @ now.beta) ** 2)
    return len(given.y) / 2, squares / 2 + 1 / now.zeta


def _beta_around(center, *, free=False):
    """beta drawn around a fixed mu, with variance eta²."""

    def law(now, old, given):
        gram, products = pieces(given.X, given.y, now.sigma)
        return normal_law(
            gram + np.diag(1 / now.eta**2), products + center(now, given) / now.eta**2
        )

    return Sweep(beta=law, free=free, also=(Sweep(beta=law, mu_first=True),) if free else ())


def _swapped_m_and_s(now, old, given):
    return given._replace(m=given.s, s=given.m)


sweep.mistakes(
    ("sigma² and eta² handed to beta_given", _beta_seeing(np.square, np.square),
     "Your `beta_given` gets sigma² and eta². It takes standard deviations."),
    ("sigma² handed to beta_given", _beta_seeing(sigma=np.square),
     "Your `beta_given` gets sigma². It takes the standard deviation."),
    ("eta² handed to beta_given", _beta_seeing(eta=np.square),
     "Your `beta_given` gets eta². It takes the standard deviations."),
    ("eta² handed to mu_given",
     Sweep(mu=lambda now, old, given: mu_law(now._replace(eta=now.eta**2), old, given)),
     "Your `mu_given` gets eta². It takes the standard deviations."),
    ("s² handed to both",
     Sweep(
         beta=lambda now, old, given: beta_law(now, old, given._replace(s=given.s**2)),
         mu=lambda now, old, given: mu_law(now, old, given._replace(s=given.s**2)),
         ),
     "Your `beta_given` and `mu_given` get s². They take the standard deviation."),
    ("m and s exchanged",
     first_of(
         Sweep(mu=lambda now, old, given: mu_law(now, old, _swapped_m_and_s(now, old, given))),
         Sweep(
         beta=lambda now, old, given: beta_law(now, old, _swapped_m_and_s(now, old, given))
         ),
         Sweep(
         beta=lambda now, old, given: beta_law(now, old, _swapped_m_and_s(now, old, given)),
         mu=lambda now, old, given: mu_law(now, old, _swapped_m_and_s(now, old, given)),
         ),
         ),
     "Your `beta_given` or `mu_given` gets m and s in the wrong order."),
    ("the notebook's m and s",
     Sweep(
         beta=lambda now, old, given: beta_law(now, old, given._replace(m=0, s=10)),
         mu=lambda now, old, given: mu_law(now, old, given._replace(m=0, s=10)),
         ),
     "Your sweep uses the notebook's m = 0 and s = 10, whatever is handed in."),
    ("zeta inverted", _sigma_seeing(lambda zeta: 1 / zeta),
     "Your `sigma_given` gets 1/zeta. It takes zeta itself, and inverts it inside."),
    ("zeta squared", first_of(_sigma_seeing(np.square), _sigma_seeing(np.sqrt)),
     "Your `sigma_given` gets zeta's square or root. It takes zeta itself."),
    ("xi inverted", _eta_seeing(lambda xi: 1 / xi),
     "Your `eta_given` gets 1/xi. It takes xi itself, and inverts it inside."),
    ("xi squared", first_of(_eta_seeing(np.square), _eta_seeing(np.sqrt)),
     "Your `eta_given` gets xi's square or root. It takes xi itself."),
    ("S not centred", Sweep(sigma=_not_centred),
     "Your sigma is drawn from residuals that still hold the intercept. Centre them."),
    ("mu for beta in the sigma step",
     Sweep(sigma=lambda now, old, given: sigma_law(now._replace(beta=now.mu), old, given)),
     "Your sigma is drawn from the residuals of mu. They are those of beta."),
    ("mu not integrated out", _beta_around(lambda now, given: np.full(given.X.shape[1], given.m)),
     "Your beta is drawn around m as if mu were m: its prior variance lacks s². With mu "
     "integrated out it is eta² + s²."),
    ("beta around the old mu", _beta_around(lambda now, given: now.mu, free=True),
     "Your beta is drawn around the old mu, with variance eta². That is a sampler, too, but a "
     "slow one where eta is small. Here beta is drawn with mu integrated out: use `beta_given`."),
)  # fmt: skip


# Where the random numbers come from, and what nobody foresaw


def _amounts_to(mark):
    """What the probe makes of a sweep whose numbers cannot be compared."""

    def recognises(yours, state, X, y, m, s, A, B, seed):
        return same(RIGHT(state, X, y, m, s, A, B, np.random.default_rng([seed, mark])), yours)

    return recognises


sweep.mistakes(
    ("random numbers from elsewhere",
     lambda state, X, y, m, s, A, B, rng: RIGHT(state, X, y, m, s, A, B, np.random.default_rng()),
     "Called twice with the same state and the same generator, your function returns two results. "
     "Draw all random numbers from the `rng` that is handed in, and keep nothing from call to "
     "call.",
     {"recognises": _amounts_to(1)}),
    ("a generator of its own",
     lambda state, X, y, m, s, A, B, rng: RIGHT(state, X, y, m, s, A, B, np.random.default_rng(0)),
     "Your function returns the same numbers whatever the generator: it seeds one inside, or "
     "draws nothing. Draw from the `rng` that is handed in.",
     {"recognises": _amounts_to(2)}),
)  # fmt: skip


def _companions_kept(yours, state, X, *rest):
    return yours.size == 4 * X.shape[1] + 2


def _zeta_and_xi_in_the_state(state, X, y, m, s, A, B, rng):
    return np.append(RIGHT(state, X, y, m, s, A, B, rng), np.ones(1 + X.shape[1]))


sweep.mistakes(
    ("zeta and xi in the state", _zeta_and_xi_in_the_state,
     "Your state holds zeta and xi, too. It is beta, mu, sigma and eta alone, 3J + 1 numbers: the "
     "companions are drawn anew in every sweep.",
     {"recognises": _companions_kept}),
)  # fmt: skip


for _step, _says, _program in (
    (
        "beta",
        "Your beta does not have the law of step 1 (`beta_given` at the newest sigma and eta): "
        "look there first.",
        Sweep(ways={"beta": (lambda mean, c, rng: mean + 3 + rng.random(len(mean)),)}),
    ),
    (
        "mu",
        "Your mu does not have the law of step 2 (`mu_given` at the new beta): look there first.",
        Sweep(ways={"mu": (lambda mean, v, rng: mean + 3 + rng.random(len(mean)),)}),
    ),
    (
        "sigma",
        "Your sigma does not have the law of step 3 (zeta, then `sigma_given` at the newest beta, "
        "then the root): look there first.",
        Sweep(ways={"sigma": (lambda shape, scale, rng: 3 + rng.random(),)}),
    ),
    (
        "eta",
        "Your eta does not have the law of step 4 (xi, then `eta_given` at the newest beta and mu, "
        "then the root): look there first.",
        Sweep(ways={"eta": (lambda shape, scale, rng: 3 + rng.random(np.shape(scale)),)}),
    ),
    (
        "together",
        "Each of your draws alone has its law, but they are not independent as they should be: is "
        "a random number used twice, or an old value?",
        Sweep(
            ways={"mu": (lambda mean, v, rng: mean + np.sqrt(v) * rng.random(len(mean)),)},
        ),
    ),
):
    sweep.misconception(f"{_step}: another law", _says)(_program)
