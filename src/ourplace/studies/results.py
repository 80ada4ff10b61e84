"""What a run leaves behind: its files, its figures, what needs somebody's decision, and where the reports are."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.parquet as pq

from ourplace.spend import Receipt

DONE, NEEDS_DECISION, BAD_INPUT = 0, 1, 2
REPORT_NAMES = {"Report": "report.html", "Workbook": "report.xlsx", "Committee paper": "summary.docx"}


@dataclass(frozen=True)
class Finding:
    """Something a person should know: a decision to make, or input that could not be used."""

    sort: Literal["decision", "bad_input", "note"]
    sentence: str
    file_name: str = ""
    anchor_id: str = ""


@dataclass(frozen=True)
class ReadFile:
    """One file of an anchor after reading; `problem` says why it could not be read, and then there is no receipt.

    `left_out_path` is the table of those of its rows that an earlier file holds too, where they are not counted again.
    """

    anchor_id: str
    name: str
    path: Path
    content_hash: str
    receipt: Receipt | None = None
    problem: str = ""
    folder: Path | None = None
    ledger_path: Path | None = None
    left_out_path: Path | None = None
    repeats: str = ""
    repeated_months: Sequence["MonthHeldTwice"] = ()
    is_left_out: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return what a program may want to know about the file."""
        return {
            "anchor_id": self.anchor_id,
            "file": self.name,
            "problem": self.problem or None,
            "repeats": self.repeats or None,
            "repeated_months": [asdict(month) for month in self.repeated_months],
            "left_out": self.is_left_out,
            "receipt": receipt_summary(self.receipt) if self.receipt else None,
        }


@dataclass(frozen=True)
class MonthHeldTwice:
    """A month of which a file holds the same payments as an earlier file of the same anchor, and whether they are left out."""

    month: str
    earlier_name: str
    row_count: int
    amount_gbp: str
    is_left_out: bool

    @property
    def sentence(self) -> str:
        """Return what the two files have in common, and what was done about it."""
        month = f"{dt.date.fromisoformat(f'{self.month}-01'):%B %Y}"
        what = f"{self.row_count:,} payments of {month} (£{Decimal(self.amount_gbp):,}) are in {self.earlier_name} too"
        return f"{what} and counted once" if self.is_left_out else f"{what}, and counted twice"


@dataclass(frozen=True)
class CheckResult:
    """The receipts of some files, and what needs a decision."""

    files: Sequence[ReadFile]
    findings: Sequence[Finding]

    @property
    def exit_code(self) -> int:
        """Return 0 where all is well, 1 where something needs a decision, 2 where some input could not be read."""
        return exit_code_of(self.findings)

    def to_json(self) -> dict[str, Any]:
        """Return the receipts and findings for a program to read."""
        return {
            "files": [file.to_json() for file in self.files],
            "findings": [asdict(finding) for finding in self.findings],
        }


@dataclass(frozen=True)
class RingFigure:
    """The pooled figure of one ring, in pounds and as a share, with its interval and hard bounds; None is unknown."""

    ring_id: str
    name: str
    local_gbp: float | None
    local_gbp_low: float | None
    local_gbp_high: float | None
    local_share: float | None
    local_share_low: float | None
    local_share_high: float | None
    bound_low_share: float | None
    bound_high_share: float | None
    leakage_gbp: float | None
    leakage_gbp_low: float | None
    leakage_gbp_high: float | None


@dataclass(frozen=True)
class Headline:
    """What a run found, in as few words as a screen has room for."""

    title: str
    period: str
    sentence: str
    analysed_gbp: float
    definition: str
    mode: str
    mode_reason: str
    rings: Sequence[RingFigure]


@dataclass(frozen=True)
class StudyResult:
    """A finished run: every table is a Parquet file of `folder`."""

    title: str
    folder: Path
    files: Sequence[ReadFile]
    findings: Sequence[Finding]
    headline: Headline
    reports: Mapping[str, Path]

    @property
    def exit_code(self) -> int:
        """Return 0 where all is well, 1 where something needs a decision, 2 where some input could not be read."""
        return exit_code_of(self.findings)

    def table(self, name: str) -> pa.Table:
        """Return an indicator's table, or `suppliers`, `candidates`, `locations`, `supplier_bands`.

        Raises:
            FileNotFoundError: the run made no table of that name.
        """
        return pq.read_table(self.folder / f"{name}.parquet")

    def to_json(self) -> dict[str, Any]:
        """Return the headline, the files, the findings and the paths for a program to read."""
        return {
            "title": self.title,
            "headline": asdict(self.headline),
            "files": [file.to_json() for file in self.files],
            "findings": [asdict(finding) for finding in self.findings],
            "tables": str(self.folder),
            "reports": {label: str(path) for label, path in self.reports.items()},
        }


def receipt_summary(receipt: Receipt) -> dict[str, Any]:
    """Return a receipt for a program to read: rows and signed pounds by outcome and reason, and how the file was understood."""

    def totals(outcome: str) -> dict[str, dict[str, Any]]:
        return {
            total.reason: {"row_count": total.row_count, "amount_gbp": str(total.amount_gbp)}
            for total in receipt.outcomes
            if total.outcome == outcome
        }

    return {
        "file_name": receipt.file_name,
        "rows_in_file": receipt.row_count,
        "amount_gbp_in_file": str(receipt.amount_gbp),
        "used": {"row_count": receipt.row_count_of("used"), "amount_gbp": str(receipt.amount_gbp_of("used"))},
        "set_aside": totals("set_aside"),
        "rejected": totals("rejected"),
        "is_balanced": receipt.is_balanced,
        "encoding": receipt.encoding,
        "delimiter": receipt.delimiter,
        "first_date": receipt.first_date,
        "last_date": receipt.last_date,
        "negative_row_count": receipt.negative_row_count,
        "repeated_row_count": receipt.repeated_row_count,
        "masked": dict(receipt.masked),
        "repairs": dict(receipt.repairs),
        "warnings": [notice.message for notice in receipt.warnings],
        "decisions": [decision.model_dump(mode="json") for decision in receipt.decisions],
        "sheets": [sheet.model_dump(mode="json") for sheet in receipt.sheets],
    }


def exit_code_of(findings: Sequence[Finding]) -> int:
    """Return the exit code that the worst finding calls for."""
    sorts = {finding.sort for finding in findings}
    if "bad_input" in sorts:
        return BAD_INPUT
    return NEEDS_DECISION if "decision" in sorts else DONE


def read_headline(folder: Path) -> Headline:
    """Return the headline that a run wrote into its folder."""
    content = json.loads((folder / "headline.json").read_text("utf-8"))
    rings = [RingFigure(**ring) for ring in content.pop("rings")]
    return Headline(**content, rings=rings)
