"""The definitions of local."""

from pathlib import Path

import pytest

from ourplace.places import RingSpec, all_definitions, load_definition, resolve_rings, why_not_applicable
from ourplace.places.exceptions import UnknownDefinitionError

SPECS = {
    "areas": RingSpec(name="Hyndburn", areas=("Hyndburn",)),
    "radius": RingSpec(name="Near", within_km=10, of="PR1 2RL"),
    "postcode_areas": RingSpec(name="PR", postcode_areas=("PR",)),
    "mixed": RingSpec(name="Mixed", areas=("Hyndburn",), postcode_areas=("PR",)),
}


def test_the_six_definitions_are_there_and_each_is_one_sentence() -> None:
    assert sorted(all_definitions()) == [
        "invoice_address",
        "postcode_area",
        "premises",
        "radius_km",
        "registered_office",
        "statutory_local_area",
    ]
    assert all(each.sentence.endswith(".") and ". " not in each.sentence for each in all_definitions().values())


def test_premises_falls_back_in_the_documented_order() -> None:
    assert load_definition("premises").location_kinds == ("premises", "invoice_address", "registered_office")


@pytest.mark.parametrize("definition_id", ["registered_office", "invoice_address"])
def test_a_strict_definition_has_no_fallback(definition_id: str) -> None:
    assert load_definition(definition_id).location_kinds == (definition_id,)


def test_an_unknown_definition_lists_those_that_exist() -> None:
    with pytest.raises(UnknownDefinitionError, match="invoice_address, postcode_area, premises"):
        load_definition("nearby")


@pytest.mark.parametrize(
    ("definition_id", "fitting"),
    [
        ("premises", {"areas", "radius", "postcode_areas", "mixed"}),
        ("postcode_area", {"postcode_areas"}),
        ("radius_km", {"radius"}),
        ("statutory_local_area", {"areas"}),
    ],
)
def test_a_definition_tied_to_a_shape_fits_only_that_shape(definition_id: str, fitting: set[str]) -> None:
    definition = load_definition(definition_id)

    fits = {
        shape
        for shape, spec in SPECS.items()
        if why_not_applicable(definition, resolve_rings([spec], folder=Path())) is None
    }

    assert fits == fitting


def test_the_reason_is_a_sentence() -> None:
    rings = resolve_rings([SPECS["areas"]], folder=Path())

    assert why_not_applicable(load_definition("radius_km"), rings) == (
        "Within a distance needs its innermost ring to be given as radius; Hyndburn is not."
    )
