"""Adding a register: its source is read in batches, brought into one shape, checked, and put in place all at once."""

import datetime as dt
import hashlib
import tempfile
import uuid
from contextlib import suppress
from pathlib import Path

from ourplace.engine import DuckDBEngine
from ourplace.exceptions import Where
from ourplace.progress import Progress, silent
from ourplace.registers.claims import checked_day, checked_label
from ourplace.registers.delimited import NeedsCareError
from ourplace.registers.download import day_of_download
from ourplace.registers.exceptions import UnlistedRegisterError, UnreadableSourceError
from ourplace.registers.metadata import Coverage, Register, register_named
from ourplace.registers.shaping import Shaped, shape_source
from ourplace.registers.sources import date_in_name, open_source, source_hash, source_parts
from ourplace.registers.stored import RECEIPT_NAME, Receipt, RegisterFile, list_registers, register_name

# Raised when reading changes what comes out, so that registers added before are read again.
READING_VERSION = "2"


def add_register(
    register_id: str,
    source: Path | None = None,
    *,
    registers_folder: Path,
    engine: DuckDBEngine,
    coverage: Coverage | None = None,
    as_at: dt.date | None = None,
    label: str = "",
    progress: Progress = silent,
) -> RegisterFile:
    """Read a register's source into a folder of registers and return it; the same content again changes nothing.

    Args:
        register_id: one of `known_registers()`.
        source: the file as downloaded, or a folder of its parts; None for a register that comes with OurPlace.
        registers_folder: where registers are kept; made where it is not there.
        engine: what computes the rows.
        coverage: which organisations this source holds, where that is not what the register usually holds; of other
            files of the register it says nothing.
        as_at: the day the content was true; taken from the file's name, or what was kept of its download, where None.
        label: what to call this one, to keep several of a register (such as one supplier list an anchor).
        progress: told of bytes read.

    Raises:
        UnknownRegisterError: there is no such register.
        UnreadableSourceError: the source is missing, empty, cut short, damaged or locked.
        WrongRegisterError: the source lacks a column without which it is another file.
        RegisterClaimError: the label can name no folder, or the day is yet to come.
    """
    register = register_named(register_id)
    label = checked_label(label)
    path = source or Path(str(register.folder() / (register.bundled or "")))
    members = open_source(path)
    sha256 = source_hash(path)
    day = checked_day(as_at) or _day_of(path, sha256)
    content_hash = _content_hash(register, sha256, coverage, day, label)
    folder = registers_folder / register_name(register.register_id, label)
    present = _present(folder, content_hash)
    if present is not None:
        return present
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".adding-") as scratch:
        try:
            shaped = shape_source(
                members, register, Path(scratch), engine=engine, careful=False, as_at=day, progress=progress
            )
        except NeedsCareError:
            shaped = shape_source(
                members, register, Path(scratch), engine=engine, careful=True, as_at=day, progress=progress
            )
        receipt = _receipt(
            register, shaped, path, sha256=sha256, content_hash=content_hash, coverage=coverage, day=day, label=label
        )
        _put_in_place(shaped.path, receipt, folder)
    return RegisterFile(folder, receipt)


def _present(folder: Path, content_hash: str) -> RegisterFile | None:
    """Return what the folder holds already, where it is the same content; None also where it is damaged."""
    with suppress(UnlistedRegisterError):
        held = [file for file in list_registers(folder.parent) if file.folder == folder]
        return next((file for file in held if file.content_hash == content_hash), None)
    return None


def _day_of(path: Path, sha256: str) -> dt.date | None:
    """Return the day in a file's name, or in those of its parts, else the day on which its publisher says it was made.

    Raises:
        UnreadableSourceError: the parts are of several editions.
    """
    names = [path.name, *(part.name for part in source_parts(path) if path.is_dir())]
    days = sorted({found for found in map(date_in_name, names) if found})
    if len(days) > 1:
        raise UnreadableSourceError(
            "The folder holds several editions",
            why=f"its files are of {', '.join(days)}, and read together old addresses would stand beside new ones",
            next_step="give the newest file, or a folder that holds the parts of one edition only",
            where=Where(path.name),
        )
    return dt.date.fromisoformat(days[0]) if days else day_of_download(path, sha256=sha256)


def _content_hash(register: Register, sha256: str, coverage: Coverage | None, day: dt.date | None, label: str) -> str:
    parts = [
        READING_VERSION,
        register.model_dump_json(),
        sha256,
        str(day),
        label,
        coverage.model_dump_json() if coverage else "",
    ]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _receipt(
    register: Register,
    shaped: Shaped,
    path: Path,
    *,
    sha256: str,
    content_hash: str,
    coverage: Coverage | None,
    day: dt.date | None,
    label: str,
) -> Receipt:
    return Receipt(
        **register.model_dump(include={"register_id", "title", "publisher", "licence", "organisations", "output"}),
        label=label,
        coverage=coverage or _credible_coverage(register, shaped),
        source_name=path.name,
        source_sha256=sha256,
        content_hash=content_hash,
        as_at=day,
        data_file=f"rows-{content_hash[:16]}.parquet",
        encodings=tuple(sorted(shaped.tally.encodings)),
        rows_read=shaped.tally.rows,
        rows_out=shaped.rows_out,
        rows_merged=shaped.rows_merged,
        rejected=dict(sorted(shaped.tally.rejected.items())),
        notes=dict(sorted(shaped.notes.items())),
        unknown_columns=tuple(sorted(shaped.tally.unknown_columns)),
        missing_columns=tuple(sorted(shaped.tally.missing_columns)),
        unknown_values=shaped.unknown_values,
        assertions_passed=shaped.assertions.passed,
        assertions_failed=shaped.assertions.failed,
    )


def _credible_coverage(register: Register, shaped: Shaped) -> Coverage:
    """Return the register's usual coverage, unless too few rows came: then somebody cut it down, most likely by place."""
    usual = register.coverage
    if usual.kind != "complete" or shaped.rows_out >= register.assertions.rows_min:
        return usual
    return Coverage(
        kind="area",
        note=f"{shaped.rows_out:,} rows where the whole register has {register.assertions.rows_min:,} or more, so it is taken"
        " to have been cut out by place; say otherwise with --coverage if it was not",
    )


def _put_in_place(data: Path, receipt: Receipt, folder: Path) -> None:
    """Move the rows in, then the receipt that names them: whoever looks sees the old register or the new one."""
    replaced = _data_file_in(folder)
    data.replace(folder / receipt.data_file)
    written = folder / f".{RECEIPT_NAME}-{uuid.uuid4().hex}"
    written.write_text(receipt.model_dump_json(indent=2), "utf-8")
    written.replace(folder / RECEIPT_NAME)
    # Only what this receipt replaced: another process may just have put its own rows here.
    if replaced is not None and replaced.name != receipt.data_file:
        replaced.unlink(missing_ok=True)


def _data_file_in(folder: Path) -> Path | None:
    with suppress(UnlistedRegisterError):
        return next((file.path for file in list_registers(folder.parent) if file.folder == folder), None)
    return None
