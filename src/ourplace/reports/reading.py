"""Looking things up in a report: rows of a table, names of rings and anchors, the headline's row."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.reports.exceptions import NoHeadlineError
from ourplace.reports.report import ALL_ANCHORS, ELSEWHERE, UNPLACED, Band, Report, Row


def rows_where(table: pa.Table | None, **equal: Any) -> list[Row]:
    """Return the rows whose columns equal the given values, as dictionaries; none where there is no table."""
    if table is None:
        return []
    for column, value in equal.items():
        table = table.filter(pc.is_null(table[column]) if value is None else pc.equal(table[column], value))
    rows: list[Row] = table.to_pylist()
    return rows


def rows_of(report: Report, name: str, **equal: Any) -> list[Row]:
    """Return rows of one indicator's table, those that equal the given values."""
    return rows_where(report.tables.get(name), **equal)


def pooled(report: Report, name: str, **equal: Any) -> list[Row]:
    """Return the rows about all anchors together, or about the one anchor from which the report is seen."""
    return rows_of(report, name, anchor_id=report.seen_anchor_id, **equal)


def pooled_flow(report: Report) -> list[Row]:
    """Return the flow of all anchors together, which its table holds anchor by anchor; unknown where any part is."""
    parts: dict[tuple[str | None, str], list[Row]] = defaultdict(list)
    for row in rows_of(report, "flow"):
        if row["anchor_id"] != ALL_ANCHORS:
            parts[row["need_category_code"], row["band_id"]].append(row)
    amounts = {key: [row["amount_gbp"] for row in rows] for key, rows in parts.items()}
    return [
        {**rows[0], "anchor_id": ALL_ANCHORS, "amount_gbp": None if None in amounts[key] else sum(amounts[key])}
        for key, rows in parts.items()
    ]


def flow_seen(report: Report) -> list[Row]:
    """Return the flow of the anchors from which the report is seen, all of them together or the one."""
    is_pooled = report.seen_anchor_id == ALL_ANCHORS
    return pooled_flow(report) if is_pooled else rows_of(report, "flow", anchor_id=report.seen_anchor_id)


def rings(report: Report) -> list[Band]:
    """Return the rings from the innermost outwards, without 'elsewhere' and 'unplaced'."""
    found = [band for band in report.bands if band.band_id not in {ELSEWHERE, UNPLACED}]
    return sorted(found, key=lambda band: band.band_index)


def ring_name(report: Report, ring_id: str) -> str:
    """Return the name of a ring, or its id where it has none."""
    return next((band.name for band in rings(report) if band.band_id == ring_id), ring_id)


def headline_ring(report: Report) -> Band:
    """Return the ring that the headline is about.

    Raises:
        NoHeadlineError: the study has no such ring.
    """
    for band in rings(report):
        if band.band_id == report.headline_ring_id:
            return band
    raise NoHeadlineError(
        f"The report has no ring '{report.headline_ring_id}' for its headline",
        why=f"its rings are {', '.join(band.band_id for band in rings(report)) or 'none'}",
        next_step="name one of the rings of the study as its headline ring",
    )


def band_label(report: Report, band_id: str) -> str:
    """Return what a band is called beside the others: `Preston`, `Rest of Lancashire`, `Outside Lancashire`."""
    inner = rings(report)
    if band_id == UNPLACED:
        return "Unplaced"
    if band_id == ELSEWHERE:
        return f"Outside {inner[-1].name}" if inner else "Elsewhere"
    for position, band in enumerate(inner):
        if band.band_id == band_id:
            plain = position == 0 or band.name.lower().startswith(("rest of", "elsewhere in"))
            return band.name if plain else f"Rest of {band.name}"
    return band_id


def band_class(report: Report, band_id: str) -> str:
    """Return the style class of a band: `band-0` outwards, `elsewhere`, `unplaced`."""
    for position, band in enumerate(rings(report)):
        if band.band_id == band_id:
            return f"band-{position}"
    return ELSEWHERE if band_id == ELSEWHERE else UNPLACED


def ordered_bands(report: Report) -> list[str]:
    """Return every band's id from the innermost ring to 'unplaced'."""
    return [*(band.band_id for band in rings(report)), ELSEWHERE, UNPLACED]


def anchor_name(report: Report, anchor_id: str) -> str:
    """Return an anchor's name; 'All anchors' for the pooled figure."""
    if anchor_id == ALL_ANCHORS:
        return "All anchors"
    return next((anchor.name for anchor in report.anchors if anchor.anchor_id == anchor_id), anchor_id)


def whose(report: Report) -> str:
    """Return whose figures the report shows, as captions end: `all anchors`, or an anchor's name; and for what where not all."""
    anchors = "all anchors" if report.seen_anchor_id == ALL_ANCHORS else anchor_name(report, report.seen_anchor_id)
    return anchors if report.seen_category is None else f"{anchors}, {category_seen(report)}"


def category_seen(report: Report) -> str:
    """Return the name of the need category from which the report is seen, as it reads inside a sentence; empty for all."""
    name = "what is not known" if report.seen_category == "" else report.seen_category_name
    # Capitals of abbreviations stay.
    return name if name[:2].isupper() else f"{name[:1].lower()}{name[1:]}"


def on_what(report: Report) -> str:
    """Return what the spend was for, to follow the word: ` on construction work`; empty where it is all spend."""
    return "" if report.seen_category is None else f" on {category_seen(report)}"


def anchors_seen(report: Report) -> list[str]:
    """Return the ids of the anchors whose figures the report shows: all, or the one from which it is seen."""
    every = [anchor.anchor_id for anchor in report.anchors]
    return every if report.seen_anchor_id == ALL_ANCHORS else [report.seen_anchor_id]


def reason_unknown(report: Report, name: str, otherwise: str) -> str:
    """Return why a table has nothing to show: the study's own reason, or the usual one."""
    return report.unknown_reasons.get(name, otherwise)


def spend_shown(report: Report, *, row: Row | None = None) -> str:
    """Return what shares are of, for sentences: `analysed spend`, or `placed spend` where only that has a place."""
    return "placed spend" if (row["mode"] if row else report.mode) == "placed" else "analysed spend"


def total(rows: Sequence[Row], column: str) -> float:
    """Return the sum of a column as a float, unknown values left out."""
    return float(sum(row[column] for row in rows if row[column] is not None))
