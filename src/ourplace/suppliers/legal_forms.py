"""The legal form at the end of a name: recognised whichever way it is written out, and told apart from the name itself."""

import re
from functools import cache, lru_cache

import numpy as np
import pyarrow as pa

from ourplace.suppliers.arrays import Flags, Ints
from ourplace.suppliers.hashing import hash_sequences, number_distinct
from ourplace.suppliers.ragged import Ragged, offsets_of, ranges
from ourplace.suppliers.rules import rules


@cache
def legal_form_ids() -> tuple[str, ...]:
    """Return the ids of rules/legal_forms.yaml by their place in `NameWords.legal_forms`, '' first."""
    return ("", *(str(form["id"]) for form in rules("legal_forms")["forms"]))


@cache
def form_words() -> frozenset[str]:
    """Return the words that legal forms and closing notes are made of."""
    phrases = (*_phrases(), *rules("legal_forms")["closing_notes"])
    return frozenset(word for phrase in phrases for word in phrase.split())


def without_legal_form(words: Ragged, in_forms: Flags, *, texts: pa.Array) -> tuple[Ragged, Ints]:
    """Return the names without the legal form and closing notes at their ends, and the form found at each end.

    Only the run of words at the end that occur in forms is looked at, each distinct run once.

    Args:
        words: the words of each name as numbers.
        in_forms: whether each of those words is one of `form_words`.
        texts: the texts of at least those that are, by their numbers.
    """
    after_other = np.where(in_forms, 0, np.arange(1, len(in_forms) + 1))
    after_last_other = np.maximum.accumulate(np.append(0, after_other))[words.offsets[1:]]
    starts = np.maximum(after_last_other, words.offsets[:-1])
    lengths = words.offsets[1:] - starts
    ends = Ragged(words.values[ranges(starts, lengths)], offsets_of(lengths))
    is_whole = lengths == words.lengths
    numbers, firsts = number_distinct(hash_sequences(ends.values.astype(np.uint64), ends.offsets) + is_whole)
    found = [
        _closing(" ".join(run) if whole else " ".join(["…", *run]))
        for run, whole in zip(_listed(ends.take(firsts), texts), is_whole[firsts], strict=True)
    ]
    cut = np.array([count for count, _ in found], dtype=np.int64)[numbers]
    legal_forms = np.array([form for _, form in found], dtype=np.int8)[numbers]
    kept = words.lengths - cut
    return Ragged(words.values[ranges(words.offsets[:-1], kept)], offsets_of(kept)), legal_forms


def _listed(words: Ragged, texts: pa.Array) -> list[list[str]]:
    taken = texts.take(pa.array(words.values))
    listed: list[list[str]] = pa.ListArray.from_arrays(pa.array(words.offsets, pa.int32()), taken).to_pylist()
    return listed


@lru_cache(maxsize=10_000)
def _closing(text: str) -> tuple[int, int]:
    """Return how many words at the end are a legal form or a closing note, and the place of the form among the ids."""
    found = _closing_pattern().match(text)
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
def _phrases() -> dict[str, str]:
    return {str(phrase): form["id"] for form in rules("legal_forms")["forms"] for phrase in form["phrases"]}


def _form_of(tail: str) -> str:
    """Return the form that a tail such as ' company limited in liquidation' names: the longest phrase it ends with."""
    for note in rules("legal_forms")["closing_notes"]:
        tail = tail.removesuffix(f" {note}")
    found = [phrase for phrase in _phrases() if tail.endswith(f" {phrase}")]
    return _phrases()[max(found, key=len)] if found else ""
