"""What goes wrong at the hands of people, one test each: a plain message that says what to do, and nothing lost."""

import datetime as dt
import html
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook

from ourplace_web.api.tokens import make_token
from ourplace_web.networks.models import Invitation, Membership, Role
from ourplace_web.networks.people import end, invite
from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.models import Run
from ourplace_web.runs.tasks import carry_out_run
from ourplace_web.studies.models import Study
from ourplace_web.uploads import storage
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.tasks import read_upload

APRIL = "Supplier,Date,Amount\nRibble Catering Ltd,03/04/2024,1200.50\n"
MAY = "Supplier,Date,Amount\nRibble Catering Ltd,03/05/2024,75.00\n"
HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="big.csv"\r\n\r\n'


def said(page) -> str:
    """Return the text of a page without its marks."""
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split()))


def kept() -> dict[str, str]:
    """Return every file that is kept, by name, with what it holds on the disk."""
    return {str(upload): storage.stored_path(upload).read_text() for upload in Upload.objects.all()}


def workbook() -> bytes:
    """Return a real workbook."""
    made, content = Workbook(), io.BytesIO()
    for number in range(200):
        made.active.append(["Firm Ltd", number])
    made.save(content)
    return content.getvalue()


def test_a_wrong_file_type(send, study) -> None:
    page = send({"April.csv": APRIL, "minutes.docx": b"%PDF-1.7 ..."})

    assert "minutes.docx was not kept. The file is a PDF document" in said(page)
    assert "What to do:" in said(page)
    assert kept() == {"April.csv": APRIL}


class Endless(io.RawIOBase):
    """A body without an end, made as it is read, which counts how much of it was taken."""

    taken = 0

    def read(self, size=-1):
        """Return as much as is asked for."""
        piece = HEAD if not self.taken else b"Firm Ltd,13/04/2024,1.00\n" * (max(size, 25) // 25)
        self.taken += len(piece)
        return piece


@pytest.mark.parametrize(("stated", "most"), [("900000000", 10_500_000), ("", 0)])
def test_a_two_gigabyte_upload_and_one_without_an_end_are_stopped_while_they_stream(
    stated, most, study, browser, settings
) -> None:
    settings.LARGEST_FILE_BYTES = 10_000_000
    body, address = Endless(), reverse("send_files", args=["preston", study.slug, "preston-city-council"])
    client = browser("bob")

    answer = client.generic(
        "POST", address,
        **{"wsgi.input": body, "CONTENT_TYPE": "multipart/form-data; boundary=x", "CONTENT_LENGTH": stated},
    )  # fmt: skip

    page = client.get(answer["Location"])
    assert most * 0.9 <= body.taken <= most
    assert ("big.csv is larger than 10 MB and was not kept." if stated else "Choose at least one file.") in said(page)
    assert kept() == {}
    assert list(storage.uploads_folder("incoming").iterdir()) == []


def test_a_file_that_is_cut_off(send, study) -> None:
    whole = workbook()

    page = send({"April.csv": APRIL, "cut.xlsx": whole[: len(whole) // 2]})

    assert "cut.xlsx was not kept. The workbook or archive is damaged" in said(page)
    assert "What to do:" in said(page)
    assert kept() == {"April.csv": APRIL}


def test_a_list_that_is_cut_off_in_a_row_is_read_to_there_and_says_so(send, read_all, study, browser) -> None:
    send({"cut.csv": APRIL + "Fylde Print Ltd,17/0"})
    read_all()

    upload = Upload.objects.get()
    page = said(browser("bob").get(upload.get_absolute_url()))
    assert (upload.state, str(upload.used_gbp), upload.used_count) == ("done", "1200.50", 1)
    assert (upload.rejected_count, "3" in page.split("Lines to look at")[1]) == (1, True)


def test_the_same_file_twice(send, read_all, study) -> None:
    send({"April.csv": APRIL})
    read_all()
    before = Upload.objects.get()

    page = send({"April.csv": APRIL, "copy of April.csv": APRIL})

    after = Upload.objects.get()
    assert "April.csv is here already and was not kept twice." in said(page)
    assert "copy of April.csv has the same content as April.csv" in said(page)
    assert (after.pk, after.used_gbp, after.state) == (before.pk, before.used_gbp, "done")


def test_a_study_with_no_place_is_not_made_and_asks_for_one(browser, cast) -> None:
    client = browser("alice")
    day = {"day": "1", "month": "4", "year": "2024"}
    period = {f"period_{end}_{part}": value for end in ("start", "end") for part, value in day.items()}
    for question, given in (("name", {"name": "Preston"}), ("period", period), ("place", {})):
        page = client.post(reverse("new_study_question", args=["preston", question]), given, follow=True)

    back = client.get(reverse("check_new_study", args=["preston"]), follow=True)
    assert "Choose a place" in said(page)
    assert back.redirect_chain == [(reverse("new_study_question", args=["preston", "place"]), 302)]
    assert 'value="Preston"' in client.get(reverse("new_study_question", args=["preston", "name"])).content.decode()
    assert not Study.objects.exists()


def test_a_study_that_lost_its_place_says_what_to_do_and_keeps_its_files(send, study, cast, browser) -> None:
    send({"April.csv": APRIL})
    Study.objects.update(rings=[])
    read_upload.func(Upload.objects.get().pk)

    carry_out_run.func(ask_for_run(study, cast.alice).pk)

    page = said(browser("alice").get(Run.objects.get().get_absolute_url()))
    assert "The study has no place" in page
    assert "What to do: ask whoever made the study for its place" in page
    assert "The study has no place" in Upload.objects.get().problem
    assert kept() == {"April.csv": APRIL}


def test_an_expired_invitation(cast, client) -> None:
    _invitation, token = invite(
        cast.alice, cast.network, email="dora@preston.example", role=Role.ANCHOR_READER, organisation=cast.council
    )
    Invitation.objects.update(expires_at=dt.datetime(2026, 3, 31, 12, tzinfo=dt.UTC))
    address = reverse("accept_invitation", args=[token])

    answers = [client.get(address), client.post(address, {"full_name": "Dora", "password": "correct horse battery"})]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert "It could be used until 31 March 2026." in said(answers[0])
    assert "Ask Alice Ainsworth, who sent it, to invite you again." in said(answers[1])
    assert (Membership.objects.count(), Invitation.objects.get().state) == (4, "expired")


@pytest.mark.parametrize("page", ["study", "files", "runs", "picture", "review", "take_away", "delete_study"])
def test_a_link_to_someone_elses_study_is_not_found(page, study, browser) -> None:
    answer = browser("charlie").get(reverse(page, args=["preston", study.slug]))

    assert answer.status_code == 404
    assert "There is nothing at this address, or nothing that you may see." in said(answer)
    assert "its owner may have to invite you" in said(answer)
    assert "Preston" not in said(answer)


def test_a_token_of_a_removed_person(cast, send, study) -> None:
    send({"April.csv": APRIL})
    _token, text = make_token(cast.bob, cast.network, "his")
    program = Client(headers={"Authorization": f"Bearer {text}"})
    before = program.get("/api/v1/networks").status_code

    end(cast.alice, cast.membership_of(cast.bob))
    answer = program.get("/api/v1/networks")

    assert (before, answer.status_code) == (200, 401)
    assert answer.json()["error"]["next_step"]
    assert kept() == {"April.csv": APRIL}


@pytest.mark.parametrize(
    "name",
    [
        "../../../etc/passwd.csv", "..\\..\\boot.csv", "a\x00b.csv", "\u202egpj.csv", f"{'x' * 300}.csv", "NUL.csv", "COM1.csv",
        "=HYPERLINK(1).csv", "+1.csv", "@x.csv", "<b>.csv", "a/../../b.csv", " .csv", "\n\r.csv",
    ],
)  # fmt: skip
def test_a_hostile_file_name(name, send, read_all, study, folders, browser) -> None:
    page = send({name: APRIL})
    read_all()

    upload = Upload.objects.get()
    assert "1 file was received." in said(page)
    assert (upload.state, storage.stored_path(upload).read_text()) == ("done", APRIL)
    assert re.fullmatch(r"[\w(][\w .()-]{0,143}", upload.file_name)
    assert not re.match(r"(con|nul|aux|com1)(\.|$)", upload.file_name, re.IGNORECASE)
    assert all(path.resolve().is_relative_to(folders) for path in folders.rglob("*"))
    assert browser("bob").get(upload.get_absolute_url()).status_code == 200


def test_a_job_whose_study_was_deleted(send, study, cast, browser, django_capture_on_commit_callbacks) -> None:
    send({"April.csv": APRIL})
    run, upload = ask_for_run(study, cast.alice), Upload.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        browser("alice").post(reverse("delete_study", args=["preston", study.slug]), {"name": study.name})

    answers = [read_upload.func(upload.pk), carry_out_run.func(run.pk)]

    assert answers == [
        "the file is no longer wanted",
        "the run is no longer wanted: it was cancelled, or its study was deleted",
    ]
    assert browser("alice").get(run.get_absolute_url()).status_code == 404
    assert not (Path(settings.STUDIES_FOLDER) / str(study.public_id)).exists()
