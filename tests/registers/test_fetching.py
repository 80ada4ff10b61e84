import datetime as dt
from pathlib import Path

import httpx
import pytest

from ourplace.registers.exceptions import DownloadError, NotOfferedError
from ourplace.registers.fetching import download_register, editions
from ourplace.registers.metadata import register_named

TODAY = dt.date(2026, 1, 2)


def publisher_with(*names: str) -> httpx.MockTransport:
    return httpx.MockTransport(
        lambda request: (
            httpx.Response(200, stream=httpx.ByteStream(b"rows"))
            if request.url.path.endswith(names)
            else httpx.Response(404)
        )
    )


def test_this_month_s_edition_comes_before_last_month_s() -> None:
    addresses = editions(register_named("companies_house"), today=TODAY)

    assert [address.rpartition("/")[2] for address in addresses] == [
        "BasicCompanyDataAsOneFile-2026-01-01.zip",
        "BasicCompanyDataAsOneFile-2025-12-01.zip",
    ]


def test_last_month_s_edition_is_taken_until_this_month_s_is_out(tmp_path: Path) -> None:
    got = download_register("companies-house", tmp_path, today=TODAY, transport=publisher_with("2025-12-01.zip"))

    assert got.path.name == "BasicCompanyDataAsOneFile-2025-12-01.zip"


def test_no_edition_at_all_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotOfferedError):
        download_register("companies-house", tmp_path, today=TODAY, transport=publisher_with("nothing"))


def test_a_register_without_an_address_is_fetched_by_hand(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="fetch it by hand"):
        download_register("supplier-list", tmp_path, today=TODAY)
