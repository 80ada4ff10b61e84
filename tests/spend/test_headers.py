import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from ourplace.spend.columns import recognise_header, simplify_header
from ourplace.spend.headers import find_header

PAYMENT = ["Parks", "ACORN FENCING", "13/04/2024", "1,250.00"]
HEADERS = [
    ["Department", "Supplier Name", "Payment Date", "Amount"],
    ["Directorate", "Beneficiary", "Date", "Value (£)"],
    ["Expense Area", "Supplier", "Date", "AP Amount (£)"],
    ["Service", "Vendor Name", "Clearing Date", "Net Amount"],
    ["dept", "supplier_name", "paid_date", "amount_gbp"],
]
PREAMBLE = st.lists(
    st.sampled_from(
        [["Borough of Invention"], [""], ["Payments over £500", "April 2024"], ["Contact:", "finance team"]]
    ),
    max_size=30,
)


@given(header=st.sampled_from(HEADERS), preamble=PREAMBLE, rows=st.integers(1, 20))
@settings(max_examples=60)
def test_the_header_is_found_under_any_preamble(header: list[str], preamble: list[list[str]], rows: int) -> None:
    found = find_header([*preamble, header, *[PAYMENT] * rows])

    assert (found.rows, list(found.names)) == ((len(preamble),), header)


def test_rows_without_names_have_no_header() -> None:
    assert find_header([PAYMENT] * 10).is_missing


def test_a_header_at_the_foot_is_found() -> None:
    rows = [PAYMENT] * 60

    found = find_header(rows, foot=[(59, PAYMENT), (60, HEADERS[0])])

    assert found.rows == (60,)


def test_words_that_nobody_knows_are_a_header_above_days_and_amounts() -> None:
    found = find_header([["Zug", "Wem", "Wann", "Wieviel"], *[PAYMENT] * 3])

    assert (found.rows, found.why) == ((0,), "it holds only words above days and amounts")


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Supplier Name", "payee"),
        ("* SUPPLIER FINAL", "payee"),
        ("Name:  ", "payee"),
        ("Beneficiary Name", "payee"),
        ("Suplier Name", "payee"),
        ("Supplier Name (redacted where personal)", "payee"),
        ("Net Amount(£)", "net_amount"),
        ("Net Amount(œ)", "net_amount"),
        ("Amount excl. VAT", "net_amount"),
        ("Amount (excluding VAT) £", "net_amount"),
        ("Gross Amount", "gross_amount"),
        ("Total inc VAT", "gross_amount"),
        ("Total Invoice Amount", "invoice_amount"),
        ("Amount £", "line_amount"),
        ("£", "line_amount"),
        ("AP Amount (£)", "line_amount"),
        ("Irrecoverable VAT", "vat"),
        ("Amount of Irrecoverable VAT", "vat"),
        ("PaymentDate", "payment_date"),
        ("Date Paid", "payment_date"),
        ("Clearing Date", "clearing_date"),
        ("Invoice Date", "invoice_date"),
        ("Trans Date", "transaction_date"),
        ("Expenditure Catergory", "expense_type"),
        ("Organisatonal Unit", "department"),
        ("Service Cost Centre", "department"),
        ("Purpose of Expenditure", "expense_type"),
        ("Merchant Category", "merchant_category"),
        ("Supplier Post Code", "payee_postcode"),
        ("Companies House Number", "company_number"),
        ("Capital/Revenue", "stated_kind"),
        ("CPV Code", "category_code"),
    ],
)
def test_the_fields_names_are_known(header: str, meaning: str) -> None:
    first = recognise_header(header)[0]

    assert first.meaning is not None
    assert first.meaning.meaning_id == meaning


@pytest.mark.parametrize(
    "header",
    [
        "Body Name",
        "Department Family",
        "Entity",
        "Line No.",
        "VAT Registration Number",
        "Contract Number",
        "Cardholder",
    ],
)
def test_columns_of_no_use_are_ignored_by_name(header: str) -> None:
    assert recognise_header(header)[0].ignored_because != ""


def test_an_unknown_name_stays_unknown() -> None:
    assert recognise_header("Favourite colour") == ()


@given(st.text(max_size=40))
def test_simplifying_twice_changes_nothing_more(text: str) -> None:
    once = simplify_header(text)

    assert simplify_header(once) == once
