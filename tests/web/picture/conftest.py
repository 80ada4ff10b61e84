"""A study of the cast's network with the results of the bundled example, and a second anchor with a reader of its own."""

import pytest
from django.conf import settings
from django.test import Client

from ourplace.reports import Report
from ourplace.studies import LastRun, report_of
from ourplace_web.networks.models import Organisation, Role
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder


@pytest.fixture
def study(study_of_example: Study) -> Study:
    """Preston's study, which has been run."""
    return study_of_example


@pytest.fixture
def not_run(study: Study) -> Study:
    """The same study before any run."""
    study_folder(study).unlink()
    return study


@pytest.fixture(scope="session")
def report(preston_run: LastRun) -> Report:
    """The library's own report of the same run."""
    return report_of(preston_run)


@pytest.fixture
def published(study: Study, browser) -> Study:
    """The study after its analyst has published it."""
    browser("alice").post(f"{study.get_absolute_url()}publish/")
    study.refresh_from_db()
    return study


@pytest.fixture
def dora(study: Study, cast, make_member) -> Client:
    """A browser signed in as a reader for another anchor of the network."""
    college = Organisation.objects.get(slug="prestons-college")
    client = Client()
    client.force_login(
        make_member("Dora Dean", Role.ANCHOR_READER, cast.network, college),
        backend=settings.AUTHENTICATION_BACKENDS[0],
    )
    return client
