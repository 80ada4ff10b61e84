"""The hook for a virus scanner: a command that gets the path of each file before anything else looks at it."""

import subprocess
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

CLEAN, INFECTED = 0, 1
SECONDS_TO_SCAN = 120


def scanners_objection(path: Path, *, name: str) -> str:
    """Return why a file is not to be kept, or '' where it is clean or no scanner is set. What cannot be checked is not kept."""
    if not settings.VIRUS_SCANNER:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 (the command is the website's own setting, and no shell reads it)
            [*settings.VIRUS_SCANNER, str(path)], check=False, capture_output=True, timeout=SECONDS_TO_SCAN
        )
    except (OSError, subprocess.TimeoutExpired):
        return could_not_check(name)
    if done.returncode == CLEAN:
        return ""
    if done.returncode == INFECTED:
        return _(
            "%(name)s was not kept: the virus scanner objects to it. Ask your IT desk to look at the file before you send it "
            "to anybody."
        ) % {"name": name}
    return could_not_check(name)


def could_not_check(name: str) -> str:
    """Return what to say where the scanner itself failed."""
    return _(
        "%(name)s was not kept: the virus scanner did not answer. Send it again in a few minutes; if that does not help, tell "
        "whoever runs this website."
    ) % {"name": name}
