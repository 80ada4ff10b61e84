"""The journey of files in a real browser: chosen, dropped, packed, wrong, read, corrected, sent again."""

import re

import pytest
from playwright.sync_api import expect

from ourplace_web.uploads.models import Upload

APRIL = (
    "Supplier,Budget holder,Date,Amount\n"
    + "".join(f"City Treasury,Ribble Catering {day} Ltd,{day:02d}/04/2024,{day}00.50\n" for day in range(1, 13))
    + "City Treasury,Old Mill Ltd,30/03/2024,10.00\n"
)
MAY = "Supplier,Date,Amount\nFylde Print Ltd,03/05/2024,75.00\n"
DROP = """files => {
  const dropped = new DataTransfer();
  for (const [name, text] of files) dropped.items.add(new File([text], name, {type: "text/csv"}));
  const area = document.querySelector(".drop");
  for (const type of ["dragenter", "dragover", "drop"]) area.dispatchEvent(new DragEvent(type, {dataTransfer: dropped, bubbles: true, cancelable: true}));
}"""


def csv(name: str, text: str) -> dict[str, object]:
    """Return a file as a browser takes it."""
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode()}


@pytest.fixture
def bobs_files(open_page, study):
    """A function that returns the page of the council's files in a window of Bob's."""

    def opened(**window):
        page = open_page("bob", **window)
        page.goto(f"{study.get_absolute_url()}files/")
        page.get_by_role("link", name="Preston City Council").click()
        return page

    return opened


def test_files_are_sent_read_corrected_and_recognised_when_they_come_again(window, bobs_files, do_work, look) -> None:
    page = bobs_files(**window)
    look(page)
    sent = [csv("April.csv", APRIL), csv("May.csv", MAY), csv("Minutes.pdf", "%PDF-1.4 minutes")]
    page.get_by_label("Send files of payments").set_input_files(sent)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("0 of 2 files read.")).to_be_visible()
    expect(page.get_by_text(re.compile("Minutes.pdf .*PDF document.*ask the publisher"))).to_be_visible()
    do_work()
    if not window["script"]:
        page.get_by_role("link", name="Show what has been read since").click()
    expect(page.get_by_text("All 2 files read. Payments used: 13, £7,881.00.")).to_be_visible()
    look(page)

    page.get_by_role("link", name="April.csv").click()
    expect(page.get_by_text("Every row and every penny of the file is in exactly one of these.")).to_be_visible()
    set_aside = page.get_by_role("row").filter(has_text="Set aside")
    assert set_aside.locator("[data-label='Lines to look at']").inner_text().split() == ["14"]
    look(page)

    page.get_by_role("link", name="Say how this file is read").click()
    shown = page.get_by_role("row").filter(has_text="Budget holder").locator(".cell").all_inner_texts()
    assert shown == [f"Ribble Catering {day} Ltd" for day in range(1, 11)]
    look(page)
    page.get_by_label("Supplier", exact=True).select_option("")
    page.get_by_label("Budget holder").select_option("payee")
    page.get_by_role("button", name="Read it again").click()
    expect(page.get_by_text("The file is read again as you said.", exact=False)).to_be_visible()
    do_work()
    page.reload()
    expect(page.get_by_role("row").filter(has_text="Budget holder")).to_contain_text("Who was paid")

    page.get_by_role("link", name="Preston City Council").click()
    page.get_by_label("Send files of payments").set_input_files(sent[:1])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("April.csv is here already and was not kept twice.")).to_be_visible()
    assert Upload.objects.count() == 2


def test_files_are_dropped_chosen_as_a_folder_and_packed(bobs_files, zipped, tmp_path, do_work) -> None:
    page = bobs_files()
    expect(page.get_by_text("Or drop files or a folder here.")).to_be_visible()
    page.evaluate(DROP, [["April.csv", APRIL], ["May.csv", MAY]])
    expect(page.get_by_text("2 of 2 sent")).to_be_visible()

    (tmp_path / "spend" / "2024").mkdir(parents=True)
    (tmp_path / "spend" / "2024" / "June.csv").write_text(MAY.replace("/05/", "/06/"))
    (tmp_path / "spend" / "July.csv").write_text(MAY.replace("/05/", "/07/"))
    page.get_by_text("Send a whole folder").click()
    page.get_by_label("Folder", exact=True).set_input_files(tmp_path / "spend")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("link", name="June.csv")).to_be_visible()

    packed = zipped({"August.csv": MAY.replace("/05/", "/08/"), "May again.csv": MAY})
    archive = {"name": "rest.zip", "mimeType": "application/zip", "buffer": packed}
    page.get_by_label("Send files of payments").set_input_files([archive])
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text("May again.csv has the same content as May.csv", exact=False)).to_be_visible()
    expect(page.get_by_role("link", name="August.csv")).to_be_visible()
    do_work()

    expect(page.get_by_text("All 5 files read.", exact=False)).to_be_visible()


def test_a_connection_that_breaks_loses_one_file_and_says_which(bobs_files) -> None:
    page, times = bobs_files(), []
    page.route("**/send/", lambda route: route.abort() if times.append(1) or len(times) == 1 else route.continue_())
    page.get_by_label("Send files of payments").set_input_files([csv("April.csv", APRIL), csv("May.csv", MAY)])
    page.get_by_role("button", name="Send", exact=True).click()

    expect(
        page.get_by_text("April.csv did not arrive. Check the connection and send it again", exact=False)
    ).to_be_visible()
    expect(page.get_by_role("link", name="May.csv")).to_be_visible()
    assert list(Upload.objects.values_list("file_name", flat=True)) == ["May.csv"]
