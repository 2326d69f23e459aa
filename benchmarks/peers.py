"""General samplers on our models: PyMC, nutpie, NumPyro and emcee, used as well as we know how.

Each adapter takes a `Problem`, compiles what it needs and returns a function that samples: it takes
a seed and returns the draws with the seconds that sampling took. Compiling and a first, uncounted
run are left out. The packages come with `run.py peers`; where one is missing, its adapter raises
ModuleNotFoundError.
"""

import inspect
import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from helpers import bayes
from helpers.arrays import Array
from helpers.compressed import compress

CHAINS = 4
DRAWS = 1000  # kept of each chain
CORES = 2

Hierarchy = bayes.SeedHierarchy | bayes.ExchangeableHierarchy


@dataclass(frozen=True)
class Sampled:
    """What one run brought.

    Attributes
    ----------
    draws : ndarray, shape (chain, draw, parameter)
    seconds : float
    """

    draws: Array
    seconds: float


Sampler = Callable[[int], Sampled]
Form = Literal["centred", "non-centred", "marginal"]


@dataclass(frozen=True, eq=False)
class Problem:
    """A regression and what is believed of it before the data.

    Attributes
    ----------
    X, y : ndarray, shapes (n, p) and (n,)
        The first column of X is constant.
    belief : bayes.Prior, bayes.SeedHierarchy or bayes.ExchangeableHierarchy
        With half-Cauchy laws; of a Prior's sigma also inverse-gamma.
    """

    X: Array
    y: Array
    belief: bayes.Prior | Hierarchy

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of what is judged: everything that the model is about."""
        flat = isinstance(self.belief, bayes.Prior)
        return ("beta", "sigma") if flat else ("beta", "sigma", "mu", "eta")

    @property
    def slopes(self) -> Array:
        """The predictors, centred, without the constant."""
        return self.X[:, 1:] - self.X[:, 1:].mean(axis=0)

    @property
    def groups(self) -> tuple[int, ...]:
        """Shape of mu and eta: one of each, or one for each slope."""
        one = isinstance(self.belief, bayes.ExchangeableHierarchy)
        return () if one else (self.X.shape[1] - 1,)


# ---- PyMC and nutpie, which shares its models ---------------------------------------------------


def pymc_model(problem: Problem, form: Form = "centred"):
    """The model in PyMC.

    Parameters
    ----------
    problem : Problem
    form : "centred", "non-centred" or "marginal"
        Of a hierarchy: whether beta is sampled itself; or (beta - mu)/eta, which is easier where
        the data say little; or beta with mu integrated out, which takes most of the funnel away
        (of a SeedHierarchy only: in the other all slopes then depend on each other).
    """
    import pymc as pm

    belief, J = problem.belief, problem.X.shape[1] - 1
    with pm.Model() as model:
        if isinstance(belief, bayes.Prior):
            beta = pm.Normal("beta", belief.beta_mean, belief.beta_sd, shape=J + 1)
            mean = problem.X @ beta
        else:
            intercept = pm.Flat("intercept")
            eta = pm.HalfCauchy("eta", belief.eta.scale, shape=problem.groups)
            if form != "marginal":
                mu = pm.Normal("mu", belief.m, belief.s, shape=problem.groups)
            if form == "marginal":
                beta = pm.Normal("beta", belief.m, pm.math.sqrt(belief.s**2 + eta**2))
            elif form == "centred":
                beta = pm.Normal("beta", mu, eta, shape=J)
            else:
                beta = pm.Deterministic("beta", mu + eta * pm.Normal("zeta", 0, 1, shape=J))
            mean = intercept + problem.slopes @ beta
        if isinstance(belief.sigma, bayes.InverseGamma):
            variance = pm.InverseGamma("variance", belief.sigma.a, belief.sigma.b)
            sigma = pm.Deterministic("sigma", pm.math.sqrt(variance))
        else:
            sigma = pm.HalfCauchy("sigma", belief.sigma.scale)
        pm.Normal("y", mean, sigma, observed=problem.y)
    return model


def _of_trace(trace, problem: Problem) -> Array:
    found = {name: trace.posterior[name].values for name in trace.posterior.data_vars}
    return _judged(found, problem)


def _judged(found: dict[str, Array], problem: Problem) -> Array:
    """The parameters of the model side by side; a mu that was integrated out is drawn again."""
    if "mu" in problem.parameters and "mu" not in found:
        belief, eta = problem.belief, found["eta"]
        variance = 1 / (eta**-2.0 + belief.s**-2)
        mean = variance * (found["beta"] / eta**2 + belief.m / belief.s**2)
        noise = np.random.default_rng(0).standard_normal(mean.shape)
        found = {**found, "mu": mean + np.sqrt(variance) * noise}
    parts = (found[name] for name in problem.parameters)
    return np.concatenate([part.reshape(*part.shape[:2], -1) for part in parts], axis=2)


def pymc_nuts(problem: Problem, form: Form = "centred") -> Sampler:
    """PyMC's own NUTS with its defaults.

    Its chains are run one after another and its time is halved, as if two cores shared them
    perfectly: processes started beside JAX's threads may hang.
    """
    import pymc as pm

    model = pymc_model(problem, form)

    def sample(seed: int) -> Sampled:
        with model:
            trace = pm.sample(
                DRAWS,
                chains=CHAINS,
                cores=1,
                random_seed=seed,
                nuts_sampler="pymc",
                quiet=True,
                compute_convergence_checks=False,
            )
        return Sampled(_of_trace(trace, problem), trace.posterior.attrs["sampling_time"] / CORES)

    return sample


def nutpie(problem: Problem, form: Form = "centred", low_rank: bool = False) -> Sampler:
    """Nutpie with its defaults, or with a mass matrix that learns some correlations too."""
    import nutpie

    compiled = _compiled_by_nutpie(problem, form)
    options = {}
    if low_rank:
        known = inspect.signature(nutpie.sample).parameters
        options = (
            {"adaptation": "low_rank"}
            if "adaptation" in known
            else {"low_rank_modified_mass_matrix": True}
        )

    def sample(seed: int) -> Sampled:
        start = time.perf_counter()
        trace = nutpie.sample(
            compiled,
            draws=DRAWS,
            chains=CHAINS,
            cores=CORES,
            seed=seed,
            progress_bar=False,
            save_warmup=False,
            **options,
        )
        seconds = time.perf_counter() - start
        return Sampled(_of_trace(trace, problem), seconds)

    sample(0)
    return sample


@lru_cache(maxsize=2)
def _compiled_by_nutpie(problem: Problem, form: Form):
    """Compiled once for all ways of tuning."""
    import nutpie

    return nutpie.compile_pymc_model(pymc_model(problem, form))


# ---- NumPyro ------------------------------------------------------------------------------------


def numpyro(problem: Problem, form: Form = "centred") -> Sampler:
    """NumPyro's NUTS in single precision: a chain is one compiled program, two run at a time.

    `MCMC.run` compiles again for each seed; therefore its kernel is driven by hand.
    """
    # Read when JAX is imported: without them, small programs are half as fast.
    os.environ.setdefault(
        "XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false --xla_cpu_use_thunk_runtime=false"
    )
    import jax
    from numpyro.infer import NUTS
    from numpyro.infer.util import initialize_model

    ready = initialize_model(jax.random.PRNGKey(0), numpyro_model(problem, form))
    kernel = NUTS(potential_fn=ready.potential_fn)
    warmup = DRAWS // 2

    @jax.jit
    def chain(key):
        key, *keys = jax.random.split(key, 1 + len(ready.param_info.z))
        start = {
            name: jax.random.uniform(one, value.shape, minval=-2, maxval=2)
            for one, (name, value) in zip(keys, ready.param_info.z.items(), strict=True)
        }
        state = kernel.init(key, warmup, start, (), {})
        state = jax.lax.fori_loop(0, warmup, lambda _, now: kernel.sample(now, (), {}), state)

        def step(now, _):
            then = kernel.sample(now, (), {})
            return then, then.z

        _, kept = jax.lax.scan(step, state, length=DRAWS)
        return jax.vmap(ready.postprocess_fn)(kept)

    def one_chain(key) -> dict[str, Array]:
        return {name: np.asarray(values, float) for name, values in chain(key).items()}

    def sample(seed: int) -> Sampled:
        keys = jax.random.split(jax.random.PRNGKey(seed), CHAINS)
        start = time.perf_counter()
        with ThreadPoolExecutor(CORES) as pool:
            found = list(pool.map(one_chain, keys))
        seconds = time.perf_counter() - start
        together = {name: np.stack([each[name] for each in found]) for name in found[0]}
        return Sampled(_judged(together, problem), seconds)

    sample(0)
    return sample


def numpyro_model(problem: Problem, form: Form) -> Callable[[], None]:
    """The model of `pymc_model` in NumPyro."""
    import jax.numpy as jnp
    import numpyro
    import numpyro.distributions as dist
    from numpyro.infer.reparam import LocScaleReparam

    belief, J = problem.belief, problem.X.shape[1] - 1
    X, slopes, y = (jnp.asarray(each) for each in (problem.X, problem.slopes, problem.y))

    def model() -> None:
        if isinstance(belief, bayes.Prior):
            law = dist.Normal(jnp.asarray(belief.beta_mean), jnp.asarray(belief.beta_sd))
            mean = X @ numpyro.sample("beta", law)
        else:
            flat = dist.ImproperUniform(dist.constraints.real, (), ())
            intercept = numpyro.sample("intercept", flat)
            eta = numpyro.sample("eta", dist.HalfCauchy(belief.eta.scale).expand(problem.groups))
            if form == "marginal":
                law = dist.Normal(belief.m, jnp.sqrt(belief.s**2 + eta**2))
            else:
                mu = numpyro.sample("mu", dist.Normal(belief.m, belief.s).expand(problem.groups))
                law = dist.Normal(jnp.broadcast_to(mu, (J,)), jnp.broadcast_to(eta, (J,)))
            split = {"beta": LocScaleReparam(centered=0)} if form == "non-centred" else {}
            with numpyro.handlers.reparam(config=split):
                beta = numpyro.sample("beta", law)
            mean = intercept + slopes @ beta
        if isinstance(belief.sigma, bayes.InverseGamma):
            law = dist.InverseGamma(belief.sigma.a, belief.sigma.b)
            sigma = numpyro.deterministic("sigma", jnp.sqrt(numpyro.sample("variance", law)))
        else:
            sigma = numpyro.sample("sigma", dist.HalfCauchy(belief.sigma.scale))
        numpyro.sample("y", dist.Normal(mean, sigma), obs=y)

    return model


# ---- emcee --------------------------------------------------------------------------------------


def emcee(problem: Problem) -> Sampler:
    """emcee's stretch move on `bayes.unconstrained`, all walkers of a half in one call of ours."""
    import emcee

    density = bayes.unconstrained(compress(problem.X, problem.y), problem.belief)
    walkers = max(32, 2 * density.dimension + 2)

    def sample(seed: int) -> Sampled:
        start = density.start(walkers, np.random.default_rng(seed))
        run = emcee.EnsembleSampler(walkers, density.dimension, density.log_density, vectorize=True)
        run.random_state = np.random.RandomState(seed).get_state()
        begin = time.perf_counter()
        warm = run.run_mcmc(start, DRAWS // 2)
        run.reset()
        run.run_mcmc(warm, DRAWS)
        draws = run.get_chain().swapaxes(0, 1)
        return Sampled(draws, time.perf_counter() - begin)

    return sample
