"""The files of a study by anchor, and those of one anchor, with what became of each."""

from django.db.models import Count, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.vary import vary_on_headers

from ourplace_web.accounts.models import signed_in
from ourplace_web.design.paging import page_of
from ourplace_web.jobs.models import OPEN_STATES, JobState
from ourplace_web.networks.models import Organisation
from ourplace_web.studies.access import study_for
from ourplace_web.studies.models import Study
from ourplace_web.uploads.access import files_for, may_change
from ourplace_web.uploads.limits import limits
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.predicates import anchors_of, anchors_seen_by


def files(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """List the anchors of a study with the state of their files, for those whose files the reader may see."""
    study = study_for(request, network_slug, study_slug)
    of_study = Q(uploads__study=study)
    anchors = anchors_seen_by(signed_in(request), study).annotate(
        file_count=Count("uploads", filter=of_study),
        open_count=Count("uploads", filter=of_study & Q(uploads__state__in=OPEN_STATES)),
        problem_count=Count("uploads", filter=of_study & Q(uploads__state=JobState.FAILED)),
        decision_count=Count("uploads", filter=of_study & Q(uploads__decision_count__gt=0)),
        used_count=Sum("uploads__used_count", filter=of_study, default=0),
        used_gbp=Sum("uploads__used_gbp", filter=of_study, default=0),
    )
    anchors = anchors.order_by("name")
    seen = [anchor.pk for anchor in anchors]
    others = anchors_of(study).exclude(pk__in=seen)
    content = {"study": study, "network": study.network, "anchors": anchors, "others": others}
    return render(request, "uploads/files.html", content)


@vary_on_headers("HX-Request")
def anchor_files(request: HttpRequest, network_slug: str, study_slug: str, anchor_slug: str) -> HttpResponse:
    """List an anchor's files with what became of each; the form to send more stands above for those who may."""
    study, anchor = files_for(request, network_slug, study_slug, anchor_slug)
    content = content_of(request, study, anchor)
    template = "uploads/file_list.html" if request.headers.get("HX-Request") else "uploads/anchor_files.html"
    return render(request, template, content)


def content_of(request: HttpRequest, study: Study, anchor: Organisation) -> dict[str, object]:
    """Return what the page of an anchor's files shows."""
    own = Upload.objects.filter(study=study, organisation=anchor)
    state = own.aggregate(
        all=Count("id"),
        open=Count("id", filter=Q(state__in=OPEN_STATES)),
        failed=Count("id", filter=Q(state=JobState.FAILED)),
        used=Sum("used_count", default=0),
        used_gbp=Sum("used_gbp", default=0),
    )
    return {
        "study": study,
        "network": study.network,
        "anchor": anchor,
        "page": page_of(own, request),
        "total": state,
        "read_count": state["all"] - state["open"],
        "may_change": may_change(request, anchor),
        "limits": limits(),
    }
