"""What leaves, by what is bought, and who in the place could supply it."""

from collections import defaultdict
from dataclasses import replace

from ourplace.reports.charts.stacked_bars import Bar, draw_bars
from ourplace.reports.names import individual_names, printable_names
from ourplace.reports.page.blocks import Block, Figure, Section, Table, Unknown, about, figure
from ourplace.reports.reading import (
    band_class,
    band_label,
    flow_seen,
    headline_ring,
    ordered_bands,
    pooled,
    reason_unknown,
    ring_name,
    rows_of,
    spend_shown,
)
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import INTERVAL, count, counted, joined, percent, percent_range, pounds, sentence_case

_SHOWN = 15
_NAMES_SHOWN = 3


def describe_categories(report: Report) -> Section:
    """Return the section on need categories: leakage, and local supply beside it."""
    ring = headline_ring(report)
    rows = [row for row in pooled(report, "need_categories", ring_id=ring.band_id) if row["analysed_gbp"]]
    if not rows:
        reason = reason_unknown(report, "need_categories", "no payment says what was bought")
        unknown = Unknown("What leaves, by what is bought", reason)
        return Section("categories", "What leaves", "What leaves, by what is bought", [unknown])
    rows.sort(key=lambda row: -_leaving(row))
    blocks: list[Block] = [_bars(report, rows[:_SHOWN]), _supply(report)]
    return Section("categories", "What leaves", _finding(report, rows), blocks)


def describe_leakage(report: Report) -> Section:
    """Return the section on need categories without who could supply them."""
    section = describe_categories(report)
    return replace(section, blocks=section.blocks[:1])


def describe_local_supply(report: Report) -> Section:
    """Return the section on who in the place sells what leaves it."""
    title = f"Who in {headline_ring(report).name} sells what leaves it"
    return Section("local-supply", "Who could supply it", title, [_supply(report)])


def category_name(row: Row) -> str:
    """Return the name of a row's need category, or that it is not known."""
    return str(row["need_category_name"]) if row["need_category_code"] else "Category not known"


def _leaving(row: Row) -> float:
    if row["leakage_gbp"] is not None:
        return float(row["leakage_gbp"])
    return float(row["analysed_gbp"]) * (1 - float(row["bound_high_share"] or 0))


def _finding(report: Report, rows: list[Row]) -> str:
    ring = headline_ring(report).name
    whole = sum(_leaving(row) for row in rows)
    if any(row["leakage_gbp"] is None for row in rows) or whole <= 0:
        return f"What leaves {ring}, by what is bought"
    running, needed = 0.0, 0
    for row in rows:
        running, needed = running + _leaving(row), needed + 1
        if running >= whole / 2:
            break
    categories = counted(needed, "need category", plural="need categories")
    verb = "makes over" if needed == 1 else "make"
    what = "the placed spend that leaves" if report.mode == "placed" else "what leaves"
    return f"{sentence_case(categories)} {verb} half of {what} {ring}"


def _bars(report: Report, rows: list[Row]) -> Figure:
    by_band: dict[tuple[str | None, str], float] = defaultdict(float)
    for row in flow_seen(report):
        by_band[row["need_category_code"], row["band_id"]] += float(row["amount_gbp"] or 0)
    bands = [band for band in ordered_bands(report) if any(key[1] == band for key in by_band)]
    bars = [
        Bar(
            category_name(row),
            [(band_class(report, band), by_band[row["need_category_code"], band]) for band in bands]
            or _two(report, row),
            f"{pounds(row['analysed_gbp'])} · {_local(row)}",
        )
        for row in rows
    ]
    ring = headline_ring(report).name
    title = f"What was bought, and where (with the share of {spend_shown(report)} that stays in {ring})"
    key = [(band_class(report, band), band_label(report, band)) for band in bands] or [
        (band_class(report, headline_ring(report).band_id), f"Stays in {ring}"), ("elsewhere", "Leaves, or not known"),
    ]  # fmt: skip
    return figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide, key=key),
        name="categories",
        title=title,
        table=_table(report, rows),
        note=f"In order of the amount that leaves {ring}. A category comes from the buyer's own words where they say it.",
    )


def _two(report: Report, row: Row) -> list[tuple[str, float]]:
    """Return what stays and the rest, for a report whose flow is not told by ring."""
    stays = float(row["local_gbp"] or 0)
    return [(band_class(report, report.headline_ring_id), stays), ("elsewhere", float(row["analysed_gbp"]) - stays)]


def _local(row: Row) -> str:
    return "share unknown" if row["local_share"] is None else percent(row["local_share"])


def _table(report: Report, rows: list[Row]) -> Table:
    ring = headline_ring(report).name
    return about("need_categories", rows, Table(
        f"Need categories by what leaves {ring}",
        [
            "Need category", "#Analysed", f"#Stays in {ring}", "#Share", f"#{INTERVAL}", "#Hard bounds", "#Leaves",
            "#Suppliers", f"#In {ring}",
        ],
        [
            [
                category_name(row),
                pounds(row["analysed_gbp"]),
                pounds(row["local_gbp"]),
                percent(row["local_share"]),
                percent_range(row["local_share_low"], row["local_share_high"]),
                percent_range(row["bound_low_share"], row["bound_high_share"]),
                pounds(row["leakage_gbp"]),
                count(row["supplier_count"]),
                count(row["local_supplier_count"]),
            ]
            for row in rows
        ],
    ))  # fmt: skip


def _supply(report: Report) -> Table | Unknown:
    ring = headline_ring(report)
    rows = [row for row in rows_of(report, "local_supply", ring_id=ring.band_id) if row["leakage_gbp"] is not None]
    title = f"Who in {ring.name} could supply what leaves"
    if not rows:
        return Unknown(title, reason_unknown(report, "local_supply", "there is no figure for what leaves by category"))
    withheld = individual_names(report)
    rows.sort(key=lambda row: -float(row["leakage_gbp"]))
    return about(
        "local_supply",
        rows[:_SHOWN],
        Table(
            title,
            [
                "Need category",
                f"#Leaves {ring.name}",
                f"#Suppliers already paid in {ring.name}",
                "Among them",
                "#Firms on the registers",
            ],
            [
                [
                    category_name(row),
                    pounds(row["leakage_gbp"]),
                    count(row["paid_supplier_count"]),
                    _among(
                        printable_names(row["paid_supplier_names"] or [], withheld), row["paid_supplier_count"] or 0
                    ),
                    count(row["register_firm_count"]),
                ]
                for row in rows[:_SHOWN]
            ],
            f"Firms on the registers are those in {ring_name(report, ring.band_id)} whose stated sector makes such things; "
            "nobody has asked them whether they could or would supply."
            + (
                " Unknown: no register at hand says."
                if any(row["register_firm_count"] is None for row in rows)
                else ""
            ),
        ),
    )


def _among(names: list[str], paid: int) -> str:
    if not names:
        return "none yet" if paid == 0 else "names withheld"
    more = paid - min(len(names), _NAMES_SHOWN)
    return joined([*names[:_NAMES_SHOWN], *([f"{more:,} more"] if more > 0 else [])])
