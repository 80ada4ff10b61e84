"""Payments that an anchor's files hold twice: marked always, and left out where the study says so."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.spend import OutcomeTotal, Receipt, RepeatedMonth, find_repeated_months, repeated_rows
from ourplace.studies.cache import key_of, method_version, stage_folder
from ourplace.studies.ledgers import ledger_of
from ourplace.studies.results import Finding, MonthHeldTwice, ReadFile
from ourplace.studies.study_file import Study

REPEATS_WITH = ("spend/repeated_months", "studies/repeats", "parameters")
SET_ASIDE = "set_aside"


@dataclass(frozen=True)
class Compared:
    """A file that was read and used, with its place among the study's files."""

    place: int
    file: ReadFile
    folder: Path
    receipt: Receipt


def mark_repeats(study: Study, files: Sequence[ReadFile]) -> list[ReadFile]:
    """Return the files with what each repeats of earlier files of the same anchor: all of one, or months of some.

    Where the study sets repeats aside, receipts say so and ledgers do not hold them.
    """
    marked = mark_whole_files(files, left_out=study.settings.repeated_files.action == SET_ASIDE)
    for anchor in study.settings.anchors:
        compared = [
            Compared(place, file, file.folder, file.receipt)
            for place, file in enumerate(marked)
            if file.anchor_id == anchor.id and file.folder and file.receipt and not file.repeats
        ]
        for place, file in mark_months(study, compared):
            marked[place] = file
    return marked


def mark_whole_files(files: Sequence[ReadFile], *, left_out: bool) -> list[ReadFile]:
    """Return the files with those marked whose content another file of the same anchor had before."""
    first: dict[tuple[str, str], ReadFile] = {}
    marked = []
    for file in files:
        earlier = first.setdefault((file.anchor_id, file.content_hash), file)
        repeats = earlier.name if earlier is not file and file.receipt else ""
        receipt = file.receipt
        if repeats and left_out and receipt:
            receipt = moved_aside(
                receipt, receipt.row_count_of("used"), receipt.amount_gbp_of("used"), reason="repeated_file"
            )
        marked.append(replace(file, repeats=repeats, is_left_out=bool(repeats and left_out), receipt=receipt))
    return marked


def mark_months(study: Study, files: Sequence[Compared]) -> Iterator[tuple[int, ReadFile]]:
    """Yield those of one anchor's files, each with its place, that hold months which earlier ones hold."""
    overlapping = [one for one in files if any(overlap(one, other) for other in files if other is not one)]
    found = repeated_months([one.folder for one in overlapping], cache_folder=study.cache_folder)
    is_left_out = study.settings.repeated_files.action == SET_ASIDE
    for index, one in enumerate(overlapping):
        months = [month for month in found if month.file == index]
        if not months:
            continue
        held = [
            MonthHeldTwice(
                month=month.month,
                earlier_name=overlapping[month.earlier].file.name,
                row_count=month.row_count,
                amount_gbp=str(month.amount_gbp),
                is_left_out=is_left_out,
            )
            for month in months
        ]
        marked = replace(one.file, repeated_months=held)
        if is_left_out:
            earlier = [(month.month, overlapping[month.earlier].folder) for month in months]
            marked = without_rows(study, replace(one, file=marked), earlier)
        yield one.place, marked


def overlap(one: Compared, other: Compared) -> bool:
    """Return whether two files have a month in common, as far as their first and last dates tell."""
    if not (one.receipt.first_date and one.receipt.last_date and other.receipt.first_date and other.receipt.last_date):
        return False
    first, last = (f"{day:%Y-%m}" for day in (one.receipt.first_date, one.receipt.last_date))
    return f"{other.receipt.first_date:%Y-%m}" <= last and first <= f"{other.receipt.last_date:%Y-%m}"


def repeated_months(folders: Sequence[Path], *, cache_folder: Path) -> list[RepeatedMonth]:
    """Return the months that files hold twice, from the cache where these files were compared before."""
    if not folders:
        return []

    def make(unfinished: Path) -> None:
        found = find_repeated_months([folder / "payments.parquet" for folder in folders])
        text = json.dumps([month.model_dump(mode="json") for month in found])
        (unfinished / "months.json").write_text(text, "utf-8")

    key = key_of(method_version(REPEATS_WITH), [folder.name for folder in folders])
    content = (stage_folder(cache_folder, "repeats", key, make=make) / "months.json").read_text("utf-8")
    return [RepeatedMonth.model_validate(month) for month in json.loads(content)]


def without_rows(study: Study, one: Compared, earlier: Sequence[tuple[str, Path]]) -> ReadFile:
    """Return a file whose ledger and receipt leave out what earlier files hold of the same months."""

    def make(unfinished: Path) -> None:
        payments = one.folder / "payments.parquet"
        months = sorted({month for month, _ in earlier})
        tables = [
            repeated_rows(payments, month, [folder / "payments.parquet" for name, folder in earlier if name == month])
            for month in months
        ]
        pq.write_table(pa.concat_tables(tables), unfinished / "rows.parquet")

    key = key_of(method_version(REPEATS_WITH), one.folder.name, [(month, folder.name) for month, folder in earlier])
    rows = stage_folder(study.cache_folder, "left_out", key, make=make) / "rows.parquet"
    ledger = ledger_of(
        one.folder,
        anchor_id=one.file.anchor_id,
        minimum_gbp=study.settings.thresholds.minimum_payment_gbp,
        cache_folder=study.cache_folder,
        left_out=rows,
    )
    table = pq.read_table(rows, columns=["amount_gbp"])
    pounds = pc.sum(table["amount_gbp"].cast(pa.decimal128(38, 2))).as_py() or Decimal("0.00")
    receipt = moved_aside(one.receipt, table.num_rows, pounds, reason="repeated_month")
    return replace(one.file, ledger_path=ledger, left_out_path=rows, receipt=receipt)


def moved_aside(receipt: Receipt, row_count: int, amount_gbp: Decimal, *, reason: str) -> Receipt:
    """Return a receipt with rows that were used set aside for one reason; it still adds up."""
    used = OutcomeTotal(
        outcome="used",
        reason="",
        row_count=receipt.row_count_of("used") - row_count,
        amount_gbp=receipt.amount_gbp_of("used") - amount_gbp,
    )
    aside = OutcomeTotal(outcome="set_aside", reason=reason, row_count=row_count, amount_gbp=amount_gbp)
    others = [total for total in receipt.outcomes if total.outcome != "used"]
    kept = [used] if used.row_count else []
    return receipt.model_copy(update={"outcomes": (*kept, *others, aside)})


def repeat_findings(study: Study, files: Sequence[ReadFile]) -> list[Finding]:
    """Return what files hold twice: a question where the study does not say what to do, else a note."""
    action = study.settings.repeated_files.action
    sort: Literal["decision", "note"] = "decision" if action == "ask" else "note"
    how = (
        ' Write `[repeated_files]` with `action = "set_aside"` in study.toml to count it once, or `action = "keep"` to count it twice'
        if action == "ask"
        else ""
    )
    whole = [
        (
            file,
            f"{file.name} has the same content as {file.repeats}. {'Only one is' if file.is_left_out else 'Both are'} counted.",
        )
        for file in files
        if file.repeats
    ]
    months = [(file, f"{file.name}: {month.sentence}.") for file in files for month in file.repeated_months]
    return [Finding(sort, sentence + how, file.name, file.anchor_id) for file, sentence in [*whole, *months]]
