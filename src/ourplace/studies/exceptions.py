"""What can be wrong with a study."""

from ourplace.exceptions import OurPlaceError


class StudyFileError(OurPlaceError):
    """`study.toml` is missing, is not TOML, or says something that cannot be followed."""


class NoPaymentsError(OurPlaceError):
    """After reading every file there is not one payment to analyse."""


class StageError(OurPlaceError):
    """A stage of the run could not be finished; what earlier stages made is kept."""


class NameListError(OurPlaceError):
    """A list of names or labels has no column of names, lacks a column that was asked for, or cannot be written where it was asked for."""


class ListRegisterError(OurPlaceError):
    """A register given for a list of names cannot be told, holds no organisations, or is damaged."""
