# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Criticise, compare, calibrate: who tells you that you are wrong?
#
# A posterior never says that its model is wrong. It divides belief among the planes that it was offered, and if all
# are bad, one still wins. Whoever wants to know has to ask from outside: draws of data, rows that were held out,
# worlds whose truth is known. A sampler is a claim, too, and can be tested. So can you.
#
# | section | minutes |
# |---|---|
# | A check sees what it looks at | 13 |
# | Left out, without a second fit | 11 |
# | From draws alone | 5 |
# | Which model predicts better? | 13 |
# | What a Bayes factor asks | 4 |
# | A sampler is a claim | 17 |
# | Which quantity sees it? | 11 |
# | What did the prior do? | 4 |
# | And you? | 12 |
#
# **You need** [08 Priors to posteriors](08_priors.ipynb) for the prior, the t law and the evidence,
# [09 Samplers by hand](09_samplers.ipynb) for your Gibbs sweep, and [11 The full joint](11_full_joint.ipynb) for one
# section.

# %%
import numpy as np
from arviz_stats.base import array_stats
from scipy import stats

from helpers import bayes, criticism, plots, samplers, simulate
from helpers.exercises import criticise as ex
from helpers.exercises import guesses
from helpers.exercises import samplers as lesson_09

# %%
world, twin = simulate.seed_world(), simulate.small_twin()
X, y = world.X, world.y
v0, a0, b0 = 4, 2, 25


def our_prior(columns, v=v0):
    """Lesson 08's prior, for the coefficients of these columns."""
    return bayes.NormalInverseGamma(np.zeros(columns.shape[1]), v, a0, b0)


def posterior(columns, y, v=v0):
    return our_prior(columns, v).update(columns, y)


# %% [markdown]
# ## A check sees what it looks at
#
# The plane that lesson 06 met in the old notebook passes through the origin, though the noise of this world has mean
# 10. Give this model lesson 08's prior, and its posterior is as smooth as any. What do data from it look like? Draw
# sigma and beta, then a y for each row, again and again: the *posterior predictive distribution*.

# %%
X_0 = X[:, 1:]
rng = np.random.default_rng(12)
draws = posterior(X_0, y).draw(3000, rng)
made_up = bayes.posterior_predictive(X_0, draws, rng=rng)[0]
print(made_up.shape)

# %% [markdown]
# To compare these data sets with the one in hand, choose a *statistic* T, one number of a data set, and see where the
# observed one lies among the made-up ones. The share
#
# $$ p = \mathrm P(T(y^{\mathrm{rep}}) > T(y)) + \tfrac12\,\mathrm P(T(y^{\mathrm{rep}}) = T(y)) $$
#
# is the *posterior predictive p-value* (D. B. Rubin, 1984; X.-L. Meng, 1994), in which a tie counts half. Near 0 the
# model's data hardly ever have so large a T, near 1 nearly always.

# %% [markdown] exercise="12-predictive-p"
# ### Exercise: a predictive p-value
#
# `replicated` holds a made-up data set in each row, and `statistic` makes one number of one data set. Return the
# share of made-up data sets whose statistic is larger than that of `y`, and half of the share that ties with it.

# %% exercise="12-predictive-p"
def predictive_p(y, replicated, statistic):
    ### BEGIN SOLUTION
    values = np.array([statistic(row) for row in replicated])
    observed = statistic(y)
    return np.mean(values > observed) + np.mean(values == observed) / 2
    ### END SOLUTION


ex.predictive_p.check(predictive_p)

# %% [markdown]
# Here are two statistics of lesson 04, and two others; put one of your own in the place of the median. `lowest` are
# the twenty rows where x1 + x2 is smallest.

# %%
predictive_p = ex.predictive_p.carry_on(predictive_p)
lowest = np.argsort(X_0.sum(axis=1))[:20]


def residuals(y):
    return y - X_0 @ np.linalg.lstsq(X_0, y)[0]


statistics = {
    "kurtosis of residuals": lambda y: stats.kurtosis(residuals(y)),
    "Durbin–Watson": lambda y: np.sum(np.diff(e := residuals(y)) ** 2) / np.sum(e**2),
    "mean residual": lambda y: residuals(y).mean(),
    "mean of the lowest": lambda y: y[lowest].mean(),
    "yours": lambda y: np.median(y),  # choose another
}

# %% [markdown]
# **Predict:** the plane without a constant is badly wrong. Which p will the *kurtosis* of its residuals have?

# %%
ex.p_of_the_kurtosis.guess(..., ...)  # low and high, 80 % sure

# %%
for name, statistic in statistics.items():
    print(f"{name:22s} p = {predictive_p(y, made_up, statistic):.2f}")

# %%
plots.made_up_statistics(
    {name: [statistic(one) for one in made_up] for name, statistic in statistics.items()},
    {name: statistic(y) for name, statistic in statistics.items()},
)

# %% [markdown]
# Kurtosis and Durbin–Watson find nothing, and rightly: they ask whether the noise is normal and whether neighbours
# are alike. The mean residual, and the rows near the origin, find it at once. *A check sees what it looks at.* One
# that passes says: in this respect the model does as the data do. So choose statistics that the model does not fit by
# itself, and that matter for what you want to do with it. `criticism.predictive_check` does all of this at once; here
# is the model with a constant:

# %%
check = criticism.predictive_check(X, y, our_prior(X), statistics, rng=rng)
print(", ".join(f"{name} {p_value:.2f}" for name, p_value in check.p.items()))

# %% [markdown]
# ## Left out, without a second fit
#
# These checks use the data twice, to fit and to judge, and so they are too kind. A row that the posterior has not
# seen is a stricter judge. *Leave one out*, predict it from the others, and do so with each row:
#
# $$ \mathrm{elpd} = \sum_i \log p(y_i \mid y_{-i}) , $$
#
# an estimate of the *expected log predictive density* of 200 new rows, whose x are new as well.
#
# That seems to need 200 fits. But what a row adds to the posterior can be taken away again. Let m, V, $a_n$ and $b_n$
# be those of all rows, $h = x_i'Vx_i$ and $e = y_i - x_i'm$. Lesson 04's algebra holds: the prior adds $I/v$ to $X'X$
# and nothing to $X'y$, as p rows more would with $1/\sqrt v$ in one column each and y = 0. So the other rows miss row
# i by $e/(1 - h)$, and their $x_i'V_{-i}x_i$ is $h/(1 - h)$. Row i had added half of $e \cdot e/(1 - h)$ to $b_n$,
# the residual times the deleted one, and ½ to $a_n$.

# %% [markdown] exercise="12-left-out"
# ### Exercise: the law of a row that was left out
#
# From the posterior of *all* rows, `mean` (m), `V`, `a_n` and `b_n` (given sigma, beta has covariance $\sigma^2V$),
# return $\log p(y_i \mid y_{-i})$ for each row, shape (n,). Which law has a new observation at $x_i$ if the posterior
# is that of the others? Lesson 08 had it for $c'\beta$; an observation has its own noise besides.
# `stats.t.logpdf(y, df, centre, scale)` takes arrays.

# %% exercise="12-left-out"
def left_out(X, y, mean, V, a_n, b_n):
    ### BEGIN SOLUTION
    h = np.sum(X @ V * X, axis=1)
    e = y - X @ mean
    shape, squares = a_n - 1 / 2, b_n - e**2 / (2 * (1 - h))
    scale = np.sqrt(squares / shape * (1 + h / (1 - h)))
    return stats.t.logpdf(e / (1 - h), 2 * shape, 0, scale)
    ### END SOLUTION


ex.left_out.check(left_out)

# %% [markdown]
# **Predict:** sum the log densities of the 200 rows under the posterior that has seen them all, and take elpd away.
# How much does it help to have seen the rows? The difference is called *p_loo*.

# %%
ex.help_of_having_seen.guess(..., ...)  # low and high, 80 % sure

# %%
left_out = ex.left_out.carry_on(left_out)


def unseen(columns, y, v=v0):
    after = posterior(columns, y, v)
    V = after.covariance_factor
    return left_out(columns, y, after.mean, V, after.a, after.b)


after, by_row = posterior(X, y), unseen(X, y)
h = np.sum(X @ after.covariance_factor * X, axis=1)
seen = stats.t.logpdf(y, 2 * after.a, X @ after.mean, np.sqrt(after.b / after.a * (1 + h)))
print(f"elpd {by_row.sum():.4f}, p_loo {seen.sum() - by_row.sum():.2f}")

# %%
plots.seen_and_unseen(h, y - X @ after.mean, seen, by_row)

# %% [markdown]
# Nearly 4, as many as there are parameters. Each row bends the posterior towards itself; a row whose y is far off,
# most, and the more so the larger its leverage.
#
# By brute force, $p(y_i \mid y_{-i})$ is $p(y)/p(y_{-i})$, a ratio of evidences. That needs 200 more fits, and shares
# nothing with your formula.

# %%
prior = our_prior(X)
others = [prior.log_evidence(np.delete(X, i, axis=0), np.delete(y, i)) for i in range(len(y))]
brute_force = prior.log_evidence(X, y) - np.array(others)
print("as from 200 fits, within 1e-9:", bool(np.abs(brute_force - by_row).max() < 1e-9))
print(criticism.loo(X, y, prior))

# %% [markdown]
# `criticism.loo` is your formula; for priors without a closed form it integrates over sigma.

# %% [markdown]
# ## From draws alone
#
# Mostly there is no formula, only draws. In principle they are enough:
# $1/p(y_i \mid y_{-i}) = \mathrm E\left[1/p(y_i \mid \theta)\right]$ under the posterior of all rows. This is
# *importance sampling*: a draw with the *weight* $1/p(y_i \mid \theta)$ stands for draws without row i. But one under
# which row i is improbable has an enormous weight, and the mean hangs on a handful. *Pareto-smoothed* importance
# sampling, PSIS, puts quantiles of a Pareto law in place of the largest weights. Its shape k says whether to trust
# the result: up to 0.7 (A. Vehtari, A. Gelman and J. Gabry, 2017). Here the exact answer is known. So try it on the
# seed world, and on ten rows with a typing error.

# %%
def by_draws(columns, y, rng):
    draws = posterior(columns, y).draw(4000, rng)
    log_densities = stats.norm.logpdf(y, draws["beta"][0] @ columns.T, draws["sigma"][0][:, None])
    return array_stats.loo(log_densities.T[:, None, :])[:2]  # wants (row, chain, draw)


mistyped, y10 = twin.X.copy(), twin.y
mistyped[0, 1] *= 10
print(f"x1 of the first row: {twin.X[0, 1]:.3f} typed as {mistyped[0, 1]:.2f}")

# %% [markdown]
# **Predict:** that row pulls the plane towards itself. Will PSIS make its log density "too high" or "too low"?

# %%
ex.psis_of_the_typing_error.guess(...)  # "too high" or "too low"

# %%
rng = np.random.default_rng(1)
for name, columns, observed in (("seed world", X, y), ("typing error", mistyped, y10)):
    estimate, k = by_draws(columns, observed, rng)
    exact = unseen(columns, observed)
    worst = np.argmax(k)
    print(f"{name:12s} all k below 0.7: {bool(k.max() < 0.7)!s:5s}  the row with the largest k, ", end="")
    print(f"{worst}: exact {exact[worst]:.2f}, by draws {estimate[worst]:.1f}")

# %%
plots.by_draws_and_exact(exact, estimate, k)

# %% [markdown]
# Without the first row the plane would miss it by far, but hardly any of the draws is of such a plane. PSIS is too
# high, and *says so*: its k is beyond 0.7. What then? Fit once more without that row; and look at it.

# %% [markdown]
# ## Which model predicts better?
#
# Two models predict the same rows. Their elpds differ, by an estimate from 200 rows, which has a standard error.

# %% [markdown] exercise="12-difference"
# ### Exercise: a difference and its standard error
#
# From the log densities of the same n rows under two models, return two numbers: by how much the elpd of the first is
# larger, and the standard error of that; use `ddof=1`. One row is independent of another, but the two models find the
# same rows difficult: their densities of a row go together.

# %% exercise="12-difference"
def difference(first, second):
    ### BEGIN SOLUTION
    gain = first - second
    return gain.sum(), np.sqrt(len(gain)) * gain.std(ddof=1)
    ### END SOLUTION


ex.difference.check(difference)

# %% [markdown]
# **Predict:** in lesson 08 the slope of x1 was 3.3 standard errors from zero. By how much does the elpd rise with x1?

# %%
ex.gain_of_x1.guess(..., ...)  # low and high, 80 % sure

# %%
difference = ex.difference.carry_on(difference)
without_x1, through_origin = unseen(X[:, [0, 2]], y), unseen(X_0, y)
print("over the model without x1:      {:5.2f} ± {:.2f}".format(*difference(by_row, without_x1)))
print("over the one without constant:  {:5.2f} ± {:.2f}".format(*difference(by_row, through_origin)))

# %%
plots.gains(X[:, 1], by_row - without_x1)

# %%
models = {"all": X, "without x1": X[:, [0, 2]], "without constant": X_0}
criticism.compare({name: criticism.loo(c, y, our_prior(c)) for name, c in models.items()}).round(2)

# %% [markdown]
# The constant is beyond doubt, x1 is 1.4 standard errors ahead. The rows at both ends of x1 decide, where the two
# planes are apart. The table compares any number of models; its last column holds the weights with which a mixture
# of them would predict best (Y. Yao and others, 2018).
#
# What is that standard error worth? The world is ours, so the *true* expected log density of 200 new rows can be
# computed. Their x1 and x2 are new, too, uniform from 0 to 1. You need not read this cell: it averages over such
# rows, by a weighted sum.

# %%
nodes, weights_x = np.polynomial.legendre.leggauss(6)
z, weights_z = np.polynomial.hermite_e.hermegauss(12)
at = np.array([[1, (u + 1) / 2, (w + 1) / 2] for u in nodes for w in nodes])
weights_x = np.outer(weights_x, weights_x).ravel()


def truly(columns, after, beta):
    """The expected log density of 200 new rows, under a posterior of these columns of X."""
    rows = at[:, columns]
    spread = np.sum(rows @ after.covariance_factor * rows, axis=1, keepdims=True)
    new = (at @ beta)[:, None] + world.sigma * z
    scale = np.sqrt(after.b / after.a * (1 + spread))
    density = stats.t.logpdf(new, 2 * after.a, (rows @ after.mean)[:, None], scale)
    return 200 * np.average(np.average(density, axis=1, weights=weights_z), weights=weights_x)


# %% [markdown]
# **Predict:** the data say 4.42 ± 3.24. What is the true expected difference of these two posteriors?

# %%
ex.true_gain_of_x1.guess(..., ...)  # low and high, 80 % sure

# %%
true_gain = truly([0, 1, 2], after, world.beta) - truly([0, 2], posterior(X[:, [0, 2]], y), world.beta)
print(f"in truth {true_gain:.2f}")

# %% [markdown]
# Close; but one world proves nothing. Take four hundred in which x1 does *nothing*. In each the error is what
# leave-one-out says, less the truth.
#
# **Predict:** the sd of these errors over the 400 worlds, divided by the mean standard error: what number?

# %%
ex.errors_over_standard_errors.guess(..., ...)  # low and high, 80 % sure

# %%
rng, flat = np.random.default_rng(12), world.beta * [1, 0, 1]
found, truths = [], []
for _ in range(400):
    new = X @ flat + world.sigma * rng.standard_normal(200)
    found.append(difference(unseen(X, new), unseen(X[:, [0, 2]], new)))
    with_x1, without = posterior(X, new), posterior(X[:, [0, 2]], new)
    truths.append(truly([0, 1, 2], with_x1, flat) - truly([0, 2], without, flat))
(said, errors), truths = np.transpose(found), np.array(truths)
print(f"sd of the errors over the mean standard error: {np.std(said - truths) / errors.mean():.1f}")

# %%
plots.small_differences(said, truths)

# %% [markdown]
# Where one rises, the other *falls*. If the noise happens to look like a slope, the posterior believes in it.
# Leave-one-out applauds, since the other rows share the accident, and new rows pay. The standard error knows nothing
# of that. T. Sivula, M. Magnusson and A. Vehtari (2020) have the theory, and call a difference below 4 small. Ours is
# just above.

# %% [markdown]
# ## What a Bayes factor asks
#
# Lesson 08 compared the same two models by the evidence, and a wide prior turned the verdict round, from 3.52 to
# −2.75: Bartlett's paradox.
#
# **Predict:** the elpd difference is 4.42 with $v = 4$. What will it be with $v = 10^6$?

# %%
ex.gain_under_a_wide_prior.guess(..., ...)  # low and high, 80 % sure

# %%
def log_evidence(columns, v, rows):
    return our_prior(columns, v).log_evidence(columns[:rows], y[:rows])


spreads = np.geomspace(4, 1e6, 28)
gains, factors = [], []
for v in spreads:
    gains.append(unseen(X, y, v).sum() - unseen(X[:, [0, 2]], y, v).sum())
    factors.append(log_evidence(X, v, 200) - log_evidence(X[:, [0, 2]], v, 200))
for k in (0, -1):
    print(f"v = {spreads[k]:9,.0f}: log Bayes factor {factors[k]:5.2f}, elpd difference {gains[k]:.2f}")

# %%
plots.two_verdicts(spreads, factors, gains)

# %% [markdown]
# Both are sums of log predictive densities. The evidence is $\log p(y_1) + \log p(y_2 \mid y_1) + \ldots$: each row is
# predicted from those *before* it, the first ones from the prior alone. Look where the wide prior loses:

# %%
def log_factors(v):
    rows = range(1, len(y) + 1)
    return [log_evidence(X, v, k) - log_evidence(X[:, [0, 2]], v, k) for k in rows]


plots.row_by_row(log_factors(4), log_factors(1e6))

# %% [markdown]
# In the first few rows, before there is any posterior to speak of. Then both climb alike. A Bayes factor asks which
# model *with its prior* foresaw these data from the beginning; elpd, which would predict the next row now. If your
# prior says nothing that you believe, only the second makes sense.

# %% [markdown]
# ## A pause
#
# This is the place to stop for today. When you come back, remember: data from the posterior show what a model cannot
# do, if you choose the right statistic; `left_out` predicts each row from the others; a small difference of two models
# has too small a standard error.

# %% [markdown]
# ## A sampler is a claim
#
# Your Gibbs sweep claims to draw from a posterior. Lesson 09 tested it where the answer was known. Here is a test that
# needs no answer. Draw a truth from the prior, data from that truth, and L draws from the posterior of these data.
# Which of the L + 1 is the truth? *Nobody can tell*: given the data, truth and draws come from the same law. So the
# rank of the truth among the draws is 0, 1, …, L with equal probability, in any quantity. If over many worlds it is
# not, something is wrong: *simulation-based calibration*, SBC (S. Cook, A. Gelman and D. Rubin, 2006; S. Talts and
# others, 2018).

# %% [markdown] exercise="12-place"
# ### Exercise: the place of a truth
#
# `truth` has one number for each world, `draws` a row of L draws for each, and `u` a uniform random number between 0
# and 1 for each. Turn the rank of each truth, the number of draws below it, into a number that is *uniform between 0
# and 1* if the sampler is right: `u` spreads the truths of one rank evenly. Return one for each world.

# %% exercise="12-place"
def place(truth, draws, u):
    ### BEGIN SOLUTION
    rank = np.sum(draws < truth[:, None], axis=1)
    return (rank + u) / (draws.shape[1] + 1)
    ### END SOLUTION


ex.place.check(place)

# %% [markdown]
# Your own sweep is tested here. Instead of the line `gibbs = ...` paste your three functions of lesson 09:
# `coefficient_conditional`, `variance_conditional` and `gibbs(X, y, start, draws, rng)`. Its chain has a row for each
# draw, and sigma² in the last column. Without them the reference is tested.

# %%
gibbs = ...

# %% [markdown]
# Ten rows a world, those of the twin, with centred predictors: there the draws of a sweep hardly depend on each other,
# and every fourth one even less.

# %%
place = ex.place.carry_on(place)
gibbs = lesson_09.gibbs.carry_on() if gibbs is ... else gibbs
X10 = twin.X - twin.X.mean(axis=0) * [0, 1, 1]


def draw_world(rng):
    sigma = np.sqrt(b0 / rng.gamma(a0))
    beta = rng.normal(0, np.sqrt(v0) * sigma, 3)
    return {"beta": beta, "sigma": sigma}, rng.normal(X10 @ beta, sigma)


# %%
rng = np.random.default_rng(12)
truths, drawn = [], []
for _ in range(300):
    truth, new = draw_world(rng)
    chain = gibbs(X10, new, np.array([0.0, 0.0, 0.0, 25.0]), 216, rng)
    truths.append(truth["sigma"])
    drawn.append(np.sqrt(chain[20::4, -1]))
places = place(np.array(truths), np.array(drawn), rng.random(300))
plots.places_of_truths(places, "sigma")

# %% [markdown]
# Left the histogram, whose bars depend on how one cuts. Right the same without cutting: the share of places up to a
# point, less the point, the *ECDF difference*. A line above 0 says that the truths come too low among the draws. The
# grey band holds the *whole* line in 95 of 100 right samplers (T. Säilynoja, P.-C. Bürkner and A. Vehtari, 2022).
# `criticism.calibrate` does all this for several quantities. It wants a sampler: `sweeps` makes one that takes all
# worlds at once, in one array. The law of the variance is an argument, so that wrong ones can be tried; `whole` is
# the right one. The rest you need not read.

# %%
def whole(beta, y, rows):
    e = y - beta @ rows.T
    squares = np.sum(e**2, axis=1) + np.sum(beta**2, axis=1) / v0
    return a0 + (len(rows) + 3) / 2, b0 + squares / 2


def sweeps(law, rows):
    """A sampler for calibrate: 99 draws for each of many data sets, with a law of the variance."""
    V = np.linalg.inv(rows.T @ rows + np.eye(3) / v0)
    root = np.linalg.cholesky(V)

    def sampler(data, rng):
        y, kept = np.array(data), []
        mean, variance = y @ rows @ V, np.full(len(y), 25.0)
        for _ in range(20 + 4 * 99):
            beta = mean + np.sqrt(variance)[:, None] * (rng.standard_normal(mean.shape) @ root.T)
            shape, scale = law(beta, y, rows)
            variance = scale / rng.gamma(shape, size=len(y))
            kept.append(np.column_stack([beta, np.sqrt(variance)]))
        kept = np.transpose(kept[20::4], (1, 0, 2))
        return {"beta": kept[..., :3], "sigma": kept[..., 3]}

    return sampler


# %%
def log_likelihood(theta, y):
    rows = np.tile(X10, (len(y) // 10, 1))
    return stats.norm.logpdf(y, theta["beta"] @ rows.T, theta["sigma"][:, None]).sum(axis=1)


quantities = {
    "constant": lambda theta, y: theta["beta"][:, 0],
    "slope of x1": lambda theta, y: theta["beta"][:, 1],
    "sigma": lambda theta, y: theta["sigma"],
    "log likelihood": log_likelihood,
}


def test_of(law):
    rng = np.random.default_rng(12)
    return criticism.calibrate(draw_world, sweeps(law, X10), quantities, 1000, rng=rng, at_once=True)


# %% [markdown]
# A right sampler leaves a 95 % band in 5 % of cases. Who looks at four of them has a false alarm four times as often,
# nearly. So `failing` and the picture widen the bands: each quantity has its part of the 5 %.
#
# One sweep is right. One has a shape that is too large by ½, a slip that lesson 11 could not see in a chain. And one
# forgot that the prior of beta holds sigma, lesson 09's trap.

# %%
def shape_off_by_half(beta, y, rows):
    shape, scale = whole(beta, y, rows)
    return shape + 1 / 2, scale


def forgot_beta(beta, y, rows):
    e = y - beta @ rows.T
    return a0 + len(rows) / 2, b0 + np.sum(e**2, axis=1) / 2


# %% [markdown]
# **Predict:** which quantity will find the sweep that forgot the prior of beta?

# %%
ex.what_finds_it.guess(...)  # "constant", "slope of x1", "sigma", "log likelihood" or "none of them"

# %%
for law in (whole, shape_off_by_half, forgot_beta):
    print(f"{law.__name__:17s} found by: {', '.join(test_of(law).failing) or 'none of them'}")

# %%
plots.calibration_lines(test_of(shape_off_by_half).pit, start="sigma")

# %% [markdown]
# With too large a shape the drawn sigmas are too small, so that the truth lies too high among them. Choose the
# other quantities: they hardly notice. And the sweep that forgot a whole factor of the model passes in
# all four. A thousand worlds, and nothing.

# %% [markdown]
# ## Which quantity sees it?
#
# Uniform ranks in each parameter prove little: a sampler that ignores the data and draws from the prior has them as
# well. M. Modrák and others (2023) show that the choice of quantities decides. What did this sweep get wrong? Neither
# beta nor sigma, but how the two *go together*: large coefficients speak for a large sigma. So ask for the very factor
# that is in doubt.

# %% [markdown] exercise="12-forgotten-factor"
# ### Exercise: the forgotten factor
#
# Write the log of the factor of the joint density of y, beta and sigma that `forgot_beta` left out. `beta` is (m, p),
# a row for each draw, `sigma` is (m,); return m numbers. An added constant, the same for all draws and in every call,
# is free: ranks do not notice it.

# %% exercise="12-forgotten-factor"
def forgotten_factor(beta, sigma, v0):
    ### BEGIN SOLUTION
    squares = np.sum(beta**2, axis=1)
    return -beta.shape[1] * np.log(sigma) - squares / (2 * sigma**2 * v0)
    ### END SOLUTION


ex.forgotten_factor.check(forgotten_factor)

# %% [markdown]
# Add another quantity of your own, if you like: any function of theta and y.

# %%
forgotten_factor = ex.forgotten_factor.carry_on(forgotten_factor)
quantities["forgotten factor"] = lambda theta, y: forgotten_factor(theta["beta"], theta["sigma"], v0)
quantities["beta'beta / sigma²"] = lambda theta, y: np.sum(theta["beta"] ** 2, axis=1) / theta["sigma"] ** 2
for law in (whole, forgot_beta):
    print(f"{law.__name__:17s} found by: {', '.join(test_of(law).failing) or 'none of them'}")

# %%
plots.calibration_lines(test_of(forgot_beta).pit, start="forgotten factor")

# %% [markdown]
# Found, without doubt, in the same worlds and the same draws. *A check sees what it looks at*, a sampler's as well as
# a model's.

# %% [markdown]
# ### Around the data in hand
#
# Most worlds from the prior are unlike ours. *Posterior SBC* stays close: the truths are drawn from the posterior of
# the ten rows in hand, by the sampler under test. Each makes ten new rows, and the sampler sees old and new ones
# together (T. Säilynoja and others, 2025).
#
# Two mistakes are to be found: again the shape that is too large by ½, and a scale that counts each square twice.
#
# **Predict:** which of them will be found?

# %%
ex.found_around_the_data.guess(...)  # "the shape", "the scale", "both" or "neither"


# %%
def squares_twice(beta, y, rows):
    shape, scale = whole(beta, y, rows)
    return shape, b0 + 2 * (scale - b0)


def around_the_data(law):
    rng = np.random.default_rng(12)
    starts = sweeps(law, X10)([y10] * 1000, rng)
    each = iter(zip(starts["beta"][:, -1], starts["sigma"][:, -1], strict=True))

    def simulate_again(rng):
        beta, sigma = next(each)
        return {"beta": beta, "sigma": sigma}, np.append(y10, rng.normal(X10 @ beta, sigma))

    sampler = sweeps(law, np.vstack([X10, X10]))
    return criticism.calibrate(simulate_again, sampler, quantities, 1000, rng=rng, at_once=True)


for law in (shape_off_by_half, squares_twice):
    print(f"{law.__name__:17s} {'found' if around_the_data(law).failing else 'missed'}")

# %% [markdown]
# It misses the first, and cannot do otherwise. A shape larger by ½ is what the prior $\mathrm{IG}(a_0 + \frac12, b_0)$
# would bring, and a wrong prior is consistent with itself: the first posterior is made with it, and serves as the
# second's prior. What posterior SBC tests is how a sampler learns from *rows like these*.

# %% [markdown]
# ## What did the prior do?
#
# Lesson 11's verdict on eight parameters took a hundred copies of the data. *Power-scaling* (N. Kallioinen and others,
# 2024) gets it from one set of draws: raise the prior to a power a little above and a little below 1, reweight the
# draws, and measure how far each parameter's law moves. Then the same with the likelihood. The distance is one of
# distribution functions, the cumulative Jensen–Shannon distance: 0 for equal laws. Where it grows by 0.05 or more for
# each doubling of the power, the authors call the parameter *sensitive*.
#
# **Predict:** in lesson 11's model, which of "beta", "sigma" and "mu and eta" is sensitive to the prior?

# %%
ex.sensitive_to_the_prior.guess(...)  # "beta", "sigma", "mu and eta" or "all"

# %%
laws = {"eta": bayes.HalfCauchy(5), "sigma": bayes.HalfCauchy(10)}
hierarchy = bayes.SeedHierarchy(0, 10, **laws)
draws = bayes.exact_hierarchy(X, y, hierarchy, draws=20_000, rng=np.random.default_rng(12))
beta, sigma, mu, eta = (draws[name] for name in ("beta", "sigma", "mu", "eta"))
of_hyper = stats.norm.logpdf(mu, 0, 10).sum(axis=-1) + stats.halfcauchy.logpdf(eta, scale=5).sum(axis=-1)
log_prior = of_hyper + stats.halfcauchy.logpdf(sigma, scale=10)
squares = np.sum((y - beta @ X.T) ** 2, axis=-1)
log_likelihood_of_all = -len(y) * np.log(sigma) - squares / (2 * sigma**2)

# %%
shown = samplers.Draws({"beta": beta, "sigma": sigma, "mu": mu, "log eta": np.log(eta)})
sensitivity = criticism.power_scaling(shown, log_prior, log_likelihood_of_all)
sensitivity.index = ["alpha", "beta 1", "beta 2", "sigma", "mu 1", "mu 2", "log eta 1", "log eta 2"]
print((sensitivity > 0.05).to_string())

# %%
plots.prior_or_data(sensitivity)

# %% [markdown]
# The same verdict, as two numbers a parameter, without a second posterior.

# %% [markdown]
# ## And you?
#
# At every "Predict" you could leave an interval that you were 80 % sure of. That was a claim, too: four out of five
# should hold the number. Lesson 08 says what k hits among n guesses tell of your rate of hits: likelihood times prior,
# here a flat one.

# %% [markdown] exercise="12-hit-rate"
# ### Exercise: what so many hits say
#
# Under a flat prior, return the two ends, as numbers from 0 to 1, of the interval that holds the share `level` of the
# posterior of the hit rate, with as much below it as above. SciPy has the law, `stats.beta`, with its density
# proportional to $r^{a-1}(1 - r)^{b-1}$.

# %% exercise="12-hit-rate"
def hit_rate(hits, guesses, level):
    ### BEGIN SOLUTION
    tail = (1 - level) / 2
    return stats.beta.ppf([tail, 1 - tail], 1 + hits, 1 + guesses - hits)
    ### END SOLUTION


ex.hit_rate.check(hit_rate)

# %% [markdown]
# **Predict:** somebody hit 8 of 10, as they should. At how many percent does the 90 % interval of their rate begin?

# %%
ex.lower_end_of_8_in_10.guess(..., ...)  # low and high, in percent, 80 % sure

# %%
hit_rate = ex.hit_rate.carry_on(hit_rate)
print("8 of 10: {:.0f} to {:.0f} %".format(*100 * np.array(hit_rate(8, 10, 0.9))))

# %% [markdown]
# Ten guesses cannot tell a well calibrated learner from one who is right six times out of ten. So they were collected
# over twelve lessons.

# %%
whose, (low, high, number) = "your guesses", guesses()
if len(number) < 10:
    print("Fewer than ten guesses of yours were kept. Here are fifty of a made-up learner.")
    whose = "a made-up learner's guesses"
    number = np.random.default_rng(12).normal(size=50)
    low, high = np.full(50, -0.7), np.full(50, 0.7)

# %% [markdown]
# **Predict:** what percentage of these intervals held the number? The made-up learner is off by a standard normal
# error, and always says −0.7 to 0.7.

# %%
ex.share_of_your_hits.guess(..., ...)  # low and high, in percent, 80 % sure

# %%
hits = int(np.sum((low <= number) & (number <= high)))
ends = hit_rate(hits, len(number), 0.9)
print(f"{hits} of {len(number)}, {100 * hits / len(number):.0f} %; rate {100 * ends[0]:.0f} to {100 * ends[1]:.0f} %")

# %%
plots.your_hit_rate(hits, len(number), ends, whose)

# %% [markdown]
# Too sure, not sure enough, or off to one side? Read each interval as the middle 80 % of a normal law. Then every
# number has a place in its law, and the places should be uniform, like truths among draws. It is the same test, and
# who guesses is the sampler.

# %%
width = np.maximum(high - low, 1e-9)
places_of_numbers = stats.norm.cdf(stats.norm.ppf(0.9) * (2 * (number - low) / width - 1))
plots.calibration_lines({whose: places_of_numbers})

# %% [markdown]
# Above the band first and then below it: the intervals are too narrow. The other way round they are too wide. Above
# throughout: the guesses are too high. Marc Alpert and Howard Raiffa (1982) found most people's intervals far too
# narrow, and less so after they were told. `helpers.exercises.calibration()` shows yours one by one.

# %% [markdown]
# ## What you can do now
#
# You can put questions from outside:
#
# - to a model: data from its posterior, and rows that it has not seen, from one fit;
# - to two models: their difference, and how little a small one says; and what a Bayes factor asks instead;
# - to a sampler: worlds from its prior, and the quantity that would show the mistake you fear;
# - to a prior: does the posterior move when it does?
# - to yourself.
#
# None of these can prove that something is right. Each can show that it is wrong, in the respect in which you look.
# Lesson 13 takes all of it out into the world, where no truth is stored.
