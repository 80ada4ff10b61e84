"""The interface described for people, from its own OpenAPI description."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Described:
    """One thing that can be asked: how, what for, with what, and what comes back."""

    method: str
    address: str
    sentence: str
    parameters: tuple[tuple[str, str, str], ...]
    body: str
    answer: str


def described(schema: Mapping[str, Any]) -> Iterator[tuple[str, list[Described]]]:
    """Yield what can be asked, by subject, in the order of the interface."""
    subjects: dict[str, list[Described]] = {}
    for address, methods in schema["paths"].items():
        for method, operation in methods.items():
            one = Described(
                method=method.upper(),
                address=address,
                sentence=operation.get("description") or operation["summary"],
                parameters=tuple(parameter(one) for one in operation.get("parameters", ())),
                body=shape_name(operation.get("requestBody", {}).get("content", {})),
                answer=next(
                    shape_name(said.get("content", {}))
                    for code, said in operation["responses"].items()
                    if int(code) < 300  # noqa: PLR2004 (the successes)
                ),
            )
            subjects.setdefault(operation["tags"][0], []).append(one)
    yield from subjects.items()


def parameter(said: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return a parameter's name, where it stands, and what it means."""
    held = said["schema"]
    limits = f"{held['minimum']} to {held['maximum']}" if "minimum" in held and "maximum" in held else ""
    default = f"default {held['default']}" if "default" in held else ""
    meaning = "; ".join(part for part in (held.get("description", ""), limits, default) if part)
    return said["name"], said["in"], meaning


def shape_name(content: Mapping[str, Any]) -> str:
    """Return the name of the shape that a body has."""
    for said in content.values():
        return in_words(said["schema"].get("$ref", ""))
    return ""


def in_words(reference: str) -> str:
    """Return the name of a shape as people say it: the rows of a table are a list like any other.

    >>> in_words("#/components/schemas/Listed_StudyShown_"), in_words("Listed_dict_str__Any__"), in_words("ErrorSaid")
    ('List of StudyShown', 'List of rows', 'ErrorSaid')
    """
    name = reference.rpartition("/")[2].replace("dict_str__Any_", "rows")
    return f"List of {name.removeprefix('Listed_').removesuffix('_')}" if name.startswith("Listed_") else name


def shapes(schema: Mapping[str, Any]) -> Iterator[tuple[str, str, list[tuple[str, str, str]]]]:
    """Yield each shape: its name, its sentence, and its fields with their types and meanings."""
    for name, said in sorted(schema["components"]["schemas"].items()):
        fields = [
            (field, type_of(held), held.get("description", "")) for field, held in said.get("properties", {}).items()
        ]
        yield in_words(name), said.get("description", ""), fields


def type_of(held: Mapping[str, Any]) -> str:
    """Return a field's type in words."""
    if "$ref" in held:
        return in_words(held["$ref"])
    if "anyOf" in held:
        return " or ".join(type_of(one) for one in held["anyOf"])
    if held.get("type") == "array":
        return f"list of {type_of(held['items'])}"
    said = held.get("type", "anything")
    return f"{said} ({held['format']})" if "format" in held else str(said)
