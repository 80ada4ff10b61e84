"""What people decided about suppliers: one JSON object a line, signed and dated, only ever added to, always winning.

A later line supersedes an earlier one about the same thing; nothing is removed, so the file tells who thought what when.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from ourplace.exceptions import Where
from ourplace.suppliers.exceptions import JudgementError

KINDS = {
    "same": ("entity_id",),
    "different": ("entity_id",),
    "unsure": ("entity_id",),
    "located_at": ("postcode", "reason"),
    "local_because": ("ring_id", "reason"),
    "not_local": ("ring_id", "reason"),
    "business_type": ("business_type",),
    "withdrawn": ("withdraws",),
}
PERMISSIONS = 0o644


@dataclass(frozen=True)
class Judgement:
    """One decision about the payees of these names.

    `kind`: same, different or unsure (the names and the entity), located_at (a postcode, with the reason),
    local_because and not_local (a ring, with the reason), business_type, withdrawn (the id of an earlier judgement, which
    from then on counts as never made). `judged_by` signs it, `judged_at` dates it (ISO 8601, UTC).
    """

    kind: str
    payee_names: tuple[str, ...]
    judged_by: str
    judged_at: str
    entity_id: str | None = None
    postcode: str | None = None
    ring_id: str | None = None
    business_type: str | None = None
    reason: str = ""
    withdraws: str | None = None

    @property
    def judgement_id(self) -> str:
        """Return the id: the same for the same words, names, signature and moment."""
        said = asdict(self)
        if self.withdraws is None:
            # Judgements made before there were withdrawals keep their ids.
            del said["withdraws"]
        text = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return "j-" + hashlib.sha256(text.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class MalformedLine:
    """A line of the file that could not be used, and why; the other lines still count."""

    line_number: int
    reason: str


@dataclass(frozen=True)
class Judgements:
    """The judgements of a study in the order they were made, and the lines that could not be read."""

    judgements: tuple[Judgement, ...] = ()
    malformed: tuple[MalformedLine, ...] = ()


def judge(
    kind: str, *, payee_names: Sequence[str], judged_by: str, at: dt.datetime | None = None, **said: str
) -> Judgement:
    """Return a judgement made now (or `at`), checked.

    Raises:
        JudgementError: the kind is unknown, nobody signed it, it names no payee, or it lacks what its kind needs.
    """
    moment = (at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).isoformat(timespec="seconds")
    made = Judgement(kind, tuple(payee_names), judged_by.strip(), moment, **said)
    problem = _problem(made)
    if problem:
        raise JudgementError(
            f"A judgement of kind '{kind}' cannot be kept", why=problem, next_step="say what is missing and try again"
        )
    return made


def read_judgements(path: Path) -> Judgements:
    """Return the judgements in the file, none where there is no file; malformed lines are reported by number.

    Raises:
        JudgementError: the file is there but cannot be opened.
    """
    if not path.exists():
        return Judgements()
    try:
        lines = path.read_bytes().split(b"\n")
    except OSError as error:
        raise JudgementError(
            "The judgements cannot be read",
            why=str(error.strerror),
            next_step="check that you may read the file",
            where=Where(path.name),
        ) from error
    read = [(number, _parsed(line)) for number, line in enumerate(lines, start=1) if line.strip()]
    return Judgements(
        tuple(found for _, found in read if isinstance(found, Judgement)),
        tuple(MalformedLine(number, found) for number, found in read if isinstance(found, str)),
    )


def append_judgements(path: Path, judgements: Iterable[Judgement]) -> int:
    """Add the judgements to the end of the file, on the disk before this returns, and return how many.

    One write adds them all; a line that an earlier crash left unfinished is closed first, so that it spoils no other.
    """
    made = list(judgements)
    if not made:
        return 0
    text = judgement_lines(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, PERMISSIONS)
    try:
        size = os.fstat(descriptor).st_size
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            text = text if os.read(descriptor, 1) == b"\n" else "\n" + text
        _write_all(descriptor, text.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return len(made)


def judgement_lines(judgements: Iterable[Judgement]) -> str:
    """Return the text of a judgements file: a line each, in the order given, that `read_judgements` reads back as the same."""
    return "".join(json.dumps(_as_row(judgement), ensure_ascii=False) + "\n" for judgement in judgements)


def _write_all(descriptor: int, content: bytes) -> None:
    while content:
        content = content[os.write(descriptor, content) :]


def _as_row(judgement: Judgement) -> dict[str, Any]:
    row = {"judgement_id": judgement.judgement_id, **asdict(judgement)}
    return {key: value for key, value in row.items() if value not in (None, "")}


def _parsed(line: bytes) -> Judgement | str:
    """Return the judgement of a line, or what is wrong with it."""
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        return f"is not JSON ({error.__class__.__name__})"
    if not isinstance(row, dict):
        return "is not a JSON object"
    row.pop("judgement_id", None)
    names = row.get("payee_names")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        return "has no list of payee names"
    if any(not isinstance(value, str) for key, value in row.items() if key != "payee_names"):
        return "has a value that is not text"
    try:
        made = Judgement(**{**row, "payee_names": tuple(names)})
    except TypeError:
        known = set(Judgement.__dataclass_fields__)
        return f"lacks or does not know {', '.join(sorted(set(row) ^ (known & set(row) | {'kind', 'judged_by', 'judged_at'})))}"
    return _problem(made) or replace(made)


def _problem(judgement: Judgement) -> str:
    """Return what is wrong with a judgement, '' where nothing is."""
    if judgement.kind not in KINDS:
        return f"the kind '{judgement.kind}' is none of {', '.join(KINDS)}"
    if not judgement.judged_by:
        return "nobody signed it"
    if not any(name.strip() for name in judgement.payee_names):
        return "it names no payee"
    lacking = [field for field in KINDS[judgement.kind] if not getattr(judgement, field)]
    if lacking:
        return f"it lacks {' and '.join(lacking)}"
    try:
        dt.datetime.fromisoformat(judgement.judged_at)
    except ValueError:
        return "its date is not a date"
    return ""
