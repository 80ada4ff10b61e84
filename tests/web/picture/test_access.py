"""Who may see and take away what of a study's results."""

import pytest
from django.urls import reverse

from ourplace_web.picture import predicates
from ourplace_web.picture.urls import urlpatterns

URLS = urlpatterns
MEMBERS = {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": "sign in"}
ANALYSTS = {"alice": 200, "bob": 403, "carol": 403, "charlie": 404, "visitor": "sign in"}
DRAFT = {"alice": 200, "bob": 404, "carol": 404, "charlie": 404, "visitor": 404}
ACCESS = {
    "meanings": dict.fromkeys(MEMBERS, 200),
    "picture": MEMBERS,
    "picture_topic": MEMBERS,
    "picture_indicator": MEMBERS,
    "picture_figure": MEMBERS,
    "picture_payments": MEMBERS,
    "picture_payments_csv": MEMBERS,
    "picture_table": MEMBERS,
    "map_outlines": MEMBERS,
    "map_suppliers": MEMBERS,
    "take_away": MEMBERS,
    "take_report": MEMBERS,
    "take_paper": MEMBERS,
    "take_workbook": ANALYSTS,
    "take_open_data": ANALYSTS,
    "publish": ANALYSTS,
    "unpublish": ANALYSTS,
    "public_page": DRAFT,
    "public_topic": DRAFT,
    "public_outlines": DRAFT,
    "embed": DRAFT,
    "place": dict.fromkeys(DRAFT, 404),
}
MORE = {
    "picture_topic": ["rings"],
    "public_topic": ["rings"],
    "picture_indicator": ["local_share"],
    "picture_figure": ["local_share", "all~preston"],
    "picture_table": ["local_share"],
}
EVERYBODY = {"alice", "bob", "carol", "charlie", "visitor"}
PREDICATES = {
    predicates.may_see_picture: {"alice", "bob", "carol"},
    predicates.may_take_suppliers: {"alice"},
    predicates.may_publish: {"alice"},
    predicates.may_see_payments: {"alice", "bob", "carol"},
    predicates.may_see_public_page: {"alice"},
}


def address(page: str, study, *more: str) -> str:
    """Return an address of a study's results."""
    if page == "meanings":
        return reverse(page)
    return reverse(
        page, args=["preston"] if page == "place" else ["preston", study.slug, *(more or MORE.get(page, []))]
    )


def test_each_page_answers_each_of_the_cast_as_their_role_allows(page, who, study, browser, outcome) -> None:
    answer = browser(who).get(address(page, study))
    answer.close()

    assert outcome(answer) == ACCESS[page][who]


@pytest.mark.parametrize("shown", ["public_page", "public_topic", "public_outlines", "embed"])
@pytest.mark.parametrize("reader", sorted(EVERYBODY))
def test_a_published_page_is_there_for_everybody(shown, reader, published, browser) -> None:
    assert browser(reader).get(address(shown, published)).status_code == 200


@pytest.mark.parametrize("page", ["flow", "peers", "overlap", "influenceable", "mars"])
def test_what_is_not_for_the_public_is_not_found_there(page, published, browser) -> None:
    assert browser("visitor").get(address("public_topic", published, page)).status_code == 404


@pytest.mark.parametrize("predicate", PREDICATES)
def test_what_a_role_allows_with_results(predicate, study, cast) -> None:
    people = {"alice": cast.alice, "bob": cast.bob, "carol": cast.carol, "charlie": cast.charlie, "visitor": None}

    assert {name for name, person in people.items() if predicate(person, study)} == PREDICATES[predicate]


def test_whose_payments_are_open_to_whom(study, cast) -> None:
    assert len(predicates.anchors_open_to(cast.alice, study)) == 6
    assert predicates.anchors_open_to(cast.bob, study) == {"preston-city-council"}
    assert predicates.anchors_open_to(cast.charlie, study) == predicates.anchors_open_to(None, study) == set()


@pytest.mark.parametrize(
    "page",
    ["picture", "picture_topic", "picture_figure", "picture_payments", "take_away", "take_report", "take_workbook"],
)
def test_a_study_without_results_says_so(page, not_run, browser) -> None:
    answer = browser("alice").get(address(page, not_run))

    assert (answer.status_code, "There are no results yet" in answer.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("page", "queries"),
    [
        ("picture", 7), ("picture_topic", 7), ("picture_figure", 7), ("picture_payments", 7), ("take_away", 9),
        ("map_outlines", 6), ("map_suppliers", 6),
    ],
)  # fmt: skip
def test_a_page_takes_few_queries(page, queries, study, browser, django_assert_num_queries) -> None:
    client = browser("alice")

    with django_assert_num_queries(queries):
        client.get(address(page, study))
