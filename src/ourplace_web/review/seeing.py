"""What the pages of a review show of each supplier, to those who may see it: built once a request from results and judgements."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.indicators.suppliers_to_review import half_width_once_settled
from ourplace.parameters import parameter_value
from ourplace.registers import known_registers
from ourplace.studies.reviewing import candidate_facts, headline_share, read_review, state_of_suppliers
from ourplace.suppliers import Judgement, Judgements, ReviewState, Standing, standing_by_supplier
from ourplace.suppliers.rules import sections_by_division
from ourplace_web.review.predicates import Reviewer, may_judge, may_see_names

LIST_LENGTH = 200
# What settles where a supplier is. That it is none of the candidates does the opposite: it may be anywhere.
SETTLING = ("same", "located_at", "local_because", "not_local")


@dataclass(frozen=True)
class SupplierShown:
    """One supplier of the list: its row there, its row in the suppliers table, and what stands for it."""

    review: Mapping[str, Any]
    supplier: Mapping[str, Any]
    candidates: Sequence[Mapping[str, Any]]
    standing: Standing
    fingerprint: str
    may_judge: bool
    may_see_names: bool

    @property
    def supplier_id(self) -> str:
        """Return the supplier's id."""
        return str(self.supplier["supplier_id"])

    @property
    def is_withheld(self) -> bool:
        """Return whether the supplier may be a person whom the reader must not see."""
        return bool(self.supplier["is_individual"]) and not self.may_see_names

    @property
    def names(self) -> Sequence[str]:
        """Return the names as typed, for those who may see them."""
        return list(self.supplier["payee_names"]) if self.may_see_names else []

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Return what stands, the latest first."""
        return tuple(sorted(self.standing.all, key=lambda one: (one.judged_at, one.judgement_id), reverse=True))

    @property
    def latest(self) -> Judgement | None:
        """Return the latest judgement that stands."""
        return self.standing.latest

    @property
    def is_new(self) -> bool:
        """Return whether what stands is not what the results were made with."""
        return bool((self.latest.judgement_id if self.latest else None) != self.supplier["judged"])

    @property
    def is_settled(self) -> bool:
        """Return whether a new judgement says where the supplier is, so that a run takes its uncertainty away."""
        return self.is_new and any(one.kind in SETTLING for one in self.judgements)

    @property
    def is_opened(self) -> bool:
        """Return whether a new judgement says that it is none of its candidates, so that a run no longer knows where it is."""
        excluded = self.standing.different
        is_none = all(one["entity_id"] in excluded for one in self.candidates)
        return self.is_new and bool(self.candidates) and is_none and not self.is_settled


@dataclass(frozen=True)
class ReviewSeen:
    """A study's review list as one reader sees it, with every judgement made so far."""

    figures: Path
    table: pa.Table
    shown: Mapping[str, SupplierShown]
    state: ReviewState

    @cached_property
    def half_width_at_run(self) -> float | None:
        """Return the half-width of the interval that the results have, in points."""
        return half_width_once_settled(self.table, ())

    @cached_property
    def half_width_now(self) -> float | None:
        """Return about what half-width a run again would have, with all that was judged since."""
        share = headline_share(self.figures)
        return half_width_once_settled(self.table, self.settled, opened=self.opened, opened_probability=share)

    @cached_property
    def settled(self) -> list[str]:
        """Return the suppliers that a judgement since the results settles."""
        return [supplier_id for supplier_id, one in self.shown.items() if one.is_settled]

    @cached_property
    def opened(self) -> list[str]:
        """Return the suppliers that a judgement since the results takes away from all their candidates."""
        return [supplier_id for supplier_id, one in self.shown.items() if one.is_opened]

    @cached_property
    def new_count(self) -> int:
        """Return for how many suppliers of the list what stands is not in the results yet."""
        return sum(one.is_new for one in self.shown.values())

    @property
    def bars(self) -> dict[str, str]:
        """Return where the bars of the two half-widths begin and how long they are, of 100; empty where there is no interval."""
        if not self.half_width_at_run or self.half_width_now is None:
            return {}
        longest = max(self.half_width_at_run, self.half_width_now)
        was, now = (100 * width / longest for width in (self.half_width_at_run, self.half_width_now))
        return {
            "was_x": f"{(100 - was) / 2:.2f}",
            "was_width": f"{was:.2f}",
            "now_x": f"{(100 - now) / 2:.2f}",
            "now_width": f"{now:.2f}",
        }

    def without_answer(self, *, after: str = "") -> SupplierShown | None:
        """Return the next supplier that the reader may judge and nobody has, after one of the list or from its start."""
        order = list(self.shown)
        start = order.index(after) + 1 if after in self.shown else 0
        following = [self.shown[name] for name in (*order[start:], *order[:start]) if name != after]
        return next((one for one in following if one.may_judge and not one.judgements), None)


def review_seen(
    figures: Path, reviewer: Reviewer, judgements: Judgements, *, also: Collection[str] = ()
) -> ReviewSeen:
    """Return the first suppliers of a run's review list, and those of `also` wherever they stand in it."""
    table = read_review(figures)
    head = table.slice(0, LIST_LENGTH)
    missing = set(also) - set(head["supplier_id"].to_pylist())
    if missing:
        more = table.filter(pc.is_in(table["supplier_id"], pa.array(sorted(missing), pa.string())))
        head = pa.concat_tables([head, more])
    rows = {row["supplier_id"]: row for row in head.to_pylist()}
    state = state_of_suppliers(figures, judgements, supplier_ids=list(rows))
    standings = standing_by_supplier(state.suppliers.values(), judgements.judgements)
    shown = {
        supplier_id: as_shown(state, standings, reviewer, supplier_id=supplier_id, row=row)
        for supplier_id, row in rows.items()
        if supplier_id in state.suppliers
    }
    return ReviewSeen(figures, table, shown, state)


def supplier_seen(
    figures: Path, reviewer: Reviewer, judgements: Judgements, supplier_id: str
) -> tuple[ReviewState, SupplierShown | None]:
    """Return the state of one supplier, and how a reader sees it, whether it is in the review list or not; None where there is none."""
    state = state_of_suppliers(figures, judgements, supplier_ids=[supplier_id])
    if supplier_id not in state.suppliers:
        return state, None
    standings = standing_by_supplier(state.suppliers.values(), judgements.judgements)
    return state, as_shown(state, standings, reviewer, supplier_id=supplier_id, row={})


def as_shown(
    state: ReviewState,
    standings: Mapping[str, Standing],
    reviewer: Reviewer,
    *,
    supplier_id: str,
    row: Mapping[str, Any],
) -> SupplierShown:
    """Return a supplier as a reader sees it; `row` is its row of the review list."""
    supplier = state.suppliers[supplier_id]
    return SupplierShown(
        review=row,
        supplier=supplier,
        candidates=state.candidates.get(supplier_id, ()),
        standing=standings.get(supplier_id) or Standing(),
        fingerprint=state.fingerprint(supplier_id),
        may_judge=may_judge(reviewer, supplier["anchor_ids"]),
        may_see_names=may_see_names(reviewer, supplier["anchor_ids"]),
    )


def candidates_shown(one: SupplierShown, state: ReviewState, register_paths: Sequence[Path]) -> list[dict[str, Any]]:
    """Return the candidates of a supplier, best first, each with what the registers say of it and its postcodes."""
    facts = candidate_facts(register_paths, [candidate["entity_id"] for candidate in one.candidates])
    titles = {name: register.title for name, register in known_registers().items()}
    return [
        {
            **candidate,
            **facts.get(candidate["entity_id"], {}),
            "answer": f"same as {place}",
            "register_title": titles.get(candidate["register_id"], candidate["register_id"]),
            "sells": sold_by(facts.get(candidate["entity_id"], {}).get("sic_codes") or ()),
            "postcodes": state.postcodes.get((one.supplier_id, candidate["entity_id"]), ()),
            "standing": standing_of(one.standing, candidate["entity_id"]),
        }
        for place, candidate in enumerate(one.candidates, start=1)
    ]


def sold_by(sic_codes: Sequence[str]) -> list[str]:
    """Return in words what an organisation sells, by the sections of its industry codes, each with its codes."""
    sections: dict[str, list[str]] = {}
    for code in sic_codes:
        sections.setdefault(sections_by_division().get(code[:2], ""), []).append(code)
    names = parameter_value("sic_sections")
    return [f"{names[key]['name'] if key in names else '?'} ({', '.join(codes)})" for key, codes in sections.items()]


def standing_of(standing: Standing, entity_id: str) -> str:
    """Return what stands between a supplier and an organisation: `same`, `different`, `unsure` or nothing."""
    if standing.same and standing.same.entity_id == entity_id:
        return "same"
    return "different" if entity_id in standing.different else "unsure" if entity_id in standing.unsure else ""
