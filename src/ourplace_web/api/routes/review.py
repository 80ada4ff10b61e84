"""Candidates of suppliers, and judgements: read and added."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from ninja import Query, Router, Status

from ourplace_web.api.access import Slug, owner_of, results_asked, study_asked
from ourplace_web.api.errors import ErrorAnswer, Refusal
from ourplace_web.api.rows import plain
from ourplace_web.api.shapes import (
    AnswerGiven,
    CandidatesShown,
    JudgementShown,
    JudgementsKept,
    Listed,
    Window,
    listed,
)
from ourplace_web.review.answering import take_answers
from ourplace_web.review.forms import sheet_row
from ourplace_web.review.judging import judgements_of
from ourplace_web.review.models import KeptJudgement
from ourplace_web.review.past import PastJudgement, past_judgements, standing_ids
from ourplace_web.review.predicates import may_review, reviewer_for
from ourplace_web.review.results import latest_figures, register_paths
from ourplace_web.review.seeing import candidates_shown, supplier_seen

ERRORS = dict.fromkeys((400, 401, 403, 404, 409, 422, 429), ErrorAnswer)
STUDY = "/networks/{network}/studies/{study}"
SAID = ("kind", "supplier_id", "entity_id", "postcode", "ring_id", "business_type", "reason", "withdraws")
router = Router(tags=["Review"])


@router.get(f"{STUDY}/suppliers/{{supplier_id}}/candidates", response={200: CandidatesShown, **ERRORS})
def show_candidates(request: HttpRequest, network: Slug, study: Slug, supplier_id: Slug) -> dict[str, Any]:
    """Give the organisations that a supplier may be, best first, and the state to send with an answer."""
    found, figures = results_asked(request, network, study)
    reviewer = reviewer_for(owner_of(request), found)
    state, one = supplier_seen(figures, reviewer, judgements_of(found), supplier_id)
    if one is None or one.is_withheld:
        raise Http404
    candidates = candidates_shown(one, state, register_paths(found))
    empty: dict[str, Any] = {"status": None, "legal_form": None, "town_name": None, "sic_codes": []}
    return {
        "supplier_id": supplier_id,
        "state": one.fingerprint,
        "may_judge": one.may_judge,
        "candidates": [plain({**empty, **each, "postcodes": list(each["postcodes"])}) for each in candidates],
    }


@router.get(f"{STUDY}/judgements", response={200: Listed[JudgementShown], **ERRORS})
def list_judgements(request: HttpRequest, network: Slug, study: Slug, window: Query[Window]) -> dict[str, Any]:
    """List the judgements of a study in the order in which they were made."""
    found = study_asked(request, network, study)
    every = KeptJudgement.objects.filter(study=found)
    part = list(every[window.offset : window.offset + window.limit])
    reviewer = reviewer_for(owner_of(request), found)
    standing = standing_ids(judgements_of(found))
    past = past_judgements(part, reviewer, latest_figures(found), standing=standing)
    return listed([judgement_shown(one) for one in past], window, total=every.count())


@router.post(f"{STUDY}/judgements", response={201: JudgementsKept, **ERRORS})
def add_judgements(request: HttpRequest, network: Slug, study: Slug, given: AnswerGiven) -> Status[dict[str, Any]]:
    """Judge a supplier. A supplier that was judged since its state was given is refused with 409, and nothing is kept."""
    found, figures = results_asked(request, network, study)
    person = owner_of(request)
    if not may_review(person, found):
        raise PermissionDenied
    row = sheet_row(
        given.supplier_id,
        state=given.state,
        answer=given.answer,
        **{
            "Entity id": given.entity_id,
            "Postcode": given.postcode,
            "Local?": given.local,
            "Ring": given.ring,
            "Business type": given.business_type,
            "Reason": " ".join(given.reason.split()),
        },
    )
    answered = take_answers(person, found, figures, [row])
    for refused in answered.refused:
        raise Refusal(
            409 if refused.is_conflict else 403 if refused.is_forbidden else 422,
            what="The judgement was not kept",
            why=refused.reason,
            next_step="ask for the supplier's candidates, and answer with the state that comes with them",
        )
    return Status(201, {"judgement_ids": [one.judgement_id for one in answered.kept]})


def judgement_shown(past: PastJudgement) -> dict[str, Any]:
    """Return a judgement as its reader may see it."""
    said = {name: getattr(past.kept, name) or None if past.supplier_name else None for name in SAID}
    return {
        **said,
        "supplier_name": past.supplier_name or None,
        "judgement_id": past.kept.judgement_id,
        "judged_by": past.kept.judged_by,
        "judged_at": past.kept.judged_at,
        "stands": past.stands,
    }
