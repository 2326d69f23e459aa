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
# The notebook from which this course grew printed a "maximum likelihood estimate". It looked like any other: three
# numbers with eight decimals. This lesson treats it as a case: a statement, evidence, a scene, and at the end a
# lock on the door.
#
# | section | minutes |
# |---|---|
# | The statement | 4 |
# | What the gradient says | 6 |
# | The scene, step by step | 12 |
# | What it should have found | 7 |
# | Another coordinate | 21 |
# | Bounds, and several starts | 15 |
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
n, p = X.shape
X_without = X[:, 1:]
printed = np.array([16.66478861, 18.78203099, 7.66490432])

# %% [markdown]
# ## The statement
#
# `printed` is what the old notebook said: slopes 16.66 and 18.78, and sigma 7.66. Its model was the one of lesson
# 05 with a difference that we only note down for now: `X_without` has no column of ones. It handed SciPy the
# negative log-likelihood, with $\theta = (\beta_1, \beta_2, \sigma)$, and printed the `.x` of what came back,
# nothing else.
#
# We call the negative log-likelihood the *value*. The lowest value is the maximum of the likelihood.

# %%
def negative_log_likelihood(theta, X, y):
    return -stats.norm.logpdf(y, X @ theta[:-1], theta[-1]).sum()


def value(theta):
    return negative_log_likelihood(theta, X_without, y)


# %% [markdown]
# The truth of this world is 3.90, 10.18 and 5. The table of lesson 02 gives the slopes standard errors of 1.31 and
# 1.18, which say how far an estimate strays by chance.
#
# **Predict:** can chance alone have put the slopes where they were printed?

# %%
miss = (printed[:2] - world.beta[1:]) / np.array([1.311, 1.182])
print("slopes missed by", miss.round(1), "standard errors")

# %% [markdown]
# Chance has an alibi: more than seven standard errors, twice. So either the model is wrong, or the search for its
# maximum is. Lesson 05 left us a test for the second: for *any* beta, the best sigma is the root of the mean
# squared residual.
#
# **Predict:** keep the printed slopes, and put this best sigma in the place of the printed one. By how much does
# the value fall?

# %%
ex.fall_by_best_sigma.guess(..., ...)  # low and high, 80 % sure

# %%
residuals = y - X_without @ printed[:2]
better = np.append(printed[:2], np.sqrt(np.mean(residuals**2)))
print(f"printed sigma {printed[2]:.4f}: value {value(printed):.3f}")
print(f"best sigma    {better[2]:.4f}: value {value(better):.3f}, lower by {value(printed) - value(better):.2f}")

# %% [markdown]
# A first contradiction. The printed point was not the lowest one even along a single line through it, and it should
# be in *every* direction.

# %% [markdown]
# ## What the gradient says
#
# At a lowest point the gradient is zero. SciPy's search says that it has arrived when no entry of the gradient is
# above 0.00001, or when the value hardly changes any more.

# %% [markdown] exercise="06-gradient-at-print"
# ### Exercise: question the witness
#
# Compute the gradient of the *negative* log-likelihood at `printed`, for the model with `X_without`: three numbers,
# in the two coefficients and in sigma.

# %% exercise="06-gradient-at-print"
gradient_there = ...
### BEGIN SOLUTION
sigma = printed[2]
by_beta = -X_without.T @ residuals / sigma**2
by_sigma = len(y) / sigma - residuals @ residuals / sigma**3
gradient_there = np.append(by_beta, by_sigma)
### END SOLUTION
ex.gradient_at_print.check(gradient_there)

# %%
gradient_there = ex.gradient_at_print.carry_on(gradient_there)
plots.cuts(value, printed, gradient_there)

# %% [markdown]
# 4.50, 3.76 and 8.18: hundreds of thousands of times that threshold. All three are positive, so the value falls
# when any of the three numbers shrinks.
#
# **Predict:** the value is 659.767 here. What is it after a step of 0.2 times the gradient, downhill?

# %%
ex.value_after_the_step.guess(..., ...)  # low and high, 80 % sure

# %%
for share in (0.01, 0.1, 0.2):
    print(f"{share:4} of the gradient: {value(printed - share * gradient_there):.3f}")

# %% [markdown]
# The slope promises a fall of $0.2\,|g|^2 = 20.3$. The surface bends, and 14.7 is left. The search did not
# *arrive* at the printed point; it was *left* there. By what?

# %% [markdown]
# ## The scene, step by step
#
# The old start is not on record. From slopes 2 and 2 and sigma 2, the same search ends at the printed digits, to
# four or five places. We run it again, and this time ask what nobody had asked.

# %%
result = optimize.minimize(negative_log_likelihood, [2, 2, 2], args=(X_without, y), method="L-BFGS-B")
print("x:", result.x.round(1))
print("success:", result.success, "  value:", result.fun, "  message:", result.message[:8], "…")

# %% [markdown]
# The confession: `success` is False, and the value is nan ("not a number"). SciPy said that it had failed. It still
# fills `.x`, with the last point at which it got a number, and `.x` is all that was printed.
#
# To see *how* it failed we need every point at which it asked for a value. `trace.minimise` keeps them. It follows
# the same formulas as SciPy's method, on one readable page, and up to the failure it visits the same points. SciPy
# took its gradient from tiny differences; we hand over the exact one.

# %%
def downhill(theta):
    """The gradient of the value. It points uphill: a search steps against it."""
    residuals, sigma = y - X_without @ theta[:-1], theta[-1]
    by_beta = -X_without.T @ residuals / sigma**2
    return np.append(by_beta, len(y) / sigma - residuals @ residuals / sigma**3)


path = trace.minimise(value, [2, 2, 2], gradient=downhill)
print(len(path), "evaluations, the first and the last value:", path.values[[0, -1]].round(2))

# %% [markdown] exercise="06-first-failure"
# ### Exercise: the moment of the failure
#
# Write a function that takes the values of a search, in order, and returns the number of the first evaluation that
# gave no finite number: nan, or infinity of either sign. The start is evaluation 0. You may rely on there being
# one.

# %% exercise="06-first-failure"
def first_failure(values):
    ### BEGIN SOLUTION
    return np.flatnonzero(~np.isfinite(values))[0]
    ### END SOLUTION


ex.first_failure.check(first_failure)

# %% [markdown]
# **Predict:** which of the three numbers was the trouble, in the failing evaluation?

# %%
ex.trouble.guess(...)  # "slope of x1", "slope of x2" or "sigma"

# %%
first_failure = ex.first_failure.carry_on(first_failure)
failure = first_failure(path.values)
for k in range(failure - 3, failure + 1):
    *slopes, sigma = path.points[k].round(3)
    print(f"evaluation {k}: slopes {slopes[0]:.3f} {slopes[1]:.3f}, sigma {sigma:.3f}, value {path.values[k]:.3f}")

# %% [markdown]
# Evaluation 13 *is* the printed point: 16.665, 18.782, 7.665. The values had been falling all the way, 679.6 and
# then 659.8. The next step lands on a **standard deviation of −0.784**. A normal law with a negative standard
# deviation does not exist. `logpdf` has nothing to say about it, and says it with nan.
#
# Why did the search accept such a step? After each step it asks whether the value is too high. But to ask whether
# nan is larger or smaller than a number always gives False:

# %%
print("nan > 659.8:", np.nan > 659.8, "   nan <= 659.8:", np.nan <= 659.8)

# %% [markdown]
# "Is it too high?" "No." So the step is taken, and from a place without a value there is no way on: SciPy hands
# back the last point before it. Now look at the whole way. The hatched part is where no likelihood exists.

# %%
plots.optimiser_path()

# %% [markdown]
# The last step runs *straight over the top* and out of the world. How far should it have gone?

# %%
last_step = path.points[14] - path.points[13]
for share in (0.25, 0.5):
    print(f"{share} of the last step: value {value(path.points[13] + share * last_step):.3f}")

# %% [markdown]
# A quarter of it would have brought the value from 659.8 down to 643.5. Half of it was already too much.

# %% [markdown]
# ## What it should have found
#
# So the search is guilty.

# %% [markdown] exercise="06-true-maximum"
# ### Exercise: what the search should have found
#
# Find the maximum of the likelihood for the model with `X_without`: two slopes, and sigma. Hand them over as
# computed, not rounded. No search is needed.

# %% exercise="06-true-maximum"
beta_without, sigma_without = ..., ...
### BEGIN SOLUTION
beta_without = np.linalg.lstsq(X_without, y)[0]
sigma_without = np.sqrt(np.mean((y - X_without @ beta_without) ** 2))
### END SOLUTION
ex.true_maximum.check((beta_without, sigma_without))

# %%
beta_without, sigma_without = ex.true_maximum.carry_on((beta_without, sigma_without))
found = np.append(beta_without, sigma_without)
print(f"value {value(found):.3f}, at the printed point {value(printed):.3f}")
plots.cuts(value, found, downhill(found))

# %% [markdown]
# 13.13 and 18.06. A perfect maximum: the gradient is zero, and the value is 20.8 below that of the printed point.
# And its slopes are *still* about seven standard errors from the truth. The search was one culprit. Behind it stood
# another.
#
# You have met these slopes in lesson 02: of a plane forced through the origin. The constant of this world is 10,
# the model has none to carry it, and so the slopes carry it. Give the model its column of ones.
# **Predict:** which moves the slope of x1 further, mending the search or mending the model?

# %%
ex.larger_mending.guess(...)  # "the search" or "the model"

# %%
def maximum(X):
    beta = np.linalg.lstsq(X, y)[0]
    return np.append(beta, np.sqrt(np.mean((y - X @ beta) ** 2)))


top_without, top_with = maximum(X_without), maximum(X)
print("maximum, no intercept:", top_without.round(2), f" value {value(top_without):.3f}")
print("maximum, intercept:", top_with.round(2), f" value {negative_log_likelihood(top_with, X, y):.3f}")
plots.two_mendings(printed, top_without, top_with)

# %% [markdown]
# The smaller fault was the loud one. The two are of different kinds, and need different remedies:
#
# - A failed search can be *proved* from the printed numbers, by the gradient, without knowing the truth.
# - A wrong model cannot. Its maximum is a real one. It shows in the residuals (lesson 04), and in a comparison with
#   a richer model: the intercept lowers the value by 37.8. Lesson 07 says how much is much.
#
# The rest of the lesson is about searches: one that cannot fail, and one that cannot *keep quiet* if it does.

# %% [markdown]
# ## Another coordinate
#
# The step went wrong since the search believed that sigma may be any number. So give it a number that may be:
# $\eta = \log\sigma$. Any $\eta$, from $-\infty$ to $+\infty$, is a proper sigma, $e^\eta$.
#
# The likelihood does not care by which name we call a point. So the maximum stays where it is:
# $\hat\eta = \log\hat\sigma$.

# %% [markdown] exercise="06-log-sigma"
# ### Exercise: the negative log-likelihood in log sigma
#
# Write `negative_in_log_sigma(theta, X, y)`, which returns the negative log-likelihood. The last entry of `theta`
# is now log sigma; the others are beta. A search goes to bad places, too: the function must also give a number
# where there are hundreds of rows, and where rows lie fifty sigma away from `X @ beta`.

# %% exercise="06-log-sigma"
def negative_in_log_sigma(theta, X, y):
    ### BEGIN SOLUTION
    return -stats.norm.logpdf(y, X @ theta[:-1], np.exp(theta[-1])).sum()
    ### END SOLUTION


ex.log_sigma.check(negative_in_log_sigma)

# %% [markdown]
# Its slope in sigma was $n/\sigma - S/\sigma^3$, with $S$ the sum of squared residuals. A step of $h$ in $\eta$
# multiplies sigma by $e^h \approx 1 + h$: it is a step of $\sigma h$ in sigma. So what is the slope in $\eta$?

# %% [markdown] exercise="06-log-sigma-gradient"
# ### Exercise: its gradient
#
# Return the slopes in beta and, last, the slope in log sigma, again for the *negative* log-likelihood: by formulas,
# and for the X and y that are handed over. `downhill` above knows only those of the lesson.

# %% exercise="06-log-sigma-gradient"
def gradient_in_log_sigma(theta, X, y):
    ### BEGIN SOLUTION
    sigma = np.exp(theta[-1])
    residuals = y - X @ theta[:-1]
    return np.append(-X.T @ residuals / sigma**2, len(y) - residuals @ residuals / sigma**2)
    ### END SOLUTION


ex.log_sigma_gradient.check(gradient_in_log_sigma)

# %% [markdown]
# The slope is $n - S/\sigma^2$: no power of sigma in front any more, so it does not depend on the unit of y.

# %%
negative_in_log_sigma = ex.log_sigma.carry_on(negative_in_log_sigma)
gradient_in_log_sigma = ex.log_sigma_gradient.carry_on(gradient_in_log_sigma)


def search_in_log_sigma(start):
    return trace.minimise(
        lambda theta: negative_in_log_sigma(theta, X_without, y),
        np.append(start[:-1], np.log(start[-1])),
        gradient=lambda theta: gradient_in_log_sigma(theta, X_without, y),
    )


# %% [markdown]
# Now the trial. Forty starts: slopes 2 and 2, and a sigma from 0.5 to 20. **Predict:** how many of the forty does
# the old search, in sigma, bring home?

# %%
ex.arrivals_in_sigma.guess(..., ...)  # low and high, 80 % sure

# %%
starts = [[2, 2, sigma] for sigma in np.arange(0.5, 20.5, 0.5)]
in_sigma = [trace.minimise(value, start, gradient=downhill) for start in starts]
in_log_sigma = [search_in_log_sigma(start) for start in starts]
plots.ends_of_starts(starts, in_sigma, in_log_sigma)

# %% [markdown]
# 18 against 40. Look at what is *left* when a search fails: most of the crosses look like estimates.
#
# This is the new way from the notebook's own start. Move the first slider: whatever the start, it never crosses the
# line. Rings are points that it tried and turned down.

# %%
plots.optimiser_path(log=1)

# %% [markdown]
# And SciPy's own search? `trace.minimise` has the exact gradient, and stops at its first nan. SciPy fails from
# about half of the forty starts, too, and says so: among nans its tiny differences are nan. An *exact* gradient is
# not. With it, SciPy walks on:

# %%
runs = [optimize.minimize(value, start, jac=downhill, method="L-BFGS-B") for start in starts]
claimed = [run.x for run in runs if run.success]
strayed = [x for x in claimed if np.abs(x - top_without).max() > 1]
# The counts themselves may vary with the processor.
print("more than 35 report success:            ", len(claimed) > 35)
print("more than 10 of them are not at the top:", len(strayed) > 10)
print("some of these at a negative sigma:      ", any(x[2] < 0 for x in strayed))

# %% [markdown]
# How can a search end there and call it a success? Where the value is nan, the *formula* of the gradient still
# gives numbers, and the search goes where they point. Here are two places like those ends:

# %%
far = np.array([-2e9, 1e9, 3e8])
mirror = top_without * [1, 1, -1]
for name, place in {"far": far, "mirror": mirror, "top": top_without}.items():
    small = bool(np.abs(downhill(place)).max() < 0.00001)
    print(f"{name:6}  value {value(place):7.1f}   no slope above 0.00001: {small}")
plots.level_places(downhill, top_without, far)

# %% [markdown]
# All three meet the condition, and `success` says no more than that it was met:
#
# - `far` has a value 4,162 higher, on a plain so wide that no slope is left: all slopes have a power of sigma in
#   the denominator.
# - `mirror` is the top with the sign of sigma turned. The gradient's formula turns only the sign of its last entry
#   there, and zero stays zero: a summit in a world that does not exist.
#
# So the exact gradient took away the complaint, not the fault. Nan would have given `mirror` away, but not `far`.
# To turn down both one needs a test that does not ask the search; the last section builds it.

# %% [markdown]
# ## Bounds, and several starts
#
# The other way to keep sigma positive is to say so. L-BFGS-B takes `bounds`, a pair for each entry of theta, with
# `None` where there is none: that is what its last letter stands for. The notebook had called a method that can be
# told, and had not told it.

# %% [markdown] exercise="06-mended"
# ### Exercise: both faults mended
#
# Find the maximum of the model *with* intercept, and hand over beta (three numbers) and sigma, each to four digits.
# The means: `optimize.minimize` with `negative_log_likelihood` (in sigma itself), the method "L-BFGS-B" and a bound
# that keeps sigma above a small positive number. A bound of 0 would not do: a bound is itself allowed, and at
# $\sigma = 0$ the density divides by zero.

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
# That is what lesson 05 derived. A bound is safe, but it is a wall: where a search ends *on* a bound, the gradient
# there is as a rule not zero, and the point is no maximum of the model.
#
# Neither remedy tells whether the top that was found is the highest one. The normal likelihood has a single top,
# others have several, so the habit is to start from several places and to keep the best end.

# %%
four = [trace.minimise(value, [2, 2, sigma], gradient=downhill) for sigma in (2, 5, 13.5, 20)]
ends = np.array([run.x for run in four])
values = np.array([run.values[-1] for run in four])
success = np.array([run.success for run in four])
print("values: ", values.round(3))
print("success:", success)

# %% [markdown]
# The lower the value, the better. **Predict:** which of the four, from run 0 to run 3, does `np.argmin(values)`
# choose?

# %%
ex.chosen_by_argmin.guess(...)  # "run 0", "run 1", "run 2" or "run 3"

# %%
print("np.argmin chooses run", np.argmin(values))

# %% [markdown]
# `np.argmin` takes nan for the smallest. Chosen is the printed point once more.

# %% [markdown] exercise="06-best-run"
# ### Exercise: the best of several runs
#
# From the `ends` (one row for each run), their `values` (lower is better) and `success` (True or False), return the
# end of the best run *that arrived*. A run may have failed at nan; it may also have failed at a value lower than
# all others. Values may be negative or in the millions. You may rely on one having arrived.

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
# `success` is a claim by the defendant. And it rests on a threshold that has a unit: "no slope above 0.00001". We
# go 0.1 standard errors away from the true maximum, and then count y in millionths of its unit, so that every y is
# a million times larger. It is the same point of the same world. **Predict:** what becomes of its largest slope?

# %%
ex.slopes_in_millionths.guess(...)  # "a million times larger", "the same" or "a million times smaller"

# %%
standard_error = top_without[2] * np.sqrt(np.linalg.inv(X_without.T @ X_without)[0, 0])
near = top_without + np.array([0.1 * standard_error, 0, 0])
for unit in (1, 1_000_000):
    beta, sigma = unit * near[:2], unit * near[2]
    residuals = unit * y - X_without @ beta
    slopes = np.append(X_without.T @ residuals / sigma**2, -len(y) / sigma + residuals @ residuals / sigma**3)
    print(f"unit {unit:9,}: largest slope {np.abs(slopes).max():.3g}")

# %% [markdown]
# 0.2 in one unit, 0.0000002 in the other: a threshold on the bare gradient lets the same point pass or not, as the
# unit goes. A slope must be weighed before it is judged, and the scale is the curvature: the more sharply a top is
# bent, the nearer to it a given slope lies. The curvature goes by the name *information*, $I$.
#
# First one direction. Suppose the log-likelihood were a parabola: at a distance $d$ from its top it is
# $\tfrac12 I d^2$ below it, and its slope is $g = -I d$. So $g^2/I = I d^2$: slope and curvature tell, without
# knowing the top, twice the height that is still to be climbed. It has no unit. A standard error is $1/\sqrt I$, so
# the root of $g^2/I$ is the distance $d$ in standard errors.
#
# In several directions $I$ is a matrix, and $g^2/I$ becomes $g' I^{-1} g$. Lesson 07 derives it; for our model, in
# beta and $\log\sigma$, it is
#
# $$ I = \begin{pmatrix} X'X/\sigma^2 & 0 \\ 0 & 2n \end{pmatrix}. $$
#
# Why $2n$? Differentiate the slope $n - S/\sigma^2$ once more: $2S/\sigma^2$, and at the top $S = n\sigma^2$. The
# two blocks do not touch, so $g' I^{-1} g$ is a sum of two parts: one of beta, one of sigma.

# %% [markdown] exercise="06-gate"
# ### Exercise: the gate
#
# Return $g'I^{-1}g$ at any `beta` and `sigma`, one number, with $g$ and $I$ in beta and $\log\sigma$.

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
# **Predict:** the log-likelihood of the printed point lies 20.8 below the top. What does the gate say of it?

# %%
ex.gate_at_print.guess(..., ...)  # low and high, 80 % sure

# %%
gate = ex.gate.carry_on(gate)
print(f"printed point: {gate(printed[:2], printed[2], X_without, y):.2f}")
for unit in (1, 1_000_000):
    print(f"0.1 off, unit {unit:9,}: {gate(unit * near[:2], unit * near[2], X_without, unit * y):.5f}")
print("true maximum below 1e-12:", bool(gate(top_without[:2], top_without[2], X_without, y) < 1e-12))

# %% [markdown]
# The same 0.02309 in both units, and nothing at the maximum. It is more than $0.1^2$: a standard error lets the
# other slope move along, and we held it.
#
# A parabola would say $2 \cdot 20.85 = 41.7$ of the printed point. The gate says 28.46. How far can it be trusted?

# %%
plots.gate_and_height(gate, top_without, printed, X_without, y)

# %% [markdown]
# Near the top, where it is needed, the likelihood is a parabola. We call a point a maximum if its gate is below
# $10^{-8}$: a ten-thousandth of a standard error. First the searches in log sigma, which all reported success:

# %%
gates = np.array([gate(run.x[:2], np.exp(run.x[2]), X_without, y) for run in in_log_sigma])
print("all 40 report success:", all(run.success for run in in_log_sigma))
print(f"of them below the gate: {np.sum(gates < 1e-8)}, the largest gate: {gates.max():.1e}")

# %% [markdown]
# All lie within two thousandths of a standard error, enough for any report. But some stop short of the gate, and
# only the gate knows. Then the two strangers. **Predict:** which of them does the gate let pass?

# %%
ex.passes_the_gate.guess(...)  # "far", "mirror", "both" or "neither"

# %%
for name, place in {"far": far, "mirror": mirror}.items():
    passes = bool(gate(place[:2], place[2], X_without, y) < 1e-8)
    print(f"{name:6}  below the gate: {passes!s:5}  value {value(place):.1f}")

# %% [markdown]
# The gate turns down `far`, whose slopes are small and whose curvature is smaller. But `mirror` passes! The gate
# weighs slopes, and there they *are* zero. A lock needs a door frame: sigma must be positive and the value a finite
# number, and that is asked first. A gate that takes the log of sigma says nan of `mirror`, and refuses it.
#
# This is how `likelihood.fit` works: it climbs from two starts, on a sigma that cannot be negative, wants them to
# agree, and puts the end before the gate. `likelihood.require_maximum` puts any point before it, whoever printed
# it:

# %%
try:
    likelihood.require_maximum(printed[:2], printed[2], X_without, y)
except likelihood.ConvergenceError as error:
    print(f"{type(error).__name__}: {str(error).split(' (')[0]}")

# %%
mended = likelihood.fit(X, y)
print("beta:", mended.beta.round(4), f" sigma: {mended.sigma:.4f}")
print("gate below 1e-8:", bool(mended.gate < 1e-8), "  starts:", len(mended.starts))

# %% [markdown]
# ## What you can do now
#
# The case is closed. The printed "MLE" was where a search stopped that had walked through sigma = 0, in a model
# without its intercept.
#
# - *A maximum can be verified without knowing how it was found:* sigma is positive, the value is finite, the gate
#   is below $10^{-8}$.
# - *Ask for `success` before `.x`*, and then do not take its word: a far plain or another unit meets its threshold,
#   too.
# - *Nan passes every "is it too high?" and wins every `argmin`.* Look for it by name.
# - *Give a search numbers that may be anything* (log sigma), or tell it the bounds.
# - *A true maximum of a wrong model is still wrong*, and no optimiser will say so.
#
# The gate borrowed a matrix, the information. It is more than a scale for slopes: its inverse holds the standard
# errors, and a table of tests besides. [Lesson 07](07_curvature.ipynb) derives it.
