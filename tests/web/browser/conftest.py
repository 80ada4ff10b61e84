"""Pages opened in a real browser on a real server, as one of the cast."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

WIDTHS = {"telephone": 320, "desk": 1280}


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
