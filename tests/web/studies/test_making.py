"""Making a study, one question a page, without JavaScript."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from ourplace_web.audit.models import Entry
from ourplace_web.studies.models import Study

ANSWERS = {
    "name": {"name": "Exeter 2024/25"},
    "period": {
        "period_start_day": "1", "period_start_month": "4", "period_start_year": "2024",
        "period_end_day": "31", "period_end_month": "3", "period_end_year": "2025",
    },
    "place": {"place_code": "E07000041"},
    "rings": {"rings": ["Exeter", "Devon", "England"]},
    "local": {"definition_of_local": "registered_office"},
}  # fmt: skip


def ask(question: str) -> str:
    """Return the address of a question."""
    return reverse("new_study_question", args=["preston", question])


def answer(client, question: str, fields=None, query: str = ""):
    """Return what came of answering a question."""
    return client.post(ask(question) + query, ANSWERS[question] if fields is None else fields)


@pytest.fixture
def analyst(browser):
    """Alice's browser."""
    return browser("alice")


@pytest.fixture
def ready(analyst):
    """Alice's browser, with every question answered."""
    for question in ANSWERS:
        answer(analyst, question, query="?q=exeter" if question == "place" else "")
    return analyst


def test_five_questions_and_a_check_make_a_study(ready, cast) -> None:
    made = ready.post(reverse("check_new_study", args=["preston"]))

    study = Study.objects.get()
    assert made["Location"] == "/networks/preston/studies/exeter-2024-25/"
    assert (study.name, study.place_code, study.place_name, study.definition_of_local, study.made_by) == (
        "Exeter 2024/25", "E07000041", "Exeter", "registered_office", cast.alice,
    )  # fmt: skip
    assert (study.period_start, study.period_end) == (dt.date(2024, 4, 1), dt.date(2025, 3, 31))
    assert [ring.name for ring in study.ring_specs] == ["Exeter", "Devon", "England"]
    assert str(Entry.objects.get(verb="study_made")) == "Alice Ainsworth made the study Exeter 2024/25"


def test_each_answer_leads_to_the_next_question_and_the_last_to_the_check(analyst) -> None:
    places = [
        answer(analyst, question, query="?q=exeter" if question == "place" else "")["Location"] for question in ANSWERS
    ]

    assert places == [
        ask("period"),
        ask("place"),
        ask("rings"),
        ask("local"),
        reverse("check_new_study", args=["preston"]),
    ]


@pytest.mark.parametrize("question", ["period", "place", "rings", "local"])
def test_a_question_waits_for_those_before_it(question, analyst) -> None:
    assert analyst.get(ask(question))["Location"] == ask("name")


def test_another_place_asks_for_its_rings_again_and_keeps_the_rest(ready) -> None:
    changed = answer(ready, "place", {"place_code": "E07000123"}, "?q=preston")

    assert changed["Location"] == ask("rings")
    assert 'value="Exeter 2024/25"' in ready.get(ask("name")).content.decode()


def test_another_name_loses_nothing(ready) -> None:
    changed = answer(ready, "name", {"name": "Exeter, again"})

    assert changed["Location"] == reverse("check_new_study", args=["preston"])


@pytest.mark.parametrize(
    ("question", "fields", "said"),
    [
        ("name", {"name": ""}, "Enter a name for the study"),
        ("name", {"name": "!!!"}, "Enter a name with letters or digits in it"),
        ("name", {"name": "new"}, "Enter a name with letters or digits in it"),
        ("period", {}, "Enter the first day"),
        ("period", ANSWERS["period"] | {"period_start_month": "13"}, "Enter a real date, such as 1 4 2024"),
        ("period", ANSWERS["period"] | {"period_start_month": "April"}, "Enter a real date, such as 1 4 2024"),
        ("period", ANSWERS["period"] | {"period_start_month": ""}, "Enter a real date, such as 1 4 2024"),
        ("period", ANSWERS["period"] | {"period_end_year": "2023"}, "The last day must be on or after the first day"),
        ("place", {}, "Choose a place"),
        ("rings", {}, "Choose at least one ring"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_right_is_asked_for_again(question, fields, said, analyst) -> None:
    for before in list(ANSWERS)[: list(ANSWERS).index(question)]:
        answer(analyst, before, query="?q=exeter" if before == "place" else "")

    page = answer(analyst, question, fields, "?q=exeter" if question == "place" else "").content.decode()

    summary = re.search(r'<div class="error-summary".*?</div>', page, re.DOTALL)[0]
    assert said in summary
    assert "<title>Error: " in page


def test_what_was_typed_wrongly_is_still_in_its_box(analyst) -> None:
    answer(analyst, "name")

    page = answer(analyst, "period", ANSWERS["period"] | {"period_start_month": "April"}).content.decode()

    assert 'value="April"' in page


@pytest.mark.parametrize(
    ("sought", "found"),
    [("exeter", ["Exeter"]), ("EX1 1JJ", ["Exeter"]), ("E07000041", ["Exeter"]), ("barnsley", ["Barnsley"])],
)
def test_a_place_is_found_by_name_postcode_or_code(sought, found, analyst) -> None:
    answer(analyst, "name")
    answer(analyst, "period")

    page = analyst.get(ask("place"), {"q": sought}).content.decode()

    assert re.findall(r"<span>([^<]+)<small>", page) == found


@pytest.mark.parametrize(
    ("sought", "said"),
    [("zzzzzz", "There is no place like that."), ("AB99 9ZZ", "The postcode AB99 9ZZ is not known.")],
)
def test_a_place_that_is_not_found_says_what_to_try(sought, said, analyst) -> None:
    answer(analyst, "name")
    answer(analyst, "period")

    assert said in analyst.get(ask("place"), {"q": sought}).content.decode()


def test_a_definition_that_the_rings_do_not_allow_is_not_offered(ready) -> None:
    page = ready.get(ask("local")).content.decode()

    assert "Within a distance" not in page
    assert "Any premises" in page


def test_two_studies_of_a_network_differ_in_name(ready, analyst) -> None:
    ready.post(reverse("check_new_study", args=["preston"]))

    page = answer(analyst, "name").content.decode()

    assert "There is a study of that name in this network already" in page


def test_a_study_of_that_name_made_meanwhile_leads_back_to_the_name(ready, study) -> None:
    Study.objects.update(slug="exeter-2024-25")

    back = ready.post(reverse("check_new_study", args=["preston"]), follow=True)

    assert back.redirect_chain == [(ask("name"), 302)]
    assert 'value="Exeter 2024/25"' in back.content.decode()
