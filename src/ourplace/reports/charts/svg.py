"""Writing SVG: escaped text, named pictures, and the same picture with or without a page's style sheet."""

from dataclasses import dataclass

from markupsafe import Markup, escape

WIDE, NARROW = 720, 340
# How wide letters are, of the type size, in the sans-serif faces of the style sheet.
_SLIM, _DIGIT, _USUAL, _BROAD = 0.3, 0.56, 0.54, 0.7
_SLIM_LETTERS, _DIGITS = frozenset("iljtfrI.,:;'’()[]| -/"), frozenset("0123456789£+")
_BROAD_LETTERS = frozenset("ABCDEFGHKLMNOPQRSTUVWXYZmw%@&…")


@dataclass(frozen=True)
class Drawing:
    """A picture with its title and the words that say the same to somebody who cannot see it; sizes in pixels."""

    name: str
    width: float
    height: float
    title: str
    description: str
    body: Markup


def tag(name: str, content: Markup | str = "", /, **attributes: object) -> Markup:
    """Return one SVG element; `class_` and `stroke_width` become `class` and `stroke-width`; text is escaped."""
    written = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _number(value))
        for key, value in attributes.items()
        if value is not None
    )
    if content == "":
        return Markup("<{}{}/>").format(Markup(name), written)  # noqa: S704 - the names are ours.
    return Markup("<{0}{1}>{2}</{0}>").format(Markup(name), written, escape(content))  # noqa: S704


def text(x: float, y: float, words: str, *, class_: str = "label", anchor: str | None = None) -> Markup:
    """Return words at a point; `anchor` is 'middle' or 'end' where they do not start there."""
    return tag("text", words, x=x, y=y, class_=class_, text_anchor=anchor)


def rect(x: float, y: float, width: float, height: float, *, class_: str) -> Markup:
    """Return a rectangle, never of negative width."""
    return tag("rect", x=x, y=y, width=max(width, 0.0), height=max(height, 0.0), class_=class_)


def line(start: tuple[float, float], end: tuple[float, float], *, class_: str) -> Markup:
    """Return a straight line."""
    return tag("line", x1=start[0], y1=start[1], x2=end[0], y2=end[1], class_=class_)


def gather(*parts: Markup) -> Markup:
    """Return several elements as one."""
    return Markup("").join(parts)


def text_width(words: str, size: float) -> float:
    """Return about how wide words are, for placing labels; capitals take more room than small letters."""
    return size * sum(_letter_width(letter) for letter in words)


def _letter_width(letter: str) -> float:
    if letter in _SLIM_LETTERS:
        return _SLIM
    if letter in _DIGITS:
        return _DIGIT
    return _BROAD if letter in _BROAD_LETTERS else _USUAL


def shortened(words: str, width: float, *, size: float = 14) -> str:
    """Return words that fit the width, with an ellipsis after the last whole word where some had to go."""
    if text_width(words, size) <= width:
        return words
    kept = words
    while len(kept) > 1 and text_width(f"{kept}…", size) > width:
        kept = kept[:-1]
    if not words[len(kept) :].startswith(" ") and " " in kept:
        kept = kept.rsplit(" ", maxsplit=1)[0]
    return kept.rstrip(" ,;:&") + "…"


def wrapped(words: str, width: float, *, size: float = 14, lines: int = 2) -> list[str]:
    """Return words broken over at most so many lines that fit the width; the last is cut if it must be."""
    done: list[str] = []
    current = ""
    for word in words.split():
        longer = f"{current} {word}".strip()
        if current and len(done) < lines - 1 and text_width(longer, size) > width:
            done.append(current)
            current = word
        else:
            current = longer
    return [*done, shortened(current, width, size=size)]


def inline(drawing: Drawing) -> Markup:
    """Return the picture for a page: an image with a title and a description for screen readers."""
    title_id, description_id = f"{drawing.name}-title", f"{drawing.name}-desc"
    inside = gather(
        tag("title", drawing.title, id=title_id), tag("desc", drawing.description, id=description_id), drawing.body
    )
    return tag(
        "svg",
        inside,
        viewBox=f"0 0 {_number(drawing.width)} {_number(drawing.height)}",
        width=drawing.width,
        height=drawing.height,
        role="img",
        aria_labelledby=f"{title_id} {description_id}",
    )


def standalone(drawing: Drawing, style: str) -> str:
    """Return the picture as an SVG file of its own, with its style inside."""
    inside = gather(
        tag("style", Markup(style)),  # noqa: S704 - the style is ours.
        rect(0, 0, drawing.width, drawing.height, class_="paper"),
        drawing.body,
    )
    return str(
        tag(
            "svg",
            inside,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {_number(drawing.width)} {_number(drawing.height)}",
            width=drawing.width,
            height=drawing.height,
        )
    )


def _number(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return value
