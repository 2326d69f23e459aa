"""Two models in which the prior of beta has unknowns of its own.

`models` names them: A, `SeedHierarchy`, and B, `ExchangeableHierarchy`. `posterior` answers for
both, without a chain, and calls `separate` for A and `exchangeable` for B; `empirical` estimates in
B instead of averaging. Below A stand `slope_prior`, what it believes of one slope, `envelope`,
which draws however many slopes, and `eta_lattice`, which sums over the eta of up to three.

All of them, and `helpers.samplers`, stand on `centred`, the regression with its intercept set
aside, `scales`, the laws of standard deviations given what they scatter, `existence`, which
posteriors and moments there are, and `units`, in which squares neither over- nor underflow. Sums
over scales, and what is read off them, are those of `helpers.bayes.quadrature`.
"""
