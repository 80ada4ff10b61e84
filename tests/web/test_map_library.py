"""The library that draws the maps: fetched once, only as pinned, and done without where it cannot be had."""

import base64
import hashlib
import importlib.util
import io
import tarfile
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "script" / "fetch_map_library.py"


class Index(SimpleHTTPRequestHandler):
    """A package index that keeps what it is asked for."""

    asked: list[str]

    def do_GET(self) -> None:
        """Answer, and keep the path."""
        self.asked.append(self.path)
        super().do_GET()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture
def script(tmp_path, monkeypatch):
    """The script as a module, its places in a folder of the test's own."""
    spec = importlib.util.spec_from_file_location("fetch_map_library", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "TARGET", tmp_path / "static")
    monkeypatch.setenv("OURPLACE_CACHE", str(tmp_path / "cache"))
    return module


@pytest.fixture
def asked(script, tmp_path, monkeypatch):
    """An index that holds a small package in the place of the real one; returns what it was asked for."""
    file = tmp_path / "index" / "maplibre-gl" / "-" / f"maplibre-gl-{script.VERSION}.tgz"
    file.parent.mkdir(parents=True)
    file.write_bytes(package(script.WANTED))
    monkeypatch.setattr(script, "SHA512", base64.b64encode(hashlib.sha512(file.read_bytes()).digest()).decode())
    handler = type("Asked", (Index,), {"asked": []})
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(tmp_path / "index")))
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("npm_config_registry", f"http://127.0.0.1:{server.server_port}/")
    yield handler.asked
    server.shutdown()
    server.server_close()


def package(names) -> bytes:
    """Return a package with these files, each a line and where its source is mapped."""
    written = io.BytesIO()
    with tarfile.open(fileobj=written, mode="w:gz") as archive:
        for name in names:
            body = f"// {name}\n//# sourceMappingURL={Path(name).name}.map".encode()
            member = tarfile.TarInfo(name)
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return written.getvalue()


def test_the_files_the_website_serves_are_unpacked_without_a_word_of_their_sources_map(script, asked) -> None:
    assert script.main() == 0

    assert {path.name for path in script.TARGET.iterdir()} == {*script.WANTED.values(), "VERSION.txt"}
    code = (script.TARGET / "maplibre-gl-csp.js").read_text()
    assert code == "// package/dist/maplibre-gl-csp.js\n"


def test_it_is_fetched_once_even_where_it_is_unpacked_again(script, asked) -> None:
    script.main()
    script.main()
    (script.TARGET / "VERSION.txt").unlink()
    script.main()

    assert asked == [f"/maplibre-gl/-/maplibre-gl-{script.VERSION}.tgz"]
    assert script.is_there(script.TARGET)


def test_another_file_than_the_pinned_one_is_not_used(script, asked, monkeypatch, capsys) -> None:
    monkeypatch.setattr(script, "SHA512", "another")

    assert script.main() == 0
    assert not script.TARGET.exists()
    assert "sent another file than the one that was pinned" in capsys.readouterr().err


@pytest.mark.parametrize("registry", ["http://127.0.0.1:1", "file:///nowhere"])
def test_without_an_index_it_says_so_in_one_sentence_and_goes_on(registry, script, monkeypatch, capsys) -> None:
    monkeypatch.setenv("npm_config_registry", registry)

    assert script.main() == 0
    (said,) = capsys.readouterr().err.splitlines()
    assert said.startswith(f"MapLibre GL {script.VERSION} could not be fetched (")
    assert said.endswith("; the website will show its maps as plain drawings.")
