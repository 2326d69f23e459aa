"""The posteriors of both models on the seed world."""

import pytest

from helpers import bayes
from tests.bayes.hierarchy.cases import SEED_A, SEED_B


@pytest.fixture(scope="module")
def exact_a(seed):
    return bayes.hierarchy_posterior(seed.X, seed.y, SEED_A)


@pytest.fixture(scope="module")
def exact_b(seed):
    return bayes.hierarchy_posterior(seed.X, seed.y, SEED_B)
