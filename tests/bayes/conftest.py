"""The seed world, and its triangle."""

import pytest

from helpers import compressed, simulate


@pytest.fixture(scope="module")
def seed():
    return simulate.seed_world()


@pytest.fixture(scope="module")
def S(seed):
    return compressed.compress(seed.X, seed.y)
