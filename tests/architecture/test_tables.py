"""The tables of words and codes hold what their authors wrote."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ourplace
from ourplace.yaml_files import read_yaml

TABLES = sorted(Path(ourplace.__file__).parent.rglob("*.yaml"))


def misread(content: Any) -> Iterator[object]:
    """Yield the words of lists and the names of entries that YAML took for yes or no: an unquoted `on` is one."""
    if isinstance(content, dict):
        yield from (name for name in content if isinstance(name, bool))
        for value in content.values():
            yield from misread(value)
    elif isinstance(content, list):
        yield from (value for value in content if isinstance(value, bool))
        for value in content:
            yield from misread(value)


@pytest.mark.parametrize("table", TABLES, ids=lambda path: path.name)
def test_no_word_of_a_table_is_taken_for_yes_or_no(table):
    assert list(misread(read_yaml(table))) == []
