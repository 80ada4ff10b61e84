"""The journey through the picture in a real browser: seen from another ring, topic by topic, down to the payments."""

import re

import pytest
from playwright.sync_api import expect

from ourplace_web.picture.topics import TOPICS


@pytest.fixture
def picture(open_page, example):
    """A function that returns the picture of the example in a window of a reader's."""

    def opened(who: str = "carol", **window):
        page = open_page(who, **window)
        page.goto(f"{example.get_absolute_url()}picture/")
        return page

    return opened


def choose(page, label: str, option: str, *, script: bool) -> None:
    """Choose something in the form above the picture."""
    page.get_by_label(label).select_option(label=option)
    if not script:
        page.get_by_role("button", name="Show").click()


def test_a_reader_looks_from_another_ring_opens_a_number_and_the_payments_behind_it(window, picture, look) -> None:
    page, script = picture(**window), window["script"]
    expect(page.get_by_text("stays in Preston.", exact=False).first).to_be_visible()
    look(page)

    choose(page, "Seen from the ring", "Lancashire", script=script)
    expect(page.get_by_text(re.compile("stays in Lancashire")).first).to_be_visible()
    page.wait_for_url("**ring=lancashire**")
    choose(page, "Spend of", "Preston City Council", script=script)
    page.wait_for_url("**anchor=preston-city-council**")
    choose(page, "Local means", "Registered office", script=script)
    page.wait_for_url("**local=registered_office**")
    expect(page.locator(".under")).to_be_visible()
    shared = page.url
    look(page)

    page.get_by_role("navigation", name="Pages of the picture").get_by_role("link", name="Rings", exact=True).click()
    expect(page.get_by_label("Seen from the ring").locator("option:checked")).to_have_text("Lancashire")
    page.get_by_text("The table behind this picture").last.click()
    table = page.get_by_role("table").last
    expect(table).to_be_visible()
    expect(table.get_by_role("row" if window["width"] == "desk" else "rowheader").last).to_contain_text("UK")
    look(page)

    page.goto(shared)
    page.get_by_role("link", name="What the headline rests on", exact=False).click()
    for heading in ("Numerator", "Denominator", "Left out", "How sure: 90% interval"):
        expect(page.get_by_text(heading, exact=True).first).to_be_visible()
    look(page)
    page.get_by_role("link", name="The payments behind it").click()
    expect(page.get_by_text(re.compile(r"\d payments, £[\d,]+\.\d\d"))).to_be_visible()
    look(page)


def test_every_topic_is_reached_from_the_list_and_keeps_what_was_chosen(picture) -> None:
    page = picture()
    page.get_by_label("Seen from the ring").select_option(label="Lancashire")
    page.wait_for_url("**ring=lancashire**")

    for topic in TOPICS:
        page.get_by_role("navigation", name="Pages of the picture").get_by_role(
            "link", name=str(topic.label), exact=True
        ).click()
        page.wait_for_url(f"**/picture/{topic.slug}/?ring=lancashire**")
        expect(page.locator(".shown h2").first).to_be_visible()


def test_going_back_brings_back_what_was_seen_before(picture) -> None:
    page = picture()
    page.get_by_label("Seen from the ring").select_option(label="Lancashire")
    expect(page.get_by_text(re.compile("stays in Lancashire")).first).to_be_visible()
    page.wait_for_url("**ring=lancashire**")
    page.go_back()

    expect(page.get_by_label("Seen from the ring").locator("option:checked")).to_have_text("Preston")
    expect(page.locator(".lead").first).to_contain_text("stays in Preston")
