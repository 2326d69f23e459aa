# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # When the model lies: which numbers of the table survive a broken assumption, and what gives it away?
#
# The table of a regression is printed whether its assumptions hold or not. There are four: the mean of y is a plane; the noise has
# one sigma; its pieces are independent; it is normal. In a pretend world each can be broken on purpose, and then we
# know what the table should have said. Real data show only residuals. So for each assumption there are two questions:
# what does breaking it do to the standard errors, and can the residuals tell?
#
# | section | minutes |
# |---|---|
# | Clues in the residuals | 10 |
# | Unequal noise | 15 |
# | A long lever | 20 |
# | Noise that remembers | 10 |
# | Heavy tails | 10 |
# | Break it yourself | 10 |
#
# **You need** [03 Uncertainty by repetition](03_uncertainty.ipynb): the error of least squares is $A\varepsilon$ with
# $A = (X'X)^{-1}X'$, and a recipe for intervals is tested by its coverage.

# %%
import numpy as np
from scipy import stats

from helpers import ols, plots, simulate
from helpers.exercises import when_the_model_lies as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
fit = ols.fit(X, y)
print("mean of the residuals is zero:", np.allclose(fit.residuals.mean(), 0))
print("correlations with x1 and x2 are zero:", np.allclose(np.corrcoef(fit.residuals, X[:, 1:].T)[0, 1:], 0))

# %% [markdown]
# ## Clues in the residuals
#
# These zeros prove nothing: the normal equations, $X'e = 0$, force both of them on any model with a constant, false or true. Clues are
# in what nobody forced. Take a model that is wrong for sure: the plane through the origin, as the old notebook's likelihood had it.

# %%
beta_origin = np.linalg.lstsq(X[:, 1:], y)[0]
residuals = y - X[:, 1:] @ beta_origin
print("slopes:", beta_origin.round(3))
print("scalar products with x1 and x2 are zero:", np.allclose(X[:, 1:].T @ residuals, 0))

# %% [markdown]
# **Predict:** the scalar products with x1 and x2 are zero. Are the correlations with x1 and x2 zero, too?

# %% [markdown] exercise="04-residual-clues"
# ### Exercise: what gives the missing constant away
#
# Compute one list of three numbers, `clues`: the mean of these `residuals`, their correlation with x1, and their correlation with x2.

# %% exercise="04-residual-clues"
clues = ...
### BEGIN SOLUTION
clues = [
    residuals.mean(),
    np.corrcoef(residuals, X[:, 1])[0, 1],
    np.corrcoef(residuals, X[:, 2])[0, 1],
]
### END SOLUTION
ex.residual_clues.check(clues)

# %%
clues = ex.residual_clues.carry_on(clues)
print(f"mean {clues[0]:.3f}, correlations {clues[1]:.2f} and {clues[2]:.2f}")

# %% [markdown]
# A right angle is not the same as no correlation: a correlation measures both variables from their means, and here the mean of the
# residuals is 1.21. The residuals fall with x1 and with x2: high where both are small, since the plane is nailed to the origin there
# and the data are 10 above it. A trend that the model could not take away is a clue to what the model lacks.

# %%
plots.residuals(X[:, 1:] @ beta_origin, y)

# %% [markdown]
# That model was wrong in its *mean*, and then the estimates themselves are off (13.1 and 18.1, where the truth is 3.9 and 10.2). In three of
# the next four sections the plane is right and only the noise misbehaves; the other one, on levers, spoils a single x.
#
# ## Unequal noise
#
# Here is a world in which the noise grows with x1 (*heteroskedastic* noise, in one word), on the first 50 rows of the seed world's X. It
# is repeated 2,000 times, and `ols.fit_many` fits all of them at once.
#
# **Predict:** will the estimates still be right on average? And the standard errors?

# %%
X_50 = X[:50]
spread = np.exp(3 * (X_50[:, 1] - 0.5))  # the sd of each row's noise, in units of sigma
rng = np.random.default_rng(5)
Y = X_50 @ world.beta + world.sigma * spread * rng.normal(size=(2000, 50))
fits = ols.fit_many(X_50, Y)
print("average estimate:", fits.beta.mean(axis=0).round(2))
print("truth:           ", world.beta.round(2))

# %% [markdown]
# Right on average, up to the accuracy of 2,000 worlds (0.17 for the slope of x1): in lesson 03, "unbiased" needed a right plane,
# noise of mean 0, and nothing else. The standard errors needed more, for there the covariance matrix of the noise was taken as $\sigma^2 I$:

# %%
def coverage(fits, standard_errors, truth):
    t = stats.t.ppf(0.975, fits.df_resid)
    return np.mean(np.abs(fits.beta - truth) <= t * standard_errors, axis=0)


print("spread of the estimates:", fits.beta.std(axis=0, ddof=1).round(2))
print("average standard error: ", fits.standard_errors.mean(axis=0).round(2))
print("coverage:               ", coverage(fits, fits.standard_errors, world.beta).round(3))

# %% [markdown]
# The slope of x1 scatters by 7.6, and the table says 4.8: its "95 %" interval misses in a fifth of the worlds. The noise is loudest
# at large x1, the far end of the lever that turns the plane in this direction. For the constant the table says too much: the height over
# (0, 0) rests mostly on the rows with a small x1, which are quiet, while one sigma for all is an average with the loud ones.
#
# What should the table say? Let C be the covariance matrix of the noise, whatever it is.

# %% [markdown] exercise="04-sandwich"
# ### Exercise: the covariance of the estimates, for any noise
#
# Write `sandwich(X, C)`: the p × p covariance matrix of the least-squares estimates if the noise has the n × n covariance matrix C.

# %% exercise="04-sandwich"
def sandwich(X, C):
    ### BEGIN SOLUTION
    A = np.linalg.pinv(X)
    return A @ C @ A.T
    ### END SOLUTION


ex.sandwich.check(sandwich)

# %%
sandwich = ex.sandwich.carry_on(sandwich)
C = np.diag((world.sigma * spread) ** 2)
print("sandwich:               ", np.sqrt(np.diag(sandwich(X_50, C))).round(2))
print("spread of the estimates:", fits.beta.std(axis=0, ddof=1).round(2))

# %% [markdown]
# It agrees. Written out it is $(X'X)^{-1}\,X'CX\,(X'X)^{-1}$: bread, filling, bread, hence the name. With $C = \sigma^2 I$ it
# becomes $\sigma^2 (X'X)^{-1}$ again.
#
# But one sample does not know C: 50 unknown variances, and 50 observations. The way out is that $X'CX$ is only a p × p matrix, a
# sum over the rows of $\sigma_i^2 x_i x_i'$. A squared residual is a poor estimate of one $\sigma_i^2$, but a sum of many is a good
# one (White 1980, *Econometrica* 48). One thing is in the way: residuals are smaller than noise, and not equally so in all rows.
#
# ## A long lever
#
# In row 0 of the first 50, somebody puts the decimal point one place too far right, and x1 becomes 6.96 in place of 0.696.
# **Predict:** will row 0 have a large residual?

# %%
X_typo, y_50 = X_50.copy(), y[:50]
X_typo[0, 1] *= 10
typo = ols.fit(X_typo, y_50)
print("slopes:", typo.beta[1:].round(2), "; without the slip:", ols.fit(X_50, y_50).beta[1:].round(2))
print(f"row 0: leverage {typo.leverage[0]:.3f}, residual {typo.residuals[0]:.2f}")
print(f"sigma_hat: {typo.sigma:.2f}; largest residual: {np.abs(typo.residuals).max():.2f}")

# %% [markdown]
# No: its residual looks ordinary beside the others. The plane went to the wrong point and took the slope of x1 with it. A row with a high
# *leverage*, the diagonal of the hat matrix, pulls the plane towards itself and hides its own error. To see what it hides, fit
# the plane without it.

# %% [markdown] exercise="04-deleted-residuals"
# ### Exercise: residuals from a plane that has not seen the row
#
# Write `deleted_residuals(X, y)`. Entry i is the observed y in row i, minus the prediction for row i from a fit to all the other rows.

# %% exercise="04-deleted-residuals"
def deleted_residuals(X, y):
    ### BEGIN SOLUTION
    A = np.linalg.pinv(X)
    leverage = np.diag(X @ A)
    return (y - X @ (A @ y)) / (1 - leverage)
    ### END SOLUTION


ex.deleted_residuals.check(deleted_residuals)

# %% [markdown]
# You may have fitted n times. Once is enough: the deleted residual is $e_i / (1 - h_i)$. Why? Replace $y_i$ by the prediction from
# the other rows. The plane fitted to those others now meets row i exactly, so it is the best plane for all n rows. Hence
# with this one change of $y_i$, the fitted value changes from $\hat y_i$ to the prediction without row i, and a fitted value moves by
# $h_i$ times the change of its own y: $\hat y_i - \hat y_{(i)} = h_i (y_i - \hat y_{(i)})$. Subtract both sides from
# $y_i - \hat y_{(i)}$, and $e_i = (1 - h_i)\,(y_i - \hat y_{(i)})$; divide (for $h_i < 1$).
#
# **Predict:** the residual of the mistyped row 0 is −2.42, and its leverage 0.941. How far is the row from the plane of the others?

# %%
deleted_residuals = ex.deleted_residuals.carry_on(deleted_residuals)
print(f"row 0: deleted residual {deleted_residuals(X_typo, y_50)[0]:.2f}")
print(f"its standard error: {world.sigma / np.sqrt(1 - typo.leverage[0]):.1f}")

# %% [markdown]
# It is 17 times the residual, and two of its standard errors: a hint that something is wrong in this row, and no measure of how much. So far
# out the other rows fix the plane badly, and a deleted residual varies by $\sigma / \sqrt{1 - h_i}$, here 21. (The slip alone makes
# −9 · 0.696 · 3.90 = −24.) So look at leverage before you trust a residual plot.
#
# For the sandwich this is the cure, too: square the deleted residuals, in which nothing is hidden.

# %% [markdown] exercise="04-robust-standard-errors"
# ### Exercise: robust standard errors
#
# Write `robust_standard_errors(X, y)`: the standard errors from the sandwich, with a diagonal C that holds the squared deleted residuals.
# (Their name in the literature is HC3; MacKinnon and White 1985, *Journal of Econometrics* 29.)

# %% exercise="04-robust-standard-errors"
def robust_standard_errors(X, y):
    ### BEGIN SOLUTION
    C = np.diag(deleted_residuals(X, y) ** 2)
    return np.sqrt(np.diag(sandwich(X, C)))
    ### END SOLUTION


ex.robust_standard_errors.check(robust_standard_errors)

# %% [markdown]
# **Predict:** the coverage of x1's slope was 0.79. What will it be with robust standard errors, and with plain residuals in
# the sandwich (HC0, White's first proposal)?

# %%
robust_standard_errors = ex.robust_standard_errors.carry_on(robust_standard_errors)
for kind in ("HC0", "HC3"):
    print(kind, coverage(fits, fits.robust_standard_errors(kind), world.beta).round(3))

# %% [markdown]
# 0.94 with deleted residuals, and only 0.90 with plain ones, in a world about whose variances nothing had to be known. What does
# it cost where the noise *is* equal, as in the seed world?

# %%
print("classical:", fit.standard_errors.round(3))
print("HC0:      ", fit.robust_standard_errors("HC0").round(3))
print("HC3:      ", robust_standard_errors(X, y).round(3))

# %% [markdown]
# Almost nothing at n = 200. And with 10 rows, again with equal noise, in 2,000 worlds?

# %%
small = X[:10]
small_fits = ols.fit_many(small, simulate.replicate(small, world.beta, 5.0, np.random.default_rng(8)))
true_errors = 5.0 * np.sqrt(np.diag(np.linalg.inv(small.T @ small)))
for name, errors in (("classical", small_fits.standard_errors), ("HC3      ", small_fits.robust_standard_errors())):
    ratio = errors / true_errors
    print(f"{name} average / truth", ratio.mean(axis=0).round(2), " scatter", ratio.std(axis=0).round(2))

# %% [markdown]
# Robust standard errors cost more with few rows. They err on the safe side: HC3 is some 20–35 % too large on average, and scatters more
# than the classical one, since it rests on many small pieces.
#
# Do the residuals give unequal noise away? If the variance depends on x, then the *squared* residuals follow x, and that is a
# regression. Breusch and Pagan (1979, *Econometrica* 47; in the form of Koenker 1981) take n times its R². If the *variance* does not depend on x, this
# follows a chi-squared law with p − 1 degrees of freedom for large n.

# %% [markdown] exercise="04-breusch-pagan"
# ### Exercise: Breusch and Pagan's test
#
# Write `breusch_pagan(X, residuals)`, which returns the p-value: how often a statistic as large as this one, or larger, would come up
# if all variances were equal.

# %% exercise="04-breusch-pagan"
def breusch_pagan(X, residuals):
    ### BEGIN SOLUTION
    squares = residuals**2
    fitted = X @ np.linalg.lstsq(X, squares)[0]
    r_squared = 1 - np.sum((squares - fitted) ** 2) / np.sum((squares - squares.mean()) ** 2)
    return stats.chi2.sf(len(X) * r_squared, X.shape[1] - 1)
    ### END SOLUTION


ex.breusch_pagan.check(breusch_pagan)

# %%
breusch_pagan = ex.breusch_pagan.carry_on(breusch_pagan)
unequal = ols.fit(X_50, Y[0])
print(f"seed world:    Breusch–Pagan p = {breusch_pagan(X, fit.residuals):.3f}, White p = {fit.white().p_value:.3f}")
print(f"unequal noise: Breusch–Pagan p = {breusch_pagan(X_50, unequal.residuals):.4f}")

# %% [markdown]
# The seed world passes, as it should. (White's test adds squares and products of the predictors to the second regression.) The unequal one
# is found out. But a test that finds nothing is no proof: with few observations it often misses what is there.
#
# ## Noise that remembers
#
# In a series (days, years, places along a road) what disturbs one observation often disturbs the next. Let each piece of noise
# keep 0.6 of the one before (an *autoregression*, AR(1) for short; `simulate.replicate` repeats a world with any such noise).
#
# **Predict:** two designs, one whose only predictor is *time*, and the seed world's X, whose rows come in random order. In
# which of them will the intervals fail?

# %%
time = np.linspace(0, 1, 100)
X_trend = np.column_stack([np.ones(100), time])
remembering = simulate.AR1(0.6)
Y_trend = simulate.replicate(X_trend, [10, 5], 5.0, np.random.default_rng(6), noise=remembering)
Y_seed = simulate.replicate(X, world.beta, 5.0, np.random.default_rng(6), noise=remembering)
trend_fits, seed_fits = ols.fit_many(X_trend, Y_trend), ols.fit_many(X, Y_seed)
print("time: ", coverage(trend_fits, trend_fits.standard_errors, [10, 5]).round(3))
print("seed: ", coverage(seed_fits, seed_fits.standard_errors, world.beta).round(3))
print("time, robust:", coverage(trend_fits, trend_fits.robust_standard_errors(), [10, 5]).round(3))

# %% [markdown]
# With time as predictor, a third of the intervals miss. A run of high noise looks just like a piece of trend, and 100 observations that
# repeat each other are worth far fewer. In the seed world neighbours in the table are no neighbours in x: the slopes keep their
# coverage (that of x1 has more than 95 %, even). The *level* does not: the height over the middle, which is nearly an average of y, scatters by
# twice its printed standard error, as we shall see, and the constant inherits a part of that. So dependence hurts where a weight on
# the noise is as smooth as the noise: in a level, and in the slope of a smooth x.
#
# And "robust" does not help at all: it gave up equal variances, but not independence. The sandwich itself is still right. It only needs
# a C with its off-diagonal entries, here $\sigma^2\, 0.6^{|i - j|}$:

# %%
row = np.arange(100)
C_trend = 25 * 0.6 ** np.abs(row[:, None] - row)
print("sandwich:               ", np.sqrt(np.diag(sandwich(X_trend, C_trend))).round(2))
print("spread of the estimates:", trend_fits.beta.std(axis=0, ddof=1).round(2))
print("average standard error: ", trend_fits.standard_errors.mean(axis=0).round(2))

# %% [markdown]
# The sandwich and the spread agree; the table says half of that. The same sandwich, for the seed world's X, tells how many times too small the
# printed standard errors are there:

# %%
row, c = np.arange(n), np.array([1, 0.5, 0.5])
dependent = sandwich(X, 25 * 0.6 ** np.abs(row[:, None] - row))
independent = sandwich(X, 25 * np.eye(n))
print(f"height over the middle: {np.sqrt(c @ dependent @ c / (c @ independent @ c)):.2f}")
print("coefficients:          ", np.sqrt(np.diag(dependent) / np.diag(independent)).round(2))

# %% [markdown]
# The level, and a little of it in the constant. In real data C is not known, and has to be estimated: by a model of the dependence, as this one with two numbers, σ and 0.6, or from
# products of the residuals of close neighbours (Newey and West 1987, *Econometrica* 55).
#
# The clue is that neighbouring residuals resemble each other. Durbin and Watson (1950, *Biometrika* 37) compare their differences with
# the residuals themselves:
#
# $$ d = \frac{\sum_{i \ge 2} (e_i - e_{i-1})^2}{\sum_i e_i^2} . $$
#
# **Predict:** what will d be, roughly, for residuals of independent noise? Multiply out the square.

# %% [markdown] exercise="04-durbin-watson"
# ### Exercise: Durbin and Watson's statistic
#
# Write `durbin_watson(residuals)`.

# %% exercise="04-durbin-watson"
def durbin_watson(residuals):
    ### BEGIN SOLUTION
    return np.sum(np.diff(residuals) ** 2) / np.sum(residuals**2)
    ### END SOLUTION


ex.durbin_watson.check(durbin_watson)

# %%
durbin_watson = ex.durbin_watson.carry_on(durbin_watson)
trend = ols.fit(X_trend, Y_trend[0])
print(f"seed world: {durbin_watson(fit.residuals):.4f}")
print(f"remembering noise: {durbin_watson(trend.residuals):.4f}")

# %% [markdown]
# Multiplied out it is about $2 - 2r$, with r the correlation of neighbours: 2 if they know nothing of each other, less if they resemble
# each other. The seed world has 1.936. The remembering noise itself would have 2 − 2 · 0.6 = 0.8; its residuals have 0.99, for this is one sample, and
# the fit removed part of the run. The statistic means something only if the order of the rows does.
#
# ## Heavy tails
#
# The last assumption is the most famous: that the noise is *normal*. Noise with *heavy tails* is mostly small and sometimes huge.
# The *kurtosis* measures it: the mean fourth power of the residuals, divided by the square of their mean square.
# A fourth power cares for little but the largest values. For a normal law it is 3.

# %% [markdown] exercise="04-kurtosis"
# ### Exercise: kurtosis
#
# Compute the kurtosis of the seed world's residuals, `fit.residuals`.

# %% exercise="04-kurtosis"
kurtosis = ...
### BEGIN SOLUTION
kurtosis = np.mean(fit.residuals**4) / np.mean(fit.residuals**2) ** 2
### END SOLUTION
ex.kurtosis.check(kurtosis)

# %% [markdown]
# Jarque and Bera (1987, *International Statistical Review* 55) join it with the *skewness* S, the mean third power of the standardised residuals, to one number,
# $\mathrm{JB} = \frac n6 \left(S^2 + \frac{(K - 3)^2}{4}\right)$, which for normal noise and large n follows a chi-squared law with 2 degrees of freedom.

# %%
kurtosis = ex.kurtosis.carry_on(kurtosis)
skewness = np.mean(fit.residuals**3) / np.mean(fit.residuals**2) ** 1.5
jarque_bera = n / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4)
print(f"skewness {skewness:.3f}, kurtosis {kurtosis:.3f}")
print(f"JB {jarque_bera:.3f}, p = {stats.chi2.sf(jarque_bera, 2):.3f}")

# %% [markdown]
# Nothing to see, as expected; these are also the numbers in the old notebook's table. (It is easy to subtract the 3 twice, since many functions
# return the *excess*, K − 3.)
#
# Now the damage. **Predict:** with noise from Student's t with 3 degrees of freedom, whose kurtosis is infinite, and only 10 observations:
# is the coverage of the t intervals closer to 0.95, 0.9, or 0.8?

# %%
Y_heavy = simulate.replicate(X[:10], world.beta, 5.0, np.random.default_rng(7), noise=simulate.StudentT(3))
heavy_fits = ols.fit_many(X[:10], Y_heavy)
print(coverage(heavy_fits, heavy_fits.standard_errors, world.beta).round(3))

# %% [markdown]
# About 0.95. The assumption with the fame matters least *for intervals of coefficients*. One huge piece of noise makes the estimate
# bad and the standard error large together. With more observations another reason joins: an estimate is a weighted sum of many pieces of noise,
# and such sums come close to normal, whatever the pieces are (the central limit theorem); 10 are few for that. Skewed noise is worse for a *level*:
# the 95 % interval for the mean of 10 exponential numbers holds the truth in about 90 % of worlds, for log-normal ones (with sigma 1) in 84 %.
# It is different for predictions of single observations, which have one piece of noise each. And least squares is no longer
# the best one can do: a method that gives huge residuals less weight would be more precise.
#
# ## Break it yourself
#
# A world of 60 observations with one predictor, from 0 to 1 in the order of the rows. Three plots show the residuals of one sample, as you
# would see them; the fourth shows what only repetition sees: how far the fitted height over x = 1 is typically off, in 1,000 worlds, beside what the
# formula and the robust formula say. The slider `curvature` bends the true mean, so that a straight line is wrong.
#
# **Predict:** which of the four sliders does the worst damage to the coverage, and which one none? And which is repaired by robust standard errors?

# %%
plots.break_assumptions()

# %% [markdown]
# Curvature is the worst: at 2 hardly an interval in a hundred holds the truth. The line is *biased* at the edge, and no standard error
# of any kind knows of a bias. Its clue is plain, a bend in the first plot. Dependence is next, and robust errors do not see it; its clue is the tilted cloud in
# the second plot. Unequal noise is repaired by robust errors. Heavy tails do almost nothing.
#
# Now set the curvature to 1, and move `sample shown`. In some samples the bend is hard to see, and yet only three in ten of the
# intervals hold the truth.

# %% [markdown]
# ## What you can do now
#
# | broken | estimates | standard errors | the clue | the cure |
# |---|---|---|---|---|
# | the plane | wrong | wrong | a trend or bend in the residuals | another model |
# | equal noise | right on average | wrong | squared residuals follow x; Breusch–Pagan, White | robust standard errors |
# | independence | right on average | wrong for levels, and for slopes where x is smooth | neighbours alike; Durbin–Watson | C estimated by a model of the dependence, or Newey–West |
# | normality | right on average | nearly right | kurtosis, Jarque–Bera | mostly none; beware of skewness with few rows |
#
# And a row with a long lever hides its own error: look at the leverages first, and at deleted residuals.
#
# Least squares never asked for normal noise. But where the noise has a known law, one can say more: not only which plane lies closest, but how probable
# the data are under any plane and any sigma. Lesson 05 writes that down, and finds least squares again as its highest point.
