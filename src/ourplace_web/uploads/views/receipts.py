"""One file: its receipt, and removing it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ourplace_web.accounts.models import signed_in
from ourplace_web.networks.predicates import may_change_files_of
from ourplace_web.uploads.access import file_for, may_change
from ourplace_web.uploads.deleting import delete_file
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.receipts import receipt_of


def file(request: HttpRequest, network_slug: str, study_slug: str, anchor_slug: str, public_id: UUID) -> HttpResponse:
    """Show the whole receipt of a file, or why there is none."""
    upload = file_for(request, (network_slug, study_slug, anchor_slug), public_id)
    content = page(upload) | {"shown": receipt_of(upload), "may_change": may_change(request, upload.organisation)}
    return render(request, "uploads/file.html", content)


def remove_file(
    request: HttpRequest, network_slug: str, study_slug: str, anchor_slug: str, public_id: UUID
) -> HttpResponse:
    """Ask whether a file is to be deleted, and delete it."""
    upload = file_for(request, (network_slug, study_slug, anchor_slug), public_id, may=may_change_files_of)
    if request.method != "POST":
        return render(request, "uploads/remove_file.html", page(upload))
    delete_file(upload, signed_in(request))
    messages.success(request, _("%(name)s was deleted. The next run leaves it out.") % {"name": upload.file_name})
    return redirect("anchor_files", network_slug, study_slug, anchor_slug)


def page(upload: Upload) -> dict[str, object]:
    """Return what every page of a file shows."""
    study = upload.study
    return {"study": study, "network": study.network, "anchor": upload.organisation, "upload": upload}
