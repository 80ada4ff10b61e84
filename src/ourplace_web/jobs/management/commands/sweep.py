"""`python -m ourplace_web sweep`: what the workers tidy away once an hour, now."""

from typing import Any

from django.core.management.base import BaseCommand

from ourplace_web.jobs.workers import do_chores


class Command(BaseCommand):
    """Tidy away."""

    help = (
        "Delete what interrupted requests, deleted files and studies, and replaced runs left on the disk, and what is older "
        "than OURPLACE_KEEP_DAYS. Background work does it once an hour."
    )

    def handle(self, *args: Any, **options: Any) -> None:  # noqa: ARG002 (as Django has it)
        """Tidy away, and say how much it was."""
        self.stdout.write(f"Tidied away: {do_chores()}")
