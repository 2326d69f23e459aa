"""A learner in a real browser: opens the course, makes a mistake, reads its name, mends it.

And whether everybody can: axe-core looks for what shuts people out of the course's own content.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import nbformat
import pytest
from PIL import Image

import run
from authoring.execution import ROOT
from helpers import plots

CHROMIUM = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)

# Nothing may reach beyond this machine, and a machine without a user account has no sandbox.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

LESSON = "02_least_squares"
EXERCISE = "02-normal-equations"
WRONG = "beta_hat = np.linalg.lstsq(X[:, 1:], y)[0]"
RIGHT = "beta_hat = np.linalg.lstsq(X, y)[0]"
PATIENCE = 600  # seconds: a busy machine is a slow one

pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on PATH; on Debian: apt install chromium"
)


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: its address with the token, and the folder that it serves."""

    address: str
    course: Path

    def solved(self) -> set[str]:
        """The exercises recorded as answered right, in whichever folder."""
        noted = [
            json.loads(line)
            for file in self.course.glob("*/.progress.jsonl")
            for line in file.read_text().splitlines()
            if line
        ]
        return {note["exercise"] for note in noted if note.get("event") == "right"}


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The JupyterLab that `run.py lab` would start, on a copy of the course."""
    home = tmp_path_factory.mktemp("home")
    course = tmp_path_factory.mktemp("course")
    for folder in ("lessons", "solutions"):
        shutil.copytree(ROOT / folder, course / folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "ROOT", str(course))
        patch.setattr(run, "venv_python", lambda: sys.executable)
        run.copy_missing_lessons()
    # What run.py puts into .venv; and what the tests install besides, a learner does not have.
    (home / "overrides.json").write_text(json.dumps(run.LAB_SETTINGS))
    disabled = {"disabledExtensions": {"@jupyter/nbgrader": True}}
    (home / "page_config.json").write_text(json.dumps(disabled))
    options = [option.replace(str(ROOT), str(course)) for option in run.LAB_OPTIONS]
    options += ["--allow-root", "--no-browser", "--port=0"]
    options += [f"--LabApp.app_settings_dir={home}", "--LabApp.expose_app_in_browser=True"]
    personal = re.compile("JUPYTER|COURSE_PROGRESS")
    environment = {name: text for name, text in os.environ.items() if not personal.search(name)}
    environment["HOME"] = str(home)
    log = home / "lab.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            cwd=course,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Lab(_address(server, log), course)
    finally:
        server.terminate()
        server.wait()


def _address(server: subprocess.Popen, log: Path) -> str:
    """Wait until Lab answers, and return its address with the token."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        if found := re.search(r"http://127\.0\.0\.1:\S+", log.read_text()):
            with contextlib.suppress(OSError):  # it says its address before it listens
                urlopen(found[0]).close()
                return found[0]
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture
def page(lab):
    """A browser's empty page, and the errors that it reports."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        page = browser.new_page(viewport={"width": 1400, "height": 1000})
        page.set_default_timeout(1000 * PATIENCE)
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on(
            "console",
            lambda message: message.type == "error" and page.errors.append(message.text),
        )
        yield page
        browser.close()


def open_notebook(page, lab: Lab, path: str) -> None:
    """Open a notebook in a Lab without other tabs and wait until its kernel is idle."""
    page.goto(re.sub(r"/lab/tree/[^?]*", f"/lab/tree/{path}", lab.address) + "&reset")
    wait_until_shown(page, path)


def wait_until_shown(page, path: str) -> None:
    """Wait until a notebook is in front and its kernel is idle."""
    page.wait_for_function(
        "path => window.jupyterapp?.shell.currentWidget?.context?.path === path", arg=path
    )
    wait_until_idle(page)


def wait_until_idle(page) -> None:
    """Wait for the kernel itself: the indicator in the toolbar lags behind it."""
    page.wait_for_function(
        """() => window.jupyterapp?.shell.currentWidget
            ?.sessionContext?.session?.kernel?.status === 'idle'"""
    )


def run_all(page) -> None:
    """Run all cells and wait until each has been executed."""
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_function(
        """() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter(cell => cell.model.type === 'code')
            .every(cell => cell.model.executionCount !== null)"""
    )
    wait_until_idle(page)


def answer(page, lines: str) -> str:
    """Type an answer into the exercise's cell, above its check, run it and read what it says."""
    index, before = page.evaluate(
        """id => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            const index = notebook.widgets.findIndex(cell => cell.model.id === id);
            notebook.activeCellIndex = index;
            notebook.scrollToItem(index);
            return [index, notebook.widgets[index].model.executionCount];
        }""",
        f"{EXERCISE}-answer",
    )
    cell = page.locator(f".jp-Notebook-cell[data-windowed-list-index='{index}']")
    source = cell.locator(".cm-content").inner_text()
    check = source.rstrip().splitlines()[-1]
    assert ".check(" in check
    cell.locator(".cm-content").click()
    page.keyboard.press("Control+A")
    page.keyboard.type(f"{lines}\n{check}")
    page.keyboard.press("Control+Enter")
    page.wait_for_function(
        """([index, before]) => {
            const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
            return cell.model.executionCount !== before && cell.model.executionCount !== null;
        }""",
        arg=[index, before],
    )
    wait_until_idle(page)
    output = cell.locator(".jp-OutputArea-output").last
    output.scroll_into_view_if_needed()
    return output.inner_text()


def outcome(page) -> str | None:
    """What the stored output of the exercise's cell says about the answer."""
    html = page.evaluate(
        """id => {
            const cells = window.jupyterapp.shell.currentWidget.content.widgets;
            const outputs = cells.find(cell => cell.model.id === id).model.outputs.toJSON();
            return outputs.flatMap(output => output.data?.['text/html'] ?? '').join('');
        }""",
        f"{EXERCISE}-answer",
    )
    found = re.findall(r'data-outcome="(\w+)"', html)
    return found[0] if len(found) == 1 else None


def assert_quiet(page) -> None:
    """Neither a question or notice from Lab nor an error in the browser's console."""
    assert page.locator(".Toastify__toast, .jp-Dialog").count() == 0
    assert not page.errors, "\n".join(page.errors)


def screenshot(page, name: str) -> None:
    """Keep a picture where the variable COURSE_SCREENSHOTS names a folder."""
    if folder := os.environ.get("COURSE_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize("lesson", [run.START_PAGE, "05_likelihood.ipynb"])
def test_a_lesson_that_was_only_opened_has_nothing_to_save(page, lab, lesson):
    open_notebook(page, lab, f"work/{lesson}")
    unsaved = page.evaluate(
        """async () => {
            const { model, sessionContext } = window.jupyterapp.shell.currentWidget.context;
            await sessionContext.session.kernel.info;
            await new Promise(resolve => setTimeout(resolve, 1000));
            return model.dirty;
        }"""
    )
    assert not unsaved
    assert_quiet(page)


def test_a_learner_sees_their_mistake_named_and_then_solves_it(page, lab):
    open_notebook(page, lab, f"work/{LESSON}.ipynb")
    run_all(page)

    said = answer(page, WRONG)
    screenshot(page, "wrong")
    assert outcome(page) == "misconception"
    assert lab.solved() == set()
    assert "13.13" in said and "no column of ones" in said

    said = answer(page, RIGHT)
    screenshot(page, "right")
    assert outcome(page) == "right"
    assert "Right" in said
    assert lab.solved() == {EXERCISE}

    assert_quiet(page)


def test_the_start_page_opens_first_and_asks_nothing(page, lab):
    page.goto(f"{lab.address}&reset")
    wait_until_shown(page, f"work/{run.START_PAGE}")
    run_all(page)
    screenshot(page, "start")
    assert_quiet(page)


def test_a_picture_follows_its_slider(page, lab):
    open_notebook(page, lab, f"work/{LESSON}.ipynb")
    run_all(page)
    slider = page.get_by_role("slider", name="b2 (slope)", exact=True)
    slider.scroll_into_view_if_needed()
    output = page.locator(".jp-OutputArea-output").filter(has=slider)
    picture, words = output.get_by_role("img"), output.locator("figcaption")
    before, said = picture.get_attribute("src"), words.inner_text()
    screenshot(page, "picture-before")
    assert slider.get_attribute("aria-valuetext") == "−0.5"
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([image, before]) => image.src !== before", arg=[picture.element_handle(), before]
    )
    wait_until_idle(page)
    screenshot(page, "picture-after")
    assert (slider.input_value(), slider.get_attribute("aria-valuetext")) == ("0", "0.0")
    assert words.inner_text() not in ("", said)
    assert picture.evaluate("image => image.naturalWidth") > 100
    assert_quiet(page)


CONTROLS = """from helpers.explore import Picture, Slider

def draw(figure, height, kind):
    if height > 2:
        raise ValueError("too tall")
    return f"<b>{height!r}</b> & {kind!r}."

picture = Picture(
    draw,
    height=Slider("height", low=-2.0, high=3.0, start=-1.0, step=0.5),
    kind=Slider("kind", low=2, high=4, start=2, step=1, names=("deux", "trois", "quatre")),
)
picture"""


def show_notebook(page, lab: Lab, *cells: nbformat.NotebookNode) -> None:
    """Open a notebook of these cells."""
    notebook = nbformat.v4.new_notebook(cells=cells)
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, lab.course / "picture.ipynb")
    open_notebook(page, lab, "picture.ipynb")


def test_each_control_has_a_name_and_says_its_value(page, lab):
    show_notebook(page, lab, nbformat.v4.new_code_cell(CONTROLS))
    run_all(page)
    height = page.get_by_role("slider", name="height", exact=True)
    kind = page.get_by_role("combobox", name="kind", exact=True)

    def shows(value: str, words: str, name: str) -> None:
        page.get_by_role("img", name=words).wait_for()
        wait_until_idle(page)
        assert (height.get_attribute("aria-valuetext"), kind.input_value()) == (value, name)

    shows("−1.0", "<b>-1.0</b> & 2.", "2")
    height.focus()
    page.keyboard.press("ArrowRight")
    shows("−0.5", "<b>-0.5</b> & 2.", "2")
    page.keyboard.press("Tab")
    # JupyterLab knows this letter alone as a command, too: it would raise the cell's kind.
    page.keyboard.press("q")
    shows("−0.5", "<b>-0.5</b> & 4.", "4")
    assert kind.evaluate("select => select.selectedOptions[0].text") == "quatre"
    height.focus()
    page.keyboard.press("End")
    page.get_by_role("img", name="ValueError: too tall").wait_for()
    page.keyboard.press("Home")
    shows("−2.0", "<b>-2.0</b> & 4.", "4")
    page.evaluate(
        """() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel
            .requestExecute({ code: 'picture.set(height=1.5, kind=3)' }).done"""
    )
    shows("1.5", "<b>1.5</b> & 3.", "3")
    assert_quiet(page)


def test_a_dragged_slider_stays_where_the_mouse_leaves_it(page, lab):
    """The browser goes on while the kernel draws, and draws the newest place, not all of them."""
    slow = CONTROLS.replace("    if height", "    import time; time.sleep(0.3)\n    if height")
    show_notebook(page, lab, nbformat.v4.new_code_cell(slow.replace("step=0.5", "step=0.01")))
    run_all(page)
    page.get_by_role("img", name="<b>-1.0</b>").wait_for()
    page.evaluate(
        """() => {
            window.drawn = 0;
            const image = document.querySelector('.jp-OutputArea-output figure img');
            image.addEventListener('load', () => { window.drawn += 1; });
        }"""
    )
    height = page.get_by_role("slider", name="height")
    box = height.bounding_box()
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 2, middle)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(box["x"] + 2 + step * 2, middle)
    page.mouse.up()
    left_at = float(height.input_value())
    page.get_by_role("img", name=f"<b>{left_at!r}</b>").wait_for()
    wait_until_idle(page)
    assert float(height.input_value()) == left_at
    assert page.evaluate("() => window.drawn") < 20


def test_a_link_to_a_solution_scrolls_to_it_and_running_it_solves_nothing(page, lab):
    open_notebook(page, lab, f"work/{LESSON}.ipynb")
    page.locator(f"a[href*='cell-id={EXERCISE}-answer']").first.click()
    wait_until_shown(page, f"solutions/{LESSON}.ipynb")
    # Scrolling goes on for a moment after the notebook is shown.
    page.wait_for_function(
        """id => {
            const cells = window.jupyterapp.shell.currentWidget.content.widgets;
            const box = cells.find(cell => cell.model.id === id).node.getBoundingClientRect();
            return box.height > 0 && box.top >= 0 && box.bottom <= window.innerHeight;
        }""",
        arg=f"{EXERCISE}-answer",
    )
    screenshot(page, "solution")

    before = lab.solved()
    run_all(page)
    assert lab.solved() == before


# For everybody


def use_theme(page, theme: str) -> None:
    page.evaluate(
        "theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })",
        f"JupyterLab {theme}",
    )
    page.wait_for_function(
        "light => document.body.dataset.jpThemeLight === light", arg=str(theme == "Light").lower()
    )
    page.wait_for_timeout(1000)  # the colours come a moment later


def ground(picture) -> tuple[int, ...]:
    """The colour that the corner of a picture has on the screen."""
    return Image.open(io.BytesIO(picture.screenshot())).convert("RGB").getpixel((2, 2))


GROUND = {"Light": (255, 255, 255), "Dark": (17, 17, 17)}
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("theme", GROUND)
def test_axe_finds_nothing_in_what_the_course_makes(page, lab, theme):
    from axe_playwright_python.base import AXE_SCRIPT

    open_notebook(page, lab, f"work/{LESSON}.ipynb")
    use_theme(page, theme)
    page.set_viewport_size({"width": 1400, "height": 16_000})  # Lab attaches what is in view
    run_all(page)
    page.locator(".jp-OutputArea-output img").nth(4).wait_for()
    # The body of Lab's page has no height, and axe takes for hidden what lies beyond its edge.
    page.add_style_tag(content="body { overflow: visible !important }")
    page.evaluate(AXE_SCRIPT)
    context = {"include": [[".jp-RenderedHTMLCommon"], [".jp-OutputArea-output"]]}
    options = {
        "runOnly": {"type": "tag", "values": STANDARD},
        # JupyterLab underlines a link only under the mouse.
        "rules": {"link-in-text-block": {"enabled": False}},
    }
    found = page.evaluate("([context, options]) => axe.run(context, options)", [context, options])
    assert {rule["id"] for rule in found["passes"]} >= {"image-alt", "color-contrast", "label"}
    faults = [(rule["id"], n["html"]) for rule in found["violations"] for n in rule["nodes"]]
    assert not faults, "\n".join(map(" ".join, faults))


@pytest.mark.parametrize("theme", GROUND)
def test_a_picture_follows_the_theme_live_and_stored(page, lab, theme):
    data, metadata = plots.density()._repr_mimebundle_()
    del data["application/vnd.jupyter.widget-view+json"]
    output = nbformat.v4.new_output("display_data", data, metadata=metadata)
    source = "from helpers import plots\nplots.density()"
    show_notebook(page, lab, nbformat.v4.new_code_cell(source, outputs=[output]))
    use_theme(page, theme)
    picture = page.locator(".jp-OutputArea-output img")
    assert picture.get_attribute("alt") == plots.density().words
    assert ground(picture) == pytest.approx(GROUND[theme], abs=2)
    run_all(page)
    picture = page.locator(".jp-OutputArea-output figure img")
    picture.wait_for()
    assert plots.density().words.startswith(picture.get_attribute("alt"))
    assert ground(picture) == pytest.approx(GROUND[theme], abs=2)
