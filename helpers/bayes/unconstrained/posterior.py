"""The posterior of a model as a sampler wants it."""

from numpy.typing import ArrayLike

from helpers.bayes.data import data_and_belief
from helpers.bayes.hierarchy.models import ExchangeableHierarchy, Hierarchy, SeedHierarchy
from helpers.bayes.priors import Prior
from helpers.bayes.unconstrained.coordinates import Unconstrained
from helpers.bayes.unconstrained.hierarchical import Parameterisation, of_hierarchy
from helpers.bayes.unconstrained.regression import of_regression
from helpers.compressed import Compressed


def unconstrained(
    X: ArrayLike | Compressed,
    y: ArrayLike | Prior | Hierarchy | None = None,
    prior: Prior | Hierarchy | None = None,
    *,
    parameterisation: Parameterisation = "marginal",
) -> Unconstrained:
    """The posterior of a regression in coordinates for `samplers.metropolis` and `samplers.hmc`.

    Parameters
    ----------
    X, y : array_like, shapes (n, p) and (n,); or one Compressed
        ``unconstrained(X, y, prior)`` or ``unconstrained(S, prior)``.
    prior : Prior, SeedHierarchy or ExchangeableHierarchy
    parameterisation : "centred", "non-centred" or "marginal"
        For a hierarchy; see `helpers.bayes.unconstrained.hierarchical`.

    Returns
    -------
    Unconstrained
        For a Prior, theta = (beta, log sigma). For a hierarchy, theta = (alpha, slopes or zeta,
        log sigma, mu, log eta), alpha being the intercept of the centred predictors; mu is left
        out if "marginal". What is Fixed is left out too.

    Raises
    ------
    ImproperPosteriorError
        Where the posterior is no distribution: a chain would wander off without end.
    TypeError, ValueError
        For what is no regression or no prior.

    Examples
    --------
    >>> model = bayes.unconstrained(X, y, prior)  # doctest: +SKIP
    >>> samplers.hmc(
    ...     model.log_density_and_gradient,
    ...     model.start(4, rng),
    ...     rng=rng,
    ...     constrain=model.constrain,
    ...     labels=model.labels,
    ...     finite_moments=model.finite_moments,
    ... )  # doctest: +SKIP
    """
    S, prior = data_and_belief(X, y, prior, "prior")
    if parameterisation not in ("centred", "non-centred", "marginal"):
        raise ValueError(
            f'parameterisation is {parameterisation!r}; wanted "centred", "non-centred" or '
            '"marginal".'
        )
    if isinstance(prior, SeedHierarchy | ExchangeableHierarchy):
        return of_hierarchy(S, prior, parameterisation)
    return of_regression(S, prior)
