"""Who may see and take away what of a study's results."""

from ourplace_web.accounts.models import Person
from ourplace_web.networks.models import ANCHOR_ROLES, OrganisationKind, Role
from ourplace_web.networks.predicates import current, is_network_analyst
from ourplace_web.studies.models import Study
from ourplace_web.studies.predicates import may_change_study, may_see_study

# Pooled results, the page and the committee paper: everybody in the network. Individuals are named in none of them.
may_see_picture = may_see_study
# The workbook and the open data list every supplier with what each anchor pays it: an analyst decides who else is given them.
may_take_suppliers = may_change_study
may_publish = may_change_study


def anchors_open_to(person: Person | None, study: Study) -> frozenset[str]:
    """Return the ids of the anchors whose payments and suppliers somebody may see: an analyst all, an anchor's people its own."""
    held = list(current(person, study.network).select_related("organisation"))
    if any(one.role == Role.NETWORK_ANALYST for one in held):
        anchors = study.network.organisations.filter(kind=OrganisationKind.ANCHOR)
        return frozenset(anchors.values_list("slug", flat=True))
    return frozenset(one.organisation.slug for one in held if one.role in ANCHOR_ROLES and one.organisation)


def may_see_payments(person: Person | None, study: Study) -> bool:
    """Return whether somebody may see payments of any anchor of a study; `anchors_open_to` says of which."""
    return bool(anchors_open_to(person, study))


def may_see_public_page(person: Person | None, study: Study) -> bool:
    """Return whether anybody at all may see the public page of a study; before it is published, its network's analysts."""
    return study.published_at is not None or is_network_analyst(person, study.network)
