"""The two pictures of docs/explanation/resolving-suppliers.md, drawn from what OurPlace says: how one payee is decided, and how far to trust it."""

import json
import math
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path

import pyarrow as pa

from ourplace.registers import ENTITY_SCHEMA
from ourplace.suppliers import RegisterSource, build_index, match_batch, open_index, readings
from ourplace.suppliers.normalise import clean_name
from ourplace.suppliers.rules import FOLDER
from ourplace.suppliers.scoring import PAYEES_SCHEMA

INK, SOFT, LINE, TEAL, SAND, PAPER = "#2b2925", "#56524a", "#d9d4c8", "#1f5f6b", "#c9a45c", "#fbf9f4"
LABELLED = 'aria-labelledby="t d" font-family="system-ui, sans-serif" font-size="13"'
PAYEE, POSTCODE = "KELVUMERE JOINERY CO t/a Bluefern Kitchens", "BB1 2CD"
FIRST, SECOND = "KELVUMERE JOINERY LIMITED", "BLUEFERN KITCHENS LTD"
COMPANIES = {
    FIRST: "BB1 1AB",
    SECOND: POSTCODE,
    "KELVUMERE JOINERY (BURY) LTD": "BL9 0AA",
    "KELVUMERE HOLDINGS LIMITED": "BB1 1AB",
    "KELVIN JOINERY LTD": "M1 1AA",
    **{f"{word} JOINERY LIMITED": "PR1 1AA" for word in ("OAKENCLOUGH", "MARLOW", "SPARROW", "YASMOOR", "ASHMOOR", "BRACKEN")},
}  # fmt: skip
MEANINGS = {
    "as_typed": "as typed",
    "before_trading_as": "before 'trading as'",
    "after_trading_as": "after 'trading as'",
}


def pictures() -> dict[str, str]:
    """Return the text of each picture by its file's name."""
    return {"one-payee.svg": one_payee(), "calibration.svg": calibration()}


def one_payee() -> str:
    """Return the picture of one payee from its readings to the probabilities, with and without a postcode."""
    shares = {postcode: probabilities(postcode) for postcode in (None, POSTCODE)}
    said = ", ".join(f"{name} {share:.0%}" for name, share in shares[None].items())
    then = ", ".join(f"{name} {share:.0%}" for name, share in shares[POSTCODE].items())
    parts = [
        heading(20, 28, "1  As typed"),
        heading(280, 28, "2  Readings, cleaned"),
        heading(590, 28, "3  Names of the register"),
        box(20, 84, 220, PAYEE.split(" t/a ", maxsplit=1)[0], "t/a " + PAYEE.split(" t/a ")[1]),
    ]
    for place, reading in enumerate(one for one in readings(PAYEE) if one.kind in MEANINGS):
        top = 44 + 56 * place
        cleaned = " ".join(clean_name(reading.text)["words"])
        parts += [box(280, top, 270, MEANINGS[reading.kind], cleaned), link(240, 113, 280, top + 22, LINE)]
    for top, name, colour in ((100, FIRST, TEAL), (156, SECOND, SAND)):
        parts += [
            box(590, top, 250, name, f"office at {COMPANIES[name]}"),
            link(550, top + 22, 590, top + 22, colour),
        ]
    parts.append(heading(20, 238, "4  Probabilities, over every candidate and none of them"))
    for top, label, postcode in (
        (256, "by the names alone", None),
        (294, f"with the postcode {POSTCODE}", POSTCODE),
    ):
        parts += bar(top, label, shares[postcode])
    parts += [
        heading(20, 352, "5  One sentence says why"),
        *(words(20, 376 + 20 * place, part) for place, part in enumerate(sentence())),
        words(
            20,
            436,
            "At 90 % a company is taken as the supplier; under it somebody is asked, if the money is worth it.",
            fill=SOFT,
        ),
    ]
    described = f'The payee "{PAYEE}" is read in three ways. By the names alone: {said}. With a postcode: {then}.'
    return drawn(860, 450, "How one payee is read, looked up and decided", described, parts)


def calibration() -> str:
    """Return the picture of how often the best candidate was right, by the probability that it was given."""
    about = json.loads((FOLDER / "match_model.json").read_text("utf-8"))
    bands = about["calibration_with_labels_corrected"]
    left, top, side = 70.0, 46.0, 300.0

    def at(said: float, right: float) -> tuple[float, float]:
        return left + said * side, top + side - right * side

    parts = [
        heading(left, 26, "Where it is sure it is right; in between it is a guide"),
        *(grid(at(0, tick), at(1, tick), f"{tick:.0%}") for tick in (0, 0.25, 0.5, 0.75, 1)),
        *(words(at(tick, 0)[0], top + side + 20, f"{tick:.0%}", fill=SOFT, anchor="middle") for tick in (0, 0.25, 0.5, 0.75, 1)),
        stroke(at(0, 0), at(1, 1), SOFT, dashed=True),
    ]  # fmt: skip
    for band in bands:
        x, y = at(band["said"], band["right"])
        radius = 3 + math.sqrt(band["payee_count"]) / 4
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{TEAL}" fill-opacity="0.75" stroke="{PAPER}"/>'
        )
    most = max(bands, key=lambda band: band["payee_count"])
    x, y = at(1, most["right"])
    told = ("On the dashed line", "the probability is what", "it says. A larger circle", "holds more payees.")
    parts += [
        words(x + 34, y + 4, f"{most['payee_count']:,} payees"),
        words(left + side / 2, top + side + 44, "probability given to the best candidate", anchor="middle"),
        f'<text transform="translate(20 {top + side / 2}) rotate(-90)" text-anchor="middle" fill="{INK}">share that was right</text>',
        *(words(left + side + 34, top + side / 2 + 18 * place, line, fill=SOFT) for place, line in enumerate(told)),
        words(left, 410, f"{about['label_count']:,} payee names of two councils, cross-validated, {about['label_correction_count']} labels corrected by hand", fill=SOFT, size=11),
    ]  # fmt: skip
    described = " ".join(
        f"Of {band['payee_count']:,} given {band['said']:.1%} on average, {band['right']:.1%} were right."
        for band in bands
    )
    return drawn(640, 420, "Probability given, and share that was right", described, parts)


def probabilities(postcode: str | None) -> dict[str, float]:
    """Return the share of each of the two companies, and of all else together."""
    found = {row["entity_name"]: row["probability"] for row in matches(postcode)}
    first, second = found.get(FIRST, 0.0), found.get(SECOND, 0.0)
    return {"Kelvumere": first, "Bluefern": second, "others or none": 1 - first - second}


def sentence() -> Sequence[str]:
    """Return the sentence of the best candidate where the postcode is known, in lines that fit the picture."""
    said = matches(POSTCODE)[0]["explanation"].split("; ")
    return ("; ".join(said[:2]) + ";", "; ".join(said[2:])) if len("; ".join(said)) > 100 else ("; ".join(said),)  # noqa: PLR2004


def matches(postcode: str | None) -> list[dict[str, object]]:
    """Return what OurPlace finds for the payee in a register of eleven invented companies."""
    rows = [
        {
            "entity_id": f"GB-COH-{place:08d}",
            "register_id": "companies_house",
            "entity_name": name,
            "other_names": [],
            "legal_form": "private_company",
            "company_number": f"{place:08d}",
            "postcode": office,
        }
        for place, (name, office) in enumerate(COMPANIES.items(), start=1)
    ]
    known = {"payee_name": PAYEE, "postcode": postcode, "business_type": "unknown"}
    payee = pa.Table.from_pylist([{name: known.get(name) for name in PAYEES_SCHEMA.names}], schema=PAYEES_SCHEMA)
    source = RegisterSource("companies_house", pa.Table.from_pylist(rows, schema=ENTITY_SCHEMA))
    with tempfile.TemporaryDirectory() as folder:
        index = open_index(build_index([source], Path(folder) / "index"))
        return list(match_batch(payee, index=index).to_pylist())


def drawn(width: int, height: int, title: str, described: str, parts: Sequence[str]) -> str:
    """Return a whole picture."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" {LABELLED}>',
            f'<title id="t">{escape(title)}</title>',
            f'<desc id="d">{escape(described)}</desc>',
            f'<rect width="{width}" height="{height}" fill="{PAPER}"/>',
            *parts,
            "</svg>\n",
        ]
    )


def words(x: float, y: float, text: str, *, fill: str = INK, anchor: str = "start", size: int = 13) -> str:
    """Return a line of text."""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{fill}" text-anchor="{anchor}" font-size="{size}">{escape(text)}</text>'
    )


def heading(x: float, y: float, text: str) -> str:
    """Return a heading."""
    return f'<text x="{x:.1f}" y="{y:.1f}" fill="{INK}" font-weight="600">{escape(text)}</text>'


def box(x: float, y: float, width: float, above: str, below: str) -> str:
    """Return a box of two lines."""
    frame = f'<rect x="{x}" y="{y}" width="{width}" height="48" rx="4" fill="#ffffff" stroke="{LINE}"/>'
    return frame + words(x + 12, y + 19, above) + words(x + 12, y + 37, below, fill=SOFT, size=12)


def link(x: float, y: float, to_x: float, to_y: float, colour: str) -> str:
    """Return a curve from one box to another."""
    middle = (x + to_x) / 2
    return f'<path d="M{x} {y} C{middle} {y} {middle} {to_y} {to_x} {to_y}" fill="none" stroke="{colour}" stroke-width="2"/>'


def stroke(start: tuple[float, float], end: tuple[float, float], colour: str, *, dashed: bool = False) -> str:
    """Return a straight line."""
    dashes = ' stroke-dasharray="4 4"' if dashed else ""
    return f'<line x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}" stroke="{colour}"{dashes}/>'


def grid(start: tuple[float, float], end: tuple[float, float], label: str) -> str:
    """Return a line across the picture with its label before it."""
    return stroke(start, end, LINE) + words(start[0] - 8, start[1] + 4, label, fill=SOFT, anchor="end")


def bar(top: float, label: str, shares: dict[str, float]) -> list[str]:
    """Return a bar of probabilities beside what it is about."""
    parts, x = [words(20, top + 16, label)], 210.0
    for (name, share), (fill, ink) in zip(
        shares.items(), ((TEAL, "#ffffff"), (SAND, INK), (SOFT, "#ffffff")), strict=True
    ):
        width = 630 * share
        parts.append(f'<rect x="{x:.1f}" y="{top}" width="{max(width - 1.5, 1):.1f}" height="24" fill="{fill}"/>')
        said = next((text for text in (f"{name} {share:.0%}", f"{share:.0%}") if 8 * len(text) + 16 < width), "")
        parts.append(words(x + 8, top + 16, said, fill=ink))
        x += width
    return parts
