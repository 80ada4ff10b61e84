"""What can be wrong with a place: its name, its rings, its boundary or the files that describe it."""

from ourplace.exceptions import OurPlaceError


class PlaceError(OurPlaceError):
    """Anything the places package refuses to do."""


class UnknownAreaError(PlaceError):
    """No area has that code or name."""


class AmbiguousAreaError(PlaceError):
    """Several areas have that name; the message lists them with their codes."""


class RingError(PlaceError):
    """A ring's description is incomplete, contradictory or impossible to follow."""


class BoundaryError(PlaceError):
    """A boundary file is missing or is not a polygon that can be put on a map."""


class UnknownDefinitionError(PlaceError):
    """No definition of local has that id."""


class PostcodeDirectoryError(PlaceError):
    """The postcode directory cannot be read or is not laid out as it should be."""


class DeprivationFileError(PlaceError):
    """A file of LSOAs or deprivation deciles lacks the columns that are needed."""


class DownloadError(PlaceError):
    """A publisher's file could not be fetched whole."""
