"""The public page of a study: published by an analyst, seen by anybody, and what it may be put into."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page

from ourplace.reports import TooFewSuppliersError, describe_section, headline_sentences, key_figures, outlines_geojson
from ourplace.reports.public import public_sentence
from ourplace.reports.reading import headline_ring
from ourplace_web.accounts.models import signed_in
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.picture.predicates import may_publish, may_see_public_page
from ourplace_web.picture.results import public_report_for
from ourplace_web.picture.topics import BY_SLUG, TOPICS
from ourplace_web.picture.views.mapping import answer_with
from ourplace_web.studies.access import study_for
from ourplace_web.studies.models import Study
from ourplace_web.studies.results import latest_results

frameable: Callable[[Any], Any] = csp_replace({"frame-ancestors": ["*"]})
PUBLIC_TOPICS = tuple(topic for topic in TOPICS if topic.is_public)


def publish(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Let an analyst look at what the public would see, and publish it."""
    study = study_for(request, network_slug, study_slug, may=may_publish)
    problem = why_not_public(study)
    if request.method == "POST" and problem is None:
        set_public(request, study, is_public=True)
        messages.success(request, _("%(name)s is public.") % {"name": study.name})
        return redirect("public_page", network_slug, study_slug)
    content = {"study": study, "network": study.network, "problem": problem, "sentence": public_sentence()}
    return render(request, "picture/publish.html", content)


def unpublish(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Let an analyst take the public page away."""
    study = study_for(request, network_slug, study_slug, may=may_publish)
    if request.method == "POST":
        set_public(request, study, is_public=False)
        messages.success(request, _("%(name)s is no longer public.") % {"name": study.name})
        return redirect("take_away", network_slug, study_slug)
    return render(request, "picture/unpublish.html", {"study": study, "network": study.network})


@transaction.atomic
def set_public(request: HttpRequest, study: Study, *, is_public: bool) -> None:
    """Keep that a study is public, or no longer, and who said so."""
    person = signed_in(request)
    study.published_at, study.published_by = (timezone.now(), person) if is_public else (None, None)
    study.save(update_fields=["published_at", "published_by"])
    verb = Verb.STUDY_PUBLISHED if is_public else Verb.STUDY_UNPUBLISHED
    record(person, verb, study, network_id=study.network.public_id)


def why_not_public(study: Study) -> Any:
    """Return why a study cannot be published, in a sentence; None where it can."""
    run = latest_results(study)
    if run is None:
        return _("There are no results yet. Run the study first.")
    try:
        public_report_for(run)
    except TooFewSuppliersError as error:
        return str(error)
    return None


def open_to_all(view: Any) -> Any:
    """Give a view the study of a public address and what the public may see of it; to others the address does not exist."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest, network_slug: str, study_slug: str, **address: str) -> HttpResponse:
        found = Study.objects.select_related("network").filter(network__slug=network_slug, slug=study_slug).first()
        if found is None or not may_see_public_page(signed_in(request), found):
            raise Http404
        run = latest_results(found)
        if run is None:
            raise Http404
        try:
            report = public_report_for(run)
        except TooFewSuppliersError as error:
            raise Http404 from error
        content = {
            "study": found, "network": found.network, "report": report, "topics": PUBLIC_TOPICS,
            "ring": headline_ring(report).name, "note": public_sentence(), "query": "", "run_key": run.key,
        }  # fmt: skip
        shown: HttpResponse = view(request, content, **address)
        return shown

    return answer


@open_to_all
def public_page(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    """Show anybody the headline of a published study."""
    report = content["report"]
    more = {"sentences": headline_sentences(report), "figures": key_figures(report), "here": "public"}
    return render(request, "picture/public_headline.html", content | more)


@open_to_all
def public_topic(request: HttpRequest, content: dict[str, Any], topic_slug: str) -> HttpResponse:
    """Show anybody one topic of a published study."""
    topic = BY_SLUG.get(topic_slug)
    if topic is None or not topic.is_public:
        raise Http404
    sections = [describe_section(content["report"], name) for name in topic.sections]
    return render(
        request, "picture/public_topic.html", content | {"topic": topic, "sections": sections, "here": topic.slug}
    )


@gzip_page
@open_to_all
def public_outlines(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    """Send anybody the outlines of a published study's rings, with the spend in each as far as it is shown to the public."""
    return answer_with(request, lambda: outlines_geojson(content["report"]), known_by=("public", content["run_key"]))


@xframe_options_exempt
@frameable
@open_to_all
def embed(request: HttpRequest, content: dict[str, Any]) -> HttpResponse:
    """Show the headline of a published study inside somebody else's page; the only page that may be put into another."""
    report = content["report"]
    rings = describe_section(report, "rings")
    more = {"sentences": headline_sentences(report), "figures": key_figures(report), "section": rings}
    return render(request, "picture/embed.html", content | more)


@login_not_required
def place(request: HttpRequest, network_slug: str) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Lead to the public page of a place's latest published study."""
    latest = Study.objects.filter(network__slug=network_slug, published_at__isnull=False).first()
    if latest is None:
        raise Http404
    return redirect("public_page", network_slug, latest.slug)
