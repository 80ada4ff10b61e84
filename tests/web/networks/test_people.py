"""Changing roles and ending memberships."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from ourplace_web.audit.models import Entry
from ourplace_web.networks.models import Network, Organisation, OrganisationKind, Role


def test_a_change_of_role_is_kept_in_the_log(cast, browser) -> None:
    membership = cast.membership_of(cast.carol)

    browser("alice").post(reverse("change_member", args=["preston", membership.pk]), {"role": "anchor_editor"})

    membership.refresh_from_db()
    entry = Entry.objects.get(verb="role_changed")
    assert membership.role == "anchor_editor"
    assert (entry.person_name, entry.object_name, entry.details) == (
        "Alice Ainsworth",
        "Carol Cross",
        {"from": "anchor_reader", "to": "anchor_editor"},
    )


def test_a_network_keeps_its_last_analyst(cast, browser) -> None:
    membership = cast.membership_of(cast.alice)

    answer = browser("alice").post(reverse("end_membership", args=["preston", membership.pk]))

    membership.refresh_from_db()
    assert "A network needs at least one analyst" in answer.content.decode()
    assert membership.ended_at is None


def test_an_analyst_may_leave_where_there_is_another(cast, browser, make_member) -> None:
    make_member("Dora Dobson", Role.NETWORK_ANALYST, cast.network)
    membership = cast.membership_of(cast.alice)

    answer = browser("alice").post(reverse("end_membership", args=["preston", membership.pk]))

    membership.refresh_from_db()
    assert answer["Location"] == "/"
    assert membership.ended_at is not None


def test_who_works_for_no_anchor_cannot_be_given_an_anchors_role(cast, browser, make_member) -> None:
    dora = make_member("Dora Dobson", Role.NETWORK_ANALYST, cast.network)

    browser("alice").post(
        reverse("change_member", args=["preston", cast.membership_of(dora).pk]), {"role": "anchor_reader"}
    )

    assert cast.membership_of(dora).role == "network_analyst"


@pytest.mark.parametrize("extra", [0, 2])
@pytest.mark.parametrize("page", ["people", "organisations"])
def test_a_list_takes_as_many_queries_for_three_as_for_one(
    page, extra, cast, browser, make_member, django_assert_num_queries
) -> None:
    client = browser("alice")
    for number in range(extra):
        make_member(f"Dora{number} Dobson", Role.ANCHOR_READER, cast.network, cast.council)
        Organisation.objects.create(
            network=cast.network, name=f"C{number}", slug=f"c{number}", kind=OrganisationKind.ANCHOR
        )

    with django_assert_num_queries({"people": 10, "organisations": 8}[page]):
        client.get(reverse(page, args=["preston"]))


def test_two_organisations_of_a_network_differ_in_name(cast, browser) -> None:
    fields = {"name": "preston city council", "kind": "anchor", "anchor_kind": "council"}

    answer = browser("alice").post(reverse("add_organisation", args=["preston"]), fields)

    assert "There is an organisation of that name in this network already" in answer.content.decode()
    assert cast.network.organisations.count() == 1


def test_a_renamed_organisation_keeps_the_slug_that_names_its_files(cast, browser) -> None:
    fields = {"name": "City of Preston", "kind": "anchor", "anchor_kind": "council"}

    browser("alice").post(reverse("change_organisation", args=["preston", cast.council.slug]), fields)

    cast.council.refresh_from_db()
    assert (cast.council.name, cast.council.slug) == ("City of Preston", "preston-city-council")


def test_a_first_network_is_made_with_the_link_for_its_analyst(client, capsys) -> None:
    call_command("make_network", "Hull", "ann@hull.example", "--address", "https://ourplace.example/")

    link = capsys.readouterr().out.strip()
    assert client.get(link.removeprefix("https://ourplace.example")).status_code == 200
    assert Network.objects.get(slug="hull").name == "Hull"
