"""Cleaned names: what is left of a name when spelling habits are taken away, a whole column at a time.

A column of names goes in and Arrow tables come out, so that the same code cleans ten payees or one partition of a
national register. Legal forms are recognised at the end of a name only. Names are worked on as words with numbers, each
distinct word looked up once; only names with letters beyond ASCII go through Unicode.
"""

import re
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Bytes, Flags, Ints
from ourplace.suppliers.hashing import bytes_of, texts_of
from ourplace.suppliers.ragged import Ragged, offsets_of, ranges
from ourplace.suppliers.rules import ignored_words, rules, same_words

CLEANED_SCHEMA = pa.schema(
    [
        ("full", pa.string()),
        ("core", pa.string()),
        ("legal_form", pa.string()),
        ("words", pa.list_(pa.string())),
        ("squashed", pa.string()),
        ("sorted_words", pa.string()),
    ]
)
SINGLE_LETTERS = re.compile(r"\b([a-z]) (?=[a-z]\b)")
SPACE, GONE = 32, 0


class NameWords(NamedTuple):
    """Cleaned names as numbers: the distinct words, and for each name the places of its words among them.

    `core`: all words without the legal form and a leading 'the'; `telling`: those that say something, all where none
    does; `legal_forms`: the place of the form in `legal_form_ids`, 0 for none.
    """

    distinct: pa.Array
    core: Ragged
    telling: Ragged
    legal_forms: Ints

    def joined(self, words: Ragged, separator: str) -> pa.Array:
        """Return the words of each name as one text."""
        return pc.binary_join(self._listed(words), separator)

    def _listed(self, words: Ragged) -> pa.Array:
        taken = self.distinct.take(pa.array(words.values))
        return pa.ListArray.from_arrays(pa.array(words.offsets, pa.int32()), taken)


def clean(names: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return the cleaned form of each name, one row per name in the order given.

    Columns: `full` (folded, abbreviations written out, the legal form in its short spelling), `core` (the same without
    the legal form and a leading 'the'), `legal_form` (id in rules/legal_forms.yaml, '' where none), `words` (the words of
    the core that say something), `squashed` (those without spaces) and `sorted_words` (those in alphabetical order).
    A name that holds nothing but marks gives empty columns.
    """
    cleaned = clean_words(names)
    core = cleaned.joined(cleaned.core, " ")
    forms = pa.array(legal_form_ids(), pa.string()).take(pa.array(cleaned.legal_forms))
    words = _at_least_one(cleaned)
    ordered = _in_alphabetical_order(cleaned)
    columns = [
        pc.utf8_trim(pc.binary_join_element_wise(core, forms, " "), " "),
        core,
        forms,
        words,
        pc.binary_join(words, ""),
        cleaned.joined(ordered, " "),
    ]
    return pa.table(columns, schema=CLEANED_SCHEMA)


def clean_words(names: pa.Array | pa.ChunkedArray) -> NameWords:
    """Return the cleaned form of each name as numbers of words, for whatever works on many names at once."""
    words, offsets = _split(_folded(names))
    coded = words.dictionary_encode()
    typed = Ragged(coded.indices.to_numpy(), offsets)
    core, legal_forms = _without_legal_form(typed, coded.dictionary)
    distinct, written = _written_out(core, coded.dictionary)
    core = _without_leading_the(written, distinct)
    ignored = _among(distinct, ignored_words())
    telling = core.keep(~ignored[core.values] | ~_says_something(core, ~ignored)[core.parents()])
    return NameWords(distinct, core, telling, legal_forms)


def clean_name(name: str) -> dict[str, object]:
    """Return the cleaned form of one name as a mapping of the columns of `clean`.

    >>> clean_name("The Barnfield Constr. Co. (UK) LIMITED")["full"]
    'barnfield construction company uk ltd'
    >>> clean_name("W.H. Good & Sons P.L.C.")["words"]
    ['wh', 'good', 'sons']
    """
    rows: list[dict[str, object]] = clean(pa.array([name])).to_pylist()
    return rows[0]


@cache
def legal_form_ids() -> tuple[str, ...]:
    """Return the ids of rules/legal_forms.yaml by their place in `NameWords.legal_forms`, '' first."""
    return ("", *(str(form["id"]) for form in rules("legal_forms")["forms"]))


def _folded(names: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the names in lower case, without accents, `&` as 'and'; marks are left to `_split`."""
    text = names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names
    text = pc.fill_null(text.cast(pa.string()), "")
    beyond = pc.invert(pc.string_is_ascii(text))
    if pc.any(beyond).as_py():
        text = pc.replace_with_mask(text, beyond, _fold_unicode(text.filter(beyond)))
    text = pc.ascii_lower(text)
    apart = pc.match_substring_regex(text, r"\bco[\s\-]op")
    if pc.any(apart).as_py():
        text = pc.replace_with_mask(
            text, apart, pc.replace_substring_regex(text.filter(apart), r"\bco[\s\-]op", "coop")
        )
    joined = pc.match_substring(text, "&")
    if pc.any(joined).as_py():
        text = pc.replace_with_mask(text, joined, _with_joined_letters(text.filter(joined)))
    return pc.replace_substring(pc.replace_substring(text, "&", " and "), "+", " and ")


def _with_joined_letters(text: pa.Array) -> pa.Array:
    """Return names with an 'a' that an ampersand joins to a letter as initials: in 'a&a growth' it is no article."""
    text = pc.replace_substring_regex(text, r"\b(a) ?& ?([a-z0-9])\b", r"\1 \2")
    return pc.replace_substring_regex(text, r"\b([a-z0-9]) ?& ?(a)\b", r"\1 \2")


def _fold_unicode(text: pa.Array) -> pa.Array:
    text = pc.replace_substring_regex(text, "[´`’‘ʼ']", "'")
    text = _with_joined_letters(pc.utf8_lower(pc.utf8_normalize(text, form="NFKD")))
    for pattern, replacement in (
        (r"\p{M}", ""),
        ("ß", "ss"),
        ("æ", "ae"),
        ("ø", "o"),
        ("ł", "l"),
        (r"\bco[\s\-]?op", "coop"),
        (r"[&+]", " and "),
        (r"'", ""),
        (r"[^\p{L}\p{N}]+", " "),
    ):
        text = pc.replace_substring_regex(text, pattern, replacement)
    return text


@cache
def _byte_classes() -> Bytes:
    """Return for each byte what it becomes: itself, a space, or nothing (an apostrophe)."""
    classes = np.full(256, SPACE, dtype=np.uint8)
    for kept in (*b"abcdefghijklmnopqrstuvwxyz0123456789", *range(128, 256)):
        classes[kept] = kept
    classes[list(b"'`")] = GONE
    return classes


def _split(folded: pa.Array) -> tuple[pa.Array, Ints]:
    """Return the words of all names and where each name's begin; initials in a row are one word ("w h" is "wh")."""
    data, offsets = bytes_of(folded)
    data = _byte_classes()[data]
    if not data.all():
        offsets = np.concatenate([[0], np.cumsum(data != GONE, dtype=np.int32)])[offsets]
        data = data[data != GONE]
    is_letter = data != SPACE
    begins = is_letter.copy()
    begins[1:] &= ~is_letter[:-1]
    begins[offsets[:-1][offsets[:-1] < len(data)]] |= is_letter[offsets[:-1][offsets[:-1] < len(data)]]
    before = np.concatenate([[0], np.cumsum(is_letter, dtype=np.int32)])
    starts = np.flatnonzero(begins)
    names = np.searchsorted(starts, offsets)
    letters = data[is_letter]
    bounds = np.append(before[starts], len(letters))
    joined = _continues_initials(letters, bounds, names)
    kept = np.concatenate([[0], np.cumsum(~joined)])
    return texts_of(letters, np.append(bounds[:-1][~joined], len(letters))), kept[names]


def _continues_initials(letters: Bytes, bounds: Ints, names: Ints) -> Flags:
    """Return for each word whether it is one letter after one letter in the same name."""
    first = letters[bounds[:-1]]
    single = (np.diff(bounds) == 1) & (first >= ord("a")) & (first <= ord("z"))
    joined = np.zeros(len(single), dtype=bool)
    joined[1:] = single[1:] & single[:-1]
    begins_name = names[:-1][names[:-1] < len(single)]
    joined[begins_name] = False
    return joined


def _without_legal_form(words: Ragged, distinct: pa.Array) -> tuple[Ragged, Ints]:
    """Return the names without the legal form and closing notes at their ends, and the form found at each end.

    Only the run of words at the end that occur in forms is looked at, each distinct run once.
    """
    in_forms = _among(distinct, _form_words())
    counts = words.lengths
    last_other = np.zeros(len(counts), dtype=np.int64)
    others = np.flatnonzero(~in_forms[words.values])
    last_other[words.parents()[others]] = others + 1
    starts = np.maximum(last_other, words.offsets[:-1])
    lengths = words.offsets[1:] - starts
    run = Ragged(words.values[ranges(starts, lengths)], offsets_of(lengths))
    texts = NameWords(distinct, run, run, np.zeros(0, np.int8)).joined(run, " ")
    is_whole = lengths == counts
    coded = pc.binary_join_element_wise(pc.if_else(pa.array(is_whole), "", "…"), texts, " ").dictionary_encode()
    found = [_closing(text) for text in coded.dictionary.to_pylist()]
    places = coded.indices.to_numpy()
    cut = np.array([one[0] for one in found], dtype=np.int64)[places]
    legal_forms = np.array([one[1] for one in found], dtype=np.int8)[places]
    kept = counts - cut
    return Ragged(words.values[ranges(words.offsets[:-1], kept)], offsets_of(kept)), legal_forms


def _closing(text: str) -> tuple[int, int]:
    """Return how many words at the end are a legal form or a closing note, and the place of the form among the ids."""
    found = _closing_pattern().match(text.strip())
    if found is None:
        return 0, 0
    tail = found["tail"]
    return len(tail.split()), legal_form_ids().index(_form_of(tail))


@cache
def _closing_pattern() -> re.Pattern[str]:
    phrases = sorted({*_phrases(), *rules("legal_forms")["closing_notes"]}, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", " ") for phrase in phrases)
    return re.compile(f"^(?P<rest>.*?[^ ].*?)(?P<tail>(?: (?:{either}))+)$")


@cache
def _form_words() -> frozenset[str]:
    phrases = (*_phrases(), *rules("legal_forms")["closing_notes"])
    return frozenset(word for phrase in phrases for word in phrase.split())


@cache
def _phrases() -> dict[str, str]:
    return {str(phrase): form["id"] for form in rules("legal_forms")["forms"] for phrase in form["phrases"]}


def _form_of(tail: str) -> str:
    """Return the form that a tail such as ' company limited in liquidation' names: the longest phrase it ends with."""
    for note in rules("legal_forms")["closing_notes"]:
        tail = tail.removesuffix(f" {note}")
    found = [phrase for phrase in _phrases() if tail.endswith(f" {phrase}")]
    return _phrases()[max(found, key=len)] if found else ""


def _written_out(words: Ragged, distinct: pa.Array) -> tuple[pa.Array, Ragged]:
    """Return the names with abbreviations replaced by the word, or words, that they stand for."""
    full = same_words()
    short = np.flatnonzero(_among(distinct, frozenset(full)))
    written = [full[word].split(" ") for word in distinct.take(pa.array(short)).to_pylist()]
    meant = pa.array([word for several in written for word in several], pa.string())
    every = pa.concat_arrays([distinct, meant])
    first = pc.index_in(every, value_set=every).to_numpy()
    counts = np.ones(len(distinct), dtype=np.int64)
    counts[short] = [len(several) for several in written]
    targets = np.repeat(np.arange(len(distinct)), counts)
    targets[np.isin(targets, short)] = len(distinct) + np.arange(len(meant))
    replaced = Ragged(first[targets].astype(np.int32), offsets_of(counts)).take(words.values)
    return every, Ragged(replaced.values, replaced.offsets[words.offsets])


def _without_leading_the(words: Ragged, distinct: pa.Array) -> Ragged:
    the = pc.index(distinct, "the").as_py()
    if the < 0:
        return words
    several = words.offsets[:-1][words.lengths > 1]
    kept = np.ones(len(words.values), dtype=bool)
    kept[several] = words.values[several] != the
    return words.keep(kept)


def _among(words: pa.Array, known: frozenset[str]) -> Flags:
    held = pc.is_in(words, value_set=pa.array(sorted(known), pa.string()))
    return np.asarray(held.to_numpy(zero_copy_only=False), dtype=bool)


def _says_something(words: Ragged, telling: Flags) -> Flags:
    return words.any(telling[words.values])


def _at_least_one(cleaned: NameWords) -> pa.Array:
    """Return the telling words of each name as lists; a name without any has one empty word."""
    words = cleaned._listed(cleaned.telling)  # noqa: SLF001
    none = pc.equal(pc.list_value_length(words), 0)
    return pc.if_else(none, pa.scalar([""], pa.list_(pa.string())), words) if pc.any(none).as_py() else words


def _in_alphabetical_order(cleaned: NameWords) -> Ragged:
    words = cleaned.telling
    rank = np.empty(len(cleaned.distinct), dtype=np.int64)
    rank[pc.sort_indices(cleaned.distinct).to_numpy()] = np.arange(len(rank))
    order = np.lexsort((rank[words.values], words.parents()))
    return Ragged(words.values[order], words.offsets)
