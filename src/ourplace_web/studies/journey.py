"""Making a study, one question a page. Answers wait in the session until the last page, so that going back loses nothing."""

from collections.abc import Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ourplace_web.accounts.models import Person
from ourplace_web.audit.models import Verb
from ourplace_web.audit.recording import record
from ourplace_web.networks.models import Network
from ourplace_web.studies.forms import LocalForm, NameForm, PeriodForm, PlaceForm, QuestionForm, RingsForm
from ourplace_web.studies.models import Study, slug_of

KEPT_UNDER = "new_study"
# A place has a code, or else a ring of its own, with the outline where it was drawn.
PLACE_ANSWERS = ("place_code", "place_name", "place_ring", "drawings")
NOT_KEPT = frozenset({"place_ring"})
PUBLIC_BODIES = {"id": "public-bodies"}


@dataclass(frozen=True)
class Question:
    """One page: its address, what it is called, its form, the answers it gives, and what they make out of date."""

    slug: str
    label: Any
    form: type[QuestionForm]
    gives: Sequence[str]
    makes_stale: Sequence[str] = ()


QUESTIONS = (
    Question("name", _("Name"), NameForm, ["name"]),
    Question("period", _("Period"), PeriodForm, ["period_start", "period_end"]),
    Question("place", _("Place"), PlaceForm, PLACE_ANSWERS, ["rings", "definition_of_local"]),
    Question("rings", _("Rings"), RingsForm, ["rings"], ["definition_of_local"]),
    Question("local", _("What counts as local"), LocalForm, ["definition_of_local"]),
)
BY_SLUG = {question.slug: question for question in QUESTIONS}


def answers_in(session: SessionBase, network: Network) -> dict[str, Any]:
    """Return what was answered so far for a network's new study."""
    kept: Mapping[str, dict[str, Any]] = session.get(KEPT_UNDER, {})
    return dict(kept.get(network.slug, {}))


def keep_answers(session: MutableMapping[str, Any], network: Network, answers: Mapping[str, Any]) -> None:
    """Keep the answers for a network's new study; none ends the journey."""
    others = {slug: kept for slug, kept in session.get(KEPT_UNDER, {}).items() if slug != network.slug}
    session[KEPT_UNDER] = others | ({network.slug: dict(answers)} if answers else {})


def answered(question: Question, answers: Mapping[str, Any]) -> bool:
    """Return whether a question has its answers."""
    return all(name in answers for name in question.gives)


def first_unanswered(answers: Mapping[str, Any]) -> Question | None:
    """Return the question to ask next, or None where all are answered."""
    return next((question for question in QUESTIONS if not answered(question, answers)), None)


def with_given(question: Question, answers: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers with those of one page; answers that rested on what changed are left out."""
    changed = any(answers.get(name) != value for name, value in given.items())
    stale = set(question.makes_stale) if changed else set()
    return {name: value for name, value in answers.items() if name not in stale} | dict(given)


def question_before(question: Question) -> Question | None:
    """Return the question before one, or None at the first."""
    place = QUESTIONS.index(question)
    return QUESTIONS[place - 1] if place else None


@transaction.atomic
def make_study(person: Person | None, network: Network, answers: Mapping[str, Any]) -> Study:
    """Return the study that the answers of all questions make, with its entry in the log."""
    gives = [name for question in QUESTIONS for name in question.gives if name not in NOT_KEPT]
    wanted = {name: answers[name] for name in gives}
    study = Study(network=network, slug=slug_of(answers["name"]), made_by=person, registers=[PUBLIC_BODIES], **wanted)
    study.full_clean(exclude=["made_by", "published_by", "published_at"])
    study.save()
    record(person, Verb.STUDY_MADE, study, network_id=network.public_id)
    return study
