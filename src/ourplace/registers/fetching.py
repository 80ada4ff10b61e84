"""Fetching a register from its publisher: the newest edition that is there, found by asking for each in turn."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

import httpx

from ourplace.exceptions import Where
from ourplace.progress import Progress, silent
from ourplace.registers.download import BY_HAND, Downloaded, download
from ourplace.registers.exceptions import DownloadError, NotOfferedError
from ourplace.registers.metadata import Address, Register, register_named

# A month's edition comes within its first working days; half a year forgives a publisher's pause and a wrong clock.
_MONTHS_TRIED = 6
_YEARS_TRIED = 3


@dataclass(frozen=True)
class Edition:
    """One edition that a publisher may offer: its address, what to call the file, and its hash where that is known."""

    url: str
    name: str
    sha256: str


def editions(register: Register, *, today: dt.date) -> list[Edition]:
    """Return the editions to ask for, newest first: of the last months or years, at each of the publisher's addresses.

    An address without a date in it is always of the newest edition.
    """
    return [
        Edition(_filled(address.url, day), _filled(address.name, day), address.sha256)
        for address in register.addresses
        for day in _days_of(address, today)
    ]


def _days_of(address: Address, today: dt.date) -> list[dt.date]:
    if "{date}" in address.url:
        months = [today.year * 12 + today.month - 1 - back for back in range(_MONTHS_TRIED)]
        return [dt.date(month // 12, month % 12 + 1, 1) for month in months]
    if "{year}" in address.url:
        return [dt.date(today.year - back, 1, 1) for back in range(_YEARS_TRIED)]
    return [today]


def _filled(text: str, day: dt.date) -> str:
    return text.replace("{date}", day.isoformat()).replace("{year}", str(day.year))


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
    asked = editions(register, today=today or dt.datetime.now(dt.UTC).date())
    if not asked:
        raise DownloadError(
            f"There is no address from which to fetch {register.title}",
            why="its publisher offers no file that a program may fetch, or it is a file of your own",
            next_step=f"fetch it by hand ({register.homepage or 'from whoever holds it'}) and give its path to"
            " `ourplace registers add`",
        )
    answers = []
    for edition in asked:
        try:
            return download(
                edition.url, folder, name=edition.name, sha256=edition.sha256, progress=progress, transport=transport
            )
        except NotOfferedError as error:
            answers.append(error)
    raise _none_offered(register, asked, answers)


def _none_offered(register: Register, asked: list[Edition], answers: list[NotOfferedError]) -> NotOfferedError:
    reasons = "; ".join(dict.fromkeys(answer.why for answer in answers))
    return NotOfferedError(
        f"The publisher offers no edition of {register.title}",
        why=f"{len(asked)} {'address was' if len(asked) == 1 else 'addresses were'} tried, the last of them {asked[-1].url}, and {reasons}",
        next_step=f"look for its new address at {register.homepage}, {BY_HAND}",
        where=Where(asked[0].url),
    )
