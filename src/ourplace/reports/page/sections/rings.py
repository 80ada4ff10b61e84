"""How much stays in each ring: of every pound, and with the interval and the bounds."""

from ourplace.reports.charts.pound import Piece, draw_pound
from ourplace.reports.charts.share_bars import Share, draw_shares
from ourplace.reports.page.blocks import Block, Figure, Prose, Section, Table, Unknown, about, figure
from ourplace.reports.reading import (
    band_class,
    band_label,
    headline_ring,
    ordered_bands,
    pooled,
    reason_unknown,
    whose,
)
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import (
    INTERVAL,
    pence_in_the_pound,
    percent,
    percent_range,
    pounds,
    pounds_range,
    sentence_case,
)

_HOW_TO_READ = (
    "Bar: the share. Line with ends: the 90% interval, where the true share would lie nine times in ten. "
    "Dotted line: the hard bounds, if all the unplaced spend had left or had stayed."
)


def describe_rings(report: Report) -> Section:
    """Return the section on the rings."""
    rows = sorted(pooled(report, "local_share"), key=lambda row: row["ring_index"])
    blocks: list[Block] = [_pound(report)]
    if rows:
        blocks.append(_intervals(rows, report))
    blocks.append(Prose(report.mode_reason))
    return Section("rings", "Rings", _title(rows, report), blocks)


def _title(rows: list[Row], report: Report) -> str:
    ring = headline_ring(report)
    stays = next((row for row in rows if row["ring_id"] == ring.band_id), None)
    if stays is None or stays["local_share"] is None:
        return f"How much stays in {ring.name} cannot be said in one figure"
    wider = next((row for row in rows if row["ring_index"] > ring.band_index), None)
    of_placed = " of placed spend" if stays["mode"] == "placed" else ""
    pence = "" if wider is None else pence_in_the_pound(wider["local_share"]).removesuffix(" in the pound")
    ending = "" if wider is None else f", {pence} in {wider['ring_name']}"
    return sentence_case(f"{pence_in_the_pound(stays['local_share'])}{of_placed} stays in {ring.name}{ending}")


def _pound(report: Report) -> Figure | Unknown:
    rows = {row["band_id"]: row for row in pooled(report, "spend_by_band")}
    if not rows:
        return Unknown("What becomes of every pound", reason_unknown(report, "spend_by_band", "no spend was analysed"))
    shown = [rows[band] for band in ordered_bands(report) if band in rows and (rows[band]["share"] or 0) > 0]
    pieces = [
        Piece(band_label(report, row["band_id"]), float(row["share"]), band_class(report, row["band_id"]))
        for row in shown
    ]
    table = about(
        "spend_by_band",
        shown,
        Table(
            "Analysed spend by where the supplier is",
            ["Where", "#Amount", f"#{INTERVAL}", "#Share of analysed spend"],
            [
                [
                    band_label(report, row["band_id"]),
                    pounds(row["amount_gbp"]),
                    pounds_range(row["amount_gbp_low"], row["amount_gbp_high"]),
                    percent(row["share"]),
                ]
                for row in shown
            ],
        ),
    )
    title = "Where every pound goes"
    return figure(
        lambda name, wide: draw_pound(pieces, name=name, title=title, wide=wide),
        name="pound",
        title=title,
        table=table,
    )


def _intervals(rows: list[Row], report: Report) -> Figure:
    shares = [
        Share(
            row["ring_name"],
            row["local_share"],
            row["local_share_low"],
            row["local_share_high"],
            row["bound_low_share"],
            row["bound_high_share"],
            pounds(row["local_gbp"]) if row["local_gbp"] is not None else "bounds only",
            band_class(report, row["ring_id"]),
        )
        for row in rows
    ]
    title = "Share that stays within each ring"
    if rows[0]["mode"] == "placed":
        title += ", of placed spend"
    return figure(
        lambda name, wide: draw_shares(shares, name=name, title=title, wide=wide),
        name="ring-shares",
        title=title,
        table=ring_table(rows, whose(report)),
        note=_HOW_TO_READ,
    )


def ring_table(rows: list[Row], anchors: str) -> Table:
    """Return the table of local share by ring; `anchors` says whose, as a caption does."""
    return about(
        "local_share",
        rows,
        Table(
            f"Local share and leakage by ring, {anchors}",
            ["Ring", "#Stays", "#Share", f"#{INTERVAL}", "#Hard bounds", "#Leaves", "#Placed", "#Analysed"],
            [
                [
                    row["ring_name"],
                    pounds(row["local_gbp"]),
                    percent(row["local_share"]),
                    percent_range(row["local_share_low"], row["local_share_high"]),
                    percent_range(row["bound_low_share"], row["bound_high_share"]),
                    pounds(row["leakage_gbp"]),
                    percent(row["placed_share"]),
                    pounds(row["analysed_gbp"]),
                ]
                for row in rows
            ],
            "A ring includes the rings inside it.",
        ),
    )
