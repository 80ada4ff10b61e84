"""How long work says how far it has got, without knowing who is watching."""

from typing import Protocol


class Progress(Protocol):
    """Called with the step's name, how much is done and how much there is (None while unknown)."""

    def __call__(self, step: str, done: int, total: int | None) -> None:
        """Take one report of progress."""


def silent(step: str, done: int, total: int | None) -> None:
    """Take a report of progress and show nothing: the default where nobody is watching."""
