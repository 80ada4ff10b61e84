"""The payments behind a figure: of the anchors that a reader may see, and no other."""

import csv
import html
import io
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from ourplace.studies.publishing import harmless
from ourplace_web.audit.models import Entry
from ourplace_web.picture.views.payments import csv_parts


def payments(study, *, file: bool = False) -> str:
    """Return the address of a study's payments."""
    return reverse(f"picture_payments{'_csv' if file else ''}", args=["preston", study.slug])


def rows_in(answer) -> list[dict[str, str]]:
    """Return the rows of a CSV file that was sent."""
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))


def largest(report, anchor_id: str) -> dict:
    """Return the supplier that an anchor pays most."""
    rows = report.tables["top_suppliers"].to_pylist()
    return next(row for row in rows if row["anchor_id"] == anchor_id and row["supplier_rank"] == 1)


def test_an_analyst_sees_the_payments_of_all_anchors_to_the_penny(study, browser, report) -> None:
    row = largest(report, "all")

    page = html.unescape(browser("alice").get(payments(study), {"supplier": row["supplier_id"]}).content.decode())

    assert f"£{row['amount_gbp']:,.2f}" in page
    sent = rows_in(browser("alice").get(payments(study, file=True), {"supplier": row["supplier_id"]}))
    assert sum(Decimal(one["amount_gbp"]) for one in sent) == row["amount_gbp"]


def test_an_anchors_people_see_their_own_payments_only(study, browser, dora) -> None:
    for client, own in ((browser("bob"), "preston-city-council"), (dora, "prestons-college")):
        sent = rows_in(client.get(payments(study, file=True)))

        assert {row["anchor_id"] for row in sent} == {own}


def test_asking_for_another_anchor_by_name_is_refused(study, browser) -> None:
    for file in (False, True):
        answer = browser("bob").get(payments(study, file=file), {"anchor": "prestons-college"})

        assert (answer.status_code, "you may not see" in answer.content.decode()) == (404, True)


def test_an_individual_whom_another_anchor_pays_is_not_named(study, dora, report) -> None:
    person = next(
        row for row in report.suppliers.to_pylist()
        if row["is_individual"] and "prestons-college" not in row["anchor_ids"]
    )  # fmt: skip

    answer = dora.get(payments(study), {"supplier": person["supplier_id"]})

    assert person["supplier_name"] not in answer.content.decode()
    assert "Individual (name withheld)" in answer.content.decode()


def test_pages_hold_fifty_and_follow_one_another(study, browser) -> None:
    client = browser("bob")

    first, second, last = (client.get(payments(study), {"page": page}).content.decode() for page in ("1", "2", "9999"))

    assert first.count('<th scope="row">') == second.count('<th scope="row">') == 50
    assert re.findall(r"line (\d+)<", first) != re.findall(r"line (\d+)<", second)
    assert 'aria-current="page"' in last


def test_the_payments_of_a_need_add_up_to_its_figure(study, browser, report) -> None:
    rows = report.tables["need_categories"].to_pylist()
    row = next(one for one in rows if one["anchor_id"] == "preston-city-council" and one["need_category_code"])

    sent = rows_in(
        browser("bob").get(payments(study, file=True), {"category": row["need_category_code"], "anchor": "preston-city-council"})
    )  # fmt: skip

    assert sum(Decimal(one["amount_gbp"]) for one in sent) == row["analysed_gbp"]


def test_taking_payments_away_is_kept_in_the_log(study, browser) -> None:
    browser("bob").get(payments(study, file=True))

    entry = Entry.objects.get(verb="payments_taken")
    assert (entry.person_name, entry.details) == ("Bob Bamber", {"anchors": ["preston-city-council"]})


def test_nothing_in_the_file_is_a_formula() -> None:
    import pyarrow as pa  # noqa: PLC0415

    hostile = pa.table({"payee_name": ["=cmd|'/C calc'!A0", "+1", "-1", "@x", "Plain Ltd"]})

    (written,) = csv_parts(iter([hostile]))

    assert harmless(hostile)["payee_name"].to_pylist() == ["'=cmd|'/C calc'!A0", "'+1", "'-1", "'@x", "Plain Ltd"]
    assert b"\"'=cmd" in written


@pytest.mark.parametrize(
    "query", [{"supplier": "x" * 100}, {"supplier": "'; DROP TABLE files; --"}, {"category": "'"}]
)
def test_a_hostile_address_finds_nothing_and_breaks_nothing(query, study, browser) -> None:
    answer = browser("bob").get(payments(study), query)

    assert answer.status_code in {200, 404}
    assert '<th scope="row">' not in answer.content.decode()
