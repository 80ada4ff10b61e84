"""Where the nodes and ribbons of a flow chart go: heights in proportion to amounts, nothing overlapping."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Link = tuple[str, str, float]


@dataclass(frozen=True)
class Node:
    """One node: its column, its place in pixels and its amount."""

    node_id: str
    column: int
    top: float
    height: float
    amount: float


@dataclass(frozen=True)
class Ribbon:
    """One ribbon between two nodes: where it leaves, where it arrives and how thick it is, in pixels."""

    source_id: str
    target_id: str
    source_column: int
    source_top: float
    target_top: float
    thickness: float
    amount: float


def lay_out(
    columns: Sequence[Sequence[str]],
    links: Sequence[Sequence[Link]],
    *,
    height: float,
    gap: float,
    least: Mapping[str, float] | None = None,
) -> tuple[list[Node], list[Ribbon]]:
    """Return nodes and ribbons; `links[i]` join column i to column i + 1, in the order that they are stacked.

    A node is as tall as the larger of what enters and what leaves it, or as `least` where its label needs more; ribbons
    then meet its middle. Columns are centred on one another.
    """
    amounts = _amounts(columns, links)
    floors = least or {}
    scale = min(_scale([(amounts[node], floors.get(node, 0.0)) for node in column], height, gap) for column in columns)
    nodes: dict[str, Node] = {}
    for index, column in enumerate(columns):
        heights = [max(amounts[node] * scale, floors.get(node, 0.0)) for node in column]
        top = (height - sum(heights) - gap * (len(column) - 1)) / 2
        for node, tall in zip(column, heights, strict=True):
            nodes[node] = Node(node, index, top, tall, amounts[node])
            top += tall + gap
    return list(nodes.values()), _ribbons(columns, links, nodes, scale)


def _scale(nodes: Sequence[tuple[float, float]], height: float, gap: float) -> float:
    """Return the most pixels a pound may take for a column's nodes, none under its floor, to fit the height."""
    free, growing = height - gap * (len(nodes) - 1), list(nodes)
    while growing:
        scale = max(free, 0.0) / (sum(amount for amount, _ in growing) or 1.0)
        held = [(amount, floor) for amount, floor in growing if amount * scale < floor]
        if not held:
            return scale
        free -= sum(floor for _, floor in held)
        growing = [node for node in growing if node not in held]
    return 0.0


def _amounts(columns: Sequence[Sequence[str]], links: Sequence[Sequence[Link]]) -> Mapping[str, float]:
    leaving: dict[str, float] = defaultdict(float)
    entering: dict[str, float] = defaultdict(float)
    for step in links:
        for source, target, amount in step:
            leaving[source] += amount
            entering[target] += amount
    return {node: max(leaving[node], entering[node]) for column in columns for node in column}


def _ribbons(
    columns: Sequence[Sequence[str]], links: Sequence[Sequence[Link]], nodes: Mapping[str, Node], scale: float
) -> list[Ribbon]:
    ribbons: list[Ribbon] = []
    for index, step in enumerate(links):
        order = {node: place for column in (columns[index], columns[index + 1]) for place, node in enumerate(column)}
        leaves_at = {node: _ribbons_top(nodes[node], scale) for node in columns[index]}
        arrives_at = {node: _ribbons_top(nodes[node], scale) for node in columns[index + 1]}
        for source, target, amount in sorted(step, key=lambda link: (order[link[0]], order[link[1]])):
            thickness = amount * scale
            ribbons.append(Ribbon(source, target, index, leaves_at[source], arrives_at[target], thickness, amount))
            leaves_at[source] += thickness
            arrives_at[target] += thickness
    return ribbons


def _ribbons_top(node: Node, scale: float) -> float:
    return node.top + (node.height - node.amount * scale) / 2
