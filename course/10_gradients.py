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
# The walks of lesson 09 were blind: they tried a step and were told yes or no. But the gradient says in which
# direction the density rises, and how steeply. An optimiser follows it to the top and stays there. This lesson lets
# a *ball* roll over the posterior, pushed by the gradient: the sampler behind most of today's software for Bayesian
# models.
#
# | section | minutes |
# |---|---|
# | A coordinate without a border | 19 |
# | A ball that rolls | 12 |
# | The verdict | 19 |
# | The units of the hill | 21 |
# | What a draw costs | 9 |
#
# **You need** [09 Samplers by hand](09_samplers.ipynb) (Metropolis, ESS) and [07 Curvature](07_curvature.ipynb)
# (the score, the information).

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
least_squares = ols.fit(X, y)
squares = len(y) * least_squares.sigma_mle**2  # the sum of squared residuals

# %% [markdown]
# ## A coordinate without a border
#
# A rolling ball knows no borders, and sigma has one, at zero. As in lesson 06 we write $\tau = \log\sigma$, which
# may be any number. The *top* of a likelihood stays the top, whatever the parameters are called. A *density* does
# not stay: it is probability per unit, and the units change: a step $d\tau$ covers $d\sigma = \sigma\,d\tau$. So
# the density per unit of $\tau$ is
#
# $$ p(\tau) = p(\sigma)\,\frac{d\sigma}{d\tau} = p(\sigma)\,\sigma . $$
#
# The factor is called the *Jacobian*. In this lesson the priors of beta and sigma are flat: the density of
# $(\beta, \sigma)$ is the likelihood, and only this factor is new.
#
# The next cell looks at sigma alone. Integrate beta out: the normal integral over three coefficients gives a factor
# $\sigma^3$, so n − 3 of the n factors $1/\sigma$ are left.
#
# **Predict:** with 12 rows the posterior mean of sigma is 5.072. What is it if the factor is forgotten?

# %%
ex.mean_without_the_factor.guess(..., ...)  # low and high, 80 % sure

# %%
tau, per_sigma = np.linspace(0, 4, 4001), {}
for rows in (200, 12):
    total = rows * ols.fit(X[:rows], y[:rows]).sigma_mle ** 2
    per_sigma[rows] = -(rows - X.shape[1]) * tau - total * np.exp(-2 * tau) / 2
    for name, log_density in (("with", per_sigma[rows] + tau), ("without", per_sigma[rows])):
        weights = np.exp(log_density - log_density.max())
        mean_of_sigma = weights @ np.exp(tau) / weights.sum()
        print(f"{rows:3d} rows, {name:7s} the factor: E[sigma] = {mean_of_sigma:.3f}")

# %%
plots.with_and_without_the_factor(tau, per_sigma[12])

# %% [markdown]
# Without the factor, sigma comes out too small. With 200 rows nobody would notice. Who leaves it out has a sampler
# that works, but for another prior: one that is flat in log sigma, and prefers small sigmas.

# %% [markdown] exercise="10-log-posterior"
# ### Exercise: the log posterior in log sigma
#
# Now with beta in it. Write the log posterior density at `theta`, whose first entries are beta and whose last is
# $\tau = \log\sigma$. It may be off by a constant.

# %% exercise="10-log-posterior"
def log_posterior(theta, X, y):
    ### BEGIN SOLUTION
    beta, tau = theta[:-1], theta[-1]
    e = y - X @ beta
    return -len(y) * tau - e @ e * np.exp(-2 * tau) / 2 + tau
    ### END SOLUTION


ex.log_posterior.check(log_posterior)

# %% [markdown] exercise="10-gradient"
# ### Exercise: its gradient
#
# Return all slopes of the log posterior at `theta`, the last in log sigma. Lesson 07 has most of it: the score. What
# does the factor change?

# %% exercise="10-gradient"
def gradient(theta, X, y):
    ### BEGIN SOLUTION
    sigma = np.exp(theta[-1])
    e = y - X @ theta[:-1]
    return np.append(X.T @ e / sigma**2, e @ e / sigma**2 - len(y) + 1)
    ### END SOLUTION


ex.gradient.check(gradient)

# %% [markdown]
# A gradient is easy to get wrong, and a sampler with a wrong one still runs. A test for any model: go a little
# way, and compare what the height does with what the gradient says.

# %%
log_posterior = ex.log_posterior.carry_on(log_posterior)
gradient = ex.gradient.carry_on(gradient)


def height(theta):
    return log_posterior(theta, X, y)


def slope(theta):
    return gradient(theta, X, y)


truth, steps_aside = np.append(world.beta, np.log(world.sigma)), 1e-5 * np.eye(X.shape[1] + 1)
by_differences = [(height(truth + aside) - height(truth - aside)) / 2e-5 for aside in steps_aside]
print("agrees with differences:", np.allclose(by_differences, slope(truth), rtol=1e-5))

# %% [markdown]
# ## A ball that rolls
#
# Let the *potential energy* at $\theta$ be $-\log p(\theta)$: the posterior is now a bowl, deepest where the density
# is highest. Put a ball there and give it a push, a *momentum* r, with one entry for each unknown. Its *kinetic
# energy* is $r'r/2$. I. Newton tells how it goes on, for a ball of mass 1: the momentum is the speed, and the
# gradient of $\log p$ is the force,
#
# $$ \frac{d\theta}{dt} = r, \qquad \frac{dr}{dt} = \nabla \log p(\theta) . $$
#
# The ball rolls to the other side, climbs, turns back. On the way height becomes speed and speed becomes height.
# The sum of both energies, $H = -\log p(\theta) + r'r/2$, stays what it was, since
#
# $$ \frac{dH}{dt} = -\nabla\log p(\theta)'\,\frac{d\theta}{dt} + r'\,\frac{dr}{dt}
# = -\nabla\log p(\theta)'\,r + r'\,\nabla\log p(\theta) = 0 . $$
#
# A computer rolls in steps of size $\varepsilon$. *Leapfrog* lets momentum and position jump over one another:
#
# $$ r \leftarrow r + \tfrac\varepsilon2 \nabla\log p(\theta), \qquad \theta \leftarrow \theta + \varepsilon\, r,
# \qquad r \leftarrow r + \tfrac\varepsilon2 \nabla\log p(\theta) . $$
#
# Half a push, a whole move, half a push at the *new* place.

# %% [markdown] exercise="10-leapfrog"
# ### Exercise: leapfrog
#
# Make `steps` such steps, and return theta and the momentum at the end. `gradient(theta)` is the gradient of the
# log density.

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

# %% [markdown]
# The picture shows the posterior of the constant and the first slope. Twelve steps of 0.3 take the ball across it.
# Before you move `step`: what does the energy do with steps of 0.6, of 0.9, of 1.2?

# %%
leapfrog = ex.leapfrog.carry_on(leapfrog)
plots.leapfrog_on_contours(world)

# %% [markdown]
# Up to 0.9 the error of the energy swings: more widely with longer steps, but it does not grow with their number.
# At 1.2 it does, without end. There is a sharp limit, and we shall compute it.
#
# First the size of the error, in the whole model, averaged over fifty pushes from the true values. The rolls last
# equally long, so half the step means twice as many.

# %%
pushes = np.random.default_rng(10).standard_normal((50, len(truth)))


def energy(theta, momentum):
    return -height(theta) + momentum @ momentum / 2


def energy_error(roll, step_size):
    ends = [roll(slope, truth, push, step_size, round(0.4 / step_size)) for push in pushes]
    return np.mean([abs(energy(*end) - energy(truth, push)) for end, push in zip(ends, pushes, strict=True)])


# %% [markdown]
# **Predict:** halve the step from 0.005 to 0.0025. By which factor does the error of leapfrog fall?

# %%
ex.fall_of_the_error.guess(..., ...)  # low and high, 80 % sure

# %%
def without_half_steps(gradient, theta, momentum, step_size, steps):
    for _ in range(steps):
        momentum = momentum + step_size * gradient(theta)
        theta = theta + step_size * momentum
    return theta, momentum


step_sizes, rolls = [0.02, 0.01, 0.005, 0.0025], {"leapfrog": leapfrog, "no half steps": without_half_steps}
errors = {name: np.array([energy_error(roll, size) for size in step_sizes]) for name, roll in rolls.items()}
for name, of_energy in errors.items():
    print(f"{name:14s} errors {of_energy.round(5)}, ratios {(of_energy[:-1] / of_energy[1:]).round(1)}")

# %%
plots.energy_errors(step_sizes, errors)

# %% [markdown]
# Fourfold for leapfrog: its error is of the order $\varepsilon^2$. With whole pushes, which differ by half a push
# at the beginning and at the end, it falls merely twofold. So this is a *test*: where the error only halves, a
# half push is missing.

# %% [markdown]
# ## The verdict
#
# Now a sampler: *Hamiltonian Monte Carlo*, HMC (S. Duane, A. Kennedy, B. Pendleton and D. Roweth, 1987). Each turn
# has three parts: a fresh, standard normal push; a roll of some steps; a verdict, as in Metropolis. Position and
# momentum together have the density $\mathrm e^{-H(\theta, r)}$, the posterior times a standard normal. A perfect
# roll keeps H, so its end is as probable as its beginning. Leapfrog is not perfect, and the verdict corrects that:
# accept the end with probability
#
# $$ \alpha = \min\left(1,\ \mathrm e^{H(\text{start}) - H(\text{end})}\right) . $$
#
# Metropolis needs that the way back is as likely as the way there. It is: turn the momentum round at the end, and
# the same steps lead back to the start. And each line of leapfrog shifts one of $\theta$, $r$ by something that
# depends on the other alone. That is a shear, with determinant 1, so there is no Jacobian.

# %% [markdown] exercise="10-hmc-step"
# ### Exercise: one step of HMC
#
# Roll from `theta` with the push `momentum`, and return where the chain stands after the verdict. `log_uniform` is
# the log of a uniform random number, as in lesson 09. Call `leapfrog`.

# %% exercise="10-hmc-step"
def hmc_step(log_density, gradient, theta, momentum, step_size, steps, log_uniform):
    ### BEGIN SOLUTION
    end, end_momentum = leapfrog(gradient, theta, momentum, step_size, steps)
    before = -log_density(theta) + momentum @ momentum / 2
    after = -log_density(end) + end_momentum @ end_momentum / 2
    return end if log_uniform < before - after else theta
    ### END SOLUTION


ex.hmc_step.check(hmc_step)

# %% [markdown]
# **Predict:** make fifty rolls of 35 steps of 0.06, from the top, where all slopes are zero. How many of them keep
# the energy so well that they are accepted with a probability above 0.9?

# %%
ex.rolls_nearly_certain.guess(..., ...)  # low and high, 80 % sure

# %%
hmc_step = ex.hmc_step.carry_on(hmc_step)
top = np.append(least_squares.beta, np.log(squares / (len(y) - 1)) / 2)  # the Jacobian turns n into n − 1
moved = [bool(np.any(hmc_step(height, slope, top, push, 0.06, 35, np.log(0.9)) != top)) for push in pushes]
print(f"{sum(moved)} of {len(moved)} rolls have a chance above 0.9")

# %% [markdown]
# For the steepest direction 0.06 is a long step; the next section says why. Even so, most rolls are accepted: the
# mean chance is 0.84. Now let one roll begin where the last one ended.

# %% [markdown] exercise="10-hmc"
# ### Exercise: the whole of HMC
#
# From `start`, make `draws` turns and return one row for each, where the chain stands after it. The start itself
# is not a row. All randomness comes from `rng`. Call `hmc_step`.

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
# With flat priors the exact means are known: $\sigma^2$ is inverse gamma with shape $(n - 4)/2$, and beta is centred
# at least squares. Compare four chains of 500 draws with them.

# %%
hmc = ex.hmc.carry_on(hmc)
shape = (len(y) - X.shape[1] - 1) / 2
exact_sigma = np.sqrt(squares / 2) * np.exp(special.gammaln(shape - 0.5) - special.gammaln(shape))
exact = np.append(least_squares.beta, exact_sigma)


def summary(chains):
    draws = {"beta": chains[..., :-1], "sigma": np.exp(chains[..., -1])}
    return Draws(draws, labels={"beta": ("const", "x1", "x2")}).summary()


def within_four_mcse(table):
    return bool((np.abs(table["mean"] - exact) < 4 * table["mcse"]).all())


# %%
rng = np.random.default_rng(10)
chains = np.array([hmc(height, slope, top, 0.06, 35, 500, rng) for _ in range(4)])
table = summary(chains)
print("within 4 MCSE of the exact means:", within_four_mcse(table))
print("lowest ESS above 200:", bool(table.ess_bulk.min() > 200), " gradients:", 4 * 500 * 35 * 2)

# %% [markdown]
# For sigma, the worst, 2,000 draws are worth some hundreds of independent ones; the cell prints only: above 200.
# Each draw has cost 70 gradients, two for each step: not yet a bargain. Half of the gradients can be saved: the
# second push of a step and the first of the next are at the same place, and the samplers of `helpers` compute that
# gradient once.

# %% [markdown]
# ## The units of the hill
#
# Why so many steps? Look at a bowl in one dimension, $-\log p = k\theta^2/2$, with curvature k. Put the three lines
# of leapfrog into one another: one step is a linear map of $(\theta, r)$,
#
# $$ \begin{pmatrix} 1 - \frac{\varepsilon^2 k}{2} & \varepsilon \\
# -\varepsilon k\left(1 - \frac{\varepsilon^2 k}{4}\right) & 1 - \frac{\varepsilon^2 k}{2} \end{pmatrix} . $$
#
# Its determinant is 1 and its trace is $2 - \varepsilon^2 k$. While the trace lies between −2 and 2 there are two
# complex eigenvalues of modulus 1. The map is a rotation in stretched coordinates: the ball goes round the ellipse
# $k(1 - \varepsilon^2k/4)\,\theta^2 + r^2 = $ const, for ever. Beyond, that is for $\varepsilon > 2/\sqrt k$, each
# step stretches one direction by more than 1 and shrinks another: the ball flies off. Your leapfrog, with k = 1:

# %%
plots.orbits(leapfrog)

# %% [markdown] exercise="10-largest-step"
# ### Exercise: the longest step
#
# In several dimensions the ball must stay in the bowl in every direction. Return the longest stable step for a
# bowl whose matrix of curvatures is `information`.

# %% exercise="10-largest-step"
def largest_step(information):
    ### BEGIN SOLUTION
    return 2 / np.sqrt(np.linalg.eigvalsh(information).max())
    ### END SOLUTION


ex.largest_step.check(largest_step)

# %% [markdown]
# The information of lesson 07 is this matrix, at the top of the likelihood: $X'X/\hat\sigma^2$ for beta, 2n for
# log sigma. **Predict:** how long may a step be here?

# %%
ex.longest_step.guess(..., ...)  # low and high, 80 % sure

# %%
largest_step = ex.largest_step.carry_on(largest_step)
information = likelihood.information(least_squares.beta, least_squares.sigma_mle, X, y)
print("longest step:", round(float(largest_step(information)), 4))
print("curvatures, of beta:", np.linalg.eigvalsh(information[:-1, :-1]).round(2))
print("of log sigma:", information[-1, -1].round(2))
in_the_picture = np.linalg.inv(least_squares.covariance[:2, :2])
print("longest step in the picture:", round(float(largest_step(in_the_picture)), 4))

# %% [markdown]
# The steepest direction decides: log sigma. Its curvature is 2n = 400, so its sd is 1/20, and no step may be longer
# than two of these sds. The longest direction has curvature 0.41 and an sd of 1.56. To cross it takes dozens of the
# steps that the narrow direction allows. In the picture of two coefficients the limit was 1.17, between the 0.9 that
# swung and the 1.2 that flew. And a step 30 % beyond the limit?

# %%
for step_size in (0.08, 0.13):
    with np.errstate(over="ignore", invalid="ignore"):  # a ball that flies off leaves all numbers behind
        ends = [leapfrog(slope, top, push, step_size, 20) for push in pushes]
        changes = [energy(*end) - energy(top, push) for end, push in zip(ends, pushes, strict=True)]
    kept = np.mean(np.array(changes) < 1000)
    print(f"steps of {step_size}: most rolls change the energy by less than 1,000:", bool(kept > 0.5))

# %% [markdown]
# A roll with an energy error above 1,000 is called *divergent*. It is refused, so the draws stay right in the long
# run. But where the bowl has a narrow neck, *all* rolls into it diverge, and the chain never sees it. So a good
# sampler counts divergences. Lesson 11 has such a neck.
#
# The cure is to measure each direction in its own sd. Write $\theta = c + Lz$ with $LL'$ the covariance of the
# posterior, or a guess of it. In z the bowl is round, with curvature 1 in every direction. Books speak of a *mass
# matrix*, the inverse of $LL'$. The Jacobian of $\theta = c + Lz$ is constant, since L is, and drops out. Only the
# chain rule remains.

# %% [markdown] exercise="10-gradient-in-z"
# ### Exercise: the gradient in new units
#
# `gradient(theta)` is known. Return the gradient of the same log density in z, where $\theta$ is
# `centre + root @ z`.

# %% exercise="10-gradient-in-z"
def gradient_in_z(gradient, root, centre, z):
    ### BEGIN SOLUTION
    return root.T @ gradient(centre + root @ z)
    ### END SOLUTION


ex.gradient_in_z.check(gradient_in_z)

# %% [markdown]
# **Predict:** how long may a step be in z?

# %%
ex.longest_step_in_z.guess(..., ...)  # low and high, 80 % sure

# %%
gradient_in_z = ex.gradient_in_z.carry_on(gradient_in_z)
root = np.linalg.cholesky(np.linalg.inv(information))
print("longest step in z:", round(float(largest_step(root.T @ information @ root)), 4))


def height_in_z(z):
    return height(top + root @ z)


def slope_in_z(z):
    return gradient_in_z(slope, root, top, z)


# %% [markdown]
# Now three steps of 0.7 make a draw, in place of 35 of 0.06.

# %%
rng = np.random.default_rng(10)
in_z = np.array([hmc(height_in_z, slope_in_z, np.zeros(len(top)), 0.7, 3, 500, rng) for _ in range(4)])
round_chains = top + in_z @ root.T
table = summary(round_chains)
print("within 4 MCSE of the exact means:", within_four_mcse(table))
print("lowest ESS above 2,000:", bool(table.ess_bulk.min() > 2000), " gradients:", 4 * 500 * 3 * 2)

# %%
plots.two_chains(chains[0], round_chains[0])

# %% [markdown]
# For less than a tenth of the gradients, 2,000 draws are worth *more* than 2,000 independent ones. A roll of three
# steps of 0.7 ends beyond the middle, on the other side. So neighbours are negatively correlated, and their errors
# cancel in an average. In a variance they do not.
#
# Where does L come from when no closed form is at hand? From the draws themselves: a sampler's *warm-up* estimates
# the covariance, sets its units by it, and adapts the step until about 80 % of its rolls are accepted. How *long*
# to roll is the last thing to choose. The *No-U-Turn Sampler* stops when the ball turns back (M. Hoffman and A.
# Gelman, 2014).

# %% [markdown]
# ## What a draw costs
#
# A draw of HMC costs several gradients, a draw of Metropolis one height. Fair is to compare what *an evaluation*
# is worth. The picture does so on one ridge. No sampler knows it: Metropolis and HMC measure their steps in the
# sds of the single coefficients, Gibbs draws one coefficient at a time.
#
# **Predict:** move x1 away from zero, as a calendar year is, and the ridge gets narrower. Which of the three
# suffers least?

# %%
ex.suffers_least.guess(...)  # "Metropolis", "Gibbs" or "HMC"

# %%
plots.three_samplers(world)

# %% [markdown]
# All suffer, HMC least. Let the ridge be κ times as long as it is narrow. No step can be longer than the ridge is
# narrow, so κ steps in one direction cross it. A ball goes on in one direction, and some κ evaluations make an
# independent draw. A random walk and Gibbs go to and fro; after m steps they are only $\sqrt m$ steps away, so they
# need some $\kappa^2$. Move the distance to 2: for the same money HMC gets eight or nine times as much as either of
# the others. At 0, on an upright bell, Gibbs does as well.
#
# Now the whole model, with the samplers of `helpers`, which find scales, steps and lengths on their own.
# `bayes.unconstrained` writes the log density, with the Jacobian and the gradient; an infinite width and `Flat()`
# are our flat prior.

# %%
prior = bayes.Prior(np.zeros(X.shape[1]), np.inf, sigma=bayes.Flat())
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
    worth[name] = draws.summary().ess_bulk.min() / (4 * draws.statistics["evaluations"])
    print(f"{name:10s} within 4 MCSE of the exact means: {within_four_mcse(draws.summary())}")
print("HMC is worth five times as much for an evaluation:", bool(worth["HMC"] > 5 * worth["Metropolis"]))
print("no roll diverged:", not runs["HMC"].statistics["divergent"].any())

# %% [markdown]
# One evaluation with a gradient costs perhaps twice one without; the warm-up is not counted, for either. On a normal
# density in d dimensions a random walk needs some d steps for an independent draw (G. Roberts, A. Gelman and W.
# Gilks, 1997), HMC some $d^{1/4}$ (A. Beskos and others, 2013). With forty unknowns that is ten times as many,
# against less than twice as many.
#
# And yet: for *this* model the best sampler is none. Sigma has a one-dimensional density, beta given sigma is
# normal, and `bayes.exact_posterior` draws from both, without any chain. HMC is for models where no one can do
# that.

# %%
exactly = bayes.exact_posterior(X, y, prior, draws=4000, rng=rng).summary()
print("the exact draws agree:", within_four_mcse(exactly))

# %% [markdown]
# ## What you can do now
#
# You can sample with gradients:
#
# - a density changes with its coordinates; log sigma brings the factor sigma with it, and a sampler that forgets
#   it still runs, for another prior;
# - leapfrog rolls with an error of order $\varepsilon^2$, up to the limit $2/\sqrt k$ of the steepest direction,
#   and flies off beyond it;
# - the verdict is on the energy, with the momentum in it; a fresh push for every draw;
# - units decide: in the posterior's own units a few steps are enough;
# - compare samplers by what an evaluation is worth.
#
# Now all tools are there for the formula with which this course began: the joint density of beta, sigma, mu and eta.
# Lesson 11 mends and samples it.
