"""What changed since an earlier study of the same place: the change between two studies, in the shape of the indicator `change`.

The method is that of the indicator: like is set beside like, the share effect is the change of the share on the later spend, and the
volume effect the rest. All anchors together are those that both studies hold.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pyarrow as pa

from ourplace.parameters import parameter_value
from ourplace.reports.reading import anchor_name, rings, rows_of
from ourplace.reports.report import ALL_ANCHORS, Period, Report, Row
from ourplace.reports.wording import joined

INTERVALS = ("local_share_low", "local_share_high")


def changed_since(report: Report, before: Report, *, refusal: str = "") -> Report:
    """Return a report whose change is that since an earlier study; `refusal` says why the two are not alike, where they are not.

    A report that compares periods of its own is returned as it is.
    """
    if any(row["is_comparable"] for row in rows_of(report, "change")):
        return report
    why = refusal or _unlike(report, before)
    shared = [anchor.anchor_id for anchor in report.anchors if anchor.anchor_id in _ids(before)]
    rows = [
        _row(report, before, anchor_id, band.band_id, shared=shared, refusal=why)
        for band in rings(report)
        for anchor_id in [ALL_ANCHORS, *(anchor.anchor_id for anchor in report.anchors)]
    ]
    table = pa.Table.from_pylist(rows, schema=report.tables["change"].schema)
    return replace(report, tables={**report.tables, "change": table})


def _ids(report: Report) -> list[str]:
    return [anchor.anchor_id for anchor in report.anchors]


def _unlike(report: Report, before: Report) -> str:
    """Return why no figure of two studies can be set side by side; empty where they can."""
    if report.definition_id != before.definition_id:
        return f"{before.title} is under another definition of local: {before.definition_name}"
    if report.mode != before.mode:
        return f"the figures of {before.title} are of another sort: one is of placed spend only, or bounds"
    if report.mode == "bounds_only":
        return "the registers at hand allow bounds only, and so no change"
    if before.period.end_date >= report.period.start_date:
        return "the periods overlap"
    days, earlier = _days(report.period), _days(before.period)
    if abs(days - earlier) > parameter_value("indicators_period_length_tolerance"):
        return f"{before.period.text} has {earlier} days and {report.period.text} has {days}"
    return ""


def _days(period: Period) -> int:
    return (period.end_date - period.start_date).days + 1


def _row(report: Report, before: Report, anchor_id: str, ring_id: str, *, shared: Sequence[str], refusal: str) -> Row:
    """Return the row of one anchor and ring, with its figures where they compare and the reason where they do not."""
    ring_index = next(band.band_index for band in rings(report) if band.band_id == ring_id)
    known = {
        "anchor_id": anchor_id, "ring_id": ring_id, "ring_index": ring_index,
        "period_id_before": before.period.text, "period_id_after": report.period.text,
    }  # fmt: skip
    wanted = shared if anchor_id == ALL_ANCHORS else [anchor_id]
    sides = [_side(one, wanted, ring_id) for one in (before, report)]
    reason = refusal or _lacking(before, anchor_id, shared)
    if reason or None in sides:
        return {**known, "is_comparable": False, "reason": reason or "one of the two has no spend to take a share of"}
    earlier, later = (side for side in sides if side is not None)
    change = later["local_gbp"] - earlier["local_gbp"]
    effect = round(Decimal((later["local_share"] - earlier["local_share"]) * float(later["located_gbp"])), 2)
    figures = {
        f"{name}_{side}": of[name]
        for side, of in (("before", earlier), ("after", later))
        for name in ("analysed_gbp", "placed_gbp", "local_share")
    }
    ends = {
        f"local_share_{side}_{end}": of[f"local_share_{end}"]
        for side, of in (("before", earlier), ("after", later))
        for end in ("low", "high")
    }
    lacking = [anchor for anchor in _ids(report) if anchor not in shared] if anchor_id == ALL_ANCHORS else []
    left = [anchor_name(report, anchor) for anchor in lacking]
    return {
        **known, **figures, **ends, "change_gbp": change, "share_effect_gbp": effect, "volume_effect_gbp": change - effect,
        "is_comparable": True, "reason": f"left out, not being in {before.title}: {joined(left)}" if left else None,
    }  # fmt: skip


def _lacking(before: Report, anchor_id: str, shared: Sequence[str]) -> str:
    if anchor_id == ALL_ANCHORS:
        return "" if shared else f"no anchor is in {before.title} too"
    return "" if anchor_id in shared else f"it is not in {before.title}"


def _side(report: Report, anchor_ids: Sequence[str], ring_id: str) -> Mapping[str, Any] | None:
    """Return the figures of some anchors together in a ring; None where they have none. Of some of several there is no interval."""
    is_every = set(anchor_ids) == set(_ids(report))
    ids = [ALL_ANCHORS] if is_every else anchor_ids
    rows = [row for row in rows_of(report, "local_share", ring_id=ring_id) if row["anchor_id"] in set(ids)]
    if not rows or any(row["local_share"] is None for row in rows):
        return None
    sums = {name: sum(row[name] for row in rows) for name in ("analysed_gbp", "placed_gbp", "local_gbp")}
    located = sums["placed_gbp" if rows[0]["mode"] == "placed" else "analysed_gbp"]
    ends = {name: rows[0][name] if len(rows) == 1 else None for name in INTERVALS}
    return {**sums, **ends, "located_gbp": located, "local_share": float(sums["local_gbp"]) / float(located)}
