"""The README's pictures: a small one for each lesson, and a check that moves.

The small ones are made of what the stored solutions show, whenever these are built. The moving one
is recorded in JupyterLab, driven as a learner would: a wrong answer, its name, a right answer.
"""

from __future__ import annotations

import io
import re
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
from PIL import Image, ImageOps

from authoring.execution import ROOT, kernel_environment
from authoring.source import LessonError, answer_id

FOLDER = Path("site", "images", "readme")

# The picture that stands for a lesson, by the function that draws it, and the part of it that is
# shown: left, top, right, bottom, as shares of its width and height. Words would be too small.
FACES = {
    "00": ("density", (0.28, 0.19, 0.77, 0.85)),
    "01": ("pretend_world", (0.08, 0.17, 0.53, 0.71)),
    "02": ("projection", (0.245, 0.27, 0.54, 0.575)),
    "03": ("intervals", (0.1, 0.19, 0.69, 0.74)),
    "04": ("neighbours", (0.11, 0.16, 0.6, 0.86)),
    "05": ("likelihood_surface", (0.09, 0.21, 0.53, 0.71)),
    "06": ("optimiser_path", (0.12, 0.17, 0.68, 0.73)),
    "07": ("profile_sigma", (0.09, 0.17, 0.63, 0.81)),
    "08": ("prior_to_posterior", (0.32, 0.4, 0.73, 0.89)),
    "09": ("metropolis_on_contours", (0.2, 0.19, 0.86, 0.85)),
    "10": ("leapfrog_on_contours", (0.09, 0.2, 0.57, 0.75)),
    "11": ("funnel", (0.21, 0.22, 0.76, 0.86)),
    "12": ("places_of_truths", (0.53, 0.18, 0.98, 0.83)),
    "13": ("in_francs", (0.1, 0.29, 0.55, 0.84)),
    "13b": ("tree_of_merges", (0.25, 0.17, 0.77, 0.96)),
}
SMALL = (312, 208)  # pixels; pages show half as many, and a dense screen all of them

LESSON, EXERCISE = "02_least_squares", "02-normal-equations"
WRONG = "beta_hat = np.linalg.lstsq(X[:, 1:], y)[0]"
RIGHT = "beta_hat = np.linalg.lstsq(X, y)[0]"
SIZE = (760, 124)  # of the recording, in CSS pixels
TYPING, READING = 90, 3500  # milliseconds that a frame stays
PATIENCE = 600  # seconds


def small_pictures(root: Path = ROOT) -> dict[str, bytes]:
    """A PNG for each lesson that has one in `FACES`, by the lesson's number."""
    made = {}
    for path in sorted(root.glob("solutions/*.ipynb")):
        number = path.name.partition("_")[0]
        if number in FACES:
            drawn_by, part = FACES[number]
            made[number] = _small(dict(_pictures(path))[drawn_by], part)
    return made


def _pictures(path: Path) -> Iterator[tuple[str, bytes]]:
    """The pictures of a notebook by the name of the function that drew them, the first of each."""
    seen = set()
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            drawn_by = re.search(r"^plots\.(\w+)\(", cell.source, re.M)
            if drawn_by and "image/png" in output.get("data", {}) and drawn_by[1] not in seen:
                seen.add(drawn_by[1])
                yield drawn_by[1], b64decode(output.data["image/png"])


def _small(png: bytes, part: tuple[float, float, float, float]) -> bytes:
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    corners = [round(share * side) for share, side in zip(part, picture.size * 2, strict=True)]
    picture = ImageOps.fit(picture.crop(corners), SMALL, Image.Resampling.LANCZOS)
    file = io.BytesIO()
    few = picture.quantize(40, Image.Quantize.MAXCOVERAGE, kmeans=2, dither=Image.Dither.NONE)
    few.save(file, "png", optimize=True)
    return file.getvalue()


def recorded_check(root: Path = ROOT) -> bytes:
    """Record a check in JupyterLab: a GIF that plays three times.

    Raises
    ------
    LessonError
        If there is no Chromium on PATH.
    """
    from playwright.sync_api import sync_playwright  # late: only a recording needs it

    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
    if chromium is None:
        raise LessonError("Recording needs a Chromium on PATH; on Debian: apt install chromium")
    with _lab(root) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": SIZE[0] + 120, "height": 900}, device_scale_factor=1.5
        )
        page.set_default_timeout(1000 * PATIENCE)
        page.goto(address)
        frames = list(_frames(page))
        browser.close()
    return _gif(frames)


@contextmanager
def _lab(root: Path) -> Iterator[str]:
    """A JupyterLab on copies of the lessons; yields the address of the one that is recorded."""
    with socket.create_server(("127.0.0.1", 0)) as any_port:
        port = any_port.getsockname()[1]
    token = secrets.token_hex(16)
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(root / "lessons", Path(folder, "work"))
        options = ["--no-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
        options += [f"--port={port}", f"--IdentityProvider.token={token}"]
        options += ["--LabApp.expose_app_in_browser=True", f"--LabApp.app_settings_dir={folder}"]
        environment = {**kernel_environment(), "HOME": folder, "JUPYTER_CONFIG_DIR": folder}
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=environment,
            stderr=subprocess.DEVNULL,
        )
        try:
            address = f"http://127.0.0.1:{port}/doc/tree/work/{LESSON}.ipynb?token={token}"
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait()


def _wait_for(address: str, server: subprocess.Popen) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            urlopen(address).close()
            return
        except URLError:
            time.sleep(0.2)
    raise LessonError("JupyterLab did not start.")


_IDLE = """() => window.jupyterapp?.shell.currentWidget
    ?.sessionContext?.session?.kernel?.status === 'idle'"""
_TO_THE_EXERCISE = """async id => {
    const { commands, shell } = window.jupyterapp;
    const notebook = shell.currentWidget.content;
    notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === id);
    await commands.execute('notebook:run-all-above');
    notebook.activeCellIndex = notebook.widgets.findIndex(cell => cell.model.id === id);
    await notebook.scrollToItem(notebook.activeCellIndex, 'start');
    return notebook.activeCellIndex;
}"""
_ONLY_THE_EXERCISE = """
.jp-Notebook-cell:not([data-windowed-list-index='%d']), .jp-cell-toolbar { visibility: hidden }
"""
_HAS_RUN = """([index, before]) => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
    return ![null, before].includes(cell.model.executionCount);
}"""
_COUNT = (
    "index => window.jupyterapp.shell.currentWidget.content.widgets[index].model.executionCount"
)


def _frames(page) -> Iterator[tuple[bytes, int]]:
    """What the screen shows, and for how many milliseconds."""
    page.wait_for_function(_IDLE)
    index = page.evaluate(_TO_THE_EXERCISE, answer_id(EXERCISE))
    page.wait_for_function(_IDLE)
    page.add_style_tag(content=_ONLY_THE_EXERCISE % index)
    page.wait_for_timeout(2000)
    cell = page.locator(f".jp-Notebook-cell[data-windowed-list-index='{index}']")
    editor = cell.locator(".cm-content")
    check = editor.inner_text().rstrip().splitlines()[-1]
    corner = cell.bounding_box()
    clip = {"x": corner["x"], "y": corner["y"], "width": SIZE[0], "height": SIZE[1]}

    def seen(milliseconds: int) -> tuple[bytes, int]:
        return page.screenshot(clip=clip, caret="initial"), milliseconds

    yield seen(READING // 2)
    for line in (WRONG, RIGHT):
        editor.click()
        page.keyboard.press("Control+A")
        page.keyboard.type(f"\n{check}")
        page.keyboard.press("Control+Home")
        for start in range(0, len(line), 3):
            page.keyboard.insert_text(line[start : start + 3])
            yield seen(TYPING)
        before = page.evaluate(_COUNT, index)
        page.keyboard.press("Control+Enter")
        page.wait_for_function(_HAS_RUN, arg=[index, before])
        page.wait_for_function(_IDLE)
        page.wait_for_timeout(1000)
        yield seen(READING)


def _gif(frames: list[tuple[bytes, int]]) -> bytes:
    pictures = [Image.open(io.BytesIO(png)).convert("RGB") for png, _ in frames]
    # One palette for all, so that what does not move is stored once.
    width, height = pictures[0].size
    together = Image.new("RGB", (width, height * len(pictures)))
    for place, picture in enumerate(pictures):
        together.paste(picture, (0, place * height))
    palette = together.quantize(96, method=Image.Quantize.MAXCOVERAGE, kmeans=2)
    first, *others = [p.quantize(palette=palette, dither=Image.Dither.NONE) for p in pictures]
    file = io.BytesIO()
    durations = [milliseconds for _, milliseconds in frames]
    first.save(file, "gif", save_all=True, append_images=others, duration=durations, loop=2)
    return file.getvalue()


def write_small_pictures(root: Path = ROOT) -> list[Path]:
    """Write the small pictures, those of lessons that are gone removed; return their paths."""
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.png"):
        old.unlink()
    made = small_pictures(root)
    for number, png in made.items():
        (folder / f"{number}.png").write_bytes(png)
    return [folder / f"{number}.png" for number in made]


def record(root: Path = ROOT) -> Path:
    """Record the moving picture; return its path."""
    path = root / FOLDER / "check.gif"
    path.write_bytes(recorded_check(root))
    return path
