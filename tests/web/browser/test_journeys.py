"""Whole journeys in a real browser: with and without JavaScript, and with the keyboard alone."""

import re

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from playwright.sync_api import expect

from ourplace_web.networks.models import Membership
from ourplace_web.studies.models import Study


def test_an_analyst_makes_a_study(window, open_page, look) -> None:
    page = open_page("alice", **window)
    page.goto("/networks/preston/")
    page.get_by_role("link", name="Make a study").click()
    look(page)
    page.get_by_label("What is the study called?").fill("Exeter 2024/25")
    page.get_by_role("button", name="Continue").click()
    look(page)
    for group, numbers in (("First day", "1 4 2024"), ("Last day", "31 3 2025")):
        for box, number in zip(("Day", "Month", "Year"), numbers.split(), strict=True):
            page.get_by_role("group", name=group).get_by_label(box, exact=True).fill(number)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Name or postcode").fill("exeter")
    page.get_by_role("button", name="Search").click()
    for _question in ("place", "rings", "local"):
        look(page)
        page.get_by_role("button", name="Continue").click()
    look(page)
    page.get_by_role("button", name="Make the study").click()

    assert page.get_by_role("status").inner_text() == "The study Exeter 2024/25 was made."
    assert Study.objects.get().place_code == "E07000041"
    look(page)
    page.get_by_role("link", name="Go to its files").click()
    assert page.get_by_role("link", name="Preston City Council").is_visible()


def test_somebody_with_a_second_step_signs_in_with_a_code_that_works_once(window, open_page, cast, look) -> None:
    TOTP.activate(cast.carol, generate_totp_secret())
    code = RecoveryCodes.activate(cast.carol).get_unused_codes()[0]
    for sentence in ("Your networks", "Incorrect code"):
        page = open_page("visitor", **window)
        page.goto("/account/login/")
        page.get_by_label("E-mail address").fill("carol@preston.example")
        page.get_by_label("Password").fill("correct horse battery staple")
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        look(page)
        page.get_by_label("Code").fill(code)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()

        expect(page.get_by_role("main")).to_contain_text(sentence)


def test_with_the_keyboard_alone_one_skips_to_the_content_and_mends_an_error(open_page) -> None:
    page = open_page("alice")
    page.goto("/networks/preston/studies/new/name/")
    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector(".error-summary")
    page.locator(".error-summary a").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Exeter 2024/25")
    page.keyboard.press("Enter")

    page.wait_for_url(re.compile("/new/period/"))
    assert skip == "Skip to main content"


def test_somebody_invited_joins_from_the_link_in_their_mail(open_page, cast) -> None:
    analyst = open_page("alice")
    analyst.goto("/networks/preston/people/invite/")
    analyst.get_by_label("E-mail address").fill("dora@preston.example")
    analyst.get_by_label("Anchor reader").check()
    analyst.get_by_label("Organisation").select_option("Preston City Council")
    analyst.get_by_role("button", name="Send invitation").click()
    link = re.search(r"https?://[^/\s]+(/\S+)", mail.outbox[0].body)[1]

    dora = open_page("visitor", script=False)
    dora.goto(link)
    dora.get_by_label("Full name").fill("Dora Dobson")
    dora.get_by_label("Password").fill("three random words")
    dora.get_by_role("button", name="Make an account and join").click()

    assert dora.get_by_role("status").inner_text() == "You have joined Preston."
    assert Membership.objects.get(person__email="dora@preston.example").role == "anchor_reader"
