"""The website as tests see it: fast, on a database of its own, with the same cast everywhere.

Alice is an analyst of Preston, Bob edits for Preston's council, Carol reads for it, Charlie is an analyst of Exeter and no
business of Preston's; a visitor is nobody. A module that lists `URLS` and `ACCESS` has each of its pages asked for by each.
"""

import datetime as dt
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import django
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

HOME = Path(tempfile.mkdtemp(prefix="ourplace-website-"))
os.environ.update({"DJANGO_SETTINGS_MODULE": "ourplace_web.settings", "OURPLACE_HOME": str(HOME)})
os.environ.pop("OURPLACE_HOSTS", None)
os.environ.setdefault("OURPLACE_SECRET_KEY", "for tests only, and long enough that no check complains of it")

from django.conf import settings  # noqa: E402 (the environment comes first)

settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # On disk as in real life: in memory a reader on another thread is refused while somebody writes, instead of waiting.
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = str(HOME / "tests.sqlite3")
# A server's thread gives its connection back, so that the tests' database can be dropped.
settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Nothing is collected: the assets are served from where they are written.
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402 (models need Django to be set up)
from django.core.cache import cache  # noqa: E402
from django.core.signals import request_finished, request_started  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import translation  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright  # noqa: E402

from ourplace.studies import Study as LibraryStudy  # noqa: E402
from ourplace.studies import StudyResult, load_study  # noqa: E402
from ourplace.studies.finished import LastRun, note_last_run  # noqa: E402
from ourplace.studies.results import read_headline  # noqa: E402
from ourplace.suppliers.locations import LOCATIONS_SCHEMA  # noqa: E402
from ourplace.suppliers.tables import CANDIDATES_SCHEMA, SUPPLIERS_SCHEMA  # noqa: E402
from ourplace_web.accounts.models import Person  # noqa: E402
from ourplace_web.audit.append_only import guard, release  # noqa: E402
from ourplace_web.networks.models import (  # noqa: E402
    AnchorKind,
    Membership,
    Network,
    Organisation,
    OrganisationKind,
    Role,
)
from ourplace_web.studies.models import Study  # noqa: E402
from ourplace_web.studies.study_folder import study_folder, write_study_folder  # noqa: E402
from ourplace_web.uploads.receiving import Destination, keep  # noqa: E402

# A browser shares two cores with another test: what it is to show may come late, and is waited for.
LONGEST_WAIT_MS = 30_000
LONGEST_ANSWER_SECONDS = 10
expect.set_options(timeout=LONGEST_WAIT_MS)

# Playwright runs an event loop in the test's own thread; the tests' queries there are plain ones all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
# Maps are drawn by the processor where a machine has no graphics card.
CHROMIUM_OPTIONS = ("--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader")
CAST = ("alice", "bob", "carol", "charlie", "visitor")
PASSWORD = "correct horse battery staple"  # noqa: S105 (of people who are invented)
SIGN_IN = "sign in"


@dataclass(frozen=True)
class Cast:
    """The people of every test, and what they belong to."""

    network: Network
    council: Organisation
    other_network: Network
    alice: Person
    bob: Person
    carol: Person
    charlie: Person

    def membership_of(self, person: Person) -> Membership:
        """Return the one membership that a person of the cast holds."""
        return Membership.objects.get(person=person)


def pytest_collection_modifyitems(items) -> None:
    """Give every test of the website its database, and mark it as the website's, and as slow where it opens a browser."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.website)
            if "chromium" in item.fixturenames:
                item.add_marker(pytest.mark.slow)
            if item.get_closest_marker("django_db") is None:
                item.add_marker(pytest.mark.django_db)


def pytest_generate_tests(metafunc) -> None:
    """Ask for every named address of `URLS` as every one of the cast; `ACCESS` must say what each is to get."""
    if {"page", "who"} <= set(metafunc.fixturenames):
        pages = sorted(named(metafunc.module.URLS))
        metafunc.parametrize(("page", "who"), [(page, who) for page in pages for who in CAST])


def named(patterns) -> set[str]:
    """Return the names of all addresses in a list of them, however deep."""
    inner = {name for one in patterns if hasattr(one, "url_patterns") for name in named(one.url_patterns)}
    return inner | {one.name for one in patterns if getattr(one, "name", None)}


@pytest.fixture(autouse=True)
def log_that_refuses_changes(request) -> Iterator[None]:
    """Lift the audit log's guard where the tables are emptied after a test, and put it back before the next."""
    if not {"transactional_db", "live_server"} & set(request.fixturenames):
        yield
        return
    request.getfixturevalue("transactional_db")
    guard(connection)
    yield
    release(connection)


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Forget how often somebody tried to sign in, and the language that a test before had chosen."""
    cache.clear()
    translation.deactivate()


@pytest.fixture
def cast(db) -> Cast:
    """The cast, made anew for a test."""
    network = Network.objects.create(name="Preston", slug="preston")
    other = Network.objects.create(name="Exeter", slug="exeter")
    council = Organisation.objects.create(
        network=network,
        name="Preston City Council",
        slug="preston-city-council",
        kind=OrganisationKind.ANCHOR,
        anchor_kind=AnchorKind.COUNCIL,
    )
    return Cast(
        network=network,
        council=council,
        other_network=other,
        alice=member("Alice Ainsworth", Role.NETWORK_ANALYST, network),
        bob=member("Bob Bamber", Role.ANCHOR_EDITOR, network, council),
        carol=member("Carol Cross", Role.ANCHOR_READER, network, council),
        charlie=member("Charlie Chudleigh", Role.NETWORK_ANALYST, other),
    )


def member(full_name: str, role: Role, network: Network, organisation: Organisation | None = None) -> Person:
    """Return a person with one membership and an address that is proved."""
    email = f"{full_name.split(maxsplit=1)[0].lower()}@{network.slug}.example"
    person = Person.objects.create_user(email, PASSWORD, full_name=full_name)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    Membership.objects.create(network=network, organisation=organisation, person=person, role=role)
    return person


@pytest.fixture
def make_member() -> Callable[..., Person]:
    """`member`, for tests that need more people."""
    return member


@pytest.fixture
def browser(cast: Cast) -> Callable[[str], Client]:
    """A function that returns a browser signed in as one of the cast, or not at all for a visitor."""

    def signed_in_as(who: str) -> Client:
        client = Client()
        if who != "visitor":
            client.force_login(getattr(cast, who), backend=settings.AUTHENTICATION_BACKENDS[0])
        return client

    return signed_in_as


@pytest.fixture
def figures_in() -> Callable[[Path], dict[str, list[dict[str, object]]]]:
    """A function that returns the rows of every table in a folder of figures, whatever order they were written in.

    Sums of probabilities may differ in their last digit with the order of the anchors; pounds, being decimals, may not.
    """

    def of(folder: Path) -> dict[str, list[dict[str, object]]]:
        return {path.name: rows_of(path) for path in folder.glob("*.parquet")}

    return of


class Close(float):
    """A number that equals another to twelve digits. Rounding both instead would tell apart two on either side of a half."""

    __hash__ = float.__hash__

    def __eq__(self, other: object) -> bool:
        """Return whether the two are the same but for the order in which they were added up."""
        return isinstance(other, float) and math.isclose(self, other, rel_tol=1e-12, abs_tol=1e-15)


def rows_of(path: Path) -> list[dict[str, object]]:
    """Return the rows of a table in the order of what they are about."""
    rows = [
        {name: Close(value) if isinstance(value, float) else value for name, value in row.items()}
        for row in pq.read_table(path).to_pylist()
    ]
    return sorted(
        rows, key=lambda row: str({name: value for name, value in row.items() if not isinstance(value, float)})
    )


@pytest.fixture
def make_study(cast) -> Callable[..., Study]:
    """A function that makes Preston's study of 2024/25, but for the fields it is given."""

    def made(**fields: object) -> Study:
        usual = {
            "network": cast.network,
            "name": "Preston 2024/25",
            "slug": "preston-2024-25",
            "period_start": dt.date(2024, 4, 1),
            "period_end": dt.date(2025, 3, 31),
            "place_code": "E07000123",
            "place_name": "Preston",
            "rings": [{"name": "Preston", "areas": ["Preston"]}],
            "made_by": cast.alice,
        }
        return Study.objects.create(**{**usual, **fields})

    return made


@pytest.fixture
def outcome() -> Callable[[HttpResponse], int | str]:
    """A function that says what came of a request: its status, or that one is asked to sign in."""

    def of(response: HttpResponse) -> int | str:
        to_sign_in = response.status_code == 302 and response["Location"].startswith(reverse("account_login"))
        return SIGN_IN if to_sign_in else response.status_code

    return of


COUNCIL, COLLEGE = "preston-city-council", "college"
# Id, name, whether a person, who pays, candidates, and its part of the variance.
SUPPLIERS = (
    ("s-alarms", "Barnmoor Alarms", False, (COUNCIL,), 2, 0.64),
    ("s-person", "John Elmtree", True, (COUNCIL,), 1, 0.2),
    ("s-college", "Fernmoor Books", False, (COLLEGE,), 1, 0.12),
    ("s-hidden", "Mary Oaktree", True, (COLLEGE,), 1, 0.03),
    ("s-lost", "Larchmoor", False, (COUNCIL, COLLEGE), 0, 0.01),
)
HALF_WIDTH = 5.0
VARIANCE_GBP2 = 4e6
RING = {
    "ring_id": "preston", "name": "Preston", "local_gbp": 10.5, "local_gbp_low": None, "local_gbp_high": None,
    "local_share": 0.105, "local_share_low": 0.1, "local_share_high": 0.11, "bound_low_share": 0.0,
    "bound_high_share": 1.0, "leakage_gbp": 89.5, "leakage_gbp_low": None, "leakage_gbp_high": None,
}  # fmt: skip
HEADLINE = {
    "title": "Preston 2024/25", "period": "2024/25", "sentence": "About 11% stays.", "analysed_gbp": 100.0,
    "definition": "premises", "mode": "placed", "mode_reason": "so", "rings": [RING],
}  # fmt: skip


def own_chromium() -> str | None:
    """Return the machine's own Chromium, put there by apt where that can be done; None where Playwright has to bring one."""
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        subprocess.run(["apt-get", "update", "-qq"], check=False)  # noqa: S607 (the system's own)
        subprocess.run(["apt-get", "install", "-qq", "-y", "chromium"], check=False)  # noqa: S607
        found = shutil.which("chromium")
    return found


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests."""
    path = own_chromium()
    if path is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()
        # While the loop runs Django keeps a connection of its own for it, which nobody else could close.
        connections.close_all()


@pytest.fixture
def server_at_rest(live_server) -> Iterator[None]:
    """Wait at a test's end until nothing is being answered: pages ask again and again, and the tables are emptied next."""
    under_way: list[int] = []

    def begin(**_about: object) -> None:
        under_way.append(threading.get_ident())

    def end(**_about: object) -> None:
        if threading.get_ident() in under_way:
            under_way.remove(threading.get_ident())

    request_started.connect(begin)
    request_finished.connect(end)
    yield
    deadline = time.monotonic() + LONGEST_ANSWER_SECONDS
    while set(under_way) - {threading.get_ident()} and time.monotonic() < deadline:
        time.sleep(0.02)
    request_started.disconnect(begin)
    request_finished.disconnect(end)


@pytest.fixture
def new_window(chromium: Browser, live_server, server_at_rest, browser) -> Iterator[Callable[..., BrowserContext]]:
    """A function that returns a window signed in as one of the cast, or as a client is; its addresses begin at the website's root."""
    windows = []

    def opened(who: str | Client, **settings_of_window: object) -> BrowserContext:
        window = chromium.new_context(base_url=live_server.url, **settings_of_window)
        window.set_default_timeout(LONGEST_WAIT_MS)
        windows.append(window)
        client = browser(who) if isinstance(who, str) else who
        for name, cookie in client.cookies.items():
            window.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
        return window

    yield opened
    for window in windows:
        window.close()


@pytest.fixture
def open_watched(new_window) -> Callable[..., Page]:
    """A function that opens an address, as Alice where nobody is named; what the browser says and asks for is kept on the page."""

    def opened(address: str, *, who: str | Client = "alice", **settings_of_window: object) -> Page:
        page = new_window(who, **settings_of_window).new_page()
        page.said, page.asked = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.asked.append(request.url))
        page.goto(address)
        return page

    return opened


@pytest.fixture
def folders(tmp_path, settings, monkeypatch) -> Path:
    """Uploads and studies in folders of the test's own; the heartbeat's thread waits, for it cannot see into the test's transaction."""
    settings.UPLOADS_FOLDER, settings.STUDIES_FOLDER = tmp_path / "uploads", tmp_path / "studies"
    monkeypatch.setattr("ourplace_web.jobs.pulse.Pulse.beat_on", lambda _pulse: None)
    return tmp_path


@pytest.fixture
def with_files(study, cast, tmp_path) -> Study:
    """The study with two files of the council."""
    for month in (4, 5):
        path = tmp_path / f"{month}.csv"
        path.write_text(f"Supplier,Date,Amount\nRibble Catering Ltd,03/{month:02d}/2024,{month}000000.50\n")
        keep(path, path.name, Destination(study, cast.council, cast.bob))
    return study


@pytest.fixture
def study_with_results(cast, make_study, tmp_path, monkeypatch) -> Study:
    """Preston's study with small, invented results in its folder, as a run leaves them; the council and a college pay its suppliers."""
    monkeypatch.setattr(settings, "STUDIES_FOLDER", tmp_path)
    Organisation.objects.create(network=cast.network, name="College", slug=COLLEGE, kind=OrganisationKind.ANCHOR)
    made = make_study()
    figures = study_folder(made) / ".ourplace" / "figures" / "abc"
    write_results(figures)
    note_results(load_study(write_study_folder(made)), figures)
    return made


@pytest.fixture
def study_of_example(cast, make_study, preston_run: LastRun) -> Study:
    """Preston's study of 2012/13 with the results of the bundled example, and all of its anchors."""
    made = make_study(
        name="Preston 2012/13",
        slug="preston-2012-13",
        period_start=dt.date(2012, 4, 1),
        period_end=dt.date(2013, 3, 31),
    )
    folder = study_folder(made)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(preston_run.study.folder)
    for anchor in preston_run.study.settings.anchors:
        Organisation.objects.get_or_create(
            network=cast.network, slug=anchor.id, defaults={"name": anchor.name, "kind": OrganisationKind.ANCHOR}
        )
    return made


def note_results(study: LibraryStudy, figures: Path) -> None:
    """Note a finished run that left these figures."""
    result = StudyResult(study.settings.title, figures, (), (), read_headline(figures), {})
    note_last_run(
        LastRun(study, result, (), gathered=figures, resolved=figures, command="", finished_on=dt.date(2025, 5, 1))
    )


def write_results(folder: Path) -> None:
    """Write the tables that a review reads."""
    folder.mkdir(parents=True)
    tables = {
        "suppliers": pa.Table.from_pylist([supplier(*one) for one in SUPPLIERS], schema=SUPPLIERS_SCHEMA),
        "candidates": pa.Table.from_pylist(candidates(), schema=CANDIDATES_SCHEMA),
        "locations": pa.Table.from_pylist(
            [{"supplier_id": "s-alarms", "entity_id": "GB-COH-s-alarms-1", "postcode": "PR1 2HE"}],
            schema=LOCATIONS_SCHEMA,
        ),
        "suppliers_to_review": pa.Table.from_pylist(review_rows()),
    }
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet")
    bands = [["preston", 0, "Preston"], ["elsewhere", 1, "Elsewhere"], ["unplaced", 2, "Unplaced"]]
    (folder / "context.json").write_text(json.dumps({"bands": bands, "headline_ring_id": "preston"}))
    (folder / "headline.json").write_text(json.dumps(HEADLINE))


def supplier(supplier_id, name, is_individual, anchors, candidate_count, _share) -> dict:
    """One row of the suppliers table."""
    return {
        "supplier_id": supplier_id, "supplier_name": name, "is_individual": is_individual, "payee_names": [name.upper()],
        "anchor_ids": sorted(anchors), "amount_gbp": Decimal("1234.50"), "explanation": "not sure", "judged": None,
    }  # fmt: skip


def candidates() -> list[dict]:
    """Candidates, the first of each supplier the more probable."""
    return [
        {
            "supplier_id": supplier_id, "candidate_rank": rank, "entity_id": f"GB-COH-{supplier_id}-{rank}",
            "register_id": "companies_house", "entity_name": f"{name} {rank} Ltd", "probability": 0.6 / rank,
            "explanation": f"much the same name as {name}", "is_location_neutral": True,
        }
        for supplier_id, name, _person, _anchors, count, _share in SUPPLIERS
        for rank in range(1, count + 1)
    ]  # fmt: skip


def review_rows() -> list[dict]:
    """The review list: what each supplier adds to the variance, and the half-width once all above it are settled."""
    rows, left = [], 1.0
    for rank, (supplier_id, name, is_individual, _anchors, _count, share) in enumerate(SUPPLIERS, start=1):
        after = max(left - share, 0.0)
        rows.append(
            {
                "review_rank": rank, "supplier_id": supplier_id, "supplier_name": name, "is_individual": is_individual,
                "amount_gbp": Decimal("1234.50"), "variance_share": share,
                "variance_gbp2": share * VARIANCE_GBP2,
                "half_width_before_points": HALF_WIDTH * left**0.5, "half_width_after_points": HALF_WIDTH * after**0.5,
                "explanation": f"not sure of {name}",
            }
        )  # fmt: skip
        left = after
    return rows
