"""`python -m ourplace_web restore FILE`: what a backup holds, put into an empty website."""

from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ourplace_web.backups.exceptions import BackupError
from ourplace_web.backups.restoring import restore


class Command(BaseCommand):
    """Puts a backup back."""

    help = "Put everything that a backup holds into this website, which must be empty."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="what `back_up` wrote")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Put it back and say what was in it."""
        call_command("migrate", interactive=False, verbosity=0)
        try:
            made = restore(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.path}: {sum(made.row_counts.values()):,} rows, {made.file_count:,} files")
