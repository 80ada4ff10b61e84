"""Where the money goes: ribbons from each anchor through what was bought to the ring of the supplier."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ourplace.reports.charts.flow_layout import Link, Node, Ribbon, lay_out
from ourplace.reports.charts.svg import NARROW, WIDE, Drawing, gather, rect, tag, text, wrapped
from ourplace.reports.wording import percent, pounds

_NODE_WIDTH = 10.0
_LABEL_SIZE = 13.0


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
    columns = [flow.anchors, flow.categories, flow.bands] if wide else [flow.categories, flow.bands]
    links = [_links(flow, 1, 2)] if not wide else [_links(flow, 0, 1), _links(flow, 1, 2)]
    top, height = 26.0, 560.0
    nodes, ribbons = lay_out(columns, links, height=height, gap=14 if wide else 18)
    places = [150.0, 340.0, 575.0] if wide else [0.0, NARROW - _NODE_WIDTH]
    body = gather(
        _headings(places, wide=wide),
        *(_ribbon(ribbon, flow, places, top) for ribbon in ribbons),
        *(
            rect(places[node.column], top + node.top, _NODE_WIDTH, node.height, class_=_class(node, flow))
            for node in nodes
        ),
        *(_label(node, flow, places, top, wide=wide) for node in nodes),
    )
    return Drawing(name, WIDE if wide else NARROW, top + height + 8, title, _describe(flow), body)


def _links(flow: Flow, first: int, second: int) -> list[Link]:
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for key, amount in flow.amounts.items():
        sums[key[first], key[second]] += amount
    return [(source, target, amount) for (source, target), amount in sums.items() if amount > 0]


def _class(node: Node, flow: Flow) -> str:
    return flow.classes.get(node.node_id, "node")


def _ribbon(ribbon: Ribbon, flow: Flow, places: Sequence[float], top: float) -> Markup:
    start = places[ribbon.source_column] + _NODE_WIDTH
    end = places[ribbon.source_column + 1]
    middle = (start + end) / 2
    upper_start, upper_end = top + ribbon.source_top, top + ribbon.target_top
    thick = max(ribbon.thickness, 0.4)
    path = (
        f"M{start:.1f} {upper_start:.1f}C{middle:.1f} {upper_start:.1f} {middle:.1f} {upper_end:.1f} {end:.1f} {upper_end:.1f}"
        f"V{upper_end + thick:.1f}C{middle:.1f} {upper_end + thick:.1f} {middle:.1f} {upper_start + thick:.1f} "
        f"{start:.1f} {upper_start + thick:.1f}Z"
    )
    source, target = flow.labels[ribbon.source_id], flow.labels[ribbon.target_id]
    class_ = f"ribbon {flow.classes.get(ribbon.target_id, 'plain')}"
    return tag("path", tag("title", f"{source} to {target}: {pounds(ribbon.amount)}"), d=path, class_=class_)


def _label(node: Node, flow: Flow, places: Sequence[float], top: float, *, wide: bool) -> Markup:
    last = node.column == len(places) - 1
    at_side = wide and node.column != 1
    room = (142.0 if node.column == 0 else 132.0) if at_side else 205.0
    lines = wrapped(flow.labels[node.node_id], room, size=_LABEL_SIZE, lines=2 if at_side and node.height > 28 else 1)
    middle = top + node.top + node.height / 2
    first = middle + 4 - (7.5 * len(lines) if at_side else 0)
    if at_side:
        x = places[node.column] + _NODE_WIDTH + 6 if last else 0.0
        rows = [text(x, first + 15 * row, words, class_="tight") for row, words in enumerate(lines)]
        return gather(*rows, text(x, first + 15 * len(lines), pounds(node.amount), class_="small"))
    x = places[node.column] - 6 if last else places[node.column] + _NODE_WIDTH + 6
    words = gather(tag("tspan", f"{lines[0]} "), tag("tspan", pounds(node.amount), class_="small"))
    return tag("text", words, x=x, y=first, class_="tight halo-text", text_anchor="end" if last else None)


def _headings(places: Sequence[float], *, wide: bool) -> Markup:
    if wide:
        return gather(
            text(0, 12, "Who paid", class_="small heading"),
            text(places[1], 12, "for what", class_="small heading"),
            text(places[2], 12, "to suppliers in", class_="small heading"),
        )
    return gather(
        text(0, 12, "For what", class_="small heading"),
        text(NARROW, 12, "to suppliers in", class_="small heading", anchor="end"),
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
