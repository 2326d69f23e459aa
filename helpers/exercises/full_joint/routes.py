"""All right ways through a sweep with the numbers of one generator."""

import numpy as np
from scipy import special

from helpers.exercises.full_joint.law_of_mu import mu_given
from helpers.exercises.full_joint.programs import centred_squares, law_of_beta
from helpers.exercises.full_joint.sweeps import draw_inverse_gamma


def _same(value, wanted):
    return np.max(np.abs(value - wanted)) <= 1e-7 * np.max(np.abs(wanted))


class Routes:
    """All right ways from an old state to a new one with the numbers of one generator.

    A step may be taken as soon as what it looks at is new: mu after beta, sigma after beta and
    zeta, eta after mu and xi. The search takes a step in each of the usual ways and goes on from
    where it gave what the new state holds; zeta and xi are not in the state, and are remembered.
    """

    NEEDS = {  # noqa: RUF012
        "beta": set(),
        "zeta": set(),
        "xi": set(),
        "mu": {"beta"},
        "sigma": {"beta", "zeta"},
        "eta": {"beta", "mu", "xi"},
        "xi and eta": {"beta", "mu"},
    }

    def __init__(self, new, state, X, y, m, s, A, B):
        J = self.J = X.shape[1]
        beta, mu, sigma, eta = np.split(new, [J, 2 * J, 2 * J + 1])
        self.new = {"beta": beta, "mu": mu, "sigma": sigma, "eta": eta, "xi and eta": eta}
        old_sigma, old_eta = state[2 * J], state[2 * J + 1 :]
        law = law_of_beta(old_sigma, old_eta, X, y, m, s)
        self.of_beta = self._normal(law[0], (law[1] + law[1].T) / 2)
        mean, variance = mu_given.program(beta, old_eta, m, s)
        self.of_mu = self._normal(mean, np.diag(variance))
        self.of_zeta, self.of_xi = 1 / B**2 + 1 / old_sigma**2, 1 / A**2 + 1 / old_eta**2
        self.half_n, self.half_S = len(y) / 2, centred_squares(beta, X, y) / 2
        self.half_squares = (beta - mu) ** 2 / 2

    def lead_there(self, rng, done=frozenset(), hidden=()):
        """Whether some right route gives the new state."""
        if done >= {"beta", "mu", "sigma", "eta"}:
            return True
        here = rng.bit_generator.state
        for step, needs in self.NEEDS.items():
            doubled = (step == "xi and eta" and "xi" in done) or (step == "xi" and "eta" in done)
            if step in done or doubled or not needs <= done:
                continue
            for way in self._ways(step, dict(hidden)):
                rng.bit_generator.state = here
                value = way(rng)
                if step in self.new and not _same(value, self.new[step]):
                    continue
                kept = hidden if step in self.new else (*hidden, (step, value))
                taken = {"xi", "eta"} if step == "xi and eta" else {step}
                if self.lead_there(rng, done | taken, kept):
                    return True
        return False

    def _ways(self, step, hidden):
        if step == "beta":
            return self.of_beta
        if step == "mu":
            return self.of_mu
        if step == "xi and eta":
            return [lambda rng: self._one_by_one(rng)]
        shape, scale = {
            "zeta": lambda: (1.0, self.of_zeta),
            "xi": lambda: (1.0, self.of_xi),
            "sigma": lambda: (self.half_n, self.half_S + 1 / hidden["zeta"]),
            "eta": lambda: (1.0, self.half_squares + 1 / hidden["xi"]),
        }[step]()
        power = 0.5 if step in self.new else 1.0
        # By a gamma draw, or as SciPy does it, by the quantile of a uniform number.
        return [
            lambda rng: draw_inverse_gamma(shape, scale, rng) ** power,
            lambda rng: (scale / special.gammainccinv(shape, rng.random(np.shape(scale)))) ** power,
        ]

    def _one_by_one(self, rng):
        """xi and eta in one loop over the coefficients."""
        eta = np.empty(self.J)
        for j in range(self.J):
            xi = draw_inverse_gamma(1.0, self.of_xi[j], rng)
            eta[j] = np.sqrt(draw_inverse_gamma(1.0, self.half_squares[j] + 1 / xi, rng))
        return eta

    @staticmethod
    def _normal(mean, covariance):
        variances, vectors = np.linalg.eigh(covariance)
        roots = [
            np.linalg.cholesky(covariance),
            np.linalg.inv(np.linalg.cholesky(np.linalg.inv(covariance))).T,
            vectors * np.sqrt(variances),
            vectors * np.sqrt(variances) @ vectors.T,
        ]
        by_root = [
            lambda rng, root=root: mean + root @ rng.standard_normal(len(mean)) for root in roots
        ]
        by_numpy = [
            lambda rng, method=method: rng.multivariate_normal(mean, covariance, method=method)
            for method in ("svd", "eigh")
        ]
        return by_root + by_numpy
