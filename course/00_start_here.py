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
# This course is about one regression. You simulate it, fit it, write down its likelihood and sample its full
# Bayesian posterior, in code that you write yourself. Every piece is checked as soon as you run it, by something
# that knows *what* went wrong. This page shows how, and refreshes what the lessons take for granted.
#
# | section | minutes |
# |---|---|
# | How a lesson works | 8 |
# | The words and letters | 2 |
# | A refresher in four pictures | 5 |
#
# **You need** Python with NumPy arrays, and a first course in statistics. Nothing else.

# %%
import numpy as np

from helpers import exercises, plots, simulate
from helpers.exercises import start_here as ex

# %% [markdown]
# ## How a lesson works
#
# A lesson is a page of text and code cells. Run them with **Shift + Enter**, from top to bottom. Six things come
# back in every lesson:
#
# 1. **Predict.** Before a cell runs, say what it will show.
# 2. **Run** it, and compare.
# 3. **Fill in.** An exercise is a cell with `...` where your code goes.
# 4. **Check.** Its last line checks your answer and says what went wrong.
# 5. **Hint.** Below the task are hints, from vague to concrete. Open them one at a time.
# 6. **Compare.** Each exercise links to one solution. Yours may be better.

# %% [markdown]
# ### A guess
#
# Next come the first ten observations of the data set that runs through the course. They scatter around 17,
# with a standard deviation of about 6. **Predict:** how large is the largest of the ten?
#
# Guess two numbers, low and high, so that you are 80 % sure that the answer lies between them;
# `...` leaves no guess. The next cell shows the answer and judges the guess. `exercises.calibration()` shows at
# any time how many of your 80 % intervals held their answer. A prediction without
# such a line is for paper.

# %%
ex.largest_of_ten.guess(..., ...)  # low and high, 80 % sure

# %%
y = simulate.small_twin().y
y.round(2)

# %% [markdown] exercise="00-average"
# ### Exercise: an average
#
# Work through this one three times, so that you see what a check can say.
#
# 1. Run the cell as it is. The check says **Blank**: nothing was tried, nothing is wrong.
# 2. Replace the second `...` by `average = y.sum()` and run it again. The check
#    knows this mistake by name.
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
# computed it: with a loop, with `np.mean`. It can say five things:
#
# | sign | it says | when |
# |---|---|---|
# | ✓ | **Right** | your answer agrees with the reference |
# | ○ | **Blank** | the `...` is still there |
# | ◆ | **A known mistake** | a wrong program gives exactly your numbers, and the message says which |
# | ✗ | **Not yet** | no name fits; the message says what was found |
# | ⚡ | **Your code stopped** | it raised an error or did not end; the message shows your line |

# %% [markdown]
# ### When you are stuck
#
# Type `ex.average.hint()` in a new cell for a hint, and `ex.average.solution()` to see a solution.
# If a message says "Look at …", the check has found a small change that makes *your* code right: the hint then
# says what kind of change, and `ex.average.mend()` shows the line. A function is checked on several inputs, and
# `example(2)` in place of `hint()` hands you the second one to try.
#
# You can also skip an exercise. Where the lesson needs its answer, a line like the next keeps yours if it is
# right. If not, it says so and takes the reference.

# %%
average = ex.average.carry_on(average)
print(f"{average:.4f}")

# %% [markdown]
# As a picture, the average is where the ten numbers balance:

# %%
plots.balance(y, average)

# %% [markdown]
# ### Your work is yours
#
# You work on a copy in the folder `work`. Nothing ever overwrites it, not even an update of
# the course. What you have solved and guessed is kept in a file beside it, and sent nowhere.

# %%
exercises.progress()

# %% [markdown]
# ## The words and letters
#
# The same letters mean the same things in all lessons, in formulas and in code. One exception: the old recipe in
# lesson 01 has its own use of `beta` and `e`.
#
# | formula | code | shape | what it is |
# |---|---|---|---|
# | $n$, $p$ | `n, p = X.shape` | each one number | number of observations; number of coefficients, constant included |
# | $y$ | `y` | (n,) | the response: one number for each observation |
# | $X$ | `X` | (n, p) | the design matrix: a row for each observation, its first column all ones |
# | $\beta$ | `beta` | (p,) | the true coefficients; `beta[0]` is the constant |
# | $\hat\beta$ | `beta_hat` | (p,) | an estimate of them |
# | $\varepsilon$ | `noise` | (n,) | the noise: y minus the *true* plane |
# | $e$ | `residuals` | (n,) | the residuals: y minus the *fitted* plane |
# | $\sigma$ | `sigma` | one number | the standard deviation of the noise, never its square |
# | $X'$ | `X.T` | (p, n) | the transpose |
# | $X\beta$ | `X @ beta` | (n,) | the plane: what y would be without noise |
#
# And the model of the whole course:
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
# Lesson 02 lives on this way of reading it.

# %%
X = np.array([[1.0, 2.0], [1.0, 0.5]])
b = np.array([1.0, 1.5])
print(X @ b)
print(b[0] * X[:, 0] + b[1] * X[:, 1])

# %% [markdown]
# The green square is `X @ b`. Twice the `b` leads twice as far, in the same direction: try (2, 3).

# %%
plots.matrix_times_vector()

# %% [markdown]
# ### An inverse undoes
#
# If `X` is square and no column is a mixture of the others, no two `b` give the same `X @ b`.
# Then there is a way back: `inv(X) @ (X @ b)` is `b` again.

# %%
target = X @ b
print(np.linalg.inv(X) @ target)
print(np.linalg.solve(X, target))

# %% [markdown]
# `solve` asks for the way back for one target only. It is faster than the inverse and loses fewer
# digits, so we use it.
#
# Now let two columns of length 1 nearly coincide, with an angle of 4° between them. **Predict:** the target is
# (1, 1), and one entry of `b` is negative. How large is the other one?

# %%
ex.entry_at_four_degrees.guess(..., ...)  # low and high, 80 % sure

# %%
angle = np.radians(4)
X_narrow = np.array([[1.0, np.cos(angle)], [0.0, np.sin(angle)]])
print(np.linalg.solve(X_narrow, [1.0, 1.0]).round(2))

# %%
plots.inverse()

# %% [markdown]
# ### A gradient points uphill
#
# The gradient of a function holds its slopes, one for each variable. It points in the direction of the steepest
# ascent. At a top, at the bottom and at a saddle it is zero. For a small step, a slope is a difference divided by
# the step.
#
# **Predict:** at (2, 1), by how much does the function in the next cell rise for each unit of `b1`?

# %%
ex.slope_at_2_1.guess(..., ...)  # low and high, 80 % sure

# %%
def height(b0, b1):
    return (b0 - 1) ** 2 + 2 * (b1 + 0.5) ** 2


step = 1e-6
print(f"for each unit of b0: {(height(2 + step, 1) - height(2, 1)) / step:.3f}")
print(f"for each unit of b1: {(height(2, 1 + step) - height(2, 1)) / step:.3f}")

# %% [markdown]
# The gradient at (2, 1) is (2, 6). By calculus it is $(2(b_0 - 1),\ 4(b_1 + 0.5))$, the same. So it is (0, 0) at
# (1, −0.5), the bottom.

# %%
plots.gradient()

# %% [markdown]
# ### A density is not a probability
#
# The normal density is high where values are likely. Its height is no probability: it has a unit, one over that of
# the variable. Probabilities are *areas* under it. **Predict:** how high is it at its centre, if sigma is 0.1?

# %%
ex.height_at_the_centre.guess(..., ...)  # low and high, 80 % sure

# %%
def normal_density(value, mean, sigma):
    return np.exp(-0.5 * ((value - mean) / sigma) ** 2) / (sigma * np.sqrt(2 * np.pi))


grid = np.linspace(-1, 1, 200_001)
area = np.sum(normal_density(grid, 0, 0.1) * (abs(grid) < 0.1)) * 1e-5
print(f"height at the centre {normal_density(0.0, 0, 0.1):.4f}, area within one sd {area:.4f}")

# %% [markdown]
# **Predict:** halve sigma. What happens to the area within one standard deviation?

# %%
ex.area_when_halved.guess(...)  # "larger", "smaller" or "the same"

# %%
area = np.sum(normal_density(grid, 0, 0.05) * (abs(grid) < 0.05)) * 1e-5
print(f"height at the centre {normal_density(0.0, 0, 0.05):.4f}, area within one sd {area:.4f}")

# %%
plots.density()

# %% [markdown]
# ## What you can do now
#
# You have seen a check say blank, name a mistake and say right; you know the letters, and the four ideas
# that the lessons stand on. Next you build the world that all of them study:
# [01 Pretend worlds](01_pretend_worlds.ipynb).
