"""Whatever people do to a file, every row and every penny of it is accounted for."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import hypothesis.strategies as st
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings

from ourplace.spend import NO_OVERRIDES, Overrides, Receipt, Source, SpendError, layouts_of, list_sources, read_source
from ourplace.spend.mapping import Layout

NAMES = (
    "ACORN FENCING",
    "Birch, Beech & Co Ltd",
    'The "Old" Forge',
    "O'Neill Homes LLP",
    "N/A",
    "Café Niçoise",
    "REDACTED",
    "TOTAL GAS & POWER LTD",
)
HEADER = ("Directorate", "Supplier Name", "Reference", "Payment Date", "Net Amount (£)")


@dataclass(frozen=True)
class Line:
    """One line of a messy file, with what should become of it."""

    cells: tuple[str, ...]
    reason: str
    pence: int = 0


def money(pence: int, style: str) -> str:
    amount = Decimal(abs(pence)) / 100
    sign = "-" if pence < 0 else ""
    if style == "brackets":
        return f"({amount:,.2f})" if pence < 0 else f"{amount:,.2f}"
    if style == "pound":
        return f"{sign}£{amount:,.2f}"
    if style == "trailing":
        return f"{amount:,.2f}-" if pence < 0 else f"{amount:,.2f}"
    return f"{sign}{amount:.2f}"


def payment(name: str, pence: int, day: dt.date, style: str) -> Line:
    return Line(("Parks", name, "R1", day.strftime("%d/%m/%Y"), money(pence, style)), "used", pence)


PAYMENTS = st.builds(
    payment,
    st.sampled_from(NAMES),
    st.integers(-10_000_000, 10_000_000).filter(lambda pence: pence != 0),
    st.dates(dt.date(2024, 4, 13), dt.date(2024, 4, 30)),
    st.sampled_from(["plain", "brackets", "pound", "trailing"]),
)
OTHERS = st.sampled_from(
    [
        Line(("", "", "", "", ""), "blank"),
        Line((" ", "", "\t", "", ""), "blank"),
        Line(HEADER, "repeated_header"),
        Line(("Printed for the web site", "", "", "", ""), "note_line"),
        Line(("Parks", "ACORN FENCING", "R1", "13/04/2024", ""), "no_amount"),
        Line(("Parks", "ACORN FENCING", "R1", "13/04/2024", "to be agreed"), "amount_not_a_number"),
        Line(("", "Grand Total", "", "", "123,456.78"), "total_line", 12_345_678),
        Line(("Total", "", "", "", "(99.01)"), "total_line", -9_901),
    ]
)


def csv_text(lines: Sequence[Line], mark: str, end: str) -> str:
    def cell(text: str) -> str:
        needs_quotes = any(sign in text for sign in (mark, '"', "\n")) or text != text.strip()
        return '"' + text.replace('"', '""') + '"' if needs_quotes else text

    return "".join(mark.join(cell(text) for text in line.cells) + end for line in lines)


def read(content: bytes, folder: Path, overrides: Overrides = NO_OVERRIDES, layouts: Sequence[Layout] = ()) -> Receipt:
    path = folder / "file.csv"
    path.write_bytes(content)
    source = Source(path, "file.csv", "delimited")
    return read_source(source, overrides=overrides, output_folder=folder / "read", layouts=layouts)


@given(
    payments=st.lists(PAYMENTS, min_size=4, max_size=25),
    others=st.lists(OTHERS, max_size=8),
    mark=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    shuffle=st.randoms(use_true_random=False),
)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_receipts_always_add_up(
    tmp_path_factory: pytest.TempPathFactory,
    payments: list[Line],
    others: list[Line],
    mark: str,
    end: str,
    encoding: str,
    shuffle: object,
) -> None:
    lines = [*payments[3:], *others]
    shuffle.shuffle(lines)  # type: ignore[attr-defined]
    lines = [*payments[:3], *lines]
    folder = tmp_path_factory.mktemp("messy")

    receipt = read(csv_text([Line(HEADER, "header"), *lines], mark, end).encode(encoding), folder)

    expected: dict[str, tuple[int, Decimal]] = {}
    for line in lines:
        rows, pounds = expected.get(line.reason, (0, Decimal(0)))
        expected[line.reason] = (rows + 1, pounds + Decimal(line.pence) / 100)
    assert {total.reason: (total.row_count, total.amount_gbp) for total in receipt.outcomes} == expected
    assert receipt.is_balanced
    used = pq.read_table(folder / "read" / "payments.parquet")
    assert used["line_number"].to_pylist() == [
        number for number, line in enumerate(lines, start=2) if line.reason == "used"
    ]


@given(content=st.text(st.sampled_from('ab1.,;"\n\r£-/ '), max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_is_either_refused_or_accounted_for(tmp_path_factory: pytest.TempPathFactory, content: str) -> None:
    folder = tmp_path_factory.mktemp("any")
    text = f"Supplier,Payment Date,Amount\n{content}"

    try:
        receipt = read(text.encode(), folder)
    except SpendError:
        return

    written = sum(
        pc.count(pq.read_table(folder / "read" / f"{name}.parquet")["line_number"]).as_py()
        for name in ("payments", "set_aside")
    )
    assert receipt.is_balanced
    assert written == receipt.row_count


def test_rows_outside_the_period_are_set_aside(tmp_path: Path) -> None:
    lines = [payment("ACORN FENCING", 100, dt.date(2024, 4, day), "plain") for day in (13, 20, 27)]
    content = csv_text([Line(HEADER, ""), *lines], ",", "\n").encode()
    (tmp_path / "file.csv").write_bytes(content)
    source = Source(tmp_path / "file.csv", "file.csv", "delimited")

    receipt = read_source(source, period=(dt.date(2024, 4, 14), dt.date(2024, 4, 26)), output_folder=tmp_path / "read")

    assert [(total.reason, total.row_count) for total in receipt.outcomes] == [("used", 1), ("outside_period", 2)]
    assert receipt.first_date == receipt.last_date == dt.date(2024, 4, 20)


def test_undated_rows_go_where_the_name_of_the_file_puts_them(tmp_path: Path) -> None:
    path = tmp_path / "spend-apr-jun-2024.csv"
    path.write_text("Supplier,Paid Date,Amount\nACORN FENCING,00:00:00,1.00\nBIRCH LTD,00:00:00,2.00\n")
    (source,) = list_sources([path], work_folder=tmp_path)

    inside = read_source(source, period=(dt.date(2024, 4, 1), dt.date(2025, 3, 31)), output_folder=tmp_path / "in")
    outside = read_source(source, period=(dt.date(2025, 4, 1), dt.date(2026, 3, 31)), output_folder=tmp_path / "out")
    partly = read_source(source, period=(dt.date(2024, 5, 1), dt.date(2025, 3, 31)), output_folder=tmp_path / "part")

    reasons = [receipt.outcomes[0].reason for receipt in (inside, outside, partly)]
    assert reasons == ["used", "outside_period", "undated_in_a_period"]


def test_a_file_without_credit_notes_says_so(tmp_path: Path) -> None:
    rows = "".join(f"FIRM {n} LTD,{13 + n % 15}/04/2024,{n}.00\n" for n in range(1, 251))

    receipt = read(f"Supplier,Payment Date,Amount\n{rows}".encode(), tmp_path)

    assert [notice.code for notice in receipt.warnings] == ["no_negative_amounts"]


def test_personal_details_are_masked_and_counted(tmp_path: Path) -> None:
    content = (
        b"Supplier,Payment Date,Amount,Description\nACORN FENCING,13/04/2024,10.00,NI no QQ123456C\n,,,QQ 12 34 56 C\n"
    )

    receipt = read(content.replace(b"QQ", b"AB"), tmp_path)

    assert dict(receipt.masked) == {"National Insurance number": 2}
    assert pq.read_table(tmp_path / "read" / "payments.parquet")["description"].to_pylist() == [
        "NI no [National Insurance number masked]"
    ]
    assert pq.read_table(tmp_path / "read" / "set_aside.parquet")["excerpt"].to_pylist() == [
        "[National Insurance number masked]"
    ]


def test_reading_twice_gives_the_same_bytes_of_result(tmp_path: Path) -> None:
    content = csv_text(
        [Line(HEADER, ""), payment("ACORN FENCING", 123, dt.date(2024, 4, 13), "pound")], ",", "\n"
    ).encode()

    first = read(content, tmp_path)
    first_table = (tmp_path / "read" / "payments.parquet").read_bytes()
    again = read(content, tmp_path)

    assert again == first
    assert (tmp_path / "read" / "payments.parquet").read_bytes() == first_table


def test_the_name_of_the_file_settles_dates_that_nothing_else_does(tmp_path: Path) -> None:
    path = tmp_path / "April-2024.csv"
    path.write_text("Supplier,Payment Date,Amount\nACORN FENCING,03/04/2024,1.00\nBIRCH LTD,05/04/2024,2.00\n")
    (source,) = list_sources([path], work_folder=tmp_path)

    receipt = read_source(source, output_folder=tmp_path / "read")

    assert (receipt.first_date, receipt.decisions) == (dt.date(2024, 4, 3), ())
    assert "the name 'April-2024.csv'" in receipt.sheets[0].date_order_why


def test_other_files_of_the_publisher_lend_their_layout(tmp_path: Path) -> None:
    named = b"Cost Centre,Narrative,Creditor,Paid On,Sum\nA1,Fence for the park,Acorn,13/04/2024,10.00\nB1,Wires,Birch,14/05/2024,20.50\n"
    nameless = b"A1,Fence for the park,Acorn,01/04/2024,10.00\nB1,Wires,Birch,02/05/2024,20.50\n"
    layouts = layouts_of([read(named, tmp_path)])

    alone = read(nameless, tmp_path)
    helped = read(nameless, tmp_path, layouts=layouts)

    assert alone.needs_decision
    assert helped.sheets[0].roles["payee"] == "column 3"
    assert helped.sheets[0].roles["description"] == "column 2"
    assert "file.csv" in next(column.reason for column in helped.sheets[0].columns if column.role == "payee")


def test_a_setting_that_names_no_column_says_which_there_are(tmp_path: Path) -> None:
    content = b"Supplier,Payment Date,Amount\nACORN FENCING,13/04/2024,10.00\n"

    with pytest.raises(SpendError) as caught:
        read(content, tmp_path, Overrides(columns={"amount": "Amuont"}))

    assert caught.value.what == "There is no column 'Amuont'"
    assert caught.value.why == "the columns are 'Supplier', 'Payment Date', 'Amount'"


def test_a_month_without_payments_is_no_error(tmp_path: Path) -> None:
    receipt = read(b"Supplier,Payment Date,Amount\n", tmp_path)

    assert (receipt.row_count, [notice.code for notice in receipt.warnings]) == (0, ["no_rows"])


def test_years_that_cannot_be_leave_the_payment_undated(tmp_path: Path) -> None:
    receipt = read(
        b"Supplier,Payment Date,Amount\nACORN LTD,13/04/1899,1.00\nBIRCH LTD,14/04/2204,2.00\nCEDAR LTD,14/04/2024,4.00\n",
        tmp_path,
    )

    assert receipt.amount_gbp_of("used") == Decimal("7.00")
    assert [(notice.code, notice.line_numbers) for notice in receipt.warnings] == [("undated_rows", (2, 3))]
