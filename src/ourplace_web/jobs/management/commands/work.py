"""`python -m ourplace_web work`: the background work of the website on one machine, until stopped."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from ourplace_web.jobs.workers import QUEUES, Workers, work_on


class Command(BaseCommand):
    """Do background work."""

    help = "Read uploaded files and run studies, until stopped. Run it beside the website; `ourplace serve` does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take one queue, for a single process without a keeper."""
        parser.add_argument("--queue", choices=sorted(set(QUEUES)), help="work on this queue only, in this process")
        parser.add_argument("--beside", type=int, help="the process that started this one, and without which it ends")
        parser.add_argument("--worker-id", default=None, help="the name under which this process takes tasks up")

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (as Django has it)
        """Work."""
        if options["queue"]:
            work_on(options["queue"], options["worker_id"] or get_random_string(32), beside=options["beside"])
        else:
            Workers().keep_running(beside=options["beside"])
