"""A real browser on a real server. Chromium is the machine's own, or is fetched: by apt where root, else by Playwright."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

# Playwright runs an event loop in the test's own thread; the tests' queries there are plain ones all the same.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTHS = {"telephone": 320, "desk": 1280}


def pytest_collection_modifyitems(items) -> None:
    """Run the tests of one browser in one process."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.xdist_group("browser"))


def own_chromium() -> str | None:
    """Return the machine's own Chromium, put there by apt where that can be done; None where Playwright has to bring one."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
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
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
        # While the loop runs Django keeps a connection of its own for it, which nobody else could close.
        connections.close_all()


@pytest.fixture
def open_page(chromium: Browser, live_server, browser) -> Iterator[Callable[..., Page]]:
    """A function that returns a page of a window, signed in as one of the cast; its addresses begin at the website's root."""
    windows = []

    def opened(
        who: str, *, width: str = "desk", dark: bool = False, script: bool = True, for_axe: bool = False
    ) -> Page:
        window = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": WIDTHS[width], "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            # axe is put into the page from outside, which the policy forbids.
            bypass_csp=for_axe,
        )
        windows.append(window)
        for name, cookie in browser(who).cookies.items():
            window.add_cookies([{"name": name, "value": cookie.value, "url": live_server.url}])
        return window.new_page()

    yield opened
    for window in windows:
        window.close()
