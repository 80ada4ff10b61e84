"""Reading one published file from its bytes to its payments and its receipt."""

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ourplace.exceptions import Where
from ourplace.spend.date_order import Period
from ourplace.spend.delimited import DelimitedFile, open_delimited
from ourplace.spend.exceptions import NotPaymentsError, ReceiptDoesNotBalanceError
from ourplace.spend.files import Source, content_sha256
from ourplace.spend.grids import Sheet
from ourplace.spend.mapping import Layout
from ourplace.spend.notices import SAME_ROWS, SAME_SUMS, file_notices, repeated_sheet_decision
from ourplace.spend.overrides import NO_OVERRIDES, Overrides
from ourplace.spend.payments import Masked, TablesWriter
from ourplace.spend.receipt import Receipt, SheetReceipt, added_up
from ourplace.spend.sheets import SheetReader
from ourplace.spend.workbooks import read_sheets

FILE_ID_LENGTH = 16


def read_source(
    source: Source,
    *,
    overrides: Overrides = NO_OVERRIDES,
    period: Period | None = None,
    output_folder: Path,
    layouts: Sequence[Layout] = (),
    digest: str = "",
) -> Receipt:
    """Write a source's payments and what was set aside to `output_folder`, and return its receipt.

    `payments.parquet` holds one row per used row, `set_aside.parquet` one per other row; both exist even where they are
    empty. The result depends on the arguments and the file's content alone. `layouts` are those of other files of the
    same publisher, for files that do not name their columns. `digest` is the SHA-256 of the content where it is known.

    Raises:
        SpendError: the source is no table, no payments, or a setting names something that it does not have.
    """
    if source.problem is not None:
        raise source.problem
    digest = digest or content_sha256(source.path)
    output_folder.mkdir(parents=True, exist_ok=True)
    text = _open_text(source, overrides)
    sheets = iter([Sheet("", text.grids())]) if text else _sheets(source)
    with TablesWriter(output_folder) as writer:
        reader = SheetReader(
            file_id=digest[:FILE_ID_LENGTH],
            file_name=source.name,
            overrides=overrides,
            period=period,
            layouts=tuple(layouts),
            writer=writer,
            masked=Masked(),
        )
        receipts = [reader.read(sheet) for sheet in sheets]
    receipts = _with_repeated_sheets(receipts, reader, overrides)
    receipt = _file_receipt(source, digest, text, receipts, reader)
    _check(receipt, writer, Where(source.name))
    return receipt


def opened_sheets(source: Source, overrides: Overrides = NO_OVERRIDES) -> Iterator[Sheet]:
    """Return the sheets of a source, opened; a text file has one, named ''."""
    text = _open_text(source, overrides)
    return iter([Sheet("", text.grids())]) if text else _sheets(source)


def layouts_of(receipts: Sequence[Receipt]) -> tuple[Layout, ...]:
    """Return the layouts of files whose columns were named and whose dates were decided, without repeats.

    They help to read files of the same publisher that name no columns, or whose dates could be read two ways.
    """
    found: dict[tuple[object, ...], Layout] = {}
    for receipt in receipts:
        for sheet in receipt.sheets:
            roles = tuple(column.role if column.use == "used" else None for column in sheet.columns)
            headers = tuple(column.header for column in sheet.columns)
            if sheet.is_read and sheet.header_lines and "payee" in roles and not sheet.decisions:
                layout = Layout(receipt.file_name, roles, headers, sheet.date_order)  # type: ignore[arg-type]
                found.setdefault((roles, headers, sheet.date_order), layout)
    return tuple(found.values())


def _with_repeated_sheets(
    receipts: list[SheetReceipt], reader: SheetReader, overrides: Overrides
) -> list[SheetReceipt]:
    """Return the sheets' receipts with a question on each that holds again what others do; a person's choice settles it."""
    if overrides.sheets is not None:
        return receipts
    evidence = {name: (others, SAME_ROWS) for name, others in reader.contents.repeated_sheets().items()}
    evidence |= {name: (others, SAME_SUMS) for name, others in reader.contents.summary_sheets().items()}
    names = [receipt.sheet_name for receipt in receipts if receipt.is_read]
    asked = {name: repeated_sheet_decision(name, others, names, why) for name, (others, why) in evidence.items()}
    return [
        receipt.model_copy(update={"decisions": (*receipt.decisions, asked[receipt.sheet_name])})
        if receipt.sheet_name in asked
        else receipt
        for receipt in receipts
    ]


def _open_text(source: Source, overrides: Overrides) -> DelimitedFile | None:
    if source.file_format != "delimited":
        return None
    return open_delimited(source.path, encoding=overrides.encoding, delimiter=overrides.delimiter)


def _sheets(source: Source) -> Iterator[Sheet]:
    if source.file_format == "json":
        from ourplace.spend.json_records import read_json_records  # noqa: PLC0415

        return iter([read_json_records(source.path, source.name)])
    return read_sheets(source.path, source.name)


def _file_receipt(
    source: Source,
    digest: str,
    text: DelimitedFile | None,
    sheets: Sequence[SheetReceipt],
    reader: SheetReader,
) -> Receipt:
    outcomes = added_up([total for sheet in sheets for total in sheet.outcomes])
    days = [day for sheet in sheets for day in (sheet.first_date, sheet.last_date) if day is not None]
    repairs = Counter(reader.repairs)
    if text is not None:
        repairs.update({"nul_bytes_removed": text.repairs.nul_bytes, "unclosed_quotes": text.unclosed_quotes})
        repairs.update({"undecodable_letters": text.repairs.undecodable_bytes})
    return Receipt(
        file_id=digest[:FILE_ID_LENGTH],
        file_name=source.name,
        content_sha256=digest,
        size_bytes=source.path.stat().st_size,
        file_format=source.file_format,
        encoding=text.encoding.name if text else "",
        encoding_why=text.encoding.why if text else "",
        delimiter=text.delimiter.mark if text else "",
        delimiter_why=text.delimiter.why if text else "",
        row_count=sum(sheet.row_count for sheet in sheets),
        amount_gbp=reader.amount_gbp,
        outcomes=outcomes,
        sheets=tuple(sheets),
        first_date=min(days, default=None),
        last_date=max(days, default=None),
        negative_row_count=sum(sheet.negative_row_count for sheet in sheets),
        negative_gbp=sum((sheet.negative_gbp for sheet in sheets), Decimal("0.00")),
        repeated_row_count=sum(sheet.repeated_row_count for sheet in sheets),
        repeated_gbp=sum((sheet.repeated_gbp for sheet in sheets), Decimal("0.00")),
        masked=dict(sorted(reader.masked.counts.items())),
        repairs={name: count for name, count in sorted(repairs.items()) if count},
        warnings=file_notices(sheets),
        decisions=tuple(decision for sheet in sheets for decision in sheet.decisions),
    )


def _check(receipt: Receipt, writer: TablesWriter, where: Where) -> None:
    """Hold the receipt against the tables as written: nothing may be lost between the two.

    Raises:
        NotPaymentsError: no sheet holds payments.
        ReceiptDoesNotBalanceError: rows or pounds differ.
    """
    if not any(sheet.is_read for sheet in receipt.sheets):
        raise NotPaymentsError(
            "The file holds no payments that OurPlace can find",
            why="; ".join(dict.fromkeys(sheet.reason for sheet in receipt.sheets)) or "it has no sheets",
            next_step="check that it is a list of payments; if it is, name its columns in the study file (columns.payee, columns.amount, columns.date)",
            where=where,
        )
    used = pq.read_table(writer.payments_path, columns=["amount_gbp"])["amount_gbp"]
    others = pq.read_table(writer.set_aside_path, columns=["amount_gbp"])["amount_gbp"]
    pounds = _sum(used) + _sum(others)
    if not receipt.is_balanced or len(used) + len(others) != receipt.row_count or pounds != receipt.amount_gbp:
        raise ReceiptDoesNotBalanceError(
            "The receipt does not add up to the file",
            why=f"{receipt.row_count} rows and £{receipt.amount_gbp} were read, {len(used) + len(others)} rows and £{pounds} were written",
            next_step="this is a defect of OurPlace: please report it with the file's name",
            where=where,
        )


def _sum(amounts: pa.ChunkedArray) -> Decimal:
    total: Decimal | None = pc.sum(amounts.cast(pa.decimal128(38, 2))).as_py()
    return Decimal("0.00") if total is None else total
