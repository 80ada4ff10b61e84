"""What can keep an indicator from being computed."""

from ourplace.exceptions import OurPlaceError


class StudyTableError(OurPlaceError):
    """A table of the study is missing, lacks a column, or does not fit with the others."""


class UnknownIndicatorError(OurPlaceError):
    """No indicator has that id."""


class UnknownCaseError(OurPlaceError):
    """No published figure has that id."""
