"""How sure the headline is, and the twenty suppliers that would make it surer."""

from ourplace.reports.charts.curve import draw_curve
from ourplace.reports.headline import headline_row
from ourplace.reports.names import individual_ids, printed_explanation, printed_name
from ourplace.reports.page.blocks import Block, Section, Table, Unknown, about, figure
from ourplace.reports.page.sections.left_out import coverage_table
from ourplace.reports.reading import headline_ring, reason_unknown, rows_of
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import count, counted, percent, pounds, sentence_case

_SHOWN = 20
_POINT = 1.0


def describe_sureness(report: Report) -> Section:
    """Return the section on certainty: coverage, what checking would bring, and the list to check."""
    rows = sorted(rows_of(report, "suppliers_to_review"), key=lambda row: row["review_rank"])
    blocks: list[Block] = [coverage_table(report)]
    if not rows:
        reason = reason_unknown(report, "suppliers_to_review", "no supplier's place is in doubt")
        blocks.append(Unknown("The suppliers to check by hand", reason))
        return Section("sureness", "How sure we are", "How sure we are", blocks)
    half_width = half_width_now(report)
    if report.mode == "imputed" and half_width is not None and rows[0]["half_width_after_points"] is not None:
        blocks.append(_curve(rows, half_width))
    blocks.append(_table(report, rows))
    return Section("sureness", "How sure we are", finding(report, rows), blocks)


def half_width_now(report: Report) -> float | None:
    """Return half the width of the headline's interval in percentage points, None where there is no figure."""
    row = headline_row(report)
    if row["local_share_low"] is None:
        return None
    return 50 * (float(row["local_share_high"]) - float(row["local_share_low"]))


def finding(report: Report, rows: list[Row]) -> str:
    """Return, in one sentence, how many suppliers have to be checked for the interval to shrink under one point.

    Where only part of the spend is placed the interval says nothing of the rest, and so neither does this sentence.
    """
    now = half_width_now(report)
    first = min(len(rows), _SHOWN)
    share = percent(rows[first - 1]["cumulative_variance_share"], places=0)
    if now is None or report.mode != "imputed":
        return f"{sentence_case(counted(first, 'supplier'))} hold {share} of the doubt about where all the analysed spend went"
    if now <= _POINT:
        return f"The figure is within {now:.1f} points; {counted(first, 'supplier')} hold {share} of the doubt"
    needed = next((row["review_rank"] for row in rows if (row["half_width_after_points"] or now) < _POINT), None)
    if needed is None:
        return f"The figure is within {now:.1f} points, and no short list brings it under one"
    return f"{sentence_case(counted(needed, 'check'))} by hand would bring the figure within one point"


def _curve(rows: list[Row], half_width: float) -> Block:
    shown = rows[:60]
    points = [half_width, *(float(row["half_width_after_points"]) for row in shown)]
    title = "How much surer each check by hand makes the headline"
    table = Table(
        title,
        ["#Suppliers checked", "#Half-width in points"],
        [[str(number), f"{value:.2f}"] for number, value in enumerate(points) if number <= 1 or number % 5 == 0],
    )
    return figure(
        lambda name, wide: draw_curve(points, name=name, title=title, target=_POINT, wide=wide),
        name="review", title=title, table=table,
        note="In order of the doubt that each supplier adds. The dotted line is one percentage point.",
    )  # fmt: skip


def _table(report: Report, rows: list[Row]) -> Table:
    withheld = individual_ids(report)
    shown = rows[:_SHOWN]
    return about(
        "suppliers_to_review",
        shown,
        Table(
            f"The {len(shown)} suppliers to check by hand first",
            [
                "#Rank",
                "Supplier",
                "#Paid",
                f"#Probability in {headline_ring(report).name}",
                "#Share of the doubt",
                "What is in doubt",
            ],
            [
                [
                    count(row["review_rank"]),
                    printed_name(row, withheld),
                    pounds(row["amount_gbp"]),
                    percent(row["probability_local"], places=0),
                    percent(row["variance_share"]),
                    printed_explanation(row, withheld),
                ]
                for row in shown
            ],
            "The workbook's sheet 'Review' has room for the answers; the command 'ourplace review' exports the candidates and takes the answers back.",
        ),
    )
