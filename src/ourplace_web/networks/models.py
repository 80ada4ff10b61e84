"""A place's network, its organisations, the people in it, and invitations to it."""

import datetime as dt
import hashlib
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

INVITATION_LASTS = dt.timedelta(days=14)


class Network(models.Model):
    """The institutions of one place that look at its public money together."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("Name of the place"), max_length=120)
    slug = models.SlugField(max_length=60, unique=True)
    made_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        """By name."""

        ordering = ("name",)

    def __str__(self) -> str:
        """Return the network's name."""
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the network's first page."""
        return reverse("network", args=[self.slug])


class OrganisationKind(models.TextChoices):
    """What an organisation is to the network."""

    ANCHOR = "anchor", pgettext_lazy("organisation", "Anchor")
    ANALYST = "analyst", pgettext_lazy("organisation", "Analyst")
    SUPPLIER = "supplier", pgettext_lazy("organisation", "Supplier")


class AnchorKind(models.TextChoices):
    """What sort of institution an anchor is: the kinds that a study file knows."""

    COUNCIL = "council", _("Council")
    POLICE = "police", _("Police")
    FIRE = "fire", _("Fire and rescue")
    NHS = "nhs", _("NHS")
    UNIVERSITY = "university", _("University")
    COLLEGE = "college", _("College")
    HOUSING_ASSOCIATION = "housing_association", _("Housing association")
    TRANSPORT = "transport", _("Transport")
    CENTRAL_GOVERNMENT = "central_government", _("Central government")
    COMBINED_AUTHORITY = "combined_authority", _("Combined authority")
    OTHER = "other", _("Other")


class Organisation(models.Model):
    """An institution in a network. Its slug names its folder of files and its anchor in the study file, and never changes."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="organisations")
    name = models.CharField(_("Name"), max_length=160)
    slug = models.SlugField(max_length=60)
    kind = models.CharField(_("What it is to the network"), max_length=10, choices=OrganisationKind)
    anchor_kind = models.CharField(
        _("Sort of institution"), max_length=20, choices=AnchorKind, default=AnchorKind.OTHER
    )

    class Meta:
        """By name; told apart by slug within a network."""

        ordering = ("name",)
        constraints = (models.UniqueConstraint(fields=("network", "slug"), name="one_organisation_a_slug"),)

    def __str__(self) -> str:
        """Return the organisation's name."""
        return self.name


class Role(models.TextChoices):
    """What somebody is in a network. The public has no membership."""

    NETWORK_ANALYST = "network_analyst", _("Network analyst")
    ANCHOR_EDITOR = "anchor_editor", _("Anchor editor")
    ANCHOR_READER = "anchor_reader", _("Anchor reader")


ANCHOR_ROLES = (Role.ANCHOR_EDITOR, Role.ANCHOR_READER)
HAS_ITS_ORGANISATION = Q(role=Role.NETWORK_ANALYST) | Q(organisation__isnull=False)


class Membership(models.Model):
    """A person's role in a network, for an organisation; analysts may be for the network as a whole."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, null=True, blank=True, related_name="memberships"
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    began_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """One current membership a person, network and organisation; an anchor's role is for an anchor."""

        constraints = (
            models.CheckConstraint(condition=HAS_ITS_ORGANISATION, name="anchor_roles_have_an_organisation"),
            models.UniqueConstraint(
                fields=("organisation", "person"),
                condition=Q(ended_at=None, organisation__isnull=False),
                name="one_current_membership_an_organisation",
            ),
            models.UniqueConstraint(
                fields=("network", "person"),
                condition=Q(ended_at=None, organisation=None),
                name="one_current_membership_of_the_whole",
            ),
        )

    def __str__(self) -> str:
        """Return the person's name."""
        return str(self.person)


class Invitation(models.Model):
    """An offer of a membership, sent by e-mail. The link's token is kept only as a hash."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="invitations")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, null=True, blank=True)
    role = models.CharField(_("Role"), max_length=20, choices=Role)
    email = models.EmailField(_("E-mail address"))
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-made_at", "-id")
        constraints = (
            models.CheckConstraint(condition=HAS_ITS_ORGANISATION, name="anchor_invitations_have_an_organisation"),
        )

    def __str__(self) -> str:
        """Return the address it was sent to."""
        return self.email

    @property
    def inviter_name(self) -> str:
        """Return who sent it; a network's first invitation comes from whoever runs the website."""
        return self.invited_by.full_name if self.invited_by else "OurPlace"

    @property
    def state(self) -> str:
        """Return `accepted`, `withdrawn`, `expired` or `open`."""
        if self.accepted_at:
            return "accepted"
        if self.withdrawn_at:
            return "withdrawn"
        return "expired" if self.expires_at <= timezone.now() else "open"


def hash_of(token: str) -> str:
    """Return what is kept of an invitation's token. Tokens are long and random, so that no salt is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
