"""A receipt on the screen: in full for one file, or as one row among many."""

from typing import TYPE_CHECKING

from ourplace.cli.screen import OUT, escape, pounds, show_table

if TYPE_CHECKING:
    # The reading of spend is loaded by the commands that read.
    from ourplace.spend import Receipt, SheetReceipt


def receipt_row(receipt: "Receipt") -> list[str]:
    """Return one file's receipt as a row: rows by outcome, pounds used and left out, first and last day."""
    left_out = receipt.amount_gbp - receipt.amount_gbp_of("used")
    return [
        receipt.file_name,
        f"{receipt.row_count:,}",
        f"{receipt.row_count_of('used'):,}",
        f"{receipt.row_count_of('set_aside'):,}",
        f"{receipt.row_count_of('rejected'):,}",
        pounds(receipt.amount_gbp_of("used")),
        pounds(left_out),
        str(receipt.first_date or "unknown"),
        str(receipt.last_date or "unknown"),
    ]


def show_receipt(receipt: "Receipt") -> None:
    """Print everything that is known about how one file was read."""
    OUT.print(f"[bold]{escape(receipt.file_name)}[/]")
    OUT.print(escape(f"{receipt.file_format}, {receipt.encoding} ({receipt.encoding_why})"))
    if receipt.delimiter:
        OUT.print(escape(f"Columns parted by {receipt.delimiter!r} ({receipt.delimiter_why})"))
    OUT.print()
    rows = [
        [one.outcome.replace("_", " "), one.reason.replace("_", " "), f"{one.row_count:,}", pounds(one.amount_gbp)]
        for one in receipt.outcomes
    ]
    rows.append(["in the file", "", f"{receipt.row_count:,}", pounds(receipt.amount_gbp)])
    show_table("What became of every row", ["Outcome", "Reason", "Rows", "Pounds"], rows, numbers_from=2)
    for sheet in receipt.sheets:
        show_sheet(sheet)
    for label, counts in (("Masked", receipt.masked), ("Repaired", receipt.repairs)):
        if counts:
            OUT.print(f"{label}: " + escape(", ".join(f"{count:,} {sort}" for sort, count in counts.items())))
    for notice in receipt.warnings:
        OUT.print(f"[yellow]•[/] {escape(notice.message)}")


def show_sheet(sheet: "SheetReceipt") -> None:
    """Print how one sheet was understood: its header, its columns, its dates and amounts."""
    title = f"Sheet {sheet.sheet_name}" if sheet.sheet_name else "Columns"
    if not sheet.is_read:
        OUT.print(escape(f"{title}: not read, {sheet.reason}"))
        return
    where = " and ".join(map(str, sheet.header_lines)) or "none"
    OUT.print(escape(f"\n{title}: header line {where} ({sheet.header_why})"))
    rows = [
        [column.letter, column.header, column.role or column.use, column.reason]
        for column in sheet.columns
        if column.use != "empty"
    ]
    show_table("", ["", "Heading", "Read as", "Why"], rows, numbers_from=4)
    OUT.print(
        escape(
            f"Days: {sheet.date_order} ({sheet.date_order_why}), {sheet.first_date or 'unknown'} to {sheet.last_date or 'unknown'}"
        )
    )
    OUT.print(
        escape(f"VAT: {sheet.vat_basis} ({sheet.vat_basis_why}). Date: {sheet.date_basis} ({sheet.date_basis_why})")
    )
    OUT.print(
        f"{sheet.negative_row_count:,} negative rows, {pounds(sheet.negative_gbp)}; {sheet.repeated_row_count:,} rows repeat another exactly"
    )
