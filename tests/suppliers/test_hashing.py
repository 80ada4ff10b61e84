import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers import hashing
from ourplace.suppliers.hashing import hash_spans, hash_texts, number_distinct

TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=12), st.integers(250, 600).map("é".__mul__)), max_size=12)


def number_of(text):
    return hash_texts(pa.array([text], pa.string())).tolist()[0]


@given(TEXTS)
def test_number_of_a_text_is_the_same_wherever_it_stands(texts) -> None:
    together = hash_texts(pa.array([None, *texts], pa.string()).slice(1))

    assert together.tolist() == [number_of(text) for text in texts]


def test_number_of_a_text_is_the_same_in_whatever_portion_it_is_worked_out(monkeypatch) -> None:
    texts = pa.array(["moss", "", None, "fern and larch", "moss"])
    whole = hash_texts(texts)
    monkeypatch.setattr(hashing, "TEXTS_AT_A_TIME", 2)

    assert hash_texts(texts).tolist() == whole.tolist()
    assert (whole[0], whole[1], whole[2]) == (whole[4], 0, 0)


def test_no_text_and_only_missing_texts_have_numbers_too() -> None:
    assert hash_texts(pa.array([], pa.string())).tolist() == []
    assert hash_texts(pa.array([None, None], pa.string())).tolist() == [0, 0]


@pytest.mark.parametrize("gap", ["", " ", " . "])
def test_texts_apart_have_the_numbers_that_they_have_next_to_each_other(gap) -> None:
    words = ["moss", "fern", "a", "larch"]
    stops = np.cumsum([len(word) + len(gap) for word in words]) - len(gap)
    starts = stops - [len(word) for word in words]
    data = np.frombuffer(gap.join(words).encode(), np.uint8)

    assert hash_spans(data, starts, stops).tolist() == [number_of(word) for word in words]


@given(st.lists(st.integers(0, 5)))
def test_distinct_numbers_are_counted_in_the_order_in_which_they_are_met(keys) -> None:
    met = list(dict.fromkeys(keys))
    numbers, firsts = number_distinct(np.array(keys, dtype=np.uint64))

    assert numbers.tolist() == [met.index(key) for key in keys]
    assert firsts.tolist() == [keys.index(key) for key in met]
