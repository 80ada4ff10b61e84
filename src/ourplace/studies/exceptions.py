"""What can be wrong with a study."""

from ourplace.exceptions import OurPlaceError


class StudyFileError(OurPlaceError):
    """`study.toml` is missing, is not TOML, or says something that cannot be followed."""


class NoPaymentsError(OurPlaceError):
    """After reading every file there is not one payment to analyse."""


class StageError(OurPlaceError):
    """A stage of the run could not be finished; what earlier stages made is kept."""
