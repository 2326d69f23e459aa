"""Hierarchies and data for more than one test."""

import numpy as np

from helpers.bayes import (
    ExchangeableHierarchy,
    Fixed,
    Flat,
    HalfCauchy,
    HalfNormal,
    InverseGamma,
    SeedHierarchy,
)

SEED_A = SeedHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10))
SEED_B = ExchangeableHierarchy(0, 10, eta=HalfCauchy(5), sigma=HalfCauchy(10))
POOLED = {
    "half-Cauchy": SEED_B,
    "flat": ExchangeableHierarchy(0, np.inf, eta=HalfNormal(5), sigma=Flat()),
    "inverse gamma": ExchangeableHierarchy(3, 1, eta=InverseGamma(2, 4), sigma=InverseGamma(2, 25)),
    "narrow": ExchangeableHierarchy(0, 0.5, eta=HalfNormal(0.05), sigma=HalfNormal(0.5)),
    "known sigma": ExchangeableHierarchy(0, 10, eta=HalfCauchy(5), sigma=Fixed(5)),
    "known eta": ExchangeableHierarchy(0, 10, eta=Fixed(3), sigma=HalfCauchy(10)),
}


def world(n=30, J=3, number=0, sigma=1.0):
    rng = np.random.default_rng(number)
    X = np.column_stack([np.ones(n), rng.normal(size=(n, J))])
    return X, X @ rng.normal(2, 1, J + 1) + sigma * rng.standard_normal(n)
