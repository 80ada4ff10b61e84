"""What changed between two periods, split into the effect of the share and the effect of the volume."""

from collections import defaultdict

from ourplace.reports.charts.waterfall import Step, draw_waterfall
from ourplace.reports.page.blocks import Block, Section, Table, Unknown, about, figure
from ourplace.reports.reading import anchor_name, headline_ring, reason_unknown, rows_of, spend_shown
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import INTERVAL, Number, counted, joined, percent, percent_range, pounds, signed_pounds


def describe_change(report: Report) -> Section:
    """Return the section on change: the latest comparison as a picture, all as a table, and what is not comparable."""
    rows = rows_of(report, "change", ring_id=headline_ring(report).band_id)
    if not rows:
        reason = reason_unknown(report, "change", "the study has one period only")
        return Section("change", "Change", "What changed since before", [Unknown("Change between periods", reason)])
    compared = [row for row in rows if row["is_comparable"]]
    latest = max((row for row in compared if row["anchor_id"] == report.seen_anchor_id), key=_latest, default=None)
    blocks: list[Block] = []
    if latest is None:
        reasons = {row["reason"] for row in rows if row["anchor_id"] == report.seen_anchor_id and row["reason"]}
        blocks.append(Unknown("Change for all anchors together", "; ".join(sorted(reasons)) or "not comparable"))
    else:
        blocks.append(_waterfall(report, latest, _anchors(report, compared, latest)))
    if compared:
        blocks.append(_table(report, compared))
    refused = [row for row in rows if not row["is_comparable"] and row["anchor_id"] != report.seen_anchor_id]
    if refused:
        blocks.append(_refusals(report, refused))
    return Section("change", "Change", _finding(report, compared, latest), blocks)


def _latest(row: Row) -> tuple[str, str]:
    """Return a key that puts the latest comparison last, and of those the one with the period just before."""
    return str(row["period_id_after"]), str(row["period_id_before"])


def _anchors(report: Report, compared: list[Row], latest: Row) -> list[str]:
    """Return the names of the anchors that a pooled comparison holds: those that compare by themselves."""
    pair = _latest(latest)
    return [
        anchor_name(report, row["anchor_id"])
        for row in compared
        if row["anchor_id"] != report.seen_anchor_id and _latest(row) == pair
    ]


def _finding(report: Report, compared: list[Row], latest: Row | None) -> str:
    ring = headline_ring(report).name
    if latest is None:
        return f"What changed in {ring} cannot be compared like for like"
    anchors = _anchors(report, compared, latest)
    whose = f" of {counted(len(anchors), 'anchor')}" if 0 < len(anchors) < len(report.anchors) else ""
    what = f" of the placed spend{whose}" if report.mode == "placed" else whose
    return (
        f"{_more_or_less(latest['change_gbp'])}{what} stays in {ring} than in {latest['period_id_before']}: "
        f"{_more_or_less(latest['share_effect_gbp'])} from a changed share, "
        f"{_more_or_less(latest['volume_effect_gbp'])} from changed spend"
    )


def _more_or_less(amount: Number) -> str:
    return f"{pounds(abs(float(amount)))} {'more' if amount >= 0 else 'less'}"


def _waterfall(report: Report, row: Row, anchors: list[str]) -> Block:
    whole = "placed" if report.mode == "placed" else "analysed"
    before = float(row["local_share_before"]) * float(row[f"{whole}_gbp_before"])
    after = before + float(row["change_gbp"])
    steps = [
        Step(f"{row['period_id_before']}: {percent(row['local_share_before'])} stays", before, is_total=True),
        Step("because the share changed", float(row["share_effect_gbp"]), is_total=False),
        Step("because the spend changed", float(row["volume_effect_gbp"]), is_total=False),
        Step(f"{row['period_id_after']}: {percent(row['local_share_after'])} stays", after, is_total=True),
    ]
    ring = headline_ring(report).name
    title = f"What stays in {ring} of the {spend_shown(report)}, {row['period_id_before']} to {row['period_id_after']}"
    amounts = [pounds(step.amount) if step.is_total else signed_pounds(step.amount) for step in steps]
    table = Table(
        title,
        ["Step", "#Amount"],
        [[step.label, amount] for step, amount in zip(steps, amounts, strict=True)],
    )
    table = about("change", [row] * len(steps), table)
    return figure(
        lambda name, wide: draw_waterfall(steps, name=name, title=title, wide=wide),
        name="change", title=title, table=table, note=_like_for_like(report, anchors),
    )  # fmt: skip


def _like_for_like(report: Report, anchors: list[str]) -> str:
    if not anchors or len(anchors) == len(report.anchors):
        return ""
    return (
        f"Like for like: only {joined(anchors)}, whose files cover both periods. "
        "These are not the figures at the head of this report, which hold every anchor."
    )


def _table(report: Report, rows: list[Row]) -> Table:
    table = Table(
        f"Change of what stays, like for like, of the {spend_shown(report)} (in brackets: {INTERVAL})",
        ["Anchor", "From", "To", "#Share before", "#Share after", "#Change", "#From the share", "#From the spend"],
        [
            [
                anchor_name(report, row["anchor_id"]),
                str(row["period_id_before"]),
                str(row["period_id_after"]),
                _share(row, "local_share_before"),
                _share(row, "local_share_after"),
                signed_pounds(row["change_gbp"]),
                signed_pounds(row["share_effect_gbp"]),
                signed_pounds(row["volume_effect_gbp"]),
            ]
            for row in rows
        ],
        "All anchors: those whose files cover both periods, so that like is set beside like.",
    )
    return about("change", rows, table)


def _refusals(report: Report, rows: list[Row]) -> Table:
    """Return what was not compared: one line for each anchor and reason, with its pairs of periods."""
    pairs: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in rows:
        key = anchor_name(report, row["anchor_id"]), row["reason"] or "no figure"
        pairs[key].append(f"{row['period_id_before']} to {row['period_id_after']}")
    return Table(
        "What cannot be compared",
        ["Anchor", "Periods", "Why"],
        [[anchor, ", ".join(periods), reason] for (anchor, reason), periods in pairs.items()],
    )


def _share(row: Row, name: str) -> str:
    """Return a share with its interval in brackets; a line may break before the bracket, not inside."""
    interval = percent_range(row[f"{name}_low"], row[f"{name}_high"]).replace(" ", "\u00a0")
    return f"{percent(row[name])} ({interval})"
