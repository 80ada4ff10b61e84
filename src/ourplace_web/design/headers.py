"""What every answer forbids the browser: the devices and sensors that no page of this website uses."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

UNUSED = ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
POLICY = ", ".join(f"{name}=()" for name in UNUSED)


def permissions_policy(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a middleware that sets the header `Permissions-Policy` on every answer."""

    def with_policy(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        return response

    return with_policy
