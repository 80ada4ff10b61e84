"""What can be wrong with rules, judgements and review sheets."""

from ourplace.exceptions import OurPlaceError


class SupplierRulesError(OurPlaceError):
    """A table of rules that comes with OurPlace cannot be read."""


class MatchModelError(OurPlaceError):
    """The committed match model does not fit the features of this version."""


class JudgementError(OurPlaceError):
    """A judgement says too little or contradicts itself."""


class ReviewSheetError(OurPlaceError):
    """A review sheet cannot be read at all: not a sheet, or not one of ours."""


class LabelsError(OurPlaceError):
    """A file of labelled pairs lacks a column or holds nothing."""


class SupplierIndexError(OurPlaceError):
    """An index of registers is not there, is damaged, or was made by another version."""
