"""Where the suppliers are: the place's outline and a dot for each, individuals never shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from ourplace.reports.charts.place_map import Dot, View, draw_map, gathered_dots, view_of
from ourplace.reports.mapped import mapped_rings, mapped_suppliers, spend_of_bands
from ourplace.reports.page.blocks import Figure, Section, Table, Unknown, about
from ourplace.reports.reading import (
    band_class,
    band_label,
    headline_ring,
    ordered_bands,
    reason_unknown,
    ring_name,
    rings,
    whose,
)
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import count, counted, joined, percent, pounds, sentence_case

Outline = tuple[str, Mapping[str, Any], str]


def describe_map(report: Report) -> Section:
    """Return the section with the map; suppliers outside its window and individuals are counted in words.

    Where no supplier may be shown, the rings are coloured, with the spend in each as far as that may be.
    """
    points = mapped_suppliers(report)
    shown = [row for row in points if not row["is_individual"]]
    drawn = _outlines(report)
    if not drawn or not shown:
        reason = reason_unknown(
            report, "points", "no supplier has a postcode" if drawn else "the study has no outline of its rings"
        )
        unknown = Unknown("The map of suppliers", reason)
        if drawn and spend_of_bands(report):
            return Section("map", "Map", "Where the money goes, ring by ring", [_areas(report), unknown])
        return Section("map", "Map", "Where the suppliers are", [unknown])
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
    return Section("map", "Map", _finding(report, shown), [_map(report, drawn, dots, points)])


def _outlines(report: Report) -> list[Outline]:
    innermost = rings(report)[0].band_id if rings(report) else ""
    home = {report.headline_ring_id, innermost}
    return [
        (ring_name(report, ring_id), geometry, "outline home" if ring_id in home else "outline")
        for ring_id, geometry in mapped_rings(report)
    ]


def _areas(report: Report) -> Figure:
    """Return the rings in their colours, each with the share of spend that goes there and no further in."""
    spend = spend_of_bands(report)
    drawn: list[Outline] = [
        (_area_words(report, spend, ring_id), geometry, f"area {band_class(report, ring_id)}")
        for ring_id, geometry in mapped_rings(report)
    ]
    shown = [spend[band] for band in ordered_bands(report) if band in spend]
    title = f"Where the spend of {whose(report)} goes, by ring"
    described = "; ".join(
        f"{band_label(report, row['band_id'])}: {pounds(row['amount_gbp'])}, {percent(row['share'])}" for row in shown
    )
    rows = [[band_label(report, row["band_id"]), pounds(row["amount_gbp"]), percent(row["share"])] for row in shown]
    table = Table("Spend by where the suppliers are", ["Where", "#Paid", "#Share"], rows)
    geometries = [geometry for _, geometry, _ in drawn]
    wide, narrow = (
        draw_map(drawn, [], view_of(geometries, width=width, most_height=height), name=name, title=title, described=f"{described}.")
        for name, width, height in (("areas-wide", 720, 620), ("areas-narrow", 340, 400))
    )  # fmt: skip
    return Figure(title, wide, narrow, about("spend_by_band", shown, table))


def _area_words(report: Report, spend: Mapping[str, Row], ring_id: str) -> str:
    label = band_label(report, ring_id)
    return f"{label} {percent(spend[ring_id]['share'])}" if ring_id in spend else label


def _finding(report: Report, rows: Sequence[Row]) -> str:
    ring = headline_ring(report)
    inside = [row for row in rows if _is_within(report, row["band_id"])]
    return f"{count(len(inside))} of the {count(len(rows))} suppliers whose postcode is known are in {ring.name}"


def _is_within(report: Report, band_id: str) -> bool:
    index = headline_ring(report).band_index
    return any(band.band_id == band_id and band.band_index <= index for band in rings(report))


def _map(report: Report, drawn: list[Outline], dots: list[Dot], points: list[Row]) -> Figure:
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


def _note(drawn: list[Outline], dots: list[Dot], view: View, points: list[Row]) -> str:
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
