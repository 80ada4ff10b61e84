"""Errors in one shape: what, why, and what to do next."""

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, Throttled, ValidationError
from pydantic import ConfigDict

from ourplace.exceptions import OurPlaceError


class ErrorSaid(Schema):
    """What went wrong, why, and what to do next."""

    model_config = ConfigDict(extra="forbid")

    what: str
    why: str
    next_step: str


class ErrorAnswer(Schema):
    """Every answer that is not a success."""

    model_config = ConfigDict(extra="forbid")

    error: ErrorSaid


class Refusal(Exception):  # noqa: N818 (an answer with a reason, not a failure of ours)
    """A request that is understood and not followed, with the status it is answered with."""

    def __init__(self, status: int, *, what: str, why: str, next_step: str) -> None:
        """Keep the status and the words."""
        super().__init__(what)
        self.status = status
        self.said = ErrorSaid(what=what, why=why, next_step=next_step)


NOT_FOUND = ErrorSaid(
    what="There is nothing at this address",
    why="it does not exist, or this token's owner may not see it",
    next_step="check the address against the lists of networks and studies",
)
NOT_ALLOWED = ErrorSaid(
    what="This token's owner may not do that",
    why="their role in the network does not include it",
    next_step="ask an analyst of the network",
)
NO_TOKEN = ErrorSaid(
    what="The request has no token that opens anything",
    why="it is missing, mistyped or ended, or its owner has left the network",
    next_step="send the header 'Authorization: Bearer <token>' with a token made under the network's tab Tokens",
)
BROKEN = ErrorSaid(
    what="The request cannot be read",
    why="its body is not the JSON that the address expects",
    next_step="compare it with the description of the interface",
)
TOO_LARGE = ErrorSaid(what="The request is too large", why="its body is over the limit", next_step="send less at once")


def answer(api: NinjaAPI, request: HttpRequest, said: ErrorSaid, *, status: int) -> HttpResponse:
    """Return an error in the one shape."""
    return api.create_response(request, ErrorAnswer(error=said), status=status)


def handle_errors(api: NinjaAPI) -> None:
    """Let an interface answer every error in the one shape."""

    def always(said: ErrorSaid, status: int) -> Any:
        return lambda request, _error: answer(api, request, said, status=status)

    def throttled(request: HttpRequest, error: Throttled) -> HttpResponse:
        wait = str(int(error.wait or 1) + 1)
        said = ErrorSaid(
            what="Too many requests", why="a token may send so many a minute", next_step=f"wait {wait} seconds"
        )
        response = answer(api, request, said, status=429)
        response["Retry-After"] = wait
        return response

    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        problems = [f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}" for one in error.errors]
        said = ErrorSaid(
            what="The request says something that cannot be taken",
            why="; ".join(problems),
            next_step="correct what is named and send it again",
        )
        return answer(api, request, said, status=422)

    def refused(request: HttpRequest, error: Refusal) -> HttpResponse:
        return answer(api, request, error.said, status=error.status)

    def of_the_library(request: HttpRequest, error: OurPlaceError) -> HttpResponse:
        said = ErrorSaid(what=error.what, why=error.why, next_step=error.next_step)
        return answer(api, request, said, status=422)

    def of_http(request: HttpRequest, error: HttpError) -> HttpResponse:
        return answer(api, request, BROKEN, status=error.status_code)

    api.exception_handler(HttpError)(of_http)
    api.exception_handler(AuthenticationError)(always(NO_TOKEN, 401))
    api.exception_handler(Throttled)(throttled)
    api.exception_handler(ValidationError)(invalid)
    api.exception_handler(Refusal)(refused)
    api.exception_handler(OurPlaceError)(of_the_library)
    api.exception_handler(Http404)(always(NOT_FOUND, 404))
    api.exception_handler(PermissionDenied)(always(NOT_ALLOWED, 403))
    api.exception_handler(RequestDataTooBig)(always(TOO_LARGE, 413))
