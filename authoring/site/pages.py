"""Write all pages that follow from the rest of the repository, and let Sphinx make the site."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from authoring.execution import ROOT
from authoring.site import archive, home, lessons, mistakes, pictures, reference

# Below build/: the sources that Sphinx reads, and what it makes of them.
SOURCES, OUTPUT = "site-sources", "site"


@dataclass(frozen=True)
class Stored:
    """A lesson as it is stored: its name, the blank notebook, and the one filled in and run."""

    name: str
    blank: NotebookNode
    solved: NotebookNode

    @property
    def number(self) -> str:
        """``02``, or ``11b`` for an appendix."""
        return self.name.split("_")[0]

    @property
    def title(self) -> str:
        """Its first heading, without the question behind the colon."""
        return self.solved.cells[0].source.splitlines()[0].removeprefix("# ").split(":")[0]

    @property
    def called(self) -> str:
        """``02 Least squares is geometry``."""
        return f"{self.number} {self.title}"


def build(folder: Path = ROOT / "build") -> int:
    """Make the site below a folder; the exit code is Sphinx's.

    Raises
    ------
    LessonError
        A stored lesson does not say what its sources say.
    """
    sources = folder / SOURCES
    write(sources)
    for old in (folder / OUTPUT, folder / "site-doctrees"):
        shutil.rmtree(old, ignore_errors=True)
    command = [sys.executable, "-m", "sphinx", "--builder", "html", "--fail-on-warning"]
    command += ["--keep-going", "--nitpicky", "--quiet", "--jobs", "auto"]
    command += ["--doctree-dir", str(folder / "site-doctrees")]
    return subprocess.call([*command, str(sources), str(folder / OUTPUT)], cwd=ROOT)


def write(sources: Path) -> None:
    """Write what Sphinx reads: the pages of ``site/``, and those that are made."""
    from helpers.exercises import LESSONS, catalogue  # late: it makes all exercises

    shutil.rmtree(sources, ignore_errors=True)
    shutil.copytree(ROOT / "site", sources)
    stored = read()
    exercises = catalogue()
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        # The longest first, so that no processor waits for the last one.
        drawn = {
            lesson.name: pool.submit(_draw, lesson, sources / "_static" / "pictures")
            for lesson in stored
        }
        judged = {one.id: pool.submit(_judge, one.id) for one in exercises}
        first_page = pool.submit(home.generated, {one.number: one.name for one in stored})
        made = {exercise: job.result() for exercise, job in judged.items()}
        frames = {name: job.result() for name, job in drawn.items()}
        blocks = first_page.result()

    known = {exercise: len(found) for exercise, found in made.items()}
    for lesson in stored:
        page = lessons.page(lesson.called, lesson.blank, lesson.solved, frames[lesson.name], known)
        _write(sources / "lessons" / f"{lesson.name}.ipynb", nbformat.writes(page))
    addresses = {lesson.number: f"../lessons/{lesson.name}.ipynb" for lesson in stored}
    for lesson in LESSONS:
        text = mistakes.page(lesson, addresses[lesson.number], made)
        _write(sources / "mistakes" / f"{lesson.number}.md", text)
    _write(sources / "_static" / "mistakes-data.js", mistakes.search_data(LESSONS, made))
    blocks |= {
        "table-of-mistakes": mistakes.overview(LESSONS, made),
        "table-of-modules": reference.overview(),
        "table-of-lessons": home.table_of_lessons(),
        "all-lessons": home.table_of_lessons("", "../images/"),
        "copy": home.copy_of_the_course(archive.write(sources / "_extra")),
        "checks": home.checks(sum(known.values())),
        "reading": lessons.READING.replace("on it", "on them"),
        "list-of-lessons": lessons.contents({one.name: one.called for one in stored}),
    }
    for name, text in blocks.items():
        _write(sources / "_generated" / f"{name}.md", text)
    for name, text in reference.pages().items():
        _write(sources / "reference" / name, text)


def read() -> list[Stored]:
    """All stored lessons, in their order."""
    return [
        Stored(path.stem, *(_notebook(folder, path.name) for folder in ("lessons", "solutions")))
        for path in sorted((ROOT / "solutions").glob("*.ipynb"))
    ]


def _notebook(folder: str, name: str) -> NotebookNode:
    return nbformat.read(ROOT / folder / name, as_version=4)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def _draw(lesson: Stored, folder: Path) -> dict[str, pictures.Frames]:
    """Draw all pictures of a lesson; return the frames of those with sliders, by cell."""
    drawings = pictures.drawings(lesson.solved)
    made = {}
    for cell in lesson.solved.cells:
        words, drawing = pictures.said(cell), drawings.get(cell.id)
        if drawing and (frames := pictures.frames(drawing, words, folder / cell.id)):
            made[cell.id] = frames
        elif words is not None:
            pictures.keep(pictures.stored_png(cell), folder / f"{cell.id}.webp")
    return made


def _judge(exercise: str) -> list[mistakes.Mistake]:
    from helpers.exercises import catalogue

    (found,) = [one for one in catalogue() if one.id == exercise]
    return mistakes.mistakes_of(found)
