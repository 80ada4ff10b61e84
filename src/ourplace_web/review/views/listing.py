"""The list of suppliers whose uncertainty matters most, as a grid that is saved at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ourplace_web.accounts.models import whoever_asks
from ourplace_web.design.paging import page_of
from ourplace_web.review.answering import Answered, take_answers
from ourplace_web.review.forms import grid_rows
from ourplace_web.review.models import KeptJudgement
from ourplace_web.review.past import past_judgements
from ourplace_web.review.predicates import Reviewer, may_judge_some
from ourplace_web.review.seeing import ReviewSeen
from ourplace_web.review.views.seen import page_content, study_reviewed
from ourplace_web.studies.models import Study

ROWS = 20
LATEST = 3


def review(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Show the suppliers that matter most with their best candidate, and keep the answers that were given in the grid."""
    study, reviewer, seen = study_reviewed(request, network_slug, study_slug)
    if seen and request.method == "POST":
        person = whoever_asks(request)
        answered = take_answers(person, study, seen.figures, grid_rows(request.POST, list(seen.shown)))
        _study, _reviewer, after = study_reviewed(request, network_slug, study_slug)
        tell(request, answered, after or seen)
        return redirect(request.get_full_path())
    return render(request, "review/review.html", list_content(request, study, reviewer, seen))


def review_latest(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Show what changes while a list is open: who judged what, and how narrow the interval has become."""
    study, reviewer, seen = study_reviewed(request, network_slug, study_slug)
    return render(request, "review/latest.html", list_content(request, study, reviewer, seen) | {"is_fragment": True})


def list_content(request: HttpRequest, study: Study, reviewer: Reviewer, seen: ReviewSeen | None) -> dict[str, object]:
    """Return what the list and its changing part show."""
    newest = list(KeptJudgement.objects.filter(study=study).order_by("-pk")[:LATEST])
    return page_content(
        study,
        seen,
        page=page_of(list(seen.shown.values()) if seen else [], request, size=ROWS),
        newest=past_judgements(newest, reviewer, seen.figures, standing=()) if seen else [],
        following=seen.without_answer() if seen else None,
        may_review=may_judge_some(reviewer),
    )


def tell(request: HttpRequest, answered: Answered, seen: ReviewSeen) -> None:
    """Say what was kept and what was not, each with its supplier."""
    count = len({one.payee_names for one in answered.kept})
    if count:
        kept = ngettext("%(count)s supplier was judged.", "%(count)s suppliers were judged.", count) % {"count": count}
        messages.success(request, f"{kept} {outlook(seen)}")
    for one in answered.refused:
        name = seen.shown[one.supplier_id].review["supplier_name"] if one.supplier_id in seen.shown else ""
        words = {"name": name, "reason": one.reason}
        messages.error(request, _("The answer on %(name)s was not kept: %(reason)s. Look at it again below.") % words)
    if not count and not answered.refused:
        messages.warning(request, _("Nothing was chosen, so nothing was kept."))


def outlook(seen: ReviewSeen) -> str:
    """Return what a run again would make of the judgements since the last one."""
    if seen.half_width_now is None or seen.half_width_at_run is None:
        return ""
    words = {"now": f"{seen.half_width_now:.2f}", "before": f"{seen.half_width_at_run:.2f}"}
    return _("Run again now, the study would be sure to about ± %(now)s points; it was ± %(before)s.") % words
