"""Named definitions of local: which known facts about a supplier say where it counts as being."""

from ourplace.places.definitions.reading import Definition, Usage, all_definitions, load_definition, why_not_applicable

__all__ = ["Definition", "Usage", "all_definitions", "load_definition", "why_not_applicable"]
