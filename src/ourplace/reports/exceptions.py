"""What the reports refuse to print."""

from ourplace.exceptions import OurPlaceError


class ReportError(OurPlaceError):
    """A report cannot be made from these results: the kind of error that all others here are."""


class MissingColumnsError(ReportError):
    """A table of results lacks columns that the report shows."""


class NoHeadlineError(ReportError):
    """There is no row for the ring that the headline is about."""


class CannotWriteError(ReportError):
    """The file of the report cannot be written where it was asked for."""


class NoSuchViewError(OurPlaceError):
    """A report was to be seen from a ring, an anchor or a section that it does not have."""


class TooFewSuppliersError(OurPlaceError):
    """Fewer than three suppliers stand behind a report's headline, so that nothing of it can be shown to the public."""
