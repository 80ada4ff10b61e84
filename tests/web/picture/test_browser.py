"""The picture in a browser: with and without JavaScript, on a telephone and a desk, without a violation that axe finds."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from ourplace.reports import Report, seen_from
from ourplace.reports.page.sections.rings import describe_rings

SIZES = {"telephone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}
PAGES = (
    "picture/", "picture/rings/", "picture/flow/", "picture/map/", "picture/overlap/", "picture/sureness/",
    "picture/figures/local_share/", "picture/figures/local_share/all~preston/", "picture/payments/", "take-away/", "publish/",
    "picture/?category=45&local=registered_office", "picture/leakage/?category=45", "picture/figures/need_categories/",
)  # fmt: skip

pytestmark = pytest.mark.slow


@pytest.fixture
def signed_in(chromium, live_server, study, cast):
    """A function that returns a page of a window signed in as Alice."""
    windows: list[BrowserContext] = []

    def at(size: str, *, script: bool = True) -> Page:
        client = Client()
        client.force_login(cast.alice, backend=settings.AUTHENTICATION_BACKENDS[0])
        window = chromium.new_context(viewport=SIZES[size], java_script_enabled=script, base_url=live_server.url)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        window.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        windows.append(window)
        return window.new_page()

    yield at
    for window in windows:
        window.close()


def title_of_rings(report: Report, ring_id: str) -> str:
    """Return what the library's section on the rings says of one."""
    return describe_rings(seen_from(report, ring_id=ring_id)).title


@pytest.mark.parametrize("size", SIZES)
def test_no_page_has_a_violation_or_scrolls_sideways_or_asks_elsewhere(size, signed_in, study, live_server) -> None:
    page = signed_in(size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for path in PAGES:
        page.goto(study.get_absolute_url() + path)
        assert [one["id"] for one in Axe().run(page).response["violations"]] == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    assert {url for url in asked if not url.startswith(live_server.url)} == set()


def test_choosing_a_ring_changes_the_page_and_the_address(signed_in, study, report) -> None:
    page = signed_in("desk")
    page.goto(f"{study.get_absolute_url()}picture/rings/")

    page.select_option("#ring", "lancashire")
    page.wait_for_url("**/rings/?ring=lancashire&anchor=&category=&local=")

    assert page.locator("h2").first.inner_text() == title_of_rings(report, "lancashire")


def test_without_javascript_the_same_form_does_the_same(signed_in, study, report) -> None:
    page = signed_in("desk", script=False)
    page.goto(f"{study.get_absolute_url()}picture/rings/")

    page.select_option("#ring", "lancashire")
    page.click("text=Show")

    assert "ring=lancashire" in page.url
    assert page.locator("h2").first.inner_text() == title_of_rings(report, "lancashire")
