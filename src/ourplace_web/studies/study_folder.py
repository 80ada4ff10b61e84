"""From a study as the website keeps it to the folder that the library runs: `study.toml`, `spend/`, `judgements.jsonl`."""

import json
from collections.abc import Iterable
from pathlib import Path

import tomli_w
from django.conf import settings
from django.utils.translation import gettext as _

from ourplace.exceptions import OurPlaceError
from ourplace.studies import StudyFile
from ourplace.studies.cache import write_atomically
from ourplace.studies.study_file import Anchor, Period, RegisterUse
from ourplace.studies.study_file import RepeatedFiles as RepeatedFilesSetting
from ourplace_web.networks.models import Organisation, OrganisationKind
from ourplace_web.studies.models import Study

HEADING = "# Written by the website from what was decided there. Changes made here are overwritten.\n\n"


def study_settings(study: Study, anchors: Iterable[Organisation]) -> StudyFile:
    """Return what `study.toml` says of a study with these anchors, each with the files of its folder in `spend/`."""
    return StudyFile(
        title=study.name,
        place=study.place_name,
        period=Period(start=study.period_start, end=study.period_end),
        rings=study.ring_specs,
        anchors=tuple(
            Anchor.model_validate(
                {
                    "id": anchor.slug,
                    "name": anchor.name,
                    "kind": anchor.anchor_kind,
                    "files": [f"spend/{anchor.slug}/*"],
                    "file_overrides": study.file_overrides.get(anchor.slug, {}),
                }
            )
            for anchor in anchors
        ),
        definition=study.definition_of_local,
        invented=study.is_invented,
        registers=tuple(RegisterUse.model_validate(use) for use in study.registers),
        repeated_files=RepeatedFilesSetting.model_validate({"action": study.repeated_files}),
    )


def study_text(content: StudyFile) -> str:
    """Return the text of a `study.toml` that `parse_study` reads back as the same settings."""
    return HEADING + tomli_w.dumps(content.model_dump(exclude_defaults=True, exclude_none=True))


def study_folder(study: Study) -> Path:
    """Return the folder of a study: random in name, outside everything that is served."""
    return Path(settings.STUDIES_FOLDER) / str(study.public_id)


def write_study_folder(study: Study) -> Path:
    """Write a study's `study.toml` with its network's anchors and what was drawn for it, and return the folder. What else is in it is left alone.

    Raises:
        OurPlaceError: the study has no place.
        pydantic.ValidationError: the network has no anchor yet, and a study needs one.
    """
    if not study.rings:
        raise OurPlaceError(
            _("The study has no place"),
            why=_("no ring of it is known, so that nothing can be told local from the rest"),
            next_step=_(
                "ask whoever made the study for its place and make it anew; its files can be sent to it again"
            ),
        )
    anchors = study.network.organisations.filter(kind=OrganisationKind.ANCHOR)
    folder = study_folder(study)
    folder.mkdir(parents=True, exist_ok=True)
    for name, drawing in study.drawings.items():
        write_atomically(folder / name, json.dumps(drawing))
    write_atomically(folder / "study.toml", study_text(study_settings(study, anchors)))
    return folder
