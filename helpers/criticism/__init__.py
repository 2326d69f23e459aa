"""Is the model any good, and the sampler right? Questions that are put to them from outside."""

from helpers.criticism.calibration import Calibration, calibrate
from helpers.criticism.comparison import compare
from helpers.criticism.ecdf import EcdfBand, ecdf_band, ecdf_p_value
from helpers.criticism.loo import Loo, loo
from helpers.criticism.predictive import PredictiveCheck, predictive_check
from helpers.criticism.sensitivity import power_scaling

__all__ = [
    "Calibration",
    "EcdfBand",
    "Loo",
    "PredictiveCheck",
    "calibrate",
    "compare",
    "ecdf_band",
    "ecdf_p_value",
    "loo",
    "power_scaling",
    "predictive_check",
]
