"""Journeys with the keyboard alone: everything is reached, in the order in which it is read, and the focus is seen."""

import itertools

import pytest
from playwright.sync_api import Page, expect

PASSWORD = "correct horse battery staple"  # noqa: S105 (of people who are invented)
MAY = "Supplier,Date,Amount\nFylde Print Ltd,03/05/2024,75.00\n"
MOST_STEPS = 250
FOCUSED = """() => {
  const it = document.activeElement, style = getComputedStyle(it), box = it.getBoundingClientRect();
  const named = it.labels && it.labels.length ? it.labels[0].textContent : it.getAttribute("aria-label") || it.textContent || it.name;
  const fieldset = it.type === "radio" ? it.name : "";
  return {name: named.trim().replace(/\\s+/g, " "), tag: it.tagName, outline: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
    left: box.left + scrollX, top: box.top + scrollY, bottom: box.bottom + scrollY, width: box.width, is_page: it === document.body, fieldset};
}"""
PAGES = (
    "/networks/preston/", "/networks/preston/people/", "/networks/preston/audit-log/", "{study}", "{study}files/prestons-college/",
    "{study}runs/", "{study}picture/", "{study}picture/rings/", "{study}picture/figures/local_share/all~preston/",
    "{study}picture/payments/", "{study}review/", "{study}take-away/", "/networks/preston/studies/new/name/",
)  # fmt: skip


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this name has the focus."""
    for _step in range(MOST_STEPS):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUSED)["name"].startswith(name):
            return
    pytest.fail(f"Tab does not lead to {name} on {page.url}")


def steps_of(page: Page) -> list[dict]:
    """Return what has the focus at each press of Tab, from the top of a page to its end."""
    steps = []
    while len(steps) < MOST_STEPS:
        page.keyboard.press("Tab")
        step = page.evaluate(FOCUSED)
        if step["is_page"] or (steps and step == steps[0]):
            return steps
        steps.append(step)
    return steps


def test_somebody_signs_in_sends_a_file_and_opens_its_receipt(open_page, study, do_work) -> None:
    page = open_page("visitor")
    # Said from the start that choosers are ours: a browser told so while the key is pressed may open its own window instead.
    page.on("filechooser", lambda _chooser: None)
    page.goto(f"{study.get_absolute_url()}files/")
    tab_to(page, "E-mail address")
    page.keyboard.type("bob@preston.example")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    tab_to(page, "Preston City Council")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Or drop files or a folder here.")).to_be_visible()

    tab_to(page, "Send files of payments")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Space")
    chooser.value.set_files({"name": "May.csv", "mimeType": "text/csv", "buffer": MAY.encode()})
    tab_to(page, "Send")
    if page.evaluate(FOCUSED)["tag"] != "BUTTON":
        tab_to(page, "Send")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="May.csv")).to_be_visible()
    do_work()
    expect(
        page.get_by_text("All 1 files read", exact=False).or_(page.get_by_text("1 file read.", exact=False))
    ).to_be_visible()
    tab_to(page, "May.csv")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Every row and every penny of the file is in exactly one of these.")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_the_picture_is_seen_from_another_ring(script, open_page, example) -> None:
    page = open_page("carol", script=script)
    page.goto(f"{example.get_absolute_url()}picture/rings/")
    tab_to(page, "Seen from the ring")
    page.keyboard.press("ArrowDown")
    if not script:
        tab_to(page, "Show")
        page.keyboard.press("Enter")
    page.wait_for_url("**ring=lancashire**")

    expect(page.get_by_label("Seen from the ring").locator("option:checked")).to_have_text("Lancashire")


def test_the_focus_stays_where_it_was_when_the_picture_changes_under_it(open_page, example) -> None:
    page = open_page("carol")
    page.goto(f"{example.get_absolute_url()}picture/rings/")
    tab_to(page, "Seen from the ring")
    page.keyboard.press("ArrowDown")
    page.wait_for_url("**ring=lancashire**")
    expect(page.locator("#picture.htmx-settling, #picture.htmx-swapping")).to_have_count(0)

    assert page.evaluate(FOCUSED)["name"].startswith("Seen from the ring")


def test_the_focus_is_seen_and_goes_down_the_page_as_it_is_read(open_page, example) -> None:
    page, found = open_page("alice"), {}
    for template in PAGES:
        address = template.format(study=example.get_absolute_url())
        page.goto(address)
        steps = steps_of(page)
        unseen = [step["name"] for step in steps if step["outline"] < 2 or not step["width"]]
        # The next thing is further down, or further to the right: a second column is read after the first.
        back = [
            (one["name"], two["name"])
            for one, two in itertools.pairwise(steps)
            if two["bottom"] < one["top"] and two["left"] <= one["left"]
        ]
        found[address] = (unseen, back, steps[0]["name"], len(steps) > 8)

    assert found == {address: ([], [], "Skip to main content", True) for address in found}
