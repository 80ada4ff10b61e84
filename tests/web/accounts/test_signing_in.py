"""Signing in and out, resets, the second step, and sessions that can be ended."""

import re

import pytest
from allauth.mfa.totp.internal.auth import hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from ourplace_web.accounts.models import Person

PASSWORD = "correct horse battery staple"  # noqa: S105 (of people who are invented)


def sign_in(client: Client, email: str, password: str = PASSWORD):
    """Return what came of an attempt to sign in."""
    return client.post(reverse("account_login"), {"login": email, "password": password})


@pytest.mark.parametrize("email", ["alice@preston.example", "ALICE@Preston.example"])
def test_somebody_signs_in_with_an_address_in_any_case(email, cast, client) -> None:
    answer = sign_in(client, email)

    assert answer["Location"] == "/"
    assert client.get("/").wsgi_request.user == cast.alice


@pytest.mark.parametrize("email", ["alice@preston.example", "nobody@preston.example"])
def test_a_wrong_password_and_an_unknown_address_are_answered_alike(email, cast, client) -> None:
    answer = sign_in(client, email, "wrong")

    assert "The email address and/or password you specified are not correct." in answer.content.decode()


def test_after_five_wrong_passwords_the_right_one_has_to_wait(cast, client) -> None:
    for _attempt in range(5):
        sign_in(client, "alice@preston.example", "wrong")

    answer = sign_in(client, "alice@preston.example")

    assert "Too many failed login attempts. Try again later." in answer.content.decode()


def test_a_closed_account_cannot_sign_in(cast, client) -> None:
    Person.objects.filter(pk=cast.alice.pk).update(is_active=False)

    sign_in(client, "alice@preston.example")

    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_forgotten_password_is_reset_by_mail(cast, client) -> None:
    client.post(reverse("account_reset_password"), {"email": "alice@preston.example"})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    form = client.get(link, follow=True).redirect_chain[-1][0]

    client.post(form, {"password1": "four entirely other words", "password2": "four entirely other words"})

    cast.alice.refresh_from_db()
    assert cast.alice.check_password("four entirely other words")


def test_a_reset_for_an_unknown_address_sends_nothing_and_looks_the_same(cast, client) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": email})
        for email in ("alice@preston.example", "nobody@preston.example")
    ]

    assert answers[0]["Location"] == answers[1]["Location"] == reverse("account_reset_password_done")
    assert [message.to for message in mail.outbox] == [["alice@preston.example"]]


def test_sessions_elsewhere_can_be_ended(cast, client) -> None:
    elsewhere = Client()
    sign_in(elsewhere, "alice@preston.example")
    sign_in(client, "alice@preston.example")

    client.post(reverse("usersessions_list"))

    assert not elsewhere.get("/").wsgi_request.user.is_authenticated
    assert client.get("/").wsgi_request.user == cast.alice


def test_with_a_second_step_the_password_alone_is_not_enough(cast, client) -> None:
    sign_in(client, "alice@preston.example")
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    client.logout()

    answer = sign_in(client, "alice@preston.example")

    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert not client.get("/").wsgi_request.user.is_authenticated


def code_of(secret: str) -> str:
    """Return the code that an authenticator app would show now."""
    counter = next(yield_hotp_counters_from_time())
    return f"{hotp_value(secret, counter):06d}"


def test_a_person_corrects_their_name(cast, browser) -> None:
    browser("alice").post(reverse("your_name"), {"full_name": "Alice Ainsworth-Hill"})

    cast.alice.refresh_from_db()
    assert cast.alice.full_name == "Alice Ainsworth-Hill"


def test_two_people_cannot_share_an_address_however_it_is_typed(cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create_user("Alice@Preston.Example", PASSWORD, full_name="Another")
