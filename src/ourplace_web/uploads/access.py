"""From an address to an anchor's files that its reader may see."""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from ourplace_web.accounts.models import Person, signed_in
from ourplace_web.networks.models import Organisation
from ourplace_web.networks.predicates import may_change_files_of, may_see_payments_of
from ourplace_web.studies.access import study_for
from ourplace_web.studies.models import Study
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.predicates import anchors_of

Predicate = Callable[[Person | None, Organisation], bool]


def files_for(
    request: HttpRequest, network_slug: str, study_slug: str, anchor_slug: str, *, may: Predicate = may_see_payments_of
) -> tuple[Study, Organisation]:
    """Return the study and the anchor of an address.

    Raises:
        Http404: there is none, or the anchor's files are not for the reader to see.
        PermissionDenied: the reader may see the files, and may not do this.
    """
    study, person = study_for(request, network_slug, study_slug), signed_in(request)
    anchor = anchors_of(study).filter(slug=anchor_slug).select_related("network").first()
    if anchor is None or not may_see_payments_of(person, anchor):
        raise Http404
    if may is not may_see_payments_of and not may(person, anchor):
        raise PermissionDenied
    return study, anchor


def file_for(
    request: HttpRequest,
    address: tuple[str, str, str],
    public_id: UUID,
    *,
    may: Predicate = may_see_payments_of,
) -> Upload:
    """Return the file of an address, with its study and anchor. Raises as `files_for` does."""
    study, anchor = files_for(request, *address, may=may)
    found = Upload.objects.select_related("sent_by")
    upload: Upload = get_object_or_404(found, study=study, organisation=anchor, public_id=public_id)
    upload.study, upload.organisation = study, anchor
    return upload


def may_change(request: HttpRequest, anchor: Organisation) -> bool:
    """Return whether whoever asks may upload and correct an anchor's files."""
    return may_change_files_of(signed_in(request), anchor)


def refuse_unless(allowed: bool) -> None:  # noqa: FBT001 (the answer of a predicate)
    """Refuse somebody who may see a thing and not do this with it.

    Raises:
        PermissionDenied: it is not allowed.
    """
    if not allowed:
        raise PermissionDenied
