# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Priors to posteriors: what did you know, and what do you know now?
#
# Is the slope of x2 more than twice that of x1? Nothing in the lessons so far can say *how probable* that is. A
# likelihood is a hill over the parameters, not a probability of them, and a p-value is a probability of data. Who
# wants a probability of parameters after the data must name one *before* the data: a *prior*. This lesson states
# one, looks at what it claims, and turns it into a *posterior* in three ways.
#
# | section | minutes |
# |---|---|
# | A prior is a program | 13 |
# | Multiply, then sum | 19 |
# | The same in closed form | 19 |
# | When the prior matters | 8 |
# | Ridge is a prior | 10 |
# | What the evidence weighs | 12 |
# | A bell in place of the hill | 15 |
#
# **You need** [05 Likelihood by hand](05_likelihood.ipynb) (the log-likelihood, underflow) and
# [07 Curvature](07_curvature.ipynb) (the information, log sigma).

# %%
import numpy as np
from scipy import stats
from scipy.optimize import minimize
from scipy.special import gammaln

from helpers import bayes, likelihood, ols, plots, simulate
from helpers.exercises import priors as ex

# %%
world, twin = simulate.seed_world(), simulate.small_twin()
X, y = world.X, world.y
n, p = X.shape
beta_hat, sigma_hat = ols.fit(X, y).beta, ols.fit(X, y).sigma_mle

# %% [markdown]
# Two data sets: the seed world's 200 rows, and its *small twin*, the first ten of them.

# %% [markdown]
# ## A prior is a program
#
# Let theta stand for beta and sigma together. What is known of them before the data is a density $p(\theta)$. The
# likelihood $p(y \mid \theta)$ says how data come about once theta is given. Both together are a recipe that can
# be run: parameters first and then data, as in lesson 01, but with a new truth in every run.
#
# The prior of this lesson has two lines:
#
# $$ \sigma^2 \sim \mathrm{IG}(a, b), \qquad \beta \mid \sigma \sim \mathrm N(m_0,\ \sigma^2 V_0) . $$
#
# IG is the *inverse gamma* law: $u = 1/\sigma^2$, the *precision*, follows a *gamma law* with *shape* a and *rate*
# b. Its density at $u > 0$ is $b^a u^{a-1}\mathrm e^{-bu}/\Gamma(a)$, and $\mathrm E\,\sigma^2 = b/(a - 1)$ if a is
# above 1. And where sigma is large, large coefficients are expected, too. One does not have to believe that. It is
# chosen since then all that follows can be done with a pencil.

# %% [markdown] exercise="08-prior-program"
# ### Exercise: a prior as a program
#
# Write a function that draws once from this prior and returns p + 1 numbers, first beta and then sigma. All
# randomness comes from `rng`. `rng.gamma(a)` draws from the gamma law with shape a and rate 1; b divided by such a
# draw is inverse gamma.

# %% exercise="08-prior-program"
def draw_prior(m0, V0, a, b, rng):
    ### BEGIN SOLUTION
    sigma = np.sqrt(b / rng.gamma(a))
    beta = m0 + sigma * np.linalg.cholesky(V0) @ rng.standard_normal(len(m0))
    return np.append(beta, sigma)
    ### END SOLUTION


ex.draw_prior.check(draw_prior)

# %% [markdown]
# Let y be the weight of parcels in kilograms, and x1, x2 how full and how dense they are, each between 0 and 1. In
# this lesson $m_0$ is zero and $V_0 = v I$. For sigma, a = 2 and b = 25, so that $\sigma^2$ has the mean 25.

# %%
draw_prior = ex.draw_prior.carry_on(draw_prior)


def our_prior(k, v=4):
    """m0, V0, a and b for k coefficients."""
    return np.zeros(k), v * np.eye(k), 2, 25


m0, V0, a, b = our_prior(3)  # by these names for your own answers


# %%
def prior_predictive(v, rng, worlds=4000):
    theta = np.array([draw_prior(*our_prior(3, v), rng) for _ in range(worlds)])
    rows = X[rng.integers(len(X), size=worlds)]
    return np.sum(rows * theta[:, :3], axis=1) + theta[:, 3] * rng.standard_normal(worlds)


# %% [markdown]
# Somebody wants to be neutral: "I know nothing about the coefficients, so let their prior be as wide as possible,
# $v = 10^6$."
#
# **Predict:** let this prior make up four thousand parcels. What percentage of them weighs more than a hundred
# kilograms, or less than minus a hundred?

# %%
ex.beyond_a_hundred.guess(..., ...)  # low and high, in percent, 80 % sure

# %%
rng = np.random.default_rng(8)
for v in (1_000_000, 4):
    weights = prior_predictive(v, rng)
    beyond = 100 * np.mean(np.abs(weights) > 100)
    print(f"v = {v:9,}: {beyond:3.0f} % beyond 100 kg, median size {np.median(np.abs(weights)):5,.0f} kg")

# %% [markdown]
# Nearly all, and by tons. This prior is not neutral: it is almost sure that the coefficients are *enormous*. Wide
# is not the same as knowing nothing. The formula does not show it, but draws of y do: the *prior predictive
# distribution*. With $v = 4$ each coefficient is usually within 2 sigma of zero, ten kilograms, and parcels are
# parcels again. Simulate, look, mend the prior, and only then turn to the data; J. Gabry and others (2019) show
# what that is worth.

# %%
plots.prior_predictive(world)

# %% [markdown]
# Each line is one world. Move the width to the right, and the band of plausible weights disappears from view. One
# absurd claim is left even at 2 sigma: every second parcel has a negative weight. With the slider
# `centre of the constant` at 15, most of that is mended. We keep zero all the same: a prior that is mildly wrong
# shows better what data do to it.

# %% [markdown]
# ## Multiply, then sum
#
# Run the recipe very often, and keep only those runs whose data are nearly ours. How are the parameters
# distributed among *those*? Each theta comes up with density $p(\theta)$, and then makes our data with density
# $p(y \mid \theta)$. So
#
# $$ p(\theta \mid y) = \frac{p(y \mid \theta)\, p(\theta)}{p(y)} : \qquad
# \text{posterior} \propto \text{likelihood} \times \text{prior} $$
#
# (T. Bayes, 1763; P. S. Laplace, 1774). The numerator is the *joint density*. The denominator holds no theta; it
# gets a section of its own.

# %% [markdown] exercise="08-log-prior"
# ### Exercise: the log density of the prior
#
# Write the log of $p(\beta, \sigma)$, as a density per unit of beta and of *sigma*. The inverse gamma law has a
# density per unit of $\sigma^2$. A step $d\sigma$ moves $\sigma^2$ by $2\sigma\,d\sigma$, so per unit of sigma the
# density is $2\sigma$ times that one, at $\sigma^2$. You may use `stats.multivariate_normal.logpdf(beta, mean,
# covariance)` and `stats.invgamma.logpdf(variance, a, scale=b)`.

# %% exercise="08-log-prior"
def log_prior(beta, sigma, m0, V0, a, b):
    ### BEGIN SOLUTION
    of_beta = stats.multivariate_normal.logpdf(beta, m0, sigma**2 * V0)
    of_sigma = stats.invgamma.logpdf(sigma**2, a, scale=b) + np.log(2 * sigma)
    return of_beta + of_sigma
    ### END SOLUTION


ex.log_prior.check(log_prior)

# %%
log_prior = ex.log_prior.carry_on(log_prior)


def log_joint(beta, sigma, X, y):
    prior = our_prior(X.shape[1])
    return likelihood.log_likelihood(beta, sigma, X, y) + log_prior(beta, sigma, *prior)


# %% [markdown]
# The smallest regression of all has one column of ones: ten parcels, their mean weight `beta` and their scatter
# sigma. Two unknowns fit on a *grid*: evaluate the joint density at every pair, and divide by the sum. Its sides
# are of unequal length: a swapped axis crashes rather than lies.

# %%
y10, ones = twin.y, np.ones((10, 1))
betas, sigmas = np.linspace(2, 30, 57), np.linspace(2, 20, 73)
table = np.array([[log_joint([beta], sigma, ones, y10) for sigma in sigmas] for beta in betas])
print(f"shape {table.shape}, mean of the ten: {y10.mean():.3f}, their sd: {y10.std():.3f}")

# %% [markdown] exercise="08-grid-means"
# ### Exercise: posterior means from a grid
#
# Write a function that turns such a table of log joint densities (rows: beta, columns: sigma) into the posterior
# means of beta and sigma. The probability of one beta, whatever sigma is, is the *sum* over its row. Remember
# lesson 05: `np.exp(-900)` is 0, and `np.exp(900)` is infinite. The function should work with thousands of rows of
# data, too, where the table is steep.

# %% exercise="08-grid-means"
def grid_means(log_joint, beta, sigma):
    ### BEGIN SOLUTION
    weights = np.exp(log_joint - log_joint.max())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma
    ### END SOLUTION


ex.grid_means.check(grid_means)

# %% [markdown]
# **Predict:** will the posterior mean of `beta` lie above the mean of the ten weights, 16.782, or below it?

# %%
ex.above_or_below.guess(...)  # "above" or "below"

# %%
grid_means = ex.grid_means.carry_on(grid_means)
by_grid = grid_means(table, betas, sigmas)
print(f"posterior means: beta {by_grid[0]:.4f}, sigma {by_grid[1]:.4f}")

# %% [markdown]
# The prior's centre is zero, and it counts a little. How much exactly, the next section says.
#
# With more rows the posterior becomes narrower. Is a grid of 8 × 8 points good enough for 10 rows? And for 200?

# %%
plots.posterior_grid(world)

# %% [markdown]
# Set the points to 8, then move the rows. With 10 rows, 8 × 8 points give 16.55 and 5.94, close to the exact 16.37
# and 6.04. With 200 rows the hill slips through the meshes: a single point holds nearly all the weight, and the
# "means", 18.00 and 7.14, are its place. A grid must know where the hill is, and how narrow. It also pays for
# every direction: 50 points along each of the seed world's four parameters are six million.
#
# And note what became of the other parameter. For a profile, lesson 07 moved it to its *best* value; a posterior
# *sums* over all its values, the good ones and the bad ones.

# %% [markdown]
# ## The same in closed form
#
# This prior was chosen so that the product can be worked out. Both factors have a square in beta in their
# exponents, and a sum of two squares is one square and a rest. With the precision $P = V_0^{-1} + X'X$,
#
# $$ (y - X\beta)'(y - X\beta) + (\beta - m_0)'V_0^{-1}(\beta - m_0) = (\beta - m)'P(\beta - m) + r , $$
#
# where m and r hold no beta. So, given sigma, beta is normal again, with mean m and covariance $\sigma^2 V$, where
# $V = P^{-1}$. The p factors $1/\sigma$ of beta's prior belong to that normal law. What is left of the likelihood,
# $\sigma^{-n}\,\mathrm e^{-r/2\sigma^2}$, is multiplied by the prior of $u = 1/\sigma^2$:
#
# $$ u^{n/2}\,\mathrm e^{-ru/2} \cdot u^{a-1}\,\mathrm e^{-bu} = u^{a_n - 1}\,\mathrm e^{-b_n u}, \qquad
# a_n = a + \tfrac n2, \quad b_n = b + \tfrac r2 . $$
#
# Such a prior is called *conjugate*: the posterior is of the same kind, a *normal–inverse-gamma* law, and all that
# the data do is to move $m_0, V_0, a, b$ to $m, V, a_n, b_n$.

# %% [markdown] exercise="08-update"
# ### Exercise: the update
#
# Find m and r: multiply out both sides of the equation above, compare the terms with a single beta, then those
# without. Write a function that returns $m$, $V$, $a_n$ and $b_n$. It must also work for fewer rows than
# coefficients; the prior makes P invertible all the same.

# %% exercise="08-update"
def update(X, y, m0, V0, a, b):
    ### BEGIN SOLUTION
    V0_inverse = np.linalg.inv(V0)
    P = V0_inverse + X.T @ X
    mean = np.linalg.solve(P, V0_inverse @ m0 + X.T @ y)
    squares = y @ y + m0 @ V0_inverse @ m0 - mean @ P @ mean
    return mean, np.linalg.inv(P), a + len(y) / 2, b + squares / 2
    ### END SOLUTION


ex.update.check(update)

# %% [markdown]
# First the ten parcels, where the grid has answered already. For the mean of sigma: times $u^{-k}$, the density of
# u is again a gamma density, with the shape $a - k$, up to constants. So
# $\mathrm E\,\sigma^{2k} = \mathrm E\,u^{-k} = b^k\, \Gamma(a - k)/\Gamma(a)$, here with $k = \frac12$.

# %%
update = ex.update.carry_on(update)
mean_10, V_10, a_10, b_10 = update(ones, y10, *our_prior(1))
mean_sigma = np.sqrt(b_10) * np.exp(gammaln(a_10 - 0.5) - gammaln(a_10))
print(f"closed form:     beta {mean_10[0]:.4f}, sigma {mean_sigma:.4f}")
print(f"grid:            beta {by_grid[0]:.4f}, sigma {by_grid[1]:.4f}")

# %% [markdown]
# They agree, but for the little that lies beyond the grid's edge. In general $m = P^{-1}(V_0^{-1}m_0 + X'y)$; here
# it is $(10\,\bar y + \frac14 \cdot 0)/(10 + \frac14)$. For a mean, this prior counts as much as a *quarter of a
# parcel* that weighs 0 kilograms, for sigma as much as four: $a_n = 2 + 10/2$.
#
# Given sigma, a coefficient has the variance $\sigma^2 V_{jj}$. Averaged over sigma that is
# $\mathrm E\,\sigma^2 \cdot V_{jj}$, with $\mathrm E\,\sigma^2 = b_n/(a_n - 1)$.
#
# **Predict:** now the seed world, with three coefficients and 200 rows. Least squares gives 9.0629, 4.3478,
# 11.0557. How far from it will the slope of x2 be, in posterior standard deviations?

# %%
ex.shift_of_x2.guess(..., ...)  # low and high, 80 % sure

# %%
mean, V, a_n, b_n = update(X, y, *our_prior(3))
sd = np.sqrt(np.diag(V) * b_n / (a_n - 1))
print("posterior means:", mean.round(4), f"  a_n = {a_n:g}, b_n = {b_n:.2f}")
print("posterior sds:  ", sd.round(4))
print("distance from least squares, in sds:", *(f"{off:.3f}" for off in abs(mean - beta_hat) / sd))

# %% [markdown]
# How many rows is the prior worth now? Its precision is still $\frac14$ along each coefficient, in units of
# $1/\sigma^2$. What the rows say of one coefficient, while the others are unknown, is one over the diagonal of
# $(X'X)^{-1}$:

# %%
precision = 1 / np.diag(np.linalg.inv(X.T @ X))
print("precision of 200 rows: ", precision.round(2))
print("the prior, in rows:    ", (0.25 / (precision / len(X))).round(1))

# %% [markdown]
# Two to four rows: little beside 200.
#
# Sigma is not known, so the law of one coefficient is a normal law, averaged over the posterior of $\sigma^2$.
# Draw from it: $\beta_j = m_j + \sigma\sqrt{V_{jj}}\,z$ with $\sigma^2 = b_n/g$, where z is standard normal and g
# from the gamma law with shape $a_n$ and rate 1. Then
#
# $$ \frac{\beta_j - m_j}{\sqrt{b_n/a_n \cdot V_{jj}}} = \frac{z}{\sqrt{g/a_n}} = \frac{z}{\sqrt{2g/2a_n}} , $$
#
# and 2g follows a chi-squared law with $2a_n$ degrees of freedom. That is how a *t law* with $2a_n$ degrees is
# made. The same goes for any combination $c'\beta$: its centre is $c'm$ and its scale $\sqrt{b_n/a_n \cdot c'Vc}$,
# which is not its sd. An interval that holds 95 % of the posterior is called a *credible interval*:

# %%
scale = np.sqrt(b_n / a_n * np.diag(V))
low, high = stats.t.ppf([[0.025], [0.975]], 2 * a_n, mean, scale)
confidence = ols.fit(X, y).conf_int(0.95)
for j, name in enumerate(world.names):
    left, right = confidence[j]
    print(f"{name:5s} credible [{low[j]:6.3f}, {high[j]:6.3f}]   confidence [{left:6.3f}, {right:6.3f}]")

# %% [markdown]
# Nearly the same numbers, two different sentences. The 95 % of a confidence interval belong to the *method*: it
# catches the truth in 95 % of repetitions (lesson 03). The 95 % of a credible interval belong to *this slope*:
# given the prior and the data, it lies there with probability 0.95. Only such a sentence answers this lesson's
# first question.

# %% [markdown] exercise="08-probability"
# ### Exercise: a probability
#
# How probable is it, after the data, that the slope of x2 is more than twice that of x1? Use the `mean`, `V`,
# `a_n`, `b_n` of the seed world, and compute the number itself rather than a share of draws.

# %% exercise="08-probability"
probability = ...
### BEGIN SOLUTION
c = np.array([0, -2, 1])
probability = stats.t.sf(0, 2 * a_n, c @ mean, np.sqrt(b_n / a_n * (c @ V @ c)))
### END SOLUTION
ex.probability.check(probability)

# %%
probability = ex.probability.carry_on(probability)
print(f"P(beta_2 > 2 beta_1) = {probability:.4f};  in truth {world.beta[2]:.2f} and 2 × {world.beta[1]:.2f}")

# %%
plots.twice_as_steep(*update(X, y, *our_prior(3)), world.beta)

# %% [markdown]
# The number is the posterior's share above a line, and in this world the truth lies there. What does such a
# probability promise? Over worlds *drawn from the prior*, an event that gets the probability 90 % happens in 90 %
# of them: since, among those with nearly the same y, theta follows the posterior. Draw a world of ten parcels from
# the prior, let the posterior state a central 90 % interval for the mean weight, and see whether it holds the
# truth.

# %%
rng, inside = np.random.default_rng(88), []
for _ in range(10_000):
    beta, sigma = draw_prior(*our_prior(1), rng)
    m, W, shape, rate = update(ones, beta + sigma * rng.standard_normal(10), *our_prior(1))
    t = (beta - m[0]) / np.sqrt(rate / shape * W[0, 0])
    inside.append(abs(t) < stats.t.ppf(0.95, 2 * shape))
print(f"{100 * np.mean(inside):.1f} % of 10,000 worlds")

# %% [markdown]
# The standard error of this share is $\sqrt{0.9 \cdot 0.1/10000}$, 0.3 percentage points. For one *fixed* truth
# there is no such promise: where the prior is far off, so may be the interval.

# %% [markdown]
# ## A pause
#
# This is the place to stop for today. When you come back, remember: a prior is a program, and what it says of data
# can be seen before there are any. The posterior is likelihood times prior, divided by its sum. For our prior it
# is of the same kind again: `update` moves $m_0, V_0, a, b$ to $m, V, a_n, b_n$.

# %% [markdown]
# ## When the prior matters
#
# In $m = P^{-1}(V_0^{-1}m_0 + X'X\hat\beta)$ the posterior mean is an average of two answers, the prior's and the
# data's, each with its precision as weight. Let the prior's width be 0.5, 2 and 20 sigma: $v$ is the square of the
# width.
#
# **Predict:** with 200 rows, how far apart will the largest and the smallest of the three answers for the slope of
# x1 be? With ten rows it is 5.909.

# %%
ex.apart_with_200_rows.guess(..., ...)  # low and high, 80 % sure

# %%
for rows in (10, 200):
    slopes = [update(X[:rows], y[:rows], *our_prior(3, width**2))[0][1] for width in (0.5, 2, 20)]
    three = " ".join(f"{slope:6.3f}" for slope in slopes)
    print(f"{rows:3d} rows, slope of x1: {three}   apart {np.ptp(slopes):.3f}")

# %%
widths = np.geomspace(0.25, 20, 60)
slopes = [[update(X[:rows], y[:rows], *our_prior(3, w**2))[0][1] for w in widths] for rows in (10, 200)]
plots.slope_by_width(widths, *slopes)

# %% [markdown]
# The prior's weight stays as it is, and that of the data grows with every row. With ten rows the slope of x1 is
# whatever the prior makes of it, even its sign. With 200 rows it hardly moves.
#
# Now a prior for one slope alone, in kilograms. Sigma is taken as known, the true 5, and the priors of the other
# two coefficients are *flat*: constant densities. Such a prior is *improper*: it has no finite integral and cannot
# be run as a program. But its posterior, the limit of those of ever wider normal priors, is a normal law here.
#
# **Predict:** the prior is centred at −15 with a width of 2. The 200 rows say 4.35 ± 1.33. Where will the posterior
# be centred?

# %%
ex.between_two_answers.guess(..., ...)  # low and high, 80 % sure

# %%
precisions = 1 / 2**2, precision[1] / 5**2
centre = np.average([-15, beta_hat[1]], weights=precisions)
print(f"posterior {centre:.2f} ± {1 / np.sqrt(sum(precisions)):.2f}")

# %%
plots.prior_to_posterior(world)

# %% [markdown]
# Set the sliders to that: the posterior sits where neither the prior nor the data would have put it, and is surer
# than either. With a known sigma it cannot notice the contradiction, since its width does not depend on y. The
# words below the picture say how far prior and data are apart; look at that first.

# %% [markdown]
# ## Ridge is a prior
#
# *Ridge regression* (A. E. Hoerl and R. W. Kennard, 1970) adds a penalty to least squares: it minimises
# $|y - X\beta|^2 + \lambda \sum_j \beta_j^2$, where the sum runs over the slopes. It is often presented as a
# trick, with a lambda found by trial. Compare it with the highest point of a posterior, the *MAP* (maximum a
# posteriori). Let sigma be known, the slopes independently $\mathrm N(0, \eta^2)$, and the prior of the constant
# flat: a penalty on it would depend on where the scale of y has its zero.

# %% [markdown] exercise="08-ridge"
# ### Exercise: ridge as a MAP
#
# Write minus the log joint density, drop all that does not depend on beta, and read off lambda in terms of `sigma`
# and `eta` (both standard deviations). Then write a function that returns the MAP of all p coefficients. The first
# column of `X` holds ones.

# %% exercise="08-ridge"
def ridge(X, y, sigma, eta):
    ### BEGIN SOLUTION
    penalty = sigma**2 / eta**2 * np.eye(X.shape[1])
    penalty[0, 0] = 0
    return np.linalg.solve(X.T @ X + penalty, X.T @ y)
    ### END SOLUTION


ex.ridge.check(ridge)

# %% [markdown]
# **Predict:** let sigma be 5. A prior with eta = 5 says that slopes of some five kilograms are usual. It shrinks
# the slope of x2 from 11.056 to 10.448. What will eta = 1 make of it?

# %%
ex.shrunk_slope.guess(..., ...)  # low and high, 80 % sure

# %%
ridge = ex.ridge.carry_on(ridge)
for eta in (500, 5, 1):
    print(f"eta = {eta:3d}, lambda = {25 / eta**2:7.4f}:", " ".join(f"{value:7.3f}" for value in ridge(X, y, 5, eta)))

# %%
etas = np.geomspace(0.1, 100, 60)
plots.ridge_path(etas, [ridge(X, y, 5, eta)[1:] for eta in etas], beta_hat[1:])

# %% [markdown]
# Lambda is $\sigma^2/\eta^2$, and it has a meaning: how noisy one row is, compared with how large slopes may be.
# Whoever chooses lambda = 25 here has said that slopes are about one kilogram. As the slopes shrink, the constant
# rises, since the plane must still pass through the middle of the data.
#
# Mind the units: $V_0$ is in units of $\sigma^2$, $\eta^2$ in those of y squared. So the prior of `update` with
# $v = 4$ is a ridge, too: lambda = ¼, with a penalty on the constant as well.
#
# Two traps when you compare with other programs: some minimise the *mean* of the squares, where the same lambda
# acts n times as strongly, and some standardise the predictors first, which is another prior. And a MAP says
# nothing of the posterior's width.

# %% [markdown]
# ## What the evidence weighs
#
# The denominator of Bayes' formula is the integral of the numerator,
#
# $$ p(y) = \int p(y \mid \theta)\, p(\theta)\, d\theta , $$
#
# the likelihood, *averaged* over the prior. It is the density that the prior predictive distribution has at our
# data, and is called the *evidence* of the model, whose prior is part of it. No integral has to be done for it
# here. Turn Bayes' formula round:
#
# $$ p(y) = \frac{p(y \mid \theta)\, p(\theta)}{p(\theta \mid y)} \qquad \text{at any } \theta . $$

# %% [markdown] exercise="08-log-evidence"
# ### Exercise: the log evidence
#
# Write $\log p(y)$. All that you need is written already: think what kind of law the posterior is, and choose a
# theta. The function must work for any $m_0, V_0, a, b$; `log_joint` knows only ours.

# %% exercise="08-log-evidence"
def log_evidence(X, y, m0, V0, a, b):
    ### BEGIN SOLUTION
    m, V, a_n, b_n = update(X, y, m0, V0, a, b)
    sigma = np.sqrt(b_n / a_n)
    joint = likelihood.log_likelihood(m, sigma, X, y) + log_prior(m, sigma, m0, V0, a, b)
    return joint - log_prior(m, sigma, m, V, a_n, b_n)
    ### END SOLUTION


ex.log_evidence.check(log_evidence)

# %% [markdown]
# Does it really not matter at which theta? Hold beta at the posterior mean, and let sigma move:

# %%
log_evidence = ex.log_evidence.carry_on(log_evidence)
m, W, shape, rate = update(X, y, *our_prior(3))
sigmas = np.linspace(4, 7, 61)
joints = [log_joint(m, sigma, X, y) for sigma in sigmas]
posteriors = [log_prior(m, sigma, m, W, shape, rate) for sigma in sigmas]
plots.joint_and_posterior(sigmas, joints, posteriors)

# %% [markdown]
# It is one hill at two heights. Per unit of $u = 1/\sigma^2$, with the squares gathered as above, both densities
# are a constant times
#
# $$ u^{a_n + p/2 - 1}\, \mathrm e^{-u \left( b_n + (\beta - m)'P(\beta - m)/2 \right)} . $$
#
# So all of theta cancels. The constant of the joint density is $(2\pi)^{-(n+p)/2}\,|V_0|^{-1/2}\, b^a/\Gamma(a)$,
# that of the posterior $(2\pi)^{-p/2}\,|V|^{-1/2}\, b_n^{a_n}/\Gamma(a_n)$, and their ratio is the evidence:
#
# $$ p(y) = (2\pi)^{-n/2}\; \frac{|V|^{1/2}}{|V_0|^{1/2}}\;
# \frac{b^{a}}{b_n^{a_n}}\; \frac{\Gamma(a_n)}{\Gamma(a)} . $$
#
# "Averaged over the prior" can be taken at its word, too:

# %%
draws = np.array([draw_prior(*our_prior(3), rng) for _ in range(20_000)])
likelihoods = np.exp([likelihood.log_likelihood(theta[:3], theta[3], twin.X, twin.y) for theta in draws])
error = likelihoods.std() / likelihoods.mean() / np.sqrt(len(draws))
print(f"ten rows, average over 20,000 draws: {np.log(likelihoods.mean()):.1f}, standard error {error:.2f}")
print(f"ten rows, joint over posterior:      {log_evidence(twin.X, twin.y, *our_prior(3)):.4f}")
_, V_prior, a_prior, b_prior = our_prior(3)
_, V_10, a_10, b_10 = update(twin.X, twin.y, *our_prior(3))
log_factors = [
    -10 / 2 * np.log(2 * np.pi),
    np.linalg.slogdet(V_10)[1] / 2,
    -np.linalg.slogdet(V_prior)[1] / 2,
    a_prior * np.log(b_prior),
    -a_10 * np.log(b_10),
    gammaln(a_10),
    -gammaln(a_prior),
]
print(f"ten rows, the formula's factors:     {sum(log_factors):.4f}")

# %% [markdown]
# With ten rows it works; with 200, hardly any draw would come near enough to count.
#
# Now let it compare models: all columns, no x1, no constant. **Predict:** with all rows, the slope of x1 is 3.3
# standard errors from zero, and the evidence is for it. The first ten rows say little of it. Will the model with
# x1 be ahead there, or that without?

# %%
ex.ahead_with_ten_rows.guess(...)  # "with x1" or "without x1"

# %%
def evidence_of(columns, v=4, rows=200):
    return log_evidence(X[:rows, columns], y[:rows], *our_prior(len(columns), v))


models = {"const, x1, x2": [0, 1, 2], "const, x2": [0, 2], "x1, x2": [1, 2]}
for name, columns in models.items():
    print(f"{name:14s} log evidence {evidence_of(columns):9.4f}   with ten rows {evidence_of(columns, rows=10):8.4f}")

# %% [markdown]
# The ratio of two evidences is the *Bayes factor*. By it the data multiply the *odds* of the two models, the
# probability of the one divided by that of the other. For x1 it is $\mathrm e^{3.52} = 34$, and the constant is
# beyond discussion. With ten rows the model *without* x1 is slightly ahead. The highest log-likelihood never falls
# when a column is added; the evidence can, because a model that spreads its bets over one more slope has less to
# put on each place.
#
# So it charges for flexibility, but by the prior. **Predict:** make the prior wider, up to $v = 10^6$. The slope
# of x1 will hardly move. What will become of the log Bayes factor for x1, now 3.52?

# %%
ex.factor_of_a_wide_prior.guess(..., ...)  # low and high, 80 % sure

# %%
for v in (4, 1e2, 1e4, 1e6):
    slope = update(X, y, *our_prior(3, v))[0][1]
    factor = evidence_of([0, 1, 2], v) - evidence_of([0, 2], v)
    print(f"v = {v:9,.0f}: slope of x1 {slope:.4f}, log Bayes factor {factor:6.2f}")

# %%
spreads = np.geomspace(4, 1e6, 40)
slopes = [update(X, y, *our_prior(3, v))[0][1] for v in spreads]
factors = [evidence_of([0, 1, 2], v) - evidence_of([0, 2], v) for v in spreads]
plots.slope_and_verdict(spreads, slopes, factors)

# %% [markdown]
# The slope stands still, and the verdict turns round, from 34 to 1 for x1 to 16 to 1 against it. The widest prior
# puts nearly all of its mass on slopes of hundreds of sigma, where the likelihood is next to nothing. In the
# formula, one more slope brings one more factor $\sqrt v$ to $|V_0|^{1/2}$: each further factor of 10 in the
# prior's sd costs $\log 10 = 2.3$, without end. M. S. Bartlett saw this in 1957, in a comment on a paradox of D.
# V. Lindley's. A posterior forgives a vague prior; the evidence does not. So never compare models by the evidence
# of priors at which nobody has looked.

# %% [markdown]
# ## A bell in place of the hill
#
# A grid fails where there are many parameters, the closed form where the prior is of another kind. Here is a third
# way. Find the top of the log joint density, measure its curvature H there (minus the second derivatives, as in
# lesson 07), and put a bell of that height and curvature in place of the joint density. The bell is a normal law
# with covariance $H^{-1}$, and the volume under it is known (P. S. Laplace, 1774). With d parameters,
#
# $$ \log p(y) \approx \text{height} + \tfrac d2 \log 2\pi - \tfrac12 \log |H| . $$
#
# Two tools do the searching and the measuring, for any function `height` of a vector theta:

# %%
def top_of(height, start):
    return minimize(lambda theta: -height(theta), start, method="BFGS").x


def curvature(height, top, step=1e-3):
    def second_difference(u, v):
        return height(top + u + v) - height(top + u - v) - height(top - u + v) + height(top - u - v)

    steps = step * np.eye(len(top))
    return -np.array([[second_difference(u, v) for u in steps] for v in steps]) / (4 * step**2)


# %% [markdown] exercise="08-laplace"
# ### Exercise: Laplace's approximation
#
# Approximate the log evidence of the seed world. Work in theta = (beta, log sigma): in lesson 07 the hill was less
# lopsided over log sigma than over sigma. `log_joint(beta, sigma, X, y)` is per unit of sigma; per unit of *log*
# sigma the density is sigma times that. Write `height(theta)`, find its top from a start at `beta_hat` and the
# *log* of `sigma_hat`, and use the formula.

# %% exercise="08-laplace"
by_laplace = ...
### BEGIN SOLUTION
def height(theta):
    return log_joint(theta[:3], np.exp(theta[3]), X, y) + theta[3]


top = top_of(height, np.append(beta_hat, np.log(sigma_hat)))
log_determinant = np.linalg.slogdet(curvature(height, top))[1]
by_laplace = height(top) + 4 / 2 * np.log(2 * np.pi) - log_determinant / 2
### END SOLUTION
ex.laplace.check(by_laplace)

# %% [markdown]
# The same in sigma and in $\sigma^2$: for each scale the way there from sigma, the way back, and the log of the
# factor by which a density per unit of sigma is multiplied.

# %%
by_laplace = ex.laplace.carry_on(by_laplace)
scales = {
    "log sigma": (np.log, np.exp, lambda t: t),
    "sigma": (lambda sigma: sigma, lambda t: t, lambda t: 0),
    "sigma²": (np.square, np.sqrt, lambda t: -np.log(2 * np.sqrt(t))),
}

# %%
def laplace(X, y, scale):
    forwards, backwards, log_factor = scales[scale]

    def height(theta):
        return log_joint(theta[:3], backwards(theta[3]), X, y) + log_factor(theta[3])

    start = np.append(ols.fit(X, y).beta, forwards(ols.fit(X, y).sigma))
    top = top_of(height, start)
    H = curvature(height, top)
    return top, H, height(top) + 4 / 2 * np.log(2 * np.pi) - np.linalg.slogdet(H)[1] / 2


# %% [markdown]
# **Predict:** with 200 rows, log sigma misses the exact log evidence by 0.019. By how much does the *worst* of the
# three scales miss it with ten rows?

# %%
ex.worst_bell.guess(..., ...)  # low and high, as a distance, 80 % sure

# %%
for name, rows in (("200 rows", world), ("ten rows", twin)):
    exact = log_evidence(rows.X, rows.y, *our_prior(3))
    values = [laplace(rows.X, rows.y, scale)[2] for scale in scales]
    print(f"{name}: exact {exact:9.4f};", "; ".join(f"{s} {v:9.4f}" for s, v in zip(scales, values, strict=True)))
    print(f"          the worst is off by {max(abs(exact - value) for value in values):.2f}")

# %% [markdown]
# A density changes with the scale, and so do its top and its curvature: another scale is another hill, and so
# another bell. The more the hill looks like a bell, the better.
#
# And as a posterior? From ten rows, an interval with 90 % of sigma's posterior, and the sd of the slope of x1:

# %%
_, V_10, a_10, b_10 = update(twin.X, twin.y, *our_prior(3))
low, high = np.sqrt(stats.invgamma.ppf([0.05, 0.95], a_10, scale=b_10))
sd = np.sqrt(np.diag(V_10) * b_10 / (a_10 - 1))
print(f"{'exact':10s} sigma [{low:.3f}, {high:.3f}]   sd of the slope {sd[1]:.3f}")

# %%
bells = {}
for scale in scales:
    top, H, _ = laplace(twin.X, twin.y, scale)
    sd = np.sqrt(np.diag(np.linalg.inv(H)))
    low, high = scales[scale][1](top[3] + stats.norm.ppf([0.05, 0.95]) * sd[3])
    bells[scale] = top[3], sd[3]
    print(f"{scale:10s} sigma [{low:.3f}, {high:.3f}]   sd of the slope {sd[1]:.3f}")

# %%
plots.bells_for_sigma(a_10, b_10, bells)

# %% [markdown]
# All of them lie too low, and are too sure: the sds of the slope are 16 to 21 % too small. There are two reasons.
# The posterior of sigma has a long tail upwards; a bell in sigma is symmetric and misses it, and one in log sigma,
# turned back, catches a part. And at the top of the joint density beta is at its *best*, as it was in the profile
# of lesson 07: what the uncertainty of the coefficients adds to sigma is not seen from there. Laplace's
# approximation is cheap and often good, and it does not say when it is bad.

# %% [markdown]
# ### The same from a library
#
# What you wrote is in `helpers.bayes`:

# %%
prior = bayes.NormalInverseGamma(*our_prior(3))
posterior = prior.update(X, y)
print("means:   ", posterior.mean.round(4), f" b = {posterior.b:.2f}")
print("evidence:", f"{prior.log_evidence(X, y):.4f}", f" by Laplace {bayes.laplace(X, y, prior).log_evidence:.4f}")
print("ridge:   ", bayes.ridge(X, y, penalty=25).round(3), " yours:", ridge(X, y, 5, 1).round(3))

# %% [markdown]
# It also takes priors that are not conjugate. Let each coefficient have the sd 10, whatever sigma is, and sigma a
# *half-Cauchy* prior, a wide law with its median at 5. Given sigma, beta is still normal, and the one integral
# that is left is easy for a grid.

# %%
other = bayes.Prior(np.zeros(3), np.full(3, 10.0), sigma=bayes.HalfCauchy(5.0))
found = bayes.posterior(X, y, other)
print("means:", found.beta.mean.round(3), "  with the conjugate prior:", posterior.mean.round(3))
print("sds:  ", found.beta.sd.round(3), "  with the conjugate prior:", posterior.marginal().std().round(3))
print(f"log evidence: {found.log_evidence:.3f}, with the conjugate prior {prior.log_evidence(X, y):.3f}")

# %% [markdown]
# The means move in the third decimal, the sds by less than 1 %: 200 rows do not care of which kind the prior was.
# The evidence falls by a factor of 2.4: it is made of the prior.

# %% [markdown]
# ## What you can do now
#
# - a prior is a program; run it and look before the data come, since wide is not neutral;
# - posterior ∝ likelihood × prior: by grid where there are two directions, in closed form where the prior is
#   conjugate, by a bell where neither helps;
# - the prior weighs as much as its precision: here a few rows, which matter beside ten and not beside 200;
# - ridge regression is a prior with its name left out, lambda = $\sigma^2/\eta^2$;
# - the evidence weighs models by what they foretold; it depends on the prior, for ever.
#
# None of the three ways goes far: the model of lesson 11 has eight unknowns, no conjugate prior, and a hill that
# is no bell. A fourth way needs nothing but the log joint density: walk over the hill, and note where you are.
# Lesson 09 begins there.
