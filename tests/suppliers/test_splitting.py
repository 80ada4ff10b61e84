import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.splitting import split_names

NAMES = st.lists(st.one_of(st.none(), st.text(max_size=20), st.text("aB1 .&+'é\n\0", max_size=20)), max_size=8)


def words_of(names):
    split = split_names(pa.array(names, pa.string()))
    words = split.texts(np.arange(len(split.starts))).to_pylist()
    return [words[start:stop] for start, stop in zip(split.offsets, split.offsets[1:], strict=False)]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("BARNMOOR (North-West) Ltd.", ["barnmoor", "north", "west", "ltd"]),
        ("W. H. Good", ["wh", "good"]),
        ("Good W  H", ["good", "wh"]),
        ("J S W Moss A B", ["jsw", "moss", "ab"]),
        ("W 1 H 2 3", ["w", "1", "h", "2", "3"]),
        ("M&S", ["m", "and", "s"]),
        ("A & B Moss", ["ab", "moss"]),
        ("Moss+Fern", ["moss", "and", "fern"]),
        ("O'Moss `Fern`", ["omoss", "fern"]),
        ("Barnmoor Co-op", ["barnmoor", "coop"]),
        ("Barnmoor Co. Operations", ["barnmoor", "co", "operations"]),
        ("Barnmoor\tCo\nOp", ["barnmoor", "coop"]),
        ("Disco Opal", ["disco", "opal"]),
        ("Café Łódź\0Moss", ["cafe", "lodz", "moss"]),
    ],
)
def test_name_is_split_into_words(name, words) -> None:
    assert words_of([name]) == [words]


def test_names_next_to_each_other_never_run_together() -> None:
    names = ["W", "H", "Barnmoor Co", "Op", None, "", " ", "A", "&B"]

    assert words_of(names) == [["w"], ["h"], ["barnmoor", "co"], ["op"], [], [], [], ["a"], ["and", "b"]]


@given(NAMES)
def test_each_name_is_split_by_itself(names) -> None:
    assert words_of(names) == [words for name in names for words in words_of([name])]
