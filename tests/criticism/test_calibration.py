"""Calibration: the exact test of uniformity, and ranks that find a wrong sampler."""

from __future__ import annotations

import doctest
from fractions import Fraction
from itertools import product
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy import stats

from helpers.criticism import Calibration, calibrate, calibration, ecdf_band, ecdf_p_value
from helpers.draws import Draws


def generator(seed: int = 20260112) -> np.random.Generator:
    return np.random.default_rng(seed)


# ---- the exact test ----------------------------------------------------------------------------


def smallest_tail(cells: tuple[int, ...], points: int) -> Fraction:
    """The smallest binomial tail of the counts at 1/points, …, for numbers in these cells."""
    n = len(cells)

    def pmf(count: int, k: int) -> Fraction:
        z = Fraction(k, points)
        return comb(n, count) * z**count * (1 - z) ** (n - count)

    tails = []
    for k in range(1, points):
        count = sum(cell < k for cell in cells)
        tails.append(sum(pmf(j, k) for j in range(count + 1)))
        tails.append(sum(pmf(j, k) for j in range(count, n + 1)))
    return min(tails)


@pytest.mark.parametrize(("n", "points"), [(1, 4), (2, 7), (3, 5), (4, 5), (5, 4), (6, 2)])
def test_p_value_and_band_are_those_of_an_enumeration(n, points):
    """Every way in which n numbers can fall into the cells between the points, in fractions."""
    ways = list(product(range(points), repeat=n))
    tails = {way: smallest_tail(tuple(sorted(way)), points) for way in set(map(tuple, ways))}
    for way in set(tuple(sorted(way)) for way in ways):
        wanted = Fraction(sum(tail <= tails[way] for tail in tails.values()), len(ways))
        pit = (np.array(way) + 0.5) / points
        assert ecdf_p_value(pit, points) == pytest.approx(float(wanted), rel=1e-11)
    for level in (0.5, 0.8, 0.95):
        band = ecdf_band(n, level, points)
        kept = [stays(np.sort((np.array(way) + 0.5) / points), band) for way in ways]
        assert np.mean(kept) >= level - 1e-12
        # A narrower band, without the least of the tails that it holds, would hold too few.
        least = min((tails[way] for way, inside in zip(ways, kept, strict=True) if inside))
        narrower = [tail > least for tail in tails.values()]
        assert np.mean(narrower) < level


def stays(pit: np.ndarray, band) -> bool:
    share = np.searchsorted(np.sort(pit), band.z, side="right") / len(pit)
    return bool(((share >= band.lower) & (share <= band.upper)).all())


def chance_to_stay(n: int, band) -> float:
    """By the binomial steps of Säilynoja, Bürkner & Vehtari (2022), one point after the other."""
    counts = np.arange(n + 1)
    law, before = np.eye(n + 1)[0], 0.0
    for z, lower, upper in zip(*(part[1:] for part in band), strict=True):
        step = stats.binom.pmf(
            counts - counts[:, None], n - counts[:, None], (z - before) / (1 - before)
        )
        law = np.where((counts >= n * lower - 0.5) & (counts <= n * upper + 0.5), law @ step, 0)
        before = z
    return law.sum()


@pytest.mark.parametrize(("n", "points"), [(20, 100), (50, 21), (150, 100), (300, 40)])
def test_the_band_holds_its_share(n, points):
    for level in (0.8, 0.95, 0.99):
        band = ecdf_band(n, level, points)
        assert level <= chance_to_stay(n, band) < level + 0.03
    assert band.z[0] == 0 and band.z[-1] == 1 and len(band.z) == points + 1
    np.testing.assert_allclose(band.lower, 1 - band.upper[::-1], atol=1e-15)  # by symmetry


@settings(deadline=None, max_examples=50)
@given(some.integers(1, 400), some.sampled_from([None, 2, 10, 101]), some.integers(0, 2**32))
def test_a_line_leaves_the_band_where_its_p_value_says_so(n, points, seed):
    rng = generator(seed)
    pit = rng.beta(*rng.uniform(0.6, 1.4, 2), size=n)
    for level in (0.5, 0.8, 0.95):
        p = ecdf_p_value(pit, points)
        assert stays(pit, ecdf_band(n, level, points)) == (p > 1 - level + 1e-9)


def test_uniform_numbers_are_refused_as_often_as_said():
    """A share of 2,000 samples is within 4 of its standard errors, but for once in 16,000."""
    rng, runs, n = generator(), 2000, 200
    p = np.array([ecdf_p_value(rng.random(n)) for _ in range(runs)])
    for level in (0.8, 0.95):
        size = 1 - chance_to_stay(n, ecdf_band(n, level))
        assert abs((p <= 1 - level).mean() - size) < 4 * np.sqrt(size * (1 - size) / runs)


@pytest.mark.filterwarnings("error")
def test_many_numbers_and_hopeless_ones():
    assert ecdf_p_value(generator().random(100_000)) > 0.01
    assert 0 < ecdf_p_value(np.full(100, 0.999)) < 1e-190
    assert ecdf_p_value(np.full(10**5, 0.999)) == 0
    for power in np.geomspace(0.03, 3, 25):
        assert 0 <= ecdf_p_value(generator().random(1000) ** power) <= 1
    assert ecdf_p_value((np.arange(500) + 0.5) / 500) > 1 - 1e-9  # more even than by chance


@pytest.mark.parametrize(
    ("pit", "message"),
    [
        ([0.5, np.nan], "pit is nan at 1"),
        ([0.5, 7.0], "pit is 7.0 at 1; .* A rank r among L draws becomes"),
        ([], r"shape \(0,\)"),
        ([[0.5]], r"shape \(1, 1\)"),
    ],
)
def test_what_is_no_pit(pit, message):
    with pytest.raises(ValueError, match=message):
        ecdf_p_value(pit)


def test_what_is_no_band():
    with pytest.raises(ValueError, match=r"Did you mean 0\.95"):
        ecdf_band(100, 0.05)
    with pytest.raises(ValueError, match="points is 1; wanted 2 or more"):
        ecdf_band(100, points=1)
    with pytest.raises(ValueError, match="read-only"):
        ecdf_band(100).lower[0] = 1  # it is handed out again


# ---- ranks -------------------------------------------------------------------------------------

L = 63  # draws
SD = np.sqrt(0.5)  # of the posterior of a mean mu ~ N(0, 1), seen once with an error of sd 1


def simulate(rng):
    mu = rng.normal()
    return {"mu": mu}, mu + rng.normal()


def right(y, rng):
    return {"mu": y / 2 + SD * rng.normal(size=L)}


WRONG = {
    "draws too low": lambda y, rng: {"mu": y / 2 - 0.2 + SD * rng.normal(size=L)},
    "draws too high": lambda y, rng: {"mu": y / 2 + 0.2 + SD * rng.normal(size=L)},
    "draws too close together": lambda y, rng: {"mu": y / 2 + 0.5 * rng.normal(size=L)},
    "draws too far apart": lambda y, rng: {"mu": y / 2 + rng.normal(size=L)},
}


def test_a_right_sampler_has_uniform_ranks():
    found = calibrate(simulate, right, ["mu"], rng=generator())
    ranks = found.ranks["mu"]
    assert found.draws == L and found.worlds == 1000 and ranks.dtype.kind == "i"
    assert stats.chisquare(np.bincount(ranks, minlength=L + 1)).pvalue > 0.001
    assert found.p_values["mu"] > 0.05 and found.failing == ()
    assert "inside its band: mu" in repr(found)
    np.testing.assert_array_equal(np.floor(found.pit["mu"] * (L + 1)), ranks)


@pytest.mark.parametrize("how", WRONG)
def test_a_wrong_sampler_is_found_and_told_how(how):
    found = calibrate(simulate, WRONG[how], ["mu"], rng=generator())
    assert found.p_values["mu"] < 1e-4 and found.failing == ("mu",)
    assert f"not uniform: mu (p < 0.0001: {how})" in repr(found)
    row = found.table().loc["mu"]
    assert (row["mean"] > 0.55) == (how == "draws too low")
    assert (row["sd"] > 0.31) == (how == "draws too close together")


def test_ranks_are_counts_of_draws_below_the_truth():
    """One world after the other, written out; ties where the truth is among the draws."""
    truths = iter([0.0, 2.5, 9.0, 1.0])
    found = calibrate(
        lambda rng: ({"mu": next(truths)}, None),
        lambda data, rng: {"mu": np.array([1.0, 2.0, 3.0])},
        ["mu"],
        worlds=4,
        rng=generator(),
    )
    assert found.ranks["mu"][:3].tolist() == [0, 2, 3]
    assert found.ranks["mu"][3] in (0, 1)


def test_ties_are_broken_evenly():
    """A whole number with few values: its ranks are as uniform as those of a real one."""

    def simulate(rng):
        return {"k": rng.integers(3)}, None

    found = calibrate(
        simulate, lambda data, rng: {"k": rng.integers(3, size=L)}, ["k"], 4000, rng=generator()
    )
    assert stats.chisquare(np.bincount(found.ranks["k"], minlength=L + 1)).pvalue > 0.001


def test_a_sampler_that_ignores_the_data_is_seen_by_what_looks_at_both():
    """Draws from the prior: every parameter has uniform ranks (Modrák et al. 2023)."""

    def prior(y, rng):
        return {"mu": rng.normal(size=L)}

    def log_likelihood(theta, y):
        return -0.5 * (y - theta["mu"]) ** 2

    quantities = {"mu": lambda theta, y: theta["mu"], "log likelihood": log_likelihood}
    found = calibrate(simulate, prior, quantities, rng=generator())
    assert found.p_values["mu"] > 0.05 and found.p_values["log likelihood"] < 1e-4
    found = calibrate(simulate, right, quantities, rng=generator())
    assert found.failing == ()


def test_the_worlds_do_not_depend_on_the_sampler():
    seen = []

    def listening(y, rng):
        seen.append(y)
        return right(y, rng) if len(seen) % 2 else {"mu": rng.normal(size=L)}

    for _ in range(2):
        calibrate(simulate, listening, ["mu"], 21, rng=generator())
    assert seen[:21] == seen[21:] and len(set(seen)) == 21
    rng = generator()
    first, second = (calibrate(simulate, right, ["mu"], 50, rng=rng).ranks["mu"] for _ in range(2))
    assert (first != second).any()


def test_all_worlds_at_once_are_the_same_worlds():
    """A sampler that needs no random numbers: quantiles of the posterior."""
    nodes = stats.norm.ppf((np.arange(L) + 0.5) / L)

    def one(y, rng):
        return {"mu": y / 2 + SD * nodes}

    def all_of_them(data, rng):
        return {"mu": np.array(data)[:, None] / 2 + SD * nodes}

    single = calibrate(simulate, one, ["mu"], 300, rng=generator())
    joint = calibrate(simulate, all_of_them, ["mu"], 300, rng=generator(), at_once=True)
    np.testing.assert_array_equal(single.ranks["mu"], joint.ranks["mu"])
    # Draws with the worlds as chains will do, too.
    as_draws = calibrate(
        simulate, lambda d, r: Draws(all_of_them(d, r)), ["mu"], 300, rng=generator(), at_once=True
    )
    np.testing.assert_array_equal(single.ranks["mu"], as_draws.ranks["mu"])


def test_chains_are_thinned_and_joined():
    values = np.arange(2 * 10 * 2).reshape(2, 10, 2)  # (chain, draw, entry)
    labels = {"beta": ("const", "x1")}
    found = calibrate(
        lambda rng: ({"beta": [9.0, 100.0]}, None),
        lambda data, rng: Draws({"beta": values}, labels=labels),
        "beta",
        worlds=2,
        rng=generator(),
        thin=3,
    )
    assert found.draws == 2 * 3
    # Kept of the first entry: 4, 10, 16 and 24, 30, 36.
    assert found.ranks["beta[const]"].tolist() == [1, 1]
    assert found.ranks["beta[x1]"].tolist() == [6, 6]


def test_a_chain_whose_draws_are_alike_fails_until_it_is_thinned():
    """Right draws, but each with a correlation of 0.9 to the one before: AR(1)."""

    def chain(y, rng):
        noise = rng.normal(size=L * 30)
        walk = np.empty(L * 30)
        walk[0] = noise[0]
        for i in range(1, len(walk)):
            walk[i] = 0.9 * walk[i - 1] + np.sqrt(1 - 0.81) * noise[i]
        return {"mu": y / 2 + SD * walk}

    short = calibrate(
        simulate, lambda y, rng: {"mu": chain(y, rng)["mu"][:L]}, ["mu"], rng=generator()
    )
    thinned = calibrate(simulate, chain, ["mu"], rng=generator(), thin=30)
    assert short.failing == ("mu",) and thinned.failing == () and thinned.draws == L


def test_who_looks_at_many_quantities_has_no_more_false_alarms():
    """Right lines, many of them: some leave a band of their own 5 %, and few one of its part."""
    places = generator().random((400, 5, 60))
    alone = [Calibration({}, {"mu": one}, L, 60).failing for sampler in places for one in sampler]
    together = [Calibration({}, dict(enumerate(sampler)), L, 60).failing for sampler in places]
    assert 0.02 < np.mean([len(one) for one in alone]) <= 0.07
    assert np.mean([bool(one) for one in together]) <= 0.075  # 5 %, and 2.3 standard errors
    some = dict(enumerate(places[0])) | {"low": places[0, 0] ** 3}
    assert Calibration({}, some, L, 60).failing == ("low",)


def test_posterior_calibration_needs_no_code_of_its_own():
    """Truths from the posterior of the data at hand, which the sampler sees beside the new ones."""
    seen = 1.7

    def again(rng):
        mu = right(seen, rng)["mu"][0]
        return {"mu": mu}, (seen, mu + rng.normal())

    def of_both(data, rng):
        return {"mu": sum(data) / 3 + np.sqrt(1 / 3) * rng.normal(size=L)}

    assert calibrate(again, of_both, ["mu"], rng=generator()).failing == ()
    forgets = calibrate(again, lambda data, rng: right(data[1], rng), ["mu"], rng=generator())
    assert forgets.failing == ("mu",)


def test_the_picture_shows_the_line_and_its_band():
    found = calibrate(
        simulate, WRONG["draws too low"], {"mu": lambda t, y: t["mu"]}, rng=generator()
    )
    axes = found.plot("mu").axes[0]
    z, line = axes.lines[0].get_data()
    share = [(found.ranks["mu"] < k).mean() for k in range(L + 2)]
    np.testing.assert_allclose(z, np.arange(L + 2) / (L + 1))
    np.testing.assert_allclose(line, share - z, atol=1e-12)
    assert [text.get_text() for text in axes.figure.legends[0].get_texts()][-1] == "mu"
    assert found.plot()._repr_png_().startswith(b"\x89PNG")
    with pytest.raises(KeyError, match="no ranks of 'sigma'"):
        found.plot("sigma")


def test_the_examples_are_true():
    assert doctest.testmod(calibration).failed == 0


# ---- errors ------------------------------------------------------------------------------------


def fails(
    message, simulate=simulate, sampler=right, quantities=("mu",), error=ValueError, **options
):
    with pytest.raises(error, match=message):
        calibrate(simulate, sampler, quantities, rng=generator(), **({"worlds": 5} | options))


def test_an_exception_says_in_which_world():
    calls = []

    def breaks(y, rng):
        calls.append(y)
        return right(y, rng) if len(calls) < 3 else 1 / 0

    with pytest.raises(ZeroDivisionError) as caught:
        calibrate(simulate, breaks, ["mu"], rng=generator())
    assert caught.value.__notes__ == ["This happened in world 2 of calibrate, counted from 0."]


def test_the_stop_button_goes_through():
    def stopped(y, rng):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as caught:
        calibrate(simulate, stopped, ["mu"], rng=generator())
    assert not hasattr(caught.value, "__notes__")


def test_what_does_not_fit_together():
    fails("wanted the pair", simulate=lambda rng: {"mu": 1.0}, error=TypeError)
    fails(
        "simulate returned a truth of type float", simulate=lambda rng: (1.0, 2.0), error=TypeError
    )
    fails("sampler returned draws of type NoneType", sampler=lambda y, rng: None, error=TypeError)
    fails("wanted the same names", sampler=lambda y, rng: {"m": np.zeros(9)})
    fails(
        r"has shape \(\) and the draws have \(\); wanted draws of shape \(draws,\)",
        sampler=lambda y, rng: {"mu": 1.0},
    )
    fails("There is no parameter 'sigma'", quantities=["sigma"])
    fails("mu is nan in a draw", sampler=lambda y, rng: {"mu": np.array([1, np.nan])})
    fails("mu is nan for the truth", simulate=lambda rng: ({"mu": np.nan}, 1.0))
    fails(r"'sum' has shape \(\); wanted \(64,\)", quantities={"sum": lambda t, y: t["mu"].sum()})
    fails(
        "wanted as many in every world",
        sampler=lambda y, rng: {"mu": rng.normal(size=9 if y > 0 else 8)},
        worlds=50,
    )
    fails("With thin=100 there are {'mu': 0} draws", thin=100)
    fails(
        r"wanted \(5, draws, …\)", at_once=True, sampler=lambda data, rng: {"mu": np.zeros((4, 9))}
    )
    fails("wanted a function of", quantities={"mu": "mu"}, error=TypeError)
    fails("wanted names of parameters", quantities=[], error=TypeError)
    fails("worlds is 0", worlds=0)
