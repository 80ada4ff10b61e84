"""Who may see and do what with a study."""

import pytest
from django.urls import reverse

from ourplace_web.studies import predicates
from ourplace_web.studies.urls import urlpatterns

URLS = urlpatterns
MEMBERS = {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": "sign in"}
ANALYSTS = {"alice": 200, "bob": 403, "carol": 403, "charlie": 404, "visitor": "sign in"}
ACCESS = {
    "study": MEMBERS,
    "delete_study": ANALYSTS,
    "new_study": ANALYSTS | {"alice": 302},
    "new_study_question": ANALYSTS,
    "check_new_study": ANALYSTS | {"alice": 302},
    "draw_place": ANALYSTS | {"alice": 302},
    "ground": ANALYSTS,
}
PREDICATES = {predicates.may_see_study: {"alice", "bob", "carol"}, predicates.may_change_study: {"alice"}}


def test_each_page_answers_each_of_the_cast_as_their_role_allows(page, who, study, browser, outcome) -> None:
    arguments = {"study": [study.slug], "delete_study": [study.slug], "new_study_question": ["name"]}.get(page, [])

    answer = browser(who).get(reverse(page, args=["preston", *arguments]))
    answer.close()

    assert outcome(answer) == ACCESS[page][who]


@pytest.mark.parametrize("predicate", PREDICATES)
def test_what_a_role_allows_with_a_study(predicate, study, cast) -> None:
    people = {"alice": cast.alice, "bob": cast.bob, "carol": cast.carol, "charlie": cast.charlie, "visitor": None}

    assert {name for name, person in people.items() if predicate(person, study)} == PREDICATES[predicate]


def test_a_study_cannot_be_reached_through_another_network(study, browser) -> None:
    assert browser("charlie").get(reverse("study", args=["exeter", study.slug])).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_a_list_of_studies_takes_as_many_queries_for_three_as_for_one(
    count, study, browser, django_assert_num_queries
) -> None:
    for number in range(count - 1):
        study.pk, study.public_id, study.slug = None, None, f"copy-{number}"
        study.public_id = type(study)().public_id
        study.save()
    client = browser("alice")

    with django_assert_num_queries(8):
        client.get(reverse("network", args=["preston"]))


def test_a_study_takes_few_queries(study, browser, django_assert_num_queries) -> None:
    client = browser("alice")

    with django_assert_num_queries(6):
        client.get(study.get_absolute_url())
