"""One file: its receipt, and removing it."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ourplace_web.accounts.models import signed_in
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.networks.predicates import may_change_files_of
from ourplace_web.uploads.access import file_for, may_change
from ourplace_web.uploads.correcting import set_overrides
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.receipts import receipt_of
from ourplace_web.uploads.storage import forget


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
    with transaction.atomic():
        details = {"study": upload.study.name, "anchor": upload.organisation.name}
        network_id = upload.study.network.public_id
        record(signed_in(request), Verb.FILE_REMOVED, upload, network_id=network_id, details=details)
        set_overrides(upload.study, upload.organisation, {upload.file_name: None})
        Upload.objects.filter(pk=upload.pk).delete()
        transaction.on_commit(lambda: forget(upload))
    messages.success(request, _("%(name)s was deleted. The next run leaves it out.") % {"name": upload.file_name})
    return redirect("anchor_files", network_slug, study_slug, anchor_slug)


def page(upload: Upload) -> dict[str, object]:
    """Return what every page of a file shows."""
    study = upload.study
    return {"study": study, "network": study.network, "anchor": upload.organisation, "upload": upload}
