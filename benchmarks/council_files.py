"""Ten million invented payments of five councils, in a hundred CSV files of five layouts, made once and kept."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.names import invent_base_name
from ourplace.examples.preston.postcodes import draw_place

SEED = 10
SUPPLIERS = 50_000
# Each council buys from 12,000 of them, neighbours in part from the same ones.
SUPPLIERS_PER_COUNCIL = 12_000
FILES_PER_COUNCIL = 20
FIRST_MONTH = dt.date(2024, 4, 1)


@dataclass(frozen=True)
class Layout:
    """How one council publishes: the columns of its file as DuckDB expressions, and how to read them back.

    `columns` maps a heading to the expression that writes it; `date`, `amount` and `supplier` are headings.
    """

    council_id: str
    council_name: str
    columns: dict[str, str]
    date: str
    amount: str
    supplier: str
    date_format: str
    delimiter: str = ","
    preamble: tuple[str, ...] = ()
    has_thousands: bool = False


LAYOUTS = (
    Layout(
        "ashmoor",
        "Ashmoor Borough Council",
        {
            "Body Name": "'Ashmoor Borough Council'",
            "Service Area": "department",
            "Expenditure Category": "category",
            "Date": "strftime(day, '%d/%m/%Y')",
            "Transaction Number": "reference",
            "Amount": "amount",
            "Supplier Name": "supplier_name",
            "Purpose of Expenditure": "description",
        },
        date="Date",
        amount="Amount",
        supplier="Supplier Name",
        date_format="%d/%m/%Y",
    ),
    Layout(
        "brackenshire",
        "Brackenshire County Council",
        {
            "Directorate": "upper(department)",
            "Account Detail": "category",
            "Description": "description",
            "Ref No": "'B' || reference",
            "Name": "upper(supplier_name)",
            "Payment date": "strftime(day, '%d/%m/%y')",
            "Net Amount(GBP)": "format('{:,.2f}', amount::DOUBLE)",
            "Cost Centre": "cost_centre",
        },
        date="Payment date",
        amount="Net Amount(GBP)",
        supplier="Name",
        date_format="%d/%m/%y",
        preamble=("Brackenshire County Council", "Payments to suppliers over 500 pounds", ""),
        has_thousands=True,
    ),
    Layout(
        "coldwater",
        "Coldwater City Council",
        {
            "Supplier": "supplier_name",
            "Paid Date": "day",
            "Voucher": "reference",
            "Amount GBP": "amount",
            "Expense Type": "category",
            "Narrative": "description || ' ' || reference",
            "Department": "department",
        },
        date="Paid Date",
        amount="Amount GBP",
        supplier="Supplier",
        date_format="%Y-%m-%d",
        delimiter=";",
    ),
    Layout(
        "dunmere",
        "Dunmere Council",
        {
            "Organisation": "'Dunmere Council'",
            "Supplier ID": "supplier_number",
            "Supplier Name": "supplier_name",
            "Supplier Postcode": "postcode",
            "Invoice Number": "reference",
            "Payment Date": "strftime(day, '%d-%b-%Y')",
            "Net Amount": "amount",
            "Nominal Description": "category",
            "Line Description": "description",
        },
        date="Payment Date",
        amount="Net Amount",
        supplier="Supplier Name",
        date_format="%d-%b-%Y",
    ),
    Layout(
        "easterby",
        "Easterby District Council",
        {
            "Directorate": "department",
            "Beneficiary": "supplier_name",
            "Purpose": "category || ' - ' || description",
            "Merchant Category": "category",
            "Date Paid": "strftime(day, '%d/%m/%Y')",
            "Total": "amount",
            "Transaction": "reference",
            "Capital/Revenue": "'Revenue'",
        },
        date="Date Paid",
        amount="Total",
        supplier="Beneficiary",
        date_format="%d/%m/%Y",
        delimiter="\t",
    ),
)


def council_files(folder: Path, *, rows: int) -> dict[str, list[Path]]:
    """Return the files of each council, making those that are missing; `rows` is the total over all files."""
    made = {layout.council_id: _paths(folder, layout) for layout in LAYOUTS}
    marker = folder / f"complete-{rows}"
    if not marker.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _make(folder, rows_per_file=rows // (len(LAYOUTS) * FILES_PER_COUNCIL))
        marker.touch()
    return made


def supplier_list(folder: Path) -> Path:
    """Return the path of the list of all suppliers with their postcodes."""
    return folder / "suppliers.csv"


def write_month(connection: duckdb.DuckDBPyConnection, layout: Layout, path: Path, *, number: int, rows: int) -> None:
    """Write the file of one council and month."""
    month = _month(number)
    place = LAYOUTS.index(layout)
    first_supplier = place * (SUPPLIERS - SUPPLIERS_PER_COUNCIL) // (len(LAYOUTS) - 1)
    payments = _payments_sql(SEED + 1000 * place + number, month, rows=rows, first_supplier=first_supplier)
    select = ", ".join(f'{expression} AS "{heading}"' for heading, expression in layout.columns.items())
    options = f"HEADER, DELIMITER '{layout.delimiter}'"
    connection.execute(f"COPY (SELECT {select} FROM ({payments})) TO '{path}' ({options})").fetchall()
    if layout.preamble:
        body = path.read_bytes()
        path.write_bytes(("\n".join(layout.preamble) + "\n").encode() + body)


def _make(folder: Path, *, rows_per_file: int) -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        load_words(connection)
        connection.execute(
            f'COPY (SELECT supplier_number AS "Supplier Number", supplier_name AS "Supplier Name", '
            f"postcode AS \"Postcode\" FROM suppliers ORDER BY ALL) TO '{supplier_list(folder)}' (HEADER)"
        ).fetchall()
        for layout in LAYOUTS:
            for number, path in enumerate(_paths(folder, layout)):
                write_month(connection, layout, path, number=number, rows=rows_per_file)


def _paths(folder: Path, layout: Layout) -> list[Path]:
    return [folder / f"{layout.council_id}-{_month(number):%Y-%m}.csv" for number in range(FILES_PER_COUNCIL)]


def _month(number: int) -> dt.date:
    months = FIRST_MONTH.year * 12 + FIRST_MONTH.month - 1 + number
    return dt.date(months // 12, months % 12 + 1, 1)


def _payments_sql(seed: int, month: dt.date, *, rows: int, first_supplier: int) -> str:
    """Return a query of invented payments: a few suppliers get most of them, each for what its trade sells, one in forty is a credit note."""
    return f"""
        SELECT
            DATE '{month}' + (u(i, 1) * 28)::INTEGER AS day,
            printf('%07d', (u(i, 2) * 9999999)::INTEGER) AS reference,
            ((u(i, 3) ** 12 * 150000 + 250) * if(u(i, 4) < 0.025, -1, 1))::DECIMAL(18, 2) AS amount,
            s.* EXCLUDE (trade), c.* EXCLUDE (trade)
        FROM range({rows}) AS r(i)
        JOIN suppliers s ON s.supplier_number = {first_supplier} + (u(i, 5) ** 3 * {SUPPLIERS_PER_COUNCIL - 1})::INTEGER
        JOIN categories c ON c.trade = s.trade AND c.number = floor(u(i, 6) * c.trade_count)
        ORDER BY day, reference
    """.replace("u(i, ", f"u({seed}::BIGINT * 100000000 + i, ")


def load_words(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the tables that payments are drawn from: suppliers and categories."""
    connection.execute(
        "CREATE MACRO u(i, salt) AS (hash(i::BIGINT * 16 + salt) >> 11)::DOUBLE / 9007199254740992"
    ).fetchall()
    suppliers = pa.Table.from_pylist(list(_suppliers()))
    categories = pa.Table.from_pylist(list(_categories()))
    connection.register("invented_suppliers", suppliers)
    connection.register("invented_categories", categories)
    connection.execute("CREATE TABLE suppliers AS FROM invented_suppliers").fetchall()
    connection.execute("CREATE TABLE categories AS FROM invented_categories").fetchall()


def _suppliers() -> Iterator[dict[str, str | int]]:
    chance = random.Random(SEED)  # noqa: S311 - invention, not secrecy
    trades = read_content("trades")
    bands = read_content("plan")["bands"]
    codes = [code for districts in bands.values() for code in districts]
    names: set[str] = set()
    while len(names) < SUPPLIERS:
        trade = chance.choice(list(trades))
        name = f"{invent_base_name(trades[trade], chance=chance)} {chance.choice(['Ltd', 'Limited', 'LLP', 'plc'])}"
        if name not in names:
            names.add(name)
            band = chance.choice(list(bands))
            postcode, _ = draw_place(bands[band], every_code=codes, chance=chance)
            number = len(names) - 1
            yield {"supplier_number": number, "supplier_name": name, "postcode": postcode, "trade": trade}


def _categories() -> Iterator[dict[str, str | int]]:
    """Yield what councils call what each trade sells, numbered within the trade."""
    for name, trade in read_content("trades").items():
        sold = [
            (label, description)
            for label in trade["labels"].get("council", ["Supplies and Services"])
            for description in trade["descriptions"]
        ]
        for number, (category, description) in enumerate(sold):
            yield {
                "trade": name,
                "number": number,
                "trade_count": len(sold),
                "department": trade["council_department"],
                "category": category,
                "description": description,
                "cost_centre": f"C{number:04d}",
            }
