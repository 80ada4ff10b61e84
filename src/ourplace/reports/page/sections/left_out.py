"""What was left out of the figures and why: kinds of payment, redacted payees, rows set aside and rejected."""

from collections import defaultdict
from decimal import Decimal

from ourplace.reports.charts.stacked_bars import Bar, draw_bars
from ourplace.reports.page.blocks import Block, Figure, Listing, Section, Table, Unknown, about, figure
from ourplace.reports.reading import anchor_name, pooled, reason_unknown
from ourplace.reports.report import Report
from ourplace.reports.wording import count, percent, pounds, pounds_and_pence, word_for

_FROM_RECEIPTS = "These are added up from the receipts of the files; each receipt lists the lines that it counts."


def describe_left_out(report: Report) -> Section:
    """Return the section on what is not in the figures, down to the receipts of the files."""
    blocks: list[Block] = [_kinds(report), _receipts(report)]
    reasons = _reasons(report)
    if report.receipts:
        blocks.append(reasons if reasons.rows else Unknown("Rows left out", "no row of any file was left out"))
    if report.notes:
        blocks.append(Listing(list(report.notes)))
    return Section("left-out", "What was left out", _finding(report), blocks)


def _finding(report: Report) -> str:
    rows = pooled(report, "coverage")
    if not rows:
        return "What was left out, and why"
    row = rows[0]
    return f"{pounds(row['analysed_gbp'])} of the {pounds(row['published_gbp'])} published is analysed; the rest is shown here"


def _kinds(report: Report) -> Figure | Unknown:
    rows = pooled(report, "spend_by_kind")
    if not rows:
        return Unknown("Spend by kind of payment", reason_unknown(report, "spend_by_kind", "no payment was used"))
    rows.sort(key=lambda row: (not row["is_analysed"], -float(row["amount_gbp"])))
    bars = [
        Bar(
            word_for("kinds", row["kind"]),
            [("band-0" if row["is_analysed"] else "elsewhere", float(row["amount_gbp"]))],
            pounds(row["amount_gbp"]),
        )
        for row in rows
    ]
    table = about(
        "spend_by_kind",
        rows,
        Table(
            "Published spend by kind of payment",
            ["Kind", "In the figures?", "#Paid", "#Payments", "#Suppliers"],
            [
                [
                    word_for("kinds", row["kind"]),
                    "yes" if row["is_analysed"] else "no, shown beside them",
                    pounds(row["amount_gbp"]),
                    count(row["payment_count"]),
                    count(row["supplier_count"]),
                ]
                for row in rows
            ],
        ),
    )
    key = [("band-0", "In the figures of this report"), ("elsewhere", "Shown beside them")]
    title = "Published spend by kind of payment"
    return figure(
        lambda name, wide: draw_bars(bars, name=name, title=title, wide=wide, key=key),
        name="kinds", title=title, table=table,
    )  # fmt: skip


def _receipts(report: Report) -> Table | Unknown:
    if not report.receipts:
        reason = reason_unknown(report, "receipts", "the study passed on no receipts")
        return Unknown("The receipts of the files", reason)
    rows = []
    for anchor_id in dict.fromkeys(receipt["anchor_id"] for receipt in report.receipts):
        files = [receipt for receipt in report.receipts if receipt["anchor_id"] == anchor_id]
        aside = sum(outcome["rows"] for file in files for outcome in file["set_aside"].values())
        rejected = sum(outcome["rows"] for file in files for outcome in file["rejected"].values())
        rows.append(
            [
                anchor_name(report, anchor_id),
                count(len(files)),
                count(sum(file["rows_in_file"] for file in files)),
                count(sum(file["used"]["rows"] for file in files)),
                count(aside),
                count(rejected),
                pounds_and_pence(sum((file["used"]["gbp"] for file in files), Decimal(0))),
            ]
        )
    return Table(
        "Receipts: every row of every file is used, set aside or rejected",
        ["Anchor", "#Files", "#Rows", "#Used", "#Set aside", "#Rejected", "#Signed total of rows used"],
        rows,
        "The workbook has one line a file, with formulas that add up.",
        unlinked=_FROM_RECEIPTS,
    )


def _reasons(report: Report) -> Table:
    rows: dict[tuple[str, str], list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for receipt in report.receipts:
        for outcome, by_reason in (("Set aside", receipt["set_aside"]), ("Rejected", receipt["rejected"])):
            for reason, left in by_reason.items():
                rows[outcome, reason][0] += left["rows"]
                rows[outcome, reason][1] += left["gbp"]
    return Table(
        "Rows left out, by reason",
        ["Outcome", "Reason", "#Rows", "#Signed total"],
        [
            [outcome, word_for("reasons", reason), count(int(number)), pounds_and_pence(gbp)]
            for (outcome, reason), (number, gbp) in sorted(
                rows.items(), key=lambda item: (item[0][0] != "Set aside", -item[1][0])
            )
        ],
        unlinked=_FROM_RECEIPTS,
    )


def coverage_table(report: Report) -> Table | Unknown:
    """Return how much of the published spend is analysed, matched and placed, by anchor."""
    table = report.tables.get("coverage")
    if table is None or table.num_rows == 0:
        return Unknown("Coverage", reason_unknown(report, "coverage", "no payment was used"))
    return about(
        "coverage",
        table.to_pylist(),
        Table(
            "How much is published, analysed, matched and placed",
            [
                "Anchor",
                "#Published",
                "#Analysed",
                "#Redacted",
                "#Credit notes",
                "#Matched",
                "#Placed",
                "#Placed share",
                "#Payments",
            ],
            [
                [
                    anchor_name(report, row["anchor_id"]),
                    pounds(row["published_gbp"]),
                    pounds(row["analysed_gbp"]),
                    pounds(row["redacted_gbp"]),
                    pounds(row["negative_gbp"]),
                    pounds(row["matched_gbp"]),
                    pounds(row["placed_gbp"]),
                    percent(row["placed_share"]),
                    count(row["payment_count"]),
                ]
                for row in table.to_pylist()
            ],
            "Matched: the best candidate on a register is right with a probability of 0.9 or more.",
        ),
    )
