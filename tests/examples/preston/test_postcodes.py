import random

from ourplace.examples.preston.postcodes import draw_place, postcodes_by_authority

PRESTON, LEEDS = "E07000123", "E08000035"


def test_postcodes_are_written_as_people_write_them_and_belong_to_the_authority() -> None:
    found = postcodes_by_authority(frozenset({PRESTON, LEEDS}))

    assert set(found) == {PRESTON, LEEDS}
    assert "PR1 2RL" in found[PRESTON]
    assert {postcode[:2] for postcode in found[PRESTON]} == {"PR"}
    assert len(found[LEEDS]) > 10_000


def test_a_place_is_drawn_by_weight() -> None:
    chance = random.Random(1)  # noqa: S311 - a seeded draw, not a secret
    districts = {PRESTON: (1.0, "PRESTON"), LEEDS: (0.0, "LEEDS")}

    places = {draw_place(districts, every_code=list(districts), chance=chance)[1] for _ in range(20)}

    assert places == {"PRESTON"}
