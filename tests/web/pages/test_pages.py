"""What the first pages and the errors say, in every language, and what they never hold."""

import re
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.urls import include, path, reverse

import ourplace_web
from ourplace_web import urls
from ourplace_web.networks.models import Membership, Network

TEMPLATES = sorted(Path(ourplace_web.__file__).parent.rglob("templates/**/*.html"))


def test_somebody_signed_in_sees_the_networks_they_belong_to(cast, browser) -> None:
    page = browser("bob").get("/").content.decode()

    assert re.findall(r'<h2><a href="(.+?)">(.+?)</a>', page) == [("/networks/preston/", "Preston")]
    assert "Anchor editor, Preston City Council" in page


def test_an_address_where_there_is_nothing_says_what_to_do(client) -> None:
    answer = client.get("/nothing-here/")

    assert answer.status_code == 404
    assert "Page not found" in answer.content.decode()


def test_a_form_from_elsewhere_is_refused_in_plain_words(cast) -> None:
    client = Client(enforce_csrf_checks=True)

    answer = client.post(reverse("account_login"), {"login": "alice@preston.example"})

    assert answer.status_code == 403
    assert "This form is out of date" in answer.content.decode()


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=100)
def test_what_is_too_large_to_send_is_refused_with_413(client) -> None:
    answer = client.post(reverse("account_login"), {"login": "x" * 1000})

    assert answer.status_code == 413
    assert "That is too large to send" in answer.content.decode()


class BrokenUrls:
    """Addresses of which one fails, with the website's own pages for errors."""

    handler500 = urls.handler500
    urlpatterns = (path("broken/", lambda _request: 1 / 0), path("", include("ourplace_web.urls")))


@override_settings(ROOT_URLCONF=BrokenUrls)
def test_a_failure_of_our_own_says_that_what_was_saved_is_kept(browser) -> None:
    client = browser("alice")
    client.raise_request_exception = False

    answer = client.get("/broken/")

    assert answer.status_code == 500
    assert "What you saved before is kept." in answer.content.decode()


def test_a_policy_forbids_scripts_and_styles_written_into_a_page(client) -> None:
    policy = client.get("/")["Content-Security-Policy"]

    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_a_script_or_a_style_of_its_own(template) -> None:
    text = template.read_text("utf-8")

    assert re.findall(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son\w+=|javascript:", text) == []


def test_a_visitor_may_choose_welsh_and_sees_its_navigation(client) -> None:
    client.post(reverse("set_language"), {"language": "cy", "next": "/"})

    page = client.get("/").content.decode()

    assert '<html lang="cy">' in page
    assert "Mewngofnodi" in page


def test_days_are_written_as_britons_write_them(cast, browser) -> None:
    cast.network.studies.create(
        name="S", slug="s", period_start="2012-04-01", period_end="2013-03-31", place_code="E07000123",
        place_name="Preston", rings=[{"name": "Preston", "areas": ["Preston"]}],
    )  # fmt: skip

    page = browser("alice").get("/networks/preston/").content.decode()

    assert "1 April 2012 to 31 March 2013" in " ".join(page.split())


@pytest.mark.parametrize("count", [1, 3])
def test_the_first_page_takes_as_many_queries_for_three_networks_as_for_one(
    count, cast, browser, django_assert_num_queries
) -> None:
    for number in range(count - 1):
        network = Network.objects.create(name=f"N{number}", slug=f"n{number}")
        Membership.objects.create(network=network, person=cast.alice, role="network_analyst")
    client = browser("alice")

    with django_assert_num_queries(3):
        client.get("/")


@pytest.mark.parametrize(("days", "said"), [(0, False), (730, True)])
def test_the_privacy_page_says_how_long_files_are_kept(days, said, browser, settings) -> None:
    settings.KEEP_DAYS = days

    page = browser("visitor").get(reverse("privacy")).content.decode()

    assert ("At the latest they are deleted 730 days after they were sent." in page) == said
    assert "Kept until the institution’s editor or an analyst deletes the file" in page
