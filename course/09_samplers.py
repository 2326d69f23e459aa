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
# Lesson 08 had luck: its posterior could be written down and drawn from. Most posteriors cannot. Of those we can
# compute one thing, the height of the density at any place, and even that only up to an unknown factor. This lesson
# builds two walks that visit each place as often as its density deserves, and asks of each: what are its draws
# worth?
#
# | section | minutes |
# |---|---|
# | A height, and nothing else | 12 |
# | A walk that may refuse | 25 |
# | What a chain is worth | 21 |
# | How long a step | 4 |
# | One unknown at a time | 28 |
# | Ridges | 3 |
#
# **You need** [08 Priors to posteriors](08_priors.ipynb) (the prior, the closed form) and
# [03 Uncertainty by repetition](03_uncertainty.ipynb) (standard errors).

# %%
import numpy as np
from scipy import stats

from helpers import bayes, ols, plots, samplers, simulate
from helpers.draws import Draws
from helpers.exercises import samplers as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
v0, a0, b0 = 4, 2, 25
a, b = a0, b0  # short names, for your own answers

# %% [markdown]
# ## A height, and nothing else
#
# The model is that of lesson 08: data normal around the plane, and the prior
#
# $$ \beta \mid \sigma^2 \sim \mathrm N(0,\ \sigma^2 v_0 I), \quad \sigma^2 \sim \mathrm{IG}(a_0, b_0), \quad
# v_0 = 4,\ a_0 = 2,\ b_0 = 25 . $$
#
# The fourth unknown in the code is $\sigma^2$, the `variance`: the density of IG(a, b), proportional to
# $v^{-a-1}\mathrm e^{-b/v}$, can then be used as it is. From now on we act as if the posterior had no closed form.
# That it has one makes it a good examiner: every walk has to find these numbers, of three coefficients and the
# variance.

# %%
V_n = np.linalg.inv(X.T @ X + np.eye(3) / v0)
m_n = V_n @ X.T @ y
a_n, b_n = a0 + len(y) / 2, b0 + (y @ y - m_n @ X.T @ y) / 2
exact = np.append(m_n, b_n / (a_n - 1))
exact_sd = np.append(np.sqrt(exact[-1] * np.diag(V_n)), exact[-1] / np.sqrt(a_n - 2))
print("exact means:", exact.round(3))
print("exact sds:  ", exact_sd.round(3))

# %% [markdown]
# Why not compute the height on a grid and sum? Four unknowns with 100 points each are $100^4$ heights, a quarter of
# an hour at a hundred thousand a second. With twenty unknowns they are $100^{20}$: no computer will ever do it.
# Nearly all points would be wasted, too, on a density of practically zero. A walk goes only where there is
# something.

# %% [markdown] exercise="09-log-posterior"
# ### Exercise: the log posterior
#
# Write the log of likelihood × prior as a function of `beta` and `variance`. It may be off by a constant, but what
# contains `variance` is none. Why the log? The density itself lies close to the smallest number that the computer
# has, and with twice the data it would be zero for it.

# %% exercise="09-log-posterior"
def log_posterior(beta, variance, X, y):
    ### BEGIN SOLUTION
    n, p = X.shape
    e = y - X @ beta
    normal = -(n + p) / 2 * np.log(variance) - (e @ e + beta @ beta / v0) / (2 * variance)
    return normal - (a0 + 1) * np.log(variance) - b0 / variance
    ### END SOLUTION


ex.log_posterior.check(log_posterior)

# %% [markdown]
# A walk knows only points, so coefficients and variance are joined in one vector $\theta$ of length 4. Where the
# variance would be negative the density is 0, its log $-\infty$.

# %%
log_posterior = ex.log_posterior.carry_on(log_posterior)


def log_density(theta):
    return log_posterior(theta[:-1], theta[-1], X, y) if theta[-1] > 0 else -np.inf


# %% [markdown]
# This is all that the walks will have. Stand at the exact mean and move one unknown alone.

# %%
plots.height_along(log_density, exact, exact_sd)

# %% [markdown]
# For independent normal unknowns every curve would be at $\mathrm e^{-1/2} = 0.607$ one sd from the middle. That of
# the variance, a little lopsided, is near it. A coefficient that moves *alone* falls far more quickly: the others
# ought to move with it.

# %% [markdown]
# ## A walk that may refuse
#
# Take a point $\theta$ and propose another one, $\theta'$, by a random step. When should one go there, and when
# stay? In the long run the walk shall be at each point in proportion to its density $\pi$. That holds if between any
# two points as many walkers cross one way as the other: then no place gains or loses. Steps back and forth are
# equally likely to be *proposed*. So let a proposal be *accepted* with probability
#
# $$ \alpha = \min\left(1, \frac{\pi(\theta')}{\pi(\theta)}\right) . $$
#
# Where $\pi(\theta)$ walkers stand, $\pi(\theta)\,\alpha = \min(\pi(\theta), \pi(\theta'))$ cross: the same number
# from either side (N. Metropolis, A. and M. Rosenbluth, A. and E. Teller, 1953). Uphill it always goes. Downhill it
# goes sometimes, and that *sometimes* makes it a sampler and not an optimiser. In the ratio the unknown factor
# cancels.
#
# If the proposal is refused the walker stays, and its place is *counted once more*: the count is how long it is
# there.

# %% [markdown] exercise="09-metropolis-step"
# ### Exercise: one step
#
# Write one step. `proposal` is where the walk would like to go, and `log_uniform` is the log of a uniform random
# number between 0 and 1, which falls below $\log\alpha$ with probability $\alpha$. Return where the walk stands
# then.

# %% exercise="09-metropolis-step"
def metropolis_step(log_density, state, proposal, log_uniform):
    ### BEGIN SOLUTION
    log_ratio = log_density(proposal) - log_density(state)
    return proposal if log_uniform < log_ratio else state
    ### END SOLUTION


ex.metropolis_step.check(metropolis_step)

# %% [markdown]
# The picture shows such a walk over two of the four unknowns, the others integrated out; the contours hold 50, 90
# and 99 % of the posterior. The slider sets the length of the steps, in units of $2.38/\sqrt d$ posterior sds with
# $d = 2$; why 2.38, will follow. **Predict:** about a third of the proposals is accepted. What happens to that share
# with steps a tenth as long? Is the walk better then?

# %%
metropolis_step = ex.metropolis_step.carry_on(metropolis_step)
plots.metropolis_on_contours(world)

# %% [markdown]
# At `step length` 0.1 nearly everything is accepted, and the walk gets nowhere, though every step of it is right. At
# 5 nearly everything is refused, and again it gets nowhere. A high share of accepted steps is no sign of quality.
# The best length lies in between; to find it, we need a measure of what draws are worth.

# %% [markdown]
# ### Why does a walk arrive?
#
# A crowd that is spread like $\pi$ stays so. But a walk starts at one place. Here is a world so small that a whole
# crowd can be followed: places on a line, 0.05 apart, and a normal density of sd 1.

# %%
places = np.linspace(-8, 8, 321)
target = 0.05 * stats.norm.pdf(places)


def chances_to_move(length):
    """Proposed and accepted, in one step from each place (row) to each place (column)."""
    proposed = 0.05 * stats.norm.pdf(places, places[:, None], length)
    return proposed * np.minimum(1, target / target[:, None])


# %% [markdown]
# All walkers start at 3. The share of them that stand where too many are is the *surplus*; elsewhere as many are
# missing. **Predict:** how large is it after ten steps of length 1?

# %%
ex.surplus_after_ten_steps.guess(..., ...)  # low and high, 80 % sure

# %%
moves = chances_to_move(1)
one_step = moves + np.diag(1 - moves.sum(axis=1))
laws = [np.isclose(places, 3).astype(float)]
for _ in range(40):
    laws.append(laws[-1] @ one_step)
surplus = [np.maximum(law - target, 0).sum() for law in laws]
print(f"surplus after 10 steps {surplus[10]:.2f}, after 40 steps {surplus[40]:.4f}")

# %%
plots.arrival(places, target, laws)

# %% [markdown]
# The spike at 3 are those who have been refused every time. A step leaves $\pi$ as it is; it changes the surplus and
# the lack. From any place a step may lead to any other, so a part of the surplus falls where walkers are missing,
# and both shrink: on a grid in each step by a certain share at least, until nothing is left. L. Tierney (1994)
# proves it for densities.

# %% [markdown] exercise="09-metropolis"
# ### Exercise: the whole walk
#
# From `start`, make `draws` steps, and return an array with one row for each: where the walk stands after it. The
# start itself is not a row. A proposal is the state plus `root @ z`, with z a vector of standard normal numbers from
# `rng`; `root` says how long the steps are and in which direction. Call `metropolis_step`.

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
# The steps should have the shape of the posterior, wide or slanted where it is. Its covariance is about that of
# least squares (lesson 03), and the sd of the variance about $\hat\sigma^2\sqrt{2/(n-p)}$. The steps have 2.38/√4 of
# these sds, since now d = 4. Four walks start in four places, spread three times as wide.

# %%
metropolis = ex.metropolis.carry_on(metropolis)
least_squares = ols.fit(X, y)
centre = np.append(least_squares.beta, least_squares.sigma**2)
covariance = np.zeros((4, 4))
covariance[:3, :3] = least_squares.covariance
covariance[3, 3] = 2 * least_squares.sigma**4 / (len(y) - 3)
root = np.linalg.cholesky(covariance)
starts = centre + 3 * np.random.default_rng(1).standard_normal((4, 4)) @ root.T


# %%
def four_chains(root, draws):
    rng = np.random.default_rng(9)
    return np.array([metropolis(log_density, start, root, draws, rng) for start in starts])


walks = four_chains(2.38 / np.sqrt(4) * root, 2500)
print(walks.shape)

# %% [markdown]
# The shape is (chain, draw, parameter). **Predict:** if 10,000 draws were independent, their means would be off by
# about a hundredth of a posterior sd. How far off will these be? Your walk uses its random numbers in its own order,
# so your digits, here and below, are your own.

# %%
off = (walks.mean(axis=(0, 1)) - exact) / exact_sd
print("means off by, in posterior sds:", off.round(3))

# %%
plots.traces(walks[:, :, 0], exact[0], exact_sd[0])

# %% [markdown]
# The walks find the posterior, having seen only heights. But their means are several times as far off as those of
# independent draws. First the rule that is most often forgotten: *a refused state counts again*.

# %% [markdown]
# What if it did not? On the line it can be computed: a place then counts in proportion to $\pi$ times the chance to
# move away from it. **Predict:** the true sd is 1. What is the sd of the distinct states alone, with steps of 2.38?

# %%
ex.sd_without_repeats.guess(..., ...)  # low and high, 80 % sure

# %%
for length in (0.5, 1, 2.38):
    counted = target * chances_to_move(length).sum(axis=1)
    distinct = np.sqrt(counted @ places**2 / counted.sum())
    print(f"steps of {length:4}: the distinct states alone have the sd {distinct:.3f}")

# %%
plots.without_repeats(places, target, counted)

# %% [markdown]
# Long steps are refused most often at the top, from where they lead far down: the top counts too little, and the sd
# comes out too wide. Short ones are hardly ever refused at the flat top, but often far out: there the tails count
# too little. Either way it is still a bell, wrong by a few percent: without the true curve nobody would notice. So a
# sampler is tested on a density whose answer is known, for long, with a tolerance from its Monte Carlo error.

# %% [markdown]
# ## What a chain is worth
#
# ### Has it arrived?
#
# One chain cannot know. Several chains from different places can: as long as they remember their starts they
# disagree. Take the variance *within* the chains, W, and the variance D of their means. A. Gelman and D. Rubin
# (1992) put the two together to the variance of all draws and compare it with W. Later the chains were cut in halves
# first, so that chains that drift side by side are found out, too (Gelman and others, *Bayesian Data Analysis*,
# 2013). With $m$ halves of $k$ draws, means $\bar\theta_i$ and variances $s_i^2$ with divisor $k - 1$:
#
# $$ W = \frac1m\sum_i s_i^2, \qquad D = \frac1{m-1}\sum_i(\bar\theta_i - \bar\theta)^2, \qquad
# \hat R = \sqrt{\frac{\frac{k-1}k W + D}{W}} . $$
#
# Of independent draws D is about W/k; then the numerator is W, and $\hat R$ is 1. A. Vehtari and others (2021), who
# rank the draws first, want it below 1.01.

# %% [markdown] exercise="09-r-hat"
# ### Exercise: R-hat
#
# Return $\hat R$ of one parameter. `chains` is (chain, draw); the number of draws is even.

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
    highest = max(r_hat(walks[:, first:last, j]) for j in range(4))
    print(f"draws {first} to {last}: highest R-hat {highest:.3f}")

# %% [markdown]
# A hundred draws are not enough to forget the starts. We throw away the first 500 of each chain, its *warm-up*.
# What is left is near 1, though a strict judge would ask for more draws.
#
# ### How far may the mean be off?
#
# The standard error of a mean is sd/√N, for *independent* draws. Here neighbours are alike: a refused step even
# repeats them. But two runs of a hundred draws each hardly know of each other. So cut the chain into *batches* of
# neighbours. Their means are nearly independent, and lesson 03 tells the standard error of the mean of such numbers:
# the *Monte Carlo standard error*, MCSE. It comes from having drawn too little, and more draws remove it. The
# posterior sd is another thing: only more data shrink it.

# %% [markdown] exercise="09-mcse"
# ### Exercise: the Monte Carlo standard error
#
# Return the MCSE of the mean of one chain, a vector, from the means of so many `batches` of equal length.

# %% exercise="09-mcse"
def mcse(chain, batches):
    ### BEGIN SOLUTION
    means = chain.reshape(batches, -1).mean(axis=1)
    return means.std(ddof=1) / np.sqrt(batches)
    ### END SOLUTION


ex.mcse.check(mcse)

# %% [markdown]
# The four chains one after the other, 2,000 draws each, make 40 batches of 200.

# %%
mcse = ex.mcse.carry_on(mcse)
kept = walks[:, 500:]
pooled = kept.reshape(-1, 4)
errors = np.array([mcse(column, 40) for column in pooled.T])
print("MCSE:          ", errors.round(3))
print("means off by:  ", (pooled.mean(axis=0) - exact).round(3))

# %%
plots.batch_means(pooled[:, 0], 40)

# %% [markdown]
# How many independent draws would have this error? Those for which $\mathrm{sd}/\sqrt{\mathrm{ESS}}$ equals the
# MCSE. This *effective sample size*, ESS, is the currency in which samplers are compared. **Predict:** 8,000 draws
# are left. What is their ESS?

# %%
ex.worth_of_8000_draws.guess(...)  # "about 4,000", "about 2,000" or "below 1,000"

# %%
ess = (pooled.std(axis=0) / errors) ** 2
print("ESS to the nearest hundred:", ess.round(-2).astype(int))

# %% [markdown]
# Some hundreds: fewer than one draw in ten counts, the rest is repetition. Forty batches tell the ESS only within a
# quarter.
#
# Libraries sum the correlations of neighbours instead, $\mathrm{ESS} = N / (1 + 2\sum_k \rho_k)$, with $\rho_k$ the
# correlation of draws k apart, and do it on ranks, so that heavy tails do no harm. Here `Draws` does it, a table
# that keeps the chains apart:

# %%
def as_draws(chains):
    labels = {"beta": ("const", "x1", "x2")}
    return Draws({"beta": chains[..., :3], "variance": chains[..., 3]}, labels=labels)


as_draws(kept).summary()[["mean", "sd", "mcse", "ess_bulk", "r_hat"]].round(2)

# %% [markdown]
# ## How long a step
#
# **Predict:** by how much does the ESS fall if the steps are half as long as the best, and by how much if they are
# twice as long?

# %%
factors, accepted, worth = (0.1, 0.5, 1, 2, 5), [], []
for factor in factors:
    chains = four_chains(factor * 2.38 / np.sqrt(4) * root, 2500)[:, 500:]
    accepted.append(np.mean(np.any(np.diff(chains, axis=1) != 0, axis=2)))
    worth.append(as_draws(chains).summary().ess_bulk.min())
    print(f"{factor:4} × 2.38/√4: accepted {accepted[-1]:5.3f}, lowest ESS {worth[-1]:4.0f}")

# %%
plots.worth_of_lengths(factors, accepted, worth)

# %% [markdown]
# Half the length loses about a third of the worth, twice the length more than a half. With a tenth of it, or five
# times, 8,000 draws are worth a few dozen independent ones at most, and so low an ESS is itself hardly known.
#
# G. Roberts, A. Gelman and W. Gilks (1997) have shown why: for a normal density in many dimensions, the best steps
# have $2.38/\sqrt d$ posterior sds, and 0.234 of them are accepted. In one dimension it is 0.44 (Gelman, Roberts
# and Gilks, 1996). On our line the correlations can be computed. **Predict:** with the best steps, how many
# independent draws are 100 draws worth in *one* dimension?

# %%
ex.worth_in_one_dimension.guess(..., ...)  # low and high, 80 % sure

# %%
moves = chances_to_move(2.38)
one_step = moves + np.diag(1 - moves.sum(axis=1))
ahead, correlations = places, []
for _ in range(200):
    ahead = one_step @ ahead  # where a walk from each place will be, on average
    correlations.append((target * places) @ ahead)
print(f"accepted {target @ moves.sum(axis=1):.2f}; 100 draws are worth {100 / (1 + 2 * sum(correlations)):.0f}")

# %% [markdown]
# Not even a quarter, at its best. The more unknowns, the shorter the steps must be, since *one* bad coordinate is
# enough to refuse a proposal; and a random walk with steps of length s needs about $1/s^2$ of them to cross the
# posterior. So the price of an independent draw grows with d. Lesson 10 pays less.
#
# `samplers.metropolis` is your walk for many chains at once, with steps that tune themselves during warm-up. Its
# log density takes one row for each chain; `one_at_a_time` makes such a function of yours.

# %%
draws = samplers.metropolis(
    samplers.one_at_a_time(log_density), starts, 4000, rng=np.random.default_rng(9), check=False
)
off = np.abs(draws.summary()["mean"].to_numpy() - exact)
print("within 4 MCSE:", bool((off < 4 * draws.summary()["mcse"].to_numpy()).all()))

# %% [markdown]
# ## A pause
#
# This is the place to stop for today. When you come back, remember: a walk asks for the ratio of two heights, goes
# or stays, and counts its place again where it stays. `exact` and `exact_sd` are what has to be found;
# `as_draws(…).summary()` says what draws are worth. For 8,000 of the best random walk it was some hundreds.

# %% [markdown]
# ## One unknown at a time
#
# Metropolis proposes blindly. But often a *part* of the unknowns could be drawn directly, if the rest were known.
# S. and D. Geman (1984) draw one part after the other, each from its law given the present values of all others,
# its *conditional*, and named the method after J. W. Gibbs. Such a draw never needs to be refused: within the line
# along which one moves, it comes from the right law.
#
# To find a conditional, keep of the log posterior only what contains the unknown in question. For one coefficient
# $\beta_j$, let x be its column, and r what the *other* coefficients leave of y. What is left is a square in
# $\beta_j$,
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

# %% [markdown]
# **Predict:** the constant has the posterior sd 0.941. What is its sd given the two slopes and the variance? The
# first picture of this lesson knows.

# %%
ex.sd_given_all_else.guess(..., ...)  # low and high, 80 % sure

# %%
coefficient_conditional = ex.coefficient_conditional.carry_on(coefficient_conditional)
_, standard_deviation = coefficient_conditional(0, m_n, exact[-1], X, y)
print(f"sd of the constant: {standard_deviation:.3f} given all else")

# %%
plots.given_all_else(exact[0], standard_deviation, exact_sd[0])

# %% [markdown]
# Given the rest the constant is known nearly three times as well. That is the steep curve of the first picture:
# 0.348 from the middle it is at $\mathrm e^{-1/2}$ of the top.
#
# For the variance, keep powers of $v$, and terms that are divided by v. That is the form of an inverse gamma law
# again. **Predict:** does the prior of beta appear in it?

# %% [markdown] exercise="09-variance-conditional"
# ### Exercise: the variance, given beta
#
# Return the shape and the scale of the inverse gamma law of the variance given `beta`: the density is proportional
# to $v^{-\text{shape}-1}\,\mathrm e^{-\text{scale}/v}$.

# %% exercise="09-variance-conditional"
def variance_conditional(beta, X, y):
    ### BEGIN SOLUTION
    n, p = X.shape
    e = y - X @ beta
    return a0 + (n + p) / 2, b0 + (e @ e + beta @ beta / v0) / 2
    ### END SOLUTION


ex.variance_conditional.check(variance_conditional)

# %%
variance_conditional = ex.variance_conditional.carry_on(variance_conditional)
print("shape and scale at the posterior mean of beta:", np.round(variance_conditional(m_n, X, y), 2))

# %% [markdown]
# It does: the prior of beta has the width $\sigma\sqrt{v_0}$, so that large coefficients speak for a large
# variance, like p observations more. At the posterior mean of beta the scale is 2442.45, the $b_n$ of lesson 08:
# there the squares are smallest.
#
# With a prior of beta whose width does not depend on sigma, the posterior would have no closed form; the
# conditionals would still be a normal and an inverse gamma law. That is the strength of this method.

# %% [markdown] exercise="09-gibbs"
# ### Exercise: the whole of Gibbs
#
# From `start`, which is beta and then the variance, make `draws` sweeps, and return one row for each. A sweep draws
# each coefficient in its turn, given the *newest* values of all others, and the variance, given the newest beta.
# Which comes first is yours to choose: every draw leaves the posterior as it is. `scale / rng.gamma(shape)` is an
# inverse gamma draw; a second argument of `rng.gamma` would *multiply* the draw.

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
# ## Ridges
#
# Nothing is refused, and nothing was tuned. The picture shows such sweeps with the variance held at its mean; then
# what they are worth can be computed exactly. **Predict:** how many independent draws of the constant are 100
# sweeps worth?

# %%
ex.worth_of_100_sweeps.guess(..., ...)  # low and high, 80 % sure

# %%
gibbs = ex.gibbs.carry_on(gibbs)
plots.gibbs_on_contours(world)

# %% [markdown]
# Only nine. Gibbs moves parallel to the axes. On a slanted ridge its moves are short, since the conditional is much
# narrower than the ridge is long: it climbs in a zigzag. The constant is the height of the plane where both
# predictors are 0, at the edge of the data: a steeper plane must start lower, so constant and slopes are tied.
# **Predict:** what will the picture do when the predictors are centred, that is, when their means are taken away?
# Then move `centred` to 100.

# %% [markdown]
# Now the constant is the height in the *middle* of the data, which hardly depends on the slopes. The contours stand
# upright, and every sweep is nearly a fresh draw. It is the same model and data, in other coordinates; only the
# prior of the constant is now about another height. Does your Gibbs agree?

# %%
def four_gibbs_chains(X):
    rng = np.random.default_rng(9)
    return np.array([gibbs(X, y, start, 2100, rng)[100:] for start in starts])


table = as_draws(four_gibbs_chains(X)).summary()
off = np.abs(table["mean"].to_numpy() - exact)
print("within 4 MCSE:", bool((off < 4 * table["mcse"].to_numpy()).all()))
print("ESS of 8,000, to the nearest hundred:", table.ess_bulk.round(-2).astype(int).to_list())

# %%
X_centred = X - X.mean(axis=0) * [0, 1, 1]
table = as_draws(four_gibbs_chains(X_centred)).summary()
print("ESS of 8,000, to the nearest hundred:", table.ess_bulk.round(-2).astype(int).to_list())

# %% [markdown]
# The variance is nearly as good as independent either way. The coefficients, for all their exact draws, are worth a
# sixth or less of their number until the predictors are centred: *coordinates matter as much as samplers*. One can
# also draw all coefficients of a sweep at once, from their joint normal conditional; then the ridge does not matter.
# `samplers.gibbs` does so:

# %%
prior = bayes.NormalInverseGamma(np.zeros(3), v0 * np.eye(3), a0, b0)
draws = samplers.gibbs(X, y, prior, 2000, rng=np.random.default_rng(9))
print("lowest ESS above 5,000:", bool(draws.summary().ess_bulk.min() > 5000))

# %% [markdown]
# ## What you can do now
#
# You can draw from a density of which you only know the height:
#
# - Metropolis accepts by the ratio of the densities, and counts a refused state again; its best steps have about
#   $2.38/\sqrt d$ sds;
# - Gibbs draws one part given all others; it needs no tuning, but the conditionals, and it dislikes ridges;
# - a chain says what it is worth: R-hat (have all arrived?), MCSE (how far may the mean be off?), ESS (how many
#   independent draws?);
# - and each can be wrong where nobody sees it, so it is tested where the answer is known.
#
# Both walks are blind. Metropolis does not know which way the density rises, Gibbs knows one axis at a time. Lesson
# 10 lets the gradient lead.
