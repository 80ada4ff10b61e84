"""Fetching a register from its publisher: the newest edition that is there."""

import datetime as dt
from pathlib import Path

import httpx

from ourplace.progress import Progress, silent
from ourplace.registers.download import Downloaded, download
from ourplace.registers.exceptions import DownloadError, NotOfferedError
from ourplace.registers.metadata import Register, register_named


def editions(register: Register, *, today: dt.date) -> list[str]:
    """Return the addresses to try, newest edition first: this month's and last month's, or this year's and last year's.

    An address without a date in it is always of the newest edition.
    """
    if not register.addresses:
        return []
    url = register.addresses[0].url
    month = today.replace(day=1)
    last_month = (month - dt.timedelta(days=1)).replace(day=1)
    filled = [
        url.replace("{date}", first.isoformat()).replace("{year}", str(year))
        for first, year in ((month, today.year), (last_month, today.year - 1))
    ]
    return list(dict.fromkeys(filled))


def download_register(
    register_id: str,
    folder: Path,
    *,
    today: dt.date | None = None,
    progress: Progress = silent,
    transport: httpx.BaseTransport | None = None,
) -> Downloaded:
    """Fetch the newest edition of a register that its publisher offers; give the result's path to `add_register`.

    Raises:
        UnknownRegisterError: there is no such register.
        DownloadError: the publisher offers no file, or it could not be fetched whole.
    """
    register = register_named(register_id)
    urls = editions(register, today=today or dt.datetime.now(dt.UTC).date())
    if not urls:
        raise DownloadError(
            f"There is no address from which to fetch {register.title}",
            why="its publisher offers no file that a program may fetch, or it is a file of your own",
            next_step=f"fetch it by hand ({register.homepage or 'from whoever holds it'}) and give its path to"
            " `ourplace registers add`",
        )
    *newer, last = urls
    for url in newer:
        try:
            return download(url, folder, sha256=register.addresses[0].sha256, progress=progress, transport=transport)
        except NotOfferedError:
            continue
    return download(last, folder, sha256=register.addresses[0].sha256, progress=progress, transport=transport)
