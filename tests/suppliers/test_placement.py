import pyarrow as pa
import pytest

from ourplace.places import RingSpec, load_definition, resolve_rings
from ourplace.suppliers import ResolvedSuppliers, place_suppliers
from ourplace.suppliers.locations import LOCATIONS_SCHEMA
from ourplace.suppliers.tables import CANDIDATES_SCHEMA, PAYEE_SUPPLIERS_SCHEMA, SUPPLIERS_SCHEMA

REFERENCE = pa.table(
    {
        "postcode": ["PR1 1AA", "BB5 1AA", "M1 1AA", "N1 1AA"],
        "easting": [354000.0, 376000.0, 384000.0, 531000.0],
        "northing": [429000.0, 428000.0, 398000.0, 184000.0],
        "grid": ["british"] * 4,
        "lad_code": ["E07000123", "E07000120", "E08000003", "E09000019"],
        "nation": ["England"] * 4,
        "latitude": [53.7, 53.7, 53.4, 51.5],
        "longitude": [-2.7, -2.3, -2.2, -0.1],
    }
)
POSTCODES = {"preston": "PR1 1AA", "lancashire": "BB5 1AA", "manchester": "M1 1AA", "nowhere": "ZZ9 9ZZ"}
COMPLETE, SAMPLE = {"companies": (True, True)}, {"companies": (False, True)}


def fact(supplier_id, place, probability, *, entity_id="e", neutral=True, kind="registered_office"):
    return {
        "supplier_id": supplier_id,
        "entity_id": entity_id,
        "location_kind": kind,
        "postcode": POSTCODES[place],
        "source": "register",
        "as_at": None,
        "probability": probability,
        "is_location_neutral": neutral,
    }


@pytest.fixture
def place(engine, tmp_path):
    def made(amounts, facts, *, coverage=COMPLETE, judged=None, definition="registered_office"):
        rings = resolve_rings(
            [RingSpec(name="Preston", areas=("Preston",)), RingSpec(name="Lancashire", areas=("Lancashire",))],
            folder=tmp_path,
        )
        rows = [
            {
                "supplier_id": supplier_id,
                **{column: [ring] for column, ring in (judged or {}).get(supplier_id, {}).items()},
            }
            for supplier_id in amounts
        ]
        tables = {
            "payee_suppliers": PAYEE_SUPPLIERS_SCHEMA.empty_table(),
            "suppliers": pa.Table.from_pylist(rows, schema=SUPPLIERS_SCHEMA),
            "candidates": CANDIDATES_SCHEMA.empty_table(),
            "locations": pa.Table.from_pylist(facts, schema=LOCATIONS_SCHEMA),
        }
        spend = [
            {"supplier_id": supplier_id, "need_category_code": category, "amount_gbp": float(amount)}
            for supplier_id, (amount, category) in amounts.items()
        ]
        types = pa.schema(
            [("supplier_id", pa.string()), ("need_category_code", pa.string()), ("amount_gbp", pa.float64())]
        )
        placement = place_suppliers(
            engine,
            resolved=ResolvedSuppliers(**{name: engine.table(table, name=name) for name, table in tables.items()}),
            spend_by_supplier=engine.table(pa.Table.from_pylist(spend, schema=types), name="spend"),
            rings=rings,
            definitions=[load_definition(definition)],
            reference=engine.table(REFERENCE, name="reference"),
            register_coverage=coverage,
        )
        return (
            placement,
            engine.to_arrow(placement.supplier_bands).to_pylist(),
            engine.to_arrow(placement.supplier_points).to_pylist(),
        )

    return made


def bands_of(rows, supplier_id, column):
    return {row["band_id"]: row[column] for row in rows if row["supplier_id"] == supplier_id}


def share(rows, amounts, *, rings):
    """The local share as methods.md defines it, from the rows."""
    placed = sum(
        amounts[row["supplier_id"]][0] * row["estimate_probability"] for row in rows if row["band_id"] != "unplaced"
    )
    local = sum(
        amounts[row["supplier_id"]][0] * row["estimate_probability"] for row in rows if row["band_id"] in rings
    )
    return local / placed


def test_candidates_share_the_bands_and_what_is_left_is_unplaced(place) -> None:
    facts = [fact("s", "preston", 0.5, entity_id="a"), fact("s", "manchester", 0.3, entity_id="b")]
    _, rows, points = place({"s": (100, "45")}, facts)

    assert bands_of(rows, "s", "known_probability") == pytest.approx(
        {"preston": 0.5, "elsewhere": 0.3, "unplaced": 0.2}
    )
    assert [(row["postcode"], row["band_id"], row["probability"]) for row in points] == [("PR1 1AA", "preston", 0.5)]


def test_unplaced_part_is_imputed_as_the_placed_suppliers_of_any_category_are(place) -> None:
    amounts = {"near": (300, "45"), "far": (100, "45"), "unknown": (100, "72"), "refund": (-50, "45")}
    facts = [fact("near", "preston", 1.0), fact("far", "manchester", 1.0), fact("refund", "lancashire", 1.0)]
    placement, rows, _ = place(amounts, facts)

    assert placement.modes["registered_office"].mode == "imputed"
    assert placement.modes["registered_office"].placed_share == pytest.approx(350 / 450)
    assert bands_of(rows, "unknown", "known_probability") == {"preston": 0.0, "elsewhere": 0.0, "unplaced": 1.0}
    assert bands_of(rows, "unknown", "estimate_probability") == pytest.approx(
        {"preston": 0.75, "elsewhere": 0.25, "unplaced": 0.0}
    )


def test_thirty_placed_suppliers_of_a_category_speak_for_the_rest_of_it(place) -> None:
    amounts = {f"f{number}": (10, "45") for number in range(30)} | {"shop": (1000, "15"), "unknown": (10, "45")}
    facts = [fact(f"f{number}", "preston" if number < 6 else "manchester", 1.0) for number in range(30)]
    facts.append(fact("shop", "preston", 1.0))

    _, rows, _ = place(amounts, facts)
    without_one = [one for one in facts if one["supplier_id"] != "f29"]
    _, fewer, _ = place(amounts, without_one)

    assert bands_of(rows, "unknown", "estimate_probability")["preston"] == pytest.approx(6 / 30)
    assert bands_of(fewer, "unknown", "estimate_probability")["preston"] == pytest.approx((60 + 1000) / (290 + 1000))


def test_half_matched_supplier_does_not_speak_for_others(place) -> None:
    amounts = {"near": (100, "45"), "half": (900, "45"), "unknown": (100, "45")}
    facts = [fact("near", "preston", 1.0), fact("half", "manchester", 0.85)]
    _, rows, _ = place(amounts, facts)

    assert bands_of(rows, "unknown", "estimate_probability")["preston"] == pytest.approx(1.0)
    assert bands_of(rows, "half", "estimate_probability") == pytest.approx(
        {"preston": 0.15, "elsewhere": 0.85, "unplaced": 0.0}
    )


def test_partial_register_leaves_the_rest_unplaced(place) -> None:
    amounts = {"near": (100, "45"), "far": (300, "45"), "unknown": (100, "45")}
    facts = [fact("near", "preston", 1.0), fact("far", "manchester", 1.0)]
    placement, rows, _ = place(amounts, facts, coverage=SAMPLE)

    assert placement.modes["registered_office"].mode == "placed"
    assert bands_of(rows, "unknown", "estimate_probability") == {"unplaced": 1.0}
    assert share(rows, amounts, rings={"preston"}) == pytest.approx(100 / 400)


def test_register_that_covers_one_county_does_not_pull_the_local_share_up(place) -> None:
    amounts = {"near": (100, "45"), "far": (300, "45"), "county": (500, "45")}
    neutral = [fact("near", "preston", 1.0), fact("far", "manchester", 1.0)]
    county = fact("county", "preston", 0.98, neutral=False)
    coverage = {"companies": (False, True), "county list": (False, False)}

    _, without, _ = place(amounts, neutral, coverage=coverage)
    placement, rows, _ = place(amounts, [*neutral, county], coverage=coverage)

    assert share(rows, amounts, rings={"preston"}) == share(without, amounts, rings={"preston"}) == pytest.approx(0.25)
    assert bands_of(rows, "county", "known_probability")["preston"] == pytest.approx(0.98)
    assert placement.modes["registered_office"].placed_share == pytest.approx((400 + 500 * 0.98) / 900)
    assert placement.modes["registered_office"].neutral_share == pytest.approx(400 / 900)


def test_hardly_anything_placed_gives_bounds_and_no_estimate(place) -> None:
    amounts = {"near": (49, "45"), "unknown": (951, "45")}
    placement, rows, _ = place(amounts, [fact("near", "preston", 1.0)], coverage=SAMPLE)

    assert placement.modes["registered_office"].mode == "bounds_only"
    assert "4.9% of analysed spend" in placement.modes["registered_office"].reason
    assert {row["estimate_probability"] for row in rows} == {None}


def test_a_figure_outside_the_bounds_of_all_spend_says_so(place) -> None:
    amounts = {"a": (100, None), "b": (600, None), "unknown": (300, None)}
    facts = [fact("a", "manchester", 1.0), fact("b", "preston", 1.0, neutral=False)]
    coverage = {"large": (False, True), "county": (False, False)}

    placement, _, _ = place(amounts, facts, coverage=coverage)

    assert placement.modes["registered_office"].mode == "placed"
    assert "read the bounds and not the figure" in placement.modes["registered_office"].reason
    assert "unlike the rest" not in place(amounts, facts[:1])[0].modes["registered_office"].reason


def test_too_little_placed_is_not_imputed_even_with_a_complete_register(place) -> None:
    amounts = {"near": (59, "45"), "unknown": (41, "45")}
    placement, _, _ = place(amounts, [fact("near", "preston", 1.0)])

    assert placement.modes["registered_office"].mode == "placed"


def test_postcode_that_nobody_knows_is_unplaced(place) -> None:
    _, rows, points = place(
        {"s": (100, "45"), "t": (10, "45")}, [fact("s", "nowhere", 1.0), fact("t", "preston", 1.0)]
    )

    assert bands_of(rows, "s", "known_probability")["unplaced"] == 1.0
    assert [row["supplier_id"] for row in points] == ["t"]


def test_judged_rings_win_over_every_location(place) -> None:
    amounts = {"in": (100, "45"), "out": (100, "45"), "other": (100, "45")}
    facts = [fact("in", "manchester", 0.6), fact("out", "preston", 0.9), fact("other", "preston", 1.0)]
    judged = {"in": {"judged_local_ring_ids": "preston"}, "out": {"judged_not_local_ring_ids": "preston"}}
    _, rows, _ = place(amounts, facts, judged=judged, coverage=SAMPLE)

    assert (
        bands_of(rows, "in", "known_probability") == bands_of(rows, "in", "estimate_probability") == {"preston": 1.0}
    )
    assert bands_of(rows, "out", "known_probability") == pytest.approx({"lancashire": 0.9, "unplaced": 0.1})


def test_nobody_paid_and_nobody_placed_gives_bounds_only(place) -> None:
    placement, rows, points = place({}, [])

    assert (placement.modes["registered_office"].mode, rows, points) == ("bounds_only", [], [])


def test_known_and_estimated_probabilities_of_each_supplier_add_up_to_one(place) -> None:
    amounts = {"a": (100, "45"), "b": (50, ""), "c": (10, None)}
    facts = [fact("a", "preston", 0.7), fact("a", "manchester", 0.2, entity_id="f"), fact("b", "lancashire", 0.95)]
    for coverage in (COMPLETE, SAMPLE):
        _, rows, _ = place(amounts, facts, coverage=coverage)
        for supplier_id in amounts:
            assert sum(bands_of(rows, supplier_id, "known_probability").values()) == pytest.approx(1.0)
            assert sum(bands_of(rows, supplier_id, "estimate_probability").values()) == pytest.approx(1.0)
