import random

from ourplace.examples.preston.spelling import spell


def spellings(name: str, anchor_id: str) -> set[str]:
    chance = random.Random(5)  # noqa: S311 - a seeded draw, not a secret
    return {spell(name, anchor_id=anchor_id, chance=chance) for _ in range(400)}


def test_clerks_shorten_legal_forms() -> None:
    found = spellings("KELVUMERE JOINERY LIMITED", "preston-city-council")

    assert {
        "Kelvumere Joinery",
        "Kelvumere Joinery Ltd",
        "Kelvumere Joinery Limited",
        "Kelvumere Joinery LTD.",
    } <= found


def test_clerks_mix_ampersands() -> None:
    found = spellings("KELVUMERE & OSTRUGATE LAW LLP", "preston-city-council")

    assert {"Kelvumere & Ostrugate Law LLP", "Kelvumere and Ostrugate Law LLP"} <= found


def test_the_county_truncates_to_thirty_capitals() -> None:
    found = spellings("KELVUMERE RESIDENTIAL CARE COMMUNITY INTEREST COMPANY", "lancashire-county-council")

    assert max(len(name) for name in found) == 30
    assert "KELVUMERE RESIDENTIAL CARE CIC" in found
    assert all(name == name.upper() for name in found)


def test_the_constabulary_sometimes_adds_an_alias_in_brackets() -> None:
    assert "KELVUMERE JOINERY LTD [KELVUMERE]" in spellings("KELVUMERE JOINERY LIMITED", "lancashire-constabulary")


def test_some_names_hold_a_slip_or_a_trading_name() -> None:
    found = spellings("KELVUMERE JOINERY LIMITED", "preston-city-council")

    assert any(" T/A " in name for name in found)
    assert any(sorted(name) == sorted("Kelvumere Joinery Ltd") and name != "Kelvumere Joinery Ltd" for name in found)
