"""What a sampler is given is checked before it starts: afterwards a mistake looks like a result.

The functions handed over are the learner's own. They are called once at the start, and everything
that can be seen there is said there: the shape, the start outside the support, the gradient that
points downhill.
"""

from collections.abc import Callable, Mapping, Sequence
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from helpers.arguments import real_numbers, require_count
from helpers.arrays import Array
from helpers.draws import Draws

LogDensity = Callable[[Array], Array]
LogDensityAndGradient = Callable[[Array], tuple[Array, Array]]

PRECISION = np.finfo(float).eps
MOST_ENTRIES = 50  # of a gradient that are checked


class Counted:
    """A function that counts its calls."""

    def __init__(self, function: Callable):
        self.function, self.calls = function, 0

    def __call__(self, theta: Array):
        self.calls += 1
        return self.function(theta)


def one_at_a_time(function: Callable) -> Callable:
    """Let a function of one point, shape (d,), serve as one of all chains, shape (chains, d).

    The function returns a number, or a number and a gradient of shape (d,). This is slower than a
    function written for all chains, by about the number of chains.
    """
    if not callable(function):
        raise TypeError(f"function is a {type(function).__name__}; wanted a function of one point.")

    def of_all_chains(theta: Array):
        values = [function(point) for point in theta]
        if any(value is None for value in values):
            raise TypeError(
                "The function of one point returned None; wanted a number, or a number and a "
                "gradient. Does it end in return, whatever theta is?"
            )
        if values and isinstance(values[0], tuple):
            return tuple(np.array(part) for part in zip(*values, strict=True))
        if values and isinstance(values[0], list):
            raise TypeError(
                "The function of one point returned a list; wanted a number, or a tuple of a "
                "number and a gradient: return value, gradient."
            )
        return np.array(values)

    return of_all_chains


def starting_points(start: ArrayLike, chains: int | None, name: str = "start") -> Array:
    """One start a chain, shape (chains, d): a single start serves all, and four by default."""
    if chains is not None:
        require_count("chains", chains)
    start = np.array(real_numbers(name, start, "real numbers of shape (d,) or (chains, d)"))
    if start.ndim not in (1, 2) or start.size == 0:
        raise ValueError(
            f"start has shape {start.shape}; wanted (d,), a point from which all chains start, or "
            "(chains, d), a point for each."
        )
    if not np.isfinite(start).all():
        raise ValueError(f"{name} holds nan or inf: {start}. A chain starts at finite numbers.")
    if start.ndim == 1:
        return np.tile(start, (4 if chains is None else chains, 1))
    if chains not in (None, len(start)):
        raise ValueError(
            f"start has shape {start.shape}, one row for each of {len(start)} chains, and chains "
            f"is {chains}. Leave chains out, or give one start of shape ({start.shape[1]},)."
        )
    return start


def first_density(log_density: LogDensity, points: Array) -> Array:
    """The log density at the start, where it has to be a finite number a chain."""
    value = _first_call(log_density, points, "log_density")
    if isinstance(value, tuple):
        raise TypeError(
            "log_density returned a tuple; wanted the log density alone, shape (chains,). A "
            "function that returns its gradient too is for samplers.hmc."
        )
    value = _finite_density(_density(value, points, "log_density"), points)
    _require_the_same_answer(log_density, points, value, "log_density")
    _require_a_number_for_each_chain(log_density, points, value, "log_density")
    return value


def first_density_and_gradient(
    function: LogDensityAndGradient, points: Array
) -> tuple[Array, Array]:
    """Log density and gradient at the start; the gradient is held to finite differences."""
    returned = _first_call(function, points, "log_density_and_gradient")
    if not isinstance(returned, tuple) or len(returned) != 2:
        raise TypeError(
            f"log_density_and_gradient returned a {type(returned).__name__}; wanted the pair "
            "(log density, gradient), of shapes (chains,) and (chains, d)."
        )
    value = _finite_density(_density(returned[0], points, "log_density_and_gradient"), points)
    asked_again = points, value, "log_density_and_gradient"
    _require_the_same_answer(lambda theta: function(theta)[0], *asked_again)
    _require_a_number_for_each_chain(lambda theta: function(theta)[0], *asked_again)
    gradient = _real_numbers(returned[1], "gradient")
    if gradient.shape != points.shape:
        raise ValueError(
            f"The gradient has shape {gradient.shape} for theta of shape {points.shape}; wanted "
            "the same shape: a row for each chain, an entry for each parameter. "
            + _if_for_one_point(gradient.shape, points.shape[1:])
        )
    if not np.isfinite(gradient).all():
        chain, entry = (int(i) for i in np.argwhere(~np.isfinite(gradient))[0])
        raise ValueError(
            f"The gradient is {gradient[chain, entry]} in entry {entry} at the start "
            f"theta = {_point(points[chain])}, where the log density is {value[chain]:g}."
        )
    if not _require_true_gradient(function, points, value, gradient):
        _require_true_gradient_beside(function, points)
    return value, gradient


def named_draws(
    kept: Array,
    constrain: Callable[[Array], Mapping[str, ArrayLike]] | None,
    labels: Mapping[str, Sequence[str]] | Sequence[str] | None,
    statistics: Mapping[str, ArrayLike],
    finite_moments: Mapping[str, float] | None = None,
) -> Draws:
    """Draws of the named parameters, from positions of shape (draw, chain, d)."""
    theta = np.ascontiguousarray(kept.swapaxes(0, 1))
    if constrain is None:
        if labels is not None and not isinstance(labels, Mapping):
            labels = {"theta": labels}  # a sequence says whose they are
        return Draws(
            {"theta": theta}, labels=labels, statistics=statistics, finite_moments=finite_moments
        )
    if labels is not None and not isinstance(labels, Mapping):
        raise TypeError(
            f"labels is {labels!r}, and constrain makes parameters of several names; wanted a dict "
            'that says whose labels they are, such as {"beta": ("const", "x1")}.'
        )
    if not callable(constrain):
        raise TypeError(
            f"constrain is a {type(constrain).__name__}; wanted a function from theta to a dict of "
            'named arrays, such as lambda theta: {"sigma": np.exp(theta[..., 3])}.'
        )
    values = constrain(theta)
    if not isinstance(values, Mapping):
        raise TypeError(
            f"constrain returned a {type(values).__name__}; wanted a dict of arrays, such as "
            '{"beta": theta[..., :3], "sigma": np.exp(theta[..., 3])}.'
        )
    for name, value in values.items():
        if np.shape(value)[:2] != theta.shape[:2]:
            raise ValueError(
                f"constrain was given theta of shape {theta.shape}, (chain, draw, d), and made "
                f"{name!r} of shape {np.shape(value)}; chain and draw have to stay. Take entries "
                "by theta[..., 0] or theta[..., :3]."
            )
    return Draws(values, labels=labels, statistics=statistics, finite_moments=finite_moments)


def _first_call(function: Callable, points: Array, who: str):
    """What the function makes of the starting points; if it fails, what it was called with."""
    given = function.function if isinstance(function, Counted) else function
    if not callable(given):
        raise TypeError(
            f"{who} is a {type(given).__name__}; wanted a function of theta. Of a model that "
            f"`bayes.unconstrained` made, that is model.{who}."
        )
    try:
        return function(read_only(points))
    except Exception as error:
        error.add_note(
            f"{who} was called with theta of shape {points.shape}, a row for each chain, to be "
            "read and not written to. A function of one point becomes one of all chains by "
            "samplers.one_at_a_time(f)."
        )
        raise


def read_only(points: Array) -> Array:
    """The same points, which a log density cannot change under the sampler's feet."""
    points = points.view()
    points.setflags(write=False)
    return points


def _require_a_number_for_each_chain(
    log_density: Callable, points: Array, value: Array, who: str
) -> None:
    """Tell rows from columns where there are as many chains as parameters, and shapes do not."""
    chains, d = points.shape
    if chains != d or d == 1:
        return
    try:
        more = np.asarray(log_density(read_only(np.vstack([points, points[:1]]))), dtype=float)
    except Exception:
        return  # made for just so many chains, it cannot be asked
    if more.shape != (chains + 1,) or not np.allclose(more[:chains], value, rtol=1e-6):
        raise ValueError(
            f"{who} takes the columns of theta for chains: given {chains + 1} rows of {d} "
            f"parameters it returned shape {more.shape}, wanted ({chains + 1},), one number for "
            "each row, whatever the other rows hold. Parameter k of all chains is theta[:, k], "
            "not theta[k]; a function of one point becomes one of all chains by "
            "samplers.one_at_a_time(f)."
        )


def _require_the_same_answer(log_density: Callable, points: Array, value: Array, who: str) -> None:
    """Refuse a density that is itself random."""
    again = _density(log_density(read_only(points)), points, who)
    if not np.allclose(again, value, rtol=1e-6):
        raise ValueError(
            f"{who} answers differently when asked twice about the same theta; a density is the "
            "same each time. Draw random numbers and subsets of the data once, outside of it."
        )


def _real_numbers(value: ArrayLike, what: str) -> Array:
    if value is None:
        raise TypeError(f"The {what} is None; wanted numbers. Does the function end in return?")
    try:
        array = np.asarray(value)
    except ValueError:
        raise TypeError(
            f"The {what} is a {type(value).__name__} whose parts differ in shape; wanted numbers."
        ) from None
    if array.dtype.kind not in "biufO":
        raise TypeError(f"The {what} holds entries of type {array.dtype}; wanted real numbers.")
    return array.astype(float)


def _density(value: ArrayLike, points: Array, who: str) -> Array:
    value = _real_numbers(value, f"log density that {who} returned")
    if value.shape != points.shape[:1]:
        raise ValueError(
            f"{who} was given theta of shape {points.shape} and returned a log density of shape "
            f"{value.shape}; wanted {points.shape[:1]}, one number for each chain. "
            + _if_for_one_point(value.shape, ())
        )
    return value


def _if_for_one_point(shape: tuple[int, ...], shape_of_one: tuple[int, ...]) -> str:
    if shape == shape_of_one:
        return "A function of one point becomes one of all chains by samplers.one_at_a_time(f)."
    return "Sums over parameters or observations go along the last axis: .sum(axis=-1)."


def _finite_density(value: Array, points: Array) -> Array:
    if np.isfinite(value).all():
        return value
    chain = int(np.flatnonzero(~np.isfinite(value))[0])
    where = f"at the start theta = {_point(points[chain])} of chain {chain}"
    if value[chain] == -np.inf:
        raise ValueError(
            f"The log density is -inf {where}: this point is outside the support. Start the "
            "chain where the density is positive."
        )
    raise _not_a_density(value[chain], where)


def require_number(name: str, value: object) -> None:
    """Raise TypeError unless `value` is one real number."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"{name} is {value!r}; wanted one real number.")


def require_density(value: Array, points: Array) -> None:
    """Refuse nan and +inf during a run; -inf is an answer, the point is outside the support."""
    if value.shape != points.shape[:1]:
        _density(value, points, "log_density")
    # One comparison for the usual case: nan is not below inf.
    if not (value < np.inf).all():
        chain = int(np.flatnonzero(~(value < np.inf))[0])
        raise _not_a_density(value[chain], f"at theta = {_point(points[chain])}")


def _not_a_density(value: float, where: str) -> ValueError:
    return ValueError(
        f"The log density is {value} {where}. It has to be a number, and -inf outside the "
        "support; look for the logarithm or root of something negative, and for a division by 0."
    )


def _point(theta: Array) -> str:
    numbers = ", ".join(f"{x:.6g}" for x in theta[:6])
    return f"[{numbers}{', …' if len(theta) > 6 else ''}]"


# ---- the gradient against finite differences ----------------------------------------------------


def _require_true_gradient(
    function: LogDensityAndGradient, points: Array, value: Array, gradient: Array
) -> bool:
    """Raise ValueError where the gradient is not that of the log density, and say how it differs.

    Return whether the density has a slope here that a gradient could be held to.

    Central differences with steps h and 2h: their difference bounds the error of the first, and
    what rounding may add is known. Only what exceeds both ten times is called wrong.
    """
    with np.errstate(all="ignore"):
        slope, doubt = _finite_differences(function, points, value)
        allowed = 10 * doubt + 1e-4 * np.maximum(np.abs(slope), np.abs(gradient))
        wrong = np.abs(gradient - slope) > allowed  # never true where a difference is nan
    if not wrong.any():
        return bool((np.abs(slope) > 100 * doubt).any())
    chain, entry = (int(i) for i in np.argwhere(wrong)[0])
    given, wanted = gradient[chain, entry], slope[chain, entry]
    clear = np.abs(slope) > 100 * doubt
    if clear.any() and np.allclose(gradient[clear], -slope[clear], rtol=0.01):
        how = (
            "Every entry has the wrong sign: this is the gradient of minus the log density, and "
            "it pushes the chain downhill."
        )
    elif wrong[clear].any() and np.ptp(gradient[clear] / slope[clear]) < 0.01:
        how = f"Every entry is {np.median(gradient[clear] / slope[clear]):.4g} times the slope."
    else:
        entries = np.flatnonzero(wrong.any(axis=0))
        how = (
            f"Of {points.shape[1]} entries, wrong: {', '.join(map(str, entries[:8]))}"
            f"{', …' if len(entries) > 8 else ''}. Off by {given - wanted:.4g} in entry {entry}"
            + (
                "; a whole number is often the derivative of a Jacobian's logarithm."
                if abs(given - wanted - round(given - wanted)) < 1e-3
                else "."
            )
        )
    raise ValueError(
        f"The gradient is not that of the log density. At theta = {_point(points[chain])}, entry "
        f"{entry}: the gradient says {given:.6g}, and the log density itself rises by "
        f"{wanted:.6g} per unit. {how}"
    )


def _require_true_gradient_beside(function: LogDensityAndGradient, points: Array) -> None:
    """The same check a little off the start: on a peak all gradients are 0, also wrong ones."""
    beside = points + 0.01 * np.maximum(1.0, np.abs(points))
    try:
        with np.errstate(all="ignore"):
            value, gradient = (np.asarray(part, float) for part in function(read_only(beside)))
    except Exception:
        return  # outside the support, it may be; the start itself was sound
    if np.isfinite(value).all() and gradient.shape == points.shape:
        _require_true_gradient(function, beside, value, gradient)


def _finite_differences(
    function: LogDensityAndGradient, points: Array, value: Array
) -> tuple[Array, Array]:
    slope, doubt = np.full((2, *points.shape), np.nan)
    d = points.shape[1]
    for entry in range(0, d, -(-d // MOST_ENTRIES)):
        step = PRECISION ** (1 / 3) * np.maximum(1.0, np.abs(points[:, entry]))
        near, far = (_difference(function, points, entry, k * step) for k in (1, 2))
        rounding = 4 * PRECISION * (np.abs(value) + 1) / step
        slope[:, entry], doubt[:, entry] = near, np.abs(far - near) + rounding
    return slope, doubt


def _difference(function: LogDensityAndGradient, points: Array, entry: int, step: Array) -> Array:
    ahead, behind = points.copy(), points.copy()
    ahead[:, entry] += step
    behind[:, entry] -= step
    rise = np.asarray(function(read_only(ahead))[0], float) - np.asarray(
        function(read_only(behind))[0], float
    )
    return rise / (ahead[:, entry] - behind[:, entry])
