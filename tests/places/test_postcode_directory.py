"""The postcode directory."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places import default_cache_folder, load_postcodes
from ourplace.places.exceptions import PostcodeDirectoryError
from ourplace.places.postcode_directory import SCHEMA, _postcode_table, prepare_postcodes


def test_every_postcode_is_there_once(directory_engine: Engine, directory: Table) -> None:
    counts = directory.aggregate(rows=directory.count(), postcodes=directory.postcode.nunique())
    row = directory_engine.to_arrow(counts).to_pylist()[0]

    assert row["rows"] == row["postcodes"]
    assert row["rows"] > 2_700_000


def test_postcodes_of_every_sort_are_placed_as_they_should_be(directory_engine: Engine, directory: Table) -> None:
    wanted = ["PR1 2RL", "BT1 1AA", "JE2 3AB", "IM1 1AA", "GIR 0AA", "W1D 3AF"]
    columns = ("postcode", "easting", "northing", "grid", "lad_code", "nation")
    found = directory_engine.to_arrow(directory.filter(directory.postcode.isin(wanted)).select(*columns)).to_pylist()

    assert sorted(tuple(row.values()) for row in found) == [
        ("BT1 1AA", 334316, 374675, "irish", "N09000003", "Northern Ireland"),
        ("GIR 0AA", None, None, None, None, None),
        ("IM1 1AA", None, None, None, None, "Isle of Man"),
        ("JE2 3AB", None, None, None, None, "Channel Islands"),
        ("PR1 2RL", 354034, 429508, "british", "E07000123", "England"),
        ("W1D 3AF", 529691, 181102, "british", "E09000033", "England"),
    ]


def test_what_has_a_grid_reference_has_everything_and_lies_in_the_islands(
    directory_engine: Engine, directory: Table
) -> None:
    placed = directory.filter(directory.easting.notnull())
    row = directory_engine.to_arrow(
        placed.aggregate(
            incomplete=(
                placed.lad_code.isnull() | placed.latitude.isnull() | placed.grid.isnull() | placed.nation.isnull()
            ).sum(),
            outside=(~placed.latitude.between(49.8, 60.9) | ~placed.longitude.between(-8.7, 1.8)).sum(),
            irish_elsewhere=((placed.grid == "irish") != (placed.nation == "Northern Ireland")).sum(),
        )
    ).to_pylist()[0]

    assert row == {"incomplete": 0, "outside": 0, "irish_elsewhere": 0}


def test_the_package_is_found_where_pandas_is_kept_out_as_on_a_fresh_machine() -> None:
    program = (
        "import sys; from ourplace.loading import leave_pandas_out; leave_pandas_out();"
        "from ourplace.places.postcode_directory import _postcode_table, packed_files;"
        "first = packed_files()[0]; print(_postcode_table(first.name, first.read_bytes()).num_rows > 1000)"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)  # noqa: S603

    assert (done.stdout.strip(), done.returncode) == ("True", 0), done.stderr


def test_the_file_is_written_once_and_leaves_nothing_behind(tmp_path: Path) -> None:
    target = prepare_postcodes(default_cache_folder())
    kept = tmp_path / "places" / target.name
    kept.parent.mkdir()
    pq.write_table(SCHEMA.empty_table(), kept)

    assert prepare_postcodes(tmp_path) == kept
    assert [path.name for path in kept.parent.iterdir()] == [target.name]
    assert pq.read_metadata(kept).num_rows == 0


def test_a_stopped_conversion_leaves_nothing_that_a_later_run_would_trust(tmp_path: Path) -> None:
    def stop(*report: object) -> None:
        if report[1] == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare_postcodes(tmp_path, progress=stop)

    assert list((tmp_path / "places").iterdir()) == []


def test_a_file_laid_out_otherwise_is_refused_by_name() -> None:
    with pytest.raises(PostcodeDirectoryError, match=r"postcodes_P\.msgpack\.br cannot be read"):
        _postcode_table("postcodes_P.msgpack.br", b"not brotli")


@pytest.fixture
def asked(directory_engine: Engine, directory: Table) -> Iterator[Table]:
    known = directory_engine.to_arrow(directory.select("postcode").limit(950_000))["postcode"].combine_chunks()
    unknown = pa.array([f"ZZ{number} 9AA" for number in range(50_000)])
    yield directory_engine.table(pa.table({"postcode": pa.concat_arrays([known, unknown])}), name="asked_million")
    directory_engine.backend.drop_table("asked_million")


def test_a_million_look_ups_are_one_join(directory_engine: Engine, directory: Table, asked: Table) -> None:
    started = time.perf_counter()
    found = directory_engine.to_arrow(asked.left_join(directory, "postcode"))
    seconds = time.perf_counter() - started

    assert (found.num_rows, found["postcode_right"].null_count) == (1_000_000, 50_000)
    assert seconds < 15  # About half a second on an idle machine.


def test_the_cache_folder_can_be_chosen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OURPLACE_CACHE", str(tmp_path))
    assert default_cache_folder() == tmp_path

    monkeypatch.delenv("OURPLACE_CACHE")
    assert default_cache_folder() == Path.home() / ".cache" / "ourplace"


def test_the_columns_are_the_contract(engine: Engine) -> None:
    assert load_postcodes(engine, cache_folder=default_cache_folder()).columns == tuple(SCHEMA.names)
