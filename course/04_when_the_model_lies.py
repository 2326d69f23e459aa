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
# The table of a regression is printed whether its four assumptions hold or not: the mean of y is a plane; the noise
# has one sigma; its pieces are independent; it is normal. In a pretend world each can be broken on purpose. What
# does that do to the standard errors? And can the residuals tell, which are all that real data show?
#
# | section | minutes |
# |---|---|
# | Clues in the residuals | 7 |
# | Unequal noise | 12 |
# | A long lever | 11 |
# | Robust standard errors, and a test | 17 |
# | Noise that remembers | 12 |
# | Heavy tails | 7 |
# | Break it yourself | 7 |
# | Name the fault | 6 |
#
# **You need** [03 Uncertainty by repetition](03_uncertainty.ipynb): the error of least squares is $A\varepsilon$
# with $A = (X'X)^{-1}X'$, and a recipe for intervals is tested by its coverage.

# %%
import numpy as np
from scipy import stats

from helpers import ols, plots, simulate
from helpers.exercises import when_the_model_lies as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
fit = seed_fit = ols.fit(X, y)
print("mean of the residuals is zero:", np.allclose(seed_fit.residuals.mean(), 0))
print("correlations with x1 and x2 are zero:", np.allclose(np.corrcoef(seed_fit.residuals, X[:, 1:].T)[0, 1:], 0))

# %% [markdown]
# ## Clues in the residuals
#
# These zeros prove nothing: the normal equations, $X'e = 0$, force them on any model with a constant, false or
# true. Take a model that is surely wrong: the plane through the origin of the old notebook's likelihood.

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
# Compute one list of three numbers, `clues`: the mean of these `residuals`, and their correlations with x1 and with
# x2.

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
# A right angle is not the same as no correlation: a correlation measures both variables from their means, and
# these residuals have the mean 1.21. They are high where x1 and x2, and with them ŷ, are small: there the plane
# is nailed to the origin, and the data are 10 above it. A trend that the model could not take away is a clue to
# what it lacks.

# %%
plots.residuals(X[:, 1:] @ beta_origin, y)

# %% [markdown]
# That model was wrong in its *mean*, and its estimates are off: 13.1 and 18.1, where the truth is 3.9 and 10.2. From
# here on the plane is right.
#
# ## Unequal noise
#
# On the first 50 rows of the seed world's X, let the noise grow with x1; it is then *heteroskedastic*. The world is
# repeated 2,000 times, and `ols.fit_many` fits all at once.
#
# **Predict:** will the estimates still be right on average?

# %%
X_50 = X[:50]
spread = np.exp(3 * (X_50[:, 1] - 0.5))  # the sd of each row's noise, in units of sigma
rng = np.random.default_rng(5)
Y = X_50 @ world.beta + world.sigma * spread * rng.normal(size=(2000, 50))
fits = ols.fit_many(X_50, Y)
print("average estimate:", fits.beta.mean(axis=0).round(2))
print("truth:           ", world.beta.round(2))
print("accuracy of the average:", (fits.beta.std(axis=0, ddof=1) / np.sqrt(2000)).round(2))

# %% [markdown]
# Right on average, up to the accuracy of 2,000 worlds. The slope of x2 is off by 2.2 times its own; about one
# number in forty is. In lesson 03 "unbiased" needed only a right plane and noise of mean 0. The standard errors
# need more: a noise with the covariance matrix $\sigma^2 I$.
#
# **Predict:** in what share of the worlds does the 95 % interval of the slope of x1 hold the truth?

# %%
ex.coverage_unequal.guess(..., ...)  # low and high, 80 % sure

# %%
def coverage(fits, standard_errors, truth):
    t = stats.t.ppf(0.975, fits.df_resid)
    return np.mean(np.abs(fits.beta - truth) <= t * standard_errors, axis=0)


held = coverage(fits, fits.standard_errors, world.beta)
print(f"slope of x1: {held[1]:.3f}; constant {held[0]:.2f}, slope of x2 {held[2]:.2f}")

# %%
plots.spread_and_said(fits, ["constant", "slope of x1", "slope of x2"])

# %% [markdown]
# The slope of x1 scatters by 7.6, and the table says 4.8: its "95 %" interval misses in a fifth of the worlds. The
# noise is loudest at the end of the lever that turns the plane this way. For the constant the table says too much:
# the height over (0, 0) rests mostly on quiet rows.

# %% [markdown] exercise="04-sandwich"
# ### Exercise: the covariance of the estimates, for any noise
#
# Write `sandwich(X, C)`: the p × p covariance matrix of the least-squares estimates if the noise has the n × n
# covariance matrix C.

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
# Written out it is $(X'X)^{-1}\,X'CX\,(X'X)^{-1}$: bread, filling, bread. With $C = \sigma^2 I$ it becomes
# $\sigma^2 (X'X)^{-1}$ again.
#
# But one sample does not know C: 50 unknown variances, 50 observations. The way out: $X'CX$ is only p × p, a sum
# over the rows of $\sigma_i^2 x_i x_i'$. A squared residual is a poor estimate of one $\sigma_i^2$, but a sum of
# many is a good one (White 1980, *Econometrica* 48).
#
# One thing is in the way: residuals are smaller than noise, and not equally so in all rows. Lesson 02's hat matrix H
# has $(I - H)X = 0$, so they are $e = (I - H)\varepsilon$, and $I - H$ is symmetric and its own square. So noise
# with $C = \sigma^2 I$ leaves residuals with the covariance matrix
# $(I - H)\,\sigma^2 I\,(I - H)' = \sigma^2 (I - H)$: the variance of $e_i$ is $\sigma^2 (1 - h_i)$, where the
# *leverage* $h_i$ is the diagonal of H.
#
# ## A long lever
#
# In row 0 the decimal point slips: x1 becomes 6.96 in place of 0.696.
#
# **Predict:** will the residual of row 0 be the largest of all, or look ordinary beside the others?

# %%
ex.residual_of_the_lever.guess(...)  # "the largest" or "ordinary"

# %%
X_typo, y_50 = X_50.copy(), y[:50]
X_typo[0, 1] *= 10
typo = ols.fit(X_typo, y_50)
print("slopes:", typo.beta[1:].round(2), "; without the slip:", ols.fit(X_50, y_50).beta[1:].round(2))
print(f"row 0: leverage {typo.leverage[0]:.3f}, residual {typo.residuals[0]:.2f}")
print(f"sigma_hat: {typo.sigma:.2f}; largest residual: {np.abs(typo.residuals).max():.2f}")

# %% [markdown]
# Ordinary. A row with a high leverage pulls the plane towards itself, here with the slope of x1, and hides its own
# error. To see what it hides, fit without it.

# %% [markdown] exercise="04-deleted-residuals"
# ### Exercise: residuals from a plane that has not seen the row
#
# Write `deleted_residuals(X, y)`. Entry i is the observed y in row i, minus the prediction for row i from a fit to
# all the other rows.

# %% exercise="04-deleted-residuals"
def deleted_residuals(X, y):
    ### BEGIN SOLUTION
    A = np.linalg.pinv(X)
    leverage = np.diag(X @ A)
    return (y - X @ (A @ y)) / (1 - leverage)
    ### END SOLUTION


ex.deleted_residuals.check(deleted_residuals)

# %% [markdown]
# **Predict:** the residual of the mistyped row 0 is −2.42. What is its deleted residual?

# %%
ex.miss_without_it.guess(..., ...)  # low and high, 80 % sure

# %%
deleted_residuals = ex.deleted_residuals.carry_on(deleted_residuals)
deleted = deleted_residuals(X_typo, y_50)
print(f"row 0: deleted residual {deleted[0]:.2f}")
print(f"its standard error: {world.sigma / np.sqrt(1 - typo.leverage[0]):.1f}")

# %%
plots.long_levers(typo.leverage, typo.residuals, deleted)

# %% [markdown]
# It is 17 times the residual. You may have fitted n times; once is enough: the deleted residual is
# $e_i / (1 - h_i)$. Why?
#
# 1. Replace $y_i$ by $\hat y_{(i)}$, the prediction from the other rows. Their plane now meets row i exactly, so it
#    is the best plane for all n rows.
# 2. So the fitted value moves from $\hat y_i$ to $\hat y_{(i)}$, by $h_i$ times the change of its own y:
#    $\hat y_i - \hat y_{(i)} = h_i (y_i - \hat y_{(i)})$.
# 3. Subtract both sides from $y_i - \hat y_{(i)}$, and $e_i = (1 - h_i)\,(y_i - \hat y_{(i)})$. If $h_i < 1$, divide.
#
# So $e_i$ has the variance $\sigma^2 (1 - h_i)$, and $e_i / (1 - h_i)$ has $\sigma^2 / (1 - h_i)$, here the square
# of 21. Two standard errors are a hint, no measure: so far out the other rows fix the plane badly. Look at leverage
# before you trust a residual plot.
#
# ## Robust standard errors, and a test
#
# The sandwich needs something in place of each $\sigma_i^2$. Plain residuals, $e_i^2$, make it too small: with equal
# noise their mean is $\sigma^2 (1 - h_i)$. The deleted residual $d_i$ is the row's own noise, minus the error of the
# prediction from the other rows. These two share no noise, so their variances add up:
#
# $$ \mathrm{E}\, d_i^2 = \sigma_i^2 + \text{variance of that prediction} \ge \sigma_i^2 . $$
#
# On average $d_i^2$ is never too small. With equal noise it is $\sigma^2 / (1 - h_i)$.

# %% [markdown] exercise="04-robust-standard-errors"
# ### Exercise: robust standard errors
#
# Write `robust_standard_errors(X, y)`: standard errors from the sandwich, from one sample alone. Different rows are
# independent. In place of each variance, put the one of these two squares that is never too small on average.

# %% exercise="04-robust-standard-errors"
def robust_standard_errors(X, y):
    ### BEGIN SOLUTION
    C = np.diag(deleted_residuals(X, y) ** 2)
    return np.sqrt(np.diag(sandwich(X, C)))
    ### END SOLUTION


ex.robust_standard_errors.check(robust_standard_errors)

# %% [markdown]
# Their name is HC3 (MacKinnon and White 1985, *Journal of Econometrics* 29). With plain residuals it is HC0, White's
# first proposal; HC2 takes $e_i^2 / (1 - h_i)$, right on average if the noise is equal.
#
# **Predict:** the coverage of x1's slope was 0.79. What will it be with HC3?

# %%
ex.coverage_robust.guess(..., ...)  # low and high, 80 % sure

# %%
robust_standard_errors = ex.robust_standard_errors.carry_on(robust_standard_errors)
yours = robust_standard_errors(X_50, Y[0])
print("HC3 is what you wrote:", np.allclose(yours, ols.fit(X_50, Y[0]).robust_standard_errors("HC3")))
for kind in ("HC0", "HC2", "HC3"):
    held = coverage(fits, fits.robust_standard_errors(kind), world.beta)
    print(f"{kind}: slope of x1 {held[1]:.3f}")

# %% [markdown]
# Nearly 0.95 with deleted residuals, only 0.90 with plain ones, and nothing had to be known of the variances. HC2
# falls between: its reason holds for equal noise, and here many rows with a high leverage are loud. And where the
# noise *is* equal?

# %%
for rows in (200, 10):
    Y_equal = simulate.replicate(X[:rows], world.beta, 5.0, np.random.default_rng(8))
    equal = ols.fit_many(X[:rows], Y_equal)
    classical = coverage(equal, equal.standard_errors, world.beta)[1]
    robust = coverage(equal, equal.robust_standard_errors("HC3"), world.beta)[1]
    print(f"{rows:3} rows, slope of x1: classical {classical:.4f}, HC3 {robust:.4f}")

# %% [markdown]
# HC3 costs almost nothing at n = 200, where all leverages are small. With ten rows they are large, and it errs on
# the safe side.
#
# Do the residuals give unequal noise away? If the variance depends on x, the *squared* residuals follow x, and that
# is a regression. Take n times its R²: so Koenker (1981, *Journal of Econometrics* 17) simplified the test of
# Breusch and Pagan (1979, *Econometrica* 47). If the *variance* does not depend on x, chance leaves an R² of about
# $(p - 1)/n$. For large n, $nR^2$ then follows a chi-squared law with p − 1 degrees of freedom; we take that on
# trust.

# %% [markdown] exercise="04-breusch-pagan"
# ### Exercise: Breusch and Pagan's test
#
# Write `breusch_pagan(X, residuals)`, which returns the p-value: how often so large a statistic, or a larger one,
# would come up if all variances were equal.

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
print(f"seed world:    Breusch–Pagan p = {breusch_pagan(X, seed_fit.residuals):.3f}")
print(f"               White p = {seed_fit.white().p_value:.3f}")
print(f"unequal noise: Breusch–Pagan p = {breusch_pagan(X_50, unequal.residuals):.4f}")

# %%
plots.squared_residuals(X_50, unequal.residuals)

# %% [markdown]
# Only the unequal noise is found out. White's test adds squares and products of the predictors to the second
# regression. But a test that finds nothing is no proof: with few observations it often misses what is there.
#
# ## Noise that remembers
#
# In a series of days or years, what disturbs one observation often disturbs the next. Let each piece of noise keep
# 0.6 of the one before: an *autoregression*, AR(1). Take two designs: *time* as the only predictor, and the seed
# world's X, whose rows come in random order.
#
# **Predict:** in what share of worlds does the 95 % interval of the slope of time hold the truth?

# %%
ex.coverage_time.guess(..., ...)  # low and high, 80 % sure

# %%
time = np.linspace(0, 1, 100)
X_trend = np.column_stack([np.ones(100), time])
remembering = simulate.AR1(0.6)
Y_trend = simulate.replicate(X_trend, [10, 5], 5.0, np.random.default_rng(6), noise=remembering)
Y_seed = simulate.replicate(X, world.beta, 5.0, np.random.default_rng(6), noise=remembering)
trend_fits, seed_fits = ols.fit_many(X_trend, Y_trend), ols.fit_many(X, Y_seed)
print(f"slope of time: {coverage(trend_fits, trend_fits.standard_errors, [10, 5])[1]:.3f}")
print(f"    by HC3:    {coverage(trend_fits, trend_fits.robust_standard_errors(), [10, 5])[1]:.3f}")
print("seed world:   ", coverage(seed_fits, seed_fits.standard_errors, world.beta).round(3))

# %%
plots.spread_and_said(trend_fits, ["constant", "slope of time"], robust=True)

# %% [markdown]
# With time as predictor, a third of the intervals miss. A run of high noise looks like a piece of trend, and 100
# observations that repeat each other are worth far fewer. "Robust" does not help: it gave up equal variances, not
# independence. The sandwich is still right, with off-diagonal entries in C, here $\sigma^2\, 0.6^{|i - j|}$: each
# step back costs one more factor of 0.6.

# %%
def remembered(n_rows):
    row = np.arange(n_rows)
    return 25 * 0.6 ** np.abs(row[:, None] - row)


print("sandwich:               ", np.sqrt(np.diag(sandwich(X_trend, remembered(100)))).round(2))
print("spread of the estimates:", trend_fits.beta.std(axis=0, ddof=1).round(2))

# %% [markdown]
# In the seed world neighbouring rows are no neighbours in x, and the slopes keep their coverage. The
# intervals of x1 are even too wide, which the 0.92 below explains. How many times too small are the printed
# standard errors there?

# %%
middle = np.array([1, 0.5, 0.5])
dependent, independent = sandwich(X, remembered(200)), sandwich(X, 25 * np.eye(200))
print(f"height over the middle: {np.sqrt(middle @ dependent @ middle / (middle @ independent @ middle)):.2f}")
print("coefficients:          ", np.sqrt(np.diag(dependent) / np.diag(independent)).round(2))

# %% [markdown]
# The *level* suffers, the height over the middle, nearly an average of y; the constant inherits a part of that.
# Dependence hurts where neighbouring rows get nearly equal weights: in a level, and in the slope of a smooth x.
# In real data C has to be estimated: by a model of the dependence, here with two numbers, or from products of the
# residuals of close neighbours (Newey and West 1987, *Econometrica* 55).
#
# The clue: neighbouring residuals resemble each other. Durbin and Watson (1950, *Biometrika* 37) compare their
# differences with the residuals themselves:
#
# $$ d = \frac{\sum_{i \ge 2} (e_i - e_{i-1})^2}{\sum_i e_i^2} . $$

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

# %% [markdown]
# Multiply out the square: $d \approx 2 - 2r$ with $r = \sum e_i e_{i-1} / \sum e_i^2$, the correlation of
# neighbours. For independent noise the products above have mean 0, variance $\sigma^4$ and no correlation. So their
# sum has a standard deviation of about $\sqrt n\,\sigma^2$. Below stands about $n \sigma^2$. Hence r scatters by
# $1/\sqrt n$ and d by $2/\sqrt n$, and 95 % of samples have a d within $2 \pm 4/\sqrt n$. That is the yardstick,
# unless n is small.
#
# **Predict:** d for the residuals of the seed world, whose 200 pieces of noise are independent.

# %%
ex.d_of_the_seed_world.guess(..., ...)  # low and high, 80 % sure

# %%
durbin_watson = ex.durbin_watson.carry_on(durbin_watson)
trend = ols.fit(X_trend, Y_trend[0])
print(f"seed world: {durbin_watson(seed_fit.residuals):.4f}, yardstick 2 ± {4 / np.sqrt(200):.2f}")
print(f"remembering noise: {durbin_watson(trend.residuals):.4f}, yardstick 2 ± {4 / np.sqrt(100):.2f}")

# %%
plots.neighbours(trend.residuals)

# %% [markdown]
# The remembering noise itself would have 2 − 2 · 0.6 = 0.8; the fit removed part of the runs. The statistic means
# something only if the order of the rows does.
#
# ## Heavy tails
#
# The most famous assumption: the noise is *normal*. With *heavy tails* it is mostly small and sometimes huge. The
# *kurtosis* measures that: the mean fourth power of the residuals, divided by the square of their mean square. A
# fourth power cares for little but the largest values. For a normal law it is 3.

# %% [markdown] exercise="04-kurtosis"
# ### Exercise: kurtosis
#
# Compute the kurtosis of the seed world's residuals, `seed_fit.residuals`.

# %% exercise="04-kurtosis"
kurtosis = ...
### BEGIN SOLUTION
kurtosis = np.mean(seed_fit.residuals**4) / np.mean(seed_fit.residuals**2) ** 2
### END SOLUTION
ex.kurtosis.check(kurtosis)

# %% [markdown]
# Jarque and Bera (1987, *International Statistical Review* 55) join K with the *skewness* S, the mean third power of
# the standardised residuals: $\mathrm{JB} = \frac n6 \left(S^2 + \frac{(K - 3)^2}{4}\right)$. For normal noise and
# large n it follows a chi-squared law with 2 degrees of freedom.

# %%
kurtosis = ex.kurtosis.carry_on(kurtosis)
skewness = np.mean(seed_fit.residuals**3) / np.mean(seed_fit.residuals**2) ** 1.5
jarque_bera = len(y) / 6 * (skewness**2 + (kurtosis - 3) ** 2 / 4)
print(f"skewness {skewness:.3f}, kurtosis {kurtosis:.3f}")
print(f"JB {jarque_bera:.3f}, p = {stats.chi2.sf(jarque_bera, 2):.3f}")

# %% [markdown]
# Many functions return the *excess*, K − 3: it is easy to subtract the 3 twice.
#
# Now the damage: noise from Student's t with 3 degrees of freedom, whose kurtosis is infinite, and only 10
# observations.
#
# **Predict:** in what share of worlds does the 95 % interval of the slope of x1 hold the truth?

# %%
ex.coverage_heavy.guess(..., ...)  # low and high, 80 % sure

# %%
Y_heavy = simulate.replicate(X[:10], world.beta, 5.0, np.random.default_rng(7), noise=simulate.StudentT(3))
heavy_fits = ols.fit_many(X[:10], Y_heavy)
held = coverage(heavy_fits, heavy_fits.standard_errors, world.beta)
print(f"slope of x1: {held[1]:.3f}; constant {held[0]:.2f}, slope of x2 {held[2]:.2f}")

# %% [markdown]
# About 0.95. The famous assumption matters least *for intervals of coefficients*. One huge piece of noise makes the
# estimate bad and the standard error large together. With more observations the central limit theorem joins: an
# estimate is a weighted sum of many pieces of noise, and such sums come close to normal. Skewed noise is worse for a
# *level*: the 95 % interval for the mean of 10 exponential numbers holds the truth in about 90 % of worlds. A
# prediction of one observation depends on the law in full. And a method that gives huge residuals less weight would
# be more precise.
#
# ## Break it yourself
#
# A world of 60 observations with one predictor, from 0 to 1 in the order of the rows. Three plots show the residuals
# of one sample. The third sorts them, against where a normal law puts them: heavy tails are steeper than its line at
# both ends. The fourth shows how far the fitted height over x = 1 is typically off, in 1,000 worlds, beside what
# the formula and the robust one say. The slider `curvature` bends the true mean.
#
# **Predict:** which of the four sliders does the worst damage to the coverage?

# %%
plots.break_assumptions()

# %% [markdown]
# Curvature is the worst: at 2 hardly an interval in a hundred holds the truth. The line is *biased* at the edge, and
# no standard error knows of a bias. Its clue is a bend in the first plot. Dependence is next; its clue is the tilted
# cloud in the second plot. Robust errors do not see it, but they repair unequal noise. Heavy tails do almost
# nothing.
#
# Now set the curvature to 1, and move `sample shown`. In some samples the bend is hard to see, yet only three in ten
# intervals hold the truth. There is a number for it: the t value of x², put beside x. At curvature 3 the second plot
# tilts as well: a fault can wear the clue of another.
#
# ## Name the fault
#
# Five worlds without labels, each of 80 rows in the order of observation. `X_five[0]` and `y_five[0]` are world 1.

# %%
X_five, y_five = ex.name_the_fault.example()
plots.clues(X_five, y_five)

# %% [markdown] exercise="04-name-the-fault"
# ### Exercise: which fault is in which world?
#
# Each world has one fault or none; a fault may come twice. Hand over five numbers of this key, for
# the worlds 1 to 5, with each fault's yardstick below:
#
# | 1 | 2 | 3 | 4 | 5 | 6 |
# |---|---|---|---|---|---|
# | nothing | curvature | unequal noise | dependence | heavy tails | a long lever with an odd y |
# | | a bend | Breusch–Pagan's p < 0.01 | d outside 2 ± 0.45 | kurtosis > 4.1 | leverage > 0.5 |

# %% exercise="04-name-the-fault"
faults = ...
### BEGIN SOLUTION
# A lever first, then a bend, then neighbours, squares and tails.
faults = [3, 1, 6, 4, 2]
### END SOLUTION
ex.name_the_fault.check(faults)

# %%
faults = ex.name_the_fault.carry_on(faults)
straight = ols.fit(X_five[4], y_five[4])
bent = ols.fit(np.column_stack([X_five[4], X_five[4][:, 1] ** 2]), y_five[4])
print(f"world 5: d = {durbin_watson(straight.residuals):.2f}; with x² it is {durbin_watson(bent.residuals):.2f}")
print(f"t value of x²: {bent.t_values[2]:.1f}")

# %% [markdown]
# Three of the five wear a mask. World 1 has a kurtosis of 5.1 and no heavy tails: quiet and loud rows together look
# like that. In world 3 the residual of row 17 is an ordinary −2.2; the line of the others misses it by 11.7. In
# world 5 neighbours resemble each other, yet the noise is independent: the rows stand in the order of x, and
# neighbours share the bend. With x² the likeness is gone. Hence the order: leverages first, then the mean, then the
# noise.

# %% [markdown]
# ## What you can do now
#
# | broken | estimates | standard errors | the clue | the cure |
# |---|---|---|---|---|
# | the plane | wrong | wrong | a trend or bend in the residuals; x² has a large t | another model |
# | equal noise | right on average | wrong | squares follow x; Breusch–Pagan, White | robust standard errors |
# | independence | right on average | wrong for levels and a smooth x | neighbours alike; d | C from a model |
# | normality | right on average | nearly right | kurtosis, Jarque–Bera | mostly none; beware of skewness |
#
# A long lever hides its own error: look at deleted residuals.
#
# Least squares never asked for normal noise. Where the noise has a known law, one can say more: how probable the
# data are under any plane and any sigma. Lesson 05 writes that down, and finds least squares again as its highest
# point.
