"""Jacobi's rotations decompose."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.bayes.hierarchy.eta_lattice import jacobi


@given(st.integers(0, 1000), st.integers(1, 3))
@settings(deadline=None, max_examples=40)
def test_jacobi_s_rotations_decompose(number, J):
    rng = np.random.default_rng(number)
    M = rng.normal(size=(5, J, J)) * 10.0 ** rng.integers(-6, 7, J)
    U, values, V = jacobi(M)
    np.testing.assert_allclose(np.swapaxes(V, 1, 2) @ V, np.eye(J)[None].repeat(5, 0), atol=1e-13)
    scale = np.linalg.norm(M, axis=1)[:, None, :]
    np.testing.assert_allclose(
        (U * values[:, None, :]) @ np.swapaxes(V, 1, 2) / scale, M / scale, atol=1e-12
    )
    np.testing.assert_allclose(
        np.sort(values, axis=1)[:, ::-1][:, 0], np.linalg.norm(M, 2, axis=(1, 2)), rtol=1e-12
    )
