import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from ourplace.engine import Engine
from ourplace.registers import (
    BUSINESS_TYPES,
    RegisterFile,
    add_register,
    guess_register,
    known_registers,
    open_links,
    open_registers,
)
from ourplace.registers.exceptions import UnreadableSourceError
from ourplace.registers.readers import READERS

FIXTURES = Path(__file__).parent / "fixtures"
FILES = {path.stem: path for path in sorted(FIXTURES.iterdir())}


def add(register_id: str, tmp_path: Path, engine: Engine) -> RegisterFile:
    return add_register(register_id, FILES[register_id], registers_folder=tmp_path, engine=engine)


def picked(file: RegisterFile, engine: Engine, *columns: str) -> list[tuple[object, ...]]:
    table = engine.to_arrow(open_registers([file], engine=engine).select(*columns))
    return [tuple(row.values()) for row in table.to_pylist()]


def test_every_register_has_a_reader_and_every_reader_a_register() -> None:
    assert set(READERS) == set(known_registers())


def test_every_legal_form_and_status_is_one_that_the_rest_knows() -> None:
    meanings = {
        name: {
            meaning
            for register in known_registers().values()
            if name in register.lookups
            for meaning in register.lookups[name].values.values()
        }
        for name in ("legal_form", "status", "size")
    }

    assert meanings["legal_form"] <= {*BUSINESS_TYPES, None}
    assert meanings["status"] <= {"active", "insolvent", "closed", "dissolved", None}
    assert meanings["size"] == {"micro", "small", "medium", "large", None}


def test_lookups_speak_of_columns_that_are_read() -> None:
    for register in known_registers().values():
        assert {lookup.field for lookup in register.lookups.values()} <= {*register.columns.used, ""}
        assert set(register.columns.required) <= set(register.columns.used)


@pytest.mark.parametrize("register_id", sorted(FILES))
def test_a_file_is_known_by_its_columns(register_id: str) -> None:
    assert guess_register(FILES[register_id]) == register_id


def test_charities(tmp_path: Path, engine: Engine) -> None:
    file = add("charity_commission", tmp_path, engine)

    assert picked(
        file, engine, "entity_id", "entity_name", "status", "dissolved_date", "company_number", "postcode"
    ) == [
        ("GB-CHC-1999901", "THE PENDLE KITE TRUST", "active", None, "02345678", "BB9 7LG"),
        ("GB-CHC-1999901-1", "PENDLE KITE BURSARY FUND", "closed", dt.date(2010, 6, 30), None, None),
        ("GB-CHC-299902", "LUNE VALLEY “OPEN” GARDENS", "insolvent", None, None, "LA1 1PJ"),
    ]


def test_charities_as_tab_delimited_text_keep_their_quotes(tmp_path: Path, engine: Engine) -> None:
    source = tmp_path / "publicextract.charity.txt"
    source.write_text(
        "registered_charity_number\tlinked_charity_number\tcharity_name\tcharity_registration_status\n"
        '1999901\t0\tTHE "KITE TRUST\tRegistered\n'
        '1999902\t0\tTHE "LUNE" TRUST\tRegistered\n',
        "utf-8",
    )

    file = add_register("charity_commission", source, registers_folder=tmp_path, engine=engine)

    assert picked(file, engine, "entity_name") == [('THE "KITE TRUST',), ('THE "LUNE" TRUST',)]


def test_mutuals(tmp_path: Path, engine: Engine) -> None:
    file = add("mutuals", tmp_path, engine)

    assert picked(file, engine, "entity_id", "legal_form", "status", "incorporated_date", "postcode") == [
        ("GB-MPR-99901R", "cooperative_or_society", "active", dt.date(1962, 5, 1), "L39 2DF"),
        ("GB-MPR-99902CU", "cooperative_or_society", "closed", dt.date(1990, 11, 12), None),
        ("GB-MPR-99903", "unknown", "active", dt.date(1901, 5, 1), "FY7 6AA"),
    ]
    assert {name: dict(values) for name, values in file.receipt.unknown_values.items()} == {
        "legal_form": {"Pigeon Society": 1}
    }


def test_co_operatives(tmp_path: Path, engine: Engine) -> None:
    file = add("co_operatives_uk", tmp_path, engine)

    assert picked(file, engine, "entity_id", "legal_form", "sic_codes", "company_number", "postcode") == [
        ("GB-COP-R999901", "cooperative_or_society", ["01450"], "SC012345", "BB7 2RA"),
        ("GB-COP-R999902", "cooperative_or_society", ["47640"], None, "BB11 9SA"),
    ]


def test_large_employers(tmp_path: Path, engine: Engine) -> None:
    file = add("gender_pay_gap", tmp_path, engine)

    assert picked(
        file, engine, "entity_id", "entity_name", "other_names", "legal_form", "sic_codes", "size", "postcode"
    ) == [
        (
            "GB-COH-01234999",
            "BOWLAND POLYMERS LIMITED",
            [{"name": "BOWLAND PLASTICS LIMITED", "kind": "previous"}],
            "unknown",
            ["22290", "01450"],
            "large",
            "PR1 2RL",
        ),
        ("GB-OP-GPG-902", "Borough of Nowhere", [], "public_body", ["84110"], None, "BB5 0PF"),
    ]
    assert (file.coverage.kind, file.is_location_neutral, file.is_complete) == ("sample", True, False)


def test_food_premises(tmp_path: Path, engine: Engine) -> None:
    file = add("food_premises", tmp_path, engine)

    assert picked(file, engine, "entity_id", "entity_name", "location_kind", "postcode") == [
        ("GB-OP-FSA-9901", "Wyre Smokehouse – Fleetwood", "premises", "FY7 6AA"),
        ("GB-OP-FSA-99-02", "Hodder Dairy", "premises", None),
    ]


def test_a_supplier_list_becomes_one_entity_a_supplier_and_place(tmp_path: Path, engine: Engine) -> None:
    file = add("supplier_list", tmp_path, engine)

    found = picked(
        file, engine, "entity_name", "company_number", "legal_form", "sic_codes", "postcode", "location_kind"
    )
    assert found == [
        ("MOORLAND BAKERY LIMITED", "01234567", "private_company", ["10710", "47240"], "PR1 2RL", "registered_office"),
        ("J Smithson Plumbing", None, "sole_trader_or_individual", [], "FY7 6AA", "premises"),
        ("Hodder Dairy", None, "unknown", [], None, "premises"),
    ]
    [(names,), *_] = picked(file, engine, "other_names")
    assert names == [
        {"name": name, "kind": "alias"} for name in ("MOORLAND BAKERY LTD", "Moorland Bakery", "Moorland Cakes")
    ]


def test_a_supplier_list_s_receipt_balances(tmp_path: Path, engine: Engine) -> None:
    receipt = add("supplier_list", tmp_path, engine).receipt

    assert (receipt.rows_read, receipt.rows_out, receipt.rows_merged, dict(receipt.rejected)) == (
        6,
        3,
        2,
        {"no_name": 1},
    )
    assert dict(receipt.notes) == {"company_number_repaired": 1, "company_number_unreadable": 1}
    assert receipt.unknown_columns == ("Favourite Colour",)
    assert {name: dict(values) for name, values in receipt.unknown_values.items()} == {
        "legal_form": {"Cheesemonger": 1}
    }


def test_a_supplier_list_may_be_a_workbook(tmp_path: Path, engine: Engine) -> None:

    book = openpyxl.Workbook()
    book.active.append(["Suppliers"])
    book.create_sheet("List")
    for row in (["Payee", "Company number", "Postcode"], ["Moorland Bakery", 1234567, "PR1 2RL"], [None, None, None]):
        book["List"].append(row)
    source = tmp_path / "suppliers.xlsx"
    book.save(source)

    file = add_register("supplier_list", source, registers_folder=tmp_path, engine=engine)

    assert picked(file, engine, "entity_id", "entity_name", "postcode") == [
        ("GB-COH-01234567", "Moorland Bakery", "PR1 2RL")
    ]


def test_suppliers_without_numbers_keep_their_identifiers(tmp_path: Path, engine: Engine) -> None:
    first = picked(add("supplier_list", tmp_path / "a", engine), engine, "entity_id")

    assert picked(add("supplier_list", tmp_path / "b", engine), engine, "entity_id") == first


def test_links_need_both_identifiers_and_come_once(tmp_path: Path, engine: Engine) -> None:
    file = add("identifier_links", tmp_path, engine)

    assert engine.to_arrow(open_links([file], engine=engine)).to_pylist() == [
        {"entity_id_a": "GB-SHPE-X1", "entity_id_b": "GB-COH-IP99901R"}
    ]
    assert (file.receipt.rows_merged, dict(file.receipt.rejected)) == (1, {"no_pair_of_identifiers": 1})
    assert engine.to_arrow(open_registers([file], engine=engine)).num_rows == 0


def test_cut_json_is_said_to_be_cut(tmp_path: Path, engine: Engine) -> None:
    source = tmp_path / "publicextract.charity.json"
    source.write_bytes(FILES["charity_commission"].read_bytes()[:-100])

    with pytest.raises(UnreadableSourceError, match="cut short"):
        add_register("charity_commission", source, registers_folder=tmp_path, engine=engine)


def test_json_that_is_one_endless_record_is_refused(tmp_path: Path, engine: Engine) -> None:
    source = tmp_path / "publicextract.charity.json"
    source.write_text('[{"registered_charity_number": "' + "1" * 20_000_000, "utf-8")

    with pytest.raises(UnreadableSourceError, match="no list of records"):
        add_register("charity_commission", source, registers_folder=tmp_path, engine=engine)
