"""How a file's rows are read now, and how they would be if something else were said: what the form for it shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from ourplace.reports.wording import word_for
from ourplace.spend import Overrides, RowRead, SheetReceipt, SheetTrial, Source, SpendError, list_sources, try_reading
from ourplace_web.studies.models import Study


@dataclass(frozen=True)
class Tried:
    """A file as some settings read it: each sheet's receipt of the rows looked at, and some of its rows."""

    sheets: Sequence[SheetTrial]

    def sheet(self, name: str) -> SheetTrial | None:
        """Return the sheet of a name."""
        return next((one for one in self.sheets if one.receipt.sheet_name == name), None)

    @property
    def receipts(self) -> list[SheetReceipt]:
        """Return the receipts of all sheets."""
        return [one.receipt for one in self.sheets]

    @property
    def used_count(self) -> int:
        """Return how many of the rows looked at are used."""
        return sum(total.row_count for one in self.receipts for total in one.outcomes if total.outcome == "used")

    @property
    def used_gbp(self) -> Decimal:
        """Return the pounds of the rows looked at that are used."""
        return sum(
            (total.amount_gbp for one in self.receipts for total in one.outcomes if total.outcome == "used"),
            Decimal("0.00"),
        )

    @property
    def row_count(self) -> int:
        """Return how many rows were looked at."""
        return sum(one.row_count for one in self.receipts)


@dataclass(frozen=True)
class RowBeside:
    """One row as it is read now and as it would be; `after` is None where nothing else is said yet."""

    line_number: int
    before: RowRead | None
    after: RowRead | None

    @property
    def is_changed(self) -> bool:
        """Return whether the row would become something else."""
        return self.after is not None and self.after != self.before

    @property
    def shown(self) -> RowRead | None:
        """Return the row as it would be, or as it is."""
        return self.after or self.before


def source_of(path: Path) -> Source:
    """Return a file as the library reads it; files that are kept are never archives."""
    return list_sources([path], work_folder=path.parent)[0]


def tried(path: Path, overrides: Overrides, *, study: Study, lines: Collection[int] = ()) -> Tried:
    """Return how a study reads a file with some settings.

    Raises:
        SpendError: the file is no table, or a setting names something that it does not have.
    """
    period = (study.period_start, study.period_end)
    return Tried(try_reading(source_of(path), overrides=overrides, period=period, lines=lines))


def tried_now(path: Path, said: Overrides, *, study: Study, lines: Collection[int] = ()) -> Tried:
    """Return how a study reads a file as was said before; nothing is read where that can no longer be done."""
    try:
        return tried(path, said, study=study, lines=lines)
    except SpendError:
        return Tried([])


def can_be_read(path: Path, overrides: Overrides, *, study: Study) -> bool:
    """Return whether any row of a file is used with some settings."""
    return tried_now(path, overrides, study=study).used_count > 0


def roles_in(tried_file: Tried, sheet_name: str) -> Mapping[int, str]:
    """Return what each column of a sheet is recognised as, by its number."""
    sheet = tried_file.sheet(sheet_name)
    columns = sheet.receipt.columns if sheet else ()
    return {column.position: column.role for column in columns if column.use == "used" and column.role}


def beside(before: Tried, after: Tried | None, *, sheet_name: str, lines: Sequence[int]) -> list[RowBeside]:
    """Return the rows at some lines of a sheet as they are read now and as they would be, in people's words."""
    now, then = rows_by_line(before, sheet_name), rows_by_line(after, sheet_name) if after else {}
    return [RowBeside(line, now.get(line), then.get(line)) for line in lines]


def rows_by_line(tried_file: Tried, sheet_name: str) -> dict[int, RowRead]:
    """Return the rows of a sheet by their line, each reason in words."""
    sheet = tried_file.sheet(sheet_name)
    return {row.line_number: in_words(row) for row in sheet.rows} if sheet else {}


def in_words(row: RowRead) -> RowRead:
    """Return a row with the words for its reason."""
    return replace(row, reason=word_for("reasons", row.reason)) if row.reason else row
