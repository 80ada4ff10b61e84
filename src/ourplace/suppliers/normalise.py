"""Cleaned names: what is left of a name when spelling habits are taken away, a whole column at a time.

A column of names goes in and Arrow tables come out, so that the same code cleans ten payees or one partition of a
national register. Legal forms are recognised at the end of a name only.
"""

import re
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

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


def clean(names: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return the cleaned form of each name, one row per name in the order given.

    Columns: `full` (folded, abbreviations written out, the legal form in its short spelling), `core` (the same without
    the legal form and a leading 'the'), `legal_form` (id in rules/legal_forms.yaml, '' where none), `words` (the words of
    the core that say something), `squashed` (those without spaces) and `sorted_words` (those in alphabetical order).
    A name that holds nothing but marks gives empty columns.
    """
    folded = fold(_one_chunk(names))
    core, legal_form = split_legal_form(folded)
    core = _write_out(core)
    core = pc.replace_substring_regex(core, r"^the (.)", r"\1")
    words = _telling_words(core)
    return pa.table(
        [
            _with_form(core, legal_form),
            core,
            legal_form,
            words,
            pc.binary_join(words, ""),
            pc.binary_join(_sorted(words), " "),
        ],
        schema=CLEANED_SCHEMA,
    )


def fold(names: pa.Array) -> pa.Array:
    """Return the names in lower case, without accents and marks, `&` as 'and', initials written together.

    Letters of other scripts stay; a null is the empty text.
    """
    text = pc.fill_null(names.cast(pa.string()), "")
    text = pc.replace_substring_regex(text, "[´`’‘ʼ']", "'")
    text = pc.utf8_lower(pc.utf8_normalize(text, form="NFKD"))
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
    return _join_initials(pc.utf8_trim(text, " "))


def split_legal_form(folded: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Return the names without the legal form and closing notes at their ends, and the id of the last form found."""
    tails = _closing_patterns()
    rest = pc.struct_field(pc.extract_regex(folded, tails), "rest")
    tail = pc.struct_field(pc.extract_regex(folded, tails), "tail")
    core = pc.if_else(pc.is_valid(rest), rest, folded)
    coded = pc.fill_null(tail, "").dictionary_encode()
    forms = pa.array([_form_of(text) for text in coded.dictionary.to_pylist()], pa.string())
    return core, forms.take(coded.indices)


def clean_name(name: str) -> dict[str, object]:
    """Return the cleaned form of one name as a mapping of the columns of `clean`.

    >>> clean_name("The Barnfield Constr. Co. (UK) LIMITED")["full"]
    'barnfield construction company uk ltd'
    >>> clean_name("W.H. Good & Sons P.L.C.")["words"]
    ['wh', 'good', 'sons']
    """
    rows: list[dict[str, object]] = clean(pa.array([name])).to_pylist()
    return rows[0]


def _one_chunk(names: pa.Array | pa.ChunkedArray) -> pa.Array:
    return names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names


def _join_initials(text: pa.Array) -> pa.Array:
    """Write "w h good" as "wh good": only the few names with two single letters in a row pay for it."""
    wanted = pc.match_substring_regex(text, r"\b[a-z] [a-z]\b")
    joined = [SINGLE_LETTERS.sub(r"\1", name) for name in text.filter(wanted).to_pylist()]
    return pc.replace_with_mask(text, wanted, pa.array(joined, pa.string()))


@cache
def _closing_patterns() -> str:
    phrases = sorted({*_phrases(), *rules("legal_forms")["closing_notes"]}, key=len, reverse=True)
    either = "|".join(re.escape(phrase).replace(r"\ ", " ") for phrase in phrases)
    return f"^(?P<rest>.*?[^ ].*?)(?P<tail>(?: (?:{either}))+)$"


@cache
def _phrases() -> dict[str, str]:
    return {str(phrase): form["id"] for form in rules("legal_forms")["forms"] for phrase in form["phrases"]}


def _form_of(tail: str) -> str:
    """Return the form that a tail such as ' company limited in liquidation' names: the longest phrase it ends with."""
    for note in rules("legal_forms")["closing_notes"]:
        tail = tail.removesuffix(f" {note}")
    found = [phrase for phrase in _phrases() if tail.endswith(f" {phrase}")]
    return _phrases()[max(found, key=len)] if found else ""


def _write_out(text: pa.Array) -> pa.Array:
    """Replace abbreviations by the words they stand for, looking each distinct word up once."""
    words = pc.split_pattern(text, " ")
    coded = words.values.dictionary_encode()
    full = same_words()
    written = pa.array([full.get(word, word) for word in coded.dictionary.to_pylist()], pa.string())
    return pc.binary_join(pa.ListArray.from_arrays(words.offsets, written.take(coded.indices)), " ")


def _telling_words(core: pa.Array) -> pa.Array:
    """Return the words of each name that say something; all of them where none does."""
    words = pc.split_pattern(core, " ")
    keep = pc.invert(pc.is_in(words.values, value_set=pa.array(sorted(ignored_words() | {""}))))
    counts = pc.fill_null(pc.cumulative_sum(keep.cast(pa.int32())), 0)
    before = pa.concat_arrays([pa.array([0], pa.int32()), counts])
    telling = pa.ListArray.from_arrays(before.take(words.offsets), words.values.filter(keep))
    none_left = pc.equal(pc.list_value_length(telling), 0)
    return pc.if_else(none_left, words, telling) if pc.any(none_left).as_py() else telling


def _sorted(words: pa.Array) -> pa.Array:
    parents = pc.list_parent_indices(words)
    order = pc.sort_indices(
        pa.table({"parent": parents, "word": words.flatten()}),
        sort_keys=[("parent", "ascending"), ("word", "ascending")],
    )
    lengths = pc.fill_null(pc.list_value_length(words), 0)
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(lengths).cast(pa.int32())])
    return pa.ListArray.from_arrays(offsets, words.flatten().take(order))


def _with_form(core: pa.Array, legal_form: pa.Array) -> pa.Array:
    joined = pc.binary_join_element_wise(core, legal_form, " ")
    return pc.utf8_trim(joined, " ")
