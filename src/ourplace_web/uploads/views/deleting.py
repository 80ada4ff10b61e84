"""Deleting every file of an institution, after saying what goes with them and what stays."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext

from ourplace_web.accounts.models import signed_in
from ourplace_web.networks.access import network_for
from ourplace_web.networks.predicates import may_change_files_of, may_see_payments_of
from ourplace_web.studies.models import Study
from ourplace_web.uploads.access import refuse_unless
from ourplace_web.uploads.deleting import delete_files_of


def delete_files(request: HttpRequest, network_slug: str, slug: str) -> HttpResponse:
    """Ask whether every file of an institution is to be deleted, and delete them."""
    network = network_for(request, network_slug)
    person, organisation = signed_in(request), get_object_or_404(network.organisations, slug=slug)
    if not may_see_payments_of(person, organisation):
        raise Http404
    refuse_unless(may_change_files_of(person, organisation))
    if request.method == "POST":
        count = delete_files_of(organisation, person)
        sentence = ngettext("%(count)s file was deleted.", "%(count)s files were deleted.", count)
        messages.success(request, sentence % {"count": count})
        return redirect("organisations", network.slug)
    studies = Study.objects.filter(uploads__organisation=organisation).annotate(file_count=Count("uploads"))
    content = {"network": network, "organisation": organisation, "studies": studies}
    return render(request, "uploads/delete_files.html", content)
