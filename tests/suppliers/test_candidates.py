import time

import numpy as np
import pyarrow as pa
import pytest

from ourplace.suppliers.candidates import find_by_number, find_candidates
from ourplace.suppliers.entities import as_view, facts_of
from ourplace.suppliers.index import drop_index, index_register
from ourplace.suppliers.rarity import rarity_of
from ourplace.suppliers.readings import readings_of

NAMES = {
    "01": "BARNMOOR CONSTRUCTION LIMITED",
    "02": "CONSTRUCTION BARNMOOR LLP",
    "03": "BARN MOOR CONSTRUCTION LTD",
    "04": "BARNMOOR PLUMBING LTD",
    "05": "FERNMOOR CONSTRUCTION LTD",
}


@pytest.fixture
def small(engine, register, entity):
    rows = [entity(number, name) for number, name in NAMES.items()]
    rows[4]["other_names"] = [{"name": "OLDMOOR BUILDERS LTD", "kind": "previous"}]
    return register(rows)


def found(engine, index, name):
    table = find_candidates(engine, readings_of([name]), index=index)
    return {(row["entity_id"].removeprefix("GB-COH-"), row["name_kind"]) for row in table.to_pylist()}


def test_same_letters_same_words_and_rare_words_are_found(engine, small) -> None:
    index = index_register(engine, small)

    assert found(engine, index, "Barnmoor Construction") == {
        ("01", "main"),
        ("02", "main"),
        ("03", "main"),
        ("04", "main"),
        ("05", "main"),
    }
    assert found(engine, index, "Oldmoor Builders") == {("05", "previous")}
    assert found(engine, index, "Nothing Alike") == set()


def test_previous_name_is_searched_and_says_so(engine, small) -> None:
    table = find_candidates(engine, readings_of(["OLDMOOR BUILDERS"]), index=index_register(engine, small))

    assert table.to_pylist() == [
        {
            "name_index": 0,
            "reading_kind": "as_typed",
            "reading": "OLDMOOR BUILDERS",
            "entity_id": "GB-COH-05",
            "name": "OLDMOOR BUILDERS LTD",
            "name_kind": "previous",
        }
    ]


def test_no_readings_and_an_empty_register_find_nothing(engine, small, register) -> None:
    assert find_candidates(engine, readings_of([]), index=index_register(engine, small)).num_rows == 0
    assert find_candidates(engine, readings_of(["Moss"]), index=index_register(engine, register([]))).num_rows == 0


def test_candidates_of_a_name_are_few_however_common_its_words(engine, register, entity) -> None:
    rows = [entity(f"{number:08d}", f"MOOR SERVICES {number}") for number in range(200)]
    index = index_register(engine, register(rows))

    assert find_candidates(engine, readings_of(["Moor Services"]), index=index).num_rows == 12


def test_batches_and_order_do_not_change_what_is_found(engine, small) -> None:
    index = index_register(engine, small)
    names = ["Barnmoor Construction", "Oldmoor Builders", "Fernmoor"]
    together = find_candidates(engine, readings_of(names), index=index).to_pylist()
    apart = [
        row | {"name_index": place}
        for place, name in enumerate(names)
        for row in find_candidates(engine, readings_of([name]), index=index).to_pylist()
    ]

    assert together == apart


def test_printed_number_finds_its_entity(engine, small) -> None:
    numbers = pa.table({"name_index": [7], "company_number": ["02"], "charity_number": pa.array([None], pa.string())})

    assert find_by_number(engine, numbers, entities=as_view(engine, small)).to_pylist() == [
        {"name_index": 7, "entity_id": "GB-COH-02"}
    ]


def test_facts_of_an_entity_in_two_registers_are_put_together(engine, register, entity) -> None:
    table = register(
        [
            entity("01", "MOSS LTD", register_id="pay_gap", size="large", legal_form="unknown", postcode="M1 1AA"),
            entity("01", "MOSS LIMITED", sic_codes=["41202"]),
        ]
    )
    facts = facts_of(engine, ["GB-COH-01"], view=as_view(engine, table), register_order=("companies", "pay_gap"))[
        "GB-COH-01"
    ]

    assert (facts.entity_name, facts.legal_form, facts.size) == ("MOSS LIMITED", "private_company", "large")
    assert (facts.sic_codes, facts.postcodes) == (("41202",), ("M1 1AA", "PR1 2RL"))
    assert facts.register_ids == ("companies", "pay_gap")


def test_rarity_counts_names_of_the_register_and_the_background(engine, small) -> None:
    rarity = rarity_of(engine, index_register(engine, small), ["barnmoor", "services", "burnley", "7"])

    assert rarity.is_distinctive("barnmoor")
    assert [rarity.is_distinctive(word) for word in ("services", "burnley", "7", "john", "ab")] == [False] * 5
    assert rarity.information("barnmoor") > rarity.information("construction") > rarity.information("the") == 0


def test_dropped_index_leaves_no_table(engine, small) -> None:
    index = index_register(engine, small)
    drop_index(engine, index)

    assert not [
        name
        for name in engine.sql("SELECT table_name AS name FROM duckdb_tables()")["name"].to_pylist()
        if name.startswith("register_")
    ]


@pytest.mark.slow
def test_large_register_takes_time_in_proportion(engine, register, entity) -> None:
    random = np.random.default_rng(7)
    words = np.array([f"w{number}x" for number in range(20_000)])
    picks = (random.random((40_000, 3)) ** 3 * len(words)).astype(int)
    names = [" ".join(words[pick]) for pick in picks]
    start = time.perf_counter()
    index = index_register(engine, register([entity(f"{number:08d}", name) for number, name in enumerate(names)]))
    table = find_candidates(engine, readings_of(names[:1000]), index=index)

    assert set(table["name_index"].to_pylist()) == set(range(1000))
    assert time.perf_counter() - start < 30
