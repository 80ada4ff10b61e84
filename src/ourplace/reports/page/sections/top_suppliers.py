"""The suppliers paid most, and how much of the spend the largest few take."""

from ourplace.reports.charts.stacked_bars import Bar, draw_bars
from ourplace.reports.names import individual_ids, printed_name
from ourplace.reports.page.blocks import Figure, Section, Table, Unknown, about, figure
from ourplace.reports.reading import band_label, pooled, reason_unknown, whose
from ourplace.reports.report import UNPLACED, Report, Row
from ourplace.reports.wording import count, percent, pounds, word_for

_SHOWN = 20


def describe_top_suppliers(report: Report) -> Section:
    """Return the section on the largest suppliers and concentration."""
    return Section("suppliers", "Top suppliers", _finding(report), [_concentration(report), _largest(report)])


def _steps(report: Report) -> list[Row]:
    rows = [row for row in pooled(report, "concentration") if row["top_count"] <= (row["supplier_count"] or 0)]
    return sorted(rows or pooled(report, "concentration")[:1], key=lambda row: row["top_count"])


def _finding(report: Report) -> str:
    steps = _steps(report)
    if not steps:
        return "The largest suppliers"
    row = next((step for step in steps if step["top_count"] >= _SHOWN), steps[-1])
    return f"The {min(row['top_count'], row['supplier_count'])} largest suppliers are paid {percent(row['top_share'])} of the analysed spend"


def _concentration(report: Report) -> Figure | Unknown:
    rows = _steps(report)
    if not rows:
        return Unknown("Concentration", reason_unknown(report, "concentration", "no supplier is known"))
    bars = [
        Bar(
            f"Largest {row['top_count']}",
            [("band-1", float(row["top_share"] or 0)), ("rest", 1 - float(row["top_share"] or 0))],
            f"{percent(row['top_share'])} · {pounds(row['top_gbp'])}",
        )
        for row in rows
    ]
    table = about(
        "concentration",
        rows,
        Table(
            "Share of analysed spend with the largest suppliers",
            ["Suppliers", "#Paid", "#Share"],
            [[f"Largest {row['top_count']}", pounds(row["top_gbp"]), percent(row["top_share"])] for row in rows],
            f"There are {count(rows[0]['supplier_count'])} suppliers in all.",
        ),
    )
    title = "How much of the analysed spend the largest suppliers take"
    return figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide),
        name="concentration", title=title, table=table,
    )  # fmt: skip


def _largest(report: Report) -> Table | Unknown:
    rows = sorted(pooled(report, "top_suppliers"), key=lambda row: row["supplier_rank"])[:_SHOWN]
    if not rows:
        return Unknown("The largest suppliers", reason_unknown(report, "top_suppliers", "no supplier is known"))
    withheld = individual_ids(report)
    return about(
        "top_suppliers",
        rows,
        Table(
            f"The {len(rows)} largest suppliers, {whose(report)}",
            [
                "#Rank",
                "Supplier",
                "Business type",
                "Most probably in",
                "#Probability",
                "#Paid",
                "#Share",
                "#Running share",
            ],
            [
                [
                    str(row["supplier_rank"]),
                    printed_name(row, withheld),
                    word_for("business_types", row["business_type"]),
                    band_label(report, row["band_id"]) if row["band_id"] else "Unplaced",
                    _certainty(row),
                    pounds(row["amount_gbp"]),
                    percent(row["share"]),
                    percent(row["cumulative_share"]),
                ]
                for row in rows
            ],
        ),
    )


def _certainty(row: Row) -> str:
    """Return how probable the place is; that a supplier is unplaced is not a place to be sure of."""
    return "" if row["band_id"] in {None, UNPLACED} else percent(row["band_probability"], places=0)
