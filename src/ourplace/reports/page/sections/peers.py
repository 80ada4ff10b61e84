"""What one anchor buys outside the place that another buys inside it: whom to ask for a name."""

from collections import defaultdict

from ourplace.reports.names import individual_ids, printed_name
from ourplace.reports.page.blocks import Section, Table, Unknown
from ourplace.reports.page.sections.categories import category_name
from ourplace.reports.reading import anchor_name, headline_ring, reason_unknown, rows_of
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import counted, pounds

_SHOWN, _OFFERS = 20, 3


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
    needs = _by_need(rows)
    table = Table(
        "The peer list: who buys elsewhere what another anchor buys here",
        [
            "Anchor that buys elsewhere",
            "What",
            "#Leaves",
            "Whom to ask, about which supplier",
        ],
        [
            [
                anchor_name(report, offers[0]["anchor_id"]),
                category_name(offers[0]),
                pounds(offers[0]["leaked_gbp"]),
                "; ".join(_offer(report, offer, withheld) for offer in offers[:_OFFERS]),
            ]
            for offers in needs[:_SHOWN]
        ],
        f"In brackets: what they paid that supplier, who is probably in {ring.name}."
        + (f" The {_SHOWN} from which most leaves, of {len(needs):,}." if len(needs) > _SHOWN else ""),
    )
    cases = counted(len(needs), "case")
    title = f"In {cases} an anchor buys elsewhere what another buys in {ring.name}"
    return Section("peers", "Peer list", title, [table])


def _by_need(rows: list[Row]) -> list[list[Row]]:
    """Return the offers for each anchor and category, largest leak first, the supplier paid most first, each supplier once."""
    needs: dict[tuple[str, str | None], dict[str, Row]] = defaultdict(dict)
    for row in sorted(rows, key=lambda row: -float(row["bought_gbp"] or 0)):
        needs[row["anchor_id"], row["need_category_code"]].setdefault(row["supplier_id"], row)
    found = [list(offers.values()) for offers in needs.values()]
    return sorted(found, key=lambda offers: -float(offers[0]["leaked_gbp"] or 0))


def _offer(report: Report, row: Row, withheld: frozenset[str]) -> str:
    peer = anchor_name(report, row["peer_anchor_id"])
    return f"{peer} about {printed_name(row, withheld)} ({pounds(row['bought_gbp'])})"
