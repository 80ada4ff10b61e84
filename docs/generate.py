"""Write the reference pages that are made from the code: commands, parameters and errors.

`python docs/generate.py` writes them; with `--check` it writes nothing and fails where a page is not what the code says.
"""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import typer

import ourplace
from ourplace.cli import app
from ourplace.exceptions import OurPlaceError
from ourplace.parameters import all_parameters

REFERENCE = Path(__file__).parent / "reference"


def main() -> int:
    """Write or check every page; return 1 where one was out of date."""
    pages = {"commands.md": commands_page(), "parameters.md": parameters_page(), "errors.md": errors_page()}
    stale = [name for name, text in pages.items() if current(REFERENCE / name) != text]
    if "--check" in sys.argv:
        for name in stale:
            print(f"docs/reference/{name} is not what the code says; run `make docs` and commit it.")
        return 1 if stale else 0
    for name in stale:
        (REFERENCE / name).write_text(pages[name], encoding="utf-8")
        print(f"wrote docs/reference/{name}")
    return 0


def current(path: Path) -> str:
    """Return what a page says now; nothing where there is none."""
    return path.read_text("utf-8") if path.is_file() else ""


def commands_page() -> str:
    """Return the page of commands: for each its help, its arguments and its options."""
    parts = ["# Commands\n", "Made from the command line itself.\n"]
    for name, command in walk("ourplace", typer.main.get_command(app)):
        parts.append(f"## `{name}`\n\n{inspect.cleandoc(command.help or '')}\n")
        rows = [f"| {label(option)} | {meaning(option)} |" for option in command.params]
        if rows:
            parts.append("\n".join(["| argument or option | meaning |", "|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def walk(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield every command that does something, with its full name."""
    members = getattr(command, "commands", None)
    if members is None:
        yield name, command
        return
    for member in members:
        yield from walk(f"{name} {member}", members[member])


def label(option: click.Parameter) -> str:
    """Return how an argument or option is typed."""
    if option.param_type_name == "argument":
        return f"`{(option.name or '').upper()}`"
    return ", ".join(f"`{text}`" for text in [*option.opts, *option.secondary_opts])


def meaning(option: click.Parameter) -> str:
    """Return what an argument or option is for, and its default where it has one."""
    text = str(getattr(option, "help", "") or "")
    default = option.default
    if default in (None, "", False, (), []) or callable(default) or option.required:
        return text
    return f"{text} Default: `{default}`."


def parameters_page() -> str:
    """Return the page of parameters: each with its meaning, unit, dates and references."""
    parts = [
        "# Parameters\n",
        "Every figure from law, statistics, policy or judgement, with the day from which it holds.\n",
    ]
    for name, parameter in all_parameters().items():
        parts.append(f"## `{name}`\n\n{parameter.description}\n\nUnit: {parameter.unit}\n")
        rows = [
            f"| {start} | {shown(dated.value)} | {dated.reference} |"
            for start, dated in sorted(parameter.values.items())
        ]
        parts.append("\n".join(["| from | value | reference |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def shown(value: object) -> str:
    """Return a value for a table cell; a large one by its size, since the file itself is the better page."""
    if isinstance(value, (dict, list)):
        return f"a table of {len(value)} entries" if len(str(value)) > 300 else f"`{value}`"  # noqa: PLR2004 (about two lines of a page)
    return f"`{value}`"


def errors_page() -> str:
    """Return the page of errors: each with what it means."""
    parts = ["# Errors\n", "Every error says what, where, why and what to do next. These are their sorts.\n"]
    for name, error in sorted(all_errors().items()):
        parts.append(f"## `{name}`\n\n{inspect.cleandoc(error.__doc__ or '')}\n")
    return "\n".join(parts)


def all_errors() -> dict[str, type[OurPlaceError]]:
    """Return every error of OurPlace by name."""
    found: dict[str, type[OurPlaceError]] = {}
    for module in pkgutil.walk_packages(ourplace.__path__, "ourplace."):
        if module.name.endswith(".exceptions"):
            members = vars(importlib.import_module(module.name)).values()
            found |= {one.__name__: one for one in members if inspect.isclass(one) and issubclass(one, OurPlaceError)}
    return found


if __name__ == "__main__":
    sys.exit(main())
