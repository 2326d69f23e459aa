"""The conjugate prior: normal–inverse-gamma in, normal–inverse-gamma out.

    sigma² ~ IG(a, b),     beta | sigma² ~ N(m, sigma² V)

Unlike `Prior`, beta's prior scales with the errors here: V is in units of the coefficients squared
per unit of the errors' variance. After n rows it has the same form with

    V_n = (V⁻¹ + X'X)⁻¹                  m_n = V_n (V⁻¹ m + X'y)
    a_n = a + n/2                        b_n = b + ½ (y'y + m'V⁻¹m - m_n'V_n⁻¹m_n).

The last line is a small difference of large numbers, and V_n⁻¹ is worse conditioned than X. So
neither is computed as written. With V = L L', the posterior mean solves a least-squares problem of
p more rows, in which the prior is data like any other,

    [ X L ]           [ y - X m ]
    [  I  ] gamma  ≈  [    0    ],       beta = m + L gamma,

and the triangular factor of that stack holds everything: a root of V_n⁻¹, the right side of m_n,
and in its corner the root of 2 (b_n - b).

Sources: O'Hagan & Forster 2004, *Bayesian Inference*, §11.2–11.4; Bishop 2006, *Pattern
Recognition and Machine Learning*, §3.3 and §3.5.
"""

import math
from dataclasses import dataclass, field
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats
from scipy.linalg.lapack import dtrtri
from scipy.special import gammaln

from helpers.arguments import real_numbers, require_count, require_generator
from helpers.arrays import Array, as_new_rows, column_lengths, made_up
from helpers.compressed import Compressed, as_compressed
from helpers.draws import Draws


@dataclass(frozen=True, eq=False)
class NormalInverseGamma:
    """beta | sigma² ~ N(mean, sigma² V) and sigma² ~ IG(a, b): prior or posterior.

    Parameters
    ----------
    mean : array_like, shape (p,)
    covariance_factor : array_like, shape (p, p), (p,), or one number
        V, the covariance of beta over sigma²; symmetric and positive definite. A vector is its
        diagonal, a number v stands for v I.
    a : float
        Shape of the inverse gamma; 2a is the number of observations that it is worth.
    b : float
        Scale, in units of the variance sigma².

    Raises
    ------
    TypeError, ValueError
        For shapes that do not fit, a or b not positive, V not symmetric or not positive definite.
    """

    mean: Array
    covariance_factor: Array
    a: float
    b: float
    names: tuple[str, ...] | None = None
    root: Array | None = field(default=None, repr=False)  # L with V = L L'

    def __post_init__(self):
        mean = np.array(real_numbers("mean", self.mean), ndmin=1)
        if mean.ndim != 1 or mean.size == 0 or not np.isfinite(mean).all():
            raise ValueError(f"mean is {self.mean}; wanted p finite numbers, shape (p,).")
        for name in ("a", "b"):
            value = getattr(self, name)
            if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
                raise TypeError(f"{name} is {value!r}; wanted one positive number.")
            if not 0 < value < math.inf:
                raise ValueError(f"{name} is {value!r}; wanted one positive, finite number.")
        V = self.covariance_factor
        if self.root is None:
            V, root = _positive_definite(V, len(mean))
            object.__setattr__(self, "root", root)
        for name, value in (("mean", mean), ("covariance_factor", V)):
            value.setflags(write=False)
            object.__setattr__(self, name, value)

    def __repr__(self) -> str:
        names = self.names or [f"beta{j}" for j in range(self.p)]
        sds = self.marginal().std() if self.a > 1 else np.full(self.p, np.inf)
        beta = ", ".join(
            f"{name} = {mean:.5g} ± {sd:.3g}"
            for name, mean, sd in zip(names, self.mean, sds, strict=True)
        )
        return f"<NormalInverseGamma: {beta}; sigma² ~ IG({self.a:.5g}, {self.b:.5g})>"

    @property
    def p(self) -> int:
        """Number of coefficients."""
        return len(self.mean)

    def update(self, X: ArrayLike | Compressed, y: ArrayLike | None = None) -> "NormalInverseGamma":
        """What is known after the rows (X, y), or after those of a Compressed S.

        Updating with one half of the rows and then with the other gives the same.
        """
        S = self._compressed(X, y)
        triangle, p = self._stacked(S), self.p
        root = self.root @ dtrtri(triangle[:p, :p])[0]
        return NormalInverseGamma(
            mean=self.mean + root @ triangle[:p, p],
            covariance_factor=root @ root.T,
            a=self.a + S.n / 2,
            b=self.b + 0.5 * float(triangle[p, p]) ** 2,
            names=S.names,
            root=root,
        )

    def log_evidence(self, X: ArrayLike | Compressed, y: ArrayLike | None = None) -> float:
        """log p(y), the density of the data averaged over this prior, in closed form.

        `-n/2 log 2π + ½ log |V_n| / |V| + a log b - a_n log b_n + log Γ(a_n) / Γ(a)`.
        """
        S = self._compressed(X, y)
        triangle = self._stacked(S)
        a_n, added = self.a + S.n / 2, 0.5 * float(triangle[-1, -1]) ** 2
        return float(
            -0.5 * S.n * math.log(2 * math.pi * (self.b + added))
            - np.log(np.abs(np.diag(triangle)[:-1])).sum()
            - self.a * math.log1p(added / self.b)
            + gammaln(a_n)
            - gammaln(self.a)
        )

    def draw(self, draws: int = 4000, rng: np.random.Generator | None = None) -> Draws:
        """Independent draws: "beta" of shape (1, draws, p) and "sigma" of shape (1, draws)."""
        size = require_count("draws", draws)
        require_generator(rng)
        sigma = np.sqrt(self.b / rng.standard_gamma(self.a, size))
        beta = rng.standard_normal((size, self.p)) @ self.root.T
        beta *= sigma[:, None]
        beta += self.mean
        return Draws(
            {"beta": beta[None], "sigma": sigma[None]},
            labels=None if self.names is None else {"beta": self.names},
            iid=True,
            finite_moments={"beta": 2 * self.a, "sigma": 2 * self.a} if self.a <= 1 else None,
        )

    def marginal(self):
        """The law of each coefficient by itself: Student's t with 2a degrees of freedom.

        Returns
        -------
        scipy.stats frozen distribution over p coefficients at once
            Centred at `mean`, of scale √(b V_jj / a), which is not its standard deviation: that is
            ``.std()``.
        """
        scale = np.sqrt(self.b / self.a) * column_roots(self.root)
        return stats.t(2 * self.a, loc=self.mean, scale=scale)

    def variance(self):
        """The law of sigma², an inverse gamma, as a scipy.stats frozen distribution."""
        return stats.invgamma(self.a, scale=self.b)

    @property
    def sigma_mean(self) -> float:
        """E[sigma] = √b Γ(a - ½) / Γ(a); inf for a up to ½."""
        if self.a <= 0.5:
            return math.inf
        return math.sqrt(self.b) * math.exp(gammaln(self.a - 0.5) - gammaln(self.a))

    @property
    def sigma_sd(self) -> float:
        """sd[sigma], not that of sigma²; inf for a up to 1."""
        if self.a <= 1:
            return math.inf
        # b/(a-1) - E[sigma]², without the difference: for large a the two are nearly equal.
        w = self.a - 0.5
        if self.a < 100:
            ratio = 2 * (gammaln(w) - gammaln(self.a)) + math.log(self.a - 1)
        else:  # Γ(w + ½) / Γ(w) = √w (1 - 1/8w + …), from Stirling's series
            terms = (-1 / 8, 1 / 128, 5 / 1024, -21 / 32768, -399 / 262144)
            series = sum(c * w ** -(k + 1) for k, c in enumerate(terms))
            ratio = math.log1p(-0.5 / w) - 2 * math.log1p(series)
        return math.sqrt(self.b / (self.a - 1) * -math.expm1(ratio))

    def predictive(self, X_new: ArrayLike):
        """The law of a new y at each row of X_new: Student's t with 2a degrees of freedom.

        Parameters
        ----------
        X_new : array_like, shape (m, p)
            A frame is matched by the names of its columns, anything else by their positions.

        Returns
        -------
        scipy.stats frozen distribution over m rows at once
            Each by itself: rows share beta, and so are not independent. Centred at X_new mean, of
            scale √(b (1 + x'V x) / a).
        """
        X = as_new_rows(X_new, self.names, self.p)
        leverage = np.square(X @ self.root).sum(axis=1)
        scale = np.sqrt(self.b / self.a * (1 + leverage))
        return stats.t(2 * self.a, loc=X @ self.mean, scale=scale)

    def _stacked(self, S: Compressed) -> Array:
        """The triangular factor of the data on top of the prior; see the top of this module."""
        p = self.p
        stack = np.zeros((2 * p + 1, p + 1))
        stack[: p + 1, :p] = S.factor[:, :p] @ self.root
        stack[: p + 1, p] = S.factor[:, p] - S.factor[:, :p] @ self.mean
        stack[p + 1 :, :p] = np.eye(p)
        return np.linalg.qr(stack, mode="r")

    def _compressed(self, X: ArrayLike | Compressed, y: ArrayLike | None) -> Compressed:
        S = as_compressed(X, y)
        self._require_columns(S.p)
        if self.names and S.given_names not in (None, self.names) and not made_up(self.names):
            raise ValueError(
                f"The columns are called {list(S.given_names)}, and here the coefficients are of "
                f"{list(self.names)}. Put the columns in the same order first, e.g. X[names]."
            )
        return S

    def _require_columns(self, p: int) -> None:
        if p != self.p:
            raise ValueError(
                f"This NormalInverseGamma speaks of {self.p} coefficients and X has {p} columns; "
                "wanted one for each column, the constant included."
            )


def column_roots(root: Array) -> Array:
    """√ of the diagonal of root root'."""
    return column_lengths(root.T)


def _positive_definite(V: ArrayLike, p: int) -> tuple[Array, Array]:
    """V as a matrix (p, p), and L with V = L L'."""
    V = np.array(real_numbers("covariance_factor", V))
    if V.ndim < 2:
        if V.ndim == 1 and len(V) != p:
            raise ValueError(f"covariance_factor has {len(V)} entries and mean has {p}.")
        V = np.diag(np.broadcast_to(V, p)).copy()
    if V.shape != (p, p):
        raise ValueError(
            f"covariance_factor has shape {V.shape}; wanted ({p}, {p}), as mean has {p} entries."
        )
    scale = np.sqrt(np.maximum(np.diag(V), 0))
    if not np.isfinite(V).all() or not scale.all():
        raise ValueError(
            f"covariance_factor has the diagonal {np.diag(V)}; wanted positive, finite numbers. A "
            "flat coefficient is not conjugate: use Prior with beta_sd = inf."
        )
    correlation = V / np.outer(scale, scale)
    if np.abs(correlation - correlation.T).max() > 1e-10:
        raise ValueError("covariance_factor is not symmetric; a covariance is.")
    try:
        return V, scale[:, None] * np.linalg.cholesky(correlation)
    except np.linalg.LinAlgError:
        raise ValueError(
            "covariance_factor is not positive definite: some combination of the coefficients "
            "would have a variance of zero or below."
        ) from None
