import datetime as dt
from decimal import Decimal

import pytest

from ourplace.suppliers import judge

MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)


def words(judgement_kind, name, **said):
    return judge(judgement_kind, payee_names=[name], judged_by="A. Larch", at=MONDAY, **said)


def only(rows):
    assert len(rows) == 1
    return rows[0]


@pytest.fixture
def builders(entity):
    return [
        entity("00000001", "BARNMOOR CONSTRUCTION LIMITED", sic_codes=["41202"], size="small", postcode="BB5 1AA"),
        entity("00000002", "FERNMOOR HAULAGE LLP", legal_form="partnership", postcode="PR1 2RL"),
    ]


def test_supplier_takes_name_type_and_industry_from_a_confident_match(resolve, payee, builders):
    made = resolve([payee(1, "Barnmoor Constr. Ltd", anchor_ids=["alder"], amount="12.50")], builders)
    supplier = only(made["suppliers"])

    assert made["payee_suppliers"] == [{"payee_id": 1, "supplier_id": supplier["supplier_id"]}]
    assert supplier["no_match_probability"] < 0.1
    assert {
        key: supplier[key]
        for key in ("supplier_name", "business_type", "business_type_source", "size", "sic_code", "sic_section_code")
    } == {
        "supplier_name": "BARNMOOR CONSTRUCTION LIMITED",
        "business_type": "private_company",
        "business_type_source": "register companies",
        "size": "small",
        "sic_code": "41202",
        "sic_section_code": "F",
    }
    assert (supplier["payee_names"], supplier["anchor_ids"], supplier["amount_gbp"]) == (
        ["Barnmoor Constr. Ltd"],
        ["alder"],
        Decimal("12.50"),
    )
    assert (supplier["is_individual"], supplier["has_postcode"], supplier["judged"]) == (False, True, None)
    candidate = only(made["candidates"])
    assert (candidate["candidate_rank"], candidate["entity_id"], candidate["is_location_neutral"]) == (
        1,
        "GB-COH-00000001",
        True,
    )
    assert candidate["explanation"] == "same name 'BARNMOOR CONSTRUCTION LIMITED'; 'Ltd' for 'LIMITED'"
    assert candidate["probability"] == pytest.approx(1 - supplier["no_match_probability"])


def test_locations_are_facts_with_source_and_probability(resolve, payee, builders):
    made = resolve([payee(1, "Barnmoor Construction Ltd", payee_postcode="BB5 1ZZ")], builders)
    probability = only(made["candidates"])["probability"]

    assert [
        (
            row["location_kind"],
            row["postcode"],
            row["source"],
            row["entity_id"],
            row["probability"],
            row["is_location_neutral"],
        )
        for row in made["locations"]
    ] == [
        ("invoice_address", "BB5 1ZZ", "payment file", None, 1.0, True),
        ("registered_office", "BB5 1AA", "register companies", "GB-COH-00000001", probability, True),
    ]
    assert made["locations"][0]["as_at"] == dt.date(2024, 1, 31)


def test_three_spellings_in_three_anchors_are_one_supplier(resolve, payee, builders):
    names = ("BARNMOOR CONSTRUCTION LTD", "Barnmoor Construction", "Barnmoor Construction Limited#2")
    made = resolve([payee(place, name, anchor_ids=[f"anchor {place}"]) for place, name in enumerate(names)], builders)
    supplier = only(made["suppliers"])

    assert supplier["anchor_ids"] == ["anchor 0", "anchor 1", "anchor 2"]
    assert set(supplier["payee_names"]) == set(names)
    assert supplier["amount_gbp"] == Decimal(300)


def test_redacted_payees_become_no_supplier(resolve, payee, builders):
    made = resolve([payee(1, "REDACTED", is_redacted=True), payee(2, "Withheld", kind="redacted")], builders)

    assert made == {"payee_suppliers": [], "suppliers": [], "candidates": [], "locations": []}


def test_payees_called_not_available_are_suppliers_of_that_name(resolve, payee, builders):
    made = resolve([payee(place, name) for place, name in enumerate(("N/A", "NULL", "nan"))], builders)

    assert sorted(row["supplier_name"] for row in made["suppliers"]) == ["N/A", "NULL", "nan"]


def test_person_is_looked_up_in_no_register_but_a_judgement_counts(resolve, payee, entity):
    register = [entity("00000001", "J BARNMOOR LIMITED")]
    alone = resolve([payee(1, "J Barnmoor")], register)
    judged = resolve(
        [payee(1, "J Barnmoor")], register, judgements=[words("same", "J Barnmoor", entity_id="GB-COH-00000001")]
    )

    assert (only(alone["suppliers"])["is_individual"], alone["candidates"]) == (True, [])
    assert only(alone["suppliers"])["business_type"] == "sole_trader_or_individual"
    assert (only(judged["suppliers"])["is_individual"], only(judged["candidates"])["probability"]) == (False, 1.0)


def test_person_who_trades_under_a_name_is_withheld_unless_a_register_knows_the_firm(resolve, payee, entity):
    register = [entity("00000001", "BARNMOOR CAKES LIMITED"), entity("00000002", "OAKMOOR LIMITED")]
    unknown = resolve([payee(1, "Mrs A Barnmoor T/A Willow Cakes")], register)
    known = resolve([payee(1, "Barnmoor Cakes Limited T/A A Barnmoor")], register)

    assert only(unknown["suppliers"])["is_individual"]
    assert "not looked up" not in only(unknown["suppliers"])["explanation"]
    assert not only(known["suppliers"])["is_individual"]


def test_twins_share_the_probability_and_a_postcode_tells_them_apart(resolve, payee, entity):
    twins = [
        entity("00000001", "BARNMOOR LIMITED", postcode="BB5 1AA"),
        entity("00000002", "BARNMOOR LTD", postcode="EX4 4AA"),
    ]
    unsure = resolve([payee(1, "Barnmoor Ltd")], twins)
    sure = resolve([payee(1, "Barnmoor Ltd", payee_postcode="EX4 4AA")], twins)

    assert unsure["candidates"][0]["probability"] == pytest.approx(unsure["candidates"][1]["probability"])
    assert 0.4 < unsure["candidates"][0]["probability"] < 0.5
    assert (sure["candidates"][0]["entity_id"], sure["candidates"][0]["probability"] > 0.9) == (
        "GB-COH-00000002",
        True,
    )


def test_rows_of_one_organisation_in_several_registers_are_one_candidate(resolve, payee, entity):
    rows = [
        entity("00000001", "BARNMOOR HOSPICE"),
        entity(
            "00000001",
            "BARNMOOR HOSPICE",
            register_id="charities",
            entity_id="GB-CHC-1000001",
            charity_number="1000001",
            legal_form="charity",
            postcode="PR2 2AA",
        ),
        {
            "entity_id": "premises-7",
            "register_id": "premises",
            "entity_name": "Barnmoor Hospice",
            "location_kind": "premises",
            "postcode": "PR3 3AA",
        },
    ]
    coverage = {"companies": (False, True), "charities": (False, True), "premises": (False, False)}
    made = resolve([payee(1, "Barnmoor Hospice")], rows, coverage=coverage)

    assert only(made["candidates"])["probability"] > 0.9
    assert {(row["postcode"], row["location_kind"], row["is_location_neutral"]) for row in made["locations"]} == {
        ("PR1 2RL", "registered_office", True),
        ("PR2 2AA", "registered_office", True),
        ("PR3 3AA", "premises", False),
    }
    assert len({row["entity_id"] for row in made["locations"]}) == 1


def test_printed_number_outranks_the_name_but_is_checked_against_it(resolve, payee, entity):
    register = [
        entity("00000001", "BARNMOOR LIMITED"),
        entity("00000002", "BARNMOOR (NORTH) LIMITED"),
        entity("00000003", "FERNMOOR LIMITED"),
    ]
    agreeing = resolve([payee(1, "Barnmoor Ltd", company_number="2")], register)
    numbered = resolve([payee(1, "Barnmoor Ltd", company_number="00000002")], register)
    pasted = resolve([payee(1, "Barnmoor Ltd", company_number="00000003")], register)

    assert agreeing["candidates"][0]["entity_id"] == "GB-COH-00000001"  # "2" is too short to be a number
    assert numbered["candidates"][0]["entity_id"] == "GB-COH-00000002"
    assert max(row["probability"] for row in pasted["candidates"]) < 0.9


def test_judged_same_wins_over_the_name(resolve, payee, builders):
    made = resolve(
        [payee(1, "Barnmoor Construction Ltd")],
        builders,
        judgements=[
            words(
                "same", "BARNMOOR CONSTRUCTION LIMITED", entity_id="GB-COH-00000002", reason="paid under its old name"
            )
        ],
    )
    candidate = only(made["candidates"])

    assert (candidate["entity_id"], candidate["probability"]) == ("GB-COH-00000002", 1.0)
    assert candidate["explanation"] == "judged the same on 2026-11-23: paid under its old name"
    assert only(made["suppliers"])["judged"].startswith("j-")


def test_judged_same_with_an_organisation_that_no_register_holds_is_kept(resolve, payee, builders):
    made = resolve(
        [payee(1, "Larchmoor")], builders, judgements=[words("same", "Larchmoor", entity_id="GB-COH-00000009")]
    )

    assert (only(made["candidates"])["entity_id"], made["locations"]) == ("GB-COH-00000009", [])


def test_judged_different_is_no_candidate_any_more(resolve, payee, builders):
    made = resolve(
        [payee(1, "Barnmoor Construction Ltd")],
        builders,
        judgements=[words("different", "Barnmoor Construction Ltd", entity_id="GB-COH-00000001")],
    )

    assert made["candidates"] == made["locations"] == []
    assert only(made["suppliers"])["no_match_probability"] == 1.0


def test_judged_location_stands_alone(resolve, payee, builders):
    judgements = [words("located_at", "Barnmoor Construction Ltd", postcode="EX4 4AA", reason="its yard")]
    made = resolve([payee(1, "Barnmoor Construction Ltd", payee_postcode="BB5 1ZZ")], builders, judgements=judgements)

    assert {(row["postcode"], row["probability"], row["entity_id"]) for row in made["locations"]} == {
        ("EX4 4AA", 1.0, None)
    }
    assert [row["location_kind"] for row in made["locations"]] == ["invoice_address", "premises", "registered_office"]


def test_judged_ring_and_type_are_on_the_supplier(resolve, payee, builders):
    name = "Larchmoor"
    judgements = [
        words("local_because", name, ring_id="preston", reason="all its staff work here"),
        words("not_local", name, ring_id="county", reason="r"),
        words("business_type", name, business_type="charity"),
    ]
    supplier = only(resolve([payee(1, name)], builders, judgements=judgements)["suppliers"])

    assert (supplier["judged_local_ring_ids"], supplier["judged_not_local_ring_ids"]) == (["preston"], ["county"])
    assert (supplier["business_type"], supplier["business_type_source"][:11]) == ("charity", "judgement j")


def test_business_type_without_a_match_is_from_the_kind_then_the_name(resolve, payee, builders):
    made = resolve(
        [payee(1, "Larchmoor Council", kind="public_body"), payee(2, "Birchmoor Growers CIC"), payee(3, "Oakmoor")],
        builders,
    )

    assert {
        row["supplier_name"]: (row["business_type"], row["business_type_source"]) for row in made["suppliers"]
    } == {
        "Larchmoor Council": ("public_body", "kind of payment"),
        "Birchmoor Growers CIC": ("community_interest_company", "name, ends in CIC"),
        "Oakmoor": ("unknown", "unknown"),
    }


def test_resolving_twice_gives_the_same_tables(resolve, payee, builders):
    payees = [
        payee(place, name) for place, name in enumerate(("Barnmoor Construction", "Fernmoor", "Fernmoor Haulage"))
    ]

    assert resolve(payees, builders) == resolve(payees, builders)


def test_thousands_of_identical_names_are_one_supplier(resolve, payee, builders):
    made = resolve([payee(place, "Barnmoor Construction Ltd") for place in range(2000)], builders)

    assert only(made["suppliers"])["amount_gbp"] == Decimal(200_000)


def test_register_without_rows_leaves_everybody_unmatched(resolve, payee):
    made = resolve([payee(1, "Barnmoor Ltd", payee_postcode="BB5 1AA")], [])

    assert only(made["suppliers"])["no_match_probability"] == 1.0
    assert only(made["locations"])["location_kind"] == "invoice_address"


def test_payees_remembered_from_an_earlier_run_get_the_same_tables(
    engine, register, payee, builders, tmp_path, resolved_tables, tables_of
):
    names = ("Barnmoor Constr. Ltd", "Fernmoor", "Larchmoor")
    first = [payee(place, name) for place, name in enumerate(names)]
    second = [*first, payee(3, "Barnmoor Construction")]
    memory = tmp_path / "memory.parquet"
    entities = register(builders)
    tables = [
        tables_of(engine, resolved_tables(engine, rows, entities, memory=kept))
        for rows, kept in ((first, memory), (second, memory), (second, None))
    ]

    assert tables[1] == tables[2]
    assert memory.is_file()


def test_judgement_counts_for_a_payee_that_is_remembered(
    engine, register, payee, builders, tmp_path, resolved_tables, tables_of
):
    rows = [payee(1, "Barnmoor Construction Ltd")]
    entities = register(builders)
    other = words("different", "Barnmoor Construction Ltd", entity_id="GB-COH-00000001")
    for judgements in ((), (other,), ()):
        made = resolved_tables(engine, rows, entities, judgements=judgements, memory=tmp_path / "memory.parquet")
        assert len(tables_of(engine, made)["candidates"]) == (0 if judgements else 1)
