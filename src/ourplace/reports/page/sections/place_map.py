"""Where the suppliers are: the place's outline and a dot for each, individuals never shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from ourplace.reports.charts.place_map import Dot, View, draw_map, gathered_dots, view_of
from ourplace.reports.names import individual_ids
from ourplace.reports.page.blocks import Block, Figure, Section, Table, Unknown
from ourplace.reports.reading import band_class, band_label, headline_ring, ordered_bands, reason_unknown, rings
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import count, counted, joined, percent, pounds, sentence_case

_MOST_KM = 260.0
_DEGREES_PER_KM = 1 / 111.32
_DRAWN_COLUMNS = ["supplier_id", "supplier_name", "is_individual", "latitude", "longitude", "amount_gbp", "band_id"]


def describe_map(report: Report) -> Section:
    """Return the section with the map; suppliers outside its window and individuals are counted in words."""
    points = _points(report)
    shown = [row for row in points if not row["is_individual"]]
    drawn = _outlines(report)
    if not drawn or not shown:
        reason = reason_unknown(
            report, "points", "no supplier has a postcode" if drawn else "the study has no outline of its rings"
        )
        return Section("map", "Map", "Where the suppliers are", [Unknown("The map of suppliers", reason)])
    dots = [
        Dot(
            row["latitude"],
            row["longitude"],
            float(row["amount_gbp"]),
            band_class(report, row["band_id"]),
            row["supplier_name"],
        )
        for row in shown
    ]
    blocks: list[Block] = [_map(report, drawn, dots, points)]
    return Section("map", "Map", _finding(report, shown), blocks)


def _points(report: Report) -> list[Row]:
    if report.points.num_rows == 0:
        return []
    rows: list[Row] = report.points.select(_DRAWN_COLUMNS).to_pylist()
    withheld = individual_ids(report)
    return [
        {**row, "is_individual": row["is_individual"] or row["supplier_id"] in withheld}
        for row in rows
        if row["latitude"] is not None and (row["amount_gbp"] or 0) > 0
    ]


def _outlines(report: Report) -> list[tuple[str, Mapping[str, Any], str]]:
    """Return the outlines that fit one window, the largest first so that smaller ones lie on top."""
    found: list[tuple[str, Mapping[str, Any], str]] = []
    for position, band in enumerate(rings(report)):
        geometry = report.outlines.get(band.band_id)
        if geometry is None or (found and _extent(geometry) > _MOST_KM * _DEGREES_PER_KM):
            continue
        is_headline = band.band_id == report.headline_ring_id
        found.append((band.name, geometry, "outline home" if is_headline or position == 0 else "outline"))
    return list(reversed(found))


def _extent(geometry: Mapping[str, Any]) -> float:
    view = view_of([geometry], width=100, most_height=100)
    return 100 / view.scale


def _finding(report: Report, rows: Sequence[Row]) -> str:
    ring = headline_ring(report)
    inside = [row for row in rows if _is_within(report, row["band_id"])]
    return f"{count(len(inside))} of the {count(len(rows))} suppliers whose postcode is known are in {ring.name}"


def _is_within(report: Report, band_id: str) -> bool:
    index = headline_ring(report).band_index
    return any(band.band_id == band_id and band.band_index <= index for band in rings(report))


def _map(
    report: Report, drawn: list[tuple[str, Mapping[str, Any], str]], dots: list[Dot], points: list[Row]
) -> Figure:
    geometries = [geometry for _, geometry, _ in drawn]
    wide_view = view_of(geometries, width=720, most_height=620)
    narrow_view = view_of(geometries, width=340, most_height=400)
    title = f"Suppliers in and around {report.place_name}, by spend"
    key = [(band_class(report, band), band_label(report, band)) for band in _bands_present(report, points)]
    return Figure(
        title,
        draw_map(drawn, dots, wide_view, name="map-wide", title=title, key=key),
        draw_map(drawn, dots, narrow_view, name="map-narrow", title=title, key=key, labels=3),
        _table(report, points),
        _note(drawn, dots, wide_view, points),
    )


def _bands_present(report: Report, points: list[Row]) -> list[str]:
    present = {row["band_id"] for row in points}
    return [band for band in ordered_bands(report) if band in present]


def _note(drawn: list[tuple[str, Mapping[str, Any], str]], dots: list[Dot], view: View, points: list[Row]) -> str:
    inside = [dot for dot in dots if view.holds(dot)]
    _, merged = gathered_dots(inside, view)
    outside = [dot for dot in dots if not view.holds(dot)]
    individuals = [row for row in points if row["is_individual"]]
    sentences = [
        f"Lines: {joined([name for name, _, _ in reversed(drawn)])}. The area of a dot is the spend, its colour the ring.",
        f"Suppliers outside this window: {count(len(outside))}, paid {pounds(sum(dot.amount for dot in outside))}.",
    ]
    if individuals:
        spent = pounds(sum(float(row["amount_gbp"]) for row in individuals))
        people = counted(len(individuals), "individual or sole trader", plural="individuals and sole traders")
        verb = "is" if len(individuals) == 1 else "are"
        sentences.append(f"{sentence_case(people)}, paid {spent}, {verb} never shown.")
    if merged:
        sentences.append(f"The {count(merged)} smallest suppliers are drawn together with their neighbours.")
    return " ".join(sentences)


def _table(report: Report, points: list[Row]) -> Table:
    whole = sum(float(row["amount_gbp"]) for row in points) or 1.0
    rows = []
    for band in ordered_bands(report):
        there = [row for row in points if row["band_id"] == band]
        if there:
            spent = sum(float(row["amount_gbp"]) for row in there)
            rows.append([band_label(report, band), count(len(there)), pounds(spent), percent(spent / whole)])
    return Table(
        "Suppliers with a point on the map, by ring",
        ["Where", "#Suppliers", "#Paid", "#Share"],
        rows,
        "Each supplier at its most probable place, all its spend with it; the shares of the rings use every possible place.",
        unlinked="These are counted from the dots of this map and are no figures of the study; those are on the page of the rings.",
    )
