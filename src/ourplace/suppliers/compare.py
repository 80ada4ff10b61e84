"""How alike a payee and an entity are: a readable list of features, each a score and the words that explain it.

Each feature is a pure function of one pair; its docstring is its public definition. Whether a pair may match at all is
decided first: a name alone never links two organisations unless it shares a distinctive word or is the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.fuzz import ratio

from ourplace.parameters import parameter_value
from ourplace.suppliers.pairs import NEAR_WORTH, Pair
from ourplace.suppliers.readings import reading_meaning
from ourplace.suppliers.rules import place_words, rules

UNRELATED_NUMBER = 0.35
OTHER_FORM, IMPOSSIBLE_FORM = -1.0, -4.0
MOST_INFORMATION = 40.0
WHOLE_READINGS = ("as_typed", "without_note")
SECOND_READINGS = ("after_trading_as", "after_mark", "inside_brackets")
LEAST_LETTERS_OF_A_NAME = 2
# Business types in a payee's name that no register contradicts, and register entries that contradict all others.
SAYS_NOTHING = ("unknown", "private_company", "sole_trader_or_individual")
OTHER_SORTS = ("private_company", "partnership", "overseas")


class Evidence(NamedTuple):
    """What one feature says of one pair: a score, and words for the explanation ('' where it has nothing to say)."""

    score: float
    words: str = ""


@dataclass(frozen=True)
class Feature:
    """A named feature; `origin` says whether its weight is fitted to labels or set by judgement.

    `speaks_at_zero`: it may have words for the explanation though its score is 0. `of_words`: it tells the words of the names apart, and
    has nothing to say where the names are the same. `needs_facts`: it is about more than names. `says`: its words alone, for the features
    that are asked most and weigh long; `is_silent`: it never has any.
    """

    name: str
    function: Callable[[Pair], Evidence]
    origin: str
    speaks_at_zero: bool = False
    of_words: bool = False
    needs_facts: bool = False
    says: Callable[[Pair], str] | None = None
    is_silent: bool = False

    def words(self, pair: Pair) -> str:
        """Return what the feature has to say of a pair."""
        return self.says(pair) if self.says else self.function(pair).words

    @property
    def sentence(self) -> str:
        """Return the definition of the feature, in one sentence."""
        return (self.function.__doc__ or "").split("\n")[0]


NOTHING = Evidence(0.0)


def whole_name(pair: Pair) -> Evidence:
    """The names are the same to the letter, legal form and all, once marks, accents and abbreviations are put aside."""
    return Evidence(1.0, f"same name '{pair.name.text}'") if pair.reading.full == pair.name.full else NOTHING


def name_without_form(pair: Pair) -> Evidence:
    """The names are the same without the legal form, spaces and words such as 'the' and 'company'."""
    if not pair.same_letters or pair.reading.full == pair.name.full:
        return NOTHING
    return Evidence(1.0, f"same name '{pair.name.text}' without the legal form")


def other_order(pair: Pair) -> Evidence:
    """The names hold the same words in another order."""
    is_so = pair.same_words and not pair.same_letters
    return Evidence(1.0, f"same words as '{pair.name.text}' in another order") if is_so else NOTHING


def shared_words(pair: Pair) -> Evidence:
    """How much the words in both names tell, by their rarity among organisations' names."""
    near = sum(NEAR_WORTH * pair.rarity.information(theirs) for _, theirs in pair.near)
    score = near + sum(pair.rarity.information(word) for word in pair.shared)
    return Evidence(min(score, MOST_INFORMATION) / 10, _words_shared(pair))


def missing_words(pair: Pair) -> Evidence:
    """How much the payee's words tell that the entity's name lacks."""
    score = sum(pair.rarity.information(word) for word in pair.missing)
    return Evidence(min(score, MOST_INFORMATION) / 10, _words_missing(pair))


def extra_words(pair: Pair) -> Evidence:
    """How much the words of the entity's name tell that the payee's lacks."""
    score = sum(pair.rarity.information(word) for word in pair.extra)
    return Evidence(min(score, MOST_INFORMATION) / 10, _words_added(pair))


def closeness(pair: Pair) -> Evidence:
    """How few letters would have to change to turn one name into the other."""
    alike = ratio(pair.reading.squashed, pair.name.squashed) / 100
    return Evidence(max(0.0, (alike - 0.5) / 0.5), _slips(pair))


def first_word(pair: Pair) -> Evidence:
    """Both names begin with the same word (1), or with two that differ by a slip or an ending (0.7)."""
    first = pair.reading.words[:1] + pair.name.words[:1]
    if pair.same_letters or first[:1] == first[1:]:
        return Evidence(1.0)
    return Evidence(NEAR_WORTH if first in pair.near else 0.0)


def legal_form(pair: Pair) -> Evidence:
    """The legal form in the payee's name is another than the entity's (-1), one that it cannot have had (-4); 0 where it is the same or is not stated."""
    ours, theirs = pair.reading.legal_form, pair.name.legal_form
    if not ours or not theirs:
        return NOTHING
    typed, registered = _form_typed(pair.reading.text), _form_typed(pair.name.text)
    if ours != theirs:
        return Evidence(form_score(ours, theirs), f"'{typed}' where the register has '{registered}'")
    return Evidence(0.0, f"'{typed}' for '{registered}'" if typed.casefold() != registered.casefold() else "")


def form_score(ours: str, theirs: str) -> float:
    """Return the score of two legal forms (ids of rules/legal_forms.yaml): a company may become a PLC, but never a partnership.

    >>> form_score("ltd", "plc"), form_score("llp", "ltd")
    (-1.0, -4.0)
    """
    if ours == theirs:
        return 0.0
    return OTHER_FORM if (ours in _partnerships()) == (theirs in _partnerships()) else IMPOSSIBLE_FORM


@cache
def _partnerships() -> frozenset[str]:
    return frozenset(form["id"] for form in rules("legal_forms")["forms"] if form["business_type"] == "partnership")


def place_or_number_differs(pair: Pair) -> Evidence:
    """A place or a number is in one name and another, or none, in the other: branches and namesakes differ so."""
    ours = [word for word in pair.missing if word in place_words() or word.isdigit()]
    theirs = [word for word in pair.extra if word in place_words() or word.isdigit()]
    if not ours and not theirs:
        return NOTHING
    words = f"'{' '.join(ours)}' against '{' '.join(theirs)}'" if ours and theirs else ""
    return Evidence(1.0 if ours and theirs else 0.5, words)


def part_of_name(pair: Pair) -> Evidence:
    """Only a part of what was typed is compared, such as the name after 'trading as'."""
    if pair.reading_kind in WHOLE_READINGS:
        return NOTHING
    return Evidence(1.0, f"compared is {reading_meaning(pair.reading_kind)}")


def middle_left_out(pair: Pair) -> Evidence:
    """Words in brackets in the middle of the name are left out; in a registered name they tell two firms apart."""
    return Evidence(1.0 if pair.reading_kind == "without_middle_brackets" else 0.0)


def second_name(pair: Pair) -> Evidence:
    """What is compared stands second in what was typed, after 'trading as' or a mark or in brackets; the first is more often who is paid."""
    return Evidence(1.0 if pair.reading_kind in SECOND_READINGS else 0.0)


def former_name(pair: Pair) -> Evidence:
    """The name compared is a previous, trading or other name of the entity, not its registered one."""
    if pair.name_kind == "main":
        return NOTHING
    return Evidence(1.0, f"a {pair.name_kind} name of '{pair.entity.entity_name}'")


def sort_of_organisation(pair: Pair) -> Evidence:
    """The payee's name says it is a school, council, charity or the like, and the register says it is one (1) or not (-1)."""
    said, registered = pair.payee.business_type, pair.entity.legal_form
    if said in SAYS_NOTHING or registered == "unknown":
        return NOTHING
    if said == registered:
        return Evidence(1.0, f"both are a {said.replace('_', ' ')}")
    if registered in OTHER_SORTS:
        return Evidence(-1.0, f"the register has a {registered.replace('_', ' ')}")
    return NOTHING


def printed_number(pair: Pair) -> Evidence:
    """The company or charity number that the publisher printed is the entity's (1; less where the names have nothing in common) or another (-1)."""
    printed = {pair.payee.company_number, pair.payee.charity_number} - {None}
    registered = {pair.entity.company_number, pair.entity.charity_number} - {None}
    if not printed or not registered:
        return NOTHING
    if printed & registered:
        number = min(str(both) for both in printed & registered)
        if pair.shares_distinctive_word or pair.same_letters or pair.same_words:
            return Evidence(1.0, f"printed number {number} agrees")
        return Evidence(UNRELATED_NUMBER, f"printed number {number} agrees but the names have nothing in common")
    contradicts = (pair.payee.company_number and pair.entity.company_number) or (
        pair.payee.charity_number and pair.entity.charity_number
    )
    return Evidence(-1.0, "another number was printed") if contradicts else NOTHING


def postcode(pair: Pair) -> Evidence:
    """The payee's postcode is one of the entity's (1), in the same sector (0.7), district (0.5) or area (0.2), or in none (-0.1)."""
    ours, theirs = pair.payee.postcode, pair.entity.postcodes
    if not ours or not theirs:
        return NOTHING
    for score, part, words in (
        (1.0, _whole_postcode, "postcode"),
        (0.7, _sector, "postcode sector"),
        (0.5, _district, "postcode district"),
        (0.2, _area, "postcode area"),
    ):
        if part(ours) in {part(other) for other in theirs}:
            return Evidence(score, f"{words} {part(ours)} agrees")
    return Evidence(-0.1)


def dissolved_before(pair: Pair) -> Evidence:
    """The entity was dissolved before the first payment."""
    ended, paid = pair.entity.dissolved_date, pair.payee.first_date
    return (
        Evidence(1.0, f"dissolved on {ended} before the first payment") if ended and paid and ended < paid else NOTHING
    )


def industry(pair: Pair) -> Evidence:
    """The entity's industry is one that usually sells what was bought."""
    if not pair.payee.need_category_code or not pair.entity.sic_codes:
        return NOTHING
    usual = parameter_value("indicators_need_category_industries").get(pair.payee.need_category_code, ())
    is_so = any(code[:2] in usual for code in pair.entity.sic_codes)
    return Evidence(1.0, "its industry sells what was bought") if is_so else NOTHING


def _words_shared(pair: Pair) -> str:
    if not pair.shared:
        return ""
    kind = "distinctive words" if any(pair.rarity.is_distinctive(word) for word in pair.shared) else "words"
    return f"same {kind} '{' '.join(word.capitalize() for word in pair.shared)}'"


def _words_missing(pair: Pair) -> str:
    return f"'{' '.join(pair.missing)}' is not in the registered name" if pair.missing else ""


def _words_added(pair: Pair) -> str:
    return f"the registered name adds '{' '.join(pair.extra)}'" if pair.extra else ""


def _slips(pair: Pair) -> str:
    return ", ".join(f"'{ours}' for '{theirs}'" for ours, theirs in pair.near)


FITTED, JUDGED = "fitted", "judged"
FEATURES: tuple[Feature, ...] = (
    Feature("whole_name", whole_name, FITTED),
    Feature("name_without_form", name_without_form, FITTED),
    Feature("other_order", other_order, FITTED),
    Feature("shared_words", shared_words, FITTED, speaks_at_zero=True, of_words=True, says=_words_shared),
    Feature("missing_words", missing_words, FITTED, speaks_at_zero=True, of_words=True, says=_words_missing),
    Feature("extra_words", extra_words, FITTED, speaks_at_zero=True, of_words=True, says=_words_added),
    Feature("closeness", closeness, FITTED, speaks_at_zero=True, of_words=True, says=_slips),
    Feature("first_word", first_word, FITTED, is_silent=True),
    Feature("legal_form", legal_form, JUDGED, speaks_at_zero=True),
    Feature("place_or_number_differs", place_or_number_differs, FITTED),
    Feature("part_of_name", part_of_name, FITTED),
    Feature("middle_left_out", middle_left_out, JUDGED, is_silent=True),
    Feature("second_name", second_name, FITTED, is_silent=True),
    Feature("former_name", former_name, JUDGED),
    Feature("sort_of_organisation", sort_of_organisation, FITTED, needs_facts=True),
    Feature("printed_number", printed_number, JUDGED, needs_facts=True),
    Feature("postcode", postcode, JUDGED, needs_facts=True),
    Feature("dissolved_before", dissolved_before, JUDGED, needs_facts=True),
    Feature("industry", industry, JUDGED, needs_facts=True),
)


def is_possible(pair: Pair) -> bool:
    """Return whether the pair may match at all.

    A name links two organisations only where it shares a distinctive word or is the same; a printed number links them
    without. A company incorporated after the last payment is not the payee.
    """
    begun, paid = pair.entity.incorporated_date, pair.payee.last_date
    if begun and paid and begun > paid:
        return False
    same = (pair.same_letters or pair.same_words) and len(pair.reading.squashed) >= LEAST_LETTERS_OF_A_NAME
    return same or pair.shares_distinctive_word or printed_number(pair).score > 0


def compare(pair: Pair) -> tuple[Evidence, ...]:
    """Return the evidence of each feature of `FEATURES`, in that order."""
    return tuple(feature.function(pair) for feature in FEATURES)


def explain(evidence: tuple[Evidence, ...]) -> str:
    """Return one sentence of what the features found, those about the name first."""
    said = [item.words for item in evidence if item.words]
    is_same = any(evidence[place].score for place in (0, 1))
    kept = [words for words in said if not (is_same and words.startswith(("same distinctive", "same words '")))]
    return "; ".join(dict.fromkeys(kept))


def explain_again(pair: Pair, speaking: Sequence[int]) -> str:
    """Return what `explain` does of a pair whose scores are known; `speaking` are the places of the features that may have words."""
    said = [FEATURES[place].words(pair) for place in speaking]
    return "; ".join(dict.fromkeys([words for words in said if words]))


@lru_cache(maxsize=100_000)
def _form_typed(text: str) -> str:
    """Return the legal form as it stands at the end of a name, such as 'Limited'."""
    squeezed = " ".join(text.rstrip(". )").split()).replace(".", "")
    folded = f" {squeezed.casefold()}"
    last = folded[folded.rindex(" ") + 1 :]
    found = next((phrase for phrase in _phrases_by_last_word().get(last, ()) if folded.endswith(f" {phrase}")), "")
    return squeezed[len(squeezed) - len(found) :] if found else ""


@cache
def _phrases_by_last_word() -> Mapping[str, Sequence[str]]:
    """Return every spelling of every legal form by its last word, the longest first."""
    phrases = {str(phrase) for form in rules("legal_forms")["forms"] for phrase in form["phrases"]}
    ending: dict[str, list[str]] = {}
    for phrase in sorted(phrases, key=lambda phrase: (-phrase.count(" "), phrase)):
        ending.setdefault(phrase.rpartition(" ")[2], []).append(phrase)
    return ending


def _whole_postcode(text: str) -> str:
    return text


def _sector(text: str) -> str:
    return text[:-2]


def _district(text: str) -> str:
    return text.split(" ", 1)[0]


def _area(text: str) -> str:
    return text[:2] if text[1:2].isalpha() else text[:1]
