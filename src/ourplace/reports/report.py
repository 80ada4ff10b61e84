"""Everything a place report shows, gathered in one value before anything is drawn."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypedDict

import pyarrow as pa

from ourplace.reports.columns import check_tables

Mode = Literal["imputed", "placed", "bounds_only"]
Row = dict[str, Any]

ALL_ANCHORS = "all"
ELSEWHERE = "elsewhere"
UNPLACED = "unplaced"


@dataclass(frozen=True)
class Anchor:
    """An institution whose spend is in the study."""

    anchor_id: str
    name: str
    kind: str


@dataclass(frozen=True)
class Band:
    """A ring without the rings inside it, or 'elsewhere', or 'unplaced'; index 0 is the innermost ring."""

    band_id: str
    band_index: int
    name: str


@dataclass(frozen=True)
class Period:
    """The days the report is about, and how people say them: `April 2012 to March 2013`."""

    start_date: dt.date
    end_date: dt.date
    text: str


@dataclass(frozen=True)
class Source:
    """A data set that the figures rest on; `as_at` is its date as words, empty where unknown."""

    title: str
    publisher: str
    licence: str
    url: str
    as_at: str


class Outcome(TypedDict):
    """Rows with one reason and their signed pounds."""

    rows: int
    gbp: Decimal


class ReceiptRow(TypedDict):
    """The receipt of one file: used + set aside + rejected = rows in the file, and so do the pounds."""

    file_name: str
    anchor_id: str
    rows_in_file: int
    used: Outcome
    set_aside: Mapping[str, Outcome]
    rejected: Mapping[str, Outcome]
    encoding: str
    header_line: int | None
    first_date: dt.date | None
    last_date: dt.date | None
    warnings: Sequence[str]
    decisions: Sequence[str]


@dataclass(frozen=True)
class Report:
    """The results of a study, ready to be shown; amounts are pounds sterling.

    `tables` holds the outputs of the indicators by id (docs/reference/reports.md lists the columns used); a
    missing or empty table becomes a section that says *unknown*, with the reason from `unknown_reasons` where
    there is one. `seen_anchor_id` names the anchor whose figures its sections show, where it is not all of them together, and
    `seen_category` the code of the need category, where it is not all of them: '' is what the need is not known of.
    `sentences` holds the definition of each indicator by the same id. `bands` runs from the innermost
    ring outwards and ends with 'elsewhere' and 'unplaced'.

    Raises:
        MissingColumnsError: a table lacks columns that the report shows.
    """

    title: str
    place_name: str
    period: Period
    definition_id: str
    definition_name: str
    definition_sentence: str
    mode: Mode
    mode_reason: str
    version: str
    command: str
    made_on: dt.date
    anchors: Sequence[Anchor]
    bands: Sequence[Band]
    headline_ring_id: str
    tables: Mapping[str, pa.Table]
    sentences: Mapping[str, str]
    receipts: Sequence[ReceiptRow]
    suppliers: pa.Table
    candidates: pa.Table
    points: pa.Table
    outlines: Mapping[str, Mapping[str, Any]]
    sources: Sequence[Source]
    notes: Sequence[str] = ()
    is_invented: bool = False
    payments_by_category: pa.Table | None = None
    unknown_reasons: Mapping[str, str] = field(default_factory=dict)
    seen_anchor_id: str = ALL_ANCHORS
    seen_category: str | None = None
    seen_category_name: str = ""

    def __post_init__(self) -> None:
        """Refuse tables that lack a column the report shows."""
        check_tables(self.tables)
