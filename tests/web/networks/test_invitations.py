"""Being invited, and everything that can have become of an invitation."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.urls import reverse

from ourplace_web.accounts.models import Person
from ourplace_web.networks.models import Invitation, Membership, Role
from ourplace_web.networks.people import ClosedInvitationError, accept, invite, withdraw

GOOD_PASSWORD = "three random words"  # noqa: S105 (of a person who is invented)


@pytest.fixture
def sent(cast, browser):
    """The link in the e-mail that an analyst had sent to Dora."""
    fields = {"email": "Dora@Preston.example", "role": "anchor_editor", "organisation": cast.council.pk}
    browser("alice").post(reverse("invite_person", args=["preston"]), fields)
    return re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]


def test_an_invitation_says_who_invites_to_what(sent) -> None:
    (message,) = mail.outbox

    assert message.to == ["dora@preston.example"]
    assert message.subject == "Invitation to Preston on OurPlace"
    assert "Alice Ainsworth invites you to Preston on OurPlace, as: Anchor editor (Preston City Council)." in " ".join(
        message.body.split()
    )


def test_the_token_of_a_link_is_kept_nowhere(sent) -> None:
    token = sent.split("/")[2]

    assert token not in str(list(Invitation.objects.values()))


def test_a_new_person_joins_with_a_name_and_a_password(sent, client, cast) -> None:
    answer = client.post(sent, {"full_name": "Dora Dobson", "password": GOOD_PASSWORD}, follow=True)

    dora = Person.objects.get(email="dora@preston.example")
    assert answer.redirect_chain == [("/networks/preston/", 302)]
    assert dora.check_password(GOOD_PASSWORD)
    assert list(dora.memberships.values_list("role", "organisation")) == [("anchor_editor", cast.council.pk)]


@pytest.mark.parametrize("password", ["short", "123456789012345", "dora@preston.example", "password1234"])
def test_a_poor_password_is_refused_and_nothing_else_is_lost(password, sent, client) -> None:
    answer = client.post(sent, {"full_name": "Dora Dobson", "password": password})

    assert "There is a problem" in answer.content.decode()
    assert 'value="Dora Dobson"' in answer.content.decode()
    assert not Person.objects.filter(email="dora@preston.example").exists()


def test_a_link_works_once(sent, client) -> None:
    client.post(sent, {"full_name": "Dora Dobson", "password": GOOD_PASSWORD})
    client.logout()

    answer = client.get(sent)

    assert answer.status_code == 410
    assert "It has been accepted already" in answer.content.decode()


def test_an_expired_invitation_says_until_when_it_worked_and_whom_to_ask(sent, client) -> None:
    Invitation.objects.update(expires_at=dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC))

    answer = client.get(sent)

    assert answer.status_code == 410
    assert "It could be used until 31 March 2026." in answer.content.decode()
    assert "Ask Alice Ainsworth, who sent it, to invite you again." in answer.content.decode()


def test_inviting_again_replaces_the_first_link(sent, client, cast) -> None:
    invite(cast.alice, cast.network, email="dora@preston.example", role=Role.ANCHOR_READER, organisation=cast.council)

    assert client.get(sent).status_code == 410


def test_a_withdrawn_invitation_cannot_be_accepted_even_while_its_page_is_open(cast) -> None:
    invitation, _token = invite(
        cast.alice, cast.network, email=cast.charlie.email, role=Role.NETWORK_ANALYST, organisation=None
    )
    withdraw(cast.alice, Invitation.objects.get(pk=invitation.pk))

    with pytest.raises(ClosedInvitationError):
        accept(invitation, cast.charlie)
    assert cast.charlie.memberships.count() == 1


def test_a_link_that_was_cut_off_says_so(client) -> None:
    answer = client.get(reverse("accept_invitation", args=["abc"]))

    assert answer.status_code == 404
    assert "Check that the whole link was copied" in answer.content.decode()


def test_somebody_with_an_account_accepts_after_signing_in(cast, browser) -> None:
    _invitation, token = invite(
        cast.alice, cast.network, email="CHARLIE@exeter.example", role=Role.NETWORK_ANALYST, organisation=None
    )
    link = reverse("accept_invitation", args=[token])

    assert f"/account/login/?next={link}" in browser("visitor").get(link).content.decode()
    browser("charlie").post(link)
    assert set(cast.charlie.memberships.values_list("network__slug", flat=True)) == {"exeter", "preston"}


def test_an_invitation_to_somebody_else_cannot_be_taken(sent, browser, cast) -> None:
    answer = browser("charlie").post(sent)

    assert "you are signed in as charlie@exeter.example" in answer.content.decode()
    assert cast.charlie.memberships.count() == 1


def test_an_anchors_role_needs_an_anchor(cast, browser) -> None:
    fields = {"email": "dora@preston.example", "role": "anchor_reader", "organisation": ""}

    answer = browser("alice").post(reverse("invite_person", args=["preston"]), fields)

    assert "Choose the anchor that they work for" in answer.content.decode()
    assert mail.outbox == []


def test_an_organisation_of_another_network_cannot_be_named(cast, browser) -> None:
    fields = {"email": "dora@exeter.example", "role": "anchor_reader", "organisation": cast.council.pk}

    browser("charlie").post(reverse("invite_person", args=["exeter"]), fields)

    assert not Invitation.objects.exists()


def test_an_invitation_to_a_role_held_already_changes_the_role(cast) -> None:
    invitation, _token = invite(
        cast.alice, cast.network, email=cast.carol.email, role=Role.ANCHOR_EDITOR, organisation=cast.council
    )

    accept(invitation, cast.carol)

    assert list(Membership.objects.filter(person=cast.carol).values_list("role", flat=True)) == ["anchor_editor"]
