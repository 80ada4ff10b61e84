"""What is taken away: the files of the run, open data, tables; and the public page."""

import csv
import io
import zipfile

import pytest
from django.urls import reverse

from ourplace_web.audit.models import Entry

NAMES = {
    "take_report": "preston-2012-13-report.html",
    "take_paper": "preston-2012-13-summary.docx",
    "take_workbook": "preston-2012-13-workbook.xlsx",
    "take_open_data": "preston-2012-13-open-data.zip",
}
FILES = {"take_report": "Report", "take_paper": "Committee paper", "take_workbook": "Workbook"}


def at(study, page: str, *more: str) -> str:
    """Return an address of a study."""
    return reverse(page, args=["preston", study.slug, *more])


def content_of(answer) -> bytes:
    """Return a file that was sent, and close it as a server does."""
    content = b"".join(answer.streaming_content)
    answer.close()
    return content


@pytest.mark.parametrize("page", NAMES)
def test_a_file_is_sent_to_be_kept_under_a_plain_name(page, study, browser) -> None:
    answer = browser("alice").get(at(study, page))
    answer.close()

    assert answer["Content-Disposition"] == f'attachment; filename="{NAMES[page]}"'
    assert answer.streaming


@pytest.mark.parametrize("page", FILES)
def test_a_report_is_the_one_that_the_run_wrote(page, study, browser, preston_run) -> None:
    answer = browser("alice").get(at(study, page))

    assert content_of(answer) == preston_run.result.reports[FILES[page]].read_bytes()


def test_the_open_data_are_an_archive_without_individuals(study, browser, report) -> None:
    answer = browser("alice").get(at(study, "take_open_data"))

    archive = zipfile.ZipFile(io.BytesIO(content_of(answer)))
    assert {"study.sqlite", "metadata.json", "csv/datapackage.json", "csv/local_share.csv"} <= set(archive.namelist())
    people = {row["supplier_name"] for row in report.suppliers.to_pylist() if row["is_individual"]}
    suppliers = archive.read("csv/suppliers.csv").decode()
    assert people
    assert [name for name in people if name in suppliers] == []


@pytest.mark.parametrize("page", ["take_workbook", "take_open_data"])
def test_taking_suppliers_away_is_kept_in_the_log(page, study, browser) -> None:
    answer = browser("alice").get(at(study, page))

    assert Entry.objects.get(verb="suppliers_taken").person_name == "Alice Ainsworth"
    # A server gives the connection back when an answer is closed, so this comes last.
    assert content_of(answer)


def test_a_table_is_the_librarys_to_the_penny(study, browser, report) -> None:
    answer = browser("carol").get(at(study, "picture_table", "local_share"))

    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert [row["local_gbp"] for row in rows] == [
        str(row["local_gbp"]) for row in report.tables["local_share"].to_pylist()
    ]


@pytest.mark.parametrize(
    "indicator_id", ["top_suppliers", "suppliers_to_review", "overlap", "peer_list", "local_supply"]
)
def test_no_table_names_an_individual(indicator_id, study, browser, report) -> None:
    people = {row["supplier_name"] for row in report.suppliers.to_pylist() if row["is_individual"]}

    sent = browser("alice").get(at(study, "picture_table", indicator_id)).content.decode()

    assert [name for name in people if name in sent] == []


def test_a_table_holds_the_suppliers_of_ones_own_anchor_only(study, browser) -> None:
    sent = browser("bob").get(at(study, "picture_table", "top_suppliers")).content.decode()

    anchors = {row["anchor_id"] for row in csv.DictReader(io.StringIO(sent))}
    assert anchors == {"all", "preston-city-council"}


def test_publishing_and_taking_away_again_are_kept_in_the_log(published, browser) -> None:
    assert browser("visitor").get("/place/preston/")["Location"] == at(published, "public_page")
    browser("alice").post(at(published, "unpublish"))

    assert browser("visitor").get(at(published, "public_page")).status_code == 404
    verbs = list(Entry.objects.filter(verb__startswith="study_").values_list("verb", flat=True))
    assert sorted(verbs) == ["study_published", "study_unpublished"]


def test_looking_at_the_question_publishes_nothing(study, browser) -> None:
    browser("alice").get(at(study, "publish"))
    browser("bob").post(at(study, "publish"))

    study.refresh_from_db()
    assert study.published_at is None


def test_a_study_without_results_cannot_be_published(not_run, browser) -> None:
    page = browser("alice").post(at(not_run, "publish")).content.decode()

    not_run.refresh_from_db()
    assert not_run.published_at is None
    assert "Run the study first" in page


@pytest.mark.parametrize(
    "topic", ["rings", "anchors", "leakage", "local-supply", "who", "suppliers", "left-out", "sureness", "method"]
)
def test_the_public_sees_no_supplier(topic, published, browser, report) -> None:
    names = {row["supplier_name"] for row in report.suppliers.to_pylist() if len(row["supplier_name"]) > 6}

    page = browser("visitor").get(at(published, "public_topic", topic)).content.decode()

    assert [name for name in names if name in page] == []
    assert "fewer than 3 suppliers" in page


def test_only_the_page_for_embedding_may_be_put_into_another(published, browser) -> None:
    client = browser("visitor")
    embedded, page = client.get(at(published, "embed")), client.get(at(published, "public_page"))

    assert "frame-ancestors *" in embedded["Content-Security-Policy"]
    assert "X-Frame-Options" not in embedded
    assert "frame-ancestors 'none'" in page["Content-Security-Policy"]
    assert page["X-Frame-Options"] == "DENY"
