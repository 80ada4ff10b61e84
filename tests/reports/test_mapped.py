"""What a map is drawn from: nobody who is withheld, and for the public no more than the page tells."""

import json
from collections import defaultdict
from decimal import Decimal

import pyarrow.parquet as pq
import pytest
from shapely.geometry import shape

from ourplace.reports import describe_section, outlines_geojson, seen_from, suppliers_geojson, suppressed
from ourplace.reports.contributions import Contributions
from ourplace.reports.reading import rows_of
from ourplace.reports.report import Report
from ourplace.studies import LastRun, contributions_of, report_of


@pytest.fixture(scope="module")
def behind(preston_run: LastRun) -> Contributions:
    """Who stands behind the figures of the bundled example."""
    return contributions_of(preston_run)


@pytest.fixture(scope="module")
def real(preston_run: LastRun) -> Report:
    """The bundled example's report."""
    return report_of(preston_run)


def properties(collection) -> list[dict]:
    """Return the properties of all features."""
    return [feature["properties"] for feature in collection["features"]]


def test_every_supplier_with_a_place_has_a_point_but_individuals(report) -> None:
    points = report.points.to_pylist()
    people = {row["supplier_id"] for row in points if row["is_individual"]}
    assert people

    found = {row["id"] for row in properties(suppliers_geojson(report))}

    placed = {row["supplier_id"] for row in points if row["latitude"] is not None and row["amount_gbp"] > 0}
    assert found == placed - people


def test_a_point_says_who_is_paid_what_for_what_and_how_surely_they_are_there(real) -> None:
    rows = {row["supplier_id"]: row for row in real.points.to_pylist()}
    ranked = {row["supplier_id"]: row for row in rows_of(real, "top_suppliers", anchor_id="all")}

    features = suppliers_geojson(real)["features"]

    amounts = [feature["properties"]["amount_gbp"] for feature in features]
    assert amounts == sorted(amounts, reverse=True)
    assert sum(amounts) == pytest.approx(float(sum(row["amount_gbp"] for row in rows.values())))
    for feature in features:
        row, told = rows[feature["id"]], feature["properties"]
        assert feature["geometry"]["coordinates"] == [row["longitude"], row["latitude"]]
        assert (told["name"], told["need_category"]) == (row["supplier_name"], row["need_category_name"])
        assert 0 < told["probability"] <= 1
        assert told["key"] == (f"all~{feature['id']}" if feature["id"] in ranked else "")


def test_the_category_of_a_point_is_the_one_for_which_its_supplier_was_paid_most(real, preston_run) -> None:
    spend = pq.read_table(preston_run.result.folder / "spend.parquet").to_pylist()
    paid: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
    for line in spend:
        if line["is_analysed"]:
            paid[line["supplier_id"]][line["need_category_code"]] += line["amount_gbp"]
    names = dict(
        zip(*(real.tables["need_categories"][name].to_pylist() for name in ("need_category_code", "need_category_name")), strict=True)
    )  # fmt: skip
    mixed = [row for row in properties(suppliers_geojson(real)) if len(paid[row["id"]]) > 1]
    assert mixed

    for row in mixed:
        most = max(paid[row["id"]].values())
        wanted = {names[code] if code else None for code, amount in paid[row["id"]].items() if amount == most}
        assert row["need_category"] in wanted


def test_a_run_that_kept_less_of_its_points_is_drawn_all_the_same(make_report) -> None:
    report = make_report()

    assert {row["probability"] for row in properties(suppliers_geojson(report))} == {None}


def test_outlines_come_from_the_outermost_inwards_within_their_window(real) -> None:
    collection = outlines_geojson(real)

    assert [row["name"] for row in properties(collection)] == ["Lancashire", "Preston"]
    assert [row["is_home"] for row in properties(collection)] == [False, True]
    west, south, east, north = collection["bbox"]
    for feature in collection["features"]:
        inner = shape(feature["geometry"]).bounds
        assert (west <= inner[0], south <= inner[1], inner[2] <= east, inner[3] <= north) == (True, True, True, True)
    assert json.loads(json.dumps(collection)) == collection


def test_seen_from_another_ring_that_ring_is_marked_too(real) -> None:
    seen = outlines_geojson(seen_from(real, ring_id="lancashire"))

    assert [row["is_home"] for row in properties(seen)] == [True, True]


def test_seen_from_one_anchor_the_rings_hold_its_spend_and_no_supplier_is_shown(real) -> None:
    seen = seen_from(real, anchor_id="prestons-college")
    spend = {row["band_id"]: float(row["amount_gbp"]) for row in rows_of(seen, "spend_by_band")}

    assert suppliers_geojson(seen)["features"] == []
    assert {row["id"]: row["amount_gbp"] for row in properties(outlines_geojson(seen))}.items() <= spend.items()


def test_the_public_sees_the_rings_and_no_supplier(real, behind) -> None:
    public = suppressed(real, behind)

    assert suppliers_geojson(public)["features"] == []
    assert [row["name"] for row in properties(outlines_geojson(public))] == ["Lancashire", "Preston"]


def test_the_public_is_told_the_spend_of_a_ring_only_where_the_table_tells_it(real, behind) -> None:
    public = suppressed(real, behind)
    shown = {row["band_id"]: row["share"] for row in rows_of(public, "spend_by_band")}
    told = {row["id"]: row["share"] for row in properties(outlines_geojson(public))}
    hidden = suppressed(real, behind)
    hidden.tables["spend_by_band"] = hidden.tables["spend_by_band"].slice(0, 0)

    assert told == {band: shown.get(band) for band in told}
    assert {row["share"] for row in properties(outlines_geojson(hidden))} == {None}
    assert {row["amount_gbp"] for row in properties(outlines_geojson(hidden))} == {None}


def test_where_no_supplier_may_be_shown_the_rings_are_drawn_with_what_goes_there(real, behind) -> None:
    figure, unknown = describe_section(suppressed(real, behind), "map").blocks

    assert unknown.kind == "unknown"
    assert figure.wide.description.startswith("Preston: £")
    assert [row[0] for row in figure.table.rows][:2] == ["Preston", "Rest of Lancashire"]
    assert "circle" not in figure.wide.body
