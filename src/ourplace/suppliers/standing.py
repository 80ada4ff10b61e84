"""Which judgements stand: for each payee's name, the latest word on each question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ourplace.suppliers.judgements import Judgement
from ourplace.suppliers.records import CleanName, clean_names


@dataclass
class Standing:
    """What people have decided about one name, later words having replaced earlier ones.

    `same`: the entity it is; `different`: entities it is not; `unsure`: entities that somebody looked at in vain; `located`: where it is; `rings`: for each ring the word
    on whether it is local there; `business_type`: what it is.
    """

    same: Judgement | None = None
    different: dict[str, Judgement] = field(default_factory=dict)
    unsure: dict[str, Judgement] = field(default_factory=dict)
    located: Judgement | None = None
    rings: dict[str, Judgement] = field(default_factory=dict)
    business_type: Judgement | None = None

    def take(self, judgement: Judgement) -> None:
        """Let a later judgement replace what it speaks about."""
        entity_id = judgement.entity_id or ""
        if judgement.kind == "same":
            self.same = judgement
            self.different.pop(entity_id, None)
            self.unsure.pop(entity_id, None)
        elif judgement.kind in ("different", "unsure"):
            self.different.pop(entity_id, None)
            self.unsure.pop(entity_id, None)
            if self.same and self.same.entity_id == entity_id:
                self.same = None
            held = self.different if judgement.kind == "different" else self.unsure
            held[entity_id] = judgement
        elif judgement.kind == "located_at":
            self.located = judgement
        elif judgement.kind == "business_type":
            self.business_type = judgement
        else:
            self.rings[judgement.ring_id or ""] = judgement

    @property
    def latest(self) -> Judgement | None:
        """Return the latest judgement that stands, if any."""
        return max(self.all, key=lambda one: (one.judged_at, one.judgement_id), default=None)

    @property
    def all(self) -> tuple[Judgement, ...]:
        """Return every judgement that stands."""
        single = (self.same, self.located, self.business_type)
        several = (*self.different.values(), *self.unsure.values(), *self.rings.values())
        return (*(one for one in single if one), *several)


def name_key(name: CleanName) -> str:
    """Return what two spellings of one name have in common; a name of marks only is its own key."""
    return name.full or name.text


def standing_by_name(judgements: Iterable[Judgement]) -> Mapping[str, Standing]:
    """Return what stands for each name, by `name_key`; judgements are taken in the order given, which is that of the file."""
    made = not_withdrawn(judgements)
    cleaned = clean_names([name for judgement in made for name in judgement.payee_names])
    standing: dict[str, Standing] = {}
    for judgement in made:
        for key in dict.fromkeys(name_key(cleaned[name]) for name in judgement.payee_names):
            standing.setdefault(key, Standing()).take(judgement)
    return standing


def standing_by_supplier(
    suppliers: Iterable[Mapping[str, Any]], judgements: Iterable[Judgement]
) -> Mapping[str, Standing]:
    """Return what stands for each supplier (rows with `supplier_id` and `payee_names`) of which anything was judged."""
    standings = standing_by_name(judgements)
    rows = list(suppliers) if standings else []
    cleaned = clean_names([name for row in rows for name in row["payee_names"]])
    held = {
        row["supplier_id"]: [
            standings[key]
            for key in dict.fromkeys(name_key(cleaned[name]) for name in row["payee_names"])
            if key in standings
        ]
        for row in rows
    }
    return {supplier_id: merged(found) for supplier_id, found in held.items() if found}


def not_withdrawn(judgements: Iterable[Judgement]) -> list[Judgement]:
    """Return the judgements that no later line withdraws, without the withdrawals; a withdrawal may itself be withdrawn."""
    withdrawn: set[str] = set()
    kept: list[Judgement] = []
    for judgement in reversed(list(judgements)):
        if judgement.judgement_id in withdrawn:
            continue
        if judgement.withdraws:
            withdrawn.add(judgement.withdraws)
        else:
            kept.append(judgement)
    return kept[::-1]


def merged(standings: Sequence[Standing]) -> Standing:
    """Return what stands for a supplier of several names: all their judgements, the latest winning."""
    if len(standings) == 1:
        return standings[0]
    whole = Standing()
    held = [judgement for one in standings for judgement in one.all]
    for judgement in sorted(dict.fromkeys(held), key=lambda one: (one.judged_at, one.judgement_id)):
        whole.take(judgement)
    return whole
