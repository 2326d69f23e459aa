# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Larger than memory: what do we keep of a hundred million rows?
#
# A table that does not fit can still be read, piece by piece. What must be kept while it passes? Less than one would
# think, and everything in this course that speaks of the normal model follows from it, from least squares to the full
# joint density.
#
# | section | minutes |
# |---|---|
# | A table in pieces | 4 |
# | What a pass must keep | 12 |
# | Another way to keep it | 3 |
# | A stream | 9 |
# | Many hands | 2 |
# | All of it, from the triangle | 23 |
# | A second pass | 13 |
# | A worker is lost | 2 |
#
# **You need** QR from [02 Least squares is geometry](02_least_squares.ipynb), HC3 and leverage from
# [04 When the model lies](04_when_the_model_lies.ipynb), and the log likelihood from
# [05 Likelihood by hand](05_likelihood.ipynb). Two steps come back to the hierarchy of
# [11 The full joint](11_full_joint.ipynb) and to the row left out in
# [12 Criticise, compare, calibrate](12_criticise.ipynb).

# %%
import logging
import os
import tempfile
from pathlib import Path

import dask
import dask.dataframe as dd
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from dask.distributed import Client, LocalCluster
from scipy import stats
from scipy.linalg import solve_triangular

from helpers import bayes, likelihood, ols, plots
from helpers.compressed import compress
from helpers.exercises import larger_than_memory as ex

# %% [markdown]
# ## A table in pieces
#
# A machine is watched for an hour. Each reading holds a temperature, the time, and a voltage, the response. The time
# stands there twice: in hours since the start, and as a clock gives it, in seconds since 1970.

# %%
ROWS, PIECES = 2_000_000, 20  # the same with 100_000_000 and 1000: some minutes, and 3 GB on disk
true_beta = np.array([5, 0.3, 2])  # constant, temperature, hours


def readings(number, rows):
    """One piece of the hour, each with a seed of its own."""
    rng = np.random.default_rng([13, number])
    temperature = rng.normal(20, 8, rows)
    hours = (number + rng.random(rows)) / PIECES
    noise = rng.normal(0, 1, rows) * (0.5 + np.abs(temperature - 20) / 8)
    voltage = true_beta @ [np.ones(rows), temperature, hours] + noise
    clock = 1_750_000_000 + 3600 * hours
    return pa.table({"temperature": temperature, "hours": hours, "clock": clock, "voltage": voltage})


# %%
folder = tempfile.TemporaryDirectory()
for number in range(PIECES):
    pq.write_table(readings(number, ROWS // PIECES), Path(folder.name, f"piece-{number:04d}.parquet"))
files = sorted(Path(folder.name).iterdir())
print(len(files), "files, the first begins with")
print(pq.read_table(files[0]).slice(0, 3).to_pandas().round(3).to_string())

# %% [markdown]
# *Parquet* is a format for tables that keeps each column by itself, so that a program reads only those that it needs.
# These pieces would fit into memory together; a hundred million rows may not. From here on, no cell holds more than a
# piece. The noise is no textbook noise: it is small at 20 degrees and grows on either side.

# %% [markdown]
# ## What a pass must keep
#
# Least squares and the normal likelihood ask one thing of the rows: for a plane $\beta$, how long are the residuals
# $y - X\beta$? Put y behind the columns of X. Then the residuals are $[X\; y]$ times the vector $(-\beta, 1)$. With
# $[X\; y] = QR$, and since Q keeps lengths,
#
# $$ |y - X\beta| = \left| [X\; y] \begin{pmatrix} -\beta \\ 1 \end{pmatrix} \right|
# = \left| R \begin{pmatrix} -\beta \\ 1 \end{pmatrix} \right| . $$
#
# The triangle R answers for all rows, at *every* plane. Q, which is as long as the table, is never needed.
#
# **Predict:** X has three columns: constant, temperature, hours. How many numbers are on and above the diagonal of R?

# %%
ex.numbers_kept.guess(...)  # "6", "10", "16" or "more with more rows"


# %%
def columns_of(file, names=("temperature", "hours")):
    """X, the constant first, and y of one piece."""
    table = pq.read_table(file, columns=[*names, "voltage"])
    X = np.column_stack([np.ones(table.num_rows), *(table[name] for name in names)])
    return X, table["voltage"].to_numpy()


def upright(R):
    """The same triangle with its rows turned so that the diagonal is not negative."""
    return R * np.where(np.diag(R) < 0, -1, 1)[:, None]


X_first, y_first = columns_of(files[0])
R_first = upright(np.linalg.qr(np.column_stack([X_first, y_first]), mode="r"))
print("numbers on and above the diagonal:", np.count_nonzero(np.triu(np.ones_like(R_first))))
for beta in (true_beta, np.zeros(3)):
    by_rows = np.linalg.norm(y_first - X_first @ beta)
    by_triangle = np.linalg.norm(R_first @ np.append(-beta, 1))
    print(beta, f"by {len(y_first):,} rows {by_rows:.4f}, by the triangle {by_triangle:.4f}")

# %%
plots.kept_triangle(R_first, ["constant", "temperature", "hours", "voltage"], len(y_first))

# %% [markdown]
# The rows of R have free signs, and `upright` settles them. In the last column stands y: its first three numbers z
# solve $R_x\beta = z$, as in lesson 02, and the corner is the length that no plane explains.
#
# That is one piece. Now let two pieces leave $R_1$ and $R_2$. For any vector v, the rows of both together have
# $|R_1v|^2 + |R_2v|^2$ for a squared length. Which triangle has the same?

# %% [markdown] exercise="13b-merge"
# ### Exercise: merge two triangles
#
# Write a function that returns the triangle of both parts together, from their triangles alone. The given ones may
# have any signs; in yours no number on the diagonal is negative. Keep the digits: a column may be far from zero.

# %% exercise="13b-merge"
def merge(R1, R2):
    ### BEGIN SOLUTION
    return upright(np.linalg.qr(np.vstack([R1, R2]), mode="r"))
    ### END SOLUTION


ex.merge.check(merge)

# %%
merge = ex.merge.carry_on(merge)
triangles = []
for file in files[:3]:
    table = np.column_stack(columns_of(file))
    triangles.append(upright(np.linalg.qr(table, mode="r")))
one, two, three = triangles
left_first, right_first = merge(merge(one, two), three), merge(one, merge(two, three))
print("the same, up to rounding:", np.allclose(left_first, right_first, rtol=1e-12))

# %% [markdown]
# The order of merging does not matter, beyond rounding. Whatever the order, $R'R$ is the sum of
# $[X\; y]'[X\; y]$ over all rows. Where no column is a combination of the others, one triangle alone has this
# $R'R$ and a positive diagonal. So pieces may come in any order, from any number of machines, and meet two by two.

# %% [markdown]
# ## Another way to keep it
#
# $[X\; y]'[X\; y]$, the sums of squares and products, has ten different numbers as well. They hold the same, and a
# plus sign merges them. Is one way as good as the other? Take the time as the clock gives it, about 1,750,000,000
# seconds, of which only the last four digits change in this hour.
#
# **Predict:** the slope of the clock by both ways, from all pieces. Which of them loses the sixth digit?

# %%
ex.who_loses.guess(...)  # "the sums", "the triangle", "both" or "neither"

# %%
sums, kept, centred = np.zeros((4, 4)), np.zeros((4, 4)), np.zeros((4, 4))
for file in files:
    X, y = columns_of(file, ("temperature", "clock"))
    table = np.column_stack([X, y])
    sums = sums + table.T @ table
    kept = merge(kept, np.linalg.qr(table, mode="r"))
    table[:, 2] -= 1_750_000_000  # exact, and no digit is lost in what follows
    centred = merge(centred, np.linalg.qr(table, mode="r"))

right, triangle, by_sum = (
    3600 * np.linalg.solve(A[:3, :3], A[:3, 3])[2] for A in (centred, kept, sums)  # volts an hour
)
print(f"right {right:.5f}, by the triangle {triangle:.5f}, by the sums {by_sum:.2f} and other digits")
for name, slope in (("the triangle", triangle), ("the sums", by_sum)):
    print(f"{name}: six digits are right: {abs(slope / right - 1) < 5e-7}")
R_unit = kept[:3, :3] / np.linalg.norm(kept[:3, :3], axis=0)  # the columns of X at length 1
print(f"condition number {np.linalg.cond(R_unit):.1e}")

# %% [markdown]
# Of the sums no more than three digits are right; what follows them differs from one processor to the next. Clock and
# constant are nearly parallel: even with columns of length 1 the condition number is four million, and lesson 02
# found that $X'X$ has its square. Move the temperature of the first piece away from zero and watch:

# %%
offsets = 10.0 ** np.arange(8)  # in standard deviations of the temperature
by_sums, by_triangle = [], []
for offset in offsets:
    X = np.column_stack([np.ones(len(y_first)), X_first[:, 1] / 8 + offset])
    table = np.column_stack([X, y_first])
    R = np.linalg.qr(table, mode="r")
    by_triangle.append(np.linalg.solve(R[:2, :2], R[:2, 2])[1])
    # At the last offset X'X has no inverse that a computer could find; lstsq answers all the same.
    by_sums.append(np.linalg.lstsq(X.T @ X, X.T @ y_first, rcond=0)[0][1])
shift = X_first[:, 1] / 8 - np.mean(X_first[:, 1] / 8)
plots.digits_of_an_offset(offsets, by_sums, by_triangle, shift @ y_first / (shift @ shift))

# %% [markdown]
# Dates, clocks, pressures: real columns are often far from zero. One may subtract a number near the mean first, if
# one knows it before the first pass. The triangle asks for no such care.

# %% [markdown]
# ## A stream
#
# A block of rows is only a triangle that has not been reduced yet. So one triangle is all that a program need keep.

# %% [markdown] exercise="13b-stream"
# ### Exercise: compress a stream
#
# Write a function that goes through `blocks`, pairs `X, y`, and returns the triangle of all their rows, keeping no
# block. A block may have any number of rows, even none. Blocks come by once, as a generator's do: `blocks` has no
# length and no first entry, and is empty after one loop. A column may be far from zero.

# %% exercise="13b-stream"
def compress_stream(blocks):
    ### BEGIN SOLUTION
    R = None
    for X, y in blocks:
        table = np.column_stack([X, y])
        if R is None:
            R = np.zeros((table.shape[1], table.shape[1]))
        R = upright(np.linalg.qr(np.vstack([R, table]), mode="r"))
    return R
    ### END SOLUTION


ex.stream.check(compress_stream)

# %%
compress_stream = ex.stream.carry_on(compress_stream)
R_all = compress_stream(columns_of(file) for file in files)
beta_hat = solve_triangular(R_all[:3, :3], R_all[:3, 3])
print(beta_hat.round(4), "truth", true_beta)

# %% [markdown]
# `columns_of(file) for file in files` is a generator: it reads a file when the loop asks for it. Two million rows have
# passed, never more than a piece at a time.

# %% [markdown]
# ## Many hands
#
# Since triangles merge in any order, the pieces need not come one after the other. *Dask* is a library that splits
# such work into tasks: here one for each piece, which reads it and leaves its triangle, and some that merge.

# %%
frame = dd.read_parquet(folder.name)
S = compress(frame, "voltage", columns=["temperature", "hours"], constant=True)
print(S)
print("the same triangle as yours:", np.allclose(S.factor, R_all, rtol=1e-9, atol=1e-6))

# %%
plots.tree_of_merges([pq.read_metadata(file).num_rows for file in files])

# %% [markdown]
# `frame` holds no rows, only a plan to read them. The constant column stands in no file; `compress` adds it on the
# way. What travels between the tasks are triangles. Under the same lines a cluster of machines can work: Dask asks
# whoever is in charge, here the threads of this computer.

# %% [markdown]
# ## All of it, from the triangle
#
# The library's fit takes the triangle in place of X and y, and gives the table of lesson 03:

# %%
by_ols = ols.fit(S)
print(by_ols.table().round(5).to_string())

# %% [markdown]
# Two million rows leave little doubt. How much do the other nineteen pieces add to the first? Merge them one by
# one; `+` is the merge of the library.
#
# **Predict:** how many times narrower is the interval for the slope of the temperature after 20 pieces than after one?

# %%
ex.how_much_narrower.guess(..., ...)  # low and high, 80 % sure

# %%
so_far, fits, alone = None, [], []
for file in files:
    piece = compress(*columns_of(file))
    so_far = piece if so_far is None else so_far + piece
    fits.append(ols.fit(so_far))
    alone.append(ols.fit(piece))
temperature_errors = np.array([one.standard_errors[1] for one in fits])
print(f"{temperature_errors[0] / temperature_errors[-1]:.2f}")

# %%
plots.pieces_added([one.beta[1] for one in fits], temperature_errors, "temperature", true_beta[1])

# %% [markdown]
# The root of 20: each piece shows the same range of temperatures. But of the hour a piece shows three minutes, and
# hardly knows a slope over time. Merging knows what each piece is worth; a mean of the pieces' slopes does not:

# %%
hours_alone = np.array([one.beta[2] for one in alone])
print(f"slope of the hours, merged {so_far.n:,} rows: {fits[-1].beta[2]:.3f} ± {fits[-1].standard_errors[2]:.3f}")
print(f"mean of the pieces' slopes: {hours_alone.mean():.3f} ± {hours_alone.std(ddof=1) / np.sqrt(PIECES):.3f}")

# %% [markdown]
# The same rows, and a standard error more than ten times as large.
#
# Which columns a model needs can be asked after the pass. A plane without the hours is one whose slope over them is 0,
# so R knows the length of its residuals, too.

# %% [markdown] exercise="13b-smaller"
# ### Exercise: a smaller model
#
# Write a function that returns the triangle of $[X_k\; y]$ from `R`, that of $[X\; y]$; no row is read again. $X_k$
# holds those columns of X whose numbers stand in the list `columns`, counted from 0, in the order of the list. Wanted
# are as many rows as columns, and no negative number on the diagonal. A column may be far from zero.

# %% exercise="13b-smaller"
def smaller(R, columns):
    ### BEGIN SOLUTION
    return upright(np.linalg.qr(R[:, [*columns, -1]], mode="r"))
    ### END SOLUTION


ex.smaller.check(smaller)

# %% [markdown]
# **Predict:** the slope over the hours is 570 of its standard errors away from 0. By how much does R² fall without
# the hours?

# %%
ex.r_squared_lost.guess(..., ...)  # low and high, 80 % sure

# %%
smaller = ex.smaller.carry_on(smaller)
# The constant alone leaves the length of y around its mean.
mean_alone, no_hours, all_three = (
    smaller(R_all, columns)[-1, -1] ** 2 for columns in ([0], [0, 1], [0, 1, 2])
)
print(f"R² is {1 - all_three / mean_alone:.3f}, and falls by {(no_hours - all_three) / mean_alone:.3f}")

# %%
by_a_pass = compress(frame, "voltage", columns=["temperature"], constant=True)
print("as by a pass:", np.allclose(smaller(R_all, [0, 1]), by_a_pass.factor, rtol=1e-9, atol=1e-6))
for last, order in (("hours", [0, 1, 2]), ("temperature", [0, 2, 1])):
    ordered = smaller(R_all, order)
    F = ordered[2, 3] ** 2 / (ordered[3, 3] ** 2 / (S.n - 3))
    print(f"{last} last: F = {F:.0f}, t² = {by_ols.t_values[order[-1]] ** 2:.0f}")

# %% [markdown]
# A t of 570 says how surely the slope is not 0, R² how much it explains. With more rows t grows; R² does not.
#
# Which column stands last is free. Beside the diagonal its row of R holds one number, its z. Drop the column, and
# $z^2$ joins the squared corner. Divided by the residual variance, that is the F of leaving this column out: its
# t squared.
#
# The likelihood needs no rows either.

# %% [markdown] exercise="13b-likelihood"
# ### Exercise: the likelihood of two million rows
#
# Write the log likelihood of the normal model from the number of rows `n` and the triangle `R` of $[X\; y]$. It is
# asked at any `beta` and `sigma`, not only at the best ones.

# %% exercise="13b-likelihood"
def log_likelihood(beta, sigma, n, R):
    ### BEGIN SOLUTION
    squares = np.sum((R @ np.append(-beta, 1)) ** 2)
    return -n * np.log(sigma) - n / 2 * np.log(2 * np.pi) - squares / (2 * sigma**2)
    ### END SOLUTION


ex.log_likelihood.check(log_likelihood)

# %%
log_likelihood = ex.log_likelihood.carry_on(log_likelihood)
for beta in (beta_hat, true_beta):
    yours = log_likelihood(beta, 1.5, S.n, R_all)
    print(f"{yours:.2f}, the library's {likelihood.log_likelihood(beta, 1.5, S):.2f}")

# %% [markdown]
# The likelihood costs ten multiplications, whatever n is: any prior and any sampler can follow. Recall lesson 11's
# full joint density: each slope $\beta_j$ is itself drawn, around $\mu_j$ with standard deviation $\eta_j$.
# `bayes.SeedHierarchy` puts a normal prior on mu and half-Cauchy priors on eta and sigma. Here are exact draws.
#
# **Predict:** how does the law of eta change from the first 200 rows to all two million?

# %%
ex.law_of_eta.guess(...)  # "much narrower", "hardly" or "wider"

# %%
hierarchy = bayes.SeedHierarchy(m=0, s=10, eta=bayes.HalfCauchy(5), sigma=bayes.HalfCauchy(10))
for name, triangle in (("200 rows", compress(X_first[:200], y_first[:200])), ("all rows", S)):
    draws = bayes.exact_hierarchy(triangle, hierarchy, draws=4000, rng=np.random.default_rng(13))
    beta_ends = np.quantile(draws["beta"][..., 1], [0.25, 0.75])
    eta_ends = np.quantile(draws["eta"][..., 0], [0.25, 0.75])
    print(f"{name}: middle half of the temperature's slope {beta_ends.round(4)}, of its eta {eta_ends.round(1)}")

# %% [markdown]
# The slope's interval is some eighty times narrower, that of its eta hardly. As lesson 11 found, the data speak of an
# eta through one coefficient, and more rows are not more coefficients.

# %% [markdown]
# ## A second pass
#
# What does the triangle not know? Anything that looks at single rows: the largest residual, a leverage, the
# heteroskedastic noise of this machine, the row that is left out. But it makes a second pass cheap. With
# $X = QR_x$ the leverage of a row is the squared length of its row of Q:
#
# $$ h_i = x_i'(X'X)^{-1}x_i = |R_x^{-\prime}\, x_i|^2 , \qquad e_i = y_i - x_i'\hat\beta . $$
#
# Each row needs itself and the triangle, no other row. So a second pass can go through blocks as well:

# %%
R_x = R_all[:3, :3]
most = 0
for file in files:
    X, y = columns_of(file)
    h = np.sum(solve_triangular(R_x, X.T, trans="T") ** 2, axis=0)
    most = max(most, h.max())
print(f"the largest leverage is {most * S.n / 3:.1f} times the average")

# %% [markdown] exercise="13b-hc3"
# ### Exercise: HC3 in a second pass
#
# Write a function that returns the HC3 standard errors of all coefficients. `R` is the triangle of all rows; `blocks`
# come by once more, as a generator's do. HC3 puts $e_i^2/(1-h_i)^2$ in place of each row's variance:
#
# $$ (X'X)^{-1} \Big( \sum_i x_i x_i' \, \frac{e_i^2}{(1-h_i)^2} \Big) (X'X)^{-1} . $$

# %% exercise="13b-hc3"
def hc3(blocks, R):
    ### BEGIN SOLUTION
    R_x, z = R[:-1, :-1], R[:-1, -1]
    beta = solve_triangular(R_x, z)
    middle = 0
    for X, y in blocks:
        h = np.sum(solve_triangular(R_x, X.T, trans="T") ** 2, axis=0)
        weighted = X * ((y - X @ beta) / (1 - h))[:, None]
        middle = middle + weighted.T @ weighted
    bread = np.linalg.inv(R_x.T @ R_x)
    return np.sqrt(np.diag(bread @ middle @ bread))
    ### END SOLUTION


ex.hc3.check(hc3)

# %% [markdown]
# **Predict:** the noise grows to both sides of 20 degrees. How many times the classical standard error of the
# temperature's slope is its HC3 standard error?

# %%
ex.robust_over_classical.guess(..., ...)  # low and high, 80 % sure

# %%
hc3 = ex.hc3.carry_on(hc3)
robust = hc3((columns_of(file) for file in files), R_all)
classical = by_ols.standard_errors
print(f"{robust[1] / classical[1]:.2f}")

# %%
plots.two_standard_errors(by_ols.names, classical, robust)

# %% [markdown]
# Why 1.54? With z, the temperature's distance from 20 in standard deviations, the noise has $s = 0.5 + |z|$. The
# slope feels it weighted by $z^2$, while the classical formula takes its mean:
# $\sqrt{E z^2s^2 / E s^2} = \sqrt{4.85 / 2.05} = 1.54$. The hours know nothing of z, and their two standard errors
# agree. No number of rows mends this: the ratio does not depend on n.
#
# The weighted rows $x_i e_i/(1-h_i)$ are a table, too, and all that HC3 asks of it is its triangle. So to the library
# a second pass is `compress` once more, and `each` is a function that every piece goes through on its way:

# %%
again = compress(
    frame, "voltage", columns=["temperature", "hours"], constant=True, each=by_ols.robust_rows("HC3")
)
print("the same as yours:", np.allclose(by_ols.robust_standard_errors(again), robust, rtol=1e-8))

# %% [markdown]
# Leaving out one row needs the same two numbers. The other rows miss $y_i$ by $e_i/(1-h_i)$, and without row i the sum
# of squared residuals is lower by $e_i^2/(1-h_i)$. So, as in lesson 12, with flat priors for beta and log sigma,
# $y_i$ given the others follows a t law with $n-1-p$ degrees of freedom. `criticism.loo` does that where a table fits
# into memory; here each piece does it for its own rows.

# %%
def optimism(piece):
    """How much higher the log densities of a piece's rows are once the fit has seen them."""
    X = np.column_stack([np.ones(len(piece)), piece["temperature"], piece["hours"]])
    e, h = piece["voltage"].to_numpy() - X @ by_ols.beta, by_ols.leverage_at(X)
    free = by_ols.df_resid
    sigma_without = np.sqrt((by_ols.ssr - e**2 / (1 - h)) / (free - 1))
    spread = np.sqrt(1 + h / (1 - h))  # as a new row's, its leverage taken among the others
    left_out = stats.t.logpdf(e / (1 - h), free - 1, scale=sigma_without * spread)
    seen = stats.t.logpdf(e, free, scale=by_ols.sigma * np.sqrt(1 + h))
    return np.sum(seen - left_out)


# %% [markdown]
# **Predict:** how large is the sum over all two million rows? Lesson 12 called it p_loo. For a true normal model it is
# about the number of parameters, 4.

# %%
ex.effective_parameters.guess(..., ...)  # low and high, 80 % sure

# %%
# `to_delayed` hands over the pieces, each a plan to read it; `dask.delayed` plans a call, and `compute` does it.
tasks = [dask.delayed(optimism)(piece) for piece in frame.to_delayed()]
print(f"{sum(dask.compute(*tasks)):.1f}")

# %% [markdown]
# More than 4: rows with wide noise pull harder than the model expects. Among two million rows that is no reason to
# fear overfitting; it is one more sign that the noise is not what the model says.

# %% [markdown]
# ## A worker is lost
#
# With a thousand pieces on a hundred machines, one of them may fail. What was computed there is lost, and computed
# again elsewhere: a triangle is a function of its piece and of nothing else. Try it with two processes, of which one
# ends itself in the middle of its work.

# %%
mark = Path(folder.name).with_suffix(".mark")


def die_once(X, y):
    """End the process that comes here first; later ones find the mark and pass."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return X, y
    os._exit(1)


# %% tags=["nbval-ignore-output"]
# On a busy machine Dask may grumble here; the verdict is in the next cell.
with (
    LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=logging.CRITICAL
    ) as cluster,
    Client(cluster),
):
    survived = compress(
        frame, "voltage", columns=["temperature", "hours"], constant=True, each=die_once
    )

# %%
print("a worker was lost:", mark.exists())
print("the triangle is the same:", np.allclose(survived.factor, S.factor, rtol=1e-12, atol=1e-9))

# %%
mark.unlink(missing_ok=True)
folder.cleanup()

# %% [markdown]
# Inside the `with` block the cluster was in charge of Dask, and `compress` went there without being told.

# %% [markdown]
# ## What you can do now
#
# You can fit a normal linear model to a table of any length:
#
# - one pass keeps the triangle of $[X\; y]$, and merging is QR of stacked triangles, in any order;
# - it keeps the digits that sums of squares lose in columns far from zero;
# - least squares, the likelihood, exact posteriors and the full joint density follow from it, also for some of the
#   columns or in another order;
# - leverages, HC3 and leaving out need a second pass, each row beside the triangle.
#
# More rows narrow what they speak of, and nothing else. They do not mend the noise, do not tell causes from
# companions, and do not multiply coefficients.
