"""The lessons, a folder each: its pictures, and a file for each exercise, called like its id.

All that is specific to a lesson is here; `helpers.exercises` and `helpers.plots` hand it over.
"""
