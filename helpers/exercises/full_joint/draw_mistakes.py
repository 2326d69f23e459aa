"""Wrong sweeps: the state read or written wrongly, other draws, other laws than the table's."""

import numpy as np

from helpers.exercises.full_joint.gibbs_sweep import sweep
from helpers.exercises.full_joint.programs import normal_law, pieces
from helpers.exercises.full_joint.routes import same
from helpers.exercises.full_joint.sweeps import (
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


for _name, _says, _program in (
    (
        "variance for sd",
        "Your state holds sigma² and eta². The laws are those of the variances: take roots before "
        "they go into the state.",
        Sweep(kept={"sigma": _identity, "eta": _identity}),
    ),
    (
        "sigma² for sigma",
        "Your state holds sigma² where sigma belongs: take the root of the draw.",
        Sweep(kept={"sigma": _identity}),
    ),
    (
        "eta² for eta",
        "Your state holds eta² where eta belongs: take the root of the draw.",
        Sweep(kept={"eta": _identity}),
    ),
    (
        "one over the root",
        "Your state holds 1/sigma and 1/eta. An inverse-gamma draw is a variance already: take "
        "its root, and no inverse.",
        Sweep(kept={"sigma": _one_over_root, "eta": _one_over_root}),
    ),
    (
        "root twice",
        "Your state holds the roots of sigma and eta: the root was taken twice.",
        Sweep(kept={"sigma": _fourth_root, "eta": _fourth_root}),
    ),
    (
        "state read as variances",
        "Your sweep takes roots of the old state's sigma and eta. The state holds standard "
        "deviations.",
        _reading(lambda old, state: old._replace(sigma=np.sqrt(old.sigma), eta=np.sqrt(old.eta))),
    ),
    (
        "sigma and eta squared as they are read",
        "Your sweep works with the squares of the old sigma and eta throughout, also where a "
        "standard deviation is wanted.",
        _reading(lambda old, state: old._replace(sigma=old.sigma**2, eta=old.eta**2)),
    ),
    (
        "sigma read in the wrong place",
        "Your sweep reads the old sigma in the wrong place. In a state of beta, mu, sigma and eta "
        "it is entry 2J, after J betas and J mus.",
        first_of(
            _reading(lambda old, state: old._replace(sigma=state[-1])),
            _reading(lambda old, state: old._replace(sigma=state[2 * len(old.eta) - 1])),
            _reading(lambda old, state: old._replace(sigma=state[2 * len(old.eta) + 1])),
            _reading(lambda old, state: old._replace(sigma=state[len(old.eta)])),
            _reading(lambda old, state: old._replace(sigma=state[0])),
        ),
    ),
    (
        "eta read in the wrong place",
        "Your sweep reads the old eta in the wrong place. In a state of beta, mu, sigma and eta "
        "it is what follows entry 2J, `state[2 * J + 1:]`.",
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
    ),
    (
        "eta before sigma in the state",
        "Your state ends with eta and then sigma. Its order is beta, mu, sigma, eta.",
        Sweep(arrangement="beta mu eta sigma"),
    ),
    (
        "mu before beta in the state",
        "Your state begins with mu. Its order is beta, mu, sigma, eta.",
        Sweep(arrangement="mu beta sigma eta"),
    ),
    (
        "sigma first in the state",
        "Your state begins with sigma. Its order is beta, mu, sigma, eta.",
        first_of(Sweep(arrangement="sigma beta mu eta"), Sweep(arrangement="sigma eta beta mu")),
    ),
    (
        "sigma before mu in the state",
        "Your state holds beta, sigma, mu and eta. Its order is beta, mu, sigma, eta.",
        first_of(Sweep(arrangement="beta sigma mu eta"), Sweep(arrangement="beta sigma eta mu")),
    ),
):
    sweep.misconception(_name, _says)(_program)


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


for _name, _says, _program in (
    (
        "beta without a random number",
        "Your beta is the mean of its law. A chain that always takes the mean knows no "
        "uncertainty: draw.",
        _beta_by(_mean_alone, _mean_and_a_number),
    ),
    (
        "covariance for its root",
        "Your beta multiplies the random numbers by the covariance. They need its root, which "
        "`draw_normal` takes.",
        _beta_by(lambda mean, c, rng: mean + c @ rng.standard_normal(len(mean))),
    ),
    (
        "the root transposed",
        "Your beta multiplies by the transpose of the covariance's root, so its covariance is "
        "another one: L L', not L'L.",
        _beta_by(lambda mean, c, rng: mean + np.linalg.cholesky(c).T @ rng.normal(size=len(mean))),
    ),
    (
        "the precision's root",
        "Your beta multiplies the random numbers by a root of the precision. They need a root of "
        "the covariance.",
        _beta_by(
            lambda mean, c, rng: (
                mean + np.linalg.cholesky(np.linalg.inv(c)) @ rng.normal(size=len(mean))
            ),
            lambda mean, c, rng: rng.multivariate_normal(mean, np.linalg.inv(c)),
        ),
    ),
    (
        "root entry by entry",
        "Your beta multiplies the random numbers by the roots of the covariance's entries. The "
        "root of a matrix is another thing: `np.linalg.cholesky`.",
        _beta_by(
            lambda mean, c, rng: (
                mean + np.sqrt(np.abs(c)) * np.sign(c) @ rng.normal(size=len(mean))
            ),
            lambda mean, c, rng: mean + np.sqrt(np.abs(c)) @ rng.normal(size=len(mean)),
        ),
    ),
    (
        "beta without its correlations",
        "Your beta draws each coefficient by itself, with its own standard deviation. They are "
        "correlated given the data: use `draw_normal` with the whole covariance.",
        _beta_by(lambda mean, c, rng: rng.normal(mean, np.sqrt(np.diag(c)))),
    ),
    (
        "variances of beta as sds",
        "Your beta draws each coefficient by itself, and with its *variance* for a standard "
        "deviation. Use `draw_normal` with the whole covariance.",
        _beta_by(lambda mean, c, rng: rng.normal(mean, np.diag(c))),
    ),
    (
        "one random number for all of beta",
        "Your beta_j are all moved by one and the same random number. Each needs its own; "
        "`draw_normal` draws J.",
        _beta_by(
            lambda mean, c, rng: (
                mean + np.linalg.cholesky(c) @ np.full(len(mean), rng.standard_normal())
            ),
            lambda mean, c, rng: mean + np.sqrt(np.diag(c)) * rng.standard_normal(),
        ),
    ),
    (
        "mu without a random number",
        "Your mu is the mean of its law, without a draw.",
        _mu_by(_mean_alone, _mean_and_a_number),
    ),
    (
        "one random number for all of mu",
        "Your mu_j are all moved by one and the same random number. Each needs its own: "
        "`rng.standard_normal(J)`.",
        _mu_by(lambda mean, v, rng: mean + np.sqrt(v) * rng.standard_normal()),
    ),
    (
        "root of mu's sd",
        "Your mu is drawn with the root of its standard deviation. If `mu_given` returns a "
        "variance, one root is right: was it taken twice, there and here?",
        _mu_by(lambda mean, v, rng: rng.normal(mean, v**0.25)),
    ),
    (
        "variance of mu as its sd",
        "Your mu is drawn with its variance as the standard deviation: take the root.",
        _mu_by(lambda mean, v, rng: rng.normal(mean, v)),
    ),
    (
        "variance of mu squared",
        "Your mu is drawn with the square of its variance as the standard deviation: take the "
        "variance's root.",
        _mu_by(lambda mean, v, rng: rng.normal(mean, v**2)),
    ),
    (
        "one random number for all of eta",
        "Your eta_j are all drawn with one and the same random number. Each needs its own: "
        "`size=np.shape(scale)`.",
        Sweep(
            ways={"eta": (one_number,)},
            also=(Sweep(ways={"xi": (one_number,), "eta": (one_number,)}),),
        ),
    ),
    (
        "inverse gamma upside down",
        "Your draws are gamma draws divided by the scale: those of a precision. An inverse-gamma "
        "draw is the scale divided by a gamma draw.",
        _gamma_by(lambda shape, scale, rng: rng.gamma(shape, size=np.shape(scale)) / scale),
    ),
    (
        "gamma for inverse gamma",
        "Your draws are those of a *gamma* law with this shape and scale. An inverse-gamma draw is "
        "the scale divided by a gamma draw: `draw_inverse_gamma`.",
        _gamma_by(lambda shape, scale, rng: scale * rng.gamma(shape, size=np.shape(scale))),
    ),
    (
        "scale in the gamma's place",
        "Your draws are 1/gamma with the scale handed to NumPy's gamma as it is. There it has to "
        "be 1/scale; `draw_inverse_gamma` does so.",
        _gamma_by(lambda shape, scale, rng: 1 / (scale * rng.gamma(shape, size=np.shape(scale)))),
    ),
    (
        "shape and scale exchanged",
        "Your draws have shape and scale exchanged: `draw_inverse_gamma(shape, scale, rng)`.",
        _gamma_by(lambda shape, scale, rng: shape / rng.gamma(scale, size=np.shape(scale) or None)),
    ),
):
    sweep.misconception(_name, _says)(_program)


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


for _name, _says, _program in (
    (
        "sigma² and eta² handed to beta_given",
        "Your `beta_given` gets sigma² and eta². It takes standard deviations.",
        _beta_seeing(np.square, np.square),
    ),
    (
        "sigma² handed to beta_given",
        "Your `beta_given` gets sigma². It takes the standard deviation.",
        _beta_seeing(sigma=np.square),
    ),
    (
        "eta² handed to beta_given",
        "Your `beta_given` gets eta². It takes the standard deviations.",
        _beta_seeing(eta=np.square),
    ),
    (
        "eta² handed to mu_given",
        "Your `mu_given` gets eta². It takes the standard deviations.",
        Sweep(mu=lambda now, old, given: mu_law(now._replace(eta=now.eta**2), old, given)),
    ),
    (
        "s² handed to both",
        "Your `beta_given` and `mu_given` get s². They take the standard deviation.",
        Sweep(
            beta=lambda now, old, given: beta_law(now, old, given._replace(s=given.s**2)),
            mu=lambda now, old, given: mu_law(now, old, given._replace(s=given.s**2)),
        ),
    ),
    (
        "m and s exchanged",
        "Your `beta_given` or `mu_given` gets m and s in the wrong order.",
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
    ),
    (
        "the notebook's m and s",
        "Your sweep uses the notebook's m = 0 and s = 10, whatever is handed in.",
        Sweep(
            beta=lambda now, old, given: beta_law(now, old, given._replace(m=0, s=10)),
            mu=lambda now, old, given: mu_law(now, old, given._replace(m=0, s=10)),
        ),
    ),
    (
        "zeta inverted",
        "Your `sigma_given` gets 1/zeta. It takes zeta itself, and inverts it inside.",
        _sigma_seeing(lambda zeta: 1 / zeta),
    ),
    (
        "zeta squared",
        "Your `sigma_given` gets zeta's square or root. It takes zeta itself.",
        first_of(_sigma_seeing(np.square), _sigma_seeing(np.sqrt)),
    ),
    (
        "xi inverted",
        "Your `eta_given` gets 1/xi. It takes xi itself, and inverts it inside.",
        _eta_seeing(lambda xi: 1 / xi),
    ),
    (
        "xi squared",
        "Your `eta_given` gets xi's square or root. It takes xi itself.",
        first_of(_eta_seeing(np.square), _eta_seeing(np.sqrt)),
    ),
    (
        "S not centred",
        "Your sigma is drawn from residuals that still hold the intercept. Centre them.",
        Sweep(sigma=_not_centred),
    ),
    (
        "mu for beta in the sigma step",
        "Your sigma is drawn from the residuals of mu. They are those of beta.",
        Sweep(sigma=lambda now, old, given: sigma_law(now._replace(beta=now.mu), old, given)),
    ),
    (
        "mu not integrated out",
        "Your beta is drawn around m as if mu were m: its prior variance lacks s². With mu "
        "integrated out it is eta² + s².",
        _beta_around(lambda now, given: np.full(given.X.shape[1], given.m)),
    ),
    (
        "beta around the old mu",
        "Your beta is drawn around the old mu, with variance eta². That is a sampler, too, but a "
        "slow one where eta is small. Here beta is drawn with mu integrated out: use `beta_given`.",
        _beta_around(lambda now, given: now.mu, free=True),
    ),
):
    sweep.misconception(_name, _says)(_program)


# Where the random numbers come from, and what nobody foresaw


def _amounts_to(mark):
    """What the probe makes of a sweep whose numbers cannot be compared."""

    def recognises(yours, state, X, y, m, s, A, B, seed):
        return same(RIGHT(state, X, y, m, s, A, B, np.random.default_rng([seed, mark])), yours)

    return recognises


@sweep.misconception(
    "random numbers from elsewhere",
    "Called twice with the same state and the same generator, your function returns two results. "
    "Draw all random numbers from the `rng` that is handed in, and keep nothing from call to call.",
    recognises=_amounts_to(1),
)
def _(state, X, y, m, s, A, B, rng):
    return RIGHT(state, X, y, m, s, A, B, np.random.default_rng())


@sweep.misconception(
    "a generator of its own",
    "Your function returns the same numbers whatever the generator: it seeds one inside, or draws "
    "nothing. Draw from the `rng` that is handed in.",
    recognises=_amounts_to(2),
)
def _(state, X, y, m, s, A, B, rng):
    return RIGHT(state, X, y, m, s, A, B, np.random.default_rng(0))


def _companions_kept(yours, state, X, *rest):
    return yours.size == 4 * X.shape[1] + 2


@sweep.misconception(
    "zeta and xi in the state",
    "Your state holds zeta and xi, too. It is beta, mu, sigma and eta alone, 3J + 1 numbers: the "
    "companions are drawn anew in every sweep.",
    recognises=_companions_kept,
)
def _(state, X, y, m, s, A, B, rng):
    return np.append(RIGHT(state, X, y, m, s, A, B, rng), np.ones(1 + X.shape[1]))


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
