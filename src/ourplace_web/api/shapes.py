"""What the interface answers with, and what may be sent to it."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from ninja import Field, Schema
from pydantic import ConfigDict, StringConstraints

from ourplace_web.api.limits import MOST_ROWS

Item = TypeVar("Item")
LARGEST_OFFSET = 10_000_000
# A database keeps no text with a nought character in it.
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=1000)]


class Window(Schema):
    """Which rows of a long list."""

    limit: int = Field(100, ge=1, le=MOST_ROWS, description="How many rows at most")
    offset: int = Field(0, ge=0, le=LARGEST_OFFSET, description="How many rows to pass over")


class Listed(Schema, Generic[Item]):
    """A part of a list. `total` is the length of the whole; `next_offset` is null at its end."""

    items: list[Item]
    total: int
    next_offset: int | None


def listed(items: Sequence[Any], window: Window, *, total: int) -> dict[str, Any]:
    """Return a part of a list with where the next begins."""
    after = window.offset + len(items)
    return {"items": list(items), "total": total, "next_offset": after if items and after < total else None}


class NetworkShown(Schema):
    """A network: its slug is its part of addresses."""

    slug: str
    name: str


class OrganisationShown(Schema):
    """An organisation of a network. `anchor_kind` says what sort of institution an anchor is."""

    slug: str
    name: str
    kind: str
    anchor_kind: str


class StudyShown(Schema):
    """A study: what it is about, and whether it has results."""

    slug: str
    name: str
    place_code: str
    place_name: str
    period_start: dt.date
    period_end: dt.date
    rings: list[dict[str, Any]]
    definition_of_local: str
    is_invented: bool
    has_results: bool


class RingShown(Schema):
    """The pooled figure of one ring, in pounds and as shares (0 to 1), with its interval and hard bounds; null is unknown."""

    ring_id: str
    name: str
    local_gbp: float | None
    local_gbp_low: float | None
    local_gbp_high: float | None
    local_share: float | None
    local_share_low: float | None
    local_share_high: float | None
    bound_low_share: float | None
    bound_high_share: float | None
    leakage_gbp: float | None
    leakage_gbp_low: float | None
    leakage_gbp_high: float | None


class HeadlineShown(Schema):
    """What the last finished run found."""

    title: str
    period: str
    sentence: str
    analysed_gbp: float
    definition: str
    mode: str
    mode_reason: str
    rings: list[RingShown]


class IndicatorShown(Schema):
    """An indicator: its id, its definition in one sentence, and how many rows its table has."""

    indicator_id: str
    title: str
    sentence: str
    row_count: int


class SupplierShown(Schema):
    """A supplier. Names as typed are there for those who may see the payments; pounds are text, to the penny."""

    supplier_id: str
    supplier_name: str
    payee_names: list[str]
    business_type: str | None
    size: str | None
    sic_code: str | None
    is_individual: bool
    anchor_ids: list[str]
    amount_gbp: str
    no_match_probability: float | None
    explanation: str | None


class CandidateShown(Schema):
    """An organisation that a supplier may be, with what its register says."""

    candidate_rank: int
    entity_id: str
    register_id: str
    entity_name: str
    probability: float
    explanation: str
    postcodes: list[str]
    status: str | None
    legal_form: str | None
    town_name: str | None
    sic_codes: list[str]


class CandidatesShown(Schema):
    """A supplier's candidates, best first, and the state in which they are: to be sent with an answer."""

    supplier_id: str
    state: str
    may_judge: bool
    candidates: list[CandidateShown]


class JudgementShown(Schema):
    """A judgement. What it says of its supplier is null where the token's owner may not see who that is."""

    judgement_id: str
    kind: str | None
    supplier_id: str | None
    supplier_name: str | None
    entity_id: str | None
    postcode: str | None
    ring_id: str | None
    business_type: str | None
    reason: str | None
    withdraws: str | None
    judged_by: str
    judged_at: str
    stands: bool


class AnswerGiven(Schema):
    """What is said of one supplier, in the words of a review sheet."""

    model_config = ConfigDict(extra="forbid")

    supplier_id: Words
    state: Words = Field(description="The state that the candidates were answered with")
    answer: Words = Field(
        "", description="`same as 1` to `same as 5`, `same as the entity id`, `none of these` or `unsure`"
    )
    entity_id: Words = ""
    postcode: Words = ""
    local: Words = Field("", description="`yes` or `no`, with `ring` and `reason`")
    ring: Words = ""
    business_type: Words = ""
    reason: Words = ""


class JudgementsKept(Schema):
    """The ids of the judgements that an answer came to."""

    judgement_ids: list[str]


class PlaceShown(Schema):
    """A place that a search found."""

    area_code: str
    area_name: str
    area_kind: str
    within: str
