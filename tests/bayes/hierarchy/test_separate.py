"""Model A against a grid over the slopes with SciPy's quadrature for everything else."""

import numpy as np
import pytest
from scipy import integrate, stats

from helpers import bayes
from helpers.bayes import HalfNormal, InverseGamma, SeedHierarchy
from tests.bayes.hierarchy.cases import SEED_A


def test_model_a_on_the_seed_world(exact_a):
    np.testing.assert_allclose(exact_a.beta.mean[1:], [4.287, 10.940], atol=5e-4)
    np.testing.assert_allclose(exact_a.sigma.mean, 4.952, atol=5e-4)


def test_in_model_a_eta_has_hardly_learnt_anything(exact_a):
    """Kullback–Leibler divergence of eta's posterior from its prior, by SciPy's quadrature."""
    found = []
    for part in exact_a.eta.parts:

        def integrand(h, part=part):
            eta = np.exp(h)
            density = part.density(eta)
            return density * (np.log(density) - SEED_A.eta.log_density(eta)) * eta

        found.append(integrate.quad(integrand, -14, 14, limit=200)[0])
    np.testing.assert_allclose(found, [0.0755, 0.0470], atol=2e-4)


def by_grid_of_slopes(X, y, hierarchy, points=240):
    """Model A, two predictors: a grid of slopes, priors and sigma's integral by SciPy."""
    n = len(y)
    Xc, yc = X[:, 1:] - X[:, 1:].mean(axis=0), y - y.mean()
    fit = np.linalg.lstsq(Xc, yc, rcond=None)[0]
    rss = np.sum((yc - Xc @ fit) ** 2)
    sd = np.sqrt(np.diag(np.linalg.inv(Xc.T @ Xc)) * rss / (n - 3))
    axes = [np.linspace(b - 12 * e, b + 9 * e, points) for b, e in zip(fit, sd, strict=True)]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    off = (grid - fit) @ Xc.T
    squares = rss + (off**2).sum(axis=-1)

    def sigma_moments(q):
        t = 0.5 * np.log(q / n) + np.linspace(-14, 14, 400) / np.sqrt(2 * n)
        value = np.exp(
            -(n - 2) * (t - t[200])
            - 0.5 * q * (np.exp(-2 * t) - np.exp(-2 * t[200]))
            + hierarchy.sigma.log_density(np.exp(t))
        )
        scale = np.exp(-(n - 2) * t[200] - 0.5 * q * np.exp(-2 * t[200]) + 0.5 * n * np.log(rss))
        step = t[1] - t[0]
        return np.array([value.sum(), value @ np.exp(t), value @ np.exp(2 * t)]) * step * scale

    known = np.exp(np.linspace(np.log(rss), np.log(squares.max()), 400))
    table = np.array([sigma_moments(q) for q in known])
    from scipy.interpolate import CubicSpline

    spline = CubicSpline(np.log(known), np.log(table))
    by_sigma = np.exp(spline(np.log(squares)))

    def prior(b):
        def integrand(eta):
            w = hierarchy.s**2 + eta**2
            return np.exp(hierarchy.eta.log_density(eta)) * stats.norm.pdf(
                b, hierarchy.m, np.sqrt(w)
            )

        return integrate.quad(integrand, 1e-12, np.inf, limit=200, epsabs=0, epsrel=1e-10)[0]

    few = [np.linspace(axis[0], axis[-1], 60) for axis in axes]
    priors = [
        np.exp(CubicSpline(x, np.log([prior(b) for b in x]))(axis))
        for x, axis in zip(few, axes, strict=True)
    ]
    weight = by_sigma * priors[0][:, None, None] * priors[1][None, :, None]
    total = weight[..., 0].sum()
    mean = np.einsum("ij,ijk->k", weight[..., 0], grid) / total
    sd = np.sqrt(np.einsum("ij,ijk->k", weight[..., 0], (grid - mean) ** 2) / total)
    sigma = weight[..., 1].sum() / total
    return mean, sd, sigma, np.sqrt(weight[..., 2].sum() / total - sigma**2)


@pytest.mark.parametrize(
    "hierarchy",
    [
        SEED_A,
        SeedHierarchy(0, 2, eta=HalfNormal(1), sigma=HalfNormal(8)),
        SeedHierarchy(5, 1, eta=InverseGamma(2, 3), sigma=InverseGamma(2, 25)),
    ],
    ids=["half-Cauchy", "half-normal", "inverse gamma"],
)
def test_model_a_agrees_with_a_grid_of_slopes(seed, hierarchy):
    found = bayes.hierarchy_posterior(seed.X, seed.y, hierarchy)
    mean, sd, sigma, sigma_sd = by_grid_of_slopes(seed.X, seed.y, hierarchy)
    np.testing.assert_allclose((found.beta.mean[1:] - mean) / sd, 0, atol=1e-6)
    np.testing.assert_allclose(found.beta.sd[1:], sd, rtol=1e-6)
    np.testing.assert_allclose((found.sigma.mean - sigma) / sigma_sd, 0, atol=1e-6)
