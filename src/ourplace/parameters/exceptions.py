"""What can be wrong with a parameter."""

from ourplace.exceptions import OurPlaceError


class UnknownParameterError(OurPlaceError):
    """No parameter has that name, or it has no value yet on that date."""
