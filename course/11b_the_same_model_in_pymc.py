# ---
# jupyter:
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # The same model in PyMC: what do others type?
#
# You have written the joint density, its laws and its sampler by hand. Most people who fit such a model write down the model alone and leave the rest to a program. This appendix to
# [lesson 11](11_full_joint.ipynb) does so with PyMC: 15 minutes, no exercises, and two questions. Does it find what you found? And does it notice what you noticed?
#
# PyMC is not part of the course's own packages. `python3 run.py peers` installs it, a few hundred megabytes.

# %%
import logging
import warnings

warnings.filterwarnings("ignore", message="PyTensor could not link")
import numpy as np
import pymc as pm

from helpers import bayes, samplers, simulate

logging.getLogger("pymc").setLevel(logging.CRITICAL)

# %% [markdown]
# (The first filter hides a remark about slow matrix products, of which we need none. The last line keeps PyMC's reports out of this page, since their numbers differ from machine to machine. In work of your own leave them on.)

# %%
world = simulate.seed_world()
X, y = world.X[:, 1:], world.y
centred = X - X.mean(axis=0)
J = X.shape[1]
m, s, A, B = 0, 10, 5, 10

# %% [markdown]
# ## The seed's model, as it is written
#
# In PyMC a model is a list of laws, in the order in which a world would be drawn: first what depends on nothing, last the data. Every line is one line of mathematics from lesson 11.
# Standard deviations are called `sigma` throughout, never variances; the scale of a half-Cauchy has the unlucky name `beta`.

# %%
with pm.Model() as seed_model:
    alpha = pm.Flat("alpha")
    sigma = pm.HalfCauchy("sigma", beta=B)
    mu = pm.Normal("mu", mu=m, sigma=s, shape=J)
    eta = pm.HalfCauchy("eta", beta=A, shape=J)
    beta = pm.Normal("beta", mu=mu, sigma=eta, shape=J)
    pm.Normal("y", mu=alpha + centred @ beta, sigma=sigma, observed=y)

# %% [markdown]
# PyMC takes logarithms of sigma and eta, adds the Jacobians of lesson 10, differentiates the joint density and runs NUTS, a Hamiltonian Monte Carlo that chooses the length of its own paths. That is all one types:

# %%
def sample(model):
    """Four chains, in the container of this course."""
    with model:
        run = pm.sample(1000, chains=4, cores=1, random_seed=11, progressbar=False)
    values = {name: run.posterior[name].to_numpy() for name in run.posterior.data_vars}
    return samplers.Draws(values, statistics={"divergent": run.sample_stats["diverging"].to_numpy()})


# %% [markdown]
# **Predict:** this is the centred form. What will it have to report?

# %%
by_pymc = sample(seed_model)
print("paths diverged:", bool(by_pymc.statistics["divergent"].any()))
print("to be trusted: ", not by_pymc.problems())

# %% [markdown]
# The funnel again: a program that knows nothing of your integrals meets it as yours did. It says so, in a warning that one has to read. What it does not say is the finding of lesson 11, that more rows
# would hardly narrow mu and eta. No sampler says that.

# %% [markdown]
# ## With mu integrated out
#
# One line of algebra, done by the person who types: $\beta_j \sim N(m, \eta_j^2 + s^2)$.

# %%
with pm.Model() as marginal_model:
    alpha = pm.Flat("alpha")
    sigma = pm.HalfCauchy("sigma", beta=B)
    eta = pm.HalfCauchy("eta", beta=A, shape=J)
    beta = pm.Normal("beta", mu=m, sigma=pm.math.sqrt(eta**2 + s**2), shape=J)
    pm.Normal("y", mu=alpha + centred @ beta, sigma=sigma, observed=y)

# %%
by_pymc = sample(marginal_model)
print("paths diverged:", bool(by_pymc.statistics["divergent"].any()))
print("to be trusted: ", not by_pymc.problems())

# %% [markdown]
# No warning. And is it right? Put it beside the exact draws, which share nothing with it:

# %%
model = bayes.SeedHierarchy(m, s, eta=bayes.HalfCauchy(A), sigma=bayes.HalfCauchy(B))
exact = bayes.exact_hierarchy(world.X, y, model, draws=20_000, rng=np.random.default_rng(11))
exact = samplers.Draws({"beta": exact["beta"][..., 1:], "sigma": exact["sigma"]}, iid=True).summary()
pymc = by_pymc.summary().loc[exact.index]
exact["mean"].round(2)

# %%
off = (pymc["mean"] - exact["mean"]) / np.hypot(pymc["mcse"], exact["mcse"])
print("slopes and sigma within 5 standard errors of the exact draws:", bool(off.abs().max() < 5))

# %% [markdown]
# The slopes and sigma that you know.
#
# ## The exchangeable model
#
# One mu and one eta for all coefficients: three lines change, and in two of them it is only the `shape` that goes.
#
# ```python
# mu = pm.Normal("mu", mu=m, sigma=s)
# eta = pm.HalfCauchy("eta", beta=A)
# beta = pm.Normal("beta", mu=mu, sigma=eta, shape=J)
# ```
#
# Try it in a cell of your own, and compare with `bayes.ExchangeableHierarchy`. With two coefficients the funnel is still there: count what PyMC reports. Then integrate mu out again; the slopes are no longer independent
# (any two share the part $s^2$ of their variance), so that takes a `pm.MvNormal`.

# %% [markdown]
# ## What to take away
#
# - What one types is the *model*; six lines here. That is the strength of such a program: change a line, a Student-t for the noise, say, and it still runs, where every law of your sweep would have to be derived anew.
# - It meets the same geometry as you did. Its warnings are about the same paths, and the cure is the same: integrate out what you can, or write the model in other parameters.
# - It answers what is asked. Which parameters the data can speak of, whether the posterior exists, whether the model is any good: that is left to the person who types. You now know how to ask.
#
# Where a model is as close to the textbook as this one, exact draws need no chain at all, and a sweep written for it needs no gradient. For the many models that are not, you now know what the general program does. Lesson 12 turns to the last of the three questions.
