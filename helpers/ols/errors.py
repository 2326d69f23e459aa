"""What can stand in the way of a fit, or of one of its numbers."""


class RankError(ValueError):
    """The columns of X repeat each other exactly, so that no coefficients are determined."""


class CollinearityWarning(UserWarning):
    """The columns of X nearly repeat each other: only the first digits of beta mean something."""


class NotAvailableError(RuntimeError):
    """This number of a fit cannot be had; the message says why and what to do.

    A RuntimeError and not an AttributeError, so that neither `hasattr` nor `getattr` with a
    default takes it for a misspelt name.
    """


class NeedsRowsError(NotAvailableError):
    """The number depends on single rows, and the fit came from a compressed table."""


class NotDefinedError(NotAvailableError):
    """The number is a division by zero for these data."""
