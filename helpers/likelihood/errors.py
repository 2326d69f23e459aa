"""Why there may be no maximum to return."""


class ConvergenceError(RuntimeError):
    """The point in hand is no maximum; the message says what was seen and what to try."""


class UnboundedLikelihoodError(ValueError):
    """The likelihood has no maximum: it grows without end as sigma goes to 0."""


class CollinearError(ValueError):
    """The columns of X repeat each other, so that the likelihood has a ridge and no peak."""


class NeedsRowsError(ValueError):
    """Only the normal likelihood can do with a compressed table."""


class SeveralMaximaWarning(UserWarning):
    """Different starts led to different maxima; the highest was taken."""
