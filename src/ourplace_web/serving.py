"""Serving the website: everything that has to be there first, then the server."""

import multiprocessing
import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import django
from django.core.management import call_command
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter

from ourplace.progress import Progress, silent
from ourplace_web.environment import prepare_home, read_environment
from ourplace_web.exceptions import PortInUseError

MOST_PROCESSES = 4
# Longer than browsers and proxies keep a connection, so that it is never the server who closes one that is about to be used.
KEEPS_OPEN_SECONDS = 120
SECONDS_BETWEEN_STARTS = 5.0


@dataclass(frozen=True)
class Opening:
    """What is ready to be served: the address to listen on, and what to tell whoever started it."""

    address: str
    lines: tuple[str, ...]


def make_ready(*, port: int, with_demo: bool, progress: Progress = silent) -> Opening:
    """Make the database and the assets where they are not there, load the example if wanted, and return what to serve.

    Other machines are answered only where `OURPLACE_HOSTS` names the website; there the example is never loaded, because
    its people share a password.

    Raises:
        PortInUseError: another program answers on the port.
    """
    refuse_port_in_use(port)
    prepare(progress=progress)
    local = not read_environment().serves_others
    address = f"{'127.0.0.1' if local else '0.0.0.0'}:{port}"  # noqa: S104 (a website for others, behind its proxy)
    password = demo_password_of(progress) if with_demo and local else ""
    return Opening(address=address, lines=opening_lines(address, password=password))


class Background:
    """The keeper of the workers that do background work, in a process of its own; one that dies is replaced."""

    def __init__(self) -> None:
        """Start it."""
        self.start()

    def start(self) -> None:
        """Start a keeper, which ends with this process."""
        work = [sys.executable, "-m", "ourplace_web", "work", "--beside", str(os.getpid())]
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(work)  # noqa: S603 (our own program)

    def keep_up(self) -> None:
        """Start another where the last has died, though not again and again without a pause."""
        if self.process.poll() is not None and time.monotonic() > self.started_at + SECONDS_BETWEEN_STARTS:
            self.start()

    def end(self) -> None:
        """Have it end what it does."""
        self.process.terminate()
        self.process.wait()


def serve(opening: Opening) -> None:
    """Serve, and do background work beside it, until stopped."""
    workers = min(multiprocessing.cpu_count(), MOST_PROCESSES)
    background = Background()
    try:
        wanted = {
            "bind": opening.address,
            "workers": workers,
            "threads": 4,
            "keepalive": KEEPS_OPEN_SECONDS,
            "post_worker_init": warm_up_worker,
        }
        Server(wanted, background).run()
    finally:
        background.end()


def refuse_port_in_use(port: int) -> None:
    """Raise PortInUseError where the port is taken, before anything else is done."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise PortInUseError(
                f"Port {port} is taken",
                why="another program answers there, perhaps this website started before",
                next_step=f"stop it, or choose another port: ourplace serve --port {port + 1}",
            ) from error


def prepare(*, progress: Progress = silent) -> None:
    """Make the data folder, the tables and the assets what this version needs; safe to do again."""
    steps: tuple[tuple[str, dict[str, Any]], ...] = (
        ("migrate", {"interactive": False}),
        ("createcachetable", {}),
        ("collectstatic", {"interactive": False}),
    )
    prepare_home(read_environment().home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ourplace_web.settings")
    django.setup()
    for done, (command, options) in enumerate(steps, start=1):
        call_command(command, verbosity=0, **options)
        progress("Preparing the website", done, len(steps) + 1)
    draw_ground()
    progress("Preparing the website", len(steps) + 1, len(steps) + 1)


def draw_ground() -> None:
    """Draw the outlines on which people draw a place, once for a machine, so that nobody waits for them."""
    # Models can be imported only after Django has been set up.
    from ourplace_web.studies.drawing import ground_file  # noqa: PLC0415

    ground_file()


def demo_password_of(progress: Progress) -> str:
    """Load the example where it is not there, and return the password of its people."""
    # Models can be imported only after Django has been set up.
    from ourplace_web.demo.loading import load_demo  # noqa: PLC0415

    return load_demo(progress=progress)


def opening_lines(address: str, *, password: str) -> tuple[str, ...]:
    """Return what is printed before serving: where, and how to sign in to the example."""
    # As above.
    from ourplace_web.demo.loading import PEOPLE  # noqa: PLC0415

    lines = [f"OurPlace is at http://{address}/"]
    if password:
        lines += ["", f"Sign in with the password  {password}  as"]
        lines += [f"  {person.email:<20} {person.role.label.lower()}" for person in PEOPLE]
        lines += ["", "The suppliers and payments of this example are invented."]
    return (*lines, "Stop with Ctrl-C.", "")


def warm_up_worker(_worker: Any) -> None:
    """Make a process of the server ready before it takes its first request."""
    # Models can be imported only after Django has been set up, which each process does for itself.
    from ourplace_web.picture.warming import warm_up  # noqa: PLC0415

    warm_up()


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with settings given in Python instead of in a file."""

    def __init__(self, wanted: dict[str, Any], background: Background) -> None:
        """Keep the settings until gunicorn asks for them."""
        self.wanted, self.background = wanted, background
        super().__init__()

    def run(self) -> None:
        """Serve until stopped."""
        Master(self).run()

    def load_config(self) -> None:
        """Hand the settings over."""
        for name, value in {"loglevel": "warning", "preload_app": False, **self.wanted}.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the website, loaded in each process."""
        from ourplace_web.wsgi import application  # noqa: PLC0415 (each process loads it for itself)

        return application


class Master(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn's first process, which looks after those that answer; here after the background work as well."""

    def manage_workers(self) -> None:
        """Replace what has died. Gunicorn asks for it once a second."""
        super().manage_workers()
        self.app.background.keep_up()
