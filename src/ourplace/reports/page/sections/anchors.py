"""How the anchors compare: each one's share that stays in the headline ring."""

from ourplace.reports.charts.share_bars import Share, draw_shares
from ourplace.reports.page.blocks import Section, Table, Unknown, about, figure
from ourplace.reports.reading import (
    anchor_name,
    band_class,
    headline_ring,
    on_what,
    reason_unknown,
    rows_of,
    spend_shown,
)
from ourplace.reports.report import ALL_ANCHORS, Report, Row
from ourplace.reports.wording import INTERVAL, percent, percent_range, pounds


def describe_anchors(report: Report) -> Section:
    """Return the section that sets the anchors side by side."""
    ring = headline_ring(report)
    rows = [row for row in rows_of(report, "local_share", ring_id=ring.band_id) if row["anchor_id"] != ALL_ANCHORS]
    rows.sort(key=lambda row: -(row["local_share"] or row["bound_low_share"] or 0))
    if not rows:
        reason = reason_unknown(report, "local_share", "no anchor has analysed spend")
        return Section("anchors", "Anchors", "How the anchors compare", [Unknown("Each anchor's share", reason)])
    title = f"Share of each anchor's {spend_shown(report)}{on_what(report)} that stays in {ring.name}"
    shares = [
        Share(
            anchor_name(report, row["anchor_id"]),
            row["local_share"],
            row["local_share_low"],
            row["local_share_high"],
            row["bound_low_share"],
            row["bound_high_share"],
            _of_what(row),
            band_class(report, ring.band_id),
        )
        for row in rows
    ]
    picture = figure(
        lambda name, wide: draw_shares(shares, name=name, title=title, wide=wide, full_scale=False),
        name="anchor-shares",
        title=title,
        table=_table(rows, report),
        note="The scale does not run to 100% where no bar needs it. Lines as in the picture of the rings.",
    )
    return Section("anchors", "Anchors", _finding(rows, report), [picture])


def _of_what(row: Row) -> str:
    """Return what a share is of; nothing where that is not known, or not shown."""
    base = row["placed_gbp"] if row["mode"] == "placed" else row["analysed_gbp"]
    return "" if base is None else f"of {pounds(base)}"


def _finding(rows: list[Row], report: Report) -> str:
    known = [row for row in rows if row["local_share"] is not None]
    if len(known) < 2:  # noqa: PLR2004 - one anchor cannot be compared.
        return "How the anchors compare"
    most, least = anchor_name(report, known[0]["anchor_id"]), anchor_name(report, known[-1]["anchor_id"])
    ring = headline_ring(report).name
    return (
        f"{most} keeps {percent(known[0]['local_share'])} of its {spend_shown(report)}{on_what(report)} in {ring}, "
        f"{least} {percent(known[-1]['local_share'])}"
    )


def _table(rows: list[Row], report: Report) -> Table:
    return about(
        "local_share",
        rows,
        Table(
            f"What stays in {headline_ring(report).name} of each anchor's {spend_shown(report)}{on_what(report)}",
            ["Anchor", "#Analysed", "#Placed", "#Stays", "#Share", f"#{INTERVAL}", "#Hard bounds", "#Suppliers"],
            [
                [
                    anchor_name(report, row["anchor_id"]),
                    pounds(row["analysed_gbp"]),
                    percent(row["placed_share"]),
                    pounds(row["local_gbp"]),
                    percent(row["local_share"]),
                    percent_range(row["local_share_low"], row["local_share_high"]),
                    percent_range(row["bound_low_share"], row["bound_high_share"]),
                    f"{row['supplier_count']:,}",
                ]
                for row in rows
            ],
        ),
    )
