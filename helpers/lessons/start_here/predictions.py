"""What lesson 00 asks its learner to predict."""

import math

from helpers import simulate
from helpers.lessons.contents import start_here as lesson


def _area_when_halved() -> str:
    """The area between mean − sigma and mean + sigma, for two sigmas."""
    whole, half = (math.erf(sigma / (sigma * math.sqrt(2))) for sigma in (0.1, 0.05))
    same = math.isclose(whole, half)
    return "the same" if same else "larger" if half > whole else "smaller"


largest_of_ten = lesson.prediction(
    "00-largest-of-ten", lambda: sorted(simulate.small_twin().y)[-1], ".2f"
)
entry_at_four_degrees = lesson.prediction(
    "00-entry-at-four-degrees", lambda: 1 / math.sin(math.radians(4)), ".2f"
)
slope_at_2_1 = lesson.prediction("00-slope-at-2-1", lambda: 4 * (1 + 0.5), ".3f")
height_at_the_centre = lesson.prediction(
    "00-height-at-the-centre", lambda: 1 / (0.1 * math.sqrt(2 * math.pi)), ".4f"
)
area_when_halved = lesson.prediction(
    "00-area-when-halved", _area_when_halved, choices=("larger", "smaller", "the same")
)
