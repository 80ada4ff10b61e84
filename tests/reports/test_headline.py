from collections.abc import Callable
from typing import Any

import pytest

from ourplace.reports import Report
from ourplace.reports.exceptions import NoHeadlineError
from ourplace.reports.headline import facts, headline_sentences, key_figures, payers


def words(report: Report) -> Any:
    return [sentence.replace("\u00a0", " ") for sentence in headline_sentences(report)]


def test_the_headline_gives_the_figure_with_its_interval(report: Report) -> None:
    assert words(report) == [
        (
            "Of the £750.0m of analysed spend that six anchors paid from 1 April 2012 to 31 March 2013, £37.5m "
            "(5.0%, 90% interval 4.3% to 5.7%) stays in Preston."
        ),
        "£292.5m of it (39.0%, 90% interval 38.3% to 39.7%) stays in Lancashire; £457.5m leaves Lancashire.",
    ]


def test_a_share_of_placed_spend_says_so_first_and_carries_the_bounds_in_the_same_sentence(
    make_report: Callable[..., Report],
) -> None:
    assert words(make_report("placed")) == [
        (
            "Only 52.0% of the analysed spend could be placed: of that £390.0m, £19.5m (5.0%, 90% interval 4.3% to 5.7%) stays in "
            "Preston; of all £750.0m, between 2.6% and 50.6%."
        ),
        "Six anchors paid the £750.0m from 1 April 2012 to 31 March 2013.",
        "£152.1m of the placed spend (39.0%, 90% interval 38.3% to 39.7%) stays in Lancashire; £237.9m leaves Lancashire.",
    ]


def test_key_figures_of_placed_spend_begin_with_how_much_is_placed_and_each_says_of_what(
    make_report: Callable[..., Report],
) -> None:
    first, *others = key_figures(make_report("placed"))

    assert (first.figure, first.words) == ("52.0%", "of the analysed spend could be placed: £390.0m of £750.0m")
    assert all(one.words.startswith("of the placed spend ") for one in others)
    assert "of all analysed spend 2.6% to 50.6%" in others[0].sureness


def test_a_ring_that_everything_stays_in_is_no_key_figure(make_report: Callable[..., Report], report: Report) -> None:
    table = report.tables["local_share"]
    shares = [
        1.0 if ring == "north-west" else share
        for ring, share in zip(table["ring_id"].to_pylist(), table["local_share"].to_pylist(), strict=True)
    ]
    whole = table.set_column(table.column_names.index("local_share"), "local_share", [shares])

    figures = key_figures(make_report(tables={**report.tables, "local_share": whole}))

    assert [one.figure for one in figures] == ["5.0%", "39.0%", "£457.5m"]


def test_facts_lead_to_the_sections_that_say_more(report: Report) -> None:
    found = {fact.term: (fact.words, fact.section_id) for fact in facts(report)}

    assert found["Local means"] == ("Registered office", "definitions")
    assert found["Left out"][1] == "left-out"
    assert found["Left out"][0].endswith(" published")


def test_bounds_alone_never_read_like_a_figure(make_report: Callable[..., Report]) -> None:
    assert words(make_report("bounds_only")) == [
        (
            "No single figure can be given for the share that stays in Preston: only 3.5% of the spend could be placed by sources "
            "that cover every area alike."
        ),
        (
            "Of the £750.0m of analysed spend that six anchors paid from 1 April 2012 to 31 March 2013, between £1.3m and £725.1m "
            "(0.2% to 96.7%) stays in Preston."
        ),
    ]


def test_key_figures_each_carry_how_sure_they_are(report: Report) -> None:
    figures = [(one.figure.replace("\u00a0", " "), one.words.replace("\u00a0", " ")) for one in key_figures(report)]

    assert figures == [
        ("5.0%", "stays in Preston: £37.5m"),
        ("39.0%", "stays in Lancashire: £292.5m"),
        ("58.0%", "stays in North West: £435.0m"),
        ("£457.5m", "leaves Lancashire"),
    ]
    assert all("interval" in one.sureness for one in key_figures(report))


def test_a_single_anchor_is_named(make_report: Callable[..., Report], report: Report) -> None:
    assert payers(make_report(anchors=report.anchors[:1])) == "Preston City Council"


def test_without_local_share_there_is_no_report(make_report: Callable[..., Report]) -> None:
    with pytest.raises(NoHeadlineError, match="no local share for Preston"):
        headline_sentences(make_report(without=("local_share",)))
