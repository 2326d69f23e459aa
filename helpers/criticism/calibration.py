"""Does a sampler draw from the posterior? Worlds whose truth is known tell it.

Draw a truth from the prior, data from the truth, and L draws from the posterior of these data. Then
truth and draws come from one and the same law, so that the rank of the truth among the draws is
each of 0, 1, …, L with the same probability; whatever the model, the data and the parameter. If
over many worlds the ranks are not uniform, simulator and sampler do not speak of the same model.

The converse does not hold: a wrong sampler may have uniform ranks in every parameter. A sampler
that never looks at the data and draws from the prior has them. What such a sampler gets wrong is
how parameters and data go together, so a quantity should be looked at that depends on both, the log
likelihood above all.

Sources: Cook, Gelman & Rubin 2006, *JCGS* 15, 675–692; Talts, Betancourt, Simpson, Vehtari & Gelman
2018, arXiv:1804.06788; Modrák, Moon, Kim, Bürkner, Huurre, Faltejsková, Gelman & Vehtari 2023,
*Bayesian Analysis*, for the choice of quantities.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.arguments import real_numbers, require_count, require_generator
from helpers.arrays import Array
from helpers.criticism.ecdf import MOST, ecdf_band, ecdf_p_value

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

Theta = Mapping[str, Array]
Quantity = Callable[[Theta, Any], Array]
World = tuple[Theta, Any, Theta]  # truth, data, draws
LEVEL = 0.95  # of all bands together


@dataclass(frozen=True, eq=False)
class Calibration:
    """Where the truth lies among the draws, world by world; made by `calibrate`.

    Attributes
    ----------
    ranks : dict of str to ndarray of int, shape (worlds,)
        For each quantity, how many of a world's draws lie below its truth: from 0 to `draws`. Ties
        are broken at random.
    pit : dict of str to ndarray, shape (worlds,)
        (rank + U) / (draws + 1) with U uniform from 0 to 1: where the sampler is right these are
        independent uniform numbers, which rank / draws is not.
    draws : int
        L, the number of draws in each world.
    worlds : int
    p_values : dict of str to float
        Of the simultaneous test of the ranks' distribution function, see `ecdf_p_value`; each for
        its own quantity. It looks between the ranks, where U plays no part, for up to 999 draws.
    """

    ranks: dict[str, Array]
    pit: dict[str, Array]
    draws: int
    worlds: int

    @cached_property
    def p_values(self) -> dict[str, float]:  # documented above
        return {name: ecdf_p_value(pit, self._points) for name, pit in self.pit.items()}

    @property
    def failing(self) -> tuple[str, ...]:
        """The quantities whose distribution function leaves its band.

        A right sampler has all its lines inside in at least 95 of 100 cases: each quantity has an
        equal part of the 5 %, by Bonferroni's inequality.
        """
        return tuple(name for name, p in self.p_values.items() if p <= 1 - self._level)

    def __repr__(self) -> str:
        p = self.p_values
        fail = ", ".join(f"{name} ({_said(p[name])}: {self._how(name)})" for name in self.failing)
        hold = ", ".join(name for name in p if name not in self.failing)
        told = [f"not uniform: {fail}"] * bool(fail) + [f"inside its band: {hold}"] * bool(hold)
        return f"<Calibration, {self.worlds:,} worlds of {self.draws:,} draws; {'; '.join(told)}>"

    def table(self) -> "pd.DataFrame":
        """One row a quantity, in the columns p_value, mean, sd.

        Mean and sd are of the PIT values; a right sampler has 1/2 and 1/√12 = 0.289. A higher mean
        says that the draws lie too low, a higher sd that they lie too close together.
        """
        import pandas as pd

        rows = [(self.p_values[name], u.mean(), u.std()) for name, u in self.pit.items()]
        return pd.DataFrame(rows, index=list(self.pit), columns=["p_value", "mean", "sd"])

    def plot(self, name: str | None = None) -> "Figure":
        """The distribution function of the PIT values less that of uniform ones, with its band.

        Parameters
        ----------
        name : str, optional
            One quantity; otherwise all of them, those outside of the band in colour.

        Returns
        -------
        matplotlib.figure.Figure
        """
        from helpers.criticism.figures import band_figure

        if name is not None and name not in self.pit:
            known = ", ".join(map(repr, self.pit))
            raise KeyError(f"There are no ranks of {name!r} here, but of {known}.")
        shown = self.pit if name is None else {name: self.pit[name]}
        band = ecdf_band(self.worlds, self._level, self._points)
        failing = [name for name in shown if name in self.failing]
        return band_figure(shown, band, self._level, failing)

    @property
    def _level(self) -> float:
        """Of each quantity's own band."""
        return 1 - (1 - LEVEL) / len(self.pit)

    @property
    def _points(self) -> int:
        return min(self.draws + 1, MOST)

    def _how(self, name: str) -> str:
        """In what way the draws are off most clearly; each way in its own standard errors."""
        off = self.pit[name] - 0.5
        low = off.mean() * np.sqrt(12 * self.worlds)
        close = (np.square(off).mean() - 1 / 12) * np.sqrt(180 * self.worlds)
        if max(abs(low), abs(close)) < 2:
            return "draws of another shape"
        if abs(low) > abs(close):
            return "draws too low" if low > 0 else "draws too high"
        return "draws too close together" if close > 0 else "draws too far apart"


def calibrate(
    simulate: Callable[[np.random.Generator], tuple[Theta, Any]],
    sampler: Callable[[Any, np.random.Generator], Theta],
    quantities: Mapping[str, Quantity] | Sequence[str],
    worlds: int = 1000,
    *,
    rng: np.random.Generator,
    thin: int = 1,
    at_once: bool = False,
) -> Calibration:
    """Simulation-based calibration: the ranks of known truths among a sampler's draws.

    Parameters
    ----------
    simulate : function of rng
        Draws a truth from the prior and data from the truth, and returns both: a mapping such as
        ``{"beta": (p,), "sigma": number}``, and the data as the sampler wants them.
    sampler : function of (data, rng)
        Returns posterior draws by name: a mapping of arrays of shape (draws, …), or what a sampler
        of `helpers` returns, of shape (chain, draw, …). As many in every world.
    quantities : mapping of str to function, or sequence of str
        What is ranked. A function of (theta, data) gets the truth and the draws of a world below
        each other, ``theta["beta"]`` (m, p) and ``theta["sigma"]`` (m,), and returns (m,) numbers,
        one a row. A name stands for a parameter, each of its entries a quantity.
    worlds : int
    rng : numpy.random.Generator
        The worlds and the sampler draw from two streams of their own: with an rng of one seed,
        every sampler meets the same worlds.
    thin : int
        Keep every thin-th draw of a chain. Draws that follow each other in a chain are alike,
        and then the ranks of a right sampler are not uniform: thin until they are worth as many
        independent ones.
    at_once : bool
        The sampler is called once, ``sampler(list of data, rng)``, for all worlds together, and
        returns arrays of shape (worlds, draws, …). A sampler whose steps can be written for many
        worlds at once may be a hundred times faster so.

    Returns
    -------
    Calibration

    Raises
    ------
    TypeError, ValueError
        For returned values that do not fit together; the message says in which world.

    Examples
    --------
    A normal mean with a standard normal prior, seen once with an error of sd 1:

    >>> import numpy as np
    >>> def simulate(rng):
    ...     mu = rng.normal()
    ...     return {"mu": mu}, mu + rng.normal()
    >>> def right(y, rng):
    ...     return {"mu": y / 2 + np.sqrt(1 / 2) * rng.normal(size=99)}
    >>> def variance_for_sd(y, rng):
    ...     return {"mu": y / 2 + 1 / 2 * rng.normal(size=99)}
    >>> calibrate(simulate, right, ["mu"], rng=np.random.default_rng(1))
    <Calibration, 1,000 worlds of 99 draws; inside its band: mu>
    >>> calibrate(simulate, variance_for_sd, ["mu"], rng=np.random.default_rng(1))
    <Calibration, 1,000 worlds of 99 draws; not uniform: mu (p < 0.0001: draws too close together)>

    The same for all worlds at once, a row of draws for each:

    >>> def right_at_once(data, rng):
    ...     y = np.array(data)[:, None]
    ...     return {"mu": y / 2 + np.sqrt(1 / 2) * rng.normal(size=(len(data), 99))}
    >>> calibrate(simulate, right_at_once, ["mu"], rng=np.random.default_rng(1), at_once=True)
    <Calibration, 1,000 worlds of 99 draws; inside its band: mu>

    A prior is wide, and most of its worlds are unlike the one at hand; or it is improper, and then
    there are none. In posterior SBC (Säilynoja, Schmitt, Bürkner & Vehtari 2025, arXiv:2502.03279)
    the truth is drawn from the posterior of the data seen, which becomes the prior of new data,
    and the sampler sees old and new data together:

    >>> seen = 1.3
    >>> def simulate_again(rng):
    ...     mu = right(seen, rng)["mu"][0]
    ...     return {"mu": mu}, (seen, mu + rng.normal())
    >>> def of_two(y, rng):
    ...     return {"mu": sum(y) / 3 + np.sqrt(1 / 3) * rng.normal(size=99)}
    >>> calibrate(simulate_again, of_two, ["mu"], rng=np.random.default_rng(1))
    <Calibration, 1,000 worlds of 99 draws; inside its band: mu>

    Notes
    -----
    An exception in `simulate`, `sampler` or a quantity stays what it is, with the world added to
    its message.
    """
    require_generator(rng)
    worlds, thin = require_count("worlds", worlds), require_count("thin", thin)
    asked = _asked(quantities)
    of_worlds, of_sampler, of_ties = rng.spawn(3)
    sampled = _together if at_once else _one_by_one
    below: dict[str, list[int]] = {}
    tied: dict[str, list[int]] = {}
    draws = None
    for world, (truth, data, drawn) in enumerate(
        sampled(simulate, sampler, worlds, of_worlds, of_sampler)
    ):
        with _told_in(world):
            theta, length = _below_each_other(truth, drawn, thin)
            if length != (draws := draws or length):
                raise ValueError(
                    f"The sampler returned {length} draws here and {draws} in world 0; wanted as "
                    "many in every world, or their ranks cannot be compared."
                )
            for name, values in _ranked(asked, theta, data, getattr(drawn, "labels", {})):
                below.setdefault(name, []).append(np.count_nonzero(values[1:] < values[0]))
                tied.setdefault(name, []).append(np.count_nonzero(values[1:] == values[0]))
    ranks = {name: below[name] + of_ties.integers(np.array(tied[name]) + 1) for name in below}
    pit = {name: (r + of_ties.random(worlds)) / (draws + 1) for name, r in ranks.items()}
    return Calibration(ranks, pit, draws, worlds)


# ---- worlds ------------------------------------------------------------------------------------


def _one_by_one(simulate, sampler, worlds: int, of_worlds, of_sampler) -> Iterator[World]:
    for world in range(worlds):
        truth, data = _simulated(simulate, of_worlds, world)
        with _told_in(world):
            drawn = _mapping("sampler", sampler(data, of_sampler))
        yield truth, data, drawn


def _together(simulate, sampler, worlds: int, of_worlds, of_sampler) -> Iterator[World]:
    simulated = [_simulated(simulate, of_worlds, world) for world in range(worlds)]
    drawn = _mapping("sampler", sampler([data for _, data in simulated], of_sampler))
    for name, values in drawn.items():
        if np.ndim(values) < 2 or len(values) != worlds:
            raise ValueError(
                f"The sampler's {name!r} has shape {np.shape(values)}; with at_once=True wanted "
                f"({worlds}, draws, …), the draws of each of the {worlds} worlds."
            )
    for world, (truth, data) in enumerate(simulated):
        yield truth, data, {name: values[world] for name, values in drawn.items()}


def _simulated(simulate, rng: np.random.Generator, world: int) -> tuple[Theta, Any]:
    with _told_in(world):
        returned = simulate(rng)
        if not isinstance(returned, tuple) or len(returned) != 2:
            raise TypeError(
                f"simulate returned a {type(returned).__name__}; wanted the pair (truth, data): "
                "return truth, data."
            )
        return _mapping("simulate", returned[0]), returned[1]


def _mapping(who: str, returned: object) -> Theta:
    if isinstance(returned, Mapping) and returned:
        return returned
    what = "a truth" if who == "simulate" else "draws"
    raise TypeError(
        f"{who} returned {what} of type {type(returned).__name__}; wanted parameters by name, "
        'such as {"beta": beta, "sigma": sigma}.'
    )


@contextmanager
def _told_in(world: int) -> Iterator[None]:
    """Add to an exception, the learner's own one perhaps, in which world it was raised."""
    try:
        yield
    except Exception as error:
        error.add_note(f"This happened in world {world} of calibrate, counted from 0.")
        raise


# ---- ranks -------------------------------------------------------------------------------------


def _asked(quantities: Mapping[str, Quantity] | Sequence[str]) -> dict[str, Quantity | None]:
    """A function by name, or None where the name is a parameter's."""
    if isinstance(quantities, Mapping):
        wrong = [name for name, function in quantities.items() if not callable(function)]
        if wrong:
            raise TypeError(
                f"quantities[{wrong[0]!r}] is {quantities[wrong[0]]!r}; wanted a function of "
                "(theta, data)."
            )
        asked = dict(quantities)
    else:
        names = [quantities] if isinstance(quantities, str) else list(quantities)
        asked = dict.fromkeys(names)
    if not asked or not all(isinstance(name, str) for name in asked):
        raise TypeError(
            f"quantities is {quantities!r}; wanted names of parameters, such as ['beta', "
            "'sigma'], or a dict of functions of (theta, data), at least one."
        )
    return asked


def _below_each_other(truth: Theta, drawn: Theta, thin: int) -> tuple[dict[str, Array], int]:
    """Truth and draws of every parameter in one array, (1 + draws, …), and how many draws."""
    theta, lengths = {}, {}
    for name in truth:
        if name not in drawn:
            continue
        true, values = (
            real_numbers(f"the {what} of {name!r}", source[name])
            for what, source in (("truth", truth), ("draws", drawn))
        )
        before = values.ndim - true.ndim
        if before not in (1, 2) or values.shape[before:] != true.shape:
            entries = "".join(f", {size}" for size in true.shape)
            raise ValueError(
                f"The truth of {name!r} has shape {true.shape} and the draws have {values.shape}; "
                f"wanted draws of shape (draws{entries or ','}) or (chain, draw{entries})."
            )
        kept = values[(slice(None),) * (before - 1) + (slice(thin - 1, None, thin),)]
        theta[name] = np.concatenate([true[None], kept.reshape(-1, *true.shape)])
        lengths[name] = len(theta[name]) - 1
    if not theta:
        raise ValueError(
            f"The truth is of {', '.join(map(repr, truth))} and the draws are of "
            f"{', '.join(map(repr, drawn))}; wanted the same names in both."
        )
    if len(set(lengths.values())) > 1 or 0 in lengths.values():
        raise ValueError(
            f"With thin={thin} there are {lengths} draws; wanted as many of each parameter, at "
            "least one."
        )
    return theta, lengths.popitem()[1]


def _ranked(
    asked: Mapping[str, Quantity | None], theta: Theta, data: Any, labels: Mapping
) -> Iterator[tuple[str, Array]]:
    """Every quantity with its name: of the truth first, of the draws after it, (1 + draws,)."""
    for name, function in asked.items():
        if function is None:
            yield from _entries(name, theta, labels)
            continue
        rows = len(next(iter(theta.values())))
        values = real_numbers(f"the quantity {name!r}", function(theta, data))
        if values.shape != (rows,):
            raise ValueError(
                f"The quantity {name!r} has shape {values.shape}; wanted ({rows},), one number for "
                f"the truth and for each draw: theta holds {rows} rows, so that sums over "
                "coefficients or observations go along the last axis, .sum(axis=-1)."
            )
        yield _without_nan(name, values)


def _entries(name: str, theta: Theta, labels: Mapping) -> Iterator[tuple[str, Array]]:
    if name not in theta:
        known = ", ".join(map(repr, theta))
        raise ValueError(f"There is no parameter {name!r} in truth and draws, but {known}.")
    values = theta[name]
    if values.ndim == 1:
        yield _without_nan(name, values)
        return
    places = [",".join(map(str, place)) for place in np.ndindex(values.shape[1:])]
    for label, column in zip(
        labels.get(name, places), values.reshape(len(values), -1).T, strict=True
    ):
        yield _without_nan(f"{name}[{label}]", column)


def _without_nan(name: str, values: Array) -> tuple[str, Array]:
    if np.isnan(values).any():
        where = "for the truth" if np.isnan(values[0]) else "in a draw"
        raise ValueError(f"{name} is nan {where}; what is no number has no rank.")
    return name, values


def _said(p: float) -> str:
    return "p < 0.0001" if p < 1e-4 else f"p = {p:.4f}"
