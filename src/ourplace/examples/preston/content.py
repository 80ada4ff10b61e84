"""The words, trades, plan and published figures of the example, kept as YAML so that they can be read without code."""

from functools import cache
from importlib.resources import files
from typing import Any

from ourplace.yaml_files import read_yaml


@cache
def read_content(name: str) -> Any:
    """Return one of this folder's YAML files: `words`, `trades`, `plan`, `beside` or `published`."""
    return read_yaml(files(__package__) / f"{name}.yaml")
