"""Integrals over the logarithm of a scale, by sums at even nodes.

Nothing here knows of regressions or priors: functions of one number t come in, and moments,
quantiles and draws go out. `peaks` finds where a function lives, `tails` says what is left of it
beyond the last node. Between the two stand two sums, which differ in what a value costs:

- `trapezoid`: hundreds of functions side by side, whose step is chosen beforehand. The hierarchies
  sum over two dimensions and more with it, a row for each value of the other scales.
- `lattice`: one function, refined until its integral, its distribution function and its quantiles
  have all digits, with `interpolation` between the nodes. The posterior of one sigma is that.

`marginals` reads off what either says of a scale, and of numbers that are normal given it.
"""
