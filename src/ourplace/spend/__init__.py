"""What was paid: published spend files read row by row, with a receipt for each that adds up to the file."""

from ourplace.spend.exceptions import SpendError
from ourplace.spend.files import Source, list_sources
from ourplace.spend.kinds import ANALYSED_KINDS, KINDS
from ourplace.spend.mapping import Layout
from ourplace.spend.overrides import NO_OVERRIDES, Overrides
from ourplace.spend.payments import PAYMENTS_SCHEMA, SET_ASIDE_SCHEMA
from ourplace.spend.preview import SheetPreview, preview_sheets
from ourplace.spend.reading import layouts_of, read_source
from ourplace.spend.receipt import Choice, Decision, Notice, OutcomeTotal, Receipt, SheetReceipt
from ourplace.spend.repeated_months import ROW_KEYS, RepeatedMonth, find_repeated_months, repeated_rows
from ourplace.spend.trial import RowRead, SheetTrial, rows_as_read, try_reading

__all__ = [
    "ANALYSED_KINDS",
    "KINDS",
    "NO_OVERRIDES",
    "PAYMENTS_SCHEMA",
    "ROW_KEYS",
    "SET_ASIDE_SCHEMA",
    "Choice",
    "Decision",
    "Layout",
    "Notice",
    "OutcomeTotal",
    "Overrides",
    "Receipt",
    "RepeatedMonth",
    "RowRead",
    "SheetPreview",
    "SheetReceipt",
    "SheetTrial",
    "Source",
    "SpendError",
    "find_repeated_months",
    "layouts_of",
    "list_sources",
    "preview_sheets",
    "read_source",
    "repeated_rows",
    "rows_as_read",
    "try_reading",
]
