"""From a file that arrived to one that is kept and will be read: scanned, told by its content, unpacked, recognised."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from ourplace.spend import SpendError, list_sources
from ourplace.studies.cache import content_hash
from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.networks.models import Organisation
from ourplace_web.studies.models import Study
from ourplace_web.uploads.handlers import Received
from ourplace_web.uploads.models import Upload, random_name
from ourplace_web.uploads.names import free_name, is_clutter, safe_name
from ourplace_web.uploads.scanning import scanners_objection
from ourplace_web.uploads.storage import discard, store


@dataclass(frozen=True)
class Outcome:
    """What became of one file that was sent: kept, here already, or refused; `sentence` says why for the last two."""

    sort: Literal["kept", "repeated", "refused"]
    name: str
    sentence: str = ""


@dataclass(frozen=True)
class Destination:
    """For which study and anchor files are, and who sends them."""

    study: Study
    anchor: Organisation
    person: Person | None


def take_in(files: Iterable[Received], to: Destination) -> list[Outcome]:
    """Keep what can be read as payments, and return what became of each file; members of archives are files of their own."""
    return [outcome for file in files if not is_clutter(file.sent_name) for outcome in take_in_one(file, to)]


def take_in_one(file: Received, to: Destination) -> Iterator[Outcome]:
    """Yield what became of a file, or of each in it where it is an archive."""
    objection = scanners_objection(file.path, name=file.path.name)
    if objection:
        yield Outcome("refused", file.path.name, objection)
        return
    sources = list_sources([file.path], work_folder=file.path.parent / "unpacked")
    if not sources:
        sentence = _("%(name)s is an archive without files.") % {"name": file.path.name}
        yield Outcome("refused", file.path.name, sentence)
    for source in sources:
        if source.problem is not None:
            yield Outcome("refused", source.name, refusal(source.name, source.problem))
        elif source.file_format == "archive":
            yield Outcome(
                "refused", source.name, _("%(name)s is an archive inside an archive.") % {"name": source.name}
            )
        elif not is_clutter(source.name):
            yield keep(source.path, safe_name(source.name), to)


def refusal(name: str, problem: SpendError) -> str:
    """Return why a file was not kept, in the library's words."""
    return _("%(name)s was not kept. %(what)s: %(why)s. What to do: %(next_step)s.") % {
        "name": name,
        "what": problem.what,
        "why": problem.why,
        "next_step": problem.next_step,
    }


def keep(path: Path, name: str, to: Destination) -> Outcome:
    """Keep a file and queue its reading, unless the anchor has sent the same content for this study before.

    Of two who send the same at one moment, the database lets one through.
    """
    size, sha256, stored_name = path.stat().st_size, content_hash(path), random_name()
    own = Upload.objects.filter(study=to.study, organisation=to.anchor)
    same = own.filter(sha256=sha256).first()
    if same is None:
        store(path, stored_name)
    while same is None:
        upload = Upload(
            study=to.study,
            organisation=to.anchor,
            file_name=free_name(name, set(own.values_list("file_name", flat=True))),
            stored_name=stored_name,
            size_bytes=size,
            sha256=sha256,
            sent_by=to.person,
        )
        try:
            keep_row(upload, to)
        except IntegrityError:
            same = own.filter(sha256=sha256).first()
        else:
            return Outcome("kept", upload.file_name)
    discard(stored_name)
    return Outcome("repeated", name, here_already(name, same))


@transaction.atomic
def keep_row(upload: Upload, to: Destination) -> None:
    """Write down that a file is kept, queue its reading and say so in the log: all or nothing."""
    upload.save()
    upload.put_in_queue()
    details = {"study": to.study.name, "anchor": to.anchor.name}
    record(to.person, Verb.FILE_UPLOADED, upload, network_id=to.study.network.public_id, details=details)


def here_already(name: str, same: Upload) -> str:
    """Return what to say of a content that is kept already."""
    if name == same.file_name:
        return _("%(name)s is here already and was not kept twice.") % {"name": name}
    return _("%(name)s has the same content as %(other)s, which is here already, and was not kept twice.") % {
        "name": name,
        "other": same.file_name,
    }
