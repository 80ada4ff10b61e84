"""A study made by uploading files gives the figures of the command line, to the penny."""

import shutil
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from ourplace.examples import write_preston
from ourplace.studies import StudyFile, load_study, run_study
from ourplace.studies.study_file import Study as StudyOnDisk
from ourplace_web.networks.models import Organisation, OrganisationKind
from ourplace_web.studies.models import Study
from ourplace_web.uploads.models import Upload
from ourplace_web.uploads.tasks import read_upload

LANCASHIRE = Path(__file__).resolve().parents[3] / "examples" / "lancashire" / "study.toml"


@pytest.fixture
def made_from(cast, study):
    """A function that makes the website's study and anchors from a study file."""

    def made(content: StudyFile) -> Study:
        cast.council.delete()
        for anchor in content.anchors:
            Organisation.objects.create(
                network=cast.network,
                name=anchor.name,
                slug=anchor.id,
                kind=OrganisationKind.ANCHOR,
                anchor_kind=anchor.kind,
            )
        study.name, study.place_name = content.title, content.place
        study.period_start, study.period_end = content.period.start, content.period.end
        study.rings = [ring.model_dump(mode="json", exclude_defaults=True) for ring in content.rings]
        study.definition_of_local = content.definition
        study.registers = [use.model_dump(mode="json", exclude_defaults=True) for use in content.registers]
        study.repeated_files = content.repeated_files.action
        study.save()
        return study

    return made


@pytest.fixture
def alices_page(new_window) -> Page:
    """A page of a window of Alice's."""
    return new_window("alice").new_page()


def send_all(disk: StudyOnDisk, study: Study, page: Page) -> None:
    """Send every file of every anchor by its page in a browser, and read them as the worker does."""
    for anchor in disk.settings.anchors:
        page.goto(reverse("anchor_files", args=[study.network.slug, study.slug, anchor.id]))
        paths = disk.files_of(anchor)
        page.get_by_label("Send files of payments").set_input_files(paths)
        page.get_by_role("button", name="Send", exact=True).click()
        expect(page.get_by_text(f"{len(paths)} of {len(paths)} sent")).to_be_visible()
        expect(page.get_by_role("button", name="Send", exact=True)).to_be_enabled()
    # The page of files asks for news until its window is closed.
    page.close()
    for upload in Upload.objects.all():
        assert read_upload.func(upload.pk) == "read"


def with_registers_where_they_lie(disk: StudyOnDisk) -> StudyOnDisk:
    """Return a study whose registers are named by their whole paths, so that another folder finds them too."""
    uses = disk.settings.registers
    found = tuple(use.model_copy(update={"path": str(disk.resolve(use.path))}) if use.path else use for use in uses)
    return StudyOnDisk(disk.settings.model_copy(update={"registers": found}), disk.path, disk.data_folder)


def test_the_preston_example_uploaded_gives_the_figures_of_the_command_line(
    made_from, run_now, alices_page, figures_in, tmp_path
) -> None:
    disk = with_registers_where_they_lie(load_study(write_preston(tmp_path / "by-hand")))
    by_hand = run_study(disk)
    study = made_from(disk.settings)

    send_all(disk, study, alices_page)
    run = run_now(study)

    assert (run.state, run.problem) == ("done", "")
    assert figures_in(run.figures_folder) == figures_in(by_hand.folder)
    # One of the example's files is published twice; its content is kept once.
    assert Upload.objects.count() == len(by_hand.files) - 1


@pytest.mark.real_data
def test_lancashires_files_uploaded_give_the_figures_of_the_command_line(
    made_from, run_now, alices_page, figures_in, tmp_path, real_data
) -> None:
    shutil.copy(LANCASHIRE, tmp_path / "study.toml")
    disk = load_study(tmp_path, data_folder=real_data)
    # The website's studies are of one period, and their headline ring is the innermost.
    one_period = disk.settings.model_copy(
        update={"periods": (), "headline_ring": None, "notes": (), "deprivation": None}
    )
    disk = with_registers_where_they_lie(StudyOnDisk(one_period, disk.path, disk.data_folder))
    by_hand = run_study(disk, output_folder=tmp_path / "reports")
    study = made_from(disk.settings)

    send_all(disk, study, alices_page)
    run = run_now(study)

    assert (run.state, run.problem) == ("done", "")
    assert figures_in(run.figures_folder) == figures_in(by_hand.folder)
    assert Upload.objects.count() == len(by_hand.files) == 123
