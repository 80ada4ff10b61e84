"""Whose files somebody may see. What they may do with an anchor's files is for `networks.predicates` to say."""

from django.db.models import QuerySet

from ourplace_web.accounts.models import Person
from ourplace_web.networks.models import ANCHOR_ROLES, Organisation, OrganisationKind
from ourplace_web.networks.predicates import current, is_network_analyst
from ourplace_web.studies.models import Study


def anchors_of(study: Study) -> QuerySet[Organisation]:
    """Return the anchors of a study's network."""
    return study.network.organisations.filter(kind=OrganisationKind.ANCHOR)


def anchors_seen_by(person: Person | None, study: Study) -> QuerySet[Organisation]:
    """Return the anchors whose files somebody may see: an analyst all, others their own."""
    if is_network_analyst(person, study.network):
        return anchors_of(study)
    own = current(person, study.network).filter(role__in=ANCHOR_ROLES)
    return anchors_of(study).filter(pk__in=own.values("organisation"))
