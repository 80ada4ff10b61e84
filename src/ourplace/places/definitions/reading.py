"""Reading the definitions of local in this folder, one YAML file each, and asking whether one fits a study's rings."""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from ourplace.places.exceptions import UnknownDefinitionError
from ourplace.places.rings import Ring
from ourplace.yaml_files import read_yaml

LocationKind = Literal["premises", "invoice_address", "registered_office"]
RingShape = Literal["areas", "radius", "boundary", "postcode_areas"]


class Usage(BaseModel):
    """Who uses a definition, and where they say so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    who: str
    reference: str


class Definition(BaseModel):
    """A named, versioned rule for what counts as local.

    `location_kinds` are the facts that count, the first known one deciding. With `any_premises_in_ring`, a supplier
    with several premises counts at the innermost of them. `ring_shapes` are the shapes that the innermost ring may
    have for the definition to mean what it says; none means any.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    definition_id: str
    definition_name: str
    version: int = Field(ge=1)
    sentence: str
    used_by: tuple[Usage, ...] = Field(min_length=1)
    location_kinds: tuple[LocationKind, ...] = Field(min_length=1)
    any_premises_in_ring: bool
    ring_shapes: tuple[RingShape, ...] = ()


@cache
def all_definitions() -> Mapping[str, Definition]:
    """Return every definition by id.

    Raises:
        pydantic.ValidationError: a file lacks a field or has one that is not known.
    """
    read = [
        Definition.model_validate(read_yaml(entry))
        for entry in sorted(files("ourplace.places.definitions").iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".yaml")
    ]
    return {definition.definition_id: definition for definition in read}


def load_definition(definition_id: str) -> Definition:
    """Return the definition with this id.

    Raises:
        UnknownDefinitionError: there is none; those that exist are listed.
    """
    found = all_definitions().get(definition_id)
    if found is None:
        raise UnknownDefinitionError(
            f"There is no definition of local called '{definition_id}'",
            why=f"the definitions are {', '.join(all_definitions())}",
            next_step="write one of these ids",
        )
    return found


def why_not_applicable(definition: Definition, rings: Sequence[Ring]) -> str | None:
    """Return why a definition cannot be used with these rings, as a sentence, or None where it can.

    A definition that is tied to a shape (a distance, postcode areas, local authorities) needs the innermost ring
    to have it: a figure under that name for any other ring would be a guess.
    """
    shapes = _shapes(rings[0])
    if not definition.ring_shapes or shapes <= set(definition.ring_shapes):
        return None
    needed = " or ".join(shape.replace("_", " ") for shape in definition.ring_shapes)
    return (
        f"{definition.definition_name} needs its innermost ring to be given as {needed}; {rings[0].ring_name} is not."
    )


def _shapes(ring: Ring) -> set[str]:
    parts = {
        "areas": ring.lad_codes,
        "radius": ring.radius,
        "boundary": ring.boundary,
        "postcode_areas": ring.postcode_areas,
    }
    return {shape for shape, part in parts.items() if part}
