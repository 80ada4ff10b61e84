"""What can keep a command from doing anything."""

from ourplace.exceptions import OurPlaceError


class NotInstalledError(OurPlaceError):
    """The command needs an extra of OurPlace that is not installed, or a system that it cannot run on."""
