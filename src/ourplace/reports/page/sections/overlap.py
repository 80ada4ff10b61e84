"""Suppliers that several anchors pay: where buying together, or speaking together, is possible."""

from ourplace.reports.names import individual_ids, printed_name
from ourplace.reports.page.blocks import Section, Table, Unknown, about
from ourplace.reports.reading import anchor_name, band_label, reason_unknown, rows_of
from ourplace.reports.report import Report
from ourplace.reports.wording import count, pounds

_SHOWN = 20


def describe_overlap(report: Report) -> Section:
    """Return the section on suppliers that two or more anchors pay, by spend."""
    withheld = individual_ids(report)
    rows = [row for row in rows_of(report, "overlap") if row["anchor_count"] > 1]
    if not rows:
        reason = reason_unknown(
            report,
            "overlap",
            "there is only one anchor" if len(report.anchors) == 1 else "no two anchors share a supplier",
        )
        return Section("overlap", "Shared suppliers", "Suppliers that anchors share", [Unknown("The overlap", reason)])
    rows.sort(key=lambda row: -float(row["amount_gbp"]))
    spent = pounds(sum(row["amount_gbp"] for row in rows))
    columns = [anchor.anchor_id for anchor in report.anchors]
    many = len(columns) > 6  # noqa: PLR2004 - more columns than a page holds.
    headings = ["Supplier", "Most probably in", "#Paid"]
    headings += ["Which"] if many else [f"^{anchor_name(report, anchor)}" for anchor in columns]
    body = []
    for row in rows[:_SHOWN]:
        who = set(row["anchor_ids"] or [])
        marks = ["Yes" if anchor in who else "" for anchor in columns]
        body.append(
            [
                printed_name(row, withheld),
                band_label(report, row["band_id"]) if row["band_id"] else "Unplaced",
                pounds(row["amount_gbp"]),
                *([", ".join(anchor_name(report, anchor) for anchor in columns if anchor in who)] if many else marks),
            ]
        )
    table = about(
        "overlap",
        rows[:_SHOWN],
        Table(
            "Suppliers paid by two anchors or more",
            headings,
            body,
            f"The {_SHOWN} paid most of {len(rows):,}; the workbook lists the suppliers with their anchors."
            if len(rows) > _SHOWN
            else "",
        ),
    )
    title = f"{count(len(rows))} suppliers are shared by two anchors or more, and are paid {spent}"
    return Section("overlap", "Shared suppliers", title, [table])
