"""A study of the cast's network with folders of its own, and ways to send it files."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ourplace_web.networks.models import Organisation, OrganisationKind
from ourplace_web.studies.models import Study
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.tasks import read_upload

APRIL = (
    "Supplier,Date,Amount\n"
    "Ribble Catering Ltd,03/04/2024,1200.50\n"
    "Fylde Print Ltd,17/04/2024,99.49\n"
    "Old Mill Ltd,30/03/2024,10.00\n"
    "Wyre Signs Ltd,18/04/2024,n/k\n"
)
MAY = "Supplier,Date,Amount\nRibble Catering Ltd,03/05/2024,75.00\n"


@pytest.fixture
def study(make_study, folders) -> Study:
    """Preston's study of 2024/25."""
    return make_study(registers=[{"id": "public-bodies"}])


@pytest.fixture
def college(cast) -> Organisation:
    """An anchor whose people are none of the cast."""
    return Organisation.objects.create(
        network=cast.network, name="College", slug="college", kind=OrganisationKind.ANCHOR
    )


def zip_of(members: dict[str, str | bytes]) -> bytes:
    """Return a ZIP archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


@pytest.fixture
def zipped() -> Callable[[dict[str, str | bytes]], bytes]:
    """`zip_of`."""
    return zip_of


@pytest.fixture
def send(study, browser) -> Callable[..., object]:
    """A function that sends files (name to content) as one of the cast, and returns the page that follows."""

    def sent(files, who="bob", anchor="preston-city-council", **headers):
        content = [
            SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
            for name, text in files.items()
        ]
        address = reverse("send_files", args=["preston", study.slug, anchor])
        return browser(who).post(address, {"files": content}, follow=not headers, headers=headers)

    return sent


@pytest.fixture
def read_all() -> Callable[[], list[str]]:
    """A function that reads whatever waits, as the worker does, and returns what came of each."""

    def read() -> list[str]:
        return [read_upload.func(upload.pk) for upload in Upload.objects.filter(state="waiting").order_by("pk")]

    return read


@pytest.fixture
def april(send, read_all) -> Upload:
    """A file that was sent and read: two payments, one outside the period, one without an amount."""
    send({"April.csv": APRIL})
    read_all()
    return Upload.objects.get()
