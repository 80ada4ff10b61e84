"""A list is answered row by row, each distinct name looked up once, and what is no firm's name is not looked up at all."""

import datetime as dt

import pyarrow as pa
import pytest

from ourplace.suppliers import lists
from ourplace.suppliers.lists import candidates_table, decide_list, matches_table

TWINS = [("00000001", "HEVRUMOOR JOINERY LIMITED"), ("00000002", "YASFERN CARE LIMITED")]


def listed(*names, **columns):
    return pa.table({"payee_name": pa.array(names, pa.string()), **columns})


@pytest.fixture
def index(index_of, entity):
    return index_of([entity(number, name) for number, name in TWINS])


def test_each_row_has_its_answer_in_the_order_given(index):
    decided = decide_list(listed("Yasfern Care Ltd", "Hevrumoor Joinery", "Yasfern Care Ltd"), index=index)
    rows = matches_table(decided).to_pylist()

    assert [row["company_number"] for row in rows] == ["00000002", "00000001", "00000002"]
    assert [row["outcome"] for row in rows] == ["match"] * 3
    assert rows[0]["register_id"] == "companies"
    assert "'YASFERN CARE LIMITED'" in rows[0]["explanation"]
    assert rows[0]["probability"] + rows[0]["no_match_probability"] <= 1.001
    assert matches_table(decided, start=1, stop=2).to_pylist() == rows[1:2]


def test_a_name_is_looked_up_once_however_often_it_stands_there(index, monkeypatch):
    asked = []
    decide_many = lists.decide_many
    monkeypatch.setattr(
        lists, "decide_many", lambda payees, **known: asked.append(len(payees)) or decide_many(payees, **known)
    )

    decided = decide_list(listed(*["Hevrumoor Joinery Ltd", " Hevrumoor Joinery Ltd "] * 500_000), index=index)

    assert asked == [1]
    assert decided.outcome_counts()["match"] == 1_000_000
    assert matches_table(decided)["company_number"].unique().to_pylist() == ["00000001"]


def test_the_same_name_with_other_evidence_is_another_question(index_of, entity):
    index = index_of(
        [
            entity("00000001", "HEVRUMOOR JOINERY LIMITED", postcode="PR1 2RL"),
            entity("00000002", "HEVRUMOOR JOINERY LIMITED", postcode="M1 1AE", dissolved_date=dt.date(2010, 1, 1)),
        ]
    )
    postcodes = pa.array(["PR1 2RL", "M1 1AE", None])
    rows = matches_table(
        decide_list(listed(*["Hevrumoor Joinery Ltd"] * 3, postcode=postcodes), index=index)
    ).to_pylist()

    assert [row["company_number"] for row in rows[:2]] == ["00000001", "00000002"]
    assert rows[2]["outcome"] == "unsure"
    assert rows[2]["runner_up_probability"] == pytest.approx(rows[2]["probability"], abs=0.01)


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("", "no name"),
        ("   ", "no name"),
        ("---", "no name"),
        ("🎈🎈", "no name"),
        ("LTD", "no name"),
        ("Limited", "no name"),
        ("Ltd. PLC", "no name"),
        ("Public Limited Company", "no name"),
        (None, "no name"),
        ("REDACTED PERSONAL DATA", "withheld"),
        ("Mrs A Hevrumoor", "person"),
        ("12345678", "no match"),
        ("חברת יסמור בעמ", "no match"),
        ("يسمور للتجارة", "no match"),
        ("🎈 Hevrumoor Joinery Ltd 🎈", "match"),
        ("\u202eHevrumoor Joinery Ltd\u202c", "match"),
        ("Quillbeck Motors", "no match"),
    ],
)
def test_what_is_no_firm_s_name_is_not_looked_up_and_says_so(index, name, outcome):
    row = matches_table(decide_list(listed(name), index=index)).to_pylist()[0]

    assert row["outcome"] == outcome
    assert row["explanation"]
    assert (row["entity_id"] is not None) == (outcome == "match")
    assert (row["no_match_probability"] is None) == (outcome in {"person", "withheld", "no name"})


@pytest.mark.parametrize(
    "name", ["q" * 10_000, "hevrumoor joinery " * 555, "t/a " * 2500, "(a" * 5000, "&-" * 5000, "1 " * 5000]
)
def test_a_name_of_ten_thousand_characters_is_answered(index, name):
    decided = decide_list(listed(name, "Hevrumoor Joinery Ltd"), index=index)

    assert [row["outcome"] for row in matches_table(decided).to_pylist()][1] == "match"
    assert decided.outcomes[int(decided.places[0])] in {"no match", "no name", "unsure"}


def test_candidates_have_a_row_each_best_first_and_a_name_without_any_has_one(index_of, entity):
    index = index_of([entity(f"0000000{number}", "HEVRUMOOR JOINERY LIMITED") for number in range(1, 4)])
    decided = decide_list(listed("Quillbeck Motors", "Hevrumoor Joinery", "Mr T Yasfern"), index=index)
    rows = candidates_table(decided, most=2).to_pylist()

    assert [(row["row"], row["candidate_rank"]) for row in rows] == [(0, None), (1, 1), (1, 2), (2, None)]
    assert rows[0]["explanation"] == "no register in use holds a name like it"
    assert "person" in rows[3]["explanation"]
    assert candidates_table(decided, most=2, start=1, stop=2).to_pylist() == rows[1:3]


def test_an_empty_list_has_no_rows(index):
    decided = decide_list(listed(), index=index)

    assert (len(decided), matches_table(decided).num_rows, candidates_table(decided, most=3).num_rows) == (0, 0, 0)


@pytest.mark.parametrize(
    ("typed", "registered"),
    [
        ("Hevrumoor Public Services (UK) Ltd", "HEVRUMOOR PUBLIC SERVICES LIMITED"),
        ("Yasfern LLP", "YASFERN LIMITED"),
        ("Yasfern Limited", "YASFERN LLP"),
    ],
)
def test_a_name_of_another_firm_of_the_family_is_not_taken_without_a_look(index_of, entity, typed, registered):
    index = index_of([entity("00000001", registered)])

    assert matches_table(decide_list(listed(typed), index=index))["outcome"].to_pylist() == ["unsure"]


def test_a_company_that_became_a_plc_is_found_by_its_old_form(index_of, entity):
    index = index_of([entity("00000001", "HEVRUMOOR PUBLIC SERVICES PLC")])

    decided = decide_list(listed("Hevrumoor Public Services Limited"), index=index)

    assert matches_table(decided)["outcome"].to_pylist() == ["match"]
