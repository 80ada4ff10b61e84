"""What one anchor buys outside the place that another buys inside it: whom to ask for a name."""

from collections import defaultdict

from ourplace.reports.keys import key_of, ref_of
from ourplace.reports.names import individual_ids, printed_name
from ourplace.reports.page.blocks import Section, Table, Unknown
from ourplace.reports.page.sections.categories import category_name
from ourplace.reports.reading import anchor_name, headline_ring, reason_unknown, rows_of
from ourplace.reports.report import Report, Row
from ourplace.reports.wording import counted, pounds

_SHOWN, _OFFERS = 20, 3
_WHOM = 3
"""The column that says whom to ask."""


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
    shown = needs[:_SHOWN]
    offers_told = [
        [(_offer(report, offer, withheld), ref_of("peer_list", offer)) for offer in offers[:_OFFERS]]
        for offers in shown
    ]
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
                "; ".join(words for words, _ in told),
            ]
            for offers, told in zip(shown, offers_told, strict=True)
        ],
        f"In brackets: what they paid that supplier, who is probably in {ring.name}."
        + (f" The {_SHOWN} from which most leaves, of {len(needs):,}." if len(needs) > _SHOWN else ""),
        "need_categories",
        [key_of("need_categories", {**offers[0], "ring_id": ring.band_id}) for offers in shown],
        {(number, _WHOM): told for number, told in enumerate(offers_told)},
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
