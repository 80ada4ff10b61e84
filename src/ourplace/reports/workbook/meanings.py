"""The last sheet: what the words mean, where the data come from, how to make the report again."""

from ourplace.reports.wording import dated, word_for
from ourplace.reports.workbook.layout import Book, Column, add_sheet, made_by, set_height

MEANINGS = "Definitions & sources"
_COLUMNS = tuple(Column(name, width=width) for name, width in zip("ABCDE", (32, 80, 34, 20, 50), strict=True))


def write_meanings(book: Book) -> None:
    """Write definitions, sources with licences, and the command."""
    report = book.report
    sheet = add_sheet(book, MEANINGS, title="Definitions, sources and how to repeat it")
    for place, column in enumerate(_COLUMNS):
        sheet.set_column(place, place, column.width)
    lines: list[tuple[str, ...]] = [
        (f"Local: {report.definition_name}", report.definition_sentence),
        *((word_for("indicators", name), sentence) for name, sentence in report.sentences.items()),
        ("How it was made", made_by(report)),
    ]
    row = 4
    sheet.write_row(row, 0, ("Word", "Meaning"), book.formats["heading"])
    for line in lines:
        row += 1
        set_height(sheet, row, _COLUMNS, line)
        for place, words in enumerate(line):
            sheet.write_string(row, place, words, book.formats["strong" if place == 0 else "text"])
    row += 2
    sheet.write_row(row, 0, ("Source", "Publisher", "Licence", "Date of the data", "Address"), book.formats["heading"])
    for source in report.sources:
        row += 1
        cells = (source.title, source.publisher, source.licence, dated(source.as_at), source.url)
        set_height(sheet, row, _COLUMNS, cells)
        for place, words in enumerate(cells):
            sheet.write_string(row, place, words, book.formats["strong" if place == 0 else "text"])
