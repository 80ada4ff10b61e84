"""`ourplace serve` where it cannot serve. Serving itself is tested in tests/web/test_serving.py."""

import subprocess
import sys

import pytest

from ourplace.cli.exceptions import NotInstalledError
from ourplace.cli.serve import serve


@pytest.mark.parametrize("missing", ["django", "gunicorn"])
def test_without_the_extra_it_says_which_library_is_missing_and_how_to_install_it(missing) -> None:
    code = (
        f"import sys; sys.modules['{missing}'] = None; sys.argv[1:] = ['serve']; from ourplace.cli import main; main()"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)  # noqa: S603 (our own program)

    said = " ".join(done.stderr.split())
    assert done.returncode == 2
    assert f"The website is not installed Why it needs {missing}, which the extra `web` brings" in said
    assert 'pip install "ourplace[web]"' in said


def test_on_windows_it_says_where_it_can_be_served_from(monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(NotInstalledError, match="Windows Subsystem for Linux"):
        serve()
