"""What can keep a backup from being made or put back."""

from ourplace.exceptions import OurPlaceError


class BackupError(OurPlaceError):
    """A backup cannot be written, is damaged, or does not fit this website; nothing has been changed."""
