"""How much the answer hangs on what counts as local."""

from ourplace.reports.charts.share_bars import Share, draw_shares
from ourplace.reports.page.blocks import Section, Table, Unknown, about, figure
from ourplace.reports.reading import band_class, headline_ring, pooled, reason_unknown, ring_name, rings, whose
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import INTERVAL, percent, percent_range, word_for


def describe_sensitivity(report: Report) -> Section:
    """Return the section that sets the definitions of local side by side."""
    ring = headline_ring(report)
    rows = pooled(report, "definition_sensitivity", ring_id=ring.band_id)
    if not rows:
        reason = reason_unknown(report, "definition_sensitivity", "only one definition was worked out")
        unknown = Unknown("The share under other definitions", reason)
        return Section("sensitivity", "What counts as local", "What if 'local' meant something else?", [unknown])
    title = f"Share that stays in {ring.name} under each definition of local"
    shares = [
        Share(
            row["definition_name"],
            row["local_share"],
            row["local_share_low"],
            row["local_share_high"],
            row["bound_low_share"],
            row["bound_high_share"],
            _aside(report, row),
            band_class(report, ring.band_id),
        )
        for row in rows
    ]
    picture = figure(
        lambda name, wide: draw_shares(shares, name=name, title=title, wide=wide, full_scale=False),
        name="sensitivity", title=title, table=_table(report),
        note=f"This report uses: {report.definition_name}. {report.definition_sentence}",
    )  # fmt: skip
    return Section("sensitivity", "What counts as local", _finding(rows, ring.name), [picture])


def _aside(report: Report, row: Row) -> str:
    if row["definition_id"] == report.definition_id:
        return "used in this report"
    return "bounds only" if row["local_share"] is None else ("of placed spend" if row["mode"] == "placed" else "")


def _finding(rows: list[Row], ring: str) -> str:
    known = sorted(row["local_share"] for row in rows if row["local_share"] is not None)
    if len(known) < 2:  # noqa: PLR2004 - a range needs two.
        return "What if 'local' meant something else?"
    least, most = percent(known[0]), percent(known[-1])
    if least == most:
        return f"{ring}'s share is {least} under every definition of local that gives a figure"
    return f"{ring}'s share is between {least} and {most}, depending on what counts as local"


def _table(report: Report) -> Table:
    order = {band.band_id: place for place, band in enumerate(rings(report))}
    rows = sorted(pooled(report, "definition_sensitivity"), key=lambda row: order.get(row["ring_id"], 99))
    return about(
        "definition_sensitivity",
        rows,
        Table(
            f"Local share by definition and ring, {whose(report)}",
            ["Ring", "Definition", "#Share", f"#{INTERVAL}", "#Hard bounds", "#Placed", "What the figure is"],
            [
                [
                    ring_name(report, row["ring_id"]),
                    row["definition_name"],
                    percent(row["local_share"]),
                    percent_range(row["local_share_low"], row["local_share_high"]),
                    percent_range(row["bound_low_share"], row["bound_high_share"]),
                    percent(row["placed_share"]),
                    word_for("modes", row["mode"]),
                ]
                for row in rows
            ],
        ),
    )
