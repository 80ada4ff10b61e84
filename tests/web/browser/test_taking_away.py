"""The journey of results out of the website in a real browser: files, programs, and the public page."""

import csv
import io
import json
import zipfile

import docx
import openpyxl
import pytest
from playwright.sync_api import expect


@pytest.fixture
def take_away(open_page, example):
    """A function that returns the page of what can be taken away, in a window of the analyst's."""

    def opened(**window):
        page = open_page("alice", **window)
        page.goto(f"{example.get_absolute_url()}take-away/")
        return page

    return opened


def taken(page, link: str) -> tuple[str, io.BytesIO]:
    """Return the name and the content of what a link downloads."""
    with page.expect_download() as waiting:
        page.get_by_role("link", name=link, exact=False).first.click()
    return waiting.value.suggested_filename, io.BytesIO(waiting.value.path().read_bytes())


def test_each_file_that_is_taken_away_opens(take_away, window, look) -> None:
    page = take_away(**window)
    look(page)
    name, report = taken(page, "Place report (web page)")
    text = report.read().decode()
    assert (name.endswith(".html"), "stays in Preston" in text, 'src="http' in text) == (True, True, False)

    name, paper = taken(page, "Committee paper (Word)")
    assert name.endswith(".docx")
    assert any("stays in Preston" in paragraph.text for paragraph in docx.Document(paper).paragraphs)

    name, workbook = taken(page, "Workbook (Excel)")
    opened = openpyxl.load_workbook(workbook, read_only=True)
    assert name.endswith(".xlsx")
    assert len(opened.sheetnames) > 3
    opened.close()

    name, packed = taken(page, "Open data (ZIP")
    with zipfile.ZipFile(packed) as archive:
        package = next(one for one in archive.namelist() if one.endswith("datapackage.json"))
        assert (name.endswith(".zip"), len(json.loads(archive.read(package))["resources"]) > 5) == (True, True)

    page.goto(page.url.replace("take-away/", "picture/rings/"))
    page.get_by_text("The table behind this picture").last.click()
    with page.expect_download() as waiting:
        page.get_by_role("link", name="Download the whole table (CSV)").last.click()
    rows = list(csv.DictReader(io.StringIO(waiting.value.path().read_text(encoding="utf-8-sig"))))
    assert {"all", "preston-city-council"} <= {row["anchor_id"] for row in rows}


def test_a_program_asks_with_a_token_until_it_is_ended(open_page, example, window, look) -> None:
    page = open_page("alice", **window)
    page.goto("/networks/preston/")
    page.get_by_role("link", name="Tokens").click()
    page.get_by_role("link", name="What programs can ask").click()
    look(page)
    page.go_back()
    page.get_by_role("link", name="Make a token").click()
    page.get_by_label("What is the token for?").fill("Dashboard")
    page.get_by_role("button", name="Make the token").click()
    token = page.locator("#token").inner_text()
    look(page)

    program = open_page("visitor").request
    headers, studies = {"Authorization": f"Bearer {token}"}, "/api/v1/networks/preston/studies"
    assert [one["slug"] for one in program.get(studies, headers=headers).json()["items"]] == [example.slug]
    headline = program.get(f"{studies}/{example.slug}/headline", headers=headers).json()
    assert "stays in Preston" in headline["sentence"]

    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="End Dashboard").click()
    look(page)
    page.get_by_role("button", name="End the token").click()
    expect(page.get_by_role("row").filter(has_text="Dashboard")).to_contain_text("Ended")
    assert program.get(studies, headers=headers).status == 401


def test_what_is_published_is_seen_by_visitors_until_it_is_taken_away(take_away, open_page, window, look) -> None:
    page = take_away(**window)
    page.get_by_role("link", name="Publish").click()
    look(page)
    page.get_by_role("button", name="Publish").click()
    public = page.url

    visitor = open_page("visitor", **window)
    visitor.goto(public)
    expect(visitor.get_by_text("stays in Preston", exact=False).first).to_be_visible()
    look(visitor)
    visitor.get_by_role("link", name="Largest suppliers").click()
    look(visitor)
    visitor.goto(f"{public}embed/")
    look(visitor)
    with visitor.expect_popup() as opened:
        visitor.get_by_role("link", name="The whole picture").click()
    assert opened.value.url == public

    page.goto(page.url.replace("/place/preston/", "/networks/preston/studies/") + "take-away/")
    page.get_by_role("link", name="Take the public page away").click()
    page.get_by_role("button", name="Take it away").click()
    expect(page.get_by_text("The study is not public", exact=False)).to_be_visible()
    assert [visitor.goto(address).status for address in (public, f"{public}embed/")] == [404, 404]
