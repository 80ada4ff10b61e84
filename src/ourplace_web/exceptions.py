"""What can keep the website from being served."""

from ourplace.exceptions import OurPlaceError


class SettingError(OurPlaceError):
    """An environment variable is missing, or says something that cannot be followed."""


class PortInUseError(OurPlaceError):
    """Another program answers on the port already."""
