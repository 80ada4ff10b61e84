"""Write the pages and pictures that are made from the code: commands, parameters, errors, the interface for programs, how a payee is decided.

`python docs/generate.py` writes them; with `--check` it writes nothing and fails where a page is not what the code says.
"""

import importlib
import inspect
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import django
import typer
from draw import pictures

import ourplace
from ourplace.cli import app
from ourplace.exceptions import OurPlaceError
from ourplace.parameters import all_parameters
from ourplace.registers import Register, known_registers
from ourplace.spend.kinds import ANALYSED_KINDS, KINDS, kind_rules
from ourplace.spend.need_categories import cpv_divisions, need_category_rules
from ourplace.spend.rulebook import Rulebook

DOCS = Path(__file__).parent
API_BEFORE = """Made from the interface itself. On the website the same stands at `/api/`, and as OpenAPI at `/api/v1/openapi.json`.

A token is made under a network's tab *Tokens*. It is shown once and kept as a hash. Its owner or an analyst of the network can end it; it is dead at once
when its owner leaves the network.

    curl -H "Authorization: Bearer $TOKEN" https://ourplace.example/api/v1/networks
"""


def main() -> int:
    """Write or check every page; return 1 where one was out of date."""
    pages = {
        "reference/commands.md": commands_page(),
        "reference/parameters.md": parameters_page(),
        "reference/errors.md": errors_page(),
        "reference/payment-kinds.md": kinds_page(),
        "reference/need-categories.md": categories_page(),
        "reference/registers.md": registers_page(),
        "reference/api.md": api_page(),
        **{f"pictures/{name}": text for name, text in pictures().items()},
    }
    stale = [name for name, text in pages.items() if current(DOCS / name) != text]
    if "--check" in sys.argv:
        for name in stale:
            print(f"docs/{name} is not what the code says; run `make docs` and commit it.")
        return 1 if stale else 0
    for name in stale:
        (DOCS / name).write_text(pages[name], encoding="utf-8")
        print(f"wrote docs/{name}")
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
            f"| {start} | {shown(dated.value)} | {cell(dated.reference)} |"
            for start, dated in sorted(parameter.values.items())
        ]
        parts.append("\n".join(["| from | value | reference |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def api_page() -> str:
    """Return the page of the interface for programs: what can be asked, and the shapes of what is answered."""
    with tempfile.TemporaryDirectory() as home:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "ourplace_web.settings", "OURPLACE_HOME": home}
        os.environ.setdefault("OURPLACE_SECRET_KEY", "for the documentation only, which signs nothing")
        django.setup()
    # The interface can be imported only after Django has been set up.
    from ourplace_web.api.description import described, shapes  # noqa: PLC0415
    from ourplace_web.api.interface import interface  # noqa: PLC0415

    schema = interface.get_openapi_schema()
    parts = ["# The interface for programs\n", API_BEFORE, schema["info"]["description"] + "\n"]
    for subject, asked in described(schema):
        parts.append(f"## {subject}\n")
        for one in asked:
            said = f"Takes `{one.body}`. " if one.body else ""
            parts.append(f"### `{one.method} {one.address}`\n\n{one.sentence}\n\n{said}Gives `{one.answer}`.\n")
            rows = [f"| `{name}` | {where} | {cell(means)} |" for name, where, means in one.parameters]
            if rows:
                parts.append("\n".join(["| parameter | in | meaning |", "|---|---|---|", *rows]) + "\n")
    parts.append("## Shapes\n")
    for name, sentence, fields in shapes(schema):
        rows = [f"| `{field}` | {kind} | {cell(means)} |" for field, kind, means in fields]
        parts.append(f"### `{name}`\n\n{sentence}\n")
        if rows:
            parts.append("\n".join(["| field | type | meaning |", "|---|---|---|", *rows]) + "\n")
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


def kinds_page() -> str:
    """Return the page of payment kinds: what each means, whether it is analysed, and the rules in their order."""
    rows = [
        f"| `{kind}` | {meaning} | {'yes' if kind in ANALYSED_KINDS else 'no'} |" for kind, meaning in KINDS.items()
    ]
    parts = [
        "# Payment kinds\n",
        "Each payment gets one kind by the first rule that fits, and keeps the rule's name. Shares are of analysed spend; the rest is shown beside it.\n",
        "\n".join(["| kind | meaning | analysed |", "|---|---|---|", *rows]) + "\n",
        "## The rules, in their order\n",
        "A case that a rule should fit, or should not, is added to its examples or counter-examples, which run as tests.\n",
        rules_table(kind_rules(), "kind"),
    ]
    return "\n".join(parts)


def categories_page() -> str:
    """Return the page of need categories: the divisions, and the rules that tell them from the buyer's words."""
    rows = [f"| {code} | {name} |" for code, name in cpv_divisions().items()]
    parts = [
        "# Need categories\n",
        (
            "What was needed, by division of the Common Procurement Vocabulary (CPV 2008). A code that the buyer states decides; then headings of known "
            "classifications; then keywords; then the supplier's industry, where a register gives it. The tier is kept on each payment.\n"
        ),
        "\n".join(["| division | name |", "|---|---|", *rows]) + "\n",
        "## The rules, in their order\n",
        rules_table(need_category_rules(), "division"),
    ]
    return "\n".join(parts)


def rules_table(book: Rulebook, outcome: str) -> str:
    """Return the rules of a rulebook as a table."""
    rows = [f"| `{rule.id}` | {rule.outcome or 'none'} | {cell(rule.description)} |" for rule in book.rules]
    return "\n".join([f"| rule | {outcome} | what it recognises |", "|---|---|---|", *rows]) + "\n"


def registers_page() -> str:
    """Return the page of registers: what each holds, from whom, on what terms, and where it is to be had."""
    parts = [
        "# Registers\n",
        "`ourplace registers list` shows which are at hand. [Why coverage matters](../decisions/0002-modes-of-the-local-share.md).\n",
    ]
    for name, register in sorted(known_registers().items()):
        addresses = [
            f"- Offered at {linked(address.url)}. {address.note}".rstrip() for address in register.addresses
        ] or [whence(register)]
        facts = [
            f"- Publisher: {register.publisher}",
            f"- Licence: {register.licence}",
            f"- Usually {register.coverage.kind}. {register.coverage.note}".rstrip(),
            f"- People's data: {register.personal_data}",
            *addresses,
        ]
        parts.append(
            f"## `{name.replace('_', '-')}`: {register.title}\n\n"
            + "\n".join(" ".join(fact.split()) for fact in facts)
            + "\n"
        )
    return "\n".join(parts)


def whence(register: Register) -> str:
    """Return how a register is had that is offered at no address."""
    if register.bundled:
        return "- Comes with OurPlace: name it in `study.toml`, without a path."
    return f"- To be fetched by hand from <{register.homepage}>." if register.homepage else "- A file of your own."


def linked(address: str) -> str:
    """Return an address as a link; one with a date to be filled in leads nowhere, and is shown as it is."""
    return f"`{address}`" if "{" in address else f"<{address}>"


def cell(text: str) -> str:
    """Return a text that does not break a table."""
    return " ".join(text.split()).replace("|", "\\|")


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
