"""A study with results, as a review's tests make it, and programs that ask about it."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from ourplace_web.api.tokens import make_token
from ourplace_web.review.results import latest_figures
from ourplace_web.studies.models import Study


@pytest.fixture
def study(study_with_results) -> Study:
    """The study with one more table, in which persons are paid."""
    figures = latest_figures(study_with_results)
    rows = [
        {"supplier_id": "s-alarms", "supplier_name": "Barnmoor Alarms", "amount_gbp": 3.0},
        {"supplier_id": "s-hidden", "supplier_name": "Mary Oaktree", "amount_gbp": float("nan")},
        {"supplier_id": "s-person", "supplier_name": "John Elmtree", "amount_gbp": 1.0},
    ]
    pq.write_table(pa.Table.from_pylist(rows), figures / "top_suppliers.parquet")
    return study_with_results


@pytest.fixture
def program(cast) -> Callable[[str], Client]:
    """A function that returns a program with a token of one of the cast, for the first network they belong to; none for a visitor."""

    def of(who: str) -> Client:
        if who == "visitor":
            return Client()
        network = cast.other_network if who == "charlie" else cast.network
        _token, text = make_token(getattr(cast, who), network, "test")
        return Client(headers={"Authorization": f"Bearer {text}"})

    return of
