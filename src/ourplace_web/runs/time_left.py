"""How long a run will take from here: the stage at its pace, and those after it as they took in earlier runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from ourplace_web.jobs.models import JobState
from ourplace_web.runs.models import Run

RUNS_LOOKED_AT = 10
MINUTE = 60
# Beyond this, seconds are more than anybody wants to know.
SAID_IN_SECONDS = 90
# In the order in which they come, what people call each stage and what is counted in it; others are called as the library does.
STAGES: dict[str, tuple[Any, Any]] = {
    "Reading files": (_("Reading files"), _("files")),
    "Gathering payees": (_("Gathering payees"), ""),
    "Resolving suppliers": (_("Resolving suppliers"), ""),
    "Indexing the registers": (_("Indexing the registers"), _("rows of registers")),
    "Matching payees with the registers": (_("Matching payees with the registers"), _("payees")),
    "Computing figures": (_("Computing figures"), ""),
    "indicators": (_("Computing indicators"), _("indicators")),
    "Writing reports": (_("Writing reports"), ""),
}


@dataclass(frozen=True)
class TimeLeft:
    """How many seconds are left, of what, and what that goes by: earlier runs of the study or of its network, or the pace so far."""

    seconds: int
    of: Literal["run", "stage"]
    by: Literal["study", "network", "pace"]

    @property
    def minutes(self) -> int:
        """Return the minutes, rounded up; 0 where the seconds are few enough to be said."""
        return 0 if self.seconds < SAID_IN_SECONDS else -(-self.seconds // MINUTE)


def time_left(run: Run) -> TimeLeft | None:
    """Return how long a run will take from here, as far as is known; None where nothing is.

    What an earlier run had to do may be done already, so that it is rather too long than too short. Another study's run is
    taken at its pace for each payment.
    """
    ways: tuple[tuple[Literal["study", "network"], Iterable[Run]], ...] = (
        ("study", of_study(run)), ("network", of_network(run)),
    )  # fmt: skip
    for by, runs in ways:
        earlier = seconds_by_stage(run, runs)
        stage = left_of_stage(run, earlier)
        if earlier and stage is not None:
            later = sum(seconds for name, seconds in earlier.items() if is_to_come(name, run))
            return TimeLeft(round(stage + later), "run", by)
    stage = left_of_stage(run, {})
    return None if stage is None else TimeLeft(round(stage), "stage", "pace")


def of_study(run: Run) -> Iterable[Run]:
    """Return the newest finished runs of the same study."""
    return Run.objects.filter(study=run.study_id, state=JobState.DONE).order_by("-finished_at")[:RUNS_LOOKED_AT]


def of_network(run: Run) -> Iterable[Run]:
    """Return the newest finished runs of other studies of the network."""
    others = Run.objects.filter(study__network=run.study.network_id, state=JobState.DONE).exclude(study=run.study_id)
    return others.order_by("-finished_at")[:RUNS_LOOKED_AT]


def seconds_by_stage(run: Run, earlier: Iterable[Run]) -> dict[str, float]:
    """Return how long each stage took when it was last gone through, for as many payments as this run has.

    A stage that an earlier run did not need to go through is taken from the one before it.
    """
    found: dict[str, float] = {}
    for one in earlier:
        scale = run.row_count / one.row_count if run.row_count and one.row_count else 1.0
        found |= {name: seconds * scale for name, seconds in one.stage_seconds.items() if name not in found}
    return found


def is_to_come(name: str, run: Run) -> bool:
    """Return whether a stage is still to come: not gone through, and not passed over because nothing in it had changed."""
    order = list(STAGES)
    place = order.index(name) if name in order else len(order)
    here = order.index(run.stage) if run.stage in order else -1
    return name not in run.stage_seconds and place > here


def left_of_stage(run: Run, earlier: dict[str, float]) -> float | None:
    """Return how many seconds the stage itself will take: at its pace where that can be told, else as it took before."""
    if run.seconds_left_of_stage is not None:
        return run.seconds_left_of_stage
    if run.stage in earlier:
        return max(0.0, earlier[run.stage] - run.seconds_in_stage)
    return 0.0 if not run.stage and earlier else None


def stage_words(run: Run) -> tuple[Any, Any]:
    """Return what people call the stage that a run is in, and what is counted in it."""
    return STAGES.get(run.stage, (run.stage, ""))
