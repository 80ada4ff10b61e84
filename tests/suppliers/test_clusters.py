from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.clusters import Member, cluster_payees, names_are_close, names_go_together
from ourplace.suppliers.rarity import Rarity
from ourplace.suppliers.records import clean_names
from ourplace.suppliers.tables import supplier_ids

RARITY = Rarity(0, {})


def member(payee_id, name, **known):
    clean = clean_names([name])[name]
    return Member(payee_id, clean, frozenset(filter(RARITY.is_distinctive, clean.words)), **known)


def groups(*members):
    return [
        tuple(one.payee_id for one in sorted(group, key=lambda one: one.payee_id)) for group in cluster_payees(members)
    ]


def test_payees_of_one_organisation_are_one_supplier_whatever_their_names() -> None:
    assert groups(
        member(1, "Barnmoor Ltd", organisation="company 1"), member(2, "Fernmoor", organisation="company 1")
    ) == [(1, 2)]


def test_payees_of_two_organisations_are_two_suppliers_even_of_one_name() -> None:
    assert groups(
        member(1, "Barnmoor Ltd", organisation="company 1"), member(2, "Barnmoor Ltd", organisation="company 2")
    ) == [(1,), (2,)]


def test_same_name_in_other_spelling_is_one_supplier() -> None:
    assert groups(member(1, "BARNMOOR LIMITED"), member(2, "Barnmoor Ltd."), member(3, "Fernmoor Ltd")) == [
        (1, 2),
        (3,),
    ]


def test_missing_legal_form_is_put_with_the_only_form_there_is() -> None:
    assert groups(member(1, "Barnmoor"), member(2, "Barnmoor Ltd")) == [(1, 2)]


def test_two_legal_forms_are_two_suppliers() -> None:
    assert groups(member(1, "Barnmoor Ltd"), member(2, "Barnmoor LLP")) == [(1,), (2,)]
    assert len(groups(member(1, "Barnmoor Ltd"), member(2, "Barnmoor LLP"), member(3, "Barnmoor"))) == 2


def test_printed_number_puts_names_together_only_where_they_go_together() -> None:
    assert groups(member(1, "Barnmoor Fencing", number="01"), member(2, "Barnmoor Supplies", number="01")) == [(1, 2)]
    assert groups(member(1, "Barnmoor", number="01"), member(2, "Fernmoor", number="01")) == [(1,), (2,)]


def test_two_printed_numbers_are_two_suppliers() -> None:
    assert groups(member(1, "Barnmoor Ltd", number="01"), member(2, "Barnmoor Ltd", number="02")) == [(1,), (2,)]


def test_close_names_at_one_postcode_are_one_supplier() -> None:
    one, other = member(1, "Barnmoor Joinery", postcode="BB5 1AA"), member(2, "Barnmoor Joinerys", postcode="BB5 1AA")

    assert groups(one, other) == [(1, 2)]
    assert groups(one, member(2, "Barnmoor Joinerys", postcode="BB5 1AB")) == [(1,), (2,)]
    assert groups(one, member(2, "Fernmoor Joinery", postcode="BB5 1AA")) == [(1,), (2,)]


def test_likeness_is_not_passed_on_through_a_number() -> None:
    chain = [
        member(1, "Barnmoor Larch", number="01"),
        member(2, "Larch Fernmoor", number="01"),
        member(3, "Fernmoor Birchmoor", number="01"),
    ]

    assert len(groups(*chain)) == 2


WORDS = ("barnmoor", "fernmoor", "larchmoor", "birchmoor", "services", "north")
MEMBERS = st.lists(
    st.tuples(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
        st.sampled_from(["", "Ltd", "LLP"]),
        st.sampled_from([None, None, "company 1", "company 2"]),
        st.sampled_from([None, None, "01", "02"]),
        st.sampled_from([None, "BB5 1AA", "PR1 2RL"]),
    ),
    max_size=9,
)


def made(rows):
    return [
        member(place, " ".join([*words, form]).strip(), organisation=organisation, number=number, postcode=postcode)
        for place, (words, form, organisation, number, postcode) in enumerate(rows)
    ]


def components(members, linked):
    """The oracle: connected components of every link that any rule could make."""
    found = {one.payee_id: {one.payee_id} for one in members}
    for one, other in combinations(members, 2):
        if linked(one, other):
            whole = found[one.payee_id] | found[other.payee_id]
            for payee_id in whole:
                found[payee_id] = whole
    return {frozenset(group) for group in found.values()}


def may_be_linked(one, other):
    return (
        (one.organisation is not None and one.organisation == other.organisation)
        or one.name.full == other.name.full
        or one.name.squashed == other.name.squashed
        or (one.number is not None and one.number == other.number and names_go_together(one, other))
        or (one.postcode is not None and one.postcode == other.postcode and names_are_close(one, other))
    )


@given(MEMBERS)
def test_groups_never_hold_two_organisations_nor_chain_two_clearly_different_names(rows) -> None:
    members = made(rows)
    clusters = cluster_payees(members)

    assert sorted(one.payee_id for group in clusters for one in group) == [one.payee_id for one in members]
    for group in clusters:
        organisations = {one.organisation for one in group} - {None}
        vouched = {one.name.full for one in group if one.organisation}
        assert len(organisations) <= 1
        for one, other in combinations(group, 2):
            both_vouched = one.name.full in vouched and other.name.full in vouched
            assert both_vouched or names_go_together(one, other)


@given(MEMBERS)
def test_groups_are_parts_of_the_connected_components_of_all_links(rows) -> None:
    members = made(rows)
    whole = components(members, may_be_linked)

    for group in cluster_payees(members):
        ids = {one.payee_id for one in group}
        assert any(ids <= component for component in whole)


@given(MEMBERS, st.randoms(use_true_random=False))
def test_order_of_payees_makes_no_difference(rows, random) -> None:
    members = made(rows)
    shuffled = list(members)
    random.shuffle(shuffled)

    assert groups(*shuffled) == groups(*members)


def test_supplier_id_stays_the_same_when_other_suppliers_come_and_go() -> None:
    alone = supplier_ids(cluster_payees([member(5, "Barnmoor Ltd")]))
    among = supplier_ids(cluster_payees([member(1, "Fernmoor"), member(2, "Barnmoor Limited")]))

    assert alone[0] in among
    assert alone[0].startswith("s-")
    assert len(alone[0]) == 14


def test_supplier_ids_of_one_name_and_two_numbers_differ() -> None:
    ids = supplier_ids(cluster_payees([member(1, "Barnmoor", number="01"), member(2, "Barnmoor", number="02")]))

    assert len(set(ids)) == 2


@pytest.mark.parametrize("name", ["", "***"])
def test_names_without_letters_are_suppliers_by_their_marks(name) -> None:
    assert groups(member(1, name), member(2, name), member(3, "Barnmoor")) == [(1, 2), (3,)]
