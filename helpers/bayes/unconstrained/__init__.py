"""A posterior as a sampler wants it: a log density on all of R^d, with its gradient.

A random walk or a rolling ball knows no bounds, so the standard deviations enter by their
logarithms. A density changes with its coordinate: p(log sigma) = p(sigma) d sigma / d log sigma
= p(sigma) sigma, so that each logarithm adds itself to the log density (the Jacobian). Then

    log p(beta, log sigma, y) = log N(y; X beta, sigma²) + log p(beta) + log p(sigma) + log sigma.

Of the data only the triangle enters (`helpers.compressed`): an evaluation costs O(p²) whatever n
is, and is a handful of NumPy calls for any number of chains.

`posterior` writes it for a model, `regression` and `hierarchical` are its two kinds, and
`coordinates` is what they share: scales by their logarithms, and where to start.
"""

from helpers.bayes.unconstrained.posterior import Unconstrained, unconstrained

__all__ = ["Unconstrained", "unconstrained"]
