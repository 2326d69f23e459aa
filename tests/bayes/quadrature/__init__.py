"""Tests of `helpers.bayes.quadrature`."""
