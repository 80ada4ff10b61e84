"""Where the money goes: from each anchor, for what, to suppliers in which ring."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ourplace.reports.charts.flow import Flow, draw_flow
from ourplace.reports.keys import key_of, ref_of
from ourplace.reports.page.blocks import Section, Table, Unknown, figure
from ourplace.reports.reading import (
    anchor_name,
    band_class,
    band_label,
    flow_seen,
    headline_ring,
    ordered_bands,
    reason_unknown,
    rings,
    rows_of,
    total,
)
from ourplace.reports.report import UNPLACED, Report, Row
from ourplace.reports.wording import percent, pounds

_TOP_CATEGORIES, _TOP_ANCHORS = 8, 8
_OTHER, _OTHERS, _NONE = "category-other", "anchor-others", "category-unknown"
FIRST_BAND = 3
"""The first column of the table that is about one band."""


def describe_flow(report: Report) -> Section:
    """Return the section with the flow chart; net credits of a category are left out of the picture and said so."""
    rows = [row for row in rows_of(report, "flow") if row["amount_gbp"] is not None]
    flow = _gathered(report, [row for row in rows if row["amount_gbp"] > 0])
    if not flow.amounts:
        reason = reason_unknown(report, "flow", "no spend was analysed")
        return Section("flow", "Where it goes", "Where the money goes", [Unknown("The flow of the money", reason)])
    title = "From anchor, through what was bought, to the supplier's ring"
    credit = -float(sum(row["amount_gbp"] for row in rows if row["amount_gbp"] < 0))
    note = "The thickness of a ribbon is the amount; its colour, on the right, is the ring of the supplier."
    if credit:
        note += (
            f" Net credits of {pounds(credit)} cannot be drawn and are left out of this picture; the table holds them."
        )
    picture = figure(
        lambda name, wide: draw_flow(flow, name=name, title=title, wide=wide),
        name="flow",
        title=title,
        table=_table(report, flow),
        note=note,
    )
    return Section("flow", "Where it goes", _finding(report, flow), [picture])


def _gathered(report: Report, rows: list[Row]) -> Flow:
    labels = {_OTHER: "Everything else", _NONE: "Category not known", _OTHERS: "Other anchors"}
    by_category: dict[str, float] = defaultdict(float)
    by_anchor: dict[str, float] = defaultdict(float)
    for row in rows:
        category = _node(row)
        labels.setdefault(category, row["need_category_name"] or category)
        by_category[category] += float(row["amount_gbp"])
        by_anchor[row["anchor_id"]] += float(row["amount_gbp"])
    categories = _largest(by_category, _TOP_CATEGORIES, _OTHER)
    anchors = _largest(by_anchor, _TOP_ANCHORS, _OTHERS)
    amounts: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in rows:
        category = _node(row)
        key = (
            row["anchor_id"] if row["anchor_id"] in anchors else _OTHERS,
            category if category in categories else _OTHER,
            row["band_id"],
        )
        amounts[key] += float(row["amount_gbp"])
    bands = [band for band in ordered_bands(report) if any(key[2] == band for key in amounts)]
    labels |= {band: band_label(report, band) for band in bands}
    labels |= {anchor: anchor_name(report, anchor) for anchor in anchors if anchor != _OTHERS}
    return Flow(amounts, anchors, categories, bands, labels, {band: band_class(report, band) for band in bands})


def _largest(amounts: dict[str, float], most: int, rest: str) -> list[str]:
    ordered = sorted(amounts, key=lambda name: (name == _NONE, -amounts[name]))
    return ordered if len(ordered) <= most + 1 else [*ordered[:most], rest]


def _finding(report: Report, flow: Flow) -> str:
    ring = headline_ring(report)
    inside = {band.band_id for band in rings(report) if band.band_index <= ring.band_index}
    leaving: dict[str, float] = defaultdict(float)
    for (_, category, band), amount in flow.amounts.items():
        if band not in {*inside, UNPLACED} and category not in {_OTHER, _NONE}:
            leaving[category] += amount
    if not leaving:
        return "Where the money goes"
    largest = max(leaving, key=lambda category: leaving[category])
    placed = "" if report.mode == "imputed" else "placed "
    return f"The largest {placed}flow out of {ring.name} is {pounds(leaving[largest])}, for {_inside(flow.labels[largest])}"


def _inside(label: str) -> str:
    """Return a category's name as it reads inside a sentence; capitals of abbreviations stay."""
    return label if label[:2].isupper() else f"{label[:1].lower()}{label[1:]}"


def _table(report: Report, flow: Flow) -> Table:
    """Return what was bought by where the supplier is, credits taken off; every cell is a figure of its own."""
    by_category: dict[str, dict[str, Row]] = defaultdict(dict)
    for row in flow_seen(report):
        by_category[_node(row)][row["band_id"]] = row
    named = {category: by_category[category] for category in flow.categories if category in by_category}
    rest = [row for category, rows in by_category.items() if category not in named for row in rows.values()]
    whole = total([row for rows in by_category.values() for row in rows.values()], "amount_gbp") or 1.0
    table = Table(
        "Analysed spend by what was bought and where the supplier is",
        ["Bought", "#Paid", "#Of all", *(f"#{band_label(report, band)}" for band in flow.bands)],
        [_cells(flow.labels[category], list(rows.values()), flow.bands, whole) for category, rows in named.items()],
    )
    cells = {
        (number, place): [(table.rows[number][place], ref_of("flow", rows[band]))]
        for number, rows in enumerate(named.values())
        for place, band in enumerate(flow.bands, start=FIRST_BAND)
        if band in rows
    }
    keys = [_category_key(report, rows) for rows in named.values()]
    unlinked = ""
    if rest:
        table = replace(table, rows=[*table.rows, _cells(flow.labels[_OTHER], rest, flow.bands, whole)])
        keys.append("")
        unlinked = (
            "Everything else is the sum of the smaller categories; their own figures are on the page of what leaves."
        )
    return replace(table, indicator_id="need_categories", keys=keys, cells=cells, unlinked=unlinked)


def _cells(label: str, rows: list[Row], bands: Sequence[str], whole: float) -> list[str]:
    amount = total(rows, "amount_gbp")
    in_band = [total([row for row in rows if row["band_id"] == band], "amount_gbp") for band in bands]
    return [label, pounds(amount), percent(amount / whole), *(pounds(one) for one in in_band)]


def _category_key(report: Report, rows: Mapping[str, Row]) -> str:
    one = next(iter(rows.values()))
    return key_of("need_categories", {**one, "ring_id": report.headline_ring_id})


def _node(row: Row) -> str:
    return f"category-{row['need_category_code']}" if row["need_category_code"] else _NONE
