"""What people see when something went wrong: what, and what to do next."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that cannot be read: 413 where it is too large, else 400."""
    status = 413 if isinstance(exception, RequestDataTooBig) else 400
    return render(request, f"pages/{status}.html", status=status)


@login_not_required
def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Answer somebody who may see a thing but not do this with it."""
    return render(request, "pages/403.html", status=403)


@login_not_required
def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Answer a form that this website did not send to this browser, or sent long ago."""
    return render(request, "pages/stale_form.html", status=403)


@login_not_required
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Answer an address where there is nothing, or nothing that this person may know of."""
    return render(request, "pages/404.html", status=404)


@login_not_required
def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (the page must need nothing that may be broken)
    """Answer where the website itself failed, without the database or the session."""
    return HttpResponse(render_to_string("pages/500.html"), status=500)
