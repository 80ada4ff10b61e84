"""Names as words: lower case, without accents or marks, initials in a row as one word; a whole column of names at a time.

Most names hold nothing but letters of ASCII, digits, spaces and marks that only keep words apart: for those a table of
bytes is enough. Only names with other letters, ampersands, apostrophes or 'co-op' go through patterns.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ourplace.suppliers.arrays import Bytes, Flags, Ints
from ourplace.suppliers.hashing import bytes_of, texts_of
from ourplace.suppliers.ragged import offsets_of, ranges

CO_OP = r"\bco[\s\-]op"
NEWLINE, SPACE, MARKED, BEYOND_ASCII = 10, 32, 0, 128


class SplitNames(NamedTuple):
    """Names split into words: word i is `data[starts[i]:stops[i]]`, name i the words from `offsets[i]` to `offsets[i + 1]`."""

    data: Bytes
    starts: Ints
    stops: Ints
    offsets: Ints

    def texts(self, words: Ints) -> pa.Array:
        """Return the words at these places."""
        lengths = self.stops[words] - self.starts[words]
        return texts_of(self.data[ranges(self.starts[words], lengths)], offsets_of(lengths))


def split_names(names: pa.Array | pa.ChunkedArray) -> SplitNames:
    """Return the words of each name, in its order; a missing name has none."""
    folded = _folded(names)
    one = pa.ListArray.from_arrays(pa.array([0, len(folded)], pa.int32()), folded)
    data = np.frombuffer(pc.binary_join(one, "\n")[0].as_buffer(), np.uint8)
    ends = np.flatnonzero(data <= SPACE)
    ends_name = np.append(data[ends] == NEWLINE, np.True_)
    stops = np.append(ends, len(data))
    starts = np.append(0, ends + 1)
    is_word = starts < stops
    words_before = np.cumsum(is_word)[ends_name]
    offsets = np.append(0, words_before)[: len(folded) + 1]
    return _with_initials_joined(SplitNames(data, starts[is_word], stops[is_word], offsets))


def _with_initials_joined(names: SplitNames) -> SplitNames:
    """Return the names with initials in a row as one word: "w h" is "wh", written where it ends."""
    joined = _continues_initials(names)
    places = np.flatnonzero(joined)
    if not len(places):
        return names
    firsts = places[~joined[places - 1]] - 1
    lasts = places[~np.append(joined, np.False_)[places + 1]]
    counts = lasts - firsts + 1
    data, starts, stops = names.data.copy(), names.starts.copy(), names.stops.copy()
    starts[firsts], stops[firsts] = stops[lasts] - counts, stops[lasts]
    data[ranges(starts[firsts], counts)] = names.data[names.starts[ranges(firsts, counts)]]
    kept = ~joined
    return SplitNames(data, starts[kept], stops[kept], offsets_of(kept)[names.offsets])


def _continues_initials(names: SplitNames) -> Flags:
    """Return for each word whether it is one letter after one letter in the same name."""
    letters = names.data[names.starts]
    single = (names.stops - names.starts == 1) & (letters >= ord("a")) & (letters <= ord("z"))
    joined = np.zeros(len(single), dtype=bool)
    joined[1:] = single[1:] & single[:-1]
    joined[names.offsets[:-1][names.offsets[:-1] < len(single)]] = False
    return joined


def _folded(names: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return the names in lower case, without accents or apostrophes, with spaces for marks."""
    text = names.combine_chunks() if isinstance(names, pa.ChunkedArray) else names
    text = pc.fill_null(text.cast(pa.string()), "")
    plain = _translated(text)
    marked = _marked_rows(plain)
    if not len(marked):
        return plain
    mask = np.zeros(len(text), dtype=bool)
    mask[marked] = True
    return pc.replace_with_mask(plain, pa.array(mask), _translated(_spelled_out(text.take(pa.array(marked)))))


def _translated(text: pa.Array) -> pa.Array:
    data, offsets = bytes_of(text)
    return texts_of(np.frombuffer(data.tobytes().translate(_byte_table()), np.uint8), offsets)


@cache
def _byte_table() -> bytes:
    """Return for each byte what it becomes: itself in lower case, a space, or a sign that a pattern must look at the name."""
    table = bytearray([SPACE]) * 256
    for kept in (*b"abcdefghijklmnopqrstuvwxyz0123456789", *range(BEYOND_ASCII, 256)):
        table[kept] = kept
    for letter in b"ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        table[letter] = letter | SPACE
    for mark in b"'`&+":
        table[mark] = MARKED
    return bytes(table)


def _marked_rows(plain: pa.Array) -> Ints:
    """Return the places of the names that a table of bytes is not enough for."""
    data, offsets = bytes_of(plain)
    marked = np.flatnonzero((data == MARKED) | (data >= BEYOND_ASCII))
    places = np.append(marked, _places_of(b"co op", data.tobytes())).astype(np.int64)
    return np.unique(np.searchsorted(offsets, places, side="right") - 1)


def _places_of(part: bytes, whole: bytes) -> list[int]:
    places, place = [], whole.find(part)
    while place >= 0:
        places.append(place)
        place = whole.find(part, place + 1)
    return places


def _spelled_out(text: pa.Array) -> pa.Array:
    """Return names in lower case, without accents or apostrophes, `&` and `+` as 'and'."""
    text = pc.ascii_lower(_where(pc.invert(pc.string_is_ascii(text)), text, _fold_unicode))
    text = _where(pc.match_substring_regex(text, CO_OP), text, _with_coop_as_one)
    text = _where(pc.match_substring_regex(text, r"\ba ?&|& ?a\b"), text, _with_joined_letters)
    for mark, meaning in (("&", " and "), ("+", " and "), ("'", ""), ("`", "")):
        text = pc.replace_substring(text, mark, meaning)
    return text


def _where(rows: pa.Array, text: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    return pc.replace_with_mask(text, rows, change(text.filter(rows))) if pc.any(rows).as_py() else text


def _with_coop_as_one(text: pa.Array) -> pa.Array:
    return pc.replace_substring_regex(text, CO_OP, "coop")


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
