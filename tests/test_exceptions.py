"""An error says what, where, why and what to do next, also after a journey between processes."""

import pickle

from ourplace.exceptions import OurPlaceError, Where

ERROR = OurPlaceError(
    "The file is empty",
    why="it has no bytes",
    next_step="ask for it again",
    where=Where("a.csv", line=3, field="Amount"),
)


def test_error_reads_as_one_paragraph() -> None:
    assert (
        str(ERROR)
        == "The file is empty (a.csv, line 3, column Amount). Why: it has no bytes. What to do: ask for it again."
    )


def test_error_survives_the_way_back_from_another_process() -> None:
    again = pickle.loads(pickle.dumps(ERROR))  # noqa: S301 (our own bytes)

    assert (type(again), str(again), again.where) == (OurPlaceError, str(ERROR), ERROR.where)
