"""The command line: one file a command; each parses, calls one function of the library and presents what it returns."""

import sys

from ourplace.cli.app import app
from ourplace.cli.screen import show_error
from ourplace.exceptions import OurPlaceError
from ourplace.loading import leave_pandas_out

__all__ = ["app", "main"]

DONE, FINDINGS, BAD_INPUT = 0, 1, 2


def main() -> None:
    """Run the command line.

    Exit codes: 0 done; 1 done, with findings that need somebody's decision; 2 some input could not be used.
    """
    leave_pandas_out()
    try:
        app()
    except OurPlaceError as error:
        show_error(error)
        sys.exit(BAD_INPUT)
    except KeyboardInterrupt:
        sys.stderr.write("Stopped. What was finished is kept; run the same command again to go on.\n")
        sys.exit(130)
