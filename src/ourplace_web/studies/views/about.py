"""What a study is about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ourplace_web.accounts.models import signed_in
from ourplace_web.studies.access import study_for
from ourplace_web.studies.predicates import may_change_study
from ourplace_web.studies.results import latest_results


def study(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Show what was decided about a study, and lead to what comes next."""
    found = study_for(request, network_slug, study_slug)
    content = {
        "study": found,
        "network": found.network,
        "has_results": latest_results(found) is not None,
        "may_change": may_change_study(signed_in(request), found),
    }
    return render(request, "studies/study.html", content)
