"""JSON files: a flat list of payments is a table like any other; tenders and contracts are something else."""

import json
from pathlib import Path
from typing import Any

from ourplace.exceptions import Where
from ourplace.spend.exceptions import NotATableError, NotPaymentsError
from ourplace.spend.grids import Sheet, grid_of_rows
from ourplace.spend.workbooks import cell_text

_LARGEST_BYTES = 200_000_000
_OPEN_CONTRACTING = ("ocid", "releases", "compiledRelease", "tender", "awards")
_LIST_KEYS = ("records", "data", "results", "rows", "payments", "transactions", "items")


def read_json_records(path: Path, name: str) -> Sheet:
    """Return a flat list of JSON objects as a sheet: the keys are row 1, the first object row 2.

    Raises:
        NotATableError: the JSON is damaged, too large, or no list of flat objects.
        NotPaymentsError: it is a release of tenders and contracts (Open Contracting Data Standard).
    """
    where = Where(name)
    if path.stat().st_size > _LARGEST_BYTES:
        raise _not_a_table("it is larger than 200 MB", where)
    try:
        content = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise _not_a_table(f"it is no valid JSON ({type(error).__name__})", where) from error
    records = _records(content)
    if _is_open_contracting(content) or any(map(_is_open_contracting, (records or [])[:10])):
        raise NotPaymentsError(
            "The file is about tenders and contracts, not payments",
            why="it follows the Open Contracting Data Standard: what was to be bought, not what was paid",
            next_step="look on the publisher's site for 'spending over £500' (or £25,000) and give those files",
            where=where,
        )
    if not records or any(isinstance(value, dict | list) for record in records for value in record.values()):
        raise _not_a_table("it is not a list of flat records with one value to each name", where)
    keys = list(dict.fromkeys(key for record in records for key in record))
    rows = [keys, *([cell_text(_plain(record.get(key))) for key in keys] for record in records)]
    return Sheet("", iter([grid_of_rows(rows, range(1, len(rows) + 1))]))


def _records(content: Any) -> list[dict[str, Any]] | None:
    if isinstance(content, dict):
        content = next((content[key] for key in _LIST_KEYS if isinstance(content.get(key), list)), None)
    if not isinstance(content, list) or not all(isinstance(record, dict) for record in content):
        return None
    return content


def _is_open_contracting(content: Any) -> bool:
    return isinstance(content, dict) and any(key in content for key in _OPEN_CONTRACTING)


def _plain(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _not_a_table(why: str, where: Where) -> NotATableError:
    return NotATableError(
        "The JSON file cannot be read as a table",
        why=why,
        next_step="export the payments as CSV or XLSX",
        where=where,
    )
