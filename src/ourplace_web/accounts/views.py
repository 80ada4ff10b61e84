"""A person's own account."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ourplace_web.accounts.forms import NameForm
from ourplace_web.accounts.models import whoever_asks
from ourplace_web.design.forms import posted


def your_account(request: HttpRequest) -> HttpResponse:
    """Show where a person changes their name, password, e-mail address, second step and sessions."""
    return render(request, "accounts/your_account.html")


def your_name(request: HttpRequest) -> HttpResponse:
    """Let a person correct their name."""
    form = NameForm(posted(request), instance=whoever_asks(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Your name was changed."))
        return redirect("your_account")
    return render(request, "accounts/your_name.html", {"form": form})
