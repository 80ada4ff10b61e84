"""The vectorised features against the readable functions that define them, on random pairs."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ourplace.suppliers.calibrate import committed_model
from ourplace.suppliers.compare import FEATURES, compare, explain, explain_again, is_possible
from ourplace.suppliers.comparing import Pairs, closeness, compare_facts, compare_names, most_closeness, speaking
from ourplace.suppliers.facts import entity_facts
from ourplace.suppliers.pairs import pair_names
from ourplace.suppliers.queries import as_queries
from ourplace.suppliers.readings import readings_of
from ourplace.suppliers.records import PayeeFacts, clean_names
from ourplace.suppliers.register_rows import NAME_KINDS
from ourplace.suppliers.scoring import PAYEES_SCHEMA, compare_payees, payee_columns

WORDS = (
    "barnmoor", "barnmor", "barnmoors", "fernmoor", "larch", "larches", "birchmoor", "services", "service", "company",
    "the", "of", "preston", "bolton", "2", "7", "contractor", "contractors", "st", "saint", "j", "p", "café", "cafe",
    "construction", "constructions", "school", "david", "construct",
)  # fmt: skip
NAMES = st.builds(
    lambda words, joiner, form: joiner.join(words) + form,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=5),
    st.sampled_from([" ", " ", " ", " - ", " & ", ""]),
    st.sampled_from(["", "", " Ltd", " Limited", " LLP", " CIC", " (North) Ltd", " t/a Larch Fencing"]),
)
DAYS = st.sampled_from([None, dt.date(2019, 6, 1), dt.date(2022, 1, 1)])
POSTCODES = st.sampled_from([None, "BB5 1AA", "BB5 1ZZ", "BB5 9AA", "BB1 1AA", "B5 1AA", "M1 1AA"])
NUMBERS = st.sampled_from([None, None, "01234567", "07654321", "1097940"])
ENTITIES = st.lists(
    st.fixed_dictionaries(
        {
            "name": NAMES,
            "other_names": st.lists(
                st.builds(dict, name=NAMES, kind=st.sampled_from(["previous", "trading", "alias"])), max_size=2
            ),
            "legal_form": st.sampled_from(["private_company", "charity", "school_or_college", "unknown", None]),
            "company_number": NUMBERS,
            "charity_number": NUMBERS,
            "postcode": POSTCODES,
            "incorporated_date": DAYS,
            "dissolved_date": DAYS,
            "sic_codes": st.lists(st.sampled_from(["41202", "01110", "85200"]), max_size=2),
        }
    ),
    min_size=1,
    max_size=6,
)
PAYEES = st.lists(
    st.fixed_dictionaries(
        {
            "payee_name": NAMES,
            "company_number": NUMBERS,
            "charity_number": NUMBERS,
            "postcode": POSTCODES,
            "first_date": DAYS,
            "last_date": DAYS,
            "need_category_code": st.sampled_from([None, "45", "03"]),
            "business_type": st.sampled_from(["unknown", "charity", "school_or_college", "private_company"]),
        }
    ),
    min_size=1,
    max_size=4,
)


def index_and_payees(index_of, entity, entities, payees):
    rows = [entity(f"{place % 5:08d}", said.pop("name"), **said) for place, said in enumerate(entities)]
    return index_of(rows), pa.Table.from_pylist(payees, schema=PAYEES_SCHEMA)


def defined(index, payees, queries, pairs):
    """Return the pair of the readable definition for each pair of numbers."""
    names = index.texts("names").take(pairs.name).to_pylist()
    owners = index.column("name_entity")[pairs.name]
    facts = entity_facts(index, owners)
    cleaned = clean_names([*queries.text.tolist(), *names])
    said = [{key: row[key] for key in row if key != "payee_name"} for row in payees.to_pylist()]
    rarity = index.rarity([word for name in cleaned.values() for word in name.words])
    return [
        pair_names(
            cleaned[queries.text[reading]],
            cleaned[name],
            reading_kind=queries.kind[reading],
            name_kind=NAME_KINDS[index.column("name_kind")[name_id]],
            payee=PayeeFacts(**said[queries.payee[reading]]),
            entity=entity,
            rarity=rarity,
        )
        for reading, name_id, name, entity in zip(pairs.reading, pairs.name, names, facts, strict=True)
    ]


def every_pair(queries, index):
    reading = np.repeat(np.arange(len(queries)), index.name_count)
    return Pairs(reading, np.tile(np.arange(index.name_count), len(queries)))


@given(entities=ENTITIES, payees=PAYEES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_vectorised_features_are_those_that_are_defined(index_of, entity, entities, payees) -> None:
    index, table = index_and_payees(index_of, entity, entities, payees)
    queries = as_queries(readings_of(table["payee_name"].to_pylist()), index)
    pairs = every_pair(queries, index)
    names = compare_names(queries, pairs, index=index)
    facts, in_time = compare_facts(
        queries, pairs, payees=payee_columns(table), index=index, is_related=names.is_linked | names.is_same
    )
    scores = names.scores | facts | {"closeness": closeness(queries, pairs, index=index)}
    found = np.column_stack([scores[feature.name] for feature in FEATURES])
    possible = in_time & (names.is_linked | (facts["printed_number"] > 0))
    expected = defined(index, table, queries, pairs)

    assert found == pytest.approx(np.array([[item.score for item in compare(pair)] for pair in expected]), abs=1e-9)
    assert possible.tolist() == [is_possible(pair) for pair in expected]
    assert (scores["closeness"] <= most_closeness(queries, pairs, index=index) + 1e-9).all()


@given(entities=ENTITIES, payees=PAYEES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_pairs_left_out_early_could_not_have_mattered(index_of, entity, entities, payees) -> None:
    index, table = index_and_payees(index_of, entity, entities, payees)
    model = committed_model()
    kept = compare_payees(table, index=index, model=model)
    every = compare_payees(table, index=index)
    log_odds = model.log_odds_of(every.scores)
    best = np.zeros(len(table))
    np.maximum.at(best, every.payee, log_odds)
    held = set(zip(kept.pairs.reading.tolist(), kept.pairs.name.tolist(), strict=True))

    for reading, name, payee, odds in zip(*every.pairs, every.payee, log_odds, strict=True):
        assert (reading, name) in held or odds < best[payee] - 11.9


@given(entities=ENTITIES, payees=PAYEES)
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_explanation_from_known_scores_is_the_whole_one(index_of, entity, entities, payees) -> None:
    index, table = index_and_payees(index_of, entity, entities, payees)
    queries = as_queries(readings_of(table["payee_name"].to_pylist()), index)

    for pair in defined(index, table, queries, every_pair(queries, index)):
        evidence = compare(pair)
        features = speaking(np.array([[item.score for item in evidence]]))[0]
        assert explain_again(pair, np.flatnonzero(features).tolist()) == explain(evidence)
