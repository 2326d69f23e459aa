"""Newton's method with two guards, and the gate through which its answer has to pass.

At phi with gradient g and information I (minus the second derivatives), I⁻¹ g leads to the top of
the parabola that touches the surface there. The guards:

- where the surface bends upwards in some direction, there is no such top, and a parabola says
  nothing far away, where it would move log sigma or log df by more than 1: there the step takes the
  expected information for I (Fisher's scoring, 1925) and stops at 1. Expected information always
  leads uphill, and does not mix theta with the scales, so that only these need shortening;
- a step that does not raise the log-likelihood as it should is halved (Armijo 1966).

The gate is g'I⁻¹g, the squared distance to the top in standard errors. It has no units: a bare
gradient is a number per unit of beta, and can be made as small as one likes by changing them.
"""

from dataclasses import dataclass, field, replace

import numpy as np
from scipy.linalg import LinAlgError, cho_factor, cho_solve

from helpers.arrays import Array
from helpers.likelihood.families import StudentT
from helpers.likelihood.surface import Surface

GATE = 1e-8  # g'I⁻¹g of an accepted maximum: within 1e-4 standard errors
AIM = 1e-24  # the climb goes on to here, or as far as rounding lets it
LONGEST_STEP = 1.0  # of log sigma and log df
SMALLEST_DF = 0.01
LARGEST_DF = 1000.0  # beyond, Student's t cannot be told from the normal law


@dataclass(frozen=True, eq=False)
class Climb:
    """How one start ended.

    Attributes
    ----------
    start : str
        Which start it was.
    beta, sigma, log_likelihood
        Where it ended.
    gate : float
        g'I⁻¹g there; nan where the surface does not bend downwards in all directions.
    gradient_norm : float
        Length of the gradient there, in coordinates in which one standard error is 1/√n.
    steps : int
        Number of steps taken.
    path : ndarray, shape (steps + 1, p + 1)
        (beta, sigma) at the start and after each step.
    """

    start: str
    beta: Array
    sigma: float
    log_likelihood: float
    gate: float
    gradient_norm: float
    steps: int
    path: Array = field(repr=False)
    phi: Array = field(repr=False)

    def __str__(self) -> str:
        return (
            f"start '{self.start}' ended after step {self.steps} at log-likelihood "
            f"{self.log_likelihood:.6g}, gradient {self.gradient_norm:.2g}, gate {self.gate:.2g}"
        )


def climb(
    surface: Surface, start: str, phi: Array, *, steps: int = 100, held: int | None = None
) -> Climb:
    """Climb from phi until the gate is as small as rounding lets it be, or `steps` are used up.

    A climb on which df passes 1000 goes on under the normal law, Student's t with df = inf.

    Parameters
    ----------
    surface : Surface
    start : str
        A name for messages.
    phi : ndarray
    steps : int
    held : int, optional
        An entry of phi that is not to move.
    """
    free = np.delete(np.arange(len(phi)), [] if held is None else held)
    path, last = [surface.point(phi)], np.inf
    gradient, step, gate = _newton_step(surface, phi, free)
    taken = 0
    while taken < steps and not AIM > gate >= 0 and not (GATE > last and gate > last / 4):
        moved = _uphill(surface, phi, step, float(gradient @ step), free)
        if moved is None:
            break
        phi, taken, last = moved, taken + 1, gate
        path.append(surface.point(phi))
        if runs_off(surface, phi):
            on = climb(surface.under(StudentT(np.inf)), start, phi[:-1], steps=steps, held=held)
            path = np.vstack([[[*b, s] for b, s in path[:-1]], on.path])
            return replace(on, steps=taken + on.steps, path=path, phi=np.append(on.phi, phi[-1]))
        gradient, step, gate = _newton_step(surface, phi, free)
    beta, sigma = path[-1]
    return Climb(
        start=start,
        beta=beta,
        sigma=sigma,
        log_likelihood=surface.value(phi),
        gate=gate,
        gradient_norm=float(np.linalg.norm(gradient)),
        steps=taken,
        path=np.array([[*b, s] for b, s in path]),
        phi=phi,
    )


def runs_off(surface: Surface, phi: Array) -> bool:
    """Whether df has gone so far up that Student's t is the normal law."""
    return surface.family.estimates_df and phi[-1] >= np.log(LARGEST_DF)


def _newton_step(surface: Surface, phi: Array, free: Array) -> tuple[Array, Array, float]:
    """Gradient, step and gate; the gate is nan where the surface bends upwards somewhere."""
    gradient = surface.gradient(phi)[free]
    information = surface.information(phi)[np.ix_(free, free)]
    gate = np.nan
    try:
        step = cho_solve(cho_factor(information), gradient)
        gate = float(gradient @ step)
        if np.abs(step[surface.k :]).max(initial=0.0) <= LONGEST_STEP:
            return gradient, step, gate
    except LinAlgError:
        pass  # the surface bends upwards somewhere
    step = np.linalg.solve(surface.expected(phi)[np.ix_(free, free)], gradient)
    step[surface.k :] *= min(1.0, LONGEST_STEP / np.abs(step[surface.k :]).max(initial=1e-300))
    return gradient, step, gate


def _uphill(surface: Surface, phi: Array, step: Array, slope: float, free: Array) -> Array | None:
    """phi after the step, or after the largest half, quarter, … of it that leads up, if any."""
    here, share = surface.value(phi), 1.0
    moved = phi.copy()
    while share > 1e-10:
        moved[free] = phi[free] + share * step
        if surface.family.estimates_df:
            moved[-1] = np.clip(moved[-1], np.log(SMALLEST_DF), np.log(LARGEST_DF))
        # Where the whole gain is near the rounding of the sum, Newton's step is taken on trust.
        if slope < 1e-10 * abs(here) or surface.value(moved) > here + 1e-4 * share * slope:
            return moved
        share /= 2
    return None
