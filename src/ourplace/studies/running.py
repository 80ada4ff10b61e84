"""From a study to its reports: each stage runs where its inputs have changed, and only there.

What a stage works with is imported when it runs, so that a run with nothing to do is over in a moment.
"""

import datetime as dt
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from ourplace import __version__
from ourplace.engine import Engine, EngineChoice, kept_between_stages, open_chosen
from ourplace.progress import Progress, silent
from ourplace.registers import RegisterFile
from ourplace.studies.cache import (
    content_hash,
    key_of,
    load_memory,
    method_version,
    remove_unfinished,
    save_memory,
    stage_folder,
)
from ourplace.studies.exceptions import NoPaymentsError
from ourplace.studies.finished import LastRun, note_last_run
from ourplace.studies.reading import read_study_files, study_findings
from ourplace.studies.registering import study_registers
from ourplace.studies.results import REPORT_NAMES, Finding, ReadFile, StudyResult, read_headline
from ourplace.studies.study_file import Study

AN_HOUR = 3600.0
GATHERED_WITH = ("studies/gathering", "studies/ledgers", "engine")
RESOLVED_WITH = ("suppliers", "registers", "places/postcodes", "parameters", "engine", "studies/resolving")
FIGURES_WITH = (
    "indicators", "suppliers", "places", "parameters", "engine", "spend/kinds", "spend/need_categories",
    "studies/figures", "studies/assembling",
)  # fmt: skip
REPORTED_WITH = ("reports", "indicators", "places", "studies/reporting", "parameters")
STEPS = ("Gathering payees", "Resolving suppliers", "Computing figures", "Writing reports")


DUCKDB = EngineChoice()


@dataclass(frozen=True)
class Inputs:
    """What every stage after reading starts from, and the engine that computes it.

    No key of a stage holds the engine: both give the same tables, so that what one has computed serves the other.
    """

    study: Study
    files: Sequence[ReadFile]
    registers: Sequence[RegisterFile]
    judgements: str
    engine: EngineChoice = DUCKDB


@dataclass(frozen=True)
class Stages:
    """The finished stages of a run, each a folder of tables."""

    gathered: Path
    resolved: Path
    figures: Path


def run_study(
    study: Study,
    *,
    output_folder: Path | None = None,
    command: str = "",
    engine: EngineChoice = DUCKDB,
    progress: Progress = silent,
) -> StudyResult:
    """Return a finished run: every file read, suppliers resolved, figures computed, reports written.

    Nothing is computed again whose inputs have not changed. A file that cannot be read becomes a finding; the rest goes on.

    Args:
        study: what `load_study` returned.
        output_folder: where the reports go; `output` beside study.toml where none is given.
        command: the command that the reports say made them.
        engine: what finds suppliers and computes figures; files are read and reports written on this machine.
        progress: told of each step.

    Raises:
        NoPaymentsError: no file holds a payment that can be used.
        StudyFileError: the study names an area, a definition or a register that does not exist.
        EngineError: the engine cannot be opened.
        WorkerError: a worker of the cluster failed.
    """
    remove_unfinished(study.cache_folder, older_than_seconds=AN_HOUR, now=time.time())
    with kept_between_stages(engine):
        inputs, findings = gather_inputs(study, engine=engine, progress=progress)
        stages = compute_stages(inputs, progress=progress)
    made_by = command or f"ourplace run {study.folder.name}"
    key = key_of(
        method_version(REPORTED_WITH),
        stages.figures.name,
        made_by,
        __version__,
        receipts_key(inputs.files),
        study.settings.model_dump(),
    )

    def make(folder: Path) -> None:
        from ourplace.studies.reporting import write_reports  # noqa: PLC0415

        with timed(progress, "Writing reports"):
            write_reports(study, inputs.files, inputs.registers, stages.figures, folder=folder, command=made_by)

    reports = stage_folder(study.cache_folder, "reports", key, make=make)
    result = StudyResult(
        title=study.settings.title,
        folder=stages.figures,
        files=inputs.files,
        findings=findings,
        headline=read_headline(stages.figures),
        reports=copy_reports(reports, output_folder or study.folder / "output"),
    )
    made = {label: reports / name for label, name in REPORT_NAMES.items()}
    note_last_run(
        LastRun(
            study=study,
            result=replace(result, reports=made),
            registers=inputs.registers,
            gathered=stages.gathered,
            resolved=stages.resolved,
            command=made_by,
            finished_on=dt.datetime.now(dt.UTC).date(),
        )
    )
    return result


def gather_inputs(
    study: Study, *, engine: EngineChoice = DUCKDB, progress: Progress = silent
) -> tuple[Inputs, list[Finding]]:
    """Return every file after reading, every register, and what somebody should know of them.

    Raises:
        NoPaymentsError: no file holds a payment that can be used.
    """
    files = read_study_files(study, progress=progress)
    findings = study_findings(study, files)
    if not any(file.receipt and file.receipt.row_count_of("used") for file in files):
        raise NoPaymentsError(
            f"The study '{study.settings.title}' has no payment to analyse",
            why=f"of {len(files)} files found in {study.data_folder}, none holds a row that can be used",
            next_step="run `ourplace check` on the study to see what became of each file",
        )
    memory = load_memory(study.cache_folder)
    before = dict(memory)
    registers = study_registers(study, memory=memory, progress=progress)
    if memory != before:
        save_memory(study.cache_folder, memory)
    path = study.judgements_path
    judgements = content_hash(path) if path.is_file() else ""
    return Inputs(study, files, registers, judgements, engine), findings


def compute_stages(inputs: Inputs, *, progress: Progress = silent) -> Stages:
    """Return the folders of the stages between reading and reporting, running those whose inputs have changed."""
    study = inputs.study
    gathered, resolved = resolve_stages(inputs, progress=progress)
    stated = study.settings.model_dump(exclude={"title", "notes"})
    key = key_of(method_version(FIGURES_WITH), resolved.name, stated, drawn_boundaries(study))

    def compute(folder: Path) -> None:
        from ourplace.studies.figures import write_figures  # noqa: PLC0415

        with timed(progress, "Computing figures"), engine_for(study, inputs.engine) as engine:
            write_figures(
                study,
                engine,
                gathered=gathered,
                resolved=resolved,
                registers=inputs.registers,
                folder=folder,
                progress=progress,
            )

    figures = stage_folder(study.cache_folder, "figures", key, make=compute)
    return Stages(gathered=gathered, resolved=resolved, figures=figures)


def drawn_boundaries(study: Study) -> list[str]:
    """Return what stands for the content of each boundary file that the rings name, so that a redrawn one is computed anew."""
    paths = [study.folder / ring.boundary for ring in study.settings.rings if ring.boundary]
    return [content_hash(path) if path.is_file() else "" for path in paths]


def resolve_stages(inputs: Inputs, *, progress: Progress = silent) -> tuple[Path, Path]:
    """Return the folders of the gathered payees and of the suppliers behind them."""
    study, cache = inputs.study, inputs.study.cache_folder
    ledgers = [file.ledger_path for file in inputs.files if file.ledger_path and not file.is_left_out]
    gathered_key = key_of(method_version(GATHERED_WITH), [path.parent.name for path in ledgers])
    registers = [register.content_hash for register in inputs.registers]
    resolved_key = key_of(method_version(RESOLVED_WITH), gathered_key, registers, inputs.judgements)

    def gather(folder: Path) -> None:
        with timed(progress, "Gathering payees"), engine_for(study, inputs.engine) as engine:
            write_payees(engine, ledgers, folder)

    def resolve(folder: Path) -> None:
        from ourplace.studies.resolving import write_suppliers  # noqa: PLC0415

        with timed(progress, "Resolving suppliers"), engine_for(study, inputs.engine) as engine:
            write_suppliers(
                engine,
                gathered,
                inputs.registers,
                judgements_path=study.judgements_path,
                folder=folder,
                progress=progress,
            )

    gathered = stage_folder(cache, "gathered", gathered_key, make=gather)
    return gathered, stage_folder(cache, "resolved", resolved_key, make=resolve)


def write_payees(engine: Engine, ledgers: Sequence[Path], folder: Path) -> None:
    """Write everybody who was paid, the ledger by payee, and the months in which each anchor paid anybody."""
    from ourplace.studies.gathering import gather_payees, ledger_with_payees, months_with_payments  # noqa: PLC0415

    ledger = engine.read_parquet(list(ledgers), name="ledgers")
    engine.write_parquet(gather_payees(ledger), folder / "payees.parquet")
    payees = engine.read_parquet(folder / "payees.parquet", name="payees")
    engine.write_parquet(ledger_with_payees(ledger, payees), folder / "ledger.parquet")
    engine.write_parquet(months_with_payments(ledger), folder / "months.parquet")


@contextmanager
def engine_for(study: Study, choice: EngineChoice = DUCKDB) -> Iterator[Engine]:
    """Give an engine that spills into the study's cache, closed afterwards."""
    spill = study.cache_folder / "spill"
    spill.mkdir(parents=True, exist_ok=True)
    with open_chosen(choice, temporary_folder=spill) as engine:
        yield engine


@contextmanager
def timed(progress: Progress, step: str) -> Iterator[None]:
    """Report a step as begun and, when it is, as done."""
    progress(step, 0, 1)
    yield
    progress(step, 1, 1)


def receipts_key(files: Sequence[ReadFile]) -> list[str]:
    """Return what names the receipts of a run, for the reports show them."""
    return [
        f"{file.anchor_id}/{file.name}/{file.folder.name if file.folder else file.problem}/{file.repeats}/"
        f"{file.is_left_out}/{list(file.repeated_months)}"
        for file in files
    ]


def copy_reports(source: Path, target: Path) -> Mapping[str, Path]:
    """Put the reports where people look for them, and return where each is."""
    target.mkdir(parents=True, exist_ok=True)
    for name in REPORT_NAMES.values():
        unfinished = target / f".{name}.unfinished"
        shutil.copyfile(source / name, unfinished)
        unfinished.replace(target / name)
    return {label: target / name for label, name in REPORT_NAMES.items()}
