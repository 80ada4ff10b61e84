"""Every page in a real browser: nothing that axe objects to, nothing wider than a screen, nothing the policy refuses."""

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.urls import get_resolver, resolve, reverse

from ourplace_web.api.tokens import make_token
from ourplace_web.networks.models import Role
from ourplace_web.networks.people import invite
from ourplace_web.picture.topics import TOPICS
from ourplace_web.picture.views.public import PUBLIC_TOPICS
from ourplace_web.runs.asking import ask_for_run
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.receiving import Destination, keep

APRIL = "Supplier,Date,Amount\nRibble Catering Ltd,03/04/2024,1200.50\nOld Mill Ltd,30/03/2024,10.00\nWyre Ltd,18/04/2024,n/k\n"
PASSWORD = "correct horse battery staple"  # noqa: S105 (of people who are invented)
EXAMPLE, STUDY = "/networks/preston/studies/preston-2012-13", "/networks/preston/studies/preston-2024-25"
PUBLIC = "/place/preston/preston-2012-13"
FILES = f"{STUDY}/files/preston-city-council"

VISITOR = (
    "/", "/account/login/", "/account/signup/", "/account/inactive/", "/account/confirm-email/", "/account/confirm-email/cut-off/",
    "/account/password/reset/", "/account/password/reset/done/", "/account/password/reset/key/a-b/", "/account/password/reset/key/done/",
    "/privacy/", "/accessibility/", "/meanings/", "/invitations/cut-off/", "/invitations/{token}/", "/nothing-here/",
    f"{PUBLIC}/", f"{PUBLIC}/embed/", *(f"{PUBLIC}/{topic.slug}/" for topic in PUBLIC_TOPICS),
)  # fmt: skip
ACCOUNT = (
    "/account/", "/account/name/", "/account/email/", "/account/password/change/", "/account/reauthenticate/", "/account/sessions/",
    "/account/logout/", "/account/two-step/", "/account/two-step/totp/activate/",
)  # fmt: skip
NETWORK = (
    "/", "/networks/preston/", "/networks/preston/organisations/", "/networks/preston/organisations/add/",
    "/networks/preston/organisations/preston-city-council/change/", "/networks/preston/people/", "/networks/preston/people/invite/",
    "/networks/preston/people/{bob}/role/", "/networks/preston/people/{bob}/end/", "/networks/preston/audit-log/",
    "/networks/preston/tokens/", "/networks/preston/tokens/new/", "/networks/preston/tokens/{api_token}/end/", "/api/",
    "/networks/preston/organisations/preston-city-council/files/delete/", "/networks/preston/studies/new/draw/",
    "/networks/preston/studies/new/name/", "/networks/preston/studies/new/period/",
    "/networks/preston/studies/new/place/?q=preston", "/networks/preston/studies/new/rings/", "/networks/preston/studies/new/local/",
    "/networks/preston/studies/new/check/",
)  # fmt: skip
BEFORE_RESULTS = (
    f"{STUDY}/", f"{STUDY}/delete/", f"{STUDY}/files/", f"{FILES}/", f"{FILES}/{{file}}/", f"{FILES}/{{file}}/columns/", f"{FILES}/{{file}}/remove/",
    f"{FILES}/{{unread}}/", f"{STUDY}/runs/", f"{STUDY}/runs/{{waiting}}/", f"{EXAMPLE}/runs/{{done}}/", f"{STUDY}/picture/",
    f"{STUDY}/review/", f"{STUDY}/take-away/", f"{STUDY}/publish/",
)  # fmt: skip
RESULTS = (
    f"{EXAMPLE}/picture/", *(f"{EXAMPLE}/picture/{topic.slug}/" for topic in TOPICS), f"{EXAMPLE}/picture/rings/?ring=mars",
    f"{EXAMPLE}/picture/?category=45&local=registered_office", f"{EXAMPLE}/picture/leakage/?category=45",
    f"{EXAMPLE}/picture/figures/local_share/", f"{EXAMPLE}/picture/figures/local_share/all~preston/", f"{EXAMPLE}/picture/payments/",
    f"{EXAMPLE}/review/", f"{EXAMPLE}/review/history/", f"{EXAMPLE}/review/upload/", f"{EXAMPLE}/review/suppliers/{{judged}}/",
    f"{EXAMPLE}/review/suppliers/{{doubtful}}/", f"{EXAMPLE}/take-away/", f"{EXAMPLE}/publish/", f"{EXAMPLE}/unpublish/",
)  # fmt: skip
READER = (
    f"{STUDY}/", f"{STUDY}/files/", f"{FILES}/", f"{FILES}/{{file}}/", f"{FILES}/{{file}}/columns/", f"{STUDY}/runs/", f"{EXAMPLE}/review/",
    f"{EXAMPLE}/review/suppliers/{{doubtful}}/", f"{EXAMPLE}/take-away/", f"{EXAMPLE}/picture/payments/", "/networks/preston/people/",
)  # fmt: skip
SECOND_STEP = (
    "/account/two-step/", "/account/two-step/reauthenticate/", "/account/two-step/totp/deactivate/",
    "/account/two-step/recovery-codes/", "/account/two-step/recovery-codes/generate/",
)  # fmt: skip
WALKS = {
    "visitor": VISITOR, "account": ACCOUNT, "network": NETWORK, "study": BEFORE_RESULTS, "results": RESULTS, "reader": READER,
    "second step": SECOND_STEP,
}  # fmt: skip

# Addresses that show no page, and why not.
NO_PAGES = {
    "a file": ("picture_payments_csv", "picture_table", "take_report", "take_paper", "take_workbook", "take_open_data", "review_sheet",
               "judgements_file", "mfa_download_recovery_codes"),
    "JSON": ("api:openapi-json", "api:list_networks", "api:list_organisations", "api:list_studies", "api:show_study", "api:search",
             "api:show_headline", "api:list_indicators", "api:show_indicator", "api:list_suppliers", "api:show_candidates",
             "api:list_judgements", "api:add_judgements", "api:api-root", "api_nothing_there", "ground", "map_outlines",
             "map_suppliers", "public_outlines"),
    "it leads elsewhere": ("new_study", "place", "set_language", "account_set_password", "account_confirm_login_code"),
    "a button is pressed": ("withdraw_invitation", "send_files", "start_run", "cancel_run", "undo_judgement"),
    "a part of another page": ("review_latest", "review_supplier_judgements"),
    "switched off, and refused": ("account_request_reauthentication_code", "account_confirm_reauthentication_code"),
    "seen by the journey that signs in with a code": ("mfa_authenticate",),
}  # fmt: skip
# A page, its styles and its scripts; not the library of maps and the map's points, which come after the page can be read.
SIZE = """performance.getEntries().filter((entry) => entry.initiatorType !== "fetch" && !/maplibre/.test(entry.name))
  .reduce((sum, entry) => sum + (entry.decodedBodySize || 0), 0)"""


@pytest.fixture
def filled_in(cast, example, study, do_work, browser, tmp_path):
    """Return addresses with what this test's website holds: files, runs, judgements, an invitation, a token."""
    _invitation, token = invite(
        cast.alice, cast.network, email="dora@preston.example", role=Role.ANCHOR_READER, organisation=cast.council
    )
    for name, text in (("April.csv", APRIL), ("Minutes.csv", "Nothing was said of payments.\n")):
        (tmp_path / name).write_text(text)
        keep(tmp_path / name, name, Destination(study, cast.council, cast.bob))
    do_work()
    read, unread = Upload.objects.order_by("file_name")
    done = ask_for_run(example, cast.alice)
    type(done).objects.update(
        state="done", headline="About 11% stays.", findings=[{"sort": "note", "sentence": "So."}]
    )
    client = browser("alice")
    list_of_suppliers = reverse("review", args=["preston", example.slug])
    first, second = [one.supplier_id for one in client.get(list_of_suppliers).context["page"] if one.candidates][:2]
    address = reverse("review_supplier", args=["preston", example.slug, first])
    client.post(address, {"answer": "unsure", "state": client.get(address).context["one"].fingerprint})
    client.post(f"{example.get_absolute_url()}publish/")
    known = {
        "token": token, "bob": cast.membership_of(cast.bob).pk, "api_token": make_token(cast.alice, cast.network, "test")[0].pk,
        "file": read.public_id, "unread": unread.public_id, "done": done.public_id,
        "waiting": ask_for_run(study, cast.alice).public_id, "judged": first, "doubtful": second,
    }  # fmt: skip
    return lambda addresses: [one.format(**known) for one in addresses]


@pytest.fixture
def walk_as(open_page, filled_in, cast):
    """A function that returns a page, and the addresses of a walk, for whoever may see them."""

    def of(walk: str, **window):
        page = open_page({"visitor": "visitor", "reader": "carol"}.get(walk, "alice"), **window)
        if walk == "network":
            answer_questions(page)
        if walk in {"account", "second step"}:
            page.goto("/account/reauthenticate/?next=/account/")
            page.get_by_label("Password").fill(PASSWORD)
            page.get_by_role("main").get_by_role("button").click()
        if walk == "second step":
            TOTP.activate(cast.alice, generate_totp_secret())
            RecoveryCodes.activate(cast.alice)
        return page, filled_in(WALKS[walk])

    return of


def answer_questions(page) -> None:
    """Answer what is asked of a new study, so that each of its pages can be looked at."""
    new = "/networks/preston/studies/new"
    page.goto(f"{new}/name/")
    page.get_by_label("What is the study called?").fill("Preston 2025/26")
    page.get_by_role("button", name="Continue").click()
    for number, box in zip(["1", "4", "2025", "31", "3", "2026"], page.locator(".parts input").all(), strict=True):
        box.fill(number)
    page.get_by_role("button", name="Continue").click()
    page.goto(f"{new}/place/?q=preston")
    for _question in ("place", "rings", "local"):
        page.get_by_role("button", name="Continue").click()


@pytest.mark.parametrize("walk", WALKS)
@pytest.mark.parametrize("width", ["telephone", "desk"])
def test_no_page_breaks_a_rule_of_accessibility_or_runs_off_the_screen(walk, width, walk_as, problems_of) -> None:
    (page, addresses), found = walk_as(walk, width=width), {}
    for address in addresses:
        page.goto(address)
        led_elsewhere = [f"led to {page.url}"] * (not page.url.endswith(address))
        found[address] = led_elsewhere + problems_of(page)

    assert {address: problems for address, problems in found.items() if problems} == {}


def every_name(patterns, within: str = "") -> set[str]:
    """Return the names of all addresses, however deep, with the name of the part they belong to."""
    names = set()
    for one in patterns:
        part = f"{one.namespace}:" if getattr(one, "namespace", None) else ""
        inner = getattr(one, "url_patterns", None)
        names |= {within + one.name} if inner is None else every_name(inner, within + part)
    return names


def test_every_page_is_in_a_walk_or_is_said_to_be_none(filled_in) -> None:
    addresses = filled_in([address for walk in WALKS.values() for address in walk if address != "/nothing-here/"])
    walked = {resolve(address.split("?")[0]).view_name for address in addresses}
    none = {name for names in NO_PAGES.values() for name in names}

    assert walked | none == every_name(get_resolver().url_patterns)
    assert walked & none == set()


@pytest.mark.parametrize("walk", ["visitor", "network", "study", "results"])
def test_a_page_is_small_and_asks_for_nothing_that_the_policy_refuses_or_another_server_has(
    walk, walk_as, live_server
) -> None:
    (page, addresses), said, asked, sizes = walk_as(walk), [], [], {}
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.append(request.url))
    for address in addresses:
        page.goto(address)
        sizes[address] = page.evaluate(SIZE)

    sizes.pop(f"{EXAMPLE}/picture/map/", None)
    assert {address: size for address, size in sizes.items() if not 10_000 < size < 200_000} == {}
    assert [text for text in said if "404 (Not Found)" not in text] == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []
