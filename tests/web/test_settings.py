"""The settings, as a server for others would have them."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection

FOR_OTHERS = {
    "OURPLACE_HOSTS": "ourplace.example",
    "OURPLACE_SECRET_KEY": "any long text of many different letters, 0123456789, kept nowhere",
    "OURPLACE_EMAIL_HOST": "mail.example",
    "OURPLACE_EMAIL_FROM": "OurPlace <us@ourplace.example>",
    "OURPLACE_PROXIES": "1",
}


def test_djangos_deployment_check_finds_nothing(tmp_path) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_ALLOW", "DATABASE_"))}
    environment = own | FOR_OTHERS | {"OURPLACE_HOME": str(tmp_path)}
    command = [sys.executable, "-m", "ourplace_web", "check", "--deploy", "--fail-level", "WARNING"]

    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)

    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


def test_every_change_of_a_model_has_its_migration() -> None:
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_sqlite_queues_writers_and_lets_readers_read() -> None:
    options = settings.SQLITE["OPTIONS"]

    assert options["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in options["init_command"]
