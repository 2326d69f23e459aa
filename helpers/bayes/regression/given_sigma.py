"""Given sigma, the coefficients are normal: one rotation, and all sigmas are easy.

With the triangle of the data, [X y] = Q [[R, z], [0, r]], and priors beta_j ~ N(m_j, d_j²), minus
twice the log of the joint density of y and beta is, up to constants,

    n log sigma² + (r² + ‖z - R beta‖²) / sigma² + ‖D⁻¹(beta - m)‖²,        D = diag(d).

*Flat coefficients go first.* With their columns in front, beta_flat stands in the first rows of R
only, and given the others it fits those rows exactly: integrated out, it leaves a factor sigma for
each, and the lower rows, in which only the normal coefficients occur.

*The others are turned until they are independent.* For a unit sigma_0 near the data's sigma,

    [ R / sigma_0 ]   [ Q_1 ]            Q_1 = U diag(c) V',    Q_1'Q_1 + Q_2'Q_2 = I,
    [     D⁻¹     ] = [ Q_2 ] T,     so  Q_2'Q_2 = V diag(s²) V',    c² + s² = 1

(the cosine-sine decomposition: Golub & Van Loan 2013, §2.5.4). In the coordinates g of
beta = m + T⁻¹V g, and with ρ = (sigma_0 / sigma)², everything is diagonal, for *every* sigma:

    g_k | sigma, y ~ N(ρ c_k b_k / (ρ c_k² + s_k²), 1 / (ρ c_k² + s_k²)),

with b = U'(z - R m) / sigma_0.

c_k² says how much of what is known of direction k comes from the data, s_k² how much from the
prior, if sigma is sigma_0. At that unit the posterior covariance of g is the identity, so that
rounding is small beside posterior standard deviations, whatever the units of X, the widths of the
priors and the correlations of the columns. X'X is never formed.

Integrated over beta, the likelihood of t = log(sigma / sigma_0) is left, O(p) for each t:

    log L(t) = -(n - n_flat) t - ρ r²/(2 sigma_0²) - ½ Σ_k [ρ (b_k s_k)² / (ρ c_k² + s_k²)
               + log(ρ c_k² + s_k²)] + constant.

(b_k s_k)² is the squared distance of prior mean and data in direction k, in prior standard
deviations: the *conflict*.

Sources: Lindley & Smith 1972, *JRSS B* 34, 1–41, §2; O'Hagan & Forster 2004, *Bayesian Inference*,
ch. 11; for the accuracy of the steps Higham 2002, *Accuracy and Stability of Numerical
Algorithms*, ch. 19.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dgeqrf, dgesdd, dorgqr, dtrtri

from helpers.arrays import Array, column_lengths
from helpers.bayes.errors import ImproperPosteriorError
from helpers.bayes.priors import Prior
from helpers.compressed import Compressed
from helpers.rank import REPEATED, is_rounding, rank_of

UNRESOLVED = 1e-3  # s below: directions that c = 1 - s²/2 tells apart by too few digits
LOG_2PI = math.log(2 * math.pi)


@dataclass(frozen=True, eq=False)
class GivenSigma:
    """The posterior of beta for every sigma = unit e^t, and the likelihood of t without beta.

    Attributes
    ----------
    unit : float
        sigma_0.
    n, flats : int
        Number of rows, and of coefficients with a flat prior.
    residual : float
        r² / unit².
    from_data, from_prior : ndarray, shape (k,)
        c² and s² for the k = p - flats normal directions.
    pull : ndarray, shape (k,)
        c b.
    conflict : ndarray, shape (k,)
        (b s)².
    basis : ndarray, shape (p, p)
        beta = origin + basis @ g, with the flat directions behind the k others.
    origin : ndarray, shape (p,)
    constant : float
        What is to be added to `log_likelihood` to make it log p(y | sigma).
    """

    unit: float
    n: int
    flats: int
    residual: float
    from_data: Array
    from_prior: Array
    pull: Array
    conflict: Array
    basis: Array
    origin: Array
    constant: float

    def log_likelihood(self, t: Array) -> Array:
        """log L(t) without its constant, 0 in all of its large terms at t = 0; shape as t."""
        grown = np.expm1(-2 * t)  # ρ - 1: near t = 0, and for large n that is where all is, exact
        rho = 1 + grown
        precision = rho * self.from_data[:, None] + self.from_prior[:, None]
        spent = self.conflict @ (rho / precision) + np.log(precision).sum(axis=0)
        return (self.flats - self.n) * t - 0.5 * (self.residual * grown + spent)

    def largest_term(self, t: Array) -> Array:
        """The size of the largest of the terms that `log_likelihood` adds up; shape as t."""
        grown = np.expm1(-2 * t)
        rho = 1 + grown
        precision = rho * self.from_data[:, None] + self.from_prior[:, None]
        of_residuals = np.maximum((self.n - self.flats) * np.abs(t), self.residual * np.abs(grown))
        return np.maximum(of_residuals, self.conflict @ (rho / precision))

    def falling_slope(self, t: Array) -> Array:
        """The part of the derivative of log L(t) that falls as t grows; shape as t."""
        rho = np.exp(-2 * t)
        precision = rho * self.from_data[:, None] + self.from_prior[:, None]
        return self.from_data @ (rho / precision) + (self.residual * rho + (self.flats - self.n))

    def conflicting_slope(self, t: Array) -> Array:
        """The rest of it, which the conflict adds: positive, it rises and falls again."""
        rho = np.exp(-2 * t)
        precision = rho * self.from_data[:, None] + self.from_prior[:, None]
        return (self.conflict * self.from_prior) @ (rho / precision / precision)

    @property
    def most_conflict(self) -> float:
        """The most that the conflict can add to the slope anywhere."""
        return 0.25 * float((self.conflict / np.maximum(self.from_data, 1e-300)).sum())

    def conflict_ahead(self, t: Array) -> Array:
        """The most that the conflict can add to the slope at t or anywhere above; shape as t."""
        data, prior = self.from_data[:, None], self.from_prior[:, None]
        # As a function of ρ the push rises up to ρ c² = s² and falls thereafter.
        rho = np.minimum(np.exp(-2 * t), prior / np.maximum(data, 1e-300))
        return (self.conflict * self.from_prior) @ (rho / (rho * data + prior) ** 2)

    def of_g(self, t: Array) -> tuple[Array, Array]:
        """Mean and precision of g given t, each of shape (p,) + shape of t, for vectors t."""
        rho = np.exp(-2 * t)
        p, k = len(self.origin), len(self.pull)
        mean, precision = np.zeros((p, len(t))), np.empty((p, len(t)))
        precision[:k] = rho * self.from_data[:, None] + self.from_prior[:, None]
        precision[k:] = rho
        mean[:k] = rho * self.pull[:, None] / precision[:k]
        return mean, precision


@dataclass(frozen=True, eq=False)
class Projected:
    """The triangle with the flat coefficients in front and fitted; the normal ones in prior units.

    Attributes
    ----------
    S : Compressed
    prior : Prior
    order : ndarray, shape (p,)
        The columns, flat ones first.
    flats : int
    triangle : ndarray, shape (p + 1, p + 1)
        Triangular factor of [X y] with its columns in this order.
    residual_length : float
        r; exactly 0 where the fit is perfect.
    rank : int
        Of X; p where nothing hinted at less.
    """

    S: Compressed
    prior: Prior
    order: Array
    flats: int
    triangle: Array
    residual_length: float
    rank: int

    def first_unit(self) -> float:
        """A guess at sigma."""
        S, r = self.S, self.residual_length
        if r > 0 and S.n > S.p:
            return r / math.sqrt(S.n - S.p)
        length = float(np.linalg.norm(self.triangle[:, -1]))
        return length / math.sqrt(S.n) if length > 0 else 1.0

    def at(self, unit: float) -> GivenSigma:
        """Everything about beta given sigma, at its most accurate where sigma is about `unit`."""
        p, f, n = self.S.p, self.flats, self.S.n
        normal = self.order[f:] if f else slice(None)
        mean, sd = self.prior.beta_mean[normal], self.prior.beta_sd[normal]
        origin, basis = np.zeros(p), np.zeros((p, p))
        data = prior = pull = conflict = np.zeros(0)
        log_volume = 0.0
        if p > f:
            R, w = self.triangle[f:p, f:p], self.triangle[f:p, p]
            w = (w - R @ mean) / unit
            turn, left, c, s, log_volume = _cosine_sine(R / unit, sd)
            b = left.T @ w
            # Of these directions the data say nothing, and rounding should not either.
            c[self.rank - f :] = b[self.rank - f :] = 0
            data, prior, pull, conflict = c * c, s * s, c * b, (b * s) ** 2
            origin[normal], basis[normal, : p - f] = mean, turn
            log_volume -= 0.5 * (p - f) * LOG_2PI
        if f:
            corner, beside = self.triangle[:f, :f], self.triangle[:f, f:p]
            right = np.column_stack(
                [self.triangle[:f, p] - beside @ mean, -beside @ basis[normal, : p - f], np.eye(f)]
            )
            solved = dtrtri(corner)[0] @ right
            flat = self.order[:f]
            origin[flat], basis[flat, : p - f] = solved[:, 0], solved[:, 1:-f]
            basis[flat, p - f :] = unit * solved[:, -f:]
            log_volume += f * math.log(unit) - np.log(np.abs(np.diag(corner))).sum()
        residual = (self.residual_length / unit) ** 2
        constant = log_volume + 0.5 * (p - n) * LOG_2PI - n * math.log(unit) - 0.5 * residual
        return GivenSigma(
            unit, n, f, residual, data, prior, pull, conflict, basis, origin, float(constant)
        )


def project(S: Compressed, prior: Prior) -> Projected:
    """Put the flat coefficients first, and refuse what has no posterior.

    Raises
    ------
    ImproperPosteriorError
    """
    p = S.p
    f = int(np.count_nonzero(prior.flat))
    order = np.argsort(~prior.flat, kind="stable") if f else np.arange(p)
    if f and (order != np.arange(p)).any():
        triangle = np.triu(dgeqrf(S.factor[:, [*order, p]])[0])
    else:
        triangle = S.factor
    if f:
        _require_flat_determined(S, triangle[:f, :f], order)
    if prior.sigma.tail + S.n - f <= 1:
        raise ImproperPosteriorError(
            f"{S.n} rows, flat coefficients: {f}, and a flat sigma: sigma could be "
            f"as large as it likes, and the posterior has an infinite integral. Wanted at least "
            f"{f + 2} rows, or a proper prior for sigma, such as HalfCauchy(scale)."
        )
    r, rank = abs(float(triangle[p, p])), p
    z = triangle[:, p]
    if S.n <= p or r * r <= 1e-12 * (z @ z):
        r, rank = _judge_residual(S, prior)
    return Projected(S, prior, order, f, triangle, r, rank)


def _cosine_sine(R: Array, sd: Array) -> tuple[Array, Array, Array, Array, float]:
    """T⁻¹V, U, c, s of the stack of R on D⁻¹ = diag(1 / sd), see the top; log |det D⁻¹T⁻¹V|."""
    k = len(sd)
    stack = np.zeros((2 * k, k), order="F")
    stack[:k] = R
    np.fill_diagonal(stack[k:], 1 / sd)
    packed, tau, _, _ = dgeqrf(stack)
    Q = dorgqr(packed, tau)[0]
    U, c, Vt, _ = dgesdd(Q[:k])
    # R being triangular, the reflectors that are packed below T begin under these k rows. By the
    # inverse: as accurate (Higham 2002, §14.2), and OpenBLAS starts no threads for it.
    turn = dtrtri(packed[:k])[0] @ Vt.T
    # From what is used, not from √(1 - c²), which has no digits where the prior is wide.
    s = np.sqrt(sd**-2.0 @ (turn * turn))
    clear = np.count_nonzero(c > 0.7)  # directions in which the data say most
    if clear and s[:clear].min() < UNRESOLVED:
        # Their c are all 1 to most digits, and do not tell them apart; their s do.
        _, s[:clear], Yt, _ = dgesdd(turn[:, :clear] / sd[:, None], full_matrices=0)
        turn[:, :clear] = turn[:, :clear] @ Yt.T
        U[:, :clear] = U[:, :clear] @ Yt.T
        c[:clear] = np.sqrt((1 - s[:clear]) * (1 + s[:clear]))
    return turn, U, c, s, -float(np.log(np.abs(packed.diagonal()) * sd).sum())


def _require_flat_determined(S: Compressed, corner: Array, order: Array) -> None:
    """Refuse flat coefficients that the data do not determine."""
    f = len(corner)
    names = S.names
    if S.n < f:
        raise ImproperPosteriorError(
            f"There are {S.n} rows and {f} coefficients with a flat prior: data and prior leave "
            "some of them free. Collect more rows, or give more coefficients a finite beta_sd."
        )
    lengths = column_lengths(corner)
    for j in np.flatnonzero(lengths == 0):
        raise ImproperPosteriorError(
            f"Column {names[order[j]]!r} is zero in all {S.n} rows and its coefficient's prior is "
            "flat: nothing says where it is. Give it a finite beta_sd, or leave the column out."
        )
    if dgesdd(corner / lengths, compute_uv=0)[1][-1] > 10 * REPEATED * f:
        return
    found = rank_of(corner, [names[j] for j in order[:f]])
    if found.rank < f:
        raise ImproperPosteriorError(
            f"Columns of coefficients with a flat prior repeat each other: "
            f"{'; '.join(found.relations)}, in every row. Along a whole line of betas neither data "
            "nor prior prefers any. Give one of them a finite beta_sd, or leave a column out."
        )


def _judge_residual(S: Compressed, prior: Prior) -> tuple[float, int]:
    """r, 0 if it is rounding, and the rank; refuse a perfect fit that leaves sigma at 0.

    As sigma goes to 0 the likelihood of a perfect fit grows like sigma^-(n - rank).
    """
    p = S.p
    R = S.factor[:, :p]
    found = rank_of(R[:p], S.names, S.constant)
    rank, lead = found.rank, found.order[: found.rank]
    lengths = column_lengths(R[:, lead])
    fit = np.linalg.lstsq(R[:, lead] / lengths, S.factor[:, p], rcond=None)[0]
    left = np.linalg.norm(S.factor[:, p] - R[:, lead] / lengths @ fit)
    terms = np.abs(fit).sum() + np.linalg.norm(S.factor[:, p])
    if S.n > rank and not is_rounding(left, terms, S.n):
        return float(left if rank < p else abs(S.factor[p, p])), rank
    if S.n > rank and not prior.sigma.closes_zero:
        raise ImproperPosteriorError(
            f"The fit is perfect: {S.n} rows, and residuals that are only rounding. The posterior "
            "then piles up without bound where sigma goes to 0. Is y computed from the columns of "
            "X, or one of them? An InverseGamma(a, b) prior rules sigma = 0 out, Fixed(value) too."
        )
    return 0.0, rank
