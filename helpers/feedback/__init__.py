"""Feedback that knows what went wrong. It knows nothing of regression: any course could use it.

Read in this order: `exercise` (what an author writes), `check` (how an answer is judged), `learner`
(what a learner does with an exercise), then what the check stands on: `answers`, `calls`,
`tolerance`. What no known mistake explains goes to `mechanisms`, a module each: `pairs`,
`relations`, `dependence`, `blocks`, `laws`, `description`. The place in a learner's own program
is found by `repair`, which stands on `edits` (the small changes), `source` (the program), and for
values on `cells` and `worlds` (how a notebook made them, and other data).
"""

from helpers.feedback import cells
from helpers.feedback.answers import Unreadable, described, written
from helpers.feedback.exercise import Exercise, Misconception
from helpers.feedback.lesson import Lesson
from helpers.feedback.outcome import CheckResult
from helpers.feedback.tolerance import MonteCarlo, Rounding

__all__ = [
    "CheckResult",
    "Exercise",
    "Lesson",
    "Misconception",
    "MonteCarlo",
    "Rounding",
    "Unreadable",
    "described",
    "written",
]

cells.remember()
