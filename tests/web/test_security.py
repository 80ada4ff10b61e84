"""What keeps the website safe, asked of every address: headers, cookies, forms, downloads, formulas, files."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, include, path, reverse
from openpyxl import load_workbook

from ourplace_web import urls
from ourplace_web.runs.asking import ask_for_run
from ourplace_web.runs.tasks import carry_out_run
from ourplace_web.uploads import storage
from ourplace_web.uploads.models import Upload

FOR_OTHERS = {
    "OURPLACE_HOSTS": "ourplace.example",
    "OURPLACE_SECRET_KEY": "any long text of many different letters, 0123456789, kept nowhere",
    "OURPLACE_EMAIL_HOST": "mail.example",
    "OURPLACE_EMAIL_FROM": "OurPlace <us@ourplace.example>",
    "OURPLACE_PROXIES": "1",
    "DJANGO_SETTINGS_MODULE": "ourplace_web.settings",
}
ASK_AS_OTHERS = """
import json, django
from django.conf import settings
settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "whitenoise" not in name]
django.setup()
from django.test import Client
client = Client(headers={"host": "ourplace.example", "x-forwarded-proto": "https"})
plain = Client(headers={"host": "ourplace.example", "x-forwarded-proto": "http"})
page, missing, http = client.get("/account/signup/"), client.get("/nothing/here/"), plain.get("/privacy/")
language = client.post("/language/", {"language": "cy", "next": "/privacy/"})
print(json.dumps({
    "page": dict(page.headers), "missing": [missing.status_code, dict(missing.headers)], "http": [http.status_code, http["Location"]],
    "cookies": {name: {key: str(value) for key, value in morsel.items()} for name, morsel in client.cookies.items()},
    "session": [settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE],
}))
"""
EVERYWHERE = {
    "Content-Security-Policy": r"default-src 'self'",
    "X-Content-Type-Options": r"^nosniff$",
    "Referrer-Policy": r"^same-origin$",
    "Permissions-Policy": r"camera=\(\), .*geolocation=\(\), microphone=\(\)",
    "X-Frame-Options": r"^DENY$",
    "Cross-Origin-Opener-Policy": r"^same-origin$",
}
EVIL = '=HYPERLINK("http://evil.example","Pay here") Ltd'
SPEND = "Supplier,Date,Description,Amount\n" + "".join(
    f'"{name}",{day}/04/2024,"{description}",{amount}.00\n'
    for day, name, description, amount in (
        (13, EVIL.replace('"', '""'), "=1+1", 900_000),
        (14, "+44 Telephones Ltd", "-2+3", 500_000),
        (15, "@SUM(A1) Ltd", "@cmd", 400_000),
        (16, "Plain Paper Ltd", "Paper", 300_000),
    )
)
FORMULA_STARTS = ("=", "+", "@", "\t", "\r")


def fail(request):
    """Fail, as a view with a defect does."""
    raise ZeroDivisionError


urlpatterns = [path("broken/", fail), path("", include(urls))]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500


@pytest.fixture(scope="module")
def production(tmp_path_factory) -> dict:
    """What a website for others answers, asked in a process of its own."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_ALLOW", "DATABASE_"))}
    environment = own | FOR_OTHERS | {"OURPLACE_HOME": str(tmp_path_factory.mktemp("home"))}
    done = subprocess.run(  # noqa: S603 (our own program)
        [sys.executable, "-c", ASK_AS_OTHERS], env=environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def test_browsers_are_told_to_insist_on_https_for_a_year(production) -> None:
    wanted = "max-age=31536000; includeSubDomains; preload"

    assert [production["page"]["Strict-Transport-Security"], production["missing"][1]["Strict-Transport-Security"]] == [
        wanted, wanted,
    ]  # fmt: skip
    assert production["http"] == [301, "https://ourplace.example/privacy/"]


def test_cookies_travel_encrypted_and_are_hidden_from_scripts(production) -> None:
    assert production["session"] == [True, True, "Lax"]
    assert {
        name: (one["secure"], one["httponly"], one["samesite"]) for name, one in production["cookies"].items()
    } == {
        "csrftoken": ("True", "True", "Lax"),
        "django_language": ("True", "True", "Lax"),
    }


@pytest.mark.parametrize("page", ["page", "missing"])
def test_a_website_for_others_sends_every_header(page, production) -> None:
    headers = production["page"] if page == "page" else production["missing"][1]

    assert [name for name, wanted in EVERYWHERE.items() if not re.search(wanted, headers.get(name, ""))] == []


def lacking(answer) -> list[str]:
    """Return the headers that an answer lacks."""
    return [name for name, wanted in EVERYWHERE.items() if not re.search(wanted, answer.headers.get(name, ""))]


@override_settings(ROOT_URLCONF=__name__)
def test_every_page_and_every_error_sends_the_headers(cast, browser, make_study) -> None:
    study, strict = make_study(), Client(enforce_csrf_checks=True)
    alice, bob = browser("alice"), browser("bob")
    alice.raise_request_exception = False
    answers = {
        "page": alice.get("/networks/preston/"),
        "visitor": Client().get("/"),
        "redirect": Client().get("/networks/preston/"),
        "400": alice.get("/", headers={"host": "evil.example"}),
        "403": bob.get(reverse("delete_study", args=["preston", study.slug])),
        "csrf": strict.post("/account/login/", {}),
        "404": alice.get("/nothing/"),
        "405": alice.get(reverse("start_run", args=["preston", study.slug])),
        "500": alice.get("/broken/"),
        "api": Client().get("/api/v1/networks"),
        "api 404": Client().get("/api/v1/nothing"),
    }

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "page": 200, "visitor": 200, "redirect": 302, "400": 400, "403": 403, "csrf": 403, "404": 404, "405": 405,
        "500": 500, "api": 401, "api 404": 404,
    }  # fmt: skip
    assert {name: missing for name, answer in answers.items() if (missing := lacking(answer))} == {}


def patterns_in(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Yield every address of the website with its pattern."""
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns_in(one, before + str(one.pattern))
        else:
            yield before + str(one.pattern), one


def filled(address: str, known: dict[str, str]) -> str:
    """Return an address with something real, or at least something possible, in each of its places."""
    possible = {"int": "1", "uuid": "00000000-0000-4000-8000-000000000000", "slug": "x", "str": "x", "path": "x"}
    plain = re.sub(r"\(\?P<\w+>[^)]*\)", "x", address).replace("^", "").replace("$", "")
    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", lambda m: known.get(m[2]) or possible[m[1] or "str"], plain)


def test_no_form_from_another_website_is_taken_at_any_address(cast, make_study) -> None:
    study = make_study()
    known = {
        "network_slug": "preston", "study_slug": study.slug, "anchor_slug": cast.council.slug, "slug": cast.council.slug,
    }  # fmt: skip
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.alice, backend=settings.AUTHENTICATION_BACKENDS[0])

    answers = {
        address: client.post(filled(address, known)).status_code for address, _pattern in patterns_in(get_resolver())
    }

    programs = {address for address in answers if address.startswith("api/")}
    taken = {address: code for address, code in answers.items() if address not in programs and code != 403}
    assert len(answers) > 60
    assert taken == {}
    # No cookie lets a program in, so that another website cannot use one.
    assert {answers[address] for address in programs} <= {401, 403, 404, 405}


@pytest.fixture
def evil(cast, make_study, tmp_path, settings, monkeypatch, browser):
    """A study that has been run on payees whose names are formulas."""
    settings.UPLOADS_FOLDER, settings.STUDIES_FOLDER = tmp_path / "uploads", tmp_path / "studies"
    monkeypatch.setattr("ourplace_web.jobs.pulse.Pulse.beat_on", lambda _pulse: None)
    study = make_study(registers=[{"id": "public-bodies"}])
    address = reverse("send_files", args=["preston", study.slug, cast.council.slug])
    browser("bob").post(address, {"files": [SimpleUploadedFile("=cmd.csv", SPEND.encode())]})
    carry_out_run.func(ask_for_run(study, cast.alice).pk)
    return study


def cells_of(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield where each cell of a downloaded table stands, and what it holds; workbooks' own formulas are told by their type."""
    if name.endswith(".zip"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from cells_of(f"{name}/{member}", archive.read(member))
    elif name.endswith(".xlsx"):
        for sheet in load_workbook(io.BytesIO(content)):
            for row in sheet.iter_rows():
                yield from ((f"{name} {sheet.title}", str(cell.value)) for cell in row if cell.data_type == "f")
    elif name.endswith(".csv"):
        for line in content.decode("utf-8-sig").splitlines():
            yield from ((name, cell) for cell in re.findall(r'(?:^|,)"?([^",]*)', line))


def holds_the_name(content: bytes) -> bool:
    """Return whether a payee's name is in a workbook or another archive."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return any(b"HYPERLINK" in archive.read(name) for name in archive.namelist())


def is_formula(where: str, cell: str) -> bool:
    """Return whether a spreadsheet would run a cell: in a workbook one of the payee's words, elsewhere whatever begins like one."""
    return "HYPERLINK" in cell or "SUM(A1) Ltd" in cell if ".xlsx" in where else cell.startswith(FORMULA_STARTS)


@pytest.mark.slow
def test_no_download_runs_a_payees_name_as_a_formula_or_is_shown_as_a_page(evil, browser) -> None:
    client, start = browser("alice"), ["preston", evil.slug]
    pages = {
        "workbook.xlsx": reverse("take_workbook", args=start),
        "open-data.zip": reverse("take_open_data", args=start),
        "top.csv": reverse("picture_table", args=[*start, "top_suppliers"]),
        "payments.csv": reverse("picture_payments_csv", args=start),
        "sheet.xlsx": reverse("review_sheet", args=start),
        "report.html": reverse("take_report", args=start),
        "paper.docx": reverse("take_paper", args=start),
        "judgements.jsonl": reverse("judgements_file", args=start),
    }

    answers = {name: client.get(address) for name, address in pages.items()}
    content = {
        name: b"".join(answer.streaming_content) if answer.streaming else answer.content
        for name, answer in answers.items()
    }

    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(pages, 200)
    assert [name for name, one in answers.items() if not one["Content-Disposition"].startswith("attachment")] == []
    assert [name for name, one in answers.items() if one["X-Content-Type-Options"] != "nosniff"] == []
    found = [cell for name, text in content.items() for cell in cells_of(name, text) if is_formula(*cell)]
    assert found == []
    # The names are there; they only do nothing.
    assert "HYPERLINK" in content["payments.csv"].decode()
    assert "HYPERLINK" in content["top.csv"].decode()
    assert [name for name in ("workbook.xlsx", "open-data.zip") if not holds_the_name(content[name])] == []


def test_a_file_that_was_sent_is_served_at_no_address(cast, make_study, tmp_path, settings, browser) -> None:
    settings.UPLOADS_FOLDER, settings.STUDIES_FOLDER = tmp_path / "uploads", tmp_path / "studies"
    study, client = make_study(), browser("bob")
    content = "Supplier,Date,Amount\nA secret supplier Ltd,13/04/2024,1.00\n"
    address = reverse("send_files", args=["preston", study.slug, cast.council.slug])
    client.post(address, {"files": [SimpleUploadedFile("April.csv", content.encode())]})
    upload = Upload.objects.get()
    link = f"studies/{study.public_id}/spend/{cast.council.slug}/April.csv"
    tries = [
        f"uploads/kept/{upload.stored_name}", f"media/{upload.stored_name}", f"static/../uploads/kept/{upload.stored_name}",
        f"static/%2e%2e/uploads/kept/{upload.stored_name}", link, upload.stored_name, upload.get_absolute_url()[1:],
        f"{upload.get_absolute_url()[1:]}columns/../April.csv",
    ]  # fmt: skip

    pages = {one: client.get(f"/{one}") for one in tries}

    assert storage.stored_path(upload).read_text() == content
    assert [one for one, answer in pages.items() if b"A secret supplier" in answer.content] == []
    assert {answer.status_code for one, answer in pages.items() if one != upload.get_absolute_url()[1:]} <= {404, 302}
    assert not settings.UPLOADS_FOLDER.is_relative_to(settings.STATIC_ROOT)


def test_asking_for_a_new_password_looks_the_same_whether_there_is_an_account(cast, client) -> None:
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}, follow=True).content.decode()
        for email in ("alice@preston.example", "nobody@preston.example")
    ]

    without_tokens = [re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", page) for page in answers]
    assert without_tokens[0] == without_tokens[1]
