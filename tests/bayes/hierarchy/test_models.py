"""What is no hierarchy."""

import numpy as np
import pytest

from helpers.bayes import (
    ExchangeableHierarchy,
    Flat,
    HalfCauchy,
    ImproperPosteriorError,
    InverseGamma,
    SeedHierarchy,
)


def test_uniform_eta_is_improper_in_a():
    with pytest.raises(ImproperPosteriorError, match="1/eta_j"):
        SeedHierarchy(0, 1, eta=Flat(), sigma=HalfCauchy(1))


def test_flat_mu_is_refused_in_a():
    with pytest.raises(ImproperPosteriorError, match="flat mu_j"):
        SeedHierarchy(0, np.inf, eta=HalfCauchy(1), sigma=HalfCauchy(1))


def test_p_of_eta_as_one_over_eta_cannot_be_written():
    """It is the inverse gamma with a = b = 0, an improper posterior always."""
    with pytest.raises(ValueError, match="would leave no posterior"):
        InverseGamma(0, 0)


@pytest.mark.parametrize(
    "change, error, match",
    [
        ({"s": 0}, ValueError, "positive"),
        ({"s": -1}, ValueError, "positive"),
        ({"m": np.inf}, ValueError, "finite"),
        ({"m": [0, 1]}, TypeError, "one real number"),
        ({"s": np.nan}, TypeError, "one real number"),
        ({"eta": 5}, TypeError, "laws"),
        ({"sigma": "flat"}, TypeError, "laws"),
    ],
)
@pytest.mark.parametrize("kind", [SeedHierarchy, ExchangeableHierarchy])
def test_what_is_no_hierarchy_is_refused(kind, change, error, match):
    sound = {"m": 0, "s": 1, "eta": HalfCauchy(1), "sigma": HalfCauchy(1)}
    with pytest.raises(error, match=match):
        kind(**{**sound, **change})
