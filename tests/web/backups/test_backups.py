"""A website is backed up, lost, and put back as it was."""

import io
import tarfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ourplace_web.accounts.models import Person
from ourplace_web.audit.append_only import release
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.backups import restoring
from ourplace_web.backups.backing_up import back_up
from ourplace_web.backups.contents import kept_models, rows_of
from ourplace_web.backups.exceptions import BackupError
from ourplace_web.backups.restoring import restore
from ourplace_web.networks.models import Network

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def home(tmp_path: Path, settings) -> Path:
    """The website's folder, with an upload, a study and what a run worked out."""
    settings.HOME = tmp_path / "home"
    for name, content in {
        "secret-key": b"abc",
        "uploads/ab/cdef": b"Supplier,Amount\nYasfern Ltd,10.00\n",
        "studies/1/study.toml": b'title = "Preston"\n',
        "studies/1/judgements.jsonl": b"{}\n",
        "studies/1/.ourplace/figures/x.parquet": b"made again",
    }.items():
        path = settings.HOME / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return settings.HOME


def everything() -> dict[str, list[str]]:
    return {model._meta.label_lower: list(rows_of(model)) for model in kept_models()}


def files(home: Path) -> dict[str, bytes]:
    return {path.relative_to(home).as_posix(): path.read_bytes() for path in home.rglob("*") if path.is_file()}


def lose_everything(home: Path) -> None:
    release(connection)
    call_command("flush", interactive=False, verbosity=0)
    for path in sorted(home.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()


def test_what_was_lost_is_put_back_as_it_was(cast, home, tmp_path):
    record(cast.alice, Verb.NETWORK_MADE, cast.network, network_id=cast.network.public_id)
    rows, kept = everything(), files(home)
    made = back_up(tmp_path / "kept" / "one.tar.gz")
    lose_everything(home)
    assert not Person.objects.exists()

    put_back = restore(made.path)

    assert everything() == rows
    assert files(home) == {name: content for name, content in kept.items() if ".ourplace" not in name}
    assert (put_back.row_counts, put_back.file_count) == (made.row_counts, made.file_count) == (made.row_counts, 4)
    assert Network.objects.create(name="Leeds", slug="leeds").pk > cast.network.pk
    assert made.path.stat().st_mode & 0o777 == 0o600


def test_a_website_with_people_is_left_alone(cast, home, tmp_path):
    made = back_up(tmp_path / "one.tar.gz")
    rows, kept = everything(), files(home)

    with pytest.raises(BackupError, match="not empty"):
        restore(made.path)

    assert (everything(), files(home)) == (rows, kept)


@pytest.mark.parametrize("damage", ["cut", "changed", "missing", "no backup"])
def test_a_damaged_backup_changes_nothing(cast, home, tmp_path, damage):
    path = back_up(tmp_path / "one.tar.gz").path
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[: len(content) // 2])
    elif damage == "no backup":
        path.write_text("not a backup")
    else:
        path.write_bytes(tampered(content, drop=damage == "missing"))
    lose_everything(home)

    with pytest.raises(BackupError, match="cannot be put back"):
        restore(path)

    assert not Person.objects.exists()
    assert files(home) == {}


def tampered(content: bytes, *, drop: bool) -> bytes:
    """Return the backup with the upload changed, or left out."""
    out = io.BytesIO()
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as old, tarfile.open(fileobj=out, mode="w:gz") as new:
        for member in old.getmembers():
            data = old.extractfile(member).read()
            if member.name.endswith("uploads/ab/cdef"):
                if drop:
                    continue
                data = data.replace(b"10.00", b"99.00")
            new.addfile(member, io.BytesIO(data))
    return out.getvalue()


def test_a_backup_of_another_version_says_which(cast, home, tmp_path, monkeypatch):
    path = back_up(tmp_path / "one.tar.gz").path
    lose_everything(home)
    monkeypatch.setattr(restoring, "migrations", lambda: ["accounts.9999_later"])

    with pytest.raises(BackupError, match="another version"):
        restore(path)

    assert not Person.objects.exists()


def test_rows_that_cannot_all_be_written_are_not_written_at_all(cast, home, tmp_path, monkeypatch):
    path = back_up(tmp_path / "one.tar.gz").path
    lose_everything(home)

    def full(folder, home) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(restoring, "_move_files", full)
    with pytest.raises(BackupError, match="No space left"):
        restore(path)

    assert not Person.objects.exists()


def test_the_commands_say_what_they_did(cast, home, tmp_path, capsys):
    call_command("back_up", str(tmp_path / "one.tar.gz"))
    lose_everything(home)
    call_command("restore", str(tmp_path / "one.tar.gz"))

    said = capsys.readouterr().out.splitlines()
    assert said[0] == said[1]
    assert said[0].endswith("4 files")
    with pytest.raises(CommandError, match="there is a file of that name"):
        call_command("back_up", str(tmp_path / "one.tar.gz"))
