import datetime as dt
import gzip
import json
import zipfile
from pathlib import Path

import pytest

from ourplace.engine import Engine
from ourplace.registers import (
    ENTITY_SCHEMA,
    Coverage,
    RegisterFile,
    add_register,
    list_registers,
    open_registers,
)
from ourplace.registers.exceptions import UnknownRegisterError, UnreadableSourceError, WrongRegisterError

COMPANY_HEADER = (
    "CompanyName, CompanyNumber,RegAddress.CareOf,RegAddress.POBox,RegAddress.AddressLine1, RegAddress.AddressLine2,"
    "RegAddress.PostTown,RegAddress.County,RegAddress.Country,RegAddress.PostCode,CompanyCategory,CompanyStatus,"
    "CountryOfOrigin,DissolutionDate,IncorporationDate,Accounts.AccountRefDay,Accounts.AccountRefMonth,"
    "Accounts.NextDueDate,Accounts.LastMadeUpDate,Accounts.AccountCategory,Returns.NextDueDate,Returns.LastMadeUpDate,"
    "Mortgages.NumMortCharges,Mortgages.NumMortOutstanding,Mortgages.NumMortPartSatisfied,Mortgages.NumMortSatisfied,"
    "SICCode.SicText_1,SICCode.SicText_2,SICCode.SicText_3,SICCode.SicText_4,LimitedPartnerships.NumGenPartners,"
    "LimitedPartnerships.NumLimPartners,URI,"
    + ",".join(f"PreviousName_{i}.CONDATE, PreviousName_{i}.CompanyName" for i in range(1, 11))
    + ",ConfStmtNextDueDate, ConfStmtLastMadeUpDate"
)


def company_line(name: str, number: str, **values: str) -> str:
    """Return a line in the full layout; `values` by the last part of the column's name."""
    headers = [header.strip() for header in COMPANY_HEADER.split(",")]
    given = {
        "RegAddress.PostTown": "PRESTON",
        "RegAddress.PostCode": "PR1 2RL",
        "CompanyCategory": "Private Limited Company",
        "CompanyStatus": "Active",
        "IncorporationDate": "14/04/2005",
        "Accounts.AccountCategory": "MICRO ENTITY",
        "SICCode.SicText_1": "62012 - Business and domestic software development",
    } | {name.replace("__", "."): value for name, value in values.items()}
    given |= {"CompanyName": name, "CompanyNumber": number}
    return ",".join('"' + given.get(header, "").replace('"', '""') + '"' for header in headers)


@pytest.fixture
def companies(tmp_path: Path) -> Path:
    """Three companies in the full layout."""
    path = tmp_path / "BasicCompanyDataAsOneFile-2026-11-01.csv"
    lines = [
        COMPANY_HEADER,
        company_line("MOORLAND BAKERY LIMITED", "01234567", PreviousName_1__CompanyName="MOORLAND CAKES LTD"),
        company_line("RIBBLE ROOFS C.I.C.", "SC012345", CompanyCategory="Community Interest Company"),
        company_line(
            "OLD TILE WORKS LIMITED", "00000321", CompanyStatus="Liquidation", IncorporationDate="01/02/1931"
        ),
    ]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def zipped(path: Path) -> Path:
    """Return the file in a ZIP archive beside it."""
    archive = path.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(path, path.name)
    return archive


def gzipped(path: Path) -> Path:
    """Return the file gzipped beside it."""
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def add_companies(source: Path, engine: Engine, **options: object) -> RegisterFile:
    return add_register(
        "companies_house", source, registers_folder=source.parent / "registers", engine=engine, **options
    )  # type: ignore[arg-type]


def rows(file: RegisterFile, engine: Engine) -> list[dict[str, object]]:
    table: list[dict[str, object]] = engine.to_arrow(open_registers([file], engine=engine)).to_pylist()
    return table


def test_a_company_becomes_an_entity(companies: Path, engine: Engine) -> None:
    file = add_companies(companies, engine)

    assert rows(file, engine)[0] == {
        "entity_id": "GB-COH-01234567",
        "register_id": "companies_house",
        "entity_name": "MOORLAND BAKERY LIMITED",
        "other_names": [{"name": "MOORLAND CAKES LTD", "kind": "previous"}],
        "legal_form": "private_company",
        "status": "active",
        "incorporated_date": dt.date(2005, 4, 14),
        "dissolved_date": None,
        "sic_codes": ["62012"],
        "company_number": "01234567",
        "charity_number": None,
        "postcode": "PR1 2RL",
        "town_name": "PRESTON",
        "location_kind": "registered_office",
        "size": "micro",
        "as_at": dt.date(2026, 11, 1),
    }
    assert [(row["legal_form"], row["status"]) for row in rows(file, engine)[1:]] == [
        ("community_interest_company", "active"),
        ("private_company", "insolvent"),
    ]
    assert engine.to_arrow(open_registers([file], engine=engine)).schema == ENTITY_SCHEMA


def test_packing_makes_no_difference(companies: Path, engine: Engine) -> None:
    plain = rows(add_companies(companies, engine), engine)

    for source in (zipped(companies), gzipped(companies)):
        assert rows(add_companies(source, engine), engine) == plain


def test_the_parts_of_a_split_product_are_one_register(tmp_path: Path, engine: Engine) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    for part in (1, 2):
        text = f"{COMPANY_HEADER}\n{company_line(f'BAKERY {part} LIMITED', f'0000000{part}')}\n"
        zipped(_written(parts / f"BasicCompanyData-2026-11-01-part{part}_2.csv", text))
        (parts / f"BasicCompanyData-2026-11-01-part{part}_2.csv").unlink()

    file = add_register("companies-house", parts, registers_folder=tmp_path / "registers", engine=engine)

    assert [row["entity_name"] for row in rows(file, engine)] == ["BAKERY 1 LIMITED", "BAKERY 2 LIMITED"]


def _written(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding)
    return path


def test_the_full_layout_has_no_unknown_columns(companies: Path, engine: Engine) -> None:
    receipt = add_companies(companies, engine).receipt

    assert (receipt.unknown_columns, receipt.missing_columns, dict(receipt.unknown_values)) == ((), (), {})


def test_a_renamed_column_and_a_new_category_are_reported(companies: Path, engine: Engine) -> None:
    text = companies.read_text("utf-8").replace("CountryOfOrigin", "LandOfOrigin")
    companies.write_text(text.replace('"Active"', '"Hibernating"'), "utf-8")

    receipt = add_companies(companies, engine).receipt

    assert receipt.unknown_columns == ("LandOfOrigin",)
    assert {name: dict(values) for name, values in receipt.unknown_values.items()} == {"status": {"Hibernating": 2}}


def test_the_same_content_again_changes_nothing(companies: Path, engine: Engine) -> None:
    first = add_companies(companies, engine)
    written = (first.folder / "register.json").stat().st_mtime_ns

    again = add_companies(companies, engine)

    assert again == first
    assert (first.folder / "register.json").stat().st_mtime_ns == written


def test_new_content_replaces_the_old_and_nothing_is_left_behind(companies: Path, engine: Engine) -> None:
    first = add_companies(companies, engine)
    companies.write_text("\n".join(companies.read_text("utf-8").splitlines()[:2]) + "\n", "utf-8")

    second = add_companies(companies, engine)

    assert (first.row_count, second.row_count) == (3, 1)
    assert first.content_hash != second.content_hash
    assert sorted(path.name for path in second.folder.iterdir()) == ["register.json", second.path.name]


def test_a_failed_reading_leaves_the_register_that_was_there(companies: Path, engine: Engine) -> None:
    first = add_companies(companies, engine)
    packed = gzipped(companies)
    packed.write_bytes(packed.read_bytes()[:-20])

    with pytest.raises(UnreadableSourceError, match="cut short"):
        add_companies(packed, engine)

    assert list_registers(first.folder.parent) == [first]
    assert sorted(path.name for path in first.folder.iterdir()) == ["register.json", first.path.name]


def test_a_cut_archive_is_named_as_such(companies: Path, engine: Engine) -> None:
    packed = zipped(companies)
    packed.write_bytes(packed.read_bytes()[:-20])

    with pytest.raises(UnreadableSourceError, match="cut short or damaged"):
        add_companies(packed, engine)


def test_too_few_companies_are_taken_to_be_cut_out_by_place(companies: Path, engine: Engine) -> None:
    file = add_companies(companies, engine)

    assert (file.coverage.kind, file.is_location_neutral, file.is_complete) == ("area", False, False)
    assert file.receipt.assertions_failed[0] == "at least 4,900,000 rows (has 3)"


def test_coverage_can_be_declared(companies: Path, engine: Engine) -> None:
    coverage = Coverage(kind="complete", nations=("England",), note="an invented country of three companies")

    file = add_companies(companies, engine, coverage=coverage)

    assert (file.coverage, file.is_location_neutral, file.is_complete) == (coverage, True, True)


def test_every_row_is_accounted_for(tmp_path: Path, engine: Engine) -> None:
    lines = [
        COMPANY_HEADER,
        company_line("MOORLAND BAKERY LIMITED", "1234567"),
        company_line("MOORLAND BAKERY LIMITED", "01234567"),
        company_line("", "00000002"),
        company_line("NO NUMBER LIMITED", ""),
        company_line("BAD NUMBER LIMITED", "12-34-LOST"),
        "just,three,cells",
    ]
    source = _written(tmp_path / "companies.csv", "\n".join(lines) + "\n")

    receipt = add_companies(source, engine).receipt

    assert (receipt.rows_read, receipt.rows_out, receipt.rows_merged) == (6, 1, 1)
    assert dict(receipt.rejected) == {"no_company_number": 2, "no_name": 1, "wrong_number_of_cells": 1}
    assert receipt.rows_read == receipt.rows_out + receipt.rows_merged + sum(receipt.rejected.values())
    assert dict(receipt.notes) == {"company_number_repaired": 1}


@pytest.mark.parametrize("opening", ['"BROKEN ', '"'])
def test_a_broken_quote_costs_only_its_own_line(tmp_path: Path, engine: Engine, opening: str) -> None:
    good = [company_line(f"BAKERY {number} LIMITED", f"{number:08d}") for number in range(1, 6)]
    broken = company_line("X", "00000099").replace('"X",', f"{opening}X,", 1)
    source = _written(tmp_path / "companies.csv", "\n".join([COMPANY_HEADER, *good[:2], broken, *good[2:]]) + "\n")

    file = add_companies(source, engine)

    names = [row["entity_name"] for row in rows(file, engine)]
    assert [name for name in names if str(name).startswith("BAKERY")] == [
        f"BAKERY {number} LIMITED" for number in range(1, 6)
    ]
    receipt = file.receipt
    assert receipt.rows_read == 6 == receipt.rows_out + sum(receipt.rejected.values())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_encoding_gives_the_same_names(tmp_path: Path, engine: Engine, encoding: str) -> None:
    text = f"{COMPANY_HEADER}\n{company_line('CAFÉ – THÉ LIMITED', '00000001')}\n"
    source = _written(tmp_path / "companies.csv", text, encoding)

    file = add_companies(source, engine)

    assert [row["entity_name"] for row in rows(file, engine)] == ["CAFÉ – THÉ LIMITED"]


def test_windows_text_far_into_the_file_is_still_read(tmp_path: Path, engine: Engine) -> None:
    start = "\n".join([COMPANY_HEADER, *(company_line(f"BAKERY {n}", f"{n:08d}") for n in range(1, 1500))]) + "\n"
    source = tmp_path / "companies.csv"
    source.write_bytes(start.encode() + company_line("CAFÉ", "00009999").encode("cp1252") + b"\n")

    file = add_companies(source, engine)

    assert (file.row_count, rows(file, engine)[-1]["entity_name"]) == (1500, "CAFÉ")


def test_another_register_s_file_is_named(tmp_path: Path, engine: Engine) -> None:
    source = _written(tmp_path / "list.csv", "Society Name,Registered As,Society Number\nA,B,1\n")

    with pytest.raises(WrongRegisterError, match="looks like mutuals"):
        add_companies(source, engine)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "it is empty"), (b"<!DOCTYPE html><html>Not found</html>", "web page"), (b"%PDF-1.7", "document")],
)
def test_what_is_no_table_is_said_to_be_none(tmp_path: Path, engine: Engine, content: bytes, words: str) -> None:
    source = tmp_path / "companies.csv"
    source.write_bytes(content)

    with pytest.raises(UnreadableSourceError, match=words):
        add_companies(source, engine)


def test_a_missing_file_and_an_unknown_register(tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(UnreadableSourceError, match="no such file"):
        add_companies(tmp_path / "nothing.csv", engine)
    with pytest.raises(UnknownRegisterError, match="the registers are charity_commission, "):
        add_register("yellow-pages", tmp_path, registers_folder=tmp_path, engine=engine)


def test_a_header_without_rows_is_an_empty_register(tmp_path: Path, engine: Engine) -> None:
    file = add_companies(_written(tmp_path / "companies.csv", COMPANY_HEADER + "\n"), engine)

    assert (file.row_count, file.receipt.rows_read) == (0, 0)


def test_a_line_longer_than_any_block_is_rejected(tmp_path: Path, engine: Engine) -> None:
    good = company_line("MOORLAND BAKERY LIMITED", "01234567")
    text = "\n".join([COMPANY_HEADER, good, "x" * 9_000_000, good.replace("01234567", "01234568")]) + "\n"

    receipt = add_companies(_written(tmp_path / "companies.csv", text), engine).receipt

    assert (receipt.rows_read, receipt.rows_out, dict(receipt.rejected)) == (3, 2, {"wrong_number_of_cells": 1})


def test_progress_counts_bytes_up_to_the_whole(companies: Path, engine: Engine) -> None:
    reports: list[tuple[int, int | None]] = []

    add_companies(companies, engine, progress=lambda _, done, total: reports.append((done, total)))

    size = companies.stat().st_size
    assert reports[-1] == (size, size)
    assert reports == sorted(reports)


def test_the_receipt_says_what_the_register_is(companies: Path, engine: Engine) -> None:
    file = add_companies(companies, engine)

    stored = json.loads((file.folder / "register.json").read_text("utf-8"))

    assert {name: stored[name] for name in ("register_id", "publisher", "as_at", "source_name")} == {
        "register_id": "companies_house",
        "publisher": "Companies House",
        "as_at": "2026-11-01",
        "source_name": companies.name,
    }


def test_a_locked_archive_asks_to_be_unpacked(companies: Path, engine: Engine) -> None:
    packed = zipped(companies)
    content = bytearray(packed.read_bytes())
    for header in (content.index(b"PK\x03\x04") + 6, content.index(b"PK\x01\x02") + 8):
        content[header] |= 1
    packed.write_bytes(content)

    with pytest.raises(UnreadableSourceError, match="it asks for a password"):
        add_companies(packed, engine)
