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
# Is the slope of x2 more than twice that of x1? Nothing in the lessons so far can say *how probable* that is. A likelihood is a hill over the parameters, not a
# probability of them, and a p-value is a probability of data. Who wants a probability of parameters after the data must name one *before* the data: a *prior*.
# This lesson states one as a program, looks at what it claims, and turns it into a *posterior* in three ways.
#
# | section | minutes |
# |---|---|
# | A prior is a program | 13 |
# | Multiply, then sum | 13 |
# | The same in closed form | 15 |
# | When the prior matters | 7 |
# | Ridge is a prior | 8 |
# | What the evidence weighs | 10 |
# | A bell in place of the hill | 9 |
#
# **You need** [05 Likelihood by hand](05_likelihood.ipynb) (the log-likelihood, underflow) and [07 Curvature](07_curvature.ipynb) (the information, log sigma).

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
# Two data sets: the seed world with its 200 rows, and its *small twin*, the first ten of them.

# %% [markdown]
# ## A prior is a program
#
# Let theta stand for beta and sigma together. What is known of them before the data is a distribution with density $p(\theta)$. The
# model says how the data come about once theta is given, $p(y \mid \theta)$: that is the likelihood. Both together are a recipe that can be run, parameters first
# and then data, as in lesson 01, but with a new truth in every run.
#
# The prior of this lesson has two lines:
#
# $$ \sigma^2 \sim \mathrm{IG}(a, b), \qquad \beta \mid \sigma \sim \mathrm N(m_0,\ \sigma^2 V_0) . $$
#
# IG is the *inverse gamma* law: $u = 1/\sigma^2$, the *precision*, follows a *gamma law* with *shape* a and *rate* b, whose density at $u > 0$ is proportional to $u^{a-1}\mathrm e^{-bu}$. (Programs often ask for
# its *scale*, which is $1/b$.) Then $\sigma^2$ has the mean $b/(a-1)$, if a is above 1; otherwise it has none. And beta is measured in units of the
# noise: where sigma is large, large coefficients are expected, too. One does not have to believe that. It is chosen since, with it, all that follows can be done with a pencil.

# %% [markdown] exercise="08-prior-program"
# ### Exercise: a prior as a program
#
# Write a function that draws once from this prior and returns p + 1 numbers, first beta and then sigma. All randomness comes from `rng`. (`rng.gamma(a)` draws from the gamma law
# with shape a and rate 1; b divided by such a draw is inverse gamma.)

# %% exercise="08-prior-program"
def draw_prior(m0, V0, a, b, rng):
    ### BEGIN SOLUTION
    sigma = np.sqrt(b / rng.gamma(a))
    beta = m0 + sigma * np.linalg.cholesky(V0) @ rng.standard_normal(len(m0))
    return np.append(beta, sigma)
    ### END SOLUTION


ex.draw_prior.check(draw_prior)

# %% [markdown]
# To have something to judge by, let y be the weight of parcels in kilograms, and x1, x2 how full and how dense they are, each between 0 and 1. Somebody wants to be neutral: "I know nothing about the
# coefficients, so let their prior be as wide as possible, $m_0 = 0$ and $V_0 = 10^6\, I$." For sigma, a = 2 and b = 25, so that $\sigma^2$ has the mean 25.
#
# **Predict:** let this prior make up a thousand parcels. How many of them weigh more than a hundred kilograms, or less than minus a hundred?

# %%
draw_prior = ex.draw_prior.carry_on(draw_prior)
m0, a, b = np.zeros(p), 2, 25


def prior_predictive(V0, rng, worlds=1000):
    theta = np.array([draw_prior(m0, V0, a, b, rng) for _ in range(worlds)])
    rows = X[rng.integers(n, size=worlds)]
    return np.sum(rows * theta[:, :p], axis=1) + theta[:, p] * rng.standard_normal(worlds)


# %%
rng = np.random.default_rng(8)
for V0 in (1e6 * np.eye(p), 4 * np.eye(p)):
    weights = prior_predictive(V0, rng)
    beyond = 100 * np.mean(np.abs(weights) > 100)
    print(f"V0 = {V0[0, 0]:9,.0f} I: {beyond:4.1f} % beyond 100 kg, sd {np.std(weights):5,.0f} kg")

# %% [markdown]
# Nearly all of them, and by tons. This prior is not neutral: it is almost sure that the coefficients are *enormous*. Wide is not the same as knowing nothing. The
# formula does not show it, but draws of y from the prior do, which are called its *prior predictive distribution*. With $V_0 = 4I$ (each coefficient within about
# 2 sigma of zero, some ten kilograms) the parcels are parcels again. Simulate, look, mend the prior, and only then turn to the data: J. Gabry and others (2019) show what this habit is worth on real data.

# %%
plots.prior_predictive(world)

# %% [markdown]
# Each line is one world: the mean weight along x1. Move the width to the right, and the band of plausible weights disappears from view. One absurd claim is left even at 2 sigma: every second parcel has a negative
# weight. Move the centre of the constant to 15, and most of that is mended. We keep zero all the same, because a prior that is mildly wrong shows better what data do to it.

# %%
V0 = 4 * np.eye(p)

# %% [markdown]
# ## Multiply, then sum
#
# Run the recipe very often, and keep only those runs whose data are (nearly) the data that we have. How are the parameters distributed among *those*? Each theta comes up with density $p(\theta)$, and
# then makes our data with density $p(y \mid \theta)$. So
#
# $$ p(\theta \mid y) = \frac{p(y \mid \theta)\, p(\theta)}{p(y)} : \qquad \text{posterior} \propto \text{likelihood} \times \text{prior} $$
#
# (T. Bayes, 1763; P. S. Laplace, 1774). The numerator is the *joint density*. The denominator holds no theta and only makes the whole integrate to 1; it gets a section of its own.

# %% [markdown] exercise="08-log-prior"
# ### Exercise: the log density of the prior
#
# Write the log of $p(\beta, \sigma)$, as a density per unit of beta and of *sigma*. The inverse gamma law has a density per unit of $\sigma^2$. A step $d\sigma$
# moves $\sigma^2$ by $2\sigma\,d\sigma$, so per unit of sigma the density is $2\sigma$ times that one, at $\sigma^2$. You may use `stats.multivariate_normal.logpdf(beta, mean, covariance)` and
# `stats.invgamma.logpdf(variance, a, scale=b)`.

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
    k = X.shape[1]
    return likelihood.log_likelihood(beta, sigma, X, y) + log_prior(beta, sigma, m0[:k], V0[:k, :k], a, b)


# %% [markdown]
# The smallest regression of all has one column of ones: ten parcels, their mean weight `beta` and their scatter sigma. Two unknowns fit on a *grid*: evaluate the joint density at
# every pair, and divide by the sum. (The two sides are of unequal length, so that a swapped axis crashes rather than lies.)

# %%
y10, ones = twin.y, np.ones((10, 1))
betas, sigmas = np.linspace(2, 30, 57), np.linspace(2, 20, 73)
table = np.array([[log_joint([beta], sigma, ones, y10) for sigma in sigmas] for beta in betas])
print(f"shape {table.shape}, mean of the ten: {y10.mean():.3f}, their sd: {y10.std():.3f}")

# %% [markdown]
# **Predict:** will the posterior mean of `beta` lie above the mean of the ten weights, or below it?

# %% [markdown] exercise="08-grid-means"
# ### Exercise: posterior means from a grid
#
# Write a function that turns such a table of log joint densities (rows: beta, columns: sigma) into the posterior means of beta and sigma. The probability of one beta, whatever sigma is, is the
# *sum* over its row. Remember lesson 05: `np.exp(-900)` is 0, and `np.exp(900)` is infinite. The function should work with thousands of rows of data, too, where the table falls off steeply.

# %% exercise="08-grid-means"
def grid_means(log_joint, beta, sigma):
    ### BEGIN SOLUTION
    weights = np.exp(log_joint - log_joint.max())
    weights = weights / weights.sum()
    return beta @ weights.sum(axis=1), weights.sum(axis=0) @ sigma
    ### END SOLUTION


ex.grid_means.check(grid_means)

# %%
grid_means = ex.grid_means.carry_on(grid_means)
by_grid = grid_means(table, betas, sigmas)
print(f"posterior means: beta {by_grid[0]:.4f}, sigma {by_grid[1]:.4f}")

# %% [markdown]
# Below: the prior's centre is zero, and it counts a little. How much exactly, the next section says.
#
# **Predict:** with more rows the posterior becomes narrower. Is a grid of 8 × 8 points good enough for 10 rows? And for 200?

# %%
plots.posterior_grid(world)

# %% [markdown]
# Set the points to 8, then move the rows. With 10 rows, 8 × 8 points give 16.55 and 5.94, close to the exact 16.37 and 6.04. With 200 rows the hill slips through the meshes: a single point holds nearly all the weight, and the "means", 18.00 and 7.14, are its place. A grid must know where the hill is, and how narrow.
#
# Otherwise a grid needs no theory and cannot get stuck. But it pays for every direction: 50 points along each of the seed world's four parameters are six million, and along each of the eight in lesson 11 forty trillion.
#
# And note what became of the other parameter. For a profile, lesson 07 moved it to its *best* value; a posterior *sums* over all its values, the good ones and the bad ones.

# %% [markdown]
# ## The same in closed form
#
# This prior was chosen so that the product can be worked out. Both factors have a square in beta in their exponents, and a sum of two squares is one square and a rest.
# With the precision $P = V_0^{-1} + X'X$,
#
# $$ (y - X\beta)'(y - X\beta) + (\beta - m_0)'V_0^{-1}(\beta - m_0) = (\beta - m)'P(\beta - m) + r, $$
#
# $$ m = P^{-1}(V_0^{-1} m_0 + X'y), \qquad r = y'y + m_0'V_0^{-1}m_0 - m'Pm . $$
#
# So, given sigma, beta is normal again, with mean m and covariance $\sigma^2 V$, where $V = P^{-1}$. What remains depends on sigma alone. The p factors $1/\sigma$ of beta's prior go into that normal law; the likelihood's n factors
# $1/\sigma$ stay, and so does $-r/2\sigma^2$ in the exponent. They turn one inverse gamma law into another, with
#
# $$ a_n = a + \tfrac n2, \qquad b_n = b + \tfrac r2 . $$
#
# Such a prior is called *conjugate*: the posterior is of the same kind, a *normal–inverse-gamma* law, and all that the data do is to move $m_0, V_0, a, b$ to $m, V, a_n, b_n$.

# %% [markdown] exercise="08-update"
# ### Exercise: the update
#
# Write a function that returns $m$, $V$, $a_n$ and $b_n$. It must also work for fewer rows than coefficients; the prior makes P invertible all the same.

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
# First the ten parcels, where the grid has an answer already. (The mean of sigma under an inverse gamma law of $\sigma^2$ is $\sqrt b\; \Gamma(a - \frac12)/\Gamma(a)$.)

# %%
update = ex.update.carry_on(update)
mean_10, V_10, a_10, b_10 = update(ones, y10, m0[:1], V0[:1, :1], a, b)
mean_sigma = np.sqrt(b_10) * np.exp(gammaln(a_10 - 0.5) - gammaln(a_10))
print(f"closed form:     beta {mean_10[0]:.4f}, sigma {mean_sigma:.4f}")
print(f"grid:            beta {by_grid[0]:.4f}, sigma {by_grid[1]:.4f}")

# %% [markdown]
# They agree, but for the little that lies beyond the grid's edge. And the formula tells what the grid could not: $m = (10\,\bar y + \frac14 \cdot 0)/(10 + \frac14)$. For a mean, this prior counts as much as a *quarter of a parcel* that weighs 0 kilograms. (For sigma it counts as much as four: $a_n = 2 + 10/2$.)
#
# **Predict:** now the seed world, p = 3, 200 rows. How far will the posterior means be from least squares (9.0629, 4.3478, 11.0557), in standard errors?

# %%
mean, V, a_n, b_n = update(X, y, m0, V0, a, b)
sd = np.sqrt(np.diag(V) * b_n / (a_n - 1))
print("posterior means:", mean.round(4), f"  a_n = {a_n:g}, b_n = {b_n:.2f}")
print("posterior sds:  ", sd.round(4))
print("shift from least squares, in sds:", ((mean - beta_hat) / sd).round(3) + 0.0)

# %% [markdown]
# By less than a tenth. How many rows is the prior worth now? Its precision is still $\frac14$ along each coefficient (in units of $1/\sigma^2$). But a row says less of a slope than of a mean, since x1 only runs from
# 0 to 1 and the other coefficients are unknown, too. What the rows say of one coefficient is one over the diagonal of $(X'X)^{-1}$:

# %%
precision = 1 / np.diag(np.linalg.inv(X.T @ X))
print("precision of 200 rows: ", precision.round(2))
print("the prior, in rows:    ", (0.25 / (precision / n)).round(1))

# %% [markdown]
# Two to four rows: little beside 200.
#
# Sigma is not known, so the law of one coefficient is the normal law, averaged over the posterior of $\sigma^2$. That average is a t law with $2a_n$ degrees of freedom, centre $m_j$ and
# scale $\sqrt{b_n/a_n \cdot V_{jj}}$; for any combination $c'\beta$, centre $c'm$ and scale $\sqrt{b_n/a_n \cdot c'Vc}$. An interval that holds 95 % of the posterior is called a *credible interval*:

# %%
scale = np.sqrt(b_n / a_n * np.diag(V))
low, high = stats.t.ppf([[0.025], [0.975]], 2 * a_n, mean, scale)
confidence = ols.fit(X, y).conf_int(0.95)
for j, name in enumerate(world.names):
    left, right = confidence[j]
    print(f"{name:5s} credible [{low[j]:6.3f}, {high[j]:6.3f}]   confidence [{left:6.3f}, {right:6.3f}]")

# %% [markdown]
# Nearly the same numbers, and two different sentences. The 95 % of a confidence interval belong to the *method*: it catches the truth in 95 % of repetitions (lesson 03). The 95 % of a credible
# interval belong to *this slope*: given the prior and the data, it lies in there with probability 0.95. Only the second kind of sentence answers the question with which this lesson began.

# %% [markdown] exercise="08-probability"
# ### Exercise: a probability
#
# How probable is it, after the data, that the slope of x2 is more than twice that of x1? Use the `mean`, `V`, `a_n`, `b_n` of the seed world, and compute the number itself rather than a share of draws.

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

# %% [markdown]
# About 79 %; and in this world it is true. What does such a probability promise? Over worlds *drawn from the prior*, an event that gets the probability 90 % happens in 90 % of them. That
# can be run. Draw a world of ten parcels from the prior, let the posterior state a central 90 % interval for the mean weight, and see whether it holds the truth:

# %%
rng, inside = np.random.default_rng(88), []
for _ in range(10_000):
    beta, sigma = draw_prior(m0[:1], V0[:1, :1], a, b, rng)
    m, W, shape, rate = update(ones, beta + sigma * rng.standard_normal(10), m0[:1], V0[:1, :1], a, b)
    t = (beta - m[0]) / np.sqrt(rate / shape * W[0, 0])
    inside.append(abs(t) < stats.t.ppf(0.95, 2 * shape))
print(f"{100 * np.mean(inside):.1f} % of 10,000 worlds")

# %% [markdown]
# (10,000 worlds leave an error of 0.3 percentage points.) For one *fixed* truth there is no such promise: where the prior is far off, so may be the interval. The prior is a part of the model, and lesson 12 tests it like any other part.

# %% [markdown]
# ## When the prior matters
#
# In $m = P^{-1}(V_0^{-1}m_0 + X'X\hat\beta)$ the posterior mean is an average of two answers, the prior's and the data's, each with its precision as weight.
#
# **Predict:** below, the prior's width is 0.5, 2 and 20 sigma ($V_0 = \text{width}^2 I$). Where will the three answers for the slope of x1 differ more, in ten rows or in 200? By how much?

# %%
for rows in (10, 200):
    for width in (0.5, 2, 20):
        m = update(X[:rows], y[:rows], m0, width**2 * np.eye(p), a, b)[0]
        print(f"{rows:3d} rows, width {width:4g}: ", " ".join(f"{value:7.3f}" for value in m))
    print("         least squares:", " ".join(f"{value:7.3f}" for value in ols.fit(X[:rows], y[:rows]).beta))

# %% [markdown]
# The prior's weight stays as it is, and that of the data grows with every row. With ten rows (whose precision for the slope of x1 is 0.47, against the prior's 0.25 at the width 2) that slope is whatever the prior makes of it, even its sign. With 200 rows it stays between 4.35 and 4.41, whichever prior is taken. Only the narrowest, which claims that each coefficient is within half a sigma of zero, still
# moves the other two: it pulls down the slope of x2, the one that is farthest out, and the constant *rises*, so that the plane keeps running through the middle of the data.
#
# Now a prior for one slope alone, in kilograms. Sigma is taken as known, the true 5, and the priors of the other two coefficients are *flat*: constant densities. (A constant has no finite integral, so a flat prior is no distribution; it is called *improper*. It cannot be run as a program. But its
# posterior is what those of wider and wider normal priors come to, and here that is a normal law.) Then all three curves are normal. **Predict:** the prior is centred at −15 with a width of 2, and there are 200 rows,
# whose estimate is 4.35. Where will the posterior be, and how wide?

# %%
plots.prior_to_posterior(world)

# %% [markdown]
# The posterior lies between the two, and is narrower than both. Widen the prior, or add rows, and its share falls towards zero. Then set the sliders to the prediction: the posterior sits at −1.59 ± 1.11, where neither the prior nor the data would have put it,
# and is surer of itself than either. With a known sigma it cannot notice the contradiction, since its width does not depend on y. The words below the picture say how far prior and data are apart; look at that first.

# %% [markdown]
# ## Ridge is a prior
#
# *Ridge regression* (A. E. Hoerl and R. W. Kennard, 1970) adds a penalty to least squares: it minimises $|y - X\beta|^2 + \lambda \sum_j \beta_j^2$, where the sum runs over the slopes. It is often presented as a trick
# against unstable coefficients, with a lambda found by trial. Compare it with the highest point of a posterior, the *MAP* (maximum a posteriori). Let sigma be known, the
# slopes independently $\mathrm N(0, \eta^2)$, and the prior of the constant flat, which adds nothing that depends on it: a penalty on it would depend on where the scale of y has its zero.

# %% [markdown] exercise="08-ridge"
# ### Exercise: ridge as a MAP
#
# Write minus the log joint density, drop all that does not depend on beta, and read off lambda in terms of `sigma` and `eta` (both standard deviations). Then write a function that returns the MAP of all p
# coefficients. The first column of `X` holds ones.

# %% exercise="08-ridge"
def ridge(X, y, sigma, eta):
    ### BEGIN SOLUTION
    penalty = sigma**2 / eta**2 * np.eye(X.shape[1])
    penalty[0, 0] = 0
    return np.linalg.solve(X.T @ X + penalty, X.T @ y)
    ### END SOLUTION


ex.ridge.check(ridge)

# %% [markdown]
# **Predict:** let sigma be 5. A prior with eta = 5 says that slopes of some five kilograms are usual. How far will it shrink those of least squares, 4.348 and 11.056? And eta = 1?

# %%
ridge = ex.ridge.carry_on(ridge)
for eta in (500, 5, 1):
    print(f"eta = {eta:3d}, lambda = {25 / eta**2:7.4f}:", " ".join(f"{value:7.3f}" for value in ridge(X, y, 5, eta)))

# %% [markdown]
# Lambda is $\sigma^2/\eta^2$, and it has a meaning: how noisy one row is, compared with how large slopes may be. Whoever chooses lambda = 25 here has said that slopes are about one kilogram.
# As the slopes shrink, the constant rises again. (The posterior mean of the sections before is a ridge, too: with $m_0 = 0$ and $V_0 = 4I$ it has lambda = ¼ and penalises the constant as well. Mind the units: $V_0$ is a variance in units of $\sigma^2$, $\eta^2$ is one in units of y. For `update`, $V_0 = \eta^2/\sigma^2$.)
#
# Two traps when you compare with other programs: some minimise the *mean* of the squares, where the same lambda acts n times as strongly, and some standardise the predictors first, which is another prior.
# Nor is a MAP a summary of the posterior: it is its top, and says nothing of its width.

# %% [markdown]
# ## What the evidence weighs
#
# The denominator of Bayes' formula is the integral of the numerator,
#
# $$ p(y) = \int p(y \mid \theta)\, p(\theta)\, d\theta , $$
#
# the likelihood, *averaged* over the prior. It is the density that the program of the first section gives to our data without having seen them: the prior predictive density at y. It is called the *evidence* of the model, whose prior is
# part of it. Since posterior = joint / evidence, the evidence is joint / posterior, *at any theta*. Here both are known; all that depends on theta cancels, and constants remain:
#
# $$ p(y) = (2\pi)^{-n/2}\; \frac{|V|^{1/2}}{|V_0|^{1/2}}\; \frac{b^{a}}{b_n^{a_n}}\; \frac{\Gamma(a_n)}{\Gamma(a)} . $$

# %% [markdown] exercise="08-log-evidence"
# ### Exercise: the log evidence
#
# Write $\log p(y)$. Your `update` gives V, $a_n$ and $b_n$. (`np.linalg.slogdet(V)[1]` is a log determinant, `gammaln` is $\log\Gamma$.)

# %% exercise="08-log-evidence"
def log_evidence(X, y, m0, V0, a, b):
    ### BEGIN SOLUTION
    _, V, a_n, b_n = update(X, y, m0, V0, a, b)
    determinants = (np.linalg.slogdet(V)[1] - np.linalg.slogdet(V0)[1]) / 2
    powers = a * np.log(b) - a_n * np.log(b_n)
    return -len(y) / 2 * np.log(2 * np.pi) + determinants + powers + gammaln(a_n) - gammaln(a)
    ### END SOLUTION


ex.log_evidence.check(log_evidence)

# %% [markdown]
# "Averaged over the prior" can be taken at its word: draw from the prior, and average the likelihood.

# %%
log_evidence = ex.log_evidence.carry_on(log_evidence)
draws = np.array([draw_prior(m0, V0, a, b, rng) for _ in range(20_000)])
likelihoods = np.exp([likelihood.log_likelihood(theta[:p], theta[p], twin.X, twin.y) for theta in draws])
print(f"ten rows, average over 20,000 draws: {np.log(likelihoods.mean()):.1f}")
print(f"ten rows, closed form:               {log_evidence(twin.X, twin.y, m0, V0, a, b):.4f}")

# %% [markdown]
# With ten rows it works (20,000 draws leave an error of about 0.07); with 200, hardly any draw would come near enough to count. Now let the evidence compare models. **Predict:** is the model with x1 better than the one without? (With all rows, the slope of x1 is 3.3
# standard errors from zero.) And the one without the constant?

# %%
def evidence_of(columns, V0, rows=n):
    k = list(columns)
    return log_evidence(X[:rows, k], y[:rows], m0[k], V0[np.ix_(k, k)], a, b)


models = {"const, x1, x2": (0, 1, 2), "const, x2": (0, 2), "x1, x2": (1, 2)}
for name, columns in models.items():
    print(f"{name:14s} log evidence {evidence_of(columns, V0):9.4f}   with ten rows {evidence_of(columns, V0, 10):8.4f}")

# %% [markdown]
# The ratio of two evidences is the *Bayes factor*. It multiplies the *odds* of the two models, the probability of the one divided by that of the other, as you gave them before the data. For x1 it is $\mathrm e^{3.52} = 34$, and the constant is beyond discussion. With ten rows
# the model *without* x1 is slightly ahead. The highest log-likelihood can never fall when a column is added; the evidence can, because a model that spreads its bets over one more slope has less to put on each place. It
# charges for flexibility without any penalty term.
#
# But it charges by the prior. **Predict:** make the prior wider, $V_0 = vI$ up to $v = 10^6$. The posterior of the slope of x1 will hardly move. What will the log Bayes factor for x1, now 3.52, do?

# %%
for v in (4, 1e2, 1e4, 1e6):
    slope = update(X, y, m0, v * np.eye(p), a, b)[0][1]
    factor = evidence_of((0, 1, 2), v * np.eye(p)) - evidence_of((0, 2), v * np.eye(p))
    print(f"v = {v:9,.0f}: slope of x1 {slope:.4f}, log Bayes factor {factor:6.2f}")

# %% [markdown]
# The slope stands still, and the verdict turns round, from 34 to 1 for x1 to 16 to 1 against it. The evidence is an average over the prior, and this prior puts nearly all of its mass on slopes of
# hundreds of sigma, where the likelihood is next to nothing. Each further factor of 10 in its sd costs $\log 10 = 2.3$, without end (D. V. Lindley, 1957). A posterior forgives a vague prior; the evidence does not.
# So never compare models by the evidence of priors at which nobody has looked.

# %% [markdown]
# ## A bell in place of the hill
#
# A grid fails where there are many parameters, the closed form where the prior is of another kind. A third way goes nearly everywhere. Find the top of the log joint density, measure its curvature H there (minus the second derivatives, as in lesson 07), and
# put a bell of that height and curvature in place of the joint density. The bell is a normal law with covariance $H^{-1}$, and the volume under it is known (P. S. Laplace, 1774). With d parameters,
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
# Approximate the log evidence of the seed world. Work in theta = (beta, log sigma): in lesson 07 the hill was less lopsided over log sigma than over sigma. `log_joint(beta, sigma, X, y)` is per unit of sigma; per unit of
# *log* sigma the density is sigma times that. Write `height(theta)`, find its top from a start at `beta_hat` and the *log* of `sigma_hat`, and use the formula.

# %% exercise="08-laplace"
by_laplace = ...
### BEGIN SOLUTION
def height(theta):
    return log_joint(theta[:p], np.exp(theta[p]), X, y) + theta[p]


top = top_of(height, np.append(beta_hat, np.log(sigma_hat)))
log_determinant = np.linalg.slogdet(curvature(height, top))[1]
by_laplace = height(top) + (p + 1) / 2 * np.log(2 * np.pi) - log_determinant / 2
### END SOLUTION
ex.laplace.check(by_laplace)

# %% [markdown]
# **Predict:** take the same approximation in sigma and in $\sigma^2$. Will all three agree, with 200 rows, and with ten?
#
# For each scale: the way there from sigma, the way back, and the log of the factor by which a density per unit of sigma is multiplied.

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
        return log_joint(theta[:p], backwards(theta[p]), X, y) + log_factor(theta[p])

    fit = ols.fit(X, y)
    top = top_of(height, np.append(fit.beta, forwards(fit.sigma)))
    H = curvature(height, top)
    return top, H, height(top) + (p + 1) / 2 * np.log(2 * np.pi) - np.linalg.slogdet(H)[1] / 2


# %%
for scale in scales:
    values = [laplace(*data, scale)[2] for data in ((X, y), (twin.X, twin.y))]
    print(f"{scale:10s} 200 rows {values[0]:.4f}   ten rows {values[1]:.4f}")
exact = [log_evidence(*data, m0, V0, a, b) for data in ((X, y), (twin.X, twin.y))]
print(f"{'exact':10s} 200 rows {exact[0]:.4f}   ten rows {exact[1]:.4f}")

# %% [markdown]
# Three numbers, each right in its own scale: a density changes with the scale, and so do its top and its curvature. Another scale is another hill, and so another bell. With 200 rows all are within 0.05 of the exact value; with ten, log sigma misses by 0.25 and $\sigma^2$ by 0.53. The more the hill looks like a bell, the better.
#
# And as a posterior? From ten rows, an interval with 90 % of sigma's posterior, and the sd of the slope of x1:

# %%
_, V_10, a_10, b_10 = update(twin.X, twin.y, m0, V0, a, b)
low, high = np.sqrt(stats.invgamma.ppf([0.05, 0.95], a_10, scale=b_10))
sd = np.sqrt(np.diag(V_10) * b_10 / (a_10 - 1))
print(f"{'exact':10s} sigma [{low:.3f}, {high:.3f}]   sd of the slope {sd[1]:.3f}")

# %%
for scale in scales:
    top, H, _ = laplace(twin.X, twin.y, scale)
    sd = np.sqrt(np.diag(np.linalg.inv(H)))
    low, high = scales[scale][1](top[p] + stats.norm.ppf([0.05, 0.95]) * sd[p])
    print(f"{scale:10s} sigma [{low:.3f}, {high:.3f}]   sd of the slope {sd[1]:.3f}")

# %% [markdown]
# All of them lie too low, and are too sure. There are two reasons. The posterior of sigma has a long tail upwards; a bell in sigma or $\sigma^2$ is symmetric and misses it, and one in log sigma, turned back, catches a part. And at the top of the joint
# density beta is at its *best*, as it was in the profile of lesson 07: what the uncertainty of p coefficients adds to sigma is not seen from there. With 200 rows the sds are 1 to 2 % too small; with ten, 16 to 21 %. Laplace's approximation is cheap and often good, and it does not say
# when it is bad.

# %% [markdown]
# ### The same from a library
#
# What you wrote is in `helpers.bayes`:

# %%
prior = bayes.NormalInverseGamma(m0, V0, a, b)
posterior = prior.update(X, y)
print("update:  ", np.allclose(posterior.mean, update(X, y, m0, V0, a, b)[0]), f" b = {posterior.b:.2f}")
print("evidence:", f"{prior.log_evidence(X, y):.4f}", f" by Laplace {bayes.laplace(X, y, prior).log_evidence:.4f}")
print("ridge:   ", np.allclose(bayes.ridge(X, y, penalty=25), ridge(X, y, 5, 1), atol=0.01))

# %% [markdown]
# It also takes priors that are not conjugate. Let each coefficient have the sd 10, whatever sigma is, and sigma a *half-Cauchy* prior, a wide law on positive numbers with its median at 5. Given sigma, beta is
# still normal; only an integral over sigma is left, and one direction is easy for a grid. **Predict:** how much will the posterior of the seed world change?

# %%
other = bayes.Prior(np.zeros(p), np.full(p, 10.0), sigma=bayes.HalfCauchy(5.0))
found = bayes.posterior(X, y, other)
print("means:", found.beta.mean.round(3), "  with the conjugate prior:", posterior.mean.round(3))
print("sds:  ", found.beta.sd.round(3), "  with the conjugate prior:", posterior.marginal().std().round(3))
print(f"log evidence: {found.log_evidence:.3f}, with the conjugate prior {prior.log_evidence(X, y):.3f}")

# %% [markdown]
# The means move in the third decimal, the sds by less than 1 %: 200 rows do not care of which kind the prior was. The evidence falls by 0.87, a factor of 2.4. It is made of the prior.

# %% [markdown]
# ## What you can do now
#
# You can say what you knew, let data change it, and say how sure you are now:
#
# - a prior is a program; run it and look before the data come, since wide is not neutral;
# - posterior ∝ likelihood × prior: by grid where there are two directions, in closed form where the prior is conjugate, by a bell where neither helps;
# - the prior weighs as much as its precision: here a few rows, which matter beside ten and not beside 200;
# - ridge regression is a prior with its name left out, lambda = $\sigma^2/\eta^2$;
# - the evidence weighs models by what they foretold; it depends on the prior, for ever.
#
# None of the three ways goes far. The model of lesson 11 has eight unknowns, no conjugate prior, and a hill that is no bell. There is a fourth way, which needs nothing but the log joint density: walk over the
# hill, and note where you are. Lesson 09 begins there.
