"""What was done in a network, for its analysts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ourplace_web.audit.recording import entries_of
from ourplace_web.design.paging import page_of
from ourplace_web.networks.access import network_for
from ourplace_web.networks.forms import AuditFilter
from ourplace_web.networks.predicates import may_read_audit_log


def audit_log(request: HttpRequest, network_slug: str) -> HttpResponse:
    """List what was done in a network, newest first, by what was done and by a text in the names."""
    network = network_for(request, network_slug, may=may_read_audit_log)
    form = AuditFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"verb": "", "text": ""}
    entries = page_of(entries_of(network.public_id, **wanted), request)
    return render(request, "networks/audit_log.html", {"network": network, "form": form, "page": entries})
