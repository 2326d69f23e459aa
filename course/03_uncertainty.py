# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Uncertainty by repetition: how far does an estimate fall from the truth, and how can one sample know?
#
# The first question is easy for us. We made the world, so we can make it again, two thousand times, and look how
# the estimates scatter. The second one seems impossible: a single sample gives a single estimate, and one number
# does not scatter. Still, every regression table has a column of standard errors. This lesson builds that column
# twice, by drawing again and by a formula, and then tests it.
#
# | section | minutes |
# |---|---|
# | Two thousand worlds | 12 |
# | One sample, drawn again | 11 |
# | The law behind them | 13 |
# | What one sample knows | 12 |
# | An interval | 16 |
# | One more observation | 6 |
# | Ten observations | 11 |
#
# **You need** [01 Pretend worlds](01_pretend_worlds.ipynb), and from
# [02 Least squares is geometry](02_least_squares.ipynb) the formula $\hat\beta = (X'X)^{-1}X'y$ and the hat matrix
# $H$.

# %%
import numpy as np
from scipy import stats

from helpers import ols, plots, simulate
from helpers.exercises import uncertainty as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
beta_hat = np.linalg.lstsq(X, y)[0]
print("estimate:", beta_hat.round(3))
print("truth:   ", world.beta.round(3))

# %% [markdown]
# ## Two thousand worlds
#
# The estimate misses by up to 0.94. Whether that is much depends on what *else* could have happened. So keep what
# belongs to the world (`X`, the true `world.beta`, the true `world.sigma`) and draw new noise, 2,000 times: one row
# for each world.

# %%
noise = np.random.default_rng(2).normal(0, world.sigma, size=(2000, n))
print(noise.shape)

# %% [markdown] exercise="03-resimulate"
# ### Exercise: the estimates of many worlds
#
# Write `resimulate(X, beta, noise)`. For each row of `noise` it makes the y of that world, with the plane
# `X @ beta`, and fits it by least squares. It returns all estimates: one row for each world, one column for each
# coefficient.

# %% exercise="03-resimulate"
def resimulate(X, beta, noise):
    ### BEGIN SOLUTION
    Y = X @ beta + noise
    return np.linalg.lstsq(X, Y.T)[0].T
    ### END SOLUTION


ex.resimulate.check(resimulate)

# %% [markdown]
# **Predict:** which standard deviation will the 2,000 slopes of x1 have?

# %%
ex.spread_of_slope.guess(..., ...)  # low and high, 80 % sure

# %%
resimulate = ex.resimulate.carry_on(resimulate)
estimates = resimulate(X, world.beta, noise)
spread = estimates.std(axis=0, ddof=1)
print("average:           ", estimates.mean(axis=0).round(3))
print("truth:             ", world.beta.round(3))
print("standard deviation:", spread.round(3))

# %% [markdown]
# They scatter around the truth. No single estimate is right, but on average they are: least squares is *unbiased*.
# The averages miss by about 0.05: they vary $\sqrt{2000} \approx 45$ times less than one estimate.
#
# The law of an estimate over all worlds that could have been is its *sampling distribution*. Its standard deviation
# is called the *standard error*. What software prints is an *estimated* standard error, made from one sample; both
# go by the same name. Where among all worlds is ours?

# %%
plots.one_among_many(estimates, beta_hat)

# %% [markdown]
# All three estimates are within one standard error of the truth: the seed world's misses are ordinary.

# %% [markdown]
# ## One sample, drawn again
#
# Two thousand worlds are our privilege; a sample from outside comes once. But it is a small picture of the world
# that made it, so draw from the picture: n rows, at random, out of the n rows that there are, *with replacement*.
# Some rows come twice or more often, others not at all. Fit this *resample*, and do it all again. This is the
# *bootstrap* (Efron 1979), here that of rows.

# %% [markdown] exercise="03-bootstrap"
# ### Exercise: the estimates of many resamples
#
# Write `bootstrap(X, y, count, rng)`. It draws n rows of the sample with replacement and fits them by least squares,
# `count` times. It returns one row for each resample, one column for each coefficient. All chance comes from `rng`.

# %% exercise="03-bootstrap"
def bootstrap(X, y, count, rng):
    ### BEGIN SOLUTION
    estimates = []
    for _ in range(count):
        rows = rng.integers(0, len(y), size=len(y))
        estimates.append(np.linalg.lstsq(X[rows], y[rows])[0])
    return np.array(estimates)
    ### END SOLUTION


ex.bootstrap.check(bootstrap)

# %% [markdown]
# **Predict:** around which value will the constants of 2,000 resamples scatter: the truth, 10, or the estimate of
# this sample, 9.06?

# %%
ex.centre_of_resamples.guess(...)  # "the truth" or "the estimate"

# %%
bootstrap = ex.bootstrap.carry_on(bootstrap)
resampled = bootstrap(X, y, 2000, np.random.default_rng(3))
print("average of the resamples:", resampled.mean(axis=0).round(2))
print("estimate of the sample:  ", beta_hat.round(2))
print("standard deviation:      ", resampled.std(axis=0, ddof=1).round(2))
print("that of 2,000 worlds:    ", spread.round(2))

# %%
plots.two_spreads(estimates, resampled)

# %% [markdown]
# The bootstrap sees the *spread*: from 200 rows alone it comes within about 5 % of what took 2,000 worlds. It does
# not see the *miss*. The resamples lie around the estimate of the sample, and nothing in the lower histogram tells
# where the truth is. And it takes two things on trust: that the rows are independent of each other, and that 200 of
# them show what the world can do.
#
# The standard deviation of the resampled numbers stands for the standard error as it is. Do not divide it by
# $\sqrt{2000}$: more resamples make the histogram smoother, not narrower. Only more rows do that.

# %% [markdown]
# ## The law behind them
#
# One line of algebra does without drawing. Put $y = X\beta + \varepsilon$, where $\varepsilon$ is the noise, into
# the formula of least squares:
#
# $$ \hat\beta = (X'X)^{-1}X'(X\beta + \varepsilon) = \beta + \underbrace{(X'X)^{-1}X'}_{A}\,\varepsilon . $$
#
# The error of the estimate is a weighted sum of the noise, and the weights $A$ depend on X alone. The noise has mean
# 0, so the error has mean 0, too: $\hat\beta$ is unbiased. And a weighted sum of independent normal numbers is
# normal, so $\hat\beta$ is normal.
#
# How far do the errors spread, and which of them go together? For two random numbers with mean 0, the average of
# their product says that. It is called their *covariance*: above 0 if both tend to be too high in the same worlds,
# below 0 if one tends to be high where the other is low. For independent numbers it is 0, since the average of
# their product is then the product of their averages, 0 times 0. The covariance of a number with itself is its
# variance. For a column $u$ of several numbers with mean 0, all these averages are the entries of one table, the
# *covariance matrix*
#
# $$ \mathrm{Cov}(u) = E[u\,u'], \quad\text{with the entries}\quad E[u_i u_j] . $$
#
# That of the noise is $\sigma^2 I$: variances $\sigma^2$ on the diagonal, and 0 elsewhere, since its entries are
# independent. For $u = A\varepsilon$ we find
#
# $$ \mathrm{Cov}(A\varepsilon) = E[A\varepsilon\,(A\varepsilon)'] = E[A\,\varepsilon\varepsilon' A']
#    = A\,E[\varepsilon\varepsilon']\,A' = A\,\mathrm{Cov}(\varepsilon)\,A' = \sigma^2 A A' , $$
#
# because each entry is a sum, with fixed weights from A, and the average of a sum is the sum of the averages.

# %% [markdown] exercise="03-covariance"
# ### Exercise: the covariance matrix of the estimates
#
# Simplify $\sigma^2 AA'$, and write `covariance(X, sigma)`, which returns it: p rows and p columns.

# %% exercise="03-covariance"
def covariance(X, sigma):
    ### BEGIN SOLUTION
    return sigma**2 * np.linalg.inv(X.T @ X)
    ### END SOLUTION


ex.covariance.check(covariance)

# %% [markdown]
# On its diagonal are the variances of the three estimates; their roots are the standard errors. **Predict:** by how
# many percent will they differ, at most, from the spread of the 2,000 worlds?

# %%
ex.worlds_and_formula.guess(..., ...)  # low and high, in percent, 80 % sure

# %%
covariance = ex.covariance.carry_on(covariance)
C = covariance(X, world.sigma)
true_errors = np.sqrt(np.diag(C))
print("formula:     ", true_errors.round(3))
print("2,000 worlds:", spread.round(3))
print(f"largest difference: {100 * np.max(np.abs(spread / true_errors - 1)):.1f} %")

# %% [markdown]
# A variance from 2,000 normal draws has a relative standard error of $\sqrt{2/2000}$, and a root halves it: 1.6 %.
# That the largest of three is at 2.2 %, 1.4 times as much, is ordinary: it happens in four of ten such trials.
#
# **Predict:** the standard error of the slope of x1 with a tenth of the observations, the first 20.

# %%
ex.error_of_few.guess(..., ...)  # low and high, 80 % sure

# %%
errors_of_20 = np.sqrt(np.diag(covariance(X[:20], world.sigma)))
print("first 20 observations:", errors_of_20.round(2))
print("times as large:       ", (errors_of_20 / true_errors).round(1))

# %% [markdown]
# $X'X$ is a sum over the n observations, so it grows like n, its inverse shrinks like $1/n$, and a root of that
# like $1/\sqrt n$: here $\sqrt{10} \approx 3.2$, and a little more, as the first 20 observations lie closer
# together. It is the law that lesson 01 met by experiment. In the picture, move `observations n`: worlds and
# formula go together.

# %%
plots.sampling_law()

# %% [markdown]
# Off the diagonal stand the covariances. Divided by both standard errors they are correlations:

# %%
print((C / np.outer(true_errors, true_errors)).round(3))

# %%
plots.traded_errors(estimates, C)

# %% [markdown]
# In worlds in which a slope comes out too high, the constant comes out too low, as a rule: the correlation is
# −0.705 by the formula, −0.68 in the 2,000 worlds. The plane turns about the middle of the data, and the constant
# is its height over (0, 0), a corner of the data.
#
# **Predict:** three estimates enter the plane's height over the middle, (0.5, 0.5), each with its own error. The
# constants have a standard deviation of 0.947 over the worlds. And the heights over the middle?

# %%
ex.spread_of_height.guess(..., ...)  # low and high, 80 % sure

# %%
middle = np.array([1, 0.5, 0.5])
print(f"height over (0.5, 0.5): {np.std(estimates @ middle, ddof=1):.3f}")

# %% [markdown]
# Almost three times as certain: in the middle the errors of the three estimates cancel. The constant's large
# standard error does not mean that the *plane* is uncertain where the data are.

# %% [markdown]
# ## A pause
#
# This is the place to stop for today. To remember when you come back: the error of the estimate is $A\varepsilon$, a
# weighted sum of the noise. So its covariance matrix is $\sigma^2(X'X)^{-1}$, and the roots of the diagonal are the
# standard errors. Drawing rows again gives nearly the same. What is still missing is $\sigma$.

# %% [markdown]
# ## What one sample knows
#
# The formula needs X, which a sample has, and $\sigma$, which it has not. But it has residuals, and they look like
# noise:

# %%
residuals = y - X @ beta_hat
print(f"sum of squares of the residuals: {residuals @ residuals:.1f}")
print(f"sum of squares of the noise:     {world.noise @ world.noise:.1f}")

# %% [markdown]
# The residuals' sum is somewhat smaller. That is no accident: the plane was chosen to make this sum as small as it
# can be, smaller than the true plane makes it. How much smaller, on average? The residuals are
# $e = (I - H)\,y = (I - H)\,\varepsilon$, because $H$ leaves $X\beta$ in its place. $I - H$ is a projection, so
#
# $$ E[e'e] = E[\varepsilon'(I - H)\,\varepsilon] = \sigma^2\,\mathrm{trace}(I - H) = \sigma^2 (n - p), $$
#
# since $E[\varepsilon_i \varepsilon_j]$ is $\sigma^2$ where $i = j$ and 0 elsewhere, and the trace of $H$ is p, as
# lesson 02 found. Each fitted coefficient takes one dimension away from the residuals; n − p are left, their
# *degrees of freedom*. Hence
#
# $$ \hat\sigma^2 = \frac{e'e}{n - p} $$
#
# is right on average. Do the 2,000 worlds agree?

# %%
all_residuals = X @ world.beta + noise - estimates @ X.T
squares = np.sum(all_residuals**2, axis=1)
freedom = len(y) - X.shape[1]
print(f"average of e'e / n:       {np.mean(squares / len(y)):.2f}")
print(f"average of e'e / (n − p): {np.mean(squares / freedom):.2f}")
print(f"sigma²:                   {world.sigma**2:.2f}")

# %% [markdown]
# They do: the first is too low by 1.4 %, where p/n = 1.5 % was expected, and the second is right within the accuracy
# of 2,000 worlds.

# %% [markdown] exercise="03-standard-errors"
# ### Exercise: standard errors from one sample
#
# Compute the three standard errors from `X` and `y` of the seed world alone, as if nobody knew the truth. Call the
# estimate of sigma `sigma_hat` and the three numbers `standard_errors`. Only the latter are checked.

# %% exercise="03-standard-errors"
sigma_hat = ...
standard_errors = ...
### BEGIN SOLUTION
sigma_hat = np.sqrt(residuals @ residuals / freedom)
standard_errors = np.sqrt(np.diag(covariance(X, sigma_hat)))
### END SOLUTION
ex.standard_errors.check(standard_errors)

# %%
standard_errors = ex.standard_errors.carry_on(standard_errors)
sigma_hat = np.sqrt(residuals @ residuals / freedom)
print("formula, one sample:  ", standard_errors.round(3))
print("bootstrap, one sample:", resampled.std(axis=0, ddof=1).round(3))
print("truth:                ", true_errors.round(3))
print(f"sigma_hat: {sigma_hat:.3f}")

# %% [markdown]
# This is the answer to the second question. One estimate does not scatter, but 200 residuals do, and X says how
# much of their scatter reaches each coefficient. The standard errors of this sample are 1.5 % smaller than the true
# ones, 0.968, 1.331 and 1.200, because its `sigma_hat` is 4.925 in place of 5.

# %% [markdown] exercise="03-height"
# ### Exercise: the standard error of a height
#
# The plane's height over x1 = x2 = 0.5 is $c'\hat\beta$ with $c = (1, 0.5, 0.5)$. Compute its standard error from
# the seed world's sample: `height_error`. What does the rule $\mathrm{Cov}(Au) = A\,\mathrm{Cov}(u)\,A'$ say if the
# matrix has a single row, $c'$?

# %% exercise="03-height"
height_error = ...
### BEGIN SOLUTION
c = np.array([1, 0.5, 0.5])
height_error = np.sqrt(c @ covariance(X, sigma_hat) @ c)
### END SOLUTION
ex.height.check(height_error)

# %%
height_error = ex.height.carry_on(height_error)
print(f"height over (0.5, 0.5): {middle @ beta_hat:.2f}, standard error {height_error:.4f}")
means = X.mean(axis=0)
error_at_means = np.sqrt(means @ covariance(X, sigma_hat) @ means)
print(f"height over the point of means: {means @ beta_hat:.2f}, standard error {error_at_means:.4f}")
print(f"mean of y: {y.mean():.2f}, sigma_hat/√n: {sigma_hat / np.sqrt(len(y)):.4f}")
plots.height_errors(X, sigma_hat)

# %% [markdown]
# Without the covariances you would have found 1.30. Over the point of means the fitted height is the mean of y, as
# the residuals sum to zero, and its standard error exactly that of a mean, $\hat\sigma/\sqrt n$. Outside of the
# data it grows without end.

# %% [markdown]
# ## An interval
#
# How many standard errors may the truth be away? If sigma were known, $(\hat\beta_j - \beta_j)/\mathrm{se}_j$ would
# be standard normal, and in 95 of 100 worlds smaller than 1.96 in size. But $\hat\sigma$ varies, too. It is
# independent of $\hat\beta$: the error of the estimate is $A\varepsilon$, the residuals are $(I - H)\varepsilon$,
# and their covariances are all 0:
#
# $$ \begin{aligned} E[A\varepsilon\,\varepsilon'(I - H)'] &= \sigma^2 A(I - H) = 0, \quad\text{since} \\
#    A H &= (X'X)^{-1}X'X\,(X'X)^{-1}X' = A . \end{aligned} $$
#
# Two facts we take on trust. Jointly normal numbers that are uncorrelated are independent. And the law of such a
# ratio, found by Student in 1908, is a t distribution, here with n − p degrees of freedom.
#
# **Predict:** its 97.5 % quantile with 7 degrees of freedom, where the normal distribution has 1.96.

# %%
ex.quantile_of_seven.guess(..., ...)  # low and high, 80 % sure

# %%
for df in (197, 30, 7, 2):
    print(f"{df:>4} degrees of freedom: {stats.t.ppf(0.975, df):.3f}")

# %% [markdown]
# Larger, since a `sigma_hat` that happens to be small makes the ratio large. With 197 degrees of freedom the
# difference is 0.6 %, with 7 it is a fifth.

# %% [markdown] exercise="03-interval"
# ### Exercise: an interval for the constant
#
# Compute the two ends of the 95 % interval for the seed world's constant, the lower end first.

# %% exercise="03-interval"
interval = ...
### BEGIN SOLUTION
t = stats.t.ppf(0.975, freedom)
interval = [beta_hat[0] - t * standard_errors[0], beta_hat[0] + t * standard_errors[0]]
### END SOLUTION
ex.interval.check(interval)

# %%
interval = ex.interval.carry_on(interval)
print(f"[{interval[0]:.3f}, {interval[1]:.3f}]")
print(ols.fit(X, y).conf_int(0.95).round(3))

# %% [markdown]
# The first row of `ols.fit` agrees. It holds the truth, 10. Does that mean "with a probability of 95 %, the constant
# is between 7.183 and 10.943"? No: both ends and the truth are fixed numbers now, and nothing is left to chance. The
# 95 % belong to the *recipe*: applied in world after world, it catches the truth in 95 of 100.
#
# **Predict:** take the first 50 of your 2,000 worlds, and from each the interval for the slope of x1. How many of
# the 50 will hold the truth?

# %%
ex.held_of_fifty.guess(..., ...)  # low and high, a number of intervals, 80 % sure

# %%
plots.intervals()

# %% [markdown]
# Two or three should miss, on average, and here it is five; elsewhere it is more or fewer, as `first world` shows.
# Move `observations n`: with fewer the intervals grow, and their share of misses stays. A t interval pays for what
# it does not know with width, not with misses.
#
# An interval that misses looks like any other. Nobody who has only that one sample can tell.

# %% [markdown] exercise="03-coverage"
# ### Exercise: coverage
#
# The share of intervals that hold the truth is the *coverage*. Write `coverage(X, Y, beta)`. Each row of `Y` is the
# response of one world. For each world build the 95 % t intervals of all coefficients, from that world's own
# estimates and `sigma_hat`; return the p shares of worlds in which they hold `beta`.

# %% exercise="03-coverage"
def coverage(X, Y, beta):
    ### BEGIN SOLUTION
    n, p = X.shape
    B = np.linalg.lstsq(X, Y.T)[0].T
    residuals = Y - B @ X.T
    sigma_hats = np.sqrt(np.sum(residuals**2, axis=1) / (n - p))
    errors = sigma_hats[:, None] * np.sqrt(np.diag(np.linalg.inv(X.T @ X)))
    inside = np.abs(B - beta) <= stats.t.ppf(0.975, n - p) * errors
    return inside.mean(axis=0)
    ### END SOLUTION


ex.coverage.check(coverage)

# %%
coverage = ex.coverage.carry_on(coverage)
print(coverage(X, X @ world.beta + noise, world.beta).round(3))

# %% [markdown]
# Is this 95 %? Each world is a coin that falls on "inside" with probability 0.95, so the share of 2,000 has a
# standard error of $\sqrt{0.95 \cdot 0.05 / 2000} = 0.005$. A correct recipe gives values between 0.94 and 0.96.

# %% [markdown]
# ## One more observation
#
# The same recipe gives an interval for the height of the plane over the middle. **Predict:** now the world makes
# 2,000 new observations at x1 = x2 = 0.5. Which share of them will lie inside?

# %%
ex.share_inside.guess(..., ...)  # low and high, as a share, 0 to 1, 80 % sure

# %%
fitted_height = middle @ beta_hat
half_width = stats.t.ppf(0.975, freedom) * height_error
new = middle @ world.beta + np.random.default_rng(6).normal(0, world.sigma, 2000)
print(f"height of the plane: [{fitted_height - half_width:.2f}, {fitted_height + half_width:.2f}]")
print(f"share of the new observations inside: {np.mean(np.abs(new - fitted_height) <= half_width):.3f}")

# %% [markdown]
# Nothing is wrong with the interval: it holds the true height, 17.04. But it is an interval for the plane, the
# average of many observations. *One* observation lies $\varepsilon$ above or below. How far is it from the fitted
# height? With the noise $\varepsilon_{\text{new}}$ of its own,
#
# $$ y_{\text{new}} - c'\hat\beta = \varepsilon_{\text{new}} - c'(\hat\beta - \beta) . $$
#
# An interval for $y_{\text{new}}$ is called a *prediction interval*.

# %% [markdown] exercise="03-prediction-interval"
# ### Exercise: a prediction interval
#
# Compute the two ends of the 95 % prediction interval for one new observation at x1 = x2 = 0.5, from the seed
# world's sample alone, the lower end first. The new noise is independent of the old: which variance has the
# difference above?

# %% exercise="03-prediction-interval"
prediction_interval = ...
### BEGIN SOLUTION
half = stats.t.ppf(0.975, freedom) * np.sqrt(sigma_hat**2 + height_error**2)
prediction_interval = [fitted_height - half, fitted_height + half]
### END SOLUTION
ex.prediction_interval.check(prediction_interval)

# %%
low, high = ex.prediction_interval.carry_on(prediction_interval)
print(f"one observation: [{low:.2f}, {high:.2f}]")
print(f"share of the new observations inside: {np.mean((low <= new) & (new <= high)):.3f}")

# %%
plots.plane_and_observations(X, y)

# %% [markdown]
# With more data the band around the plane shrinks to nothing, like $1/\sqrt n$. The prediction interval shrinks to
# $\pm 1.96\,\sigma$ and no further, for the next observation's noise is in no data set. It also leans more on the
# noise being normal: a weighted sum of many pieces of noise is nearly so in any case, one piece is not.

# %% [markdown]
# ## Ten observations
#
# With n = 200 it hardly matters whether you divide by n or n − p, or take 1.96 or t. Mistakes hide there. Take the
# first 10 observations, with 3 coefficients to fit.

# %% [markdown] exercise="03-average-sigma"
# ### Exercise: what sigma-hat averages
#
# Write `average_sigma(X, Y, divisor)`: for each row of `Y`, the root of the residual sum of squares over `divisor`;
# then the average of these over all worlds.

# %% exercise="03-average-sigma"
def average_sigma(X, Y, divisor):
    ### BEGIN SOLUTION
    B = np.linalg.lstsq(X, Y.T)[0].T
    squares = np.sum((Y - B @ X.T) ** 2, axis=1)
    return np.mean(np.sqrt(squares / divisor))
    ### END SOLUTION


ex.average_sigma.check(average_sigma)

# %% [markdown]
# Three divisors: n = 10; 9, which is the n − 1 of `np.std(…, ddof=1)` and right where only a mean was fitted; and
# n − p = 7. **Predict:** sigma is 5. What will `sigma_hat` average with the divisor 10?

# %%
ex.sigma_of_ten.guess(..., ...)  # low and high, 80 % sure

# %%
average_sigma = ex.average_sigma.carry_on(average_sigma)
X_small = X[:10]
Y_small = X_small @ world.beta + np.random.default_rng(4).normal(0, world.sigma, size=(20_000, 10))
for divisor in (10, 9, 7):
    exact = world.sigma * stats.chi(7).mean() / np.sqrt(divisor)
    print(f"divisor {divisor:>2}: {average_sigma(X_small, Y_small, divisor):.2f}, exactly {exact:.3f}")

# %%
plots.sigma_hats(X_small, Y_small)

# %% [markdown]
# With divisor n it averages about 4, a fifth too low. Even with n − p it is not 5: $\hat\sigma^2$ is right on
# average, but its root is not, since the root pulls large values down more than it lifts small ones. For normal
# noise the averages are known exactly, because $\hat\sigma \sqrt{\text{divisor}} / \sigma$ follows a chi
# distribution with n − p degrees of freedom.
#
# The t distribution mends that: it knows how $\hat\sigma$ varies around sigma, and stretches the interval as
# needed. With the divisor n an interval is narrower by the factor $\sqrt{(n - p)/n} = \sqrt{7/10}$, so it holds the
# truth where $|\hat\beta_j - \beta_j| \le 1.96\sqrt{7/10}\;\mathrm{se}_j$. **Predict:** what coverage is left of
# the 95 %, with 1.96 and n?

# %%
ex.coverage_of_ten.guess(..., ...)  # low and high, as a share, 0 to 1, 80 % sure

# %%
ratio = stats.t(7)  # the exact law of (estimate − truth) / standard error
print(f"1.96, divisor n:     {1 - 2 * ratio.sf(1.96 * np.sqrt(7 / 10)):.3f}")
print(f"1.96, divisor n − p: {1 - 2 * ratio.sf(1.96):.3f}")
print(f"t, divisor n − p:    {1 - 2 * ratio.sf(ratio.ppf(0.975)):.3f}")
print("t in 20,000 worlds: ", coverage(X_small, Y_small, world.beta).round(3))

# %% [markdown]
# An interval that claims 95 % and has 85.5 % misses three times as often as it says. In the picture,
# `recipe` has all three; 1.96 is the normal quantile. Choose "normal, divisor n" and set `observations n` to 10.

# %%
plots.intervals()

# %% [markdown]
# ## What you can do now
#
# You can answer both questions of the title. An estimate falls from the truth by a weighted sum of the noise, with
# the covariance matrix $\sigma^2 (X'X)^{-1}$. And one sample knows it because X is known and the residuals stand in
# for the noise, or because its rows can be drawn again. Five habits to keep:
#
# - a standard error describes the worlds that could have been, not the data at hand;
# - residuals are smaller than noise: divide by n − p;
# - estimated sigma goes with t, known sigma with the normal;
# - ask whether an interval is for the plane or for one observation;
# - test any recipe by its coverage, on a small n, where mistakes cannot hide.
#
# The formula took the model at its word: independent noise with one sigma and a plane that is right. It prints its
# standard errors whether that is true or not. Lesson 04 breaks each of these assumptions, one at a time.
