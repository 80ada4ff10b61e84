"""The pages of a file, its correction and its deletion in a real browser: axe, a telephone's width, and without JavaScript."""

import pytest
from django.urls import reverse

from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.receiving import Destination, keep
from ourplace_web.uploads.tasks import read_upload

CONTENT = "City Treasury,,,\nSupplier,Budget holder,Date,Amount\n" + "".join(
    f"City Treasury,Firm {number} Ltd,0{number}/05/2024,{number}.234\n" for number in range(1, 9)
)


@pytest.fixture
def sent(transactional_db, make_study, cast, tmp_path, settings) -> Upload:
    """A file that asks questions, read."""
    settings.UPLOADS_FOLDER, settings.STUDIES_FOLDER = tmp_path / "uploads", tmp_path / "studies"
    path = tmp_path / "April.csv"
    path.write_text(CONTENT)
    keep(path, path.name, Destination(make_study(), cast.council, cast.bob))
    read_upload.func(Upload.objects.get().pk)
    return Upload.objects.get()


@pytest.mark.parametrize("width", ["telephone", "desk"])
def test_the_pages_of_a_file_break_no_rule_of_accessibility_after_an_answer(
    width, sent, open_page, problems_of
) -> None:
    page, found = open_page("alice", width=width), {}
    study, anchor = sent.study, sent.organisation

    page.goto(reverse("delete_study", args=["preston", study.slug]))
    page.click("button.danger")
    found["problem"] = problems_of(page)
    page.goto(reverse("correct_columns", args=["preston", study.slug, anchor.slug, sent.public_id]))
    page.select_option("#id_column_2", "payee")
    page.select_option("#id_column_1", "")
    page.click("button[name=look]")
    found["tried"] = problems_of(page)

    assert {name: problems for name, problems in found.items() if problems} == {}


def test_a_file_is_corrected_without_javascript_after_a_look_at_what_would_become_of_its_rows(sent, open_page) -> None:
    page = open_page("bob", width="telephone", script=False)
    page.goto(sent.get_absolute_url())
    page.click("text=Answer it >> nth=0")
    page.select_option("#id_column_1", "")
    page.select_option("#id_column_2", "payee")
    page.select_option("#id_date_order", "dmy")
    page.select_option("#id_decimal_mark", ",")

    page.click("text=Show what would become of the rows")
    tried, at = page.inner_text("main"), page.url
    page.click("main form button:has-text('Read it again')")

    assert "Of the first 8 rows, 8 would be used (£37,872.00)" in tried
    assert at.endswith("#rows")
    assert "The file is read again as you said." in page.inner_text("main")
    read_upload.func(sent.pk)
    sent.refresh_from_db()
    assert (sent.state, str(sent.used_gbp)) == ("done", "37872.00")
