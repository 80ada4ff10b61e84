"""Who may see each page of a network."""

import re

import pytest
from django.urls import reverse

from ourplace_web.networks.models import Role
from ourplace_web.networks.people import invite
from ourplace_web.networks.urls import urlpatterns

URLS = urlpatterns
MEMBERS = {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": "sign in"}
ANALYSTS = {"alice": 200, "bob": 403, "carol": 403, "charlie": 404, "visitor": "sign in"}
ACCESS = {
    "accept_invitation": {"alice": 200, "bob": 200, "carol": 200, "charlie": 200, "visitor": 200},
    "organisations": MEMBERS,
    "add_organisation": ANALYSTS,
    "change_organisation": ANALYSTS,
    "people": MEMBERS,
    "invite_person": ANALYSTS,
    "withdraw_invitation": ANALYSTS | {"alice": 302},
    "change_member": ANALYSTS,
    "end_membership": ANALYSTS,
    "audit_log": ANALYSTS,
}


@pytest.fixture
def addresses(cast):
    """Where each page is."""
    invitation, token = invite(
        cast.alice, cast.network, email="dora@preston.example", role=Role.ANCHOR_READER, organisation=cast.council
    )
    network, bob = cast.network.slug, cast.membership_of(cast.bob).pk
    more = {
        "accept_invitation": [token],
        "change_organisation": [network, cast.council.slug],
        "withdraw_invitation": [network, invitation.pk],
        "change_member": [network, bob],
        "end_membership": [network, bob],
    }
    return {name: reverse(name, args=more.get(name, [network])) for name in ACCESS}


def test_each_page_answers_each_of_the_cast_as_their_role_allows(page, who, addresses, browser, outcome) -> None:
    client = browser(who)
    ask = client.post if page == "withdraw_invitation" else client.get

    assert outcome(ask(addresses[page])) == ACCESS[page][who]


@pytest.mark.parametrize("page", ["change_member", "end_membership"])
def test_a_member_of_another_network_is_not_found_in_ones_own(page, cast, browser) -> None:
    charlie = cast.membership_of(cast.charlie).pk

    assert browser("alice").get(reverse(page, args=["preston", charlie])).status_code == 404


def test_a_network_that_is_not_there_looks_like_one_that_is_not_yours(cast, browser) -> None:
    answers = [browser("alice").get(reverse("people", args=[slug])) for slug in ("exeter", "nowhere")]
    texts = [re.sub(r'value="\w{64}"', "", answer.content.decode()) for answer in answers]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert texts[0].replace("exeter", "nowhere") == texts[1]


def test_a_membership_that_ended_opens_nothing(cast, browser) -> None:
    client = browser("bob")
    browser("alice").post(reverse("end_membership", args=["preston", cast.membership_of(cast.bob).pk]))

    assert client.get(reverse("people", args=["preston"])).status_code == 404
