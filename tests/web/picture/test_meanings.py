"""Every definition leads to where it is explained: the documentation, or the website's own page."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from ourplace.indicators import all_indicators
from ourplace_web.picture.templatetags.picture import DOCUMENTED, meaning_url, worded

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_page_of_meanings_has_a_place_for_everything_that_leads_to_it(browser) -> None:
    page = browser("visitor").get(reverse("meanings")).content.decode()

    wanted = {*DOCUMENTED, *(one.indicator_id for one in all_indicators())}
    assert wanted <= set(re.findall(r'id="([^"]+)"', page))
    assert all(one.title in page for one in all_indicators())
    assert "`" not in page
    assert "docs/" not in page


@pytest.mark.parametrize("about", [*DOCUMENTED, *(one.indicator_id for one in all_indicators())])
def test_with_an_address_of_the_documentation_each_leads_to_a_page_that_is_there(about, settings) -> None:
    assert meaning_url(about) == f"/meanings/#{about}"
    settings.DOCS_ADDRESS = "https://docs.example"

    page = meaning_url(about).removeprefix("https://docs.example/").rstrip("/")

    assert (DOCS / f"{page}.md").is_file()


def test_a_figure_and_its_sort_lead_to_their_definition(study, browser, settings) -> None:
    settings.DOCS_ADDRESS = "https://docs.example"
    figure = reverse("picture_figure", args=["preston", study.slug, "local_share", "all~preston"])
    sort = reverse("picture_indicator", args=["preston", study.slug, "local_share"])

    for address in (figure, sort):
        page = browser("alice").get(address).content.decode()
        assert 'href="https://docs.example/reference/indicators/local_share/"' in page
        assert 'href="https://docs.example/explanation/honest-figures/"' in page


def test_the_public_page_leads_to_its_rule(published, browser) -> None:
    page = browser("visitor").get(reverse("public_page", args=["preston", published.slug])).content.decode()

    assert 'href="/meanings/#public"' in page
    assert 'href="/meanings/#local"' in page


def test_words_of_the_library_are_escaped_before_they_are_marked_up() -> None:
    assert (
        worded("<b> `a<b` see docs/explanation/methods.md")
        == "&lt;b&gt; <code>a&lt;b</code> see documentation: methods"
    )
