"""Networks, organisations, studies and places."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Router
from ninja.params import QueryEx

from ourplace.places.areas.reading import KINDS
from ourplace_web.api.access import Slug, network_asked, study_asked, token_of
from ourplace_web.api.errors import ErrorAnswer
from ourplace_web.api.shapes import (
    Listed,
    NetworkShown,
    OrganisationShown,
    PlaceShown,
    StudyShown,
    Window,
    Words,
    listed,
)
from ourplace_web.review.results import latest_figures
from ourplace_web.studies.models import Study
from ourplace_web.studies.place_search import search_places

ERRORS = {400: ErrorAnswer, 401: ErrorAnswer, 403: ErrorAnswer, 404: ErrorAnswer, 422: ErrorAnswer, 429: ErrorAnswer}
router = Router()


@router.get("/networks", response={200: Listed[NetworkShown], **ERRORS}, tags=["Networks"])
def list_networks(request: HttpRequest) -> dict[str, Any]:
    """List the networks that the token opens: one."""
    return {"items": [token_of(request).network], "total": 1, "next_offset": None}


@router.get(
    "/networks/{network}/organisations", response={200: Listed[OrganisationShown], **ERRORS}, tags=["Networks"]
)
def list_organisations(request: HttpRequest, network: Slug, window: Query[Window]) -> dict[str, Any]:
    """List the organisations of a network, by name."""
    found = network_asked(request, network).organisations.all()
    return listed(list(found[window.offset : window.offset + window.limit]), window, total=found.count())


@router.get("/networks/{network}/studies", response={200: Listed[StudyShown], **ERRORS}, tags=["Studies"])
def list_studies(request: HttpRequest, network: Slug, window: Query[Window]) -> dict[str, Any]:
    """List the studies of a network, the latest period first."""
    found = Study.objects.filter(network=network_asked(request, network))
    part = [study_shown(one) for one in found[window.offset : window.offset + window.limit]]
    return listed(part, window, total=found.count())


@router.get("/networks/{network}/studies/{study}", response={200: StudyShown, **ERRORS}, tags=["Studies"])
def show_study(request: HttpRequest, network: Slug, study: Slug) -> dict[str, Any]:
    """Say what a study is about."""
    return study_shown(study_asked(request, network, study))


@router.get("/places", response={200: Listed[PlaceShown], **ERRORS}, tags=["Places"])
def search(request: HttpRequest, q: QueryEx[Words]) -> dict[str, Any]:  # noqa: ARG001 (ninja passes it)
    """Find places by name, part of a name, code or postcode, the best first."""
    found = [
        {
            "area_code": one.area_code,
            "area_name": one.area_name,
            "area_kind": KINDS[one.area_kind],
            "within": one.within,
        }
        for one in (search_places(q.strip()) if q.strip() else ())
    ]
    return {"items": found, "total": len(found), "next_offset": None}


def study_shown(study: Study) -> dict[str, Any]:
    """Return what is told of a study."""
    kept = {name: getattr(study, name) for name in StudyShown.model_fields if name != "has_results"}
    return {**kept, "has_results": latest_figures(study) is not None}
