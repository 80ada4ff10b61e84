"""Every figure of the picture leads to what it rests on, from wherever it is seen."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse

from ourplace.reports.keys import row_of
from ourplace.reports.wording import percent, pounds, pounds_and_pence
from ourplace_web.picture.topics import TOPICS

WITH_UNIT = re.compile(r"£|\d%")
VIEWS = {
    "all": "",
    "an anchor": "?anchor=prestons-college",
    "a wider ring": "?ring=lancashire",
    "a category": "?category=45",
    "an anchor's category": "?anchor=preston-city-council&category=45",
    "a need not known": "?category=none&ring=lancashire",
    "another definition": "?local=registered_office",
}


class Tables(HTMLParser):
    """The rows of every table of a page: the words of each cell, whether it leads anywhere, and whether the table says why not."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.rows: list[tuple[bool, list[list]]] = []
        self.is_unlinked = False
        self.links: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        if tag == "table":
            self.is_unlinked = "data-unlinked" in given
        elif tag == "tr":
            self.rows.append((self.is_unlinked, []))
        elif tag in {"td", "th"} and given.get("scope") != "col":
            self.rows[-1][1].append(["", False, given.get("scope") == "row"])
        elif tag == "a" and self.rows and self.rows[-1][1]:
            self.rows[-1][1][-1][1] = True
            self.links.add(given["href"])

    def handle_endtag(self, tag) -> None:
        if tag == "table":
            self.rows.append((True, []))

    def handle_data(self, data) -> None:
        if self.rows and self.rows[-1][1]:
            self.rows[-1][1][-1][0] += data

    def leading_nowhere(self) -> list[str]:
        """Return the figures with a unit that lead nowhere, by themselves or by their row, in tables that do not say why."""
        return [
            text
            for is_unlinked, cells in self.rows
            if not is_unlinked and not any(leads for _, leads, is_header in cells if is_header)
            for text, leads, _ in cells
            if WITH_UNIT.search(text) and not leads
        ]


def at(study, page: str, *more: str) -> str:
    """Return an address of the picture."""
    return reverse(page, args=["preston", study.slug, *more])


@pytest.mark.parametrize("view", VIEWS)
def test_every_figure_of_every_table_leads_to_its_own_page(view, study, browser) -> None:
    analyst, links, figures = browser("alice"), set(), 0

    for topic in TOPICS:
        answer = analyst.get(at(study, "picture_topic", topic.slug) + VIEWS[view])
        assert answer.status_code == 200, topic.slug
        tables = Tables(answer.content.decode())
        assert tables.leading_nowhere() == [], topic.slug
        links |= {link for link in tables.links if "/figures/" in link}
        figures += sum(bool(WITH_UNIT.search(text)) for _, cells in tables.rows for text, _, _ in cells)

    assert figures > (20 if "category" in view or "need" in view else 200)
    assert [link for link in sorted(links)[::4] if analyst.get(link).status_code != 200] == []
    assert {frozenset(parse_qsl(urlsplit(link).query)) for link in links} == {frozenset(parse_qsl(VIEWS[view][1:]))}


@pytest.mark.parametrize("view", VIEWS)
def test_every_large_figure_of_the_headline_leads_to_its_own_page(view, study, browser, report) -> None:
    analyst = browser("alice")
    page = analyst.get(at(study, "picture") + VIEWS[view]).content.decode()

    large = re.findall(r'<a class="big" href="([^"]+)">([^<]+)</a>', page)
    assert len(large) == page.count('class="big"') > 0
    for link, figure in large:
        answer = analyst.get(html.unescape(link))
        indicator_id, key = answer.resolver_match.kwargs["indicator_id"], answer.resolver_match.kwargs["key"]
        row = row_of(report, indicator_id, key)
        assert html.unescape(figure) in {percent(row["local_share"]), pounds(row["leakage_gbp"])}
        assert pounds_and_pence(row["local_gbp"]) in html.unescape(answer.content.decode())


def test_a_cell_of_the_flow_is_what_its_figure_says(study, browser, report) -> None:
    analyst = browser("alice")
    page = html.unescape(analyst.get(at(study, "picture_topic", "flow")).content.decode())
    rows = [row for row in report.tables["flow"].to_pylist() if row["band_id"] == "preston"]
    of_works = sum(row["amount_gbp"] for row in rows if row["need_category_code"] == "45")

    (link,) = re.findall(r'href="([^"]*/figures/flow/all~45~preston/[^"]*)"', page)

    assert f"£{of_works:,.2f}" in html.unescape(analyst.get(link).content.decode())


@pytest.mark.parametrize(
    ("indicator_id", "column"),
    [("business_types", "business_type"), ("sectors", "sic_section_code"), ("sizes", "size"), ("spend_by_kind", "kind"), ("need_categories", "need_category_code")],
)  # fmt: skip
def test_the_payments_behind_a_figure_add_up_to_it(indicator_id, column, study, browser, report) -> None:
    analyst = browser("alice")
    rows = [row for row in report.tables[indicator_id].to_pylist() if row["anchor_id"] == "all"]
    amount = "analysed_gbp" if "analysed_gbp" in rows[0] else "amount_gbp"

    for row in {row[column]: row for row in rows}.values():
        key = "~".join(
            "none" if row[name] is None else str(row[name]) for name in ("anchor_id", column, "ring_id") if name in row
        )
        figure = html.unescape(analyst.get(at(study, "picture_figure", indicator_id, key)).content.decode())
        (link,) = re.findall(r'href="([^"]*/picture/payments/[^"]*)"', figure)
        assert f"£{row[amount]:,.2f}" in html.unescape(analyst.get(link).content.decode()), key


@pytest.mark.parametrize("figure", [("concentration", "all~10"), ("influenceable", "all~no")])
def test_a_figure_without_a_list_of_payments_says_why(figure, study, browser) -> None:
    page = browser("alice").get(at(study, "picture_figure", *figure)).content.decode()

    assert "Its payments are not listed here" in page


def test_a_figure_of_another_anchor_keeps_its_payments_to_its_own_people(study, browser) -> None:
    page = browser("bob").get(at(study, "picture_figure", "local_share", "prestons-college~preston")).content.decode()

    assert "for its own people" in html.unescape(page)
    assert "/picture/payments/" not in page
