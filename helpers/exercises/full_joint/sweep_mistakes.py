"""The wrong programs of the sweep."""

import numpy as np

from helpers.exercises.full_joint.gibbs_sweep import sweep
from helpers.exercises.full_joint.programs import normal_law, pieces
from helpers.exercises.full_joint.sweeps import (
    draw_normal,
    in_order,
    one_step_each,
    one_sweep,
    sweep_with,
)


def _sweep_around(center):
    """A sweep whose beta is drawn around a fixed mu, with variance eta²."""

    def program(state, X, y, m, s, A, B, rng):
        J = X.shape[1]
        gram, products = pieces(X, y, state[2 * J])
        eta = state[2 * J + 1 :]
        law = normal_law(gram + np.diag(1 / eta**2), products + center / eta**2)
        return one_sweep(
            state, X, y, m, s, A, B, rng, normal=lambda mean, c, rng: draw_normal(*law, rng)
        )

    return program


for _name, _says, _program in (
    (
        "variance for sd",
        "Your state holds sigma² and eta². The laws are those of the variances: take roots before "
        "they go into the state.",
        sweep_with(sigma_root=False, eta_root=False),
    ),
    (
        "sigma² for sigma",
        "Your state holds sigma² where sigma belongs: take the root of the draw.",
        sweep_with(sigma_root=False),
    ),
    (
        "eta² for eta",
        "Your state holds eta² where eta belongs: take the root of the draw.",
        sweep_with(eta_root=False),
    ),
    (
        "old beta in the mu step",
        "Your mu is drawn around the *old* beta. beta and mu are one joint draw: mu has to follow "
        "the new beta.",
        sweep_with(old=("beta in mu",)),
    ),
    (
        "old beta in the sigma step",
        "Your sigma is drawn from the residuals of the *old* beta. Each step uses the newest "
        "values.",
        sweep_with(old=("beta in sigma",)),
    ),
    (
        "old mu in the eta step",
        "Your eta is drawn from the distance to the *old* mu. Each step uses the newest values.",
        sweep_with(old=("mu in eta",)),
    ),
    (
        "old beta and mu in the eta step",
        "Your eta is drawn from the *old* beta and mu. Each step uses the newest values.",
        sweep_with(old=("beta in eta", "mu in eta")),
    ),
    (
        "old beta in the eta step",
        "Your eta is drawn from the distance of the *old* beta to the new mu. Each step uses the "
        "newest values.",
        sweep_with(old=("beta in eta",)),
    ),
    (
        "mu before beta",
        "Your sweep draws mu before beta, hence given the *old* beta. But beta is drawn as if mu "
        "were not known, so the two are one joint draw: first beta, then mu around the new beta.",
        in_order("mu beta zeta sigma xi eta"),
    ),
    (
        "sigma before beta",
        "Your sweep draws sigma before beta: a chain of its own right, but not this table's. "
        "Begin with beta and mu.",
        in_order("zeta sigma beta mu xi eta"),
    ),
    (
        "eta and sigma before beta",
        "Your sweep draws sigma and eta first, from the old beta and mu: a chain of its own right, "
        "but not this table's. Begin with beta and mu.",
        in_order("zeta sigma xi eta beta mu"),
    ),
    (
        "sigma not redrawn",
        "Your state still holds the old sigma: put the new one in.",
        lambda state, X, y, m, s, A, B, rng: np.where(
            np.arange(len(state)) == 2 * X.shape[1], state, one_sweep(state, X, y, m, s, A, B, rng)
        ),
    ),
    (
        "eta not redrawn",
        "Your state still holds the old eta: put the new ones in.",
        lambda state, X, y, m, s, A, B, rng: np.where(
            np.arange(len(state)) > 2 * X.shape[1], state, one_sweep(state, X, y, m, s, A, B, rng)
        ),
    ),
    (
        "beta without a random number",
        "Your beta is the mean of its law, without a draw.",
        sweep_with(normal=lambda mean, c, rng: mean),
    ),
    (
        "shape ½ for zeta",
        "Your zeta has the shape ½ of its prior. Given sigma another ½ comes to it: 1.",
        sweep_with(shape_of_zeta=0.5),
    ),
    (
        "shape ½ for xi",
        "Your xi has the shape ½ of its prior. Given eta another ½ comes to it: 1.",
        sweep_with(shape_of_xi=0.5),
    ),
    (
        "xi from its prior",
        "Your xi is drawn from its prior, shape ½ and scale 1/A². It is part of the chain: use the "
        "table's law, which knows eta.",
        sweep_with(shape_of_xi=0.5, mixing_xi=lambda eta, A: 1 / A**2 + 0 * eta),
    ),
    (
        "zeta from its prior",
        "Your zeta is drawn from its prior, shape ½ and scale 1/B². It is part of the chain: use "
        "the table's law, which knows sigma.",
        sweep_with(shape_of_zeta=0.5, mixing_zeta=lambda sigma, B: 1 / B**2 + 0 * sigma),
    ),
    (
        "sigma in zeta's place",
        "Your `sigma_given` gets sigma where zeta belongs.",
        sweep_with(zeta_seen=lambda zeta, sigma: sigma),
    ),
    (
        "zeta inverted",
        "Your `sigma_given` gets 1/zeta. It takes zeta itself, and inverts it inside.",
        sweep_with(zeta_seen=lambda zeta, sigma: 1 / zeta),
    ),
    (
        "sigma² and eta² handed to beta_given",
        "Your `beta_given` gets sigma² and eta². It takes standard deviations.",
        sweep_with(scales_seen=lambda sigma, eta: (sigma**2, eta**2)),
    ),
    (
        "sigma² handed to beta_given",
        "Your `beta_given` gets sigma². It takes the standard deviation.",
        sweep_with(scales_seen=lambda sigma, eta: (sigma**2, eta)),
    ),
    (
        "eta² handed to beta_given",
        "Your `beta_given` gets eta². It takes the standard deviations.",
        sweep_with(scales_seen=lambda sigma, eta: (sigma, eta**2)),
    ),
    (
        "A for zeta",
        "Your zeta has the scale 1/A² + 1/sigma². A belongs to eta; sigma's prior has B.",
        lambda state, X, y, m, s, A, B, rng: one_sweep(
            state, X, y, m, s, A, B, rng, mixing_zeta=lambda sigma, _: 1 / A**2 + 1 / sigma**2
        ),
    ),
    (
        "mu without noise",
        "Your mu is the mean of its law, without a draw.",
        sweep_with(root_of_mu=lambda variance: 0 * variance),
    ),
    (
        "mu without noise or a random number",
        "Your mu is the mean of its law, without a draw.",
        lambda state, X, y, m, s, A, B, rng: one_sweep(
            state, X, y, m, s, A, B, rng, noise_of_mu=lambda rng, J: np.zeros(J)
        ),
    ),
    (
        "one random number for all of mu",
        "Your mu_j are all moved by one and the same random number. Each needs its own: "
        "`rng.standard_normal(J)`.",
        lambda state, X, y, m, s, A, B, rng: one_sweep(
            state, X, y, m, s, A, B, rng, noise_of_mu=lambda rng, J: rng.standard_normal()
        ),
    ),
    (
        "root of mu's sd",
        "Your mu is drawn with the root of its standard deviation. If `mu_given` returns a "
        "variance, one root is right: was it taken twice, there and here?",
        sweep_with(root_of_mu=lambda variance: variance**0.25),
    ),
    (
        "state read as variances",
        "Your sweep takes roots of the old state's sigma and eta. The state holds standard "
        "deviations.",
        lambda state, X, y, m, s, A, B, rng: one_sweep(
            np.append(state[: 2 * X.shape[1]], np.sqrt(state[2 * X.shape[1] :])),
            X,
            y,
            m,
            s,
            A,
            B,
            rng,
        ),
    ),
    (
        "shape ½ for zeta and xi",
        "Your zeta and xi have the shape ½ of their priors. Given sigma and eta another ½ comes "
        "to it: 1.",
        sweep_with(shape_of_zeta=0.5, shape_of_xi=0.5),
    ),
    (
        "zeta and xi from their priors",
        "Your zeta and xi are drawn from their priors, shape ½ and scale 1/B² or 1/A². They are "
        "part of the chain: use the table's laws, which know sigma and eta.",
        sweep_with(
            shape_of_zeta=0.5,
            shape_of_xi=0.5,
            mixing_zeta=lambda sigma, B: 1 / B**2 + 0 * sigma,
            mixing_xi=lambda eta, A: 1 / A**2 + 0 * eta,
        ),
    ),
    (
        "B forgotten",
        "Your zeta has the scale 1/sigma² alone. The prior's 1/B² comes on top.",
        sweep_with(mixing_zeta=lambda sigma, B: 1 / sigma**2),
    ),
    (
        "A forgotten",
        "Your xi has the scale 1/eta² alone. The prior's 1/A² comes on top.",
        sweep_with(mixing_xi=lambda eta, A: 1 / eta**2),
    ),
    (
        "A and B forgotten",
        "Your zeta and xi have the scales 1/sigma² and 1/eta² alone. The priors' 1/B² and 1/A² "
        "come on top.",
        sweep_with(mixing_zeta=lambda sigma, B: 1 / sigma**2, mixing_xi=lambda eta, A: 1 / eta**2),
    ),
    (
        "B not squared",
        "Your zeta has 1/B in its scale: B is on the scale of an sd, so it has to be squared.",
        sweep_with(mixing_zeta=lambda sigma, B: 1 / B + 1 / sigma**2),
    ),
    (
        "A not squared",
        "Your xi has 1/A in its scale: A is on the scale of an sd, so it has to be squared.",
        sweep_with(mixing_xi=lambda eta, A: 1 / A + 1 / eta**2),
    ),
    (
        "sigma not squared",
        "Your zeta has 1/sigma in its scale: square it.",
        sweep_with(mixing_zeta=lambda sigma, B: 1 / B**2 + 1 / sigma),
    ),
    (
        "eta not squared",
        "Your xi has 1/eta in its scale: square it.",
        sweep_with(mixing_xi=lambda eta, A: 1 / A**2 + 1 / eta),
    ),
    (
        "the notebook's B",
        "Your zeta uses the notebook's B = 10, whatever B is handed in.",
        sweep_with(mixing_zeta=lambda sigma, B: 1 / 10**2 + 1 / sigma**2),
    ),
    (
        "the notebook's A",
        "Your xi uses the notebook's A = 5, whatever A is handed in.",
        sweep_with(mixing_xi=lambda eta, A: 1 / 5**2 + 1 / eta**2),
    ),
    (
        "the notebook's A and B",
        "Your zeta and xi use the notebook's B = 10 and A = 5, whatever is handed in.",
        lambda state, X, y, m, s, A, B, rng: one_sweep(state, X, y, m, s, 5, 10, rng),
    ),
    (
        "all from the old state",
        "All your steps look at the old state. A sweep hands each new value on at once; drawn all "
        "from the old state, they follow another law than the posterior.",
        sweep_with(old=("beta in mu", "beta in sigma", "beta in eta", "mu in eta")),
    ),
    (
        "covariance for its root",
        "Your beta multiplies the random numbers by the covariance. They need its root, which "
        "`draw_normal` takes.",
        sweep_with(normal=lambda mean, c, rng: mean + c @ rng.standard_normal(len(mean))),
    ),
    (
        "beta without its correlations",
        "Your beta draws each coefficient by itself, with its own standard deviation. They are "
        "correlated given the data: use `draw_normal` with the whole covariance.",
        sweep_with(
            normal=lambda mean, c, rng: mean + np.sqrt(np.diag(c)) * rng.standard_normal(len(mean))
        ),
    ),
    (
        "variance of mu as its sd",
        "Your mu is drawn with its variance as the standard deviation: take the root.",
        sweep_with(root_of_mu=lambda variance: variance),
    ),
    (
        "inverse gamma upside down",
        "Your draws are gamma draws divided by the scale: those of a precision. An inverse-gamma "
        "draw is the scale divided by a gamma draw.",
        sweep_with(draw=lambda shape, scale, rng: rng.gamma(shape, size=np.shape(scale)) / scale),
    ),
    (
        "scale in the gamma's place",
        "Your draws are 1/gamma with the scale handed to NumPy's gamma as it is. There it has to "
        "be 1/scale; `draw_inverse_gamma` does so.",
        sweep_with(
            draw=lambda shape, scale, rng: 1 / (scale * rng.gamma(shape, size=np.shape(scale)))
        ),
    ),
    (
        "zeta without its sigma",
        "Your zeta is drawn from its prior, without 1/sigma². It is part of the chain: given "
        "sigma, its scale is 1/B² + 1/sigma².",
        sweep_with(mixing_zeta=lambda sigma, B: 1 / B**2 + 0 * sigma),
    ),
    (
        "xi without its eta",
        "Your xi is drawn from its prior, without 1/eta². It is part of the chain: given eta, its "
        "scale is 1/A² + 1/eta².",
        sweep_with(mixing_xi=lambda eta, A: 1 / A**2 + 0 * eta),
    ),
    (
        "scales not squared",
        "Your zeta and xi have 1/B and 1/A in their scales: A and B are on the scale of sds, so "
        "they have to be squared.",
        sweep_with(
            mixing_zeta=lambda sigma, B: 1 / B + 1 / sigma**2,
            mixing_xi=lambda eta, A: 1 / A + 1 / eta**2,
        ),
    ),
    (
        "sds not squared",
        "Your zeta and xi have 1/sigma and 1/eta in their scales: square them.",
        sweep_with(
            mixing_zeta=lambda sigma, B: 1 / B**2 + 1 / sigma,
            mixing_xi=lambda eta, A: 1 / A**2 + 1 / eta,
        ),
    ),
    (
        "A and B swapped",
        "Your zeta has the scale A and your xi the scale B: sigma ~ half-Cauchy(B), eta ~ "
        "half-Cauchy(A).",
        lambda state, X, y, m, s, A, B, rng: one_sweep(state, X, y, m, s, B, A, rng),
    ),
    (
        "no randomness in beta",
        "Your beta is the mean of its law. A chain that always takes the mean knows no "
        "uncertainty: draw.",
        sweep_with(normal=lambda mean, c, rng: mean + 0 * rng.standard_normal(len(mean))),
    ),
    (
        "S not centred",
        "Your sigma is drawn from residuals that still hold the intercept. Centre them.",
        sweep_with(residual_squares=lambda beta, X, y: np.sum((y - X @ beta) ** 2)),
    ),
    (
        "the old state",
        "Your function returns the state that it was given.",
        lambda state, X, y, m, s, A, B, rng: state,
    ),
    (
        "a generator of its own",
        "Your function seeds a generator inside, so every sweep draws the same numbers. Draw from "
        "the `rng` that is handed in.",
        lambda state, X, y, m, s, A, B, rng: one_sweep(
            state, X, y, m, s, A, B, np.random.default_rng(0)
        ),
    ),
    (
        "the root transposed",
        "Your beta multiplies by the transpose of the covariance's root, so its covariance is "
        "another one: L L', not L'L.",
        sweep_with(
            normal=lambda mean, c, rng: (
                mean + np.linalg.cholesky(c).T @ rng.standard_normal(len(mean))
            )
        ),
    ),
    (
        "mu not integrated out",
        "Your beta is drawn around m as if mu were m: its prior variance lacks s². With mu "
        "integrated out it is eta² + s².",
        lambda state, X, y, m, s, A, B, rng: _sweep_around(np.full(X.shape[1], m))(
            state, X, y, m, s, A, B, rng
        ),
    ),
    (
        "beta around the old mu",
        "Your beta is drawn around the old mu, with variance eta². That is a sampler, too, but a "
        "slow one where eta is small. Here beta is drawn with mu integrated out: use `beta_given`.",
        lambda state, X, y, m, s, A, B, rng: _sweep_around(state[X.shape[1] : 2 * X.shape[1]])(
            state, X, y, m, s, A, B, rng
        ),
    ),
):
    sweep.misconception(_name, _says)(_program)


def _still_old(yours, state, X, *, sigma, eta):
    """Whether exactly these of sigma and eta are as they were."""
    J = X.shape[1]
    same = np.isclose(yours, state, rtol=1e-9, atol=0)
    new_beta = not same[:J].any()
    return new_beta and same[2 * J] == sigma and same[2 * J + 1 :].all() == eta


@sweep.misconception(
    "sigma and eta not redrawn",
    "Your state still holds the old sigma and eta: steps 3 and 4 are missing, or their draws do "
    "not get into the state.",
    recognises=lambda yours, state, X, *rest: _still_old(yours, state, X, sigma=True, eta=True),
)
def _(state, X, y, m, s, A, B, rng):
    return np.append(
        one_sweep(state, X, y, m, s, A, B, rng)[: 2 * X.shape[1]], state[2 * X.shape[1] :]
    )


@sweep.misconception(
    "step 3 left out",
    "Your state still holds the old sigma: step 3 is missing, or its draw does not get into the "
    "state.",
    recognises=lambda yours, state, X, *rest: _still_old(yours, state, X, sigma=True, eta=False),
)
def _(state, X, y, m, s, A, B, rng):
    return one_step_each(state, X, y, m, s, A, B, rng, order="beta mu xi eta")
