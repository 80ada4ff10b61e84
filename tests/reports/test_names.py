from collections.abc import Callable

import pytest

from ourplace.reports import Report
from ourplace.reports.names import individual_ids, individual_names, names_a_person


@pytest.mark.parametrize(
    "name",
    [
        "MRS A MOOR T/A MOOR CAKES",
        "Miss Ida Moor T/As The Salon",
        "MR J MOOR,T/A MOOR & SONS MOTORS",
        "Amy Moorcroft trading as Amy's Cakes",
        "Mary Moorcroft T A Betsy Cakes",
        "Dr Moor Consultant Neuropathologist",
        "John Moor (plasterer)",
        "Mr John Moor (Chambers Ltd)",
    ],
)
def test_a_person_who_trades_under_a_name_is_still_a_person(name: str) -> None:
    assert names_a_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "Moor Cakes Ltd T/A Moor",
        "Arthur Moor (UK)",
        "F.C. Moor (Steel) Limited",
        "Moor Cakes (Preston)",
        "Drayton Ltd",
        "Mrsh",
    ],
)
def test_a_firm_is_not_a_person(name: str) -> None:
    assert not names_a_person(name)


def test_a_person_before_a_trading_name_is_withheld_unless_a_register_knows_the_firm(
    make_report: Callable[..., Report],
) -> None:
    report = make_report()
    rows = report.suppliers.to_pylist()
    trader = next(row for row in rows if "Ribble Cakes" in row["supplier_name"])
    known = make_report(
        suppliers=report.suppliers.set_column(
            report.suppliers.column_names.index("business_type_source"),
            "business_type_source",
            [["register companies_house"] * len(rows)],
        )
    )

    assert trader["supplier_id"] in individual_ids(report)
    assert trader["supplier_name"] in individual_names(report)
    assert trader["supplier_id"] not in individual_ids(known)
