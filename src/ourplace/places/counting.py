"""Which of a supplier's known locations counts under a definition of local."""

import ibis
from ibis.expr.types import Table

from ourplace.engine import Engine
from ourplace.places.definitions import Definition

FACT_COLUMNS = (
    "postcode",
    "easting",
    "northing",
    "latitude",
    "longitude",
    "band_index",
    "is_location_neutral",
    "source",
)
NO_PROBABILITY = 1e-9


def counted_locations(engine: Engine, *, locations: Table, banded: Table, definition: Definition) -> Table:
    """Return the locations that count: one row per supplier by candidate entity, and one for the supplier's own facts.

    Columns: `supplier_id`, `entity_id`, `definition_id`, `postcode`, `easting`, `northing`, `latitude`, `longitude`,
    `band_index`, `probability`, `is_location_neutral`, `source`. The rows of a supplier exclude one another, so their
    probabilities add up to at most 1, and what is missing to 1 is unplaced.

    The rule (docs/explanation/what-counts-as-local.md): facts whose postcode has no band are passed over. For each
    candidate, its own facts and the supplier's own (those without an entity, such as invoice addresses, which are
    true whichever candidate is the right one) are put in the definition's order of kinds; the first kind known
    decides. Of several premises the innermost counts where the definition says so, else the latest fact. Candidates
    for whom a fact of the supplier's own decides, and the chance that no candidate is right, go into the one row
    with no entity, whose probability is what the other rows leave.
    """
    del engine  # Every step is an expression; the engine is in the signature as for the other steps.
    ranked = _ranked(locations, banded, definition)
    own = _best(ranked.filter(ranked.entity_id.isnull()), by=("supplier_id",))
    matched = _best(ranked.filter(ranked.entity_id.notnull()), by=("supplier_id", "entity_id"))
    deciding = _not_overruled(matched, own)
    taken = deciding.group_by("supplier_id").aggregate(taken=deciding.probability.sum())
    rest = own.left_join(taken, "supplier_id")
    left = (1.0 - rest.taken.fill_null(0.0)).clip(lower=0.0)
    remaining = rest.mutate(probability=rest.probability * left)
    columns = ("supplier_id", "entity_id", "probability", *FACT_COLUMNS)
    rows = deciding.select(*columns).union(remaining.select(*columns))
    counted = rows.filter(rows.probability > NO_PROBABILITY).mutate(
        definition_id=ibis.literal(definition.definition_id)
    )
    return counted.select(
        "supplier_id", "entity_id", "definition_id", *FACT_COLUMNS[:-2], "probability", *FACT_COLUMNS[-2:]
    )


def _ranked(locations: Table, banded: Table, definition: Definition) -> Table:
    """Return the facts that can count, with `kind_rank` and `depth`, which put the deciding fact first."""
    kinds = definition.location_kinds
    usable = locations.filter(locations.location_kind.isin(kinds)).inner_join(banded, "postcode")
    usable = usable.filter(usable.band_index.notnull())
    rank = usable.location_kind.cases(*((kind, ibis.literal(i)) for i, kind in enumerate(kinds)))
    innermost = usable.band_index.cast("int64") if definition.any_premises_in_ring else ibis.literal(0, "int64")
    depth = ibis.ifelse(usable.location_kind == "premises", innermost, ibis.literal(0, "int64"))
    return usable.mutate(kind_rank=rank, depth=depth)


def _best(ranked: Table, *, by: tuple[str, ...]) -> Table:
    """Return the deciding fact of each group; ties go to the latest, then to the first by postcode and source."""
    latest = ranked.as_at.fill_null(ibis.date("0001-01-01")).desc()
    order = [ranked.kind_rank, ranked.depth, latest, ranked.postcode, ranked.source]
    numbered = ranked.mutate(place=ibis.row_number().over(group_by=by, order_by=order))
    return numbered.filter(numbered.place == 0).drop("place")


def _not_overruled(matched: Table, own: Table) -> Table:
    """Return the candidates' facts that come before any fact of the supplier's own."""
    bounds = own.select("supplier_id", own_rank="kind_rank", own_depth="depth")
    compared = matched.left_join(bounds, "supplier_id")
    first = (
        compared.own_rank.isnull()
        | (compared.kind_rank < compared.own_rank)
        | ((compared.kind_rank == compared.own_rank) & (compared.depth < compared.own_depth))
    )
    return compared.filter(first)
