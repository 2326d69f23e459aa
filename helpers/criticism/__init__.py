"""Is the model any good, and the sampler right? Questions that are put to them from outside.

>>> import numpy as np
>>> from helpers import bayes, criticism, simulate
>>> world = simulate.seed_world()
>>> prior = bayes.NormalInverseGamma(np.zeros(3), 4.0, a=2.0, b=25.0)
>>> criticism.loo(world.X, world.y, prior)
<Loo, n = 200: elpd = -605.06 ± 9.6, p_loo = 3.76>
>>> rng = np.random.default_rng(1)
>>> criticism.predictive_check(world.X, world.y, prior, {"largest y": np.max}, rng=rng)
<PredictiveCheck, 4,000 replicated data sets: largest y: p = 0.821>

How well does a model predict what it has not seen? `loo` leaves out each row in turn, and
`comparison` puts several models side by side. The law of a row given the others is worked out in
`deleted`, in closed form, and for other priors in `over_sigma`. Do the data look as if they came
from it? `predictive` looks at data that it brings forth. Do its conclusions come from the prior or
from the data? `sensitivity` moves each a little.

Does a sampler draw from the posterior that it claims? `calibration` ranks known truths among its
draws, and `ecdf` says whether such ranks are uniform. `figures` draws.
"""

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
