"""The bundled example as a network."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from django.urls import reverse

from ourplace.studies import load_study
from ourplace.studies.study_file import Study as StudyOnDisk
from ourplace_web.accounts.models import Person
from ourplace_web.demo.loading import PEOPLE, load_demo
from ourplace_web.networks.models import Network
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder

EXAMPLE = settings.PACKAGE.parent / "ourplace" / "examples" / "preston"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """One data folder for the module, for writing the example takes seconds."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def password(home, django_db_setup, django_db_blocker):
    """The example, loaded once for the module; the password of its people."""
    with (
        override_settings(HOME=home, STUDIES_FOLDER=home / "studies"),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        yield load_demo()
        transaction.set_rollback(True)


def test_everybody_of_the_example_signs_in_and_sees_its_study(password, client) -> None:
    study = Study.objects.get()
    for person in PEOPLE:
        client.post(reverse("account_login"), {"login": person.email, "password": password})
        page = client.get(study.get_absolute_url())
        client.post(reverse("account_logout"))

        assert (page.status_code, "Preston 2012/13" in page.content.decode()) == (200, True)


def test_there_is_somebody_of_every_role(password) -> None:
    assert sorted(Network.objects.get().memberships.values_list("role", flat=True)) == [
        "anchor_editor",
        "anchor_reader",
        "network_analyst",
    ]


def test_the_study_is_the_librarys_example_but_for_how_files_are_named(password) -> None:
    written, original = load_study(study_folder(Study.objects.get())), load_study(EXAMPLE)
    beside = {"anchors", "headline_ring"}

    assert written.settings.model_dump(exclude=beside) == original.settings.model_dump(exclude=beside)
    assert anchors_of(written) == anchors_of(original)
    assert files_in(written) == files_in(StudyOnDisk(original.settings, written.path, written.data_folder))


def anchors_of(study: StudyOnDisk) -> list[tuple[str, str, str]]:
    """Return id, name and kind of each anchor."""
    return sorted((anchor.id, anchor.name, anchor.kind) for anchor in study.settings.anchors)


def files_in(study: StudyOnDisk) -> dict[str, list[str]]:
    """Return the names of each anchor's files."""
    return {anchor.id: sorted(path.name for path in study.files_of(anchor)) for anchor in study.settings.anchors}


def test_loading_again_changes_nothing_and_gives_the_same_password(password) -> None:
    before = Person.objects.get(email="bob@demo.example").password

    assert load_demo() == password
    assert Person.objects.get(email="bob@demo.example").password == before


def test_the_password_is_random_and_for_its_owner_alone(password, home) -> None:
    kept = home / "demo-password"

    assert kept.read_text() == password
    assert len(password) == 16
    assert kept.stat().st_mode & 0o777 == 0o600
