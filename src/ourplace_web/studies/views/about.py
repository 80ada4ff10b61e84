"""What a study is about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ourplace_web.accounts.models import signed_in
from ourplace_web.studies.access import study_for
from ourplace_web.studies.predicates import may_change_study


def study(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Show what was decided about a study."""
    found = study_for(request, network_slug, study_slug)
    may_change = may_change_study(signed_in(request), found)
    return render(request, "studies/study.html", {"study": found, "network": found.network, "may_change": may_change})
