"""What is known of a payee and of an entity when the two are compared."""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

import pyarrow as pa

from ourplace.suppliers.normalise import clean


class CleanName(NamedTuple):
    """One cleaned name (see `ourplace.suppliers.normalise.clean`), as it was and as it is compared."""

    text: str
    full: str
    core: str
    legal_form: str
    words: tuple[str, ...]
    squashed: str
    sorted_words: str


class PayeeFacts(NamedTuple):
    """What a payee's rows say beside the name; what they do not say is null."""

    company_number: str | None = None
    charity_number: str | None = None
    postcode: str | None = None
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    need_category_code: str | None = None
    business_type: str = "unknown"


class EntityFacts(NamedTuple):
    """What the registers say about one organisation, all its rows together.

    `is_premises`: the registers list its premises, so that one organisation may be listed once for each.
    """

    entity_id: str
    register_id: str
    entity_name: str
    legal_form: str = "unknown"
    status: str = "unknown"
    incorporated_date: dt.date | None = None
    dissolved_date: dt.date | None = None
    sic_codes: tuple[str, ...] = ()
    company_number: str | None = None
    charity_number: str | None = None
    postcodes: tuple[str, ...] = ()
    size: str | None = None
    register_ids: tuple[str, ...] = ()
    is_premises: bool = False

    @property
    def is_numbered(self) -> bool:
        """Return whether a register gives it a company or charity number."""
        return bool(self.company_number or self.charity_number)

    @property
    def organisation(self) -> str:
        """Return what the same organisation has in common across registers: its company number, else charity number, else id."""
        if self.company_number:
            return f"company {self.company_number}"
        return f"charity {self.charity_number}" if self.charity_number else self.entity_id


def clean_names(names: Sequence[str]) -> dict[str, CleanName]:
    """Return the cleaned form of each distinct name, by the name."""
    distinct = sorted(set(names))
    columns = clean(pa.array(distinct, pa.string())).to_pydict()
    return {
        text: CleanName(text, full, core, form, tuple(words), squashed, ordered)
        for text, full, core, form, words, squashed, ordered in zip(distinct, *columns.values(), strict=True)
    }
