"""Pages opened in a real browser on a real server, as one of the cast."""

import io
import zipfile
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from ourplace_web.networks.models import Organisation
from ourplace_web.runs.models import Run
from ourplace_web.runs.tasks import carry_out_run
from ourplace_web.studies.models import Study
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.tasks import read_upload

WIDTHS = {"telephone": 320, "large telephone": 390, "desk": 1280, "wall": 3840}
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
# Telephones and desks, with JavaScript and without.
WINDOWS = (("telephone", True), ("large telephone", False), ("desk", True), ("desk", False))
TOO_WIDE = "wider than the screen"
IN_THE_DARK = {"runOnly": ["color-contrast"]}


@pytest.fixture
def open_page(new_window) -> Callable[..., Page]:
    """A function that returns a page of a window, signed in as one of the cast; its addresses begin at the website's root."""

    def opened(who: str, *, width: str = "desk", script: bool = True, **more: object) -> Page:
        size = {"width": WIDTHS[width], "height": 900}
        window = new_window(who, viewport=size, java_script_enabled=script, **more)
        return window.new_page()

    return opened


@pytest.fixture
def problems_of() -> Callable[[Page], list[str]]:
    """A function that returns what is wrong with the page that is shown: by axe's rules, in light and dark, and by its width."""

    def problems(page: Page) -> list[str]:
        page.emulate_media(color_scheme="light")
        found = violations(page)
        page.emulate_media(color_scheme="dark")
        found += [f"in the dark, {one}" for one in violations(page, **IN_THE_DARK)]
        page.emulate_media(color_scheme="light")
        return found + [TOO_WIDE] * page.evaluate(WIDER)

    return problems


def violations(page: Page, **options: object) -> list[str]:
    """Return the rules of axe that a page breaks, each with the first element that does."""
    response = Axe().run(page, options={"resultTypes": ["violations"], **options}).response
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in response["violations"]]


@pytest.fixture(params=WINDOWS, ids=lambda one: f"{one[0]}{'' if one[1] else ' without JavaScript'}")
def window(request) -> dict[str, object]:
    """The windows in which a journey is made, one after another, as `open_page` takes them."""
    width, script = request.param
    return {"width": width, "script": script}


@pytest.fixture
def look(window) -> Callable[[Page], None]:
    """A function that looks at the page which a journey has come to, and fails where something is wrong with it.

    By axe's rules a journey is looked at once, on the telephone: without JavaScript axe cannot run, and the walks look at every
    page on a desk and in the dark.
    """

    def nothing_is_wrong(page: Page) -> None:
        page.wait_for_load_state("domcontentloaded")
        found = violations(page) if window["width"] == "telephone" else []
        assert (page.url, found + [TOO_WIDE] * page.evaluate(WIDER)) == (page.url, [])

    return nothing_is_wrong


@pytest.fixture
def example(folders, study_of_example: Study) -> Study:
    """The bundled example with its results, in the folders of the test."""
    return study_of_example


@pytest.fixture
def study(make_study, folders) -> Study:
    """A study that waits for its files."""
    return make_study(registers=[{"id": "public-bodies"}])


@pytest.fixture
def do_work() -> Callable[[], None]:
    """A function that does whatever waits, as the workers do: reads what was sent, carries out what was asked for."""

    def work() -> None:
        for upload in Upload.objects.filter(state="waiting").order_by("pk"):
            read_upload.func(upload.pk)
        for run in Run.objects.filter(state="waiting").order_by("pk"):
            carry_out_run.func(run.pk)

    return work


@pytest.fixture
def college(cast) -> Organisation:
    """An anchor whose people are none of the cast."""
    return Organisation.objects.get_or_create(
        network=cast.network, slug="prestons-college", defaults={"name": "Preston's College", "kind": "anchor"}
    )[0]


@pytest.fixture
def zipped() -> Callable[[dict[str, str]], bytes]:
    """A function that returns a ZIP archive of files, name to content."""

    def archive(members: dict[str, str]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as opened:
            for name, content in members.items():
                opened.writestr(name, content)
        return packed.getvalue()

    return archive
