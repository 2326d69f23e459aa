# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Least squares is geometry: which plane lies closest to the data?
#
# No plane passes through all 200 points. Least squares takes the one with the smallest sum of squared vertical
# distances. It is a shadow, cast at a right angle: no calculus is needed.
#
# | section | minutes |
# |---|---|
# | The shadow of y | 9 |
# | The matrix that casts it | 12 |
# | Pythagoras and R² | 8 |
# | Moving the origin | 6 |
# | The same answer with more digits | 23 |
# | The whole table | 1 |
#
# **You need** [01 Pretend worlds](01_pretend_worlds.ipynb), and from [00 Start here](00_start_here.ipynb): a
# matrix times a vector mixes columns.

# %%
import numpy as np
import statsmodels.api as sm
from scipy.linalg import solve_triangular

from helpers import ols, plots, simulate
from helpers.exercises import least_squares as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
print(n, p)

# %% [markdown]
# ## The shadow of y
#
# Think of `y` as *one* point, with 200 coordinates. The columns of `X` are three more, and $X\beta$ mixes them.
# All mixtures form a flat sheet through the origin, the *column space* of X. Every plane is a point of the sheet,
# and `y` hovers beside it.
#
# Which point of the sheet is closest to y? With three observations and two columns, this can be drawn.
#
# **Predict:** at what angle does the shortest line from y meet the sheet, drawn in light blue?

# %%
plots.projection()

# %% [markdown]
# Move the two coefficients. The line from the square to y, whose length the map shows, is shortest at a right
# angle to the sheet. There the square is $\hat y = X\hat\beta$, the *projection* of y. What is left over,
# $e = y - X\hat\beta$, are the *residuals*.
#
# Why is the right angle the shortest? To any other point $Xb$ of the sheet, the way from y drops to $\hat y$,
# then runs along the sheet, at a right angle. By Pythagoras
#
# $$ |y - Xb|^2 = |y - X\hat\beta|^2 + |X(\hat\beta - b)|^2, $$
#
# and the last term is never negative.
#
# A right angle to the sheet is one to every column of X. At a right angle the scalar product is zero, so
#
# $$ X'(y - X\hat\beta) = 0 \qquad\Longleftrightarrow\qquad X'X\,\hat\beta = X'y . $$
#
# These are the *normal equations*, one for each coefficient; "normal" is an old word for "at a right angle". Two
# solutions would differ by a $v$ with $X'Xv = 0$. Then $|Xv|^2 = v'X'Xv = 0$, and v mixes the columns into
# nothing. So there is one solution as long as no column is a mixture of the others.

# %% [markdown] exercise="02-normal-equations"
# ### Exercise: the normal equations
#
# Set them up for the seed world and solve them for `beta_hat`, three numbers, constant first.

# %% exercise="02-normal-equations"
beta_hat = ...
### BEGIN SOLUTION
beta_hat = np.linalg.solve(X.T @ X, X.T @ y)
### END SOLUTION
ex.normal_equations.check(beta_hat)

# %%
beta_hat = ex.normal_equations.carry_on(beta_hat)
print(beta_hat.round(4))
print("truth:", world.beta.round(4))

# %% [markdown]
# **Predict:** the residuals are at a right angle to all columns of X, the ones included. What is their sum?

# %%
fitted = X @ beta_hat
residuals = y - fitted
print(f"sum of the residuals: {abs(residuals.sum()):.2f}")
print("|X'e|:", np.abs(X.T @ residuals).round(2))

# %% [markdown]
# Zero, as for x1 and x2: the residuals know nothing of them that a plane could still use.
#
# **Predict:** the noise has a standard deviation of 4.897 in this sample. What is that of the residuals, with
# divisor n as well?

# %%
ex.sd_of_residuals.guess(..., ...)  # low and high, 80 % sure

# %%
print(f"{np.std(residuals):.6f}")

# %% [markdown]
# A little less, as it must be: no plane is closer to the data, not even the true one.
#
# Without the column of ones, nothing makes the residuals sum to zero. The plane must pass through the origin, and
# the slopes carry what the constant carried:

# %%
print(np.linalg.lstsq(X[:, 1:], y)[0].round(3))

# %% [markdown]
# The truth is 3.899 and 10.178. Lesson 06 finds this mistake in the old notebook's likelihood.

# %% [markdown]
# ## The matrix that casts it
#
# Put the solution $\hat\beta = (X'X)^{-1}X'y$ into $\hat y = X\hat\beta$:
#
# $$ \hat y = \underbrace{X (X'X)^{-1} X'}_{H}\, y . $$
#
# The matrix $H$ puts the hat on y. It depends on X alone.
#
# The same step with $y = X\beta + \varepsilon$ gives $\hat\beta = \beta + (X'X)^{-1}X'\varepsilon$: the error of
# an estimate is a weighted sum of the noise, as lesson 01 saw.

# %% [markdown] exercise="02-hat-matrix"
# ### Exercise: the hat matrix
#
# Write a function that returns $H$, with n rows and n columns, for any X of which no column is a mixture of the
# others.

# %% exercise="02-hat-matrix"
def hat_matrix(X):
    ### BEGIN SOLUTION
    return X @ np.linalg.solve(X.T @ X, X.T)
    ### END SOLUTION


ex.hat_matrix.check(hat_matrix)

# %% [markdown]
# **Predict:** what is the shadow of a shadow? And what is `H @ X`?

# %%
hat_matrix = ex.hat_matrix.carry_on(hat_matrix)
H = hat_matrix(X)
print("H H = H:", np.allclose(H @ H, H))
print("H X = X:", np.allclose(H @ X, X))
print(f"trace of H: {np.trace(H):.6f}")

# %% [markdown]
# A shadow is its own shadow, and what lies in the sheet stays there. The trace, the sum of the diagonal, counts the
# dimensions of the sheet. Since $\text{trace}(AB) = \text{trace}(BA)$,
#
# $$ \text{trace}(X \cdot (X'X)^{-1}X') = \text{trace}((X'X)^{-1}X' \cdot X) = \text{trace}(I) = p = 3. $$
#
# So the 200 diagonal entries of $H$, the *leverages*, share three units: 0.015 each, on average. When $y_i$ alone
# moves by 1, its $\hat y_i$ moves by $H_{ii}$.
#
# **Predict:** how large is the largest leverage, and where in the data?

# %%
ex.largest_leverage.guess(..., ...)  # low and high, 80 % sure

# %%
leverage = np.diag(H)
print(f"average {leverage.mean():.4f}, largest {leverage.max():.4f}")

# %%
plots.leverages(X, leverage)

# %% [markdown]
# Near a corner of the data: far from the middle, the lever is longest.

# %% [markdown]
# ## Pythagoras and R²
#
# At a right angle, squares add up. With the column of ones the residuals sum to zero, so y and its shadow have
# the same mean. Measure from there:
#
# $$ \underbrace{\sum (y_i - \bar y)^2}_{\text{total}}
#  = \underbrace{\sum (\hat y_i - \bar y)^2}_{\text{explained}}
#  + \underbrace{\sum (y_i - \hat y_i)^2}_{\text{residual}}, $$
#
# and $R^2$ is the explained share of the total.

# %%
total_squares = np.sum((y - y.mean()) ** 2)
explained_squares = np.sum((fitted - y.mean()) ** 2)
residual_squares = np.sum(residuals**2)
print(f"{total_squares:.2f} = {explained_squares:.2f} + {residual_squares:.2f}")

# %% [markdown] exercise="02-r-squared"
# ### Exercise: R² is an angle
#
# Total and explained part are two sides of a right triangle, and their ratio is a cosine. Compute R² without
# residuals, from the scalar products of `y - y.mean()` and `fitted - y.mean()`.

# %% exercise="02-r-squared"
r_squared = ...
### BEGIN SOLUTION
from_mean, shadow = y - y.mean(), fitted - y.mean()
r_squared = (from_mean @ shadow) ** 2 / ((from_mean @ from_mean) * (shadow @ shadow))
### END SOLUTION
ex.r_squared.check(r_squared)

# %%
r_squared = ex.r_squared.carry_on(r_squared)
print(f"R² = {r_squared:.4f}, by the squares {explained_squares / total_squares:.4f}")

# %%
plots.right_triangle(y, fitted)

# %% [markdown]
# **Predict:** what is one minus residual squares over total for the *true* plane, in this sample?

# %%
ex.share_of_the_true_plane.guess(..., ...)  # low and high, 80 % sure

# %%
print(f"{1 - np.sum((y - X @ world.beta) ** 2) / total_squares:.4f}")

# %% [markdown]
# The truth does no better. A low R² is no sign of a wrong model, nor a high one of a right model.
#
# **Predict:** the plane through the origin fits worse. Without a constant, software measures the total from 0,
# not from the mean of y. What is R² now?

# %%
ex.share_from_zero.guess(..., ...)  # low and high, 80 % sure

# %%
through_origin = X[:, 1:] @ np.linalg.lstsq(X[:, 1:], y)[0]
print(f"residual squares {np.sum((y - through_origin) ** 2):.1f}, were {residual_squares:.1f}")
print(f"'R²' from 0: {1 - np.sum((y - through_origin) ** 2) / np.sum(y**2):.4f}")

# %% [markdown]
# Much higher, for a worse fit. It answers another question: how much better than predicting *zero* for everybody?
# Never compare R² with different totals.
#
# R² does not say *how* the plane misses; the residuals do. **Predict:** will they show a slope?

# %%
ex.slope_of_residuals.guess(...)  # "up", "down" or "none"

# %%
plots.residuals(fitted, y)

# %% [markdown]
# No slope: it would be a scalar product with the fitted values, which is zero, since they lie in the sheet. No
# bend or funnel either; lesson 04 shows both.

# %% [markdown]
# ## Moving the origin
#
# Subtract their means from x1, x2 and y, and the cloud of points moves to the origin. The plane keeps its slopes;
# its constant becomes zero. So *two* equations give the slopes. The constant follows: since the residuals sum to
# zero, the plane passes through the point of means.

# %%
x_mean, y_mean = X[:, 1:].mean(axis=0), y.mean()
x_centred, y_centred = X[:, 1:] - x_mean, y - y_mean
slopes = np.linalg.solve(x_centred.T @ x_centred, x_centred.T @ y_centred)
print(slopes.round(4))

# %% [markdown] exercise="02-centring"
# ### Exercise: the constant, from the means
#
# Put all three coefficients together again, the constant first, from `slopes`, `x_mean` and `y_mean`.

# %% exercise="02-centring"
beta_from_means = ...
### BEGIN SOLUTION
beta_from_means = np.array([y_mean - x_mean @ slopes, *slopes])
### END SOLUTION
ex.centring.check(beta_from_means)

# %% [markdown]
# The mean of y, 16.672, *would* be the constant if x1 and x2 were measured from their means. It is often more
# useful: the height of the plane in the middle of the data, not at an edge.

# %% [markdown]
# ## The same answer with more digits
#
# A computer keeps about 16 digits. How many survive is a matter of shape: X takes the vectors of length 1 to an
# ellipsoid in its sheet. Its half-axes have the *singular values* of X as lengths, and the longest over the
# shortest is the *condition number*. With two columns, it is an ellipse:

# %%
plots.stretched_circle(X[:, :2])

# %% [markdown]
# To solve $Av = c$ is to go back, from the ellipsoid to v. An error $\delta$ in c becomes at most
# $|\delta|$ / shortest in v, and v itself is at least $|c|$ / longest. So the *relative* error grows by up to the
# condition number: if that is $10^k$, up to $k$ digits are lost.

# %% [markdown] exercise="02-condition-number"
# ### Exercise: the condition number
#
# Compute that of the seed world's `X`, all three columns.

# %% exercise="02-condition-number"
condition = ...
### BEGIN SOLUTION
singular_values = np.linalg.svd(X, compute_uv=False)
condition = singular_values[0] / singular_values[-1]
### END SOLUTION
ex.condition_number.check(condition)

# %% [markdown]
# **Predict:** the normal equations contain $X'X$. What is its condition number?

# %%
ex.condition_of_square.guess(..., ...)  # low and high, 80 % sure

# %%
condition = ex.condition_number.carry_on(condition)
print(f"X: {condition:.3f},  X'X: {np.linalg.cond(X.T @ X):.2f},  square: {condition**2:.2f}")

# %% [markdown]
# It is the *square*. For v of length 1, $v'X'Xv = |Xv|^2$ runs from the square of the shortest half-axis of X to
# that of the longest; and since $X'X$ is symmetric, these are its own half-axes. Here both cost less than two
# digits. In real data the condition number may be a million; squared, it takes 12 of the 16.
#
# Where the residuals are large, part of this loss is in the problem itself (Golub and Wilkinson 1966). Where they
# are small, a better way of computing avoids it. Write $X = QR$: the p columns of $Q$ are at right angles and of
# length 1 ($Q'Q = I$), and $R$ is upper triangular. The columns of Q span the same sheet, and R mixes them into
# those of X.

# %%
Q, R = np.linalg.qr(X)
print("Q'Q = I:", np.allclose(Q.T @ Q, np.eye(X.shape[1])))
print(np.abs(R).round(3))

# %% [markdown]
# The signs of R's rows are convention, so this prints sizes. With $X = QR$, the normal equations are
# $R'Q'QR\,\beta = R'Q'y$. Much falls away.
#
# **Predict:** what is left, and where did $X'X$ go?

# %% [markdown] exercise="02-qr"
# ### Exercise: least squares by QR
#
# Write `least_squares_qr(X, y)`, which returns the coefficients without ever forming $X'X$. The check calls it
# on fresh data; in one X, a mixture of the columns almost vanishes.

# %% exercise="02-qr"
def least_squares_qr(X, y):
    ### BEGIN SOLUTION
    Q, R = np.linalg.qr(X)
    return solve_triangular(R, Q.T @ y)
    ### END SOLUTION


ex.qr.check(least_squares_qr)

# %%
least_squares_qr = ex.qr.carry_on(least_squares_qr)
print(least_squares_qr(X, y).round(4))

# %% [markdown]
# What is left is $R'R\,\beta = R'Q'y$, since $Q'Q = I$: so $X'X$ *is* $R'R$, one triangle too many. The inverse
# of $R'$ removes it: $R\beta = Q'y$. And since $|Xv| = |QRv| = |Rv|$, R has the condition number of X, not its
# square.
#
# The shadow is simple, too: $\hat y = QR\hat\beta = QQ'y$, so $H = QQ'$.

# %% [markdown]
# ### A famous test
#
# In 1967 James Longley gave the same 16 years of economic data to the regression programs of his day. Their
# coefficients differed in the *first* digit. His data are still a standard test: NIST, the US institute of
# standards, publishes the coefficients to 15 digits.

# %%
table = sm.datasets.longley.load_pandas()
X_longley = np.column_stack([np.ones(16), table.exog])
y_longley = table.endog.to_numpy()
print(table.exog.head(3).to_string())

# %%
scaled = X_longley / np.linalg.norm(X_longley, axis=0)
print(f"condition number, columns as they are:        {np.linalg.cond(X_longley):.1e}")
print(f"condition number, columns scaled to length 1: {np.linalg.cond(scaled):.1e}")

# %% [markdown]
# The first number is mostly units: ones beside incomes of half a million. A unit is a factor for a column. A
# factor of 2 changes only exponents, no digits, and others hardly do. So the second number counts.

# %% [markdown] exercise="02-digits"
# ### Exercise: how many digits will be left?
#
# Before anything is fitted: how many of 16 digits does the rule leave to QR, and how many to the normal equations?
# Hand over both in this order, without rounding.

# %% exercise="02-digits"
digits_kept = ..., ...
### BEGIN SOLUTION
lost = np.log10(np.linalg.cond(scaled))
digits_kept = 16 - lost, 16 - 2 * lost
### END SOLUTION
ex.digits.check(digits_kept)

# %% [markdown] exercise="02-longley"
# ### Exercise: Longley's data, to ten digits
#
# One of your two ways gives the seven coefficients to ten digits each. Compute them, constant first.

# %% exercise="02-longley"
beta_longley = ...
### BEGIN SOLUTION
beta_longley = least_squares_qr(X_longley, y_longley)
### END SOLUTION
ex.longley.check(beta_longley)

# %%
certified = np.array([
    -3482258.63459582, 15.0618722713733, -0.0358191792925910, -2.02022980381683,
    -1.03322686717359, -0.0511041056535807, 1829.15146461355,
])  # NIST Statistical Reference Datasets, Longley

# %%
digits_kept = ex.digits.carry_on(digits_kept)
beta_longley = ex.longley.carry_on(beta_longley)
by_normal_equations = np.linalg.solve(X_longley.T @ X_longley, X_longley.T @ y_longley)
plots.digits_kept(certified, beta_longley, by_normal_equations, digits_kept)

# %% [markdown]
# Nearly as the rule said. Seven digits would do for a report; a condition number a thousand times larger would
# leave the normal equations hardly one. Do other units help? Scale first, then solve:

# %%
lengths = np.linalg.norm(X_longley, axis=0)
by_scaled = np.linalg.solve(scaled.T @ scaled, scaled.T @ y_longley) / lengths
for name, estimate in (("as they are", by_normal_equations), ("scaled", by_scaled)):
    error = np.max(np.abs(estimate / certified - 1))
    print(f"columns {name}: six digits {error < 5e-6}, ten digits {error < 5e-10}")

# %% [markdown]
# No, but *centring* does. Longley's years run from 1947 to 1962; measured from their mean, they no longer
# resemble the ones. **Predict:** the condition number was 43,000. What is it when the six predictors are centred,
# then scaled?

# %%
ex.condition_centred.guess(..., ...)  # low and high, 80 % sure

# %%
centred = X_longley[:, 1:] - X_longley[:, 1:].mean(axis=0)
print(f"{np.linalg.cond(centred / np.linalg.norm(centred, axis=0)):.1f}")

# %% [markdown]
# Two digits are lost instead of nearly five.

# %% [markdown]
# ## The whole table
#
# All of this is in `ols.fit`, with the uncertainties of lesson 03. The old notebook's table, to the digit:

# %%
fit = ols.fit(X, y)
print(fit.summary())

# %% [markdown]
# Statsmodels, a standard library, agrees to ten digits:

# %%
reference = sm.OLS(y, X).fit()
print("coefficients:   ", np.allclose(fit.beta, reference.params, rtol=1e-10))
print("standard errors:", np.allclose(fit.standard_errors, reference.bse, rtol=1e-10))
print("R²:             ", np.allclose(fit.r_squared, reference.rsquared, rtol=1e-10))

# %% [markdown]
# ## What you can do now
#
# You can say what least squares does: it drops y onto the sheet of all planes, at a right angle. Three things
# follow:
#
# - $X'e = 0$: the normal equations;
# - squares add up, which gives R², with the column of ones;
# - a basis at right angles, $X = QR$, gives the same answer without squaring the condition number.
#
# And a computed answer has only so many correct digits. How far $\hat\beta$ is from the *truth* is no longer
# geometry: lesson 03 repeats the world two thousand times.
