import datetime as dt
import io
import zipfile
from pathlib import Path

import httpx
import pytest

from ourplace.registers.exceptions import DownloadError, NotOfferedError
from ourplace.registers.fetching import download_register, editions
from ourplace.registers.metadata import register_named

TODAY = dt.date(2026, 1, 2)


def archive() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as written:
        written.writestr("rows.csv", "rows")
    return packed.getvalue()


def publisher_with(*names: str, otherwise: httpx.Response | None = None) -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda request: (
            httpx.Response(200, stream=httpx.ByteStream(archive()))
            if request.url.path.endswith(names)
            else otherwise or httpx.Response(404)
        )
    )


def test_this_month_s_edition_is_asked_for_before_older_ones() -> None:
    asked = editions(register_named("companies_house"), today=TODAY)

    assert [edition.url.rpartition("/")[2] for edition in asked] == [
        f"BasicCompanyDataAsOneFile-{month}-01.zip"
        for month in ("2026-01", "2025-12", "2025-11", "2025-10", "2025-09", "2025-08")
    ]


def test_a_yearly_file_is_called_by_its_year() -> None:
    asked = editions(register_named("gender_pay_gap"), today=TODAY)

    assert [(edition.url[-4:], edition.name) for edition in asked] == [
        (year, f"gender-pay-gap-{year}.csv") for year in ("2026", "2025", "2024")
    ]


def test_the_second_address_is_asked_where_the_first_has_nothing(tmp_path: Path) -> None:
    publisher = publisher_with("txt/publicextract.charity.zip")

    assert "/txt/" in download_register("charity-commission", tmp_path, today=TODAY, transport=publisher).url


def test_last_month_s_edition_is_taken_until_this_month_s_is_out(tmp_path: Path) -> None:
    got = download_register("companies-house", tmp_path, today=TODAY, transport=publisher_with("2025-12-01.zip"))

    assert got.path.name == "BasicCompanyDataAsOneFile-2025-12-01.zip"


@pytest.mark.parametrize("answer", [httpx.Response(403), httpx.Response(200, html="<!doctype html>Not here")])
def test_an_older_edition_is_taken_where_the_newest_is_a_refusal_or_a_web_page(
    tmp_path: Path, answer: httpx.Response
) -> None:
    publisher = publisher_with("2025-11-01.zip", otherwise=answer)

    got = download_register("companies-house", tmp_path, today=TODAY, transport=publisher)

    assert got.path.name == "BasicCompanyDataAsOneFile-2025-11-01.zip"


def test_no_edition_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotOfferedError, match="6 addresses were tried") as refused:
        download_register("companies-house", tmp_path, today=TODAY, transport=publisher_with("nothing"))

    assert "the answer was 404" in refused.value.why
    assert "look for its new address at https://download.companieshouse.gov.uk" in refused.value.next_step


def test_a_register_without_an_address_is_fetched_by_hand(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="fetch it by hand"):
        download_register("supplier-list", tmp_path, today=TODAY)
