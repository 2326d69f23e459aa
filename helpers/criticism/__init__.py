"""Is the model any good, and the sampler right? Questions that are put to them from outside."""

from helpers.criticism.calibration import Calibration, calibrate
from helpers.criticism.ecdf import EcdfBand, ecdf_band, ecdf_p_value
from helpers.criticism.sensitivity import power_scaling

__all__ = [
    "Calibration",
    "EcdfBand",
    "calibrate",
    "ecdf_band",
    "ecdf_p_value",
    "power_scaling",
]
