"""What one anchor buys outside the place that another buys inside it: whom to ask for a name."""

from ourplace.reports.names import individual_ids, printed_name
from ourplace.reports.page.blocks import Section, Table, Unknown
from ourplace.reports.page.sections.categories import category_name
from ourplace.reports.reading import anchor_name, headline_ring, reason_unknown, rows_of
from ourplace.reports.report import Report
from ourplace.reports.wording import counted, percent, pounds, sentence_case

_SHOWN = 25


def describe_peers(report: Report) -> Section:
    """Return the section with the peer list, largest leak first; it is cut where long and says so."""
    ring = headline_ring(report)
    withheld = individual_ids(report)
    rows = [row for row in rows_of(report, "peer_list") if row["supplier_id"] not in withheld]
    if not rows:
        reason = reason_unknown(
            report,
            "peer_list",
            "there is only one anchor"
            if len(report.anchors) == 1
            else f"no anchor buys in {ring.name} what another buys elsewhere",
        )
        unknown = Unknown("The peer list", reason)
        return Section("peers", "Peer list", "What one anchor could ask another", [unknown])
    rows.sort(key=lambda row: -float(row["leaked_gbp"] or 0))
    found = sentence_case(counted(len(rows), "introduction"))
    table = Table(
        "The peer list: who buys elsewhere what another anchor buys here",
        [
            "Anchor that buys elsewhere",
            "What",
            "#Leaves",
            "Ask",
            "about this supplier",
            "#Paid by them",
            f"#Probability in {ring.name}",
        ],
        [
            [
                anchor_name(report, row["anchor_id"]),
                category_name(row),
                pounds(row["leaked_gbp"]),
                anchor_name(report, row["peer_anchor_id"]),
                printed_name(row, withheld),
                pounds(row["bought_gbp"]),
                percent(row["probability"], places=0),
            ]
            for row in rows[:_SHOWN]
        ],
        f"The {_SHOWN} with the largest leaks of {len(rows):,}." if len(rows) > _SHOWN else "",
    )
    return Section("peers", "Peer list", f"{found} that one anchor could ask another for", [table])
