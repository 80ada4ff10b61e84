"""What a study and its registers say of coverage reaches the figures, file by file."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from ourplace.engine import Engine
from ourplace.registers import Coverage, RegisterFile, add_register, list_registers, open_registers, register_named
from ourplace.registers.exceptions import DownloadError, RegisterClaimError
from ourplace.studies.exceptions import StudyFileError
from ourplace.studies.registering import add_register_file, download_register, register_added, registers_at_hand
from ourplace.studies.resolving import coverage_by_register
from ourplace.studies.study_file import RegisterUse
from ourplace.suppliers import resolve_suppliers

COMPANIES = "CompanyName,CompanyNumber,CompanyStatus,RegAddress.PostCode\n{name},{number},Active,PR1 2RL\n"


def written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of registers of an invented machine."""
    monkeypatch.setattr("ourplace.studies.registering.default_cache_folder", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "registers"


def companies(tmp_path: Path, engine: Engine, name: str, number: str, coverage: Coverage) -> RegisterFile:
    source = written(tmp_path / number / "companies.csv", COMPANIES.format(name=name, number=number))
    return add_register("companies_house", source, registers_folder=source.parent, engine=engine, coverage=coverage)


def payees_called(*names: str) -> pa.Table:
    """Return payees of whom nothing but the name is known."""
    blank = pa.nulls(len(names), pa.string())
    return pa.table(
        {
            "payee_id": pa.array(range(len(names)), pa.int64()),
            "payee_name": pa.array(names),
            "kind": pa.array(["goods_services"] * len(names)),
            "is_redacted": pa.array([False] * len(names)),
            **dict.fromkeys(("amount_gbp", "absolute_gbp"), pa.array([Decimal("100.00")] * len(names))),
            "payment_count": pa.array([1] * len(names)),
            "anchor_ids": pa.array([["ashmoor"]] * len(names)),
            "first_date": pa.array([dt.date(2024, 4, 1)] * len(names)),
            "last_date": pa.array([dt.date(2024, 4, 30)] * len(names)),
            **dict.fromkeys(("company_number", "charity_number", "payee_postcode", "need_category_code"), blank),
        }
    )


def test_a_county_s_file_neither_lowers_the_nation_s_claim_nor_shares_in_it(tmp_path: Path, engine: Engine) -> None:
    nation = companies(tmp_path, engine, "HEVRUMOOR JOINERY LIMITED", "01234567", Coverage(kind="complete"))
    county = companies(tmp_path, engine, "KELVUMERE BAKERY LIMITED", "07654321", Coverage(kind="area"))
    files = [nation, county]

    coverage = coverage_by_register(files)
    resolved = resolve_suppliers(
        engine,
        payees=engine.table(payees_called("Hevrumoor Joinery Ltd", "Kelvumere Bakery Ltd"), name="payees"),
        entities=open_registers(files, engine=engine),
        register_coverage=coverage,
    )

    assert coverage == {"companies_house": (True, True), "companies_house-2": (False, False)}
    found = engine.to_arrow(resolved.locations.order_by("entity_id")).to_pylist()
    assert [(row["entity_id"], row["source"], row["is_location_neutral"]) for row in found] == [
        ("GB-COH-01234567", "register companies_house", True),
        ("GB-COH-07654321", "register companies_house-2", False),
    ]


def test_what_is_said_when_adding_is_kept_and_listed(tmp_path: Path, machine: Path) -> None:
    source = written(tmp_path / "list.csv", "Supplier,Postcode\nHevrumoor Joinery,PR1 2RL\n")

    add_register_file("supplier-list", source, coverage="area", as_at=dt.date(2024, 3, 31), label="Ashmoor")

    [listed] = registers_at_hand()
    assert {key: listed[key] for key in ("id", "label", "coverage", "as_at", "row_count")} == {
        "id": "supplier-list",
        "label": "ashmoor",
        "coverage": "area",
        "as_at": dt.date(2024, 3, 31),
        "row_count": 1,
    }
    assert [file.name for file in list_registers(machine)] == ["supplier_list-ashmoor"]


@pytest.mark.usefixtures("machine")
def test_a_study_uses_the_claim_of_the_copy_that_it_names(tmp_path: Path) -> None:
    source = written(tmp_path / "list.csv", "Supplier,Postcode\nHevrumoor Joinery,PR1 2RL\n")
    add_register_file("supplier-list", source, coverage="sample", label="ashmoor", as_at=dt.date(2024, 3, 31))
    add_register_file("supplier-list", source, coverage="area", label="birchley")
    reader = register_named("supplier-list")

    ashmoor = register_added(RegisterUse(id="supplier-list", label="ashmoor"), reader)
    lowered = register_added(RegisterUse(id="supplier-list", label="ashmoor", coverage="area"), reader)

    assert (ashmoor.coverage.kind, lowered.coverage.kind) == ("sample", "area")
    with pytest.raises(RegisterClaimError, match="it was added as area"):
        register_added(RegisterUse(id="supplier-list", label="birchley", coverage="complete"), reader)
    with pytest.raises(StudyFileError, match="the one on this machine is as at 2024-03-31"):
        register_added(RegisterUse(id="supplier-list", label="ashmoor", as_at=dt.date(2025, 3, 31)), reader)


def test_a_register_that_nobody_offers_is_fetched_by_hand(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="fetch it by hand"):
        download_register("supplier-list", tmp_path)
