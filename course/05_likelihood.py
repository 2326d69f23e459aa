# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Likelihood by hand: which world makes these data least surprising?
#
# Least squares compares planes by squared distances, and gives no reason why squares. The *likelihood* compares
# whole worlds, the plane together with the noise around it, by one question: how high is the density of the data
# there? This lesson builds it from a single observation up, looks at it as a landscape, and climbs to its top.
#
# | section | minutes |
# |---|---|
# | A density, read backwards | 11 |
# | All observations at once | 11 |
# | Numbers too small to exist | 6 |
# | The surface | 4 |
# | The best sigma | 20 |
# | Uphill, in every direction | 12 |
#
# **You need** [02 Least squares](02_least_squares.ipynb), and of the refresher in
# [00 Start here](00_start_here.ipynb) the density and the gradient.

# %%
import numpy as np
import statsmodels.api as sm
from scipy import optimize, stats

from helpers import plots, simulate
from helpers.exercises import likelihood as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
n, p = X.shape
print(n, p)

# %% [markdown]
# ## A density, read backwards
#
# Our worlds say: observation i is drawn from a normal law. Its mean $\mu_i = x_i'\beta$ is the height of the plane
# at $x_i$, row i of X, and its standard deviation is $\sigma$. The density of that law is
#
# $$ f(y_i \mid \mu_i, \sigma)
#  = \frac{1}{\sigma\sqrt{2\pi}}\, \exp\!\left(-\frac{(y_i - \mu_i)^2}{2\sigma^2}\right). $$
#
# As a function of $y_i$ this is the bell of lesson 00: $\beta$ and $\sigma$ are known, and it says which values are
# to be expected. Now read it backwards. The observation is there, it will not change; what we do not know is $\beta$
# and $\sigma$. As a function of *those*, the formula is called the *likelihood*.
#
# **Predict:** the first observation is 9.46. Three worlds give it the mean 9, 12 and 20, all with $\sigma = 5$. In
# the second, the density is a little lower than in the first. How many times lower than in the first is it in the
# third?

# %%
ex.times_lower.guess(..., ...)  # low and high, 80 % sure

# %%
for mean in (9, 12, 20):
    print(f"mean {mean:2d}: density {stats.norm.pdf(y[0], mean, 5):.4f}")
times = stats.norm.pdf(y[0], 9, 5) / stats.norm.pdf(y[0], 20, 5)
print(f"at 20, {times:.1f} times lower than at 9")

# %% [markdown]
# The exponent holds the *squared* distance, so each further step divides the likelihood by a larger factor. And
# the three numbers are not probabilities of the three worlds. They would not sum to 1 over all worlds, and nobody
# said how probable each world was to begin with. Lesson 08 says it.
#
# From here on everybody works with the logarithm. A log turns factors into terms and removes the exponential.

# %% [markdown] exercise="05-log-density"
# ### Exercise: the log density
#
# Write out $\log f$ and return it, for one observation or for an array of them at once (one log density each).
# `sigma` is a standard deviation. Use `np.log` and arithmetic; it is the formula that everything else is built from.

# %% exercise="05-log-density"
def log_density(y, mean, sigma):
    ### BEGIN SOLUTION
    return -0.5 * np.log(2 * np.pi) - np.log(sigma) - 0.5 * ((y - mean) / sigma) ** 2
    ### END SOLUTION


ex.log_density.check(log_density)

# %%
log_density = ex.log_density.carry_on(log_density)
plots.one_observation(log_density, y[0])

# %% [markdown]
# A sigma below the distance from y to the mean is punished hard, one above it gently.

# %%
for sigma in (0.1, 1, 10):
    print(f"at the centre, sigma {sigma:4}: log density {log_density(0, 0, sigma):7.4f}")

# %% [markdown]
# The first is positive. A density is no probability: it is probability *per unit of y*, so it may exceed 1, and its
# log may be above zero. That also means that its value depends on the unit.

# %% [markdown]
# ## All observations at once
#
# The 200 pieces of noise are drawn independently of each other. The joint density of independent observations is
# the product of their densities:
#
# $$ L(\beta, \sigma) = \prod_{i=1}^{n} f(y_i \mid x_i'\beta, \sigma), \qquad
#  \ell(\beta, \sigma) = \log L(\beta, \sigma) = \sum_{i=1}^{n} \log f(y_i \mid x_i'\beta, \sigma). $$
#
# $L$ is the *likelihood* of the world $(\beta, \sigma)$, and $\ell$ its *log-likelihood*. The log climbs wherever
# its argument climbs, so both have their top at the same place.

# %% [markdown] exercise="05-log-likelihood"
# ### Exercise: the log-likelihood
#
# Write $\ell$ as a function that returns one number. It must work for any `beta`, `sigma`, `X` and `y`: the check
# brings its own.

# %% exercise="05-log-likelihood"
def log_likelihood(beta, sigma, X, y):
    ### BEGIN SOLUTION
    return log_density(y, X @ beta, sigma).sum()
    ### END SOLUTION


ex.log_likelihood.check(log_likelihood)

# %% [markdown]
# We know the truth of this world. Beside the least-squares plane we take, for now, the sigma that the old notebook
# printed. **Predict:** is the log-likelihood of the truth lower or higher than that of least squares?

# %%
ex.truth_beside_fit.guess(...)  # "lower", "the same" or "higher"

# %%
log_likelihood = ex.log_likelihood.carry_on(log_likelihood)
beta_hat = np.linalg.lstsq(X, y)[0]
sigma_hat = 4.888384545924
print(f"truth:         {log_likelihood(world.beta, world.sigma, X, y):.3f}")
print(f"least squares: {log_likelihood(beta_hat, sigma_hat, X, y):.3f}")

# %% [markdown]
# Lower, though only by 0.735. A fit adapts itself to the noise at hand, and the truth does not. So a *higher*
# likelihood is no proof of being nearer to the truth. Lesson 07 tells how much higher counts.
#
# The second number stands in the old notebook's table, as "Log-Likelihood: −601.16", and in statsmodels:

# %%
print(f"{sm.OLS(y, X).fit().llf:.3f}")

# %% [markdown]
# What does −601 mean? By itself nothing. Let y be counted in thousands: y/1000, with beta and sigma divided
# likewise. It is the same world and the same fit. **Predict:** what becomes of the log-likelihood?

# %%
ex.in_thousands.guess(...)  # "lower", "the same" or "higher"

# %%
print(f"{log_likelihood(beta_hat / 1000, sigma_hat / 1000, X, y / 1000):.3f}")

# %% [markdown]
# It is now *positive*. Each density is a thousand times higher, because the axis is a thousand times shorter, and
# $200 \log 1000 = 1381.55$ is added. Only *differences* of log-likelihoods for the same y have a meaning: there the
# unit cancels.

# %% [markdown]
# ## Numbers too small to exist
#
# Why not multiply, as the definition says? **Predict:** a typical density here is 0.05. The product of all 200 is
# ten to which power?

# %%
ex.power_of_200.guess(..., ...)  # low and high, 80 % sure

# %%
densities = stats.norm.pdf(y, X @ beta_hat, sigma_hat)
print(f"product of all 200: {np.prod(densities):.1e}, 10 to the power of {np.log10(np.prod(densities)):.2f}")

# %% [markdown]
# A very small number, but a number. Now a data set that is a little larger: the seed world with its first 50
# observations put below once more. Double precision stores no positive number below about 4.9e-324; what is less
# than half of it becomes 0. **Predict:** multiply row by row. From which row on is the product 0?

# %%
ex.row_of_zero.guess(..., ...)  # low and high, 80 % sure

# %%
X_250, y_250 = np.vstack([X, X[:50]]), np.concatenate([y, y[:50]])
densities_250 = stats.norm.pdf(y_250, X_250 @ beta_hat, sigma_hat)
print(f"smallest of the 250: {densities_250.min():.5f}, product of the 250: {np.prod(densities_250)}")
plots.running_product(densities_250)

# %% [markdown]
# Exactly zero, although no factor is. This is called *underflow*, and nothing warns you of it. Even in the best
# world for these 250 rows the product is 0. So the surface is flat, and there is no top to find.

# %% [markdown] exercise="05-power-of-ten"
# ### Exercise: the number that cannot be stored
#
# The likelihood of the 250 observations is $10^k$. Find $k$ (with its decimals) at `beta_hat` and `sigma_hat`.

# %% exercise="05-power-of-ten"
k = ...
### BEGIN SOLUTION
k = log_likelihood(beta_hat, sigma_hat, X_250, y_250) / np.log(10)
### END SOLUTION
ex.power_of_ten.check(k)

# %% [markdown]
# It is where the dashed line ends. A sum of logs never underflows: ten million rows would give a log-likelihood of
# some minus thirty million, an ordinary number.
#
# *The log is taken before the numbers are multiplied, never afterwards.* The log of a product that has become 0 is
# $-\infty$, and a search that meets it may stop anywhere. Lesson 06 is about one that did.

# %% [markdown]
# ## The surface
#
# $\ell$ is a landscape over four directions: three coefficients and sigma. The next picture is a cut through it. The
# constant and the slope of x1 stay where least squares puts them; the slope of x2 and sigma are yours.

# %%
plots.likelihood_surface()

# %% [markdown]
# The lines join points of equal height, and the numbers on them say how far below the top they run. Move the square
# up and down, and watch the right-hand side: it shows the residuals of your plane, under the density that you claim
# for them.
#
# - Sigma too large: the density is wide and low, so each observation gets a little less than it could.
# - Sigma too small: residuals lie far out where the density has practically vanished, and each pays its squared
#   distance.
#
# **Predict:** from the top, which costs more log-likelihood: half of sigma, or twice sigma?

# %%
ex.half_or_twice.guess(...)  # "half", "the same" or "twice"

# %%
for c in (0.5, 2):
    change = log_likelihood(beta_hat, c * sigma_hat, X, y) - log_likelihood(beta_hat, sigma_hat, X, y)
    print(f"sigma times {c}: {change:.2f}")

# %% [markdown]
# Halving costs two and a half times as much as doubling. The hill is steeper below than above, and its contour lines
# are not ellipses. Now move the square sideways, at a small sigma and at a large one.
# **Predict:** at a large sigma, is the best slope of x2 smaller or larger than at a small one?

# %%
ex.slope_at_large_sigma.guess(...)  # "smaller", "the same" or "larger"

# %%
slopes, heights = np.linspace(0, 20, 2001), {}
for sigma in (2, 5, 20):
    heights[sigma] = [log_likelihood([*beta_hat[:2], slope], sigma, X, y) for slope in slopes]
    print(f"sigma {sigma:2d}: best slope {slopes[np.argmax(heights[sigma])]:.2f}, height {max(heights[sigma]):.1f}")
plots.best_slopes(slopes, heights)

# %% [markdown]
# The reason is in the formula. Write $S(\beta) = \sum (y_i - x_i'\beta)^2$; then, with all terms collected,
#
# $$ \ell(\beta, \sigma) = -\tfrac{n}{2}\log(2\pi) - n\log\sigma - \frac{S(\beta)}{2\sigma^2}. $$
#
# Beta appears in $S$ alone, and $S$ is subtracted. Whatever sigma is, $\ell$ is highest in beta where the sum of
# squares is lowest. So *the maximum-likelihood estimate of beta is least squares*. Why squares? They are what is
# left of normal noise when the log has taken the exponential away. Another law of the noise would leave something
# else.

# %% [markdown]
# ## The best sigma
#
# With beta settled, one number is left. SciPy can search for it, but its searches go *down*: they look for the
# lowest value of a function. So one hands over $-\ell$, the *negative log-likelihood*: our hill upside down.

# %% [markdown] exercise="05-sigma-by-search"
# ### Exercise: the best sigma, by search
#
# Find the sigma between 1 and 20 with the highest log-likelihood, beta held at `beta_hat`.
# `optimize.minimize_scalar(function, bounds=(1, 20))` searches for the lowest value; the place is in `.x`.

# %% exercise="05-sigma-by-search"
sigma_found = ...
### BEGIN SOLUTION
sigma_found = optimize.minimize_scalar(
    lambda sigma: -log_likelihood(beta_hat, sigma, X, y), bounds=(1, 20)
).x
### END SOLUTION
ex.sigma_by_search.check(sigma_found)

# %%
sigma_found = ex.sigma_by_search.carry_on(sigma_found)
print(f"{sigma_found:.4f}")

# %% [markdown]
# A search is for functions that we cannot solve. This one we can. The slope of $\log\sigma$ is $1/\sigma$, and the
# slope of $1/\sigma^2$ is $-2/\sigma^3$. At the top the slope in sigma is zero:
#
# $$ \frac{\partial \ell}{\partial \sigma} = -\frac{n}{\sigma} + \frac{S(\beta)}{\sigma^3} = 0 . $$
#
# **Predict**, on paper: what will stand below the line, n, n − 1 or n − p?

# %% [markdown] exercise="05-best-sigma"
# ### Exercise: the best sigma, in closed form
#
# Solve for sigma and write it as a function: the sigma with the highest likelihood for *any* beta, not just the
# best one.

# %% exercise="05-best-sigma"
def best_sigma(beta, X, y):
    ### BEGIN SOLUTION
    return np.sqrt(np.mean((y - X @ beta) ** 2))
    ### END SOLUTION


ex.best_sigma.check(best_sigma)

# %% [markdown]
# **Predict:** around the true plane, is the best sigma smaller or larger than around the least-squares plane?

# %%
ex.around_the_true_plane.guess(...)  # "smaller", "the same" or "larger"

# %%
best_sigma = ex.best_sigma.carry_on(best_sigma)
print(f"least squares: {best_sigma(beta_hat, X, y):.6f}")
print(f"true plane:    {best_sigma(world.beta, X, y):.6f}")
plots.best_sigmas(log_likelihood, best_sigma, beta_hat, X, y)

# %% [markdown]
# $\hat\sigma = \sqrt{S/n}$, the root of the mean squared residual: the divisor is $n$. It is a top, for the slope
# times $\sigma$ is $S/\sigma^2 - n$: positive below $\hat\sigma$, negative above. And it is our `sigma_hat`, which
# the old notebook printed as `np.std(resid)`.
#
# Around the least-squares plane the residuals are *smaller* than around the true plane. The fitted plane has moved
# towards the points, and the likelihood takes no account of that. This is why $\hat\sigma$ is too small on average,
# by as much as lesson 03 measured, and why `ols.fit` divides by n − p. With n = 200 the difference is 0.8 %.
#
# Now the lopsided hill can be explained. At the best beta $S = n\hat\sigma^2$. Put $c\,\hat\sigma$ and $\hat\sigma$
# into $\ell$ and subtract: the change is $-n\left[\log c + \tfrac12 (1/c^2 - 1)\right]$.

# %%
for c in (0.5, 2):
    print(f"sigma times {c}, by the formula: {-len(y) * (np.log(c) + (1 / c**2 - 1) / 2):.2f}")

# %% [markdown] exercise="05-twin"
# ### Exercise: the maximum, for ten observations
#
# The small twin holds the first ten observations. Find the world with the highest likelihood for them: `beta_twin`
# (three numbers) and `sigma_twin`.

# %% exercise="05-twin"
twin = simulate.small_twin()
beta_twin, sigma_twin = ..., ...
### BEGIN SOLUTION
beta_twin = np.linalg.lstsq(twin.X, twin.y)[0]
sigma_twin = best_sigma(beta_twin, twin.X, twin.y)
### END SOLUTION
ex.twin.check((beta_twin, sigma_twin))

# %%
beta_twin, sigma_twin = ex.twin.carry_on((beta_twin, sigma_twin))
print("beta ", beta_twin.round(3), " truth", world.beta.round(3))
print(f"sigma {sigma_twin:.3f}; with divisor n - 3: {sigma_twin * np.sqrt(10 / 7):.3f}; truth {world.sigma}")
plots.ten_residuals(beta_twin, sigma_twin, twin.X, twin.y)

# %% [markdown]
# 3.883 against 4.641: a fifth more, from the divisor alone. And the slope of x1 is −2.1, where the truth is +3.9.
# "Maximum likelihood" says that in no other world the density of these ten values is higher. It does not say that
# the estimate is good.

# %% [markdown]
# ## Uphill, in every direction
#
# For the normal law we could solve. For nearly every other model one has to climb, and a climber needs to know which
# way is up. That is the *gradient* of $\ell$: its slope in each entry of beta and in sigma, p + 1 numbers.
#
# The slope in sigma is above. Lesson 02 found beta without calculus; its slopes need one rule of it, the *chain
# rule*. If $\beta_j$ moves a mean by 2 a unit, and this mean moves $\ell$ by 3 a unit, then $\beta_j$ moves $\ell$
# by 2 · 3 a unit: slopes along a chain are multiplied. Here a chain leads through each observation, and what they
# bring is added:
#
# $$ \frac{\partial \ell}{\partial \beta_j}
#  = \sum_{i=1}^{n} \frac{\partial \log f(y_i \mid \mu_i, \sigma)}{\partial \mu_i}
#  \cdot \frac{\partial \mu_i}{\partial \beta_j}. $$

# %% [markdown] exercise="05-gradient"
# ### Exercise: the gradient
#
# Find the two links of the chain: $\log f$ is a parabola in $\mu_i$, and $\beta_j$ stands in one term of
# $\mu_i = x_i'\beta$. Then return the p slopes in beta, and after them the slope in sigma, in one array of p + 1
# numbers.

# %% exercise="05-gradient"
def gradient(beta, sigma, X, y):
    ### BEGIN SOLUTION
    residuals = y - X @ beta
    by_beta = X.T @ residuals / sigma**2
    by_sigma = -len(y) / sigma + residuals @ residuals / sigma**3
    return np.append(by_beta, by_sigma)
    ### END SOLUTION


ex.gradient.check(gradient)

# %%
gradient = ex.gradient.carry_on(gradient)
plots.uphill(gradient, beta_hat, sigma_hat, X, y)

# %% [markdown]
# **Predict:** are the four slopes zero at the truth, too?

# %%
ex.slopes_at_the_truth.guess(...)  # "zero" or "not zero"

# %%
print("at the truth:", gradient(world.beta, world.sigma, X, y).round(3))
print("sd, in beta: ", (np.linalg.norm(X, axis=0) / world.sigma).round(3))
at_top = np.abs(gradient(beta_hat, sigma_hat, X, y)).max()
print("at the top, below 1e-4:", bool(at_top < 1e-4))

# %% [markdown]
# In beta the gradient is $X'(y - X\beta)/\sigma^2$. It is zero where $X'(y - X\beta) = 0$: the normal equations of
# lesson 02. Geometry called it a right angle, calculus calls it a summit. In general a zero gradient is necessary
# for a summit and not sufficient: a valley or a pass has one, too. Here only one point has it, and it is the summit.
#
# At the truth it is not zero, but not large either. There the slope in $\beta_j$ is
# $\sum_i x_{ij}\,\varepsilon_i/\sigma^2$, with $\varepsilon$ the noise counted from its mean. Over many worlds it has
# mean 0 and standard deviation $|x_j|/\sigma$, the second line. Lesson 07 makes a test of it.
#
# A gradient written by hand deserves distrust. Small steps check it: the change of $\ell$, divided by the step.

# %%
place, step = np.append(world.beta, world.sigma), 1e-5
for j, name in enumerate([*world.names, "sigma"]):
    up, down = place.copy(), place.copy()
    up[j], down[j] = place[j] + step, place[j] - step
    change = log_likelihood(up[:-1], up[-1], X, y) - log_likelihood(down[:-1], down[-1], X, y)
    by_formula = gradient(place[:-1], place[-1], X, y)[j]
    print(f"{name:>5}: small step {change / (2 * step):8.3f}, gradient {by_formula:8.3f}")

# %% [markdown]
# ## What you can do now
#
# You can go from a sentence about the world to a surface over all its truths, and find the top:
#
# - the density of one observation, read as a function of beta and sigma, is a likelihood;
# - independent observations multiply, so their *logs* add, and only the sum of logs survives 250 rows;
# - with normal noise the best beta is least squares, whatever sigma is;
# - the best sigma is $\sqrt{S/n}$, with n below the line; it does not know that beta was fitted;
# - at the top the gradient is zero. That is a condition which any claim to be a maximum can be *held to*.
#
# The old notebook also climbed this hill, by SciPy, and printed a "maximum likelihood estimate": 16.66, 18.78 and
# 7.66. You now own everything that is needed to ask whether it is one. [Lesson 06](06_autopsy.ipynb) does.
