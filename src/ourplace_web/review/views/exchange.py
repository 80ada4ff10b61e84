"""The review sheet and the library's file of judgements, out and in."""

import tempfile
from pathlib import Path

from django.contrib import messages
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.base import File
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from ourplace.exceptions import OurPlaceError
from ourplace.studies.reviewing import effects_of, read_review, state_of_suppliers
from ourplace.suppliers import judgement_lines, read_judgements, write_review_sheet
from ourplace_web.accounts.models import whoever_asks
from ourplace_web.design.forms import posted
from ourplace_web.review.answering import Answered, Refused, judged_by, take_sheet
from ourplace_web.review.exchange import NAME, take_in
from ourplace_web.review.forms import LARGEST_SHEET, SheetForm
from ourplace_web.review.judging import judgements_of
from ourplace_web.review.predicates import may_exchange_judgements, may_review, reviewer_for
from ourplace_web.review.results import latest_figures
from ourplace_web.review.views.seen import page_content
from ourplace_web.studies.access import study_for
from ourplace_web.studies.models import Study

SHEET_LENGTH = 100
# Room for the boundaries and the names around the file.
OVERHEAD_BYTES = 100_000
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def review_sheet(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Send the review sheet of the suppliers that matter most among those that are the reader's to judge."""
    study = study_for(request, network_slug, study_slug, may=may_review)
    figures = latest_figures(study)
    if figures is None:
        raise Http404
    reviewer = reviewer_for(whoever_asks(request), study)
    state = judged_by(reviewer, state_of_suppliers(figures, judgements_of(study)))
    rows = [row for row in read_review(figures).to_pylist() if row["supplier_id"] in state.suppliers][:SHEET_LENGTH]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "review.xlsx"
        write_review_sheet(path, state, order=[row["supplier_id"] for row in rows], effects=effects_of(rows))
        return download(path.read_bytes(), f"review-{study.slug}.xlsx", SHEET_TYPE)


def judgements_file(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Send all judgements of a study as the library's own file."""
    study = study_for(request, network_slug, study_slug, may=may_exchange_judgements)
    return download(judgement_lines(judgements_of(study).judgements).encode(), NAME, "application/jsonl")


def download(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a file to be saved under a name, that no cache keeps."""
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "private, no-store"}
    return HttpResponse(content, content_type=content_type, headers=headers)


@csrf_exempt  # Checked by `sheet_page`: Django's own check would read the file before anybody knows who sends it.
def upload_judgements(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Take a filled-in sheet or a file of judgements in, and say of every row that was not taken why.

    Raises:
        RequestDataTooBig: what is sent is far more than any review.
    """
    study = study_for(request, network_slug, study_slug, may=may_review)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_SHEET + OVERHEAD_BYTES:
        raise RequestDataTooBig
    # Elsewhere files are refused (settings.FILE_UPLOAD_HANDLERS).
    request.upload_handlers = [MemoryFileUploadHandler(request), TemporaryFileUploadHandler(request)]
    return sheet_page(request, study)


@csrf_protect
def sheet_page(request: HttpRequest, study: Study) -> HttpResponse:
    """Show the form, and what became of a file that was sent with it."""
    form = SheetForm(posted(request), request.FILES or None)
    refused: tuple[Refused, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            answered = take_upload(request, study, form.cleaned_data["sheet"])
        except OurPlaceError as error:
            form.add_error("sheet", f"{error.what}: {error.why}. {error.next_step[:1].upper()}{error.next_step[1:]}.")
        else:
            refused = answered.refused
            count = len(answered.kept)
            kept = ngettext("%(count)s judgement was kept.", "%(count)s judgements were kept.", count)
            (messages.success if count else messages.warning)(request, kept % {"count": count})
            if not refused:
                return redirect("review", study.network.slug, study.slug)
    may_exchange = may_exchange_judgements(whoever_asks(request), study)
    content = page_content(study, None, form=form, refused=refused, may_exchange=may_exchange)
    return render(request, "review/upload.html", content)


def take_upload(request: HttpRequest, study: Study, sheet: File[bytes]) -> Answered:
    """Keep what an uploaded file says, and return what came of it.

    Raises:
        OurPlaceError: it is neither a review sheet nor a file of judgements.
        PermissionDenied: it is a file of judgements, signed by others, and the reader is no analyst.
    """
    person = whoever_asks(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"sheet{Path(sheet.name or '').suffix.lower()}"
        with path.open("wb") as file:
            for chunk in sheet.chunks():
                file.write(chunk)
        if path.suffix != ".jsonl":
            figures = latest_figures(study)
            if figures is None:
                raise Http404
            return take_sheet(person, study, figures, path)
        if not may_exchange_judgements(person, study):
            raise PermissionDenied
        read = read_judgements(path)
        known = len(judgements_of(study).judgements)
        take_in(person, study, read)
        added = judgements_of(study).judgements[known:]
    bad = tuple(
        Refused("", _("the line %(why)s") % {"why": one.reason}, line_number=one.line_number) for one in read.malformed
    )
    return Answered(added, bad)
