"""`python -m ourplace_web back_up FILE`: everything that the website holds, in one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from ourplace_web.backups.backing_up import back_up
from ourplace_web.backups.exceptions import BackupError


class Command(BaseCommand):
    """Backs the website up while people go on."""

    help = "Write everything that the website holds into one file. Keep it as safe as the website."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="where to: backups/2026-11-26.tar.gz")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write it and say what is in it."""
        try:
            made = back_up(options["file"])
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{made.path}: {sum(made.row_counts.values()):,} rows, {made.file_count:,} files")
