"""The newest finished run of a study, as the library left it in the study's folder."""

from functools import lru_cache
from pathlib import Path

from ourplace.studies import LastRun, last_run, last_run_stamp
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder

RUNS_KEPT = 8


def latest_results(study: Study) -> LastRun | None:
    """Return the newest finished run of a study, or None where it has none."""
    folder = study_folder(study)
    stamp = last_run_stamp(folder)
    run = None if stamp is None else _opened(folder, stamp)
    return run if run is not None and run.result.folder.is_dir() else None


@lru_cache(maxsize=RUNS_KEPT)
def _opened(folder: Path, stamp: int) -> LastRun | None:  # noqa: ARG001 (the stamp tells one run from the next)
    return last_run(folder)
