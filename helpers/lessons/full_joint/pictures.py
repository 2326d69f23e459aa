"""Lesson 11: the joint density without a top, what the data say of each parameter, the funnel.

All three pictures look at one coefficient. What the data say about it is its estimate b with its
standard error (sigma is taken at its estimate), so that its part of the joint density is

    b ~ N(beta, standard error²),  beta ~ N(mu, eta²),  mu ~ N(m, s²),  eta ~ half-Cauchy(A).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from helpers import ols
from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    CHOICE,
    ESTIMATE,
    GREY,
    POINT,
    STYLE,
    TRUTH,
    VERMILION,
    show_title,
    signed,
)
from helpers.simulate import World

__all__ = ["funnel", "prior_and_posterior", "runaway"]

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

        eta = np.geomspace(least, 30, 60)
        middle = min(b, mu) - 3 * standard_error, max(b, mu) + 3 * standard_error
        # Along the ridge the grid has to be as fine as the ridge is narrow.
        beta = np.union1d(
            np.linspace(*middle, 61), np.clip(mu + np.outer([-1, 1], eta).ravel(), *middle)
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
        left.legend(loc="upper right", frameon=True, framealpha=0.9, edgecolor="none", fontsize=9)

        right.plot(eta, tops, color=VERMILION, label="highest density")
        right.plot(eta, masses, color=BLACK, linestyle="--", label="mass (integral)")
        right.set(xscale="log", xlim=(least, 30), xlabel="eta of x1", ylabel="log")
        right.legend(loc="upper right")
        return f"{finding}. The estimate is {b:.2f}, with standard error {standard_error:.2f}."

    return Picture(
        draw,
        size=(7.6, 4.0),
        style=STYLE,
        mu=Slider("mu", low=0.0, high=8.0, start=3.0, step=0.5),
        decades=Slider("decades below 1", low=1, high=6, start=3, step=1),
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
            axes.set_title(f"{label}: {told[name]:.{decimals}f} nats")
        handles, labels = panels[0].get_legend_handles_labels()
        panels[3].legend(handles[:2], labels[:2], loc="upper right")
        return (
            f"{finding}. The estimate of beta is {signed(b)}, standard error {standard_error:.2f}."
        )

    return Picture(
        draw,
        size=(7.6, 5.0),
        style=STYLE,
        rows=Slider("rows", low=20, high=n // 10 * 10, start=n // 10 * 10, step=10),
        coefficient=Slider("coefficient", low=1, high=max(2, p - 1), start=1, step=1),
        s=Slider("s", low=1.0, high=100.0, start=10.0, step=1.0),
        A=Slider("A", low=1.0, high=25.0, start=5.0, step=1.0),
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
    rng = np.random.default_rng(11)
    beta, mu, eta = _Knowledge.of(b, standard_error, m, s, A).draw(1000, rng)
    forms = _forms(b, standard_error, m, s, A)
    starts = {
        1: np.array([beta, mu, np.log(eta)]),
        2: np.array([(beta - mu) / eta, mu, np.log(eta)]),
        3: np.array([beta, np.log(eta)]),
    }
    kicks = {form: rng.standard_normal(start.shape) for form, start in starts.items()}
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
            across[~broken], eta[~broken], ".", color=GREY, markersize=4, alpha=0.55,
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
        form=Slider("form", low=1, high=3, start=1, step=1),
        step=Slider("step (sds)", low=0.1, high=1.0, start=0.3, step=0.1),
    )


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
    axes.fill_between(law.points, law.posterior, color=VERMILION, alpha=0.12, linewidth=0)
    axes.plot(law.points, law.prior, **CHOICE | LINE, label="prior")
    if truth is not None:
        axes.plot(truth, 0, **TRUTH | POINT, clip_on=False)
    axes.set(xlim=law.seen, ylim=(0, 1.15 * law.posterior.max()), yticks=[])
    axes.set_ylabel("density")


# Leapfrog paths


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
