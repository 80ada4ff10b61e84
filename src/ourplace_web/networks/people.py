"""Joining a network and leaving it. Each step is one transaction, with its entry in the log."""

import secrets

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.networks.models import (
    INVITATION_LASTS,
    Invitation,
    Membership,
    Network,
    Organisation,
    Role,
    hash_of,
)


class ClosedInvitationError(Exception):
    """The invitation was accepted, withdrawn or has expired while its page was open."""


class LastAnalystError(Exception):
    """A network would be left without an analyst, and nobody could invite one again."""


def memberships_of(person: Person) -> QuerySet[Membership]:
    """Return the memberships that a person holds now, by the network's name."""
    return Membership.objects.filter(person=person, ended_at=None).order_by("network__name", "organisation__name")


@transaction.atomic
def invite(
    inviter: Person | None, network: Network, *, email: str, role: Role, organisation: Organisation | None
) -> tuple[Invitation, str]:
    """Return a new invitation and the token of its link, which is kept nowhere. Open ones to the same role are withdrawn."""
    now = timezone.now()
    network.invitations.filter(
        email__iexact=email, organisation=organisation, accepted_at=None, withdrawn_at=None
    ).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        network=network,
        organisation=organisation,
        role=role,
        email=email,
        token_hash=hash_of(token),
        invited_by=inviter,
        expires_at=now + INVITATION_LASTS,
    )
    record(inviter, Verb.PERSON_INVITED, invitation, network_id=network.public_id, details={"role": role})
    return invitation, token


def find_invitation(token: str) -> Invitation | None:
    """Return the invitation that a link's token is for, in whatever state."""
    related = ("network", "organisation", "invited_by")
    return Invitation.objects.select_related(*related).filter(token_hash=hash_of(token)).first()


@transaction.atomic
def withdraw(person: Person, invitation: Invitation) -> None:
    """Withdraw an open invitation; its link then says so."""
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    record(person, Verb.INVITATION_WITHDRAWN, invitation, network_id=invitation.network.public_id)


@transaction.atomic
def join(invitation: Invitation, *, full_name: str, password: str) -> Person:
    """Return the person whom an invitation brings in: a new account, whose address the link has proved."""
    person = Person.objects.create_user(invitation.email, password, full_name=full_name)
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    accept(invitation, person)
    return person


@transaction.atomic
def accept(invitation: Invitation, person: Person) -> Membership:
    """Give a person the membership that an invitation offers; a role they hold there already becomes the invited one.

    Raises:
        ClosedInvitationError: it can no longer be accepted.
    """
    kept = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if kept.state != "open":
        raise ClosedInvitationError
    kept.accepted_at = invitation.accepted_at = timezone.now()
    kept.save(update_fields=["accepted_at"])
    membership, _made = Membership.objects.update_or_create(
        network=kept.network,
        organisation=kept.organisation,
        person=person,
        ended_at=None,
        defaults={"role": kept.role},
    )
    record(person, Verb.INVITATION_ACCEPTED, kept, network_id=kept.network.public_id, details={"role": kept.role})
    return membership


@transaction.atomic
def change_role(changer: Person, membership: Membership, role: Role) -> None:
    """Give a member another role.

    Raises:
        LastAnalystError: they are the network's only analyst.
    """
    was = membership.role
    if was == role:
        return
    refuse_without_analyst(membership)
    membership.role = role
    membership.save(update_fields=["role"])
    details = {"from": was, "to": str(role)}
    record(changer, Verb.ROLE_CHANGED, membership, network_id=membership.network.public_id, details=details)


@transaction.atomic
def end(ender: Person, membership: Membership) -> None:
    """End a membership: from now on the person sees nothing of the network through it. What they did is kept.

    Raises:
        LastAnalystError: they are the network's only analyst.
    """
    refuse_without_analyst(membership)
    membership.ended_at = timezone.now()
    membership.save(update_fields=["ended_at"])
    details = {"role": membership.role}
    record(ender, Verb.MEMBERSHIP_ENDED, membership, network_id=membership.network.public_id, details=details)


def refuse_without_analyst(membership: Membership) -> None:
    """Raise LastAnalystError where a membership is the only one of an analyst in its network."""
    if membership.role != Role.NETWORK_ANALYST:
        return
    analysts = Membership.objects.select_for_update().filter(
        network=membership.network, role=Role.NETWORK_ANALYST, ended_at=None, person__is_active=True
    )
    if not [one for one in analysts if one.pk != membership.pk]:
        raise LastAnalystError
