"""The log can be added to and read, and nothing else."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from ourplace_web.audit.models import AppendOnlyError, Entry, Verb
from ourplace_web.audit.recording import entries_of, record


@pytest.fixture
def entry(cast) -> Entry:
    return record(
        cast.alice, Verb.PERSON_INVITED, cast.council, network_id=cast.network.public_id, details={"role": "x"}
    )


def test_an_entry_says_who_did_what_to_which_thing(entry, cast) -> None:
    assert str(entry) == "Alice Ainsworth invited Preston City Council"
    assert (entry.person_id, entry.object_kind, entry.object_id) == (
        cast.alice.pk,
        "organisation",
        str(cast.council.pk),
    )


def test_python_refuses_to_change_or_delete_an_entry(entry) -> None:
    for attempt in (
        entry.save,
        entry.delete,
        Entry.objects.all().delete,
        lambda: Entry.objects.update(person_name="Nobody"),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()


@pytest.mark.parametrize("statement", ["UPDATE audit_entry SET person_name = 'Nobody'", "DELETE FROM audit_entry"])
def test_the_database_itself_refuses_to_change_or_delete_an_entry(statement, entry) -> None:
    with pytest.raises(DatabaseError, match="never changed or deleted"), transaction.atomic():
        connection.cursor().execute(statement)

    assert Entry.objects.get().person_name == "Alice Ainsworth"


def test_an_entry_outlives_the_network_and_the_person(entry, cast) -> None:
    kept = cast.network.public_id
    cast.network.delete()
    cast.alice.delete()

    assert [str(one) for one in entries_of(kept)] == ["Alice Ainsworth invited Preston City Council"]


def test_the_log_shows_one_network_only(entry, cast, browser) -> None:
    record(None, Verb.NETWORK_MADE, cast.other_network, network_id=cast.other_network.public_id)

    page = browser("charlie").get(reverse("audit_log", args=["exeter"])).content.decode()

    assert "made the network" in page
    assert "Preston City Council" not in page


def test_the_log_can_be_narrowed_to_what_was_done_and_to_a_name(entry, cast) -> None:
    record(cast.alice, Verb.ORGANISATION_ADDED, cast.council, network_id=cast.network.public_id)
    network = cast.network.public_id

    assert entries_of(network).count() == 2
    assert entries_of(network, verb="person_invited").get() == entry
    assert entries_of(network, text="ainsWORTH").count() == 2
    assert entries_of(network, text="bamber").count() == 0


@pytest.mark.parametrize(
    ("query", "first", "count"),
    [("", "thing 119", 50), ("?page=3", "thing 19", 20), ("?page=99", "thing 19", 20), ("?page=x", "thing 119", 50)],
)
def test_a_long_log_is_shown_a_page_at_a_time(query, first, count, cast, browser) -> None:
    for number in range(120):
        cast.council.name = f"thing {number}"
        record(None, Verb.ORGANISATION_CHANGED, cast.council, network_id=cast.network.public_id)

    entries = browser("alice").get(reverse("audit_log", args=["preston"]) + query).context["page"]

    assert (entries[0].object_name, len(entries)) == (first, count)


@pytest.mark.parametrize("extra", [0, 2])
def test_the_log_takes_as_many_queries_for_three_entries_as_for_one(
    extra, entry, cast, browser, django_assert_num_queries
) -> None:
    client = browser("alice")
    for _number in range(extra):
        record(None, Verb.ORGANISATION_CHANGED, cast.council, network_id=cast.network.public_id)

    with django_assert_num_queries(9):
        client.get(reverse("audit_log", args=["preston"]))
