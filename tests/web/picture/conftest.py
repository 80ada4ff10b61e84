"""A study of the cast's network with the results of the bundled example, and a second anchor with a reader of its own."""

import datetime as dt

import pytest
from django.conf import settings
from django.test import Client

from ourplace.reports import Report
from ourplace.studies import LastRun, report_of
from ourplace_web.networks.models import Organisation, OrganisationKind, Role
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder


@pytest.fixture
def study(cast, make_study, preston_run: LastRun) -> Study:
    """Preston's study, which has been run."""
    made = make_study(
        name="Preston 2012/13",
        slug="preston-2012-13",
        period_start=dt.date(2012, 4, 1),
        period_end=dt.date(2013, 3, 31),
    )
    folder = study_folder(made)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.symlink_to(preston_run.study.folder)
    for anchor in preston_run.study.settings.anchors:
        Organisation.objects.get_or_create(
            network=cast.network, slug=anchor.id, defaults={"name": anchor.name, "kind": OrganisationKind.ANCHOR}
        )
    return made


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
