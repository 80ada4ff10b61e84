"""The YAML files that OurPlace is written with: its tables of rules, words and figures."""

from importlib.resources.abc import Traversable
from typing import Any

import yaml

# The parser in C is ten times faster; it is there unless PyYAML was built without it.
Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Traversable) -> Any:
    """Return what a YAML file holds.

    Raises:
        yaml.YAMLError: it is no YAML.
    """
    return yaml.load(file.read_text("utf-8"), Loader)  # noqa: S506 - both parsers are the safe ones
