"""Tests of `helpers.bayes.regression`; `test_posterior` has its promises."""
