"""The organisations of a network."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ourplace_web.accounts.models import signed_in
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.design.forms import posted
from ourplace_web.networks.access import network_for
from ourplace_web.networks.forms import OrganisationForm
from ourplace_web.networks.models import Network, Organisation
from ourplace_web.networks.predicates import may_manage_organisations


def organisations(request: HttpRequest, network_slug: str) -> HttpResponse:
    """List the organisations of a network."""
    network = network_for(request, network_slug)
    content = {
        "network": network,
        "organisations": network.organisations.all(),
        "may_manage": may_manage_organisations(signed_in(request), network),
    }
    return render(request, "networks/organisations.html", content)


def add_organisation(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Let an analyst add an organisation."""
    network = network_for(request, network_slug, may=may_manage_organisations)
    return edit(request, network, Organisation(network=network), verb=Verb.ORGANISATION_ADDED)


def change_organisation(request: HttpRequest, network_slug: str, slug: str) -> HttpResponse:
    """Let an analyst correct an organisation's name and kind."""
    network = network_for(request, network_slug, may=may_manage_organisations)
    organisation = get_object_or_404(network.organisations, slug=slug)
    return edit(request, network, organisation, verb=Verb.ORGANISATION_CHANGED)


def edit(request: HttpRequest, network: Network, organisation: Organisation, *, verb: Verb) -> HttpResponse:
    """Show the form of an organisation, and keep what it says."""
    form = OrganisationForm(posted(request), instance=organisation)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            saved = form.save()
            record(signed_in(request), verb, saved, network_id=network.public_id)
        messages.success(request, _("%(name)s was saved.") % {"name": saved.name})
        return redirect("organisations", network.slug)
    return render(request, "networks/organisation_form.html", {"network": network, "form": form})
