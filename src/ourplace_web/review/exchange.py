"""Judgements between the website and the library's own file, `judgements.jsonl` beside `study.toml`."""

from pathlib import Path

from django.db import transaction

from ourplace.studies.cache import write_atomically
from ourplace.suppliers import Judgements, judgement_lines, read_judgements
from ourplace_web.accounts.models import Person
from ourplace_web.review.judging import judgements_of, keep, queue_up
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder

NAME = "judgements.jsonl"


@transaction.atomic
def take_in(person: Person | None, study: Study, found: Judgements) -> int:
    """Add those judgements of a file that the study does not have yet, in the file's order, and return how many.

    Signatures and dates are the file's; the log says who took them in.
    """
    queue_up(study)
    known = {one.judgement_id for one in judgements_of(study).judgements}
    return keep(person, study, [one for one in found.judgements if one.judgement_id not in known])


def write_judgements(study: Study) -> Path:
    """Write a study's judgements into its folder, for the library to run with, and return the file.

    What somebody put into the file otherwise is taken in first; lines that cannot be read stay at its end.
    """
    path = study_folder(study) / NAME
    before = read_judgements(path)
    take_in(None, study, before)
    write_atomically(path, judgement_lines(judgements_of(study).judgements) + unreadable_lines(path, before))
    return path


def unreadable_lines(path: Path, read: Judgements) -> str:
    """Return those lines of a file, as they are, that are no judgements."""
    if not read.malformed:
        return ""
    lines = path.read_text("utf-8", errors="replace").split("\n")
    return "".join(f"{lines[one.line_number - 1]}\n" for one in read.malformed)
