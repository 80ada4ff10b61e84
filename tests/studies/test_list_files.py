"""Lists are read as people make them: any encoding, delimiter and headings, and what cannot be read is said."""

import datetime as dt
from pathlib import Path

import pytest
import xlsxwriter

from ourplace.spend.exceptions import NotATableError
from ourplace.studies.exceptions import NameListError
from ourplace.studies.list_files import LABEL_ROLES, NAME_ROLES, amounts_of, evidence_of, read_list


def read(tmp_path: Path, text: str, *, encoding: str = "utf-8", roles=NAME_ROLES, **columns: str):
    path = tmp_path / "list.csv"
    path.write_bytes(text.encode(encoding))
    return read_list(path, roles=roles, columns=columns)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Supplier,Post Code\nYasfern Café,PR1 2RL\nHevrumoor,\n", "cp1252"),
        ("\ufeffSupplier;Post Code\nYasfern Café;PR1 2RL\nHevrumoor;\n", "utf-8"),
        ("payee_name\tpostcode\r\nYasfern Café\tPR1 2RL\r\nHevrumoor\t\r\n", "utf-16"),
        ("\n\nVendor Name,Zip\n Yasfern Café ,PR1 2RL\nHevrumoor\n\n\n", "utf-8"),
    ],
)
def test_the_columns_are_found_by_their_headings(tmp_path, text, encoding):
    file = read(tmp_path, text, encoding=encoding)

    assert file.columns["payee_name"].to_pylist() == ["Yasfern Café", "Hevrumoor"]
    assert file.columns["postcode"].to_pylist() == ["PR1 2RL", ""]
    assert file.findings == ()


def test_a_workbook_is_read_as_well(tmp_path):
    path = tmp_path / "list.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("Notes").hide()
        sheet = book.add_worksheet("Names")
        sheet.write_row(0, 0, ["Supplier", "Company No"])
        sheet.write_row(1, 0, ["Hevrumoor Joinery", 123456])
        sheet.activate()
    file = read_list(path, roles=NAME_ROLES)

    assert evidence_of(file).payees.to_pylist()[0]["company_number"] == "00123456"


def test_empty_rows_inside_the_list_are_kept_so_that_rows_can_be_laid_side_by_side(tmp_path):
    file = read(tmp_path, "name\nYasfern\n\nHevrumoor\n\n")

    assert file.columns["payee_name"].to_pylist() == ["Yasfern", "", "Hevrumoor"]
    assert file.line_numbers.to_pylist() == [2, 3, 4]


def test_commas_in_the_only_column_are_part_of_the_names(tmp_path):
    file = read(tmp_path, 'name\nYasfern, Hevrumoor & Co\n"Quill, Ltd"\nBeck\n')

    assert file.columns["payee_name"].to_pylist() == ["Yasfern, Hevrumoor & Co", "Quill, Ltd", "Beck"]


def test_a_heading_that_nobody_knows_can_be_named_and_one_known_left_out(tmp_path):
    text = "Who,Supplier,Date\nYasfern,7,01/04/2024\n"

    assert read(tmp_path, text, payee_name="WHO", date="").headings == {"payee_name": "Who"}


@pytest.mark.parametrize(
    ("text", "columns", "said"),
    [
        ("Yasfern Ltd\nHevrumoor Ltd\n", {}, "No column of the list is known to hold names"),
        ("name,x\nYasfern,1\n", {"payee_name": "supplier"}, "no column 'supplier'"),
        ("name,x\nYasfern,1\n", {"colour": "x"}, "no such column as 'colour'"),
    ],
)
def test_columns_that_cannot_be_found_are_said_with_the_header(tmp_path, text, columns, said):
    with pytest.raises(NameListError, match=said) as raised:
        read(tmp_path, text, **columns)

    assert "--name" in raised.value.next_step


@pytest.mark.parametrize("content", [b"", b"\n\n,,\n", b"%PDF-1.7", b"<html><body>No</body></html>"])
def test_what_is_no_table_is_refused(tmp_path, content):
    path = tmp_path / "list.csv"
    path.write_bytes(content)

    with pytest.raises((NotATableError, NameListError)):
        read_list(path, roles=NAME_ROLES)


def test_evidence_is_read_and_cells_that_say_nothing_are_counted_with_their_lines(tmp_path):
    file = read(
        tmp_path,
        "name,company number,postcode,date,cpv code,category\n"
        "Yasfern,sc 16876,pr1 2rl,13/04/2024,45000000-7,\n"
        "Hevrumoor,none,elsewhere,soon,,Building repairs\n"
        "Quillbeck,,,,45,\n",
    )
    evidence = evidence_of(file)
    rows = evidence.payees.to_pylist()

    assert (rows[0]["company_number"], rows[0]["postcode"], rows[0]["first_date"]) == (
        "SC016876",
        "PR1 2RL",
        dt.date(2024, 4, 13),
    )
    assert (rows[1]["company_number"], rows[1]["postcode"], rows[1]["last_date"]) == (None, None, None)
    assert [row["need_category_code"] for row in rows] == ["45", "45", "45"]
    assert [finding.split(" (")[1] for finding in evidence.findings] == ["line 3)"] * 3
    assert "a cell of 'date' cannot be read as a date" in evidence.findings[2]


def test_rows_with_more_cells_than_the_header_are_said(tmp_path):
    assert "(line 3)" in read(tmp_path, "name,postcode\nYasfern,PR1 2RL\nQuill, Beck,PR1 2RL\n").findings[0]


def test_labels_keep_true_and_printed_numbers_apart(tmp_path):
    text = (
        'payee_name,company_number,printed_company_number,amount_gbp\nYasfern,00000001,00000002,"1,000.50"\nBeck,,,x\n'
    )
    file = read(tmp_path, text, roles=LABEL_ROLES)
    payees = evidence_of(file, company="printed_company_number", charity="printed_charity_number").payees
    amounts, findings = amounts_of(file)

    assert file.columns["company_number"][0].as_py() == "00000001"
    assert payees["company_number"].to_pylist() == ["00000002", None]
    assert amounts.to_pylist() == [1000.5, 0.0]
    assert len(findings) == 1
