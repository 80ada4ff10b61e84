"""What the registers say about the organisations of an index, all their rows together, for those that are asked for.

Where registers disagree the one that the index was given first is believed; a fact that one lacks comes from the next.
"""

import datetime as dt
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Array, Flags, Hashes, Ints
from ourplace.suppliers.hashing import hash_texts
from ourplace.suppliers.index import RegisterIndex
from ourplace.suppliers.ragged import Ragged, offsets_of, ranges
from ourplace.suppliers.records import EntityFacts
from ourplace.suppliers.register_rows import NO_DAY

EPOCH = dt.date(1970, 1, 1)


def first_known(index: RegisterIndex, entities: Ints, name: str) -> Ints:
    """Return a column of numbers for each entity: what its first row says that says anything."""
    rows = index.entity_rows.take(entities)
    values = index.column(name)[rows.values]
    return _first(values, _is_known(index, name, values), rows)


def number_hashes(index: RegisterIndex, entities: Ints, name: str) -> Hashes:
    """Return the number (see `hash_texts`) of each entity's company or charity number, 0 where it has none."""
    rows = index.entity_rows.take(entities)
    hashes = hash_texts(index.texts(name).take(rows.values))
    return np.where(rows.lengths > 0, _first(hashes, hashes != 0, rows), 0).astype(np.uint64)


def first_known_text(texts: pa.Array, rows: Ragged) -> pa.Array:
    """Return for each list of rows the first text that is not empty, else the empty one."""
    if len(texts) == len(rows.offsets) - 1:
        return texts
    known = pc.not_equal(texts, "").to_numpy(zero_copy_only=False)
    return texts.take(pa.array(_first(np.arange(len(texts)), known, rows)))


class ToldApart(NamedTuple):
    """What tells entities of one name apart: whether a register numbers each, and the registers that list it once, not by premises."""

    is_numbered: list[bool]
    registers: list[list[int]]


def what_tells_apart(index: RegisterIndex, entities: Ints) -> ToldApart:
    """Return what tells entities of one name apart."""
    rows = index.entity_rows.take(entities)
    numbered = np.zeros(len(rows.values), dtype=bool)
    for name in ("company_number", "charity_number"):
        numbered |= index.texts(name).lengths(rows.values) > 0
    premises = ~rows.any(~_is_premises(index, rows.values))
    registers = index.column("register")[rows.values].tolist()
    bounds = rows.offsets.tolist()
    return ToldApart(
        rows.any(numbered).tolist(),
        [
            [] if is_premises else sorted(set(registers[begin:end]))
            for is_premises, (begin, end) in zip(premises.tolist(), pairwise(bounds), strict=True)
        ],
    )


class LocationFact(NamedTuple):
    """Where one row of a register says that an organisation is."""

    location_kind: str
    postcode: str
    register_id: str
    as_at: dt.date | None


def organisation_rows(index: RegisterIndex, entities: Ints) -> Ragged:
    """Return for each entity the rows of all entities that are the same organisation."""
    keys = index.column("organisation_keys")
    wanted = index.column("organisation")[entities]
    starts, ends = np.searchsorted(keys, wanted, "left"), np.searchsorted(keys, wanted, "right")
    same = Ragged(index.column("organisation_entities")[ranges(starts, ends - starts)], offsets_of(ends - starts))
    rows = index.entity_rows.take(same.values)
    return Ragged(rows.values, rows.offsets[same.offsets])


def location_facts(index: RegisterIndex, rows: Ints) -> list[LocationFact]:
    """Return where each row says that its organisation is; the postcode is empty where it does not say."""
    kinds = index.codes["location_kind"]
    columns = (
        [kinds[code] for code in index.column("location_kind")[rows].tolist()],
        index.texts("postcode").take(rows).to_pylist(),
        [index.registers[place] for place in index.column("register")[rows].tolist()],
        _dates(index.column("as_at")[rows]),
    )
    return [LocationFact(*fact) for fact in zip(*columns, strict=True)]


def entity_facts(index: RegisterIndex, entities: Ints) -> list[EntityFacts]:
    """Return what the registers say about each entity."""
    rows = index.entity_rows.take(entities)
    said = {name: _texts(index, name, rows) for name in ("company_number", "charity_number", "sic_codes")}
    ids = index.texts("entity_id").take(rows.values[rows.offsets[:-1]]).to_pylist()
    main = first_known(index, entities, "main_name")
    names = index.texts("names").take(np.maximum(main, 0)).to_pylist() if index.name_count else [""] * len(entities)
    coded = {name: _codes(index, entities, name) for name in ("legal_form", "status", "size")}
    days = {name: _dates(first_known(index, entities, name)) for name in ("incorporated", "dissolved")}
    postcodes = index.texts("postcode").take(rows.values).to_pylist()
    registers = [index.registers[place] for place in index.column("register")[rows.values].tolist()]
    places = _is_premises(index, rows.values).tolist()
    bounds = rows.offsets.tolist()
    return [
        EntityFacts(
            entity_id=ids[place],
            register_id=registers[begin],
            entity_name=names[place] if main[place] >= 0 else "",
            legal_form=coded["legal_form"][place] or "unknown",
            status=coded["status"][place] or "unknown",
            incorporated_date=days["incorporated"][place],
            dissolved_date=days["dissolved"][place],
            sic_codes=tuple(said["sic_codes"][place].split()),
            company_number=said["company_number"][place] or None,
            charity_number=said["charity_number"][place] or None,
            postcodes=_distinct(postcodes[begin:end]),
            size=coded["size"][place] or None,
            register_ids=_distinct(registers[begin:end]),
            is_premises=all(places[begin:end]),
        )
        for place, (begin, end) in enumerate(pairwise(bounds))
    ]


def _distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the texts in alphabetical order, each once, without the empty one."""
    if len(texts) == 1:
        return (texts[0],) if texts[0] else ()
    return tuple(sorted({text for text in texts if text}))


def _is_premises(index: RegisterIndex, rows: Ints) -> Flags:
    kinds = index.codes["location_kind"]
    premises = kinds.index("premises") if "premises" in kinds else -1
    return np.asarray(index.column("location_kind")[rows] == premises)


def _first(values: Array, known: Flags, rows: Ragged) -> Array:
    """Return for each list the first value that is known, else its first."""
    first = rows.offsets[:-1].astype(np.int64)
    if len(rows.values) == len(first):
        return values
    places = np.where(known, np.arange(len(values)), len(values))
    found = np.minimum.reduceat(places, first)
    return values[np.where(found < len(values), found, first)]


def _is_known(index: RegisterIndex, name: str, values: Ints) -> Flags:
    if name in ("incorporated", "dissolved", "as_at"):
        return np.asarray(values != NO_DAY)
    if name in index.codes:
        nothing = [place for place, code in enumerate(index.codes[name]) if code in ("", "unknown")]
        return ~np.isin(values, nothing)
    return np.asarray(values >= 0)


def _texts(index: RegisterIndex, name: str, rows: Ragged) -> list[str]:
    return list(first_known_text(index.texts(name).take(rows.values), rows).to_pylist())


def _codes(index: RegisterIndex, entities: Ints, name: str) -> list[str]:
    codes: Sequence[str] = index.codes[name]
    return [codes[place] for place in first_known(index, entities, name).tolist()]


def _dates(days: Ints) -> list[dt.date | None]:
    values = pa.array(days.astype(np.int32), pa.int32(), mask=days == NO_DAY).cast(pa.date32())
    return list(values.to_pylist())
