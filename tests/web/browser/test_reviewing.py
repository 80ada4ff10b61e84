"""The journey of a review in a real browser: by buttons, by the keyboard alone, in the grid, and by two at once."""

import pytest
from playwright.sync_api import expect

from ourplace_web.review.models import KeptJudgement


@pytest.fixture
def review(open_page, study_with_results):
    """A function that returns the review in somebody's window."""

    def opened(who: str, **window):
        page = open_page(who, **window)
        page.goto(f"{study_with_results.get_absolute_url()}review/")
        return page

    return opened


def said() -> list[tuple[str, str]]:
    """Return what was judged of which supplier, in its order."""
    return list(KeptJudgement.objects.order_by("pk").values_list("supplier_id", "kind"))


def test_an_analyst_answers_one_by_one_looks_back_undoes_and_answers_in_the_grid(window, review, look) -> None:
    page = review("alice", **window)
    look(page)
    page.get_by_role("link", name="Review one at a time").click()
    expect(page.get_by_role("heading", name="Barnmoor Alarms", exact=True)).to_be_visible()
    look(page)
    page.get_by_role("button", name="Same as Barnmoor Alarms 1 Ltd").click()
    expect(page.get_by_role("heading", name="John Elmtree", exact=True)).to_be_visible()
    page.get_by_role("button", name="Unsure").click()
    page.goto(page.url.split("/suppliers/")[0])
    expect(page.get_by_text("± 3.00").first).to_be_visible()

    page.get_by_role("link", name="History").click()
    look(page)
    page.get_by_role("button", name="Undo Barnmoor Alarms").click()
    expect(page.locator("tr.undone")).to_have_count(1)
    page.get_by_role("link", name="Back to the list").click()
    answers = page.get_by_role("group", name="Your answer on Fernmoor Books")
    answers.get_by_label("Not", exact=True).check()
    page.get_by_role("button", name="Save the answers").click()

    expect(page.get_by_role("row").filter(has_text="Fernmoor Books").locator(".judged")).to_be_visible()
    look(page)
    kinds = [kind for _supplier, kind in said()]
    assert kinds == ["same", "unsure", "withdrawn", "different"]


def test_with_the_keyboard_alone_suppliers_are_judged_one_after_another(review) -> None:
    page = review("alice")
    page.get_by_role("link", name="Review one at a time").focus()
    page.keyboard.press("Enter")
    for key, supplier in (
        ("2", "Barnmoor Alarms"),
        ("u", "John Elmtree"),
        ("n", "Fernmoor Books"),
        ("k", "Mary Oaktree"),
        ("j", "Fernmoor Books"),
        ("s", "Mary Oaktree"),
    ):
        expect(page.get_by_role("heading", name=supplier, exact=True)).to_be_visible()
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="Larchmoor", exact=True)).to_be_visible()

    assert said() == [("s-alarms", "same"), ("s-person", "unsure"), ("s-college", "different"), ("s-hidden", "same")]


def test_keys_that_are_switched_off_stay_off_and_letters_can_be_typed(review) -> None:
    page = review("alice")
    page.get_by_role("link", name="Review one at a time").click()
    page.get_by_text("Say something else of it").click()
    page.get_by_label("Reason").press_sequentially("sun")
    page.get_by_role("button", name="Switch the keys off").click()
    page.reload()
    expect(page.get_by_role("button", name="Switch the keys on")).to_be_visible()
    page.keyboard.press("s")

    expect(page.get_by_role("heading", name="Barnmoor Alarms", exact=True)).to_be_visible()
    assert said() == []


def test_two_people_see_each_others_judgements_without_reloading(review) -> None:
    alice, bob = review("alice"), review("bob")
    for page in (alice, bob):
        page.get_by_role("link", name="Barnmoor Alarms").click()
    bob.get_by_role("button", name="Same as Barnmoor Alarms 2 Ltd").click()

    expect(alice.get_by_text("Somebody has just judged this supplier.", exact=False)).to_be_visible(timeout=15_000)
    expect(alice.locator("#said")).to_contain_text("Bob Bamber")
    alice.keyboard.press("s")
    expect(alice.get_by_role("heading", name="Somebody was faster")).to_be_visible()
    assert said() == [("s-alarms", "same")]
