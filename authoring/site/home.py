"""What the first page shows: checks that know, and the way from a pretend world to the full joint.

Nothing of it is drawn or written by hand: the answers are handed to their checks, and the pictures
are the seed world's.
"""

from __future__ import annotations

import html
import io
import linecache
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer
from scipy import stats

from authoring.execution import ROOT
from authoring.face import SMALL
from helpers import bayes, likelihood, ols, samplers, simulate
from helpers.feedback.check import judge

# --- a wrong answer, and the check that knows -----------------------------------------------

# Of each: what its tab is called, the exercise, the name of the answer, and the cell.
CELLS = (
    (
        "A misconception",
        "02-normal-equations",
        "beta_hat",
        "beta_hat = np.linalg.lstsq(X[:, 1:], y)[0]\n",
    ),
    (
        "A typing slip",
        "05-log-likelihood",
        "log_likelihood",
        "def log_likelihood(beta, sigma, X, y):\n"
        "    n, e = len(y), y - X @ beta\n"
        "    height = -n * np.log(sigma) - n / 2 * np.log(2 * np.pi)\n"
        "    return height - e @ e / (2 * sigma) ** 2\n",
    ),
    (
        "Right, another way",
        "02-normal-equations",
        "beta_hat",
        "Q, R = np.linalg.qr(X)\nbeta_hat = np.linalg.solve(R, Q.T @ y)\n",
    ),
)
_SAYS_BESIDE = {
    "A misconception": "A misconception is kept as a wrong program. The check finds the one that "
    "made your numbers.",
    "A typing slip": "No wrong program fits. The check looks for the smallest change to your own "
    "code that makes it right, and shows the place.",
    "Right, another way": "Any right way passes, whatever the lesson did.",
}


def _demonstrations() -> str:
    """The cells with what their checks say, behind tabs that need no script."""
    tabs, panes = [], []
    for number, (title, exercise, name, code) in enumerate(CELLS):
        outcome = _judged(exercise, name, code)._repr_html_().replace('role="status" ', "", 1)
        shown = f"{code}ex.{_attribute(exercise)}.check({name})"
        coloured = highlight(shown, PythonLexer(), HtmlFormatter(nowrap=True))
        checked = " checked" if number == 0 else ""
        tabs.append(
            f'<input type="radio" name="demo" id="demo-{number}"{checked}>'
            f'<label for="demo-{number}">{html.escape(title)}</label>'
        )
        panes.append(
            f'<div class="pane"><div class="highlight"><pre tabindex="0">{coloured}</pre></div>'
            f'<div class="said">{outcome}</div><p class="why">{_SAYS_BESIDE[title]}</p></div>'
        )
    return (
        '<p class="demo-title" id="demo-title">Three answers, and what the check says of each:</p>'
        '<div class="demo" role="group" aria-labelledby="demo-title">'
        f"{''.join(tabs)}{''.join(panes)}</div>"
    )


def _attribute(exercise: str) -> str:
    return exercise.split("-", 1)[1].replace("-", "_")


def _judged(exercise: str, name: str, code: str) -> Any:
    """What the check of an exercise says of the answer that a cell makes."""
    from helpers.exercises import catalogue  # late: it makes all exercises

    file = f"<{exercise}, {name}>"
    # The check reads the learner's own program where Python keeps the text of cells.
    linecache.cache[file] = (len(code), None, code.splitlines(True), file)
    world = simulate.seed_world()
    names: dict[str, Any] = {"np": np, "X": world.X, "y": world.y}
    exec(compile(code, file, "exec"), names)
    (found,) = [one for one in catalogue() if one.id == exercise]
    return judge(found, names[name], {})


# --- the way ---------------------------------------------------------------------------------

# In a picture of the page, a colour is one of these; the page says what it is by day and night.
INK, TRUTH, ESTIMATE, CHOICE = "#010101", "#010102", "#010103", "#010104"
_IN_THE_PAGE = {
    INK: "currentColor",
    TRUTH: "var(--truth)",
    ESTIMATE: "var(--estimate)",
    CHOICE: "var(--choice)",
}
_WORLD = simulate.seed_world()


def _simulated(axes: Axes) -> None:
    x, y = _WORLD.X[:, 2], _WORLD.y
    axes.plot(x, y, ".", color=INK, markersize=3.5, alpha=0.45)
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, _height(_WORLD.beta, ends), "--", color=TRUTH, linewidth=2)


def _height(beta: np.ndarray, x2: np.ndarray) -> np.ndarray:
    """Of a plane, along x2 and at the middle of x1."""
    return beta[0] + beta[1] * _WORLD.X[:, 1].mean() + beta[2] * x2


def _fitted(axes: Axes) -> None:
    x, y = _WORLD.X[:, 2], _WORLD.y
    fit = ols.fit(_WORLD.X, y)
    some = np.argsort(x)[::9]
    line = _height(fit.beta, x)
    axes.vlines(x[some], line[some], y[some], color=INK, alpha=0.35, linewidth=1)
    axes.plot(x[some], y[some], ".", color=INK, markersize=5)
    ends = np.array([x.min(), x.max()])
    axes.plot(ends, _height(fit.beta, ends), color=ESTIMATE, linewidth=2)


def _repeated(axes: Axes) -> None:
    Y = simulate.replicate(_WORLD, rng=np.random.default_rng(3))
    slopes = ols.fit_many(_WORLD.X, Y).beta[:, 2]
    axes.hist(slopes, bins=31, density=True, color=INK, alpha=0.22)
    grid = np.linspace(slopes.min(), slopes.max(), 121)
    sd = _WORLD.sigma * np.sqrt(np.linalg.inv(_WORLD.X.T @ _WORLD.X)[2, 2])
    axes.plot(grid, stats.norm.pdf(grid, _WORLD.beta[2], sd), color=TRUTH, linewidth=2)


def _surface(axes: Axes) -> None:
    fit = ols.fit(_WORLD.X, _WORLD.y)
    slopes, sigmas = np.linspace(2, 20, 81), np.linspace(3.2, 9, 71)
    betas = np.tile(fit.beta, (81, 1))
    betas[:, 2] = slopes
    squares = ((_WORLD.y - betas @ _WORLD.X.T) ** 2).sum(axis=1)
    n = len(_WORLD.y)
    heights = -n * np.log(sigmas)[:, None] - squares / (2 * sigmas[:, None] ** 2)
    levels = heights.max() - np.array([80, 40, 20, 10, 4, 1])
    axes.contour(
        slopes, sigmas, heights, levels, colors=INK, linewidths=1, linestyles="-", alpha=0.55
    )
    axes.plot(fit.beta[2], fit.sigma_mle, "D", color=ESTIMATE, markersize=7)


def _bent(axes: Axes) -> None:
    fit = likelihood.fit(_WORLD.X[:12], _WORLD.y[:12])
    profile = likelihood.profile(fit, "sigma")
    top = profile.highest
    keep = profile.log_likelihood > top - 4
    values = profile.values[keep]
    axes.plot(values, profile.log_likelihood[keep] - top, color=INK, linewidth=2)
    # The parabola of the same curvature: the second derivative in sigma at the top is -2n/sigma².
    near = np.linspace(0.6 * profile.estimate, 1.4 * profile.estimate, 61)
    fall = -12 * ((near - profile.estimate) / profile.estimate) ** 2
    axes.plot(near[fall > -4], fall[fall > -4], "--", color=ESTIMATE, linewidth=2)
    axes.plot(profile.estimate, 0, "D", color=ESTIMATE, markersize=7)


def _weighed(axes: Axes) -> None:
    fit = ols.fit(_WORLD.X[:20], _WORLD.y[:20])
    mean, sd = 2.0, 4.0
    told, error = fit.beta[2], fit.standard_errors[2]
    precision = 1 / sd**2 + 1 / error**2
    between = (mean / sd**2 + told / error**2) / precision
    grid = np.linspace(-10, 26, 181)
    axes.plot(grid, stats.norm.pdf(grid, mean, sd), ":", color=CHOICE, linewidth=2)
    axes.plot(grid, stats.norm.pdf(grid, told, error), "--", color=INK, linewidth=1.5, alpha=0.7)
    posterior = stats.norm.pdf(grid, between, precision**-0.5)
    axes.plot(grid, posterior, color=ESTIMATE, linewidth=2)
    axes.fill_between(grid, posterior, color=ESTIMATE, alpha=0.15, linewidth=0)


def _walked(axes: Axes) -> None:
    fit = ols.fit(_WORLD.X, _WORLD.y)
    centre, covariance = fit.beta[1:], fit.covariance[1:, 1:]
    law = stats.multivariate_normal(centre, covariance)
    sd = np.sqrt(np.diag(covariance))
    x, y = (np.linspace(c - 3.4 * s, c + 3.4 * s, 71) for c, s in zip(centre, sd, strict=True))
    density = law.pdf(np.dstack(np.meshgrid(x, y)))
    levels = density.max() * np.exp(-np.array([9, 4, 1]) / 2)
    axes.contour(x, y, density, levels=levels, colors=INK, linewidths=1, alpha=0.5)
    start = centre + sd * [-3.0, 3.0]
    density_at = samplers.one_at_a_time(law.logpdf)
    walk = samplers.metropolis_walk(density_at, start, 90, rng=np.random.default_rng(5))
    axes.plot(*walk.positions.T, color=CHOICE, linewidth=1.2)
    axes.plot(*start, "s", color=CHOICE, markersize=6)


def _joint(axes: Axes) -> None:
    model = bayes.ExchangeableHierarchy(
        m=0, s=10, eta=bayes.HalfCauchy(5), sigma=bayes.HalfCauchy(10)
    )
    draws = bayes.exact_hierarchy(
        _WORLD.X, _WORLD.y, model, draws=700, rng=np.random.default_rng(11)
    )
    spread, slopes = np.log(draws["eta"]).ravel(), draws["beta"].reshape(-1, 3)
    axes.plot(spread, slopes[:, 1], ".", color=ESTIMATE, markersize=3, alpha=0.5)
    axes.plot(spread, slopes[:, 2], ".", color=CHOICE, markersize=3, alpha=0.5)
    for truth in _WORLD.beta[1:]:
        axes.axhline(truth, color=TRUTH, linestyle="--", linewidth=1.5)


# Of each step: the number of its lesson, what one does, what one has then, and the picture.
STEPS: tuple[tuple[str, str, str, Callable[[Axes], None]], ...] = (
    ("01", "Simulate", "a world whose truth is known", _simulated),
    ("02", "Fit", "the plane closest to the data", _fitted),
    ("03", "Repeat", "the law of a slope", _repeated),
    ("05", "Climb", "the likelihood’s top", _surface),
    ("07", "Bend", "curvature is precision", _bent),
    ("08", "Believe", "prior × likelihood", _weighed),
    ("09", "Walk", "draws by a chain", _walked),
    ("11", "Join", "every unknown at once", _joint),
)


def _way(addresses: dict[str, str]) -> str:
    """The steps as one picture, each leading to its lesson."""
    steps = "".join(
        f'<li><a href="lessons/{addresses[number]}.html">{_svg(draw, number)}'
        f"<strong>{what}</strong> <span>{then}</span> <small>lesson {number}</small></a></li>"
        for number, what, then, draw in STEPS
    )
    return f'<ol class="way">{steps}</ol>'


def _svg(draw: Callable[[Axes], None], salt: str) -> str:
    """A small picture in the page's own colours: with neither numbers nor words."""
    settings = {"svg.hashsalt": f"way-{salt}", "path.simplify_threshold": 0.5}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(2.4, 1.5))
        axes = figure.add_axes((0.02, 0.03, 0.96, 0.94))
        draw(axes)
        axes.set_axis_off()
        file = io.StringIO()
        FigureCanvasSVG(figure).print_svg(file, metadata={"Date": None})
    text = file.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>\s*|<!--.*?-->\s*", "", text, flags=re.DOTALL)
    text = re.sub(r'<g id="[^"]*"', "<g", text)  # the same ones in every picture
    text = re.sub(r'<g>\s*<path d="[^"]*" style="fill: #ffffff"/>\s*</g>', "", text)  # the paper
    text = re.sub(r' (?:width|height)="[\d.]+pt"', "", text, count=2)
    text = re.sub(r"(\d+\.\d)\d+", r"\1", text)
    for colour, name in _IN_THE_PAGE.items():
        text = text.replace(colour, name)
    return text.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1).strip()


# --- the page --------------------------------------------------------------------------------


def generated(addresses: dict[str, str]) -> dict[str, str]:
    """What the first page includes, by name, as Markdown.

    Parameters
    ----------
    addresses : dict of str to str
        The names of the lessons, by number.
    """
    return {
        "demonstrations": _raw(_demonstrations()),
        "way": _raw(_way(addresses)),
    }


def _raw(text: str) -> str:
    # An empty line would end the block.
    return f"```{{raw}} html\n{text}\n```\n"


def checks(known: int) -> str:
    """What a check is, and how many mistakes all of them know, as Markdown."""
    return (
        "An exercise of a notebook ends with a check of what you have written, "
        "`ex.NAME.check(answer)`. Together the checks know "
        f"[{known:,} mistakes](mistakes/index.md) by name.\n"
    )


def table_of_lessons(folder: str = "lessons/", images: str = "images/") -> str:
    """The README's table of lessons; here a picture leads to the lesson's page, too.

    Parameters
    ----------
    folder, images : str, optional
        Where the lessons and the pictures are, as seen from the page of the table.
    """
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("\n## Lessons\n")[1].replace("](solutions/", "](lessons/")
    section = section.replace("](lessons/", f"]({folder}")
    width, height = SMALL[0] // 2, SMALL[1] // 2
    section = re.sub(
        r'<img src="site/images/(\S+)" width="\d+" alt="([^"]+)">',
        rf'<img src="{images}\1" width="{width}" height="{height}" loading="lazy" alt="\2">',
        section,
    )
    return "\n".join(_first_table(section.splitlines())) + "\n"


def copy_of_the_course(archive: Path | None) -> str:
    """The sentence that says where a copy comes from: the zip of this site, if it has one."""
    if archive is None:
        return "You need a copy of the repository."
    size = f"{archive.stat().st_size / 1e6:.0f} MB"
    return (
        f'Download <a href="{archive.name}" download>{archive.name}</a> ({size}): the whole course '
        "and its sources. Unpack it, open a terminal in its folder, and type the first of these:"
    )


def _first_table(lines: Iterable[str]) -> Iterator[str]:
    begun = False
    for line in lines:
        if line.startswith("|"):
            begun = True
            yield line
        elif begun:
            return
