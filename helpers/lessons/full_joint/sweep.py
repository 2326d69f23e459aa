"""The whole sweep: every step in its turn, from the newest values."""

from weakref import WeakKeyDictionary

import numpy as np
from scipy import special

from helpers.lessons.contents import full_joint as lesson
from helpers.lessons.full_joint.beta_given import beta_given
from helpers.lessons.full_joint.mu_given import mu_given
from helpers.lessons.full_joint.shared import added, pieces, scale_of_sigma
from helpers.lessons.full_joint.sweeps import (
    RIGHT,
    Routes,
    Sweep,
    Values,
    beta_law,
    draw_inverse_gamma,
    eta_law,
    first_of,
    mu_law,
    one_number,
    same,
    sigma_law,
    xi_law,
    zeta_law,
)
from helpers.lessons.full_joint.uniforms import wrong_step


def _states(rng):
    # Few rows, and narrow priors of sigma and eta: zeta and xi matter.
    for n, J in ((7, 2), (12, 3), (9, 4)):
        X = rng.normal(2, 1, (n, J))
        y = 5 + X @ rng.normal(1, 2, J) + rng.normal(0, 0.5, n)
        state = np.concatenate([rng.normal(3, 2, 2 * J), rng.uniform(0.6, 2.5, 1 + J)])
        m, s = rng.normal(2, 1), rng.uniform(2, 5)
        A, B = rng.uniform(0.3, 0.8), rng.uniform(1.2, 2)
        yield state, X, y, m, s, A, B, int(rng.integers(1, 10_000))


def _with_seed(program, state, X, y, m, s, A, B, seed):
    """One sweep with a generator of known seed: the same random numbers for every program.

    A sweep that takes its steps in another order, or makes a draw of the same law in another way,
    has other numbers, and is as right or as wrong. It counts as if it had returned those of the
    program that it amounts to: one that leads to the same state, in whatever order, or else one
    that stands for the verdict on its laws.
    """
    given = (X, y, m, s, A, B)

    def run(program, seed=seed):
        return program(state.copy(), *given, np.random.default_rng(seed))

    rng = np.random.default_rng(seed)
    new = program(state.copy(), *given, rng)
    if isinstance(program, Sweep) or program is sweep.program:
        return new
    found = np.asarray(new, dtype=float)
    if found.shape != state.shape or not np.isfinite(found).all():
        return new
    sweeps = {"right": RIGHT}
    sweeps |= {m.name: m.program for m in sweep.misconceptions if isinstance(m.program, Sweep)}
    if any(same(run(one), found) for one in sweeps.values()):
        return new
    if not np.array_equal(found, run(program)):
        return run(RIGHT, [seed, 1])
    if np.array_equal(found, run(program, seed + 1)):
        return run(RIGHT, [seed, 2])
    if program not in _JUDGED:
        routes = Routes(found, state, given, seed)
        for one in sweeps.values():
            if routes.lead_there(one):
                return run(one)
        off = _step_that_is_off(program, routes, rng.bit_generator.state, seed)
        _JUDGED[program] = f"{off}: another law" if off else "right"
    return run(sweeps[_JUDGED[program]])


_JUDGED = WeakKeyDictionary()  # by their laws, in worlds of other sizes: once is enough


def _step_that_is_off(program, routes, until, seed):
    """The step of a sweep that no known program explains; None if its laws are right."""
    step = "sigma" if _sigma_is_off(routes, until) else wrong_step(program, seed)
    if step is None:
        return None
    for one in ("mu", "sigma", "eta", "beta"):
        if routes.lead_there(RIGHT, but={one}):  # all others lead to the new state
            return one
    return step


def _by_quantile(shape, scale, rng):
    return scale / special.gammainccinv(shape, rng.random(np.shape(scale)))  # as SciPy does it


def _by_other_quantile(shape, scale, rng):
    return scale / special.gammaincinv(shape, rng.random(np.shape(scale)))


_ANY = (draw_inverse_gamma, _by_quantile, _by_other_quantile)
_SIGMA_ANYHOW = Sweep(ways={"zeta": _ANY, "sigma": _ANY})


def _sigma_is_off(routes, until):
    """Whether sigma alone is not what the table makes of the random numbers that were used.

    Few right sigmas can be made of them, but there are many right beta (one for each root of the
    covariance) and eta (in a loop, say): those are left to their laws.
    """
    others = [set(), {"beta"}, {"eta"}, {"beta", "eta"}]
    if any(routes.lead_there(_SIGMA_ANYHOW, but=other) for other in others):
        return False
    return any(routes.lead_there(RIGHT, but={"sigma", *other}, until=until) for other in others)


def _numbers(rng, n, J):
    """The standard normal and gamma numbers of a sweep, in the order of the table."""
    sizes = (1, None), (n / 2, None), (1, J), (1, J)
    return rng.standard_normal((2, J)), [rng.gamma(shape, size=k) for shape, k in sizes]


@lesson.function(
    "11-sweep",
    cases=_states,
    probe=_with_seed,
    hints=(
        "Take sigma and eta out of the old state; beta and mu are drawn anew before anybody needs "
        "them. Each step uses the newest values that there are.",
        "`J = X.shape[1]`, `sigma = state[2 * J]`, `eta = state[2 * J + 1:]`. Then "
        "`beta = draw_normal(*beta_given(sigma, eta, X, y, m, s), rng)`, and so on in the order of "
        "the table. What `draw_inverse_gamma` returns is a variance.",
        "Step 3: `zeta = draw_inverse_gamma(1, 1 / B**2 + 1 / sigma**2, rng)`, then "
        "`sigma = np.sqrt(draw_inverse_gamma(*sigma_given(beta, zeta, X, y), rng))`. Step 4 is the "
        "same with `xi`, `A` and `eta`. Last: `np.concatenate([beta, mu, [sigma], eta])`.",
    ),
)
def sweep(state, X, y, m, s, A, B, rng):
    """One Gibbs sweep."""
    # By another route than the lesson's: standard normal and gamma numbers first, in the order in
    # which they are asked for, then every law written out.
    n, J = X.shape
    z, gammas = _numbers(rng, n, J)
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    mean, covariance = beta_given.program(sigma, eta, X, y, m, s)
    beta = mean + np.linalg.cholesky((covariance + covariance.T) / 2) @ z[0]
    weight = s**2 / (s**2 + eta**2)
    mu = m + weight * (beta - m) + s * np.sqrt(1 - weight) * z[1]
    inverse_zeta = gammas[0] / (1 / B**2 + 1 / sigma**2)
    new_sigma = np.sqrt((n * np.var(y - X @ beta) / 2 + inverse_zeta) / gammas[1])
    inverse_xi = gammas[2] / (1 / A**2 + 1 / eta**2)
    new_eta = np.sqrt(((beta - mu) ** 2 / 2 + inverse_xi) / gammas[3])
    return np.concatenate([beta, mu, [new_sigma], new_eta])


def _drawn(new, state, X, seed):
    """The old values and the new ones, and the random numbers between them."""
    numbers = _numbers(np.random.default_rng(seed), *X.shape)
    return Values.of(state), Values.of(new), *numbers


@sweep.law(
    "A normal draw lies as far from its mean, measured by its covariance, as the standard normal "
    "numbers lie from 0: squared, {right}. Your beta lies {left} from the mean of its law."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, z, _gammas = _drawn(new, state, X, seed)
    mean, covariance = beta_given.program(old.sigma, old.eta, X, y, m, s)
    return (new.beta - mean) @ np.linalg.solve(covariance, new.beta - mean), z[0] @ z[0]


@sweep.law(
    "In its own standard deviations mu lies as far from its mean, given the new beta, as the "
    "standard normal numbers lie from 0: squared, {right}. Yours lies {left} from it."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, z, _gammas = _drawn(new, state, X, seed)
    mean, variance = mu_given.program(new.beta, old.eta, m, s)
    return np.sum((new.mu - mean) ** 2 / variance), z[1] @ z[1]


@sweep.law(
    "Given the new beta and zeta, the scale of sigma²'s law over the new sigma² is the gamma "
    "number that was drawn, {right}. With your sigma it is {left}."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, _z, gammas = _drawn(new, state, X, seed)
    zeta = (1 / B**2 + 1 / old.sigma**2) / gammas[0]
    return scale_of_sigma(new.beta, zeta, X, y) / new.sigma**2, gammas[1]


@sweep.law(
    "Given the new beta, mu and xi, the scale of eta²'s law over the new eta² is the gamma number "
    "that was drawn: {right}. With your eta it is {left}."
)
def _(new, state, X, y, m, s, A, B, seed):
    old, new, _z, gammas = _drawn(new, state, X, seed)
    xi = (1 / A**2 + 1 / old.eta**2) / gammas[2]
    return ((new.beta - new.mu) ** 2 / 2 + 1 / xi) / new.eta**2, gammas[3]


def _in_order(order):
    return lambda state, X, y, m, s, A, B, rng: Sweep(order)(state, X, y, m, s, A, B, rng)


for _order in (
    "beta mu xi eta zeta sigma",
    "zeta xi beta mu sigma eta",
    "beta mu xi zeta sigma eta",
    "xi eta beta zeta sigma mu",
):
    sweep.variant(f"in the order {_order}")(_in_order(_order))


@sweep.variant("multivariate_normal")
def _(state, X, y, m, s, A, B, rng):
    way = {"beta": (lambda mean, covariance, rng: rng.multivariate_normal(mean, covariance),)}
    return Sweep(ways=way)(state, X, y, m, s, A, B, rng)


# What a step looks at


def _old(*what):
    """Steps that look at old values: "beta in mu", say, is an old beta in the step of mu."""
    old_sigma = "beta in sigma" in what  # drawn from the old beta, it may be drawn first
    old_eta = "beta in eta" in what and "mu in eta" in what

    def before(now, old):
        """What beta and mu see of sigma and eta, which here may have been drawn already."""
        now = now._replace(sigma=old.sigma) if old_sigma else now
        return now._replace(eta=old.eta) if old_eta else now

    def seen(step, now, old):
        stale = [name for name in ("beta", "mu") if f"{name} in {step}" in what]
        return now._replace(**{name: getattr(old, name) for name in stale})

    return Sweep(
        beta=lambda now, old, given: beta_law(before(now, old), old, given),
        mu=lambda now, old, given: mu_law(seen("mu", before(now, old), old), old, given),
        sigma=lambda now, old, given: sigma_law(seen("sigma", now, old), old, given),
        eta=lambda now, old, given: eta_law(seen("eta", now, old), old, given),
        free=True,
    )


def _unchanged(*names, steps):
    """Old values stay in the state, whether new ones are drawn or these steps alone are taken."""
    kept = {name: lambda drawn, old, name=name: getattr(old, name) for name in names}
    return Sweep(kept=kept, also=(Sweep(steps),))


def _constant(companion, *values):
    """A fixed number where a companion belongs; it may be drawn, unused."""
    step, law = {"zeta": ("sigma", sigma_law), "xi": ("eta", eta_law)}[companion]
    without = RIGHT.steps.replace(f"{companion} ", "")

    def with_constant(value):
        def changed(now, old, given):
            fixed = value(given) + 0 * getattr(old, step)
            return law(now._replace(**{companion: fixed}), old, given)

        return Sweep(**{step: changed}, also=(Sweep(without, **{step: changed}),))

    return first_of(*map(with_constant, values))


def _zeta(law):
    """Another law of zeta, a function of the old sd and the prior's scale."""
    return Sweep(zeta=lambda now, old, given: law(now.sigma, given.B))


def _xi(law):
    return Sweep(xi=lambda now, old, given: law(now.eta, given.A))


def _zeta_and_xi(law):
    return Sweep(zeta=_zeta(law).zeta, xi=_xi(law).xi)


def _without_sd(sd, scale):
    return 1.0, 1 / scale**2 + 0 * sd


def _shape_half(sd, scale):
    return 0.5, 1 / scale**2 + 1 / sd**2


def _prior(sd, scale):
    return 0.5, 1 / scale**2 + 0 * sd


def _with_scales(A, B):
    """Other scales than A in xi and B in zeta: functions of what is given."""
    return Sweep(
        zeta=lambda now, old, given: zeta_law(now, old, given._replace(B=B(given))),
        xi=lambda now, old, given: xi_law(now, old, given._replace(A=A(given))),
    )


def _not_centred(now, old, given):
    squares = np.sum((given.y - given.X @ now.beta) ** 2)
    return len(given.y) / 2, squares / 2 + 1 / now.zeta


def _beta_around(center, **settings):
    """beta drawn around a fixed mu, with variance eta²."""

    def law(now, old, given):
        return added(*pieces(given.X, given.y, now.sigma), now.eta**2, center(now, given))

    return Sweep(beta=law, **settings)


# How the state is read, how the draws are made, and what is put into the state


def _reading(change):
    return Sweep(reads=lambda state: change(Values.of(state), np.asarray(state, dtype=float)))


def _sigma_at(place):
    return _reading(lambda old, state: old._replace(sigma=state[place(len(old.eta))]))


def _eta_at(place):
    return _reading(lambda old, state: old._replace(eta=state[place(len(old.eta))]))


def _kept(change, *names):
    """What goes into the state in place of the root of a draw."""
    return Sweep(kept=dict.fromkeys(names, lambda drawn, old: change(drawn)))


def _by(step, *ways):
    """A step draws in another way; "gamma" are all that draw from an inverse gamma law."""
    return Sweep(ways={step: ways})


def _mean_alone(mean, spread, rng):
    return mean + 0 * spread[0]


def _mean_and_a_number(mean, spread, rng):
    return mean + 0 * rng.standard_normal(len(mean))


def _same_as(mark):
    """What the probe makes of a sweep whose numbers cannot be compared."""

    def recognises(yours, state, X, y, m, s, A, B, seed):
        return same(RIGHT(state, X, y, m, s, A, B, np.random.default_rng([seed, mark])), yours)

    return recognises


sweep.mistakes(
    ("mu before beta", Sweep("mu beta zeta sigma xi eta", mu_first=True),
     "Your sweep draws mu before beta, hence given the *old* beta. But beta is drawn as if mu were "
     "not known, so the two are one joint draw: first beta, then mu around the new beta."),
    # where the order hides which, the most are named
    ("all from the old state", _old("beta in mu", "beta in sigma", "beta in eta", "mu in eta"),
     "All your steps look at the old state. A sweep hands each new value on at once; drawn all "
     "from the old state, they follow another law than the posterior."),
    ("stale: an old beta in the step of sigma; an old beta in the step of eta; an old mu in the "
     "step of eta", _old("beta in sigma", "beta in eta", "mu in eta"),
     "Your sweep uses an old beta in the step of sigma; an old beta in the step of eta; an old mu "
     "in the step of eta. Each step uses the newest values."),
    ("stale: an old beta in the step of sigma; an old beta in the step of eta",
     _old("beta in sigma", "beta in eta"),
     "Your sweep uses an old beta in the step of sigma; an old beta in the step of eta. Each step "
     "uses the newest values."),
    ("old beta and mu in the eta step", _old("beta in eta", "mu in eta"),
     "Your eta is drawn from the *old* beta and mu, though the new ones are drawn from the old "
     "eta. Each step uses the newest values."),
    ("old beta in the mu step", _old("beta in mu"),
     "Your mu is drawn around the *old* beta. beta and mu are one joint draw: mu has to follow the "
     "new beta."),
    ("old beta in the sigma step", _old("beta in sigma"),
     "Your sigma is drawn from the residuals of the *old* beta, though the new one is drawn from "
     "the old sigma. Each step uses the newest values."),
    ("old beta in the eta step", _old("beta in eta"),
     "Your eta is drawn from the distance of the *old* beta to the new mu. Each step uses the "
     "newest values."),
    ("old mu in the eta step", _old("mu in eta"),
     "Your eta is drawn from the distance of the new beta to the *old* mu. beta is drawn as if mu "
     "were not known, so the old mu does not belong to it: eta comes after the new mu."),
    ("the old state", Sweep(""),
     "Your function returns the state that it was given."),
    ("beta not redrawn", Sweep("mu zeta sigma xi eta"),
     "Your state still holds the old beta: step 1 is missing, or its draw does not get into the "
     "state."),
    ("mu not redrawn", Sweep("beta zeta sigma xi eta", free=True),
     "Your state still holds the old mu: step 2 is missing, or its draw does not get into the "
     "state."),
    ("sigma not redrawn", _unchanged("sigma", steps="beta mu xi eta"),
     "Your state still holds the old sigma: step 3 is missing, or its draw does not get into the "
     "state."),
    ("eta not redrawn", _unchanged("eta", steps="beta mu zeta sigma"),
     "Your state still holds the old eta: step 4 is missing, or its draws do not get into the "
     "state."),
    ("sigma and eta not redrawn", _unchanged("sigma", "eta", steps="beta mu"),
     "Your state still holds the old sigma and eta: steps 3 and 4 are missing, or their draws do "
     "not get into the state."),
    ("zeta not drawn",
     _constant("zeta", lambda g: 1, lambda g: g.B, lambda g: g.B**2, lambda g: 1 / g.B**2),
     "Your sigma is drawn with a fixed number in zeta's place. zeta is part of the chain: draw it "
     "first, given the old sigma."),
    ("xi not drawn",
     _constant("xi", lambda g: 1, lambda g: g.A, lambda g: g.A**2, lambda g: 1 / g.A**2),
     "Your eta is drawn with a fixed number in xi's place. xi is part of the chain: draw it "
     "first, given the old eta."),
    ("xi without eta", _xi(_without_sd),
     "Your xi is drawn without 1/eta². It is part of the chain: given eta, its scale is 1/A² + "
     "1/eta²."),
    ("zeta and xi without sigma and eta", _zeta_and_xi(_without_sd),
     "Your zeta is drawn without 1/sigma². It is part of the chain: given sigma, its scale is "
     "1/B² + 1/sigma². The same goes for xi, with A and eta."),
    ("shape ½ for zeta", _zeta(_shape_half),
     "Your zeta has the shape ½ of its prior. Given sigma another ½ comes to it: 1."),
    ("shape ½ for xi", _xi(_shape_half),
     "Your xi has the shape ½ of its prior. Given eta another ½ comes to it: 1."),
    ("shape ½ for zeta and xi", _zeta_and_xi(_shape_half),
     "Your zeta has the shape ½ of its prior. Given sigma another ½ comes to it: 1. The same goes "
     "for xi, with A and eta."),
    ("zeta from the prior", _zeta(_prior),
     "Your zeta is drawn from its prior, shape ½ and scale 1/B². It is part of the chain: use the "
     "table's law, which knows sigma."),
    ("zeta and xi from the prior", _zeta_and_xi(_prior),
     "Your zeta is drawn from its prior, shape ½ and scale 1/B². It is part of the chain: use the "
     "table's law, which knows sigma. The same goes for xi, with A and eta."),
    ("A and B swapped", _with_scales(A=lambda g: g.B, B=lambda g: g.A),
     "Your zeta has the scale A and your xi the scale B: sigma ~ half-Cauchy(B), eta ~ "
     "half-Cauchy(A)."),
    ("the notebook's A and B", _with_scales(A=lambda g: 5, B=lambda g: 10),
     "Your zeta and xi use the notebook's B = 10 and A = 5, whatever is handed in."),
    ("one xi for all",
     first_of(
         _xi(lambda eta, A: (1.0, 1 / A**2 + np.sum(1 / eta**2))),
         _xi(lambda eta, A: ((len(eta) + 1) / 2, 1 / A**2 + np.sum(1 / eta**2))),
         _xi(lambda eta, A: (1.0, 1 / A**2 + np.mean(1 / eta**2))),
         _xi(lambda eta, A: (1.0, 1 / A**2 + 1 / eta[0] ** 2)),
         _by("xi", one_number),
     ),
     "Your sweep draws one xi for all coefficients. Each eta_j has a companion of its own: scale "
     "1/A² + 1/eta_j² and a random number for each j."),
    ("variance for sd", _kept(lambda drawn: drawn, "sigma", "eta"),
     "Your state holds sigma² and eta². The laws are those of the variances: take roots before "
     "they go into the state."),
    ("one over the root", _kept(lambda drawn: 1 / np.sqrt(drawn), "sigma", "eta"),
     "Your state holds 1/sigma and 1/eta. An inverse-gamma draw is a variance already: take its "
     "root, and no inverse."),
    ("state read as variances",
     _reading(lambda old, state: old._replace(sigma=np.sqrt(old.sigma), eta=np.sqrt(old.eta))),
     "Your sweep takes roots of the old state's sigma and eta. The state holds standard "
     "deviations."),
    ("sigma read in the wrong place",
     first_of(*map(_sigma_at, (lambda J: -1, lambda J: 2 * J - 1, lambda J: 2 * J + 1))),
     "Your sweep reads the old sigma in the wrong place. In a state of beta, mu, sigma and eta it "
     "is entry 2J, after J betas and J mus."),
    ("eta read in the wrong place",
     first_of(_eta_at(lambda J: slice(2 * J, -1)), _eta_at(lambda J: slice(J, 2 * J))),
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
    ("beta without a random number", _by("beta", _mean_alone, _mean_and_a_number),
     "Your beta is the mean of its law. A chain that always takes the mean knows no uncertainty: "
     "draw."),
    ("covariance for its root",
     _by("beta", lambda mean, c, rng: mean + c @ rng.standard_normal(len(mean))),
     "Your beta multiplies the random numbers by the covariance. They need its root, which "
     "`draw_normal` takes."),
    ("the root transposed",
     _by("beta", lambda mean, c, rng: mean + np.linalg.cholesky(c).T @ rng.normal(size=len(mean))),
     "Your beta multiplies by the transpose of the covariance's root, so its covariance is "
     "another one: L L', not L'L."),
    ("beta without its correlations",
     _by("beta", lambda mean, c, rng: rng.normal(mean, np.sqrt(np.diag(c)))),
     "Your beta draws each coefficient by itself, with its own standard deviation. They are "
     "correlated given the data: use `draw_normal` with the whole covariance."),
    ("one random number for all of beta",
     _by(
         "beta",
         lambda mean, c, rng: mean + np.linalg.cholesky(c) @ np.full(len(mean), rng.normal()),
         lambda mean, c, rng: mean + np.sqrt(np.diag(c)) * rng.normal(),
     ),
     "Your beta_j are all moved by one and the same random number. Each needs its own; "
     "`draw_normal` draws J."),
    ("mu without a random number", _by("mu", _mean_alone, _mean_and_a_number),
     "Your mu is the mean of its law, without a draw."),
    ("one random number for all of mu",
     _by("mu", lambda mean, v, rng: mean + np.sqrt(v) * rng.standard_normal()),
     "Your mu_j are all moved by one and the same random number. Each needs its own: "
     "`rng.standard_normal(J)`."),
    ("variance of mu as its sd", _by("mu", lambda mean, v, rng: rng.normal(mean, v)),
     "Your mu is drawn with its variance as the standard deviation: take the root."),
    ("one random number for all of eta",
     first_of(_by("eta", one_number), Sweep(ways={"xi": (one_number,), "eta": (one_number,)})),
     "Your eta_j are all drawn with one and the same random number. Each needs its own: "
     "`size=np.shape(scale)`."),
    ("inverse gamma upside down",
     _by("gamma", lambda shape, scale, rng: rng.gamma(shape, size=np.shape(scale)) / scale),
     "Your draws are gamma draws divided by the scale: those of a precision. An inverse-gamma "
     "draw is the scale divided by a gamma draw."),
    ("gamma for inverse gamma",
     _by("gamma", lambda shape, scale, rng: scale * rng.gamma(shape, size=np.shape(scale))),
     "Your draws are those of a *gamma* law with this shape and scale. An inverse-gamma draw is "
     "the scale divided by a gamma draw: `draw_inverse_gamma`."),
    ("scale in the gamma's place",
     _by("gamma", lambda shape, scale, rng: 1 / (scale * rng.gamma(shape, size=np.shape(scale)))),
     "Your draws are 1/gamma with the scale handed to NumPy's gamma as it is. There it has to be "
     "1/scale; `draw_inverse_gamma` does so."),
    ("shape and scale exchanged",
     _by("gamma", lambda shape, scale, rng: shape / rng.gamma(scale, size=np.shape(scale) or None)),
     "Your draws have shape and scale exchanged: `draw_inverse_gamma(shape, scale, rng)`."),
    ("sigma² and eta² handed to beta_given",
     Sweep(
         beta=lambda now, old, given: beta_law(
             now._replace(sigma=now.sigma**2, eta=now.eta**2), old, given
         )
     ),
     "Your `beta_given` gets sigma² and eta². It takes standard deviations."),
    ("zeta inverted",
     Sweep(sigma=lambda now, old, given: sigma_law(now._replace(zeta=1 / now.zeta), old, given)),
     "Your `sigma_given` gets 1/zeta. It takes zeta itself, and inverts it inside."),
    ("xi inverted",
     Sweep(eta=lambda now, old, given: eta_law(now._replace(xi=1 / now.xi), old, given)),
     "Your `eta_given` gets 1/xi. It takes xi itself, and inverts it inside."),
    ("S not centred", Sweep(sigma=_not_centred),
     "Your sigma is drawn from residuals that still hold the intercept. Centre them."),
    ("mu not integrated out", _beta_around(lambda now, given: given.m),
     "Your beta is drawn around m as if mu were m: its prior variance lacks s². With mu "
     "integrated out it is eta² + s²."),
    ("beta around the old mu",
     first_of(
         _beta_around(lambda now, given: now.mu, free=True),
         _beta_around(lambda now, given: now.mu, mu_first=True),
     ),
     "Your beta is drawn around the old mu, with variance eta². That is a sampler, too, but a "
     "slow one where eta is small. Here beta is drawn with mu integrated out: use `beta_given`."),
    # where the random numbers come from
    ("random numbers from elsewhere",
     lambda state, X, y, m, s, A, B, rng: RIGHT(state, X, y, m, s, A, B, np.random.default_rng()),
     "Called twice with the same state and the same generator, your function returns two results. "
     "Draw all random numbers from the `rng` that is handed in, and keep nothing from call to "
     "call.",
     {"recognises": _same_as(1)}),
    ("a generator of its own",
     lambda state, X, y, m, s, A, B, rng: RIGHT(state, X, y, m, s, A, B, np.random.default_rng(0)),
     "Your function returns the same numbers whatever the generator: it seeds one inside, or "
     "draws nothing. Draw from the `rng` that is handed in.",
     {"recognises": _same_as(2)}),
    ("zeta and xi in the state",
     lambda state, X, *given: np.append(RIGHT(state, X, *given), np.ones(1 + X.shape[1])),
     "Your state holds zeta and xi, too. It is beta, mu, sigma and eta alone, 3J + 1 numbers: the "
     "companions are drawn anew in every sweep.",
     {"recognises": lambda yours, state, X, *rest: yours.size == 4 * X.shape[1] + 2}),
    # what no other row foresaw: their programs stand for the verdict on a sweep's laws
    ("beta: another law", _by("beta", lambda mean, c, rng: mean + 3 + rng.random(len(mean))),
     "Your beta does not have the law of step 1 (`draw_normal` from `beta_given` at the newest "
     "sigma and eta, which are standard deviations, as s is): look there first."),
    ("mu: another law", _by("mu", lambda mean, v, rng: mean + 3 + rng.random(len(mean))),
     "Your mu does not have the law of step 2 (`mu_given` at the new beta, the newest eta and s, "
     "both standard deviations; what it returns is a variance): look there first."),
    ("sigma: another law", _by("sigma", lambda shape, scale, rng: 3 + rng.random()),
     "Your sigma does not have the law of step 3 (zeta, with the shape 1 and the scale 1/B² + "
     "1/sigma² of the old sigma, then `sigma_given` at the newest beta, then the root): look "
     "there first."),
    ("eta: another law", _by("eta", lambda shape, scale, rng: 3 + rng.random(np.shape(scale))),
     "Your eta does not have the law of step 4 (xi, with the shape 1 and the scales 1/A² + "
     "1/eta_j² of the old eta, then `eta_given` at the newest beta and mu, then the root): look "
     "there first."),
    ("together: another law",
     _by("mu", lambda mean, v, rng: mean + np.sqrt(v) * rng.random(len(mean))),
     "Each of your draws alone has its law, but they are not independent as they should be: is "
     "a random number used twice, or an old value?"),
)  # fmt: skip
