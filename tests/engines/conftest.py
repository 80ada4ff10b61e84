"""Both engines, side by side; what needs Spark is skipped, with the reason, where Java or PySpark is missing."""

import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ourplace.engine import DuckDBEngine, Engine, open_engine

# On small tables compiling and planning take longer than computing, so Spark does no more of either than it must.
SMALL = {
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.adaptive.enabled": "false",
    "spark.ourplace.started": "by the tests",
}


@pytest.fixture(scope="session")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """One Spark on this machine for all tests."""
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is no `java` on the PATH")
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("Spark is not installed: pip install 'ourplace[spark]'")
    from ourplace.engine.spark import open_spark  # noqa: PLC0415

    scratch = {"spark.local.dir": str(tmp_path_factory.mktemp("spark"))}
    engine = open_spark("local[2]", settings={**SMALL, **scratch})
    yield engine
    engine.close()
    engine.session.stop()


@pytest.fixture(scope="session")
def duckdb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDBEngine]:
    """One DuckDB for all tests of this folder."""
    engine = open_engine(threads=1, temporary_folder=tmp_path_factory.mktemp("spill"))
    yield engine
    engine.close()


@pytest.fixture(params=["duckdb", pytest.param("spark", marks=pytest.mark.spark)], scope="session")
def any_engine(request: pytest.FixtureRequest) -> Engine:
    """Return each engine in turn."""
    engine: Engine = request.getfixturevalue(request.param)
    return engine


@pytest.fixture(scope="session")
def golden() -> Path:
    """Return the folder of the study that was worked out by hand."""
    return Path(__file__).resolve().parents[1] / "golden" / "indicators" / "study"


STUDY = """\
title = "Two anchors"
place = "Preston"
invented = true
periods = [
    { name = "2022/23", start = 2022-04-01, end = 2023-03-31 },
    { name = "2023/24", start = 2023-04-01, end = 2024-03-31 },
]

[[rings]]
name = "Preston"
areas = ["Preston"]

[[rings]]
name = "Lancashire"
areas = ["Lancashire"]

[[anchors]]
id = "ashmoor"
name = "Ashmoor Council"
kind = "council"
files = ["ashmoor.csv"]

[[anchors]]
id = "brackenshire"
name = "Brackenshire Council"
kind = "council"
files = ["brackenshire.csv"]

[[registers]]
id = "public-bodies"
"""
PAYEES = (
    "Preston City Council",
    "Kelvumere Joinery Ltd",
    "Lancashire County Council",
    "J Smith",
    "Oakenclough Catering",
)


def write_study(folder: Path) -> Path:
    """Write a small study of two councils with one payment a month to each of five payees, and return its folder."""
    for anchor, factor in (("ashmoor", 3), ("brackenshire", 7)):
        lines = [
            f"{payee},15/{month % 12 + 1:02d}/{2022 + month // 12},{(place + 1) * factor * 100 + month}.25,{'PR1 2RL' if place % 2 else ''}"
            for month in range(3, 27)
            for place, payee in enumerate(PAYEES)
        ]
        (folder / f"{anchor}.csv").write_text("\r\n".join(["Supplier Name,Date,Amount,Postcode", *lines]), "utf-8")
    (folder / "study.toml").write_text(STUDY, "utf-8")
    return folder


@pytest.fixture(scope="session")
def two_anchors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small study."""
    return write_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="session")
def two_anchors_again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the same study, with a cache of its own."""
    return write_study(tmp_path_factory.mktemp("study_again"))
