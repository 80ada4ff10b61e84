"""The same results seen from one ring, one anchor or one need category, so that every section can be drawn for it."""

from collections.abc import Collection, Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.reports.categories import figures_of_category, name_of_category
from ourplace.reports.exceptions import NoSuchViewError
from ourplace.reports.reading import anchor_name, headline_ring, on_what, rings
from ourplace.reports.report import Report
from ourplace.reports.wording import joined

# What these say holds for the ring that the study was run for, and no other.
ABOUT_THE_HEADLINE_RING = ("peer_list", "suppliers_to_review")
# Each anchor's figure beside those of the others is what this table is for.
COMPARES_ANCHORS = frozenset({"local_share"})
# And of each category.
COMPARES_CATEGORIES = frozenset({"need_categories"})
# What an anchor pays one supplier is its own affair until its people say otherwise.
NAMES_SUPPLIERS_OF_ONE_ANCHOR = ("top_suppliers",)


def seen_from(
    report: Report, *, ring_id: str | None = None, anchor_id: str | None = None, category: str | None = None
) -> Report:
    """Return the report as seen from one ring, one anchor, one need category, or several of them; None leaves it as it is.

    Tables with a row for each anchor or category hold that one's; tables that are about all of them together, or about the
    ring that the study was run for, are emptied, and `unknown_reasons` says why. The category '' is what the need is not known of.

    Raises:
        NoSuchViewError: the report has no such ring, anchor or category.
    """
    if ring_id is not None and ring_id != report.headline_ring_id:
        report = from_ring(report, ring_id)
    if category is not None and category != report.seen_category:
        report = from_category(report, category)
    if anchor_id is not None and anchor_id != report.seen_anchor_id:
        report = from_anchor(report, anchor_id)
    return report


def from_ring(report: Report, ring_id: str) -> Report:
    """Return the report with another of its rings as the one that its headline is about."""
    names = {band.band_id: band.name for band in rings(report)}
    if ring_id not in names:
        raise NoSuchViewError(
            f"The study has no ring '{ring_id}'",
            why=f"its rings are {', '.join(names)}",
            next_step="choose one of them",
        )
    reason = f"it is worked out for {headline_ring(report).name}, the ring that the study is about, and not for {names[ring_id]}"
    emptied = without_rows(report, dict.fromkeys(ABOUT_THE_HEADLINE_RING, reason))
    return replace(emptied, headline_ring_id=ring_id)


def from_category(report: Report, category: str) -> Report:
    """Return the report with one need category's figures where those of all were: its own local share, flow, supply and peers."""
    name = name_of_category(report, category)
    together = f"it is worked out for all need categories together, and not for {name} alone"
    tables = {**report.tables, **figures_of_category(report, category)}
    of_category = {table for table, rows in tables.items() if "need_category_code" in rows.column_names}
    narrowed = {
        table: rows.filter(pc.equal(pc.fill_null(rows["need_category_code"], ""), category))
        if table in of_category - COMPARES_CATEGORIES
        else rows
        for table, rows in tables.items()
    }
    reasons = dict.fromkeys([*(table for table in tables if table not in of_category), "points", "receipts"], together)
    seen = without_rows(replace(report, tables=narrowed), reasons)
    return replace(
        seen, seen_category=category, seen_category_name=name, receipts=(), notes=(), payments_by_category=None
    )


def from_anchor(report: Report, anchor_id: str) -> Report:
    """Return the report with one anchor's figures where those of all anchors were."""
    if anchor_id not in {anchor.anchor_id for anchor in report.anchors}:
        raise NoSuchViewError(
            f"The study has no anchor '{anchor_id}'",
            why=f"its anchors are {', '.join(anchor.anchor_id for anchor in report.anchors)}",
            next_step="choose one of them",
        )
    name = anchor_name(report, anchor_id)
    together = f"it is worked out for all anchors together, and not for {name} alone"
    reasons = {table: together for table, rows in report.tables.items() if "anchor_id" not in rows.column_names}
    narrowed = {
        table: rows if table in COMPARES_ANCHORS or table in reasons else rows.filter(of_anchor(rows, anchor_id))
        for table, rows in report.tables.items()
    }
    reasons |= nothing_paid(report, narrowed, name)
    seen = without_rows(replace(report, tables=narrowed), {**reasons, "points": together})
    return replace(
        seen,
        seen_anchor_id=anchor_id,
        receipts=[receipt for receipt in report.receipts if receipt["anchor_id"] == anchor_id],
        payments_by_category=None,
    )


def nothing_paid(report: Report, narrowed: Mapping[str, pa.Table], name: str) -> Mapping[str, str]:
    """Return, by table, that an anchor pays nothing for the category seen from, where that is so."""
    if report.seen_category is None or narrowed["spend_by_band"].num_rows:
        return {}
    reason = f"{name} pays nothing{on_what(report).replace(' on ', ' for ', 1)} in this study"
    return dict.fromkeys(("local_share", "spend_by_band", "flow", "peer_list"), reason)


def naming_suppliers_of(report: Report, anchor_ids: Collection[str]) -> Report:
    """Return the report for somebody who may see whom some anchors pay, and of the others only what all pay together."""
    hidden = [anchor.anchor_id for anchor in report.anchors if anchor.anchor_id not in anchor_ids]
    names = [anchor_name(report, anchor_id) for anchor_id in hidden]
    if not hidden:
        return report
    tables = dict(report.tables)
    for name in NAMES_SUPPLIERS_OF_ONE_ANCHOR:
        kept = pc.invert(pc.is_in(tables[name]["anchor_id"], pa.array(hidden, pa.string())))
        tables[name] = tables[name].filter(kept)
    reason = (
        f"whom an anchor pays is shown to its own people and the network's analysts; not to you of {joined(names)}"
    )
    reasons = dict.fromkeys(NAMES_SUPPLIERS_OF_ONE_ANCHOR, reason)
    return replace(report, tables=tables, unknown_reasons={**reasons, **report.unknown_reasons})


def of_anchor(rows: pa.Table, anchor_id: str) -> pa.ChunkedArray:
    """Return which rows are about one anchor."""
    return pc.equal(rows["anchor_id"], anchor_id)


def without_rows(report: Report, reasons: Mapping[str, str]) -> Report:
    """Return the report with some tables emptied (`points` among them), each for a reason that its section shows."""
    return replace(
        report,
        tables={name: rows.slice(0, 0) if name in reasons else rows for name, rows in report.tables.items()},
        points=report.points.slice(0, 0) if "points" in reasons else report.points,
        unknown_reasons={**report.unknown_reasons, **reasons},
    )
