# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Autopsy of an optimiser: was the printed maximum ever a maximum?
#
# The notebook from which this course grew printed a "maximum likelihood estimate". It looked like any other: three numbers with eight
# decimals. This lesson treats it as a case. There is a statement, there is evidence, there is a scene, and at the end there is a lock on
# the door.
#
# | section | minutes |
# |---|---|
# | The statement | 5 |
# | What the gradient says | 10 |
# | The scene, step by step | 10 |
# | What it should have found | 10 |
# | Another coordinate | 15 |
# | Bounds, and several starts | 10 |
# | A gate | 15 |
#
# **You need** [05 Likelihood by hand](05_likelihood.ipynb): the log-likelihood, its gradient, the best sigma.

# %%
import numpy as np
from scipy import optimize, stats

from helpers import likelihood, plots, simulate, trace
from helpers.exercises import autopsy as ex

# %%
world = simulate.seed_world()
X, y = world.X, world.y
X_without = X[:, 1:]
n = len(y)
printed = np.array([16.66478861, 18.78203099, 7.66490432])

# %% [markdown]
# ## The statement
#
# `printed` is what the old notebook said: slopes 16.66 and 18.78, and sigma 7.66. Its model was the one of lesson 05 with a difference that we
# only note down for now: it used the two predictors *without* a column of ones. That is `X_without`. It handed SciPy the negative log-likelihood, with
# $\theta = (\beta_1, \beta_2, \sigma)$:

# %%
def negative_log_likelihood(theta, X, y):
    return -stats.norm.logpdf(y, X @ theta[:-1], theta[-1]).sum()


# %% [markdown]
# and printed the `.x` of what came back, nothing else. (Its start is not on record. Of 1,573 starts that we tried, with whole slopes from 0 to 10 and 13
# values of sigma, a single one ends there: 2, 2, 2. It gives the printed digits to four or five places, since the others move with the version of SciPy.)
#
# The truth of this world is 3.90, 10.18 and 5. The table of lesson 02 gives the slopes standard errors of 1.31 and 1.18, which say how far an estimate
# strays by chance.
#
# **Predict:** can chance alone have put the slopes where they were printed?

# %%
miss = (printed[:2] - world.beta[1:]) / np.array([1.311, 1.182])
print("slopes missed by", miss.round(1), "standard errors")

# %% [markdown]
# Chance has an alibi: more than seven standard errors, twice. So either the model is wrong, or the search for its maximum is. Lesson 05 left us a test for the
# second: for *any* beta, the best sigma is the root of the mean squared residual.

# %%
residuals = y - X_without @ printed[:2]
print(f"printed sigma {printed[2]:.4f}, best sigma for the printed slopes {np.sqrt(np.mean(residuals**2)):.4f}")
print(f"log-likelihood, printed sigma: {-negative_log_likelihood(printed, X_without, y):.3f}")
better = np.append(printed[:2], np.sqrt(np.mean(residuals**2)))
print(f"log-likelihood, best sigma:    {-negative_log_likelihood(better, X_without, y):.3f}")

# %% [markdown]
# A first contradiction. Changing sigma alone brings 6.3 units more, so that the printed point was not the highest one even along a single line
# through it. A maximum is the highest in *every* direction.

# %% [markdown]
# ## What the gradient says
#
# At a maximum the gradient is zero. SciPy's search says that it has arrived when no entry of the gradient is above 0.00001, or when the value hardly changes any more. **Predict:** how
# large are the three entries at the printed point?

# %% [markdown] exercise="06-gradient-at-print"
# ### Exercise: question the witness
#
# Compute the gradient of the *negative* log-likelihood at `printed`, for the model with `X_without`: three numbers, in the two coefficients and in sigma.

# %% exercise="06-gradient-at-print"
gradient_there = ...
### BEGIN SOLUTION
sigma = printed[2]
by_beta = -X_without.T @ residuals / sigma**2
by_sigma = n / sigma - residuals @ residuals / sigma**3
gradient_there = np.append(by_beta, by_sigma)
### END SOLUTION
ex.gradient_at_print.check(gradient_there)

# %%
gradient_there = ex.gradient_at_print.carry_on(gradient_there)
print(gradient_there.round(2))

# %% [markdown]
# 4.50, 3.76 and 8.18: hundreds of thousands of times that threshold. All three are positive. The function that was to be made small grows when any of
# the three numbers grows, so it shrinks when they shrink. The witness even points the way. **Predict:** what happens after a small step against the
# gradient?

# %%
for share in (0, 0.01, 0.1, 0.2):
    value = negative_log_likelihood(printed - share * gradient_there, X_without, y)
    print(f"{share:4} of the gradient: {value:.3f}")

# %% [markdown]
# Anybody could have walked down from there, fourteen units and more. The printed point is no maximum, nor near one. The search did not *arrive* there; it was
# *left* there. By what?

# %% [markdown]
# ## The scene, step by step
#
# We run the search again, and this time ask what nobody had asked.

# %%
result = optimize.minimize(negative_log_likelihood, [2, 2, 2], args=(X_without, y), method="L-BFGS-B")
print("x:", result.x.round(1))
print("success:", result.success, "  value:", result.fun)
print("message:", result.message[:8], "…")

# %% [markdown]
# There is the confession. `success` is False, the value is nan ("not a number"), and the message begins with ABNORMAL (versions of SciPy end it differently). SciPy
# said that it had failed. It still fills `.x`, with the last point at which it got a number, and `.x` is all that was printed. (One decimal here: the
# last digits move from one version of SciPy to the next, since it takes its gradients from tiny differences.)
#
# To see *how* it failed we need every point at which it asked for a value. `trace.minimise` follows the same formulas as SciPy's method, on one readable page, and keeps
# them. (The two part only where a full step is not good enough, and here they visit the same points up to the failure.) We give it the exact gradient, so that all machines take the same
# way.

# %%
def downhill(theta):
    residuals, sigma = y - X_without @ theta[:-1], theta[-1]
    by_beta = -X_without.T @ residuals / sigma**2
    return np.append(by_beta, n / sigma - residuals @ residuals / sigma**3)


def value(theta):
    return negative_log_likelihood(theta, X_without, y)


# %%
path = trace.minimise(value, [2, 2, 2], gradient=downhill)
print(len(path), "evaluations, the first and the last value:", path.values[[0, -1]].round(2))

# %% [markdown] exercise="06-first-failure"
# ### Exercise: the moment of the failure
#
# Write a function that takes the values of a search, in order, and returns the number of the first evaluation that gave no finite number (nan, or infinity of either sign). The
# start is evaluation 0. You may rely on there being one.

# %% exercise="06-first-failure"
def first_failure(values):
    ### BEGIN SOLUTION
    return np.flatnonzero(~np.isfinite(values))[0]
    ### END SOLUTION


ex.first_failure.check(first_failure)

# %% [markdown]
# **Predict:** which of the three numbers was the trouble, in the failing evaluation?

# %%
first_failure = ex.first_failure.carry_on(first_failure)
failure = first_failure(path.values)
for k in range(failure - 3, failure + 1):
    print(f"evaluation {k}: slopes {path.points[k, :2].round(3)}, sigma {path.points[k, 2]:7.3f}, value {path.values[k]:.3f}")

# %% [markdown]
# Evaluation 13 *is* the printed point: 16.665, 18.782, 7.665. The values had been falling all the way, 679.6 and then 659.8. The next step goes
# on in the direction that had served so well, a little too far, and lands on a **standard deviation of −0.784**. A normal law with a negative
# standard deviation does not exist. `logpdf` has nothing to say about it, and says it with nan.
#
# Why did the search accept such a step? Because of how it asks. After each step it asks whether the value is too high. Nan is neither too high nor
# too low; to ask whether it is larger or smaller than a number always gives False:

# %%
print("nan > 659.8:", np.nan > 659.8, "   nan <= 659.8:", np.nan <= 659.8)

# %% [markdown]
# "Is it too high?" "No." So the step is taken, and from a place without a value there is no way on. (SciPy's search
# meets nan at the same step and is no wiser: on the version that we tried it takes 5 times that step, 21 times, 85 times, always farther out, then does the same straight down the gradient,
# and gives up.)
#
# Now look at the whole way. The hatched part is where no likelihood exists.

# %%
plots.optimiser_path()

# %% [markdown]
# On this map, the last step runs *straight over the summit* and out of the world. A quarter of it would have come to −643.5, less than five units from the top.
#
# Move the start. From sigma 2.5 the search arrives, from 3.5 it falls, from 4 it arrives, from 4.5 it falls: a coin toss. And look at what is *left* when it
# falls: 16.4, 18.5 and 7.7 from 3.5; 17.1, 19.0 and 8.3 from 6.5. All of these look like estimates.

# %% [markdown]
# ## What it should have found
#
# So the search is guilty. It would be natural to mend it, print the new numbers, and close the case. First let us see what it *should* have found.
#
# **Predict:** the true maximum of the same model, with `X_without`: will its slopes be near the truth, 3.90 and 10.18?

# %% [markdown] exercise="06-true-maximum"
# ### Exercise: what the search should have found
#
# Find the maximum of the likelihood for the model with `X_without`: two slopes, and sigma, each to four digits. No search is needed.

# %% exercise="06-true-maximum"
beta_without, sigma_without = ..., ...
### BEGIN SOLUTION
beta_without = np.linalg.lstsq(X_without, y)[0]
sigma_without = np.sqrt(np.mean((y - X_without @ beta_without) ** 2))
### END SOLUTION
ex.true_maximum.check((beta_without, sigma_without))

# %%
ex.true_maximum.carry_on((beta_without, sigma_without))
beta_without, sigma_without = ex.true_maximum.reference()  # in closed form: a search has fewer digits
top_without = np.append(beta_without, sigma_without)
print("maximum:", top_without.round(5))
print("gradient there below 1e-9:", bool(np.abs(downhill(top_without)).max() < 1e-9))
print(f"log-likelihood: {-value(top_without):.3f}, at the printed point {-value(printed):.3f}")

# %% [markdown]
# 13.13 and 18.06. A perfect maximum: the gradient is zero, nothing near it is higher, and it lies 20.8 units above the printed point. And it is *still* seven standard
# errors from the truth, in both slopes. The search was one culprit. Behind it stood another, and it could not be seen before the first was taken away.
#
# You have met 13.13 and 18.06, in lesson 02. They are the slopes of a plane forced through the origin. The noise of this world has mean 10, the model has no intercept to carry it,
# and so the slopes carry it. Give the model its column of ones:

# %%
beta_with = np.linalg.lstsq(X, y)[0]
sigma_with = np.sqrt(np.mean((y - X @ beta_with) ** 2))
top_with = np.append(beta_with, sigma_with)

rows = {
    "printed": ([0, *printed], -value(printed)),
    "maximum, no intercept": ([0, *top_without], -value(top_without)),
    "maximum, intercept": (top_with, -negative_log_likelihood(top_with, X, y)),
}
print(f"{'':22}  const     x1     x2  sigma  log-likelihood")
for name, (numbers, height) in rows.items():
    print(f"{name:22}", *(f"{number:6.2f}" for number in numbers), f"{height:10.3f}")
print(f"{'truth':22}", *(f"{number:6.2f}" for number in [*world.beta, world.sigma]))

# %% [markdown]
# (To have no intercept is to hold it at 0.) Read downwards: mending the *search* moves the slope of x1 from 16.66 to 13.13; mending the *model* moves it from 13.13 to 4.35. The smaller fault was the loud one.
#
# They are of different kinds, and need different remedies:
#
# - A failed search can be *proved* from the printed numbers, by the gradient, without knowing the truth.
# - A wrong model cannot. Its maximum is a real one. It shows in the residuals (lesson 04: they average 1.21 and still depend on x1 and x2), and in a comparison with a
#   richer model: the intercept raises the log-likelihood by 37.8. Lesson 07 says how much is much.
#
# The rest of the lesson is about the first kind: a search that cannot fall, and one that cannot *keep quiet* if it does.

# %% [markdown]
# ## Another coordinate
#
# The step went wrong since the search believed that sigma may be any number. So give it a number that may be: $\eta = \log\sigma$. Any $\eta$, from $-\infty$ to $+\infty$, is
# a proper sigma, $e^\eta$. The edge of the world is moved infinitely far away.
#
# The likelihood at a point does not care by which name we call the point. So the maximum stays where it is: $\hat\eta = \log\hat\sigma$.

# %% [markdown] exercise="06-log-sigma"
# ### Exercise: the negative log-likelihood in log sigma
#
# The last entry of `theta` is now log sigma; the others are beta. A search goes to bad places, too: the function must also give a number where there are
# hundreds of rows, and where rows lie fifty sigma away from `X @ beta`.

# %% exercise="06-log-sigma"
def negative_in_log_sigma(theta, X, y):
    ### BEGIN SOLUTION
    return -stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1])).sum()
    ### END SOLUTION


ex.log_sigma.check(negative_in_log_sigma)

# %% [markdown]
# **Predict:** the slope in sigma was $n/\sigma - S/\sigma^3$, with $S$ the sum of squared residuals. A step of $h$ in $\eta$ multiplies sigma by $e^h \approx 1 + h$: it is a step of $\sigma h$ in sigma. So what is the
# slope in $\eta$?

# %% [markdown] exercise="06-log-sigma-gradient"
# ### Exercise: its gradient
#
# Return the slopes in beta and, last, the slope in log sigma, again for the *negative* log-likelihood: by formulas, and for the X and y that are handed over (`downhill` above and
# `n` know only those of the lesson).

# %% exercise="06-log-sigma-gradient"
def gradient_in_log_sigma(theta, X, y):
    ### BEGIN SOLUTION
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)
    ### END SOLUTION


ex.log_sigma_gradient.check(gradient_in_log_sigma)

# %%
negative_in_log_sigma = ex.log_sigma.carry_on(negative_in_log_sigma)
gradient_in_log_sigma = ex.log_sigma_gradient.carry_on(gradient_in_log_sigma)


def search_in_log_sigma(start, X):
    return trace.minimise(
        lambda theta: negative_in_log_sigma(theta, X, y),
        np.append(start[:-1], np.log(start[-1])),
        gradient=lambda theta: gradient_in_log_sigma(theta, X, y),
    )


# %% [markdown]
# The slope is $n - S/\sigma^2$: no power of sigma in front any more, which also makes it independent of the unit of y.
#
# Now the trial. Forty starts, slopes 2 and 2 and a sigma from 0.5 to 20, by the old search and by the new one. **Predict:** how many of the forty will each bring home?

# %%
starts = [[2, 2, sigma] for sigma in np.arange(0.5, 20.5, 0.5)]
in_sigma = [trace.minimise(value, start, gradient=downhill) for start in starts]
in_log_sigma = [search_in_log_sigma(start, X_without) for start in starts]
print("in sigma:    ", sum(run.success for run in in_sigma), "of 40 arrived")
print("in log sigma:", sum(run.success for run in in_log_sigma), "of 40 arrived")

# %% [markdown]
# 18 against 40. The notebook was not unlucky: more than half of such starts end as its own did. (In the picture above, set the third slider to 1. The first steps carry sigma up to 18, and from
# there the way comes down. Whatever the start, it never crosses the line.)
#
# And SciPy's own search? Run in the notebook's way from the same forty starts, it failed from 20 of them on the versions that we tried, and said so every time. Its gradients came from tiny
# differences. **Predict:** handed the *exact* gradient, from how many of the forty will it arrive?

# %%
runs = [optimize.minimize(value, start, jac=downhill, method="L-BFGS-B") for start in starts]
claimed = [run.x for run in runs if run.success]
strayed = [x for x in claimed if np.abs(x - top_without).max() > 1]
print("more than 35 report success:            ", len(claimed) > 35)
print("more than 10 of them are not at the top:", len(strayed) > 10)
print("some of these at a negative sigma:      ", any(x[2] < 0 for x in strayed))

# %% [markdown]
# (Only verdicts, since the counts move with the version of SciPy.) On the two versions that we tried, 1.14 and 1.18, *all forty* reported success. 22 and 23 of them were at the top. The others are no near misses: most have
# a beta of millions or billions, 11 and 8 of them a negative sigma.
#
# How can a search end there and call it a success? Where the value is nan, the *formula* of the gradient still gives numbers, and the search goes where they point. Here are two of the ends, the
# first one rounded:

# %%
far = np.array([-2e9, 1e9, 3e8])
mirror = top_without * [1, 1, -1]
for name, place in {"far": far, "mirror": mirror, "top": top_without}.items():
    small = bool(np.abs(downhill(place)).max() < 0.00001)
    print(f"{name:6}  value {value(place):7.1f}   no slope above 0.00001: {small}")

# %% [markdown]
# All three meet the condition, and `success` says no more than that it was met. It does not say that one is on a top:
#
# - `far` lies 4,162 units below it, on a plain so wide that no slope is left: all slopes have a power of sigma in the denominator, and sigma is 300 million.
# - `mirror` is the top with the sign of sigma turned. The gradient's formula turns only the sign of its last entry there, and zero stays zero: a summit in a world that does not exist. Nan is its height.
#
# So the exact gradient took away the complaint, not the fault. A failure that says so is the better one of the two. Nan would have given `mirror` away, but not `far`. To turn down both one needs
# a test that does not ask the search; the last section builds it.
#
# A transformation has a price: the surface has another shape in the new coordinate, and the way may be longer. It takes away the edge, not the need to look
# whether one has arrived.

# %% [markdown]
# ## Bounds, and several starts
#
# The other way to keep sigma positive is to say so. L-BFGS-B takes `bounds`, a pair for each entry of theta, with `None` where there is none: that is what its last
# letter stands for. The notebook had called a method that can be told, and had not told it.

# %% [markdown] exercise="06-mended"
# ### Exercise: both faults mended
#
# Find the maximum of the model *with* intercept, and hand over beta (three numbers) and sigma, each to four digits. The means: `optimize.minimize` with `negative_log_likelihood` (in sigma itself), the method
# "L-BFGS-B" and a bound that keeps sigma above a small positive number. (Not above 0: a bound belongs to what is allowed, and at sigma = 0 itself the density divides by zero.) The check sees
# where you arrived, not by what way.

# %% exercise="06-mended"
beta_mended, sigma_mended = ..., ...
### BEGIN SOLUTION
result = optimize.minimize(
    negative_log_likelihood, [1, 1, 1, 1], args=(X, y), method="L-BFGS-B",
    bounds=[(None, None)] * 3 + [(0.01, None)],
)
beta_mended, sigma_mended = result.x[:3], result.x[3]
### END SOLUTION
ex.mended.check((beta_mended, sigma_mended))

# %%
beta_mended, sigma_mended = ex.mended.carry_on((beta_mended, sigma_mended))
print(beta_mended.round(3), f"{sigma_mended:.3f}")

# %% [markdown]
# Least squares, and the root mean square of its residuals: what lesson 05 derived. A bound is safe, but it is a wall with two sides: where a search ends *on* a bound, the
# gradient there is as a rule not zero, and the point is no maximum of the model, only of what was left of it.
#
# Both remedies keep the search inside. Neither tells whether the hill it climbed was the highest one. The normal likelihood has a single top, others have several, so the
# habit is to start from several places and to keep the best end. But "the best" hides a trap that you now know.

# %%
runs = [trace.minimise(value, [2, 2, sigma], gradient=downhill) for sigma in (2, 5, 13.5, 20)]
ends = np.array([run.x for run in runs])
values = np.array([run.values[-1] for run in runs])
success = np.array([run.success for run in runs])
print("values: ", values.round(3))
print("success:", success)
print("np.argmin chooses run", np.argmin(values))

# %% [markdown]
# `np.argmin` looks for the smallest value and takes nan for it. Chosen is run 0: the printed point once more.

# %% [markdown] exercise="06-best-run"
# ### Exercise: the best of several runs
#
# From the `ends` (one row for each run), their `values` (lower is better) and `success` (True or False), return the end of the best run *that arrived*. A run may have failed at nan; it may also have
# failed at a value lower than all others. Values may be negative or in the millions. You may rely on one having arrived.

# %% exercise="06-best-run"
def best_run(ends, values, success):
    ### BEGIN SOLUTION
    return ends[np.where(success, values, np.inf).argmin()]
    ### END SOLUTION


ex.best_run.check(best_run)

# %%
best_run = ex.best_run.carry_on(best_run)
print(best_run(ends, values, success).round(3))

# %% [markdown]
# ## A gate
#
# `success` is a claim by the defendant. And it rests on thresholds in units: "no slope above 0.00001", "the value hardly changes". **Predict:** we go 0.1 standard
# errors away from the true maximum, and count y in millionths of its unit, so that every y is a million times larger. It is the same point of the same world. In each of the two units, is a slope above 0.00001?

# %%
standard_error = sigma_without * np.sqrt(np.linalg.inv(X_without.T @ X_without)[0, 0])
shift = np.array([0.1 * standard_error, 0])
for unit in (1, 1_000_000):
    beta, sigma = unit * (beta_without + shift), unit * sigma_without
    residuals = unit * y - X_without @ beta
    slopes = np.append(X_without.T @ residuals / sigma**2, -n / sigma + residuals @ residuals / sigma**3)
    print(f"unit {unit:9,}: largest slope {np.abs(slopes).max():.3g}")

# %% [markdown]
# 0.2 in one unit, 0.0000002 in the other: a threshold on the bare gradient lets the same point pass or not, as the unit goes. A slope has a unit, and must be weighed before it is judged.
# The scale is the curvature: a steep slope on a sharply bent hill is close to the top, on a gently bent one it is far.
#
# The curvature goes by the name *information*, $I$. Lesson 07 derives it; for our model, in beta and $\log\sigma$, it is
#
# $$ I = \begin{pmatrix} X'X/\sigma^2 & 0 \\ 0 & 2n \end{pmatrix}. $$
#
# With $g$ the gradient in beta and $\log\sigma$, the number
#
# $$ g' I^{-1} g $$
#
# has no unit at all. On a hill that is a parabola its root is the distance to the top in standard errors, and half of it is the height that is still to be climbed. Since the two blocks of $I$ do not
# touch, it is a sum of two parts: one of beta, one of sigma.

# %% [markdown] exercise="06-gate"
# ### Exercise: the gate
#
# Return $g'I^{-1}g$ at any `beta` and `sigma`, one number.

# %% exercise="06-gate"
def gate(beta, sigma, X, y):
    ### BEGIN SOLUTION
    residuals = y - X @ beta
    by_beta = X.T @ residuals / sigma**2
    by_log_sigma = residuals @ residuals / sigma**2 - len(y)
    return by_beta @ np.linalg.solve(X.T @ X / sigma**2, by_beta) + by_log_sigma**2 / (2 * len(y))
    ### END SOLUTION


ex.gate.check(gate)

# %% [markdown]
# **Predict:** what will it say of the printed point, and of the point 0.1 standard errors off, in the two units?

# %%
gate = ex.gate.carry_on(gate)
at_print = gate(printed[:2], printed[2], X_without, y)
print(f"printed point: {at_print:.2f}, on a parabola {np.sqrt(at_print):.1f} standard errors from the top")
for unit in (1, 1_000_000):
    beta, sigma = unit * (beta_without + shift), unit * sigma_without
    print(f"0.1 off, unit {unit:9,}: {gate(beta, sigma, X_without, unit * y):.5f}")
print("true maximum below 1e-12:", bool(gate(beta_without, sigma_without, X_without, y) < 1e-12))

# %% [markdown]
# 28.46 for the printed point: on a parabola it would lie 5.3 standard errors from the top. (The hill is none so far out. Measured by the height that is missing, 20.8 units, it is $\sqrt{2 \cdot 20.8} = 6.5$.) The
# same 0.02309 in both units, and nothing at the maximum. (0.0231 is more than $0.1^2$. A standard error allows for the other slope moving along; we moved one and held the other. In that direction
# the hill is steeper, and the same step counts as 0.15.)
#
# We call a point a maximum if its gate is below $10^{-8}$: a ten-thousandth of a standard error. One more check, of the searches in log sigma, which all reported success:

# %%
gates = np.array([gate(run.x[:2], np.exp(run.x[2]), X_without, y) for run in in_log_sigma])
print("all 40 report success:", all(run.success for run in in_log_sigma))
print(f"of them below the gate: {np.sum(gates < 1e-8)}, the largest gate: {gates.max():.1e}")

# %% [markdown]
# Not one of them is a scandal: they lie within two thousandths of a standard error, enough for any report. But some stop short of the gate, with `success` True, and only the gate knows. A few
# more steps would carry them through.
#
# Then the two strangers, `far` and `mirror`. And, by the search on one readable page, the notebook's own start in the smaller unit: the value of a point shifts by $n \log 1{,}000{,}000$, its slopes are divided by a
# million. **Predict:** which of the three will the gate let pass?

# %%
unit = 1_000_000
small_unit = trace.minimise(
    lambda theta: value(theta / unit) + n * np.log(unit), [2 * unit, 2 * unit, 2 * unit],
    gradient=lambda theta: downhill(theta / unit) / unit,
)
print("success:", small_unit.success, "  in millions:", (small_unit.x / unit).round(2))
for name, place in {"far": far, "mirror": mirror, "small unit": small_unit.x / unit}.items():
    passes = bool(gate(place[:2], place[2], X_without, y) < 1e-8)
    print(f"{name:10}  below the gate: {passes!s:5}  value {value(place):.1f}")

# %% [markdown]
# In the smaller unit the search calls 8.01, 8.43 and 11.21 a success: it is halfway, but every slope has become small. The gate, which has no unit, turns it down, and `far` with it.
#
# `mirror` passes! The gate weighs slopes, and there they *are* zero. A lock needs a door frame: sigma must be positive and the value a finite number, and that is asked first. With both questions no
# end of any search in this lesson passes that is not at the top.
#
# This is how `likelihood.fit` works: it climbs from two starts, on a sigma that cannot be negative, wants them to agree, and puts the end before the gate. If it does not pass, there
# is no estimate, only an error that says why. And `likelihood.require_maximum` puts any point before the same gate (a sigma below zero does not get so far), whoever printed it:

# %%
try:
    likelihood.require_maximum(printed[:2], printed[2], X_without, y)
except likelihood.ConvergenceError as error:
    print(f"{type(error).__name__}: {str(error).split(' (')[0]}")

# %%
fit = likelihood.fit(X, y)
print("beta:", fit.beta.round(4), f" sigma: {fit.sigma:.4f}")
print("gate below 1e-8:", bool(fit.gate < 1e-8), "  starts:", len(fit.starts))

# %% [markdown]
# ## What you can do now
#
# The case is closed. The printed "MLE" was where a search stopped that had walked through sigma = 0, in a model that lacked its intercept.
#
# - *A maximum can be verified without knowing how it was found:* the gradient is zero, sigma is positive and the root mean square of the residuals, the gate is below $10^{-8}$.
# - *Ask for `success` before `.x`*, and then do not take its word: it says that a threshold was met, which a far plain or another unit will do.
# - *Nan passes every "is it too high?" and wins every `argmin`.* Look for it by name.
# - *Give a search numbers that may be anything* (log sigma), or tell it the bounds.
# - *A true maximum of a wrong model is still wrong*, and no optimiser will say so.
#
# The gate borrowed a matrix, the information. It is more than a scale for slopes: its inverse holds the standard errors, and a table of tests besides. [Lesson 07](07_curvature.ipynb) derives it.
