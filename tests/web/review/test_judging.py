"""Judgements as they are given, kept, undone and shown, by one reviewer and by two at once."""

import os
import threading

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from ourplace.studies.reviewing import candidate_facts, state_of_suppliers
from ourplace_web.audit.models import AppendOnlyError, Entry
from ourplace_web.review.answering import take_answers
from ourplace_web.review.forms import sheet_row
from ourplace_web.review.judging import judgements_of
from ourplace_web.review.models import KeptJudgement
from ourplace_web.review.results import latest_figures
from ourplace_web.review.seeing import candidates_shown, sold_by

ADDRESS = ["preston", "preston-2024-25"]


@pytest.fixture
def alice(study, browser) -> Client:
    """The analyst's browser."""
    return browser("alice")


def page_of(client, supplier_id="s-alarms"):
    """The page of a supplier."""
    return client.get(reverse("review_supplier", args=[*ADDRESS, supplier_id]))


def answer(client, supplier_id="s-alarms", *, state=None, **given):
    """Answer on a supplier, in the state in which it is now if none is given."""
    state = state or page_of(client, supplier_id).context["one"].fingerprint
    return client.post(
        reverse("review_supplier", args=[*ADDRESS, supplier_id]), {"state": state, **given}, follow=True
    )


def words(study):
    """What has been said, in its order: kind and what it is about."""
    return [(one.kind, one.entity_id or one.postcode or one.withdraws) for one in judgements_of(study).judgements]


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"answer": "same as 2"}, [("same", "GB-COH-s-alarms-2")]),
        ({"answer": "none of these"}, [("different", "GB-COH-s-alarms-1"), ("different", "GB-COH-s-alarms-2")]),
        ({"answer": "unsure"}, [("unsure", "GB-COH-s-alarms-1")]),
        ({"entity_id": "GB-COH-7"}, [("same", "GB-COH-7")]),
        ({"postcode": "pr1 2he", "reason": "seen there"}, [("located_at", "PR1 2HE")]),
    ],
)
def test_an_answer_is_kept_as_the_library_has_it_and_signed(given, expected, study, alice) -> None:
    answer(alice, **given)

    assert words(study) == expected
    assert {(one.judged_by, one.payee_names) for one in judgements_of(study).judgements} == {
        ("Alice Ainsworth", ("BARNMOOR ALARMS",))
    }
    assert [row.judgement.judgement_id == row.judgement_id for row in KeptJudgement.objects.all()] == [True] * len(
        expected
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"postcode": "PR1 2HE"}, "needs its reason"),
        ({"postcode": "nonsense", "reason": "r"}, "The postcode is not one"),
        ({"local": "yes", "reason": "r"}, "go together"),
        ({"answer": "same as 5"}, "There is no candidate 5"),
        ({}, "Nothing was said of the supplier"),
    ],
)
def test_an_answer_that_cannot_be_taken_says_why_and_loses_nothing(given, sentence, study, alice) -> None:
    page = answer(alice, **given)

    assert page.status_code == 422
    assert sentence in page.content.decode().replace("&#x27;", "'")
    assert given.get("reason", "") in page.content.decode()
    assert words(study) == []


def test_after_an_answer_the_next_supplier_without_one_is_shown_with_what_a_run_would_make_of_it(alice) -> None:
    page = answer(alice, answer="same as 1")

    assert page.redirect_chain[-1][0].endswith("/suppliers/s-person/")
    assert "sure to about ± 3.00 points; it was ± 5.00" in page.content.decode()


def test_being_none_of_the_candidates_may_be_anywhere_and_the_page_says_so(alice) -> None:
    variance = 4e6 * 0.36 + 1234.5**2 * 0.105 * 0.895

    page = answer(alice, answer="none of these")

    assert f"sure to about ± {5 * (variance / 4e6) ** 0.5:.2f} points; it was ± 5.00" in page.content.decode()
    grid = alice.get(reverse("review", args=ADDRESS)).content.decode()
    assert "1 supplier is none of its candidates, so that it may be anywhere." in grid


def test_a_judgement_that_the_results_know_is_no_longer_counted_as_new(study, alice) -> None:
    answer(alice, answer="same as 1")
    path = latest_figures(study) / "suppliers.parquet"
    rows = pq.read_table(path)
    judged = [
        KeptJudgement.objects.get().judgement_id if one == "s-alarms" else None
        for one in rows["supplier_id"].to_pylist()
    ]
    pq.write_table(rows.set_column(rows.column_names.index("judged"), "judged", pa.array(judged, pa.string())), path)

    seen = alice.get(reverse("review", args=ADDRESS)).context["seen"]

    assert (seen.new_count, seen.half_width_now) == (0, 5.0)


def test_a_grid_is_saved_at_once(study, alice) -> None:
    grid = alice.get(reverse("review", args=ADDRESS)).context["page"]
    given = {f"state-{one.supplier_id}": one.fingerprint for one in grid}
    given |= {
        "answer-s-alarms": "same as 1",
        "answer-s-college": "unsure",
        "answer-s-lost": "",
        "answer-s-x": "unsure",
    }

    page = alice.post(reverse("review", args=ADDRESS), given, follow=True)

    assert words(study) == [("same", "GB-COH-s-alarms-1"), ("unsure", "GB-COH-s-college-1")]
    assert "2 suppliers were judged." in page.content.decode()


def test_of_two_who_answer_on_the_same_state_the_second_is_told_and_decides_anew(study, alice, browser) -> None:
    bob = browser("bob")
    state = page_of(bob).context["one"].fingerprint
    answer(alice, answer="same as 1")

    page = answer(bob, answer="same as 2", state=state)

    assert page.status_code == 409
    assert "Somebody was faster" in page.content.decode()
    assert "Alice Ainsworth" in page.content.decode()
    assert words(study) == [("same", "GB-COH-s-alarms-1")]
    fresh = page.context["one"].fingerprint
    assert f'value="{fresh}"' in page.content.decode()
    assert answer(bob, answer="same as 2", state=fresh).status_code == 200
    assert words(study)[-1] == ("same", "GB-COH-s-alarms-2")


def test_a_grid_keeps_what_does_not_clash_and_names_what_does(study, alice, browser) -> None:
    bob = browser("bob")
    grid = {
        f"state-{one.supplier_id}": one.fingerprint for one in bob.get(reverse("review", args=ADDRESS)).context["page"]
    }
    answer(alice, answer="same as 1")
    given = grid | {"answer-s-alarms": "unsure", "answer-s-person": "unsure", "answer-s-college": "unsure"}

    page = bob.post(reverse("review", args=ADDRESS), given, follow=True).content.decode()

    assert words(study) == [("same", "GB-COH-s-alarms-1"), ("unsure", "GB-COH-s-person-1")]
    assert "The answer on Barnmoor Alarms was not kept: somebody has judged the supplier meanwhile" in page
    assert "The answer on Fernmoor Books was not kept: only analysts and editors" in page


def test_what_another_says_appears_on_an_open_page(alice, browser) -> None:
    bob = browser("bob")
    state = page_of(bob).context["one"].fingerprint
    address = reverse("review_supplier_judgements", args=[*ADDRESS, "s-alarms"])
    before = bob.get(address, {"state": state}).content.decode()
    answer(alice, answer="same as 1")

    after = bob.get(address, {"state": state}).content.decode()
    grid = bob.get(reverse("review_latest", args=ADDRESS)).content.decode()

    assert ("Somebody has just judged" in before, "Somebody has just judged" in after) == (False, True)
    assert "It is Barnmoor Alarms 1 Ltd (GB-COH-s-alarms-1)" in after
    assert 'id="judged-s-alarms" hx-swap-oob="true">It is Barnmoor Alarms 1 Ltd' in grid


def test_two_answers_at_the_same_moment_are_one_judgement_and_one_conflict(transactional_db, study, cast) -> None:
    figures = latest_figures(study)
    fingerprint = state_of_suppliers(figures, judgements_of(study), supplier_ids=["s-alarms"]).fingerprint("s-alarms")
    barrier, results = threading.Barrier(2), []

    def act(person):
        barrier.wait()
        try:
            row = sheet_row("s-alarms", state=fingerprint, answer="same as 1")
            results.append(take_answers(person, study, figures, [row]))
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=[person]) for person in (cast.alice, cast.bob)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(len(one.kept) for one in results) == [0, 1]
    assert sorted([each.is_conflict for each in one.refused] for one in results) == [[], [True]]
    assert KeptJudgement.objects.count() == 1


def test_undoing_adds_a_line_and_what_stood_before_stands_again(study, alice) -> None:
    answer(alice, answer="same as 1")
    answer(alice, answer="same as 2")
    second = KeptJudgement.objects.last()
    undo = reverse("undo_judgement", args=[*ADDRESS, second.pk])

    page = alice.post(undo, follow=True).content.decode()

    assert words(study) == [
        ("same", "GB-COH-s-alarms-1"), ("same", "GB-COH-s-alarms-2"), ("withdrawn", second.judgement_id),
    ]  # fmt: skip
    assert page_of(alice).context["one"].latest.entity_id == "GB-COH-s-alarms-1"
    assert 'class="undone"' in page
    again = alice.post(undo, follow=True).content.decode()
    assert "had been undone already" in again
    assert KeptJudgement.objects.count() == 3


def test_undoing_an_undoing_brings_the_judgement_back(study, alice) -> None:
    answer(alice, answer="same as 1")
    for _time in range(2):
        alice.post(reverse("undo_judgement", args=[*ADDRESS, KeptJudgement.objects.last().pk]))

    assert page_of(alice).context["one"].latest.kind == "same"


def test_neither_python_nor_the_database_changes_a_judgement(study, alice) -> None:
    answer(alice, answer="same as 1")
    kept = KeptJudgement.objects.get()
    tries = [
        kept.save, kept.delete, lambda: KeptJudgement.objects.update(kind="unsure"), KeptJudgement.objects.all().delete,
    ]  # fmt: skip

    for change in tries:
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE review_keptjudgement SET kind = 'unsure'")
    assert KeptJudgement.objects.get().kind == "same"


def test_the_log_says_who_judged_and_names_no_supplier(study, alice) -> None:
    answer(alice, "s-person", answer="same as 1")
    alice.post(reverse("undo_judgement", args=[*ADDRESS, KeptJudgement.objects.get().pk]))

    entries = list(Entry.objects.values_list("person_name", "verb", "object_name"))
    assert entries == [
        ("Alice Ainsworth", "judgement_withdrawn", "Preston 2024/25"),
        ("Alice Ainsworth", "suppliers_judged", "Preston 2024/25"),
    ]
    assert "ELMTREE" not in str(list(Entry.objects.values())).upper()


def test_a_candidate_is_shown_with_what_its_register_says(study, alice, entities) -> None:
    context = page_of(alice).context
    (first, second) = candidates_shown(context["one"], context["seen"].state, [entities])

    assert (first["town_name"], first["status"], first["sells"]) == ("Preston", "active", ["Construction (43210)"])
    assert (first["postcodes"], first["register_title"]) == (["PR1 2HE"], "Companies House company data")
    assert "town_name" not in second
    assert candidate_facts([entities], []) == {}
    assert sold_by(["43210", "43220", "99999"])[0] == "Construction (43210, 43220)"


def test_without_results_there_is_no_supplier_to_judge_and_no_sheet(study, alice, tmp_path, settings) -> None:
    settings.STUDIES_FOLDER = tmp_path / "elsewhere"

    assert page_of(alice).status_code == 404
    assert alice.get(reverse("review_sheet", args=ADDRESS)).status_code == 404


def test_figures_that_no_finished_run_noted_are_no_results(study) -> None:
    finished = latest_figures(study)
    for name in ("def", "ghi.unfinished"):
        (finished.parent / name).mkdir()
        os.utime(finished.parent / name, (2e9, 2e9))

    assert latest_figures(study) == finished
