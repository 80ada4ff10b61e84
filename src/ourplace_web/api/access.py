"""From a request with a token to the network and study that its owner may see: the same predicates as the pages'."""

from pathlib import Path
from typing import Annotated

from django.http import Http404, HttpRequest
from ninja.security import HttpBearer
from pydantic import StringConstraints

from ourplace_web.accounts.models import Person
from ourplace_web.api.errors import Refusal
from ourplace_web.api.models import ApiToken
from ourplace_web.api.tokens import find_token
from ourplace_web.networks.models import Network
from ourplace_web.review.results import latest_figures
from ourplace_web.studies.models import Study
from ourplace_web.studies.predicates import may_see_study

Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=60)]


class TokenSent(HttpBearer):
    """A token in the header `Authorization: Bearer <token>`."""

    def authenticate(self, request: HttpRequest, token: str) -> ApiToken | None:  # noqa: ARG002 (ninja passes it)
        """Return the token, or None where it opens nothing."""
        return find_token(token)


def token_of(request: HttpRequest) -> ApiToken:
    """Return the token that a request was let in with."""
    token: ApiToken = request.auth  # type: ignore[attr-defined]  # ninja keeps it there
    return token


def owner_of(request: HttpRequest) -> Person:
    """Return the person whose token a request came with."""
    return token_of(request).person


def network_asked(request: HttpRequest, slug: str) -> Network:
    """Return the network of an address.

    Raises:
        Http404: it is not the one that the token is for.
    """
    network = token_of(request).network
    if network.slug != slug:
        raise Http404
    return network


def study_asked(request: HttpRequest, network_slug: str, study_slug: str) -> Study:
    """Return the study of an address.

    Raises:
        Http404: the token's network has none of that name, or its owner may not see it.
    """
    network = network_asked(request, network_slug)
    study = Study.objects.select_related("network").filter(network=network, slug=study_slug).first()
    if study is None or not may_see_study(owner_of(request), study):
        raise Http404
    return study


def results_asked(request: HttpRequest, network_slug: str, study_slug: str) -> tuple[Study, Path]:
    """Return the study of an address and the folder of its last results.

    Raises:
        Http404: as `study_asked`.
        Refusal: no run of it has finished.
    """
    study = study_asked(request, network_slug, study_slug)
    figures = latest_figures(study)
    if figures is None:
        raise Refusal(
            409,
            what="The study has no results yet",
            why="no run of it has finished",
            next_step="run the study on the website and ask again",
        )
    return study, figures
