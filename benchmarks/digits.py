"""How many digits are right: least squares on the NIST reference sets, ours and the peers'.

The log relative error of a number x with certified value c is -log10 |x - c| / |c| (-log10 |x|
where c is zero), counted up to 15 digits, since so many are certified; a set scores what its worst
coefficient scores (McCullough 1998, *The American Statistician* 52).
"""

import json
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from helpers import compressed, ols

FOLDER = Path(__file__).parents[1] / "tests" / "reference" / "nist"
NAMES = tuple(sorted(path.stem for path in FOLDER.glob("*.json")))
MOST_DIGITS = 15.0


@dataclass(frozen=True)
class NistSet:
    """A NIST set: data in float64, certified values, and the digits a perfect solver would get."""

    name: str
    X: np.ndarray
    y: np.ndarray
    has_constant: bool
    beta: np.ndarray
    standard_errors: np.ndarray
    sigma: float
    r_squared: float
    ceiling: float


def load(name: str) -> NistSet:
    """Read a set. Powers of x are formed in float64, as everybody does who fits these sets."""
    data = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    model, x = data["model"], np.array(data["x"], dtype=float)
    if model["kind"] == "poly":
        X = x[:, None] ** np.arange(0 if model["intercept"] else 1, model["degree"] + 1)
    else:
        X = np.column_stack([np.ones(len(x)), x])
    certified = data["certified"]
    return NistSet(
        name=name,
        X=X,
        y=np.array(data["y"], dtype=float),
        has_constant=model["intercept"],
        beta=np.array(certified["beta"], dtype=float),
        standard_errors=np.array(certified["standard_errors"], dtype=float),
        sigma=float(certified["sigma"]),
        r_squared=float(certified["r_squared"]),
        ceiling=data["float64_ceiling"],
    )


def correct_digits(value, certified) -> float:
    """The log relative error of the worst entry, between 0 and 15."""
    value, certified = np.atleast_1d(value).astype(float), np.atleast_1d(certified)
    if not np.isfinite(value).all():
        return 0.0
    scale = np.where(certified == 0, 1.0, np.abs(certified))
    error = np.max(np.abs(value - certified) / scale)
    return float(np.clip(-np.log10(error), 0, MOST_DIGITS)) if error else MOST_DIGITS


def peers() -> dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]]:
    """The coefficients of X and y by each library we compare with."""
    import scipy.linalg
    import statsmodels.api as sm
    from sklearn.linear_model import LinearRegression

    return {
        "numpy lstsq": lambda X, y: np.linalg.lstsq(X, y)[0],
        "scipy gelsd": lambda X, y: scipy.linalg.lstsq(X, y, lapack_driver="gelsd")[0],
        "scipy gelsy": lambda X, y: scipy.linalg.lstsq(X, y, lapack_driver="gelsy")[0],
        "statsmodels pinv": lambda X, y: sm.OLS(y, X).fit(method="pinv").params,
        "statsmodels qr": lambda X, y: sm.OLS(y, X).fit(method="qr").params,
        # Its default tolerance, 1e-6, counts columns as dependent and has no digit right.
        "scikit-learn": lambda X, y: (
            LinearRegression(fit_intercept=False, tol=1e-15).fit(X, y).coef_
        ),
    }


def ours() -> dict[str, Callable[[np.ndarray, np.ndarray], np.ndarray]]:
    """The coefficients by `ols.fit`, from rows and from the triangular factor."""
    return {
        "fit(X, y)": lambda X, y: ols.fit(X, y).beta,
        "fit(S)": lambda X, y: ols.fit(compressed.compress(X, y)).beta,
    }


def table() -> str:
    """Correct digits of the coefficients, a row a set."""
    solvers = ours() | peers()
    lines = [
        "",
        "Correct digits of beta on the NIST sets (ceiling: a perfect solver on float64 data)",
    ]
    lines.append(f"{'':9}{'ceiling':>9}" + "".join(f"{name:>17}" for name in solvers))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in NAMES:
            nist = load(name)
            digits = [
                correct_digits(solve(nist.X, nist.y), nist.beta) for solve in solvers.values()
            ]
            cells = "".join(f"{d:17.1f}" for d in digits)
            lines.append(f"{name:9}{nist.ceiling:9.1f}{cells}")
    return "\n".join(lines)
