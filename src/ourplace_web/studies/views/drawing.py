"""A place of somebody's own for a new study: drawn on a map, pasted, or put together from whole areas."""

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import quote_etag
from django.views.decorators.gzip import gzip_page

from ourplace_web.design.forms import posted
from ourplace_web.networks.access import network_for
from ourplace_web.networks.predicates import may_make_study
from ourplace_web.studies.drawing import ground_file
from ourplace_web.studies.drawn_place import DrawnPlaceForm
from ourplace_web.studies.journey import BY_SLUG, answers_in, first_unanswered, keep_answers, with_given
from ourplace_web.studies.views.making import comes_before, to_next

A_DAY_SECONDS = 86_400


def draw_place(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Ask for a place of somebody's own, and keep it as the answer to which place the study is about."""
    network = network_for(request, network_slug, may=may_make_study)
    question, answers = BY_SLUG["place"], answers_in(request.session, network)
    if (missing := first_unanswered(answers)) and comes_before(missing, question):
        return redirect("new_study_question", network.slug, missing.slug)
    form = DrawnPlaceForm(posted(request), network=network, answers=answers)
    if request.method == "POST" and form.is_valid():
        answers = with_given(question, answers, form.given())
        keep_answers(request.session, network, answers)
        if form.sentence:
            messages.success(request, form.sentence)
        return to_next(network, answers)
    return render(
        request, "studies/new/draw.html", {"network": network, "form": form, "question": question, "before": question}
    )


@gzip_page
def ground(request: HttpRequest, network_slug: str) -> HttpResponseBase:
    """Send the outlines of all local authorities, to draw on."""
    network_for(request, network_slug, may=may_make_study)
    path = ground_file()
    answer: HttpResponseBase | None = get_conditional_response(request, etag=quote_etag(path.stem))
    if answer is None:
        file = path.open("rb")
        answer = FileResponse(file, content_type="application/geo+json", headers={"ETag": quote_etag(path.stem)})
    patch_cache_control(answer, private=True, max_age=A_DAY_SECONDS)
    return answer
