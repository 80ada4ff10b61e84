"""Where the money goes: ribbons from each anchor through what was bought to the ring of the supplier."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ourplace.reports.charts.flow_layout import Link, Node, Ribbon, lay_out
from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, rect, tag, text, wrapped
from ourplace.reports.wording import percent, pounds

_HEIGHT, _TOP = 600.0, 26.0
_LINE, _MOST_LINES = 15.0, 4
_BETWEEN_LABELS = 5.0


@dataclass(frozen=True)
class _Column:
    """Where a column of nodes stands: ribbons arrive at `left` and leave at `right`; labels start at `label`."""

    left: float
    right: float
    label: float
    room: float
    is_box: bool = False


_WIDE_COLUMNS = (
    _Column(132, 140, 0, 126),
    _Column(254, 458, 262, 138, is_box=True),
    _Column(576, 586, 593, 127),
)
_NARROW_COLUMNS = (_Column(0, 150, 7, 138, is_box=True), _Column(240, 250, 256, 84))


@dataclass(frozen=True)
class Flow:
    """Amounts above zero by (anchor, category, band), with the order and the labels of each, and each band's class."""

    amounts: Mapping[tuple[str, str, str], float]
    anchors: Sequence[str]
    categories: Sequence[str]
    bands: Sequence[str]
    labels: Mapping[str, str]
    classes: Mapping[str, str]


def draw_flow(flow: Flow, *, name: str, title: str, wide: bool = True) -> Drawing:
    """Return the flow chart: three columns on wide pages, categories to rings on phones."""
    columns = _WIDE_COLUMNS if wide else _NARROW_COLUMNS
    steps = [_links(flow, 0, 1), _links(flow, 1, 2)] if wide else [_links(flow, 1, 2)]
    names = [flow.anchors, flow.categories, flow.bands] if wide else [flow.categories, flow.bands]
    box = next(column for column in columns if column.is_box)
    least = {name: _box_height(flow.labels[name], box) for name in flow.categories}
    nodes, ribbons = lay_out(names, steps, height=_HEIGHT, gap=9, least=least)
    body = gather(
        _headings(columns),
        *(_ribbon(ribbon, flow, columns) for ribbon in ribbons),
        *(_node(node, flow, columns[node.column]) for node in nodes),
        *(
            _labels([node for node in nodes if node.column == place], flow, column)
            for place, column in enumerate(columns)
        ),
    )
    return Drawing(name, WIDE if wide else NARROW, _TOP + _HEIGHT + 8, title, _describe(flow), body)


def _links(flow: Flow, first: int, second: int) -> list[Link]:
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for key, amount in flow.amounts.items():
        sums[key[first], key[second]] += amount
    return [(source, target, amount) for (source, target), amount in sums.items() if amount > 0]


def _node(node: Node, flow: Flow, column: _Column) -> Markup:
    class_ = "box" if column.is_box else flow.classes.get(node.node_id, "node")
    return rect(column.left, _TOP + node.top, column.right - column.left, node.height, class_=class_)


def _ribbon(ribbon: Ribbon, flow: Flow, columns: Sequence[_Column]) -> Markup:
    start, end = columns[ribbon.source_column].right, columns[ribbon.source_column + 1].left
    middle = (start + end) / 2
    leave, arrive, thick = _TOP + ribbon.source_top, _TOP + ribbon.target_top, max(ribbon.thickness, 0.4)
    path = (
        f"M{start:.1f} {leave:.1f}C{middle:.1f} {leave:.1f} {middle:.1f} {arrive:.1f} {end:.1f} {arrive:.1f}"
        f"v{thick:.1f}C{middle:.1f} {arrive + thick:.1f} {middle:.1f} {leave + thick:.1f} {start:.1f} {leave + thick:.1f}Z"
    )
    source, target = flow.labels[ribbon.source_id], flow.labels[ribbon.target_id]
    class_ = f"ribbon {flow.classes.get(ribbon.target_id, 'plain')}"
    return tag("path", tag("title", f"{source} to {target}: {pounds(ribbon.amount)}"), d=path, class_=class_)


def _labels(nodes: Sequence[Node], flow: Flow, column: _Column) -> Markup:
    if column.is_box:
        return gather(*(_box_label(node, flow.labels[node.node_id], column) for node in nodes))
    lines = [wrapped(flow.labels[node.node_id], column.room, size=13) for node in nodes]
    heights = [_LINE * (len(words) + 1) + _BETWEEN_LABELS for words in lines]
    tops = _spread(
        [node.top + (node.height - height) / 2 for node, height in zip(nodes, heights, strict=True)], heights
    )
    parts: list[Markup] = []
    for node, words, top in zip(nodes, lines, tops, strict=True):
        first = _TOP + top + 12
        parts += [text(column.label, first + _LINE * row, part, class_="tight") for row, part in enumerate(words)]
        parts.append(text(column.label, first + _LINE * len(words), pounds(node.amount), class_="small"))
    return gather(*parts)


def _has_amount_beside(column: _Column) -> bool:
    return column.right - column.label > column.room + 30


def _box_height(label: str, column: _Column) -> float:
    """Return how tall a box must be for its label, and for the amount where that stands below."""
    lines = len(wrapped(label, column.room, size=13, lines=_MOST_LINES))
    return _LINE * (lines + (0 if _has_amount_beside(column) else 1)) + 5


def _box_label(node: Node, label: str, column: _Column) -> Markup:
    words = wrapped(label, column.room, size=13, lines=_MOST_LINES)
    is_beside = _has_amount_beside(column)
    middle = _TOP + node.top + node.height / 2
    first = middle + 5 - _LINE * (len(words) - (1 if is_beside else 0)) / 2
    parts = [text(column.label, first + _LINE * row, part, class_="tight") for row, part in enumerate(words)]
    amount = pounds(node.amount)
    if is_beside:
        parts.append(text(column.right - 8, middle + 4, amount, class_="small", anchor="end"))
    else:
        parts.append(text(column.label, first + _LINE * len(words), amount, class_="small"))
    return gather(*parts)


def _spread(tops: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return the tops moved as little as pushing down, then up from the bottom, needs for labels not to overlap."""
    placed: list[float] = []
    floor = 0.0
    for top, height in zip(tops, heights, strict=True):
        placed.append(max(top, floor))
        floor = placed[-1] + height
    ceiling = _HEIGHT + 8
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling - heights[index])
        ceiling = placed[index]
    return placed


def _headings(columns: Sequence[_Column]) -> Markup:
    words = ["Who paid", "for what", "to suppliers in"][-len(columns) :]
    return gather(
        *(
            text(column.left if column.is_box else 0, 12, heading, class_="small heading")
            if column.is_box or not column.label
            else text(column.label + column.room, 12, heading, class_="small heading", anchor="end")
            for column, heading in zip(columns, words, strict=True)
        )
    )


def _describe(flow: Flow) -> str:
    whole = sum(flow.amounts.values()) or 1.0
    sentences = []
    for position, names in ((0, flow.anchors), (1, flow.categories), (2, flow.bands)):
        sums: dict[str, float] = defaultdict(float)
        for key, amount in flow.amounts.items():
            sums[key[position]] += amount
        sentences.append(
            ", ".join(f"{flow.labels[name]} {pounds(sums[name])} ({percent(sums[name] / whole)})" for name in names)
        )
    return f"Paid by {sentences[0]}. Bought: {sentences[1]}. Suppliers in: {sentences[2]}."
