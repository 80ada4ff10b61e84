import re

from ourplace.reports.charts.place_map import Dot, draw_map, gathered_dots, view_of

SQUARE = {"type": "Polygon", "coordinates": [[[-3, 53], [-2, 53], [-2, 54], [-3, 54], [-3, 53]]]}


def dots(number: int) -> list[Dot]:
    return [
        Dot(53 + (place % 97) / 97, -3 + (place % 89) / 89, 10.0 + place, f"band-{place % 3}", "")
        for place in range(number)
    ]


def test_the_view_holds_the_outline_and_no_more_than_it_is_given() -> None:
    view = view_of([SQUARE], width=720, most_height=600)

    assert view.width == 720
    assert view.height <= 600 + 1e-6
    assert view.holds(Dot(53.5, -2.5, 1, "band-0", ""))
    assert not view.holds(Dot(55.5, -2.5, 1, "band-0", ""))


def test_small_dots_are_added_up_without_losing_a_pound() -> None:
    view = view_of([SQUARE], width=720, most_height=600)
    many = dots(20_000)

    shown, merged = gathered_dots(many, view)

    assert merged == 19_600
    assert len(shown) < 15_000
    assert round(sum(dot.amount for dot in shown)) == sum(dot.amount for dot in many)
    assert [dot.amount for dot in shown] == sorted((dot.amount for dot in shown), reverse=True)


def test_a_few_dots_are_all_drawn() -> None:
    view = view_of([SQUARE], width=720, most_height=600)

    shown, merged = gathered_dots(dots(1200), view)

    assert (len(shown), merged) == (1200, 0)


def test_names_are_escaped_and_the_words_name_the_largest() -> None:
    view = view_of([SQUARE], width=720, most_height=600)
    drawing = draw_map(
        [("A & B", SQUARE, "outline")],
        [Dot(53.5, -2.5, 2_000_000, "band-0", "<b>Bold</b> Ltd")],
        view,
        name="m",
        title="t",
    )

    assert "<b>" not in drawing.body
    assert "&lt;b&gt;Bold&lt;/b&gt; Ltd" in drawing.body
    assert (
        drawing.description == "Outline of A & B. 1 suppliers paid £2.0m in this view. Largest: <b>Bold</b> Ltd £2.0m."
    )


def test_areas_of_several_parts_with_holes_are_drawn() -> None:
    hole = [[-2.6, 53.4], [-2.4, 53.4], [-2.4, 53.6], [-2.6, 53.6], [-2.6, 53.4]]
    many = {
        "type": "MultiPolygon",
        "coordinates": [[SQUARE["coordinates"][0], hole], [[[-2, 54], [-1, 54], [-1, 55], [-2, 54]]]],
    }

    drawing = draw_map(
        [("Isles", many, "outline")], [], view_of([many], width=340, most_height=400), name="m", title="t"
    )

    assert drawing.body.count("M") >= 3


def test_labels_in_capitals_stay_inside_the_picture() -> None:
    view = view_of([SQUARE], width=340, most_height=400)
    name = "ERIC WRIGHT CONSTRUCTION AND WOMBWELL MAMMOTH LTD"
    edge = [Dot(53.5, longitude, 2_000_000, "band-0", name) for longitude in (-2.02, -2.98)]

    body = draw_map([("A", SQUARE, "outline")], edge, view, name="m", title="t").body

    for left in re.findall(rf'<text x="([\d.]+)"[^>]*>{name}', body):
        assert float(left) + 0.68 * 12 * len(name.replace(" ", "")) <= 340
