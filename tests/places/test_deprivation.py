"""Deprivation by postcode."""

import gzip
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ourplace.engine import Engine
from ourplace.places.deprivation import load_deprivation
from ourplace.places.exceptions import DeprivationFileError

DIRECTORY = """pcd7,pcds,lad25cd,lsoa11cd,lsoa21cd
"BB5 1AA",BB5 1AA,E07000120,E01000011,E01000021
"CF101AA",CF10 1AA,W06000015,W01000011,W01000021
"GIR 0AA",GIR 0AA,,,
"""
DECILE = "Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)"
RANK = "Index of Multiple Deprivation (IMD) Rank (where 1 is most deprived)"
INDICES_2025 = f'LSOA code (2021),LSOA name (2021),"{RANK}","{DECILE}"\nE01000021,Somewhere 001A,120,1\n'
INDICES_2019 = f'LSOA code (2011),LSOA name (2011),"{RANK}","{DECILE}"\nE01000011,Somewhere 001A,9000,3\n'
EXPECTED = [
    {"postcode": "BB5 1AA", "lsoa_code": "E01000021", "imd_rank": 120, "imd_decile": 1},
    {"postcode": "CF10 1AA", "lsoa_code": "W01000021", "imd_rank": None, "imd_decile": None},
]


def rows(engine: Engine, lookup: Path, indices: Path) -> list[dict[str, Any]]:
    table = load_deprivation(engine, lookup=lookup, indices=indices)
    return engine.to_arrow(table.order_by("postcode")).to_pylist()


@pytest.fixture
def indices(tmp_path: Path) -> Path:
    path = tmp_path / "file-7.csv"
    path.write_text(INDICES_2025, "utf-8-sig")
    return path


def as_csv(folder: Path) -> Path:
    path = folder / "onspd.csv"
    path.write_text(DIRECTORY)
    return path


def as_gzip(folder: Path) -> Path:
    path = folder / "onspd.csv.gz"
    path.write_bytes(gzip.compress(DIRECTORY.encode()))
    return path


def as_zip(folder: Path) -> Path:
    path = folder / "onspd.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("Documents/names.csv", "code,name\n")
        archive.writestr("Data/ONSPD_UK.csv", DIRECTORY)
    return path


def as_parquet(folder: Path) -> Path:
    path = folder / "lookup.parquet"
    columns = {"postcode": ["BB51AA", "CF101AA", "GIR0AA"], "lsoa21cd": ["E01000021", "W01000021", None]}
    pq.write_table(
        pa.table(columns, schema=pa.schema([("postcode", pa.large_string()), ("lsoa21cd", pa.large_string())])), path
    )
    return path


@pytest.mark.parametrize("write", [as_csv, as_gzip, as_zip, as_parquet])
def test_each_form_of_the_look_up_gives_the_same_rows(
    write: Any, engine: Engine, indices: Path, tmp_path: Path
) -> None:
    assert rows(engine, write(tmp_path), indices) == EXPECTED


def test_older_indices_use_the_older_areas(engine: Engine, tmp_path: Path) -> None:
    older = tmp_path / "file-7-2019.csv"
    older.write_text(INDICES_2019)

    assert rows(engine, as_csv(tmp_path), older)[0] == {
        "postcode": "BB5 1AA",
        "lsoa_code": "E01000011",
        "imd_rank": 9000,
        "imd_decile": 3,
    }


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("missing.csv", None, "it cannot be read"),
        ("page.csv", b"<html>\n<body>error</body>\n", "it needs an LSOA code"),
        ("empty.csv", b"", "it cannot be read"),
        ("words.csv", INDICES_2025.replace("120,1", "high,1").encode(), "not a whole number"),
        ("broken.zip", b"PK not really", "it cannot be read"),
    ],
)
def test_a_file_that_cannot_serve_is_refused_by_name(
    name: str, content: bytes | None, why: str, engine: Engine, tmp_path: Path
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DeprivationFileError, match=why) as caught:
        rows(engine, as_csv(tmp_path), path)

    assert str(caught.value.where) == name


def test_a_look_up_of_another_census_is_refused(engine: Engine, indices: Path, tmp_path: Path) -> None:
    path = tmp_path / "older.csv"
    path.write_text("pcds,lsoa11\nBB5 1AA,E01000011\n")

    with pytest.raises(DeprivationFileError, match="an LSOA code of 2021"):
        rows(engine, path, indices)


@pytest.mark.real_data
def test_the_published_files_give_every_english_postcode_a_decile(engine: Engine, real_data: Path) -> None:
    folder = real_data / "reference"
    table = load_deprivation(
        engine, lookup=folder / "postcode_lsoa21_ew.parquet", indices=folder / "lsoa21_lad_imd2025_ward_icb.csv.gz"
    )
    english = table.filter(table.lsoa_code.startswith("E"))
    counts = english.aggregate(rows=english.count(), unknown=english.imd_decile.isnull().sum())

    row = engine.to_arrow(counts).to_pylist()[0]

    assert row["rows"] > 2_000_000
    assert row["unknown"] == 0
