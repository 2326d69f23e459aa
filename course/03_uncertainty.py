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
# The first question is easy for us: we made the world, so we can make it again, two thousand times, and look how the estimates
# scatter. The second one seems impossible. A single sample gives a single estimate, and one number does not scatter. Still, every
# regression table has a column of standard errors. This lesson builds that column, and then tests it against the repetitions.
#
# | section | minutes |
# |---|---|
# | Two thousand worlds | 10 |
# | The law behind them | 15 |
# | What one sample knows | 15 |
# | An interval | 20 |
# | Ten observations | 10 |
#
# **You need** [01 Pretend worlds](01_pretend_worlds.ipynb), and from [02 Least squares is geometry](02_least_squares.ipynb) the
# formula $\hat\beta = (X'X)^{-1}X'y$ and the hat matrix $H$.

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
# The estimate misses by up to 0.94. Whether that is much depends on what *else* could have happened. So keep what belongs to
# the world (`X`, the true `world.beta`, the true `world.sigma`) and draw new noise, 2,000 times: one row for each world.

# %%
rng = np.random.default_rng(2)
noise = rng.normal(0, world.sigma, size=(2000, n))
print(noise.shape)

# %% [markdown] exercise="03-resimulate"
# ### Exercise: the estimates of many worlds
#
# Write `resimulate(X, beta, noise)`. For each row of `noise` it makes the y of that world, with the plane `X @ beta`, and fits
# it by least squares. It returns all estimates: one row for each world, one column for each coefficient.

# %% exercise="03-resimulate"
def resimulate(X, beta, noise):
    ### BEGIN SOLUTION
    Y = X @ beta + noise
    return np.linalg.lstsq(X, Y.T)[0].T
    ### END SOLUTION


ex.resimulate.check(resimulate)

# %% [markdown]
# **Predict:** around which value will the 2,000 constants scatter: the truth, 10, or the estimate of the seed world, 9.06? And
# which of the three coefficients will scatter most?

# %%
resimulate = ex.resimulate.carry_on(resimulate)
estimates = resimulate(X, world.beta, noise)
print("average:           ", estimates.mean(axis=0).round(3))
print("truth:             ", world.beta.round(3))
print("standard deviation:", estimates.std(axis=0, ddof=1).round(3))

# %% [markdown]
# They scatter around the truth. No single estimate is right, but on average they are: least squares is *unbiased*. The slope of x1
# scatters most.
#
# The law of an estimate over all worlds that could have been is its *sampling distribution*. Its standard deviation is called the
# *standard error*. (What software prints is an *estimated* standard error, made from one sample; both go by the same name.) Measured by it, the seed world's misses are ordinary:

# %%
misses = (beta_hat - world.beta) / estimates.std(axis=0, ddof=1)
print(misses.round(2))

# %% [markdown]
# All three are within one standard error. (And the average of 2,000 estimates is itself only known to a standard error divided by
# $\sqrt{2000} \approx 45$, about 0.03. Averages that miss the truth by 0.05 are nothing strange.)

# %% [markdown]
# ## The law behind them
#
# Two thousand worlds take a computer. One line of algebra does the same. Put $y = X\beta + \varepsilon$, where $\varepsilon$ is the
# noise, into the formula of least squares:
#
# $$ \hat\beta = (X'X)^{-1}X'(X\beta + \varepsilon) = \beta + \underbrace{(X'X)^{-1}X'}_{A}\,\varepsilon . $$
#
# The error of the estimate is a weighted sum of the noise, and the weights $A$ depend on X alone. Everything follows:
#
# - the noise has mean 0, so the error has mean 0, too: $\hat\beta$ is unbiased;
# - a weighted sum of independent normal numbers is normal, so $\hat\beta$ is normal;
# - the entries of $\varepsilon$ are independent with variance $\sigma^2$, so their covariance matrix is $\sigma^2 I$, and that of
#   $A\varepsilon$ is $A\,(\sigma^2 I)\,A' = \sigma^2 A A'$.

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
# On its diagonal are the variances of the three estimates; their roots are the standard errors. **Predict:** how well will they
# agree with the spread of the 2,000 worlds: in one digit, two, or three?

# %%
covariance = ex.covariance.carry_on(covariance)
C = covariance(X, world.sigma)
print("formula:     ", np.sqrt(np.diag(C)).round(3))
print("2,000 worlds:", estimates.std(axis=0, ddof=1).round(3))

# %% [markdown]
# To 2.2 %, not quite two digits. A standard deviation from 2,000 draws has itself a relative standard error of
# $1/\sqrt{2 \cdot 2000} = 1.6\,\%$ (for normal draws). The formula has none; more worlds would come closer to it.
#
# The picture shows the same 2,000 worlds and the formula together. **Predict:** the standard error with a tenth of the observations, before
# you move `observations n` from 200 to 20.

# %%
plots.sampling_law()

# %% [markdown]
# With 20 observations it is 3.7 times as large for x1, and 3.4 times for the other two. $X'X$ is a sum over the n observations, so it grows like n, its inverse
# shrinks like $1/n$, and the standard error, a root, like $1/\sqrt n$: roughly: here $\sqrt{10} \approx 3.2$. (The first
# 20 observations have their own x, which lie a little closer together.) This is the law that lesson 01 met by experiment.
#
# Off the diagonal stand the covariances. Divided by both standard errors they are correlations:

# %%
root = np.sqrt(np.diag(C))
print((C / np.outer(root, root)).round(3))
print(np.corrcoef(estimates.T).round(3))

# %% [markdown]
# In worlds in which a slope comes out too high, the constant comes out too low, as a rule (correlations of −0.70 and −0.62): the plane turns about
# the middle of the data, and the constant is its height over (0, 0), a corner of the data. The two slopes hardly know of each other.
#
# **Predict:** is the plane's height over the middle, (0.5, 0.5), more certain than the constant, or less? Three estimates enter there, each with its own error. We compute it as soon as
# one thing is settled: sigma.

# %% [markdown]
# ## What one sample knows
#
# The formula needs X, which a sample has, and $\sigma$, which it has not. But it has residuals, and they look like noise:

# %%
residuals = y - X @ beta_hat
print(f"sum of squares of the residuals: {residuals @ residuals:.1f}")
print(f"sum of squares of the noise:     {world.noise @ world.noise:.1f}")

# %% [markdown]
# The residuals' *sum of squares* is somewhat smaller than that of the noise. That is no accident: the plane was chosen to make this sum as small as it can be, smaller than the
# true plane makes it. How much smaller, on average? The residuals are $e = (I - H)\,y = (I - H)\,\varepsilon$, because $H$ leaves
# $X\beta$ in its place. $I - H$ is a projection, so
#
# $$ E[e'e] = E[\varepsilon'(I - H)\,\varepsilon] = \sigma^2\,\mathrm{trace}(I - H) = \sigma^2 (n - p), $$
#
# since $E[\varepsilon_i \varepsilon_j]$ is $\sigma^2$ where $i = j$ and 0 elsewhere, and the trace of $H$ is p, as lesson 02 found. Each
# fitted coefficient takes one dimension away from the residuals; n − p are left, their *degrees of freedom*. Hence
#
# $$ \hat\sigma^2 = \frac{e'e}{n - p} $$
#
# is right on average. Do the 2,000 worlds agree?

# %%
all_residuals = X @ world.beta + noise - estimates @ X.T
squares = np.sum(all_residuals**2, axis=1)
print(f"average of e'e / n:       {np.mean(squares / n):.2f}")
print(f"average of e'e / (n − p): {np.mean(squares / (n - p)):.2f}")
print(f"sigma²:                   {world.sigma**2:.2f}")

# %% [markdown]
# They do: the first is too low by 1.4 %, where p/n = 1.5 % was expected, and the second is right within the accuracy of 2,000 worlds.

# %% [markdown] exercise="03-standard-errors"
# ### Exercise: standard errors from one sample
#
# Compute the three standard errors from `X` and `y` of the seed world alone, as if nobody knew the truth. Call the estimate of sigma
# `sigma_hat` and the three numbers `standard_errors`.

# %% exercise="03-standard-errors"
standard_errors = ...
### BEGIN SOLUTION
sigma_hat = np.sqrt(residuals @ residuals / (n - p))
standard_errors = np.sqrt(np.diag(covariance(X, sigma_hat)))
### END SOLUTION
ex.standard_errors.check(standard_errors)

# %%
standard_errors = ex.standard_errors.carry_on(standard_errors)
sigma_hat = np.sqrt(residuals @ residuals / (n - p))
print("one sample:  ", standard_errors.round(3))
print("2,000 worlds:", estimates.std(axis=0, ddof=1).round(3))

# %% [markdown]
# This is the answer to the second question. One estimate does not scatter, but 200 residuals do, and X says how much of their scatter
# reaches each coefficient. The standard errors of this sample are 1.5 % smaller than the true ones (0.968, 1.331, 1.200), because
# its `sigma_hat` is 4.925 in place of 5.
#
# Now to the height of the plane over the middle. It is $c'\hat\beta$ with $c = (1, 0.5, 0.5)$.

# %% [markdown] exercise="03-height"
# ### Exercise: the standard error of a height
#
# Compute the standard error of the fitted height over x1 = x2 = 0.5 from the seed world's sample: `height_error`. What is the variance
# of a weighted sum $c'\hat\beta$ if $\hat\beta$ has the covariance matrix C?

# %% exercise="03-height"
height_error = ...
### BEGIN SOLUTION
c = np.array([1, 0.5, 0.5])
height_error = np.sqrt(c @ covariance(X, sigma_hat) @ c)
### END SOLUTION
ex.height.check(height_error)

# %%
height_error = ex.height.carry_on(height_error)
print(f"height over (0.5, 0.5): {np.array([1, 0.5, 0.5]) @ beta_hat:.2f}, standard error {height_error:.4f}")
print(f"height over (0, 0):     {beta_hat[0]:.2f}, standard error {standard_errors[0]:.4f}")

# %% [markdown]
# Almost three times as certain as the constant. In the middle the errors of the three estimates cancel, for the constant is negatively
# correlated with both slopes. So the constant's large standard error does not mean that the *plane* is uncertain, where the data are. Without the covariances you would have found 1.30. At the point of means itself the standard error is exactly
# $\hat\sigma/\sqrt n = 0.3483$, that of an ordinary mean of 200 numbers.

# %% [markdown]
# ## An interval
#
# How many standard errors may the truth be away? If sigma were known, $(\hat\beta_j - \beta_j)/\mathrm{se}_j$ would be standard
# normal, and in 95 of 100 worlds smaller than 1.96 in size. But $\hat\sigma$ varies, too. It is independent of $\hat\beta$: the
# error of the estimate is $A\varepsilon$, the residuals are $(I - H)\varepsilon$, and $A(I - H) = 0$. So the two are uncorrelated; and as they are
# jointly normal, they are independent. The law of such a ratio
# was found by Student in 1908: a t distribution, here with n − p degrees of freedom.
#
# **Predict:** is its 97.5 % quantile larger or smaller than 1.96?

# %%
for degrees_of_freedom in (197, 30, 7, 2):
    print(f"{degrees_of_freedom:>4} degrees of freedom: {stats.t.ppf(0.975, degrees_of_freedom):.3f}")

# %% [markdown]
# Larger, since a `sigma_hat` that happens to be small makes the ratio large. With 197 degrees of freedom the difference is 0.6 %,
# with 7 it is a fifth.

# %% [markdown] exercise="03-interval"
# ### Exercise: an interval for the constant
#
# Compute the two ends of the 95 % interval for the seed world's constant.

# %% exercise="03-interval"
interval = ...
### BEGIN SOLUTION
t = stats.t.ppf(0.975, n - p)
interval = [beta_hat[0] - t * standard_errors[0], beta_hat[0] + t * standard_errors[0]]
### END SOLUTION
ex.interval.check(interval)

# %%
interval = ex.interval.carry_on(interval)
print(f"[{interval[0]:.3f}, {interval[1]:.3f}]")
print(ols.fit(X, y).conf_int(0.95).round(3))

# %% [markdown]
# The first row of `ols.fit` agrees. It holds the truth, 10. Does that mean "with a probability of 95 %, the constant is between 7.183
# and 10.943"? No: both ends and the truth are fixed numbers now, and nothing is left to chance. The 95 % belong to the *recipe*:
# applied in world after world, it catches the truth in 95 of 100.
#
# **Predict:** here are 50 worlds, and from each the interval for the slope of x1. How many will miss the truth? Then move `observations n`: what happens to
# the widths, and what to the number of misses?

# %%
plots.intervals()

# %% [markdown]
# Two or three of 50, on average. These are the first of your 2,000 worlds, and five miss; elsewhere it is more or fewer, as
# `first world` shows. With fewer observations the intervals grow, and
# their share of misses stays: a t interval pays for what it does not know with width, not with misses. A higher level makes
# all of them wider, and fewer miss.
#
# An interval that misses looks like any other. Nobody who has only that one sample can tell.

# %% [markdown] exercise="03-coverage"
# ### Exercise: coverage
#
# The share of intervals that hold the truth is the *coverage*. Write `coverage(X, Y, beta)`. Each row of `Y` is the response of one
# world. For each world build the 95 % t intervals of all coefficients, from that world's own estimates and `sigma_hat`; return the
# p shares of worlds in which they hold `beta`.

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
# Is 2,000 worlds enough to say that this is 95 %? Each world is a coin that falls on "inside" with probability 0.95, so the share
# has a standard error of $\sqrt{0.95 \cdot 0.05 / 2000} = 0.005$. Values between 0.94 and 0.96 are what a correct recipe gives.

# %% [markdown]
# ## Ten observations
#
# With n = 200 it hardly matters whether you divide by n or n − p, or take 1.96 or t. Mistakes hide there. Take the first 10
# observations, with 3 coefficients to fit.
#
# **Predict:** sigma is 5. What will `sigma_hat` average with divisor n: 5, 4.5, or less?

# %% [markdown] exercise="03-average-sigma"
# ### Exercise: what sigma-hat averages
#
# Write `average_sigma(X, Y, divisor)`: for each row of `Y`, the root of the residual sum of squares over `divisor`; then the average
# of these over all worlds.

# %% exercise="03-average-sigma"
def average_sigma(X, Y, divisor):
    ### BEGIN SOLUTION
    B = np.linalg.lstsq(X, Y.T)[0].T
    squares = np.sum((Y - B @ X.T) ** 2, axis=1)
    return np.mean(np.sqrt(squares / divisor))
    ### END SOLUTION


ex.average_sigma.check(average_sigma)

# %%
average_sigma = ex.average_sigma.carry_on(average_sigma)
X_small = X[:10]
rng = np.random.default_rng(4)
Y_small = X_small @ world.beta + rng.normal(0, world.sigma, size=(20_000, 10))
for divisor in (10, 9, 7):
    print(f"divisor {divisor:>2}: {average_sigma(X_small, Y_small, divisor):.2f}")

# %% [markdown]
# With divisor n it averages about 4, a fifth too low. Even with n − p it is not 5: $\hat\sigma^2$ is right on average, but its root is
# not, since the root pulls large values down more than it lifts small ones. For normal noise the averages are known exactly:
# $\hat\sigma \sqrt{\text{divisor}} / \sigma$ follows a chi distribution with n − p degrees of freedom.

# %%
for divisor in (10, 9, 7):
    print(f"divisor {divisor:>2}: {world.sigma * stats.chi(7).mean() / np.sqrt(divisor):.3f}")

# %% [markdown]
# That is what the t distribution mends: it knows how $\hat\sigma$ varies around sigma, and stretches the interval as needed. **Predict:**
# the coverage at n = 10 with three recipes: 1.96 and divisor n; 1.96 and divisor n − p; t and n − p.

# %%
ratios = stats.t(7)  # the exact law of (estimate − truth) / standard error
print(f"1.96, divisor n:     {1 - 2 * ratios.sf(1.96 * np.sqrt(7 / 10)):.3f}")
print(f"1.96, divisor n − p: {1 - 2 * ratios.sf(1.96):.3f}")
print(f"t, divisor n − p:    {1 - 2 * ratios.sf(ratios.ppf(0.975)):.3f}")
print("t in 20,000 worlds: ", coverage(X_small, Y_small, world.beta).round(3))

# %% [markdown]
# An interval that claims 95 % and has 85.5 % misses three times as often as it says. In the picture, the slider
# `recipe` has all three: 1 is t with divisor n − p, 2 is 1.96 with n − p, 3 is 1.96 with n. Set `observations n` to 10.

# %%
plots.intervals()

# %% [markdown]
# ## What you can do now
#
# You can answer both questions of the title. An estimate falls from the truth by a weighted sum of the noise, with the covariance
# matrix $\sigma^2 (X'X)^{-1}$. And one sample knows it because X is known and the residuals stand in for the noise. Four habits to keep:
#
# - a standard error describes the worlds that could have been, not the data at hand;
# - residuals are smaller than noise: divide by n − p;
# - estimated sigma goes with t, known sigma with the normal;
# - test any recipe by its coverage, on a small n, where mistakes cannot hide.
#
# All of this took the model at its word: independent noise with one sigma and a plane that is right. The formula prints its
# standard errors whether that is true or not. Lesson 04 breaks each of these assumptions, one at a time.
