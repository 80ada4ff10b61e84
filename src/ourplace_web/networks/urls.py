"""Addresses of a network's pages."""

from django.urls import path

from ourplace_web.networks.views.audit_log import audit_log
from ourplace_web.networks.views.invitations import accept_invitation
from ourplace_web.networks.views.members import (
    change_member,
    end_membership,
    invite_person,
    people,
    withdraw_invitation,
)
from ourplace_web.networks.views.organisations import add_organisation, change_organisation, organisations

NETWORK = "networks/<slug:network_slug>/"

urlpatterns = [
    path("invitations/<str:token>/", accept_invitation, name="accept_invitation"),
    path(f"{NETWORK}organisations/", organisations, name="organisations"),
    path(f"{NETWORK}organisations/add/", add_organisation, name="add_organisation"),
    path(f"{NETWORK}organisations/<slug:slug>/change/", change_organisation, name="change_organisation"),
    path(f"{NETWORK}people/", people, name="people"),
    path(f"{NETWORK}people/invite/", invite_person, name="invite_person"),
    path(
        f"{NETWORK}people/invitations/<int:invitation_id>/withdraw/", withdraw_invitation, name="withdraw_invitation"
    ),
    path(f"{NETWORK}people/<int:membership_id>/role/", change_member, name="change_member"),
    path(f"{NETWORK}people/<int:membership_id>/end/", end_membership, name="end_membership"),
    path(f"{NETWORK}audit-log/", audit_log, name="audit_log"),
]
