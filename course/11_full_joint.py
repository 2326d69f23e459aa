# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The full joint: what did the data tell us, and what did we tell them?
#
# The old notebook, from which this course grew, ends with a formula for everything at once,
# $L(\beta, \sigma, \mu, \eta)$: the data, the coefficients, and what the coefficients themselves are drawn from. It is
# never used. Here it is mended, completed and sampled. Then comes the question that a sampler never asks: which of
# its parameters would more data settle?
#
# | section | minutes |
# |---|---|
# | The formula, mended | 12 |
# | Maximise everything? | 6 |
# | Priors for everything | 11 |
# | What one coefficient can say | 12 |
# | One law at a time | 44 |
# | The funnel | 10 |
# | The repair | 5 |
# | What the data told us | 13 |
#
# **You need** [08 Priors to posteriors](08_priors.ipynb) for integrating out,
# [09 Samplers by hand](09_samplers.ipynb) for Gibbs and what a chain is worth, and, for one section,
# [10 Sampling with gradients](10_gradients.ipynb).

# %%
import warnings

import numpy as np
from scipy import optimize, special, stats
from scipy.stats import halfcauchy, multivariate_normal, norm

from helpers import bayes, compressed, ols, plots, samplers, simulate
from helpers.exercises import full_joint as ex

# %%
world = simulate.seed_world()
X, y = world.X[:, 1:], world.y
n, J = X.shape
by_ols = ols.fit(world.X, y)
estimates, standard_errors = by_ols.beta[1:], by_ols.standard_errors[1:]
print(n, J, by_ols.beta.round(3), f"{by_ols.sigma_mle:.3f}")
correlation = by_ols.covariance[1, 2] / standard_errors.prod()
print("standard errors of the slopes", standard_errors.round(2), f"their correlation {correlation:.2f}")

# %% [markdown]
# `X` holds the `J` predictors alone, without the column of ones; the intercept goes by its own name, $\alpha$.
# `by_ols` is least squares with the intercept, `estimates` are its two slopes.

# %% [markdown]
# ## The formula, mended
#
# Each observation is drawn around its plane with standard deviation $\sigma$. New is that each coefficient $\beta_j$
# is itself drawn, around a mean $\mu_j$ with a standard deviation $\eta_j$. The notebook multiplies all these normal
# densities:
#
# $$ L(\beta, \sigma, \mu, \eta)
# = \prod_{i=1}^{n} \frac{1}{\sigma\sqrt{2\pi}} \exp\!\left(\frac{(y_i - x_i'\beta)^2}{2\sigma^2}\right)
# \prod_{j=1}^{J} \frac{1}{\eta_j\sqrt{2\pi}} \exp\!\left(\frac{(\beta_j - \mu_j)^2}{2\eta_j^2}\right) . $$
#
# **Predict:** read it once more, as it stands. Which of three planes has the highest density: that of "least
# squares", the "flat" one with $\beta = 0$, or the one "far" off, $\beta = (100, -100)$?

# %%
ex.highest_plane.guess(...)  # "least squares", "flat" or "far"


# %%
def as_written(beta, sigma, mu, eta):
    in_y = (y - X @ beta) ** 2 / (2 * sigma**2) - np.log(sigma * np.sqrt(2 * np.pi))
    in_beta = (beta - mu) ** 2 / (2 * eta**2) - np.log(eta * np.sqrt(2 * np.pi))
    return in_y.sum() + in_beta.sum()


for beta in (estimates, np.zeros(2), np.array([100, -100])):
    print(beta.round(2), f"{as_written(beta, 5.0, np.zeros(2), np.full(2, 10.0)):.1f}")

# %% [markdown]
# The worst plane wins, and a worse one would win more clearly. Both exponents lack their minus sign. And there is no
# intercept, though the noise of this world has mean 10; lesson 06 saw what that costs.

# %% [markdown] exercise="11-log-joint"
# ### Exercise: the joint density
#
# Write the logarithm of the mended formula, as one number: the signs right, and $\alpha + x_i'\beta$ for the mean
# of $y_i$. `beta`, `mu` and `eta` have length J; `sigma` and `eta` are standard deviations. Keep all terms: each
# of these letters will move.

# %% exercise="11-log-joint"
def log_joint(alpha, beta, sigma, mu, eta, X, y):
    ### BEGIN SOLUTION
    in_y = stats.norm.logpdf(y, alpha + X @ beta, sigma)
    in_beta = stats.norm.logpdf(beta, mu, eta)
    return in_y.sum() + in_beta.sum()
    ### END SOLUTION


ex.log_joint.check(log_joint)

# %%
log_joint = ex.log_joint.carry_on(log_joint)
for beta in (estimates, np.zeros(2), np.array([100, -100])):
    alpha = np.mean(y - X @ beta)
    print(beta.round(2), f"{log_joint(alpha, beta, 5.0, np.zeros(2), np.full(2, 10.0), X, y):.1f}")

# %% [markdown]
# Now least squares is far ahead, though each plane got the intercept that suits it best.

# %% [markdown]
# ## Maximise everything?
#
# The notebook maximised its likelihood. Why not maximise this one, over everything: $\alpha$, $\beta$, $\sigma$,
# $\mu$ and $\eta$?
#
# **Predict:** the search can put $\mu_j$ on $\beta_j$. Where will it then take $\eta_j$?

# %%
ex.way_of_eta.guess(...)  # "to 0", "to infinity" or "neither"

# %%
at_best = by_ols.beta[0], estimates, by_ols.sigma_mle, estimates
for k in range(5):
    eta = np.full(2, 10.0**-k)
    print(f"eta = {eta[0]:<7g} {log_joint(*at_best, eta, X, y):.2f}")

# %% [markdown]
# With $\mu_j = \beta_j$ the distance in the second exponent is zero, and what is left of that density is
# $1/(\eta_j\sqrt{2\pi})$. Each time both eta shrink to a tenth, the log climbs by $2\log 10 = 4.61$, for ever.
# There is no maximum. What does an optimiser say to that?

# %%
def downhill(theta):
    alpha, beta, sigma, mu, eta = theta[0], theta[1:3], theta[3], theta[4:6], theta[6:8]
    return -log_joint(alpha, beta, sigma, mu, eta, X, y)


bounds = [(None, None)] * 3 + [(1e-6, None)] + [(None, None)] * 2 + [(1e-6, None)] * 2
# One row for each search: alpha, two betas, sigma, two mus, two etas.
starts = np.array([[1] * 8, [2] * 8, [16, 4, 10, 5, 0, 0, 1, 1], [16, 1, 1, 5, 1, 1, 1, 1]])
runs = [optimize.minimize(downhill, at, method="L-BFGS-B", bounds=bounds) for at in starts]

# %%
heights = np.array([-run.fun for run in runs])
print("several report success:", sum(run.success for run in runs) > 1)
print("all at one height, within 1:", bool(np.ptp(heights) < 1))
print("an eta below 0.01 among them:", bool(min(run.x[6:].min() for run in runs) < 0.01))

# %% [markdown]
# Success, at several "maxima" of different heights. None is one: each search stopped on its way up, where the next
# step gained too little; the places differ with the SciPy version. Where coefficients *and* eta are maximised
# together, a tiny eta, or one at its bound, is the mark of this runaway. A part of the landscape, with mu held and
# everything else at its best:

# %%
plots.runaway(world)

# %% [markdown]
# The ridge climbs without end along $\beta_1 = \mu_1$: move the decades. But it gets thinner in the same measure.
# Look to the right: the *mass* on it at each eta, the density integrated over $\beta_1$, settles at a constant once
# eta is well below the standard error. Move the mean of beta: it is so at any $\mu_1$. The hill is not wrong; asking
# for its top is. A maximum looks at a point. A probability is a volume, and a constant mass, integrated over the
# etas below 0.001, is next to nothing.

# %% [markdown]
# ## Priors for everything
#
# Volumes, then. In the formula sigma, mu and eta have no density of their own: it is the joint density of y and beta
# *given* them. A full joint density needs a prior for each. The usual choice, with alpha flat:
#
# $$ \mu_j \sim N(m, s^2), \qquad \eta_j \sim \text{half-Cauchy}(A), \qquad \sigma \sim \text{half-Cauchy}(B) . $$
#
# The half-Cauchy of scale A is the law on $\eta > 0$ with density $\frac{2}{\pi A}\frac{1}{1 + (\eta/A)^2}$:
# highest at 0 but finite there, half of its mass below A, and a heavy tail, so that data which want a large
# standard deviation may have it (A. Gelman, 2006).

# %% [markdown] exercise="11-log-hyperprior"
# ### Exercise: the priors of sigma, mu and eta
#
# Write the sum of their log densities, with all constants. `mu` and `eta` have length J; `m`, `s`, `A` and `B` are
# numbers.

# %% exercise="11-log-hyperprior"
def log_hyperprior(sigma, mu, eta, m, s, A, B):
    ### BEGIN SOLUTION
    of_sigma = halfcauchy.logpdf(sigma, scale=B)
    of_mu = norm.logpdf(mu, m, s).sum()
    of_eta = halfcauchy.logpdf(eta, scale=A).sum()
    return of_sigma + of_mu + of_eta
    ### END SOLUTION


ex.log_hyperprior.check(log_hyperprior)

# %%
log_hyperprior = ex.log_hyperprior.carry_on(log_hyperprior)
m, s, A, B = 0, 10, 5, 10


def log_full_joint(alpha, beta, sigma, mu, eta):
    return log_joint(alpha, beta, sigma, mu, eta, X, y) + log_hyperprior(sigma, mu, eta, m, s, A, B)


# %% [markdown]
# That is the destination: a density for everything unknown, together with the data. Divided by its volume it is the
# posterior. At $\eta_j \to 0$ it is still unbounded, since the half-Cauchy is not zero there, but its volume is
# finite.
#
# **Predict:** two other priors are popular for a standard deviation: "1/eta", $p(\eta) \propto 1/\eta$, and
# "flat", $p(\eta) \propto 1$. Which of them would do here?

# %%
ex.prior_that_would_do.guess(...)  # "1/eta", "flat", "both" or "neither"

# %%
try:
    bayes.SeedHierarchy(m, s, eta=bayes.Flat(), sigma=bayes.HalfCauchy(B))
except bayes.ImproperPosteriorError as error:
    print(error)

# %% [markdown]
# Neither. Towards 0 the mass at each $\eta_j$ is about constant, the picture's dashed line, and
# $\int \mathrm d\eta/\eta$ diverges there. Towards infinity the mass falls like $1/\eta$, so with the flat prior the
# same integral diverges at the other end. The program refused the flat prior; $1/\eta$ it does not offer.
#
# A posterior that does not exist can still be "sampled". With $1/\eta$ a chain sooner or later falls into 0 and ends
# in nan, which one notices; the walk out to infinity looks for a long time like any chain with a long tail.
# Arithmetic tells beforehand.

# %% [markdown]
# ## What one coefficient can say
#
# Before sampling anything: what can the data tell about $\eta_1$? They speak of it only through $\beta_1$, and of
# $\beta_1$ they say one thing: least squares gives 4.35 with standard error 1.31. So follow the draws from the top:
# $\mu_1$ is drawn around m, $\beta_1$ around $\mu_1$, the estimate around $\beta_1$, and all three are normal. We do
# not know $\mu_1$ and $\beta_1$, so integrate them out.

# %% [markdown] exercise="11-eta-likelihood"
# ### Exercise: the log likelihood of eta
#
# Return the log density of an estimate, with `beta_j` and `mu_j` integrated out, at each `eta` of an array.
# `standard_error` is that of the estimate.

# %% exercise="11-eta-likelihood"
def eta_likelihood(eta, estimate, standard_error, m, s):
    ### BEGIN SOLUTION
    variance = s**2 + eta**2 + standard_error**2
    return stats.norm.logpdf(estimate, m, np.sqrt(variance))
    ### END SOLUTION


ex.eta_likelihood.check(eta_likelihood)

# %%
eta_likelihood = ex.eta_likelihood.carry_on(eta_likelihood)
for eta in (0.1, 1, 3, 10, 30):
    two = eta_likelihood(np.array([eta, 0]), estimates[0], standard_errors[0], m, s)
    print(f"eta = {eta:<4g} likelihood, against eta = 0: {np.exp(two[0] - two[1]):.3f}")

# %% [markdown]
# Nearly flat: from 0 to 3 the likelihood of $\eta_1$ changes by 3 percent. It only doubts etas larger than s = 10.
#
# How much has been learned, then? Take 2,000 values of eta, all equally probable a priori. Data multiply the
# probability of each by its likelihood over the mean likelihood; call that factor w. The *Kullback–Leibler
# divergence* of posterior from prior is the posterior average of log w, and that is the prior average of w log w.
# It is 0 if nothing was learned, and $\log 2 = 0.69$ *nats* if one half of all values has been ruled out and the
# other half left as it was.
#
# **Predict:** how many nats do 200 observations tell about $\eta_1$?

# %%
ex.nats_about_eta.guess(..., ...)  # low and high, 80 % sure

# %%
etas = stats.halfcauchy.ppf((np.arange(2000) + 0.5) / 2000, scale=A)


def nats(likelihood):
    """What is learned, from the likelihood of equally probable values."""
    w = likelihood / likelihood.mean()
    return special.xlogy(w, w).mean()


for j in range(J):
    likelihood = np.exp(eta_likelihood(etas, estimates[j], standard_errors[j], m, s))
    print(f"eta of x{j + 1}: {nats(likelihood):.3f} nats")

# %%
plots.eta_weighed(etas, np.exp(eta_likelihood(etas, estimates[0], standard_errors[0], m, s)))

# %% [markdown]
# 0.075 and 0.047 nats, about a tenth of a yes-or-no question, or less. Sigma is taken as known here, and the two
# estimates as independent. Two ways out: more data, or a wider prior for mu, which "says less".
#
# **Predict:** with s = 1000 in place of 10, do the data tell more about $\eta_1$, less, or as much?

# %%
ex.wider_prior_of_mu.guess(...)  # "more", "less" or "as much"


# %%
def about_eta(standard_error, s):
    return nats(np.exp(eta_likelihood(etas, estimates[0], standard_error, m, s)))


for s_wide in (10, 100, 1000):
    print(f"s = {s_wide:4d}: {about_eta(standard_errors[0], s_wide):.4f} nats")
for copies in (1, 100, 10_000):
    error = standard_errors[0] / np.sqrt(copies)
    print(f"{copies * len(y):9,} rows: {about_eta(error, s):.4f} nats")

# %% [markdown]
# A wider s makes it *worse*: whatever the estimate is, a $\mu_1$ close to it explains it, and nothing is left for
# eta to explain. As s grows, the posterior of eta becomes its prior. And more rows hardly help: 0.0754 becomes
# 0.0759. With infinitely many we would know $\beta_1$ exactly, but that is still *one* draw from
# $N(\mu_1, \eta_1^2)$. Who would estimate a mean and a standard deviation from one observation?

# %%
plots.prior_and_posterior(world)

# %% [markdown]
# Move the number of rows down and up again: the posteriors of beta and sigma widen and narrow, that of eta stays
# where its dotted prior put it. Mu lies in between. Move the scale of eta's prior to 1 and mu seems well known, to
# 25 and it hardly is: same data.

# %% [markdown]
# ## A pause
#
# This is the place to stop for today. When you come back, remember: the joint density has no top, yet its
# posterior is proper. What the data say of $\eta_1$ passes through one number, the estimate of $\beta_1$. And what
# is not known is integrated out; variances then add up.

# %% [markdown]
# ## One law at a time
#
# A Gibbs sweep draws each parameter from its law given all others, as in lesson 09. Each is a textbook law if we cut
# the joint density into the right blocks, two of them with something integrated out.
#
# One trick is needed: a half-Cauchy is not conjugate to anything, but the *square* of a half-Cauchy variable follows
# a mixture of inverse gammas (M. P. Wand and others, 2011). An inverse-gamma law IG(a, b), of *shape* a and *scale*
# b, has density $\frac{b^a}{\Gamma(a)}\, x^{-a-1}\mathrm e^{-b/x}$. Let
#
# $$ \xi \sim \mathrm{IG}(\tfrac12, 1/A^2), \qquad \eta^2 \mid \xi \sim \mathrm{IG}(\tfrac12, 1/\xi) . $$
#
# Multiply both densities, at $x = \eta^2$, and integrate over xi. The second $b^a$ is $\xi^{-1/2}$. With $t = 1/\xi$
# this is $\int_0^\infty \mathrm e^{-ct}\,\mathrm dt = 1/c$:
#
# $$ p(x) \propto x^{-3/2} \int_0^\infty \xi^{-2}\, \mathrm e^{-(1/A^2 + 1/x)/\xi}\, \mathrm d\xi
# = \frac{x^{-3/2}}{1/A^2 + 1/x} \propto \frac{x^{-1/2}}{1 + x/A^2} . $$
#
# From x to $\eta = \sqrt x$ is a factor $2\eta$, which cancels $x^{-1/2}$: $\eta$ is half-Cauchy(A). And under the
# integral stands the law of xi given eta, $\mathrm{IG}(1, 1/A^2 + 1/\eta^2)$. So each half-Cauchy standard
# deviation gets a companion that is drawn along, xi for eta, zeta for sigma.

# %%
def draw_normal(mean, covariance, rng):
    return mean + np.linalg.cholesky(covariance) @ rng.standard_normal(len(mean))


def draw_inverse_gamma(shape, scale, rng):
    return scale / rng.gamma(shape, size=np.shape(scale))


# %%
rng = np.random.default_rng(11)
xi = draw_inverse_gamma(0.5, np.full(100_000, 1 / A**2), rng)
eta = np.sqrt(draw_inverse_gamma(0.5, 1 / xi, rng))
for limit in (1, 5, 50):
    below = stats.halfcauchy.cdf(limit, scale=A)
    print(f"share below {limit:2d}: {np.mean(eta < limit):.3f}, half-Cauchy {below:.3f}")

# %%
plots.heavy_tail(eta, A)

# %% [markdown]
# The standard error of such a share is 0.0016 at most: the trick holds.
#
# First, beta given sigma and eta, with alpha *and* mu integrated out. Without mu the prior of $\beta_j$ is
# $N(m, w_j)$, where you have seen $w_j$'s two terms above. Without alpha, a flat intercept, the predictors are
# centred: $X_c$ is X with each column's mean subtracted. The rest is lesson 08: precisions add up.

# %% [markdown] exercise="11-beta-given"
# ### Exercise: the law of beta
#
# Return `mean` (J) and `covariance` (J × J) of beta given sigma and eta, alpha and mu integrated out. `X` comes in
# as it is, not centred.

# %% exercise="11-beta-given"
def beta_given(sigma, eta, X, y, m, s):
    ### BEGIN SOLUTION
    Xc, w = X - X.mean(axis=0), eta**2 + s**2
    precision = Xc.T @ Xc / sigma**2 + np.diag(1 / w)
    covariance = np.linalg.inv(precision)
    return covariance @ (Xc.T @ y / sigma**2 + m / w), covariance
    ### END SOLUTION


ex.beta_given.check(beta_given)

# %% [markdown]
# Second, mu given beta and eta. Now $\beta_j$ is known, one observation of $\mu_j$ with standard deviation $\eta_j$,
# and the prior is $N(m, s^2)$. Drawing beta without mu and then mu given beta is one joint draw of both.

# %% [markdown] exercise="11-mu-given"
# ### Exercise: the law of mu
#
# Return `mean` and `variance` of each $\mu_j$, two arrays of length J.

# %% exercise="11-mu-given"
def mu_given(beta, eta, m, s):
    ### BEGIN SOLUTION
    variance = 1 / (1 / eta**2 + 1 / s**2)
    return variance * (beta / eta**2 + m / s**2), variance
    ### END SOLUTION


ex.mu_given.check(mu_given)

# %% [markdown]
# Third, $\sigma^2$ given beta and its companion zeta, alpha integrated out. With the residuals $r = y - X\beta$
# and their mean $\bar r$,
#
# $$ \sum_i (r_i - \alpha)^2 = S + n(\alpha - \bar r)^2, \qquad S = \sum_i (r_i - \bar r)^2 , $$
#
# and integrating over alpha turns the second term into a factor proportional to $\sigma$. Collect the powers of
# $\sigma^2$ and what stands over it in the exponent, together with the prior $\mathrm{IG}(\frac12, 1/\zeta)$.

# %% [markdown] exercise="11-sigma-given"
# ### Exercise: the law of sigma²
#
# Return `shape` and `scale` of the inverse gamma. `X` and `y` come in as they are.

# %% exercise="11-sigma-given"
def sigma_given(beta, zeta, X, y):
    ### BEGIN SOLUTION
    residuals = y - X @ beta
    residuals = residuals - residuals.mean()
    return len(y) / 2, residuals @ residuals / 2 + 1 / zeta
    ### END SOLUTION


ex.sigma_given.check(sigma_given)

# %% [markdown]
# Fourth, $\eta_j^2$ given $\beta_j$, $\mu_j$ and its companion $\xi_j$: the same with one observation and no
# intercept.

# %% [markdown] exercise="11-eta-given"
# ### Exercise: the law of eta²
#
# Return `shape` (a number) and `scale` (length J).

# %% exercise="11-eta-given"
def eta_given(beta, mu, xi):
    ### BEGIN SOLUTION
    return 1, (beta - mu) ** 2 / 2 + 1 / xi
    ### END SOLUTION


ex.eta_given.check(eta_given)

# %% [markdown]
# The tail of this law is so heavy that it has no mean.

# %%
beta_given = ex.beta_given.carry_on(beta_given)
mu_given = ex.mu_given.carry_on(mu_given)
sigma_given = ex.sigma_given.carry_on(sigma_given)
eta_given = ex.eta_given.carry_on(eta_given)

# %% [markdown]
# Do the laws belong to the density that you wrote? If alpha, beta and mu are drawn from the right laws given sigma
# and eta, then the full joint density divided by theirs no longer depends on where they are. Alpha given beta and
# sigma is normal, around the height at zero of a plane through the middle of the data.


# %%
def log_laws(alpha, beta, mu, sigma, eta):
    mean_of_mu, variance = mu_given(beta, eta, m, s)
    at_zero = y.mean() - X.mean(axis=0) @ beta
    return (
        stats.norm.logpdf(alpha, at_zero, sigma / np.sqrt(len(y)))
        + stats.multivariate_normal.logpdf(beta, *beta_given(sigma, eta, X, y, m, s))
        + stats.norm.logpdf(mu, mean_of_mu, np.sqrt(variance)).sum()
    )


sigma, eta = 5.0, np.array([1.0, 3.0])
places = ((9, estimates, estimates), (0, np.array([0, 5]), np.ones(2)), (20, -estimates, 3 * estimates))
for alpha, beta, mu in places:
    joint, laws = log_full_joint(alpha, beta, sigma, mu, eta), log_laws(alpha, beta, mu, sigma, eta)
    print(f"{joint:11.3f} − {laws:11.3f} = {joint - laws:.3f}")

# %% [markdown]
# Three places, one difference: the log density of the data, sigma and eta, with alpha, beta and mu integrated out,
# and no integral was calculated. This test needs no chain, and a mistake in the first two laws shows, however small.

# %% [markdown] exercise="11-sweep"
# ### Exercise: the sweep
#
# First run the cell that carries on your four laws. The state of the chain is one array, beta, mu, sigma and eta in
# a row, of length 3J + 1. Write one sweep: from the old state to the new one. Each step uses the newest values:
#
# | step | draw | from |
# |---|---|---|
# | 1 | beta | `beta_given` |
# | 2 | mu | `mu_given` |
# | 3 | zeta, then sigma² | $\mathrm{IG}(1,\; 1/B^2 + 1/\sigma^2)$, then `sigma_given` |
# | 4 | xi, then eta² | $\mathrm{IG}(1,\; 1/A^2 + 1/\eta_j^2)$, one for each j, then `eta_given` |
#
# `draw_normal`, `rng.normal` and `draw_inverse_gamma` do the drawing; take all random numbers from `rng`, one
# sweep's worth. Other orders are as good, if mu comes after beta: beta is drawn as if mu were not known, so the old
# mu does not belong to the new beta. So do not draw eta between them. The check goes by these laws, whatever the
# order and the way of drawing from them.

# %% exercise="11-sweep"
def sweep(state, X, y, m, s, A, B, rng):
    ### BEGIN SOLUTION
    J = X.shape[1]
    sigma, eta = state[2 * J], state[2 * J + 1 :]
    beta = draw_normal(*beta_given(sigma, eta, X, y, m, s), rng)
    mean, variance = mu_given(beta, eta, m, s)
    mu = rng.normal(mean, np.sqrt(variance))
    zeta = draw_inverse_gamma(1, 1 / B**2 + 1 / sigma**2, rng)
    sigma = np.sqrt(draw_inverse_gamma(*sigma_given(beta, zeta, X, y), rng))
    xi = draw_inverse_gamma(1, 1 / A**2 + 1 / eta**2, rng)
    eta = np.sqrt(draw_inverse_gamma(*eta_given(beta, mu, xi), rng))
    return np.concatenate([beta, mu, [sigma], eta])
    ### END SOLUTION


ex.sweep.check(sweep)

# %% [markdown]
# Four chains from four places; the first 500 sweeps are forgotten.

# %%
sweep = ex.sweep.carry_on(sweep)
chains = np.empty((4, 2000, 3 * J + 1))
for chain in chains:
    state = np.concatenate([np.zeros(2 * J), rng.uniform(1, 20, 1 + J)])
    for t in range(len(chain)):
        chain[t] = state = sweep(state, X, y, m, s, A, B, rng)
chains = chains[:, 500:]

# %%
plots.sweeps(chains)

# %% [markdown]
# The intercept was integrated out; it comes back as a draw of its own. In the middle of the data the height of the
# plane is $N(\bar y, \sigma^2/n)$, and from there it is $\bar x'\beta$ down to the intercept at zero.

# %%
beta, mu, sigma, eta = np.split(chains, [J, 2 * J, 2 * J + 1], axis=-1)
middle = rng.normal(y.mean(), sigma / np.sqrt(len(y)))
intercept = middle - (beta @ X.mean(axis=0))[..., None]
beta, sigma = np.concatenate([intercept, beta], axis=-1), sigma[..., 0]
labels = {"beta": ("const", "x1", "x2"), "mu": ("x1", "x2"), "eta": ("x1", "x2")}
mine = samplers.Draws({"beta": beta, "sigma": sigma, "mu": mu, "eta": eta}, labels=labels)
mine.summary()[["mean", "5%", "95%"]].round(1)

# %% [markdown]
# Beta and sigma are close to least squares, with the slopes pulled a little towards m = 0. Mu and eta could be
# nearly anything.

# %% [markdown]
# ## The funnel
#
# Why these blocks? A general program, which knows nothing of our integrals, moves everything at once. Let us do so,
# by Hamiltonian Monte Carlo, on beta, mu, log sigma and log eta, in three forms:
#
# - *centred*: beta and mu as they are,
# - *non-centred*: $z_j = (\beta_j - \mu_j)/\eta_j$ in place of beta; a priori it knows nothing of mu and eta,
# - *marginal*: with mu integrated out.
#
# **Predict:** with which of the three will no path, a roll of lesson 10, diverge? The cell after your guess takes a
# quarter of a minute.

# %%
ex.form_without_trouble.guess(...)  # "centred", "non-centred" or "marginal"

# %%
laws = {"eta": bayes.HalfCauchy(A), "sigma": bayes.HalfCauchy(B)}
hierarchy = bayes.SeedHierarchy(m, s, **laws)
by_hmc = {}
for form in ("centred", "non-centred", "marginal"):
    density = bayes.unconstrained(world.X, y, hierarchy, parameterisation=form)
    own = np.random.default_rng(1)
    with warnings.catch_warnings():  # the next lines ask for them
        warnings.simplefilter("ignore", samplers.SamplingWarning)
        by_hmc[form] = samplers.hmc(
            density.log_density_and_gradient, density.start(4, own), rng=own, warmup=500,
            constrain=density.constrain, labels=density.labels,
            finite_moments=density.finite_moments,
        )
    diverged = bool(by_hmc[form].statistics["divergent"].any())
    print(f"{form:12s} paths diverged: {diverged!s:6s}", end="")
    print(f"to be trusted: {not by_hmc[form].problems()}")

# %% [markdown]
# Two of the three would have warned, and rightly. To see where, start one path from each of many exact draws:

# %%
plots.funnel(world)

# %% [markdown]
# When eta is small, beta is held to mu tightly; when it is large, loosely. A step that suits the mouth of this
# funnel (R. M. Neal, 2003) is far too long for its neck: there the path breaks, and the chain that refuses it
# never gets into the neck. Shorter steps only move the place; try 0.1.

# %% [markdown]
# The second form, drawn in its own z, has no neck. It has a *narrow mouth instead*: the data hold
# $\beta = \mu + \eta z$ within 1.31, which for a large eta is a thin sheet in z. There its paths break most often.
# Non-centring is for weak data (M. Betancourt and M. Girolami, 2015). The third form has neither: with mu integrated
# out, the prior of beta is never narrower than s. What is integrated out cannot hold a chain back.

# %% [markdown]
# Your sweep has been checked law by law; but the proof of a sampler is that another route leads to the same place.
# `bayes.exact_hierarchy` draws without any chain: mu and eta are integrated out, sigma gets a grid, the slopes are
# drawn from a normal law that is scaled up to cover their posterior, and kept with the probability posterior over
# cover. Mu and eta are drawn last, given their slope.
#
# Eta is compared by its logarithm. Its posterior falls like $\eta^{-3}$, half-Cauchy $\eta^{-2}$ times likelihood
# $\eta^{-1}$, so it has a mean but no variance, and a standard error of that mean would mean nothing. No sample can
# show that; `finite_moments` tells it to the samplers.

# %%
exact = bayes.exact_hierarchy(world.X, y, hierarchy, draws=100_000, rng=rng)
gibbs = samplers.gibbs(world.X, y, hierarchy, draws=2000, rng=rng)


# %%
def summary(draws):
    """Means and their Monte Carlo errors, of log eta in eta's place."""
    same = {name: draws[name] for name in draws if name != "eta"}
    return samplers.Draws({**same, "log eta": np.log(draws["eta"])}).summary()


expected = summary(exact)
routes = {"your sweep": mine, "Gibbs": gibbs, "HMC": by_hmc["marginal"]}
for name, draws in routes.items():
    found = summary(draws)
    off = (found["mean"] - expected["mean"]) / np.hypot(found["mcse"], expected["mcse"])
    print(f"{name:14s} all means within 5 standard errors: {bool(off.abs().max() < 5)}")

# %% [markdown]
# All agree, up to their Monte Carlo errors. HMC's marginal form has no draws of mu; there the other means are
# compared. Quadrature, without any random number, gives 4.287 and 10.940 for the slopes, 4.952 for sigma. That
# proves less than it seems. The library's routes share code, Gibbs and the exact draws one law of sigma. Your sweep
# shares only model and data with them, so its line is the one that counts. And agreement of chains excludes *large*
# mistakes only: the shape (n − 1)/2 in the law of sigma² moves sigma by a quarter of a percent, and chains of this
# length may well pass with it. The check of `sigma_given` sees it at once. Exact tests where there are any, long
# chains for the rest.

# %%
exact.summary().filter(regex="beta|sigma", axis=0)[["mean", "mcse"]].round(3)

# %% [markdown]
# ## The repair
#
# A sampler that works has not made the data speak of eta. What would? More *coefficients*, if they have something
# to say about the same eta. The seed gave each coefficient a mean and a spread of its own; the *exchangeable*
# model gives one to all:
#
# $$ \beta_j \sim N(\mu, \eta^2), \qquad j = 1, \ldots, J . $$
#
# Now J coefficients are J observations of one law. The predictors have to be on similar scales; x1 and x2 both run
# from 0 to 1.

# %%
pooled = bayes.ExchangeableHierarchy(m, s, **laws)
draws = bayes.exact_hierarchy(world.X, y, pooled, draws=20_000, rng=rng)
print("slopes:", draws["beta"][..., 1:].mean(axis=(0, 1)).round(1))
print(f"median of eta: {np.median(draws['eta']):.1f}")

# %% [markdown]
# The slopes are pulled towards each other, and eta is about 5, give or take very much: two coefficients are few.
# Quadrature gives 4.63, 10.74 and a median of 5.07. Why not simply maximise over mu and eta, with beta integrated
# out? That is called *empirical Bayes*, and with beta gone there is a maximum: the estimates are normal around
# $(\mu, \mu)$, with the covariance of least squares plus $\eta^2$ on the diagonal.

# %%
bayes.empirical_hierarchy(world.X, y)

# %% [markdown]
# An eta of 3.12, where the posterior's median is 5.07, and no word of how uncertain it is.
#
# Suppose the two slopes are truly equal. When is this estimate of eta exactly 0? Take two estimates of equal
# variance and no correlation, which is nearly so here. Let d be their difference and v its variance when eta is 0.
# Given eta it is $V = v + 2\eta^2$, and up to constants the log density at the best mu is $-\log V - d^2/2V$: one
# half of $\log V$ comes from the difference, one from the mean. It is highest at $V = d^2/2$. If that is below v,
# the best eta is 0. And $d^2/V$ follows $\chi^2$ with one degree of freedom.
#
# **Predict:** in how many worlds out of a hundred is the estimate 0, if the slopes are equal?

# %%
ex.worlds_of_equal_slopes.guess(..., ...)  # low and high, 80 % sure

# %% [markdown]
# With mu integrated out, too, $\log V$ is halved, and so is the limit for $d^2$.

# %%
v = np.array([1, -1]) @ by_ols.covariance[1:, 1:] @ [1, -1]
true_etas = np.linspace(0, 10, 101)
limits = np.array([2, 1])[:, None] * v / (v + 2 * true_etas**2)
zeros = 100 * stats.chi2.cdf(limits, 1)
for k in (0, 20, 50):
    print(f"true eta {true_etas[k]:.0f}: estimate 0 in {zeros[0, k]:.0f} % of worlds", end="")
    print(f", {zeros[1, k]:.0f} % if mu is integrated out")

# %%
plots.estimated_as_zero(true_etas, zeros)

# %% [markdown]
# If the slopes are equal, 0 is right, five times out of six. But where slopes truly differ with a standard deviation
# of 2, the estimate is still 0 in more than half of the worlds, and reports slopes *exactly* equal and known to be
# so. This is an honest maximum, not the runaway from above. The posterior of eta never says 0: it averages over the
# etas that the data leave possible, and where they leave many, its prior decides.
#
# With more coefficients the posterior begins to know. Worlds of 1,000 rows, their slopes drawn from N(5, 2²):

# %%
rng = np.random.default_rng(1)
counts, intervals = (2, 20, 80), []
for slopes in counts:
    truth = np.append(10, rng.normal(5, 2, slopes))
    larger = simulate.linear_world(1000, truth, 5.0, rng)
    eta = bayes.exact_hierarchy(larger.X, larger.y, pooled, draws=20_000, rng=rng)["eta"]
    intervals.append(np.quantile(eta, [0.05, 0.95]))
    print(f"{slopes:2d} slopes of sd {truth[1:].std(ddof=1):.1f}: ", end="")
    print("90 % of eta's posterior in {:.1f} to {:.1f}".format(*intervals[-1]))

# %%
plots.eta_of_many(counts, intervals, truth=2.0)

# %% [markdown]
# The spread of a population is learned from its members. More rows for the same two members would not have done it.

# %% [markdown]
# ## What the data told us
#
# Back to the seed's own model. How much have the data said of each parameter, and which would more rows narrow
# further? Measure it for x1 in nats. Each needs values that are equally probable a priori. You have `etas`. Those of
# beta are quantiles of draws around m, whose variance you know:

# %%
points = (np.arange(1000) + 0.5) / 1000
mus = stats.norm.ppf(points, m, s)
from_m = stats.norm.ppf(points)[:, None] * np.sqrt(s**2 + etas**2)
betas = np.quantile(m + from_m, points)

# %% [markdown] exercise="11-told"
# ### Exercise: what the data say of beta, of mu and of eta
#
# For an `estimate` and its `standard_error`, return three numbers: the nats that they tell about beta, about mu
# and about eta. Each of the arrays `betas`, `mus` and `etas` holds values that are equally probable a priori; mu
# and eta are independent. First comes a likelihood for each parameter, at each of its values, with the others
# integrated out. An integral over equally probable values is their mean. Then comes `nats`.

# %% exercise="11-told"
def told(estimate, standard_error, betas, mus, etas):
    ### BEGIN SOLUTION
    of_beta = stats.norm.pdf(estimate, betas, standard_error)
    sd = np.hypot(etas, standard_error)
    of_both = stats.norm.pdf(estimate, mus[:, None], sd)
    return nats(of_beta), nats(of_both.mean(axis=1)), nats(of_both.mean(axis=0))
    ### END SOLUTION


ex.told.check(told)

# %%
told = ex.told.carry_on(told)
copies = np.array([0.1, 1, 10, 100, 1000])
errors = standard_errors[0] / np.sqrt(copies)
heard = np.array([told(estimates[0], error, betas, mus, etas) for error in errors])
print("200 rows: beta {:.3f}, mu {:.3f}, eta {:.3f} nats".format(*heard[1]))

# %% [markdown]
# These stood in the titles of the picture with four densities.
#
# **Predict:** how many nats *more* would 100 times as many rows tell about $\beta_1$?

# %%
ex.gain_of_beta.guess(..., ...)  # low and high, 80 % sure

# %%
print("20,000 rows tell so much more: beta {:.3f}, mu {:.3f}, eta {:.3f}".format(*heard[3] - heard[1]))
plots.told_by_rows(len(y) * copies, heard)

# %% [markdown]
# A bell a tenth as wide is ten times as high: $\log 10 = 2.30$ nats for beta, again with each hundredfold. Mu
# gains a tenth of a nat once, eta nothing.
#
# And what did the hierarchical prior do to beta? Given eta it pulls the estimate towards m by
# $\mathrm{SE}^2/(\mathrm{SE}^2 + s^2 + \eta^2)$ of their distance: precisions add up. Average that over the
# posterior of eta.
#
# **Predict:** how many percent is that for $\beta_1$?

# %%
ex.pull_on_beta.guess(..., ...)  # low and high, 80 % sure

# %%
for j in range(J):
    weights = np.exp(eta_likelihood(etas, estimates[j], standard_errors[j], m, s))
    shares = standard_errors[j] ** 2 / (standard_errors[j] ** 2 + s**2 + etas**2)
    print(f"beta of x{j + 1} is pulled by {100 * np.average(shares, weights=weights):.1f} %")

# %% [markdown]
# Very little, at any eta. Now all parameters at once, with exact draws, from the data and from a hundred copies of
# them: what more rows narrow becomes a tenth as wide, $1/\sqrt{100}$, or nearly; the rest stays about where it is.
# All that these routines need of the data is a small triangle, lesson 02's R; `compress` makes it.

# %%
hundred = compressed.compress(np.tile(world.X, (100, 1)), np.tile(y, 100))
names = ["alpha", "beta 1", "beta 2", "sigma", "mu 1", "mu 2", "eta 1", "eta 2"]


def width(values):
    """Of the middle 90 %; "hazen" takes each value for the middle of its share."""
    return np.ptp(np.quantile(values, [0.05, 0.95], axis=0, method="hazen"), axis=0)


def widths(draws):
    return width(np.column_stack([draws[name][0] for name in ("beta", "sigma", "mu", "eta")]))


sigmas = halfcauchy.ppf(points, scale=B)
before = [np.inf, *map(width, (betas, betas, sigmas, mus, mus, etas, etas))]  # alpha's prior is flat
once = widths(exact)
often = widths(bayes.exact_hierarchy(hundred, hierarchy, draws=100_000, rng=rng))

# %%
for name, prior, one, many in zip(names, before, once, often, strict=True):
    # A tenth is due to 100 copies; up to twice that counts.
    verdict = "more rows narrow it" if many < one / 5 else "more rows hardly narrow it"
    print(f"{name:7s} prior {prior:5.1f}, data {one:4.1f}, 100 copies {many:4.1f}: {verdict}")

# %%
plots.account(names, once, often)

# %% [markdown]
# **More rows narrow alpha, beta and sigma, and hardly mu and eta.** The formula looks as if it had eight unknowns,
# and a sampler fills eight columns without complaint. Of four of them the data have spoken, as the first two widths
# show, but no amount of data of this kind will say much more than it has: that $\beta_j$ is a plausible draw, so mu
# is not far from it in terms of eta, and eta is not enormous. All the rest was said by m, s and A, that is, by us.
#
# - **alpha**: its own prior is flat. It moves when the slopes are pulled, from 9.06 by least squares to 9.15.
# - **beta**: the data's, pulled towards m by about 1 percent.
# - **sigma**: the data's.
# - **mu**: near beta, how near A decides.
# - **eta**: its prior, weighed by a likelihood that is level up to 3 or so and falls like 1/eta beyond 10: an eta
#   of 60 would hardly have put beta so near to m. That shortens the prior's long tail.
#
# [The same model in PyMC](11b_the_same_model_in_pymc.ipynb) writes it in the language that most people use for this,
# and meets the funnel there. `python3 run.py peers` installs what it needs.

# %% [markdown]
# ## What you can do now
#
# You have come from a vector of random numbers to the joint density of everything. You can make worlds whose truth
# you know, fit them by geometry, by search and by curvature, and tell what a chain is worth. And from today: a joint
# density can be unbounded and its posterior proper; *integrate out what you can*, for mathematics and sampler alike;
# two routes to one posterior that share no code are worth more than one convergence statistic; and before you
# believe a posterior, lay it over its prior.
#
# The old notebook's formula was wrong in three places, two signs and the intercept, and it stopped short of priors.
# Mended and completed, it asks about things that its data cannot know, and you can say which. One question is left
# that no posterior answers from inside: is the *model* any good? Lesson 12 criticises, compares and calibrates.
