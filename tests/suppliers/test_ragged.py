"""Keys are put in order as a stable sort puts them, however alike they are."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from ourplace.suppliers.ragged import sorting_order

NEAR = st.builds(lambda high, low: (high << 60) | low, st.integers(0, 3), st.integers(0, 40))


@given(st.lists(st.one_of(st.integers(0, 2**64 - 1), NEAR), max_size=80))
def test_keys_that_differ_in_their_lowest_bits_or_not_at_all_keep_the_order_of_a_stable_sort(
    numbers: list[int],
) -> None:
    keys = np.array(numbers, dtype=np.uint64)

    assert sorting_order(keys).tolist() == np.argsort(keys, kind="stable").tolist()
