"""The page that describes the interface, and a person's tokens."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from ourplace_web.accounts.models import whoever_asks
from ourplace_web.api.description import described, shapes
from ourplace_web.api.interface import interface
from ourplace_web.api.predicates import may_have_tokens, visible_tokens
from ourplace_web.api.tokens import end_token, make_token
from ourplace_web.design.forms import posted
from ourplace_web.networks.access import network_for


class TokenForm(forms.Form):
    """What a token is called."""

    name = forms.CharField(
        label=gettext_lazy("What is the token for?"),
        help_text=gettext_lazy("A name by which you will know it again. For example: Finance dashboard"),
        max_length=80,
        error_messages={"required": gettext_lazy("Enter a name for the token")},
    )


@login_not_required
def api_description(request: HttpRequest) -> HttpResponse:
    """Show what programs can ask, in words, from the interface's own description."""
    schema = interface.get_openapi_schema()
    paragraphs = schema["info"]["description"].split("\n\n")
    content = {"paragraphs": paragraphs, "subjects": list(described(schema)), "shapes": list(shapes(schema))}
    return render(request, "api/description.html", content)


def tokens(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Show the tokens of a network that the reader may end: their own, and an analyst all."""
    network = network_for(request, network_slug, may=may_have_tokens)
    found = visible_tokens(whoever_asks(request), network).select_related("person")
    return render(request, "api/tokens.html", {"network": network, "tokens": found})


@never_cache
def make_own_token(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Make a token and show it once."""
    network = network_for(request, network_slug, may=may_have_tokens)
    form = TokenForm(posted(request))
    content = {"network": network, "form": form, "text": ""}
    if request.method == "POST" and form.is_valid():
        content["token"], content["text"] = make_token(whoever_asks(request), network, form.cleaned_data["name"])
    return render(request, "api/make_token.html", content)


def end_a_token(request: HttpRequest, network_slug: str, number: int) -> HttpResponse:
    """Ask whether a token is to end, and end it."""
    network = network_for(request, network_slug, may=may_have_tokens)
    person = whoever_asks(request)
    token = get_object_or_404(visible_tokens(person, network).select_related("person", "network"), pk=number)
    if request.method == "POST":
        end_token(person, token)
        messages.success(request, _("%(name)s was ended. It opens nothing any more.") % {"name": token.name})
        return redirect("tokens", network.slug)
    return render(request, "api/end_token.html", {"network": network, "token": token})
