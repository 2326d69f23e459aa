"""The pictures of the lessons, and their look: each lesson's own module says which it has.

Every picture is a function that returns an `explore.Picture`: a title that states the
finding with its numbers, axes with labels, and the same in words for those who cannot see
it. What they share, colours first of all, is in `helpers.lessons.style`.
"""

from helpers.lessons.autopsy.pictures import *
from helpers.lessons.criticise.pictures import *
from helpers.lessons.curvature.pictures import *
from helpers.lessons.full_joint.pictures import *
from helpers.lessons.gradients.pictures import *
from helpers.lessons.larger_than_memory.pictures import *
from helpers.lessons.least_squares.pictures import *
from helpers.lessons.likelihood.pictures import *
from helpers.lessons.out_into_the_world.pictures import *
from helpers.lessons.pretend_worlds.pictures import *
from helpers.lessons.priors.pictures import *
from helpers.lessons.samplers.pictures import *
from helpers.lessons.start_here.pictures import *
from helpers.lessons.style import CHOICE, ESTIMATE, STYLE, TRUTH
from helpers.lessons.uncertainty.pictures import *
from helpers.lessons.when_the_model_lies.pictures import *

__all__ = sorted(name for name in globals() if not name.startswith("_"))
