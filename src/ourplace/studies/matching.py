"""A loose list of names matched with registers: no study, one answer a name."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv as arrow_csv

from ourplace.exceptions import Where
from ourplace.progress import Progress, silent
from ourplace.studies.exceptions import NameListError
from ourplace.studies.list_files import NAME_ROLES, evidence_of, read_list
from ourplace.studies.list_registers import ListRegisters, open_list_registers
from ourplace.studies.publishing import harmless
from ourplace.suppliers.lists import ListDecisions, candidates_table, decide_list, matches_table

ROWS_AT_A_TIME = 50_000


@dataclass(frozen=True)
class NameMatches:
    """A list of names and what became of it.

    `names` are as typed, in the order given, each with its line in the file (from 1 where there was no file). `findings` say which
    cells and rows of the list could not be used; `headings` which column each thing was read from.
    """

    names: pa.Array
    line_numbers: pa.Array
    decided: ListDecisions
    registers: ListRegisters
    headings: Mapping[str, str]
    findings: tuple[str, ...]
    source: Path | None = None

    @property
    def exit_code(self) -> int:
        """Return 0 where all of the list was used, 1 where some cells or rows of it could not be."""
        return 1 if self.findings else 0

    def table(self, *, candidates: int | None = None, start: int = 0, stop: int | None = None) -> pa.Table:
        """Return one row per name: its line, the name, the outcome and the columns of `suppliers.lists.MATCHES_SCHEMA`.

        With `candidates`, one row for each candidate instead, up to so many a name. `start` and `stop` cut out names.
        """
        lines, names = self.line_numbers.slice(start), self.names.slice(start)
        if candidates is None:
            found = matches_table(self.decided, start=start, stop=stop)
            rows = pa.array(range(len(found)), pa.int64())
        else:
            found = candidates_table(self.decided, most=candidates, start=start, stop=stop)
            rows = pc.subtract(found["row"], start).combine_chunks()
            found = found.drop_columns(["row"])
        given = {"line_number": lines.take(rows), "payee_name": names.take(rows)}
        return pa.table({**given, **dict(zip(found.column_names, found.columns, strict=True))})

    def summary(self) -> dict[str, Any]:
        """Return the counts that people and programs want, without a name in them."""
        return {
            "name_count": len(self.names),
            "distinct_count": len(self.decided.decisions),
            "outcomes": self.decided.outcome_counts(),
            "columns": dict(self.headings),
            "registers": self.registers.described(),
            "findings": list(self.findings),
        }


def match_names(
    names: Path | str | Sequence[str],
    *,
    registers: Sequence[str | Path],
    name: str | None = None,
    columns: Mapping[str, str] | None = None,
    folder: Path | None = None,
    progress: Progress = silent,
) -> NameMatches:
    """Return what the registers know of each name of a list.

    Each distinct name is looked up once; names shaped like a person's are looked up in no register. The registers' index is
    kept, so that a second call with the same registers only opens it.

    Args:
        names: a file with a column of names (CSV or a workbook), or the names themselves.
        registers: publishers' files, or names of registers that were added on this machine or come with OurPlace.
        name: the heading of the column of names, where it is not recognised.
        columns: the headings of other columns by what they are (`list_files.NAME_ROLES`).
        folder: where registers and their index are kept; the user's cache where None.
        progress: told of each step.

    Raises:
        NameListError: the list has no column of names, or not one that was asked for.
        NotATableError, UnreadableWorkbookError: the list is no table.
        UnreadableSourceError, WrongRegisterError, UnlistedRegisterError, ListRegisterError: a register cannot be used.

    Examples:
        >>> from tempfile import TemporaryDirectory
        >>> with TemporaryDirectory() as folder:
        ...     matched = match_names(["Preston C.C.", "Preston City Council"], registers=["public-bodies"], folder=Path(folder))
        ...     matched.table().select(["payee_name", "outcome", "entity_name"]).to_pylist()[1]
        {'payee_name': 'Preston City Council', 'outcome': 'match', 'entity_name': 'Preston City Council'}
    """
    if isinstance(names, (str, Path)):
        asked = {**(columns or {}), **({"payee_name": name} if name else {})}
        file = read_list(Path(names), roles=NAME_ROLES, columns=asked)
        evidence = evidence_of(file)
        typed, line_numbers, headings = file.columns["payee_name"], file.line_numbers, file.headings
        payees, findings, source = evidence.payees, (*file.findings, *evidence.findings), Path(names)
    else:
        typed = pa.array(names, pa.string())
        line_numbers, headings = pa.array(range(1, len(typed) + 1), pa.int64()), {}
        findings, source = (), None
        payees = pa.table({"payee_name": typed})
    opened = open_list_registers(registers, folder=folder, progress=progress)
    decided = decide_list(payees, index=opened.index, progress=progress)
    return NameMatches(typed, line_numbers, decided, opened, headings, findings, source)


def write_matches(
    matched: NameMatches, path: Path | str, *, candidates: int | None = None, progress: Progress = silent
) -> None:
    """Write the matches as CSV, one row a name or, with `candidates`, one a candidate; no cell is a formula.

    The file takes its name when all is written: an older one of that name is kept until then.

    Raises:
        NameListError: the file cannot be written there, or is the list itself.
    """
    path = Path(path)
    if matched.source and path.exists() and path.samefile(matched.source):
        raise NameListError(
            "The matches would be written over the list",
            why="both are the same file",
            next_step="give another name with --out",
            where=Where(str(path)),
        )
    try:
        _write(matched, path, candidates, progress)
    except OSError as error:
        raise NameListError(
            "The matches cannot be written",
            why=str(error.strerror or error),
            next_step="give another name with --out, in a folder that you may write to",
            where=Where(str(path)),
        ) from error


def _write(matched: NameMatches, path: Path, candidates: int | None, progress: Progress) -> None:
    handle, unfinished = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            # Spreadsheet programs take a file of text for the alphabet of the machine unless it begins like this.
            stream.write("\ufeff".encode())
            for start in range(0, max(len(matched.names), 1), ROWS_AT_A_TIME):
                progress("Writing the matches", start, len(matched.names))
                part = matched.table(candidates=candidates, start=start, stop=start + ROWS_AT_A_TIME)
                arrow_csv.write_csv(harmless(part), stream, arrow_csv.WriteOptions(include_header=start == 0))
            stream.flush()
            os.fsync(stream.fileno())
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(path)
    finally:
        Path(unfinished).unlink(missing_ok=True)
    progress("Writing the matches", len(matched.names), len(matched.names))
