"""The likelihood of a linear model: evaluated, climbed to its top, and read off its curvature.

>>> from helpers import likelihood, simulate
>>> world = simulate.seed_world()
>>> fit = likelihood.fit(world.X, world.y)
>>> fit
<ML fit, n = 200: const = 9.0629, x1 = 4.3478, x2 = 11.056, sigma = 4.8884>
>>> print(likelihood.likelihood_ratio(fit, R=[0, 1, -1]))  # are the two slopes equal?
likelihood ratio: 14.436, df 1, p = 0.000145

`families` says what one error's law is, `evaluate` sums it over the data, `surface` puts it into
round coordinates, `climb` goes uphill from one of the `starts`, `fitting` compares where they end
and refuses what is no maximum, and `acceptance` does so with anybody's answer; `result` reads the
curvature at the top, `profiles` and `hypotheses` look around from there.
"""

from helpers.likelihood.acceptance import gate, require_maximum
from helpers.likelihood.climb import Climb
from helpers.likelihood.errors import (
    CollinearError,
    ConvergenceError,
    NeedsRowsError,
    SeveralMaximaWarning,
    UnboundedLikelihoodError,
)
from helpers.likelihood.evaluate import information, log_likelihood, score
from helpers.likelihood.families import Normal, StudentT
from helpers.likelihood.fitting import fit
from helpers.likelihood.hypotheses import Test, likelihood_ratio, score_test, wald
from helpers.likelihood.profiles import Profile, profile
from helpers.likelihood.result import Fit

__all__ = [
    "Climb",
    "CollinearError",
    "ConvergenceError",
    "Fit",
    "NeedsRowsError",
    "Normal",
    "Profile",
    "SeveralMaximaWarning",
    "StudentT",
    "Test",
    "UnboundedLikelihoodError",
    "fit",
    "gate",
    "information",
    "likelihood_ratio",
    "log_likelihood",
    "profile",
    "require_maximum",
    "score",
    "score_test",
    "wald",
]
