"""Each predicate, asked of each of the cast."""

import pytest

from ourplace_web.networks import predicates
from ourplace_web.networks.models import Organisation, OrganisationKind

NETWORK_PREDICATES = {
    predicates.is_member: {"alice", "bob", "carol"},
    predicates.is_network_analyst: {"alice"},
}
ORGANISATION_PREDICATES = {
    predicates.may_see_payments_of: {"alice", "bob", "carol"},
    predicates.may_change_files_of: {"alice", "bob"},
}


def everybody(cast):
    """The cast by name, with nobody for a visitor."""
    return {"alice": cast.alice, "bob": cast.bob, "carol": cast.carol, "charlie": cast.charlie, "visitor": None}


@pytest.mark.parametrize("predicate", NETWORK_PREDICATES)
def test_what_a_role_allows_in_a_network(predicate, cast) -> None:
    allowed = {name for name, person in everybody(cast).items() if predicate(person, cast.network)}

    assert allowed == NETWORK_PREDICATES[predicate]


@pytest.mark.parametrize("predicate", ORGANISATION_PREDICATES)
def test_what_a_role_allows_with_ones_own_anchor(predicate, cast) -> None:
    allowed = {name for name, person in everybody(cast).items() if predicate(person, cast.council)}

    assert allowed == ORGANISATION_PREDICATES[predicate]


@pytest.mark.parametrize("predicate", ORGANISATION_PREDICATES)
def test_only_analysts_see_another_anchor_line_by_line(predicate, cast) -> None:
    college = Organisation.objects.create(
        network=cast.network, name="College", slug="college", kind=OrganisationKind.ANCHOR
    )

    assert {name for name, person in everybody(cast).items() if predicate(person, college)} == {"alice"}


def test_a_closed_account_may_do_nothing(cast) -> None:
    cast.alice.is_active = False

    assert not predicates.is_member(cast.alice, cast.network)


def test_analysts_see_all_people_and_others_the_analysts_and_their_colleagues(cast, make_member) -> None:
    college = Organisation.objects.create(
        network=cast.network, name="College", slug="college", kind=OrganisationKind.ANCHOR
    )
    make_member("Dora Dobson", "anchor_reader", cast.network, college)

    def seen_by(person):
        return sorted(str(one) for one in predicates.visible_memberships(person, cast.network))

    assert seen_by(cast.alice) == ["Alice Ainsworth", "Bob Bamber", "Carol Cross", "Dora Dobson"]
    assert seen_by(cast.carol) == ["Alice Ainsworth", "Bob Bamber", "Carol Cross"]
    assert seen_by(cast.charlie) == []
