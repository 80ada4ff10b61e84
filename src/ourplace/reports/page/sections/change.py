"""What changed between two periods, split into the effect of the share and the effect of the volume."""

from ourplace.reports.charts.waterfall import Step, draw_waterfall
from ourplace.reports.page.blocks import Block, Section, Table, Unknown, figure
from ourplace.reports.reading import anchor_name, headline_ring, reason_unknown, rows_of
from ourplace.reports.report import ALL_ANCHORS, Report, Row
from ourplace.reports.wording import INTERVAL, percent, percent_range, pounds


def describe_change(report: Report) -> Section:
    """Return the section on change; what is not comparable is listed with its reason."""
    ring = headline_ring(report)
    rows = rows_of(report, "change", ring_id=ring.band_id)
    if not rows:
        reason = reason_unknown(report, "change", "the study has one period only")
        return Section("change", "Change", "What changed since before", [Unknown("Change between periods", reason)])
    whole = [row for row in rows if row["anchor_id"] == ALL_ANCHORS and row["is_comparable"]]
    blocks: list[Block] = [_waterfall(row, ring.name, place) for place, row in enumerate(whole)]
    if not whole:
        reasons = {row["reason"] for row in rows if row["anchor_id"] == ALL_ANCHORS and row["reason"]}
        blocks.append(Unknown("Change for all anchors together", "; ".join(sorted(reasons)) or "not comparable"))
    blocks.append(_table(report, rows))
    return Section("change", "Change", _finding(whole, ring.name), blocks)


def _finding(rows: list[Row], ring: str) -> str:
    if not rows:
        return f"What changed in {ring} cannot be compared like for like"
    last = rows[-1]
    verb = "more" if last["change_gbp"] >= 0 else "less"
    return (
        f"{pounds(abs(last['change_gbp']))} {verb} stays in {ring} than in {last['period_id_before']}: "
        f"{pounds(last['share_effect_gbp'])} of it from a changed share"
    )


def _waterfall(row: Row, ring: str, place: int) -> Block:
    before = float(row["local_share_before"]) * float(row["analysed_gbp_before"])
    after = before + float(row["change_gbp"])
    steps = [
        Step(f"{row['period_id_before']}: {percent(row['local_share_before'])} stays", before, is_total=True),
        Step("because the share changed", float(row["share_effect_gbp"]), is_total=False),
        Step("because the spend changed", float(row["volume_effect_gbp"]), is_total=False),
        Step(f"{row['period_id_after']}: {percent(row['local_share_after'])} stays", after, is_total=True),
    ]
    title = f"What stays in {ring}, {row['period_id_before']} to {row['period_id_after']}"
    table = Table(
        title,
        ["Step", "#Amount"],
        [[step.label, pounds(step.amount)] for step in steps],
    )
    return figure(
        lambda name, wide: draw_waterfall(steps, name=name, title=title, wide=wide),
        name=f"change-{place}", title=title, table=table,
    )  # fmt: skip


def _table(report: Report, rows: list[Row]) -> Table:
    return Table(
        f"Change by anchor, like for like only (in brackets: {INTERVAL})",
        [
            "Anchor",
            "From",
            "To",
            "#Share before",
            "#Share after",
            "#Change",
            "#From the share",
            "#From the spend",
            "Comparable",
        ],
        [
            [
                anchor_name(report, row["anchor_id"]),
                str(row["period_id_before"]),
                str(row["period_id_after"]),
                _share(row, "local_share_before"),
                _share(row, "local_share_after"),
                *(
                    [
                        pounds(row["change_gbp"]),
                        pounds(row["share_effect_gbp"]),
                        pounds(row["volume_effect_gbp"]),
                        "yes",
                    ]
                    if row["is_comparable"]
                    else ["", "", "", f"no: {row['reason']}"]
                ),
            ]
            for row in rows
        ],
    )


def _share(row: Row, name: str) -> str:
    """Return a share with its interval in brackets."""
    return f"{percent(row[name])} ({percent_range(row[f'{name}_low'], row[f'{name}_high'])})"
