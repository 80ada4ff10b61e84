import numpy as np
import pyarrow as pa
import pytest

from ourplace.suppliers.candidates import find_candidates
from ourplace.suppliers.decide import match_batch
from ourplace.suppliers.expansion import expand
from ourplace.suppliers.queries import as_queries
from ourplace.suppliers.readings import readings_of
from ourplace.suppliers.scoring import PAYEES_SCHEMA

NAMES = {
    "01": "BARNMOOR CONSTRUCTION LIMITED",
    "02": "CONSTRUCTION BARNMOOR LLP",
    "03": "BARN MOOR CONSTRUCTION LTD",
    "04": "BARNMOOR PLUMBING LTD",
    "05": "FERNMOOR CONSTRUCTION LTD",
}


@pytest.fixture
def small(index_of, entity):
    rows = [entity(number, name) for number, name in NAMES.items()]
    rows[4]["other_names"] = [{"name": "OLDMOOR BUILDERS LTD", "kind": "previous"}]
    return index_of(rows)


def found(index, *names):
    queries = as_queries(readings_of(names), index)
    candidates = find_candidates(queries, index=index)
    ids = index.entity_ids(index.column("name_entity")[candidates.values])
    kinds = index.column("name_kind")[candidates.values].tolist()
    owners = queries.payee[candidates.parents()].tolist()
    return [
        {
            (one.removeprefix("GB-COH-"), kind)
            for owner, one, kind in zip(owners, ids, kinds, strict=True)
            if owner == at
        }
        for at in range(len(names))
    ]


def test_same_letters_same_words_and_rare_words_are_found(small) -> None:
    everybody = {("01", 0), ("02", 0), ("03", 0), ("04", 0), ("05", 0)}

    assert found(small, "Barnmoor Construction", "Nothing Alike") == [everybody, set()]


def test_previous_name_is_found_and_says_so(small) -> None:
    assert found(small, "Oldmoor Builders") == [{("05", 1)}]


def test_no_readings_and_an_empty_register_find_nothing(small, index_of) -> None:
    assert found(small) == []
    assert found(index_of([]), "Moss") == [set()]


def test_candidates_of_a_name_are_few_however_common_its_words(index_of, entity) -> None:
    index = index_of([entity(f"{number:08d}", f"MOOR SERVICES {number}") for number in range(200)])

    assert len(found(index, "Moor Services")[0]) == 12


def test_same_name_comes_before_any_number_of_longer_ones(index_of, entity) -> None:
    rows = [entity(f"{number:08d}", f"BARNMOOR FENCING {number}") for number in range(200)]
    index = index_of([*rows, entity("99999999", "BARNMOOR FENCING LTD")])

    assert ("99999999", 0) in found(index, "Barnmoor Fencing")[0]


def test_company_does_not_matter_to_what_is_found(small) -> None:
    names = ("Barnmoor Construction", "Oldmoor Builders", "Fernmoor", "Barnmoor construction")

    assert found(small, *names) == [found(small, name)[0] for name in names]


@pytest.mark.parametrize("typed", ["barnmor", "barnmooor", "barnmoot", "branmoor"])
def test_mistyped_word_that_no_name_holds_finds_the_one_it_may_be(small, typed) -> None:
    assert {("01", 0), ("04", 0)} <= found(small, f"{typed} construction")[0]


def test_expansion_gives_register_words_one_slip_apart_and_no_others(small) -> None:
    words = pa.array(["fernmor", "fernmoors", "xfernmoor", "fenrmoor", "fermor", "moor", "plumbing2"])
    expanded = expand(words, small)
    texts = small.texts("words").take(expanded.values).to_pylist()

    assert [texts[a:b] for a, b in zip(expanded.offsets[:-1], expanded.offsets[1:], strict=True)] == [
        *[["fernmoor"]] * 4,
        [],
        [],
        [],
    ]


def test_printed_number_finds_its_entities(small) -> None:
    from ourplace.suppliers.hashing import hash_texts  # noqa: PLC0415

    owners = small.find_keys("company_number", hash_texts(pa.array(["02", None, "77"])), most=10)

    assert small.entity_ids(owners.values) == ["GB-COH-02"]
    assert np.diff(owners.offsets).tolist() == [1, 0, 0]


def test_asking_for_fewer_candidates_changes_none_of_them(small) -> None:
    nothing = [None]
    payees = pa.table(
        [["Barnmoor Construction"], *(nothing for _ in PAYEES_SCHEMA.names[1:-1]), ["unknown"]], schema=PAYEES_SCHEMA
    )

    every = match_batch(payees, index=small)

    assert every.num_rows > 1
    assert match_batch(payees, index=small, most=1).to_pylist() == every.to_pylist()[:1]
