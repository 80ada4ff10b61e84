"""Pages that renew their parts: a part where a part was asked for, the whole page everywhere else."""

import pytest

from ourplace_web.runs.asking import ask_for_run


@pytest.fixture
def addresses(study, cast) -> list[str]:
    """Pages that ask for their own address again, to renew a part of themselves."""
    return [
        f"{study.get_absolute_url()}files/preston-city-council/",
        ask_for_run(study, cast.alice).get_absolute_url(),
    ]


def test_the_same_address_gives_a_page_or_its_part_and_caches_keep_them_apart(addresses, browser) -> None:
    client = browser("bob")
    for address in addresses:
        whole, part = client.get(address), client.get(address, headers={"HX-Request": "true"})

        assert ["<html" in answer.content.decode() for answer in (whole, part)] == [True, False]
        assert ["HX-Request" in answer["Vary"] for answer in (whole, part)] == [True, True]


def test_a_part_of_the_picture_comes_out_of_the_whole_page_at_the_same_address(example, browser) -> None:
    address = f"{example.get_absolute_url()}picture/rings/?ring=lancashire"
    answers = [browser("bob").get(address, headers=headers) for headers in ({}, {"HX-Request": "true"})]

    assert [("<html" in one.content.decode(), 'id="picture"' in one.content.decode()) for one in answers] == [
        (True, True)
    ] * 2


def test_going_back_to_a_page_that_renews_its_parts_shows_the_whole_page(open_page, study, do_work) -> None:
    page = open_page("bob")
    page.goto(f"{study.get_absolute_url()}files/preston-city-council/")
    sent = {
        "name": "May.csv",
        "mimeType": "text/csv",
        "buffer": b"Supplier,Date,Amount\nFylde Print Ltd,03/05/2024,75.00\n",
    }
    page.get_by_label("Send files of payments").set_input_files(sent)
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_role("link", name="May.csv").wait_for()
    do_work()
    page.get_by_text("1 file read.", exact=False).wait_for()
    page.get_by_role("link", name="May.csv").click()
    page.go_back()

    assert page.get_by_role("heading", name="Preston City Council").count() == 1
    assert page.get_by_role("link", name="Skip to main content").count() == 1
