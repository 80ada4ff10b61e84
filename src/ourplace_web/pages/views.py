"""The first page of the website and of a network, and what the website says of itself."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ourplace_web.accounts.models import signed_in
from ourplace_web.networks.access import network_for
from ourplace_web.networks.people import memberships_of
from ourplace_web.networks.predicates import may_make_study
from ourplace_web.studies.models import Study


@login_not_required
def home(request: HttpRequest) -> HttpResponse:
    """Show a visitor what OurPlace is, and somebody signed in the networks they belong to."""
    person = signed_in(request)
    if person is None:
        return render(request, "pages/welcome.html")
    memberships = memberships_of(person).select_related("network", "organisation")
    return render(request, "pages/home.html", {"memberships": memberships})


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    """Show how far the website can be used by everybody, and what to do where it cannot."""
    return render(request, "pages/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    """Show what is kept about people, why, and for how long."""
    return render(request, "pages/privacy.html", {"keep_days": settings.KEEP_DAYS})


def network(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Show a network's studies."""
    found = network_for(request, network_slug)
    studies = Study.objects.filter(network=found)
    content = {"network": found, "studies": studies, "may_make": may_make_study(signed_in(request), found)}
    return render(request, "pages/network.html", content)
