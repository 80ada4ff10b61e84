"""What a person decided about reading one file, where the file alone does not say."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ourplace.spend.columns import Role

VatBasis = Literal["net", "gross", "net_with_irrecoverable_vat", "unknown"]
DateBasis = Literal["payment", "clearing", "posting", "invoice", "month", "unknown"]


class Overrides(BaseModel):
    """Settings for reading a file, each empty where the file's own evidence is to decide.

    A column is named by its header (case and punctuation do not matter), by its letter as in a spreadsheet, or as
    `column 5`. Lines are counted from 1; header line 0 means that there is no header.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: Mapping[Role, str] = Field(default_factory=dict)
    ignore_columns: tuple[str, ...] = ()
    header_line: int | None = Field(default=None, ge=0)
    date_order: Literal["dmy", "mdy", "ymd"] | None = None
    decimal_mark: Literal[".", ","] | None = None
    amounts_in: Literal["pounds", "thousands", "millions"] | None = None
    delimiter: str | None = None
    encoding: str | None = None
    sheets: tuple[str, ...] | None = None
    vat_basis: VatBasis | None = None
    date_basis: DateBasis | None = None


NO_OVERRIDES = Overrides()
