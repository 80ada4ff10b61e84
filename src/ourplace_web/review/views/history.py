"""Everything that was judged in a study, by whom and when, and undoing it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ourplace_web.accounts.models import whoever_asks
from ourplace_web.design.paging import page_of
from ourplace_web.review.judging import judgements_of, queue_up, withdraw
from ourplace_web.review.models import KeptJudgement
from ourplace_web.review.past import past_judgements, standing_ids
from ourplace_web.review.predicates import reviewer_for
from ourplace_web.review.results import latest_figures
from ourplace_web.review.views.seen import page_content
from ourplace_web.studies.access import study_for


def review_history(request: HttpRequest, network_slug: str, study_slug: str) -> HttpResponse:
    """Show the judgements of a study, newest first, each with what the reader may see of it."""
    study = study_for(request, network_slug, study_slug)
    reviewer = reviewer_for(whoever_asks(request), study)
    page = page_of(KeptJudgement.objects.filter(study=study).order_by("-pk"), request)
    standing = standing_ids(judgements_of(study))
    shown = past_judgements(list(page), reviewer, latest_figures(study), standing=standing)
    return render(request, "review/history.html", page_content(study, None, page=page, judgements=shown))


@require_POST
def undo_judgement(request: HttpRequest, network_slug: str, study_slug: str, number: int) -> HttpResponse:
    """Withdraw a judgement by a new one, where the reader may judge its supplier; a second time changes nothing."""
    study = study_for(request, network_slug, study_slug)
    person = whoever_asks(request)
    kept = get_object_or_404(KeptJudgement.objects.select_related("study__network"), study=study, pk=number)
    with transaction.atomic():
        queue_up(study)
        standing = standing_ids(judgements_of(study))
        (shown,) = past_judgements([kept], reviewer_for(person, study), latest_figures(study), standing=standing)
        if not shown.may_undo:
            raise PermissionDenied
        if shown.stands:
            withdraw(person, kept)
            messages.success(request, _("The judgement was undone. What stood before it stands again."))
        else:
            messages.warning(request, _("The judgement had been undone already."))
    return redirect("review_history", network_slug, study_slug)
