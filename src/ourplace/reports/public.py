"""What of a report anybody may see: no figure behind which fewer than three suppliers stand, and none that gives one away.

Figures that are parts of a whole give a hidden one away where all the others are shown, so that one more is hidden with it;
and figures of rings, which lie inside one another, are shown only where three suppliers or more lie between them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import pyarrow as pa

from ourplace.reports.exceptions import TooFewSuppliersError
from ourplace.reports.headline import headline_row
from ourplace.reports.reading import headline_ring, ordered_bands, rings, rows_of
from ourplace.reports.report import ALL_ANCHORS, Report, Row
from ourplace.reports.seen import without_rows

FEWEST = 3
SENTENCE = (
    "Figures behind which fewer than three suppliers stand are not shown to the public, nor those from which one could be "
    "worked out: they read ‘unknown’. Nobody is named."
)
ONE_SUPPLIER = (
    "each of its figures is about one supplier, and the public sees none behind which fewer than three stand"
)
UNCOUNTED = "it does not say how many suppliers stand behind each of its figures, so the public does not see it"
NOTHING_LEFT = "every one of its figures is about fewer than three suppliers, or would give one of those away"
PRIVATE: Mapping[str, str] = {
    "top_suppliers": ONE_SUPPLIER,
    "overlap": ONE_SUPPLIER,
    "peer_list": ONE_SUPPLIER,
    "suppliers_to_review": ONE_SUPPLIER,
    "points": ONE_SUPPLIER,
    "flow": UNCOUNTED,
    "influenceable": UNCOUNTED,
    "receipts": UNCOUNTED,
}
LOCAL_COLUMNS = (
    "local_gbp", "local_gbp_low", "local_gbp_high", "local_share", "local_share_low", "local_share_high", "leakage_gbp",
    "leakage_gbp_low", "leakage_gbp_high", "bound_low_gbp", "bound_high_gbp", "bound_low_share", "bound_high_share",
    "standard_error_gbp", "placed_gbp", "local_supplier_count",
)  # fmt: skip
UNCOUNTED_COLUMNS: Mapping[str, Sequence[str]] = {
    "business_types": ("placed_gbp", "local_gbp", "local_gbp_low", "local_gbp_high", "local_share", "local_share_low", "local_share_high"),
    "coverage": ("redacted_gbp", "matched_gbp", "negative_gbp"),
}  # fmt: skip
# Of each, the columns by which its rows are told apart within a whole, and the amount that adds up to it.
PARTS: Mapping[str, tuple[str, str]] = {
    "need_categories": ("ring_id", "analysed_gbp"),
    "sectors": ("ring_id", "analysed_gbp"),
    "business_types": ("ring_id", "amount_gbp"),
    "deprivation": ("ring_id", "amount_gbp"),
    "sizes": ("", "amount_gbp"),
    "spend_by_kind": ("", "amount_gbp"),
}
NESTED: Mapping[str, str] = {"need_categories": "need_category_code", "sectors": "sic_section_code"}
Rows = list[Row]


def suppressed(report: Report) -> Report:
    """Return the report as the public may see it.

    Tables whose every figure is about one supplier are emptied, and so are those that do not count suppliers; the rest keep
    what is about all anchors together, with the figures of fewer than three suppliers blank. Of single anchors only the local
    share stays, counted by the suppliers that each is known to pay most.

    Raises:
        TooFewSuppliersError: that would hide the headline itself.
    """
    pooled = {name: only_pooled(rows) for name, rows in report.tables.items() if name != "local_share"}
    shown = {name: rewritten(rows, partial(parts_shown, name, report=report)) for name, rows in pooled.items()}
    shown["local_share"] = rewritten(report.tables["local_share"], partial(shares_shown, report=report))
    shown["spend_by_band"] = bands_shown(shown["spend_by_band"], report)
    shown["concentration"] = rewritten(shown["concentration"], steps_shown)
    shown["local_supply"] = rewritten(
        shown["local_supply"], partial(supply_shown, categories=shown["need_categories"])
    )
    for name in ("definition_sensitivity", "change"):
        shown[name] = rewritten(shown[name], partial(in_shown_rings, shares=shown["local_share"]))
    public = replace(
        without_rows(replace(report, tables=shown), {**PRIVATE, **emptied(pooled, shown)}),
        suppliers=report.suppliers.slice(0, 0),
        candidates=report.candidates.slice(0, 0),
        payments_by_category=None,
        receipts=(),
        notes=(SENTENCE,),
    )
    row = headline_row(public)
    if row["bound_low_share"] is None and row["local_share"] is None:
        raise TooFewSuppliersError(
            f"{headline_ring(report).name} cannot be shown to the public",
            why="fewer than three suppliers stand behind its figure, or behind the rest",
            next_step="choose a wider ring for the headline, or add the spend of more anchors",
        )
    return public


def emptied(before: Mapping[str, pa.Table], after: Mapping[str, pa.Table]) -> Mapping[str, str]:
    """Return a reason for each table of which nothing is left."""
    return {name: NOTHING_LEFT for name in before if before[name].num_rows and not after[name].num_rows}


def only_pooled(table: pa.Table) -> pa.Table:
    """Return the rows about all anchors together; all rows where a table is about no single anchor."""
    if "anchor_id" not in table.column_names:
        return table
    return rewritten(table, lambda rows: [row for row in rows if row["anchor_id"] == ALL_ANCHORS])


def rewritten(table: pa.Table, change: Callable[[Rows], Iterable[Mapping[str, Any]]]) -> pa.Table:
    """Return a table of the same columns with rows changed."""
    return pa.Table.from_pylist([dict(row) for row in change(table.to_pylist())], schema=table.schema)


def blank(row: Row, columns: Iterable[str]) -> Row:
    """Return a row without the figures of some columns."""
    return {name: None if name in columns else value for name, value in row.items()}


def is_few(count: int | None) -> bool:
    """Return whether so many suppliers are too few to be shown; none at all are nobody."""
    return count is None or 0 < count < FEWEST


def parts_shown(name: str, rows: Rows, *, report: Report) -> Rows:
    """Return the rows of a table that splits a whole: those of few suppliers left out, and one more so that none can be worked out."""
    rows = [blank(row, UNCOUNTED_COLUMNS.get(name, ())) for row in rows]
    if name not in PARTS:
        return rows
    split_by, amount = PARTS[name]
    groups: dict[Any, Rows] = defaultdict(list)
    for row in rows:
        groups[row[split_by] if split_by else ""].append(row)
    kept = [row for group in groups.values() for row in whole_without(group, amount)]
    return nested_shown(kept, NESTED[name], report) if name in NESTED else kept


def whole_without(rows: Rows, amount: str) -> Rows:
    """Return the parts of a whole that may be shown: without those of few suppliers, and then without the smallest other too."""
    few = [row for row in rows if is_few(row["supplier_count"])]
    kept = [row for row in rows if not is_few(row["supplier_count"])]
    if few:
        others = [row for row in kept if row["supplier_count"]]
        smallest = min(others, key=lambda row: abs(row[amount] or 0), default=None)
        kept = [row for row in kept if row is not smallest]
    return kept


def nested_shown(rows: Rows, key: str, report: Report) -> Rows:
    """Return rows by category and ring: a local figure stays where three suppliers lie between it and those beside it.

    Where one category's is hidden in a ring, so is that of the smallest other, for the ring's total is known.
    """
    order = {band.band_id: place for place, band in enumerate(rings(report))}
    chains: dict[Any, Rows] = defaultdict(list)
    for row in sorted(rows, key=lambda row: order[row["ring_id"]]):
        chains[row[key]].append(row)
    hidden = {(row[key], row["ring_id"]) for chain in chains.values() for row in too_close(chain)}
    for ring_id in order:
        beside = [row for row in rows if row["ring_id"] == ring_id]
        if any((row[key], ring_id) in hidden for row in beside):
            others = [
                row
                for row in beside
                if (row[key], ring_id) not in hidden and (row["local_supplier_count"] or 0) >= FEWEST
            ]
            more = min(others, key=lambda row: abs(row["local_gbp"] or 0), default=None)
            hidden |= {(more[key], ring_id)} if more else set()
    return [blank(row, LOCAL_COLUMNS) if (row[key], row["ring_id"]) in hidden else row for row in rows]


def too_close(chain: Rows) -> Rows:
    """Return the rows of one category, from the inner ring outwards, that have one or two suppliers more than the last shown, or fewer than the whole."""
    found, last = [], 0
    for row in chain:
        count, whole = row["local_supplier_count"], row["supplier_count"]
        if count is None or is_few(count - last) or is_few(whole - count) or (count == 0 and row["local_gbp"]):
            found.append(row)
        else:
            last = count
    return found


def suppliers_by_band(report: Report) -> Mapping[str, Mapping[str, int]]:
    """Return, by anchor (and `all`) and band, how many of the suppliers that are paid most are there: as many at least."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows_of(report, "top_suppliers"):
        counts[row["anchor_id"]][row["band_id"] or "unplaced"] += 1
    return counts


def shares_shown(rows: Rows, *, report: Report) -> Rows:
    """Return the local shares: of each anchor those with three suppliers between one ring and the next shown, and outside it."""
    rows = anchors_shown(rows)
    counts = suppliers_by_band(report)
    hidden: set[tuple[str, str]] = set()
    for anchor_id in {row["anchor_id"] for row in rows}:
        between, beyond = 0, sum(counts[anchor_id].values())
        for band in rings(report):
            here = counts[anchor_id][band.band_id]
            between, beyond = between + here, beyond - here
            if between < FEWEST or is_few(beyond):
                hidden.add((anchor_id, band.band_id))
            else:
                between = 0
    hidden |= {key for ring in rings(report) for key in given_away(rows, ring.band_id, hidden)}
    return [blank(row, LOCAL_COLUMNS) if (row["anchor_id"], row["ring_id"]) in hidden else row for row in rows]


def anchors_shown(rows: Rows) -> Rows:
    """Return the rows of all anchors but those that pay one or two suppliers in all, and the smallest other where there is such a one."""
    single = {row["anchor_id"]: row for row in rows if row["anchor_id"] != ALL_ANCHORS}
    kept = {row["anchor_id"] for row in whole_without(list(single.values()), "analysed_gbp")}
    return [row for row in rows if row["anchor_id"] in {ALL_ANCHORS, *kept}]


def given_away(rows: Rows, ring_id: str, hidden: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the anchor to hide as well in a ring where one is hidden, for all together less the others would tell: the smallest."""
    single = [row for row in rows if row["ring_id"] == ring_id and row["anchor_id"] != ALL_ANCHORS]
    if not any((row["anchor_id"], ring_id) in hidden for row in single):
        return set()
    others = [row for row in single if (row["anchor_id"], ring_id) not in hidden]
    more = min(others, key=lambda row: abs(row["local_gbp"] or 0), default=None)
    return {(more["anchor_id"], ring_id)} if more else set()


def bands_shown(table: pa.Table, report: Report) -> pa.Table:
    """Return the spend by band where every band with spend has three suppliers; none of it else, for the rings' figures would tell the rest."""
    counts = suppliers_by_band(report)[ALL_ANCHORS]
    paid = {row["band_id"] for row in table.to_pylist() if row["amount_gbp"]}
    is_safe = all(counts[band] >= FEWEST for band in ordered_bands(report) if band in paid and band != "unplaced")
    return table if is_safe else table.slice(0, 0)


def steps_shown(rows: Rows) -> Rows:
    """Return the steps of concentration that are three suppliers apart, from none to all."""
    kept, last = [], 0
    for row in sorted(rows, key=lambda row: row["top_count"]):
        whole = row["supplier_count"] or 0
        if row["top_count"] - last >= FEWEST and (row["top_count"] >= whole or whole - row["top_count"] >= FEWEST):
            kept.append(row)
            last = row["top_count"]
    return kept


def supply_shown(rows: Rows, *, categories: pa.Table) -> Rows:
    """Return who could supply what leaves, without names, where the leakage itself is shown."""
    shown = {
        (row["need_category_code"], row["ring_id"]): row["leakage_gbp"]
        for row in categories.to_pylist()
        if row["leakage_gbp"] is not None
    }
    return [
        {**row, "paid_supplier_names": []}
        for row in rows
        if (row["need_category_code"], row["ring_id"]) in shown
    ]  # fmt: skip


def in_shown_rings(rows: Rows, *, shares: pa.Table) -> Rows:
    """Return the rows of rings whose local share is shown."""
    shown = {
        row["ring_id"]
        for row in shares.to_pylist()
        if row["anchor_id"] == ALL_ANCHORS and row["bound_low_share"] is not None
    }
    return [row for row in rows if row["ring_id"] in shown]
