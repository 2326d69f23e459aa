"""Tests of `helpers.bayes.hierarchy`."""
