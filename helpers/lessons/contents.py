"""The lessons of the course, in order. Each one's exercises add themselves as they are imported."""

from pathlib import Path

from helpers.feedback import Lesson


def _lesson(number: str, title: str) -> Lesson:
    return Lesson(number, title, Path(__file__).with_name("solutions.json"))


start_here = _lesson("00", "Start here")
pretend_worlds = _lesson("01", "Pretend worlds")
least_squares = _lesson("02", "Least squares is geometry")
uncertainty = _lesson("03", "Uncertainty by repetition")
when_the_model_lies = _lesson("04", "When the model lies")
likelihood = _lesson("05", "Likelihood by hand")
autopsy = _lesson("06", "Autopsy of an optimiser")
curvature = _lesson("07", "Curvature")
priors = _lesson("08", "Priors to posteriors")
samplers = _lesson("09", "Samplers by hand")
gradients = _lesson("10", "Sampling with gradients")
full_joint = _lesson("11", "The full joint")
criticise = _lesson("12", "Criticise, compare, calibrate")
out_into_the_world = _lesson("13", "Out into the world")
larger_than_memory = _lesson("13b", "Larger than memory")

LESSONS: tuple[Lesson, ...] = (
    start_here,
    pretend_worlds,
    least_squares,
    uncertainty,
    when_the_model_lies,
    likelihood,
    autopsy,
    curvature,
    priors,
    samplers,
    gradients,
    full_joint,
    criticise,
    out_into_the_world,
    larger_than_memory,
)
