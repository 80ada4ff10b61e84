"""What each payment was for: the division of the Common Procurement Vocabulary (CPV 2008) that the buyer's words point to."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import pyarrow as pa
import pyarrow.compute as pc

from ourplace.parameters import parameter_value
from ourplace.spend.rulebook import Rulebook, first_rules, read_rulebook, with_columns

UNKNOWN_TIER = "unknown"
STATED_TIER = "stated_code"
STATED_RULE = "stated_cpv_code"
CPV_CODE = r"^(?P<division>\d{2})\d{6}(?:-\d)?$"


@cache
def need_category_rules() -> Rulebook:
    """Return the ordered rules: headings of known classifications first, then keywords; the last fits whatever is left."""
    folder = files("ourplace.spend.need_categories")
    return read_rulebook([folder / "classifications.yaml", folder / "keywords.yaml"])


def assign_need_categories(payments: pa.Table) -> pa.Table:
    """Return the payments with `need_category_code`, `need_category_tier` and `need_category_rule_id`, in the same order.

    A CPV code that the buyer states decides; else the first rule that fits (docs/explanation/methods.md, "Need categories and
    sectors"). Where none fits, code and rule are null and the tier is `unknown`.
    """
    book = need_category_rules()
    chosen = pa.array(first_rules(payments, book))
    stated = stated_divisions(payments)
    is_stated = pc.is_valid(stated)
    return with_columns(
        payments,
        need_category_code=pc.if_else(is_stated, stated, pa.array([rule.outcome or None for rule in book.rules], pa.string()).take(chosen)),
        need_category_tier=pc.if_else(is_stated, STATED_TIER, pa.array([rule.tier or UNKNOWN_TIER for rule in book.rules]).take(chosen)),
        need_category_rule_id=pc.if_else(
            is_stated, STATED_RULE, pa.array([rule.id if rule.outcome else None for rule in book.rules], pa.string()).take(chosen)
        ),
    )


def stated_divisions(payments: pa.Table) -> pa.Array:
    """Return the CPV division of each stated code of the CPV's form, null where there is none."""
    if "category_code" not in payments.column_names:
        return pa.nulls(payments.num_rows, pa.string())
    codes = payments["category_code"].combine_chunks()
    divisions = pc.struct_field(pc.extract_regex(codes, CPV_CODE), "division")
    return pc.if_else(pc.is_in(divisions, pa.array(list(cpv_divisions()))), divisions, pa.scalar(None, pa.string()))


@cache
def cpv_divisions() -> Mapping[str, str]:
    """Return the names of the CPV 2008 divisions by their two digits."""
    return dict(parameter_value("cpv_divisions"))


@cache
def sic_sections() -> Mapping[str, str]:
    """Return the names of the SIC 2007 sections by their letter."""
    return {letter: section["name"] if isinstance(section, Mapping) else section for letter, section in parameter_value("sic_sections").items()}


@cache
def cpv_division_for_sic(sic_code: str) -> str | None:
    """Return the CPV division that firms of an industry mostly sell, None where the industry does not tell.

    The longest beginning of the code that the parameter `cpv_division_to_sic` lists decides.
    """
    beginnings = {begin: division for division, begins in parameter_value("cpv_division_to_sic").items() for begin in begins}
    fitting = [begin for begin in beginnings if sic_code.startswith(begin)]
    return beginnings[max(fitting, key=len)] if fitting else None
