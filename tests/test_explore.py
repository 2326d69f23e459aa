"""Laws of the slider picture, without a browser."""

import base64
import gc
import io
import re
import weakref
from urllib.parse import unquote
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter, LatexExporter
from PIL import Image

from helpers.explore import Picture, Slider, at_night


def bar(figure, height=1.0, width=2):
    axes = figure.subplots()
    axes.bar([0], [height], width=width / 10)
    axes.set(xlim=(-1, 1), ylim=(0, 3))
    return f"A bar {height:.1f} high & {width} wide."


HEIGHT = Slider("height of the bar (m)", low=0.0, high=3.0, start=1.0, step=0.5)
WIDTH = Slider("width", low=1, high=9, start=2, step=1)


def picture(**kwargs):
    return Picture(bar, size=(2, 1.5), height=HEIGHT, width=WIDTH, **kwargs)


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def slide(shown, **values):
    """Move sliders of a picture's widget, as a browser does."""
    shown.widget.set_state({"values": {**shown.widget.values, **values}})


# Following the sliders


def test_a_slider_writes_its_values_as_the_steps_are():
    assert Slider("n", 10, 200, 10, 10).form == "d"
    assert Slider("level", 0.5, 0.9, 0.5, 0.05).form == ".2f"
    assert Slider("width", 0.0, 9.0, 1.0, 1.0).form == ".0f"


def test_a_picture_tells_its_sliders_and_keeps_them():
    slider = Slider("height", low=0, high=3, start=1, step=1)
    picture = Picture(lambda figure, height: f"It is {height} high.", height=slider)
    picture.sliders.clear()
    assert picture.sliders == {"height": slider}


def test_moving_a_slider_redraws_the_picture_and_its_words():
    shown = picture()
    seen = shown.widget.shown
    before = shown.png
    assert seen["svg"] == shown.svg and seen["title"] == "A bar 1.0 high & 2 wide."
    slide(shown, height=2.5)
    assert shown.values == {"height": 2.5, "width": 2}
    assert shown.png != before and shown.widget.shown["svg"] == shown.svg
    assert shown.words == shown.widget.shown["title"] == "A bar 2.5 high & 2 wide."
    slide(shown, width=7)
    assert shown.words == "A bar 2.5 high & 7 wide."
    slide(shown, height=1.0, width=2)
    assert shown.png == before and shown.widget.shown == seen


def test_what_a_browser_sends_has_the_kind_of_its_slider():
    """A browser writes 2 for 2.0."""
    shown = picture()
    slide(shown, height=2, width=3)
    assert [type(value) for value in shown.values.values()] == [float, int]
    assert shown.words == picture().set(height=2.0, width=3).words


def test_setting_values_from_code_moves_the_sliders():
    shown = picture()
    widget = shown.widget
    assert shown.set(height=0.5, width=4) is shown
    assert widget.values == {"height": 0.5, "width": 4}
    assert widget.shown["svg"] == shown.svg == picture().set(height=0.5, width=4).svg


def test_values_set_before_the_first_display_are_on_the_sliders():
    shown = picture().set(height=3.0)
    assert shown.widget.values["height"] == 3.0
    assert shown.widget.shown["svg"] == picture().set(height=3.0).svg


def test_each_move_draws_once_and_a_display_draws_nothing():
    calls = []

    def counted(figure, height, width):
        calls.append((height, width))
        return bar(figure, height, width)

    shown = Picture(counted, height=HEIGHT, width=WIDTH)
    shown._repr_mimebundle_()
    shown._repr_mimebundle_()
    assert len(calls) == 1
    slide(shown, height=2.0)
    shown.set(height=2.0)
    assert len(calls) == 2
    shown.set(height=0.5, width=3)
    assert len(calls) == 3


@settings(max_examples=6, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(1, 9)), min_size=1, max_size=3))
def test_a_picture_depends_on_where_its_sliders_stand_and_not_on_their_way_there(moves):
    wandered = picture()
    for half_metres, width in moves:
        wandered.set(height=half_metres / 2, width=width)
    direct = picture().set(height=moves[-1][0] / 2, width=moves[-1][1])
    assert wandered.png == direct.png and repr(wandered) == repr(direct)


# The same picture for everyone


def test_a_png_holds_pixels_only():
    png, kinds, at = picture().png, [], 8
    while at < len(png):
        kinds.append(png[at + 4 : at + 8])
        at += 12 + int.from_bytes(png[at : at + 4], "big")
    assert set(kinds) <= {b"IHDR", b"PLTE", b"IDAT", b"IEND"}


def test_the_readers_settings_have_no_influence_and_stay():
    expected = picture().png
    with mpl.rc_context({"font.size": 30, "axes.facecolor": "red", "figure.dpi": 33}):
        before = dict(mpl.rcParams)
        assert picture().png == expected
        assert dict(mpl.rcParams) == before


def test_a_picture_can_have_its_own_style():
    styled = pixels(picture(style={"figure.facecolor": "black"}).png)
    assert styled[0, 0].max() < 5 < 250 < pixels(picture().png)[0, 0].min()


def test_no_figure_stays_behind():
    drawn = []

    def remembered(figure, height):
        drawn.append(weakref.ref(figure))
        return bar(figure, height)

    shown = Picture(remembered, height=HEIGHT)
    for half_metres in range(6):
        shown.set(height=half_metres / 2)
    gc.collect()
    assert len(drawn) >= 6 and not any(reference() for reference in drawn)
    assert plt.get_fignums() == []


# Display


def test_the_bundle_holds_widget_png_and_words():
    shown = picture()
    data, metadata = shown._repr_mimebundle_(include=None, exclude=None)
    assert data["text/plain"] == repr(shown) == f"Picture: {shown.words}"
    assert base64.b64decode(data["image/png"]) == shown.png
    assert metadata["image/png"] == {"width": 200, "alt": shown.words}
    view = data["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == shown.widget.model_id


def test_a_picture_without_sliders_is_an_image():
    data, _ = Picture(bar)._repr_mimebundle_()
    assert set(data) == {"text/plain", "image/png", "text/html"}


def stored():
    """A notebook that shows a picture, as the build stores it: without the live widget."""
    data, metadata = picture()._repr_mimebundle_()
    del data["application/vnd.jupyter.widget-view+json"]
    output = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
    cell = nbformat.v4.new_code_cell("picture", outputs=[output], execution_count=1)
    return nbformat.v4.new_notebook(cells=[cell])


@pytest.mark.parametrize("template", ["lab", "classic", "basic"])
def test_a_web_page_shows_the_picture_with_its_words(template):
    page, _ = HTMLExporter(template_name=template).from_notebook_node(stored())
    assert 'alt="A bar 1.0 high &amp; 2 wide."' in page
    (address,) = re.findall(r'src="data:image/svg\+xml,([^"]*)"', page)
    assert unquote(address) == picture().svg


def test_paper_shows_the_png():
    page, resources = LatexExporter().from_notebook_node(stored())
    ((name, png),) = resources["outputs"].items()
    assert png == picture().png and name in page


def test_the_image_is_called_by_its_title_and_the_caption_adds_to_it():
    def titled(figure, height):
        figure.suptitle(f"The bar is\n{height:.1f} high")
        return f"The bar is {height:.1f} high. Others are lower."

    shown = Picture(titled, height=HEIGHT)
    seen = shown.widget.shown
    assert seen["title"] == "The bar is 1.0 high" and seen["words"] == "Others are lower."
    assert (shown.title, shown.caption) == (seen["title"], seen["words"])
    shown.set(height=2.0)
    assert shown.widget.shown["title"] == "The bar is 2.0 high"


def test_without_a_title_the_words_are_title_and_caption():
    assert picture().title == picture().caption == picture().words


def test_a_space_that_does_not_break_keeps_no_title_in_the_caption():
    def titled(figure):
        figure.suptitle("About 3\N{NO-BREAK SPACE}kg")
        return "About 3\N{NO-BREAK SPACE}kg. Not more."

    assert Picture(titled).caption == "Not more."


def test_a_narrow_page_shrinks_a_picture_so_far_and_no_further():
    html = picture()._repr_mimebundle_()[0]["text/html"]
    assert "max-width: 100%; min-width: 160px" in html
    frame = picture().widget.frame
    assert (frame["width"], frame["height"], frame["least_width"]) == (200, 150, 160)


# By day and at night


def test_a_picture_has_a_filter_for_dark_pages_and_its_matrix_is_at_night():
    frame = ElementTree.fromstring(picture().svg)
    (matrix,) = (element for element in frame.iter() if element.tag.endswith("feColorMatrix"))
    rows = np.array(matrix.attrib["values"].split(), float).reshape(4, 5)
    rgb = np.random.default_rng(1).random((50, 3))
    opaque = np.column_stack([rgb, np.ones((50, 2))])
    seen = np.clip(opaque @ rows.T, 0, 1)
    np.testing.assert_allclose(seen[:, :3], at_night(rgb), atol=2e-4)
    np.testing.assert_allclose(seen[:, 3], 1)


def test_at_night_black_and_white_change_places_and_hues_stay():
    np.testing.assert_allclose(at_night([[0, 0, 0], [1, 1, 1]]), [[14 / 15] * 3, [1 / 15] * 3])
    rgb = 0.3 + 0.2 * np.random.default_rng(2).random((50, 3))
    seen = at_night(rgb)
    np.testing.assert_allclose(np.diff(seen), np.diff(rgb) * 13 / 15)  # red, green and blue apart
    assert np.corrcoef(seen.sum(axis=1), rgb.sum(axis=1))[0, 1] < 0


@pytest.mark.parametrize("live", [True, False], ids=["widget", "no widget"])
def test_without_its_program_a_widget_leaves_a_picture(live):
    """As a learner saves it, and as a viewer without widgets reads it."""
    data, metadata = picture()._repr_mimebundle_()
    if not live:
        del data["application/vnd.jupyter.widget-view+json"]
    output = nbformat.v4.new_output("execute_result", data, metadata=metadata, execution_count=1)
    cell = nbformat.v4.new_code_cell("picture", outputs=[output], execution_count=1)
    page, _ = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert data["image/png"] in page and "widget-view" not in page


def test_a_browser_is_told_what_each_slider_is():
    assert picture().widget.frame["sliders"]["width"] == {
        "label": "width",
        "low": 1,
        "high": 9,
        "start": 2,
        "step": 1,
        "digits": 0,
        "names": [],
    }


def test_readouts_show_the_digits_of_a_step():
    for step, expected in {5: 0, 10: 0, 0.5: 1, 0.1: 1, 0.25: 2, 0.01: 2, 1.0: 0}.items():
        low, high = (0, 10) if step in (5, 10) else (0.0, 10.0)
        slider = Slider("s", low=low, high=high, start=low, step=step)
        shown = Picture(lambda figure, s: f"It is {s}.", s=slider)
        assert shown.widget.frame["sliders"]["s"]["digits"] == expected, step


def test_a_slider_says_its_values_as_the_reader_sees_them():
    assert Slider("kind", 2, 4, 3, 1, names=("two", "three", "four")).said(4) == "four"
    assert Slider("centre", -20.0, 20.0, 0.0, 1.0).said(-15.0) == "−15"
    assert Slider("level", 0.5, 0.9, 0.5, 0.05).said(0.8) == "0.80"


def test_values_with_names_are_chosen_from_a_list():
    kind = Slider("kind", low=2, high=4, start=3, step=1, names=("two", "three", "four"))
    shown = Picture(lambda figure, kind: f"Kind {kind}.", kind=kind)
    assert shown.widget.frame["sliders"]["kind"]["names"] == ["two", "three", "four"]
    slide(shown, kind=4)
    assert shown.words == "Kind 4."
    shown.set(kind=2)
    assert shown.widget.values == {"kind": 2}
    with pytest.raises(ValueError, match="2 names for 3 values"):
        Slider("kind", low=2, high=4, start=3, step=1, names=("two", "three"))
    with pytest.raises(ValueError, match="2 names for 0 values"):
        Slider("kind", low=0.5, high=1.0, start=1.0, step=0.5, names=("half", "one"))


# Errors


def fragile(figure, height):
    if height > 2:
        raise ValueError("too tall for the $page")
    return bar(figure, height)


def test_an_error_while_sliding_is_shown_and_the_sliders_go_on():
    shown = Picture(fragile, height=HEIGHT)
    good = shown.png
    slide(shown, height=2.5)
    assert "height = 2.5" in shown.words
    assert "ValueError: too tall for the $page" in shown.words == shown.widget.shown["title"]
    assert shown.widget.shown["svg"] == shown.svg and shown.png != good
    assert (pixels(shown.png) < 100).any()
    slide(shown, height=1.0)
    assert shown.png == good and "could not" not in shown.widget.shown["title"]


def test_an_error_in_the_first_picture_is_raised():
    tall = Slider("height", low=0.0, high=3.0, start=3.0, step=0.5)
    with pytest.raises(ValueError, match="too tall"):
        Picture(fragile, height=tall)


@pytest.mark.parametrize("words", [None, "", "  ", 3])
def test_a_picture_must_be_put_into_words(words):
    with pytest.raises(TypeError, match="in words"):
        Picture(lambda figure: words)


def test_draw_must_take_what_its_sliders_give():
    with pytest.raises(TypeError, match=r"draw\(figure, depth\)"):
        Picture(bar, depth=HEIGHT)
    with pytest.raises(TypeError, match=r"pass explore\.Slider"):
        Picture(bar, height=(0, 3))


def test_set_names_the_sliders_and_their_ends():
    shown = picture()
    with pytest.raises(TypeError, match="no slider 'depth'; this picture has: height, width"):
        shown.set(depth=1)
    with pytest.raises(ValueError, match="is 4; the slider runs from 0 to 3"):
        shown.set(height=4)
    with pytest.raises(ValueError, match="whole numbers"):
        shown.set(width=2.5)
    assert shown.values == picture().values


@pytest.mark.parametrize(
    ("numbers", "message"),
    [
        ((1.0, 1.0, 1.0, 0.1), "cannot move"),
        ((0.0, 1.0, 2.0, 0.1), "runs from 0 to 1"),
        ((0.0, 1.0, 0.5, 0.0), "above zero"),
        ((0.0, 1.0, 0.5, 0.2), "start is 0.5, which steps of 0.2 from 0 never reach"),
        ((0.0, 1.0, 0.3, 0.3), "high is 1, which steps of 0.3 from 0 never reach"),
        ((0.0, float("inf"), 0.5, 0.2), "high is inf"),
        ((0.0, 1.0, "a", 0.2), "start is 'a'"),
    ],
)
def test_a_slider_that_cannot_work_is_refused(numbers, message):
    low, high, start, step = numbers
    with pytest.raises(ValueError, match=message):
        Slider("s", low=low, high=high, start=start, step=step)
