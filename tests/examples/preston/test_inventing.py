import datetime as dt
from collections import Counter
from decimal import Decimal

import pytest

from ourplace.examples.preston import InventedStudy, invent_preston, read_content

PRESTON = frozenset({"preston"})
LANCASHIRE = frozenset({"preston", "lancashire"})
BEYOND = frozenset({"north-west", "uk", "overseas"})


def assert_published_totals(study: InventedStudy) -> None:
    assert study.analysed_gbp() == Decimal("750000000.00")
    assert study.analysed_gbp(bands=PRESTON) == Decimal("37500000.00")
    assert study.analysed_gbp(bands=LANCASHIRE) == Decimal("292500000.00")
    assert study.analysed_gbp(bands=BEYOND) == Decimal("457500000.00")


def test_the_published_figures_agree_with_their_own_shares() -> None:
    published = read_content("published")

    for ring in published["rings"].values():
        assert ring["share"] * published["analysed_gbp"] == ring["local_gbp"]
    lancashire = published["rings"]["lancashire"]["local_gbp"]
    assert published["analysed_gbp"] - lancashire == published["leaving_lancashire_gbp"]


def test_the_totals_are_the_published_ones_to_the_penny(preston: InventedStudy) -> None:
    assert_published_totals(preston)


@pytest.mark.parametrize("seed", [1, 77])
def test_every_seed_has_the_published_totals(seed: int) -> None:
    assert_published_totals(invent_preston(seed))


def test_a_seed_gives_the_same_study_each_time_and_another_seed_another(preston: InventedStudy) -> None:
    assert invent_preston() == preston
    assert invent_preston(1) != preston


def test_each_anchor_pays_its_planned_share(preston: InventedStudy) -> None:
    anchors = read_content("plan")["anchors"]
    weights = sum(anchor["weight"] for anchor in anchors.values())
    paid = Counter[str]()
    for payment in preston.payments:
        if payment.kind in {"goods", "card"}:
            paid[payment.anchor_id] += payment.pennies

    for anchor_id, anchor in anchors.items():
        assert paid[anchor_id] == pytest.approx(75_000_000_000 * anchor["weight"] / weights, rel=1e-6)


def test_only_late_invoices_fall_outside_the_year(preston: InventedStudy) -> None:
    outside = [
        payment for payment in preston.payments if not dt.date(2012, 4, 1) <= payment.date <= dt.date(2013, 3, 31)
    ]

    assert {payment.kind for payment in outside} == {"outside_period"}
    assert len(outside) == 6


def test_the_money_beside_has_every_kind(preston: InventedStudy) -> None:
    kinds = Counter(payment.kind for payment in preston.payments)

    assert set(kinds) == {"goods", "card", "grant", "pass_through", "public_body", "redacted", "outside_period"}
    precepts = sum(payment.pennies for payment in preston.payments if payment.category == "Council Tax Precept")
    assert precepts == (41_300_000 + 5_460_000 + 2_370_000) * 100


def test_credit_notes_are_negative_and_dated_within_the_year(preston: InventedStudy) -> None:
    credit_notes = [payment for payment in preston.payments if payment.pennies < 0]

    assert len(credit_notes) > 100
    assert {payment.description.split(" ref ")[0] for payment in credit_notes} == {"Credit note"}


def test_the_largest_three_hundred_suppliers_have_most_of_the_money(preston: InventedStudy) -> None:
    paid = Counter[int]()
    for payment in preston.payments:
        if payment.supplier_number is not None:
            paid[payment.supplier_number] += payment.pennies

    top = sum(pennies for _, pennies in paid.most_common(300))
    assert 0.6 < top / paid.total() < 0.9
    assert len(paid) == 2000
