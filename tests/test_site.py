"""The website: made of what is stored, whole, and usable without a server by everybody."""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import nbformat
import pytest
from bs4 import BeautifulSoup
from PIL import Image

from authoring.execution import ROOT
from authoring.site import archive, home, mistakes, pages, pictures, programs, reference
from authoring.source import LessonError
from helpers.exercises import LESSONS, catalogue
from helpers.explore import Picture, Slider
from tests.test_browser import CHROMIUM, CHROMIUM_FLAGS, PATIENCE

# --- its parts -------------------------------------------------------------------------------


def test_each_mistake_has_an_address_of_its_own():
    addresses = [
        mistakes.anchor(exercise.id, misconception.name)
        for exercise in catalogue()
        for misconception in exercise.misconceptions
    ]
    assert len(set(addresses)) == len(addresses) > 2000
    assert all(re.fullmatch(r"[\w.-]+", address) for address in addresses)


def test_each_kind_has_members_and_is_found_by_its_own_words():
    found = Counter(
        kind
        for exercise in catalogue()
        for misconception in exercise.misconceptions
        for kind in mistakes.kinds_of(misconception.name)
    )
    assert found.keys() == mistakes.KINDS.keys()
    assert min(found.values()) >= 20
    assert mistakes.kinds_of("divisor n − 1") == ("divisor",)
    assert "variance, standard deviation" in mistakes.kinds_of("variance as scale")
    assert mistakes.kinds_of("another plane") == ()


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.number)
def test_a_wrong_program_is_shown_as_it_stands_in_its_table(lesson):
    for exercise in lesson.exercises:
        file = Path(exercise.program.__code__.co_filename).read_text(encoding="utf-8")
        for misconception in exercise.misconceptions:
            source = programs.source_of(misconception)
            for text in (source.own, *source.around):
                ast.parse(text)
                lines = [line.strip() for line in text.splitlines()]
                assert all(line in file for line in lines)
            missing = {name for name in _names(source.own) if name.startswith("_")}
            assert missing <= set().union(*map(_defined, (source.own, *source.around)))


def _names(text: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)}


def _defined(text: str) -> set[str]:
    return {
        getattr(node, "name", getattr(node, "id", getattr(node, "arg", "")))
        for node in ast.walk(ast.parse(text))
        if not isinstance(node, ast.Name) or isinstance(node.ctx, ast.Store)
    }


def _picture(**sliders: Slider) -> Picture:
    return Picture(lambda figure, **values: f"It stands at {values}.", size=(1, 1), **sliders)


def _drawing(code: str) -> pictures.Drawing:
    (found,) = pictures.drawings(_notebook(code, "")).values()
    return found


def _notebook(code: str, says: str) -> nbformat.NotebookNode:
    cell = nbformat.v4.new_code_cell(code)
    data = {"text/plain": f"Picture: {says}"}
    cell.outputs = [nbformat.v4.new_output("execute_result", data, execution_count=1)]
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize("count", [1, 2, 3, 4, 6])
def test_the_frames_of_a_picture_hold_the_ends_and_the_start_of_each_slider(count):
    sliders = {
        f"s{i}": Slider(f"s{i}", low=-1.0, high=2.0, start=round(-0.9 + 0.3 * i, 1), step=0.1)
        for i in range(count)
    }
    made = pictures._plan(_picture(**sliders))
    for name, slider in sliders.items():
        values = made.values[name]
        assert values == sorted(set(values))
        assert {slider.low, slider.high, slider.start} <= set(values)
        assert values[made.start[list(sliders).index(name)]] == slider.start
    places = list(pictures._places(made))
    assert made.start in places and len(places) == len(set(places)) <= 1.5 * pictures.FRAMES
    if not made.together:
        differences = [sum(a != b for a, b in zip(p, made.start, strict=True)) for p in places]
        assert max(differences) == 1


def test_a_slider_with_few_values_keeps_them_all():
    made = pictures._plan(
        _picture(form=Slider("form", 1, 3, 1, 1), at=Slider("at", 0.0, 9.0, 0.5, 0.1))
    )
    assert made.values["form"] == [1, 2, 3] and made.together


def test_what_the_text_tells_is_drawn_though_one_slider_moves_at_a_time():
    sliders = {name: Slider(name, 0, 100, 50, 1) for name in "abcd"}
    told = {"a": 3, "c": 97}
    made = pictures._plan(_picture(**sliders), (told, {"b": 50}))
    places = list(pictures._places(made))
    assert not made.together and len(places) == len(set(places))
    place, standing = made.told
    assert {name: made.values[name][i] for name, i in zip(sliders, place, strict=True)} == {
        "a": 3, "b": 50, "c": 97, "d": 50,
    }  # fmt: skip
    assert standing == made.start and {place, standing} <= set(places)
    with pytest.raises(ValueError, match="runs from 0 to 100"):
        pictures._plan(_picture(**sliders), ({"a": 101},))


def _told() -> dict[str, tuple[str, Picture]]:
    """The pictures whose settings a lesson's text tells: that text, and the picture."""
    return {
        drawing.expression.body.func.attr: (
            next((ROOT / "course").glob(f"{lesson.number}_*.py")).read_text(encoding="utf-8"),
            drawing.picture(),
        )
        for lesson in pages.read()
        for drawing in pictures.drawings(lesson.solved).values()
        if drawing.told
    }


def test_settings_that_the_text_tells_are_its_own_and_within_reach():
    """One paragraph has all of a setting: its values, or the name of a slider to be moved."""
    found = _told()
    assert found.keys() == pictures.TOLD.keys()
    for name, (text, picture) in found.items():
        for setting in pictures.TOLD[name]:
            sliders = {key: picture.sliders[key] for key in setting}
            assert all(sliders[key].check(value) == value for key, value in setting.items())
            assert any(
                all(_tells(part, sliders[key], value) for key, value in setting.items())
                for part in re.split(r"\n#?\n", text)
            ), (name, setting)


def _tells(text: str, slider: Slider, value: float) -> bool:
    number = rf"(?<![\w.]){f'{value:g}'.replace('-', '−')}(?:\.0)?(?!\w|\.\d)"
    return f"`{slider.label}`" in text or bool(re.search(number, text))


def test_a_picture_is_drawn_by_the_statements_that_it_needs_alone(tmp_path):
    code = (
        "from helpers import plots, simulate\n"
        "world = simulate.seed_world()\n"
        "unused = 1 / 0\n"
        "print(world)\n"
        "plots.posterior_grid(world)"
    )
    drawing = _drawing(code)
    assert "unused" not in drawing.code and "print" not in drawing.code
    first = drawing.picture().words
    made = pictures.frames(drawing, first, tmp_path)
    assert made.words[made.start] == first
    files = {path.stem for path in tmp_path.iterdir()}
    assert files == {pictures.file_stem(place) for place in made.words}
    with pytest.raises(LessonError, match="differs from the stored one"):
        pictures.frames(drawing, first + " Or not.", tmp_path / "other")


def test_the_table_of_lessons_is_the_readmes():
    """Word for word; its pictures lead to the site's own pages."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = home.table_of_lessons().splitlines()
    assert all(row.rpartition(" | ")[0] in readme for row in rows)
    below = home.table_of_lessons("", "../images/").splitlines()
    assert [row.replace("(lessons/", "(").replace('"images', '"../images') for row in rows] == below
    for lesson, row in zip(LESSONS, rows[2:], strict=True):
        page = rf"lessons/{lesson.number}_\w+\.ipynb"
        size = 'width="156" height="104"'
        picture = rf'<img src="images/readme/{lesson.number}\.png" {size} .*alt="[^"]{{10,}}">'
        picture = rf"\[{picture}\]\({page}\) \|"
        assert f"[{lesson.title}]" in row and re.search(picture + "$", row)


def test_the_first_page_tells_how_many_lessons_there_are_and_how_long_they_take():
    text = (ROOT / "site" / "index.md").read_text(encoding="utf-8")
    minutes = [int(row.split(" | ")[2]) for row in home.table_of_lessons().splitlines()[2:]]
    assert f"Fifteen lessons, {sum(minutes) / 60:.0f} hours in all, and an appendix" in text
    assert len(minutes) == 15


def test_the_readme_and_the_first_page_say_the_same_of_what_is_downloaded_and_where_it_was_tried():
    for file in ("README.md", "site/index.md", "site/teaching.md"):
        text = (ROOT / file).read_text(encoding="utf-8")
        assert set(re.findall(r"about \d+ MB", text)) == {"about 200 MB"}, file
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    page = " ".join((ROOT / "site" / "index.md").read_text(encoding="utf-8").split())
    for words in ("It costs nothing, needs no account, and sends nothing anywhere", "nobody has"):
        assert words in readme and words in page
    assert all("macOS or Windows" in text for text in (readme, page))


def test_the_zip_holds_what_git_knows_and_is_the_same_each_time(tmp_path):
    made = archive.write(tmp_path / "one")
    if made is None:
        pytest.skip("this copy is not a repository")
    assert made.read_bytes() == archive.write(tmp_path / "two").read_bytes()
    assert made.stat().st_size < 10e6
    with ZipFile(made) as opened:
        assert opened.testzip() is None
        names = opened.namelist()
        top = f"{made.stem}/"
        assert all(name.startswith(top) for name in names) and len(names) == len(set(names))
        needed = ("run.py", "requirements.lock", "pyproject.toml", "LICENSE", "helpers/__init__.py")
        assert {top + name for name in needed} <= set(names)
        assert {f"{top}lessons/{path.name}" for path in (ROOT / "lessons").glob("*.ipynb")} < set(
            names
        )
        assert not [name for name in names if re.search(r"/(?:\.venv|build|work|\.git)/", name)]
        for name in names:
            assert opened.read(name) == (ROOT / name.removeprefix(top)).read_bytes()


def test_where_git_knows_nothing_there_is_no_zip_and_no_link_to_one(tmp_path):
    """So it is in an unpacked copy, even one below another repository."""
    (tmp_path / "run.py").write_text("")
    assert archive.write(tmp_path / "made", root=tmp_path) is None
    assert "href" not in home.copy_of_the_course(None)


def test_the_reference_has_each_module_that_others_import_from():
    assert {"ols", "likelihood", "bayes", "samplers", "compressed", "simulate"} <= set(
        reference.modules()
    )
    assert set(reference.public_names("likelihood")) >= {"fit", "gate", "wald"}
    assert "compress" in reference.public_names("compressed")


# --- the whole -------------------------------------------------------------------------------

needs_sphinx = pytest.mark.skipif(
    find_spec("sphinx") is None, reason="no Sphinx here: python3 run.py site installs it"
)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site that COURSE_SITE names, or made as run.py makes it: a warning is an error."""
    if made := os.environ.get("COURSE_SITE"):
        return ROOT / made
    folder = tmp_path_factory.mktemp("build")
    assert pages.build(folder) == 0
    return folder / pages.OUTPUT


@cache
def _read(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@cache
def _ids(path: Path) -> set[str]:
    return {tag["id"] for tag in _read(path).find_all(id=True)}


def _pages(site: Path) -> list[Path]:
    """All pages, without what the theme keeps beside them."""
    return [page for page in site.rglob("*.html") if "_static" not in page.parts]


@needs_sphinx
def test_all_links_lead_somewhere(site):
    broken = []
    for page in _pages(site):
        for tag in _read(page).find_all(["a", "img", "link", "script"]):
            target = tag.get("href") or tag.get("src")
            if target is None or re.match(r"(?:https?|data|mailto):", target):
                continue
            path, _, fragment = unquote(target).partition("#")
            file = (page.parent / path.partition("?")[0]).resolve() if path else page
            if not file.is_file():
                broken.append(f"{page.relative_to(site)}: {target}")
            elif fragment and file.suffix == ".html" and fragment not in _ids(file):
                broken.append(f"{page.relative_to(site)}: {target}")
    assert broken == []


@needs_sphinx
def test_no_page_fetches_anything(site):
    for page in _pages(site):
        for tag in _read(page).find_all(["img", "link", "script", "iframe", "source"]):
            target = tag.get("href") or tag.get("src") or ""
            assert tag.get("rel") == ["canonical"] or "//" not in target, (page, target)
    for sheet in site.rglob("*.css"):
        assert not re.search(r"(?:url\(|@import)\s*[\"']?https?:", sheet.read_text("utf-8")), sheet


@needs_sphinx
def test_a_picture_has_its_place_before_it_is_there(site):
    """Its width and height are told, and all its frames have them; nothing jumps."""
    pictured = 0
    for page in (site / "index.html", *(site / "lessons").glob("*.html")):
        for tag in _read(page).select("article img"):
            shown = page.parent / unquote(tag["src"])
            frames = shown.parent.glob("*.webp") if re.fullmatch(r"[\d-]+", shown.stem) else [shown]
            for frame in frames:
                width, height = Image.open(frame).size
                told = int(tag["width"]) / int(tag["height"])
                assert told == pytest.approx(width / height, rel=0.01), frame
            assert tag["loading"] == "lazy" and tag["alt"]
            pictured += 1
    assert pictured > 100


@needs_sphinx
def test_each_lesson_has_a_short_name_in_its_window_and_in_the_lists(site):
    for lesson in LESSONS:
        (path,) = (site / "lessons").glob(f"{lesson.number}_*.html")
        page = _read(path)
        called = f"{lesson.number} {lesson.title}"
        assert page.title.get_text().startswith(f"{called} —")
        assert page.select_one(".bd-breadcrumbs .active").get_text() == called
        assert (
            page.select_one(".bd-sidebar-primary .bd-links li.current").get_text().strip() == called
        )
        assert lesson.title in page.h1.get_text() and len(called) <= 32


@needs_sphinx
def test_each_lesson_says_first_that_here_it_is_only_read_and_where_it_can_be_done(site):
    for page in (site / "lessons").glob("*.html"):
        first = _read(page).h1.find_next_sibling()
        assert first["class"] == ["reading", "docutils", "container"]
        assert first.get_text().strip().startswith("You are reading.")
        assert first.a["href"] == "../index.html#get-the-course"
    assert _read(site / "index.html").select_one("#get-the-course pre")


@needs_sphinx
def test_the_first_page_leads_to_the_course_and_counts_what_the_checks_know(site):
    page = _read(site / "index.html")
    assert page.title.get_text() == "One regression, all the way — a course in Jupyter notebooks"
    course, lesson = page.select(".lead .buttons a")
    assert course["href"] == "#get-the-course" and "00_start_here" in lesson["href"]
    known = sum(len(exercise.misconceptions) for exercise in catalogue())
    assert page.find("a", string=f"{known:,} mistakes")["href"] == "mistakes/index.html"


@needs_sphinx
def test_the_words_of_code_stand_out_from_their_ground_by_day_and_at_night(site):
    """WCAG 2.2, 1.4.3. axe does not see it: what stands behind code is made of gradients."""
    sheet = (site / "_static" / "site.css").read_text("utf-8")
    for theme in ("light", "dark"):
        rule = re.search(rf'html\[data-theme="{theme}"\] \{{(.*?)\}}', sheet, re.S)[1]
        colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rule))
        for ground in ("paper", "shade"):
            for name in ("keyword", "text", "number", *_NAMES_IN_CODE):
                assert _contrast(colours[name], colours[ground]) >= 4.5, (theme, name, ground)


_NAMES_IN_CODE = ("pst-color-text-base", "pst-color-text-muted", "pst-color-link")


def _contrast(one: str, other: str) -> float:
    bright, dark = sorted(map(_luminance, (one, other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@needs_sphinx
def test_every_frame_of_a_picture_is_there(site):
    moving = 0
    for page in (site / "lessons").glob("*.html"):
        for script in _read(page).select("figure.picture script"):
            data = json.loads(script.string)
            moving += 1
            assert pictures.file_stem(data["start"]) in data["captions"]
            for name in data["captions"]:
                assert (page.parent / data["folder"] / f"{name}.webp").is_file()
    assert moving > 20


@needs_sphinx
def test_every_mistake_is_shown_with_its_code_and_the_checks_words(site):
    for lesson in LESSONS:
        page = _read(site / "mistakes" / f"{lesson.number}.html")
        back = [link.get_text() for link in page.select(".bd-article a[href*='#exercise-']")]
        assert len(set(back)) == len(back) == len(lesson.exercises)
        for exercise in lesson.exercises:
            for misconception in exercise.misconceptions:
                entry = page.find(id=mistakes.anchor(exercise.id, misconception.name))
                assert entry.h3.get_text() == misconception.name
                said = entry.find(attrs={"data-exercise": exercise.id})
                assert said["data-misconception"] == misconception.name
                assert entry.select_one(".highlight pre").get_text().strip()


@needs_sphinx
@pytest.mark.parametrize("module", reference.modules())
def test_every_public_name_is_in_the_reference(module, site):
    shown = _ids(site / "reference" / f"{module}.html")
    assert {f"helpers.{module}.{name}" for name in reference.public_names(module)} <= shown


@needs_sphinx
@pytest.mark.parametrize("module", reference.modules())
def test_a_property_says_in_the_reference_what_it_says_in_its_docstring(module, site):
    """Also where its sentence has a colon, before which napoleon sees a type."""
    shown = _words(_read(site / "reference" / f"{module}.html").article.get_text())
    room = importlib.import_module(f"helpers.{module}")
    for name in reference.public_names(module):
        for own, value in vars(getattr(room, name)).items():
            if isinstance(value, property) and value.__doc__ and not own.startswith("_"):
                assert _words(value.__doc__.splitlines()[0]) in shown
    assert "Alias for field number" not in shown


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text))


def _section(site: Path, link: str) -> str:
    """The text of the section to which a link leads."""
    path, _, fragment = unquote(link).partition("#")
    page = _read(site / path)
    part = page.find(id=fragment) if fragment else page.article
    if part.name == "span":  # a second name of the section in which it stands
        part = part.find_parent("section")
    return " ".join(part.get_text().split()).lower()


@needs_sphinx
def test_each_word_leads_to_the_section_that_explains_it(site):
    terms = _read(site / "glossary.html").select("dl.glossary dt")
    assert len(terms) > 60
    for term in terms:
        word = term.get_text().removesuffix("#").strip().lower()
        (link,) = term.find_next_sibling("dd").select("a[href]")
        assert word in _section(site, link["href"]), word


@needs_sphinx
def test_the_first_new_word_of_a_lesson_leads_to_the_glossary_and_stays_in_italics(site):
    from authoring.site import links  # late: it needs Sphinx

    found = 0
    for path in (site / "lessons").glob("*.html"):
        words = _read(path).select("article a.term")
        assert len({word["href"] for word in words}) == len(words), path
        for word in words:
            assert word.em.get_text() == word.get_text() and not word.find_parent("h2")
            term = _read(site / "glossary.html").find(id=word["href"].partition("#")[2])
            said = term.get_text().removesuffix("#").strip()
            assert " ".join(word.get_text().lower().split()) in links.forms(said)
        found += len(words)
    assert found > 60


@needs_sphinx
def test_a_lesson_leads_to_the_lessons_that_it_names_and_to_its_neighbours(site):
    named, paths = 0, sorted(path.name for path in (site / "lessons").glob("[0-9]*.html"))
    for place, name in enumerate(paths):
        article = _read(site / "lessons" / name).select_one(".bd-article")
        for link in article.find_all("a", string=re.compile(r"^[Ll]esson\s\d")):
            number = link.get_text().split()[1]
            assert link["href"].startswith(f"{number}_") and link["href"] != name
            named += 1
        footer = _read(site / "lessons" / name).select(".prev-next-area a")
        near = paths[max(place - 1, 0) : place] + paths[place + 1 : place + 2]
        assert [link["href"] for link in footer] == near
        for link in footer:
            assert link.select_one(".prev-next-title").get_text()[:2] == link["href"][:2]
    assert named > 60
    assert not _read(site / "glossary.html").select(".prev-next-area a")


@needs_sphinx
def test_a_word_is_known_in_the_singular_and_the_plural():
    from authoring.site import links  # late: it needs Sphinx

    assert links.forms("Bayes factor") >= {"bayes factor", "bayes factors"}
    assert links.forms("joint density") >= {"joint densities"}
    assert links.forms("residuals") >= {"residual", "residuals"}


@needs_sphinx
def test_each_letter_leads_to_a_section_that_has_it(site):
    rows = _read(site / "notation.html").select("tbody tr")
    assert len(rows) > 15
    for row in rows:
        formulas = row.td.select(".math")
        text = _section(site, row.select("a[href]")[-1]["href"])
        for formula in formulas:
            assert formula.get_text().strip(r"\()").lower() in text, formula


# --- in a browser ----------------------------------------------------------------------------

in_a_browser = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium on PATH; on Debian: apt install chromium"
)
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# A page of every kind.
KINDS_OF_PAGES = (
    "index.html",
    "lessons/index.html",
    "lessons/00_start_here.html",
    "lessons/02_least_squares.html",
    "mistakes/index.html",
    "mistakes/02.html",
    "reference/index.html",
    "reference/ols.html",
    "glossary.html",
    "notation.html",
    "teaching.html",
    "writing-a-lesson.html",
    "search.html",
)


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser, site):
    """A function that opens a page of the site, from the disk, in a window of some width."""
    contexts, faults = [], []

    def open_page(path: str, width: int = 1280, theme: str = "light"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, reduced_motion="reduce"
        )
        contexts.append(context)
        context.set_default_timeout(1000 * PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "console",
            lambda said: said.type in ("error", "warning") and faults.append(said.text),
        )
        page.on("requestfailed", lambda request: faults.append(request.url))
        page.on(
            "request",
            lambda request: re.match("https?:", request.url) and faults.append(request.url),
        )
        page.goto(f"{site.as_uri()}/{path}")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


def wait_for_formulas(page) -> None:
    """Until MathJax, where a page has it, has set them: they take other room then."""
    page.wait_for_function("!window.MathJax?.startup || MathJax.startup.promise.then(() => true)")


@needs_sphinx
@in_a_browser
@pytest.mark.parametrize("path", KINDS_OF_PAGES)
def test_a_page_fits_a_telephone(path, visit):
    page = visit(path, width=390)
    wait_for_formulas(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    # What is too wide scrolls in itself, not with all that stands beside it.
    content = page.locator(".bd-article-container")
    assert content.evaluate("box => box.scrollWidth - box.clientWidth") <= 1


@needs_sphinx
@in_a_browser
@pytest.mark.parametrize("path", KINDS_OF_PAGES)
def test_what_scrolls_in_a_page_is_reached_by_the_keyboard(path, visit):
    page = visit(path, width=390)
    wait_for_formulas(page)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    unreached = page.evaluate("""[...document.querySelectorAll('.bd-article *')].filter(box =>
        /auto|scroll/.test(getComputedStyle(box).overflow) && box.clientWidth
        && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
        && box.tabIndex < 0 && !box.querySelector('a, button, input, [tabindex]')
    ).map(box => box.outerHTML.slice(0, 120))""")
    assert unreached == []


@needs_sphinx
@in_a_browser
def test_the_longest_lines_of_code_fit_beside_the_lists(visit):
    page = visit("lessons/13_out_into_the_world.html")
    code = page.locator(".cell_input pre:visible")
    assert code.count() > 20
    assert (
        code.evaluate_all("all => all.filter(one => one.scrollWidth > one.clientWidth + 1)") == []
    )


@needs_sphinx
@in_a_browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", KINDS_OF_PAGES)
def test_axe_finds_nothing(path, theme, visit):
    from axe_playwright_python.base import AXE_SCRIPT

    page = visit(path, theme=theme)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    wait_for_formulas(page)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(
        "values => axe.run(document, { preload: false, runOnly: { type: 'tag', values } })",
        STANDARD,
    )
    assert {rule["id"] for rule in found["passes"]} >= {"color-contrast", "link-name"}
    assert [
        (fault["id"], fault["nodes"][0]["target"], fault["nodes"][0]["html"][:120])
        for fault in found["violations"]
    ] == []


@needs_sphinx
@in_a_browser
def test_a_formula_is_set_without_a_network(visit):
    page = visit("lessons/02_least_squares.html")
    page.wait_for_selector("mjx-container svg")
    assert page.locator("mjx-merror").count() == 0


@needs_sphinx
@in_a_browser
def test_a_picture_follows_its_slider_and_says_so(visit):
    page = visit("lessons/00_start_here.html")
    figure = page.locator("figure.picture:has(.sliders)").first
    image, words = figure.locator("img"), figure.locator("figcaption")
    before = image.get_attribute("src"), words.inner_text()
    figure.locator("input").first.focus()
    page.keyboard.press("ArrowRight")
    after = image.get_attribute("src"), words.inner_text()
    assert before[0] != after[0] and before[1] != after[1]
    page.wait_for_function(
        "image => image.complete && image.naturalWidth > 100", arg=image.element_handle()
    )
    assert after[1].startswith(image.get_attribute("alt"))
    page.keyboard.press("ArrowLeft")
    assert (image.get_attribute("src"), words.inner_text()) == before


@needs_sphinx
@in_a_browser
def test_a_picture_is_seen_whole_on_a_telephone_and_larger_when_asked_for(visit):
    page = visit("lessons/03_uncertainty.html", width=390)
    figures = page.locator("figure.picture")
    widths = "all => all.map(box => [box.scrollWidth, box.clientWidth])"
    assert figures.count() > 8
    for whole, seen in figures.locator(".scroll").evaluate_all(widths):
        assert 300 < seen and whole == seen
    for kind in (":has(.sliders)", ":not(:has(.sliders))"):
        figure = page.locator(f"figure.picture{kind}").first
        scroll, button = figure.locator(".scroll"), figure.locator("button.size")
        image = figure.locator("img")
        button.focus()
        page.keyboard.press("Enter")
        assert button.inner_text() == "Smaller"
        assert image.bounding_box()["width"] == float(image.get_attribute("width"))
        page.keyboard.press("Tab")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("box => box.scrollLeft > 0", arg=scroll.element_handle())
        button.click()
        assert button.inner_text() == "Larger"
        assert scroll.evaluate("box => box.scrollWidth === box.clientWidth && box.tabIndex < 0")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.emulate_media(media="print")
    assert not page.locator("button.size:visible").count()


@needs_sphinx
def test_words_below_a_picture_add_to_its_title_and_leave_a_guess_to_the_reader(site):
    folded = 0
    for lesson in pages.read():
        page = _read(site / "lessons" / f"{lesson.name}.html")
        figures = page.select("figure.picture")
        said = [words for cell in lesson.solved.cells if (words := pictures.said(cell))]
        for figure, words in zip(figures, said, strict=True):
            title, words = figure.img["alt"], " ".join(words.split())
            shown = figure.select_one(".words")
            assert words.startswith(title) and len(title) > 5
            assert words.removeprefix(title).strip(" .:") == (
                shown.get_text().strip(" .") if shown else ""
            )
            folded += figure.details is not None
    assert 3 <= folded < 15
    page = _read(site / "lessons" / "13_out_into_the_world.html")
    (panels,) = page.select("figure.picture:has(img[alt^='One of nine is real'])")
    assert "open" not in panels.details.attrs and "by panel" in panels.details.get_text()


@needs_sphinx
@in_a_browser
@pytest.mark.parametrize("lesson", ["00_start_here", "13b_larger_than_memory"])
def test_on_a_telephone_one_sees_what_to_enter_for_a_guess(lesson, visit):
    page = visit(f"lessons/{lesson}.html", width=390)
    guesses = page.locator(".cell_input pre", has_text=".guess(")
    assert guesses.count() >= 5
    overhang = "all => all.map(box => box.scrollWidth - box.clientWidth)"
    assert max(guesses.evaluate_all(overhang)) <= 1


@needs_sphinx
@in_a_browser
def test_values_with_names_are_chosen_by_their_names(visit):
    page = visit("lessons/03_uncertainty.html")
    figure = page.locator("figure.picture:has(.sliders)").first
    chosen = page.get_by_label("estimate of")
    assert chosen.locator("option").all_inner_texts() == [
        "the constant",
        "the slope of x1",
        "the slope of x2",
    ]
    chosen.select_option("the constant")
    assert "estimates of the constant" in figure.locator("figcaption").inner_text()
    figure.locator("input").first.focus()
    page.keyboard.press("ArrowLeft")
    assert chosen.input_value() == "1"  # it is back where it stood first


@needs_sphinx
@in_a_browser
def test_a_button_sets_the_sliders_as_the_text_does(visit):
    page = visit("lessons/08_priors.html")
    figure = page.locator("figure.picture", has_text="centre of the prior")
    figure.get_by_role("button", name="centre of the prior = −15").click()
    shown = figure.locator("output").all_inner_texts()
    assert [float(value.replace("−", "-")) for value in shown] == [-15, 2, 200]
    assert "Prior −15.00 ± 2.00, 200 rows" in figure.locator("figcaption").inner_text()
    page.wait_for_function("image => image.complete", arg=figure.locator("img").element_handle())
    assert figure.locator("img").evaluate("image => image.naturalWidth") > 100
    figure.locator("input").last.focus()
    page.keyboard.press("ArrowLeft")
    assert figure.locator("output").first.inner_text() == "0"


@needs_sphinx
@in_a_browser
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("lesson", ["08_priors", "11_full_joint"])
def test_what_stands_beside_a_slider_is_seen_whole(lesson, width, visit):
    page = visit(f"lessons/{lesson}.html", width=width)
    seen = page.locator("figure.picture:has(.sliders)").evaluate_all("""figures =>
        figures.flatMap(figure => [...figure.querySelectorAll(".sliders label > *")].map(part => {
            const range = document.createRange();
            range.selectNodeContents(part);
            const own = Math.max(part.getBoundingClientRect().right,
                                 range.getBoundingClientRect().right);
            return figure.getBoundingClientRect().right - own;
        }))""")
    assert len(seen) > 10 and min(seen) >= -0.5


@needs_sphinx
@in_a_browser
def test_beside_the_lists_a_picture_needs_no_button(visit):
    page = visit("lessons/03_uncertainty.html")
    assert page.locator("button.size").count() > 8
    assert not page.locator("button.size:visible").count()


@needs_sphinx
@in_a_browser
def test_a_solution_is_folded_away_until_it_is_asked_for(visit):
    page = visit("lessons/02_least_squares.html")
    fold = page.locator(
        "#exercise-02-normal-equations ~ * details.hide, section details.hide"
    ).first
    code = fold.locator("pre").first
    assert not code.is_visible()
    fold.locator("summary").click()
    assert code.is_visible() and "solve(" in code.inner_text()


@needs_sphinx
@in_a_browser
def test_a_mistake_is_found_and_its_address_can_be_sent(visit):
    page = visit("mistakes/index.html")
    page.fill("#mistakes-words", "forced through the origin")
    page.wait_for_function("document.querySelectorAll('#mistakes-found li').length > 0")
    address = "02.html#02-normal-equations.no-constant"
    page.locator(f"#mistakes-found a[href='{address}']").click()
    page.wait_for_function("address => location.href.endsWith(address)", arg=address)
    entry = page.locator("article:target")
    assert "13.13 and 18.06" in entry.inner_text() and "lstsq(X[:, 1:], y)" in entry.inner_text()
    assert 0 < entry.bounding_box()["y"] < 300
    folds = page.locator("details.mistakes")
    assert folds.count() > folds.and_(page.locator("[open]")).count() == 1
    page.go_back()
    page.wait_for_function("document.querySelectorAll('#mistakes-found li').length > 0")
    assert page.input_value("#mistakes-words") == "forced through the origin"


@needs_sphinx
@in_a_browser
def test_kinds_and_lessons_narrow_the_search(visit):
    page = visit("mistakes/index.html#kind=divisor&lesson=03")
    page.wait_for_function("document.querySelectorAll('#mistakes-found li').length > 0")
    wanted = [
        misconception.name
        for exercise in LESSONS[3].exercises
        for misconception in exercise.misconceptions
        if "divisor" in mistakes.kinds_of(misconception.name)
    ]
    assert page.locator("#mistakes-found a").all_inner_texts() == wanted[:60]


@needs_sphinx
@in_a_browser
def test_what_fits_best_is_found_first(visit):
    page = visit("mistakes/index.html")
    names = page.locator("#mistakes-found a")
    for asked in ("variance for a standard deviation", "variance for sd", "Variance as SD"):
        page.fill("#mistakes-words", asked)
        assert names.first.inner_text() == "variance as standard deviation", asked
        address = "09.html#09-log-posterior.variance-as-standard-deviation"
        assert names.first.get_attribute("href") == address
    page.fill("#mistakes-words", "divisor n-1")
    assert names.first.inner_text() == "divisor n − 1"
    page.fill("#mistakes-words", "origin forced")
    loose = names.all_inner_texts()
    page.fill("#mistakes-words", '"forced through the origin"')
    assert 0 < names.count() <= len(loose) and set(names.all_inner_texts()) <= set(loose)
    page.fill("#mistakes-words", '"origin forced"')
    assert names.count() == 0
    assert page.locator("#mistakes-count").inner_text() == "Nothing found; fewer words?"


@needs_sphinx
@in_a_browser
def test_what_is_found_is_shown_whole_and_with_its_code(visit):
    page = visit("mistakes/index.html#kind=divisor")
    all_of_kind = sum(
        "divisor" in mistakes.kinds_of(misconception.name)
        for exercise in catalogue()
        for misconception in exercise.misconceptions
    )
    found, button = page.locator("#mistakes-found li"), page.locator("#mistakes-all")
    assert found.count() == 60 < all_of_kind
    button.click()
    assert found.count() == all_of_kind and not button.is_visible()
    assert found.nth(60).locator("a").evaluate("link => link === document.activeElement")
    assert page.locator("#mistakes-found code").count() > 10
    assert "`" not in page.locator("#mistakes-found").inner_text()


@needs_sphinx
@in_a_browser
def test_the_search_finds_a_page(visit):
    page = visit("search.html?q=bootstrap")
    page.wait_for_function("document.querySelectorAll('#search-results li').length > 0")
    results = page.locator("#search-results").inner_text()
    assert "03 Uncertainty by repetition > " in results
    links = page.locator("#search-results li a").evaluate_all("all => all.map(one => one.href)")
    assert len(set(links)) == len(links)
    # Each says what it found, also from the disk.
    first = page.locator("#search-results li").first
    assert first.locator("a").inner_text() == "Glossary > bootstrap"
    assert "resamples stands for its spread" in first.locator("p.context").inner_text()
    first.locator("a").click()
    page.wait_for_function("location.hash === '#term-bootstrap'")


@needs_sphinx
@in_a_browser
def test_the_first_page_shows_three_answers_and_what_the_check_says(visit):
    page = visit("index.html")
    for title, said in (
        ("A misconception", "no column of ones"),
        ("A typing slip", "Look at"),
        ("Right, another way", "Right"),
    ):
        page.locator(".demo label", has_text=title).click()
        pane = page.locator(".demo .pane:visible")
        assert pane.count() == 1 and said in pane.inner_text()
