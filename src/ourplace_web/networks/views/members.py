"""The people of a network: who they are, inviting them, changing their role, ending their membership."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from ourplace_web.accounts.models import Person, signed_in, whoever_asks
from ourplace_web.design.forms import posted
from ourplace_web.networks.access import network_for
from ourplace_web.networks.emails import send_invitation
from ourplace_web.networks.forms import InvitationForm, RoleForm
from ourplace_web.networks.models import Membership, Network
from ourplace_web.networks.people import LastAnalystError, change_role, end, invite, withdraw
from ourplace_web.networks.predicates import may_manage_people, visible_memberships

LAST_ANALYST = gettext_lazy("A network needs at least one analyst. Make somebody else an analyst first.")


def analyst_of(request: HttpRequest, network_slug: str) -> tuple[Person, Network]:
    """Return the analyst who asks, and their network.

    Raises:
        Http404, PermissionDenied: as `network_for`.
    """
    return whoever_asks(request), network_for(request, network_slug, may=may_manage_people)


def people(request: HttpRequest, network_slug: str) -> HttpResponse:
    """List the people of a network: to analysts all, with open invitations; to others the analysts and their own colleagues."""
    network = network_for(request, network_slug)
    person = signed_in(request)
    may_manage = may_manage_people(person, network)
    members = visible_memberships(person, network).select_related("person", "organisation")
    open_ones = network.invitations.filter(accepted_at=None, withdrawn_at=None).select_related("organisation")
    content = {
        "network": network,
        "memberships": members.order_by("organisation__name", "person__full_name"),
        "invitations": open_ones if may_manage else (),
        "may_manage": may_manage,
    }
    return render(request, "networks/people.html", content)


def invite_person(request: HttpRequest, network_slug: str) -> HttpResponse:
    """Let an analyst invite somebody by e-mail."""
    person, network = analyst_of(request, network_slug)
    form = InvitationForm(posted(request), network=network)
    if request.method == "POST" and form.is_valid():
        invitation, token = invite(person, network, **form.offer())
        send_invitation(request, invitation, token)
        messages.success(request, _("An invitation was sent to %(email)s.") % {"email": invitation.email})
        return redirect("people", network.slug)
    return render(request, "networks/invite.html", {"network": network, "form": form})


@require_POST
def withdraw_invitation(request: HttpRequest, network_slug: str, invitation_id: int) -> HttpResponse:
    """Withdraw an invitation that was not accepted."""
    person, network = analyst_of(request, network_slug)
    invitation = get_object_or_404(network.invitations, pk=invitation_id, accepted_at=None, withdrawn_at=None)
    withdraw(person, invitation)
    messages.success(request, _("The invitation of %(email)s was withdrawn.") % {"email": invitation.email})
    return redirect("people", network.slug)


def change_member(request: HttpRequest, network_slug: str, membership_id: int) -> HttpResponse:
    """Let an analyst give a member another role."""
    person, network = analyst_of(request, network_slug)
    membership = membership_in(network, membership_id)
    form = RoleForm(posted(request), membership=membership)
    if request.method == "POST" and form.is_valid():
        try:
            change_role(person, membership, form.cleaned_data["role"])
        except LastAnalystError:
            form.add_error("role", LAST_ANALYST)
        else:
            messages.success(request, _("The role of %(name)s was changed.") % {"name": membership.person.full_name})
            return redirect("people", network.slug)
    return render(request, "networks/change_member.html", {"network": network, "membership": membership, "form": form})


def end_membership(request: HttpRequest, network_slug: str, membership_id: int) -> HttpResponse:
    """Ask an analyst whether to end a membership, and end it."""
    person, network = analyst_of(request, network_slug)
    membership = membership_in(network, membership_id)
    content = {"network": network, "membership": membership}
    if request.method != "POST":
        return render(request, "networks/end_membership.html", content)
    try:
        end(person, membership)
    except LastAnalystError:
        messages.error(request, LAST_ANALYST)
        return render(request, "networks/end_membership.html", content)
    messages.success(request, _("The membership of %(name)s has ended.") % {"name": membership.person.full_name})
    return redirect("home") if membership.person == person else redirect("people", network.slug)


def membership_in(network: Network, membership_id: int) -> Membership:
    """Return a current membership of a network.

    Raises:
        Http404: there is none of that number in it.
    """
    current = network.memberships.filter(ended_at=None).select_related("person", "organisation", "network")
    return get_object_or_404(current, pk=membership_id)
