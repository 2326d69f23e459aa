"""Tests of `helpers.criticism`, a module for each of its own."""
