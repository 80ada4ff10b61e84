"""How much each anchor pays each supplier: invented sizes, fitted so that the totals are the published ones to the penny."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from ourplace.examples.preston.content import read_content
from ourplace.examples.preston.records import Supplier

# What one anchor pays one supplier in the year.
Cell = tuple[int, str]

ROUNDS = 40


def published_pennies() -> Mapping[str, int]:
    """Return the published totals in pennies for three disjoint parts: Preston, the rest of the county, beyond it."""
    published = read_content("published")
    preston = published["rings"]["preston"]["local_gbp"]
    lancashire = published["rings"]["lancashire"]["local_gbp"]
    return {
        "preston": preston * 100,
        "lancashire": (lancashire - preston) * 100,
        "beyond": published["leaving_lancashire_gbp"] * 100,
    }


def fit_amounts(suppliers: Iterable[Supplier]) -> dict[Cell, int]:
    """Return pennies by supplier and anchor: near to each anchor's total, and exactly the published total of each part.

    Sizes are scaled by turns to the anchors' totals and to the published parts (iterative proportional fitting); the
    pennies lost in rounding go to the largest cell of each part.
    """
    suppliers = tuple(suppliers)
    part_of = {supplier.number: _part(supplier) for supplier in suppliers}
    sizes = {
        (supplier.number, anchor_id): supplier.weight * _anchor_pull(anchor_id)
        for supplier in suppliers
        for anchor_id in supplier.anchor_ids
    }
    parts = published_pennies()
    anchors = _anchor_pennies(sum(parts.values()))
    for _ in range(ROUNDS):
        _scale(sizes, {cell: cell[1] for cell in sizes}, anchors)
        _scale(sizes, {cell: part_of[cell[0]] for cell in sizes}, parts)
    return _round_exactly(sizes, part_of, parts)


def _part(supplier: Supplier) -> str:
    return supplier.band if supplier.band in {"preston", "lancashire"} else "beyond"


def _anchor_pull(anchor_id: str) -> float:
    anchor = read_content("plan")["anchors"][anchor_id]
    return float(anchor["weight"] / anchor["supplier_share"])


def _anchor_pennies(total: int) -> dict[str, float]:
    anchors = read_content("plan")["anchors"]
    weights = sum(anchor["weight"] for anchor in anchors.values())
    return {anchor_id: total * anchor["weight"] / weights for anchor_id, anchor in anchors.items()}


def _scale(sizes: dict[Cell, float], group_of: Mapping[Cell, str], targets: Mapping[str, float]) -> None:
    totals: defaultdict[str, float] = defaultdict(float)
    for cell, size in sizes.items():
        totals[group_of[cell]] += size
    for cell in sizes:
        sizes[cell] *= targets[group_of[cell]] / totals[group_of[cell]]


def _round_exactly(
    sizes: Mapping[Cell, float], part_of: Mapping[int, str], parts: Mapping[str, int]
) -> dict[Cell, int]:
    pennies = {cell: max(1, round(size)) for cell, size in sizes.items()}
    for part, total in parts.items():
        cells = [cell for cell in pennies if part_of[cell[0]] == part]
        largest = max(cells, key=lambda cell: pennies[cell])
        pennies[largest] += total - sum(pennies[cell] for cell in cells)
    return pennies
