"""What lesson 07 takes from lesson 06."""

from helpers.lessons.autopsy.shared import along, bottom_by

__all__ = ["along", "bottom_by"]
