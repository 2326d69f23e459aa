"""The posterior of a regression once more, slowly: normal equations in 110 decimal digits.

Nothing is taken from `helpers.bayes` but the meaning of its priors. X'X is formed, exactly, and for
each sigma Cholesky's factor of X'X / sigma² + D⁻² gives beta and the marginal likelihood: squaring
and subtracting loses at most 60 of the 110 digits. Over log sigma Gauss's rule is used, in panels
around every peak that a search finds.
"""

from __future__ import annotations

import math
from decimal import Decimal, getcontext, localcontext
from itertools import pairwise
from math import inf

import numpy as np
from scipy.special import ndtr

from helpers import bayes

DIGITS = 110
NODES, WEIGHTS = np.polynomial.legendre.leggauss(16)
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459")


def exactly(array) -> list:
    return [Decimal(float(x)) for x in array]


class DecimalPosterior:
    """Posterior of (beta, sigma) from a compressed data set and a prior."""

    def __init__(self, S, prior):
        getcontext().prec = DIGITS
        self.n, self.p, self.law = S.n, S.p, prior.sigma
        columns = [exactly(c) for c in S.factor.T]
        self.gram = [[_dot(a, b) for b in columns] for a in columns]
        self.mean = exactly(prior.beta_mean)
        self.weight = [
            Decimal(0) if np.isinf(sd) else 1 / Decimal(float(sd)) ** 2 for sd in prior.beta_sd
        ]
        self.flats = sum(w == 0 for w in self.weight)

    def given(self, u: float):
        """log p(y, log sigma), and mean and covariance of beta, at u = log sigma."""
        sigma = Decimal(u).exp()
        tau, p = 1 / sigma**2, self.p
        P = [[tau * self.gram[i][j] for j in range(p)] for i in range(p)]
        b = [tau * self.gram[i][p] + self.weight[i] * self.mean[i] for i in range(p)]
        for i in range(p):
            P[i][i] += self.weight[i]
        L = _cholesky(P)
        half = _forward(L, b)
        rest = tau * self.gram[p][p] + sum(
            w * m * m for w, m in zip(self.weight, self.mean, strict=True)
        )
        rest -= _dot(half, half)
        value = -self.n * Decimal(u) - rest / 2 - sum(L[i][i].ln() for i in range(p))
        value += sum(w.ln() / 2 for w in self.weight if w)
        value -= Decimal(self.n - self.flats) / 2 * (2 * PI).ln()
        inverse = [_forward(L, [Decimal(int(i == j)) for i in range(p)]) for j in range(p)]
        covariance = [[_dot(inverse[i], inverse[j]) for j in range(p)] for i in range(p)]
        beta = [_dot(inverse[i], half) for i in range(p)]
        return value + self.log_law(sigma) + Decimal(u), beta, covariance

    def log_law(self, sigma: Decimal) -> Decimal:
        law = self.law
        if isinstance(law, bayes.HalfCauchy):
            A = Decimal(law.scale)
            return (2 / (PI * A)).ln() - (1 + (sigma / A) ** 2).ln()
        if isinstance(law, bayes.HalfNormal):
            A = Decimal(law.scale)
            return (2 / PI).ln() / 2 - A.ln() - (sigma / A) ** 2 / 2
        if isinstance(law, bayes.InverseGamma):
            a, b = Decimal(law.a), Decimal(law.b)
            gamma = Decimal(math.lgamma(law.a))
            return Decimal(2).ln() + a * b.ln() - gamma - (2 * a + 1) * sigma.ln() - b / sigma**2
        return Decimal(0)

    def height(self, u: float) -> float:
        return float(self.given(u)[0])

    def panels(self) -> list[tuple[float, float]]:
        """Intervals of log sigma outside which the density is below e^-55 of its top.

        And beyond the end also times sigma², of which there is a mean worth summing.
        """
        coarse = np.linspace(-45.0, 45.0, 181)
        with localcontext() as context:
            context.prec = 90
            value = np.array([self.height(u) for u in coarse])
            inner = (value[1:-1] >= value[:-2]) & (value[1:-1] >= value[2:])
            tops = [self._climb(*coarse[i : i + 3]) for i in np.flatnonzero(inner)]
            best = max(self.height(u) for u in tops)
            found = []
            for top in tops:
                if self.height(top) < best - 55:
                    continue
                ends = [self._walk(top, side, best) for side in (-1, 1)]
                if found and ends[0] < found[-1][1]:
                    found[-1] = (found[-1][0], max(found[-1][1], ends[1]))
                else:
                    found.append(tuple(ends))
        return found

    def _climb(self, low, middle, high):
        for _ in range(60):  # thirds
            a, b = low + (high - low) / 3, high - (high - low) / 3
            if self.height(a) < self.height(b):
                low = a
            else:
                high = b
        return 0.5 * (low + high)

    def _walk(self, top, side, best):
        tail = {bayes.HalfCauchy: 2, bayes.Flat: 0}.get(type(self.law), inf)
        if isinstance(self.law, bayes.InverseGamma):
            tail = 2 * self.law.a + 1
        square = 2 if side > 0 and tail - 1 + self.n - self.flats > 2.5 else 0
        step = 1e-6
        while self.height(top + side * step) + square * step > best - 55:
            step *= 1.5
        return top + side * step

    def summarise(self, sigma_points, beta_points):
        """Mean, sd of everything, and P(sigma <= point), P(beta_j <= point) for given points.

        sigma_points has shape (k,), beta_points (k, p).
        """
        cuts = np.log(np.asarray(sigma_points, dtype=float))
        edges = []
        for low, high in self.panels():
            inside = [c for c in cuts if low < c < high]
            pieces = [low, *sorted(inside), high]
            for a, b in pairwise(pieces):
                count = math.ceil(16 * (b - a) / (high - low) + (b - a) / 1.2)
                fine = np.linspace(a, b, count + 1)
                edges += list(pairwise(fine))
        us, logs, ws, below, betas, covariances = [], [], [], [], [], []
        for a, b in edges:
            for x, w in zip(NODES, WEIGHTS, strict=True):
                u = 0.5 * (a + b) + 0.5 * (b - a) * x
                value, beta, covariance = self.given(u)
                us.append(u)
                logs.append(value)
                ws.append(w * (b - a) / 2)
                below.append(cuts >= 0.5 * (a + b))
                betas.append(beta)
                covariances.append(covariance)
        top = max(logs)
        mass = np.array([float((v - top).exp()) for v in logs]) * ws
        total = mass.sum()
        mass /= total
        sigma = np.exp(np.array(us) - mass @ us)
        out = {
            "log_evidence": float(top) + math.log(total),
            "sigma_cdf": mass @ np.array(below),
            "sigma_mean": math.exp(mass @ us) * (mass @ sigma),
        }
        excess = np.expm1(np.array(us) - mass @ us)
        out["sigma_sd"] = math.exp(mass @ us) * math.sqrt(mass @ (excess - mass @ excess) ** 2)
        exact_mass = [Decimal(float(m)) for m in mass]
        norm = sum(exact_mass)
        means, sds, cdf = [], [], []
        for j in range(self.p):
            mean = sum(m * b[j] for m, b in zip(exact_mass, betas, strict=True)) / norm
            variance = sum(
                m * (c[j][j] + (b[j] - mean) ** 2)
                for m, b, c in zip(exact_mass, betas, covariances, strict=True)
            )
            means.append(mean)
            sds.append(float((variance / norm).sqrt()))
            sd_given = [c[j][j].sqrt() for c in covariances]
            points = exactly(np.asarray(beta_points)[:, j])
            cdf.append([
                mass @ ndtr([float((q - b[j]) / s) for b, s in zip(betas, sd_given, strict=True)])
                for q in points
            ])  # fmt: skip
        return out | {"beta_mean": means, "beta_sd": np.array(sds), "beta_cdf": np.array(cdf).T}


def _dot(a, b):
    return sum((x * y for x, y in zip(a, b, strict=True)), Decimal(0))


def _cholesky(P):
    p = len(P)
    L = [[Decimal(0)] * p for _ in range(p)]
    for i in range(p):
        for j in range(i + 1):
            rest = P[i][j] - _dot(L[i][:j], L[j][:j])
            L[i][j] = rest.sqrt() if i == j else rest / L[j][j]
    return L


def _forward(L, b):
    x = []
    for i, row in enumerate(L):
        x.append((b[i] - _dot(row[:i], x)) / row[i])
    return x
