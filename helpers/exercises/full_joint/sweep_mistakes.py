"""The wrong programs of the sweep: a table of sweeps in which something is replaced."""

from itertools import combinations

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
    mu_law,
    sigma_law,
    xi_law,
    zeta_law,
)

# Old values where the newest belong


def _stale(*what):
    """Steps that look at old values: "beta in mu", say, is an old beta in the step of mu."""
    old_sigma = "beta in sigma" in what  # drawn from the old beta, it may be drawn first
    old_eta = "beta in eta" in what and "mu in eta" in what

    def before(now, old):
        """What beta and mu see of sigma and eta, which here may have been drawn already."""
        now = now._replace(sigma=old.sigma) if old_sigma else now
        return now._replace(eta=old.eta) if old_eta else now

    def beta(now, old, given):
        return beta_law(before(now, old), old, given)

    def mu(now, old, given):
        seen = old.beta if "beta in mu" in what else now.beta
        return mu_law(before(now, old)._replace(beta=seen), old, given)

    def sigma(now, old, given):
        seen = old.beta if old_sigma else now.beta
        return sigma_law(now._replace(beta=seen), old, given)

    def eta(now, old, given):
        now = now._replace(beta=old.beta) if "beta in eta" in what else now
        now = now._replace(mu=old.mu) if "mu in eta" in what else now
        return eta_law(now, old, given)

    return Sweep(beta=beta, mu=mu, sigma=sigma, eta=eta, free=True)


_BETA_IN_MU = (
    "Your mu is drawn around the *old* beta. beta and mu are one joint draw: mu has to follow the "
    "new beta."
)
_NAMED = {
    ("beta in mu",): ("old beta in the mu step", _BETA_IN_MU),
    ("beta in sigma",): (
        "old beta in the sigma step",
        "Your sigma is drawn from the residuals of the *old* beta, though the new one is drawn "
        "from the old sigma. Each step uses the newest values.",
    ),
    ("beta in eta",): (
        "old beta in the eta step",
        "Your eta is drawn from the distance of the *old* beta to the new mu. Each step uses the "
        "newest values.",
    ),
    ("mu in eta",): (
        "old mu in the eta step",
        "Your eta is drawn from the distance of the new beta to the *old* mu. beta is drawn as if "
        "mu were not known, so the old mu does not belong to it: eta comes after the new mu.",
    ),
    ("beta in eta", "mu in eta"): (
        "old beta and mu in the eta step",
        "Your eta is drawn from the *old* beta and mu, though the new ones are drawn from the old "
        "eta. Each step uses the newest values.",
    ),
    ("beta in mu", "beta in sigma", "beta in eta", "mu in eta"): (
        "all from the old state",
        "All your steps look at the old state. A sweep hands each new value on at once; drawn all "
        "from the old state, they follow another law than the posterior.",
    ),
}
sweep.misconception(
    "mu before beta",
    "Your sweep draws mu before beta, hence given the *old* beta. But beta is drawn as if mu were "
    "not known, so the two are one joint draw: first beta, then mu around the new beta.",
)(Sweep("mu beta zeta sigma xi eta", mu_first=True))

for _count in (4, 3, 2, 1):  # where the order hides which, the most are named
    for _what in combinations(("beta in mu", "beta in sigma", "beta in eta", "mu in eta"), _count):
        _list = "; ".join(f"an old {what.replace(' in ', ' in the step of ')}" for what in _what)
        _name, _says = _NAMED.get(
            _what,
            (f"stale: {_list}", f"Your sweep uses {_list}. Each step uses the newest values."),
        )
        sweep.misconception(_name, _says)(_stale(*_what))

# Steps left out, and companions that are none


def _unchanged(name):
    return {name: lambda drawn, old: getattr(old, name)}


def _constant(companion, value):
    """A law that looks at a constant where its companion belongs; it may be drawn, unused."""
    step, law = {"zeta": ("sigma", sigma_law), "xi": ("eta", eta_law)}[companion]

    def with_constant(now, old, given):
        return law(now._replace(**{companion: value(old, given)}), old, given)

    without = " ".join(s for s in RIGHT.steps.split() if s != companion)
    return Sweep(**{step: with_constant}, also=(Sweep(without, **{step: with_constant}),))


def _first_of(*sweeps):
    return Sweep(
        **{**vars(sweeps[0]), "also": tuple(s for one in sweeps for s in (one, *one.also))}
    )


for _name, _says, _program in (
    ("the old state", "Your function returns the state that it was given.", Sweep("")),
    (
        "beta not redrawn",
        "Your state still holds the old beta: step 1 is missing, or its draw does not get into the "
        "state.",
        Sweep("mu zeta sigma xi eta"),
    ),
    (
        "mu not redrawn",
        "Your state still holds the old mu: step 2 is missing, or its draw does not get into the "
        "state.",
        Sweep("beta zeta sigma xi eta", free=True),
    ),
    (
        "sigma not redrawn",
        "Your state still holds the old sigma: step 3 is missing, or its draw does not get into "
        "the state.",
        Sweep(kept=_unchanged("sigma"), also=(Sweep("beta mu xi eta"),)),
    ),
    (
        "eta not redrawn",
        "Your state still holds the old eta: step 4 is missing, or its draws do not get into the "
        "state.",
        Sweep(kept=_unchanged("eta"), also=(Sweep("beta mu zeta sigma"),)),
    ),
    (
        "sigma and eta not redrawn",
        "Your state still holds the old sigma and eta: steps 3 and 4 are missing, or their draws "
        "do not get into the state.",
        Sweep("beta mu", also=(Sweep(kept=_unchanged("sigma") | _unchanged("eta")),)),
    ),
    (
        "zeta not drawn",
        "Your sigma is drawn with a fixed number in zeta's place. zeta is part of the chain: draw "
        "it first, given the old sigma.",
        _first_of(
            _constant("zeta", lambda old, given: 1.0),
            _constant("zeta", lambda old, given: given.B),
            _constant("zeta", lambda old, given: given.B**2),
            _constant("zeta", lambda old, given: 1 / given.B**2),
        ),
    ),
    (
        "xi not drawn",
        "Your eta is drawn with a fixed number in xi's place. xi is part of the chain: draw it "
        "first, given the old eta.",
        _first_of(
            _constant("xi", lambda old, given: np.ones(len(old.eta))),
            _constant("xi", lambda old, given: given.A + 0 * old.eta),
            _constant("xi", lambda old, given: given.A**2 + 0 * old.eta),
            _constant("xi", lambda old, given: 1 / given.A**2 + 0 * old.eta),
        ),
    ),
    (
        "sigma in zeta's place",
        "Your `sigma_given` gets sigma, or its square, where zeta belongs.",
        _first_of(
            _constant("zeta", lambda old, given: old.sigma),
            _constant("zeta", lambda old, given: old.sigma**2),
        ),
    ),
    (
        "eta in xi's place",
        "Your `eta_given` gets the old eta, or its square, where xi belongs.",
        _first_of(
            _constant("xi", lambda old, given: old.eta),
            _constant("xi", lambda old, given: old.eta**2),
        ),
    ),
    (
        "zeta in xi's place",
        "Your `eta_given` gets zeta, the companion of sigma. eta has companions of its own: draw "
        "xi.",
        _first_of(
            Sweep(eta=lambda now, old, given: eta_law(now._replace(xi=now.zeta), old, given)),
            Sweep(
                "beta mu zeta sigma eta",
                eta=lambda now, old, given: eta_law(now._replace(xi=now.zeta), old, given),
            ),
        ),
    ),
):
    sweep.misconception(_name, _says)(_program)


# The companions' laws


def _companions(**laws):
    """Laws of zeta and xi as functions of the sd, the prior's scale and, for xi, J."""

    def law_of(name):
        sd, prior = {"zeta": ("sigma", "B"), "xi": ("eta", "A")}[name]
        return lambda now, old, given: laws[name](getattr(now, sd), getattr(given, prior))

    return Sweep(**{name: law_of(name) for name in laws})


def _halves(sd, scale):
    return 0.5, 1 / scale**2 + 1 / sd**2


def _priors(sd, scale):
    return 0.5, 1 / scale**2 + 0 * sd


def _with_scales(**scales):
    """The companions' laws with other scales than B for zeta and A for xi."""
    return Sweep(
        zeta=lambda now, old, given: zeta_law(
            now, old, given._replace(B=scales.get("zeta", lambda g: g.B)(given))
        ),
        xi=lambda now, old, given: xi_law(
            now, old, given._replace(A=scales.get("xi", lambda g: g.A)(given))
        ),
    )


def _one_xi(law):
    return Sweep(xi=lambda now, old, given: law(now.eta, given.A))


def _one_number(shape, scale, rng):
    """One gamma number for all of an array."""
    return scale / rng.gamma(shape)


_LAWS = (  # of either companion, and of both: a name, what is said, and the law
    (
        "{scale} not squared",
        "has 1/{scale} in its scale: {scale} is on the scale of an sd, so it has to be squared.",
        lambda sd, scale: (1.0, 1 / scale + 1 / sd**2),
    ),
    (
        "{sd} not squared",
        "has 1/{sd} in its scale: square it.",
        lambda sd, scale: (1.0, 1 / scale**2 + 1 / sd),
    ),
    (
        "{scale} forgotten",
        "has the scale 1/{sd}² alone. The prior's 1/{scale}² comes on top.",
        lambda sd, scale: (1.0, 1 / sd**2),
    ),
    (
        "{companion} without {sd}",
        "is drawn without 1/{sd}². It is part of the chain: given {sd}, its scale is "
        "1/{scale}² + 1/{sd}².",
        lambda sd, scale: (1.0, 1 / scale**2 + 0 * sd),
    ),
    (
        "shape ½ for {companion}",
        "has the shape ½ of its prior. Given {sd} another ½ comes to it: 1.",
        _halves,
    ),
    (
        "{companion} from the prior",
        "is drawn from its prior, shape ½ and scale 1/{scale}². It is part of the chain: use the "
        "table's law, which knows {sd}.",
        _priors,
    ),
    (
        "shape 3/2 for {companion}",
        "has the shape 3/2. The two halves, of its prior and of {sd}'s, make 1.",
        lambda sd, scale: (1.5, 1 / scale**2 + 1 / sd**2),
    ),
    (
        "scale of {companion} inverted",
        "has one over the sum for its scale. The scale of an inverse gamma is the sum itself.",
        lambda sd, scale: (1.0, 1 / (1 / scale**2 + 1 / sd**2)),
    ),
    (
        "{companion} with {scale}² + {sd}²",
        "has the scale {scale}² + {sd}². It takes one over each: 1/{scale}² + 1/{sd}².",
        lambda sd, scale: (1.0, scale**2 + sd**2),
    ),
    (
        "{companion} with sds not squared",
        "has the scale 1/{scale} + 1/{sd}. Square both.",
        lambda sd, scale: (1.0, 1 / scale + 1 / sd),
    ),
    (
        "{companion} with half a scale",
        "has its scale halved. There is no ½ in it: 1/{scale}² + 1/{sd}².",
        lambda sd, scale: (1.0, (1 / scale**2 + 1 / sd**2) / 2),
    ),
)
_WORDS = {
    "zeta": {"companion": "zeta", "sd": "sigma", "scale": "B"},
    "xi": {"companion": "xi", "sd": "eta", "scale": "A"},
}
for _name, _says, _law in _LAWS:
    for _companion, _words in _WORDS.items():
        sweep.misconception(_name.format(**_words), f"Your {_companion} {_says.format(**_words)}")(
            _companions(**{_companion: _law})
        )
    _both = {k: f"{_WORDS['zeta'][k]} and {_WORDS['xi'][k]}" for k in _WORDS["zeta"]}
    sweep.misconception(
        _name.format(**_both),
        f"Your zeta {_says.format(**_WORDS['zeta'])} The same goes for xi, with A and eta.",
    )(_companions(zeta=_law, xi=_law))

for _name, _says, _program in (
    (
        "A for zeta",
        "Your zeta has A in its scale. A belongs to eta; sigma's prior has B.",
        _with_scales(zeta=lambda given: given.A),
    ),
    (
        "B for xi",
        "Your xi has B in its scale. B belongs to sigma; eta's prior has A.",
        _with_scales(xi=lambda given: given.B),
    ),
    (
        "A and B swapped",
        "Your zeta has the scale A and your xi the scale B: sigma ~ half-Cauchy(B), eta ~ "
        "half-Cauchy(A).",
        _with_scales(zeta=lambda given: given.A, xi=lambda given: given.B),
    ),
    (
        "the notebook's B",
        "Your zeta uses the notebook's B = 10, whatever B is handed in.",
        _with_scales(zeta=lambda given: 10),
    ),
    (
        "the notebook's A",
        "Your xi uses the notebook's A = 5, whatever A is handed in.",
        _with_scales(xi=lambda given: 5),
    ),
    (
        "the notebook's A and B",
        "Your zeta and xi use the notebook's B = 10 and A = 5, whatever is handed in.",
        _with_scales(zeta=lambda given: 10, xi=lambda given: 5),
    ),
    (
        "sigma for eta in xi",
        "Your xi has 1/sigma² in its scale. xi is the companion of eta: 1/eta².",
        _first_of(
            Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=old.sigma + 0 * g.X[0]), old, g)),
            Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=now.sigma + 0 * g.X[0]), old, g)),
            Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=old.sigma), old, g)),
            Sweep(xi=lambda now, old, g: xi_law(now._replace(eta=now.sigma), old, g)),
        ),
    ),
    (
        "one xi for all",
        "Your sweep draws one xi for all coefficients. Each eta_j has a companion of its own: "
        "scale 1/A² + 1/eta_j² and a random number for each j.",
        _first_of(
            _one_xi(lambda eta, A: (1.0, 1 / A**2 + np.sum(1 / eta**2))),
            _one_xi(lambda eta, A: ((len(eta) + 1) / 2, 1 / A**2 + np.sum(1 / eta**2))),
            _one_xi(lambda eta, A: (1.0, np.sum(1 / A**2 + 1 / eta**2))),
            _one_xi(lambda eta, A: (1.0, 1 / A**2 + np.mean(1 / eta**2))),
            _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / np.sum(eta**2))),
            _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / np.mean(eta**2))),
            _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / np.mean(eta) ** 2)),
            _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / eta[0] ** 2)),
            _one_xi(lambda eta, A: (1.0, 1 / A**2 + 1 / eta[-1] ** 2)),
            _one_xi(lambda eta, A: (0.5, 1 / A**2)),
            Sweep(ways={"xi": (_one_number,)}),
        ),
    ),
):
    sweep.misconception(_name, _says)(_program)


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
        _first_of(
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
        _first_of(
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
        _first_of(Sweep(arrangement="sigma beta mu eta"), Sweep(arrangement="sigma eta beta mu")),
    ),
    (
        "sigma before mu in the state",
        "Your state holds beta, sigma, mu and eta. Its order is beta, mu, sigma, eta.",
        _first_of(Sweep(arrangement="beta sigma mu eta"), Sweep(arrangement="beta sigma eta mu")),
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
            ways={"eta": (_one_number,)},
            also=(Sweep(ways={"xi": (_one_number,), "eta": (_one_number,)}),),
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
        _first_of(
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
        _first_of(_sigma_seeing(np.square), _sigma_seeing(np.sqrt)),
    ),
    (
        "xi inverted",
        "Your `eta_given` gets 1/xi. It takes xi itself, and inverts it inside.",
        _eta_seeing(lambda xi: 1 / xi),
    ),
    (
        "xi squared",
        "Your `eta_given` gets xi's square or root. It takes xi itself.",
        _first_of(_eta_seeing(np.square), _eta_seeing(np.sqrt)),
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
