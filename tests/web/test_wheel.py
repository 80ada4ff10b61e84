"""The wheel holds everything that the website is made of."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "ourplace_web"


@pytest.mark.slow
def test_the_wheel_holds_every_file_of_the_website(tmp_path) -> None:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(tmp_path), str(ROOT)]

    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 (our own tool)

    (wheel,) = tmp_path.glob("*.whl")
    held = {name for name in zipfile.ZipFile(wheel).namelist() if name.startswith("ourplace_web/")}
    files = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert held == files
    library = {name for name in held if "/static/maplibre/" in name}
    assert {Path(name).name for name in library} in (
        set(),
        {"maplibre-gl-csp.js", "maplibre-gl-csp-worker.js", "maplibre-gl.css", "LICENSE.txt", "VERSION.txt"},
    )
    assert bool(library) == (PACKAGE / "design" / "static" / "maplibre" / "VERSION.txt").is_file()
    assert {".html", ".css", ".js", ".svg", ".mo", ".py", ".txt", ".po"} == {Path(name).suffix for name in held}
