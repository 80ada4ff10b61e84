"""Who may see, judge and exchange what in a review. Nothing else decides it, for pages and programs alike."""

from collections.abc import Collection
from dataclasses import dataclass

from ourplace_web.accounts.models import Person
from ourplace_web.networks.models import Role
from ourplace_web.networks.predicates import current, is_network_analyst
from ourplace_web.studies.models import Study
from ourplace_web.studies.predicates import may_see_study

may_see_review = may_see_study


@dataclass(frozen=True)
class Reviewer:
    """What somebody is to a study's review: an analyst, or somebody of these anchors (slugs), some of which they edit."""

    is_analyst: bool
    anchors: frozenset[str]
    edited_anchors: frozenset[str]


def reviewer_for(person: Person | None, study: Study) -> Reviewer:
    """Return what somebody is to a study's review, asked of the database once for all its suppliers."""
    held = list(current(person, study.network).values_list("role", "organisation__slug"))
    return Reviewer(
        is_analyst=any(role == Role.NETWORK_ANALYST for role, _slug in held),
        anchors=frozenset(slug for role, slug in held if role != Role.NETWORK_ANALYST),
        edited_anchors=frozenset(slug for role, slug in held if role == Role.ANCHOR_EDITOR),
    )


def may_see_names(reviewer: Reviewer, anchor_ids: Collection[str]) -> bool:
    """Return whether somebody may see how a supplier is typed, and who it is if a person: who may see payments to it."""
    return reviewer.is_analyst or not reviewer.anchors.isdisjoint(anchor_ids)


def may_judge(reviewer: Reviewer, anchor_ids: Collection[str]) -> bool:
    """Return whether somebody may judge a supplier: analysts, and editors of an anchor that pays it."""
    return reviewer.is_analyst or not reviewer.edited_anchors.isdisjoint(anchor_ids)


def may_judge_some(reviewer: Reviewer) -> bool:
    """Return whether there may be a supplier that somebody may judge."""
    return reviewer.is_analyst or bool(reviewer.edited_anchors)


def may_review(person: Person | None, study: Study) -> bool:
    """Return whether somebody may judge any supplier of a study, and fill in its review sheet."""
    return may_judge_some(reviewer_for(person, study))


def may_exchange_judgements(person: Person | None, study: Study) -> bool:
    """Return whether somebody may take judgements in from the library's file, and take them away as one: analysts."""
    return is_network_analyst(person, study.network)
