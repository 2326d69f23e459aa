"""Lesson 11: the joint density without a top, what the data say of each parameter, the funnel.

The pictures with sliders look at one coefficient. What the data say about it is its estimate b with
its standard error (sigma is taken at its estimate), so that its part of the joint density is

    b ~ N(beta, standard error²),  beta ~ N(mu, eta²),  mu ~ N(m, s²),  eta ~ half-Cauchy(A).

The others draw what the learner has just computed.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from helpers import ols
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    BLUE,
    CHOICE,
    ESTIMATE,
    GREEN,
    GREY,
    POINT,
    SKY,
    STYLE,
    TRUTH,
    VERMILION,
    area,
    show_title,
    signed,
)
from helpers.simulate import World

__all__ = [
    "account",
    "estimated_as_zero",
    "eta_of_many",
    "eta_weighed",
    "funnel",
    "heavy_tail",
    "prior_and_posterior",
    "runaway",
    "sweeps",
    "told_by_rows",
]

LINE = {"marker": ""}
DIVERGENT = 1000.0  # the energy error at which a path counts as broken, as in `samplers.hmc`


def runaway(world: World) -> Picture:
    """Picture the joint density of beta and eta at a fixed mu: a ridge without a top.

    Left the log of the joint density over beta and eta, all other parameters at their best; right
    its height along the ridge and its mass (the integral over beta), at each eta.

    Parameters
    ----------
    world : World
        A simulated world with a column of ones and at least one predictor, the first of which is
        looked at.

    Returns
    -------
    Picture
        Sliders ``mu`` and ``decades`` (how far down eta goes).
    """
    b, standard_error = _estimate(world, len(world.y), 1)

    def height(beta: np.ndarray, eta: np.ndarray, mu: float) -> np.ndarray:
        steps = ((beta - b) / standard_error) ** 2 + ((beta - mu) / eta) ** 2
        return -steps / 2 - np.log(eta * np.sqrt(2 * np.pi))

    def ridge(eta: np.ndarray, mu: float) -> tuple[np.ndarray, np.ndarray]:
        """The highest log density over beta, and the log of the integral over beta."""
        variance = standard_error**2 + eta**2
        drop = (b - mu) ** 2 / (2 * variance)
        return (
            -drop - np.log(eta * np.sqrt(2 * np.pi)),
            -drop - np.log(variance) / 2 + np.log(standard_error),
        )

    def draw(figure: Figure, mu: float, decades: int) -> str:
        least = 10.0**-decades
        (low, high), (little, much) = ridge(np.array([1.0, least]), mu)
        climb, share = high - low, np.exp(much - little)
        finding = (
            f"mu = {mu:.1f}: from eta = 1 down to {least:g} the density's log climbs by "
            f"{climb:.1f}, its integral over beta becomes {share:.2f} of what it was"
        )
        finding = finding.replace("climbs by -", "changes by −")
        show_title(figure, finding)
        left, right = figure.subplots(1, 2, width_ratios=[1.35, 1])
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.14, top=0.83, wspace=0.32)

        eta = np.geomspace(least, 30, 50)
        middle = min(b, mu) - 3 * standard_error, max(b, mu) + 3 * standard_error
        # Along the ridge the grid has to be as fine as the ridge is narrow.
        beta = np.union1d(
            np.linspace(*middle, 51), np.clip(mu + np.outer([-1, 1], eta).ravel(), *middle)
        )
        tops, masses = ridge(eta, mu)
        levels = np.linspace(np.floor(tops.min()) - 3, np.ceil(tops.max()), 15)
        heights = height(beta[None, :], eta[:, None], mu)
        left.contourf(beta, eta, heights, levels=levels, cmap="Greys", extend="min", alpha=0.75)
        # The best beta at each eta lies between b and mu, nearer to the narrower one.
        weight = eta**2 / (standard_error**2 + eta**2)
        left.plot(weight * b + (1 - weight) * mu, eta, color=VERMILION, label="best beta")
        left.axvline(mu, **CHOICE | LINE, label="mu")
        left.axvline(b, color=BLACK, linestyle="-.", linewidth=1.2, label="estimate")
        left.set(
            yscale="log", ylim=(least, 30), xlim=middle, xlabel="beta of x1", ylabel="eta of x1"
        )
        left.legend(loc="lower right" if mu < b else "lower left", fontsize=9)

        right.plot(eta, tops, color=VERMILION, label="highest density")
        right.plot(eta, masses, color=BLACK, linestyle="--", label="mass (integral)")
        right.set(xscale="log", xlim=(least, 30), xlabel="eta of x1", ylabel="log")
        for axes in (left, right):
            axes.minorticks_off()  # the slowest part of a redraw
        right.legend(loc="upper right")
        return f"{finding}. The estimate is {b:.2f}, with standard error {standard_error:.2f}."

    return Picture(
        draw,
        size=(7.6, 4.0),
        style=STYLE,
        mu=Slider("mean of beta", low=0.0, high=8.0, start=3.0, step=0.5),
        decades=Slider("decades of eta below 1", low=1, high=6, start=3, step=1),
    )


def prior_and_posterior(world: World, *, m: float = 0.0, B: float = 10.0) -> Picture:
    """Picture prior and posterior of beta, sigma, mu and eta of one coefficient, laid over another.

    Parameters
    ----------
    world : World
        A simulated world with a column of ones first, one predictor or more, and 20 rows or more.
    m, B : float
        Prior mean of mu; scale of the half-Cauchy prior of sigma.

    Returns
    -------
    Picture
        Sliders ``rows`` (the first so many rows of the world), ``coefficient``, ``s`` (prior sd of
        mu) and ``A`` (scale of the half-Cauchy prior of eta). Each panel's title holds the
        Kullback–Leibler divergence of the posterior from the prior, in nats.
    """
    n, p = world.X.shape
    if n < 20:
        raise ValueError(f"world has {n} rows; this picture needs 20 or more.")

    def draw(figure: Figure, rows: int, coefficient: int, s: float, A: float) -> str:
        b, standard_error = _estimate(world, rows, coefficient)
        known = _Knowledge.of(b, standard_error, m, s, A)
        sigma = _sigma(world, rows, B)
        laws = {"beta": known.beta(), "sigma": sigma, "mu": known.mu(), "eta": known.eta()}
        told = {name: law.divergence() for name, law in laws.items()}
        said = ", ".join(f"{name} {nats:.2f}" for name, nats in told.items() if name != "eta")
        finding = (
            f"What {rows} rows tell, in nats: {said}, eta {told['eta']:.3f}"
            f" (mu ~ N({m:g}, {s:g}²), eta ~ half-Cauchy({A:g}))"
        )
        show_title(figure, finding)
        panels = figure.subplots(2, 2).ravel()
        figure.subplots_adjust(
            left=0.08, right=0.98, bottom=0.1, top=0.82, wspace=0.22, hspace=0.55
        )
        truth = {"beta": world.beta[coefficient], "sigma": world.sigma}
        for axes, (name, law) in zip(panels, laws.items(), strict=True):
            _overlay(axes, law, truth.get(name))
            label = name if name == "sigma" else f"{name} of x{coefficient}"
            decimals = 3 if name == "eta" else 2
            # With its height said, the title is not laid out anew at each redraw.
            axes.set_title(f"{label}: {told[name]:.{decimals}f} nats", y=1.02)
        for axes in panels[::2]:
            axes.set_ylabel("density")
        handles, labels = panels[0].get_legend_handles_labels()
        panels[3].legend(handles, labels, loc="upper right")
        return (
            f"{finding}. The estimate of beta is {signed(b)}, standard error {standard_error:.2f}."
        )

    return Picture(
        draw,
        size=(7.6, 5.0),
        style=STYLE,
        rows=Slider("rows", low=20, high=n // 10 * 10, start=n // 10 * 10, step=10),
        coefficient=Slider(
            "coefficient of",
            low=1,
            high=max(2, p - 1),
            start=1,
            step=1,
            names=world.names[1:] if p > 2 else (),
        ),
        s=Slider("sd of mu's prior", low=1.0, high=100.0, start=10.0, step=1.0),
        A=Slider("scale of eta's prior", low=1.0, high=25.0, start=5.0, step=1.0),
    )


def funnel(world: World, *, m: float = 0.0, s: float = 10.0, A: float = 5.0) -> Picture:
    """Picture where paths of Hamiltonian Monte Carlo break, in three forms of one posterior.

    1,000 exact, independent draws of (beta, mu, eta) of x1; from each starts one leapfrog path of
    20 steps. Form 1 moves beta, mu and log eta; form 2 moves z = (beta − mu)/eta in beta's place
    (non-centred); form 3 has mu integrated out and moves beta and log eta. Each form is shown in
    what it moves. Lengths are measured in posterior sds. A path is broken when its energy error
    exceeds 1,000.

    Parameters
    ----------
    world : World
        A simulated world with a column of ones first and one predictor or more.
    m, s, A : float
        Mean and sd of mu's prior; scale of eta's half-Cauchy prior.

    Returns
    -------
    Picture
        Sliders ``form`` (1, 2 or 3) and ``step`` (of the leapfrog, in posterior sds).
    """
    b, standard_error = _estimate(world, len(world.y), 1)
    beta, mu, eta, forms, starts, kicks = _paths(world, m, s, A)
    names = {
        1: "Paths of beta, mu and eta",
        2: "Paths of (beta − mu)/eta, mu and eta",
        3: "Paths of beta and eta, mu integrated out",
    }
    shown = {
        1: (beta - mu, "beta − mu of x1", (-30, 30)),
        2: ((beta - mu) / eta, "(beta − mu)/eta of x1", (-4.5, 4.5)),
        3: (beta, "beta of x1", (b - 5 * standard_error, b + 5 * standard_error)),
    }
    shapes = {
        1: "The draws fill a funnel: the smaller eta, the closer beta lies to mu.",
        2: "No funnel's neck: at a small eta, (beta − mu)/eta is spread as its prior is.",
        3: "No funnel: beta is spread about alike at every eta.",
    }

    def draw(figure: Figure, form: int, step: float) -> str:
        broken = _broken(forms[form], starts[form], kicks[form], step)
        finding = f"{names[form]}, step {step:.1f}: {_toll(broken, eta)}"
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.97, bottom=0.12, top=0.86)
        across, label, limits = shown[form]
        axes.plot(
            across[~broken], eta[~broken], ".", color=GREY, markersize=4, alpha=0.7,
            label="the path holds",
        )  # fmt: skip
        axes.plot(
            across[broken], eta[broken], "x", color=VERMILION, markersize=6, markeredgewidth=1.3,
            label="the path breaks",
        )  # fmt: skip
        axes.set(
            yscale="log",
            xlim=limits,
            ylim=(0.01, 300),
            xlabel=label,
            ylabel="eta of x1",
        )
        axes.legend(loc="lower right")
        return f"{finding}. {shapes[form]}"

    return Picture(
        draw,
        size=(7.2, 4.2),
        style=STYLE,
        form=Slider(
            "form", low=1, high=3, start=1, step=1, names=("centred", "non-centred", "marginal")
        ),
        step=Slider("step in sds", low=0.1, high=1.0, start=0.3, step=0.1),
    )


# What the learner has computed


def eta_weighed(etas: np.ndarray, likelihood: np.ndarray) -> Picture:
    """Picture the likelihood of eta, and what it makes of the prior.

    Parameters
    ----------
    etas : array_like, shape (K,)
        Equally probable a priori, in ascending order.
    likelihood : array_like, shape (K,)
    """
    etas, likelihood = np.asarray(etas), np.asarray(likelihood)
    level = likelihood / likelihood[0]
    before = (np.arange(len(etas)) + 0.5) / len(etas)
    after = (np.cumsum(level) - level / 2) / level.sum()
    falls = [100 * (1 - np.interp(eta, etas, level)) for eta in (3, 10)]
    medians = [np.interp(0.5, share, etas) for share in (before, after)]

    def draw(figure: Figure) -> str:
        finding = (
            f"The likelihood falls by {falls[0]:.0f} % up to eta = 3, by {falls[1]:.0f} % up to "
            f"10: eta's median moves from {medians[0]:.1f}, the prior's, to {medians[1]:.1f}"
        )
        show_title(figure, finding)
        left, right = figure.subplots(1, 2)
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.16, top=0.8, wspace=0.28)
        left.plot(etas, level, color=BLACK)
        left.set(ylim=(0, 1.1), ylabel="likelihood, 1 at eta = 0")
        right.plot(etas, before, **CHOICE | LINE, label="prior")
        right.plot(etas, after, **ESTIMATE | LINE, label="posterior")
        right.set(ylim=(0, 1.02), ylabel="share of etas below")
        right.legend(loc="lower right")
        for axes in (left, right):
            axes.set(xlim=(0, 40), xlabel="eta of x1")
        return f"{finding}. The posterior has the prior's shape, with less of its far tail."

    return Picture(draw, size=(7.2, 3.3), style=STYLE)


def heavy_tail(draws: np.ndarray, A: float) -> Picture:
    """Picture draws of eta beside the half-Cauchy law of scale A, and a half-normal one.

    Parameters
    ----------
    draws : array_like, shape (K,)
    A : float
    """
    draws = np.asarray(draws)
    far, sd = 4 * A, A / 0.6744898  # the half-normal law of this sd has the median A
    beyond = [
        100 * np.mean(draws > far),
        100 * (1 - 2 / np.pi * np.arctan(far / A)),
        100 * math.erfc(far / sd / math.sqrt(2)),
    ]

    def draw(figure: Figure) -> str:
        finding = (
            f"Beyond {far:g} lie {beyond[0]:.1f} % of the draws, {beyond[1]:.1f} % of the "
            f"half-Cauchy law, {beyond[2]:.1f} % of a half-normal one with its median"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.98, bottom=0.16, top=0.82)
        bins = np.geomspace(0.01 * A, 100 * A, 61)
        share, _ = np.histogram(draws, bins)
        share = share / len(draws) / np.diff(np.log10(bins))
        axes.stairs(share, bins, fill=True, **area(GREY), label="draws")
        eta = np.geomspace(bins[0], bins[-1], 121)
        cauchy = 2 / (np.pi * A) / (1 + (eta / A) ** 2)
        normal = 2 * _normal(eta, 0, sd**2)
        axes.plot(eta, cauchy * eta * np.log(10), color=VERMILION, label="half-Cauchy")
        axes.plot(eta, normal * eta * np.log(10), **CHOICE | LINE, label="half-normal")
        axes.set(xscale="log", xlim=bins[[0, -1]], xlabel="eta", ylabel="density of log10(eta)")
        axes.legend(loc="upper left")
        return f"{finding}. Eta is on a log scale."

    return Picture(draw, size=(7.2, 3.2), style=STYLE)


def sweeps(chains: np.ndarray) -> Picture:
    """Picture the chains of beta and eta of x1.

    Parameters
    ----------
    chains : array_like, shape (chain, sweep, 3 J + 1)
        beta, mu, sigma and eta in a row.
    """
    chains = np.asarray(chains)
    J = (chains.shape[-1] - 1) // 3
    shown = {"beta of x1": chains[..., 0], "eta of x1": chains[..., 2 * J + 1]}
    ends = {name: np.quantile(draws, [0.05, 0.95]) for name, draws in shown.items()}

    def draw(figure: Figure) -> str:
        said = ", ".join(
            f"of {name} in {low:.1f} to {high:.1f}" for name, (low, high) in ends.items()
        )
        finding = f"{len(chains)} chains, 90 % of the draws {said}"
        show_title(figure, finding)
        panels = figure.subplots(2, 1, sharex=True)
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.12, top=0.88, hspace=0.12)
        for axes, (name, draws) in zip(panels, shown.items(), strict=True):
            for one, color in zip(draws, (BLACK, BLUE, VERMILION, GREEN), strict=False):
                axes.plot(one, color=color, linewidth=0.5, alpha=0.95)
            axes.set(ylabel=name, xlim=(0, draws.shape[1]))
        panels[1].set(yscale="log", xlabel="sweep, counted from the first that is kept")
        return f"{finding}. Below, eta is on a log scale."

    return Picture(draw, size=(7.2, 3.9), style=STYLE)


def estimated_as_zero(true_etas: np.ndarray, zeros: np.ndarray) -> Picture:
    """Picture how often empirical Bayes says that eta is 0.

    Parameters
    ----------
    true_etas : array_like, shape (K,)
        In ascending order.
    zeros : array_like, shape (2, K)
        Percent of worlds, with mu maximised and with mu integrated out.
    """
    true_etas, zeros = np.asarray(true_etas), np.asarray(zeros)

    def draw(figure: Figure) -> str:
        at_two = [np.interp(2, true_etas, share) for share in zeros]
        finding = (
            f"Slopes that differ with sd 2 are said to be equal in {at_two[0]:.0f} % of worlds, "
            f"in {at_two[1]:.0f} % if mu is integrated out"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.98, bottom=0.15, top=0.84)
        axes.plot(true_etas, zeros[0], color=VERMILION, label="mu at its best")
        axes.plot(true_etas, zeros[1], color=BLACK, linestyle="--", label="mu integrated out")
        axes.set(xlim=(0, true_etas[-1]), ylim=(0, 100), xlabel="true eta")
        axes.set_ylabel("% of worlds with estimate 0")
        axes.legend(loc="upper right")
        return f"{finding}. Both shares fall slowly as eta grows."

    return Picture(draw, size=(7.2, 3.4), style=STYLE)


def eta_of_many(counts: list[int], intervals: list, truth: float) -> Picture:
    """Picture the posterior intervals of one eta that more and more slopes share.

    Parameters
    ----------
    counts : sequence of int
        Numbers of slopes.
    intervals : array_like, shape (K, 2)
        Lower and upper ends.
    truth : float
        The eta that made the worlds.
    """
    intervals = np.asarray(intervals)

    def draw(figure: Figure) -> str:
        least, most = np.ptp(intervals, axis=1)[[0, -1]]
        finding = (
            f"90 % of eta's posterior: {least:.1f} wide with {counts[0]} slopes, "
            f"{most:.1f} wide with {counts[-1]}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.13, right=0.98, bottom=0.2, top=0.77)
        places = np.arange(len(counts))[::-1]
        axes.hlines(places, *intervals.T, color=VERMILION, linewidth=4, label="90 % of posterior")
        axes.axvline(truth, **TRUTH | LINE, label="true eta")
        axes.set(xlim=(0, 1.05 * intervals.max()), ylim=(-0.6, len(counts) - 0.4), xlabel="eta")
        axes.set_yticks(places, [f"{count} slopes" for count in counts])
        axes.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=2)
        return f"{finding}. True is {truth:g}."

    return Picture(draw, size=(7.2, 2.7), style=STYLE)


def told_by_rows(rows: np.ndarray, heard: np.ndarray) -> Picture:
    """Picture what more and more rows tell about beta, mu and eta.

    Parameters
    ----------
    rows : array_like, shape (K,)
        In ascending order.
    heard : array_like, shape (K, 3)
        Nats about beta, mu and eta.
    """
    rows, heard = np.asarray(rows), np.asarray(heard)
    looks = {"beta": (VERMILION, "-", "D"), "mu": (BLUE, "--", "o"), "eta": (BLACK, ":", "s")}

    def draw(figure: Figure) -> str:
        said = [
            f"{name} from {first:.2f} to {last:.2f}"
            for name, first, last in zip(looks, heard[0], heard[-1], strict=True)
        ]
        finding = f"Nats from {rows[0]:,.0f} to {rows[-1]:,.0f} rows: " + ", ".join(said)
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.9, bottom=0.15, top=0.84)
        for nats, (name, (color, line, mark)) in zip(heard.T, looks.items(), strict=True):
            axes.plot(rows, nats, color=color, linestyle=line, marker=mark, markersize=6)
            axes.annotate(
                name, (rows[-1], nats[-1]), (9, 0), textcoords="offset points", va="center"
            )
        axes.set(xscale="log", ylim=(-0.2, heard.max() + 0.4), xlabel="rows", ylabel="nats")
        return f"{finding}. Only the line of beta climbs on, by about as much with each tenfold."

    return Picture(draw, size=(7.2, 3.5), style=STYLE)


def account(names: list[str], once: np.ndarray, often: np.ndarray) -> Picture:
    """Picture how much narrower each parameter's posterior becomes by a hundred copies of the data.

    Parameters
    ----------
    names : sequence of str
    once, often : array_like, one for each name
        Widths of the posterior, from the data and from a hundred copies of them.
    """
    shares = np.asarray(often) / np.asarray(once)
    data_speak = shares < 0.2

    def draw(figure: Figure) -> str:
        def those(which: np.ndarray) -> str:
            ends = sorted({f"{shares[which].min():.2f}", f"{shares[which].max():.2f}"})
            some = ", ".join(name for name, here in zip(names, which, strict=True) if here)
            return f"{some} keep {' to '.join(ends)} of their width"

        finding = f"With 100 copies {those(data_speak)}; {those(~data_speak)}"
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.97, bottom=0.17, top=0.82)
        places = np.arange(len(names))[::-1]
        for which, color, mark, label in (
            (data_speak, VERMILION, "D", "more rows narrow it"),
            (~data_speak, BLACK, "s", "more rows hardly narrow it"),
        ):
            axes.plot(shares[which], places[which], mark, color=color, markersize=7, label=label)
        axes.set_yticks(places, names)
        for share, text in ((0.1, "a tenth"), (1, "all of it")):
            axes.axvline(share, color=SKY, linewidth=1.2)
            axes.annotate(text, (share, len(names) - 0.6), (4, 0), textcoords="offset points")
        axes.set(xlim=(0, 1.19), ylim=(-0.6, len(names) + 0.1))
        axes.set_xlabel("width with 100 copies of the data, as a share of the width now")
        axes.legend(loc="center")
        return f"{finding}."

    return Picture(draw, size=(7.2, 3.7), style=STYLE)


# What the data say about one coefficient


def _estimate(world: World, rows: int, j: int) -> tuple[float, float]:
    """Estimate and standard error of coefficient j, from the first rows."""
    fit = ols.fit(world.X[:rows], world.y[:rows])
    return float(fit.beta[j]), float(fit.standard_errors[j])


class _Law(NamedTuple):
    """Prior and posterior density of one parameter, on the points of a grid with their widths.

    `seen` is the part of the grid that a picture shows.
    """

    points: np.ndarray
    widths: np.ndarray
    prior: np.ndarray
    posterior: np.ndarray
    seen: tuple[float, float]

    def divergence(self) -> float:
        """Kullback–Leibler divergence of the posterior from the prior, in nats."""
        there = self.posterior > 0
        posterior, prior = self.posterior[there], self.prior[there]
        return float(np.sum(posterior * np.log(posterior / prior) * self.widths[there]))


def _even(low: float, high: float, count: int) -> tuple[np.ndarray, np.ndarray]:
    points = np.linspace(low, high, count)
    return points, np.full(count, points[1] - points[0])


def _dense_around(
    middle: float, scale: float, reach: float, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Fine steps around the middle, where a posterior may be narrow, wide ones far out."""
    t, step = _even(-np.arcsinh(reach / scale), np.arcsinh(reach / scale), count)
    return middle + scale * np.sinh(t), scale * np.cosh(t) * step


def _normal(x: np.ndarray, mean: np.ndarray | float, variance: np.ndarray | float) -> np.ndarray:
    return np.exp(-((x - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance)


class _Knowledge(NamedTuple):
    """The posterior of (beta, mu, eta) given one estimate: a mixture of normal laws over eta.

    `etas` are equally probable a priori, `weights` are their posterior probabilities.
    """

    estimate: float
    standard_error: float
    m: float
    s: float
    A: float
    etas: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, b: float, standard_error: float, m: float, s: float, A: float) -> _Knowledge:
        etas = A * np.tan(np.pi / 2 * (np.arange(600) + 0.5) / 600)
        weights = _normal(b, m, standard_error**2 + etas**2 + s**2)
        return cls(b, standard_error, m, s, A, etas, weights / weights.sum())

    def beta(self) -> _Law:
        mean, variance = self._beta_given(self.etas)
        middle = float(self.weights @ mean)
        wide = 1.2 * max(abs(middle) + 4 * self.standard_error, 15.0)
        points, widths = _dense_around(middle, self.standard_error, 2 * wide, 181)
        posterior = _normal(points[:, None], mean, variance) @ self.weights
        prior = _normal(points[:, None], self.m, self.etas**2 + self.s**2).mean(axis=1)
        return _Law(points, widths, prior, posterior, (-wide / 2, wide))

    def mu(self) -> _Law:
        # Given eta, mu is known from m with sd s and from the estimate with the rest.
        spread = self.standard_error**2 + self.etas**2
        variance = 1 / (1 / spread + 1 / self.s**2)
        mean = variance * (self.estimate / spread + self.m / self.s**2)
        reach = 8 * self.s + abs(self.estimate - self.m)
        points, widths = _dense_around(self.estimate, self.standard_error, reach, 321)
        posterior = _normal(points[:, None], mean, variance) @ self.weights
        prior = _normal(points, self.m, self.s**2)
        return _Law(points, widths, prior, posterior, (self.m - 3 * self.s, self.m + 3 * self.s))

    def eta(self) -> _Law:
        # In steps of equal prior probability, so that the far tail is there, too.
        widths = np.pi * self.A / 2 * (1 + (self.etas / self.A) ** 2) / len(self.etas)
        prior = 1 / (widths * len(self.etas))
        return _Law(self.etas, widths, prior, self.weights / widths, (0.0, 5 * self.A))

    def draw(self, draws: int, rng: np.random.Generator) -> tuple[np.ndarray, ...]:
        """Independent draws of beta, mu and eta."""
        ends = np.linspace(0, 1, len(self.etas) + 1)
        share = np.interp(rng.random(draws), np.append(0, np.cumsum(self.weights)), ends)
        eta = self.A * np.tan(np.pi / 2 * share)
        mean, variance = self._beta_given(eta)
        beta = mean + np.sqrt(variance) * rng.standard_normal(draws)
        weight = self.s**2 / (self.s**2 + eta**2)
        mean, variance = self.m + weight * (beta - self.m), self.s**2 * (1 - weight)
        return beta, mean + np.sqrt(variance) * rng.standard_normal(draws), eta

    def _beta_given(self, eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Mean and variance of beta given eta, mu integrated out."""
        precision = 1 / self.standard_error**2 + 1 / (eta**2 + self.s**2)
        linear = self.estimate / self.standard_error**2 + self.m / (eta**2 + self.s**2)
        return linear / precision, 1 / precision


def _sigma(world: World, rows: int, B: float) -> _Law:
    """sigma with its half-Cauchy prior; alpha and beta flat and integrated out."""
    fit = ols.fit(world.X[:rows], world.y[:rows])
    middle, freedom = float(np.log(fit.sigma)), float(fit.df_resid)
    points, widths = _even(middle - 5.0, middle + 3.0, 1201)
    sigma = np.exp(points)
    prior = 2 / (np.pi * B * (1 + (sigma / B) ** 2))
    log = -freedom * (points - middle) - freedom / 2 * (fit.sigma / sigma) ** 2
    posterior = prior * np.exp(log - log.max())
    posterior /= np.sum(posterior * sigma * widths)
    return _Law(sigma, sigma * widths, prior, posterior, (0.0, 3 * float(fit.sigma)))


def _overlay(axes: Axes, law: _Law, truth: float | None) -> None:
    """Draw posterior over prior."""
    axes.plot(law.points, law.posterior, **ESTIMATE | LINE, label="posterior")
    axes.fill_between(law.points, law.posterior, **area(VERMILION, 0.12))
    axes.plot(law.points, law.prior, **CHOICE | LINE, label="prior")
    if truth is not None:
        axes.plot(truth, 0, **TRUTH | POINT, clip_on=False, label="truth")
    axes.set(xlim=law.seen, ylim=(0, 1.15 * law.posterior.max()), yticks=[])
    axes.xaxis.set_major_locator(MaxNLocator(5))


# Leapfrog paths


def paths_that_break(
    world: World, step: float, *, m: float = 0.0, s: float = 10.0, A: float = 5.0
) -> list[int]:
    """How many of the 1,000 paths of `funnel` break in each of its three forms."""
    *_, forms, starts, kicks = _paths(world, m, s, A)
    return [int(_broken(forms[k], starts[k], kicks[k], step).sum()) for k in forms]


def _paths(world: World, m: float, s: float, A: float) -> tuple:
    """Exact draws of beta, mu and eta of x1; each form's density, its starts and first momenta."""
    b, standard_error = _estimate(world, len(world.y), 1)
    rng = np.random.default_rng(11)
    beta, mu, eta = _Knowledge.of(b, standard_error, m, s, A).draw(1000, rng)
    starts = {
        1: np.array([beta, mu, np.log(eta)]),
        2: np.array([(beta - mu) / eta, mu, np.log(eta)]),
        3: np.array([beta, np.log(eta)]),
    }
    kicks = {form: rng.standard_normal(start.shape) for form, start in starts.items()}
    return beta, mu, eta, _forms(b, standard_error, m, s, A), starts, kicks


def _forms(b: float, standard_error: float, m: float, s: float, A: float) -> dict:
    """Log density and gradient of each form, at points (parameter, path)."""

    def of_eta(log_eta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Half-Cauchy, in log eta."""
        share = 1 / (1 + (A / np.exp(log_eta)) ** 2)
        return log_eta - np.log1p((np.exp(log_eta) / A) ** 2), 1 - 2 * share

    def of_data(beta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        step = (beta - b) / standard_error
        return -(step**2) / 2, -step / standard_error

    def of_mu(mu: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        step = (mu - m) / s
        return -(step**2) / 2, -step / s

    def centred(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        beta, mu, log_eta = theta
        eta = np.exp(log_eta)
        z = (beta - mu) / eta
        (h1, g1), (h2, g2), (h3, g3) = of_data(beta), of_mu(mu), of_eta(log_eta)
        height = h1 + h2 + h3 - z**2 / 2 - log_eta
        return height, np.array([g1 - z / eta, g2 + z / eta, g3 + z**2 - 1])

    def non_centred(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        z, mu, log_eta = theta
        eta = np.exp(log_eta)
        (h1, g1), (h2, g2), (h3, g3) = of_data(mu + eta * z), of_mu(mu), of_eta(log_eta)
        return h1 + h2 + h3 - z**2 / 2, np.array([g1 * eta - z, g1 + g2, g1 * eta * z + g3])

    def marginal(theta: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        beta, log_eta = theta
        eta = np.exp(log_eta)
        w = s**2 + eta**2
        (h1, g1), (h3, g3) = of_data(beta), of_eta(log_eta)
        squared = (beta - m) ** 2 / w
        height = h1 + h3 - squared / 2 - np.log(w) / 2
        return height, np.array([g1 - (beta - m) / w, g3 + (squared - 1) * eta**2 / w])

    return {1: centred, 2: non_centred, 3: marginal}


def _broken(
    form: object, start: np.ndarray, kick: np.ndarray, step: float, steps: int = 20
) -> np.ndarray:
    """Which of the paths (columns) have an energy error above 1,000 on their way."""
    # Half the middle 68 % of each parameter: an sd that heavy tails leave alone.
    scale = np.diff(np.quantile(start, [0.16, 0.84], axis=1), axis=0).T / 2
    theta, momentum = start.copy(), kick.copy()
    height, gradient = form(theta)
    energy = height - np.sum(momentum**2, axis=0) / 2
    broken = np.zeros(start.shape[1], dtype=bool)
    with np.errstate(all="ignore"):  # a broken path may run to infinity
        for _ in range(steps):
            momentum = momentum + step / 2 * scale * gradient
            theta = theta + step * scale * momentum
            height, gradient = form(theta)
            momentum = momentum + step / 2 * scale * gradient
            error = energy - height + np.sum(momentum**2, axis=0) / 2
            broken |= ~(error < DIVERGENT)
    return broken


def _toll(broken: np.ndarray, eta: np.ndarray) -> str:
    """How many paths break, and how often below and above the median of eta."""
    count = int(broken.sum())
    if not count:
        return f"no path of {len(broken):,} breaks"
    middle = np.median(eta)
    below, above = 100 * broken[eta < middle].mean(), 100 * broken[eta >= middle].mean()
    return (
        f"{count} of {len(broken):,} paths break, {below:.0f}\N{NO-BREAK SPACE}% of those that "
        f"start below eta = {middle:.1f}, {above:.0f}\N{NO-BREAK SPACE}% of those above"
    )
