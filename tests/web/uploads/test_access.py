"""Who may see and do what with an anchor's files."""

import pytest
from django.urls import reverse

from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.organisation_urls import urlpatterns as of_organisation
from ourplace_web.uploads.urls import urlpatterns

URLS = [*urlpatterns, *of_organisation]
MEMBERS = {"alice": 200, "bob": 200, "carol": 200, "charlie": 404, "visitor": "sign in"}
EDITORS = {"alice": 200, "bob": 200, "carol": 403, "charlie": 404, "visitor": "sign in"}
ACCESS = {
    "files": MEMBERS,
    "anchor_files": MEMBERS,
    "send_files": EDITORS | {"alice": 302, "bob": 302},
    "file": MEMBERS,
    "correct_columns": EDITORS,
    "remove_file": EDITORS,
    "delete_files": EDITORS,
}
OTHERS = {name: {"alice": seen["alice"], "bob": 404, "carol": 404} for name, seen in ACCESS.items() if name != "files"}


def ask(client, page, study, anchor, upload):
    """Return what one page of an anchor's files answers."""
    if page == "delete_files":
        return client.get(reverse(page, args=["preston", anchor.slug]))
    of_file = {name: [anchor.slug, upload.public_id] for name in ("file", "correct_columns", "remove_file")}
    more = {"files": []} | of_file
    address = reverse(page, args=["preston", study.slug, *more.get(page, [anchor.slug])])
    return client.post(address) if page == "send_files" else client.get(address)


def test_each_page_answers_each_of_the_cast_as_their_role_allows(
    page, who, study, cast, april, browser, outcome
) -> None:
    assert outcome(ask(browser(who), page, study, cast.council, april)) == ACCESS[page][who]


def test_another_anchors_files_are_for_its_people_and_analysts(study, college, april, send, browser) -> None:
    send({"College.csv": "Supplier,Date,Amount\nFylde Print Ltd,17/04/2024,5.00\n"}, who="alice", anchor="college")
    upload = Upload.objects.get(organisation=college)

    answers = {
        name: {who: ask(browser(who), name, study, college, upload).status_code for who in ("alice", "bob", "carol")}
        for name in OTHERS
    }

    assert answers == OTHERS


def test_a_file_cannot_be_reached_through_another_anchor(study, college, april, browser) -> None:
    address = reverse("file", args=["preston", study.slug, college.slug, april.public_id])

    assert browser("alice").get(address).status_code == 404


def test_the_list_of_anchors_names_the_numbers_of_ones_own_only(study, college, april, send, browser) -> None:
    send({"College.csv": "Supplier,Date,Amount\nFylde Print Ltd,17/04/2024,5.00\n"}, who="alice", anchor="college")

    pages = {
        who: browser(who).get(reverse("files", args=["preston", study.slug])).content.decode()
        for who in ("alice", "carol")
    }

    assert {who: (page.count("anchor_files"), "/files/college/" in page) for who, page in pages.items()} == {
        "alice": (0, True), "carol": (0, False),
    }  # fmt: skip
    assert "1,299.99" in pages["carol"]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("listed", "queries"), [("files", 8), ("anchor_files", 11)])
def test_a_list_takes_as_many_queries_for_three_as_for_one(
    listed, queries, count, study, cast, send, browser, django_assert_num_queries
) -> None:
    send({f"{number}.csv": f"Supplier,Date,Amount\nA Ltd,03/04/2024,{number}.00\n" for number in range(count)})
    client = browser("bob")
    address = reverse(listed, args=["preston", study.slug, *([cast.council.slug] if listed == "anchor_files" else [])])

    with django_assert_num_queries(queries):
        client.get(address)
