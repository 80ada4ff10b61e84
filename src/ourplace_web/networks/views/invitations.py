"""Accepting an invitation: the page that the link in the e-mail leads to."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from ourplace_web.accounts.models import Person, signed_in
from ourplace_web.design.forms import posted
from ourplace_web.networks.forms import JoiningForm
from ourplace_web.networks.models import Invitation
from ourplace_web.networks.people import ClosedInvitationError, accept, find_invitation, join

GONE = 410


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an invitation offers, and bring its reader in: a new person, or one who has an account already."""
    invitation = find_invitation(token)
    if invitation is None or invitation.state != "open":
        return closed(request, invitation)
    person = signed_in(request)
    try:
        if person is not None:
            return accept_as(request, invitation, person)
        if Person.objects.filter(email__iexact=invitation.email).exists():
            return render(request, "networks/invitation_sign_in.html", {"invitation": invitation})
        return accept_as_new(request, invitation)
    except ClosedInvitationError:
        invitation.refresh_from_db()
        return closed(request, invitation)


def accept_as(request: HttpRequest, invitation: Invitation, person: Person) -> HttpResponse:
    """Let somebody who is signed in accept; an invitation to another address is not theirs."""
    if person.email.casefold() != invitation.email.casefold():
        return render(request, "networks/invitation_other_person.html", {"invitation": invitation})
    if request.method != "POST":
        return render(request, "networks/invitation_accept.html", {"invitation": invitation})
    accept(invitation, person)
    return welcomed(request, invitation)


def accept_as_new(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Let somebody without an account give a name and a password, and sign them in."""
    form = JoiningForm(posted(request), email=invitation.email)
    if request.method == "POST" and form.is_valid():
        person = join(invitation, **form.cleaned_data)
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
        return welcomed(request, invitation)
    return render(request, "networks/invitation_join.html", {"invitation": invitation, "form": form})


def welcomed(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Lead a new member to their network."""
    messages.success(request, _("You have joined %(network)s.") % {"network": invitation.network.name})
    return redirect(invitation.network)


def closed(request: HttpRequest, invitation: Invitation | None) -> HttpResponse:
    """Say why an invitation cannot be accepted, and what to do."""
    content = {"invitation": invitation, "state": invitation.state if invitation else "unknown"}
    return render(request, "networks/invitation_closed.html", content, status=GONE if invitation else 404)
