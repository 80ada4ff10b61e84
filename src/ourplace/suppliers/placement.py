"""In which ring each supplier is, with what probability: what is known, and what a point figure may assume.

The method is that of docs/explanation/methods.md (local share, leakage and honesty about them); the three modes are
explained in docs/explanation/resolving-suppliers.md. The computing is pure: counted locations and spend in, tables out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import uuid4

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.parameters import parameter_value
from ourplace.places import Definition, Ring, band_postcodes, counted_locations
from ourplace.suppliers.modes import PlacementMode, choose_mode, unlike_the_rest, within_bounds
from ourplace.suppliers.resolving import ResolvedSuppliers

Floats = npt.NDArray[np.float64]
SUPPLIER_BANDS_SCHEMA = pa.schema(
    [
        ("supplier_id", pa.string()),
        ("definition_id", pa.string()),
        ("band_id", pa.string()),
        ("band_index", pa.int32()),
        ("known_probability", pa.float64()),
        ("estimate_probability", pa.float64()),
    ]
)
SUPPLIER_POINTS_SCHEMA = pa.schema(
    [
        ("supplier_id", pa.string()),
        ("definition_id", pa.string()),
        ("postcode", pa.string()),
        ("easting", pa.float64()),
        ("northing", pa.float64()),
        ("band_id", pa.string()),
        ("probability", pa.float64()),
    ]
)


@dataclass(frozen=True)
class Placement:
    """Where suppliers are under each definition of local.

    `supplier_bands`: one row per supplier, definition and band that has any probability. `supplier_points`: the most
    probable counted location of each supplier, for maps. `modes`: how figures are computed, by definition.
    """

    supplier_bands: Table
    supplier_points: Table
    modes: Mapping[str, PlacementMode]


@dataclass(frozen=True)
class Spend:
    """Analysed spend in the order of the suppliers: net pounds, and the need category with most money ('' where none)."""

    amounts: Floats
    categories: npt.NDArray[np.str_]


def place_suppliers(
    engine: Engine,
    *,
    resolved: ResolvedSuppliers,
    spend_by_supplier: Table,
    rings: Sequence[Ring],
    definitions: Sequence[Definition],
    reference: Table,
    register_coverage: Mapping[str, tuple[bool, bool]],
) -> Placement:
    """Return the band of each supplier under each definition of local.

    `spend_by_supplier` has `supplier_id`, `need_category_code` and `amount_gbp` (analysed spend only). The mode is chosen
    for each definition over all anchors together.
    """
    suppliers = engine.to_arrow(resolved.suppliers.order_by("supplier_id"))
    ids = suppliers["supplier_id"].to_pylist()
    spend = spend_in_order(engine.to_arrow(spend_by_supplier), ids)
    banded = band_postcodes(engine, postcodes=resolved.locations, rings=rings, reference=reference)
    banded = engine.computed(banded, name=f"banded_{uuid4().hex[:12]}")
    band_ids = [*(ring.ring_id for ring in rings), "elsewhere", "unplaced"]
    is_complete = any(complete for complete, _ in register_coverage.values())
    bands, points, modes = [], [], {}
    for definition in definitions:
        counted = engine.to_arrow(
            counted_locations(engine, locations=resolved.locations, banded=banded, definition=definition)
        )
        known, neutral = known_bands(counted, ids, band_count=len(band_ids))
        judge_rings(known, neutral, suppliers, band_ids=band_ids)
        mode = choose_mode(spend.amounts, known[:, -1], neutral[:, -1], has_complete_register=is_complete)
        if mode.mode == "placed" and not within_bounds(spend.amounts, known, neutral):
            mode = unlike_the_rest(mode)
        estimate = estimate_bands(known, neutral, spend, mode=mode.mode)
        bands.append(band_rows(ids, definition.definition_id, band_ids, known=known, estimate=estimate))
        points.append(point_rows(counted, band_ids))
        modes[definition.definition_id] = mode
    suffix = uuid4().hex[:12]
    return Placement(
        engine.table(pa.concat_tables([SUPPLIER_BANDS_SCHEMA.empty_table(), *bands]), name=f"supplier_bands_{suffix}"),
        engine.table(
            pa.concat_tables([SUPPLIER_POINTS_SCHEMA.empty_table(), *points]), name=f"supplier_points_{suffix}"
        ),
        modes,
    )


def spend_in_order(spend: pa.Table, supplier_ids: Sequence[str]) -> Spend:
    """Return the spend of each supplier in the order given; one that was paid nothing analysed has 0 pounds."""
    place_of = {supplier_id: place for place, supplier_id in enumerate(supplier_ids)}
    amounts = np.zeros(len(supplier_ids))
    most = np.full(len(supplier_ids), -np.inf)
    categories = np.full(len(supplier_ids), "", dtype="<U16")
    for row in spend.to_pylist():
        place = place_of.get(row["supplier_id"])
        if place is None:
            continue
        amount = float(row["amount_gbp"] or 0)
        amounts[place] += amount
        if amount > most[place]:
            most[place], categories[place] = amount, row["need_category_code"] or ""
    return Spend(amounts, categories)


def known_bands(counted: pa.Table, supplier_ids: Sequence[str], *, band_count: int) -> tuple[Floats, Floats]:
    """Return what is known, and what of it comes from sources not chosen by place: suppliers by bands, rows sum to 1.

    The last band holds what is not known.
    """
    places = pc.index_in(counted["supplier_id"], value_set=pa.array(supplier_ids, pa.string())).to_numpy()
    band_index = counted["band_index"].to_numpy().astype(np.int64)
    probability = counted["probability"].to_numpy().astype(np.float64)
    is_neutral = counted["is_location_neutral"].to_numpy(zero_copy_only=False).astype(bool)
    known = np.zeros((len(supplier_ids), band_count))
    neutral = np.zeros_like(known)
    np.add.at(known, (places, band_index), probability)
    np.add.at(neutral, (places[is_neutral], band_index[is_neutral]), probability[is_neutral])
    for held in (known, neutral):
        held[:, -1] = np.clip(1.0 - held[:, :-1].sum(axis=1), 0.0, 1.0)
    return known, neutral


def judge_rings(known: Floats, neutral: Floats, suppliers: pa.Table, *, band_ids: Sequence[str]) -> None:
    """Move the probability where people judged it to be, in place: a judgement of a ring always wins.

    Local to a ring: all that lay outside it, unplaced included, is in that ring. Not local: what lay inside it is in
    the next band outward; what is not known stays so.
    """
    columns = ("judged_local_ring_ids", "judged_not_local_ring_ids")
    for column, move in zip(columns, (_draw_in, _push_out), strict=True):
        for place, ring_ids in enumerate(suppliers[column].to_pylist()):
            for ring_id in ring_ids or ():
                if ring_id in band_ids[:-2]:
                    move(known[place], band_ids.index(ring_id))
                    move(neutral[place], band_ids.index(ring_id))


def _draw_in(bands: Floats, ring: int) -> None:
    bands[ring] += bands[ring + 1 :].sum()
    bands[ring + 1 :] = 0.0


def _push_out(bands: Floats, ring: int) -> None:
    bands[ring + 1] += bands[: ring + 1].sum()
    bands[: ring + 1] = 0.0


def estimate_bands(known: Floats, neutral: Floats, spend: Spend, *, mode: str) -> Floats | None:
    """Return what the point figure uses for each supplier and band; null where no point figure is given.

    imputed: what is not known is shared out as the confidently placed suppliers are. placed: only what comes from
    sources not chosen by place; the rest is unplaced. bounds_only: nothing.
    """
    if mode == "bounds_only":
        return None
    if mode == "placed":
        return neutral
    shares = local_shares(known, spend)
    estimate = known.copy()
    estimate[:, :-1] += known[:, -1:] * shares
    estimate[:, -1] = 0.0
    return estimate


def local_shares(known: Floats, spend: Spend) -> Floats:
    """Return for each supplier the bands' shares among confidently placed suppliers, weighted by spend.

    Of its own need category where enough suppliers of it are confidently placed, else of all. Negative net spend has no
    weight.
    """
    confident = known[:, -1] < float(parameter_value("placement_confident_unplaced"))
    weights = np.where(confident, np.maximum(spend.amounts, 0.0), 0.0)
    shares = np.tile(_shares(known, weights), (len(known), 1))
    least = int(parameter_value("placement_category_suppliers"))
    for category in np.unique(spend.categories):
        same = spend.categories == category
        if category and int((same & (weights > 0)).sum()) >= least:
            shares[same] = _shares(known, np.where(same, weights, 0.0))
    return shares


def _shares(known: Floats, weights: Floats) -> Floats:
    inside = (known[:, :-1] * weights[:, None]).sum(axis=0)
    total = inside.sum()
    # Nobody is confidently placed only where no supplier of positive spend is; then elsewhere is the cautious guess.
    return np.asarray(inside / total if total > 0 else np.eye(known.shape[1] - 1)[-1], dtype=np.float64)


def band_rows(
    supplier_ids: Sequence[str], definition_id: str, band_ids: Sequence[str], *, known: Floats, estimate: Floats | None
) -> pa.Table:
    """Return one row per supplier and band that is known or estimated to hold any of it."""
    held = known > 0 if estimate is None else (known > 0) | (estimate > 0)
    places, indices = np.nonzero(held)
    estimates = pa.nulls(len(places), pa.float64()) if estimate is None else pa.array(estimate[places, indices])
    return pa.table(
        [
            pa.array(supplier_ids, pa.string()).take(pa.array(places)),
            pa.array([definition_id] * len(places), pa.string()),
            pa.array(band_ids, pa.string()).take(pa.array(indices)),
            pa.array(indices, pa.int32()),
            pa.array(known[places, indices]),
            estimates,
        ],
        schema=SUPPLIER_BANDS_SCHEMA,
    )


def point_rows(counted: pa.Table, band_ids: Sequence[str]) -> pa.Table:
    """Return the most probable counted location of each supplier."""
    ordered = counted.sort_by([("supplier_id", "ascending"), ("probability", "descending"), ("postcode", "ascending")])
    owners = ordered["supplier_id"].combine_chunks()
    if len(owners) == 0:
        return SUPPLIER_POINTS_SCHEMA.empty_table()
    is_first = pa.concat_arrays([pa.array([True]), pc.not_equal(owners[1:], owners[:-1])])
    first = ordered.filter(is_first)
    bands = pa.array(band_ids, pa.string()).take(first["band_index"].combine_chunks())
    return first.append_column("band_id", bands).select(SUPPLIER_POINTS_SCHEMA.names).cast(SUPPLIER_POINTS_SCHEMA)
