"""The invented report in each mode, made once for all tests of this folder."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ourplace.reports import Report

sys.path.insert(0, str(Path(__file__).parent))  # The invented place is a package of this folder.

VOID = {"meta", "link", "br", "img", "hr", "input", "wbr"}


@dataclass
class Element:
    """One element of a parsed page."""

    name: str
    attributes: dict[str, str]
    children: list = field(default_factory=list)

    def all(self, *names: str) -> list["Element"]:
        """Return the elements of these names inside, in the order of the page."""
        found = []
        for child in self.children:
            if isinstance(child, Element):
                if child.name in names:
                    found.append(child)
                found.extend(child.all(*names))
        return found

    @property
    def text(self) -> str:
        """Return the words inside, runs of spaces as one; no-break spaces as spaces."""
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join(" ".join(parts).split())


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("root", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        element = Element(tag, {key: value or "" for key, value in attrs})
        self.open[-1].children.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.open[-1].children.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


@pytest.fixture(scope="session")
def parse_page() -> Any:
    def parse(text: str) -> Element:
        builder = _Builder()
        builder.feed(text)
        builder.close()
        assert builder.open == [builder.root]
        return builder.root

    return parse


@pytest.fixture(scope="session")
def make_report() -> Any:
    from invented.place import invented_report  # noqa: PLC0415 - found once this folder is on the path.

    return invented_report


@pytest.fixture(scope="session")
def report(make_report: Callable[..., Report]) -> Any:
    return make_report()
