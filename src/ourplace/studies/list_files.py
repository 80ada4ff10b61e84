"""Loose lists of names and labels: one table in a file, its columns recognised by their headings or as somebody says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.exceptions import Where
from ourplace.places import parse_postcode
from ourplace.spend.columns import recognise_header, simplify_header
from ourplace.spend.dates import detect_date_order, parse_date_column
from ourplace.spend.delimited import open_delimited
from ourplace.spend.files import sniff_format
from ourplace.spend.grids import Grid, joined
from ourplace.spend.money import parse_money_column
from ourplace.spend.need_categories import assign_need_categories, cpv_divisions
from ourplace.spend.workbooks import read_sheets
from ourplace.studies.exceptions import NameListError
from ourplace.suppliers.arrays import Ints
from ourplace.suppliers.numbers import charity_number, company_number

# The roles of `columns.yaml` that a list's columns may play, by what the list calls them.
NAME_ROLES: Mapping[str, str] = {
    "payee_name": "payee",
    "company_number": "company_number",
    "charity_number": "charity_number",
    "postcode": "payee_postcode",
    "date": "date",
    "need_category_code": "category_code",
    "category": "category",
}
LABEL_ROLES: Mapping[str, str] = {
    "payee_name": "payee",
    "organisation_name": "",
    "company_number": "company_number",
    "charity_number": "charity_number",
    "amount_gbp": "amount",
    "printed_company_number": "",
    "printed_charity_number": "",
    "postcode": "payee_postcode",
    "date": "date",
    "need_category_code": "category_code",
    "category": "category",
}
CPV_DIGITS = 2
MOST_LINES_NAMED = 3


@dataclass(frozen=True)
class ListFile:
    """A list as it stands in its file: the columns that are used, by role, as texts ('' where empty), and each row's line.

    `headings` says which heading each role was taken from.
    """

    name: str
    columns: Mapping[str, pa.Array]
    headings: Mapping[str, str]
    line_numbers: pa.Array
    findings: tuple[str, ...] = ()

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.line_numbers)


@dataclass(frozen=True)
class Evidence:
    """What a list says of each payee (columns of `scoring.PAYEES_SCHEMA`), and which cells could not be read."""

    payees: pa.Table
    findings: tuple[str, ...]


def read_list(path: Path, *, roles: Mapping[str, str], columns: Mapping[str, str] | None = None) -> ListFile:
    """Return the table in a file (CSV in any encoding, with any usual delimiter, or a workbook's first sheet with rows).

    The first row with anything in it is the header. Every row below it is kept, empty ones too, but for those at the end.

    Args:
        path: the file.
        roles: what columns can be, each with the role in spend files by whose headings it is recognised ('': its own name only).
        columns: the heading of a column, by role, where somebody says so; '' to leave out what would be recognised.

    Raises:
        NotATableError, UnreadableWorkbookError: there is no such file, or no table in it.
        NameListError: no column is recognised as the names, or one that was asked for is not there.
    """
    grid = _without_empty_end(_grid_of(path))
    first = next((place for place in range(len(grid)) if any(cell.strip() for cell in grid.row(place))), None)
    if first is None:
        raise NameListError(
            "The list is empty",
            why="no row of it holds anything",
            next_step="give a file with a header and a name in each row",
            where=Where(path.name),
        )
    headings = [cell.strip() for cell in grid.row(first)]
    rows = grid.slice(first + 1)
    chosen = _columns(headings, roles, columns or {}, path)
    held = {role: _cells(rows, place, headings) for role, place in chosen.items()}
    line_numbers = rows.line_numbers
    return ListFile(
        path.name,
        held,
        {role: headings[place] for role, place in chosen.items()},
        line_numbers,
        _row_findings(rows, headings),
    )


def evidence_of(file: ListFile, *, company: str = "company_number", charity: str = "charity_number") -> Evidence:
    """Return what a list says of each payee; a cell that cannot be read says nothing and is counted among the findings.

    `company` and `charity` are the roles of the printed numbers.
    """
    companies, charities = _each(_texts(file, company), company_number), _each(_texts(file, charity), charity_number)
    postcodes = _each(_texts(file, "postcode"), _postcode)
    days = _dates(file)
    payees = pa.table(
        {
            "payee_name": _texts(file, "payee_name"),
            "company_number": companies,
            "charity_number": charities,
            "postcode": postcodes,
            "first_date": days,
            "last_date": days,
            "need_category_code": _categories(file),
        }
    )
    read = (
        (company, companies, "a company number"),
        (charity, charities, "a charity number"),
        ("postcode", postcodes, "a postcode"),
        ("date", days, "a date"),
    )
    return Evidence(payees, tuple(said for role, values, kind in read for said in _unread(file, role, values, kind)))


def amounts_of(file: ListFile) -> tuple[pa.Array, tuple[str, ...]]:
    """Return the pounds of each row (0 where it states none), and what could not be read."""
    amounts = parse_money_column(_empty_as_null(_texts(file, "amount_gbp")))
    unread = _unread(file, "amount_gbp", amounts, "an amount")
    return pc.fill_null(amounts.cast(pa.float64()), 0.0), tuple(unread)


def _grid_of(path: Path) -> Grid:
    if sniff_format(path) == "workbook":
        sheets = (list(sheet.grids) for sheet in read_sheets(path, path.name) if sheet.is_visible)
        grids = next((grids for grids in sheets if grids), [])
    else:
        grids = list(open_delimited(path).grids())
    return joined(grids) if grids else Grid((), pa.array([], pa.int64()))


def _without_empty_end(grid: Grid) -> Grid:
    filled = np.zeros(len(grid), dtype=bool)
    for column in grid.columns:
        filled |= pc.not_equal(pc.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
    places = np.flatnonzero(filled)
    return grid.slice(0, int(places[-1]) + 1 if len(places) else 0)


def _columns(
    headings: Sequence[str], roles: Mapping[str, str], asked: Mapping[str, str], path: Path
) -> dict[str, int]:
    """Return the place of each role's column: as asked for, else by its own name, else as spend files call it."""
    for role in asked:
        if role not in roles:
            raise _unusable(path, f"There is no such column as '{role}'", f"the columns are {', '.join(roles)}", role)
    chosen = {role: _asked_for(heading, headings, path) for role, heading in asked.items() if heading}
    simple = [simplify_header(heading) for heading in headings]
    for role in roles:
        own = simplify_header(role)
        if role not in asked and own in simple and simple.index(own) not in chosen.values():
            chosen[role] = simple.index(own)
    for role, known_as in roles.items():
        taken = set(chosen.values())
        if role in asked or role in chosen or not known_as:
            continue
        ranked = [
            (match.rank, place)
            for place, heading in enumerate(headings)
            if heading and place not in taken
            for match in recognise_header(heading)
            if match.meaning and match.meaning.role == known_as
        ]
        if ranked:
            chosen[role] = min(ranked)[1]
    if "payee_name" not in chosen:
        shown = ", ".join(f"'{heading}'" for heading in headings if heading)
        raise _unusable(path, "No column of the list is known to hold names", f"its header reads {shown}", "")
    return chosen


def _asked_for(heading: str, headings: Sequence[str], path: Path) -> int:
    wanted = heading.strip().casefold()
    place = next((place for place, held in enumerate(headings) if held.casefold() == wanted), None)
    if place is None:
        shown = ", ".join(f"'{held}'" for held in headings if held)
        raise _unusable(path, f"The list has no column '{heading}'", f"its header reads {shown}", heading)
    return place


def _unusable(path: Path, what: str, why: str, field: str) -> NameListError:
    return NameListError(
        what,
        why=why if len(why) < 400 else f"{why[:400]}…",  # noqa: PLR2004 (a few lines of a screen)
        next_step="name the column of names with --name, and others with --column, such as --column postcode=PCODE",
        where=Where(path.name, field=field),
    )


def _cells(rows: Grid, place: int, headings: Sequence[str]) -> pa.Array:
    """Return a column; where it is the file's only one, commas in it are part of the names."""
    if place >= rows.width:
        return pa.array([""] * len(rows), pa.string())
    if [bool(heading) for heading in headings] == [True] + [False] * (len(headings) - 1):
        return pc.utf8_rtrim(pc.binary_join_element_wise(*rows.columns, ","), ", ")
    return pc.utf8_trim_whitespace(rows.columns[place])


def _row_findings(rows: Grid, headings: Sequence[str]) -> tuple[str, ...]:
    """Return what is wrong with whole rows: cells beyond the header, and lines that could not be taken apart."""
    named = [place for place, heading in enumerate(headings) if heading]
    found = []
    beyond = np.zeros(len(rows), dtype=bool)
    if len(named) > 1:
        for column in rows.columns[named[-1] + 1 :]:
            beyond |= pc.not_equal(pc.utf8_trim_whitespace(column), "").to_numpy(zero_copy_only=False)
    if beyond.any():
        lines = _lines_named(rows.line_numbers, np.flatnonzero(beyond))
        found.append(f"{int(beyond.sum()):,} rows have more cells than the header ({lines}); a comma may be unquoted")
    if rows.broken_rows:
        lines = _lines_named(rows.line_numbers, np.array(sorted(rows.broken_rows)))
        found.append(f"{len(rows.broken_rows):,} rows could not be taken apart into cells ({lines})")
    return tuple(found)


def _lines_named(line_numbers: pa.Array, places: Ints) -> str:
    lines = line_numbers.take(pa.array(places[:MOST_LINES_NAMED])).to_pylist()
    more = ", …" if len(places) > MOST_LINES_NAMED else ""
    return f"line{'s' if len(places) > 1 else ''} {', '.join(map(str, lines))}{more}"


def _texts(file: ListFile, role: str) -> pa.Array:
    return file.columns[role] if role in file.columns else pa.array([""] * len(file), pa.string())


def _empty_as_null(texts: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _each(texts: pa.Array, read: Callable[[str], str | None]) -> pa.Array:
    """Return what each distinct text reads as."""
    encoded = texts.dictionary_encode()
    return pa.array([read(text) for text in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _postcode(text: str) -> str | None:
    parsed = parse_postcode(text)
    return parsed.postcode if parsed else None


def _unread(file: ListFile, role: str, values: pa.Array, kind: str) -> list[str]:
    """Return that filled cells of a column gave no value, how many and where; nothing where all did."""
    missing = pc.and_(pc.not_equal(_texts(file, role), ""), pc.is_null(values)).to_numpy(zero_copy_only=False)
    if not missing.any():
        return []
    count = int(missing.sum())
    cells = f"{count:,} cells" if count > 1 else "a cell"
    lines = _lines_named(file.line_numbers, np.flatnonzero(missing))
    return [f"{cells} of '{file.headings[role]}' cannot be read as {kind} ({lines})"]


def _dates(file: ListFile) -> pa.Array:
    texts = _texts(file, "date")
    order = detect_date_order(texts.unique().to_pylist()).order
    return parse_date_column(_empty_as_null(texts), order=order)


def _categories(file: ListFile) -> pa.Array:
    """Return the CPV division of each row: as a code states it, else as the words of its category tell."""
    if not {"need_category_code", "category"} & set(file.columns):
        return pa.nulls(len(file), pa.string())
    codes, words = _texts(file, "need_category_code"), _texts(file, "category")
    divisions = _each(codes, lambda text: text if len(text) == CPV_DIGITS and text in cpv_divisions() else None)
    told = assign_need_categories(
        pa.table({"category_code": _empty_as_null(codes), "category_name": _empty_as_null(words)})
    )["need_category_code"]
    return pc.coalesce(divisions, told.combine_chunks())
