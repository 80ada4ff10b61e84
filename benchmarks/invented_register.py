"""A register of invented companies, and payees as ledgers would have typed them, for measuring how suppliers are found.

How often each frequent word stands in a name is OurPlace's own count (rules/common_words.csv); rare words are invented, with the
frequencies of Zipf's law. Of the payees three quarters are companies of the register, in ten kinds of noise; a quarter are nobody's:
most of them a company's name with one word changed.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from invented_evidence import paid_evidence, with_evidence
from ourplace.registers import ENTITY_SCHEMA
from ourplace.suppliers.rules import same_words, words_per_million

SEED = 20261126
EVIDENCE = ("company_number", "postcode", "incorporated_date", "sic_codes")
FORMS = ("LIMITED", "LTD", "LTD.", "LLP", "PLC", "C.I.C.")
WRITTEN_FORMS = (*FORMS, "LIMITED.", "LTD..")
FORM_SHARES = (0.60, 0.34, 0.01, 0.03, 0.005, 0.015)
WORDS_SHARES = (0.10, 0.37, 0.32, 0.15, 0.06)
RARE_SHARE = 0.42
RARE_WORDS_PER_NAME = 0.09
RARE_EXPONENT = 0.55
ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "cr",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gl",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "pr",
    "qu",
    "r",
    "s",
    "sh",
    "sk",
    "sl",
    "sp",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "z",
]
VOWELS = ["a", "e", "i", "o", "u", "ai", "ea", "ee", "oa", "oo", "ou"]
CODAS = [
    "b",
    "ck",
    "d",
    "ft",
    "g",
    "l",
    "ld",
    "ll",
    "lm",
    "m",
    "mp",
    "n",
    "nd",
    "ng",
    "nt",
    "p",
    "r",
    "rd",
    "rk",
    "rn",
    "rt",
    "s",
    "sh",
    "st",
    "t",
    "th",
    "tt",
    "v",
    "x",
]
NOBODY_SHARE = 0.25
TWIN_SHARE = 0.8
KINDS = (
    "form", "marks", "spaces", "trading_as", "word_dropped", "word_added", "abbreviation", "letter", "cut_short", "two_kinds",
)  # fmt: skip
Chance = np.random.Generator
Words = npt.NDArray[Any]


def invented_register(folder: Path, *, companies: int, has_evidence: bool = False) -> Path:
    """Return a Parquet file (`registers.ENTITY_SCHEMA`) of so many companies, writing it where it is not there.

    `has_evidence`: whether companies have a postcode, a day of incorporation and an industry.
    """
    path = folder / f"register-{companies}{'-with-evidence' if has_evidence else ''}.parquet"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng([SEED, companies])
    rare = rare_words(max(1000, int(companies * RARE_WORDS_PER_NAME)), chance)
    unfinished = path.with_suffix(".unfinished")
    with pq.ParquetWriter(unfinished, ENTITY_SCHEMA) as writer:
        for start in range(0, companies, 250_000):
            count = min(250_000, companies - start)
            table = _entities(_names(count, rare, chance), start)
            writer.write_table(
                with_evidence(table, np.random.default_rng([SEED, start, 2])) if has_evidence else table
            )
    unfinished.rename(path)
    return path


def invented_payees(folder: Path, register: Path, *, payees: int) -> Path:
    """Return a Parquet file of payees: `name`, `truth` (an entity id, null for nobody's) and `kind` of noise.

    Where the register has postcodes, payees have evidence too (see `invented_evidence.paid_evidence`).
    """
    path = folder / f"payees-{payees}-of-{register.stem}.parquet"
    if path.is_file():
        return path
    chance = np.random.default_rng([SEED, payees, 1])
    table = pq.read_table(register, columns=["entity_id", "entity_name", *EVIDENCE])
    chosen = chance.choice(len(table), payees, replace=len(table) < payees)
    names = table["entity_name"].take(pa.array(chosen)).to_pylist()
    others = table["entity_name"].take(pa.array(chance.integers(0, len(table), payees))).to_pylist()
    ids = table["entity_id"].take(pa.array(chosen)).to_pylist()
    is_nobody = chance.random(payees) < NOBODY_SHARE
    rows = [
        _nobody(name, other, chance) if nobody else _typed(name, other, chance)
        for name, other, nobody in zip(names, others, is_nobody.tolist(), strict=True)
    ]
    truth = [None if nobody else entity_id for entity_id, nobody in zip(ids, is_nobody.tolist(), strict=True)]
    made = pa.table({"name": [row[0] for row in rows], "truth": truth, "kind": [row[1] for row in rows]})
    if table["postcode"].null_count == 0:
        paid = paid_evidence(table.take(pa.array(chosen)), is_nobody, np.random.default_rng([SEED, payees, 3]))
        made = pa.table({**{name: made[name] for name in made.column_names}, **paid})
    known = set(table["entity_name"].to_pylist())
    # A changed name that happens to be another company's would be somebody's after all.
    honest = [bool(entity) or name not in known for name, entity in zip(made["name"].to_pylist(), truth, strict=True)]
    pq.write_table(made.filter(pa.array(honest)), path)
    return path


def rare_words(count: int, chance: Chance) -> Words:
    """Return so many invented words of two or three syllables."""
    words: dict[str, None] = {}
    while len(words) < count:
        size = (count, 3)
        onsets, vowels, codas = (
            np.array(parts)[chance.integers(0, len(parts), size)] for parts in (ONSETS, VOWELS, CODAS)
        )
        syllables = np.char.add(np.char.add(onsets, vowels), codas)
        first_two = np.char.add(np.char.add(onsets[:, 0], vowels[:, 0]), syllables[:, 1])
        made = np.where(chance.random(count) < 0.3, np.char.add(first_two, syllables[:, 2]), first_two)  # noqa: PLR2004
        words |= dict.fromkeys(made.tolist())
    return np.array(list(words)[:count])


def _names(count: int, rare: Words, chance: Chance) -> list[str]:
    frequent = {
        word: share
        for word, share in words_per_million().items()
        if word not in {"limited", "ltd", "llp", "plc", "cic"} and len(word) > 1
    }
    shares = np.array(list(frequent.values()), dtype=np.float64)
    common = np.array(list(frequent))[chance.choice(len(frequent), (count, 5), p=shares / shares.sum())]
    ranks = np.arange(1, len(rare) + 1, dtype=np.float64) ** -RARE_EXPONENT
    invented = rare[np.searchsorted(np.cumsum(ranks / ranks.sum()), chance.random((count, 5)))]
    words = np.where(chance.random((count, 5)) < RARE_SHARE, invented, common)
    lengths = 1 + chance.choice(5, count, p=WORDS_SHARES)
    # Nearly every firm has a word of its own somewhere, mostly in front.
    own = np.minimum((chance.random(count) < 0.3) * chance.integers(0, 5, count), lengths - 1)  # noqa: PLR2004
    has_own = chance.random(count) < 0.85  # noqa: PLR2004
    words[np.flatnonzero(has_own), own[has_own]] = invented[np.flatnonzero(has_own), 4]
    forms = np.array(FORMS)[chance.choice(len(FORMS), count, p=FORM_SHARES)]
    return [
        f"{' '.join(row[:length])} ".upper() + form
        for row, length, form in zip(words.tolist(), lengths.tolist(), forms.tolist(), strict=True)
    ]


def _entities(names: list[str], start: int) -> pa.Table:
    count = len(names)
    numbers = [f"{number:08d}" for number in range(start + 1, start + 1 + count)]
    columns: dict[str, Any] = {
        "entity_id": [f"GB-COH-{number}" for number in numbers],
        "register_id": ["companies_house"] * count,
        "entity_name": names,
        "other_names": [[]] * count,
        "legal_form": ["private_company"] * count,
        "status": ["active"] * count,
        "sic_codes": [[]] * count,
        "company_number": numbers,
        "location_kind": ["registered_office"] * count,
    }
    return pa.table(
        [pa.array(columns.get(field.name, [None] * count), field.type) for field in ENTITY_SCHEMA],
        schema=ENTITY_SCHEMA,
    )


def _typed(name: str, other: str, chance: Chance) -> tuple[str, str]:
    """Return a name as somebody could have typed it, and the kind of noise."""
    kind = KINDS[chance.integers(len(KINDS))]
    kinds = (
        [kind] if kind != "two_kinds" else [KINDS[place] for place in chance.choice(len(KINDS) - 1, 2, replace=False)]
    )
    for one in kinds:
        name = NOISE[one](name, other, chance)
    return _cased(name, chance), kind


def _nobody(name: str, other: str, chance: Chance) -> tuple[str, str]:
    """Return a name that is nobody's: mostly a company's with one word changed for another company's."""
    core, form = _parted(name)
    theirs = [word for word in _parted(other)[0] if word not in core] or ["QUITOLD"]
    if chance.random() < TWIN_SHARE and len(core) > 1:
        core[chance.integers(len(core))] = theirs[chance.integers(len(theirs))]
        return _cased(" ".join([*core, form]), chance), "twin"
    return _cased(" ".join([*theirs[:1], "QUITOLD", form]), chance), "unknown"


def _parted(name: str) -> tuple[list[str], str]:
    *core, form = name.split()
    return (core, form) if core and form.upper() in WRITTEN_FORMS else ([*core, form], "")


def _cased(name: str, chance: Chance) -> str:
    name = " ".join(name.split())
    return name.title() if chance.random() < 0.5 else name  # noqa: PLR2004


def _form(name: str, _other: str, chance: Chance) -> str:
    core, form = _parted(name)
    others = {"LIMITED": ["Ltd", "Ltd.", ""], "LTD": ["Limited", "Ltd.", ""]}.get(form, [form, ""])
    return " ".join([*core, others[chance.integers(len(others))]]).strip()


def _marks(name: str, _other: str, chance: Chance) -> str:
    core, form = _parted(name)
    choice = chance.integers(3)
    if choice == 0 and len(core) > 1:
        return " ".join([core[0], f"({core[1]})", *core[2:], form])
    return name.replace(" AND ", " & ") + "." if choice == 1 else ", ".join([" ".join(core), form])


def _spaces(name: str, _other: str, _chance: Chance) -> str:
    core, form = _parted(name)
    if len(core) > 1:
        return " ".join([core[0] + core[1], *core[2:], form])
    half = max(2, len(core[0]) // 2)
    return f"{core[0][:half]} {core[0][half:]} {form}"


def _trading_as(name: str, other: str, chance: Chance) -> str:
    brand = " ".join(_parted(other)[0])
    joiner = ("t/a", "T/A", "trading as", "c/o")[chance.integers(4)]
    return f"{name} {joiner} {brand}" if chance.random() < 0.7 else f"{brand} {joiner} {name}"  # noqa: PLR2004


def _word_dropped(name: str, _other: str, chance: Chance) -> str:
    core, form = _parted(name)
    if len(core) > 1:
        del core[chance.integers(1, len(core))]
    return " ".join([*core, form])


def _word_added(name: str, _other: str, chance: Chance) -> str:
    core, form = _parted(name)
    added = ("UK", "GROUP", "SERVICES", "PRESTON", "NORTH WEST", "SUPPLIES")[chance.integers(6)]
    return " ".join([*core, added, form])


def _abbreviation(name: str, other: str, chance: Chance) -> str:
    core, form = _parted(name)
    short: dict[str, str] = {}
    for variant, word in same_words().items():
        short.setdefault(word, variant)
    held = [place for place, word in enumerate(core) if word.lower() in short]
    if not held:
        return _form(name, other, chance)
    core[held[0]] = short[core[held[0]].lower()].upper()
    return " ".join([*core, form])


def _letter(name: str, _other: str, chance: Chance) -> str:
    core, form = _parted(name)
    place = max(range(len(core)), key=lambda one: len(core[one]))
    word, at = core[place], int(chance.integers(1, max(2, len(core[place]) - 1)))
    core[place] = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at : at + 1] * 2 + word[at + 1 :],
        word[:at] + "AEIORST"[chance.integers(7)] + word[at + 1 :],
        word[:at] + word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :],
    )[chance.integers(4)]
    return " ".join([*core, form])


def _cut_short(name: str, _other: str, chance: Chance) -> str:
    return name[: max(6, int(len(name) * (0.6 + 0.3 * chance.random())))].strip()


NOISE: dict[str, Callable[[str, str, Chance], str]] = {
    "form": _form,
    "marks": _marks,
    "spaces": _spaces,
    "trading_as": _trading_as,
    "word_dropped": _word_dropped,
    "word_added": _word_added,
    "abbreviation": _abbreviation,
    "letter": _letter,
    "cut_short": _cut_short,
}
