"""`ourplace serve` where it cannot serve. Serving itself is tested in tests/web/test_serving.py."""

import sys

import pytest

from ourplace.cli.exceptions import NotInstalledError
from ourplace.cli.serve import serve


@pytest.mark.parametrize("missing", ["django", "gunicorn"])
def test_without_the_extra_it_says_which_library_is_missing_and_how_to_install_it(missing, monkeypatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "ourplace_web"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, missing, None)

    with pytest.raises(NotInstalledError, match=f'it needs {missing}.*pip install "ourplace\\[web\\]"'):
        serve()


def test_on_windows_it_says_where_it_can_be_served_from(monkeypatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(NotInstalledError, match="Windows Subsystem for Linux"):
        serve()
