"""Registers as they are kept: a folder each, with the entities as Parquet and `register.json` saying what they are."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from ibis.expr.types import Table
from pydantic import BaseModel, ConfigDict, ValidationError

from ourplace.engine import Engine
from ourplace.exceptions import Where
from ourplace.registers.entities import ENTITY_SCHEMA, LINK_SCHEMA
from ourplace.registers.exceptions import UnlistedRegisterError
from ourplace.registers.metadata import Coverage, Output

RECEIPT_NAME = "register.json"


class Receipt(BaseModel):
    """What came of reading a register's source: rows in and out, and everything that could not be used or was not known.

    `rows_read` = `rows_out` + `rows_merged` + the sum of `rejected`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    register_id: str
    label: str
    title: str
    publisher: str
    licence: str
    organisations: str
    output: Output
    coverage: Coverage
    source_name: str
    source_sha256: str
    content_hash: str
    as_at: dt.date | None
    data_file: str
    encodings: tuple[str, ...]
    rows_read: int
    rows_out: int
    rows_merged: int
    rejected: Mapping[str, int]
    notes: Mapping[str, int]
    unknown_columns: tuple[str, ...]
    missing_columns: tuple[str, ...]
    unknown_values: Mapping[str, Mapping[str, int]]
    assertions_passed: tuple[str, ...]
    assertions_failed: tuple[str, ...]


@dataclass(frozen=True)
class RegisterFile:
    """One register in a folder, ready to be opened."""

    folder: Path
    receipt: Receipt

    @property
    def register_id(self) -> str:
        """Return the id of the register it was read as."""
        return self.receipt.register_id

    @property
    def path(self) -> Path:
        """Return the Parquet file with its rows."""
        return self.folder / self.receipt.data_file

    @property
    def coverage(self) -> Coverage:
        """Return which organisations it holds."""
        return self.receipt.coverage

    @property
    def is_location_neutral(self) -> bool:
        """Return whether being in it says nothing about where an organisation is: true unless it was cut out by place."""
        return self.coverage.kind != "area"

    @property
    def is_complete(self) -> bool:
        """Return whether it holds every company of its nations, so that a name not in it is not a company there."""
        return self.coverage.kind == "complete" and self.receipt.organisations == "companies"

    @property
    def row_count(self) -> int:
        """Return its number of rows: one per organisation and location."""
        return self.receipt.rows_out

    @property
    def as_at(self) -> dt.date | None:
        """Return the day its content was true, where known."""
        return self.receipt.as_at

    @property
    def content_hash(self) -> str:
        """Return what changes when, and only when, its rows or its coverage may have: for caches of what is made from it."""
        return self.receipt.content_hash


def open_register(register_id: str, *, registers_folder: Path) -> RegisterFile:
    """Return one register of a folder, by its id or its label.

    Raises:
        UnlistedRegisterError: the folder does not hold it.
    """
    wanted = register_id.replace("-", "_")
    held = list_registers(registers_folder)
    for file in held:
        if wanted in (file.folder.name.replace("-", "_"), file.register_id):
            return file
    raise UnlistedRegisterError(
        f"The register '{register_id}' has not been added",
        why=f"the folder holds {', '.join(file.folder.name for file in held) or 'no register'}",
        next_step=f"add it: ourplace registers add {register_id.replace('_', '-')} PATH",
        where=Where(str(registers_folder)),
    )


def list_registers(folder: Path) -> list[RegisterFile]:
    """Return the registers of a folder in the order of their names; none where the folder is not there.

    Raises:
        UnlistedRegisterError: a `register.json` is damaged, or the Parquet file that it names has gone.
    """
    if not folder.is_dir():
        return []
    return [_read_receipt(path) for path in sorted(folder.glob(f"*/{RECEIPT_NAME}"))]


def _read_receipt(path: Path) -> RegisterFile:
    try:
        receipt = Receipt.model_validate_json(path.read_text("utf-8"))
    except ValidationError as error:
        raise _damaged(path, f"{RECEIPT_NAME} has {error.error_count()} errors") from error
    file = RegisterFile(path.parent, receipt)
    if not file.path.is_file():
        raise _damaged(path, f"{receipt.data_file} is not there")
    return file


def _damaged(path: Path, why: str) -> UnlistedRegisterError:
    return UnlistedRegisterError(
        f"The register in {path.parent.name} cannot be opened",
        why=why,
        next_step="delete that folder and add the register again",
        where=Where(str(path)),
    )


def open_registers(files: Sequence[RegisterFile], *, engine: Engine) -> Table:
    """Return the entities of several registers as one table: one row per register, organisation and location.

    Registers of links between identifiers are left out; with no register at all the table is empty.
    """
    return _opened(files, "entities", schema=ENTITY_SCHEMA, engine=engine)


def open_links(files: Sequence[RegisterFile], *, engine: Engine) -> Table:
    """Return pairs of identifiers that name the same organisation: `entity_id_a`, `entity_id_b`, one row per pair."""
    return _opened(files, "links", schema=LINK_SCHEMA, engine=engine)


def _opened(files: Sequence[RegisterFile], output: Output, *, schema: pa.Schema, engine: Engine) -> Table:
    chosen = [file for file in files if file.receipt.output == output]
    name = f"register_{output}_" + "_".join(file.content_hash[:8] for file in chosen)
    if not chosen:
        return engine.table(schema.empty_table(), name=name)
    return engine.read_parquet([file.path for file in chosen], name=name)
