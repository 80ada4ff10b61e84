import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.exceptions import JudgementError
from ourplace.suppliers.judgements import Judgements, append_judgements, judge, read_judgements
from ourplace.suppliers.standing import not_withdrawn, standing_by_name, standing_by_supplier

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)
SAME = judge("same", payee_names=["Barnmoor Ltd"], judged_by="A. Larch", at=MONDAY, entity_id="GB-COH-01")


def standing(*judgements):
    return standing_by_name(judgements)["barnmoor ltd"]


def test_judgements_written_are_the_judgements_read(tmp_path) -> None:
    path = tmp_path / "study" / "judgements.jsonl"
    located = judge(
        "located_at",
        payee_names=["Ferné", "Fern Ltd"],
        judged_by="B. Birch",
        at=TUESDAY,
        postcode="BB5 1AA",
        reason="has its yard there",
    )

    assert append_judgements(path, [SAME]) == 1
    assert append_judgements(path, [located]) == 1
    assert append_judgements(path, []) == 0
    assert read_judgements(path) == Judgements((SAME, located))
    assert json.loads(path.read_text("utf-8").splitlines()[0]) == {
        "judgement_id": SAME.judgement_id,
        "kind": "same",
        "payee_names": ["Barnmoor Ltd"],
        "judged_by": "A. Larch",
        "judged_at": "2026-11-23T09:00:00+00:00",
        "entity_id": "GB-COH-01",
    }


def test_no_file_holds_no_judgements(tmp_path) -> None:
    assert read_judgements(tmp_path / "judgements.jsonl") == Judgements()


def test_malformed_lines_are_reported_by_number_and_lose_no_other(tmp_path) -> None:
    path = tmp_path / "judgements.jsonl"
    append_judgements(path, [SAME])
    good = path.read_text("utf-8")
    bad = [
        "{",
        "[]",
        '{"kind": "same"}',
        '{"kind": "same", "payee_names": ["x"]}',
        '{"kind": "guess", "payee_names": ["x"], "judged_by": "A", "judged_at": "2026-11-23"}',
        '{"kind": "same", "payee_names": ["x"], "judged_by": "A", "judged_at": "2026-11-23"}',
        '{"kind": "same", "payee_names": ["x"], "judged_by": "", "judged_at": "2026-11-23", "entity_id": "e"}',
        '{"kind": "same", "payee_names": [" "], "judged_by": "A", "judged_at": "2026-11-23", "entity_id": "e"}',
        '{"kind": "same", "payee_names": ["x"], "judged_by": "A", "judged_at": "soon", "entity_id": "e"}',
        '{"kind": "same", "payee_names": ["x"], "judged_by": 7, "judged_at": "2026-11-23", "entity_id": "e"}',
    ]
    path.write_text(good + "\n".join(bad) + "\n\n" + good, encoding="utf-8")

    read = read_judgements(path)

    assert read.judgements == (SAME, SAME)
    assert [one.line_number for one in read.malformed] == list(range(2, 12))
    assert [one.reason for one in read.malformed] == [
        "is not JSON (JSONDecodeError)",
        "is not a JSON object",
        "has no list of payee names",
        "lacks or does not know judged_at, judged_by",
        "the kind 'guess' is none of same, different, unsure, located_at, local_because, not_local, business_type, withdrawn",
        "it lacks entity_id",
        "nobody signed it",
        "it names no payee",
        "its date is not a date",
        "has a value that is not text",
    ]


def test_line_that_a_crash_left_unfinished_spoils_no_other(tmp_path) -> None:
    path = tmp_path / "judgements.jsonl"
    path.write_bytes(b'{"kind": "sa')
    append_judgements(path, [SAME])

    read = read_judgements(path)

    assert read.judgements == (SAME,)
    assert [one.line_number for one in read.malformed] == [1]


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_failing(tmp_path_factory, content) -> None:
    path = tmp_path_factory.mktemp("judgements") / "judgements.jsonl"
    path.write_bytes(content)

    assert read_judgements(path).judgements == ()


@pytest.mark.parametrize(
    ("kind", "said", "why"),
    [
        ("guess", {}, "the kind 'guess'"),
        ("same", {}, "it lacks entity_id"),
        ("located_at", {"postcode": "BB5 1AA"}, "it lacks reason"),
        ("local_because", {"reason": "works here"}, "it lacks ring_id"),
    ],
)
def test_judgement_that_lacks_something_cannot_be_made(kind, said, why) -> None:
    with pytest.raises(JudgementError, match=why):
        judge(kind, payee_names=["Barnmoor"], judged_by="A. Larch", **said)


def test_unsigned_judgement_cannot_be_made() -> None:
    with pytest.raises(JudgementError, match="nobody signed it"):
        judge("same", payee_names=["Barnmoor"], judged_by=" ", entity_id="e")


def test_later_word_replaces_an_earlier_one_on_the_same_question() -> None:
    other = judge("same", payee_names=["BARNMOOR LIMITED"], judged_by="B", at=TUESDAY, entity_id="GB-COH-02")
    different = judge("different", payee_names=["Barnmoor Ltd"], judged_by="B", at=TUESDAY, entity_id="GB-COH-01")
    unsure = judge("unsure", payee_names=["Barnmoor Ltd"], judged_by="B", at=TUESDAY, entity_id="GB-COH-01")

    assert standing(SAME, other).same == other
    assert (standing(SAME, different).same, set(standing(SAME, different).different)) == (None, {"GB-COH-01"})
    assert (standing(different, SAME).same, standing(different, SAME).different) == (SAME, {})
    assert (standing(SAME, unsure).same, standing(different, unsure).different) == (None, {})


def test_words_on_other_questions_stand_beside_each_other() -> None:
    local = judge("local_because", payee_names=["Barnmoor Ltd"], judged_by="B", at=MONDAY, ring_id="city", reason="r")
    not_local = judge("not_local", payee_names=["Barnmoor Ltd"], judged_by="B", at=TUESDAY, ring_id="city", reason="r")

    held = standing(SAME, local, not_local)

    assert (held.same, held.rings, held.latest) == (SAME, {"city": not_local}, not_local)


def test_a_judgement_withdrawn_counts_as_never_made_and_the_one_before_stands_again() -> None:
    other = judge("same", payee_names=["Barnmoor Ltd"], judged_by="B", at=TUESDAY, entity_id="GB-COH-02")
    undo = judge("withdrawn", payee_names=["Barnmoor Ltd"], judged_by="B", at=TUESDAY, withdraws=other.judgement_id)
    redo = judge("withdrawn", payee_names=["Barnmoor Ltd"], judged_by="B", at=TUESDAY, withdraws=undo.judgement_id)

    assert standing(SAME, other).same == other
    assert standing(SAME, other, undo).same == SAME
    assert standing(SAME, other, undo, redo).same == other
    assert not_withdrawn([SAME, other, undo]) == [SAME]


def test_only_what_came_before_is_withdrawn() -> None:
    undo = judge("withdrawn", payee_names=["Barnmoor Ltd"], judged_by="B", withdraws=SAME.judgement_id)

    assert standing(undo, SAME).same == SAME


def test_a_withdrawal_names_what_it_withdraws() -> None:
    with pytest.raises(JudgementError, match="lacks withdraws"):
        judge("withdrawn", payee_names=["Barnmoor Ltd"], judged_by="B")


def test_judgements_made_before_there_were_withdrawals_keep_their_ids() -> None:
    assert SAME.judgement_id == "j-81f2f305b0eb"


def test_what_stands_for_a_supplier_is_that_of_all_its_names() -> None:
    rows = [
        {"supplier_id": "s-1", "payee_names": ["BARNMOOR LIMITED", "Barn Moor"]},
        {"supplier_id": "s-2", "payee_names": ["x"]},
    ]

    assert {name: one.same for name, one in standing_by_supplier(rows, [SAME]).items()} == {"s-1": SAME}
    assert standing_by_supplier(rows, []) == {}
