"""Who may do what in a network. Nothing else decides it: views, downloads and the interface for programs all ask here."""

from django.db.models import Q, QuerySet

from ourplace_web.accounts.models import Person
from ourplace_web.networks.models import ANCHOR_ROLES, Membership, Network, Organisation, Role


def is_member(person: Person | None, network: Network) -> bool:
    """Return whether somebody has any role in a network: enough to see its pooled results."""
    return current(person, network).exists()


def is_network_analyst(person: Person | None, network: Network) -> bool:
    """Return whether somebody is an analyst of a network, who may see and change everything in it."""
    return current(person, network).filter(role=Role.NETWORK_ANALYST).exists()


may_see_network = is_member
may_manage_organisations = is_network_analyst
may_manage_people = is_network_analyst
may_read_audit_log = is_network_analyst
may_make_study = is_network_analyst


def may_see_payments_of(person: Person | None, organisation: Organisation) -> bool:
    """Return whether somebody may see an anchor's payments line by line: its own people and the network's analysts."""
    own = Q(role__in=ANCHOR_ROLES, organisation=organisation) | Q(role=Role.NETWORK_ANALYST)
    return current(person, organisation.network).filter(own).exists()


def may_change_files_of(person: Person | None, organisation: Organisation) -> bool:
    """Return whether somebody may upload and correct an anchor's files: its editors and the network's analysts."""
    own = Q(role=Role.ANCHOR_EDITOR, organisation=organisation) | Q(role=Role.NETWORK_ANALYST)
    return current(person, organisation.network).filter(own).exists()


def visible_memberships(person: Person | None, network: Network) -> QuerySet[Membership]:
    """Return the current memberships that somebody may see: an analyst all, a member analysts and colleagues, an outsider none."""
    everybody = Membership.objects.filter(network=network, ended_at=None)
    if is_network_analyst(person, network):
        return everybody
    own = current(person, network)
    if not own:
        return everybody.none()
    return everybody.filter(Q(role=Role.NETWORK_ANALYST) | Q(organisation__in=[one.organisation_id for one in own]))


def current(person: Person | None, network: Network) -> QuerySet[Membership]:
    """Return the memberships that somebody holds in a network now; none for a visitor or a closed account."""
    if person is None or not person.is_active:
        return Membership.objects.none()
    return Membership.objects.filter(person=person, network=network, ended_at=None)
