"""Who may see, judge and exchange what in a review."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ourplace_web.review import predicates
from ourplace_web.review.judging import judgements_of, withdraw
from ourplace_web.review.models import KeptJudgement
from ourplace_web.review.predicates import reviewer_for
from ourplace_web.review.urls import urlpatterns

URLS = urlpatterns
OUTSIDERS = {"charlie": 404, "visitor": "sign in"}
MEMBERS = {"alice": 200, "bob": 200, "carol": 200, **OUTSIDERS}
REVIEWERS = MEMBERS | {"carol": 403}
ACCESS = {
    "review": MEMBERS,
    "review_latest": MEMBERS,
    "review_supplier": MEMBERS,
    "review_supplier_judgements": MEMBERS,
    "review_history": MEMBERS,
    "undo_judgement": {"alice": 302, "bob": 302, "carol": 403, **OUTSIDERS},
    "review_sheet": REVIEWERS,
    "upload_judgements": REVIEWERS,
    "judgements_file": REVIEWERS | {"bob": 403},
}
ADDRESS = ["preston", "preston-2024-25"]


def judge_as(client, supplier_id, answer="same as 1"):
    """Answer on a supplier as somebody who has just opened its page."""
    address = reverse("review_supplier", args=[*ADDRESS, supplier_id])
    state = client.get(address).context["one"].fingerprint
    return client.post(address, {"answer": answer, "state": state})


@pytest.fixture
def judged(study, browser) -> KeptJudgement:
    """A judgement of a supplier that the council pays."""
    judge_as(browser("alice"), "s-alarms")
    return KeptJudgement.objects.get()


def test_each_page_answers_each_of_the_cast_as_their_role_allows(page, who, judged, browser, outcome) -> None:
    more = {
        "undo_judgement": [judged.pk],
        "review_supplier": ["s-alarms"],
        "review_supplier_judgements": ["s-alarms"],
    }
    address = reverse(page, args=[*ADDRESS, *more.get(page, [])])
    client = browser(who)

    assert outcome((client.post if page == "undo_judgement" else client.get)(address)) == ACCESS[page][who]


@pytest.mark.parametrize(
    ("who", "supplier_id", "expected"),
    [
        ("alice", "s-alarms", 302),
        ("alice", "s-college", 302),
        ("bob", "s-alarms", 302),
        ("bob", "s-college", 403),
        ("carol", "s-alarms", 403),
    ],
)
def test_analysts_judge_all_and_editors_what_their_anchor_pays(who, supplier_id, expected, study, browser) -> None:
    answer = judge_as(browser(who), supplier_id)

    assert answer.status_code == expected
    assert KeptJudgement.objects.count() == (expected == 302)


def test_nobody_of_another_network_judges(study, browser, cast) -> None:
    state = browser("alice").get(reverse("review_supplier", args=[*ADDRESS, "s-alarms"])).context["one"].fingerprint
    address = reverse("review_supplier", args=[*ADDRESS, "s-alarms"])

    assert browser("charlie").post(address, {"answer": "same as 1", "state": state}).status_code == 404
    assert judgements_of(study).judgements == ()


@pytest.mark.parametrize(
    ("who", "own", "other"), [("alice", True, True), ("bob", True, False), ("carol", True, False)]
)
@pytest.mark.parametrize("asked", ["review", "review_latest", "review_history", "review_supplier"])
def test_individuals_are_named_to_those_who_may_see_the_payments_to_them(
    asked, who, own, other, study, browser
) -> None:
    for supplier_id in ("s-person", "s-hidden"):
        judge_as(browser("alice"), supplier_id)
    client = browser(who)
    texts = [
        client.get(reverse(asked, args=[*ADDRESS, *([one] if asked == "review_supplier" else [])])).content.decode()
        for one in ("s-person", "s-hidden")
    ]
    words = "".join(texts).lower()

    assert ("john elmtree" in words, "mary oaktree" in words) == (own, other)
    assert ("elmtree 1 ltd" in words, "oaktree 1 ltd" in words) == (own, other)


def test_names_as_typed_are_shown_to_those_who_may_see_the_payments(study, browser) -> None:
    pages = {
        who: browser(who).get(reverse("review_supplier", args=[*ADDRESS, "s-college"])).content.decode()
        for who in ("alice", "carol")
    }

    assert {who: "FERNMOOR BOOKS" in text for who, text in pages.items()} == {"alice": True, "carol": False}
    assert "Fernmoor Books" in pages["carol"]


@pytest.mark.parametrize(("who", "expected"), [("alice", 302), ("bob", 403), ("carol", 403)])
def test_undoing_is_for_those_who_may_judge_the_supplier(who, expected, study, browser) -> None:
    judge_as(browser("alice"), "s-college")
    kept = KeptJudgement.objects.get()

    answer = browser(who).post(reverse("undo_judgement", args=[*ADDRESS, kept.pk]))

    assert answer.status_code == expected
    assert KeptJudgement.objects.count() == 1 + (expected == 302)


def test_a_judgement_of_another_study_is_not_undone_through_ones_own(study, judged, browser, cast) -> None:
    study.pk, study.slug = None, "other"
    study.public_id = type(study)().public_id
    study.save()

    answer = browser("alice").post(reverse("undo_judgement", args=["preston", "other", judged.pk]))

    assert answer.status_code == 404


def test_an_editor_cannot_take_in_judgements_signed_by_others(study, browser) -> None:
    file = SimpleUploadedFile("judgements.jsonl", b"{}\n")

    answer = browser("bob").post(reverse("upload_judgements", args=ADDRESS), {"sheet": file})

    assert answer.status_code == 403


def test_what_a_role_allows_with_a_review(study, cast) -> None:
    people = {"alice": cast.alice, "bob": cast.bob, "carol": cast.carol, "charlie": cast.charlie, "visitor": None}

    def allowed(predicate):
        return {name for name, person in people.items() if predicate(person)}

    council, college = ["preston-city-council"], ["college"]
    assert allowed(lambda one: predicates.may_see_review(one, study)) == {"alice", "bob", "carol"}
    assert allowed(lambda one: predicates.may_review(one, study)) == {"alice", "bob"}
    assert allowed(lambda one: predicates.may_exchange_judgements(one, study)) == {"alice"}
    assert allowed(lambda one: predicates.may_judge(reviewer_for(one, study), council)) == {"alice", "bob"}
    assert allowed(lambda one: predicates.may_judge(reviewer_for(one, study), college)) == {"alice"}
    assert allowed(lambda one: predicates.may_see_names(reviewer_for(one, study), council)) == {
        "alice",
        "bob",
        "carol",
    }
    assert allowed(lambda one: predicates.may_see_names(reviewer_for(one, study), college)) == {"alice"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("asked", "queries"), [("review", 8), ("review_latest", 7), ("review_history", 9), ("review_supplier", 7)]
)
def test_a_page_takes_as_many_queries_for_three_judgements_as_for_one(
    asked, queries, count, study, browser, django_assert_num_queries
) -> None:
    for supplier_id in ("s-alarms", "s-person", "s-college")[:count]:
        judge_as(browser("alice"), supplier_id)
    client = browser("bob")
    address = reverse(asked, args=[*ADDRESS, *(["s-alarms"] if asked == "review_supplier" else [])])

    with django_assert_num_queries(queries):
        client.get(address)


def test_withdrawing_is_signed_by_who_does_it(judged, cast) -> None:
    undoing = withdraw(cast.bob, judged)

    assert (undoing.judged_by, undoing.withdraws) == ("Bob Bamber", judged.judgement_id)
