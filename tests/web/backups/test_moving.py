"""A website moves from SQLite to PostgreSQL by being backed up in the one and put back in the other."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.utils.crypto import get_random_string

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="needs PostgreSQL, which `make test-postgres` starts"
    ),
]
MAKE = "from ourplace_web.serving import make_ready; make_ready(port=8000, with_demo=True)"
PREPARE = "from ourplace_web.serving import prepare; prepare()"


@pytest.fixture
def other_database() -> Iterator[str]:
    """The address of an empty database beside the tests' own."""
    name = f"moved_{get_random_string(8).lower()}"
    with connection.cursor() as cursor:
        cursor.execute(f"create database {name}")
    yield os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"
    with connection.cursor() as cursor:
        cursor.execute(f"drop database {name} with (force)")


def on_a_website(home: Path, *arguments: str, database: str = "") -> None:
    """Run Python on a website of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OURPLACE_", "DATABASE_"))}
    own = {"OURPLACE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "ourplace_web.settings"}
    named = {"DATABASE_URL": database} if database else {}
    subprocess.run([sys.executable, *arguments], env=kept | own | named, check=True)  # noqa: S603 (our own program)


def content(backup: Path) -> dict[str, bytes]:
    """Return everything in a backup but what it says of itself."""
    with tarfile.open(backup) as archive:
        names = [name for name in archive.getnames() if name != "manifest.json"]
        return {name: archive.extractfile(name).read() for name in names}


def test_everything_moves_from_sqlite_to_postgresql(other_database, tmp_path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    before, after = tmp_path / "before.tar.gz", tmp_path / "after.tar.gz"
    on_a_website(old, "-c", MAKE)
    on_a_website(old, "-m", "ourplace_web", "back_up", str(before))
    on_a_website(new, "-c", PREPARE, database=other_database)
    on_a_website(new, "-m", "ourplace_web", "restore", str(before), database=other_database)

    on_a_website(new, "-m", "ourplace_web", "back_up", str(after), database=other_database)

    assert (old / "ourplace.sqlite3").is_file()
    assert not (new / "ourplace.sqlite3").exists()
    assert content(after) == content(before)
