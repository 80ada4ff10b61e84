"""One supplier at a time: its candidates side by side, and what people say of it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ourplace.studies.reviewing import ring_names
from ourplace_web.accounts.models import whoever_asks
from ourplace_web.design.forms import posted
from ourplace_web.review.answering import take_answers
from ourplace_web.review.forms import AnswerForm
from ourplace_web.review.results import register_paths
from ourplace_web.review.seeing import ReviewSeen, SupplierShown, candidates_shown
from ourplace_web.review.views.listing import outlook
from ourplace_web.review.views.seen import page_content, study_reviewed
from ourplace_web.review.words import said
from ourplace_web.studies.models import Study

CONFLICT = 409
WRONG = 422


def supplier_reviewed(
    request: HttpRequest, network_slug: str, study_slug: str, supplier_id: str
) -> tuple[Study, ReviewSeen, SupplierShown]:
    """Return a supplier of a study's review list.

    Raises:
        Http404: it is not in the list, or the reader may not see the study.
    """
    study, _reviewer, seen = study_reviewed(request, network_slug, study_slug, also=[supplier_id])
    if seen is None or supplier_id not in seen.shown:
        raise Http404
    return study, seen, seen.shown[supplier_id]


def review_supplier(request: HttpRequest, network_slug: str, study_slug: str, supplier_id: str) -> HttpResponse:
    """Show a supplier with its candidates; keep an answer and go to the next one that nobody has judged."""
    study, seen, one = supplier_reviewed(request, network_slug, study_slug, supplier_id)
    form = AnswerForm(posted(request), rings=ring_names(seen.figures), initial={"state": one.fingerprint})
    status, conflict = 200, False
    if request.method == "POST":
        if not one.may_judge:
            raise PermissionDenied
        status = WRONG
        if form.is_valid():
            answered = take_answers(whoever_asks(request), study, seen.figures, [form.row(supplier_id)])
            if answered.kept:
                return kept(request, study, supplier_id)
            conflict = answered.refused[0].is_conflict
            status = CONFLICT if conflict else WRONG
            if not conflict:
                form.add_error(None, f"{answered.refused[0].reason[:1].upper()}{answered.refused[0].reason[1:]}")
        study, seen, one = supplier_reviewed(request, network_slug, study_slug, supplier_id)
    content = page_content(study, seen, one=one, form=form, conflict=conflict, **around(seen, supplier_id))
    content["candidates"] = [] if one.is_withheld else candidates_shown(one, seen.state, register_paths(study))
    return render(request, "review/supplier.html", content, status=status)


def kept(request: HttpRequest, study: Study, supplier_id: str) -> HttpResponse:
    """Say what was kept and what it is worth, and go on to the next supplier that nobody has judged."""
    arguments = (study.network.slug, study.slug)
    _study, seen, one = supplier_reviewed(request, *arguments, supplier_id)
    words = {"name": one.review["supplier_name"], "said": "; ".join(said(each) for each in one.judgements[:1])}
    messages.success(request, f"{_('%(name)s: %(said)s.') % words} {outlook(seen)}")
    following = seen.without_answer(after=supplier_id)
    if following is None:
        messages.success(request, _("Everything in the list that is yours to judge has an answer."))
        return redirect("review", *arguments)
    return redirect("review_supplier", *arguments, following.supplier_id)


def around(seen: ReviewSeen, supplier_id: str) -> dict[str, str]:
    """Return the suppliers before and after one in the list."""
    order = list(seen.shown)
    place = order.index(supplier_id)
    return {
        "before": order[place - 1] if place else "",
        "after": order[place + 1] if place + 1 < len(order) else "",
    }


def review_supplier_judgements(
    request: HttpRequest, network_slug: str, study_slug: str, supplier_id: str
) -> HttpResponse:
    """Show what people have said of a supplier up to now, and whether that is more than the page that asks was made with."""
    study, seen, one = supplier_reviewed(request, network_slug, study_slug, supplier_id)
    state = request.GET.get("state", one.fingerprint)
    content = page_content(study, seen, one=one, state=state, is_changed=state != one.fingerprint)
    return render(request, "review/judgements.html", content)
