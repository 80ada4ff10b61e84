import itertools
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ourplace.reports.charts.flow_layout import lay_out

AMOUNTS = st.floats(min_value=1, max_value=1e9)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz"), AMOUNTS), min_size=1, max_size=9))
def test_nodes_never_overlap_and_stay_in_the_picture(links: Any) -> None:
    columns = [sorted({link[0] for link in links}), sorted({link[1] for link in links})]

    nodes, _ = lay_out(columns, [links], height=500, gap=10)

    for column in (0, 1):
        placed = [node for node in nodes if node.column == column]
        assert placed[0].top >= -1e-6
        assert placed[-1].top + placed[-1].height <= 500 + 1e-6
        for above, below in itertools.pairwise(placed):
            assert below.top >= above.top + above.height + 10 - 1e-6


def test_ribbons_are_as_thick_as_their_amounts_and_leave_no_gap() -> None:
    links = [("a", "x", 30.0), ("a", "y", 10.0), ("b", "y", 20.0)]

    nodes, ribbons = lay_out([["a", "b"], ["x", "y"]], [links], height=130, gap=10)

    scale = 120 / 60
    assert [(r.source_id, r.target_id, r.thickness) for r in ribbons] == [
        ("a", "x", 30 * scale),
        ("a", "y", 10 * scale),
        ("b", "y", 20 * scale),
    ]
    tops = {node.node_id: node.top for node in nodes}
    assert ribbons[1].source_top == tops["a"] + 30 * scale
    assert ribbons[2].target_top == tops["y"] + 10 * scale


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("uvwxyz"), AMOUNTS), min_size=1, max_size=12),
    st.dictionaries(st.sampled_from("uvwxyz"), st.floats(min_value=0, max_value=60)),
)
def test_boxes_are_tall_enough_for_their_labels_and_still_fit(links: Any, least: Any) -> None:
    columns = [sorted({link[0] for link in links}), sorted({link[1] for link in links})]

    nodes, ribbons = lay_out(columns, [links], height=500, gap=10, least=least)

    boxes = {node.node_id: node for node in nodes if node.column == 1}
    assert all(box.height >= least.get(name, 0) - 1e-6 for name, box in boxes.items())
    assert sum(box.height for box in boxes.values()) + 10 * (len(boxes) - 1) <= 500 + 1e-6
    for ribbon in ribbons:
        box = boxes[ribbon.target_id]
        assert box.top - 1e-6 <= ribbon.target_top
        assert ribbon.target_top + ribbon.thickness <= box.top + box.height + 1e-6
