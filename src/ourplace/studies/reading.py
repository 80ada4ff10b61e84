"""Reading every file of every anchor, each once, several at a time, and noticing what was published twice."""

import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from ourplace.loading import leave_pandas_out
from ourplace.progress import Progress, silent
from ourplace.spend import Decision, Overrides, Source, list_sources
from ourplace.studies.cache import content_hash, content_hashes, load_memory, save_memory
from ourplace.studies.jobs import Job, read_one
from ourplace.studies.ledgers import ledger_of
from ourplace.studies.repeats import mark_repeats, repeat_findings
from ourplace.studies.results import CheckResult, Finding, ReadFile
from ourplace.studies.study_file import Anchor, Period, Study

WORTH_A_POOL = 4


def check_files(paths: Sequence[Path], *, progress: Progress = silent) -> CheckResult:
    """Return the receipts of loose files; nothing is kept.

    Raises:
        SpendError: there is no file at one of the paths.
    """
    with tempfile.TemporaryDirectory(prefix="ourplace-") as folder:
        work = Path(folder)
        jobs = [
            Job("", source, content_hash(source.path), Overrides(), None, work)
            for source in list_sources(paths, work_folder=work / "unpacked")
        ]
        files = list(read_all(jobs, progress=progress))
        return CheckResult(files=[replace(file, folder=None) for file in files], findings=file_findings(files))


def check_study(study: Study, *, progress: Progress = silent) -> CheckResult:
    """Return the receipts of every file of a study, and what needs a decision before it is run."""
    files = read_study_files(study, progress=progress)
    return CheckResult(files=files, findings=study_findings(study, files))


def check_file(study: Study, anchor_id: str, path: Path) -> ReadFile:
    """Return one file of an anchor after reading, as a run of the study reads it: a run later finds that it is done.

    A file that cannot be read has a `problem`.

    Raises:
        ValueError: the study has no such anchor, or the file is an archive, which holds several.
    """
    anchor = next((one for one in study.settings.anchors if one.id == anchor_id), None)
    sources = list_sources([path], work_folder=study.cache_folder / "unpacked" / anchor_id)
    if anchor is None or len(sources) != 1:
        message = f"{path.name} is not one file of the anchor '{anchor_id}'"
        raise ValueError(message)
    return read_one(job_of(study, anchor, sources[0], content=content_hash(path)))


def read_study_files(study: Study, *, progress: Progress = silent) -> list[ReadFile]:
    """Return every file of every anchor after reading, in the order of the study and of the files' names.

    A file that was read before, and has not changed, is not read again. What a file repeats of an earlier one of the same
    anchor is marked, and left out where the study says so.
    """
    memory = load_memory(study.cache_folder)
    before = dict(memory)
    jobs = [job for anchor in study.settings.anchors for job in jobs_of(study, anchor, memory)]
    if memory != before:
        save_memory(study.cache_folder, memory)
    return mark_repeats(study, [with_ledger(study, file) for file in read_all(jobs, progress=progress)])


def with_ledger(study: Study, file: ReadFile) -> ReadFile:
    """Return a file with its ledger, which is made here while other processes read on; none where it could not be read."""
    if file.folder is None:
        return file
    path = ledger_of(
        file.folder,
        anchor_id=file.anchor_id,
        minimum_gbp=study.settings.thresholds.minimum_payment_gbp,
        cache_folder=study.cache_folder,
    )
    return replace(file, ledger_path=path)


def jobs_of(study: Study, anchor: Anchor, memory: dict[str, list[Any]]) -> Iterator[Job]:
    """Yield what has to be read of one anchor."""
    sources = list_sources(study.files_of(anchor), work_folder=study.cache_folder / "unpacked" / anchor.id)
    hashes = content_hashes([source.path for source in sources], memory=memory)
    for source, content in zip(sources, hashes, strict=True):
        yield job_of(study, anchor, source, content=content)


def job_of(study: Study, anchor: Anchor, source: Source, *, content: str) -> Job:
    """Return what has to be read of one file."""
    return Job(
        anchor_id=anchor.id,
        source=source,
        content=content,
        overrides=anchor.file_overrides.get(source.name, anchor.overrides),
        period=reading_period(study),
        cache_folder=study.cache_folder,
    )


def reading_period(study: Study) -> Period | None:
    """Return the days from which payments are kept: the study's period and those it compares; None is all days."""
    if study.settings.period is None:
        return None
    spans = [study.settings.period, *study.settings.periods]
    return Period(start=min(span.start for span in spans), end=max(span.end for span in spans))


def read_all(jobs: Sequence[Job], *, progress: Progress) -> Iterator[ReadFile]:
    """Yield the result of each job in order; several processes share the work where there is enough of it."""
    missing = sum(1 for job in jobs if not (job.cache_folder / "read" / job.key).is_dir())
    workers = min(os.cpu_count() or 1, missing)
    progress("Reading files", 0, len(jobs))
    if missing < WORTH_A_POOL or workers < 2:  # noqa: PLR2004 (one worker is no pool)
        yield from counted(map(read_one, jobs), len(jobs), progress)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=leave_pandas_out) as pool:
        yield from counted(pool.map(read_one, jobs), len(jobs), progress)


def counted(results: Iterable[ReadFile], total: int, progress: Progress) -> Iterator[ReadFile]:
    """Yield results, reporting each."""
    for done, result in enumerate(results, start=1):
        progress("Reading files", done, total)
        yield result


def file_findings(files: Sequence[ReadFile]) -> list[Finding]:
    """Return what somebody should know about single files."""
    findings = []
    for file in files:
        if file.problem:
            findings.append(
                Finding("bad_input", f"{file.name} could not be read. {file.problem}", file.name, file.anchor_id)
            )
        decisions = file.receipt.decisions if file.receipt else ()
        findings.extend(
            Finding("decision", f"{file.name}: {decision_sentence(decision)}", file.name, file.anchor_id)
            for decision in decisions
        )
    return findings


def decision_sentence(decision: Decision) -> str:
    """Return a question that a file does not answer, with the line of study.toml for each answer."""
    answers = "; ".join(
        f"{choice.answer} ({choice.evidence}): write `{choice.setting}`" for choice in decision.choices
    )
    effect = "Its rows wait until somebody says." if decision.is_blocking else "It was read with care meanwhile."
    return f"{decision.question} {answers}. {effect}"


def study_findings(study: Study, files: Sequence[ReadFile]) -> list[Finding]:
    """Return what somebody should know of a study's files: of each, of what they hold twice, and of anchors without any."""
    return [*file_findings(files), *repeat_findings(study, files), *anchor_findings(study, files)]


def anchor_findings(study: Study, files: Sequence[ReadFile]) -> list[Finding]:
    """Return the anchors of which no file could be used."""
    used = {file.anchor_id for file in files if file.receipt and file.receipt.row_count_of("used")}
    return [
        Finding(
            "bad_input",
            f"{anchor.name} has no payment in any file. Its files are looked for as {', '.join(anchor.files)} in {study.data_folder}",
            anchor_id=anchor.id,
        )
        for anchor in study.settings.anchors
        if anchor.id not in used
    ]
