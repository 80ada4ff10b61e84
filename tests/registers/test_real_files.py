"""The published files themselves, with the counts that were measured on them."""

from pathlib import Path

import pytest

from ourplace.engine import Engine
from ourplace.registers import add_register, guess_register

pytestmark = pytest.mark.real_data


@pytest.mark.parametrize(
    ("register_id", "name", "counts"),
    [
        ("companies_house", "companies-house-south-yorkshire-2024-11.csv.gz", (75_740, 75_740, 0)),
        ("supplier_list", "companies-house-lancashire-suppliers.csv", (2_320, 1_155, 0)),
        ("co_operatives_uk", "co-operatives-uk-2023-q2.csv", (7_387, 7_387, 0)),
        ("gender_pay_gap", "gender-pay-gap-2021-22.csv", (10_465, 10_465, 0)),
        ("food_premises", "fsa-approved-premises-2025-04.csv", (5_184, 5_182, 1)),
        ("identifier_links", "charity-company-numbers.csv", (4_399, 4_399, 0)),
        ("identifier_links", "mutual-companies.csv", (12_252, 12_251, 1)),
        ("identifier_links", "organisation-company-numbers.csv", (2_286, 2_286, 0)),
        ("identifier_links", "rsp-charity-number.csv", (1_844, 1_820, 24)),
    ],
)
def test_the_published_file_is_read_to_the_row(
    real_data: Path, tmp_path: Path, engine: Engine, *, register_id: str, name: str, counts: tuple[int, int, int]
) -> None:
    source = real_data / "registers" / name
    read, out, rejected = counts

    receipt = add_register(register_id, source, registers_folder=tmp_path, engine=engine).receipt

    assert (receipt.rows_read, receipt.rows_out, sum(receipt.rejected.values())) == (read, out, rejected)
    assert receipt.rows_merged == read - out - rejected
    assert (receipt.unknown_columns, dict(receipt.unknown_values)) == ((), {})
    assert guess_register(source) == register_id


def test_the_south_yorkshire_companies_are_an_area_and_not_the_nation(
    real_data: Path, tmp_path: Path, engine: Engine
) -> None:
    source = real_data / "registers" / "companies-house-south-yorkshire-2024-11.csv.gz"

    file = add_register("companies_house", source, registers_folder=tmp_path, engine=engine)

    assert (file.is_complete, file.is_location_neutral, str(file.as_at)) == (False, False, "2024-11-01")
