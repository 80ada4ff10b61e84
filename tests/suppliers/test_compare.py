import datetime as dt

import pytest

from ourplace.suppliers.calibrate import committed_model, share_probability
from ourplace.suppliers.compare import FEATURES, compare, explain, is_possible
from ourplace.suppliers.pairs import is_near, pair_names
from ourplace.suppliers.rarity import Rarity
from ourplace.suppliers.records import EntityFacts, PayeeFacts, clean_names

NO_REGISTER = Rarity(0, {})


def pair_of(payee_name, entity_name, *, payee=None, **entity):
    cleaned = clean_names([payee_name, entity_name])
    facts = EntityFacts("GB-COH-01234567", "companies", entity_name, **entity)
    return pair_names(
        cleaned[payee_name], cleaned[entity_name], payee=payee or PayeeFacts(), entity=facts, rarity=NO_REGISTER
    )


def score(pair, feature_name):
    return dict(zip((feature.name for feature in FEATURES), compare(pair), strict=True))[feature_name]


def probability(payee_name, entity_name, **said):
    pair = pair_of(payee_name, entity_name, **said)
    if not is_possible(pair):
        return 0.0
    return share_probability([committed_model().log_odds(compare(pair))])[0][0]


@pytest.mark.parametrize(
    ("payee_name", "entity_name"),
    [
        ("Royal Bank of Scotland", "Royal Mail Group Limited"),
        ("ROYAL BANK", "ROYAL MAIL"),
        ("Enterprise Solutions", "The Solutions Co"),
        ("Enterprise Solutions Ltd", "The Solutions Company Limited"),
        ("Northern Care Services Ltd", "Southern Care Services Ltd"),
        ("Barnmoor Taxis", "Barnmoor Solicitors LLP"),
        ("Burnley Taxis Ltd", "Burnley Plumbing Ltd"),
        ("AJ Developments (NW) Ltd", "AJ Developments (Bath) Limited"),
        ("Fernmoor 1 Limited", "Fernmoor 2 Limited"),
        ("St Anne's Primary School", "St Anne's Nursery Limited"),
        ("John Barnmoor Ltd", "John Fernmoor Ltd"),
    ],
)
def test_known_trap_is_not_a_match(payee_name, entity_name) -> None:
    assert probability(payee_name, entity_name) < 0.5


@pytest.mark.parametrize(
    ("payee_name", "entity_name"),
    [
        ("Barnmoor Construction Ltd", "BARNMOOR CONSTRUCTION LIMITED"),
        ("BARNMOOR CONSTRUCTION", "BARNMOOR CONSTRUCTION LIMITED"),
        ("A P S (Specialist Contractors) Ltd", "A.P.S. (SPECIALIST CONTRACTORS) LIMITED"),
        ("Fernmoor Bros Eng. Co Ltd", "FERNMOOR BROTHERS ENGINEERING COMPANY LIMITED"),
        ("Mossmoor & Larch LLP", "MOSSMOOR AND LARCH LLP"),
        ("e-moss", "EMOSS LIMITED"),
    ],
)
def test_same_name_in_another_spelling_is_a_confident_match(payee_name, entity_name) -> None:
    assert probability(payee_name, entity_name) >= 0.9


def test_name_alone_never_matches_without_a_distinctive_word() -> None:
    assert not is_possible(pair_of("Lancashire Cleaning Services", "Lancashire Cleaning Solutions Ltd"))
    assert not is_possible(pair_of("David Services", "David Properties Ltd"))
    assert is_possible(pair_of("Lancashire Cleaning Services", "LANCASHIRE CLEANING SERVICES LTD"))
    assert is_possible(pair_of("Barnmoor Services", "Barnmoor Solutions Ltd"))


def test_printed_number_links_names_with_nothing_in_common_but_weakly() -> None:
    payee = PayeeFacts(company_number="01234567")
    other = pair_of("Barnmoor", "Fernmoor Ltd", payee=payee, company_number="01234567")
    same = pair_of("Barnmoor", "Barnmoor Ltd", payee=payee, company_number="01234567")

    assert is_possible(other)
    assert score(other, "printed_number") == (
        0.35,
        "printed number 01234567 agrees but the names have nothing in common",
    )
    assert score(same, "printed_number") == (1.0, "printed number 01234567 agrees")


def test_another_printed_number_speaks_against_the_same_name() -> None:
    payee = PayeeFacts(company_number="07654321")

    assert probability("Barnmoor Ltd", "BARNMOOR LIMITED", payee=payee, company_number="01234567") < 0.5


def test_printed_charity_number_does_not_contradict_a_company_number() -> None:
    pair = pair_of("Barnmoor", "Barnmoor", payee=PayeeFacts(charity_number="1097940"), company_number="01234567")

    assert score(pair, "printed_number").score == 0.0


def test_company_incorporated_after_the_last_payment_is_not_the_payee() -> None:
    payee = PayeeFacts(first_date=dt.date(2019, 1, 1), last_date=dt.date(2019, 12, 31))

    assert not is_possible(
        pair_of("Barnmoor Ltd", "BARNMOOR LIMITED", payee=payee, incorporated_date=dt.date(2020, 1, 1))
    )
    assert is_possible(
        pair_of("Barnmoor Ltd", "BARNMOOR LIMITED", payee=payee, incorporated_date=dt.date(2019, 12, 31))
    )


def test_company_dissolved_before_the_first_payment_is_less_likely() -> None:
    payee = PayeeFacts(first_date=dt.date(2019, 1, 1), last_date=dt.date(2019, 12, 31))
    gone = probability("Barnmoor Ltd", "BARNMOOR LIMITED", payee=payee, dissolved_date=dt.date(2018, 12, 31))

    assert gone < probability("Barnmoor Ltd", "BARNMOOR LIMITED", payee=payee, dissolved_date=dt.date(2019, 6, 1))


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [
        ("BB5 1AA", (1.0, "postcode BB5 1AA agrees")),
        ("BB5 1ZZ", (0.7, "postcode sector BB5 1 agrees")),
        ("BB5 9AA", (0.5, "postcode district BB5 agrees")),
        ("BB1 1AA", (0.2, "postcode area BB agrees")),
        ("B5 1AA", (-0.1, "")),
        (None, (0.0, "")),
    ],
)
def test_postcode_agrees_in_part(postcode, expected) -> None:
    pair = pair_of("Barnmoor", "Barnmoor Ltd", payee=PayeeFacts(postcode=postcode), postcodes=("BB5 1AA",))

    assert score(pair, "postcode") == expected


def test_industry_that_sells_what_was_bought_speaks_for_the_match() -> None:
    building = pair_of("Barnmoor", "Barnmoor Ltd", payee=PayeeFacts(need_category_code="45"), sic_codes=("41202",))

    assert score(building, "industry").score == 1.0
    assert score(pair_of("Barnmoor", "Barnmoor Ltd", sic_codes=("41202",)), "industry").score == 0.0


def test_explanation_says_which_words_forms_and_places_agree() -> None:
    pair = pair_of(
        "Barnmoor Fencing Ltd",
        "BARNMOOR FENCING SUPPLIES LIMITED",
        payee=PayeeFacts(postcode="BB1 1AA"),
        postcodes=("BB5 1AA",),
    )

    assert explain(compare(pair)) == (
        "same distinctive words 'Barnmoor Fencing'; the registered name adds 'supplies'; 'Ltd' for 'LIMITED'; postcode area BB agrees"
    )


def test_every_feature_is_one_sentence_and_scores_nothing_where_it_has_nothing_to_say() -> None:
    pair = pair_of("Barnmoor", "Fernmoor")

    assert all(feature.sentence.endswith(".") for feature in FEATURES)
    assert score(pair, "printed_number") == score(pair, "postcode") == score(pair, "industry") == (0.0, "")


@pytest.mark.parametrize(
    ("word", "other"), [("bank", "mail"), ("moss", "moor"), ("fern1", "fern2"), ("larch", "birch")]
)
def test_words_of_other_letters_are_not_near(word, other) -> None:
    assert not is_near(word, other)
