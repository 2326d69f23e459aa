# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Sampling with gradients: can a ball roll where a walk stumbles?
#
# The walks of lesson 09 were blind: they tried a step and were told yes or no. But we can do more than ask for heights. The gradient says in which direction the density rises, and how
# steeply. An optimiser follows it to the top and stays there. This lesson lets a *ball* roll over the posterior, pushed by the gradient, far across it and never to rest; what comes out is the sampler
# behind most of today's software for Bayesian models.
#
# | section | minutes |
# |---|---|
# | A coordinate without a border | 17 |
# | A ball that rolls | 20 |
# | The verdict | 13 |
# | The units of the hill | 15 |
# | What a draw costs | 10 |
#
# **You need** [09 Samplers by hand](09_samplers.ipynb) (Metropolis, ESS) and [07 Curvature](07_curvature.ipynb) (the score, the information).

# %%
import numpy as np
from scipy import special

from helpers import bayes, likelihood, ols, plots, samplers, simulate
from helpers.draws import Draws
from helpers.exercises import gradients as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
fit = ols.fit(X, y)
squares = np.sum((y - X @ fit.beta) ** 2)

# %% [markdown]
# ## A coordinate without a border
#
# A rolling ball knows no borders, and sigma has one, at zero. As in lesson 06 we write $\tau = \log\sigma$, which may be any number. There it was only a change of name: the *top* of a likelihood stays the top,
# whatever the parameters are called. For a *density* it is more. A density is probability per unit, and the units change: a step $d\tau$ covers $d\sigma = \sigma\,d\tau$. So the density per unit of $\tau$ is
#
# $$ p(\tau) = p(\sigma)\,\frac{d\sigma}{d\tau} = p(\sigma)\,\sigma . $$
#
# The factor is called the *Jacobian*. In this lesson the priors of beta and sigma are flat, so that the density of $(\beta, \sigma)$ is the likelihood, and all that is new is this factor.
#
# **Predict:** forget the factor. Does the posterior of sigma move up or down? And does it matter, with 200 rows, with 12?

# %%
tau = np.linspace(0, 4, 4001)
for rows in (200, 12):
    part = ols.fit(X[:rows], y[:rows])
    total = np.sum((y[:rows] - X[:rows] @ part.beta) ** 2)
    per_sigma = -(rows - p) * tau - total * np.exp(-2 * tau) / 2
    for name, log_density in (("with", per_sigma + tau), ("without", per_sigma)):
        weights = np.exp(log_density - log_density.max())
        print(f"{rows:3d} rows, {name:7s} the factor: E[sigma] = {weights @ np.exp(tau) / weights.sum():.3f}")

# %% [markdown]
# (On a grid of $\tau$: the sum of squares of least squares, and beta integrated out, which takes p of the n factors $1/\sigma$.) Without the factor, sigma comes out too small: 4.944 for 4.957 with 200 rows, which nobody would notice, and 4.723 for 5.072 with 12. (Who leaves it out has not made a sampler that fails. He has a sampler that works, for another prior: one that is flat in log sigma,
# and prefers small sigmas. That is why the mistake lives long.)

# %% [markdown] exercise="10-log-posterior"
# ### Exercise: the log posterior in log sigma
#
# Write the log posterior density at `theta`, whose first entries are beta and whose last is $\tau = \log\sigma$. It may be off by a constant.

# %% exercise="10-log-posterior"
def log_posterior(theta, X, y):
    ### BEGIN SOLUTION
    beta, tau = theta[:-1], theta[-1]
    e = y - X @ beta
    return -len(y) * tau - e @ e * np.exp(-2 * tau) / 2 + tau
    ### END SOLUTION


ex.log_posterior.check(log_posterior)

# %% [markdown]
# **Predict:** what does the factor change in the gradient? Lesson 07 has the rest of it: the score.

# %% [markdown] exercise="10-gradient"
# ### Exercise: its gradient
#
# Return the p + 1 slopes of the log posterior at `theta`, the last in log sigma.

# %% exercise="10-gradient"
def gradient(theta, X, y):
    ### BEGIN SOLUTION
    sigma = np.exp(theta[-1])
    e = y - X @ theta[:-1]
    return np.append(X.T @ e / sigma**2, e @ e / sigma**2 - len(y) + 1)
    ### END SOLUTION


ex.gradient.check(gradient)

# %% [markdown]
# A gradient is easy to get wrong, and a sampler with a wrong one still runs. In a model without a check there is a test that costs two lines: go a little way, and compare what the height does with what the gradient says. (From here on the lesson uses your
# functions where they are right, and its own where they are not yet.)

# %%
log_posterior = ex.log_posterior.carry_on(log_posterior)
gradient = ex.gradient.carry_on(gradient)
truth, small = np.append(world.beta, np.log(world.sigma)), 1e-5
by_differences = [
    (log_posterior(truth + small * unit, X, y) - log_posterior(truth - small * unit, X, y)) / (2 * small)
    for unit in np.eye(p + 1)
]
print("agrees with differences:", np.allclose(by_differences, gradient(truth, X, y), rtol=1e-5))


def height(theta):
    return log_posterior(theta, X, y)


def slope(theta):
    return gradient(theta, X, y)


# %% [markdown]
# ## A ball that rolls
#
# Turn the hill upside down. Let the *potential energy* at $\theta$ be $-\log p(\theta)$: the posterior is now a bowl, deepest where the density is highest. Put a ball there and give it a push, a *momentum* r, with one entry for each unknown. Its *kinetic
# energy* is $r'r/2$. I. Newton tells how it goes on, for a ball of mass 1: the momentum is the speed, and the gradient of $\log p$ is the force,
#
# $$ \frac{d\theta}{dt} = r, \qquad \frac{dr}{dt} = \nabla \log p(\theta) . $$
#
# The ball rolls to the other side, climbs, turns back. On the way height becomes speed and speed becomes height, and the sum of both energies, $H = -\log p(\theta) + r'r/2$, stays what it was.
#
# A computer rolls in steps of size $\varepsilon$. *Leapfrog* lets momentum and position jump over one another:
#
# $$ r \leftarrow r + \tfrac\varepsilon2 \nabla\log p(\theta), \qquad \theta \leftarrow \theta + \varepsilon\, r, \qquad r \leftarrow r + \tfrac\varepsilon2 \nabla\log p(\theta) . $$
#
# Half a push, a whole move, half a push at the *new* place.

# %% [markdown] exercise="10-leapfrog"
# ### Exercise: leapfrog
#
# Make `steps` such steps, and return theta and the momentum at the end. `gradient(theta)` is the gradient of the log density.

# %% exercise="10-leapfrog"
def leapfrog(gradient, theta, momentum, step_size, steps):
    ### BEGIN SOLUTION
    for _ in range(steps):
        momentum = momentum + step_size / 2 * gradient(theta)
        theta = theta + step_size * momentum
        momentum = momentum + step_size / 2 * gradient(theta)
    return theta, momentum
    ### END SOLUTION


ex.leapfrog.check(leapfrog)

# %%
leapfrog = ex.leapfrog.carry_on(leapfrog)

# %% [markdown]
# The picture shows the posterior of two of the unknowns, the constant and the first slope. **Predict:** twelve steps of 0.3 take the ball across it. What does the energy do with steps of 0.6, of 0.9, of 1.2?

# %%
plots.leapfrog_on_contours(world)

# %% [markdown]
# For steps of 0.3, 0.6 and 0.9 the error of the energy swings: more widely with longer steps, but it does not grow with their number. At 1.2 it does, without end. There is a sharp limit, and we shall compute it. Now the size of the error, in the whole model with its four unknowns, averaged over fifty pushes from the true values.
#
# **Predict:** halve the step, and take twice as many, so that the ball rolls equally long. By which factor does the error fall?

# %%
top = np.append(fit.beta, np.log(squares / (n - 1)) / 2)  # where all slopes are zero
pushes = np.random.default_rng(10).standard_normal((50, p + 1))


def energy(theta, momentum):
    return -height(theta) + momentum @ momentum / 2


def energy_error(roll, step_size):
    ends = [roll(slope, truth, push, step_size, round(0.4 / step_size)) for push in pushes]
    return np.mean([abs(energy(*end) - energy(truth, push)) for end, push in zip(ends, pushes, strict=True)])


# %%
def without_half_steps(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size * momentum
    return theta, momentum


for name, roll in (("leapfrog", leapfrog), ("no half steps", without_half_steps)):
    errors = np.array([energy_error(roll, 0.02 / 2**k) for k in range(4)])
    print(f"{name:14s} errors {errors.round(5)}, ratios {(errors[:-1] / errors[1:]).round(1)}")

# %% [markdown]
# Fourfold for leapfrog: its error is of the order $\varepsilon^2$. With whole pushes, the only difference is half a push at the beginning and at the end, and the error falls merely twofold. So this is a *test*: where the error only halves, a half push is missing.
# And what does a gradient with the wrong sign do? The ball is driven away from the posterior, faster and faster:

# %%
end = leapfrog(lambda theta: -slope(theta), top, pushes[0], 0.02, 10)
print("energy error above 10:", bool(energy(*end) - energy(top, pushes[0]) > 10))

# %% [markdown]
# ## The verdict
#
# Now a sampler (S. Duane, A. Kennedy, B. Pendleton and D. Roweth, 1987, who called it *hybrid* Monte Carlo; now *Hamiltonian Monte Carlo*, HMC). Each turn has three parts: a fresh, standard normal push; a roll of some steps; a verdict, as in Metropolis. Position and momentum together have the density
# $\mathrm e^{-H(\theta, r)}$, the posterior times a standard normal. A perfect roll keeps H, so its end is as probable as its beginning. Leapfrog is not perfect, and the verdict corrects exactly that: accept the end with probability
#
# $$ \alpha = \min\left(1,\ \mathrm e^{H(\text{start}) - H(\text{end})}\right) . $$
#
# Why may a long roll be a proposal at all? Metropolis needs that the way back is as likely as the way there. It is: turn the momentum round at the end, and the same steps lead back to the start. And each of the three lines of leapfrog shifts one of $\theta$, $r$ by something that
# depends on the other alone; that moves volume without stretching it, so there is no Jacobian.

# %% [markdown] exercise="10-hmc-step"
# ### Exercise: one step of HMC
#
# Roll from `theta` with the push `momentum`, and return where the chain stands after the verdict. `log_uniform` is the log of a uniform random number, as in lesson 09. Call `leapfrog`.

# %% exercise="10-hmc-step"
def hmc_step(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    ### BEGIN SOLUTION
    end, end_momentum = leapfrog(gradient, theta, momentum, step_size, steps)
    before = -log_density(theta) + momentum @ momentum / 2
    after = -log_density(end) + end_momentum @ end_momentum / 2
    return end if log_uniform < before - after else theta
    ### END SOLUTION


ex.hmc_step.check(hmc_step)

# %%
hmc_step = ex.hmc_step.carry_on(hmc_step)
moved = [bool(np.any(hmc_step(height, slope, top, push, 0.06, 35, np.log(0.9)) != top)) for push in pushes]
print(f"{sum(moved)} of {len(moved)} rolls keep the energy so well that their chance is above 0.9")

# %% [markdown]
# A roll of 35 steps of 0.06, from the top to wherever fifty pushes lead: more than half of the ends are as good as certain to be accepted. Now let one roll begin where the last one ended.

# %% [markdown] exercise="10-hmc"
# ### Exercise: the whole of HMC
#
# From `start`, make `draws` turns and return one row for each, where the chain stands after it. (The start itself is not a row.) All randomness comes from `rng`. Call `hmc_step`.

# %% exercise="10-hmc"
def hmc(log_density, gradient, start, step_size, steps, draws, rng):
    ### BEGIN SOLUTION
    theta, chain = start, []
    for _ in range(draws):
        momentum = rng.standard_normal(len(start))
        theta = hmc_step(log_density, gradient, theta, momentum, step_size, steps, np.log(rng.random()))
        chain.append(theta)
    return np.array(chain)
    ### END SOLUTION


ex.hmc.check(hmc)

# %% [markdown]
# With flat priors the posterior has a closed form again: $\sigma^2$ is inverse gamma with shape $(n - p - 1)/2$, and beta is centred at least squares. So the exact means are known.
#
# **Predict:** 4 chains of 500 draws, each a roll of 35 steps of 0.06. What will the ESS be, and how many gradients are paid for it?

# %%
hmc = ex.hmc.carry_on(hmc)
shape = (n - p - 1) / 2
exact = np.append(fit.beta, np.sqrt(squares / 2) * np.exp(special.gammaln(shape - 0.5) - special.gammaln(shape)))


def as_draws(chains):
    labels = {"beta": ("const", "x1", "x2")}
    return Draws({"beta": chains[..., :p], "sigma": np.exp(chains[..., p])}, labels=labels)


def within_four_mcse(chains):
    table = as_draws(chains).summary()
    return bool((np.abs(table["mean"] - exact) < 4 * table["mcse"]).all())


# %%
rng = np.random.default_rng(10)
chains = np.array([hmc(height, slope, top, 0.06, 35, 500, rng) for _ in range(4)])
worth = as_draws(chains).summary().ess_bulk
print("within 4 MCSE of the exact means:", within_four_mcse(chains))
print("lowest ESS above 200:", bool(worth.min() > 200), " gradients:", 4 * 500 * 35 * 2)

# %% [markdown]
# For sigma, the worst, 2,000 draws are worth some hundreds of independent ones; those of Metropolis were worth fewer than one in ten. But each draw has cost 70 gradients, two for each step, so that an independent one has cost two hundred or more. That is not yet a bargain. (Half of the gradients can be saved:
# the second push of a step and the first of the next are at the same place. The samplers of `helpers` keep that gradient and pay one for each step.)

# %% [markdown]
# ## The units of the hill
#
# Why so many steps? Look at a bowl in one dimension, $-\log p = k\theta^2/2$, with curvature k. One leapfrog step is a linear map of $(\theta, r)$,
#
# $$ \begin{pmatrix} 1 - \frac{\varepsilon^2 k}{2} & \varepsilon \\ -\varepsilon k\left(1 - \frac{\varepsilon^2 k}{4}\right) & 1 - \frac{\varepsilon^2 k}{2} \end{pmatrix} . $$
#
# Its determinant is 1 and its trace is $2 - \varepsilon^2 k$. While the trace lies between −2 and 2 the map is a rotation in stretched coordinates: the ball goes round the ellipse $k(1 - \varepsilon^2k/4)\,\theta^2 + r^2 = $ const, for ever. Beyond, that is for $\varepsilon > 2/\sqrt k$, each step
# stretches one direction by more than 1 (and shrinks another): the ball flies off, however gently it is pushed. In several dimensions the *steepest* direction decides, the one with the largest curvature.

# %% [markdown] exercise="10-largest-step"
# ### Exercise: the longest step
#
# Return the longest stable step for a bowl whose matrix of curvatures is `information`.

# %% exercise="10-largest-step"
def largest_step(information):
    ### BEGIN SOLUTION
    return 2 / np.sqrt(np.linalg.eigvalsh(information).max())
    ### END SOLUTION


ex.largest_step.check(largest_step)

# %% [markdown]
# The information of lesson 07 is this matrix, at the top of the likelihood. **Predict:** which of the four unknowns sets the limit here?

# %%
largest_step = ex.largest_step.carry_on(largest_step)
information = likelihood.information(fit.beta, fit.sigma_mle, X, y)
print("longest step:", round(float(largest_step(information)), 4))
print("curvatures, of beta:", np.linalg.eigvalsh(information[:p, :p]).round(2), " of log sigma:", information[p, p].round(2))
print("longest step in the picture:", round(float(largest_step(np.linalg.inv(fit.covariance[:2, :2]))), 4))

# %% [markdown]
# Log sigma: its curvature is 2n = 400, so its sd is 1/20, and no step may be longer than two of these sds. The longest direction of the bowl has curvature 0.41 and an sd of 1.56. To cross it takes dozens of steps that the narrow direction
# allows. (In the picture log sigma and the other slope were integrated out; there the limit was 1.17, between the 0.9 that swung and the 1.2 that flew.) And a third beyond the limit?

# %%
for step_size in (0.08, 0.13):
    with np.errstate(over="ignore", invalid="ignore"):  # a ball that flies off leaves all numbers behind
        ends = [leapfrog(slope, top, push, step_size, 20) for push in pushes]
        errors = [energy(*end) - energy(top, push) for end, push in zip(ends, pushes, strict=True)]
    kept = np.mean(np.array(errors) < 1000)
    print(f"steps of {step_size}: most rolls change the energy by less than 1,000:", bool(kept > 0.5))

# %% [markdown]
# Such a roll is called *divergent* (energy error above 1,000). It is refused, so the draws would still be right in the long run; but where the bowl has a narrow neck, *all* rolls into it diverge, and the chain never sees it. So a good sampler counts divergences and
# says so. Lesson 11 has such a neck.
#
# The cure is to measure each direction in its own sd. Write $\theta = c + Lz$ with $LL'$ the covariance of the posterior, or a guess of it. In z the bowl is round, with curvature 1 in every direction: steps of up to 2 are stable, and a few of them cross it. (In books this is a *mass matrix*,
# the inverse of $LL'$: a heavy ball for narrow directions. It is the same thing.) The Jacobian of $\theta = c + Lz$ is constant, since L is, and drops out. Only the chain rule remains.

# %% [markdown] exercise="10-gradient-in-z"
# ### Exercise: the gradient in new units
#
# `gradient(theta)` is known. Return the gradient of the same log density in z, where $\theta$ is `centre + root @ z`.

# %% exercise="10-gradient-in-z"
def gradient_in_z(gradient, root, centre, z):
    ### BEGIN SOLUTION
    return root.T @ gradient(centre + root @ z)
    ### END SOLUTION


ex.gradient_in_z.check(gradient_in_z)

# %% [markdown]
# **Predict:** now three steps of 0.7 make a draw. Compare with 35 of 0.06.

# %%
gradient_in_z = ex.gradient_in_z.carry_on(gradient_in_z)
root = np.linalg.cholesky(np.linalg.inv(information))
round_information = root.T @ information @ root
print("longest step in z:", round(float(largest_step(round_information)), 4))


def height_in_z(z):
    return height(top + root @ z)


def slope_in_z(z):
    return gradient_in_z(slope, root, top, z)


# %%
rng = np.random.default_rng(10)
in_z = np.array([hmc(height_in_z, slope_in_z, np.zeros(p + 1), 0.7, 3, 500, rng) for _ in range(4)])
round_chains = top + in_z @ root.T
round_worth = as_draws(round_chains).summary().ess_bulk
print("within 4 MCSE of the exact means:", within_four_mcse(round_chains))
print("lowest ESS above 2,000:", bool(round_worth.min() > 2000), " gradients:", 4 * 500 * 3 * 2)

# %% [markdown]
# For less than a tenth of the gradients, 2,000 draws are worth *more* than 2,000 independent ones. That is no mistake: a roll of three steps of 0.7 ends beyond the middle, on the other side; neighbours are negatively correlated, so that their errors cancel in an average. (For a mean, that is; not for a variance.) Where does L come from when no closed form is at hand? From the draws themselves: a sampler's *warm-up* estimates the covariance, sets its units by it, and adapts the step until about 80 % of its rolls
# are accepted. (How *long* to roll is the last thing to choose; M. Hoffman and A. Gelman, 2014, stop when the ball turns back: the *No-U-Turn Sampler*.)

# %% [markdown]
# ## What a draw costs
#
# A draw of HMC costs several gradients, a draw of Metropolis one height. Fair is to compare what *an evaluation* is worth. The picture does so for three samplers on one ridge. None of them knows the ridge: Metropolis and HMC measure their steps in the sds of the single coefficients, Gibbs draws one coefficient at a time.
#
# **Predict:** move x1 away from zero, as a calendar year is, and the ridge gets narrower. Which of the three suffers least?

# %%
plots.three_samplers(world)

# %% [markdown]
# All suffer, HMC least. Where the ridge is long and narrow by a factor κ, a random walk and Gibbs need some $\kappa^2$ evaluations for an independent draw, since they stagger along it; a ball that rolls needs some κ. At `distance` 2 that is eight or nine times
# as much for the same money. On an upright bell (`distance` 0) there is not much to win, and Gibbs is hard to beat.
#
# Here is the model of this lesson with the samplers of `helpers`, which find scales, steps and lengths on their own. Their log density takes one row for each chain; `bayes.unconstrained` writes it, with the Jacobian and the gradient. (The infinite width and `Flat()` are the flat prior of this lesson, in the library's words.)

# %%
prior = bayes.Prior(np.zeros(p), np.inf, sigma=bayes.Flat())
posterior = bayes.unconstrained(X, y, prior)
rng = np.random.default_rng(10)
settings = {"rng": rng, "constrain": posterior.constrain, "labels": posterior.labels, "check": False}
runs = {
    "Metropolis": samplers.metropolis(posterior.log_density, posterior.start(4, rng), 4000, **settings),
    "HMC": samplers.hmc(posterior.log_density_and_gradient, posterior.start(4, rng), 1000, **settings),
}

# %%
worth = {}
for name, draws in runs.items():
    table = draws.summary()
    right = bool((np.abs(table["mean"] - exact) < 4 * table["mcse"]).all())
    worth[name] = table.ess_bulk.min() / (4 * draws.statistics["evaluations"])
    print(f"{name:10s} within 4 MCSE of the exact means: {right}")
print("HMC is worth five times as much for an evaluation:", bool(worth["HMC"] > 5 * worth["Metropolis"]))
print("no roll diverged:", not runs["HMC"].statistics["divergent"].any())

# %% [markdown]
# More than five times as much for an evaluation (those of the warm-up are not counted, for either), though one with a gradient costs perhaps twice one without; and this with four unknowns only. With forty unknowns the random walk would need ten times as many draws, HMC less than twice as many steps.
#
# And yet: for *this* model the best sampler is none. Sigma has a one-dimensional density, beta given sigma is normal, and `bayes.exact_posterior` draws from both directly, without any chain. HMC is for models where no one can do that.

# %%
exactly = bayes.exact_posterior(X, y, prior, draws=4000, rng=rng).summary()
print("the exact draws agree:", bool((np.abs(exactly["mean"] - exact) < 4 * exactly["mcse"]).all()))

# %% [markdown]
# ## What you can do now
#
# You can sample with gradients:
#
# - a density changes with its coordinates; log sigma brings the factor sigma with it, and a sampler that forgets it still runs, for another prior;
# - leapfrog rolls with an error of order $\varepsilon^2$, up to the limit $2/\sqrt k$ of the steepest direction, and flies off beyond it;
# - the verdict is on the energy, with the momentum in it; a fresh push for every draw;
# - units decide: in the posterior's own units a few steps are enough;
# - compare samplers by what an evaluation is worth.
#
# Now all tools are there for the formula with which this course began: the joint density of beta, sigma, mu and eta. Lesson 11 mends it, completes it, and samples it.
