"""Taking files in. Who may not send is turned away before a byte of the files is read."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from ourplace_web.accounts.models import signed_in
from ourplace_web.networks.models import Organisation
from ourplace_web.networks.predicates import may_change_files_of
from ourplace_web.studies.models import Study
from ourplace_web.uploads.access import files_for
from ourplace_web.uploads.handlers import Received, ReceivingHandler
from ourplace_web.uploads.limits import limits
from ourplace_web.uploads.receiving import Destination, Outcome, take_in

SENTENCES_SHOWN = 20
# Room for the boundaries and the names around the files.
OVERHEAD_BYTES = 10_000_000


@csrf_exempt  # Checked by `receive`: Django's own check would read the files before anybody knows who sends them.
@require_POST
def send_files(request: HttpRequest, network_slug: str, study_slug: str, anchor_slug: str) -> HttpResponse:
    """Take files for an anchor, each by itself: what is wrong with one keeps no other from being kept."""
    study, anchor = files_for(request, network_slug, study_slug, anchor_slug, may=may_change_files_of)
    stated = int(request.META.get("CONTENT_LENGTH") or 0)
    if stated > settings.LARGEST_UPLOAD_BYTES + OVERHEAD_BYTES:
        return render(request, "uploads/too_much.html", page(study, anchor), status=413)
    handler = ReceivingHandler(request)
    request.upload_handlers = [handler]
    try:
        request.FILES.keys()
    except TooManyFilesSent:
        return render(request, "uploads/too_much.html", page(study, anchor), status=413)
    return receive(request, study, anchor, handler)


@csrf_protect
def receive(request: HttpRequest, study: Study, anchor: Organisation, handler: ReceivingHandler) -> HttpResponse:
    """Keep the files that arrived, and say what became of each that is not simply kept."""
    files = [file for name in request.FILES for file in request.FILES.getlist(name) if isinstance(file, Received)]
    outcomes = take_in(files, Destination(study, anchor, signed_in(request)))
    if handler.problem:
        outcomes.append(Outcome("refused", "", handler.problem))
    if request.headers.get("HX-Request"):
        return render(request, "uploads/outcomes.html", {"outcomes": outcomes})
    say(request, outcomes)
    return redirect("anchor_files", study.network.slug, study.slug, anchor.slug)


def say(request: HttpRequest, outcomes: list[Outcome]) -> None:
    """Say on the next page what became of the files."""
    kept = sum(outcome.sort == "kept" for outcome in outcomes)
    if not outcomes:
        messages.error(request, _("Choose at least one file."))
    if kept:
        messages.success(
            request,
            ngettext("%(count)s file was received.", "%(count)s files were received.", kept) % {"count": kept},
        )
    others = [outcome for outcome in outcomes if outcome.sort != "kept"]
    for outcome in others[:SENTENCES_SHOWN]:
        level = messages.WARNING if outcome.sort == "repeated" else messages.ERROR
        messages.add_message(request, level, outcome.sentence)
    if len(others) > SENTENCES_SHOWN:
        messages.error(
            request,
            _("%(count)s more were not kept for such reasons. Send them again by themselves to see each.")
            % {"count": len(others) - SENTENCES_SHOWN},
        )


def page(study: Study, anchor: Organisation) -> dict[str, object]:
    """Return what the page about too much shows."""
    return {"study": study, "network": study.network, "anchor": anchor, "limits": limits()}
