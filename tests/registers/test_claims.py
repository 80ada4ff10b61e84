import datetime as dt
import json
from pathlib import Path

import pytest

from ourplace.engine import Engine
from ourplace.registers import (
    Coverage,
    RegisterFile,
    add_register,
    claimed_coverage,
    list_registers,
    names_in_use,
    open_register,
    open_registers,
    register_named,
    with_coverage,
)
from ourplace.registers.claims import checked_day, checked_label
from ourplace.registers.exceptions import RegisterClaimError, UnlistedRegisterError, UnreadableSourceError

AREA = Coverage(kind="area", note="the suppliers of one valley")


def add_list(folder: Path, engine: Engine, name: str, **options: object) -> RegisterFile:
    """Add a list of one supplier, called after it."""
    folder.mkdir(parents=True, exist_ok=True)
    source = folder / f"{name}.csv"
    source.write_text(f"Supplier,Postcode\n{name.title()} Joinery,PR1 2RL\n", "utf-8")
    return add_register("supplier_list", source, registers_folder=folder / "registers", engine=engine, **options)  # type: ignore[arg-type]


def test_each_file_of_a_register_keeps_its_own_claim(tmp_path: Path, engine: Engine) -> None:
    add_list(tmp_path, engine, "ashmoor", label="ashmoor")
    add_list(tmp_path, engine, "birchley", label="birchley", coverage=AREA)
    add_list(tmp_path, engine, "cedarby", label="cedarby", coverage=Coverage(kind="complete"))

    held = list_registers(tmp_path / "registers")

    assert [(file.name, file.is_complete, file.is_location_neutral) for file in held] == [
        ("supplier_list-ashmoor", False, True),
        ("supplier_list-birchley", False, False),
        ("supplier_list-cedarby", True, True),
    ]


def test_the_rows_of_each_file_go_by_its_own_name(tmp_path: Path, engine: Engine) -> None:
    files = [add_list(tmp_path, engine, name, label=name) for name in ("ashmoor", "birchley")]

    table = engine.to_arrow(open_registers(files, engine=engine).order_by("entity_name"))

    assert list(zip(table["register_id"].to_pylist(), table["entity_name"].to_pylist(), strict=True)) == [
        ("supplier_list-ashmoor", "Ashmoor Joinery"),
        ("supplier_list-birchley", "Birchley Joinery"),
    ]


def test_files_without_labels_are_told_apart_by_number(tmp_path: Path, engine: Engine) -> None:
    files = [add_list(tmp_path / name, engine, name) for name in ("ashmoor", "birchley")]
    files.insert(1, add_list(tmp_path, engine, "cedarby", label="2"))

    names = names_in_use(files)

    assert names == ["supplier_list", "supplier_list-2", "supplier_list-3"]
    assert sorted(engine.to_arrow(open_registers(files, engine=engine))["register_id"].to_pylist()) == names


def test_the_claim_the_day_and_the_label_are_kept_with_the_rows(tmp_path: Path, engine: Engine) -> None:
    day = dt.date(2024, 3, 31)

    file = add_list(tmp_path, engine, "ashmoor", label="Ashmoor Council", as_at=day, coverage=AREA)
    stored = json.loads((file.folder / "register.json").read_text("utf-8"))

    assert (stored["label"], stored["as_at"], stored["coverage"]["kind"]) == ("ashmoor-council", "2024-03-31", "area")
    assert engine.to_arrow(open_registers([file], engine=engine))["as_at"].to_pylist() == [day]


def test_another_claim_is_another_content(tmp_path: Path, engine: Engine) -> None:
    hashes = {
        add_list(tmp_path, engine, "ashmoor", **options).content_hash  # type: ignore[arg-type]
        for options in ({}, {"coverage": AREA}, {"label": "ashmoor"}, {"as_at": dt.date(2024, 3, 31)})
    }

    assert len(hashes) == 4


def test_a_label_says_which_of_several_is_meant(tmp_path: Path, engine: Engine) -> None:
    for name in ("ashmoor", "birchley"):
        add_list(tmp_path, engine, name, label=name)
    folder = tmp_path / "registers"

    assert open_register("supplier-list", registers_folder=folder, label="birchley").name == "supplier_list-birchley"
    with pytest.raises(UnlistedRegisterError, match='label = "ashmoor"'):
        open_register("supplier-list", registers_folder=folder)
    with pytest.raises(UnlistedRegisterError, match="PATH --label cedarby"):
        open_register("supplier-list", registers_folder=folder, label="cedarby")


def test_the_only_one_needs_no_label(tmp_path: Path, engine: Engine) -> None:
    file = add_list(tmp_path, engine, "ashmoor", label="ashmoor")

    assert open_register("supplier-list", registers_folder=tmp_path / "registers") == file


def test_a_study_may_claim_less_of_a_file_and_never_more(tmp_path: Path, engine: Engine) -> None:
    file = add_list(tmp_path, engine, "ashmoor")

    less = with_coverage(file, AREA)

    assert (less.coverage, less.path) == (AREA, file.path)
    assert less.content_hash != file.content_hash
    assert with_coverage(file, Coverage(kind="sample")) == file
    with pytest.raises(RegisterClaimError, match="it was added as area"):
        with_coverage(less, Coverage(kind="sample"))


def test_what_is_complete_is_so_for_the_register_s_nations() -> None:
    mutuals = register_named("charity-commission")

    assert claimed_coverage("complete", mutuals, note="said").nations == ("England", "Wales")
    assert claimed_coverage("area", mutuals, note="said").nations == ()


def test_claims_that_cannot_be_are_refused(tmp_path: Path, engine: Engine) -> None:
    with pytest.raises(RegisterClaimError, match="say one of complete, sample, area"):
        claimed_coverage("national", register_named("mutuals"), note="")
    with pytest.raises(RegisterClaimError, match="letters, digits and hyphens only"):
        add_list(tmp_path, engine, "ashmoor", label="../ashmoor")
    with pytest.raises(RegisterClaimError, match="that day is yet to come"):
        checked_day(dt.date(2024, 4, 2), today=dt.date(2024, 4, 1))
    assert (checked_label(""), checked_day(None)) == ("", None)


def test_the_day_is_told_from_the_download_where_the_name_has_none(tmp_path: Path, engine: Engine) -> None:
    source = tmp_path / "list.csv"
    source.write_text("Supplier,Postcode\nAshmoor Joinery,PR1 2RL\n", "utf-8")
    digest = add_register(
        "supplier_list", source, registers_folder=tmp_path / "a", engine=engine
    ).receipt.source_sha256
    record = {"sha256": digest, "last_modified": "Sun, 01 Nov 2026 06:00:00 GMT"}

    (tmp_path / "list.csv.json").write_text(json.dumps(record), "utf-8")
    told = add_register("supplier_list", source, registers_folder=tmp_path / "b", engine=engine)
    (tmp_path / "list.csv.json").write_text(json.dumps(record | {"sha256": "0" * 64}), "utf-8")
    untold = add_register("supplier_list", source, registers_folder=tmp_path / "c", engine=engine)

    assert (told.as_at, untold.as_at) == (dt.date(2026, 11, 1), None)


def test_a_folder_of_downloads_is_its_tables_without_their_records(tmp_path: Path, engine: Engine) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    for number in (1, 2):
        name = f"suppliers-2026-10-01-part{number}_2.csv"
        (parts / name).write_text(f"Supplier,Postcode\nJoinery {number},PR1 2RL\n", "utf-8")
        (parts / f"{name}.json").write_text("{}", "utf-8")
    (parts / ".suppliers-2026-10-01.csv.part.json").write_text("{}", "utf-8")

    file = add_register("supplier_list", parts, registers_folder=tmp_path / "registers", engine=engine)

    assert (file.row_count, file.as_at) == (2, dt.date(2026, 10, 1))


def test_two_editions_in_one_folder_are_not_read_together(tmp_path: Path, engine: Engine) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    for month in ("10", "11"):
        (parts / f"suppliers-2026-{month}-01.csv").write_text("Supplier\nAshmoor Joinery\n", "utf-8")

    with pytest.raises(UnreadableSourceError, match="2026-10-01, 2026-11-01"):
        add_register("supplier_list", parts, registers_folder=tmp_path / "registers", engine=engine)
