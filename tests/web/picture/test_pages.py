"""The pages of the picture say what the library says, from wherever they are seen."""

import datetime as dt
import html
import json
import re
import shutil

import pytest
from django.urls import reverse

from ourplace.reports import categories_of, headline_sentences, seen_from
from ourplace.reports.charts.palette import colour_variables
from ourplace.reports.wording import pounds_and_pence
from ourplace_web.picture.topics import TOPICS
from ourplace_web.studies.study_folder import study_folder

MOST_BYTES = 200_000
TWO_SUPPLIERS = ("top_suppliers", "peer_list")


def text_of(answer) -> str:
    """Return a page with its characters as people read them."""
    return html.unescape(answer.content.decode())


def at(study, page: str, *more: str, query: str = "") -> str:
    """Return an address of the picture."""
    return reverse(page, args=["preston", study.slug, *more]) + query


@pytest.fixture
def analyst(browser):
    """Alice's browser."""
    return browser("alice")


@pytest.mark.parametrize("ring", ["", "lancashire", "uk"])
@pytest.mark.parametrize("anchor", ["", "prestons-college"])
def test_the_headline_is_the_librarys(ring, anchor, study, analyst, report) -> None:
    page = text_of(analyst.get(at(study, "picture"), {"ring": ring, "anchor": anchor}))

    for sentence in headline_sentences(seen_from(report, ring_id=ring or None, anchor_id=anchor or None)):
        assert sentence in page


@pytest.mark.parametrize("topic", [topic.slug for topic in TOPICS])
def test_every_topic_is_a_page_of_moderate_size_without_inline_style_or_script(topic, study, analyst) -> None:
    answer = analyst.get(at(study, "picture_topic", topic))
    page = answer.content.decode()

    assert answer.status_code == 200
    assert len(answer.content) < MOST_BYTES
    assert not re.search(r"<[^>]*\sstyle=|<style|<script(?![^>]*src=)", page)
    assert page.count("<h1") == 1


def test_a_picture_has_its_words_and_the_table_behind_it(study, analyst) -> None:
    page = analyst.get(at(study, "picture_topic", "rings")).content.decode()

    assert page.count("<desc") == page.count("<svg") == 4
    assert page.count("<details>") == 2


@pytest.mark.parametrize("query", ["?ring=mars", "?anchor=mars", "?category=mars", "?local=mars"])
def test_an_address_that_names_what_is_not_there_says_what_to_do(query, study, analyst) -> None:
    answer = analyst.get(at(study, "picture", query=query))

    assert (answer.status_code, "What to do:" in answer.content.decode()) == (404, True)


@pytest.mark.parametrize(
    ("page", "more"),
    [("picture_topic", ["mars"]), ("picture_indicator", ["mars"]), ("picture_figure", ["local_share", "mars"]), ("picture_table", ["mars"])],
)  # fmt: skip
def test_a_page_that_is_not_there_says_what_to_do(page, more, study, analyst) -> None:
    answer = analyst.get(at(study, page, *more))

    assert (answer.status_code, "What to do:" in answer.content.decode()) == (404, True)


def test_links_keep_where_the_picture_is_seen_from(study, analyst) -> None:
    page = text_of(
        analyst.get(at(study, "picture_topic", "rings", query="?ring=lancashire&anchor=prestons-college&category=45"))
    )

    links = re.findall(r'href="([^"]*/picture/[^"]*)"', page)
    kept = [link for link in links if link.endswith("?ring=lancashire&anchor=prestons-college&category=45")]
    assert len(kept) > len(TOPICS)
    assert '<option value="lancashire" selected>' in page
    assert '<option value="prestons-college" selected>' in page


def test_another_definition_of_local_changes_the_headline_and_says_that_the_rest_stays(study, analyst, report) -> None:
    rows = report.tables["definition_sensitivity"].to_pylist()
    (row,) = (
        one for one in rows
        if (one["anchor_id"], one["ring_id"], one["definition_id"]) == ("all", "preston", "registered_office")
    )  # fmt: skip

    page = text_of(analyst.get(at(study, "picture", query="?local=registered_office")))

    assert f"{100 * row['local_share']:.1f}% of the analysed spend" in page
    assert "until it is run under another" in page


def test_a_category_under_another_definition_is_not_invented(study, analyst) -> None:
    page = text_of(analyst.get(at(study, "picture_topic", "rings", query="?category=45&local=registered_office")))

    assert "under another definition is not worked out" in page
    assert '<option value="45" selected>' in page
    assert '<option value="registered_office" selected>' in page


def test_an_anchor_that_buys_none_of_a_category_says_so_on_every_page(study, analyst, report) -> None:
    paid = {
        row["need_category_code"]
        for row in report.tables["need_categories"].to_pylist()
        if row["anchor_id"] == "prestons-college"
    }
    category = next(code for code, _ in categories_of(report) if code not in paid)
    query = f"?anchor=prestons-college&category={category}"

    assert "Preston's College pays nothing for" in text_of(analyst.get(at(study, "picture", query=query)))
    for topic in TOPICS:
        assert analyst.get(at(study, "picture_topic", topic.slug, query=query)).status_code == 200


def test_a_figure_shows_numerator_denominator_and_what_was_left_out_to_the_penny(study, analyst, report) -> None:
    row = report.tables["local_share"].to_pylist()[0]
    coverage = report.tables["coverage"].to_pylist()[0]

    page = text_of(analyst.get(at(study, "picture_figure", "local_share", "all~preston")))

    for amount in (row["local_gbp"], row["analysed_gbp"], row["leakage_gbp"], coverage["not_analysed_gbp"]):
        assert pounds_and_pence(amount) in page


def test_every_row_of_a_table_leads_to_its_figure(study, analyst) -> None:
    page = text_of(analyst.get(at(study, "picture_topic", "leakage")))

    links = set(re.findall(r'<th scope="row"><a href="([^"]+)"', page))
    assert len(links) == 15
    assert {analyst.get(link).status_code for link in sorted(links)[::5]} == {200}


def test_the_suppliers_of_another_anchor_are_not_shown(study, browser, report) -> None:
    theirs = [row for row in report.tables["top_suppliers"].to_pylist() if row["anchor_id"] == "prestons-college"]

    page = text_of(browser("bob").get(at(study, "picture_topic", "suppliers", query="?anchor=prestons-college")))
    figure = browser("bob").get(
        at(study, "picture_figure", "top_suppliers", f"prestons-college~{theirs[0]['supplier_id']}")
    )

    assert "shown to its own people" in page
    assert theirs[0]["supplier_name"] not in page
    assert figure.status_code == 404


def test_no_individual_is_named_on_any_page(study, analyst, report) -> None:
    people = {row["supplier_name"] for row in report.suppliers.to_pylist() if row["is_individual"]}
    assert people

    for topic in TOPICS:
        page = text_of(analyst.get(at(study, "picture_topic", topic.slug)))
        assert [name for name in people if name in page] == []


def test_the_stylesheet_has_the_reports_colours(settings) -> None:
    css = (settings.PACKAGE / "picture" / "static" / "picture" / "picture.css").read_text()

    for count in range(1, 9):
        assert f".bands-{count} {{ {colour_variables(count)} }}" in css
        assert f".bands-{count} {{ {colour_variables(count, dark=True)} }}" in css


def test_a_study_without_an_earlier_one_says_so(study, analyst) -> None:
    page = text_of(analyst.get(at(study, "picture_topic", "change")))

    assert "no earlier study of this place" in page


def test_the_change_since_the_last_study_of_the_same_place_is_shown_with_its_figures(
    study, make_study, preston_run, analyst, tmp_path
) -> None:
    earlier = make_study(
        name="Preston 2011/12",
        slug="preston-2011-12",
        period_start=dt.date(2011, 4, 1),
        period_end=dt.date(2012, 3, 31),
    )
    folder = shutil.copytree(preston_run.study.folder, tmp_path / "earlier")
    study_folder(earlier).symlink_to(folder)
    note = next(folder.rglob("last-run.json"))
    said = json.loads(note.read_text())
    said["study"]["period"] = {"start": "2011-04-01", "end": "2012-03-31"}
    note.write_text(json.dumps(said))

    page = text_of(analyst.get(at(study, "picture_topic", "change")))

    assert "1 April 2011 to 31 March 2012" in page
    assert page.count("<desc") == 2
    links = re.findall(r'href="([^"]+/figures/change/[^"]+)"', page)
    assert {analyst.get(link).status_code for link in set(links)} == {200}
    assert len(set(links)) == 7
    elsewhere = text_of(analyst.get(at(earlier, "picture_topic", "change")))
    assert "no earlier study of this place" in elsewhere
