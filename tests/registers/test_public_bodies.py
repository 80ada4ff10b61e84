import csv
import datetime as dt
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from ourplace.engine import Engine
from ourplace.registers import add_register, open_registers


@pytest.fixture(scope="module")
def bodies() -> list[dict[str, str]]:
    text = (files("ourplace.registers") / "public_bodies" / "bodies.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_identifiers_are_unique(bodies: list[dict[str, str]]) -> None:
    assert [body_id for body_id, count in Counter(body["body_id"] for body in bodies).items() if count > 1] == []


def test_names_in_use_are_unique(bodies: list[dict[str, str]]) -> None:
    names = Counter(body["name"].lower() for body in bodies if not body["end_date"])

    assert [name for name, count in names.items() if count > 1] == []


def test_an_abolished_council_says_what_replaced_it_the_next_day(bodies: list[dict[str, str]]) -> None:
    by_id = {body["body_id"]: body for body in bodies}
    for body in bodies:
        successors = [by_id[body_id] for body_id in body["successor_ids"].split("|") if body_id]
        if not body["body_id"].startswith("GB-LAE") or not body["end_date"]:
            continue
        assert successors, body["name"]
        next_day = dt.date.fromisoformat(body["end_date"]) + dt.timedelta(days=1)
        assert {successor["start_date"] for successor in successors} == {next_day.isoformat()}


def test_the_principal_councils_are_all_there(bodies: list[dict[str, str]]) -> None:
    """317 in England since April 2023, 32 in Scotland, 22 in Wales, 11 in Northern Ireland."""
    current = [body for body in bodies if not body["end_date"]]

    counts = {
        prefix: sum(body["body_id"].startswith(prefix + "-") for body in current)
        for prefix in ("GB-LAE", "GB-LAS", "GB-LAW", "GB-LANI")
    }

    assert counts == {"GB-LAE": 317, "GB-LAS": 32, "GB-LAW": 22, "GB-LANI": 11}


def test_there_are_42_integrated_care_boards_and_10_english_ambulance_trusts(bodies: list[dict[str, str]]) -> None:
    kinds = Counter(body["kind"] for body in bodies)

    assert (kinds["integrated_care_board"], kinds["ambulance_trust"], kinds["national_park_authority"]) == (42, 10, 15)


def test_public_bodies_need_no_file(tmp_path: Path, engine: Engine) -> None:
    file = add_register("public-bodies", registers_folder=tmp_path, engine=engine)

    found = {row["entity_id"]: row for row in engine.to_arrow(open_registers([file], engine=engine)).to_pylist()}
    assert (found["GB-LAE-PRE"]["entity_name"], found["GB-LAE-PRE"]["postcode"]) == ("Preston City Council", "PR1 2RL")
    assert (found["GB-LAE-CMA"]["status"], found["GB-LAE-CMA"]["dissolved_date"]) == ("closed", dt.date(2023, 3, 31))
    assert {row["legal_form"] for row in found.values()} == {"public_body"}
    assert file.receipt.assertions_failed == ()
