# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Samplers by hand: how do you draw from a density of which you only know the height?
#
# Lesson 08 had luck: its posterior could be written down and drawn from. Most posteriors cannot. Of those we can compute one thing, how high the density is
# at any place we ask for, and even that only up to an unknown factor. This lesson draws from such a density all the same. It builds two walks that visit each
# place as often as its density deserves, and asks of every walk the same question: what are its draws worth?
#
# | section | minutes |
# |---|---|
# | A height, and nothing else | 10 |
# | A walk that may refuse | 20 |
# | What a chain is worth | 17 |
# | How long a step | 6 |
# | One unknown at a time | 17 |
# | Ridges | 5 |
#
# **You need** [08 Priors to posteriors](08_priors.ipynb) (the normal and inverse gamma prior, the posterior in closed form) and
# [03 Uncertainty by repetition](03_uncertainty.ipynb) (standard errors).

# %%
import numpy as np

from helpers import bayes, ols, plots, samplers, simulate
from helpers.draws import Draws
from helpers.exercises import samplers as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
v0, a, b = 4, 2, 25

# %% [markdown]
# ## A height, and nothing else
#
# The model is that of lesson 08. The data are normal around the plane, and the prior says, with $V_0 = v_0 I$,
#
# $$ \beta \mid \sigma^2 \sim \mathrm N(0,\ \sigma^2 v_0 I), \qquad \sigma^2 \sim \mathrm{IG}(a, b), \qquad v_0 = 4,\ a = 2,\ b = 25 . $$
#
# Two things are different. In the code the *variance* $\sigma^2$ is the unknown, under the name `variance`, so that the density of IG(a, b), which is
# proportional to $v^{-a-1}\mathrm e^{-b/v}$, can be used as it is. And from now on we act as if the posterior had no closed form. That it has one makes it a good
# examiner: every walk of this lesson has to find these numbers.

# %%
V_n = np.linalg.inv(X.T @ X + np.eye(p) / v0)
m_n = V_n @ X.T @ y
a_n, b_n = a + n / 2, b + (y @ y - m_n @ X.T @ y) / 2
exact = np.append(m_n, b_n / (a_n - 1))
exact_sd = np.append(np.sqrt(exact[p] * np.diag(V_n)), exact[p] / np.sqrt(a_n - 2))
print("exact means:", exact.round(3))
print("exact sds:  ", exact_sd.round(3))

# %% [markdown]
# (Three coefficients and the variance. The sd of a coefficient is the root of $E[\sigma^2]\,V_n$'s diagonal entry: lesson 08.)
#
# Why not compute the height on a grid and sum? Four unknowns with 100 points each are $100^4$ heights, some twenty minutes of work for this computer. With the twenty unknowns of a
# middling model they are $100^{20}$, and no computer will ever do it. Nearly all those points would be wasted, too: the density is practically zero there. A walk goes only where there is something.

# %% [markdown] exercise="09-log-posterior"
# ### Exercise: the log posterior
#
# Write the log of likelihood × prior as a function of beta and `variance`. It may be off by a constant: the check looks only at differences. (But what contains `variance`
# is no constant.) Why the log? The density itself lies close to the smallest number that the computer has, and with twice the data it would be zero for it.

# %% exercise="09-log-posterior"
def log_posterior(beta, variance, X, y):
    ### BEGIN SOLUTION
    n, p = X.shape
    e = y - X @ beta
    normal = -(n + p) / 2 * np.log(variance) - (e @ e + beta @ beta / v0) / (2 * variance)
    return normal - (a + 1) * np.log(variance) - b / variance
    ### END SOLUTION


ex.log_posterior.check(log_posterior)

# %% [markdown]
# A walk knows nothing of coefficients and variances; it knows points. So beta and the variance are joined in one vector $\theta$ of length 4. Where the variance would be
# negative the density is 0, its log $-\infty$.

# %%
log_posterior = ex.log_posterior.carry_on(log_posterior)


def log_density(theta):
    return log_posterior(theta[:p], theta[p], X, y) if theta[p] > 0 else -np.inf


# %% [markdown]
# ## A walk that may refuse
#
# Take a point $\theta$ and propose another one, $\theta'$, by a random step. Go there, or stay. When should one go? In the long run the walk shall be at each point in proportion
# to its density $\pi$. That holds if between any two points as many walkers cross one way as the other: then no place gains or loses. Steps back
# and forth are equally likely to be *proposed*. So let a proposal be *accepted* with probability
#
# $$ \alpha = \min\left(1, \frac{\pi(\theta')}{\pi(\theta)}\right) . $$
#
# Where $\pi(\theta)$ walkers stand, $\pi(\theta)\,\alpha = \min(\pi(\theta), \pi(\theta'))$ cross: the same number from either side. (N. Metropolis, A. and M. Rosenbluth, A. and E. Teller, 1953.)
# Uphill it always goes. Downhill it goes sometimes, and that *sometimes* is what makes it a sampler and not an optimiser. Only a ratio is needed, so the unknown factor cancels.
#
# And if the proposal is refused? Then the walker stays, and its place is *counted once more*. How often it is counted is how long the walker is there.

# %% [markdown] exercise="09-metropolis-step"
# ### Exercise: one step
#
# Write one step. `proposal` is where the walk would like to go, and `log_uniform` is the log of a uniform random number between 0 and 1, which falls below $\log\alpha$ with probability
# $\alpha$. Return where the walk stands after this step.

# %% exercise="09-metropolis-step"
def metropolis_step(log_density, state, proposal, log_uniform):
    ### BEGIN SOLUTION
    log_ratio = log_density(proposal) - log_density(state)
    return proposal if log_uniform < log_ratio else state
    ### END SOLUTION


ex.metropolis_step.check(metropolis_step)

# %% [markdown]
# The picture shows such a walk over two of the four unknowns, the others integrated out; the contours hold 50, 90 and 99 % of the posterior. The slider sets the length of the steps, in units of $2.38/\sqrt d$
# posterior sds, where d = 2 is the number of unknowns; the reason for 2.38 will follow. **Predict:** at the first setting about a third of the proposals is accepted. What happens to that
# share with steps ten times shorter? Is it better then?

# %%
metropolis_step = ex.metropolis_step.carry_on(metropolis_step)
plots.metropolis_on_contours(world)

# %% [markdown]
# Move `scale` to 0.1: nearly everything is accepted, and the walk gets nowhere, though every step of it is right. Move it to 5: nearly everything is refused, and again it gets nowhere. A high share of accepted steps is not a
# sign of quality. In between lies the best length; we will find it with a measure of what the draws are worth.

# %% [markdown] exercise="09-metropolis"
# ### Exercise: the whole walk
#
# Now the loop. From `start`, make `draws` steps, and return an array with one row for each: where the walk stands after it. (The start itself is not a row.) A proposal is the state plus
# `root @ z`, with z a vector of standard normal numbers; `root` says how long the steps are and in which direction. All randomness comes from `rng`. Call `metropolis_step`.

# %% exercise="09-metropolis"
def metropolis(log_density, start, root, draws, rng):
    ### BEGIN SOLUTION
    state, chain = start, []
    for _ in range(draws):
        proposal = state + root @ rng.standard_normal(len(start))
        state = metropolis_step(log_density, state, proposal, np.log(rng.random()))
        chain.append(state)
    return np.array(chain)
    ### END SOLUTION


ex.metropolis.check(metropolis)

# %% [markdown]
# The steps should have the shape of the posterior: wide where it is wide, slanted where it is slanted. Its covariance is about that of least squares (lesson 03); the standard deviation of the variance is about
# $\hat\sigma^2\sqrt{2/(n - p)}$. Four walks start in four places, spread at random three times as wide as the posterior. The steps have 2.38/√4 of its standard deviations, as in the picture but with d = 4.

# %%
metropolis = ex.metropolis.carry_on(metropolis)
fit = ols.fit(X, y)
guess = np.append(fit.beta, fit.sigma**2)
covariance = np.zeros((p + 1, p + 1))
covariance[:p, :p] = fit.covariance
covariance[p, p] = 2 * fit.sigma**4 / (n - p)
root = np.linalg.cholesky(covariance)
starts = guess + 3 * np.random.default_rng(1).standard_normal((4, p + 1)) @ root.T

# %%
def four_chains(root, draws):
    rng = np.random.default_rng(9)
    return np.array([metropolis(log_density, start, root, draws, rng) for start in starts])


walks = four_chains(2.38 / np.sqrt(4) * root, 2500)
print(walks.shape)

# %% [markdown]
# The shape is (chain, draw, parameter), as everywhere in this course. **Predict:** the posterior sds are about 1 to 2.4, and there are 10,000 draws. If they were independent, the means would be
# off by about a hundredth of an sd. How far off will they be?

# %%
off = (walks.mean(axis=(0, 1)) - exact) / exact_sd
print("all means within 0.15 sd:", bool(np.abs(off).max() < 0.15))
print("all within 0.01 sd:      ", bool(np.abs(off).max() < 0.01))

# %% [markdown]
# The walk finds the posterior, without ever having seen anything but heights. But it is not as good as 10,000 independent draws. Before we ask what it is as good as, look at the rule
# that is most often forgotten: *a refused state counts again*. What if it did not? On a normal density in one dimension, whose true sd is 1, it can be computed: a place is then counted in proportion
# to $\pi(\theta)$ times the chance to leave it.

# %%
places, moves = np.linspace(-9, 9, 1201), np.linspace(-14, 14, 1201)
heights = np.exp(-(places**2) / 2)
for width in (0.5, 1, 2.38):
    rises = (places[:, None] ** 2 - (places[:, None] + width * moves) ** 2) / 2
    leaving = np.minimum(1, np.exp(np.minimum(rises, 0))) @ np.exp(-(moves**2) / 2)
    distinct = np.sqrt(np.sum(places**2 * heights * leaving) / np.sum(heights * leaving))
    print(f"steps of {width:4} sds: the distinct states alone have the sd {distinct:.3f}")

# %% [markdown]
# With long steps too wide, with short ones too narrow: in either case wrong, and by a few percent only. No glance at a histogram would show it, and a test with few draws would pass. So a sampler is
# tested on a density whose answer is known, for long, with a tolerance that comes from its Monte Carlo error. Which is next.

# %% [markdown]
# ## What a chain is worth
#
# Three questions, in this order. *Has it arrived?* A walk from far out takes a while until it has forgotten its start. *How far may its mean be off?* And, as a currency in which samplers can be
# compared: *how many independent draws would be as good?*
#
# ### Has it arrived?
#
# One chain cannot know. Several chains from different places can: as long as they remember where they came from they disagree. Take the variance *within* the chains, W, and the variance D of their means. A. Gelman and D. Rubin (1992) put the two
# together to the variance of all draws and compare it with W. Chains that have arrived have nearly the same mean, and W alone is nearly all; chains that still remember their starts lie apart, and D adds to it. Later the chains were cut in halves first, so that chains that
# drift side by side are found out, too (Gelman and others, *Bayesian Data Analysis*, 2013). With $m$ halves of $k$ draws, means $\bar\theta_i$ and variances $s_i^2$ (divisor $k - 1$):
#
# $$ W = \frac1m\sum_i s_i^2, \qquad D = \frac1{m-1}\sum_i(\bar\theta_i - \bar\theta)^2, \qquad \hat R = \sqrt{\frac{\frac{k-1}k W + D}{W}} . $$
#
# If all is well, D is small (W/k, if draws were independent: then the numerator is W) and $\hat R$ is close to 1. Today one wants it below 1.01 (A. Vehtari and others, 2021, for an $\hat R$ of the draws' ranks, which `Draws` computes below).

# %% [markdown] exercise="09-r-hat"
# ### Exercise: R-hat
#
# Write a function that returns $\hat R$ for one parameter. `chains` is (chain, draw); the number of draws is even.

# %% exercise="09-r-hat"
def r_hat(chains):
    ### BEGIN SOLUTION
    k = chains.shape[1] // 2
    halves = np.vstack([chains[:, :k], chains[:, k:]])
    within = halves.var(axis=1, ddof=1).mean()
    between = halves.mean(axis=1).var(ddof=1)
    return np.sqrt(((k - 1) / k * within + between) / within)
    ### END SOLUTION


ex.r_hat.check(r_hat)

# %%
r_hat = ex.r_hat.carry_on(r_hat)
for first, last in ((0, 100), (500, 2500)):
    values = [r_hat(walks[:, first:last, j]) for j in range(p + 1)]
    print(f"draws {first} to {last}: below 1.03:", bool(max(values) < 1.03))

# %% [markdown]
# A hundred draws are not enough to forget the starts. We throw away the first 500 of each chain, its *warm-up*, and keep 2,000. What is left is near 1, though a strict judge would ask for more draws.
#
# ### How far may the mean be off?
#
# The standard error of a mean is sd/√N, for *independent* draws. Here neighbours are alike: a refused step even repeats them. But two runs of a hundred draws each hardly know of each other.
# So cut the chain into *batches* of neighbours. Their means are nearly independent, and lesson 03 tells the standard error of the mean of such numbers. It is called *Monte Carlo standard error*, MCSE: the error that comes from having
# drawn too little, and that more draws remove. (The posterior sd is another thing. More draws do not make it smaller; only more data do.)

# %% [markdown] exercise="09-mcse"
# ### Exercise: the Monte Carlo standard error
#
# Write a function that returns the MCSE of the mean of one chain, from the means of so many `batches` of equal length. `chain` is one vector; its length is a multiple of `batches`.

# %% exercise="09-mcse"
def mcse(chain, batches):
    ### BEGIN SOLUTION
    means = chain.reshape(batches, -1).mean(axis=1)
    return means.std(ddof=1) / np.sqrt(batches)
    ### END SOLUTION


ex.mcse.check(mcse)

# %% [markdown]
# The four chains one after the other make one long chain, and 40 batches of 200 draws. How many independent draws would have the same error? Those for which $\mathrm{sd}/\sqrt{\mathrm{ESS}}$ equals the MCSE: this
# number is the *effective sample size*, ESS.
#
# **Predict:** 8,000 draws are left. What is their ESS?

# %%
mcse = ex.mcse.carry_on(mcse)
kept = walks[:, 500:]
pooled = kept.reshape(-1, p + 1)
errors = np.array([mcse(column, 40) for column in pooled.T])
ess = (pooled.std(axis=0) / errors) ** 2
print("means within 4 MCSE of the exact ones:", bool((np.abs(pooled.mean(axis=0) - exact) < 4 * errors).all()))
print("each ESS between 200 and 1,500:       ", bool((ess > 200).all() and (ess < 1500).all()))

# %% [markdown]
# Some hundreds. The 8,000 draws of this walk are worth less than a fifth of their number; the rest is repetition. (Forty batches tell the ESS only within a quarter.)
#
# Libraries sum the correlations of neighbours instead of cutting batches, $\mathrm{ESS} = N / (1 + 2\sum_k \rho_k)$, with $\rho_k$ the correlation of draws that lie k apart, and they
# compute it on ranks, so that heavy tails do no harm. In this course that is the work of `Draws`, a table of draws that keeps the chains apart:

# %%
def as_draws(chains):
    labels = {"beta": ("const", "x1", "x2")}
    return Draws({"beta": chains[..., :p], "variance": chains[..., p]}, labels=labels)


table = as_draws(kept).summary()
print(list(table.columns))
print("their ESS agree within a factor 2:", bool((np.abs(np.log(table.ess_bulk / ess)) < np.log(2)).all()))

# %% [markdown]
# ## How long a step
#
# Now there is a measure. A tenth of the length, and five times of it, gave walks that get nowhere. **Predict:** which of the two is the worse, and by how much does the ESS fall if the length is only half or twice the best?

# %%
for factor in (0.1, 0.5, 1, 2, 5):
    chains = four_chains(factor * 2.38 / np.sqrt(4) * root, 2500)[:, 500:]
    accepted = np.mean(np.any(np.diff(chains, axis=1) != 0, axis=2))
    worth = as_draws(chains).summary().ess_bulk.min()
    print(f"{factor:4} × 2.38/√4: accepted {accepted:5.3f}, lowest ESS {worth:4.0f}")

# %% [markdown]
# (Your own walk consumes its random numbers in its own order, so your last digits are yours.) At a tenth of the length more than nine steps of ten are accepted, and 8,000 draws are worth some ten or twenty. At five times the length, some five steps of a thousand are accepted, and
# 8,000 draws are again worth about ten. The best is in between, at about 0.3. G. Roberts, A. Gelman and W. Gilks (1997) have shown why: for a normal density in d dimensions the
# best steps have $2.38/\sqrt d$ posterior sds. In one dimension 0.44 of them are accepted, in very many 0.234.
#
# The √d is bad news. The more unknowns, the shorter the steps must be, since *one* bad coordinate is enough to refuse a proposal; and a random walk with steps of length s needs about $1/s^2$ of them to cross
# the posterior. So the price of an independent draw grows with d. Lesson 10 pays less.
#
# What you wrote is in `helpers.samplers`, for many chains at once and with steps that tune themselves during warm-up. It makes 4,000 draws for each start here, after a warm-up of 1,000. (Its log density takes one row for each chain; `one_at_a_time` turns yours into such a function. `check=False` spares us its warnings of a low ESS.)

# %%
draws = samplers.metropolis(
    samplers.one_at_a_time(log_density), starts, 4000, rng=np.random.default_rng(9), check=False
)
off = np.abs(draws.summary()["mean"].to_numpy() - exact)
print("within 4 MCSE:", bool((off < 4 * draws.summary()["mcse"].to_numpy()).all()))

# %% [markdown]
# ## One unknown at a time
#
# Metropolis proposes blindly. But often a *part* of the unknowns could be drawn directly, if the rest were known. S. and D. Geman (1984) draw one part after the other, each from its law given the present values
# of all others, its *conditional*. Such a draw never needs to be refused: within the line along which one moves, it comes from the right law. They named the method after J. W. Gibbs.
#
# To find a conditional, take the log posterior and keep only what contains the unknown in question. For one coefficient $\beta_j$, let x be its column, and r what the *other* coefficients leave of y.
# Then what is left is a square in $\beta_j$,
#
# $$ -\frac{1}{2v}\left[(r - x\beta_j)'(r - x\beta_j) + \frac{\beta_j^2}{v_0}\right] , $$
#
# and a density whose log is a square is normal. Complete the square: its mean and its variance can be read off.

# %% [markdown] exercise="09-coefficient-conditional"
# ### Exercise: one coefficient, given all else
#
# Return the mean and the standard deviation of $\beta_j$ given the other entries of `beta` and the `variance`.

# %% exercise="09-coefficient-conditional"
def coefficient_conditional(j, beta, variance, X, y):
    ### BEGIN SOLUTION
    x = X[:, j]
    r = y - X @ beta + x * beta[j]
    precision = x @ x + 1 / v0
    return x @ r / precision, np.sqrt(variance / precision)
    ### END SOLUTION


ex.coefficient_conditional.check(coefficient_conditional)

# %%
coefficient_conditional = ex.coefficient_conditional.carry_on(coefficient_conditional)
_, standard_deviation = coefficient_conditional(0, m_n, exact[p], X, y)
print(f"sd of the constant: {standard_deviation:.3f} given all else, {exact_sd[0]:.3f} if nothing else is known")

# %% [markdown]
# Given the two slopes the constant is known nearly three times as well. Remember these two numbers; they will come back.
#
# For the variance, keep what contains $v$: powers of v, and terms that are divided by v. That is the form of an inverse gamma law again. **Predict:** does the prior of beta appear in it?

# %% [markdown] exercise="09-variance-conditional"
# ### Exercise: the variance, given beta
#
# Return the shape and the scale of the inverse gamma law of the variance given `beta`: the density is proportional to $v^{-\text{shape}-1}\,\mathrm e^{-\text{scale}/v}$.

# %% exercise="09-variance-conditional"
def variance_conditional(beta, X, y):
    ### BEGIN SOLUTION
    n, p = X.shape
    e = y - X @ beta
    return a + (n + p) / 2, b + (e @ e + beta @ beta / v0) / 2
    ### END SOLUTION


ex.variance_conditional.check(variance_conditional)

# %%
variance_conditional = ex.variance_conditional.carry_on(variance_conditional)
print("shape and scale at the posterior mean of beta:", np.round(variance_conditional(m_n, X, y), 2))

# %% [markdown]
# It does: the prior of beta has the width $\sigma\sqrt{v_0}$, so that large coefficients speak for a large variance, like p observations more. (Had we given beta a prior whose width does not depend on sigma, the posterior would have no closed form; the conditionals would still be a normal and
# an inverse gamma law. That is the strength of this method.) And at the posterior mean of beta the scale is 2442.45, the $b_n$ of lesson 08: there the squares are smallest.

# %% [markdown] exercise="09-gibbs"
# ### Exercise: the whole of Gibbs
#
# From `start` (beta, and the variance last) make `draws` sweeps. A sweep draws each coefficient in its turn, each given the *newest* values of all others, and the variance, given the newest beta. (Which comes first is yours to choose: every draw leaves the posterior as it is.) Return one row for each sweep, beta first, the variance last.
# `scale / rng.gamma(shape)` is an inverse gamma draw. (A second argument of `rng.gamma` would *multiply* the draw, and that is not what is wanted here.)

# %% exercise="09-gibbs"
def gibbs(X, y, start, draws, rng):
    ### BEGIN SOLUTION
    beta, variance, chain = start[:-1].copy(), start[-1], []
    for _ in range(draws):
        for j in range(len(beta)):
            mean, standard_deviation = coefficient_conditional(j, beta, variance, X, y)
            beta[j] = rng.normal(mean, standard_deviation)
        shape, scale = variance_conditional(beta, X, y)
        variance = scale / rng.gamma(shape)
        chain.append(np.append(beta, variance))
    return np.array(chain)
    ### END SOLUTION


ex.gibbs.check(gibbs)

# %% [markdown]
# **Predict:** nothing is refused, and nothing was tuned. Will the ESS of four chains of 2,000 sweeps be near 8,000?

# %%
gibbs = ex.gibbs.carry_on(gibbs)


def four_gibbs_chains(X):
    rng = np.random.default_rng(9)
    return np.array([gibbs(X, y, start, 2100, rng)[100:] for start in starts])


# %%
table = as_draws(four_gibbs_chains(X)).summary()
off = np.abs(table["mean"].to_numpy() - exact)
print("within 4 MCSE:", bool((off < 4 * table["mcse"].to_numpy()).all()))
print("ESS to the nearest hundred:", table.ess_bulk.round(-2).astype(int).to_dict())

# %% [markdown]
# The variance is nearly as good as independent. The coefficients, with all their exact conditional draws, are worth a sixth or less of their number: better than the random walk, but why not 8,000?

# %% [markdown]
# ## Ridges
#
# Look at the moves. **Predict:** what will the picture do when the predictors are centred, that is, when their means are taken away?

# %%
plots.gibbs_on_contours(world)

# %% [markdown]
# Gibbs moves parallel to the axes. On a slanted ridge it can only make short moves, since the conditional is much narrower than the ridge is long (0.348 against 0.941, we saw), and it climbs along it in a zigzag. The constant is the height of the plane where x1 = x2 = 0, at
# the edge of the data: a steeper plane must start lower, so constant and slopes are tied to each other. Move `centred` to 100: now the constant is the height in the *middle* of the data, which hardly depends on the slopes.
# The contours stand upright, and every sweep is nearly a fresh draw.
#
# It is the same model and the same data, written in other coordinates. (Not quite the same prior: that of the constant is now about another height.)

# %%
X_centred = X - X.mean(axis=0) * [0, 1, 1]
for name, design in (("as they are", X), ("centred", X_centred)):
    lowest = as_draws(four_gibbs_chains(design)).summary().ess_bulk.min()
    print(f"{name:12s} lowest ESS above 5,000: {bool(lowest > 5000)}, above 500: {bool(lowest > 500)}")

# %% [markdown]
# That is the second lesson of this lesson: *coordinates matter as much as samplers*. One can also draw all coefficients of a sweep at once, from their joint normal conditional; then the ridge does not matter. `samplers.gibbs` does so:

# %%
prior = bayes.NormalInverseGamma(np.zeros(p), v0 * np.eye(p), a, b)
draws = samplers.gibbs(X, y, prior, 2000, rng=np.random.default_rng(9))
print("lowest ESS above 5,000:", bool(draws.summary().ess_bulk.min() > 5000))

# %% [markdown]
# ## What you can do now
#
# You can draw from a density of which you only know the height:
#
# - Metropolis accepts by the ratio of the densities, and counts a refused state again; steps of $2.38/\sqrt d$ sds are its best (in four dimensions about 0.3 of them are accepted);
# - Gibbs draws one part given all others; it needs no tuning, but it must know the conditionals, and it dislikes ridges;
# - a chain says what it is worth: R-hat (have all arrived?), MCSE (how far may the mean be off?), ESS (how many independent draws?);
# - and each can be wrong in ways that no picture shows, so it is tested where the answer is known.
#
# Both walks are blind. Metropolis does not know which way the density rises, Gibbs knows one axis at a time. The gradient, which lessons 05 and 06 used to climb, knows more. Lesson 10 uses it to *sample*.
