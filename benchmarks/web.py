"""The website under load: readers of the picture's pages and uploads at once, every receipt held against what was sent.

    python benchmarks/web.py [--readers 50] [--uploads 5] [--rows 100000] [--seconds 60] [--pause 2]

Serves the bundled example with `ourplace serve` from a data folder of its own, on this machine alone. Readers ask for one page after another,
looking at each for two seconds (with `--pause 0` for none: then the machine is never idle, and times say how many pages it can make);
the uploads are sent when they have begun. Every page must answer 200, and each receipt must hold the rows and
pounds of its file to the penny.
"""

import argparse
import asyncio
import itertools
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

import httpx

from measuring import describe_machine, print_table, verdict
from served_website import ADDRESS, FILES, LONGEST_WAIT, STUDY, Sent, make_files, sign_in, token_of, website

MEDIAN_MS, SLOWEST_MS = 300, 1_000


@dataclass(frozen=True)
class Answer:
    """One page that a reader asked for: its path, the status, and how long it took in seconds."""

    path: str
    status: int
    seconds: float


def picture_pages(cookies: httpx.Cookies) -> list[str]:
    """Return the addresses of the picture's pages: those that its first page leads to."""
    until = time.monotonic() + LONGEST_WAIT
    with httpx.Client(base_url=ADDRESS, cookies=cookies, follow_redirects=True, timeout=60) as client:
        # The example's first run goes on while the website answers already.
        while time.monotonic() < until:
            page = client.get(f"{STUDY}picture/").raise_for_status().text
            found = dict.fromkeys(re.findall(rf'href="({re.escape(STUDY)}picture/[^"?#]+)[^"]*"', page))
            if len(found) > 1:
                return [f"{STUDY}picture/", *found]
            time.sleep(1)
    raise SystemExit("the example's run did not finish")


async def read_pages(
    number: int,
    pages: Sequence[str],
    cookies: httpx.Cookies,
    *,
    until: float,
    pause: float,
    answers: list[Answer],
) -> None:
    """Ask for one page after another until the time is over, looking at each for a while."""
    await asyncio.sleep(pause * number / 50)
    async with httpx.AsyncClient(base_url=ADDRESS, cookies=cookies, timeout=60) as client:
        for path in itertools.islice(itertools.cycle(pages), number % len(pages), None):
            if time.monotonic() > until:
                return
            started = time.monotonic()
            try:
                status = (await client.get(path)).status_code
            except httpx.TransportError:
                status = 0
            answers.append(Answer(path, status, time.monotonic() - started))
            await asyncio.sleep(pause)


async def upload(one: Sent, cookies: httpx.Cookies) -> tuple[str, float]:
    """Send one file as the council's editor, and return what became of it and how long it took to be received."""
    async with httpx.AsyncClient(base_url=ADDRESS, cookies=cookies, timeout=300) as client:
        token = token_of((await client.get(FILES)).text)
        started = time.monotonic()
        with one.path.open("rb") as file:
            answer = await client.post(
                f"{FILES}send/",
                data={"csrfmiddlewaretoken": token},
                files={"files": (one.path.name, file, "text/csv")},
                headers={"Referer": f"{ADDRESS}{FILES}"},
            )
        return str(answer.status_code), time.monotonic() - started


async def load(
    readers: int,
    pages: Sequence[str],
    files: Sequence[Sent],
    cookies: dict[str, httpx.Cookies],
    *,
    seconds: float,
    pause: float,
) -> tuple[list[Answer], list[tuple[str, float]]]:
    """Let everybody read, and the uploads be sent at once when they have begun."""
    answers: list[Answer] = []
    until = time.monotonic() + seconds
    people = itertools.cycle(cookies.values())
    reading = [
        asyncio.create_task(read_pages(number, pages, next(people), until=until, pause=pause, answers=answers))
        for number in range(readers)
    ]
    await asyncio.sleep(min(5.0, seconds / 4))
    uploads = await asyncio.gather(*(upload(one, cookies["bob"]) for one in files))
    await asyncio.gather(*reading)
    return answers, uploads


def receipts(files: Sequence[Sent], cookies: httpx.Cookies) -> tuple[int, float]:
    """Return how many receipts hold exactly what was sent, and how long it took until the last was there, in seconds."""
    started = time.monotonic()
    right: set[str] = set()
    with httpx.Client(base_url=ADDRESS, cookies=cookies, timeout=60) as client:
        while len(right) < len(files) and time.monotonic() - started < LONGEST_WAIT:
            links = re.findall(
                rf'href="({re.escape(FILES)}[0-9a-f-]{{36}}/)"[^>]*>\s*([^<]+?)\s*<', client.get(FILES).text
            )
            for path, name in links:
                one = next((one for one in files if one.path.name == name), None)
                if one is not None and name not in right:
                    page = client.get(path).text
                    words = re.sub(r"<[^>]+>|\s+", " ", page)
                    if f"{one.rows:,} rows in the file £{one.gbp:,.2f}" in re.sub(r" +", " ", words):
                        right.add(name)
            time.sleep(1)
    return len(right), time.monotonic() - started


def run(*, readers: int, uploads: int, rows: int, seconds: float, pause: float) -> None:
    """Print the table."""
    files = make_files(uploads, rows)
    with website() as password:
        cookies = {name: sign_in(f"{name}@demo.example", password) for name in ("alice", "bob", "carol")}
        pages = picture_pages(cookies["alice"])
        answers, uploaded = asyncio.run(load(readers, pages, files, cookies, seconds=seconds, pause=pause))
        right, waited = receipts(files, cookies["bob"])
    times = sorted(answer.seconds * 1000 for answer in answers)
    wrong = [answer for answer in answers if answer.status != 200]  # noqa: PLR2004
    refused = [status for status, _ in uploaded if status not in {"200", "302"}]
    median, slowest = statistics.median(times), times[int(len(times) * 0.95)]
    rows_shown = [
        ("pages answered", "", f"{len(times):,} in {seconds:.0f} s, {len(pages)} different", ""),
        ("errors", "none", f"{len(wrong) + len(refused)}", verdict(is_met=not wrong and not refused)),
        ("median page", f"under {MEDIAN_MS} ms", f"{median:.0f} ms", verdict(is_met=median < MEDIAN_MS)),
        ("95th percentile", f"under {SLOWEST_MS:,} ms", f"{slowest:.0f} ms", verdict(is_met=slowest < SLOWEST_MS)),
        ("longest upload received in", "", f"{max(taken for _, taken in uploaded):.1f} s", ""),
        ("receipts right to the penny", f"{len(files)}", f"{right}", verdict(is_met=right == len(files))),
        ("last receipt after the load ended", "", f"{waited:.1f} s", ""),
    ]
    print_table(
        f"{readers} readers, each looking {pause:g} s at a page, and {uploads} uploads of {rows:,} rows at once",
        ("", "goal", "measured", "verdict"),
        rows_shown,
    )
    for status, path in sorted({(one.status, one.path) for one in wrong}):
        print(f"{path} answered {status or 'nothing'}")
    by_page = {path: statistics.median(one.seconds * 1000 for one in answers if one.path == path) for path in pages}
    print_table(
        "By page", ("page", "median"), [(path.removeprefix(STUDY), f"{ms:.0f} ms") for path, ms in by_page.items()]
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--readers", type=int, default=50, help="readers at once")
    parser.add_argument("--uploads", type=int, default=5, help="files sent at once")
    parser.add_argument("--rows", type=int, default=100_000, help="payments in each")
    parser.add_argument("--seconds", type=float, default=60, help="how long they read")
    parser.add_argument("--pause", type=float, default=2, help="how long each looks at a page, in seconds")
    arguments = parser.parse_args()
    print(describe_machine())
    run(**vars(arguments))


if __name__ == "__main__":
    main()
