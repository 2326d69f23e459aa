"""Lesson 08: priors to posteriors."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator
from scipy.special import gammaln, softmax
from scipy.stats import f, invgamma, norm, t

from helpers.explore import Picture, Slider
from helpers.lessons.style import (
    BLACK,
    BLUE,
    CHOICE,
    ESTIMATE,
    GREEN,
    GREY,
    POINT,
    STYLE,
    TRUTH,
    VERMILION,
    area,
    limits,
    point,
    show_title,
    signed,
)
from helpers.simulate import World

__all__ = [
    "bells_for_sigma",
    "joint_and_posterior",
    "posterior_grid",
    "prior_predictive",
    "prior_to_posterior",
    "ridge_path",
    "slope_and_verdict",
    "slope_by_width",
    "twice_as_steep",
]

WORLDS = 60  # lines drawn from the prior


def prior_predictive(
    world: World, a: float = 2.0, b: float = 25.0, plausible: tuple[float, float] = (0.0, 100.0)
) -> Picture:
    """Picture what a normal–inverse-gamma prior claims about data, before there are any.

    sigma² ~ IG(a, b); given sigma, each coefficient is normal with standard deviation width times
    sigma, around zero, the constant around the centre. Lines are the mean of y that worlds drawn
    from the prior have along x1, at the mean of all other predictors. The shares in the title are
    exact: under this prior y follows a t law with 2a degrees of freedom (Gelman et al. 2013,
    *Bayesian Data Analysis*, §3.3), here averaged over the rows of `world`.

    Parameters
    ----------
    world : World
        Its X is used, its y is not.
    a, b : float
        Shape and rate of the precision 1/sigma².
    plausible : (float, float)
        Between which values everybody expects y.

    Returns
    -------
    Picture
        Sliders ``width`` (its decimal logarithm, in units of sigma) and ``centre`` (of the
        constant, in units of y).
    """
    low, high = plausible
    X, p = world.X, world.X.shape[1]
    # The same random numbers at every place of the sliders: only the prior moves.
    rng = np.random.default_rng(8)
    sigma = np.sqrt(b / rng.gamma(a, size=WORLDS))
    z = rng.standard_normal((WORLDS, p))
    ends = np.tile(X.mean(axis=0), (2, 1))
    ends[:, 1] = 0.0, 1.0

    def draw(figure: Figure, log_width: float, centre: float) -> str:
        width = 10.0**log_width
        beta = centre * np.eye(p)[0] + width * sigma[:, None] * z
        lines = beta @ ends.T

        scale = np.sqrt(b / a * (1 + width**2 * np.sum(X**2, axis=1)))
        below, above = (100 * np.mean(tail) for tail in (
            t.cdf(low, 2 * a, centre, scale), t.sf(high, 2 * a, centre, scale)
        ))  # fmt: skip
        decimals = 1 if width < 10 else 0
        finding = (
            f"Coefficients within {width:,.{decimals}f} sigma of their centre: of the y that this "
            f"prior foretells, {below:.1f} % lie below {low:g} and {above:.1f} % above {high:g}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.12, right=0.97, bottom=0.13, top=0.84)
        # Nine lines in ten stay in view; the frame grows by factors of about 3.
        reach = max(float(np.quantile(np.abs(lines), 0.9)), 1.5 * high)
        frame = 1.5 * high * 10 ** (np.ceil(2 * np.log10(reach / (1.5 * high))) / 2)
        style = CHOICE | {"marker": "", "linestyle": "-", "linewidth": 0.9, "alpha": 0.9}
        # One path with gaps: drawn much faster than 60 lines.
        gaps = np.full((WORLDS, 1), np.nan)
        axes.plot(
            np.tile([0.0, 1.0, np.nan], WORLDS),
            np.hstack([lines, gaps]).ravel(),
            **style,
            label=f"{WORLDS} worlds drawn from the prior",
        )
        axes.axhspan(low, high, **area(GREY, 0.22), label=f"plausible: {low:g} to {high:g}")
        axes.set(xlim=(0, 1), ylim=(-frame, frame), xlabel="x1", ylabel="mean of y (units of y)")
        legend = axes.legend(loc="lower left", frameon=True, framealpha=1, edgecolor="none")
        legend.set_zorder(11)
        middle = float(np.median(np.abs(lines[:, 1] - lines[:, 0])))
        return f"{finding}. From x1 = 0 to 1, half of the lines move by more than {middle:,.1f}."

    return Picture(
        draw,
        size=(7.2, 4.0),
        style=STYLE,
        log_width=Slider("log₁₀ of the width", low=-1.0, high=3.0, start=0.3, step=0.1),
        centre=Slider("centre of the constant", low=-20.0, high=40.0, start=0.0, step=1.0),
    )


def posterior_grid(
    world: World,
    centre: float = 0.0,
    spread: float = 4.0,
    a: float = 2.0,
    b: float = 25.0,
) -> Picture:
    """Picture a posterior on a grid: the mean and the sd of y, without any predictor.

    sigma² ~ IG(a, b) and mean | sigma ~ N(centre, spread sigma²). The grid's posterior means stand
    beside the exact ones (Gelman et al. 2013, *Bayesian Data Analysis*, §3.3).

    Parameters
    ----------
    world : World
        Its y is used, its X is not.
    centre, spread, a, b : float
        The prior. `spread` is the variance of the mean in units of sigma².

    Returns
    -------
    Picture
        Sliders ``points`` (along each side of the grid) and ``rows``.
    """
    if len(world.y) < 20:
        raise ValueError(f"world has {len(world.y)} rows; this picture needs 20 or more.")

    def draw(figure: Figure, points: int, rows: int) -> str:
        y = world.y[:rows]
        n, average, squares = rows, y.mean(), np.sum((y - y.mean()) ** 2)

        def log_joint(mean: np.ndarray, sigma: np.ndarray) -> np.ndarray:
            """The log joint density per unit of mean and sigma, without its constants."""
            misfit = squares + n * (mean - average) ** 2 + (mean - centre) ** 2 / spread
            return -(n + 2 * a + 2) * np.log(sigma) - (misfit / 2 + b) / sigma**2

        precision = n + 1 / spread
        exact_mean = (n * average + centre / spread) / precision
        a_n = a + n / 2
        b_n = b + (squares + n / spread / precision * (average - centre) ** 2) / 2
        exact_sigma = np.sqrt(b_n) * np.exp(gammaln(a_n - 0.5) - gammaln(a_n))

        means, sigmas = np.linspace(2, 30, points), np.linspace(2, 20, points)
        weights = softmax(log_joint(means[:, None], sigmas))
        by_grid = weights.sum(axis=1) @ means, weights.sum(axis=0) @ sigmas
        finding = (
            f"{points} × {points} points, {rows} rows: mean {by_grid[0]:.2f}, sigma "
            f"{by_grid[1]:.2f}; exactly {exact_mean:.2f} and {exact_sigma:.2f}. "
            f"{_holding_half(weights)}"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.09, right=0.97, bottom=0.13, top=0.84)
        fine_mean, fine_sigma = np.linspace(2, 30, 113), np.linspace(2, 20, 91)
        heights = log_joint(fine_mean[:, None], fine_sigma)
        axes.contour(
            fine_mean,
            fine_sigma,
            heights.T - heights.max(),
            levels=np.log([0.01, 0.1, 0.5]),
            colors=BLACK,
            linewidths=1.0,
            linestyles="-",
        )
        axes.plot([], [], color=BLACK, linewidth=1.0, label="at 50, 10 and 1 % of the top")
        at = np.meshgrid(means, sigmas, indexing="ij")
        # The area of a dot is its weight; the heaviest is as wide as the gap to the next column.
        heavy = weights > 1e-3 * weights.max()
        sizes = (450 / points) ** 2 * weights[heavy] / weights.max()
        axes.plot(*(x.ravel() for x in at), ".", color=GREY, markersize=1.5, zorder=1)
        shown = (x[heavy] for x in at)
        axes.scatter(*shown, s=sizes, **area(VERMILION, 0.4), zorder=2)
        axes.plot(*by_grid, **ESTIMATE | POINT, label="means, by the grid")
        axes.plot(exact_mean, exact_sigma, "+", color=BLACK, ms=13, zorder=12, label="exact means")
        axes.set(
            xlim=(2, 30), ylim=(2, 20), xlabel="mean of y (units of y)", ylabel="sigma (units of y)"
        )
        axes.legend(loc="upper left", frameon=True, framealpha=1, edgecolor="none")
        return f"{finding}. The average of these rows is {average:.2f}."

    return Picture(
        draw,
        size=(7.2, 4.2),
        style=STYLE,
        points=Slider("points along each side", low=5, high=40, start=20, step=1),
        rows=Slider("rows", low=10, high=len(world.y) // 10 * 10, start=10, step=10),
    )


def _holding_half(weights: np.ndarray) -> str:
    """How many grid points, the heaviest first, it takes for half of the weight."""
    heaviest = np.sort(weights.ravel())[::-1]
    count = int(np.searchsorted(np.cumsum(heaviest), 0.5)) + 1
    return f"{count} of {weights.size:,} points hold{'s' * (count == 1)} half of the weight"


def prior_to_posterior(world: World) -> Picture:
    """Picture a prior for the slope of x1, what the data say of it, and the posterior of both.

    Sigma is taken as known (the world's), and the other coefficients have flat priors: then all
    three curves are normal, and the posterior mean is the average of the prior's and of least
    squares, weighted by precision (Gelman et al. 2013, *Bayesian Data Analysis*, eq. 2.10).

    Parameters
    ----------
    world : World
        A simulated world with 10 rows or more, whose second column of X is x1.

    Returns
    -------
    Picture
        Sliders ``centre`` and ``width`` of the prior (in units of the slope) and ``rows``.
    """
    n, p = world.X.shape
    least = max(10, -(-2 * p // 10) * 10)
    if n < least + 10:
        raise ValueError(f"world has {n} rows; this picture needs {least + 10} or more.")

    def draw(figure: Figure, centre: float, width: float, rows: int) -> str:
        X, y = world.X[:rows], world.y[:rows]
        estimate = np.linalg.lstsq(X, y, rcond=None)[0][1]
        error = world.sigma * np.sqrt(np.linalg.inv(X.T @ X)[1, 1])
        share = width**-2 / (width**-2 + error**-2)
        mean, sd = share * centre + (1 - share) * estimate, (width**-2 + error**-2) ** -0.5
        finding = (
            f"Prior {_around(centre, width)}, {rows} rows {_around(estimate, error)}: "
            f"posterior {_around(mean, sd)}; {100 * share:.1f} % of its weight is the prior's"
        )
        show_title(figure, finding)
        axes = figure.subplots()
        figure.subplots_adjust(left=0.1, right=0.97, bottom=0.13, top=0.84)
        b = np.linspace(-30, 30, 1201)
        curves = (
            ("prior", centre, width, CHOICE),
            ("likelihood, as a density", estimate, error, {"color": BLACK, "linestyle": "-."}),
            ("posterior", mean, sd, ESTIMATE),
        )
        for label, place, spread, style in curves:
            axes.plot(b, norm.pdf(b, place, spread), **style | {"marker": ""}, label=label)
        axes.fill_between(b, norm.pdf(b, mean, sd), **area(VERMILION, 0.15))
        top = limits([1.08 * norm.pdf(0, 0, sd)], least=(0.0, 0.2), by=0.1)[1]
        for place, style in ((centre, CHOICE), (mean, ESTIMATE)):
            axes.plot(place, 0, **style | POINT, clip_on=False)
        axes.plot(world.beta[1], 0, **TRUTH | POINT, label="true slope", clip_on=False)
        axes.set(
            xlim=(-30, 30),
            ylim=(0, top),
            xlabel="slope of x1 (units of y)",
            ylabel="density",
        )
        axes.yaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        axes.legend(loc="upper left")
        apart = abs(centre - estimate) / np.hypot(width, error)
        return (
            f"{finding}. Prior and data are {apart:.1f} standard deviations apart; the true slope "
            f"is {world.beta[1]:.2f}."
        )

    return Picture(
        draw,
        size=(7.2, 4.0),
        style=STYLE,
        centre=Slider("centre of the prior", low=-20.0, high=20.0, start=0.0, step=1.0),
        width=Slider("width of the prior", low=0.5, high=20.0, start=5.0, step=0.5),
        rows=Slider("rows", low=least, high=n // 10 * 10, start=least, step=10),
    )


def _around(place: float, spread: float) -> str:
    # Spaces that do not break: the title keeps a number and its spread on one line.
    return f"{signed(place)}\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}{spread:.2f}"


def twice_as_steep(
    mean: np.ndarray, V: np.ndarray, a: float, b: float, truth: np.ndarray
) -> Picture:
    """Picture the posterior of two slopes, and the line where x2's is twice that of x1.

    Under a normal–inverse-gamma posterior two slopes follow a t law with 2a degrees of freedom:
    half of it lies in the inner ellipse, 95 % in the outer one (by the law of F with 2 and 2a).

    Parameters
    ----------
    mean, V, a, b
        Of the posterior: the constant, x1, x2.
    truth : ndarray, shape (3,)
        The coefficients of the world.
    """
    apart = np.array([0.0, -2.0, 1.0])
    above = t.sf(0, 2 * a, apart @ mean, np.sqrt(b / a * (apart @ V @ apart)))
    root = np.linalg.cholesky(b / a * V[1:, 1:])
    turn = np.linspace(0, 2 * np.pi, 181)
    circle = root @ np.array([np.cos(turn), np.sin(turn)])

    def draw(figure: Figure) -> str:
        finding = (
            f"{100 * above:.1f} % of the posterior lies where the slope of x2 is more than twice "
            "that of x1"
        )
        show_title(figure, finding)
        axes = _axes(figure)
        for share, dash in ((0.5, "-"), (0.95, "--")):
            ellipse = mean[1:, None] + np.sqrt(2 * f.ppf(share, 2, 2 * a)) * circle
            label = f"{100 * share:.0f} % lie inside"
            axes.plot(*ellipse, color=VERMILION, linestyle=dash, label=label)
        axes.plot(*mean[1:], **ESTIMATE | POINT, label="posterior mean")
        axes.plot(*truth[1:], **TRUTH | POINT, label="truth")
        line = np.array([-2.0, 12.0])
        axes.plot(line, 2 * line, color=BLACK, linestyle="-.", label="twice as steep")
        axes.fill_between(line, 2 * line, 30, **area(GREY, 0.15))
        axes.set(xlim=(0, 9), ylim=(6, 16), xlabel="slope of x1 (kg)", ylabel="slope of x2 (kg)")
        _legend_beside(axes)
        return (
            f"{finding}. The posterior mean is at {point(mean[1:])}, the truth at "
            f"{point(truth[1:])}."
        )

    return Picture(draw, size=(7.2, 3.8), style=STYLE)


def slope_by_width(widths: np.ndarray, few: np.ndarray, many: np.ndarray) -> Picture:
    """Picture what the width of the prior does to a slope, with ten rows and with 200.

    Parameters
    ----------
    widths : array_like, shape (k,)
        Of the prior, in units of sigma.
    few, many : array_like, shape (k,)
        Posterior means of the slope of x1 with ten rows and with 200.
    """

    def draw(figure: Figure) -> str:
        finding = (
            f"While the prior widens, the slope of x1 stays within {np.ptp(few):.2f} kg with ten "
            f"rows, and within {np.ptp(many):.2f} kg with 200"
        )
        show_title(figure, finding)
        axes = _axes(figure)
        axes.plot(widths, few, color=BLACK, linestyle="--", label="ten rows")
        axes.plot(widths, many, color=VERMILION, linestyle="-", label="200 rows")
        axes.set(
            xscale="log",
            xlabel="width of the prior (units of sigma)",
            ylabel="posterior mean of the slope (kg)",
        )
        _plain_numbers(axes, [0.25, 0.5, 1, 2, 5, 10, 20])
        _legend_beside(axes)
        ends = (signed(value) for value in (few[0], few[-1], many[0], many[-1]))
        return "{}. With ten rows it goes from {} to {}, with 200 from {} to {}.".format(
            finding, *ends
        )

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def ridge_path(etas: np.ndarray, slopes: np.ndarray, least_squares: np.ndarray) -> Picture:
    """Picture how slopes grow from zero to those of least squares as their prior widens.

    Parameters
    ----------
    etas : array_like, shape (k,)
        The prior sd of the slopes.
    slopes : array_like, shape (k, 2)
        What ridge regression makes of x1 and x2.
    least_squares : array_like, shape (2,)
    """
    paths = np.asarray(slopes)

    def draw(figure: Figure) -> str:
        half = [
            np.interp(0.5, path / end, etas)
            for path, end in zip(paths.T, least_squares, strict=True)
        ]
        finding = (
            f"The slope of x1 is shrunk to half by a prior sd of {half[0]:.1f} kg, that of x2 by "
            f"one of {half[1]:.1f} kg"
        )
        show_title(figure, finding)
        axes = _axes(figure)
        for j, (color, dash) in enumerate(((VERMILION, "-"), (BLACK, "--"))):
            axes.plot(etas, paths[:, j], color=color, linestyle=dash, label=f"slope of x{j + 1}")
            axes.plot(half[j], least_squares[j] / 2, color=color, marker="D", linestyle="none")
            axes.axhline(least_squares[j], color=GREY, linestyle=":", linewidth=1.2)
        axes.plot([], [], color=GREY, linestyle=":", label="least squares")
        axes.plot([], [], color=GREY, marker="D", linestyle="none", label="half of it")
        axes.set(xscale="log", xlabel="prior sd of the slopes (kg)", ylabel="ridge's slope (kg)")
        _plain_numbers(axes, [0.1, 1, 10, 100])
        _legend_beside(axes)
        return f"{finding}. Least squares has {least_squares[0]:.2f} and {least_squares[1]:.2f}."

    return Picture(draw, size=(7.2, 3.6), style=STYLE)


def joint_and_posterior(sigmas: np.ndarray, joint: np.ndarray, posterior: np.ndarray) -> Picture:
    """Picture a log joint density and a log posterior density: one hill at two heights.

    Parameters
    ----------
    sigmas, joint, posterior : array_like, shape (k,)
        Both log densities at each sigma, at the same beta.
    """
    joint, posterior = np.asarray(joint), np.asarray(posterior)
    gap = joint - posterior

    def draw(figure: Figure) -> str:
        same = f"{gap.min():.3f}" if np.ptp(gap) < 1e-6 else f"{gap.min():.3f} to {gap.max():.3f}"
        finding = f"log joint − log posterior is {same} at every sigma: the log evidence".replace(
            "is -", "is −"
        )
        show_title(figure, finding)
        upper, lower = figure.subplots(2, sharex=True)
        figure.subplots_adjust(left=0.13, right=0.72, bottom=0.14, top=0.87, hspace=0.12)
        upper.plot(sigmas, posterior, **ESTIMATE | {"marker": ""}, label="log posterior")
        lower.plot(sigmas, joint, color=BLACK, linestyle="--", label="log joint")
        for axes, values in ((upper, posterior), (lower, joint)):
            axes.set(ylabel="log density", ylim=(values.min() - 2, values.max() + 2))
            axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))
        lower.set(xlabel="sigma (kg)")
        top = sigmas[int(np.argmax(joint))]
        return (
            f"{finding}. From its top at sigma = {top:.2f} to sigma = {sigmas[-1]:.2f} each falls "
            f"by {joint.max() - joint[-1]:.1f}."
        )

    return Picture(draw, size=(7.2, 3.8), style=STYLE)


def slope_and_verdict(variances: np.ndarray, slopes: np.ndarray, factors: np.ndarray) -> Picture:
    """Picture what a wider prior does to a slope, and to the Bayes factor that judges it.

    Parameters
    ----------
    variances : array_like, shape (k,)
        Of the prior of each coefficient, in units of sigma².
    slopes, factors : array_like, shape (k,)
        The posterior mean of the slope, and the log Bayes factor for it.
    """
    slopes, factors = np.asarray(slopes), np.asarray(factors)

    def draw(figure: Figure) -> str:
        turn = np.exp(np.interp(0, -factors, np.log(variances)))
        finding = (
            f"Up to a prior variance of {variances[-1]:,.0f} the slope moves by "
            f"{np.ptp(slopes):.2f} kg, and the log Bayes factor falls from {factors[0]:.2f} to "
            f"{factors[-1]:.2f}"
        ).replace("-", "−")
        show_title(figure, finding)
        upper, lower = figure.subplots(2, sharex=True)
        figure.subplots_adjust(left=0.11, right=0.97, bottom=0.14, top=0.84, hspace=0.15)
        upper.plot(variances, slopes, **ESTIMATE | {"marker": ""})
        upper.set(ylim=(0, 6), ylabel="slope of x1 (kg)")
        lower.plot(variances, factors, color=BLACK, linestyle="--")
        lower.axhline(0, color=GREY, linewidth=1.2)
        lower.annotate("for x1", (variances[0], 0.3), color=GREY)
        lower.annotate("against x1", (variances[0], -1.4), color=GREY)
        lower.set(xscale="log", ylabel="log Bayes factor")
        lower.set(xlabel="prior variance of each coefficient (units of sigma²)")
        _plain_numbers(lower, [10, 100, 1000, 10_000, 100_000, 1_000_000])
        figure.align_ylabels()
        return f"{finding}. It turns against x1 at a variance of {turn:,.0f}."

    return Picture(draw, size=(7.2, 4.2), style=STYLE)


def bells_for_sigma(a: float, b: float, bells: dict[str, tuple[float, float]]) -> Picture:
    """Picture the posterior of sigma, and the bells that Laplace's approximation puts in its place.

    Parameters
    ----------
    a, b : float
        sigma² ~ IG(a, b) is the exact posterior.
    bells : dict
        For the scales "log sigma", "sigma" and "sigma²": centre and sd of the bell, in that scale.
    """
    places = {
        "log sigma": lambda s: (np.log(s), 1 / s),
        "sigma": lambda s: (s, np.ones_like(s)),
        "sigma²": lambda s: (s**2, 2 * s),
    }
    dashes = {"log sigma": "--", "sigma": "-.", "sigma²": ":"}
    colors = {"log sigma": VERMILION, "sigma": BLUE, "sigma²": GREEN}
    limit = float(np.sqrt(invgamma.ppf(0.95, a, scale=b)))

    def draw(figure: Figure) -> str:
        beyond = {}
        for name, (centre, sd) in bells.items():
            beyond[name] = 100 * norm.sf(places[name](np.array(limit))[0], centre, sd)
        shares = ", ".join(f"{share:.1f}" for share in beyond.values())
        finding = (
            f"5 % of the posterior lies above sigma = {limit:.2f}; of the bells in "
            f"{', '.join(bells)} only {shares} %"
        )
        show_title(figure, finding)
        axes = _axes(figure)
        s = np.linspace(1.5, 10, 400)
        axes.fill_between(s, 2 * s * invgamma.pdf(s**2, a, scale=b), **area(GREY))
        axes.plot(s, 2 * s * invgamma.pdf(s**2, a, scale=b), color=BLACK, label="exact")
        for name, (centre, sd) in bells.items():
            at, factor = places[name](s)
            density = norm.pdf(at, centre, sd) * factor
            label = f"bell in {name}"
            axes.plot(s, density, color=colors[name], linestyle=dashes[name], label=label)
        axes.axvline(limit, color=GREY, linewidth=1.2, label="5 % lie above")
        axes.set(xlim=(1.5, 10), ylim=(0, None), xlabel="sigma (kg)", ylabel="density")
        _legend_beside(axes)
        return f"{finding}."

    return Picture(draw, size=(7.2, 3.8), style=STYLE)


def _axes(figure: Figure) -> Axes:
    """One pair of axes, with room for two lines of title and for a legend on the right."""
    axes = figure.subplots()
    figure.subplots_adjust(left=0.1, right=0.71, bottom=0.15, top=0.86)
    return axes


def _legend_beside(axes: Axes) -> None:
    axes.legend(loc="center left", bbox_to_anchor=(1.0, 0.5))


def _plain_numbers(axes: Axes, at: list[float]) -> None:
    """Write these numbers along a logarithmic axis as they are, not as powers."""
    axes.set_xticks(at, [f"{number:,}" for number in at])
    axes.xaxis.set_minor_locator(NullLocator())
