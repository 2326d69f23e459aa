"""Real coordinates for a posterior: scales by their logarithms, and points to start from."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import require_count, require_generator
from helpers.arrays import Array, column_lengths
from helpers.bayes.priors import Fixed, SigmaLaw

LOG_2PI = math.log(2 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class Unconstrained:
    """A posterior in real coordinates theta of shape (..., d).

    Attributes
    ----------
    dimension : int
        Length of theta.
    names : tuple of str
        The coordinates of theta, for pictures: ("const", "x1", "log sigma"), say.
    labels : dict
        Labels of the vector parameters that `constrain` makes.
    finite_moments : dict
        For parameters without a posterior mean or variance, the order below which moments exist;
        `samplers.hmc` and `samplers.metropolis` take it, and their summaries say inf then.
    """

    dimension: int
    names: tuple[str, ...]
    labels: dict[str, tuple[str, ...]]
    finite_moments: dict[str, float]

    def __repr__(self) -> str:
        return f"<Unconstrained: theta = ({', '.join(self.names)})>"

    def log_density(self, theta: Array) -> Array:
        """Log of p(theta, y), normalised but for flat priors, shape (...)."""
        return self.log_density_and_gradient(theta)[0]

    def log_density_and_gradient(self, theta: Array) -> tuple[Array, Array]:
        """The same with its derivatives by theta, shapes (...) and (..., d)."""
        raise NotImplementedError

    def constrain(self, theta: Array) -> dict[str, Array]:
        """The parameters of the model: "beta" (..., p), "sigma" (...), and a hierarchy's."""
        raise NotImplementedError

    def start(self, chains: int, rng: np.random.Generator) -> Array:
        """Points to start from, shape (chains, d): spread about twice as wide as the posterior."""
        raise NotImplementedError

    def _coordinates(self, theta: ArrayLike) -> Array:
        theta = np.asarray(theta, dtype=float)
        if theta.ndim == 0 or theta.shape[-1] != self.dimension:
            raise ValueError(
                f"theta has shape {theta.shape}; wanted (..., {self.dimension}), the coordinates "
                f"{', '.join(self.names)} along the last axis."
            )
        return theta


# ---- standard deviations by their logarithms ----------------------------------------------------


def spread(block: Array, law: SigmaLaw, many: bool = False):
    """Log, value, log density with its Jacobian, and slope of the latter by the log.

    A Fixed one is no coordinate: its block is empty, its density 1, and there is no slope.
    """
    if isinstance(law, Fixed):
        nothing = np.zeros((*block.shape[:-1], 1) if many else block.shape[:-1])
        return nothing + math.log(law.value), nothing + law.value, nothing, None
    log = block if many else block[..., 0]
    value = np.exp(log)
    return log, value, law.log_density(value) + log, law.slope(value) + 1


def scale(block: Array, law: SigmaLaw, groups: int | None = None) -> Array:
    """sigma (...) or eta (..., groups) of a block of logarithms."""
    if isinstance(law, Fixed):
        return np.full(block.shape[:-1] + ((groups,) if groups else ()), law.value)
    return np.exp(block if groups else block[..., 0])


# ---- where to start -----------------------------------------------------------------------------


def require_start(chains: int, rng: np.random.Generator) -> None:
    require_count("chains", chains)
    require_generator(rng)


def rough_sigma(n: int, R: Array, z: Array, law: SigmaLaw, rss: float = 0.0) -> float:
    """The root mean square residual; where X can fit everything, a tenth of y's."""
    if isinstance(law, Fixed):
        return law.value
    beta = least_squares(R, z)
    left = float(np.sum((z - R @ beta) ** 2)) + rss
    whole = float(z @ z) + rss
    if n == 0 or whole == 0:
        return 1.0
    return math.sqrt(max(left, 0.01 * whole if n <= R.shape[1] else 0.0, 1e-20 * whole) / n)


def scatter(rows: Array, rhs: Array, chains: int, rng: np.random.Generator) -> Array:
    """Draws of N(A⁻¹ rows' rhs, 4 A⁻¹), A = rows' rows, by least squares on scattered rhs."""
    noise = 2 * rng.standard_normal((chains, len(rhs)))
    return least_squares(rows, (rhs + noise).T).T


def least_squares(rows: Array, rhs: Array) -> Array:
    """By columns of unit length: what is tiny only by its unit would be left out as singular."""
    lengths = column_lengths(rows)
    lengths = np.where(lengths > 0, lengths, 1.0)
    return (np.linalg.lstsq(rows / lengths, rhs, rcond=None)[0].T / lengths).T


def scatter_log(sigma: float, n: int, chains: int, rng: np.random.Generator) -> Array:
    return math.log(sigma) + 2 / math.sqrt(2 * max(n, 1)) * rng.standard_normal(chains)
