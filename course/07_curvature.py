# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Curvature: how far from the top may the truth be?
#
# Lessons 05 and 06 found the top of the log-likelihood. But the truth lies elsewhere, a little lower. Where the
# hill is steep all around, a short way costs much height, and the truth must be near; on a flat hill it may be
# far. So the uncertainty of an estimate can be read off the *shape* of one hill, without repeating the world two
# thousand times.
#
# | section | minutes |
# |---|---|
# | The slope | 13 |
# | The curvature | 13 |
# | Standard errors without repetition | 12 |
# | Cutting the hill | 9 |
# | Three tests of one hypothesis | 23 |
#
# **You need** [05 Likelihood by hand](05_likelihood.ipynb) (the log-likelihood and its gradient), [06 Autopsy of
# an optimiser](06_autopsy.ipynb) (log sigma) and, to compare, [03 Uncertainty by repetition](03_uncertainty.ipynb)
# (standard errors, coverage).

# %%
import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats
from scipy.optimize import brentq, minimize
from scipy.stats import chi2, norm

from helpers import likelihood, ols, plots, simulate
from helpers.exercises import curvature as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
least_squares = ols.fit(X, y)
beta_hat, sigma_hat = least_squares.beta, least_squares.sigma_mle
print(beta_hat.round(4), f"{sigma_hat:.4f}")

# %% [markdown]
# This is the top: the coefficients of least squares, and sigma with divisor n.

# %% [markdown]
# ## The slope
#
# As in lesson 06, let $\tau = \log\sigma$ take the place of sigma: it may be any number, and no search can step
# over a border. With the residuals $e = y - X\beta$ the log-likelihood is
#
# $$ \ell(\beta, \tau) = -\tfrac n2 \log 2\pi - n\tau - \tfrac12\, e'e\; \mathrm e^{-2\tau} . $$
#
# Its p + 1 slopes, one for each coefficient and the last for $\tau$, are called the *score*. The slopes in beta
# are those of lesson 05; the slope in $\tau$ is new.

# %% [markdown] exercise="07-score"
# ### Exercise: the score
#
# Write a function that returns the p + 1 slopes at any `beta` and `sigma`. Sigma itself goes in; the last slope is
# in log sigma.

# %% exercise="07-score"
def score(beta, sigma, X, y):
    ### BEGIN SOLUTION
    residuals = y - X @ beta
    in_beta = X.T @ residuals / sigma**2
    in_log_sigma = residuals @ residuals / sigma**2 - len(y)
    return np.append(in_beta, in_log_sigma)
    ### END SOLUTION


ex.score.check(score)

# %%
score = ex.score.carry_on(score)
at_the_truth = score(world.beta, world.sigma, X, y)
print("at the top, below 1e-4:", bool(np.abs(score(beta_hat, sigma_hat, X, y)).max() < 1e-4))
print("at the truth:", at_the_truth.round(2))

# %% [markdown]
# At the top every slope is zero; at the truth it is not. **Predict:** average the score at the truth over 2,000
# worlds with this truth. What will its last entry, the slope in log sigma, be?

# %%
ex.average_slope.guess(..., ...)  # low and high, 80 % sure

# %%
rng = np.random.default_rng(7)
noise = rng.normal(0, world.sigma, size=(2000, len(y)))
scores = np.array([score(world.beta, world.sigma, X, X @ world.beta + eps) for eps in noise])
print("average over 2,000 worlds:", scores.mean(axis=0).round(2))
print("standard deviation:       ", scores.std(axis=0).round(2))

# %%
plots.slopes_at_the_truth(scores, at_the_truth)

# %% [markdown]
# At the truth the residuals are the noise itself, $e = \varepsilon$. It has mean 0, and $\varepsilon'\varepsilon$
# has mean $n\sigma^2$; so every slope is zero on average. Over 2,000 worlds the last entry is still off by chance,
# by about $20/\sqrt{2000} = 0.45$.
#
# How far from zero the slope falls in one sample is chance, too. Keep its standard deviations in mind; they come
# back.

# %% [markdown]
# ## The curvature
#
# How quickly does the slope change as we walk? That is the second derivative. A top bends downwards, so the sign
# is turned to make it positive: minus the matrix of second derivatives is the *observed information* $J$.
#
# Differentiate the score once more. One block is quickly found: along beta the score in beta,
# $X'(y - X\beta)\,\mathrm e^{-2\tau}$, falls by $X'X\,\mathrm e^{-2\tau}$, that is $X'X/\sigma^2$.

# %% [markdown] exercise="07-information"
# ### Exercise: the information
#
# Write a function that returns the whole of $J$ at any `beta` and `sigma`, a matrix with p + 1 rows and columns.
# What stands in its last column, for $\tau$?

# %% exercise="07-information"
def information(beta, sigma, X, y):
    ### BEGIN SOLUTION
    residuals = y - X @ beta
    border = 2 * X.T @ residuals
    corner = 2 * residuals @ residuals
    return np.block([[X.T @ X, border[:, None]], [border, corner]]) / sigma**2
    ### END SOLUTION


ex.information.check(information)

# %% [markdown]
# Written out,
#
# $$ J(\beta, \tau) = \frac{1}{\sigma^2}\begin{pmatrix} X'X & 2X'e \\ 2e'X & 2e'e \end{pmatrix} . $$
#
# **Predict:** at the top $X'e = 0$ and $e'e = n\hat\sigma^2$. What number stands in the corner there?

# %%
ex.corner_at_the_top.guess(..., ...)  # low and high, 80 % sure

# %%
information = ex.information.carry_on(information)
print("at the top:")
print(information(beta_hat, sigma_hat, X, y).round(2) + 0.0)
print("at the truth:")
print(information(world.beta, world.sigma, X, y).round(2) + 0.0)

# %% [markdown]
# At the top the border is zero and the corner is 2n = 400: beta and log sigma do not influence each other there.
# Elsewhere they do.
#
# Now average $J$ over many worlds, at the truth: $X'\varepsilon$ has mean 0 and $\varepsilon'\varepsilon$ has mean
# $n\sigma^2$. This average is the *expected*, or Fisher, information
#
# $$ I(\sigma) = \begin{pmatrix} X'X/\sigma^2 & 0 \\ 0 & 2n \end{pmatrix} . $$
#
# At the top, where $X'e = 0$ and $e'e = n\hat\sigma^2$, observed and expected information are one and the same.
# That is so in this model; with Student-t noise, for example, they differ.

# %%
def expected_information(sigma, X):
    blank = np.zeros((X.shape[1], 1))
    return np.block([[X.T @ X / sigma**2, blank], [blank.T, 2 * len(X)]])


observed, expected = information(beta_hat, sigma_hat, X, y), expected_information(sigma_hat, X)
print("equal at the top:", np.allclose(observed, expected, atol=1e-4))
expected_at_truth = expected_information(world.sigma, X)
print("roots of the diagonal, at the truth:", np.sqrt(np.diag(expected_at_truth)).round(2))

# %% [markdown]
# Compare the last line with the standard deviations of the score above: they agree, up to the error of 2,000
# repetitions. This is no accident. Let $L = \mathrm e^{\ell}$ be the density of y, and $\theta = (\beta, \tau)$. A
# score is the slope of a logarithm, $s = \frac{1}{L}\frac{\partial L}{\partial\theta}$. Over all y that might have
# been drawn,
#
# $$ \int s\, L\, dy = \int \frac{\partial L}{\partial\theta}\, dy = \frac{\partial}{\partial\theta} \int L\, dy
# = \frac{\partial}{\partial\theta}\, 1 = 0 , $$
#
# whatever the truth is. Differentiate once more: s changes by $-J$ and L by $s\,L$, so that
# $\int s s' L\, dy = \int J L\, dy$. The variance of the slope *is* the average curvature (R. A. Fisher, 1925), in
# every model where the derivative may move inside the integral.

# %% [markdown]
# ## Standard errors without repetition
#
# Both together give the error of the estimate. Stand at the truth. The slope there is $s$, and it falls by about
# $I$ per step; it reaches zero, which is where the top is, after a walk of about
#
# $$ \hat\theta - \theta \approx I^{-1} s . $$
#
# See whether the walk ends at the estimate, in the same 2,000 worlds:

# %%
walks = scores @ np.linalg.inv(expected_at_truth)
responses = X @ world.beta + noise  # a row for each world
betas = np.linalg.lstsq(X, responses.T)[0].T
sigmas = np.sqrt(np.mean((responses - betas @ X.T) ** 2, axis=1))

# %%
plots.walks_and_errors(walks, np.column_stack([betas - world.beta, np.log(sigmas / world.sigma)]))

# %% [markdown]
# In beta the hill is a parabola, and the walk is the error itself. In log sigma it is only nearly one: the points
# lie a little below the line.
#
# The score $s$ is random with covariance $I$. So the walk has covariance $I^{-1}\, I\, I^{-1} = I^{-1}$: *the
# inverse of the curvature is the covariance matrix of the estimate*. Steep hill, short walk.

# %% [markdown] exercise="07-standard-errors"
# ### Exercise: standard errors from the curvature
#
# Nobody knows the truth, so take the curvature at the top. Compute the four standard errors, of the three
# coefficients and of log sigma.

# %% exercise="07-standard-errors"
standard_errors = ...
### BEGIN SOLUTION
covariance = np.linalg.inv(information(beta_hat, sigma_hat, X, y))
standard_errors = np.sqrt(np.diag(covariance))
### END SOLUTION
ex.standard_errors.check(standard_errors)

# %%
standard_errors = ex.standard_errors.carry_on(standard_errors)
print("curvature:    ", standard_errors.round(6))
print("least squares:", least_squares.standard_errors.round(6))
print("ratio:        ", (standard_errors[:-1] / least_squares.standard_errors).round(6))

# %% [markdown]
# The ratio is $\sqrt{197/200}$: the formulas are the same, but sigma has divisor n here and n − p there.
#
# **Predict:** log sigma has a standard error of 0.05. What is that of sigma itself, which is estimated as 4.888?

# %%
ex.error_of_sigma.guess(..., ...)  # low and high, 80 % sure

# %%
se_sigma = sigma_hat * standard_errors[-1]
print(f"standard error of sigma: {se_sigma:.6f}")

# %% [markdown]
# A small step of $\tau$ changes $\sigma = \mathrm e^\tau$ by sigma times the step. So an error of 0.05 in log
# sigma is one of about 5 % in sigma. This is the *delta method*.

# %% [markdown]
# ### What an optimiser's `hess_inv` is not
#
# SciPy's BFGS returns a matrix `hess_inv`, an approximation to the inverse of the second derivatives. Its diagonal
# looks like a free set of variances, and much code on the web takes it for that. SciPy goes downhill, so all signs
# are turned.

# %%
def height(theta):
    return -likelihood.log_likelihood(theta[:-1], np.exp(theta[-1]), X, y)


def slope(theta):
    return -score(theta[:-1], np.exp(theta[-1]), X, y)


# %% [markdown]
# **Predict:** start BFGS exactly at the top. It has nothing to do. What will its "standard error" of the constant
# be?

# %%
ex.error_by_bfgs.guess(..., ...)  # low and high, 80 % sure

# %%
top = np.append(beta_hat, np.log(sigma_hat))
for name, start in {"at the top": top, "log sigma off by 0.1": top + 0.1 * np.eye(4)[3]}.items():
    run = optimize.minimize(height, start, jac=slope, method="BFGS")
    found = np.allclose(run.x, top, atol=1e-4)
    print(f"{name:20s} found: {found}, errors of beta:", np.sqrt(np.diag(run.hess_inv))[:-1].round(4))

# %% [markdown]
# Ones. BFGS begins with the identity matrix as its guess. From each step it learns one thing, how the slope
# changed *along that step*, and mends its guess there. The second start is off in log sigma alone. Its path never
# leaves that direction, since $X'e = 0$ all along: it finds the top, and of beta it learns nothing.
#
# That ones look so plausible is an accident of the units: with y in thousandths the standard errors are 946, 1301
# and 1174, and BFGS would still say 1. From a start farther away it learns more, but it stops as soon as the slope
# is small, whether the guess has become good or not. An optimiser finds the top; the curvature has to be computed
# there.

# %% [markdown]
# ## Cutting the hill
#
# A standard error describes the hill by a parabola. But the hill over sigma is not one: in lesson 05, halving
# sigma cost more than doubling it. We can cut the hill itself. For every sigma let beta follow freely; the best
# height that can be reached is the *profile log-likelihood*. Here beta has no reason to move: least squares is
# best whatever sigma is. Constants are left out.

# %%
residuals = y - X @ beta_hat


def profile(sigma):
    return -len(y) * np.log(sigma) - residuals @ residuals / (2 * sigma**2)


# %% [markdown]
# How deep may we cut? If the hill were a parabola, an estimate $z$ standard errors away would be $z^2/2$ lower. In
# large samples every hill is nearly one, so *twice the drop* follows the law of $z^2$: $\chi^2$ with one degree of
# freedom (S. S. Wilks, 1938). Its 95 % quantile is $1.96^2 = 3.84$; half of it is 1.92.
#
# **Predict:** curve and parabola have the same top and the same curvature there. Both are cut 1.92 below it. On
# which side of the parabola's interval for sigma will the curve's lie?

# %%
ex.side_of_the_curve.guess(...)  # "left" or "right"

# %%
plots.profile_sigma(world)

# %% [markdown]
# To the right, with both ends. A sigma much too small is refuted at once by a few residuals; one too large only
# makes all of them look a little small. With few rows the difference is great: at the level 99 % the parabola from
# ten rows reaches down to 1.6. Move `rows` to the right: the curve turns into its parabola.

# %% [markdown] exercise="07-sigma-interval"
# ### Exercise: the profile interval for sigma
#
# Find the two values of sigma, below and above `sigma_hat`, where `profile` lies half the 95 % quantile of
# $\chi^2$ below its top. Use all 200 rows. `stats.chi2.ppf` gives quantiles, and
# `optimize.brentq(function, low, high)` finds where a function crosses zero between two points.

# %% exercise="07-sigma-interval"
sigma_interval = ...
### BEGIN SOLUTION
def above_the_cut(sigma):
    return profile(sigma) - profile(sigma_hat) + stats.chi2.ppf(0.95, 1) / 2


sigma_interval = [optimize.brentq(above_the_cut, 3, sigma_hat), optimize.brentq(above_the_cut, sigma_hat, 9)]
### END SOLUTION
ex.sigma_interval.check(sigma_interval)

# %% [markdown]
# Beside it stand two parabolas, one over sigma and one over log sigma, and for once an exact answer. With the
# residuals of the *fitted* plane, $e'e/\sigma^2$ follows $\chi^2$ with n − p degrees of freedom; with the true
# noise it would be n.

# %%
sigma_interval = ex.sigma_interval.carry_on(sigma_interval)
degrees = len(y) - X.shape[1]
quantiles = stats.norm.ppf([0.025, 0.975])
intervals = {
    "profile": sigma_interval,
    "parabola in sigma": sigma_hat + quantiles * se_sigma,
    "parabola in log sigma": sigma_hat * np.exp(quantiles * standard_errors[-1]),
    "exact": np.sqrt(residuals @ residuals / stats.chi2.ppf([0.975, 0.025], degrees)),
}

# %%
plots.sigma_intervals(intervals, world)

# %% [markdown]
# How often does each hold the truth? Every end is a fixed multiple of $\hat\sigma = \sqrt{e'e/n}$, so the same law
# tells.
#
# **Predict:** in what percentage of worlds does the profile interval hold the true sigma?

# %%
ex.coverage_of_the_profile.guess(..., ...)  # low and high, 80 % sure

# %%
for name, (low, high) in intervals.items():
    ends = len(y) * sigma_hat**2 / np.array([high, low]) ** 2
    fitted, known = (100 * np.diff(stats.chi2.cdf(ends, df))[0] for df in (degrees, len(y)))
    print(f"{name:21s} [{low:.3f}, {high:.3f}]  {fitted:.1f} %; if beta were known {known:.1f} %")

# %% [markdown]
# If beta were known, the first three would lack 0.0, 0.3 and 0.1 points of 95 %: that is the shape of the
# parabola. With beta fitted they lack 0.5, 1.2 and 0.8, and lie a little too low: none of them knows of the p
# degrees of freedom that went into beta. Over log sigma the hill is less lopsided, so the parabola comes closer
# there. The profile needs no such choice: it is the same curve on either scale.

# %% [markdown]
# ## Three tests of one hypothesis
#
# The old notebook's model had no intercept. It claimed, without saying so, that the constant is zero. Do the data
# contradict? The best that this hypothesis can do is its own maximum, with slopes and sigma fitted anew:

# %%
beta_0 = np.append(0, np.linalg.lstsq(X[:, 1:], y)[0])
sigma_0 = np.sqrt(np.mean((y - X @ beta_0) ** 2))
expected_0 = expected_information(sigma_0, X)
print(beta_0.round(3), f"{sigma_0:.4f}")

# %% [markdown]
# There are three ways to ask how far this restricted maximum, marked by the index 0, lies from the top:
#
# - The **likelihood ratio** walks the way and measures the height: $LR = 2(\hat\ell - \hat\ell_0)$.
# - The **Wald test** stands at the top and looks down: how many standard errors away from the estimate is zero?
#   $W$ is the square of that number. It never visits the hypothesis (A. Wald, 1943).
# - The **score test** (C. R. Rao, 1948) stands at the hypothesis and looks up: how steep is the hill there, in
#   units of what chance makes of it? $S = s_0' I_0^{-1} s_0$. It never visits the top.
#
# If the hypothesis is true, all three follow $\chi^2$ with one degree of freedom in large samples. On a perfect
# parabola they would be equal.
#
# **Predict:** the hill over the constant is not quite a parabola: the farther from its top, the less it curves.
# Which of the three will be the largest?

# %%
ex.largest_of_three.guess(...)  # "score", "likelihood ratio" or "Wald"

# %%
plots.three_tests(world)

# %% [markdown]
# Each statistic is twice a height in this picture. The likelihood ratio is the drop of the curve itself. Wald
# takes the parabola at the top for the hill, dash-dotted: it drops too far. The score test takes a parabola that
# touches the curve at the hypothesis, dotted, with the curve's slope and the *expected* curvature there: it climbs
# too little.
#
# Move the hypothesis out to 0, then take fewer rows: the three come apart. With 10 rows and a hypothesis of 2.0
# they contradict each other: Wald and the likelihood ratio refuse it, the score test does not.

# %% [markdown] exercise="07-likelihood-ratio"
# ### Exercise: the likelihood ratio
#
# Compute $LR$ for a constant of zero and all 200 rows. `likelihood.log_likelihood(beta, sigma, X, y)` is the
# function of lesson 05.

# %% exercise="07-likelihood-ratio"
likelihood_ratio = ...
### BEGIN SOLUTION
highest = likelihood.log_likelihood(beta_hat, sigma_hat, X, y)
highest_0 = likelihood.log_likelihood(beta_0, sigma_0, X, y)
likelihood_ratio = 2 * (highest - highest_0)
### END SOLUTION
ex.likelihood_ratio.check(likelihood_ratio)

# %% [markdown] exercise="07-wald"
# ### Exercise: the Wald test
#
# Compute $W$ for the same hypothesis, with the standard error from the curvature.

# %% exercise="07-wald"
wald = ...
### BEGIN SOLUTION
wald = (beta_hat[0] / standard_errors[0]) ** 2
### END SOLUTION
ex.wald.check(wald)

# %% [markdown] exercise="07-score-test"
# ### Exercise: the score test
#
# Compute $S$ for the same hypothesis: the score of the *full* model at (`beta_0`, `sigma_0`), measured against
# `expected_0`.

# %% exercise="07-score-test"
score_statistic = ...
### BEGIN SOLUTION
score_0 = score(beta_0, sigma_0, X, y)
score_statistic = score_0 @ np.linalg.solve(expected_0, score_0)
### END SOLUTION
ex.score_test.check(score_statistic)

# %%
likelihood_ratio = ex.likelihood_ratio.carry_on(likelihood_ratio)
wald = ex.wald.carry_on(wald)
score_statistic = ex.score_test.carry_on(score_statistic)
statistics = {"score": score_statistic, "likelihood ratio": likelihood_ratio, "Wald": wald}
for name, statistic in statistics.items():
    print(f"{name:16s} {statistic:.3f}  p = {stats.chi2.sf(statistic, 1):.1e}")

# %% [markdown]
# The verdict is the same, without any doubt: the data refuse a plane through the origin. But the p-values differ
# by more than six powers of ten, and the order is no accident. Let $F$ be the square of least squares' t for the
# constant, the *F statistic*, and $r = F/(n-p)$. The hypothesis makes the sum of squares 1 + r times as large,
# $e_0'e_0 = (1 + r)\,e'e$, and then
#
# $$ S = n\,\frac{r}{1 + r} \;\le\; LR = n\log(1 + r) \;\le\; W = n\,r , $$
#
# for every linear hypothesis in this model (E. R. Berndt and N. E. Savin, 1977). So all three are the same
# question on different scales. They differ only in how they translate it into a p-value, and there the exact law
# is known: $F$ with 1 and n − p degrees of freedom.

# %%
F = least_squares.t_values[0] ** 2
r = F / degrees
print(f"F = {F:.3f}, exact p = {stats.f.sf(F, 1, degrees):.1e}")
print(f"S = {len(y) * r / (1 + r):.3f}, LR = {len(y) * np.log(1 + r):.3f}, W = {len(y) * r:.3f}")

# %% [markdown]
# So far out, the likelihood ratio comes closest: its p-value is about half the exact one. Near the usual levels?
# Reject at 5 %, that is above 3.84, and ask F how often each test then refuses a hypothesis that is *true*. Each
# statistic grows with r: `limits` are the r at which it reaches 3.84.
#
# **Predict:** with ten rows, in what percentage of worlds does the Wald test refuse a true hypothesis?

# %%
ex.refused_by_wald.guess(..., ...)  # low and high, 80 % sure

# %%
def refused(rows, coefficients=3):
    """Percentages: the score test, the likelihood ratio, Wald."""
    share = stats.chi2.ppf(0.95, 1) / rows
    limits = np.array([share / (1 - share), np.expm1(share), share])
    return 100 * stats.f.sf((rows - coefficients) * limits, 1, rows - coefficients)


print(" 10 rows: score, ratio and Wald refuse", refused(10).round(1), "%")
print("200 rows: score, ratio and Wald refuse", refused(200).round(1), "%")

# %%
plots.refused_when_true(refused)

# %% [markdown]
# None keeps its promise with ten rows. The score test comes closest, and Wald breaks it worst; with 200 rows the
# difference hardly matters. For the likelihood ratio speaks, in any model, that it does not depend on the scale on
# which a parameter is written, just as the profile did not. The score test is for models whose full fit is
# expensive, the Wald test for a glance at a table.

# %% [markdown]
# ### Any hypothesis, and how to count
#
# A hypothesis need not be a zero. Are the two slopes equal? Then $b\,x_1 + b\,x_2 = b\,(x_1 + x_2)$: the
# restricted model has two columns, the ones and $x_1 + x_2$. *Degrees of freedom* count the equations that a
# hypothesis adds.
#
# The slopes are 4.35 and 11.06, with standard errors of 1.30 and 1.17. Before you compute: will equal slopes be
# refused at the level of 1 %?

# %% [markdown] exercise="07-p-value"
# ### Exercise: a p-value for equal slopes
#
# Compute the p-value of the likelihood-ratio test.

# %% exercise="07-p-value"
p_value = ...
### BEGIN SOLUTION
X_equal = np.column_stack([X[:, 0], X[:, 1] + X[:, 2]])
beta_equal = np.linalg.lstsq(X_equal, y)[0]
sigma_equal = np.sqrt(np.mean((y - X_equal @ beta_equal) ** 2))
highest = likelihood.log_likelihood(beta_hat, sigma_hat, X, y)
highest_equal = likelihood.log_likelihood(beta_equal, sigma_equal, X_equal, y)
p_value = stats.chi2.sf(2 * (highest - highest_equal), 1)
### END SOLUTION
ex.p_value.check(p_value)

# %%
p_value = ex.p_value.carry_on(p_value)
print(f"p = {p_value:.2e}, LR = {stats.chi2.isf(p_value, 1):.3f}")

# %% [markdown]
# Refused. And the hypothesis of lesson 05, that all four parameters have their *true* values? Its log-likelihood
# was 0.735 below the top. Four equations, so four degrees of freedom:

# %%
drop = likelihood.log_likelihood(beta_hat, sigma_hat, X, y)
drop -= likelihood.log_likelihood(world.beta, world.sigma, X, y)
print(f"LR = {2 * drop:.3f}, p = {stats.chi2.sf(2 * drop, 4):.2f}")

# %% [markdown]
# The truth is not refused. A drop of 0.735 is what chance does: in about five of six worlds the truth lies even
# lower.

# %% [markdown]
# ### The same from a library
#
# `helpers.likelihood` does all this for any linear hypothesis, and statsmodels agrees:

# %%
fit = likelihood.fit(X, y)
print(likelihood.likelihood_ratio(fit, R=[1, 0, 0]))
print(likelihood.wald(fit, R=[1, 0, 0]))
print(likelihood.score_test(fit, R=[1, 0, 0]))
print(likelihood.likelihood_ratio(fit, R=[0, 1, -1]))

# %%
full, restricted = sm.OLS(y, X).fit(), sm.OLS(y, X[:, 1:]).fit()
print("standard errors:", np.allclose(fit.standard_errors, standard_errors[:-1]))
by_ratio, by_score = full.compare_lr_test(restricted)[0], full.compare_lm_test(restricted)[0]
print("likelihood ratio:", np.allclose(by_ratio, likelihood_ratio))
print("score test:", np.allclose(by_score, score_statistic))

# %% [markdown]
# ## What you can do now
#
# You can read from the shape of one hill what lesson 03 learned from two thousand worlds:
#
# - the score is the slope; at the truth it is zero on average, and its variance is the information;
# - the information is the curvature; its inverse, *at the top*, is the covariance matrix of the estimate, and an
#   optimiser's `hess_inv` is not;
# - where the hill is not a parabola, cut the hill itself: twice the drop follows $\chi^2$;
# - likelihood ratio, Wald and score ask one question; they differ by which parabola they trust.
#
# In all this the data alone have spoken. What if you know something about the parameters before you see the data?
# Then the hill is multiplied by what you knew, and its shape becomes an answer of another kind: a probability of
# the parameters themselves. Lesson 08 begins there.
