"""Who is paid: business types, sizes, and how deprived the areas are that the local money reaches."""

from ourplace.reports.charts.stacked_bars import Bar, draw_bars
from ourplace.reports.page.blocks import Figure, Section, Table, Unknown, about, figure
from ourplace.reports.reading import headline_ring, pooled, reason_unknown, rings, spend_shown
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import (
    INTERVAL,
    count,
    percent,
    percent_range,
    pounds,
    pounds_range,
    sentence_case,
    word_for,
)

_SIZES = ("micro", "small", "medium", "large", "unknown")


def describe_supplier_kinds(report: Report) -> Section:
    """Return the section on business types, sizes and deprivation."""
    types = _types(report)
    blocks = [_business_types(report, types), _sectors(report), _sizes(report), _deprivation(report)]
    return Section("who", "Who is paid", _finding(types), blocks)


def _types(report: Report) -> list[Row]:
    rows = pooled(report, "business_types", ring_id=headline_ring(report).band_id)
    return sorted(rows, key=lambda row: (row["business_type"] == "unknown", -float(row["amount_gbp"] or 0)))


def _finding(rows: list[Row]) -> str:
    social = {"charity", "community_interest_company", "cooperative_or_society"}
    shares = [float(row["share"] or 0) for row in rows if row["business_type"] in social]
    if not rows:
        return "What kinds of business are paid"
    return f"Charities, co-operatives and community interest companies are paid {percent(sum(shares))} of the analysed spend"


def _business_types(report: Report, rows: list[Row]) -> Figure | Unknown:
    if not rows:
        return Unknown("Spend by business type", reason_unknown(report, "business_types", "no supplier is known"))
    ring = headline_ring(report).name
    bars = [
        Bar(
            word_for("business_types", row["business_type"]),
            [("band-0", _local(row)), ("elsewhere", float(row["amount_gbp"]) - _local(row))],
            f"{pounds(row['amount_gbp'])} · {percent(row['share'])}",
        )
        for row in rows
    ]
    table = about(
        "business_types",
        rows,
        Table(
            "Analysed spend by business type",
            ["Business type", "#Paid", "#Share", f"#Stays in {ring}", f"#{INTERVAL}", "#Suppliers"],
            [
                [
                    word_for("business_types", row["business_type"]),
                    pounds(row["amount_gbp"]),
                    percent(row["share"]),
                    pounds(row["local_gbp"]),
                    pounds_range(row["local_gbp_low"], row["local_gbp_high"]),
                    count(row["supplier_count"]),
                ]
                for row in rows
            ],
        ),
    )
    key = [("band-0", f"Stays in {ring}"), ("elsewhere", "Leaves, or not known")]
    title = "Spend by business type"
    return figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide, key=key),
        name="types", title=title, table=table,
    )  # fmt: skip


def _local(row: Row) -> float:
    return float(row["local_gbp"] or 0)


def _sectors(report: Report) -> Figure | Unknown:
    rows = [row for row in pooled(report, "sectors", ring_id=headline_ring(report).band_id) if row["analysed_gbp"]]
    rows.sort(key=lambda row: (row["sic_section_code"] is None, -float(row["analysed_gbp"])))
    if not any(row["sic_section_code"] for row in rows):
        reason = reason_unknown(report, "sectors", "no register in use says what a supplier's sector is")
        return Unknown("Spend by the supplier's sector", reason)
    ring = headline_ring(report).name
    bars = [
        Bar(
            _industry(row),
            [("band-0", _local(row)), ("elsewhere", float(row["analysed_gbp"]) - _local(row))],
            f"{pounds(row['analysed_gbp'])} · {percent(row['local_share'])}",
        )
        for row in rows
    ]
    table = about(
        "sectors",
        rows,
        Table(
            "Analysed spend by the supplier's sector",
            [
                "Sector (SIC 2007 section)",
                "#Analysed",
                f"#Stays in {ring}",
                "#Share",
                f"#{INTERVAL}",
                "#Leaves",
                "#Suppliers",
            ],
            [
                [
                    _industry(row),
                    pounds(row["analysed_gbp"]),
                    pounds(row["local_gbp"]),
                    percent(row["local_share"]),
                    percent_range(row["local_share_low"], row["local_share_high"]),
                    pounds(row["leakage_gbp"]),
                    count(row["supplier_count"]),
                ]
                for row in rows
            ],
        ),
    )
    key = [("band-0", f"Stays in {ring}"), ("elsewhere", "Leaves, or not known")]
    title = f"Spend by the supplier's sector, with the share of {spend_shown(report)} that stays in {ring}"
    return figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide, key=key),
        name="sectors", title=title, table=table,
    )  # fmt: skip


def _industry(row: Row) -> str:
    return str(row["sic_section_name"]) if row["sic_section_code"] else "Sector not known"


def _sizes(report: Report) -> Figure | Unknown:
    rows = {row["size"] or "unknown": row for row in pooled(report, "sizes")}
    known = [size for size in rows if size != "unknown"]
    if not known:
        reason = reason_unknown(report, "sizes", "no register in use says how large a supplier is")
        return Unknown("Spend by size of supplier", reason)
    shown = [rows[size] for size in _SIZES if size in rows]
    bars = [
        Bar(
            word_for("sizes", row["size"]),
            [("unplaced" if row["size"] in {None, "unknown"} else "band-1", float(row["amount_gbp"]))],
            f"{pounds(row['amount_gbp'])} · {percent(row['share'])}",
        )
        for row in shown
    ]
    table = about(
        "sizes",
        shown,
        Table(
            "Analysed spend by size of supplier",
            ["Size", "#Paid", "#Share", "#Suppliers"],
            [
                [
                    word_for("sizes", row["size"]),
                    pounds(row["amount_gbp"]),
                    percent(row["share"]),
                    count(row["supplier_count"]),
                ]
                for row in shown
            ],
        ),
    )
    title = "Spend by size of supplier"
    return figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide), name="sizes", title=title, table=table
    )


def _deprivation(report: Report) -> Figure | Unknown:
    rows = [row for row in pooled(report, "deprivation") if row["amount_gbp"]]
    known = [row for row in rows if row["imd_decile"] is not None]
    ring = next((band.name for band in rings(report) if rows and band.band_id == rows[0]["ring_id"]), "")
    title = f"Local spend by how deprived the supplier's area is{f', {ring}' if ring else ''}"
    if not known:
        return Unknown(
            title, reason_unknown(report, "deprivation", "the table of deprivation by postcode is not installed")
        )
    known = sorted((row for row in known if row["ring_id"] == rows[0]["ring_id"]), key=lambda row: row["imd_decile"])
    unknown = [row for row in rows if row["imd_decile"] is None and row["ring_id"] == rows[0]["ring_id"]]
    shown = [*known, *unknown]
    bars = [
        Bar(_decile(row), [("band-0" if row["imd_decile"] else "unplaced", float(row["amount_gbp"]))], _aside(row))
        for row in shown
    ]
    table = about(
        "deprivation",
        shown,
        Table(
            title,
            ["Tenth of England's areas", "#Paid", "#Share", "#Suppliers"],
            [
                [_decile(row), pounds(row["amount_gbp"]), percent(row["share"]), count(row["supplier_count"])]
                for row in shown
            ],
            "English Indices of Deprivation, by the small area of the supplier's postcode.",
        ),
    )
    return figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide),
        name="deprivation", title=title, table=table,
    )  # fmt: skip


def _decile(row: Row) -> str:
    decile = row["imd_decile"]
    if decile is None:
        return "Not known"
    ends = {1: "most deprived tenth", 10: "least deprived tenth"}
    return sentence_case(ends.get(decile, f"tenth {decile} of ten"))


def _aside(row: Row) -> str:
    return f"{pounds(row['amount_gbp'])} · {percent(row['share'])}"
