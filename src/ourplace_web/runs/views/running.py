"""A study's runs: the button that starts one, how far it is, and what it gave."""

from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.decorators.vary import vary_on_headers

from ourplace_web.accounts.models import signed_in
from ourplace_web.design.paging import page_of
from ourplace_web.jobs.models import OPEN_STATES, JobState
from ourplace_web.runs.asking import ask_for_run, call_off
from ourplace_web.runs.models import Run
from ourplace_web.runs.time_left import stage_words, time_left
from ourplace_web.studies.access import study_for
from ourplace_web.studies.predicates import may_change_study


def runs(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """List a study's runs, and offer to start one."""
    study = study_for(request, network_slug, study_slug)
    total = study.uploads.aggregate(
        files=Count("id"), open=Count("id", filter=Q(state__in=OPEN_STATES)), rows=Sum("used_count", default=0)
    )
    content = {
        "study": study,
        "network": study.network,
        "page": page_of(study.runs.select_related("asked_by"), request),
        "total": total,
        "may_run": may_change_study(signed_in(request), study),
    }
    return render(request, "runs/runs.html", content)


@require_POST
def start_run(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Start a run, or lead to the one that waits already."""
    study = study_for(request, network_slug, study_slug, may=may_change_study)
    return redirect(ask_for_run(study, signed_in(request)))


@vary_on_headers("HX-Request")
def run(request: HttpRequest, network_slug: str, study_slug: str, public_id: UUID) -> HttpResponse:
    """Show how far a run is, or what it gave."""
    study = study_for(request, network_slug, study_slug)
    found = get_object_or_404(study.runs.select_related("asked_by"), public_id=public_id)
    found.study = study
    content = {
        "study": study,
        "network": study.network,
        "run": found,
        "left": time_left(found) if found.state == JobState.WORKING else None,
        "stage_words": stage_words(found),
        "may_run": may_change_study(signed_in(request), study),
        "may_see_findings": may_change_study(signed_in(request), study),
    }
    template = "runs/progress.html" if request.headers.get("HX-Request") and found.is_open else "runs/run.html"
    answer = render(request, template, content)
    if request.headers.get("HX-Request") and not found.is_open:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
def cancel_run(request: HttpRequest, network_slug: str, study_slug: str, public_id: UUID) -> HttpResponse:
    """Cancel a run that waits or is under way."""
    study = study_for(request, network_slug, study_slug, may=may_change_study)
    found = get_object_or_404(Run, study=study, public_id=public_id)
    found.study = study
    if call_off(found, signed_in(request)):
        messages.success(
            request, _("The run was cancelled. What it had read is kept, so that another goes on from there.")
        )
    else:
        messages.info(request, _("The run had ended before."))
    return redirect(found)
