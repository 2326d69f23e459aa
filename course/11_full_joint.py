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
# The old notebook ends with a formula for everything at once, $L(\beta, \sigma, \mu, \eta)$: the data, the coefficients, and what the coefficients themselves
# are drawn from. It is written down and never used. Here it is mended, completed and sampled. Then comes the question that a sampler never asks:
# of all the parameters in it, about which have the data said anything?
#
# | section | minutes |
# |---|---|
# | The formula, mended | 8 |
# | Maximise everything? | 9 |
# | Priors for everything | 7 |
# | What one coefficient can say | 12 |
# | One law at a time | 20 |
# | The funnel | 8 |
# | The repair | 6 |
# | What the data told us | 5 |
#
# **You need** [08 Priors to posteriors](08_priors.ipynb) (a normal prior, integrating out), [09 Samplers by hand](09_samplers.ipynb) (Gibbs; what a chain is worth)
# and, for one section, [10 Sampling with gradients](10_gradients.ipynb) (paths that diverge).

# %%
import warnings

import numpy as np
from scipy.optimize import minimize
from scipy.stats import chi2, halfcauchy, multivariate_normal, norm

from helpers import bayes, compressed, ols, plots, samplers, simulate
from helpers.exercises import full_joint as ex

# %%
world = simulate.seed_world()
X, y = world.X[:, 1:], world.y
n, J = X.shape
fit = ols.fit(world.X, y)
print(n, J, fit.beta.round(3), f"{fit.sigma_mle:.3f}")

# %% [markdown]
# Here `X` holds the predictors alone, without the column of ones, and `J` counts them. The intercept goes by its own name, $\alpha$. `fit` is least squares, with the
# intercept, to compare with.

# %% [markdown]
# ## The formula, mended
#
# Each observation is drawn around its plane with standard deviation $\sigma$, as always. What is new: each coefficient $\beta_j$ is itself drawn, around a mean $\mu_j$ with a standard deviation
# $\eta_j$. So there is one more normal density for each coefficient, and the notebook multiplies them all:
#
# $$ L(\beta, \sigma, \mu, \eta) = \prod_{i=1}^{n} \frac{1}{\sigma\sqrt{2\pi}} \exp\!\left(\frac{(y_i - x_i'\beta)^2}{2\sigma^2}\right)
# \prod_{j=1}^{J} \frac{1}{\eta_j\sqrt{2\pi}} \exp\!\left(\frac{(\beta_j - \mu_j)^2}{2\eta_j^2}\right) . $$
#
# **Predict:** read it once more, as it stands. Which of three planes has the highest density: the one of least squares, the flat one with $\beta = 0$, or $\beta = (100, -100)$?

# %%
def as_written(beta, sigma, mu, eta):
    in_y = np.sum((y - X @ beta) ** 2) / (2 * sigma**2) - n * np.log(sigma * np.sqrt(2 * np.pi))
    in_beta = np.sum((beta - mu) ** 2 / (2 * eta**2) - np.log(eta * np.sqrt(2 * np.pi)))
    return in_y + in_beta


for beta in (fit.beta[1:], np.zeros(2), np.array([100, -100])):
    print(beta.round(2), f"{as_written(beta, 5.0, np.zeros(2), np.full(2, 10.0)):.1f}")

# %% [markdown]
# The worst plane wins, and a worse one would win more clearly. Both exponents lack their minus sign. And there is no intercept: the plane goes through the
# origin, though the noise of this world has mean 10 (lesson 06 saw what that costs).

# %% [markdown] exercise="11-log-joint"
# ### Exercise: the joint density
#
# Write the logarithm of the mended formula, as one number: the signs right, and $\alpha + x_i'\beta$ for the mean of $y_i$. `beta`, `mu` and `eta` have length J; `sigma` and `eta` are standard deviations. Keep all
# terms: each of these letters will move.

# %% exercise="11-log-joint"
def log_joint(alpha, beta, sigma, mu, eta, X, y):
    ### BEGIN SOLUTION
    in_y = norm.logpdf(y, alpha + X @ beta, sigma)
    in_beta = norm.logpdf(beta, mu, eta)
    return in_y.sum() + in_beta.sum()
    ### END SOLUTION


ex.log_joint.check(log_joint)

# %%
log_joint = ex.log_joint.carry_on(log_joint)
mu, eta = np.zeros(2), np.full(2, 10.0)
for beta in (fit.beta[1:], np.zeros(2), np.array([100, -100])):
    alpha = np.mean(y - X @ beta)
    print(beta.round(2), f"{log_joint(alpha, beta, 5.0, mu, eta, X, y):.1f}")

# %% [markdown]
# Now least squares is far ahead. (Each plane got the intercept that suits it best.) `helpers.bayes` has the same density; an intercept is there just the
# first coefficient, and an eta of infinity says "drawn from nowhere in particular" and leaves its factor out:

# %%
beta = fit.beta[1:]
mine = log_joint(fit.beta[0], beta, 5.0, mu, eta, X, y)
theirs = bayes.log_joint(fit.beta, 5.0, [0, 0, 0], [np.inf, 10, 10], world.X, y)
print(f"{mine:.4f} {theirs:.4f}")

# %% [markdown]
# ## Maximise everything?
#
# The notebook maximised its likelihood. Why not maximise this one, over everything: $\alpha$, $\beta$, $\sigma$, $\mu$ and $\eta$?
#
# **Predict:** where will a search for the maximum take $\mu_j$? And $\eta_j$?

# %%
for k in range(5):
    eta = np.full(2, 10.0**-k)
    print(f"eta = {eta[0]:<7g} {log_joint(fit.beta[0], beta, fit.sigma_mle, beta, eta, X, y):.2f}")

# %% [markdown]
# With $\mu_j = \beta_j$ the distance in the second exponent is zero, and what is left of that density is $1/(\eta_j\sqrt{2\pi})$. Each time both eta shrink to a tenth, the log climbs by
# $2\log 10 = 4.61$, for ever. There is no maximum. What does an optimiser say to that?

# %%
def downhill(theta):
    alpha, beta, sigma, mu, eta = theta[0], theta[1:3], theta[3], theta[4:6], theta[6:8]
    return -log_joint(alpha, beta, sigma, mu, eta, X, y)


bounds = [(None, None)] * 3 + [(1e-6, None)] + [(None, None)] * 2 + [(1e-6, None)] * 2
starts = np.array([[1] * 8, [2] * 8, [16, 4, 10, 5, 0, 0, 1, 1], [16, 1, 1, 5, 1, 1, 1, 1]])
runs = [minimize(downhill, start, method="L-BFGS-B", bounds=bounds) for start in starts]

# %%
heights = np.array([-run.fun for run in runs])
print("several report success:", sum(run.success for run in runs) > 1)
print("all at one height, within 1:", bool(np.ptp(heights) < 1))
print("an eta below 0.01 among them:", bool(min(run.x[6:].min() for run in runs) < 0.01))

# %% [markdown]
# Success, at several "maxima" of different heights. None is one: each search stopped somewhere on its way up, where the next step gained too little to be worth
# it. (The places differ with the SciPy version, so none is printed.) Where a program maximises over
# coefficients *and* eta together, a tiny eta, or an eta at its bound, is the mark of this runaway. Here
# is a part of the landscape: mu is held, everything else is at its best.

# %%
plots.runaway(world)

# %% [markdown]
# The ridge climbs without end along $\beta_1 = \mu_1$. But look to the right: while its height grows without limit, it gets thinner in the same measure, and the *mass* on it at each eta, the density integrated over $\beta_1$,
# settles at a constant once eta is well below the standard error. Move `decades` and `mu`. So the hill is not wrong; asking for its top is. A maximum looks at a point. A
# probability is a volume: a mass that is constant in eta, integrated over the etas below 0.001, is next to nothing.

# %% [markdown]
# ## Priors for everything
#
# Volumes, then. But the volume of what? In the formula sigma, mu and eta have no density of their own: it is the joint density of y and beta *given* them, not of everything. And left so, the volume is
# infinite: let $\mu_j$ be anywhere with equal right, and every $\eta_j$ up to infinity leaves the same volume. A full joint density needs a prior for each of them. The usual choice:
#
# $$ \mu_j \sim N(m, s^2), \qquad \eta_j \sim \text{half-Cauchy}(A), \qquad \sigma \sim \text{half-Cauchy}(B) , $$
#
# with alpha flat. The half-Cauchy of scale A is the law on $\eta > 0$ with density $\frac{2}{\pi A}\frac{1}{1 + (\eta/A)^2}$: highest at 0 but finite there, half of its mass below A, and a heavy tail, so that data which want a large
# standard deviation may have it (A. Gelman, 2006).

# %% [markdown] exercise="11-log-hyperprior"
# ### Exercise: the priors of sigma, mu and eta
#
# Write the sum of their log densities, with all constants. `mu` and `eta` have length J; `m`, `s`, `A` and `B` are numbers.

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
# That is the destination: a density for everything that is unknown, together with the data. Divided by its volume it is the posterior. At $\eta_j \to 0$ it is still unbounded (the
# half-Cauchy is not zero there, so it cannot hold the ridge down), and it does not matter: the volume is finite.
#
# **Predict:** two other priors are popular for a standard deviation: $p(\eta) \propto 1/\eta$, "flat in $\log\eta$", and $p(\eta) \propto 1$. Which of them would do here?

# %%
try:
    bayes.SeedHierarchy(m, s, eta=bayes.Flat(), sigma=bayes.HalfCauchy(B))
except bayes.ImproperPosteriorError as error:
    print(error)

# %% [markdown]
# Neither. Towards 0 the mass at each $\eta_j$ is about constant (the picture's dashed line), and $\int \mathrm d\eta/\eta$ diverges there: with $1/\eta$ a chain sooner or later
# falls into 0. Towards infinity the mass falls like $1/\eta$, so with the flat prior the same integral diverges at the other end. (The program refused the flat prior; $1/\eta$ is none of the laws it offers.)
# A posterior that does not exist can still be "sampled". The fall into 0 ends in nan, which one notices; the walk out to infinity looks for a long time like any chain with a long tail. Arithmetic of this kind
# tells beforehand.

# %% [markdown]
# ## What one coefficient can say
#
# Before sampling anything: what can the data tell about $\eta_1$? They speak of it only through $\beta_1$, and of $\beta_1$ they say one thing: least squares gives $b_1 = 4.35$ with standard error 1.31. So
# follow the chain of draws from the top. $\mu_1$ is drawn around m, $\beta_1$ around $\mu_1$, the estimate $b_1$ around $\beta_1$. All three steps are normal.
#
# We do not know $\mu_1$ and $\beta_1$, so integrate them out: average over all their values. That is not as hard as it sounds.

# %% [markdown] exercise="11-eta-likelihood"
# ### Exercise: the log likelihood of eta
#
# Return the log density of an estimate, with `beta_j` and `mu_j` integrated out, at each `eta` of an array. `standard_error` is that of the estimate.

# %% exercise="11-eta-likelihood"
def eta_likelihood(eta, estimate, standard_error, m, s):
    ### BEGIN SOLUTION
    variance = s**2 + eta**2 + standard_error**2
    return norm.logpdf(estimate, m, np.sqrt(variance))
    ### END SOLUTION


ex.eta_likelihood.check(eta_likelihood)

# %%
eta_likelihood = ex.eta_likelihood.carry_on(eta_likelihood)
b, standard_errors = fit.beta[1:], fit.standard_errors[1:]
for eta in (0.1, 1, 3, 10, 30):
    height, at_zero = eta_likelihood(np.array([eta, 0]), b[0], standard_errors[0], m, s)
    print(f"eta = {eta:<4g} likelihood, against eta = 0: {np.exp(height - at_zero):.3f}")

# %% [markdown]
# Nearly flat: from 0 to 3 the likelihood of $\eta_1$ changes by 3 percent. It only doubts etas larger than s = 10. How much has been learned, then? Put 2,000 values of eta where each is equally probable a priori, and weigh them by
# the likelihood. The *Kullback–Leibler divergence* is the average, under the posterior, of log(posterior / prior): 0 if nothing was learned, $\log 2 = 0.69$ *nats* if one
# half of all values has been ruled out and the other half left as it was.
#
# **Predict:** how many nats do 200 observations tell about $\eta_1$?

# %%
etas = halfcauchy.ppf((np.arange(2000) + 0.5) / 2000, scale=A)


def learned_about_eta(estimate, standard_error, s):
    likelihood = np.exp(eta_likelihood(etas, estimate, standard_error, m, s))
    posterior, prior = likelihood / likelihood.sum(), 1 / 2000
    return np.sum(posterior * np.log(posterior / prior))


for j in range(J):
    print(f"eta of x{j + 1}: {learned_about_eta(b[j], standard_errors[j], s):.3f} nats")

# %% [markdown]
# 0.075 and 0.047 nats, about a tenth of a yes-or-no question, or less. (Sigma is taken as known here, and the two estimates as independent. The exact integral over all of them gives the same to three decimals.) Two ways
# out suggest themselves: a wider prior for mu, so that the prior "says less", or more data.

# %%
for s_wide in (10, 100, 1000):
    print(f"s = {s_wide:4d}: {learned_about_eta(b[0], standard_errors[0], s_wide):.4f} nats")
for copies in (1, 100, 10_000):
    error = standard_errors[0] / np.sqrt(copies)
    print(f"{copies * n:9,} rows: {learned_about_eta(b[0], error, s):.4f} nats")

# %% [markdown]
# A wider s makes it *worse*: whatever the estimate is, a $\mu_1$ close to it explains it, and nothing is left for eta to explain. As s grows, the posterior of eta becomes its prior. And more rows hardly help: 0.0754 becomes 0.0759, and no more. With infinitely many we would know
# $\beta_1$ exactly, but that is still *one* draw from $N(\mu_1, \eta_1^2)$. Who would estimate a mean and a standard deviation from one observation?

# %%
plots.prior_and_posterior(world)

# %% [markdown]
# Move `rows` down and up again: the posteriors of beta and sigma widen and narrow, that of eta stays where its prior (dotted) put it. Mu lies in between: it learned where
# beta is, but how close to beta it has to be is eta's business, hence the prior's. Move `A` to 1 and mu seems well known, to 25 and it hardly is: same data.

# %% [markdown]
# ## One law at a time
#
# Now the sampler. A Gibbs sweep (lesson 09) draws each parameter from its law given all others, and each of these laws is a textbook one if we cut the joint density into the right blocks. Two of the blocks first
# have something integrated out.
#
# One trick is needed: a half-Cauchy is not conjugate to anything, but the *square* of a half-Cauchy variable follows a mixture of inverse gammas (M. P. Wand and others, 2011). An inverse-gamma law IG(a, b) has density proportional to
# $x^{-a-1}\mathrm e^{-b/x}$, with *shape* a and *scale* b, and if
#
# $$ \xi \sim \mathrm{IG}(\tfrac12, 1/A^2), \qquad \eta^2 \mid \xi \sim \mathrm{IG}(\tfrac12, 1/\xi), $$
#
# then $\eta$ is half-Cauchy(A). So each half-Cauchy standard deviation gets a companion, xi for eta, zeta for sigma, which is drawn along.

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
    below = halfcauchy.cdf(limit, scale=A)
    print(f"share below {limit:2d}: {np.mean(eta < limit):.2f}, half-Cauchy {below:.2f}")

# %% [markdown]
# The trick holds. Now the four laws. First, beta given sigma and eta, with alpha *and* mu integrated out. Without mu the prior of $\beta_j$ is $N(m, w_j)$, where you have seen $w_j$'s two terms above. Without alpha, a flat
# intercept, the predictors are centred: $X_c$ is X with each column's mean subtracted. The rest is lesson 08: precisions add up.

# %% [markdown] exercise="11-beta-given"
# ### Exercise: the law of beta
#
# Return `mean` (J) and `covariance` (J × J) of beta given sigma and eta, alpha and mu integrated out. `X` comes in as it is, not centred.

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
# Second, mu given beta and eta. Now $\beta_j$ is known, one observation of $\mu_j$ with standard deviation $\eta_j$, and the prior is $N(m, s^2)$. Drawing beta without mu and then mu given beta is
# one joint draw of both: the two steps must stay together.

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
# Third, $\sigma^2$ given beta and its companion zeta, alpha integrated out. With the residuals $r = y - X\beta$ and their mean $\bar r$,
#
# $$ \sum_i (r_i - \alpha)^2 = S + n(\alpha - \bar r)^2, \qquad S = \sum_i (r_i - \bar r)^2 , $$
#
# and integrating over alpha turns the second term into a factor proportional to $\sigma$. Collect the powers of $\sigma^2$ and what stands over it in the exponent, together with the prior $\mathrm{IG}(\frac12, 1/\zeta)$.

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
# Fourth, $\eta_j^2$ given $\beta_j$, $\mu_j$ and its companion $\xi_j$: the same with one observation and no intercept.

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
# The tail of this law is so heavy that it has no mean. One observation is one observation.

# %%
beta_given = ex.beta_given.carry_on(beta_given)
mu_given = ex.mu_given.carry_on(mu_given)
sigma_given = ex.sigma_given.carry_on(sigma_given)
eta_given = ex.eta_given.carry_on(eta_given)

# %% [markdown]
# Do the laws belong to the density that you wrote? If alpha, beta and mu are drawn from the right laws given sigma and eta, then the full joint density divided by theirs no longer depends on where alpha, beta and mu are. (Alpha given beta and sigma is
# normal, around the height at zero of a plane through the middle of the data.)


# %%
def log_laws(alpha, beta, mu, sigma, eta):
    mean, variance = mu_given(beta, eta, m, s)
    at_zero = y.mean() - X.mean(axis=0) @ beta
    return (
        norm.logpdf(alpha, at_zero, sigma / np.sqrt(n))
        + multivariate_normal.logpdf(beta, *beta_given(sigma, eta, X, y, m, s))
        + norm.logpdf(mu, mean, np.sqrt(variance)).sum()
    )


sigma, eta = 5.0, np.array([1.0, 3.0])
for alpha, beta, mu in ((9, b, b), (0, np.array([0, 5]), np.ones(2)), (20, np.array([8, -3]), 3 * b)):
    joint = log_full_joint(alpha, beta, sigma, mu, eta)
    print(f"{joint:11.3f} − {log_laws(alpha, beta, mu, sigma, eta):11.3f} = ", end="")
    print(f"{joint - log_laws(alpha, beta, mu, sigma, eta):.3f}")

# %% [markdown]
# Three places, three heights, one difference: it is the log density of the data, sigma and eta, with alpha, beta and mu integrated out, and no integral was calculated. No chain has to be run for this test, and however small a mistake in the first two laws is, it shows, unless it leaves all three places alone.

# %% [markdown] exercise="11-sweep"
# ### Exercise: the sweep
#
# The state of the chain is one array, beta, mu, sigma and eta in a row (length 3J + 1). Write one sweep: from the old state to the new one. Each step uses the newest values:
#
# | | draw | from |
# |---|---|---|
# | 1 | beta | `beta_given` |
# | 2 | mu | `mu_given` |
# | 3 | zeta, then sigma² | $\mathrm{IG}(1,\; 1/B^2 + 1/\sigma^2)$, then `sigma_given` |
# | 4 | xi, then eta² | $\mathrm{IG}(1,\; 1/A^2 + 1/\eta_j^2)$, one for each j, then `eta_given` |
#
# `draw_normal`, `rng.normal` and `draw_inverse_gamma` do the drawing. Other orders are as good: step 3 or 4 may come first, say. Only step 2 has to come after step 1, and step 4 not between them: beta is drawn as if mu were not known, so the old mu does not belong to the new beta.
# (The check goes by these laws, zeta and xi included, whatever the order and the way of drawing from them. Take all random numbers from `rng`, one sweep's worth. It uses your four laws: run the cell that carries them on first.)

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
# Four chains from four places, 2,000 sweeps each; the first 500 are forgotten.

# %%
sweep = ex.sweep.carry_on(sweep)
chains = np.empty((4, 2000, 3 * J + 1))
for chain in chains:
    state = np.concatenate([np.zeros(2 * J), rng.uniform(1, 20, 1 + J)])
    for t in range(len(chain)):
        chain[t] = state = sweep(state, X, y, m, s, A, B, rng)
chains = chains[:, 500:]

# %% [markdown]
# The intercept was integrated out; it comes back as a draw of its own. In the middle of the data the height of the plane is $N(\bar y, \sigma^2/n)$, and from there it is $\bar x'\beta$ down to the intercept at zero.

# %%
beta, mu, sigma, eta = np.split(chains, [J, 2 * J, 2 * J + 1], axis=-1)
middle = rng.normal(y.mean(), sigma / np.sqrt(n))
intercept = middle - (beta @ X.mean(axis=0))[..., None]
beta, sigma = np.concatenate([intercept, beta], axis=-1), sigma[..., 0]
labels = {"beta": ("const", "x1", "x2"), "mu": ("x1", "x2"), "eta": ("x1", "x2")}
mine = samplers.Draws({"beta": beta, "sigma": sigma, "mu": mu, "eta": eta}, labels=labels)
mine.summary()[["mean", "5%", "95%"]].round(1)

# %% [markdown]
# Beta and sigma are close to least squares, with the slopes pulled a little towards m = 0. Mu could be anything from about −5 to 15, eta anything up to 20. Is the sweep right? It has been checked law by law; but the proof of a sampler is that another route leads to the same
# place. We come back to that after one more encounter.

# %% [markdown]
# ## The funnel
#
# Why these blocks? A general program, which knows nothing of our integrals, takes the joint density as it stands and moves everything at once. Let us do that, with Hamiltonian Monte Carlo, on beta, mu, log sigma and
# log eta, in three forms:
#
# - *centred*: beta and mu as they are,
# - *non-centred*: $z_j = (\beta_j - \mu_j)/\eta_j$ in place of beta; a priori it knows nothing of mu and eta,
# - *marginal*: with mu integrated out.
#
# **Predict:** which of the three will give no trouble? (The next cell is the longest of the lesson; give it a quarter of a minute. It silences the sampler's warnings, and the one after it asks for them.)

# %%
laws = {"eta": bayes.HalfCauchy(A), "sigma": bayes.HalfCauchy(B)}
model = bayes.SeedHierarchy(m, s, **laws)
by_hmc = {}
for form in ("centred", "non-centred", "marginal"):
    density = bayes.unconstrained(world.X, y, model, parameterisation=form)
    own = np.random.default_rng(1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", samplers.SamplingWarning)
        by_hmc[form] = samplers.hmc(
            density.log_density_and_gradient, density.start(4, own), rng=own, warmup=500,
            constrain=density.constrain, labels=density.labels,
            finite_moments=density.finite_moments,
        )

# %%
for form, draws in by_hmc.items():
    diverged = bool(draws.statistics["divergent"].any())
    print(f"{form:12s} paths diverged: {diverged!s:6s} to be trusted: {not draws.problems()}")

# %% [markdown]
# Two of the three would have warned, and rightly. To see where, take draws that are exact (how, is said below), and start one path from each of them:

# %%
plots.funnel(world)

# %% [markdown]
# When eta is small, beta is held to mu tightly; when it is large, loosely. A step that suits the mouth of this funnel is far too long for its neck: there the path breaks, and the chain that refuses it never gets into the neck. Shorter steps only move the
# place (try 0.1). `form` 2, drawn in its own z, has no neck; it has a *narrow mouth instead*: the data hold $\beta = \mu + \eta z$ within 1.31, which for a large eta is a thin sheet in z. At step 0.1 nearly all that break begin there; at 0.3 paths break in many places,
# but most often at the mouth. Non-centring is for weak data. `form` 3 has neither: with mu integrated out, the prior of beta is never narrower than s. What is integrated out cannot hold a chain back: integrate out what you can.
#
# Now the promise: one posterior by five routes. Each states a mean and the Monte Carlo error of it. Eta goes in by its logarithm: its posterior falls like $\eta^{-3}$ (half-Cauchy $\eta^{-2}$, likelihood $\eta^{-1}$), so it has a mean but no
# variance, and a standard error of that mean would be a number without a meaning. (No sample can show that. `density.finite_moments` tells it to the samplers, and their summaries say inf there.)
#
# `bayes.exact_hierarchy` draws without any chain. With mu and eta integrated out, as in `eta_likelihood`, each slope has one prior, a wide and smooth one. Sigma gets a grid. For each sigma a normal law is laid over the posterior of the slopes; a draw from it is
# kept with the ratio of the two. Where the data say more than the prior, as here, the two nearly touch, and nearly every draw is kept. Mu and eta are drawn last, given their slope.

# %%
exact = bayes.exact_hierarchy(world.X, y, model, draws=100_000, rng=rng)
gibbs = samplers.gibbs(world.X, y, model, draws=2000, rng=rng)
walk = samplers.metropolis(
    density.log_density, density.start(4, own), 10_000, rng=own,
    constrain=density.constrain, labels=density.labels,
    finite_moments=density.finite_moments,
)

# %%
def summary(draws):
    """Means and their Monte Carlo errors, of log eta in eta's place."""
    same = {name: draws[name] for name in draws if name != "eta"}
    return samplers.Draws({**same, "log eta": np.log(draws["eta"])}).summary()


expected = summary(exact)
routes = {"your sweep": mine, "Gibbs": gibbs, "HMC": by_hmc["marginal"], "Metropolis": walk}
for name, draws in routes.items():
    found = summary(draws)
    off = (found["mean"] - expected["mean"]) / np.hypot(found["mcse"], expected["mcse"])
    print(f"{name:14s} all means within 5 standard errors: {bool(off.abs().max() < 5)}")

# %% [markdown]
# All agree, up to the Monte Carlo error that each states for itself. What does that prove? Less than it seems, for two reasons. The library's four routes share code: HMC and Metropolis one density, Gibbs and the exact draws one law of sigma given the slopes. Your sweep has
# nothing in common with them but the model and the data, so its line is the one that counts. (The marginal form has no draws of mu; there the other means are compared.) And agreement of chains excludes *large* mistakes only: the shape (n − 1)/2 in the law of sigma², wrong by one degree of freedom of 200, moves sigma by a quarter of a percent, and four chains of this
# length may well pass with it. The check of `sigma_given` sees it at once. Exact tests where there are any, long chains for the rest.

# %%
exact.summary().filter(regex="beta|sigma|mu", axis=0)[["mean", "mcse"]].round(3)

# %% [markdown]
# By quadrature alone, without any random number, the slopes are 4.287 and 10.940 and sigma is 4.952.

# %% [markdown]
# ## The repair
#
# A sampler that works has not made eta estimable. What would? More *coefficients*, if they have something to say about the same eta. The seed gave each coefficient a mean and a spread of its own; the *exchangeable* model
# gives one to all:
#
# $$ \beta_j \sim N(\mu, \eta^2), \qquad j = 1, \ldots, J . $$
#
# Now J coefficients are J observations of one law. (They have to be comparable, so the predictors should be on similar scales; x1 and x2 both run from 0 to 1.)

# %%
pooled = bayes.ExchangeableHierarchy(m, s, **laws)
draws = bayes.exact_hierarchy(world.X, y, pooled, draws=20_000, rng=rng)
print("slopes:", draws["beta"][..., 1:].mean(axis=(0, 1)).round(1))
print(f"median of eta: {np.median(draws['eta']):.1f}")

# %% [markdown]
# The slopes are pulled towards each other (4.63 and 10.74, to more digits, and the median is 5.07), and eta is about 5, give or take very much: two coefficients are still few. Why not simply maximise over mu and eta, with beta integrated
# out? That is called *empirical Bayes*, and with beta gone there is a maximum: the estimates $b$ are normal around $(\mu, \mu)$, with the covariance of least squares plus $\eta^2$ on the diagonal.

# %%
def evidence(eta):
    """The log density of the estimates at this eta and its best mu, and that mu."""
    covariance = fit.covariance[1:, 1:] + eta**2 * np.eye(J)
    weights = np.linalg.inv(covariance).sum(axis=0)
    mu = weights @ b / weights.sum()
    return multivariate_normal.logpdf(b, [mu, mu], covariance), mu


grid = np.linspace(0, 10, 1001)
best = grid[np.argmax([evidence(eta)[0] for eta in grid])]
print(f"eta = {best:.2f}, mu = {evidence(best)[1]:.2f}")
print(bayes.empirical_hierarchy(world.X, y))

# %% [markdown]
# **Predict:** suppose the two slopes are truly equal. In how many worlds out of a hundred will this estimate say that eta is 0, exactly?
#
# Let d be the difference of the two estimates and v its variance when eta is 0. Given eta it is $V = v + 2\eta^2$, and up to constants the log density at the best mu is $-\log V - d^2/2V$ (one half of $\log V$ comes from the difference, one from the mean). It is
# highest at $V = d^2/2$. If that is below v, the best eta is 0. And $d^2/V$ follows $\chi^2$ with one degree of freedom. (The half that comes from the mean is a half of $\log V$ only if the two estimates have equal variances and no correlation. Here the
# standard errors are 1.31 and 1.18 and the correlation 0.02: nearly. With a correlation of 0.8 it would be 71 worlds, not 84. If mu is integrated out, that half is gone, and no condition is left.)

# %%
v = np.array([1, -1]) @ fit.covariance[1:, 1:] @ [1, -1]
for true_eta in (0, 2, 5):
    V = v + 2 * true_eta**2
    maximised, integrated = 100 * chi2.cdf([2 * v / V, v / V], 1)
    print(f"true eta {true_eta}: estimate 0 in {maximised:.0f} % of worlds", end="")
    print(f", {integrated:.0f} % if mu is integrated out")

# %% [markdown]
# If the slopes are equal, 0 is right, five times out of six. The trouble is the second line: where slopes truly differ with a standard deviation of 2, the estimate is still 0 in more than half of the worlds, and reports slopes that are *exactly* equal and known to be so. (It is an honest maximum, not the
# runaway from above: beta is integrated out. With mu integrated out, too, $\log V$ is halved, and it happens less often.) The posterior of eta never says 0: it averages over the etas that the data leave possible, and where they leave many, its prior decides.
#
# With more coefficients the posterior begins to know. Worlds of 1,000 rows, their slopes drawn from N(5, 2²):

# %%
rng = np.random.default_rng(1)
for slopes in (2, 20, 80):
    truth = np.append(10, rng.normal(5, 2, slopes))
    larger = simulate.linear_world(1000, truth, 5.0, rng)
    eta = bayes.exact_hierarchy(larger.X, larger.y, pooled, draws=20_000, rng=rng)["eta"]
    low, high = np.quantile(eta, [0.05, 0.95])
    spread = truth[1:].std(ddof=1)
    print(f"{slopes:2d} slopes of sd {spread:.1f}: 90 % of eta's posterior in {low:.1f} to {high:.1f}")

# %% [markdown]
# (Each line begins with the spread of the slopes that were drawn.) With two slopes eta may be nearly anything, with 80 it is known within a few tenths: the spread of a population is learned from its members, and more rows for the same two members would not have done it.

# %% [markdown]
# ## What the data told us
#
# Back to the seed's own model, for the account. A parameter is *estimable* if more data would pin it down. So give the model the same data a hundred times over: what the data speak of becomes ten times narrower ($1/\sqrt{100}$), and what only the prior
# speaks of stays where it is. (All that these routines need of the data is a small triangle, lesson 02's R; `compress` makes it.)
#
# **Predict:** for each of alpha, beta, sigma, mu and eta: ten times narrower, or not?

# %%
single = compressed.compress(world.X, y)
hundred = compressed.compress(np.tile(world.X, (100, 1)), np.tile(y, 100))
posteriors = [
    bayes.exact_hierarchy(data, model, draws=20_000, rng=rng) for data in (single, hundred)
]


def width(draws):
    """The width of the middle 90 %."""
    return np.ptp(np.quantile(draws, [0.05, 0.95]))


# %%
eta = halfcauchy.rvs(scale=A, size=(400_000, 1), random_state=rng)
mu = rng.normal(m, s, eta.shape)
sigma = halfcauchy.rvs(scale=B, size=eta.shape, random_state=rng)
prior = {"beta": rng.normal(mu, eta), "sigma": sigma, "mu": mu, "eta": eta}

# %%
places = [("beta 1", "beta", 1), ("beta 2", "beta", 2), ("sigma", "sigma", 0)]
places += [(f"{name} {j + 1}", name, j) for name in ("mu", "eta") for j in range(J)]
print("width of the middle 90 %")
print("           prior   posterior   with 100 copies")
for label, name, j in [("alpha", "beta", 0), *places]:
    before = "flat" if label == "alpha" else f"{width(prior[name]):.0f}"
    once, often = (width(np.atleast_3d(draws[name])[..., j]) for draws in posteriors)
    verdict = "estimable" if often < once / 5 else "prior-dominated"
    print(f"{label:8s} {before:>7s} {once:11.1f} {often:17.1f}   {verdict}")

# %% [markdown]
# (The prior widths are those of simulated draws. The row "alpha" is the intercept.) This is the lesson's finding. **Alpha, beta and sigma are estimable; mu and eta are prior-dominated.** The formula looks as if it had eight unknowns, and a sampler fills eight columns without complaint. About four of
# them no amount of data of this kind will ever say more than it has: that $\beta_j$ is a plausible draw, and so that mu is not far from it in terms of eta, and eta not enormous. All the rest was said by m, s and A, that is, by us.
#
# - **alpha**: its own prior is flat. It is the data's, moved a little by the slopes' prior, since alpha gives way when slopes are pulled (9.06 by least squares, 9.15 here).
# - **beta**: the data's, pulled towards m by 1 to 2 percent.
# - **sigma**: the data's.
# - **mu**: near beta, how near A decides.
# - **eta**: its prior, weighed by a likelihood that is level up to 3 or so and falls like 1/eta beyond 10: an eta of 60 would hardly have put beta so near to m. That shortens the prior's long tail, and is all.
#
# In [The same model in PyMC](11b_the_same_model_in_pymc.ipynb), a short notebook of its own, the model is written in the language that most people use for this, and meets the funnel there. It needs more packages: `python3 run.py peers` installs them.

# %% [markdown]
# ## What you can do now
#
# You have come from a vector of random numbers to the joint density of everything:
#
# - worlds whose truth you know, to try everything on (00, 01); least squares as geometry, its uncertainty, and what a wrong model does to it (02–04);
# - the likelihood, a search that failed and the gate that would have stopped it, and what curvature says (05–07);
# - priors, samplers, and how to know what a chain is worth (08–10);
# - and today: a joint density can be unbounded and its posterior proper; *integrate out what you can*, for mathematics and sampler alike; two routes to one posterior that share no code are worth more than one convergence statistic; and before
#   you believe a posterior, lay it over its prior.
#
# The old notebook's formula was wrong in three places, two signs and the intercept, and it stopped short of priors. Mended and completed, it turned out to ask about things that its data cannot know, and you can say which. One question is left that no posterior answers from inside: is
# the *model* any good? Lesson 12 criticises, compares and calibrates: it lets the model foretell data and looks at where it fails, and it tests samplers like yours against worlds whose truth is known.
