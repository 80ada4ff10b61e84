"""Labels become answers: by number, once each, and a truth that no register holds is none."""

import pyarrow as pa
import pytest

from ourplace.suppliers.labels import NONE, UNNUMBERED, Truth, answer_labels


@pytest.fixture
def index(index_of, entity):
    return index_of(
        [
            entity("00000001", "HEVRUMOOR JOINERY LIMITED"),
            entity("00000002", "YASFERN CARE", charity_number="1000611"),
            entity("00000003", "QUILLBECK MOTORS LIMITED"),
        ]
    )


def answered(index, *labels):
    names, truths, amounts = zip(*labels, strict=True)
    return answer_labels(pa.table({"payee_name": pa.array(names)}), truths=truths, amounts=amounts, index=index)


def test_a_link_is_right_by_the_company_number_or_the_charity_number(index):
    found = answered(
        index,
        ("Hevrumoor Joinery Ltd", Truth("00000001", None), 10.0),
        ("Yasfern Care", Truth(None, "1000611"), 10.0),
        ("Quillbeck Motors Ltd", Truth("00000001", None), 10.0),
        ("Quillbeck Motors", NONE, 10.0),
    ).answers

    assert [answer.is_right for answer in found] == [True, True, False, False]
    assert [answer.truth for answer in found] == ["company 00000001", "charity 1000611", "company 00000001", None]
    assert found[2].chosen_name == "QUILLBECK MOTORS LIMITED"


def test_equal_labels_count_once_with_their_pounds_together(index):
    found = answered(
        index, *[("Hevrumoor Joinery", Truth("00000001", None), 10.0)] * 3, ("Hevrumoor Joinery", NONE, 1.0)
    )

    assert [answer.amount_gbp for answer in found.answers] == [30.0, 1.0]


def test_an_organisation_that_no_register_holds_counts_as_none(index):
    found = answered(index, ("Brackenhaugh Roofing Ltd", Truth("09999999", None), 10.0))

    assert (found.answers[0].truth, found.absent_count) == (None, 1)


def test_labels_that_cannot_count_are_left_out_with_the_reason(index):
    found = answered(
        index,
        ("Yasfern Primary School", None, 1.0),
        ("Mr T Yasfern", NONE, 1.0),
        ("", NONE, 1.0),
        ("Quillbeck Motors", NONE, 1.0),
    )

    assert len(found.answers) == 1
    assert found.left_out[UNNUMBERED] == 1
    assert sum(found.left_out.values()) == 3
