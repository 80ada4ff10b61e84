"""Finding jobs whose worker died, and starting them again: what was finished before is in the cache and is not done twice."""

from collections.abc import Iterator

from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from ourplace_web.jobs.models import MOST_ATTEMPTS, OPEN_STATES, PRESUMED_DEAD_AFTER, Job, JobState


def recover_from(worker_id: str) -> int:
    """Queue what a worker was at when it died, without waiting for its heartbeat to be missed, and return how many jobs."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING)
    lost = [task.id for task in running if worker_id in task.worker_ids]
    jobs = [job for kind in kinds_of_job() for job in kind.rows().filter(task_id__in=lost, state__in=OPEN_STATES)]
    DBTaskResult.objects.filter(id__in=lost).update(status=TaskResultStatus.FAILED, finished_at=timezone.now())
    return sum(start_again(job) for job in jobs)


def kinds_of_job() -> list[type[Job]]:
    """Return every sort of job there is."""
    return [model for model in apps.get_models() if issubclass(model, Job)]


def recover() -> int:
    """Queue every job again that has lost its worker or its task, and return how many there were."""
    return sum(start_again(job) for kind in kinds_of_job() for job in [*left_by_their_worker(kind), *forgotten(kind)])


def left_by_their_worker(kind: type[Job]) -> Iterator[Job]:
    """Yield the jobs whose heart has stopped."""
    silent_since = timezone.now() - PRESUMED_DEAD_AFTER
    yield from kind.rows().filter(state=JobState.WORKING, heartbeat_at__lt=silent_since)


def forgotten(kind: type[Job]) -> Iterator[Job]:
    """Yield the waiting jobs that no waiting task will take up: it was lost with its worker, or found another job in its way."""
    waiting = kind.rows().filter(state=JobState.WAITING, queued_at__lt=timezone.now() - PRESUMED_DEAD_AFTER)
    for job in waiting:
        ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
        if job.task_id is None or not ready.filter(id=job.task_id).exists():
            yield job


def start_again(job: Job) -> bool:
    """Queue a job again, or give it up where it has killed its workers too often; return whether it is queued."""
    DBTaskResult.objects.filter(Q(id=job.task_id), status=TaskResultStatus.RUNNING).update(
        status=TaskResultStatus.FAILED, finished_at=timezone.now()
    )
    if job.state == JobState.WORKING:
        if job.attempt >= MOST_ATTEMPTS:
            job.finish(JobState.FAILED, problem=given_up())
            return False
        try:
            with transaction.atomic():
                released = job.as_taken_up().update(state=JobState.WAITING)
        except IntegrityError:
            return not job.finish(JobState.FAILED, problem=overtaken())
        if not released:
            return False
    job.put_in_queue()
    return True


def overtaken() -> str:
    """Return what to say of a job that stopped while another that does the same was waiting already."""
    return _("It stopped when its worker did. Another was waiting behind it and takes its place.")


def given_up() -> str:
    """Return what to say of a job that stopped its worker each time."""
    return _(
        "It stopped its worker three times, most likely for want of memory. Ask whoever runs this website to look, then "
        "try again."
    )
