"""Asking for a run, and calling it off. Each is one transaction, with its entry in the log."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.jobs.models import OPEN_STATES, JobState
from ourplace_web.runs.models import Run
from ourplace_web.studies.models import Study


def ask_for_run(study: Study, person: Person | None) -> Run:
    """Return a run that waits for a worker: the one that waits already, if there is one, for it will see the same files."""
    try:
        with transaction.atomic():
            run = Run.objects.create(study=study, asked_by=person)
            run.put_in_queue()
            record(person, Verb.RUN_STARTED, study, network_id=study.network.public_id)
    except IntegrityError:
        waiting = Run.objects.filter(study=study, state=JobState.WAITING).first()
        return waiting or ask_for_run(study, person)
    return run


@transaction.atomic
def call_off(run: Run, person: Person | None) -> bool:
    """Cancel a run that waits or is under way, and return whether it was. Its worker stops at the next report of progress."""
    called_off = Run.objects.filter(pk=run.pk, state__in=OPEN_STATES).update(
        state=JobState.CANCELLED, finished_at=timezone.now()
    )
    if called_off:
        record(person, Verb.RUN_CANCELLED, run.study, network_id=run.study.network.public_id)
    return bool(called_off)


def let_next_begin(study_id: int) -> None:
    """Queue the run that waits behind one which has just ended, if there is any."""
    waiting = Run.objects.filter(study=study_id, state=JobState.WAITING).first()
    if waiting is not None:
        waiting.put_in_queue()
