"""Is the model any good? It predicts each row from all the others, exactly and from one fit.

>>> import numpy as np
>>> from helpers import bayes, criticism, simulate
>>> world = simulate.seed_world()
>>> prior = bayes.NormalInverseGamma(np.zeros(3), 4.0, a=2.0, b=25.0)
>>> criticism.loo(world.X, world.y, prior)
<Loo, n = 200: elpd = -605.06 ± 9.8, p_loo = 3.76>

`loo` is made of the law of each row given the others: in closed form in `deleted`, for other priors
by quadrature `over_sigma`.
"""

from helpers.criticism.comparison import compare
from helpers.criticism.loo import Loo, loo

__all__ = ["Loo", "compare", "loo"]
