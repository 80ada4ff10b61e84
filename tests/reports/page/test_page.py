import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ourplace.reports import Report, render_html, write_html

MODES = ["imputed", "placed", "bounds_only"]


@pytest.fixture(scope="module", params=MODES)
def page(request: pytest.FixtureRequest, make_report: Callable[..., Report], parse_page: Callable[[str], Any]) -> Any:
    return parse_page(render_html(make_report(request.param)))


@pytest.fixture(scope="module")
def text(report: Report) -> Any:
    return render_html(report)


def test_the_page_is_british_english_with_one_main_heading(page: Any) -> None:
    html = page.all("html")[0]

    assert html.attributes["lang"] == "en-GB"
    assert [heading.text for heading in page.all("h1")] == ["Preston's anchor spend, 2012/13"]
    assert len(page.all("main")) == len(page.all("nav")) == len(page.all("header")) == len(page.all("footer")) == 1


def test_headings_never_skip_a_level(page: Any) -> None:
    levels = [int(heading.name[1]) for heading in page.all("h1", "h2", "h3", "h4")]

    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_the_skip_link_and_the_contents_lead_somewhere(page: Any) -> None:
    ids = [
        element.attributes["id"]
        for element in page.all("section", "caption", "title", "desc", "h2", "main", "header")
        if "id" in element.attributes
    ]
    targets = [link.attributes["href"][1:] for link in page.all("a")]

    assert len(ids) == len(set(ids))
    assert targets[0] == "main"
    assert set(targets) <= set(ids)
    assert len(targets) >= 24


def test_every_table_has_a_caption_and_headings_with_a_scope(page: Any) -> None:
    tables = page.all("table")

    assert len(tables) >= 15
    for table in tables:
        assert len(table.all("caption")) == 1
        assert table.all("caption")[0].text
        headings = table.all("thead")[0].all("th")
        assert all(heading.attributes["scope"] == "col" for heading in headings)
        for row in table.all("tbody")[0].all("tr"):
            assert len(row.all("td", "th")) == len(headings)
            assert [cell.attributes["scope"] for cell in row.all("th")] == ["row"]


def test_every_picture_has_words_and_a_table_behind_it(page: Any) -> None:
    for figure in page.all("figure"):
        wide, narrow = figure.all("svg")
        for svg in (wide, narrow):
            assert svg.attributes["role"] == "img"
            assert svg.all("title")[0].text
            assert len(svg.all("desc")[0].text) > 20
        assert figure.all("figcaption")[0].text
        assert figure.all("details")[0].all("table")
        assert figure.all("summary")[0].text == "The table behind this picture"
    assert len(page.all("svg")) == 2 * len(page.all("figure"))


def test_nothing_is_fetched(text: str) -> None:
    loads = re.findall(r"""(?:src|href|xlink:href|action|data)=["']([^"'#][^"']*)""", text)

    assert [load for load in loads if not load.startswith("#")] == []
    assert "@import" not in text
    assert re.findall(r"url\(", text) == []


def test_it_works_without_its_script(text: str, parse_page: Callable[[str], Any]) -> None:
    scripts = parse_page(text).all("script")

    assert len(scripts) == 1
    assert len(scripts[0].text) < 1500
    assert "onclick" not in text


def test_names_cannot_become_markup(text: str, parse_page: Callable[[str], Any]) -> None:
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; Ltd" in text
    assert "<script>alert('x')</script> Ltd" in parse_page(text).text


def test_names_that_look_like_formulas_are_words(text: str, parse_page: Callable[[str], Any]) -> None:
    words = parse_page(text).text

    assert "@SUM(1) Ltd" in words
    assert "+1+1 Ltd" in words


def test_hostile_titles_cannot_end_the_style_sheet(
    make_report: Callable[..., Report], parse_page: Callable[[str], Any]
) -> None:
    page = parse_page(render_html(make_report(title='</style><img src=x onerror=alert(1)>";}')))

    assert page.all("img") == []
    assert page.all("h1")[0].text == '</style><img src=x onerror=alert(1)>";}'


@pytest.mark.parametrize("mode", MODES)
def test_individuals_are_never_named(make_report: Callable[..., Report], mode: str) -> None:
    text = render_html(make_report(mode))

    assert "Secretname" not in text
    assert "Individual (name withheld)" in text


def test_the_headline_and_the_tables_say_the_same(report: Report, parse_page: Callable[[str], Any]) -> None:
    page = parse_page(render_html(report))

    standfirst = next(div for div in page.all("div") if div.attributes.get("class") == "standfirst").text
    table = next(
        table for table in page.all("table") if table.all("caption")[0].text.startswith("Local share and leakage")
    )
    cells = {row.all("th")[0].text: [cell.text for cell in row.all("td")] for row in table.all("tbody")[0].all("tr")}
    assert cells["Preston"][:3] == ["£37.5m", "5.0%", "4.3% to 5.7%"]
    assert cells["Lancashire"][:3] == ["£292.5m", "39.0%", "38.3% to 39.7%"]
    assert cells["Lancashire"][4] == "£457.5m"
    for figure in ("£750.0m", "£37.5m", "5.0%", "£292.5m", "£457.5m"):
        assert figure in standfirst


def test_the_flow_adds_up_to_the_spend(report: Report, parse_page: Callable[[str], Any]) -> None:
    page = parse_page(render_html(report))

    described = (
        next(svg for svg in page.all("svg") if svg.all("title")[0].attributes["id"] == "flow-wide-title")
        .all("desc")[0]
        .text
    )
    assert "Suppliers in: Preston £37.5m (5.0%), Rest of Lancashire £255.0m (34.0%)" in described


def test_what_made_the_report_is_said(page: Any) -> None:
    words = page.all("footer")[0].text

    for fact in (
        "OurPlace 0.1.0",
        "1 April 2012 to 31 March 2013",
        "registered office",
        "ourplace run examples/preston/study.toml",
    ):
        assert fact in words


def test_an_invented_example_says_so_at_both_ends_and_on_paper(
    make_report: Callable[..., Report], parse_page: Callable[[str], Any]
) -> None:
    text = render_html(make_report())
    page = parse_page(text)

    assert "Every supplier and every payment in it is invented." in page.all("header")[0].text
    assert "Every supplier and every payment in it is invented." in page.all("footer")[0].text
    assert "invented suppliers" in re.search(r"@bottom-left\{content:(.*?)\}", text)[1].replace("\\20 ", " ")
    assert " invented" not in render_html(make_report(is_invented=False, sources=[], command="x"))


@pytest.mark.parametrize(
    "table",
    [
        "spend_by_band", "need_categories", "business_types", "sizes", "deprivation", "concentration", "top_suppliers", "peer_list",
        "overlap", "change", "definition_sensitivity", "influenceable", "spend_by_kind", "coverage", "suppliers_to_review", "flow",
        "local_supply", "sectors",
    ],
)  # fmt: skip
def test_a_section_without_data_says_unknown_and_why(
    make_report: Callable[..., Report], parse_page: Callable[[str], Any], table: str
) -> None:
    report = make_report(without=(table,), unknown_reasons={table: "nobody has looked."})

    unknowns = [p.text for p in parse_page(render_html(report)).all("p") if p.attributes.get("class") == "unknown"]

    assert any(words.endswith("Nobody has looked.") for words in unknowns)


def test_an_empty_study_but_for_its_headline_is_still_a_page(
    make_report: Callable[..., Report], report: Report, parse_page: Callable[[str], Any]
) -> None:
    empty = make_report(
        tables={"local_share": report.tables["local_share"]},
        suppliers=report.suppliers.slice(0, 0),
        candidates=report.candidates.slice(0, 0),
        points=report.points.slice(0, 0),
        outlines={},
        receipts=[],
        sources=[],
        sentences={},
    )

    page = parse_page(render_html(empty))

    assert len(page.all("section")) == 17
    assert len([p for p in page.all("p") if p.attributes.get("class") == "unknown"]) >= 15


def test_the_file_is_written_whole_and_the_same_each_time(report: Report, tmp_path: Path) -> None:
    write_html(report, tmp_path / "new" / "report.html")
    write_html(report, tmp_path / "again.html")

    assert (tmp_path / "new" / "report.html").read_bytes() == (tmp_path / "again.html").read_bytes()
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["report.html"]


def test_a_large_study_stays_small(make_report: Callable[..., Report]) -> None:
    text = render_html(make_report(size=8_000))

    assert len(text.encode()) < 1_500_000
    assert "smallest suppliers are drawn together with their neighbours" in text


def test_the_peer_list_has_one_line_a_need_and_names_whom_to_ask(
    make_report: Callable[..., Report], parse_page: Callable[[str], Any]
) -> None:
    offer = {
        "need_category_code": "15", "need_category_name": "Food and drink", "anchor_id": "police", "leaked_gbp": 2e6, "band_id": "preston",
        "probability": 0.9,
    }  # fmt: skip
    offers = [
        {**offer, "peer_anchor_id": peer, "supplier_id": supplier, "supplier_name": name, "bought_gbp": bought}
        for peer, supplier, name, bought in (
            ("college", "s-a", "Alder Bakery", 1000.0),
            ("housing", "s-a", "Alder Bakery", 5000.0),
            ("college", "s-b", "Keld Dairy", 3000.0),
        )
    ]
    tables = {**make_report().tables, "peer_list": pa.Table.from_pylist(offers)}

    page = parse_page(render_html(make_report(tables=tables)))

    section = next(section for section in page.all("section") if section.attributes["id"] == "peers")
    assert section.all("h2")[0].text == "Peer list In one case an anchor buys elsewhere what another buys in Preston"
    assert [[cell.text for cell in row.all("th", "td")] for row in section.all("tbody")[0].all("tr")] == [
        [
            "Lancashire Constabulary",
            "Food and drink",
            "£2.0m",
            "Community Gateway about Alder Bakery (£5,000); Preston's College about Keld Dairy (£3,000)",
        ]
    ]
