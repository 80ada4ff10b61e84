"""Places that somebody draws or puts together: what the library says of them."""

import json
import tempfile
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from ourplace.engine import open_engine
from ourplace.places import (
    AuthorityPart,
    Ring,
    RingSpec,
    area,
    authorities_in,
    boundary_of,
    ground_of,
    ground_path,
    load_postcodes,
    resolve_rings,
)
from ourplace.studies.cache import write_atomically

FILE_NAME = "drawn-place.geojson"
Drawings = Mapping[str, Mapping[str, Any]]


def resolved(specs: Sequence[RingSpec], drawings: Drawings) -> Sequence[Ring]:
    """Return rings as the library uses them, those that were drawn from their drawings.

    Raises:
        OurPlaceError: they cannot be used.
    """
    with tempfile.TemporaryDirectory(prefix="ourplace-") as name:
        folder = Path(name)
        for file_name, drawing in drawings.items():
            write_atomically(folder / file_name, written(drawing))
        return resolve_rings(specs, folder=folder)


def authorities_of(ring: RingSpec, drawings: Drawings) -> Sequence[str]:
    """Return the codes of the local authorities that a ring of somebody's own lies in."""
    if ring.boundary:
        return [part.lad_code for part in parts_of(written(drawings[ring.boundary]))]
    return [code for name in ring.areas for code in area(name).local_authority_codes]


@lru_cache(maxsize=32)
def parts_of(outline: str) -> Sequence[AuthorityPart]:
    """Return how many postcodes of which local authorities lie in an outline, most first.

    Raises:
        BoundaryError: it is no outline.
    """
    boundary = boundary_of(outline)
    engine = open_engine()
    try:
        return authorities_in(engine, boundary, reference=load_postcodes(engine))
    finally:
        engine.close()


def ground_file() -> Path:
    """Return the file of all local authorities to draw on; made where it is not there yet, which takes some seconds."""
    if ground_path().exists():
        return ground_path()
    engine = open_engine()
    try:
        return ground_of(engine, reference=load_postcodes(engine))
    finally:
        engine.close()


def written(drawing: Mapping[str, Any]) -> str:
    """Return a drawing as text, the same for the same drawing."""
    return json.dumps(drawing, sort_keys=True)
