"""The optimiser that can be watched: the seed's failure, SciPy's same path, what a trace says."""

import html.parser
import re
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from helpers import likelihood, simulate, trace

NAMES = ("beta1", "beta2", "sigma")
SEED_START = (2.0, 2.0, 2.0)
SEED_PRINTED = (16.66478861, 18.78203099, 7.66490432)  # from differences, so on one machine only
SEED_EXACTLY = (16.66474677, 18.78196801, 7.66495065)  # from the gradient


@pytest.fixture(scope="module")
def seed():
    world = simulate.seed_world()
    return world.X[:, 1:], world.y


@pytest.fixture(scope="module")
def cost(seed):
    slopes, y = seed

    def cost(q):
        return -stats.norm.logpdf(y, slopes @ q[:2], q[2]).sum()

    return cost


@pytest.fixture(scope="module")
def slope(seed):
    slopes, y = seed

    def slope(q):
        residuals = y - slopes @ q[:2]
        of_sigma = len(y) / q[2] - residuals @ residuals / q[2] ** 3
        return np.append(-(residuals @ slopes) / q[2] ** 2, of_sigma)

    return slope


def elsewhere(function, machine):
    """The function as another machine computes it: with other last bits."""
    rng = np.random.default_rng(machine)
    return lambda q: function(q) * (1 + rng.integers(-2, 3) * np.finfo(float).eps)


def bowl(q):
    return (q[0] - 1) ** 2 + 10 * (q[1] + 2) ** 2


# ---- the seed's failure --------------------------------------------------------------------------


def test_the_seed_s_failure_is_replayed(cost, slope):
    """With an exact gradient, to all digits that are printed, on every machine."""
    run = trace.minimise(cost, SEED_START, gradient=slope, names=NAMES)
    assert run.success is False
    assert run.failed_at == 14 and len(run) == 15
    assert np.isnan(run.values[14])
    np.testing.assert_allclose(run.points[14], [10.4410275, 15.50038904, -0.78371851], rtol=1e-8)
    np.testing.assert_allclose(run.x, SEED_EXACTLY, rtol=1e-9)
    assert run.lowest == 13
    assert run.reason == "evaluation 14 gave nan, where for the first time sigma = -0.7837 < 0."


@pytest.mark.parametrize("machine", range(20))
def test_differences_fail_alike_whatever_the_last_bits_are(cost, machine):
    """A difference of two values keeps half of their digits, and each machine has its own."""
    run = trace.minimise(elsewhere(cost, machine), SEED_START, names=NAMES)
    assert run.success is False
    assert run.failed_at == 14 and len(run) == 15
    assert run.lowest == 13
    assert [f"{v:.1f}" for v in run.x] == [f"{v:.1f}" for v in SEED_PRINTED]
    assert run.reason.startswith("evaluation 14 gave nan, where for the first time sigma = -0.7")


def test_scipy_walks_the_same_way(cost, slope):
    """The first fifteen points, on any SciPy; not compared: where SciPy wanders after the nan."""
    watched = trace.record(cost, NAMES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        optimize.minimize(watched, SEED_START, jac=slope, method="L-BFGS-B")
    theirs = watched.trace()
    ours = trace.minimise(cost, SEED_START, gradient=slope, names=NAMES)
    assert theirs.failed_at == ours.failed_at == 14
    np.testing.assert_allclose(theirs.points[:15], ours.points, rtol=1e-9)
    assert theirs.success is None


@pytest.mark.parametrize("machine", range(5))
def test_scipy_s_differences_fail_alike_whatever_the_last_bits_are(cost, machine):
    watched = trace.record(elsewhere(cost, machine), NAMES)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = optimize.minimize(watched, SEED_START, method="L-BFGS-B")
    assert not found.success
    assert watched.trace().failed_at == 14
    assert [f"{v:.1f}" for v in found.x] == [f"{v:.1f}" for v in SEED_PRINTED]
    np.testing.assert_allclose(watched.trace().x, found.x, rtol=1e-6)


def test_a_cautious_comparison_arrives(cost, slope, seed):
    run = trace.minimise(cost, SEED_START, gradient=slope, names=NAMES, cautious=True)
    assert run.success
    assert not run.accepted[14] and run.accepted[13]
    np.testing.assert_allclose(run.x, [13.13209, 18.05562, 5.904128], rtol=1e-4)
    assert likelihood.gate(run.x[:2], run.x[2], *seed) < 1e-4


def test_it_replays_bit_by_bit(cost):
    one, two = (trace.minimise(cost, SEED_START) for _ in range(2))
    np.testing.assert_array_equal(one.points, two.points)
    np.testing.assert_array_equal(one.values, two.values)


# ---- the optimiser -------------------------------------------------------------------------------


@given(
    st.lists(st.floats(-5, 5), min_size=1, max_size=5),
    st.integers(0, 1000),
    st.booleans(),
)
@settings(deadline=None, max_examples=60)
def test_it_finds_the_bottom_of_any_bowl(start, number, cautious):
    rng = np.random.default_rng(number)
    d = len(start)
    root, bottom = rng.normal(size=(d, d)) + 2 * np.eye(d), rng.normal(size=d)
    A = root @ root.T + np.eye(d)

    def cost(q):
        return 0.5 * (q - bottom) @ A @ (q - bottom)

    run = trace.minimise(
        cost, start, gradient=lambda q: A @ (q - bottom), cautious=cautious, descent_below=0.0
    )
    assert run.success and run.failed_at is None and run.reason == ""
    np.testing.assert_allclose(run.x, bottom, atol=1e-4)
    accepted = run.values[run.accepted]
    assert (np.diff(accepted) <= 0).all()
    np.testing.assert_array_equal(run.points[0], start)


def test_rosenbrock_s_valley_is_walked_to_its_end():
    run = trace.minimise(optimize.rosen, [-1.2, 1.0], gradient=optimize.rosen_der)
    assert run.success
    np.testing.assert_allclose(run.x, 1, atol=1e-3)
    assert not run.accepted.all()


@pytest.mark.parametrize(
    ("function", "options", "message"),
    [
        (bowl, {"steps": 2}, "2 steps were not enough"),
        (lambda q: np.nan, {}, "not a finite number"),
        (lambda q: -np.exp(q[0]), {"gradient": lambda q: np.array([1.0, 0])}, "led down"),
        (bowl, {}, "changed the value|above 1e-05"),
    ],
)
def test_it_says_why_it_stopped(function, options, message):
    run = trace.minimise(function, [3.0, 3.0], **options)
    assert re.search(message, run.message)
    assert run.success == (function is bowl and not options)
    assert str(run).endswith(run.message)


def test_the_function_cannot_change_the_trace():
    def spoils(q):
        value = bowl(q)
        q[:] = 99
        return value

    run = trace.minimise(spoils, [3.0, 3.0])
    assert (run.points < 99).all()
    with pytest.raises(ValueError, match="read-only"):
        run.points[0] = 0


@pytest.mark.parametrize("start", [[], [[1.0]], [1.0, np.nan]])
def test_a_start_is_a_flat_list_of_numbers(start):
    with pytest.raises(ValueError, match="flat list of finite numbers"):
        trace.minimise(bowl, start)


def test_names_fit():
    with pytest.raises(ValueError, match="1 names for 2"):
        trace.minimise(bowl, [1.0, 2.0], names=["a"])


# ---- recording -----------------------------------------------------------------------------------


def test_a_record_changes_nothing_and_keeps_everything(cost, slope):
    watched = trace.record(cost, NAMES)
    with_record = optimize.minimize(watched, [5.0, 5.0, 5.0], jac=slope, method="BFGS")
    without = optimize.minimize(cost, [5.0, 5.0, 5.0], jac=slope, method="BFGS")
    np.testing.assert_array_equal(with_record.x, without.x)
    everything = watched.trace(probes=True)
    assert len(everything) == with_record.nfev
    for point, value in zip(everything.points, everything.values, strict=True):
        assert cost(point) == value


def test_arguments_pass_through():
    watched = trace.record(lambda q, a, b=0: float((q - a) @ (q - a)) + b)
    optimize.minimize(watched, [4.0, 4.0], args=(1.0,))
    np.testing.assert_allclose(watched.trace().x, 1, atol=1e-3)
    assert watched(np.zeros(2), 0.0, b=3) == 3


def test_probes_are_left_out_unless_wanted():
    watched = trace.record(bowl)
    found = optimize.minimize(watched, [3.0, 3.0], method="L-BFGS-B")
    steps, everything = watched.trace(), watched.trace(probes=True)
    assert len(everything) == found.nfev
    assert len(steps) <= len(everything) / 3 + 1
    np.testing.assert_allclose(steps.x, [1, -2], atol=1e-3)


def test_an_empty_record_says_so():
    with pytest.raises(ValueError, match="Nothing was recorded"):
        trace.record(bowl).trace()


# ---- what a trace says ---------------------------------------------------------------------------


def test_the_table(cost, slope):
    run = trace.minimise(cost, SEED_START, gradient=slope, names=NAMES)
    lines = run.table().splitlines()
    assert lines[0].split() == ["evaluation", *NAMES, "value"]
    assert lines[2].split() == ["0", "2", "2", "2", "6496.9", "start"]
    assert lines[16].split()[:5] == ["14", "10.441", "15.5", "-0.78372", "nan"]
    assert "✗ sigma = -0.7837 < 0" in lines[16]
    assert lines[-1].startswith("Failure: ")
    part = run.table(first=12, last=14).splitlines()
    assert [line.split()[0] for line in part[2:5]] == ["12", "13", "14"]
    assert len(part) == 6


def test_what_is_negative_all_along_is_not_blamed():
    run = trace.minimise(lambda q: np.sqrt(q[1] - 1) + q[0] ** 2, [-3.0, 1.5], names=["a", "b"])
    assert run.failed_at is not None
    assert "a =" not in run.reason


def test_an_infinite_value_is_a_failure_too():
    watched = trace.record(lambda q: -np.inf if q[0] > 2 else q[0])
    for x in (1.0, 3.0, 4.0):
        watched([x])
    run = watched.trace()
    assert run.failed_at == 1 and run.reason == "evaluation 1 gave -inf."
    assert run.lowest == 0


def test_the_html_is_sound_and_says_in_words_what_is_bold(cost, slope):
    run = trace.minimise(cost, SEED_START, gradient=slope, names=["<b>", "β₂", "σ"])
    text = run._repr_html_()
    assert "&lt;b&gt;" in text and "<b>" not in text
    assert text.count("<tr") == len(run) + 1
    assert "✗ σ = -0.7837 &lt; 0" in text
    opened = []

    class Checker(html.parser.HTMLParser):
        def handle_starttag(self, tag, attributes):
            opened.append(tag)

        def handle_endtag(self, tag):
            assert opened.pop() == tag

    Checker().feed(text)
    assert not opened
