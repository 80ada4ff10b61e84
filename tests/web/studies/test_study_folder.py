"""The folder of a study is one that the library runs."""

import pytest
from django.test import override_settings

from ourplace.studies import load_study, parse_study
from ourplace_web.networks.models import Organisation, OrganisationKind
from ourplace_web.studies.study_folder import study_settings, study_text, write_study_folder


def test_the_library_reads_back_what_the_website_decided(study, cast, tmp_path) -> None:
    settings = study_settings(study, [cast.council])

    assert parse_study(study_text(settings), file=tmp_path / "study.toml") == settings
    assert (settings.title, settings.place, settings.definition) == ("Preston 2024/25", "Preston", "premises")
    assert [(one.id, one.kind, one.files) for one in settings.anchors] == [
        ("preston-city-council", "council", ("spend/preston-city-council/*",))
    ]


@pytest.mark.parametrize("name", ['A "quoted" name', "line\nbreak", "back\\slash", "Ynys Môn – 2024", "[[rings]]"])
def test_no_name_can_break_the_file(name, study, cast, tmp_path) -> None:
    study.name = cast.council.name = name
    settings = study_settings(study, [cast.council])

    assert parse_study(study_text(settings), file=tmp_path / "study.toml").title == name


def test_writing_again_leaves_the_files_and_judgements_alone(study, tmp_path) -> None:
    with override_settings(STUDIES_FOLDER=tmp_path):
        folder = write_study_folder(study)
        (folder / "judgements.jsonl").write_text("{}\n")
        study.name = "Another"
        write_study_folder(study)

        assert folder == tmp_path / str(study.public_id)
        assert load_study(folder).settings.title == "Another"
        assert (folder / "judgements.jsonl").read_text() == "{}\n"


def test_only_anchors_are_anchors_of_the_study(study, cast, tmp_path) -> None:
    Organisation.objects.create(network=cast.network, name="Us", slug="us", kind=OrganisationKind.ANALYST)

    with override_settings(STUDIES_FOLDER=tmp_path):
        content = load_study(write_study_folder(study)).settings

    assert [anchor.id for anchor in content.anchors] == ["preston-city-council"]
