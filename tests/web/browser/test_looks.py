"""How pages look where they are not looked at on a telephone or a desk: a wall, paper, few colours, no motion."""

import pytest

PAGES = ("", "files/", "picture/", "picture/flow/", "picture/payments/", "review/", "take-away/")
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
TEXT = "parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
LONGEST_LINE = "Math.max(...[...document.querySelectorAll('main p')].map(one => one.clientWidth / parseFloat(getComputedStyle(one).fontSize)))"
AROUND = (".site-links", ".crumbs", ".tabs", ".contents", ".filters", ".site-end", ".button-row", ".paging", ".skip")
SHOWN = """selectors => selectors.filter(one => [...document.querySelectorAll(one)].some(found => found.checkVisibility()))"""
EDGES = "all => all.map(one => parseFloat(getComputedStyle(one).borderBottomWidth) >= 2 && getComputedStyle(one).borderBottomStyle === 'solid')"
MARK = "one => getComputedStyle(one)[one.closest('.tabs') ? 'borderBottomColor' : 'borderLeftColor']"
MOVING = """() => [...document.querySelectorAll("*")].filter(one => {
  const style = getComputedStyle(one);
  return parseFloat(style.transitionDuration) || (style.animationName !== "none");
}).length + (getComputedStyle(document.documentElement).scrollBehavior === "smooth" ? 1 : 0)"""


@pytest.fixture
def pages(open_page, example):
    """A function that returns each main page of a study in turn, in a window of the analyst's."""

    def opened(**window):
        page = open_page("alice", **window)
        for address in PAGES:
            page.goto(example.get_absolute_url() + address)
            yield address, page

    return opened


def test_on_a_wall_text_grows_and_lines_stay_short_enough_to_read(pages) -> None:
    seen = {
        address: (page.evaluate(TEXT) >= 20, page.evaluate(LONGEST_LINE) <= 45, page.evaluate(WIDER))
        for address, page in pages(width="wall")
    }

    assert seen == dict.fromkeys(seen, (True, True, False))


def test_on_paper_there_is_what_a_page_says_and_nothing_to_press(pages) -> None:
    seen = {}
    for address, page in pages():
        page.emulate_media(media="print")
        heads = page.locator("main table thead").evaluate_all(
            "all => all.filter(one => one.closest('details') === null && !one.checkVisibility()).length"
        )
        seen[address] = (page.evaluate(SHOWN, AROUND), heads, page.pdf(prefer_css_page_size=True)[:5])

    assert seen == dict.fromkeys(seen, ([], 0, b"%PDF-"))


def test_nothing_moves_for_those_who_asked_for_no_motion(pages) -> None:
    moving = {address: page.evaluate(MOVING) for address, page in pages(reduced_motion="reduce")}

    assert moving == dict.fromkeys(moving, 0)


def test_with_the_systems_own_colours_what_is_chosen_and_what_is_a_button_still_show(pages) -> None:
    seen = {}
    for address, page in pages(forced_colors="active"):
        edges = page.locator("main .button:visible, main .tag:visible").evaluate_all(EDGES)
        marks = {one.evaluate(MARK) for one in page.locator(".tabs a, .contents a").all()}
        chosen = {one.evaluate(MARK) for one in page.locator(".tabs [aria-current], .contents [aria-current]").all()}
        seen[address] = (all(edges), len(chosen), len(marks))

    assert seen == dict.fromkeys(seen, (True, 1, 2))


def test_on_paper_the_tables_behind_pictures_are_open(open_page, example) -> None:
    page = open_page("alice")
    page.goto(f"{example.get_absolute_url()}picture/rings/")
    page.emulate_media(media="print")
    tables = page.locator("figure details table")

    assert [table.evaluate("one => one.checkVisibility({contentVisibilityAuto: true})") for table in tables.all()] == [
        True
    ] * tables.count()
    assert tables.count() > 1
