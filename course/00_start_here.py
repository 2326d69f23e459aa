# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Start here: how does a lesson work?
#
# This course is about one regression. You will simulate it, fit it, write down its likelihood,
# and sample its full Bayesian posterior, and at every step you will write the code yourself.
# Every piece is checked as soon as you run it, by something that knows *what* went wrong.
#
# This page shows how that works, and refreshes what the lessons take for granted.
#
# | section | minutes |
# |---|---|
# | How a lesson works | 10 |
# | The words and letters | 5 |
# | A refresher in four pictures | 25 |
#
# **You need** Python with NumPy arrays, and a first course in statistics. Nothing else.

# %%
import numpy as np

from helpers import exercises, plots, simulate
from helpers.exercises import start_here as ex

# %% [markdown]
# ## How a lesson works
#
# A lesson is a page of text and code cells. Run a cell with **Shift + Enter**, and go from top to
# bottom. Six things come back in every lesson:
#
# 1. **Predict.** Before a cell runs, say what it will print. A guess on paper is enough.
# 2. **Run** it, and compare.
# 3. **Fill in.** An exercise is a cell with `...` where your code goes.
# 4. **Check.** Its last line checks your answer and says what went wrong.
# 5. **Hint.** Below the task are hints, from vague to concrete. Open them one at a time.
# 6. **Compare.** Each exercise links to one solution. Yours may be better.

# %% [markdown]
# Here are ten numbers: the first ten observations of the data set that runs through the course.

# %%
y = simulate.small_twin().y
y.round(2)

# %% [markdown]
# **Predict:** is their average nearer to 10, 17 or 25?

# %% [markdown] exercise="00-average"
# ### Exercise: an average
#
# Work through this one three times, so that you see what a check can say.
#
# 1. Run the cell as it is. The check says **Blank**: nothing was tried, nothing is wrong.
# 2. Replace the second `...` by `average = y.sum()` and run it again. That is a mistake that
#    people make, and the check knows it by name.
# 3. Now compute the average, and run it once more.

# %% exercise="00-average"
average = ...
### BEGIN SOLUTION
average = y.sum() / len(y)
### END SOLUTION
ex.average.check(average)

# %% [markdown]
# The check ran several programs on the same ten numbers: a right one, and the wrong ones that
# people write. Then it looked which of them gives your answer. So it never minds *how* you
# computed it: a loop, `np.mean` or a list will do, in any shape.
#
# There are five things that it can say:
#
# | | | |
# |---|---|---|
# | ✓ | **Right** | your answer agrees with the reference |
# | ○ | **Blank** | the `...` is still there |
# | ◆ | **A known mistake** | a wrong program gives exactly your numbers, and the message says which |
# | ✗ | **Not yet** | no name fits; the message says what was found: a place in your code, a law it breaks, or what is off |
# | ⚡ | **Your code stopped** | it raised an error or did not end; the message shows your line |

# %% [markdown]
# ### When you are stuck
#
# Type `ex.average.hint()` in a new cell for a hint, and `ex.average.solution()` to see a solution.
# If a message says "Look at …", the check has found a small change that makes *your* code right:
# `ex.average.hint()` then says what kind of change, and `ex.average.mend()` shows the line. A function is
# checked on several inputs, and `example(2)` in place of `hint()` hands you the second one to try.
#
# You can also skip an exercise. Where the lesson builds on its answer, a line like the next follows. It
# keeps your answer if it is right. If not, it says so and takes the reference, and the lesson goes on.

# %%
average = ex.average.carry_on(average)
print(f"{average:.4f}")

# %% [markdown]
# ### Your work is yours
#
# You are working on a copy in the folder `work`. Nothing ever overwrites it, not even an update of
# the course. What you have solved is kept in a file beside it, for you alone: nothing is sent
# anywhere.

# %%
exercises.progress()

# %% [markdown]
# ## The words and letters
#
# The same letters mean the same things in all lessons, in the formulas and in the code. (One exception: the
# recipe in lesson 01 is an old one, and has its own use of `beta` and `e`. It says so.)
#
# | formula | code | shape | what it is |
# |---|---|---|---|
# | $n$, $p$ | `n, p = X.shape` | | number of observations; number of coefficients, constant included |
# | $y$ | `y` | (n,) | the response: one number for each observation |
# | $X$ | `X` | (n, p) | the design matrix: a row for each observation, its first column all ones |
# | $\beta$ | `beta` | (p,) | the true coefficients; `beta[0]` is the constant |
# | $\hat\beta$ | `beta_hat` | (p,) | an estimate of them |
# | $\varepsilon$ | `noise` | (n,) | the noise: y minus the *true* plane |
# | $e$ | `residuals` | (n,) | the residuals: y minus the *fitted* plane |
# | $\sigma$ | `sigma` | | the standard deviation of the noise, never its square |
# | $X'$ | `X.T` | (p, n) | the transpose |
# | $X\beta$ | `X @ beta` | (n,) | the plane: what y would be without noise |
#
# And the model of the whole course, in one line:
#
# $$ y = X\beta + \varepsilon, \qquad \varepsilon_i \sim \text{Normal}(0, \sigma^2), \text{ independent}. $$
#
# One trap: by custom the formula names the variance, $\sigma^2$, but NumPy's `normal(0, sigma)` wants the standard
# deviation.

# %% [markdown]
# ## A refresher in four pictures
#
# Skip what you know.
#
# ### A matrix times a vector mixes columns
#
# `X @ b` takes `b[0]` of the first column, `b[1]` of the second, and adds them up.
# That is the way of reading it that lesson 02 lives on.

# %%
X = np.array([[1.0, 2.0], [1.0, 0.5]])
b = np.array([1.0, 1.5])
print(X @ b)
print(b[0] * X[:, 0] + b[1] * X[:, 1])

# %% [markdown]
# **Predict:** which `b` makes `X @ b` twice as long, in the same direction? Try it with the sliders.

# %%
plots.matrix_times_vector()

# %% [markdown]
# ### An inverse undoes
#
# If `X` is square and no column is a mixture of the others, no two `b` give the same `X @ b`.
# Then there is a way back: `inv(X) @ (X @ b)` is `b` again.

# %%
c = X @ b
print(np.linalg.inv(X) @ c)
print(np.linalg.solve(X, c))

# %% [markdown]
# `solve(X, c)` asks for the way back for one `c` only. It is faster than the inverse and loses fewer
# digits, so it is what we use.
#
# In the next picture the columns turn towards each other as you lower the angle. **Predict:** how large must `b`
# become, for the same target, when they nearly coincide?

# %%
plots.inverse()

# %% [markdown]
# ### A gradient points uphill
#
# The gradient of a function of several variables holds its slopes, one for each variable. It points
# in the direction of the steepest ascent, and it is zero at a top and at the bottom (and at a saddle, too).
# For a small step, a slope is a difference divided by the step:

# %%
def height(b0, b1):
    return (b0 - 1) ** 2 + 2 * (b1 + 0.5) ** 2


step = 1e-6
print(f"{(height(2 + step, 1) - height(2, 1)) / step:.3f}")
print(f"{(height(2, 1 + step) - height(2, 1)) / step:.3f}")

# %% [markdown]
# At (2, 1) the function rises by 2 for each unit of `b0`, and by 6 for each unit of `b1`: the gradient
# is (2, 6). By the rules of calculus it is $(2(b_0 - 1),\ 4(b_1 + 0.5))$, the same.
#
# **Predict:** where is it (0, 0)?

# %%
plots.gradient()

# %% [markdown]
# ### A density is not a probability
#
# The normal density is high where values are likely. Its height is no probability: it has a unit, one
# over that of the variable, and it may exceed 1. Probabilities are *areas* under it.

# %%
def normal_density(value, mean, sigma):
    return np.exp(-0.5 * ((value - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


grid = np.linspace(-1, 1, 200_001)
print(f"height at the centre: {normal_density(0.0, 0, 0.1):.4f}")
print(f"area within one sd:   {np.sum(normal_density(grid, 0, 0.1) * (abs(grid) < 0.1)) * 1e-5:.4f}")

# %% [markdown]
# A height of nearly 4, an area of 0.68. **Predict:** when sigma is halved, what happens to the height, and
# what to the area within one standard deviation?

# %%
plots.density()

# %% [markdown]
# ## What you can do now
#
# You have seen a check say blank, name a mistake and say right; you know the letters, and the four ideas
# that the lessons stand on. In the next lesson you build the world that all others study:
# [01 Pretend worlds](01_pretend_worlds.ipynb).
