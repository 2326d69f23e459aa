"""Tests of `helpers.bayes`, a module for each of its own."""
