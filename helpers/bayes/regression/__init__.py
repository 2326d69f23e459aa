"""One regression under independent priors, for `helpers.bayes.posterior` and `laplace`.

`given_sigma` turns beta until everything about it is a formula in sigma, `log_sigma` is the density
of the one number that is left, with all of its peaks, and `mixtures` puts the two together: the
normals given sigma, weighted by the nodes that `helpers.bayes.quadrature` lays over log sigma.
"""
