"""The interface as a whole: its version, its limits, its errors, its addresses."""

import functools
from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import URLPattern
from ninja import NinjaAPI

from ourplace_web.api.access import TokenSent
from ourplace_web.api.errors import ErrorSaid, answer, handle_errors
from ourplace_web.api.limits import MOST_A_MINUTE, EachToken
from ourplace_web.api.routes import networks, results, review

METHOD_NOT_ALLOWED = 405
DESCRIPTION = f"""What the pages of OurPlace show, for programs, to those who may see it.

Send a token with each request, in the header Authorization: Bearer. It opens one network, and there what its owner may see at that moment.

Lists come a part at a time: limit says how many rows, offset from which one on, and next_offset is null at the end. In tables pounds are
text, to the penny; in the headline they are numbers. Shares are between 0 and 1. A token may send {MOST_A_MINUTE} requests a minute. Every
error has the same shape: what, why, and what to do next."""

interface = NinjaAPI(
    title="OurPlace",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    urls_namespace="api",
    auth=TokenSent(),
    throttle=EachToken(),
)
handle_errors(interface)
for routes in (networks, results, review):
    interface.add_router("", routes.router)


def not_by_that_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the one shape of errors for a method that an address does not have."""
    said = ErrorSaid(
        what=f"This address is not asked with {request.method}",
        why=f"it takes {response['Allow']}",
        next_step="compare the request with the description of the interface",
    )
    shaped = answer(interface, request, said, status=METHOD_NOT_ALLOWED)
    shaped["Allow"] = response["Allow"]
    return shaped


def opened(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Return a view that needs no session, for a token lets in, and whose every error has the one shape."""

    @functools.wraps(view)
    def shaped(request: HttpRequest, *args: Any, **named: Any) -> HttpResponseBase:
        response = view(request, *args, **named)
        if response.status_code == METHOD_NOT_ALLOWED and isinstance(response, HttpResponse):
            return not_by_that_method(request, response)
        return response

    return login_not_required(shaped)


def interface_urls() -> tuple[list[URLPattern], str, str]:
    """Return the addresses of the interface, open to requests without a session."""
    found, app_name, namespace = interface.urls
    patterns = [one for one in found if isinstance(one, URLPattern)]
    for pattern in patterns:
        pattern.callback = opened(pattern.callback)
    return patterns, app_name, namespace


@login_not_required
def nothing_there(request: HttpRequest, rest: str) -> HttpResponse:  # noqa: ARG001 (the address passes it)
    """Answer an address that the interface does not have, in the one shape."""
    return interface.on_exception(request, Http404())
