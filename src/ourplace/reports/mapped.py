"""What a map of the place shows: the outlines of its rings and a point for each supplier, as drawings and as GeoJSON."""

from collections.abc import Mapping, Sequence
from typing import Any

from shapely import total_bounds
from shapely.geometry import shape

from ourplace.reports.charts.place_map import view_of
from ourplace.reports.keys import key_of
from ourplace.reports.names import individual_ids
from ourplace.reports.reading import band_class, band_label, ordered_bands, pooled, rings, rows_of
from ourplace.reports.report import ALL_ANCHORS, Report, Row

MOST_KM = 260.0
DEGREES_PER_KM = 1 / 111.32
POINT_COLUMNS = ("supplier_id", "supplier_name", "is_individual", "latitude", "longitude", "amount_gbp", "band_id")
# What runs of an earlier version left out.
MORE_COLUMNS = ("band_probability", "need_category_name")
Geometry = Mapping[str, Any]


def mapped_suppliers(report: Report) -> list[Row]:
    """Return the suppliers with a place and spend, individuals marked; none may be shown that is."""
    if report.points.num_rows == 0:
        return []
    columns = [*POINT_COLUMNS, *(name for name in MORE_COLUMNS if name in report.points.column_names)]
    rows: list[Row] = report.points.select(columns).to_pylist()
    withheld = individual_ids(report)
    return [
        {**row, "is_individual": row["is_individual"] or row["supplier_id"] in withheld}
        for row in rows
        if row["latitude"] is not None and (row["amount_gbp"] or 0) > 0
    ]


def mapped_rings(report: Report) -> list[tuple[str, Geometry]]:
    """Return the rings whose outlines fit one window, by id with their outlines, the outermost first, to be drawn in that order."""
    found: list[tuple[str, Geometry]] = []
    for band in rings(report):
        geometry = report.outlines.get(band.band_id)
        if geometry is not None and not (found and _is_wide(geometry)):
            found.append((band.band_id, geometry))
    return list(reversed(found))


def spend_of_bands(report: Report) -> Mapping[str, Row]:
    """Return the row of spend of each band whose amount may be shown, by the band's id."""
    return {row["band_id"]: row for row in pooled(report, "spend_by_band") if row["amount_gbp"] is not None}


def outlines_geojson(report: Report) -> dict[str, Any]:
    """Return the outlines of the rings as a GeoJSON feature collection (WGS 84), the outermost first.

    Its `bbox` is the window that they are drawn in. Each feature has `name`, `label` (what the ring is called beside the
    others), `band` (its class of colour), `is_home` (whether the report is seen from it), and `amount_gbp` and `share`:
    what goes to suppliers there and in no ring further in, null where that is unknown or may not be shown.
    """
    drawn, spend = mapped_rings(report), spend_of_bands(report)
    innermost = rings(report)[0].band_id if rings(report) else ""
    features = [
        _feature(
            band.band_id,
            report.outlines[band.band_id],
            name=band.name,
            label=band_label(report, band.band_id),
            band=band_class(report, band.band_id),
            is_home=band.band_id in {report.headline_ring_id, innermost},
            amount_gbp=_pounds(spend.get(band.band_id, {}).get("amount_gbp")),
            share=spend.get(band.band_id, {}).get("share"),
        )
        for band in reversed(rings(report))
        if report.outlines.get(band.band_id) is not None
    ]
    return _collection(report, features, bbox=_bounds([geometry for _, geometry in drawn]))


def suppliers_geojson(report: Report) -> dict[str, Any]:
    """Return a point for each supplier that is not an individual as a GeoJSON feature collection (WGS 84), those paid most first.

    Each has `name`, `amount_gbp`, `band` (its class of colour), `place` (what its band is called), `probability` (that it is
    in that band) and `need_category`, each null where unknown, and `key`: its row in `top_suppliers`, empty where it has none.
    """
    ranked = {
        row["supplier_id"]: key_of("top_suppliers", row)
        for row in rows_of(report, "top_suppliers", anchor_id=ALL_ANCHORS)
    }
    shown = [row for row in mapped_suppliers(report) if not row["is_individual"]]
    features = [
        _feature(
            row["supplier_id"],
            {"type": "Point", "coordinates": [row["longitude"], row["latitude"]]},
            name=row["supplier_name"],
            amount_gbp=_pounds(row["amount_gbp"]),
            band=band_class(report, row["band_id"]),
            place=band_label(report, row["band_id"]),
            probability=row.get("band_probability"),
            need_category=row.get("need_category_name"),
            key=ranked.get(row["supplier_id"], ""),
        )
        for row in sorted(shown, key=lambda row: (-row["amount_gbp"], row["supplier_id"]))
    ]
    return _collection(report, features)


def _feature(feature_id: str, geometry: Geometry, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": feature_id,
        "geometry": geometry,
        "properties": {"id": feature_id, **properties},
    }


def _collection(report: Report, features: list[dict[str, Any]], *, bbox: Sequence[float] = ()) -> dict[str, Any]:
    """Return a feature collection with what its colours mean: every band with its class, from the innermost ring outwards."""
    key = [{"band": band_class(report, band), "label": band_label(report, band)} for band in ordered_bands(report)]
    return {
        "type": "FeatureCollection",
        **({"bbox": list(bbox)} if bbox else {}),
        "bands": key,
        "features": features,
    }


def _pounds(amount: Any) -> float | None:
    return None if amount is None else float(amount)


def _bounds(geometries: Sequence[Geometry]) -> list[float]:
    return total_bounds([shape(geometry) for geometry in geometries]).tolist() if geometries else []


def _is_wide(geometry: Geometry) -> bool:
    """Return whether an outline is too large for a window in which the place can still be seen."""
    return 100 / view_of([geometry], width=100, most_height=100).scale > MOST_KM * DEGREES_PER_KM
