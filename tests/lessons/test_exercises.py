"""The kill matrix, and what every exercise promises.

Each wrong program is recognised as itself and as no other, every right program is accepted in
every form, every blank is blank, and no mutant of a right program passes unless it is right.
"""

from __future__ import annotations

import copy
import itertools
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

from helpers import exercises, simulate
from helpers.exercises import LESSONS, catalogue
from helpers.exercises import least_squares as ls
from helpers.exercises import pretend_worlds as pw
from helpers.feedback import Rounding
from helpers.feedback.answers import read_parts
from helpers.feedback.check import is_right, judge
from helpers.feedback.comparing import farthest
from helpers.feedback.exercise import FunctionExercise
from helpers.lessons import contents as lessons
from tests.lessons.mutation import mutants

EXERCISES = catalogue()
VALUES = [e for e in EXERCISES if not e.asks_for_function]
FUNCTIONS = [e for e in EXERCISES if e.asks_for_function]
SINGLE_VALUES = [e for e in VALUES if not e.parts]


def by_id(exercise):
    return exercise.id


@pytest.fixture(scope="module", autouse=True)
def each_program_runs_once():
    """What one of the author's programs amounts to is known from the first time it ran.

    That a check observes a learner's function as it runs the author's is held by the tests of the
    engine, and here by the mutants.
    """
    observe = FunctionExercise.observe

    def remembered(self, answer, cases, *early):
        own = {self.program, *self.variants.values(), *(m.program for m in self.misconceptions)}
        if cases is not self._cases or answer not in own:
            return observe(self, answer, cases, *early)
        return self.known(answer, cases, own_data=False), []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FunctionExercise, "observe", remembered)
        yield


@cache
def rows(exercise):
    """What the exercise's check says of its own blank, right and wrong answers."""
    right = {"the reference": exercise.reference(), **dict(exercise.variant_answers())}
    return (
        judge(exercise, ..., {}),
        {name: judge(exercise, answer, {}) for name, answer in right.items()},
        [judge(exercise, mistake.answer(), {}) for mistake in exercise.misconceptions],
    )


# What an author promises


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_manifest(exercise):
    assert re.fullmatch(r"\d\d[b-z]?-[a-z0-9-]+", exercise.id)
    assert exercise.id.startswith(exercise.lesson)
    assert 2 <= len(exercise.hints) <= 4
    assert len(exercise.misconceptions) >= 3
    assert len(exercise.variants) >= 1
    assert len({m.name for m in exercise.misconceptions}) == len(exercise.misconceptions)
    assert exercise.title[0].isupper() and not exercise.title.endswith(".")


def test_ids_are_unique_and_lessons_large_enough():
    assert len({e.id for e in EXERCISES}) == len(EXERCISES)
    for lesson in LESSONS[1:]:
        assert len(lesson.exercises) >= 5


MODULES = [name for name, lesson in vars(lessons).items() if lesson in LESSONS]


@pytest.mark.parametrize("name", MODULES)
def test_completion_shows_exercises_and_predictions_alone(name):
    module = getattr(exercises, name)
    assert dir(module) == sorted(module.__all__)
    lesson = getattr(lessons, name)
    assert {id(getattr(module, name)) for name in module.__all__} == {
        id(one) for one in (*lesson.exercises, *lesson.predictions)
    }


# The kill matrix


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_each_program_is_recognised_as_what_it_is(exercise):
    blank, right, wrong = rows(exercise)
    assert blank.outcome == "blank"
    assert {name: result for name, result in right.items() if result.outcome != "right"} == {}
    named = [(result.outcome, result.misconception) for result in wrong]
    assert named == [("misconception", mistake.name) for mistake in exercise.misconceptions]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_no_two_mistakes_are_the_same_number(exercise):
    """Of two that are, the last bit would choose the sentence."""
    cases = exercise.cases({})
    told = [m for m in exercise.misconceptions if m.recognises is None]
    made = [exercise.known(m.program, cases, own_data=False) for m in told]
    twins = [
        (told[i].name, told[j].name)
        for i, j in itertools.combinations(range(len(told)), 2)
        if _shapes(made[i]) == _shapes(made[j])
        and farthest(made[i], made[j], Rounding(1e-10, floor=0.0)) <= 1
    ]
    assert not twins


def _shapes(made):
    return [{part: array.shape for part, array in parts.items()} for parts in made]


@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_blank_is_blank(exercise):
    def untouched(*arguments): ...

    def returns_dots(*arguments):
        return ...

    blanks = [..., *([untouched, returns_dots] if exercise.asks_for_function else [])]
    if exercise.parts and not exercise.asks_for_function:
        blanks += [(...,) * len(exercise.parts), dict.fromkeys(exercise.parts, ...)]
    for blank in blanks:
        assert exercise.check(blank).outcome == "blank"


def _forms(value):
    """The same numbers as other people write them."""
    array = np.asarray(value, dtype=float)
    yield "array", array
    yield "list", array.tolist()
    yield "object array", array.astype(object)
    yield "read-only", _read_only(array)
    yield "masked, nothing masked", np.ma.array(array)
    if array.ndim == 0:
        yield from [("(1,)", array.reshape(1)), ("(1, 1)", array.reshape(1, 1))]
        yield "NumPy scalar", np.float64(array)
    if array.ndim == 1:
        backwards = list(range(array.size))[::-1]
        yield from [("(k, 1)", array[:, None]), ("(1, k)", array[None, :])]
        yield "tuple", tuple(array.tolist())
        yield "Series with a backward index", pd.Series(array, index=backwards)
        yield "Series of objects", pd.Series(array.astype(object))
        yield "DataFrame of one column", pd.DataFrame({"a": array})
        yield "dict", {f"b{i}": value for i, value in enumerate(array)}
        yield "Fortran order", np.asfortranarray(array[:, None])
        yield "strided", np.repeat(array, 2)[::2]


def _read_only(array):
    array = array.copy()
    array.flags.writeable = False
    return array


@pytest.mark.parametrize("exercise", SINGLE_VALUES, ids=by_id)
def test_right_numbers_are_right_in_any_form(exercise):
    (right,) = read_parts(exercise.reference(), (), exercise.attributes).values()
    for name, answer in _forms(right):
        assert exercise.check(answer).outcome == "right", name


@pytest.mark.parametrize("exercise", [e for e in FUNCTIONS if not e.parts], ids=by_id)
def test_right_functions_may_return_any_form(exercise):
    function = exercise.reference()
    for form in (
        np.asarray,
        lambda v: np.asarray(v).tolist(),
        lambda v: pd.DataFrame(np.atleast_1d(v)),
    ):

        def wrapped(*arguments, form=form):
            return form(function(*arguments))

        assert exercise.check(wrapped).outcome == "right"


def test_fitted_objects_are_right():
    import statsmodels.api as sm

    world = simulate.seed_world()
    fitted = sm.OLS(world.y, world.X).fit()
    assert ls.normal_equations.check(fitted).outcome == "right"
    assert ls.r_squared.check(fitted).outcome == "right"
    frame = pd.DataFrame(world.X, columns=["const", "x1", "x2"])
    assert ls.normal_equations.check(sm.OLS(world.y, frame).fit().params).outcome == "right"


def test_longley_accepts_every_good_solver():
    import scipy.linalg
    import statsmodels.api as sm

    (X, y), *_ = ls.longley.cases({})
    for solver in (
        [float(f"{value:.10g}") for value in ls.longley.reference()],  # the ten digits asked for
        sm.OLS(y, X).fit(),
        sm.OLS(y, X).fit(method="qr").params,
        np.linalg.lstsq(X, y, rcond=None)[0],
        scipy.linalg.lstsq(X, y, lapack_driver="gelsy")[0],
        np.linalg.pinv(X) @ y,
    ):
        assert ls.longley.check(solver).outcome == "right"
    for normal in (np.linalg.inv(X.T @ X) @ X.T @ y, np.linalg.inv(X.T @ X) @ (X.T @ y)):
        assert ls.longley.check(normal).misconception == "digits lost"


def test_longleys_reference_is_the_certified_one():
    certified = [
        -3482258.63459582,
        15.0618722713733,
        -0.0358191792925910,
        -2.02022980381683,
        -1.03322686717359,
        -0.0511041056535807,
        1829.15146461355,
    ]
    assert np.allclose(ls.longley.reference(), certified, rtol=1e-12, atol=0)


# Data of the learner's own


def test_check_on_data_of_the_learners_own():
    world = simulate.linear_world(31, [1.0, -2.0, 0.5, 3.0], 0.7, np.random.default_rng(5))
    X, y = world.X, world.y
    right = np.linalg.solve(X.T @ X, X.T @ y)
    ne = ls.normal_equations
    assert ne.check(right, X=X, y=y).outcome == "right"
    assert ne.check(right, X=pd.DataFrame(X), y=pd.Series(y)).outcome == "right"
    assert ne.check(right).outcome == "wrong"
    assert ne.check(right[1:], X=X, y=y).misconception == "everything centred"
    assert ne.check(ne.reference(), X=X, y=y).outcome != "right"
    for bad in ({"Z": X}, {"X": X, "y": y[:-1]}, {"X": "text"}, {"X": X * np.nan, "y": y}):
        result = ne.check(right, **bad)
        assert result.outcome == "broken" and "data" in result.message


def test_function_check_on_data_of_the_learners_own():
    X = np.column_stack([np.ones(5), np.arange(5.0)])
    hat = ls.hat_matrix
    assert hat.check(lambda X: X @ np.linalg.pinv(X), X=X).outcome == "right"
    assert hat.check(lambda X: X @ X.T, X=X).misconception == "no inverse"


# Nothing is passed that is wrong


def test_pasted_numbers_do_not_pass_as_a_function():
    world = simulate.seed_world()
    fixed = np.linalg.lstsq(world.X, world.y, rcond=None)[0]
    result = ls.qr.check(lambda X, y: fixed)
    assert result.outcome == "wrong"
    result = ls.hat_matrix.check(lambda X: np.eye(3))
    assert result.message == "On all inputs of this check your function returns the same numbers."


@pytest.mark.parametrize("exercise", SINGLE_VALUES, ids=by_id)
def test_every_entry_counts(exercise):
    (right,) = read_parts(exercise.reference(), (), exercise.attributes).values()
    for place in range(0, right.size, 1 + right.size // 20):
        nudged = right.copy()
        nudged.flat[place] += 1e-5 * max(abs(nudged.flat[place]), 1e-3 * np.max(np.abs(right)))
        assert exercise.check(nudged).outcome != "right"
        nudged.flat[place] = np.nan
        assert exercise.check(nudged).outcome != "right"


@pytest.mark.parametrize("exercise", VALUES, ids=by_id)
def test_no_message_shows_the_answer(exercise):
    right = [
        f"{v:.4g}".lstrip("-")
        for a in exercise.run(exercise.program, exercise.cases({})[0]).values()
        for v in a.ravel()
    ]
    right = {text for text in right if len(text.replace(".", "").lstrip("0")) >= 4}
    rng = np.random.default_rng(0)
    *_, results = rows(exercise)
    for misconception, result in zip(exercise.misconceptions, results, strict=True):
        (parts,) = exercise.known(misconception.program, exercise.cases({}), own_data=False)
        own = {f"{v:.4g}".lstrip("-") for a in parts.values() for v in a.ravel()}
        said = set(re.findall(r"\d+\.\d+", result.message))
        assert not (said & right) - own
    shape = np.shape(exercise.reference()) if not exercise.parts else ()
    for scale in (0.01, 1.0, 100.0):
        said = exercise.check(scale * rng.normal(size=shape)).message
        assert not set(re.findall(r"\d+\.\d+", said)) & right


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("exercise", EXERCISES, ids=by_id)
def test_a_mutant_is_right_only_if_it_equals_the_reference(exercise):
    """Judged apart from the engine: on other data, with NumPy's own comparison."""
    tried = 0
    for program in (exercise.program, *exercise.variants.values()):
        for source, mutant in mutants(program):
            tried += 1
            try:
                passed = is_right(exercise, exercise.answer_of(mutant))
            except Exception:  # the mutant itself, called for its value
                continue
            if passed:
                assert _same_on_other_data(exercise, mutant), source
    assert tried >= 2


def _same_on_other_data(exercise, mutant):
    if exercise.asks_for_function:
        cases = [tuple(case) for case in exercise._make_cases(np.random.default_rng(99))]
    else:
        cases = exercise.cases({})
    for case in cases:
        mine, right = (
            exercise.run(mutant, copy.deepcopy(case)),
            exercise.run(exercise.program, copy.deepcopy(case)),
        )
        rtol = 0.2 if not exercise.tolerance.exact else 1e-5
        atol = 0.1 if not exercise.tolerance.exact else 1e-9
        for part in right:
            if np.isinf(getattr(exercise.tolerance, "standard_error", {}).get(part, 0)):
                continue  # it serves to name mistakes, not to judge
            if not np.allclose(mine[part].squeeze(), right[part].squeeze(), rtol=rtol, atol=atol):
                return False
    return True


# The stochastic exercise


@pytest.mark.parametrize(
    ("name", "noise"),
    [
        ("noise never negative", lambda n, sigma, rng: rng.uniform(0, sigma, n)),
        ("noise never negative", lambda n, sigma, rng: np.abs(rng.normal(0, sigma, n))),
        ("noise never negative", lambda n, sigma, rng: rng.exponential(sigma, n)),
        (
            "same noise in every call",
            lambda n, sigma, rng: np.random.default_rng(42).normal(0, sigma, n),
        ),
        (
            "same noise in every call",
            lambda n, sigma, rng: np.random.RandomState(0).normal(0, sigma, n),
        ),
        ("global generator", lambda n, sigma, rng: np.random.default_rng().normal(0, sigma, n)),
        ("draws corrected afterwards", lambda n, sigma, rng: _centred(rng.normal(0, sigma, n))),
        (
            "draws corrected afterwards",
            lambda n, sigma, rng: sigma * _standardised(rng.normal(0, 1, n)),
        ),
        (
            "draws corrected afterwards",
            lambda n, sigma, rng: np.r_[z := rng.normal(0, sigma, n // 2), -z],
        ),
    ],
)
def test_simulate_y_knows_a_mistake_by_its_law(name, noise):
    """However it is programmed, and whatever the seed."""

    def simulate_y(X, beta, sigma, rng):
        return X @ beta + noise(len(X), sigma, rng)

    assert pw.simulate_y.check(simulate_y).misconception == name


def _centred(noise):
    return noise - noise.mean()


def _standardised(noise):
    return _centred(noise) / noise.std()


@pytest.mark.parametrize(
    "noise",
    [
        lambda n, sigma, rng: rng.logistic(0, sigma * np.sqrt(3) / np.pi, n),
        lambda n, sigma, rng: rng.triangular(-1, 0, 1, n) * sigma * np.sqrt(6),
        lambda n, sigma, rng: rng.normal(0, sigma * np.linspace(0.5, 1.34, n)),
        lambda n, sigma, rng: np.tile(rng.normal(0, sigma, n // 2), 2),
        lambda n, sigma, rng: np.repeat(rng.normal(0, sigma, n // 2), 2),
        lambda n, sigma, rng: rng.standard_t(5, n) * sigma * np.sqrt(3 / 5),
    ],
)
def test_simulate_y_refuses_noise_of_another_law(noise):
    def simulate_y(X, beta, sigma, rng):
        return X @ beta + noise(len(X), sigma, rng)

    assert pw.simulate_y.check(simulate_y).outcome == "wrong"


@pytest.mark.parametrize("n", [12, 80])
def test_simulate_y_is_judged_on_own_worlds_of_any_length(n):
    X = np.column_stack([np.ones(n), np.arange(n)])
    world = {"X": X, "beta": np.array([1.0, 2.0]), "sigma": 2.0}
    right, loud = (
        pw.simulate_y.check(
            lambda X, beta, sigma, rng, times=times: rng.normal(X @ beta, times * sigma), **world
        )
        for times in (1, 7)
    )
    assert right.outcome == "right"
    assert "mean square" in loud.message and "averages 0" not in loud.message


def test_near_misses_are_not_called_by_a_wrong_name():
    """What only looks like a trait: other numbers, other names."""
    W = simulate.seed_world()
    b = np.linalg.lstsq(W.X, W.y, rcond=None)[0]
    noise = W.y - W.X @ W.beta
    for answer in (W.X @ b, noise[::-1], np.sort(noise), -W.X @ W.beta, noise + 1e-3):
        assert pw.noise.check(answer).misconception not in ("new draws", "rounded truth")
    for answer in (np.full(200, W.y.mean()), W.X @ W.beta + noise[::-1] / 2):
        assert pw.quieter_world.check(answer).misconception != "new draws"
    assert pw.estimation_error.check(b.round(3) - W.beta).misconception is None
    x = W.X[:, 1:].T
    assert pw.seed_world.check((0.999 * x, W.y)).misconception is None
    for function in (lambda X, *_: np.zeros(len(X)), lambda X, beta, sigma, rng: X @ beta - sigma):
        assert pw.simulate_y.check(function).misconception != "same noise in every call"


def test_seed_world_knows_a_missing_seed():
    for seed in (1, 42, 2024):
        legacy = np.random.RandomState(seed)
        x, e, beta = legacy.rand(2, 200), legacy.normal(10, 5, 200), legacy.uniform(1, 15, 2)
        assert pw.seed_world.check((x, x.T @ beta + e)).misconception == "another seed, or none"


def test_simulate_y_refuses_a_right_function_less_than_once_in_a_million():
    """Its allowance, in standard errors, against the tail of the normal law."""
    from scipy.stats import norm

    tolerance, parts = pw.simulate_y.tolerance, len(pw.simulate_y.parts)
    cases = len(pw.simulate_y.cases({}))
    assert parts * cases * 2 * norm.sf(tolerance.z) < 1e-6


def test_simulate_y_allowance_is_the_spread_that_right_functions_have():
    """The stated standard errors against the spread over 60 right functions, each with its own
    stream of random numbers."""
    X, beta, sigma = pw.simulate_y.cases({})[0]

    def with_stream(k):
        def simulate_y(X, beta, sigma, rng):
            own = np.random.default_rng([k, rng.integers(2**40)])
            return X @ beta + sigma * own.standard_normal(len(X))

        return simulate_y

    runs = [pw.simulate_y.run(with_stream(k), (X, beta, sigma)) for k in range(60)]
    for part, stated in pw.simulate_y.tolerance.standard_error.items():
        spread = np.std([float(run[part]) for run in runs], ddof=1) * np.sqrt(2)
        # the sample sd of 60 draws is within 35 % of the true one with probability 0.9998
        assert spread <= 1.35 * stated + 1e-12, part
    assert all(pw.simulate_y.check(with_stream(k)).outcome == "right" for k in range(5))
