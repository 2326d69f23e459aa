"""The posterior of (beta, sigma), exact: no chain, no approximation, any number of rows.

Draw sigma from its posterior, then beta given sigma, which is normal: the pair is a draw from the
joint posterior, and the next one is independent of it (Gelman et al. 2013, *Bayesian Data
Analysis*, §14.2, for the flat prior; here for all of `priors`). `regression` turns beta so that
this is easy for every sigma at once, and mixes over the nodes that `quadrature` has for sigma.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.arrays import as_new_rows
from helpers.bayes.data import data_and_belief
from helpers.bayes.errors import ImproperPriorError
from helpers.bayes.priors import Fixed, Prior, require_p
from helpers.bayes.quadrature.lattice import Lattice, lattice
from helpers.bayes.quadrature.marginals import KnownScale, LatticeScale, NormalMixture
from helpers.bayes.regression.given_sigma import GivenSigma, project
from helpers.bayes.regression.log_sigma import LogSigma
from helpers.bayes.regression.mixtures import BetaPosterior, beta_posterior, predictive
from helpers.compressed import Compressed
from helpers.draws import Draws

OFF_CENTRE = 2.0  # of log sigma: farther from the unit, digits would be lost


@dataclass(frozen=True, eq=False)
class Posterior:
    """Everything known of beta and sigma after the data; made by `posterior`.

    Attributes
    ----------
    prior : Prior
    n : int
        Number of rows.
    labels : tuple of str
        Names of the coefficients.
    """

    prior: Prior
    n: int
    labels: tuple[str, ...]
    given: GivenSigma
    grid: Lattice | None  # None where sigma is known

    @cached_property
    def sigma(self) -> LatticeScale | KnownScale:
        """Of sigma: `.mean .sd .density(x) .cdf(x) .quantile(q)`, numbers."""
        unit = self.given.unit
        return KnownScale(unit) if self.grid is None else LatticeScale(self.grid, unit)

    @cached_property
    def beta(self) -> BetaPosterior:
        """Of each coefficient: `.mean .sd .density(x) .cdf(x) .quantile(q)`, and `.covariance`.

        mean and sd have shape (p,), quantile(q) has the shape of q and then (p,).
        """
        return beta_posterior(self.given, self.grid)

    @cached_property
    def log_evidence(self) -> float:
        """log p(y): the density of the data, averaged over the prior (marginal likelihood).

        Raises
        ------
        ImproperPriorError
            Where the prior is flat in anything: over a flat prior there is no average.
        """
        if not self.prior.proper:
            flat = [name for name, f in zip(self.labels, self.prior.flat, strict=True) if f]
            flat += [] if self.prior.sigma.proper else ["sigma"]
            raise ImproperPriorError(
                f"The prior of {', '.join(flat)} is flat. A flat density can be multiplied by any "
                "constant, and the evidence with it: it has no value. Give a finite beta_sd and a "
                "proper law of sigma."
            )
        return self.log_integral

    @cached_property
    def log_integral(self) -> float:
        """Log of the integral of likelihood times prior, a flat part of it counted with density 1.

        Where nothing is flat, the log evidence. Differences between data sets under one prior mean
        something even where something is: the log density of the rows that the one has more.
        """
        if self.grid is None:
            return float(self.given.constant + self.given.log_likelihood(np.zeros(1))[0])
        return float(self.given.constant + self.grid.log_total + np.log(self.given.unit))

    def draw(self, draws: int = 4000, rng: np.random.Generator | None = None) -> Draws:
        """Independent draws.

        Parameters
        ----------
        draws : int
        rng : numpy.random.Generator

        Returns
        -------
        Draws
            One chain: "beta" of shape (1, draws, p), "sigma" of shape (1, draws).
        """
        size = require_count("draws", draws)
        require_generator(rng)
        given, k, p = self.given, len(self.given.pull), self.prior.p
        g = rng.standard_normal((p + 1, size))
        # The last row becomes sigma in units of given.unit, then the 1 that the origin is times.
        sigma = np.ones(size) if self.grid is None else np.exp(self.grid.of_normals(g[p]))
        g[p] = 1
        if k:
            rho = 1 / (sigma * sigma)
            sd = given.from_data[:, None] * rho
            sd += given.from_prior[:, None]  # the precision, until its root is taken
            np.reciprocal(np.sqrt(sd, out=sd), out=sd)
            mean = given.pull[:, None] * rho  # in sds
            mean *= sd
            g[:k] += mean
            g[:k] *= sd
        if given.flats:
            g[k:p] *= sigma
        beta = (np.column_stack([given.basis, given.origin]) @ g).T
        sigma *= given.unit
        return Draws(
            {"beta": beta[None], "sigma": sigma[None]},
            labels={"beta": self.labels},
            iid=True,
            finite_moments=self._finite_moments,
        )

    def predictive(self, X_new: ArrayLike) -> NormalMixture:
        """The law of a new y at each row of X_new, exactly: no draws.

        Parameters
        ----------
        X_new : array_like, shape (m, p)
            A frame is matched by the names of its columns, anything else by their positions.

        Returns
        -------
        NormalMixture
            `.mean .sd` of shape (m,), `.density(y) .cdf(y)` for y of shape (..., m),
            `.quantile(q)` of the shape of q and then (m,). Each row by itself: rows share beta and
            sigma and so are not independent; for whole data sets see `posterior_predictive`.
        """
        X = as_new_rows(X_new, self.labels, self.prior.p)
        return predictive(self.given, self.grid, X)

    @property
    def _finite_moments(self) -> dict[str, float]:
        below = self.sigma.moments_below
        if below > 2:
            return {}
        return {"sigma": below, **({"beta": below} if self.given.flats else {})}

    def summary(self):
        """Mean, sd and 5 % and 95 % quantile of every coefficient and of sigma: a DataFrame."""
        import pandas as pd

        columns = ["mean", "sd", "5%", "95%"]
        ends = np.array([0.05, 0.95])
        rows = np.column_stack([self.beta.mean, self.beta.sd, self.beta.quantile(ends).T])
        last = [self.sigma.mean, self.sigma.sd, *self.sigma.quantile(ends)]
        names = [*(f"beta[{name}]" for name in self.labels), "sigma"]
        return pd.DataFrame(np.vstack([rows, last]), index=names, columns=columns)

    def __repr__(self) -> str:
        beta = ", ".join(
            f"{name} = {mean:.5g} ± {sd:.3g}"
            for name, mean, sd in zip(self.labels, self.beta.mean, self.beta.sd, strict=True)
        )
        return (
            f"<Posterior, n = {self.n}: {beta}, "
            f"sigma = {self.sigma.mean:.5g} ± {self.sigma.sd:.3g}>"
        )


def posterior(
    X: ArrayLike | Compressed, y: ArrayLike | Prior, prior: Prior | None = None
) -> Posterior:
    """The exact posterior of y ~ N(X beta, sigma² I) under independent priors.

    Parameters
    ----------
    X : array_like, shape (n, p), or Compressed
        Any number of rows that leaves the posterior proper, also fewer than p.
    y : array_like, shape (n,); or the prior, where X is a Compressed
    prior : Prior

    Returns
    -------
    Posterior
        Before any draw: exact means, sds, densities, distribution functions, quantiles, evidence.

    Raises
    ------
    ImproperPosteriorError
        Where prior times likelihood has no finite integral: too few rows for what is flat, columns
        of flat coefficients that repeat each other, a perfect fit under a law of sigma that does
        not vanish at 0.
    TypeError, ValueError
        For input that is no regression, or a prior for another number of columns.

    Notes
    -----
    Means and quantiles are right to 1e-6 posterior sds and sds to 1e-6 of themselves, and usually
    to 1e-10, for scaled condition numbers of X up to 1e8 and any units and prior widths.
    """
    S, prior = data_and_belief(X, y, prior)
    require_p(prior, S.p)
    projected = project(S, prior)
    if isinstance(prior.sigma, Fixed):
        return Posterior(prior, S.n, S.names, projected.at(float(prior.sigma.value)), None)
    unit = projected.first_unit()
    for _ in range(4):
        given = projected.at(unit)
        grid = lattice(LogSigma(given, prior.sigma))
        centre = grid.t[grid.cdf.searchsorted(0.5)]
        if abs(centre) < OFF_CENTRE:
            break
        unit *= float(np.exp(centre))
    return Posterior(prior, S.n, S.names, given, grid)


def exact_posterior(
    X: ArrayLike | Compressed,
    y: ArrayLike | Prior,
    prior: Prior | None = None,
    draws: int = 4000,
    *,
    rng: np.random.Generator,
) -> Draws:
    """Independent draws from the exact posterior; no Markov chain.

    Parameters
    ----------
    X, y, prior
        As `posterior`: (X, y, prior) or (S, prior).
    draws : int
        Number of draws.
    rng : numpy.random.Generator

    Returns
    -------
    Draws
        "beta" of shape (1, draws, p) and "sigma" of shape (1, draws): one chain.

    Raises
    ------
    ImproperPosteriorError, TypeError, ValueError
        As `posterior`.
    """
    if isinstance(X, Compressed) and isinstance(prior, int | np.integer):
        prior, draws = None, prior  # (S, prior, draws)
    require_generator(rng)
    return posterior(X, y, prior).draw(draws, rng)


def log_evidence(
    X: ArrayLike | Compressed, y: ArrayLike | Prior, prior: Prior | None = None
) -> float:
    """log p(y), the log marginal likelihood of the data under the prior.

    Parameters, errors: as `posterior`; and ImproperPriorError where anything is flat.
    """
    return posterior(X, y, prior).log_evidence
