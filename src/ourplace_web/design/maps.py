"""Where a page finds the library that draws its maps, where that was fetched at set-up."""

from functools import cache
from pathlib import Path

from django.templatetags.static import static

FOLDER = Path(__file__).parent / "static" / "maplibre"
FILES = {
    "library": "maplibre/maplibre-gl-csp.js",
    "worker": "maplibre/maplibre-gl-csp-worker.js",
    "look": "maplibre/maplibre-gl.css",
    "kit": "ourplace/map_kit.js",
}


@cache
def is_library_here() -> bool:
    """Return whether the library was fetched; without it a page shows its map as a plain drawing."""
    return all((FOLDER / Path(name).name).is_file() for name in FILES.values() if name.startswith("maplibre/"))


def library_addresses() -> dict[str, str]:
    """Return the addresses of the library's files and of what is ours around it; nothing where it was not fetched."""
    return {name: static(path) for name, path in FILES.items()} if is_library_here() else {}
