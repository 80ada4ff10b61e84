import re
from pathlib import Path

import pytest

from ourplace.indicators import all_indicators, explain, indicator, output_columns
from ourplace.indicators.exceptions import UnknownIndicatorError

PAGES = Path(__file__).resolve().parents[2] / "docs" / "reference" / "indicators"
SOURCE = Path(__file__).resolve().parents[2] / "src" / "ourplace" / "indicators"
HEADINGS = [
    "Definition",
    "Methodology",
    "Example",
    "Why it matters",
    "Output",
    "Configuration",
    "Exclusions",
    "Assumptions",
    "Demonstration",
]
IDS = [one.indicator_id for one in all_indicators()]


def section(page: str, heading: str) -> str:
    return re.split(rf"^## {heading}$", page, flags=re.MULTILINE)[1].split("\n## ")[0].strip()


def test_the_indicators_of_a_report_are_all_here() -> None:
    assert IDS == [
        "local_share",
        "spend_by_band",
        "spend_by_kind",
        "coverage",
        "concentration",
        "need_categories",
        "sectors",
        "business_types",
        "sizes",
        "deprivation",
        "overlap",
        "peer_list",
        "change",
        "definition_sensitivity",
        "suppliers_to_review",
        "top_suppliers",
        "flow",
        "influenceable",
        "local_supply",
    ]


@pytest.mark.parametrize("indicator_id", IDS)
def test_page_has_the_nine_headings_and_the_modules_sentence(indicator_id: str) -> None:
    page = (PAGES / f"{indicator_id}.md").read_text(encoding="utf-8")

    assert re.findall(r"^## (.+)$", page, flags=re.MULTILINE) == HEADINGS
    first_line = (SOURCE / f"{indicator_id}.py").read_text(encoding="utf-8").splitlines()[0]
    assert section(page, "Definition") == first_line.removeprefix('"""')
    assert section(page, "Definition") == indicator(indicator_id).sentence


@pytest.mark.parametrize("indicator_id", IDS)
def test_page_lists_the_columns_of_the_output_in_order(indicator_id: str) -> None:
    page = (PAGES / f"{indicator_id}.md").read_text(encoding="utf-8")

    listed = re.findall(r"^\| `(\w+)` \|", section(page, "Output"), flags=re.MULTILINE)
    assert listed == [name for name, _ in output_columns(indicator_id)]


@pytest.mark.parametrize("indicator_id", IDS)
def test_demonstration_on_the_page_runs_and_prints_what_the_page_says(
    indicator_id: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(PAGES.parents[2])
    demonstration = section((PAGES / f"{indicator_id}.md").read_text(encoding="utf-8"), "Demonstration")
    code, printed = re.findall(r"```(?:python|text)\n(.*?)```", demonstration, flags=re.DOTALL)

    exec(compile(code, f"{indicator_id}.md", "exec"), {})  # noqa: S102  the page's own code

    assert capsys.readouterr().out == printed


def test_index_links_every_page() -> None:
    index = (PAGES / "index.md").read_text(encoding="utf-8")

    assert re.findall(r"\]\((\w+)\.md\)", index) == IDS


@pytest.mark.parametrize("indicator_id", IDS)
def test_explanation_has_a_title_a_method_and_a_query_over_the_study(indicator_id: str) -> None:
    explanation = explain(indicator_id)

    assert explanation.title
    assert explanation.method
    assert re.search(r'FROM "(spend|suppliers|supplier_bands)"', explanation.sql)


def test_unknown_indicator_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownIndicatorError, match="local_share, spend_by_band"):
        explain("multiplier")
