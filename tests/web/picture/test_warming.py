"""A process of the server is ready before anybody asks: its pages imported, the newest results opened."""

import shutil
import subprocess
import sys

import pytest
from django.urls import reverse

from ourplace_web.picture import results, warming
from ourplace_web.studies.study_folder import study_folder

# What is opened beforehand is opened in a thread of its own, which closes its connection at the end.
pytestmark = pytest.mark.usefixtures("transactional_db")
FRESH = """
import sys
from ourplace_web.wsgi import application
before = "ourplace_web.picture.views.pages" in sys.modules
from ourplace_web.picture.warming import import_pages
import_pages()
print(before, "ourplace_web.picture.views.pages" in sys.modules)
"""


def test_results_are_opened_before_their_first_reader_comes(study, browser) -> None:
    results._gathered.cache_clear()

    warming.open_results()
    opened = results._gathered.cache_info()
    page = browser("alice").get(f"{study.get_absolute_url()}picture/")

    assert (opened.misses, page.status_code) == (1, 200)
    assert results._gathered.cache_info().misses == opened.misses


def test_what_the_public_may_see_of_a_published_study_is_opened_too(published, browser) -> None:
    results._suppressed.cache_clear()

    warming.open_results()
    opened = results._suppressed.cache_info()
    page = browser("visitor").get(reverse("public_page", args=["preston", published.slug]))

    assert (opened.misses, page.status_code) == (1, 200)
    assert results._suppressed.cache_info().misses == opened.misses


def test_the_study_run_last_is_opened_last_and_those_not_run_are_passed_over(
    study, make_study, preston_run, tmp_path
) -> None:
    make_study(name="Not run", slug="not-run")
    newer = make_study(name="Newer", slug="newer")
    copied = shutil.copytree(preston_run.study.folder, tmp_path / "newer", copy_function=shutil.copy)
    study_folder(newer).symlink_to(copied)

    assert warming.studies_run_last(5) == [study, newer]
    assert warming.studies_run_last(1) == [newer]


def test_a_result_that_cannot_be_opened_is_left_to_its_readers(study, monkeypatch, caplog) -> None:
    def fail(_run: object) -> None:
        raise FileNotFoundError

    monkeypatch.setattr(warming, "report_for", fail)

    warming.open_results()

    assert "could not be opened beforehand" in caplog.text


def test_a_fresh_process_has_imported_its_pages_before_the_first_request(tmp_path) -> None:
    environment = {
        "OURPLACE_HOME": str(tmp_path),
        "PATH": "/usr/bin:/bin",
        "DJANGO_SETTINGS_MODULE": "ourplace_web.settings",
    }

    done = subprocess.run([sys.executable, "-c", FRESH], env=environment, capture_output=True, text=True, check=True)  # noqa: S603 (our own program)

    assert done.stdout.split() == ["False", "True"]
