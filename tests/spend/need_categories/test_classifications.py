"""Industries lead to what they sell, where the industry tells."""

import itertools

import pytest

from ourplace.parameters import parameter_value
from ourplace.spend.need_categories import cpv_division_for_sic, cpv_divisions, section_of_sic, sic_sections


@pytest.mark.parametrize(
    ("sic_code", "division"),
    [
        ("41202", "45"),
        ("43210", "45"),
        ("69102", "79"),
        ("81210", "90"),
        ("81300", "77"),
        ("45200", "50"),
        ("45111", "34"),
        ("46730", "44"),
        ("62020", "72"),
        ("86220", "85"),
        ("10710", "15"),
        ("01110", "03"),
        ("01610", "77"),
        ("1", None),
        ("47110", None),
        ("46900", None),
        ("", None),
        ("none", None),
    ],
)
def test_the_longest_beginning_of_the_industry_decides(sic_code: str, division: str | None) -> None:
    assert cpv_division_for_sic(sic_code) == division


def test_the_link_names_divisions_that_exist_and_no_industry_twice() -> None:
    link = parameter_value("cpv_division_to_sic")
    beginnings = [beginning for listed in link.values() for beginning in listed]

    assert set(link) <= set(cpv_divisions())
    assert len(set(beginnings)) == len(beginnings)
    assert all(section_of_sic(beginning) for beginning in beginnings)


def test_every_need_category_has_an_answer_to_feasibility() -> None:
    answers = parameter_value("feasible_need_categories")

    assert list(answers) == list(cpv_divisions())
    assert set(answers.values()) == {"yes", "no", "unknown"}


@pytest.mark.parametrize(
    ("code", "section"),
    [("01110", "A"), ("33200", "C"), ("35110", "D"), ("43290", "F"), ("99000", "U"), ("04000", None), ("x", None)],
)
def test_a_code_belongs_to_the_section_of_its_division(code: str, section: str | None) -> None:
    assert section_of_sic(code) == section


def test_sections_follow_one_another() -> None:
    sections = parameter_value("sic_sections")
    bounds = [(section["first_division"], section["last_division"]) for section in sections.values()]

    assert "".join(sic_sections()) == "ABCDEFGHIJKLMNOPQRSTU"
    assert all(last < first for (_, last), (first, _) in itertools.pairwise(bounds))
