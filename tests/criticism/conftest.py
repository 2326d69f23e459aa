"""The seed world, and the prior of lesson 08."""

import numpy as np
import pytest

from helpers import bayes, simulate


@pytest.fixture(scope="module")
def seed():
    return simulate.seed_world()


@pytest.fixture(scope="module")
def conjugate():
    return bayes.NormalInverseGamma(np.zeros(3), 4.0, 2.0, 25.0)
