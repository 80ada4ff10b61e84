"""Which known location counts under each definition."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ourplace.engine import Engine
from ourplace.places import all_definitions, counted_locations, load_definition

BANDED = {"IN": 0, "MID": 1, "OUT": 2, "LOST": None}
SCHEMA = pa.schema(
    [
        ("supplier_id", pa.string()),
        ("entity_id", pa.string()),
        ("location_kind", pa.string()),
        ("postcode", pa.string()),
        ("source", pa.string()),
        ("as_at", pa.date32()),
        ("probability", pa.float64()),
        ("is_location_neutral", pa.bool_()),
    ]
)


def fact(entity: str | None, kind: str, postcode: str, probability: float = 1.0, **more: Any) -> dict[str, Any]:
    given_fact = {"supplier_id": "s", "entity_id": entity, "location_kind": kind, "postcode": postcode}
    return (
        given_fact | {"source": "test", "as_at": None, "probability": probability, "is_location_neutral": True} | more
    )


def counted(engine: Engine, facts: list[dict[str, Any]], definition_id: str) -> list[dict[str, Any]]:
    locations = engine.table(pa.Table.from_pylist(facts, schema=SCHEMA), name="facts")
    rows = [
        {
            "postcode": p,
            "easting": 1,
            "northing": 2,
            "latitude": 53.0,
            "longitude": -2.0,
            "band_index": b,
            "lad_code": "E",
        }
        for p, b in BANDED.items()
    ]
    banded = engine.table(pa.Table.from_pylist(rows), name="banded")
    table = counted_locations(engine, locations=locations, banded=banded, definition=load_definition(definition_id))
    return engine.to_arrow(table.order_by("supplier_id", "entity_id")).to_pylist()


def short(rows: list[dict[str, Any]]) -> list[tuple[str | None, str, float]]:
    return [(row["entity_id"], row["postcode"], round(row["probability"], 6)) for row in rows]


MIXED = [
    fact("A", "premises", "OUT", 0.6),
    fact("A", "premises", "IN", 0.6),
    fact("A", "registered_office", "OUT", 0.6),
    fact("B", "registered_office", "IN", 0.3),
    fact(None, "invoice_address", "MID"),
]


@pytest.mark.parametrize(
    ("definition_id", "expected"),
    [
        ("premises", [("A", "IN", 0.6), (None, "MID", 0.4)]),
        ("registered_office", [("A", "OUT", 0.6), ("B", "IN", 0.3)]),
        ("invoice_address", [(None, "MID", 1.0)]),
        ("postcode_area", [(None, "MID", 1.0)]),
        ("statutory_local_area", [("A", "IN", 0.6), (None, "MID", 0.4)]),
    ],
)
def test_each_definition_counts_its_own_facts(
    engine: Engine, definition_id: str, expected: list[tuple[str | None, str, float]]
) -> None:
    assert short(counted(engine, MIXED, definition_id)) == expected


def test_without_premises_or_invoice_each_candidates_registered_office_counts(engine: Engine) -> None:
    facts = [fact("A", "registered_office", "IN", 0.5), fact("B", "registered_office", "OUT", 0.3)]

    assert short(counted(engine, facts, "premises")) == [("A", "IN", 0.5), ("B", "OUT", 0.3)]


def test_an_invoice_address_is_true_whichever_candidate_is_right(engine: Engine) -> None:
    facts = [fact("A", "registered_office", "IN", 0.7), fact(None, "invoice_address", "OUT")]

    assert short(counted(engine, facts, "premises")) == [(None, "OUT", 1.0)]


def test_premises_that_a_person_knows_outrank_a_candidates_outer_ones(engine: Engine) -> None:
    facts = [fact("A", "premises", "OUT", 0.9), fact(None, "premises", "IN", source="judgement")]

    assert short(counted(engine, facts, "premises")) == [(None, "IN", 1.0)]


def test_a_fact_whose_postcode_has_no_band_is_passed_over(engine: Engine) -> None:
    facts = [
        fact(None, "invoice_address", "LOST"),
        fact(None, "invoice_address", "NOT THERE"),
        fact("A", "registered_office", "MID", 0.8),
    ]

    assert short(counted(engine, facts, "premises")) == [("A", "MID", 0.8)]


def test_of_several_invoice_addresses_the_latest_counts_not_the_innermost(engine: Engine) -> None:
    facts = [
        fact(None, "invoice_address", "IN", as_at=dt.date(2020, 1, 1)),
        fact(None, "invoice_address", "OUT", as_at=dt.date(2024, 1, 1)),
        fact(None, "invoice_address", "MID"),
    ]

    assert short(counted(engine, facts, "premises")) == [(None, "OUT", 1.0)]


def test_the_row_carries_its_fact(engine: Engine) -> None:
    facts = [fact("A", "premises", "IN", 0.9, source="food premises", is_location_neutral=False)]

    assert counted(engine, facts, "premises") == [
        {
            "supplier_id": "s",
            "entity_id": "A",
            "definition_id": "premises",
            "postcode": "IN",
            "easting": 1,
            "northing": 2,
            "latitude": 53.0,
            "longitude": -2.0,
            "band_index": 0,
            "probability": 0.9,
            "is_location_neutral": False,
            "source": "food premises",
        }
    ]


def test_no_facts_give_no_rows(engine: Engine) -> None:
    assert counted(engine, [], "premises") == []


kinds = st.sampled_from(["premises", "invoice_address", "registered_office"])
places = st.sampled_from(sorted(BANDED))
weights = st.lists(st.floats(0, 1), min_size=3, max_size=3).map(lambda each: [w / max(1.0, sum(each)) for w in each])


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from([None, 0, 1, 2]), kinds, places), max_size=10),
    weights,
    st.sampled_from(sorted(all_definitions())),
)
def test_probabilities_of_a_supplier_never_exceed_one(
    engine: Engine, facts: list[tuple[int | None, str, str]], shares: list[float], definition_id: str
) -> None:
    known = [fact(None, k, p) if c is None else fact(f"E{c}", k, p, shares[c]) for c, k, p in facts]

    rows = counted(engine, known, definition_id)

    assert sum(row["probability"] for row in rows) <= 1 + 1e-9
    assert len({row["entity_id"] for row in rows}) == len(rows)
