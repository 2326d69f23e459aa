"""What lesson 12 says of sweeps and of guesses holds under other seeds, too."""

import numpy as np
import pytest
from scipy import stats

from helpers import bayes, criticism, exercises, simulate
from helpers.exercises import criticise as ex
from helpers.feedback import progress

TWIN = simulate.small_twin()
ROWS = TWIN.X - TWIN.X.mean(axis=0) * [0, 1, 1]
V0, A, B = 4, 2, 25


def draw_world(rng):
    sigma = np.sqrt(stats.invgamma.rvs(A, scale=B, random_state=rng))
    beta = rng.normal(0, 2 * sigma, 3)
    return {"beta": beta, "sigma": sigma}, rng.normal(ROWS @ beta, sigma)


def sweeps(shape, of_beta):
    """A sampler of many worlds; the law of the variance has this shape, beta'beta so many times."""
    V = np.linalg.inv(ROWS.T @ ROWS + np.eye(3) / V0)

    def sampler(data, rng):
        y = np.array(data)
        variance, kept = np.ones(len(y)), []
        for _ in range(20 + 4 * 49):
            beta = y @ ROWS @ V + np.sqrt(variance)[:, None] * rng.multivariate_normal(
                np.zeros(3), V, len(y)
            )
            squares = np.sum((y - beta @ ROWS.T) ** 2, axis=1)
            scale = B + (squares + of_beta * np.sum(beta**2, axis=1) / V0) / 2
            variance = scale / rng.gamma(shape, size=len(y))
            kept.append((beta, np.sqrt(variance)))
        beta, sigma = (np.array(one).swapaxes(0, 1) for one in zip(*kept[20::4], strict=True))
        return {"beta": beta, "sigma": sigma}

    return sampler


QUANTITIES = {
    "constant": lambda theta, y: theta["beta"][:, 0],
    "slope": lambda theta, y: theta["beta"][:, 1],
    "sigma": lambda theta, y: theta["sigma"],
    "log likelihood": lambda theta, y: stats.norm.logpdf(
        y, theta["beta"] @ ROWS.T, theta["sigma"][:, None]
    ).sum(axis=1),
    "forgotten factor": lambda theta, y: ex.forgotten_factor.program(
        theta["beta"], theta["sigma"], V0
    ),
}


@pytest.mark.parametrize(
    ("shape", "of_beta", "found"),
    [(A + 6.5, 1, set()), (A + 7, 1, {"sigma"}), (A + 5, 0, {"forgotten factor"})],
    ids=["right", "shape off by half", "prior of beta forgotten"],
)
def test_each_sweep_is_found_by_what_the_lesson_says(shape, of_beta, found):
    tested = criticism.calibrate(
        draw_world,
        sweeps(shape, of_beta),
        QUANTITIES,
        1000,
        rng=np.random.default_rng(7),
        at_once=True,
    )
    for name in {"constant", "slope", "sigma", "log likelihood", *found}:
        assert (tested.p_values[name] < 0.001) == (name in found), name


def test_a_larger_shape_is_another_prior_and_consistent_with_itself():
    wrong = bayes.NormalInverseGamma(np.zeros(3), V0, A + 0.5, B)
    y, new = TWIN.y, TWIN.y[::-1] + 1
    at_once = wrong.update(np.vstack([ROWS, ROWS]), np.append(y, new))
    one_by_one = wrong.update(ROWS, y).update(ROWS, new)
    assert (at_once.a, at_once.b) == pytest.approx((one_by_one.a, one_by_one.b))
    np.testing.assert_allclose(at_once.mean, one_by_one.mean)


def test_guesses_are_the_intervals_that_count(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_PROGRESS", str(tmp_path / "kept.jsonl"))
    assert exercises.guesses().shape == (3, 0)
    made_up = ex.share_of_your_hits.answer()
    for k in range(12):
        progress.note(guess=f"01-{k}", low=1, high=3, answer=2 if k < 9 else 7)
    progress.note(guess="01-word", chosen="wider", answer="narrower")
    low, high, number = exercises.guesses()
    assert low.tolist() == [1] * 12 and high.tolist() == [3] * 12
    assert number.tolist() == [2] * 9 + [7] * 3
    assert ex.share_of_your_hits.answer() == 75 != made_up
