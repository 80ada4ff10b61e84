"""What every page of a review starts from."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest

from ourplace_web.accounts.models import signed_in
from ourplace_web.review.judging import judgements_of
from ourplace_web.review.predicates import Reviewer, reviewer_for
from ourplace_web.review.results import latest_figures
from ourplace_web.review.seeing import ReviewSeen, review_seen
from ourplace_web.studies.access import study_for
from ourplace_web.studies.models import Study


def study_reviewed(
    request: HttpRequest, network_slug: str, study_slug: str, *, also: Collection[str] = ()
) -> tuple[Study, Reviewer, ReviewSeen | None]:
    """Return the study of an address, what its reader is to its review, and its list; no list before the first run."""
    study = study_for(request, network_slug, study_slug)
    reviewer = reviewer_for(signed_in(request), study)
    figures = latest_figures(study)
    seen = review_seen(figures, reviewer, judgements_of(study), also=also) if figures else None
    return study, reviewer, seen


def page_content(study: Study, seen: ReviewSeen | None, **more: Any) -> dict[str, Any]:
    """Return what the templates of a review share."""
    return {"study": study, "network": study.network, "seen": seen, **more}
