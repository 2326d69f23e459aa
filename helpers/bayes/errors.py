"""Why there is no posterior to return, or no prior to draw from."""


class ImproperPosteriorError(ValueError):
    """Prior times likelihood has an infinite integral: it is no distribution."""


class ImproperPriorError(ValueError):
    """A flat prior is no distribution: it cannot be drawn from and has no evidence."""
