# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Pretend worlds: can a method find a truth that we put there?
#
# Real data never tell you the truth behind them, so they can never show that a method finds it.
# A *simulated* data set can: you choose the truth, add noise, hide the truth, and see what the method
# brings back. A method that fails in a world you made cannot be trusted in one you did not make.
#
# | section | minutes |
# |---|---|
# | A world in four lines | 7 |
# | The design matrix | 9 |
# | Truth and noise, kept apart | 6 |
# | The estimate and the truth | 12 |
# | A simulator of your own | 11 |
#
# **You need** [00 Start here](00_start_here.ipynb).

# %%
import numpy as np

from helpers import plots, simulate
from helpers.exercises import pretend_worlds as ex

# %% [markdown]
# ## A world in four lines
#
# A world has a truth, predictors, and noise. Ours, the *seed world*, comes from the notebook that this course grew
# out of:
#
# 1. Seed NumPy's global generator: `np.random.seed(123)`.
# 2. Draw the predictors: `x = np.random.rand(2, 200)`, uniform between 0 and 1, a row for each.
# 3. Draw the noise: `e = np.random.normal(10, 5, 200)`, with mean 10 and standard deviation 5.
# 4. Draw the truth: `beta = np.random.uniform(1, 15, 2)`, one slope for each predictor.
#
# Then the response is $y_i = \beta_1 x_{1i} + \beta_2 x_{2i} + e_i$, or `y = x.T @ beta + e`.

# %% [markdown] exercise="01-seed-world"
# ### Exercise: rebuild the seed world
#
# Follow the recipe, in its order, and hand over `x`, a row for each predictor, and `y`.

# %% exercise="01-seed-world"
x, y = ..., ...
### BEGIN SOLUTION
np.random.seed(123)
x = np.random.rand(2, 200)
e = np.random.normal(10, 5, 200)
beta = np.random.uniform(1, 15, 2)
y = x.T @ beta + e
### END SOLUTION
ex.seed_world.check((x, y))

# %% [markdown]
# **Predict:** x lies between 0 and 1, the slopes between 1 and 15, the noise has mean 10. What is the mean of y?

# %%
ex.mean_of_y.guess(..., ...)  # low and high, 80 % sure

# %%
x, y = ex.seed_world.carry_on((x, y))
print(f"first values of y: {y[0]:.6f}, {y[1]:.6f}, {y[2]:.6f}")
print(f"mean of y: {y.mean():.3f}")

# %% [markdown]
# The seed makes the world repeatable: whoever follows the recipe gets these digits, today and in ten years.
#
# From the recipe one expects a mean of 18: two slopes of 8, each times one half, plus 10. The slopes that were
# drawn are 3.90 and 10.18, which makes it 17.04. And these 200 draws of x and e gave 16.672.

# %%
plots.predictors_and_response(x, y)

# %% [markdown]
# ### What the recipe hides
#
# Noise with mean 10? Write it as $e_i = 10 + \varepsilon_i$, where $\varepsilon_i$ has mean 0. Then
#
# $$ y_i = 10 + \beta_1 x_{1i} + \beta_2 x_{2i} + \varepsilon_i . $$
#
# The mean of the noise becomes the *constant* of a plane over (x1, x2). The recipe never says so, and the old
# notebook forgot it later. So the truth is three coefficients, and the standard deviation of the noise.
# `simulate.seed_world()` keeps all of it; from here on, beta has three entries.

# %%
world = simulate.seed_world()
print("beta: ", world.beta.round(4))
print("sigma:", world.sigma)

# %% [markdown]
# ## The design matrix
#
# A constant is a coefficient like the others if we give it a predictor that is always 1:
#
# $$ y_i = \beta_0 \cdot 1 + \beta_1 x_{1i} + \beta_2 x_{2i} + \varepsilon_i
# \qquad\text{or}\qquad y = X\beta + \varepsilon . $$
#
# The *design matrix* $X$ has one row for each observation. Its first column holds ones.

# %% [markdown] exercise="01-design-matrix"
# ### Exercise: build the design matrix
#
# Write a function that takes `x`, with a row for each predictor, and returns `X`, with a row for each
# observation and a first column of ones. The check calls it with other sizes, too.

# %% exercise="01-design-matrix"
def design_matrix(x):
    ### BEGIN SOLUTION
    return np.column_stack([np.ones(x.shape[1]), x.T])
    ### END SOLUTION


ex.design_matrix.check(design_matrix)

# %%
design_matrix = ex.design_matrix.carry_on(design_matrix)
X = design_matrix(x)
print(X.shape)
print(X[:3].round(3))

# %% [markdown]
# Rows are observations, as in a spreadsheet. `X.shape` says (200, 3): n = 200 and p = 3.

# %% [markdown]
# ## Truth and noise, kept apart
#
# Only in a pretend world can you look at the noise itself. Do it once, to know later what you are not seeing.

# %% [markdown] exercise="01-noise"
# ### Exercise: the noise
#
# The truth, constant included, is `world.beta`. Compute the 200 pieces of noise in `y`: what the *true*
# plane leaves over.

# %% exercise="01-noise"
noise = ...
### BEGIN SOLUTION
noise = y - X @ world.beta
### END SOLUTION
ex.noise.check(noise)

# %% [markdown]
# **Predict:** the law of the noise has mean 0 and standard deviation 5. What is the mean of these 200 draws?

# %%
ex.mean_of_the_noise.guess(..., ...)  # low and high, 80 % sure

# %%
noise = ex.noise.carry_on(noise)
print(f"mean {noise.mean():.3f}, standard deviation {noise.std():.3f}")

# %%
plots.noise_and_law(noise, world.sigma)

# %% [markdown]
# Keep the two pairs of numbers apart: 0 and 5 belong to the world, −0.281 and 4.897 to the sample. Whoever sees
# only y cannot tell a constant of 10 with noise of mean −0.281 from a constant of 9.719 with noise of mean 0.

# %% [markdown]
# ## The estimate and the truth
#
# Hide the truth, fit a plane, and look how close it comes. `np.linalg.lstsq(X, y)` finds the plane whose *vertical*
# distances to the points have the smallest sum of squares. Its first result is the estimate of beta; lesson 02
# shows how it is found.
#
# **Predict:** the true constant is 10. Which constant does the fit find?

# %%
ex.fitted_constant.guess(..., ...)  # low and high, 80 % sure

# %%
beta_hat = np.linalg.lstsq(X, y)[0]
beta_hat.round(4)

# %% [markdown] exercise="01-estimation-error"
# ### Exercise: the estimation error
#
# By how much does each of the three estimates miss its truth? Errors are positive where the estimate is too large.

# %% exercise="01-estimation-error"
error = ...
### BEGIN SOLUTION
error = beta_hat - world.beta
### END SOLUTION
ex.estimation_error.check(error)

# %%
plots.truth_and_estimate(world, beta_hat)

# %% [markdown]
# So least squares finds the truth, roughly. From 200 observations with this much noise, "roughly" means
# about one unit. Is that good luck, bad luck, or typical?
#
# Here is the same world as a picture, with slopes rounded to 3.9 and 10.2. Change the truth, make it noisier, turn
# it. **Predict:** which of the two planes moves when only the noise changes?

# %%
ex.moving_plane.guess(...)  # "the true one", "the fitted one", "both" or "neither"

# %%
plots.pretend_world()

# %% [markdown]
# More noise leaves the truth where it is and drives the fitted plane, in orange, away from it. The noise here is
# always the same 200 draws, stretched: that is why the misses grow in step with sigma.

# %% [markdown]
# ### The same world, but quieter
#
# What would half the noise have done? You can have exactly that: the same predictors, the same truth, the
# *same draws*, halved. Comparing worlds that share their draws is an old trick,
# *common random numbers*: whatever differs, differs because of what you changed.

# %% [markdown] exercise="01-quieter-world"
# ### Exercise: half the noise
#
# Build `y_quiet`: the seed world with every piece of noise halved, and nothing else changed.

# %% exercise="01-quieter-world"
y_quiet = ...
### BEGIN SOLUTION
y_quiet = X @ world.beta + noise / 2
### END SOLUTION
ex.quieter_world.check(y_quiet)

# %% [markdown]
# **Predict:** the error of the constant was −0.9371. What is it now?

# %%
ex.error_when_quieter.guess(..., ...)  # low and high, 80 % sure

# %%
y_quiet = ex.quieter_world.carry_on(y_quiet)
print((beta_hat - world.beta).round(4))
print((np.linalg.lstsq(X, y_quiet)[0] - world.beta).round(4))

# %% [markdown]
# Half, to every digit. The error of a least-squares estimate is a weighted sum of the noise, and the weights
# depend on $X$ alone: lesson 02 finds them, with its hat matrix.

# %% [markdown]
# ## A simulator of your own
#
# `np.random.seed` steers one generator that all code shares. If some other function draws one number in between,
# everything after it changes. The cure is to pass the generator in:
#
# ```python
# rng = np.random.default_rng(42)
# y = simulate_y(X, beta, sigma, rng)
# ```
#
# Now the function's signature says that it is random, and whoever calls it owns the seed.

# %% [markdown] exercise="01-simulate-y"
# ### Exercise: draw y with a generator passed in
#
# Write `simulate_y(X, beta, sigma, rng)`: the plane `X @ beta` plus independent normal noise with mean 0
# and *standard deviation* `sigma`, one draw for each row of X, all of them from `rng`.
#
# The check calls your function 400 times and looks at the noise it makes. Any way of drawing will pass if
# the noise has the right law; a right function fails this test less than once in a million runs.

# %% exercise="01-simulate-y"
def simulate_y(X, beta, sigma, rng):
    ### BEGIN SOLUTION
    return X @ beta + rng.normal(0, sigma, len(X))
    ### END SOLUTION


ex.simulate_y.check(simulate_y)

# %% [markdown]
# With it you can make as many worlds with the same truth as you like. Here are five, with the same predictors and
# new noise, and what least squares makes of each.

# %%
simulate_y = ex.simulate_y.carry_on(simulate_y)
rng = np.random.default_rng(42)
new_worlds = [simulate_y(X, world.beta, world.sigma, rng) for _ in range(5)]
estimates = [np.linalg.lstsq(X, y_new)[0] for y_new in new_worlds]
print(np.round(estimates, 1))

# %%
plots.estimates_of_worlds(world, estimates)

# %% [markdown]
# One truth, and five different answers. None of them is wrong. An estimate is a draw, too, and lesson 03 is about
# how far such draws fall from the truth. Here is a first look: the typical size of an error, the root of its mean
# square over all three coefficients, in 100 worlds with this truth. `linear_world` draws new predictors for each
# of them, uniform between 0 and 1 as before, and new noise.

# %%
def typical_error(n, rng, worlds=100):
    errors = []
    for _ in range(worlds):
        new = simulate.linear_world(n, world.beta, world.sigma, rng)
        errors.append(np.linalg.lstsq(new.X, new.y)[0] - new.beta)
    return np.sqrt(np.mean(np.square(errors)))


# %% [markdown]
# **Predict:** with 20,000 observations in place of 200, how many times smaller is the typical error?

# %%
ex.times_smaller.guess(..., ...)  # low and high, 80 % sure

# %%
rng = np.random.default_rng(1)
sizes = (200, 2_000, 20_000)
typical = [typical_error(size, rng) for size in sizes]
print(np.round(typical, 4))
print(f"{typical[0] / typical[-1]:.2f} times smaller")

# %%
plots.error_and_size(sizes, typical)

# %% [markdown]
# About ten times smaller for 100 times the data: the error shrinks like $1/\sqrt n$, a law that lesson 03 derives.
# And the errors of the one world that you looked at, up to 0.94, were quite ordinary ones.

# %% [markdown]
# ## What you can do now
#
# You can make a world whose truth you know, repeat it, change one thing in it, and say how far an estimate is from
# the truth. Three habits to keep:
#
# - the truth has a constant, even where a recipe hides it in the noise;
# - `normal` wants a standard deviation;
# - randomness is handed in, not reached for.
#
# So far `lstsq` was a black box. [02 Least squares is geometry](02_least_squares.ipynb) opens it.
