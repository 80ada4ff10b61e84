"""The one shape every OurPlace error has: what went wrong, where, why, and what to do next."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Where:
    """A spot in somebody's file, so that they can go and look: file, sheet, line and field, each where known."""

    file: str
    sheet: str = ""
    line: int | None = None
    field: str = ""

    def __str__(self) -> str:
        """Return the spot as people write it: `accounts.xlsx, sheet June, line 12, column Amount`."""
        parts = [self.file]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.line is not None:
            parts.append(f"line {self.line}")
        if self.field:
            parts.append(f"column {self.field}")
        return ", ".join(parts)


class OurPlaceError(Exception):
    """Anything OurPlace refuses to do, said so that the reader can act on it.

    Subclasses live in the `exceptions` module of the package that raises them.
    """

    def __init__(self, what: str, *, why: str, next_step: str, where: Where | None = None) -> None:
        """Keep the four parts apart, so that a screen, a log and a web page can each lay them out."""
        self.what = what
        self.where = where
        self.why = why
        self.next_step = next_step
        super().__init__(str(self))

    def __reduce__(self) -> tuple[Any, ...]:
        """Return how to make the same error again, so that it survives the way back from another process."""
        return _restored, (type(self), self.__dict__)

    def __str__(self) -> str:
        """Return the four parts as one paragraph."""
        place = f" ({self.where})" if self.where else ""
        return f"{self.what}{place}. Why: {self.why}. What to do: {self.next_step}."


def _restored(kind: type[OurPlaceError], parts: dict[str, Any]) -> OurPlaceError:
    """Return an error with the parts of another."""
    error = kind.__new__(kind)
    error.__dict__.update(parts)
    error.args = (str(error),)
    return error
