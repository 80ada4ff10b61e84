"""Tokens: shown once, kept as a hash, dead when they should be."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from ourplace_web.api.models import ApiToken
from ourplace_web.api.tokens import find_token, make_token
from ourplace_web.audit.models import Entry


def test_a_token_is_shown_once_and_kept_as_a_hash(cast, browser) -> None:
    client = browser("bob")

    page = client.post(reverse("make_token", args=["preston"]), {"name": "Dashboard"})
    text = re.search(r'<code id="token">(\S+)</code>', page.content.decode()).group(1)

    assert find_token(text) == ApiToken.objects.get(name="Dashboard", person=cast.bob)
    assert "no-store" in page["Cache-Control"]
    assert text not in client.get(reverse("tokens", args=["preston"])).content.decode()
    assert text not in str(list(ApiToken.objects.values())) + str(list(Entry.objects.values()))
    assert Entry.objects.first().verb == "token_made"


def test_a_token_without_a_name_is_asked_for_one(cast, browser) -> None:
    page = browser("bob").post(reverse("make_token", args=["preston"]), {"name": " "})

    assert "Enter a name for the token" in page.content.decode()
    assert not ApiToken.objects.exists()


@pytest.fixture
def asked(cast, program):
    """A function that asks something with a token of Bob's and returns the status."""
    client = program("bob")
    return lambda: client.get("/api/v1/networks").status_code


def end_membership(cast) -> None:
    """Let Bob leave the network."""
    membership = cast.membership_of(cast.bob)
    membership.ended_at = timezone.now()
    membership.save()


def close_account(cast) -> None:
    """Close Bob's account."""
    cast.bob.is_active = False
    cast.bob.save()


@pytest.mark.parametrize("remove", [end_membership, close_account, lambda cast: cast.bob.delete()])
def test_a_token_of_a_removed_person_is_dead_at_once(remove, asked, cast) -> None:
    assert asked() == 200
    remove(cast)

    assert asked() == 401


def test_a_token_that_was_ended_is_dead_at_once_and_the_log_says_by_whom(asked, cast, browser) -> None:
    browser("alice").post(reverse("end_token", args=["preston", ApiToken.objects.get().pk]))

    assert asked() == 401
    entry = Entry.objects.first()
    assert (entry.verb, entry.person_name, entry.object_name) == ("token_ended", "Alice Ainsworth", "test")


def test_ending_twice_is_logged_once(cast, browser) -> None:
    token, _text = make_token(cast.bob, cast.network, "his")
    for _time in range(2):
        browser("bob").post(reverse("end_token", args=["preston", token.pk]))

    assert Entry.objects.filter(verb="token_ended").count() == 1


def test_when_a_token_was_last_used_is_noted_at_most_once_a_minute(asked) -> None:
    assert ApiToken.objects.get().last_used_at is None
    asked()
    first = ApiToken.objects.get().last_used_at
    asked()

    assert first is not None
    assert ApiToken.objects.get().last_used_at == first


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer nonsense", "Basic x", "Bearer \x00"])
def test_what_is_no_token_says_how_to_get_one(header, client, db) -> None:
    answer = client.get("/api/v1/networks", headers={"Authorization": header})

    assert answer.status_code == 401
    assert "Authorization: Bearer" in answer.json()["error"]["next_step"]


def test_being_signed_in_is_no_token(browser) -> None:
    assert browser("alice").get("/api/v1/networks").status_code == 401
