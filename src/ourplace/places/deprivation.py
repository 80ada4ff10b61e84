"""How deprived the neighbourhood of each postcode is, where its reference files are present; unknown otherwise."""

import re
import zipfile
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.exceptions import Where
from ourplace.places.exceptions import DeprivationFileError
from ourplace.yaml_files import read_yaml

VINTAGES = ("2021", "2011")


def load_deprivation(engine: Engine, *, lookup: Path, indices: Path) -> Table:
    """Return one row per postcode with a known neighbourhood: `postcode`, `lsoa_code`, `imd_rank`, `imd_decile`.

    `lookup` gives the LSOA of each postcode (ONS Postcode Directory or National Statistics Postcode Lookup; CSV,
    gzipped CSV, the publisher's ZIP, or Parquet). `indices` gives the rank and decile of each English LSOA (English
    Indices of Deprivation, file 7). Decile 1 is the most deprived tenth. Postcodes outside England have an LSOA but
    no rank and no decile: the nations' indices cannot be compared.

    Raises:
        DeprivationFileError: a file cannot be read, lacks a column, or the two use LSOAs of different censuses.
    """
    ranks, vintage = _read_indices(indices)
    postcodes = _read_lookup(lookup, vintage)
    name = uuid4().hex
    lsoas = engine.table(postcodes, name=f"places_lsoas_{name}")
    indexed = engine.table(ranks, name=f"places_indices_{name}")
    joined = lsoas.left_join(indexed, "lsoa_code").drop("lsoa_code_right")
    return joined.select("postcode", "lsoa_code", "imd_rank", "imd_decile")


def _read_indices(path: Path) -> tuple[pa.Table, str]:
    """Return `lsoa_code`, `imd_rank`, `imd_decile`, and the census whose LSOAs the file uses."""
    header = _header(path)
    vintage = next((year for year in VINTAGES if _column(header, _names()["lsoa_codes"][year])), None)
    rank, decile = (_column(header, _names()[wanted]) for wanted in ("imd_rank", "imd_decile"))
    if vintage is None or rank is None or decile is None:
        raise _lacks(path, "an LSOA code, an IMD rank and an IMD decile", header)
    code = _column(header, _names()["lsoa_codes"][vintage])
    table = _read(path, [code, rank, decile])
    whole = {"imd_rank": _whole_numbers(table[rank], path), "imd_decile": _whole_numbers(table[decile], path)}
    return pa.table({"lsoa_code": table[code].cast(pa.string()), **whole}), vintage


def _read_lookup(path: Path, vintage: str) -> pa.Table:
    header = _header(path)
    postcode = _column(header, _names()["postcode"])
    lsoa = _column(header, _names()["lsoa_codes"][vintage])
    if postcode is None or lsoa is None:
        raise _lacks(path, f"a postcode and an LSOA code of {vintage}", header)
    table = _read(path, [postcode, lsoa])
    squeezed = pc.utf8_upper(pc.replace_substring(table[postcode].cast(pa.string()), " ", ""))
    parted = (pc.utf8_slice_codeunits(squeezed, 0, -3), pc.utf8_slice_codeunits(squeezed, -3))
    rows = pa.table(
        {"postcode": pc.binary_join_element_wise(*parted, " "), "lsoa_code": table[lsoa].cast(pa.string())}
    )
    return rows.filter(pc.greater(pc.utf8_length(rows["lsoa_code"]), 0))


@cache
def _names() -> Any:
    return read_yaml(files("ourplace.places") / "deprivation_columns.yaml")


def _column(header: Iterable[str], names: Iterable[str]) -> str | None:
    """Return the file's own spelling of the first of `names` that it has."""
    spelling = {_plain(column): column for column in header}
    return next((spelling[_plain(name)] for name in names if _plain(name) in spelling), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold())


def _header(path: Path) -> list[str]:
    if path.suffix == ".parquet":
        return list(_opened(path, lambda: pq.read_schema(path)).names)
    return list(_opened(path, lambda: _csv_header(path)))


def _csv_header(path: Path) -> list[str]:
    with ExitStack() as stack, pacsv.open_csv(_stream(path, stack)) as reader:
        return list(reader.schema.names)


def _read(path: Path, columns: list[Any]) -> pa.Table:
    if path.suffix == ".parquet":
        return _opened(path, lambda: pq.read_table(path, columns=columns))
    return _opened(path, lambda: _csv_columns(path, columns))


def _csv_columns(path: Path, columns: list[Any]) -> pa.Table:
    text = dict.fromkeys(columns, pa.string())
    options = pacsv.ConvertOptions(include_columns=columns, column_types=text, strings_can_be_null=False)
    with ExitStack() as stack:
        return pacsv.read_csv(_stream(path, stack), convert_options=options)


def _stream(path: Path, stack: ExitStack) -> Any:
    """Return the CSV of a file as a stream, the largest under `Data` where the file is the publisher's ZIP."""
    if path.suffix != ".zip":
        return stack.enter_context(pa.input_stream(str(path), compression="detect"))
    archive = stack.enter_context(zipfile.ZipFile(path))
    tables = [entry for entry in archive.infolist() if entry.filename.casefold().endswith(".csv")]
    if not tables:
        raise _unusable(path, "the archive holds no CSV file")
    return stack.enter_context(archive.open(max(tables, key=lambda entry: entry.file_size)))


def _opened(path: Path, read: Any) -> Any:
    try:
        return read()
    except (OSError, pa.ArrowException, zipfile.BadZipFile) as error:
        raise _unusable(path, f"it cannot be read ({type(error).__name__})") from error


def _whole_numbers(column: pa.ChunkedArray, path: Path) -> pa.ChunkedArray:
    try:
        numbers = pc.if_else(pc.equal(column.cast(pa.string()), ""), None, column.cast(pa.string()))
        return numbers.cast(pa.float64()).cast(pa.int32())
    except pa.ArrowInvalid as error:
        raise _unusable(path, "a rank or decile is not a whole number") from error


def _lacks(path: Path, wanted: str, header: list[str]) -> DeprivationFileError:
    shown = ", ".join(header[:12]) + (", …" if len(header) > 12 else "")  # noqa: PLR2004 - enough to recognise a file
    return _unusable(path, f"it needs {wanted}; its columns are {shown}")


def _unusable(path: Path, why: str) -> DeprivationFileError:
    return DeprivationFileError(
        "The deprivation file cannot be used",
        why=why,
        next_step="give the ONS Postcode Directory and file 7 of the English Indices of Deprivation, as published",
        where=Where(file=path.name),
    )
