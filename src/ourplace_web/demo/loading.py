"""Making the example: Preston 2012/13, its six anchors, and people who can sign in."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from ourplace.examples import write_preston
from ourplace.places import area
from ourplace.progress import Progress, silent
from ourplace.studies import StudyFile, load_study
from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.environment import OWNER_ONLY
from ourplace_web.networks.models import Membership, Network, Organisation, OrganisationKind, Role
from ourplace_web.runs.asking import ask_for_run
from ourplace_web.studies.models import Study
from ourplace_web.studies.study_folder import study_folder, write_study_folder
from ourplace_web.uploads.receiving import Destination, keep
from ourplace_web.uploads.storage import place_all

NETWORK = "preston"
PASSWORD_FILE = "demo-password"  # noqa: S105 (the name of the file that holds it)
ANALYST = "alice@demo.example"


@dataclass(frozen=True)
class DemoPerson:
    """Somebody of the example: who they are and what they may do."""

    email: str
    full_name: str
    role: Role
    anchor: str = ""


PEOPLE = (
    DemoPerson(ANALYST, "Alice Ainsworth", Role.NETWORK_ANALYST),
    DemoPerson("bob@demo.example", "Bob Bamber", Role.ANCHOR_EDITOR, "preston-city-council"),
    DemoPerson("carol@demo.example", "Carol Cross", Role.ANCHOR_READER, "preston-city-council"),
)


def load_demo(*, progress: Progress = silent) -> str:
    """Make the example where it is not there yet, and return the password of its people, random for this data folder."""
    password = demo_password(Path(settings.HOME))
    if not Network.objects.filter(slug=NETWORK).exists():
        make_demo(password, progress=progress)
    return password


def demo_password(home: Path) -> str:
    """Return the password kept in the data folder, readable by its owner only; a new one the first time."""
    path = home / PASSWORD_FILE
    if not path.is_file():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(12))
    return path.read_text("ascii")


@transaction.atomic
def make_demo(password: str, *, progress: Progress) -> Study:
    """Make the network, its anchors, its people and its study with its files, and ask for its first run."""
    network = Network.objects.create(name="Preston", slug=NETWORK)
    study = Study(network=network, slug="preston-2012-13")
    content = load_study(write_preston(study_folder(study), progress=progress)).settings
    anchors = {anchor.slug: anchor for anchor in make_anchors(network, content)}
    people = [make_person(network, person, password, anchors) for person in PEOPLE]
    fill_from(study, content)
    study.place_code = area(content.place).area_code
    study.made_by = people[0]
    study.save()
    folder = write_study_folder(study)
    record(None, Verb.NETWORK_MADE, network, network_id=network.public_id)
    for anchor in anchors.values():
        record(people[0], Verb.ORGANISATION_ADDED, anchor, network_id=network.public_id)
    record(people[0], Verb.STUDY_MADE, study, network_id=network.public_id)
    for slug, anchor in anchors.items():
        for path in sorted((folder / "spend" / slug).iterdir()):
            keep(path, path.name, Destination(study, anchor, people[0]))
    place_all(study)
    ask_for_run(study, people[0])
    return study


def make_anchors(network: Network, content: StudyFile) -> list[Organisation]:
    """Return an organisation for each anchor of a study file."""
    return [
        Organisation.objects.create(
            network=network,
            name=anchor.name,
            slug=anchor.id,
            kind=OrganisationKind.ANCHOR,
            anchor_kind=anchor.kind,
        )
        for anchor in content.anchors
    ]


def make_person(network: Network, person: DemoPerson, password: str, anchors: Mapping[str, Organisation]) -> Person:
    """Return an account with its membership."""
    made = Person.objects.create_user(person.email, password, full_name=person.full_name)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    Membership.objects.create(network=network, organisation=anchors.get(person.anchor), person=made, role=person.role)
    return made


def fill_from(study: Study, content: StudyFile) -> None:
    """Take over what a study file says of a study."""
    if content.period is None:
        raise ValueError("the example's study file states its period")
    study.name, study.place_name = content.title, content.place
    study.period_start, study.period_end = content.period.start, content.period.end
    study.rings = [ring.model_dump(mode="json", exclude_defaults=True) for ring in content.rings]
    study.definition_of_local = content.definition
    study.registers = [use.model_dump(mode="json", exclude_defaults=True) for use in content.registers]
    study.repeated_files = content.repeated_files.action
    study.is_invented = content.invented
