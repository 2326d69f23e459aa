"""Exercise of lesson 00: the average."""

from helpers.lessons.start_here.average import average

__all__ = ["average"]


def __dir__():
    return __all__
