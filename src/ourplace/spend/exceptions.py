"""What can stop a spend file from being read, each said so that the reader can act on it."""

from functools import partial
from typing import Any

from ourplace.exceptions import OurPlaceError, Where


class SpendError(OurPlaceError):
    """A spend file, or a setting about one, that cannot be used."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make the same error in another process: files are read in a pool of processes."""
        return partial(type(self), self.what, why=self.why, next_step=self.next_step, where=self.where), ()


class NotATableError(SpendError):
    """The file is of a kind that holds no rows and columns: empty, a PDF, a web page, a picture, a letter."""


class UnreadableWorkbookError(SpendError):
    """The workbook is locked with a password, damaged, or not what its name says."""


class UnsafeArchiveError(SpendError):
    """The archive would write outside its folder, unpack to an unreasonable size, or holds archives itself."""


class NotPaymentsError(SpendError):
    """The file is a table, but no column of it could be money paid, or it is another sort of open data."""


class UnknownColumnError(SpendError):
    """A setting names a column, sheet or line that the file does not have."""


class ReceiptDoesNotBalanceError(SpendError):
    """Rows or pounds went missing between the file and its receipt: a defect of OurPlace, never of the file."""


__all__ = [
    "NotATableError",
    "NotPaymentsError",
    "ReceiptDoesNotBalanceError",
    "SpendError",
    "UnknownColumnError",
    "UnreadableWorkbookError",
    "UnsafeArchiveError",
    "Where",
]
