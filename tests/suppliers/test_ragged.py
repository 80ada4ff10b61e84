"""Keys are put in order as a stable sort puts them, however alike they are."""

from functools import reduce
from operator import or_

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.ragged import Ragged, offsets_of, sorted_keys, sorting_order

NEAR = st.builds(lambda high, low: (high << 60) | low, st.integers(0, 3), st.integers(0, 40))


@given(st.lists(st.one_of(st.integers(0, 2**64 - 1), NEAR), max_size=80))
def test_keys_that_differ_in_their_lowest_bits_or_not_at_all_keep_the_order_of_a_stable_sort(
    numbers: list[int],
) -> None:
    keys = np.array(numbers, dtype=np.uint64)

    assert sorting_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()
    assert sorted_keys(keys)[0].tolist() == sorted(numbers)


@given(st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=4), max_size=6))
def test_bits_of_a_list_are_those_set_in_any_of_its_values(lists) -> None:
    flat = np.array([bits for one in lists for bits in one], dtype=np.uint64)
    offsets = offsets_of(np.array([len(one) for one in lists], dtype=np.int64))

    assert Ragged(flat, offsets).any_bits(flat).tolist() == [reduce(or_, one, 0) for one in lists]
