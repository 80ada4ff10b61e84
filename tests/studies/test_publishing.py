"""Open data says what it is, and names nobody who should not be named."""

import json
import sqlite3
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import csv as arrow_csv

from ourplace.studies.publishing import WITHHELD, publishable_suppliers, write_open_data

SUPPLIERS = pa.table(
    {
        "supplier_id": ["s-1", "s-2", "s-3"],
        "supplier_name": ["Alder Joinery", "J Invented", '=HYPERLINK("x")'],
        "is_individual": [False, True, False],
        "payee_names": [["ALDER JOINERY LTD"], ["MR J INVENTED"], ["x"]],
        "anchor_ids": [["city", "hospital"], ["city"], []],
        "amount_gbp": pa.array([Decimal("10.50"), Decimal("-1.00"), Decimal("0.00")], pa.decimal128(18, 2)),
    }
)
REVIEW = pa.table(
    {
        "supplier_id": ["s-1", "s-2", "s-4", "s-5"],
        "supplier_name": ["Alder Joinery", "J Invented", "+1+1 Ltd", "@SUM(1) Ltd"],
        "is_individual": [False, True, False, False],
        "explanation": ["same name 'ALDER JOINERY LTD'", "'invented' is not in the registered name", "", ""],
    }
)
ABOUT = {"name": "exeter", "title": "Exeter", "description": "d", "version": "0.1.0", "sources": ["City Council"]}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    tables = {"suppliers": publishable_suppliers(SUPPLIERS), "suppliers_to_review": REVIEW}
    sentences = {"suppliers": "Who was paid.", "suppliers_to_review": "Whom to look up."}
    write_open_data(tables, tmp_path, sentences=sentences, about=ABOUT)
    return tmp_path


def test_database_holds_every_row_and_no_individual(published: Path) -> None:
    with sqlite3.connect(published / "study.sqlite") as database:
        rows = database.execute("SELECT supplier_id, supplier_name, anchor_ids, amount_gbp FROM suppliers").fetchall()
    database.close()

    assert rows == [
        ("s-1", "Alder Joinery", "city; hospital", 10.5),
        ("s-2", WITHHELD, "city", -1.0),
        ("s-3", '=HYPERLINK("x")', "", 0.0),
    ]


def test_no_file_holds_an_individuals_name(published: Path) -> None:
    content = b"".join(path.read_bytes() for path in published.rglob("*") if path.is_file())

    assert b"INVENTED" not in content.upper()


def test_csv_holds_no_formula(published: Path) -> None:
    names = arrow_csv.read_csv(published / "csv" / "suppliers.csv")["supplier_name"].to_pylist()

    assert names == ["Alder Joinery", WITHHELD, '\'=HYPERLINK("x")']

    review = arrow_csv.read_csv(published / "csv" / "suppliers_to_review.csv")
    assert review["supplier_name"].to_pylist() == ["Alder Joinery", WITHHELD, "'+1+1 Ltd", "'@SUM(1) Ltd"]
    assert review["explanation"].to_pylist()[:2] == ["same name 'ALDER JOINERY LTD'", WITHHELD]


def test_data_package_describes_each_column_of_each_file(published: Path) -> None:
    package = json.loads((published / "csv" / "datapackage.json").read_text("utf-8"))
    resource, _ = package["resources"]
    header = (published / "csv" / resource["path"]).read_text("utf-8").splitlines()[0]

    assert [field["name"] for field in resource["schema"]["fields"]] == [name.strip('"') for name in header.split(",")]
    assert {"name": "amount_gbp", "type": "number", "description": "pounds"} in resource["schema"]["fields"]


def test_datasette_metadata_gives_the_sentence_of_each_table(published: Path) -> None:
    metadata = json.loads((published / "metadata.json").read_text("utf-8"))

    assert metadata["databases"]["study"]["tables"]["suppliers"]["description"] == "Who was paid."
