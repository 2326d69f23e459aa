"""Draws from a distribution: kept by chain, summed up, and questioned.

Every way of drawing in this course, exact or by a Markov chain, hands back a `Draws`: for each
parameter an array of shape (chain, draw, …). The chains stay apart, because what tells a chain
that has not arrived from one that has is its difference from the others. Independent draws come
as one chain and are marked `iid`: there is nothing to compare.

The diagnostics are those of Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), *Bayesian
Analysis* 16, 667–718: rank-normalised split R-hat, bulk and tail effective sample size. They are
computed by arviz-stats; what is added here are the words.
"""

import math
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from numbers import Real
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from helpers.arguments import real_numbers
from helpers.arrays import Array

if TYPE_CHECKING:
    import pandas as pd

R_HAT = 1.01  # above, the chains disagree (Vehtari et al. 2021, §4)
ESS = 400  # below, R-hat and the MCSE are themselves too rough to be believed (ibid.)
QUANTILES = (0.05, 0.95)
COLUMNS = ("mean", "sd", "5%", "95%", "mcse", "ess_bulk", "ess_tail", "r_hat")
LogDensity = ArrayLike | Callable[["Draws"], ArrayLike]
GLANCE = 16  # chains that are looked at first where there are hundreds


class SamplingWarning(UserWarning):
    """The draws cannot be trusted yet; the message says why and what to try."""


class Draws(Mapping):
    """Draws of one or several parameters, ``draws["beta"]`` of shape (chain, draw, p).

    Parameters
    ----------
    values : mapping of str to array_like, each of shape (chain, draw) or (chain, draw, …)
        The same chains and draws for every parameter. Nothing is copied.
    labels : mapping of str to sequence of str, optional
        For a vector parameter the names of its entries: ``{"beta": ("const", "x1", "x2")}``.
        Entries without labels are numbered from 0.
    iid : bool
        The draws are independent, not a chain's. Then R-hat is left empty.
    statistics : mapping of str to array_like, optional
        What the sampler has to say about its draws, such as "divergent", bool of shape
        (chain, draw), or "acceptance".
    finite_moments : mapping of str to float, optional
        For a parameter with heavy tails the order below which its moments exist: 1.5 says that
        it has a mean and no variance. No sample can show that; who knows the law has to say it.

    Attributes
    ----------
    names : tuple of str
    chains, draws : int
        Number of chains, and of draws in each.
    iid : bool
    labels : dict of str to tuple of str
        For every parameter that is not a single number.
    statistics : dict of str to ndarray
    finite_moments : dict of str to float

    Raises
    ------
    TypeError, ValueError
        For what are no real numbers; where a shape does not fit the others, or the labels do not
        fit a shape.
    """

    def __init__(
        self,
        values: Mapping[str, ArrayLike],
        *,
        labels: Mapping[str, Sequence[str]] | None = None,
        iid: bool = False,
        statistics: Mapping[str, ArrayLike] | None = None,
        finite_moments: Mapping[str, float] | None = None,
    ):
        if not isinstance(values, Mapping):
            raise TypeError(
                f"values is of type {type(values).__name__}; wanted a dict of named arrays, such "
                'as {"sigma": (chain, draw)}.'
            )
        self._values = {name: _numbers(name, value) for name, value in values.items()}
        self.chains, self.draws = _shape(self._values)
        self.iid = bool(iid)
        self.labels = _all_labels(self._values, _by_name("labels", labels))
        self.finite_moments = _orders(_by_name("finite_moments", finite_moments))
        statistics = _by_name("statistics", statistics)
        self.statistics = {name: np.asarray(value) for name, value in statistics.items()}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the parameters."""
        return tuple(self._values)

    def __getitem__(self, name: str) -> Array:
        try:
            return self._values[name]
        except KeyError:
            known = ", ".join(map(repr, self._values))
            raise KeyError(f"There are no draws of {name!r} here, but of {known}.") from None

    # Two sets of draws are never equal but by being the same: compare their arrays.
    __eq__, __hash__ = object.__eq__, object.__hash__

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        what = ", ".join(
            name + (f" {value.shape[2:]}".replace(",)", ")") if value.ndim > 2 else "")
            for name, value in self._values.items()
        )
        count = (
            f"{self.draws:,} independent draws"
            if self.iid and self.chains == 1
            else f"{self.chains:,} chain{'s' * (self.chains != 1)} × {self.draws:,} "
            f"draw{'s' * (self.draws != 1)}"
        )
        return f"<Draws: {count} of {what}>"

    def stacked(self, name: str) -> Array:
        """All chains of one parameter one after the other, shape (chain * draw, …)."""
        value = self[name]
        return value.reshape(-1, *value.shape[2:])

    def summary(self) -> "pd.DataFrame":
        """One row a number, in the columns mean, sd, 5%, 95%, mcse, ess_bulk, ess_tail, r_hat.

        `mcse` is the Monte Carlo standard error of the mean: how far the mean of these draws is
        likely to be from the mean of the distribution. A moment that does not exist (see
        `finite_moments`) is inf, or nan for the mean of what takes both signs. What cannot be
        said stays empty (nan): R-hat of independent draws, everything that compares draws where a
        parameter is constant or has fewer than four, all of it where a draw is nan.
        """
        import pandas as pd

        numbers = list(self._numbers())
        rows = [self._row(name, x) for name, _, x in numbers]
        return pd.DataFrame(rows, index=[label for _, label, _ in numbers], columns=list(COLUMNS))

    def problems(self) -> tuple[str, ...]:
        """Why these draws cannot be trusted, in plain sentences; empty where nothing was found.

        An empty answer is no proof: a chain that has not found a second peak does not miss it.
        """
        return (*self._not_numbers(), *self._divergences(), *self._not_converged())

    def to_arviz(self, *, log_likelihood: LogDensity | None = None):
        """The same draws for ArviZ: an InferenceData (ArviZ 0.x), a DataTree (from 1.0 on).

        Parameters
        ----------
        log_likelihood : array_like of shape (chain, draw, n), or function of draws, optional
            Log density of each row, for ``arviz.loo`` and ``arviz.compare``. Of a regression it is
            ``stats.norm.logpdf(y, draws["beta"] @ X.T, draws["sigma"][..., None])``.

        Raises
        ------
        ImportError
            Where ArviZ is not installed.
        TypeError, ValueError
            For log densities that are no numbers, or of another shape.
        """
        try:
            import arviz
        except ImportError:
            raise ImportError(
                "ArviZ is not installed here, and nothing else needs it: draws.summary() works "
                "without. To have its plots: pip install arviz."
            ) from None
        per_draw = {k: v for k, v in self.statistics.items() if v.shape[:2] == self.shape}
        groups = {"posterior": dict(self)}
        if per_draw:
            groups["sample_stats"] = _renamed(per_draw)
        if log_likelihood is not None:
            by_row = log_density_at(self, "log_likelihood", log_likelihood, ndim=3)
            groups["log_likelihood"] = {"y": by_row}
        vectors = [name for name, value in self.items() if value.ndim == 3]
        named = {
            "dims": {name: [f"{name}_entry"] for name in vectors},
            "coords": {f"{name}_entry": list(self.labels[name]) for name in vectors},
        }
        if int(arviz.__version__.split(".")[0]) < 1:
            return arviz.from_dict(**groups, **named)
        return arviz.from_dict(groups, **named)

    @property
    def shape(self) -> tuple[int, int]:
        """(chains, draws)."""
        return self.chains, self.draws

    def numbers(self) -> Iterator[tuple[str, Array]]:
        """Every single number, with the label it has in the summary: its draws, (chain, draw)."""
        return ((label, x) for _, label, x in self._numbers())

    def _numbers(self) -> Iterator[tuple[str, str, Array]]:
        """Every single number with its name, its label and its draws, shape (chain, draw)."""
        for name, value in self.items():
            if value.ndim == 2:
                yield name, name, value
            else:
                columns = value.reshape(*self.shape, -1)
                for k, label in enumerate(self.labels[name]):
                    yield name, f"{name}[{label}]", columns[..., k]

    def _row(self, name: str, x: Array) -> tuple[float, ...]:
        if not np.isfinite(x).all():
            return (np.nan,) * len(COLUMNS)
        order = self.finite_moments.get(name, np.inf)
        # In a unit near their size, where that is far from 1, squares do not over- or underflow.
        size = float(np.abs(x).max())
        unit = 1.0 if 1e-100 < size < 1e100 or size == 0 else 2.0 ** round(math.log2(size))
        x = x / unit
        mean = x.mean() if order > 1 else (np.inf if x.min() >= 0 else np.nan)
        sd = np.inf if order <= 2 else x.std(ddof=1) if x.size > 1 else np.nan
        low, high = np.quantile(x, QUANTILES)
        bulk, tail, r_hat = _convergence(x, compare=not (self.iid and self.chains == 1))
        if np.isinf(sd):
            mcse = np.inf
        elif _constant(x):
            mcse = 0.0 if x.size > 1 else np.nan
        else:
            mcse = _of_arviz("mcse", x)
        return *(unit * np.array([mean, sd, low, high, mcse])), bulk, tail, r_hat

    def _not_numbers(self) -> Iterator[str]:
        for _, label, x in self._numbers():
            bad = x.size - int(np.isfinite(x).sum())
            if bad:
                yield (
                    f"{label} is nan or infinite in {bad:,} of {x.size:,} draws: look for a "
                    "logarithm or a root of something negative, or an overflow."
                )

    def _divergences(self) -> Iterator[str]:
        count = int(np.sum(self.statistics.get("divergent", 0)))
        if count:
            yield (
                f"{count:,} of {self.chains * self.draws:,} trajectories diverged: the steps are "
                "too long for a place where the density bends sharply, and the draws are likely "
                "to leave that place out. A higher target_acceptance takes shorter steps; if that "
                "does not end it, write the model in other parameters."
            )

    def _not_converged(self) -> Iterator[str]:
        if self.iid:
            return
        if self.draws < 4:
            yield f"Too few draws to judge a chain by: {self.draws}. Keep some hundreds."
            return
        if all(_constant(x) and np.isfinite(x).all() for _, _, x in self._numbers()):
            yield (
                f"No chain ever moved: all {self.chains * self.draws:,} draws are the same. Every "
                "step was refused; wanted shorter ones, or a warm-up in which to learn how long."
            )
            return
        wanted = min(100 * self.chains, ESS)
        worst_r_hat, worst_ess = ("", 0.0, 1.0), ("", float(wanted))
        for _, label, x in self._numbers():
            if _constant(x) or not np.isfinite(x).all():
                continue
            ess, r_hat, allowed, apart = _at_a_glance(x, wanted)
            if r_hat > allowed and r_hat / allowed > worst_r_hat[1] / worst_r_hat[2]:
                worst_r_hat = label, r_hat, allowed
            if ess < worst_ess[1]:
                worst_ess = label, ess
            if apart:
                yield (
                    f"{len(apart)} of {self.chains} chains stand apart from the others in {label}, "
                    f"chain {apart[0]} for one: stuck, or not yet arrived."
                )
        if worst_r_hat[0]:
            label, r_hat, allowed = worst_r_hat
            yield (
                f"The chains disagree about {label}: its R-hat is {r_hat:.4g}, and 1 to "
                f"{allowed:.4g} would be agreement. Run longer, with a longer warm-up, and compare "
                "the chains' traces."
            )
        if worst_ess[0]:
            yield (
                f"The {self.chains * self.draws:,} draws of {worst_ess[0]} are worth only "
                f"{worst_ess[1]:.0f} independent ones (ESS); wanted at least {wanted}. Keep more "
                "draws, or find a sampler that takes longer steps."
            )


def warn_of_problems(draws: Draws) -> Draws:
    """Issue one SamplingWarning that lists the problems of these draws, if there are any."""
    problems = draws.problems()
    if problems:
        warnings.warn(" ".join(problems), SamplingWarning, stacklevel=3)
    return draws


def log_density_at(draws: Draws, what: str, given: LogDensity, ndim: int) -> Array:
    """Log densities at these draws, given or computed by a function of the draws, and checked.

    Parameters
    ----------
    draws : Draws
    what : str
        Their name, for a message.
    given : array_like, or function of draws that returns one
    ndim : int
        2 for (chain, draw), one number a draw; 3 for (chain, draw, n), one a draw and row.

    Raises
    ------
    TypeError, ValueError
        For what are no numbers, have another shape, or are nan or infinite.
    """
    values = real_numbers(what, given(draws) if callable(given) else given)
    if values.ndim != ndim or values.shape[:2] != draws.shape:
        wanted = f"({draws.chains}, {draws.draws}{', n' * (ndim - 2)})"
        each = "each draw and row" if ndim == 3 else "each draw; sum over rows by .sum(axis=-1)"
        raise ValueError(f"{what} has shape {values.shape}; wanted {wanted}, one for {each}.")
    bad = values.size - int(np.isfinite(values).sum())
    if bad:
        raise ValueError(
            f"{what} is nan or infinite {bad:,} time{'s' * (bad != 1)}; a point that was drawn has "
            "a positive density."
        )
    return values


def _by_name(what: str, given: object) -> Mapping:
    if given is not None and not isinstance(given, Mapping):
        raise TypeError(f"{what} is {given!r}; wanted a dict by name.")
    return given or {}


def _orders(finite_moments: Mapping[str, float]) -> dict[str, float]:
    for name, order in finite_moments.items():
        if not isinstance(order, Real) or not order >= 0:
            raise TypeError(
                f"finite_moments of {name!r} is {order!r}; wanted the order below which its "
                "moments exist, a number such as 1.5."
            )
    return dict(finite_moments)


def _numbers(name: str, value: ArrayLike) -> Array:
    if not isinstance(name, str):
        raise TypeError(f"A parameter is named {name!r}; wanted a name in text, such as 'beta'.")
    if np.ma.is_masked(value):
        raise ValueError(
            f"The draws of {name!r} are a masked array; a chain has no gaps. Look for what should "
            "have been drawn there."
        )
    try:
        array = np.asarray(value)
    except ValueError:
        raise ValueError(
            f"The draws of {name!r} are ragged; wanted (chain, draw), as many draws in each chain."
        ) from None
    if array.dtype.kind not in "iuf":
        if array.dtype.kind != "b":
            raise TypeError(
                f"The draws of {name!r} are a {type(value).__name__} with entries of type "
                f"{array.dtype}; wanted real numbers, of shape (chain, draw) or (chain, draw, …)."
            )
        array = array.astype(float)
    return array.astype(float) if array.dtype.kind == "f" and array.itemsize > 8 else array


def _shape(values: Mapping[str, Array]) -> tuple[int, int]:
    if not values:
        raise ValueError(
            "values is empty; wanted at least one parameter, {'sigma': (chain, draw)}."
        )
    first = next(iter(values))
    shape = values[first].shape[:2]
    for name, value in values.items():
        if value.ndim < 2:
            raise ValueError(
                f"The draws of {name!r} have shape {value.shape}; wanted (chain, draw) or "
                f"(chain, draw, …). For a single chain write {name}[None]."
            )
        if value.shape[:2] != shape:
            raise ValueError(
                f"{name!r} has {value.shape[:2]} chains and draws, and {first!r} has {shape}; all "
                "parameters are drawn together."
            )
    if 0 in shape:
        raise ValueError(f"There are {shape} chains and draws; wanted at least one of each.")
    return shape


def _all_labels(
    values: Mapping[str, Array], given: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    if given and not any(name in values for name in given):
        raise ValueError(
            f"labels speaks of {', '.join(map(repr, given))}, and the draws are of "
            f"{', '.join(map(repr, values))}."
        )
    labels = {}
    for name, value in values.items():
        if value.ndim == 2:
            continue
        size = math.prod(value.shape[2:])
        if name not in given:
            places = product(*map(range, value.shape[2:]))
            labels[name] = tuple(",".join(map(str, place)) for place in places)
            continue
        if isinstance(given[name], str) or not isinstance(given[name], Iterable):
            raise TypeError(
                f"The labels of {name!r} are {given[name]!r}; wanted a sequence of {size}, one "
                "label an entry."
            )
        labels[name] = tuple(map(str, given[name]))
        if len(labels[name]) != size:
            raise ValueError(
                f"{name!r} has {size} entries and {len(labels[name])} labels {labels[name]}; "
                "wanted one label an entry."
            )
    return labels


def _renamed(statistics: Mapping[str, Array]) -> dict[str, Array]:
    """ArviZ's names for the statistics."""
    theirs = {"divergent": "diverging", "acceptance": "acceptance_rate"}
    return {theirs.get(name, name): value for name, value in statistics.items()}


# ---- arviz-stats, which takes a second to import and is fetched only when needed ----------------


def _of_arviz(what: str, x: Array, **options) -> float:
    from arviz_stats.base import array_stats

    with np.errstate(invalid="ignore", divide="ignore"):
        return float(getattr(array_stats, what)(x, chain_axis=0, draw_axis=1, **options))


def _convergence(x: Array, compare: bool = True) -> tuple[float, float, float]:
    """Bulk ESS, tail ESS and R-hat."""
    if _constant(x):
        return np.nan, np.nan, np.nan
    return (
        _of_arviz("ess", x),
        _of_arviz("ess", x, method="tail", prob=QUANTILES),
        _of_arviz("rhat", x) if compare else np.nan,
    )


class Agreement(NamedTuple):
    """What is asked of the chains of one number."""

    ess: float  # the lower one of bulk and tail
    r_hat: float
    allowed: float  # R-hat of chains that agree
    apart: tuple[int, ...]  # chains that are where no other is


def _at_a_glance(x: Array, wanted: float) -> Agreement:
    """Whether the chains agree, judged by a few of them where that settles it.

    Ranks of 200,000 draws take as long as drawing them. Where sixteen of several hundred chains
    are worth enough already and agree, and the means of all chains agree as well, nothing needs to
    be said.
    """
    if len(x) <= 2 * GLANCE:
        bulk, tail, r_hat = _convergence(x)
        return Agreement(min(bulk, tail), r_hat, R_HAT, ())
    bulk, tail, r_hat = _convergence(x[:: len(x) // GLANCE])
    r_hat = max(r_hat, _of_arviz("rhat", x, method="split"))
    if min(bulk, tail) >= wanted and r_hat <= R_HAT:
        return Agreement(min(bulk, tail), r_hat, R_HAT, ())
    bulk, tail, r_hat = _convergence(x)
    return Agreement(min(bulk, tail), r_hat, _allowed_of_short_chains(x), _chains_apart(x))


def _chains_apart(x: Array) -> tuple[int, ...]:
    """Chains whose mean normal score is six robust sds from the others'.

    One of 400 chains, stuck far out, hardly raises an R-hat of ranks.
    """
    scores = np.empty(x.size)
    scores[np.argsort(x, axis=None)] = ndtri((np.arange(x.size) + 0.5) / x.size)
    means = scores.reshape(x.shape).mean(axis=1)
    off = np.abs(means - np.median(means))
    return tuple(int(c) for c in np.flatnonzero(off > 6 * 1.4826 * np.median(off)))


def _allowed_of_short_chains(x: Array) -> float:
    """How large R-hat may be where a run was cut into many short chains.

    Half a chain that is worth E draws has a mean with 1/E of the posterior's variance, so that the
    R-hat of chains that agree is √(1 + 1/E), not 1: with hundreds of chains that is what one sees
    (Margossian, Hoffman, Sountsov, Riou-Durand, Vehtari & Gelman 2024, *Bayesian Analysis*). E is
    taken from within the chains, which a chain that has gone astray does not lower.
    """
    half = x.shape[1] // 2
    halves = x[:, : 2 * half].reshape(-1, half)
    within = halves - halves.mean(axis=1, keepdims=True)
    worth = _of_arviz("ess", within) / len(halves)
    return float(np.sqrt(R_HAT**2 + 2 / worth))


def _constant(x: Array) -> bool:
    return bool((x == x[0, 0]).all())
