import pickle
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ourplace.registers import ENTITY_SCHEMA
from ourplace.suppliers import building
from ourplace.suppliers.building import RegisterSource, build_index
from ourplace.suppliers.exceptions import SupplierIndexError
from ourplace.suppliers.facts import entity_facts, location_facts, organisation_rows
from ourplace.suppliers.index import open_index


def table(*rows):
    return pa.Table.from_pylist(list(rows), schema=ENTITY_SCHEMA)


def all_facts(index):
    return {one.entity_id: one for one in entity_facts(index, np.arange(index.entity_count))}


def test_facts_of_an_entity_in_two_registers_are_put_together(tmp_path, entity) -> None:
    sources = [
        RegisterSource("companies", table(entity("01", "MOSS LIMITED", sic_codes=["41202"]))),
        RegisterSource(
            "pay_gap", table(entity("01", "MOSS LTD", size="large", legal_form="unknown", postcode="M1 1AA"))
        ),
    ]
    facts = all_facts(open_index(build_index(sources, tmp_path / "index")))["GB-COH-01"]

    assert (facts.entity_name, facts.legal_form, facts.size) == ("MOSS LIMITED", "private_company", "large")
    assert (facts.sic_codes, facts.postcodes) == (("41202",), ("M1 1AA", "PR1 2RL"))
    assert (facts.register_id, facts.register_ids) == ("companies", ("companies", "pay_gap"))


def test_organisation_of_several_entities_has_all_their_rows(tmp_path, entity) -> None:
    rows = table(
        entity("01", "MOSS"), entity("01", "MOSS", entity_id="GB-CHC-1", postcode="PR2 2AA"), entity("02", "FERN")
    )
    index = open_index(build_index([RegisterSource("all", rows)], tmp_path / "index"))
    rows_of_one = organisation_rows(index, index.find_entities(["GB-CHC-1"]))

    assert [fact.postcode for fact in location_facts(index, rows_of_one.values)] == ["PR1 2RL", "PR2 2AA"]


def test_entities_are_found_by_id_and_words_by_how_many_names_hold_them(index_of, entity) -> None:
    index = index_of([entity("01", "MOSS FERN LTD"), entity("02", "MOSS MOSS LTD")])

    assert index.find_entities(["GB-COH-02", "GB-COH-77", "GB-COH-01"]).tolist() == [1, -1, 0]
    assert index.rarity(["moss", "fern", "larch"]).names_with == {"moss": 2, "fern": 1, "larch": 0}
    assert index.distinctive_among(["fern", "services", "larch", "preston", "7"]) == {"fern", "larch"}


def test_name_of_an_entity_is_kept_once_however_many_rows_bear_it(index_of, entity) -> None:
    index = index_of([entity("01", "MOSS LTD"), entity("01", "MOSS LTD", postcode="M1 1AA"), entity("02", "MOSS LTD")])

    assert (index.name_count, index.entity_count) == (2, 2)


def test_rows_without_name_number_or_postcode_are_indexed(index_of, entity) -> None:
    index = index_of([entity("01", None, company_number=None, postcode=None), entity("02", ""), entity("03", "***")])

    assert (index.name_count, index.entity_count) == (1, 3)
    assert all_facts(index)["GB-COH-01"].entity_name == ""


def test_index_of_a_file_is_that_of_the_same_rows(tmp_path, entity) -> None:
    rows = table(*[entity(f"{number:02d}", f"MOSS {number} LTD") for number in range(7)])
    pq.write_table(rows, tmp_path / "rows.parquet", row_group_size=3)
    build_index([RegisterSource("all", tmp_path / "rows.parquet")], tmp_path / "from_file")
    build_index([RegisterSource("all", rows)], tmp_path / "from_rows")

    files = sorted(path.name for path in (tmp_path / "from_rows").iterdir())
    assert files == sorted(path.name for path in (tmp_path / "from_file").iterdir())
    assert all(
        (tmp_path / "from_rows" / name).read_bytes() == (tmp_path / "from_file" / name).read_bytes() for name in files
    )


def test_index_built_in_small_parts_is_the_same(tmp_path, entity, monkeypatch) -> None:
    rows = table(*[entity(f"{number:02d}", f"MOSS {number % 3} FERN LTD") for number in range(9)])
    build_index([RegisterSource("all", rows)], tmp_path / "whole")
    monkeypatch.setattr(building, "ROWS_AT_A_TIME", 2)
    build_index([RegisterSource("all", rows)], tmp_path / "parts")

    for path in (tmp_path / "whole").iterdir():
        assert path.read_bytes() == (tmp_path / "parts" / path.name).read_bytes(), path.name


def test_index_of_another_version_is_refused_with_what_to_do(tmp_path, entity, monkeypatch) -> None:
    folder = build_index([RegisterSource("all", table(entity("01", "MOSS")))], tmp_path / "index")
    monkeypatch.setattr("ourplace.suppliers.index.index_version", lambda: "another")

    with pytest.raises(SupplierIndexError, match="made by another version") as caught:
        open_index(folder)
    assert "build the index again" in str(caught.value)


@pytest.mark.parametrize("content", [None, "", "{}", "[]", '{"version": '])
def test_folder_without_a_whole_index_is_refused(tmp_path, content) -> None:
    if content is not None:
        (tmp_path / "index.json").write_text(content)

    with pytest.raises(SupplierIndexError, match="There is no index"):
        open_index(tmp_path)


def test_index_that_could_not_be_finished_leaves_nothing(tmp_path, entity, monkeypatch) -> None:
    def fail(*_arguments: object) -> None:
        raise MemoryError

    monkeypatch.setattr(building, "write_names", fail)
    with pytest.raises(MemoryError):
        build_index([RegisterSource("all", table(entity("01", "MOSS")))], tmp_path / "index")
    assert list(tmp_path.iterdir()) == []


def test_truncated_register_leaves_no_index(tmp_path, entity) -> None:
    path = tmp_path / "rows.parquet"
    pq.write_table(table(entity("01", "MOSS")), path)
    path.write_bytes(path.read_bytes()[:-20])

    with pytest.raises(pa.ArrowInvalid):
        build_index([RegisterSource("all", path)], tmp_path / "index")
    assert not (tmp_path / "index").exists()


def test_index_that_is_there_is_not_made_again(tmp_path, entity) -> None:
    folder = build_index([RegisterSource("all", table(entity("01", "MOSS")))], tmp_path / "index")
    before = (folder / "index.json").stat().st_mtime_ns

    assert build_index([RegisterSource("all", Path("nowhere"))], tmp_path / "index") == folder
    assert (folder / "index.json").stat().st_mtime_ns == before


def test_opened_index_goes_to_another_process_as_its_folder(index_of, entity) -> None:
    index = index_of([entity("01", "MOSS LTD")])
    sent = pickle.dumps(index)

    assert len(sent) < 1000
    assert pickle.loads(sent).entity_ids(np.array([0])) == ["GB-COH-01"]  # noqa: S301


@pytest.mark.parametrize("ending", ["npy", "bytes"])
def test_an_index_with_a_file_cut_short_is_not_opened(tmp_path, entity, ending) -> None:
    folder = build_index([RegisterSource("all", table(entity("01", "MOSS LTD")))], tmp_path / "index")
    whole = max(folder.glob(f"*.{ending}"), key=lambda path: path.stat().st_size)
    whole.write_bytes(whole.read_bytes()[:-1])

    with pytest.raises(SupplierIndexError, match="index of the registers is damaged"):
        open_index(folder)
