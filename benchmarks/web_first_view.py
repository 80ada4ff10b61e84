"""The first view of the picture by a server just started, with a county's published spend loaded.

    OURPLACE_DATA=… python benchmarks/web_first_view.py [--times 5]

Loads the Lancashire study (examples/lancashire; `OURPLACE_DATA` names the folder of its published files) into a website of its
own beside the bundled example, has it run, and then starts `ourplace serve` anew for each measurement: what is timed is the
first page that somebody signed in asks for once the server answers at all, over HTTP and to its last byte.
"""

import argparse
import os
import shutil
import statistics
import sys
import time
from pathlib import Path

import httpx

from measuring import HERE, describe_machine, print_table, verdict
from ourplace.studies import load_study
from served_website import ADDRESS, HOME, password, sign_in, start_server

EXAMPLE = HERE.parent / "examples" / "lancashire" / "study.toml"
PICTURE = "/networks/lancashire/studies/lancashire/picture/"
PAGES = (("picture, its headline", ""), ("rings", "rings/"), ("largest suppliers", "suppliers/"))
GOAL_SECONDS = 1.0
LONGEST_WAIT = 900
DATA = "OURPLACE_DATA"


def load_lancashire(data_folder: Path) -> None:
    """Put the study with its anchors and files into the website's data folder, for the example's analyst."""
    os.environ |= {"OURPLACE_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "ourplace_web.settings"}
    # Django is set up by the first of these, and the others need that.
    from ourplace_web.serving import prepare  # noqa: PLC0415

    prepare()
    from ourplace_web.accounts.models import Person  # noqa: PLC0415
    from ourplace_web.demo.loading import ANALYST, fill_from, make_anchors  # noqa: PLC0415
    from ourplace_web.networks.models import Membership, Network, Role  # noqa: PLC0415
    from ourplace_web.runs.asking import ask_for_run  # noqa: PLC0415
    from ourplace_web.studies.models import Study  # noqa: PLC0415
    from ourplace_web.uploads.receiving import Destination, keep  # noqa: PLC0415

    folder = HOME / "lancashire"
    folder.mkdir()
    shutil.copy(EXAMPLE, folder)
    disk = load_study(folder, data_folder=data_folder)
    uses = [
        use.model_copy(update={"path": str(disk.resolve(use.path))}) for use in disk.settings.registers if use.path
    ]
    others = [use for use in disk.settings.registers if not use.path]
    content = disk.settings.model_copy(update={"registers": (*uses, *others)})
    analyst = Person.objects.get(email=ANALYST)
    network = Network.objects.create(name="Lancashire", slug="lancashire")
    Membership.objects.create(network=network, person=analyst, role=Role.NETWORK_ANALYST)
    study = Study(network=network, slug="lancashire", made_by=analyst)
    fill_from(study, content)
    study.save()
    anchors = {anchor.slug: anchor for anchor in make_anchors(network, content)}
    for anchor in disk.settings.anchors:
        for path in disk.files_of(anchor):
            keep(Path(shutil.copy(path, folder)), path.name, Destination(study, anchors[anchor.id], analyst))
    ask_for_run(study, analyst)


def wait_for_results(cookies: httpx.Cookies) -> None:
    """Return when the picture is there."""
    until = time.monotonic() + LONGEST_WAIT
    with httpx.Client(base_url=ADDRESS, cookies=cookies, timeout=60) as client:
        while time.monotonic() < until:
            if f"{PICTURE}suppliers/" in client.get(PICTURE).text:
                return
            time.sleep(2)
    raise SystemExit("the study's run did not finish")


def first_view(page: str, cookies: httpx.Cookies) -> tuple[float, int]:
    """Start the server, and return the seconds that its first answer to somebody signed in takes, and its bytes."""
    server = start_server()
    try:
        with httpx.Client(base_url=ADDRESS, cookies=cookies, timeout=60) as client:
            started = time.perf_counter()
            answer = client.get(f"{PICTURE}{page}").raise_for_status()
            return time.perf_counter() - started, len(answer.content)
    finally:
        server.terminate()
        server.wait(timeout=60)


def run(data_folder: Path, *, times: int) -> None:
    """Print the table."""
    shutil.rmtree(HOME, ignore_errors=True)
    server = start_server()
    try:
        load_lancashire(data_folder)
        cookies = sign_in("alice@demo.example", password())
        wait_for_results(cookies)
    finally:
        server.terminate()
        server.wait(timeout=60)
    rows = []
    for name, page in PAGES:
        views = [first_view(page, cookies) for _ in range(times)]
        seconds = statistics.median(seconds for seconds, _ in views)
        size = f"{views[0][1] / 1000:.0f} KB"
        rows.append(
            (name, size, f"under {GOAL_SECONDS:.0f} s", f"{seconds:.2f} s", verdict(is_met=seconds < GOAL_SECONDS))
        )
    print_table(
        f"The first view of a server just started, with the Lancashire study (medians of {times})",
        ("page", "HTML", "goal", "measured", "verdict"),
        rows,
    )


def main() -> None:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=5, help="how often each page is the first")
    arguments = parser.parse_args()
    if not os.environ.get(DATA):
        sys.exit(
            f"Set {DATA} to the folder of the published files, of which examples/lancashire/study.toml names those it needs."
        )
    print(describe_machine())
    run(Path(os.environ[DATA]), times=arguments.times)


if __name__ == "__main__":
    main()
