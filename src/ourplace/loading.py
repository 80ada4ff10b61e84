"""Loading no more than is used, so that a command with little to do is over in a moment."""

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from importlib.abc import MetaPathFinder
from typing import Any


def exported_on_demand(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], Any]:
    """Return the `__getattr__` of a package that finds each name in the module of the package that defines it.

    Args:
        package: the package's `__name__`.
        homes: the names, by module of the package. No name may be that of a module.
    """
    home_of = {name: home for home, names in homes.items() for name in names}

    def find(name: str) -> Any:
        if name not in home_of:
            message = f"module '{package}' has no attribute '{name}'"
            raise AttributeError(message)
        value = getattr(import_module(f"{package}.{home_of[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return find


class _WithoutPandas(MetaPathFinder):
    """Says that pandas is not there."""

    def find_spec(self, fullname: str, path: Any, target: Any = None) -> None:
        """Raise where it is pandas that is looked for."""
        del path, target
        if fullname == "pandas":
            raise ModuleNotFoundError(name=fullname)


def leave_pandas_out() -> None:
    """Keep pandas from being imported in this process, which must be one that runs nothing but OurPlace.

    PyArrow imports pandas, where it is installed, the first time it makes an array. That takes longer than reading most
    files, and nothing here uses it.
    """
    sys.meta_path.insert(0, _WithoutPandas())


def let_pandas_in() -> None:
    """Let pandas be imported after all, by what cannot do without it."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _WithoutPandas)]
