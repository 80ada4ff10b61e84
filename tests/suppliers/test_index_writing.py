import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.index_writing import postings_of
from ourplace.suppliers.ragged import Ragged, offsets_of

WORD_COUNT = 5


@given(st.lists(st.lists(st.integers(0, WORD_COUNT - 1), max_size=6), max_size=8))
def test_postings_of_a_word_are_the_names_that_hold_it_each_once(names) -> None:
    flat = np.array([word for name in names for word in name], dtype=np.int32)
    postings = postings_of(
        Ragged(flat, offsets_of(np.array([len(name) for name in names], dtype=np.int64))), WORD_COUNT
    )

    assert [
        postings.values[start:stop].tolist()
        for start, stop in zip(postings.offsets, postings.offsets[1:], strict=False)
    ] == [[place for place, name in enumerate(names) if word in name] for word in range(WORD_COUNT)]
