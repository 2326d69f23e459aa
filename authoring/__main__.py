"""``python -m authoring``: build notebooks, pages of misconceptions, the browser edition."""

from __future__ import annotations

import argparse
import sys

from authoring import face, lite
from authoring.build import build, drift, left_alone, the_course
from authoring.execution import ROOT
from authoring.source import LessonError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit code is 0 where all is well."""
    options = _parser().parse_args(arguments)
    try:
        return options.command(options)
    except LessonError as error:
        print(f"Not built.\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; nothing was written.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m authoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="command")
    for name, command, text in (
        ("build", _build, "make lessons/, solutions/ and solutions.json from course/"),
        ("face", _face, "record the README's moving picture; needs Chromium"),
        ("site", _site, "make the website in build/site/ from what is stored"),
    ):
        sub = commands.add_parser(name, help=text)
        if command is _build:
            check = "write nothing, fail on a difference"
            sub.add_argument("--check", action="store_true", help=check)
            sub.add_argument("lesson", nargs="*", help="the numbers of lessons; all if none")
        if command is _site:
            browser = f"make the browser edition in {lite.OUTPUT.as_posix()}/ too"
            sub.add_argument("--lite", action="store_true", help=browser)
        sub.set_defaults(command=command)
    return parser


def _build(options: argparse.Namespace) -> int:
    course = the_course()
    if options.check:
        return _report(drift(course))
    for path in [*build(course, options.lesson), *face.write_small_pictures()]:
        print(path.relative_to(ROOT).as_posix())
    for path, missing in left_alone(course).items():
        print(
            f"{path.relative_to(ROOT).as_posix()} stays as it is: running it needs "
            f"{', '.join(missing)}, which `python3 run.py peers` installs."
        )
    return 0


def _face(options: argparse.Namespace) -> int:
    print(face.record().relative_to(ROOT).as_posix())
    return 0


def _site(options: argparse.Namespace) -> int:
    from authoring.site import pages  # late: it needs Sphinx

    if code := pages.build():
        return code
    print(f"build/{pages.OUTPUT}/index.html")
    if options.lite:
        page = lite.build().relative_to(ROOT).as_posix()
        print(f"{page} (on a web server; nobody has tried it yet)")
    return 0


def _report(differences: list[str]) -> int:
    for difference in differences:
        print(difference, file=sys.stderr)
    if differences:
        print("Run `python3 run.py build` and commit what it writes.", file=sys.stderr)
    return bool(differences)


if __name__ == "__main__":
    sys.exit(main())
