"""Seven ways of publishing the same ledger, each as some finance office really does it; one file a layout."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from ourplace.examples.preston.layouts.finance_export import write_finance_export
from ourplace.examples.preston.layouts.headerless_terms import write_headerless_terms
from ourplace.examples.preston.layouts.monthly_workbook import write_monthly_workbook
from ourplace.examples.preston.layouts.preamble_months import write_preamble_months
from ourplace.examples.preston.layouts.transparency_quarters import write_transparency_quarters
from ourplace.examples.preston.layouts.two_line_header import write_two_line_header
from ourplace.examples.preston.records import Payment

Layout = Callable[[Path, Sequence[Payment]], None]

LAYOUTS: Mapping[str, Layout] = {
    "preston-city-council": write_transparency_quarters,
    "lancashire-county-council": write_preamble_months,
    "lancashire-constabulary": write_monthly_workbook,
    "community-gateway": write_finance_export,
    "prestons-college": write_two_line_header,
    "cardinal-newman-college": write_headerless_terms,
}

__all__ = ["LAYOUTS", "Layout"]
