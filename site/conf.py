"""Settings of Sphinx. The pages are in this folder; `python3 run.py site` adds those it makes."""

import re
import shutil
from importlib import metadata
from importlib.resources import files
from pathlib import Path

from sphinx.domains.python import PyObject

project = "One regression, all the way"
author = copyright = "The One Regression authors"
release = version = metadata.version("one-regression")
language = "en"

extensions = [
    "myst_nb",
    "sphinx.ext.autodoc",
    "sphinx.ext.mathjax",
    "sphinx.ext.napoleon",
    "authoring.site.excerpts",
    "authoring.site.links",
]
# What the first page and the lists of pages include.
exclude_patterns = ["_generated", "_extra"]
# Bases and what is raised may have no page here.
nitpick_ignore_regex = [("py:.*", ".*")]

# The notebooks are shown as they are stored.
nb_execution_mode = "off"
nb_merge_streams = True
myst_enable_extensions = ["amsmath", "colon_fence", "deflist", "dollarmath", "html_image"]
myst_heading_anchors = 3

autodoc_typehints = "none"
autodoc_member_order = "groupwise"
default_role = "code"
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

# No page fetches anything: what they need besides is copied beside them, by its place in a package.
# This MathJax has its letters drawn in it, so that it needs no fonts.
mathjax_path = "mathjax/tex-svg.js"
BESIDE = {
    mathjax_path: ("mathjax", "static/mathjax/es5/tex-svg.js"),
    **{
        f"fonts/{name}.ttf": (f"font_source_{kind}_pro", f"files/{name}.ttf")
        for kind, name in (
            ("sans", "SourceSansPro-Regular"),
            ("sans", "SourceSansPro-It"),
            ("sans", "SourceSansPro-Semibold"),
            ("serif", "SourceSerifPro-Regular"),
            ("serif", "SourceSerifPro-Semibold"),
        )
    },
}

html_theme = "pydata_sphinx_theme"
html_title = project
html_static_path = ["_static"]
html_extra_path = ["_extra"]  # the zip of the sources
templates_path = ["_templates"]
html_css_files = ["site.css"]
html_js_files = [("pictures.js", {"defer": "defer"})]
html_copy_source = False
html_scaled_image_link = False  # a picture leads to its lesson
html_domain_indices = False  # the page of the library lists the modules
html_show_sourcelink = False
html_show_search_summary = False  # it would have to be fetched: search.js shows another one
html_show_sphinx = False
html_context = {"default_mode": "auto"}
# What a lesson is called comes before what a function is called.
html_search_scorer = str(Path(__file__).with_name("scorer.js"))
# What is on a page stands below the list of its neighbours, so that code has all the width beside.
ALONE = ["index", "glossary", "notation", "teaching", "writing-a-lesson", "genindex", "search"]
html_sidebars = {"**": ["sidebar-nav-bs", "page-toc"]} | {page: [] for page in ALONE}
html_theme_options = {
    "logo": {"text": "One regression"},
    "search_bar_text": "Search the course",
    "navbar_align": "left",
    "navbar_persistent": ["search-button"],
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 7,
    "secondary_sidebar_items": {
        "**": [],
        "teaching": ["page-toc"],
        "writing-a-lesson": ["page-toc"],
    },
    "footer_start": ["course-footer"],
    "footer_end": ["built-with"],
    "pygments_light_style": "github-light",
    "pygments_dark_style": "github-dark",
    "back_to_top_button": False,
}


def setup(app):
    """Keep docstrings as they are written, and copy what stands in other packages."""
    # Types in docstrings are words, not links: "array_like, shape (n,)".
    for field in PyObject.doc_field_types:
        field.typerolename = field.bodyrolename = ""

    def copy(app, error):
        if error is None:
            for place, (package, source) in BESIDE.items():
                target = Path(app.outdir, "_static", place)
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(files(package) / source, target)

    def as_written(app, what, name, obj, options, lines):
        # Of "Standard errors of beta: roots of the diagonal", napoleon makes a type and the rest.
        typed = [line for line in lines if what == "property" and line.startswith(":type: ")]
        for line in typed:
            lines.remove(line)
            lines[0] = f"{line.removeprefix(':type: ')}: {lines[0]}"
        # Of "low, high : float" it makes one name: here each has a line, and the last the words.
        for place, line in reversed(list(enumerate(lines))):
            if several := re.fullmatch(r":(ivar|vartype) ((?:\w+, )+\w+):(.*)", line):
                kind, names, words = several.groups()
                *others, last = names.split(", ")
                first = [f":{kind} {name}:{words * (kind == 'vartype')}" for name in others]
                lines[place : place + 1] = [*first, f":{kind} {last}:{words}"]

    def skip(app, what, name, obj, skipped, options):
        # The fields of a named tuple stand in the list of its class.
        return True if (obj.__doc__ or "").startswith("Alias for field number") else None

    def around(app, pagename, templatename, context, doctree):
        # The first page is called like the site, and what the site is comes after that.
        if pagename == "index":
            context["docstitle"] = "a course in Jupyter notebooks"
        if pagename == "search":
            for script in ("search-texts.js", "search.js"):
                app.add_js_file(script, defer="defer")
        # At the foot of a lesson stand its neighbours; other pages have no order.
        lessons = re.match(r"lessons/\d", pagename)
        for side in ("prev", "next"):
            near = context.get(side)
            if near and lessons and re.match(r"\d", near["link"]):
                short = app.env.longtitles[f"lessons/{near['link'].removesuffix('.html')}"]
                context[side] = {**near, "title": short.astext()}
            else:
                context[side] = None

    app.connect("build-finished", copy)
    app.connect("html-page-context", around)
    app.connect("autodoc-process-docstring", as_written, priority=600)  # after napoleon
    app.connect("autodoc-skip-member", skip)
