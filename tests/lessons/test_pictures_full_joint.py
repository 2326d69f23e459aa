"""The pictures of lesson 11 say true numbers."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from helpers import plots, simulate
from helpers.lessons.full_joint import pictures as full_joint
from tests.lessons.drawing import drawn, numbers

WORLD = simulate.seed_world()
X, Y = WORLD.X, WORLD.y
RIDGE, LAID_OVER, FUNNEL = (
    plots.runaway(WORLD),
    plots.prior_and_posterior(WORLD),
    plots.funnel(WORLD),
)


def estimate(rows, j):
    """Coefficient j of least squares and its standard error."""
    beta = np.linalg.lstsq(X[:rows], Y[:rows], rcond=None)[0]
    variance = np.sum((Y[:rows] - X[:rows] @ beta) ** 2) / (rows - 3)
    return beta[j], np.sqrt(variance * np.linalg.inv(X[:rows].T @ X[:rows])[j, j])


# The ridge


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 16).map(lambda k: k / 2), st.integers(1, 6))
def test_the_ridge_climbs_and_keeps_its_mass(mu, decades):
    _, words = drawn(RIDGE, mu=mu, decades=decades)
    b, error = estimate(200, 1)

    def log_joint(beta, eta):
        return stats.norm.logpdf(b, beta, error) + stats.norm.logpdf(beta, mu, eta)

    def height(eta):  # the best beta by the normal equations of its two terms
        best = (b / error**2 + mu / eta**2) / (1 / error**2 + 1 / eta**2)
        return log_joint(best, eta)

    def mass(eta):
        center = (b / error**2 + mu / eta**2) / (1 / error**2 + 1 / eta**2)
        reach = 12 / np.sqrt(1 / error**2 + 1 / eta**2)
        return integrate.quad(
            lambda beta: np.exp(log_joint(beta, eta)), center - reach, center + reach
        )[0]

    least = 10.0**-decades
    _, _, end, climb, share, said, spread = numbers(words)
    assert end == least
    assert climb == pytest.approx(height(least) - height(1.0), abs=0.0501)
    assert share == pytest.approx(mass(least) / mass(1.0), abs=0.00501)
    assert (said, spread) == (round(b, 2), round(error, 2))


# Prior and posterior


def law_of(name, j=1, s=10.0, A=5.0, rows=200):
    b, error = estimate(rows, j)
    return getattr(full_joint._Knowledge.of(b, error, 0.0, s, A), name)()


@pytest.mark.parametrize("s", [1.0, 10.0, 100.0])
@pytest.mark.parametrize("A", [1.0, 5.0, 25.0])
def test_densities_integrate_to_one(s, A):
    for name in ("beta", "mu", "eta"):
        law = law_of(name, s=s, A=A)
        assert law.posterior @ law.widths == pytest.approx(1, abs=2e-3), name
        if name != "beta":  # the grid of beta covers its posterior, not its prior
            assert law.prior @ law.widths == pytest.approx(1, abs=2e-3), name
    for rows in (20, 200):
        law = full_joint._sigma(WORLD, rows, 10.0)
        assert law.posterior @ law.widths == pytest.approx(1, abs=1e-9)


@pytest.mark.parametrize(("j", "known"), [(1, 0.0754), (2, 0.0470)])
def test_the_divergence_of_eta_by_adaptive_quadrature(j, known):
    b, error = estimate(200, j)

    def weight(eta):
        return stats.norm.pdf(b, 0, np.sqrt(error**2 + eta**2 + 100))

    def over_prior(f):  # eta = 5 tan(pi u / 2) has u uniform
        return integrate.quad(lambda u: f(5 * np.tan(np.pi * u / 2)), 0, 1, epsabs=1e-12)[0]

    total = over_prior(weight)
    right = over_prior(lambda eta: weight(eta) / total * np.log(weight(eta) / total))
    assert right == pytest.approx(known, abs=5e-5)
    assert law_of("eta", j).divergence() == pytest.approx(right, abs=1e-5)


def test_the_posterior_of_mu_and_beta_on_a_grid_of_all_three():
    """No normal law integrated by hand. Etas below 0.3 would need a finer grid."""
    b, error = estimate(200, 1)
    known = full_joint._Knowledge.of(b, error, 0.0, 10.0, 5.0)
    kept = np.flatnonzero(known.etas > 0.3)[::4]
    weights = known.weights[kept] / known.weights[kept].sum()
    known = known._replace(etas=known.etas[kept], weights=weights)

    eta, mu = known.etas[:, None, None], np.linspace(-70, 70, 281)[:, None]
    beta = np.linspace(b - 8, b + 8, 81)
    near = stats.norm.pdf(beta, mu, eta)
    joint = near * stats.norm.pdf(b, beta, error) * stats.norm.pdf(mu, 0, 10)
    by_eta = joint.sum(axis=(1, 2))
    np.testing.assert_allclose(by_eta / by_eta.sum(), weights, rtol=0.02, atol=1e-6)
    for law, grid, axes in ((known.mu(), mu.ravel(), (0, 2)), (known.beta(), beta, (0, 1))):
        mass = joint.sum(axis=axes)
        mean = law.points @ (law.posterior * law.widths)
        assert mean == pytest.approx(mass @ grid / mass.sum(), abs=0.01)


def test_a_wider_s_leaves_eta_its_prior_and_more_rows_tell_eta_nothing():
    told = [law_of("eta", s=s).divergence() for s in (1.0, 3.0, 10.0, 30.0, 100.0)]
    assert np.all(np.diff(told) < 0) and told[-1] < 0.01
    _, few = drawn(LAID_OVER, rows=20)
    _, many = drawn(LAID_OVER, rows=200)
    few, many = numbers(few), numbers(many)
    assert many[1] > few[1] + 1 and many[2] > few[2] + 1  # beta, sigma
    assert abs(many[4] - few[4]) < 0.005  # eta


def test_panels_show_the_numbers_of_the_title():
    figure, words = drawn(LAID_OVER, coefficient=2)
    titles = [numbers(axes.get_title())[-1] for axes in figure.axes]
    assert titles == numbers(words)[1:5]


# What the learner has computed


def test_the_weighed_etas_have_the_medians_of_the_title():
    def weight(eta):
        return stats.norm.pdf(4.3, 0, np.sqrt(1.7 + eta**2 + 100))

    etas = stats.halfcauchy.ppf((np.arange(1000) + 0.5) / 1000, scale=5)
    _, words = drawn(plots.eta_weighed(etas, weight(etas)))
    by_three, _, by_ten, _, prior, posterior = numbers(words)[:6]
    for eta, fall in ((3, by_three), (10, by_ten)):
        assert fall == pytest.approx(100 * (1 - weight(eta) / weight(0)), abs=0.51)
    draws = np.random.default_rng(2).choice(etas, 40_000, p=weight(etas) / weight(etas).sum())
    assert prior == 5 and np.median(draws) == pytest.approx(posterior, abs=0.2)


def test_the_tails_of_three_laws():
    draws = 5 * np.abs(stats.cauchy.rvs(size=10_000, random_state=3))
    _, words = drawn(plots.heavy_tail(draws, 5))
    far, ours, cauchy, normal = numbers(words)[:4]
    assert far == 20 and ours == pytest.approx(100 * np.mean(draws > 20), abs=0.051)
    assert cauchy == pytest.approx(100 * stats.halfcauchy.sf(20, scale=5), abs=0.051)
    scale = 5 / stats.halfnorm.median()
    assert normal == pytest.approx(100 * stats.halfnorm.sf(20, scale=scale), abs=0.051)


@pytest.mark.parametrize("J", [1, 2, 4])
def test_sweeps_show_the_first_beta_and_the_first_eta(J):
    chains = np.random.default_rng(J).uniform(1, 9, (3, 200, 3 * J + 1))
    chains[..., 0] += 50
    chains[..., 2 * J + 1] += 100
    _, words = drawn(plots.sweeps(chains))
    low, high, least, most = [k for k in numbers(words) if k % 1 or k > 9][-4:]
    assert 51 < low < high < 59 and 101 < least < most < 109
    assert words.startswith("3 chains, 90 % of the draws of beta")


def test_how_often_the_estimate_is_zero_is_read_off_where_the_spread_is_2():
    etas, zeros = np.array([0, 1, 3.0]), np.array([[80, 60, 20], [70, 30, 10.0]])
    assert numbers(drawn(plots.estimated_as_zero(etas, zeros))[1]) == [2, 40, 20]


def test_widths_of_the_fewest_and_of_the_most_slopes():
    _, words = drawn(plots.eta_of_many((3, 9, 30), [(1, 6.5), (2, 5), (2.5, 3.25)], truth=2.75))
    assert numbers(words) == [90, 5.5, 3, 0.8, 30, 2.75]


def test_nats_by_rows_are_those_given():
    heard = np.array([[0.5, 0.25, 0.11], [1.5, 0.75, 0.12], [2.5, 0.8, 0.13]])
    figure, words = drawn(plots.told_by_rows(np.array([20.0, 200, 2000]), heard))
    assert words.startswith("Nats from 20 to 2,000 rows: beta from 0.50 to 2.50, mu from 0.25 to 0")
    for line, nats in zip(figure.axes[0].lines, heard.T, strict=True):
        np.testing.assert_array_equal(line.get_ydata(), nats)


def test_the_account_parts_what_becomes_narrow_from_what_stays():
    _, words = drawn(plots.account(["a", "b", "c", "d"], [2, 4, 1, 5], [0.2, 4.4, 0.12, 4.5]))
    assert words == (
        "With 100 copies a, c keep 0.10 to 0.12 of their width; b, d keep 0.90 to 1.10 of their "
        "width."
    )


# The funnel


@pytest.mark.parametrize("form", [1, 2, 3])
def test_gradients_are_those_of_the_densities(form):
    b, error = estimate(200, 1)
    density = full_joint._forms(b, error, 0.5, 10.0, 5.0)[form]
    theta = np.random.default_rng(form).normal(size=(3 if form < 3 else 2, 50))
    _, gradient = density(theta)
    for i, step in enumerate(1e-6 * np.eye(len(theta))):
        up, down = density(theta + step[:, None])[0], density(theta - step[:, None])[0]
        np.testing.assert_allclose(gradient[i], (up - down) / 2e-6, rtol=1e-5, atol=1e-6)


def test_the_three_forms_are_one_posterior():
    """They differ by the Jacobian of z, and by the normal law of mu given beta and eta."""
    b, error, m, s, A = *estimate(200, 1), 0.5, 10.0, 5.0
    forms = full_joint._forms(b, error, m, s, A)
    beta, mu, log_eta = np.random.default_rng(0).normal(2, 1, (3, 40))
    eta = np.exp(log_eta)
    centred = forms[1](np.array([beta, mu, log_eta]))[0]
    non_centred = forms[2](np.array([(beta - mu) / eta, mu, log_eta]))[0]
    v = 1 / (1 / eta**2 + 1 / s**2)
    of_mu = stats.norm.logpdf(mu, v * (beta / eta**2 + m / s**2), np.sqrt(v))
    marginal = forms[3](np.array([beta, log_eta]))[0] + of_mu
    assert np.ptp(non_centred - centred - log_eta) < 1e-9
    assert np.ptp(marginal - centred) < 1e-9


def test_draws_follow_the_posterior():
    b, error = estimate(200, 1)
    known = full_joint._Knowledge.of(b, error, 0.0, 10.0, 5.0)
    beta, mu, eta = known.draw(40_000, np.random.default_rng(5))
    for draws, law in ((beta, known.beta()), (mu, known.mu())):
        mean = law.points @ (law.posterior * law.widths)
        assert draws.mean() == pytest.approx(mean, abs=5 * draws.std() / 200)
    share = known.weights[known.etas < 3].sum()
    assert np.mean(eta < 3) == pytest.approx(share, abs=0.0125)
    z = (beta - mu) / eta
    assert abs(np.corrcoef(z**2, eta)[0, 1]) < 0.2


def test_paths_break_where_the_lesson_says():
    def toll(**values):
        words = drawn(FUNNEL, **values)[1]
        found = re.search(
            r"(\d+) of 1,000 paths break, (\d+)\s% of those that start below eta = \d\.\d, "
            r"(\d+)\s%",
            words,
        )
        return tuple(map(int, found.groups())) if found else (0, 0, 0)

    for step in (0.1, 0.2, 0.3):
        count, below, above = toll(form=1, step=step)
        assert count > 0 and below > 2 * above
        assert count == pytest.approx(5 * (below + above), abs=5)
        count, below, above = toll(form=2, step=step)
        assert count > 0 and above > 1.5 * below
    assert toll(form=2, step=0.1)[1] == 0
    assert toll(form=1, step=0.1)[0] < toll(form=1, step=0.2)[0] < toll(form=1, step=0.4)[0]
    assert all(toll(form=3, step=step)[0] == 0 for step in (0.1, 0.5, 1.0))


def test_paths_that_break_are_those_of_the_picture():
    for step in (0.1, 0.3):
        counts = full_joint.paths_that_break(WORLD, step)
        assert counts[2] == 0
        for form, count in enumerate(counts[:2], 1):
            assert f": {count} of 1,000 paths break" in drawn(FUNNEL, form=form, step=step)[1]


def test_each_form_is_shown_in_what_it_moves():
    labels = [drawn(FUNNEL, form=form)[0].axes[0].get_xlabel() for form in (1, 2, 3)]
    assert labels == ["beta − mu of x1", "(beta − mu)/eta of x1", "beta of x1"]


def test_a_world_too_small_is_refused():
    small = simulate.linear_world(12, [1.0, 2.0], 1.0, np.random.default_rng(0))
    with pytest.raises(ValueError, match="12 rows; this picture needs 20"):
        plots.prior_and_posterior(small)
