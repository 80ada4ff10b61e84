"""What can be wrong with a register's file, its download or the folder it is kept in."""

from ourplace.exceptions import OurPlaceError


class UnknownRegisterError(OurPlaceError):
    """No register has that id."""


class WrongRegisterError(OurPlaceError):
    """The file does not have the columns of the register it was given as."""


class UnreadableSourceError(OurPlaceError):
    """The file is missing, empty, cut short, locked, or not a table at all."""


class UnlistedRegisterError(OurPlaceError):
    """The folder does not hold that register: it was never added there, or its files have gone."""


class RegisterClaimError(OurPlaceError):
    """What is said of a register's file cannot be: a coverage that is none, a day to come, a label that can name no folder, or a study's word against it."""


class DownloadError(OurPlaceError):
    """A publisher's file could not be fetched whole."""


class NotOfferedError(DownloadError):
    """The publisher has no file at that address, or not yet."""
