"""Writing a file so that it is either whole or not there."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ourplace.exceptions import Where
from ourplace.reports.exceptions import CannotWriteError


@contextmanager
def written(path: Path) -> Iterator[Path]:
    """Yield a path beside the wanted one; what was written there takes its name at the end, at once.

    Raises:
        CannotWriteError: the folder cannot be made, or the file cannot be written or replaced.
    """
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield beside
        beside.replace(path)
    except OSError as error:
        raise CannotWriteError(
            "The report cannot be written",
            why=error.strerror or str(error),
            next_step="close the file if another program has it open, or choose another folder",
            where=Where(str(path)),
        ) from error
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
