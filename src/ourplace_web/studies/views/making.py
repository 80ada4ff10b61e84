"""The journey that makes a study: one question a page, then a page to check the answers."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ourplace.places import load_definition
from ourplace_web.accounts.models import signed_in
from ourplace_web.design.forms import posted
from ourplace_web.networks.access import network_for
from ourplace_web.networks.models import Network
from ourplace_web.networks.predicates import may_make_study
from ourplace_web.studies.journey import (
    BY_SLUG,
    Question,
    answers_in,
    first_unanswered,
    keep_answers,
    make_study,
    question_before,
    with_given,
)


def new_study(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Lead to the first question that has no answer yet."""
    network = network_for(request, network_slug, may=may_make_study)
    return to_next(network, answers_in(request.session, network))


def new_study_question(request: HttpRequest, network_slug: str, question_slug: str) -> HttpResponse:
    """Ask one question, and keep its answer."""
    network = network_for(request, network_slug, may=may_make_study)
    question, answers = BY_SLUG.get(question_slug), answers_in(request.session, network)
    if question is None:
        raise Http404
    before = question_before(question)
    if before and (missing := first_unanswered(answers)) and comes_before(missing, question):
        return redirect("new_study_question", network.slug, missing.slug)
    form = question.form(posted(request), network=network, answers=shown(answers), **extras(request, question))
    if request.method == "POST" and form.is_valid():
        answers = with_given(question, answers, form.given())
        keep_answers(request.session, network, answers)
        return to_next(network, answers)
    drawn = answers["place_name"] if answers.get("place_ring") else ""
    content = {"network": network, "form": form, "question": question, "before": before, "drawn": drawn}
    return render(request, f"studies/new/{question.slug}.html", content)


def check_new_study(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Show all answers, and make the study where they are right."""
    network = network_for(request, network_slug, may=may_make_study)
    answers = answers_in(request.session, network)
    if first_unanswered(answers):
        return to_next(network, answers)
    if request.method == "POST":
        try:
            study = make_study(signed_in(request), network, answers)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return redirect("new_study_question", network.slug, "name")
        keep_answers(request.session, network, {})
        messages.success(request, _("The study %(name)s was made.") % {"name": study.name})
        return redirect(study)
    content = {
        "network": network,
        "answers": shown(answers),
        "definition": load_definition(answers["definition_of_local"]),
    }
    return render(request, "studies/new/check.html", content)


def to_next(network: Network, answers: dict[str, Any]) -> HttpResponse:
    """Lead to the next question, or to the page that checks the answers."""
    question = first_unanswered(answers)
    if question is None:
        return redirect("check_new_study", network.slug)
    return redirect("new_study_question", network.slug, question.slug)


def comes_before(one: Question, other: Question) -> bool:
    """Return whether one question is asked before another."""
    order = list(BY_SLUG)
    return order.index(one.slug) < order.index(other.slug)


def shown(answers: dict[str, Any]) -> dict[str, Any]:
    """Return answers with days as days."""
    days = {name: dt.date.fromisoformat(answers[name]) for name in ("period_start", "period_end") if name in answers}
    return answers | days


def extras(request: HttpRequest, question: Question) -> dict[str, str]:
    """Return what one question needs beside the answers: the place, the text to search for."""
    return {"sought": request.GET.get("q", "").strip()[:100]} if question.slug == "place" else {}
