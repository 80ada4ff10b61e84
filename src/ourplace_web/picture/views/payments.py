"""The payments behind a figure, a page at a time or as a file, for those who may see them."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from pyarrow import csv as arrow_csv

from ourplace.reports.reading import anchor_name, rows_where
from ourplace.reports.wording import shown_name
from ourplace.studies import Behind, Payments, all_payments_behind, payments_behind
from ourplace.studies.publishing import harmless
from ourplace_web.accounts.models import signed_in
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.design.paging import PAGE_SIZE, page_of
from ourplace_web.picture.forms import behind_in
from ourplace_web.picture.seeing import Seen, of_results


class PaymentPages:
    """The payments behind a figure as a paginator takes them: counted, and cut where a page begins and ends."""

    def __init__(self, seen: Seen, behind: Behind, first: Payments) -> None:
        """Keep what was found first, so that the first page asks once."""
        self.seen, self.behind, self.first = seen, behind, first

    def __len__(self) -> int:
        """Return how many payments there are."""
        return self.first.payment_count

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        """Return the payments of one page, each with the name of its anchor."""
        found = self.first
        if part.start:
            found = payments_behind(self.seen.run, self.behind, limit=part.stop - part.start, offset=part.start)
        names = {anchor.anchor_id: anchor.name for anchor in self.seen.report.anchors}
        rows = found.rows.slice(0, part.stop - part.start).to_pylist()
        return [{**row, "anchor_name": names.get(row["anchor_id"], row["anchor_id"])} for row in rows]


@of_results
def payments(request: HttpRequest, seen: Seen) -> HttpResponse:
    """Show the payments behind a figure, of the anchors that the reader may see."""
    refuse_outsiders(seen)
    behind = behind_in(request.GET, seen.anchors_open)
    first = payments_behind(seen.run, behind, limit=PAGE_SIZE)
    content = seen.content(
        here="",
        page=page_of(PaymentPages(seen, behind, first), request),
        total=first,
        about=about(seen, behind, first),
        csv_query=request.GET.urlencode(),
        is_partial=len(seen.anchors_open) < len(seen.report.anchors) and not request.GET.get("anchor"),
    )
    return render(request, "picture/payments.html", content)


@of_results
def payments_csv(request: HttpRequest, seen: Seen) -> StreamingHttpResponse:
    """Send the payments behind a figure as a CSV file, with nothing in it that a spreadsheet would run."""
    refuse_outsiders(seen)
    behind = behind_in(request.GET, seen.anchors_open)
    details = {"anchors": list(behind.anchor_ids)}
    record(signed_in(request), Verb.PAYMENTS_TAKEN, seen.study, network_id=seen.network.public_id, details=details)
    name = f"{seen.study.slug}-payments.csv"
    return StreamingHttpResponse(
        csv_parts(all_payments_behind(seen.run, behind)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def csv_parts(tables: Iterator[pa.Table]) -> Iterator[bytes]:
    """Yield tables as one CSV file, its headings once."""
    for number, table in enumerate(tables):
        sink = pa.BufferOutputStream()
        arrow_csv.write_csv(harmless(table), sink, arrow_csv.WriteOptions(include_header=number == 0))
        yield sink.getvalue().to_pybytes()


def refuse_outsiders(seen: Seen) -> None:
    """Refuse somebody who may see the payments of no anchor.

    Raises:
        PermissionDenied: they may not.
    """
    if not seen.anchors_open:
        raise PermissionDenied


def about(seen: Seen, behind: Behind, found: Payments) -> list[str]:
    """Return what the payments are chosen by, in words: the supplier, the need, the anchor.

    An individual is named to those alone who are shown a payment to them.
    """
    words = []
    if behind.supplier_id is not None:
        rows = rows_where(seen.report.suppliers, supplier_id=behind.supplier_id)
        is_withheld = bool(rows) and rows[0]["is_individual"] and not found.payment_count
        words.append(shown_name(rows[0]["supplier_name"], is_withheld) if rows else behind.supplier_id)
    if behind.need_category_code is not None:
        rows = rows_where(seen.whole.tables["need_categories"], need_category_code=behind.need_category_code)
        words.append(rows[0]["need_category_name"] if rows else "Category not known")
    if len(behind.anchor_ids) == 1:
        words.append(anchor_name(seen.whole, behind.anchor_ids[0]))
    return words
