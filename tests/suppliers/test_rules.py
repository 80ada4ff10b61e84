from pathlib import Path

import pytest
import yaml

from ourplace.suppliers.business_type import type_from_name
from ourplace.suppliers.exceptions import SupplierRulesError
from ourplace.suppliers.normalise import clean_name
from ourplace.suppliers.people import is_person_shaped
from ourplace.suppliers.readings import readings
from ourplace.suppliers.review import business_types
from ourplace.suppliers.rules import FOLDER, place_words, rules, sections_by_division, words_per_million


@pytest.mark.parametrize("form", rules("legal_forms")["forms"], ids=lambda form: form["id"])
def test_legal_form_is_found_at_the_end_of_its_examples_only(form) -> None:
    found = {name: clean_name(name)["legal_form"] for name in form["examples"]}
    missed = {name: clean_name(name)["legal_form"] for name in form["counter_examples"]}

    assert found == dict.fromkeys(form["examples"], form["id"])
    assert form["id"] not in missed.values()


@pytest.mark.parametrize("example", rules("splits")["examples"], ids=lambda example: example["name"])
def test_split_gives_the_readings_of_its_example(example) -> None:
    assert {reading.kind: reading.text for reading in readings(example["name"])} == example["readings"]


@pytest.mark.parametrize(("name", "cleaned"), rules("words")["examples"])
def test_words_are_written_out_as_in_the_examples(name, cleaned) -> None:
    assert clean_name(name)["full"] == cleaned


@pytest.mark.parametrize("name", rules("people")["examples"])
def test_example_of_a_person_is_shaped_like_one(name) -> None:
    assert is_person_shaped(name)


@pytest.mark.parametrize("name", rules("people")["counter_examples"])
def test_counter_example_of_a_person_is_not_shaped_like_one(name) -> None:
    assert not is_person_shaped(name)


@pytest.mark.parametrize("rule", rules("business_type_names")["rules"], ids=lambda rule: rule["id"])
def test_business_type_rule_fits_its_examples_and_not_its_counter_examples(rule) -> None:
    source = f"name, rule {rule['id']}"

    assert {name: type_from_name(name) for name in rule["examples"]} == dict.fromkeys(
        rule["examples"], (rule["business_type"], source)
    )
    assert source not in {type_from_name(name).source for name in rule["counter_examples"]}


@pytest.mark.parametrize(("sic_code", "section"), rules("sic_sections")["examples"].items())
def test_sic_code_is_in_its_section(sic_code, section) -> None:
    assert sections_by_division()[sic_code[:2]] == section


def test_every_rule_names_a_business_type_that_exists() -> None:
    named = {rule["business_type"] for rule in rules("business_type_names")["rules"]}
    named |= {form["business_type"] for form in rules("legal_forms")["forms"]}

    assert named <= set(business_types())


def test_every_table_of_facts_from_elsewhere_says_where_it_comes_from() -> None:
    sources = rules("sources")

    for name in ("common_words.csv", "place_words.csv", "sic_sections.yaml"):
        assert set(sources[name]) == {"what", "publisher", "licence", "reference"}


def test_common_words_hold_what_everybody_would_expect() -> None:
    assert words_per_million()["services"] > words_per_million()["solutions"] > words_per_million()["royal"]
    assert {"lancashire", "burnley"} <= place_words()


def test_rules_that_are_not_there_are_named_in_the_error() -> None:
    with pytest.raises(SupplierRulesError, match="The rules 'no_such' cannot be read"):
        rules("no_such")


def test_every_yaml_table_describes_itself() -> None:
    for entry in FOLDER.iterdir():
        if Path(entry.name).suffix == ".yaml":
            assert yaml.safe_load(entry.read_text("utf-8"))["description"]
