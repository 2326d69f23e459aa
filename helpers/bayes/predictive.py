"""What a belief says of data: before them by the prior, after them by the posterior.

Both are the same two steps: draw the parameters, draw the data that they would bring forth (Box
1980, *JRSS A* 143, 383–430; Gelman et al. 2013, *Bayesian Data Analysis*, §1.3 and §6.3). A prior
whose data are absurd is a bad prior; a posterior whose data are unlike those seen is a bad model.

For a single new row no draws are needed: given sigma the new y is normal, and so it is a mixture
of normals, like a coefficient (`Posterior.predictive`).
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers, require_count, require_generator
from helpers.arrays import Array, as_new_rows
from helpers.bayes.conjugate import NormalInverseGamma
from helpers.bayes.errors import ImproperPriorError
from helpers.bayes.priors import Prior, require_p
from helpers.draws import Draws


def prior_draws(
    prior: Prior | NormalInverseGamma, draws: int = 1000, *, rng: np.random.Generator
) -> Draws:
    """Parameters drawn from the prior, without any data.

    Parameters
    ----------
    prior : Prior or NormalInverseGamma
        Proper: nothing in it flat.
    draws : int
    rng : numpy.random.Generator

    Returns
    -------
    Draws
        "beta" of shape (1, draws, p) and "sigma" of shape (1, draws).

    Raises
    ------
    ImproperPriorError
        From what is flat nothing can be drawn.
    """
    size = require_count("draws", draws)
    require_generator(rng)
    if isinstance(prior, NormalInverseGamma):
        return prior.draw(size, rng)
    require_p(prior, getattr(prior, "p", 0))
    if prior.flat.any():
        flat = ", ".join(str(j) for j in np.flatnonzero(prior.flat))
        raise ImproperPriorError(
            f"The prior is flat in coefficient {flat} (counted from 0), and from a flat prior "
            "nothing can be drawn. Give it a finite beta_sd: how large could it be at most?"
        )
    beta = prior.beta_mean + prior.beta_sd * rng.standard_normal((size, prior.p))
    sigma = prior.sigma.draw(size, rng)
    tail = prior.sigma.tail - 1
    return Draws(
        {"beta": beta[None], "sigma": sigma[None]},
        iid=True,
        finite_moments={"sigma": tail} if tail <= 2 else None,
    )


def prior_predictive(
    X: ArrayLike,
    prior: Prior | NormalInverseGamma,
    draws: int = 1000,
    *,
    rng: np.random.Generator,
) -> Array:
    """Data sets that the prior expects at the rows of X.

    Parameters
    ----------
    X : array_like, shape (n, p)
        Any number of rows: a few well-chosen ones say more than all.
    prior : Prior or NormalInverseGamma
    draws : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (draws, n)
        Each row is one data set y, from its own beta and sigma.

    Raises
    ------
    ImproperPriorError
        Where anything is flat.
    """
    if not isinstance(prior, NormalInverseGamma):
        require_p(prior, getattr(prior, "p", 0))  # before (X, y, prior) looks like so many draws
    return posterior_predictive(X, prior_draws(prior, draws, rng=rng), rng=rng)[0]


def posterior_predictive(X: ArrayLike, draws: Draws, *, rng: np.random.Generator) -> Array:
    """Data sets that the drawn parameters bring forth at the rows of X, old or new.

    Parameters
    ----------
    X : array_like, shape (n, p)
        A frame is matched by the names of its columns, anything else by their positions.
    draws : Draws
        With "beta" (chain, draw, p) and "sigma" (chain, draw), by whatever sampler.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (chain, draw, n)
        Each y from its own beta and sigma.

    Raises
    ------
    ValueError
        Where X has not as many columns as there are coefficients.
    """
    require_generator(rng)
    if not isinstance(draws, Mapping):
        raise TypeError(
            f"draws is a {type(draws).__name__}; wanted Draws of beta and sigma, such as "
            "exact_posterior(X, y, prior, rng=rng) or a sampler makes."
        )
    for name in ("beta", "sigma"):
        if name not in draws:
            raise ValueError(
                f"draws holds no {name!r}, but {', '.join(map(repr, draws))}; to make a new y both "
                "beta and sigma are needed."
            )
    beta, sigma = (real_numbers(f"draws[{name!r}]", draws[name]) for name in ("beta", "sigma"))
    named = isinstance(draws, Draws)
    rows = as_new_rows(X, draws.labels.get("beta") if named else None, beta.shape[-1], "X")
    if beta.shape[:-1] != sigma.shape:
        raise ValueError(
            f"beta has shape {beta.shape} and sigma {sigma.shape}; wanted (chain, draw, p) and "
            "(chain, draw): they are drawn together."
        )
    errors = rng.standard_normal((*sigma.shape, len(rows)))
    return beta @ rows.T + sigma[..., None] * errors
