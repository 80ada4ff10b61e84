"""Sending files: what is kept, what is recognised, what is refused and why."""

import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from ourplace.parameters import parameter_value
from ourplace_web.audit.models import Entry
from ourplace_web.uploads import storage
from ourplace_web.uploads.models import Upload

APRIL = "Supplier,Date,Amount\nRibble Catering Ltd,03/04/2024,1200.50\n"
MAY = "Supplier,Date,Amount\nRibble Catering Ltd,03/05/2024,75.00\n"
HOSTILE = {
    "../../../etc/cron.d/job.csv": "job.csv",
    "..\\..\\windows\\job.csv": "job.csv",
    "<script>alert(1)</script>.csv": "script_.csv",
    "a\u202egpj.csv": "agpj.csv",
    "-rf.csv": "rf.csv",
    ".htaccess": "htaccess",
    "$(reboot);`id`.csv": "(reboot)__id_.csv",
    "*?[x].csv": "x_.csv",
    f"{'long' * 100}.csv": f"{('long' * 100)[:136]}.csv",
    "../../.csv": "csv",
    "nul\x00in.csv": "nulin.csv",
    "\u200f\u202efdp.csv": "fdp.csv",
    "C:\\Users\\ann\\AUX.csv": "AUX_.csv",
    "con": "con_",
    "LPT1.tar.csv": "LPT1_.tar.csv",
    '=HYPERLINK("x").csv': "HYPERLINK(_x_).csv",
    "@SUM(A1).csv": "SUM(A1).csv",
    f"{'x' * 300}.csv": f"{'x' * 136}.csv",
    "Gwariant Tŷ'r Môn.csv": "Gwariant Tŷ'r Môn.csv",
}


def names() -> list[str]:
    """Return the names of all files that are kept."""
    return sorted(Upload.objects.values_list("file_name", flat=True))


def messages_of(page) -> str:
    """Return what a page says first."""
    return " ".join(str(message) for message in page.context["messages"])


def stored() -> list[Path]:
    """Return everything that lies in the folders of uploads."""
    return [path for part in ("kept", "incoming") for path in storage.uploads_folder(part).rglob("*")]


def test_many_files_are_kept_under_random_names_for_their_owner_only(send, study) -> None:
    page = send({"April.csv": APRIL, "May.csv": MAY})

    uploads = list(Upload.objects.all())
    assert names() == ["April.csv", "May.csv"]
    assert "2 files were received." in messages_of(page)
    assert sorted(path.name for path in stored()) == sorted(one.stored_name for one in uploads)
    assert [storage.stored_path(one).read_text() for one in uploads] == [APRIL, MAY]
    assert storage.uploads_folder("kept").stat().st_mode & 0o777 == 0o700


def test_what_was_sent_is_in_the_log(send, study, cast) -> None:
    send({"April.csv": APRIL})

    entry = Entry.objects.get(verb="file_uploaded")
    assert str(entry) == "Bob Bamber uploaded April.csv"
    assert entry.details == {"study": "Preston 2024/25", "anchor": "Preston City Council"}


def test_a_file_waits_to_be_read_until_a_worker_comes(send, study) -> None:
    page = send({"April.csv": APRIL}).content.decode()

    assert "0 of 1 files read." in page
    assert 'hx-trigger="every 2s"' in page


def test_the_same_content_is_kept_once_and_said(send, study) -> None:
    send({"April.csv": APRIL})

    page = send({"April.csv": APRIL, "April again.csv": APRIL, "May.csv": MAY})

    assert names() == ["April.csv", "May.csv"]
    assert "April.csv is here already and was not kept twice." in messages_of(page)
    assert "April again.csv has the same content as April.csv" in messages_of(page)
    assert len(stored()) == 2


def test_two_files_of_one_name_are_both_kept_and_told_apart(send, study) -> None:
    send({"Spend.csv": APRIL})
    send({"Spend.csv": MAY})

    assert names() == ["Spend (2).csv", "Spend.csv"]


def test_the_same_content_may_be_sent_by_two_anchors(send, study, college) -> None:
    send({"April.csv": APRIL})
    send({"April.csv": APRIL}, who="alice", anchor="college")

    assert names() == ["April.csv", "April.csv"]


@pytest.mark.parametrize(("sent", "kept"), HOSTILE.items())
def test_no_name_can_reach_beyond_its_folder_or_into_the_page(sent, kept, send, study, folders) -> None:
    page = send({sent: APRIL})

    assert names() == [kept]
    assert "<script>alert" not in page.content.decode()
    assert all(path.resolve().is_relative_to(folders) for path in stored())


def test_an_archive_is_unpacked_into_files_of_their_own(send, zipped, study) -> None:
    page = send({"2024.zip": zipped({"a/April.csv": APRIL, "b/May.csv": MAY, "__MACOSX/x": "x", "b/.DS_Store": "x"})})

    assert names() == ["April.csv", "May.csv"]
    assert "2 files were received." in messages_of(page)


def linked() -> bytes:
    """Return an archive of which one member is a link to a file of the system."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        member = zipfile.ZipInfo("passwords.csv")
        member.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(member, "/etc/passwd")
    return packed.getvalue()


def locked() -> bytes:
    """Return an archive whose member says that it is encrypted."""
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("April.csv", APRIL)
    content = bytearray(packed.getvalue())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + offset] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("letter.pdf", b"%PDF-1.7 ...", "The file is a PDF document"),
        ("photo.csv", b"\x89PNG\r\n\x1a\n", "The file is a picture"),
        ("page.csv", b"<!doctype html><p>Moved</p>", "The file is a web page, not a table"),
        ("nothing.csv", b"", "The file is empty"),
        ("cut.xlsx", b"PK\x03\x04cut off", "The workbook or archive is damaged"),
        ("program.csv", b"\x7fELF\x02\x01\x01" + bytes(range(256)) * 8, "The file is a program"),
        ("links.zip", linked(), "it is a link to another file, not a file"),
        ("locked.zip", locked(), "locked with a password"),
    ],
)
def test_what_cannot_be_payments_is_refused_in_the_librarys_words(name, content, said, send, study) -> None:
    page = send({name: content, "May.csv": MAY})

    assert names() == ["May.csv"]
    assert said in messages_of(page)
    assert len(stored()) == 1


def test_an_archive_that_reaches_out_of_its_folder_keeps_its_sound_members_only(send, zipped, study, folders) -> None:
    page = send({"a.zip": zipped({"../../out.csv": APRIL, "May.csv": MAY, "inner.zip": zipped({"x.csv": APRIL})})})

    assert names() == ["May.csv"]
    assert "its name would place it outside the folder" in messages_of(page)
    assert "An archive inside an archive is not opened" in messages_of(page)
    assert not list(folders.parent.glob("out.csv"))


def test_an_archive_that_would_fill_the_disk_is_not_unpacked(send, zipped, study) -> None:
    limits = parameter_value("reading_archive_limits")
    bomb = zipped({"zeros.csv": b"0" * (limits["ratio_from_bytes"] + 1)})

    page = send({"bomb.zip": bomb})

    assert names() == []
    assert "The archive was not unpacked, to be safe" in messages_of(page)
    assert stored() == []


def test_a_file_that_is_too_large_is_stopped_while_it_streams(send, study, settings) -> None:
    settings.LARGEST_FILE_BYTES = 100_000

    page = send({"April.csv": APRIL, "big.csv": b"x" * 500_000, "May.csv": MAY})

    assert names() == ["April.csv"]
    assert "big.csv is larger than 0 MB and was not kept." in messages_of(page)
    assert len(stored()) == 1


class Counting(BytesIO):
    """A request's body that counts how much of it was read."""

    taken = 0

    def read(self, size=-1):
        """Return a piece."""
        piece = super().read(size)
        self.taken += len(piece)
        return piece


def test_receiving_stops_at_the_limit_and_not_at_the_end_of_what_is_sent(study, browser, settings) -> None:
    settings.LARGEST_FILE_BYTES = 1_000_000
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="big.csv"\r\n\r\n'
    body = Counting(head + b"1,2\n" * 10_000_000 + b"\r\n--x--\r\n")
    address = reverse("send_files", args=["preston", study.slug, "preston-city-council"])

    browser("bob").generic(
        "POST", address, CONTENT_TYPE="multipart/form-data; boundary=x", CONTENT_LENGTH=str(len(body.getvalue())),
        **{"wsgi.input": body},
    )  # fmt: skip

    assert 1_000_000 < body.taken < 2_000_000
    assert stored() == []


@pytest.mark.parametrize("stated", [2_000_000_000, 2_000_000_001])
def test_two_gigabytes_at_once_are_refused_before_the_first_byte(stated, study, browser) -> None:
    body = Counting(b"--x\r\n")
    address = reverse("send_files", args=["preston", study.slug, "preston-city-council"])

    answer = browser("bob").generic(
        "POST",
        address,
        CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(stated),
        **{"wsgi.input": body},
    )

    assert (answer.status_code, body.taken) == (413, 0)
    assert "1,000 files or 1,000 MB can be sent" in answer.content.decode()


def test_more_files_than_allowed_are_refused_with_what_to_do(send, study, settings) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2

    page = send({f"{number}.csv": APRIL for number in range(3)})

    assert page.status_code == 413
    assert "Send fewer files at once, or pack them into a ZIP file." in page.content.decode()
    assert stored() == []


def test_a_body_that_ends_too_soon_leaves_what_came_whole_and_nothing_else(study, browser) -> None:
    part = '--x\r\nContent-Disposition: form-data; name="files"; filename="{}"\r\n\r\n{}\r\n'
    body = (part.format("April.csv", APRIL) + part.format("May.csv", MAY)[:-30]).encode()
    address = reverse("send_files", args=["preston", study.slug, "preston-city-council"])

    browser("bob").generic("POST", address, body, content_type="multipart/form-data; boundary=x")

    assert names() == ["April.csv"]
    assert len(stored()) == 1


def test_a_page_that_takes_no_files_reads_none(study, browser) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="f"; filename="big.csv"\r\n\r\n'
    body = Counting(head + b"x" * 5_000_000 + b"\r\n--x--\r\n")

    browser("visitor").generic(
        "POST", reverse("account_login"), CONTENT_TYPE="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(len(body.getvalue())), **{"wsgi.input": body},
    )  # fmt: skip

    assert 0 < body.taken < 200_000


def test_files_from_a_form_of_another_website_are_not_kept(study, cast, settings) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.bob, backend=settings.AUTHENTICATION_BACKENDS[0])
    address = reverse("send_files", args=["preston", study.slug, "preston-city-council"])

    answer = client.post(address, {"files": BytesIO(APRIL.encode())})
    answer.close()

    assert answer.status_code == 403
    assert stored() == []


def test_sending_nothing_asks_for_a_file(send, study) -> None:
    assert "Choose at least one file." in messages_of(send({}))


def test_a_script_gets_the_sentences_alone(send, study) -> None:
    text = send({"April.csv": APRIL, "x.pdf": b"%PDF"}, **{"HX-Request": "true"}).content.decode()

    assert text.strip().startswith('<li class="refused">x.pdf was not kept. The file is a PDF document')
    assert "April.csv" not in text


@pytest.mark.parametrize(
    ("code", "kept", "said"),
    [
        (0, ["April.csv"], "1 file was received."),
        (1, [], "the virus scanner objects to it"),
        (2, [], "the virus scanner did not answer"),
    ],
)
def test_a_virus_scanner_has_the_first_word(code, kept, said, send, study, settings, tmp_path) -> None:
    scanner, seen = tmp_path / "scan.sh", tmp_path / "seen"
    scanner.write_text(f'#!/bin/sh\ncat "$2" > "{seen}"\nexit {code}\n')
    scanner.chmod(0o700)
    settings.VIRUS_SCANNER = (str(scanner), "--quiet")

    page = send({"April.csv": APRIL})

    assert names() == kept
    assert said in messages_of(page)
    assert seen.read_text() == APRIL


def test_a_scanner_that_is_not_there_keeps_nothing(send, study, settings) -> None:
    settings.VIRUS_SCANNER = ("/nowhere/scanner",)

    assert "the virus scanner did not answer" in messages_of(send({"April.csv": APRIL}))
    assert stored() == []


def test_what_interrupted_requests_leave_is_swept_away_after_an_hour(send, study) -> None:
    send({"April.csv": APRIL})
    left = storage.new_incoming_folder() / "half.csv"
    left.write_text("half")
    (storage.uploads_folder("kept") / "orphan").write_text("orphan")

    swept = [storage.sweep(), storage.sweep(now=left.stat().st_mtime + 3601)]

    assert swept == [0, 2]
    assert [path.name for path in stored()] == [Upload.objects.get().stored_name]
