"""Every page in a real browser: nothing that axe objects to, nothing wider than a telephone, nothing the policy refuses."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from ourplace_web.networks.models import Role
from ourplace_web.networks.people import invite

VISITOR = (
    "/",
    "/account/login/",
    "/account/password/reset/",
    "/account/password/reset/done/",
    "/account/signup/",
    "/privacy/",
    "/accessibility/",
    "/invitations/cut-off/",
    "/invitations/{token}/",
    "/nothing-here/",
)
ANALYST = (
    "/",
    "/account/",
    "/account/name/",
    "/account/email/",
    "/account/password/change/",
    "/account/two-step/",
    "/account/reauthenticate/",
    "/account/sessions/",
    "/networks/preston/",
    "/networks/preston/organisations/",
    "/networks/preston/organisations/add/",
    "/networks/preston/organisations/preston-city-council/change/",
    "/networks/preston/people/",
    "/networks/preston/people/invite/",
    "/networks/preston/people/{bob}/role/",
    "/networks/preston/people/{bob}/end/",
    "/networks/preston/audit-log/",
    "/networks/preston/studies/new/name/",
)
SIZE = "performance.getEntries().reduce((sum, entry) => sum + (entry.decodedBodySize || 0), 0)"
LOOKS = (("telephone", False), ("desk", True))
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def filled_in(cast):
    """Return addresses with the numbers of this test's rows."""
    _invitation, token = invite(
        cast.alice, cast.network, email="dora@preston.example", role=Role.ANCHOR_READER, organisation=cast.council
    )
    bob = cast.membership_of(cast.bob).pk
    return lambda addresses: [address.format(token=token, bob=bob) for address in addresses]


@pytest.mark.slow
@pytest.mark.parametrize(("who", "addresses"), [("visitor", VISITOR), ("alice", ANALYST)])
@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_no_page_breaks_a_rule_of_accessibility_or_runs_off_the_screen(
    who, addresses, width, dark, open_page, filled_in
) -> None:
    page, found = open_page(who, width=width, dark=dark, for_axe=True), {}
    for address in filled_in(addresses):
        page.goto(address)
        problems = [f"{one['id']}: {one['nodes'][0]['html']}" for one in Axe().run(page).response["violations"]]
        found[address] = problems + ["wider than the screen"] * page.evaluate(WIDER)

    assert {address: problems for address, problems in found.items() if problems} == {}


def test_no_page_asks_for_what_the_policy_refuses(open_page, filled_in) -> None:
    page, said = open_page("alice"), []
    page.on("console", lambda message: said.append((page.url, message.text)) if message.type == "error" else None)
    for address in filled_in(ANALYST):
        page.goto(address)

    assert said == []


def test_no_page_asks_another_server_for_anything(open_page, filled_in, live_server) -> None:
    page, asked = open_page("alice"), []
    page.on("request", lambda request: asked.append(request.url))
    for address in filled_in(ANALYST):
        page.goto(address)

    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


def test_a_page_is_small(open_page, filled_in) -> None:
    page = open_page("alice")
    page.goto("/networks/preston/audit-log/", wait_until="networkidle")

    assert 10_000 < page.evaluate(SIZE) < 200_000
