#!/usr/bin/env python3
"""Fetch MapLibre GL, which the website's maps are drawn with, into the website's own files: once, and only what was pinned.

Run by `script/setup`, and where the website is built from source. Needs Python's standard library alone. Without the package
index it says so in one sentence and ends well: the website then shows its maps as plain drawings.
"""

import base64
import hashlib
import io
import os
import re
import shutil
import subprocess
import sys
import tarfile
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "ourplace_web" / "design" / "static" / "maplibre"
REGISTRY = "https://registry.npmjs.org"
VERSION = "5.24.1"
SHA512 = "HyiYBwtsbk3L1n1EPLJHWqdoyMiF80n7tEYXFZyu2m1TjvaNx6KMLiFeDdmszt1/mq2zvsR1TJuX/NMu5BonXQ=="
# The build for pages whose policy forbids scripts from anywhere but their own server: its worker is a file of its own.
WANTED = {
    "package/dist/maplibre-gl-csp.js": "maplibre-gl-csp.js",
    "package/dist/maplibre-gl-csp-worker.js": "maplibre-gl-csp-worker.js",
    "package/dist/maplibre-gl.css": "maplibre-gl.css",
    "package/LICENSE.txt": "LICENSE.txt",
}
# The map of the source is five times the size of the script, and a page that names a file that is not there is refused.
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*\Z")
LARGEST_BYTES = 50_000_000
PATIENCE_SECONDS = 30
# The names under which npm itself looks for its index.
SETTINGS = ("npm_config_registry", "NPM_CONFIG_REGISTRY")


class FetchError(Exception):
    """The library is not to be had here; says why."""


def main() -> int:
    """Put the library in its place where this version is not there yet, and return the program's exit code: always 0."""
    if is_there(TARGET):
        return 0
    try:
        unpack(packed(cache_folder()), TARGET)
    except FetchError as error:
        sentence = (
            f"MapLibre GL {VERSION} could not be fetched ({error}); the website will show its maps as plain drawings."
        )
        print(sentence, file=sys.stderr)
    return 0


def is_there(target: Path) -> bool:
    """Return whether this version has been unpacked, whole."""
    stamp = target / "VERSION.txt"
    return stamp.is_file() and stamp.read_text("utf-8").split() == ["maplibre-gl", VERSION]


def packed(folder: Path) -> bytes:
    """Return the package, from the cache or else from the index; only the one that was pinned.

    Raises:
        FetchError: no index answers, or what it sends is something else.
    """
    kept = folder / f"maplibre-gl-{VERSION}.tgz"
    if kept.is_file() and is_pinned(content := kept.read_bytes()):
        return content
    content = fetched(f"{registry()}/maplibre-gl/-/maplibre-gl-{VERSION}.tgz")
    if not is_pinned(content):
        raise FetchError("the package index sent another file than the one that was pinned")
    folder.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}.partial")
    partial.write_bytes(content)
    partial.replace(kept)
    return content


def is_pinned(content: bytes) -> bool:
    """Return whether this is the very file that was pinned."""
    return base64.b64encode(hashlib.sha512(content).digest()).decode() == SHA512


def fetched(url: str) -> bytes:
    """Return what an address holds.

    Raises:
        FetchError: it cannot be read.
    """
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:  # noqa: S310 (the scheme is checked by `registry`)
            content: bytes = answer.read(LARGEST_BYTES)
    except (OSError, urllib.error.URLError, ValueError) as error:
        raise FetchError(getattr(error, "reason", None) or error) from error
    return content


def registry() -> str:
    """Return the package index to ask: the one that the environment or npm's own settings name, else the public one.

    Raises:
        FetchError: what they name is no address of the web.
    """
    named = next(filter(None, map(os.environ.get, SETTINGS)), "") or npm_setting() or REGISTRY
    if not named.startswith(("https://", "http://")):
        raise FetchError(f"npm's setting `registry` is no address: {named}")
    return named.rstrip("/")


def npm_setting() -> str:
    """Return the package index that npm has been told to use; nothing where there is no npm."""
    npm = shutil.which("npm")
    if npm is None:
        return ""
    asked = subprocess.run([npm, "config", "get", "registry"], capture_output=True, text=True, check=False, cwd=ROOT)
    said = asked.stdout.strip()
    return said if asked.returncode == 0 and said.startswith("http") else ""


def cache_folder() -> Path:
    """Return where the package is kept, so that it is fetched once: OurPlace's cache where one is named, else the environment."""
    chosen = os.environ.get("OURPLACE_CACHE")
    return Path(chosen) / "website" if chosen else ROOT / ".venv"


def unpack(content: bytes, target: Path) -> None:
    """Write the files that the website serves, the stamp last, so that a stopped run is begun again.

    Raises:
        FetchError: the package does not hold them.
    """
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        files = {name: contained(archive, member) for member, name in WANTED.items()}
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for name, body in files.items():
        (target / name).write_bytes(SOURCE_MAP.sub(b"\n", body) if name.endswith(".js") else body)
    (target / "VERSION.txt").write_text(f"maplibre-gl {VERSION}\n", "utf-8")


def contained(archive: tarfile.TarFile, member: str) -> bytes:
    """Return one file of the package.

    Raises:
        FetchError: it is not in it.
    """
    try:
        held = archive.extractfile(member)
    except KeyError as error:
        raise FetchError(f"the package holds no {member}") from error
    if held is None:
        raise FetchError(f"{member} of the package is no file")
    return held.read()


if __name__ == "__main__":
    sys.exit(main())
